"""The returns desk in the window: sent, received, decided, chased and closed, by keys and without a dialog."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from tests.making import make_book
from tests.returning import ALDERBROOK, CARROW, returned, round_of, sent_to
from tests.ui.conftest import Answers
from tests.ui.test_access import nameless
from workbench.ui.desk import DeskPage
from workbench.ui.shell import Shell
from workbench.ui.work import Work


@pytest.fixture
def work() -> Work:
    """Real work: these returns are read from workbooks."""
    return Work()


def desk(shell: Shell, qtbot) -> DeskPage:
    qtbot.waitUntil(lambda: not shell.tasks.is_busy)
    shell.actions_["returns"].trigger()
    page = shell.rounds.page
    assert page is not None
    assert shell.stack.currentWidget() is page
    return page


def settled(shell: Shell, qtbot) -> None:
    qtbot.waitUntil(lambda: not shell.tasks.is_busy)
    QApplication.processEvents()


@pytest.fixture
def sent(path: Path, clock, open_shell, tmp_path: Path) -> tuple[Shell, list[Path]]:
    """A window with a round that went out, and two returns on the disk that disagree."""
    with make_book(path, clock, risks=3) as book:
        made = round_of(book, tmp_path / "out", due=clock.today())
    cells = {("R-001", "Owner"): "Ann", ("R-002", "Owner"): "Ann"}
    paths = [
        returned(sent_to(made, ALDERBROOK), tmp_path / "a.xlsx", cells),
        returned(sent_to(made, CARROW), tmp_path / "b.xlsx", {("R-001", "Owner"): "Bob"}, Completed_by="Bob Kent"),
    ]
    return open_shell(path), paths


def test_a_round_is_sent_from_the_desk_by_keys(shell: Shell, answers: Answers, qtbot, tmp_path: Path):
    page = desk(shell, qtbot)
    assert page.sentence.text() == "Q2 2026/27: Nothing was sent for this quarter yet."
    answers.path = tmp_path / "out"
    qtbot.keyClick(page.send, Qt.Key.Key_Return)
    assert QApplication.focusWidget() is page.asking.typed
    qtbot.keyClicks(page.asking.typed, "soon")
    qtbot.keyClick(page.asking.typed, Qt.Key.Key_Return)
    assert "is not a date" in page.asking.sentence.text()
    assert page.asking.typed.text() == "soon"
    qtbot.keyClicks(page.asking.typed, "1 July 2026")
    qtbot.keyClick(page.asking.typed, Qt.Key.Key_Return)
    assert "has passed" in page.asking.sentence.text()
    assert not answers.path.exists()
    qtbot.keyClicks(page.asking.typed, "31 July 2026")
    qtbot.keyClick(page.asking.typed, Qt.Key.Key_Return)
    settled(shell, qtbot)
    assert len(list((tmp_path / "out").glob("*.xlsx"))) == 2
    assert "2 workbooks for Q2 2026/27 lie in" in shell.notice.sentence.text()
    assert page.model.line(0).words[:4] == (ALDERBROOK, "23 July 2026", "31 July 2026", "Outstanding")
    assert "A reminder would go to nobody yet" in page.words.text()
    page.send.setFocus()
    qtbot.keyClick(page.send, Qt.Key.Key_Return)
    assert "had one before" in page.asking.sentence.text()
    qtbot.keyClick(page.asking.typed, Qt.Key.Key_Escape)
    assert not page.asking.isVisible()
    assert QApplication.focusWidget() is page.send
    qtbot.keyClick(page.table, Qt.Key.Key_Escape)
    assert shell.stack.currentWidget() is not page


def test_returns_are_received_together_decided_and_applied(sent, answers: Answers, qtbot):
    shell, paths = sent
    page = desk(shell, qtbot)
    answers.paths = paths
    qtbot.mouseClick(page.receive, Qt.MouseButton.LeftButton)
    settled(shell, qtbot)
    panel = page.received
    assert panel.title.text() == "2 workbooks came in; 1 of them would change something."
    assert [panel.model.line(row).words[1:4] for row in range(2)] == [
        (ALDERBROOK, "Q2 2026/27", "1 changed, 1 the same"),
        (CARROW, "Q2 2026/27", "2 the same"),
    ]
    assert "Owner of R-001: Royal Alderbrook NHS Trust says “Ann” and Carrow Valley ICB says “Bob”" in panel.words.text()
    assert nameless(shell) == []
    qtbot.keyClick(panel.table, Qt.Key.Key_Return)
    settled(shell, qtbot)
    screen = shell.plan_screen
    assert screen is not None
    qtbot.waitUntil(lambda: screen.deciding is not None)
    clash = next(row for row in screen.plan.rows if row.ref == "R-001")
    assert clash.reason == "Owner: Carrow Valley ICB says “Bob”."
    screen.deciding.settle_conflicts(screen.plan.rows, theirs=True)
    screen.apply_plan()
    settled(shell, qtbot)
    assert shell.stack.currentWidget() is page
    assert shell.book.find("risk", "R-001").show("owner") == "Ann"
    # What was decided in one return counts in the other that was received with it.
    qtbot.waitUntil(lambda: not shell.tasks.is_busy and panel.model.line(1).words[3:] == ("3 the same", "Nothing"))
    qtbot.mouseClick(panel.go, Qt.MouseButton.LeftButton)
    settled(shell, qtbot)
    assert [page.model.line(row).words[3:5] for row in range(2)] == [("Returned", "")] * 2
    assert shell.book.find("risk", "R-001").show("owner") == "Ann"
    page.table.selectRow(1)
    assert "completed by Bob Kent" in page.words.text()


def test_what_stays_undecided_is_decided_later_from_what_the_file_keeps(sent, answers: Answers, qtbot):
    shell, paths = sent
    page = desk(shell, qtbot)
    answers.paths = paths
    qtbot.mouseClick(page.receive, Qt.MouseButton.LeftButton)
    settled(shell, qtbot)
    qtbot.mouseClick(page.received.go, Qt.MouseButton.LeftButton)
    settled(shell, qtbot)
    assert [page.model.line(row).words[4] for row in range(2)] == ["1 said differently by two organisations"] * 2
    assert "2 rows still wait for somebody to decide" in shell.notice.sentence.text()
    for left in paths:
        left.unlink()  # what stays open is decided from the bytes that the file keeps
    assert shell.notice.other.text() == "Decide what is open"
    qtbot.mouseClick(shell.notice.other, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: shell.plan_screen is not None and shell.plan_screen.deciding is not None)
    screen = shell.plan_screen
    assert screen.plan.workbook.name == "a.xlsx"
    assert (screen.plan.counts["conflicting"], screen.rows_view.table.current.ref) == (1, "R-001")
    screen.cancel()
    settled(shell, qtbot)
    assert shell.stack.currentWidget() is page
    page.left.emit()
    shell.actions_["receipts"].trigger()
    receipts = shell.incoming.receipts
    assert receipts.decide.isVisible()
    qtbot.mouseClick(receipts.decide, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: screen.deciding is not None)
    screen.deciding.settle_conflicts(screen.plan.rows, theirs=True)
    screen.apply_plan()
    settled(shell, qtbot)
    page = desk(shell, qtbot)
    assert [page.model.line(row).words[3:5] for row in range(2)] == [("Returned", "")] * 2


def test_an_import_says_at_once_which_cells_nobody_could_read(sent, qtbot):
    shell, paths = sent
    bad = returned(paths[0], paths[0].with_name("c.xlsx"), {("R-003", "Next review"): "next spring"})
    qtbot.waitUntil(lambda: not shell.tasks.is_busy)
    shell.import_workbooks([bad])
    qtbot.waitUntil(lambda: shell.plan_screen is not None and shell.plan_screen.deciding is not None)
    shell.plan_screen.apply_plan()
    settled(shell, qtbot)
    assert "1 cell could not be read, so nothing was taken from it." in shell.notice.sentence.text()
    assert shell.notice.other.text() == "Decide what is open"


def test_several_returns_dropped_on_the_window_of_a_round_come_to_the_desk(sent, qtbot):
    shell, paths = sent
    shell.take_dropped(paths)
    settled(shell, qtbot)
    assert shell.rounds.is_shown
    qtbot.waitUntil(lambda: shell.rounds.page.received.model.count == 2)
    qtbot.mouseClick(shell.rounds.page.received.no, Qt.MouseButton.LeftButton)
    assert shell.rounds.page.below.currentIndex() == 0
    assert shell.book.records("return") == []


def test_the_desk_chases_and_closes_and_opens_again(sent, answers: Answers, clock, qtbot, tmp_path: Path):
    shell, _ = sent
    clock.pass_days(5)
    page = desk(shell, qtbot)
    assert page.model.line(1).words[3] == "Outstanding, 5 days late"
    answers.path = tmp_path / "drafts"
    qtbot.mouseClick(page.chase, Qt.MouseButton.LeftButton)
    assert "Save an e-mail draft to Royal Alderbrook NHS Trust and Carrow Valley ICB" in page.asking.sentence.text()
    assert "No address is known for Royal Alderbrook NHS Trust and Carrow Valley ICB; record one first" in page.asking.sentence.text()
    qtbot.keyClick(page.asking.go, Qt.Key.Key_Return)
    settled(shell, qtbot)
    assert len(list((tmp_path / "drafts").glob("*.eml"))) == 2
    assert page.model.line(0).words[5] == "28 July 2026"
    qtbot.mouseClick(page.close_quarter, Qt.MouseButton.LeftButton)
    assert page.asking.sentence.text().startswith("3 positions will be kept for Q2 2026/27. They stay as they are from then on.")
    assert "Still outstanding" in page.asking.sentence.text()
    qtbot.keyClick(page.asking.go, Qt.Key.Key_Return)
    settled(shell, qtbot)
    assert "It was closed on 28 July 2026" in page.sentence.text()
    assert (page.reopen.isVisible(), page.close_quarter.isVisible(), page.send.isEnabled()) == (True, False, False)
    shell.actions_["undo"].trigger()
    assert "Q2 2026/27" in shell.notice.sentence.text()
    assert "closed" in shell.notice.sentence.text()
    qtbot.mouseClick(page.reopen, Qt.MouseButton.LeftButton)
    qtbot.keyClick(page.asking.typed, Qt.Key.Key_Return)
    assert "Say why" in page.sentence.text()
    qtbot.mouseClick(page.reopen, Qt.MouseButton.LeftButton)
    qtbot.keyClicks(page.asking.typed, "A score was wrong")
    qtbot.keyClick(page.asking.typed, Qt.Key.Key_Return)
    assert page.close_quarter.isVisible()
    assert nameless(shell) == []


def test_another_quarter_is_chosen_and_a_reader_changes_nothing(sent, path: Path, open_shell, qtbot):
    page = desk(open_shell(path), qtbot)
    assert not any(button.isEnabled() for button in (page.send, page.receive, page.chase, page.close_quarter))
    names = [page.quarters.itemText(place) for place in range(page.quarters.count())]
    assert names == ["Q2 2026/27", "Q1 2026/27"]
    page.quarters.setCurrentIndex(1)
    assert page.model.line(0).words[3] == "Nothing sent"
