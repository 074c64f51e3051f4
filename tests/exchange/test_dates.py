# ruff: noqa: RUF001 - dates are written as their languages write them
"""Columns of dates, in every style a member writes them."""

from datetime import UTC, date, datetime

import pytest

from workbench.domain.kinds import Day
from workbench.exchange.dates import read_days

JULY = "2026-07-23"
ONE = [
    ("23 Jul 26", JULY),
    ("23.07.2026", JULY),
    ("23/07/26", JULY),
    ("2026-07-23T00:00:00", JULY),
    ("2026-07-23T10:15:00+01:00", JULY),
    ("23/07/2026 14:30", JULY),
    ("Thu 23 July 2026", JULY),
    ("23rd of July 2026", JULY),
    ("23Jul26", JULY),
    ("July 23, 2026", JULY),
    ("23 July '26", JULY),
    ("23 juillet 2026", JULY),
    ("23 de julio de 2026", JULY),
    ("23. Juli 2026", JULY),
    ("23 июля 2026 г.", JULY),
    ("2026年7月23日", JULY),
    ("20260723", JULY),
    (20260723, JULY),
    (46226, JULY),
    ("46226", JULY),
    (46226.5, JULY),
    (datetime(2026, 7, 23, 9, 30, tzinfo=UTC), JULY),
    (date(2026, 7, 23), JULY),
    (None, None),
    ("", None),
    ("July 2026", None),
    ("März 2026", None),
    ("Thu 23 July", None),
    ("Q3", None),
    ("Ongoing", None),
    ("TBC", None),
    ("ASAP", None),
    (12, None),
    (2026, None),
    ("31/02/2026", None),
    (True, None),
]


@pytest.mark.parametrize(("cell", "day"), ONE, ids=[repr(cell) for cell, _ in ONE])
def test_a_date_is_read_in_any_style_and_anything_else_is_no_date(cell, day):
    days = read_days(Day(), [cell])
    assert days.stored == [day]
    assert bool(days.unreadable) == (day is None and cell not in (None, ""))
    assert all(str(cell if cell is not True else "Yes") in message for message in days.unreadable.values())


@pytest.mark.parametrize(
    ("column", "first", "stored", "doubtful"),
    [
        (["03/04/2026"], "", ["2026-04-03"], [0]),
        (["03/04/2026", "23/04/2026"], "", ["2026-04-03", "2026-04-23"], []),
        (["03/04/2026", "04/23/2026"], "", ["2026-03-04", "2026-04-23"], []),
        (["03/04/2026", "04/23/2026", "23/04/2026"], "", ["2026-04-03", "2026-04-23", "2026-04-23"], [0]),
        (["03/04/2026"], "day", ["2026-04-03"], []),
        (["03/04/2026"], "month", ["2026-03-04"], []),
        (["03/04/2026", "23/04/2026"], "month", ["2026-03-04", "2026-04-23"], []),
        (["03/04/2026", "04/23/2026"], "day", ["2026-04-03", "2026-04-23"], []),
    ],
)
def test_the_column_or_a_person_settles_what_stands_first(column, first, stored, doubtful):
    days = read_days(Day(), column, first)
    assert (days.stored, days.doubtful) == (stored, doubtful)
