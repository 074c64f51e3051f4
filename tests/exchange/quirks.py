"""Workbooks as strangers keep them, each with one quirk of layout or wording, and what a careful person would import.

Every word in them is invented; the quirks were seen in the field.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tests.exchange.sheeted import ERROR, NEVER, Formula, Grid, Make, Page, Row, excel, text, word

N = None


@dataclass(frozen=True)
class Quirk:
    """One workbook and what should come of it.

    `headings` are its heading rows counted from 1, `starts` the first row of some records where that matters; `fields`
    are by column letter, `values` by record from 0 and by field, in stored form or, for gathered fields, by their lines;
    `extra` are words kept under headings; `problems` are words of the problem by cell ("I9"), or only its cell where
    they are empty; `ignored` are words of reasons why rows are no records; `children` how many records of other
    registers come with the rows.
    """

    name: str
    make: Make
    register: str
    sheet: str
    headings: tuple[int, ...]
    records: int
    fields: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[int, Mapping[str, object]] = field(default_factory=dict)
    extra: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    problems: Mapping[str, str] = field(default_factory=dict)
    ignored: Sequence[str] = ()
    children: Mapping[str, int] = field(default_factory=dict)
    held: Mapping[str, Sequence[Mapping[str, object]]] = field(default_factory=dict)
    """Of records of other registers that come with the rows, some of the fields of each, in any order."""
    asked: str = ""
    """The register said with the import; otherwise the best table counts."""


WARDS = (
    "Beds on the north ward close at weekends",
    "Agency staff leave before the winter rota begins",
    "The theatre lift fails again in spring",
    "Rain comes through the roof above the pharmacy",
    "Discharge letters reach practices a week late",
    "The cold store loses power overnight",
)
OWNERS = ("Ann Lee", "Bob Kent", "Cy Moss", "Dee Park", "Ed Nash", "Flo Reid")
HEAD: Row = ("Risk ID", "Risk description", "Likelihood", "Impact", "Risk score", "Risk owner", "Status")
SHORT = {
    "A": "ref",
    "B": "description",
    "C": "current_likelihood",
    "D": "current_consequence",
    "E": "current_score",
    "F": "owner",
    "G": "status",
}


def risks(count: int, start: int = 0) -> list[list[object]]:
    """Return rows under `HEAD`."""
    rows: list[list[object]] = []
    for number in range(start, start + count):
        likelihood, impact = number % 4 + 2, (number * 3) % 4 + 2
        rows.append(
            [
                f"R-{number + 1:03}",
                WARDS[number % 6],
                likelihood,
                impact,
                likelihood * impact,
                OWNERS[number % 6],
                "Open" if number % 2 else "Closed",
            ]
        )
    return rows


def layout(name: str, page: Page, headings: tuple[int, ...], records: int, *, register: str = "risk", **more: Any) -> Quirk:
    """Return a quirk of one Excel sheet."""
    others: Sequence[Page] = more.pop("beside", ())
    options: dict[str, Any] = more.pop("options", {})
    return Quirk(name, excel(page, *others, **options), register, page.name, headings, records, **more)


def scored(name: str, heading: str, cells: Sequence[object], values: Sequence[Mapping[str, object]], **more: Any) -> Quirk:
    """Return a quirk of how one column writes scores."""
    rows: list[Row] = [("Ref", "Risk title", heading, "Owner")]
    rows += [(f"S{number}", WARDS[number % 6], cell, OWNERS[number % 6]) for number, cell in enumerate(cells)]
    return layout(name, Page("Risks", rows), (1,), len(cells), values=dict(enumerate(values)), **more)


def dated(name: str, cells: Sequence[object], values: Sequence[object], **more: Any) -> Quirk:
    """Return a quirk of how one column writes dates."""
    rows: list[Row] = [("Ref", "Risk title", "Owner", "Next review date")]
    rows += [(f"D{number}", WARDS[number % 6], OWNERS[number % 6], cell) for number, cell in enumerate(cells)]
    expected = {number: {"next_review": value} for number, value in enumerate(values)}
    return layout(name, Page("Risks", rows), (1,), len(cells), values=expected, **more)


def tongue(name: str, headings: Row, rows: Sequence[Row], fields: Mapping[str, str], values: Mapping[int, Mapping[str, object]]) -> Quirk:
    """Return a register kept in another language."""
    return layout(f"headings in {name}", Page("Tabelle", [headings, *rows]), (1,), len(rows), fields=fields, values=values)


# --- where the table stands ------------------------------------------------------------------------------------------

PLACED = [
    layout(
        "a title block with particulars above",
        Page(
            "Register",
            [
                ("Braywater corporate risk register",),
                ("Prepared by:", "Head of governance", N, "Version:", "2.1"),
                ("Date of report:", date(2026, 7, 1)),
                (),
                HEAD,
                *risks(3),
            ],
            merged=("A1:G1",),
        ),
        (5,),
        3,
        fields=SHORT,
        values={0: {"ref": "R-001", "description": WARDS[0], "status": "closed"}},
    ),
    layout(
        "a legend below",
        Page("Register", [HEAD, *risks(4), (), ("Key:",), ("1-3", "Low"), ("4-6", "Moderate"), ("8-12", "High"), ("15-25", "Extreme")]),
        (1,),
        4,
        fields=SHORT,
    ),
    layout(
        "a legend to the right",
        Page(
            "Register",
            [
                (*HEAD, N, N, "Score", "Meaning"),
                *[
                    (*row, N, N, *key)
                    for row, key in zip(
                        risks(8),
                        [(1, "Rare"), (2, "Unlikely"), (3, "Possible"), (4, "Likely"), (5, "Almost certain"), *[(N, N)] * 3],
                        strict=True,
                    )
                ],
            ],
        ),
        (1,),
        8,
        fields=SHORT | {"J": "ignore", "K": "ignore"},
    ),
    layout(
        "lookup lists ten columns to the right",
        Page(
            "Risks",
            [
                (*HEAD, *[N] * 10, "Status", "Treatment"),
                *[
                    (*row, *[N] * 10, *key)
                    for row, key in zip(
                        risks(6), [("Open", "Treat"), ("Closed", "Tolerate"), ("", "Transfer"), ("", ""), ("", ""), ("", "")], strict=True
                    )
                ],
            ],
        ),
        (1,),
        6,
        fields=SHORT | {"R": "ignore", "S": "ignore"},
    ),
    layout(
        "a dashboard of tiles above",
        Page(
            "Risk log",
            [
                ("Carrow Vale risk log",),
                (),
                ("Total risks", "Open", "Closed", "Extreme", "Overdue"),
                tuple(Formula(number, f'=COUNTIF(G9:G40,"{number}")') for number in (4, 2, 2, 1, 0)),
                (),
                ("Document owner", "Governance office", N, "Review cycle", "Quarterly"),
                (),
                HEAD,
                *risks(4),
            ],
            merged=("A1:G1",),
        ),
        (8,),
        4,
        fields=SHORT,
    ),
    layout(
        "a document control block above and below",
        Page(
            "Risks",
            [
                ("Document control",),
                ("Document ID", "GOV-17", N, "Approved by:", "Quality committee"),
                ("Version", "4.0", N, "Last updated:", date(2026, 5, 4)),
                (),
                HEAD,
                *risks(3),
                (),
                ("Prepared by: the governance office",),
                ("Page 1 of 1",),
            ],
        ),
        (5,),
        3,
        fields=SHORT,
    ),
    layout(
        "margins: the table begins at C4",
        Page("Risks", [HEAD, *risks(3)], at=(3, 2)),
        (4,),
        3,
        fields={"C": "ref", "D": "description", "E": "current_likelihood", "H": "owner"},
    ),
    layout(
        "empty columns between the filled ones",
        Page(
            "Risks",
            [
                ("Risk ID", N, "Risk description", N, N, "Likelihood", N, "Impact", N, "Owner"),
                *[(row[0], N, row[1], N, N, row[2], N, row[3], N, row[5]) for row in risks(4)],
            ],
        ),
        (1,),
        4,
        fields={"A": "ref", "C": "description", "F": "current_likelihood", "H": "current_consequence", "J": "owner"},
    ),
    layout(
        "a visual grid of 56 narrow columns with merged blocks",
        Page(
            "Risk form",
            [
                ("Dunmere risk register",),
                (),
                tuple(
                    {0: "ID #", 4: "Risk description", 20: "Probability", 26: "Impact", 32: "Owner", 40: "Status", 48: "Comments"}.get(
                        place
                    )
                    for place in range(56)
                ),
                *[
                    tuple(
                        {0: f"V{number}", 4: WARDS[number], 20: 3, 26: 4, 32: OWNERS[number], 40: "Open", 48: "Seen by the board"}.get(
                            place
                        )
                        for place in range(56)
                    )
                    for number in range(2)
                ],
            ],
            merged=[
                "A1:BD1",
                *[
                    f"{first}{row}:{last}{row}"
                    for row in (3, 4, 5)
                    for first, last in (("A", "D"), ("E", "T"), ("U", "Z"), ("AA", "AF"), ("AG", "AN"), ("AO", "AV"), ("AW", "BD"))
                ],
            ],
        ),
        (3,),
        2,
        fields={"A": "ref", "E": "description", "U": "current_likelihood", "AA": "current_consequence", "AG": "owner", "AO": "status"},
        values={1: {"ref": "V1", "current_likelihood": 3, "current_consequence": 4, "owner": "Bob Kent"}},
    ),
    layout(
        "several tables on a sheet, the register the largest",
        Page(
            "Log",
            [
                ("Project", "Manager"),
                ("New ward block", "Gil Hart"),
                (),
                HEAD,
                *risks(4),
                (),
                (),
                ("Date", "Change", "By"),
                (date(2026, 4, 1), "First issue", "G Hart"),
                (date(2026, 5, 1), "Owners added", "G Hart"),
            ],
        ),
        (4,),
        4,
        fields=SHORT,
    ),
    layout(
        "two similar sheets, the fuller one is meant",
        Page("Current risks", [HEAD, *risks(5)]),
        (1,),
        5,
        beside=(Page("Archive", [HEAD, *risks(2, 10)]),),
        fields=SHORT,
    ),
    layout(
        "hidden columns count",
        Page("Risks", [HEAD, *risks(3)], hidden_columns=("F:F",)),
        (1,),
        3,
        fields=SHORT,
        values={0: {"owner": "Ann Lee"}},
    ),
    layout(
        "hidden sheets do not",
        Page("Risks", [HEAD, *risks(2)]),
        (1,),
        2,
        beside=(Page("Old", [HEAD, *risks(9)], hidden=True),),
    ),
    layout(
        "two registers in one workbook, the risks asked for",
        Page("Risks", [HEAD, *risks(3)]),
        (1,),
        3,
        beside=(
            Page(
                "Actions",
                [
                    ("Action ref", "Action", "Owner", "Due date", "Status"),
                    *[
                        (f"A{number}", f"Write to supplier {number}", OWNERS[number], date(2026, 9, number + 1), "In progress")
                        for number in range(5)
                    ],
                ],
            ),
        ),
        asked="risk",
        fields=SHORT,
    ),
    Quirk(
        "two registers in one workbook, the actions asked for",
        excel(
            Page("Risks", [HEAD, *risks(3)]),
            Page(
                "Issues",
                [
                    ("RAID log: issues",),
                    (),
                    ("Issue ID", "Issue description", "Action", "Owner", "Target date", "Status"),
                    *[
                        (
                            f"I-{number:03}",
                            f"Printer {number} on the ward is broken",
                            f"Write to supplier {number}",
                            OWNERS[number],
                            date(2026, 9, number + 1),
                            "In progress",
                        )
                        for number in range(4)
                    ],
                ],
            ),
        ),
        "action",
        "Issues",
        (3,),
        4,
        fields={"A": "ref", "D": "owner", "E": "due_date", "F": "status"},
        values={0: {"ref": "I-000", "owner": "Ann Lee", "due_date": "2026-09-01", "status": "in_progress"}},
        asked="action",
    ),
    layout(
        "a cover sheet and instructions first",
        Page("Risk register", [HEAD, *risks(3)]),
        (1,),
        3,
        beside=(
            Page(
                "Instructions",
                [
                    ("How to fill in the risk register",),
                    ("Risk ID", "A number that nobody else has"),
                    ("Likelihood", "From 1 to 5"),
                    ("Impact", "From 1 to 5"),
                ],
            ),
        ),
        fields=SHORT,
    ),
    layout(
        "a title merged to the last column of all",
        Page("Risks", [("Risks of the estates team",), (), HEAD, *risks(3)], merged=("A1:XFD1",)),
        (3,),
        3,
        fields=SHORT,
    ),
    layout(
        "an Excel table with a heading style",
        Page("Risks", [HEAD, *risks(3)], table="A1:G4"),
        (1,),
        3,
        fields=SHORT,
    ),
]

# --- headings --------------------------------------------------------------------------------------------------------

HEADED = [
    layout(
        "two rows of headings with merged bands",
        Page(
            "CRR",
            [
                ("Risk No", "Risk description", "Initial", N, N, "Current", N, N, "Target", N, N, "Risk lead"),
                (N, N, "L", "C", "Score", "L", "C", "Score", "L", "C", "Score", N),
                ("CR1", WARDS[0], 4, 5, 20, 4, 4, 16, 2, 4, 8, "A Reed"),
                ("CR2", WARDS[1], 3, 5, 15, 3, 4, 12, 2, 3, 6, "B Moss"),
            ],
            merged=("C1:E1", "F1:H1", "I1:K1", "A1:A2", "B1:B2", "L1:L2"),
        ),
        (1, 2),
        2,
        fields={
            "C": "initial_likelihood",
            "D": "initial_consequence",
            "F": "current_likelihood",
            "H": "current_score",
            "J": "target_consequence",
            "L": "owner",
        },
        values={0: {"initial_score": 20, "current_likelihood": 4, "current_consequence": 4, "target_score": 8}},
    ),
    layout(
        "three rows of headings",
        Page(
            "Register",
            [
                ("Identification", N, N, "Assessment", N, N, N, "Response", N),
                ("Risk", N, N, "Before controls", N, "After controls", N, "Plan", N),
                (
                    "Risk ID",
                    "Risk title",
                    "Risk description",
                    "Likelihood",
                    "Consequence",
                    "Likelihood",
                    "Consequence",
                    "Actions",
                    "Action owner",
                ),
                ("T1", "Lift", WARDS[2], 5, 4, 3, 4, "Order a new motor", "Cy Moss"),
                ("T2", "Roof", WARDS[3], 4, 4, 3, 3, "Patch the felt", "Dee Park"),
            ],
            merged=("A1:C1", "D1:G1", "H1:I1", "A2:C2", "D2:E2", "F2:G2", "H2:I2"),
        ),
        (1, 2, 3),
        2,
        fields={
            "A": "ref",
            "B": "title",
            "C": "description",
            "D": "inherent_likelihood",
            "E": "inherent_consequence",
            "F": "current_likelihood",
            "G": "current_consequence",
        },
        values={0: {"inherent_score": 20, "current_score": 12}},
    ),
    layout(
        "a scale in the heading",
        Page(
            "Risks",
            [
                ("No.", "Risk", "Likelihood (1-5)", "Impact (1 = low, 5 = high)", "RAG (R/A/G)", "Owner"),
                ("1", WARDS[0], 3, 4, "A", "Ann Lee"),
                ("2", WARDS[1], 2, 2, "G", "Bob Kent"),
            ],
        ),
        (1,),
        2,
        fields={"A": "ref", "C": "current_likelihood", "D": "current_consequence", "F": "owner"},
        values={0: {"current_score": 12}},
    ),
    layout(
        "headings broken over lines",
        Page(
            "Risks",
            [
                ("Risk\nID", "Description\nof risk:", "Likelihood\n(1–5)", "Impact\n(1–5)", "Risk\nOwner", "Date of\nnext review"),
                ("N1", WARDS[0], 3, 4, "Ann Lee", date(2026, 10, 1)),
                ("N2", WARDS[1], 2, 2, "Bob Kent", date(2026, 11, 1)),
            ],
        ),
        (1,),
        2,
        fields={"A": "ref", "B": "description", "C": "current_likelihood", "D": "current_consequence", "E": "owner", "F": "next_review"},
        values={1: {"next_review": "2026-11-01"}},
    ),
    layout(
        "one heading twice and one missing",
        Page(
            "Risks",
            [
                ("Ref", "Risk title", "Comment", "", "Comment", "Owner"),
                ("B1", WARDS[0], "Seen in May", "blue folder", "Seen in June", "Ann Lee"),
                ("B2", WARDS[1], "Not seen", "", "Seen in July", "Bob Kent"),
            ],
        ),
        (1,),
        2,
        fields={"A": "ref", "B": "title", "C": "extra", "D": "extra", "E": "extra", "F": "owner"},
        extra={0: {"Comment (C)": "Seen in May", "Column D": "blue folder", "Comment (E)": "Seen in June"}},
    ),
    layout(
        "headings repeated down the sheet",
        Page("Risks", [HEAD, *risks(2), HEAD, *risks(2, 2), HEAD, *risks(2, 4)]),
        (1,),
        6,
        fields=SHORT,
        ignored=("heading",),
        values={5: {"ref": "R-006"}},
    ),
    layout(
        "machine headings in snake case",
        Page(
            "Sheet1",
            [
                (
                    "ref_id",
                    "name",
                    "description",
                    "inherent_likelihood",
                    "inherent_impact",
                    "current_likelihood",
                    "current_impact",
                    "risk_owner",
                ),
                ("m-1", "Lift", WARDS[2], 5, 4, 3, 4, "Cy Moss"),
                ("m-2", "Roof", WARDS[3], 4, 4, 3, 3, "Dee Park"),
            ],
        ),
        (1,),
        2,
        fields={
            "A": "ref",
            "B": "title",
            "C": "description",
            "D": "inherent_likelihood",
            "E": "inherent_consequence",
            "F": "current_likelihood",
            "G": "current_consequence",
            "H": "owner",
        },
    ),
    layout(
        "residual without a current set is current",
        Page(
            "Risks",
            [
                ("Ref", "Risk", "Inherent likelihood", "Inherent impact", "Residual likelihood", "Residual impact"),
                ("1", WARDS[0], 5, 4, 3, 4),
                ("2", WARDS[1], 4, 4, 2, 4),
            ],
        ),
        (1,),
        2,
        fields={"C": "inherent_likelihood", "D": "inherent_consequence", "E": "current_likelihood", "F": "current_consequence"},
    ),
    layout(
        "residual beside a current set is target",
        Page(
            "Risks",
            [
                ("Ref", "Risk", "Current likelihood", "Current impact", "Residual likelihood", "Residual impact"),
                ("1", WARDS[0], 5, 4, 3, 4),
                ("2", WARDS[1], 4, 4, 2, 4),
            ],
        ),
        (1,),
        2,
        fields={"C": "current_likelihood", "D": "current_consequence", "E": "target_likelihood", "F": "target_consequence"},
        values={0: {"current_score": 20, "target_score": 12}},
    ),
]

# --- rows ------------------------------------------------------------------------------------------------------------

MANY = [
    ("Risk ID", "Risk title", "Likelihood", "Impact", "Actions", "Action owner", "Action due", "Owner"),
    ("M1", WARDS[0], 3, 4, "Count beds each noon", "Ann Lee", date(2026, 9, 1), "Gil Hart"),
    ("M1", WARDS[0], 3, 4, "Ask Carrow Vale for two nurses", "Bob Kent", date(2026, 9, 8), "Gil Hart"),
    ("M1", WARDS[0], 3, 4, "Open the day room", "Cy Moss", date(2026, 9, 15), "Gil Hart"),
    ("M2", WARDS[1], 2, 5, "Write the rota early", "Dee Park", date(2026, 10, 1), "Ida Voss"),
]

ROWS = [
    layout(
        "a guidance row below the headings",
        Page(
            "Risks",
            [
                HEAD,
                (
                    "Unique number",
                    "Describe what may happen, why, and to whom",
                    "1-5",
                    "1-5",
                    "Calculated",
                    "Name of the person",
                    "Open/Closed",
                ),
                *risks(3),
            ],
        ),
        (1,),
        3,
        fields=SHORT,
        ignored=("guidance",),
    ),
    layout(
        "an example row",
        Page("Risks", [HEAD, ("Example", "The pond freezes over and the ducks leave", 3, 3, 9, "A Person", "Open"), *risks(3)]),
        (1,),
        3,
        ignored=("example",),
        values={0: {"ref": "R-001"}},
    ),
    layout(
        "numbers written ahead for rows nobody filled in",
        Page("Risks", [HEAD, *risks(3), *[(f"R-{number:03}",) for number in range(4, 40)]]),
        (1,),
        3,
        fields=SHORT,
    ),
    layout(
        "rows of formulas alone, showing nought",
        Page(
            "Risks",
            [
                HEAD,
                *[(*row[:4], Formula(row[4], "=C2*D2"), *row[5:]) for row in risks(2)],
                *[(Formula(number), N, N, N, Formula(0, f"=C{number}*D{number}"), N, N) for number in range(4, 20)],
            ],
        ),
        (1,),
        2,
        fields=SHORT,
    ),
    layout(
        "a row of totals",
        Page("Risks", [HEAD, *risks(3), ("Total", N, N, N, Formula(40, "=SUM(E2:E4)"), N, N)]),
        (1,),
        3,
        ignored=("total",),
    ),
    layout(
        "section rows name the directorate",
        Page(
            "Risks",
            [
                HEAD,
                ("Directorate: Surgery",),
                *risks(2),
                ("Directorate: Medicine",),
                *risks(2, 2),
            ],
            merged=("A2:G2", "A5:G5"),
        ),
        (1,),
        4,
        values={0: {"unit": "Surgery"}, 3: {"unit": "Medicine"}},
    ),
    layout(
        "section rows name the objectives of a framework",
        Page(
            "BAF",
            [
                ("Ref", "Principal risk", "Current likelihood", "Current consequence", "Controls", "Executive lead"),
                ("Strategic objective 1: Care close to home",),
                ("AF1", WARDS[0], 3, 4, "Daily bed call", "Chief nurse"),
                ("AF2", WARDS[1], 4, 4, "Joint bank", "Director of people"),
                ("Strategic objective 2: Sound buildings",),
                ("AF3", WARDS[3], 3, 5, "Roof survey", "Director of estates"),
            ],
            merged=("A2:F2", "A5:F5"),
        ),
        (1,),
        3,
        register="assurance",
        values={
            0: {"objective": "Strategic objective 1: Care close to home"},
            2: {"objective": "Strategic objective 2: Sound buildings", "title": WARDS[3]},
        },
        children={"control": 3},
        asked="assurance",
    ),
    layout(
        "a record over several merged rows",
        Page(
            "Risks",
            [
                ("Risk ID", "Risk description", "Likelihood", "Impact", "Controls", "Owner"),
                ("W1", WARDS[0], 3, 4, "Bed call at noon", "Ann Lee"),
                (N, N, N, N, "Bed call at six", N),
                ("W2", WARDS[1], 2, 4, "Joint bank", "Bob Kent"),
                (N, N, N, N, "Rota in August", N),
                (N, N, N, N, "Exit talks", N),
            ],
            merged=[f"{column}{first}:{column}{last}" for column in "ABCDF" for first, last in ((2, 3), (4, 6))],
        ),
        (1,),
        2,
        values={
            0: {"ref": "W1", "controls": "Bed call at noon\nBed call at six"},
            1: {"controls": "Joint bank\nRota in August\nExit talks"},
        },
    ),
    layout(
        "a reference repeated for each action",
        Page("Export", MANY),
        (1,),
        2,
        values={0: {"ref": "M1", "owner": "Gil Hart", "current_score": 12}, 1: {"ref": "M2"}},
        children={"action": 3},
        held={
            "action": (
                {"title": "Count beds each noon", "owner": "Ann Lee", "due_date": "2026-09-01"},
                {"title": "Ask Carrow Vale for two nurses", "owner": "Bob Kent", "due_date": "2026-09-08"},
                {"title": "Open the day room", "owner": "Cy Moss", "due_date": "2026-09-15"},
            )
        },
    ),
    layout(
        "one reference for two different risks",
        Page("Risks", [HEAD, *risks(2), ("R-001", WARDS[4], 2, 2, 4, "Ed Nash", "Open")]),
        (1,),
        3,
        values={0: {"ref": "R-001", "description": WARDS[0]}, 2: {"description": WARDS[4]}},
        problems={"A4": ""},
    ),
    layout(
        "ticks in columns are the steps of a scale",
        Page(
            "Risks",
            [
                ("Ref", "Risk title", "Likelihood", N, N, N, N, "Impact", N, N, N, N, "Owner"),
                (N, N, 1, 2, 3, 4, 5, 1, 2, 3, 4, 5, N),
                ("K1", WARDS[0], N, N, "x", N, N, N, N, N, "x", N, "Ann Lee"),
                ("K2", WARDS[1], N, "X", N, N, N, N, N, N, N, "✓", "Bob Kent"),
                ("K3", WARDS[2], N, N, N, "x", N, N, "x", N, N, N, "Cy Moss"),
            ],
            merged=("C1:G1", "H1:L1"),
        ),
        (1, 2),
        3,
        values={
            0: {"current_likelihood": 3, "current_consequence": 4},
            1: {"current_likelihood": 2, "current_consequence": 5},
            2: {"current_likelihood": 4, "current_consequence": 2},
        },
    ),
    layout(
        "ticks under words of a scale",
        Page(
            "Risks",
            [
                ("Ref", "Risk title", "Likelihood", N, N, "Owner"),
                (N, N, "Low", "Medium", "High", N),
                ("K1", WARDS[0], N, "x", N, "Ann Lee"),
                ("K2", WARDS[1], "x", N, N, "Bob Kent"),
                ("K3", WARDS[2], N, N, "x", "Cy Moss"),
            ],
            merged=("C1:E1", "A1:A2", "B1:B2", "F1:F2"),
        ),
        (1, 2),
        3,
        fields={"A": "ref", "B": "title", "C": "current_likelihood", "D": "current_likelihood", "E": "current_likelihood", "F": "owner"},
        values={0: {"current_likelihood": None}},
        problems={"D3": "Medium"},
    ),
    layout(
        "blank rows between records",
        Page("Risks", [HEAD, *[row for record in risks(3) for row in (record, ())]]),
        (1,),
        3,
        fields=SHORT,
    ),
    layout(
        "a category that stands only on the first row of its group",
        Page(
            "Risks",
            [
                ("Category", "Ref", "Risk", "Owner"),
                ("Estates", "G1", WARDS[2], "Cy Moss"),
                (N, "G2", WARDS[3], "Dee Park"),
                (N, "G3", WARDS[5], "Flo Reid"),
                ("People", "G4", WARDS[1], "Bob Kent"),
                (N, "G5", WARDS[0], "Ann Lee"),
            ],
        ),
        (1,),
        5,
        values={1: {"category": "Estates"}, 4: {"category": "People"}},
    ),
    layout("headings with nothing below", Page("Risk log", [HEAD]), (1,), 0, fields=SHORT),
]

# --- what cells say --------------------------------------------------------------------------------------------------

CELLS = [
    layout(
        "Roman numerals are kept as words, for nobody says which end is worst",
        Page(
            "Risks",
            [
                ("Ref", "Risk", "Likelihood", "Severity", "Owner"),
                ("1", WARDS[0], "III", "IV", "Ann Lee"),
                ("2", WARDS[1], "II", "V", "Bob Kent"),
                ("3", WARDS[2], "I", "I", "Cy Moss"),
            ],
        ),
        (1,),
        3,
        values={0: {"current_likelihood": None, "current_consequence": None}},
        extra={0: {"Likelihood": "III", "Severity": "IV"}},
        problems={"C2": "III", "D3": "V"},
    ),
    layout(
        "levels numbered like a list",
        Page(
            "Risks",
            [
                ("Ref", "Risk", "Likelihood", "Consequence", "Owner"),
                ("1", WARDS[0], "1. Rare", "2. Minor", "Ann Lee"),
                ("2", WARDS[1], "4. Likely", "5. Catastrophic", "Bob Kent"),
            ],
        ),
        (1,),
        2,
        values={0: {"current_likelihood": 1, "current_consequence": 2}, 1: {"current_likelihood": 4, "current_consequence": 5}},
    ),
    layout(
        "words of three steps are never stretched to five",
        Page(
            "Risks",
            [
                ("Ref", "Risk", "Likelihood (H/M/L)", "Impact (H/M/L)", "Owner"),
                ("1", WARDS[0], "High", "Medium", "Ann Lee"),
                ("2", WARDS[1], "Low", "H", "Bob Kent"),
                ("3", WARDS[2], "M", "Low", "Cy Moss"),
            ],
        ),
        (1,),
        3,
        fields={"C": "current_likelihood", "D": "current_consequence"},
        values={0: {"current_likelihood": None, "current_consequence": None}},
        extra={0: {"Likelihood (H/M/L)": "High", "Impact (H/M/L)": "Medium"}, 1: {"Impact (H/M/L)": "H"}},
        problems={"C2": "", "D2": "", "C3": "", "D3": "", "C4": "", "D4": ""},
    ),
    layout(
        "chances from nought to one",
        Page(
            "Risks",
            [
                ("Ref", "Risk", "Probability", "Impact", "Owner"),
                ("1", WARDS[0], 0.3, "Major", "Ann Lee"),
                ("2", WARDS[1], 0.75, "Minor", "Bob Kent"),
                ("3", WARDS[2], 0.05, "Moderate", "Cy Moss"),
            ],
        ),
        (1,),
        3,
        fields={"C": "current_likelihood", "D": "current_consequence"},
        values={0: {"current_likelihood": None, "current_consequence": 4}, 1: {"current_consequence": 2}},
        extra={0: {"Probability": "0.3"}, 2: {"Probability": "0.05"}},
        problems={"C2": ""},
    ),
    layout(
        "words for levels in many spellings",
        Page(
            "Risks",
            [
                ("Ref", "Risk", "Likelihood", "Consequence", "Owner"),
                ("1", WARDS[0], "RARE", "negligible", "Ann Lee"),
                ("2", WARDS[1], "Unlikely (2)", "2 - Minor", "Bob Kent"),
                ("3", WARDS[2], "3 Possible", "Moderate ", "Cy Moss"),
                ("4", WARDS[3], "likely", "4 = Major", "Dee Park"),
                ("5", WARDS[4], "Almost Certain", "Catastrophic", "Ed Nash"),
            ],
        ),
        (1,),
        5,
        values={number: {"current_likelihood": number + 1, "current_consequence": number + 1} for number in range(5)},
    ),
    scored(
        "scores with letters",
        "Current score",
        ["L=5, C=4", "C4 L3", "L2 x C5", "4x4=16"],
        [
            {"current_likelihood": 5, "current_consequence": 4, "current_score": 20},
            {"current_likelihood": 3, "current_consequence": 4},
            {"current_likelihood": 2, "current_consequence": 5},
            {"current_score": 16},
        ],
    ),
    scored(
        "scores whose heading says the order of factors",
        "Current risk score (LxC)",
        ["4x5", "3 x 4 = 12", "12 (4x3)", "2*5"],
        [
            {"current_likelihood": 4, "current_consequence": 5},
            {"current_likelihood": 3, "current_consequence": 4},
            {"current_likelihood": 4, "current_consequence": 3},
            {"current_likelihood": 2, "current_consequence": 5},
        ],
    ),
    scored(
        "stated scores without factors",
        "Current risk rating",
        [16, "16", "12 – High", "Red 20", "9 (Moderate)"],
        [{"current_score": number, "current_likelihood": None} for number in (16, 16, 12, 20, 9)],
    ),
    layout(
        "a score that disagrees with its factors",
        Page("Risks", [HEAD, *risks(2), ("R-003", WARDS[2], 4, 4, 12, "Cy Moss", "Open")]),
        (1,),
        3,
        values={2: {"current_score": 16}},
        extra={2: {"Risk score": "12"}},
        problems={"E4": "16"},
    ),
    layout(
        "scores by quarter with a target for the year",
        Page(
            "Risks",
            [
                ("Ref", "Risk title", "Q1 2026/27 score", "Q2 2026/27 score", "Q3 2026/27 score", "Year-end target", "Owner"),
                ("Q-1", WARDS[0], 16, 12, 12, 8, "Ann Lee"),
                ("Q-2", WARDS[1], 20, 20, 15, 10, "Bob Kent"),
            ],
        ),
        (1,),
        2,
        values={0: {"current_score": 12, "target_score": 8}},
        children={"position": 6},
        held={"position": ({"period": "Q1 2026/27", "score": 16}, {"period": "Q3 2026/27", "score": 15})},
    ),
    layout(
        "scores by month",
        Page(
            "Risks",
            [
                ("Ref", "Risk title", "Apr 2026", "May 2026", "Jun 2026", "Owner"),
                ("Q-1", WARDS[0], 16, 12, 12, "Ann Lee"),
                ("Q-2", WARDS[1], 20, 20, 15, "Bob Kent"),
            ],
        ),
        (1,),
        2,
        children={"position": 6},
        held={"position": ({"period": "April 2026", "score": 16}, {"period": "June 2026", "score": 15})},
    ),
    layout(
        "the previous score beside the current one",
        Page(
            "Risks",
            [
                ("Ref", "Risk title", "Previous score", "Current score", "Trend", "Owner"),
                ("P1", WARDS[0], 16, 12, "↓", "Ann Lee"),
                ("P2", WARDS[1], 9, 9, "↔", "Bob Kent"),
            ],
        ),
        (1,),
        2,
        fields={"C": "previous_score", "D": "current_score", "E": "trend"},
        values={0: {"previous_score": 16, "current_score": 12, "trend": "↓"}},
    ),
    dated("real dates", [date(2026, 9, 1), date(2026, 12, 31)], ["2026-09-01", "2026-12-31"]),
    dated(
        "real dates counted from 1904", [date(2026, 9, 1), date(2026, 12, 31)], ["2026-09-01", "2026-12-31"], options={"date_1904": True}
    ),
    dated(
        "dates in words",
        ["1 September 2026", "31 Dec 2026", "3rd May 2026", "15-Jul-2026"],
        ["2026-09-01", "2026-12-31", "2026-05-03", "2026-07-15"],
    ),
    dated("dates of figures, the day first", ["25/09/2026", "13.12.2026", "03/04/2026"], ["2026-09-25", "2026-12-13", "2026-04-03"]),
    dated("dates of figures, the month first", ["09/25/2026", "12/31/2026", "03/04/2026"], ["2026-09-25", "2026-12-31", "2026-03-04"]),
    dated("real dates and text mixed", [date(2026, 9, 1), "25/09/2026", "2026-10-05"], ["2026-09-01", "2026-09-25", "2026-10-05"]),
    dated("two-digit years", ["25/09/26", "13.12.27"], ["2026-09-25", "2027-12-13"]),
    dated(
        "no date yet",
        [date(2026, 9, 1), "TBC", "ongoing", "Spring"],
        ["2026-09-01", None, None, None],
        extra={1: {"Next review date": "TBC"}, 3: {"Next review date": "Spring"}},
        problems={"D3": "", "D4": "", "D5": ""},
    ),
    dated("dates that can be read two ways", ["03/04/2026", "05/06/2026"], ["2026-04-03", "2026-06-05"], problems={"D2": ""}),
    layout(
        "several owners in a cell",
        Page(
            "Risks",
            [
                ("Ref", "Risk title", "Risk owner"),
                ("O1", WARDS[0], "Ann Lee / Bob Kent"),
                ("O2", WARDS[1], "Ann Lee; Cy Moss"),
                ("O3", WARDS[2], "Dee Park\nEd Nash"),
                ("O4", WARDS[3], "Kent, Bob"),
                ("O5", WARDS[4], "Director of Finance, Estates and Facilities"),
                ("O6", WARDS[5], "AL / BK"),
            ],
        ),
        (1,),
        6,
        values={
            0: {"owner": "Ann Lee; Bob Kent"},
            1: {"owner": "Ann Lee; Cy Moss"},
            2: {"owner": "Dee Park; Ed Nash"},
            3: {"owner": "Kent, Bob"},
            4: {"owner": "Director of Finance, Estates and Facilities"},
            5: {"owner": "AL; BK"},
        },
    ),
    layout(
        "error cells and formulas nobody worked out",
        Page(
            "Risks",
            [
                HEAD,
                ("R-001", WARDS[0], 3, 4, ERROR, "Ann Lee", "Open"),
                ("R-002", WARDS[1], 2, 4, 8, NEVER, "Open"),
                ("R-003", ERROR, 2, 4, 8, "Cy Moss", "Open"),
            ],
        ),
        (1,),
        3,
        values={0: {"current_score": 12, "owner": "Ann Lee"}},
        problems={"E2": "#N/A", "F3": "", "B4": "#N/A"},
    ),
    layout(
        "text that begins like a formula",
        Page(
            "Risks",
            [
                ("Ref", "Risk title", "Risk description", "Owner"),
                ("F1", "=1+1", "+44 is dialled twice", "Ann Lee"),
                ("F2", "-2 degrees in the store", "@night the doors stay open", "Bob Kent"),
            ],
        ),
        (1,),
        2,
        values={0: {"title": "=1+1", "description": "+44 is dialled twice"}, 1: {"title": "-2 degrees in the store"}},
    ),
    layout(
        "nothing said, in many ways",
        Page(
            "Risks",
            [
                ("Ref", "Risk title", "Likelihood", "Impact", "Owner", "Controls"),
                ("U1", WARDS[0], "-", "N/A", "TBC", "None"),
                ("U2", WARDS[1], 3, 4, "Bob Kent", "Bed call"),
            ],
        ),
        (1,),
        2,
        values={0: {"current_likelihood": None, "current_consequence": None}, 1: {"current_score": 12}},
    ),
    layout(
        "statuses in the member's own words",
        Page(
            "Risks",
            [
                ("Ref", "Risk title", "Status"),
                ("Z1", WARDS[0], "Active"),
                ("Z2", WARDS[1], "CLOSED "),
                ("Z3", WARDS[2], "Accepted"),
                ("Z4", WARDS[3], "Draft"),
                ("Z5", WARDS[4], "On the watch list"),
            ],
        ),
        (1,),
        5,
        values={0: {"status": "open"}, 1: {"status": "closed"}, 2: {"status": "tolerated"}, 3: {"status": "proposed"}},
        extra={4: {"Status": "On the watch list"}},
    ),
]

# --- other files, other languages, other registers -------------------------------------------------------------------

OTHERS = [
    Quirk(
        "semicolons between cells and commas inside them",
        text(
            "Ref;Risk title;Risk description;Likelihood;Impact;Owner\n"
            'C1;Lift;"Old, slow, and loud; it stops";3;4;Ann Lee\n'
            "C2;Roof;Rain, wind, hail;2;5;Bob Kent\n"
        ),
        "risk",
        "csv",
        (1,),
        2,
        fields={"A": "ref", "B": "title", "C": "description", "D": "current_likelihood", "E": "current_consequence", "F": "owner"},
        values={0: {"description": "Old, slow, and loud; it stops"}, 1: {"description": "Rain, wind, hail", "current_score": 10}},
    ),
    Quirk(
        "tabs in UTF-16, as Excel saves Unicode text",
        text(
            "Ref\tRisk title\tLikelihood\tImpact\tOwner\r\nT1\tLift – west\t3\t4\tAnn Lée\r\nT2\tRoof\t2\t5\tBob Kent\r\n",
            "return.txt",
            "utf-16",
        ),
        "risk",
        "csv",
        (1,),
        2,
        values={0: {"title": "Lift – west", "owner": "Ann Lée", "current_score": 12}},
    ),
    tongue(
        "Spanish",
        ("Código", "Descripción del riesgo", "Probabilidad", "Impacto", "Responsable", "Plan de acción", "Estado"),
        [
            ("E1", "La nevera falla de noche", 3, 4, "Ana Ríos", "Comprar otra", "Abierto"),
            ("E2", "El techo gotea en otoño", 2, 5, "Blas Gil", "Reparar", "Cerrado"),
        ],
        {
            "A": "ref",
            "B": "description",
            "C": "current_likelihood",
            "D": "current_consequence",
            "E": "owner",
            "F": "actions",
            "G": "status",
        },
        {0: {"current_score": 12, "owner": "Ana Ríos"}},
    ),
    tongue(
        "Portuguese",
        ("Nº", "Risco", "Probabilidade", "Impacto", "Responsável", "Plano de ação"),
        [
            ("1", "A geladeira falha à noite", 3, 4, "Ana Rios", "Comprar outra"),
            ("2", "O telhado pinga no outono", 2, 5, "Brás Gil", "Reparar"),
        ],
        {"A": "ref", "B": "title", "C": "current_likelihood", "D": "current_consequence", "E": "owner", "F": "actions"},
        {1: {"current_score": 10}},
    ),
    tongue(
        "German",
        ("Lfd. Nr.", "Risiko", "Risikobeschreibung", "Eintrittswahrscheinlichkeit", "Auswirkung", "Maßnahmen", "Verantwortlich", "Frist"),
        [
            ("1", "Kühlung", "Der Kühlraum fällt nachts aus", 3, 4, "Zweites Gerät kaufen", "Anna Lenz", date(2026, 9, 1)),
            ("2", "Dach", "Regen dringt durch das Dach", 2, 5, "Dach decken", "Bernd Kolb", date(2026, 10, 1)),
        ],
        {
            "A": "ref",
            "B": "title",
            "C": "description",
            "D": "current_likelihood",
            "E": "current_consequence",
            "F": "actions",
            "G": "owner",
            "H": "action_due",
        },
        {0: {"current_score": 12}},
    ),
    tongue(
        "French",
        ("N°", "Risque", "Description du risque", "Probabilité", "Gravité", "Mesures", "Responsable"),
        [
            ("1", "Froid", "La chambre froide tombe en panne", 3, 4, "Acheter un appareil", "Anne Roux"),
            ("2", "Toit", "La pluie passe par le toit", 2, 5, "Réparer", "Benoît Gay"),
        ],
        {"A": "ref", "B": "title", "C": "description", "D": "current_likelihood", "E": "current_consequence", "F": "actions", "G": "owner"},
        {1: {"current_score": 10}},
    ),
    tongue(
        "Russian",
        ("№", "Описание риска", "Вероятность", "Влияние", "Меры", "Владелец риска", "Статус"),
        [
            ("1", "Холодильник выходит из строя ночью", 3, 4, "Купить второй", "Анна Лис", "Открыт"),
            ("2", "Крыша протекает осенью", 2, 5, "Починить", "Борис Гай", "Закрыт"),
        ],
        {
            "A": "ref",
            "B": "description",
            "C": "current_likelihood",
            "D": "current_consequence",
            "E": "actions",
            "F": "owner",
            "G": "status",
        },
        {0: {"current_score": 12}},
    ),
    tongue(
        "Japanese",
        ("番号", "リスク内容", "発生確率", "影響度", "対策", "担当者", "状態"),
        [("1", "夜に冷蔵庫が止まる", 3, 4, "予備を買う", "青木", "対応中"), ("2", "秋に屋根から雨が漏る", 2, 5, "直す", "馬場", "完了")],
        {
            "A": "ref",
            "B": "description",
            "C": "current_likelihood",
            "D": "current_consequence",
            "E": "actions",
            "F": "owner",
            "G": "status",
        },
        {1: {"current_score": 10}},
    ),
    layout(
        "a decision log without references",
        Page(
            "Decisions",
            [
                ("Decision log of the joint committee",),
                (),
                ("Topic", "Decision", "Decision date", "Decision maker", "Rationale"),
                ("Shared laundry", "Let one contract for all sites", date(2026, 3, 4), "Joint committee", "Two contracts end in May"),
                ("Night transport", "Pay for a second van", date(2026, 4, 1), "Joint committee", "Waits are over two hours"),
            ],
        ),
        (3,),
        2,
        register="decision",
        fields={"A": "title", "B": "decision", "C": "date", "E": "rationale"},
        values={0: {"title": "Shared laundry", "date": "2026-03-04", "rationale": "Two contracts end in May"}},
    ),
    layout(
        "an action log with a due date that moved",
        Page(
            "Action log",
            [
                ("Action no", "Date raised", "Action", "Lead", "Due date", "Revised date", "BRAG", "Update"),
                (
                    "1",
                    date(2026, 5, 1),
                    "Send the contract to all boards",
                    "Ann Lee / Bob Kent",
                    date(2026, 6, 1),
                    date(2026, 7, 1),
                    "Amber",
                    "Two boards have it",
                ),
                ("2", date(2026, 5, 1), "Count the vans", "Cy Moss", date(2026, 6, 1), N, "Blue", "Nine vans"),
            ],
        ),
        (1,),
        2,
        register="action",
        fields={"A": "ref", "B": "date_raised", "C": "title", "D": "owner", "E": "due_date", "F": "revised_due", "H": "progress"},
        values={0: {"owner": "Ann Lee; Bob Kent", "due_date": "2026-06-01", "revised_due": "2026-07-01"}},
    ),
    Quirk(
        "a table in a Word document",
        word(
            Grid("Risk register", [[str(cell) for cell in HEAD], *[[str(cell) for cell in row] for row in risks(3)]]),
            before="This paper asks the committee to note the risks below.",
        ),
        "risk",
        "Risk register",
        (1,),
        3,
        fields=SHORT,
        values={0: {"ref": "R-001", "owner": "Ann Lee"}},
    ),
]


# --- habits of forms, systems and templates ---------------------------------------------------------------------------

HABITS = [
    layout(
        "failure modes scored before and after the action under the same letters",
        Page(
            "FMEA",
            [
                *[("Failure modes of the pharmacy hatch",), ()],
                (
                    *("Step", "Potential failure mode", "Potential effects", "S", "Potential causes", "O", "Current controls", "D", "RPN"),
                    *("Recommended actions", "Responsible", "Actions taken", "S", "O", "D", "RPN"),
                ),
                (
                    "Opening",
                    WARDS[2],
                    "Nobody is served",
                    4,
                    "Old motor",
                    3,
                    "Yearly check",
                    2,
                    24,
                    "Order a motor",
                    "Ann Lee",
                    "Ordered",
                    4,
                    1,
                    2,
                    8,
                ),
                (
                    "Closing",
                    WARDS[3],
                    "Drugs get wet",
                    5,
                    "Old felt",
                    2,
                    "Buckets",
                    3,
                    30,
                    "Patch the felt",
                    "Bob Kent",
                    "Patched",
                    5,
                    1,
                    1,
                    5,
                ),
            ],
        ),
        (3,),
        2,
        asked="risk",
        fields={
            "B": "title",
            "C": "effect",
            "D": "current_consequence",
            "E": "cause",
            "F": "current_likelihood",
            "G": "controls",
            "J": "actions",
            "M": "target_consequence",
            "N": "target_likelihood",
        },
        values={0: {"current_likelihood": 3, "current_consequence": 4, "target_likelihood": 1, "target_consequence": 4}},
    ),
    layout(
        "every cell a formula on another sheet",
        Page("Register", [HEAD, *[[Formula(cell, f"=Export!A{number}") for number, cell in enumerate(row, 2)] for row in risks(3)]]),
        (1,),
        3,
        fields=SHORT,
        values={2: {"ref": "R-003", "current_score": 16}},
    ),
    layout(
        "numbers worked out for rows that hold one real record",
        Page("Log", [HEAD, *risks(1), *[(Formula(number, "=A2+1"),) for number in range(2, 60)]]),
        (1,),
        1,
        fields=SHORT,
    ),
    layout(
        "a row of dashes and slashes for nothing",
        Page("Risks", [HEAD, *risks(2), ("R-003", WARDS[2], "--", "n/a", "-", "–", "Open")]),
        (1,),
        3,
        values={2: {"current_likelihood": None, "current_score": None, "owner": None, "status": "open"}},
    ),
    layout(
        "bullets typed as a letter and a tab",
        Page(
            "Risks",
            [
                ("Ref", "Risk", "Mitigation plan", "Owner"),
                ("H1", WARDS[0], "o\tCount the beds\no\tRing the day unit", "Ann Lee"),
                ("H2", WARDS[1], "o\tWrite the rota", "Bob Kent"),
            ],
        ),
        (1,),
        2,
        fields={"C": "actions"},
    ),
    layout(
        "a priority of number and word",
        Page(
            "Risks",
            [
                ("Risk ID", "Risk name", "Likelihood of occurrence", "Risk impact", "Risk priority", "Risk owner", "Status"),
                ("P1", WARDS[0], "Possible", "Moderate", "2 (Medium)", "Ann Lee", "Open "),
                ("P2", WARDS[1], "Likely", "Major", "3 (High) ", "Bob Kent", "Closed "),
            ],
        ),
        (1,),
        2,
        fields={"C": "current_likelihood", "D": "current_consequence"},
        values={0: {"current_likelihood": 3, "current_consequence": 3, "status": "open"}, 1: {"current_score": 16, "status": "closed"}},
        extra={1: {"Risk priority": "3 (High)"}},
    ),
    layout(
        "a block of placeholders that looks like a table above",
        Page(
            "Plan",
            [
                ("Plan of the estates team",),
                ("Site", "System name", "Impact level", "Date"),
                ("Text", "Text", "Low", "Date"),
                (),
                ("Action ID", "Action", "Owner", "Date raised", "Due date", "Status", "Comments"),
                *[
                    (f"PL-{number}", f"Paint door {number}", OWNERS[number], date(2026, 4, 1), date(2026, 8, number + 1), "Open", "")
                    for number in range(3)
                ],
            ],
        ),
        (5,),
        3,
        register="action",
        fields={"A": "ref", "B": "title", "C": "owner", "D": "date_raised", "E": "due_date", "F": "status"},
    ),
    layout(
        "guidance in capitals below the headings",
        Page(
            "Risks",
            [
                HEAD,
                ("ENTER A NUMBER", "DESCRIBE THE RISK IN ONE SENTENCE", "1-5", "1-5", "AUTO", "NAME OF OWNER", "OPEN/CLOSED"),
                *risks(2),
            ],
        ),
        (1,),
        2,
        ignored=("guidance",),
    ),
    layout(
        "numbers that became decimals, with gaps in them",
        Page("Risks", [("No.", *HEAD[1:]), *[(float(number), *row[1:]) for number, row in zip((1, 2, 5, 9), risks(4), strict=True)]]),
        (1,),
        4,
        fields=SHORT,
        values={3: {"ref": "9"}},
    ),
    layout(
        "references with leading noughts",
        Page("Risks", [HEAD, *[(f"{number:04}", *row[1:]) for number, row in enumerate(risks(3), 7)]]),
        (1,),
        3,
        values={0: {"ref": "0007"}},
    ),
    layout(
        "a register of one record",
        Page("Risks", [HEAD, *risks(1)]),
        (1,),
        1,
        fields=SHORT,
    ),
    layout(
        "likelihood beside impact in prose",
        Page(
            "Risks",
            [
                ("Ref", "Risk", "Impact", "Likelihood", "Consequence", "Owner"),
                ("I1", WARDS[0], "Patients wait in corridors for longer than four hours", 3, 4, "Ann Lee"),
                ("I2", WARDS[1], "Wards are run by people who do not know them", 2, 5, "Bob Kent"),
            ],
        ),
        (1,),
        2,
        fields={"C": "effect", "D": "current_likelihood", "E": "current_consequence"},
        values={0: {"effect": "Patients wait in corridors for longer than four hours", "current_score": 12}},
    ),
    layout(
        "if, then and resulting in",
        Page(
            "Risks",
            [
                ("Ref", "If", "Then", "Resulting in", "Owner"),
                ("T1", "The felt is not patched", "rain comes in", "wet drugs", "Ann Lee"),
                ("T2", "The motor is not bought", "the lift stops", "late theatres", "Bob Kent"),
            ],
        ),
        (1,),
        2,
        fields={"B": "cause", "C": "event", "D": "effect"},
        values={1: {"cause": "The motor is not bought", "event": "the lift stops", "effect": "late theatres"}},
    ),
    layout(
        "an action owner is not the owner",
        Page(
            "Risks",
            [
                ("Ref", "Risk title", "Risk owner", "Executive lead", "Actions", "Action owner", "Action due date"),
                ("X1", WARDS[0], "Ann Lee", "Chief nurse", "Count the beds", "Bob Kent", date(2026, 9, 1)),
                ("X2", WARDS[1], "Cy Moss", "Director of people", "Write the rota", "Dee Park", date(2026, 10, 1)),
            ],
        ),
        (1,),
        2,
        fields={"C": "owner", "D": "exec_lead", "E": "actions", "F": "action_owner", "G": "action_due"},
        values={0: {"owner": "Ann Lee", "exec_lead": "Chief nurse", "action_owner": "Bob Kent", "action_due": "2026-09-01"}},
    ),
    Quirk(
        "lines of words above a table in text",
        text(
            "Braywater risk log,,,,\nPrinted on 1 May 2026,,,,\n,,,,\n"
            f"Ref,Risk title,Likelihood,Impact,Owner\nV1,{WARDS[0]},3,4,Ann Lee\nV2,{WARDS[1]},2,5,Bob Kent\n"
        ),
        "risk",
        "csv",
        (4,),
        2,
        values={0: {"ref": "V1", "current_score": 12}},
    ),
    Quirk(
        "text under the name of a workbook",
        text(f"Ref,Risk title,Likelihood,Impact,Owner\nY1,{WARDS[0]},3,4,Ann Lee\nY2,{WARDS[1]},2,5,Bob Kent\n", "return.xlsx"),
        "risk",
        "csv",
        (1,),
        2,
        values={1: {"ref": "Y2", "current_score": 10}},
    ),
    layout(
        "stray cells of spaces far from the table",
        Page("Risks", [HEAD, *[(*row, *[N] * 40, " ") for row in risks(3)], *[()] * 300, (" ",)]),
        (1,),
        3,
        fields=SHORT,
    ),
    layout(
        "a table below another one of the same register",
        Page(
            "Risks",
            [
                ("Open risks",),
                HEAD,
                *risks(4),
                (),
                ("Closed risks",),
                HEAD,
                *risks(3, 4),
            ],
        ),
        (2,),
        7,
        values={0: {"ref": "R-001"}, 6: {"ref": "R-007"}},
    ),
]


# --- forms -----------------------------------------------------------------------------------------------------------


def form(number: int) -> list[Row]:
    """Return one risk as a form: labels on the left, values beside them, scores in a small grid."""
    return [
        ("Risk assessment form", N, N, N),
        (),
        ("Risk ID:", f"FM-{number + 1}", "Date raised:", date(2026, 5, number + 1)),
        ("Risk title:", WARDS[number], N, N),
        ("Cause:", f"Nobody looked after it since spring {number}", N, N),
        ("Risk owner:", OWNERS[number], "Directorate:", "Surgery"),
        (),
        (N, "Likelihood", "Consequence", "Score"),
        ("Initial", 5, 4, 20),
        ("Current", 3, 4, 12),
        ("Target", 2, 4, 8),
        (),
        ("Controls in place:", f"Call each noon on ward {number}", N, N),
        ("Next review date:", date(2026, 11, number + 1), N, N),
    ]


FORMED = {
    "ref": "FM-2",
    "title": WARDS[1],
    "owner": "Bob Kent",
    "date_opened": "2026-05-02",
    "initial_score": 20,
    "current_likelihood": 3,
    "current_consequence": 4,
    "target_score": 8,
    "next_review": "2026-11-02",
}

NOT_WORKED_OUT = [list(row) for number in range(3) for row in (*form(number), (), ())]
NOT_WORKED_OUT[34][0] = NEVER

FORMS = [
    Quirk(
        "several forms, one label of which nobody worked out",
        excel(Page("Forms", NOT_WORKED_OUT)),
        "risk",
        "Forms",
        (),
        3,
        values={0: {"ref": "FM-1"}, 1: {"ref": "FM-2"}},
        asked="risk",
    ),
    Quirk(
        "a sheet for each risk",
        excel(*[Page(f"FM-{number + 1}", form(number)) for number in range(3)]),
        "risk",
        "FM-1",
        (),
        3,
        values={1: FORMED},
    ),
    Quirk(
        "several forms below one another",
        excel(Page("Forms", [row for number in range(3) for row in (*form(number), (), ())])),
        "risk",
        "Forms",
        (),
        3,
        values={1: FORMED},
    ),
    Quirk(
        "labels above their values",
        excel(
            *[
                Page(
                    f"Risk {number + 1}",
                    [
                        ("Risk reference", "Risk title", "Risk owner"),
                        (f"LA-{number + 1}", WARDS[number], OWNERS[number]),
                        (),
                        ("Description of risk", "Category", "Date opened"),
                        (f"It was seen on {number + 3} days in May", "Estates", date(2026, 5, number + 1)),
                        (),
                        ("Current likelihood", "Current consequence", "Next review"),
                        (3, 4, date(2026, 11, number + 1)),
                    ],
                )
                for number in range(2)
            ]
        ),
        "risk",
        "Risk 1",
        (),
        2,
        values={
            0: {"ref": "LA-1", "title": WARDS[0], "owner": "Ann Lee", "current_score": 12, "category": "Estates"},
            1: {"ref": "LA-2", "next_review": "2026-11-02"},
        },
    ),
    Quirk(
        "a form in a Word document for each risk",
        word(
            *[
                Grid(
                    f"Risk {number + 1}",
                    [
                        ("Risk reference", f"WF-{number + 1}"),
                        ("Risk title", WARDS[number]),
                        ("Risk description", f"It was seen on {number + 3} days in May"),
                        ("Risk owner", OWNERS[number]),
                        ("Current likelihood", "3"),
                        ("Current consequence", "4"),
                        ("Controls", f"Call each noon on ward {number}"),
                        ("Next review date", f"0{number + 1}/11/2026"),
                    ],
                )
                for number in range(3)
            ]
        ),
        "risk",
        "Risk 1",
        (),
        3,
        values={0: {"ref": "WF-1", "title": WARDS[0], "owner": "Ann Lee", "current_score": 12}, 2: {"ref": "WF-3"}},
    ),
]

QUIRKS: tuple[Quirk, ...] = (*PLACED, *HEADED, *ROWS, *CELLS, *OTHERS, *HABITS, *FORMS)
