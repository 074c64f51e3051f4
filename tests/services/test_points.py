"""Points to check: what is one, what no longer is, and what accepting one as a gap makes."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from tests.making import FixedClock, make_book
from workbench.domain.errors import WorkbenchError
from workbench.services.book import Book
from workbench.services.points import Check, Checking, Point, accept, checking, months_before

TODAY = date(2026, 7, 23)


@pytest.fixture
def book(path: Path, clock: FixedClock) -> Iterator[Book]:
    """A book with one principal risk that nothing is missing from, and a control of it."""
    with make_book(path, clock) as made:
        made.add("assurance", {"title": "Waits grow", "exec_lead": "Jo Smith", "score_rationale": "Agreed"})
        made.add("control", {"title": "Weekly list", "parent": "AF-001"})
        yield made


@pytest.fixture
def found(book: Book) -> Callable[[], list[Point]]:
    """Return the points of the book now."""
    return lambda: checking(book, book.view()).points()


def source(book: Book, received: str = "", line: str = "2", parent: str = "C-001") -> None:
    book.add("assurance_source", {"title": "A report", "parent": parent, "line": line, "date_received": received})


def checks(points: list[Point]) -> list[Check]:
    return [point.check for point in points]


def test_a_control_without_a_source_is_a_point_at_its_principal_risk(book: Book, found):
    assert checks(found()) == [Check.NO_SOURCE]
    assert found()[0].record.ref == "AF-001"
    assert found()[0].sentence == "C-001 “Weekly list” has no source of assurance."


def test_sources_of_the_principal_risk_are_tied_to_no_control_and_said_to_be_there(book: Book, found):
    source(book, "1/7/2026", parent="AF-001")
    assert found()[0].sentence == "C-001 “Weekly list” has no source of assurance; 1 source of AF-001 is tied to no control."


@pytest.mark.parametrize(
    ("received", "line", "check"),
    [
        ("23/7/2025", "2", None),
        ("22/7/2025", "2", Check.NO_RECENT),
        ("23/7/2026", "3", None),
        ("24/7/2026", "3", Check.NO_RECENT),
        ("", "2", Check.NO_RECENT),
        ("1/7/2026", "1", Check.FIRST_LINE),
        ("1/7/2026", "", Check.FIRST_LINE),
    ],
)
def test_a_source_counts_up_to_the_very_limit_and_only_beyond_the_first_line(book: Book, found, received, line, check):
    source(book, received, line)
    assert checks(found()) == ([check] if check else [])


def test_an_old_source_beyond_the_first_line_leaves_a_control_with_the_first_alone(book: Book, found):
    source(book, "1/7/2026", "1")
    source(book, "1/7/2024", "3")
    assert found()[0].sentence.endswith("has no source from beyond the first line that is recent enough.")


def test_the_last_source_that_is_too_old_is_named_by_its_date(book: Book, found):
    source(book, "1/3/2024")
    source(book, "4/5/2025")
    assert found()[0].sentence.endswith("no source of assurance recent enough; the last is of 4 May 2025.")


def test_each_line_has_a_limit_of_its_own(book: Book):
    source(book, "23/4/2026", "1")
    source(book, "22/4/2026", "2")
    view = book.view()
    assert checks(Checking(view, TODAY, (12, 3, 12)).points()) == [Check.FIRST_LINE]
    assert checks(Checking(view, TODAY, (2, 3, 12)).points()) == [Check.NO_RECENT]
    assert checks(Checking(view, TODAY, (12, 4, 12)).points()) == []


def test_the_limits_are_settings_of_the_file(book: Book, found):
    source(book, "23/1/2026")
    assert found() == []
    book.add("setting", {"name": "assurance_months_2", "value": "5"})
    assert checks(found()) == [Check.NO_RECENT]


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [
        (date(2026, 3, 31), 1, date(2026, 2, 28)),
        (date(2024, 2, 29), 12, date(2023, 2, 28)),
        (date(2026, 1, 15), 1, date(2025, 12, 15)),
        (date(2026, 12, 31), 12, date(2025, 12, 31)),
        (date(2026, 7, 23), 60, date(2021, 7, 23)),
    ],
)
def test_months_are_counted_back_by_the_calendar(day: date, months: int, before: date):
    assert months_before(day, months) == before


def test_controls_of_what_is_closed_or_a_members_own_are_not_looked_at(book: Book, found):
    book.edit(book.records("assurance"), {"status": "closed"})
    book.add("assurance", {"title": "Own", "member": "Royal Alderbrook NHS Trust", "exec_lead": "Sam Lee"})
    book.add("control", {"title": "Its own control", "parent": "AF-002"})
    assert found() == []


def test_accepting_makes_an_open_gap_in_assurance_by_whoever_sits_here(book: Book, found):
    applied = accept(book, found()[0])
    gap = book.records("gap")[0]
    assert gap.show("parent") == "AF-001"
    assert (gap.of("kind"), gap.of("status")) == ("assurance", "open")
    assert (gap.of("accepted_by"), gap.of("accepted_on")) == ("Asha Patel", "2026-07-23")
    assert gap.show("description") == "C-001 “Weekly list” has no source of assurance."
    assert applied.entry.name == "Accept a gap in assurance of AF-001"
    assert "has no source of assurance" in book.find("assurance", "AF-001").show("gaps_in_assurance")


def test_an_accepted_point_is_settled_until_its_gap_is_closed_whatever_the_gap_says(book: Book, found):
    accept(book, found()[0])
    assert found() == []
    book.edit(book.records("gap"), {"description": "Nobody has looked at the weekly list."})
    source(book, "1/7/2024")
    assert found() == []
    book.edit(book.records("gap"), {"status": "closed"})
    assert checks(found()) == [Check.NO_RECENT]


def test_accepting_is_one_change_that_undo_takes_back(book: Book, found):
    accept(book, found()[0])
    book.undo()
    assert book.records("gap") == []
    assert checks(found()) == [Check.NO_SOURCE]


def test_only_a_point_about_a_control_that_is_there_can_be_accepted(book: Book, found):
    point = found()[0]
    book.remove(book.records("control"))
    with pytest.raises(WorkbenchError, match="still there"):
        accept(book, point)
    with pytest.raises(WorkbenchError, match="about a control"):
        accept(book, Point(Check.STATED, point.record, "A score."))
    assert book.records("gap") == []


def linked(book: Book, relation: str = "contributes_to", *, score: int = 20) -> None:
    """Add a shared risk at 12 and a linked one of a member."""
    book.add("risk", {"title": "Shared", "owner": "Jo", "current_likelihood": 3, "current_consequence": 4})
    own = {"title": "Own", "member": "Royal Alderbrook NHS Trust", "current_likelihood": score // 4, "current_consequence": 4}
    ref = book.add("risk", own).ref
    book.add("link", {"source": f"Royal Alderbrook NHS Trust/{ref}", "relation": relation, "target": "R-001"})


def test_a_shared_score_under_a_members_is_a_point_that_names_the_member(book: Book, found):
    linked(book)
    point = next(point for point in found() if point.check is Check.BELOW_MEMBER)
    assert point.sentence == "R-001 stands at 12, below 20 of Royal Alderbrook NHS Trust, and nobody has said why."


@pytest.mark.parametrize(("relation", "score"), [("mitigates", 20), ("supersedes", 20), ("contributes_to", 12), ("same_as", 8)])
def test_a_score_that_is_not_higher_or_not_of_the_same_matter_is_no_point(book: Book, found, relation, score):
    linked(book, relation, score=score)
    assert Check.BELOW_MEMBER not in checks(found())


def test_a_rationale_settles_it(book: Book, found):
    linked(book)
    book.edit([book.find("risk", "R-001")], {"score_rationale": "Two of the three sites have capacity."})
    assert Check.BELOW_MEMBER not in checks(found())


def test_the_latest_score_a_member_gave_the_shared_risk_itself_counts_too(book: Book, found):
    book.add("risk", {"title": "Shared", "owner": "Jo", "current_score": 9})
    whose = {"parent": "risk R-001", "member": "Carrow Valley ICB", "kind": "actual"}
    book.add("position", {**whose, "date": "1/4/2026", "score": 25})
    assert Check.BELOW_MEMBER in checks(found())
    book.add("position", {**whose, "date": "1/7/2026", "score": 8})
    assert Check.BELOW_MEMBER not in checks(found())


def test_a_stated_score_a_blank_and_a_late_review_are_points_of_shared_records_alone(book: Book, found):
    source(book, "1/7/2026")
    values = {"title": "A risk", "current_score": 12, "target_score": 4, "next_review": "22/7/2026"}
    book.add("risk", values)
    book.add("risk", {**values, "member": "Carrow Valley ICB"})
    said = [point.sentence for point in found()]
    assert said == [
        "The current and target scores of R-001 are stated without likelihood and consequence.",
        "R-001 lacks Owner.",
        "The review of R-001 was due on 22 July 2026.",
    ]


def test_what_is_over_is_asked_nothing_more(book: Book, found):
    source(book, "1/7/2026")
    book.add("action", {"title": "Done long ago", "status": "complete"})
    book.add("decision", {"title": "Withdrawn", "status": "withdrawn"})
    book.add("action", {"title": "To do"})
    assert [point.sentence for point in found()] == ["A-002 lacks Owner and Due date."]
