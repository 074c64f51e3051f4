"""A return that would change who sees a record says so beside the cell, whichever field that is."""

from pathlib import Path

import pytest

from tests.returning import ALDERBROOK, CARROW, returned, round_of, sent_to
from workbench.services.book import Book
from workbench.services.importing import plan_import


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
