"""Whatever somebody alters behind the program's back, `check` names it."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.making import FixedClock, faults, make_book, rows_of_journal, rows_of_store
from workbench.domain.change import SetKind
from workbench.domain.errors import CannotUndoError, DamagedHistoryError
from workbench.services.book import Book
from workbench.services.keeping import back_up, restore
from workbench.store import journal, schema, verify


@pytest.fixture
def closed(path: Path, clock: FixedClock) -> Path:
    """A closed file with an edit, a removal and an undo in its history."""
    with make_book(path, clock, risks=3) as book:
        book.edit([book.find("risk", "R-001")], {"owner": "Ann Lee"})
        book.remove([book.find("risk", "R-003")])
        book.undo()
        book.edit([book.find("risk", "R-002")], {"notes": "Ask the trust."})
    return path


def alter(path: Path, *statements: str, guarded: bool = False) -> None:
    """Run SQL on a closed file as another program would, the guards out of the way unless said."""
    with closing(sqlite3.connect(path)) as connection:
        if not guarded:
            for name in schema.GUARDS:
                connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.execute(statement)
        if not guarded:
            for statement in schema.GUARDS.values():
                connection.execute(statement)
        connection.commit()


def checked(path: Path) -> list[str]:
    with Book.open(path, FixedClock(first=5000), writable=False) as book:
        return faults(book)


def test_an_untouched_file_is_clean(closed: Path):
    assert checked(closed) == []


ROW_OF = "(SELECT position FROM change WHERE body LIKE '%Ann Lee%')"
SET_OF = "(SELECT change_set FROM change WHERE body LIKE '%Ann Lee%')"
LAST = "(SELECT max(position) FROM change_set)"


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("UPDATE risk SET owner = 'Somebody' WHERE ref = 'R-001'", "R-001 in “Risk register” was changed outside"),
        ("UPDATE risk SET ref = 'R-009' WHERE ref = 'R-001'", "R-009 in “Risk register” was changed outside"),
        ("UPDATE risk SET owner = NULL WHERE ref = 'R-001'", "R-001 in “Risk register” was changed outside"),
        ("DELETE FROM risk WHERE ref = 'R-002'", "R-002 in “Risk register” was removed outside"),
        (
            "INSERT INTO risk (uid, ref, title) VALUES ('01900000-0000-7000-8000-00000000ffff', 'R-010', 'Slipped in')",
            "R-010 in “Risk register” was added outside",
        ),
        (
            f"UPDATE change SET body = replace(body, 'Ann Lee', 'Ann Low') WHERE position = {ROW_OF}",
            "Change set 5 of the history was altered",
        ),
        (f"UPDATE change SET body = 'no JSON' WHERE position = {ROW_OF}", "Change set 5 of the history was altered"),
        (f"UPDATE change SET row_hash = zeroblob(32) WHERE position = {ROW_OF}", "Change set 5 of the history was altered"),
        (f"UPDATE change SET row_hash = NULL WHERE position = {ROW_OF}", "Change set 5 of the history was altered"),
        (f"UPDATE change SET salt = zeroblob(16) WHERE position = {ROW_OF}", "Change set 5 of the history was altered"),
        (f"UPDATE change SET digest = zeroblob(32) WHERE position = {ROW_OF}", "history says of R-001"),
        (f"UPDATE record SET register = 'member' WHERE number = (SELECT record FROM change WHERE position = {ROW_OF})", "was altered"),
        (f"UPDATE change_set SET hash = zeroblob(32) WHERE position = {SET_OF}", "Change set 5 of the history was altered"),
        (f"UPDATE change_set SET author = 'Nobody' WHERE position = {SET_OF}", "Change set 5 of the history was altered"),
        (f"UPDATE change_set SET day = '2020-01-01' WHERE position = {SET_OF}", "Change set 5 of the history was altered"),
        (f"UPDATE change_set SET kind = 'undo' WHERE position = {SET_OF}", "Change set 5 of the history was altered"),
        (f"UPDATE change_set SET detail = 'no JSON' WHERE position = {SET_OF}", "Change set 5 of the history was altered"),
        (f"UPDATE change_set SET at = at + 1 WHERE position = {LAST}", "of the history was altered"),
        (
            "UPDATE change SET body = replace(body, 'ward 1', 'ward 7') WHERE position = 4",
            "history says of R-001 in change set 2 was altered",
        ),
        ("UPDATE change SET body = 7 WHERE position = 4", "history says of R-001 in change set 2 was altered"),
        ("UPDATE change SET body = x'00' WHERE position = 4", "history says of R-001 in change set 2 was altered"),
        (
            "UPDATE record SET uid = x'00' WHERE number = (SELECT record FROM change WHERE position = 4)",
            "Change set 2 of the history was altered",
        ),
        (f"DELETE FROM change WHERE position = {ROW_OF}", "Change set 5 of the history was altered"),
        (f"DELETE FROM change_set WHERE position = {LAST}", "was removed"),
    ],
)
def test_one_thing_altered_by_another_program_is_named(closed: Path, statement: str, named: str):
    alter(closed, statement)
    found = checked(closed)
    assert any(named in message for message in found), found
    assert all(message.endswith(".") for message in found)


def test_a_removed_set_is_named(closed: Path):
    alter(closed, f"DELETE FROM change WHERE change_set = {SET_OF}", "DELETE FROM change_set WHERE name LIKE 'Change Owner%'")
    found = checked(closed)
    assert any("gap before change set 6" in message for message in found), found


def test_the_removed_last_set_is_named_even_where_its_rows_were_put_back(closed: Path):
    alter(
        closed,
        f"DELETE FROM change WHERE change_set = {LAST}",
        f"DELETE FROM change_set WHERE position = {LAST}",
        "UPDATE risk SET notes = NULL WHERE ref = 'R-002'",
    )
    found = checked(closed)
    assert any("end of the history" in message for message in found), found


def test_the_removed_last_set_is_named_where_it_touched_no_record(path: Path, clock: FixedClock):
    with make_book(path, clock, risks=1) as book:
        copy = back_up(book.store, "by hand")
    restore(path, copy, clock)
    assert checked(path) == []
    alter(path, f"DELETE FROM change_set WHERE position = {LAST}")
    assert any("end of the history" in message for message in checked(path))


@pytest.mark.parametrize("name", list(schema.GUARDS))
def test_a_dropped_guard_is_named_and_put_back_by_the_next_change(closed: Path, name: str):
    alter(closed, f"DROP TRIGGER {name}", guarded=True)
    assert checked(closed) == [f"The guard “{name}” of the history is missing; the next change puts it back."]
    with Book.open(closed, FixedClock(first=5000)) as book:
        book.add("risk", {"title": "One more"})
        assert faults(book) == []


def test_a_guard_that_does_nothing_counts_as_missing(closed: Path):
    name = next(iter(schema.GUARDS))
    alter(closed, f"DROP TRIGGER {name}", f"CREATE TRIGGER {name} BEFORE DELETE ON change_set BEGIN SELECT 1; END", guarded=True)
    assert len(checked(closed)) == 1


@pytest.mark.parametrize(
    "statement", ["UPDATE change SET body = '{}'", "DELETE FROM change", "DELETE FROM change_set", "UPDATE change_set SET name = ''"]
)
def test_the_guards_refuse_to_alter_the_history(closed: Path, statement: str):
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        alter(closed, "PRAGMA foreign_keys = OFF", statement, guarded=True)


def test_what_was_changed_outside_is_journalled_with_the_next_change_and_undo_does_not_cross_it(closed: Path):
    alter(closed, "UPDATE risk SET owner = 'Somebody' WHERE ref = 'R-001'", "DELETE FROM risk WHERE ref = 'R-002'")
    with Book.open(closed, FixedClock(first=5000)) as book:
        before = book.store.head().position
        book.add("risk", {"title": "One more"})
        new = book.history()[before:]
        assert [entry.kind for entry in new] == [SetKind.OUTSIDE, SetKind.EDIT]
        assert new[0].name == "Changed outside the Workbench"
        assert sorted((change.keys == ["owner"], change.after is None) for change in new[0].changes) == [(False, True), (True, False)]
        assert faults(book) == []
        assert rows_of_journal(book) == rows_of_store(book)
        book.undo()
        with pytest.raises(CannotUndoError, match="changed by another program"):
            book.undo()
        assert book.undo_name == ""


def test_what_is_changed_outside_while_the_file_is_open_is_journalled_too(closed: Path):
    with Book.open(closed, FixedClock(first=5000)) as book:
        book.add("risk", {"title": "First"})
        with closing(sqlite3.connect(closed)) as other:
            other.execute("UPDATE risk SET owner = 'Somebody' WHERE ref = 'R-002'")
            other.commit()
        book.add("risk", {"title": "Second"})
        assert book.find("risk", "R-002").show("owner") == "Somebody"
        assert faults(book) == []
    with Book.open(closed, FixedClock(first=6000)) as book:
        book.add("risk", {"title": "Third"})
        assert faults(book) == []


def test_a_sound_file_is_quickly_found_so(book: Book):
    assert verify.quick(book.store)
    with book.store.reading() as connection:
        assert verify.ref_in(connection, "nothing", b"\0" * 16) == ""
        assert verify.ref_in(connection, "risk", b"short") == ""
        assert verify.ref_in(connection, "risk", journal.packed(book.find("risk", "R-001").uid)) == "R-001"


@pytest.mark.parametrize("column", ["kind", "at", "names"])
def test_a_set_that_cannot_be_read_is_damage_in_a_sentence(closed: Path, column: str):
    spoilt = {"kind": "'nonsense'", "at": str(2**62), "names": "x'00'"}[column]
    alter(closed, f"UPDATE change_set SET {column} = {spoilt} WHERE position = {LAST}")
    assert any("was altered" in message for message in checked(closed))
    with Book.open(closed, FixedClock(), writable=False) as book, pytest.raises(DamagedHistoryError, match="restore it from a backup"):
        book.history()


def test_a_history_that_cannot_be_read_names_itself_and_the_records_it_cannot_vouch_for(closed: Path):
    alter(closed, "UPDATE change SET body = 'no JSON' WHERE position = 5", "UPDATE risk SET owner = 'x' WHERE ref = 'R-001'")
    found = checked(closed)
    assert "The records could not be compared with the history, because a part of it cannot be read." in found
    with Book.open(closed, FixedClock(), writable=False) as book, pytest.raises(DamagedHistoryError):
        book.history()
