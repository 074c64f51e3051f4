"""Where risks stand on a day, and how their scores moved since the last quarter closed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum

from workbench.domain.audience import View
from workbench.domain.progress import day_of
from workbench.domain.quarters import Quarter, named, quarter_of
from workbench.domain.register import Record

SCORE, CLOSED = "current_score", "closed"


class Movement(Enum):
    """How a score moved; the value is the sign beside it."""

    UP = "↑"
    DOWN = "↓"
    SAME = "="
    UNKNOWN = ""


@dataclass(frozen=True)
class Standing:
    """One risk on a day: its current score, and the one it had when the last quarter closed, where that is known."""

    record: Record
    before: int | None

    @property
    def score(self) -> int | None:
        """The current score."""
        score = self.record.of(SCORE)
        return score if isinstance(score, int) else None

    @property
    def factors(self) -> tuple[int, int] | None:
        """Likelihood and consequence; None where the score is only stated, or one of them is no level."""
        levels = [level for key in ("current_likelihood", "current_consequence") if isinstance(level := self.record.of(key), int)]
        return (levels[0], levels[1]) if len(levels) == 2 and all(1 <= level <= 5 for level in levels) else None  # noqa: PLR2004 - 5 × 5

    @property
    def movement(self) -> Movement:
        """How the score moved."""
        if self.score is None or self.before is None:
            return Movement.UNKNOWN
        if self.score == self.before:
            return Movement.SAME
        return Movement.UP if self.score > self.before else Movement.DOWN

    @property
    def moved(self) -> str:
        """How the score moved, in words; nothing where that is not known."""
        match self.movement:
            case Movement.UP:
                return f"up from {self.before}"
            case Movement.DOWN:
                return f"down from {self.before}"
            case Movement.SAME:
                return f"unchanged at {self.before}"
        return ""


class Past:
    """The scores that risks had, to be asked about one risk or all.

    Args:
        view: the version; positions it may not show are not known.
        day: the day everything is looked at from.
    """

    def __init__(self, view: View, day: date) -> None:
        self.day, self.last = day, quarter_of(day).before
        self._of: dict[str, list[tuple[date, Record]]] = {}
        for position in view.records("position"):
            if when := dated(position):
                self._of.setdefault(str(position.row.get("parent") or ""), []).append((when, position))
        for found in self._of.values():
            found.sort(key=lambda one: one[0])

    def joint(self, uid: str) -> list[tuple[date, Record]]:
        """Return the joint scores a risk actually had by the day, oldest first."""
        return [(when, one) for when, one in self._of.get(uid, ()) if when <= self.day and is_actual(one) and not one.row.get("member")]

    def own(self, uid: str) -> list[Record]:
        """Return the latest score each organisation gave a risk for itself."""
        latest: dict[str, Record] = {}
        for when, one in self._of.get(uid, ()):
            if when <= self.day and is_actual(one) and one.row.get("member"):
                latest[str(one.row["member"])] = one
        return list(latest.values())

    def standing(self, record: Record) -> Standing:
        """Return where a risk stands beside where it stood when the last quarter closed."""
        scores = [one.of("score") for when, one in self.joint(record.uid) if self.last.first <= when <= self.last.last]
        before = next((score for score in reversed(scores) if isinstance(score, int)), None)
        return Standing(record, before)


def dated(position: Record) -> date | None:
    """Return the day a position speaks of: its date, else the end of the quarter it names."""
    quarter: Quarter | None = named(position.show("period"))
    return day_of(position, "date") or (quarter.last if quarter else None)


def is_actual(position: Record) -> bool:
    """Whether a position says what was, neither forecast nor target."""
    return position.of("kind") in (None, "actual")


def is_shared(record: Record) -> bool:
    """Whether a record is the collaborative's; where a register knows no levels all are."""
    return "tier" not in record.register or record.of("tier") == "shared"


def open_shared(records: Iterable[Record]) -> list[Record]:
    """Return the collaborative's own risks that are not closed."""
    return [record for record in records if is_shared(record) and record.of("status") != CLOSED]


def standings(records: Iterable[Record], past: Past) -> Sequence[Standing]:
    """Return where each of some risks stands."""
    return [past.standing(record) for record in records]
