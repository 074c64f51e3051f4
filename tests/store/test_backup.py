"""Copies: daily, thinned by age, and put back without losing what they replace."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.making import START, FixedClock, faults, make_book, rows_of_store, unchanged
from workbench.domain.change import SetKind
from workbench.domain.errors import CannotUndoError, FileInUseError, FileTroubleError, NewerFileError, NotAWorkbenchError, WorkbenchError
from workbench.services import keeping
from workbench.services.book import Book
from workbench.store import backup
from workbench.store.backup import ForeignBackupError


@pytest.fixture
def closed(path: Path, clock: FixedClock) -> Path:
    """A closed file with two risks."""
    make_book(path, clock, risks=2).close()
    return path


@pytest.fixture
def copy(closed: Path, clock: FixedClock) -> Path:
    """A copy of the closed file as it was, which has since got another risk."""
    with Book.open(closed, clock) as book:
        made = keeping.back_up(book.store, "by hand")
        book.add("risk", {"title": "Added after the copy"})
    return made


def test_a_copy_holds_the_same_and_is_named_by_time_and_reason(book: Book, home: Path):
    made = keeping.back_up(book.store, "by hand")
    assert made.parent == home / "backups" / book.store.about("file_id")
    assert made.name == "board 2026-07-23 09-00-00 by hand.workbench"
    with Book.open(made, FixedClock(), writable=False) as other:
        assert rows_of_store(other) == rows_of_store(book)
        assert faults(other) == []
    assert keeping.back_up(book.store, "by hand").name == "board 2026-07-23 09-00-00 by hand (2).workbench"
    assert [each.reason for each in keeping.backups(book.store)] == ["by hand (2)", "by hand"]
    assert keeping.last_backup(book.store) == START
    assert book.last_backup == START


def test_the_daily_copy_is_made_once_a_day(book: Book, clock: FixedClock):
    assert keeping.last_backup(book.store) is None
    assert keeping.daily_backup(book.store) is not None
    assert keeping.daily_backup(book.store) is None
    clock.pass_days(1)
    made = keeping.daily_backup(book.store)
    assert made is not None
    assert made.name.endswith("daily.workbench")


def test_copies_are_thinned_by_age(book: Book, clock: FixedClock):
    folder = backup.folder_of(keeping.home(), book.store.about("file_id"))
    for day in range(120):
        for hour in (9, 15):
            clock.moment = datetime(2026, 1, 1, hour, tzinfo=UTC) + timedelta(days=day)
            (folder / "x").parent.mkdir(parents=True, exist_ok=True)
            (folder / f"board {clock.moment:%Y-%m-%d %H-%M-%S} daily.workbench").write_bytes(b"")
    (folder / "Somebody's own.workbench").write_bytes(b"")
    (folder / "notes.txt").write_bytes(b"")
    gone = backup.thin(folder, clock.now())
    kept = backup.listed(folder)
    ages = [clock.now() - each.made_at for each in kept]
    assert len(gone) + len(kept) == 240
    assert sum(age <= timedelta(days=2) for age in ages) == 5
    in_the_month = [age for age in ages if timedelta(days=2) < age <= timedelta(days=31)]
    assert len(in_the_month) == len({age.days for age in in_the_month})
    older = [each.made_at for each in kept if clock.now() - each.made_at > timedelta(days=31)]
    assert len(older) == len({f"{moment:%G-%V}" for moment in older})
    assert len(older) >= 12
    assert backup.thin(folder, clock.now()) == []
    assert (folder / "Somebody's own.workbench").exists()


def test_a_copy_into_a_folder_of_ones_own_thins_nothing(book: Book, tmp_path: Path):
    made = keeping.back_up(book.store, "by hand", tmp_path / "my copies")
    assert made.parent == tmp_path / "my copies"
    assert keeping.last_backup(book.store) is None


def test_a_copy_that_cannot_be_made_is_a_sentence_and_leaves_nothing(book: Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "taken").write_bytes(b"")
    with pytest.raises(FileTroubleError):
        keeping.back_up(book.store, "by hand", tmp_path / "taken")

    def full(_path: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backup, "_flush", full)
    with pytest.raises(FileTroubleError, match="no space left on device"):
        keeping.back_up(book.store, "by hand", tmp_path / "copies")
    assert list((tmp_path / "copies").iterdir()) == []


def test_restoring_puts_the_copy_back_and_keeps_what_was_there(closed: Path, copy: Path, clock: FixedClock):
    clock.pass_minutes(5)
    before = keeping.restore(closed, copy, clock)
    assert before is not None
    assert before.name.endswith("before restore.workbench")
    with Book.open(before, clock, writable=False) as old:
        assert [record.ref for record in old.records("risk")] == ["R-001", "R-002", "R-003"]
    with Book.open(closed, clock) as book:
        assert [record.ref for record in book.records("risk")] == ["R-001", "R-002"]
        assert book.history()[-1].kind is SetKind.RESTORE
        assert book.history()[-1].name == f"Restored from the backup “{copy.name}”"
        assert faults(book) == []
        assert book.undo_name == ""
        with pytest.raises(CannotUndoError, match="the file was restored from a backup after it"):
            book.undo()
        book.add("risk", {"title": "After the restore"})
        book.undo()
        with pytest.raises(CannotUndoError):
            book.undo()
    assert sorted(closed.parent.iterdir()) == [closed]


def test_a_missing_file_is_restored(closed: Path, copy: Path, clock: FixedClock):
    closed.unlink()
    assert keeping.restore(closed, copy, clock) is None
    with Book.open(closed, clock, writable=False) as book:
        assert faults(book) == []


@pytest.mark.parametrize("damage", ["empty", "noise", "first bytes", "half", "tables"])
def test_a_damaged_file_is_restored_and_kept_as_it_was(closed: Path, copy: Path, clock: FixedClock, damage: str):
    whole = closed.read_bytes()
    spoilt = {
        "empty": b"",
        "noise": bytes(range(256)) * 40,
        "first bytes": b"\0" * 64 + whole[64:],
        "half": whole[: len(whole) // 2],
        "tables": whole[:100] + bytes(4000) + whole[4100:],
    }[damage]
    closed.write_bytes(spoilt)
    before = keeping.restore(closed, copy, clock)
    assert before is not None
    assert before.read_bytes() == spoilt
    with Book.open(closed, clock, writable=False) as book:
        assert faults(book) == []
        assert [record.ref for record in book.records("risk")] == ["R-001", "R-002"]


def test_another_kind_of_document_is_not_replaced(closed: Path, copy: Path, clock: FixedClock):
    letter = closed.with_name("letter.docx")
    letter.write_bytes(b"PK a letter")
    with unchanged(letter), pytest.raises(NotAWorkbenchError):
        keeping.restore(letter, copy, clock)


def test_a_copy_of_another_file_is_refused(closed: Path, clock: FixedClock, tmp_path: Path):
    other = FixedClock(first=5000)
    with make_book(tmp_path / "other.workbench", other, risks=1) as book:
        foreign = keeping.back_up(book.store, "by hand", tmp_path / "copies")
    with unchanged(closed), pytest.raises(ForeignBackupError, match="made from another file than board"):
        keeping.restore(closed, foreign, clock)


def test_what_is_no_copy_is_refused(closed: Path, clock: FixedClock, tmp_path: Path):
    wrong = tmp_path / "wrong.workbench"
    for content in (b"", b"PK\3\4"):
        wrong.write_bytes(content)
        with unchanged(closed), pytest.raises(WorkbenchError):
            keeping.restore(closed, wrong, clock)
    with unchanged(closed), pytest.raises(FileTroubleError):
        keeping.restore(closed, tmp_path / "missing.workbench", clock)


def test_a_newer_file_is_not_replaced(closed: Path, copy: Path, clock: FixedClock):
    spoilt = bytearray(closed.read_bytes())
    spoilt[60:64] = (99).to_bytes(4, "big")
    closed.write_bytes(spoilt)
    with unchanged(closed), pytest.raises(NewerFileError):
        keeping.restore(closed, copy, clock)


def test_a_file_somebody_has_open_is_not_restored(closed: Path, copy: Path, clock: FixedClock):
    with Book.open(closed, clock), pytest.raises(FileInUseError):
        keeping.restore(closed, copy, clock)


def test_a_restore_that_fails_leaves_the_file_and_no_lock(closed: Path, copy: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch):
    real = backup._flush

    def full(path: Path) -> None:
        if path.name == "board.workbench.part":
            raise OSError(28, "No space left on device")
        real(path)

    monkeypatch.setattr(backup, "_flush", full)
    with unchanged(closed), pytest.raises(FileTroubleError, match="no space left"):
        keeping.restore(closed, copy, clock)


def test_the_users_own_place_is_used_where_nobody_chose_another(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("WORKBENCH_HOME")
    assert keeping.home().name == "Governance Workbench"
