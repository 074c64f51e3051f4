"""The window starts without what it does not need yet."""

import subprocess
import sys

LATER = ("sqlite_utils", "click", "openpyxl", "xlsxwriter", "python_calamine", "reportlab", "pikepdf", "rapidfuzz", "docx")


def test_importing_the_windows_loads_no_adapter():
    code = (
        "import sys, pkgutil, importlib, workbench.ui, workbench.app\n"
        "for module in pkgutil.iter_modules(workbench.ui.__path__): importlib.import_module(f'workbench.ui.{module.name}')\n"
        f"print([name for name in {LATER!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "[]"
