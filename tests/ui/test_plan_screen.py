"""The import screen: every row before it is written, and corrections in place."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from tests.making import uid_of
from workbench.ui.plan import COLUMNS, PlanScreen
from workbench.ui.tasks import Tasks


@pytest.fixture
def screen(book, work, qtbot) -> PlanScreen:
    tasks = Tasks()
    made = PlanScreen(book, tasks, work)
    qtbot.addWidget(made)
    made.show()
    yield made
    tasks.close()


def planned(screen: PlanScreen, qtbot, lines, work) -> PlanScreen:
    work.lines = lines
    screen.start(Path("return.xlsx"))
    qtbot.waitUntil(lambda: screen.plan is not None)
    return screen


def shown(screen: PlanScreen) -> list[tuple[str, ...]]:
    return [screen.rows_model.line(row).words for row in range(screen.rows_model.rowCount())]


def test_each_row_says_what_becomes_of_it(screen, qtbot, work, book):
    member = book.records("member")[0]
    book.add("risk", {"ref": "K-1", "title": "Linen", "description": "Linen is late.", "member": member.title, "tier": "local"})
    planned(screen, qtbot, [{"ref": "K-9", "title": "Pharmacy robot"}], work)
    assert shown(screen) == [("New", "2", "K-9", "Pharmacy robot", "Will be added.")]
    assert screen.summary.text() == screen.plan.summary
    assert "which organisation" in screen.advice.text()
    assert screen.go.text() == "&Add 1 risk"
    assert "Pharmacy robot" in screen.detail.text()


def test_chips_carry_counts_and_narrow_the_rows(screen, qtbot, work):
    planned(screen, qtbot, [{"ref": "K-9", "title": "Pharmacy robot"}, {"ref": "K-10", "title": "Linen"}], work)
    assert screen.chips["new"].text() == "New  2"
    assert not screen.chips["conflicting"].isVisible()
    screen.chips["new"].click()
    assert len(shown(screen)) == 2


def test_saying_the_organisation_plans_again(screen, qtbot, work, book):
    planned(screen, qtbot, [{"ref": "K-9", "title": "Pharmacy robot"}], work)
    uid = uid_of(book, "Carrow Valley ICB")
    screen.member.setCurrentIndex(screen.member.findData(uid))
    screen.member.finished.emit()
    qtbot.waitUntil(lambda: screen.plan is not None)
    assert work.asked[-1]["member"] == "Carrow Valley ICB"
    assert screen.plan.member == uid
    assert screen.member.currentText() == "Carrow Valley ICB"


def test_a_cell_changed_on_both_sides_shows_both_and_says_what_stays(screen, qtbot, work, book):
    member = "Carrow Valley ICB"
    book.add("risk", {"ref": "K-1", "title": "Linen", "owner": "Jo Smith", "member": member, "tier": "local"})
    planned(screen, qtbot, [{"ref": "K-1", "title": "Linen", "owner": "Sam Lee"}], work)
    screen.member.setCurrentIndex(screen.member.findData(uid_of(book, member)))
    screen.member.finished.emit()
    qtbot.waitUntil(lambda: screen.plan is not None)
    row = screen.plan.rows[0]
    assert row.outcome == "conflicting"
    assert "in the workbook: Sam Lee" in screen.detail.text()
    assert "stays: <b>Jo Smith</b>" in screen.detail.text()


def test_a_column_sent_elsewhere_is_a_correction_with_all_the_others(screen, qtbot, work):
    planned(screen, qtbot, [{"ref": "K-9", "title": "Pharmacy robot"}], work)
    screen.views.setCurrentIndex(COLUMNS)
    combo = screen.columns.combos["title"]
    assert "column B" in combo.accessibleName()
    combo.setCurrentIndex(combo.findData("description"))
    combo.finished.emit()
    qtbot.waitUntil(lambda: screen.plan is not None)
    correction = work.asked[-1]["correction"]
    assert correction.columns == {"ref": "ref", "title": "description"}
    assert correction.header_rows == (0,)


def test_heading_rows_are_said_from_one_and_asked_from_nought(screen, qtbot, work):
    planned(screen, qtbot, [{"ref": "K-9", "title": "Pharmacy robot"}], work)
    screen.header_rows.setFocus()
    screen.header_rows.selectAll()
    qtbot.keyClicks(screen.header_rows, "5 6")
    qtbot.keyClick(screen.header_rows, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: screen.plan is not None)
    assert work.asked[-1]["correction"].header_rows == (4, 5)


def test_nothing_is_written_until_it_is_applied(screen, qtbot, work, book):
    planned(screen, qtbot, [{"ref": "K-9", "title": "Pharmacy robot"}], work)
    assert len(book.records("risk")) == 3
    with qtbot.waitSignal(screen.cancelled):
        screen.cancel()
    assert len(book.records("risk")) == 3


def test_applying_hands_back_what_it_did(screen, qtbot, work, book):
    planned(screen, qtbot, [{"ref": "K-9", "title": "Pharmacy robot"}], work)
    with qtbot.waitSignal(screen.applied) as applied:
        qtbot.keyClick(screen, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert len(book.records("risk")) == 4
    assert applied.args[0].entry.kind == "import"


def test_a_plan_overtaken_by_another_is_never_shown(screen, qtbot, work):
    work.lines = [{"ref": "K-9", "title": "Pharmacy robot"}]
    screen.start(Path("first.xlsx"))
    screen.start(Path("second.xlsx"))
    qtbot.waitUntil(lambda: screen.plan is not None)
    assert screen.plan.path.name == "second.xlsx"
