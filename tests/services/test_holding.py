"""Who has a file: a window that ended without closing it, and one on another computer that is silent."""

import json
from dataclasses import asdict
from pathlib import Path

from tests.making import FixedClock, make_book
from workbench.services.book import Book
from workbench.services.holding import left_behind, silence
from workbench.store.lock import Holder, lock_path


def leave_lock(path: Path, clock: FixedClock, machine: str, pid: int = 2_000_000) -> None:
    lock_path(path).write_text(json.dumps(asdict(Holder("Jo Hill", machine, pid, 1.0, clock.now().isoformat()))), encoding="utf-8")


def test_a_file_that_was_closed_needs_no_sentence(path: Path, clock: FixedClock):
    make_book(path, clock).close()
    assert left_behind(path, clock) == ""
    assert silence(path, clock) is None


def test_a_window_that_ended_without_closing_its_file_is_told(path: Path, clock: FixedClock):
    make_book(path, clock).close()
    leave_lock(path, clock, clock.machine())
    words = left_behind(path, clock)
    assert words.startswith("Jo Hill on office-laptop had this file open when the program or the computer ended")
    assert words.endswith("Nothing was lost.")
    path.with_name(path.name + "-journal").write_bytes(b"half")
    assert left_behind(path, clock).endswith("A change that was only half written was taken back.")
    lock_path(path).unlink()
    assert left_behind(path, clock).startswith("The program ended while it was saving")


def test_who_has_it_now_is_not_told_as_gone(path: Path, clock: FixedClock):
    with make_book(path, clock):
        assert left_behind(path, clock) == ""


def test_somebody_silent_on_another_computer_may_be_taken_for_gone(path: Path, clock: FixedClock):
    make_book(path, clock).close()
    leave_lock(path, clock, "LAPTOP-3", pid=4)
    assert left_behind(path, clock) == ""
    assert silence(path, clock) is None
    clock.pass_minutes(5)
    quiet = silence(path, clock)
    assert quiet is not None
    assert "Jo Hill on LAPTOP-3 has this file open but has given no sign of life for 5 minutes." in quiet.sentence
    with Book.open(path, clock) as book:
        assert book.read_only
    with Book.open(path, clock, confirmed=True) as book:
        assert not book.read_only
