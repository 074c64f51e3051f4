"""A fresh export under a member's own headings, in their order, which comes back exactly."""

from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from tests.making import MEMBERS
from workbench.cli import commands
from workbench.domain.errors import WorkbenchError
from workbench.exchange.sheets import Correction
from workbench.services.book import Book
from workbench.services.exporting import export_workbook
from workbench.services.importing import apply_plan, plan_import
from workbench.services.own_headings import headings_of

ALDERBROOK, VALLEY = MEMBERS
HEADINGS = ["Our RAG", "Thing that may happen", "Ref", "L", "Now (LxC)", "Status", "Owner", "Owner", "By when"]
ROWS = [
    ["red", "Boilers fail in winter", "AB-1", "note", "L=4, C=5", "Live", "Ann Lee", "first", "31/12/2026"],
    ["amber", "Too few ward sisters", "AB-2", None, "L=3, C=5", "Closed", "Bo Hart", None, "when asked"],
]


def own(path: Path, title: str = "Thing that may happen") -> Path:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["Risks of the trust"])
    for row in ([], [title if heading.startswith("Thing") else heading for heading in HEADINGS], *ROWS):
        sheet.append(row)
    book.save(path)
    return path


@pytest.fixture
def imported(book: Book, tmp_path: Path) -> Book:
    said = Correction("Sheet", (2,), {"Thing that may happen": "title", "L": "extra"})
    plan = plan_import(book, own(tmp_path / "own.xlsx"), register="risk", member=ALDERBROOK, correction=said)
    assert plan.counts["new"] == 2, plan.summary
    apply_plan(book, plan)
    return book


def exported(book: Book, path: Path, **how: Path) -> Path:
    audience = book.audience(member=ALDERBROOK)
    export_workbook(book, path, ["risk"], audience, laid=headings_of(book, audience.member, ["risk"], **how))
    return path


def table(path: Path) -> list[list[object]]:
    rows = [list(row) for row in openpyxl.load_workbook(path).worksheets[0].iter_rows(values_only=True)]
    return [[value for heading, value in zip(rows[0], row, strict=True) if heading != "Workbench id"] for row in rows]


def own_rows(path: Path) -> dict[object, list[object]]:
    head, *rows = table(path)
    return {row[head.index("Ref")]: row for row in rows if str(row[head.index("Ref")]).startswith("AB")}


def test_headings_order_and_words_are_the_members(imported: Book, tmp_path: Path):
    path = exported(imported, tmp_path / "out.xlsx")
    head = table(path)[0]
    assert [str(heading).split(" (")[0] for heading in head] == [heading.split(" (")[0] for heading in HEADINGS]
    rows = own_rows(path)
    assert rows["AB-1"][:3] == ["red", "Boilers fail in winter", "AB-1"]
    assert (rows["AB-1"][4], rows["AB-1"][5], rows["AB-2"][5]) == ("L=4, C=5", "Live", "Closed")
    assert rows["AB-2"][8] == "when asked"
    assert head[-1] == "By when"


def test_it_comes_back_with_nothing_to_change(imported: Book, tmp_path: Path):
    plan = plan_import(imported, exported(imported, tmp_path / "out.xlsx"))
    assert [row.cells for row in plan.rows if row.cells or row.outcome != "same"] == []
    assert plan.counts["same"] == 5


@pytest.mark.parametrize("moved", ["nothing", "a title above", "columns turned round"])
def test_what_the_member_edits_comes_back_as_just_that(imported: Book, tmp_path: Path, moved: str):
    path = exported(imported, tmp_path / "out.xlsx")
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    head = [cell.value for cell in sheet[1]]
    row = next(row for row in range(2, 9) if sheet.cell(row, head.index("Ref") + 1).value == "AB-1")
    sheet.cell(row, head.index("Thing that may happen") + 1).value = "Boilers fail every winter"
    sheet.cell(row, head.index("Now (LxC)") + 1).value = "L=2, C=5"
    sheet.cell(row, head.index("Our RAG") + 1).value = "amber"
    if moved == "a title above":
        sheet.insert_rows(1)
        sheet["A1"] = "Back to you"
    elif moved == "columns turned round":
        lines = [[cell.value for cell in line][::-1] for line in sheet.iter_rows()]
        for line, values in enumerate(lines, 1):
            for column, value in enumerate(values, 1):
                sheet.cell(line, column).value = value
    book.save(path)
    plan = plan_import(imported, path)
    found = {cell.field: cell.theirs for row in plan.rows for cell in row.cells}
    assert "Our RAG: amber" in found.pop("extra").splitlines()
    assert found == {"title": "Boilers fail every winter", "current_likelihood": "2 Unlikely"}
    assert {row.ref for row in plan.rows if row.cells} == {"AB-1"}


def test_another_workbook_may_give_the_headings(book: Book, tmp_path: Path):
    book.add("risk", {"title": "Lifts stop", "member": ALDERBROOK, "ref": "AB-9", "tier": "corporate"})
    audience = book.audience(member=ALDERBROOK)
    laid = headings_of(book, audience.member, ["risk"], own(tmp_path / "example.xlsx", "Risk title"))
    export_workbook(book, tmp_path / "out.xlsx", ["risk"], audience, laid=laid)
    assert "Lifts stop" in own_rows(tmp_path / "out.xlsx")["AB-9"]
    assert plan_import(book, tmp_path / "out.xlsx").counts["same"] == 4


def test_where_nothing_tells_the_headings_a_sentence_says_what_to_do(book: Book):
    with pytest.raises(WorkbenchError, match="import a workbook of its own first"):
        headings_of(book, book.audience(member=VALLEY).member)


def test_the_command_line_asks_for_the_organisation(imported: Book, tmp_path: Path):
    file = str(imported.path)
    imported.close()
    out = tmp_path / "out.xlsx"
    assert CliRunner().invoke(commands, ["export", file, str(out), "--layout"]).exit_code == 2
    run = CliRunner().invoke(commands, ["export", file, str(out), "--member", ALDERBROOK, "--layout"])
    assert run.exit_code == 0, run.output
    assert "Boilers fail in winter" in own_rows(out)["AB-1"]
