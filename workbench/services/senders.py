"""Whose workbook it seems to be, and why: proposed to a person, who says; nothing is placed by it alone."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.domain.register import Record, Row
from workbench.domain.text import counted, fold, joined, squeeze
from workbench.exchange.sheets import Reading, Workbook
from workbench.resources import resource
from workbench.services.layouts import laid_out_by

if TYPE_CHECKING:
    from workbench.services.book import Book
    from workbench.services.plan import Part, Plan

_ABOVE = 12
"""Rows above the headings in which a sheet may say whose it is."""
_SHORTEST = 4
"""Letters a word of a name must have to stand for it, and a short name of an organisation two fewer."""
_NAMED = 4
"""References named one by one."""
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


@cache
def _everyday(where: str) -> frozenset[str]:
    """Return the words by which no organisation or no workbook is known: those of the names of either."""
    return frozenset(tomllib.loads(resource("everyday.toml").read_text(encoding="utf-8"))[where].split())


@dataclass(frozen=True)
class Likely:
    """The organisation that a workbook seems to come from, and the reason as a sentence; `doubt` is what speaks for another one."""

    member: str
    reason: str
    doubt: str = ""

    @property
    def told(self) -> str:
        """The reason, and what speaks against it."""
        return f"{self.reason} {self.doubt}".rstrip()


@dataclass
class Names:
    """The organisations of a file, and what each may be called in a title or the name of a file."""

    book: "Book"
    whole: dict[str, set[str]] = field(default_factory=dict)
    known_by: dict[str, set[str]] = field(default_factory=dict)
    """Single words of names, with those whose name has them."""

    def __post_init__(self) -> None:
        """Gather the names."""
        for record in self.book.records("member"):
            told = [str(record.row.get(key) or "") for key in ("name", "short_name")]
            for name in map(squeeze, [*told, *str(record.row.get("other_names") or "").split(";")]):
                if len(name) >= _SHORTEST - 2:
                    self.whole.setdefault(name, set()).add(record.uid)
                for word in _words(name):
                    if len(word) >= _SHORTEST and word not in _everyday("organisations"):
                        self.known_by.setdefault(word, set()).add(record.uid)

    def named_in(self, text: str) -> str:
        """Return the only organisation that a text names, or nothing."""
        found = self.wholly_named_in(text)
        if not found:
            said = set(_words(_spaced(text)))
            found = {uid for word, uids in self.known_by.items() if word in said and len(uids) == 1 for uid in uids}
        return found.pop() if len(found) == 1 else ""

    def wholly_named_in(self, text: str) -> set[str]:
        """Return the organisations whose whole name or short name stands in a text, and not only as part of another's."""
        words, found = _spaced(text), set()
        for name in sorted(self.whole, key=len, reverse=True):
            words, times = re.subn(rf"(?<!\w){re.escape(name)}(?!\w)", " … ", words)
            if times:
                found |= self.whole[name]
        return found


def likely_sender(book: "Book", plan: "Plan") -> Likely | None:
    """Return whose a workbook seems to be that nobody said it of; None where nothing tells.

    What is surest comes first: this very workbook, then records it holds, a column that names one organisation, a title or
    property of the workbook, its name, the name of an earlier one, and a layout that only one organisation has.
    """
    found = [one for one in _signs(book, plan) if book.directory.name(one.member)]
    if not found:
        return None
    first = found[0]
    against = next((one for one in found if one.member != first.member), None)
    return Likely(first.member, first.reason, f"But look: {against.reason[:1].lower()}{against.reason[1:]}" if against else "")


def _signs(book: "Book", plan: "Plan") -> Iterator[Likely]:
    names, workbook = Names(book), plan.workbook
    yield from _imported_before(book, workbook)
    for part in plan.parts:
        if part.source is not None:
            yield from _holds_records(book, part, part.source.reading)
            yield from _names_in_a_column(book, part.source.reading)
            yield from _is_like_a_name(book, part, names)
    yield from _says_itself(book, plan, names)
    if member := names.named_in(plan.path.stem):
        yield Likely(member, f"The workbook's name says {book.directory.name(member)}.")
    yield from _called_alike(book, plan.path)
    if len(owners := laid_out_by(book, workbook)) == 1:
        member = owners.pop()
        yield Likely(member, f"It is laid out as {book.directory.name(member)} lays out its workbooks.")


def _imported_before(book: "Book", workbook: Workbook) -> Iterator[Likely]:
    known = [record for record in book.records("receipt") if record.row.get("digest") == workbook.digest and record.row.get("member")]
    if known:
        member = str(known[-1].row["member"])
        yield Likely(member, f"This very workbook was imported as one of {book.directory.name(member)}.")


def _holds_records(book: "Book", part: "Part", reading: Reading) -> Iterator[Likely]:
    """Tell by references that belong to one organisation already, under the same words."""
    refs = reading.columns.get("ref")
    register = book.register(part.register)
    if refs is None or "member" not in register:
        return
    keys = tuple(dict.fromkeys((register.title_key, *register.match_keys)))
    titles = [reading.columns[key] for key in keys if key in reading.columns]
    known: dict[str, list[Record]] = {}
    for record in book.records(part.register):
        if record.row.get("member") and record.ref:
            known.setdefault(fold(record.ref), []).append(record)
    alike: Counter[str] = Counter()
    for index, ref in enumerate(refs):
        said = {squeeze(str(column[index])) for column in titles if column[index]}
        here = known.get(fold(str(ref)), ()) if ref else ()
        alike.update({str(record.row["member"]) for record in here if said & {squeeze(record.show(key)) for key in keys}})
    most = alike.most_common(2)
    filled = sum(bool(ref) for ref in refs)
    if most and most[0][1] * 4 >= filled and (len(most) == 1 or most[0][1] >= 2 * most[1][1]):
        member, count = most[0]
        these = "One of these references already belongs" if count == 1 else f"{count:,} of these references already belong"
        yield Likely(member, f"{these} to {book.directory.name(member)}.")


def _names_in_a_column(book: "Book", reading: Reading) -> Iterator[Likely]:
    said = [value for value in reading.columns.get("member", ()) if value]
    if said and len(set(said)) == 1 and len(said) * 2 >= len(reading):
        member = str(said[0])
        yield Likely(member, f"A column names {book.directory.name(member)} in {counted(len(said), 'row')}.")


def _is_like_a_name(book: "Book", part: "Part", names: Names) -> Iterator[Likely]:
    """Tell by a column of organisations that holds one name all the way down, which is only like an organisation's."""
    reading = part.source.reading if part.source is not None else None
    headers = [column.header for column in part.table.columns if column.field == "member"]
    if reading is None or not headers or any(reading.columns.get("member", ())):
        return
    said = {extra[header] for extra in reading.extra for header in headers if header in extra}
    if len(said) == 1 and (member := names.named_in(name := said.pop())):
        yield Likely(member, f"A column says “{name}”, which is like {book.directory.name(member)}.")


def _says_itself(book: "Book", plan: "Plan", names: Names) -> Iterator[Likely]:
    """Tell by the words above a table, the name of its sheet, and what the workbook says in its properties."""
    from workbench.exchange.described import described  # noqa: PLC0415 - adapters load when needed

    for part in plan.parts:
        sheet = plan.workbook.sheet(part.table.sheet)
        top = min(part.table.header_rows, default=0)
        above = [str(value) for row in (sheet.rows[max(0, top - _ABOVE) : top] if sheet else ()) for value in row if isinstance(value, str)]
        for words, where in (*((words, "The words above the table name") for words in above), (part.table.sheet, "The sheet's name says")):
            if member := names.named_in(words):
                yield Likely(member, f"{where} {book.directory.name(member)}.")
    for words in described(plan.workbook.content):
        if member := names.named_in(words):
            yield Likely(member, f"The workbook's properties name {book.directory.name(member)}.")


def _called_alike(book: "Book", path: Path) -> Iterator[Likely]:
    """Tell by the name of an earlier workbook, figures and everyday words left out."""
    called = _telling(path.stem)
    if not called:
        return
    found = {
        str(record.row["member"]): record.title
        for record in book.records("receipt")
        if record.row.get("member") and _telling(Path(record.title).stem) == called
    }
    if len(found) == 1:
        member, title = next(iter(found.items()))
        yield Likely(member, f"“{title}” came from {book.directory.name(member)}.")


def _telling(stem: str) -> frozenset[str]:
    return frozenset(
        word for word in _words(squeeze(stem.replace("_", " "))) if len(word) >= _SHORTEST - 1 and word not in _everyday("workbooks")
    )


def _spaced(text: str) -> str:
    return squeeze(re.sub(r"[_.]+", " ", text))


def _words(text: str) -> list[str]:
    return _WORD.findall(text)


def alike_refs(book: "Book", plan: "Plan") -> list[str]:
    """Return a sentence where new records bear references of records here that are somebody else's, so that both are told apart."""
    lines = []
    for part in plan.parts:
        register = book.register(part.register)
        if "tier" not in register:
            continue
        new = {fold(row.ref): row.ref for row in part.rows if row.before is None and row.after is not None and row.ref}
        owners: dict[str, list[str]] = {}
        for record in book.records(part.register) if new else ():
            if fold(record.ref) in new:
                owners.setdefault(_whose(record), []).append(record.ref)
        for owner, refs in owners.items():
            named = joined(refs[:_NAMED]) if len(refs) <= _NAMED else f"{', '.join(refs[:_NAMED])} and {len(refs) - _NAMED:,} more"
            stands = "stands" if len(refs) == 1 else "stand"
            lines.append(
                f"{named} also {stands} for {register.plural if len(refs) > 1 else register.noun} of {owner}; look whose is meant."
            )
    return lines


def _whose(record: Record) -> str:
    if record.of("tier") == "shared":
        return "the collaborative"
    return record.show("member") or "no one organisation"


def unplaced(book: "Book", plan: "Plan") -> int:
    """Return how many new records would belong to no organisation and to no level."""
    return sum(
        row.writes and row.before is None and row.after is not None and _is_unplaced(book, part.register, row.after)
        for part in plan.parts
        for row in part.rows
        if "tier" in book.register(part.register)
    )


def _is_unplaced(book: "Book", register: str, row: Row) -> bool:
    record = Record(book.register(register), row)
    return record.of("tier") == "unsorted" and not record.row.get("member")
