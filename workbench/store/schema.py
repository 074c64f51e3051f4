"""The tables of a file, and how they grow: columns are added, never dropped, renamed or retyped.

The only place that changes a schema, and so the only one that uses sqlite-utils;
it is imported where it is needed, because opening and reading must not wait for it.
What every table and column means is in `docs/file-format.md`.
"""

import sqlite3
from collections.abc import Iterable, Mapping

from workbench.domain.register import UID, Register

APPLICATION_ID = 0x47575742
"""“GWWB” in the file's header: says that a SQLite file is one of ours."""

FORMAT = 1
"""The breaking number, kept in `user_version`; a program refuses a file with a greater one."""

_TYPES: dict[str, type] = {"TEXT": str, "INTEGER": int, "REAL": float}

FIXED = """
CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE change_set (
    position INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    reason TEXT,
    kind TEXT NOT NULL,
    author TEXT NOT NULL,
    at INTEGER NOT NULL,
    day TEXT NOT NULL,
    names BLOB,
    effective TEXT,
    made_at INTEGER,
    made_by TEXT,
    detail TEXT,
    hash BLOB NOT NULL
) STRICT;
CREATE TABLE record (
    number INTEGER PRIMARY KEY,
    register TEXT NOT NULL,
    uid BLOB NOT NULL UNIQUE
) STRICT;
CREATE TABLE change (
    position INTEGER PRIMARY KEY,
    change_set INTEGER NOT NULL REFERENCES change_set (position),
    record INTEGER NOT NULL REFERENCES record (number),
    body ANY NOT NULL,
    salt BLOB NOT NULL,
    row_hash BLOB,
    digest BLOB
) STRICT;
CREATE INDEX change_of_record ON change (record);
CREATE VIEW journal AS
    SELECT c.position, c.change_set, r.register, r.uid, c.body, c.salt, c.row_hash, c.digest
    FROM change AS c JOIN record AS r ON r.number = c.record;
CREATE TABLE blob (digest TEXT PRIMARY KEY, bytes BLOB NOT NULL) STRICT;
"""

FIXED_TABLES = {
    "about": {"name", "value"},
    "change_set": {"position", "name", "reason", "kind", "author", "at", "day", "names", "effective", "hash", "detail"},
    "record": {"number", "register", "uid"},
    "change": {"position", "change_set", "record", "body", "salt", "row_hash", "digest"},
    "journal": {"position", "change_set", "register", "uid", "body", "salt", "row_hash", "digest"},
    "blob": {"digest", "bytes"},
}
"""The tables every file has, and the columns without which nothing in it can be trusted."""

GUARDS = {
    f"{table}_{name}": f"CREATE TRIGGER {table}_{name} BEFORE {verb} ON {table} "
    "BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END"
    for table in ("change_set", "change", "record")
    for name, verb in (("is_kept", "DELETE"), ("stays", "UPDATE"))
}
"""Triggers that refuse to alter the journal: they guard, the application writes."""


def quoted(name: str) -> str:
    """Return a table or column name safe to stand in SQL."""
    return '"' + name.replace('"', '""') + '"'


def make(connection: sqlite3.Connection) -> None:
    """Make the tables every file has, in a new file."""
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {FORMAT}")
    for statement in FIXED.split(";"):
        if statement.strip():
            connection.execute(statement)
    guard(connection)


def is_whole(connection: sqlite3.Connection) -> bool:
    """Whether the tables every file has are there with their columns."""
    return all(names <= set(columns(connection, table)) for table, names in FIXED_TABLES.items())


def missing_guards(connection: sqlite3.Connection) -> list[str]:
    """Return the names of the guards that are gone or altered."""
    found = dict(connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"))
    return [name for name, statement in GUARDS.items() if found.get(name) != statement]


def guard(connection: sqlite3.Connection) -> None:
    """Put back the guards that are missing."""
    for name in missing_guards(connection):
        connection.execute(f"DROP TRIGGER IF EXISTS {name}")
        connection.execute(GUARDS[name])


def tables(connection: sqlite3.Connection) -> set[str]:
    """Return the names of the tables there are."""
    return {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}


def columns(connection: sqlite3.Connection, table: str) -> list[str]:
    """Return the columns of a table in their order; none for a table that is not there."""
    return [name for (name,) in connection.execute("SELECT name FROM pragma_table_info(?)", (table,))]


def shape(connection: sqlite3.Connection) -> dict[str, dict[str, str]]:
    """Return the tables of records there are, those of registers unknown to this program included, with their columns and types."""
    found = {
        table: dict(connection.execute("SELECT name, type FROM pragma_table_info(?)", (table,)).fetchall())
        for table in sorted(tables(connection) - FIXED_TABLES.keys())
    }
    return {table: names for table, names in found.items() if UID in names}


def widen(connection: sqlite3.Connection, wanted: Mapping[str, Mapping[str, str]]) -> None:
    """Add the tables and columns of another copy that this file lacks, inside the caller's transaction."""
    here = shape(connection)
    missing: dict[str, dict[str, str]] = {}
    for table, names in wanted.items():
        known = {name.casefold() for name in here.get(table, {})}
        lacks = {name: sql for name, sql in names.items() if name.casefold() not in known and sql in _TYPES}
        if lacks and table not in FIXED_TABLES:
            missing[table] = lacks
    _add(connection, missing)


def lacking(connection: sqlite3.Connection, registers: Iterable[Register]) -> dict[str, dict[str, str]]:
    """Return, by register, the columns its table lacks with their SQL types; a register without a table lacks all."""
    found: dict[str, dict[str, str]] = {}
    for register in registers:
        # SQLite does not tell the case of names.
        here = {name.casefold() for name in columns(connection, register.key)}
        wanted = {UID: "TEXT"} | {field.key: field.kind.sql for field in register}
        missing = {name: sql for name, sql in wanted.items() if name.casefold() not in here}
        if missing:
            found[register.key] = missing
    return found


def expect_growth(connection: sqlite3.Connection, registers: Iterable[Register]) -> None:
    """Load what adding tables and columns needs, where some are lacking, for a caller who has time for it now."""
    if lacking(connection, registers):
        import sqlite_utils  # noqa: F401, PLC0415 - see below


def reconcile(connection: sqlite3.Connection, registers: Iterable[Register]) -> None:
    """Add the tables and columns that registers declare and the file lacks, inside the caller's transaction."""
    _add(connection, lacking(connection, registers))


def _add(connection: sqlite3.Connection, missing: Mapping[str, Mapping[str, str]]) -> None:
    if not missing:
        return
    from sqlite_utils import Database  # noqa: PLC0415 - slow to import, and only a changed schema needs it

    database = Database(connection, execute_plugins=False)
    here = tables(connection)
    for table, names in missing.items():
        if table not in here:
            database.table(table).create({name: _TYPES[sql] for name, sql in names.items()}, pk=UID, not_null={UID}, strict=True)
            continue
        for name, sql in names.items():
            database.table(table).add_column(name, _TYPES[sql])
