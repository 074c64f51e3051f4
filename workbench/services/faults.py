"""Leave a report of a bug that a person can send: versions and where it happened, never a word of a register."""

import platform
import sys
import traceback
from pathlib import Path

from workbench import __version__
from workbench.domain.clock import Clock
from workbench.services.keeping import home


def report_text(error: BaseException, clock: Clock) -> str:
    """Return a report: versions, system, and the places in our code; messages are left out, for they may quote a register."""
    lines = [
        f"Governance Workbench {__version__}",
        f"Python {sys.version.split()[0]} on {platform.platform()}",
        clock.now().isoformat(timespec="seconds"),
    ]
    seen: BaseException | None = error
    while seen is not None:
        lines.append(type(seen).__name__)
        lines += [f"  {Path(frame.filename).name}:{frame.lineno} in {frame.name}" for frame in traceback.extract_tb(seen.__traceback__)]
        seen = seen.__cause__ or seen.__context__
    return "\n".join(lines) + "\n"


def leave_report(error: BaseException, clock: Clock) -> Path:
    """Write a report into the user's data folder and return where it lies."""
    folder = home() / "reports"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"report {clock.now():%Y-%m-%d %H-%M-%S}.txt"
    path.write_text(report_text(error, clock), encoding="utf-8")
    return path
