"""Read a workbook of any format into typed cells, once the guard has let it through."""

import hashlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from datetime import time as clock_time
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.domain.clock import Progress, unwatched
from workbench.domain.errors import WorkbookRefusedError
from workbench.exchange.delimited import read_delimited
from workbench.exchange.diagnosis import FRESH, LABEL, PASSWORD, SAVE_AS, Format, identify, lock_file
from workbench.exchange.documents import read_document
from workbench.exchange.guard import BOX, SLOTS, TOO_WIDE, Extent, Parts, Survey, survey
from workbench.exchange.reading_child import DAMAGED, DONE, TOO_MANY, ChildFailedError, ask, received, tidy
from workbench.exchange.return_sheet import read_answers
from workbench.exchange.sheets import Sheet, Stamp, Workbook
from workbench.exchange.stamp import STAMP_SHEET, marked, read_stamp

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

LARGEST = 100 * 1024 * 1024
"""Bytes of a file that is read at all; it is kept with the receipt of what was read from it."""
SPARSE = 500_000
"""Filled cells up to which a sheet with a vast box is read, which takes far longer for each of them."""

_MIDNIGHT = clock_time()
_DAMAGED = f"it is damaged, or written in a way the Workbench cannot read; {SAVE_AS}, or {FRESH}"
_TOO_HARD = (
    "reading it took more time or memory than a register needs, or it is damaged; "
    "open it in Excel or LibreOffice, copy the register alone into a new workbook (.xlsx) and try again"
)
_WRONG = "the password does not open it; check it with whoever sent the workbook and try again"


def idle() -> None:
    """Have nothing to do while a workbook is parsed."""


def read_workbook(path: Path, *, password: str = "", progress: Progress = unwatched, meanwhile: Callable[[], None] = idle) -> Workbook:
    """Return the sheets of a workbook, whatever its name says it is, with the stamp if it is one of our exports.

    Args:
        path: the file.
        password: for a workbook protected by one.
        progress: told how far the reading is; may raise `StoppedError`.
        meanwhile: what the caller will need next and can load now, for parsing leaves Python free.

    Raises:
        WorkbookRefusedError: it is no workbook, cannot be read, or must not be; the sentence says why and what to do.
        StoppedError: the person watching stopped it.
    """
    return read_content(path.name, _content(path), password=password, progress=progress, meanwhile=meanwhile)


def read_content(
    name: str, content: bytes, *, password: str = "", progress: Progress = unwatched, meanwhile: Callable[[], None] = idle
) -> Workbook:
    """Return the sheets of a workbook from its bytes; as `read_workbook`."""
    sheets = _sheets(name, content, password, progress, meanwhile)
    stamp, unstamped = _stamped(sheets)
    answers, kept = read_answers(unstamped)
    return Workbook(name, hashlib.sha256(content).hexdigest(), kept, stamp, content, answers)


def _content(path: Path) -> bytes:
    """Return a file's bytes."""
    if reason := lock_file(path.name):
        raise WorkbookRefusedError(path.name, f"{reason}.")
    try:
        if path.is_dir():
            raise WorkbookRefusedError(path.name, "it is a folder; choose a workbook inside it.")
        if path.exists() and not path.is_file():
            raise WorkbookRefusedError(path.name, "it is not a file.")
        if path.stat().st_size > LARGEST:
            raise WorkbookRefusedError(
                path.name,
                "it is larger than 100 MB, far more than a register needs; copy the register alone into a new workbook and try again.",
            )
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        raise WorkbookRefusedError(path.name, "there is no such file; it may have been moved or renamed.") from None
    except PermissionError:
        raise WorkbookRefusedError(
            path.name, "it may not be opened; close it in other programs, or ask for the right to read it, and try again."
        ) from None
    except (OSError, ValueError) as trouble:
        reason = getattr(trouble, "strerror", None) or "its name is not one a file can have"
        raise WorkbookRefusedError(
            path.name, f"the computer could not read it ({reason}); copy it to your own disk and try again."
        ) from None


def _sheets(name: str, content: bytes, password: str, progress: Progress, meanwhile: Callable[[], None]) -> list[Sheet]:
    form = identify(name, content)
    if form is Format.LOCKED:
        content = _asked(name, "unlock", content, password, progress)
        form = identify(name, content)
        if form is Format.LOCKED:
            raise WorkbookRefusedError(name, f"{LABEL}.")
    if form is Format.TEXT:
        return [read_delimited(name, content)]
    found = survey(name, content, progress) if form is Format.ZIP else None
    if found is not None and found.parts is Parts.XLSX:
        return _spreadsheets(name, content, found, progress, meanwhile)
    if found is not None and found.parts is Parts.DOCX:
        return [_boxed(sheet) for sheet in read_document(name, content)]
    handed = received(_asked(name, "read", content, password, progress))
    return [_boxed(Sheet(**sheet)) for sheet in handed]


def _asked(name: str, task: str, content: bytes, password: str, progress: Progress) -> bytes:
    """Return what a child makes of content."""
    try:
        outcome, handed = ask(task, content, password, lambda: progress(0, 1))
    except ChildFailedError:
        raise WorkbookRefusedError(name, f"{_TOO_HARD}.") from None
    if outcome == DONE:
        return handed
    reason = {TOO_MANY: _TOO_HARD, DAMAGED: _DAMAGED}.get(outcome, _WRONG if password else PASSWORD)
    raise WorkbookRefusedError(name, f"{reason}.")


def _spreadsheets(name: str, content: bytes, found: Survey, progress: Progress, meanwhile: Callable[[], None]) -> list[Sheet]:
    """Return the sheets of Excel's own XML formats, whose extents the guard has measured."""
    from python_calamine import CalamineError, SheetTypeEnum, SheetVisibleEnum  # noqa: PLC0415

    sheets: list[Sheet] = []
    try:
        with ThreadPoolExecutor(max_workers=1) as apart:
            # Most workbooks have one sheet that matters, and parsing it leaves Python free as well.
            parsing = apart.submit(_begun, content, found)
            meanwhile()
            book, begun = parsing.result()
        for place, (listed, extent) in enumerate(zip(book.sheets_metadata, found.sheets, strict=True)):
            progress(place, len(found.sheets))
            if listed.typ != SheetTypeEnum.WorkSheet or not extent.part:
                continue
            if extent.box > BOX:
                rows, merged = _sparse(name, content, listed.name, extent), extent.merged
            else:
                sheet = begun.pop(place, None) or book.get_sheet_by_index(place)
                rows = _without_tail(tidy(sheet.to_python(skip_empty_area=False)))
                merged = [(*first, *last) for first, last in sheet.merged_cell_ranges or ()]
            hidden = listed.visible != SheetVisibleEnum.Visible
            sheets.append(_boxed(Sheet(listed.name, rows, merged, extent.errors, extent.formulas, hidden=hidden)))
    except (CalamineError, ValueError, OverflowError, OSError) as trouble:
        raise WorkbookRefusedError(name, f"{_DAMAGED}.") from trouble
    except BaseException as trouble:
        # A panic of the Rust library has a class that cannot be imported and is no `Exception`.
        if type(trouble).__name__ == "PanicException":
            raise WorkbookRefusedError(name, f"{_DAMAGED}.") from None
        raise
    progress(len(found.sheets), len(found.sheets))
    return sheets


def _begun(content: bytes, found: Survey) -> "tuple[CalamineWorkbook, dict[int, CalamineSheet]]":
    """Return a workbook with the first of its sheets that can be read whole, by its place."""
    from python_calamine import CalamineWorkbook, SheetTypeEnum  # noqa: PLC0415 - costs the start of the program

    book = CalamineWorkbook.from_filelike(BytesIO(content))
    for place, (listed, extent) in enumerate(zip(book.sheets_metadata, found.sheets, strict=True)):
        if listed.typ == SheetTypeEnum.WorkSheet and extent.part and extent.box <= BOX:
            return book, {place: book.get_sheet_by_index(place)}
    return book, {}


def _without_tail(rows: list[list[Any]]) -> list[list[Any]]:
    """Return rows without those at the end that hold white space alone: one space in the last row costs a million of them."""
    while rows and all(value is None or (value.__class__ is str and not value.strip()) for value in rows[-1]):
        rows.pop()
    return rows


def _sparse(name: str, content: bytes, title: str, extent: Extent) -> list[list[Any]]:
    """Return the rows of a sheet whose few cells lie far apart, read a row at a time."""
    import warnings  # noqa: PLC0415
    from zipfile import BadZipFile  # noqa: PLC0415

    from openpyxl import load_workbook  # noqa: PLC0415 - costs the start of the program
    from openpyxl.utils.exceptions import InvalidFileException  # noqa: PLC0415

    if extent.cells > SPARSE or extent.reach > SLOTS:
        raise WorkbookRefusedError(name, f"{TOO_WIDE}.")
    rows: list[list[Any]] = []
    try:
        with warnings.catch_warnings():
            # It warns of drop-downs and pictures that it leaves out.
            warnings.simplefilter("ignore")
            book = load_workbook(BytesIO(content), read_only=True, data_only=True, keep_links=False)
            sheet = book[title]
            # What the sheet says of its own size is what made this path necessary.
            sheet.reset_dimensions()
            for number, row in enumerate(sheet.iter_rows(values_only=True)):
                rows.extend((row and tidy([[_dated(value) for value in row]])) or [[]])
                for column, value in enumerate(rows[-1]):
                    if isinstance(value, str) and value.startswith("#") and (number, column) in extent.errors:
                        rows[-1][column] = None
    except (*_OPENPYXL, SyntaxError, BadZipFile, InvalidFileException) as trouble:
        raise WorkbookRefusedError(name, f"{_DAMAGED}.") from trouble
    return rows


# `SyntaxError` above is what both parsers of XML raise, openpyxl's and the standard one.
_OPENPYXL = (KeyError, ValueError, TypeError, IndexError, AttributeError, OverflowError, OSError, EOFError)
"""What openpyxl lets through for files it did not expect."""


def _dated(value: object) -> object:
    """Return a moment at midnight as a day and escapes as the characters they stand for, as the other reader does."""
    from openpyxl.utils.escape import unescape  # noqa: PLC0415 - costs the start of the program

    if isinstance(value, datetime) and value.time() == _MIDNIGHT:
        return value.date()
    return unescape(value) if isinstance(value, str) and "_x" in value else value


def _boxed(sheet: Sheet) -> Sheet:
    """Return a sheet whose merged boxes end with its cells: a title merged to the last column of all is common.

    Boxes never overlap, so those that cover more than the whole sheet together are none.
    """
    height, width = len(sheet.rows), max(map(len, sheet.rows), default=0)
    boxes = [(top, left, min(bottom, height - 1), min(right, width - 1)) for top, left, bottom, right in sheet.merged]
    sheet.merged = []
    left_over = height * width
    for box in boxes:
        area = (box[2] - box[0] + 1) * (box[3] - box[1] + 1)
        if box[0] <= box[2] and box[1] <= box[3] and area > 1 and area <= left_over:
            left_over -= area
            sheet.merged.append(box)
    return sheet


def _stamped(sheets: list[Sheet]) -> tuple[Stamp | None, list[Sheet]]:
    """Return the stamp and the sheets without the one it stands on."""
    stamp, kept = None, []
    for sheet in sheets:
        if sheet.name.casefold() == STAMP_SHEET and marked(sheet.rows):
            stamp = stamp or read_stamp(sheet.rows)
        else:
            kept.append(sheet)
    return stamp, kept
