"""Decisions about a plan: what a person takes, leaves, types and identifies is what is written, and is told in words."""

import os
import sys
import tempfile
import zipfile
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.making import (
    MEMBERS,
    FixedClock,
    bring_in,
    faults,
    make_book,
    plan_lines,
    reading,
    rows_of_book,
    rows_of_journal,
    rows_of_store,
    stamp_of,
)
from workbench.domain.errors import InvalidRecordError, UnknownNameError, WorkbenchError
from workbench.domain.index import Index
from workbench.exchange.sheets import Child
from workbench.services.book import Book
from workbench.services.deciding import Deciding
from workbench.services.importing import apply_plan, plan_import
from workbench.services.newest import Newest
from workbench.services.plan import Outcome, Plan, PlanRow, Source
from workbench.services.planning import Base
from workbench.services.planning_children import Children
from workbench.services.takeback import find_import, plan_takeback, take_back

ALDERBROOK, VALLEY = MEMBERS
KNOWN = {"ref": "K-1", "title": "Linen contract ends", "description": "In March.", "owner": "Ann Lee", "status": "open"}
ROBOT = {"ref": "K-2", "title": "Pharmacy robot fails", "description": "Past its life.", "owner": "Sam Lee", "status": "open"}


def decided(book: Book, lines, **how) -> tuple[Plan, Deciding]:
    plan = plan_lines(book, lines, **{"member": ALDERBROOK, **how})
    return plan, Deciding(book, plan)


def cells_of(deciding: Deciding, row: PlanRow, *labels: str):
    return [cell for cell in deciding.cells(row) if cell.label in labels]


def risk(book: Book, ref: str):
    return book.find("risk", f"{ALDERBROOK}/{ref}")


@pytest.fixture
def known(book: Book) -> Book:
    """A book that has had one return of two risks."""
    bring_in(book, [KNOWN, ROBOT], member=ALDERBROOK, name="first.xlsx")
    return book


def test_a_plan_without_decisions_is_as_it_was(known: Book):
    plan, deciding = decided(known, [{**KNOWN, "owner": "Jo Smith"}, {"ref": "K-3", "title": "New one"}])
    assert not deciding.is_any
    assert [row.writes for row in plan.rows] == [True, True]
    assert apply_plan(known, plan).entry.reason == ""
    assert known.history()[-1].name == "Import return.xlsx (1 new and 1 changed)"


def test_a_row_left_out_is_not_written_and_the_set_says_so(known: Book):
    plan, deciding = decided(known, [{**KNOWN, "owner": "Jo Smith"}, {"ref": "K-3", "title": "New one"}])
    counts = plan.counts
    deciding.refuse([plan.rows[1]])
    assert plan.counts == counts
    assert plan.writes == 1
    apply_plan(known, plan)
    last = known.history()[-1]
    assert (last.name, last.reason) == ("Import return.xlsx (1 changed)", "Left out: K-3.")
    assert risk(known, "K-1").show("owner") == "Jo Smith"
    with pytest.raises(UnknownNameError):
        risk(known, "K-3")


def test_a_changed_row_left_out_is_not_asked_again(known: Book):
    line = {**KNOWN, "owner": "Jo Smith"}
    plan, deciding = decided(known, [line])
    deciding.refuse(plan.rows)
    assert plan.writes == 0
    apply_plan(known, plan)
    assert plan_lines(known, [line], member=ALDERBROOK, name="third.xlsx").counts["same"] == 1


def test_a_row_taken_in_again_is_as_it_was_planned(known: Book):
    plan, deciding = decided(known, [{**KNOWN, "owner": "Jo Smith"}])
    before = dict(plan.rows[0].after or {}), dict(plan.parts[0].instead)
    deciding.refuse(plan.rows)
    deciding.refuse(plan.rows, refused=False)
    assert (dict(plan.rows[0].after or {}), plan.parts[0].instead) == before
    assert not deciding.is_any


def test_one_cell_left_leaves_the_others(known: Book):
    plan, deciding = decided(known, [{**KNOWN, "owner": "Jo Smith", "description": "In May."}])
    row = plan.rows[0]
    deciding.take(row, cells_of(deciding, row, "Owner"), theirs=False)
    apply_plan(known, plan)
    assert (risk(known, "K-1").show("owner"), risk(known, "K-1").show("description")) == ("Ann Lee", "In May.")
    assert known.history()[-1].reason == "Left as it was here: Owner of K-1."
    again = plan_lines(known, [{**KNOWN, "owner": "Jo Smith", "description": "In May."}], member=ALDERBROOK, name="third.xlsx")
    assert again.counts["same"] == 1


def test_a_conflict_is_settled_for_either_side(known: Book):
    for ref in ("K-1", "K-2"):
        known.edit([risk(known, ref)], {"owner": "Office"})
    lines = [{**KNOWN, "owner": "Jo Smith"}, {**ROBOT, "owner": "Jo Smith"}]
    plan, deciding = decided(known, lines)
    assert plan.counts["conflicting"] == 2
    assert len(deciding.open_rows()) == 2
    assert deciding.settle_conflicts([plan.rows[0]], theirs=True) == 1
    assert deciding.settle_conflicts([plan.rows[1]], theirs=False) == 1
    assert deciding.open_rows() == []
    assert plan.counts["conflicting"] == 2
    apply_plan(known, plan)
    assert [risk(known, ref).show("owner") for ref in ("K-1", "K-2")] == ["Jo Smith", "Office"]
    receipt = known.records("receipt")[-1]
    assert (receipt.of("conflicting"), receipt.of("changed"), receipt.of("same")) == (0, 1, 1)
    again = plan_lines(known, lines, member=ALDERBROOK, name="third.xlsx")
    assert (again.counts["same"], again.counts["conflicting"]) == (2, 0)


def test_a_column_is_left_everywhere_new_rows_included(known: Book):
    plan, deciding = decided(
        known, [{**KNOWN, "owner": "Jo Smith"}, *({"ref": f"N-{n}", "title": f"Thing {n}", "owner": "X"} for n in range(5))]
    )
    deciding.take_column(plan.parts[0], "owner", theirs=False)
    apply_plan(known, plan)
    assert {record.show("owner") for record in known.records("risk") if record.ref.startswith("N-")} == {""}
    assert risk(known, "K-1").show("owner") == "Ann Lee"
    assert known.history()[-1].reason == "Left as it was here: Owner in 6 rows."
    deciding = Deciding(known, plan_lines(known, [{"ref": "N-0", "title": "Thing 0", "owner": "X"}], member=ALDERBROOK, name="third.xlsx"))
    assert deciding.plan.counts["same"] == 1


def test_a_column_left_and_taken_again_is_as_planned(known: Book):
    plan, deciding = decided(known, [{"ref": "N-1", "title": "Thing", "owner": "X"}])
    after = dict(plan.rows[0].after or {})
    deciding.take_column(plan.parts[0], "owner", theirs=False)
    deciding.take_column(plan.parts[0], "owner", theirs=True)
    assert dict(plan.rows[0].after or {}) == after


def test_a_typed_value_is_written_instead(known: Book):
    plan, deciding = decided(known, [{**KNOWN, "owner": "Jo Smith"}, {"ref": "N-1", "title": "Thing"}])
    deciding.correct(plan.rows[0], "owner", "Jo Smyth")
    deciding.correct(plan.rows[1], "next_review", "3 May 2027")
    with pytest.raises(InvalidRecordError):
        deciding.correct(plan.rows[1], "next_review", "soon")
    apply_plan(known, plan)
    assert risk(known, "K-1").show("owner") == "Jo Smyth"
    assert risk(known, "N-1").of("next_review") == "2027-05-03"
    sound(known)


def sound(book: Book) -> None:
    assert rows_of_book(book) == rows_of_store(book) == rows_of_journal(book)
    assert faults(book) == []


def test_links_lines_and_children_can_be_left_out(known: Book):
    plan, deciding = decided(known, [{"ref": "N-1", "title": "Thing", "linked_risks": "R-001; R-002", "controls": "Words"}])
    deciding.take(plan.rows[0], cells_of(deciding, plan.rows[0], "Linked risks"), theirs=False)
    apply_plan(known, plan)
    assert known.records("link") == []
    again, more = decided(known, [{**KNOWN, "linked_risks": "R-001"}], name="next.xlsx")
    more.take(again.rows[0], cells_of(more, again.rows[0], "Linked risks"), theirs=False)
    assert again.writes == 0
    more.take(again.rows[0], cells_of(more, again.rows[0], "Linked risks"), theirs=True)
    apply_plan(known, again)
    assert len(known.records("link")) == 1
    sound(known)


def test_what_belongs_to_a_row_is_decided_cell_by_cell(known: Book):
    known.add("action", {"title": "Tender", "origin": f"{ALDERBROOK}/K-1", "owner": "Ann Lee", "member": ALDERBROOK})
    plan, _ = decided(known, [KNOWN])
    row, register = plan.rows[0], known.register("risk")
    said = [
        Child("action", {"title": "Tender", "owner": "Jo Smith"}, 1, 5),
        Child("action", {"title": "Ask the board"}, 1, 6),
        Child("action", {"title": "Call the supplier"}, 1, 7),
    ]
    row.children, cells = Children(known, register, Base(), {}).plan(row.uid, said)
    row.cells, row.outcome = tuple(cells), Outcome.CONFLICTING
    deciding = Deciding(known, plan)
    deciding.settle_conflicts([row], theirs=True)
    deciding.take(row, [cell for cell in row.cells if "Ask" in cell.theirs], theirs=False)
    apply_plan(known, plan)
    assert {record.title: record.show("owner") for record in known.records("action")} == {"Tender": "Jo Smith", "Call the supplier": ""}
    sound(known)


def test_absent_records_are_noted_and_left_alone(known: Book):
    plan, deciding = decided(known, [KNOWN])
    deciding.note_absent(plan.parts[0], ["K-2"], "closed")
    apply_plan(known, plan)
    assert known.history()[-1].reason == "Not in this return (closed): K-2."
    assert risk(known, "K-2").show("status") == "Open"
    deciding.note_absent(plan.parts[0], ["K-2"], "")
    assert not deciding.is_any


# Rows that are to decide come from real workbooks, because one of them is planned again


def return_of(tmp_path: Path, rows, name: str = "return.xlsx") -> Path:
    made = openpyxl.Workbook()
    sheet = made.active
    sheet.append(["Risk ID", "Risk title", "Risk description", "Risk owner"])
    for row in rows:
        sheet.append(row)
    path = tmp_path / name
    made.save(path)
    return path


@pytest.fixture
def asked(known: Book, tmp_path: Path) -> Plan:
    """A return whose first row stands under a known reference for something quite different."""
    path = return_of(
        tmp_path, [["K-1", "Lifts stop between floors", "The motor burns out.", "Di Moss"], ["K-9", "Fire doors", "Wedged.", "Di Moss"]]
    )
    plan = plan_import(known, path, member=ALDERBROOK)
    assert plan.counts["asked"] == 1
    return plan


def test_a_row_to_decide_can_be_the_record_it_is_like(known: Book, asked: Plan):
    deciding = Deciding(known, asked)
    row = asked.rows[0]
    assert not row.writes
    known.edit([risk(known, "K-1")], {"owner": "Office"})
    deciding.same_as(row, "k-1")
    assert row.outcome is Outcome.CONFLICTING
    assert [cell.label for cell in row.cells if cell.is_open] == ["Owner"]
    deciding.settle_conflicts([row], theirs=True)
    apply_plan(known, asked)
    assert (risk(known, "K-1").title, risk(known, "K-1").show("owner")) == ("Lifts stop between floors", "Di Moss")
    assert "Said to be known here: row 2 as K-1." in known.history()[-1].reason
    sound(known)


def test_a_row_to_decide_can_be_new_under_a_reference_of_its_own(known: Book, asked: Plan, tmp_path: Path):
    deciding = Deciding(known, asked)
    row = asked.rows[0]
    deciding.as_new(row)
    assert (row.outcome, row.writes) == (Outcome.NEW, True)
    assert row.ref != "K-1"
    assert any("both are kept" in problem.message for problem in asked.problems)
    apply_plan(known, asked)
    made = known.find("risk", f"{ALDERBROOK}/{row.ref}")
    assert made.title == "Lifts stop between floors"
    again = plan_import(known, asked.path, member=ALDERBROOK)
    assert again.counts["same"] == 2
    sound(known)


def test_a_decision_about_a_row_is_taken_back_whole(known: Book, asked: Plan):
    deciding = Deciding(known, asked)
    row, before, problems = asked.rows[0], asked.counts, len(asked.problems)
    deciding.as_new(row)
    deciding.same_as(row, "K-2")
    deciding.settle_conflicts([row], theirs=True)
    deciding.as_planned(row)
    assert (asked.counts, len(asked.problems), deciding.is_any) == (before, problems, False)
    assert asked.parts[0].instead == {}


def test_a_new_row_that_was_decided_can_still_lose_a_cell(known: Book, asked: Plan):
    deciding = Deciding(known, asked)
    row = asked.rows[0]
    deciding.as_new(row)
    deciding.take(row, cells_of(deciding, row, "Owner"), theirs=False)
    apply_plan(known, asked)
    assert known.find("risk", f"{ALDERBROOK}/{row.ref}").show("owner") == ""


def test_two_rows_are_never_one_record(known: Book, tmp_path: Path):
    rows = [["K-1", "Lifts stop between floors", "The motor burns out.", ""], ["K-2", "Pharmacy robot fails", "Past its life.", ""]]
    plan = plan_import(known, return_of(tmp_path, rows), member=ALDERBROOK)
    deciding = Deciding(known, plan)
    with pytest.raises(WorkbenchError, match="Row 3 of the workbook is K-2 already"):
        deciding.same_as(plan.rows[0], "K-2")
    with pytest.raises(UnknownNameError):
        deciding.same_as(plan.rows[0], "K-77")
    deciding.refuse([plan.rows[1]])
    deciding.same_as(plan.rows[0], "K-2")


def test_a_row_that_says_nothing_can_be_added_with_its_reference_alone(known: Book):
    lines = [{"ref": "K-9", "title": "Fire doors"}, {"ref": "K-10"}]
    plan, deciding = decided(known, lines)
    plan.parts[0].source = Source(reading(known.register("risk"), lines), Base())
    row = plan.rows[1]
    assert (row.outcome, row.writes) == (Outcome.INVALID, False)
    deciding.as_new(row)
    apply_plan(known, plan)
    assert risk(known, "K-10").title == ""
    sound(known)


def test_decisions_go_over_to_the_plan_that_follows_a_correction(known: Book, asked: Plan):
    known.edit([risk(known, "K-2")], {"owner": "Office"})
    first = Deciding(known, asked)
    first.same_as(asked.rows[0], "K-1")
    first.take(asked.rows[0], [cell for cell in asked.rows[0].cells if cell.label == "Owner"], theirs=True)
    first.refuse([asked.rows[1]])
    first.note_absent(asked.parts[0], ["K-2"], "threshold")
    plan = plan_import(known, asked.path, member=ALDERBROOK)
    second = Deciding(known, plan)
    second.carry_over(first)
    assert plan.decided == asked.decided
    assert plan.writes == asked.writes == 1
    assert plan.rows[0].after == asked.rows[0].after


def test_a_row_said_to_be_a_missing_record_is_missing_no_more(known: Book, asked: Plan):
    deciding = Deciding(known, asked)
    assert [ref for ref, _ in asked.parts[0].absent] == ["K-2"]
    deciding.refuse([asked.rows[0]])
    deciding.same_as(asked.rows[0], "K-2")
    assert (asked.counts["absent"], asked.rows[0].refused) == (0, False)
    deciding.as_planned(asked.rows[0])
    assert (asked.counts["absent"], asked.rows[0].refused, asked.decided) == (1, False, [])


WORDS = st.sampled_from(["Ann Lee", "Sam Lee", "Jo Smith", ""])
TITLES = st.sampled_from(["Linen contract ends", "Linen contract ends soon"])
LINKED = st.sampled_from(["", "R-001", "R-002; R-003"])
LINES = st.lists(st.fixed_dictionaries({"title": TITLES, "owner": WORDS, "linked_risks": LINKED}), min_size=4, max_size=4)
WAYS = st.sampled_from(["refuse", "toggle", "theirs", "ours", "cell", "column", "typed", "planned"])
STEPS = st.lists(st.tuples(WAYS, st.integers(0, 3), st.booleans()), max_size=8)


@settings(max_examples=25)
@given(first=LINES, second=LINES, edited=WORDS, steps=STEPS)
def test_whatever_is_decided_is_written_whole_and_can_be_taken_back(first, second, edited, steps):
    numbered = [[{"ref": f"K-{number}", **line} for number, line in enumerate(lines)] for lines in (first, second)]
    memory = Path("/dev/shm")  # noqa: S108 - only made, used and removed here
    with (
        tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder,
        make_book(Path(folder) / "any.workbench", FixedClock(), risks=3) as book,
    ):
        bring_in(book, numbered[0][:3], member=ALDERBROOK, name="first.xlsx")
        book.edit([risk(book, "K-1")], {"owner": edited})
        before = rows_of_book(book)
        plan, deciding = decided(book, numbered[1])
        counts = plan.counts
        for what, place, yes in steps:
            decide(deciding, plan.rows[place], what, yes=yes)
        assert plan.counts == counts
        left = [row.ref for row in plan.rows if row.refused]
        applied = apply_plan(book, plan)
        sound(book)
        after = rows_of_book(book)["risk"]
        assert all(row == before["risk"].get(uid) for uid, row in after.items() if row["ref"] in left)
        if applied is not None:
            found = plan_takeback(book, find_import(book, applied.entry.uid))
            take_back(book, found)
            then = rows_of_book(book)
            assert then.pop("return").items() >= before.pop("return").items()  # that a workbook came is not taken back
            assert then == before
            sound(book)


def decide(deciding: Deciding, row: PlanRow, what: str, *, yes: bool) -> None:
    """Decide something about a row, as a person might in any order."""
    match what:
        case "refuse":
            deciding.refuse([row], refused=yes)
        case "toggle":
            deciding.toggle([row])
        case "theirs" | "ours":
            deciding.settle_conflicts([row], theirs=what == "theirs")
        case "cell":
            deciding.take(row, deciding.cells(row)[:1], theirs=yes)
        case "column":
            deciding.take_column(deciding.part_of(row), "linked_risks" if yes else "owner", theirs=yes)
        case "typed":
            deciding.correct(row, "owner", "Typed by hand" if yes else "")
        case _:
            deciding.as_planned(row)


def test_a_set_is_kept_with_references_and_fields_and_never_with_words(known: Book):
    plan, deciding = decided(known, [{**KNOWN, "owner": "Jo Smith"}, {"ref": "N-1", "title": "Secret thing"}])
    deciding.take(plan.rows[0], plan.rows[0].cells, theirs=False)
    deciding.refuse([plan.rows[1]])
    assert "Smith" not in " ".join(plan.decided)
    assert "Secret" not in " ".join(plan.decided)
    assert isinstance(known.directory, Index)


def test_decisions_about_many_rows_go_over_with_work_that_grows_as_the_rows_do(known: Book):
    def calls_for(count: int) -> int:
        lines = [{"ref": f"N-{n}", "title": f"Thing {n}", "owner": "X"} for n in range(count)]
        plan, first = decided(known, lines)
        first.take_column(plan.parts[0], "owner", theirs=False)
        again, second = decided(known, lines)
        calls = 0

        def count_call(_frame: object, event: str, _what: object) -> None:
            nonlocal calls
            calls += event in ("call", "c_call")

        before = sys.getprofile()
        sys.setprofile(count_call)
        try:
            second.carry_over(first)
        finally:
            sys.setprofile(before)
        assert again.decided == plan.decided
        return calls

    assert calls_for(500) < 7 * calls_for(100)  # five times the rows; twenty-five times would be every row against every other


@pytest.mark.parametrize(("saved", "settled"), [("2026-07-23T10:30:00Z", [True, False]), ("2026-07-23T12:30:00Z", [True, True])])
def test_conflicts_are_settled_for_what_was_written_last(known: Book, clock: FixedClock, tmp_path: Path, saved: str, settled: list[bool]):
    for ref in ("K-1", "K-2"):
        clock.pass_minutes(60)
        known.edit([risk(known, ref)], {"owner": "Office"})
    clock.pass_minutes(120)
    plan, deciding = decided(known, [{**KNOWN, "owner": "Jo Smith"}, {**ROBOT, "owner": "Jo Smith"}])
    with zipfile.ZipFile(content := BytesIO(), "w") as parts:
        parts.writestr("docProps/core.xml", f'<x><dcterms:modified xsi:type="dcterms:W3CDTF">{saved}</dcterms:modified></x>')
    plan.workbook.content = content.getvalue()
    first = plan.rows[0]
    told = Newest(known, plan).told("risk", first, first.cells[0])
    assert told.startswith("Owner was written here on 23 July 2026 at ")
    assert told.endswith(" by Asha Patel.")
    here = datetime.fromisoformat(saved).astimezone()
    assert deciding.when(first) == f"{told} The workbook was last saved on {here.day} July 2026 at {here:%H:%M}."
    assert deciding.settle_newest(plan.rows) == 2
    assert [cell.settled for row in plan.rows for cell in row.cells] == settled
    here = datetime.fromisoformat(saved).astimezone()
    assert plan.decided[-1] == f"What was written last counted; the workbook was last saved on {here.day} July 2026 at {here:%H:%M}."
    assert deciding.settle_newest(plan.rows) == 0
    apply_plan(known, plan)
    assert [risk(known, ref).show("owner") for ref in ("K-1", "K-2")] == ["Jo Smith" if theirs else "Office" for theirs in settled]
    assert known.history()[-1].reason == " ".join(plan.decided)


def test_only_what_decided_in_the_end_is_kept_as_the_reason(known: Book, tmp_path: Path):
    for ref in ("K-1", "K-2"):
        known.edit([risk(known, ref)], {"owner": "Office"})
    plan, deciding = decided(known, [{**KNOWN, "owner": "Jo Smith"}, {**ROBOT, "owner": "Jo Smith"}])
    plan.path = tmp_path / "return.xlsx"
    plan.path.write_bytes(b"")
    os.utime(plan.path, (0, 0))
    deciding.settle_newest(plan.rows)
    deciding.settle_conflicts(plan.rows[:1], theirs=True)
    assert "What was written last counted for Owner of K-2; the workbook was last saved on " in plan.decided[-1]
    then = deciding.now()
    deciding.settle_conflicts(plan.rows, theirs=False)
    assert plan.decided == ["Left as it was here: Owner of K-1 and Owner of K-2."]
    deciding.return_to(then)
    again, over = decided(known, [{**KNOWN, "owner": "Jo Smith"}, {**ROBOT, "owner": "Jo Smith"}])
    again.path = plan.path
    over.carry_over(deciding)
    assert again.decided == plan.decided
    deciding.settle_conflicts(plan.rows, theirs=True)
    assert plan.decided == ["Taken from the workbook: Owner of K-1 and Owner of K-2."]


def test_what_was_put_back_counts_from_when_it_was_written_first(known: Book, clock: FixedClock):
    known.edit([risk(known, "K-1")], {"owner": "Office"})
    clock.pass_days(1)
    written = clock.now()
    known.edit([risk(known, "K-1")], {"owner": "Bo"})
    clock.pass_days(1)
    known.edit([risk(known, "K-1")], {"owner": "Cy"})
    clock.pass_days(1)
    known.undo()
    plan, _ = decided(known, [{**KNOWN, "owner": "Jo Smith"}])
    newest = Newest(known, plan)
    for hours, theirs in ((-1, False), (1, True)):
        newest.saved = written + timedelta(hours=hours)
        assert [newest.is_theirs("risk", plan.rows[0], cell) for cell in plan.rows[0].cells] == [theirs]


def test_a_workbook_that_does_not_say_when_it_was_saved_counts_from_its_file_and_else_leaves_the_conflict_open(known: Book, tmp_path: Path):
    known.edit([risk(known, "K-1")], {"owner": "Office"})
    plan, deciding = decided(known, [{**KNOWN, "owner": "Jo Smith"}])
    assert (deciding.settle_newest(plan.rows), len(deciding.open_rows()), plan.decided) == (0, 1, [])
    plan.path = tmp_path / "return.xlsx"
    plan.path.write_bytes(b"")
    os.utime(plan.path, (0, 0))
    again = Deciding(known, plan)
    assert (again.settle_newest(plan.rows), plan.rows[0].writes) == (1, False)


def test_the_newest_of_an_actions_and_of_a_controls_words_is_told_by_their_own_changes(known: Book, clock: FixedClock):
    known.add("action", {"title": "Tender", "origin": f"{ALDERBROOK}/K-1", "owner": "Ann Lee", "member": ALDERBROOK})
    known.add("control", {"parent": f"{ALDERBROOK}/K-1", "title": "Second supplier"})
    lines = [{**KNOWN, "uid": risk(known, "K-1").uid, "controls": "C-001: Third supplier"}]
    stamp = stamp_of(known)
    clock.pass_days(1)
    known.edit([known.find("control", "C-001")], {"title": "No supplier"})
    known.edit([known.find("action", "A-001")], {"owner": "Bob Kent"})
    plan = plan_lines(known, lines, stamp=stamp)
    row = plan.rows[0]
    row.children, cells = Children(known, known.register("risk"), Base(), {}).plan(
        row.uid, [Child("action", {"title": "Tender", "owner": "Jo Smith"}, 1, 5)]
    )
    row.cells += tuple(cells)
    newest = Newest(known, plan)
    for days, theirs in ((-1, False), (1, True)):
        newest.saved = clock.now() + timedelta(days=days)
        assert [newest.is_theirs("risk", row, cell) for cell in row.cells if cell.conflict] == [theirs, theirs]
