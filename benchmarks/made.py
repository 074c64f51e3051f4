"""Made risks: as many as asked for, the same every time, 24 columns and about 1.8 kB of text each, like a real register."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

COLUMNS: tuple[tuple[str, str], ...] = (
    ("Risk ID", "ref"),
    ("Date opened", "date_opened"),
    ("Risk title", "title"),
    ("Description", "description"),
    ("Cause", "cause"),
    ("Effect", "effect"),
    ("Category", "category"),
    ("Directorate", "unit"),
    ("Risk owner", "owner"),
    ("Executive lead", "exec_lead"),
    ("Committee", "committee"),
    ("Key controls", "controls"),
    ("Gaps in control", "gaps_in_control"),
    ("Assurances", "assurances"),
    ("Initial likelihood", "initial_likelihood"),
    ("Initial consequence", "initial_consequence"),
    ("Current likelihood", "current_likelihood"),
    ("Current consequence", "current_consequence"),
    ("Target likelihood", "target_likelihood"),
    ("Target consequence", "target_consequence"),
    ("Actions", "actions"),
    ("Risk appetite", "appetite"),
    ("Status", "status"),
    ("Next review", "next_review"),
)
"""Headings and the fields they are read as."""

LONG = ("description", "cause", "effect", "controls", "gaps_in_control", "assurances", "actions")
SHEET = "Risk register"
_LENGTH = 228
_FIRST = date(2024, 4, 1)
_DAYS = {"date_opened": (0, 700), "next_review": (900, 1200)}
_STARTS = ("Staffing", "Demand", "Estate", "Digital", "Finance", "Supply", "Referral", "Training", "Discharge", "Diagnostic")
_PHRASES = (
    "rota gaps at weekends stay unfilled",
    "the contract ends before its successor starts",
    "two sites share one on-call team",
    "the backlog is reviewed each week",
    "capacity in theatres falls short of the plan",
    "agency shifts are approved by the duty director",
    "the survey found water behind the plant room",
    "reports reach the committee a month late",
    "patients wait beyond the standard",
    "partners agreed mutual aid in writing",
    "the supplier gives no date for the repair",
    "an audit is due before the end of the year",
)
_CHOICES: dict[str, tuple[str, ...]] = {
    "category": ("Quality", "Workforce", "Finance", "Estates", "Digital"),
    "unit": ("Surgery", "Medicine", "Diagnostics", "Women and children", "Community"),
    "owner": ("Head of estates", "General manager", "Matron", "Clinical director", "Deputy finance director"),
    "exec_lead": ("Chief nurse", "Chief operating officer", "Chief finance officer"),
    "committee": ("Quality and safety", "Finance and performance", "People"),
    "appetite": ("Averse", "Cautious", "Open"),
    "status": ("Open", "Open", "Open", "Tolerated", "Closed"),
}


def rows(count: int) -> Iterator[list[object]]:
    """Yield rows in the order of `COLUMNS`: texts, whole numbers and dates as a workbook gives them."""
    chance = random.Random(20261)
    for number in range(1, count + 1):
        yield [_cell(chance, key, number) for _, key in COLUMNS]


def _cell(chance: random.Random, key: str, number: int) -> object:
    if key == "ref":
        return f"MR-{number:05}"
    if key == "title":
        return f"{chance.choice(_STARTS)} risk {number}: {chance.choice(_PHRASES)}"
    if key in LONG:
        text = f"{key.replace('_', ' ').capitalize()} {number}"
        while len(text) < _LENGTH:
            text += f", {chance.choice(_PHRASES)} ({chance.randint(1, 9999)})"
        return text[:_LENGTH] + "."
    if key.endswith(("_likelihood", "_consequence")):
        return chance.randint(1, 5)
    if key in _DAYS:
        return _FIRST + timedelta(days=chance.randint(*_DAYS[key]))
    return chance.choice(_CHOICES[key])


def workbook(path: Path, count: int) -> None:
    """Write made risks as a workbook, as Excel would keep them: shared texts, real dates."""
    import xlsxwriter  # noqa: PLC0415 - not every benchmark makes a workbook

    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet(SHEET)
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    sheet.write_row(0, 0, [heading for heading, _ in COLUMNS])
    for number, row in enumerate(rows(count), 1):
        for column, value in enumerate(row):
            if isinstance(value, date):
                sheet.write_datetime(number, column, value, day)
            else:
                sheet.write(number, column, value)
    book.close()


def file(path: Path, count: int) -> None:
    """Make a Workbench file that holds made risks as shared ones, in one change set."""
    from workbench.domain.change import ChangeSet  # noqa: PLC0415 - not every benchmark makes a file
    from workbench.domain.clock import Clock  # noqa: PLC0415 - see above
    from workbench.services.book import Book  # noqa: PLC0415 - see above

    keys = [key for _, key in COLUMNS]
    with Book.create(path, "Made collaborative", Clock("Benchmark")) as book:
        read = [book.read("risk", dict(zip(keys, row, strict=True))) for row in rows(count)]
        book.apply(ChangeSet("Made risks", tuple(book.addition("risk", {**values, "tier": "shared"}) for values in read)))
