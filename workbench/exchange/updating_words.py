"""How a member would write a value: in its own words, its own style of dates, its own way of putting two factors in a cell.

Only proposals are made here, the likeliest first; whoever uses one reads it back and keeps it only if it says what it should.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from workbench.domain.field import AnyField
from workbench.domain.joining import Lines
from workbench.domain.kinds import MONTHS, Choice, Day, Decimal, Level, Member, Names, Score, Stored, Text, Whole, words
from workbench.domain.text import fold, squeeze
from workbench.exchange.cells import CELL_LIMIT, units
from workbench.exchange.updating import Filled

_FIGURES = re.compile(r"\d+")
_PARTS = re.compile(r"\s*[;\n]\s*|\s*,\s+|\s+/\s+|\s+&\s+|\s+and\s+")
_BULLETED = re.compile(r"(\s*)([•●▪‣◦·*–—-]|\(?\d{1,2}[.)])([\s\t]+)")
_BANDS = re.compile(r"(?i)\b(very low|low|moderate|medium|high|significant|extreme|very high|critical|red|amber|green|yellow)\b")

DAYS = (
    "{d:02}/{m:02}/{y}", "{d}/{m}/{y}", "{d:02}/{m:02}/{yy:02}", "{d}/{m}/{yy:02}", "{m:02}/{d:02}/{y}", "{m}/{d}/{y}",
    "{m}/{d}/{yy:02}", "{m:02}/{d:02}/{yy:02}", "{d:02}.{m:02}.{y}", "{d}.{m}.{y}", "{d:02}.{m:02}.{yy:02}", "{d:02}-{m:02}-{y}",
    "{d:02}-{m:02}-{yy:02}", "{y}-{m:02}-{d:02}", "{y}/{m:02}/{d:02}", "{y}/{m}/{d}", "{d} {name} {y}", "{d:02} {name} {y}",
    "{d} {short} {y}", "{d:02} {short} {y}", "{d}-{short}-{yy:02}", "{d:02}-{short}-{yy:02}", "{d}-{short}-{y}",
    "{d:02}-{short}-{y}", "{d} {short} {yy:02}", "{d:02} {short} {yy:02}", "{d}{th} {name} {y}", "{d}{th} {short} {y}",
    "{name} {d}, {y}", "{short} {d}, {y}", "{d:02}{m:02}{y}", "{y}{m:02}{d:02}", "{name} {y}", "{short} {y}", "{short}-{yy:02}",
    "{short} {yy:02}",
)  # fmt: skip
"""Ways to type a day."""


@dataclass(frozen=True)
class Habit:
    """How a column is written: its cells, and what each was read as."""

    pairs: Sequence[tuple[object, Stored]] = ()
    first: str = ""
    """Which stands first in a day of figures, "day" or "month", where a person said so."""

    def words_for(self, stored: Stored) -> list[object]:
        """Return what the column says where it means a value, what it says most often first."""
        return [raw for raw, _ in Counter(raw for raw, read in self.pairs if read == stored and read is not None).most_common()]


@dataclass(frozen=True)
class Cell:
    """One cell that is to say something else: what it says now, what that was read as, and what it is to be read as."""

    raw: object
    was: Stored
    wanted: Stored
    habit: Habit = field(default_factory=Habit)


def proposals(target: AnyField, cell: Cell) -> Iterator[Filled]:
    """Go through what might be typed into a cell, the likeliest first, each once."""
    seen: set[tuple[type, object]] = set()
    for value in _proposed(target, cell):
        key = (value.__class__, value)
        if key not in seen and not (isinstance(value, str) and units(value) > CELL_LIMIT):
            seen.add(key)
            yield value


def _proposed(target: AnyField, cell: Cell) -> Iterator[Filled]:
    kind, wanted = target.kind, cell.wanted
    if wanted is None:
        yield None
    elif isinstance(kind, Day):
        yield from _days(cell)
    elif isinstance(kind, Level):
        yield from _levels(kind, cell)
    elif isinstance(kind, Score | Whole | Decimal):
        yield from _numbers(cell)
    elif isinstance(kind, Choice | Member):
        yield from _typed(cell.habit.words_for(wanted))
        yield kind.show(wanted)
    elif isinstance(kind, Lines):
        yield str(wanted)
    elif isinstance(kind, Names):
        yield from _names(kind, cell)
    elif isinstance(kind, Text):
        yield str(wanted)
    else:
        yield kind.show(wanted)


def _typed(values: Sequence[object]) -> Iterator[Filled]:
    for value in values:
        if isinstance(value, str | int | float | date) and not isinstance(value, bool):
            yield value


# Days


def _days(cell: Cell) -> Iterator[Filled]:
    day = date.fromisoformat(str(cell.wanted))
    style = [raw for raw in (cell.raw, *(raw for raw, _ in cell.habit.pairs)) if raw not in (None, "")]
    texts = [raw for raw in style if isinstance(raw, str)]
    if style and isinstance(style[0], date):
        yield day
    for raw in dict.fromkeys(texts[:1] + texts):
        read = cell.was if raw is cell.raw else next((stored for other, stored in cell.habit.pairs if other == raw), None)
        if read is not None and (said := _like(raw, date.fromisoformat(str(read)), day)):
            yield said
    yield day
    yield f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def _like(raw: str, read: date, day: date) -> str:
    """Return a day written as another one is."""
    return next((written(form, day) for form in DAYS if written(form, read).casefold() == " ".join(raw.split()).casefold()), "")


def written(form: str, day: date) -> str:
    """Return a day in one of the ways to type one."""
    name = MONTHS[day.month - 1]
    ending = "th" if day.day // 10 == 1 else {1: "st", 2: "nd", 3: "rd"}.get(day.day % 10, "th")
    return form.format(d=day.day, m=day.month, y=day.year, yy=day.year % 100, name=name, short=name[:3], th=ending)


# Levels and scores


def _levels(kind: Level, cell: Cell) -> Iterator[Filled]:
    wanted = int(str(cell.wanted))
    label = kind.labels[wanted - kind.low] if kind.labels else ""
    numeric = isinstance(cell.raw, int | float) and not isinstance(cell.raw, bool)
    observed = list(_typed(cell.habit.words_for(wanted)))
    if numeric:
        yield wanted
    # The words beside the cell's own way of writing come first: "Likely (4)" is no model for "4".
    shape = _shape(cell.raw)
    yield from (raw for raw in observed if _shape(raw) == shape)
    for raw, read in [(cell.raw, cell.was), *cell.habit.pairs]:
        if isinstance(raw, str) and read is not None:
            yield from _levels_like(kind, raw, int(str(read)), wanted)
    yield from observed
    yield wanted
    if label:
        yield label


def _shape(raw: object) -> str:
    return re.sub(r"\w+", "w", re.sub(r"\d+", "9", raw)) if isinstance(raw, str) else type(raw).__name__


def _levels_like(kind: Level, raw: str, was: int, wanted: int) -> Iterator[str]:
    """Return a level written as another one is: figure for figure, word for word."""
    changed = re.sub(rf"(?<!\d){was}(?!\d)", str(wanted), raw, count=1)
    if kind.labels:
        old, new = kind.labels[was - kind.low], kind.labels[wanted - kind.low]
        found = re.search(rf"(?i)(?<!\w){re.escape(old)}(?!\w)", raw)
        if found:
            cased = new.upper() if found[0].isupper() else new.lower() if found[0].islower() else new
            yield re.sub(rf"(?<!\d){was}(?!\d)", str(wanted), raw[: found.start()] + cased + raw[found.end() :], count=1)
            return
    if changed != raw and not re.search(r"[^\W\d_]{3,}", raw):
        yield changed


def _numbers(cell: Cell) -> Iterator[Filled]:
    number = cell.wanted if isinstance(cell.wanted, int | float) else None
    if isinstance(cell.raw, str) and cell.raw.strip():
        if re.fullmatch(r"\s*\d+(\.0)?\s*", cell.raw):
            yield words(number)
        yield from _typed([raw for raw in cell.habit.words_for(cell.wanted) if isinstance(raw, str)])
        if cell.was is not None and not _BANDS.search(cell.raw) and len(_FIGURES.findall(cell.raw)) == 1:
            yield _FIGURES.sub(words(number), cell.raw)
        return
    yield number


def with_factors(raw: str, was: tuple[int, int], wanted: tuple[int, int], habit: Sequence[object]) -> Iterator[str]:
    """Go through ways to write two factors, and perhaps their product, as a cell writes others.

    Args:
        raw: what the cell says: "L=5, C=4", "4x4=16", "16 (4 x 4)".
        was: likelihood and consequence that it means.
        wanted: those it is to mean.
        habit: what other cells of the column say that mean them.
    """
    yield from (said for said in habit if isinstance(said, str))
    if _BANDS.search(raw):
        return  # the word of a band belongs to the old score, and nobody said what the new one is called here
    said = [int(figure) for figure in _FIGURES.findall(raw)]
    before, after = (*was, was[0] * was[1]), (*wanted, wanted[0] * wanted[1])
    for order in ((0, 1), (1, 0), (0, 1, 2), (1, 0, 2), (2, 0, 1), (2, 1, 0)):
        if said == [before[place] for place in order]:
            figures = iter(str(after[place]) for place in order)
            changed = _FIGURES.sub(lambda _found, figures=figures: next(figures), raw)  # type: ignore[misc] # bound now, not later
            if re.search(r"[^\W\d_]{3,}", _worded(changed)):
                continue
            yield changed


def _worded(text: str) -> str:
    return re.sub(r"(?i)\b(likelihood|consequence|impact|severity|probability|score|rating|and|total)\b", "", text)


# Names and lines


def _names(kind: Names, cell: Cell) -> Iterator[Filled]:
    yield from _typed(cell.habit.words_for(cell.wanted))
    parts = kind.parts(cell.wanted)
    for raw in (cell.raw, *(raw for raw, _ in cell.habit.pairs)):
        between = _PARTS.search(raw) if isinstance(raw, str) else None
        if between:
            yield between[0].join(parts)
            break
    yield "; ".join(parts)
    yield "\n".join(parts)


def lines_like(raw: object, before: Sequence[tuple[str, str]], after: Sequence[tuple[str, str]], own: str = "") -> Iterator[str]:
    """Go through ways to write lines of several records as a cell does, with its bullets and in its order.

    Args:
        raw: what the cell says.
        before: the records that the cell showed: what each is called and said then.
        after: those that it is to show, and what each says.
        own: words of the field itself, which stand before the lines.
    """
    texts = [text for _, text in after]
    if not after:
        return
    if isinstance(raw, str) and raw.strip():
        lines = raw.split("\n")
        bulleted = [found for line in lines if (found := _BULLETED.match(line))]
        was, now = dict(before), dict(after)
        known = {fold(_bare(text)): one for one, text in before}
        kept: list[str] = []
        met: set[str] = set()
        for line in lines:
            one = known.get(fold(_bare(line)))
            if one is None:
                kept.append(line)
            elif one in now:
                met.add(one)
                kept.append(line if fold(now[one]) == fold(was[one]) else _with_bullet(line, now[one]))
        fresh = [text for one, text in after if one not in met]
        if len(met) == sum(one in now for one in was):
            kept += [_next_bullet(bulleted, number, text) for number, text in enumerate(fresh)]
            yield "\n".join(kept)
        if bulleted:
            yield "\n".join(_next_bullet(bulleted[:1], number, text) for number, text in enumerate(texts, -1))
    yield "\n".join([own, *texts] if own else texts)


def _bare(line: str) -> str:
    return squeeze(_BULLETED.sub("", line, count=1))


def _with_bullet(line: str, text: str) -> str:
    found = _BULLETED.match(line)
    return (found[0] if found else "") + text


def _next_bullet(bulleted: Sequence[re.Match[str]], number: int, text: str) -> str:
    if not bulleted:
        return text
    last = bulleted[-1]
    sign = re.sub(r"\d+", lambda found: str(int(found[0]) + number + 1), last[2])
    return f"{last[1]}{sign}{last[3]}{text}"
