"""What stands in the workbooks we make: every kind of value, nothing beyond the view, and a look that can be worked with."""

import errno
import io
import json
import os
import zipfile
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from python_calamine import CalamineWorkbook
from xlsxwriter import Workbook

from workbench.domain.audience import OFFICE, PRIVATE, PUBLIC, Audience, Version, View
from workbench.domain.errors import FileTroubleError, StoppedError, UnknownNameError
from workbench.domain.field import Circulation, Field, own
from workbench.domain.joining import Refs
from workbench.domain.kinds import Choice, Day, Decimal, Headed, Kind, Member, Names, Option, Prose, Text, Whole
from workbench.domain.register import Register, kinds_in_use
from workbench.domain.registers import declared
from workbench.domain.scoring import CONSEQUENCE, LIKELIHOOD, NPSA, Scheme, banded, triple
from workbench.exchange.cells import CELL_LIMIT, Dressing, dressing, is_too_long_notice, too_long_notice
from workbench.exchange.guide import GUIDE_SHEET
from workbench.exchange.meaning import UID_HEADING
from workbench.exchange.sheets import Stamp
from workbench.exchange.stamp import STAMP_SHEET, stamp_rows
from workbench.exchange.writing import LISTS_SHEET, Written, version_words, write_workbook

TODAY = date(2026, 7, 23)
FIRST, SECOND = "01900000-0000-7000-8000-000000000001", "01900000-0000-7000-8000-000000000002"
NORTH, SOUTH = "01900000-0000-7000-8000-00000000000a", "01900000-0000-7000-8000-00000000000b"
MEMBERS = [
    {"uid": NORTH, "ref": "M-001", "name": "North Dale NHS Trust", "kind": "trust"},
    {"uid": SOUTH, "ref": "M-002", "name": "South Marsh NHS Foundation Trust", "kind": "trust"},
]


class Everything(Register):
    key, label, noun, prefix = "everything", "Everything", "thing", "E"

    title = Field(Prose(), "", Circulation.PUBLIC, core=True, help="What it is, in a sentence.")
    words = Field(Text(), "", Circulation.PUBLIC)
    names = Field(Names(), "", Circulation.PUBLIC)
    refs = Field(Refs(to=("everything",)), "", Circulation.PUBLIC)
    number = Field(Whole(0, 99), "", Circulation.PUBLIC)
    weight = Field(Decimal(), "", Circulation.PUBLIC)
    current_likelihood, current_consequence, current_score = triple("current")
    previous_score = triple("previous")[2]
    day = Field(Day(), "", Circulation.PUBLIC)
    status = Field(Choice((Option("a", "Active"), Option("z", "At rest, for now"))), "", Circulation.PUBLIC)
    member = Field(Member(), "Organisation", Circulation.PUBLIC, core=True)


def row(uid=FIRST, ref="E-001", **values):
    return {"uid": uid, "ref": ref, "circulation": "public", **values}


def a_view(*rows, audience=OFFICE, register=None, members=MEMBERS, **more):
    registers = declared() | {"everything": register or Everything()}
    return View(registers, {"everything": rows, "member": [{"circulation": "public", **member} for member in members]}, audience, **more)


def written(tmp_path, view, keys=("everything",), name="out.xlsx", **more):
    path = tmp_path / name
    facts = {"file_id": "file-1", "head": "abc", "collaborative": "The Dales Collaborative", "day": TODAY} | more
    write_workbook(path, view, keys, **facts)
    return path


def sheet_of(path, name="Everything"):
    return openpyxl.load_workbook(path)[name]


def by_heading(path, heading, name="Everything"):
    """Return the cell of the first record under a heading."""
    sheet = sheet_of(path, name)
    return next(column[1] for column in sheet.iter_cols() if column[0].value == heading)


def read_by_calamine(path, name="Everything"):
    rows = CalamineWorkbook.from_path(path).get_sheet_by_name(name).to_python()
    return [dict(zip(rows[0], line, strict=True)) for line in rows[1:]]


def read_by_openpyxl(path, name="Everything"):
    rows = list(sheet_of(path, name).values)
    return [dict(zip(rows[0], line, strict=True)) for line in rows[1:]]


def validation(path, heading, name="Everything"):
    sheet = sheet_of(path, name)
    cell = by_heading(path, heading, name)
    return next(rule for rule in sheet.data_validations.dataValidation if cell.coordinate in rule.sqref)


@pytest.mark.parametrize("read", [read_by_calamine, read_by_openpyxl])
@pytest.mark.parametrize(
    ("field", "heading", "stored", "cell"),
    [
        ("title", "Title", "One line\nand another\twith a tab", "One line\nand another\twith a tab"),
        ("words", "Words", "007", "007"),
        ("names", "Names", "A. Ahmed; B. Brown", "A. Ahmed; B. Brown"),
        ("refs", "Refs", "E-002; somewhere else", "E-002; somewhere else"),
        ("number", "Number", 42, 42),
        ("number", "Number", 0, 0),
        ("weight", "Weight", 1.5, 1.5),
        ("weight", "Weight", 1 / 3, "0.3333333333333333"),
        ("weight", "Weight", 0.1 + 0.2, "0.30000000000000004"),
        ("current_likelihood", "Current likelihood", 4, 4),
        ("previous_score", "Previous score", 7, 7),
        ("day", "Day", "1899-12-31", "31 December 1899"),
        ("day", "Day", "1900-02-28", "28 February 1900"),
        ("day", "Day", "0987-01-02", "2 January 0987"),
        ("day", "Day", "as soon as we can", "as soon as we can"),
        ("status", "Status", "a", "Active"),
        ("status", "Status", "unheard of", "unheard of"),
        ("member", "Organisation", SOUTH, "South Marsh NHS Foundation Trust"),
        ("extra", "Other columns", '{"Theme":"Winter","Line":"one\\ntwo"}', "Theme: Winter\nLine: one\n  two"),
        ("notes", "Office notes", "Ask again.", "Ask again."),
    ],
)
def test_each_kind_of_value_comes_back_from_its_cell(tmp_path, read, field, heading, stored, cell):
    [found] = read(written(tmp_path, a_view(row(**{field: stored}))))
    assert found[heading] == cell


@pytest.mark.parametrize("day", ["1900-03-01", "2026-07-23", "2024-02-29", "9999-12-31"])
def test_a_day_is_a_real_date_shown_day_before_month(tmp_path, day):
    path = written(tmp_path, a_view(row(day=day)))
    cell = by_heading(path, "Day")
    assert cell.value == datetime.fromisoformat(day)
    assert cell.number_format == "dd/mm/yyyy"
    assert read_by_calamine(path)[0]["Day"] == date.fromisoformat(day)


@pytest.mark.parametrize(("letters", "form"), [(255, "@"), (256, "General")])
def test_short_words_are_marked_as_text_and_long_ones_not(tmp_path, letters, form):
    assert by_heading(written(tmp_path, a_view(row(words="x" * letters))), "Words").number_format == form


def test_a_score_is_the_product_of_its_factors_as_a_number(tmp_path):
    cell = by_heading(written(tmp_path, a_view(row(current_likelihood=4, current_consequence=5, current_score=3))), "Current score")
    assert (cell.value, cell.data_type) == (20, "n")


@pytest.mark.parametrize("read", [read_by_calamine, read_by_openpyxl])
@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+44 20 7946 0000",
        "@home",
        "-2",
        "'quoted",
        "1e5",
        "007",
        "TRUE",
        "https://example.org",
        "{=A1}",
        "#N/A",
        "12/03/2026",
        "é😀",
        " two before",
        "\ta tab before",
        "&amp; <b>bold</b>",
        "<r>",
        "<r>not rich</r>",
        "<r>_x0041_</r>",
        "_x0041_",
        "a_x000D_b",
        "_x0041_x0042_",
        "_X0041_",
        "<r>_x0041_x0042_</r>",
    ],
)
def test_text_stays_the_text_it_was(tmp_path, read, text):
    [found] = read(written(tmp_path, a_view(row(title=text, words=text))))
    assert (found["Title"], found["Words"]) == (text, text)


def test_text_like_a_formula_is_kept_as_text_in_the_cell(tmp_path):
    assert by_heading(written(tmp_path, a_view(row(words="=1+1"))), "Words").data_type == "s"


def test_the_headings_survive_whatever_a_file_calls_its_own_fields(tmp_path):
    register = Everything().plus(own("mine", Text(), "=<r>_x0041_x0042_</r>"), own("other", Text(), "<r>R & D</r>"))
    [found] = read_by_calamine(written(tmp_path, a_view(row(mine="a", other="b"), register=register)))
    assert (found["=<r>_x0041_x0042_</r>"], found["<r>R & D</r>"]) == ("a", "b")


@pytest.mark.parametrize("text", ["x" * (CELL_LIMIT + 1), "😀" * (CELL_LIMIT // 2 + 1)])
def test_a_text_too_long_for_a_cell_leaves_a_sentence_there_and_is_reported(tmp_path, text):
    result = write_workbook(
        tmp_path / "out.xlsx", a_view(row(title=text)), ["everything"], file_id="", head="", collaborative="The Dales", day=TODAY
    )
    [found] = read_by_calamine(tmp_path / "out.xlsx")
    assert is_too_long_notice(found["Title"])
    assert f"{len(text):,}" in found["Title"]
    [problem] = result.too_long
    assert (problem.sheet, problem.cell) == ("Everything", "B2")
    assert problem.message.startswith("E-001: “Title” has ")
    assert problem.message.endswith(".")


@pytest.mark.parametrize("text", ["x" * CELL_LIMIT, "😀" * (CELL_LIMIT // 2), "a\n" * (CELL_LIMIT // 2) + "b"])
def test_a_text_that_just_fits_is_whole(tmp_path, text):
    [found] = read_by_calamine(written(tmp_path, a_view(row(title=text))))
    assert found["Title"] == text
    assert not is_too_long_notice(text)
    assert too_long_notice(text) == ""


def test_a_record_without_a_reference_is_reported_in_words(tmp_path):
    view = a_view(row(ref=None, title="x" * 40_000))
    result = write_workbook(tmp_path / "out.xlsx", view, ["everything"], file_id="", head="", collaborative="", day=TODAY)
    assert result.too_long[0].message.startswith("A row without a reference: ")


def test_a_sentence_that_a_person_went_on_writing_is_an_answer():
    notice = too_long_notice("x" * 40_000)
    assert is_too_long_notice(f" {notice}\n")
    assert not is_too_long_notice(notice + " And more.")


def test_columns_are_the_core_and_whatever_any_record_holds_in_the_register_s_order(tmp_path):
    view = a_view(row(), row(SECOND, "E-002", day="2026-07-01", current_consequence=2))
    headings = [cell.value for cell in sheet_of(written(tmp_path, view))[1]]
    assert headings == [
        "Reference",
        "Title",
        "Current likelihood",
        "Current consequence",
        "Current score",
        "Day",
        "Organisation",
        "Who may see this",
        UID_HEADING,
    ]


def test_the_reference_comes_first_wherever_a_file_keeps_it(tmp_path):
    fields = Everything().fields
    path = written(tmp_path, a_view(row(), register=Everything((*fields[1:], fields[0]))))
    assert sheet_of(path)["A1"].value == "Reference"


def test_the_last_column_is_hidden_and_sorts_with_the_rows(tmp_path):
    path = written(tmp_path, a_view(row(), row(SECOND, "E-002")))
    sheet = sheet_of(path)
    last = sheet.cell(1, sheet.max_column)
    assert last.value == UID_HEADING
    assert sheet.column_dimensions[last.column_letter].hidden
    assert [sheet.cell(line, sheet.max_column).value for line in (2, 3)] == [FIRST, SECOND]
    assert sheet.auto_filter.ref == f"A1:{last.column_letter}3"


def test_the_stamp_names_file_version_and_columns(tmp_path):
    view = a_view(row(), audience=Audience(Version.MEMBER, NORTH), position=17)
    path = written(tmp_path, view, ["everything", "member"])
    keys = ("ref", "title", "current_likelihood", "current_consequence", "current_score", "member", "circulation", "uid")
    stamp = Stamp(
        "file-1",
        17,
        "abc",
        "member",
        NORTH,
        {"Everything": ("everything", keys), "Organisations": ("member", ("ref", "name", "short_name", "kind", "circulation", "uid"))},
    )
    sheet = openpyxl.load_workbook(path)[STAMP_SHEET]
    assert sheet.sheet_state == "hidden"
    assert [[cell for cell in line if cell is not None] for line in sheet.values] == [
        [cell for cell in line if cell != ""] for line in stamp_rows(stamp)
    ]


def test_sheets_are_the_registers_then_the_guide_and_what_is_hidden(tmp_path):
    path = written(tmp_path, a_view(row(status="z")), ["member", "everything"])
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["Organisations", "Everything", GUIDE_SHEET, STAMP_SHEET, LISTS_SHEET]
    assert [sheet.sheet_state for sheet in book] == ["visible", "visible", "visible", "hidden", "hidden"]
    assert book.active.title == "Organisations"


def test_the_guide_speaks_in_finished_sentences(tmp_path):
    lines = [line[0] for line in sheet_of(written(tmp_path, a_view(row())), GUIDE_SHEET).values]
    assert lines[1] == "The Dales Collaborative, office version, 23 July 2026."
    assert lines[2] == "Sheet “Everything” holds 1 row."
    assert "Rows may be sorted and filtered in any way that suits you. Columns may be made wider or narrower." in lines
    assert all(line.endswith(".") for line in lines if len(line) > 40)


@pytest.mark.parametrize(
    ("labels", "names"),
    [
        (["Risks: [new]/old*?\\"], ["Risks new old"]),
        (["'Ours'"], ["Ours"]),
        (["History", "history"], ["History 2", "history 3"]),
        (["Lists", STAMP_SHEET.upper()], ["Lists 2", f"{STAMP_SHEET.upper()} 2"]),
        (
            ["Joint assurance framework of the North and the South"] * 2,
            ["Joint assurance framework of th", "Joint assurance framework of 2"],
        ),
        (["😀" * 20], ["😀" * 15]),
        (["[]"], ["r0"]),
    ],
)
def test_a_sheet_s_name_is_one_that_excel_takes(tmp_path, labels, names):
    registers = {}
    for number, words in enumerate(labels):
        registers[f"r{number}"] = type(f"Register{number}", (Register,), {"key": f"r{number}", "label": words})()
    path = written(tmp_path, View(registers, {}, OFFICE), list(registers))
    assert openpyxl.load_workbook(path).sheetnames[: len(names)] == names


def test_headings_are_bold_frozen_and_repeated_on_paper(tmp_path):
    sheet = sheet_of(written(tmp_path, a_view(row())))
    assert sheet["A1"].font.b
    assert sheet["A1"].alignment.wrap_text
    assert sheet.freeze_panes == "C2"
    assert sheet.print_title_rows == "$1:$1"


@pytest.mark.parametrize(("title", "frozen"), [("title", "C2"), ("words", "B2")])
def test_what_stands_still_ends_with_the_title_unless_that_is_far_out(tmp_path, title, frozen):
    register = type("Other", (Everything,), {"title_key": title})()
    path = written(tmp_path, a_view(row(words="a", names="b", refs="c", day="2026-01-02"), register=register))
    assert sheet_of(path).freeze_panes == frozen


def test_a_title_without_any_words_freezes_the_reference(tmp_path):
    register = type("Other", (Everything,), {"title_key": "words"})()
    assert sheet_of(written(tmp_path, a_view(row(), register=register))).freeze_panes == "B2"


def test_paper_is_a4_across_one_page_wide_with_names_and_page_numbers(tmp_path):
    path = written(tmp_path, a_view(row()), collaborative="R&G & [x] Dales")
    sheet = sheet_of(path)
    assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize), int(sheet.page_setup.fitToHeight)) == ("landscape", 9, 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    raw = parts(path)["xl/worksheets/sheet1.xml"].decode()
    assert "<oddHeader>&amp;LR&amp;&amp; G &amp;&amp; [x] Dales&amp;REverything</oddHeader>" in raw
    assert "<oddFooter>&amp;LOffice version, 23 July 2026&amp;RPage &amp;P of &amp;N</oddFooter>" in raw


def test_sheets_are_not_protected(tmp_path):
    assert not any(sheet.protection.sheet for sheet in openpyxl.load_workbook(written(tmp_path, a_view(row()))))


def test_widths_follow_the_fields_and_grow_for_long_prose_within_bounds(tmp_path):
    register = Everything().plus(own("wide", Text()), own("odd", Text(), "Extraordinarilylongsingleword"))
    register = Everything([replace(field, width=200) if field.key == "wide" else field for field in register])
    sheet = sheet_of(written(tmp_path, a_view(row(title="word " * 400, words="x", wide="x", odd="y", notes="w " * 300), register=register)))
    widths = {sheet.cell(1, place).value: sheet.column_dimensions[sheet.cell(1, place).column_letter].width for place in range(1, 20)}
    assert widths["Title"] == pytest.approx(80, abs=1)
    assert widths["Office notes"] == pytest.approx(50, abs=1)
    assert widths["Wide"] == pytest.approx(60, abs=1)
    assert widths["Extraordinarilylongsingleword"] >= 29
    assert widths["Current score"] >= len("25 Moderate")


def test_a_row_is_as_high_as_its_words_need_and_still_grows_when_edited(tmp_path):
    path = written(tmp_path, a_view(row(title="one\ntwo\nthree"), row(SECOND, "E-002"), row(NORTH, "E-003", title="long " * 2000)))
    sheet = sheet_of(path)
    assert (sheet.row_dimensions[2].height, sheet.row_dimensions[3].height, sheet.row_dimensions[4].height) == (45, None, 408.75)
    assert b"customHeight" not in parts(path)["xl/worksheets/sheet1.xml"]
    assert sheet["B2"].alignment.vertical == "top"


def test_a_short_list_stands_in_the_drop_down_itself(tmp_path):
    rule = validation(written(tmp_path, a_view(row())), "Who may see this")
    assert (rule.type, rule.formula1) == ("list", '"Public,Private,Restricted"')


def test_a_list_with_commas_or_too_many_letters_stands_on_the_hidden_sheet_once(tmp_path):
    members = [*MEMBERS, *({"uid": f"m{number}", "ref": f"M-{number}", "name": f"Trust {number} of the North"} for number in range(20))]
    register = Everything().plus(own("second", Member(), "Second organisation"))
    path = written(tmp_path, a_view(row(status="z", second=NORTH), register=register, members=members))
    assert validation(path, "Status").formula1 == "Lists!$A$1:$A$2"
    assert validation(path, "Organisation").formula1 == validation(path, "Second organisation").formula1 == "Lists!$B$1:$B$22"
    lists = list(sheet_of(path, LISTS_SHEET).values)
    assert lists[1] == ("At rest, for now", "South Marsh NHS Foundation Trust")


def test_without_organisations_there_is_no_list_to_choose_from(tmp_path):
    path = written(tmp_path, a_view(row(), members=()))
    with pytest.raises(StopIteration):
        validation(path, "Organisation")


def test_levels_are_limited_and_say_their_words(tmp_path):
    rule = validation(written(tmp_path, a_view(row())), "Current likelihood")
    assert (rule.type, rule.formula1, rule.formula2) == ("whole", "1", "5")
    assert rule.prompt == "1 Rare, 2 Unlikely, 3 Possible, 4 Likely or 5 Almost certain."
    assert str(rule.sqref) == "C2:C502"


def test_a_level_without_words_has_none_to_say():
    assert dressing(replace(LIKELIHOOD, labels=())).prompt == ""


def test_the_help_of_a_field_appears_beside_its_heading(tmp_path):
    sheet = sheet_of(written(tmp_path, a_view(row())))
    rule = next(rule for rule in sheet.data_validations.dataValidation if str(rule.sqref) == "B1")
    assert (rule.promptTitle, rule.prompt) == ("Title", "What it is, in a sentence.")


def test_words_beside_a_cell_are_cut_to_what_excel_takes(tmp_path):
    register = Everything().plus(replace(own("long", LIKELIHOOD, "😀" * 30), help="😀 " * 200))
    sheet = sheet_of(written(tmp_path, a_view(row(long=3), register=register)))
    rule = next(rule for rule in sheet.data_validations.dataValidation if rule.prompt and rule.prompt.startswith("😀"))
    assert 30 <= len(rule.promptTitle.encode("utf-16-le")) // 2 <= 32
    assert 250 <= len(rule.prompt.encode("utf-16-le")) // 2 <= 255


def bands_of(path, heading="Current score"):
    sheet = sheet_of(path)
    letter = by_heading(path, heading).column_letter
    [rules] = [rules for area, rules in sheet.conditional_formatting._cf_rules.items() if str(area.sqref).startswith(f"{letter}2:")]
    return [
        (rule.formula[0].replace(letter, ""), rule.dxf.fill.bgColor.rgb, rule.dxf.font.color.rgb, rule.dxf.numFmt.formatCode)
        for rule in rules
    ]


def test_a_band_shows_by_colour_and_word_and_the_score_stays_a_number(tmp_path):
    assert bands_of(written(tmp_path, a_view(row()))) == [
        ("OR(2=1,2=2,2=3)", "FFE5F3E8", "FF1B6B36", '0 "Low"'),
        ("OR(2=4,2=5,2=6)", "FFFFF5D6", "FF7A5600", '0 "Moderate"'),
        ("OR(2=8,2=9,2=10,2=12)", "FFFFE6D1", "FF8F3D00", '0 "High"'),
        ("OR(2=15,2=16,2=20,2=25)", "FFFBDFE0", "FF8E1220", '0 "Extreme"'),
    ]


@pytest.mark.parametrize(
    ("scheme", "formats"),
    [
        (banded(('The "low" ones', "Top"), (1, 15)), [("FFE5F3E8", '0 "The low ones"'), ("FFFBDFE0", '0 "Top"')]),
        (banded(("Any",), (1,)), [("FFE5F3E8", '0 "Any"')]),
        (Scheme(("Never", "Always"), ((1,) * 5,) * 5), [("FFFBDFE0", '0 "Always"')]),
        (
            banded(("a", "b", "c", "d", "e"), (1, 4, 6, 12, 20)),
            [("FFE5F3E8", '0 "a"'), ("FFFFF5D6", '0 "b"'), ("FFFFE6D1", '0 "c"'), ("FFFFE6D1", '0 "d"'), ("FFFBDFE0", '0 "e"')],
        ),
    ],
)
def test_a_file_s_own_scheme_gives_the_bands(tmp_path, scheme, formats):
    found = bands_of(written(tmp_path, a_view(row()), scheme=scheme))
    assert [(ground, form) for _, ground, _, form in found] == formats


def test_a_score_whose_cells_differ_in_band_has_no_word(tmp_path):
    cells = tuple(tuple(1 if (x, y) == (1, 4) else 0 for y in range(1, 6)) for x in range(1, 6))
    [band] = bands_of(written(tmp_path, a_view(row()), scheme=Scheme(("Low", "High"), cells)))
    assert "=4," not in band[0]


def parts(path):
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def secrets_view(audience):
    registers = declared()
    rows = {
        "risk": [
            {
                "uid": FIRST,
                "ref": "R-001",
                "tier": "shared",
                "circulation": "public",
                "title": "Visible",
                "notes": "xylophone",
                "owner": "trombone",
                "description": "bassoon",
                "current_likelihood": 5,
                "current_consequence": 5,
                "withheld": "description",
                "extra": '{"Kazoo":"kettledrum"}',
                "linked_risks": "R-001; R-777",
                "member": SOUTH,
            },
            {"uid": SECOND, "ref": "R-777", "tier": "shared", "circulation": "private", "title": "clarinet", "member": NORTH},
            {"uid": "f" * 8, "ref": "T-9", "tier": "local", "circulation": "restricted", "title": "piccolo", "member": SOUTH},
            {
                "uid": "e" * 8,
                "ref": "T-8",
                "tier": "local",
                "circulation": "restricted",
                "title": "oboe",
                "extra": '{"A":"viola"}',
                "member": NORTH,
            },
        ],
        "member": [MEMBERS[0], MEMBERS[1] | {"circulation": "restricted", "name": "Hidden harpsichord"}],
    }
    return View(registers, rows, audience, position=3)


EVERY_SECRET = {
    "xylophone",
    "trombone",
    "bassoon",
    "kazoo",
    "kettledrum",
    "r-777",
    "clarinet",
    "piccolo",
    "oboe",
    "viola",
    "harpsichord",
    FIRST[-4:],
}


@pytest.mark.parametrize(
    ("audience", "seen"),
    [
        (OFFICE, EVERY_SECRET),
        (PRIVATE, {"trombone", "r-777", "clarinet", FIRST[-4:]}),
        (PUBLIC, {FIRST[-4:]}),
        (Audience(Version.MEMBER, NORTH), {"trombone", "r-777", "clarinet", "oboe", "viola", FIRST[-4:]}),
    ],
)
def test_no_part_of_a_workbook_holds_a_word_from_beyond_its_version(tmp_path, audience, seen):
    path = written(tmp_path, secrets_view(audience), ["risk", "member"])
    everything = " ".join(f"{name} {content.decode()}" for name, content in parts(path).items()).casefold()
    assert {word for word in EVERY_SECRET if word in everything} == seen


def test_a_column_whose_names_are_all_hidden_stays_out_or_empty(tmp_path):
    register = Everything().plus(replace(own("lead", Member()), widest=Circulation.PUBLIC))
    [found] = read_by_calamine(written(tmp_path, a_view(row(member="gone", lead="gone"), audience=PUBLIC, register=register)))
    assert found["Organisation"] == ""
    assert "Lead" not in found


def test_properties_name_no_author_and_give_the_day_of_export(tmp_path):
    properties = openpyxl.load_workbook(written(tmp_path, a_view(row()))).properties
    assert properties.title == "The Dales Collaborative: Office version"
    assert not properties.creator
    assert not properties.lastModifiedBy
    assert properties.created.isoformat() == "2026-07-23T00:00:00"


def test_the_same_view_and_day_give_the_same_bytes(tmp_path, monkeypatch):
    first = written(tmp_path, secrets_view(OFFICE), ["risk", "member"]).read_bytes()
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    assert written(tmp_path, secrets_view(OFFICE), ["risk", "member"], "again.xlsx").read_bytes() == first


@pytest.mark.parametrize(
    ("audience", "words"),
    [
        (OFFICE, "Office version as at 1 April 2026"),
        (PUBLIC, "Public version as at 1 April 2026"),
        (PRIVATE, "Private version as at 1 April 2026"),
        (Audience(Version.MEMBER, NORTH), "Version for North Dale NHS Trust as at 1 April 2026"),
        (Audience(Version.MEMBER, "nobody"), "Version for one organisation as at 1 April 2026"),
    ],
)
def test_a_version_is_named_in_words(audience, words):
    assert version_words(a_view(audience=audience, as_at=date(2026, 4, 1))) == words


def test_an_empty_register_is_a_sheet_to_fill_in(tmp_path):
    path = written(tmp_path, a_view())
    sheet = sheet_of(path)
    assert sheet.max_row == 1
    assert sheet.auto_filter.ref == "A1:G2"
    assert validation_reaches(sheet) == 501


def validation_reaches(sheet):
    return max(area.max_row for rule in sheet.data_validations.dataValidation for area in rule.sqref.ranges)


def test_all_declared_registers_can_be_written(tmp_path):
    view = View(declared(), {"risk": [row()], "setting": [row(name="a", value="b")]}, OFFICE)
    write_workbook(tmp_path / "out.xlsx", view, list(declared()), file_id="", head="", collaborative="", day=TODAY)
    assert len(openpyxl.load_workbook(tmp_path / "out.xlsx").sheetnames) >= len(declared()) + 2


def test_every_kind_in_use_knows_how_it_stands_in_a_cell():
    for kind in kinds_in_use([*declared().values(), Everything()]):
        assert isinstance(dressing(kind()), Dressing)
    assert dressing(CONSEQUENCE).limits == (1, 5)


def test_a_kind_nothing_is_registered_for_is_written_as_it_shows():
    class Percent(Kind[int]):
        def show(self, stored):
            return f"{stored} %"

    assert dressing(Percent()).put(5) == "5 %"
    assert dressing(Headed()).put(json.dumps({"a": "b"})) == "a: b"


def test_it_counts_the_records_and_tells_how_far_it_is(tmp_path):
    told = []
    view = a_view(row(), row(SECOND, "E-002"))
    result = write_workbook(
        tmp_path / "out.xlsx",
        view,
        ["everything", "member", "risk"],
        file_id="",
        head="",
        collaborative="",
        day=TODAY,
        progress=lambda done, total: told.append((done, total)),
    )
    assert result == Written(4, [])
    assert told == sorted(told)
    assert told[-1] == (4, 4)


def test_a_register_that_is_not_in_the_view_is_refused(tmp_path):
    with pytest.raises(UnknownNameError, match="no register “wishes”"):
        written(tmp_path, a_view(), ["wishes"])
    assert list(tmp_path.iterdir()) == []


def refused(tmp_path, path, match):
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(FileTroubleError, match=match):
        write_workbook(path, a_view(row()), ["everything"], file_id="", head="", collaborative="", day=TODAY)
    assert sorted(tmp_path.rglob("*")) == before


def test_a_missing_folder_is_said_in_words(tmp_path):
    refused(tmp_path, tmp_path / "nowhere" / "out.xlsx", "out.xlsx could not be used: its folder does not exist")


def test_a_folder_in_the_place_of_the_workbook_is_said_in_words(tmp_path):
    (tmp_path / "out.xlsx").mkdir()
    refused(tmp_path, tmp_path / "out.xlsx", "a folder has that name")


def test_a_workbook_that_may_only_be_read_is_left_alone(tmp_path, monkeypatch):
    (tmp_path / "out.xlsx").write_bytes(b"old")
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    refused(tmp_path, tmp_path / "out.xlsx", "it may only be read")


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.EACCES, "it is open in another program, or its folder may only be read"),
        (errno.EIO, os.strerror(errno.EIO)),
        (None, "the system refused to write it"),
    ],
)
def test_a_workbook_open_in_excel_keeps_its_contents(tmp_path, monkeypatch, number, words):
    def locked(self, target):
        raise OSError(number, os.strerror(number)) if number else OSError

    (tmp_path / "out.xlsx").write_bytes(b"old")
    monkeypatch.setattr(Path, "replace", locked)
    refused(tmp_path, tmp_path / "out.xlsx", words)
    assert (tmp_path / "out.xlsx").read_bytes() == b"old"


def test_a_full_disk_leaves_the_old_workbook(tmp_path, monkeypatch):
    def full(handle):
        raise OSError(errno.ENOSPC, "No space left on device")

    (tmp_path / "out.xlsx").write_bytes(b"old")
    monkeypatch.setattr(os, "fsync", full)
    refused(tmp_path, tmp_path / "out.xlsx", "the disk is full")
    assert (tmp_path / "out.xlsx").read_bytes() == b"old"


def test_stopping_leaves_nothing_but_the_old_workbook(tmp_path):
    def stop(done, total):
        raise StoppedError

    path = written(tmp_path, a_view(row(title="old")))
    old = path.read_bytes()
    with pytest.raises(StoppedError):
        written(tmp_path, a_view(row(title="new")), progress=stop)
    assert path.read_bytes() == old
    assert list(tmp_path.iterdir()) == [path]


def test_a_second_export_replaces_the_first(tmp_path):
    written(tmp_path, a_view(row(title="old")))
    [found] = read_by_calamine(written(tmp_path, a_view(row(title="new"))))
    assert found["Title"] == "new"


def test_xlsxwriter_still_takes_plain_text_for_mark_up():
    """Once this fails, the pieces that `writing` makes of such texts are no longer needed."""
    content = io.BytesIO()
    book = Workbook(content, {"in_memory": True})
    book.add_worksheet().write_string(0, 0, "<r>a</r>")
    book.close()
    assert CalamineWorkbook.from_object(io.BytesIO(content.getvalue())).get_sheet_by_index(0).to_python() != [["<r>a</r>"]]


def test_npsa_is_what_bands_come_from_unless_a_file_says_otherwise(tmp_path):
    assert bands_of(written(tmp_path, a_view(row()))) == bands_of(written(tmp_path, a_view(row()), scheme=NPSA))
