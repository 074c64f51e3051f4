"""A mark in one of several columns of a scale is read as the step above it."""

from workbench.domain.registers.risks import Risks
from workbench.exchange.columns import read_table
from workbench.exchange.sheets import Column, Sheet, Table, Workbook

N = None


def read(rows, records=None, field="current_likelihood", steps="12345"):
    columns = [Column(0, "Risk", "title", 1.0, "")]
    columns += [Column(place, f"Likelihood / {step}", field, 1.0, "", ticked=step) for place, step in enumerate(steps, 1)]
    sheet = Sheet("Risks", [["Risk", *steps], *[["Beds close", *row] for row in rows]])
    table = Table("Risks", "risk", [0], columns, records or [[row + 1] for row in range(len(rows))])
    return read_table(Workbook("return.xlsx", "", [sheet]), table, Risks())


def test_the_marked_step_is_read():
    reading = read([[N, N, N, "x", N], ["✓", N, N, N, N], [N, True, False, N, "no"], [0, "-", "n", N, 1], [N] * 5])
    assert reading.columns["current_likelihood"] == [4, 1, 2, 5, None]
    assert reading.extra == [{}] * 5
    assert reading.problems == []


def test_two_marks_are_kept_and_told_of():
    reading = read([[N, "x", N, "y", N]])
    assert reading.columns["current_likelihood"] == [None]
    assert reading.extra == [{"Likelihood / 2": "x", "Likelihood / 4": "y"}]
    [problem] = reading.problems
    assert problem.cell == "C2"
    assert "C2 and E2" in problem.message


def test_words_in_the_place_of_a_mark_are_kept_beside_it():
    reading = read([[N, N, "since the flood", N, N]])
    assert reading.columns["current_likelihood"] == [3]
    assert reading.extra == [{"Likelihood / 3": "since the flood"}]


def test_steps_may_be_the_words_of_a_choice():
    assert read([["x", N], [N, "x"]], field="status", steps=("Open", "Closed")).columns["status"] == ["open", "closed"]


def test_a_further_row_of_a_record_that_marks_another_step_is_kept():
    reading = read([["x", N, N, N, N], [N, N, "x", N, N]], [[1, 2]])
    assert reading.columns["current_likelihood"] == [1]
    assert reading.extra == [{"Likelihood": "3"}]


def test_a_step_that_is_no_level_is_told_of_where_its_mark_stands():
    reading = read([[N, "x"]], steps=("Low", "Medium"))
    assert reading.extra == [{"Likelihood": "Medium"}]
    assert [problem.cell for problem in reading.problems] == ["C2"]
