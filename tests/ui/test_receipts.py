"""Import receipts in the window: what came in, what is open, and taking an import back."""

from datetime import datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from tests.making import MEMBERS, bring_in, make_book
from tests.ui.test_access import nameless
from workbench.ui.shell import Shell

ALDERBROOK = MEMBERS[0]
LINES = [{"ref": "K-1", "title": "Linen contract ends", "owner": "Ann Lee"}, {"ref": "K-2", "title": "Pharmacy robot fails"}]


@pytest.fixture
def shell(path, clock, open_shell) -> Shell:
    """A window with a book of two imports."""
    with make_book(path, clock, risks=1) as book:
        bring_in(book, LINES, member=ALDERBROOK, name="first.xlsx")
        clock.pass_days(30)
        book.edit([book.find("risk", f"{ALDERBROOK}/K-1")], {"owner": "Office"})
        bring_in(book, [{**LINES[0], "owner": "Jo Smith", "description": "In March."}], member=ALDERBROOK, name="second.xlsx")
    return open_shell(path)


def receipts(shell: Shell, qtbot):
    qtbot.waitUntil(lambda: not shell.tasks.is_busy)
    shell.actions_["receipts"].trigger()
    return shell.incoming.receipts


def test_the_receipts_say_what_came_and_what_is_open(shell: Shell, qtbot):
    page = receipts(shell, qtbot)

    def clock_of(place: int) -> str:
        return f"{datetime.fromisoformat(page.imports[place].entry.at).astimezone():%H:%M}"

    assert shell.stack.currentWidget() is page
    assert [page.model.line(place).words for place in range(2)] == [
        (f"22 August 2026, {clock_of(0)}", "second.xlsx", ALDERBROOK, "Nothing new", "1 changed on both sides, 1 not in this return"),
        (f"23 July 2026, {clock_of(1)}", "first.xlsx", ALDERBROOK, "2 new", "Nothing"),
    ]
    assert page.summary.text() == "2 imports, 1 of them with something open."
    assert "1 record of the risk register came from the sheet “Risks”." in page.words.text()
    assert QApplication.focusWidget() is page.table


def test_a_record_that_was_not_in_a_return_is_named_and_answered(shell: Shell, qtbot):
    page = receipts(shell, qtbot)
    assert page.missed.itemText(0) == "K-2 Pharmacy robot fails"
    page.why.setCurrentText("Below their threshold")
    qtbot.keyClick(page.explain, Qt.Key.Key_Return)
    assert page.model.line(0).words[4] == "1 changed on both sides"
    assert not page.absence.isVisible()
    assert shell.book.history()[-1].reason == "K-2 is not in second.xlsx (below their threshold)."


def test_an_import_is_taken_back_by_keys_and_undo_brings_it_again(shell: Shell, qtbot):
    page = receipts(shell, qtbot)
    qtbot.keyClick(page.table, Qt.Key.Key_Down)
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    qtbot.waitUntil(page.go.isVisible)
    assert page.question.text().startswith("If you take it back: 1 record it added is removed. Kept as it is now: K-1 ")
    qtbot.keyClick(page.go, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: shell.notice.isVisible() and not shell.tasks.is_busy)
    assert shell.notice.sentence.text() == "Take back: Import first.xlsx (2 new). 1 record it added is removed."
    assert page.model.line(1).words[3] == "Taken back or undone"
    assert not page.take.isVisible() or page.chosen.workbook == "second.xlsx"
    shell.actions_["undo"].trigger()
    assert page.model.line(1).words[3] == "2 new"
    qtbot.keyClick(page.table, Qt.Key.Key_Escape)
    assert shell.stack.currentWidget() is not page


def test_the_question_is_left_before_the_page_is(shell: Shell, qtbot):
    page = receipts(shell, qtbot)
    head = shell.book.store.head().position
    qtbot.mouseClick(page.take, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(page.go.isVisible)
    qtbot.keyClick(page.go, Qt.Key.Key_Escape)
    assert page.take.isVisible()
    assert not page.question.isVisible()
    qtbot.mouseClick(page.back, Qt.MouseButton.LeftButton)
    assert shell.stack.currentWidget() is not page
    assert shell.book.store.head().position == head


def test_an_import_that_was_worked_over_says_why_it_stays(shell: Shell, qtbot):
    page = receipts(shell, qtbot)
    record = shell.book.find("risk", f"{ALDERBROOK}/K-2")
    shell.book.edit([record], {"owner": "Office"})
    page.table.selectRow(1)
    qtbot.mouseClick(page.take, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(page.question.isVisible)
    assert page.question.text() == "Nothing of “Import first.xlsx (2 new)” can be taken back, because all of it was changed since."
    assert not page.go.isVisible()


def test_a_file_without_imports_says_how_to_begin(path, clock, open_shell, qtbot):
    make_book(path, clock).close()
    page = receipts(open_shell(path), qtbot)
    assert "No workbook has been imported yet" in page.summary.text()
    assert not page.take.isVisible()


def test_every_control_of_the_page_has_a_name(shell: Shell, qtbot):
    page = receipts(shell, qtbot)
    assert nameless(shell) == []
    qtbot.mouseClick(page.take, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(page.go.isVisible)
    assert nameless(shell) == []


def test_a_reader_sees_the_receipts_and_takes_nothing_back(shell: Shell, path, open_shell, qtbot):
    page = receipts(open_shell(path), qtbot)
    assert page.model.rowCount() == 2
    assert not page.take.isVisible()
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    assert not page.question.isVisible()


def test_a_later_return_asks_again_so_that_nothing_stays_open_for_ever_on_the_one_before(shell: Shell, qtbot):
    page = receipts(shell, qtbot)
    assert page.imports[0].left_open
    bring_in(shell.book, [{**LINES[0], "owner": "Office"}, LINES[1]], member=ALDERBROOK, name="third.xlsx")
    page.fill()
    assert [found.left_open for found in page.imports] == ["", "", ""]
    assert "What it left open was asked about again when third.xlsx was imported on" in " ".join(page.imports[1].told({}))


def test_no_reason_is_kept_before_one_is_chosen(shell: Shell, qtbot):
    page = receipts(shell, qtbot)
    assert not page.explain.isEnabled()
    page.why.setCurrentIndex(1)
    assert page.explain.isEnabled()
