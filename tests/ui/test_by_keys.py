"""What a person with a keyboard and no idea of the inside runs into: Enter, focus, what is told once, what opens first."""

import json
import os
import subprocess
import sys

import openpyxl
import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QPushButton

from tests.making import make_book
from workbench.app import ErrorHook
from workbench.domain.errors import WorkbookRefusedError
from workbench.ui.buttons import Button
from workbench.ui.filter import FilterInput
from workbench.ui.form import RecordForm
from workbench.ui.plan import COLUMNS, PROBLEMS, ROWS
from workbench.ui.shell import Shell
from workbench.ui.work import Work

LATE = {
    "PySide6.QtSvg",
    "click",
    "openpyxl",
    "xlsxwriter",
    "reportlab",
    "workbench.cli",
    "workbench.ui.form",
    "workbench.services.overview",
    "workbench.ui.plan",
    "workbench.ui.standing",
    "workbench.ui.welcome",
}


@pytest.fixture
def work() -> Work:
    """Import, export and printing as they are."""
    return Work()


@pytest.fixture
def planned(shell: Shell, tmp_path, qtbot):
    """A shell that shows what a workbook would change: one column of which nothing can be read."""
    made = openpyxl.Workbook()
    sheet = made.active
    sheet.append(["Risk ID", "Risk title", "Risk owner", "Likelihood", "Consequence", "What holds it already"])
    for number in range(1, 6):
        sheet.append([f"K-{number}", f"Plant {number} fails in frost", "Director of estates", "often", 3, f"Contract {number}"])
    path = tmp_path / "return.xlsx"
    made.save(path)
    shell.import_workbooks([path])
    qtbot.waitUntil(lambda: shell.plan_screen is not None and shell.plan_screen.plan is not None, timeout=20000)
    return shell


def test_enter_presses_the_button_the_keyboard_is_on(qtbot):
    button = Button("New file…")
    qtbot.addWidget(button)
    with qtbot.waitSignal(button.clicked):
        qtbot.keyClick(button, Qt.Key.Key_Return)


def test_every_button_of_the_window_is_pressed_by_enter(planned: Shell):
    planned.actions_["keys"].trigger()
    planned.actions_["keys"].trigger()
    planned._export()
    assert all(button.autoDefault() for button in planned.findChildren(QPushButton))


def test_a_line_of_text_leaves_the_export_key_to_the_window(qtbot):
    line = FilterInput()
    qtbot.addWidget(line)
    key = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    key.accept()
    line.event(key)
    assert not key.isAccepted()


def test_what_is_wrong_with_a_whole_column_is_told_once_and_leads_to_its_row(planned: Shell, qtbot):
    screen = planned.plan_screen
    assert screen.problems_model.rowCount() == 1
    assert screen.problems_model.line(0).words[1] == "D2 and 4 more cells below it"
    assert screen.views.tabText(PROBLEMS) == "Problems (1)"
    screen.views.setCurrentIndex(PROBLEMS)
    screen.rows.selectRow(3)
    screen.problems.selectRow(0)
    qtbot.keyClick(screen.problems, Qt.Key.Key_Return)
    assert screen.views.currentIndex() == ROWS
    assert screen.rows_model.line(screen.rows.currentIndex().row()).words[1] == "2"


def test_a_column_shows_values_that_stand_in_it(planned: Shell):
    words = [label.text() for label in planned.plan_screen.columns.widget().findChildren(type(planned.plan_screen.summary))]
    assert "Contract 1 · Contract 2 · Contract 3" in words


def test_the_keyboard_stays_on_the_column_that_was_corrected(planned: Shell, qtbot):
    screen = planned.plan_screen
    planned.actions_["next_tab"].trigger()
    assert screen.views.currentIndex() == COLUMNS
    combo = screen.columns.combos["What holds it already"]
    combo.setFocus()
    combo.setCurrentIndex(combo.findData("controls"))
    qtbot.keyClick(combo, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: screen.plan is not None, timeout=20000)
    assert screen.views.currentIndex() == COLUMNS
    assert screen.columns.combos["What holds it already"] is QApplication.focusWidget()
    reasons = [label.text() for label in screen.columns.widget().findChildren(type(screen.summary))]
    assert reasons.count("Said by hand") == 1


def test_the_button_says_what_is_written_and_the_notice_what_was(planned: Shell, qtbot):
    screen = planned.plan_screen
    screen.member.setCurrentText("No one organisation")
    screen.member.finished.emit()
    qtbot.waitUntil(lambda: screen.plan is not None, timeout=20000)
    assert screen.go.text() == "&Add 5 risks"
    screen.apply_plan()
    qtbot.waitUntil(lambda: planned.notice.isVisible() and planned.stack.currentWidget() is planned.page, timeout=20000)
    unread = "5 cells could not be read, so nothing was taken from them."
    assert planned.notice.sentence.text() == f"5 risks added from return.xlsx, as one change. {unread}"
    assert len(planned.page.selected) == 1


def test_the_very_same_workbook_is_known_to_be_its_senders(planned: Shell, qtbot):
    screen = planned.plan_screen
    screen.member.setCurrentIndex(1)
    screen.member.finished.emit()
    qtbot.waitUntil(lambda: screen.plan is not None and bool(screen.plan.member), timeout=20000)
    path, member = screen.plan.path, screen.plan.member
    screen.apply_plan()
    qtbot.waitUntil(lambda: planned.stack.currentWidget() is planned.page, timeout=20000)
    planned.import_workbooks([path])
    qtbot.waitUntil(lambda: screen.plan is not None, timeout=20000)
    assert screen.plan.member == member
    assert screen.plan.counts["new"] == 0


def test_a_workbook_that_cannot_be_read_leaves_nothing_of_the_one_before(planned: Shell, tmp_path, qtbot):
    screen = planned.plan_screen
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"PK\x03\x04 but no more")
    screen.start(broken)
    qtbot.waitUntil(lambda: "broken.xlsx" in screen.summary.text() and "Reading" not in screen.summary.text(), timeout=20000)
    assert screen.views.tabText(PROBLEMS) == "Problems"
    assert screen.rows_model.rowCount() == 0
    assert screen.no.text() == "Close"
    assert screen.summary.property("wrong") is True


def test_a_protected_workbook_asks_for_its_password_where_it_can_be_typed(planned: Shell, tmp_path):
    screen = planned.plan_screen
    screen._show_failure(WorkbookRefusedError(tmp_path / "return.xlsx", "it is protected by a password; open it in Excel"))
    assert screen.summary.text() == "return.xlsx is protected by a password. Type it below and press Enter."
    assert screen._password_box.isVisibleTo(screen)


def test_after_an_export_is_agreed_the_keyboard_is_in_the_table(shell: Shell, answers):
    answers.path = None
    shell.actions_["export"].trigger()
    shell.leaving.go.click()
    assert QApplication.focusWidget() is shell.page.table


def test_the_columns_fit_beside_the_form(shell: Shell, qtbot):
    shell.resize(1366, 768)
    qtbot.waitUntil(lambda: shell.page.table.viewport().width() > 0)
    assert shell.page.table.horizontalScrollBar().maximum() == 0


def test_the_overview_is_seen_before_anything_is_made_for_it(path, clock, home):
    make_book(path, clock, risks=3).close()
    (home / "settings.ini").write_text("[person]\nname=Asha Patel\n", encoding="utf-8")
    code = """
import json, os, sys
from PySide6.QtWidgets import QApplication
from workbench.ui.overview import Sheet
paint = Sheet.paintEvent
def seen(sheet, event):
    paint(sheet, event)
    print(json.dumps(sorted(sys.modules)), flush=True)
    os._exit(0)
Sheet.paintEvent = seen
from workbench.__main__ import main
main()
"""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "WORKBENCH_HOME": str(home)}
    done = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, timeout=60, env=environment, check=True)
    assert not LATE & set(json.loads(done.stdout))


def test_the_form_follows_by_itself(shell: Shell, qtbot):
    qtbot.waitUntil(lambda: isinstance(shell.page.beside.currentWidget(), RecordForm))
    assert shell.page.form.record is shell.page.selected[0]


def test_a_mistake_before_there_is_a_window_is_told_where_it_was_started(tmp_path, clock, capsys):
    hook = ErrorHook(tmp_path / "reports", clock, lambda _path: None)
    hook(ValueError, ValueError("secret words"), None)
    told = capsys.readouterr().err
    assert "could not start" in told
    assert "secret words" not in told
