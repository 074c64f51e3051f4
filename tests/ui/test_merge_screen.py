"""Merging another copy in the window: found, shown like a return, decided by cell, written as one change, undone whole."""

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from tests.making import FixedClock, make_book
from workbench.services.book import Book
from workbench.services.merging_beside import copies_beside, news_beside
from workbench.ui.history import stories
from workbench.ui.merging import MergeScreen
from workbench.ui.plan import COLUMNS, PROBLEMS
from workbench.ui.plan_rows import PlanRow
from workbench.ui.work import Work


class RealWork(Work):
    """The real thing; fixtures of this folder else make plans from lines."""


@pytest.fixture
def work() -> Work:
    return RealWork()


@pytest.fixture
def theirs(path: Path, clock: FixedClock) -> Path:
    """A copy in which R-001 has another title and owner, R-003 is removed and a risk is new; in ours R-001 has another owner."""
    with make_book(path, clock, risks=3) as book:
        copy = path.with_name("board-LAPTOP7.workbench")
        shutil.copy(path, copy)
        book.edit([book.find("risk", "R-001")], {"owner": "Ann Lee"})
    with Book.open(copy, FixedClock(author="Ben Ortiz", first=9_000), insist=True) as other:
        other.edit([other.find("risk", "R-001")], {"owner": "Cy Moor", "title": "Later discharge"})
        other.remove([other.find("risk", "R-003")])
        other.add("risk", {"title": "New there"})
    return copy


@pytest.fixture
def shell(theirs: Path, path: Path, open_shell):
    return open_shell(path)


def shown(shell, qtbot) -> MergeScreen:
    qtbot.waitUntil(lambda: shell.plan_screen is not None and shell.plan_screen.plan is not None and not shell.tasks.is_busy, timeout=20000)
    screen = shell.plan_screen
    assert isinstance(screen, MergeScreen)
    return screen


def merging(shell, answers, theirs: Path, qtbot) -> MergeScreen:
    answers.path = theirs
    qtbot.keyClick(shell, Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    return shown(shell, qtbot)


def lines(screen: MergeScreen) -> dict[str, str]:
    found = [screen.rows_model.line(place) for place in range(screen.rows_model.rowCount())]
    return {line.words[2]: line.words[4] for line in found if isinstance(line.about, PlanRow) and line.about.content}


def test_a_copy_is_shown_like_a_return_and_merged_by_keys(shell, answers, theirs, qtbot):
    screen = merging(shell, answers, theirs, qtbot)
    assert screen.title.text() == "What merging this copy would change"
    assert screen.notes.sentences[0].startswith("Compared with what both copies had in common on 23 July 2026.")
    assert not screen.corrections.isVisible()
    assert not screen.views.isTabVisible(COLUMNS)
    assert lines(screen) == {
        "R-001": "Risk: Risk 1 of late discharge from ward 1 → Later discharge; to decide: Owner",
        "R-003": "Will be removed.",
        "R-004": "Will be added.",
    }
    assert screen.go.text() == "&Add 1 and change 2 records"
    qtbot.keyClick(screen, Qt.Key.Key_F8)
    panel = screen.rows_view.panel
    assert [panel.table.cells.headerData(column, Qt.Orientation.Horizontal) for column in (2, 4)] == [
        "What both had",
        "In the copy",
    ]
    owner = next(place for place in range(panel.table.cells.count) if panel.table.cells.about(place).field == "owner")
    panel.table.setFocus()
    panel.table.selectRow(owner)
    qtbot.keyClick(panel.table, Qt.Key.Key_Space)
    assert screen.rows_view.left_open.text() == "Nothing is left to decide."
    qtbot.keyClick(screen, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: not shell.incoming.is_shown and not shell.tasks.is_busy)
    assert shell.notice.sentence.text() == "1 record added, 1 record changed and 1 record removed from board-LAPTOP7.workbench."
    assert {record.ref: record.show("owner") for record in shell.book.records("risk")} == {
        "R-001": "Cy Moor",
        "R-002": "Jo Smith",
        "R-004": "",
    }
    assert shell.book.check() == []


def test_what_is_left_open_is_said(shell, answers, theirs, qtbot):
    screen = merging(shell, answers, theirs, qtbot)
    screen.apply_plan()
    qtbot.waitUntil(lambda: not shell.incoming.is_shown and not shell.tasks.is_busy)
    assert shell.notice.sentence.text().endswith("1 record stayed as here and will be asked about again.")
    again = merging(shell, answers, theirs, qtbot)
    assert [row.ref for row in again.plan.rows if row.is_open] == ["R-001"]


def test_undo_asks_and_takes_the_whole_merge_back(shell, answers, theirs, qtbot):
    before = {record.uid: dict(record.row) for record in shell.book.records("risk")}
    merging(shell, answers, theirs, qtbot).apply_plan()
    qtbot.waitUntil(lambda: not shell.incoming.is_shown and not shell.tasks.is_busy)
    shell.actions_["undo"].trigger()
    assert shell.notice.sentence.text().endswith("brought in another copy of this file. Undo takes all of it back at once.")
    assert len(shell.book.records("risk")) == 3
    assert shell.book.find("risk", "R-004")
    shell.notice.step.click()
    assert {record.uid: dict(record.row) for record in shell.book.records("risk")} == before
    assert shell.notice.sentence.text().startswith("Undone: Merge board-LAPTOP7.workbench")
    shell.notice.step.click()
    assert shell.book.find("risk", "R-004")


def test_a_record_tells_who_changed_it_in_the_other_copy(shell, answers, theirs, qtbot):
    merging(shell, answers, theirs, qtbot).apply_plan()
    qtbot.waitUntil(lambda: not shell.incoming.is_shown and not shell.tasks.is_busy)
    uid = shell.book.find("risk", "R-001").uid
    told = stories(shell.book.history(uid), uid, shell.book.register("risk"))[0]
    assert "Ben Ortiz, in another copy; merged" in told.heading
    assert told.heading.endswith("by Asha Patel")
    assert told.lines[0] == "Merged: change Owner and Risk of R-001"


def test_a_strangers_file_is_refused_in_a_sentence(shell, answers, path, qtbot):
    other = path.with_name("other.workbench")
    make_book(other, FixedClock(first=700)).close()
    answers.path = other
    shell.actions_["merge"].trigger()
    qtbot.waitUntil(lambda: shell.plan_screen is not None and not shell.tasks.is_busy)
    screen = shell.plan_screen
    assert "it is another collaborative's file" in screen.summary.text()
    qtbot.keyClick(screen, Qt.Key.Key_Escape)
    assert not shell.incoming.is_shown


def test_an_import_after_a_merge_has_its_own_screen(shell, answers, theirs, qtbot, tmp_path):
    merging(shell, answers, theirs, qtbot).cancel()
    sheet = tmp_path / "return.csv"
    sheet.write_text("Ref,Risk title,Owner\nK-1,Boilers are old,Ann Lee\n", encoding="utf-8")
    shell.import_workbooks([sheet])
    qtbot.waitUntil(lambda: shell.plan_screen.plan is not None and not shell.tasks.is_busy, timeout=20000)
    assert not isinstance(shell.plan_screen, MergeScreen)
    assert shell.plan_screen.corrections.isVisible()


def test_a_copy_that_a_cloud_drive_left_is_offered_in_a_line(shell, theirs, qtbot):
    assert not shell.notice.isVisible()
    shell.beside.look()
    qtbot.waitUntil(shell.notice.isVisible, timeout=20000)
    assert shell.notice.sentence.text().startswith(
        "Beside this file lies board-LAPTOP7.workbench, a copy of it with changes that are not here"
    )
    shell.notice.step.click()
    assert shown(shell, qtbot).plan.workbook.name == theirs.name


def test_a_copy_with_nothing_new_is_not_offered(theirs, path):
    make_book(path.with_name("board 2.workbench"), FixedClock(first=700)).close()
    path.with_name("board (1).workbench").write_text("not ours")
    shutil.copy(path, theirs)
    assert len(copies_beside(path)) == 3
    assert news_beside(path, FixedClock(first=800)) == []


def test_an_offer_waits_until_nothing_else_is_said(shell, theirs, qtbot):
    shell.notice.say("Something else.")
    shell.beside.look()
    qtbot.waitUntil(shell.beside._again.isActive, timeout=20000)
    assert shell.notice.sentence.text() == "Something else."
    shell.notice.forget()
    shell.beside._offer()
    assert "board-LAPTOP7.workbench" in shell.notice.sentence.text()


@pytest.mark.parametrize(
    "name",
    [
        "board-LAPTOP7.workbench",
        "board-DESKTOP-4J2K.workbench",
        "board (Ann Lee's conflicted copy 2026-11-29).workbench",
        "board (conflicted copy 2026-11-29 093612).workbench",
        "board (1).workbench",
        "board(1).workbench",
        "board 2.workbench",
        "board.sync-conflict-20261129-101500-ABCDEFG.workbench",
        "board_LAPTOP_Nov-29-2026-0936_Conflict.workbench",
        "board_Ann-PC_Nov-29-0901-2026_CaseConflict_1.workbench",
        "board conflict.workbench",
        "board - Copy.workbench",
        "board - Copy (2).workbench",
        "board copy.workbench",
    ],
)
def test_names_that_drives_give_are_known(tmp_path: Path, name: str):
    for other in (name, "board.workbench", "boardroom.workbench", "other (1).workbench", "board (1).xlsx", "board.workbench.lock"):
        (tmp_path / other).touch()
    assert [path.name for path in copies_beside(tmp_path / "board.workbench")] == [name]


def test_a_sentence_about_a_record_leads_to_it_and_the_newest_may_win(shell, answers, theirs, qtbot):
    shell.book.add("risk", {"title": "Ours"})
    screen = merging(shell, answers, theirs, qtbot)
    assert screen.problems_model.line(0).words[1] == "R-005"
    screen.views.setCurrentIndex(PROBLEMS)
    qtbot.keyClick(screen.problems, Qt.Key.Key_Return)
    assert screen.rows.current.title == "New there"
    qtbot.keyClick(screen, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    (owner,) = [cell for row in screen.plan.rows for cell in row.cells if cell.conflict]
    assert owner.settled is not None
