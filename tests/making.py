"""What tests are made from: a clock that stands still, small books, and workbooks as if they had been read."""

import itertools
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from workbench.domain.clock import Clock
from workbench.domain.kinds import Stored
from workbench.domain.register import Record, Register
from workbench.exchange.sheets import Column, Reading, Sheet, Stamp, Table, Workbook
from workbench.services.book import Book
from workbench.services.importing import _base, _own_stamp, apply_plan
from workbench.services.past import Past
from workbench.services.plan import Part, Plan
from workbench.services.planning import Planner
from workbench.store import journal

START = datetime(2026, 7, 23, 9, 0, tzinfo=UTC)
MEMBERS = ("Royal Alderbrook NHS Trust", "Carrow Valley ICB")


class FixedClock(Clock):
    """A clock that moves only when it is told to, and numbers new identifiers from where it is told."""

    def __init__(self, moment: datetime = START, author: str = "Asha Patel", first: int = 1) -> None:
        super().__init__(author)
        self.moment = moment
        self.day: date | None = None
        self.machine_name = "office-laptop"
        self._numbers = itertools.count(first)

    def now(self) -> datetime:
        return self.moment

    def today(self) -> date:
        return self.day or self.moment.date()

    def machine(self) -> str:
        return self.machine_name

    def new_uid(self) -> str:
        return str(uuid.UUID(int=(0x0190 << 112) | (0x7 << 76) | (0b10 << 62) | next(self._numbers)))

    def pass_days(self, number: float) -> None:
        """Let days pass."""
        self.moment += timedelta(days=number)

    def pass_minutes(self, number: float) -> None:
        """Let minutes pass."""
        self.moment += timedelta(minutes=number)


def make_book(path: Path, clock: Clock, *, risks: int = 0, organisations: Sequence[str] = MEMBERS) -> Book:
    """Make a book with two organisations and so many shared risks, open for writing."""
    book = Book.create(path, "Alder Acute Provider Collaborative", clock, organisations)
    for number in range(1, risks + 1):
        book.add("risk", risk(number))
    return book


def risk(number: int, **more: object) -> dict[str, object]:
    """Return the values of a made risk, as typed by hand."""
    return {
        "title": f"Risk {number} of late discharge from ward {number}",
        "description": f"Beds on ward {number} stay occupied.",
        "owner": "Jo Smith",
        "current_likelihood": number % 5 + 1,
        "current_consequence": (number * 2) % 5 + 1,
        **more,
    }


def uid_of(book: Book, name: str) -> str:
    """Return the uid of an organisation."""
    found = book.directory.find(name)
    assert found
    return found


def rows_of_book(book: Book) -> dict[str, dict[str, dict[str, Stored]]]:
    """Return every row as the book remembers it, by register and uid; registers without rows are left out."""
    found = {key: {record.uid: dict(record.row) for record in book.records(key)} for key in book.registers}
    return {key: rows for key, rows in found.items() if rows}


def rows_of_store(book: Book) -> dict[str, dict[str, dict[str, Stored]]]:
    """Return every row as SQLite holds it."""
    found = {key: {uid: dict(row) for uid, row in book.store.rows(key).items()} for key in book.registers}
    return {key: rows for key, rows in found.items() if rows}


def rows_of_journal(book: Book) -> dict[str, dict[str, dict[str, Stored]]]:
    """Return every row as a replay of the journal from nothing gives it."""
    with book.store.reading() as connection:
        found = journal.replayed(connection)
    return {key: {uid: dict(row) for uid, row in rows.items()} for key, rows in found.items() if rows}


def faults(book: Book) -> list[str]:
    """Return what `check` says."""
    return [fault.message for fault in book.check()]


Line = Mapping[str, Any]
"""One record of a made sheet: field keys to values; `extra` to a mapping, `uid` to the hidden identity."""


def table(register: str, keys: Sequence[str], count: int, sheet: str = "Risks") -> Table:
    """Return a table with its headings in row 1 and a record in each row below."""
    columns = [Column(index, key, key, 1.0, "made") for index, key in enumerate(keys)]
    return Table(sheet, register, [0], columns, [[number + 1] for number in range(count)])


def reading(register: Register, lines: Sequence[Line], keys: Sequence[str] = (), sheet: str = "Risks") -> Reading:
    """Return lines as read from a sheet: a column for every key any line has (or those given), in stored form."""
    named = list(keys) or list(dict.fromkeys(key for line in lines for key in line if key not in {"uid", "extra"}))
    columns: dict[str, list[Stored]] = {
        key: [register.get(key).kind.read(line[key]) if line.get(key) not in (None, "") else None for line in lines] for key in named
    }
    return Reading(
        sheet,
        register.key,
        columns,
        [dict(line.get("extra") or {}) for line in lines],
        [number + 1 for number in range(len(lines))],
        [line.get("uid") for line in lines],
        [],
        {key: index for index, key in enumerate(named)},
    )


def workbook(name: str = "return.xlsx", stamp: Stamp | None = None, content: bytes = b"") -> Workbook:
    """Return a workbook whose sheets nobody looks at again."""
    return Workbook(name, f"digest of {name}", [Sheet("Risks", [])], stamp, content)


def stamp_of(book: Book, *, version: str = "office", member: str = "", keys: Sequence[str] = ("ref", "title")) -> Stamp:
    """Return the stamp that an export made now would carry."""
    head = book.store.head()
    return Stamp(book.store.about("file_id"), head.position, head.hash.hex(), version, member, {"Risks": ("risk", tuple(keys))})


def plan_lines(
    book: Book,
    lines: Sequence[Line],
    *,
    member: str = "",
    stamp: Stamp | None = None,
    keys: Sequence[str] = (),
    register: str = "risk",
    name: str = "return.xlsx",
) -> Plan:
    """Return the plan for lines as the importing service makes it from a workbook it has read."""
    owner = uid_of(book, member) if member else ""
    plan = Plan(Path(name), owner, workbook(name, stamp, content=name.encode()), [])
    own = _own_stamp(book, plan)
    read = reading(book.register(register), lines, keys)
    if own is None:
        read.uids = [None] * len(read)
    base = _base(Past(book), register, owner, own)
    part: Part = Planner(book, table(register, list(read.columns), len(read)), read, owner, base, _is_notice).plan()
    part.columns = tuple(read.columns)
    plan.parts.append(part)
    return plan


def _is_notice(text: str) -> bool:
    return text.startswith("This text is too long for Excel")


def bring_in(book: Book, lines: Sequence[Line], **how: Any) -> Plan:
    """Plan lines and apply the plan."""
    plan = plan_lines(book, lines, **how)
    apply_plan(book, plan)
    return plan


def shown(record: Record, *keys: str) -> list[str]:
    """Return the words under some keys."""
    return [record.show(key) for key in keys]


@contextmanager
def unchanged(*paths: Path) -> Iterator[None]:
    """Check that files are byte for byte the same afterwards, and that nothing new lies beside them."""
    before = {path: path.read_bytes() for path in paths}
    beside = {path.parent: sorted(path.parent.iterdir()) for path in paths}
    yield
    assert {path: path.read_bytes() for path in paths} == before
    assert {folder: sorted(folder.iterdir()) for folder in beside} == beside
