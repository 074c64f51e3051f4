"""What undo or redo did, in words, and where it can be seen."""

from collections import Counter
from collections.abc import Mapping

from workbench.domain.change import Applied
from workbench.domain.register import Record, Register
from workbench.domain.text import counted, joined
from workbench.services.book import Book
from workbench.services.linking import home_of

_MOST = 3
"""Registers that are named; of more only how many."""


def told(applied: Applied, verb: str, name: str, registers: Mapping[str, Register]) -> str:
    """Return what happened: "Undone: Import Return.xlsx (20 new). 20 decisions were removed."."""
    did: Counter[tuple[str, str]] = Counter()
    for change in applied.changes:
        register = registers.get(change.register)
        if register is not None and register.visible and not register.ends:
            how = "brought back" if change.before is None else "removed" if change.after is None else "changed"
            did[register.key, how] += 1
    parts = [
        f"{counted(number, registers[key].noun, registers[key].plural)} {'was' if number == 1 else 'were'} {how}"
        for (key, how), number in did.most_common(_MOST)
    ]
    more = [f"{len(did) - _MOST} more kinds of record"] if len(did) > _MOST else []
    return f"{verb}: {name}. {joined([*parts, *more])}.".replace(". .", ".")


def seen_in(applied: Applied, book: Book) -> tuple[str, list[str]]:
    """Return the register that most of it concerns and has a page of its own, and its records; a line counts for what it belongs to."""
    found: dict[str, list[str]] = {}
    for change in applied.changes:
        register = book.registers.get(change.register)
        row = change.after or change.before
        if register is None or row is None or not register.visible:
            continue
        home = home_of(book, Record(register, row))
        if not home.register.ends and home.uid not in found.setdefault(home.register.key, []):
            found[home.register.key].append(home.uid)
    return max(found.items(), key=lambda item: len(item[1]), default=("", []))


def belonging(applied: Applied, book: Book, register: str, uids: list[str]) -> str:
    """Return the record that lines alone were changed of, as a sentence; nothing where anything else was, or several's."""
    lines = [one for change in applied.changes if (one := book.registers.get(change.register)) is not None and one.ends]
    home = book.record(register, uids[0]) if len(uids) == 1 else None
    return f" It belongs to {home.name}." if home is not None and lines and len(lines) == len(applied.changes) else ""
