"""Gather forms, one record each, into one table: a sheet drawn up with a row for each form.

A workbook may keep one risk a sheet, or several forms below one another on a sheet: labels with their values beside or
below them. Forms with the same labels become rows under these labels; each cell of the drawn-up sheet knows where it
really stands.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from workbench.domain.kinds import words
from workbench.domain.register import Register
from workbench.domain.text import squeeze
from workbench.exchange.evidence import filled, is_blank
from workbench.exchange.headings import Vocabulary
from workbench.exchange.labelled import Entry, Form, Labels, Place, read_form
from workbench.exchange.rows import guides
from workbench.exchange.sheets import Column, Sheet
from workbench.exchange.transposed import transposed

SHEET_HEADING = "Sheet"
"""Heading of the column with the names of the sheets, where no label of the forms says which record each is."""

_LOOKED = 120
"""Rows of a sheet that are looked at to tell whether it holds a form."""
_FARTHEST = 6000
"""Rows of a sheet beyond which it holds no forms."""
_WIDEST = 60
_FIELDS = 4
"""Fields that a form names at least."""
_ROWS = 3
_SHARE = 0.6
_ALIKE = 0.5
_FEW = 2
_SHORT = 4

_UNNAMED = re.compile(r"(?i)(?:sheet|table|form|page|tabelle|blatt|hoja|planilha|feuil|foglio|blad|лист|シート)\s?\(?\d*\)?")
"""Names that programs give to sheets, and that say nothing about a record."""

Key = tuple[tuple[str, ...], int]


@dataclass
class Drawn:
    """Forms drawn up as a table: the sheet, each record's rows on it, and the sheets the forms stand on."""

    sheet: Sheet
    records: list[list[int]]
    headings: dict[int, tuple[str, ...]]
    names: list[str]
    empty: list[str] = field(default_factory=list)
    """Where forms stand that nobody filled in."""
    identity: tuple[str, ...] = ()
    """Fields that say in words what a record is, the title first."""


def forms_in(sheets: Iterable[Sheet], vocabulary: Vocabulary) -> list[Drawn]:
    """Return the forms of some sheets, those with the same labels as one table each; `vocabulary` has the words of their register."""
    labels = Labels(vocabulary)
    read = [form for sheet in sheets if _promised(sheet, labels) for form in _forms_on(sheet, labels)]
    if not read:
        return []
    shared = _shared_words(read)
    if shared:
        labels = Labels(vocabulary, shared)
        read = [form if form.across else read_form(form.sheet, form.first, form.last, labels) for form in read]
    groups: list[list[Form]] = []
    for form in read:
        names = _names(form)
        like = next((group for group in groups if _overlap(names, _names(group[0])) >= _ALIKE), None)
        if like is None:
            groups.append([form])
        else:
            like.append(form)
    return [_drawn(group, labels) for group in groups if any(_is_form(form, labels) for form in group)]


def promise(sheets: Iterable[Sheet], vocabulary: Vocabulary) -> int:
    """Return how many fields the labels on some sheets name that could be forms; nothing where none could be."""
    labels = Labels(vocabulary)
    return sum(_promised(sheet, labels) for sheet in sheets)


def _promised(sheet: Sheet, labels: Labels) -> int:
    """Return how many fields the labels on a sheet name, nothing unless they are enough, on enough rows, to be a form's."""
    if len(sheet.rows) > _FARTHEST:
        return 0
    fields: set[str] = set()
    rows = 0
    for cells in sheet.rows[:_LOOKED]:
        found = {labels.vocabulary.quick(str(cells[index])) for index in filled(cells[:_WIDEST]) if labels.like(cells[index])} - {""}
        inline = {_inline_field(cells[index], labels) for index in filled(cells[:_FEW])} - {""}
        fields |= found | inline
        rows += bool(found or inline)
    return len(fields) if len(fields) >= _FIELDS and rows >= _ROWS else 0


def _inline_field(value: object, labels: Labels) -> str:
    head, colon, _ = value.partition(":") if isinstance(value, str) else ("", "", "")
    return labels.vocabulary.quick(head.strip()) if colon and len(head) <= _WIDEST else ""


def _identity(register: Register) -> tuple[str, ...]:
    return tuple(dict.fromkeys((register.title_key, *register.match_keys)))


# --- one sheet ------------------------------------------------------------------------------------------------------


def _forms_on(sheet: Sheet, labels: Labels) -> list[Form]:
    """Return the forms on a sheet, which may stand below one another, or in a column each."""
    starts = _starts(sheet, labels)
    edges = [*starts, len(sheet.rows)]
    found: list[Form] = []
    for first, last in pairwise(edges):
        found += transposed(sheet, first, last, labels) or [read_form(sheet, first, last, labels)]
    return found


def _starts(sheet: Sheet, labels: Labels) -> list[int]:
    """Return the first row of each form: several labels that stand as often in the same columns part them."""
    seen: dict[tuple[str, int], list[int]] = {}
    for row, cells in enumerate(sheet.rows):
        for index in filled(cells[:_WIDEST]):
            name = _label_of(cells[index], labels)
            if name:
                seen.setdefault((name, index), []).append(row)
    counts = Counter(len(rows) for (name, _), rows in seen.items() if len(rows) >= _FEW and len(name) > 1)
    for count in sorted((count for count, labelled in counts.items() if labelled >= _ROWS), reverse=True):
        repeated = sorted(rows for (name, _), rows in seen.items() if len(rows) == count and len(name) > 1)
        first = repeated[0]
        edges = [*first[1:], len(sheet.rows)]
        between = [all(start <= row < end for start, row, end in zip(first, rows, edges, strict=True)) for rows in repeated]
        apart = min(after - before for before, after in pairwise(first))
        if sum(between) >= max(_ROWS, _SHARE * len(between)) and apart >= _ROWS:
            return [0, *(_with_title(sheet, row, first[0]) for row in first[1:])]
    return [0]


def _label_of(value: object, labels: Labels) -> str:
    if labels.like(value):
        return squeeze(str(value)).strip(" :")
    return squeeze(str(value).partition(":")[0]) if _inline_field(value, labels) else ""


def _with_title(sheet: Sheet, row: int, first: int) -> int:
    """Return the row of the title above a form's first label: the first form has it, too, or a blank row parts it from what came before.

    `first` is the row of the same label on the first form.
    """
    start = row
    for back in range(1, first + 1):
        title = _unnumbered(sheet, row - back)
        if title != _unnumbered(sheet, first - back):
            break
        start = row - back if title else start
    if start < row:
        return start
    while start > 0 and len(filled(sheet.rows[start - 1])) == 1 and row - start < _FEW:
        start -= 1
    return start if start == 0 or not filled(sheet.rows[start - 1]) else row


def _unnumbered(sheet: Sheet, row: int) -> list[str]:
    """Return what a row says, without figures: the titles of forms count them."""
    cells = sheet.rows[row]
    return [re.sub(r"\d+", "", squeeze(words(cells[index]))) for index in filled(cells)]


def _names(form: Form) -> set[tuple[str, ...]]:
    return {tuple(squeeze(part) for part in entry.path) for entry in form.entries if entry.path != ("",)}


def _overlap(one: set[tuple[str, ...]], other: set[tuple[str, ...]]) -> float:
    return len(one & other) / max(1, min(len(one), len(other)))


def _is_form(form: Form, labels: Labels) -> bool:
    """Whether labels and values are a filled form: enough fields, scattered over rows, one telling what the record is."""
    register = labels.vocabulary.register
    by_row: dict[int, set[str]] = {}
    for entry in form.entries:
        known = labels.field(entry.path)
        if known and entry.values:
            by_row.setdefault(entry.place[0], set()).add(known)
    fields = set().union(*by_row.values()) if by_row else set()
    identity = set(_identity(register))
    if len(fields) < _FIELDS or len(by_row) < _ROWS or not fields & identity:
        return False
    if _is_several(form, labels, identity | {"ref"}):
        return False
    widest = max(by_row.values(), key=len)
    if len(widest) > _SHARE * len(fields) and len(widest) > _FEW:
        return False
    return not any(_is_table(form, row, labels, identity | {"ref"}, len(fields)) for row in form.heading_rows)


def _is_several(form: Form, labels: Labels, telling: set[str]) -> bool:
    """Whether one form is several side by side: what tells it from others and most labels have values in the same columns."""
    beside: dict[Place, set[int]] = {}
    several: set[int] = set()
    for entry in form.entries:
        known = labels.field(entry.path)
        columns = {column for (row, column), _ in entry.values if row == entry.place[0]} if known else set()
        if columns:
            beside[entry.place] = columns
        if known in telling and len({squeeze(words(value)) for (row, _), value in entry.values if row == entry.place[0]}) >= _FEW:
            several = several or columns
    return bool(several) and sum(several <= columns for columns in beside.values()) > _ALIKE * len(beside)


def _is_table(form: Form, row: int, labels: Labels, identity: set[str], fields: int) -> bool:
    """Whether a heading row inside what looks like a form heads a table of records, filled or not."""
    below = [entry for entry in form.entries if entry.place[0] == row]
    known = {labels.field(entry.path): entry for entry in below} if below else {}
    known.pop("", None)
    telling = [known[key] for key in known.keys() & identity]
    if not telling or len(known) < _FIELDS:
        return False
    several = any(len({squeeze(words(value)) for _, value in entry.values}) >= _FEW for entry in telling)
    return several or (not any(entry.values for entry in below) and 2 * len(known) > fields)


# --- several forms --------------------------------------------------------------------------------------------------


def _shared_words(forms: Sequence[Form]) -> frozenset[str]:
    """Return labels that no register knows: words that head something on most forms, or stand before other values on most."""
    if len(forms) < _FEW:
        return frozenset()
    heading: Counter[str] = Counter()
    before: Counter[str] = Counter()
    for form in forms:
        heading.update({squeeze(entry.path[-1]) for entry in form.entries if entry.values and entry.path != ("",)})
        before.update({text for entry in form.entries for text in _before_others(entry)})
    several = _SHARE * len(forms)
    found = {text for text, count in heading.items() if count >= max(_FEW, several)}
    return frozenset(found | {text for text, count in before.items() if text and len(forms) > _FEW and count >= several})


def _before_others(entry: Entry) -> set[str]:
    """Return the short texts under a label that have another value to their right."""
    rows: dict[int, list[object]] = {}
    for (row, _), value in entry.values:
        rows.setdefault(row, []).append(value)
    found: set[str] = set()
    for row, values in rows.items():
        # What stands directly beside a label is its value, however many forms say the same.
        beside = row == entry.place[0] and entry.path != ("",)
        found.update(squeeze(value).strip(" :") for value in values[int(beside) : -1] if isinstance(value, str) and len(value) <= _WIDEST)
    return found


def _drawn(forms: Sequence[Form], labels: Labels) -> Drawn:
    """Return forms of one kind as a table."""
    _drop_furniture(forms)
    keyed = [_keyed(form) for form in forms]
    order = _order(keyed)
    fields = {key: labels.field(path) for key, path in order.items()}
    kept = [place for place, form in enumerate(forms) if _is_filled(form, keyed[place], fields, labels.vocabulary.register)]
    named = _named_by_sheet([forms[place] for place in kept], [keyed[place] for place in kept], fields, labels.vocabulary.register)
    headings = dict(enumerate([(SHEET_HEADING,)] * named + list(order.values())))
    drawn = Drawn(Sheet(forms[kept[0] if kept else 0].sheet.name, []), [], headings, [], [], _identity(labels.vocabulary.register))
    drawn.sheet.rows.append([" / ".join(path) for path in headings.values()])
    for column, key in enumerate(order, named):
        first, entry = next((form, entries[key]) for form, entries in zip(forms, keyed, strict=True) if key in entries)
        drawn.sheet.origin[0, column] = (first.sheet.name, *entry.place)
    for place, form in enumerate(forms):
        if place not in kept:
            drawn.empty.append(form.sheet.name)
            continue
        drawn.names += [form.sheet.name] if form.sheet.name not in drawn.names else []
        drawn.records.append(_add(drawn.sheet, form, [keyed[place].get(key) for key in order], named=named))
    return drawn


def _drop_furniture(forms: Sequence[Form]) -> None:
    """Take out of forms the titles without a label that each of them repeats word for word."""
    if len(forms) < _FEW:
        return
    loose = [[entry for entry in form.entries if entry.path == ("",)] for form in forms]
    said = [{squeeze(words(value)) for entry in entries for _, value in entry.values} for entries in loose]
    every = set.intersection(*said)
    for entries in loose:
        for entry in entries:
            entry.values = [(place, value) for place, value in entry.values if squeeze(words(value)) not in every]


def _keyed(form: Form) -> dict[Key, Entry]:
    """Return a form's entries by their labels, repeated ones counted; a label without values counts where nothing repeats it."""
    found: dict[Key, Entry] = {}
    times: Counter[tuple[str, ...]] = Counter()
    held = {_squeezed(entry.path) for entry in form.entries if entry.values}
    for entry in form.entries:
        path = _squeezed(entry.path)
        if entry.values or (path not in held and not times[path] and path != ("",)):
            times[path] += 1
            found[path, times[path]] = entry
    return found


def _squeezed(path: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(squeeze(part) for part in path)


def _order(keyed: Sequence[Mapping[Key, Entry]]) -> dict[Key, tuple[str, ...]]:
    """Return the labels that have a value on any form, in the order that forms have them, each as it is first written."""
    order: list[Key] = []
    written: dict[Key, tuple[str, ...]] = {}
    held = {key for entries in keyed for key, entry in entries.items() if entry.values}
    for entries in sorted(keyed, key=len, reverse=True):
        before = -1
        for key, entry in entries.items():
            if key not in written:
                written[key] = entry.path
                order.insert(before + 1, key)
            before = order.index(key)
    return {key: written[key] for key in order if key in held}


def _is_filled(form: Form, entries: Mapping[Key, Entry], fields: Mapping[Key, str], register: Register) -> bool:
    """Whether somebody filled in a form, and not with what it is for: words that say which record it is, or two values beside a ref."""
    typed = {
        key: [
            value for place, value in entry.values if place not in form.sheet.formulas and value not in (0, False) and not is_blank(value)
        ]
        for key, entry in entries.items()
        if fields.get(key) != "ref"
    }
    typed = {key: values for key, values in typed.items() if values}
    identity = set(_identity(register))
    if len(typed) < _FEW and not any(fields.get(key) in identity for key in typed):
        return False
    columns = [Column(index, "", fields.get(key, ""), 1, "") for index, key in enumerate(typed)]
    return not guides({index: values[0] for index, values in enumerate(typed.values())}, columns, register)


def _named_by_sheet(forms: Sequence[Form], keyed: Sequence[Mapping[Key, Entry]], fields: Mapping[Key, str], register: Register) -> bool:
    """Whether only the names of the sheets say which record each form is: no label gives each its reference, or none its words."""
    identity = set(_identity(register))
    said = [{fields.get(key, "") for key in entries} for entries in keyed]
    names = {form.sheet.name for form in forms}
    alone = len(names) == len(forms) and not any(_UNNAMED.fullmatch(name.strip()) for name in names)
    return alone and not (all("ref" in one for one in said) and any(one & identity for one in said))


def _add(sheet: Sheet, form: Form, entries: Sequence[Entry | None], *, named: bool) -> list[int]:
    """Add the row of a form to a drawn-up sheet, and a further row for each further line of a list of several columns; return the rows."""
    first = len(sheet.rows)
    lists = _lists(entries)
    depth = max((len(rows) for rows in lists.values()), default=1)
    sheet.rows += [[None] * (len(entries) + named) for _ in range(depth)]
    if named:
        sheet.rows[first][0] = form.sheet.name
        sheet.origin[first, 0] = (form.sheet.name, 0, 0)
    for column, entry in enumerate(entries, named):
        if entry is None or not entry.values:
            continue
        rows = lists.get(entry.lines) if entry.lines else None
        for depth_at, values in enumerate(
            [[pair for pair in entry.values if pair[0][0] == row] for row in rows] if rows else [entry.values]
        ):
            if values:
                _set(sheet, form, (first + depth_at, column), values)
    return list(range(first, first + depth))


def _lists(entries: Sequence[Entry | None]) -> dict[Place, list[int]]:
    """Return the rows of each list of several columns, an action with its owner and its date a row."""
    columns: dict[Place, list[Entry]] = {}
    for entry in entries:
        if entry is not None and entry.lines is not None:
            columns.setdefault(entry.lines, []).append(entry)
    return {
        where: sorted({place[0] for entry in listed for place, _ in entry.values})
        for where, listed in columns.items()
        if sum(bool(entry.values) for entry in listed) >= _FEW
    }


def _set(sheet: Sheet, form: Form, where: Place, values: Sequence[tuple[Place, object]]) -> None:
    """Put what stands under one label of a form into one cell."""
    place, value = values[0]
    if len(values) > 1:
        value = _together(values)
    sheet.rows[where[0]][where[1]] = value
    sheet.origin[where] = (form.sheet.name, *place)
    for place, _ in values:
        if place in form.sheet.errors:
            sheet.errors[where] = form.sheet.errors[place]
    if all(place in form.sheet.formulas for place, _ in values):
        sheet.formulas.add(where)


def _together(values: Sequence[tuple[Place, object]]) -> str:
    """Return several cells as one text: a line each, a number or a bullet on the line of what it stands before."""
    lines: list[str] = []
    before: tuple[int, str] | None = None
    for (row, _), value in values:
        text = words(value).strip()
        if before and before[0] == row and len(before[1]) <= _SHORT:
            lines[-1] = f"{lines[-1]} {text}"
        elif text:
            lines.append(text)
        # A cell that nobody worked out says nothing that another could go on from.
        before = (row, text) if text else before
    return "\n".join(lines)
