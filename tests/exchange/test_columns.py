"""Cells become fields; whatever a field cannot read stays under its heading and is a problem."""

from datetime import date

import pytest

from workbench.domain.directory import Directory
from workbench.domain.registers.risks import Risks
from workbench.exchange.columns import read_table
from workbench.exchange.finding import find_tables
from workbench.exchange.meaning import UID_HEADING
from workbench.exchange.noting import MOST_TOLD
from workbench.exchange.sheets import Column, Correction, Reading, Sheet, Table, Workbook

RISKS = Risks()
N = None


def read(rows, register=RISKS, correction=None, **more) -> Reading:
    book = Workbook("return.xlsx", "", [Sheet("Risks", [list(row) for row in rows], **more)])
    table = find_tables(book, [register], correction=correction)[0]
    return read_table(book, table, register, correction=correction)


def messages(reading) -> list[tuple[str, str]]:
    return [(problem.cell, problem.message) for problem in reading.problems]


def test_levels_words_and_dates_become_stored_values():
    reading = read(
        [
            ["Risk ID", "Risk", "Likelihood", "Consequence", "Status", "Next review date", "Owner"],
            ["R1", "Beds close", "Likely", 4.0, "Active", "1 September 2026", "A Reed\nB Moss"],
        ]
    )
    assert reading.columns == {
        "ref": ["R1"],
        "title": ["Beds close"],
        "current_likelihood": [4],
        "current_consequence": [4],
        "status": ["open"],
        "next_review": ["2026-09-01"],
        "owner": ["A Reed; B Moss"],
    }
    assert reading.extra == [{"Status": "Active"}]  # the member's own word is mapped, and kept
    assert reading.rows == [1]
    assert reading.problems == []
    assert reading.cells["status"] == 4
    assert len(reading) == 1


def test_of_a_column_full_of_problems_only_so_many_are_told_one_by_one():
    rows: list[list[object]] = [
        ["Risk ID", "Risk", "Likelihood"],
        *([f"R{number}", f"Beds close {number}", "High"] for number in range(600)),
    ]
    problems = read(rows).problems
    assert len(problems) == MOST_TOLD + 1
    assert problems[-1].cell == "C502"
    assert problems[-1].message == "From here on 100 cells more of this column want looking at, too; only the first 500 are listed."


def test_a_word_no_field_reads_stays_under_its_heading_and_is_a_problem():
    reading = read([["Risk ID", "Risk", "Likelihood", "Status"], ["R1", "Beds close", "High", "Parked"], ["R2", "Lift fails", 3, "Open"]])
    assert reading.columns["current_likelihood"] == [None, 3]
    assert reading.extra == [{"Likelihood": "High", "Status": "Parked"}, {}]
    assert [cell for cell, _ in messages(reading)] == ["C2", "D2"]
    assert all(message.endswith(".") for _, message in messages(reading))


def test_a_score_that_agrees_with_its_factors_is_not_stored():
    reading = read([["ID", "Risk", "Likelihood", "Impact", "Score"], ["1", "Beds close", 4, 4, 16], ["2", "Lift fails", N, N, 12]])
    assert reading.columns["current_score"] == [None, 12]
    assert reading.extra == [{}, {}]
    assert reading.problems == []


def test_a_score_that_disagrees_is_kept_in_words_and_the_product_counts():
    reading = read([["ID", "Risk", "Likelihood", "Impact", "Score"], ["1", "Beds close", 4, 4, "15 - High"]])
    assert reading.columns["current_score"] == [None]
    assert reading.columns["current_likelihood"] == [4]
    assert reading.extra == [{"Score": "15 - High"}]
    ((cell, message),) = messages(reading)
    assert cell == "E2"
    assert "16" in message


@pytest.mark.parametrize(
    ("words", "likelihood", "consequence", "score"),
    [
        ("L=5, C=4", 5, 4, None),
        ("C4 L5", 5, 4, None),
        ("C=4 x L=5 = 20", 5, 4, None),
        ("4x4=16", 4, 4, None),
        ("16 (4x4)", 4, 4, None),
        ("16 - Extreme", None, None, 16),
        ("Red 16", None, None, 16),
    ],
)
def test_factors_written_into_a_score_are_read_by_their_letters(words, likelihood, consequence, score):
    reading = read([["ID", "Risk", "Current score"], ["1", "Beds close", words]])
    assert reading.columns.get("current_likelihood", [None]) == [likelihood]
    assert reading.columns.get("current_consequence", [None]) == [consequence]
    assert reading.columns["current_score"] == [score]
    assert reading.problems == []


def test_two_different_factors_without_letters_are_told_apart_by_the_heading():
    reading = read([["ID", "Risk", "Current score (C x L)"], ["1", "Beds close", "5x3=15"]])
    assert reading.columns["current_consequence"] == [5]
    assert reading.columns["current_likelihood"] == [3]


def test_two_different_factors_that_nobody_names_are_not_guessed():
    reading = read([["ID", "Risk", "Current score"], ["1", "Beds close", "5x3=15"]])
    assert reading.columns["current_score"] == [15]
    assert "current_likelihood" not in reading.columns
    assert reading.extra == [{"Current score": "5x3=15"}]


def test_a_lettered_score_with_a_wrong_total_is_a_problem():
    reading = read([["ID", "Risk", "Current score"], ["1", "Beds close", "L5 C4 = 25"]])
    assert reading.columns["current_likelihood"] == [5]
    assert reading.columns["current_score"] == [None]
    assert reading.extra == [{"Current score": "L5 C4 = 25"}]
    assert [cell for cell, _ in messages(reading)] == ["C2"]


def test_factors_in_a_score_never_overrule_factors_in_columns():
    reading = read([["ID", "Risk", "Likelihood", "Impact", "Score"], ["1", "Beds close", 3, 4, "L5 C4"]])
    assert reading.columns["current_likelihood"] == [3]
    assert reading.extra == [{"Score": "L5 C4"}]
    assert [cell for cell, _ in messages(reading)] == ["E2"]


def test_a_date_that_could_be_two_days_is_flagged_where_nothing_settles_it():
    reading = read([["ID", "Risk", "Next review"], ["1", "Beds close", "03/04/2026"]])
    assert reading.columns["next_review"] == ["2026-04-03"]
    assert [cell for cell, _ in messages(reading)] == ["C2"]


def test_another_cell_settles_a_column_as_day_first():
    reading = read([["ID", "Risk", "Next review"], ["1", "Beds close", "03/04/2026"], ["2", "Lift fails", "23/04/2026"]])
    assert reading.columns["next_review"] == ["2026-04-03", "2026-04-23"]
    assert reading.problems == []


def test_another_cell_settles_a_column_as_month_first():
    reading = read([["ID", "Risk", "Next review"], ["1", "Beds close", "03/04/2026"], ["2", "Lift fails", "04/23/2026"]])
    assert reading.columns["next_review"] == ["2026-03-04", "2026-04-23"]
    assert reading.problems == []


def test_a_column_of_both_styles_settles_nothing():
    reading = read(
        [
            ["ID", "Risk", "Next review"],
            ["1", "Beds close", "03/04/2026"],
            ["2", "Lift fails", "04/23/2026"],
            ["3", "Roof leaks", "23/04/2026"],
        ]
    )
    assert reading.columns["next_review"] == ["2026-04-03", "2026-04-23", "2026-04-23"]
    assert [cell for cell, _ in messages(reading)] == ["C2"]


def test_midnight_is_no_part_of_a_date_and_nonsense_is_kept():
    reading = read([["ID", "Risk", "Next review"], ["1", "Beds close", "23/04/2026 00:00:00"], ["2", "Lift fails", "after Easter"]])
    assert reading.columns["next_review"] == ["2026-04-23", None]
    assert reading.extra == [{}, {"Next review": "after Easter"}]


def test_columns_no_field_takes_are_kept_repeated_and_blank_headings_by_letter():
    reading = read(
        [
            ["ID", "Risk", "Likelihood", "Impact", "Ward colour", "Ward colour", N, "Comments"],
            ["1", "Beds close", 3, 4, "Blue", "Green", "typed beside", "Seen in May"],
            ["2", "Lift fails", 3, 4, "Blue", N, "again", N],
        ]
    )
    assert reading.extra == [
        {"Ward colour (E)": "Blue", "Ward colour (F)": "Green", "Column G": "typed beside", "Comments": "Seen in May"},
        {"Ward colour (E)": "Blue", "Column G": "again"},
    ]


def test_two_columns_of_one_text_are_joined_under_their_headings():
    reading = read(
        [
            ["ID", "Risk title", "Key controls", "Existing controls", "Likelihood"],
            ["1", "Beds close", "Daily count", "Night round", 3],
            ["2", "Lift fails", N, "Service", 3],
            ["3", "Roof leaks", "Survey", N, 3],
            ["4", "Cold store fails", "Alarm", "Alarm", 3],
        ]
    )
    assert reading.columns["controls"] == [
        "Key controls: Daily count\nExisting controls: Night round",
        "Existing controls: Service",
        "Survey",
        "Alarm",
    ]


def test_two_columns_of_one_name_keep_the_second_in_extra():
    register = RISKS
    correction = Correction(columns={"Lead": "owner", "Deputy": "owner"})
    reading = read(
        [["ID", "Risk", "Likelihood", "Lead", "Deputy"], ["1", "Beds close", 3, "A Reed", "B Moss"], ["2", "Lift fails", 3, N, "C Lane"]],
        register,
        correction,
    )
    assert reading.columns["owner"] == ["A Reed", "C Lane"]
    assert reading.extra == [{"Deputy": "B Moss"}, {}]


def test_two_columns_of_one_score_keep_what_the_second_says_otherwise():
    correction = Correction(columns={"First": "current_score", "Then": "current_score"})
    reading = read(
        [["ID", "Risk", "First", "Then"], ["1", "Beds close", 16, 12], ["2", "Lift fails", N, 9], ["3", "Roof leaks", 4, 4]],
        RISKS,
        correction,
    )
    assert reading.columns["current_score"] == [16, 9, 4]
    assert reading.extra == [{"Then": "12"}, {}, {}]


def test_rows_of_one_record_add_lines_and_keep_what_differs():
    reading = read(
        [
            ["Risk ID", "Risk description", "Key controls", "Likelihood", "Status", "Bay"],
            ["S1", "Beds close", "Daily count", 4, "Open", "North"],
            [N, N, "Night round", N, "Closed", "South"],
            [N, N, "Daily count", 3, N, N],
            ["S2", "Lift fails", "Service", 3, "Open", "West"],
        ]
    )
    assert reading.columns["controls"] == ["Daily count\nNight round", "Service"]
    assert reading.columns["status"] == ["open", "open"]
    assert reading.extra[0] == {"Bay": "North\nSouth", "Likelihood": "3", "Status": "Closed"}


def test_the_actions_of_a_repeated_risk_become_lines_with_owner_and_date():
    reading = read(
        [
            ["ID", "Title", "Rating (current)", "Action description", "Action owner", "Action due date", "Action no"],
            [77, "Beds close", 16, "Open a ward", "A Reed", date(2026, 9, 1), 1],
            [77, "Beds close", 16, "Hire two nurses", "B Moss", "in May", 2],
            [77, "Beds close", 16, "Hire two nurses", "B Moss", "in May", 3],
            [78, "Lift fails", 12, "Repair", "C Lane", date(2026, 10, 1), 4],
        ]
    )
    assert reading.rows == [1, 4]
    assert reading.columns["actions"] == ["Open a ward (A Reed, 1 September 2026)\nHire two nurses (B Moss, in May)", "Repair"]
    assert reading.columns["action_owner"] == [None, "C Lane"]
    assert reading.columns["action_due"] == [None, "2026-10-01"]
    assert reading.extra[0] == {"Action no": "1\n2\n3"}


def test_a_reference_used_for_two_different_risks_stays_two_records():
    reading = read([["ID", "Risk", "Action"], [77, "Beds close", "Open a ward"], [77, "Lift fails", "Repair"]])
    assert reading.columns["ref"] == ["77", "77"]


def test_a_cell_merged_down_over_several_records_speaks_for_each():
    reading = read(
        [["ID", "Risk", "Owner"], ["1", "Beds close", "A Reed"], ["2", "Lift fails", N], ["3", "Roof leaks", "B Moss"]],
        merged=[(1, 2, 2, 2)],
    )
    assert reading.columns["owner"] == ["A Reed", "A Reed", "B Moss"]


def test_a_group_named_once_speaks_for_its_rows():
    reading = read(
        [
            ["Category", "ID", "Risk"],
            ["Estates", 1, "Roof leaks"],
            [N, 2, "Lift fails"],
            [N, 3, "Boiler stops"],
            ["Staff", 4, "Nurses leave"],
            [N, 5, "Rota gaps"],
        ]
    )
    assert reading.columns["category"] == ["Estates", "Estates", "Estates", "Staff", "Staff"]


def test_a_category_left_out_here_and_there_is_not_filled_in():
    reading = read(
        [
            ["Category", "ID", "Risk"],
            ["Estates", 1, "Roof leaks"],
            [N, 2, "Nurses leave"],
            ["Staff", 3, "Rota gaps"],
            [N, 4, "Lift fails"],
            ["Estates", 5, "Boiler"],
        ]
    )
    assert reading.columns["category"] == ["Estates", None, "Staff", None, "Estates"]


def test_error_cells_of_records_are_problems():
    reading = read(
        [["ID", "Risk", "Likelihood", "Impact"], ["1", "Beds close", N, N], ["2", "Lift fails", 3, 3]],
        errors={(1, 2): "#N/A", (1, 3): "never calculated", (9, 9): "#REF!"},
    )
    (first, second) = messages(reading)
    assert first[0] == "C2"
    assert "#N/A" in first[1]
    assert second[0] == "D2"
    assert "open the workbook in Excel and save it" in second[1]


class Places(Directory):
    """Knows one organisation."""

    def find(self, name):
        return "uid-1" if name.casefold() == "northmoor" else None


def test_an_unknown_organisation_stays_in_words():
    reading = read([["ID", "Risk", "Trust"], ["1", "Beds close", "Northmoor"], ["2", "Lift fails", "Elsewhere"]], RISKS.bound(Places()))
    assert reading.columns["member"] == ["uid-1", None]
    assert reading.extra == [{}, {"Trust": "Elsewhere"}]
    assert [cell for cell, _ in messages(reading)] == ["C3"]


def test_the_hidden_identity_of_an_exported_row_is_read_and_never_kept_as_extra():
    reading = read([["Reference", "Risk", UID_HEADING], ["R1", "Beds close", "0190-a"], ["R2", N, "0190-b"], ["R3", "New one", N]])
    assert reading.uids == ["0190-a", "0190-b", None]
    assert reading.extra == [{}, {}, {}]


def test_a_zero_worked_out_for_missing_factors_says_nothing():
    reading = read([["ID", "Risk", "Likelihood", "Impact", "Score"], ["1", "Beds close", N, N, 0]], formulas={(1, 4)})
    assert reading.columns["current_score"] == [None]
    assert reading.problems == []


def test_dashes_are_blanks():
    reading = read([["ID", "Risk", "Likelihood", "Comments"], ["1", "Beds close", "--", "–"]])
    assert reading.extra == [{}]
    assert reading.problems == []


def test_a_correction_given_at_reading_overrules_the_table():
    rows = [["ID", "Risk", "Impact"], ["1", "Beds close", "worse"]]
    book = Workbook("return.xlsx", "", [Sheet("Risks", rows)])
    table = find_tables(book, [RISKS])[0]
    reading = read_table(book, table, RISKS, correction=Correction(columns={"impact": "effect", "A": "nonsense"}))
    assert reading.columns == {"title": ["Beds close"], "effect": ["worse"]}
    assert reading.extra == [{"ID": "1"}]


def test_a_sheet_that_is_gone_reads_as_nothing():
    table = Table("Elsewhere", "risk", [0], [], [])
    assert len(read_table(Workbook("x", "", []), table, RISKS)) == 0


def test_every_typed_word_of_a_record_ends_in_a_field_or_in_extra():
    rows = [
        ["ID", "Risk", "Likelihood", "Impact", "Score", "Status", "Status", "Review date", N, "Action owner", "Anything"],
        ["1", "Beds close", "often", "some harm", "big", "asleep", "awake", "soon", "stray", "A Reed", "else"],
        ["2", "Lift fails", "now", "a little", "small", "gone", "back", "later", "astray", "B Moss", "more"],
    ]
    reading = read(rows)
    for place, row in enumerate(rows[1:]):
        kept = " ".join([*(str(column[place]) for column in reading.columns.values()), *reading.extra[place].values()])
        assert [word for word in row if str(word) not in kept] == []


def test_what_we_exported_under_headings_comes_back_under_them():
    reading = read([["Reference", "Risk", "Other columns"], ["R1", "Beds close", "Bay: North\nColour: Blue\n  and green"]])
    assert reading.extra == [{"Bay": "North", "Colour": "Blue\nand green"}]


def test_a_person_says_which_comes_first_in_dates_and_in_factors():
    rows = [
        ["ID", "Risk", "Next review", "Current score"],
        ["1", "Beds close", "03/04/2026", "5x3"],
        ["2", "Lift fails", "04/05/2026", "2x4"],
    ]
    reading = read(rows, correction=Correction(dates="month", factors="consequence"))
    assert reading.columns["next_review"] == ["2026-03-04", "2026-04-05"]
    assert reading.columns["current_likelihood"] == [3, 4]
    assert reading.columns["current_consequence"] == [5, 2]
    assert reading.problems == []


def test_factors_of_a_score_that_stands_before_them_are_not_overwritten():
    reading = read(
        [["ID", "Risk", "Score", "Likelihood", "Impact"], ["1", "Beds close", "L5 C4", N, N], ["2", "Lift fails", "L2 C2", 3, 3]]
    )
    assert reading.columns["current_likelihood"] == [5, 3]
    assert reading.columns["current_consequence"] == [4, 3]
    assert reading.extra == [{}, {"Score": "L2 C2"}]
    assert [cell for cell, _ in messages(reading)] == ["C3"]


def test_words_beside_a_score_that_name_no_band_are_kept():
    rows = [["ID", "Risk", "Current score"], ["1", "Beds close", "16 - Extreme"], ["2", "Lift fails", "12 until the new lift is in"]]
    reading = read(rows)
    assert reading.columns["current_score"] == [16, 12]
    assert reading.extra == [{}, {"Current score": "12 until the new lift is in"}]


def test_several_owners_in_one_cell_are_parted_but_not_in_a_sheet_of_our_own():
    rows = [["Reference", "Risk", "Likelihood", "Owner"], ["1", "Beds close", 3, "Alice Reed / Ben Moss"]]
    assert read(rows).columns["owner"] == ["Alice Reed; Ben Moss"]
    ours = [[*line, id_] for line, id_ in zip(rows, [UID_HEADING, "0190-a"], strict=True)]
    assert read(ours).columns["owner"] == ["Alice Reed / Ben Moss"]


def test_problems_of_forms_name_the_form_and_its_cell_and_stand_in_their_order():
    drawn = Sheet("First form", [["Risk", "Status"], ["Beds close", "Parked"], ["Lift fails", "Stuck"]])
    drawn.origin = {(1, 1): ("Second form", 6, 2), (2, 1): ("First form", 8, 2)}
    columns = [Column(0, "Risk", "title", 1.0, ""), Column(1, "Status", "status", 1.0, "")]
    table = Table("First form", "risk", [0], columns, [[1], [2]], drawn=drawn)
    book = Workbook("forms.xlsx", "", [Sheet("First form", []), Sheet("Second form", [])])
    reading = read_table(book, table, RISKS)
    assert reading.sheet == "First form"
    assert [(problem.sheet, problem.cell) for problem in reading.problems] == [("First form", "C9"), ("Second form", "C7")]


def test_problems_stand_in_the_order_of_rows_and_columns():
    rows = [["ID", "Risk", "Likelihood", "Status"], *([str(number), f"Risk {number}", "often", "Parked"] for number in range(1, 12))]
    places = [cell for cell, _ in messages(read(rows))]
    assert places == [f"{letter}{row}" for row in range(2, 13) for letter in "CD"]
