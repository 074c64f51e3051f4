"""Deciding later: the workbook of an import from the bytes that the file keeps, to be looked at again where something stayed open."""

import os
from datetime import datetime
from pathlib import Path

from workbench.domain.errors import WorkbenchError
from workbench.services.agreeing import leave_open
from workbench.services.book import Book
from workbench.services.plan import Plan
from workbench.services.unread import places_between


def kept_workbook(book: Book, digest: str, folder: Path) -> tuple[Path, str]:
    """Write a workbook that was imported into a folder, under its own name; return where it is and whose it was (a uid, or blank).

    It counts as saved when it was imported, where it does not tell itself when that was.

    Raises:
        WorkbenchError: the file does not keep it, or not any more.
    """
    receipt = next((record for record in reversed(book.records("receipt")) if record.row.get("digest") == digest), None)
    content = book.store.blob(digest)
    if receipt is None or content is None:
        called = receipt.title if receipt else "The workbook"
        raise WorkbenchError(f"{called} is not kept in the file any more; import it again from where you saved it to decide what is open.")
    path = folder / (Path(receipt.title).name or "return.xlsx")
    path.write_bytes(content)
    imported = datetime.fromisoformat(book.history(receipt.uid)[0].at).timestamp()
    os.utime(path, (imported, imported))
    return path, str(receipt.row.get("member") or "")


def leave_undecided(book: Book, plan: Plan) -> None:
    """Leave open in the plan of such a workbook what another organisation's return was found to say differently."""
    receipts = [record for record in book.records("receipt") if record.row.get("digest") == plan.workbook.digest]
    leave_open(book, plan, {place for receipt in receipts for place in places_between(book, receipt)})
