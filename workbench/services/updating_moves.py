"""What of a member's own workbook is to say something else, cell by cell, and the ways in which it could be put.

A cell is written where the member still says what it was last known to say, and the register says something else by now.
What the member has changed since is news from it and stays.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from workbench.domain.audience import View
from workbench.domain.field import AnyField, Redacted
from workbench.domain.joining import Lines, Refs
from workbench.domain.kinds import Headed, Stored, Text
from workbench.domain.register import Record
from workbench.domain.scoring import STAGES
from workbench.domain.text import fold, shorten, squeeze
from workbench.exchange.sheets import EXTRA, Column, Problem, cell
from workbench.exchange.ticks import is_mark
from workbench.exchange.updating import Filled, OwnWorkbook, in_merged
from workbench.exchange.updating_words import Cell, lines_like, proposals, with_factors
from workbench.services.book import Book
from workbench.services.plan import Outcome, Part, PlanRow
from workbench.services.updating_places import Laid, Option, Spot

_FACTORS = ("likelihood", "consequence", "score")
_MOST_OPTIONS = 12
UNTOUCHED = "so the cell stays as it is"


@dataclass
class Move:
    """One thing that a record's cells are to say, and the ways to say it, the likeliest first."""

    part: int
    uid: str
    ref: str
    wants: dict[str, Stored]
    label: str
    shown: str
    where: Spot
    options: list[Option]
    chosen: int = 0
    columns: frozenset[Spot] = frozenset()
    """The cells it may touch in any of these ways."""
    score: str = ""
    """The field that follows from those it says."""

    @property
    def settles(self) -> set[str]:
        """The fields that it may let the workbook say otherwise."""
        return {*self.wants, *([self.score] if self.score else [])}

    @property
    def option(self) -> Option:
        """The way that is being tried."""
        return self.options[self.chosen]

    def names(self, sheet: str) -> set[str]:
        """Return the names of the cells that it may touch on a sheet."""
        return {cell(*spot[1:]) for spot in self.columns if spot[0] == sheet}

    def problem(self) -> Problem:
        """Return that none of the ways would do."""
        said = f"“{shorten(self.shown, 60)}”" if self.shown else "nothing"
        told = (
            f"{self.label} of {self.ref} is {said} in the register, which cannot be put here so that it would be read back as the same, "
            f"{UNTOUCHED}."
        )
        return Problem(self.where[0], cell(*self.where[1:]), told)


@dataclass
class Telling:
    """What there is to tell a member of one table: moves, and what stays for a reason."""

    moves: list[Move] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    met: set[str] = field(default_factory=set)
    """The records the table shows that the member may see."""


def tell(book: Book, view: View, own: OwnWorkbook, part: Part, number: int) -> Telling:
    """Return what one table of a member's workbook is to say that it does not.

    Args:
        book: the open file.
        view: what the member may see.
        own: the workbook.
        part: what importing it would change.
        number: the part's place among those of the workbook.
    """
    return _Teller(book, view, own, part, number).tell()


class _Teller:
    """Goes through one table."""

    def __init__(self, book: Book, view: View, own: OwnWorkbook, part: Part, number: int) -> None:
        self.book, self.view, self.own, self.part, self.number = book, view, own, part, number
        self.laid = Laid(own.read, part)
        self.register = book.register(part.register)
        self.shown = {record.uid: record for record in view.records(part.register)}
        self.found = Telling()

    def tell(self) -> Telling:
        for place, row in enumerate(self.part.rows):
            record = self.shown.get(row.uid)
            if record is None or row.uid in self.found.met or row.outcome in {Outcome.NEW, Outcome.ASKED, Outcome.INVALID}:
                continue
            self.found.met.add(row.uid)
            staged = set().union(*(self._stage(stage, place, row, record) for stage in STAGES))
            for key in self.laid.reading.columns:
                if key not in staged and key not in {"ref", EXTRA}:
                    self._field(key, place, row, record)
        return self.found

    # What is to be told

    def _ours(self, key: str, record: Record) -> tuple[bool, Stored]:
        """Return whether the member may see all that a field of a record says, and what that is."""
        target = record.register.find(key)
        held: frozenset[str] = record.row.held if isinstance(record.row, Redacted) else frozenset()
        if target is None or key in held:
            return False, None
        ours, whole = target.of(record.row), self.book.record(self.part.register, record.uid)
        everything = whole.of(key) if whole is not None else None
        return bool(target.kind.same(ours, everything)), ours

    def _wanted(self, key: str, place: int, row: PlanRow, record: Record) -> bool:
        """Whether a field of a record is to be told: it differs, the member may see it, and has not changed it itself."""
        target, base = self.register.get(key), self.laid.base
        allowed, ours = self._ours(key, record)
        theirs = self.laid.reading.columns[key][place] if key in self.laid.reading.columns else None
        if not allowed or says_same(target, row.uid, theirs, ours):
            return False
        known = row.uid in base.rows
        before = base.was(row.uid, target, theirs)
        if target.kind.gathers:
            taken = target.kind.taken_in(row.uid, before, ours, theirs, known=known)
            fresh = not taken.clash and target.kind.same(taken.value, ours)
        elif theirs is None:
            fresh = not (known and target.kind.same(ours, before))
            if not fresh:
                return False
        else:
            fresh = known and target.kind.same(theirs, before)
        if not fresh:
            self._news(key, place, row, target.kind.show(theirs), target.kind.show(ours))
        return fresh

    def _news(self, key: str, place: int, row: PlanRow, theirs: str, ours: str) -> None:
        """Say that a cell holds what the register does not know yet."""
        column = next(iter(self.laid.columns.get(key, ())), None)
        if column is None:
            return
        spot = self.laid.spot(self.laid.table.records[place][0], column.index)
        here = f"“{shorten(ours, 40)}”" if ours else "nothing"
        told = (
            f"{self.register.get(key).label} of {row.ref} is “{shorten(theirs, 40)}” in this workbook and {here} in the register, "
            f"and nobody said which of the two is to stand, {UNTOUCHED}; import the workbook first."
        )
        self.found.problems.append(Problem(spot[0], cell(*spot[1:]), told))

    # Fields

    def _field(self, key: str, place: int, row: PlanRow, record: Record) -> None:
        if not self._wanted(key, place, row, record):
            return
        target = record.register.get(key)
        ours = target.of(record.row)
        columns = self.laid.columns.get(key, [])
        first = self.laid.table.records[place][0]
        if not columns:
            told = (
                f"{target.label} of {row.ref} is “{shorten(target.kind.show(ours), 60)}” in the register; it has no cell of its own here."
            )
            self.found.problems.append(Problem(self.laid.sheet.name, cell(first, 0), told))
            return
        if any(column.ticked for column in columns):
            options = list(self._ticks(target, columns, place, ours))
            self._add(row, {key: ours}, (first, columns[0].index), options)
        elif len(columns) > 1 and isinstance(target.kind, Text):
            options = list(self._headed(columns, place, ours))
            self._add(row, {key: ours}, (first, columns[0].index), options)
        else:
            filled = [column for column in columns if self.laid.raw(first, column.index) is not None]
            column = (filled or columns)[0].index
            options = list(self._column(target, key, column, place, row, ours))
            self._add(row, {key: ours}, (self._rows_of(place, column)[0], column), options)

    def _rows_of(self, place: int, column: int) -> list[int]:
        """Return the rows in which a record says something in a column, or else its first."""
        rows = self.laid.table.records[place]
        return [row for row in rows if self.laid.raw(row, column) is not None] or rows[:1]

    def _column(self, target: AnyField, key: str, column: int, place: int, row: PlanRow, ours: Stored) -> Iterator[Option]:
        """Go through ways to say something in one column."""
        rows = self._rows_of(place, column)
        was = self.laid.reading.columns[key][place]
        if isinstance(target.kind, Text) and len(rows) > 1:
            yield from self._in_rows(rows, column, str(ours or ""))
            return
        raw = self.laid.raw(rows[0], column)
        spot = self.laid.spot(rows[0], column)
        if isinstance(target.kind, Lines) and ours is not None:
            yield from ({spot: text} for text in self._lines(target, row, raw, ours))
        yield from ({spot: value} for value in proposals(target, Cell(raw, was, ours, self.laid.habit(key, column))))

    def _in_rows(self, rows: Sequence[int], column: int, wanted: str) -> Iterator[Option]:
        """Part lines among the rows of a record as they were parted before."""
        lines = wanted.split("\n")
        counts = [str(self.laid.raw(row, column)).count("\n") + 1 for row in rows]
        if not wanted or sum(counts) != len(lines):
            return
        option: dict[Spot, Filled] = {}
        start = 0
        for row, count in zip(rows, counts, strict=True):
            text = "\n".join(lines[start : start + count])
            if fold(text) != fold(str(self.laid.raw(row, column))):
                option[self.laid.spot(row, column)] = text
            start += count
        yield option

    def _headed(self, columns: Sequence[Column], place: int, ours: Stored) -> Iterator[Option]:
        """Part a text that several columns make up together by the headings it names."""
        first = self.laid.table.records[place][0]
        parts: dict[int, list[str]] = {}
        current: int | None = None
        for line in str(ours or "").split("\n"):
            named = next((one.index for one in columns if one.index not in parts and line.startswith(f"{one.header}: ")), None)
            if named is not None:
                current, line = named, line.split(": ", 1)[1]  # noqa: PLW2901 - the rest of the line
            if current is None:
                break
            parts.setdefault(current, []).append(line)
        if current is not None or ours is None:
            yield {
                self.laid.spot(first, one.index): "\n".join(parts[one.index]) if one.index in parts else None
                for one in columns
                if fold("\n".join(parts.get(one.index, []))) != fold(str(self.laid.raw(first, one.index) or ""))
            }
            return
        filled = [one.index for one in columns if self.laid.raw(first, one.index) is not None]
        if len(filled) <= 1:
            yield {self.laid.spot(first, (filled or [columns[0].index])[0]): str(ours)}

    def _ticks(self, target: AnyField, columns: Sequence[Column], place: int, ours: Stored) -> Iterator[Option]:
        """Move the mark of a scale that is spread over several columns."""
        first = self.laid.table.records[place][0]
        marks = {one.index: raw for one in columns if is_mark(raw := self.laid.raw(first, one.index))}
        all_marks = [raw for record in self.laid.table.records for one in columns if is_mark(raw := self.laid.raw(record[0], one.index))]
        step = next((one.index for one in columns if one.ticked and target.kind.read_column([one.ticked])[0][0] == ours), None)
        mark = next(iter(marks.values()), None) or next(iter(all_marks), "x")
        if (step is None and ours is not None) or not isinstance(mark, str | int | float):
            return
        cleared: dict[Spot, Filled] = {self.laid.spot(first, index): None for index in marks if index != step}
        yield {**cleared, **({self.laid.spot(first, step): mark} if step is not None else {})}

    def _lines(self, target: AnyField, row: PlanRow, raw: object, ours: Stored) -> Iterator[str]:
        """Go through ways to write the records that belong to one as its cell does."""
        shown = self.laid.base.rows.get(row.uid, {})
        before = shown.get(target.key)
        members = target.kind.members(row.uid) if isinstance(target.kind, Lines) else []
        refs = {line.ref for line in members}
        after = [(line.ref, line.text) for line in members if line.text]
        lead = len(str(ours)) - len(str(target.kind.whole(row.uid, None) or ""))
        own = str(ours)[:lead].rstrip("\n") if lead > 0 else ""
        yield from lines_like(raw, _by_ref(str(before or ""), refs), after, own)

    # Scores

    def _stage(self, stage: str, place: int, row: PlanRow, record: Record) -> set[str]:
        """Tell the factors of a score and their product together; return the fields that this settles."""
        keys = [f"{stage}_{part}" for part in _FACTORS]
        if any(key not in self.register or self.register.get(key).kind.gathers for key in keys):
            return set()
        factors, reading = keys[:2], self.laid.reading.columns
        if not any(key in reading for key in factors):
            return set()
        wanted = [key for key in factors if key in reading and self._wanted(key, place, row, record)]
        if not wanted:
            return set(keys)
        values = {key: self.register.get(key).of(record.row) for key in keys}
        if any(key in reading and key not in wanted and not self._agrees(key, place, values[key]) for key in factors):
            return set(keys)  # of one factor the member has news, and half a score is none
        columns = [(key, one.index) for key in keys for one in self.laid.columns.get(key, ())[:1]]
        ways = [list(self._told(key, index, place, values)) for key, index in columns]
        count = min(max((len(way) for way in ways), default=0), _MOST_OPTIONS)
        first = self.laid.table.records[place][0]
        options: list[Option] = []
        for number in range(count if all(ways) else 0):
            option = {spot: value for way in ways for spot, value in way[min(number, len(way) - 1)].items()}
            options.append({spot: value for spot, value in option.items() if not _same(value, self._raw_at(spot))})
        at = next((index for key, index in columns if key in wanted), columns[0][1] if columns else 0)
        score = self.laid.columns.get(keys[2])
        worked = [self.laid.spot(first, score[0].index)] if score else []
        shown = " × ".join(self.register.get(key).kind.show(values[key]) or "nothing" for key in wanted)
        self._add(row, {key: values[key] for key in wanted}, (first, at), options, worked=worked, shown=shown, score=keys[2])
        return set(keys)

    def _agrees(self, key: str, place: int, ours: Stored) -> bool:
        return bool(self.register.get(key).kind.same(self.laid.reading.columns[key][place], ours))

    def _raw_at(self, spot: Spot) -> object:
        rows = self.laid.sheet_of(spot).rows
        return rows[spot[1]][spot[2]] if spot[1] < len(rows) and spot[2] < len(rows[spot[1]]) else None

    def _told(self, key: str, column: int, place: int, values: Mapping[str, Stored]) -> Iterator[Option]:
        """Go through ways to say one factor, or the score, in its column or its columns."""
        columns = self.laid.columns[key]
        if any(one.ticked for one in columns):
            yield from self._ticks(self.register.get(key), columns, place, values[key])
            return
        spot = self.laid.spot(self.laid.table.records[place][0], column)
        yield from ({spot: value} for value in self._factor(key, column, place, values))

    def _factor(self, key: str, column: int, place: int, values: Mapping[str, Stored]) -> Iterator[Filled]:
        """Go through ways to say one factor, or the score, in its column."""
        stage, _, part = key.rpartition("_")
        first = self.laid.table.records[place][0]
        raw, reading = self.laid.raw(first, column), self.laid.reading.columns
        pair = (values[f"{stage}_likelihood"], values[f"{stage}_consequence"])
        if part != "score":
            yield from proposals(self.register.get(key), Cell(raw, reading[key][place], values[key], self.laid.habit(key, column)))
            return
        said = tuple(reading.get(f"{stage}_{factor}", [None] * len(self.laid.reading))[place] for factor in _FACTORS[:2])
        product = int(str(pair[0])) * int(str(pair[1])) if None not in pair else None
        if raw is None or product is None:
            yield None
        elif isinstance(raw, str) and None not in said:
            lines = [one for one in range(len(self.laid.reading)) if self._pair(stage, one) == pair]
            habit = [self.laid.raw(self.laid.table.records[one][0], column) for one in lines]
            yield from with_factors(raw, (int(str(said[0])), int(str(said[1]))), (int(str(pair[0])), int(str(pair[1]))), habit)
            yield from proposals(self.register.get(key), Cell(raw, int(str(said[0])) * int(str(said[1])), product))
        else:
            yield from proposals(self.register.get(key), Cell(raw, None, product))

    def _pair(self, stage: str, place: int) -> tuple[Stored, ...]:
        reading = self.laid.reading.columns
        return tuple(reading[f"{stage}_{factor}"][place] if f"{stage}_{factor}" in reading else None for factor in _FACTORS[:2])

    # Cells that cannot be written

    def _add(
        self,
        row: PlanRow,
        wants: dict[str, Stored],
        at: tuple[int, int],
        options: list[Option],
        *,
        worked: Sequence[Spot] = (),
        shown: str = "",
        score: str = "",
    ) -> None:
        """Add a move, unless one of its cells cannot be changed by itself."""
        key = next(iter(wants))
        target = self.register.get(key)
        label = target.label if len(wants) == 1 else " and ".join(self.register.get(one).label for one in wants)
        said = shown or self.shown[row.uid].register.get(key).kind.show(wants[key])
        move = Move(self.number, row.uid, row.ref, wants, label, said, self.laid.spot(*at), options[:_MOST_OPTIONS])
        spots = {spot for option in move.options for spot in option}
        move.columns, move.score = frozenset(spots), score
        for spot in sorted(spots):
            if (reason := self._unwritable(spot, worked)) is not None:
                said = f"“{shorten(move.shown, 60)}”" if move.shown else "nothing"
                told = f"{label} of {row.ref} is {said} in the register, but {reason}, {UNTOUCHED}."
                self.found.problems.append(Problem(spot[0], cell(*spot[1:]), told))
                return
        if move.options:
            self.found.moves.append(move)
        else:
            self.found.problems.append(move.problem())

    def _unwritable(self, spot: Spot, worked: Sequence[Spot]) -> str | None:
        """Return why a cell cannot be changed by itself, or None."""
        if self.laid.is_worked_out(spot) and spot not in worked:
            return "a formula gives this cell what it says"
        if self.own.sheet(spot[0]).is_locked(spot[1:]):
            return "one formula gives this cell and its neighbours what they say"
        box = in_merged(self.laid.sheet_of(spot), spot[1:])
        if box is not None and spot[1:] != box[:2]:
            return "this cell is merged with others"
        if box is not None and sum(box[0] <= rows[0] <= box[2] for rows in self.laid.table.records) > 1:
            return "this merged cell speaks for other records, too"
        return None


def says_same(target: AnyField, uid: str, theirs: Stored, ours: Stored) -> bool:
    """Whether a cell says what the register does, however it writes it."""
    if target.kind.same(theirs, ours):
        return True
    if isinstance(target.kind, Refs):
        return {fold(part) for part in target.kind.parts(theirs)} == {fold(part) for part in target.kind.parts(ours)}
    if isinstance(target.kind, Lines):
        said, shown = target.kind.parted(uid, theirs), target.kind.parted(uid, ours)
        words = fold(str(said.words or "")) == fold(str(shown.words or ""))
        lines = squeeze(str(theirs or ""))
        return words and not (said.texts or said.fresh) and all(squeeze(line.text) in lines for line in target.kind.members(uid))
    return isinstance(target.kind, Headed)


def _by_ref(text: str, refs: set[str]) -> list[tuple[str, str]]:
    """Return what lines that begin with references say, by reference."""
    found: list[tuple[str, str]] = []
    for line in text.split("\n"):
        lead, colon, rest = line.partition(": ")
        if colon and lead in refs:
            found.append((lead, rest))
        elif found and line.startswith("  "):
            found[-1] = (found[-1][0], f"{found[-1][1]}\n{line[2:]}")
    return found


def _same(value: Filled, raw: object) -> bool:
    return value == raw and isinstance(value, str) == isinstance(raw, str)
