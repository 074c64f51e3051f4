"""Short values behind their labels, set in aligned columns: what is to be found on a page, but not read through."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import Flowable

from workbench.reports.flow import LINE_HEIGHT, Words, words
from workbench.reports.lettering import REGULAR, fonts, markup
from workbench.reports.style import CELL, GUTTER, MUTED, TEXT
from workbench.reports.tagging import Element, TaggedCanvas, on_tagged

_BASE = 9.0
"""From the top of a line down to its letters' foot."""
_MUTED = f'<font color="#{MUTED.hexval()[2:]}">'
_AFTER = 5.0
_TOGETHER = 12
"""Rows that are not divided."""


@dataclass
class _Pair:
    """A label with its value, `span` columns wide."""

    label: str
    value: str
    width: float
    """What both take on one line."""
    span: int = 1


@dataclass
class _Cell:
    """A pair at its place: as it is where it takes one line and the font has all of it, else as words."""

    x: float
    room: float
    said: _Pair | Words
    element: Element


class Pairs(Flowable):
    """Rows of pairs that are not divided; a pair too long for all columns runs over several lines."""

    whole = True

    def __init__(self, rows: Sequence[Sequence[_Pair]], slot: float, parent: Element) -> None:
        super().__init__()
        self.rows = [_row(pairs, slot, parent) for pairs in rows]

    def depth(self, width: float) -> float:
        """Return how high the rows are."""
        return self.wrap(width, 0)[1]

    def wrap(self, availWidth: float, availHeight: float) -> tuple[float, float]:  # noqa: ARG002, N803 - ReportLab's names
        """Return its size."""
        self.width, self.height = availWidth, sum(map(_height, self.rows))
        return self.width, self.height

    def split(self, availWidth: float, availHeight: float) -> list[Flowable]:  # noqa: ARG002, N803 - ReportLab's names
        """Stay whole."""
        return []

    def getSpaceAfter(self) -> float:  # noqa: N802 - ReportLab's name
        """Return the clear space below."""
        return _AFTER

    def draw(self) -> None:
        """Draw the pairs, each as its own element."""
        canvas, top = on_tagged(self.canv), self.height
        for row in self.rows:
            for cell in row:
                if isinstance(cell.said, Words):
                    cell.said.drawOn(canvas, cell.x, top - cell.said.depth(cell.room))
                else:
                    self._plain(canvas, cell.said, (cell.x, top - _BASE), cell.element)
            top -= _height(row)

    def _plain(self, canvas: TaggedCanvas, pair: _Pair, at: tuple[float, float], element: Element) -> None:
        (x, y), label = at, f"{pair.label}: "
        with canvas.tagged(element):
            canvas.setFont(REGULAR, CELL.fontSize)
            canvas.setFillColor(MUTED)
            canvas.drawString(x, y, label)
            canvas.setFillColor(TEXT)
            canvas.drawString(x + stringWidth(label, REGULAR, CELL.fontSize), y, pair.value)


def _row(pairs: Sequence[_Pair], slot: float, parent: Element) -> list[_Cell]:
    cells: list[_Cell] = []
    x = 0.0
    for pair in pairs:
        element, room = parent.add("P"), pair.span * slot - GUTTER
        plain = pair.width <= room and fonts()[REGULAR].issuperset(pair.label + pair.value)
        said = f"{_MUTED}{markup(f'{pair.label}:')}</font> {markup(pair.value)}"
        cells.append(_Cell(x, room, pair if plain else words(said, CELL, element), element))
        x += pair.span * slot
    return cells


def _height(row: Sequence[_Cell]) -> float:
    return max((cell.said.depth(cell.room) if isinstance(cell.said, Words) else LINE_HEIGHT for cell in row), default=0.0)


def pairs_of(said: Sequence[tuple[str, str]], width: float, columns: int, parent: Element) -> list[Pairs]:
    """Return labels with their values in rows; a longer pair takes several columns, and what fits fills the rest of its row."""
    slot = (width + GUTTER) / columns
    waiting: list[_Pair] = []
    for label, value in said:
        wide = stringWidth(f"{label}: {value}", REGULAR, CELL.fontSize)
        waiting.append(_Pair(label, value, wide, min(columns, ceil((wide + GUTTER) / slot))))
    rows: list[list[_Pair]] = []
    while waiting:
        row: list[_Pair] = []
        room = columns
        for pair in list(waiting):
            if pair.span <= room:
                row.append(pair)
                waiting.remove(pair)
                room -= pair.span
        rows.append(row)
    return [Pairs(rows[first : first + _TOGETHER], slot, parent) for first in range(0, len(rows), _TOGETHER)]
