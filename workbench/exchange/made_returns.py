"""Write the workbooks that invented members send back, in layouts of their own: they are part of the demo."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.domain.replacing import replacing
from workbench.domain.text import fold

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_LEVELS = ("L", "C", "score")
_ACTION = "action:"

Typed = str | int | date | None
"""What the demo puts into a cell."""


@dataclass(frozen=True)
class LaidOut:
    """One column of a layout.

    `field` is a heading of the data; "current:L", "current:C" and "current:score" are parts of "4x3", and "action:title"
    is what each action of a risk says.
    """

    field: str
    group: str
    heading: str
    width: float


@dataclass(frozen=True)
class Layout:
    """How one member lays out its register: lines above, groups and headings, columns, lines below.

    `days` is how days are typed ("%d/%m/%Y"); blank means real dates.
    """

    sheet: str
    title: tuple[str, ...]
    columns: tuple[LaidOut, ...]
    legend: tuple[str, ...]
    days: str

    @classmethod
    def told(cls, facts: Mapping[str, Any]) -> "Layout":
        """Return the layout that the demo's data tells of."""
        columns = tuple(LaidOut(*column) for column in facts["columns"])
        return cls(facts["sheet"], tuple(facts.get("title", ())), columns, tuple(facts.get("legend", ())), facts.get("days", ""))


def write_return(path: Path, layout: Layout, rows: Sequence[Mapping[str, str]], actions: Mapping[str, Sequence[Mapping[str, str]]]) -> None:
    """Write a register as its member lays it out; a risk is repeated for each of its actions where the layout shows actions.

    Args:
        path: the workbook.
        layout: the member's.
        rows: the risks, by heading of the data.
        actions: those of each risk, by its reference.
    """
    from openpyxl import Workbook  # noqa: PLC0415 - slow to load, and only the demo needs it

    book = Workbook()
    sheet: Worksheet = book.worksheets[0]
    sheet.title = layout.sheet
    for line in layout.title:
        sheet.append([line])
    if layout.title:
        sheet.append([])
    _head(sheet, layout)
    top = sheet.max_row + 1
    repeats = any(column.field.startswith(_ACTION) for column in layout.columns)
    for row in rows:
        for action in (actions.get(row["ref"]) if repeats else None) or [{}]:
            sheet.append([_cell(layout, row, action, column.field) for column in layout.columns])
    _date(sheet, top)
    for line in ("", *layout.legend) if layout.legend else ():
        sheet.append([None, line or None])
    with replacing(path) as stream:
        book.save(stream)


def _date(sheet: "Worksheet", top: int) -> None:
    """Show the days from a row on as people here write them."""
    for cells in sheet.iter_rows(min_row=top):
        for cell in cells:
            if isinstance(cell.value, date):
                cell.number_format = "dd/mm/yyyy"


def _head(sheet: "Worksheet", layout: Layout) -> None:
    """Write the headings, below their groups where the layout has any."""
    grouped = any(column.group for column in layout.columns)
    if grouped:
        _head_groups(sheet, layout)
    sheet.append([column.heading for column in layout.columns])
    _dress(sheet, layout, 1 + grouped)


def _head_groups(sheet: "Worksheet", layout: Layout) -> None:
    """Write the upper row of headings, each merged over the columns it stands for."""
    groups = [column.group for column in layout.columns]
    sheet.append([group if not place or groups[place - 1] != group else None for place, group in enumerate(groups)])
    first = 0
    for place in range(1, len(groups) + 1):
        if place == len(groups) or groups[place] != groups[first]:
            if place - first > 1 and groups[first]:
                sheet.merge_cells(start_row=sheet.max_row, start_column=first + 1, end_row=sheet.max_row, end_column=place)
            first = place


def _dress(sheet: "Worksheet", layout: Layout, heights: int) -> None:
    """Make the headings bold and the columns as wide as the member likes them."""
    from openpyxl.styles import Alignment, Font, PatternFill  # noqa: PLC0415 - see above
    from openpyxl.utils import get_column_letter  # noqa: PLC0415 - see above

    if layout.title:
        sheet.cell(1, 1).font = Font(bold=True, size=14)
    for row in sheet.iter_rows(min_row=sheet.max_row + 1 - heights):
        for cell in row:
            cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="D9E2F0")
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    for place, column in enumerate(layout.columns, 1):
        sheet.column_dimensions[get_column_letter(place)].width = column.width


def _cell(layout: Layout, row: Mapping[str, str], action: Mapping[str, str], field: str) -> Typed:
    if field.startswith(_ACTION):
        return _typed(layout, action.get(field.removeprefix(_ACTION), ""))
    stage, _, part = field.partition(":")
    words = row.get(stage, "")
    if part in _LEVELS:
        if "x" not in words:
            return None
        levels = [int(level) for level in words.split("x")]
        return dict(zip(_LEVELS, (*levels, levels[0] * levels[1]), strict=True))[part]
    return _typed(layout, words)


def _typed(layout: Layout, words: str) -> Typed:
    """Return words as the member's cell holds them: a day as a date or as typed there, anything else as it is."""
    try:
        day = date.fromisoformat(words)
    except ValueError:
        return words or None
    return f"{day:{layout.days}}" if layout.days else day


def edit_export(path: Path, sheet_name: str, changes: Sequence[tuple[str, str, str]], added: Sequence[Mapping[str, str]]) -> None:
    """Edit an export of ours as a member does: other words in cells, and new rows below.

    Args:
        path: the workbook.
        sheet_name: the sheet of the register.
        changes: reference, heading and what the cell then says; nothing clears it.
        added: new rows by heading.

    Raises:
        KeyError: the sheet has no such reference or heading.
    """
    from openpyxl import load_workbook  # noqa: PLC0415 - slow to load, and only the demo needs it

    book = load_workbook(path)
    sheet = book[sheet_name]
    columns, rows = _places(sheet)
    for ref, heading, words in changes:
        sheet.cell(rows[ref], columns[fold(heading)]).value = _number_or_words(words)
    bottom = max(rows.values())
    for below, line in enumerate(added, 1):
        for heading, words in line.items():
            sheet.cell(bottom + below, columns[fold(heading)]).value = _number_or_words(words)
    with replacing(path) as stream:
        book.save(stream)


def _places(sheet: "Worksheet") -> tuple[dict[str, int], dict[str, int]]:
    """Return the column of each heading and the row of each reference."""
    lines: Iterator[tuple[object, ...]] = sheet.iter_rows(values_only=True)
    for number, line in enumerate(lines, 1):
        if "Reference" in line:
            columns = {fold(str(value)): place for place, value in enumerate(line, 1) if value}
            refs = ((row, sheet.cell(row, columns["reference"]).value) for row in range(number + 1, sheet.max_row + 1))
            return columns, {str(ref): row for row, ref in refs if ref}
    raise KeyError(sheet.title)


def _number_or_words(words: str) -> Typed:
    if words.isdecimal():
        return int(words)
    try:
        return date.fromisoformat(words)
    except ValueError:
        return words or None
