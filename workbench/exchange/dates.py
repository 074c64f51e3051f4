"""Read a column of dates in the style the column itself settles."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from workbench.domain.kinds import Day, Stored
from workbench.domain.text import squeeze

_NUMERIC = re.compile(r"(\d{1,2})([\s./-]+)(\d{1,2})([\s./,-]+)(\d{4}|\d{2})", re.ASCII)
_MIDNIGHT = re.compile(r"(?i)[,t\s]+(?:00:00(?::00(?:\.0+)?)?|12:00(?::00)?\s*am)$")
_MONTHS = 12


@dataclass
class Days:
    """What was read: stored days, and by position what could not be read or could be read in two ways."""

    stored: list[Stored]
    unreadable: dict[int, str]
    doubtful: list[int]


def read_days(kind: Day, values: Sequence[object]) -> Days:
    """Return a column of dates; where a text could be two days, another cell of the column decides, else day first."""
    first = second = False
    texts: dict[int, re.Match[str]] = {}
    plain: list[object] = list(values)
    for place, value in enumerate(values):
        if value.__class__ is not str:
            continue
        text = _MIDNIGHT.sub("", str(value).strip())
        plain[place] = text
        found = _NUMERIC.fullmatch(squeeze(text))
        if found:
            texts[place] = found
            first = first or int(found[1]) > _MONTHS
            second = second or int(found[3]) > _MONTHS
    swapped: Mapping[int, str] = {
        place: f"{found[3]}/{found[1]}/{found[5]}"
        for place, found in texts.items()
        if int(found[3]) > _MONTHS or (second and not first and int(found[1]) <= _MONTHS)
    }
    for place, text in swapped.items():
        plain[place] = text
    stored, unreadable = kind.read_column(plain)
    settled = first != second
    doubtful = (
        [] if settled else [place for place in texts if place not in unreadable and place not in swapped and kind.ambiguous(plain[place])]
    )
    return Days(stored, unreadable, doubtful)
