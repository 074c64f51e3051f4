"""Writes small workbooks as strangers keep them: Excel with merges, formulas and hidden parts, text in any encoding, Word tables."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

Row = Sequence[object]
Rows = Sequence[Row]
Make = Callable[[Path], Path]
"""Builds a workbook in a folder and returns where it lies."""


MADE = datetime(2026, 7, 23, 9, 0, tzinfo=UTC)
"""When every workbook says it was made, so that the same one has the same bytes."""


@dataclass(frozen=True)
class Formula:
    """A cell with a formula and the result Excel last worked out; an empty result was never worked out."""

    value: object = ""
    text: str = "=ROW()-1"


ERROR = Formula("#N/A", "=NA()")
NEVER = Formula()


@dataclass(frozen=True)
class Page:
    """One sheet; `merged` are ranges such as "A1:C1", `at` the cell its rows begin at."""

    name: str
    rows: Rows
    merged: Sequence[str] = ()
    hidden: bool = False
    hidden_columns: Sequence[str] = ()
    at: tuple[int, int] = (0, 0)
    table: str = ""
    """The range of a table (ListObject) over the cells."""
    tints: Mapping[str, str] = field(default_factory=dict)


def excel(*pages: Page, name: str = "return.xlsx", **options: object) -> Make:
    """Return what writes an .xlsx workbook of these pages; `options` are XlsxWriter's own."""

    def make(folder: Path) -> Path:
        import xlsxwriter  # noqa: PLC0415 - costs the start

        path = folder / name
        with xlsxwriter.Workbook(path, {"default_date_format": "dd/mm/yyyy", "strings_to_formulas": False, **options}) as book:
            book.set_properties({"created": MADE})
            for page in pages:
                _write(book, page)
        return path

    return make


def _write(book: Any, page: Page) -> None:
    from xlsxwriter.utility import xl_cell_to_rowcol  # noqa: PLC0415

    sheet = book.add_worksheet(page.name)
    top, left = page.at
    values = {
        (top + row, left + column): value
        for row, cells in enumerate(page.rows)
        for column, value in enumerate(cells)
        if value is not None and value != ""
    }
    covered = set()
    for box in page.merged:
        (first, start), (last, end) = (xl_cell_to_rowcol(corner) for corner in box.split(":"))
        value = values.pop((first, start), None)
        sheet.merge_range(first, start, last, end, "" if value is None or isinstance(value, date | Formula) else value)
        if isinstance(value, date | Formula):
            _cell(sheet, first, start, value)
        covered |= {(row, column) for row in range(first, last + 1) for column in range(start, min(end, start + 100) + 1)}
    for (row, column), value in values.items():
        if (row, column) not in covered:
            _cell(sheet, row, column, value)
    for columns in page.hidden_columns:
        sheet.set_column(columns, None, None, {"hidden": True})
    for cell, colour in page.tints.items():
        sheet.write_blank(cell, None, book.add_format({"bg_color": colour}))
    if page.table:
        sheet.add_table(page.table, {"header_row": True, "columns": [{"header": str(value)} for value in page.rows[0]]})
    if page.hidden:
        sheet.hide()


def _cell(sheet: Any, row: int, column: int, value: object) -> None:
    if isinstance(value, Formula):
        sheet.write_formula(row, column, value.text, None, value.value)
    elif isinstance(value, str):
        sheet.write_string(row, column, value)
    else:
        sheet.write(row, column, value)


def text(content: str, name: str = "return.csv", encoding: str = "utf-8") -> Make:
    """Return what writes a text file."""

    def make(folder: Path) -> Path:
        path = folder / name
        path.write_bytes(content.encode(encoding))
        return path

    return make


@dataclass(frozen=True)
class Grid:
    """One table of a Word document under its heading; `merged` are boxes (row, column, row, column), counted from 0."""

    heading: str
    rows: Rows
    merged: Sequence[tuple[int, int, int, int]] = ()


def word(*grids: Grid, name: str = "return.docx", before: str = "") -> Make:
    """Return what writes a Word document with these tables."""

    def make(folder: Path) -> Path:
        from docx import Document  # noqa: PLC0415

        path = folder / name
        document = Document()
        if before:
            document.add_paragraph(before)
        for grid in grids:
            if grid.heading:
                document.add_heading(grid.heading, 2)
            width = max(map(len, grid.rows))
            table = document.add_table(len(grid.rows), width)
            for row, cells in enumerate(grid.rows):
                for column, value in enumerate(cells):
                    table.cell(row, column).text = "" if value is None else str(value)
            for top, left, bottom, right in grid.merged:
                table.cell(top, left).merge(table.cell(bottom, right))
        document.save(str(path))
        return path

    return make


def raw(content: Callable[[], bytes], name: str) -> Make:
    """Return what writes bytes."""

    def make(folder: Path) -> Path:
        path = folder / name
        path.write_bytes(content())
        return path

    return make
