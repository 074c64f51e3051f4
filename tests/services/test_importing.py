"""Importing real workbooks: the member's layout, exports for several registers, and what comes back unchanged."""

import zipfile
from pathlib import Path

import openpyxl
import pytest

from tests.making import MEMBERS, faults
from workbench.domain.audience import PRIVATE, PUBLIC
from workbench.domain.errors import StoppedError, UnknownNameError, WorkbookRefusedError
from workbench.services.book import Book
from workbench.services.exporting import export_workbook
from workbench.services.importing import Correction, apply_plan, inspect, plan_import
from workbench.services.packs import print_pack

ALDERBROOK, VALLEY = MEMBERS
HEADINGS = ["Ref", "Risk title", "Risk description", "Current likelihood", "Current consequence", "Risk owner", "Remarks"]
ROWS = [
    ["K-1", "Boilers are old and fail", "The boilers at the north site are old", 4, 4, "Ann Lee", "Ask estates"],
    ["K-2", "Staff leave for London", "Vacancies in theatres stay open", 3, 4, "Bob Kent", ""],
]


def sheet_at(path: Path, headings: list[str] = HEADINGS, rows: list[list[object]] = ROWS, name: str = "Risks") -> Path:
    """Write a small workbook."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.title = name
    for row in (headings, *rows):
        sheet.append(row)
    workbook.save(path)
    workbook.close()
    return path


@pytest.fixture
def returned(tmp_path: Path) -> Path:
    """A member's return."""
    return sheet_at(tmp_path / "return.xlsx")


def test_a_return_is_read_planned_applied_and_found_the_same(book: Book, returned: Path):
    plan = plan_import(book, returned, member=ALDERBROOK)
    assert plan.counts["new"] == 2
    assert (plan.sheet, plan.header_rows, plan.sheets) == ("Risks", [1], ["Risks"])
    assert apply_plan(book, plan) is not None
    again = plan_import(book, returned, member=ALDERBROOK)
    assert again.counts["same"] == 2
    assert again.notes == ["This very workbook was imported on 23 July 2026."]
    assert book.store.blob(again.workbook.digest) == returned.read_bytes()
    assert faults(book) == []


def test_what_a_person_corrected_is_kept_as_the_members_layout(book: Book, tmp_path: Path):
    odd = ["Ref", "Thing", "Risk description", "Current likelihood", "Current consequence", "Whoever", "Remarks"]
    first = sheet_at(tmp_path / "q1.xlsx", odd)
    correction = Correction("Risks", (0,), {"Thing": "title", "Whoever": "owner", "Remarks": "extra"})
    plan = plan_import(book, first, member=ALDERBROOK, correction=correction)
    apply_plan(book, plan)
    assert book.find("risk", "K-1").show("title") == "Boilers are old and fail"
    assert book.find("risk", "K-1").show("owner") == "Ann Lee"
    layout = book.find("layout", "LY-001")
    assert layout.show("title") == f"{ALDERBROOK}: Risk register"
    changed = [[*ROWS[0][:5], "Cy Moss", ""], ROWS[1]]
    second = sheet_at(tmp_path / "q2.xlsx", odd, changed)
    plan = plan_import(book, second, member=ALDERBROOK)
    assert [(cell.field, cell.theirs) for row in plan.rows for cell in row.cells] == [("owner", "Cy Moss")]
    assert plan.correction is None
    # Another member's sheet is not read by it, nor one with other headings or another sheet.
    for place, member in (
        (second, VALLEY),
        (sheet_at(tmp_path / "q3.xlsx"), ALDERBROOK),
        (sheet_at(tmp_path / "q4.xlsx", odd, name="Other"), ALDERBROOK),
    ):
        assert plan_import(book, place, member=member) is not None
    # The same correction again changes nothing; another one changes the layout kept.
    apply_plan(book, plan_import(book, second, member=ALDERBROOK, correction=correction))
    assert len(book.records("layout")) == 1
    third = sheet_at(tmp_path / "q5.xlsx", odd, [[*ROWS[0][:5], "Di Orr", ""], ROWS[1]])
    apply_plan(
        book, plan_import(book, third, member=ALDERBROOK, correction=Correction("Risks", (0,), {"Thing": "title", "Whoever": "exec_lead"}))
    )
    assert len(book.records("layout")) == 1
    assert "exec_lead" in book.find("layout", "LY-001").show("columns")


def test_a_stamped_workbook_is_planned_for_all_its_registers(book: Book, tmp_path: Path):
    book.edit([book.find("member", VALLEY)], {"place": "Reading"})
    out = export_workbook(book, tmp_path / "out.xlsx").path
    plan = plan_import(book, out)
    assert {part.register: len(part.rows) for part in plan.parts} == {"risk": 3, "member": 2}
    assert plan.counts["same"] == 5
    assert plan.notes == []
    one = plan_import(book, out, register="member")
    assert [part.register for part in one.parts] == ["member"]
    assert len(plan_import(book, out, sheet=plan.parts[0].table.sheet).parts) == 1


def test_an_edited_export_comes_back_three_ways(book: Book, tmp_path: Path):
    out = export_workbook(book, tmp_path / "out.xlsx", ["risk"]).path
    workbook = openpyxl.load_workbook(out)
    for row in workbook.worksheets[0].iter_rows():
        for cell in row:
            if cell.value == "Jo Smith":
                cell.value = "Ann Lee"
    workbook.save(out)
    workbook.close()
    book.edit([book.find("risk", "R-002")], {"owner": "Ours"})
    plan = plan_import(book, out)
    assert {row.ref: row.outcome.value for row in plan.rows} == {"R-001": "changed", "R-002": "conflicting", "R-003": "changed"}
    apply_plan(book, plan)
    assert [record.show("owner") for record in book.records("risk")] == ["Ann Lee", "Ours", "Ann Lee"]
    assert plan_import(book, out).counts["changed"] == 0


@pytest.mark.parametrize("name", ["public", "private", "office", "member"])
def test_every_version_exported_comes_back_the_same(book: Book, tmp_path: Path, name: str):
    book.edit(
        [book.find("risk", "R-001")],
        {"circulation": "public", "withheld": "owner; title", "extra": {"Cost centre": "X1"}, "notes": "Office"},
    )
    book.edit([book.find("risk", "R-002")], {"linked_risks": "R-001; R-003", "members_affected": VALLEY, "lead_member": VALLEY})
    book.add("risk", {"member": ALDERBROOK, "title": "Own", "extra": {"Their column": "words", "Other": "more"}, "target_score": 6})
    book.edit([book.find("member", VALLEY)], {"circulation": "restricted"})
    audience = book.audience(member=ALDERBROOK) if name == "member" else book.audience(name)
    done = export_workbook(book, tmp_path / "out.xlsx", audience=audience)
    plan = plan_import(book, done.path)
    counts = plan.counts
    assert counts == {"new": 0, "changed": 0, "same": done.records, "conflicting": 0, "invalid": 0, "asked": 0, "absent": 0}
    assert apply_plan(book, plan) is None


def test_a_workbook_without_a_table_plans_nothing(book: Book, tmp_path: Path):
    empty = sheet_at(tmp_path / "empty.xlsx", ["Nothing here"], [])
    plan = plan_import(book, empty)
    assert plan.parts == []
    assert (plan.sheet, plan.header_rows, plan.columns, plan.counts["new"]) == ("", [], [], 0)
    assert inspect(empty, list(book.registers.values())).table is None


def test_what_cannot_be_read_or_is_not_there_is_refused(book: Book, returned: Path, tmp_path: Path):
    (tmp_path / "letter.xlsx").write_bytes(b"no workbook")
    with pytest.raises(WorkbookRefusedError):
        plan_import(book, tmp_path / "letter.xlsx")
    for how in ({"member": "Nobody"}, {"register": "nothing"}, {"sheet": "Nowhere"}):
        with pytest.raises(UnknownNameError):
            plan_import(book, returned, **how)


def test_reading_and_writing_can_be_stopped_and_leave_nothing(book: Book, returned: Path, tmp_path: Path):
    def stop(_done: int, _total: int) -> None:
        raise StoppedError

    with pytest.raises(StoppedError):
        plan_import(book, returned, progress=stop)
    with pytest.raises(StoppedError):
        export_workbook(book, tmp_path / "out.xlsx", progress=stop)
    with pytest.raises(StoppedError):
        print_pack(book, tmp_path / "out.pdf", PRIVATE, progress=stop)
    assert {found.name for found in tmp_path.iterdir()} == {"return.xlsx"}


def test_an_export_and_a_pack_say_what_they_leave_out(book: Book, tmp_path: Path):
    book.edit([book.find("risk", "R-001")], {"circulation": "public"})
    done = export_workbook(book, tmp_path / "out.xlsx", ["risk"], PUBLIC)
    assert (done.records, done.left_out) == (1, 2)
    assert done.left_out_line == "2 records are left out of the public version: 2 private."
    printed = print_pack(book, tmp_path / "out.pdf", PUBLIC)
    assert (printed.records, printed.left_out, printed.left_out_line) == (1, 2, done.left_out_line)
    with pytest.raises(UnknownNameError):
        export_workbook(book, tmp_path / "no.xlsx", ["nothing"])
    assert export_workbook(book, tmp_path / "none.xlsx", ["layout"]).records == 0


def test_an_export_holds_no_word_beyond_its_version(book: Book, tmp_path: Path):
    book.edit(
        [book.find("risk", "R-001")],
        {"circulation": "public", "withheld": "title", "title": "SECRETTITLE", "notes": "SECRETNOTE", "owner": "SECRETOWNER"},
    )
    book.edit([book.find("risk", "R-002")], {"title": "SECRETPRIVATE"})
    book.edit([book.find("member", VALLEY)], {"circulation": "restricted", "name": "SECRETMEMBER"})
    done = export_workbook(book, tmp_path / "out.xlsx", audience=PUBLIC)
    workbook = openpyxl.load_workbook(done.path)
    said = " ".join(str(cell.value) for sheet in workbook.worksheets for row in sheet.iter_rows() for cell in row if cell.value is not None)
    said += " ".join(str(validation.formula1) for sheet in workbook.worksheets for validation in sheet.data_validations.dataValidation)
    workbook.close()
    assert "SECRET" not in said
    with zipfile.ZipFile(done.path) as parts:
        assert not any(b"SECRET" in parts.read(name) for name in parts.namelist())
