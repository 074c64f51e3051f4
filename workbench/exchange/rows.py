"""Which rows below a table's headings are records, and which rows each record stands on."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache
from itertools import compress, pairwise
from operator import or_
from statistics import median

from workbench.domain.kinds import Choice, Day, Level, Prose, Score, Text, words
from workbench.domain.register import Register
from workbench.domain.text import squeeze
from workbench.exchange.evidence import Strip, filled, strips_of
from workbench.exchange.meaning import UID_HEADING
from workbench.exchange.notations import read_house_notation
from workbench.exchange.sections import Section, field_named, groups_of, is_heading, joined_words
from workbench.exchange.sheets import EXTRA, IGNORE, Column, Ignored, Sheet
from workbench.exchange.spellings import spellings

_NOTE = "a legend or note below the table"
_GROUP = "a heading of a group of rows"
_MOST = 0.6
_GUIDED = 3
"""So many rows below the headings may explain them."""
_SENTENCE = 4
_SHORT = 24
_FEW = 2
_LONG_WORD = re.compile(r"(?<![\w/-])[^\W\d_]{3,}(?![\w/-])")
"""A word of its own, not a piece of a reference."""
_LEVELS = 4
"""So many headings of groups may stand right below one another."""


@dataclass(frozen=True)
class Body:
    """The cells below a table's headings, which begin at `top`: rows from `first` up to but not including `last`."""

    sheet: Sheet
    first: int
    last: int
    top: int = 0

    def strips(self, indexes: Collection[int]) -> dict[int, Strip]:
        """Return the cells of columns, blanks as None."""
        return strips_of(self.sheet.rows[self.first : self.last], indexes)


@dataclass
class Sorted:
    """What the rows turned out to be: records by their rows, why the others are none, and which section each record is in."""

    records: list[list[int]] = field(default_factory=list)
    ignored: list[Ignored] = field(default_factory=list)
    groups: dict[int, str] = field(default_factory=dict)


@lru_cache(maxsize=1)
def _markers() -> tuple[re.Pattern[str], re.Pattern[str], tuple[str, ...], tuple[str, ...], frozenset[str], re.Pattern[str]]:
    """Return what marks totals, examples, footers, guidance and placeholders, and what any example begins with."""
    found = spellings()["rows"]
    total = "|".join(re.escape(squeeze(word)) for word in sorted(found["totals"], key=len, reverse=True))
    example = "|".join(re.escape(squeeze(word)) for word in sorted(found["examples"], key=len, reverse=True))
    opening = "|".join(re.escape(squeeze(word)) for word in sorted(found["for_example"], key=len, reverse=True))
    starts = "".join({squeeze(word)[:1] for word in (*found["examples"], *found["for_example"])})
    return (
        re.compile(rf"(?:{total})(?:\s+[^\W\d_]+){{0,3}}\s*[:=]?\s*\d*"),
        re.compile(rf"(?i)\s*[(\[*<]?(?:(?:{opening})(?:$|[\s,:)）])|(?:{example})(?:\s*\d{{1,2}})?(?:$|\s*[):\]\-–—,>*）】］：]))"),  # noqa: RUF001 - brackets as Japanese writes them
        tuple(squeeze(word) for word in found["footers"]),
        tuple(word.casefold() for word in found["guidance"]),
        frozenset(squeeze(word) for word in found["placeholders"]),
        re.compile(rf"(?i)[\s(\[*<{re.escape(starts)}]"),
    )


def guides(texts: Mapping[int, object], columns: Sequence[Column], register: Register) -> bool:
    """Whether a row explains its headings instead of holding a record.

    A column that should hold dates, levels or choices but has a sentence, a placeholder such as "dd/mm/yy" or words
    that tell people what to fill in are the signs.
    """
    _, _, _, openings, placeholders, _ = _markers()
    by_index = {column.index: column for column in columns}
    signs = typed = told = 0
    for index, value in texts.items():
        if not isinstance(value, str):
            typed += isinstance(value, int | float | date)
            continue
        text = squeeze(value)
        column = by_index.get(index)
        target = register.find(column.field) if column else None
        strict = target is not None and (isinstance(target.kind, Day | Level | Score | Choice) or target.key == "ref")
        if text in placeholders:
            signs += 1
        elif value.lstrip().casefold().startswith(openings):
            told += 1
            signs += strict
        elif strict and len(text.split()) > _SENTENCE and read_house_notation(value) is None:
            signs += 1
    if typed > 1:
        return False
    count = len(texts)
    return signs + told >= max(_FEW, count / 2) and (signs > 0 or told > _FEW)


def hints(texts: Mapping[int, object]) -> bool:
    """Whether a row holds nothing but scales or column numbers below headings."""
    _, _, _, _, placeholders, _ = _markers()
    numbers = [int(value) for value in texts.values() if isinstance(value, int | float) and float(value).is_integer()]
    if len(numbers) == len(texts) > 3 and all(b - a == 1 for a, b in pairwise(numbers)):  # noqa: PLR2004 - columns numbered across
        return True
    signs = [value.strip().casefold() for value in texts.values() if isinstance(value, str)]
    if len(signs) == len(texts) > _FEW + 1 and all(len(a) == len(b) == 1 and ord(b) - ord(a) == 1 for a, b in pairwise(signs)):
        return True
    return bool(texts) and all(
        isinstance(value, str)
        and (squeeze(value) in placeholders or re.fullmatch(r"\(?\d{1,2}\s*(?:-|–|to|bis|a|à|/)\s*\d{1,3}\)?", squeeze(value)))
        for value in texts.values()
    )


class Sorter:
    """Sorts the rows of one table."""

    def __init__(self, body: Body, columns: Sequence[Column], register: Register, header: Mapping[int, str]) -> None:
        self.body = body
        self.register = register
        self.header = header
        self.columns = [column for column in columns if column.field != IGNORE]
        uid = next((column.index for column in columns if column.header == UID_HEADING), None)
        self.strips = body.strips({column.index for column in self.columns} | (set() if uid is None else {uid}))
        self.cells = {column.index: self.strips[column.index].cells for column in self.columns}
        self.uid = None if uid is None else self.strips[uid].cells
        self.groups = frozenset(spellings()["groups"]["fields"])
        self.ref = next((column.index for column in self.columns if column.field == "ref"), None)
        chosen = (register.title_key, *register.match_keys)
        self.identity = [column.index for column in self.columns if column.field in chosen]
        if not self.identity:
            self.identity = [column.index for column in self.columns if self._is_prose(column)][:1]
        self.count = body.last - body.first
        self._why: dict[int, str] = {}
        self._sections: list[Section] = []
        self._names = self._named_refs = 0
        self._known: list[str] = []
        self._shapes: set[str] = set()
        self._wide = [box for box in body.sheet.merged if box[3] > box[1]]
        self._headed = self._heading_cells()
        self._measure()
        self._alone = self.filled.count(1)

    def _is_prose(self, column: Column) -> bool:
        target = self.register.find(column.field)
        return target is not None and isinstance(target.kind, Prose)

    def _measure(self) -> None:
        """Note for every row how many cells are filled, and how much of it somebody wrote."""
        count = self.count
        self.filled = [len(self.columns)] * count
        self.strong = [False] * count
        self.named = [False] * count
        self.worked: dict[int, set[int]] = {}
        for row, index in self.body.sheet.formulas:
            if self.body.first <= row < self.body.last:
                self.worked.setdefault(index, set()).add(row - self.body.first)
        for column in self.columns:
            strip = self.strips[column.index]
            if strip.gaps:
                self.filled = [number - (value is None) for number, value in zip(self.filled, strip.cells, strict=True)]
            identity = column.index in self.identity
            if identity or self._is_prose(column):
                written = self._written(strip, self.worked.get(column.index, ()))
                self.strong = list(map(or_, self.strong, written))
                if identity:
                    self.named = list(map(or_, self.named, written))

    def _written(self, strip: Strip, worked: Collection[int]) -> list[bool]:
        """Return for every row whether a column holds words there."""
        if not worked:
            return [True] * self.count if strip.texts else [value.__class__ is str for value in strip.cells]
        # Words that a formula fetched count in the fields that tell records apart: an export read back in.
        return [
            value.__class__ is str and (place not in worked or any(letter.isalpha() for letter in str(value)))
            for place, value in enumerate(strip.cells)
        ]

    def _weak_columns(self) -> list[Column]:
        """Return the columns whose cells say a little about a record: no references, dates or names of groups."""
        found = []
        for column in self.columns:
            target = self.register.find(column.field)
            if column.field in {EXTRA, "ref"} or target is None or column.field in self.groups or isinstance(target.kind, Day):
                continue
            found.append(column)
        return found

    def _typed(self) -> list[bool]:
        """Return for every row whether anything was typed in it that is more than a number, a zero or a filled-down value."""
        typed = list(self.strong)
        rest = [place for place in range(self.count) if not typed[place] and self.filled[place]]
        for column in self._weak_columns():
            target = self.register.find(column.field)
            if self.identity and target is not None and isinstance(target.kind, Level | Score):
                continue  # figures without a word are nobody's record, where words have a place
            cells = self.cells[column.index]
            worked = self.worked.get(column.index, ())
            found = [place for place in rest if cells[place] is not None and place not in worked and cells[place] not in (0, "0", False)]
            said = {words(cells[place]) for place in found}
            if len(said) == 1 and (len(found) > 1 or cells.count(cells[found[0]]) > max(1, sum(value is not None for value in cells) / 2)):
                continue
            for place in found:
                typed[place] = True
        return typed

    def sort(self) -> Sorted:
        """Return the records and what was left out."""
        typed = self._typed()
        merged = self._merged()
        usual = median(list(compress(self.filled, self.named)) or [0])
        plain = self._plain(typed, merged, usual)
        records: list[list[int]] = []
        gap = 0
        note_until = -1
        for place in range(self.count):
            row = self.body.first + place
            if plain[place] and not gap and place > note_until:
                self._names += 1
                self._named_refs += self.ref is not None
                records.append([row])
                continue
            if not self.filled[place] and (self.uid is None or self.uid[place] is None):
                gap += 1
                continue
            top = merged.get(place)
            if self.uid is not None:
                # In a sheet of our own each row is one record; whoever adds one may fill in as little as a title.
                if self.uid[place] is None and not (typed[place] or self.named[place]):
                    self._why[row] = "nothing was typed in it"
                    continue
                records.append([row])
            elif top is not None and records and records[-1][0] <= self.body.first + top:
                records[-1].append(row)
            else:
                if gap and records and place > note_until and self._is_note(place, gap, usual, records):
                    note_until = self._end_of_block(place)
                why = _NOTE if place <= note_until else self._no_record(place, usual, begun=bool(records))
                why = why or self._put(place, gap, typed, records)
                if why:
                    self._why[row] = why
                    if why == _GROUP:
                        self._head(place)
                    continue
            gap = 0
        records = self._joined(records) if self.uid is None else records
        return Sorted(records, self._grouped(), groups_of([*self._section_above(records), *self._sections], records))

    def _section_above(self, records: Sequence[Sequence[int]]) -> list[Section]:
        """Return the row above the headings as the section of the first records, where sections of its kind follow."""
        row = self.body.top - 1
        if not self._sections or not records or records[0][0] > self._sections[0].row or row < 0:
            return []
        cells = self.body.sheet.rows[row]
        used = filled(cells)
        if len(used) != 1 or not isinstance(cells[used[0]], str):
            return []
        text = joined_words([str(cells[used[0]])])
        above = Section(row, text, field_named(text, self.register), (used[0], text.isupper(), self._is_wide(row)))
        return [above] if any(section.kind == above.kind for section in self._sections) else []

    def _plain(self, typed: Sequence[bool], merged: Collection[int], usual: float) -> list[bool]:
        """Return for every row whether it is a record beyond doubt unless it stands after a gap.

        It is named and typed, has a reference where the table has references, is as full as records are, and nothing
        marks it; these are nearly all rows of a long register, so only the others are looked at one by one.
        """
        enough = max(_FEW, usual * _MOST)
        plain = [named and said and number > enough for named, said, number in zip(self.named, typed, self.filled, strict=True)]
        if self.ref is not None and self.strips[self.ref].gaps:
            plain = [sure and ref is not None for sure, ref in zip(plain, self.cells[self.ref], strict=True)]
        if self.uid is not None:
            plain = [sure and uid is None for sure, uid in zip(plain, self.uid, strict=True)]
        for place in (*range(min(_GUIDED, self.count)), *merged, *self._headed, *self._examples):
            plain[place] = False
        return plain

    def _put(self, place: int, gap: int, typed: Sequence[bool], records: list[list[int]]) -> str:
        """Add a row to the record above or begin a record with it; return why it is neither, or nothing."""
        row = self.body.first + place
        self._count_refs(place)
        if records and self.ref is not None and self.cells[self.ref][place] is None and self._continues(place, gap, typed):
            records[-1].append(row)
        elif records and self.ref is None and self.identity and not self.named[place]:
            if gap:
                return _NOTE
            records[-1].append(row)
        elif typed[place]:
            records.append([row])
        else:
            return "nothing was typed beside the number"
        return ""

    def _continues(self, place: int, gap: int, typed: Sequence[bool]) -> bool:
        """Whether a row without a reference goes on with the record above."""
        if gap:
            return False
        if not self.named[place]:
            return True
        for column in self.columns:
            target = self.register.find(column.field)
            if target is None or self.cells[column.index][place] is None:
                continue
            if isinstance(target.kind, Level | Score | Choice | Day) or (not target.kind.prose and isinstance(target.kind, Text)):
                return False
        named = sum(self.cells[index][place] is not None for index in self.identity)
        return named < _FEW and typed[place] and self._named_refs * 2 >= self._names - 1

    def _count_refs(self, place: int) -> None:
        """Count rows that are named, and those of them that have a reference."""
        if self.named[place]:
            self._names += 1
            self._named_refs += self.ref is not None and self.cells[self.ref][place] is not None

    @cached_property
    def _usual_ref(self) -> float:
        """Letters of most references."""
        if self.ref is None:
            return 0
        found = [(len(words(value)), named) for value, named in zip(self.cells[self.ref], self.named, strict=True) if value is not None]
        return median([length for length, named in found if named] or [length for length, _ in found] or [0])

    def _end_of_block(self, place: int) -> int:
        """Return the last of the filled rows that follow one another from here on."""
        return next((other - 1 for other in range(place, self.count) if not self.filled[other]), self.count - 1)

    def _is_note(self, place: int, gap: int, usual: float, records: Sequence[Sequence[int]]) -> bool:
        """Whether the rows after a gap are a legend, a matrix or a note: none is as full as records are.

        Rows with new references that look like those above are records however little they hold.
        """
        block = range(place, self._end_of_block(place) + 1)
        enough = min(usual, max(3, usual / 2))
        if usual > _FEW and any(self.named[other] and self.filled[other] >= enough for other in block):
            return False
        if self.ref is not None:
            cells = self.cells[self.ref]
            for record in records[len(self._known) :]:
                self._known.append(squeeze(words(cells[record[0] - self.body.first])))
                self._shapes.add(_shape(self._known[-1]))
            refs = [squeeze(words(cells[other])) for other in block]
            return not all(ref and _shape(ref) in self._shapes and ref not in self._known for ref in refs)
        return usual > _FEW or gap > 1 or all(self.filled[other] < usual for other in block)

    def _heads_a_group(self, place: int, usual: float) -> bool:
        """Whether the only cell of a row, in the column of titles, heads the rows below: it says so, or others like it do."""
        if self.ref is not None or usual <= _FEW or not self.named[place]:
            return False
        if place + 1 >= self.count or self.filled[place + 1] < usual * _MOST:
            return False
        text = words(self.cells[self.identity[0]][place]).strip()
        return text.endswith(":") or text.isupper() or 1 < self._alone <= self.count / _FEW

    @cached_property
    def _examples(self) -> set[int]:
        """Places whose reference or words that tell records apart mark an example."""
        example, opening = _markers()[1], _markers()[5]
        found: set[int] = set()
        for index in {*self.identity, *([] if self.ref is None else [self.ref])}:
            starts = {start for start in self.strips[index].starts if start.__class__ is str and opening.match(str(start))}
            if starts:
                found.update(
                    place
                    for place, value in enumerate(self.cells[index])
                    if value.__class__ is str and value[:1] in starts and example.match(value)
                )
        return found

    def _no_record(self, place: int, usual: float, *, begun: bool) -> str:
        """Return why a row is no record, or nothing."""
        if self.filled[place] >= _FEW and self._repeats_header(place):
            return "the headings again"
        if place < _GUIDED and not begun and (why := self._explains(place)):
            return why
        if place in self._examples:
            return "marked as an example"
        if self.filled[place] <= max(_FEW, usual * _MOST):
            return self._is_sparse(place, usual)
        return ""

    def _explains(self, place: int) -> str:
        texts = {column.index: self.cells[column.index][place] for column in self.columns if self.cells[column.index][place] is not None}
        if guides(texts, self.columns, self.register):
            return "guidance on what to fill in"
        return "scales or numbers of the columns" if hints(texts) else ""

    def _is_sparse(self, place: int, usual: float) -> str:
        """Return why a row that holds little is no record, or nothing."""
        total, _, footers, *_ = _markers()
        ref = self.cells[self.ref][place] if self.ref is not None else None
        count = self.filled[place]
        shown = [squeeze(str(value)) for value in (self.cells[column.index][place] for column in self.columns) if value.__class__ is str]
        if len(shown) == 1 and total.fullmatch(shown[0]):
            return "totals"
        if shown and count <= _FEW and shown[0].startswith(footers):
            return _NOTE
        if self._is_section(place, usual) or (count == 1 and (self._spread(place) or self._heads_a_group(place, usual))):
            return _GROUP
        if count > 1:
            return ""
        lengthy = ref.__class__ is str and usual >= _FEW and len(str(ref)) > max(self._usual_ref * 1.5, self._usual_ref + 3)
        if lengthy and self._wordy(str(ref)):
            return _GROUP if place + 1 < self.count else _NOTE
        return ""

    def _texts_at(self, place: int) -> list[tuple[Column, str]]:
        """Return the texts of a row with their columns; nothing where it holds anything but texts."""
        cells = [(column, self.cells[column.index][place]) for column in self.columns]
        there = [(column, value) for column, value in cells if value is not None]
        return [(column, value) for column, value in there if isinstance(value, str)] if all(v.__class__ is str for _, v in there) else []

    def _is_section(self, place: int, usual: float, levels: int = _LEVELS) -> bool:
        """Whether one text, or a name with what it is beside it, heads fuller rows below: it names a field, or looks like a heading."""
        texts = self._texts_at(place) if self.filled[place] <= _FEW < usual else []
        below = self._next_filled(place) if texts else None
        if below is None or not levels or not self._leads_to_records(below, usual, levels - 1):
            return False
        if field_named(joined_words([text for _, text in texts]), self.register):
            return True
        (column, text), *more = texts
        if more or self.ref is None or not is_heading(text) or self.cells[self.ref][place] is not None:
            return False
        if column.field in self.groups:
            return not self.named[place] and self.cells[column.index][below] is None
        return self.named[place] and (text.endswith(":") or (text.isupper() and not self._shouting))

    def _next_filled(self, place: int) -> int | None:
        """Return the next row that holds anything, one blank row at most between."""
        return next((other for other in range(place + 1, min(place + 3, self.count)) if self.filled[other]), None)

    def _leads_to_records(self, place: int, usual: float, levels: int) -> bool:
        """Whether a row is as full as records are, or a heading that itself stands above such a row."""
        if self.filled[place] >= max(_FEW + 1, usual * _MOST):
            return True
        return self.filled[place] <= _FEW and (self._spread(place) or self._is_section(place, usual, levels))

    @cached_property
    def _shouting(self) -> bool:
        """Whether the words that tell records apart are mostly written in capital letters."""
        texts = [value for value in self.cells[self.identity[0]] if isinstance(value, str)] if self.identity else []
        return sum(text.isupper() for text in texts) * 2 > len(texts)

    def _head(self, place: int) -> None:
        """Note what a row says of the rows below it."""
        texts = self._texts_at(place)
        if not texts:
            return
        column, text = texts[0]
        words_ = joined_words([said for _, said in texts])
        named = field_named(words_, self.register)
        if not named and column.field in self.groups and len(texts) == 1 and column.header.strip():
            words_ = f"{column.header}: {words_}"
            named = field_named(words_, self.register)
        if named or is_heading(words_):
            look = (column.index, text.isupper(), self._spread(place))
            self._sections.append(Section(self.body.first + place, words_, named, look))

    @staticmethod
    def _wordy(text: str) -> bool:
        if sum(letter.isalpha() for letter in text) <= len(text) / 2:
            return False
        # Figures make a reference of a word, but not of several: "Finance Committee, 4 March 2026".
        return not re.search(r"\d{2}", text) or len(_LONG_WORD.findall(text)) >= _FEW

    def _spread(self, place: int) -> bool:
        """Whether the only cell of a row is merged across half of the table."""
        return self._is_wide(self.body.first + place)

    def _is_wide(self, row: int) -> bool:
        """Whether a cell of a row is merged across half of the table."""
        width = max((column.index for column in self.columns), default=0) - min((column.index for column in self.columns), default=0) + 1
        return width > _FEW and any(box[0] <= row <= box[2] and box[3] - box[1] + 1 > width / 2 for box in self._wide)

    def _heading_cells(self) -> dict[int, int]:
        """Return for rows that hold words of the headings how many they hold, as on a second printed page."""
        found: dict[int, int] = {}
        for index, text in self.header.items():
            cells = self.cells.get(index, ())
            if index in self.strips and text[:1] in self.strips[index].starts and text in cells:
                for place, value in enumerate(cells):
                    if value == text:
                        found[place] = found.get(place, 0) + 1
        return found

    def _repeats_header(self, place: int) -> bool:
        same = self._headed.get(place, 0)
        return same >= _FEW and same > self.filled[place] * 0.7

    def _merged(self) -> dict[int, int]:
        """Return for rows covered by a vertical merge of a telling column the place its record begins at."""
        telling = {*self.identity[:1], *([] if self.ref is None else [self.ref])}
        found: dict[int, int] = {}
        for top, left, bottom, right in self.body.sheet.merged:
            if bottom > top and self.body.first <= top and bottom < self.body.last and any(left <= index <= right for index in telling):
                for row in range(top + 1, bottom + 1):
                    found[row - self.body.first] = min(top - self.body.first, found.get(row - self.body.first, top))
        return found

    def _joined(self, records: list[list[int]]) -> list[list[int]]:
        """Put together the records of one reference whose own columns agree, as systems export a risk for each action."""
        if self.ref is None or self.uid is not None:
            return records
        own = self._own_columns()
        followers = spellings()["lines"].get(self.register.key, {})
        if not any(column.field == key or column.field in names for column in self.columns for key, names in followers.items()) and not any(
            column.field == EXTRA for column in self.columns
        ):
            return records
        first = self.body.first
        refs = self.cells[self.ref]
        named = [ref for rows in records if (ref := refs[rows[0] - first]) is not None]
        names = _squeezed([ref if ref.__class__ is str else words(ref) for ref in named])
        if len(set(names)) == len(names):
            return records
        known: dict[str, list[int]] = {}
        kept: list[list[int]] = []
        squeezed = iter(names)
        for rows in records:
            if refs[rows[0] - first] is None:
                kept.append(rows)
                continue
            name = next(squeezed)
            earlier = known.get(name)
            if earlier is not None and self._agree(earlier[0] - first, rows[0] - first, own):
                earlier.extend(rows)
                continue
            known.setdefault(name, rows)
            kept.append(rows)
        return kept

    def _own_columns(self) -> list[int]:
        """Return the columns that are the record's own: what tells it apart, and all that is neither prose nor a line of something."""
        lines = {name for key, names in spellings()["lines"].get(self.register.key, {}).items() for name in (key, *names)}
        return [
            column.index
            for column in self.columns
            if column.field not in lines
            and column.field not in {EXTRA, "ref"}
            and (column.index in self.identity or not self._is_prose(column))
        ]

    def _agree(self, one: int, other: int, own: Sequence[int]) -> bool:
        told = False
        for index in own:
            first, second = self.cells[index][one], self.cells[index][other]
            if second is None:
                continue
            if first is None or squeeze(words(first)) != squeeze(words(second)):
                return False
            told = told or index in self.identity
        return told or not self.named[other]

    def _grouped(self) -> list[Ignored]:
        """Return the rows left out, neighbours with one reason together."""
        found: list[Ignored] = []
        rows = sorted(self._why)
        start = 0
        for place, row in enumerate(rows):
            end = place + 1 == len(rows) or rows[place + 1] != row + 1 or self._why[rows[place + 1]] != self._why[row]
            if end:
                found.append(Ignored(shown_rows(rows[start], row), self._why[row]))
                start = place + 1
        return found


def _squeezed(texts: list[str]) -> list[str]:
    """Return what `squeeze` makes of texts; those of plain letters and figures without white space are done all at once."""
    whole = "\n".join(texts)
    if whole.isascii() and "".join(texts).isprintable() and " " not in whole:
        return whole.casefold().split("\n") if texts else []
    return [squeeze(text) for text in texts]


def _shape(text: str) -> str:
    """Return how a reference is made: its letters, and "9" for each run of digits."""
    return re.sub(r"\d+", "9", text)


def shown_rows(first: int, last: int) -> str:
    """Return rows as people count them: "4" or "4-9"."""
    return str(first + 1) if first == last else f"{first + 1}-{last + 1}"
