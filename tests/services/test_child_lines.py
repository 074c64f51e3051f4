# ruff: noqa: E501 - one line a case
"""Lines of a parent's cell, roughly handled in Excel, one line a case: what becomes of each record that belongs to it."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import openpyxl
import pytest

from tests.making import FixedClock, faults, make_book
from workbench.services.book import Book
from workbench.services.deciding import Deciding
from workbench.services.exporting import export_workbook
from workbench.services.importing import apply_plan, plan_import

HUDDLE, POLICY, PLAN = "Weekly huddle", "Escalation policy\nsigned by the board", "Winter plan"
SENT = {"C-001": HUDDLE, "C-002": POLICY, "C-003": PLAN}
CELL = "C-001: Weekly huddle\nC-002: Escalation policy\n  signed by the board\nC-003: Winter plan"
Write = Callable[[str, str, str, str | None], None]
"""Writes a cell of a workbook: sheet, reference, label, words."""
PARENT, OTHER = "AF-001", "AF-002"


@dataclass
class Case:
    """What the cell says, what was done here and on the controls' own sheet, and all that must come of it."""

    name: str
    cell: str | None
    after: dict[str, str] = field(default_factory=dict)
    outcome: str = "changed"
    ours: dict[str, str] = field(default_factory=dict)
    sheet: dict[str, str] = field(default_factory=dict)
    removed: tuple[str, ...] = ()


def said(old: str, new: str) -> str:
    assert old in CELL
    return CELL.replace(old, new)


CASES = [
    Case("nothing", CELL, outcome="same"),
    Case("a text edited, its reference kept", said("Weekly", "Daily"), {"C-001": "Daily huddle"}),
    Case("a continuation edited", said("the board", "the chair"), {"C-002": "Escalation policy\nsigned by the chair"}),
    Case("a continuation added", said("huddle", "huddle\n  with partners"), {"C-001": "Weekly huddle\nwith partners"}),
    Case("a continuation taken out", said("\n  signed by the board", ""), {"C-002": "Escalation policy"}),
    Case("a continuation after a blank line", said("huddle", "huddle\n\n  with partners"), {"C-001": "Weekly huddle\n\nwith partners"}),
    # References
    Case("a reference lost", said("C-001: ", ""), outcome="same"),
    Case("all references lost", "Weekly huddle\nEscalation policy\n  signed by the board\nWinter plan", outcome="same"),
    Case("a reference lost and the text edited", said("C-001: Weekly", "Daily"), {"C-004": "Daily huddle"}),
    Case("a reference in another case", said("C-001", "c-001"), outcome="same"),
    Case("a bullet before a reference", said("C-001", "• C-001"), outcome="same"),
    Case("a hard space after the colon", said("C-001: ", "C-001:\xa0"), outcome="same"),
    Case("no space after the colon", said("C-001: ", "C-001:"), outcome="same"),
    Case("the colon lost", said("C-001: ", "C-001 "), outcome="same"),
    Case("a dash for the colon", said("C-001: ", "C-001 – "), outcome="same"),
    Case("the colon lost and the text edited", said("C-001: Weekly", "C-001 Daily"), {"C-001": "Daily huddle"}),
    Case("a reference retyped", said("C-001", "C-009"), outcome="same"),
    Case("two references exchanged", said("C-001", "C-00x").replace("C-003", "C-001").replace("C-00x", "C-003"), {"C-001": PLAN, "C-003": HUDDLE}),
    # Lines
    Case("lines in another order", "C-003: Winter plan\nC-001: Weekly huddle\nC-002: Escalation policy\n  signed by the board", outcome="same"),
    Case("a line split in two", said("Weekly huddle", "Weekly\nHuddle at noon"), {"C-001": "Weekly", "C-004": "Huddle at noon"}),
    Case("two lines merged into one", "C-001: Weekly huddle, winter plan\nC-002: Escalation policy\n  signed by the board", {"C-001": "Weekly huddle, winter plan"}),
    Case("a line deleted", said("\nC-003: Winter plan", ""), outcome="same"),
    Case("all lines deleted", None, outcome="same"),
    Case("a line copied", CELL + "\nC-001: Weekly huddle", outcome="same"),
    Case("a line copied and edited", CELL + "\nC-001: Daily huddle", {"C-001": "Daily huddle"}),
    Case("a new line", CELL + "\nBed meeting", {"C-004": "Bed meeting"}),
    Case("a new line with a bullet between", said("\nC-003", "\n- Bed meeting\nC-003"), {"C-004": "Bed meeting"}),
    Case("a new line that names another's reference", CELL + "\nC-001 is tested with C-002", {"C-004": "C-001 is tested with C-002"}),
    Case("line ends of Windows, spaces, quotes", CELL.replace("\n", " \r\n").replace("Weekly", "Weekly\xa0").replace("\xa0 ", "\xa0"), outcome="same"),
    # Both sides
    Case("changed here alone", CELL, {"C-001": "Ours"}, "same", {"C-001": "Ours"}),
    Case("changed here and there alike", said("Weekly huddle", "Ours"), {"C-001": "Ours"}, "same", {"C-001": "Ours"}),
    Case("changed here and there in different lines", said("Winter plan", "Summer plan"), {"C-001": "Ours", "C-003": "Summer plan"}, "changed", {"C-001": "Ours"}),
    Case("changed here and there differently", said("Weekly huddle", "Theirs"), {"C-001": "Ours"}, "conflicting", {"C-001": "Ours"}),
    Case("changed here, the reference lost there", said("C-001: ", ""), {"C-001": "Ours"}, "same", {"C-001": "Ours"}),
    Case("removed here, unchanged there", CELL, {}, "same", removed=("C-003",)),
    Case("removed here, changed there", said("Winter plan", "Summer plan"), {}, "conflicting", removed=("C-003",)),
    Case("a new line here and another there", CELL + "\nBed meeting", {"C-004": "Ours", "C-005": "Bed meeting"}, "changed", {"C-004": "Ours"}),
    Case("the same new line here and there", CELL + "\nBed meeting", {"C-004": "Bed meeting"}, "same", {"C-004": "Bed meeting"}),
    # Their own sheet at the same time
    Case("changed on its own sheet alone", CELL, {"C-001": "Theirs"}, "same", sheet={"C-001": "Theirs"}),
    Case("changed in the cell and on its own sheet alike", said("Weekly huddle", "Theirs"), {"C-001": "Theirs"}, "changed", sheet={"C-001": "Theirs"}),
    Case("different lines in the cell and on the sheet", said("Winter plan", "Summer plan"), {"C-001": "Theirs", "C-003": "Summer plan"}, "changed", sheet={"C-001": "Theirs"}),
    Case("changed in the cell and on its own sheet differently", said("Weekly huddle", "In the cell"), {"C-001": "On the sheet"}, "conflicting", sheet={"C-001": "On the sheet"}),
]  # fmt: skip


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A framework of two entries, and what was sent of it."""
    folder = tmp_path_factory.mktemp("lines")
    with make_book(folder / "board.workbench", FixedClock()) as book:
        for title in ("Flow out of hospital", "Sound buildings"):
            book.add("assurance", {"title": title, "tier": "shared"})
        for title in SENT.values():
            book.add("control", {"parent": PARENT, "title": title})
        export_workbook(book, folder / "sent.xlsx", ["assurance"])
    return folder / "board.workbench", folder / "sent.xlsx"


@pytest.fixture
def framework(sent: tuple[Path, Path], path: Path) -> Iterator[Book]:
    """A copy of that file."""
    shutil.copy(sent[0], path)
    with Book.open(path, FixedClock(first=10_000)) as book:
        yield book


def edited(source: Path, target: Path, do: Callable[[Write], None]) -> Path:
    workbook = openpyxl.load_workbook(source)

    def write(name: str, ref: str, label: str, words: str | None) -> None:
        sheet = workbook[name]
        column = next(cell.column for cell in sheet[1] if cell.value == label)
        place = next(cell.column for cell in sheet[1] if cell.value == "Reference")
        row = next(row for row in range(2, 20) if sheet.cell(row, place).value == ref)
        sheet.cell(row, column).value = words

    do(write)
    workbook.save(target)
    return target


def controls(book: Book) -> dict[str, str]:
    return {record.ref: record.show("title") for record in book.records("control")}


@pytest.mark.long
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_lines_come_back_from_excel(sent: tuple[Path, Path], framework: Book, tmp_path: Path, case: Case):
    book = framework
    for ref, words in case.ours.items():
        if ref in SENT:
            book.edit([book.find("control", ref)], {"title": words})
        else:
            book.add("control", {"parent": PARENT, "title": words})
    for ref in case.removed:
        book.remove([book.find("control", ref)])

    def do(write: Write) -> None:
        write(book.register("assurance").label, PARENT, "Controls", case.cell)
        for ref, words in case.sheet.items():
            write(book.register("control").label, ref, "Control", words)

    path = edited(sent[1], tmp_path / "return.xlsx", do)
    plan = plan_import(book, path)
    row = next(row for part in plan.parts if part.register == "assurance" for row in part.rows if row.ref == PARENT)
    assert row.outcome.value == case.outcome, row
    apply_plan(book, plan)
    assert controls(book) == {ref: words for ref, words in {**SENT, **case.after}.items() if ref not in case.removed}
    assert faults(book) == []
    assert plan_import(book, path).writes == 0


@pytest.mark.parametrize("settled", [True, False])
def test_a_line_moved_to_another_entrys_cell_is_asked_about(sent: tuple[Path, Path], framework: Book, tmp_path: Path, settled: bool):
    def do(write: Write) -> None:
        label = framework.register("assurance").label
        write(label, PARENT, "Controls", said("\nC-003: Winter plan", ""))
        write(label, OTHER, "Controls", "C-003: Winter plan")

    plan = plan_import(framework, edited(sent[1], tmp_path / "return.xlsx", do))
    assert (plan.counts["conflicting"], plan.writes) == (1, 0)
    if settled:
        Deciding(framework, plan).settle_conflicts(plan.rows, theirs=True)
    apply_plan(framework, plan)
    assert controls(framework) == SENT | ({"C-004": "Winter plan"} if settled else {})
