"""A closed quarter stays as it is, whichever way a change comes."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from tests.making import START, FixedClock, faults, make_book, risk
from tests.returning import ALDERBROOK, round_of, sent_to
from workbench.domain.change import Change, ChangeSet
from workbench.domain.closed import check_closed, closed_quarters, quarters_of
from workbench.domain.errors import CannotUndoError, ClosedQuarterError, WorkbenchError
from workbench.domain.quarters import Quarter
from workbench.domain.register import Register
from workbench.domain.standing import Movement, Past
from workbench.services.book import Book
from workbench.services.importing import apply_plan, plan_import
from workbench.services.quarters import close_quarter, closed, plan_closing, quarter_named, reopen_quarter, to_close
from workbench.services.takeback import find_import, plan_takeback, take_back

Q1, Q2 = Quarter(2026, 1), Quarter(2026, 2)


def close(book: Book, quarter: Quarter = Q1):
    closing = plan_closing(book, quarter)
    close_quarter(book, closing)
    return closing


def scores(book: Book) -> dict[str, object]:
    return {record.show("parent"): record.of("score") for record in book.records("position")}


def test_closing_keeps_the_score_of_every_open_entry_of_anybody(book: Book):
    book.add("risk", {"title": "Own", "member": ALDERBROOK, "tier": "local", "current_score": 9})
    book.add("risk", {"title": "No score"})
    book.add("risk", {"title": "Gone", "status": "closed", "current_score": 20})
    book.add("risk", {"title": "Young", "date_opened": "2 July 2026", "current_score": 20})
    book.add("assurance", {"title": "Workforce", "current_likelihood": 3, "current_consequence": 5})
    closing = close(book)
    assert scores(book) == {
        "R-001": 2 * 3, "R-002": 3 * 5, "R-003": 4 * 2, "R-004": 9, "AF-001": 15,
    }  # fmt: skip
    assert closing.sentences == [
        "5 positions were kept for Q1 2026/27.",
        "Without a current score, so without a position: R-005.",
        "1 entry opened after the quarter ended is left out.",
    ]
    found = book.records("position")[0]
    assert [found.show(key) for key in ("period", "date", "kind")] == ["Q1 2026/27", "30 June 2026", "Actual"]
    assert list(closed(book)) == [Q1]
    assert faults(book) == []


def test_a_position_that_is_there_already_is_kept_and_not_doubled(book: Book):
    book.add("position", {"parent": "R-001", "period": "Q1 2026/27", "kind": "actual", "score": 20})
    book.add("position", {"parent": "R-002", "period": "Q1 2026/27", "kind": "forecast", "score": 20})
    closing = close(book)
    assert (closing.frozen, closing.there, closing.differing) == (2, 1, ["R-001"])
    actual = [record for record in book.records("position") if record.row["kind"] == "actual"]
    assert sorted(record.show("parent") for record in actual) == ["R-001", "R-002", "R-003"]


def test_no_change_by_hand_alters_what_was_closed(book: Book):
    close(book)
    position = book.records("position")[0]
    for attempt in (
        lambda: book.edit([position], {"likelihood": 5}),
        lambda: book.edit([position], {"period": "Q2 2026/27"}),
        lambda: book.edit([position], {"rationale": "Another"}),
        lambda: book.remove([position]),
        lambda: book.add("position", {"parent": "R-001", "period": "Q1 2026/27", "score": 4}),
        lambda: book.add("position", {"parent": "R-001", "date": "15 May 2026", "score": 4}),
        lambda: book.edit([book.records("quarter")[0]], {"status": "reopened"}),
        lambda: book.remove(book.records("quarter")),
    ):
        before = book.store.head().position
        with pytest.raises(ClosedQuarterError, match=r"Q1 2026/27.*closed"):
            attempt()
        assert book.store.head().position == before
    with pytest.raises(ClosedQuarterError, match="R-001 has a position in Q1 2026/27, which is closed, so it cannot be removed"):
        book.remove([book.find("risk", "R-001")])
    book.edit([position], {"notes": "Asked about by the chair"})
    book.add("position", {"parent": "R-001", "period": "Q1 2026/27", "kind": "forecast", "score": 4})
    book.add("position", {"parent": "R-001", "period": "Q2 2026/27", "score": 4})
    book.edit([book.find("risk", "R-001")], {"current_likelihood": 5})
    assert scores(book)["R-002"] == 15


def test_undo_does_not_open_a_quarter_and_stays_where_it_was(book: Book):
    close(book)
    with pytest.raises((CannotUndoError, ClosedQuarterError), match=r"Q1 2026/27.*closed"):
        book.undo()
    assert list(closed(book)) == [Q1]
    assert len(book.records("position")) == 3


def test_a_quarter_is_opened_again_only_with_a_reason_and_closed_again_with_what_changed_meanwhile(book: Book, clock: FixedClock):
    close(book)
    with pytest.raises(WorkbenchError, match="Say why"):
        reopen_quarter(book, Q1, " ")
    book.edit([book.find("risk", "R-002")], {"current_likelihood": 1})
    reopen_quarter(book, Q1, "Alderbrook's return was overlooked")
    assert closed(book) == {}
    assert book.history()[-1].reason == "Alderbrook's return was overlooked"
    book.edit([book.find("risk", "R-001")], {"current_likelihood": 5})
    clock.pass_days(1)
    closing = close(book)
    assert (closing.frozen, closing.there) == (1, 2)
    assert scores(book) == {"R-001": 15, "R-002": 15, "R-003": 8}
    with pytest.raises(WorkbenchError, match="closed on 24 July 2026 already"):
        plan_closing(book, Q1)


def test_a_quarter_that_has_not_begun_or_is_none_is_refused(book: Book):
    with pytest.raises(WorkbenchError, match="has not begun yet"):
        plan_closing(book, Quarter(2026, 3))
    with pytest.raises(WorkbenchError, match="is not a quarter"):
        quarter_named("Q5 2026/27")
    with pytest.raises(WorkbenchError, match="is not closed"):
        reopen_quarter(book, Q1, "why")
    assert to_close(book) == Q1
    close(book)
    assert to_close(book) == Q2


def quarterly(path: Path, *rows: list[object]) -> Path:
    """Save a stranger's sheet with columns headed by quarters."""
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    for row in (["Ref", "Risk title", "Owner", "Q1 2026/27 score", "Q2 2026/27 score"], *rows):
        sheet.append(row)
    workbook.save(path)
    return path


def test_columns_of_a_closed_quarter_in_a_workbook_are_left_alone_and_said_so(book: Book, tmp_path: Path):
    path = quarterly(tmp_path / "board.xlsx", ["A-1", "Boilers fail", "Ann", 12, 9], ["A-2", "Roof leaks", "Bob", 6, 6])
    apply_plan(book, plan_import(book, path, register="risk", member=ALDERBROOK))
    close(book)
    again = quarterly(
        tmp_path / "again.xlsx", ["A-1", "Boilers fail", "Ann", 16, 8], ["A-3", "New", "Cy", 4, 4], ["A-2", "Roof leaks", "Bob", 6, 6]
    )
    plan = plan_import(book, again, register="risk", member=ALDERBROOK)
    told = [(problem.cell, problem.message) for problem in plan.problems if "Q1" in problem.message]
    assert told == [
        ("D2", "Q1 2026/27 is closed, so the position of A-1 in it stays as it is and this one was not taken."),
        ("D3", "Q1 2026/27 is closed, so the position of A-3 in it stays as it is and this one was not taken."),
    ]
    apply_plan(book, plan)
    q1 = {record.show("parent"): record.of("score") for record in book.records("position") if record.show("period") == "Q1 2026/27"}
    assert (q1["A-1"], q1["A-2"], "A-3" in q1) == (12, 6, False)
    q2 = {record.show("parent"): record.of("score") for record in book.records("position") if record.show("period") == "Q2 2026/27"}
    assert q2["A-3"] == 4
    assert faults(book) == []


def test_rows_of_positions_of_a_closed_quarter_are_left_alone_and_said_so(book: Book, tmp_path: Path):
    close(book)
    path = sent_to(round_of(book, tmp_path), ALDERBROOK)
    workbook = load_workbook(path)
    sheet = workbook["Positions"]
    labels = [cell.value for cell in sheet[1]]
    sheet.cell(2, labels.index("Likelihood") + 1).value = 5
    for label, value in (("Position of", "R-001"), ("Period", "Q1 2026/27"), ("Score", 25)):
        sheet.cell(5, labels.index(label) + 1).value = value
    workbook.save(path)
    before = scores(book)
    plan = plan_import(book, path)
    told = [(problem.sheet, problem.cell[-1], problem.message) for problem in plan.problems]
    assert told == [
        ("Positions", "2", "PS-001 belongs to Q1 2026/27, which is closed; it stays as it is."),
        ("Positions", "5", "Q1 2026/27 is closed, so no position was added to it."),
    ]
    assert (plan.writes, plan.counts["changed"], plan.counts["new"]) == (0, 0, 0)
    apply_plan(book, plan)
    assert scores(book) == before


def test_an_import_that_brought_positions_is_taken_back_without_those_of_a_closed_quarter(book: Book, tmp_path: Path):
    applied = apply_plan(book, plan_import(book, quarterly(tmp_path / "b.xlsx", ["A-1", "Boilers fail", "Ann", 12, 9]), register="risk"))
    assert applied is not None
    close(book)
    found = plan_takeback(book, find_import(book, applied.entry.uid))
    assert "because Q1 2026/27 is closed" in found.keeps
    take_back(book, found)
    assert [record.show("period") for record in book.records("position") if record.show("parent") == "A-1"] == ["Q1 2026/27"]


def test_movement_is_told_from_the_closed_quarter_and_counted_once(book: Book):
    close(book)
    book.edit([book.find("risk", "R-001")], {"current_likelihood": 5})
    past = Past(book.view(), date(2026, 7, 23))
    assert len(past.joint(book.find("risk", "R-001").uid)) == 1
    standing = past.standing(book.find("risk", "R-001"))
    assert (standing.movement, standing.before) == (Movement.UP, 6)


ROW = st.fixed_dictionaries(
    {"uid": st.just("p"), "ref": st.just("PS-001")},
    optional={
        "kind": st.sampled_from(["actual", "forecast", "target"]),
        "period": st.sampled_from(["Q1 2026/27", "q1 2026/27", "Q2 2026/27", "May 2026", "year end"]),
        "date": st.sampled_from(["2026-04-01", "2026-06-30", "2026-07-01", "2025-06-30"]),
        "score": st.integers(1, 25),
        "notes": st.text(max_size=2),
    },
)


@given(st.none() | ROW, st.none() | ROW)
def test_whatever_touches_a_closed_quarter_is_refused_and_nothing_else(before: dict[str, object] | None, after: dict[str, object] | None):
    shut = {Q1: Register().record({"uid": "q"})}
    change = Change("position", "p", before, after)  # type: ignore[arg-type]
    touches = any(Q1 in quarters_of(row) for row in (before, after) if row is not None)  # type: ignore[arg-type]
    alters = any(key not in ("notes", "circulation") for key in change.keys)
    refused = False
    try:
        check_closed(ChangeSet("x", (change,)), shut)
    except ClosedQuarterError:
        refused = True
    assert refused == (touches and alters)


def test_closing_says_that_the_quarter_has_not_ended_and_what_no_position_means(book: Book):
    book.edit([book.find("risk", "R-001")], {"current_likelihood": None, "current_consequence": None, "current_score": None})
    closing = plan_closing(book, Quarter(2026, 2))
    ends, blank = closing.means
    assert ends == f"{closing.quarter.name} ends only on 30 September 2026; what changes until then will not count in it."
    assert blank.endswith(
        "stays blank for the quarter; to keep a position, give "
        + ("it" if len(closing.without) == 1 else "them")
        + " a current score first."
    )
    assert plan_closing(book, Quarter(2026, 1)).is_early is False


def test_closing_counts_no_entry_twice_over_quarters(path: Path):
    clock = FixedClock(START)
    with make_book(path, clock) as book:
        for number in range(1, 6):
            book.add("risk", risk(number))
        for quarter in (Quarter(2025, 4), Q1):
            close(book, quarter)
        found = [(record.row["parent"], record.show("period")) for record in book.records("position")]
        assert len(found) == len(set(found)) == 10
        assert set(closed_quarters(book.records("quarter"))) == {Quarter(2025, 4), Q1}
