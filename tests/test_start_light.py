"""What is slow to import stays out of commands that do not need it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.making import FixedClock, make_book

HEAVY = {
    "sqlite_utils",
    "openpyxl",
    "xlsxwriter",
    "python_calamine",
    "reportlab",
    "pikepdf",
    "docx",
    "rapidfuzz",
    "PySide6",
    "msoffcrypto",
    "pypdfium2",
}


@pytest.mark.parametrize("command", [["list", "FILE", "risk"], ["list", "FILE", "risk", "--json"], ["history", "FILE"], ["check", "FILE"]])
def test_reading_commands_load_no_adapter(path: Path, command: list[str]):
    make_book(path, FixedClock(), risks=1).close()
    arguments = [str(path) if each == "FILE" else each for each in command]
    code = f"import sys, json; from workbench.cli import run; status = run({arguments!r}); print(json.dumps([status, sorted(sys.modules)]))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, encoding="utf-8")
    status, modules = json.loads(done.stdout.splitlines()[-1])
    assert status == 0
    assert not HEAVY & {name.partition(".")[0] for name in modules}


def test_the_domain_and_a_book_open_for_reading_load_no_click_either(path: Path):
    make_book(path, FixedClock(), risks=1).close()
    code = (
        "import sys; from pathlib import Path; from workbench.services.book import Book; from workbench.domain.clock import Clock;"
        f"book = Book.open(Path({str(path)!r}), Clock(), writable=False); book.view().records('risk'); book.close();"
        "print(sorted({name.partition('.')[0] for name in sys.modules} & {'click', 'psutil', 'platformdirs', 'sqlite_utils'}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
