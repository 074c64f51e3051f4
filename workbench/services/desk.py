"""The returns desk: for a quarter, what every member was sent, sent back, and what is still open."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from workbench.domain.audience import Audience, Version
from workbench.domain.kinds import Day
from workbench.domain.progress import day_of
from workbench.domain.quarters import Quarter, named, quarter_of
from workbench.domain.register import Record
from workbench.domain.text import counted
from workbench.services.book import Book
from workbench.services.past import Past
from workbench.services.returned import RETURN
from workbench.services.rounds import members_asked, sending_of
from workbench.services.taken_back import TakenBack, Workbooks, last_of, taken_back
from workbench.services.unread import settled_between, still_between, still_unread


class Standing(StrEnum):
    """Where one member's return stands."""

    NOT_SENT = "not sent"
    OUTSTANDING = "outstanding"
    LATE = "late"
    OPEN = "returned, not settled"
    TAKEN_BACK = "returned, taken back"
    APPLIED = "applied"


@dataclass(frozen=True)
class StillOpen:
    """What is still open of a return, and which records were not in it."""

    to_decide: int = 0
    conflicting: int = 0
    invalid: int = 0
    absent: int = 0
    between: tuple[str, ...] = ()
    """The cells that two organisations say differently, in words; their records are among those conflicting."""
    between_records: int = 0
    unread: tuple[str, ...] = ()
    """The cells that nobody could read, in words."""
    cells: tuple[str, ...] = ()
    """Where something is to be looked at: sheet and cell."""
    missing: tuple[str, ...] = ()
    """The references that were sent and did not come back."""

    @property
    def any(self) -> bool:
        """Whether anything keeps it from being settled; records not in the return do only where nobody knows why."""
        return bool(self.to_decide or self.conflicting or self.invalid or self.absent or self.unread)

    @property
    def words(self) -> str:
        """All of it as a phrase."""
        phrases = (
            (self.to_decide, "to decide"),
            (self.conflicting - self.between_records, "changed on both sides"),
            (self.between_records, "said differently by two organisations"),
            (self.invalid, "needing correction"),
            (self.absent, "not in the return"),
            (len(self.unread), "cell nobody could read" if len(self.unread) == 1 else "cells nobody could read"),
        )
        return ", ".join(f"{number:,} {words}" for number, words in phrases if number)


@dataclass(frozen=True)
class Line:
    """One member in one quarter."""

    member: Record
    quarter: Quarter
    sending: Record | None
    returns: tuple[Record, ...]
    receipts: tuple[Record, ...]
    still_open: StillOpen
    standing: Standing
    days_late: int
    taken_back: TakenBack | None = None
    """When an import of it was taken back, after all that still stand."""
    elsewhere: str = ""
    """The later quarter that a return asked for in this one counts in."""

    @property
    def due(self) -> date | None:
        """The day it was to be back."""
        return day_of(self.sending, "due_date") if self.sending else None

    @property
    def last(self) -> Record | None:
        """The newest return."""
        return self.returns[-1] if self.returns else None

    @property
    def is_outstanding(self) -> bool:
        """Whether a workbook was sent and none came back."""
        return self.standing in (Standing.OUTSTANDING, Standing.LATE)

    @property
    def is_taken_back(self) -> bool:
        """Whether a workbook came back, and what it brought was taken out again."""
        return self.standing is Standing.TAKEN_BACK

    @property
    def applied_on(self) -> str:
        """The ISO day of the newest import that still stands; nothing where none does, or where it was taken back since."""
        return "" if self.taken_back else max((str(receipt.row.get("received_on") or "") for receipt in self.receipts), default="")

    @property
    def _undone(self) -> str:
        """When its import was taken back, as the end of a sentence."""
        back = self.taken_back
        if back is None:
            return ""
        partly = "partly " if back.is_partly or self.receipts else ""
        return f"; {partly}taken back on {Day().show(back.day)}"

    @property
    def words(self) -> str:
        """Where it stands, in words."""
        late = f", {counted(self.days_late, 'day')} late" if self.days_late else ""
        counts = f"; it counts in {self.elsewhere}" if self.elsewhere else ""
        nothing = ", nothing to change" if self.last is not None and self.last.row.get("nothing_to_change") == "yes" else ""
        match self.standing:
            case Standing.LATE:
                return f"Outstanding{late}"
            case Standing.OPEN:
                return f"Returned{late}{nothing}, not settled{self._undone}{counts}"
            case Standing.TAKEN_BACK:
                return f"Returned{late}{self._undone or '; its import was taken back'}{counts}"
            case Standing.APPLIED:
                return f"Returned{late}{nothing}{counts}"
        return "Outstanding" if self.standing is Standing.OUTSTANDING else "Nothing sent"


def quarters_known(book: Book) -> list[Quarter]:
    """Return the quarters that anything was sent or returned for, the newest first, with today's."""
    found = {quarter_of(book.clock.today())}
    for key in ("sending", RETURN):
        for record in book.records(key):
            found |= {quarter for name in ("period", "asked_for") if (quarter := named(record.show(name)))}
    return sorted(found, key=lambda quarter: quarter.first, reverse=True)


def current_quarter(book: Book) -> Quarter:
    """Return the quarter that was asked about last, else that of today."""
    sent = [quarter for record in book.records("sending") if (quarter := named(record.show("period")))]
    return max(sent, key=lambda quarter: quarter.first, default=quarter_of(book.clock.today()))


def desk(book: Book, quarter: Quarter) -> list[Line]:
    """Return where every member stands in a quarter, in the order of the organisations."""
    asked = {record.uid for record in members_asked(book, book.clock.today())}
    past = Past(book)
    gone = taken_back(book)
    lines = [_line(book, past, record, quarter, gone) for record in book.records("member")]
    return [line for line in lines if line.member.uid in asked or line.sending is not None or line.returns]


def summary(lines: Sequence[Line]) -> str:
    """Return the whole desk in one sentence."""
    sent = [line for line in lines if line.sending is not None]
    if not sent and not any(line.returns for line in lines):
        return "Nothing was sent for this quarter yet."
    back = sum(bool(line.returns) for line in lines)
    out, late = sum(line.is_outstanding for line in lines), sum(line.standing is Standing.LATE for line in lines)
    unsettled = sum(line.standing is Standing.OPEN for line in lines)
    parts = [f"{counted(len(sent), 'workbook')} sent", f"{back:,} returned", f"{out:,} outstanding"]
    told = ", ".join(parts) + (f" ({late:,} late)" if late else "")
    gone = sum(line.is_taken_back for line in lines)
    told += f"; {counted(unsettled, 'return')} {'has' if unsettled == 1 else 'have'} something open" if unsettled else ""
    told += f"; {counted(gone, 'return')} taken back and not applied" if gone else ""
    return f"{told}."


@dataclass
class _Found:
    receipts: list[Record] = field(default_factory=list)
    newest: dict[str, Record] = field(default_factory=dict)


def _line(book: Book, past: Past, member: Record, quarter: Quarter, gone: Workbooks) -> Line:
    sending = sending_of(book, member.uid, quarter)
    returns = [record for record in book.records(RETURN) if record.row.get("member") == member.uid]
    here = [record for record in returns if quarter in (named(record.show("period")), named(record.show("asked_for")))]
    here.sort(key=lambda record: (str(record.row.get("received_on") or ""), record.uid))
    digests = {str(record.row.get("digest") or "") for record in here}
    found = _receipts(book, member.uid, digests)
    back = last_of(gone, member.uid, digests)
    if back is not None and any(book.history(receipt.uid)[0].position > back.position for receipt in found.receipts):
        back = None  # it was imported again since
    still_open = _open(book, past, member, list(found.newest.values()), sending) if here else StillOpen()
    if here and back is None and (refs := _not_in_it(book, past, sending, here[-1], found.newest)):
        still_open = replace(still_open, absent=still_open.absent + len(refs), missing=(*still_open.missing, *refs))
    last = here[-1] if here else None
    counts = named(last.show("period")) if last else None
    elsewhere = counts.name if counts is not None and counts != quarter and named(last.show("asked_for") if last else "") == quarter else ""
    late = _days_late(book, sending, here)
    standing = _standing(sending, here, found.receipts, still_open, late, is_back=back is not None)
    return Line(member, quarter, sending, tuple(here), tuple(found.receipts), still_open, standing, late, back, elsewhere)


def _receipts(book: Book, member: str, digests: set[str]) -> _Found:
    """Return the receipts of some workbooks, and the newest for each register."""
    found = _Found()
    for record in book.records("receipt"):
        if record.row.get("member") == member and record.row.get("digest") in digests:
            found.receipts.append(record)
            found.newest[str(record.row.get("imported_into") or "")] = record
    return found


def _open(book: Book, past: Past, member: Record, receipts: Sequence[Record], sending: Record | None) -> StillOpen:
    def total(key: str) -> int:
        return sum(int(str(receipt.row.get(key) or 0)) for receipt in receipts)

    cells = tuple(line for receipt in receipts for line in receipt.show("problems").split("\n") if line)
    unread = tuple(words for receipt in receipts for words in still_unread(book, receipt))
    missing = tuple(ref for receipt in receipts if receipt.row.get("absent") for ref in _missing(book, past, member, receipt, sending))
    between = tuple(words for receipt in receipts for words in still_between(book, receipt))
    apart = len({words.rpartition(" of ")[2] for words in between})
    conflicting = max(apart, total("conflicting") - sum(settled_between(book, receipt) for receipt in receipts))
    return StillOpen(total("asked"), conflicting, total("invalid"), total("absent"), between, apart, unread, cells, missing)


def _missing(book: Book, past: Past, member: Record, receipt: Record, sending: Record | None) -> list[str]:
    """Return the references of the records that a return should have held and did not."""
    key = str(receipt.row.get("imported_into") or "")
    if key not in book.registers:
        return []
    shown = json.loads(str(receipt.row.get("shown") or "{}"))
    met = {*shown.get("uids", ()), *shown.get("asked", ())}
    if receipt.row.get("stamped") and sending is not None:
        sent = past.view(int(str(sending.row.get("position") or 0)), Audience(Version.MEMBER, member.uid)).records(key)
        held = [record.uid for record in sent]
    else:
        held = [record.uid for record in book.records(key) if record.row.get("member") == member.uid]
    here = (book.record(key, uid) for uid in held if uid not in met)
    explained = set(shown.get("explained", ()))
    return [record.ref for record in here if record is not None and record.ref not in explained]


def _not_in_it(book: Book, past: Past, sending: Record | None, last: Record, newest: Mapping[str, Record]) -> list[str]:
    """Return the references of what was sent on sheets that no return had any more, unless nothing is to be changed.

    A return of a member's own layout holds what it holds; only one that was sent from here should have every sheet.
    """
    sent_back = not newest or any(receipt.row.get("stamped") for receipt in newest.values())
    if sending is None or not sent_back or last.row.get("nothing_to_change") == "yes":
        return []
    keys = [key for key in sending.show("asks_for").split("; ") if key in book.registers and key not in newest]
    view = past.view(int(str(sending.row.get("position") or 0)), Audience(Version.MEMBER, str(sending.row.get("member") or "")))
    return [here.ref for key in keys for one in view.records(key) if (here := book.record(key, one.uid)) is not None]


def _days_late(book: Book, sending: Record | None, returns: Sequence[Record]) -> int:
    """Return how many days after the due date the first return came, or how many have passed without one."""
    due = day_of(sending, "due_date") if sending else None
    if due is None:
        return 0
    came = day_of(returns[0], "received_on") if returns else None
    return max(0, ((came or book.clock.today()) - due).days)


def _standing(
    sending: Record | None, returns: Sequence[Record], receipts: Sequence[Record], still_open: StillOpen, late: int, *, is_back: bool
) -> Standing:
    if not returns:
        return Standing.NOT_SENT if sending is None else Standing.LATE if late else Standing.OUTSTANDING
    if still_open.any:
        return Standing.OPEN
    nothing = returns[-1].row.get("nothing_to_change") == "yes"
    return Standing.APPLIED if not is_back and (receipts or nothing) else Standing.TAKEN_BACK
