"""Which quarter a return belongs to and counts in, and the record that it came."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from workbench.domain.change import Change
from workbench.domain.kinds import Day, Stored
from workbench.domain.quarters import Quarter, named, quarter_of
from workbench.domain.register import Record
from workbench.exchange.sheets import Stamp
from workbench.services.book import Book
from workbench.services.plan import Plan
from workbench.services.quarters import closed

RETURN, SENDING = "return", "sending"


@dataclass(frozen=True)
class Sent:
    """One time a workbook was sent to a member: its record, and what that said then."""

    record: Record
    position: int
    sent_on: str
    quarter: Quarter


@dataclass
class Belongs:
    """Where a return belongs: the quarter it was asked for in, the one it counts in, what was sent for it, and what is to be said."""

    asked: Quarter
    counts: Quarter
    sent: Sent | None = None
    notes: list[str] = field(default_factory=list)


def times_sent(book: Book, member: str) -> list[Sent]:
    """Return every time a member was sent a workbook, oldest first; the history keeps those that a newer one replaced."""
    found: list[Sent] = []
    for record in book.records(SENDING) if SENDING in book.registers else ():
        quarter = named(record.show("period"))
        if record.row.get("member") == member and quarter is not None:
            found += [Sent(record, position, day, quarter) for position, day in _positions(book, record)]
    return sorted(found, key=lambda sent: (sent.position, sent.sent_on))


def _positions(book: Book, record: Record) -> Iterator[tuple[int, str]]:
    day = ""
    for entry in book.history(record.uid):
        for change in entry.changes:
            after = change.after or {}
            if change.uid == record.uid and "position" in after and after["position"] is not None:
                day = str(after.get("sent_on") or day)
                yield int(str(after["position"])), day


def belongs(book: Book, plan: Plan) -> Belongs:
    """Return where a member's return belongs: by the workbook that was sent, else by its position date, else by today."""
    today = quarter_of(book.clock.today())
    times = times_sent(book, plan.member)
    sent = _answered(times, plan.workbook.stamp if is_own(book, plan.workbook.stamp) else None)
    asked = sent.quarter if sent else _spoken_of(plan, book.clock.today()) or today
    shut = closed(book)
    counts = asked
    while counts in shut:
        counts = counts.after
    found = Belongs(asked, counts, sent)
    if sent is not None and (newer := [one for one in times if one.quarter == asked and one.position > sent.position]):
        found.notes.append(
            f"It answers the workbook sent on {Day().show(sent.sent_on)}, which was sent again on {Day().show(newer[-1].sent_on)}."
        )
    if counts != asked:
        found.notes.append(f"{asked.name} was closed on {shut[asked].show('closed_on')}, so this return counts in {counts.name}.")
    return found


def is_own(book: Book, stamp: Stamp | None) -> bool:
    """Whether a stamp is of this very file and its history."""
    return (
        stamp is not None
        and stamp.file_id == book.store.about("file_id")
        and stamp.position <= book.store.head().position
        and book.store.hash_at(stamp.position) == stamp.head
    )


def _answered(times: list[Sent], stamp: Stamp | None) -> Sent | None:
    """Return what a return answers: what was sent last by the time its workbook was made, else what was sent last at all."""
    by_then = [sent for sent in times if stamp is None or sent.position <= stamp.position]
    return by_then[-1] if by_then else None


def _spoken_of(plan: Plan, today: date) -> Quarter | None:
    said = plan.workbook.answers.said.get("position_date") if plan.workbook.answers else None
    return quarter_of(min(date.fromisoformat(str(said)), today)) if said else None


def is_return(plan: Plan) -> bool:
    """Whether a workbook is a member's return."""
    return bool(plan.member)


def is_first_seen(book: Book, plan: Plan) -> bool:
    """Whether a return must be remembered although nothing in it is to be written: it was asked for, or says something of itself."""
    if not is_return(plan) or RETURN not in book.registers or _noted(book, plan) is not None:
        return False
    answers = plan.workbook.answers
    return bool(answers and answers.said) or bool(times_sent(book, plan.member))


def return_changes(book: Book, plan: Plan) -> list[Change]:
    """Return the change that notes that a member's return came; the very same workbook is noted once."""
    if not is_return(plan) or RETURN not in book.registers or _noted(book, plan) is not None:
        return []
    found = belongs(book, plan)
    values: dict[str, Stored] = {
        "title": plan.workbook.name,
        "member": plan.member,
        "period": found.counts.name,
        "asked_for": found.asked.name,
        "received_on": book.clock.today().isoformat(),
        "digest": plan.workbook.digest,
        **(plan.workbook.answers.said if plan.workbook.answers else {}),
    }
    return [book.addition(RETURN, values)]


def _noted(book: Book, plan: Plan) -> Record | None:
    noted = (record for record in book.records(RETURN) if record.row.get("member") == plan.member)
    return next((record for record in noted if record.row.get("digest") == plan.workbook.digest), None)


def notes_on(book: Book, plan: Plan) -> list[str]:
    """Return sentences on what a return says of itself and where it counts."""
    if not is_return(plan):
        return []
    notes = list(belongs(book, plan).notes)
    said = plan.workbook.answers.said if plan.workbook.answers else {}
    day = str(said.get("position_date") or "")
    if day > book.clock.today().isoformat():
        notes.append(f"The sheet “Your return” gives {Day().show(day)} as its position date, which is still to come.")
    if said.get("nothing_to_change") == "yes":
        changed = sum(row.content for row in plan.rows)
        if changed:
            rows = "1 row differs" if changed == 1 else f"{changed:,} rows differ"
            notes.append(f"The sheet “Your return” says that there is nothing to change, but {rows} from here; the rows count.")
        else:
            notes.append("The organisation says that there is nothing to change, which counts as its return.")
    return notes
