"""Fail unless every test of a window ran: a suite that skips its windows is green about nothing.

`python .ci/windows_ran.py REPORT` reads pytest's JUnit report and compares it with what pytest finds in `tests/ui`.
"""

import subprocess
import sys
from pathlib import Path

import defusedxml.ElementTree

WINDOWS = "tests.ui."


def ran(report: Path) -> tuple[int, list[str]]:
    """Return how many tests of windows ran, and the names of those that were skipped."""
    count, skipped = 0, []
    for case in defusedxml.ElementTree.parse(report).iter("testcase"):
        if case.get("classname", "").startswith(WINDOWS):
            if case.find("skipped") is None:
                count += 1
            else:
                skipped.append(f"{case.get('classname')}.{case.get('name')}")
    return count, skipped


def found() -> int:
    """Return how many tests of windows there are."""
    arguments = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:randomly", "tests/ui"]
    done = subprocess.run(arguments, capture_output=True, text=True, check=True)
    return sum("::" in line for line in done.stdout.splitlines())


def main() -> None:
    """Compare, and say which windows were not tested."""
    count, skipped = ran(Path(sys.argv[1]))
    wanted = found()
    if skipped or not wanted or count < wanted:
        sys.exit("\n".join([f"Of {wanted} tests of windows {count} ran.", *skipped]))
    print(f"All {wanted} tests of windows ran.")


if __name__ == "__main__":
    main()
