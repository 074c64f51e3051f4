"""What a person corrected is kept for the member and known again at its next return, wherever things went."""

from pathlib import Path

import openpyxl
import pytest

from tests.making import MEMBERS
from workbench.exchange.sheets import Correction
from workbench.services.book import Book
from workbench.services.importing import apply_plan, plan_import

ALDERBROOK, VALLEY = MEMBERS
HEADINGS = ["Ref", "Thing", "Story", "Current likelihood", "Current consequence", "Whoever"]
ROW = ["K-1", "Boilers are old and fail", "The boilers at the north site are old", 4, 4, "Ann Lee"]
SAID = Correction("Log", (0,), {"Thing": "title", "Story": "description", "Whoever": "owner"})


def log(path: Path, headings: list[str] = HEADINGS, row: list[object] = ROW, *, name: str = "Log", above: int = 0) -> Path:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = name
    for number in range(above):
        sheet.append([f"Line {number} of the title"])
    sheet.append(headings)
    sheet.append(row)
    workbook.save(path)
    return path


@pytest.fixture
def kept(book: Book, tmp_path: Path) -> Book:
    """A book that knows how Alderbrook lays out its log."""
    apply_plan(book, plan_import(book, log(tmp_path / "first.xlsx"), register="risk", member=ALDERBROOK, correction=SAID))
    return book


def turned(row: list[object]) -> list[object]:
    return [row[index] for index in (5, 0, 2, 1, 4, 3)]


@pytest.mark.parametrize(
    ("headings", "row", "how"),
    [
        pytest.param(HEADINGS, ROW, {}, id="the same again"),
        pytest.param(turned(HEADINGS), turned(ROW), {}, id="columns moved"),
        pytest.param(HEADINGS, ROW, {"above": 3}, id="a title above"),
        pytest.param(HEADINGS, ROW, {"name": "Log Q2"}, id="sheet renamed"),
        pytest.param(turned(HEADINGS), turned(ROW), {"name": "Q3", "above": 2}, id="all of it"),
        pytest.param(["", *HEADINGS], ["", *ROW], {}, id="a column inserted"),
    ],
)
def test_a_kept_layout_is_known_again(kept: Book, tmp_path: Path, headings: list[str], row: list[object], how: dict):
    plan = plan_import(kept, log(tmp_path / "next.xlsx", headings, row, **how), register="risk", member=ALDERBROOK)
    assert plan.counts["same"] == 1, plan.rows
    fields = {column.header: column.field for column in plan.columns}
    assert (fields["Thing"], fields["Story"], fields["Whoever"]) == ("title", "description", "owner")


def test_a_layout_is_nobody_elses(kept: Book, tmp_path: Path):
    plan = plan_import(kept, log(tmp_path / "next.xlsx"), register="risk", member=VALLEY)
    assert {column.header: column.field for column in plan.columns}["Whoever"] == "extra"


def test_naming_a_sheet_is_remembered(book: Book, tmp_path: Path):
    path = tmp_path / "two.xlsx"
    workbook = openpyxl.Workbook()
    for sheet, title in ((workbook.active, "Right"), (workbook.create_sheet("Copy"), "Wrong")):
        sheet.append(["Risk ID", "Risk title", "Risk description", "Owner"])
        sheet.append(["K-1", title, f"The {title} one", "Ann Lee"])
        sheet.append(["K-2", f"{title} too", "And another", "Ann Lee"])
    workbook.active.title = "Risks"
    workbook.save(path)
    assert plan_import(book, path, member=ALDERBROOK).sheet == "Risks"
    apply_plan(book, plan_import(book, path, member=ALDERBROOK, sheet="Copy"))
    assert plan_import(book, path, member=ALDERBROOK).sheet == "Copy"
    assert plan_import(book, path, member=VALLEY).sheet == "Risks"


def scored(path: Path, headings: list[str], *rows: list[object]) -> Path:
    workbook = openpyxl.Workbook()
    workbook.active.append(["Risk ID", "Risk title", *headings])
    for number, row in enumerate(rows, 1):
        workbook.active.append([f"K-{number}", f"Thing {number} fails", *row])
    workbook.save(path)
    return path


@pytest.mark.parametrize(
    ("layout", "headings", "row", "shown"),
    [
        ({}, ["Residual score"], [12], {"current_score": "12", "target_score": ""}),
        ({"residual_means": "target"}, ["Residual score"], [12], {"current_score": "", "target_score": "12"}),
        ({}, ["Initial score", "Current score"], [20, 12], {"initial_score": "20", "inherent_score": ""}),
        ({"initial_means": "inherent"}, ["Initial score", "Current score"], [20, 12], {"initial_score": "", "inherent_score": "20"}),
        ({}, ["Next review date"], ["03/04/2026"], {"next_review": "3 April 2026"}),
        ({"dates": "month"}, ["Next review date"], ["03/04/2026"], {"next_review": "4 March 2026"}),
        (
            {"factors": "likelihood"},
            ["Current score"],
            ["4x5"],
            {"current_likelihood": "4 Likely", "current_consequence": "5 Catastrophic"},
        ),
        (
            {"factors": "consequence"},
            ["Current score"],
            ["4x5"],
            {"current_likelihood": "5 Almost certain", "current_consequence": "4 Major"},
        ),
    ],
)
def test_what_a_member_means_is_kept_with_its_layout(book: Book, tmp_path: Path, layout: dict, headings: list[str], row: list, shown: dict):
    if layout:
        book.add("layout", {"member": ALDERBROOK, "lays_out": "risk", **layout})
    apply_plan(book, plan_import(book, scored(tmp_path / "r.xlsx", headings, row), member=ALDERBROOK))
    record = book.find("risk", f"{ALDERBROOK}/K-1")
    assert {key: record.show(key) for key in shown} == shown


def test_what_a_member_means_is_asked_once(book: Book, tmp_path: Path):
    path = scored(tmp_path / "r.xlsx", ["Residual score", "Initial score"], [12, 16])
    assert plan_import(book, path).problems == []
    plan = plan_import(book, path, member=ALDERBROOK)
    assert [problem.cell for problem in plan.problems] == ["C1", "D1"]
    assert all(problem.message.endswith("this is asked once.") for problem in plan.problems)
    apply_plan(book, plan)
    assert plan_import(book, scored(tmp_path / "s.xlsx", ["Residual score", "Initial score"], [9, 16]), member=ALDERBROOK).problems == []


def test_a_layouts_words_are_checked(book: Book):
    with pytest.raises(Exception, match="not one of"):
        book.add("layout", {"member": ALDERBROOK, "lays_out": "risk", "dates": "year"})
