"""Text comes into one form, however it arrives."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.text import clean, counted, dropped, fold, joined, shorten, squeeze

ANY = st.text(st.characters() | st.sampled_from("\r\n\t \x00\x07\x0b\x0c\x85\u2028\ud800\udfff\ufffe\uffff\xa0e\u0301“’"), max_size=40)


@given(ANY)
def test_clean_is_idempotent_and_leaves_nothing_it_removes(text: str):
    once = clean(text)
    assert clean(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert not any(ord(character) < 32 and character not in "\n\t" for character in once)
    assert not any(0xD800 <= ord(character) <= 0xDFFF or character in "\ufffe\uffff\x7f" for character in once)
    assert "\r" not in once
    assert all(line == line.rstrip() for line in once.split("\n"))
    assert dropped(once) == ()
    once.encode()


@given(ANY)
def test_fold_is_for_comparing_and_forgets_the_same_things_twice(text: str):
    assert fold(clean(text)) == fold(text)
    assert fold(f"  {text}") == fold(text)
    assert fold(squeeze(text)) == squeeze(text) or not text.isascii()


@pytest.mark.parametrize(
    ("given_", "kept"),
    [
        ("a\r\nb\rc\x0bd\u2028e", "a\nb\nc\nd\ne"),
        ("trailing \t \n  indented  \n\n", "trailing\n  indented"),
        ("e\u0301", "é"),
        ("bell\x07 and \ud800half", "bell and half"),
        ("\ufeffkept", "\ufeffkept"),
        ("tab\tstays", "tab\tstays"),
        ("plain  ", "plain"),
        (" leading", " leading"),
    ],
)
def test_clean_by_example(given_: str, kept: str):
    assert clean(given_) == kept


def test_what_is_removed_is_reported_once_each():
    assert dropped("a\x07b\x07c\ud800\r\n") == ("U+0007", "U+D800")
    assert dropped("plain") == ()


def test_folding_forgets_case_quotes_and_hard_spaces():
    assert fold(" “It’s”\xa0SO ") == '"it\'s" so'
    assert squeeze("A \n b\t c") == "a b c"


def test_words_for_people():
    assert [joined(words) for words in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == ["", "a", "a and b", "a, b and c"]
    assert joined(["a", "b"], "or") == "a or b"
    assert [counted(number, "risk") for number in (0, 1, 1204)] == ["0 risks", "1 risk", "1,204 risks"]
    assert counted(2, "body", "bodies") == "2 bodies"
    assert shorten("one  two\nthree", 9) == "one two…"
    assert shorten("short") == "short"
