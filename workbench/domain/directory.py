"""What a field may ask about the rest of its file: who is called what, what belongs to what and how far it may go.

The plain directory knows nobody; an open book and each version of it have an `Index`.
"""

from collections.abc import Mapping
from typing import NamedTuple


class Linked(NamedTuple):
    """One end of a link: the link's own uid, the other record's uid and its reference."""

    link: str
    other: str
    ref: str


class Line(NamedTuple):
    """One record as a line in another's cell."""

    uid: str
    ref: str
    text: str


class Directory:
    """A file that holds nothing; what a real one answers is said method by method."""

    def find(self, name: str) -> str | None:
        """Return the uid of the organisation with this name, short name, reference or uid, or None."""
        del name
        return None

    def name(self, uid: str) -> str:
        """Return the name of an organisation, or nothing when it may not be seen here."""
        del uid
        return ""

    def names(self) -> tuple[str, ...]:
        """Return the names of all organisations, for choosing from."""
        return ()

    def person(self, words: str) -> str:
        """Return the name of the only person with these initials; the words themselves where there is none."""
        return words

    def people(self, words: str) -> tuple[str, ...]:
        """Return the names of everybody with these initials."""
        del words
        return ()

    def pointed(self, words: str, to: tuple[str, ...]) -> str | None:
        """Return the uid of the record of these registers (any, if none is named) that a reference means, or None."""
        del words, to
        return None

    def called(self, uid: str, to: tuple[str, ...]) -> str:
        """Return the reference by which `pointed` finds a record again, or nothing when it may not be seen here."""
        del uid, to
        return ""

    def title(self, uid: str, to: tuple[str, ...]) -> str:
        """Return what people call a record beside its reference, or nothing."""
        del uid, to
        return ""

    def circulation(self, uid: str, to: tuple[str, ...]) -> str:
        """Return the key of who may see a record, or nothing where there is no such record."""
        del uid, to
        return ""

    def linked(self, uid: str, to: tuple[str, ...], relation: str = "", *, outward: bool | None = None) -> list[Linked]:
        """Return the records of these registers that a record is linked with, one for each link.

        Args:
            uid: the record.
            to: registers of the other end.
            relation: the only relation to look at; none means any.
            outward: whether the record is the source (True) or the target (False); None means either.
        """
        del uid, to, relation, outward
        return []

    def lines(self, uid: str, register: str, fixed: Mapping[str, object], text: str, relation: str) -> list[Line]:
        """Return the records of a register that belong to a record, as lines.

        Args:
            uid: the record they belong to.
            register: theirs.
            fixed: what their fields must hold.
            text: the field that a line shows.
            relation: how they are linked to it (they are the source); none means that it is their parent.
        """
        del uid, register, fixed, text, relation
        return []


NOBODY = Directory()
