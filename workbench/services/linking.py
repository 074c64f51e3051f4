"""Links of one record as a person reads them from its side, and how they are made and taken away."""

from typing import TYPE_CHECKING, NamedTuple

from workbench.domain.change import Applied
from workbench.domain.errors import WorkbenchError
from workbench.domain.index import LINK
from workbench.domain.kinds import Choice
from workbench.domain.register import Record
from workbench.domain.text import shorten

if TYPE_CHECKING:
    from workbench.services.book import Book

_FROM_THERE = {
    "contributes_to": "Contributed to by",
    "consequence_of": "Leads to",
    "mitigates": "Mitigated by",
    "raised_by": "Raised",
    "supersedes": "Superseded by",
}
"""How a relation reads from the record it points at; those not here read the same from both."""
_UNSAID = "Linked with"


class Tie(NamedTuple):
    """One link of a record: the link itself, how it reads from here, and the record at the other end."""

    link: Record
    words: str
    other: Record
    outward: bool


def relations(book: "Book") -> list[tuple[str, str]]:
    """Return how two records may be linked, by key with the words for it."""
    field = book.register(LINK).find("relation")
    options = field.kind.options if field and isinstance(field.kind, Choice) else ()
    return [(option.key, option.label) for option in options]


def ties(book: "Book", record: Record) -> list[Tie]:
    """Return the links of a record in the order of their relation, each once."""
    found: dict[str, Tie] = {}
    for outward in (True, False):
        for linked in book.directory.linked(record.uid, (), outward=outward):
            link, other = book.record(LINK, linked.link), find_anywhere(book, linked.other)
            if link is not None and other is not None:
                found.setdefault(link.uid, Tie(link, _words(link, outward=outward), other, outward))
    return sorted(found.values(), key=lambda tie: (str(tie.link.row.get("relation") or ""), not tie.outward, tie.other.ref))


def _words(link: Record, *, outward: bool) -> str:
    relation = str(link.row.get("relation") or "")
    said = link.show("relation") or _UNSAID
    return said if outward else _FROM_THERE.get(relation, said)


def tie(book: "Book", record: Record, relation: str, words: str) -> Record:
    """Link a record with the one that a reference means, and return the link.

    Raises:
        WorkbenchError: no record is called so, or the two are linked so already.
    """
    other = book.directory.pointed(words.strip(), ())
    if other is None:
        raise WorkbenchError(f"“{shorten(words, 40)}” is not the reference of a record known here.")
    if other == record.uid:
        raise WorkbenchError(f"{record.ref} cannot be linked with itself.")
    known = [found for found in ties(book, record) if found.other.uid == other and found.link.row.get("relation") == (relation or None)]
    if any(found.outward for found in known):
        raise WorkbenchError(f"{record.ref} is linked so with {known[0].other.ref} already.")
    return book.add(LINK, {"source": record.uid, "target": other, "relation": relation})


def untie(book: "Book", link: Record) -> Applied:
    """Take a link away."""
    return book.remove([link])


def find_anywhere(book: "Book", uid: str) -> Record | None:
    """Return the record with this identity, whichever register it is in."""
    for key, register in book.registers.items():
        if key != LINK and register.visible and (record := book.by_uid(key).get(uid)) is not None:
            return record
    return None


def home_of(book: "Book", record: Record) -> Record:
    """Return the record whose form shows this one: itself, or what it hangs on, for a register that has no page."""
    seen = {record.uid}
    while record.register.ends and (above := next((uid for uid in record.register.hangs_on(record.row) if uid), "")):
        found = find_anywhere(book, above)
        if found is None or found.uid in seen:
            break
        seen.add(found.uid)
        record = found
    return record
