"""What stands with each label of a form: beside it, below it, or behind its colon in the same cell.

A label with a value to its right takes what follows on its row and, where nothing else claims them, the rows below;
a label without takes what stands below it. Where a row's label and a heading above both claim a cell, as in a small
grid of scores, the cell belongs to both: "Initial / L".
"""

import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

from workbench.domain.kinds import Prose
from workbench.domain.text import squeeze
from workbench.exchange.evidence import filled, is_blank
from workbench.exchange.headings import Vocabulary
from workbench.exchange.sheets import Sheet

_LONGEST = 80
_WORDS = 10
_WIDEST = 200
"""Columns of a sheet that are looked at for a form."""
_MOST = 0.6
_HALF = 0.5
_FEW = 2
_PAIRS = 3
_TOP = 6
"""Rows of a form that may say which of several it is."""
_REF = ("Ref",)
"""What the label is called that counts the forms, beside what it labels."""
_ENDLESS = 1 << 20
_COUNTED = re.compile(r"(.*[^\W\d_])[\s#.]*(?:no\.?\s*)?\d{1,3}[a-z]?\s*:?", re.IGNORECASE | re.DOTALL)
"""A label that counts the forms: "Strategic risk 3"."""
_INLINE = re.compile(r"\s*([^:\n]{2,60}):[ \t]*(?:\n\s*)?(\S.*)", re.DOTALL)

Place = tuple[int, int]


@dataclass
class Entry:
    """What a form says under one label: the label's place, and each value with its own; `lines` names a list it is part of."""

    path: tuple[str, ...]
    place: Place
    values: list[tuple[Place, object]] = field(default_factory=list)
    lines: Place | None = None


@dataclass
class Form:
    """One form: the rows it stands on and its entries in reading order; `heading_rows` hold labels of what stands below them.

    `across` says that it is one of several that stand in a column each.
    """

    sheet: Sheet
    first: int
    last: int
    entries: list[Entry] = field(default_factory=list)
    heading_rows: set[int] = field(default_factory=set)
    across: bool = False


@dataclass
class _Head:
    """A label that takes what stands below it, in the columns from `left` to `right`."""

    left: int
    right: int
    row: int
    entry: Entry
    crossed: int = 0


class Labels:
    """Which texts are labels, by the words of a register, a colon, or because other forms have them, too."""

    def __init__(self, vocabulary: Vocabulary, also: frozenset[str] = frozenset()) -> None:
        self.vocabulary = vocabulary
        self.also = also
        self._known: dict[str, bool] = {}

    def like(self, value: object) -> bool:
        """Whether a cell could be a label."""
        if value.__class__ is not str:
            return False
        text = str(value)
        if text not in self._known:
            self._known[text] = len(text) <= _LONGEST and self._like(text)
        return self._known[text]

    def _like(self, text: str) -> bool:
        if len(text.split()) > _WORDS or not any(map(str.isalpha, text)):
            return False
        if text.rstrip().endswith(":"):
            return True
        return bool(self.vocabulary.quick(text)) or self.vocabulary.names_stage(text) or squeeze(text) in self.also

    def counted(self, value: object) -> str:
        """Return the words of a label that names a record and counts the forms, "Strategic risk" of "Strategic risk 3", or nothing."""
        if value.__class__ is not str or len(str(value)) > _LONGEST:
            return ""
        found = _COUNTED.fullmatch(" ".join(str(value).split()))
        register = self.vocabulary.register
        return found[1] if found and self.vocabulary.quick(found[1]) in {register.title_key, *register.match_keys} else ""

    def field(self, path: tuple[str, ...]) -> str:
        """Return the field that a label names, a part of a score with its stage, or nothing."""
        found = self.vocabulary.read(path)
        return (found[0].field or f"{found[0].stage} {found[0].part}") if found else ""

    def stage(self, text: str) -> str:
        """Return the stage that a text names as a band above or before parts of a score, or nothing."""
        found = self.vocabulary.read((text,)) if self.vocabulary.names_stage(text) else ()
        return found[0].stage if found else ""

    def is_part(self, text: str) -> bool:
        """Whether a text names a part of a score without saying of which stage."""
        found = self.vocabulary.read((text,))
        return bool(found and found[0].part and not found[0].stage)

    def is_scored(self, text: str) -> bool:
        """Whether a text names a part or a stage of a score."""
        found = self.vocabulary.read((text,))
        return bool(found and (found[0].part or found[0].stage))


def read_form(sheet: Sheet, first: int, last: int, labels: Labels) -> Form:
    """Return what the rows of a form say, from `first` up to but not including `last`."""
    return _Reader(sheet, first, last, labels).read()


class _Reader:
    """Reads one form row by row."""

    def __init__(self, sheet: Sheet, first: int, last: int, labels: Labels) -> None:
        self.sheet = sheet
        self.labels = labels
        self.form = Form(sheet, first, last)
        self.boxes = {(top, left): (bottom, right) for top, left, bottom, right in sheet.merged if first <= top < last}
        self.rows = {row: self._used(row) for row in range(first, last)}
        self.heads: list[_Head] = []
        self.tall: list[tuple[int, int, Entry]] = []
        self.owners: dict[Place, Entry] = {}
        self.section: tuple[str, int] | None = None
        self.newest: Entry | None = None

    def _used(self, row: int) -> list[int]:
        cells = self.sheet.rows[row] if row < len(self.sheet.rows) else []
        # An error stands in a cell that holds nothing.
        wrong = [column for column in range(_WIDEST) if (row, column) in self.sheet.errors] if self.sheet.errors else []
        return sorted({*filled(cells[:_WIDEST]), *wrong})

    def value(self, row: int, column: int) -> object:
        """Return what a cell holds."""
        cells = self.sheet.rows[row] if row < len(self.sheet.rows) else []
        return cells[column] if column < len(cells) else None

    def text(self, row: int, column: int) -> str:
        """Return a label without its colon."""
        return " ".join(str(self.value(row, column)).split()).rstrip(" :").strip() or str(self.value(row, column))

    def end(self, row: int, column: int) -> Place:
        """Return the last row and column of a cell, which may be merged."""
        return self.boxes.get((row, column), (row, column))

    @cached_property
    def shares(self) -> dict[int, float]:
        """How many of each column's short texts could be labels."""
        like: Counter[int] = Counter()
        short: Counter[int] = Counter()
        for row, used in self.rows.items():
            for column in used:
                value = self.value(row, column)
                short[column] += 1
                like[column] += self.labels.like(value)
        return {column: like[column] / count for column, count in short.items()}

    def beneath(self, row: int, column: int) -> object:
        """Return what stands directly below a cell."""
        bottom, right = self.end(row, column)
        return next((self.value(bottom + 1, index) for index in self.rows.get(bottom + 1, ()) if column <= index <= right), None)

    def is_heading_row(self, row: int) -> bool:
        """Whether a row holds labels of what stands below them."""
        used = self.rows[row]
        like = [column for column in used if self.labels.like(self.value(row, column))]
        if len(like) < _FEW or len(like) < _MOST * len(used):
            return False
        below = [self.beneath(row, column) for column in like]
        if any(self.labels.like(value) for value in below[:1]) or sum(self.labels.like(value) for value in below) > _FEW // 2:
            return False
        beside = any(not self._between(used, before, after) for before, after in pairwise(like))
        return beside and (any(not is_blank(value) for value in below) or (len(like) > _FEW and len(like) == len(used)))

    @staticmethod
    def _between(used: list[int], before: int, after: int) -> bool:
        return any(before < column < after for column in used)

    def roles(self, row: int, *, heading: bool) -> set[int]:
        """Return the columns of a row's labels."""
        used = self.rows[row]
        if heading:
            return {column for column in used if isinstance(self.value(row, column), str) and len(str(self.value(row, column))) <= _LONGEST}
        found: set[int] = set()
        pending: int | None = None
        if len(used) == _FEW and self.counted(row, used[0]) and self._is_said(row, used[1]):
            return {used[0]}
        for column in used:
            if not self.labels.like(self.value(row, column)) or (pending is not None and self._looks_alike(row, pending, column)):
                pending = None
                continue
            if column != used[0] and used[0] not in found and self._is_listed(row, column):
                continue
            found.add(column)
            pending = column
        letters = {column for column in found if len(self.text(row, column)) == 1}
        scored = sum(self.labels.is_scored(self.text(row, column)) for column in found)
        return found - letters if scored < _FEW else found

    def counted(self, row: int, column: int) -> str:
        """Return the words of a label that counts the forms on one of the first rows of a form, or nothing."""
        return self.labels.counted(self.value(row, column)) if row - self.form.first < _TOP else ""

    def _is_said(self, row: int, column: int) -> bool:
        """Whether a cell says something in words that are no label."""
        value = self.value(row, column)
        return isinstance(value, str) and len(value.split()) >= _FEW and not self.labels.like(value)

    def _is_listed(self, row: int, column: int) -> bool:
        """Whether a cell that could be a label goes on a list of several columns: "A. Lead" below "Owner"."""
        colon = str(self.value(row, column)).rstrip().endswith(":")
        return not colon and any(head.left == column and head.row in self.form.heading_rows for head in self.heads)

    def _looks_alike(self, row: int, label: int, column: int) -> bool:
        """Whether a cell that could be a label is the value of the one before it: "Type | Strategic risk"."""
        before, text = str(self.value(row, label)), str(self.value(row, column))
        if text.rstrip().endswith(":") or (self.labels.is_scored(self.text(row, label)) and self.labels.is_scored(self.text(row, column))):
            return False
        if before.rstrip().endswith(":"):
            return True
        if self.is_prose(row, label) and self.is_prose(row, column):
            return False
        last = column == self.rows[row][-1] and is_blank(self.beneath(row, column))
        share, other = self.shares[label], self.shares[column]
        return share > other and (last or other < _HALF or share > _FEW * other)

    def is_prose(self, row: int, column: int) -> bool:
        """Whether a label names a field of sentences."""
        target = self.labels.vocabulary.register.find(self.labels.field((self.text(row, column),)))
        return target is not None and isinstance(target.kind, Prose)

    def _promoted(self) -> set[Place]:
        """Return cells that stand where labels stand, though no register knows their words."""
        found: set[Place] = set()
        pairs: dict[int, int] = {}
        others: dict[int, list[Place]] = {}
        blocked: set[int] = set()
        for row, used in self.rows.items():
            if not used:
                blocked.clear()
            if self.is_heading_row(row):
                blocked.update(used)
                continue
            roles = self.roles(row, heading=False)
            for place, column in enumerate(used):
                after = used[place + 1] if place + 1 < len(used) else None
                paired = after is not None and after not in roles
                if column in roles:
                    blocked.discard(column)
                    pairs[column] = pairs.get(column, 0) + paired
                elif paired and column not in blocked and (place == 0 or used[place - 1] not in roles) and self._is_wordy(row, column):
                    others.setdefault(column, []).append((row, column))
        for column, places in others.items():
            if pairs.get(column, 0) >= max(_PAIRS, len(places)):
                found.update(places)
        return found

    def _is_wordy(self, row: int, column: int) -> bool:
        value = self.value(row, column)
        return (
            isinstance(value, str)
            and len(value) <= _LONGEST
            and len(value.split()) <= _WORDS
            and value[:1].isalpha()
            and not any(map(str.isdigit, value))
        )

    def read(self) -> Form:
        """Return the form."""
        promoted = self._promoted()
        for row, used in self.rows.items():
            heading = self.is_heading_row(row)
            if heading:
                self.form.heading_rows.add(row)
            roles = self.roles(row, heading=heading) | {column for column in used if (row, column) in promoted}
            self.tall = [kept for kept in self.tall if kept[0] >= row]
            self._row(row, used, roles, heading=heading)
        return self.form

    def _row(self, row: int, used: list[int], roles: set[int], *, heading: bool) -> None:
        beside: Entry | None = None
        band = next((entry.path[-1] for _, _, entry in self.tall if self.labels.stage(entry.path[-1]) and not entry.values), "")
        taken = 0
        labels = sorted(roles)
        key = self._key_of_lines(row, labels) if heading else None
        for column in used:
            tall = next((entry for bottom, right, entry in self.tall if right < column), None)
            if column in roles:
                counted = "" if heading else self.counted(row, column)
                if counted and not any(self.labels.field(entry.path) == "ref" for entry in self.form.entries):
                    self._entry(_REF, (row, column)).values.append(((row, column), self.value(row, column)))
                text = counted or self.text(row, column)
                above = self._make_way(row, column)
                path = self._path(column, text, band, above)
                band = text if self.labels.stage(text) else band if self.labels.is_scored(text) else ""
                beside = self._entry(path, (row, column))
                if key is not None and column != key:
                    beside.path = self._follower(self.text(row, key), text) or beside.path
                beside.lines = None if key is None else (row, key)
                following = [other for other in labels if other > column]
                right = following[0] - 1 if following else _ENDLESS
                right = max(right, self.end(row, column)[1])
                if not any(column < other <= right for other in used):
                    # A label with a row to itself ends what stood above, as far as it reaches.
                    self.heads = [head for head in self.heads if not column <= head.left <= right]
                self.heads.append(_Head(column, right, row, beside))
                bottom, last = self.end(row, column)
                if bottom > row and not heading:
                    self.tall.append((bottom, last, beside))
                taken = 0
                continue
            self._put(row, column, (None if heading else beside) or tall)
            if beside is not None and not heading and taken == 0:
                self._retire(beside)
            taken += 1

    def _key_of_lines(self, row: int, labels: list[int]) -> int | None:
        """Return the column of a list whose further columns belong to each of its lines: action, owner, due."""
        for column in labels:
            if self.labels.field((self.text(row, column),)) in self.labels.vocabulary.lines:
                return column
        return None

    def _follower(self, key: str, text: str) -> tuple[str, ...]:
        followers = self.labels.vocabulary.lines.get(self.labels.field((key,)), [])
        return (f"{key} {text}",) if self.labels.field((f"{key} {text}",)) in followers else ()

    def _make_way(self, row: int, column: int) -> Entry | None:
        """End what stands above a new label; return the label it covers if nothing stood below it, a band."""
        above: Entry | None = None
        kept = []
        for head in self.heads:
            if head.row < row and head.left <= column <= head.right:
                if not head.entry.values and self.end(head.row, head.left)[0] == row - 1:
                    above = head.entry
                if not head.entry.values and self.labels.stage(head.entry.path[-1]):
                    self.section = (head.entry.path[-1], head.left)
                if column > head.left:
                    # Further labels may stand under a band; a list goes on left of them.
                    head.right = head.right if above is head.entry else column - 1
                    kept.append(head)
                    continue
                if above is head.entry and head.right > column and self.labels.stage(above.path[-1]):
                    kept.append(head)
                continue
            kept.append(head)
        self.heads = kept
        return above

    def _retire(self, entry: Entry) -> None:
        """A label with its value beside it takes nothing below it that another label may claim."""
        self.heads = [head for head in self.heads if head.entry is not entry]

    def _path(self, column: int, text: str, band: str, above: Entry | None) -> tuple[str, ...]:
        if not self.labels.is_scored(text) or self.labels.stage(text):
            if self.section and column >= self.section[1] and not self.labels.is_scored(text):
                self.section = None
            return (text,)
        if not self.labels.is_part(text):
            return (text,)
        if above is not None and self.labels.stage(above.path[-1]):
            return (above.path[-1], text)
        if band:
            return (band, text)
        if self.section and column >= self.section[1]:
            return (self.section[0], text)
        return (text,)

    def _entry(self, path: tuple[str, ...], place: Place) -> Entry:
        entry = Entry(path, place)
        self.form.entries.append(entry)
        self.newest = entry
        return entry

    def _put(self, row: int, column: int, beside: Entry | None) -> None:
        """Give a value to the label it belongs to."""
        value = self.value(row, column)
        head = max(
            (head for head in self.heads if head.left <= column <= head.right and head.row < row),
            key=lambda one: (one.left, one.row),
            default=None,
        )
        entry = beside
        if beside is not None and head is not None and self._crosses(row, head, beside):
            head.crossed = row
            entry = self._crossed(head.entry, beside)
        elif beside is not None and head is not None and head.entry is not beside:
            self._retire(head.entry)
        elif beside is None:
            entry = head.entry if head is not None else self._above(row, column)
        if entry is None or (beside is None and head is None):
            inline = self._inline(value)
            if inline:
                entry = self._entry((inline[0],), (row, column))
                value = inline[1]
        if entry is None:
            entry = self.newest or self._entry(("",), (row, column))
        entry.values.append(((row, column), value))
        self.owners[row, column] = entry

    def _crosses(self, row: int, head: _Head, beside: Entry) -> bool:
        """Whether a row's label and a heading above make a grid: nothing else has come between them."""
        if head.left <= beside.place[1] or head.entry.values or (head.row != row - 1 and head.crossed < row - 1):
            return False
        one, other = head.entry.path[-1], beside.path[-1]
        scored = self.labels.is_scored(one) and self.labels.is_scored(other)
        return scored or not (self.labels.is_scored(one) or self.labels.is_scored(other) or self.labels.field((other,)))

    def _crossed(self, head: Entry, beside: Entry) -> Entry:
        one, other = head.path[-1], beside.path[-1]
        path = (other, one) if self.labels.stage(other) else (one, other)
        found = next((entry for entry in self.form.entries if entry.path == path), None)
        return found or self._entry(path, beside.place)

    def _above(self, row: int, column: int) -> Entry | None:
        """Return what the cell above belongs to, for a value that goes on below."""
        for back in range(row - 1, max(self.form.first, row - _PAIRS) - 1, -1):
            used = self.rows.get(back, [])
            if (back, column) in self.owners:
                return self.owners[back, column]
            if column in used:
                return None
        return None

    def _inline(self, value: object) -> tuple[str, str] | None:
        """Return the label and the value of a cell that holds both: "Principal risk: beds are lost"."""
        found = _INLINE.fullmatch(value) if isinstance(value, str) else None
        if found is None:
            return None
        label = found[1].strip()
        return (label, found[2]) if self.labels.vocabulary.quick(label) else None
