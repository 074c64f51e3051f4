"""Closing a quarter: the scores of every open risk and framework entry are kept as its positions, and stay so."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from workbench.domain.change import Applied, Change, ChangeSet
from workbench.domain.clock import Progress, unwatched
from workbench.domain.closed import POSITION, QUARTER, closed_quarters, quarters_of
from workbench.domain.errors import WorkbenchError
from workbench.domain.kinds import Day, Stored
from workbench.domain.quarters import Quarter, named, quarter_of
from workbench.domain.register import Record
from workbench.domain.registers.quarters import CLOSED, REOPENED
from workbench.domain.text import counted, joined
from workbench.services.book import Book

SCORED = ("risk", "assurance")
"""The registers whose entries have positions."""
_SCORES = ("current_likelihood", "current_consequence", "current_score")


@dataclass
class Closing:
    """What closing a quarter does: the entries whose scores are kept, those that had a position already, and those without a score."""

    quarter: Quarter
    changes: list[Change] = field(default_factory=list)
    frozen: int = 0
    there: int = 0
    differing: list[str] = field(default_factory=list)
    without: list[str] = field(default_factory=list)
    later: int = 0
    is_early: bool = False
    """Whether the quarter has not ended yet."""

    @property
    def would(self) -> list[str]:
        """All of it before it is done, in sentences."""
        return [f"{counted(self.frozen, 'position')} will be kept for {self.quarter.name}.", *self._beside]

    @property
    def means(self) -> list[str]:
        """What a person should know before closing it: that it has not ended, and what it means to have no position."""
        told: list[str] = []
        if self.is_early:
            ends = Day().show(self.quarter.last.isoformat())
            told.append(f"{self.quarter.name} ends only on {ends}; what changes until then will not count in it.")
        if self.without:
            whose, them = ("that entry", "it") if len(self.without) == 1 else ("these entries", "them")
            told.append(f"The trend of {whose} stays blank for the quarter; to keep a position, give {them} a current score first.")
        return told

    @property
    def sentences(self) -> list[str]:
        """All of it once it is done, in sentences."""
        return [f"{counted(self.frozen, 'position')} {_was(self.frozen)} kept for {self.quarter.name}.", *self._beside]

    @property
    def _beside(self) -> list[str]:
        told: list[str] = []
        if self.there:
            told.append(f"{counted(self.there, 'entry', 'entries')} {_has(self.there)} a position for it already, which stays.")
        if self.differing:
            told.append(f"Of these, the score is another by now: {_named(self.differing)}.")
        if self.without:
            told.append(f"Without a current score, so without a position: {_named(self.without)}.")
        if self.later:
            told.append(f"{counted(self.later, 'entry', 'entries')} opened after the quarter ended {_is(self.later)} left out.")
        return told


def closed(book: Book) -> dict[Quarter, Record]:
    """Return the quarters that are closed, with the record that says so."""
    return closed_quarters(book.records(QUARTER)) if QUARTER in book.registers else {}


def quarter_named(text: str) -> Quarter:
    """Return the quarter that a person named.

    Raises:
        WorkbenchError: it is none.
    """
    found = named(text)
    if found is None:
        raise WorkbenchError(f"“{text}” is not a quarter; write it like Q3 2026/27.")
    return found


def to_close(book: Book) -> Quarter:
    """Return the quarter that a person would close next: the last one that has ended, where it is still open, else today's."""
    today = quarter_of(book.clock.today())
    return today if today.before in closed(book) else today.before


def plan_closing(book: Book, quarter: Quarter) -> Closing:
    """Say what closing a quarter would keep; nothing is written.

    Raises:
        WorkbenchError: it is closed already, or has not begun.
    """
    here = next((record for record in book.records(QUARTER) if named(record.show("period")) == quarter), None)
    if here is not None and here.row.get("status") == CLOSED:
        raise WorkbenchError(f"{quarter.name} was closed on {here.show('closed_on')} already; positions in it stay as they are.")
    today = book.clock.today()
    if quarter.first > today:
        raise WorkbenchError(f"{quarter.name} has not begun yet, so it cannot be closed.")
    closing = Closing(quarter, is_early=today <= quarter.last)
    again = _touched_since(book, here) if here is not None else None
    existing = _existing(book, quarter)
    refs = book.fresh_refs(POSITION)
    for key in SCORED:
        for record in book.records(key):
            if record.of("status") == "closed":
                continue
            _keep(book, closing, record, existing.get(record.uid), again, refs)
    values: dict[str, Stored] = {
        "period": quarter.name,
        "status": CLOSED,
        "closed_on": today.isoformat(),
        "closed_by": book.clock.author,
    }
    if here is None:
        closing.changes.append(book.addition(QUARTER, values))
    else:
        closing.changes.append(Change(QUARTER, here.uid, here.row, here.register.settled({**here.row, **values})))
    return closing


def close_quarter(book: Book, closing: Closing, *, progress: Progress = unwatched) -> Applied:
    """Close a quarter as planned, as one change set.

    Raises:
        StaleRecordError: something was changed since it was planned.
    """
    return book.apply(ChangeSet(f"Close {closing.quarter.name}", tuple(closing.changes)), progress)


def reopen_quarter(book: Book, quarter: Quarter, reason: str) -> Applied:
    """Open a closed quarter again, so that its positions can be corrected.

    Raises:
        WorkbenchError: it is not closed, or nobody says why.
    """
    record = closed(book).get(quarter)
    if record is None:
        raise WorkbenchError(f"{quarter.name} is not closed, so there is nothing to open again.")
    if not reason.strip():
        raise WorkbenchError(f"Say why {quarter.name} is opened again; the reason is kept in the history.")
    values: dict[str, Stored] = {
        "status": REOPENED,
        "reopened_on": book.clock.today().isoformat(),
        "reason": book.read(QUARTER, {"reason": reason})["reason"],
    }
    after = record.register.settled({**record.row, **values})
    return book.apply(ChangeSet(f"Open {quarter.name} again", (Change(QUARTER, record.uid, record.row, after),), reason.strip()))


def _existing(book: Book, quarter: Quarter) -> dict[str, Record]:
    """Return the joint positions there are for the end of a quarter, by the record they belong to."""
    found: dict[str, Record] = {}
    for record in book.records(POSITION):
        if record.row.get("member") or quarter not in quarters_of(record.row):
            continue
        period, parent = named(record.show("period")), str(record.row.get("parent") or "")
        if period == quarter or (not record.row.get("period") and record.row.get("date") == quarter.last.isoformat()):
            found[parent] = record
    return found


def _touched_since(book: Book, record: Record) -> set[str]:
    """Return the records whose scores were changed, or which were added, since a quarter was opened again."""
    opened = max(entry.position for entry in book.history(record.uid))
    return {
        change.uid
        for entry in book.store.entries(after=opened)
        for change in entry.changes
        if change.register in SCORED and (change.before is None or not set(_SCORES).isdisjoint(change.keys))
    }


def _keep(book: Book, closing: Closing, record: Record, there: Record | None, again: set[str] | None, refs: Iterator[str]) -> None:
    """Keep one entry's score, unless it has a position for the quarter already that nothing has overtaken."""
    values = _position_of(book, record, closing.quarter)
    if there is not None:
        agrees = all(there.of(key) == values.get(key) for key in ("likelihood", "consequence") if values.get(key) is not None)
        agrees = agrees and there.of("score") == record.of("current_score")
        if agrees or again is None or record.uid not in again:
            closing.there += 1
            if not agrees:
                closing.differing.append(record.ref)
            return
        closing.frozen += 1
        cleared: dict[str, Stored] = dict.fromkeys(("likelihood", "consequence", "score", "rationale"))
        after = there.register.settled({**there.row, **cleared, **values, "period": there.row.get("period") or values["period"]})
        closing.changes.append(Change(POSITION, there.uid, there.row, after))
        return
    if again is not None and record.uid not in again:
        return
    if str(record.of("date_opened") or "") > closing.quarter.last.isoformat():
        closing.later += 1
    elif record.of("current_score") is None:
        closing.without.append(record.ref)
    else:
        closing.frozen += 1
        closing.changes.append(book.addition(POSITION, values, refs))


def _position_of(book: Book, record: Record, quarter: Quarter) -> dict[str, Stored]:
    """Return the position at which an entry closes a quarter."""
    today = book.clock.today()
    levels = {part: record.of(f"current_{part}") for part in ("likelihood", "consequence")}
    both = all(value is not None for value in levels.values())
    values: dict[str, Stored] = {
        "parent": record.uid,
        "date": min(quarter.last, today).isoformat(),
        "period": quarter.name,
        "kind": "actual",
        **(levels if both else {"score": record.of("current_score")}),
        "rationale": record.row.get("score_rationale"),
        "source": f"Quarter closed on {Day().show(today.isoformat())}",
    }
    return {key: value for key, value in values.items() if value is not None}


def _named(refs: Sequence[str]) -> str:
    few = 12
    return joined(list(refs)) if len(refs) <= few else f"{', '.join(refs[:few])} and {len(refs) - few:,} more"


def _has(number: int) -> str:
    return "has" if number == 1 else "have"


def _is(number: int) -> str:
    return "is" if number == 1 else "are"


def _was(number: int) -> str:
    return "was" if number == 1 else "were"
