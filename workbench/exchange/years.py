"""The year that a title gives to the months or quarters that head columns below it: "Scores 2025/26" above Apr to Mar."""

import re
from collections.abc import Sequence

from workbench.domain.kinds import MONTHS, words
from workbench.exchange.evidence import filled
from workbench.exchange.sheets import Column, Sheet

_TITLES = 20
"""Rows above the headings whose titles are looked at."""
_FEW = 3
"""Cells of a row that may hold a title."""
_WIDEST = 400
_LONGEST = 150
_SPAN = re.compile(r"(?<![\d/.-])(20\d\d|\d\d)\s?[/–-]\s?(20\d\d|\d\d)(?![\d/.-])")
_BARE = frozenset({*MONTHS, "Q1", "Q2", "Q3", "Q4"})
_APRIL = 4
"""English fiscal years begin in April."""


def give_years(columns: Sequence[Column], sheet: Sheet, top: int) -> None:
    """Add the year to each column's month or quarter that names none, where the titles above `top` or the sheet's name give one."""
    bare = [column for column in columns if column.period in _BARE]
    year = _year(sheet, top) if bare else ""
    for column in bare if year else ():
        month = MONTHS.index(column.period) + 1 if column.period in MONTHS else 0
        column.period = f"{column.period} {int(year[:4]) + (month < _APRIL)}" if month else f"{column.period} {year}"


def _year(sheet: Sheet, top: int) -> str:
    """Return the one year from April to March that titles name, or else the sheet's name; nothing where they name several."""
    rows = [sheet.rows[row] for row in range(max(0, top - _TITLES), top)]
    titles = [words(cells[index]) for cells in rows if len(used := filled(cells[:_WIDEST])) <= _FEW for index in used]
    for texts in (titles, [sheet.name]):
        found = {year for text in texts if len(text) <= _LONGEST for year in _spans(text)}
        if found:
            return found.pop() if len(found) == 1 else ""
    return ""


def _spans(text: str) -> set[str]:
    """Return the years that a text names by both of their halves, as "2025/26"."""
    found = ((int(first) % 100, int(second) % 100) for first, second in _SPAN.findall(text))
    return {f"20{first:02}/{second:02}" for first, second in found if second == first + 1}
