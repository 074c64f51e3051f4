"""Find the tables on the sheets of a workbook."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from workbench.domain.kinds import Prose
from workbench.domain.register import Register
from workbench.domain.text import squeeze
from workbench.exchange.evidence import Look, filled, is_blank, look_at
from workbench.exchange.forms import SHEET_HEADING, Drawn, forms_in, promise
from workbench.exchange.headings import Vocabulary, spellings
from workbench.exchange.meaning import SAMPLE, UID_HEADING, columns_of
from workbench.exchange.rows import Body, Sorted, Sorter, guides, shown_rows
from workbench.exchange.sheets import EXTRA, IGNORE, Column, Correction, Ignored, Sheet, Table, Workbook
from workbench.exchange.stacks import Stack, side_by_side, stacks_on

_ANCHORS = 5
"""So many places of a sheet are looked at closely."""
_ENOUGH = 1.9
"""Evidence a table needs; one that only names a reference and a status is none."""
_WIDEST = 600
_STRANGE = 8
"""So many headings that say nothing to a register count against it; a wide table may hold many more."""
_MOSTLY = 0.8
_LONG = 5
"""So many fields and records make a table that is no form."""
_REGISTERS = 2
"""So many registers are tried for forms: those whose fields their labels name most of."""
_SEVERAL = 3
_MANY_ROWS = 0.6
_CONTENT = 0.8
"""What forms gain over a summary beside them when they hold more than it."""
_NEARLY_ALL = 0.7


def find_tables(workbook: Workbook, registers: Sequence[Register], *, sheet: str = "", correction: Correction | None = None) -> list[Table]:
    """Return the tables of a workbook that look like one of these registers, best first.

    Args:
        workbook: as read.
        registers: those to choose from; a single one is used for every table.
        sheet: the only sheet to look at.
        correction: what a person said about a sheet; it overrules what is found.
    """
    name = (correction.sheet if correction else "") or sheet
    if name:
        named = workbook.sheet(name)
        chosen = [named] if named else []
    else:
        chosen = [one for one in workbook.sheets if not one.hidden]
    vocabularies = [Vocabulary(register) for register in registers]
    # A layout kept for a member names the first of its forms; the others belong to it.
    beside = correction is not None and bool(correction.sheet) and not sheet
    found = _with_forms(_on_sheets(chosen, vocabularies, correction), workbook.sheets if beside else chosen, name, vocabularies, correction)
    if not found and not name:
        chosen = [one for one in workbook.sheets if one.hidden]
        found = _with_forms(_on_sheets(chosen, vocabularies, correction), chosen, name, vocabularies, correction)
    return sorted(found, key=lambda table: -table.score)


def _with_forms(
    found: list[Table], sheets: Sequence[Sheet], name: str, vocabularies: Sequence[Vocabulary], correction: Correction | None
) -> list[Table]:
    """Return tables with those drawn up from forms, and without what looks like a table inside a form."""
    if correction and correction.header_rows:
        return found
    by_name = {sheet.name: sheet for sheet in sheets}
    known = {vocabulary.register.key: vocabulary for vocabulary in vocabularies}
    full = {table.sheet for table in found if table.sheet not in by_name or _is_full(table, by_name[table.sheet], known[table.register])}
    looked = [sheet for sheet in sheets if sheet.name not in full]
    best: dict[frozenset[str], tuple[Table, Drawn]] = {}
    promised = sorted(((promise(looked, vocabulary), vocabulary) for vocabulary in vocabularies), key=lambda pair: -pair[0])
    for fields, vocabulary in promised[:_REGISTERS]:
        for drawn in forms_in(looked, vocabulary) if fields else ():
            stack = Stack((0,), drawn.headings)
            table = _table(drawn.sheet, stack, len(drawn.sheet.rows), vocabulary, correction, {}, records=drawn.records)
            names = frozenset([*drawn.names, *drawn.empty])
            if table is None or (name and name not in names) or (names in best and best[names][0].score >= table.score):
                continue
            best[names] = (table, drawn)
    for table, drawn in best.values():
        _as_forms(table, drawn)
        found = [other for other in found if not _is_inside(other, table, drawn)]
        _compare(table, [(other, by_name[other.sheet]) for other in found if other.register == table.register and other.sheet in by_name])
    return [*found, *(table for table, _ in best.values())]


def _compare(forms: Table, tables: Sequence[tuple[Table, Sheet]]) -> None:
    """Let whichever says more win: forms over a summary of them, a table over a form that only accompanies it."""
    if not tables or forms.drawn is None:
        return
    content = _cells_of(forms, forms.drawn)
    richest, sheet = max(tables, key=lambda pair: _cells_of(*pair))
    if content > _cells_of(richest, sheet):
        forms.score += _CONTENT
    else:
        forms.score = min(forms.score, richest.score - _CONTENT)


def _is_full(table: Table, sheet: Sheet, vocabulary: Vocabulary) -> bool:
    """Whether a table is one beyond doubt: many fields, records on most of the rows below, and no further headings among them."""
    register = vocabulary.register
    fields = _fields_of(table)
    if len(table.records) < _LONG or len(fields) < _LONG or fields.isdisjoint({register.title_key, *register.match_keys}):
        return False
    below = sum(any(value is not None for value in row) for row in sheet.rows[table.header_rows[-1] + 1 :])
    first = [sheet.rows[record[0]] for record in table.records[:SAMPLE]]
    headings = sum(sum(bool(vocabulary.quick(value)) for value in row[:_WIDEST] if isinstance(value, str)) >= _SEVERAL for row in first)
    return sum(map(len, table.records)) >= _MANY_ROWS * below and headings <= len(first) / _LONG


def _fields_of(table: Table) -> set[str]:
    return {column.field for column in table.columns} - {EXTRA, IGNORE}


def _cells_of(table: Table, sheet: Sheet) -> int:
    """Return how many cells a table's records fill."""
    return sum(len(filled(sheet.rows[row][:_WIDEST])) for record in table.records for row in record)


def _is_inside(table: Table, forms: Table, drawn: Drawn) -> bool:
    """Whether a table is only a part of a form: a grid of scores, a list of controls."""
    return table.sheet in {*drawn.names, *drawn.empty} and len(_fields_of(table)) <= _MOSTLY * len(_fields_of(forms))


def _as_forms(table: Table, drawn: Drawn) -> None:
    """Make a table of a drawn-up sheet one of the forms it was drawn up from."""
    table.header_rows = []
    table.drawn = drawn.sheet
    table.ignored = [Ignored(name, "a form that nobody filled in") for name in drawn.empty]
    named = next((column for column in table.columns if column.header == SHEET_HEADING and column.field == EXTRA), None)
    if named is not None and not _fields_of(table) & {*drawn.identity}:
        named.field, named.reason = drawn.identity[0], "each form stands on a sheet named by its record"


def _on_sheets(sheets: Iterable[Sheet], vocabularies: Sequence[Vocabulary], correction: Correction | None) -> list[Table]:
    found: list[Table] = []
    for sheet in sheets:
        tables: list[Table] = []
        stacks = stacks_on(sheet, vocabularies, correction.header_rows if correction else ())
        # In a sheet of our own only the headings we wrote are headings, whatever its cells happen to say.
        stacks = [part for stack in ([stack for stack in stacks if _is_ours(stack)] or stacks) for part in side_by_side(stack)]
        for place, stack in enumerate(stacks[:_ANCHORS]):
            others = [other.rows[0] for other in stacks if _cuts(sheet, stack, other)]
            end = min(others, default=len(sheet.rows))
            best: Table | None = None
            grids: dict[tuple[int, ...], _Grid] = {}
            for vocabulary in vocabularies:
                table = _table(sheet, stack, end, vocabulary, correction, grids)
                if table is not None and (best is None or table.score > best.score):
                    best = table
            if best is not None:
                best.score -= place * 0.01
                tables.append(best)
        found.extend(_apart(tables))
    return found


def _is_ours(stack: Stack) -> bool:
    """Whether headings are those of an export: they end with the hidden identity of the rows."""
    return any(path[-1] == UID_HEADING for path in stack.headings.values())


def _cuts(sheet: Sheet, stack: Stack, other: Stack) -> bool:
    """Whether a table ends where other headings begin.

    A record may well say "Manager" and "Closed", which are words of headings, too. So headings further down end a table
    only if a blank row or a title of one cell parts them from it, and nearly all of them are headings or they say about
    as much as its own.
    """
    first = other.rows[0]
    if first <= stack.rows[-1] or _is_ours(stack) or _same(other, stack):
        return False
    parted = len(filled(sheet.rows[first - 1][:_WIDEST])) <= 1
    return parted and (other.evidence >= _NEARLY_ALL * len(other.headings) or other.evidence * 2 >= stack.evidence)


def _same(one: Stack, other: Stack) -> bool:
    """Whether headings are repeated further down, as on a second printed page."""
    first, second = ({(index, squeeze(path[-1])) for index, path in stack.headings.items()} for stack in (one, other))
    return len(first & second) > 0.7 * min(len(first), len(second))


def _apart(tables: list[Table]) -> list[Table]:
    """Return tables without those whose headings are rows or headings of a better one in the same columns."""
    kept: list[Table] = []
    for table in sorted(tables, key=lambda table: -table.score):
        rows, columns = set(table.header_rows), {column.index for column in table.columns}
        if not any(
            columns & {column.index for column in other.columns}
            and rows & {*other.header_rows, *(row for record in other.records for row in record)}
            for other in kept
        ):
            kept.append(table)
    return kept


@dataclass
class _Grid:
    """The columns of a table with the headings above them and a sample of the cells below."""

    headings: dict[int, tuple[str, ...]]
    values: dict[int, list[object]] = field(default_factory=dict)
    formulas: dict[int, set[int]] = field(default_factory=dict)

    @cached_property
    def looks(self) -> dict[int, Look]:
        """What the first cells of each column look like."""
        return {index: look_at(cells[:SAMPLE]) for index, cells in self.values.items()}

    @cached_property
    def filled(self) -> dict[int, set[int]]:
        """The places of each column that hold something."""
        return {index: {place for place, value in enumerate(cells) if not is_blank(value)} for index, cells in self.values.items()}


def _table(
    sheet: Sheet,
    stack: Stack,
    end: int,
    vocabulary: Vocabulary,
    correction: Correction | None,
    grids: dict[tuple[int, ...], _Grid],
    records: list[list[int]] | None = None,
) -> Table | None:
    """Return the table below some headings as one register.

    `grids` keeps what was looked at for the registers before; `records` are the rows of each record where they are known.
    """
    register = vocabulary.register
    body = Body(sheet, stack.rows[-1] + 1, end)
    rough = _rough(stack, vocabulary)
    sample = tuple(_sample(sheet, body, rough, register))
    grid = grids[sample] = grids.get(sample) or _grid(sheet, stack, sample)
    aside = _aside(grid, rough)
    columns = columns_of(
        vocabulary,
        {index: path for index, path in grid.headings.items() if index not in aside},
        grid.values,
        grid.formulas,
        grid.looks,
        correction,
    )
    columns += [
        Column(index, " / ".join(grid.headings[index]), IGNORE, 0.8, "belongs to another list beside the table") for index in sorted(aside)
    ]
    columns.sort(key=lambda column: column.index)
    evidence, unknown = _evidence(columns, register)
    stated = correction is not None and bool(correction.header_rows)
    if evidence < _ENOUGH and not stated:
        return None
    header = {index: str(sheet.rows[stack.rows[-1]][index]) for index in filled(sheet.rows[stack.rows[-1]])}
    rows = Sorted(records, []) if records is not None else Sorter(body, columns, register, header).sort()
    ignored = list(rows.ignored)
    if stack.rows[0] > 0 and any(filled(row) for row in sheet.rows[: stack.rows[0]]):
        ignored.insert(0, Ignored(shown_rows(0, stack.rows[0] - 1), "above the headings"))
    score = (
        evidence - 0.12 * min(unknown, _STRANGE) + _named(sheet, register) + (1.2 + min(len(rows.records), 50) / 100 if rows.records else 0)
    )
    return Table(sheet.name, register.key, list(stack.rows), columns, rows.records, ignored, round(score, 3), rows.groups)


def _named(sheet: Sheet, register: Register) -> float:
    """Return what the sheet's name adds: "Risks" and "Risk log" speak for a register of risks, "Risk matrix" against it."""
    name = squeeze(sheet.name)
    known = spellings()["sheets"]
    words = (squeeze(register.noun), *(squeeze(word) for word in known.get(register.key, ())))
    against = any(squeeze(word) in name for word in known["against"])
    return (0.8 if any(word in name for word in words) else 0.0) - (0.9 if against else 0.0)


def _rough(stack: Stack, vocabulary: Vocabulary) -> list[Column]:
    """Return the columns by their headings alone, for telling guidance from records."""
    found = []
    for index, path in stack.headings.items():
        options = vocabulary.read(path)
        best = options[0] if options else None
        if best is None:
            found.append(Column(index, path[-1], "", 0, ""))
            continue
        key = best.field or f"{best.stage if best.stage in {'inherent', 'initial', 'target'} else 'current'}_{best.part}"
        found.append(Column(index, path[-1], key, best.confidence, ""))
    return found


def _evidence(columns: Sequence[Column], register: Register) -> tuple[float, int]:
    """Return how much the headings speak for a register, what tells records apart counting double, and how many say nothing to it."""
    seen: set[str] = set()
    total = 0.0
    unknown = 0
    for column in columns:
        if column.header == UID_HEADING:
            total += 1
        if column.field in {EXTRA, IGNORE}:
            unknown += column.field == EXTRA and bool(column.header)
            continue
        if column.field in seen:
            continue
        seen.add(column.field)
        target = register.get(column.field)
        weight = 2.0 if column.field == register.title_key or column.field in register.match_keys else 0.7 if column.field == "ref" else 1.0
        total += column.confidence * weight * (0.8 if isinstance(target.kind, Prose) and weight == 1 else 1)
    if not seen or (len(seen) == 1 and len(columns) > 1):
        return 0.0, unknown
    return total, unknown


def _grid(sheet: Sheet, stack: Stack, sample: Sequence[int]) -> _Grid:
    """Return the table's columns: those with headings, and those without that hold cells beside them."""
    headings = dict(stack.headings)
    unheaded: dict[int, int] = {}
    last = max(headings)
    for row in sample:
        cells = sheet.rows[row]
        for index in range(min(headings), min(len(cells), last + _WIDEST)):
            if index not in headings and index not in stack.beside and not is_blank(cells[index]):
                unheaded[index] = unheaded.get(index, 0) + 1
    for index in unheaded:
        # A heading merged across columns that hold cells of their own stands above each of them.
        headings[index] = stack.covered.get(index, ())
    columns = sorted(headings)
    values = {index: [sheet.rows[row][index] if index < len(sheet.rows[row]) else None for row in sample] for index in columns}
    places = {row: place for place, row in enumerate(sample)}
    formulas: dict[int, set[int]] = {}
    for row, index in sheet.formulas:
        if row in places:
            formulas.setdefault(index, set()).add(places[row])
    return _Grid({index: headings[index] for index in columns}, values, formulas)


def _sample(sheet: Sheet, body: Body, rough: Sequence[Column], register: Register) -> list[int]:
    """Return rows to judge the columns by, guidance and rows of a single cell left out."""
    found: list[int] = []
    for row in range(body.first, body.last):
        cells = sheet.rows[row]
        used = filled(cells[:_WIDEST])
        if len(used) < 2:  # noqa: PLR2004 - a number or a note alone says nothing about columns
            continue
        if not found and guides({index: cells[index] for index in used}, rough, register):
            continue
        found.append(row)
        if len(found) >= SAMPLE:
            break
    if body.last - body.first > 4 * SAMPLE:
        found += range(body.first + 2 * SAMPLE, body.last, max(1, (body.last - body.first) // SAMPLE))
    return found


def _aside(grid: _Grid, rough: Sequence[Column]) -> set[int]:
    """Return the columns of another list that stands to the right of the table on the same rows.

    It is parted from the table by a column without heading or cell, fills rows from the top on but not those the
    table fills, and has no headings, or only such as the table has already or no register knows.
    """
    fields = {column.index: column.field for column in rough}
    blocks: list[list[int]] = []
    for index in grid.headings:
        if blocks and index - blocks[-1][-1] == 1:
            blocks[-1].append(index)
        else:
            blocks.append([index])
    main = max(blocks, key=lambda block: (sum(bool(grid.headings[index]) for index in block), -block[0]))
    table = {index for block in blocks if block[0] <= main[0] for index in block}
    taken = {fields.get(index, EXTRA) for index in table}
    named = {squeeze(grid.headings[index][-1]) for index in table if grid.headings[index]}
    beside = set().union(*(grid.filled[index] for index in table))
    aside: set[int] = set()
    for block in blocks:
        own = set().union(*(grid.filled[index] for index in block))
        if block[0] <= main[0]:
            continue
        headed = [index for index in block if grid.headings[index]]
        new = [
            index
            for index in headed
            if fields.get(index, "") not in (taken - {EXTRA}) | {""} and squeeze(grid.headings[index][-1]) not in named
        ]
        apart = (
            bool(own)
            and min(own) <= 1
            and len(own) >= _MOSTLY * (max(own) + 1)
            and (len(own & beside) * 2 <= len(beside) or bool(own - beside))
        )
        if (apart and not new) or (not headed and _worked(grid, block)):
            aside.update(block)
        else:
            taken.update(fields.get(index, EXTRA) for index in block)
    return aside


def _worked(grid: _Grid, block: Sequence[int]) -> bool:
    """Whether every cell of some columns is worked out."""
    return all(grid.filled[index] <= grid.formulas.get(index, set()) for index in block)
