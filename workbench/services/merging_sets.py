"""Apply a merge: what was done in the other copy is done here, set by set, with who did it and when, as one undo.

The first set is the merge itself, by whoever merges; each further one is a set of the copy, as far as it was taken.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from workbench.domain.change import Applied, Change, ChangeSet, Entry, SetKind
from workbench.domain.clock import Progress, unwatched
from workbench.domain.errors import StaleRecordError, WorkbenchError
from workbench.domain.kinds import Member, Stored
from workbench.domain.register import UID, Register, Row
from workbench.domain.text import joined
from workbench.services import keeping
from workbench.services.book import Book
from workbench.services.merging_plan import MergePlan, MergeRow, filled
from workbench.services.merging_points import WHOLE, Left, Place, told
from workbench.services.merging_refs import with_own_refs
from workbench.services.merging_words import followed
from workbench.services.plan import BACK, OUT, Outcome

MERGED = "Merged: "
"""Before the name that a set had in the copy."""


@dataclass
class _Wanted:
    """The rows as they will be, by register and uid, None where a record goes; and what stays open."""

    rows: dict[str, dict[str, Row | None]] = field(default_factory=dict)
    left: Left = field(default_factory=dict)
    written: int = 0

    def leave(self, register: str, uid: str, key: str, place: Place) -> None:
        self.left.setdefault(register, {}).setdefault(uid, {})[key] = place


def apply_merge(book: Book, plan: MergePlan, *, progress: Progress = unwatched) -> Applied | None:
    """Write every settled cell of a merge, as one change that undo takes back whole; None where there is nothing to write.

    A copy of the file is made first.

    Raises:
        StaleRecordError: a record was changed since the plan was made.
        WorkbenchError: what would be removed is still named by a record here.
        StoppedError: it was stopped; nothing was written.
    """
    wanted = _wanted(book, plan)
    if not any(wanted.rows.values()) and not plan.decided and not plan.settles_refs:
        return None
    ours = {key: book.store.rows(key) for key in (*book.registers, *dict(plan.beyond))}
    _stand_on(plan, ours)
    _settle_doubles(book, plan, ours, wanted)
    _keep_ends(book, ours, wanted)
    followed(book.registers, ours, wanted.rows, plan.names)
    changes = [
        Change(key, uid, ours.get(key, {}).get(uid), filled(row) if row is not None else None)
        for key, rows in wanted.rows.items()
        for uid, row in rows.items()
    ]
    changes = [change for change in changes if change.keys]
    sets = _Replay(plan, changes).sets()
    if changes:
        keeping.back_up(book.store, "before merge")
    detail = told(plan.position, plan.head, plan.marks, _joined_left(plan.left, wanted.left))
    head = ChangeSet(_named(plan), tuple(sets.pop(_HEAD, ())), " ".join(plan.decided), SetKind.MERGE, blobs=plan.blobs, detail=detail)
    later = [_as_merged(plan.sets[place], tuple(found)) for place, found in sorted(sets.items())]
    return book.apply_together([head, *later], tuple(changes), plan.shape, progress)


def _named(plan: MergePlan) -> str:
    written = [row for row in plan.rows if row.writes]
    new = sum(row.after is not None and row.before is None for row in written)
    removed = sum(row.moves == OUT for row in written)
    numbers = {"new": new, "changed": len(written) - new - removed, "removed": removed}
    what = joined([f"{number:,} {words}" for words, number in numbers.items() if number]) or "nothing to change"
    return f"Merge {plan.workbook.name} ({what})"


def _as_merged(entry: Entry, changes: tuple[Change, ...]) -> ChangeSet:
    name = entry.name if entry.name.startswith(MERGED) else f"{MERGED}{entry.name[:1].lower()}{entry.name[1:]}"
    return ChangeSet(
        name, changes, entry.reason, SetKind.MERGE, effective=entry.effective,
        made_by=entry.made_by or entry.author, made_at=entry.made_at or entry.at,
    )  # fmt: skip


def _joined_left(inherited: Left, left: Left) -> Left:
    found: Left = {}
    for one in (inherited, left):
        for register, records in one.items():
            for uid, fields in records.items():
                found.setdefault(register, {}).setdefault(uid, {}).update(fields)
    return found


def _wanted(book: Book, plan: MergePlan) -> _Wanted:
    """Return what the rows of a plan come to, as they were decided."""
    wanted = _Wanted()
    every = [(part.register, row) for part in plan.parts for row in part.rows] + plan.beyond
    for key, row in every:
        if isinstance(row, MergeRow):
            wanted.written += row.writes
            (_take_whole if row.direction else _take_cells)(wanted, key, row)
    _leave_hanging(book, plan, wanted)
    return wanted


def _take_whole(wanted: _Wanted, key: str, row: MergeRow) -> None:
    if row.writes:
        wanted.rows.setdefault(key, {})[row.uid] = row.theirs if row.moves == BACK else None
        for one in row.carried:
            wanted.rows.setdefault(one.register, {})[one.uid] = one.row if row.moves == BACK else None
        return
    cell = row.cells[0]
    if not row.refused and cell.conflict and cell.settled is False:
        return  # a person decided that it stays as it is here
    wanted.leave(key, row.uid, WHOLE, row.place)
    for one in row.carried:
        wanted.leave(one.register, one.uid, WHOLE, row.place)


def _take_cells(wanted: _Wanted, key: str, row: MergeRow) -> None:
    new = row.before is None and row.outcome is Outcome.NEW
    if row.writes and row.after is not None:
        wanted.rows.setdefault(key, {})[row.uid] = row.after
    elif new:
        wanted.leave(key, row.uid, WHOLE, row.place)
        return
    for cell in row.cells:
        decided = not row.refused and cell.conflict and cell.settled is False
        if (row.refused or not cell.written) and not decided:
            wanted.leave(key, row.uid, cell.field, row.place if new else row.places.get(cell.field))


def _leave_hanging(book: Book, plan: MergePlan, wanted: _Wanted) -> None:
    """Leave out incoming records whose own records are left out, and remember to ask about them again."""
    here = {uid for key in book.registers for uid in book.by_uid(key)}
    rows = {row.uid: row for part in plan.parts for row in part.rows if isinstance(row, MergeRow)}
    looking = True
    while looking:
        looking = False
        coming = {uid for found in wanted.rows.values() for uid, row in found.items() if row is not None}
        for key, found in wanted.rows.items():
            register = book.registers.get(key)
            for uid, row in list(found.items()) if register else ():
                if row is None or register is None:
                    continue
                if uid in here:
                    found[uid] = _hung_as_before(book, register, row, here | coming, wanted)
                    continue
                named = [str(row[one.key]) for one in register if isinstance(one.kind, Member) and row.get(one.key)]
                missing = [end for end in (*register.hangs_on(row), *named) if end and end not in here and end not in coming]
                if missing:
                    del found[uid]
                    looking = True
                    if any(WHOLE in fields.get(end, {}) for fields in wanted.left.values() for end in missing):
                        planned = rows.get(uid)
                        wanted.leave(key, uid, WHOLE, planned.place if planned else None)


def _stand_on(plan: MergePlan, ours: Mapping[str, Mapping[str, Row]]) -> None:
    """Check that every record is still as it was when the plan was made.

    Raises:
        StaleRecordError: one is not.
    """
    for key, row in [(part.register, row) for part in plan.parts for row in part.rows] + list(plan.beyond):
        if not isinstance(row, MergeRow) or not row.writes:
            continue
        if row.moves == OUT:
            stood = {(key, row.uid): row.theirs} | {(one.register, one.uid): one.row for one in row.carried}
        else:
            stood = {(key, row.uid): row.before or {}}
        for (register, uid), before in stood.items():
            if ours.get(register, {}).get(uid, {}) != filled(before):
                raise StaleRecordError(row.ref or "A record")


def _hung_as_before(book: Book, register: Register, row: Row, there: set[str], wanted: _Wanted) -> Row:
    """Return a record's row that hangs on nothing which is not there, and remember to ask about that again."""
    uid = str(row[UID])
    ours = book.by_uid(register.key)[uid].row
    fields = [*register.ends, *(one.key for one in register if isinstance(one.kind, Member))]
    lost = [key for key in fields if row.get(key) and row[key] not in there and row[key] != ours.get(key)]
    for key in lost:
        wanted.leave(register.key, uid, key, None)
    return filled({**row, **{key: ours.get(key) for key in lost}}) if lost else row


def _settle_doubles(book: Book, plan: MergePlan, ours: Mapping[str, Mapping[str, Row]], wanted: _Wanted) -> None:
    """Give records references of their own where a decision let two have one."""
    theirs = {part.register: [str(row.theirs["ref"]) for row in part.rows if isinstance(row, MergeRow) and row.theirs.get("ref")]
              for part in plan.parts}  # fmt: skip
    for key, found in wanted.rows.items():
        register = book.registers.get(key)
        changed = {uid: row for uid, row in found.items() if row is not None}
        if register is not None and changed:
            stays = {uid: row for uid, row in ours.get(key, {}).items() if uid not in found or found[uid] is not None}
            also = (*theirs.get(key, ()), *(str(row["ref"]) for row in changed.values() if row.get("ref")))
            found.update(with_own_refs(register, stays, changed, _fresh(book, key, also)))


def _fresh(book: Book, key: str, also: Iterable[str]) -> Iterator[str]:
    """Give references nobody has; they are looked up when the first is wanted."""
    yield from book.fresh_refs(key, also)


def _keep_ends(book: Book, ours: Mapping[str, Mapping[str, Row]], wanted: _Wanted) -> None:
    """Refuse to take a record from others that stay.

    Raises:
        StaleRecordError: something was hung on it since the plan was made.
        WorkbenchError: a record here still belongs to an organisation that would be removed.
    """
    gone = {uid for found in wanted.rows.values() for uid, row in found.items() if row is None}
    for key, register in book.registers.items() if gone else ():
        members = [one.key for one in register if isinstance(one.kind, Member)]
        for row in {**ours.get(key, {}), **wanted.rows.get(key, {})}.values():
            if row is None:
                continue
            if any(end in gone for end in register.hangs_on(row)):
                raise StaleRecordError(str(row.get("ref") or "A record"))
            if register.visible and (named := next((str(row[one]) for one in members if row.get(one) in gone), None)):
                owner = book.record("member", named)
                raise WorkbenchError(
                    f"{owner.title if owner else 'An organisation'} cannot be removed while {row.get('ref')} and perhaps others belong to "
                    "it; keep it here, or give them to another organisation first."
                )


_HEAD = -1


class _Replay:
    """Parts what a merge changes into sets: one of its own, and those of the copy as far as they were taken.

    A cell walks through every value it had in the copy since it was merged last; what the copy never said so, such as a
    new reference, is the merge's own doing.
    """

    def __init__(self, plan: MergePlan, changes: Sequence[Change]) -> None:
        self._plan, self._changes = plan, {change.uid: change for change in changes}
        self._now: dict[str, Row | None] = {change.uid: change.before for change in changes}
        self._said: dict[tuple[str, str], list[int]] = {}
        self._last: dict[tuple[str, str], Stored] = {}
        self._made: dict[str, int] = {}
        self._gone: dict[str, int] = {}
        for place, entry in enumerate(plan.sets):
            for change in entry.changes:
                self._note(place, change)
        self._sets: dict[int, list[Change]] = {}

    def _note(self, place: int, change: Change) -> None:
        if change.uid not in self._changes:
            return
        if change.before is None:
            self._made[change.uid] = place
        if change.after is None:
            self._gone[change.uid] = place
            return
        for key in change.keys:
            self._said.setdefault((change.uid, key), []).append(place)
            self._last[change.uid, key] = change.after.get(key)

    def sets(self) -> dict[int, list[Change]]:
        """Return the changes of each set, by its place in the copy; the merge's own stand under -1."""
        turns: dict[int, dict[str, list[str]]] = {}
        for uid, change in self._changes.items():
            for place, keys in self._turns(uid, change).items():
                turns.setdefault(place, {}).setdefault(uid, []).extend(keys)
        for place in sorted(turns):
            for uid, keys in turns[place].items():
                self._step(place, self._changes[uid], keys)
        return self._sets

    def _turns(self, uid: str, change: Change) -> dict[int, list[str]]:
        """Return in which sets a record's fields are to be changed."""
        if change.after is None:
            return {self._gone.get(uid, _HEAD): []}
        made = self._made.get(uid, _HEAD) if change.before is None else _HEAD
        found: dict[int, list[str]] = {made: []} if change.before is None else {}
        for key in change.keys:
            own = (uid, key) not in self._said or self._last[uid, key] != change.after.get(key)
            for place in [made] if own else self._since(self._said[uid, key]):
                found.setdefault(max(place, made), []).append(key)
        return found

    def _since(self, places: list[int]) -> Iterable[int]:
        """Return those of some sets that were not merged before, or else the last."""
        return [place for place in places if self._plan.sets[place].position > self._plan.known_until] or places[-1:]

    def _step(self, place: int, change: Change, keys: list[str]) -> None:
        before = self._now[change.uid]
        if change.after is None:
            after = None
        else:
            said = self._values(place, change.uid)
            values = {key: said.get(key, change.after.get(key)) if self._is_said(change, key) else change.after.get(key) for key in keys}
            after = filled({UID: change.uid, **(before or {}), **values})
        step = Change(change.register, change.uid, before, after)
        if step.keys or before is None or after is None:
            self._sets.setdefault(place, []).append(step)
            self._now[change.uid] = after

    def _is_said(self, change: Change, key: str) -> bool:
        """Whether the copy itself came to the value that a field is to have."""
        return (change.uid, key) in self._said and self._last[change.uid, key] == (change.after or {}).get(key)

    def _values(self, place: int, uid: str) -> Mapping[str, Stored]:
        if place == _HEAD:
            return {}
        return next((change.after for change in self._plan.sets[place].changes if change.uid == uid and change.after is not None), {})
