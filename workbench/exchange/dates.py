"""Read a column of dates in the style the column itself settles."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from workbench.domain.kinds import MONTHS, Day, Stored
from workbench.domain.text import squeeze
from workbench.exchange.evidence import is_serial
from workbench.exchange.periods import month_numbers

_NUMERIC = re.compile(r"(\d{1,2})([\s./-]+)(\d{1,2})([\s./,-]+)(\d{4}|\d{2})", re.ASCII)
_TIME = re.compile(r"(?i),?[t\s]+(?:\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:\s*[ap]m)?)$")
_FIGURES = re.compile(r"(20\d\d)(\d\d)(\d\d)", re.ASCII)
_DAY_FIRST = re.compile(r"(\d\d)(\d\d)(20\d\d)", re.ASCII)
_EAST = re.compile(r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일]?")
_LETTERS = re.compile(r"[^\W\d_]+")
_FILLERS = frozenset({"de", "del", "di", "г", "года", "року"})  # noqa: RUF001 - as Russian writes "year"
_MONTHS = 12
_EPOCH = date(1899, 12, 30)
"""Day 0 of Excel's count."""


@dataclass
class Days:
    """What was read: stored days, and by position what could not be read or could be read in two ways."""

    stored: list[Stored]
    unreadable: dict[int, str]
    doubtful: list[int]


def read_days(kind: Day, values: Sequence[object], first: str = "") -> Days:
    """Return a column of dates; where a text could be two days, another cell of the column decides, else day first.

    `first` is what a person said stands first in a date of figures alone, "day" or "month"; it overrules the column,
    but not a figure that can be no month.
    """
    early = late = False
    texts: dict[int, re.Match[str]] = {}
    plain: list[object] = list(values)
    for place, value in enumerate(values):
        if value.__class__ is not str:
            if value.__class__ is int or value.__class__ is float:
                plain[place] = _counted(value)
            continue
        text = plain[place] = _in_english(_TIME.sub("", str(value).strip()))
        found = _NUMERIC.fullmatch(squeeze(text)) if isinstance(text, str) else None
        if found:
            texts[place] = found
            early = early or int(found[1]) > _MONTHS
            late = late or int(found[3]) > _MONTHS
    american = first == "month" or (not first and late and not early)
    swapped: Mapping[int, str] = {
        place: f"{found[3]}/{found[1]}/{found[5]}"
        for place, found in texts.items()
        if int(found[3]) > _MONTHS or (american and int(found[1]) <= _MONTHS)
    }
    for place, text in swapped.items():
        plain[place] = text
    stored, unreadable = kind.read_column(plain)
    settled = bool(first) or early != late
    doubtful = (
        [] if settled else [place for place in texts if place not in unreadable and place not in swapped and kind.ambiguous(plain[place])]
    )
    return Days(stored, {place: _own(message, plain[place], values[place]) for place, message in unreadable.items()}, doubtful)


def _own(message: str, read: object, said: object) -> str:
    """Return a message with the words of the cell itself, however they were turned before they were read."""
    return message if read == said or not isinstance(read, str) else message.replace(read, " ".join(str(said).split())[:40], 1)


def _counted(number: object) -> object:
    """Return the day that Excel counts by a number, or the number where it is none of a plausible day."""
    if not isinstance(number, int | float):
        return number
    if not is_serial(number):
        return _in_figures(str(int(number)) if float(number).is_integer() else "") or number
    return _EPOCH + timedelta(days=int(number))


def _in_figures(text: str) -> str:
    """Return a day of eight figures with strokes between its parts, the year or the day first, or nothing: 20260331, 31032026."""
    if found := _FIGURES.fullmatch(text):
        return "-".join(found.groups())
    found = _DAY_FIRST.fullmatch(text)
    return "/".join(found.groups()) if found else ""


@lru_cache(maxsize=4096)
def _in_english(text: str) -> object:
    """Return a date in figures alone or with its month in English: "23 juillet 2026" and 2026年7月23日 are 23 July 2026."""
    if text.isascii() and text.isdecimal():
        return _in_figures(text) or _counted(int(text))
    if found := _EAST.fullmatch(text):
        return "-".join(found.groups())
    names = month_numbers()
    said = [word for word in _LETTERS.findall(text) if word.casefold() in names]
    if len(said) != 1 or not any(sign.isdecimal() for sign in text):
        return text
    month = MONTHS[names[said[0].casefold()] - 1]
    rest = _LETTERS.sub(lambda word: month if word[0] == said[0] else " " if word[0].casefold() in _FILLERS else word[0], text)
    return " ".join(rest.split()).strip(" .")
