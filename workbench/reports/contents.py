"""The contents of a pack: a line for each section and each principal risk, with its page and a link to it.

Pages are numbered only when the whole document is laid out, so each line leaves room for its number, which is drawn
when the document is written.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.platypus import Flowable, PageBreak

from workbench.domain.text import shorten
from workbench.reports.flow import TALL, words
from workbench.reports.lettering import BOLD, markup
from workbench.reports.sections import Bookmark
from workbench.reports.style import CHAPTER, HAIRLINE, HEADING, UNDER, UPRIGHT_WIDTH
from workbench.reports.tagging import Element, on_tagged

HEADING_WORDS = "Contents"
_NUMBER = 36.0
_INSET = 16.0
_LONGEST = 150


@dataclass(frozen=True)
class Chapter:
    """One thing to be found: the bookmark it stands at, its title, and whether it stands under another."""

    key: str
    title: str
    level: int = 0


def place_of(key: str) -> str:
    """Return the name of the drawing that says on which page a bookmark stands."""
    return f"place-{key}"


class _Line(Flowable):
    """One line of the contents: title, dots, page; all of it leads there."""

    def __init__(self, chapter: Chapter, parent: Element) -> None:
        super().__init__()
        self.chapter = chapter
        self.element = parent.add("TOCI").add("Link")
        style = UNDER if chapter.level else CHAPTER
        self.inset = _INSET * chapter.level
        self.above = 0.0 if chapter.level else 6.0
        self.words = words(markup(shorten(chapter.title, _LONGEST), style.fontName), style, self.element)

    def wrap(self, availWidth: float, availHeight: float) -> tuple[float, float]:  # noqa: ARG002, N803 - ReportLab's names
        """Return its size."""
        self.width = UPRIGHT_WIDTH
        self.height = float(self.words.wrap(self.width - self.inset - _NUMBER, TALL)[1]) + self.above
        return self.width, self.height

    def draw(self) -> None:
        """Draw title, dots and the place for the number, and make all of it a link."""
        canvas = on_tagged(self.canv)
        self.words.drawOn(canvas, self.inset, 0)
        base = 4.6
        with canvas.tagged(None):
            canvas.setStrokeColor(HAIRLINE)
            canvas.setLineWidth(0.6)
            canvas.setDash(0.6, 3)
            start = self.inset + self._last_width() + 6
            if start < self.width - _NUMBER:
                canvas.line(start, base, self.width - _NUMBER + 6, base)
            canvas.setDash()
        with canvas.tagged(self.element):
            canvas.saveState()
            canvas.translate(self.width, base)
            canvas.doForm(place_of(self.chapter.key))
            canvas.restoreState()
        canvas.link(
            self.element, self.chapter.key, (0, 0, self.width, self.height - self.above), f"Go to {shorten(self.chapter.title, 60)}"
        )

    def _last_width(self) -> float:
        """Return how far the last line of the title reaches."""
        fragments = getattr(self.words, "blPara", None)
        last = fragments.lines[-1] if fragments is not None and fragments.lines else None
        if last is None:
            return 0.0
        room = self.width - self.inset - _NUMBER
        return room - float(last[0] if isinstance(last, tuple) else last.extraSpace)


def contents(chapters: Sequence[Chapter], root: Element) -> list[Flowable]:
    """Return the pages of the contents."""
    element = root.add("TOC")
    return [
        PageBreak(),
        Bookmark("contents", HEADING_WORDS, 0),
        words(markup(HEADING_WORDS, BOLD), HEADING, root.add("H2")),
        *(_Line(chapter, element) for chapter in chapters),
    ]
