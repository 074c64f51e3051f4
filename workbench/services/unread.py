"""Cells of a return that nobody could read: what stood here stays, and they are open until somebody gives them a value."""

import json
from collections.abc import Iterator

from workbench.domain.change import SetKind
from workbench.domain.register import Record
from workbench.services.book import Book
from workbench.services.plan import Outcome, Part, PlanRow


def unread_of(part: Part) -> list[tuple[str, str]]:
    """Return the records and fields of a part whose cell is filled with what its field cannot read, those corrected by hand left out."""
    if part.source is None:
        return []
    places = [(place, key) for key, found in part.source.reading.unread.items() for place in found]
    return [(row.uid, key) for place, key in sorted(places) if _counts(row := part.rows[place], key)]


def _counts(row: PlanRow, key: str) -> bool:
    if row.refused or not row.uid or row.outcome in (Outcome.ASKED, Outcome.INVALID):
        return False
    return not any(cell.field == key and cell.settled is not None for cell in row.cells)


def still_unread(book: Book, receipt: Record) -> list[str]:
    """Return in words the cells of an imported workbook that nobody could read and nobody has seen to since."""
    return list(_still(book, receipt))


def _still(book: Book, receipt: Record) -> Iterator[str]:
    register = book.registers.get(str(receipt.row.get("imported_into") or ""))
    found = json.loads(str(receipt.row.get("shown") or "{}")).get("unread", ())
    if register is None or not found:
        return
    imported = book.history(receipt.uid)[0].position
    for uid, key in found:
        record, field = book.record(register.key, uid), register.find(key)
        if record is not None and field is not None and not _is_seen_to(book, uid, key, imported):
            yield f"{field.label} of {record.ref}"


def _is_seen_to(book: Book, uid: str, key: str, imported: int) -> bool:
    """Whether a field was given a value since, or somebody changed by hand the words that were kept beside it."""
    return any(
        change.uid == uid and (key in change.keys or (entry.kind is SetKind.EDIT and "extra" in change.keys))
        for entry in book.history(uid)
        if entry.position > imported
        for change in entry.changes
    )
