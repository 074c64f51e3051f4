"""Two copies of one file, point by point: what is recognised, taken, asked, kept open, renumbered, erased, told and undone."""

import hashlib
import json
import shutil
import sqlite3
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tests.making import FixedClock, bring_in, make_book, stamp_of, unchanged
from tests.two_copies import OURS, THEIRS, Pair, folder_of_copies, rows, said, same, two_copies
from workbench.domain.change import Change, ChangeSet
from workbench.domain.errors import CannotUndoError, NewerFileError, NotAWorkbenchError, WorkbenchError
from workbench.services.book import Book
from workbench.services.keeping import backups
from workbench.services.merging import plan_merge
from workbench.services.merging_deciding import MergeDeciding
from workbench.services.merging_sets import apply_merge
from workbench.services.plan import Outcome
from workbench.services.quarters import close_quarter, plan_closing, quarter_named
from workbench.services.takeback import find_import, plan_takeback, take_back


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with folder_of_copies() as made:
        yield made


@pytest.fixture
def pair(folder: Path) -> Iterator[Pair]:
    with two_copies(folder / "start.workbench", folder / "pair") as made:
        yield made


def edit(book: Book, register: str, ref: str, /, **values) -> None:
    book.edit([book.find(register, ref)], values)


def outcomes(plan) -> dict[str, str]:
    return {row.ref: str(row.outcome) for row in plan.rows if row.cells or row.content}


# What is a copy


def test_a_strangers_file_is_refused(pair: Pair, folder: Path):
    other = folder / "stranger.workbench"
    make_book(other, FixedClock(first=777)).close()
    with unchanged(other), pytest.raises(WorkbenchError, match=r"stranger\.workbench was not merged: it is another collaborative's file"):
        plan_merge(pair.ours, other)
    other.unlink()


def test_the_file_itself_is_refused(pair: Pair):
    with pytest.raises(WorkbenchError, match="it is this very file"):
        plan_merge(pair.ours, pair.ours.path)


def test_what_is_no_file_of_ours_or_is_missing_is_refused(pair: Pair, tmp_path: Path):
    (tmp_path / "letter.workbench").write_text("Dear all")
    with pytest.raises(NotAWorkbenchError):
        plan_merge(pair.ours, tmp_path / "letter.workbench")
    with pytest.raises(WorkbenchError, match="does not exist"):
        plan_merge(pair.ours, tmp_path / "gone.workbench")


def test_a_copy_of_a_newer_format_is_refused(pair: Pair):
    path = pair.theirs.path
    pair.theirs.close()
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(NewerFileError):
        plan_merge(pair.ours, path)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE risk SET title = 'Altered' WHERE ref = 'R-001'",
        "DROP TRIGGER change_set_stays; UPDATE change_set SET author = 'Somebody else' WHERE position = 3",
        (
            "DROP TRIGGER change_is_kept; DROP TRIGGER change_set_is_kept; "
            "DELETE FROM change WHERE change_set = 8; DELETE FROM change_set WHERE position = 8"
        ),
        "DROP TRIGGER change_stays; UPDATE change SET body = replace(body, 'Jo Smith', 'Jo Smythe')",
    ],
)
def test_a_copy_altered_outside_is_refused(pair: Pair, statement: str):
    path = pair.theirs.path
    pair.theirs.close()
    connection = sqlite3.connect(path)
    connection.executescript(statement)
    connection.close()
    with unchanged(path), pytest.raises(WorkbenchError, match="were altered outside the Workbench"):
        plan_merge(pair.ours, path)


def test_a_missing_guard_alone_says_nothing_against_a_copy(pair: Pair):
    path = pair.theirs.path
    pair.theirs.close()
    connection = sqlite3.connect(path)
    connection.execute("DROP TRIGGER change_stays")
    connection.close()
    assert plan_merge(pair.ours, path).is_empty


def test_a_copy_that_would_be_written_beside_is_refused(pair: Pair):
    path = pair.theirs.path
    pair.theirs.close()
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.close()
    with unchanged(path), pytest.raises(WorkbenchError, match="second file"):
        plan_merge(pair.ours, path)


def test_a_copy_with_a_broken_off_change_is_left_as_it_is(pair: Pair, folder: Path):
    path = pair.theirs.path
    pair.theirs.close()
    shutil.copy(path, path.with_suffix(".before"))
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA cache_size = 1")
    connection.execute("BEGIN")
    connection.execute("UPDATE risk SET notes = hex(zeroblob(30000))")
    left, journal = path.read_bytes(), path.with_name(f"{path.name}-journal").read_bytes()
    connection.execute("ROLLBACK")
    connection.close()
    path.write_bytes(left)
    path.with_name(f"{path.name}-journal").write_bytes(journal)
    with unchanged(path, path.with_name(f"{path.name}-journal")), pytest.raises(WorkbenchError, match="broken off"):
        plan_merge(pair.ours, path)
    path.with_name(f"{path.name}-journal").unlink()


def test_a_copy_in_use_is_read_without_a_trace(pair: Pair):
    edit(pair.theirs, "risk", "R-001", title="Theirs")
    with unchanged(pair.ours.path, pair.theirs.path):
        assert outcomes(pair.plan()) == {"R-001": "changed"}


def test_a_copy_with_nothing_new_says_so(pair: Pair):
    edit(pair.ours, "risk", "R-001", title="Only here")
    plan = pair.plan()
    assert plan.is_empty
    assert plan.summary == "theirs.workbench holds nothing that is not here already."
    assert apply_merge(pair.ours, plan) is None


# Cells


def test_two_people_who_edit_different_fields_of_one_record_both_keep_their_words(pair: Pair):
    edit(pair.ours, "risk", "R-001", owner="Ann Lee")
    edit(pair.theirs, "risk", "R-001", title="A better title")
    assert pair.merge().counts["conflicting"] == 0
    assert said(pair.ours, "risk", "R-001", "owner", "title") == ["Ann Lee", "A better title"]


def test_each_cell_is_judged_by_what_both_last_had(pair: Pair):
    edit(pair.ours, "risk", "R-001", title="Ours", owner="Same", cause="Only ours")
    edit(pair.theirs, "risk", "R-001", title="Theirs", owner="Same", effect="Only theirs", description="")
    (row,) = [row for row in pair.plan().rows if row.cells]
    assert {cell.field: (cell.base, cell.ours, cell.theirs, cell.taken) for cell in row.cells} == {
        "title": ("Risk 1 of late discharge from ward 1", "Ours", "Theirs", False),
        "effect": ("", "", "Only theirs", True),
        "description": ("Beds on ward 1 stay occupied.", "Beds on ward 1 stay occupied.", "", True),
    }


def test_what_settled_cells_say_is_written_and_conflicts_stay_as_they_are_here(pair: Pair):
    edit(pair.ours, "risk", "R-001", title="Ours")
    edit(pair.theirs, "risk", "R-001", title="Theirs", effect="Only theirs")
    plan = pair.merge()
    assert plan.counts["conflicting"] == 1
    assert said(pair.ours, "risk", "R-001", "title", "effect") == ["Ours", "Only theirs"]


def test_words_under_headings_are_settled_heading_by_heading(pair: Pair):
    for book, words in ((pair.ours, "Ward: 7\nSite: North"), (pair.theirs, "Lift: out\nSite: South")):
        edit(book, "risk", "R-001", extra=words)
    assert set(pair.conflicts()) == {("R-001", "extra")}
    edit(pair.theirs, "risk", "R-001", extra="Lift: out\nSite: North")
    pair.merge()
    assert pair.ours.find("risk", "R-001").plain()["extra"] == {"Ward": "7", "Site": "North", "Lift": "out"}


def test_case_alone_is_a_change_like_any_other(pair: Pair):
    edit(pair.theirs, "risk", "R-001", owner="jo smith")
    pair.merge()
    assert said(pair.ours, "risk", "R-001", "owner") == ["jo smith"]


def test_the_newest_wins_only_where_a_person_says_so(pair: Pair):
    edit(pair.ours, "risk", "R-001", title="Ours, earlier")
    edit(pair.theirs, "risk", "R-001", title="Theirs, later")
    pair.ours.clock.pass_days(9)
    edit(pair.ours, "risk", "R-002", title="Ours, later")
    edit(pair.theirs, "risk", "R-002", title="Theirs, earlier")
    plan = pair.plan()
    assert MergeDeciding(pair.ours, plan).settle_newest(plan.rows) == 2
    apply_merge(pair.ours, plan)
    assert [said(pair.ours, "risk", ref, "title") for ref in ("R-001", "R-002")] == [["Theirs, later"], ["Ours, later"]]
    assert "Taken from the copy: Risk of R-001." in pair.ours.history()[-2].reason


# What stays open, what is settled


def test_a_cell_left_open_is_asked_again_in_both_directions_and_never_overwritten(pair: Pair):
    edit(pair.ours, "risk", "R-001", title="Ours")
    edit(pair.theirs, "risk", "R-001", title="Theirs")
    was = "Risk 1 of late discharge from ward 1"
    pair.merge()
    edit(pair.theirs, "risk", "R-003", title="Something else")
    pair.merge()
    assert pair.conflicts() == {("R-001", "title"): (was, "Ours", "Theirs")}
    assert pair.turned.conflicts() == {("R-001", "title"): (was, "Theirs", "Ours")}
    pair.turned.merge()
    assert said(pair.theirs, "risk", "R-001", "title") == ["Theirs"]
    assert pair.conflicts() == {("R-001", "title"): (was, "Ours", "Theirs")}
    pair.merge(theirs=False)
    assert pair.conflicts() == {}
    assert pair.turned.merge().counts["conflicting"] == 0
    assert said(pair.theirs, "risk", "R-001", "title") == ["Ours"]


def test_keeping_ours_by_decision_is_remembered_even_where_nothing_is_written(pair: Pair):
    edit(pair.ours, "risk", "R-001", title="Ours")
    edit(pair.theirs, "risk", "R-001", title="Theirs")
    pair.merge(theirs=False)
    assert pair.conflicts() == {}
    pair.turned.merge()
    assert said(pair.theirs, "risk", "R-001", "title") == ["Ours"]


def test_what_a_person_leaves_out_is_offered_again_and_not_taken_back_over_there(pair: Pair):
    edit(pair.theirs, "risk", "R-001", title="Theirs", owner="Theirs, too")
    pair.theirs.add("risk", {"title": "New there"})
    pair.theirs.remove([pair.theirs.find("risk", "R-004")])
    plan = pair.plan()
    deciding = MergeDeciding(pair.ours, plan)
    by_ref = {row.ref: row for row in plan.rows}
    deciding.take(by_ref["R-001"], [by_ref["R-001"].cells[0]], theirs=False)
    deciding.refuse([by_ref["R-004"], by_ref["R-005"]])
    apply_merge(pair.ours, plan)
    again = pair.plan()
    assert outcomes(again) == {"R-001": "changed", "R-004": "changed", "R-005": "new"}
    assert pair.turned.merge().writes == 0
    assert said(pair.theirs, "risk", "R-001", "title") == ["Theirs"]
    assert pair.theirs.find("risk", "R-005").title == "New there"
    pair.merge()
    same(pair.ours, pair.theirs)


def test_an_older_copy_that_comes_after_a_newer_one_brings_nothing_back(pair: Pair, folder: Path):
    edit(pair.theirs, "risk", "R-001", title="On Monday")
    added = pair.theirs.add("risk", {"title": "For a day"})
    monday = folder / "monday.workbench"
    shutil.copy(pair.theirs.path, monday)
    edit(pair.theirs, "risk", "R-001", title="On Tuesday")
    pair.theirs.remove([added])
    pair.merge()
    assert plan_merge(pair.ours, monday).is_empty
    with Book.open(monday, FixedClock(first=30_000), insist=True) as third:
        edit(third, "risk", "R-002", title="From Monday's copy")
        plan = plan_merge(pair.ours, monday)
        assert outcomes(plan) == {"R-002": "changed"}
    monday.unlink()


def test_what_came_from_a_third_copy_is_known_when_that_copy_comes(pair: Pair, folder: Path):
    path = folder / "third.workbench"
    shutil.copy(folder / "start.workbench", path)
    with Book.open(path, FixedClock(first=30_000), insist=True) as third:
        added = third.add("risk", {"title": "From the third"})
        apply_merge(pair.theirs, plan_merge(pair.theirs, path))
        pair.theirs.remove([pair.theirs.record("risk", added.uid)])
        edit(pair.theirs, "risk", "R-001", title="Theirs")
        pair.merge()
        assert plan_merge(pair.ours, path).is_empty
    path.unlink()


# Whole records


def test_a_record_removed_there_and_untouched_here_goes_with_what_hangs_on_it(pair: Pair):
    pair.theirs.remove([pair.theirs.find("risk", "R-002")])
    plan = pair.merge()
    assert outcomes(plan) == {"R-002": "changed"}
    assert next(row for row in plan.rows if row.moves).cells[0].ours == "Kept, with 4 records"
    same(pair.ours, pair.theirs)
    assert not pair.ours.records("control")


@pytest.mark.parametrize("taken", [True, False])
def test_a_record_removed_there_and_changed_here_is_asked_about(pair: Pair, taken: bool):
    pair.theirs.remove([pair.theirs.find("risk", "R-002")])
    edit(pair.ours, "control", "C-001", title="Changed here")
    pair.merge()
    assert pair.ours.find("risk", "R-002")
    assert list(pair.conflicts()) == [("R-002", "")]
    assert list(pair.turned.conflicts()) == [("R-002", "")]
    pair.merge(theirs=taken)
    assert pair.turned.merge().counts["conflicting"] == 0
    same(pair.ours, pair.theirs)
    assert len(pair.ours.records("control")) == (0 if taken else 2)


@pytest.mark.parametrize("taken", [True, False])
def test_a_record_removed_here_and_changed_there_is_asked_about(pair: Pair, taken: bool):
    pair.ours.remove([pair.ours.find("risk", "R-002")])
    pair.theirs.add("control", {"title": "New there", "parent": pair.theirs.find("risk", "R-002").uid})
    pair.merge()
    assert not pair.ours.records("control")
    assert list(pair.conflicts()) == [("R-002", "")]
    pair.merge(theirs=taken)
    pair.turned.merge()
    same(pair.ours, pair.theirs)
    assert len(pair.ours.records("control")) == (3 if taken else 0)


def test_a_record_removed_on_both_sides_is_gone(pair: Pair):
    for book in (pair.ours, pair.theirs):
        book.remove([book.find("risk", "R-002")])
    assert pair.plan().is_empty


def test_an_organisation_is_not_taken_from_under_a_record_that_is_new_here(pair: Pair):
    pair.theirs.remove([pair.theirs.records("member")[1]])
    pair.ours.add("risk", {"title": "Theirs alone", "member": "Carrow Valley ICB", "tier": "local"})
    plan = pair.merge()
    assert plan.counts["conflicting"] == 1
    with pytest.raises(WorkbenchError, match="Carrow Valley ICB cannot be removed while"):
        pair.merge(theirs=True)


def test_children_whose_record_is_left_out_wait_with_it(pair: Pair):
    risk = pair.theirs.add("risk", {"title": "New there"})
    pair.theirs.add("control", {"title": "Its control", "parent": risk.uid})
    plan = pair.plan()
    deciding = MergeDeciding(pair.ours, plan)
    deciding.refuse([row for row in plan.rows if row.title == "New there"])
    apply_merge(pair.ours, plan)
    assert len(pair.ours.records("control")) == 2
    pair.merge()
    same(pair.ours, pair.theirs)


def test_one_tie_noted_on_both_sides_is_one(pair: Pair):
    for book in (pair.ours, pair.theirs):
        book.add("risk", {"title": "Another"}) if book is pair.ours else None
        ends = (book.find("risk", "R-001").uid, book.find("risk", "R-003").uid)
        book.add("link", {"source": ends[0], "target": ends[1], "relation": "same_as"})
    pair.merge()
    pair.turned.merge()
    for book in (pair.ours, pair.theirs):
        assert len(book.records("link")) == 3
        assert said(book, "risk", "R-001", "linked_risks") == ["R-003"]
    pair.ours.remove([next(link for link in pair.ours.records("link") if link.row.get("relation") == "same_as")])
    pair.turned.merge()
    assert len(pair.theirs.records("link")) == 2


def test_one_setting_made_on_both_sides_is_one_and_differing_values_are_asked(pair: Pair):
    for book, value in ((pair.ours, "12"), (pair.theirs, "16")):
        book.add("setting", {"name": "sharing_score", "value": value})
    assert [place[1] for place in pair.conflicts()] == ["value"]
    pair.merge(theirs=True)
    pair.turned.merge()
    assert [book.setting("sharing_score") for book in (pair.ours, pair.theirs)] == ["16", "16"]


def test_an_organisation_that_both_added_is_said_to_be_two(pair: Pair):
    for book in (pair.ours, pair.theirs):
        book.add("member", {"name": "Brook Hospice"})
    (problem,) = pair.merge().problems[-1:]
    assert "Both copies added an organisation called “Brook Hospice”" in problem.message


# Names and references


def test_a_rename_there_reaches_what_is_new_here(pair: Pair):
    pair.ours.add("decision", {"title": "Meanwhile", "forum": "Joint Committee", "meeting": "Joint Committee, 1 September 2026"})
    pair.theirs.edit([pair.theirs.find("forum", "Joint Committee")], {"name": "Partnership Board"})
    edit(pair.theirs, "decision", "D-001", title="Pool all beds")
    assert pair.merge().counts["conflicting"] == 0
    assert said(pair.ours, "decision", "D-002", "forum", "meeting") == ["Partnership Board", "Partnership Board, 1 September 2026"]
    pair.turned.merge()
    same(pair.ours, pair.theirs)


def test_a_rename_here_is_followed_by_what_is_new_there_and_is_no_conflict(pair: Pair):
    pair.ours.edit([pair.ours.find("person", "Cy Moor")], {"name": "Cy Moore"})
    edit(pair.theirs, "control", "C-001", owner="Ann Lee")
    pair.theirs.add("action", {"title": "Ring round", "owner": "Cy Moor; Ann Lee"})
    assert pair.merge().counts["conflicting"] == 0
    assert said(pair.ours, "action", "A-001", "owner") == ["Cy Moore; Ann Lee"]
    assert [said(pair.ours, "control", ref, "owner") for ref in ("C-001", "C-002")] == [["Ann Lee"], ["Cy Moore"]]
    pair.turned.merge()
    same(pair.ours, pair.theirs)


@pytest.mark.parametrize("taken", [True, False])
def test_words_follow_the_name_a_person_decides_for(pair: Pair, taken: bool):
    pair.ours.edit([pair.ours.find("person", "Cy Moor")], {"name": "Cy Moore"})
    pair.theirs.edit([pair.theirs.find("person", "Cy Moor")], {"name": "Cy Moorland"})
    pair.theirs.add("action", {"title": "Ring round", "owner": "Cy Moorland"})
    assert list(pair.conflicts()) == [("P-002", "name")]
    pair.merge(theirs=taken)
    name = "Cy Moorland" if taken else "Cy Moore"
    assert [said(pair.ours, "control", "C-001", "owner"), said(pair.ours, "action", "A-001", "owner")] == [[name], [name]]
    pair.turned.merge()
    same(pair.ours, pair.theirs)


def test_a_reference_given_twice_stays_here_and_the_incoming_takes_the_next_free(pair: Pair):
    pair.ours.add("risk", {"title": "Ours"})
    for title in ("Theirs", "Theirs, second"):
        pair.theirs.add("risk", {"title": title})
    plan = pair.merge()
    assert plan.problems[0].message == (
        "R-005 stands for two different records, “Ours” here and “Theirs” in the copy; both are kept, the copy's as R-007."
    )
    assert [pair.ours.find("risk", ref).title for ref in ("R-005", "R-006", "R-007")] == ["Ours", "Theirs, second", "Theirs"]
    assert pair.ours.find("risk", "R-007").plain()["extra"] == {"Reference in the copy": "R-005"}
    for _ in range(2):
        assert pair.turned.merge().problems == []
        assert pair.merge().problems == []
    same(pair.ours, pair.theirs)
    assert pair.theirs.find("risk", "R-005").title == "Ours"


def test_links_of_two_records_with_one_reference_are_told_by_references_alone(pair: Pair):
    for book in (pair.ours, pair.theirs):
        book.add("action", {"title": f"Ask {book.clock.author}", "origin": "R-001"})
    pair.merge()
    pair.theirs.add("action", {"title": "Ask again", "origin": "R-001"})
    plan = pair.plan()
    uids = {record.uid for book in (pair.ours, pair.theirs) for record in book.records("action")}
    told = [problem.message for problem in plan.problems] + [row.title for row in plan.rows]
    assert any("A-002 raised by R-001" in words for words in told)
    assert not [words for words in told if any(uid[:13] in words for uid in uids)]


def test_references_given_twice_settle_though_each_merged_the_other_at_once(pair: Pair):
    pair.ours.add("risk", {"title": "Ours"})
    pair.theirs.add("risk", {"title": "Theirs"})
    one, other = pair.plan(), pair.turned.plan()
    apply_merge(pair.ours, one)
    apply_merge(pair.theirs, other)
    pair.merge()
    pair.turned.merge()
    assert {record.title: record.ref for record in pair.ours.records("risk")[4:]} == {"Ours": "R-005", "Theirs": "R-006"}
    same(pair.ours, pair.theirs)


# Columns and bytes


def test_columns_and_registers_that_nobody_here_knows_are_carried_along(pair: Pair):
    theirs = pair.theirs.store
    with theirs.writing({}), theirs.reading() as connection:
        connection.execute("ALTER TABLE risk ADD COLUMN velocity TEXT")
        connection.execute("CREATE TABLE horizon (uid TEXT PRIMARY KEY NOT NULL, ref TEXT, title TEXT) STRICT")
    risk = theirs.rows("risk")[pair.theirs.find("risk", "R-001").uid]
    uid = pair.theirs.clock.new_uid()
    changed = Change("risk", risk["uid"], risk, {**risk, "velocity": "fast"})
    added = Change("horizon", uid, None, {"uid": uid, "title": "Far off"})
    theirs.apply(ChangeSet("From the future", (changed, added)), pair.theirs.registers)
    pair.merge()
    assert pair.ours.store.rows("risk")[risk["uid"]]["velocity"] == "fast"
    assert pair.ours.store.rows("horizon") == {uid: {"uid": uid, "title": "Far off"}}
    assert [fault.message for fault in pair.ours.check()] == []
    pair.ours.undo(asked=True)
    assert pair.ours.store.rows("horizon") == {}


def test_a_paper_comes_with_its_bytes(pair: Pair):
    content = b"%PDF-1.7 a paper"
    digest = hashlib.sha256(content).hexdigest()
    change = pair.theirs.addition("paper", {"title": "Winter plan", "digest": digest})
    pair.theirs.apply(ChangeSet("Add a paper", (change,), blobs={digest: content}))
    pair.merge()
    assert pair.ours.store.blob(digest) == content


# Erasures


def test_an_erasure_there_clears_the_words_here_and_says_how_to_erase_them(pair: Pair):
    edit(pair.ours, "risk", "R-003", owner="Somebody else")
    pair.theirs.erase(pair.theirs.find("risk", "R-003"), "description", "Names a patient")
    plan = pair.merge()
    assert "Description of R-003 was erased in the copy on 25 July 2026. Its words are cleared here" in plan.problems[0].message
    assert "workbench erase ours.workbench risk R-003 description" in plan.problems[0].message
    assert said(pair.ours, "risk", "R-003", "description", "owner") == ["", "Somebody else"]
    assert pair.turned.merge().problems == []
    same(pair.ours, pair.theirs)


def test_words_erased_here_never_come_back(pair: Pair):
    pair.ours.erase(pair.ours.find("risk", "R-003"), "description", "Names a patient")
    edit(pair.theirs, "risk", "R-003", title="New title")
    for _ in range(2):
        plan = pair.merge(theirs=True)
        assert said(pair.ours, "risk", "R-003", "description", "title") == ["", "New title"]
    assert "was erased here on 24 July 2026; the words that the copy still has there are not taken" in plan.problems[0].message
    edit(pair.theirs, "risk", "R-003", description="Beds on ward 3 stay occupied, as Mrs Long said.")
    pair.merge(theirs=True)
    assert said(pair.ours, "risk", "R-003", "description") == [""]
    assert list(pair.turned.conflicts()) == [("R-003", "description")]


def test_a_removed_record_comes_back_without_the_words_erased_of_it(pair: Pair):
    record = pair.ours.find("risk", "R-003")
    pair.ours.erase(record, "description", "Names a patient")
    pair.ours.remove([pair.ours.find("risk", "R-003")])
    edit(pair.theirs, "risk", "R-003", title="Still wanted")
    pair.merge(theirs=True)
    assert said(pair.ours, "risk", "R-003", "title", "description") == ["Still wanted", ""]
    with sqlite3.connect(pair.ours.path) as connection:
        assert not [line for line in connection.iterdump() if "Beds on ward 3" in line]
    connection.close()


def test_an_import_of_a_workbook_that_shows_erased_words_comes_without_them(pair: Pair):
    line = {"uid": pair.theirs.find("risk", "R-003").uid, "ref": "R-003", "title": "Late", "description": "Mrs Long waited."}
    bring_in(pair.theirs, [line], stamp=stamp_of(pair.theirs))
    receipt = pair.theirs.records("receipt")[0]
    pair.ours.erase(pair.ours.find("risk", "R-003"), "description", "Names a patient")
    pair.merge()
    assert pair.ours.record("receipt", receipt.uid)
    assert "Mrs Long" not in str(rows(pair.ours, but=()))
    assert pair.ours.store.blob(str(receipt.row["digest"])) is None


def test_words_erased_here_do_not_come_back_in_what_a_workbook_showed_of_their_parent(pair: Pair):
    entry = pair.theirs.add("assurance", {"title": "Flow", "tier": "shared"})
    control = pair.theirs.add("control", {"parent": entry.ref, "title": "Mrs Long rings daily"})
    pair.merge()
    line = {"uid": entry.uid, "ref": entry.ref, "title": "Flow out", "controls": f"{control.ref}: Mrs Long rings weekly"}
    stamp = stamp_of(pair.theirs, keys=("ref", "title", "controls"))
    edit(pair.theirs, "control", control.ref, title="A weekly call")
    bring_in(pair.theirs, [line], register="assurance", stamp=stamp)
    [receipt] = pair.theirs.records("receipt")
    assert "Mrs Long" in str(receipt.row["shown"])
    pair.ours.erase(pair.ours.find("control", control.ref), "title", "Names a patient")
    pair.merge()
    assert pair.ours.record("receipt", receipt.uid)
    assert "Mrs Long" not in str(rows(pair.ours, but=()))
    assert pair.ours.store.blob(str(receipt.row["digest"])) is None


# History, undo, time


def test_the_history_tells_who_made_each_change_and_when_and_that_it_was_merged(pair: Pair):
    edit(pair.theirs, "risk", "R-001", title="First")
    pair.theirs.clock.pass_days(1)
    pair.theirs.edit([pair.theirs.find("risk", "R-001")], {"title": "Second", "owner": "Ann Lee"}, reason="Agreed by phone")
    edit(pair.theirs, "risk", "R-002", title="Third")
    pair.merge()
    story = [(one.author, one.made_by, one.made_at[:10], one.name, one.reason) for one in pair.ours.history()[-4:]]
    assert story == [
        (OURS, "", "", "Merge theirs.workbench (2 changed)", ""),
        (OURS, THEIRS, "2026-07-25", "Merged: change Risk of R-001", ""),
        (OURS, THEIRS, "2026-07-26", "Merged: change Risk and Owner of R-001", "Agreed by phone"),
        (OURS, THEIRS, "2026-07-26", "Merged: change Risk of R-002", ""),
    ]
    days = [one.day for one in pair.ours.history()]
    assert days == sorted(days)
    assert pair.ours.view(as_at=date(2026, 7, 23)).records("risk")[0].title.startswith("Risk 1")


def test_a_merge_is_backed_up_before(pair: Pair):
    edit(pair.theirs, "risk", "R-001", title="Theirs")
    pair.merge()
    assert [backup.reason for backup in backups(pair.ours.store)] == ["before merge"]


def test_undo_asks_before_it_takes_a_merge_back_and_then_goes_on_as_before(pair: Pair):
    edit(pair.ours, "risk", "R-003", title="Ours before")
    before = rows(pair.ours)
    edit(pair.theirs, "risk", "R-001", title="Theirs")
    risk = pair.theirs.add("risk", {"title": "New there"})
    edit(pair.theirs, "risk", risk.ref, owner="Ann Lee")
    pair.merge()
    assert pair.ours.undo_question.startswith("“Merge theirs.workbench (1 new and 1 changed)” brought in another copy")
    with pytest.raises(CannotUndoError, match="takeback"):
        pair.ours.undo()
    pair.ours.undo(asked=True)
    assert rows(pair.ours) == before
    assert pair.ours.undo_question == ""
    assert pair.ours.undo().entry.name == "Undo: Change Risk of R-003"
    assert outcomes(pair.plan()) == {"R-001": "changed", "R-005": "new"}


def test_what_was_undone_is_news_again_also_after_the_other_copy_saw_it(pair: Pair):
    edit(pair.theirs, "risk", "R-001", title="Theirs")
    pair.merge()
    pair.turned.merge()
    edit(pair.theirs, "risk", "R-002", title="Later")
    pair.ours.undo(asked=True)
    assert outcomes(pair.plan()) == {"R-001": "changed", "R-002": "changed"}
    assert pair.turned.merge().writes == 0


def test_a_merge_is_taken_back_later_but_what_was_changed_since(pair: Pair):
    edit(pair.theirs, "risk", "R-001", title="Theirs", owner="Theirs, too")
    pair.theirs.add("risk", {"title": "New there"})
    pair.merge()
    edit(pair.ours, "risk", "R-001", owner="Ours since")
    found = plan_takeback(pair.ours, find_import(pair.ours, pair.ours.history()[-2].uid))
    take_back(pair.ours, found)
    assert said(pair.ours, "risk", "R-001", "title", "owner") == ["Risk 1 of late discharge from ward 1", "Ours since"]
    assert len(pair.ours.records("risk")) == 4
    assert [fault.message for fault in pair.ours.check()] == []
    assert outcomes(pair.plan()) == {"R-001": "conflicting", "R-005": "new"}
    with pytest.raises(WorkbenchError, match="taken back already"):
        plan_takeback(pair.ours, find_import(pair.ours, found.entry.uid))


def test_a_merge_keeps_no_word_of_any_record_outside_the_changes(pair: Pair):
    edit(pair.ours, "risk", "R-001", title="Ours")
    edit(pair.theirs, "risk", "R-001", title="Theirs", owner="Taken")
    pair.merge()
    detail = json.loads(next(link.detail for link in pair.ours.store.chain() if link.kind == "merge"))
    assert sorted(detail) == ["head", "left", "position", "sets"]
    assert detail["head"] == pair.theirs.store.head().hash.hex()
    uid = pair.ours.find("risk", "R-001").uid
    assert detail["left"] == {"risk": {uid: {"title": ["ours", len(pair.ours.history()) - 3]}}}


def test_a_change_made_here_since_the_plan_is_not_overwritten(pair: Pair):
    edit(pair.theirs, "risk", "R-001", title="Theirs")
    plan = pair.plan()
    edit(pair.ours, "risk", "R-001", title="Quicker")
    with pytest.raises(WorkbenchError, match="R-001 has been changed"):
        apply_merge(pair.ours, plan)
    assert Outcome.CONFLICTING in [row.outcome for row in pair.plan().rows]


def test_a_reference_that_each_side_gave_to_another_known_record_stays_where_it_was_merged_first(pair: Pair):
    edit(pair.ours, "risk", "R-002", ref="R-090")
    edit(pair.theirs, "risk", "R-003", ref="R-090")
    assert [problem.message for problem in pair.merge().problems] == [
        "R-003 is called R-090 in the copy, which stands for another record here; it stays R-003."
    ]
    assert pair.plan().is_empty
    pair.turned.merge()
    same(pair.ours, pair.theirs)
    assert pair.theirs.find("risk", "R-090").title.startswith("Risk 2")


# Closed quarters

QUARTER = quarter_named("Q1 2026/27")


def position(book: Book, **more) -> str:
    parent = book.find("risk", "R-001").uid
    return book.add("position", {"parent": parent, "date": "2026-06-30", "kind": "actual", "score": 12, **more}).uid


def test_a_position_of_a_quarter_closed_here_alone_is_not_changed_unasked(pair: Pair):
    for book in (pair.ours, pair.theirs):
        position(book)
    close_quarter(pair.ours, plan_closing(pair.ours, QUARTER))
    edit(pair.theirs, "position", "PS-001", score=15)
    plan = pair.merge()
    assert "PS-001 belongs to Q1 2026/27, which is closed here; it stays as it is unless you say otherwise." in [
        problem.message for problem in plan.problems
    ]
    assert said(pair.ours, "position", "PS-001", "score") == ["12"]
    assert ("PS-001", "score") in pair.conflicts()
    pair.merge(theirs=True)
    assert said(pair.ours, "position", "PS-001", "score") == ["15"]


def test_a_quarter_that_both_closed_is_closed_once(pair: Pair):
    pair.ours.clock.pass_days(1)
    for book in (pair.ours, pair.theirs):
        close_quarter(book, plan_closing(book, QUARTER))
    count = len(pair.ours.records("position"))
    assert pair.merge().counts["conflicting"] == 1  # both say by whom
    pair.merge(theirs=False)
    assert pair.turned.merge().counts["conflicting"] == 0
    for book in (pair.ours, pair.theirs):
        assert len(book.records("position")) == count
        assert [record.show("closed_by") for record in book.records("quarter")] == [OURS]


def test_a_workbook_imported_into_both_copies_is_told_of(pair: Pair):
    for book in (pair.ours, pair.theirs):
        bring_in(book, [{"ref": "K-1", "title": "Boilers are old"}], member="Royal Alderbrook NHS Trust")
    told = pair.plan().notes[-1]
    assert told.startswith("“return.xlsx” was imported in both copies, so the records that were new in it would be here twice.")
    found = find_import(pair.theirs, pair.theirs.history()[-1].uid)
    take_back(pair.theirs, plan_takeback(pair.theirs, found))
    assert not [note for note in pair.plan().notes if "both copies, so" in note]


def test_a_record_hung_there_on_one_removed_here_is_asked_about_and_hangs_nowhere_meanwhile(pair: Pair):
    pair.ours.remove([pair.ours.find("risk", "R-004")])
    edit(pair.theirs, "control", "C-001", parent=pair.theirs.find("risk", "R-004").uid, title="Moved")
    pair.merge()
    assert said(pair.ours, "control", "C-001", "parent", "title") == ["R-002", "Moved"]
    assert set(pair.conflicts()) == {("R-004", ""), ("C-001", "parent")}
    plan = pair.plan()
    control = next(row for row in plan.rows if row.ref == "C-001")
    MergeDeciding(pair.ours, plan).settle_conflicts([control], theirs=True)
    apply_merge(pair.ours, plan)
    assert said(pair.ours, "control", "C-001", "parent") == ["R-002"]
    pair.merge(theirs=True)
    assert said(pair.ours, "control", "C-001", "parent") == ["R-004"]
    pair.turned.merge()
    same(pair.ours, pair.theirs)


def test_a_risk_that_is_shared_there_under_a_reference_given_here_takes_the_next_free(pair: Pair):
    pair.theirs.add("risk", {"ref": "X-1", "title": "Theirs", "member": "Carrow Valley ICB", "tier": "local"})
    pair.merge()
    pair.ours.add("risk", {"ref": "X-1", "title": "Ours", "tier": "shared"})
    edit(pair.theirs, "risk", "X-1", tier="shared")
    assert pair.merge().problems[0].message.startswith("X-1 stands for two different records, “Ours” here and “Theirs” in the copy")
    assert {record.title: record.ref for record in pair.ours.records("risk")[4:]} == {"Theirs": "R-005", "Ours": "X-1"}
    pair.turned.merge()
    same(pair.ours, pair.theirs)


def test_a_position_removed_or_added_there_in_a_quarter_closed_here_is_told_of(pair: Pair):
    position(pair.theirs)
    pair.merge()
    close_quarter(pair.ours, plan_closing(pair.ours, QUARTER))
    pair.theirs.remove([pair.theirs.find("position", "PS-001")])
    position(pair.theirs, parent=pair.theirs.find("assurance", "AF-001").uid, score=9, date="2026-05-31")
    told = [problem.message for problem in pair.merge().problems]
    assert any("stays as it is unless you say otherwise" in words for words in told)
    assert any("is a position in Q1 2026/27, which is closed here; it comes in" in words for words in told)
    assert ("PS-001", "") in pair.conflicts()
