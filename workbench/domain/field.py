"""One column of a register: what it is called, what it holds, and who may ever see it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import IntEnum
from typing import Any, Generic, TypeVar, cast

from workbench.domain.directory import Directory
from workbench.domain.kinds import Choice, Kind, Option, Stored

T = TypeVar("T")


class Circulation(IntEnum):
    """How far something may go, widest first; a field's is the widest version that may ever show it."""

    PUBLIC = 0
    PRIVATE = 1
    RESTRICTED = 2
    """The governance office and the owning member."""
    OFFICE = 3
    """The governance office alone."""


CIRCULATION = Choice(
    (
        Option("public", "Public", ("part 1", "part i")),
        Option("private", "Private", ("part 2", "part ii")),
        Option("restricted", "Restricted", ("confidential",)),
    )
)


class Redacted(dict[str, Stored]):
    """A row that keeps some fields back: what would be worked out or counted for them is kept back, too."""

    held: frozenset[str] = frozenset()


Compute = Callable[[Mapping[str, Stored], Stored], Stored]
"""Turns a row and what is stored under the field's own key into what counts."""

Asks = Callable[[Mapping[str, Stored], Stored, Directory], Stored]
"""The same of a field that must look further than its row: at what the rest of the file says."""


@dataclass(frozen=True)
class Field(Generic[T]):
    """A declared field; its key is the name it is assigned to in the register's body.

    `compute` gives what counts from the row and the stored value (a score from its factors, a default nobody said);
    `asks` does so for a field that looks at the rest of the file, and becomes `compute` when the field is bound to one.
    `core` fields are in a new file's table or form; others appear when a record has a value or a person asks.
    """

    kind: Kind[T]
    label: str = ""
    widest: Circulation = Circulation.PRIVATE
    group: str = "Details"
    column: bool = False
    core: bool = False
    required: bool = False
    compute: Compute | None = None
    asks: Asks | None = None
    factors: tuple[str, ...] = ()
    width: int = 0
    help: str = ""
    key: str = field(default="", compare=True)

    def __set_name__(self, owner: type, name: str) -> None:
        """Take the key from the attribute, and the label from the key where none was given."""
        if not self.key:
            object.__setattr__(self, "key", name)
        if not self.label:
            object.__setattr__(self, "label", sentence_case(self.key))

    def bound(self, directory: Directory) -> "Field[T]":
        """Return this field knowing the rest of one file."""
        kind = self.kind.bound(directory)
        compute = self.compute
        if self.asks is not None:
            compute = _asking(self.asks, directory)
        elif kind.gathers:
            compute = _gathering(kind)
        return self if kind is self.kind and compute is self.compute else replace(self, kind=kind, compute=compute)

    @property
    def breadth(self) -> int:
        """How wide the field likes to be, in characters."""
        return self.width or self.kind.width

    def of(self, row: Mapping[str, Stored]) -> Stored:
        """Return the stored form of what counts in a row; nothing where the row keeps the field back."""
        stored = row.get(self.key)
        if self.compute is None:
            return stored
        return None if row.__class__ is Redacted and self.key in row.held else self.compute(row, stored)

    def value(self, row: Mapping[str, Stored]) -> T | None:
        """Return what counts in a row, in Python's own type."""
        return self.kind.load(self.of(row))


AnyField = Field[Any]


def _asking(asks: Asks, directory: Directory) -> Compute:
    return lambda row, stored: asks(row, stored, directory)


def _gathering(kind: Kind[Any]) -> Compute:
    return lambda row, stored: kind.whole(str(row.get("uid") or ""), stored)


def unsaid(rule: Callable[[Mapping[str, Stored]], str]) -> Compute:
    """Return the rule of a field that counts as something while nobody has said."""

    def said(row: Mapping[str, Stored], stored: Stored) -> Stored:
        return stored if stored is not None else rule(row)

    return said


_CIRCULATION_HELP = (
    "Public goes into Part 1 packs, private into Part 2; restricted stays with the governance office and the owning organisation."
)


def circulation_field(rule: Callable[[Mapping[str, Stored]], str]) -> Field[str]:
    """Return the field that says who may see a record, and what counts while nobody has said."""
    return Field(CIRCULATION, "Who may see this", Circulation.PUBLIC, "Sharing", compute=unsaid(rule), help=_CIRCULATION_HELP)


def asking_circulation(rule: Asks) -> Field[str]:
    """Return the field that says who may see a record where that hangs on other records."""
    return Field(CIRCULATION, "Who may see this", Circulation.PUBLIC, "Sharing", asks=rule, help=_CIRCULATION_HELP)


def narrowest(words: Iterable[str]) -> str:
    """Return the narrowest of several circulations; unknown words, and none at all, are restricted."""
    ranks = {option.key: rank for rank, option in enumerate(CIRCULATION.options)}
    last = len(CIRCULATION.options) - 1
    found = [ranks.get(word, last) for word in words]
    return CIRCULATION.options[max(found, default=last)].key


def own(key: str, kind: Kind[T], label: str = "") -> Field[T]:
    """Return a file's own field, which nobody but the governance office sees."""
    return cast("Field[T]", Field(kind, label or sentence_case(key), Circulation.OFFICE, key=key))


def sentence_case(key: str) -> str:
    """Return a key as a label: `current_likelihood` is "Current likelihood"."""
    text = key.replace("_", " ")
    return text[:1].upper() + text[1:]
