"""Who has a file: one writer, told by name; the dead do not block, the living are not robbed."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import psutil
import pytest

from tests.making import START, FixedClock, make_book, unchanged
from workbench.domain.errors import FileInUseError, FileTroubleError
from workbench.services.book import Book
from workbench.store import lock as locking
from workbench.store.file import Store
from workbench.store.lock import Lock, is_dead, is_silent, lock_path, read_holder, started, turn_path


@pytest.fixture
def closed(path: Path, clock: FixedClock) -> Path:
    """A closed file with one risk."""
    make_book(path, clock, risks=1).close()
    return path


def held_by(path: Path, **facts: object) -> None:
    """Leave a lock beside a file."""
    holder = {"user": "Sam Jones", "machine": "board-room", "pid": 4242, "started": 1.0, "beat": START.isoformat()} | facts
    lock_path(path).write_text(json.dumps(holder), encoding="utf-8")


def test_the_second_opener_reads_and_is_told_who_has_it(closed: Path):
    with Book.open(closed, FixedClock(author="Asha Patel")) as first, Book.open(closed, FixedClock(author="Ben")) as second:
        assert not first.read_only
        assert second.read_only
        assert second.holder == "Asha Patel on office-laptop"
        assert [record.ref for record in second.records("risk")] == ["R-001"]
        with pytest.raises(FileTroubleError, match="open for reading only"):
            second.add("risk", {"title": "No"})
        with pytest.raises(FileInUseError, match=r"open for Asha Patel on office-laptop, so it can be read here but not changed\."):
            Book.open(closed, FixedClock(), insist=True)
    assert not lock_path(closed).exists()


def test_a_reader_leaves_no_lock(closed: Path):
    with Book.open(closed, FixedClock(), writable=False) as book:
        assert not lock_path(closed).exists()
        book.store.keep_alive()
    assert list(closed.parent.iterdir()) == [closed]


def test_a_holder_whose_process_is_gone_does_not_block(closed: Path):
    child = subprocess.Popen([sys.executable, "-c", "pass"])
    child.wait()
    held_by(closed, machine="office-laptop", pid=child.pid)
    with Book.open(closed, FixedClock()) as book:
        assert not book.read_only


def test_a_holder_that_ended_and_was_not_yet_buried_does_not_block(closed: Path):
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    started = psutil.Process(child.pid).create_time()
    held_by(closed, machine="office-laptop", pid=child.pid, started=started)
    assert Book.open(closed, FixedClock()).holder == "Sam Jones on office-laptop"
    child.kill()
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT) if hasattr(os, "waitid") else child.wait()
    with Book.open(closed, FixedClock()) as book:
        assert not book.read_only
    child.communicate()


def test_a_number_given_to_another_process_does_not_block(closed: Path):
    held_by(closed, machine="office-laptop", pid=os.getpid(), started=1.0)
    with Book.open(closed, FixedClock()) as book:
        assert not book.read_only


def test_a_living_holder_here_is_never_dead_however_silent(closed: Path):
    clock = FixedClock()
    with Book.open(closed, clock):
        clock.pass_days(3)
        with pytest.raises(FileInUseError):
            Store.open(closed, clock, writable=True, confirmed=True)


def test_a_process_that_may_not_be_looked_at_counts_as_alive(closed: Path, monkeypatch: pytest.MonkeyPatch):
    held_by(closed, machine="office-laptop")

    def denied(_pid: int) -> None:
        raise psutil.AccessDenied

    monkeypatch.setattr(psutil, "Process", denied)
    holder = read_holder(closed)
    assert holder
    assert not is_dead(holder, FixedClock())


@pytest.mark.parametrize(("minutes", "confirmed", "opens"), [(2, False, False), (2, True, False), (4, False, False), (4, True, True)])
def test_another_machine_gives_way_only_when_silent_for_three_minutes_and_a_person_confirms(
    closed: Path, minutes: int, confirmed: bool, opens: bool
):
    held_by(closed)
    clock = FixedClock(START + timedelta(minutes=minutes))
    if opens:
        Store.open(closed, clock, writable=True, confirmed=confirmed).close()
        return
    with unchanged(closed, lock_path(closed)), pytest.raises(FileInUseError, match="Sam Jones on board-room"):
        Store.open(closed, clock, writable=True, confirmed=confirmed)


@pytest.mark.parametrize(
    "text", ["", "not JSON", "[]", "{}", '{"user": "x"}', json.dumps({"user": 1, "machine": 2, "pid": -5, "started": 0, "beat": ""}), "\0"]
)
def test_a_lock_that_cannot_be_read_is_somebodys_until_a_person_confirms(closed: Path, text: str):
    lock_path(closed).write_text(text, encoding="utf-8")
    with Book.open(closed, FixedClock()) as book:
        assert book.holder == "somebody on another computer"
    with Store.open(closed, FixedClock(), writable=True, confirmed=True).reading():
        pass


def test_a_lock_of_bytes_is_somebodys(closed: Path):
    lock_path(closed).write_bytes(b"\xff\xfe\x00")
    with Book.open(closed, FixedClock()) as book:
        assert book.read_only


def test_a_lock_that_is_a_folder_is_somebodys(closed: Path):
    lock_path(closed).mkdir()
    with Book.open(closed, FixedClock()) as book:
        assert book.read_only
        assert book.holder == "somebody on another computer"


def test_signs_of_life_are_written_until_the_file_is_closed(closed: Path, monkeypatch: pytest.MonkeyPatch):
    beaten = threading.Event()
    monkeypatch.setattr(locking, "BEAT", 0.01)
    clock = FixedClock()
    with Book.open(closed, clock) as book:
        before = read_holder(closed)
        clock.pass_minutes(7)
        monkeypatch.setattr(Path, "replace", lambda self, target, original=Path.replace: (original(self, target), beaten.set())[0])
        book.store.keep_alive()
        book.store.keep_alive()
        assert beaten.wait(5)
        after = read_holder(closed)
        assert before
        assert after
        assert after.is_same(before)
        assert not is_silent(after, clock)
    assert not lock_path(closed).exists()


def test_whoever_lost_the_file_while_silent_neither_writes_nor_takes_it_back(closed: Path):
    with Book.open(closed, FixedClock()) as asleep:
        held_by(closed, user="Sam Jones")
        lock = asleep.store._held
        assert lock
        lock.sign()
        assert lock_path(closed).read_text(encoding="utf-8").count("Sam Jones") == 1
        with pytest.raises(FileInUseError, match="open for Sam Jones on board-room"):
            asleep.add("risk", {"title": "Too late"})
    holder = read_holder(closed)
    assert holder
    assert holder.user == "Sam Jones"


def test_a_lock_removed_by_hand_is_made_again_with_the_next_sign_of_life(closed: Path):
    with Book.open(closed, FixedClock()) as book:
        lock_path(closed).unlink()
        book.add("risk", {"title": "Still here"})
        lock = book.store._held
        assert lock
        lock.sign()
        assert lock_path(closed).exists()
    assert not lock_path(closed).exists()


def test_of_many_who_try_at_once_one_has_it(closed: Path, quick_switches: None):
    gone = subprocess.Popen([sys.executable, "-c", "pass"])
    gone.wait()
    for _ in range(25):
        held_by(closed, machine="office-laptop", pid=gone.pid)
        won: list[Lock] = []
        start = threading.Barrier(6)

        def take(won: list[Lock] = won, start: threading.Barrier = start) -> None:
            lock = Lock(closed, FixedClock())
            start.wait()
            try:
                lock.take()
            except FileInUseError:
                return
            won.append(lock)

        threads = [threading.Thread(target=take) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(won) == 1
        won[0].release()
        assert list(closed.parent.iterdir()) == [closed]


@pytest.fixture
def quick_switches() -> Iterator[None]:
    """Threads that take turns a hundred times as often as usual."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(usual / 100)
    yield
    sys.setswitchinterval(usual)


def test_while_somebody_clears_a_dead_lock_away_nobody_else_does(closed: Path):
    held_by(closed, machine="office-laptop", pid=2**22 + 1)
    dead = lock_path(closed).read_text(encoding="utf-8")
    turn_path(closed).touch()
    now = FixedClock().now().timestamp()
    os.utime(turn_path(closed), (now, now))
    with pytest.raises(FileInUseError, match="at the same moment"):
        Lock(closed, FixedClock()).take()
    assert lock_path(closed).read_text(encoding="utf-8") == dead


def test_one_who_was_killed_while_clearing_away_keeps_nobody_out(closed: Path):
    held_by(closed, machine="office-laptop", pid=2**22 + 1)
    turn_path(closed).touch()
    os.utime(turn_path(closed), (0, 0))
    lock = Lock(closed, FixedClock())
    lock.take()
    lock.release()
    assert list(closed.parent.iterdir()) == [closed]


def test_a_drive_without_links_gets_an_exclusive_file(closed: Path, monkeypatch: pytest.MonkeyPatch):
    def no_links(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", no_links)
    with Book.open(closed, FixedClock()), Book.open(closed, FixedClock()) as second:
        assert second.read_only
    assert list(closed.parent.iterdir()) == [closed]


def test_a_lock_that_was_taken_away_while_being_cleared_is_put_back(closed: Path, monkeypatch: pytest.MonkeyPatch):
    held_by(closed, pid=0, beat="")
    living = json.dumps({"user": "Quick", "machine": "board-room", "pid": 9, "started": 2.0, "beat": START.isoformat()})
    real = locking.is_dead

    def meanwhile(holder: locking.Holder, clock: FixedClock, *, confirmed: bool = False) -> bool:
        if holder.user != "Quick":
            lock_path(closed).write_text(living, encoding="utf-8")
        return real(holder, clock, confirmed=confirmed)

    monkeypatch.setattr(locking, "is_dead", meanwhile)
    with pytest.raises(FileInUseError, match="Quick on board-room"):
        Store.open(closed, FixedClock(), writable=True, confirmed=True)
    assert lock_path(closed).read_text(encoding="utf-8") == living


def test_a_lock_that_never_settles_is_given_up(closed: Path, monkeypatch: pytest.MonkeyPatch):
    held_by(closed)
    monkeypatch.setattr(Lock, "_clear_away", lambda self, *, confirmed: None)
    with pytest.raises(FileInUseError, match="at the same moment"):
        Lock(closed, FixedClock()).take()


def test_a_holder_that_goes_while_it_is_looked_at_leaves_the_file_free(closed: Path):
    lock = Lock(closed, FixedClock())
    lock._clear_away(confirmed=False)
    lock.sign()
    lock.release()
    assert list(closed.parent.iterdir()) == [closed]


def test_a_program_knows_when_it_was_started_as_any_other_would_say_it(monkeypatch):
    said = psutil.Process().create_time()
    assert abs(started() - said) < 0.5
    monkeypatch.setattr(Path, "read_bytes", lambda _path: b"unlike Linux")
    assert started() == said
