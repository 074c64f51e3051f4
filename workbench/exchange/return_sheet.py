"""The sheet on which a member says what its return is: the day it speaks of, who filled it in, who approved it, or that nothing changed.

Its cells are found by their labels, wherever rows and columns went and whatever the sheet is called by then.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from workbench.domain.errors import UnreadableError
from workbench.domain.kinds import Day, Kind, Text, words
from workbench.domain.registers.answers import YES_NO
from workbench.domain.text import shorten, squeeze
from workbench.exchange.sheets import Answers, Problem, Sheet
from workbench.exchange.ticks import is_mark

RETURN_SHEET = "Your return"

_LOOKED_AT = 80
"""Rows and columns in which the labels are looked for."""
_ENOUGH = 3
"""Labels, each in a row of its own, that make a sheet this one, “Nothing to change” among them; in one row they are a table's headings."""


@dataclass(frozen=True)
class Line:
    """One line of the sheet: the key and label of what is asked, how it is read, and the hint beside its cell."""

    key: str
    label: str
    kind: Kind[Any]
    hint: str


LINES = (
    Line("position_date", "Position date", Day(), "The day your figures speak of, for example 30/09/2026."),
    Line("completed_by", "Completed by", Text(), "Your name, so that we know whom to ask."),
    Line("approved_by", "Approved by", Text(), "Who approved this return in your organisation."),
    Line("nothing_to_change", "Nothing to change", YES_NO, "Type Yes if all of it still stands; that is a full return, too."),
)

_BY_LABEL = {squeeze(line.label): line for line in LINES}
_HINTS = frozenset(squeeze(line.hint) for line in LINES)


@dataclass(frozen=True)
class Asked:
    """What a member is asked for: the quarter, the ISO day it is to be back by (blank for none), and the organisation."""

    quarter: str
    due: str
    member: str

    @property
    def sentences(self) -> list[str]:
        """What the sheet says above the cells to be filled in."""
        due = f" Please send the whole workbook back by {Day().show(self.due)}." if self.due else " Please send the whole workbook back."
        return [
            f"This is the return of {self.member} for {self.quarter}.{due}",
            "Bring the other sheets up to date and fill in the four cells below. If nothing has changed, say so in the last of them.",
        ]


def read_answers(sheets: Iterable[Sheet]) -> tuple[Answers | None, list[Sheet]]:
    """Return what the return says of itself, None where it has no such sheet, and the sheets without that one."""
    answers: Answers | None = None
    kept: list[Sheet] = []
    for sheet in sheets:
        labels = _labels(sheet)
        lines = {row for row, _ in labels.values()}
        if len(lines) < _ENOUGH or "nothing_to_change" not in labels:
            kept.append(sheet)
            continue
        answers = answers or Answers()
        for line in LINES:
            if line.key in labels:
                _read(sheet, line, labels[line.key], answers)
    return answers, kept


def _labels(sheet: Sheet) -> dict[str, tuple[int, int]]:
    """Return where the labels stand, each once."""
    found: dict[str, tuple[int, int]] = {}
    for row, values in enumerate(sheet.rows[:_LOOKED_AT]):
        for column, value in enumerate(values[:_LOOKED_AT]):
            line = _BY_LABEL.get(squeeze(value).rstrip(" :")) if isinstance(value, str) and value else None
            if line is not None:
                found.setdefault(line.key, (row, column))
    return found


def _read(sheet: Sheet, line: Line, label: tuple[int, int], answers: Answers) -> None:
    """Read the first filled cell beside a label that is neither a hint nor another label."""
    row, column = label
    for place, value in enumerate(sheet.rows[row][column + 1 :], column + 1):
        text = squeeze(words(value))
        if not text or text in _HINTS:
            continue
        if text.rstrip(" :") in _BY_LABEL:
            return
        try:
            stored = "yes" if line.kind is YES_NO and is_mark(value) else line.kind.read(value)
        except UnreadableError as error:
            answers.problems.append(Problem(*sheet.place(row, place), f"{line.label}: {error} It was left blank."))
            return
        if stored is not None:
            answers.said[line.key] = shorten(str(stored), 200)
        return
