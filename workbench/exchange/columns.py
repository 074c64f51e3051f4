"""Read the cells of a table into the fields of its records, a column at a time."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import compress, count
from operator import is_not

from workbench.domain.field import AnyField
from workbench.domain.joining import Lines
from workbench.domain.kinds import Day, Headed, Level, Names, Score, Stored, Text, words
from workbench.domain.register import Register
from workbench.domain.text import clean, dropped, squeeze
from workbench.exchange.dates import read_days
from workbench.exchange.evidence import is_blank, strips_of
from workbench.exchange.factors import Factors
from workbench.exchange.following import Following
from workbench.exchange.listed import read_answers
from workbench.exchange.meaning import UID_HEADING
from workbench.exchange.noting import Cells, Noting, doubtful_day
from workbench.exchange.owners import parted
from workbench.exchange.positions import POSITION, take_positions
from workbench.exchange.sections import take_sections
from workbench.exchange.sheets import EXTRA, IGNORE, Column, Correction, Reading, Sheet, Table, Workbook, letter
from workbench.exchange.spellings import spellings
from workbench.exchange.ticking import one_column

_MOST_BLANK = 0.6
NEVER = "never calculated"


def read_table(
    workbook: Workbook,
    table: Table,
    register: Register,
    *,
    correction: Correction | None = None,
    children: frozenset[str] = frozenset(),
) -> Reading:
    """Return what a table's records say, for the fields of a register.

    A cell that its field cannot read keeps its words in `extra` under its heading and is a problem; no record is refused.

    Args:
        workbook: as read; it is left as it is.
        table: as found.
        register: whose fields are read.
        correction: what a person said; it replaces the fields of the columns it names.
        children: the keys of the registers whose records a row may also speak of, such as its actions.
    """
    sheet = table.drawn or workbook.sheet(table.sheet)
    if sheet is None:
        return Reading(table.sheet, register.key, {}, [], [], [])
    reader = _Reader(sheet, table, register, correction)
    reader.read(children)
    reader.noting.settle([one.name for one in workbook.sheets])
    return reader.reading


class _Reader:
    """Reads one table."""

    def __init__(self, sheet: Sheet, table: Table, register: Register, correction: Correction | None) -> None:
        self.sheet = sheet
        self.table = table
        self.register = register
        self.correction = correction or Correction()
        self.columns = _corrected(table.columns, register, correction)
        self.rows = [record[0] for record in table.records]
        self.ours = any(column.header == UID_HEADING for column in self.columns)
        # What we write into a text is what it says; a dash there is none that stands for nothing.
        literal = {
            column.index for column in self.columns if self.ours and (field := register.find(column.field)) and isinstance(field.kind, Text)
        }
        self.strips = strips_of([sheet.rows[row] for row in self.rows], {column.index for column in self.columns}, literal)
        self.long = {place: record[1:] for place, record in enumerate(table.records) if len(record) > 1}
        name = table.sheet if table.drawn else sheet.name
        self.reading = Reading(name, register.key, {}, [{} for _ in self.rows], list(self.rows), [None] * len(self.rows))
        self.headings = extra_headings(self.columns)
        self.noting = Noting(sheet, self.reading, self.rows)
        self.factors = Factors(register, self.noting, self.correction.factors)

    def read(self, children: frozenset[str]) -> None:
        """Fill the reading."""
        by_field: dict[str, list[Cells]] = {}
        for column in self.columns:
            if column.header == UID_HEADING:
                self.reading.uids = [words(value).strip() or None for value in self._values(column)]
            elif column.field != IGNORE:
                by_field.setdefault(column.field, []).append(self._cells(column))
        by_field = {key: several if key == EXTRA else one_column(several, self.noting) for key, several in by_field.items()}
        if POSITION in children and not self.ours:
            take_positions([cells for several in by_field.values() for cells in several], self.noting, self.correction.factors)
        extra = by_field.pop(EXTRA, [])
        if children and not self.ours:
            Following(self.register, by_field, self.noting, self.long, self.correction.dates).take(extra, children)
        for cells in extra:
            if self._is_headed(cells.column):
                self._keep_headed(cells)
            else:
                self._keep_column(cells)
        self._take_lines(by_field)
        # A score may state its factors, so it is read when theirs are.
        for key in sorted(by_field, key=lambda key: bool(self.register.get(key).factors)):
            self._field(self.register.get(key), by_field[key])
        self.factors.settle(by_field)
        if self.table.groups:
            take_sections(self.table.groups, self.register, by_field, self.noting)
        self._errors()

    # Cells of a column

    def _values(self, column: Column) -> list[object]:
        return self.strips[column.index].cells

    def _cells(self, column: Column) -> Cells:
        cells = Cells(column, self.headings[column.index], self._values(column))
        rows, index = self.sheet.rows, column.index
        for place, further in self.long.items():
            found = [(row, rows[row][index]) for row in further if index < len(rows[row]) and not is_blank(rows[row][index])]
            if found:
                cells.more[place] = found
        self._fill_merged(cells)
        if column.field in spellings()["groups"]["fields"]:
            self._fill_groups(cells)
        return cells

    def _fill_merged(self, cells: Cells) -> None:
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

    def _fill_groups(self, cells: Cells) -> None:
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

    def _keep_column(self, cells: Cells) -> None:
        for place, value in enumerate(cells.first):
            if value is not None:
                self.noting.keep(place, cells.heading, words(value))
        for place, more in cells.more.items():
            for _, value in more:
                self.noting.keep(place, cells.heading, words(value))

    def _is_headed(self, column: Column) -> bool:
        """Whether a column is our own export of what was kept under headings, to be parted again."""
        target = self.register.find(EXTRA)
        return target is not None and isinstance(target.kind, Headed) and squeeze(column.header) == squeeze(target.label)

    def _keep_headed(self, cells: Cells) -> None:
        kind = self.register.get(EXTRA).kind
        said = [*enumerate(cells.first), *((place, value) for place, more in cells.more.items() for _, value in more)]
        for place, value in said:
            if value is not None:
                for heading, text in (kind.load(kind.read(words(value))) or {}).items():
                    self.noting.keep(place, heading, text)

    # Fields

    def _field(self, target: AnyField, several: list[Cells]) -> None:
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
                    self.noting.keep(place, cells.heading, words(cells.first[place]))
        self.reading.columns[target.key] = stored

    def _more_as_extra(self, cells: Cells) -> None:
        """Let the first filled row of a record speak for a field of one value; keep what other rows say otherwise."""
        for place, more in cells.more.items():
            for _, value in more:
                if cells.first[place] is None:
                    cells.first[place] = value
                elif squeeze(words(value)) != squeeze(words(cells.first[place])):
                    self.noting.keep(place, cells.heading, words(value))

    def _texts(self, target: AnyField, several: list[Cells]) -> list[Stored]:
        """Return the texts of one field; of several columns each text stands under its heading."""
        if len(several) == 1:
            merged = self._lines(several[0])
        elif target.kind.prose:
            merged = self._under_headings(several, headed=not (isinstance(target.kind, Lines) and target.kind.adopts))
        else:
            merged = self._lines(several[0])
            for cells in several[1:]:
                for place, value in enumerate(self._lines(cells)):
                    if value is None:
                        continue
                    if merged[place] is None:
                        merged[place] = value
                    elif squeeze(words(value)) != squeeze(words(merged[place])):
                        self.noting.keep(place, cells.heading, words(value))
        if target.kind.__class__ is Names and not self.ours:
            # In a sheet of our own only semicolons part names, as it says there.
            merged = [parted(str(value)) or value if value.__class__ is str else value for value in merged]
        stored, unreadable = target.kind.read_column(merged)
        for place, message in unreadable.items():
            self.noting.refuse(several[0], place, message, merged[place])
        self._tell_removed(several[0].index, merged, stored)
        return stored

    def _tell_removed(self, index: int, said: Sequence[object], kept: Sequence[Stored]) -> None:
        """Report the characters that the one form of text does not have."""
        # Nearly every text is kept as the very object it was read as.
        for place in list(compress(count(), map(is_not, said, kept))):
            before = said[place]
            if before.__class__ is str and before != kept[place] and (gone := dropped(str(before))):
                message = f"Characters that no text can hold were removed ({', '.join(gone)}); every word is kept."
                self.noting.problem(self.rows[place], index, message)

    def _lines(self, cells: Cells) -> list[object]:
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

    def _under_headings(self, several: list[Cells], *, headed: bool) -> list[object]:
        """Return the texts of several columns one below the other; lines that are records of their own go without headings."""
        texts = [self._lines(cells) for cells in several]
        merged: list[object] = list(texts[0])
        for place in range(len(merged)):
            said = [
                (cells.heading, words(column[place])) for cells, column in zip(several, texts, strict=True) if column[place] is not None
            ]
            if len({squeeze(text) for _, text in said}) == 1 and len(said) > 1:
                merged[place] = said[0][1]
            elif len(said) > 1 or (said and texts[0][place] is None):
                merged[place] = "\n".join(f"{heading}: {text}" if headed else text for heading, text in said)
        return merged

    def _typed(self, target: AnyField, cells: Cells) -> list[Stored]:
        if isinstance(target.kind, Day):
            count = len(self.rows)
            days = read_days(target.kind, [*cells.first, *cells.taken] if cells.taken else cells.first, self.correction.dates)
            for place in (place for place in days.doubtful if place < count):
                self.noting.problem(self.rows[place], cells.index, doubtful_day(words(cells.first[place])))
            for place, message in days.unreadable.items():
                if place < count:
                    self.noting.refuse(cells, place, message)
            return days.stored[:count]
        stored, unreadable = read_answers(target.kind, cells.first)
        noted = self.factors.read(target, cells, stored, unreadable) if isinstance(target.kind, Score) else set()
        for place, message in unreadable.items():
            if place in noted or (
                isinstance(target.kind, Score | Level) and words(cells.first[place]) == "0" and self._worked_out(cells, place)
            ):
                continue
            self.noting.refuse(cells, place, message)
        if target.key == "status":
            self._keep_own_words(target, cells, stored)
        return stored

    def _keep_own_words(self, target: AnyField, cells: Cells, stored: Sequence[Stored]) -> None:
        """Keep a status in the member's own words beside ours."""
        ours: dict[tuple[object, Stored], bool] = {}
        for place, value in enumerate(stored):
            if value is None:
                continue
            said = words(cells.first[place])
            key = (said, value)
            if key not in ours:
                ours[key] = squeeze(said) in (squeeze(str(value)), squeeze(target.kind.show(value)))
            if not ours[key]:
                self.noting.keep(place, cells.heading, said)

    def _worked_out(self, cells: Cells, place: int) -> bool:
        """Whether a zero is only what a formula gives for a row without factors."""
        return (self.rows[place], cells.index) in self.sheet.formulas or not self.sheet.formulas

    # Several lines in one record

    def _take_lines(self, by_field: dict[str, list[Cells]]) -> None:
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

    def _lines_of(self, present: Sequence[Cells], place: int, *, has_text: bool) -> list[str]:
        lines: list[str] = []
        for row in (self.rows[place], *self.long[place]):
            said = [self._said(cells, place, row) for cells in present]
            text, beside = (said[0], said[1:]) if has_text else ("", said)
            note = ", ".join(part for part in beside if part)
            line = f"{text} ({note})" if text and note else text or (f"({note})" if note else "")
            if line and line not in lines:
                lines.append(line)
        return lines

    def _said(self, cells: Cells, place: int, row: int) -> str:
        value = cells.at(place, row, self.rows[place])
        if value is None:
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
        rows = {row: place for place, record in enumerate(self.table.records) for row in record}
        kept = {column.index: column.field for column in self.columns if column.field != IGNORE}
        for (row, index), what in sorted(self.sheet.errors.items()):
            if row not in rows or index not in kept:
                continue
            message = (
                "This cell was never calculated; open the workbook in Excel and save it, then import it again."
                if what == NEVER
                else f"This cell holds {what} where a value should be, so nothing was read from it."
            )
            self.noting.problem(row, index, message)
            self.reading.unread.setdefault(kept[index], set()).add(rows[row])


def _corrected(columns: Sequence[Column], register: Register, correction: Correction | None) -> list[Column]:
    """Return columns with the fields a person gave them; a field the register lacks is kept as extra."""
    wanted = {squeeze(name): key for name, key in (correction.columns if correction else {}).items()}
    found = []
    for column in columns:
        said = wanted.get(squeeze(column.header)) or wanted.get(squeeze(letter(column.index)))
        key = said or column.field
        if key not in {EXTRA, IGNORE} and key not in register:
            key = EXTRA
        read_as = replace(column, field=key)
        found.append(replace(read_as, confidence=1.0, reason="said by hand") if said else read_as)
    return found


def extra_headings(columns: Sequence[Column]) -> dict[int, str]:
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
