"""Check a file: SQLite's own structure, the chain of the journal, and every row against its last hash."""

import hashlib
import json
import sqlite3
import zlib
from contextlib import suppress
from dataclasses import dataclass

from workbench.domain.clock import Progress, unwatched
from workbench.domain.errors import DamagedHistoryError
from workbench.domain.register import UID
from workbench.store import journal, schema
from workbench.store.file import Store, differing
from workbench.store.trouble import told


@dataclass(frozen=True)
class Fault:
    """One thing found wrong; a finished sentence, and where: a register and reference, or a change set's position."""

    message: str
    register: str = ""
    ref: str = ""
    position: int = 0


def verify(store: Store, labels: dict[str, str] | None = None, progress: Progress = unwatched) -> list[Fault]:
    """Return every fault of a file; none means it is as this program left it.

    Args:
        store: the open file.
        labels: what people call the registers, by key.
        progress: told after each of the four parts.
    """
    faults: list[Fault] = []
    with store.reading() as connection:
        for number, part in enumerate((_structure, _guards, _chain), 1):
            faults += part(connection)
            progress(number, 4)
        if not any(fault.register == "sqlite" for fault in faults):
            faults += _rows(connection, labels or {})
        progress(4, 4)
    return faults


def altered(store: Store, labels: dict[str, str] | None = None, progress: Progress = unwatched) -> list[Fault]:
    """Return what is damaged or was altered outside the program; a missing guard alone alters nothing."""
    with store.reading() as connection:
        guards = _guards(connection)
    return [fault for fault in verify(store, labels, progress) if fault not in guards]


def _structure(connection: sqlite3.Connection) -> list[Fault]:
    try:
        found = [line for (line,) in connection.execute("PRAGMA integrity_check(20)") if line != "ok"]
        found += [f"a change without its change set (row {line[1]})" for line in connection.execute("PRAGMA foreign_key_check")]
    except sqlite3.DatabaseError as error:
        found = [str(error)]
    return [Fault(f"The file is damaged: {line}.", register="sqlite") for line in found]


def _guards(connection: sqlite3.Connection) -> list[Fault]:
    return [
        Fault(f"The guard “{name}” of the history is missing; the next change puts it back.") for name in schema.missing_guards(connection)
    ]


def _chain(connection: sqlite3.Connection) -> list[Fault]:
    """Follow the chain from the first set to the last; a rewritten body is right if an erasure lists its digest."""
    erased: dict[int, str] = {}
    facts = ", ".join(journal.SET_FACTS)
    sets = connection.execute(f"SELECT position, {facts}, hash FROM change_set ORDER BY position").fetchall()  # noqa: S608 - our own column names
    detail_at = 1 + journal.SET_FACTS.index("detail")
    for line in sets:
        # A detail that cannot be read lists nothing; the set's own hash then names it.
        with suppress(ValueError, AttributeError):
            erased.update({int(number): digest for number, digest in json.loads(line[detail_at] or "{}").get("digests", {}).items()})
    changes: dict[int, list[tuple[str, bytes, bytes]]] = {}
    faults: list[Fault] = []
    for number, position, register, uid, kept, salt, row_hash, digest in connection.execute(
        "SELECT position, change_set, register, uid, body, salt, row_hash, digest FROM journal ORDER BY position"
    ):
        try:
            body = journal.unfolded(kept)
            now = journal.digest_of(salt, row_hash, body)
            sound = (digest is None or erased.get(number) == now.hex()) and _agrees(body, row_hash)
        except (ValueError, TypeError, zlib.error):
            now, sound = b"", False
        changes.setdefault(position, []).append((register, uid, digest or now))
        if not sound:
            ref = ref_in(connection, register, uid)
            faults.append(
                Fault(f"What the history says of {ref or 'a record'} in change set {position} was altered.", register, ref, position)
            )
    previous, expected = journal.NOTHING, 1
    for line in sets:
        position, ending = line[0], line[-1]
        if position != expected:
            faults.append(Fault(f"The history has a gap before change set {position}.", position=position))
        try:
            sound = journal.set_hash(previous, line[1:-1], changes.get(position, [])) == ending
        except (TypeError, AttributeError):
            sound = False
        if not sound:
            faults.append(Fault(f"Change set {position} of the history was altered, or one before it was removed.", position=position))
        previous, expected = ending, position + 1
    if orphans := set(changes) - {line[0] for line in sets}:
        faults += [Fault(f"Change set {position} of the history was removed.", position=position) for position in sorted(orphans)]
    return faults + _ending(connection, previous)


def _ending(connection: sqlite3.Connection, ending: bytes) -> list[Fault]:
    """Compare the end of the chain with the one last written: a last set that is cut off leaves no gap."""
    found = connection.execute("SELECT value FROM about WHERE name = 'head'").fetchone()
    if found is None or found[0] == ending.hex():
        return []
    return [Fault("The end of the history is not the one last written; change sets were removed or added there.")]


def _agrees(body: str, row_hash: bytes | None) -> bool:
    """Whether an addition's body, which is the whole row, has the hash kept beside it."""
    return row_hash is None or not body.startswith('{"+":') or hashlib.sha256(body[5:-1].encode()).digest() == row_hash


def _rows(connection: sqlite3.Connection, labels: dict[str, str]) -> list[Fault]:
    faults = []
    try:
        found = list(differing(connection))
    except (DamagedHistoryError, ValueError):
        return [Fault("The records could not be compared with the history, because a part of it cannot be read.")]
    for change in found:
        label = labels.get(change.register, change.register)
        ref = change.ref or str((change.before or {}).get("ref") or "a record")
        verb = "was added" if change.before is None else "was removed" if change.after is None else "was changed"
        faults.append(Fault(f"{ref} in “{label}” {verb} outside the Workbench.", change.register, ref))
    return faults


def ref_in(connection: sqlite3.Connection, register: str, uid: bytes) -> str:
    """Return what people call a record that is still there, or nothing."""
    if register not in schema.tables(connection):
        return ""
    if len(uid) != len(journal.NOTHING) // 2:
        return ""
    found = connection.execute(f"SELECT ref FROM {schema.quoted(register)} WHERE {UID} = ?", (journal.unpacked(uid),)).fetchone()  # noqa: S608 - quoted name
    return str(found[0] or "") if found else ""


def quick(store: Store) -> bool:
    """Whether SQLite itself finds the file sound; fast enough for every opening."""
    with store.reading() as connection, told(store.path):
        return [line for (line,) in connection.execute("PRAGMA quick_check(1)")] == ["ok"]
