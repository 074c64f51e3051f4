"""Merge another copy of the open file: say what that would do. Nothing is written here."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.domain.clock import Progress, unwatched
from workbench.domain.closed import QUARTER, closed_quarters
from workbench.domain.index import Index
from workbench.domain.kinds import Day
from workbench.domain.register import UID, Record, Register, Row
from workbench.domain.text import counted, fold, joined, shorten
from workbench.exchange.sheets import Problem, Table, Workbook
from workbench.services.book import Book
from workbench.services.merging_cells import HERE, THERE, Comparing, Settled
from workbench.services.merging_closed import ask_about_closed
from workbench.services.merging_copy import RefusedCopyError, copy_of
from workbench.services.merging_ground import Ground
from workbench.services.merging_plan import RECORD, Carried, MergePlan, MergeRow, filled
from workbench.services.merging_points import OURS, WHOLE
from workbench.services.merging_refs import settle_refs
from workbench.services.merging_wholes import Bundle, Found, Sorting, Wholes
from workbench.services.merging_words import Words, naming
from workbench.services.plan import BACK, OUT, Outcome, Part, PlanCell, PlanRow

if TYPE_CHECKING:
    from workbench.store.file import Store

__all__ = ["MergePlan", "MergeRow", "RefusedCopyError", "plan_merge"]

_DIGEST = 64
"""Letters of the SHA-256 by which a row names bytes that are kept with the file."""
_NAMED = 3
_TOLD_EVERY = 256
"""Records compared between two reports of progress."""
SHOWN = "shown"
"""The field of a receipt that says what its workbook showed."""


def plan_merge(book: Book, path: Path, *, progress: Progress = unwatched) -> MergePlan:
    """Say what merging another copy of the open file would do; nothing is written, here or there.

    Raises:
        RefusedCopyError, WorkbenchError: the copy cannot or must not be merged.
        StoppedError: `progress` stopped it.
    """
    with copy_of(book, path, progress) as copy:
        return _Merging(book, path, copy, progress).plan()


class _Called(Index):
    """The directory of the records of both copies, in which one reference may stand for two of them: each is called by it."""

    def called(self, uid: str, to: tuple[str, ...]) -> str:
        """Return the reference of a record in words, however many others have it."""
        found = super().called(uid, to)
        record = self._record(uid, to) if found == uid else None
        return record.ref or record.title if record else found


class _Merging:
    """Compares one copy with the open file."""

    def __init__(self, book: Book, path: Path, copy: "Store", progress: Progress) -> None:
        self._book, self._path, self._copy, self._progress = book, path, copy, progress
        shape = copy.shape()
        there = {*shape, *book.store.shape()}
        keys = [*(key for key in book.registers if key in there), *sorted(there - book.registers.keys())]
        self._ground = Ground(book.store, copy, keys)
        self._words = Words(book.registers)
        self._comparing = Comparing(self._ground, book.registers, self._words, book.store, copy)
        self._settled: dict[str, Settled] = {}
        self._free: dict[str, Iterator[str]] = {}
        ground = self._ground
        self.result = MergePlan(
            path,
            "",
            Workbook(path.name, "", []),
            [],
            head=ground.there.hashes[-1] if ground.there.hashes else "",
            position=ground.there.head,
            marks=ground.there.marks(ground.told_us, ground.here),
            left=ground.there.left_elsewhere(ground.told_us, ground.here),
            shape=shape,
        )

    def plan(self) -> MergePlan:
        """Return the plan."""
        self._learn_names()
        wholes = self._sorted()
        found = self._rows(wholes)
        plan, book = self.result, self._book
        for key, rows in found.items():
            register = book.registers.get(key)
            if register is None:
                plan.beyond += [(key, row) for row in rows if row.content or row.cells]
            elif (part := self._part(register, rows)).rows:
                plan.parts.append(part)
        self._doubt_organisations()
        plan.names = self._words.final
        self._gather_sets()
        self._gather_blobs()
        plan.notes += self._notes()
        return plan

    def _part(self, register: Register, rows: list[MergeRow]) -> Part:
        problems = settle_refs(register, self._ground.rows_ours.get(register.key, {}), rows, self._refs(register.key), register.label)
        problems += self._erasures(register, rows)
        # Of what nobody opens as a register only what differs is worth a line.
        shown: list[PlanRow] = [row for row in rows if register.visible or row.outcome is not Outcome.SAME]
        for number, row in enumerate(shown, 1):
            row.row = number
        part = Part(register.key, register.label, Table(register.label, register.key, [], [], []), shown, problems=problems)
        ours, theirs = self._ground.rows_ours.get(register.key, {}), self._ground.rows_theirs.get(QUARTER, {})
        ask_about_closed(part, closed_quarters(self._book.records(QUARTER)), ours, theirs)
        return part

    # Names

    def _learn_names(self) -> None:
        registers, ground = self._book.registers, self._ground
        for key in naming(registers):
            ours, theirs = ground.rows_ours.get(key, {}), ground.rows_theirs.get(key, {})
            final: dict[str, str] = {}
            for uid in {**ours, **theirs}:
                if uid in ours and uid in theirs:
                    row = self._final(key, ours[uid])
                else:
                    row = self._words.translated(HERE, key, ours[uid]) if uid in ours else self._words.translated(THERE, key, theirs[uid])
                final[uid] = registers[key].called(row)
            states = {str(number): state.rows.get(key, {}) for number, state in enumerate(ground.states)}
            self._words.learn(key, final, {HERE: ours, THERE: theirs, **states})
        self._settled.clear()  # compared before all names were known

    def _compared(self, key: str, ours: Row) -> Settled:
        uid = str(ours[UID])
        if uid not in self._settled:
            self._settled[uid] = self._comparing.record(key, ours, self._ground.rows_theirs[key][uid])
        return self._settled[uid]

    def _final(self, key: str, ours: Row) -> Row:
        taken = {cell.field: cell.stored[2] for cell in self._compared(key, ours).cells if cell.taken}
        return {**self._words.translated(HERE, key, ours), **taken}

    # Rows

    def _sorted(self) -> Wholes:
        erased: dict[str, set[str]] = {}
        for uid, name in (*self._comparing.erased_here, *self._comparing.erased_there):
            erased.setdefault(uid, set()).add(name)
        passed_over = {uid: frozenset(names) for uid, names in erased.items()}
        self._sorting = Sorting(self._ground, self._book.registers, self._words.translated, passed_over)
        return self._sorting.sorted(self._final, HERE, THERE)

    def _rows(self, wholes: Wholes) -> dict[str, list[MergeRow]]:
        """Return the rows of all registers, in the order of the copy, and after them what was removed there."""
        ground = self._ground
        found: dict[str, list[MergeRow]] = {key: [] for key in ground.rows_theirs}
        fresh = {one.uid: one for one in wholes.fresh}
        back = {bundle.root.uid: bundle for bundle in wholes.back}
        total, done = sum(len(theirs) for theirs in ground.rows_theirs.values()), 0
        for key, theirs in ground.rows_theirs.items():
            ours = ground.rows_ours.get(key, {})
            for uid, row in theirs.items():
                if (done := done + 1) % _TOLD_EVERY == 0:
                    self._progress(done, total)
                if uid in ours:
                    found[key].append(self._known(key, ours[uid], wholes.gone_here))
                elif uid in fresh:
                    found[key].append(self._new(fresh[uid]))
                elif uid in back:
                    found[key].append(self._whole(back[uid], row, BACK))
        for bundle in wholes.out:
            found[bundle.root.register].append(self._whole(bundle, bundle.root.row, OUT))
        return found

    def _called(self, key: str, row: Row) -> tuple[str, str]:
        """Return a record's reference and title; a link is called by its ends."""
        register = self._shown.get(key)
        if register is None:
            return str(row.get("ref") or ""), ""
        record = Record(register, row)
        if register.ends and len(register.ends) > 1:
            ends = [register.get(end).kind.show(row.get(end)) or "?" for end in register.ends]
            return record.ref, f" {record.title[:1].lower()}{record.title[1:]} ".join(ends)
        return record.ref, record.title or f"{register.noun[:1].upper()}{register.noun[1:]}"

    @cached_property
    def _shown(self) -> Mapping[str, Register]:
        """The registers knowing the records of both copies, for showing names."""
        ground, registers = self._ground, self._book.registers
        records: dict[str, dict[str, Record]] = {
            key: {
                uid: Record(register, row)
                for uid, row in {**ground.rows_theirs.get(key, {}), **ground.rows_ours.get(key, {})}.items()
            }
            for key, register in registers.items()
        }  # fmt: skip
        index = _Called(registers, lambda key: records.get(key, {}))
        return {key: register.bound(index) for key, register in registers.items()}

    def _cell(self, key: str, cell: PlanCell) -> PlanCell:
        """Return a cell in words that know the records of both copies."""
        register = self._shown.get(key)
        known = register.find(cell.field) if register else None
        if known is None:
            return cell
        base, ours, theirs = (known.kind.show(stored) for stored in cell.stored)
        return PlanCell(cell.field, known.label, base, ours, theirs, cell.taken, cell.stored)

    def _known(self, key: str, ours: Row, gone: set[str]) -> MergeRow:
        """Return the row of a record that both have."""
        settled = self._compared(key, ours)
        ref, title = self._called(key, ours)
        cells = [self._cell(key, cell) for cell in settled.cells]
        row = MergeRow(Outcome.SAME, 0, ref, title, uid=str(ours[UID]), theirs=settled.theirs, places=settled.places)
        taken = {cell.field: cell.stored[2] for cell in cells if cell.taken}
        after = filled({**ours, **taken})
        if taken and gone.intersection(self._sorting.leans(key, after)):
            # It would hang on a record that was removed here, so nobody may take that unasked.
            hanging = [name for name, value in taken.items() if value in gone]
            cells = [self._comparing.cell(key, cell.field, cell.stored, taken=cell.taken and cell.field not in hanging) for cell in cells]
            after = filled({**ours, **{name: value for name, value in taken.items() if name not in hanging}})
        row.cells = tuple(cells)
        if not cells:
            return row
        row.outcome = Outcome.CHANGED if all(cell.taken for cell in cells) else Outcome.CONFLICTING
        if any(cell.taken for cell in cells):
            register = self._book.registers.get(key)
            row.before, row.after = ours, register.settled(after) if register else after
        return row

    def _new(self, one: Found) -> MergeRow:
        row = self._words.translated(THERE, one.register, self._unerased(one.row))
        ref, title = self._called(one.register, row)
        return MergeRow(Outcome.NEW, 0, ref, title, after=filled(row), uid=one.uid, theirs=row, place=one.place)

    @cached_property
    def _places_erased(self) -> Mapping[str, frozenset[str]]:
        """By uid, where a receipt may hold words that were erased here: in a record's own fields and in its parent's cells."""
        from workbench.store.erasing import places_erased  # noqa: PLC0415 - adapters load when needed

        return places_erased(self._book.store, self._book.registers) if self._comparing.erased_here else {}

    def _unerased(self, row: Row) -> Row:
        """Return a row of theirs without the words that were erased here."""
        erased = self._comparing.erased_here
        gone = {name for uid, name in erased if uid == row[UID]}
        kept = {name: value for name, value in row.items() if name not in gone} if gone else row
        if erased and kept.get(SHOWN):
            from workbench.store.erasing import shown_without  # noqa: PLC0415 - adapters load when needed

            kept = {**kept, SHOWN: shown_without(str(kept[SHOWN]), self._places_erased)}
        return kept

    def _whole(self, bundle: Bundle, row: Row, direction: str) -> MergeRow:
        """Return the row of a record that one side removed."""
        key, ground = bundle.root.register, self._ground
        ref, title = self._called(key, row)
        beside = [self._carried_words(one) for one in bundle.carried]
        with_it = f", with {joined(beside[:_NAMED])}" if 0 < len(beside) <= _NAMED else f", with {counted(len(beside), 'record')}"
        with_it = with_it if beside else ""
        kept_row = row if direction == BACK else ground.rows_ours[key][bundle.root.uid]
        changed = self._touched_words(bundle, kept_row)
        kept = f"Kept{with_it}{f'; {changed}' if changed else ''}"
        ours, theirs = ("Removed", kept) if direction == BACK else (kept, "Removed")
        cell = PlanCell(WHOLE, RECORD, "Kept", ours, theirs, not bundle.asked, ("kept", _word(ours), _word(theirs)))
        carried = tuple(Carried(one.register, one.uid, self._brought(one, direction)) for one in bundle.carried)
        outcome = Outcome.CONFLICTING if bundle.asked else Outcome.CHANGED
        found = MergeRow(outcome, 0, ref, title, cells=(cell,), uid=bundle.root.uid, place=bundle.root.place, direction=direction)
        found.theirs = self._brought(Carried(key, bundle.root.uid, row), direction)
        found.carried = carried
        found.moves = direction if not bundle.asked else ""
        return found

    def _brought(self, one: Carried, direction: str) -> Row:
        return filled(self._words.translated(THERE, one.register, self._unerased(one.row))) if direction == BACK else one.row

    def _carried_words(self, one: Carried) -> str:
        ref, title = self._called(one.register, one.row)
        return ref or title

    def _touched_words(self, bundle: Bundle, row: Row) -> str:
        """Return which fields of a record were changed on the side that kept it."""
        ground, root = self._ground, bundle.root
        register = self._shown.get(root.register)
        known_theirs, known_ours, _ = ground.whole(root.register, root.uid)
        side = known_theirs if row is not ground.rows_ours.get(root.register, {}).get(root.uid) else known_ours
        then = next((seen for _, seen in side if seen is not None), None)
        if register is None or then is None or not root.touched:
            return ""
        labels = [field.label for field in register if then.get(field.key) != row.get(field.key)]
        more = [f"{len(labels) - _NAMED} more fields"] if len(labels) > _NAMED + 1 else []
        return f"{joined([*labels[: _NAMED if more else len(labels)], *more])} changed" if labels else ""

    # What a person is told

    def _refs(self, key: str) -> Iterator[str]:
        if key not in self._free:
            self._free[key] = self._fresh_refs(key)
        return self._free[key]

    def _fresh_refs(self, key: str) -> Iterator[str]:
        """Give references that neither copy ever gave; they are looked up when the first is wanted."""
        theirs = (str(row["ref"]) for row in self._ground.rows_theirs[key].values() if row.get("ref"))
        yield from self._book.fresh_refs(key, (*theirs, *self._copy.refs_given_up(key)))

    def _erasures(self, register: Register, rows: list[MergeRow]) -> list[Problem]:
        """Return a sentence for each field that one side erased and the other still has."""
        found: list[Problem] = []
        if not self._comparing.erased_here and not self._comparing.erased_there:
            return found
        names = self._ground.names
        days_here = {place: self._book.store.entry_at(at).day for place, at in self._comparing.erased_here.items()}
        days_there = {
            (names.get(uid, uid), name): self._copy.entry_at(at).day for (uid, name), at in self._copy.erasures().items()
        }  # fmt: skip
        for row in rows:
            settled = self._settled.get(row.uid)
            if settled is None or row.direction:
                continue
            for name in settled.erased_here:
                label, day = register.get(name).label, Day().show(days_here[row.uid, name])
                told = f"{label} of {row.ref} was erased here on {day}; the words that the copy still has there are not taken."
                found.append(Problem(register.label, row.ref, told))
            for name in settled.erased_there:
                label, day = register.get(name).label, Day().show(days_there[row.uid, name])
                cell = next((cell for cell in row.cells if cell.field == name), None)
                what = "Its words are cleared here" if cell is not None and cell.taken else "Here they were changed, so say whether they go"
                told = (
                    f"{label} of {row.ref} was erased in the copy on {day}. {what}; the history of this file still holds them until "
                    f"they are erased here, too: workbench erase {self._book.path.name} {register.key} {row.ref} {name} --reason …"
                )
                found.append(Problem(register.label, row.ref, told))
        return found

    def _doubt_organisations(self) -> None:
        """Say so where both sides know another organisation by one name, which nothing but a person can tell apart."""
        part = next((part for part in self.result.parts if part.register == "member"), None)
        if part is None or not any(row.outcome is Outcome.NEW for row in part.rows):
            return
        ours = {fold(str(row.get("name") or "")): row for row in self._ground.rows_ours["member"].values()}
        for row in part.rows:
            name = str((row.after or {}).get("name") or "")
            twin = ours.get(fold(name)) if name and row.before is None else None
            if twin is not None:
                told = (
                    f"Both copies added an organisation called “{shorten(name, 60)}” ({twin.get('ref')} here, {row.ref} from the copy). "
                    "Give one of them another name, or move its records to the other and remove it."
                )
                part.problems.append(Problem(part.label, row.ref, told))

    def _notes(self) -> list[str]:
        ground, twice = self._ground, self._imported_twice()
        if self.result.is_empty or ground.is_crossed:
            return twice
        side, position = ground.states[0].place
        if not position:
            return twice
        store = self._book.store if side == OURS else self._copy
        return [f"Compared with what both copies had in common on {Day().show(store.entry_at(position).day)}.", *twice]

    def _imported_twice(self) -> list[str]:
        """Return a sentence for each workbook that was brought into both copies, so that what was new in it is there twice."""
        ours, theirs = (rows.get("receipt", {}) for rows in (self._ground.rows_ours, self._ground.rows_theirs))
        mine = {row.get("digest") for uid, row in ours.items() if uid not in theirs and row.get("new")}
        both = [row for uid, row in theirs.items() if uid not in ours and row.get("new") and row.get("digest") in mine]
        return [
            f"“{name}” was imported in both copies, so the records that were new in it would be here twice. "
            "Take that import back in one of the two first (File, Import receipts), unless you mean it."
            for name in dict.fromkeys(str(row.get("title") or "A workbook") for row in both)
        ]

    # What is kept for applying

    def _gather_sets(self) -> None:
        """Note what was done in the copy since the two histories parted, and by whom; records by the uids they have here."""
        names = self._ground.names
        self.result.sets = [
            replace(entry, changes=tuple(replace(one, uid=names.get(one.uid, one.uid)) for one in entry.changes)) if names else entry
            for entry in self._copy.entries(after=self._ground.common)
        ]
        self.result.known_until = self._ground.theirs_then

    def _gather_blobs(self) -> None:
        """Keep the bytes that incoming rows name: papers, issued packs, imported workbooks."""
        every = [row for part in self.result.parts for row in part.rows if isinstance(row, MergeRow)]
        for row in [*every, *(row for _, row in self.result.beyond)]:
            if row.outcome is Outcome.SAME or row.direction == OUT:
                continue
            for one in (row.theirs, *(carried.row for carried in row.carried)):
                if any(uid in str(one.get(SHOWN) or "") for uid in self._places_erased):
                    continue  # the workbook shows a record of which words were erased here
                for value in one.values():
                    content = self._copy.blob(value) if isinstance(value, str) and len(value) == _DIGEST else None
                    if content is not None:
                        self.result.blobs[str(value)] = content


def _word(words: str) -> str:
    return "removed" if words == "Removed" else "kept"
