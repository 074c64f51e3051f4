"""Two copies of one file, edited apart by two people, for trying what merging makes of them."""

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.making import FixedClock, make_book
from workbench.domain.register import Row
from workbench.services.book import Book
from workbench.services.merging import MergePlan, plan_merge
from workbench.services.merging_deciding import MergeDeciding
from workbench.services.merging_sets import apply_merge

OURS, THEIRS = "Asha Patel", "Ben Ortiz"


@dataclass
class Pair:
    """Our copy and theirs, both open for writing."""

    ours: Book
    theirs: Book

    @property
    def turned(self) -> "Pair":
        """The same as the other person sees it."""
        return Pair(self.theirs, self.ours)

    def plan(self) -> MergePlan:
        """Return what merging theirs into ours would do."""
        return plan_merge(self.ours, self.theirs.path)

    def merge(self, *, theirs: bool | None = None) -> MergePlan:
        """Merge theirs into ours; conflicts stay open, or are settled for one side."""
        plan = self.plan()
        if theirs is not None:
            MergeDeciding(self.ours, plan).settle_conflicts(plan.rows, theirs=theirs)
        apply_merge(self.ours, plan)
        return plan

    def conflicts(self) -> dict[tuple[str, str], Any]:
        """Return the cells that merging would ask about now, by reference and field: base, ours and theirs."""
        return {(row.ref, cell.field): cell.stored for row in self.plan().rows for cell in row.cells if cell.conflict}


@contextmanager
def folder_of_copies() -> Iterator[Path]:
    """Lend a folder, in memory where possible, with a small closed file `start.workbench` in it and a home of its own."""
    memory = Path("/dev/shm")  # noqa: S108 - only made, used and removed here
    made = Path(tempfile.mkdtemp(prefix="copies-", dir=memory if memory.is_dir() else None))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WORKBENCH_HOME", str(made / "home"))
        start(made / "start.workbench")
    yield made
    shutil.rmtree(made)


@contextmanager
def two_copies(source: Path, folder: Path) -> Iterator[Pair]:
    """Lend two copies of a closed file, each with a person and identifiers of its own."""
    folder.mkdir(exist_ok=True)
    paths = folder / "ours.workbench", folder / "theirs.workbench"
    for path in paths:
        shutil.copy(source, path)
    mine, other = FixedClock(author=OURS, first=10_001), FixedClock(author=THEIRS, first=20_001)
    mine.pass_days(1)
    other.pass_days(2)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WORKBENCH_HOME", str(folder / "home"))
        with Book.open(paths[0], mine, insist=True) as ours, Book.open(paths[1], other, insist=True) as theirs:
            yield Pair(ours, theirs)
    shutil.rmtree(folder)


def start(path: Path) -> Path:
    """Make a small file with something of most kinds in it, and close it."""
    with make_book(path, FixedClock(), risks=4) as book:
        for name in ("Ann Lee", "Cy Moor"):
            book.add("person", {"name": name})
        book.add("forum", {"name": "Joint Committee", "chair": "Ann Lee"})
        book.add("meeting", {"forum": "Joint Committee", "date": "2026-09-01"})
        book.add("decision", {"title": "Pool beds", "forum": "Joint Committee", "meeting": "Joint Committee, 1 September 2026"})
        book.add("assurance", {"title": "Flow", "tier": "shared", "exec_lead": "Ann Lee"})
        parent = book.find("risk", "R-002")
        for title in ("Bed meetings", "Discharge lounge"):
            book.add("control", {"title": title, "parent": parent.uid, "owner": "Cy Moor"})
        book.edit([parent], {"linked_risks": "R-003; the estates log"})
        book.add("link", {"source": parent.uid, "target": book.find("assurance", "AF-001").uid, "relation": "contributes_to"})
    return path


def rows(book: Book, *, but: Sequence[str] = ("receipt",)) -> dict[str, dict[str, Row]]:
    """Return every row of a file by register and uid."""
    keys = [key for key in book.store.shape() if key not in but]
    return {key: {uid: dict(row) for uid, row in found.items()} for key in keys if (found := book.store.rows(key))}


def same(one: Book, other: Book) -> None:
    """Check that two copies hold the same, and that both are sound."""
    assert rows(one) == rows(other)
    for book in (one, other):
        assert [fault.message for fault in book.check()] == []


def said(book: Book, register: str, ref: str, *keys: str) -> list[str]:
    """Return the words in fields of a record."""
    return [book.find(register, ref).show(key) for key in keys]
