"""Make the file of the first format that is kept for ever, so that every later program can be shown to read it.

Run once a format is final, as `python -m tests.proofs.keep_format`; a file that is kept is never made again after its
program was given to anybody.
"""

import sys
from pathlib import Path

from tests.making import MEMBERS, FixedClock, bring_in, make_book

KEPT = Path(__file__).parents[1] / "files" / "format-1.workbench"


def make(path: Path) -> None:
    """Make a small file with records of every kind, a history with undo, and the receipt of an import."""
    clock = FixedClock()
    with make_book(path, clock, risks=8) as book:
        clock.pass_days(1)
        book.edit([book.find("risk", "R-001")], {"owner": "Ann Lee", "next_review": "1 September 2026"}, reason="Agreed by the forum")
        book.edit([book.find("risk", ref) for ref in ("R-002", "R-003")], {"circulation": "public", "members_affected": MEMBERS[0]})
        clock.pass_days(1)
        book.remove([book.find("risk", "R-008")])
        book.undo()
        book.redo()
        book.edit([book.find("member", MEMBERS[0])], {"name": "Alder and Bray NHS FT", "short_name": "KR"})
        clock.pass_days(1)
        lines = [
            {
                "ref": f"K-{number}",
                "title": f"Their risk {number} – “naïve” £5m",
                "current_likelihood": 4,
                "extra": {"Cost centre": f"C{number}"},
            }
            for number in range(1, 7)
        ]
        bring_in(book, [*lines, {"ref": "K-1", "title": "Another under the same reference"}], member="KR", name="q1.xlsx")
        book.edit([book.find("risk", "K-1")], {"progress": "Words that are erased", "description": "A long description. " * 60})
        book.erase(book.find("risk", "K-1"), "progress", "It names a patient")
        clock.pass_days(-10)
        book.edit([book.find("risk", "K-2")], {"withheld": "title", "circulation": "private", "target_score": 8})
        book.undo()


if __name__ == "__main__":
    if KEPT.exists():
        sys.exit(f"{KEPT.name} is kept already; remove it first if nobody was given its program yet.")
    make(KEPT)
    print(f"Made {KEPT} of {KEPT.stat().st_size:,} bytes.")
