"""Run the benchmarks: `python -m benchmarks [--quick] [--rows N] [NAME...]`, all of them where none is named."""

import argparse
import importlib
import tempfile
from pathlib import Path

from benchmarks.measure import Options, show

NAMES = ("excel", "growth", "pages", "window")
MORE = ("sizes",)
"""Measured only where they are named: they take long, or keep no bar."""
ROWS, QUICK_ROWS = 10_000, 1_000


def main() -> None:
    """Measure what was asked for, in a folder that is gone afterwards."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Speed and size beside plain baselines.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"which: {', '.join(NAMES)}; all where none is named")
    parser.add_argument("--quick", action="store_true", help="fewer rows, once each: shows that everything runs")
    parser.add_argument("--rows", type=int, default=0, help=f"rows of the register; {ROWS} where not said")
    chosen = parser.parse_args()
    if unknown := sorted({*chosen.names} - {*NAMES, *MORE}):
        parser.error(f"there is no benchmark {unknown[0]!r}; there are {', '.join((*NAMES, *MORE))}")
    rows = chosen.rows or (QUICK_ROWS if chosen.quick else ROWS)
    missed = []
    for name in chosen.names or NAMES:
        with tempfile.TemporaryDirectory() as folder:
            for found in importlib.import_module(f"benchmarks.{name}").run(Options(Path(folder), rows, 1 if chosen.quick else 3)):
                show(found)
                missed += [] if found.kept else [found.name]
    if missed:
        print(f"Missed its bar: {', '.join(missed)}.")


if __name__ == "__main__":
    main()
