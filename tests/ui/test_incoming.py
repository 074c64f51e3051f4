"""Several workbooks one after the other: each is imported, skipped or left, and the end says what became of all."""

from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt

from workbench.ui.shell import Shell
from workbench.ui.work import Work


@pytest.fixture
def work() -> Work:
    """Real workbooks are read."""
    return Work()


def workbook(folder: Path, name: str, sheets: dict[str, list[list[str]]]) -> Path:
    made = openpyxl.Workbook()
    made.remove(made.active)
    for title, rows in sheets.items():
        page = made.create_sheet(title)
        for row in rows:
            page.append(row)
    made.save(folder / name)
    return folder / name


def risks(*titles: str) -> list[list[str]]:
    return [["Ref", "Risk title", "Description"], *([f"L-{title[:3]}", title, f"{title} are old."] for title in titles)]


def ready(shell: Shell, qtbot, name: str) -> None:
    def is_ready() -> bool:
        plan = shell.plan_screen.plan if shell.plan_screen else None
        return plan is not None and plan.workbook.name == name and not shell.tasks.is_busy

    qtbot.waitUntil(is_ready, timeout=20000)


@pytest.fixture
def three(shell: Shell, tmp_path: Path, qtbot) -> Shell:
    """A window with three workbooks of one organisation waiting, the first of them shown."""
    titles = ("Lifts", "Doors", "Boilers")
    paths = [workbook(tmp_path, f"Carrow {number}.xlsx", {"Risks": risks(title)}) for number, title in enumerate(titles, 1)]
    shell.import_workbooks(paths)
    ready(shell, qtbot, "Carrow 1.xlsx")
    return shell


def test_the_end_says_what_became_of_each(three: Shell, qtbot):
    screen = three.plan_screen
    assert (screen.title.text(), screen.no.text()) == ("What this import would change (1 of 3)", "Skip to the next workbook")
    screen.apply_plan()
    ready(three, qtbot, "Carrow 2.xlsx")
    assert screen.before.text() == "1 risk added from Carrow 1.xlsx."
    qtbot.mouseClick(screen.no, Qt.MouseButton.LeftButton)
    ready(three, qtbot, "Carrow 3.xlsx")
    assert (screen.no.text(), screen.stop_here.isVisible()) == ("Skip this one", False)
    screen.apply_plan()
    qtbot.waitUntil(three.notice.isVisible, timeout=20000)
    told = "2 of 3 workbooks imported: 1 risk added from Carrow 1.xlsx; 1 risk added from Carrow 3.xlsx."
    assert three.notice.sentence.text() == f"{told} Not imported: Carrow 2.xlsx (skipped)."


def test_stopping_leaves_all_that_wait(three: Shell, tmp_path: Path, qtbot):
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"PK\x03\x04 but no more")
    three.import_workbooks([broken])
    screen = three.plan_screen
    assert screen.title.text().endswith("(1 of 4)")
    qtbot.keyClick(screen.stop_here, Qt.Key.Key_Return)
    assert not three.incoming.is_shown
    told = three.notice.sentence.text()
    assert told.startswith("0 of 4 workbooks imported. Not imported: Carrow 1.xlsx (skipped), Carrow 2.xlsx (not looked at)")


def test_a_workbook_that_cannot_be_read_is_named_with_the_reason(shell: Shell, tmp_path: Path, qtbot):
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"PK\x03\x04 but no more")
    shell.import_workbooks([broken, workbook(tmp_path, "Carrow.xlsx", {"Risks": risks("Lifts")})])
    qtbot.waitUntil(lambda: shell.plan_screen is not None and bool(shell.plan_screen.failure), timeout=20000)
    shell.plan_screen.cancel()
    ready(shell, qtbot, "Carrow.xlsx")
    shell.plan_screen.apply_plan()
    qtbot.waitUntil(shell.notice.isVisible, timeout=20000)
    assert "Not imported: broken.xlsx (broken.xlsx " in shell.notice.sentence.text()


def test_another_sheet_is_imported_right_after_this_one(shell: Shell, tmp_path: Path, qtbot):
    decisions = [["Ref", "Decision", "Date of decision"], ["D-1", "Open the ward", "1 May 2026"], ["D-2", "Close the ward", "2 May 2026"]]
    path = workbook(tmp_path, "Carrow.xlsx", {"Risks": risks("Lifts", "Doors", "Boilers"), "Log": decisions})
    shell.import_workbooks([path])
    ready(shell, qtbot, "Carrow.xlsx")
    screen = shell.plan_screen
    assert screen.plan.sheet == "Risks"
    screen.notes.sheets["Log"].click()
    assert screen.title.text().endswith("(1 of 2)")
    screen.apply_plan()
    qtbot.waitUntil(lambda: screen.plan is not None and screen.plan.sheet == "Log", timeout=20000)
    assert screen.plan.parts[0].register == "decision"
