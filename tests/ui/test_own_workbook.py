"""From the window: a workbook under an organisation's own headings, and its own workbook brought up to date."""

from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pytest

from tests.making import MEMBERS
from workbench.services.importing import apply_plan, plan_import
from workbench.ui.places import by_reason
from workbench.ui.shell import Shell

ALDERBROOK, VALLEY = MEMBERS
HEADINGS = ("Risk ref", "Risk title", "Risk owner", "Our RAG")


@pytest.fixture
def own(shell: Shell, tmp_path: Path) -> Path:
    """A workbook that came in from the member, of which one risk was reworded since."""
    path = tmp_path / "theirs.xlsx"
    book = openpyxl.Workbook()
    for row in (HEADINGS, ("AB-1", "Boilers fail", "Ann Lee", "red"), ("AB-2", "Lifts stop", "Bo Hart", "amber")):
        book.worksheets[0].append(row)
    book.save(path)
    apply_plan(shell.book, plan_import(shell.book, path, member=ALDERBROOK))
    shell.book.edit([shell.book.find("risk", f"{ALDERBROOK}/AB-1")], {"title": "Boilers fail in winter"})
    return path


def export(shell: Shell, shape: str, qtbot) -> str:
    shell.actions_["export"].trigger()
    line = shell.outgoing.line
    line.version.setCurrentIndex(line.version.findText(f"For {ALDERBROOK}"))
    assert line.shape.isVisible()
    line.shape.setCurrentIndex(line.shape.findText(shape))
    line.go.click()
    qtbot.waitUntil(lambda: shell.notice.isVisible() and not shell.tasks.is_busy, timeout=20000)
    return shell.notice.sentence.text()


def test_the_line_remembers_for_whom_and_how_and_comes_back_after_a_failure(shell: Shell, own: Path, answers, tmp_path: Path, qtbot):
    shell.actions_["export"].trigger()
    line = shell.outgoing.line
    assert not line.shape.isVisible()  # the office has no workbook of its own
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"no workbook")
    answers.paths, answers.path = [broken], tmp_path / "back.xlsx"
    export(shell, "into its own workbook", qtbot)
    assert not answers.path.exists()
    assert line.isVisible()
    assert line.version.currentText() == f"For {ALDERBROOK}"
    assert line.shape.currentText() == "into its own workbook"
    line.no.click()
    shell.actions_["export"].trigger()
    assert line.version.currentText() == f"For {ALDERBROOK}"


def test_headings_that_nothing_tells_are_taken_from_a_workbook_that_is_chosen(shell: Shell, own: Path, answers, tmp_path: Path, qtbot):
    shell.actions_["export"].trigger()
    line = shell.outgoing.line
    line.version.setCurrentIndex(line.version.findText(f"For {VALLEY}"))
    line.shape.setCurrentIndex(line.shape.findText("under its own headings"))
    assert line.sentence.text() == f"Nothing that came in from {VALLEY} tells its headings, so choose one of its workbooks to go by."
    answers.paths, answers.path = [own], tmp_path / "fresh.xlsx"
    line.go.click()
    qtbot.waitUntil(lambda: shell.notice.isVisible() and not shell.tasks.is_busy, timeout=20000)
    assert cells(answers.path)[0][:4] == HEADINGS


@dataclass(frozen=True)
class At:
    """A cell with what is to be said of it."""

    sheet: str
    cell: str
    message: str


def test_one_reason_behind_many_cells_is_said_once_with_them():
    kept = [At("Risks", f"{letter}4", f"“{letter}” cannot be put; it stays.") for letter in "BCD"]
    assert by_reason([*kept, At("Notes", "A1", "Import the workbook first.")]) == [
        "3 cells (Risks B4, C4 and D4): “…” cannot be put; it stays.",
        "Notes A1: Import the workbook first.",
    ]


def cells(path: Path) -> list[tuple[object, ...]]:
    return list(openpyxl.load_workbook(path).worksheets[0].iter_rows(values_only=True))


def test_its_own_workbook_gets_the_cells_that_changed(shell: Shell, own: Path, answers, tmp_path: Path, qtbot):
    answers.paths, answers.path = [own], tmp_path / "back.xlsx"
    said = export(shell, "into its own workbook", qtbot)
    assert said.startswith("back.xlsx: 1 cell changed, and nothing else.")
    assert cells(answers.path) == [
        HEADINGS,
        ("AB-1", "Boilers fail in winter", "Ann Lee", "red"),
        ("AB-2", "Lifts stop", "Bo Hart", "amber"),
    ]
    assert answers.suggested[-1].name == "theirs 2026-07-23.xlsx"


def test_what_could_not_be_put_is_said_line_by_line(shell: Shell, own: Path, answers, tmp_path: Path, qtbot):
    book = openpyxl.load_workbook(own)
    book.worksheets[0]["B2"] = "Boilers fail each year"
    book.save(own)
    answers.paths, answers.path = [own], tmp_path / "back.xlsx"
    assert "1 place could not be brought up to date" in export(shell, "into its own workbook", qtbot)
    shell.notice.step.click()
    assert "import the workbook first" in shell.notice.sentence.text()


def test_a_new_workbook_may_stand_under_its_own_headings(shell: Shell, own: Path, answers, tmp_path: Path, qtbot):
    answers.path = tmp_path / "fresh.xlsx"
    export(shell, "under its own headings", qtbot)
    head, *rows = cells(answers.path)
    assert head[:4] == HEADINGS
    assert ("AB-1", "Boilers fail in winter", "Ann Lee", "red") in [row[:4] for row in rows]
