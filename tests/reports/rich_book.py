"""A made file with something in every section of a pack: risks, principal risks with all that hangs on them, decisions, actions."""

from pathlib import Path

from tests.making import FixedClock, make_book
from workbench.services.book import Book

TRUSTS = ("Royal Alderbrook NHS Trust", "Braywater NHS Foundation Trust", "Carrow Vale Community Trust", "Dunmere Integrated Care Board")
TITLES = (
    "Theatre capacity does not recover across the four organisations",
    "Shared staffing bank fails to fill weekend shifts",
    "Digital programme slips beyond the winter",
    "Capital for the elective hub is withdrawn",
)
CATEGORIES = ("Operational performance", "Workforce", "Digital and data", "Finance")
QUARTERS = (("2025-12-31", "Q3 2025/26"), ("2026-03-31", "Q4 2025/26"), ("2026-06-30", "Q1 2026/27"))


def rich_book(path: Path) -> Book:
    """Return the file, open; today is 23 July 2026."""
    book = make_book(path, FixedClock(), organisations=TRUSTS)
    book.add("person", {"name": "Asha Patel", "publish_as": "Chief nurse"})
    book.add("person", {"name": "Jo Smith"})
    for category, level, highest in (("Operational performance", "Cautious", 9), ("Workforce", "Open", 12)):
        book.add("appetite", {"category": category, "level": level, "tolerated": highest})
    _risks(book)
    _framework(book)
    _decisions(book)
    _actions(book)
    return book


def _risks(book: Book) -> None:
    for number, (title, category) in enumerate(zip(TITLES, CATEGORIES, strict=True)):
        scores: dict[str, object] = {"current_likelihood": number + 2, "current_consequence": 4}
        if number == 3:
            scores = {"current_score": 16}
        risk = book.add(
            "risk",
            {
                "title": title,
                "description": "If the plan slips, then lists are cancelled, resulting in longer waits.",
                "category": category,
                "owner": "Jo Smith",
                "exec_lead": "Asha Patel",
                "next_review": "2026-06-30" if number == 1 else "2026-09-30",
                "controls": "Weekly report to the operations group",
                "circulation": "private" if number == 2 else "public",
                **scores,
            },
        )
        if number < 2:
            values = {"parent": risk.ref, "date": "2026-06-30", "kind": "actual", "likelihood": 3 - number, "consequence": 4}
            book.add("position", {**values, "period": "Q1 2026/27"})
    own = {"title": "Lifts stop", "member": TRUSTS[3], "current_likelihood": 4, "current_consequence": 4}
    book.add("risk", own)


def _framework(book: Book) -> None:
    for number, title in enumerate(TITLES[:3]):
        values: dict[str, object] = {
            "tier": "shared",
            "title": title,
            "cause": "vacancies stay above 14 %",
            "event": "lists are cancelled",
            "effect": "patients wait longer",
            "exec_lead": "Asha Patel",
            "inherent_likelihood": 4,
            "inherent_consequence": 5,
            "current_likelihood": 4,
            "current_consequence": 4,
            "target_likelihood": 2,
            "target_consequence": 4,
            "category": CATEGORIES[number],
            "rating": "Partial",
            "score_rationale": "Dunmere closed a second theatre.",
            "commentary": "For the boards alone.",
            "circulation": "private" if number == 2 else "public",
        }
        entry = book.add("assurance", values)
        for (day, period), likelihood in zip(QUARTERS, (2, 3, 3), strict=True):
            book.add(
                "position",
                {"parent": entry.ref, "date": day, "period": period, "kind": "actual", "likelihood": likelihood, "consequence": 4},
            )
        if number == 1:
            continue
        book.add("position", {"parent": entry.ref, "date": "2026-06-30", "kind": "actual", "member": TRUSTS[0], "score": 20})
        control = book.add("control", {"parent": entry.ref, "title": "Joint theatre staffing bank", "owner": "Jo Smith"})
        source = {"line": "3", "provider": "Internal audit", "title": "Review of the bank", "finding": "negative", "rating": "Limited"}
        book.add("assurance_source", {"parent": control.ref, "date_received": "2026-07-10", **source})
        book.add("assurance_source", {"parent": f"assurance {entry.ref}", "title": "Peer review"})
        gap = book.add("gap", {"parent": entry.ref, "kind": "control", "description": "Mutual aid excludes day cases", "status": "open"})
        action = {"title": "Amend the mutual aid agreement", "origin": gap.ref, "owner": "Jo Smith", "due_date": "2026-06-30"}
        book.add("action", {**action, "date_raised": "2026-04-20", "circulation": "private" if number == 2 else "public"})


def _decisions(book: Book) -> None:
    for number, title in enumerate(("Form a joint committee", "Buy one pathology system")):
        decision = book.add(
            "decision",
            {
                "title": title,
                "decision": "The boards agree to form a joint committee from 1 October 2026.",
                "date": f"2026-0{number + 5}-14",
                "right": "reserved",
                "status": "awaiting_approval",
                "rationale": "One plan for four lists.",
                "circulation": "private" if number else "public",
            },
        )
        for place, trust in enumerate(TRUSTS):
            answer = {"date": "2026-07-01", "outcome": "conditional", "conditions": "No cost before October."} if not place else {}
            book.add("approval", {"parent": decision.ref, "approver": trust, "required": "yes", **answer})
            book.add("vote", {"parent": decision.ref, "person": "Jo Smith", "member": trust, "choice": "for" if place else "against"})
        book.add("declaration", {"parent": decision.ref, "person": "Jo Smith", "detail": "Holds shares.", "handling": "Left the room."})


def _actions(book: Book) -> None:
    for number, status in enumerate(("not_started", "in_progress", "verified")):
        action = book.add(
            "action",
            {
                "title": f"Agree data sharing for programme {number + 1}",
                "owner": "Asha Patel",
                "member": TRUSTS[number],
                "date_raised": "2026-03-01",
                "due_date": "2026-05-15",
                "status": status,
                "circulation": "public",
            },
        )
        if number == 1:
            extension = {"new_date": "2026-08-01", "reason": "The officers asked for a month.", "approved_on": "2026-05-05"}
            book.add("extension", {"parent": action.ref, **extension})
            book.add("update", {"parent": action.ref, "date": "2026-06-01", "text": "Three boards have answered."})
