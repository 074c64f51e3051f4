"""The whole program starts on a file, draws its window, and ends in order."""

import os
import subprocess
import sys

from tests.making import make_book

_CODE = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from workbench.app import make_application, run
from workbench.domain.clock import Clock
app = make_application()
QTimer.singleShot(400, lambda: print([window.windowTitle() for window in QApplication.topLevelWidgets() if window.isVisible()]))
QTimer.singleShot(500, QApplication.closeAllWindows)
sys.exit(run(Path(sys.argv[1]), Clock("Asha Patel")))
"""


def test_the_program_runs_on_a_file_and_leaves_no_lock(path, clock, home):
    make_book(path, clock, risks=2).close()
    (home / "settings.ini").write_text("[person]\nname=Asha Patel\n")
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "WORKBENCH_HOME": str(home)}
    done = subprocess.run(
        [sys.executable, "-c", _CODE, str(path)], capture_output=True, text=True, timeout=60, env=environment, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "board.workbench – Alder Acute Provider Collaborative" in done.stdout
    assert [other.name for other in path.parent.iterdir()] == [path.name]
    assert not (home / "reports").exists()
