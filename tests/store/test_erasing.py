"""Erased words are gone from everywhere, the chain still verifies, and nothing brings them back."""

from pathlib import Path

import pytest

from tests.making import MEMBERS, FixedClock, bring_in, faults, make_book, plan_lines, rows_of_journal, rows_of_store
from workbench.domain.change import SetKind
from workbench.domain.errors import CannotUndoError, WorkbenchError
from workbench.services import keeping
from workbench.services.book import Book
from workbench.services.deciding import Deciding
from workbench.services.importing import apply_plan
from workbench.store import journal

NAMED = "Mrs Featherstonehaugh of 12 Acacia Avenue"


def everything(path: Path) -> bytes:
    """Return all bytes that lie beside the file, its own included."""
    return b"".join(found.read_bytes() for found in path.parent.iterdir())


def test_erased_words_are_gone_from_rows_history_receipts_and_the_bytes_of_the_file(path: Path):
    clock = FixedClock()
    with make_book(path, clock, risks=2) as book:
        book.edit([book.find("risk", "R-001")], {"progress": NAMED, "notes": "kept"})
        book.edit([book.find("risk", "R-001")], {"progress": f"{NAMED}, who complained", "owner": "Ann"})
        book.remove([book.find("risk", "R-001")])
        book.undo()
        bring_in(book, [{"ref": "X-1", "title": "Theirs", "progress": "Ours"}], member=MEMBERS[0], name="first.xlsx")
        theirs = book.find("risk", "X-1")
        book.edit([theirs], {"progress": "Ours, edited"})
        lines = [{"ref": "X-1", "title": "Theirs", "progress": f"{NAMED} again"}, {"ref": "X-2", "title": "New"}]
        plan = plan_lines(book, lines, member=MEMBERS[0], name="second.xlsx")
        Deciding(book, plan).settle_conflicts(plan.rows, theirs=False)
        apply_plan(book, plan)
        receipt = book.find("receipt", "RC-002")
        digest = str(receipt.row["digest"])
        assert book.store.blob(digest)
        assert NAMED in str(receipt.row["shown"])
        for ref in ("R-001", "X-1"):
            book.erase(book.find("risk", ref), "progress", "It names a patient")
        assert faults(book) == []
        assert book.find("risk", "R-001").show("progress") == ""
        assert book.find("risk", "R-001").show("notes") == "kept"
        assert book.find("risk", "R-001").show("owner") == "Ann"
        assert book.store.blob(digest) is None
        assert rows_of_journal(book) == rows_of_store(book)
        told = [(entry.name, entry.reason, entry.author, entry.kind) for entry in book.history()[-2:]]
        assert told[0] == ("Erased Progress of R-001", "It names a patient", "Asha Patel", SetKind.ERASURE)
        assert told[1][0] == "Erased Progress of X-1"
        book.add("risk", {"title": "Life goes on"})
        with book.store.reading() as connection:
            bodies = [journal.unfolded(body) for (body,) in connection.execute("SELECT body FROM change")]
    assert not any("Featherstonehaugh" in body for body in bodies)
    assert b"Featherstonehaugh" not in everything(path)


def test_the_bytes_of_the_file_do_not_hold_the_words(path: Path):
    with make_book(path, FixedClock(), risks=1) as book:
        book.edit([book.find("risk", "R-001")], {"progress": NAMED, "description": "x" * 2000})
        assert b"Featherstonehaugh" in everything(path)
        book.erase(book.find("risk", "R-001"), "progress", "It names a patient")
        assert b"Featherstonehaugh" not in everything(path)
    assert b"Featherstonehaugh" not in everything(path)


def test_undo_and_redo_do_not_cross_an_erasure(book: Book):
    book.edit([book.find("risk", "R-001")], {"progress": NAMED})
    book.edit([book.find("risk", "R-002")], {"owner": "Ann"})
    book.undo()
    book.erase(book.find("risk", "R-001"), "progress", "It names a patient")
    assert (book.undo_name, book.redo_name) == ("", "")
    with pytest.raises(CannotUndoError, match="words were erased after it, and an erasure is final"):
        book.undo()
    with pytest.raises(CannotUndoError, match="nothing to redo"):
        book.redo()
    book.edit([book.find("risk", "R-001")], {"progress": "New words"})
    book.undo()
    assert book.find("risk", "R-001").show("progress") == ""


def test_what_is_erased_twice_or_beside_something_else_still_verifies(book: Book):
    risk = book.find("risk", "R-001")
    book.erase(risk, "owner", "Left")
    book.edit([book.find("risk", "R-001")], {"owner": "Somebody new"})
    book.erase(book.find("risk", "R-001"), "owner", "Left, too")
    book.erase(book.find("risk", "R-001"), "title", "Wrong")
    book.erase(book.find("risk", "R-001"), "progress", "Nothing was there")
    assert faults(book) == []
    assert rows_of_journal(book) == rows_of_store(book)
    past = book.rows_at(book.store.head().position - 3)["risk"][risk.uid]
    assert "owner" not in past
    assert "title" not in past


def test_backups_that_still_hold_the_words_are_named_and_no_others(path: Path, tmp_path: Path):
    clock = FixedClock()
    with make_book(path, clock, risks=2) as book:
        before = keeping.back_up(book.store, "before the words")
        clock.pass_minutes(1)
        book.edit([book.find("risk", "R-001")], {"progress": NAMED})
        with_words = keeping.back_up(book.store, "with the words")
        clock.pass_minutes(1)
        book.edit([book.find("risk", "R-001")], {"progress": ""})
        in_history = keeping.back_up(book.store, "words in history")
        clock.pass_minutes(1)
        book.remove([book.find("risk", "R-001")])
        removed = keeping.back_up(book.store, "record removed")
        book.undo()
        (with_words.parent / "board 2026-01-01 00-00-00 broken.workbench").write_bytes(b"")
        holding = book.erase(book.find("risk", "R-001"), "progress", "It names a patient")
        assert set(holding) == {with_words, in_history, removed}
        assert before not in holding
        clock.pass_minutes(1)
        after = keeping.back_up(book.store, "after")
        assert after not in book.erase(book.find("risk", "R-001"), "progress", "Again")


def test_a_return_whose_row_was_only_asked_about_loses_its_workbook_too(book: Book):
    lines = [
        {"ref": "R-001", "tier": "shared", "title": "Quite another matter of parking", "progress": NAMED},
        {"ref": "N-1", "title": "New"},
    ]
    plan = bring_in(book, lines, name="asked.csv")
    assert plan.counts["asked"] == 1
    digest = str(book.records("receipt")[0].row["digest"])
    assert book.store.blob(digest)
    book.erase(book.find("risk", "R-001"), "progress", "It names a patient")
    assert book.store.blob(digest) is None
    assert faults(book) == []


@pytest.mark.parametrize(
    ("key", "reason", "words"),
    [("progress", " ", "Say why"), ("ref", "Because", "“Reference” cannot be erased"), ("colour", "Because", "no field")],
)
def test_an_erasure_needs_a_reason_and_a_field(book: Book, key: str, reason: str, words: str):
    before = book.store.head()
    with pytest.raises(WorkbenchError, match=words):
        book.erase(book.find("risk", "R-001"), key, reason)
    assert book.store.head() == before


def test_an_altered_body_is_still_found_after_an_erasure(book: Book):
    book.erase(book.find("risk", "R-001"), "owner", "Left")
    with book.store.reading() as connection:
        connection.execute("DROP TRIGGER change_stays")
        connection.execute("UPDATE change SET body = replace(body, 'ward 1', 'ward 9') WHERE body LIKE '%ward 1%'")
    found = faults(book)
    assert any("was altered" in message for message in found), found


def test_words_that_came_in_a_line_of_another_record_are_erased_from_what_was_kept_of_it(path: Path):
    with make_book(path, FixedClock()) as book:
        lines = [{"ref": "AF-9", "title": "Flow", "controls": f"{NAMED} is rung daily"}]
        bring_in(book, lines, register="assurance", member=MEMBERS[0], name="first.xlsx")
        [control] = book.records("control")
        book.edit([control], {"title": f"{NAMED} is rung"})
        said = [{**lines[0], "controls": f"{control.ref}: {NAMED} is rung weekly"}]
        plan = plan_lines(book, said, register="assurance", member=MEMBERS[0], name="second.xlsx")
        Deciding(book, plan).settle_conflicts(plan.rows, theirs=False)
        apply_plan(book, plan)
        digests = [str(receipt.row["digest"]) for receipt in book.records("receipt")]
        assert all(book.store.blob(digest) for digest in digests)
        assert any(NAMED in str(receipt.row["shown"]) for receipt in book.records("receipt"))
        book.erase(book.records("control")[0], "title", "It names a patient")
        assert [book.store.blob(digest) for digest in digests] == [None, None]
        assert faults(book) == []
        with book.store.reading() as connection:
            bodies = [journal.unfolded(body) for (body,) in connection.execute("SELECT body FROM change")]
    assert not any("Featherstonehaugh" in body for body in bodies)
    assert b"Featherstonehaugh" not in everything(path)
