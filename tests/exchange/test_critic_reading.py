"""Layouts of strangers in which a score, an owner or a heading among the rows was once lost."""

import subprocess
import sys

import pytest
from odd_files import archive, parts, rows

from workbench.domain.errors import WorkbookRefusedError
from workbench.domain.registers import declared
from workbench.exchange.columns import read_table
from workbench.exchange.finding import find_tables
from workbench.exchange.reading import read_workbook
from workbench.exchange.sheets import Sheet, Workbook

N = None
ALL = frozenset(declared())
BESIDE = '<c r="A1"><v>1</v></c>'
MEMORY = 2_500_000_000
CONFINED = """
import resource, sys
from pathlib import Path
resource.setrlimit(resource.RLIMIT_AS, ({memory}, {memory}))
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
from workbench.domain.errors import WorkbookRefusedError
from workbench.exchange.reading import read_workbook
try:
    read_workbook(Path(sys.argv[1]))
except WorkbookRefusedError as refusal:
    print(refusal)
"""


def read(headings, rows_, register="risk"):
    """Return a table of one register as found on a sheet, and what was read from it."""
    book = Workbook("return.xlsx", "", [Sheet("Register", [list(headings), *map(list, rows_)])])
    table = find_tables(book, [declared()[register]])[0]
    return table, read_table(book, table, declared()[register], children=ALL)


def fields(headings, rows_, register="risk"):
    return {column.header: column.field for column in read(headings, rows_, register)[0].columns}


# Places that no sheet has


@pytest.mark.skipif(sys.platform == "win32", reason="only some systems limit the memory of a process")
@pytest.mark.parametrize(
    "place", ["ZZZZZ3", "FXSHRXX3", "XFE3", "AAAA3", "zzzzz3", "ZZZ3", "A1048577", "A9999999", "A4294967299", "$A$3", "3", "É3"]
)
@pytest.mark.parametrize("written", ['<c r="{}">', "<c r='{}'>", '<c s="0" r="{}">', '<x:c xmlns:x="{main}" r="{}">'])
def test_a_place_that_no_sheet_has_is_refused_before_room_is_made_for_it(tmp_path, place, written):
    if written != '<c r="{}">' and place not in {"ZZZZZ3", "A9999999"}:
        pytest.skip("one spelling of a place for each spelling of a cell is enough")
    opening = written.replace("{main}", "http://schemas.openxmlformats.org/spreadsheetml/2006/main").format(place)
    closing = "</x:c>" if opening.startswith("<x:") else "</c>"
    path = tmp_path / "return.xlsx"
    path.write_bytes(archive(parts(rows(BESIDE, "", f"{opening}<v>2</v>{closing}"))))
    command = [sys.executable, "-c", CONFINED.format(memory=MEMORY), str(path)]
    child = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert child.returncode == 0, child.stderr[-300:]
    assert "damaged" in child.stdout
    assert child.stdout.strip().endswith(".")


@pytest.mark.long
@pytest.mark.parametrize("place", ["XFD3", "xfd3", "A1048576"])
def test_the_last_place_of_a_sheet_is_none_of_them(tmp_path, place):
    path = tmp_path / "return.xlsx"
    path.write_bytes(archive(parts(rows(BESIDE, "", f'<c r="{place}"><v> </v></c>'))))
    assert read_workbook(path).sheets[0].rows[0] == [1]


@pytest.mark.parametrize("number", ["4294967297", "A3", "-1", "1.5"])
def test_a_row_that_no_sheet_has_is_refused(tmp_path, number):
    path = tmp_path / "return.xlsx"
    path.write_bytes(archive(parts(f'<sheetData><row r="{number}"><c><v>1</v></c></row></sheetData>')))
    with pytest.raises(WorkbookRefusedError, match="damaged"):
        read_workbook(path)


def test_a_workbook_without_the_part_of_its_sheet_is_damaged(tmp_path):
    made = parts(rows(BESIDE))
    del made["xl/worksheets/sheet1.xml"]
    path = tmp_path / "return.xlsx"
    path.write_bytes(archive(made))
    with pytest.raises(WorkbookRefusedError, match="damaged"):
        read_workbook(path)


# Stages


@pytest.mark.parametrize("register", ["risk", "assurance"])
@pytest.mark.parametrize("word", ["Rating", "Score"])
def test_a_stage_in_brackets_names_the_score_in_every_register(register, word):
    headings = ["ID", "Title", f"{word} (initial)", f"{word} (current)", f"{word} (Target)"]
    found = fields(headings, [[1201, "Beds close in winter", 20, 16, 8], [1202, "Roof leaks", 15, 12, 4]], register)
    assert found[f"{word} (current)"] == "current_score"
    assert found[f"{word} (Target)"] == "target_score"
    assert found[f"{word} (initial)"] == ("initial_score" if "initial_score" in declared()[register] else "extra")


@pytest.mark.parametrize(
    "cells", [("4x5=20", "4x4=16", "2x4=8"), ("5 x 4 = 20", "4 x 4 = 16", "2 x 4 = 8"), ("C4 L5", "C4 L4", "C4 L2"), (20, 16, 8)]
)
def test_columns_headed_by_a_stage_alone_are_scores_however_they_are_written(cells):
    headings = ["Ref", "Risk", "Owner", "Initial", "Current", "Target"]
    table, reading = read(headings, [["1", "Beds close", "A Reed", *cells], ["2", "Roof leaks", "B Moss", *cells]])
    assert [column.field for column in table.columns[3:]] == ["initial_score", "current_score", "target_score"]
    assert reading.problems == []
    for stage, score in (("initial", 20), ("current", 16), ("target", 8)):
        stated = reading.columns[f"{stage}_score"][0]
        if stated is None:
            stated = reading.columns[f"{stage}_likelihood"][0] * reading.columns[f"{stage}_consequence"][0]
        assert stated == score


# Quarters

QUARTERS = ["Ref", "Risk", "Q1 26/27", "Q2 26/27", "Q3 26/27", "Target"]


@pytest.mark.parametrize(
    ("first", "second", "current", "previous", "problems"),
    [
        ((20, 16, "TBC"), (12, 12, 9), [N, 9], [16, 12], ["E2"]),
        ((20, 16, 12), ("n/a", 12, 9), [12, 9], [16, 12], ["C3"]),
        ((20, 16, 12), ("New", "New", 9), [12, 9], [16, N], ["C3", "D3"]),
        ((20, 16, N), (12, 12, N), [16, 12], [20, 12], []),
        ((20, 16, "TBC"), (12, 12, "TBC"), [16, 12], [20, 12], ["E2", "E3"]),
        ((20, 16, N), (12, 12, 9), [N, 9], [16, 12], []),
    ],
)
def test_one_odd_cell_does_not_lose_the_quarter(first, second, current, previous, problems):
    table, reading = read(QUARTERS, [["1", "Beds close", *first, 8], ["2", "Roof leaks", *second, 6]])
    assert [column.period for column in table.columns[2:5]] == ["Q1 2026/27", "Q2 2026/27", "Q3 2026/27"]
    assert reading.columns["current_score"] == current
    assert reading.columns["previous_score"] == previous
    assert [problem.cell for problem in reading.problems] == problems
    for place, said in enumerate((first, second)):
        known = [child.values["score"] for child in reading.children.get(place, []) if child.register == "position"]
        assert known == [value for value in said if isinstance(value, int)]
        assert list(reading.extra[place].values()) == [value for value in said if isinstance(value, str)]


def test_a_score_by_its_factors_among_plain_ones_is_read():
    _, reading = read(QUARTERS, [["1", "Beds close", 20, 16, "L3 x C5", 8], ["2", "Roof leaks", 12, 12, 9, 6]])
    assert (reading.columns["current_likelihood"], reading.columns["current_consequence"]) == ([3, N], [5, N])
    assert reading.columns["current_score"] == [N, 9]


@pytest.mark.parametrize("cells", [(118, 240, 96), ("Opened", "Closed", "Opened again")])
def test_quarters_of_something_else_are_no_scores(cells):
    table, reading = read(QUARTERS, [["1", "Beds close", *cells, 8], ["2", "Roof leaks", *cells, 6]])
    assert [column.field for column in table.columns[2:5]] == ["extra"] * 3
    assert list(reading.extra[0].values()) == [str(cell) for cell in cells]


# Sections


@pytest.mark.parametrize(
    "words",
    ["Finance Committee – 4 March 2026", "Actions from 29 January 2026", "Meeting of the Board 12/03/2026", "Year 2026 to 2027 actions"],
)
def test_a_section_may_hold_a_date(words):
    headings = ["Ref", "Action", "Lead", "Due date", "Update"]
    below = [["1", "Send the plan", "A Reed", "31/03/2026", "Done"], ["2", "Call Carrow Vale", "B Moss", "30/04/2026", "Begun"]]
    table, reading = read(headings, [[words, N, N, N, N], *below], "action")
    assert reading.extra == [{"Section": words}] * 2
    assert table.records == [[2], [3]]


@pytest.mark.parametrize("ref", ["CRR-2024-0017", "RISK 0012/24", "Plan12 2024"])
def test_a_long_reference_alone_is_no_section(ref):
    rows_ = [["CRR1", "Beds close", 4, 4], [ref, N, N, N], ["CRR3", "Roof leaks", 2, 3], ["CRR4", "Lift stops", 2, 3]]
    assert read(["Ref", "Risk", "L", "C"], rows_)[0].groups == {}


# People of actions


@pytest.mark.parametrize("heading", ["Responsibility ('To')", "Responsible", "Responsible person", "Lead", "Assigned to"])
@pytest.mark.parametrize("owned", [False, True])
def test_the_people_beside_an_action_are_its_own(heading, owned):
    headings = ["Ref", "Title", "Description", "Score", "Action", heading, "Due date", *(["Handler"] if owned else [])]
    whose = ["C Lark"] if owned else []
    told = [
        [1, "Beds close", "Too few nurses", 16, "Recruit", "A Reed", "31/03/2026", *whose],
        [1, "Beds close", "Too few nurses", 16, "Use the bank", "B Moss", "30/04/2026", *whose],
        [2, "Roof leaks", "Old felt", 12, "Patch it", "D Finch", "30/05/2026", *whose],
    ]
    table, reading = read(headings, told)
    assert table.records == [[1, 2], [3]]
    made = [(child.values["title"], child.values["owner"], child.values["due_date"]) for child in reading.children[0]]
    assert made == [("Recruit", "A Reed", "2026-03-31"), ("Use the bank", "B Moss", "2026-04-30")]
    assert reading.columns.get("owner") == (["C Lark"] * 2 if owned else N)


def test_people_beside_an_action_stay_the_records_where_nothing_says_otherwise():
    told = [[1, "Beds close", 16, "Recruit", "A Reed", "31/03/2026"], [2, "Roof leaks", 12, "Patch it", "D Finch", "30/05/2026"]]
    assert fields(["Ref", "Title", "Score", "Action", "Responsible", "Due date"], told)["Responsible"] == "owner"


# Impact in words


@pytest.mark.parametrize(
    ("words", "size"), [("Impact", "Severity"), ("Impact", "Imp"), ("Consequence", "Impact"), ("Consequence", "Severity"), ("Impact", "I")]
)
def test_words_under_impact_are_the_effect_and_leave_the_number_its_place(words, size):
    headings = ["Ref", "Risk", words, "Likelihood", size, "Score"]
    table, reading = read(headings, [[1, "Nurses leave", "Ward closure", 4, 5, 20], [2, "Supplier fails", "No masks", 2, 3, 6]])
    assert [column.field for column in table.columns] == [
        "ref",
        "title",
        "effect",
        "current_likelihood",
        "current_consequence",
        "current_score",
    ]
    assert reading.columns["current_consequence"] == [5, 3]
    assert reading.columns["effect"] == ["Ward closure", "No masks"]
    assert reading.problems == []


def test_steps_of_another_scale_stay_the_consequence_where_no_number_stands_beside_them():
    told = [[1, "Nurses leave", "High", 4], [2, "Supplier fails", "Low", 2], [3, "Roof leaks", "Medium", 2]]
    assert fields(["Ref", "Risk", "Impact", "Likelihood"], told)["Impact"] == "current_consequence"


def test_a_band_in_words_does_not_take_the_place_of_the_score():
    headings = ["Ref", "Risk", "Likelihood", "Impact", "Rating", "Risk score"]
    _, reading = read(headings, [[1, "Nurses leave", N, N, "High", 20], [2, "Supplier fails", N, N, "Low", 6]])
    assert reading.columns["current_score"] == [20, 6]


@pytest.mark.parametrize("three", [("C", "I", "A"), ("Confidentiality", "Integrity", "Availability")])
def test_confidentiality_integrity_and_availability_are_no_consequence(three):
    headings = [
        "Asset",
        "Threat",
        *three,
        "Likelihood",
        "Impact",
        "Risk Value",
        "Risk Level",
        "Residual Likelihood",
        "Residual Impact",
        "Residual Risk",
    ]
    told = [
        ["Portal", "Stolen passwords", "H", "H", "M", 4, 5, 20, "High", 2, 5, 10],
        ["Tapes", "Theft on the way", "H", "M", "L", 2, 4, 8, "Medium", 1, 4, 4],
    ]
    found = fields(headings, told)
    assert [found[heading] for heading in three] == ["extra"] * 3
    assert (found["Impact"], found["Risk Value"], found["Risk Level"]) == ("current_consequence", "current_score", "extra")
    assert [found[heading] for heading in headings[-3:]] == ["target_likelihood", "target_consequence", "target_score"]
