"""What a person may mean by a few words: records by reference or title, and the names a register knows."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from workbench.domain.register import Record
from workbench.domain.text import fold, shorten

if TYPE_CHECKING:
    from workbench.services.book import Book

MOST = 12
"""More would not be read."""
_ENOUGH = 200


class Suggestion(NamedTuple):
    """What is offered, as a person reads it, what is written when it is taken, and the record it means."""

    words: str
    written: str
    uid: str = ""


def suggest_records(book: "Book", words: str, keys: Sequence[str], but: Collection[str] = ()) -> list[Suggestion]:
    """Return records whose reference and title hold all the words, references first.

    Args:
        book: the open file.
        words: what was typed.
        keys: the registers to look in; none means all that people open.
        but: records not to offer.
    """
    asked = fold(words)
    if not asked:
        return []
    found = list(_matching(book, asked.split(), keys, but))
    found.sort(key=lambda record: (not fold(record.ref).startswith(asked), record.register.key, len(record.ref), record.ref))
    found = found[:MOST]
    doubled = _doubled(book, found)
    return [Suggestion(_told(record, doubled), book.directory.called(record.uid, tuple(keys)), record.uid) for record in found]


def _doubled(book: "Book", found: Sequence[Record]) -> set[tuple[str, str]]:
    """Return the registers and references of some records that another record has, too."""
    asked = {record.register.key: {one.ref for one in found if one.register.key == record.register.key} for record in found}
    counts = Counter((key, record.ref) for key, refs in asked.items() for record in book.records(key) if record.ref in refs)
    return {place for place, count in counts.items() if count > 1}


def _told(record: Record, doubled: Collection[tuple[str, str]]) -> str:
    """Return a record as a person knows it: its reference and title, and whose it is where another has the same reference."""
    words = f"{record.ref}  {shorten(record.title, 70)}"
    if (record.register.key, record.ref) not in doubled or "tier" not in record.register:
        return words
    owner = record.show("member") if record.of("tier") != "shared" else ""
    return f"{words} ({owner or ('shared' if record.of('tier') == 'shared' else 'no one organisation')})"


def _matching(book: "Book", asked: Sequence[str], keys: Sequence[str], but: Collection[str]) -> Iterator[Record]:
    chosen = keys or [key for key, register in book.registers.items() if register.visible and not register.ends]
    count = 0
    for key in chosen:
        title = book.register(key).title_key
        for uid, record in book.by_uid(key).items():
            row = record.row
            text = f"{row.get('ref') or ''} {row.get(title) or row.get('description') or ''}".casefold()
            if uid not in but and all(word in text for word in asked):
                yield record
                count += 1
                if count >= _ENOUGH:
                    return


def suggest_names(book: "Book", words: str, key: str) -> list[Suggestion]:
    """Return the names that a register's records are called by and that hold all the words, those beginning with them first."""
    asked = fold(words)
    if not asked or key not in book.registers:
        return []
    register = book.register(key)
    names = dict.fromkeys(name for record in book.records(key) if (name := register.called(record.row)))
    found = [name for name in names if all(word in fold(name) for word in asked.split()) and fold(name) != asked]
    found.sort(key=lambda name: (not fold(name).startswith(asked), name))
    return [Suggestion(name, name) for name in found[:MOST]]
