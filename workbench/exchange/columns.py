"""Read the cells of a table into the fields of its records, a column at a time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import compress, count
from operator import is_not

from workbench.domain.field import AnyField
from workbench.domain.kinds import Day, Headed, Level, Score, Stored, Text, words
from workbench.domain.register import Register
from workbench.domain.scoring import STAGES
from workbench.domain.text import clean, dropped, squeeze
from workbench.exchange.dates import read_days
from workbench.exchange.evidence import is_blank, strips_of
from workbench.exchange.headings import factor_order, spellings
from workbench.exchange.meaning import UID_HEADING
from workbench.exchange.notations import Notation, read_notation
from workbench.exchange.sheets import EXTRA, IGNORE, Column, Correction, Problem, Reading, Sheet, Table, Workbook, cell, letter

_MOST_BLANK = 0.6
NEVER = "never calculated"


def read_table(workbook: Workbook, table: Table, register: Register, *, correction: Correction | None = None) -> Reading:
    """Return what a table's records say, for the fields of a register.

    A cell that its field cannot read keeps its words in `extra` under its heading and is a problem; no record is refused.
    A correction replaces the fields of the columns it names.
    """
    sheet = workbook.sheet(table.sheet)
    if sheet is None:
        return Reading(table.sheet, register.key, {}, [], [], [])
    return _Reader(sheet, table, register, correction).read()


@dataclass
class _Cells:
    """The cells of one column: those of each record's first row, and what further rows of a record add."""

    column: Column
    heading: str
    first: list[object]
    more: dict[int, list[tuple[int, object]]] = field(default_factory=dict)

    @property
    def index(self) -> int:
        return self.column.index


class _Reader:
    """Reads one table."""

    def __init__(self, sheet: Sheet, table: Table, register: Register, correction: Correction | None) -> None:
        self.sheet = sheet
        self.table = table
        self.register = register
        self.columns = _corrected(table.columns, register, correction)
        self.rows = [record[0] for record in table.records]
        self.strips = strips_of([sheet.rows[row] for row in self.rows], {column.index for column in self.columns})
        self.long = {place: record[1:] for place, record in enumerate(table.records) if len(record) > 1}
        self.reading = Reading(sheet.name, register.key, {}, [{} for _ in self.rows], list(self.rows), [None] * len(self.rows))
        self.headings = _extra_headings(self.columns)

    def read(self) -> Reading:
        """Return the reading."""
        by_field: dict[str, list[_Cells]] = {}
        for column in self.columns:
            if column.header == UID_HEADING:
                self.reading.uids = [words(value).strip() or None for value in self._values(column)]
            elif column.field != IGNORE:
                by_field.setdefault(column.field, []).append(self._cells(column))
        for cells in by_field.pop(EXTRA, []):
            if self._is_headed(cells.column):
                self._keep_headed(cells)
            else:
                self._keep_column(cells)
        self._take_lines(by_field)
        for key, several in by_field.items():
            self._field(self.register.get(key), several)
        self._settle_scores(by_field)
        self._errors()
        self.reading.problems.sort(key=lambda problem: (_row_of(problem.cell), problem.cell))
        return self.reading

    # Cells of a column

    def _values(self, column: Column) -> list[object]:
        return self.strips[column.index].cells

    def _cells(self, column: Column) -> _Cells:
        cells = _Cells(column, self.headings[column.index], self._values(column))
        rows, index = self.sheet.rows, column.index
        for place, further in self.long.items():
            found = [(row, rows[row][index]) for row in further if index < len(rows[row]) and not is_blank(rows[row][index])]
            if found:
                cells.more[place] = found
        self._fill_merged(cells)
        if column.field in spellings()["groups"]["fields"]:
            self._fill_groups(cells)
        return cells

    def _fill_merged(self, cells: _Cells) -> None:
        """Let a cell merged down over several records speak for each of them."""
        tall = [box for box in self.sheet.merged if box[2] > box[0] and box[1] <= cells.index <= box[3]]
        if not tall:
            return
        places = {row: place for place, row in enumerate(self.rows)}
        for top, left, bottom, _ in tall:
            value = self.sheet.rows[top][left] if top < len(self.sheet.rows) and left < len(self.sheet.rows[top]) else None
            if is_blank(value) or left != cells.index:
                continue
            for row in range(top + 1, bottom + 1):
                place = places.get(row)
                if place is not None and cells.first[place] is None:
                    cells.first[place] = value

    def _fill_groups(self, cells: _Cells) -> None:
        """Repeat the name of a group that stands only on its first row: leftmost, each name in one run, mostly blanks."""
        first = cells.first
        named = [place for place, value in enumerate(first) if value is not None]
        if cells.index != min(column.index for column in self.columns) or not named or named[0] != 0 or len(named) < 2:  # noqa: PLR2004 - one name is no grouping
            return
        names = [squeeze(words(first[place])) for place in named]
        if len(named) > _MOST_BLANK * len(first) or len(set(names)) < len(names):
            return
        for place in range(1, len(first)):
            if first[place] is None:
                first[place] = first[place - 1]

    # Extra words

    def _keep(self, place: int, heading: str, text: str) -> None:
        kept = self.reading.extra[place]
        text = clean(text)
        if not text:
            return
        if heading in kept and text not in kept[heading].split("\n"):
            kept[heading] = f"{kept[heading]}\n{text}"
        else:
            kept.setdefault(heading, text)

    def _keep_column(self, cells: _Cells) -> None:
        for place, value in enumerate(cells.first):
            if value is not None:
                self._keep(place, cells.heading, words(value))
        for place, more in cells.more.items():
            for _, value in more:
                self._keep(place, cells.heading, words(value))

    def _is_headed(self, column: Column) -> bool:
        """Whether a column is our own export of what was kept under headings, to be parted again."""
        target = self.register.find(EXTRA)
        return target is not None and isinstance(target.kind, Headed) and squeeze(column.header) == squeeze(target.label)

    def _keep_headed(self, cells: _Cells) -> None:
        kind = self.register.get(EXTRA).kind
        said = [*enumerate(cells.first), *((place, value) for place, more in cells.more.items() for _, value in more)]
        for place, value in said:
            if value is not None:
                for heading, text in (kind.load(kind.read(words(value))) or {}).items():
                    self._keep(place, heading, text)

    def _problem(self, row: int, index: int, message: str) -> None:
        self.reading.problems.append(Problem(self.sheet.name, cell(row, index), message))

    # Fields

    def _field(self, target: AnyField, several: list[_Cells]) -> None:
        self.reading.cells[target.key] = several[0].index
        if isinstance(target.kind, Text):
            self.reading.columns[target.key] = self._texts(target, several)
            return
        stored: list[Stored] = [None] * len(self.rows)
        for cells in several:
            self._more_as_extra(cells)
            found = self._typed(target, cells)
            for place, value in enumerate(found):
                if value is None:
                    continue
                if stored[place] is None:
                    stored[place] = value
                elif stored[place] != value:
                    self._keep(place, cells.heading, words(cells.first[place]))
        self.reading.columns[target.key] = stored

    def _more_as_extra(self, cells: _Cells) -> None:
        """Let the first filled row of a record speak for a field of one value; keep what other rows say otherwise."""
        for place, more in cells.more.items():
            for _, value in more:
                if cells.first[place] is None:
                    cells.first[place] = value
                elif squeeze(words(value)) != squeeze(words(cells.first[place])):
                    self._keep(place, cells.heading, words(value))

    def _texts(self, target: AnyField, several: list[_Cells]) -> list[Stored]:
        """Return the texts of one field; of several columns each text stands under its heading."""
        if len(several) == 1:
            merged = self._lines(several[0])
        elif target.kind.prose:
            merged = self._under_headings(several)
        else:
            merged = self._lines(several[0])
            for cells in several[1:]:
                for place, value in enumerate(self._lines(cells)):
                    if value is None:
                        continue
                    if merged[place] is None:
                        merged[place] = value
                    elif squeeze(words(value)) != squeeze(words(merged[place])):
                        self._keep(place, cells.heading, words(value))
        stored, unreadable = target.kind.read_column(merged)
        for place, message in unreadable.items():
            self._refuse(several[0], place, message, merged[place])
        self._tell_removed(several[0].index, merged, stored)
        return stored

    def _tell_removed(self, index: int, said: Sequence[object], kept: Sequence[Stored]) -> None:
        """Report the characters that the one form of text does not have."""
        # Nearly every text is kept as the very object it was read as.
        for place in list(compress(count(), map(is_not, said, kept))):
            before = said[place]
            if before.__class__ is str and before != kept[place] and (gone := dropped(str(before))):
                message = f"Characters that no text can hold were removed ({', '.join(gone)}); every word is kept."
                self._problem(self.rows[place], index, message)

    def _lines(self, cells: _Cells) -> list[object]:
        """Return the cells of a column with what further rows of a record add as further lines."""
        for place, more in cells.more.items():
            lines = [] if cells.first[place] is None else [words(cells.first[place])]
            seen = {squeeze(line) for line in lines}
            for _, value in more:
                text = words(value)
                if squeeze(text) not in seen:
                    seen.add(squeeze(text))
                    lines.append(text)
            cells.first[place] = "\n".join(lines)
        return cells.first

    def _under_headings(self, several: list[_Cells]) -> list[object]:
        texts = [self._lines(cells) for cells in several]
        merged: list[object] = list(texts[0])
        for place in range(len(merged)):
            said = [
                (cells.heading, words(column[place])) for cells, column in zip(several, texts, strict=True) if column[place] is not None
            ]
            if len({squeeze(text) for _, text in said}) == 1 and len(said) > 1:
                merged[place] = said[0][1]
            elif len(said) > 1 or (said and texts[0][place] is None):
                merged[place] = "\n".join(f"{heading}: {text}" for heading, text in said)
        return merged

    def _typed(self, target: AnyField, cells: _Cells) -> list[Stored]:
        if isinstance(target.kind, Day):
            days = read_days(target.kind, cells.first)
            for place in days.doubtful:
                self._problem(
                    self.rows[place],
                    cells.index,
                    f"“{words(cells.first[place])}” could be two different days and no other cell of the column decides; "
                    "it was read day first.",
                )
            for place, message in days.unreadable.items():
                self._refuse(cells, place, message)
            return days.stored
        stored, unreadable = target.kind.read_column(cells.first)
        noted = self._notations(target, cells, stored, unreadable) if isinstance(target.kind, Score) else set()
        for place, message in unreadable.items():
            if place in noted or (
                isinstance(target.kind, Score | Level) and cells.first[place] in (0, "0") and self._worked_out(cells, place)
            ):
                continue
            self._refuse(cells, place, message)
        return stored

    def _worked_out(self, cells: _Cells, place: int) -> bool:
        """Whether a zero is only what a formula gives for a row without factors."""
        return (self.rows[place], cells.index) in self.sheet.formulas or not self.sheet.formulas

    def _refuse(self, cells: _Cells, place: int, message: str, value: object = None) -> None:
        self._keep(place, cells.heading, words(cells.first[place] if value is None else value))
        self._problem(self.rows[place], cells.index, f"{message} The words are kept under “{cells.heading}”.")

    # Scores

    def _notations(self, target: AnyField, cells: _Cells, stored: list[Stored], unreadable: Mapping[int, str]) -> set[int]:
        """Read factors written into the cell of a score; return the places whose refusal they answer."""
        if not target.factors or not all(key in self.register for key in target.factors):
            return set()
        likelihood, consequence = (self.register.get(key) for key in target.factors)
        letters = [kind.letters if isinstance(kind := factor.kind, Level) else "" for factor in (likelihood, consequence)]
        order = factor_order(cells.column.header)
        seen: dict[str, Notation | None] = {}
        answered: set[int] = set()
        for place, value in enumerate(cells.first):
            if value.__class__ is not str:
                continue
            text = str(value)
            if text not in seen:
                seen[text] = read_notation(text, letters[0], letters[1], order)
            said = seen[text]
            if said is None:
                continue
            if said.likelihood is None or said.consequence is None:
                # The product is read, but nobody said which factor is which: the words are kept for a person.
                self._keep(place, cells.heading, text)
                continue
            if self._place_factors(target, place, said):
                if place in unreadable:
                    answered.add(place)
                if said.total is not None and said.total != said.likelihood * said.consequence:
                    answered.add(place)
                    self._disagree(cells.index, place, cells.heading, text, said.likelihood * said.consequence)
                stored[place] = None
        return answered

    def _place_factors(self, target: AnyField, place: int, said: Notation) -> bool:
        """Store factors that a cell gives, where the record has none or the same; False where others stand there."""
        values = self.reading.columns
        given = (said.likelihood, said.consequence)
        for key in target.factors:
            values.setdefault(key, [None] * len(self.rows))
        here = tuple(values[key][place] for key in target.factors)
        if any(old is not None and old != new for old, new in zip(here, given, strict=True)):
            return False
        for key, new in zip(target.factors, given, strict=True):
            values[key][place] = new
        return True

    def _settle_scores(self, by_field: Mapping[str, list[_Cells]]) -> None:
        """Drop stated scores that their factors give; keep the words of those that disagree."""
        for stage in STAGES:
            target = self.register.find(f"{stage}_score")
            if target is None or not target.factors or target.key not in self.reading.columns:
                continue
            factors = [self.reading.columns.get(key) for key in target.factors]
            if factors[0] is None or factors[1] is None:
                continue
            scores = self.reading.columns[target.key]
            cells = by_field[target.key][0]
            for place, (one, other, stated) in enumerate(zip(factors[0], factors[1], scores, strict=True)):
                if stated is None or one is None or other is None:
                    continue
                if int(one) * int(other) != stated:
                    self._disagree(cells.index, place, cells.heading, words(cells.first[place]), int(one) * int(other))
                scores[place] = None

    def _disagree(self, index: int, place: int, heading: str, text: str, product: int) -> None:
        self._keep(place, heading, text)
        self._problem(
            self.rows[place],
            index,
            f"“{' '.join(text.split())}” disagrees with likelihood × consequence, which is {product}; "
            f"the product counts and the words are kept under “{heading}”.",
        )

    # Several lines in one record

    def _take_lines(self, by_field: dict[str, list[_Cells]]) -> None:
        """Turn differing cells of a record's rows into lines of one field: "text (owner, due)"."""
        for key, followers in spellings()["lines"].get(self.register.key, {}).items():
            present = [by_field[name][0] for name in (key, *followers) if name in by_field]
            if key not in by_field or not self.long:
                continue
            for place in self.long:
                lines = self._lines_of(present, place, has_text=True)
                if len(lines) < 2:  # noqa: PLR2004 - a single line needs no owner in brackets
                    continue
                for cells in present:
                    cells.more.pop(place, None)
                    cells.first[place] = None
                by_field[key][0].first[place] = "\n".join(lines)

    def _lines_of(self, present: Sequence[_Cells], place: int, *, has_text: bool) -> list[str]:
        lines: list[str] = []
        for row in (self.rows[place], *self.long[place]):
            said = [self._said(cells, place, row) for cells in present]
            text, beside = (said[0], said[1:]) if has_text else ("", said)
            note = ", ".join(part for part in beside if part)
            line = f"{text} ({note})" if text and note else text or (f"({note})" if note else "")
            if line and line not in lines:
                lines.append(line)
        return lines

    def _said(self, cells: _Cells, place: int, row: int) -> str:
        values = self.sheet.rows[row]
        value = values[cells.index] if cells.index < len(values) else None
        if row == self.rows[place]:
            value = cells.first[place]
        if is_blank(value):
            return ""
        target = self.register.find(cells.column.field)
        if target is not None and isinstance(target.kind, Day):
            stored, unreadable = target.kind.read_column([value])
            return words(value) if unreadable else target.kind.show(stored[0])
        return clean(words(value)).strip()

    # Errors

    def _errors(self) -> None:
        if not self.sheet.errors:
            return
        rows = {row for record in self.table.records for row in record}
        kept = {column.index for column in self.columns if column.field != IGNORE}
        for (row, index), what in sorted(self.sheet.errors.items()):
            if row not in rows or index not in kept:
                continue
            message = (
                "This cell was never calculated; open the workbook in Excel and save it, then import it again."
                if what == NEVER
                else f"This cell holds {what} where a value should be, so nothing was read from it."
            )
            self._problem(row, index, message)


def _corrected(columns: Sequence[Column], register: Register, correction: Correction | None) -> list[Column]:
    """Return columns with the fields a person gave them; a field the register lacks is kept as extra."""
    wanted = {squeeze(name): key for name, key in (correction.columns if correction else {}).items()}
    found = []
    for column in columns:
        said = wanted.get(squeeze(column.header)) or wanted.get(squeeze(letter(column.index)))
        key = said or column.field
        if key not in {EXTRA, IGNORE} and key not in register:
            key = EXTRA
        found.append(
            Column(column.index, column.header, key, 1.0 if said else column.confidence, "said by hand" if said else column.reason)
        )
    return found


def _extra_headings(columns: Sequence[Column]) -> dict[int, str]:
    """Return the heading each column's words are kept under; a repeated or blank one gets its column letter."""
    names = [squeeze(column.header) for column in columns]
    return {
        column.index: f"Column {letter(column.index)}"
        if not name
        else f"{column.header} ({letter(column.index)})"
        if names.count(name) > 1
        else column.header
        for column, name in zip(columns, names, strict=True)
    }


def _row_of(name: str) -> int:
    return int("".join(sign for sign in name if sign.isdecimal()) or 0)
