"""Run the tests, after doing all the setting up they need: `python3 packaging/run_tests.py [arguments of pytest]`."""

import os
import subprocess
import sys
from pathlib import Path

import checkout

QT_PACKAGES = "libegl1 libgl1 libxkbcommon0 libdbus-1-3 libfontconfig1 libglib2.0-0"
"""What Qt wants of a Debian system to start without a screen."""


def qt_starts(python: Path) -> bool:
    """Whether a window could be made here, in a process of its own, for a missing library ends the process."""
    trial = "from PySide6.QtWidgets import QApplication; QApplication([])"
    setting = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    return subprocess.run([str(python), "-c", trial], env=setting, capture_output=True, check=False).returncode == 0


def main() -> int:
    """Set up, look for Qt's libraries, run pytest on two cores and return its exit status."""
    python = checkout.prepare("test")
    if sys.platform.startswith("linux") and not qt_starts(python):
        print(
            f"Qt cannot start, so nothing was tested: as root, run: apt-get install --no-install-recommends {QT_PACKAGES}", file=sys.stderr
        )
        return 1
    # Two workers and the programs that tests start compile each module once, not each for itself.
    setting = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return subprocess.run([str(python), "-m", "pytest", "-n", "2", *sys.argv[1:]], cwd=checkout.ROOT, env=setting, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
