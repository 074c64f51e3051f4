"""Make the sample workbook of `resources/example/`: one invented trust's risk register, laid out as trusts lay them out.

A title block, headings in two stacked rows, days written day before month, a legend below, and a few of the habits
that make merging registers work. Every organisation, risk and post is invented; nobody is named.

Run it with the project's own Python: `.venv/bin/python packaging/make_example.py`.
"""

import datetime as dt
from pathlib import Path

import xlsxwriter

TARGET = Path(__file__).resolve().parent.parent / "resources" / "example" / "alderbrook-risk-register.xlsx"
SHEET = "Corporate Risk Register"
GROUPS = (
    (0, 4, "Risk"),
    (5, 7, "Ownership"),
    (8, 10, "Initial rating"),
    (11, 12, "Control"),
    (13, 15, "Current rating"),
    (16, 18, "Target rating"),
    (19, 22, "Action and review"),
)
HEADINGS = (
    "Risk ID",
    "Date opened",
    "Risk title",
    "Description (cause, event, effect)",
    "Directorate",
    "Risk owner",
    "Executive lead",
    "Committee",
    "L",
    "C",
    "LxC",
    "Key controls",
    "Gaps in control",
    "L",
    "C",
    "LxC",
    "L",
    "C",
    "LxC",
    "Actions",
    "Action due",
    "Status",
    "Next review",
)
WIDTHS = (9, 12, 26, 52, 20, 22, 22, 22, 4, 4, 6, 44, 34, 4, 4, 6, 4, 4, 6, 44, 12, 10, 12)

Rating = tuple[int, int]
Risk = tuple[str, str, str, str, str, str, str, str, Rating, str, str, Rating, Rating, str, str, str, str]

RISKS: tuple[Risk, ...] = (
    (
        "ALD-101",
        "14/04/2024",
        "Theatre ventilation beyond its working life",
        (
            "If the air handling plant of theatres 3 to 6 fails before it is replaced, then lists would be cancelled at short notice, "
            "resulting in longer waits and harm to patients who wait for cancer surgery."
        ),
        "Estates and facilities",
        "Head of estates",
        "Chief operating officer",
        "Finance and performance",
        (4, 5),
        "Quarterly validation of air changes.\nService contract with four-hour response.\nLists can move to the treatment centre.",
        "No spare fan motors are held on site.",
        (3, 5),
        (1, 5),
        "Complete the business case for phase 2 of the replacement.\nBuy two spare motors.",
        "30/09/2026",
        "Open",
        "15/10/2026",
    ),
    (
        "ALD-104",
        "02/09/2024",
        "Vacancies among consultant radiologists",
        "If posts stay unfilled, then reports are late, resulting in delayed diagnosis.",
        "Diagnostics",
        "Clinical director, imaging",
        "Chief medical officer",
        "Quality and safety",
        (4, 4),
        "Outsourced reporting for plain films.\nWeekly review of unreported scans over ten days old.",
        "The outsourcing contract does not cover paediatric scans.",
        (4, 4),
        (2, 4),
        "Joint recruitment with the collaborative's other trusts.\nAgree cover for paediatric scans.",
        "31/12/2026",
        "Open",
        "05/11/2026",
    ),
    (
        "ALD-107",
        "21/11/2024",
        "Patients waiting longer than 65 weeks",
        (
            "If demand for orthopaedic surgery keeps growing faster than capacity, then more people wait beyond 65 weeks, "
            "resulting in worse outcomes and regulatory attention."
        ),
        "Surgery",
        "General manager, surgery",
        "Chief operating officer",
        "Finance and performance",
        (5, 4),
        "Weekly tracking meeting.\nMutual aid agreed with neighbouring trusts.",
        "Theatre staffing at weekends depends on bank shifts.",
        (4, 4),
        (3, 3),
        "Open a fourth list on Saturdays.\nValidate the whole waiting list twice a year.",
        "28/02/2027",
        "Open",
        "12/11/2026",
    ),
    (
        "ALD-110",
        "09/01/2025",
        "Loss of electronic patient record",
        "If the supplier's data centre is unavailable for more than a day, then wards work on paper, resulting in missed doses and delays.",
        "Digital",
        "Chief clinical information officer",
        "Chief digital officer",
        "Audit and risk",
        (3, 5),
        "Business continuity PCs on every ward hold a read-only copy.\nFailover tested each year.",
        "Two community sites have no continuity PC.",
        (2, 5),
        (1, 5),
        "Install continuity PCs at both community sites.",
        "31/01/2027",
        "Open",
        "20/01/2027",
    ),
    (
        "ALD-112",
        "17/02/2025",
        "Cyber attack through an unsupported system",
        (
            "If one of the eleven systems out of support is attacked, then it and its neighbours are taken off the network, "
            "resulting in loss of services and of personal information."
        ),
        "Digital",
        "Head of cyber security",
        "Chief digital officer",
        "Audit and risk",
        (4, 5),
        "Unsupported systems stand in a network segment of their own.\nPatching within fourteen days elsewhere.",
        "Medical devices are not yet in the asset register.",
        (3, 5),
        (2, 4),
        "Retire or replace seven of the eleven systems.\nList medical devices with the clinical engineers.",
        "31/03/2027",
        "Open",
        "14/01/2027",
    ),
    (
        "ALD-115",
        "30/04/2025",
        "Savings plan not delivered",
        (
            "If schemes worth less than the plan are agreed by quarter 2, then the year ends in deficit, "
            "resulting in loss of capital freedom for the whole collaborative."
        ),
        "Finance",
        "Deputy director of finance",
        "Chief finance officer",
        "Finance and performance",
        (4, 4),
        "Monthly review of each scheme.\nQuality impact assessment before a scheme starts.",
        "A third of the schemes do not recur.",
        (4, 4),
        (3, 3),
        "Agree schemes that recur with the partners.",
        "30/11/2026",
        "Open",
        "03/12/2026",
    ),
    (
        "ALD-118",
        "06/06/2025",
        "Crowding in the emergency department",
        "If beds are not free when patients need them, then people wait in corridors, resulting in avoidable harm and distress to staff.",
        "Urgent care",
        "Divisional nurse director",
        "Chief nurse",
        "Quality and safety",
        (5, 4),
        "Full capacity protocol.\nSafety huddle every two hours.\nCorridor care standard agreed by the board.",
        "Discharge to assess has no weekend referrals.",
        (5, 4),
        (3, 4),
        "Start weekend referrals with the council.\nOpen the same-day emergency care extension.",
        "15/12/2026",
        "Open",
        "10/12/2026",
    ),
    (
        "ALD-121",
        "11/07/2025",
        "Maternity staffing below the calculated need",
        (
            "If midwifery vacancies stay above 8 %, then one-to-one care in labour cannot be given on every shift, "
            "resulting in poorer outcomes and experience."
        ),
        "Women and children",
        "Director of midwifery",
        "Chief nurse",
        "Quality and safety",
        (4, 4),
        "Acuity recorded every four hours.\nEscalation policy with the neighbouring trust.",
        "The return-to-practice scheme has no funding beyond March.",
        (3, 4),
        (2, 4),
        "Recruit to 14 posts.\nAgree funding for the return-to-practice scheme.",
        "31/03/2027",
        "Open",
        "19/11/2026",
    ),
    (
        "ALD-123",
        "04/08/2025",
        "Shared pathology network late",
        "If the network's new laboratory system is late, then two systems run side by side, resulting in cost and in results going astray.",
        "Diagnostics",
        "Pathology network director",
        "Chief operating officer",
        "Collaborative programme board",
        (3, 4),
        "Joint programme board of all partners.\nIndependent assurance at each gate.",
        "",
        (3, 4),
        (2, 3),
        "Agree the new date of going live with the supplier.",
        "29/01/2027",
        "Open",
        "22/12/2026",
    ),
    (
        "ALD-126",
        "15/10/2025",
        "Reinforced concrete planks above the kitchens",
        "If planks of aerated concrete above the kitchens weaken, then the kitchens close, resulting in loss of patient meals on site.",
        "Estates and facilities",
        "Head of estates",
        "Chief finance officer",
        "Finance and performance",
        (3, 5),
        "Steel props since May 2025.\nSurvey every six months.",
        "No kitchen in the region could take over all meals.",
        (2, 5),
        (1, 4),
        "Replace the roof in summer 2027.",
        "30/09/2027",
        "Tolerated",
        "08/04/2027",
    ),
    (
        "ALD-128",
        "08/12/2025",
        "Violence against staff",
        "If incidents are not followed up, then staff leave, resulting in unsafe cover of wards.",
        "People",
        "Head of health and safety",
        "Chief people officer",
        "People committee",
        (4, 3),
        "Body cameras in the emergency department.\nSupport line for staff.",
        "Reporting by night staff is low.",
        (4, 3),
        (3, 3),
        "Train 200 staff in calming situations.",
        "30/06/2027",
        "Open",
        "11/02/2027",
    ),
    (
        "ALD-131",
        "19/01/2026",
        "Backup generator at the community hospital",
        "If mains power fails during maintenance of the generator, then wards have power for 40 minutes only, resulting in evacuation.",
        "Estates and facilities",
        "Community hospital manager",
        "Chief operating officer",
        "Finance and performance",
        (2, 5),
        "Mobile generator on hire during maintenance.",
        "",
        (1, 5),
        (1, 5),
        "None; the work was completed in June 2026.",
        "",
        "Closed",
        "",
    ),
)

LEGEND = (
    "Likelihood: 1 rare, 2 unlikely, 3 possible, 4 likely, 5 almost certain",
    "Consequence: 1 negligible, 2 minor, 3 moderate, 4 major, 5 catastrophic",
    "Rating: 1 to 3 low, 4 to 6 moderate, 8 to 12 high, 15 to 25 extreme",
)


def make(target: Path = TARGET) -> None:
    """Write the workbook; the same every time."""
    target.parent.mkdir(parents=True, exist_ok=True)
    book = xlsxwriter.Workbook(target)
    made = dt.datetime(2026, 10, 1, tzinfo=dt.UTC)
    book.set_properties({"title": "Corporate risk register", "company": "Alderbrook NHS Foundation Trust", "created": made})
    sheet = book.add_worksheet(SHEET)
    title = book.add_format({"bold": True, "font_size": 16})
    group = book.add_format({"bold": True, "bg_color": "#1F4E79", "font_color": "#FFFFFF", "align": "center", "border": 1})
    heading = book.add_format({"bold": True, "bg_color": "#D9E2F0", "text_wrap": True, "valign": "top", "border": 1})
    words = book.add_format({"text_wrap": True, "valign": "top", "border": 1})
    day = book.add_format({"num_format": "dd/mm/yyyy", "valign": "top", "border": 1})
    small = book.add_format({"italic": True, "font_color": "#555555"})
    sheet.write("A1", "Alderbrook NHS Foundation Trust", title)
    sheet.write("A2", "Corporate risk register, quarter 2 2026/27")
    sheet.write("A3", "As presented to the Audit and Risk Committee on 1 October 2026", small)
    for first, last, text in GROUPS:
        sheet.merge_range(4, first, 4, last, text, group)
    for column, (text, width) in enumerate(zip(HEADINGS, WIDTHS, strict=True)):
        sheet.write(5, column, text, heading)
        sheet.set_column(column, column, width)
    for number, risk in enumerate(RISKS, 6):
        for column, value in enumerate(_cells(risk)):
            if isinstance(value, dt.date):
                sheet.write_datetime(number, column, dt.datetime.combine(value, dt.time()), day)
            else:
                sheet.write(number, column, value, words)
    for number, text in enumerate(LEGEND, 6 + len(RISKS) + 1):
        sheet.write(number, 2, text, small)
    sheet.freeze_panes(6, 3)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    book.close()


def _cells(risk: Risk) -> list[object]:
    """Return a risk as the cells of its row; most days are real ones, some were typed as text."""
    ref, opened, title, text, unit, owner, lead, committee, first, controls, gaps, now, target, actions, due, status, review = risk
    typed = ref in {"ALD-107", "ALD-123"}
    numbers = [[*rating, rating[0] * rating[1]] for rating in (first, now, target)]
    return [
        ref, _day(opened, typed=typed), title, text, unit, owner, lead, committee, *numbers[0], controls, gaps,
        *numbers[1], *numbers[2], actions, _day(due, typed=typed), status, _day(review, typed=typed),
    ]  # fmt: skip


def _day(text: str, *, typed: bool) -> object:
    return text if typed or not text else dt.datetime.strptime(text, "%d/%m/%Y").replace(tzinfo=dt.UTC).date()


if __name__ == "__main__":
    make()
