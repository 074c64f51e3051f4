"""The table of a register: order, filter, roles, and what is selected."""

from datetime import date

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QApplication

from tests.making import risk
from workbench.domain.register import Record
from workbench.ui.grid import RegisterTable
from workbench.ui.table import RegisterModel, Role, first_columns


@pytest.fixture
def model(book, qapp: QApplication, clock) -> RegisterModel:
    made = RegisterModel(book.registers["risk"], clock.today)
    made.fill(book.records("risk"), first_columns(book.registers["risk"], book.records("risk")))
    return made


def refs(model: RegisterModel) -> list[str]:
    return [record.ref for record in model.shown]


def follow(model: RegisterModel, book) -> None:
    book.subscribe(lambda applied: model.take(applied, lambda uid: book.record("risk", uid)))


def test_the_model_keeps_every_rule_of_qt(model, book, qtmodeltester):
    follow(model, book)
    qtmodeltester.check(model)
    book.add("risk", risk(4))
    book.edit([book.records("risk")[0]], {"title": "Another title"})
    model.order_by("title", descending=True)
    model.filter(lambda records: [record for record in records if "ward" in record.title])
    book.remove([book.records("risk")[1]])
    qtmodeltester.check(model)


def test_a_table_begins_with_at_most_nine_columns(model):
    assert model.columnCount() <= 9
    assert [field.key for field in model.fields][:2] == ["ref", "title"]


def actions(book, clock, *rows: dict[str, str]) -> RegisterModel:
    for row in rows:
        book.add("action", row)
    made = RegisterModel(book.registers["action"], clock.today)
    made.fill(book.records("action"), first_columns(book.registers["action"], book.records("action")))
    return made


def test_open_actions_stand_first_the_most_overdue_at_the_top_and_none_is_hidden(book, clock, qapp):
    model = actions(
        book,
        clock,
        {"title": "Agreed", "status": "Verified", "due_date": "2019-01-01"},
        {"title": "Done", "status": "Complete", "due_date": "2020-01-01"},
        {"title": "Later", "status": "In progress", "due_date": "2020-01-01", "revised_due": "2026-03-01"},
        {"title": "No day"},
        {"title": "Late", "status": "Not started", "due_date": "2021-01-01"},
    )
    assert [record.title for record in model.shown] == ["Late", "Later", "No day", "Done", "Agreed"]
    book.subscribe(lambda applied: model.take(applied, lambda uid: book.record("action", uid)))
    book.edit([model.shown[0]], {"status": "Cancelled"})
    assert [record.title for record in model.shown] == ["Later", "No day", "Done", "Agreed", "Late"]
    model.order_by("title")
    assert [record.title for record in model.shown] == ["Agreed", "Done", "Late", "Later", "No day"]


def test_a_day_that_only_finished_actions_have_leaves_its_room_to_the_titles(book, clock, qapp):
    done = {"title": "Done", "status": "Complete", "due_date": "2020-01-01", "completed": "2020-02-01"}
    assert "completed" in [field.key for field in actions(book, clock, done).fields]
    assert "completed" not in [field.key for field in actions(book, clock, {"title": "To do", "due_date": "2026-01-01"}).fields]


def test_a_child_of_a_cell_has_no_rows_of_its_own(model):
    cell = model.index(0, 0)
    assert (model.rowCount(cell), model.columnCount(cell)) == (0, 0)
    assert model.data(QModelIndex(), Qt.ItemDataRole.DisplayRole) is None


def test_scores_sort_as_numbers_and_blanks_stand_last_both_ways(model, book):
    follow(model, book)
    book.add("risk", {"title": "Nobody scored this"})
    model.order_by("current_score", descending=True)
    assert refs(model)[-1] == "R-004"
    scores = [record.of("current_score") for record in model.shown[:-1]]
    assert scores == sorted(scores, reverse=True)
    model.order_by("current_score")
    assert refs(model)[-1] == "R-004"


def test_references_sort_as_people_count(model, book):
    follow(model, book)
    book.add("risk", {"ref": "R-1000", "title": "A"})
    book.add("risk", {"ref": "R-99", "title": "B"})
    assert refs(model)[-2:] == ["R-99", "R-1000"]


def test_a_score_is_said_with_its_band(model):
    model.order_by("ref")
    cell = model.index(0, model.column_of("current_score"))
    assert cell.data(Role.PILL).text == "6 Moderate"
    assert cell.data() == "6 Moderate"
    assert cell.data(Qt.ItemDataRole.AccessibleTextRole) == "Current score: 6 Moderate"


def test_a_score_without_its_factors_is_marked_as_stated(model, book):
    follow(model, book)
    book.add("risk", {"title": "Stated", "current_score": "16"})
    model.order_by("current_score", descending=True)
    cell = model.index(0, model.column_of("current_score"))
    assert cell.data(Role.PILL).stated
    assert cell.data(Qt.ItemDataRole.ToolTipRole) == "16 Extreme, as stated"


def test_a_review_that_is_late_says_by_how_much(model, book, clock):
    follow(model, book)
    clock.day = date(2026, 7, 23)
    book.edit([book.records("risk")[0]], {"next_review": "20/7/26"})
    model.order_by("ref")
    cell = model.index(0, model.column_of("next_review"))
    assert cell.data() == "20/07/2026"
    assert cell.data(Role.OVERDUE) == 3
    assert cell.data(Qt.ItemDataRole.ToolTipRole) == "20 July 2026, 3 days overdue"


def test_a_record_just_edited_stays_in_sight_until_the_filter_is_touched(model, book):
    follow(model, book)

    def unclosed(records):
        return [record for record in records if record.of("status") != "closed"]

    model.filter(unclosed)
    book.edit([book.records("risk")[0]], {"status": "closed"})
    assert len(model.shown) == 3
    model.filter(unclosed)
    assert len(model.shown) == 2


def test_an_edit_that_moves_nothing_resets_nothing(model, book, qtbot):
    follow(model, book)
    resets: list[int] = []
    model.modelReset.connect(lambda: resets.append(1))
    with qtbot.waitSignal(model.dataChanged):
        book.edit([book.records("risk")[0]], {"owner": "Somebody else"})
    assert resets == []


def test_what_is_selected_stays_selected_in_another_order(model, book, qtbot):
    table = RegisterTable(model)
    qtbot.addWidget(table)
    chosen: Record = model.shown[2]
    table.select([chosen.uid])
    table.sort_by("title", descending=True)
    assert [record.uid for record in table.selected] == [chosen.uid]
    model.filter(lambda records: [record for record in records if record.uid != chosen.uid])
    assert table.selected == []


def test_copied_rows_have_their_headings_and_keep_line_ends_in_one_cell(model, book, qtbot):
    follow(model, book)
    table = RegisterTable(model)
    qtbot.addWidget(table)
    book.edit([book.records("risk")[0]], {"title": 'Two\nlines and "quotes"'})
    table.select([book.records("risk")[0].uid])
    table.copy_selected()
    text = QApplication.clipboard().text()
    assert text.startswith("Reference\tRisk\t")
    assert '"Two\nlines and ""quotes"""' in text


def test_enter_in_a_cell_asks_to_edit_it(model, qtbot):
    table = RegisterTable(model)
    qtbot.addWidget(table)
    table.setCurrentIndex(model.index(0, model.column_of("owner")))
    with qtbot.waitSignal(table.edit_asked) as asked:
        qtbot.keyClick(table, Qt.Key.Key_Return)
    assert model.fields[asked.args[0].column()].key == "owner"


def test_a_risk_without_a_title_is_known_by_its_description(book):
    risk = book.add("risk", {"description": "Lifts stop between floors"})
    made = RegisterModel(book.registers["risk"], book.clock.today)
    made.fill(book.records("risk"), first_columns(book.registers["risk"], book.records("risk")))
    cell = made.index(made.row_of(risk.uid), made.column_of("title"))
    assert cell.data() == "Lifts stop between floors"
    assert "Lifts stop" in cell.data(Qt.ItemDataRole.ToolTipRole)
