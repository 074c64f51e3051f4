"""The stamp must come back from whatever a member's program makes of the sheet it stands on."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.exchange.sheets import Stamp
from workbench.exchange.stamp import MARKER, marked, read_stamp, stamp_rows

STAMP = Stamp("0197-0a", 42, "1e10", "member", "North Trust", {"Risks": ("risk", ("ref", "title", "", "uid")), "Own": ("risk", ())})


def test_a_stamp_comes_back_from_its_own_cells():
    assert read_stamp(stamp_rows(STAMP)) == STAMP


def test_numbers_may_come_back_as_decimals_and_blanks_as_nothing_or_not_at_all():
    rows = [[float(value) if isinstance(value, int) else value or None for value in row] + [None, None] for row in stamp_rows(STAMP)]
    assert read_stamp([*rows, [], [None]]) == STAMP


words = st.text(st.characters(min_codepoint=33, max_codepoint=0x2FF), min_size=1, max_size=9).filter(str.strip)


@given(
    st.builds(
        Stamp,
        words,
        st.integers(0, 2**40),
        words,
        words,
        st.just("") | words,
        st.dictionaries(words, st.tuples(words, st.lists(words, max_size=4).map(tuple)), max_size=3),
        st.dictionaries(words, st.lists(words, min_size=1, max_size=4).map(tuple), max_size=2),
    )
)
def test_any_stamp_comes_back(stamp):
    assert read_stamp(stamp_rows(stamp)) == stamp


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [[]],
        [[None]],
        [["Ref", "Title"], ["R-001", "A risk"]],
        [[MARKER]],
        [[MARKER.replace("1", "2")], *stamp_rows(STAMP)[1:]],
        [row for row in stamp_rows(STAMP) if row[0] != "file"],
        [row for row in stamp_rows(STAMP) if row[0] != "head"],
        [["position", "many"] if row[0] == "position" else row for row in stamp_rows(STAMP)],
        [["position", -1] if row[0] == "position" else row for row in stamp_rows(STAMP)],
    ],
)
def test_cells_that_are_no_whole_stamp_are_none(rows):
    assert read_stamp(rows) is None


def test_a_newer_stamp_is_still_known_for_one_and_a_register_is_not():
    assert marked([[MARKER.replace("1", "27")]])
    assert marked(stamp_rows(STAMP))
    assert not marked([["Ref"]])
    assert not marked([[]])
    assert not marked([])
