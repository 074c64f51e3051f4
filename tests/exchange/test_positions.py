"""Scores headed by a quarter, a month or a day become positions."""

import pytest

from workbench.domain.registers import declared
from workbench.exchange.columns import read_table
from workbench.exchange.positions import ends_on, kind_of
from workbench.exchange.sheets import EXTRA, Column, Correction, Sheet, Table, Workbook

N = None
RISKS = declared()["risk"]
BOTH = frozenset({"position"})


def read(columns, rows, children=BOTH, correction=None):
    """Read rows below columns given as heading, field and period."""
    found = [Column(0, "Risk", "title", 1.0, "")]
    found += [Column(place, heading, field, 1.0, "", period) for place, (heading, field, period) in enumerate(columns, 1)]
    sheet = Sheet("Risks", [["Risk", *(heading for heading, *_ in columns)], *[["Beds close", *row] for row in rows]])
    table = Table("Risks", "risk", [0], found, [[row + 1] for row in range(len(rows))])
    return read_table(Workbook("return.xlsx", "", [sheet]), table, RISKS, children=children, correction=correction)


def positions(reading, place=0):
    return [child.values for child in reading.children.get(place, [])]


QUARTERS = [("Q1 2026/27 score", EXTRA, "Q1 2026/27"), ("Q2 2026/27 score", "current_score", "Q2 2026/27")]


def test_each_quarter_of_each_record_is_a_position():
    reading = read(QUARTERS, [[9, 12], [N, 16]])
    first = {"period": "Q1 2026/27", "kind": "actual", "date": "2026-06-30", "score": 9}
    second = {"period": "Q2 2026/27", "kind": "actual", "date": "2026-09-30", "score": 12}
    assert positions(reading) == [first, second]
    assert positions(reading, 1) == [{**second, "score": 16}]
    assert [(child.register, child.row, child.column) for child in reading.children[0]] == [("position", 1, 1), ("position", 1, 2)]
    assert reading.columns["current_score"] == [12, 16]
    assert reading.extra == [{}, {}]


def test_without_a_register_of_positions_the_words_are_kept():
    reading = read(QUARTERS, [[9, 12]], children=frozenset())
    assert reading.children == {}
    assert reading.extra == [{"Q1 2026/27 score": "9"}]


def test_factors_written_into_a_cell():
    reading = read(QUARTERS, [["L3 C4", "16 (4x4)"]])
    assert [(one["likelihood"], one["consequence"], "score" in one) for one in positions(reading)] == [(3, 4, False), (4, 4, False)]
    assert reading.extra == [{}]


def test_factors_nobody_named_give_their_product_and_stay_in_words():
    reading = read(QUARTERS, [["3x5", N]])
    assert positions(reading)[0]["score"] == 15
    assert reading.extra == [{"Q1 2026/27 score": "3x5"}]


def test_who_said_which_factor_comes_first_counts_for_positions():
    reading = read(QUARTERS, [["3x5", N]], correction=Correction(factors="likelihood"))
    assert (positions(reading)[0]["likelihood"], positions(reading)[0]["consequence"]) == (3, 5)
    assert reading.extra == [{}]


def test_likelihood_and_consequence_of_a_quarter_are_one_position():
    columns = [(f"Q1 2026/27 / {part}", EXTRA, "Q1 2026/27") for part in ("L", "C", "Score")]
    reading = read(columns, [[3, "Major", 12], [3, 4, 15], [N, N, 8], [3, N, N]])
    factors = {"period": "Q1 2026/27", "kind": "actual", "date": "2026-06-30", "likelihood": 3, "consequence": 4}
    assert positions(reading) == [factors]
    assert positions(reading, 1) == [factors]
    assert positions(reading, 2)[0]["score"] == 8
    assert positions(reading, 3) == []
    assert reading.extra == [{}, {"Q1 2026/27 / Score": "15"}, {}, {"Q1 2026/27 / L": "3"}]
    assert [problem.cell for problem in reading.problems] == ["D3"]


def test_a_cell_no_score_can_be_read_from_is_kept_and_told_of():
    reading = read(QUARTERS, [["not scored", 12]])
    assert len(positions(reading)) == 1
    assert reading.extra == [{"Q1 2026/27 score": "not scored"}]
    [problem] = reading.problems
    assert problem.cell == "B2"
    assert problem.message.endswith(".")


def test_words_beside_the_score_that_name_no_band_are_kept():
    reading = read(QUARTERS, [["12 - High", N], ["12 to be checked", N]])
    assert [positions(reading, place)[0]["score"] for place in (0, 1)] == [12, 12]
    assert reading.extra == [{}, {"Q1 2026/27 score": "12 to be checked"}]


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("Q1 score", "actual"),
        ("Target score Q4", "target"),
        ("Forecast Q4", "forecast"),
        ("Predicted score March 2027", "forecast"),
        ("Planned Q3", "target"),
    ],
)
def test_headings_say_what_kind_of_position_it_is(heading, kind):
    assert kind_of(heading) == kind


@pytest.mark.parametrize(
    ("period", "day"),
    [
        ("Q1 2026/27", "2026-06-30"),
        ("Q2 2026/27", "2026-09-30"),
        ("Q3 2026/27", "2026-12-31"),
        ("Q4 2026/27", "2027-03-31"),
        ("Q4 1999/00", "2000-03-31"),
        ("February 2028", "2028-02-29"),
        ("2026/27", "2027-03-31"),
        ("2026-07-23", "2026-07-23"),
        ("Q2", None),
        ("Q2 2026", None),
        ("April", None),
    ],
)
def test_a_period_ends_on_its_last_day(period, day):
    assert ends_on(period) == day
