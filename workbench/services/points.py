"""Points to check: what somebody should look at before a board does. None is printed until a person accepts it as a gap.

They are prompts, never findings: each says in a sentence what was seen in the file, and a person decides what it means.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import cached_property
from typing import TYPE_CHECKING

from workbench.domain.audience import View
from workbench.domain.change import Applied, ChangeSet
from workbench.domain.errors import WorkbenchError
from workbench.domain.kinds import Day
from workbench.domain.progress import DONE, day_of
from workbench.domain.register import Record
from workbench.domain.scoring import is_stated
from workbench.domain.standing import CLOSED, Past, is_shared, open_shared
from workbench.domain.text import counted, joined, shorten

if TYPE_CHECKING:
    from workbench.services.book import Book

MONTHS = (12, 12, 12)
"""How long a source of the first, second and third line counts while nobody has said."""
FRAMEWORKS = ("assurance", "risk")
"""The registers whose records have controls and scores."""
_NO_TIE = ("mitigates", "raised_by", "supersedes", "consequence_of")
"""Links after which two scores need not be compared."""
_OVER = (*DONE, CLOSED, "withdrawn", "lapsed", "superseded", "not_agreed")
"""Statuses after which nobody fills in a blank any more."""
_ACCEPTED_BY = "raised_by"
"""How an accepted gap is linked with the control whose point it settles."""


class Check(Enum):
    """What there is to check; the value is what one and several such records are called."""

    NO_SOURCE = ("control without a source of assurance", "controls without a source of assurance")
    NO_RECENT = ("control without assurance recent enough", "controls without assurance recent enough")
    FIRST_LINE = ("control assured only by those who manage it", "controls assured only by those who manage them")
    BELOW_MEMBER = ("shared score below a member’s, without a rationale", "shared scores below a member’s, without a rationale")
    STATED = ("score stated without likelihood and consequence", "scores stated without likelihood and consequence")
    BLANK = ("shared record with something missing", "shared records with something missing")
    REVIEW = ("review overdue", "reviews overdue")


OF_CONTROLS = (Check.NO_SOURCE, Check.NO_RECENT, Check.FIRST_LINE)
"""The points that a person may accept as a gap in assurance."""


@dataclass(frozen=True)
class Point:
    """One thing to check.

    `record` is where a person goes to see to it; `control` is the control in question, where it is about one.
    """

    check: Check
    record: Record
    sentence: str
    control: Record | None = None


@dataclass(frozen=True)
class Checking:
    """Finds the points of one version of a file on a day.

    Args:
        view: the version.
        day: the day that is today for it.
        months: how long a source of the first, second and third line counts.
    """

    view: View
    day: date
    months: Sequence[int] = MONTHS

    def points(self) -> list[Point]:
        """Return every point, in the order of the checks."""
        return [
            *sorted(self._controls(), key=lambda point: OF_CONTROLS.index(point.check)),
            *self._below(),
            *self._stated(),
            *self._blank(),
            *self._unreviewed(),
        ]

    # Controls

    def _controls(self) -> Iterator[Point]:
        for control in self.view.records("control"):
            parent = self._open.get(str(control.row.get("parent") or ""))
            if parent is not None and control.uid not in self._accepted and (point := self._control(control, parent)):
                yield point

    def _control(self, control: Record, parent: Record) -> Point | None:
        """Return what is to be checked about a control: the first of the three that is true of it."""
        called = f"{control.ref} “{shorten(control.title, 60)}”"
        sources = self._sources.get(control.uid, [])
        if not sources:
            loose = len(self._sources.get(parent.uid, []))
            beside = f"; {counted(loose, 'source')} of {parent.ref} {'is' if loose == 1 else 'are'} tied to no control" if loose else ""
            return Point(Check.NO_SOURCE, parent, f"{called} has no source of assurance{beside}.", control)
        recent = [source for source in sources if self._counts(source)]
        if not recent:
            return Point(Check.NO_RECENT, parent, f"{called} has {self._how_old(sources)}.", control)
        if not any(source.of("line") in ("2", "3") for source in recent):
            said = "no source from beyond the first line" + ("" if len(recent) == len(sources) else " that is recent enough")
            return Point(Check.FIRST_LINE, parent, f"{called} has {said}.", control)
        return None

    def _counts(self, source: Record) -> bool:
        """Whether a source is recent enough; one on the very limit is, one without a date nobody can tell and so is not."""
        received, line = day_of(source, "date_received"), source.of("line")
        # A source of which nobody said the line counts where it would in any of the three.
        months = self.months[int(str(line)) - 1] if line in ("1", "2", "3") else min(self.months)
        return received is not None and months_before(self.day, months) <= received <= self.day

    def _how_old(self, sources: Sequence[Record]) -> str:
        dates = [received for source in sources if (received := day_of(source, "date_received")) and received <= self.day]
        if not dates:
            return "no source of assurance that says when it was received"
        return f"no source of assurance recent enough; the last is of {Day().show(max(dates).isoformat())}"

    @cached_property
    def _open(self) -> dict[str, Record]:
        """The collaborative's own risks and principal risks that are not closed."""
        return {record.uid: record for key in FRAMEWORKS for record in open_shared(self.view.records(key))}

    @cached_property
    def _sources(self) -> dict[str, list[Record]]:
        """The sources of assurance by what they are tied to."""
        found: dict[str, list[Record]] = {}
        for source in self.view.records("assurance_source"):
            found.setdefault(str(source.row.get("parent") or ""), []).append(source)
        return found

    @cached_property
    def _accepted(self) -> set[str]:
        """The controls of which a person said that there is a gap, and which is not closed yet."""
        gaps = {gap.uid for gap in self.view.records("gap") if gap.of("status") != CLOSED}
        return {
            str(link.row.get("target"))
            for link in self.view.records("link")
            if link.of("relation") == _ACCEPTED_BY and link.row.get("source") in gaps
        }

    # Scores and blanks

    def _below(self) -> Iterator[Point]:
        """Yield shared records whose score is lower than a member's, with nobody having said why."""
        past = Past(self.view, self.day)
        own = {
            record.uid: record
            for key in FRAMEWORKS
            for record in self.view.records(key)
            if not is_shared(record) and record.row.get("member")
        }
        for record in self._open.values():
            score = record.of("current_score")
            if not isinstance(score, int) or record.of("score_rationale"):
                continue
            told = [(position.of("score"), position.show("member")) for position in past.own(record.uid)]
            told += [(own[uid].of("current_score"), own[uid].show("member")) for uid in self._tied.get(record.uid, ()) if uid in own]
            known = [(other, whose) for other, whose in told if isinstance(other, int)]
            highest, whose = max(known, default=(0, ""))
            if highest > score:
                said = f"{record.ref} stands at {score}, below {highest} of {whose}, and nobody has said why."
                yield Point(Check.BELOW_MEMBER, record, said)

    @cached_property
    def _tied(self) -> dict[str, list[str]]:
        """The records that speak of the same matter, by uid."""
        found: dict[str, list[str]] = {}
        for link in self.view.records("link"):
            if link.of("relation") not in _NO_TIE:
                ends = str(link.row.get("source") or ""), str(link.row.get("target") or "")
                for here, other in (ends, ends[::-1]):
                    found.setdefault(here, []).append(other)
        return found

    def _stated(self) -> Iterator[Point]:
        for record in self._open.values():
            stages = [stage for stage in ("current", "target") if is_stated(record.row, stage)]
            if stages:
                what = f"{joined(stages)} score{'' if len(stages) == 1 else 's'}"
                has = "is" if len(stages) == 1 else "are"
                yield Point(Check.STATED, record, f"The {what} of {record.ref} {has} stated without likelihood and consequence.")

    def _blank(self) -> Iterator[Point]:
        for key in (*FRAMEWORKS, "decision", "action"):
            for record in self.view.records(key):
                if is_shared(record) and record.of("status") not in _OVER and (missing := record.missing()):
                    labels = joined([field.label for field in missing])
                    yield Point(Check.BLANK, record, f"{record.ref} lacks {labels}.")

    def _unreviewed(self) -> Iterator[Point]:
        for record in self._open.values():
            due = day_of(record, "next_review")
            if due is not None and due < self.day:
                yield Point(Check.REVIEW, record, f"The review of {record.ref} was due on {Day().show(due.isoformat())}.")


def months_before(day: date, months: int) -> date:
    """Return the day of the same number so many months earlier, or the last of its month where that has fewer days."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    month += 1
    first_after = date(year + month // 12, month % 12 + 1, 1)
    last = date.fromordinal(first_after.toordinal() - 1)
    return last.replace(day=min(day.day, last.day))


def checking(book: "Book", view: View) -> Checking:
    """Return what finds the points of a version of a book today, under the book's own settings."""
    from workbench.services.preferences import months_of  # noqa: PLC0415 - settings are asked for when points are

    return Checking(view, book.clock.today(), tuple(months_of(book, line) for line in (1, 2, 3)))


def accept(book: "Book", point: Point) -> Applied:
    """Make a gap in assurance of a point about a control, accepted today by whoever sits here, as one change.

    The gap says what was seen and is linked with the control; while it is not closed, the point does not come back.

    Raises:
        WorkbenchError: the point is not about a control, or the control is gone.
    """
    control = point.control
    if control is None or book.record("control", control.uid) is None:
        raise WorkbenchError("Only a point about a control that is still there can be accepted as a gap.")
    stored = {
        "parent": point.record.uid,
        "kind": "assurance",
        "description": point.sentence,
        "accepted_by": book.clock.author,
        "accepted_on": book.clock.today().isoformat(),
        "status": "open",
    }
    gap = book.addition("gap", stored)
    tie = book.addition("link", {"source": gap.uid, "target": control.uid, "relation": _ACCEPTED_BY})
    return book.apply(ChangeSet(f"Accept a gap in assurance of {point.record.ref}", (gap, tie)))
