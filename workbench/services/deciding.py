"""What a person decides about a plan before it is applied: rows, columns and cells taken or left, and what to-decide rows are.

A plan without decisions applies as it was planned; a decision never changes what the plan counts, only what is written.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from workbench.domain.errors import WorkbenchError
from workbench.domain.field import AnyField
from workbench.domain.joining import LEFT_OUT
from workbench.domain.kinds import Stored
from workbench.domain.register import UID, Record, Register
from workbench.domain.text import shorten
from workbench.exchange.sheets import Problem
from workbench.services.again import Again
from workbench.services.book import Book
from workbench.services.decided import fields_of, words_of
from workbench.services.newest import Newest
from workbench.services.plan import Outcome, Part, Plan, PlanCell, PlannedChild, PlanRow

WHYS = {"": "Not said", "closed": "Closed", "threshold": "Below their threshold", "left_out": "Left out"}
"""What a person may say about a record that is not in a return."""
_UNSETTLED = (Outcome.ASKED, Outcome.INVALID)
_KEPT = ("_touched", "_planned", "_asked", "_told", "_met", "_by_newest", "absent")
"""What is remembered beside the rows themselves."""


@dataclass(frozen=True)
class _Snapshot:
    """A row, and what its workbook showed instead, before a decision."""

    row: PlanRow
    instead: Mapping[str, Stored] | None


@dataclass(frozen=True)
class Decided:
    """Everything that was decided about a plan at one moment, to go back to."""

    rows: list[tuple[PlanRow, PlanRow]]
    """Each row with what it was."""
    parts: list[tuple[Part, Mapping[str, Mapping[str, Stored]], list[tuple[str, str]], list[Problem]]]
    kept: Mapping[str, Mapping[Any, Any]]


class Deciding:
    """The decisions about one plan; they are written into its rows, and told in its `decided`.

    Args:
        book: the open file.
        plan: what a workbook would change.
    """

    def __init__(self, book: Book, plan: Plan) -> None:
        self._book, self.plan = book, plan
        self._parts = {id(row): part for part in plan.parts for row in part.rows}
        self._touched: dict[int, PlanRow] = {}
        self._planned: dict[int, _Snapshot] = {}
        """Rows as they were once it was clear which record they are, before anything else was decided."""
        self._asked: dict[int, _Snapshot] = {}
        """Rows as they were before a person said which record they are."""
        self._told: dict[int, list[Problem]] = {}
        self._again: dict[str, Again] = {}
        self._met: dict[int, tuple[str, str]] = {}
        """Records that were missing from the return until a person said that a row is one of them."""
        self._dates: Newest | None = None
        """Tells when both sides were written."""
        self._newest: Newest | None = None
        """Tells which of two cells is newer, once a person let that decide."""
        self._by_newest: dict[tuple[int, tuple[str, str, str]], bool] = {}
        """By row and cell, which side the newest was, where nobody has decided otherwise since."""
        self._hushed = False
        self.absent: dict[tuple[str, str], str] = {}
        """By register and reference, why a record is not in this return; a key of `WHYS`."""

    # What can be asked

    @property
    def is_any(self) -> bool:
        """Whether anything was decided."""
        return bool(self.plan.decided)

    def part_of(self, row: PlanRow) -> Part:
        """Return the part of the plan that a row stands in."""
        return self._parts[id(row)]

    def register_of(self, row: PlanRow) -> Register:
        """Return the register that a row goes into."""
        return self._book.register(self.part_of(row).register)

    def cells(self, row: PlanRow) -> list[PlanCell]:
        """Return everything a row would write or differs in, cell by cell, decisions included."""
        if not _is_new(row) and not self._was_new(row):
            return list(row.cells)
        snapshot = self._planned.get(id(row))
        source = snapshot.row if snapshot else row
        register = self.register_of(row)
        decided = {_key(register, cell): cell for cell in row.cells}
        made = [decided.pop(_key(register, cell), cell) for cell in self._new_cells(register, source)]
        return [*made, *decided.values()]

    def record_like(self, row: PlanRow) -> Record | None:
        """Return the record that a row to decide was found to be like, or None."""
        return self._book.record(self.part_of(row).register, row.uid) if row.uid else None

    def compared(self, row: PlanRow) -> list[PlanCell]:
        """Return what a row to decide says beside what the record it is like says, to be looked at and not decided."""
        part, register, like = self.part_of(row), self.register_of(row), self.record_like(row)
        if part.source is None:
            return []
        index = next(place for place, other in enumerate(part.rows) if other is row)
        found: list[PlanCell] = []
        for key, values in part.source.reading.columns.items():
            field, theirs = register.find(key), values[index]
            ours = field.of(like.row) if field is not None and like is not None else None
            if field is not None and not (theirs is None and ours is None):
                show = field.kind.show
                found.append(PlanCell(key, field.label, "", show(ours), show(theirs), taken=True, stored=(None, ours, theirs)))
        return found

    def open_rows(self) -> list[PlanRow]:
        """Return the rows about which something is still to be decided."""
        return [row for row in self.plan.rows if row.is_open]

    def when(self, row: PlanRow) -> str:
        """Return in sentences when each side of a row's conflicts was written, as far as anything tells."""
        conflicts = [cell for cell in row.cells if cell.conflict]
        if not conflicts or not self.plan.workbook.content:
            return ""
        self._dates = self._dates or self._newest or Newest(self._book, self.plan)
        dates, register = self._dates, self.part_of(row).register
        ours = [told for cell in conflicts if (told := dates.told(register, row, cell))]
        theirs = [f"The workbook was last saved on {dates.words}."] if dates.words else []
        return " ".join([*ours, *theirs])

    # Rows

    def refuse(self, rows: Iterable[PlanRow], *, refused: bool = True) -> None:
        """Leave whole rows out, or take them in again as they were decided."""
        for row in rows:
            self._touch(row)
            row.refused = refused
            self._resettle(row)
        self._tell()

    def toggle(self, rows: Sequence[PlanRow]) -> None:
        """Leave rows out if any of them is in; else take them in, conflicts as the workbook has them."""
        may = [row for row in rows if row.content or row.outcome in _UNSETTLED or any(cell.conflict or cell.stood for cell in row.cells)]
        if any(row.writes or (row.outcome in _UNSETTLED and not row.refused) for row in may):
            self.refuse(row for row in may if row.content or row.outcome in _UNSETTLED)
            return
        for row in may:
            self._touch(row)
            if row.refused:
                row.refused = False
                self._resettle(row)
            else:
                self._settle(row, lambda cell: replace(cell, settled=True) if cell.conflict or cell.stood else cell)
        self._tell()

    # Cells

    def take(self, row: PlanRow, cells: Iterable[PlanCell], *, theirs: bool) -> None:
        """Write some of a row's cells as the workbook has them, or leave them as they are here.

        Of a row that was left out whole, the cells taken come in again and all the others stay out.
        """
        register = self.register_of(row)
        wanted = {_key(register, cell): cell for cell in cells}
        if not wanted:
            return
        self._touch(row)
        only = theirs and row.refused
        if theirs:
            row.refused = False
        if _is_new(row) or self._was_new(row):
            self._hold(row, self.cells(row) if only else wanted.values())

        def decided(cell: PlanCell) -> PlanCell:
            if _key(register, cell) in wanted:
                return replace(cell, settled=theirs)
            return replace(cell, settled=False) if only else cell

        self._settle(row, decided)
        self._tell()

    def take_column(self, part: Part, field: str, *, theirs: bool) -> None:
        """Take or leave one field in every row of a register."""
        for row in part.rows:
            if row.outcome in _UNSETTLED:
                continue
            if _is_new(row) or self._was_new(row):
                found = [cell for cell in self.cells(row) if cell.field == field] if self._fills(row, field) else []
                if not found:
                    continue
                self._touch(row)
                self._hold(row, found)
            elif not any(cell.field == field for cell in row.cells):
                continue
            else:
                self._touch(row)
            self._settle(row, lambda cell: replace(cell, settled=theirs) if cell.field == field else cell)
        self._tell()

    def settle_conflicts(self, rows: Iterable[PlanRow], *, theirs: bool) -> int:
        """Settle every conflict of some rows for the workbook or for what is here; return how many cells that were."""
        found = 0
        for row in rows:
            self._forget_newest(row, [cell for cell in row.cells if cell.conflict])
            conflicts = [cell for cell in row.cells if cell.conflict and cell.settled is not theirs]
            if not conflicts:
                continue
            found += len(conflicts)
            self._touch(row)
            self._settle(row, lambda cell: replace(cell, settled=theirs) if cell.conflict else cell)
        self._tell()
        return found

    def settle_newest(self, rows: Iterable[PlanRow]) -> int:
        """Settle every conflict of some rows for whichever was written last; return how many cells that were.

        What the workbook says counts from when it was last saved, what is here from when it was changed. Where nothing
        tells, the conflict stays open.
        """
        found = 0
        self._newest = self._newest or Newest(self._book, self.plan)
        for row in rows:
            told = {cell: self._newest.is_theirs(self.part_of(row).register, row, cell) for cell in row.cells if cell.conflict}
            wanted = {cell: theirs for cell, theirs in told.items() if theirs is not None and cell.settled is not theirs}
            if wanted:
                found += len(wanted)
                self._touch(row)
                self._settle(row, _settled_as(wanted))
            self._by_newest |= {self._place(row, cell): theirs for cell, theirs in told.items() if theirs is not None}
        self._tell()
        return found

    def correct(self, row: PlanRow, key: str, words: str) -> None:
        """Write words typed by a person in the place of the workbook's.

        Raises:
            InvalidRecordError: the field cannot read them.
            UnknownNameError: the register has no such field.
        """
        register = self.register_of(row)
        field = register.get(key)
        stored = self._book.read(register.key, {key: words})[key]
        self._touch(row)
        here = next((cell for cell in self.cells(row) if cell.field == key), None)
        ours = here.stored[1] if here else None if self._was_new(row) else field.of(self._row_here(row))
        if here is None:
            base = None
            here = PlanCell(key, field.label, "", field.kind.show(ours), "", taken=False, stored=(base, ours, None))
        made = replace(here, theirs=field.kind.show(stored), stored=(here.stored[0], ours, stored), settled=stored != ours)
        self._forget_newest(row, [here])
        row.cells = (*(cell for cell in row.cells if cell.field != key), made)
        row.refused = False
        self._resettle(row)
        self._tell()

    # Which record a row is

    def same_as(self, row: PlanRow, ref: str) -> None:
        """Say that a row is a record known here, by its reference.

        Raises:
            UnknownNameError: there is no such record.
            WorkbenchError: another row of the workbook is that record already.
        """
        part = self.part_of(row)
        record = self._named(row, ref)
        other = next((met for met in part.rows if met is not row and met.uid == record.uid and self._is_met(met)), None)
        if other is not None:
            raise WorkbenchError(f"Row {other.row} of the workbook is {record.ref} already; leave that row out first, or make it new.")
        self._identify(row, lambda again, index: again.same_as(index, record))
        if (missing := next((one for one in part.absent if one[0] == record.ref), None)) is not None:
            part.absent.remove(missing)
            self._met[id(row)] = missing

    def as_new(self, row: PlanRow) -> None:
        """Say that a row is a record of its own, which is not known here yet."""
        self._identify(row, lambda again, index: again.anew(index))

    def as_planned(self, row: PlanRow) -> None:
        """Take back everything that was decided about a row."""
        self._forget_newest(row, row.cells)
        snapshot = self._asked.pop(id(row), None) or self._planned.get(id(row))
        self._forget_told(row)
        self._planned.pop(id(row), None)
        self._touched.pop(id(row), None)
        if snapshot is not None:
            part = self.part_of(row)
            if row.uid != snapshot.row.uid:
                part.instead.pop(row.uid, None)
            _copy(snapshot.row, row)
            _put(part.instead, row.uid, snapshot.instead)
        row.refused = False
        if id(row) in self._met:
            self.part_of(row).absent.append(self._met.pop(id(row)))
        self._tell()

    # Records not in the return

    def note_absent(self, part: Part, refs: Iterable[str], why: str) -> None:
        """Note why records are not in this return: a key of `WHYS`; a blank takes the note back. They stay as they are here."""
        for ref in refs:
            if why:
                self.absent[part.register, ref] = why
            else:
                self.absent.pop((part.register, ref), None)
        self._tell()

    # Going over to another plan of the same workbook

    def carry_over(self, before: "Deciding") -> None:
        """Decide here what was decided about an earlier plan of the same workbook, as far as the rows still say the same."""
        rows = {(part.register, row.row): row for part in self.plan.parts for row in part.rows}
        self._hushed = True  # one account of it all is enough
        for old in list(before._touched.values()):  # noqa: SLF001 - another of our own
            row = rows.get((before.part_of(old).register, old.row))
            if row is not None and (not row.ref or not old.ref or row.ref == old.ref or old.asked):
                self._decide_alike(row, old)
                by_newest = [cell for cell in old.cells if before._is_newest(old, cell)]  # noqa: SLF001 - another of our own
                self._by_newest |= {self._place(row, cell): bool(cell.settled) for cell in by_newest}
        self.absent |= before.absent
        if before._newest is not None:  # noqa: SLF001 - another of our own
            self._newest = Newest(self._book, self.plan)
        self._hushed = False
        self._tell()

    def _decide_alike(self, row: PlanRow, old: PlanRow) -> None:
        if old.asked and row.outcome in _UNSETTLED:
            try:
                self.as_new(row) if _is_new(old) else self.same_as(row, old.ref)
            except WorkbenchError:
                return
        settled = {(cell.label, cell.theirs): cell.settled for cell in old.cells if cell.settled is not None}
        for theirs in (True, False):
            self.take(row, [cell for cell in self.cells(row) if settled.get((cell.label, cell.theirs)) is theirs], theirs=theirs)
        if old.refused:
            self.refuse([row])

    # Going back

    def now(self) -> Decided:
        """Return what is decided now, so that the next decision can be taken back."""
        rows = [row for row in self.plan.rows if row.cells or row.content or row.outcome in _UNSETTLED or id(row) in self._touched]
        parts: list[tuple[Part, Mapping[str, Mapping[str, Stored]], list[tuple[str, str]], list[Problem]]] = [
            (part, {uid: dict(shown) for uid, shown in part.instead.items()}, list(part.absent), list(part.problems))
            for part in self.plan.parts
        ]
        return Decided([(row, replace(row)) for row in rows], parts, {name: dict(getattr(self, name)) for name in _KEPT})

    def return_to(self, then: Decided) -> None:
        """Decide as it was decided then."""
        for row, was in then.rows:
            _copy(was, row)
        for part, instead, absent, problems in then.parts:
            part.instead.clear()
            part.instead.update({uid: dict(shown) for uid, shown in instead.items()})
            part.absent[:], part.problems[:] = absent, problems
        for name, kept in then.kept.items():
            getattr(self, name).clear()
            getattr(self, name).update(kept)
        self._tell()

    # Inside

    def _is_met(self, row: PlanRow) -> bool:
        return not row.refused and row.outcome not in _UNSETTLED

    def _was_new(self, row: PlanRow) -> bool:
        snapshot = self._planned.get(id(row))
        return snapshot is not None and _is_new(snapshot.row)

    def _row_here(self, row: PlanRow) -> Mapping[str, Stored]:
        record = self._book.record(self.part_of(row).register, row.uid)
        return record.row if record else {}

    def _named(self, row: PlanRow, ref: str) -> Record:
        """Return the record that a reference means: the one the plan took it for, the sender's own, else as everywhere."""
        register, member = self.part_of(row).register, self.plan.member
        asked = self._asked.get(id(row))
        likely = self._book.record(register, (asked.row if asked else row).uid)
        own = [likely] if likely else []
        own += [record for record in self._book.records(register) if member and record.row.get("member") == member]
        return next((record for record in own if record.ref.casefold() == ref.strip().casefold()), None) or self._book.find(register, ref)

    def _identify(self, row: PlanRow, settle: Callable[[Again, int], tuple[PlanRow, list[Problem]]]) -> None:
        part = self.part_of(row)
        if part.register not in self._again:
            self._again[part.register] = Again(self._book, part, self.plan.member)
        again = self._again[part.register]
        if id(row) in self._asked:
            self.as_planned(row)
        before = _Snapshot(replace(row), part.instead.get(row.uid))
        found, told = settle(again, next(place for place, other in enumerate(part.rows) if other is row))
        self._asked[id(row)] = before
        reason = row.reason or f"Row {row.row} was {before.row.ref} in the plan."
        _copy(found, row)
        row.asked = reason
        self._planned.pop(id(row), None)
        self._told[id(row)] = told
        part.problems += told
        self._touched[id(row)] = row
        self._tell()

    def _forget_told(self, row: PlanRow) -> None:
        gone = {id(problem) for problem in self._told.pop(id(row), [])}
        part = self.part_of(row)
        part.problems[:] = [problem for problem in part.problems if id(problem) not in gone]

    def _touch(self, row: PlanRow) -> None:
        if id(row) not in self._planned:
            self._planned[id(row)] = _Snapshot(replace(row), dict(self.part_of(row).instead.get(row.uid, {})) or None)
        self._touched[id(row)] = row

    def _fills(self, row: PlanRow, field: str) -> bool:
        source = self._planned[id(row)].row if id(row) in self._planned else row
        return field in (source.after or {}) or field in source.joined or any(child.register == field for child in source.children)

    def _hold(self, row: PlanRow, cells: Iterable[PlanCell]) -> None:
        """Keep cells of a new row with it, because something is decided about them."""
        register = self.register_of(row)
        known = {_key(register, cell) for cell in row.cells}
        row.cells = (*row.cells, *(cell for cell in cells if _key(register, cell) not in known))

    def _settle(self, row: PlanRow, decide: Callable[[PlanCell], PlanCell]) -> None:
        decided = tuple(decide(cell) for cell in row.cells)
        self._forget_newest(row, [cell for cell, was in zip(decided, row.cells, strict=True) if cell is not was])
        row.cells = decided
        self._resettle(row)

    def _resettle(self, row: PlanRow) -> None:
        """Bring what a row writes in line with what was decided about its cells."""
        part, planned = self.part_of(row), self._planned[id(row)]
        register = self._book.register(part.register)
        if row.outcome in _UNSETTLED:
            return
        if _is_new(planned.row):
            self._write_new(row, planned.row, register)
        else:
            self._write_known(row, planned.row, register)
        _put(part.instead, row.uid, self._shown_instead(row, planned, register))
        for cell in row.cells:
            if cell.place is not None:
                shown = part.instead.setdefault(cell.place[0], {})
                if row.refused or not cell.written:
                    shown[cell.place[1]] = cell.stored[2]
                else:
                    shown.pop(cell.place[1], None)

    def _write_new(self, row: PlanRow, planned: PlanRow, register: Register) -> None:
        after, joined = dict(planned.after or {}), dict(planned.joined)
        for cell in row.cells:
            field = register.find(cell.field)
            if field is None or not _is_own(register, cell):
                continue
            target = joined if field.kind.gathers else after
            if cell.written:
                target[cell.field] = cell.stored[2]
            else:
                target.pop(cell.field, None)
        if "member" in register and self.plan.member:
            after.setdefault("member", self.plan.member)
        register.leave_out_worked_out(after)
        row.after, row.joined = after, joined
        gone = [_key(register, cell) for cell in row.cells if not cell.written]
        row.children = [child for child in planned.children if _key(register, self._new_child(child)) not in gone]

    def _write_known(self, row: PlanRow, planned: PlanRow, register: Register) -> None:
        own = [cell for cell in row.cells if _is_own(register, cell)]
        taken = {cell.field: cell.stored[2] for cell in own if cell.written}
        row.joined = {key: taken.pop(key) for key in [key for key in taken if register.get(key).kind.gathers]}
        record = self._book.record(register.key, row.uid)
        row.before = row.after = None
        if taken and record is not None:
            row.before, row.after = record.row, register.settled({**record.row, **taken})
        theirs = [cell for cell in row.cells if not _is_own(register, cell)]
        if theirs:
            row.children = self._children(planned, theirs)

    def _children(self, planned: PlanRow, cells: Sequence[PlanCell]) -> list[PlannedChild]:
        """Return the records to make or to change that are written, by their cells in the order they were planned."""
        fresh = iter([child for child in planned.children if not child.uid])
        kept: list[PlannedChild] = []
        values: dict[tuple[str, str], dict[str, Stored]] = {}
        for cell in cells:
            if _is_new_record(cell):
                child = next(fresh, None)
                if child is not None and cell.written:
                    kept.append(child)
            elif cell.written and cell.place is not None:
                values.setdefault((cell.field, cell.place[0]), {})[cell.place[1]] = cell.stored[2]
        return [*kept, *(PlannedChild(register, found, child) for (register, child), found in values.items())]

    def _new_child(self, child: PlannedChild) -> PlanCell:
        """Return the cell that says what is made beside a new record."""
        register = self._book.register(child.register)
        shown = [field for field in register if child.values.get(field.key) is not None and field.key != "extra"]
        words = shorten("; ".join(field.kind.show(child.values[field.key]) for field in shown), 120)
        return PlanCell(child.register, f"New {register.noun}", "", "", words, taken=True, stored=(None, None, words))

    def _new_cells(self, register: Register, row: PlanRow) -> list[PlanCell]:
        """Return what a new record would hold, cell by cell."""
        after = row.after or {}
        cells = [
            _filled(field, row.joined[field.key] if field.key in row.joined else after[field.key])
            for field in register
            if field.key not in {UID, "ref"} and (field.key in row.joined or after.get(field.key) is not None)
        ]
        return [*cells, *(self._new_child(child) for child in row.children)]

    def _shown_instead(self, row: PlanRow, planned: _Snapshot, register: Register) -> Mapping[str, Stored] | None:
        """Return what the workbook showed where it is not taken, so that its next return is not asked the same again."""
        shown = dict(planned.instead or {})
        first = {cell.field: cell for cell in planned.row.cells}
        for cell in row.cells:
            if not _is_own(register, cell):
                continue
            theirs = first[cell.field].stored[2] if cell.field in first else cell.stored[2]
            if row.refused or not cell.written:
                shown.setdefault(cell.field, theirs)
            elif cell.stored[2] != theirs:
                shown[cell.field] = theirs
            elif (cell.conflict or cell.stood) and not register.get(cell.field).kind.gathers:
                shown.pop(cell.field, None)
        left = [cell.theirs for cell in row.cells if _is_new_record(cell) and (row.refused or not cell.written)]
        if left:
            shown[LEFT_OUT] = "\n".join(dict.fromkeys([*str(shown.get(LEFT_OUT) or left[0]).split("\n"), *left]))
        return shown or None

    def _tell(self) -> None:
        if self._hushed:
            return
        for part in self.plan.parts:
            part.explained = frozenset(ref for key, ref in self.absent if key == part.register)
        notes = [(ref, WHYS[why]) for (_, ref), why in self.absent.items()]
        self.plan.decided = words_of(list(self._touched.values()), notes, self.plan.source)
        self._tell_newest()

    def _place(self, row: PlanRow, cell: PlanCell) -> tuple[int, tuple[str, str, str]]:
        return id(row), _key(self.register_of(row), cell)

    def _forget_newest(self, row: PlanRow, cells: Iterable[PlanCell]) -> None:
        """Note that a person decided about cells otherwise than by what was written last."""
        for cell in cells:
            self._by_newest.pop(self._place(row, cell), None)

    def _is_newest(self, row: PlanRow, cell: PlanCell) -> bool:
        """Whether a cell is settled as it is because what was written last counted."""
        return cell.settled is not None and self._by_newest.get(self._place(row, cell)) is cell.settled

    def _tell_newest(self) -> None:
        """Say that what was written last counted, and for which cells where that did not settle all of them."""
        rows = [row for row in self._touched.values() if not row.refused]
        settled = sum(cell.settled is not None for row in rows for cell in row.cells)
        by_newest = [replace(row, cells=tuple(cell for cell in row.cells if self._is_newest(row, cell))) for row in rows]
        number = sum(len(row.cells) for row in by_newest)
        if self._newest is not None and self._newest.words and number:
            which = "" if number == settled else f" for {fields_of(by_newest)}"
            self.plan.decided.append(f"What was written last counted{which}; the workbook was last saved on {self._newest.words}.")


def _settled_as(wanted: Mapping[PlanCell, bool]) -> Callable[[PlanCell], PlanCell]:
    """Return what settles some cells for the workbook (True) or for what is here."""
    return lambda cell: replace(cell, settled=wanted[cell]) if cell in wanted else cell


def _is_new(row: PlanRow) -> bool:
    return row.after is not None and row.before is None


def _is_new_record(cell: PlanCell) -> bool:
    """Whether a cell stands for a whole new record that would belong to the row's."""
    return cell.place is None and cell.stored[:2] == (None, None) and cell.label.startswith("New ")


def _is_own(register: Register, cell: PlanCell) -> bool:
    """Whether a cell is one of the row's own fields, not of a record that belongs to it."""
    field = register.find(cell.field)
    return field is not None and cell.label == field.label


def _filled(field: AnyField, value: Stored) -> PlanCell:
    return PlanCell(field.key, field.label, "", "", field.kind.show(value), taken=True, stored=(None, None, value))


def _key(register: Register, cell: PlanCell) -> tuple[str, str, str]:
    """Return what tells the cells of one row apart: the field, or the words of a record that belongs to it."""
    return (cell.field, cell.label, "" if _is_own(register, cell) else cell.theirs)


def _copy(source: PlanRow, target: PlanRow) -> None:
    """Make one row the other, which stays the same object."""
    for name in PlanRow.__dataclass_fields__:
        setattr(target, name, getattr(source, name))


def _put(instead: dict[str, dict[str, Stored]], uid: str, shown: Mapping[str, Stored] | None) -> None:
    if shown:
        instead[uid] = dict(shown)
    else:
        instead.pop(uid, None)
