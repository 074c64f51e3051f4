"""An invented collaborative for pictures: four organisations and thirty shared risks; no person, place or figure is real."""

from datetime import date
from pathlib import Path

from tests.making import FixedClock
from workbench.domain.change import ChangeSet
from workbench.domain.clock import Clock
from workbench.services.book import Book

COLLABORATIVE = "Five Rivers Provider Collaborative"
ORGANISATIONS = (
    "Alderbrook NHS Foundation Trust",
    "Braywater Hospitals NHS Trust",
    "Cressley Community NHS Trust",
    "Downholme Mental Health NHS Trust",
)
RISKS = (
    ("Ambulance handover delays at all acute sites", "Chief operating officer", 0, (5, 5), (3, 4), 34, "open"),
    ("Consultant vacancies in interventional radiology leave weekends uncovered", "Medical director", 1, (4, 5), (2, 4), -12, "open"),
    ("Shared pathology system fails over slowly", "Chief digital officer", 0, (4, 4), (2, 4), 21, "open"),
    ("Children wait in acute beds for mental health placements", "Chief nurse", 3, (5, 4), (3, 3), 9, "open"),
    ("Two theatre ventilation plants are past their planned life", "Director of estates", 1, (4, 4), (2, 4), 48, "open"),
    ("Elective recovery plan rests on one insourcing supplier", "Chief operating officer", 0, (4, 4), (2, 3), 62, "open"),
    ("Community nursing caseloads exceed the agreed ceiling", "Director of community services", 2, (4, 3), (2, 3), 15, "open"),
    ("Records of transferred patients arrive after the patient", "Chief digital officer", 2, (4, 3), (2, 2), 27, "open"),
    ("Mutual aid for critical care is agreed in words only", "Medical director", 0, (3, 4), (2, 3), 40, "open"),
    ("Supplier of home oxygen gives no date for a new contract", "Director of procurement", 2, (3, 4), (1, 4), 55, "open"),
    ("Cyber insurance renewal asks for controls not every trust has", "Chief digital officer", 1, (3, 5), (2, 4), 18, "open"),
    ("Maternity triage lines are staffed from two rotas", "Director of midwifery", 0, (3, 5), (2, 4), -3, "open"),
    ("Crisis house closes before its successor opens", "Director of mental health", 3, (3, 4), (1, 3), 30, "open"),
    ("Joint bank rates undercut by neighbouring system", "Director of people", 1, (4, 3), (3, 2), 44, "open"),
    ("Discharge lounge capacity falls short in winter", "Chief operating officer", 1, (4, 3), (2, 3), 70, "open"),
    ("Savings plan counts the same posts twice", "Director of finance", 0, (3, 4), (2, 2), 33, "open"),
    ("Endoscope decontamination shares one plant", "Director of estates", 0, (2, 5), (1, 5), 51, "tolerated"),
    ("Speech therapy waits pass eighteen weeks", "Director of community services", 2, (4, 2), (2, 2), 26, "open"),
    ("Freedom to speak up cases close without feedback", "Director of people", 3, (3, 3), (2, 2), 38, "open"),
    ("Estate survey finds water behind the plant room", "Director of estates", 2, (3, 3), (1, 3), 64, "open"),
    ("Clinical coding backlog hides activity", "Director of finance", 1, (3, 3), (2, 2), 20, "open"),
    ("Interpreter contract does not cover nights", "Chief nurse", 3, (3, 3), (2, 2), 47, "open"),
    ("Research governance differs between partners", "Medical director", 0, (2, 3), (1, 3), 80, "tolerated"),
    ("Patient transport ends at eight in the evening", "Chief operating officer", 2, (3, 2), (2, 2), 58, "open"),
    ("Volunteers are vetted four different ways", "Director of people", 3, (2, 3), (1, 2), 36, "open"),
    ("Catering supplier changes hands in the spring", "Director of procurement", 1, (2, 3), (1, 3), 90, "open"),
    ("Board papers circulate by personal mail", "Company secretary", 0, (2, 3), (1, 2), 13, "open"),
    ("Website holds last year's complaints leaflet", "Director of communications", 2, (2, 2), (1, 1), 41, "open"),
    ("Car park works narrow the ambulance route", "Director of estates", 3, (2, 2), (1, 2), 22, "open"),
    ("Badge readers in the old wing fail in frost", "Director of estates", 1, (2, 1), (1, 1), 66, "open"),
)
"""Title, owner, who leads, likelihood × consequence now and as wanted, days until the next review, status."""


def fill(path: Path, person: str) -> None:
    """Make the file, with a few changes in its history."""
    today = Clock().today()
    clock = FixedClock(author=person)
    clock.moment = Clock().now()
    clock.pass_days(-20)
    with Book.create(path, COLLABORATIVE, clock, ORGANISATIONS) as book:
        added = [book.read("risk", _values(number, today)) for number in range(len(RISKS))]
        refs = book.fresh_refs("risk")
        book.apply(ChangeSet("Risks agreed in June", tuple(book.addition("risk", values, refs) for values in added)))
        clock.pass_days(14)
        risk = book.records("risk")[0]
        book.edit([risk], {"current_likelihood": 5}, reason="Handover over sixty minutes in each of four weeks")


def _values(number: int, today: date) -> dict[str, object]:
    title, owner, leads, (likelihood, consequence), (wished, bearable), days, status = RISKS[number]
    others = ORGANISATIONS[(leads + 1) % len(ORGANISATIONS)]
    return {
        "tier": "shared",
        "title": title,
        "description": f"If this goes on, patients of {ORGANISATIONS[leads]} and of {others} wait longer than any board has agreed to.",
        "lead_member": ORGANISATIONS[leads],
        "owner": owner,
        "current_likelihood": 4 if number == 0 else likelihood,
        "current_consequence": consequence,
        "target_likelihood": wished,
        "target_consequence": bearable,
        "controls": "Weekly call of the operational leads; escalation agreed in writing between all four.",
        "actions": "Paper with options to the next joint committee.",
        "status": status,
        "next_review": date.fromordinal(today.toordinal() + days).isoformat(),
    }
