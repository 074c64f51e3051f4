"""Backups: what each holds, what restoring one would lose, and finding those of a file that cannot be read any more."""

from pathlib import Path

from tests.making import FixedClock
from workbench.services import copies, keeping, preferences
from workbench.services.book import Book
from workbench.services.copies import copies_of, lost_since, preview, restored, taken_back


def test_each_backup_says_when_why_what_and_how_much_has_happened_since(book: Book, path: Path, clock: FixedClock):
    keeping.back_up(book.store, "daily")
    clock.pass_days(1)
    book.add("assurance", {"title": "Theatre capacity is lost"})
    keeping.back_up(book.store, "before import")
    found = copies_of(path, book.registers, clock)
    assert [copy.why for copy in found] == ["Before an import", "Daily backup"]
    assert [copy.holds(book.registers) for copy in found] == ["3 risks, 1 principal risk, 2 organisations", "3 risks, 2 organisations"]
    assert [copy.steps_since for copy in found] == [0, 1]
    assert found[1].when == "23 July 2026 at " + f"{found[1].made_at.astimezone():%H:%M}"


def test_what_would_be_lost_is_named_record_by_record(book: Book, path: Path, clock: FixedClock):
    keeping.back_up(book.store, "daily")
    first, second, third = book.records("risk")
    book.edit([first], {"owner": "Sam Lee", "status": "open", "category": "Estates", "notes": "Ask again"})
    book.remove([second])
    book.add("risk", {"title": "A new thing"})
    copy = copies_of(path, book.registers, clock)[0]
    lost = lost_since(path, copy, book.registers, clock)
    assert lost is not None
    assert [(one.ref, one.what) for one in lost] == [
        (first.ref, lost[0].what),
        ("R-004", "Added since; it would be gone"),
        (second.ref, "Removed since; it would be there again"),
    ]
    assert lost[0].what.startswith("Changed since: ")
    assert lost[0].what.endswith(" and 1 more")
    assert third.ref not in {one.ref for one in lost}
    words = preview(copy, lost)
    assert "What happened since to 3 records would be lost (1 added, 1 changed and 1 removed)." in words
    assert "the file as it is now is kept as a backup, too" in words


def test_settings_and_receipts_are_named_as_people_know_them(book: Book, path: Path, clock: FixedClock):
    keeping.back_up(book.store, "daily")
    preferences.put(book, preferences.SHARING_SCORE, "12")
    lost = lost_since(path, copies_of(path, book.registers, clock)[0], book.registers, clock)
    assert [(one.ref, one.title) for one in lost or ()] == [
        ("", "Setting “Score from which an organisation’s risk is offered for sharing”")
    ]


def test_a_backup_of_what_is_there_now_would_change_nothing(book: Book, path: Path, clock: FixedClock):
    keeping.back_up(book.store, "daily")
    copy = copies_of(path, book.registers, clock)[0]
    assert lost_since(path, copy, book.registers, clock) == []
    assert "would change nothing" in preview(copy, [])


def test_restoring_and_taking_it_back(book: Book, path: Path, clock: FixedClock):
    keeping.back_up(book.store, "daily")
    book.edit([book.find("risk", "R-001")], {"owner": "Sam Lee"})
    registers = book.registers
    book.close()
    clock.pass_minutes(1)
    copy = copies_of(path, registers, clock)[0]
    before = keeping.restore(path, copy.path, clock)
    assert before is not None
    assert before.name in restored(copy, path, before)
    with Book.open(path, clock) as again:
        assert again.find("risk", "R-001").show("owner") == "Jo Smith"
    back = taken_back(before)
    assert back.why == "Before a backup was restored"
    clock.pass_minutes(1)
    keeping.restore(path, back.path, clock)
    with Book.open(path, clock) as again:
        assert again.find("risk", "R-001").show("owner") == "Sam Lee"
    assert copies_of(path, registers, clock)[-1].steps_since is not None


def test_another_history_cannot_be_counted(book: Book, path: Path, clock: FixedClock):
    made = keeping.back_up(book.store, "daily")
    with Book.open(made, clock) as copy:
        copy.edit([copy.find("risk", "R-001")], {"owner": "Sam Lee"})
    assert copies_of(path, book.registers, clock)[0].steps_since is None


def test_a_backup_that_cannot_be_read_says_so(book: Book, path: Path, clock: FixedClock):
    made = keeping.back_up(book.store, "daily")
    made.write_bytes(made.read_bytes()[:300])
    copy = copies_of(path, book.registers, clock)[0]
    assert copy.trouble == copy.holds(book.registers) == "Cannot be read"


def test_the_backups_of_a_damaged_file_are_found_by_its_name(book: Book, path: Path, clock: FixedClock):
    keeping.back_up(book.store, "daily")
    registers = book.registers
    book.close()
    path.write_bytes(b"\0" * 5000)
    found = copies_of(path, registers, clock)
    assert len(found) == 1
    assert lost_since(path, found[0], registers, clock) is None
    assert "nobody can say what would be lost" in preview(found[0], None)
    assert copies.folder_of(path.with_name("another.workbench"), clock) is None
