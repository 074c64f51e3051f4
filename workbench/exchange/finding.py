"""Find the tables on the sheets of a workbook."""

from collections.abc import Iterable, Sequence

from workbench.domain.register import Register
from workbench.domain.text import squeeze
from workbench.exchange.alike import part_alike
from workbench.exchange.beside import columns_aside
from workbench.exchange.evidence import filled
from workbench.exchange.forms import SHEET_HEADING, Drawn, forms_in, promise
from workbench.exchange.grids import Grid, grid_of
from workbench.exchange.headings import Vocabulary, vocabulary_of
from workbench.exchange.meaning import SAMPLE, UID_HEADING, columns_of
from workbench.exchange.originals import part_originals
from workbench.exchange.rows import Body, Sorted, Sorter, guides, shown_rows
from workbench.exchange.sheets import EXTRA, IGNORE, Column, Correction, Ignored, Sheet, Table, Workbook
from workbench.exchange.stacks import Stack, side_by_side, stacks_on
from workbench.exchange.weighing import evidence_of, headings_speak, sheet_speaks
from workbench.exchange.years import give_years

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
_RECORDS, _MANY = 1.2, 50
"""What it counts that a table has records, and up to how many a hundredth each."""


def find_tables(
    workbook: Workbook, registers: Sequence[Register | Vocabulary], *, sheet: str = "", correction: Correction | None = None
) -> list[Table]:
    """Return the tables of a workbook that look like one of these registers, best first.

    Args:
        workbook: as read.
        registers: those to choose from, or the words of their headings where somebody has gathered them already;
            a single one is used for every table.
        sheet: the only sheet to look at.
        correction: what a person said about a sheet; it overrules what is found.
    """
    name = (correction.sheet if correction else "") or sheet
    if name:
        named = workbook.sheet(name)
        chosen = [named] if named else []
    else:
        chosen = [one for one in workbook.sheets if not one.hidden]
    vocabularies = [vocabulary_of(known) if isinstance(known, Register) else known for known in registers]
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
        stacks = [
            part
            for stack in ([stack for stack in stacks if _is_ours(stack)] or stacks)
            for part in side_by_side(sheet, stack, vocabularies)
        ]
        for place, stack in enumerate(stacks[:_ANCHORS]):
            others = [other.rows[0] for other in stacks if _cuts(sheet, stack, other)]
            end = min(others, default=len(sheet.rows))
            best: Table | None = None
            grids: dict[tuple[int, ...], Grid] = {}
            for vocabulary in vocabularies:
                best = _table(sheet, stack, end, vocabulary, correction, grids, beat=best) or best
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
        if not any(columns & {column.index for column in other.columns} and not rows.isdisjoint(_span(other)) for other in kept):
            kept.append(table)
    return kept


def _span(table: Table) -> range:
    """Return the rows of a table from its headings to its last record; the headings may be among them again."""
    return range(table.header_rows[0], max((rows[-1] for rows in table.records), default=table.header_rows[-1]) + 1)


def _table(
    sheet: Sheet,
    stack: Stack,
    end: int,
    vocabulary: Vocabulary,
    correction: Correction | None,
    grids: dict[tuple[int, ...], Grid],
    records: list[list[int]] | None = None,
    beat: Table | None = None,
) -> Table | None:
    """Return the table below some headings as one register, unless it is no better than one to `beat`.

    `grids` keeps what was looked at for the registers before; `records` are the rows of each record where they are known.
    """
    register = vocabulary.register
    body = Body(sheet, stack.rows[-1] + 1, end, stack.rows[0])
    rough = _rough(stack, vocabulary)
    sample = tuple(_sample(sheet, body, rough, register))
    grid = grids[sample] = grids.get(sample) or grid_of(sheet, stack, sample)
    aside = columns_aside(grid, rough)
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
    part_originals(columns, register)
    part_alike(columns, vocabulary)
    give_years(columns, sheet, stack.rows[0])
    evidence, unknown = evidence_of(columns, register)
    stated = correction is not None and bool(correction.header_rows)
    if evidence < _ENOUGH and not stated:
        return None
    score = evidence - 0.12 * min(unknown, _STRANGE) + sheet_speaks(sheet, register) + headings_speak(sheet, stack, vocabulary)
    if beat is not None and score + _RECORDS + 1 <= beat.score:
        return None  # no records could make it the better one
    header = {index: str(sheet.rows[stack.rows[-1]][index]) for index in filled(sheet.rows[stack.rows[-1]])}
    rows = Sorted(records, []) if records is not None else Sorter(body, columns, register, header).sort()
    ignored = list(rows.ignored)
    if stack.rows[0] > 0 and any(filled(row) for row in sheet.rows[: stack.rows[0]]):
        ignored.insert(0, Ignored(shown_rows(0, stack.rows[0] - 1), "above the headings"))
    score = round(score + (_RECORDS + min(len(rows.records), _MANY) / 100 if rows.records else 0), 3)
    if beat is not None and score <= beat.score:
        return None
    return Table(sheet.name, register.key, list(stack.rows), columns, rows.records, ignored, score, rows.groups)


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


def _sample(sheet: Sheet, body: Body, rough: Sequence[Column], register: Register) -> list[int]:
    """Return rows to judge the columns by; guidance, the headings again and rows of a single cell left out."""
    header = {column.index: column.header for column in rough}
    found: list[int] = []
    for row in range(body.first, body.last):
        cells = sheet.rows[row]
        used = filled(cells[:_WIDEST])
        if len(used) < 2:  # noqa: PLR2004 - a number or a note alone says nothing about columns
            continue
        if not found and guides({index: cells[index] for index in used}, rough, register):
            continue
        if sum(cells[index] == header.get(index) for index in used) * 2 > len(used):
            continue
        found.append(row)
        if len(found) >= SAMPLE:
            break
    if body.last - body.first > 4 * SAMPLE:
        found += range(body.first + 2 * SAMPLE, body.last, max(1, (body.last - body.first) // SAMPLE))
    return found
