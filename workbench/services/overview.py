"""What stands on the Overview: a heat map for a choice of risks, counts by band, and figures that name the records they count.

Figures agree with those of a pack, since both come from `summary`; here each also knows where it leads.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING

from workbench.domain.audience import View
from workbench.domain.charts import HeatMap, heat_map
from workbench.domain.kinds import Day
from workbench.domain.progress import day_of
from workbench.domain.register import Record
from workbench.domain.schemes import scheme_of
from workbench.domain.scoring import Scheme
from workbench.domain.standing import CLOSED, Movement, Standing, is_shared
from workbench.domain.text import counted, joined
from workbench.services.points import OF_CONTROLS, Check, Checking, Point, checking
from workbench.services.summary import SCORED, Summary

if TYPE_CHECKING:
    from workbench.services.book import Book

SHARED, ALL = "shared", "all"
"""Whose risks a map shows, beside the uid of an organisation for its own."""
CURRENT, TARGET = "current", "target"
_MOST_NAMED = 4


@dataclass(frozen=True)
class Aimed(Standing):
    """Where a risk is to stand: its target in place of its current score."""

    @property
    def score(self) -> int | None:
        """The target score."""
        score = self.record.of("target_score")
        return score if isinstance(score, int) else None

    @property
    def factors(self) -> tuple[int, int] | None:
        """Target likelihood and consequence; None where the score is only stated."""
        levels = [level for key in ("target_likelihood", "target_consequence") if isinstance(level := self.record.of(key), int)]
        return (levels[0], levels[1]) if len(levels) == 2 and all(1 <= level <= 5 for level in levels) else None  # noqa: PLR2004 - 5 × 5

    @property
    def movement(self) -> Movement:
        """Nothing: targets are not compared."""
        return Movement.UNKNOWN


@dataclass(frozen=True)
class Band:
    """How many risks stand in one band; `place` is None for those in none."""

    label: str
    place: int | None
    uids: Sequence[str]


@dataclass(frozen=True)
class Lead:
    """A figure, what it counts, what more there is to say, and the records it leads to."""

    key: str
    words: str
    """What is counted, in number: "overdue actions"."""
    detail: str
    register: str
    uids: Sequence[str]
    none: str = ""
    """The sentence where there are none."""
    count: int = 0
    """How many there are, where several are seen to in one record."""

    @property
    def text(self) -> str:
        """Figure and words, or that there are none."""
        return f"{self.count or len(self.uids):,} {self.words}" if self.uids else self.none


@dataclass(frozen=True)
class Recent:
    """One of the last sets of changes."""

    uid: str
    name: str
    at: str
    author: str


@dataclass(frozen=True)
class Overview:
    """The answers of the Overview about one version of a file, worked out when asked for.

    Args:
        summary: the answers it shares with a pack.
        checking: finds the points to check.
    """

    summary: Summary
    checking: Checking

    @property
    def view(self) -> View:
        """The version."""
        return self.summary.view

    @property
    def day(self) -> date:
        """The day that is today."""
        return self.summary.day

    # Where risks stand

    def owners(self) -> list[tuple[str, str]]:
        """Return uid and name of each organisation that has open risks of its own."""
        have = {record.row.get("member") for key in SCORED for record in self.view.records(key) if _is_own(record)}
        return [(member.uid, member.title) for member in self.view.records("member") if member.uid in have]

    def standings(self, register: str, whose: str, stage: str = CURRENT) -> list[Standing]:
        """Return where the open records of a register stand, of those a person chose, the highest first."""
        asked = (register, whose, stage)
        if asked not in self._standings:
            made = Aimed if stage == TARGET else Standing
            chosen = (record for record in self.view.records(register) if record.of("status") != CLOSED and _is_of(record, whose))
            self._standings[asked] = sorted((made(record, None) for record in chosen), key=lambda one: -(one.score or 0))
        return self._standings[asked]

    @cached_property
    def _standings(self) -> dict[tuple[str, str, str], list[Standing]]:
        """What was asked before, since map and bands ask the same."""
        return {}

    def heat(self, whose: str, stage: str = CURRENT) -> HeatMap:
        """Return the heat map of the risk register."""
        return heat_map(self.standings("risk", whose, stage), self.scheme(whose))

    def scheme(self, whose: str) -> Scheme:
        """Return the bands that count: an organisation's own scheme for its own risks where the file has it, else the joint one."""
        own = [
            (str(record.of("effective_from") or ""), scheme)
            for record in self.view.records("scheme")
            if record.row.get("member") == whose and str(record.of("effective_from") or "") <= self.day.isoformat()
            if (scheme := scheme_of(record))
        ]
        return max(own, key=lambda one: one[0])[1] if own else self.summary.scheme

    def bands(self, register: str, whose: str, stage: str = CURRENT) -> list[Band]:
        """Return the bands that chosen records of a register stand in, the highest first; what is not scored comes last."""
        scheme = self.scheme(whose)
        found: dict[int | None, list[str]] = {}
        unscored: list[str] = []
        for one in self.standings(register, whose, stage):
            if one.score is None:
                unscored.append(one.record.uid)
            else:
                place = scheme.band(*one.factors) if one.factors else scheme.band_of(one.score)
                found.setdefault(place, []).append(one.record.uid)
        bands = [Band(label, place, found[place]) for place, label in reversed(list(enumerate(scheme.labels))) if place in found]
        bands += [Band("In no band", None, found[None])] if None in found else []
        return [*bands, *([Band("Not scored", None, unscored)] if unscored else [])]

    def movements(self) -> list[Lead]:
        """Return the shared records whose score rose since the last quarter closed or is beyond what is tolerated."""
        since = self.summary.past.last.name
        told = [one for key in SCORED for one in self.summary.standings(key)]
        up = [one for one in told if one.movement is Movement.UP]
        outside = [one for one in told if self.summary.tolerances.is_outside(one.record)]
        leads = []
        for key in SCORED:
            noun = self.view.registers[key].noun
            for name, found, said in (("up", up, f"scored higher than in {since}"), ("outside", outside, "outside appetite")):
                here = [one for one in found if one.record.register.key == key]
                named = f"{_few([one.record.ref for one in here])}." if here else ""
                if here:
                    words = f"shared {_plural(len(here), noun)} {said}"
                    leads.append(Lead(f"{name}_{key}", words, named, key, [one.record.uid for one in here]))
        return leads

    # What needs doing

    def figures(self) -> list[Lead]:
        """Return what is late, due or waiting, those of which there are none included."""
        return [self._overdue(), self._due(), self._awaiting(), *self._unreviewed()]

    @cached_property
    def next_meeting(self) -> Record | None:
        """The first meeting from today on."""
        ahead = [
            (day, record.uid, record) for record in self.view.records("meeting") if (day := day_of(record, "date")) and day >= self.day
        ]
        return min(ahead)[2] if ahead else None

    @property
    def next_meeting_words(self) -> str:
        """Forum, date and how far away the next meeting is; nothing where none is entered."""
        meeting = self.next_meeting
        day = day_of(meeting, "date") if meeting else None
        if meeting is None or day is None:
            return ""
        left = (day - self.day).days
        forum = meeting.show("forum")
        away = "today" if not left else "tomorrow" if left == 1 else f"in {counted(left, 'day')}"
        return f"{forum + ', ' if forum else ''}{Day().show(day.isoformat())}, {away}"

    def _overdue(self) -> Lead:
        late = self.summary.overdue()
        detail = f"{'The longest, ' if len(late) > 1 else ''}{late[0].record.ref}, by {counted(late[0].late, 'day')}." if late else ""
        words = _plural(len(late), "overdue action")
        return Lead("overdue", words, detail, "action", [one.record.uid for one in late], "No action is overdue.")

    def _due(self) -> Lead:
        words = self.next_meeting_words
        meeting = day_of(self.next_meeting, "date") if self.next_meeting else None
        if meeting is None:
            return Lead("due", "", "", "action", [], "No meeting is entered from today on, so nothing is counted as due by it.")
        due = [course for course in self.summary.courses if course.is_open and course.due and self.day <= course.due <= meeting]
        due.sort(key=lambda course: course.due or meeting)
        none = f"No open action is due by the next meeting, {words}."
        uids = [course.record.uid for course in due]
        return Lead("due", f"{_plural(len(due), 'action')} due by the next meeting", f"{words}." if due else "", "action", uids, none)

    def _awaiting(self) -> Lead:
        found = self.summary.awaiting()
        said = []
        for record in found:
            names = [one.show("approver") or one.ref for one in self.summary.unanswered(record)]
            said.append(f"{record.ref} by {_few(names)}" if names else record.ref)
        detail = f"{'; '.join(said)}." if said else ""
        words = f"{_plural(len(found), 'decision')} awaiting approval"
        return Lead("awaiting", words, detail, "decision", [one.uid for one in found], "No decision awaits approval.")

    def _unreviewed(self) -> list[Lead]:
        leads = []
        for key in SCORED:
            late = [point.record for point in self._of(Check.REVIEW) if point.record.register.key == key]
            late.sort(key=lambda record: str(record.of("next_review")))
            noun = self.view.registers[key].noun
            words = _plural(len(late), f"review of a {noun} overdue", f"reviews of {noun}s overdue")
            first = f"{late[0].ref} since {late[0].show('next_review')}." if late else ""
            leads.append(
                Lead(f"unreviewed_{key}", words, first, key, [record.uid for record in late], f"No review of a {noun} is overdue.")
            )
        return leads

    # Points to check

    @cached_property
    def points(self) -> list[Point]:
        """Everything to check."""
        return self.checking.points()

    def _of(self, check: Check) -> list[Point]:
        return [point for point in self.points if point.check is check]

    def acceptable(self) -> list[Point]:
        """Return the points that can be accepted as a gap."""
        return [point for point in self.points if point.check in OF_CONTROLS]

    def counted_points(self) -> list[Lead]:
        """Return counts of the points, one for each check and register; reviews are counted among what needs doing."""
        leads = []
        for check in Check:
            found = self._of(check) if check is not Check.REVIEW else []
            for key in dict.fromkeys(point.record.register.key for point in found):
                here = [point for point in found if point.record.register.key == key]
                uids = list(dict.fromkeys(point.record.uid for point in here))
                detail = here[0].sentence + (f" And {len(here) - 1:,} more." if len(here) > 1 else "")
                if check in OF_CONTROLS:
                    detail = f"Of {counted(len(uids), self.view.registers[key].noun)}."
                leads.append(Lead(f"{check.name}_{key}", check.value[len(here) != 1], detail, key, uids, count=len(here)))
        return leads


def overview(book: "Book") -> Overview:
    """Return the answers about a whole file today."""
    view = book.view()
    return Overview(Summary(view, book.clock.today()), checking(book, view))


def recent(book: "Book", count: int = 5) -> list[Recent]:
    """Return the last sets of changes, the newest first."""
    entries = islice(book.store.sets_newest_first(), count)
    return [Recent(entry.uid, entry.name, entry.made_at or entry.at, entry.made_by or entry.author) for entry in entries]


def touched(book: "Book", uid: str, shown: Collection[str]) -> tuple[str, list[str]]:
    """Return the register and the records of it that a set of changes leads to; what hangs on a record leads to that.

    Args:
        book: the file.
        uid: the set.
        shown: the registers that have a tab.
    """
    entry = book.store.entry(uid)
    found: dict[str, dict[str, None]] = {}
    for change in entry.changes if entry else ():
        for key, record in _above(book, change.register, change.uid, shown):
            found.setdefault(key, {})[record] = None
    ties = found.pop("link", {}) if len(found) > 1 else {}
    register = max(found, key=lambda key: len(found[key]), default="")
    return (register, list(found[register])) if register else ("", list(ties))


def _above(book: "Book", key: str, uid: str, shown: Collection[str], depth: int = 3) -> list[tuple[str, str]]:
    """Return the record itself where its register has a tab and it is still there, else those it hangs on."""
    record = book.by_uid(key).get(uid)
    if record is None or (key in shown and key != "link"):
        return [(key, uid)] if record is not None else []
    ends = [(other, end) for end in record.register.hangs_on(record.row) for other in book.registers if end and end in book.by_uid(other)]
    found = [above for other, end in ends for above in _above(book, other, end, shown, depth - 1)] if depth else []
    return found[:1]


def _is_own(record: Record) -> bool:
    return bool(record.row.get("member")) and not is_shared(record) and record.of("status") != CLOSED


def _is_of(record: Record, whose: str) -> bool:
    if whose == ALL:
        return True
    return is_shared(record) if whose == SHARED else _is_own(record) and record.row.get("member") == whose


def _plural(number: int, one: str, many: str = "") -> str:
    return one if number == 1 else many or f"{one}s"


def _few(words: Sequence[str]) -> str:
    more = len(words) - _MOST_NAMED
    return joined([*words[:_MOST_NAMED], *([f"{more:,} more"] if more > 0 else [])])
