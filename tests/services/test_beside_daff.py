"""The planner beside daff, a well-kept merger of plain tables: the same verdict on cells, and why ours is right where they differ.

daff compares tables three ways without knowing what a row or a column is: it lines rows up by what stands in them (the key
it can be told is not asked in a merge), takes a missing row for a removal, and compares cells letter by letter.
"""

from typing import Any

import daff
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.making import FixedClock, make_book, plan_lines, stamp_of
from workbench.services.book import Book
from workbench.services.importing import apply_plan
from workbench.services.plan import Plan

KEYS = ("ref", "title", "description", "owner", "progress", "category")
CHANGING = KEYS[3:]
TITLES = ("Linen contract ends in March", "Pharmacy robot fails at night", "Roof above theatres leaks", "Lifts stop between floors")
Table = list[dict[str, str]]


def table(*cells: dict[str, str]) -> Table:
    """Return records with these cells, told apart by reference, title and description."""
    return [
        {"ref": f"K-{n}", "title": TITLES[n], "description": f"What is known of {TITLES[n].lower()}", **told}
        for n, told in enumerate(cells)
    ]


def by_daff(base: Table, ours: Table, theirs: Table, keys: tuple[str, ...] = KEYS) -> tuple[Table, set[tuple[str, str]]]:
    """Return what daff merges, and the cells it calls conflicting, by reference and field."""
    views = [
        daff.PythonTableView([list(named), *([row.get(key, "") for key in named] for row in rows)])
        for rows, named in ((base, KEYS), (ours, KEYS), (theirs, keys))
    ]
    flags = daff.CompareFlags()
    flags.addPrimaryKey("ref")
    merger = daff.Merger(*views, flags)
    merger.apply()
    head, *rows = views[1].data
    merged = [dict(zip(head, row, strict=True)) for row in rows]
    return merged, {(row["ref"], key) for row in merged for key, value in row.items() if str(value).startswith("(((")}


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory):
    """Make books in a folder of this module."""
    folder = tmp_path_factory.mktemp("daff")
    numbers = iter(range(10**6))
    return lambda: make_book(folder / f"{next(numbers)}.workbench", FixedClock())


def by_planner(
    book: Book, base: Table, ours: Table, theirs: Table, keys: tuple[str, ...] = KEYS
) -> tuple[Table, set[tuple[str, str]], Plan]:
    """Return the same of our planner, the base being what an export showed."""
    uids = {row["ref"]: book.add("risk", row).uid for row in base}
    stamp = stamp_of(book)
    for row in base:
        after = next((other for other in ours if other["ref"] == row["ref"]), None)
        record = book.record("risk", uids[row["ref"]])
        assert record is not None
        if after is None:
            book.remove([record])
        elif after != row:
            book.edit([record], after)
    for row in ours:
        if row["ref"] not in uids:
            book.add("risk", row)
    # A row carries the identity of its record, whatever became of its reference.
    lines: list[dict[str, Any]] = [{"uid": uids.get(row.get("carries", row["ref"])), "tier": "shared", **row} for row in theirs]
    plan = plan_lines(book, lines, stamp=stamp, keys=("tier", *keys))
    clashes = {(row.ref, cell.field) for row in plan.rows for cell in row.cells if cell.conflict}
    apply_plan(book, plan)
    return [{key: record.show(key) for key in KEYS} for record in book.records("risk")], clashes, plan


CELLS = st.fixed_dictionaries(dict.fromkeys(CHANGING, st.sampled_from(["", "Amber", "Birch", "Cedar"])))


@pytest.mark.long
@given(st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=len(TITLES)))
def test_cells_of_the_same_records_are_merged_alike(files, triples: list[tuple[dict[str, str], dict[str, str], dict[str, str]]]):
    base, ours, theirs = (table(*cells) for cells in zip(*triples, strict=True))
    with files() as book:
        merged, clashes, _ = by_planner(book, base, ours, theirs)
    found, called = by_daff(base, ours, theirs)
    assert clashes == called
    kept = {row["ref"]: row for row in ours}  # daff writes both sides into a conflicting cell, we leave it as it is here
    assert merged == [{key: kept[row["ref"]][key] if (row["ref"], key) in called else value for key, value in row.items()} for row in found]


A = {"owner": "Amber", "progress": "Amber", "category": "Amber"}
B, C = {**A, "owner": "Birch"}, {**A, "owner": "Cedar"}


def refs(rows: Table) -> list[str]:
    return [row["ref"] for row in rows]


def test_a_record_removed_here_and_changed_there_is_asked_about(files):
    """daff drops it with the change, and says nothing of a conflict: the member's words would be lost unseen."""
    base, ours, theirs = table(A, A, A), table(A, A, A)[1:], table(C, A, A)
    assert (refs(by_daff(base, ours, theirs)[0]), by_daff(base, ours, theirs)[1]) == (["K-1", "K-2"], set())
    with files() as book:
        merged, _, plan = by_planner(book, base, ours, theirs)
    assert (refs(merged), plan.counts["asked"]) == (["K-1", "K-2"], 1)


def test_a_record_that_a_return_lacks_stays(files):
    """daff removes it, with what was changed here: but people delete and filter rows in Excel for all kinds of reasons."""
    base, ours, theirs = table(A, A, A), table(B, A, A), table(A, A, A)[1:]
    assert refs(by_daff(base, ours, theirs)[0]) == ["K-1", "K-2"]
    with files() as book:
        merged, _, plan = by_planner(book, base, ours, theirs)
    assert (merged[0]["owner"], refs(merged), plan.counts["absent"]) == ("Birch", ["K-0", "K-1", "K-2"], 1)


def test_a_column_that_a_return_lacks_is_no_answer(files):
    """daff takes the column out of the table, with every word in it."""
    base, theirs = table(A, A), table(A, A)
    found, _ = by_daff(base, base, theirs, KEYS[:-1])
    assert "category" not in found[0]
    with files() as book:
        merged, _, plan = by_planner(book, base, base, theirs, KEYS[:-1])
    assert ([row["category"] for row in merged], plan.counts["same"]) == (["Amber", "Amber"], 2)


@pytest.mark.parametrize("said", ["AMBER", "Amber ", "\xa0Amber"])
def test_what_differs_in_case_and_white_space_alone_is_the_same(files, said: str):
    """daff compares letters: capitals and the spaces Excel leaves behind are a change, and a conflict where we changed the cell."""
    base, theirs = table(A, A), table({**A, "owner": said}, A)
    assert by_daff(base, base, theirs)[0][0]["owner"] == said
    assert by_daff(base, table(B, A), theirs)[1] == {("K-0", "owner")}
    for ours, owner in ((base, "Amber"), (table(B, A), "Birch")):
        with files() as book:
            merged, clashes, plan = by_planner(book, base, ours, theirs)
        assert (merged[0]["owner"], clashes, plan.counts["same"]) == (owner, set(), 2)


def test_a_copied_row_is_asked_about(files):
    """daff adds it as another record of the same key."""
    base = table(A, A)
    theirs = [*base, {**base[0], "owner": "Cedar"}]
    assert refs(by_daff(base, base, theirs)[0]) == ["K-0", "K-1", "K-0"]
    with files() as book:
        merged, _, plan = by_planner(book, base, base, theirs)
    assert (refs(merged), plan.counts["asked"]) == (["K-0", "K-1"], 1)


def test_a_record_added_on_both_sides_under_one_reference_is_one(files):
    """daff keeps both under the same key: nobody could tell afterwards which of them R-014 is."""
    base, ours, theirs = table(A), table(A, B), table(A, C)
    assert refs(by_daff(base, ours, theirs)[0]).count("K-1") == 2
    with files() as book:
        merged, clashes, _ = by_planner(book, base, ours, theirs)
    assert (refs(merged), clashes) == (["K-0", "K-1"], {("K-1", "owner")})


def test_a_record_that_was_renumbered_and_reworded_is_known_by_its_identity(files):
    """daff lines rows up by what stands in them: it removes the record, with what was changed here, and adds another."""
    base, ours = table(A, A), table(B, A)
    theirs = [{**dict.fromkeys(KEYS, "Reworded"), "ref": "K-9", "carries": "K-0"}, base[1]]
    found, called = by_daff(base, ours, theirs)
    assert (sorted(refs(found)), called) == (["K-1", "K-9"], set())
    with files() as book:
        merged, clashes, _ = by_planner(book, base, ours, theirs)
    assert (refs(merged), clashes) == (["K-0", "K-1"], {("K-0", "owner")})
    assert (merged[0]["title"], merged[0]["owner"]) == ("Reworded", "Birch")
