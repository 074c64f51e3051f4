"""Builds a document: pages with head and foot around the sections, written beside the target and then put in its place."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import IO

from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, NextPageTemplate, PageTemplate

from workbench.domain.audience import Version, View
from workbench.domain.clock import Progress, unwatched
from workbench.domain.replacing import replacing
from workbench.domain.scoring import NPSA, Scheme
from workbench.domain.text import joined, shorten
from workbench.reports.flow import words
from workbench.reports.grid import Cell
from workbench.reports.lettering import REGULAR, fonts, markup
from workbench.reports.sections import Front, register_section, title_page, version_words
from workbench.reports.style import FOOT, HAIRLINE, HEIGHT, MUTED, NOTE, PAGE_HEIGHT, PAGE_WIDTH, SIDE, TOP, WIDTH
from workbench.reports.tagging import Element, TaggedCanvas, on_tagged


def print_register(
    path: Path,
    view: View,
    keys: Sequence[str],
    *,
    collaborative: str,
    day: date,
    created: datetime,
    scheme: Scheme = NPSA,
    progress: Progress = unwatched,
) -> int:
    """Print registers of a view as a tagged PDF; return how many records it holds.

    The same arguments give the same bytes. What fails or is stopped leaves neither a new file nor the old one changed.

    Args:
        path: where the document goes.
        view: all that it may show.
        keys: the registers to print, in this order; those of which the view has no field are passed over.
        collaborative: the name on the title page.
        day: the day the document speaks of, unless the view is as at another.
        created: the moment to note in the file.
        scheme: the bands of scores.
        progress: told after each record; may raise `StoppedError`.

    Raises:
        FileTroubleError: the file cannot be written.
    """
    registers = [view.registers[key] for key in keys if key in view.registers and any(True for _ in view.registers[key])]
    total = sum(len(view.records(register.key)) for register in registers)
    title = joined([register.label if not place else register.label.lower() for place, register in enumerate(registers)]) or "Registers"
    position = None if view.audience.version is Version.PUBLIC else view.position
    front = Front(collaborative, title, version_words(view), view.as_at or day, position)
    fonts()
    root = Element("Document")
    story = title_page(front, view, registers, scheme, root)
    story.insert(0, NextPageTemplate("page"))
    done = 0
    for number, register in enumerate(registers):
        story += register_section(view, register, number, scheme, root, partial(_shifted, progress, done, total))
        done += len(view.records(register.key))

    def write(file: IO[bytes]) -> None:
        _Pages(file, front, created).build(story, canvasmaker=partial(PagedCanvas, root=root))
        progress(total, total)

    with replacing(path) as file:
        write(file)
    return total


def _shifted(progress: Progress, before: int, total: int, done: int, _of: int) -> None:
    progress(before + done, total)


def number_of(page: int) -> str:
    """Return the name of the drawing that numbers a page; it is drawn when all pages are counted."""
    return f"number-{page}"


class PagedCanvas(TaggedCanvas):
    """A tagged canvas whose pages say how many there are, which is known only at the end."""

    def save(self) -> None:
        """Write the page numbers, then the file; the template has finished every page."""
        count = len(self._pages)
        for number in range(1, count + 1):
            self.beginForm(number_of(number), 0, 0, PAGE_WIDTH, FOOT)
            self.setFillColor(MUTED)
            self.setFont(REGULAR, NOTE.fontSize)
            self.drawRightString(PAGE_WIDTH - SIDE, FOOT - 24, f"Page {number:,} of {count:,}")
            self.endForm()
        super().save()


class _Pages(BaseDocTemplate):
    """Landscape pages with a quiet head and a foot that says where each page comes from."""

    def __init__(self, file: IO[bytes], front: Front, created: datetime) -> None:
        frame = partial(Frame, SIDE, FOOT, WIDTH, HEIGHT, leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0)
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
        self.front, self.created = front, created.astimezone(UTC)
        self.addPageTemplates(
            [
                PageTemplate("title", frame(id="title"), onPage=self.foot),
                PageTemplate("page", frame(id="page"), onPage=self.head_and_foot),
            ]
        )

    def beforeDocument(self) -> None:  # noqa: N802 - ReportLab's name
        """Date the file with the moment handed down, and open the outline beside its pages."""
        self.canv.setDateFormatter(lambda *_: f"D:{self.created:%Y%m%d%H%M%S}Z")
        self.canv.showOutline()

    def head_and_foot(self, canvas: Canvas, _document: BaseDocTemplate) -> None:
        """Draw the head and the foot of a page."""
        self._line(on_tagged(canvas), PAGE_HEIGHT - TOP + 22, f"{self.front.title} · {self.front.version}")
        self.foot(canvas, _document)

    def foot(self, canvas: Canvas, _document: BaseDocTemplate) -> None:
        """Draw where the page comes from, and its number."""
        canvas = on_tagged(canvas)
        front = self.front
        traced = f"{front.title} · {front.version} · {front.as_at}{front.trace}"
        self._line(canvas, FOOT - 15, f"{shorten(front.collaborative, 60)} · {traced}")
        with canvas.tagged(None):
            canvas.setStrokeColor(HAIRLINE)
            canvas.setLineWidth(0.4)
            canvas.line(SIDE, FOOT - 10, PAGE_WIDTH - SIDE, FOOT - 10)
            canvas.doForm(number_of(canvas.getPageNumber()))

    def _line(self, canvas: TaggedCanvas, top: float, text: str) -> None:
        line = Cell([words(markup(shorten(text, 140)), NOTE, None)])
        line.height(WIDTH - 90)
        line.draw(canvas, SIDE, top)
