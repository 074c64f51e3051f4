"""A fresh export under a member's own headings and in their order: as its last return, or another workbook of it, has them."""

from collections.abc import Sequence
from pathlib import Path

from workbench.domain.errors import WorkbenchError
from workbench.domain.register import Record
from workbench.domain.text import squeeze
from workbench.exchange.laid import LaidColumn
from workbench.exchange.sheets import EXTRA, IGNORE, Workbook, letter
from workbench.services.book import Book
from workbench.services.importing import last_receipt, plan_workbook
from workbench.services.plan import Part
from workbench.services.updating_places import Laid

LaidOut = dict[str, list[LaidColumn]]
"""The columns of each register."""


def headings_of(book: Book, member: str, keys: Sequence[str] = (), own: Path | None = None) -> LaidOut:
    """Return how a member lays out registers.

    Args:
        book: the open file.
        member: the uid of the organisation.
        keys: the only registers wanted.
        own: a workbook of it to go by; without one the last that came in from it for each register.

    Raises:
        WorkbookRefusedError: the workbook cannot be read.
        WorkbenchError: nothing tells how it lays out such a register.
    """
    from workbench.exchange.reading import read_workbook  # noqa: PLC0415 - adapters load when needed

    found: LaidOut = {}
    name = book.directory.name(member)
    if own is not None:
        read = read_workbook(own)
        for part in plan_workbook(book, own, read, register=keys[0] if len(keys) == 1 else "", member=name).parts:
            if not keys or part.register in keys:
                found[part.register] = _columns(read, part)
        if not found:
            raise WorkbenchError(f"No table of a register was found in {own.name}, so nothing tells which headings to use.")
        return found
    for key in keys or [key for key, register in book.registers.items() if register.visible]:
        if (columns := _of_last_return(book, member, key)) is not None:
            found[key] = columns
    if not found:
        raise WorkbenchError(
            f"Nothing that came in from {name} tells how it lays out its registers; "
            "import a workbook of its own first, or name one to go by."
        )
    return found


def is_told(book: Book, member: str, keys: Sequence[str]) -> bool:
    """Whether something that came in from a member tells how it lays out one of these registers."""
    return any(_kept(book, last_receipt(book, key, member)) is not None for key in keys)


def _kept(book: Book, receipt: Record | None) -> bytes | None:
    """Return the workbook of its own that a receipt is of; None where it is kept no more or was an export of ours."""
    return book.store.blob(str(receipt.row.get("digest"))) if receipt is not None and not receipt.row.get("stamped") else None


def _of_last_return(book: Book, member: str, key: str) -> list[LaidColumn] | None:
    """Return the columns of the last workbook of its own that a member's register came in from; None where none is kept."""
    from workbench.exchange.reading import read_content  # noqa: PLC0415 - adapters load when needed

    receipt = last_receipt(book, key, member)
    content = _kept(book, receipt)
    if receipt is None or content is None:
        return None
    title = receipt.show("title")
    read = read_content(title, content)
    parts = plan_workbook(book, Path(title), read, register=key, sheet=receipt.show("sheet"), member=book.directory.name(member)).parts
    return next((_columns(read, part) for part in parts if part.register == key), None)


def _columns(read: Workbook, part: Part) -> list[LaidColumn]:
    """Return the columns of a table, each under a heading of its own; those that only work something out are left out."""
    from workbench.exchange.columns import extra_headings  # noqa: PLC0415 - adapters load when needed

    laid = Laid(read, part)
    kept_under = extra_headings(part.table.columns)
    found: list[LaidColumn] = []
    met: set[str] = set()
    for column in part.table.columns:
        if column.field == IGNORE or not (column.header or column.field != EXTRA or laid.is_filled(column.index)):
            continue
        heading = kept_under[column.index]
        heading = f"{heading} ({letter(column.index)})" if squeeze(heading) in met else heading
        met.add(squeeze(heading))
        found.append(LaidColumn(heading, column.field, *_sample(laid, part, column.index, column.field)))
    return found


def _sample(laid: Laid, part: Part, index: int, key: str) -> tuple[str, tuple[int, int]]:
    """Return a cell of a column that states two factors, and the two."""
    stage, _, last = key.rpartition("_")
    factors = [laid.reading.columns.get(f"{stage}_{one}") for one in ("likelihood", "consequence")]
    if last != "score" or any(f"{stage}_{one}" in laid.columns for one in ("likelihood", "consequence")):
        return "", (0, 0)
    for place, rows in enumerate(part.table.records):
        raw = laid.raw(rows[0], index)
        pair = [values[place] if values else None for values in factors]
        if isinstance(raw, str) and None not in pair:
            return raw, (int(str(pair[0])), int(str(pair[1])))
    return "", (0, 0)
