"""Undo and redo, read from the journal.

Undo takes back the newest set that is neither an undo nor undone, as a new set that names it;
redo lasts until the next edit.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from workbench.domain.change import Change, ChangeSet, Entry, SetKind
from workbench.domain.errors import CannotUndoError
from workbench.domain.register import Row

BARRIERS = {
    SetKind.ERASURE: "words were erased after it, and an erasure is final",
    SetKind.MERGE: "it brought in another copy of the file. The window undoes that after asking; here, takeback takes it back",
    SetKind.RESTORE: "the file was restored from a backup after it",
    SetKind.OUTSIDE: "the file was changed by another program after it",
}
"""What undo does not cross unasked, and why, as the end of a sentence."""


def undoable(newest_first: Iterable[Entry], *, asked: bool = False) -> Entry | None:
    """Return the set that undo would take back, or None where there is none; of a merge the set it begins with.

    Args:
        newest_first: the journal's sets.
        asked: a person was asked, and wants a merge taken back.

    Raises:
        CannotUndoError: the newest set is one that undo does not cross.
    """
    decided: dict[str, bool] = {}
    for entry in newest_first:
        if entry.kind in (SetKind.UNDO, SetKind.REDO):
            decided.setdefault(entry.names, entry.kind is SetKind.REDO)
        elif entry.kind is SetKind.MERGE and (entry.names or not decided.get(entry.uid, True)):
            continue  # a part of the merge that begins further back, or a merge that was taken back
        elif entry.kind is SetKind.MERGE and asked:
            return entry
        elif entry.kind in BARRIERS:
            raise CannotUndoError(f"“{entry.name}” cannot be undone, and nothing before it either: {BARRIERS[entry.kind]}.")
        elif decided.get(entry.uid, True):
            return entry
    return None


def redoable(newest_first: Iterable[Entry]) -> Entry | None:
    """Return the undo whose set redo would do again, or None once something else was done since."""
    decided: set[str] = set()
    for entry in newest_first:
        if entry.kind is SetKind.REDO:
            decided.add(entry.names)
        elif entry.kind is SetKind.UNDO:
            if entry.names not in decided:
                return entry
        else:
            return None
    return None


def reversed_on(entry: Entry, rows: Mapping[str, Mapping[str, Row]], *, verb: str) -> tuple[Change, ...]:
    """Return the changes that take a set back from today's rows.

    Args:
        entry: the set with its changes; edits hold only the columns that differ.
        rows: today's rows, by register and uid.
        verb: "undone" or "redone", for the sentence.

    Raises:
        CannotUndoError: a row is not as the set left it; nothing is lost, nothing is done.
    """
    found: dict[str, Change] = {}
    for change in reversed(entry.changes):
        now = rows.get(change.register, {}).get(change.uid)
        moved = CannotUndoError(f"“{entry.name}” cannot be {verb}: {change.ref or _ref(now) or 'a record'} was changed after it.")
        if change.before is None:
            if now is None or dict(now) != _filled(change.after or {}):
                raise moved
            found[change.uid] = Change(change.register, change.uid, now, None)
        elif change.after is None:
            if now is not None:
                raise moved
            found[change.uid] = Change(change.register, change.uid, None, change.before)
        else:
            if now is None or any(now.get(key) != value for key, value in change.after.items()):
                raise moved
            found[change.uid] = Change(change.register, change.uid, now, _filled({**now, **change.before}))
    return tuple(found.values())


def together(entry: Entry) -> Entry:
    """Return a merge with one change for each record, from the changes of all its sets in order."""
    found: dict[str, Change] = {}
    for change in entry.changes:
        first = found.get(change.uid)
        if first is None:
            found[change.uid] = change
            continue
        before = None if first.before is None else {**(change.before or {}), **first.before}
        after = None if change.after is None else {**(first.after or {}), **change.after}
        found[change.uid] = Change(change.register, change.uid, before, after)
    return replace(entry, changes=tuple(found.values()))


def undo_set(entry: Entry, changes: tuple[Change, ...]) -> ChangeSet:
    """Return the set that takes a set back and names it."""
    return ChangeSet(f"Undo: {entry.name}", changes, kind=SetKind.UNDO, names=entry.uid)


def redo_set(undo: Entry, changes: tuple[Change, ...]) -> ChangeSet:
    """Return the set that does an undone set again and names that set."""
    return ChangeSet(undo.name.replace("Undo: ", "Redo: ", 1), changes, kind=SetKind.REDO, names=undo.names)


def _filled(row: Row) -> Row:
    return {key: value for key, value in row.items() if value is not None}


def _ref(row: Row | None) -> str:
    return str((row or {}).get("ref") or "")
