"""Workbooks that went out and came back roughly handled, and words that must not come back or get out."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.making import MEMBERS, FixedClock, make_book
from workbench.domain.audience import OFFICE, PRIVATE, PUBLIC
from workbench.domain.errors import InvalidRecordError, WorkbenchError
from workbench.services.book import Book
from workbench.services.exporting import export_workbook
from workbench.services.importing import apply_plan, plan_import
from workbench.services.packs import print_pack

ALDERBROOK = MEMBERS[0]


@pytest.fixture
def book(tmp_path: Path):
    with make_book(tmp_path / "board.workbench", FixedClock(), risks=3) as made:
        yield made


def sheet_of(rows: Sequence[Sequence[Any]], path: Path) -> Path:
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(list(row))
    made.save(path)
    return path


def handled(book: Book, path: Path, handle: Callable[[Any], None], *, member: str = "") -> Path:
    """Export the book, let somebody handle its first sheet, and return the workbook."""
    export_workbook(book, path, (), book.audience(member=member) if member else OFFICE)
    workbook = openpyxl.load_workbook(path)
    handle(workbook.worksheets[0])
    workbook.save(path)
    return path


def column(sheet: Any, heading: str) -> int:
    return next(cell.column for cell in sheet[1] if cell.value == heading)


def last_row(sheet: Any) -> int:
    return max(row for row in range(1, 50) if any(cell.value for cell in sheet[row]))


def test_cells_that_read_like_headings_end_no_export(book: Book, tmp_path: Path):
    book.add("risk", {"title": "Source of risk", "owner": "Manager", "controls": "Controls", "withheld": "owner"})
    book.add("risk", {"title": "One more after it"})
    plan = plan_import(book, handled(book, tmp_path / "x.xlsx", lambda _sheet: None), register="risk")
    assert plan.counts["same"] == 5
    assert plan.counts["absent"] == 0


@pytest.mark.parametrize("place", [1, 5, 12])
def test_cells_that_read_like_headings_end_no_strangers_table(book: Book, tmp_path: Path, place: int):
    rows = [[number, f"Risk {number} of delay", "Head of Estates", "Open", 6] for number in range(1, 13)]
    rows[place - 1][2:4] = ["Risk Manager", "Closed"]
    path = sheet_of([["Ref", "Risk", "Owner", "Status", "Score"], *rows], tmp_path / "s.xlsx")
    assert plan_import(book, path).counts["new"] == 12


def test_a_renamed_sheet_is_still_compared(book: Book, tmp_path: Path):
    def rename(sheet: Any) -> None:
        sheet.title = "Risks Q3"
        sheet.cell(2, column(sheet, "Owner")).value = "Ann Lee"

    plan = plan_import(book, handled(book, tmp_path / "x.xlsx", rename))
    assert (plan.counts["changed"], plan.counts["same"], plan.counts["absent"]) == (1, 4, 0)


def test_a_sheet_that_is_gone_is_said_to_be(book: Book, tmp_path: Path):
    path = tmp_path / "x.xlsx"
    export_workbook(book, path)
    workbook = openpyxl.load_workbook(path)
    del workbook["Risk register"]
    workbook.save(path)
    plan = plan_import(book, path)
    assert any("Risk register" in note for note in plan.notes)


def test_a_renamed_heading_is_still_the_column_that_was_sent(book: Book, tmp_path: Path):
    def rename(sheet: Any) -> None:
        here = column(sheet, "Controls")
        sheet.cell(1, here).value = "What we do about it all"
        sheet.cell(2, here).value = "A rota"

    plan = plan_import(book, handled(book, tmp_path / "x.xlsx", rename), register="risk")
    assert plan.counts["changed"] == 0 or plan.counts["same"] + plan.counts["changed"] == 3
    plan = plan_import(book, tmp_path / "x.xlsx")
    assert plan.counts["changed"] == 1
    assert [cell.field for row in plan.rows for cell in row.cells] == ["controls"]


def test_a_title_typed_below_a_members_rows_is_a_new_risk_of_that_member(book: Book, tmp_path: Path):
    book.add("risk", {"title": "Lifts stop", "member": ALDERBROOK})
    path = handled(
        book, tmp_path / "x.xlsx", lambda sheet: setattr(sheet.cell(last_row(sheet) + 1, column(sheet, "Risk")), "value", "Doors stick"),
        member=ALDERBROOK,
    )  # fmt: skip
    plan = plan_import(book, path)
    assert plan.counts["new"] == 1
    apply_plan(book, plan)
    added = next(record for record in book.records("risk") if record.show("title") == "Doors stick")
    assert (added.show("member"), added.of("tier")) == (ALDERBROOK, "local")


def test_a_return_said_to_be_anothers_is_remarked_on(book: Book, tmp_path: Path):
    book.add("risk", {"title": "Lifts stop", "member": ALDERBROOK})
    path = handled(book, tmp_path / "x.xlsx", lambda _sheet: None, member=ALDERBROOK)
    plan = plan_import(book, path, member=MEMBERS[1])
    assert any("was made for" in note for note in plan.notes)


def test_the_same_row_twice_is_one_record(book: Book, tmp_path: Path):
    path = sheet_of([["Ref", "Risk", "Owner"], ["A1", "Staffing", "Ann"], ["A1", "Staffing", "Ann"]], tmp_path / "d.xlsx")
    assert plan_import(book, path).counts["new"] == 1


def test_an_export_or_pack_is_never_written_over_a_file_of_ours(book: Book, tmp_path: Path):
    before = book.path.read_bytes()
    other = tmp_path / "other.xlsx"
    other.write_bytes(before)
    for write in (
        lambda: export_workbook(book, book.path),
        lambda: export_workbook(book, other),
        lambda: export_workbook(book, tmp_path / "x.txt"),
        lambda: print_pack(book, book.path, PRIVATE),
    ):
        with pytest.raises(WorkbenchError, match="nothing was written"):
            write()
    assert book.path.read_bytes() == other.read_bytes() == before


def test_words_erased_after_an_undone_import_are_gone(book: Book, tmp_path: Path):
    title = book.find("risk", "R-001").title
    rows = [["Ref", "Level", "Risk", "Description"], ["R-001", "Shared", title, "Zanzibarsecret"], ["R-070", "Shared", "New", "Lifts"]]
    path = tmp_path / "return.csv"
    path.write_text("\n".join(",".join(row) for row in rows), encoding="utf-8")
    apply_plan(book, plan_import(book, path))
    assert b"Zanzibarsecret" in book.path.read_bytes()
    book.undo()
    book.erase(book.find("risk", "R-001"), "description", "asked")
    assert book.check() == []
    assert b"Zanzibarsecret" not in book.path.read_bytes()


def test_an_older_workbook_does_not_bring_erased_words_back(book: Book, tmp_path: Path):
    path = handled(book, tmp_path / "x.xlsx", lambda _sheet: None)
    book.erase(book.find("risk", "R-002"), "description", "asked")
    plan = plan_import(book, path, register="risk")
    assert any("was erased here" in problem.message for problem in plan.problems)
    apply_plan(book, plan)
    assert book.find("risk", "R-002").show("description") == ""


@pytest.mark.parametrize("key", ["ref", "circulation", "withheld", "tier", "member"])
def test_what_decides_who_may_see_a_record_is_not_erased(book: Book, key: str):
    with pytest.raises(WorkbenchError, match="cannot be erased"):
        book.erase(book.find("risk", "R-001"), key, "asked")


def test_a_member_that_widens_who_may_see_a_risk_is_remarked_on(book: Book, tmp_path: Path):
    def widen(sheet: Any) -> None:
        sheet.cell(2, column(sheet, "Who may see this")).value = "Public"

    plan = plan_import(book, handled(book, tmp_path / "x.xlsx", widen), register="risk")
    assert any("seen more widely" in problem.message for problem in plan.problems)


def test_links_and_names_of_what_is_hidden_vanish_in_every_spelling(book: Book):
    book.add("member", {"name": "Hidden Merger Trust", "short_name": "HMT", "circulation": "restricted"})
    book.add("risk", {"title": "Secret plan", "member": ALDERBROOK, "ref": "R-001"})
    told = "; ".join([f"{ALDERBROOK}/R-001", "R-002", "Secret plan"])
    names = f"{ALDERBROOK}, Hidden Merger Trust; Carrow Valley ICB; HMT (lead) / {ALDERBROOK}"
    book.edit([book.find("risk", "R-003")], {"linked_risks": told, "members_affected": names, "circulation": "private"})
    record = next(record for record in book.view(PRIVATE).records("risk") if record.ref == "R-003")
    assert record.show("linked_risks") == "R-002"
    assert record.show("members_affected") == "Carrow Valley ICB"


def test_a_redacted_field_is_blank_even_where_something_would_count_for_it(book: Book):
    book.edit([book.find("risk", "R-001")], {"circulation": "public", "withheld": "tier; current_score; circulation"})
    record = book.view(PUBLIC).records("risk")[0]
    assert [record.show(key) for key in ("tier", "current_score", "circulation")] == ["", "", ""]
    assert record.plain()["tier"] is None


def test_a_reference_is_not_taken_away(book: Book):
    with pytest.raises(InvalidRecordError, match="keeps a reference"):
        book.edit([book.find("risk", "R-001")], {"ref": ""})


def test_two_organisations_do_not_answer_to_one_name(book: Book):
    with pytest.raises(InvalidRecordError, match="already"):
        book.add("member", {"name": ALDERBROOK.upper()})
    with pytest.raises(InvalidRecordError, match="already"):
        book.edit([book.find("member", MEMBERS[1])], {"short_name": ALDERBROOK})


def test_an_organisation_whose_name_has_a_slash_is_found(book: Book):
    book.add("member", {"name": "A/B Trust"})
    risk = book.add("risk", {"title": "Theirs", "member": "A/B Trust", "ref": "9"})
    assert book.find("risk", "A/B Trust/9").uid == risk.uid
