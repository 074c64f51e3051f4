"""Which workbooks' imports were taken back, and when: what tells a return that is here from one that is here no more."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from workbench.domain.change import SetKind
from workbench.services.book import Book
from workbench.services.takeback import standing_sets


@dataclass(frozen=True)
class TakenBack:
    """One time that an import was taken back: when, where the journal stood, and whether some of it stayed."""

    position: int
    day: str
    is_partly: bool


Workbooks = Mapping[tuple[str, str], TakenBack]
"""By organisation and digest of a workbook, when its import was taken back last."""


def taken_back(book: Book) -> Workbooks:
    """Return the workbooks whose import was taken back, and is so still."""
    sets = list(book.store.sets_newest_first())
    found: dict[tuple[str, str], TakenBack] = {}
    if not any(entry.kind is SetKind.EDIT and entry.names for entry in sets):
        return found
    for entry in standing_sets(sets[::-1]):
        imported = book.store.entry(entry.names) if entry.kind is SetKind.EDIT and entry.names else None
        for change in imported.changes if imported is not None else ():
            row = change.after or {}
            if change.register == "receipt" and "digest" in row:
                place = (str(row.get("member") or ""), str(row["digest"]))
                found[place] = TakenBack(entry.position, entry.day, bool(entry.reason))
    return found


def last_of(workbooks: Workbooks, member: str, digests: Collection[str]) -> TakenBack | None:
    """Return when an import of one of an organisation's workbooks was taken back last."""
    found = (workbooks[member, digest] for digest in digests if (member, digest) in workbooks)
    return max(found, key=lambda one: one.position, default=None)
