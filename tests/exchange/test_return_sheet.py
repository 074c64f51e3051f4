"""What a return says of itself is found by its labels, wherever rows and columns went."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.exchange.return_sheet import LINES, RETURN_SHEET, read_answers
from workbench.exchange.sheets import Sheet

FILLED = {"Position date": date(2026, 9, 30), "Completed by": "Jo Smith", "Approved by": "Ann Lee", "Nothing to change": "Yes"}
SAID = {"position_date": "2026-09-30", "completed_by": "Jo Smith", "approved_by": "Ann Lee", "nothing_to_change": "yes"}


def sheet(filled: dict[str, object], *, above: int = 0, left: int = 0, between: int = 0, order: list[int] | None = None) -> Sheet:
    lines = [LINES[place] for place in order or range(len(LINES))]
    rows: list[list[object]] = [[] for _ in range(above)]
    rows += [[*[None] * left, line.label, *[None] * between, filled.get(line.label), line.hint] for line in lines]
    return Sheet("Renamed by somebody", rows)


@given(st.integers(0, 20), st.integers(0, 5), st.integers(0, 3), st.permutations(range(4)))
def test_answers_are_found_wherever_rows_and_columns_went(above: int, left: int, between: int, order: list[int]):
    answers, kept = read_answers([Sheet("Risks", [["Ref", "Title"]]), sheet(FILLED, above=above, left=left, between=between, order=order)])
    assert answers is not None
    assert (answers.said, answers.problems) == (SAID, [])
    assert [one.name for one in kept] == ["Risks"]


def test_a_sheet_that_nobody_filled_in_says_nothing_and_its_hints_are_no_answers():
    answers, _ = read_answers([sheet({})])
    assert answers is not None
    assert (answers.said, answers.problems) == ({}, [])


def test_what_cannot_be_read_names_sheet_and_cell_and_leaves_the_rest():
    answers, _ = read_answers([sheet(FILLED | {"Position date": "31/06/2026", "Nothing to change": "perhaps"}, above=3)])
    assert answers is not None
    assert answers.said == {"completed_by": "Jo Smith", "approved_by": "Ann Lee"}
    assert [(one.sheet, one.cell) for one in answers.problems] == [("Renamed by somebody", "B4"), ("Renamed by somebody", "B7")]
    assert all(one.message.endswith("It was left blank.") for one in answers.problems)


@pytest.mark.parametrize("word", ["Yes", "yes ", "Y", True, "x", "✓"])
def test_yes_is_read_however_it_was_ticked(word: object):
    answers, _ = read_answers([sheet({"Nothing to change": word})])
    assert answers is not None
    assert answers.said == {"nothing_to_change": "yes"}


def test_labels_typed_with_a_colon_or_in_capitals_are_the_same_labels():
    answers, _ = read_answers([Sheet(RETURN_SHEET, [["POSITION DATE:", "30/09/2026"], ["completed by :", "Jo"], ["Nothing to change"]])])
    assert answers is not None
    assert answers.said == {"position_date": "2026-09-30", "completed_by": "Jo"}


def test_a_register_whose_headings_are_alike_is_not_taken_for_it():
    register = Sheet("Log", [["Ref", "Position date", "Completed by", "Approved by"], ["D-1", date(2026, 9, 1), "Jo", "Ann"]])
    assert read_answers([register]) == (None, [register])
