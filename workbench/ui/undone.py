"""What undo or redo did, in words, and where it can be seen."""

from collections import Counter
from collections.abc import Mapping

from workbench.domain.change import Applied
from workbench.domain.register import Register
from workbench.domain.text import counted, joined

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


def seen_in(applied: Applied, registers: Mapping[str, Register]) -> tuple[str, list[str]]:
    """Return the register that most of it concerns and has a page of its own, and its records."""
    found: dict[str, list[str]] = {}
    for change in applied.changes:
        register = registers.get(change.register)
        if register is not None and register.visible and not register.ends:
            found.setdefault(change.register, []).append(change.uid)
    return max(found.items(), key=lambda item: len(item[1]), default=("", []))
