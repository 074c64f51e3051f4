"""What a record's row says of records that belong to it: an action for each line, with its owner and its date beside it."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from workbench.domain.field import AnyField
from workbench.domain.joining import Lines
from workbench.domain.kinds import Day, Headed, Names, Stored, words
from workbench.domain.register import Register
from workbench.domain.registers import declared
from workbench.domain.text import clean, shorten, squeeze
from workbench.exchange.dates import read_days
from workbench.exchange.headings import Vocabulary, pieces
from workbench.exchange.noting import Cells, Noting, doubtful_day
from workbench.exchange.owners import parted
from workbench.exchange.sheets import Child
from workbench.exchange.spellings import spellings

_BULLET = re.compile(r"(?i)\s*(?:[•●▪‣◦·]\s*|[*–—-]\s+|o\t\s*|\(?\d{1,2}[.)](?!\d)\s*|\(?(?:[a-z]|[ivx]{1,4})\)\s*)(?=\S)")
_TITLE = 200
"""Letters of the first line of an action that are its title."""
_BESIDE = ("owner", "due_date", "status", "progress")
"""Fields of a line that may stand in a column of their own."""


@dataclass
class _Entry:
    """One line: its text, what stands beside it by column, and the row it is on."""

    text: str
    row: int
    beside: list[tuple["_Follower", object]] = field(default_factory=list)

    @property
    def sign(self) -> tuple[object, ...]:
        """What makes two lines the same."""
        return (squeeze(self.text), *((follower.cells.index, squeeze(words(value))) for follower, value in self.beside))


@dataclass(frozen=True, eq=False)
class _Follower:
    """A column whose cells belong to the lines of another; `key` is its field there, or nothing."""

    key: str
    cells: Cells


@lru_cache(maxsize=1)
def _declared() -> Mapping[str, Register]:
    return declared()


@lru_cache(maxsize=8)
def _vocabulary(key: str) -> Vocabulary:
    return Vocabulary(_declared()[key])


class Following:
    """Takes the lines of one table out of its columns; `long` are the further rows of records that span several.

    A field that has words of its own gives up only what several rows say of actions and whatever else the spellings
    name; one that has none, every cell with something beside it that belongs to its lines. `dates` is what a person said
    comes first in dates.
    """

    def __init__(
        self, register: Register, by_field: Mapping[str, list[Cells]], noting: Noting, long: Mapping[int, Sequence[int]], dates: str
    ) -> None:
        self.register, self.by_field, self.noting, self.long, self.dates = register, by_field, noting, long, dates

    def take(self, extra: Sequence[Cells], children: Collection[str]) -> None:
        """Make children of the lines of every field that stands for records of another register.

        Args:
            extra: the columns that no field takes.
            children: the registers that there are.
        """
        for target in self.register:
            kind, several = target.kind, self.by_field.get(target.key, [])
            if not isinstance(kind, Lines) or kind.register not in children or len(several) != 1:
                continue
            if kind.adopts or target.key in spellings()["lines"].get(self.register.key, {}):
                self._take_field(target, kind, several[0], extra)

    def _take_field(self, target: AnyField, kind: Lines, cells: Cells, extra: Sequence[Cells]) -> None:
        followers = list(self._followers(target, kind, cells, extra))
        made: list[tuple[int, _Entry]] = []
        places = range(len(cells.first)) if kind.adopts and followers else self.long
        for place in places:
            rows = place in self.long and any(place in each.more for each in (cells, *(follower.cells for follower in followers)))
            entries = self._of_rows(place, cells, followers) if rows else self._of_lines(place, cells, followers) if kind.adopts else []
            if rows and len(entries) == 1 and not kind.adopts:
                continue
            made += [(place, entry) for entry in entries]
            if entries:
                for each in (cells, *(follower.cells for follower in followers)):
                    each.take(place)
        self._make(kind, cells, followers, made)

    # Which columns belong to the lines

    def _followers(self, target: AnyField, kind: Lines, cells: Cells, extra: Sequence[Cells]) -> Iterator[_Follower]:
        """Go through the columns that belong to the lines of a field: those the spellings name, and others headed so."""
        child = _declared().get(kind.register)
        named = spellings()["lines"].get(self.register.key, {}).get(target.key, ())
        beside = {cells.index}
        for name in named:
            for found in self.by_field.get(name, [])[:1]:
                beside.add(found.index)
                yield _Follower(_field_of_line(name, child), found)
        if child is not None:
            for found in sorted(extra, key=lambda found: found.index):
                if key := self._headed_as(found, kind.register, near=found.index - 1 in beside):
                    beside.add(found.index)
                    yield _Follower(key, found)
            progress = self.by_field.get("progress", [])
            if "progress" in child and len(progress) == 1 and self._differs(progress[0]):
                yield _Follower(self._headed_as(progress[0], kind.register, near=True) or "progress", progress[0])

    @staticmethod
    def _headed_as(column: Cells, register: str, *, near: bool) -> str:
        """Return the field of a line that a column names: it says whose ("Action status"), or stands right beside the others."""
        header = column.column.header
        noun = pieces(_declared()[register].noun)
        if not near and not set(noun) <= set(pieces(header)):
            return ""
        vocabulary = _vocabulary(register)
        rest = " ".join(word for word in pieces(header) if word not in noun)
        return next((key for said in (header, rest) if (key := vocabulary.quick(said)) in _BESIDE), "")

    def _differs(self, cells: Cells) -> bool:
        """Whether further rows of any record say something else than its first."""
        return any(squeeze(words(value)) != squeeze(words(cells.first[place])) for place, more in cells.more.items() for _, value in more)

    # Lines of one record

    def _of_rows(self, place: int, cells: Cells, followers: Sequence[_Follower]) -> list[_Entry]:
        """Return the lines of a record that spans rows; a row without a text adds what stands beside to the line above."""
        first = self.noting.rows[place]
        entries: list[_Entry] = []
        waiting: list[tuple[_Follower, object]] = []
        for row in (first, *self.long[place]):
            value = cells.at(place, row, first)
            beside = [(follower, said) for follower in followers if (said := follower.cells.at(place, row, first)) is not None]
            if value is not None:
                entries.append(_Entry(clean(words(value)).strip(), row, [*waiting, *beside]))
                waiting = []
            elif entries:
                entries[-1].beside += beside
            else:
                waiting = beside
        return list({entry.sign: entry for entry in reversed(entries)}.values())[::-1]

    def _of_lines(self, place: int, cells: Cells, followers: Sequence[_Follower]) -> list[_Entry]:
        """Return the lines of one cell paired with those of the cells beside it; words that do not pair are kept and told of."""
        beside = [follower for follower in followers if follower.cells.first[place] is not None]
        value = cells.first[place]
        if value is None or not beside:
            return []
        row = self.noting.rows[place]
        counts = {len(_lines(follower.cells.first[place])) for follower in beside}
        entries = [_Entry(text, row) for text in _items(clean(words(value)), counts)]
        for follower in beside:
            said = follower.cells.first[place]
            parts = [said] if len(entries) == 1 else _lines(said)
            if len(parts) == len(entries):
                for entry, part in zip(entries, parts, strict=True):
                    entry.beside.append((follower, part))
            else:
                heading = follower.cells.heading
                self.noting.keep(place, heading, words(said))
                message = (
                    f"This cell has {len(parts)} {'line' if len(parts) == 1 else 'lines'} for {len(entries)} under “{cells.heading}”, "
                    f"so nobody can tell which belongs to which. The words are kept under “{heading}”."
                )
                self.noting.problem(row, follower.cells.index, message)
        return entries

    # Children

    def _make(self, kind: Lines, cells: Cells, followers: Sequence[_Follower], made: Sequence[tuple[int, _Entry]]) -> None:
        """Read the lines a column at a time, as all other cells are, and add them to the reading."""
        fixed = {key: value for key, value in kind.fixed if value is not None}
        values: list[dict[str, Stored]] = [{**fixed, **_named(kind, entry.text)} for _, entry in made]
        loose: list[dict[str, str]] = [{} for _ in made]
        for follower in followers:
            said = [(index, value) for index, (_, entry) in enumerate(made) for each, value in entry.beside if each is follower]
            stored = self._read(kind, follower, [value for _, value in said], [made[index][1].row for index, _ in said])
            for (index, value), found in zip(said, stored, strict=True):
                known = values[index].get(follower.key) if found is not None else None
                if found is None:
                    _add(loose[index], follower.cells.heading, clean(words(value)))
                elif known is None:
                    values[index][follower.key] = found
                elif follower.key == "owner":
                    values[index][follower.key] = Names().read(f"{known};{found}")
                elif known != found:
                    _add(loose[index], follower.cells.heading, clean(words(value)))
        for (place, entry), told, words_ in zip(made, values, loose, strict=True):
            if words_:
                told["extra"] = Headed().store(words_)
            self.noting.reading.children.setdefault(place, []).append(Child(kind.register, told, entry.row, cells.index))

    def _read(self, kind: Lines, follower: _Follower, said: Sequence[object], rows: Sequence[int]) -> list[Stored]:
        """Return the stored values of a follower's cells; those its field cannot read are told of."""
        child = _declared().get(kind.register)
        target = child.find(follower.key) if child else None
        if not follower.key or target is None:
            return [None] * len(said)
        if isinstance(target.kind, Day):
            count, cells = len(said), follower.cells
            days = read_days(target.kind, [*said, *cells.first, *cells.taken], self.dates)
            stored, unreadable = days.stored[:count], {place: why for place, why in days.unreadable.items() if place < count}
            for place in (place for place in days.doubtful if place < count):
                self.noting.problem(rows[place], follower.cells.index, doubtful_day(words(said[place])))
        else:
            plain = [parted(words(value)) or value for value in said] if isinstance(target.kind, Names) else said
            stored, unreadable = target.kind.read_column(plain)
        for place, message in unreadable.items():
            told = f"{message} The words are kept with the {child.noun if child else 'line'} under “{follower.cells.heading}”."
            self.noting.problem(rows[place], follower.cells.index, told)
        return stored


def _add(kept: dict[str, str], heading: str, text: str) -> None:
    kept[heading] = f"{kept[heading]}\n{text}" if heading in kept else text


def _field_of_line(name: str, child: Register | None) -> str:
    """Return the field of a line's register that a field of its parent stands for: `action_due` is `due_date`."""
    part = name.partition("_")[2]
    keys = [known.key for known in child] if child else list(_BESIDE)
    return next((key for key in keys if key == part or key.startswith(f"{part}_")), "")


def _named(kind: Lines, text: str) -> dict[str, Stored]:
    """Return a line's text in its field; of a long one the first line is the title and all of it the description."""
    child = _declared().get(kind.register)
    first = text.split("\n", 1)[0]
    if kind.text != "title" or (child is not None and "description" not in child) or (first == text and len(text) <= _TITLE):
        return {kind.text: text}
    return {kind.text: shorten(first, _TITLE), "description": text}


def _lines(value: object) -> list[object]:
    """Return the lines of a cell without their bullets; a number or a date is one."""
    if not isinstance(value, str):
        return [value]
    return [_BULLET.sub("", line, count=1).strip() for line in clean(value).split("\n") if line.strip()]


def _items(text: str, counts: Collection[int]) -> list[str]:
    """Return the items of a text: as it has bullets, paragraphs or lines, whichever come to one of these counts."""
    lines = [line for line in text.split("\n") if line.strip()]
    ways = [_bulleted(lines)] if any(_BULLET.match(line) for line in lines) else []
    ways += [
        [_BULLET.sub("", line, count=1).strip() for line in lines],
        [part.strip() for part in re.split(r"\n\s*\n", text) if part.strip()],
        [text.strip()],
    ]
    return next((way for way in ways[:-1] if len(way) in counts), ways[0])


def _bulleted(lines: Sequence[str]) -> list[str]:
    """Return lines with those that have no bullet added to the one above that has."""
    items: list[str] = []
    led = False
    for line in lines:
        if _BULLET.match(line):
            items.append(_BULLET.sub("", line, count=1).strip())
            led = True
        elif led:
            items[-1] = f"{items[-1]}\n{line.strip()}"
        else:
            items.append(line.strip())
    return items
