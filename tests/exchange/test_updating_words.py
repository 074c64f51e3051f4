"""How a member would write a value: in its own words, and so that the reading would take it back."""

from datetime import date

import pytest

from workbench.domain.field import AnyField
from workbench.domain.registers import declared
from workbench.exchange.updating_words import Cell, Habit, lines_like, proposals, with_factors

RISK = declared()["risk"]


def first(key: str, raw: object, was: object, wanted: object, *others: tuple[object, object]) -> object:
    field: AnyField = RISK.get(key)
    return next(proposals(field, Cell(raw, was, wanted, Habit(others))))


@pytest.mark.parametrize(
    ("raw", "was", "wanted", "others", "written"),
    [
        (4, 4, 3, (), 3),
        (4.0, 4, 3, (), 3),
        ("4", 4, 3, (), "3"),
        ("Likely (4)", 4, 3, (), "Possible (3)"),
        ("4 - Likely", 4, 3, (), "3 - Possible"),
        ("LIKELY", 4, 2, (), "UNLIKELY"),
        ("L4", 4, 2, (), "L2"),
        ("Likely", 4, 3, (("Possible", 3),), "Possible"),
        ("4 Likely", 4, 3, (("3 Possible", 3), ("Possible", 3)), "3 Possible"),
        (None, None, 3, (("3 Possible", 3),), "3 Possible"),
        (None, None, 3, (("4 Likely", 4),), "3 Possible"),
        ("Likely", 4, None, (), None),
    ],
)
def test_a_level_is_written_as_its_cell_and_its_column_write_levels(raw, was, wanted, others, written) -> None:
    assert first("current_likelihood", raw, was, wanted, *others) == written


@pytest.mark.parametrize(
    ("raw", "others", "written"),
    [
        (date(2026, 3, 31), (), date(2026, 11, 9)),
        ("31/03/2026", (), "09/11/2026"),
        ("31/3/26", (), "9/11/26"),
        ("31.03.2026", (), "09.11.2026"),
        ("31 March 2026", (), "9 November 2026"),
        ("31-Mar-26", (), "9-Nov-26"),
        ("31st March 2026", (), "9th November 2026"),
        ("2026-03-31", (), "2026-11-09"),
        (None, (("31/03/2026", "2026-03-31"),), "09/11/2026"),
        (None, ((date(2026, 3, 31), "2026-03-31"),), date(2026, 11, 9)),
    ],
)
def test_a_day_is_written_as_its_cell_and_its_column_write_days(raw, others, written) -> None:
    assert first("target_date", raw, "2026-03-31" if raw else None, "2026-11-09", *others) == written


@pytest.mark.parametrize(
    ("raw", "was", "wanted", "written"),
    [
        ("L=5, C=4", (5, 4), (3, 2), "L=3, C=2"),
        ("C4 L5", (5, 4), (3, 2), "C2 L3"),
        ("4x4=16", (4, 4), (3, 2), "3x2=6"),
        ("16 (4 x 4)", (4, 4), (3, 2), "6 (3 x 2)"),
        ("Likelihood 5 / Impact 4", (5, 4), (3, 2), "Likelihood 3 / Impact 2"),
    ],
)
def test_two_factors_are_written_as_the_cell_writes_them(raw, was, wanted, written) -> None:
    assert written in list(with_factors(raw, was, wanted, ()))


@pytest.mark.parametrize("raw", ["16 High", "Likely x Major", "about 4x4=16 or 17"])
def test_what_words_beside_a_score_would_become_is_not_guessed(raw: str) -> None:
    assert list(with_factors(raw, (4, 4), (3, 2), ())) == []


def test_what_the_column_says_of_the_same_factors_comes_first() -> None:
    assert next(with_factors("16 High", (4, 4), (3, 2), ("6 Moderate",))) == "6 Moderate"


@pytest.mark.parametrize(
    ("raw", "after", "written"),
    [
        ("- Rota\n- Bank staff", (("C-1", "Rota weekly"), ("C-2", "Bank staff")), "- Rota weekly\n- Bank staff"),
        ("1. Rota\n2. Bank staff", (("C-1", "Rota"), ("C-2", "Bank staff"), ("C-3", "Agency")), "1. Rota\n2. Bank staff\n3. Agency"),
        ("Rota\nBank staff", (("C-2", "Bank staff"),), "Bank staff"),
        ("Bank staff\nRota", (("C-1", "Rota"), ("C-2", "Bank")), "Bank\nRota"),
        ("• Rota\nsee the file\n• Bank staff", (("C-1", "Rotas"), ("C-2", "Bank staff")), "• Rotas\nsee the file\n• Bank staff"),
        (None, (("C-1", "Rota"), ("C-2", "Bank staff")), "Rota\nBank staff"),
    ],
)
def test_lines_are_written_with_the_bullets_and_in_the_order_of_the_cell(raw, after, written) -> None:
    assert next(lines_like(raw, (("C-1", "Rota"), ("C-2", "Bank staff")), after)) == written


def test_a_text_longer_than_a_cell_is_not_proposed() -> None:
    assert list(proposals(RISK.get("description"), Cell("short", "short", "x" * 40_000))) == []
