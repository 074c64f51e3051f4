"""One open file: its rows, and the only writer there is.

`apply` writes rows and journal in one transaction or not at all; nothing else writes.
One connection stands behind one lock, so that a task thread and the window may share it.
"""

import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from itertools import chain
from pathlib import Path

from workbench.domain.change import Change, ChangeSet, Entry, SetKind
from workbench.domain.clock import Clock, Progress, unwatched
from workbench.domain.errors import FileInUseError, FileTroubleError, NewerFileError, NotAWorkbenchError, StaleRecordError
from workbench.domain.kinds import Stored
from workbench.domain.register import UID, Register, Row
from workbench.store import journal, schema
from workbench.store.lock import Lock, is_dead, read_holder
from workbench.store.trouble import told

_HEADER = 100
_CHUNK = 500
_CACHE = 65_536
"""KiB of pages kept in memory, so that a large import is not written twice."""
MAGIC = b"SQLite format 3\0"


class Store:
    """The file on disk. Make one with `create` or `open`."""

    def __init__(self, path: Path, connection: sqlite3.Connection, clock: Clock, lock: Lock | None) -> None:
        self.path, self.clock = path, clock
        self._connection = connection
        self._held = lock
        self._guard = threading.RLock()
        self._checked = False

    @classmethod
    def create(cls, path: Path, clock: Clock) -> "Store":
        """Make a new file, hold it, and return it open.

        Raises:
            FileTroubleError: there is a file already, or the folder may not be written to.
        """
        if path.exists():
            raise FileTroubleError(path, "there is a file of this name already; choose another name")
        if not path.parent.is_dir():
            raise FileTroubleError(path, "its folder does not exist")
        lock = Lock(path, clock)
        lock.take()
        connection = None
        try:
            with told(path):
                connection = _connect(path, "rwc")
                connection.execute("PRAGMA page_size = 8192")
                _prepare(connection)
                connection.execute("BEGIN IMMEDIATE")
                schema.make(connection)
                connection.executemany("INSERT INTO about VALUES (?, ?)", [("file_id", clock.new_uid()), ("counter", "1")])
                connection.execute("COMMIT")
        except BaseException:
            if connection is not None:
                connection.close()
                for left in (path, path.with_name(path.name + "-journal")):
                    with suppress(OSError):
                        left.unlink(missing_ok=True)
            lock.release()
            raise
        return cls(path, connection, clock, lock)

    @classmethod
    def open(cls, path: Path, clock: Clock, *, writable: bool, confirmed: bool = False, mending: bool = True) -> "Store":
        """Open a file; opening writes nothing.

        Args:
            path: the file.
            clock: for the lock.
            writable: hold it for writing.
            confirmed: a person said that a silent holder on another machine is gone.
            mending: what a dead holder left half written is undone first; a file that is none of ours to touch is refused.

        Raises:
            FileInUseError: it was to be writable and somebody has it.
            NotAWorkbenchError, NewerFileError, FileTroubleError: it is not ours, too new, missing or damaged.
        """
        recognise(path)
        lock = None
        if writable:
            lock = Lock(path, clock)
            lock.take(confirmed=confirmed)
        connection = None
        try:
            with told(path):
                if not writable and mending:
                    _roll_back_hot_journal(path, clock)
                connection = _connect(path, "rw" if writable else "ro")
                _prepare(connection)
                if not schema.is_whole(connection):
                    raise FileTroubleError(path, "it is damaged; restore it from a backup (workbench restore)")  # noqa: TRY301 - tidied up below
        except BaseException:
            if connection is not None:
                connection.close()
            if lock is not None:
                lock.release()
            raise
        return cls(path, connection, clock, lock)

    @property
    def writable(self) -> bool:
        """Whether this program holds the file."""
        return self._held is not None

    def keep_alive(self) -> None:
        """Give signs of life beside the file, for a program that stays open."""
        if self._held is not None:
            self._held.beat()

    def close(self) -> None:
        """Close the file and give it up."""
        with self._guard:
            self._connection.close()
            if self._held is not None:
                self._held.release()
                self._held = None

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Lend the connection to another file of this package, for reading."""
        with self._guard, told(self.path):
            yield self._connection

    def about(self, name: str) -> str:
        """Return a fact about the file, such as `file_id`; nothing where there is none."""
        with self.reading() as connection:
            found = connection.execute("SELECT value FROM about WHERE name = ?", (name,)).fetchone()
        return str(found[0]) if found else ""

    def rows(self, register: str) -> dict[str, Row]:
        """Return a register's rows by uid, without empty columns; columns this program does not know included."""
        with self.reading() as connection:
            names = schema.columns(connection, register)
            if UID not in names:
                return {}
            wanted = ", ".join(schema.quoted(name) for name in names)
            found = connection.execute(f"SELECT {wanted} FROM {schema.quoted(register)} ORDER BY rowid")  # noqa: S608 - quoted names
            return {
                row[UID]: row
                for row in ({name: value for name, value in zip(names, line, strict=True) if value is not None} for line in found)
            }

    def rows_at(
        self, position: int, registers: Iterable[str], today: Mapping[str, Mapping[str, Row]] | None = None
    ) -> dict[str, dict[str, Row]]:
        """Return the rows of all registers as they were after a position of the journal; `today` are those of now, where at hand."""
        today = {register: self.rows(register) for register in registers} if today is None else today
        with self.reading() as connection:
            return journal.rolled_back(connection, today, position)

    def position_at(self, day: str) -> int:
        """Return the journal's last position on an ISO day."""
        with self.reading() as connection:
            return journal.position_at(connection, day)

    def refs_given_up(self, register: str) -> set[str]:
        """Return the references, folded, that records of a register had once and have no more."""
        with self.reading() as connection:
            return journal.refs_given_up(connection, register)

    def head(self) -> journal.Head:
        """Return where the journal ends."""
        with self.reading() as connection:
            return journal.head(connection)

    def hash_at(self, position: int) -> str:
        """Return, in hexadecimal, the hash that ends the chain at a position; nothing where the journal has no such."""
        with self.reading() as connection:
            found = connection.execute("SELECT hash FROM change_set WHERE position = ?", (position,)).fetchone()
        return found[0].hex() if found else ""

    def entries(self, *, uid: str = "", after: int = 0) -> list[Entry]:
        """Return the journal's sets in order, all or those that touched one record."""
        with self.reading() as connection:
            return journal.entries(connection, uid=uid, after=after)

    def entry(self, uid: str) -> Entry | None:
        """Return one set by uid."""
        with self.reading() as connection:
            return journal.entry_of(connection, uid)

    def merged_with(self, uid: str) -> Entry | None:
        """Return a merge as one entry, the sets it was merged in together."""
        with self.reading() as connection:
            return journal.merged_with(connection, uid)

    def chain(self) -> list[journal.Link]:
        """Return all sets in order, without their changes."""
        with self.reading() as connection:
            return journal.chain(connection)

    def row_at(self, register: str, uid: str, position: int) -> Row | None:
        """Return one record's row as it was after a position of the journal; None where it was not there."""
        with self.reading() as connection:
            known = UID in schema.columns(connection, register)
            now = rows_of(connection, register, [uid]).get(uid) if known else None
            return journal.row_at(connection, now, uid, position)

    def ever(self, register: str) -> set[str]:
        """Return the uids of all records that a register ever had."""
        with self.reading() as connection:
            found = connection.execute("SELECT uid FROM record WHERE register = ?", (register,))
            return {journal.unpacked(uid) for (uid,) in found}

    def shape(self) -> dict[str, dict[str, str]]:
        """Return the tables of records with their columns and types, those this program does not know included."""
        with self.reading() as connection:
            return schema.shape(connection)

    def sets_newest_first(self) -> Iterator[Entry]:
        """Go back through the sets without their changes, newest first, a few at a time."""
        before = self.head().position + 1
        while before > 1:
            with self.reading() as connection:
                page = journal.page_before(connection, before)
            yield from page
            before = page[-1].position

    def entry_at(self, position: int) -> Entry:
        """Return the set at a position, without its changes."""
        with self.reading() as connection:
            return journal.page_before(connection, position + 1, 1)[0]

    def erasures(self) -> dict[tuple[str, str], int]:
        """Return, by uid and field, the position of the last erasure of a field's words."""
        with self.reading() as connection:
            return journal.erasures(connection)

    def blob(self, digest: str) -> bytes | None:
        """Return kept bytes by their SHA-256 in hexadecimal, or None."""
        with self.reading() as connection:
            found = connection.execute("SELECT bytes FROM blob WHERE digest = ?", (digest,)).fetchone()
        return bytes(found[0]) if found else None

    def apply(
        self, change_set: ChangeSet, registers: Mapping[str, Register], progress: Progress = unwatched
    ) -> tuple[Entry, tuple[Entry, ...]]:
        """Write a change set, rows and journal together or not at all.

        Args:
            change_set: what to do; each `before` is the whole row it was made from.
            registers: the book's registers, for columns the file lacks.
            progress: told before rows are written; may stop the whole.

        Returns:
            The set as journalled, and the entries made for rows found changed outside.

        Raises:
            StaleRecordError: a row is not what the change was made from.
            StoppedError: `progress` stopped it; nothing was written.
        """
        touched = {change.register for change in change_set.changes}
        with self.writing({key: register for key, register in registers.items() if key in touched}) as outside:
            entry = self._put(change_set, progress)
        return entry, tuple(outside)

    def expect_growth(self, registers: Iterable[Register]) -> None:
        """Get ready to add what the file lacks for some registers, while something else is waited for."""
        if self.writable:
            with self.reading() as connection:
                schema.expect_growth(connection, registers)

    def apply_together(
        self,
        change_sets: Sequence[ChangeSet],
        registers: Mapping[str, Register],
        shape: Mapping[str, Mapping[str, str]],
        progress: Progress = unwatched,
    ) -> tuple[list[Entry], tuple[Entry, ...]]:
        """Write several sets as one: all of them or none, each after the first naming the first.

        Args:
            change_sets: what to do, one after the other.
            registers: the book's registers, for columns the file lacks.
            shape: tables and columns of another copy, those this program does not know included.
            progress: told before each set; may stop the whole.

        Raises:
            StaleRecordError, StoppedError: as `apply`.
        """
        touched = {change.register for change_set in change_sets for change in change_set.changes}
        entries: list[Entry] = []
        with self.writing({key: register for key, register in registers.items() if key in touched}) as outside:
            schema.widen(self._connection, {table: columns for table, columns in shape.items() if table in touched})
            for number, change_set in enumerate(change_sets):
                progress(number, len(change_sets))
                entries.append(self._put(replace(change_set, names=entries[0].uid) if entries else change_set, unwatched))
        return entries, tuple(outside)

    def _put(self, change_set: ChangeSet, progress: Progress) -> Entry:
        """Write one set inside `writing`."""
        self._stand_on(change_set.changes)
        total = len(change_set.changes)
        progress(0, total)
        self._write(change_set.changes)
        progress(total, total)
        if change_set.blobs:
            self._connection.executemany("INSERT OR IGNORE INTO blob VALUES (?, ?)", list(change_set.blobs.items()))
        return self.journalled(change_set)

    def journalled(self, change_set: ChangeSet, detail: str | None = None) -> Entry:
        """Append a set to the journal inside `writing`."""
        clock = self.clock
        return journal.append(
            self._connection,
            change_set,
            author=clock.author,
            now=clock.now(),
            today=clock.today().isoformat(),
            detail=detail,
        )

    @contextmanager
    def writing(self, registers: Mapping[str, Register]) -> Iterator[list[Entry]]:
        """Hold one transaction: schema and guards mended, what changed outside journalled, then the caller's work.

        Args:
            registers: those that are about to be written; tables and columns they lack are added. A register that
                nobody ever used takes no room in the file.

        Yields:
            The entries made for rows found changed outside.
        """
        if self._held is None:
            raise FileTroubleError(self.path, "it is open for reading only")
        if not self._held.is_mine():
            holder = read_holder(self.path)
            raise FileInUseError(self.path, holder.words if holder else "somebody else")
        with self._guard, told(self.path):
            connection = self._connection
            connection.execute("BEGIN IMMEDIATE")
            try:
                if not self._checked:
                    schema.guard(connection)
                outside = self._adopt_outside()
                schema.reconcile(connection, registers.values())
                yield outside
                counter = _counter(self.path) + 1
                facts = [("counter", str(counter)), ("head", journal.head(connection).hash.hex())]
                connection.executemany("INSERT OR REPLACE INTO about VALUES (?, ?)", facts)
                connection.execute("COMMIT")
                self._checked = True
            except BaseException:
                with suppress(sqlite3.Error):
                    connection.execute("ROLLBACK")
                raise

    def _adopt_outside(self) -> list[Entry]:
        """Journal what another program changed since we last wrote.

        SQLite counts every write in the file's header; where the count is the one we left, nobody else wrote and
        nothing needs comparing.
        """
        found = self._connection.execute("SELECT value FROM about WHERE name = 'counter'").fetchone()
        if found and int(found[0]) == _counter(self.path):
            return []
        changes = tuple(differing(self._connection))
        if not changes:
            return []
        return [self.journalled(ChangeSet("Changed outside the Workbench", changes, kind=SetKind.OUTSIDE))]

    def _stand_on(self, changes: Sequence[Change]) -> None:
        """Check that every row is still the one its change was made from."""
        by_register: dict[str, list[Change]] = {}
        for change in changes:
            if change.before is not None:  # an addition stands on nothing, and its uid is new
                by_register.setdefault(change.register, []).append(change)
        for register, found in by_register.items():
            if not schema.columns(self._connection, register):
                continue
            for start in range(0, len(found), _CHUNK):
                part = found[start : start + _CHUNK]
                now = rows_of(self._connection, register, [change.uid for change in part])
                for change in part:
                    if not same_row(now.get(change.uid), change.before):
                        raise StaleRecordError(change.ref or "A record")

    def _write(self, changes: Sequence[Change]) -> None:
        added: dict[str, list[Change]] = {}
        for change in changes:
            if change.before is None and change.after is not None:
                added.setdefault(change.register, []).append(change)
                continue
            table = schema.quoted(change.register)
            if change.after is None:
                self._connection.execute(f"DELETE FROM {table} WHERE uid = ?", (change.uid,))  # noqa: S608 - quoted name
                continue
            keys = change.keys
            if keys:
                terms = ", ".join(f"{schema.quoted(key)} = ?" for key in keys)
                values = [change.after.get(key) for key in keys]
                self._connection.execute(f"UPDATE {table} SET {terms} WHERE uid = ?", (*values, change.uid))  # noqa: S608 - quoted names
        for register, found in added.items():
            rows = [change.after or {} for change in found]
            names = list(dict.fromkeys(chain.from_iterable(rows)))
            wanted, marks = ", ".join(schema.quoted(name) for name in names), ", ".join("?" * len(names))
            self._connection.executemany(
                f"INSERT INTO {schema.quoted(register)} ({wanted}) VALUES ({marks})",  # noqa: S608 - quoted names
                [list(map(row.get, names)) for row in rows],
            )


def rows_of(connection: sqlite3.Connection, register: str, uids: Sequence[str]) -> dict[str, Row]:
    """Return the rows with these uids, without empty columns."""
    names = schema.columns(connection, register)
    wanted, marks = ", ".join(schema.quoted(name) for name in names), ", ".join("?" * len(uids))
    found = connection.execute(f"SELECT {wanted} FROM {schema.quoted(register)} WHERE uid IN ({marks})", list(uids))  # noqa: S608 - quoted names
    return {
        row[UID]: row for row in ({name: value for name, value in zip(names, line, strict=True) if value is not None} for line in found)
    }


def same_row(one: Row | None, other: Row | None) -> bool:
    """Whether two rows hold the same, nothing and absent being the same."""
    if one is None or other is None:
        return one is other
    return one == other or {key: value for key, value in one.items() if value is not None} == {
        key: value for key, value in other.items() if value is not None
    }


def differing(connection: sqlite3.Connection) -> Iterator[Change]:
    """Find every row that is not what its last entry in the journal says, as the change somebody made outside."""
    hashes: dict[tuple[str, bytes], bytes | None] = {}
    for register, uid, row_hash in connection.execute("SELECT register, uid, row_hash FROM journal ORDER BY position"):
        hashes[(register, uid)] = row_hash
    tables = schema.tables(connection)
    registers = {register for register, _ in hashes} | {name for name in tables if UID in schema.columns(connection, name)}
    replay: dict[str, dict[str, Row]] | None = None
    for register in sorted(registers - {"change", "change_set", "record"}):
        now = _all_rows(connection, register) if register in tables else {}
        known = {journal.unpacked(uid): row_hash for (name, uid), row_hash in hashes.items() if name == register and row_hash is not None}
        suspects = [uid for uid in {**known, **now} if uid not in known or uid not in now or journal.hash_of(now[uid]) != known[uid]]
        for uid in suspects:
            replay = journal.replayed(connection) if replay is None else replay
            yield Change(register, uid, replay.get(register, {}).get(uid), now.get(uid))


def _all_rows(connection: sqlite3.Connection, register: str) -> dict[str, dict[str, Stored]]:
    names = schema.columns(connection, register)
    if UID not in names:
        return {}
    wanted = ", ".join(schema.quoted(name) for name in names)
    found = connection.execute(f"SELECT {wanted} FROM {schema.quoted(register)}")  # noqa: S608 - quoted names
    rows = ({name: value for name, value in zip(names, line, strict=True) if value is not None} for line in found)
    return {str(row[UID]): row for row in rows}


def recognise(path: Path) -> None:
    """Check by its first bytes that a file is ours and not newer than this program.

    Raises:
        NotAWorkbenchError, NewerFileError, FileTroubleError: it is not, it is, or it cannot be read.
    """
    if path.is_dir():
        raise FileTroubleError(path, "it is a folder")
    with told(path), path.open("rb") as stream:
        start = stream.read(_HEADER)
    if not start:
        raise FileTroubleError(path, "it is empty; restore it from a backup (workbench restore)")
    if not start.startswith(MAGIC):
        raise NotAWorkbenchError(path)
    if len(start) < _HEADER:
        raise FileTroubleError(path, "it is damaged; restore it from a backup (workbench restore)")
    if int.from_bytes(start[68:72], "big") != schema.APPLICATION_ID:
        raise NotAWorkbenchError(path)
    found = int.from_bytes(start[60:64], "big")
    if found > schema.FORMAT:
        raise NewerFileError(path, found, schema.FORMAT)


def is_ours(path: Path) -> bool:
    """Whether a Workbench file lies here, by its first bytes."""
    try:
        with path.open("rb") as stream:
            start = stream.read(_HEADER)
    except OSError:
        return False
    return start.startswith(MAGIC) and int.from_bytes(start[68:72], "big") == schema.APPLICATION_ID


def keeps_a_second_file(path: Path) -> bool:
    """Whether another program switched a file to write-ahead logging, so that reading it would write beside it."""
    with told(path), path.open("rb") as stream:
        start = stream.read(20)
    return start[18:20] != b"\x01\x01"


def _counter(path: Path) -> int:
    """Return how often the file was written, as SQLite counts it in the header."""
    with path.open("rb") as stream:
        start = stream.read(28)
    return int.from_bytes(start[24:28], "big")


def _connect(path: Path, mode: str) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode={mode}", uri=True, isolation_level=None, check_same_thread=False, timeout=5)


def _prepare(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute(f"PRAGMA cache_size = -{_CACHE}")


def _roll_back_hot_journal(path: Path, clock: Clock) -> None:
    """Let SQLite undo a half-written transaction that a dead holder left, which a reader may not do itself."""
    if not path.with_name(path.name + "-journal").exists():
        return
    holder = read_holder(path)
    if holder is None or is_dead(holder, clock):
        roll_back(path)


def roll_back(path: Path) -> None:
    """Undo what a dead holder left half written; a file that cannot be mended so is left for its reader to name."""
    with suppress(sqlite3.Error), closing(_connect(path, "rw")) as connection:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
