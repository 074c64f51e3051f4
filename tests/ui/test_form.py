"""The record beside the table: what it shows, what it saves, and what it does with what cannot be saved."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from tests.making import risk
from workbench.domain.change import Applied
from workbench.ui.fieldbox import ScoreBox
from workbench.ui.form import RecordForm


@pytest.fixture
def form(book, qtbot) -> Iterator[RecordForm]:
    made = RecordForm(book, book.registers["risk"])
    qtbot.addWidget(made)

    def follow(applied: Applied) -> None:
        if made.record and (fresh := book.record("risk", made.record.uid)):
            made.show_record(fresh)

    book.subscribe(follow)
    made.resize(420, 700)
    made.show()
    made.show_record(book.records("risk")[0])
    yield made
    made.show_record(None)


def line_of(form: RecordForm, key: str):
    form.go_to(key)
    return form.boxes[key].editors[key].widget


def test_a_new_record_shows_at_most_twelve_inputs(form, book):
    form.show_record(book.add("risk", {}))
    boxes = {id(form.boxes[key]) for key in form.shown_keys}
    assert len(boxes) <= 12


def test_a_field_that_holds_something_is_shown(form, book):
    assert "category" not in form.shown_keys
    book.edit([form.record], {"category": "Workforce"})
    assert "category" in form.shown_keys


def test_all_fields_can_be_shown(form):
    form.all_fields.setChecked(True)
    assert {"category", "notes", "circulation", "ref"} <= set(form.shown_keys)


def test_leaving_a_field_saves_it_as_one_change(form, book, qtbot):
    line = line_of(form, "owner")
    line.selectAll()
    qtbot.keyClicks(line, "Sam Lee")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert book.records("risk")[0].show("owner") == "Sam Lee"
    assert book.undo_name == "Change Owner of R-001"
    count = len(book.history())
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert len(book.history()) == count


def test_a_day_is_shown_as_it_was_understood(form, book, qtbot):
    line = line_of(form, "next_review")
    qtbot.keyClicks(line, "23/7/26")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert line.text() == "23 July 2026"
    assert book.records("risk")[0].row["next_review"] == "2026-07-23"


def test_what_cannot_be_read_stays_with_the_reason_beside_it(form, book, qtbot):
    line = line_of(form, "next_review")
    qtbot.keyClicks(line, "32/1/26")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    box = form.boxes["next_review"]
    assert line.text() == "32/1/26"
    assert box.problem.text() == "“32/1/26” is not a date such as 23/07/2026."
    assert box.problem.isVisible()
    assert line.accessibleDescription() == box.problem.text()
    assert "next_review" not in book.records("risk")[0].row


def test_words_that_could_not_be_saved_are_named_when_another_record_is_chosen(form, book, qtbot):
    line = line_of(form, "next_review")
    qtbot.keyClicks(line, "32/1/26")
    with qtbot.waitSignal(form.refused) as refused:
        form.show_record(book.records("risk")[1])
    assert refused.args == ["Next review of R-001 was not saved: “32/1/26” is not a date such as 23/07/2026."]


def test_what_is_being_typed_is_saved_before_another_record_is_shown(form, book, qtbot):
    line = line_of(form, "owner")
    line.end(False)
    qtbot.keyClicks(line, "!")
    form.show_record(book.records("risk")[1])
    assert book.records("risk")[0].show("owner").endswith("!")


def test_escape_brings_back_what_was_there_and_then_leaves(form, qtbot):
    line = line_of(form, "owner")
    before = line.text()
    qtbot.keyClicks(line, "typed")
    qtbot.keyClick(line, Qt.Key.Key_Escape)
    assert line.text() == before


def test_a_change_elsewhere_keeps_what_is_being_typed(form, book, qtbot):
    line = line_of(form, "owner")
    line.end(False)
    qtbot.keyClicks(line, " and more")
    book.edit([book.records("risk")[0]], {"status": "open"})
    assert line.text().endswith(" and more")
    assert form.settle()
    assert book.records("risk")[0].show("owner").endswith(" and more")
    assert book.records("risk")[0].show("status") == "Open"


def test_likelihood_times_consequence_is_shown_and_a_stated_score_marked(form, book):
    box = form.boxes["current_score"]
    assert isinstance(box, ScoreBox)
    assert box.label.text() == "Current score = 2 × 3"
    assert box.pill.pill.text == "6 Moderate"
    assert box.typed.widget.isHidden()
    form.show_record(book.add("risk", {"title": "Stated", "current_score": "16"}))
    assert not box.stated.isHidden()
    assert not box.typed.widget.isHidden()
    assert box.pill.accessibleName() == "Current score: 16 Extreme, as stated"


def test_history_says_what_was_before_and_after(form, book, qtbot):
    book.edit([form.record], {"current_likelihood": "4"})
    qtbot.waitUntil(lambda: len(form.history.stories) == 2)
    newest, oldest = form.history.stories
    assert newest.lines == ("Current likelihood: 2 Unlikely → 4 Likely",)
    assert newest.heading.endswith("Asha Patel")
    assert oldest.lines[0] == "Added"


def test_a_locked_form_can_be_read_but_not_changed(form, book, qtbot):
    form.lock(locked=True)
    line = line_of(form, "owner")
    before = line.text()
    qtbot.keyClicks(line, "x")
    assert line.text() == before
    assert not form.boxes["status"].editors["status"].widget.isEnabled()


def test_undo_belongs_to_the_line_only_while_it_holds_something_unsaved(form, book, qtbot):
    line = line_of(form, "owner")

    def asks_for_undo() -> bool:
        event = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier, "z")
        event.ignore()
        QApplication.sendEvent(line, event)
        return event.isAccepted()

    assert not asks_for_undo()
    qtbot.keyClicks(line, "x")
    assert asks_for_undo()
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert not asks_for_undo()


def test_tab_goes_through_the_form_in_reading_order(form, qtbot):
    form.all_fields.setChecked(True)
    positions: list[tuple[int, int]] = []
    first = form.boxes["tier"].editors["tier"].widget
    widget = first
    for _ in range(8):
        box = widget.parentWidget()
        top = box.mapTo(form.widget(), box.rect().topLeft())
        positions.append((top.y(), top.x()))
        widget = widget.nextInFocusChain()
        while widget.focusPolicy() is Qt.FocusPolicy.NoFocus or not widget.isVisible() or not widget.accessibleName():
            widget = widget.nextInFocusChain()
    assert positions == sorted(positions)


def test_other_columns_are_shown_to_be_read(form, book):
    record = book.add("risk", risk(9, extra={"Datix handler": "J Smith"}))
    form.show_record(record)
    assert "extra" in form.shown_keys
    assert form.boxes["extra"].editors["extra"].widget.text() == "Datix handler: J Smith"


def test_a_scoring_scheme_is_shown_as_the_grid_its_numbers_stand_for(book, qtbot):
    cells = "1 1 1 1 2\n1 2 2 2 2\n1 2 2 3 3\n2 2 3 3 3\n2 3 3 3 3"
    record = book.add("scheme", {"name": "Joint", "cells": cells, "labels": "Low; Middling; Top"})
    form = RecordForm(book, book.registers["scheme"])
    qtbot.addWidget(form)
    form.resize(420, 700)
    form.show()
    form.show_record(record)
    box = form.boxes["cells"]
    assert box.grid.isVisible()
    assert box.grid.accessibleDescription().split("; ") == [
        "Almost certain: Middling, Top, Top, Top, Top",
        "Likely: Middling, Middling, Top, Top, Top",
        "Possible: Low, Middling, Middling, Top, Top",
        "Unlikely: Low, Middling, Middling, Middling, Middling",
        "Rare: Low, Low, Low, Low, Middling",
    ]
    qtbot.waitUntil(lambda: box.grid.height() == box.grid.sizeHint().height())
    assert not box.grid.grab().isNull()
    book.edit([record], {"labels": "Low; Middling"})
    form.show_record(book.record("scheme", record.uid))
    assert not box.grid.isVisible()
    form.show_record(None)
