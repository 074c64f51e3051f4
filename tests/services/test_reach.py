"""A return that would change who sees a record says so beside the cell, whichever field that is."""

from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.returning import ALDERBROOK, CARROW, returned, round_of, sent_to
from workbench.services.book import Book, place_of
from workbench.services.importing import apply_plan, plan_import


@pytest.mark.parametrize(
    ("ref", "label", "words", "told"),
    [
        ("R-001", "Level", "Local", "R-001 would be shared no longer: Shared becomes Local. Is that meant?"),
        ("OWN-1", "Level", "Shared", "OWN-1 would be seen more widely: Restricted becomes Private. Is that meant?"),
        ("OWN-1", "Organisation", CARROW, f"OWN-1 would belong to {CARROW} and no longer to {ALDERBROOK}. Is that meant?"),
        ("OWN-1", "Organisation", None, f"OWN-1 would belong to no organisation and no longer to {ALDERBROOK}. Is that meant?"),
        ("OWN-1", "Level", "Corporate", None),
        ("R-001", "Organisation", ALDERBROOK, None),
    ],
)
def test_what_changes_who_sees_a_record_is_told(book: Book, tmp_path: Path, ref: str, label: str, words: str | None, told: str | None):
    book.add("risk", {"ref": "OWN-1", "title": "A risk of its own", "member": ALDERBROOK, "tier": "local"})
    sent = sent_to(round_of(book, tmp_path / "out"), ALDERBROOK)
    plan = plan_import(book, returned(sent, tmp_path / "back.xlsx", {(ref, label): words}))
    assert [problem.message for problem in plan.problems] == ([told] if told else [])
    assert plan.counts["changed"] == 1


def test_a_record_that_comes_to_stand_beside_another_with_its_reference_takes_a_new_one(book: Book, tmp_path: Path):
    book.add("risk", {"ref": "R-001", "title": "A risk of its own", "member": ALDERBROOK, "tier": "local"})
    shared = book.find("risk", "R-001")
    sent = round_of(book, tmp_path / "out")
    first = returned(sent_to(sent, CARROW), tmp_path / "a.xlsx", {("R-001", "Level"): "Local"})
    workbook = load_workbook(sent_to(sent, ALDERBROOK))
    table = workbook["Risk register"]
    at = [cell.value for cell in table[1]].index("Organisation") + 1
    table.cell(next(row for row in range(2, 9) if table.cell(row, 3).value == shared.title), at).value = ALDERBROOK
    workbook.save(tmp_path / "b.xlsx")
    for path in (first, tmp_path / "b.xlsx"):
        plan = plan_import(book, path)
        apply_plan(book, plan)
    told = f"R-001 stands for “A risk of its own” there already, so “{shared.title[:50]}” takes a new one."
    assert [problem.message for problem in plan.problems] == [told]
    moved = book.record("risk", shared.uid)
    assert moved is not None
    assert (moved.ref, moved.plain()["extra"]) == ("R-004", {"Reference in the return": "R-001"})
    assert len({place_of(record) for record in book.records("risk")}) == len(book.records("risk"))
    plan = plan_import(book, first)
    assert (plan.writes, plan.problems[1:]) == (0, [])
