"""The window with everything behind it real: a workbook in, a workbook and a PDF out, a backup made."""

from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication

from workbench.ui.plan import PROBLEMS
from workbench.ui.shell import Shell
from workbench.ui.work import Work


@pytest.fixture
def work() -> Work:
    """Import, export and printing as they are."""
    return Work()


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    made = openpyxl.Workbook()
    sheet = made.active
    sheet.title = "Corporate risks"
    sheet.append(["Royal Alderbrook NHS Trust"])
    sheet.append([])
    sheet.append(["Risk ID", "Risk title", "Risk owner", "Likelihood", "Consequence", "Next review date", "Datix handler"])
    sheet.append(["K-1", "Pharmacy robot past its life", "Chief Pharmacist", 4, 4, "13/45/2027", "J Smith"])
    sheet.append(["K-2", "Linen contract ends in March", "Director of Estates", 2, 3, "14/12/2026", "P Jones"])
    path = tmp_path / "alderbrook.xlsx"
    made.save(path)
    return path


def test_a_members_workbook_is_read_shown_applied_and_taken_back(shell: Shell, workbook, qtbot):
    shell.import_workbooks([workbook])
    screen = shell.plan_screen
    qtbot.waitUntil(lambda: screen.plan is not None, timeout=20000)
    screen.member.setCurrentText("Royal Alderbrook NHS Trust")
    screen.member.finished.emit()
    qtbot.waitUntil(lambda: screen.plan is not None and bool(screen.plan.member), timeout=20000)
    assert screen.plan.counts["new"] == 2
    screen.views.setCurrentIndex(PROBLEMS)
    assert screen.problems_model.line(0).words[1] == "F4"
    assert screen.header_rows.text() == "3"
    qtbot.keyClick(screen, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: shell.stack.currentWidget() is shell.page, timeout=20000)
    qtbot.waitUntil(lambda: len(shell.page.model.shown) == 5)
    record = next(record for record in shell.book.records("risk") if record.ref == "K-1")
    shell.page.choose(record)
    assert "Datix handler: J Smith" in shell.page.form.boxes["extra"].editors["extra"].widget.text()
    qtbot.waitUntil(lambda: bool(shell.page.form.history.stories))
    assert shell.page.form.history.stories[0].lines[0].startswith("Import alderbrook.xlsx")
    shell.actions_["undo"].trigger()
    assert len(shell.page.model.shown) == 3


def test_a_printed_register_says_how_much_is_in_it(shell: Shell, answers, tmp_path, qtbot):
    answers.path = tmp_path / "register.pdf"
    shell.actions_["print"].trigger()
    shell.leaving.go.click()
    qtbot.waitUntil(lambda: not shell.tasks.is_busy and shell.notice.isVisible(), timeout=30000)
    assert shell.notice.sentence.text().startswith("register.pdf holds 3 records.")
    assert answers.path.read_bytes().startswith(b"%PDF")
    assert answers.suggested[0].suffix == ".pdf"


def test_the_daily_backup_is_told_in_the_status_line(shell: Shell, qtbot):
    assert "No backup yet" in shell.status.words.text()
    shell.files.back_up()
    qtbot.waitUntil(lambda: not shell.tasks.is_busy and "Last backup" in shell.status.words.text(), timeout=20000)


def test_a_backup_takes_nothing_from_under_the_hands(shell: Shell, qtbot):
    shell.page.form.go_to("owner")
    line = shell.page.form.boxes["owner"].editors["owner"].widget
    line.end(False)
    qtbot.keyClicks(line, " ju")
    shell.files.back_up()
    qtbot.keyClicks(line, "nior")
    qtbot.waitUntil(lambda: not shell.tasks.is_busy, timeout=20000)
    uid = shell.page.selected[0].uid
    shell.actions_["next"].trigger()
    assert shell.book.record("risk", uid).show("owner") == "Jo Smith junior"


def test_every_action_can_be_done(shell: Shell, qtbot):
    shell.page.filter.input.setText("ward")
    for key, action in shell.actions_.items():
        if key in {"quit", "close_file", "new_file", "rename_author"}:
            continue
        if action.isEnabled():
            action.trigger()
    shell.actions_["rename_author"].trigger()
    shell.welcome.name.setText("Sam Lee")
    shell.welcome.name_go.click()
    assert shell.stack.currentWidget() is shell.page
    shell.book.add("risk", {"title": "By another hand"})
    assert shell.book.history()[-1].author == "Sam Lee"
    shell.actions_["new_file"].trigger()
    assert shell.welcome.steps.currentWidget() is shell.welcome.new_step


def test_a_recent_file_is_offered_again(shell: Shell, path):
    shell.close_file()
    assert shell.welcome.recent_label.isVisible()
    shell.welcome.recent_asked.emit(path)
    assert shell.book.path == path


def test_several_records_are_counted_in_the_form_and_removed_as_one(shell: Shell):
    shell.page.table.selectAll()
    assert shell.page.form.record is None
    assert shell.page.several.title.text() == "3 risks are chosen"
    shell.actions_["remove"].trigger()
    assert shell.page.model.rowCount() == 0
    assert shell.book.undo_name == "Remove 3 risks"
    shell.actions_["undo"].trigger()
    assert shell.page.model.rowCount() == 3


def test_a_filter_that_finds_nothing_says_how_to_get_everything_back(shell: Shell, qtbot):
    shell.page.filter.input.setText("no such word anywhere")
    assert "Escape" in shell.page.nothing.text()
    assert shell.page.filter.count.text() == "0 of 3"
    qtbot.keyClick(shell.page.filter.input, Qt.Key.Key_Escape)
    assert shell.page.model.rowCount() == 3


def test_words_that_do_not_fit_are_whole_in_the_tooltip(shell: Shell, qtbot):
    table = shell.page.table
    record = shell.page.selected[0]
    shell.book.edit([record], {"title": "A very long title " * 20})
    index = shell.page.model.index(shell.page.model.row_of(record.uid), shell.page.model.column_of("title"))
    area = table.visualRect(index)
    event = QHelpEvent(QHelpEvent.Type.ToolTip, area.center(), table.viewport().mapToGlobal(QPoint(area.center())))
    QApplication.sendEvent(table.viewport(), event)
    assert index.data(Qt.ItemDataRole.ToolTipRole).startswith("A very long title A very long")
    table.viewport().repaint()


def test_a_record_changed_by_another_hand_is_a_sentence(shell: Shell, qtbot):
    form = shell.page.form
    stale = form.record
    shell.book.edit([stale], {"status": "open"})
    form._record = stale
    form.go_to("owner")
    qtbot.keyClicks(form.boxes["owner"].editors["owner"].widget, "x")
    assert not form.save("owner")
    assert "has been changed since" in form.boxes["owner"].problem.text()
