"""What the cells of one column look like, as evidence for what the column holds."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import islice, zip_longest
from operator import itemgetter
from typing import Any

from workbench.domain.field import AnyField
from workbench.domain.kinds import Choice, Day, Level, Names, Score, Text, words
from workbench.domain.text import squeeze
from workbench.exchange.spellings import spellings

_CODE = re.compile(r"(?i)[a-z]{0,8}[\s./_#-]{0,2}\d{1,7}(?:[./_-]\d{1,6}){0,3}[a-z]?")
_ROMAN = re.compile(r"(?i)(?:i{1,3}|iv|vi{0,3}|ix|x)")
_DATE = re.compile(
    r"(?i)\d{1,4}[\s./-](?:\d{1,2}|[a-z]{3,9})[\s./,-]+\d{1,4}(?:[\st].*)?|(?:[a-z]{3,9})\.?\s+\d{1,2},?\s+\d{2,4}|[a-z]{3,9}\.?[\s-]\d{2,4}"
)
_DASHES = frozenset("-–—−-")
_BLANKS = _DASHES | frozenset(" \t\r\n\xa0\u3000\u2003\u2009\u202f\x0b\x0c") | {""}
"""What the blank cells of a column begin with."""
_NOTHING = type(None)
_FIRST_LETTER = itemgetter(0)
_FLAGS = frozenset({"y", "n", "yes", "no", "true", "false", "sí", "si", "não", "sim", "ja", "nein", "oui", "non", "да", "нет"})
_SCATTERED = 4
"""Columns that lie so many times farther apart than side by side are taken one after another."""
_FIRST_DAY, _LAST_DAY = 29_221, 73_051
_PROSE = 5
"""From this many words on, a cell holds prose."""


@lru_cache(maxsize=1)
def level_words() -> frozenset[str]:
    """Return the words people use for levels, whatever their scale."""
    return frozenset(squeeze(word) for word in spellings()["rows"]["levels"])


def is_blank(value: object) -> bool:
    """Whether a cell holds nothing: no value, white space, or a dash for nothing."""
    if value.__class__ is not str:
        return value is None
    return not value[:1].isalnum() and (not value or value.isspace() or set(value.strip()) <= _DASHES)


@dataclass(frozen=True)
class Strip:
    """One column of some rows, blanks as None; `starts` holds the first letter of each text and the type of every other cell."""

    cells: list[object]
    starts: frozenset[object]

    @property
    def gaps(self) -> bool:
        """Whether any cell is blank."""
        return _NOTHING in self.starts

    @property
    def texts(self) -> bool:
        """Whether every cell holds text."""
        return all(start.__class__ is str for start in self.starts)


def strips_of(rows: Sequence[Sequence[object]], indexes: Collection[int], literal: Collection[int] = ()) -> dict[int, Strip]:
    """Return columns of some rows, however short a row is; in `literal` ones a dash is a dash."""
    last = max(indexes, default=-1)
    if last > _SCATTERED * len(indexes):
        return {index: _strip([row[index] if index < len(row) else None for row in rows], literal=index in literal) for index in indexes}
    # All columns at once take a fraction of the time that one after another takes.
    columns = dict(enumerate(islice(zip_longest(*rows), last + 1)))
    nothing = (None,) * len(rows)
    return {index: _strip(list(columns.get(index, nothing)), literal=index in literal) for index in indexes}


def _strip(cells: list[object], *, literal: bool) -> Strip:
    """Return a column with its blanks as None; what its texts begin with tells whether there can be any."""
    starts = _starts(cells)
    if not starts.isdisjoint(_BLANKS):
        blank = _is_empty if literal else is_blank
        cells = [None if value.__class__ is str and value[:1] in _BLANKS and blank(value) else value for value in cells]
        starts = _starts(cells)
    return Strip(cells, starts)


def _starts(cells: Sequence[Any]) -> frozenset[object]:
    """Return the first letter of each text and the type of every other cell; most columns hold texts alone, or none."""
    kinds = frozenset(map(type, cells))
    if str not in kinds:
        return kinds
    if len(kinds) == 1 and "" not in cells:
        return frozenset(map(_FIRST_LETTER, cells))
    return frozenset([value[:1] if value.__class__ is str else value.__class__ for value in cells])


def _is_empty(value: object) -> bool:
    return not str(value).strip()


def filled(row: Sequence[object]) -> list[int]:
    """Return the columns of a row that hold something."""
    return [
        place
        for place, value in enumerate(row)
        if (value is not None if value.__class__ is not str else value[:1].isalnum() or not is_blank(value))
    ]


@dataclass(frozen=True)
class Look:
    """Shares of a column's filled cells, from 0 to 1; all nothing where no cell is filled."""

    count: int = 0
    numbers: float = 0
    whole: float = 0
    dates: float = 0
    serials: float = 0
    """Numbers by which Excel counts days of our time, so perhaps dates whose format was lost."""
    flags: float = 0
    """Answers of yes or no."""
    prose: float = 0
    short: float = 0
    codes: float = 0
    roman: float = 0
    levels: float = 0
    distinct: float = 0
    largest: float = 0
    length: float = 0


def look_at(values: Iterable[object]) -> Look:
    """Return what a sample of cells looks like."""
    found = [value for value in values if not is_blank(value)]
    if not found:
        return Look()
    counts = dict.fromkeys(("numbers", "whole", "dates", "serials", "flags", "prose", "short", "codes", "roman", "levels"), 0)
    largest = 0.0
    length = 0
    texts: Counter[str] = Counter()
    distinct: set[str] = set()
    for value in found:
        if not isinstance(value, bool | int | float | date):
            texts[str(value)] += 1
            continue
        distinct.add(squeeze(words(value)))
        if isinstance(value, bool):
            counts["short"] += 1
            counts["flags"] += 1
        elif isinstance(value, int | float):
            counts["numbers"] += 1
            counts["whole"] += float(value).is_integer()
            counts["codes"] += float(value).is_integer()
            counts["serials"] += is_serial(value)
            largest = max(largest, float(value))
        else:
            counts["dates"] += 1
    for written, times in texts.items():
        text = squeeze(written)
        distinct.add(text)
        length += len(text) * times
        many = len(text.split()) if text.isascii() else max(len(text.split()), len(text) // 6)
        counts["prose"] += times * (many >= _PROSE)
        counts["short"] += times * (many < _PROSE - 1)
        counts["dates"] += times * bool(_DATE.fullmatch(text))
        counts["levels"] += times * (text in level_words())
        counts["flags"] += times * (text in _FLAGS)
        counts["codes"] += times * bool(_CODE.fullmatch(text))
        counts["roman"] += times * bool(_ROMAN.fullmatch(text))
        if text.replace(".", "", 1).isdecimal():
            counts["numbers"] += times
            counts["whole"] += times * text.isdecimal()
            largest = max(largest, float(text) if len(text) < 12 else 0)  # noqa: PLR2004 - a telephone number is no score
    total = len(found)
    return Look(
        total,
        **{key: count / total for key, count in counts.items()},
        distinct=len(distinct) / total,
        largest=largest,
        length=length / total,
    )


def is_serial(number: float) -> bool:
    """Whether Excel counts a day from 1980 to 2099 by a number, so that among dates it is a day whose format was lost."""
    return _FIRST_DAY <= number < _LAST_DAY


def fit(look: Look, field: AnyField, *, naming: bool = False) -> float:  # noqa: PLR0911 - one answer a kind
    """Return how well cells suit a field, from 0 (not at all) to 1; cells that are not there suit any.

    `naming` says that the field tells records apart, and so may be terse.
    """
    if look.count == 0:
        return 1.0
    kind = field.kind
    if isinstance(kind, Level):
        return max(0.0, 1 - 1.3 * look.prose - look.dates - (0.3 if look.numbers > look.whole + 0.2 else 0))
    if isinstance(kind, Score):
        return max(0.0, 1 - 1.3 * look.prose - look.dates)
    if isinstance(kind, Day):
        dates = look.dates + look.serials
        return min(1.0, 0.45 + 0.6 * dates + 0.2 * (look.short - look.flags)) if dates or look.short > look.flags else 0.35
    if isinstance(kind, Choice):
        return max(0.2, 1 - 0.75 * look.prose - 0.8 * look.dates - (0.3 if look.distinct > 0.8 and look.count > 1 else 0))  # noqa: PLR2004 - nearly all
    if field.key == "ref":
        return max(0.1, (1 - 0.9 * look.prose) * (0.55 + 0.45 * max(look.distinct, look.codes)) - look.dates)
    if isinstance(kind, Names):
        return max(0.3, 1 - 0.5 * look.dates - 0.4 * look.numbers - 0.3 * look.prose)
    if isinstance(kind, Text) and kind.prose:
        # A level's word in a column that should hold sentences says more than its heading does.
        if naming:
            return max(0.3, 1 - 0.5 * look.dates - 0.5 * look.numbers)
        terse = look.numbers + look.levels + (look.short if look.distinct < 0.5 else 0) * 0.4  # noqa: PLR2004 - half
        return max(0.2, 1 - 0.6 * min(1.0, terse) - 0.5 * look.dates)
    return max(0.3, 1 - 0.6 * look.dates - 0.25 * look.prose)
