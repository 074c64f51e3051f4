"""Layouts that strangers' workbooks keep, each read as a careful person would; all words are invented."""

import pytest

from workbench.domain.kinds import Day
from workbench.domain.registers import declared
from workbench.exchange.columns import read_table
from workbench.exchange.dates import read_days
from workbench.exchange.finding import find_tables
from workbench.exchange.sheets import Reading, Sheet, Table, Workbook

NOTHING = None


def book(*sheets: Sheet) -> Workbook:
    return Workbook("return.xlsx", "", list(sheets))


def first(workbook: Workbook, *registers: str) -> Table:
    return find_tables(workbook, [declared()[name] for name in registers])[0]


def read(workbook: Workbook, *registers: str) -> tuple[Table, Reading]:
    table = first(workbook, *registers)
    return table, read_table(workbook, table, declared()[table.register])


def fields(rows, register, *, merged=(), name="Log") -> dict[str, str]:
    """Return the field of each column by its heading."""
    table = first(book(Sheet(name, [list(row) for row in rows], list(merged))), register)
    return {column.header: column.field for column in table.columns}


ACROSS = [
    ["Summary of risks at Braywater"],
    ["Risk ref", "R1", "R2", "R3"],
    ["Title", "Wards lose staff", "Deficit grows", "Roof fails"],
    ["Owner", "A. Lead", "B. Lead", "C. Lead"],
    ["Likelihood", 4, 5, 3],
    ["Impact", 4, 4, 5],
    ["Score", 16, 20, 15],
    ["Zone", "North", NOTHING, "South"],
]


def test_risks_in_a_column_each_are_a_record_each():
    table, reading = read(book(Sheet("Risks", ACROSS)), "risk")
    assert len(table.records) == 3
    assert reading.columns["title"] == ["Wards lose staff", "Deficit grows", "Roof fails"]
    assert reading.columns["current_score"] == [16, 20, 15] or reading.columns["current_likelihood"] == [4, 5, 3]
    assert [kept.get("Zone") for kept in reading.extra] == ["North", NOTHING, "South"]
    assert table.drawn is not None
    assert table.drawn.place(2, 1)[1] == "C3", "a cell of the second record stands in the second column of values"


def test_a_stage_above_parts_of_a_score_counts_for_records_in_columns():
    rows = [
        ["Ref", "R1", "R2"],
        ["Risk", "Wards lose staff", "Roof fails"],
        ["Owner", "A. Lead", "B. Lead"],
        ["Inherent"],
        ["Likelihood", 4, 5],
        ["Impact", 4, 4],
        ["Current"],
        ["Likelihood", 3, 2],
        ["Impact", 4, 4],
    ]
    _, reading = read(book(Sheet("Risks", rows)), "risk")
    assert reading.columns["inherent_likelihood"] == [4, 5]
    assert reading.columns["current_likelihood"] == [3, 2]


@pytest.mark.parametrize("label", ["Strategic risk", "Principal risk"])
def test_a_title_that_counts_the_sheets_names_the_record_of_each(label):
    sheets = [
        Sheet(
            f"SR{number}",
            [
                [f"{label} {number}", f"Care on ward {number} is unsafe"],
                ["Strategic objective", f"Aim {number}"],
                ["Executive lead", "Chief Nurse", NOTHING, "Lead committee", "Quality Committee"],
                [],
                [NOTHING, "Likelihood", "Consequence", "Score"],
                ["Inherent", 5, 5, 25],
                ["Current", 4, 5, 20],
                [],
                ["Key controls", "Sources of assurance", "Gaps in control", "Gaps in assurance"],
                ["Ward plan", "Internal review", "No plan at night", "No outside review"],
                ["Daily call", "Monthly report"],
                [],
                ["Action", "Lead", "Due date", "Progress"],
                ["Write a plan", "A. Lead", "31/03/2026", "Drafted"],
                ["Ask for a review", "B. Lead", "30/04/2026"],
            ],
        )
        for number in (1, 2, 3)
    ]
    table, reading = read(book(*sheets), "risk", "assurance", "action")
    assert len(table.records) == 3, "the small table of actions is a part of each sheet's record"
    assert table.register in {"assurance", "risk"}
    assert reading.columns["title" if "title" in reading.columns else "description"] == [
        f"Care on ward {number} is unsafe" for number in (1, 2, 3)
    ]
    assert reading.columns["ref"] == [f"{label} {number}" for number in (1, 2, 3)]
    assert reading.columns["controls"][0] == "Ward plan\nDaily call"


@pytest.mark.parametrize(
    ("original", "other"),
    [
        ("Original due date", "Due date"),
        ("Original deadline", "Deadline"),
        ("Due date (original)", "Due date"),
        ("Original due date", "Deadline"),
    ],
)
def test_the_original_date_is_the_due_date_and_the_other_the_revised_one(original, other):
    rows = [["No", "Action", "Owner", other, original], [1, "Write", "A. Lead", "02/03/2026", "01/02/2026"]]
    found = fields(rows, "action")
    assert (found[original], found[other]) == ("due_date", "revised_due")


def test_a_revised_date_of_its_own_stays_the_revised_one():
    rows = [["No", "Action", "Owner", "Original due date", "Revised due date"], [1, "Write", "A. Lead", "02/03/2026", "01/02/2026"]]
    assert fields(rows, "action")["Revised due date"] == "revised_due"


@pytest.mark.parametrize(
    ("said", "field"),
    [
        (["Carried", "Rejected"], "status"),
        (["Agreed", "Approved"], "status"),
        (["The single supplier is taken on by all wards", "Both teams merge on the first of May and share a rota"], "decision"),
    ],
)
def test_an_outcome_is_a_status_where_its_words_are(said, field):
    rows = [["Ref", "Date", "Item", "Outcome", "Made by (vote)"]]
    rows += [[f"D{place}", "01/02/2026", f"Item {place} of the day", text, "Unanimous"] for place, text in enumerate(said, 1)]
    found = fields(rows, "decision")
    assert found["Outcome"] == field
    assert found["Made by (vote)"] != "forum"


@pytest.mark.parametrize(
    ("register", "rows", "wanted"),
    [
        (
            "risk",
            [
                ["N°", "Intitulé du risque", "Criticité brute", "Niveau de maîtrise", "Criticité nette"],
                [1, "Lits fermés", 12, "Moyen", 8],
                [2, "Panne", 8, "Bon", 4],
            ],
            {"Criticité brute": "inherent_score", "Niveau de maîtrise": "control_effectiveness", "Criticité nette": "current_score"},
        ),
        (
            "risk",
            [["Nr.", "Risikobezeichnung", "EW", "SA", "RZ"], [1, "Betten fehlen", 4, 4, 16], [2, "Strom fehlt", 3, 5, 15]],
            {"EW": "current_likelihood", "SA": "current_consequence", "RZ": "current_score"},
        ),
        (
            "risk",
            [["No", "Risk", "Which may result in", "Owner"], [1, "Beds close", "harm", "A. Lead"], [2, "Doors jam", "delay", "A. Lead"]],
            {"Which may result in": "effect"},
        ),
        (
            "risk",
            [["No", "Risk", "Implication", "Owner"], [1, "Beds close", "harm", "A. Lead"], [2, "Doors jam", "delay", "A. Lead"]],
            {"Implication": "effect"},
        ),
        (
            "risk",
            [
                ["Nº", "Risco", "Justificação", "Probabilidade", "Impacto"],
                [1, "Camas fecham", "por falta", 3, 4],
                [2, "Fogo", "velho", 2, 5],
            ],
            {"Justificação": "score_rationale"},
        ),
        (
            "risk",
            [["No", "Risk", "Trust A", "Trust B", "L", "C"], [1, "Beds close", "x", NOTHING, 3, 4], [2, "Doors jam", "x", "x", 2, 2]],
            {"Trust A": "extra", "Trust B": "extra"},
        ),
    ],
)
def test_a_heading_means_what_its_readers_take_it_for(register, rows, wanted):
    found = fields(rows, register)
    assert {heading: found[heading] for heading in wanted} == wanted


@pytest.mark.parametrize(
    ("before", "after"),
    [("Before", "After"), ("Pre", "Post"), ("Pre mitigation", "Post mitigation"), ("Before controls", "After controls")],
)
def test_bands_before_and_after_are_the_inherent_and_the_current_risk(before, after):
    rows = [
        [NOTHING, NOTHING, before, NOTHING, after, NOTHING],
        ["No", "Risk", "Likelihood", "Impact", "Likelihood", "Impact"],
        [1, "Beds close", 4, 4, 3, 4],
        [2, "Doors jam", 5, 4, 2, 2],
    ]
    found = fields(rows, "risk")
    assert found[f"{before} / Likelihood"] == "inherent_likelihood"
    assert found[f"{after} / Impact"] == "current_consequence"


@pytest.mark.parametrize("steps", [[1, 2, 3, 4, 5], ["1", "2", "3", "4", "5"]])
def test_ticks_below_figures_under_one_unmerged_heading_are_levels(steps):
    rows = [
        ["Risk log"],
        [NOTHING, NOTHING, "Likelihood", *[NOTHING] * 4, "Impact"],
        ["No", "Risk", *steps, *steps, "Owner"],
        ["1", "Heat is lost", *[NOTHING] * 2, "x", *[NOTHING] * 5, "x", NOTHING, "A. Lead"],
        ["2", "Floods", NOTHING, "x", *[NOTHING] * 7, "x", "B. Lead"],
    ]
    table, reading = read(book(Sheet("Risks", rows)), "risk")
    assert table.header_rows == [1, 2]
    assert reading.columns["current_likelihood"] == [3, 2]
    assert reading.columns["current_consequence"] == [4, 5]
    assert reading.columns["owner"] == ["A. Lead", "B. Lead"]


@pytest.mark.parametrize(
    ("title", "wanted"),
    [
        ("Scores 2025/26", ["April 2025", "May 2025", "March 2026"]),
        ("Scores 2025-2026", ["April 2025", "May 2025", "March 2026"]),
        ("Scores of all risks", ["April", "May", "March"]),
        ("From 2024/25 to 2025/26", ["April", "May", "March"]),
    ],
)
def test_months_take_the_year_that_the_title_above_them_names(title, wanted):
    rows = [[title], [], ["Ref", "Risk", "Apr", "May", "Mar"], ["R1", "Beds close", 12, 9, 8], ["R2", "Doors jam", 12, 9, 9]]
    table = first(book(Sheet("Log", rows)), "risk")
    assert [column.period for column in table.columns if column.period] == wanted


def test_the_guidance_below_the_headings_of_an_impact_assessment_is_no_record():
    rows = [
        ["Step 5: identify risks"],
        ["Describe source of risk and nature of potential impact on individuals", "Likelihood of harm", "Severity of harm", "Overall risk"],
        [NOTHING, "Remote, possible or probable", "Minimal, significant or severe", "Low, medium or high"],
        ["Files are shared widely", "Possible", "Severe", "Medium"],
        ["Names are guessed", "Remote", "Severe", "Medium"],
    ]
    table = first(book(Sheet("Step 5", rows)), "risk")
    assert [record[0] for record in table.records] == [3, 4]
    assert table.columns[0].field == "description"


@pytest.mark.parametrize("said", ["Mar-26", "Jan 26", "March 2026", "Sept 2025", "1 May", "31/03/26 (was 28/02/26)"])
def test_a_month_or_two_days_are_no_day_but_one_clear_problem(said):
    days = read_days(Day(), [said])
    assert days.stored == [None]
    assert list(days.unreadable) == [0]
    assert said in days.unreadable[0]


@pytest.mark.parametrize("said", ["31032026", 31032026.0, "20260331"])
def test_eight_figures_are_a_day(said):
    assert read_days(Day(), [said]).stored == ["2026-03-31"]
