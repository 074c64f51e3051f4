"""Lays paragraphs in two columns, so that lines stay short enough to read on a wide page."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol, cast

from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable, Paragraph

from workbench.reports.style import CELL, PAD
from workbench.reports.tagging import Element, on_tagged

TALL = 1e6
"""More room than anything needs."""
FEWEST = 3
"""Lines that a divided paragraph leaves or takes at the least."""
LINE_HEIGHT = CELL.leading


class Words(Paragraph):
    """A paragraph that says which element of the document it belongs to."""

    element: Element | None = None
    whole = False
    _breadth = 0.0

    def depth(self, width: float) -> float:
        """Return how high the words are at a width, broken into lines only once."""
        if self._breadth != width:
            self._breadth = width
            self.wrap(width, TALL)
        return float(self.height)

    def draw(self) -> None:
        """Draw the words as part of their element."""
        with on_tagged(self.canv).tagged(self.element):
            super().draw()

    def split(self, availWidth: float, availHeight: float) -> list[Flowable]:  # noqa: N803 - ReportLab's names
        """Divide at a line; both parts say the same element."""
        parts = super().split(availWidth, availHeight)
        for part in parts:
            cast("Words", part).element = self.element
        return parts


def words(text: str, style: ParagraphStyle, element: Element | None) -> Words:
    """Return markup as a paragraph of an element."""
    made = Words(text, style)
    made.element = element
    return made


class Flowed(Protocol):
    """What can stand in a block: words, or anything else that goes in lines."""

    height: float
    whole: bool
    """Whether it is never divided."""

    def depth(self, width: float) -> float:
        """Return how high it is at a width: whole lines."""

    def getSpaceAfter(self) -> float:  # noqa: N802 - ReportLab's name
        """Return the clear space below it."""

    def split(self, availWidth: float, availHeight: float) -> list[Flowable]:  # noqa: N803 - ReportLab's names
        """Divide it at a line."""

    def drawOn(self, canvas: Any, x: float, y: float) -> None:  # noqa: N802 - ReportLab's name
        """Draw it."""


@dataclass
class Flow:
    """Paragraphs laid in two columns, and those for which there was no room."""

    left: list[Flowed]
    right: list[Flowed]
    rest: list[Flowed]
    height: float


def flow(block: Sequence[Flowed], width: float, room: float) -> Flow:
    """Lay paragraphs in two columns of a width: of equal height where the room allows, else full."""
    if not block:
        return Flow([], [], [], 0.0)
    room -= PAD
    near = _first(block, width, 2 * room + LINE_HEIGHT)  # a text of a hundred pages is not measured again for each of them
    lines = [round(paragraph.depth(width) / LINE_HEIGHT) for paragraph in block[:near]]
    height = min(_height(block[:near], width) / 2, room)
    middle = _end(block, lines, (0, 0), height)
    while (end := _end(block, lines, middle, height)) != (near, 0) and height < room:
        height = min(height + LINE_HEIGHT, room)
        middle = _end(block, lines, (0, 0), height)
    both, rest = _divided(block, end, width)
    left, right = _divided(both, middle, width)
    return Flow(left, right, rest, max(_height(left, width), _height(right, width)) + PAD)


def _first(block: Sequence[Flowed], width: float, height: float) -> int:
    """Return how many paragraphs it takes to be higher than this."""
    for place, paragraph in enumerate(block):
        height -= paragraph.depth(width)
        if height < 0:
            return place + 1
    return len(block)


def _end(block: Sequence[Flowed], lines: Sequence[int], start: tuple[int, int], height: float) -> tuple[int, int]:
    """Return how far paragraphs of so many lines get in a column: the first that does not fit, and its lines that do."""
    place, done = start
    while place < len(lines):
        left = lines[place] - done
        if left * LINE_HEIGHT > height:
            fits = 0 if block[place].whole else min(int(height // LINE_HEIGHT), left - FEWEST)
            return (place, done + fits if fits >= FEWEST else done)
        height -= left * LINE_HEIGHT + block[place].getSpaceAfter()
        place, done = place + 1, 0
    return (place, 0)


def _divided(block: Sequence[Flowed], at: tuple[int, int], width: float) -> tuple[list[Flowed], list[Flowed]]:
    """Return the paragraphs before and after a place, one of them divided where the place is inside it."""
    place, done = at
    if not done:
        return list(block[:place]), list(block[place:])
    parts = cast("list[Flowed]", block[place].split(width, done * LINE_HEIGHT + 0.1))
    for part in parts:
        part.depth(width)  # a part that is not broken into lines cannot be divided again
    return [*block[:place], *parts[:1]], [*parts[1:], *block[place + 1 :]]


def depth(block: Sequence[Flowed], width: float, most: float) -> float:
    """Return how high paragraphs would be in two even columns, at least; not measured further than the most."""
    return _height(block[: _first(block, width, 2 * most)], width) / 2


def _height(side: Sequence[Flowed], width: float) -> float:
    return sum(paragraph.depth(width) for paragraph in side) + float(sum(paragraph.getSpaceAfter() for paragraph in side[:-1]))
