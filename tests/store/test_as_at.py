"""The journal read back gives every day as it was, whatever clocks and time zones did."""

import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from tests.making import FixedClock, make_book
from workbench.domain.clock import Clock
from workbench.services.book import Book


def titles(book: Book, day: date) -> list[str]:
    return sorted(record.show("title") for record in book.view(as_at=day).records("risk"))


def test_each_day_is_as_it_was_after_its_last_set(path: Path, clock: FixedClock):
    with make_book(path, clock) as book:
        book.add("risk", {"title": "First"})
        clock.pass_days(2)
        book.edit([book.find("risk", "R-001")], {"title": "First, reworded"})
        book.add("risk", {"title": "Second"})
        clock.pass_days(2)
        book.remove([book.find("risk", "R-001")])
        clock.pass_days(2)
        book.undo()
        assert titles(book, date(2026, 7, 22)) == []
        assert book.view(as_at=date(2026, 7, 22)).records("member") == []
        assert titles(book, date(2026, 7, 23)) == ["First"]
        assert titles(book, date(2026, 7, 24)) == ["First"]
        assert titles(book, date(2026, 7, 25)) == ["First, reworded", "Second"]
        assert titles(book, date(2026, 7, 26)) == ["First, reworded", "Second"]
        assert titles(book, date(2026, 7, 27)) == ["Second"]
        assert titles(book, date(2026, 7, 29)) == titles(book, date(2030, 1, 1)) == ["First, reworded", "Second"]


def test_neither_time_nor_day_goes_back_when_the_clock_does(path: Path, clock: FixedClock):
    with make_book(path, clock) as book:
        book.add("risk", {"title": "Before"})
        clock.pass_days(-30)
        book.add("risk", {"title": "By a clock set back"})
        clock.pass_days(31)
        book.add("risk", {"title": "After"})
        entries = book.history()
        assert [entry.day for entry in entries] == sorted(entry.day for entry in entries)
        assert [entry.at for entry in entries] == sorted(entry.at for entry in entries)
        assert entries[-2].day == "2026-07-23"
        assert titles(book, date(2026, 6, 30)) == []
        assert titles(book, date(2026, 7, 23)) == ["Before", "By a clock set back"]
        assert titles(book, date(2026, 7, 24)) == ["After", "Before", "By a clock set back"]


class ZonedClock(FixedClock):
    """A clock whose day is the local one of the machine's time zone."""

    def today(self) -> date:
        return self.moment.astimezone().date()


@pytest.fixture
def zone(monkeypatch: pytest.MonkeyPatch):
    """Set the machine's time zone for one test."""
    if not hasattr(time, "tzset"):
        pytest.skip("this system sets no time zone for one program")

    def put(name: str) -> None:
        monkeypatch.setenv("TZ", name)
        time.tzset()

    yield put
    monkeypatch.undo()
    time.tzset()


def test_a_file_carried_round_the_world_is_as_it_was_on_each_day(path: Path, zone):
    clock = ZonedClock(datetime(2026, 7, 23, 13, 0, tzinfo=UTC))
    zone("Pacific/Auckland")
    with make_book(path, clock) as book:
        book.add("risk", {"title": "In Auckland on the 24th"})
        zone("America/Los_Angeles")
        clock.moment += timedelta(hours=1)
        book.add("risk", {"title": "In Los Angeles on the 23rd, an hour later"})
        clock.moment += timedelta(days=2)
        book.add("risk", {"title": "In Los Angeles on the 25th"})
        assert [entry.day for entry in book.history()] == ["2026-07-24", "2026-07-24", "2026-07-24", "2026-07-25"]
        for name in ("America/Los_Angeles", "Pacific/Auckland", "Europe/London"):
            zone(name)
            assert titles(book, date(2026, 7, 23)) == []
            assert len(titles(book, date(2026, 7, 24))) == 2
            assert len(titles(book, date(2026, 7, 25))) == 3
        assert all(entry.at.endswith("Z") for entry in book.history())


def test_the_machines_own_clock_gives_the_local_day_and_the_moment_in_utc(zone):
    for name, hours in (("Pacific/Auckland", 12), ("America/Los_Angeles", -8)):
        zone(name)
        clock = Clock()
        assert clock.now().utcoffset() == timedelta(0)
        assert abs((datetime.combine(clock.today(), datetime.min.time(), UTC) - clock.now()).total_seconds() + hours * 3600) < 2 * 86400
        assert clock.today() == clock.now().astimezone().date()


def test_the_clock_signs_with_what_was_set_else_the_environment_else_the_account(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("getpass.getuser", lambda: "apatel")
    clock = Clock()
    assert clock.author == "apatel"
    monkeypatch.setenv("WORKBENCH_AUTHOR", " Asha Patel ")
    assert clock.author == "Asha Patel"
    clock.author = " Ben "
    assert clock.author == "Ben"
    monkeypatch.setattr("getpass.getuser", lambda: (_ for _ in ()).throw(KeyError))
    assert clock.account() == "unknown"
    assert clock.machine()


def test_new_identifiers_are_version_7_and_increase():
    clock = Clock()
    made = [clock.new_uid() for _ in range(2000)]
    assert made == sorted(set(made))
    assert {uid[14] for uid in made} == {"7"}
    assert {uid[19] for uid in made} <= set("89ab")
