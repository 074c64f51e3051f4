"""A field of the form: its label, its input, and what is wrong with it as a sentence underneath."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from workbench.domain.field import AnyField
from workbench.domain.kinds import Headed, Member
from workbench.domain.register import Record
from workbench.domain.schemes import scheme_of
from workbench.domain.scoring import is_stated, stage_of
from workbench.services.kin import written
from workbench.ui.editors import DayEditor, Editor, editor_of
from workbench.ui.icons import icon
from workbench.ui.pills import PillLabel, pill_of
from workbench.ui.schemegrid import SchemeGrid
from workbench.ui.theme import STEP, tones_of

_WIDE = 30
"""Characters from which a field takes the whole width."""


class FieldBox(QWidget):
    """The input of one field.

    Signals:
        committed: a person has finished with a field; carries its key.
        abandoned: a person wants back what was there; carries its key.
    """

    committed = Signal(str)
    abandoned = Signal(str)

    def __init__(self, fields: Sequence[AnyField], label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.fields = list(fields)
        self.editors: dict[str, Editor] = {}
        self._problems: dict[str, str] = {}
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(STEP // 2)
        self.label = QLabel(label)
        self.label.setProperty("muted", True)
        self.column.addWidget(self.label)
        self.problem = QLabel()
        self.problem.setProperty("wrong", True)
        self.problem.setWordWrap(True)
        self.problem.hide()

    @property
    def keys(self) -> list[str]:
        """The keys of the fields in it."""
        return [field.key for field in self.fields]

    @property
    def is_wide(self) -> bool:
        """Whether it takes the whole width of the form."""
        return any(field.kind.prose or field.breadth >= _WIDE or isinstance(field.kind, Member) for field in self.fields)

    def add(self, field: AnyField) -> Editor:
        """Make the editor of a field."""
        made = editor_of(field)
        made.committed.connect(partial(self.committed.emit, field.key))
        made.abandoned.connect(partial(self.abandoned.emit, field.key))
        self.editors[field.key] = made
        return made

    def fill(self, record: Record, *, keep_altered: bool = False) -> None:
        """Show a record's values; what a person is just typing may be kept."""
        for field in self.fields:
            made = self.editors[field.key]
            if keep_altered and made.is_altered():
                continue
            made.fill(written(field, record.row))
            self.say(field.key, "")

    def say(self, key: str, problem: str) -> None:
        """Show what is wrong with a field; nothing for nothing."""
        if problem:
            self._problems[key] = problem
        else:
            self._problems.pop(key, None)
        self.problem.setText(" ".join(self._problems.values()))
        self.problem.setVisible(bool(self._problems))
        widget = self.editors[key].widget
        if bool(widget.property("wrong")) is not bool(problem):
            widget.setProperty("wrong", bool(problem))
            widget.style().unpolish(widget)
            widget.style().polish(widget)
        field = next(field for field in self.fields if field.key == key)
        widget.setAccessibleDescription(problem or field.help)

    @property
    def problems(self) -> dict[str, str]:
        """What is wrong, by field key."""
        return dict(self._problems)

    def lock(self, *, locked: bool) -> None:
        """Let values be read but not changed."""
        for made in self.editors.values():
            made.lock(locked=locked)


class SingleBox(FieldBox):
    """One field under its label."""

    def __init__(self, field: AnyField, parent: QWidget | None = None) -> None:
        super().__init__([field], field.label, parent)
        made = self.add(field)
        if isinstance(made, DayEditor):
            made.dress(icon("calendar", tones_of(self).muted))
        self.label.setBuddy(made.widget)
        self.column.addWidget(made.widget)
        self.column.addWidget(self.problem)
        if not self.is_wide:
            self.column.addStretch(1)


class SchemeBox(SingleBox):
    """The cells of a scoring scheme as numbers to type, and under them as the grid they stand for."""

    def __init__(self, field: AnyField, parent: QWidget | None = None) -> None:
        super().__init__(field, parent)
        self.grid = SchemeGrid()
        self.column.addWidget(self.grid)

    def fill(self, record: Record, *, keep_altered: bool = False) -> None:
        """Show the numbers, and the grid where they and the names of the bands are complete."""
        super().fill(record, keep_altered=keep_altered)
        self.grid.fill(scheme_of(record))


class ScoreBox(FieldBox):
    """Likelihood × consequence = score; a score stated without them can be typed, and is marked so."""

    def __init__(self, likelihood: AnyField, consequence: AnyField, score: AnyField, parent: QWidget | None = None) -> None:
        super().__init__([likelihood, consequence, score], score.label, parent)
        self._score = score
        first, second = self.add(likelihood), self.add(consequence)
        row = QHBoxLayout()
        row.setSpacing(STEP)
        row.addWidget(first.widget, 1)
        row.addWidget(_sign("×"))
        row.addWidget(second.widget, 1)
        self.typed = self.add(score)
        self.typed.widget.setFixedWidth(self.fontMetrics().horizontalAdvance("1 to 25") + 3 * STEP)
        self.either = _sign("or")
        row.addWidget(self.either)
        row.addWidget(self.typed.widget)
        self.pill = PillLabel()
        top = QHBoxLayout()
        top.setSpacing(STEP)
        self.column.removeWidget(self.label)
        top.addWidget(self.label)
        top.addStretch(1)
        top.addWidget(self.pill)
        self.column.addLayout(top)
        self.stated = QLabel("Stated without likelihood and consequence.")
        self.stated.setProperty("muted", True)
        self.column.addLayout(row)
        self.column.addWidget(self.stated)
        self.column.addWidget(self.problem)

    @property
    def is_wide(self) -> bool:
        """Return that a row of three needs the width."""
        return True

    def fill(self, record: Record, *, keep_altered: bool = False) -> None:
        """Show levels and score; the score's own input only while it is not worked out."""
        super().fill(record, keep_altered=keep_altered)
        worked_out = all(record.row.get(key) is not None for key in self._score.factors)
        self.typed.widget.setVisible(not worked_out)
        self.either.setVisible(not worked_out)
        pill = pill_of(record, self._score)
        self.pill.fill(pill, self._score.label)
        factors = [record.row.get(key) for key in self._score.factors]
        self.label.setText(f"{self._score.label} = {factors[0]} × {factors[1]}" if worked_out else self._score.label)
        self.pill.setVisible(worked_out or pill is not None)
        self.stated.setVisible(is_stated(record.row, stage_of(self._score)))


@dataclass
class Place:
    """Where a box stands in the form, made when it is first shown; most fields of most records never are."""

    fields: Sequence[AnyField]
    make: Callable[[QWidget], FieldBox]
    box: FieldBox | None = None

    @property
    def keys(self) -> list[str]:
        """The keys of the fields in it."""
        return [field.key for field in self.fields]

    @property
    def is_first(self) -> bool:
        """Whether a new file's form shows it."""
        return any(field.core for field in self.fields)

    @property
    def is_heading(self) -> bool:
        """Whether the heading of the form says it already."""
        return self.keys == ["ref"]

    @property
    def is_read_only(self) -> bool:
        """Whether nobody can change it here, so that an empty one need never be shown."""
        return any(isinstance(field.kind, Headed) for field in self.fields)

    def holds(self, record: Record) -> bool:
        """Whether a record says anything here."""
        return any(record.row.get(field.key) is not None for field in self.fields)


def places_of(fields: Sequence[AnyField], find: Callable[[str], AnyField | None]) -> list[Place]:
    """Return the places of a group's fields; a score takes its two factors into its own box."""
    scores = {field.key: field for field in fields if len(field.factors) == 2 and all(find(key) for key in field.factors)}  # noqa: PLR2004 - likelihood and consequence
    taken = {key: score for score in scores.values() for key in (*score.factors, score.key)}
    made: list[Place] = []
    done: set[str] = set()
    for field in fields:
        score = taken.get(field.key)
        if score is None:
            is_scheme = field.key == "cells" and find("labels") is not None
            made.append(Place([field], partial(SchemeBox if is_scheme else SingleBox, field)))
        elif score.key not in done:
            likelihood, consequence = (find(key) for key in score.factors)
            if likelihood and consequence:
                done.add(score.key)
                made.append(Place([likelihood, consequence, score], partial(ScoreBox, likelihood, consequence, score)))
    return made


def _sign(text: str) -> QLabel:
    made = QLabel(text)
    made.setProperty("muted", True)
    made.setAlignment(Qt.AlignmentFlag.AlignCenter)
    return made
