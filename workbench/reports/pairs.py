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
AFTER = 5.0


@dataclass
class _Pair:
    """A label with its value, `span` columns wide."""

    label: str
    value: str
    width: float
    """What both take on one line."""
    span: int = 1


class PairRow(Flowable):
    """One row of pairs; a pair too long for all columns runs over several lines."""

    def __init__(self, pairs: Sequence[_Pair], slot: float, parent: Element, *, last: bool) -> None:
        super().__init__()
        self.slot, self.last = slot, last
        self.cells: list[tuple[float, float, _Pair | Words, Element]] = []
        x = 0.0
        for pair in pairs:
            element, room = parent.add("P"), pair.span * slot - GUTTER
            plain = pair.width <= room and fonts()[REGULAR].issuperset(pair.label + pair.value)
            said = f"{_MUTED}{markup(f'{pair.label}:')}</font> {markup(pair.value)}"
            self.cells.append((x, room, pair if plain else words(said, CELL, element), element))
            x += pair.span * slot

    def depth(self, width: float) -> float:
        """Return how high the row is."""
        return self.wrap(width, 0)[1]

    def wrap(self, availWidth: float, availHeight: float) -> tuple[float, float]:  # noqa: ARG002, N803 - ReportLab's names
        """Return its size."""
        self.width = availWidth
        self.height = max((cell.depth(room) if isinstance(cell, Words) else LINE_HEIGHT for _, room, cell, _ in self.cells), default=0.0)
        return self.width, self.height

    def split(self, availWidth: float, availHeight: float) -> list[Flowable]:  # noqa: ARG002, N803 - ReportLab's names
        """Stay whole."""
        return []

    def getSpaceAfter(self) -> float:  # noqa: N802 - ReportLab's name
        """Return the clear space under the last row."""
        return AFTER if self.last else 0.0

    def draw(self) -> None:
        """Draw the pairs, each as its own element."""
        canvas = on_tagged(self.canv)
        for x, _, cell, element in self.cells:
            if isinstance(cell, Words):
                cell.drawOn(canvas, x, self.height - cell.height)
            else:
                self._plain(canvas, cell, x, element)

    def _plain(self, canvas: TaggedCanvas, pair: _Pair, x: float, element: Element) -> None:
        y, label = self.height - _BASE, f"{pair.label}: "
        with canvas.tagged(element):
            canvas.setFont(REGULAR, CELL.fontSize)
            canvas.setFillColor(MUTED)
            canvas.drawString(x, y, label)
            canvas.setFillColor(TEXT)
            canvas.drawString(x + stringWidth(label, REGULAR, CELL.fontSize), y, pair.value)


def pair_rows(pairs: Sequence[tuple[str, str]], width: float, columns: int, parent: Element) -> list[PairRow]:
    """Return labels with their values in rows; a longer pair takes several columns, and what fits fills the rest of its row."""
    slot = (width + GUTTER) / columns
    waiting: list[_Pair] = []
    for label, value in pairs:
        wide = stringWidth(f"{label}: {value}", REGULAR, CELL.fontSize)
        waiting.append(_Pair(label, value, wide, min(columns, ceil((wide + GUTTER) / slot))))
    rows: list[PairRow] = []
    while waiting:
        row: list[_Pair] = []
        room = columns
        for pair in list(waiting):
            if pair.span <= room:
                row.append(pair)
                waiting.remove(pair)
                room -= pair.span
        rows.append(PairRow(row, slot, parent, last=not waiting))
    return rows
