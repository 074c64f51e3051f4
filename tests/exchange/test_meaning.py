"""Which field each column is read as, and the reason a person is given for it."""

from datetime import date

import pytest

from workbench.domain.registers import declared
from workbench.exchange.evidence import look_at
from workbench.exchange.headings import Vocabulary
from workbench.exchange.meaning import columns_of
from workbench.exchange.sheets import Column, Correction

N = None
VOCABULARIES: dict[str, Vocabulary] = {}


def columns(register: str, headings, rows=(), correction=None) -> list[Column]:
    """Return what is made of headings, stacked ones joined by " / ", over some rows."""
    if register not in VOCABULARIES:
        VOCABULARIES[register] = Vocabulary(declared()[register])
    paths = {index: tuple(heading.split(" / ")) for index, heading in enumerate(headings)}
    values = {index: [row[index] for row in rows] for index in paths}
    looks = {index: look_at(cells) for index, cells in values.items()}
    return columns_of(VOCABULARIES[register], paths, values, {}, looks, correction)


def fields(register: str, headings, rows=(), correction=None) -> list[str]:
    return [column.field for column in columns(register, headings, rows, correction)]


def told(register: str, headings, rows=(), correction=None) -> dict[str, tuple[str, str]]:
    """Return field and period by heading."""
    return {column.header: (column.field, column.period) for column in columns(register, headings, rows, correction)}


# Stages


@pytest.mark.parametrize(
    ("headings", "correction", "expected"),
    [
        (["Score", "Residual score"], {}, ["current_score", "target_score"]),
        (["Current score", "Residual score"], {}, ["current_score", "target_score"]),
        (["Initial score", "Residual score"], {}, ["initial_score", "current_score"]),
        (["Inherent score", "Residual score", "Target score"], {}, ["inherent_score", "current_score", "target_score"]),
        (["Initial score", "Current score", "Residual score"], {}, ["initial_score", "current_score", "target_score"]),
        (["Initial score", "Residual score"], {"residual": "target"}, ["initial_score", "target_score"]),
        (["Score", "Residual score"], {"residual": "current"}, ["initial_score", "current_score"]),
        (["Initial score", "Current score"], {"initial": "inherent"}, ["inherent_score", "current_score"]),
        (
            ["Initial L", "Initial C", "Current L"],
            {"initial": "inherent"},
            ["inherent_likelihood", "inherent_consequence", "current_likelihood"],
        ),
        (["Initial score", "Inherent score"], {"initial": "inherent"}, ["initial_score", "inherent_score"]),
        (["Gross score", "Net score", "Year-end target"], {}, ["inherent_score", "current_score", "target_score"]),
    ],
)
def test_the_stage_of_a_score_comes_from_its_heading_its_neighbours_or_a_person(headings, correction, expected):
    assert fields("risk", headings, [[12, 8, 6][: len(headings)]], Correction(**correction)) == expected


def test_three_rows_of_headings_over_initial_current_and_target():
    headings = [f"Risk score / {stage} / {part}" for stage in ("Initial", "Current", "Target") for part in ("L", "C", "LxC")]
    expected = [f"{stage}_{part}" for stage in ("initial", "current", "target") for part in ("likelihood", "consequence", "score")]
    assert fields("assurance", headings, [[4, 4, 16, 3, 4, 12, 2, 4, 8]]) == expected


def test_headings_of_our_own_export_are_never_turned_by_what_a_person_said():
    assert fields("risk", ["Initial score", "Workbench id"], [[12, "u"]], Correction(initial="inherent")) == ["initial_score", "ignore"]


# Periods

QUARTERS = ["Q1 2026/27", "Q2 2026/27", "Q3 2026/27", "Q4 2026/27"]


def test_of_scores_by_quarter_the_latest_filled_one_is_current_and_all_keep_their_period():
    assert told("risk", ["Ref", *QUARTERS], [["R1", 12, 16, 9, N], ["R2", 4, 6, 8, N]]) == {
        "Ref": ("ref", ""),
        "Q1 2026/27": ("extra", "Q1 2026/27"),
        "Q2 2026/27": ("previous_score", "Q2 2026/27"),
        "Q3 2026/27": ("current_score", "Q3 2026/27"),
        "Q4 2026/27": ("extra", "Q4 2026/27"),
    }


def test_beside_a_current_column_the_latest_quarter_is_the_previous_score():
    found = told("risk", [*QUARTERS, "Current score"], [[12, 16, 9, N, 9]])
    assert [found[quarter][0] for quarter in QUARTERS] == ["extra", "extra", "previous_score", "extra"]
    assert found["Current score"] == ("current_score", "")


def test_quarters_across_two_years_and_from_right_to_left_are_put_in_order():
    assert told("risk", ["Q1 2026/27", "Q4 2025/26"], [[6, 12]])["Q1 2026/27"][0] == "current_score"
    assert told("risk", ["Q3", "Q4", "Q1"], [[6, 12, 9]])["Q1"][0] == "current_score"
    assert told("risk", ["Q3", "Q2", "Q1"], [[6, 12, 9]])["Q3"][0] == "current_score"


def test_the_year_may_stand_above_the_quarters():
    found = told("risk", ["2026/27 score / Q1", "2026/27 score / Q2"], [[6, 12]])
    assert found == {
        "2026/27 score / Q1": ("previous_score", "Q1 2026/27"),
        "2026/27 score / Q2": ("current_score", "Q2 2026/27"),
    }


def test_dates_in_the_headings_are_months_where_all_are_the_first_of_one():
    headings = [date(2026, month, 1).isoformat() for month in (4, 5, 6)]
    assert told("risk", headings, [[6, 12, 9]]) == {
        "April 2026": ("extra", "April 2026"),
        "May 2026": ("previous_score", "May 2026"),
        "June 2026": ("current_score", "June 2026"),
    }
    assert told("risk", ["Score at 31/03/2026", "Score at 30/06/2026"], [[6, 12]])["Score at 30/06/2026"] == ("current_score", "2026-06-30")


def test_factors_by_quarter_stay_with_their_quarter():
    headings = [f"{quarter} / {part}" for quarter in ("Q1", "Q2") for part in ("L", "C", "S")]
    found = columns("risk", headings, [[4, 4, 16, 3, 4, 12], [2, 4, 8, 3, 3, 9]])
    assert [column.field for column in found] == [
        "extra",
        "extra",
        "previous_score",
        "current_likelihood",
        "current_consequence",
        "current_score",
    ]
    assert [column.period for column in found] == ["Q1"] * 3 + ["Q2"] * 3


def test_a_target_alone_has_no_period_and_of_several_the_last_is_the_target():
    assert told("risk", ["Score", "Target Q4"], [[12, 8]])["Target Q4"] == ("target_score", "")
    assert told("risk", ["Target Q1", "Target Q2"], [[12, 8]]) == {"Target Q1": ("extra", "Q1"), "Target Q2": ("target_score", "Q2")}
    assert told("risk", ["Score", "Forecast Q4", "Year-end target"], [[12, 9, 8]]) == {
        "Score": ("current_score", ""),
        "Forecast Q4": ("extra", "Q4"),
        "Year-end target": ("target_score", ""),
    }


def test_quarters_over_words_or_a_single_quarter_are_no_scores():
    assert fields("risk", ["Q1", "Q2"], [["Policy drafted and shared", "Consulted"]]) == ["extra", "extra"]
    assert fields("risk", ["Ref", "Q1"], [["R1", 12], ["R2", 9]]) == ["ref", "extra"]


# Scales of ticks


def ticks(headings, rows) -> list[tuple[str, str]]:
    return [(column.field, column.ticked) for column in columns("risk", headings, rows)]


@pytest.mark.parametrize("mark", ["x", "X", "✓", "✔", "ü", "•", 1, "yes", True])
def test_marks_below_the_steps_of_a_scale_say_the_step(mark):
    headings = [f"Likelihood / {step}" for step in "12345"]
    assert ticks(headings, [[N, mark, N, N, N], [N, N, N, N, mark]]) == [("current_likelihood", step) for step in "12345"]


def test_the_steps_alone_may_name_the_scale():
    words = ["Rare", "Unlikely", "Possible", "Likely", "Almost certain"]
    found = ticks([*words, "Open", "Closed"], [["x", N, N, N, N, N, "x"], [N, N, N, "x", N, "x", N]])
    assert found == [*(("current_likelihood", word) for word in words), ("status", "Open"), ("status", "Closed")]


def test_a_scale_of_three_steps_keeps_its_words():
    assert ticks([f"Impact / {step}" for step in ("Low", "Medium", "High")], [[N, "x", N]]) == [
        ("current_consequence", step) for step in ("Low", "Medium", "High")
    ]


def test_a_scale_that_nothing_names_is_kept_as_it_is():
    assert ticks(["L", "M", "H"], [[N, "x", N], ["x", N, N]]) == [("extra", "")] * 3


@pytest.mark.parametrize(
    ("headings", "rows"),
    [
        (["Escalated", "Accepted"], [["Y", "N"], ["N", "Y"]]),
        (["Likelihood / 1", "Likelihood / 2", "Likelihood / 3"], [["x", "x", N]]),
        (["Likelihood / 1", "Likelihood / 2", "Likelihood / 3"], [[N, N, N]]),
        (["Likelihood / 1", "Likelihood / 2", "Likelihood / 3"], [["x", N, "see note"]]),
        (["L", "C", "Score"], [[1, 1, 1]]),
        (["Likelihood / 1", "Likelihood / 2"], [["x", N]]),
    ],
    ids=["answers", "two a row", "nothing", "words", "a triple of ones", "two figures"],
)
def test_what_only_looks_like_a_scale_is_none(headings, rows):
    assert not any(ticked for _, ticked in ticks(headings, rows))


def test_a_person_overrules_a_scale():
    found = columns(
        "risk", ["Likelihood / 1", "Likelihood / 2", "Likelihood / 3"], [["x", N, N]], Correction(columns={"A": "trend", "B": "extra"})
    )
    assert [(column.field, column.ticked) for column in found][:2] == [("trend", ""), ("extra", "")]


# Cells


def test_numbers_that_excel_counts_days_by_are_dates_and_answers_are_none():
    assert fields("risk", ["Risk", "Review date"], [["Beds close", 46226], ["Staff leave", 46240]])[1] == "next_review"
    assert fields("risk", ["Risk", "Reviewed"], [["Beds close", "Y"], ["Staff leave", "N"]])[1] == "extra"


def test_sentences_below_assurance_are_assurances_and_words_its_rating():
    long = "The audit committee receives the report of the internal auditors each quarter"
    assert fields("assurance", ["Principal risk", "Assurance"], [["Beds close", long]])[1] == "assurances"
    assert fields("assurance", ["Principal risk", "Assurance"], [["Beds close", "Limited"]])[1] == "rating"


# Reasons


@pytest.mark.parametrize(
    ("headings", "rows", "place", "reason"),
    [
        (["Current / L"], [[4]], 0, "read as Current likelihood because the heading says “L” under “Current”"),
        (
            ["Score", "Residual score"],
            [[12, 8]],
            1,
            "read as Target score because the heading says “Residual score” and a current set stands beside it",
        ),
        (
            ["Q1 2026/27", "Q2 2026/27"],
            [[12, 8]],
            1,
            (
                "read as Current score because the heading says “Q2 2026/27” and its cells are scores and it is the latest that is filled; "
                "also kept as the position for Q2 2026/27"
            ),
        ),
        (
            ["Q1", "Q2", "Q3"],
            [[12, 8, 6]],
            0,
            "kept under its own heading and as the position for Q1 because the heading says “Q1”",
        ),
        (
            ["Likelihood / 1", "Likelihood / 2", "Likelihood / 3"],
            [["x", N, N]],
            1,
            "read as Current likelihood because the heading says “Likelihood” above the steps “1” to “3”; a mark here says “2”",
        ),
        (
            ["Open", "Closed"],
            [["x", N]],
            0,
            "read as Status because “Open” to “Closed” are the steps of one scale; a mark here says “Open”",
        ),
        (
            ["Risk", "Likelihood", "Impact", "Effect"],
            [["Beds close", 3, "Patients wait far longer than they should", N]],
            2,
            "kept under its own heading, for another column is read as Effect",
        ),
        (["Risk", "Zest"], [["Beds close", N]], 1, "kept under its own heading, which names no field"),
    ],
)
def test_each_column_says_why_it_was_read_so(headings, rows, place, reason):
    assert columns("risk", headings, rows)[place].reason == reason


def test_cells_that_decided_are_named():
    found = columns("risk", ["Risk", "Impact"], [["Beds close", "Patients wait far longer than they should"]])[1]
    assert (found.field, found.reason) == ("effect", "read as Effect because the heading says “Impact” and its cells hold sentences")
