"""What is noted while a table is read: words kept under their headings, and what a person should look at."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from workbench.domain.kinds import words
from workbench.domain.text import clean, counted
from workbench.exchange.sheets import Column, Problem, Reading, Sheet


@dataclass
class Cells:
    """The cells of one column: those of each record's first row, and what further rows of a record add, each with its row.

    `taken` are those that were read elsewhere; in them, too, a column shows how it writes its dates. `stands` says by
    record where a cell really is, if not in this column.
    """

    column: Column
    heading: str
    first: list[object]
    more: dict[int, list[tuple[int, object]]] = field(default_factory=dict)
    taken: list[object] = field(default_factory=list)
    stands: dict[int, int] = field(default_factory=dict)

    @property
    def index(self) -> int:
        """The column of the sheet."""
        return self.column.index

    def at(self, place: int, row: int, first_row: int) -> object:
        """Return what one of a record's rows holds here."""
        if row == first_row:
            return self.first[place]
        return next((value for other, value in self.more.get(place, ()) if other == row), None)

    def take(self, place: int) -> None:
        """Leave nothing of a record here, for it was read elsewhere."""
        self.taken += [self.first[place], *(value for _, value in self.more.pop(place, ()))]
        self.first[place] = None


MOST_TOLD = 500
"""Problems of one column that are told one by one; nobody reads more, and a million of them would not fit a laptop."""


class Noting:
    """Notes for one reading; `rows` are the sheet's rows on which the records begin."""

    def __init__(self, sheet: Sheet, reading: Reading, rows: Sequence[int]) -> None:
        self.sheet, self.reading, self.rows = sheet, reading, rows
        self._found: list[tuple[int, int, Problem]] = []
        self._told: dict[int, int] = {}
        self._first_untold: dict[int, int] = {}

    def keep(self, place: int, heading: str, text: str) -> None:
        """Keep words of a record under their heading; what stands there already is not said twice."""
        kept = self.reading.extra[place]
        text = clean(text)
        if not text:
            return
        if heading in kept and text not in kept[heading].split("\n"):
            kept[heading] = f"{kept[heading]}\n{text}"
        else:
            kept.setdefault(heading, text)

    def problem(self, row: int, index: int, message: str) -> None:
        """Note what a person should look at in a cell; of a column that is full of it, only so much is told."""
        told = self._told[index] = self._told.get(index, 0) + 1
        if told <= MOST_TOLD:
            self._found.append((row, index, Problem(*self.sheet.place(row, index), message)))
        elif told == MOST_TOLD + 1:
            self._first_untold[index] = row

    def refuse(self, cells: Cells, place: int, message: str, value: object = None) -> None:
        """Keep the words of a cell that its field cannot read, and say so."""
        self.keep(place, cells.heading, words(cells.first[place] if value is None else value))
        self.reading.unread.setdefault(cells.column.field, set()).add(place)
        self.problem(self.rows[place], cells.stands.get(place, cells.index), f"{message} The words are kept under “{cells.heading}”.")

    def settle(self, sheets: Sequence[str]) -> None:
        """Put the problems into the reading, sorted by where they are: sheets as the workbook has them, then rows and columns."""
        for index, row in self._first_untold.items():
            more = counted(self._told[index] - MOST_TOLD, "cell")
            message = f"From here on {more} more of this column want looking at, too; only the first {MOST_TOLD} are listed."
            self._found.append((row, index, Problem(*self.sheet.place(row, index), message)))
        order = {name: place for place, name in enumerate(sheets)}
        origin = self.sheet.origin

        def place_of(found: tuple[int, int, Problem]) -> tuple[int, int, int, str]:
            row, index, problem = found
            name, row, index = origin.get((row, index), (self.sheet.name, row, index))
            return order.get(name, len(order)), row, index, problem.message

        self.reading.problems = [found[2] for found in sorted(self._found, key=place_of)]


def doubtful_day(text: str) -> str:
    """Return what to say of a date that could be two days."""
    return f"“{text}” could be two different days and no other cell of the column decides; it was read day first."
