"""The columns of a fresh export as a member lays them out: its headings in its order, and its way of writing a score."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from workbench.domain.field import AnyField, Field
from workbench.domain.kinds import Choice, Headed, Prose
from workbench.domain.kinds import words as words_of
from workbench.domain.register import Record, Register
from workbench.domain.text import clean
from workbench.exchange.cells import Cell, dressing, too_long_notice
from workbench.exchange.sheets import EXTRA
from workbench.exchange.updating_words import with_factors


@dataclass(frozen=True)
class LaidColumn:
    """One column: its heading, the field it shows or `extra` for words kept under that heading.

    `sample` is a cell that states two factors, such as "L=5, C=4", and `states` the two it states.
    """

    heading: str
    field: str
    sample: str = ""
    states: tuple[int, int] = (0, 0)


@dataclass(frozen=True)
class Laid:
    """A column as it is written: the field under the member's heading, and cells that are not simply the field's."""

    field: AnyField
    texts: tuple[Cell, ...] = ()
    """What each record's cell says; none where the field says it."""


def laid_out(register: Register, records: Sequence[Record], columns: Sequence[LaidColumn]) -> list[Laid]:
    """Return the columns of a register's records under a member's headings.

    A field that a version may not show keeps its heading and stays blank; a field that two columns show stands in the first.
    """
    found: list[Laid] = []
    met: set[str] = set()
    for column in columns:
        field = register.find(column.field)
        if field is None or column.field == EXTRA or column.field in met:
            blank: Field[str] = Field(Prose(), column.heading, key=EXTRA)
            kept = column.field == EXTRA and EXTRA in register
            found.append(Laid(blank, tuple(_kept(record, column.heading) if kept else None for record in records)))
            continue
        met.add(column.field)
        found.append(Laid(replace(field, label=column.heading), _in_their_words(field, records, column)))
    return found


def _kept(record: Record, heading: str) -> str | None:
    """Return the words kept under a heading; nothing where no cell holds so many."""
    said = (Headed().load(record.of(EXTRA)) or {}).get(clean(heading))
    return said if said and not too_long_notice(said) else None


def _in_their_words(field: AnyField, records: Sequence[Record], column: LaidColumn) -> tuple[Cell, ...]:
    """Return the cells of a column where the member writes otherwise than its field; nothing where it does not."""
    if column.sample and field.factors:
        return tuple(_factored(field, record, column) for record in records)
    kept = [_kept(record, column.heading) if EXTRA in record.register else None for record in records]
    own = [
        words if words and (field.of(record.row) is None or (isinstance(field.kind, Choice) and _means(field, words, record))) else None
        for words, record in zip(kept, records, strict=True)
    ]
    if not any(own):
        return ()
    put = dressing(field.kind).put
    stored = [field.of(record.row) for record in records]
    return tuple(words or (None if value is None else put(value)) for words, value in zip(own, stored, strict=True))


def _means(field: AnyField, words: str, record: Record) -> bool:
    """Whether words are the member's own for what a field says."""
    return bool(field.kind.read_column([words])[0][0] == field.of(record.row))


def _factored(field: AnyField, record: Record, column: LaidColumn) -> str | None:
    """Return a score with its factors as the sample states them; the score alone where a factor is not there."""
    factors = [record.of(key) if key in record.register else None for key in field.factors]
    if None in factors:
        return words_of(field.of(record.row)) or None
    pair = (int(str(factors[0])), int(str(factors[1])))
    return next(with_factors(column.sample, column.states, pair, ()), f"L{pair[0]} C{pair[1]}")
