"""The journal: every change set there ever was, chained by hash; undo, history and “as at” are read from it.

An addition or removal is kept with all columns, an edit with those that differ and both values.
The chain runs from set to set over the previous hash, the set itself and each change's digest;
a digest covers the body, the hash of the row afterwards and a random salt, so that a body can later be rewritten by an
erasure without leaving anything to guess the erased words from.
The digest itself is kept only where an erasure rewrote what it was made from.
Long bodies are kept compressed (zlib, RFC 1950): a file is mailed and backed up daily.
"""

import hashlib
import json
import os
import sqlite3
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from workbench.domain.change import Change, ChangeSet, Entry, SetKind
from workbench.domain.errors import DamagedHistoryError
from workbench.domain.kinds import Stored
from workbench.domain.register import Row
from workbench.domain.text import fold

_dumps = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True, check_circular=False).encode
_plain = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode

NOTHING = bytes(32)
"""The hash before the first set."""


def canonical(row: Row) -> str:
    """Return a row's columns that hold something, by name, as the one JSON text it is hashed by."""
    return _dumps(row if None not in row.values() else {key: value for key, value in row.items() if value is not None})


def hash_of(row: Row) -> bytes:
    """Return the SHA-256 of a stored row."""
    return hashlib.sha256(canonical(row).encode()).digest()


def body_of(change: Change) -> tuple[str, bytes | None]:
    """Return a change as the journal keeps it, and the hash of the row afterwards; None where the row is gone."""
    if change.after is None:
        return f'{{"-":{canonical(change.before or {})}}}', None
    after = canonical(change.after)
    hashed = hashlib.sha256(after.encode()).digest()
    if change.before is None:
        return f'{{"+":{after}}}', hashed
    before = change.before
    return _plain({key: [before.get(key), change.after.get(key)] for key in sorted(change.keys)}), hashed


_LONG = 600
"""Characters from which a body is compressed; shorter ones gain little."""
_UID = 16
"""Bytes of a uid."""
_CHUNK = 500
_MANY = 2500
"""Changes of one set from which bodies are left as they are: somebody is waiting, and it is done once."""


def folded(body: str) -> str | bytes:
    """Return a body as its column holds it: text, or compressed where it is long.

    One that changes a reference stays text, because `refs_given_up` looks for it there.
    """
    return zlib.compress(body.encode(), 6) if len(body) > _LONG and '"ref":[' not in body else body


def unfolded(kept: str | bytes) -> str:
    """Return a body from what its column holds."""
    return kept if isinstance(kept, str) else zlib.decompress(kept).decode()


def digest_of(salt: bytes, row_hash: bytes | None, body: str) -> bytes:
    """Return the salted digest of one change."""
    return hashlib.sha256(salt + (row_hash or NOTHING) + body.encode()).digest()


def set_hash(previous: bytes, facts: Iterable[object], changes: Iterable[tuple[str, bytes, bytes]]) -> bytes:
    """Return the hash that ends the chain after a set; each change counts with register, uid and digest."""
    whole = hashlib.sha256(previous + _plain([fact.hex() if isinstance(fact, bytes) else fact for fact in facts]).encode())
    for register, uid, digest in changes:
        whole.update(register.encode() + b"\0" + uid + digest)
    return whole.digest()


def packed(uid: str) -> bytes:
    """Return a uid as the journal keeps it."""
    return bytes.fromhex(uid.replace("-", ""))


def unpacked(uid: bytes | None) -> str:
    """Return a uid in its usual form; nothing for nothing.

    Raises:
        ValueError: it is none.
    """
    if not uid:
        return ""
    if uid.__class__ is not bytes or len(uid) != _UID:
        raise ValueError("No uid has these bytes.")
    text = uid.hex()
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def milliseconds(moment: datetime) -> int:
    """Return a moment as whole milliseconds since 1970, UTC."""
    return round(moment.timestamp() * 1000)


def moment_text(at: int | None) -> str:
    """Return milliseconds since 1970 as ISO text in UTC."""
    return "" if at is None else datetime.fromtimestamp(at / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


SET_FACTS = ("name", "reason", "kind", "author", "at", "day", "names", "effective", "made_at", "made_by", "detail")
"""The columns of a set that its hash covers, in this order."""


@dataclass(frozen=True)
class Head:
    """Where the journal ends: the last set's position, hash, time and day; all nothing in an empty one."""

    position: int = 0
    hash: bytes = NOTHING
    at: int = 0
    day: str = ""


def head(connection: sqlite3.Connection) -> Head:
    """Return where the journal ends."""
    found = connection.execute("SELECT position, hash, at, day FROM change_set ORDER BY position DESC LIMIT 1").fetchone()
    return Head(*found) if found else Head()


def append(
    connection: sqlite3.Connection, change_set: ChangeSet, *, author: str, now: datetime, today: str, detail: str | None = None
) -> Entry:
    """Write a set and its changes at the end of the journal, inside the caller's transaction.

    Neither time nor day ever goes back: a clock set back repeats the last.
    A set is identified by the first half of its hash.
    """
    last = head(connection)
    position, at, day = last.position + 1, max(last.at, milliseconds(now)), max(last.day, today)
    facts: dict[str, Any] = {
        "name": change_set.name,
        "reason": change_set.reason or None,
        "kind": change_set.kind.value,
        "author": author,
        "at": at,
        "day": day,
        "names": packed(change_set.names) if change_set.names else None,
        "effective": change_set.effective or None,
        "made_at": milliseconds(datetime.fromisoformat(change_set.made_at)) if change_set.made_at else None,
        "made_by": change_set.made_by or None,
        "detail": detail if detail is not None else change_set.detail,
    }
    uids = [packed(change.uid) for change in change_set.changes]
    numbers = _numbers(connection, change_set.changes, uids)
    lines: list[tuple[int, int, str | bytes, bytes, bytes | None]] = []
    digests: list[tuple[str, bytes, bytes]] = []
    salts = os.urandom(16 * len(change_set.changes))
    many = len(change_set.changes) > _MANY
    for place, (change, uid) in enumerate(zip(change_set.changes, uids, strict=True)):
        body, row_hash = body_of(change)
        salt = salts[16 * place : 16 * place + 16]
        digests.append((change.register, uid, digest_of(salt, row_hash, body)))
        lines.append((position, numbers[uid], body if many else folded(body), salt, row_hash))
    ending = set_hash(last.hash, [facts[name] for name in SET_FACTS], digests)
    connection.execute(
        f"INSERT INTO change_set (position, {', '.join(SET_FACTS)}, hash) VALUES (?, {', '.join('?' * len(SET_FACTS))}, ?)",  # noqa: S608 - our own column names
        (position, *(facts[name] for name in SET_FACTS), ending),
    )
    connection.executemany("INSERT INTO change (change_set, record, body, salt, row_hash) VALUES (?, ?, ?, ?, ?)", lines)
    return Entry(
        position, unpacked(ending[:16]), change_set.name, change_set.reason, change_set.kind, author,
        moment_text(at), day, change_set.names, change_set.effective, change_set.made_by, moment_text(facts["made_at"]),
    )  # fmt: skip


def _numbers(connection: sqlite3.Connection, changes: Sequence[Change], uids: Sequence[bytes]) -> dict[bytes, int]:
    """Return the number the journal knows each changed record by, giving one to each it has not met."""
    # Identifiers grow with time, so whatever is above the greatest one known is new and need not be looked for.
    (greatest,) = connection.execute("SELECT coalesce(max(uid), x'') FROM record").fetchone()
    known = [uid for uid in uids if uid <= greatest]
    numbers: dict[bytes, int] = {}
    for start in range(0, len(known), _CHUNK):
        part = known[start : start + _CHUNK]
        found = connection.execute(f"SELECT uid, number FROM record WHERE uid IN ({', '.join('?' * len(part))})", part)  # noqa: S608 - only marks
        numbers.update(found)
    (last,) = connection.execute("SELECT coalesce(max(number), 0) FROM record").fetchone()
    fresh: list[tuple[int, str, bytes]] = []
    for change, uid in zip(changes, uids, strict=True):
        if uid not in numbers:
            numbers[uid] = last + len(fresh) + 1
            fresh.append((numbers[uid], change.register, uid))
    connection.executemany("INSERT INTO record VALUES (?, ?, ?)", fresh)
    return numbers


def parsed(register: str, uid: bytes, body: str | bytes) -> Change:
    """Return a change from its body as kept; an edit has only the columns that differ.

    Raises:
        DamagedHistoryError: it is not as this program writes one.
    """
    try:
        found: dict[str, Any] = json.loads(unfolded(body))
        if "+" in found:
            return Change(register, unpacked(uid), None, dict(found["+"]))
        if "-" in found:
            return Change(register, unpacked(uid), dict(found["-"]), None)
        before, after = {key: both[0] for key, both in found.items()}, {key: both[1] for key, both in found.items()}
        return Change(register, unpacked(uid), before, after)
    except (ValueError, TypeError, AttributeError, LookupError, zlib.error) as error:
        raise DamagedHistoryError from error


_SETS = "SELECT position, substr(hash, 1, 16), name, reason, kind, author, at, day, names, effective, made_at, made_by FROM change_set"


def _entry(line: tuple[Any, ...], changes: tuple[Change, ...] = ()) -> Entry:
    position, uid, name, reason, kind, author, at, day, names, effective, made_at, made_by = line
    try:
        return Entry(
            position, unpacked(uid), name, reason or "", SetKind(kind), author, moment_text(at), day,
            unpacked(names), effective or "", made_by or "", moment_text(made_at), changes,
        )  # fmt: skip
    except (ValueError, TypeError, OverflowError, OSError) as error:
        raise DamagedHistoryError from error


def entries(connection: sqlite3.Connection, *, uid: str = "", after: int = 0) -> list[Entry]:
    """Return the sets in order with their changes: all after a position, or those that touched one record."""
    where, values = ("WHERE c.uid = ? AND c.change_set > ?", (packed(uid), after)) if uid else ("WHERE c.change_set > ?", (after,))
    changes: dict[int, list[Change]] = {}
    for position, register, record, body in connection.execute(
        f"SELECT c.change_set, c.register, c.uid, c.body FROM journal c {where} ORDER BY c.position",  # noqa: S608 - fixed text
        values,
    ):
        changes.setdefault(position, []).append(parsed(register, record, body))
    found = connection.execute(f"{_SETS} WHERE position > ? ORDER BY position", (after,))
    return [_entry(line, tuple(changes.get(line[0], ()))) for line in found if not uid or line[0] in changes]


def entry_of(connection: sqlite3.Connection, uid: str) -> Entry | None:
    """Return one set with its changes, by uid."""
    line = connection.execute(f"{_SETS} WHERE substr(hash, 1, 16) = ?", (packed(uid),)).fetchone()
    if line is None:
        return None
    found = connection.execute("SELECT register, uid, body FROM journal WHERE change_set = ? ORDER BY position", (line[0],))
    return _entry(line, tuple(parsed(*change) for change in found))


def merged_with(connection: sqlite3.Connection, uid: str) -> Entry | None:
    """Return a merge as one entry with the changes of all its sets, by the uid of the set it begins with."""
    line = connection.execute(f"{_SETS} WHERE substr(hash, 1, 16) = ?", (packed(uid),)).fetchone()
    if line is None:
        return None
    found = connection.execute(
        "SELECT j.register, j.uid, j.body FROM journal AS j JOIN change_set AS s ON s.position = j.change_set "
        "WHERE s.position = ? OR (s.position > ? AND s.kind = 'merge' AND s.names = ?) ORDER BY j.position",
        (line[0], line[0], packed(uid)),
    )
    return _entry(line, tuple(parsed(*change) for change in found))


@dataclass(frozen=True)
class Link:
    """One set of the chain without its changes: where it stands, what it is, and what it keeps of itself."""

    position: int
    hash: bytes
    kind: str
    names: str
    detail: str

    @property
    def uid(self) -> str:
        """The set's identifier."""
        return unpacked(self.hash[:16])


def chain(connection: sqlite3.Connection) -> list[Link]:
    """Return all sets in order, without their changes."""
    return [
        Link(position, ending, kind, unpacked(names), detail or "")
        for position, ending, kind, names, detail in connection.execute(
            "SELECT position, hash, kind, names, detail FROM change_set ORDER BY position"
        )
    ]


def row_at(connection: sqlite3.Connection, now: Row | None, uid: str, position: int) -> Row | None:
    """Return one record's row as it was after a position, from its row of today; None where it was not there."""
    row = dict(now) if now is not None else None
    for register, record, body in connection.execute(
        "SELECT register, uid, body FROM journal WHERE uid = ? AND change_set > ? ORDER BY position DESC", (packed(uid), position)
    ):
        change = parsed(register, record, body)
        if change.before is None:
            row = None
        elif change.after is None:
            row = dict(change.before)
        elif row is not None:
            row = _with(row, change.before)
    return row


def page_before(connection: sqlite3.Connection, position: int, size: int = 50) -> list[Entry]:
    """Return the sets before a position without their changes, newest first, at most `size`."""
    return [_entry(line) for line in connection.execute(f"{_SETS} WHERE position < ? ORDER BY position DESC LIMIT ?", (position, size))]


def refs_given_up(connection: sqlite3.Connection, register: str) -> set[str]:
    """Return the references, folded, that a register's records had and gave up: of removed ones and changed ones."""
    found: set[str] = set()
    for (body,) in connection.execute(
        "SELECT body FROM journal WHERE register = ? AND (row_hash IS NULL OR typeof(body) = 'text' AND body LIKE '%\"ref\":[%')",
        (register,),
    ):
        change = parsed(register, b"", body)
        found.update(fold(str(row["ref"])) for row in (change.before, change.after) if row and row.get("ref"))
    return found


def erasures(connection: sqlite3.Connection) -> dict[tuple[str, str], int]:
    """Return, by uid and field, the position of the last set that erased the field's words."""
    return {
        (unpacked(uid), json.loads(detail)["field"]): position
        for position, detail, uid, register in connection.execute(
            "SELECT s.position, s.detail, j.uid, j.register FROM change_set AS s JOIN journal AS j ON j.change_set = s.position "
            "WHERE s.kind = 'erasure' ORDER BY s.position"
        )
        if json.loads(detail)["register"] == register
    }


def position_at(connection: sqlite3.Connection, day: str) -> int:
    """Return the last position whose day is not after a day."""
    (found,) = connection.execute("SELECT max(position) FROM change_set WHERE day <= ?", (day,)).fetchone()
    return int(found or 0)


def rolled_back(connection: sqlite3.Connection, rows: Mapping[str, Mapping[str, Row]], position: int) -> dict[str, dict[str, Row]]:
    """Return all rows as they were after a position, from the rows of today.

    Args:
        connection: where the journal is.
        rows: today's rows, by register and uid; not altered.
        position: the last set that counts.
    """
    past = {register: dict(found) for register, found in rows.items()}
    for register, uid, body in connection.execute(
        "SELECT register, uid, body FROM journal WHERE change_set > ? ORDER BY position DESC", (position,)
    ):
        change = parsed(register, uid, body)
        here = past.setdefault(register, {})
        if change.before is None:
            here.pop(change.uid, None)
        elif change.after is None:
            here[change.uid] = change.before
        elif change.uid in here:
            here[change.uid] = _with(here[change.uid], change.before)
    return past


def replayed(connection: sqlite3.Connection) -> dict[str, dict[str, Row]]:
    """Return all rows as a replay of the whole journal from nothing gives them."""
    rows: dict[str, dict[str, Row]] = {}
    for register, uid, body in connection.execute("SELECT register, uid, body FROM journal ORDER BY position"):
        change = parsed(register, uid, body)
        here = rows.setdefault(register, {})
        if change.after is None:
            here.pop(change.uid, None)
        elif change.before is None:
            here[change.uid] = change.after
        else:
            here[change.uid] = _with(here.get(change.uid, {}), change.after)
    return rows


def _with(row: Row, values: Mapping[str, Stored]) -> dict[str, Stored]:
    return {key: value for key, value in {**row, **values}.items() if value is not None}
