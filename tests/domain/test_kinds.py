"""Each kind reads, shows, stores, loads and orders its values; what it shows it reads back."""

import math
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.directory import Directory
from workbench.domain.errors import UnreadableError
from workbench.domain.field import CIRCULATION
from workbench.domain.joining import Refs
from workbench.domain.kinds import (
    NOBODY,
    Choice,
    Day,
    Decimal,
    FieldNames,
    Headed,
    Kind,
    Level,
    Member,
    Names,
    Option,
    Prose,
    Score,
    Text,
    Whole,
    words,
)  # fmt: skip
from workbench.domain.registers import declared
from workbench.domain.registers.risks import STATUS, TIER, TREATMENT
from workbench.domain.scoring import CONSEQUENCE, LIKELIHOOD, NPSA, Scheme, is_stated, product, stage_of


class Two(Directory):
    """Two organisations."""

    def find(self, name: str) -> str | None:
        return {"alderbrook": "u1", "u1": "u1", "valley": "u2"}.get(name.casefold())

    def name(self, uid: str) -> str:
        return {"u1": "Alderbrook", "u2": "Valley"}.get(uid, "")


KINDS: list[tuple[Kind[Any], st.SearchStrategy[Any]]] = [
    (Text(), st.text(max_size=20)),
    (Prose(), st.text(max_size=30)),
    (Names(), st.lists(st.text(st.characters(exclude_characters=";"), max_size=6), max_size=3).map("; ".join)),
    (Refs(to=("risk",)), st.sampled_from(["R-1", "R-1; R-2", ""])),
    (Whole(), st.integers(0, 10**9)),
    (Decimal(), st.floats(allow_nan=False, allow_infinity=False)),
    (LIKELIHOOD, st.integers(1, 5)),
    (CONSEQUENCE, st.integers(1, 5)),
    (Score(), st.integers(1, 25)),
    (Day(), st.dates(date(1900, 1, 1), date(2199, 12, 31))),
    (CIRCULATION, st.sampled_from([option.key for option in CIRCULATION.options])),
    (Member(Two()), st.sampled_from(["u1", "Alderbrook"])),
    (Headed(), st.dictionaries(st.text(max_size=8), st.text(max_size=20), max_size=3)),
]


ALL: list[Kind[Any]] = list(
    dict.fromkeys([kind for kind, _ in KINDS] + [field.kind for register in declared().values() for field in register])
)


@pytest.mark.parametrize(("kind", "values"), KINDS, ids=[f"{type(kind).__name__}-{number}" for number, (kind, _) in enumerate(KINDS)])
def test_what_is_stored_is_loaded_and_what_is_shown_is_read(kind: Kind[Any], values: st.SearchStrategy[Any]):
    @given(values)
    def holds(value: Any) -> None:
        stored = kind.read(value)
        assert kind.store(kind.load(stored)) == stored
        assert kind.read(kind.show(stored)) == stored
        assert kind.same(stored, stored)
        assert kind.order(stored)[0] == (stored is None)
        assert kind.order(None) > kind.order(stored) or stored is None
        if not isinstance(value, dict):
            assert kind.read_column([value, None, value, ""]) == ([stored, None, stored, None], {})
        assert kind.read(stored) == stored

    holds()
    assert kind.read(None) is None
    assert kind.read("") is None
    assert kind.read("  \n") is None
    assert kind.show(None) == ""
    assert kind.load(None) is None
    assert kind.store(None) is None


@pytest.mark.parametrize("kind", ALL, ids=[f"{type(kind).__name__}-{number}" for number, kind in enumerate(ALL)])
@given(value=st.text(max_size=20) | st.integers() | st.floats() | st.booleans() | st.datetimes() | st.dates())
def test_no_value_a_cell_can_hold_breaks_a_kind(kind: Kind[Any], value: object):
    try:
        stored = kind.read(value)
    except UnreadableError as error:
        sentence = str(error)
    else:
        sentence = "."
        assert isinstance(stored, str | int | float | None)
        kind.show(stored)
        kind.plain(stored)
    assert sentence.endswith(".")


@pytest.mark.parametrize(
    ("value", "level"),
    [
        ("4", 4), (4, 4), (4.0, 4), ("Likely", 4), ("LIKELY (4)", 4), ("4 - Likely", 4), ("L=4", 4), ("L4", 4), ("l: 4", 4), ("P4", 4),
        ("Almost certain", 5), ("certain", 5), ("4.0", 4), ("5 – Almost Certain", 5),
        ("6", None), ("0", None), (3.5, None), ("3.5", None),
        ("Likely (3)", None), ("3-4", None), ("C4", None), ("high", None), (True, None),
        (math.nan, None), (math.inf, None), ("4 or 5", None), ("50%", None),
    ],
    ids=repr,
)  # fmt: skip
def test_levels_are_read_as_people_write_them_and_never_guessed(value: object, level: int | None):
    if level is None:
        with pytest.raises(UnreadableError, match=r"Rare to Almost certain|words and another"):
            LIKELIHOOD.read(value)
    else:
        assert LIKELIHOOD.read(value) == level
    assert LIKELIHOOD.show(4) == "4 Likely"
    assert LIKELIHOOD.show(9) == "9"
    assert Level().sentence("x") == "“x” is not a level from 1 to 5."
    with pytest.raises(UnreadableError):
        Level().read("L3")


@pytest.mark.parametrize(
    ("value", "score"),
    [
        ("16", 16), (16, 16), (16.0, 16), ("16 (4x4)", 16),
        ("4 x 4 = 16", 16), ("4×4", 16), ("16 - Extreme", 16), ("Red 16", 16), ("5*5", 25),
        ("0", None), ("26", None), ("4x4=15", None), ("12-15", None), ("high", None), ("16.5", None), ("3x", None), ("4 x 4 x 2", None),
    ],
    ids=repr,
)  # fmt: skip
def test_scores_are_read_as_people_write_them(value: object, score: int | None):
    if score is None:
        with pytest.raises(UnreadableError):
            Score().read(value)
    else:
        assert Score().read(value) == score


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("23/07/2026", "2026-07-23"), ("3.7.26", "2026-07-03"),
        ("23 July 2026", "2026-07-23"), ("23rd Jul 2026", "2026-07-23"), ("July 23, 2026", "2026-07-23"),
        ("2026-07-23", "2026-07-23"), ("2026-07-23 10:00", "2026-07-23"),
        ("Thu 23/07/2026", "2026-07-23"), ("Wednesday, 22 July 2026", "2026-07-22"),
        ("1 sept 2026", "2026-09-01"), (date(2026, 7, 23), "2026-07-23"), (datetime(2026, 7, 23, 10, tzinfo=UTC), "2026-07-23"),
        ("31/02/2026", None), ("07/23/2026", None), ("soon", None),
        (46000, None), ("July 2026", None), ("12 Foo 2026", None), ("Q1 2026", None),
        ("Smarch 3, 2026", None), ("2026-13-01", None), (True, None),
    ],
    ids=repr,
)  # fmt: skip
def test_days_are_read_day_before_month(value: object, day: str | None):
    if day is None:
        with pytest.raises(UnreadableError, match="is not a date such as 23/07/2026"):
            Day().read(value)
    else:
        assert Day().read(value) == day


def test_a_day_that_could_be_read_two_ways_is_known():
    assert [Day().ambiguous(value) for value in ("03/04/2026", "23/04/2026", "03/03/2026", "3 April 2026", 5)] == [
        True,
        False,
        False,
        False,
        False,
    ]


@pytest.mark.parametrize(
    ("kind", "value", "key"),
    [
        (STATUS, "IN  PROGRESS", "open"), (STATUS, "Closed", "closed"),
        (STATUS, "accepted", "tolerated"), (TIER, "trust-wide", "corporate"),
        (TREATMENT, "Mitigate", "treat"), (CIRCULATION, "Part 1", "public"), (STATUS, "whatever", None),
    ],
    ids=repr,
)  # fmt: skip
def test_choices_are_read_by_key_label_or_synonym_in_any_case(kind: Choice, value: str, key: str | None):
    if key is None:
        with pytest.raises(UnreadableError, match="“whatever” is not one of Proposed, Open, Tolerated or Closed"):
            kind.read(value)
    else:
        assert kind.read(value) == key


def test_no_word_means_two_things_in_one_choice():
    for register in declared().values():
        for field in register:
            if isinstance(field.kind, Choice):
                said = [
                    word.casefold() for option in field.kind.options for word in {option.key, option.label.casefold(), *option.synonyms}
                ]
                assert len(said) == len(set(said)), field.key


def test_a_value_no_option_has_any_more_is_shown_as_it_is_and_sorts_last():
    kind = Choice((Option("a", "Alpha"), Option("b", "Beta")))
    assert kind.show("gone") == "gone"
    assert sorted(["gone", "b", "a"], key=kind.order) == ["a", "b", "gone"]
    assert kind.load("a") == kind.store("a") == "a"


def test_numbers_by_example():
    assert [Whole().read(value) for value in (" 4 ", "4.0", 4.0, "+4")] == [4, 4, 4, 4]
    assert [Decimal().read(value) for value in ("1,234.5", 2, "1e3")] == [1234.5, 2.0, 1000.0]
    assert [Decimal().show(value) for value in (2.0, 2.5, 1e20)] == ["2", "2.5", "1e+20"]
    for kind, value in ((Whole(), "-1"), (Whole(), "4.5"), (Whole(1, 3), "4"), (Decimal(), "x"), (Decimal(), "inf"), (Decimal(), "nan")):
        with pytest.raises(UnreadableError):
            kind.read(value)
    assert sorted([3, None, 1], key=Whole().order) == [1, 3, None]
    assert sorted([3.5, None, 1.0], key=Decimal().order) == [1.0, 3.5, None]


def test_cells_in_words():
    assert [words(value) for value in (None, True, False, 4.0, 4.5, date(2026, 7, 23), "x")] == [
        "",
        "Yes",
        "No",
        "4",
        "4.5",
        "2026-07-23",
        "x",
    ]
    assert words(datetime(2026, 7, 23, tzinfo=UTC)) == "2026-07-23"
    assert words(datetime(2026, 7, 23, 9, 30)) == "2026-07-23 09:30"  # noqa: DTZ001 - cells know no zone


def test_members_are_stored_by_uid_and_shown_by_name():
    kind = Member().bound(Two())
    assert kind.read("ALDERBROOK") == "u1"
    assert kind.show("u1") == kind.plain("u1") == "Alderbrook"
    assert kind.plain(None) is kind.plain("u9") is None
    with pytest.raises(UnreadableError, match="“Nowhere” is not an organisation of this collaborative"):
        kind.read("Nowhere")
    assert (NOBODY.find("x"), NOBODY.name("x"), NOBODY.names()) == (None, "", ())
    assert Text().bound(Two()) == Text()


def test_words_under_headings_by_example():
    kind = Headed()
    assert kind.read("Colour: red\nSize: big\n  and wide") == '{"Colour":"red","Size":"big\\nand wide"}'
    assert kind.read("just words") == '{"Note":"just words"}'
    assert kind.read('{"A": "b"}') == '{"A":"b"}'
    assert kind.load(kind.read("{broken")) == {"Note": "{broken"}
    assert kind.load(kind.read('{"A": 1}')) == {'{"A"': "1}"}
    assert kind.same('{"A":"x","B":"y"}', '{"B":"Y","A":"x"}')
    assert not kind.same('{"A":"x"}', None)
    assert kind.plain(None) == {}
    assert kind.show('{"A: b":"x"}') == '{"A: b":"x"}'


def test_a_column_is_read_at_once_and_problems_are_told_by_place():
    stored, problems = LIKELIHOOD.read_column(["4", "x", None, 4, "x", True, 1, 1.0])
    assert stored == [4, None, None, 4, None, None, 1, 1]
    assert set(problems) == {1, 4, 5}


def test_a_plain_kind_leaves_loading_to_others():
    for call in (Kind().load, Kind().store):
        with pytest.raises(NotImplementedError):
            call("x")


def test_a_score_is_the_product_where_both_factors_are_there_and_else_as_stated():
    rule = product("current")
    assert rule({"current_likelihood": 4, "current_consequence": 5}, 3) == 20
    assert rule({"current_likelihood": 4}, 3) == 3
    assert is_stated({"current_score": 3, "current_likelihood": 4}, "current")
    assert not is_stated({"current_score": 3, "current_likelihood": 4, "current_consequence": 1}, "current")
    risks = declared()["risk"]
    assert stage_of(risks.get("inherent_score")) == "inherent"
    assert stage_of(risks.get("title")) == stage_of(risks.get("previous_score")) == ""


def test_bands_come_from_the_schemes_cells():
    assert [NPSA.labels[NPSA.band(x, y)] for x, y in ((1, 3), (2, 2), (2, 4), (3, 5))] == ["Low", "Moderate", "High", "Extreme"]
    assert [NPSA.band_of(score) for score in (1, 4, 8, 12, 15, 25)] == [0, 1, 2, 2, 3, 3]
    assert NPSA.band_of(7) is None
    uneven = Scheme(("Low", "High"), tuple(tuple(int(y >= 4) for y in range(1, 6)) for _ in range(5)))
    assert uneven.band_of(4) is None
    assert uneven.band_of(25) == 1


def test_fields_are_kept_by_key_and_shown_by_label_however_they_were_said():
    kind = FieldNames().among((("gaps_in_assurance", "Gaps in assurance"), ("title", "Principal risk")))
    stored = kind.read("principal RISK; gaps_in_assurance\nnonsense; Title")
    assert stored == "title; gaps_in_assurance; nonsense"
    assert kind.show(stored) == "Principal risk; Gaps in assurance; nonsense"
    assert kind.read(kind.show(stored)) == stored
