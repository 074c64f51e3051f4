"""Time whole processes and print what was measured, beside its baseline, for people and for programs."""

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Options:
    """How much to measure: rows, how often, and in which folder."""

    folder: Path
    rows: int
    times: int


@dataclass(frozen=True)
class Figure:
    """One row of the table: what was measured, what it stands beside, and the bar for their ratio (or the value)."""

    name: str
    value: float
    unit: str
    baseline: str
    against: float | None
    ratio: float | None
    bar: str
    kept: bool


def figure(name: str, value: float, *, baseline: str, against: float, most: float, unit: str = "s") -> Figure:
    """Return a figure whose ratio to its baseline must not exceed `most`."""
    ratio = value / against
    return Figure(name, value, unit, baseline, against, ratio, f"ratio ≤ {most:g}", ratio <= most)


def limit(name: str, value: float, unit: str, most: float, *, baseline: str = "", against: float | None = None) -> Figure:
    """Return a figure that must itself stay under a bar."""
    ratio = value / against if against else None
    return Figure(name, value, unit, baseline, against, ratio, f"< {most:g} {unit}", value < most)


def show(found: Figure) -> None:
    """Print a figure as a line to read and as a line of JSON."""
    beside = f"{found.baseline} {found.against:.2f} {found.unit}" if found.against is not None else ""
    ratio = f"ratio {found.ratio:.2f}" if found.ratio is not None else ""
    words = f"{found.name:<52} {found.value:>8.2f} {found.unit:<3} {beside:<44} {ratio:<12} {found.bar:<14}"
    print(words.rstrip() if found.kept else f"{words} MISSED")
    print(json.dumps(asdict(found), ensure_ascii=False), flush=True)


def surroundings(**setting: str) -> dict[str, str]:
    """Return the environment for a measured process; Python may keep compiled modules, as it does for people."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"} | setting


def median(times: int, work: Callable[[], float]) -> float:
    """Return the median of several measurements."""
    return statistics.median(work() for _ in range(times))


def whole(arguments: Sequence[str | Path], **setting: str) -> float:
    """Run a process to its end and return the seconds it took, start and exit included."""
    begun = time.perf_counter()
    done = subprocess.run([*map(str, arguments)], env=surroundings(**setting), capture_output=True, text=True, check=False)
    taken = time.perf_counter() - begun
    if done.returncode:
        raise SystemExit(f"{' '.join(map(str, arguments))} ended with status {done.returncode}:\n{done.stderr or done.stdout}")
    return taken


def inside(script: str, *arguments: str | Path, **setting: str) -> float:
    """Run a script in a fresh Python and return the number it prints last: the seconds it measured of itself."""
    done = subprocess.run(
        [sys.executable, "-c", script, *map(str, arguments)], env=surroundings(**setting), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"A baseline ended with status {done.returncode}:\n{done.stderr}")
    return float(done.stdout.split()[-1])


def workbench(options: Options, *arguments: str | Path) -> float:
    """Run one command of the Workbench as people do and return the seconds the whole process took."""
    return whole([sys.executable, "-m", "workbench", *arguments], WORKBENCH_HOME=str(options.folder / "home"))
