"""Lays the records of a register on pages: rows under a repeated heading, what does not fit a row below it.

One flowable takes records from an iterator and gives each page its own, so that a register of any length is set
in one pass and never held as a whole.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from reportlab.lib.colors import Color
from reportlab.platypus import Flowable, PageBreak, Paragraph, Spacer

from workbench.reports.flow import FEWEST, LINE_HEIGHT, TALL, Flow, Flowed, depth, flow, words
from workbench.reports.lettering import BOLD, markup
from workbench.reports.style import CELL, CELL_MUTED, COLUMN, GUTTER, HAIRLINE, HEIGHT, PAD, RULE
from workbench.reports.tables import PILL_PADDING, Pill
from workbench.reports.tagging import Element, TaggedCanvas, on_tagged

_TOGETHER = HEIGHT * 0.25
"""A record lower than this is never divided."""
_ALONE = HEIGHT * 0.6
"""A record lower than this is not divided either where only a few lines would go over."""
_LITTLE = 5 * LINE_HEIGHT
"""Less than this looks lost at the top of a page."""
_AT_THE_END = HEIGHT * 0.25
"""The last record is not divided where less than this would go over, to stand on a page by itself."""
_BESIDE = 40.0
"""Room in which the note of what goes on can stand beside its words."""
_RISE = 1.5
"""How far a pill stands up, for its words to share a line with those of other cells."""


class PillBox(Flowable):
    """A score's pill: its ground is decoration, its words are the cell's."""

    def __init__(self, pill: Pill, element: Element | None) -> None:
        super().__init__()
        self.pill, self.element = pill, element

    def wrap(self, availWidth: float, availHeight: float) -> tuple[float, float]:  # noqa: ARG002, N803 - ReportLab's names
        """Return its size."""
        return self.pill.width, LINE_HEIGHT + 2

    def draw(self) -> None:
        """Draw the ground, then the words."""
        canvas = on_tagged(self.canv)
        with canvas.tagged(None):
            canvas.setFillColor(self.pill.tint.ground)
            canvas.roundRect(0, _RISE, self.pill.width, LINE_HEIGHT + 2, (LINE_HEIGHT + 2) / 2, stroke=0, fill=1)
        with canvas.tagged(self.element):
            canvas.setFillColor(self.pill.tint.text)
            canvas.setFont(BOLD, CELL.fontSize)
            canvas.drawString(PILL_PADDING, _RISE + 3.8, self.pill.words)


@dataclass
class Cell:
    """What stands in one column of a row, piece under piece."""

    pieces: Sequence[Flowable]

    def height(self, width: float) -> float:
        """Set the pieces to a width; return how high they are together."""
        return sum(piece.wrap(width, TALL)[1] for piece in self.pieces)

    def draw(self, canvas: TaggedCanvas, x: float, top: float) -> None:
        """Draw the pieces downwards from a line."""
        for piece in self.pieces:
            top -= piece.height if isinstance(piece, Paragraph) else piece.wrap(0, 0)[1]
            piece.drawOn(canvas, x, top)


@dataclass
class Entry:
    """One record: a row of cells, and the paragraphs below it in two columns."""

    cells: Sequence[Cell]
    block: list[Flowed] = field(default_factory=list)
    ref: str = ""
    bookmark: tuple[str, str, int] | None = None
    """Key, title and level of its entry in the outline."""


@dataclass
class Piece:
    """The part of an entry that stands on one page."""

    height: float
    row: Sequence[Cell] = ()
    row_height: float = 0.0
    left: list[Flowed] = field(default_factory=list)
    right: list[Flowed] = field(default_factory=list)
    entry: Entry | None = None
    """The entry itself where this is its beginning."""
    continued: str = ""
    """The reference repeated where it goes on from the page before."""


@dataclass
class Columns:
    """The heading of a table and where its columns stand."""

    labels: Sequence[str]
    widths: Sequence[float]
    element: Element
    indent: float | None = None
    """Where the block below a row begins; under the second column where not given."""

    def __post_init__(self) -> None:
        """Make the heading cells of the structure; on later pages the heading is repeated as decoration."""
        row = self.element.add("TR")
        self.elements: list[Element | None] = [row.heading_cell("Column") for _ in self.labels]

    @property
    def total(self) -> float:
        """The width of the table."""
        return sum(self.widths)

    @property
    def inset(self) -> float:
        """Where the block below a row begins: under the second column, so that references stand alone."""
        return self.widths[0] if self.indent is None else self.indent

    @property
    def note_height(self) -> float:
        """The height of the line that says which record goes on; nothing where the note stands beside its words."""
        return 0.0 if self.inset >= _BESIDE else LINE_HEIGHT + 2

    @property
    def half(self) -> float:
        """The width of one of the two columns of a block."""
        return (self.total - self.inset - 2 * GUTTER) / 2

    @property
    def heading_height(self) -> float:
        """The height of the heading row."""
        return self.height_of([Cell([words(markup(label, BOLD), COLUMN, None)]) for label in self.labels]) + 2 * PAD

    def heading(self) -> list[Cell]:
        """Return the heading's cells; from the second time on they belong to nobody."""
        cells = [Cell([words(markup(label, BOLD), COLUMN, element)]) for label, element in zip(self.labels, self.elements, strict=True)]
        self.height_of(cells)
        self.elements = [None] * len(self.labels)
        return cells

    def height_of(self, cells: Sequence[Cell]) -> float:
        """Set cells to their columns; return the height of the highest."""
        return max(cell.height(width - GUTTER) for cell, width in zip(cells, self.widths, strict=True))


class _Ahead(Iterator[Entry]):
    """Entries of which the next may be asked for without taking it."""

    def __init__(self, entries: Iterator[Entry]) -> None:
        self._entries = entries
        self._coming: list[Entry] = []

    def __next__(self) -> Entry:
        return self._coming.pop() if self._coming else next(self._entries)

    def has_more(self) -> bool:
        """Whether there is another."""
        self._coming = self._coming or [entry for entry in (next(self._entries, None),) if entry]
        return bool(self._coming)


class Grid(Flowable):
    """Asks to be divided at every page, and gives each page the entries that fit it."""

    def __init__(
        self,
        columns: Columns,
        entries: Iterator[Entry],
        waiting: Entry | None = None,
        *,
        going_on: bool = False,
        above: Sequence[Flowable] = (),
        brief: bool = False,
    ) -> None:
        super().__init__()
        self.columns, self.waiting = columns, waiting
        self.entries = entries if isinstance(entries, _Ahead) else _Ahead(entries)
        self.going_on = going_on
        """Whether the waiting entry's row is printed already and only its block goes on."""
        self.above = above
        """What stands over the heading and never without it."""
        self.brief = brief
        """Whether what does not fit the first page is left away."""

    def wrap(self, availWidth: float, availHeight: float) -> tuple[float, float]:  # noqa: N803 - ReportLab's names
        """Ask for more than there is, so as to be divided."""
        return availWidth, availHeight + 1

    def split(self, availWidth: float, availHeight: float) -> list[Flowable]:  # noqa: N803 - ReportLab's names
        """Return this page's part, and itself where entries are left; nothing where no entry can begin here."""
        over = [(piece, piece.wrap(availWidth, TALL)[1] + piece.getSpaceAfter()) for piece in self.above]
        height = self.columns.heading_height + sum(high for _, high in over)
        room = availHeight - height
        pieces: list[Piece] = []
        while entry := self.waiting or next(self.entries, None):
            piece = self._fit(entry, room)
            if piece:
                pieces.append(piece)
                room -= piece.height
            if self.waiting:
                break
        if not pieces:
            return [Spacer(0, 0)] if self.brief else []
        part = Part(self.columns, over, self.columns.heading(), height, pieces)
        return (
            [part, PageBreak(), Grid(self.columns, self.entries, self.waiting, going_on=self.going_on)]
            if self.waiting and not self.brief
            else [part]
        )

    def _fit(self, entry: Entry, room: float) -> Piece | None:
        """Return what of an entry fits the room, and keep the rest waiting."""
        continued, row, beginning = (entry.ref, [], None) if self.going_on else ("", entry.cells, entry)
        row_height = self.columns.height_of(row) + 2 * PAD if row else PAD + self.columns.note_height
        part = flow(entry.block, self.columns.half, room - row_height)
        self.waiting, self.going_on = None, False
        if part.rest or part.height > room - row_height:
            self.waiting, self.going_on = entry, not row
            high = row_height + depth(entry.block, self.columns.half, HEIGHT)
            if high <= _TOGETHER or room < row_height + 2 * FEWEST * LINE_HEIGHT + PAD:
                return None
            part = self._part(entry.block, room - row_height)
            if high <= _ALONE and (self._few(part.rest) or (self._over(part.rest) < _AT_THE_END and not self.entries.has_more())):
                return None
            self.waiting, self.going_on = Entry(entry.cells, part.rest, entry.ref), True
        return Piece(row_height + part.height, row, row_height, part.left, part.right, beginning, continued)

    def _part(self, block: Sequence[Flowed], room: float) -> Flow:
        """Fill the room with the beginning of a block, but leave more than a few lines for the next page."""
        part = flow(block, self.columns.half, room)
        while self._few(part.rest) and room > 2 * FEWEST * LINE_HEIGHT + PAD:
            room -= LINE_HEIGHT
            part = flow(block, self.columns.half, room)
        return part

    def _few(self, rest: Sequence[Flowed]) -> bool:
        """Whether what goes over is so little that it would look lost on a page."""
        return self._over(rest) < _LITTLE

    def _over(self, rest: Sequence[Flowed]) -> float:
        return depth(rest, self.columns.half, HEIGHT)


class Part(Flowable):
    """The rows of one page, with what stands over them."""

    def __init__(
        self,
        columns: Columns,
        over: Sequence[tuple[Flowable, float]],
        heading: Sequence[Cell],
        heading_height: float,
        pieces: Sequence[Piece],
    ) -> None:
        super().__init__()
        self.columns, self.over, self.heading, self.heading_height, self.pieces = columns, over, heading, heading_height, pieces
        self.width, self.height = columns.total, heading_height + sum(piece.height for piece in pieces)

    def draw(self) -> None:
        """Draw heading and rows downwards, hairlines between the records."""
        canvas = on_tagged(self.canv)
        top = self.height
        for flowable, high in self.over:
            top -= high
            flowable.drawOn(canvas, 0, top + flowable.getSpaceAfter())
        self._row(canvas, self.heading, top)
        top = self.height - self.heading_height
        self._line(canvas, top, 0.8, RULE)
        for piece in self.pieces:
            if piece.entry and piece.entry.bookmark:
                key, title, level = piece.entry.bookmark
                canvas.bookmarkHorizontal(key, 0, top)
                canvas.addOutlineEntry(title, key, level, closed=False)
            self._row(canvas, piece.row, top)
            self._block(canvas, piece, top - piece.row_height)
            top -= piece.height
            self._line(canvas, top, 0.4, HAIRLINE)

    def _row(self, canvas: TaggedCanvas, cells: Sequence[Cell], top: float) -> None:
        x = 0.0
        for cell, width in zip(cells, self.columns.widths, strict=False):  # what goes on has no row
            cell.draw(canvas, x, top - PAD)
            x += width

    def _block(self, canvas: TaggedCanvas, piece: Piece, top: float) -> None:
        if piece.continued:
            over = self.columns.note_height
            note = Cell([words(f"{markup(piece.continued)}{' ' if over else '<br/>'}continued", CELL_MUTED, None)])
            note.height(self.columns.total if over else self.columns.inset - GUTTER)
            note.draw(canvas, 0, top + over)
        for x, side in ((self.columns.inset, piece.left), (self.columns.inset + self.columns.half + 2 * GUTTER, piece.right)):
            y = top
            for paragraph in side:
                y -= paragraph.height
                paragraph.drawOn(canvas, x, y)
                y -= paragraph.getSpaceAfter()

    def _line(self, canvas: TaggedCanvas, y: float, thickness: float, color: Color) -> None:
        with canvas.tagged(None):
            canvas.setLineWidth(thickness)
            canvas.setStrokeColor(color)
            canvas.line(0, y, self.width, y)
