"""Faults that a fresh reader found once, one test each, so that they stay mended."""

from pathlib import Path

import openpyxl
import pytest

from tests.making import MEMBERS
from workbench.domain.audience import PUBLIC
from workbench.domain.errors import InvalidRecordError
from workbench.services.book import Book
from workbench.services.importing import apply_plan, plan_import

ALDERBROOK, VALLEY = MEMBERS


def test_a_redacted_score_is_not_told_by_its_positions(book: Book):
    risk = book.add("risk", {"title": "Seen", "circulation": "public", "current_score": 20, "withheld": "current_score"})
    book.add("position", {"parent": risk.ref, "period": "Q1 2026/27", "score": 20})
    assert book.view(PUBLIC).records("position") == []
    book.edit([book.find("risk", risk.ref)], {"withheld": ""})
    assert len(book.view(PUBLIC).records("position")) == 1


@pytest.mark.parametrize("words", ["Merger Board, 5 May 2026", "Merger Board 05/05/2026", "the merger  board in May"])
def test_a_hidden_forum_is_told_by_no_meetings_name(book: Book, words: str):
    book.add("forum", {"name": "Merger Board", "circulation": "restricted"})
    decision = book.add("decision", {"title": "Go on", "circulation": "public", "meeting": words})
    assert next(each for each in book.view(PUBLIC).records("decision") if each.uid == decision.uid).show("meeting") == ""


@pytest.mark.parametrize("words", ["Nadia Zed", "Nadia  Zed", "Zed, Nadia", "Zed Nadia", "nadia zed", "Dr Nadia Zed"])
def test_a_hidden_person_is_told_by_no_spelling(book: Book, words: str):
    book.add("person", {"name": "Nadia Zed", "publish_as": "Chief Officer"})
    action = book.add("action", {"title": "Ring", "circulation": "public", "owner": words})
    shown = next(each for each in book.view(PUBLIC).records("action") if each.uid == action.uid).show("owner")
    assert "zed" not in shown.casefold()


def test_a_member_sees_its_own_restricted_score_of_a_shared_risk(book: Book):
    risk = book.add("risk", {"title": "Shared"})
    book.add("position", {"parent": risk.ref, "member": ALDERBROOK, "circulation": "restricted", "score": 12})
    assert len(book.view(book.audience(member=ALDERBROOK)).records("position")) == 1
    assert book.view(book.audience(member=VALLEY)).records("position") == []


def test_nothing_is_linked_with_itself(book: Book):
    book.add("risk", {"title": "One"})
    with pytest.raises(InvalidRecordError, match="two different records"):
        book.add("link", {"source": "R-001", "target": "R-001"})


def test_a_sheet_that_is_named_counts_over_a_kept_layout_and_others_are_told_of(book: Book, tmp_path: Path):
    path = tmp_path / "divisions.xlsx"
    workbook = openpyxl.Workbook()
    for name, count in (("Medicine", 3), ("Surgery", 4), ("Estates", 5)):
        sheet = workbook.create_sheet(name)
        sheet.append(["Risk ID", "Risk title", "Risk description", "Owner"])
        for number in range(count):
            sheet.append([f"{name[:2]}-{number}", f"{name} {number} fails", f"Long story of {name} {number}", "Ann Lee"])
    del workbook["Sheet"]
    workbook.save(path)
    apply_plan(book, plan_import(book, path, member=ALDERBROOK, sheet="Surgery"))
    for name, count in (("Medicine", 3), ("Estates", 5)):
        plan = plan_import(book, path, member=ALDERBROOK, sheet=name)
        assert (plan.sheet, plan.counts["new"]) == (name, count)
    plan = plan_import(book, path, member=VALLEY)
    assert len(plan.beside) == 2, "each of the other two sheets is told of"
    assert all(told.startswith(f"The sheet “{name}”") for name, told in plan.beside.items())
