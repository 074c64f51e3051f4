"""The columns below some headings with a sample of their cells, looked at once for all registers."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from workbench.exchange.evidence import Look, is_blank, look_at
from workbench.exchange.meaning import SAMPLE
from workbench.exchange.sheets import Sheet
from workbench.exchange.stacks import Stack

_WIDEST = 600


@dataclass
class Grid:
    """The columns of a table with the headings above them and a sample of the cells below."""

    headings: dict[int, tuple[str, ...]]
    values: dict[int, list[object]] = field(default_factory=dict)
    formulas: dict[int, set[int]] = field(default_factory=dict)

    @cached_property
    def looks(self) -> dict[int, Look]:
        """What the first cells of each column look like."""
        return {index: look_at(cells[:SAMPLE]) for index, cells in self.values.items()}

    @cached_property
    def filled(self) -> dict[int, set[int]]:
        """The places of each column that hold something."""
        return {index: {place for place, value in enumerate(cells) if not is_blank(value)} for index, cells in self.values.items()}


def grid_of(sheet: Sheet, stack: Stack, sample: Sequence[int]) -> Grid:
    """Return the table's columns: those with headings, and those without that hold cells beside them."""
    headings = dict(stack.headings)
    unheaded: dict[int, int] = {}
    last = max(headings)
    for row in sample:
        cells = sheet.rows[row]
        for index in range(min(headings), min(len(cells), last + _WIDEST)):
            if index not in headings and index not in stack.beside and not is_blank(cells[index]):
                unheaded[index] = unheaded.get(index, 0) + 1
    for index in unheaded:
        # A heading merged across columns that hold cells of their own stands above each of them.
        headings[index] = stack.covered.get(index, ())
    columns = sorted(headings)
    values = {index: [sheet.rows[row][index] if index < len(sheet.rows[row]) else None for row in sample] for index in columns}
    places = {row: place for place, row in enumerate(sample)}
    formulas: dict[int, set[int]] = {}
    for row, index in sheet.formulas:
        if row in places:
            formulas.setdefault(index, set()).add(places[row])
    return Grid({index: headings[index] for index in columns}, values, formulas)
