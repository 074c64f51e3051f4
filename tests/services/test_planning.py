"""Every sentence of the design's paragraph on planning, on workbooks as if they had been read."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.making import MEMBERS, FixedClock, bring_in, faults, make_book, plan_lines, rows_of_store, stamp_of, uid_of
from workbench.domain.errors import StaleRecordError, StoppedError
from workbench.services.book import Book
from workbench.services.importing import apply_plan, refused_line
from workbench.services.keeping import backups
from workbench.services.plan import Outcome, Plan, PlanRow
from workbench.services.planning import DOUBLED

ALDERBROOK, VALLEY = MEMBERS
NEW, CHANGED, SAME, CONFLICTING, INVALID, ASKED = (Outcome[name] for name in ("NEW", "CHANGED", "SAME", "CONFLICTING", "INVALID", "ASKED"))


def only(plan: Plan) -> PlanRow:
    assert len(plan.rows) == 1
    return plan.rows[0]


def conflicts(plan: Plan) -> list[tuple[str, Any, Any, Any]]:
    """Return field, base, ours and theirs of each conflict."""
    return [(cell.field, *cell.stored) for row in plan.rows for cell in row.cells if cell.conflict]


def exported(book: Book, *refs: str, **more: Any) -> list[dict[str, Any]]:
    """Return lines as an export showed these records."""
    keys = ("ref", "tier", "title", "owner", "current_likelihood", "current_consequence", "next_review", "progress", "withheld")
    return [{"uid": (record := book.find("risk", ref)).uid, **{key: record.of(key) for key in keys}, **more} for ref in refs]


# --- outcomes add up --------------------------------------------------------------------------------------------------


def test_each_record_has_one_outcome_and_they_add_up_to_the_records_read(book: Book):
    stamp = stamp_of(book)
    lines = exported(book, "R-001", "R-002", "R-003")
    lines[1]["owner"] = "Theirs"
    lines[2]["owner"] = "Theirs"
    book.edit([book.find("risk", "R-003")], {"owner": "Ours"})
    lines += [
        {"ref": "", "title": "A new matter of parking", "tier": "shared"},
        {"ref": "R-099"},
        {"uid": "01900000-0000-7000-8000-00000000aaaa", "title": "From elsewhere"},
        {**lines[0]},
    ]
    plan = plan_lines(book, lines, stamp=stamp)
    assert [row.outcome for row in plan.rows] == [SAME, CHANGED, CONFLICTING, NEW, INVALID, INVALID, ASKED]
    counts = plan.counts
    assert counts == {"new": 1, "changed": 1, "same": 1, "conflicting": 1, "invalid": 2, "asked": 1, "absent": 0}
    assert sum(counts[name] for name in counts if name != "absent") == len(lines)
    assert plan.writes == 2
    assert plan.summary == (
        "7 records read from return.xlsx: 1 new, 1 changed, 1 changed on both sides, "
        "1 to decide, 2 needing correction and 1 the same as here."
    )
    assert refused_line(plan) == "Left out: 1 to decide and 2 needing correction."


def test_planning_writes_nothing(book: Book):
    before = (rows_of_store(book), book.store.head(), book.path.read_bytes())
    plan_lines(book, [{"ref": "X", "title": "New"}], member=ALDERBROOK)
    assert (rows_of_store(book), book.store.head(), book.path.read_bytes()) == before


def test_an_empty_sheet_is_no_import(book: Book):
    plan = plan_lines(book, [], keys=("ref", "title"))
    assert plan.summary == "No records were found in return.xlsx."
    assert apply_plan(book, plan) is None
    assert plan.sheet == "Risks"
    assert plan.header_rows == [1]
    assert [column.field for column in plan.columns] == ["ref", "title"]
    assert plan.sheets == ["Risks"]


# --- cells ------------------------------------------------------------------------------------------------------------

STAMPED = [
    # base, ours, theirs -> outcome, what is written (None: nothing), conflict
    ("A", "A", "A", SAME, None, False),
    ("A", "A", "B", CHANGED, "B", False),
    ("A", "B", "A", SAME, None, False),
    ("A", "B", "B", SAME, None, False),
    ("A", "B", "C", CONFLICTING, None, True),
    ("A", "A", "", CHANGED, "", False),
    ("A", "B", "", CONFLICTING, None, True),
    ("A", "", "A", SAME, None, False),
    ("A", "", "B", CONFLICTING, None, True),
    ("", "", "B", CHANGED, "B", False),
    ("", "A", "", SAME, None, False),
    ("", "A", "B", CONFLICTING, None, True),
    ("", "A", "A", SAME, None, False),
    ("A", "A", " a", SAME, None, False),
]


@pytest.mark.parametrize(("base", "ours", "theirs", "outcome", "written", "conflict"), STAMPED)
def test_a_stamped_cell_is_settled_three_ways(
    book: Book, base: str, ours: str, theirs: str, outcome: Outcome, written: str | None, conflict: bool
):
    book.edit([book.find("risk", "R-001")], {"progress": base})
    stamp, lines = stamp_of(book), exported(book, "R-001")
    book.edit([book.find("risk", "R-001")], {"progress": ours})
    lines[0]["progress"] = theirs
    plan = plan_lines(book, lines, stamp=stamp)
    row = only(plan)
    assert row.outcome is outcome
    assert conflicts(plan) == ([("progress", base or None, ours or None, theirs or None)] if conflict else [])
    apply_plan(book, plan)
    assert book.find("risk", "R-001").show("progress") == (ours if written is None else written)
    if outcome is CHANGED:
        assert [(cell.label, cell.base, cell.ours, cell.theirs, cell.taken) for cell in row.cells] == [
            ("Progress", base, ours, theirs, True)
        ]
    assert faults(book) == []


UNSTAMPED = [
    ("A", "A", "", SAME, None, None),
    ("", "", "B", CHANGED, "B", None),
    ("A", "A", "B", CONFLICTING, None, ("progress", None, "A", "B")),
    ("A", "A", "A", SAME, None, None),
]


@pytest.mark.parametrize(("base", "ours", "theirs", "outcome", "written", "conflict"), UNSTAMPED)
def test_without_stamp_and_receipt_a_differing_filled_cell_is_a_conflict_with_base_null(
    book: Book, base: str, ours: str, theirs: str, outcome: Outcome, written: str | None, conflict: tuple[str, Any, Any, Any] | None
):
    book.edit([book.find("risk", "R-001")], {"progress": base})
    book.edit([book.find("risk", "R-001")], {"progress": ours})
    lines = [{"ref": "R-001", "tier": "shared", "title": book.find("risk", "R-001").show("title"), "progress": theirs}]
    plan = plan_lines(book, lines)
    assert only(plan).outcome is outcome
    assert conflicts(plan) == ([conflict] if conflict else [])
    apply_plan(book, plan)
    assert book.find("risk", "R-001").show("progress") == (ours if written is None else written)


def test_every_settled_cell_of_a_conflicting_row_is_applied(book: Book):
    stamp, lines = stamp_of(book), exported(book, "R-001")
    book.edit([book.find("risk", "R-001")], {"owner": "Ours"})
    lines[0] |= {"owner": "Theirs", "progress": "Their progress"}
    plan = bring_in(book, lines, stamp=stamp)
    assert only(plan).outcome is CONFLICTING
    risk = book.find("risk", "R-001")
    assert (risk.show("owner"), risk.show("progress")) == ("Ours", "Their progress")
    assert plan.writes == 1


def test_a_column_the_sheet_lacks_is_no_answer(book: Book):
    stamp = stamp_of(book)
    lines = [{"uid": book.find("risk", "R-001").uid, "ref": "R-001", "title": "Reworded"}]
    bring_in(book, lines, stamp=stamp)
    risk = book.find("risk", "R-001")
    assert risk.show("title") == "Reworded"
    assert risk.show("owner") == "Jo Smith"


def test_a_text_too_long_for_excel_is_no_answer(book: Book):
    stamp, lines = stamp_of(book), exported(book, "R-001")
    lines[0]["progress"] = "This text is too long for Excel; see the file."
    assert only(plan_lines(book, lines, stamp=stamp)).outcome is SAME


def test_a_reference_that_was_retyped_in_an_exported_row_is_caught(book: Book):
    stamp, lines = stamp_of(book), exported(book, "R-001")
    lines[0]["ref"] = "R-777"
    plan = plan_lines(book, lines, stamp=stamp)
    assert only(plan).outcome is SAME
    assert [(problem.cell, problem.message) for problem in plan.problems] == [
        ("A2", "The reference of R-001 was changed to “R-777” in the workbook; it keeps its own.")
    ]


# --- the member's last receipt as base --------------------------------------------------------------------------------


def test_the_last_receipt_of_the_member_is_the_base_of_its_next_return(book: Book):
    first = {"ref": "K-1", "title": "Their risk", "owner": "A", "progress": "P", "source": "S"}
    bring_in(book, [first], member=ALDERBROOK, name="q1.xlsx")
    assert [record.show("title") for record in book.records("receipt")] == ["q1.xlsx"]
    book.edit([book.find("risk", "K-1")], {"owner": "Ours", "progress": "Ours"})
    plan = bring_in(book, [{**first, "owner": "A", "progress": "Theirs", "source": "Theirs"}], member=ALDERBROOK, name="q2.xlsx")
    assert only(plan).outcome is CONFLICTING
    assert conflicts(plan) == [("progress", "P", "Ours", "Theirs")]
    risk = book.find("risk", "K-1")
    assert (risk.show("owner"), risk.show("progress"), risk.show("source")) == ("Ours", "Ours", "Theirs")
    # What the second return showed is the base of the third; what nobody settled is asked about again.
    third = plan_lines(book, [{**first, "owner": "A", "progress": "Theirs", "source": "Theirs"}], member=ALDERBROOK)
    assert conflicts(third) == [("progress", "P", "Ours", "Theirs")]
    fourth = plan_lines(book, [{**first, "owner": "B", "progress": "P", "source": "Fourth"}], member=ALDERBROOK)
    assert conflicts(fourth) == [("owner", "A", "Ours", "B")]
    assert [cell.field for cell in only(fourth).cells if cell.taken] == ["source"]


def test_a_blank_in_an_unstamped_return_changes_nothing_and_is_shown_as_the_base_of_the_next(book: Book):
    first = {"ref": "K-1", "title": "Their risk", "owner": "A"}
    bring_in(book, [first], member=ALDERBROOK, name="q1.xlsx")
    plan = bring_in(book, [{**first, "owner": "", "progress": "x"}], member=ALDERBROOK, name="q2.xlsx")
    assert [cell.field for cell in only(plan).cells] == ["progress"]
    assert book.find("risk", "K-1").show("owner") == "A"
    assert only(plan_lines(book, [{**first, "owner": "A"}], member=ALDERBROOK)).outcome is SAME


def test_another_members_receipt_and_an_import_taken_back_are_no_base(book: Book):
    line = {"ref": "K-1", "title": "Their risk", "owner": "A"}
    bring_in(book, [{**line}], member=ALDERBROOK, name="q1.xlsx")
    bring_in(book, [{**line, "owner": "B"}], member=ALDERBROOK, name="q2.xlsx")
    assert book.find("risk", "K-1").show("owner") == "B"
    book.undo()
    assert book.find("risk", "K-1").show("owner") == "A"
    assert only(plan_lines(book, [{**line, "owner": "B"}], member=ALDERBROOK)).outcome is CHANGED
    assert only(plan_lines(book, [{**line, "owner": "B"}], member=VALLEY)).outcome is NEW


def test_a_return_that_changed_nothing_is_still_the_base_of_the_next(book: Book):
    line = {"ref": "K-1", "title": "Their risk", "owner": "A"}
    bring_in(book, [line], member=ALDERBROOK, name="q1.xlsx")
    book.edit([book.find("risk", "K-1")], {"owner": "B"})
    assert only(bring_in(book, [{**line, "owner": "B"}], member=ALDERBROOK, name="q2.xlsx")).outcome is SAME
    plan = plan_lines(book, [{**line, "owner": "A"}], member=ALDERBROOK, name="q3.xlsx")
    assert only(plan).outcome is CHANGED, "the member saw B in its second return and changed it back"


def test_the_same_workbook_twice_writes_nothing_the_second_time(book: Book):
    lines = [{"ref": "K-1", "title": "Their risk", "owner": "A"}]
    bring_in(book, lines, member=ALDERBROOK, name="q1.xlsx")
    before = book.store.head()
    plan = bring_in(book, lines, member=ALDERBROOK, name="q1.xlsx")
    assert plan.counts["same"] == 1
    assert book.store.head() == before


# --- matching ---------------------------------------------------------------------------------------------------------


def test_a_row_is_matched_by_its_identity_whatever_its_reference_says(book: Book):
    stamp = stamp_of(book)
    lines = exported(book, "R-001", "R-002")
    lines[0]["ref"], lines[1]["ref"] = lines[1]["ref"], lines[0]["ref"]
    assert [row.outcome for row in plan_lines(book, lines, stamp=stamp).rows] == [SAME, SAME]


@pytest.mark.parametrize("ref", ["r-001", " R-001", "R-001 "])
def test_references_match_without_case_and_white_space(book: Book, ref: str):
    line = {"ref": ref, "tier": "shared", "title": book.find("risk", "R-001").show("title")}
    assert only(plan_lines(book, [line])).outcome is SAME


def test_zeros_in_references_are_kept(book: Book):
    line = {"ref": "R-1", "tier": "shared", "title": book.find("risk", "R-001").show("title")}
    assert only(plan_lines(book, [line])).outcome is NEW


def test_references_match_within_member_and_group(book: Book):
    title = book.find("risk", "R-001").show("title")
    for member, tier, outcome in (
        (ALDERBROOK, None, NEW),
        ("", None, NEW),
        ("", "unsorted", NEW),
        ("", "shared", SAME),
        (ALDERBROOK, "shared", SAME),
    ):
        plan = plan_lines(book, [{"ref": "R-001", "tier": tier, "title": title}], member=member)
        assert only(plan).outcome is outcome, (member, tier)


def test_without_a_member_imported_risks_are_unsorted_and_with_one_its_own(book: Book):
    bring_in(book, [{"ref": "X-1", "title": "Whose?"}], name="a.xlsx")
    bring_in(book, [{"ref": "X-1", "title": "Theirs"}], member=ALDERBROOK, name="b.xlsx")
    found = {record.show("title"): (record.of("tier"), record.show("member")) for record in book.records("risk") if record.ref == "X-1"}
    assert found == {"Whose?": ("unsorted", ""), "Theirs": ("local", ALDERBROOK)}
    bring_in(book, [{"ref": "X-2", "title": "Said in the sheet", "member": VALLEY}], member=ALDERBROOK, name="c.xlsx")
    assert book.find("risk", "X-2").show("member") == VALLEY


LIKE = "Staff shortages in theatres delay elective surgery"


@pytest.mark.parametrize(
    ("title", "description", "outcome"),
    [
        ("Staff shortages in theatres delay elective surgery", "Parking", SAME),
        ("Theatre staff shortages delay surgery", "Wholly other words on boilers", CHANGED),
        ("Parking at the north site", "Not enough anaesthetists.", CONFLICTING),
        ("Parking at the north site", "Boilers are old", ASKED),
        ("Parking at the north site", "", ASKED),
        ("", "Boilers are old", ASKED),
    ],
)
def test_a_reference_whose_title_and_description_are_both_unlike_is_asked(book: Book, title: str, description: str, outcome: Outcome):
    book.add("risk", {"ref": "Q-1", "title": LIKE, "description": "Not enough anaesthetists."})
    plan = plan_lines(book, [{"ref": "Q-1", "tier": "shared", "title": title, "description": description}])
    row = only(plan)
    if outcome is ASKED:
        assert row.outcome is ASKED
        assert row.reason == f"Q-1 is “{LIKE}” here; say whether this is the same."
        assert plan.writes == 0
    else:
        assert row.outcome is not ASKED


def test_a_row_asked_about_does_not_take_the_record_from_the_row_that_is_it(book: Book):
    book.add("risk", {"ref": "Q-1", "title": LIKE, "description": "Not enough anaesthetists."})
    lines = [
        {"ref": "Q-1", "tier": "shared", "title": "Parking at the north site", "description": "Boilers are old"},
        {"ref": "Q-1", "tier": "shared", "title": LIKE, "description": "Not enough anaesthetists."},
    ]
    assert [row.outcome for row in plan_lines(book, lines).rows] == [ASKED, SAME]


def test_without_a_reference_an_identical_row_is_the_same_and_a_like_title_is_asked(book: Book):
    line = {"tier": "shared", "title": book.find("risk", "R-001").show("title").upper(), "owner": "jo smith"}
    plan = plan_lines(book, [line])
    assert (only(plan).outcome, only(plan).ref) == (SAME, "R-001")
    asked = plan_lines(book, [{**line, "owner": "Somebody else"}])
    assert only(asked).outcome is ASKED
    near = plan_lines(book, [{**line, "title": "Risk 1 of late discharges from ward 1"}])
    assert only(near).outcome is ASKED
    assert "It is like R-001" in only(near).reason
    new = plan_lines(book, [{**line, "title": "Boilers are old"}])
    assert (only(new).outcome, only(new).ref) == (NEW, "R-004")
    other_group = plan_lines(book, [{**line, "tier": "unsorted"}])
    assert only(other_group).outcome is NEW
    assert apply_plan(book, asked) is None


def test_a_row_with_words_and_no_title_is_new(book: Book):
    plan = bring_in(book, [{"description": "Only a description", "tier": "shared"}, {"extra": {"Colour": "red"}, "description": ""}])
    assert [row.outcome for row in plan.rows] == [NEW, NEW]
    assert book.find("risk", "R-005").of("extra") == '{"Colour":"red"}'


def test_references_given_to_new_rows_are_not_those_of_rows_further_down(book: Book):
    lines = [{"title": "Boilers are old", "tier": "shared"}, {"ref": "R-004", "title": "Roof leaks badly", "tier": "shared"}]
    bring_in(book, lines)
    refs = [record.ref for record in book.records("risk")]
    assert len(refs) == len(set(refs)) == 5
    assert book.find("risk", "R-004").show("title") == "Roof leaks badly"


# --- doubled references -----------------------------------------------------------------------------------------------

TWO = [{"ref": "K-1", "title": "Boilers are old and fail"}, {"ref": "K-1", "title": "Staff leave for London"}]


def test_one_reference_for_two_records_keeps_both_and_a_problem_names_both_rows(book: Book):
    plan = bring_in(book, [dict(line) for line in TWO], member=ALDERBROOK, name="q1.xlsx")
    assert [row.outcome for row in plan.rows] == [NEW, NEW]
    assert [row.ref for row in plan.rows] == ["K-1", "R-004"]
    assert [problem.message for problem in plan.problems] == [
        "K-1 stands for two different records in rows 2 and 3; both are kept, the second as R-004."
    ]
    assert book.find("risk", "R-004").show("extra") == f"{DOUBLED}: K-1"


def test_doubled_references_find_their_records_again_in_any_order(book: Book):
    bring_in(book, [dict(line) for line in TWO], member=ALDERBROOK, name="q1.xlsx")
    for lines in (TWO, TWO[::-1]):
        plan = plan_lines(book, [dict(line) for line in lines], member=ALDERBROOK)
        assert [row.outcome for row in plan.rows] == [SAME, SAME], plan.rows
        assert plan.counts["absent"] == 0
    three = plan_lines(book, [*(dict(line) for line in TWO), {"ref": "K-1", "title": "A third matter entirely"}], member=ALDERBROOK)
    assert [row.outcome for row in three.rows] == [SAME, SAME, NEW]


# --- absent -----------------------------------------------------------------------------------------------------------


def test_absent_are_the_records_the_export_held_and_the_sheet_lacks(book: Book):
    stamp = stamp_of(book)
    lines = exported(book, "R-001")
    book.add("risk", {"title": "Added after the export"})
    plan = plan_lines(book, lines, stamp=stamp)
    assert [ref for ref, _ in plan.parts[0].absent] == ["R-002", "R-003"]
    assert plan.counts["absent"] == 2
    assert "2 records known here are not in this return." in plan.summary
    before = rows_of_store(book)
    apply_plan(book, plan)
    assert rows_of_store(book)["risk"] == before["risk"]


def test_absent_are_that_members_records_where_it_is_not_stamped_and_asked_ones_are_not(book: Book):
    bring_in(
        book,
        [{"ref": "K-1", "title": LIKE}, {"ref": "K-2", "title": "Boilers are old"}, {"ref": "K-3", "title": "Roof leaks"}],
        member=ALDERBROOK,
    )
    plan = plan_lines(
        book, [{"ref": "K-1", "title": "Parking at the north"}, {"title": "Boilers are olde"}], member=ALDERBROOK, name="q2.xlsx"
    )
    assert [row.outcome for row in plan.rows] == [ASKED, ASKED]
    assert plan.parts[0].absent == [("K-3", "Roof leaks")]
    assert plan_lines(book, [{"ref": "Z", "title": "Nobody's"}]).counts["absent"] == 0


def test_a_record_removed_here_since_the_export_is_asked_and_not_absent(book: Book):
    stamp, lines = stamp_of(book), exported(book, "R-001", "R-002")
    book.remove([book.find("risk", "R-001"), book.find("risk", "R-003")])
    plan = plan_lines(book, lines, stamp=stamp)
    assert [row.outcome for row in plan.rows] == [ASKED, SAME]
    assert "was removed here after the workbook was sent" in plan.rows[0].reason
    assert plan.counts["absent"] == 0


# --- stamps -----------------------------------------------------------------------------------------------------------


def test_another_files_stamp_is_no_stamp_and_says_so(book: Book):
    stamp = stamp_of(book)
    other = type(stamp)("another file", stamp.position, stamp.head, "office", "", stamp.sheets)
    newer = type(stamp)(stamp.file_id, stamp.position + 5, stamp.head, "office", "", stamp.sheets)
    for wrong, words in ((other, "was exported from another file"), (newer, "was exported from a newer copy")):
        plan = plan_lines(book, exported(book, "R-001"), stamp=wrong)
        assert words in plan.notes[0]
        assert plan.notes[0].endswith("so its rows are matched by reference.")
        assert only(plan).outcome is SAME


def test_a_copy_whose_history_went_another_way_is_no_base(book: Book):
    stamp = stamp_of(book)
    forked = type(stamp)(stamp.file_id, stamp.position, "00" * 32, "office", "", stamp.sheets)
    plan = plan_lines(book, exported(book, "R-001", owner="Theirs"), stamp=forked)
    assert "matched by reference" in plan.notes[0]
    assert conflicts(plan) == [("owner", None, "Jo Smith", "Theirs")]


def test_the_base_of_a_version_is_what_that_version_showed(book: Book):
    book.edit([book.find("risk", "R-001")], {"withheld": "progress", "progress": "Secret"})
    book.edit([book.find("risk", "R-002")], {"circulation": "restricted"})
    stamp = stamp_of(book, version="private")
    lines = exported(book, "R-001", progress="")
    plan = plan_lines(book, lines, stamp=stamp)
    assert only(plan).outcome is SAME
    assert [ref for ref, _ in plan.parts[0].absent] == ["R-003"]
    assert conflicts(plan_lines(book, exported(book, "R-001", progress="Guessed"), stamp=stamp)) == [
        ("progress", None, "Secret", "Guessed")
    ]
    member = stamp_of(book, version="member", member=uid_of(book, ALDERBROOK))
    assert only(plan_lines(book, exported(book, "R-001", progress=""), stamp=member)).outcome is SAME


# --- scores and other columns -----------------------------------------------------------------------------------------


def test_a_score_beside_factors_the_file_has_is_kept_in_words_and_finds_itself_again(book: Book):
    lines = [{"ref": "R-001", "tier": "shared", "title": book.find("risk", "R-001").show("title"), "current_score": 20}]
    plan = bring_in(book, [dict(line) for line in lines])
    assert "The sheet says 20 for Current score of R-001, which is 6" in plan.problems[0].message
    risk = book.find("risk", "R-001")
    assert risk.of("current_score") == 6
    assert risk.show("extra") == "Current score: 20"
    assert only(plan_lines(book, lines)).outcome is SAME


def test_a_stated_score_is_taken_where_the_file_has_no_factors(book: Book):
    book.add("risk", {"ref": "S-1", "title": "Stated"})
    bring_in(book, [{"ref": "S-1", "tier": "shared", "title": "Stated", "current_score": 20}])
    assert book.find("risk", "S-1").of("current_score") == 20
    assert book.find("risk", "S-1").of("current_likelihood") is None


def test_words_under_headings_are_settled_heading_by_heading(book: Book):
    first = {"ref": "K-1", "title": "Theirs", "extra": {"Colour": "red", "Size": "big"}}
    bring_in(book, [first], member=ALDERBROOK, name="q1.xlsx")
    book.edit([book.find("risk", "K-1")], {"extra": {"Colour": "blue", "Size": "big", "Ours": "x"}})
    plan = bring_in(book, [{**first, "extra": {"Colour": "red", "Size": "small", "New": "y"}}], member=ALDERBROOK, name="q2.xlsx")
    assert only(plan).outcome is CHANGED
    assert book.find("risk", "K-1").register.get("extra").kind.load(book.find("risk", "K-1").of("extra")) == {
        "Colour": "blue", "Size": "small", "Ours": "x", "New": "y",
    }  # fmt: skip
    clash = plan_lines(book, [{**first, "extra": {"Colour": "green"}}], member=ALDERBROOK, name="q3.xlsx")
    assert only(clash).outcome is CONFLICTING
    assert only(clash).after is None


# --- applying ---------------------------------------------------------------------------------------------------------


def test_applying_is_one_change_set_with_a_receipt_and_one_undo(book: Book):
    before = rows_of_store(book)
    plan = bring_in(book, [{"ref": "K-1", "title": "One"}, {"ref": "K-2", "title": "Two"}], member=ALDERBROOK, name="q1.xlsx")
    assert book.history()[-1].name == "Import q1.xlsx (2 new)"
    receipt = book.find("receipt", "RC-001")
    assert {key: receipt.of(key) for key in ("title", "imported_into", "records", "new", "same", "stamped", "received_on")} == {
        "title": "q1.xlsx", "imported_into": "risk", "records": 2, "new": 2, "same": 0, "stamped": 0, "received_on": "2026-07-23",
    }  # fmt: skip
    assert receipt.show("member") == ALDERBROOK
    assert book.store.blob(str(receipt.row["digest"])) == b"q1.xlsx"
    assert len(plan.rows) == 2
    book.undo()
    assert rows_of_store(book) == before
    book.redo()
    assert faults(book) == []


def test_a_copy_is_made_before_an_import(book: Book):
    bring_in(book, [{"ref": "K-1", "title": "One"}], member=ALDERBROOK)
    assert [each.reason for each in backups(book.store)] == ["before import"]


def test_a_plan_made_from_an_older_row_is_refused(book: Book):
    plan = plan_lines(book, [{**exported(book, "R-001")[0], "owner": "Theirs"}], stamp=stamp_of(book))
    book.edit([book.find("risk", "R-001")], {"progress": "Meanwhile"})
    before = rows_of_store(book)
    with pytest.raises(StaleRecordError):
        apply_plan(book, plan)
    assert rows_of_store(book) == before


def test_an_import_that_is_stopped_leaves_nothing(book: Book):
    plan = plan_lines(book, [{"ref": "K-1", "title": "One"}], member=ALDERBROOK)

    def stop(_done: int, _total: int) -> None:
        raise StoppedError

    before = rows_of_store(book)
    with pytest.raises(StoppedError, match="nothing was changed"):
        apply_plan(book, plan, progress=stop)
    assert rows_of_store(book) == before


CELL = st.sampled_from(["", "A", "B", "C"])


@given(st.lists(st.tuples(CELL, CELL, CELL), min_size=1, max_size=4), st.booleans())
def test_whatever_was_applied_finds_nothing_to_change_the_next_time(
    tmp_path_factory: pytest.TempPathFactory, cells: list[tuple[str, str, str]], stamped: bool
):
    with make_book(tmp_path_factory.mktemp("again") / "b.workbench", FixedClock()) as book:
        lines = [
            {"ref": f"K-{number}", "title": f"Risk {number} of ward {number}", "owner": base} for number, (base, _, _) in enumerate(cells)
        ]
        bring_in(book, lines, member=ALDERBROOK, name="q1.xlsx")
        stamp = stamp_of(book) if stamped else None
        for line, (_, ours, theirs) in zip(lines, cells, strict=True):
            record = book.find("risk", line["ref"])
            line["uid"] = record.uid
            book.edit([record], {"owner": ours})
            line["owner"] = theirs
        bring_in(book, lines, member=ALDERBROOK, stamp=stamp, name="q2.xlsx")
        again = plan_lines(book, lines, member=ALDERBROOK, stamp=None if not stamped else stamp, name="q3.xlsx")
        assert again.writes == 0
        assert faults(book) == []


def test_a_members_risk_that_was_shared_since_is_found_again(book: Book):
    bring_in(book, [{"ref": "X-1", "title": "Beds close over winter"}], member="Royal Alderbrook NHS Trust")
    risk = book.find("risk", "X-1")
    book.edit([risk], {"tier": "shared"})
    plan = plan_lines(book, [{"ref": "X-1", "title": "Beds close over winter and spring"}], member="Royal Alderbrook NHS Trust")
    assert only(plan).uid == risk.uid
    assert only(plan).outcome is Outcome.CHANGED
