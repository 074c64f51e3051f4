"""Tables of words that belong to no register: any headings, any cells, each row whole under its heading."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import CondPageBreak, Flowable, Spacer

from workbench.domain.text import shorten
from workbench.reports.flow import TALL, Flowed, depth, words
from workbench.reports.grid import Cell, Columns, Entry, Grid, PillBox
from workbench.reports.lettering import markup, strong
from workbench.reports.pairs import pairs_of
from workbench.reports.sections import paragraphs
from workbench.reports.style import CELL, CELL_BOLD, CELL_MUTED, GUTTER, PAD, UPRIGHT_HEIGHT, UPRIGHT_WIDTH
from workbench.reports.tables import Shown
from workbench.reports.tagging import Element

NONE = "none stated"
"""Said in a cell that has nothing; whether there is something that this version lacks, nobody can tell from it."""
_ROOM = 10.0
"""Clear space over a table with its heading."""
_SMALL = UPRIGHT_HEIGHT * 0.36
"""A table lower than this is not divided."""
_MOST_LINES = 14
_AVERAGE = 4.7
"""Points a character takes on average at the size of a cell."""


class Named(NamedTuple):
    """Words behind a reference in bold."""

    ref: str
    text: str


class Bold(str):
    """Words in bold."""

    __slots__ = ()


class Quiet(str):
    """Words that step back, such as those for nothing."""

    __slots__ = ()


CellWords = str | Named | Shown | Sequence["str | Named | Shown"]
"""What a cell says; several pieces stand under one another."""


@dataclass
class Line:
    """One row of a table, and what else is said below it: labels with their texts."""

    cells: Sequence[CellWords]
    below: Sequence[tuple[str, str]] = ()
    small: Sequence[tuple[str, str]] = ()
    """Short values behind their labels, said last and quietly."""
    ref: str = ""
    bookmark: tuple[str, str, int] | None = None


def listing(
    columns: Sequence[tuple[str, float]],
    lines: Iterable[Line],
    parent: Element,
    *,
    width: float = UPRIGHT_WIDTH,
    above: Sequence[Flowable] = (),
    indent: float | None = 0.0,
    brief: bool = False,
) -> Grid:
    """Return a table.

    Args:
        columns: heading and share of the width of each.
        lines: its rows; there is at least one.
        parent: the element it belongs to.
        width: how wide it is.
        above: what stands over its heading and never without it.
        brief: whether what does not fit the page is left away.
        indent: where words below a row begin; None means under the second column.
    """
    whole = sum(share for _, share in columns)
    widths = [width * share / whole for _, share in columns]
    made = Columns([label for label, _ in columns], widths, parent.add("Table"), indent)
    return Grid(made, _entries(made, lines), above=[Spacer(0, _ROOM), *above] if above else (), brief=brief)


def together(
    columns: Sequence[tuple[str, float]], lines: Iterable[Line], parent: Element, *, above: Sequence[Flowable] = ()
) -> list[Flowable]:
    """Return a table as wide as an upright page that begins on the next one where it would only go over by a few rows."""
    whole = sum(share for _, share in columns)
    made = Columns([label for label, _ in columns], [UPRIGHT_WIDTH * share / whole for _, share in columns], parent.add("Table"), 0.0)
    entries = list(_entries(made, lines))
    over: list[Flowable] = [Spacer(0, _ROOM), *above]
    high = made.heading_height + sum(piece.wrap(made.total, TALL)[1] + piece.getSpaceAfter() for piece in over)
    for entry in entries:
        high += made.height_of(entry.cells) + 2 * PAD + depth(entry.block, made.half, _SMALL)
    return [*([CondPageBreak(high)] if high <= _SMALL else []), Grid(made, iter(entries), above=over)]


def _entries(columns: Columns, lines: Iterable[Line]) -> Iterator[Entry]:
    for line in lines:
        element = columns.element.add("TR")
        cells: list[Cell] = []
        more: list[tuple[str, str]] = []
        for place, (label, said, width) in enumerate(zip(columns.labels, line.cells, columns.widths, strict=True)):
            one = element.heading_cell("Row") if not place else element.add("TD")
            pieces = said if isinstance(said, list) else [said]
            cells.append(Cell([made for piece in pieces for made in _drawn(piece, label, width - GUTTER, one, more)]))
        block = _block(columns, [*more, *line.below], line.small)
        yield Entry(cells, block, shorten(line.ref or _ref_of(line.cells[0]), 20), line.bookmark)


def _ref_of(said: object) -> str:
    """Return the reference that a row begins with, to say again where it goes on over the page."""
    first = said[0] if isinstance(said, list) and said else said
    return first.ref if isinstance(first, Named) else ""


def _block(columns: Columns, below: Sequence[tuple[str, str]], small: Sequence[tuple[str, str]]) -> list[Flowed]:
    said = [(label, text) for label, text in below if text]
    if not said and not small:
        return []
    cell = columns.element.add("TR").wide_cell(len(columns.labels))
    made = [line for label, text in said for line in paragraphs(label, text, cell)]
    return [*made, *pairs_of(small, columns.half, 2, cell)]


def _drawn(said: object, label: str, width: float, element: Element, more: list[tuple[str, str]]) -> list[Flowable]:
    """Return a piece of a cell; a text too long for it is cut there and said in full below the row."""
    if isinstance(said, Shown) and said.pill:
        note = [words(markup(said.note), CELL_MUTED, element)] if said.note else []
        return [PillBox(said.pill, element), *note]
    if isinstance(said, Named):
        lead, text, style = f"{strong(said.ref)} ", said.text, CELL
    else:
        lead, text, style = "", said.words if isinstance(said, Shown) else str(said), _style_of(said)
    if not text and not lead.strip():
        return [words(markup(NONE), CELL_MUTED, element)]
    made = words(lead + markup(text, style.fontName), style, element)
    if len(text) > _MOST_LINES and made.wrap(width, TALL)[1] > _MOST_LINES * style.leading:
        more.append((f"{label} {said.ref}" if isinstance(said, Named) else label, text))
        made = words(lead + markup(shorten(text, int(width / _AVERAGE * (_MOST_LINES // 2))), style.fontName), style, element)
    return [made]


def _style_of(said: object) -> ParagraphStyle:
    return CELL_BOLD if isinstance(said, Bold) else CELL_MUTED if isinstance(said, Quiet) else CELL
