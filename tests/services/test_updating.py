"""A member's own workbook brought up to date: exactly the cells that changed, and nothing else in it."""

import html
import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Font, PatternFill
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table

from tests.making import MEMBERS, FixedClock, make_book
from workbench.cli import commands
from workbench.domain.audience import Audience
from workbench.domain.errors import WorkbenchError
from workbench.services.book import Book
from workbench.services.importing import apply_plan, plan_import
from workbench.services.updating import Updated, update_workbook

ALDERBROOK, VALLEY = MEMBERS
HEADINGS = (
    *("Risk ref", "Risk title", "Description", "Likelihood", "Impact", "Score"),
    *("Target score (LxC)", "Controls", "Status", "Next review", "Risk owner", "Our RAG"),
)
CONTROLS = "- Weekly test\n- Spare boiler"
ROWS = (
    ("AB-1", "Boilers are old and fail", "The boilers at the north site", 4, 4, "=D{0}*E{0}",
     "L=2, C=4", CONTROLS, "Open", date(2026, 9, 30), "Ann Lee", "red"),
    ("AB-2", "Too few ward sisters", "Rotas are not filled", 3, 5, "=D{0}*E{0}",
     "L=2, C=3", "- Bank staff", "Open", date(2026, 10, 31), "Bo Hart", "amber"),
    ("AB-3", "Records are kept twice", None, 2, 2, "=D{0}*E{0}", "L=1, C=2", None, "Closed", None, None, None),
)  # fmt: skip
TOP = 4
"""The row of the headings."""


def own_workbook(path: Path) -> Path:
    """Make a register as a member lays it out, with all that it has made of it over the years."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Risks 2026"
    sheet["A1"] = "Risk register of the trust"
    sheet["A1"].font = Font(bold=True, size=18)
    sheet.merge_cells("A1:F1")
    sheet.append([])
    sheet.append([])
    sheet.append(HEADINGS)
    for number, row in enumerate(ROWS, TOP + 1):
        sheet.append([value.format(number) if isinstance(value, str) and value.startswith("=") else value for value in row])
    for row in sheet.iter_rows(min_row=TOP, max_row=TOP + len(ROWS)):
        for each in row:
            each.font = Font(name="Georgia", bold=each.row == TOP)
            each.number_format = "dd mmm yyyy" if each.column == 10 else each.number_format
    sheet["B5"].fill = PatternFill("solid", fgColor="FFEECC")
    sheet["B5"].comment = Comment("Ask the estates team", "Ann")
    sheet.conditional_formatting.add(
        "F5:F7", CellIsRule(operator="greaterThan", formula=["15"], fill=PatternFill("solid", bgColor="FF0000"))
    )
    drop_down = DataValidation(type="list", formula1='"Open,Closed"')
    drop_down.add("I5:I7")
    sheet.add_data_validation(drop_down)
    sheet.column_dimensions["L"].hidden = True
    sheet.row_dimensions[6].height = 44
    sheet.freeze_panes = "B5"
    sheet.print_title_rows = "4:4"
    other = book.create_sheet("Summary")
    other["A1"], other["B1"] = "Highest", "=MAX('Risks 2026'!F5:F7)"
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=4, min_row=5, max_row=7))
    other.add_chart(chart, "D2")
    book.save(path)
    return calculated(path)


RESULTS = {"D5*E5": 16, "D6*E6": 15, "D7*E7": 4, "MAX('Risks 2026'!F5:F7)": 16, '"Ann"&" Lee"': "Ann Lee"}


def calculated(path: Path) -> Path:
    """Give formulas the results that Excel would have left."""

    def result(found: re.Match[bytes]) -> bytes:
        value = RESULTS[html.unescape(found[2].decode())]
        kind = b' t="str"' if isinstance(value, str) else b""
        return b"<c" + found[1] + kind + b"><f>" + found[2] + b"</f><v>" + str(value).encode() + b"</v></c>"

    content = {name: re.sub(rb"<c([^>]*)><f>([^<]*)</f><v ?/?>(?:</v>)?</c>", result, part) for name, part in parts(path).items()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in content.items():
            archive.writestr(name, part)
    return path


@pytest.fixture
def own(tmp_path: Path) -> Path:
    return own_workbook(tmp_path / "Alderbrook risks.xlsx")


@pytest.fixture
def imported(book: Book, own: Path) -> Book:
    """A book that took the workbook in."""
    apply_plan(book, plan_import(book, own, member=ALDERBROOK))
    return book


def audience(book: Book, member: str = ALDERBROOK) -> Audience:
    return book.audience(member=member)


def edit(book: Book, ref: str, **values: object) -> None:
    book.edit([book.find("risk", f"{ALDERBROOK}/{ref}")], values)


def updated(book: Book, own: Path, **how: object) -> Updated:
    return update_workbook(book, own, own.with_name(f"updated{own.suffix}"), audience(book), **how)


def cells(path: Path) -> dict[str, object]:
    return {
        f"{sheet.title}!{each.coordinate}": each.value
        for sheet in openpyxl.load_workbook(path)
        for row in sheet
        for each in row
        if each.value is not None
    }


def changed(before: Path, after: Path) -> dict[str, object]:
    one, other = cells(before), cells(after)
    return {name: other.get(name) for name in one.keys() | other.keys() if one.get(name) != other.get(name)}


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def assert_same_again(book: Book, path: Path) -> None:
    plan = plan_import(book, path, member=ALDERBROOK)
    assert {name: plan.counts[name] for name in ("new", "changed", "conflicting", "asked", "invalid")} == dict.fromkeys(
        ("new", "changed", "conflicting", "asked", "invalid"), 0
    )
    assert not plan.problems


def test_exactly_the_cells_that_changed_are_written_in_the_members_own_way(imported: Book, own: Path):
    edit(imported, "AB-1", title="Boilers fail", current_likelihood=3, target_likelihood=1, next_review="9 November 2026", status="closed")
    edit(imported, "AB-3", description="Two systems <one> & another", owner="Cy Ode")
    done = updated(imported, own)
    assert done.problems == []
    found = {name.partition("!")[2]: value for name, value in changed(own, done.path).items()}
    assert found.pop("J5").date() == date(2026, 11, 9)
    assert found == {"B5": "Boilers fail", "D5": 3, "G5": "L=1, C=4", "I5": "Closed", "C7": "Two systems <one> & another", "K7": "Cy Ode"}
    assert_same_again(imported, done.path)


def test_all_else_in_the_workbook_stays_to_the_byte(imported: Book, own: Path):
    edit(imported, "AB-1", title="Boilers fail", current_likelihood=3)
    done = updated(imported, own)
    one, other = parts(own), parts(done.path)
    assert list(one) == list(other)
    assert {name for name in one if one[name] != other[name]} == {"xl/worksheets/sheet1.xml"}
    assert b'fullCalcOnLoad="1"' in other["xl/workbook.xml"]
    sheet = openpyxl.load_workbook(done.path)["Risks 2026"]
    assert (sheet["B5"].font.name, sheet["B5"].fill.fgColor.rgb, sheet["B5"].comment.text) == (
        "Georgia",
        "00FFEECC",
        "Ask the estates team",
    )
    assert sheet["F5"].value == "=D5*E5"
    assert openpyxl.load_workbook(done.path, data_only=True)["Risks 2026"]["F5"].value == 12


def test_lines_of_other_records_keep_the_bullets_of_their_cell(imported: Book, own: Path):
    edit(imported, "AB-1", controls="- Weekly test\n- Two spare boilers")
    done = updated(imported, own)
    assert changed(own, done.path) == {"Risks 2026!H5": "- Weekly test\n- Two spare boilers"}
    assert_same_again(imported, done.path)


def test_what_the_member_changed_since_is_left_and_said(imported: Book, own: Path):
    book = openpyxl.load_workbook(own)
    book["Risks 2026"]["B5"] = "Boilers are old, fail and leak"
    book["Risks 2026"]["C6"] = "Rotas are never filled"
    book.save(own)
    calculated(own)
    edit(imported, "AB-2", description="Rotas are half filled", owner="Cy Ode")
    done = updated(imported, own)
    assert changed(own, done.path) == {"Risks 2026!K6": "Cy Ode"}
    told = [problem for problem in done.problems if "import the workbook first" in problem.message]
    assert [problem.cell for problem in told] == ["B5", "C6"]


def test_another_organisations_workbook_is_not_brought_up_to_date(imported: Book, own: Path):
    told = f"Alderbrook risks.xlsx is a workbook of {ALDERBROOK}, so it was not brought up to date for {VALLEY}."
    with pytest.raises(WorkbenchError, match=re.escape(told)):
        update_workbook(imported, own, own.with_name("updated.xlsx"), audience(imported, VALLEY))
    assert not own.with_name("updated.xlsx").exists()
    apply_plan(imported, plan_import(imported, own, member=VALLEY))  # both send the very same one
    assert update_workbook(imported, own, own.with_name("updated.xlsx"), audience(imported, VALLEY)).cells == []


def test_where_nothing_could_be_put_the_workbook_is_not_said_to_agree(imported: Book, own: Path):
    edit(imported, "AB-1", owner="Cy Moor")
    workbook = openpyxl.load_workbook(own)
    workbook.worksheets[0]["K5"] = "Dee Ford"
    workbook.save(own)
    done = updated(imported, own)
    assert (done.cells, [problem.cell for problem in done.problems if problem.cell == "K5"]) == ([], ["K5"])
    assert done.line == "No cell of updated.xlsx was changed; what it says otherwise than the register is told cell by cell."


def test_a_formula_is_never_written_over(book: Book, own: Path):
    sheet = openpyxl.load_workbook(own)
    sheet["Risks 2026"]["K5"] = '="Ann"&" Lee"'
    sheet.save(own)
    calculated(own)
    apply_plan(book, plan_import(book, own, member=ALDERBROOK))
    edit(book, "AB-1", owner="Cy Ode")
    done = updated(book, own)
    assert done.cells == []
    assert [(problem.cell, "a formula gives this cell" in problem.message) for problem in done.problems] == [("K5", True)]
    assert parts(done.path) == parts(own)


def test_nothing_beyond_the_members_version_is_told(imported: Book, own: Path):
    edit(imported, "AB-1", title="Boilers fail", description="Kept back", withheld="description")
    edit(imported, "AB-2", title="Wards", notes="For the office alone")
    imported.add("risk", {"title": "Another's", "member": VALLEY, "ref": "CV-1", "tier": "corporate"})
    done = updated(imported, own, with_new=True)
    content = b"".join(parts(done.path).values())
    assert b"Boilers fail" in content
    assert not [words for words in (b"Kept back", b"For the office alone", b"Another's") if words in content]
    assert done.left_out == 1
    assert changed(own, done.path).keys() == {"Risks 2026!B5", "Risks 2026!B6"}


def test_new_records_are_added_below_the_table_in_its_look_only_if_asked_for(imported: Book, own: Path):
    imported.add(
        "risk",
        {"title": "Lifts stop", "description": "Both lifts", "member": ALDERBROOK, "ref": "AB-9", "tier": "corporate",
         "current_likelihood": 2, "current_consequence": 3, "target_likelihood": 1, "target_consequence": 3, "status": "open",
         "next_review": "1 December 2026"},
    )  # fmt: skip
    assert changed(own, updated(imported, own).path) == {}
    done = updated(imported, own, with_new=True)
    assert done.added == ["AB-9"]
    assert ["R-001, R-002 and R-003" in problem.message for problem in done.problems] == [True]
    found = {name.partition("!")[2]: value for name, value in changed(own, done.path).items()}
    assert found.pop("J8").date() == date(2026, 12, 1)
    assert found == {"A8": "AB-9", "B8": "Lifts stop", "C8": "Both lifts", "D8": 2, "E8": 3, "F8": "=D8*E8", "G8": "L=1, C=3", "I8": "Open"}
    sheet = openpyxl.load_workbook(done.path)["Risks 2026"]
    assert (sheet["B8"].font.name, sheet["J8"].number_format) == ("Georgia", "dd mmm yyyy")
    assert [str(each.sqref) for each in sheet.data_validations.dataValidation] == ["I5:I8"]
    assert [str(each.sqref) for each in sheet.conditional_formatting] == ["F5:F8"]
    assert openpyxl.load_workbook(done.path, data_only=True)["Risks 2026"]["F8"].value == 6
    assert_same_again(imported, done.path)


def test_without_room_below_the_table_nothing_is_squeezed_in(imported: Book, own: Path):
    book = openpyxl.load_workbook(own)
    book["Risks 2026"]["A9"] = "Scores: 1 is rare, 5 is almost certain"
    book.save(own)
    calculated(own)
    imported.add("risk", {"title": "Lifts stop", "member": ALDERBROOK, "ref": "AB-9", "tier": "corporate"})
    done = updated(imported, own, with_new=True)
    assert done.added == []
    assert any("insert rows there" in problem.message for problem in done.problems)


def test_in_place_a_copy_is_kept_first_and_only_where_something_changes(imported: Book, own: Path):
    was = own.read_bytes()
    same = update_workbook(imported, own, own, audience(imported))
    assert (same.before, own.read_bytes(), len(list(own.parent.glob("*before*")))) == (None, was, 0)
    edit(imported, "AB-1", title="Boilers fail")
    done = update_workbook(imported, own, own, audience(imported))
    assert done.before is not None
    assert done.before.name == "Alderbrook risks before 2026-07-23.xlsx"
    assert done.before.read_bytes() == was
    assert changed(done.before, own) == {"Risks 2026!B5": "Boilers fail"}


@pytest.mark.parametrize("name", ["own.csv", "own.xls", "own.txt"])
def test_what_is_no_xlsx_is_refused_in_a_sentence_and_nothing_is_written(imported: Book, tmp_path: Path, name: str):
    other = tmp_path / name
    other.write_text("Risk ref,Risk title\nAB-1,Boilers\n")
    with pytest.raises(WorkbenchError, match=r"only workbooks saved as \.xlsx or \.xlsm can be"):
        update_workbook(imported, other, tmp_path / "out.xlsx", audience(imported))
    assert not (tmp_path / "out.xlsx").exists()


def test_the_command_line_tells_what_it_wrote(imported: Book, own: Path):
    edit(imported, "AB-1", title="Boilers fail")
    file = imported.path
    imported.close()
    out = own.with_name("out.xlsx")
    run = CliRunner().invoke(commands, ["export", str(file), str(out), "--member", ALDERBROOK, "--like", str(own), "--json"])
    assert run.exit_code == 0, run.output
    told = json.loads(run.stdout)
    assert (told["path"], told["records"], told["cells"], told["added"], told["problems"]) == (str(out), 3, ["Risks 2026 B5"], [], [])


def test_a_row_without_a_reference_is_known_by_what_it_said_when_it_came_in(book: Book, tmp_path: Path):
    path = tmp_path / "bare.xlsx"
    bare = openpyxl.Workbook()
    for row in (
        ("Risk title", "Description", "Risk owner"),
        ("Boilers fail", "At the north site", "Ann Lee"),
        ("Lifts stop", "Both", "Bo Hart"),
    ):
        bare.worksheets[0].append(row)
    bare.save(path)
    apply_plan(book, plan_import(book, path, member=ALDERBROOK))
    boilers = next(record for record in book.records("risk") if record.title == "Boilers fail")
    book.edit([boilers], {"title": "Heating", "owner": "Cy Ode"})
    bare.worksheets[0]["F9"].number_format = "0"
    bare.save(path)  # the same cells, but not the very same workbook
    assert plan_import(book, path, member=ALDERBROOK).counts["same"] == 2
    done = update_workbook(book, path, path.with_name("out.xlsx"), audience(book))
    assert changed(path, done.path) == {"Sheet!A2": "Heating", "Sheet!C2": "Cy Ode"}
    assert_same_again(book, done.path)


def test_each_sheet_that_was_imported_is_brought_up_to_date(imported: Book, own: Path):
    book = openpyxl.load_workbook(own)
    actions = book.create_sheet("Actions")
    for row in (
        ("Action ref", "Action", "Action owner", "Due date"),
        ("X-1", "Order a boiler", "Ann Lee", "30/09/2026"),
        ("X-2", "Ask", "Bo Hart", None),
    ):
        actions.append(row)
    book.save(own)
    calculated(own)
    for sheet in ("Risks 2026", "Actions"):
        apply_plan(imported, plan_import(imported, own, member=ALDERBROOK, sheet=sheet))
    order = next(record for record in imported.records("action") if record.title == "Order a boiler")
    imported.edit([order], {"owner": "Cy Ode", "revised_due": None})
    edit(imported, "AB-1", title="Boilers fail")
    done = updated(imported, own)
    assert changed(own, done.path) == {"Risks 2026!B5": "Boilers fail", "Actions!C2": "Cy Ode"}


def test_a_signed_workbook_is_refused(imported: Book, own: Path):
    with zipfile.ZipFile(own, "a") as archive:
        archive.writestr("_xmlsignatures/sig1.xml", "<Signature/>")
    with pytest.raises(WorkbenchError, match="a change would break the signature"):
        updated(imported, own)


def test_days_are_counted_as_the_workbook_counts_them(book: Book, tmp_path: Path):
    path = tmp_path / "mac.xlsx"
    made = openpyxl.Workbook()
    made.epoch = CALENDAR_MAC_1904
    for row in (("Risk ref", "Risk title", "Next review"), ("M-1", "Boilers fail", date(2026, 9, 30)), ("M-2", "Lifts stop", None)):
        made.worksheets[0].append(row)
    made.save(path)
    apply_plan(book, plan_import(book, path, member=ALDERBROOK))
    edit(book, "M-1", next_review="9 November 2026")
    edit(book, "M-2", next_review="1 December 2026")
    done = update_workbook(book, path, path.with_name("out.xlsx"), audience(book))
    assert [each.value.date() for each in openpyxl.load_workbook(done.path).worksheets[0]["C"][1:]] == [
        date(2026, 11, 9),
        date(2026, 12, 1),
    ]
    assert_same_again(book, done.path)


def test_excels_own_table_reaches_over_the_rows_that_are_added(book: Book, tmp_path: Path):
    path = tmp_path / "table.xlsx"
    made = openpyxl.Workbook()
    for row in (("Risk ref", "Risk title"), ("M-1", "Boilers fail"), ("M-2", "Lifts stop")):
        made.worksheets[0].append(row)
    made.worksheets[0].add_table(Table(displayName="Risks", ref="A1:B3"))
    made.save(path)
    apply_plan(book, plan_import(book, path, member=ALDERBROOK))
    book.add("risk", {"title": "Roof leaks", "member": ALDERBROOK, "ref": "M-3", "tier": "corporate"})
    done = update_workbook(book, path, path.with_name("out.xlsx"), audience(book), with_new=True)
    sheet = openpyxl.load_workbook(done.path).worksheets[0]
    assert [each.value for each in sheet[4]] == ["M-3", "Roof leaks"]
    assert (sheet.tables["Risks"].ref, sheet.tables["Risks"].autoFilter.ref) == ("A1:B4", "A1:B4")


VALUES: Mapping[str, st.SearchStrategy[object]] = {
    "title": st.sampled_from(["Boilers", "=1+1", "Total", "12", "Closed", "x" * 300, "“Quoted” & <b>", " and\nlines"]),
    "description": st.sampled_from([None, "Words", "- a\n- b", "31/12/2026", "N/A", "-"]),
    "current_likelihood": st.integers(1, 5),
    "current_consequence": st.integers(1, 5),
    "target_likelihood": st.integers(1, 5),
    "status": st.sampled_from(["open", "closed", "tolerated", "proposed"]),
    "next_review": st.dates(date(2025, 1, 1), date(2030, 1, 1)).map(date.isoformat),
    "owner": st.sampled_from([None, "Ann Lee", "Bo Hart; Cy Ode", "4"]),
}


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Book, Path]]:
    folder = tmp_path_factory.mktemp("shelf")
    with make_book(folder / "book.workbench", FixedClock()) as book:
        own = own_workbook(folder / "own.xlsx")
        apply_plan(book, plan_import(book, own, member=ALDERBROOK))
        yield book, own


@pytest.mark.long
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["AB-1", "AB-2", "AB-3"]),
            st.sampled_from(sorted(VALUES)).flatmap(lambda key: st.tuples(st.just(key), VALUES[key])),
        ),
        max_size=6,
    )
)
def test_whatever_is_edited_comes_back_from_the_workbook_or_is_reported(
    shelf: tuple[Book, Path], edits: list[tuple[str, tuple[str, object]]]
):
    book, own = shelf
    for ref, (key, value) in edits:
        edit(book, ref, **{key: value})
    done = updated(book, own)
    plan = plan_import(book, done.path, member=ALDERBROOK)
    assert [row for row in plan.rows if row.cells or row.outcome != "same"] == []
    written = {name.replace("!", " ") for name in changed(own, done.path)}
    assert written <= set(done.cells)
    told = " ".join(problem.message for problem in done.problems)
    reading = plan.parts[0].source.reading
    for place, row in enumerate(plan.rows):
        record = book.record("risk", row.uid)
        for key in VALUES:
            says, is_here = reading.columns[key][place], record.of(key)
            assert record.register.get(key).kind.same(says, is_here) or f"{row.ref} is" in told
