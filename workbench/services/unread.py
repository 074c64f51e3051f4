"""Cells of a return that are open until somebody sees to them: nobody could read them, or two organisations say them differently."""

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


def between_of(part: Part) -> list[tuple[str, str]]:
    """Return the records and fields left open though nothing was changed here: two organisations say them differently."""
    return [
        cell.place or (row.uid, cell.field)
        for row in part.rows
        if row.uid and not row.refused
        for cell in row.cells
        if cell.is_open and cell.stored[0] is not None and cell.stored[0] == cell.stored[1]
    ]


def still_between(book: Book, receipt: Record) -> list[str]:
    """Return in words the cells that two organisations say differently and that stand as they did when the workbook was imported."""
    return list(_still(book, receipt, "between"))


def places_between(book: Book, receipt: Record) -> set[tuple[str, str, str]]:
    """Return register, record and field of the cells that two organisations say differently and nobody has decided about."""
    key, imported = str(receipt.row.get("imported_into") or ""), book.history(receipt.uid)[0].position
    found = json.loads(str(receipt.row.get("shown") or "{}")).get("between", ())
    return {(key, uid, name) for uid, name in found if not _is_seen_to(book, uid, name, imported)}


def settled_between(book: Book, receipt: Record) -> int:
    """Return how many records that two organisations said something different of were decided about since, in whichever return."""
    found = json.loads(str(receipt.row.get("shown") or "{}")).get("between", ())
    imported = book.history(receipt.uid)[0].position if found else 0
    waiting = {uid for uid, key in found if not _is_seen_to(book, uid, key, imported)}
    return len({uid for uid, _ in found} - waiting)


def still_unread(book: Book, receipt: Record) -> list[str]:
    """Return in words the cells of an imported workbook that nobody could read and nobody has seen to since."""
    return list(_still(book, receipt, "unread"))


def _still(book: Book, receipt: Record, what: str) -> Iterator[str]:
    register = book.registers.get(str(receipt.row.get("imported_into") or ""))
    found = json.loads(str(receipt.row.get("shown") or "{}")).get(what, ())
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
