"""Taking an import back later: what nobody touched since goes back field by field, and what was touched is kept and named."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from workbench.domain.change import Applied, Change, ChangeSet, Entry, SetKind
from workbench.domain.clock import Progress, unwatched
from workbench.domain.closed import closed_in
from workbench.domain.errors import WorkbenchError
from workbench.domain.kinds import Day, Member, Stored
from workbench.domain.register import Register, Row
from workbench.domain.text import counted, joined
from workbench.services.book import Book
from workbench.services.joining import combined
from workbench.services.quarters import closed

_NAMED = 20
"""What was kept is named one by one up to here."""
_SILENT = frozenset({"receipt", "layout", "return"})
"""Registers of the import itself, which are not told of."""
_STAYING = frozenset({"return"})
"""What is not taken back: that the workbook came."""


@dataclass(frozen=True)
class Kept:
    """Something that stays as it is: the record, which of its fields (none means all of it), and why."""

    ref: str
    labels: tuple[str, ...]
    why: str

    def __str__(self) -> str:
        """Return it in words: "R-003 Owner and Title, changed by Sam Lee on 4 August 2026"."""
        return f"{' '.join(part for part in (self.ref, joined(self.labels)) if part)}, {self.why}"


@dataclass
class Takeback:
    """What taking an import back would do."""

    entry: Entry
    changes: list[Change] = field(default_factory=list)
    kept: list[Kept] = field(default_factory=list)
    removed: int = 0
    reverted: int = 0
    values: int = 0
    restored: int = 0

    @property
    def does(self) -> str:
        """What goes back, as a sentence."""
        parts = [f"{counted(self.removed, 'record')} it added {_is(self.removed)} removed"] if self.removed else []
        if self.values:
            again = f"{_is(self.values)} again what {_was(self.values)} before"
            parts.append(f"{counted(self.values, 'value')} of {counted(self.reverted, 'record')} {again}")
        if self.restored:
            parts.append(f"{counted(self.restored, 'record')} it took out {_is(self.restored)} there again")
        return f"{joined(parts)[:1].upper()}{joined(parts)[1:]}." if parts else "None of its records needs to go back."

    @property
    def keeps(self) -> str:
        """What stays because somebody worked on it since, as a sentence; nothing where all goes back."""
        if not self.kept:
            return ""
        named = [str(kept) for kept in self.kept[:_NAMED]]
        more = len(self.kept) - _NAMED
        return f"Kept as it is now: {'; '.join(named)}{f'; and {more:,} more' if more > 0 else ''}."


def find_import(book: Book, identity: str) -> Entry:
    """Return the import or merge that a change set's identity, or a unique beginning of it, names.

    Raises:
        WorkbenchError: there is no such change set, there are several, or it is neither.
    """
    wanted = identity.strip().casefold()
    found = [entry for entry in book.store.sets_newest_first() if wanted and entry.uid.casefold().startswith(wanted)]
    exact = [entry for entry in found if entry.uid.casefold() == wanted]
    if not found:
        raise WorkbenchError(f"There is no change set “{identity}” in the history of this file.")
    if len(found) > 1 and not exact:
        raise WorkbenchError(f"“{identity}” begins {len(found)} change sets; give more of it.")
    entry = (exact or found)[0]
    if entry.kind is SetKind.MERGE and entry.names:
        entry = book.store.entry(entry.names) or entry  # a part of a merge stands for the whole
    if entry.kind not in (SetKind.IMPORT, SetKind.MERGE):
        raise WorkbenchError(
            f"“{entry.name}” is neither import nor merge, so it cannot be taken back like one; undo takes back the latest change."
        )
    return entry


def plan_takeback(book: Book, entry: Entry, *, progress: Progress = unwatched) -> Takeback:
    """Say what taking an import back would do; nothing is written.

    Raises:
        WorkbenchError: nothing of it is left to take back.
    """
    whole = book.whole_set(entry)
    later = [one for one in standing_sets(book.store.entries(after=whole.position - 1)) if not _is_part_of(one, whole)]
    if whole.uid not in {one.uid for one in later}:
        raise WorkbenchError(f"“{entry.name}” has been undone already, so nothing of it is left to take back.")
    if any(one.names == whole.uid for one in later):
        raise WorkbenchError(f"“{entry.name}” has been taken back already.")
    since = [one for one in later if one.position > whole.position]
    found = _Reversal(book, whole, since, progress).reversed()
    if not found.changes:
        raise WorkbenchError(f"Nothing of “{entry.name}” can be taken back, because all of it was changed since.")
    return found


def take_back(book: Book, found: Takeback, *, progress: Progress = unwatched) -> Applied:
    """Take an import back as one named set that undo takes back in turn.

    Raises:
        StaleRecordError: a record was changed since it was planned.
    """
    change_set = ChangeSet(f"Take back: {found.entry.name}", tuple(found.changes), found.keeps, names=found.entry.uid)
    return book.apply(change_set, progress)


class _Reversal:
    """Works out what of one import goes back.

    Args:
        book: the open file.
        entry: the import with its changes.
        since: the sets after it that still stand.
        progress: told while working; may stop it.
    """

    def __init__(self, book: Book, entry: Entry, since: Sequence[Entry], progress: Progress) -> None:
        self._book, self._entry, self._progress = book, entry, progress
        self._called = {change.uid: change.ref for one in since for change in one.changes if change.ref}
        self._by: dict[tuple[str, str], Entry] = {}
        """By record and field, the last set that touched it since; the field is blank for the record as a whole."""
        self._touched: dict[str, dict[str, None]] = {}
        """By record, the fields that were touched since, also those that hold again what the import brought, or nothing."""
        for one in since:
            for change in one.changes:
                for key in ("", *change.keys):
                    self._by[change.uid, key] = one
                self._touched.setdefault(change.uid, {}).update(dict.fromkeys(change.keys))
        self._erased = {place for place, position in book.store.erasures().items() if position > entry.position}
        self._closed = closed(book)
        self._found = Takeback(entry)

    def reversed(self) -> Takeback:
        """Return what goes back and what stays."""
        found = self._found
        changes: dict[str, Change] = {}
        total = len(self._entry.changes)
        for place, change in enumerate(reversed(self._entry.changes)):
            if place % 256 == 0:
                self._progress(place, total)
            if change.register in _STAYING or self._is_closed(change):
                continue
            if change.register in self._book.registers and (back := self._back(change)) is not None:
                changes[change.uid] = back
        self._keep_named(changes)
        self._drop_loose(changes)
        own = combined(changes.values())
        wrote = any(each.register not in _SILENT for each in self._entry.changes)
        if not wrote or any(each.register not in _SILENT for each in own):
            found.changes = combined([*own, *self._book.renamed(own)])
        self._count(own)
        return found

    def _is_closed(self, change: Change) -> bool:
        """Whether a change made a position of a quarter that is closed by now; it is kept, and told of."""
        quarter = closed_in(change, self._closed)
        if quarter is None:
            return False
        self._found.kept.append(Kept(change.ref or self._called.get(change.uid, ""), (), f"because {quarter.name} is closed"))
        return True

    def _back(self, change: Change) -> Change | None:
        record = self._book.record(change.register, change.uid)
        if change.after is None:
            return Change(change.register, change.uid, None, change.before) if record is None else None
        if record is None:
            if change.before is not None or change.register not in _SILENT:
                self._keep(change.register, change.ref or self._called.get(change.uid, ""), (), change.uid, gone=True)
            return None
        if change.before is None:
            return self._unmade(change, record.row)
        return self._reverted(change, record.row)

    def _unmade(self, change: Change, now: Row) -> Change | None:
        """Take an added record out again unless somebody worked on it since."""
        register = self._book.register(change.register)
        touched = Change(change.register, change.uid, change.after, now).keys
        touched += [key for key in self._touched.get(change.uid, ()) if key not in touched]
        if touched:
            self._keep(change.register, str(now.get("ref") or ""), _labels(register, touched), change.uid)
            return None
        return Change(change.register, change.uid, now, None)

    def _reverted(self, change: Change, now: Row) -> Change | None:
        """Give a changed record back what stood in the fields that nobody touched since."""
        register = self._book.register(change.register)
        before, after = change.before or {}, change.after or {}
        touched = [key for key in change.keys if (change.uid, key) in self._by or now.get(key) != after.get(key)]
        erased = [key for key in change.keys if (change.uid, key) in self._erased]
        if touched:
            self._keep(change.register, str(now.get("ref") or ""), _labels(register, touched), change.uid, touched[0])
        back: dict[str, Stored] = {key: before.get(key) for key in change.keys if key not in touched and key not in erased}
        whole = {key: value for key, value in {**now, **back}.items() if value is not None}
        made = Change(change.register, change.uid, now, whole)
        return made if made.keys else None

    def _keep(self, key: str, ref: str, labels: tuple[str, ...], uid: str, field_: str = "", *, gone: bool = False) -> None:
        if key in _SILENT:
            return
        one = self._by.get((uid, field_)) or self._by.get((uid, ""))
        who = f" by {one.author} on {Day().show(one.day)}" if one else ""
        self._found.kept.append(Kept(ref, labels, f"{'removed' if gone else 'changed'}{who}" if one or not gone else "not here any more"))

    def _keep_named(self, changes: dict[str, Change]) -> None:
        """Keep added records that others name by now, which did not come with them or stay as well."""
        gone = {uid for uid, change in changes.items() if change.after is None}
        names = self._naming(gone)
        kept = [uid for uid in gone if names.get(uid, set()) - gone]
        while kept:
            uid = kept.pop()
            if uid not in gone:
                continue
            gone.discard(uid)
            change = changes.pop(uid)
            others = sorted(ref for ref in self._refs(names[uid] - gone) if ref)
            why = (
                f"because {joined(others[:3])} {'belongs to it' if len(others) == 1 else 'belong to it'} by now"
                if others
                else "in use by now"
            )
            self._found.kept.append(Kept(change.ref, (), why))
            kept += [other for other in gone if uid in names.get(other, set())]

    def _naming(self, gone: set[str]) -> dict[str, set[str]]:
        """Return, for records that would go, the uids of those that hang on them or belong to them."""
        found: dict[str, set[str]] = {}
        for register in self._book.registers.values():
            members = [field_.key for field_ in register if isinstance(field_.kind, Member)]
            if register.key in _SILENT or not (register.ends or members):
                continue
            for record in self._book.records(register.key):
                for uid in {*register.hangs_on(record.row), *(str(record.row.get(key) or "") for key in members)} & gone:
                    found.setdefault(uid, set()).add(record.uid)
        return found

    def _refs(self, uids: Iterable[str]) -> Iterator[str]:
        for uid in uids:
            for key in self._book.registers:
                if (record := self._book.record(key, uid)) is not None:
                    yield record.ref
                    break

    def _drop_loose(self, changes: dict[str, Change]) -> None:
        """Leave out what would hang on a record that is not there, or would tie two records a second time."""
        links = {_tie(record.row) for record in self._book.records("link")} if "link" in self._book.registers else set()
        for uid, change in list(changes.items()):
            if change.before is not None or change.after is None:
                continue
            register = self._book.register(change.register)
            ends = [end for end in register.hangs_on(change.after) if end]
            here = all(self._is_here(end, changes) for end in ends)
            if not here or (change.register == "link" and _tie(change.after) in links):
                del changes[uid]

    def _is_here(self, uid: str, changes: Mapping[str, Change]) -> bool:
        if uid in changes:
            return changes[uid].after is not None
        return any(self._book.record(key, uid) is not None for key in self._book.registers)

    def _count(self, changes: Sequence[Change]) -> None:
        told = [change for change in changes if change.register not in _SILENT and self._book.register(change.register).visible]
        found = self._found
        found.removed = sum(change.after is None for change in told)
        found.restored = sum(change.before is None for change in told)
        edits = [change for change in told if change.before is not None and change.after is not None]
        found.reverted, found.values = len(edits), sum(len(change.keys) for change in edits)


def standing_sets(entries: Sequence[Entry]) -> list[Entry]:
    """Return the sets that still stand: neither undone nor themselves an undo or redo."""
    decided: dict[str, bool] = {}
    for entry in reversed(entries):
        if entry.kind in (SetKind.UNDO, SetKind.REDO):
            decided.setdefault(entry.names, entry.kind is SetKind.REDO)
    return [entry for entry in entries if entry.kind not in (SetKind.UNDO, SetKind.REDO) and decided.get(entry.uid, True)]


def _is_part_of(one: Entry, whole: Entry) -> bool:
    """Whether a set came with the merge that another begins."""
    return one.kind is SetKind.MERGE and one.names == whole.uid


def _labels(register: Register, keys: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(field_.label for key in keys if (field_ := register.find(key)) is not None))


def _tie(row: Row) -> tuple[Stored, ...]:
    return (row.get("source"), row.get("target"), row.get("relation"))


def _is(number: int) -> str:
    return "is" if number == 1 else "are"


def _was(number: int) -> str:
    return "it was" if number == 1 else "they were"
