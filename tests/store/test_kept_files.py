"""A file of every format there ever was is kept, and opens."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from tests.making import FixedClock, faults, make_book, rows_of_journal, rows_of_store, unchanged
from workbench.domain.change import SetKind
from workbench.domain.errors import CannotUndoError
from workbench.services.book import Book
from workbench.store import schema

FILES = Path(__file__).parents[1] / "files"


@pytest.fixture
def kept(path: Path) -> Path:
    """A copy of the file of the first format."""
    shutil.copy(FILES / "format-1.workbench", path)
    path.chmod(0o644)
    return path


def test_every_format_has_its_file():
    assert {f"format-{number}.workbench" for number in range(1, schema.FORMAT + 1)} <= {found.name for found in FILES.iterdir()}


def test_the_first_format_reads_as_it_was_written(kept: Path):
    with unchanged(kept), Book.open(kept, FixedClock(), writable=False) as book:
        assert faults(book) == []
        assert book.name == "Alder Acute Provider Collaborative"
        assert len(book.records("risk")) == 14
        assert [record.show("name") for record in book.records("member")] == ["Alder and Bray NHS FT", "Carrow Valley ICB"]
        assert book.find("risk", "R-001").plain()["owner"] == "Ann Lee"
        assert book.find("risk", "R-001").show("next_review") == "1 September 2026"
        assert book.find("risk", "R-002").show("members_affected") == "Alder and Bray NHS FT"
        assert book.find("risk", "KR/K-2").show("title") == "Their risk 2 – “naïve” £5m"
        assert book.find("risk", "K-1").show("progress") == ""
        assert book.find("risk", "R-009").show("extra") == "Reference in the return: K-1"
        assert book.find("receipt", "RC-001").of("new") == 7
        assert [record.ref for record in book.view(as_at=date(2026, 7, 24)).records("risk")][-1] == "R-008"
        assert [entry.kind for entry in book.history()].count(SetKind.UNDO) == 2
        assert book.history()[-1].day == "2026-07-26"
        assert b"erased" not in kept.read_bytes().replace(b"Erased", b"")
        assert rows_of_journal(book) == rows_of_store(book)
        assert (book.undo_name, book.redo_name) == ("", "Change 3 fields of K-2")


def test_the_first_format_is_edited_and_undone(kept: Path):
    with Book.open(kept, FixedClock(first=50_000)) as book:
        book.redo()
        assert book.add("risk", {"title": "New"}).ref == "R-010"
        book.undo()
        book.undo()
        with pytest.raises(CannotUndoError, match="erased"):
            book.undo()
        assert faults(book) == []


def test_after_a_write_a_register_has_the_columns_it_has_in_a_new_file(kept: Path, tmp_path: Path):
    with Book.open(kept, FixedClock(first=50_000)) as old, make_book(tmp_path / "new.workbench", FixedClock()) as new:
        for book in (old, new):
            for key in ("risk", "member", "control"):
                book.add(key, {"name": "One"} if key == "member" else {"title": "New"})
        found = []
        for book in (old, new):
            with book.store.reading() as connection:
                found.append(
                    {table: set(schema.columns(connection, table)) for table in ("risk", "member", "control", *schema.FIXED_TABLES)}
                )
        assert found[0] == found[1]
