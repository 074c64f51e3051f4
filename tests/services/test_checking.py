"""A check in words: what is sound is said so, each fault has a sentence and what to do, and nobody is kept from working."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.making import FixedClock, make_book
from workbench.domain.errors import FileInUseError, FileTroubleError, StoppedError
from workbench.services import keeping
from workbench.services.book import Book
from workbench.services.checking import check_file
from workbench.store import apart


def labels(book: Book) -> dict[str, str]:
    return {key: register.label for key, register in book.registers.items()}


def tamper(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def drop_guards(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")]
    tamper(path, *(f"DROP TRIGGER {name}" for name in names))


def test_a_sound_file_is_told_so_with_what_was_looked_at(book: Book, path: Path, clock: FixedClock):
    result = check_file(path, labels(book), clock)
    assert result.is_sound
    assert result.verdict == "The file is sound. 6 records and 4 steps of its history were looked at, and they agree."
    assert (
        result.text("board.workbench").splitlines()[0]
        == "Check of board.workbench on 23 July 2026 at " + f"{clock.now().astimezone():%H:%M}"
    )


def test_a_quick_look_finds_a_sound_file_sound(book: Book, path: Path, clock: FixedClock):
    result = check_file(path, labels(book), clock, thorough=False)
    assert result.is_sound
    assert not result.thorough


def test_what_another_program_altered_is_found_by_a_quick_look_too(book: Book, path: Path, clock: FixedClock):
    book.close()
    tamper(path, "UPDATE risk SET owner = 'Nobody' WHERE ref = 'R-002'")
    result = check_file(path, labels(book), clock, thorough=False)
    assert [found.sentence for found in result.findings] == ["R-002 in “Risk register” was changed outside the Workbench."]
    assert "Look at the entry" in result.findings[0].advice
    assert result.verdict == "1 thing is wrong with this file."
    assert "1. R-002 in “Risk register”" in result.text("board.workbench")


def test_steps_of_the_history_are_named_as_people_know_them(book: Book, path: Path, clock: FixedClock):
    book.edit([book.find("risk", "R-001")], {"owner": "Sam Lee"})
    book.close()
    drop_guards(path)
    tamper(path, "UPDATE change_set SET author = 'Nobody' WHERE position = 5")
    result = check_file(path, labels(book), clock)
    words = " ".join(found.sentence for found in result.findings)
    assert "The step “Change Owner of R-001” of 23 July 2026 of the history was altered" in words
    assert "hange set" not in words
    assert "change_set" not in words
    assert [found.sentence for found in result.findings].count("A guard that keeps the history from being altered is missing.") == 1
    assert all(found.advice for found in result.findings)


def test_a_damaged_file_is_a_finding_and_no_failure(book: Book, path: Path, clock: FixedClock):
    book.close()
    content = bytearray(path.read_bytes())
    content[8192 * 3 : 8192 * 9] = b"\xff" * (8192 * 6)
    path.write_bytes(content)
    for thorough in (True, False):
        result = check_file(path, labels(book), clock, thorough=thorough)
        assert not result.is_sound
        assert any("Restore the newest backup" in found.advice for found in result.findings)


def test_a_missing_file_is_a_finding(path: Path, clock: FixedClock):
    result = check_file(path, {}, clock)
    assert "could not be used" in result.findings[0].sentence


def test_a_check_can_be_stopped_at_any_moment(book: Book, path: Path, clock: FixedClock):
    for after in range(5):
        calls = 0

        def progress(_done: int, _total: int, after: int = after) -> None:
            nonlocal calls
            calls += 1
            if calls > after:
                raise StoppedError

        with pytest.raises(StoppedError):
            check_file(path, labels(book), clock, progress=progress)


def test_a_stop_breaks_into_a_long_statement(book: Book, path: Path, clock: FixedClock):
    asked = 0

    def progress(_done: int, _total: int) -> None:
        nonlocal asked
        asked += 1
        if asked > 2:
            raise StoppedError

    endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT sum(x) FROM n"
    with pytest.raises(StoppedError), apart.set_apart(path, clock, keeping.home(), progress) as store, store.reading() as connection:
        connection.execute(endless).fetchone()


def test_the_file_can_be_written_to_while_it_is_looked_at(book: Book, path: Path, clock: FixedClock):
    with apart.set_apart(path, clock, keeping.home()) as store:
        book.edit([book.find("risk", "R-001")], {"owner": "Sam Lee"})
        assert store.head().position == 4
    assert book.store.head().position == 5


def test_a_very_large_file_is_set_aside_on_disk_and_nothing_is_left(book: Book, path: Path, clock: FixedClock, monkeypatch, home: Path):
    monkeypatch.setattr(apart, "_IN_MEMORY", 10)
    assert check_file(path, labels(book), clock).is_sound
    assert list(home.glob("*.part")) == []


def test_a_copy_is_whole_and_is_never_the_file_itself(book: Book, path: Path, clock: FixedClock, tmp_path: Path):
    target = tmp_path / "copy.workbench"
    apart.copy_to(path, target, clock)
    with Book.open(target, clock) as copy:
        assert len(copy.records("risk")) == 3
        assert copy.check() == []
        with pytest.raises(FileInUseError):
            apart.copy_to(path, target, clock)
    with pytest.raises(FileTroubleError, match="the file itself"):
        apart.copy_to(path, path.parent / "." / path.name, clock)
    with pytest.raises(FileTroubleError, match=r"ends in \.workbench"):
        apart.copy_to(path, tmp_path / "copy.db", clock)

    def stop(_done: int, _total: int) -> None:
        raise StoppedError

    with pytest.raises(StoppedError):
        apart.copy_to(path, tmp_path / "half.workbench", clock, stop)
    assert sorted(found.name for found in tmp_path.iterdir()) == ["copy.workbench"]


def test_a_copy_made_by_hand_is_checked_like_any_file(path: Path, clock: FixedClock, tmp_path: Path):
    make_book(path, clock, risks=2).close()
    other = tmp_path / "mailed.workbench"
    shutil.copy(path, other)
    assert check_file(other, {"risk": "Risk register"}, clock, thorough=False).is_sound
