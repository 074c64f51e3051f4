"""One open file as the program works with it: records of its own registers, and every change to them.

Windows and the command line ask the book; it alone asks the store to write, and tells who listens what changed.
"""

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Self

from workbench.domain.audience import OFFICE, Audience, Version, View
from workbench.domain.change import Applied, Change, ChangeSet, Entry, SetKind
from workbench.domain.clock import Clock, Progress, unwatched
from workbench.domain.closed import check_closed, closed_quarters
from workbench.domain.errors import (
    CannotUndoError,
    FileInUseError,
    InvalidRecordError,
    StaleRecordError,
    UnknownNameError,
    UnreadableError,
    UnwritableFolderError,
    WorkbenchError,
)
from workbench.domain.field import AnyField
from workbench.domain.index import Index
from workbench.domain.kinds import SEPARATOR, Member, Names, Stored, Text
from workbench.domain.register import UID, Record, Register, Row
from workbench.domain.registers import declared
from workbench.domain.registers.settings import COLLABORATIVE
from workbench.domain.text import counted, fold, joined
from workbench.services import history, keeping, preferences
from workbench.services.joining import Joiner, combined

if TYPE_CHECKING:
    from workbench.store.file import Store
    from workbench.store.verify import Fault

_NEVER_ERASED = {
    "ref": "the history names records by it",
    "circulation": "it decides who may see the record",
    "withheld": "it decides who may see which field",
    "tier": "it decides who may see the record",
    "member": "it decides whose record it is",
}
"""Fields whose loss would show what they keep back, and why they stay, as the end of a sentence."""

_CLOSED_WITH_QUARTERS = frozenset({"position", "quarter"})
"""The registers in which something stays as it is once a quarter is closed."""

Listener = Callable[[Applied], None]


class Book:
    """One open file. Make one with `create` or `open`, and close it."""

    def __init__(self, store: "Store", registers: Mapping[str, Register] | None = None, holder: str = "") -> None:
        self.store, self.clock, self.path, self.holder = store, store.clock, store.path, holder
        chosen = registers if registers is not None else declared()
        self.directory = Index(chosen, self.by_uid)
        self.registers: dict[str, Register] = {key: register.bound(self.directory) for key, register in chosen.items()}
        self._plainly_called = self.registers
        self._called: tuple[str, str] | None = None
        self._records: dict[str, dict[str, Record]] = {}
        self._listeners: list[Listener] = []
        self._lock = threading.RLock()
        self.saved_at: datetime | None = None
        self._names: tuple[str, str] | None = None
        with suppress(WorkbenchError):  # of a damaged file whatever can be read is shown
            self._use_own_words()

    @classmethod
    def create(cls, path: Path, name: str, clock: Clock, organisations: Sequence[str] = ()) -> "Book":
        """Make a new file for a collaborative and return it open, held for writing.

        Raises:
            FileTroubleError: there is such a file already, or it cannot be written there.
        """
        from workbench.store.file import Store  # noqa: PLC0415 - adapters load when needed

        registers = declared()
        book = cls(Store.create(path, clock), registers)
        try:
            rows: list[tuple[str, dict[str, Stored]]] = [("setting", {"name": COLLABORATIVE, "value": name.strip() or path.stem})]
            rows += [("member", {"name": organisation}) for organisation in organisations]
            refs = {key: book.fresh_refs(key) for key, _ in rows}
            changes = tuple(book.addition(key, book.read(key, values), refs[key]) for key, values in rows)
            book.apply(ChangeSet("New file", changes))
        except BaseException:
            book.close()
            path.unlink(missing_ok=True)
            raise
        return book

    @classmethod
    def open(
        cls,
        path: Path,
        clock: Clock,
        *,
        writable: bool = True,
        insist: bool = False,
        confirmed: bool = False,
        registers: Mapping[str, Register] | None = None,
    ) -> "Book":
        """Open a file; where somebody else has it and `insist` is not set, open it for reading and say who.

        `confirmed` means that a person said that a silent holder on another computer is gone.

        Raises:
            FileInUseError: somebody has it and it must be writable (`insist`).
            WorkbenchError: it is missing, damaged, not ours or too new.
        """
        from workbench.store.file import Store  # noqa: PLC0415 - adapters load when needed

        try:
            return cls(Store.open(path, clock, writable=writable, confirmed=confirmed), registers)
        except (FileInUseError, UnwritableFolderError) as error:
            if insist or not writable:
                raise
            holder = error.holder if isinstance(error, FileInUseError) else ""
            return cls(Store.open(path, clock, writable=False), registers, holder=holder)

    def __enter__(self) -> Self:
        """Lend the book to a `with` block."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()

    def close(self) -> None:
        """Close the file and give it up."""
        self.store.close()

    def keep_alive(self) -> None:
        """Give signs of life beside the file until it is closed, for a program that stays open."""
        self.store.keep_alive()

    @property
    def read_only(self) -> bool:
        """Whether nothing can be changed here."""
        return not self.store.writable

    @property
    def name(self) -> str:
        """The collaborative's name."""
        return self.setting(COLLABORATIVE) or self.path.stem

    @property
    def last_backup(self) -> datetime | None:
        """When the newest copy in the user's data folder was made."""
        return keeping.last_backup(self.store)

    def setting(self, name: str) -> str:
        """Return a setting of the collaborative; nothing where it is not set."""
        return next((record.show("value") for record in self.records("setting") if record.row.get("name") == name), "")

    def _use_own_words(self) -> None:
        """Call registers, records and fields what the file's settings say."""
        called = preferences.words_of({record.show("name"): record.show("value") for record in self.by_uid("setting").values()})
        if called != self._called:
            self._called = called
            self.registers = preferences.worded(self._plainly_called, *called)
            self._records.clear()
            self.directory.forget(self.registers)

    def register(self, key: str) -> Register:
        """Return a register by key.

        Raises:
            UnknownNameError: there is none.
        """
        if key not in self.registers:
            raise UnknownNameError("register", key, tuple(self.registers))
        return self.registers[key]

    def records(self, key: str) -> list[Record]:
        """Return a register's records in the order they were made."""
        return list(self._of(key).values())

    def by_uid(self, key: str) -> Mapping[str, Record]:
        """Return a register's records by uid; none where the file has no such register."""
        return self._of(key) if key in self.registers else {}

    def record(self, key: str, uid: str) -> Record | None:
        """Return one record by uid, or None."""
        return self._of(key).get(uid)

    def find(self, key: str, ref: str) -> Record:
        """Return a record by reference: the shared one first; `MEMBER/REF` names a member's own, a name does where there is one.

        Raises:
            UnknownNameError: there is none.
        """
        register = self.register(key)
        uid = self.directory.pointed(ref.strip(), (key,))
        found = self.record(key, uid) if uid else None
        if found is None and register.title_key == "name":
            named = ("name", "short_name")
            found = next((record for record in self.records(key) if fold(ref) in [fold(record.show(name)) for name in named]), None)
        if found is None:
            raise UnknownNameError(register.noun, ref)
        return found

    def _of(self, key: str) -> dict[str, Record]:
        with self._lock:
            if key not in self._records:
                register = self.register(key)
                self._records[key] = {uid: Record(register, row) for uid, row in self.store.rows(key).items()}
            return self._records[key]

    def read(self, key: str, values: Mapping[str, object]) -> dict[str, Stored]:
        """Return values as typed by hand in stored form.

        Raises:
            UnknownNameError: the register has no such field.
            InvalidRecordError: some cannot be read; every problem at once, by field.
        """
        register = self.register(key)
        stored: dict[str, Stored] = {}
        problems: dict[str, str] = {}
        for name, value in values.items():
            field = register.get(name)
            try:
                stored[name] = field.kind.read(" ".join(value.split()) if name == "ref" and isinstance(value, str) else value)
            except UnreadableError as error:
                problems[name] = f"{field.label}: {error}"
        if unknown := unknown_fields(register, stored.get("withheld")):
            problems["withheld"] = (
                f"There is no field {joined([f'“{name}”' for name in unknown], 'or')} to redact in the {register.running}."
            )
        if problems:
            raise InvalidRecordError(problems)
        return stored

    def addition(self, key: str, values: Mapping[str, Stored], refs: Iterator[str] | None = None) -> Change:
        """Return the change that adds a record, with a reference of its own where it was given none.

        Args:
            key: the register.
            values: in stored form.
            refs: where several are added at once, the `fresh_refs` they share.
        """
        register = self.register(key)
        row = {UID: self.clock.new_uid(), **values}
        if not row.get("ref") and register.prefix:
            row["ref"] = next(refs if refs is not None else self.fresh_refs(key))
        return Change(key, str(row[UID]), None, register.settled(row))

    def fresh_refs(self, key: str, also: Iterable[str] = ()) -> Iterator[str]:
        """Return references that no record of a register ever had, nor any of `also`, one after another."""
        prefix = self.register(key).prefix
        head = f"{prefix.casefold()}-"
        used = {*self.store.refs_given_up(key), *(fold(record.ref) for record in self.records(key)), *(fold(ref) for ref in also)}
        first = max((int(ref[len(head) :]) for ref in used if ref.startswith(head) and ref[len(head) :].isdecimal()), default=0) + 1
        return (f"{prefix}-{number:03}" for number in count(first))

    def add(self, key: str, values: Mapping[str, object]) -> Record:
        """Add one record from values as typed by hand.

        A risk without an organisation is a shared one.

        Raises:
            UnknownNameError, InvalidRecordError: as `read`; the reference is taken.
        """
        stored = self.read(key, values)
        register = self.register(key)
        if "tier" in register and not stored.get("tier") and not stored.get("member"):
            stored["tier"] = "shared"
        self._check_scores(register, {}, stored)
        self._check_ref(register, stored, None)
        self._check_ends(register, stored)
        self._check_names(register, stored, None)
        joiner = Joiner(self)
        change = joiner.parted(self.addition(key, stored), stored)
        self.apply(ChangeSet(f"Add {_called(register, change.ref)}", (change, *joiner.changes())))
        return self._of(key)[change.uid]

    def edit(self, records: Sequence[Record], values: Mapping[str, object], *, reason: str = "") -> Applied | None:
        """Change fields of one or several records as one set; None where nothing would change.

        Raises:
            StaleRecordError: a record was changed since it was read.
            UnknownNameError, InvalidRecordError: as `read`.
        """
        if not records:
            return None
        register = records[0].register
        stored = self.read(register.key, values)
        changes: list[Change] = []
        touched: dict[str, AnyField] = {}
        joiner = Joiner(self)
        for record in records:
            self._check_scores(register, record.row, stored)
            if "ref" in stored and not stored["ref"]:
                raise InvalidRecordError({"ref": f"{record.ref} keeps a reference; give another one instead of none."})
            self._check_names(register, stored, record)
            self._check_ends(register, {**record.row, **stored})
            if "ref" in stored or "member" in stored or "tier" in stored:
                self._check_ref(register, {**record.row, **stored}, record)
            after = register.settled({**record.row, **stored})
            change = joiner.parted(Change(register.key, record.uid, record.row, after), stored)
            differing = {key for key, value in stored.items() if register.get(key).of(record.row) != value}
            if change.keys:
                changes.append(change)
            touched |= {key: register.get(key) for key in stored if key in differing or key in change.keys}
        changes = combined([*changes, *joiner.changes()])
        changes = combined([*changes, *self.renamed(changes)])
        if not changes:
            return None
        few = 0 < len(touched) < 3  # noqa: PLR2004 - two names still read well
        labels = " and ".join(field.label for field in touched.values()) if few else counted(len(touched), "field")
        whose = _called(register, records[0].ref) if len(records) == 1 else counted(len(records), register.noun, register.plural)
        return self.apply(ChangeSet(f"Change {labels} of {whose}", tuple(changes), reason))

    def remove(self, records: Sequence[Record]) -> Applied:
        """Remove records as one set.

        Raises:
            WorkbenchError: another record still names one of them.
        """
        register = records[0].register
        if register.key == "member":
            self._refuse_named(records)
        whose = _called(register, records[0].ref) if len(records) == 1 else counted(len(records), register.noun, register.plural)
        gone = [*records, *self._hanging_on(records)]
        changes = tuple(Change(record.register.key, record.uid, record.row, None) for record in gone)
        return self.apply(ChangeSet(f"Remove {whose}", changes))

    def _hanging_on(self, records: Sequence[Record]) -> list[Record]:
        """Return the records that hang on others, and those that hang on them in turn: children and links."""
        gone = {record.uid for record in records}
        found: list[Record] = []
        looking = True
        while looking:
            more = [
                record
                for register in self.registers.values()
                for record in (self.records(register.key) if register.ends else ())
                if record.uid not in gone and not gone.isdisjoint(register.hangs_on(record.row))
            ]
            gone.update(record.uid for record in more)
            found += more
            looking = bool(more)
        return found

    def _refuse_named(self, records: Sequence[Record]) -> None:
        gone = {record.uid: record for record in records}
        for register in self.registers.values():
            keys = [field.key for field in register if isinstance(field.kind, Member)]
            for other in self.records(register.key) if keys and register.visible else ():
                owner = next((gone[uid] for key in keys if (uid := str(other.row.get(key) or "")) in gone), None)
                if owner is not None and other.uid not in gone:
                    raise WorkbenchError(
                        f"{owner.title} cannot be removed while {other.ref} and perhaps others belong to it; "
                        "give them to another organisation first."
                    )

    def _check_scores(self, register: Register, before: Row, stored: Mapping[str, Stored]) -> None:
        """Refuse a typed score that its factors contradict: the product counts, so the words would be lost."""
        row = {**before, **stored}
        problems = {
            field.key: f"{field.label} is worked out as {field.kind.show(field.of(row))} from likelihood and consequence; "
            "change those instead."
            for field in register
            if field.factors and stored.get(field.key) is not None and field.of(row) != stored[field.key]
        }
        if problems:
            raise InvalidRecordError(problems)

    def _check_names(self, register: Register, stored: Mapping[str, Stored], itself: Record | None) -> None:
        """Refuse a name that another organisation answers to: nobody could tell the two apart in a workbook."""
        if register.key != "member":
            return
        for key in ("name", "short_name"):
            taken = self.directory.find(str(stored[key])) if stored.get(key) else None
            if taken is not None and (itself is None or taken != itself.uid):
                known = f"{self.directory.name(taken)} is known as “{stored[key]}” already; give each organisation a name of its own."
                raise InvalidRecordError({key: known})

    @staticmethod
    def _check_ends(register: Register, row: Mapping[str, Stored]) -> None:
        """Refuse a record that hangs on one record twice, such as a link from a risk to itself."""
        ends = [end for end in register.hangs_on(row) if end]
        if len(set(ends)) < len(ends):
            raise InvalidRecordError(
                {register.ends[-1]: f"{_article(register.noun).capitalize()} {register.noun} needs two different records."}
            )

    def _check_ref(self, register: Register, row: Mapping[str, Stored], itself: Record | None) -> None:
        if not row.get("ref"):
            return
        place = place_of(register.record({UID: "", **row}))
        for record in self.records(register.key):
            if (itself is None or record.uid != itself.uid) and place_of(record) == place:
                raise InvalidRecordError(
                    {"ref": f"There is already {_article(register.noun)} {register.noun} {record.ref} here; references are unique."}
                )

    def renamed(self, changes: Sequence[Change]) -> list[Change]:
        """Return the changes that rewrite renamed records' names where others hold them as words.

        A meeting is called after its forum, so that a renamed forum renames its meetings, too.
        """
        found: dict[str, Change] = {}
        told = list(changes)
        while told:
            change = told.pop()
            if change.before is None or change.after is None:
                continue
            register = self.register(change.register)
            old, new = register.called(change.before), register.called(change.after)
            if not old or not new or old == new:
                continue
            for other in self.registers.values():
                fields = [(field.key, field.kind) for field in other if isinstance(field.kind, Text) and field.kind.of == register.key]
                for record in self.records(other.key) if fields else ():
                    row = dict(found[record.uid].after or {}) if record.uid in found else dict(record.row)
                    before = dict(row)
                    for key, kind in fields:
                        parts = kind.parts(row.get(key))
                        if any(fold(part) == fold(old) for part in parts):
                            row[key] = SEPARATOR.join(dict.fromkeys(new if fold(part) == fold(old) else part for part in parts))
                    if row != before:
                        found[record.uid] = Change(other.key, record.uid, record.row, row)
                        told.append(Change(other.key, record.uid, before, row))
        return list(found.values())

    def apply(self, change_set: ChangeSet, progress: Progress = unwatched) -> Applied:
        """Write a change set through the store, then tell who listens; the only way anything is written.

        Raises:
            ClosedQuarterError: it would change what stood when a quarter was closed.
            StaleRecordError: a record was changed since the set was made.
        """
        with self._lock:
            if any(change.register in _CLOSED_WITH_QUARTERS for change in change_set.changes):
                check_closed(change_set, closed_quarters(self.by_uid("quarter").values()))
            try:
                entry, outside = self.store.apply(change_set, self.registers, progress)
            except StaleRecordError:
                # What is remembered is older than the file; looking again must show the file.
                self._forget()
                raise
            if outside:
                self._forget()
            applied = self._took(entry, change_set.changes)
        # Listeners may ask the book from other threads, so they are told once it is free again.
        self._tell(applied)
        return applied

    def apply_together(
        self,
        change_sets: Sequence[ChangeSet],
        whole: tuple[Change, ...],
        shape: Mapping[str, Mapping[str, str]],
        progress: Progress = unwatched,
    ) -> Applied:
        """Write the sets of a merge, all or none; `whole` is what they change together, `shape` the other copy's columns."""
        with self._lock:
            try:
                entries, outside = self.store.apply_together(change_sets, self.registers, shape, progress)
            except StaleRecordError:
                self._forget()
                raise
            if outside:
                self._forget()
            applied = self._took(entries[0], whole)
        self._tell(applied)
        return applied

    def _forget(self) -> None:
        """Look at the file again when next asked."""
        self._records.clear()
        self.directory.forget(self.registers)
        self._use_own_words()

    def _tell(self, applied: Applied) -> None:
        for listener in list(self._listeners):
            listener(applied)

    def _took(self, entry: Entry, changes: tuple[Change, ...]) -> Applied:
        """Remember what was written."""
        for change in changes:
            here = self._records.get(change.register)
            if here is None:
                continue
            after = change.after
            if after is None:
                here.pop(change.uid, None)
            else:
                kept = after if None not in after.values() else {key: value for key, value in after.items() if value is not None}
                here[change.uid] = Record(self.registers[change.register], kept)
        self.directory.forget({change.register for change in changes})
        if any(change.register == "setting" for change in changes):
            self._use_own_words()
        self.saved_at, self._names = self.clock.now(), None
        return Applied(entry, changes)

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Have a listener told of every set applied, on the thread that applied it; return how to stop that."""
        self._listeners.append(listener)

        def unsubscribe() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return unsubscribe

    @property
    def undo_name(self) -> str:
        """The name of the set that undo would take back; nothing where there is none."""
        return self._undo_names()[0]

    @property
    def redo_name(self) -> str:
        """The name of the set that redo would do again; nothing where there is none."""
        return self._undo_names()[1]

    def _undo_names(self) -> tuple[str, str]:
        if self._names is None:
            try:
                undo = history.undoable(self.store.sets_newest_first(), asked=True)
            except CannotUndoError:
                undo = None
            redo = history.redoable(self.store.sets_newest_first())
            self._names = (undo.name if undo and undo.position > 1 else "", redo.name.removeprefix("Undo: ") if redo else "")
        return self._names

    @property
    def undo_question(self) -> str:
        """What must be asked before the newest set is taken back; nothing where undo may just go ahead."""
        try:
            history.undoable(self.store.sets_newest_first())
            found = None
        except CannotUndoError:
            with suppress(CannotUndoError):
                found = history.undoable(self.store.sets_newest_first(), asked=True)
        return f"“{found.name}” brought in another copy of this file. Undo takes all of it back at once." if found else ""

    def undo(self, *, asked: bool = False) -> Applied:
        """Take back the newest set not yet taken back; a merge, whole, only where a person was `asked`.

        Raises:
            CannotUndoError: there is none, it lies behind something undo does not cross, or a row has moved since.
        """
        found = history.undoable(self.store.sets_newest_first(), asked=asked)
        if found is None or found.position <= 1:
            raise CannotUndoError("There is nothing to undo.")
        entry = self.whole_set(found)
        changes = history.reversed_on(entry, self._rows(entry), verb="undone")
        return self.apply(history.undo_set(found, changes))

    def whole_set(self, found: Entry) -> Entry:
        """Return a set with its changes; of a merge with those of all its sets, one for each record."""
        if found.kind is SetKind.MERGE:
            return history.together(self.store.merged_with(found.names or found.uid) or found)
        return self.store.entry(found.uid) or found

    def redo(self) -> Applied:
        """Do again what was undone last.

        Raises:
            CannotUndoError: something else was done since, or there is nothing.
        """
        found = history.redoable(self.store.sets_newest_first())
        if found is None:
            raise CannotUndoError("There is nothing to redo.")
        entry = self.store.entry(found.uid)
        changes = history.reversed_on(entry or found, self._rows(entry or found), verb="redone")
        return self.apply(history.redo_set(found, changes))

    def _rows(self, entry: Entry) -> dict[str, dict[str, Row]]:
        """Return today's rows of the registers a set touched, those of registers unknown to this program from the file."""
        touched = {change.register for change in entry.changes}
        known = {key: {uid: record.row for uid, record in self._of(key).items()} for key in touched & self.registers.keys()}
        return known | {key: self.store.rows(key) for key in touched - self.registers.keys()}

    def history(self, uid: str = "") -> list[Entry]:
        """Return the journal's sets in order, all or those that touched one record."""
        return self.store.entries(uid=uid)

    def rows_at(self, position: int) -> dict[str, dict[str, Row]]:
        """Return all rows as they were after a position of the journal."""
        today = {key: {uid: record.row for uid, record in self._of(key).items()} for key in self.registers}
        return self.store.rows_at(position, self.registers, today)

    def view(self, audience: Audience = OFFICE, as_at: date | None = None) -> View:
        """Return the file as an audience may see it, today or as it was after the last set of a day."""
        today = {key: [record.row for record in self.records(key)] for key in self.registers}
        position = self.store.head().position
        if as_at is None:
            return View(self.registers, today, audience, name=self.name, position=position)
        position = self.store.position_at(as_at.isoformat())
        past = self.rows_at(position)
        rows = {key: list(found.values()) for key, found in past.items() if key in self.registers}
        allowed = now = None
        if audience.version is not Version.OFFICE:
            now = View(self.registers, today, audience)
            allowed = {record.uid for key in self.registers for record in now.records(key)}
            # What is redacted today is redacted in every past, too.
            rows = {key: [self._redacted(key, row) for row in found] for key, found in rows.items()}
        return View(self.registers, rows, audience, name=self.name, as_at=as_at, position=position, allowed=allowed, today=now)

    def _redacted(self, key: str, row: Row) -> Row:
        """Return a past row that withholds what is withheld of its record today as well."""
        record = self.record(key, str(row[UID]))
        today = str(record.row.get("withheld") or "") if record else ""
        return {**row, "withheld": SEPARATOR.join(part for part in (str(row.get("withheld") or ""), today) if part)} if today else row

    def audience(self, version: str = "office", member: str = "") -> Audience:
        """Return a version by name, or a member's by the member's name.

        Raises:
            UnknownNameError: there is no such organisation.
        """
        if not member:
            return Audience(Version(version))
        uid = self.directory.find(member)
        if uid is None:
            raise UnknownNameError("organisation", member, self.directory.names())
        return Audience(Version.MEMBER, uid)

    def check(self, progress: Progress = unwatched) -> "list[Fault]":
        """Return every fault of the file, each a sentence."""
        return keeping.check(self.store, {key: register.label for key, register in self.registers.items()}, progress)

    def erase(self, record: Record, key: str, reason: str) -> list[Path]:
        """Erase a field's words for good, from rows, history and kept workbooks; return the backups that still hold them.

        Raises:
            UnknownNameError: the register has no such field.
            WorkbenchError: there is no reason, or the field is what records are known by.
        """
        from workbench.store import backup, erasing  # noqa: PLC0415 - adapters load when needed

        field = record.register.get(key)
        if not reason.strip():
            raise WorkbenchError("Say why the words are erased; the reason is kept in the history.")
        if key in _NEVER_ERASED:
            raise WorkbenchError(f"“{field.label}” cannot be erased: {_NEVER_ERASED[key]}. Change it instead.")
        with self._lock:
            done = erasing.erase(self.store, self.registers, record.register.key, record.row, field.key, reason.strip())
            self._forget()
            applied = self._took(done.entry, ())
        self._tell(applied)
        folder = backup.folder_of(keeping.home(), self.store.about("file_id"))
        return backup.holding(folder, record.register.key, record.uid, key, done.words, self.clock)


def unknown_fields(register: Register, names: Stored) -> list[str]:
    """Return the names that are neither key nor label of a field: redacting one would hide nothing."""
    known = {fold(text) for field in register for text in (field.key, field.label)}
    return [name for name in Names().parts(names) if fold(name) not in known]


def check_target(path: Path, ending: str, what: str) -> None:
    """Refuse to write an export or a page under a name that is another kind of file's, above all one of ours.

    Raises:
        WorkbenchError: the name does not end as it should, or a Workbench file lies there.
    """
    from workbench.store.file import is_ours  # noqa: PLC0415 - adapters load when needed

    if path.suffix.casefold() != ending:
        raise WorkbenchError(f"{what} needs a name that ends in {ending}; “{path.name}” does not, so nothing was written.")
    if is_ours(path):
        raise WorkbenchError(f"{path.name} is a Workbench file; nothing was written over it.")


def place_of(record: Record) -> tuple[str, str, str]:
    """Return where a record's reference must be its only one: member, group (shared, own or unsorted) and reference."""
    tier = str(record.of("tier") or "")
    group = "shared" if tier == "shared" else "own" if record.row.get("member") else tier and "unsorted"
    return ("" if group == "shared" else str(record.row.get("member") or ""), group, fold(record.ref))


def _article(noun: str) -> str:
    return "an" if noun[:1] in "aeiou" else "a"


def _called(register: Register, ref: str) -> str:
    """Return what a record is called in a name of a change; the reference alone says little of what hangs on others."""
    return f"{register.noun} {ref}" if register.ends else ref
