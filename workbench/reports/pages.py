"""The pages of a document: upright and wide ones, each with a quiet head and a foot that says where it comes from."""

from datetime import UTC, datetime
from functools import partial
from typing import IO, Any

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate

from workbench.domain.house import HouseStyle
from workbench.domain.text import shorten
from workbench.reports.contents import place_of
from workbench.reports.flow import words
from workbench.reports.grid import Cell
from workbench.reports.lettering import BOLD, REGULAR, markup
from workbench.reports.sections import Front
from workbench.reports.style import (
    FOOT,
    HAIRLINE,
    HEIGHT,
    MUTED,
    NOTE,
    PAGE_HEIGHT,
    PAGE_WIDTH,
    SIDE,
    TEXT,
    TOP,
    UNDER,
    UPRIGHT_HEIGHT,
    UPRIGHT_WIDTH,
    WATERMARK,
    WIDTH,
)
from workbench.reports.tagging import TaggedCanvas, on_tagged

DRAFT = "DRAFT"
FIRST, WIDE, COVER, UPRIGHT = "first", "wide", "cover", "upright"
"""The kinds of page: a title page or any other on its side, a cover or any other upright."""
_RIGHT = 90.0
"""What the number of a page takes."""
_PER_LINE = 0.21
"""Characters of a head or foot for each point of its width."""


def number_of(page: int) -> str:
    """Return the name of the drawing that numbers a page; it is drawn when all pages are counted."""
    return f"number-{page}"


class PagedCanvas(TaggedCanvas):
    """A tagged canvas whose pages say how many there are, and whose contents say where things stand: known only at the end."""

    def __init__(self, *args: Any, listed: tuple[str, ...] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        self._listed = listed
        self._widths: list[float] = []
        self._places: dict[str, int] = {}

    def showPage(self) -> None:  # noqa: N802 - ReportLab's name
        """Finish the page, and note how wide it is."""
        self._widths.append(self.size[0])
        super().showPage()

    def bookmarkHorizontal(self, key: str, *args: Any, **options: Any) -> None:  # noqa: N802 - ReportLab's name
        """Make a bookmark, and note on which page it stands."""
        self._places[key] = len(self._pages) + 1
        super().bookmarkHorizontal(key, *args, **options)

    def save(self) -> None:
        """Write the page numbers, then the file; the template has finished every page."""
        count = len(self._pages)
        for number, width in enumerate(self._widths, 1):
            self.beginForm(number_of(number), 0, 0, width, FOOT)
            self.setFillColor(MUTED)
            self.setFont(REGULAR, NOTE.fontSize)
            self.drawRightString(width - SIDE, FOOT - 24, f"Page {number:,} of {count:,}")
            self.endForm()
        for key in self._listed:
            self.beginForm(place_of(key), -60, -6, 0, 14)
            self.setFillColor(TEXT)
            self.setFont(UNDER.fontName, UNDER.fontSize)
            self.drawRightString(0, 0, f"{self._places[key]:,}" if key in self._places else "–")
            self.endForm()
        super().save()


class Pages(BaseDocTemplate):
    """A document's pages.

    Args:
        file: where to.
        front: what every page says about the document.
        created: the moment to note in the file.
        draft: whether each page bears a watermark.
    """

    def __init__(self, file: IO[bytes], front: Front, created: datetime, *, draft: bool = False) -> None:
        super().__init__(
            file,
            pagesize=(PAGE_WIDTH, PAGE_HEIGHT),
            title=f"{front.collaborative}: {front.title}, {front.version}, {front.as_at}",
            subject=f"{front.title}, {front.version}, {front.as_at}{front.trace}",
            author=front.collaborative,
            creator="Governance Workbench",
            lang="en-GB",
            invariant=1,
            pageCompression=1,
            initialFontName=REGULAR,
            displayDocTitle=True,
        )
        self.front, self.created, self.draft = front, created.astimezone(UTC), draft
        frame = partial(Frame, SIDE, FOOT, leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0)
        upright = partial(PageTemplate, pagesize=A4)
        self.addPageTemplates(
            [
                PageTemplate(FIRST, frame(width=WIDTH, height=HEIGHT, id=FIRST), onPage=self.own_head_and_foot),
                PageTemplate(WIDE, frame(width=WIDTH, height=HEIGHT, id=WIDE), onPage=self.head_and_foot),
                upright(COVER, frame(width=UPRIGHT_WIDTH, height=UPRIGHT_HEIGHT, id=COVER), onPage=self.own_head_and_foot),
                upright(UPRIGHT, frame(width=UPRIGHT_WIDTH, height=UPRIGHT_HEIGHT, id=UPRIGHT), onPage=self.head_and_foot),
            ]
        )

    def beforeDocument(self) -> None:  # noqa: N802 - ReportLab's name
        """Date the file with the moment handed down, and open the outline beside its pages."""
        self.canv.setDateFormatter(lambda *_: f"D:{self.created:%Y%m%d%H%M%S}Z")
        self.canv.showOutline()

    def head_and_foot(self, canvas: Canvas, _document: BaseDocTemplate) -> None:
        """Draw the head and the foot of a page; an upright page has no room for all in its foot."""
        canvas = on_tagged(canvas)
        self.foot(canvas, _document)
        front, (width, height) = self.front, canvas.size
        said = f"{front.title} · {front.version}" if width > height else f"{shorten(front.collaborative, 60)} · {front.title}"
        _line(canvas, height - TOP + 22, f"{canvas.running}, continued" if canvas.running else said)
        _own_line(canvas, height - TOP + 36, front.house.head, front.house)

    def own_head_and_foot(self, canvas: Canvas, _document: BaseDocTemplate) -> None:
        """Draw the collaborative's own head and the foot; a first page says everything else in its middle."""
        self.foot(canvas, _document)
        canvas = on_tagged(canvas)
        _own_line(canvas, canvas.size[1] - TOP + 36, self.front.house.head, self.front.house)

    def foot(self, canvas: Canvas, _document: BaseDocTemplate) -> None:
        """Draw where the page comes from, and its number."""
        canvas = on_tagged(canvas)
        front, (width, height) = self.front, canvas.size
        if self.draft:
            _watermark(canvas)
        traced = f"{front.title} · {front.version} · {front.as_at}{front.trace}"
        _line(canvas, FOOT - 15, f"{shorten(front.collaborative, 60)} · {traced}" if width > height else traced)
        _own_line(canvas, FOOT - 28, front.house.foot, front.house)
        with canvas.tagged(None):
            canvas.setStrokeColor(HexColor(front.house.colour) if front.house.colour else HAIRLINE)
            canvas.setLineWidth(0.4)
            canvas.line(SIDE, FOOT - 10, width - SIDE, FOOT - 10)
            canvas.doForm(number_of(canvas.getPageNumber()))


def _line(canvas: TaggedCanvas, top: float, text: str) -> None:
    room = canvas.size[0] - 2 * SIDE - _RIGHT
    line = Cell([words(markup(shorten(text, int(room * _PER_LINE))), NOTE, None)])
    line.height(room)
    line.draw(canvas, SIDE, top)


def _own_line(canvas: TaggedCanvas, top: float, text: str, house: HouseStyle) -> None:
    """Draw the collaborative's own words, in its colour."""
    if not text:
        return
    room = canvas.size[0] - 2 * SIDE - _RIGHT
    style = ParagraphStyle("house", NOTE, textColor=HexColor(house.colour)) if house.colour else NOTE
    line = Cell([words(markup(text, BOLD), style, None)])
    line.height(room)
    line.draw(canvas, SIDE, top)


def _watermark(canvas: TaggedCanvas) -> None:
    width, height = canvas.size
    with canvas.tagged(None):
        canvas.saveState()
        canvas.translate(width / 2, height / 2)
        canvas.rotate(45)
        canvas.setFillColor(WATERMARK)
        canvas.setFont(BOLD, 130)
        canvas.drawCentredString(0, -45, DRAFT)
        canvas.restoreState()
