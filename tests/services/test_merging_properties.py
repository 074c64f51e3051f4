"""Whatever two people do to two copies: merging both ways ends in the same, and nothing is lost or asked without need."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.two_copies import Pair, folder_of_copies, rows, same, two_copies
from workbench.domain.errors import WorkbenchError
from workbench.domain.register import Record
from workbench.services.book import Book
from workbench.services.merging_sets import apply_merge


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with folder_of_copies() as made:
        yield made


FEWER = settings(max_examples=max(5, settings.default.max_examples // 5) if settings.default else 5)
WORDS = st.sampled_from(["Late", "Later", "Not yet", "As agreed", ""])
NAMES = st.sampled_from(["Ann Lee", "Anna Leigh", "Cy Moor", "Dee Park"])
SCORE = st.integers(1, 5)
EDITS = {
    "risk": {"title": WORDS, "description": WORDS, "owner": NAMES, "status": st.sampled_from(["open", "closed"])},
    "assurance": {"current_likelihood": SCORE, "exec_lead": NAMES, "extra": st.sampled_from(["A: 1", "B: 2", "A: 3"])},
    "control": {"title": WORDS, "owner": NAMES},
    "decision": {"title": WORDS, "status": st.sampled_from(["draft", "agreed"])},
    "person": {"name": NAMES},
    "forum": {"name": st.sampled_from(["Joint Committee", "Partnership Board"]), "purpose": WORDS},
}
NEW = {
    "risk": {"title": "New risk"},
    "control": {"title": "New control"},
    "action": {"title": "New action", "owner": "Ann Lee"},
    "decision": {"title": "New decision", "forum": "Joint Committee"},
    "person": {"name": "Eve Short"},
}


@st.composite
def deeds(draw, register: str, kind: str):
    """One thing a person does: which record is chosen by number, for it depends on what is there."""
    number = draw(st.integers(0, 5))
    if kind == "edit":
        key = draw(st.sampled_from(sorted(EDITS[register])))
        return (kind, register, number, key, draw(EDITS[register][key]))
    return (kind, register, number, "", "")


DEED = st.one_of(
    *(deeds(register, "edit") for register in EDITS),
    *(deeds(register, "add") for register in NEW),
    *(deeds(register, "remove") for register in ("risk", "control", "decision", "link")),
    st.tuples(st.just("link"), st.just("risk"), st.integers(0, 5), st.just(""), st.integers(0, 5)),
    st.tuples(st.just("renumber"), st.just("risk"), st.integers(0, 5), st.just(""), st.sampled_from(["R-090", "R-091"])),
)
DEEDS = st.lists(DEED, max_size=6)


def do(book: Book, deed) -> None:
    """Do one thing as a person would; what the program refuses is not done."""
    kind, register, number, key, value = deed
    there = book.records(register)
    if not there:
        return
    record: Record = there[number % len(there)]
    try:
        if kind == "edit":
            book.edit([record], {key: value})
        elif kind == "renumber":
            book.edit([record], {"ref": value})
        elif kind == "remove":
            book.remove([record])
        elif kind == "link":
            other = book.records("risk")[value % len(there)]
            book.add("link", {"source": record.uid, "target": other.uid, "relation": "same_as"})
        else:
            parent = {"parent": book.records("risk")[number % len(book.records("risk"))].uid} if register == "control" else {}
            book.add(register, {**NEW[register], **parent})
    except WorkbenchError:
        pass


def act(pair: Pair, ours, theirs) -> None:
    for book, found in ((pair.ours, ours), (pair.theirs, theirs)):
        for deed in found:
            do(book, deed)


def alike(one: Book, other: Book) -> None:
    """Check that two copies say the same; a tie that both noted apart is one, whichever of the two notes each kept."""
    found = []
    for book in (one, other):
        said = rows(book)
        said["link"] = {
            (row.get("source"), row.get("target"), row.get("relation")): {}
            for row in said.get("link", {}).values()
        }  # fmt: skip
        found.append(said)
        assert [fault.message for fault in book.check()] == []
    assert found[0] == found[1]


@FEWER
@given(DEEDS, DEEDS)
def test_both_ways_round_ends_in_the_same_where_nothing_conflicts(folder: Path, ours, theirs):
    with two_copies(folder / "start.workbench", folder / "pair") as pair:
        act(pair, ours, theirs)
        settled = not pair.merge().counts["conflicting"]
        again = pair.turned.merge()
        if settled:
            assert again.counts["conflicting"] == 0
            alike(pair.ours, pair.theirs)
            assert pair.plan().is_empty
            assert pair.turned.plan().is_empty


@FEWER
@given(DEEDS, DEEDS, st.booleans())
@example(ours=[("edit", "person", 0, "name", "Anna Leigh"), ("edit", "person", 1, "name", "Ann Lee")], theirs=[], side=False)
def test_what_was_settled_is_never_asked_again(folder: Path, ours, theirs, side):
    with two_copies(folder / "start.workbench", folder / "pair") as pair:
        act(pair, ours, theirs)
        pair.merge(theirs=side)
        assert pair.plan().counts["conflicting"] == 0
        assert pair.turned.merge().counts["conflicting"] == 0
        alike(pair.ours, pair.theirs)
        assert pair.plan().is_empty


@FEWER
@given(DEEDS, DEEDS)
@example(ours=[("renumber", "risk", 1, "", "R-090")], theirs=[("renumber", "risk", 2, "", "R-090")])
def test_what_was_left_open_is_asked_in_both_directions_until_it_is_settled(folder: Path, ours, theirs):
    with two_copies(folder / "start.workbench", folder / "pair") as pair:
        act(pair, ours, theirs)
        open_ = {place for place in pair.conflicts() if place[1] not in ("ref", "extra")}
        pair.merge()
        assert open_ <= set(pair.conflicts())
        asked = pair.turned.conflicts()
        assert {field for _, field in open_} <= {field for _, field in asked}
        pair.turned.merge()
        assert open_ <= set(pair.conflicts())
        pair.merge(theirs=True)
        assert pair.turned.merge().counts["conflicting"] == 0
        alike(pair.ours, pair.theirs)


@FEWER
@given(DEEDS, DEEDS, DEEDS, DEEDS)
@example(
    ours=[("renumber", "risk", 0, "", "R-090")],
    theirs=[("renumber", "risk", 0, "", "R-091")],
    more=[("renumber", "risk", 1, "", "R-091")],
    further=[],
)
@example(ours=[("remove", "risk", 1, "", "")], theirs=[("add", "control", 1, "", "")], more=[("remove", "risk", 1, "", "")], further=[])
@example(
    ours=[],
    theirs=[("remove", "control", 0, "", ""), ("add", "control", 0, "", "")],
    more=[("add", "risk", 0, "", ""), ("add", "control", 3, "", ""), ("remove", "risk", 0, "", "")],
    further=[("remove", "control", 0, "", ""), ("add", "control", 0, "", "")],
)
def test_two_that_merged_each_other_at_the_same_time_meet_again(folder: Path, ours, theirs, more, further):
    with two_copies(folder / "start.workbench", folder / "pair") as pair:
        act(pair, ours, theirs)
        one, other = pair.plan(), pair.turned.plan()
        apply_merge(pair.ours, one)
        apply_merge(pair.theirs, other)
        act(pair, more, further)
        pair.merge(theirs=True)
        assert pair.turned.merge().counts["conflicting"] == 0
        alike(pair.ours, pair.theirs)


PLAIN = st.lists(deeds("risk", "edit").filter(lambda deed: deed[3] != "owner"), max_size=8)


@FEWER
@given(PLAIN, PLAIN)
def test_every_cell_is_what_the_definition_says(folder: Path, ours, theirs):
    with two_copies(folder / "start.workbench", folder / "pair") as pair:
        base = rows(pair.ours)["risk"]
        act(pair, ours, theirs)
        here, there = rows(pair.ours)["risk"], rows(pair.theirs)["risk"]
        expected = {}
        for uid, row in base.items():
            for key in {**row, **here[uid], **there[uid]}:
                was, mine, other = row.get(key), here[uid].get(key), there[uid].get(key)
                if other not in (mine, was):
                    expected[uid, key] = ((was, mine, other), mine == was)
        cells = {(row.uid, cell.field): (cell.stored, cell.taken) for row in pair.plan().rows for cell in row.cells}
        assert cells == expected
        pair.merge()
        after = rows(pair.ours)["risk"]
        for uid, row in here.items():
            taken = {key: three[2] for (of, key), (three, is_taken) in expected.items() if of == uid and is_taken}
            assert after[uid] == {key: value for key, value in {**row, **taken}.items() if value is not None}


MARK = "Mrs Featherstonehaugh"


@FEWER
@given(DEEDS, DEEDS, st.booleans())
def test_erased_words_never_come_back_whichever_way_copies_are_merged(folder: Path, ours, theirs, side):
    with two_copies(folder / "start.workbench", folder / "pair") as pair:
        pair.ours.edit([pair.ours.find("risk", "R-002")], {"description": f"{MARK} waited."})
        pair.merge()
        pair.turned.merge()
        pair.ours.erase(pair.ours.find("risk", "R-002"), "description", "Names a patient")
        act(pair, ours, [deed for deed in theirs if deed[3] != "description"])
        for _ in range(2):
            pair.merge(theirs=side)
            assert MARK not in dump(pair.ours)
            pair.turned.merge(theirs=side)
        assert MARK not in str(rows(pair.theirs))


def dump(book: Book) -> str:
    """Return all that a file holds, its history and what is compressed in it included."""
    said = [str(rows(book, but=()))]
    said += [str((change.before, change.after)) for entry in book.history() for change in entry.changes]
    return " ".join((*said, *(link.detail for link in book.store.chain())))


@FEWER
@given(DEEDS)
@example(theirs=[("edit", "forum", 0, "name", "Partnership Board"), ("add", "decision", 0, "", "")])
def test_a_copy_that_only_went_on_is_taken_whole(folder: Path, theirs):
    with two_copies(folder / "start.workbench", folder / "pair") as pair:
        act(pair, (), theirs)
        assert pair.merge().counts["conflicting"] == 0
        same(pair.ours, pair.theirs)
        assert pair.turned.plan().is_empty


@FEWER
@given(DEEDS, DEEDS)
def test_undo_takes_a_merge_back_whole_and_redo_does_it_again(folder: Path, ours, theirs):
    with two_copies(folder / "start.workbench", folder / "pair") as pair:
        act(pair, ours, theirs)
        before = rows(pair.ours)
        planned = pair.plan().counts
        pair.merge()
        after = rows(pair.ours)
        if before != after:
            pair.ours.undo(asked=True)
            assert rows(pair.ours) == before
            assert pair.plan().counts == planned
            pair.ours.redo()
            assert rows(pair.ours) == after
