"""What a value looks like on a page, by its kind.

A kind that nobody dressed is printed as the words it shows, so a new kind is never lost;
a test asks that each kind in use be registered here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import singledispatch
from typing import Any

from reportlab.pdfbase.pdfmetrics import stringWidth

from workbench.domain.field import AnyField
from workbench.domain.joining import Lines, Pointer, Refs
from workbench.domain.kinds import (
    MONTHS,
    Choice,
    Day,
    Decimal,
    FieldNames,
    Headed,
    Kind,
    Level,
    Member,
    Names,
    Prose,
    Score,
    Stored,
    Text,
    Whole,
)
from workbench.domain.register import Record
from workbench.domain.scoring import Scheme
from workbench.reports.lettering import BOLD, REGULAR
from workbench.reports.style import CELL, GUTTER, Tint, tint

STATED = "stated"
"""Marks a score that was given without the factors it would be worked out from."""
PILL_PADDING = 7.0
_LONGEST_LABEL_WORD = 16
_LARGER = 1.3
"""Share of titles, and of organisations, whose names run to six words."""


@dataclass(frozen=True)
class Pill:
    """A score with its band: number and word on a tinted ground."""

    words: str
    tint: Tint

    @property
    def width(self) -> float:
        """How much room it takes."""
        return float(stringWidth(self.words, BOLD, CELL.fontSize)) + 2 * PILL_PADDING


@dataclass(frozen=True)
class Shown:
    """A value as a page shows it: words, or a pill with a few words under it.

    `told` are the keys of other fields that it also says, so that they need not be said again.
    """

    words: str = ""
    pill: Pill | None = None
    note: str = ""
    told: tuple[str, ...] = ()

    @property
    def line(self) -> str:
        """Everything it says, in one run of words."""
        if self.pill is None:
            return self.words
        return f"{self.pill.words} ({self.note})" if self.note else self.pill.words

    def __bool__(self) -> bool:
        """Whether there is anything to show."""
        return bool(self.words or self.pill)


NOTHING = Shown()


def shown(field: AnyField, record: Record, scheme: Scheme) -> Shown:
    """Return a field of a record as a page shows it; nothing where it is blank."""
    value = field.of(record.row)
    return NOTHING if value is None or value == "" else dress(field.kind, value, field, record, scheme)


@singledispatch
def dress(kind: Kind[Any], value: Stored, field: AnyField, record: Record, scheme: Scheme) -> Shown:
    """Return a value of a kind as a page shows it."""
    del field, record, scheme
    return Shown(kind.show(value))


@dress.register(Text)
@dress.register(Prose)
@dress.register(Names)
@dress.register(FieldNames)
@dress.register(Refs)
@dress.register(Lines)
@dress.register(Pointer)
@dress.register(Choice)
@dress.register(Member)
@dress.register(Headed)
@dress.register(Level)
@dress.register(Whole)
@dress.register(Decimal)
def _(kind: Kind[Any], value: Stored, field: AnyField, record: Record, scheme: Scheme) -> Shown:
    """Return the words of kinds that need no other dress."""
    del field, record, scheme
    return Shown(kind.show(value))


@dress.register
def _(kind: Day, value: Stored, field: AnyField, record: Record, scheme: Scheme) -> Shown:
    """Return a day on one line, its month in three letters."""
    del field, record, scheme
    day = kind.load(value)
    return Shown(f"{day.day}\xa0{MONTHS[day.month - 1][:3]}\xa0{day.year}" if day else "")


@dress.register
def _(kind: Score, value: Stored, field: AnyField, record: Record, scheme: Scheme) -> Shown:
    """Return a score in its band, with the factors it is worked out from or the word that there are none."""
    del kind
    factors = [record.of(key) for key in field.factors]
    likelihood, consequence = (*factors, None, None)[:2]
    if isinstance(likelihood, int) and isinstance(consequence, int):
        note, told, band = f"{likelihood}\xa0×\xa0{consequence}", field.factors, in_scheme(scheme, likelihood, consequence)
    else:
        note, told, band = STATED if field.factors else "", (), scheme.band_of(int(value or 0))
    words = str(value) if band is None else f"{value}\xa0\xa0{scheme.labels[band]}"
    return Shown(pill=Pill(words, tint(scheme, band)), note=note, told=told)


def in_scheme(scheme: Scheme, likelihood: int, consequence: int) -> int | None:
    """Return the band of a cell, or None for levels outside the five a scheme has."""
    levels = range(1, len(scheme.cells) + 1)
    return scheme.band(likelihood, consequence) if likelihood in levels and consequence in levels else None


def band_of(record: Record, key: str, scheme: Scheme) -> int | None:
    """Return the band of one of a record's scores, as its pill says it; None where there is none or it is not clear."""
    field = record.register.find(key)
    score = record.of(key)
    if field is None or not isinstance(score, int):
        return None
    levels = [level for factor in field.factors if isinstance(level := record.of(factor), int)]
    return in_scheme(scheme, *levels) if len(levels) == 2 else scheme.band_of(score)  # noqa: PLR2004 - likelihood and consequence


def column_widths(fields: Iterable[AnyField], total: float, title_key: str, scheme: Scheme) -> list[float]:
    """Return the width of each column: shares of what the fields like, none less than its words need."""
    columns = list(fields)
    weights = {
        field.key: field.breadth * (_LARGER if field.key == title_key or isinstance(field.kind, Member) else 1.0) for field in columns
    }
    least = {field.key: _least(field, scheme) for field in columns}
    fixed: Mapping[str, float] = {}
    while True:  # a column that would fall below its least takes that, and the others share what is left
        loose = [key for key in weights if key not in fixed]
        room = total - sum(fixed.values())
        unit = room / sum(weights[key] for key in loose) if loose else 0.0
        narrow = {key: least[key] for key in loose if weights[key] * unit < least[key]}
        if not narrow or len(fixed) + len(narrow) == len(weights):
            break
        fixed = {**fixed, **narrow}
    widths = [fixed.get(field.key, weights[field.key] * unit) for field in columns]
    return [width * total / sum(widths) for width in widths]


def _least(field: AnyField, scheme: Scheme) -> float:
    heading = max((stringWidth(word[:_LONGEST_LABEL_WORD], BOLD, CELL.fontSize) for word in field.label.split()), default=0)
    if isinstance(field.kind, Score):
        widest = max(Pill(f"25\xa0\xa0{label}", tint(scheme, None)).width for label in scheme.labels)
    elif isinstance(field.kind, Day):
        widest = stringWidth("30 Sep 2026", REGULAR, CELL.fontSize)
    elif isinstance(field.kind, Choice):
        widest = max(
            (stringWidth(word, REGULAR, CELL.fontSize) for option in field.kind.options for word in option.label.split()), default=0
        )
    else:
        widest = 0.0
    return float(max(heading, widest)) + GUTTER + 1
