"""Opening a file: what is refused, in a sentence, and that nothing is written by looking."""

import os
import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.making import FixedClock, faults, make_book, rows_of_journal, rows_of_store, unchanged
from workbench.domain.change import ChangeSet
from workbench.domain.clock import unwatched
from workbench.domain.errors import FileTroubleError, NewerFileError, NotAWorkbenchError, StaleRecordError, StoppedError, WorkbenchError
from workbench.domain.field import Field, own
from workbench.domain.kinds import Text
from workbench.domain.registers import declared
from workbench.domain.registers.risks import Risks
from workbench.services.book import Book
from workbench.store import schema
from workbench.store.file import Store
from workbench.store.lock import lock_path
from workbench.store.trouble import told


@pytest.fixture
def closed(path: Path, clock: FixedClock) -> Path:
    """A closed file with three risks."""
    make_book(path, clock, risks=3).close()
    return path


def refused(path: Path) -> str:
    """Return the sentence with which a file is refused, for reading and for writing, having changed nothing."""
    said = set()
    for writable in (False, True):
        with unchanged(path), pytest.raises(WorkbenchError) as caught:
            Book.open(path, FixedClock(), writable=writable)
        said.add(str(caught.value))
    assert len(said) == 1
    return said.pop()


def test_looking_at_everything_writes_nothing(closed: Path):
    with unchanged(closed), Book.open(closed, FixedClock(), writable=False) as book:
        assert book.read_only
        assert book.name == "Alder Acute Provider Collaborative"
        assert faults(book) == []
        assert book.history()
        assert book.undo_name == "Add R-003"
        assert book.view().records("risk")
        with pytest.raises(FileTroubleError, match="open for reading only"):
            book.add("risk", {"title": "No"})


def test_opening_for_writing_and_closing_writes_nothing_to_the_file(closed: Path):
    with unchanged(closed):
        with Book.open(closed, FixedClock(), registers={**declared(), "risk": Risks().plus(own("colour", Text()))}) as book:
            assert not book.read_only
            assert lock_path(closed).exists()
            assert book.records("risk")[0].show("colour") == ""
        assert not lock_path(closed).exists()


def test_a_file_is_strict_in_delete_mode_with_full_synchronisation_and_our_number(book: Book):
    with book.store.reading() as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
        assert connection.execute("PRAGMA synchronous").fetchone() == (2,)
        assert connection.execute("PRAGMA foreign_keys").fetchone() == (1,)
        assert connection.execute("PRAGMA application_id").fetchone() == (schema.APPLICATION_ID,)
        assert connection.execute("PRAGMA user_version").fetchone() == (schema.FORMAT,)
        strict = dict(
            connection.execute(
                "SELECT name, strict FROM pragma_table_list WHERE type = 'table' AND schema = 'main' AND name NOT LIKE 'sqlite%'"
            )
        )
    assert set(strict.values()) == {1}
    assert set(schema.FIXED_TABLES) - {"journal"} < set(strict)
    # A register that nobody used yet has no table.
    assert set(declared()) & set(strict) == {"risk", "member", "setting"}


def test_computed_values_are_never_stored(book: Book):
    row = book.find("risk", "R-001").row
    assert "current_score" not in row
    assert book.find("risk", "R-001").of("current_score") == 6
    assert "tier" in row
    assert "circulation" not in row


def test_a_missing_file_is_refused(path: Path):
    with pytest.raises(FileTroubleError, match="no such file"):
        Book.open(path, FixedClock())
    assert list(path.parent.iterdir()) == []


def test_a_folder_is_refused(path: Path):
    with pytest.raises(FileTroubleError, match="it is a folder"):
        Book.open(path.parent, FixedClock())


@pytest.mark.parametrize(
    ("content", "kind", "words"),
    [
        (b"", FileTroubleError, "it is empty"),
        (b"PK\3\4 a workbook", NotAWorkbenchError, "is not a Workbench file"),
        (b"Risk,Owner\n", NotAWorkbenchError, "is not a Workbench file"),
        (b"SQLite format 3\0", FileTroubleError, "it is damaged"),
        (b"SQLite format 3\0" + bytes(200), NotAWorkbenchError, "is not a Workbench file"),
    ],
)
def test_what_is_no_file_of_ours_is_refused_in_a_sentence(path: Path, content: bytes, kind: type[WorkbenchError], words: str):
    path.write_bytes(content)
    assert words in refused(path)
    with pytest.raises(kind):
        Book.open(path, FixedClock())


def test_a_database_of_another_program_is_refused(path: Path):
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE risk (title TEXT)")
    assert refused(path) == "board.workbench is not a Workbench file, so it was not opened."


def test_a_newer_file_is_refused_and_says_what_to_do(closed: Path):
    with closing(sqlite3.connect(closed)) as other:
        other.execute(f"PRAGMA user_version = {schema.FORMAT + 1}")
    assert refused(closed) == (
        "board.workbench was made by a newer Workbench (file format 2; this one knows 1). "
        "Install the newer version to open it; nothing was changed."
    )
    with pytest.raises(NewerFileError):
        Book.open(closed, FixedClock())


def test_a_database_with_our_number_and_without_our_tables_is_damaged(path: Path):
    with closing(sqlite3.connect(path)) as other:
        other.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
        other.execute("CREATE TABLE risk (title TEXT)")
    assert "it is damaged" in refused(path)


@pytest.mark.parametrize("kept", [50, 100, 4096, 20000])
def test_a_truncated_file_is_refused_or_named_damaged(closed: Path, kept: int):
    closed.write_bytes(closed.read_bytes()[:kept])
    said = looked_at(closed)
    assert said


def looked_at(path: Path) -> list[str]:
    """Return what a person is told who opens, lists, checks and edits a file; a bug escapes."""
    said = []
    try:
        with Book.open(path, FixedClock(first=9000)) as book:
            said += faults(book)
            for key in book.registers:
                for record in book.view().records(key):
                    record.plain()
            book.history()
            book.add("risk", {"title": "One more"})
            book.undo()
    except WorkbenchError as error:
        said.append(str(error))
    assert all(sentence.endswith(".") for sentence in said)
    return said


def test_a_file_with_spoilt_bytes_never_ends_in_a_bug(closed: Path):
    sound = closed.read_bytes()
    chance = random.Random(5)
    unnoticed = spelt = 0
    for _ in range(50):
        spoilt = bytearray(sound)
        for _ in range(chance.choice((1, 3, 40))):
            spoilt[chance.randrange(len(spoilt))] ^= 1 << chance.randrange(8)
        closed.write_bytes(spoilt)
        try:
            unnoticed += not looked_at(closed)
        except sqlite3.OperationalError as error:
            # The spelling of a table inside SQLite's own list of tables; the command line then says it in its last resort.
            assert error.sqlite_errorcode == sqlite3.SQLITE_ERROR  # noqa: PT017
            spelt += 1
        for left in closed.parent.iterdir():
            if left != closed:
                left.unlink()
    assert unnoticed < 50
    assert spelt < 4


def test_a_page_of_noise_is_damage_and_says_to_restore(closed: Path):
    spoilt = bytearray(closed.read_bytes())
    for start in range(4096, len(spoilt), 4096):
        spoilt[start : start + 100] = bytes(range(100, 200))
    closed.write_bytes(spoilt)
    assert "restore it from a backup" in looked_at(closed)[0]


@pytest.fixture
def locked_folder(closed: Path) -> Iterator[Path]:
    """A file in a folder that may not be written to, not even by an administrator running the tests."""
    if os.name == "nt":
        pytest.skip("this system has other permissions")
    administrator = os.geteuid() == 0
    closed.chmod(0o444)
    closed.parent.chmod(0o555)
    if administrator:
        os.seteuid(65534)
    yield closed
    if administrator:
        os.seteuid(0)
    closed.parent.chmod(0o700)


def test_a_file_in_a_folder_that_may_not_be_written_to_can_be_read_and_not_written(locked_folder: Path):
    with unchanged(locked_folder):
        with Book.open(locked_folder, FixedClock()) as book:
            assert book.read_only
            assert book.holder == ""
            assert len(book.view().records("risk")) == 3
            assert faults(book) == []
        with pytest.raises(FileTroubleError, match="its folder may not be written to"):
            Book.open(locked_folder, FixedClock(), insist=True)
        with pytest.raises(FileTroubleError):
            Book.create(locked_folder.with_name("new.workbench"), "New", FixedClock())


def test_a_file_is_made_whole_or_not_at_all(path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(schema, "guard", lambda _connection: (_ for _ in ()).throw(RuntimeError("power gone")))
    with pytest.raises(RuntimeError):
        Store.create(path, FixedClock())
    assert list(path.parent.iterdir()) == []


def test_an_existing_file_is_never_made_anew(closed: Path):
    with unchanged(closed), pytest.raises(FileTroubleError, match="choose another name"):
        Book.create(closed, "Another", FixedClock())


def test_a_file_is_not_made_in_a_folder_that_is_not_there(path: Path):
    with pytest.raises(FileTroubleError, match="its folder does not exist"):
        Book.create(path.parent / "gone" / "new.workbench", "Another", FixedClock())


def test_a_book_that_cannot_be_begun_leaves_nothing(path: Path, monkeypatch: pytest.MonkeyPatch):
    def lost(self: Book, change_set: ChangeSet) -> None:
        raise FileTroubleError(self.path, "the disk is full")

    monkeypatch.setattr(Book, "apply", lost)
    with pytest.raises(FileTroubleError, match="the disk is full"):
        Book.create(path, "Name", FixedClock())
    assert list(path.parent.iterdir()) == []


def test_a_change_made_from_an_older_row_is_refused_and_nothing_is_written(book: Book):
    old = book.find("risk", "R-001")
    book.edit([old], {"owner": "Ann"})
    before = book.store.head()
    with pytest.raises(StaleRecordError, match="R-001 has been changed since you opened it"):
        book.edit([old], {"owner": "Bob"})
    assert book.store.head() == before
    assert book.find("risk", "R-001").show("owner") == "Ann"
    book.edit([book.find("risk", "R-001")], {"owner": "Bob"})


def test_a_record_changed_by_another_program_is_seen_after_it_was_refused(book: Book):
    with closing(sqlite3.connect(book.path)) as other:
        other.execute("UPDATE risk SET owner = 'Somebody' WHERE ref = 'R-001'")
        other.commit()
    with pytest.raises(StaleRecordError):
        book.edit([book.find("risk", "R-001")], {"owner": "Bob"})
    assert book.find("risk", "R-001").show("owner") == "Somebody"
    book.edit([book.find("risk", "R-001")], {"owner": "Bob"})
    assert faults(book) == []


def test_stopped_work_leaves_nothing(book: Book):
    change = book.addition("risk", {"title": "Stopped"})

    def stop(done: int, total: int) -> None:
        if done == total:
            raise StoppedError

    before, rows = book.store.head(), rows_of_store(book)
    with pytest.raises(StoppedError):
        book.apply(ChangeSet("Stopped", (change,)), stop)
    assert (book.store.head(), rows_of_store(book)) == (before, rows)
    book.apply(ChangeSet("Not stopped", (change,)), unwatched)
    assert rows_of_journal(book) == rows_of_store(book)


def test_a_column_of_a_newer_program_survives_edit_removal_and_undo(closed: Path):
    newer = {**declared(), "risk": Risks().plus(Field(Text(), key="velocity"))}
    with Book.open(closed, FixedClock(first=2000), registers=newer) as book:
        book.edit([book.find("risk", "R-001")], {"velocity": "Fast"})
    with Book.open(closed, FixedClock(first=3000)) as book:
        assert "velocity" not in book.register("risk")
        book.edit([book.find("risk", "R-001")], {"title": "Changed by an older program"})
        book.remove([book.find("risk", "R-001")])
        book.undo()
        book.undo()
        assert faults(book) == []
    with Book.open(closed, FixedClock(first=4000), registers=newer) as book:
        assert book.find("risk", "R-001").show("velocity") == "Fast"


def test_missing_columns_read_as_nothing_and_come_with_the_first_write(closed: Path):
    newer = {**declared(), "risk": Risks().plus(Field(Text(), key="velocity"))}
    with Book.open(closed, FixedClock(first=2000), registers=newer) as book:
        assert {record.show("velocity") for record in book.records("risk")} == {""}
        with book.store.reading() as connection:
            assert "velocity" not in schema.columns(connection, "risk")
        book.add("risk", {"title": "With", "velocity": "Slow"})
        with book.store.reading() as connection:
            assert "velocity" in schema.columns(connection, "risk")
            assert schema.missing_guards(connection) == []
        assert faults(book) == []


def test_bytes_are_kept_by_their_digest_and_found_again(book: Book):
    book.apply(ChangeSet("With a workbook", (book.addition("setting", {"name": "x"}),), blobs={"abc": b"content"}))
    assert book.store.blob("abc") == b"content"
    assert book.store.blob("abd") is None


def test_the_trouble_of_a_disk_becomes_a_sentence_and_a_bug_does_not(tmp_path: Path):
    full = sqlite3.OperationalError("database or disk is full")
    full.sqlite_errorcode = sqlite3.SQLITE_FULL
    with pytest.raises(FileTroubleError, match=r"x\.workbench could not be used: the disk is full\."), told(tmp_path / "x.workbench"):
        raise full
    with pytest.raises(FileTroubleError, match="the disk did not answer"), told(tmp_path / "x.workbench"):
        raise OSError
    with pytest.raises(sqlite3.ProgrammingError), told(tmp_path):
        raise sqlite3.ProgrammingError("ours")
    bug = sqlite3.OperationalError("no such column")
    bug.sqlite_errorcode = sqlite3.SQLITE_ERROR
    with pytest.raises(sqlite3.OperationalError), told(tmp_path):
        raise bug
