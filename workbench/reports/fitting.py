"""Tries how pages would be filled before anything is drawn, so that the way of setting them that leaves least empty can be taken."""

from collections import deque
from collections.abc import Callable, Sequence

from reportlab.platypus import CondPageBreak, Flowable, PageBreak

from workbench.reports.style import UPRIGHT_HEIGHT, UPRIGHT_WIDTH

Setting = Callable[[], list[Flowable]]
"""Sets a part of a document anew each time it is asked; what is not drawn in the end belongs to no document."""
_FULL = 0.4
"""The share of a page that may not look empty."""
_BEGUN, _OVER = 0.3, 0.2
"""The shares of a page that are to be left for something that is divided, and that go over to the next page with it."""
_TOGETHER = 0.36
"""What takes less of a page than this is not divided."""
_ABOVE = 12.0
"""What stands over most parts when they do not begin a page."""
_FUZZ = 1e-6


def fills(story: Sequence[Flowable], width: float = UPRIGHT_WIDTH, height: float = UPRIGHT_HEIGHT) -> list[float]:
    """Return how much of each page flowables would take from the top of one on; they are used up by it."""
    trial = _Trial(width, height)
    waiting = deque(story)
    while waiting:
        one = waiting.popleft()
        if isinstance(one, PageBreak) or (isinstance(one, CondPageBreak) and trial.room < one.height):
            trial.turn()
        elif not isinstance(one, CondPageBreak) and not getattr(one, "_ZEROSIZE", False) and not trial.holds(one):
            parts = trial.divided(one)
            if not parts and trial.pages[-1]:
                trial.turn()
                parts = [one]
            waiting.extendleft(reversed(parts))
    return trial.pages if trial.pages[-1] or len(trial.pages) == 1 else trial.pages[:-1]


class _Trial:
    """Pages that are filled as ReportLab fills a frame, with nothing drawn."""

    def __init__(self, width: float, height: float) -> None:
        self.width, self.height = width, height
        self.pages = [0.0]
        self._after = 0.0

    @property
    def room(self) -> float:
        return self.height - self.pages[-1]

    def turn(self) -> None:
        """Go to the next page, unless this one is empty."""
        if self.pages[-1]:
            self.pages.append(0.0)
        self._after = 0.0

    def holds(self, one: Flowable) -> bool:
        """Put something on the page if there is room for it."""
        above = self._above(one)
        high = one.wrap(self.width, self.room - above)[1] if self.room > above else self.height + 1
        if high > self.room - above + _FUZZ:
            return False
        self._after = one.getSpaceAfter()
        self.pages[-1] += above + high + self._after
        return True

    def divided(self, one: Flowable) -> list[Flowable]:
        """Return the parts of something, of which the first fits the page; nothing where it cannot be divided there."""
        room = self.room - self._above(one)
        return list(one.split(self.width, room)) if room > 0 else []

    def _above(self, one: Flowable) -> float:
        return max(one.getSpaceBefore() - self._after, 0.0) if self.pages[-1] else 0.0


def best(settings: Sequence[Setting]) -> list[Flowable]:
    """Return the setting that takes the fewest pages; of several the first that leaves none of them empty, else the fullest."""
    tried = [(place, fills(setting())) for place, setting in enumerate(settings)]
    fewest = min(len(pages) for _, pages in tried)
    left = [(place, min(pages) if fewest > 1 else UPRIGHT_HEIGHT) for place, pages in tried if len(pages) == fewest]
    good = next((place for place, full in left if full >= _FULL * UPRIGHT_HEIGHT), None)
    return settings[good if good is not None else max(left, key=lambda one: one[1])[0]]()


class Begin(CondPageBreak):
    """Goes to a new page where what begins here would be divided badly: it is kept whole, or leaves a good part on either page.

    Args:
        parts: how high each of its parts is; it is divided between them.
        last: whether nothing follows it, so that what goes over would have a page to itself.
    """

    def __init__(self, parts: Sequence[float], *, last: bool = False) -> None:
        super().__init__(0)
        self.parts, self.last = parts, last

    def wrap(self, availWidth: float, availHeight: float) -> tuple[float, float]:  # noqa: N803 - ReportLab's names
        """Ask for more than there is where a new page is better."""
        self.height = availHeight + 1 if self.is_better_on_a_new_page(availHeight) else 0
        width, height = super().wrap(availWidth, availHeight)
        return width, height

    def is_better_on_a_new_page(self, room: float) -> bool:
        """Whether it should not begin in this room."""
        total = sum(self.parts)
        if total <= room:
            return False
        here = 0.0
        for high in self.parts:
            if here + high > room:
                break
            here += high
        if total > UPRIGHT_HEIGHT:
            return room < (self.parts[0] if self.parts[0] <= UPRIGHT_HEIGHT else _BEGUN * UPRIGHT_HEIGHT)
        return not here or self.last or room < _BEGUN * UPRIGHT_HEIGHT or total - here < _OVER * UPRIGHT_HEIGHT


def begun(setting: Callable[[], list[list[Flowable]]], *, last: bool = False) -> list[Flowable]:
    """Return something in parts, begun where it is divided well or not at all."""
    return [Begin([sum(fills(part)) + _ABOVE for part in setting()], last=last), *(one for part in setting() for one in part)]


def kept(setting: Setting) -> list[Flowable]:
    """Return something that is not divided unless it takes a good part of a page."""
    pages = fills(setting())
    high = pages[0] + _ABOVE
    return [CondPageBreak(high), *setting()] if len(pages) == 1 and high <= _TOGETHER * UPRIGHT_HEIGHT else setting()
