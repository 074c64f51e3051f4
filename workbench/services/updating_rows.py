"""Add records that a member's own workbook never held below its table, in the look of the row above."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from workbench.domain.errors import WorkbenchError
from workbench.domain.field import AnyField
from workbench.domain.joining import Lines
from workbench.domain.kinds import Headed, Stored
from workbench.domain.register import Record
from workbench.domain.text import counted, joined
from workbench.exchange.evidence import is_blank
from workbench.exchange.sheets import EXTRA, IGNORE, Column, Problem, cell
from workbench.services.plan import Outcome, Part
from workbench.services.updating_moves import Telling
from workbench.services.updating_places import Laid, Option, Spot
from workbench.services.updating_proof import Told, Updating, as_before

if TYPE_CHECKING:
    from workbench.exchange.updating import Filled, OwnWorkbook
    from workbench.exchange.updating_sheet import Place, Put

_MOST_WAYS = 6
_LAST_ROW = 1_000_000


@dataclass
class Added:
    """New rows: what their cells say, how they are written, and what could not be added."""

    values: dict[Spot, "Filled"] = field(default_factory=dict)
    puts: dict[str, dict["Place", "Put"]] = field(default_factory=dict)
    like: dict[str, int] = field(default_factory=dict)
    """By sheet, the row that the new ones look like."""
    refs: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


@dataclass
class _Fresh:
    """One record to be added, and which of the ways to write it is being tried."""

    record: Record
    way: int = 0


def add_rows(work: Updating, own: "OwnWorkbook", changed: Option, telling: Sequence[Telling]) -> Added:
    """Return new rows for records that each table never held.

    Args:
        work: the workbook that is being brought up to date.
        own: its parts.
        changed: the cells that are changed already.
        telling: what each table showed.
    """
    added = Added()
    for number, part in enumerate(work.parts):
        laid = Laid(own.read, part)
        known = (
            {row.uid for row in part.rows} | telling[number].met | set(laid.base.rows) | set(laid.base.held if laid.base.stamped else ())
        )
        fresh = [_Fresh(record) for record in work.view.records(part.register) if record.uid not in known]
        if not fresh:
            continue
        what = counted(len(fresh), work.book.register(part.register).noun)
        if laid.base.stamped or part.table.drawn is not None or not part.table.records:
            why = (
                "it is an export, so make a new one"
                if laid.base.stamped
                else "it is filled in as a form or holds no record to go by, so add them by hand"
            )
            added.problems.append(Problem(laid.sheet.name, "", f"{what} new to this sheet could not be added: {why}."))
            continue
        _Rows(work, own, number, laid, added).add(fresh, changed)
    return added


class _Rows:
    """New rows of one table."""

    def __init__(self, work: Updating, own: "OwnWorkbook", number: int, laid: Laid, added: Added) -> None:
        self.work, self.own, self.number, self.laid, self.added = work, own, number, laid, added
        self.part: Part = work.parts[number]
        self.like = max(row for rows in laid.table.records for row in rows)
        self.model = max(range(len(laid.table.records)), key=lambda place: laid.table.records[place][0])
        self.register = work.book.register(self.part.register)

    def add(self, fresh: list[_Fresh], changed: Option) -> None:
        """Add what can be added."""
        from workbench.exchange.updating import with_cells  # noqa: PLC0415 - adapters load when needed

        room = self._room()
        if room < len(fresh):
            told = (
                f"{counted(len(fresh), self.register.noun)} new to this sheet could not be added: below row {self.like + 1} there is room "
                f"for {room or 'none'} and a blank row; insert rows there and try again."
            )
            self.added.problems.append(Problem(self.laid.sheet.name, cell(self.like + 1, 0), told))
            return
        base = {**changed, **self.added.values}
        before = Told(self.work.planned(with_cells(self.own.read, base)))
        refused: list[Record] = []
        while fresh:
            values = self._values(fresh)
            now = Told(self.work.planned(with_cells(self.own.read, {**base, **values})))
            failed = [one for place, one in enumerate(fresh) if not self._came(now, one, self.like + 1 + place)]
            if not failed and not self._others_as_before(before, now, {one.record.uid for one in fresh}):
                failed = list(fresh)
            if not failed:
                self._keep(fresh, values)
                break
            for one in failed:
                one.way += 1
            refused += [one.record for one in fresh if one.way >= _MOST_WAYS]
            fresh = [one for one in fresh if one.way < _MOST_WAYS]
        if refused:
            it = "it" if len(refused) == 1 else "they"
            told = (
                f"{joined([record.ref for record in refused])} could not be added: below the table {it} would come back as something else, "
                "as a shared record does in a sheet that says no levels; add by hand what is wanted there."
            )
            self.added.problems.append(Problem(self.laid.sheet.name, "", told))

    def _room(self) -> int:
        """Return how many rows below the table are empty, one left to part it from what follows."""
        sheet = self.laid.sheet
        filled = (row for row in range(self.like + 1, len(sheet.rows)) if any(not is_blank(value) for value in sheet.rows[row]))
        formulas = (row for row, _ in sheet.formulas if row > self.like)
        boxes = (max(box[0], self.like + 1) for box in sheet.merged if box[2] > self.like)
        next_filled: int = min((*filled, *formulas, *boxes), default=_LAST_ROW)
        return max(0, next_filled - self.like - 2)

    def _came(self, now: Told, one: _Fresh, row: int) -> bool:
        there = now.rows.get((self.number, one.record.uid))
        return there is not None and there[0].row == row + 1 and there[0].outcome is Outcome.SAME and not there[0].cells

    def _others_as_before(self, before: Told, now: Told, uids: set[str]) -> bool:
        new = {key for key in now.rows if key not in before.rows and key[1] not in uids}
        same = all(key in now.rows and as_before(was[1:], now.rows[key][1:], set()) for key, was in before.rows.items())
        return same and not new and now.problems <= before.problems

    # What the rows say

    def _values(self, fresh: Sequence[_Fresh]) -> dict[Spot, "Filled"]:
        found: dict[Spot, Filled] = {}
        for place, one in enumerate(fresh):
            row = self.like + 1 + place
            done: set[str] = set()
            for column in self.laid.table.columns:
                if column.field != IGNORE:
                    value = self._value(one, column, first=column.field not in done)
                    done.add(column.field)
                    if value is not None:
                        found[self.laid.sheet.name, row, column.index] = value
        return found

    def _value(self, one: _Fresh, column: Column, *, first: bool) -> "Filled":
        row = one.record.row
        if column.field == EXTRA:
            said = (Headed().load(one.record.of(EXTRA)) if EXTRA in one.record.register else None) or {}
            return None if self._formula(column.index) else said.get(column.header)
        target = one.record.register.find(column.field)
        wanted = target.of(row) if target is not None else None
        if target is None:
            return None
        if column.ticked:
            return self._tick(target, column, wanted)
        if wanted is None or not first or self._formula(column.index):
            return wanted if first and target.factors and isinstance(wanted, int) else None
        return self._said(one, column, target, wanted)

    def _said(self, one: _Fresh, column: Column, target: AnyField, wanted: Stored) -> "Filled":
        """Return what a record's cell is to say, in the way that is being tried."""
        from workbench.exchange.updating_words import Cell, proposals  # noqa: PLC0415 - adapters load when needed

        model = self.laid.raw(self.laid.table.records[self.model][0], column.index)
        was = self.laid.reading.columns[column.field][self.model] if column.field in self.laid.reading.columns else None
        if isinstance(target.kind, Lines):
            lines = [line.text for line in target.kind.members(one.record.uid) if line.text]
            return "\n".join(lines) or str(wanted)
        ways = [
            way
            for way in (
                *self._factored(one, column, target, wanted),
                *proposals(target, Cell(model, was, wanted, self.laid.habit(column.field, column.index))),
            )
            if self.own.put(self.laid.sheet.name, (self.like, column.index), way) is not None
        ]
        return ways[min(one.way, len(ways) - 1)] if ways else None

    def _factored(self, one: _Fresh, column: Column, target: AnyField, wanted: Stored) -> "list[Filled]":
        """Return ways to say a score together with its factors, where the column is written so."""
        from workbench.exchange.updating_words import with_factors  # noqa: PLC0415 - adapters load when needed

        if not target.factors or wanted is None:
            return []
        factors = [one.record.of(key) for key in target.factors]
        reading = self.laid.reading.columns
        if None in factors or any(key in self.laid.columns for key in target.factors):
            return []
        pair = (int(str(factors[0])), int(str(factors[1])))
        found: list[Filled] = []
        for place, rows in enumerate(self.laid.table.records):
            raw, said = self.laid.raw(rows[0], column.index), [reading.get(key, [])[place : place + 1] for key in target.factors]
            if isinstance(raw, str) and all(each and each[0] is not None for each in said):
                found += with_factors(raw, (int(str(said[0][0])), int(str(said[1][0]))), pair, ())
                if found:
                    break
        return found

    def _tick(self, target: AnyField, column: Column, wanted: Stored) -> "Filled":
        from workbench.exchange.ticks import is_mark  # noqa: PLC0415 - adapters load when needed

        if wanted is None or target.kind.read_column([column.ticked])[0][0] != wanted:
            return None
        columns = self.laid.columns.get(column.field, [])
        marks = (self.laid.raw(rows[0], each.index) for rows in self.laid.table.records for each in columns)
        return next((mark for mark in marks if is_mark(mark) and isinstance(mark, str)), "x")

    # How they are written

    def _formula(self, column: int) -> str:
        return self.own.sheet(self.laid.sheet.name).formula_at((self.like, column))

    def _keep(self, fresh: Sequence[_Fresh], values: Mapping[Spot, "Filled"]) -> None:
        from workbench.exchange.updating_sheet import Put  # noqa: PLC0415 - adapters load when needed

        name = self.laid.sheet.name
        sheet = self.own.sheet(name)
        line = sheet.lines.get(self.like)
        if line is None:
            raise WorkbenchError(f"The sheet “{name}” has no row {self.like + 1}; nothing was written.")
        puts = self.added.puts.setdefault(name, {})
        for place, one in enumerate(fresh):
            row = self.like + 1 + place
            for column in sorted({*line.cells, *(spot[2] for spot in values if spot[1] == row)}):
                value = values.get((name, row, column))
                kept = row in sheet.lines and column in sheet.lines[row].cells
                style = None if kept else sheet.style_of((self.like, column))
                formula = self.own.moved_formula(name, (self.like, column), (row, column))
                if formula:
                    puts[row, column] = Put(value if isinstance(value, int | float) else "", style, formula)
                elif value is None:
                    puts[row, column] = Put(None, style)
                else:
                    put = self.own.put(name, (row, column), value, alike=(self.like, column))
                    puts[row, column] = Put(put.value if put else None, style if put is None or put.style is None else put.style)
            self.added.refs.append(one.record.ref)
        self.added.values.update(values)
        self.added.like[name] = self.like
