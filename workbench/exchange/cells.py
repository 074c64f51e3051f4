"""How the values of each kind stand in the cells of a workbook we make, and what a person may type there.

A kind that nothing is registered for is written as the words it shows.
"""

import functools
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from workbench.domain.joining import Pointer
from workbench.domain.kinds import MONTHS, Choice, Day, Decimal, Kind, Level, Member, Prose, Score, Stored, Text, Whole
from workbench.domain.text import joined

CELL_LIMIT = 32_767
"""UTF-16 units that one cell of Excel holds."""

_TOO_LONG = (
    "This text has {length:,} characters, more than one Excel cell can hold. It is kept in full in the Workbench; leave this cell as it is."
)
_NOTICE = re.compile(re.escape(_TOO_LONG).replace(re.escape("{length:,}"), r"[\d,]+"))

AS_TEXT = "@"
"""Number format under which Excel takes what is typed as text: 1-2 is no date there, and 007 keeps its noughts."""
GENERAL = "General"
"""Number format of prose, which is too long to be marked as text for every spreadsheet."""
_FIRST_SERIAL = date(1900, 3, 1)
"""The first day on which every spreadsheet agrees: Excel counts a 29 February 1900, others do not."""
_EPOCH = date(1899, 12, 30).toordinal()

Cell = str | int | float | None
"""What goes into a cell; None leaves it out."""


@dataclass(frozen=True)
class Dressing:
    """One kind in a workbook.

    `put` turns a stored value that is not None into a cell; `form` is the number format of the column.
    `limits` and `choices` are what may be typed, `prompt` what Excel says beside the cell about it.
    `banded` columns are scores and take the colours and words of the bands.
    """

    put: Callable[[Stored], Cell]
    form: str = GENERAL
    limits: tuple[int, int] | None = None
    choices: tuple[str, ...] = ()
    prompt: str = ""
    banded: bool = False


@functools.singledispatch
def dressing(kind: Kind[Any]) -> Dressing:
    """Return how a kind stands in a workbook."""
    return Dressing(_shown(kind))


@dressing.register
def _text(kind: Text) -> Dressing:
    del kind
    return Dressing(str, AS_TEXT)


@dressing.register
def _prose(kind: Prose) -> Dressing:
    del kind
    return Dressing(str)


@dressing.register
def _whole(kind: Whole) -> Dressing:
    return Dressing(_number, "0", limits=(kind.low, kind.high))


@dressing.register
def _level(kind: Level) -> Dressing:
    words = joined([f"{level} {label}" for level, label in enumerate(kind.labels, kind.low)], "or")
    return Dressing(_number, "0", limits=(kind.low, kind.high), prompt=f"{words}." if words else "")


@dressing.register
def _score(kind: Score) -> Dressing:
    return Dressing(_number, "0", limits=(kind.low, kind.high), banded=True)


@dressing.register
def _decimal(kind: Decimal) -> Dressing:
    del kind
    return Dressing(_number)


@dressing.register
def _day(kind: Day) -> Dressing:
    del kind
    return Dressing(functools.cache(_serial), "dd/mm/yyyy")


@dressing.register
def _choice(kind: Choice) -> Dressing:
    return Dressing(_shown(kind), AS_TEXT, choices=tuple(option.label for option in kind.options))


@dressing.register
def _member(kind: Member) -> Dressing:
    return Dressing(_shown(kind), AS_TEXT, choices=kind.directory.names())


@dressing.register
def _pointer(kind: Pointer) -> Dressing:
    return Dressing(_shown(kind), AS_TEXT)


def units(text: str) -> int:
    """Return the length of a text as Excel counts: in UTF-16 units, so that an emoji is two."""
    return len(text.encode("utf-16-le")) // 2


def too_long_notice(text: str) -> str:
    """Return the sentence that stands in a cell whose text Excel cannot hold; nothing where it can."""
    # Only what is longer than half can be too long, counted as Excel counts; most texts stop here.
    if len(text) <= CELL_LIMIT // 2 or units(text) <= CELL_LIMIT:
        return ""
    return _TOO_LONG.format(length=len(text))


def is_too_long_notice(text: str) -> bool:
    """Whether a cell says that its text did not fit, so that it is no answer on import."""
    return _NOTICE.fullmatch(text.strip()) is not None


def _shown(kind: Kind[Any]) -> Callable[[Stored], Cell]:
    """Return what shows a value of a kind, each value worked out once; one that shows nothing leaves the cell out."""

    def put(stored: Stored) -> Cell:
        return kind.show(stored) or None

    return functools.cache(put)


def _number(stored: Stored) -> Cell:
    """Return a number, or its digits as text where it has more than the 15 that spreadsheets keep of one."""
    return stored if isinstance(stored, int) or stored is None or float(f"{float(stored):.15G}") == stored else str(stored)


def _serial(stored: Stored) -> Cell:
    """Return a day as spreadsheets count them; as words where they cannot, the month by name so that none takes it for the day."""
    text = str(stored)
    try:
        day = date.fromisoformat(text)
    except ValueError:  # another program may have written anything into the file
        return text
    return day.toordinal() - _EPOCH if day >= _FIRST_SERIAL else f"{day.day} {MONTHS[day.month - 1]} {day.year:04}"
