"""Every kind has an editor that gives back what it was filled with, and reads what people type."""

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import QApplication

from workbench.domain.field import AnyField
from workbench.domain.kinds import Choice, Day, Headed, Kind, Level, Member, Names, Option, Prose, Score, Stored, Text, Whole
from workbench.domain.register import kinds_in_use
from workbench.domain.registers import declared
from workbench.ui.editors import ComboEditor, DayEditor, Editor, LineEditor, ProseEditor, editor

SAMPLES: list[tuple[Kind, Stored]] = [
    (Text(), "A line"),
    (Prose(), "Two\nlines"),
    (Names(), "Jo Hill; Sam Lee"),
    (Whole(), 12),
    (Score(), 16),
    (Day(), "2026-07-23"),
    (Choice((Option("a", "First"), Option("b", "Second"))), "b"),
    (Level(labels=("Rare", "Unlikely", "Possible", "Likely", "Almost certain"), letters="l"), 4),
]


@pytest.mark.parametrize("kind", kinds_in_use(declared().values()), ids=lambda kind: kind.__name__)
def test_every_kind_in_use_has_an_editor_of_its_own(kind, qapp: QApplication):
    field: AnyField = next(field for register in declared().values() for field in register if type(field.kind) is kind)
    assert isinstance(editor(field.kind), Editor)


@pytest.mark.parametrize(("kind", "stored"), SAMPLES, ids=lambda value: type(value).__name__)
def test_what_is_filled_in_comes_back(kind, stored, qtbot):
    made = editor(kind)
    qtbot.addWidget(made.widget)
    for value in (stored, None, stored):
        made.fill(value)
        assert kind.read(made.said()) == value
        assert not made.is_altered()


def test_a_kind_nobody_dressed_is_refused(qapp):
    class Odd(Kind[str]):
        pass

    with pytest.raises(NotImplementedError, match="Odd"):
        editor(Odd())


def test_a_level_is_picked_by_its_number_and_saved_when_left(qtbot):
    made = editor(SAMPLES[-1][0])
    qtbot.addWidget(made.widget)
    made.fill(2)
    made.widget.show()
    with qtbot.assertNotEmitted(made.committed):
        qtbot.keyClick(made.widget, Qt.Key.Key_4)
    assert made.said() == 4
    assert made.is_altered()
    with qtbot.waitSignal(made.committed):
        qtbot.keyClick(made.widget, Qt.Key.Key_Return)


def test_an_organisation_that_is_gone_stays_as_it_is_stored(book, qtbot):
    kind = book.registers["risk"].get("member").kind
    assert isinstance(kind, Member)
    made = editor(kind)
    qtbot.addWidget(made.widget)
    made.fill("0000-gone")
    assert made.said() == "0000-gone"


def test_a_day_is_typed_short_or_picked_from_the_calendar(qtbot):
    made = editor(Day())
    assert isinstance(made, DayEditor)
    qtbot.addWidget(made.widget)
    made.fill(None)
    made.widget.show()
    qtbot.keyClicks(made.line, "23/7/26")
    assert Day().read(made.said()) == "2026-07-23"
    made.open_calendar()
    calendar = made.line.findChild(type(made._calendar))
    assert calendar.selectedDate() == QDate(2026, 7, 23)
    with qtbot.waitSignal(made.committed):
        calendar.activated.emit(QDate(2026, 8, 1))
    assert made.said() == "1 August 2026"
    assert made.is_altered()


def test_tab_leaves_a_prose_field_and_control_enter_saves_it(qtbot):
    made = editor(Prose())
    assert isinstance(made, ProseEditor)
    qtbot.addWidget(made.widget)
    assert made.input.tabChangesFocus()
    made.widget.show()
    with qtbot.waitSignal(made.committed):
        qtbot.keyClick(made.widget, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


def test_escape_takes_back_only_what_was_altered(qtbot):
    made = editor(Text())
    assert isinstance(made, LineEditor)
    qtbot.addWidget(made.widget)
    made.fill("before")
    made.widget.show()
    qtbot.keyClicks(made.line, "x")
    with qtbot.waitSignal(made.abandoned):
        qtbot.keyClick(made.line, Qt.Key.Key_Escape)


def test_other_columns_are_read_only_headed_lines(qtbot):
    made = editor(Headed())
    qtbot.addWidget(made.widget)
    made.fill('{"Datix handler":"J Smith"}')
    assert made.widget.text() == "Datix handler: J Smith"
    assert not made.is_editable()


def test_a_wheel_over_a_closed_combo_changes_nothing(qtbot):
    made = editor(SAMPLES[-1][0])
    assert isinstance(made, ComboEditor)
    qtbot.addWidget(made.widget)
    assert made.combo.focusPolicy() is Qt.FocusPolicy.StrongFocus
