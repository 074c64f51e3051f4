"""The same return a second time, and a member's next one: what was settled stays settled, what was left open is asked again."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.making import MEMBERS, faults, rows_of_book
from workbench.domain.errors import UnknownNameError
from workbench.services.book import Book
from workbench.services.deciding import Deciding
from workbench.services.exporting import export_workbook
from workbench.services.importing import apply_plan, plan_import
from workbench.services.plan import Plan

ALDERBROOK = MEMBERS[0]
HEADINGS = ["Ref", "Risk title", "Risk owner", "Progress", "Treatment", "Next review"]


@pytest.fixture
def written(tmp_path: Path):
    """Write rows as a workbook of this name and return where it lies."""

    def write(name: str, rows: Sequence[Sequence[Any]], headings: Sequence[str] = HEADINGS) -> Path:
        made = openpyxl.Workbook()
        for row in (headings, *rows):
            made.active.append(list(row))
        made.properties.title = name  # so that no two are the very same workbook
        made.save(tmp_path / name)
        return tmp_path / name

    return write


def planned(book: Book, path: Path) -> Plan:
    return plan_import(book, path, member=ALDERBROOK)


def brought_in(book: Book, path: Path) -> Plan:
    plan = planned(book, path)
    apply_plan(book, plan)
    return plan


def risk(book: Book, ref: str):
    return book.find("risk", f"{ALDERBROOK}/{ref}")


def outcomes(plan: Plan) -> dict[str, int]:
    return {name: count for name, count in plan.counts.items() if count}


def told_again(plan: Plan) -> bool:
    return any("This very workbook was imported on 23 July 2026." in note for note in plan.notes)


def test_the_same_export_twice_asks_again_only_about_what_was_left_open(book: Book, tmp_path: Path):
    for key in ("progress", "source", "unit", "committee"):
        book.edit([book.find("risk", "R-001")], {key: "As sent"})
    path = export_workbook(book, tmp_path / "sent.xlsx", ["risk"]).path
    made = openpyxl.load_workbook(path)
    sheet = made.worksheets[0]
    at = {cell.value: cell.column for cell in sheet[1]}
    for heading in ("Progress", "Source", "Unit", "Owner"):
        sheet.cell(2, at[heading], "Theirs")
    sheet.cell(2, at["Committee"]).value = None
    sheet.cell(5, at["Risk"], "Doors of the lift stick")
    made.save(path)
    for key in ("progress", "source"):
        book.edit([book.find("risk", "R-001")], {key: "Ours"})

    first = plan_import(book, path)
    assert (outcomes(first), [cell.field for row in first.rows for cell in row.cells if cell.conflict]) == (
        {"new": 1, "same": 2, "conflicting": 1},
        ["source", "progress"],
    )
    deciding, row = Deciding(book, first), first.rows[0]
    deciding.take(row, [cell for cell in row.cells if cell.field == "source"], theirs=False)
    apply_plan(book, first)
    # What was taken is changed here since, the new risk too; the very same workbook has nothing to say to that.
    book.edit([book.find("risk", "R-001")], {"unit": "Ours later", "committee": "Ours later"})
    book.edit([book.find("risk", "R-004")], {"title": "Doors of the lift no longer stick"})

    again = plan_import(book, path)
    assert told_again(again)
    assert outcomes(again) == {"conflicting": 1, "same": 3}
    assert [cell.field for row in again.rows for cell in row.cells if cell.stood] == ["source"], "settled, and still offered"
    (cell,) = [cell for row in again.rows for cell in row.cells if not cell.stood]
    assert (cell.field, cell.stored, again.writes) == ("progress", ("As sent", "Ours", "Theirs"), 0)
    Deciding(book, again).settle_conflicts(again.rows, theirs=True)
    apply_plan(book, again)
    assert book.find("risk", "R-001").show("progress") == "Theirs"
    assert outcomes(plan_import(book, path)) == {"same": 4}
    assert faults(book) == []


def test_the_same_workbook_of_a_members_own_twice_changes_nothing(book: Book, written):
    rows = [["K-1", "Linen contract ends", "Ann Lee", "P"], ["", "Pharmacy robot fails", "Ann Lee", "Q"], ["K-1", "Roof leaks", "Sam", ""]]
    path = written("q1.xlsx", rows)
    assert outcomes(brought_in(book, path)) == {"new": 3}
    refs = [record.ref for record in book.records("risk")][3:]
    for ref in refs:
        book.edit([risk(book, ref)], {"owner": f"Ours {ref}", "title": f"Reworded matter {ref}"})
    before = rows_of_book(book)
    again = brought_in(book, path)
    assert (outcomes(again), told_again(again)) == ({"same": 3}, True)
    assert rows_of_book(book) == before


def test_an_open_question_does_not_take_the_record_that_another_row_of_the_workbook_became(book: Book, written):
    book.add("risk", {"title": "Winter flow fails the region", "description": "Words of ours"})
    lines = [["Shared", "Winter flow fails the region", "Other words"], ["", "Winter flow fails the region", ""], ["", "Another", "Thing"]]
    path = written("own.xlsx", lines, ["Level", "Risk title", "Description"])
    assert outcomes(brought_in(book, path)) == {"asked": 1, "new": 2}
    before = rows_of_book(book)
    for _ in range(2):
        assert outcomes(brought_in(book, path)) == {"asked": 1, "same": 2}
    assert rows_of_book(book) == before


def test_an_older_workbook_of_a_members_own_does_not_undo_a_newer_one(book: Book, written):
    old = written("q1.xlsx", [["K-1", "Linen contract ends", "Ann Lee", "P"]])
    new = written("q2.xlsx", [["K-1", "Linen contract ends", "Bob Kent", "Q"]])
    brought_in(book, old)
    assert outcomes(brought_in(book, new)) == {"changed": 1}
    again = brought_in(book, old)
    assert (outcomes(again), told_again(again)) == ({"same": 1}, True)
    assert risk(book, "K-1").show("owner") == "Bob Kent"


def test_what_nobody_settled_is_asked_about_at_every_return(book: Book, written):
    brought_in(book, written("q1.xlsx", [["K-1", "Linen contract ends", "A", "P"]]))
    book.edit([risk(book, "K-1")], {"progress": "Ours"})
    for name in ("q2.xlsx", "q3.xlsx", "q4.xlsx"):
        plan = brought_in(book, written(name, [["K-1", "Linen contract ends", "A", "Theirs"]]))
        assert [cell.stored for row in plan.rows for cell in row.cells] == [("P", "Ours", "Theirs")]
    Deciding(book, plan := planned(book, written("q5.xlsx", [["K-1", "Linen contract ends", "A", "Theirs"]]))).settle_conflicts(
        plan.rows, theirs=False
    )
    apply_plan(book, plan)
    assert outcomes(planned(book, written("q6.xlsx", [["K-1", "Linen contract ends", "A", "Theirs"]]))) == {"same": 1}


def test_a_column_read_otherwise_the_second_time_is_planned_anew(book: Book, written):
    path = written("q1.xlsx", [["K-1", "Linen contract ends", "Ann Lee"]], ["Ref", "Risk title", "Whoever"])
    brought_in(book, path)
    from workbench.exchange.sheets import Correction  # noqa: PLC0415 - only here

    plan = plan_import(book, path, member=ALDERBROOK, correction=Correction("Sheet", (0,), {"Whoever": "owner"}))
    apply_plan(book, plan)
    assert risk(book, "K-1").show("owner") == "Ann Lee"


def test_a_risk_removed_here_is_asked_about_and_does_not_come_back_by_itself(book: Book, written):
    rows = [["K-1", "Linen contract ends", "A", "P"], ["K-2", "Pharmacy robot fails", "A", "Q"]]
    path = written("q1.xlsx", rows)
    brought_in(book, path)
    book.remove([risk(book, "K-1")])
    for again in (path, *(written(f"q{number}.xlsx", [*rows, [f"K-{number}", "Roof leaks", "A", "R"]]) for number in (4, 5))):
        plan = brought_in(book, again)
        assert plan.rows[0].outcome == "asked"
        assert plan.rows[0].reason == "K-1 was removed here after the last return; say whether it comes back as new."
        with pytest.raises(UnknownNameError):
            risk(book, "K-1")
    plan = planned(book, written("q6.xlsx", rows))
    Deciding(book, plan).as_new(plan.rows[0])
    apply_plan(book, plan)
    assert risk(book, "K-1").show("progress") == "P"


# --- actions beside a risk --------------------------------------------------------------------------------------------

ACTIONS = ["Ref", "Risk title", "Actions", "Action owner", "Action due"]


def with_action(action: str, owner: str, due: str) -> list[list[str]]:
    return [["K-1", "Linen contract ends", "Write to the supplier", "Di Orr", "01/08/2026"], ["", "", action, owner, due]]


def actions(book: Book) -> list[list[str]]:
    found = [record for record in book.records("action") if record.title != "Write to the supplier"]
    return [[record.title, record.show("owner"), record.show("due_date")] for record in found]


def action(book: Book):
    return book.records("action")[-1]


def test_an_actions_conflict_is_asked_again_until_it_is_settled(book: Book, written):
    brought_in(book, written("q1.xlsx", with_action("Tender", "Ann Lee", "01/09/2026"), ACTIONS))
    assert actions(book) == [["Tender", "Ann Lee", "1 September 2026"]]
    book.edit([action(book)], {"owner": "Ours"})
    # Theirs unchanged: ours stays, at the next return and the one after.
    for name in ("q2.xlsx", "q3.xlsx"):
        assert outcomes(brought_in(book, written(name, with_action("Tender", "Ann Lee", "01/09/2026"), ACTIONS))) == {"same": 1}
        assert actions(book)[0][1] == "Ours"
    for name in ("q4.xlsx", "q5.xlsx"):
        plan = brought_in(book, written(name, with_action("Tender", "Bob Kent", "01/09/2026"), ACTIONS))
        assert [cell.stored for row in plan.rows for cell in row.cells] == [("Ann Lee", "Ours", "Bob Kent")]
        assert actions(book)[0][1] == "Ours"
    deciding = Deciding(book, plan := planned(book, written("q6.xlsx", with_action("Tender", "Bob Kent", "01/09/2026"), ACTIONS)))
    deciding.settle_conflicts(plan.rows, theirs=False)
    apply_plan(book, plan)
    assert outcomes(brought_in(book, written("q7.xlsx", with_action("Tender", "Bob Kent", "01/09/2026"), ACTIONS))) == {"same": 1}
    assert actions(book)[0][1] == "Ours"
    assert outcomes(brought_in(book, written("q8.xlsx", with_action("Tender", "Cy Moss", "01/09/2026"), ACTIONS))) == {"conflicting": 1}


def test_an_action_reworded_here_is_not_brought_in_a_second_time(book: Book, written):
    brought_in(book, written("q1.xlsx", with_action("Tender", "Ann Lee", "01/09/2026"), ACTIONS))
    book.edit([action(book)], {"title": "Tender the linen contract"})
    for name, outcome in (("q2.xlsx", "changed"), ("q3.xlsx", "same"), ("q4.xlsx", "same")):
        plan = brought_in(book, written(name, with_action("Tender", "Bob Kent", "01/09/2026"), ACTIONS))
        assert actions(book) == [["Tender the linen contract", "Bob Kent", "1 September 2026"]]
        assert outcomes(plan) == {outcome: 1}


def test_an_action_removed_here_does_not_come_back(book: Book, written):
    brought_in(book, written("q1.xlsx", with_action("Tender", "Ann Lee", "01/09/2026"), ACTIONS))
    book.remove([action(book)])
    for name in ("q2.xlsx", "q3.xlsx", "q4.xlsx"):
        brought_in(book, written(name, with_action("Tender", "Ann Lee", "01/09/2026"), ACTIONS))
        assert actions(book) == []


def test_an_action_left_out_once_is_not_asked_about_again(book: Book, written):
    brought_in(book, written("q1.xlsx", with_action("Tender", "Ann Lee", "01/09/2026"), ACTIONS))
    two = [*with_action("Tender", "Ann Lee", "01/09/2026"), ["", "", "Ask the board", "Ann Lee", "02/09/2026"]]
    plan = planned(book, written("q2.xlsx", two, ACTIONS))
    row = plan.rows[0]
    assert [cell.label for cell in row.cells] == ["New action"]
    Deciding(book, plan).take(row, row.cells, theirs=False)
    apply_plan(book, plan)
    for name in ("q2.xlsx", "q3.xlsx", "q4.xlsx"):
        again = brought_in(book, written(name, two, ACTIONS))
        assert (outcomes(again), len(actions(book))) == ({"same": 1}, 1)


# --- one shared risk in several workbooks -----------------------------------------------------------------------------


def changed(book: Book, source: Path, target: str, ref: str, **words: str) -> Path:
    """Write words under labels into the row of a risk, and save the workbook under another name."""
    made = openpyxl.load_workbook(source)
    sheet = made.worksheets[0]
    at = {cell.value: cell.column for cell in sheet[1]}
    row = next(row for row in range(2, 12) if sheet.cell(row, at["Reference"]).value == ref)
    for label, said in words.items():
        sheet.cell(row, at[label]).value = said
    made.save(source.with_name(target))
    return source.with_name(target)


def test_two_members_that_change_one_shared_risk_both_count(book: Book, tmp_path: Path):
    book.edit([book.find("risk", "R-001")], {"progress": "As sent", "source": "Log"})
    sent = [
        export_workbook(book, tmp_path / f"{number}.xlsx", ["risk"], book.audience(member=member)).path
        for number, member in enumerate(MEMBERS)
    ]
    one = changed(book, sent[0], "one.xlsx", "R-001", Owner="Ann Lee", Progress="Alderbrook's")
    other = changed(book, sent[1], "other.xlsx", "R-001", Source="Survey", Progress="Carrow's")
    assert outcomes(plan_import(book, one)) == {"changed": 1, "same": 2}
    apply_plan(book, plan_import(book, one))
    plan = plan_import(book, other)
    assert [(cell.field, cell.taken, cell.stored) for row in plan.rows for cell in row.cells] == [
        ("source", True, ("Log", "Log", "Survey")),
        ("progress", False, ("As sent", "Alderbrook's", "Carrow's")),
    ]
    apply_plan(book, plan)
    now = book.find("risk", "R-001")
    assert (now.show("owner"), now.show("source"), now.show("progress")) == ("Ann Lee", "Survey", "Alderbrook's")


def test_an_older_version_of_a_return_never_takes_the_newer_one_back(book: Book, tmp_path: Path):
    book.edit([book.find("risk", "R-001")], {"progress": "As sent", "source": "Log"})
    sent = export_workbook(book, tmp_path / "sent.xlsx", ["risk"]).path
    older = changed(book, sent, "older.xlsx", "R-001", Progress="Older", Source="Survey")
    newer = changed(book, older, "newer.xlsx", "R-001", Progress="Newer", Owner="Ann Lee")
    apply_plan(book, plan_import(book, newer))
    plan = plan_import(book, older)
    assert [(cell.field, cell.taken, cell.stored) for row in plan.rows for cell in row.cells] == [
        ("progress", False, ("As sent", "Newer", "Older"))
    ]
    apply_plan(book, plan)
    now = book.find("risk", "R-001")
    assert (now.show("progress"), now.show("source"), now.show("owner")) == ("Newer", "Survey", "Ann Lee")


def test_an_export_that_comes_back_late_changes_only_what_was_changed_in_it(book: Book, tmp_path: Path):
    sent = export_workbook(book, tmp_path / "sent.xlsx", ["risk"]).path
    late = changed(book, sent, "late.xlsx", "R-002", Owner="Late Lee")
    for ref in ("R-001", "R-002", "R-003"):
        book.edit([book.find("risk", ref)], {"progress": "Since then", "description": "Reworded since"})
    book.add("risk", {"title": "Added since then"})
    plan = plan_import(book, late)
    assert outcomes(plan) == {"changed": 1, "same": 2}
    assert [(row.ref, cell.field) for row in plan.rows for cell in row.cells] == [("R-002", "owner")]
