"""Work in the table itself: cells edited in place, several records, copy and paste, filters kept, columns arranged."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication

from tests.making import make_book
from workbench.ui.memory import Memory
from workbench.ui.page import RegisterPage
from workbench.ui.settings import Settings
from workbench.ui.several import VARIOUS


@pytest.fixture
def book(path, clock):
    with make_book(path, clock, risks=4) as made:
        yield made


@pytest.fixture
def memory(tmp_path) -> Memory:
    return Memory(Settings(QSettings(str(tmp_path / "views.ini"), QSettings.Format.IniFormat)), "file", "risk")


@pytest.fixture
def page(book, memory, qtbot) -> Iterator[RegisterPage]:
    made = RegisterPage(book, book.registers["risk"], [QAction("New")], memory=memory)
    qtbot.addWidget(made)
    book.subscribe(made.take)
    made.resize(1366, 700)
    made.show()
    qtbot.waitExposed(made)
    made.table.sort_by("ref", descending=False)
    made.table.select([book.records("risk")[0].uid])
    _ = made.form
    yield made
    made.rest()


def at(page: RegisterPage, row: int, key: str) -> None:
    page.table.setCurrentIndex(page.model.index(row, page.model.column_of(key)))


def cell(page: RegisterPage, qtbot, words: str, key=Qt.Key.Key_Return) -> None:
    widget = page.inplace.editor.widget
    widget.selectAll()
    qtbot.keyClicks(widget, words)
    qtbot.keyClick(widget, key)


def test_enter_in_a_cell_saves_it_and_goes_down(page, book, qtbot):
    at(page, 0, "owner")
    qtbot.keyClick(page.table, Qt.Key.Key_F2)
    cell(page, qtbot, "Sam Lee")
    assert book.records("risk")[0].show("owner") == "Sam Lee"
    assert book.undo_name == "Change Owner of R-001"
    assert not page.inplace.is_open
    assert page.table.currentIndex().row() == 1


def test_tab_saves_a_cell_and_edits_the_next(page, book, qtbot):
    page.show_columns(["ref", "title", "owner", "status", "next_review"])
    at(page, 0, "owner")
    page.inplace.open(page.table.currentIndex())
    cell(page, qtbot, "Sam Lee", Qt.Key.Key_Tab)
    assert page.inplace.is_open
    assert page.model.fields[page.table.currentIndex().column()].key == "status"
    qtbot.keyClick(page.inplace.editor.widget, Qt.Key.Key_Backtab)
    assert page.model.fields[page.table.currentIndex().column()].key == "owner"
    page.inplace.cancel()


def test_escape_in_a_cell_takes_back_what_was_typed(page, book, qtbot):
    at(page, 0, "owner")
    page.inplace.open(page.table.currentIndex())
    cell(page, qtbot, "Sam Lee", Qt.Key.Key_Escape)
    assert book.records("risk")[0].show("owner") == "Jo Smith"


def test_a_refused_value_stays_in_the_cell_with_its_sentence(page, book, qtbot):
    at(page, 0, "next_review")
    page.inplace.open(page.table.currentIndex())
    cell(page, qtbot, "32/1/26")
    assert page.inplace.problem.text() == "“32/1/26” is not a date such as 23/07/2026."
    assert page.inplace.editor.said() == "32/1/26"
    with qtbot.waitSignal(page.refused) as refused:
        assert not page.settle()
    assert refused.args == ["Next review was not saved: “32/1/26” is not a date such as 23/07/2026."]
    page.inplace.cancel()


def test_a_score_that_is_worked_out_says_so_in_its_cell(page, qtbot):
    at(page, 0, "current_score")
    page.inplace.open(page.table.currentIndex())
    cell(page, qtbot, "25")
    assert "worked out" in page.inplace.problem.text()
    page.inplace.cancel()


def test_a_cell_being_edited_stays_with_its_record_when_the_order_changes(page, book):
    at(page, 0, "owner")
    page.inplace.open(page.table.currentIndex())
    page.table.sort_by("ref", descending=True)
    assert page.inplace.is_open
    page.inplace.editor.widget.setText("Sam Lee")
    page.inplace.editor.widget.setModified(True)
    assert page.settle()
    assert book.records("risk")[0].show("owner") == "Sam Lee"


def test_names_are_completed_in_a_cell(page, book, qtbot):
    book.add("person", {"name": "Samantha Lee"})
    at(page, 0, "owner")
    page.inplace.open(page.table.currentIndex())
    line = page.inplace.editor.widget
    line.clear()
    qtbot.keyClicks(line, "Jo Smith; sam")
    completion = page.inplace._completion
    completion.take(completion.offered[0])
    assert line.text() == "Jo Smith; Samantha Lee"
    page.inplace.cancel()


def test_several_records_show_what_they_share_and_take_one_change(page, book, qtbot):
    book.edit([book.records("risk")[0]], {"owner": "Sam Lee", "status": "open"})
    page.table.selectAll()
    form = page.several
    assert form.title.text() == "4 risks are chosen"
    owner = form.boxes["owner"].editors["owner"].widget
    assert (owner.text(), owner.placeholderText()) == ("", VARIOUS)
    assert form.boxes["status"].editors["status"].combo.currentText() == VARIOUS
    assert not form.go.isEnabled()
    qtbot.keyClicks(owner, "Jo Smith")
    status = form.boxes["status"].editors["status"].combo
    status.setCurrentIndex(status.findData("open"))
    form._count()
    assert form.sentence.text() == "4 values would change: 2 fields of 4 risks."
    before = len(book.history())
    with qtbot.waitSignal(page.done) as done:
        form.go.click()
    assert done.args == ["4 values of 4 risks changed."]
    assert len(book.history()) == before + 1
    assert book.undo_name == "Change Owner and Status of 4 risks"
    assert {record.show("owner") for record in book.records("risk")} == {"Jo Smith"}


def test_what_cannot_be_set_on_several_stays_with_the_reason(page, book, qtbot):
    page.table.selectAll()
    form = page.several
    line = form.boxes["next_review"].editors["next_review"].widget
    qtbot.keyClicks(line, "32/1/26")
    assert not form.go.isEnabled()
    assert not form.save()
    assert "is not a date" in form.boxes["next_review"].problem.text()
    qtbot.keyClick(line, Qt.Key.Key_Escape)
    assert line.text() == ""
    form.all_fields.setChecked(True)
    assert "category" in form.boxes
    assert "title" not in form.boxes


def test_one_chosen_again_shows_the_record(page, book):
    page.table.selectAll()
    assert page.beside.currentWidget() is page.several
    page.table.select([book.records("risk")[1].uid])
    assert page.beside.currentWidget() is page.form
    assert page.form.record.ref == "R-002"


def test_pasting_is_told_first_and_done_on_enter(page, book, qtbot):
    QApplication.clipboard().setText("Sam Lee\r\nJo Hart\r\n")
    at(page, 0, "owner")
    page.paste()
    line = page.pasting._line
    assert line.sentence.text() == "2 cells of 2 risks change. Words that are there are replaced."
    assert QApplication.focusWidget() is line.no, "Enter does no harm"
    with qtbot.waitSignal(page.done) as done:
        qtbot.keyClick(line.go, Qt.Key.Key_Return)
    assert done.args == ["2 cells of 2 risks changed, as one change."]
    assert [record.show("owner") for record in book.records("risk")] == ["Sam Lee", "Jo Hart", "Jo Smith", "Jo Smith"]


def test_pasting_is_let_be_on_escape(page, book, qtbot):
    QApplication.clipboard().setText("Sam Lee")
    at(page, 0, "owner")
    page.paste()
    qtbot.keyClick(page.pasting._line, Qt.Key.Key_Escape)
    assert page.pasting._line.isHidden()
    assert book.records("risk")[0].show("owner") == "Jo Smith"


def test_one_cell_goes_into_the_current_one_or_all_that_are_chosen(page, book, qtbot):
    QApplication.clipboard().setText("Sam Lee")
    at(page, 0, "owner")
    page.paste()
    assert page.pasting._line.paste.cells == 1
    page.pasting._line.put_away()
    page.table.select([record.uid for record in book.records("risk")[:3]])
    at_column = page.model.index(0, page.model.column_of("owner"))
    page.table.selectionModel().setCurrentIndex(at_column, page.table.selectionModel().SelectionFlag.NoUpdate)
    page.paste()
    assert page.pasting._line.paste.cells == 3
    page.pasting._line.put_away()


def test_rows_beyond_the_end_are_offered_as_new_records(page, book, qtbot):
    QApplication.clipboard().setText("A\r\nB\r\nC")
    at(page, 3, "title")
    page.paste()
    line = page.pasting._line
    assert line.more.text() == "Add 2 new risks too"
    line.more.setChecked(True)
    qtbot.keyClick(line.go, Qt.Key.Key_Return)
    assert [record.title for record in book.records("risk")][-3:] == ["A", "B", "C"]


def test_rows_under_headings_change_records_or_become_new_ones_as_a_person_says(page, book, qtbot):
    QApplication.clipboard().setText("Risk title\tRisk owner\tNext review date\nLinen\tSam Lee\tsoon\nFire doors\tJo Hart\tsoon")
    at(page, 1, "title")
    page.paste()
    line = page.pasting._line
    assert line.sentence.text().startswith("The first row holds headings. 4 cells of 2 risks change; 2 cannot be taken.")
    assert (line.go.text(), line.anew.text()) == ("Change 4 cells from R-002 on", "Add as 2 new risks")
    with qtbot.waitSignal(page.done) as done:
        qtbot.keyClick(line.anew, Qt.Key.Key_Return)
    assert done.args == ["2 new risks added, as one change."]
    assert [record.title for record in book.records("risk")][-2:] == ["Linen", "Fire doors"]
    assert book.records("risk")[1].show("owner") == "Jo Smith"


def test_every_cell_that_cannot_be_taken_is_listed_when_asked_for(page, qtbot):
    QApplication.clipboard().setText("\n".join(f"{number} of never" for number in range(4)))
    at(page, 0, "next_review")
    page.paste()
    line = page.pasting._line
    assert line.sentence.text().endswith("And 1 more.")
    assert (line.all.text(), line.list.isVisible()) == ("Show all 4 that cannot be taken", False)
    qtbot.keyClick(line.all, Qt.Key.Key_Space)
    assert line.list.isVisible()
    assert len(line.list.toPlainText().split("\n")) == 4
    line.put_away()


def test_an_empty_clipboard_is_a_sentence(page, qtbot):
    QApplication.clipboard().clear()
    with qtbot.waitSignal(page.refused) as refused:
        page.paste()
    assert refused.args == ["There are no words on the clipboard to paste."]


def test_a_cell_copies_alone(page):
    at(page, 0, "owner")
    page.table.copy_cell()
    assert QApplication.clipboard().text() == "Jo Smith"


def test_a_filter_is_kept_under_a_name_taken_again_and_dropped(page, memory, qtbot):
    page.filter.input.setText("r-002")
    page.filter.press("open")
    page.filter.saved.begin()
    qtbot.keyClicks(page.filter.saved.name, "Ward two")
    qtbot.keyClick(page.filter.saved.name, Qt.Key.Key_Return)
    assert [(kept.name, kept.words, kept.chips) for kept in memory.filters] == [("Ward two", "r-002", ("open",))]
    page.filter.clear()
    assert len(page.model.shown) == 4
    assert not page.filter.saved.button.isHidden()
    menu = page.filter.saved.menu()
    menu.actions()[0].trigger()
    assert [record.ref for record in page.model.shown] == ["R-002"]
    assert page.filter.input.text() == "r-002"
    assert page.filter.chips["open"].isChecked()
    menu.actions()[-1].menu().actions()[0].trigger()
    assert memory.filters == []


def test_values_of_a_field_narrow_a_register(page, book):
    book.edit(book.records("risk")[:2], {"status": "closed"})
    choice = page.filter.choices["status"]
    choice.open_menu()
    closed = next(action for action in choice._menu.actions() if action.data() == "closed")
    closed.trigger()
    assert [record.ref for record in page.model.shown] == ["R-001", "R-002"]
    assert choice.text() == "Status: Closed"
    page.filter.clear()
    assert len(page.model.shown) == 4


def test_columns_are_arranged_and_remembered(page, book, memory, qtbot):
    page.show_columns(["ref", "title", "category"])
    at(page, 0, "category")
    page.table.move_column(-1)
    assert page.columns == ["ref", "category", "title"]
    page.table.widen_column(24)
    again = RegisterPage(book, book.registers["risk"], [QAction("New")], memory=memory)
    qtbot.addWidget(again)
    assert again.columns == ["ref", "category", "title"]
    assert again.table.widths["category"] == page.table.columnWidth(1)
    again.rest()
    page.headers.reset()
    assert memory.columns == []
    assert "owner" in page.columns


def test_a_heading_dragged_elsewhere_moves_its_column(page):
    before = page.columns
    page.table.horizontalHeader().moveSection(1, 2)
    assert page.columns == [before[0], before[2], before[1], *before[3:]]
    assert [page.table.horizontalHeader().visualIndex(place) for place in range(3)] == [0, 1, 2]


def test_the_menu_of_a_heading_hides_and_shows(page):
    menu = page.headers.menu(page.columns.index("owner"))
    assert menu.actions()[0].text() == "Hide Owner"
    menu.actions()[0].trigger()
    assert "owner" not in page.columns
    columns = page.headers.menu(0).actions()[1].menu()
    next(action for action in columns.actions() if action.text() == "Category").trigger()
    assert "category" in page.columns


def test_settings_that_were_spoilt_are_as_none(memory):
    memory._settings._store.setValue("views/file/risk/filters", "not json")
    memory._settings._store.setValue("views/file/risk/columns", '{"a": 1}')
    assert (memory.filters, memory.columns, memory.widths) == ([], [], {})


def test_figures_of_other_registers_say_what_matters(path, clock, qtbot, book):
    book.add("action", {"title": "Late", "due_date": "1/7/2026"})
    book.add("action", {"title": "Put off", "due_date": "1/7/2026", "revised_due": "1/8/2026", "status": "in_progress"})
    book.add("action", {"title": "Done", "due_date": "1/7/2026", "status": "verified"})
    made = RegisterPage(book, book.registers["action"], [QAction("New")])
    qtbot.addWidget(made)
    assert made.figures.line == "2 open · 1 in progress · 1 overdue · 1 due in 30 days"
    made.rest()
    members = RegisterPage(book, book.registers["member"], [QAction("New")])
    qtbot.addWidget(members)
    assert members.figures.line == "2 organisations"
    members.rest()


def test_the_keys_of_the_form_reach_what_is_set_on_several(page, qtbot):
    page.activateWindow()
    page.table.selectAll()
    page.enter_form()
    assert page.window().focusWidget() is page.several.boxes["tier"].editors["tier"].widget
    page.toggle_fields()
    assert "category" in page.several.boxes
    page.table.select([page.model.shown[0].uid])
    page.enter_form()
    page.toggle_fields()
    assert page.form.all_fields.isChecked()


def test_a_key_right_after_opening_waits_for_no_words(page, book, qtbot):
    page.filter.words.forget()
    page.filter.words.left = 1000
    page.filter.input.setText("r-003")
    assert page.filter.count.text() == "Looking…"
    qtbot.waitUntil(lambda: [record.ref for record in page.model.shown] == ["R-003"])


def test_two_texts_and_an_organisation_of_many_records_stay_chosen(page, book):
    uids = [record.uid for record in book.records("risk")]
    page.table.select(uids)
    book.edit(book.records("risk"), {"status": "open"})
    assert [record.uid for record in page.table.selected] == uids
    assert page.several.title.text() == "4 risks are chosen"


def test_actions_of_the_menu_do_what_the_keys_do(shell, qtbot):
    page = shell.show_register("risk")
    page.table.setFocus()
    page.table.select([page.model.shown[0].uid])
    shell.actions_["copy"].trigger()
    assert QApplication.clipboard().text().startswith("Reference\tRisk")
    shell.actions_["copy_cell"].trigger()
    assert "\t" not in QApplication.clipboard().text()
    shell.actions_["edit_cell"].trigger()
    assert page.inplace.is_open
    page.inplace.cancel()
    for key in ("column_right", "column_left", "widen", "narrow", "add_line", "add_link", "saved_filters", "save_filter"):
        shell.actions_[key].trigger()
    assert "control" in page.form.children_.sections


def test_paste_from_the_menu_goes_where_the_keyboard_is(shell, qtbot):
    page = shell.show_register("risk")
    QApplication.clipboard().setText("ward")
    shell.activateWindow()
    page.filter.input.setFocus()
    qtbot.waitUntil(page.filter.input.hasFocus)
    shell.actions_["paste"].trigger()
    assert page.filter.input.text() == "ward"
    page.filter.input.selectAll()
    QApplication.clipboard().clear()
    shell.actions_["copy"].trigger()
    assert QApplication.clipboard().text() == "ward"


def test_printing_prints_what_is_looked_at(shell, answers, tmp_path, qtbot):
    page = shell.show_register("risk")
    page.filter.input.setText("r-002")
    answers.path = tmp_path / "view.pdf"
    shell.actions_["print"].trigger()
    assert "The filter hides 2 more risks." in shell.leaving.sentence.text()
    qtbot.keyClick(shell.leaving, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: shell.notice.isVisible() and "view.pdf holds 1 record." in shell.notice.sentence.text(), timeout=20000)


def test_a_key_sets_what_is_typed_on_several(page, book, qtbot):
    page.table.select([record.uid for record in book.records("risk")[:2]])
    form = page.several
    widget = form.boxes["owner"].editors["owner"].widget
    widget.setFocus()
    widget.selectAll()
    qtbot.keyClicks(widget, "Sam Lee")
    qtbot.keyClick(widget, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert [record.show("owner") for record in book.records("risk")[:2]] == ["Sam Lee", "Sam Lee"]


def test_a_line_is_added_to_one_record_and_never_to_several(shell):
    page = shell.show_register("risk")
    uids = [record.uid for record in page.model.shown]
    page.table.select(uids[:1])
    assert shell.actions_["add_line"].isEnabled()
    page.table.select(uids[:2])
    assert not shell.actions_["add_line"].isEnabled()
    assert not shell.actions_["add_link"].isEnabled()
