# ruff: noqa: E501 - one line a case
"""Everything that Excel and people do to a workbook on its way, one line a case: no record is lost or doubled unsaid."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils import get_column_letter

from tests.making import MEMBERS, FixedClock, faults, make_book
from workbench.services.book import Book
from workbench.services.exporting import export_workbook
from workbench.services.importing import apply_plan, plan_import
from workbench.services.plan import Plan

pytestmark = pytest.mark.long

ALDERBROOK = MEMBERS[0]
RISKS = [
    ("007", "Linen contract ends", "In March", "Ann Lee", 4, 3, "2026-02-01", "Ring the “linen” hall’s desk"),
    ("K-2", "Pharmacy robot fails", "Past its life", "Bob Kent", 3, 3, "2026-03-15", "Seen\nby the board"),
    ("K-3", "Roof above theatres leaks", "Since spring", "Cy Moss", 5, 4, "2026-12-31", "Ask estates, then finance"),
    ("K-4", "Agency staff leave before winter", "Rota gaps", "Di Orr", 2, 2, "2027-01-04", ""),
    ("K-5", "Lifts stop between floors", "Old gear", "Ed Nash", 1, 5, "2026-11-11", "Daily call"),
]
KEYS = ("ref", "title", "description", "owner", "current_likelihood", "current_consequence", "next_review", "progress")
Cell = tuple[str, str, str]


class Desk:
    """A sheet of an export under somebody's hands; records are called by their reference, columns by their label."""

    def __init__(self, workbook: Any) -> None:
        self.workbook, self.sheet = workbook, workbook.worksheets[0]
        self.refs = {str(row[self.at("Reference") - 1].value): number for number, row in enumerate(self.sheet.iter_rows(), 1)}

    @property
    def last(self) -> int:
        return 1 + len(RISKS)

    def at(self, label: str) -> int:
        return next(cell.column for cell in self.sheet[1] if cell.value == label)

    @property
    def uid_column(self) -> int:
        return max(cell.column for cell in self.sheet[1] if cell.value)

    def row(self, number: int) -> list[Any]:
        return [cell.value for cell in self.sheet[number]]

    def write(self, number: int, values: list[Any]) -> None:
        for column, value in enumerate(values, 1):
            self.sheet.cell(number, column).value = value

    def set(self, ref: str, label: str, value: Any, form: str = "") -> "Desk":
        cell = self.sheet.cell(self.refs[ref], self.at(label))
        cell.value = value
        if form:
            cell.number_format = form
        return self

    def each(self, label: str, change: Callable[[Any], Any], form: str = "") -> None:
        for ref in [ref for ref in self.refs if ref != "Reference"]:
            value = self.sheet.cell(self.refs[ref], self.at(label)).value
            self.set(ref, label, change(value), form)

    def order(self, numbers: list[int]) -> "Desk":
        rows = {number: self.row(number) for number in numbers}
        for target, number in zip(sorted(numbers), numbers, strict=True):
            self.write(target, rows[number])
        return self

    def copy(self, ref: str, target: int, **said: Any) -> "Desk":
        values = self.row(self.refs[ref])
        if target <= self.last:
            self.sheet.insert_rows(target)
            self.refs = {ref: number + (number >= target) for ref, number in self.refs.items()}
        self.write(target, values)
        for label, value in said.items():
            self.sheet.cell(target, self.at(label.replace("_", " "))).value = value
        return self

    def move(self, label: str, target: int) -> "Desk":
        source = self.at(label)
        values = [self.sheet.cell(number, source).value for number in range(1, self.last + 1)]
        self.sheet.delete_cols(source)
        self.sheet.insert_cols(target)
        for number, value in enumerate(values, 1):
            self.sheet.cell(number, target).value = value
        return self

    def insert(self, target: int, heading: str = "", words: str = "") -> "Desk":
        self.sheet.insert_cols(target)
        self.sheet.cell(1, target).value = heading or None
        self.sheet.cell(2, target).value = words or None
        return self

    def without(self, label: str) -> "Desk":
        self.sheet.delete_cols(self.at(label))
        return self

    def head(self, label: str, other: str | None) -> "Desk":
        self.sheet.cell(1, self.at(label)).value = other
        return self

    def delete(self, *refs: str) -> "Desk":
        for number in sorted((self.refs[ref] for ref in refs), reverse=True):
            self.sheet.delete_rows(number)
        return self

    def hide(self) -> "Desk":
        self.sheet.column_dimensions[get_column_letter(self.at("Owner"))].hidden = True
        self.sheet.row_dimensions[3].hidden = True
        self.sheet.auto_filter.ref = self.sheet.dimensions
        self.sheet.auto_filter.add_filter_column(0, ["K-2"])
        return self

    def unstamp(self) -> "Desk":
        del self.workbook["workbench"]
        return self

    def forget(self, *refs: str) -> "Desk":
        for ref in refs or [ref for ref in self.refs if ref != "Reference"]:
            self.sheet.cell(self.refs[ref], self.uid_column).value = None
        return self

    def merge(self, label: str, first: str, last: str) -> "Desk":
        column = self.at(label)
        self.sheet.merge_cells(start_row=self.refs[first], end_row=self.refs[last], start_column=column, end_column=column)
        return self

    def fill(self, label: str, *refs: str) -> "Desk":
        value = self.sheet.cell(self.refs[refs[0]], self.at(label)).value
        for ref in refs[1:]:
            self.set(ref, label, value)
        return self

    def title(self, *rows: str) -> "Desk":
        self.sheet.insert_rows(1, len(rows))
        for number, words in enumerate(rows, 1):
            self.sheet.cell(number, 1).value = words or None
        return self


@dataclass
class Case:
    """What is done, and all that must come of it: cells (reference, field, words), outcomes, words of problems and notes."""

    name: str
    do: Callable[[Desk], object]
    cells: list[Cell] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    told: tuple[str, ...] = ()
    added: int = 0
    conflicts: bool = False


def edits(*cells: Cell) -> dict[str, int]:
    changed = len({ref for ref, _, _ in cells})
    return {name: count for name, count in (("changed", changed), ("same", len(RISKS) - changed)) if count}


NEW_OWNER = ("K-2", "owner", "New Owner")


def owned(do: Callable[[Desk], object]) -> Callable[[Desk], object]:
    """Change an owner first, which must be found whatever is done then."""
    return lambda desk: do(desk.set("K-2", "Owner", "New Owner"))


def case(name: str, do: Callable[[Desk], object], *cells: Cell, told: tuple[str, ...] = (), **counts: int) -> Case:
    """A case in which an owner was changed, too."""
    rest = {"changed": 1, "same": len(RISKS) - 1} | counts
    return Case(
        name, owned(do), [NEW_OWNER, *cells], {key: count for key, count in rest.items() if count}, told, added=counts.get("new", 0)
    )


def plain(name: str, do: Callable[[Desk], object], *cells: Cell, told: tuple[str, ...] = (), added: int = 0, **counts: int) -> Case:
    return Case(name, do, list(cells), counts or edits(*cells), told, added)


SENT = [
    # Rows
    case("rows sorted", lambda desk: desk.order([6, 5, 2, 4, 3])),
    case("rows filtered, columns hidden", lambda desk: desk.hide()),
    case("a row moved", lambda desk: desk.order([3, 4, 5, 6, 2])),
    case("blank rows between", lambda desk: desk.sheet.insert_rows(4, 2)),
    case("a row copied to the end", lambda desk: desk.copy("K-3", 7), asked=1),
    case("a row copied above itself", lambda desk: desk.copy("K-3", 3), asked=1),
    case("a row copied to the end and overtyped", lambda desk: desk.copy("K-3", 7, Reference="K-9", Risk="Doors stick"), asked=1),
    case("a row copied above itself and overtyped", lambda desk: desk.copy("K-3", 2, Reference="K-9", Risk="Doors stick"), asked=1),
    case("a row copied twice", lambda desk: desk.copy("K-3", 7).copy("K-3", 8), asked=2),
    case("rows deleted", lambda desk: desk.delete("K-3", "K-5"), same=2, absent=2),
    case("all rows but one deleted", lambda desk: desk.delete("007", "K-3", "K-4", "K-5"), same=0, absent=4),
    case("a row typed below", lambda desk: desk.sheet.cell(7, desk.at("Risk"), "Doors stick"), new=1),
    case("a row typed below with a reference there is", lambda desk: desk.write(7, ["K-3", *[None] * (desk.at("Risk") - 2), "Doors stick"]), new=1, told=("stands for two different records",)),
    # Columns
    case("a column moved", lambda desk: desk.move("Owner", 2)),
    case("the reference moved to the end", lambda desk: desk.move("Reference", desk.uid_column - 1)),
    case("the hidden column moved to the front", lambda desk: desk.move(desk.row(1)[desk.uid_column - 1], 1)),
    case("a blank column inserted", lambda desk: desk.insert(2)),
    case("a column of their own inserted", lambda desk: desk.insert(3, "Cost centre", "X1"), ("007", "extra", "Cost centre: X1"), changed=2, same=3),
    case("a column deleted", lambda desk: desk.without("Next review")),
    case("the references deleted", lambda desk: desk.without("Reference")),
    case("a heading renamed", lambda desk: desk.head("Owner", "Whose is it?")),
    case("a heading blanked", lambda desk: desk.head("Owner", None)),
    case("the heading of the hidden column blanked", lambda desk: desk.head(desk.row(1)[desk.uid_column - 1], None)),
    # Sheets
    case("the sheet renamed", lambda desk: setattr(desk.sheet, "title", "Q3 (final) v2")),
    case("titles typed above", lambda desk: desk.title("Risk register of the trust", "as at 3 August 2026", "")),
    case("another sheet put first", lambda desk: desk.workbook.create_sheet("Cover", 0).append(["Dear Asha", "here it is"])),
    case("a copy of the sheet left in", lambda desk: setattr(desk.workbook.copy_worksheet(desk.sheet), "title", "Before")),
    # Identity
    case("one identity cleared", lambda desk: desk.forget("K-3")),
    case("all identities cleared", lambda desk: desk.forget()),
    case("identities cleared and a reference retyped", lambda desk: desk.forget().set("K-3", "Reference", "K-33"), asked=1, same=3),
    case("a reference retyped", lambda desk: desk.set("K-3", "Reference", "K-33"), told=("keeps its own",)),
    case("references exchanged", lambda desk: desk.set("K-3", "Reference", "K-4").set("K-4", "Reference", "K-3"), told=("keeps its own",)),
    case("zeros lost in a reference", lambda desk: desk.set("007", "Reference", 7), told=("keeps its own",)),
    case("a reference in another case", lambda desk: desk.set("K-3", "Reference", " k-3\xa0")),
    case("an identity of elsewhere", lambda desk: desk.sheet.cell(4, desk.uid_column, "01900000-0000-7000-8000-00000000aaaa"), invalid=1, same=3, absent=1),
    # Texts
    plain("trailing and hard spaces", lambda desk: desk.each("Owner", lambda value: f"\xa0{value} \xa0")),
    plain("other quotes", lambda desk: desk.each("Progress", lambda value: value and value.translate(str.maketrans("“”’", "\"\"'")))),
    plain("line ends of Windows", lambda desk: desk.each("Progress", lambda value: value and value.replace("\n", "\r\n"))),
    plain("capitals", lambda desk: desk.each("Status", lambda value: value and value.upper())),
    plain("a cell cleared", lambda desk: desk.set("K-2", "Owner", None), ("K-2", "owner", "")),
    plain("a cell of one space", lambda desk: desk.set("K-2", "Owner", " "), ("K-2", "owner", "")),
    # Numbers
    plain("numbers as text", lambda desk: desk.each("Current likelihood", str)),
    plain("numbers as text with a blank", lambda desk: desk.each("Current likelihood", lambda value: f"{value} ")),
    plain("numbers as text with decimals", lambda desk: desk.each("Current likelihood", lambda value: f"{value}.0")),
    plain("numbers as decimals", lambda desk: desk.each("Current likelihood", float)),
    plain("a likelihood changed beside its score", lambda desk: desk.set("K-2", "Current likelihood", 5), ("K-2", "current_likelihood", "5 Almost certain")),
    # Dates
    plain("dates as text", lambda desk: desk.each("Next review", lambda day: f"{day:%d/%m/%Y}")),
    plain("dates as text in words", lambda desk: desk.each("Next review", lambda day: f"{day:%-d %B %Y}")),
    plain("dates as ISO text", lambda desk: desk.each("Next review", lambda day: f"{day:%Y-%m-%d}")),
    plain("dates as serial numbers", lambda desk: desk.each("Next review", lambda day: (day - datetime(1899, 12, 30)).days, "General")),  # noqa: DTZ001
    plain("dates as serial numbers in text", lambda desk: desk.each("Next review", lambda day: str((day - datetime(1899, 12, 30)).days))),  # noqa: DTZ001
    plain("dates with a time", lambda desk: desk.each("Next review", lambda day: day.replace(hour=9, minute=30))),
    plain("dates shown otherwise", lambda desk: desk.each("Next review", lambda day: day, "mmm-yy")),
    plain("a date changed to text", lambda desk: desk.set("K-2", "Next review", "01/04/2026"), ("K-2", "next_review", "1 April 2026"), told=("day first",)),
    # Filling and merging
    plain("owners filled down", lambda desk: desk.fill("Owner", "K-2", "K-3", "K-4"), ("K-3", "owner", "Bob Kent"), ("K-4", "owner", "Bob Kent")),
    plain("references filled down", lambda desk: desk.fill("Reference", "K-2", "K-3"), told=("keeps its own",)),
    plain("references counted up", lambda desk: desk.set("K-3", "Reference", "K-8").set("K-4", "Reference", "K-9"), told=("keeps its own",)),
    plain("equal cells merged", lambda desk: desk.fill("Owner", "K-2", "K-3").merge("Owner", "K-2", "K-3"), ("K-3", "owner", "Bob Kent")),
    # Without the stamp the rows are known by reference, and what differs is asked about.
    plain("the stamp deleted", lambda desk: desk.unstamp(), told=("has lost",)),
    plain("the stamp deleted and rows sorted", lambda desk: desk.unstamp().order([6, 5, 2, 4, 3]), told=("has lost",)),
    Case("the stamp deleted and a cell changed", owned(lambda desk: desk.unstamp()), [NEW_OWNER], {"conflicting": 1, "same": 4}, ("has lost",), conflicts=True),
    plain("the stamp deleted and a cell cleared", lambda desk: desk.unstamp().set("K-2", "Owner", None), told=("has lost",)),
    plain("the stamp deleted and a reference retyped", lambda desk: desk.unstamp().set("K-3", "Reference", "K-33"), told=("has lost",), asked=1, same=4),
    plain("the stamp deleted and zeros lost", lambda desk: desk.unstamp().set("007", "Reference", 7), told=("has lost",), asked=1, same=4),
    plain("the stamp and the references deleted", lambda desk: desk.unstamp().without("Reference"), told=("has lost",)),
    plain("the stamp deleted and a row copied", lambda desk: desk.unstamp().copy("K-3", 7), told=("has lost",), same=6),
    plain("the stamp deleted and rows deleted", lambda desk: desk.unstamp().delete("K-3"), told=("has lost",), same=4, absent=1),
]  # fmt: skip


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A file with a member's risks, and what was sent to that member."""
    folder = tmp_path_factory.mktemp("sent")
    with make_book(folder / "board.workbench", FixedClock()) as book:
        for values in RISKS:
            book.add("risk", {**dict(zip(KEYS, values, strict=True)), "member": ALDERBROOK})
        export_workbook(book, folder / "sent.xlsx", ["risk"], book.audience(member=ALDERBROOK))
    return folder / "board.workbench", folder / "sent.xlsx"


@pytest.fixture
def board(sent: tuple[Path, Path], path: Path) -> Iterator[Book]:
    """A copy of that file."""
    shutil.copy(sent[0], path)
    with Book.open(path, FixedClock(first=10_000)) as book:
        yield book


def handled(source: Path, target: Path, do: Callable[[Desk], object]) -> Path:
    workbook = openpyxl.load_workbook(source)
    do(Desk(workbook))
    workbook.save(target)
    return target


def told(plan: Plan) -> str:
    return " ".join([*plan.notes, *(problem.message for problem in plan.problems)])


@pytest.mark.parametrize("rough", SENT, ids=lambda rough: rough.name)
def test_a_return_that_was_roughly_handled(sent: tuple[Path, Path], board: Book, tmp_path: Path, rough: Case):
    before = {record.ref: record.plain() for record in board.records("risk")}
    plan = plan_import(board, handled(sent[1], tmp_path / "return.xlsx", rough.do), member=ALDERBROOK)
    found = sorted((row.ref, cell.field, cell.theirs) for row in plan.rows for cell in row.cells)
    assert {name: count for name, count in plan.counts.items() if count} == rough.counts, [*plan.notes, *plan.rows]
    assert found == sorted(rough.cells)
    assert [word for word in rough.told if word not in told(plan)] == []
    assert rough.told or told(plan) == ""
    apply_plan(board, plan)
    after = {record.ref: record for record in board.records("risk")}
    assert len(after) == len(board.records("risk")) == len(RISKS) + rough.added
    for ref, plain_ in before.items():
        told_cells = {key: words for at, key, words in rough.cells if at == ref and not rough.conflicts}
        now = after[ref].plain()
        moved = {key for key in now if now[key] != plain_[key]}
        assert moved <= {*told_cells, *(f"{key.rpartition('_')[0]}_score" for key in told_cells)}
        assert {key: after[ref].show(key) for key in told_cells} == told_cells
    assert faults(board) == []
