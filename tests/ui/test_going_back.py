"""Undo and redo say what they did; a question, the keys and a figure all have a way back."""

from pathlib import Path

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication

from tests.making import make_book
from workbench.ui.shell import Shell


def test_an_import_undone_from_another_tab_is_told_and_can_be_seen_and_done_again(shell: Shell, work, qtbot):
    work.lines = [{"title": f"Thing {number}", "ref": f"N-{number}"} for number in range(3)]
    shell.import_workbooks([Path("one.xlsx")])
    qtbot.waitUntil(lambda: shell.plan_screen.plan is not None)
    shell.plan_screen.go.click()
    qtbot.waitUntil(lambda: not shell.incoming.is_shown)
    shell.show_register("assurance")
    shell.actions_["undo"].trigger()
    told = shell.notice.sentence.text()
    assert told.startswith("Undone: Import one.xlsx (3 new). 3 risks")
    assert told.endswith("were removed.")
    assert shell.notice.step.text() == "Redo"
    shell.notice.step.click()
    assert shell.notice.sentence.text().startswith("Redone: Import one.xlsx (3 new). 3 risks were brought back")
    shell.notice.other.click()
    assert shell.page.register.key == "risk"
    assert sorted(record.ref for record in shell.page.model.shown) == ["N-0", "N-1", "N-2"]


def test_undo_takes_back_what_is_typed_for_several_and_leaves_the_file_alone(shell: Shell, qtbot):
    page = shell.page
    page.table.select([record.uid for record in page.model.shown[:2]])
    before = len(shell.book.history())
    widget = page.several.boxes["owner"].editors["owner"].widget
    widget.setFocus()
    qtbot.keyClicks(widget, "Sam")
    page.several.boxes["status"].editors["status"].widget.setFocus()
    shell.actions_["undo"].trigger()
    assert "taken back" in shell.notice.sentence.text()
    assert len(shell.book.history()) == before
    assert not page.several.altered()


def test_the_first_letter_of_several_lines_is_kept(shell: Shell, qtbot):
    shell.book.add("action", {"title": "Write to everyone", "owner": "Jo Smith"})
    page = shell.show_register("action")
    page.form.children_.begin("update")
    table = page.form.children_.sections["update"].table
    table.inplace.cancel()
    table.setFocus()
    table.setCurrentIndex(table.child_model.index(0, table.child_model.first))
    qtbot.keyClick(table, Qt.Key.Key_S)
    assert table.inplace.editor.said().casefold() == "s"


def test_a_new_file_is_asked_for_over_the_one_that_is_open_and_given_up(shell: Shell, qtbot):
    book = shell.book
    shell.actions_["new_file"].trigger()
    assert not shell.tabs.isVisible()
    assert not shell.actions_["add"].isEnabled()
    qtbot.keyClick(shell.welcome, Qt.Key.Key_Escape)
    assert shell.book is book
    assert shell.tabs.isVisible()
    assert shell.actions_["add"].isEnabled()
    assert shell.stack.currentWidget() is shell.page


def test_no_other_file_takes_the_place_of_a_shown_import(shell: Shell, work, tmp_path, qtbot):
    work.lines = [{"title": "A new thing", "ref": "N-1"}]
    shell.import_workbooks([Path("one.xlsx"), Path("two.xlsx")])
    qtbot.waitUntil(lambda: shell.plan_screen.plan is not None)
    shell.actions_["new_file"].trigger()
    assert shell.incoming.is_shown
    assert shell.notice.sentence.text().startswith("Apply or cancel the import first")
    assert not shell.close_file()
    shell.plan_screen.cancel()
    qtbot.waitUntil(lambda: "2 of 2" in shell.plan_screen.title.text())


def test_escape_leaves_the_keys_for_what_was_there_before(shell: Shell, qtbot):
    shell.actions_["keys"].trigger()
    assert not shell.actions_["add"].isEnabled()
    shell.actions_["about"].trigger()
    qtbot.keyClick(shell.keys_page.area, Qt.Key.Key_Escape)
    assert shell.stack.currentWidget() is shell.page
    assert shell.actions_["add"].isEnabled()


def test_keys_are_called_what_they_do_and_not_what_they_would_do_now(shell: Shell):
    shell.actions_["keys"].trigger()
    words = shell.keys_page.words.text()
    assert "Undo add" not in words
    assert "New record of the register in front" in words
    assert "<b>In an import</b>" in words


def test_an_undone_line_says_whose_it_was_and_leads_there(shell: Shell):
    book = shell.book
    made = book.add("action", {"title": "Repair the lifts"})
    book.add("update", {"parent": made.uid, "text": "The engineer came"})
    shell.actions_["undo"].trigger()
    assert shell.notice.sentence.text() == "Undone: Add update U-001. It belongs to A-001 Repair the lifts."
    shell.notice.other.click()
    assert shell.page.register.key == "action"
    assert [record.uid for record in shell.page.selected] == [made.uid]


def test_recent_files_can_be_opened_from_the_menu_however_few_there_were(open_shell, settings, path, clock):
    make_book(path, clock, risks=1).close()
    shell = open_shell(None)
    shell.menus.recent.aboutToShow.emit()
    assert not shell.menus.recent.isEnabled()
    settings.remember(path)
    shell.menuBar().actions()[0].menu().aboutToShow.emit()
    assert shell.menus.recent.isEnabled()
    assert shell.menus.recent.actions()[0].text().startswith(f"{path.name} – ")
    shell.open(path)
    shell.menus.recent.aboutToShow.emit()
    assert shell.menus.recent.actions() == []


def test_the_way_back_leads_to_the_overview_that_a_figure_was_pressed_on(shell: Shell, qtbot):
    shell.show_overview()
    qtbot.waitUntil(lambda: shell.overview is not None and shell.overview.is_filled)
    shell.overview.asked.emit("risk", [shell.book.records("risk")[0].uid], "a figure")
    assert shell.page.register.key == "risk"
    shell.actions_["back"].trigger()
    assert shell.stack.currentWidget() is shell.overview


def test_enter_keeps_a_name_that_is_typed_though_another_begins_alike(shell: Shell, qtbot):
    shell.book.add("person", {"name": "Imelda Forsgren"})
    form = shell.page.form
    form.go_to("owner")
    widget = form.boxes["owner"].editors["owner"].widget
    widget.selectAll()
    qtbot.keyClicks(widget, "Ime")
    popup = QApplication.activePopupWidget()
    qtbot.keyClick(popup or widget, Qt.Key.Key_Return)
    assert widget.text() == "Ime"


def test_the_button_says_what_it_adds_when_another_register_of_a_tab_is_turned_to(shell: Shell):
    shell.show_register("meeting")
    shell.show_register("forum")
    assert shell.actions_["add"].text() == "&New forum"
    shell.show_register("paper")
    assert shell.actions_["add"].text() == "&New paper"


def test_the_lines_under_a_record_are_seen_whole_and_leave_the_wheel_to_the_form(shell: Shell, qtbot):
    entry = shell.book.add("assurance", {"title": "Beds run out", "tier": "shared"})
    for number in range(3):
        shell.book.add("control", {"title": f"Control {number} with a long name", "parent": entry.uid, "owner": "Head of estates"})
    shell.resize(1366, 700)
    page = shell.show_register("assurance")
    page.table.select([entry.uid])
    table = page.form.children_.sections["control"].table
    qtbot.waitUntil(lambda: table.horizontalScrollBar().maximum() == 0)
    assert table.verticalScrollBar().maximum() == 0
    none = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase
    wheel = QWheelEvent(QPointF(5, 5), QPointF(5, 5), QPoint(), QPoint(0, -120), *none, False)
    table.wheelEvent(wheel)
    assert not wheel.isAccepted()


def test_what_can_be_added_under_a_record_is_readable_however_narrow(shell: Shell, qtbot):
    shell.book.add("decision", {"title": "One list"})
    shell.resize(900, 700)
    page = shell.show_register("decision")
    page.table.select([shell.book.records("decision")[0].uid])
    offers = page.form.children_.offers.values()
    qtbot.waitUntil(lambda: all(button.width() >= button.sizeHint().width() for button in offers if button.isVisible()))
    assert len({button.y() for button in offers if button.isVisible()}) > 1


def test_a_window_with_decisions_about_an_import_closes_when_asked_again(shell: Shell, work, qtbot):
    work.lines = [{"title": "A new thing", "ref": "N-1"}]
    shell.import_workbooks([Path("one.xlsx")])
    qtbot.waitUntil(lambda: shell.plan_screen.plan is not None)
    shell.plan_screen.deciding.refuse(shell.plan_screen.plan.rows)
    assert not shell.close()
    assert shell.notice.sentence.text().startswith("What you decided about this import would be lost.")
    assert shell.book is not None
    assert shell.close()
    assert shell.book is None
