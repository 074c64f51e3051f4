"""The import rules hold, and each of them can fail: a rule that names the wrong package stays green for ever."""

import functools
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LINTER = Path(sys.executable).with_name("lint-imports.exe" if sys.platform == "win32" else "lint-imports")
CONTRACTS = [contract["name"] for contract in tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]]

BREACHES = [
    ("Layers point downwards", "store/schema.py", "import workbench.exchange.sheets"),
    ("Layers point downwards", "exchange/sheets.py", "import workbench.reports.style"),
    ("Layers point downwards", "services/history.py", "import workbench.ui.theme"),
    ("Layers point downwards", "domain/text.py", "import workbench.store.schema"),
    ("Layers point downwards", "attic/__init__.py", "import workbench.domain.text"),
    ("The domain knows only the standard library", "domain/text.py", "import click"),
    ("The domain knows only the standard library", "domain/text.py", "def later():\n    import rapidfuzz"),
    ("Qt lives in ui and app", "domain/text.py", "import PySide6.QtCore"),
    ("Qt lives in ui and app", "services/history.py", "from PySide6 import QtWidgets"),
    ("SQLite lives in store", "ui/theme.py", "import sqlite3"),
    ("SQLite lives in store", "services/history.py", "import sqlite_utils"),
    ("Excel lives in exchange", "services/history.py", "import openpyxl"),
    ("Excel lives in exchange", "ui/theme.py", "import python_calamine"),
    ("PDF lives in reports", "store/schema.py", "import reportlab.pdfgen.canvas"),
    ("PDF lives in reports", "services/history.py", "import pikepdf"),
    ("Word lives in exchange and reports", "services/history.py", "import docx"),
    ("Word lives in exchange and reports", "store/schema.py", "def later():\n    from lxml import etree"),
    ("Windows ask services, never the adapters", "ui/theme.py", "import workbench.store.schema"),
    ("Windows ask services, never the adapters", "ui/theme.py", "def later():\n    import workbench.reports.style"),
]


def lint(folder: Path) -> dict[str, bool]:
    """Run the linter on a checkout and return whether each contract is kept."""
    arguments = [str(LINTER), "--no-cache", "--no-logo"]
    done = subprocess.run(arguments, cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False)
    verdicts = {}
    for line in done.stdout.splitlines():
        name, _, verdict = line.rpartition(" ")
        if verdict in {"KEPT", "BROKEN"}:
            verdicts[name.strip()] = verdict == "KEPT"
    assert list(verdicts) == CONTRACTS, done.stdout + done.stderr
    return verdicts


@functools.cache
def here() -> dict[str, bool]:
    """Return whether each contract is kept in this checkout."""
    return lint(ROOT)


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A copy of the package that a test may spoil."""
    shutil.copytree(ROOT / "workbench", tmp_path / "workbench", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_every_contract_is_kept():
    assert [name for name, kept in here().items() if not kept] == []


def test_every_contract_is_broken_by_some_test():
    assert {contract for contract, _, _ in BREACHES} == set(CONTRACTS)


@pytest.mark.parametrize(
    ("contract", "place", "offence"), BREACHES, ids=[f"{place}: {offence.split()[-1]}" for _, place, offence in BREACHES]
)
def test_an_offending_import_turns_its_contract_red(copied: Path, contract: str, place: str, offence: str):
    module = copied / "workbench" / place
    module.parent.mkdir(exist_ok=True)
    with module.open("a", encoding="utf-8") as stream:
        stream.write(f"\n\n{offence}\n")
    assert here()[contract]
    assert not lint(copied)[contract]


@pytest.mark.parametrize(
    ("module", "strangers"),
    [
        (
            "workbench.services.book",
            {"PySide6", "sqlite_utils", "openpyxl", "xlsxwriter", "python_calamine", "reportlab", "pikepdf", "docx", "rapidfuzz", "click"},
        ),
        ("workbench.domain.registers", {"sqlite3", "PySide6", "click", "psutil", "platformdirs"}),
        (
            "workbench.cli",
            {"PySide6", "sqlite_utils", "openpyxl", "xlsxwriter", "python_calamine", "reportlab", "pikepdf", "docx", "rapidfuzz"},
        ),
    ],
)
def test_a_module_loads_no_library_before_it_is_needed(module: str, strangers: set[str]):
    code = f"import sys, {module}; print(*sys.modules)"
    bare = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")}  # coverage itself uses SQLite
    done = subprocess.run([sys.executable, "-I", "-c", code], cwd=ROOT, env=bare, capture_output=True, text=True, check=True)
    assert strangers & set(done.stdout.split()) == set()
