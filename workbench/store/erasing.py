"""Take a field's words out of a file for good: from its row, from every body of the journal, from kept workbooks.

The erasure is itself a set of the chain; it lists each rewritten body's new digest, so the chain still verifies.
"""

import json
import secrets
import sqlite3
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from workbench.domain.change import Change, ChangeSet, Entry, SetKind
from workbench.domain.joining import LEFT_OUT
from workbench.domain.register import Register, Row
from workbench.store import journal, schema
from workbench.store.file import Store, rows_of

Places = Mapping[str, frozenset[str]]
"""By uid, the fields under which a receipt may hold the words."""


@dataclass(frozen=True)
class Erased:
    """What an erasure did: its entry, the texts that are gone (for finding them elsewhere), what was dropped."""

    entry: Entry
    words: frozenset[str]
    receipts: tuple[str, ...]
    """References of import receipts whose kept workbook was dropped."""


def erase(store: Store, registers: Mapping[str, Register], register: str, row: Row, key: str, reason: str) -> Erased:
    """Erase one field of one record, everywhere in the file.

    Args:
        store: the open file, held for writing.
        registers: the book's registers.
        register: the record's register.
        row: the record's row of today.
        key: the field's column.
        reason: why, kept in the journal.
    """
    uid, ref = str(row["uid"]), str(row.get("ref") or "")
    with store.writing(registers), store.reading() as connection:
        connection.execute("PRAGMA secure_delete = ON")
        for name in schema.GUARDS:
            connection.execute(f"DROP TRIGGER IF EXISTS {name}")
        digests, words = _rewrite(connection, uid, lambda holder: _taken(holder, key))
        connection.execute(f"UPDATE {schema.quoted(register)} SET {schema.quoted(key)} = NULL WHERE uid = ?", (uid,))  # noqa: S608 - quoted names
        touched = [(register, uid)]
        above = _above(connection, registers, register, uid)
        receipts = _receipts_showing(connection, {uid, *above})
        places = {uid: frozenset((key,)), **above}
        live = {receipt for (receipt,) in connection.execute("SELECT uid FROM receipt")} if receipts else set()
        for receipt, _, digest in receipts:
            connection.execute("DELETE FROM blob WHERE digest = ?", (digest,))
            listed, found = _rewrite(connection, receipt, lambda holder: _taken_from_shown(holder, places))
            digests |= listed
            words |= found
            if receipt not in live:
                continue
            shown = connection.execute("SELECT shown FROM receipt WHERE uid = ?", (receipt,)).fetchone()[0]
            connection.execute("UPDATE receipt SET shown = ? WHERE uid = ?", (_shown_without(shown, places)[0], receipt))
            touched.append(("receipt", receipt))
        # Nothing differs between before and after any more: what remains to say is the rows' new hashes.
        rows = [(name, rows_of(connection, name, [record])[record]) for name, record in touched]
        changes = tuple(Change(name, str(now["uid"]), now, now) for name, now in rows)
        detail = json.dumps({"register": register, "ref": ref, "field": key, "digests": digests}, sort_keys=True)
        name = f"Erased {registers[register].get(key).label} of {ref or 'a record'}"
        entry = store.journalled(ChangeSet(name, changes, reason=reason, kind=SetKind.ERASURE), detail)
        schema.guard(connection)
    with store.reading() as connection:
        connection.execute("VACUUM")
    return Erased(entry, frozenset(words), tuple(str(ref) for _, ref, _ in receipts))


def _rewrite(connection: sqlite3.Connection, uid: str, take: Callable[[dict[str, Any]], set[str]]) -> tuple[dict[str, str], set[str]]:
    """Take words out of all of a record's bodies; return the new digests by position and the words that went."""
    digests: dict[str, str] = {}
    words: set[str] = set()
    for position, kept, old_salt, row_hash, digest in connection.execute(
        "SELECT position, body, salt, row_hash, digest FROM journal WHERE uid = ?", (journal.packed(uid),)
    ).fetchall():
        body = journal.unfolded(kept)
        original = digest or journal.digest_of(old_salt, row_hash, body)
        found = json.loads(body)
        gone = take(found.get("+", found.get("-", found)))
        salt, rewritten = secrets.token_bytes(16), json.dumps(found, ensure_ascii=False, separators=(",", ":"))
        words |= gone
        # The unsalted hash of the old row would let short words be guessed, so it goes even where the body stays.
        connection.execute(
            "UPDATE change SET body = ?, salt = ?, row_hash = NULL, digest = ? WHERE position = ?",
            (journal.folded(rewritten), salt, original, position),
        )
        digests[str(position)] = journal.digest_of(salt, None, rewritten).hex()
    return digests, words


def _taken(holder: dict[str, Any], key: str) -> set[str]:
    """Take a column out of a body and return the words it held."""
    gone = holder.pop(key, None)
    return {str(value) for value in (gone if isinstance(gone, list) else [gone]) if value is not None}


def _above(connection: sqlite3.Connection, registers: Mapping[str, Register], register: str, uid: str) -> Places:
    """Return the records that a record hangs on or ever hung on, and theirs in turn, with what of theirs shows its words.

    A workbook shows a record in its parent's cells, too, whether or not it has a row of its own.
    """
    found: dict[str, frozenset[str]] = {}
    looking = [(register, uid)]
    while looking:
        below, child = looking.pop()
        changes = [change for entry in journal.entries(connection, uid=child) for change in entry.changes]
        rows = [row for change in changes for row in (change.before, change.after) if row]
        ends = {end for row in rows for key in registers[below].ends if (end := str(row.get(key) or ""))}
        for end in ends - found.keys() - {uid}:
            for (kind,) in connection.execute("SELECT register FROM record WHERE uid = ?", (journal.packed(end),)).fetchall():
                found[end] = frozenset(field.key for field in registers[kind] if field.kind.gathers) | {LEFT_OUT}
                looking.append((kind, end))
    return found


def _taken_from_shown(holder: dict[str, Any], places: Places) -> set[str]:
    """Take what a receipt says its workbook showed in some fields out of the receipt's body."""
    words: set[str] = set()
    both = holder.get("shown")
    texts = both if isinstance(both, list) else [both]
    kept = []
    for text in texts:
        rest, gone = _shown_without(text, places)
        kept.append(rest)
        words |= gone
    if "shown" in holder:
        holder["shown"] = kept if isinstance(both, list) else kept[0]
    return words


def places_erased(store: Store, registers: Mapping[str, Register]) -> Places:
    """Return, by uid, the fields under which a receipt, of this file or of a copy, may hold words that were erased here."""
    found: dict[str, frozenset[str]] = {}
    with store.reading() as connection:
        for uid, key in journal.erasures(connection):
            for (register,) in connection.execute("SELECT register FROM record WHERE uid = ?", (journal.packed(uid),)).fetchall():
                for place, keys in {uid: frozenset((key,)), **_above(connection, registers, register, uid)}.items():
                    found[place] = found.get(place, frozenset()) | keys
    return found


def shown_without(text: str, places: Places) -> str | None:
    """Return what a receipt says its workbook showed, without some fields of some records."""
    return _shown_without(text, places)[0] if any(uid in text for uid in places) else text


def _shown_without(text: str | None, places: Places) -> tuple[str | None, set[str]]:
    if not text:
        return text, set()
    shown = json.loads(text)
    instead = shown.get("instead", {})
    gone = [instead[uid].pop(key) for uid, keys in places.items() if uid in instead for key in keys & instead[uid].keys()]
    return json.dumps(shown, ensure_ascii=False, separators=(",", ":")), {str(words) for words in gone if words is not None}


def _receipts_showing(connection: sqlite3.Connection, uids: Collection[str]) -> list[tuple[str, str, str]]:
    """Return uid, reference and workbook digest of every receipt whose workbook showed one of some records, undone ones included."""
    found: dict[str, tuple[str, str, str]] = {}
    for receipt, body in connection.execute("SELECT uid, body FROM journal WHERE register = 'receipt' ORDER BY position"):
        text = journal.unfolded(body)
        change = journal.parsed("receipt", receipt, body) if any(uid in text for uid in uids) else None
        row = (change.after or change.before) if change else None
        if row and row.get("digest"):
            found[journal.unpacked(receipt)] = (journal.unpacked(receipt), str(row.get("ref") or ""), str(row["digest"]))
    return list(found.values())
