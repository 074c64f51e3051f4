"""Returns side by side: whatever members change, the outcome is the one that the words define, in any order."""

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.making import FixedClock, make_book, plan_lines, rows_of_book, stamp_of, uid_of
from workbench.domain.text import fold
from workbench.services.agreeing import clashes_between, drop_repeated, hold_back
from workbench.services.book import Book
from workbench.services.importing import apply_plan
from workbench.services.plan import Plan

NAMES = ("Alder", "Birch", "Cedar")
REFS, KEYS = ("R-001", "R-002"), ("owner", "description", "unit")
SAID = st.dictionaries(st.tuples(st.sampled_from(REFS), st.sampled_from(KEYS)), st.sampled_from(["", "Ann", "ann", "Bob"]), max_size=4)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Book]:
    """A book of three organisations and two shared risks; `unit` is blank in both."""
    with make_book(tmp_path_factory.mktemp("agreeing") / "board.workbench", FixedClock(), risks=2, organisations=NAMES) as book:
        yield book


def planned(book: Book, name: str, said: dict[tuple[str, str], str], stamp) -> Plan:
    """Return the plan of a member's return, in which everything stands as it was sent but for what was said."""
    lines = []
    for ref in REFS:
        record = book.record("risk", UIDS[ref])
        assert record is not None
        lines.append({"uid": record.uid, "ref": ref, "title": record.title, **{key: said.get((ref, key), BASE[ref, key]) for key in KEYS}})
    return plan_lines(book, lines, member=name, stamp=stamp, keys=["ref", "title", *KEYS], name=f"{name}.xlsx")


UIDS: dict[str, str] = {}
BASE: dict[tuple[str, str], str] = {}


@settings(max_examples=10)
@given(said=st.lists(SAID, min_size=3, max_size=3), order=st.permutations(range(3)))
def test_a_cell_is_taken_where_all_who_changed_it_agree_and_left_where_they_do_not(shared: Book, said, order: list[int]):
    book = shared
    UIDS.update({ref: book.find("risk", ref).uid for ref in REFS})
    BASE.update({(ref, key): book.find("risk", ref).show(key) for ref in REFS for key in KEYS})
    before = rows_of_book(book)
    stamps = {name: stamp_of(book, version="member", member=uid_of(book, name), keys=["ref", *KEYS]) for name in NAMES}
    plans = [planned(book, NAMES[place], said[place], stamps[NAMES[place]]) for place in order]
    clashes = clashes_between(book, plans)
    hold_back(book, plans, clashes)
    drop_repeated(book, plans)
    expected = {place: outcome(BASE[place], [one.get(place, BASE[place]) for one in said]) for place in BASE}
    assert {(clash.ref, clash.place[2]) for clash in clashes} == {place for place, words in expected.items() if words is None}
    taken = [(row.ref, cell.field) for plan in plans for row in plan.rows for cell in row.cells if cell.taken]
    assert sorted(taken) == sorted(place for place, words in expected.items() if words is not None and fold(words) != fold(BASE[place]))
    applied = 0
    for place in order:
        plan = planned(book, NAMES[place], said[place], stamps[NAMES[place]])
        hold_back(book, [plan], clashes)
        applied += apply_plan(book, plan) is not None
    for (ref, key), words in expected.items():
        assert fold(book.find("risk", ref).show(key)) == fold(BASE[ref, key] if words is None else words)
    for _ in range(applied):
        book.undo()
    assert rows_of_book(book) == before


def outcome(base: str, said: list[str]) -> str | None:
    """Return what becomes of a cell, None where nobody may decide: the definition."""
    changed = {fold(words): words for words in said if fold(words) != fold(base)}
    return base if not changed else next(iter(changed.values())) if len(changed) == 1 else None
