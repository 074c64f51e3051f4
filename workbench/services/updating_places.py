"""Where the fields of a table's records stand in a member's own workbook, and what is written there."""

from collections.abc import Mapping
from functools import cached_property

from workbench.exchange.evidence import is_blank
from workbench.exchange.sheets import EXTRA, IGNORE, Column, Sheet, Workbook
from workbench.exchange.updating import Filled
from workbench.exchange.updating_words import Habit
from workbench.services.plan import Part

Spot = tuple[str, int, int]
"""A cell of the workbook: sheet, row and column, counted from 0."""
Option = Mapping[Spot, Filled]
"""What cells are to say."""


class Laid:
    """Where the fields of one table's records stand in the workbook."""

    def __init__(self, workbook: Workbook, part: Part) -> None:
        if part.source is None:
            raise ValueError("a part that was not read")
        self.workbook, self.part = workbook, part
        self.table, self.reading, self.base = part.table, part.source.reading, part.source.base
        self._sheets = {sheet.name: sheet for sheet in workbook.sheets}
        self.columns: dict[str, list[Column]] = {}
        for column in self.table.columns:
            if column.field not in {EXTRA, IGNORE}:
                self.columns.setdefault(column.field, []).append(column)
        self._habits: dict[tuple[str, int], Habit] = {}

    def spot(self, row: int, column: int) -> Spot:
        """Return where a cell of the table really stands."""
        drawn = self.table.drawn
        name = self.sheet.name
        return drawn.origin.get((row, column), (name, row, column)) if drawn else (name, row, column)

    @cached_property
    def sheet(self) -> Sheet:
        """The sheet the table stands on."""
        named = self.workbook.sheet(self.table.sheet)
        return named or self.workbook.sheets[0]

    def sheet_of(self, spot: Spot) -> Sheet:
        """Return the sheet a cell is on."""
        return self._sheets[spot[0]]

    def raw(self, row: int, column: int) -> object:
        """Return what a cell of the table says; None where it says nothing."""
        rows = (self.table.drawn or self.sheet).rows
        value = rows[row][column] if row < len(rows) and column < len(rows[row]) else None
        return None if is_blank(value) else value

    def habit(self, key: str, column: int) -> Habit:
        """Return how a column is written."""
        if (key, column) not in self._habits:
            stored = self.reading.columns.get(key, [])
            pairs = [
                (raw, read)
                for record, read in zip(self.table.records, stored, strict=False)
                if read is not None and (raw := self.raw(record[0], column)) is not None
            ]
            self._habits[key, column] = Habit(pairs)
        return self._habits[key, column]

    def is_worked_out(self, spot: Spot) -> bool:
        """Whether a formula gives a cell what it says."""
        return spot[1:] in self.sheet_of(spot).formulas

    def is_filled(self, column: int) -> bool:
        """Whether any record says something in a column."""
        return any(self.raw(row, column) is not None for rows in self.table.records for row in rows)
