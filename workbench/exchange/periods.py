"""Periods that headings name, in the form positions keep: "Q1 2026/27", "April 2026", a day as 2026-07-23."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import pairwise

from workbench.domain.kinds import MONTHS
from workbench.exchange.spellings import spellings

_CENTURY = 2000
_QUARTERS = 4
_SHORT = 4
_ENGLISH = frozenset({name.casefold() for name in MONTHS} | {name[:3].casefold() for name in MONTHS} | {"sept"})
_APRIL = 4
"""English fiscal years begin in April."""
_FISCAL = re.compile(r"(?i)\b(fy\s?)?(20\d\d|\d\d)\s?[/–-]\s?(20\d\d|\d\d)\b(?![/.-]\d)")
_YEAR = re.compile(r"(?<![\d./-])(20\d\d)\b(?![./-]\d)")
_SHORT_YEAR = re.compile(r"^\s*['’]?(\d\d)\b(?![/.-]\d)")
_QUARTER = re.compile(r"(?i)\b(?:q(?:tr|uarter)?\.?\s?([1-4])(?!\d)|([1-4])(?:st|nd|rd|th)\s+q(?:uarte|t)r)\b")
_ISO = re.compile(r"\b(20\d\d)-(\d\d)-(\d\d)\b(?:[ T]00:00(?::00)?)?")
_FIGURES = re.compile(r"\b(\d{1,2})([./-])(\d{1,2})\2(20\d\d|\d\d)\b")


@dataclass(frozen=True)
class Period:
    """A month, quarter, year or day that a heading names.

    `order` is larger for a later one, where a year is named, and 0 where none is; `place` is its place in a year of
    `cycle` such periods, counted from the calendar's first; `text` is the house form.
    """

    text: str
    order: float
    place: int = 0
    cycle: int = 0


@lru_cache(maxsize=1)
def month_numbers() -> dict[str, int]:
    """Return the number of each name of a month: English ones and those of the languages in the spellings."""
    found = {name.casefold(): number for number, name in enumerate(MONTHS, 1)}
    found |= {name[:3].casefold(): number for number, name in enumerate(MONTHS, 1)} | {"sept": 9}
    for number, names in spellings()["months"].items():
        found |= {name.casefold(): int(number) for name in names if name.casefold() not in found}
    return found


@lru_cache(maxsize=1)
def _month() -> re.Pattern[str]:
    names = "|".join(sorted(map(re.escape, month_numbers()), key=len, reverse=True))
    return re.compile(
        rf"(?i)(?<!\w)(?:(\d{{1,2}})(?:st|nd|rd|th|\.)?[\s/-]+(?:of\s+|de\s+)?)?({names})(?!\w)\.?(?:(?:\s+de)?[\s'’/,-]*(20\d\d|\d\d)\b(?![/.-]\d))?"
    )


@lru_cache(maxsize=2048)
def period_of(text: str) -> Period | None:
    """Return the month, quarter, year or day that a heading names, or None."""
    return _read(text)[0]


@lru_cache(maxsize=2048)
def without_period(text: str) -> str:
    """Return a heading without the words of its period."""
    rest = text
    for start, end in sorted(_read(text)[1], reverse=True):
        rest = f"{rest[:start]} {rest[end:]}"
    return rest


def _read(text: str) -> tuple[Period | None, list[tuple[int, int]]]:
    """Return a heading's period and where its words stand."""
    if not any(sign.isdecimal() for sign in text) and not _month().search(text):
        return None, []
    for reader in (_day, _quarter, _month_read, _years):
        period, spans = reader(text)
        if period is not None:
            return period, spans
    return None, []


def _day(text: str) -> tuple[Period | None, list[tuple[int, int]]]:
    if found := _ISO.search(text):
        return _of_day(int(found[1]), int(found[2]), int(found[3])), [found.span()]
    if found := _FIGURES.search(text):
        return _of_day(_full(found[4]), int(found[3]), int(found[1])), [found.span()]
    found = _month().search(text)
    if found and found[1] and found[3]:
        return _of_day(_full(found[3]), month_numbers()[found[2].casefold()], int(found[1])), [found.span()]
    return None, []


def _of_day(year: int, month: int, day: int) -> Period | None:
    try:
        said = date(year, month, day)
    except ValueError:
        return None
    return Period(said.isoformat(), _order(year, month) + day / 32)


def _quarter(text: str) -> tuple[Period | None, list[tuple[int, int]]]:
    found = _QUARTER.search(text)
    if not found:
        return None, []
    number = int(found[1] or found[2])
    spans = [found.span()]
    if fiscal := _fiscal(text):
        year = _full(fiscal[2])
        return Period(f"Q{number} {_fiscal_text(year)}", _order(year, _APRIL + 3 * number - 1), number - 1, _QUARTERS), [
            *spans,
            fiscal.span(),
        ]
    if (named := _YEAR.search(text)) or (named := _SHORT_YEAR.search(text[found.end() :])):
        offset = 0 if len(named[1]) == 4 else found.end()  # noqa: PLR2004 - digits of a full year
        year = _full(named[1])
        span = (named.start() + offset, named.end() + offset)
        return Period(f"Q{number} {year}", _order(year, 3 * number), number - 1, _QUARTERS), [*spans, span]
    return Period(f"Q{number}", 0, number - 1, _QUARTERS), spans


def _month_read(text: str) -> tuple[Period | None, list[tuple[int, int]]]:
    for found in _month().finditer(text):
        if not found[3] and _is_common(found[2].casefold()) and text.strip().casefold() != found[2].casefold():
            continue  # "What may happen"
        month = month_numbers()[found[2].casefold()]
        spans = [found.span()]
        year = _full(found[3]) if found[3] else 0
        if not year and (fiscal := _fiscal(text)):
            year = _full(fiscal[2]) + (month < _APRIL)
            spans.append(fiscal.span())
        if not year and (named := _YEAR.search(text)):
            year = _full(named[1])
            spans.append(named.span())
        name = MONTHS[month - 1]
        return Period(f"{name} {year}" if year else name, _order(year, month) if year else 0, month - 1, len(MONTHS)), spans
    return None, []


def _is_common(name: str) -> bool:
    """Whether the name of a month may well be another word: "may", and short ones of other languages such as "out"."""
    return name == "may" or (len(name) <= _SHORT and name not in _ENGLISH)


def _years(text: str) -> tuple[Period | None, list[tuple[int, int]]]:
    fiscal = _fiscal(text)
    if fiscal and (fiscal[1] or len(fiscal[2]) == 4):  # noqa: PLR2004 - "15/16" alone may be scores
        year = _full(fiscal[2])
        return Period(_fiscal_text(year), _order(year + 1, 3)), [fiscal.span()]
    if named := _YEAR.search(text):
        return Period(named[1], _order(int(named[1]), len(MONTHS))), [named.span()]
    return None, []


def _fiscal(text: str) -> re.Match[str] | None:
    """Return where a heading names a year from April to March: 2026/27, 26/27, 2026-2027."""
    return next((found for found in _FISCAL.finditer(text) if _full(found[3]) == _full(found[2]) + 1), None)


def _fiscal_text(year: int) -> str:
    return f"{year}/{(year + 1) % 100:02}"


def _full(year: str) -> int:
    return int(year) if len(year) == 4 else _CENTURY + int(year)  # noqa: PLR2004 - digits of a full year


def _order(year: int, month: int) -> float:
    return year * 12 + month


def in_order(periods: Sequence[Period]) -> list[int]:
    """Return the places of periods from the earliest to the latest, given as their columns stand from left to right.

    Where no year is named, they run on as most neighbours do: October to March as well as April to December.
    """
    places = list(range(len(periods)))
    if all(period.order for period in periods):
        return sorted(places, key=lambda place: (periods[place].order, place))
    steps = [
        (later.place - earlier.place) % earlier.cycle * 2 / earlier.cycle
        for earlier, later in pairwise(periods)
        if earlier.cycle and earlier.cycle == later.cycle
    ]
    backwards = sum(step > 1 for step in steps) > sum(0 < step <= 1 for step in steps)
    return places[::-1] if backwards else places


def months_of(texts: Sequence[str]) -> dict[str, str]:
    """Return days of headings as months, where there are several and all are the first of a month: Excel's own form of "Apr 26"."""
    days = [text for text in texts if _ISO.fullmatch(text)]
    if len(set(days)) < 2 or any(not day.endswith("-01") for day in days):  # noqa: PLR2004 - a single one may be meant as a day
        return {}
    return {day: f"{MONTHS[int(day[5:7]) - 1]} {day[:4]}" for day in days}
