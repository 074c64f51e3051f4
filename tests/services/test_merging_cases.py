"""The merge cases a neighbour names in its own tests (KeePassXC, 28 of them), each with its counterpart here, and the one it loses.

It merges a password database with a copy by time alone: the newer of two entries wins as a whole. An entry is a record here,
a group what records belong to, custom data a setting, an icon the bytes of a paper.
"""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.two_copies import Pair, folder_of_copies, said, same, two_copies
from workbench.domain.change import ChangeSet
from workbench.services.book import Book
from workbench.services.merging_deciding import MergeDeciding
from workbench.services.merging_sets import apply_merge

Deed = Callable[[Book], object]
PICTURE = b"%PDF-1.7 a plan on one page"
DIGEST = hashlib.sha256(PICTURE).hexdigest()


def edit(register: str, ref: str, **values: object) -> Deed:
    return lambda book: book.edit([book.find(register, ref)], values)


def add(register: str, **values: object) -> Deed:
    return lambda book: book.add(register, values)


def remove(register: str, ref: str) -> Deed:
    return lambda book: book.remove([book.find(register, ref)])


def undo(book: Book) -> object:
    return book.undo()


def later(book: Book) -> None:
    book.clock.pass_days(30)


def name(words: str) -> Deed:
    return lambda book: book.edit([book.records("setting")[0]], {"value": words})


def under(ref: str) -> Deed:
    """Give a control to another risk."""
    return lambda book: book.edit([book.find("control", "C-001")], {"parent": book.find("risk", ref).uid})


def paper(title: str) -> Deed:
    def put(book: Book) -> None:
        change = book.addition("paper", {"title": title, "digest": DIGEST})
        book.apply(ChangeSet("Add a paper", (change,), blobs={DIGEST: PICTURE}))

    return put


def move(ref: str, member: str) -> Deed:
    return edit("risk", ref, member=member, tier="local")


@dataclass(frozen=True)
class Case:
    """What is done in either copy, and what is there after theirs was merged into ours: register, reference, field, words."""

    named: str
    here: str
    ours: tuple[Deed, ...] = ()
    theirs: tuple[Deed, ...] = ()
    then: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    asked: tuple[tuple[str, str], ...] = ()
    newest: bool = False
    counts: dict[str, int] = field(default_factory=dict)


TITLE = "Risk 1 of late discharge from ward 1"
M, N = "Royal Alderbrook NHS Trust", "Carrow Valley ICB"
CASES = (
    Case("MergeIntoNew", "an older copy takes in all that was added", (), (add("risk", title="A"), add("risk", title="B")),
         ("risk R-005 title: A", "risk R-006 title: B"), counts={"new": 2}),
    Case("MergeNoChanges", "where nothing was done, nothing is done", counts={"new": 0, "changed": 0}),
    Case("MergeCustomData", "a setting made there counts here", (), (add("setting", name="pack_head", value="Board"),),
         counts={"new": 1}),
    Case("ResolveConflictNewer", "changed there alone is taken", (), (edit("risk", "R-001", title="B"),), ("risk R-001 title: B",)),
    Case("ResolveConflictExisting", "changed here alone stays", (edit("risk", "R-001", title="A"),), (),
         ("risk R-001 title: A",), counts={"changed": 0}),
    Case("ResolveGroupConflictOlder", "a forum changed here alone stays", (edit("forum", "F-001", purpose="A"),), (),
         ("forum F-001 purpose: A",), counts={"changed": 0}),
    Case("MergeNotModified", "the same change on both sides is none", (edit("risk", "R-001", title="A"),),
         (edit("risk", "R-001", title="A"),),
         ("risk R-001 title: A",), counts={"changed": 0, "conflicting": 0}),
    Case("MergeModified", "one record more, one changed", (), (add("risk", title="B"), edit("risk", "R-001", owner="B")),
         ("risk R-001 owner: B",), counts={"new": 1, "changed": 1}),
    Case("ResolveConflictEntry_Synchronize", "both changed one field: asked, ours stays meanwhile",
         (edit("risk", "R-001", title="A"),), (edit("risk", "R-001", title="B"),), ("risk R-001 title: A",), asked=(("R-001", "title"),)),
    Case("ResolveConflictEntry_KeepNewer", "both changed one field: the newer wins where a person says so",
         (edit("risk", "R-001", title="A"), later, edit("risk", "R-002", title="A")), (edit("risk", "R-001", title="B"),
         edit("risk", "R-002", title="B")),
         ("risk R-001 title: B", "risk R-002 title: A"), newest=True),
    Case("DeletionConflictEntry_Synchronized", "removed there, changed here: asked, it stays meanwhile",
         (edit("risk", "R-003", title="A"),), (remove("risk", "R-003"),), ("risk R-003 title: A",), asked=(("R-003", ""),)),
    Case("DeletionConflictEntry_KeepNewer", "removed there, changed here before: goes where a person lets the newer win",
         (edit("risk", "R-003", title="A"),), (remove("risk", "R-003"),), gone=("risk R-003",), newest=True),
    Case("MoveEntry", "a risk given to another organisation there belongs to it here", (), (move("R-001", N),),
         (f"risk R-001 member: {N}",)),
    Case("MoveEntryPreserveChanges", "moved there, changed here: both", (edit("risk", "R-001", owner="A"),), (move("R-001", N),),
         (f"risk R-001 member: {N}", "risk R-001 owner: A")),
    Case("MoveEntryIntoNewGroup", "moved there to an organisation new there", (), (add("member", name="Brook Hospice"),
         move("R-001", "Brook Hospice")),
         ("risk R-001 member: Brook Hospice",), counts={"new": 1, "changed": 1}),
    Case("CreateNewGroups", "a forum new there", (), (add("forum", name="Audit Committee"),), ("forum F-002 name: Audit Committee",)),
    Case("UpdateEntryDifferentLocation", "moved here, changed there: both", (move("R-001", M),), (edit("risk", "R-001", owner="B"),),
         (f"risk R-001 member: {M}", "risk R-001 owner: B")),
    Case("UpdateGroup", "a forum renamed there is called so in every meeting", (), (edit("forum", "F-001", name="Board"),),
         ("meeting MT-001 forum: Board", "decision D-001 meeting: Board, 1 September 2026")),
    Case("UpdateGroupLocation", "a control given to another risk there", (edit("control", "C-001", title="A"),), (under("R-004"),),
         ("control C-001 parent: R-004", "control C-001 title: A")),
    Case("MergeAndSync", "merged both ways, both are the same", (add("risk", title="A"),), (edit("risk", "R-002", owner="B"),
         remove("risk", "R-001")),
         ("risk R-002 owner: B",), gone=("risk R-001",)),
    Case("MergeCustomIcons", "a paper comes with its bytes", (), (paper("B"),), ("paper PA-001 title: B",)),
    Case("MergeDuplicateCustomIcons", "the same bytes on both sides are kept once", (paper("A"),), (paper("B"),),
         ("paper PA-001 title: A", "paper PA-002 title: B")),
    Case("Metadata", "the collaborative is called as it was last called", (), (name("Brook Collaborative"),),
         ("setting SE-001 value: Brook Collaborative",)),
    Case("CustomData", "two settings, one made on each side, both live", (add("setting", name="pack_head", value="A"),),
         (add("setting", name="pack_foot", value="B"),),
         ("setting SE-002 value: A", "setting SE-003 value: B")),
    Case("DeletedEntry", "removed there and untouched here is gone", (), (remove("risk", "R-003"),), gone=("risk R-003",)),
    Case("DeletedGroup", "removed there with what belongs to it", (), (remove("risk", "R-002"),),
         gone=("risk R-002", "control C-001", "control C-002")),
    Case("DeletedRevertedEntry", "removed there and put back is still here", (), (remove("risk", "R-003"), undo),
         ("risk R-003 owner: Jo Smith",),
         counts={"changed": 0}),
    Case("DeletedRevertedGroup", "removed there with what belongs to it, and put back, is whole", (), (remove("risk", "R-002"), undo),
         ("control C-002 title: Discharge lounge",), counts={"changed": 0}),
    Case("the one it loses", "two people change different fields of one record, and both live",
         (edit("risk", "R-001", owner="A"),), (edit("risk", "R-001", title="B"),), ("risk R-001 owner: A", "risk R-001 title: B"),
         counts={"conflicting": 0}),
)  # fmt: skip


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with folder_of_copies() as made:
        yield made


@pytest.fixture
def pair(folder: Path) -> Iterator[Pair]:
    with two_copies(folder / "start.workbench", folder / "pair") as made:
        yield made


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.named}: {case.here}")
def test_case(pair: Pair, case: Case):
    for book, deeds in ((pair.ours, case.ours), (pair.theirs, case.theirs)):
        for deed in deeds:
            deed(book)
    plan = pair.plan()
    if case.newest:
        MergeDeciding(pair.ours, plan).settle_newest(plan.rows)
    apply_merge(pair.ours, plan)
    assert {key: plan.counts[key] for key in case.counts} == case.counts
    for place, words in (told.split(": ") for told in case.then):
        assert said(pair.ours, *place.split()) == [words]
    for register, ref in (gone.split() for gone in case.gone):
        assert ref not in [record.ref for record in pair.ours.records(register)]
    assert set(pair.conflicts()) == set(case.asked)
    if not case.asked:
        assert pair.turned.merge().counts["conflicting"] == 0
        same(pair.ours, pair.theirs)


def test_bytes_that_both_have_are_kept_once(pair: Pair):
    for book in (pair.ours, pair.theirs):
        paper("The plan")(book)
    pair.merge()
    with pair.ours.store.reading() as connection:
        assert connection.execute("SELECT count(*) FROM blob").fetchone() == (1,)


def test_all_cases_are_here():
    assert len(CASES) == 28 + 1
    assert len({case.named for case in CASES}) == len(CASES)
