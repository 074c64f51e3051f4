"""Records that stand in a column each, the labels of their fields in a column before the first of them."""

from collections.abc import Sequence

from workbench.domain.kinds import words
from workbench.domain.text import squeeze
from workbench.exchange.evidence import filled, is_blank
from workbench.exchange.labelled import Entry, Form, Labels, Place
from workbench.exchange.sheets import Sheet

_WIDEST = 200
_FIELDS = 4
"""Fields that the labels name at least."""
_FEW = 2
_MOST = 0.6
_HALF = 0.5
_TERSE = 160
"""Letters of what tells a record from the others."""


def transposed(sheet: Sheet, first: int, last: int, labels: Labels) -> list[Form]:
    """Return the records that stand in a column each in rows from `first` up to but not including `last`; none where none do.

    The labels of one column name several fields, and one of them, a reference or a title, says something else in each
    of the columns of values, which most labels have a value in.
    """
    cells = _cells(sheet, first, last)
    column = _label_column(cells, labels)
    if column is None:
        return []
    named = {row: _known(cells[row, column], labels) for row, at in cells if at == column}
    labelled = [row for row, known in named.items() if known]
    columns = _value_columns(cells, labelled, column, labels)
    register = labels.vocabulary.register
    telling = {"ref", register.title_key, *register.match_keys}
    if not any(_tells_apart([cells.get((row, at)) for at in columns]) for row in labelled if named[row] in telling):
        return []
    paths = _paths(cells, sorted(named), column, labels)
    return [_record(sheet, (first, last), cells, paths, (column, columns, at)) for at in columns]


def _cells(sheet: Sheet, first: int, last: int) -> dict[Place, object]:
    """Return what each cell says, each cell of a box merged across columns what the box says."""
    found: dict[Place, object] = {}
    for row in range(first, last):
        cells = sheet.rows[row]
        found.update({(row, column): cells[column] for column in filled(cells[:_WIDEST])})
    for top, left, _, right in sheet.merged:
        if (top, left) in found:
            found.update({(top, column): found[top, left] for column in range(left + 1, min(right, _WIDEST) + 1)})
    return found


def _known(value: object, labels: Labels) -> str:
    return labels.vocabulary.quick(str(value).strip(" :")) if labels.like(value) else ""


def _label_column(cells: dict[Place, object], labels: Labels) -> int | None:
    """Return the first column, if its texts are mostly labels of several fields and the next holds hardly any."""
    column = min((column for _, column in cells), default=0)
    texts = {row: value for (row, at), value in cells.items() if at == column and (row, column + 1) in cells}
    known = [name for value in texts.values() if (name := _known(value, labels))]
    return column if len(set(known)) >= _FIELDS and len(known) >= _MOST * len(texts) else None


def _value_columns(cells: dict[Place, object], labelled: Sequence[int], column: int, labels: Labels) -> list[int]:
    """Return the columns after the labels that most labels have a value in, and that hold hardly a label of their own."""
    found: list[int] = []
    for at in range(column + 1, max(index for _, index in cells) + 1):
        values = [cells[row, at] for row in labelled if not is_blank(cells.get((row, at)))]
        own = sum(bool(_known(value, labels)) for value in values)
        if len(values) >= _HALF * len(labelled) and own < _HALF * len(values):
            found.append(at)
    return found


def _tells_apart(values: Sequence[object]) -> bool:
    """Whether cells beside a label are each filled, short and unlike the others."""
    said = [squeeze(words(value)) for value in values if not is_blank(value)]
    return len(said) >= _FEW and len(said) == len(values) == len(set(said)) and all(len(text) <= _TERSE for text in said)


def _paths(cells: dict[Place, object], rows: Sequence[int], column: int, labels: Labels) -> dict[int, tuple[str, ...]]:
    """Return the labels of rows, those of parts of a score below the band that names their stage."""
    found: dict[int, tuple[str, ...]] = {}
    band = ""
    for row in rows:
        text = " ".join(words(cells[row, column]).split()).rstrip(" :").strip()
        alone = is_blank(cells.get((row, column + 1))) or cells[row, column + 1] == cells[row, column]
        if alone:
            band = text if labels.stage(text) else ""
        found[row] = (band, text) if band and not alone and labels.is_part(text) else (text,)
    return found


def _record(
    sheet: Sheet, rows: tuple[int, int], cells: dict[Place, object], paths: dict[int, tuple[str, ...]], columns: tuple[int, list[int], int]
) -> Form:
    """Return one column as a form; the first also has what stands beside every record, and each has what stands above them."""
    label, values, own = columns
    form = Form(sheet, *rows, across=True)
    loose = Entry(("",), (rows[0], label))
    for (row, column), value in sorted(cells.items()):
        place = _origin(sheet, row, column)
        if column == own and row in paths and place != (row, label):
            form.entries.append(Entry(paths[row], (row, label), [(place, value)]))
        elif place != (row, column):
            continue  # a box merged across columns, whose own cell says it
        elif column == own or (column == label and not any((row, at) in cells for at in values)):
            if paths.get(row, ("",))[0] not in {path[0] for path in paths.values() if len(path) > 1}:
                loose.values.append((place, value))
        elif column not in {label, *values} and own == values[0]:
            loose.values.append((place, value))
    if loose.values:
        form.entries.insert(0, loose)
    return form


def _origin(sheet: Sheet, row: int, column: int) -> Place:
    """Return the cell that holds what a cell says."""
    cells = sheet.rows[row]
    if column < len(cells) and not is_blank(cells[column]):
        return row, column
    boxes = (box for box in sheet.merged if box[0] == row and box[1] <= column <= box[3])
    return next(((row, box[1]) for box in boxes), (row, column))
