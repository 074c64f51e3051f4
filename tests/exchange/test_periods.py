"""Periods that headings name, in the form positions keep, and their order."""

import pytest

from workbench.exchange.periods import in_order, months_of, period_of, without_period

SAID = [
    ("Q1 2026/27", "Q1 2026/27"),
    ("Q1 26/27", "Q1 2026/27"),
    ("FY26/27 Q2", "Q2 2026/27"),
    ("Q3 2025-26 score", "Q3 2025/26"),
    ("2026/27 / Q4", "Q4 2026/27"),
    ("Quarter 3 2026", "Q3 2026"),
    ("Qtr 2", "Q2"),
    ("1st quarter", "Q1"),
    ("Q1", "Q1"),
    ("Apr-26", "April 2026"),
    ("April", "April"),
    ("Risk rating (Jan 08)", "January 2008"),
    ("2026/27 / Jan", "January 2027"),
    ("Score May 26", "May 2026"),
    ("May", "May"),
    ("März 2026", "March 2026"),
    ("Mar score", "March"),
    ("Score as at 30 June 2026", "2026-06-30"),
    ("30/06/2026", "2026-06-30"),
    ("2026-04-01", "2026-04-01"),
    ("Score 30.06.26", "2026-06-30"),
    ("2026/27", "2026/27"),
    ("Score 2024", "2024"),
    ("What may happen", ""),
    ("Decision", ""),
    ("Marginal score", ""),
    ("Risk score (1-25)", ""),
    ("15/16", ""),
    ("ISO 27001", ""),
    ("Out of appetite", ""),
    ("31/02/2026", ""),
    ("Score", ""),
]


@pytest.mark.parametrize(("heading", "period"), SAID, ids=[heading for heading, _ in SAID])
def test_a_heading_names_its_period_in_the_house_form(heading, period):
    found = period_of(heading)
    assert (found.text if found else "") == period
    if not found:
        assert without_period(heading) == heading


def test_the_words_of_a_period_can_be_left_out():
    assert without_period("Q3 2025-26 score").split() == ["score"]
    assert without_period("Score as at 30 June 2026").split() == ["Score", "as", "at"]


@pytest.mark.parametrize(
    ("headings", "order"),
    [
        (["Q4 2025/26", "Q1 2026/27", "Q2 2025/26"], [2, 0, 1]),
        (["Q1", "Q2", "Q3", "Q4"], [0, 1, 2, 3]),
        (["Q4", "Q3", "Q2", "Q1"], [3, 2, 1, 0]),
        (["Q3", "Q4", "Q1", "Q2"], [0, 1, 2, 3]),
        (["Oct", "Nov", "Dec", "Jan", "Feb"], [0, 1, 2, 3, 4]),
        (["Feb", "Jan", "Dec"], [2, 1, 0]),
        (["30/06/2026", "31/03/2026"], [1, 0]),
    ],
    ids=str,
)
def test_periods_stand_from_the_earliest_to_the_latest(headings, order):
    assert in_order([period for heading in headings if (period := period_of(heading))]) == order


def test_headings_that_are_all_the_first_of_a_month_are_months():
    assert months_of(["Risk", "2026-04-01", "2026-05-01"]) == {"2026-04-01": "April 2026", "2026-05-01": "May 2026"}
    assert months_of(["2026-04-01"]) == {}
    assert months_of(["2026-04-01", "2026-06-30"]) == {}
