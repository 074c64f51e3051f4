"""The answers of the Overview: what they count, that each knows its records, and where the last changes lead."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.making import FixedClock, make_book, uid_of
from workbench.services.book import Book
from workbench.services.overview import ALL, CURRENT, SHARED, TARGET, Lead, Overview, overview, recent, touched

SHOWN = ("risk", "assurance", "decision", "action", "meeting", "member", "link")


@pytest.fixture
def book(path: Path, clock: FixedClock) -> Iterator[Book]:
    """A book without risks."""
    with make_book(path, clock) as made:
        yield made


def risk(book: Book, likelihood: int = 0, consequence: int = 0, **more: object) -> str:
    scored = {"current_likelihood": likelihood, "current_consequence": consequence} if likelihood else {}
    return book.add("risk", {"title": f"Risk {len(book.records('risk'))}", **scored, **more}).uid


def lead(answers: Overview, key: str) -> Lead:
    return next(found for found in (*answers.figures(), *answers.movements(), *answers.counted_points()) if found.key == key)


def bands(answers: Overview, whose: str, stage: str = CURRENT) -> list[tuple[str, int]]:
    return [(band.label, len(band.uids)) for band in answers.bands("risk", whose, stage)]


def test_the_map_shows_whose_risks_and_which_score_a_person_chose(book: Book):
    own = uid_of(book, "Carrow Valley ICB")
    risk(book, 4, 4, target_likelihood=2, target_consequence=4)
    risk(book, 5, 5, member="Carrow Valley ICB")
    risk(book, 1, 1, member="Royal Alderbrook NHS Trust")
    risk(book, 3, 3, status="closed")
    answers = overview(book)
    assert answers.owners() == [
        (uid_of(book, "Royal Alderbrook NHS Trust"), "Royal Alderbrook NHS Trust"),
        (own, "Carrow Valley ICB"),
    ]
    placed = {
        (whose, stage): [(cell.likelihood, cell.consequence) for cell in answers.heat(whose, stage).filled]
        for whose in (SHARED, own, ALL)
        for stage in (CURRENT, TARGET)
    }
    assert placed == {
        (SHARED, CURRENT): [(4, 4)],
        (SHARED, TARGET): [(2, 4)],
        (own, CURRENT): [(5, 5)],
        (own, TARGET): [],
        (ALL, CURRENT): [(5, 5), (4, 4), (1, 1)],
        (ALL, TARGET): [(2, 4)],
    }


def test_a_stated_score_is_listed_and_counted_in_its_band_but_on_no_cell(book: Book):
    uid = risk(book, current_score=16)
    risk(book)
    answers = overview(book)
    shown = answers.heat(SHARED)
    assert shown.filled == []
    assert [one.record.uid for one in shown.stated] == [uid]
    assert bands(answers, SHARED) == [("Extreme", 1), ("Not scored", 1)]


def test_an_organisations_own_scheme_counts_for_its_own_risks(book: Book):
    own = uid_of(book, "Carrow Valley ICB")
    cells = "\n".join(" ".join("1" for _ in range(5)) for _ in range(5))
    book.add("scheme", {"name": "Ours", "member": "Carrow Valley ICB", "cells": cells, "labels": "All the same"})
    risk(book, 5, 5, member="Carrow Valley ICB")
    answers = overview(book)
    assert bands(answers, own) == [("All the same", 1)]
    assert bands(answers, ALL) == [("Extreme", 1)]


def test_overdue_actions_are_named_by_the_longest_and_lead_to_themselves(book: Book):
    late = [book.add("action", {"title": "Late", "due_date": day}).uid for day in ("1/7/2026", "1/5/2026")]
    book.add("action", {"title": "Done", "due_date": "1/5/2026", "status": "complete"})
    found = lead(overview(book), "overdue")
    assert found.text == "2 overdue actions"
    assert found.uids == late[::-1]
    assert found.detail == "The longest, A-002, by 83 days."


def test_actions_due_by_the_next_meeting_name_its_forum_and_day(book: Book):
    book.add("forum", {"name": "Partnership Board"})
    for day in ("22/7/2026", "1/9/2026", "1/12/2026"):
        book.add("meeting", {"forum": "Partnership Board", "date": day})
    due = {day: book.add("action", {"title": day, "due_date": day}).uid for day in ("1/9/2026", "23/7/2026", "2/9/2026", "22/7/2026")}
    answers = overview(book)
    found = lead(answers, "due")
    assert found.uids == [due["23/7/2026"], due["1/9/2026"]]
    assert (found.text, found.detail) == ("2 actions due by the next meeting", "Partnership Board, 1 September 2026, in 40 days.")


def test_an_action_put_off_is_due_on_the_day_it_was_put_off_to(book: Book):
    book.add("meeting", {"forum": "Partnership Board", "date": "23/7/2026"})
    book.add("action", {"title": "Put off", "due_date": "1/7/2026", "revised_due": "23/7/2026"})
    answers = overview(book)
    assert lead(answers, "overdue").text == "No action is overdue."
    assert lead(answers, "due").detail == "Partnership Board, 23 July 2026, today."


def test_a_decision_awaiting_approval_says_whose(book: Book):
    uid = book.add("decision", {"title": "One laboratory", "status": "awaiting_approval"}).uid
    book.add("approval", {"parent": "D-001", "approver": "Braywater", "outcome": "approved"})
    book.add("approval", {"parent": "D-001", "approver": "Dunmere"})
    found = lead(overview(book), "awaiting")
    assert (found.text, found.detail, found.uids) == ("1 decision awaiting approval", "D-001 by Dunmere.", [uid])


def test_reviews_are_counted_for_each_register_by_itself(book: Book):
    risk(book, next_review="1/7/2026")
    book.add("assurance", {"title": "Waits", "next_review": "1/8/2026"})
    answers = overview(book)
    assert lead(answers, "unreviewed_risk").text == "1 review of a risk overdue"
    assert lead(answers, "unreviewed_assurance").text == "No review of a principal risk is overdue."


def test_several_points_seen_to_in_one_record_are_counted_and_lead_there_once(book: Book):
    uid = book.add("assurance", {"title": "Waits", "exec_lead": "Jo"}).uid
    for title in ("Weekly list", "Mutual aid"):
        book.add("control", {"title": title, "parent": "AF-001"})
    found = lead(overview(book), "NO_SOURCE_assurance")
    assert (found.text, found.detail, found.uids) == ("2 controls without a source of assurance", "Of 1 principal risk.", [uid])


def test_scores_that_rose_and_scores_outside_appetite_lead_to_their_risks(book: Book):
    uid = risk(book, 4, 4, category="Workforce")
    book.add("position", {"parent": "risk R-001", "date": "30/6/2026", "kind": "actual", "score": 9})
    book.add("appetite", {"category": "Workforce", "tolerated": 12})
    answers = overview(book)
    assert [(found.text, found.uids) for found in answers.movements()] == [
        ("1 shared risk scored higher than in Q1 2026/27", [uid]),
        ("1 shared risk outside appetite", [uid]),
    ]


def test_the_last_changes_are_named_with_who_and_lead_to_what_is_still_there(book: Book, clock: FixedClock):
    uid = risk(book, 2, 2)
    control = book.add("control", {"title": "Weekly list", "parent": "risk R-001"})
    clock.author = "Sam Lee"
    book.edit([control], {"owner": "Jo"})
    newest = recent(book, 2)
    assert [(one.name, one.author) for one in newest] == [("Change Owner of control C-001", "Sam Lee"), ("Add control C-001", "Asha Patel")]
    assert touched(book, newest[0].uid, SHOWN) == ("risk", [uid])
    book.remove(book.records("risk"))
    assert touched(book, newest[0].uid, SHOWN) == ("", [])


def test_a_link_leads_to_a_record_it_ties(book: Book):
    first = risk(book, 2, 2)
    risk(book, 3, 3)
    book.add("link", {"source": "risk R-001", "target": "risk R-002", "relation": "same_as"})
    assert touched(book, recent(book, 1)[0].uid, SHOWN) == ("risk", [first])
