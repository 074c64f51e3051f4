"""Draws the pictures of `domain.charts`: a heat map, and how one score went."""

from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from typing import Any

from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import Flowable

from workbench.domain.charts import HIGHEST_SCORE, HeatMap, Trace
from workbench.domain.charts import Cell as MapCell
from workbench.domain.scoring import Scheme
from workbench.domain.standing import Movement
from workbench.domain.text import shorten
from workbench.reports.flow import TALL, Words, words
from workbench.reports.lettering import BOLD, REGULAR, markup
from workbench.reports.style import ACCENT, CELL, CELL_MUTED, HAIRLINE, MUTED, TEXT, UPRIGHT_WIDTH, Tint, tint
from workbench.reports.tagging import Element, TaggedCanvas, on_tagged

_NAMES = 74.0
"""Width of the names of rows."""
ROWS = (68.0, 56.0, 48.0)
"""How high the rows of a heat map may be."""
_FOOT, _GAP = 38.0, 1.5
_HEAD = 18.0
"""What band and score take in a cell."""
_LINE = 12.0
_PAD = 5.0


class Picture(Flowable):
    """A drawing that stands for one element of the document, with words in its place for those who do not see it."""

    def __init__(self, element: Element, width: float, height: float) -> None:
        super().__init__()
        self.element, self.width, self.height = element, width, height

    def wrap(self, availWidth: float, availHeight: float) -> tuple[float, float]:  # noqa: ARG002, N803 - ReportLab's names
        """Return its size."""
        return self.width, self.height

    def draw(self) -> None:
        """Draw it, and note where it stands."""
        canvas = on_tagged(self.canv)
        canvas.boxed(self.element, self.width, self.height)
        self.paint(canvas)

    def paint(self, canvas: TaggedCanvas) -> None:
        """Draw grounds and lines as decoration and words as the element's."""
        raise NotImplementedError

    def write(self, canvas: TaggedCanvas, text: str, at: tuple[float, float], style: ParagraphStyle, width: float) -> float:
        """Write words downwards from a point; return how high they are."""
        made = words(markup(text, style.fontName), style, self.element)
        high = made.wrap(width, TALL)[1]
        made.drawOn(canvas, at[0], at[1] - high)
        return float(high)


class HeatPicture(Picture):
    """A heat map of five by five cells with the references of the risks that stand in each.

    Each cell says its band and its score, and a line runs between bands, so that none has to be told by its colour.
    """

    def __init__(self, heat: HeatMap, scheme: Scheme, parent: Element, row: float = ROWS[0], width: float = UPRIGHT_WIDTH) -> None:
        super().__init__(parent.figure(heat.told), width, row * len(heat.rows) + _FOOT)
        self.heat, self.scheme, self.row = heat, scheme, row
        self.each = (width - _NAMES) / len(heat.consequences)

    def paint(self, canvas: TaggedCanvas) -> None:
        """Draw the cells, then the names of rows and columns."""
        top = self.height
        for name, row in zip(self.heat.likelihoods, self.heat.rows, strict=True):
            self.write(canvas, name, (0, top - self.row / 2 + 6), _right(CELL_MUTED), _NAMES - 8)
            for place, cell in enumerate(row):
                self._cell(canvas, cell, _NAMES + place * self.each, top)
            top -= self.row
        self._edges(canvas)
        for place, name in enumerate(self.heat.consequences):
            self.write(canvas, name, (_NAMES + place * self.each, top - 3), _centred(CELL_MUTED), self.each)
        self.write(
            canvas,
            "Likelihood upwards, consequence to the right; each cell says its band and its score.",
            (_NAMES, top - 18),
            CELL_MUTED,
            TALL,
        )

    def _cell(self, canvas: TaggedCanvas, cell: MapCell, left: float, top: float) -> None:
        colours = tint(self.scheme, cell.band)
        with canvas.tagged(None):
            canvas.setFillColor(colours.ground)
            canvas.rect(left + _GAP / 2, top - self.row + _GAP / 2, self.each - _GAP, self.row - _GAP, stroke=0, fill=1)
        number = str(cell.likelihood * cell.consequence)
        room = stringWidth(number, REGULAR, CELL.fontSize)
        self._put(canvas, f"{_cut(cell.label, self.each - 3 * _PAD - room)} ", left + _PAD, top - 12, colours)
        self._put(canvas, number, left + self.each - _PAD - room, top - 12, colours)
        lines = _packed(cell, self.each)
        if _fits(lines, self.row):
            for place, line in enumerate(lines):
                self.write(canvas, line, (left + _PAD, top - _HEAD - place * _LINE), _toned(colours), self.each - _PAD)
            return
        counts = [(way.value, sum(one.movement is way for one in cell.marks)) for way in Movement]
        moved = ", ".join(f"{number}\xa0{sign}" for sign, number in counts if sign and number)
        high = self.write(canvas, f"{len(cell.marks)} risks", (left + _PAD, top - _HEAD), _toned(colours, 13), self.each - _PAD)
        self.write(canvas, moved, (left + _PAD, top - _HEAD - high), _toned(colours), self.each - _PAD)

    def _put(self, canvas: TaggedCanvas, text: str, x: float, y: float, colours: Tint) -> None:
        with canvas.tagged(self.element):
            canvas.setFillColor(colours.text)
            canvas.setFont(REGULAR, CELL.fontSize)
            canvas.drawString(x, y, text)

    def _edges(self, canvas: TaggedCanvas) -> None:
        """Draw a line wherever two cells of different bands meet."""
        rows = self.heat.rows
        with canvas.tagged(None):
            canvas.setStrokeColor(TEXT)
            canvas.setLineWidth(1)
            canvas.setLineCap(2)
            for down, row in enumerate(rows):
                for place, cell in enumerate(row):
                    x, y = _NAMES + (place + 1) * self.each, self.height - (down + 1) * self.row
                    if place + 1 < len(row) and row[place + 1].band != cell.band:
                        canvas.line(x, y, x, y + self.row)
                    if down + 1 < len(rows) and rows[down + 1][place].band != cell.band:
                        canvas.line(x - self.each, y, x, y)
            canvas.setLineCap(0)


def heights(heat: HeatMap, width: float = UPRIGHT_WIDTH) -> list[float]:
    """Return how high rows may be without a cell that merely counts what a higher one would name."""
    cells = [cell for row in heat.rows for cell in row]
    each = (width - _NAMES) / len(heat.consequences)
    named = [lines for cell in cells if _fits(lines := _packed(cell, each), ROWS[0])]
    return [row for row in ROWS if all(_fits(lines, row) for lines in named)]


def _fits(lines: Sequence[str], row: float) -> bool:
    return len(lines) * _LINE <= row - _HEAD - 2


def _cut(text: str, width: float) -> str:
    """Return the beginning of a band's name where there is no room for all of it."""
    length = len(text)
    while length > 1 and stringWidth(shorten(text, length), REGULAR, CELL.fontSize) > width:
        length -= 1
    return shorten(text, length)


def _packed(cell: MapCell, each: float) -> list[str]:
    """Return the labels of a cell's risks in as few lines as they fit."""
    lines: list[str] = []
    width = each - _PAD * 2 - _GAP
    for label in (mark.label for mark in cell.marks):
        longer = f"{lines[-1]}, {label}" if lines else label
        if lines and stringWidth(longer, BOLD, CELL.fontSize) <= width:
            lines[-1] = longer
        else:
            lines.append(label)
    return lines


_PLOT, _ABOVE, _BELOW, _LEFT, _RIGHT = 48.0, 10.0, 18.0, 24.0, 70.0


class TracePicture(Picture):
    """How one score went: a line from point to point, each with its score and its period; the target dashed."""

    def __init__(self, course: Trace, parent: Element, width: float = UPRIGHT_WIDTH) -> None:
        super().__init__(parent.figure(course.told), width, _PLOT + _ABOVE + _BELOW)
        self.course = course

    def paint(self, canvas: TaggedCanvas) -> None:
        """Draw the ground, the target and the line, then the words."""
        spots = [(self._across(point.across), _BELOW + point.up * _PLOT) for point in self.course.points]
        with canvas.tagged(None):
            self._ground(canvas)
            canvas.setStrokeColor(ACCENT)
            canvas.setLineWidth(1.6)
            for (x, y), (further, higher) in pairwise(spots):
                canvas.line(x, y, further, higher)
            canvas.setFillColor(ACCENT)
            for x, y in spots:
                canvas.circle(x, y, 2.8, stroke=0, fill=1)
        each = (self.width - _LEFT - _RIGHT) / max(len(spots) - 1, 1)
        for point, (x, y) in zip(self.course.points, spots, strict=True):
            self.write(canvas, str(point.score), (x - 20, y + 17), _centred(_toned_text()), 40)
            self.write(canvas, point.label, (x - each / 2, _BELOW - 3), _centred(CELL_MUTED), each)
        if self.course.target is not None:
            high = _BELOW + self.course.target / HIGHEST_SCORE * _PLOT
            self.write(canvas, f"Target {self.course.target}", (self.width - _RIGHT + 26, high + 6), CELL_MUTED, _RIGHT - 26)

    def _across(self, share: float) -> float:
        return _LEFT + 16 + share * (self.width - _LEFT - _RIGHT - 32)

    def _ground(self, canvas: TaggedCanvas) -> None:
        canvas.setLineWidth(0.4)
        canvas.setStrokeColor(HAIRLINE)
        canvas.line(_LEFT, _BELOW, self.width - _RIGHT, _BELOW)
        if self.course.target is not None:
            high = _BELOW + self.course.target / HIGHEST_SCORE * _PLOT
            canvas.setStrokeColor(MUTED)
            canvas.setDash(3, 3)
            canvas.line(_LEFT, high, self.width - _RIGHT + 22, high)
            canvas.setDash()


@cache
def _toned(colours: Tint, size: float = 9) -> ParagraphStyle:
    return ParagraphStyle(f"toned-{size}", CELL, fontName=BOLD, fontSize=size, leading=size + 3, textColor=colours.text)


@cache
def _toned_text() -> ParagraphStyle:
    return ParagraphStyle("traced", CELL, fontName=BOLD, textColor=TEXT)


@cache
def _centred(style: Any) -> ParagraphStyle:
    return ParagraphStyle(f"{style.name}-centred", style, alignment=1)


@cache
def _right(style: Any) -> ParagraphStyle:
    return ParagraphStyle(f"{style.name}-right", style, alignment=2)


def legend(scheme: Scheme, parent: Element) -> Words:
    """Return the line that names the bands with the scores each begins and ends with."""
    bands: dict[int, list[int]] = {}
    for likelihood, row in enumerate(scheme.cells, 1):
        for consequence, band in enumerate(row, 1):
            bands.setdefault(band, []).append(likelihood * consequence)
    said = [f"{label} {min(bands[place])} to {max(bands[place])}" for place, label in enumerate(scheme.labels) if place in bands]
    signs = "↑ up, ↓ down, = unchanged since the last quarter closed; without a sign the earlier score is not known."
    return words(markup(f"{' · '.join(said)}. {signs}"), CELL_MUTED, parent.add("P"))
