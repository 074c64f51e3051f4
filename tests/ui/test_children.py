"""What belongs to a record, inside its form, and its links."""

import itertools

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication

from tests.making import make_book, risk
from workbench.ui.children import ChildModel
from workbench.ui.page import RegisterPage


@pytest.fixture
def book(path, clock):
    with make_book(path, clock, risks=3) as made:
        made.add("assurance", {"title": "Beds run out", "tier": "shared"})
        yield made


@pytest.fixture
def open_page(book, qtbot):
    made: list[RegisterPage] = []

    def opened(key: str) -> RegisterPage:
        page = RegisterPage(book, book.registers[key], [QAction("New")])
        made.append(page)
        qtbot.addWidget(page)
        book.subscribe(page.take)
        page.resize(1366, 700)
        page.show()
        qtbot.waitExposed(page)
        page.table.select([book.records(key)[0].uid])
        _ = page.form
        return page

    yield opened
    for page in made:
        page.rest()


def typed(qtbot, table, words: str, key=Qt.Key.Key_Return) -> None:
    editor = table.inplace.editor.widget
    qtbot.keyClicks(editor, words)
    qtbot.keyClick(editor, key)


def test_the_lines_of_an_entry_are_a_table_and_not_text_as_well(book, open_page):
    page = open_page("assurance")
    book.edit([book.records("assurance")[0]], {"controls": "Weekly bed meeting"})
    assert page.form.children_.sections["control"].table.records[0].show("title") == "Weekly bed meeting"
    page.form.all_fields.setChecked(True)
    assert "controls" not in page.form.shown_keys
    assert "gaps_in_control" not in page.form.shown_keys


def test_a_risk_keeps_its_own_words_beside_its_controls(book, open_page, qtbot):
    page = open_page("risk")
    first = book.records("risk")[0]
    book.edit([first], {"controls": "A call every morning"})
    book.add("control", {"title": "Weekly bed meeting", "parent": first.uid})
    assert page.form.boxes["controls"].editors["controls"].said() == "A call every morning"
    words = page.form.boxes["controls"].editors["controls"].widget
    words.setPlainText("A call every evening")
    words.document().setModified(True)
    assert page.form.settle()
    assert book.records("risk")[0].row["controls"] == "A call every evening"
    assert len(book.records("control")) == 1


def test_an_update_begins_with_today_and_its_author_and_tab_goes_through_its_cells(book, open_page, qtbot):
    book.add("action", {"title": "Repair the lifts", "due_date": "2026-09-01"})
    page = open_page("action")
    page.form.children_.begin("update")
    table = page.form.children_.sections["update"].table
    typed(qtbot, table, "The engineer came", Qt.Key.Key_Tab)
    typed(qtbot, table, "15/12/2026", Qt.Key.Key_Tab)
    assert table.inplace.is_open
    qtbot.keyClick(table.inplace.editor.widget, Qt.Key.Key_Return)
    table.begin()
    typed(qtbot, table, "It runs again")  # Enter keeps the words, and the record is still being filled in
    qtbot.keyClick(table, Qt.Key.Key_Tab)
    typed(qtbot, table, "16/12/2026")
    assert book.records("update")[1].show("date") == "16 December 2026"
    made = book.records("update")[0]
    assert [made.show(key) for key in ("text", "date", "by")] == ["The engineer came", "15 December 2026", book.clock.author]


def test_a_line_is_added_by_keys_as_one_change(book, open_page, qtbot):
    page = open_page("risk")
    page.form.children_.begin("control")
    table = page.form.children_.sections["control"].table
    before = len(book.history())
    typed(qtbot, table, "Weekly bed meeting", Qt.Key.Key_Tab)
    assert len(book.history()) == before + 1
    assert book.records("control")[0].show("title") == "Weekly bed meeting"
    typed(qtbot, table, "Sam Lee")
    made = book.records("control")[0]
    assert (made.show("owner"), made.show("parent")) == ("Sam Lee", "R-001")
    assert len(book.records("control")) == 1


def test_lines_go_on_to_the_next_kind_with_the_same_key(open_page):
    panel = open_page("risk").form.children_
    panel.begin_next()
    assert list(panel.sections) == ["control"]
    assert panel.sections["control"].table.inplace.is_open


def test_a_value_that_cannot_be_read_stays_in_its_cell_with_the_reason(book, open_page, qtbot):
    page = open_page("risk")
    book.add("control", {"title": "Weekly bed meeting", "parent": book.records("risk")[0].uid})
    table = page.form.children_.sections["control"].table
    table.inplace.open(table.child_model.index(0, table.child_model.column_of("last_tested")))
    typed(qtbot, table, "32/1/26")
    assert table.inplace.is_open
    assert "is not a date" in table.inplace.problem.text()
    qtbot.keyClick(table.inplace.editor.widget, Qt.Key.Key_Escape)
    assert not table.inplace.is_open


def test_lines_are_removed_with_a_sentence_and_come_back(book, open_page, qtbot):
    page = open_page("risk")
    book.add("control", {"title": "Weekly bed meeting", "parent": book.records("risk")[0].uid})
    table = page.form.children_.sections["control"].table
    table.selectRow(0)
    with qtbot.waitSignal(page.done) as done:
        qtbot.keyClick(table, Qt.Key.Key_Delete)
    assert done.args == ["C-001 removed."]
    book.undo()
    assert len(table.records) == 1


def test_rows_of_a_child_table_copy_as_a_spreadsheet_takes_them(book, open_page, qtbot):
    page = open_page("risk")
    book.add("control", {"title": "Weekly bed meeting", "parent": book.records("risk")[0].uid})
    table = page.form.children_.sections["control"].table
    table.selectRow(0)
    qtbot.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text().startswith("C-001\tWeekly bed meeting\t")


def test_typing_on_the_blank_line_begins_it(book, open_page, qtbot):
    page = open_page("risk")
    book.add("gap", {"description": "No rota", "parent": book.records("risk")[0].uid})
    table = page.form.children_.sections["gap"].table
    table.setCurrentIndex(table.child_model.index(1, table.child_model.column_of("accepted_by")))
    qtbot.keyClick(table, Qt.Key.Key_S)
    assert table.inplace.editor.said() in {"s", "S"}


def test_the_model_of_lines_keeps_every_rule_of_qt(book, qtmodeltester, clock, qapp):
    model = ChildModel(book.registers["gap"], clock.today)
    model.fill(book.records("gap"))
    qtmodeltester.check(model)
    model.offer_blank(offered=False)
    assert model.rowCount() == 0


def test_what_is_only_read_has_no_blank_line(book, open_page):
    page = open_page("risk")
    book.add("control", {"title": "Weekly bed meeting", "parent": book.records("risk")[0].uid})
    page.lock(locked=True)
    assert page.form.children_.sections["control"].table.child_model.rowCount() == 1
    assert page.form.links.adding.isHidden()


def test_a_link_is_made_by_words_followed_and_removed(book, open_page, qtbot):
    page = open_page("risk")
    links = page.form.links
    links.relation.setCurrentIndex(links.relation.findData("same_as"))
    qtbot.keyClicks(links.line, "ward 2")
    links.make()
    assert [(tie.words, tie.other.ref) for tie in links.ties] == [("Same as", "R-002")]
    with qtbot.waitSignal(page.followed) as followed:
        links.targets[0].click()
    assert followed.args == ["risk", book.records("risk")[1].uid]
    with qtbot.waitSignal(page.done) as done:
        links.removers[0].click()
    assert done.args == ["The link with R-002 was removed."]
    assert links.ties == []


def test_a_link_to_nothing_is_a_sentence_in_place(open_page, qtbot):
    links = open_page("risk").form.links
    qtbot.keyClicks(links.line, "R-999")
    links.make()
    assert links.problem.text() == "“R-999” is not the reference of a record known here."


def test_a_completion_writes_what_people_read_and_means_the_record(book, open_page, qtbot):
    own = book.add("risk", {"ref": "R-003", "title": "Late discharge of laundry", "tier": "unsorted"})
    links = open_page("risk").form.links
    qtbot.keyClicks(links.line, "late discharge")
    offered = [found.written for found in links.completion.offered]
    assert "R-002 Risk 2 of late discharge from ward 2" in offered
    links.completion.take(next(found for found in links.completion.offered if found.uid == own.uid))
    assert links.line.text() == "R-003 Late discharge of laundry (no one organisation)"
    links.make()
    assert links.problem.text() == ""
    assert [one.other.uid for one in links.ties] == [own.uid]


def test_a_page_follows_what_belongs_to_its_records(book, open_page):
    page = open_page("assurance")
    book.add("control", {"title": "Weekly bed meeting", "parent": book.records("assurance")[0].uid})
    page.show_columns([*page.columns, "controls"])
    cell = page.model.index(0, page.model.column_of("controls"))
    assert "Weekly bed meeting" in str(cell.data())
    assert page.filter.words.matching("weekly", page.model.shown)


def test_a_link_is_followed_and_the_way_back_known(shell, qtbot):
    book = shell.book
    assurance = book.add("assurance", {"title": "Beds run out", "tier": "shared"})
    page = shell.show_register("risk")
    first = book.records("risk")[0]
    page.choose(first)
    shell.trail.follow(book, "assurance", assurance.uid)
    assert shell.page.register.key == "assurance"
    assert [record.uid for record in shell.page.selected] == [assurance.uid]
    shell.actions_["back"].trigger()
    assert [record.uid for record in shell.page.selected] == [first.uid]
    shell.actions_["back"].trigger()
    assert shell.notice.sentence.text() == "There is no record to go back to."


def test_a_record_without_a_page_is_shown_in_its_parents(shell):
    book = shell.book
    first = book.records("risk")[0]
    control = book.add("control", {"title": "Weekly bed meeting", "parent": first.uid})
    shell.show_register("decision")
    shell.trail.follow(book, "control", control.uid)
    assert [record.uid for record in shell.page.selected] == [first.uid]


def test_a_record_nobody_remembers_is_a_sentence(shell):
    shell.trail.follow(shell.book, "risk", "nobody")
    assert shell.notice.sentence.text() == "That record is no longer here."


def test_a_new_risk_offers_what_can_belong_to_it(book, open_page):
    page = open_page("risk")
    page.table.select([book.add("risk", risk(8)).uid])
    offers = page.form.children_.offers
    assert [key for key, button in offers.items() if not button.isHidden()] == ["control", "gap", "position", "action"]
    assert offers["action"].text() == "an action"


def test_tab_goes_from_the_fields_to_the_tables_the_links_and_the_history(book, open_page):
    page = open_page("risk")
    first, second = book.records("risk")[:2]
    book.add("control", {"title": "Weekly bed meeting", "parent": first.uid})
    book.add("link", {"source": first.uid, "target": second.uid, "relation": "same_as"})
    form = page.form
    stops = [form.all_fields, *form.children_.stops(), *form.links.stops(), form.history.more]
    for before, after in itertools.pairwise(stops):
        widget = before.nextInFocusChain()
        while widget not in stops:
            widget = widget.nextInFocusChain()
        assert widget is after


def test_an_action_raised_by_a_risk_is_followed_from_its_line(book, open_page, qtbot):
    page = open_page("risk")
    action = book.add("action", {"title": "Call every ward", "origin": "R-001"})
    table = page.form.children_.sections["action"].table
    table.selectRow(0)
    assert [item.text().split("\t")[0] for item in table.menu().actions()] == [
        "Go to A-001",
        "Edit this cell",
        "Add an action",
        "Remove A-001",
    ]
    with qtbot.waitSignal(page.followed) as followed:
        qtbot.keyClick(table, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert followed.args == ["action", action.uid]
    assert page.form.links.ties == []


def test_very_many_changes_elsewhere_read_the_page_again(book, open_page, monkeypatch: pytest.MonkeyPatch):
    page = open_page("risk")
    monkeypatch.setattr("workbench.ui.page._MANY", 0)
    book.add("control", {"title": "Weekly bed meeting", "parent": book.records("risk")[0].uid})
    assert page.form.children_.sections["control"].table.records[0].show("title") == "Weekly bed meeting"
    assert len(page.model.shown) == 3


def test_a_line_begun_by_key_is_in_sight_however_long_the_form(book, open_page, qtbot):
    page = open_page("risk")
    page.form.all_fields.setChecked(True)
    page.form.verticalScrollBar().setValue(0)
    page.form.begin_line()
    table = page.form.children_.sections["control"].table

    def is_seen() -> bool:
        editor, area = table.inplace.editor.widget, page.form.viewport()
        top = editor.mapTo(area, editor.rect().topLeft()).y()
        return top >= 0 and top + editor.height() <= area.height()

    qtbot.waitUntil(is_seen)


def test_of_several_lines_chosen_the_one_with_the_keyboard_is_followed(book, open_page, qtbot):
    page = open_page("assurance")
    page.form.children_.begin("action")
    table = page.form.children_.sections["action"].table
    typed(qtbot, table, "First")
    table.begin()
    typed(qtbot, table, "Second")
    table.inplace.cancel()
    table.selectAll()
    table.selectionModel().setCurrentIndex(table.child_model.index(1, 0), QItemSelectionModel.SelectionFlag.NoUpdate)
    with qtbot.waitSignal(page.followed) as followed:
        qtbot.keyClick(table, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert followed.args[1] == table.records[1].uid
    assert "Remove 2 actions" in [action.text().partition("\t")[0] for action in table.menu().actions()]
