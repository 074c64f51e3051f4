"""How a page looks: its measures, its colours and its few styles of type.

Body text is 11 points, tables 9; every colour of type is at least 4.5 : 1 on its ground, and nothing is said by colour alone.
"""

from dataclasses import dataclass

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle

from workbench.domain.scoring import Scheme
from workbench.reports.lettering import BOLD, REGULAR

PAGE_WIDTH, PAGE_HEIGHT = landscape(A4)
SIDE, TOP, FOOT = 42.0, 50.0, 50.0
WIDTH, HEIGHT = PAGE_WIDTH - 2 * SIDE, PAGE_HEIGHT - TOP - FOOT
UPRIGHT_WIDTH, UPRIGHT_HEIGHT = A4[0] - 2 * SIDE, A4[1] - TOP - FOOT
"""The room on a page that stands upright, for what is read rather than looked up."""
GUTTER = 10.0
"""Clear space at the right of every column but the last."""
PAD = 4.0
"""Clear space above and below a row's words."""

TEXT, MUTED, ACCENT = HexColor("#1D2530"), HexColor("#5B6675"), HexColor("#005EB8")
HAIRLINE, RULE = HexColor("#C9CED6"), HexColor("#1D2530")


@dataclass(frozen=True)
class Tint:
    """The ground and the type of a band's pill."""

    ground: Color
    text: Color


TINTS = (
    Tint(HexColor("#EDF7EF"), HexColor("#1B6B36")),
    Tint(HexColor("#FBEBC0"), HexColor("#7A5600")),
    Tint(HexColor("#FCD0A5"), HexColor("#8F3D00")),
    Tint(HexColor("#F2B8BE"), HexColor("#8E1220")),
)
"""From the lowest band to the highest; each is darker than the one before, for pages that are copied in grey."""
PLAIN = Tint(HexColor("#EEF0F3"), TEXT)
"""For a score whose band nobody can tell."""


def tint(scheme: Scheme, band: int | None) -> Tint:
    """Return the colours of a band: the lowest green, the highest red, however many bands a scheme has."""
    if band is None:
        return PLAIN
    return TINTS[round(band * (len(TINTS) - 1) / max(len(scheme.labels) - 1, 1))]


def _style(
    name: str, size: float, leading: float, font: str = REGULAR, color: Color = TEXT, *, above: float = 0, below: float = 0
) -> ParagraphStyle:
    return ParagraphStyle(
        name, fontName=font, fontSize=size, leading=leading, textColor=color, spaceBefore=above, spaceAfter=below, splitLongWords=1
    )


TITLE = _style("title", 30, 36, BOLD, below=6)
OVERLINE = _style("overline", 12, 16, color=MUTED, below=4)
BODY = _style("body", 11, 16, below=8)
HEADING = _style("heading", 18, 23, BOLD, above=24, below=4)
GROUP = _style("group", 12, 16, BOLD, ACCENT, above=12, below=4)
FIGURE = _style("figure", 22, 27, BOLD)
FIGURE_LABEL = _style("figure-label", 11, 15, color=MUTED)
CELL = _style("cell", 9, 12)
CELL_BOLD = _style("cell-bold", 9, 12, BOLD)
CELL_MUTED = _style("cell-muted", 9, 12, color=MUTED)
LINE = _style("line", 9, 12, below=1)
PARAGRAPH = _style("paragraph", 9, 12, below=5)
COLUMN = _style("column", 9, 12, BOLD, MUTED)
NOTE = _style("note", 9, 12, color=MUTED)
NOTE.allowWidows = NOTE.allowOrphans = 0
PROSE = _style("prose", 11, 16, below=6)
"""Running text; a paragraph never leaves a single line behind or takes one over."""
PROSE.allowWidows = PROSE.allowOrphans = 0
ALONE = _style("alone", 11, 16, above=8, below=4)
"""For what is said in one line without a heading."""
LEAD = _style("lead", 11, 16, color=MUTED, below=6)
NAME = _style("name", 20, 25, BOLD, below=4)
COVER = _style("cover", 34, 41, BOLD, below=10)
NUMBER = _style("number", 18, 23, BOLD)
WORD = _style("word", 13, 18, BOLD)
CHAPTER = _style("chapter", 11, 16, BOLD)
UNDER = _style("under", 11, 16)
WATERMARK = HexColor("#F2F4F6")
