"""Blocks of cells as spreadsheets put them on the clipboard, there and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.services.blocks import as_block, from_block


def test_cells_of_several_lines_stay_cells():
    assert from_block('Beds\t"One\nTwo ""quoted"""\r\nWards\tThree\r\n') == [["Beds", 'One\nTwo "quoted"'], ["Wards", "Three"]]


def test_quotes_within_one_line_are_words_as_excel_copies_them():
    assert from_block('5" pipe\t"so called"\tend') == [['5" pipe', '"so called"', "end"]]


def test_short_lines_are_as_wide_as_the_widest():
    assert from_block("a\nb\tc") == [["a", ""], ["b", "c"]]


@pytest.mark.parametrize("text", ["", "\r\n"])
def test_nothing_is_one_blank_cell(text):
    assert from_block(text) == [[""]]


@given(st.lists(st.lists(st.text(st.characters(exclude_characters="\r", exclude_categories=["Cs"])), min_size=2, max_size=2), min_size=1))
def test_what_is_copied_comes_back(rows):
    assert from_block(as_block(rows) + "\r\n") == rows
