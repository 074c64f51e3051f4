"""What a board asks first is counted from one version on one day, each figure with its sentence."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tests.making import FixedClock, make_book
from workbench.domain.audience import OFFICE, PRIVATE, PUBLIC, Audience
from workbench.domain.charts import heat_map, trace
from workbench.domain.progress import Course
from workbench.domain.quarters import Quarter, named, quarter_of
from workbench.domain.register import Record
from workbench.domain.registers import declared
from workbench.domain.schemes import joint_scheme, scheme_of
from workbench.domain.scoring import NPSA
from workbench.domain.standing import Movement, Past
from workbench.domain.tolerance import Tolerances
from workbench.services.book import Book
from workbench.services.summary import Summary

TODAY = date(2026, 7, 23)


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with make_book(tmp_path / "made.workbench", FixedClock()) as made:
        yield made


def summary(book: Book, audience: Audience = OFFICE, day: date = TODAY) -> Summary:
    return Summary(book.view(audience), day)


def sentences(book: Book, audience: Audience = OFFICE) -> str:
    return " ".join(figure.sentence for figure in summary(book, audience).figures())


def add_risk(book: Book, likelihood: int, consequence: int, before: tuple[int, int] | None = None, **more: object) -> Record:
    scores = {"current_likelihood": likelihood, "current_consequence": consequence}
    risk = book.add("risk", {"title": f"Risk {likelihood} by {consequence}", "circulation": "public", **scores, **more})
    if before:
        book.add(
            "position", {"parent": risk.ref, "date": "2026-06-30", "kind": "actual", "likelihood": before[0], "consequence": before[1]}
        )
    return risk


def test_open_shared_risks_are_counted_by_band_and_nothing_else(book: Book):
    add_risk(book, 5, 4)
    add_risk(book, 4, 4)
    add_risk(book, 1, 1)
    add_risk(book, 5, 5, status="closed")
    add_risk(book, 5, 5, member="Royal Alderbrook NHS Trust")
    book.add("risk", {"title": "Stated", "current_score": 12})
    book.add("risk", {"title": "No score"})
    found = summary(book)
    assert found.by_band("risk") == [("Extreme", 2), ("High", 1), ("Moderate", 0), ("Low", 1), ("no band", 1)]
    assert found.figures()[0].figure == 5
    assert "5 shared risks are open: 2 extreme, 1 high, 1 low and 1 no band." in sentences(book)
    assert "No principal risk is open." in sentences(book)
    assert "3 shared risks are open: 2 extreme and 1 low." in sentences(book, PUBLIC)


def test_movement_is_against_the_last_quarters_close_alone(book: Book):
    up, down, same = add_risk(book, 4, 4, (3, 4)), add_risk(book, 2, 2, (3, 3)), add_risk(book, 3, 3, (3, 3))
    add_risk(book, 5, 5)
    old = add_risk(book, 1, 2)
    book.add("position", {"parent": old.ref, "date": "2026-03-31", "score": 9})
    book.add("position", {"parent": old.ref, "date": "2026-07-02", "score": 9})
    book.add("position", {"parent": old.ref, "period": "Q1 2026/27", "kind": "forecast", "score": 9})
    book.add("position", {"parent": old.ref, "period": "Q1 2026/27", "member": "Royal Alderbrook NHS Trust", "score": 9})
    found = summary(book)
    assert [one.record.ref for one in found.moved(Movement.UP)] == [up.ref]
    assert [one.record.ref for one in found.moved(Movement.DOWN)] == [down.ref]
    assert [one.moved for one in found.moved(Movement.SAME)] == ["unchanged at 9"]
    assert len(found.moved(Movement.UNKNOWN)) == 2
    assert (
        "Since the end of Q1 2026/27, 1 score rose (R-001), 1 fell (R-002) and 1 stayed the same; for 2 no earlier score is recorded."
        in (sentences(book))
    )
    book.add("position", {"parent": old.ref, "period": "Q1 2026/27", "score": 1})
    assert old.ref in [one.record.ref for one in summary(book).moved(Movement.UP)]
    assert same.ref == "R-003"


def test_what_is_outside_appetite_is_said_only_where_a_highest_score_is_known(book: Book):
    assert "none can be compared" in sentences(book)
    add_risk(book, 4, 4, category="workforce")
    add_risk(book, 3, 3, category="Workforce")
    add_risk(book, 5, 5, category="Finance")
    add_risk(book, 5, 5)
    book.add("appetite", {"category": "Workforce", "level": "Open", "tolerated": 12, "agreed_on": "2026-01-01"})
    book.add("appetite", {"category": "Workforce", "member": "Royal Alderbrook NHS Trust", "tolerated": 4})
    book.add("appetite", {"category": "Finance", "level": "Cautious"})
    assert "Of 2 open risks whose category has a highest tolerated score, 1 is above it (R-001)." in sentences(book)
    own = add_risk(book, 2, 3, category="Workforce", member="Royal Alderbrook NHS Trust")
    view = book.view()
    tolerances = Tolerances(view.records("appetite"))
    assert tolerances.is_outside(next(one for one in view.records("risk") if one.uid == own.uid)) is True


def test_overdue_counts_from_the_date_that_was_put_off_to(book: Book):
    late = book.add("action", {"title": "One", "due_date": "2026-06-30", "status": "in_progress"})
    book.add("action", {"title": "Two", "due_date": "2026-06-30", "revised_due": "2026-07-20"})
    put_off = book.add("action", {"title": "Three", "due_date": "2026-06-30"})
    book.add("extension", {"parent": put_off.ref, "new_date": "2026-09-30"})
    book.add("action", {"title": "Four", "due_date": "2026-06-30", "status": "complete"})
    book.add("action", {"title": "Five"})
    found = summary(book)
    assert [(course.record.ref, course.late, course.standing) for course in found.overdue()] == [
        (late.ref, 23, "overdue by 23 days"),
        ("A-002", 3, "overdue by 3 days"),
    ]
    assert "Of 4 open actions 2 are overdue, the longest, A-001, by 23 days." in sentences(book)
    assert {course.standing for course in found.courses if not course.late} == {"due in 69 days", ""}


def test_an_action_due_today_is_not_late_and_one_raised_tomorrow_has_no_age():
    record = Record(declared()["action"], {"uid": "u", "due_date": "2026-07-23", "date_raised": "2026-07-24"})
    course = Course(record, TODAY)
    assert (course.standing, course.late, course.age) == ("due today", 0, None)
    assert Course(Record(declared()["action"], {"uid": "u", "due_date": "soon"}), TODAY).due is None


def test_decisions_wait_with_the_answers_still_to_come(book: Book):
    waiting = book.add("decision", {"title": "Form a committee", "status": "awaiting_approval"})
    book.add("decision", {"title": "Done", "status": "approved"})
    for approver, more in (("Board A", {}), ("Board B", {"outcome": "approved"}), ("ICB", {"required": "no"})):
        book.add("approval", {"parent": waiting.ref, "approver": approver, **more})
    assert "1 decision awaits approval: D-001 (1 answer to come)." in sentences(book)


def test_reviews_before_the_day_are_overdue(book: Book):
    add_risk(book, 2, 2, next_review="2026-07-22")
    add_risk(book, 2, 2, next_review="2026-07-23")
    assert "1 review of open risks is overdue (R-001)." in sentences(book)


def test_what_a_version_may_not_show_is_not_counted_in_it(book: Book):
    add_risk(book, 5, 5, circulation="private", next_review="2026-01-01")
    book.add("action", {"title": "Late", "due_date": "2026-01-01"})
    book.add("decision", {"title": "Waits", "status": "awaiting_approval"})
    assert [figure.figure for figure in summary(book, PUBLIC).figures()] == [0] * 7
    assert [figure.figure for figure in summary(book, PRIVATE).figures()] == [1, 0, 0, 0, 1, 1, 1]


def test_many_references_are_cut_short_in_a_sentence(book: Book):
    for _ in range(12):
        add_risk(book, 4, 4, (1, 1))
    assert "(R-001, R-002, R-003, R-004, R-005, R-006, R-007, R-008 and 4 more)" in sentences(book)


def test_a_heat_map_places_by_factors_and_lists_what_is_only_stated(book: Book):
    add_risk(book, 4, 5, (5, 5))
    book.add("risk", {"title": "Stated", "current_score": 20})
    book.add("risk", {"title": "Nothing"})
    found = summary(book)
    heat = heat_map(found.standings("risk"), found.scheme)
    (cell,) = heat.filled
    assert (cell.likelihood, cell.consequence, cell.label, [mark.label for mark in cell.marks]) == (4, 5, "Extreme", ["R-001\xa0↓"])
    assert heat.rows[1][4] is cell
    assert [one.record.ref for one in heat.stated] == ["R-002"]
    assert heat.told == "Heat map of likelihood and consequence. 4 Likely likelihood, 5 catastrophic consequence, extreme: R-001."
    assert heat_map([], NPSA).told.endswith("Nothing stands on it.")


def test_a_trace_is_the_joint_scores_up_to_now(book: Book):
    risk = add_risk(book, 4, 4, (3, 4), target_likelihood=2, target_consequence=2)
    for day, score in (("2025-12-31", 20), ("2026-03-31", 16), ("2027-03-31", 4)):
        book.add("position", {"parent": risk.ref, "date": day, "score": score})
    view = book.view()
    past = Past(view, TODAY)
    found = trace(past.standing(view.records("risk")[0]), past)
    assert found is not None
    assert [(point.label, point.score, round(point.across, 2)) for point in found.points] == [
        ("31/12/2025", 20, 0),
        ("31/3/2026", 16, 0.33),
        ("30/6/2026", 12, 0.67),
        ("Now", 16, 1),
    ]
    assert found.target == 4
    add_risk(book, 1, 1)
    view = book.view()
    assert trace(Past(view, TODAY).standing(view.records("risk")[1]), Past(view, TODAY)) is None


def test_quarters_are_those_of_the_financial_year():
    assert quarter_of(date(2026, 3, 31)) == Quarter(2025, 4)
    assert quarter_of(date(2026, 4, 1)) == Quarter(2026, 1)
    assert quarter_of(date(2026, 12, 31)).name == "Q3 2026/27"
    assert Quarter(2025, 4).first == date(2026, 1, 1)
    assert Quarter(2025, 4).last == date(2026, 3, 31)
    assert Quarter(2026, 1).before == Quarter(2025, 4)
    assert Quarter(2025, 4).after == Quarter(2026, 1)
    assert named("q2 2026/27") == Quarter(2026, 2)
    assert named("June 2026") is None
    assert Quarter(1999, 1).name == "Q1 1999/00"


def test_a_files_own_scheme_counts_from_the_day_it_takes_effect(book: Book):
    cells = "\n".join("1 1 2 2 2" for _ in range(5))
    book.add("scheme", {"name": "Own", "cells": cells, "labels": "Green; Red", "effective_from": "2026-04-01"})
    book.add("scheme", {"name": "Later", "cells": cells, "labels": "A; B", "effective_from": "2026-10-01"})
    book.add("scheme", {"name": "A member's", "member": "Royal Alderbrook NHS Trust", "cells": cells, "labels": "C; D"})
    assert summary(book).scheme.labels == ("Green", "Red")
    assert joint_scheme(book.records("scheme"), date(2026, 3, 31)) is NPSA
    broken = [book.add("scheme", values) for values in ({"name": "x", "cells": cells, "labels": "One"}, {"name": "y", "cells": "1 2\n3"})]
    assert [scheme_of(one) for one in broken] == [None, None]
