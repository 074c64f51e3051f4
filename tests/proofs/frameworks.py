"""Assurance frameworks as boards keep them, each in another layout, and what of them a careful person would keep where.

No two trusts lay out their framework alike; every word in these is invented. `words` are texts that must be found again
in the record itself, in a record that belongs to it, or in what is kept beside its fields.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from tests.exchange.sheeted import Grid, Make, Page, Row, excel, word

N = None
RISKS = (
    "Patients wait on trolleys because beds are slow to empty",
    "Nurses leave faster than we can train new ones",
    "The boiler house is beyond repair",
    "Partners spend more than the system has",
)
LEADS = ("Chief nurse", "Director of people", "Director of estates", "Director of finance")
CONTROLS = (
    ("Bed call at noon", "Discharge lounge open till eight"),
    ("Joint bank of nurses", "Exit talks with every leaver"),
    ("Weekly look at the boilers", "Hire contract for a mobile boiler"),
    ("Spending panel each Tuesday", "Open book between partners"),
)
FIRST = ("Ward manager walks round daily", "Rota meeting minutes", "Engineer signs the log", "Budget holders report monthly")
SECOND = ("Quality committee dashboard", "People committee paper in May", "Estates group survey", "Finance committee forecast")
THIRD = ("Regulator visit in March", "Internal audit of rotas", "Insurer inspection", "External audit letter")
CONTROL_GAPS = ("No cover at weekends", "Agency cap is ignored at night", "Spare parts take six weeks", "No rule for late invoices")
ASSURANCE_GAPS = ("Nobody audits the bed call", "Exit talks are not summed up", "Survey is two years old", "Forecast leaves out winter")
ACTIONS = ("Open ten beds in the day unit", "Sign the joint bank contract", "Order a new boiler", "Write a rule for invoices")
OWNERS = ("Ann Lee", "Bob Kent", "Cy Moss", "Dee Park")
OBJECTIVES = ("Care close to home", "A good place to work", "Sound buildings", "Living within our means")
DUE = (date(2026, 9, 30), date(2026, 10, 31), date(2026, 11, 30), date(2026, 12, 31))


@dataclass(frozen=True)
class Framework:
    """One workbook or document and what comes of it once it is applied.

    `records` are principal risks; `children` how many records of other registers; `held` some fields of some records by
    register; `words` must stand somewhere in what is kept.
    """

    name: str
    make: Make
    records: int
    children: Mapping[str, int] = field(default_factory=dict)
    held: Mapping[str, Sequence[Mapping[str, object]]] = field(default_factory=dict)
    words: Sequence[str] = ()


def lines(texts: Sequence[str], bullet: str = "") -> str:
    """Return texts as the lines of one cell."""
    return "\n".join(f"{bullet}{text}" for text in texts)


def said(*groups: Sequence[object]) -> tuple[str, ...]:
    """Return all texts of some groups, for what must not be lost."""
    return tuple(
        text
        for group in groups
        for part in group
        for text in ((part,) if isinstance(part, str) else part if isinstance(part, tuple) else ())
    )


def _bands() -> Framework:
    rows: list[Row] = [
        ("Board assurance framework 2026/27",),
        (),
        ("Ref", "Principal risk", "Executive lead", "Likelihood", "Consequence", "Key controls", "Gaps in control", "Assurance level"),
    ]
    for number in range(4):
        if number % 2 == 0:
            rows.append((f"Strategic objective {number // 2 + 1}: {OBJECTIVES[number]}",))
        rows.append(
            (
                f"BAF{number + 1}",
                RISKS[number],
                LEADS[number],
                4,
                3 + number % 2,
                lines(CONTROLS[number]),
                CONTROL_GAPS[number],
                "Limited" if number else "Reasonable",
            )
        )
    return Framework(
        "objectives as bands across the table",
        excel(Page("BAF", rows, merged=("A1:H1", "A4:H4", "A7:H7"))),
        4,
        {"control": 8, "gap": 4},
        {
            "assurance": (
                {
                    "title": RISKS[0],
                    "objective": "Strategic objective 1: Care close to home",
                    "exec_lead": "Chief nurse",
                    "rating": "Reasonable",
                },
                {"title": RISKS[3], "objective": "Strategic objective 2: Sound buildings", "current_score": 16},
            ),
            "gap": ({"description": CONTROL_GAPS[1], "kind": "control"},),
        },
        said(RISKS, CONTROLS, CONTROL_GAPS),
    )


def _three_lines() -> Framework:
    rows: list[Row] = [
        (
            "SR ref",
            "Strategic risk",
            "Strategic objective",
            "Lead director",
            "Controls",
            "Assurance",
            N,
            N,
            "Gaps in control",
            "Gaps in assurance",
        ),
        (N, N, N, N, N, "First line", "Second line", "Third line", N, N),
    ]
    rows += [
        (
            f"SR{number + 1}",
            RISKS[number],
            OBJECTIVES[number],
            LEADS[number],
            lines(CONTROLS[number], "• "),
            FIRST[number],
            SECOND[number],
            THIRD[number],
            CONTROL_GAPS[number],
            ASSURANCE_GAPS[number],
        )
        for number in range(4)
    ]
    return Framework(
        "three lines of assurance in three columns",
        excel(Page("Framework", rows, merged=("F1:H1", *[f"{column}1:{column}2" for column in "ABCDEIJ"]))),
        4,
        {"control": 8, "assurance_source": 12, "gap": 8},
        {
            "assurance": ({"ref": "SR1", "title": RISKS[0], "objective": OBJECTIVES[0], "exec_lead": "Chief nurse"},),
            "assurance_source": ({"title": FIRST[0], "line": "1"}, {"title": SECOND[2], "line": "2"}, {"title": THIRD[3], "line": "3"}),
            "gap": ({"description": CONTROL_GAPS[0], "kind": "control"}, {"description": ASSURANCE_GAPS[3], "kind": "assurance"}),
        },
        said(RISKS, CONTROLS, FIRST, SECOND, THIRD, CONTROL_GAPS, ASSURANCE_GAPS),
    )


def _quarters() -> Framework:
    rows: list[Row] = [
        (
            "Ref",
            "Principal risk",
            "Lead director",
            "Q1 2026/27",
            "Q2 2026/27",
            "Q3 2026/27",
            "Q4 2026/27",
            "Year-end target",
            "Key controls",
            "Rationale for score",
        )
    ]
    rows += [
        (f"PR{number + 1}", RISKS[number], LEADS[number], 20, 16, 16, 12, 8, CONTROLS[number][0], f"Held since spring {number + 20}")
        for number in range(4)
    ]
    return Framework(
        "a score each quarter and a target for the year",
        excel(Page("BAF scores", rows)),
        4,
        {"position": 16, "control": 4},
        {
            "position": ({"period": "Q1 2026/27", "score": 20, "kind": "actual"}, {"period": "Q4 2026/27", "score": 12, "kind": "actual"}),
            "assurance": ({"ref": "PR1", "title": RISKS[0], "current_score": 12, "target_score": 8},),
        },
        said(RISKS, LEADS, [f"Held since spring {number + 20}" for number in range(4)]),
    )


def _quarters_of_three() -> Framework:
    bands = [f"Q{number}" for number in range(1, 4)]
    rows: list[Row] = [
        ("Board assurance framework 2026/27",),
        ("Ref", "Principal risk", *[cell for band in bands for cell in (band, N, N)], "Executive lead"),
        (N, N, *["L", "C", "Score"] * 3, N),
    ]
    rows += [(f"PR{number + 1}", RISKS[number], 5, 4, 20, 4, 4, 16, 3, 4, 12, LEADS[number]) for number in range(3)]
    return Framework(
        "likelihood, consequence and score under each quarter",
        excel(Page("BAF", rows, merged=("C2:E2", "F2:H2", "I2:K2", "A2:A3", "B2:B3", "L2:L3"))),
        3,
        {"position": 9},
        {"position": ({"period": "Q1 2026/27", "likelihood": 5, "consequence": 4}, {"period": "Q3 2026/27", "likelihood": 3, "score": 12})},
        said(RISKS[:3]),
    )


def _form(number: int) -> list[Row]:
    return [
        (f"Principal risk {number + 1}", N, N, N),
        ("Risk ref", f"PR{number + 1}", "Executive lead", LEADS[number]),
        ("Principal risk", RISKS[number], N, N),
        ("Strategic objective", OBJECTIVES[number], "Lead committee", "Quality committee"),
        (),
        (N, "Likelihood", "Consequence", "Score"),
        ("Inherent", 5, 4, 20),
        ("Current", 4, 4, 16),
        ("Target", 2, 4, 8),
        (),
        ("Key controls", lines(CONTROLS[number]), N, N),
        ("Gaps in control", CONTROL_GAPS[number], N, N),
        ("First line assurance", FIRST[number], N, N),
        ("Second line assurance", SECOND[number], N, N),
        ("Third line assurance", THIRD[number], N, N),
        ("Gaps in assurance", ASSURANCE_GAPS[number], N, N),
        ("Overall assurance rating", "Limited", N, N),
    ]


FORM_HELD: Mapping[str, Sequence[Mapping[str, object]]] = {
    "assurance": (
        {
            "ref": "PR2",
            "title": RISKS[1],
            "exec_lead": "Director of people",
            "objective": OBJECTIVES[1],
            "inherent_score": 20,
            "current_score": 16,
            "target_score": 8,
            "rating": "Limited",
        },
    ),
    "assurance_source": ({"title": FIRST[0], "line": "1"}, {"title": THIRD[2], "line": "3"}),
    "gap": ({"description": CONTROL_GAPS[2], "kind": "control"}, {"description": ASSURANCE_GAPS[0], "kind": "assurance"}),
}
FORM_WORDS = said(RISKS[:3], CONTROLS[:3], FIRST[:3], SECOND[:3], THIRD[:3], CONTROL_GAPS[:3], ASSURANCE_GAPS[:3])


def _sheet_each() -> Framework:
    return Framework(
        "a sheet a principal risk, labels left of their values",
        excel(*[Page(f"PR{number + 1}", _form(number)) for number in range(3)]),
        3,
        {"control": 6, "assurance_source": 9, "gap": 6},
        FORM_HELD,
        FORM_WORDS,
    )


def _summary_and_sheets() -> Framework:
    summary: list[Row] = [("Ref", "Principal risk", "Executive lead", "Current score", "Target score")]
    summary += [(f"PR{number + 1}", RISKS[number], LEADS[number], 16, 8) for number in range(3)]
    return Framework(
        "a summary table and a sheet a principal risk",
        excel(Page("Summary", summary), *[Page(f"PR{number + 1}", _form(number)) for number in range(3)]),
        3,
        {"control": 6, "assurance_source": 9, "gap": 6},
        FORM_HELD,
        FORM_WORDS,
    )


def _above() -> Framework:
    def page(number: int) -> Page:
        rows: list[Row] = [
            ("Reference", "Principal risk", "Executive lead", "Committee"),
            (f"PR{number + 1}", RISKS[number], LEADS[number], "Quality committee"),
            (),
            ("Inherent score", "Current score", "Target score", "Risk appetite"),
            (20, 16, 8, "Cautious"),
            (),
            ("Controls", "Assurances", "Gaps in control", "Gaps in assurance"),
            (lines(CONTROLS[number]), SECOND[number], CONTROL_GAPS[number], ASSURANCE_GAPS[number]),
        ]
        return Page(f"Risk {number + 1}", rows)

    return Framework(
        "a sheet a principal risk, labels above their values",
        excel(*[page(number) for number in range(3)]),
        3,
        {"control": 6, "assurance_source": 3, "gap": 6},
        {
            "assurance": ({"ref": "PR3", "title": RISKS[2], "current_score": 16, "appetite": "Cautious", "forum": "Quality committee"},),
            "assurance_source": ({"title": SECOND[1]},),
            "gap": ({"description": ASSURANCE_GAPS[1], "kind": "assurance"},),
        },
        said(RISKS[:3], CONTROLS[:3], SECOND[:3], CONTROL_GAPS[:3], ASSURANCE_GAPS[:3]),
    )


def _block_of_actions() -> Framework:
    rows: list[Row] = [
        ("BAF ref", "Principal risk", "Controls", "Gaps in control", "Actions", N, N, "Executive lead"),
        (N, N, N, N, "Action", "Owner", "Due date", N),
    ]
    for number in range(3):
        rows += [
            (
                f"B{number + 1}",
                RISKS[number],
                lines(CONTROLS[number]),
                CONTROL_GAPS[number],
                ACTIONS[number],
                OWNERS[number],
                DUE[number],
                LEADS[number],
            ),
            (N, N, N, N, f"Tell the board of step {number + 1}", OWNERS[number + 1], DUE[number + 1], N),
        ]
    merged = ["E1:G1", *[f"{column}1:{column}2" for column in "ABCDH"]]
    merged += [f"{column}{row}:{column}{row + 1}" for column in "ABCDH" for row in (3, 5, 7)]
    return Framework(
        "actions with owner and due date in a block, the rest merged over its rows",
        excel(Page("BAF", rows, merged=merged)),
        3,
        {"action": 6, "control": 6, "gap": 3},
        {
            "action": (
                {"title": ACTIONS[0], "owner": "Ann Lee", "due_date": "2026-09-30"},
                {"title": "Tell the board of step 1", "owner": "Bob Kent", "due_date": "2026-10-31"},
                {"title": ACTIONS[2], "owner": "Cy Moss", "due_date": "2026-11-30"},
            ),
            "assurance": ({"ref": "B1", "title": RISKS[0], "exec_lead": "Chief nurse"},),
        },
        said(RISKS[:3], CONTROLS[:3], CONTROL_GAPS[:3], ACTIONS[:3], [f"Tell the board of step {number + 1}" for number in range(3)]),
    )


def _merged_controls() -> Framework:
    rows: list[Row] = [("No", "Principal risk", "Lead", "Current score", "Key controls", "Sources of assurance")]
    for number in range(3):
        rows += [
            (number + 1, RISKS[number], LEADS[number], 12, CONTROLS[number][0], FIRST[number]),
            (N, N, N, N, CONTROLS[number][1], SECOND[number]),
            (N, N, N, N, N, THIRD[number]),
        ]
    merged = [f"{column}{row}:{column}{row + 2}" for column in "ABCD" for row in (2, 5, 8)]
    return Framework(
        "a control and an assurance a row, the risk merged over three",
        excel(Page("Assurance", rows, merged=merged)),
        3,
        {"control": 6, "assurance_source": 9},
        {
            "control": ({"title": CONTROLS[0][0]}, {"title": CONTROLS[2][1]}),
            "assurance_source": ({"title": FIRST[0]}, {"title": THIRD[2]}),
            "assurance": ({"title": RISKS[1], "current_score": 12},),
        },
        said(RISKS[:3], CONTROLS[:3], FIRST[:3], SECOND[:3], THIRD[:3]),
    )


def _gaps_together() -> Framework:
    rows: list[Row] = [
        (
            "PR ref",
            "Principal risk",
            "Controls in place",
            "Assurances",
            "Gaps in controls and assurances",
            "Actions to address gaps",
            "Action owner",
            "Due",
        )
    ]
    rows += [
        (
            f"PR{number + 1}",
            RISKS[number],
            lines(CONTROLS[number]),
            SECOND[number],
            lines((CONTROL_GAPS[number], ASSURANCE_GAPS[number])),
            ACTIONS[number],
            OWNERS[number],
            DUE[number],
        )
        for number in range(4)
    ]
    return Framework(
        "gaps in controls and assurances in one column",
        excel(Page("JAF", rows)),
        4,
        {"control": 8, "assurance_source": 4, "gap": 8, "action": 4},
        {
            "gap": ({"description": CONTROL_GAPS[0], "kind": None}, {"description": ASSURANCE_GAPS[3], "kind": None}),
            "action": ({"title": ACTIONS[3], "owner": "Dee Park", "due_date": "2026-12-31"},),
        },
        said(RISKS, CONTROLS, SECOND, CONTROL_GAPS, ASSURANCE_GAPS, ACTIONS),
    )


def _plus_minus() -> Framework:
    rows: list[Row] = [
        (
            "Ref",
            "Principal risk",
            "Executive lead",
            "Controls",
            "Positive assurance (+)",
            "Negative assurance (-)",
            "RAG",
            "Overall assurance level",
        )
    ]
    rows += [
        (
            f"PR{number + 1}",
            RISKS[number],
            LEADS[number],
            CONTROLS[number][0],
            f"+ {SECOND[number]}",
            f"- {THIRD[number]}",
            "Amber",
            ("Substantial", "Reasonable", "Limited", "None")[number],
        )
        for number in range(4)
    ]
    return Framework(
        "assurances for and against, with a colour and a level",
        excel(Page("BAF", rows)),
        4,
        {"control": 4},
        {"assurance": ({"ref": "PR1", "title": RISKS[0], "rating": "Substantial"}, {"ref": "PR4", "rating": "None"})},
        (*said(RISKS, SECOND, THIRD), "Amber"),
    )


def _document() -> Framework:
    rows: list[Row] = [("Ref", "Principal risk", "Lead director", "L", "C", "Score", "Key controls", "Gaps in control", "Assurance rating")]
    rows += [
        (f"PR{number + 1}", RISKS[number], LEADS[number], 4, 4, 16, lines(CONTROLS[number]), CONTROL_GAPS[number], "Limited")
        for number in range(4)
    ]
    return Framework(
        "a table in a Word document",
        word(Grid("Board assurance framework", rows), before="The board is asked to note the framework."),
        4,
        {"control": 8, "gap": 4},
        {"assurance": ({"ref": "PR1", "title": RISKS[0], "current_likelihood": 4, "current_score": 16, "rating": "Limited"},)},
        said(RISKS, CONTROLS, CONTROL_GAPS),
    )


def _paired_lists() -> Framework:
    rows: list[Row] = [("Ref", "Principal risk", "Lead", "Controls", "Gap actions", "Action owner", "Action due")]
    rows += [
        (
            f"PR{number + 1}",
            RISKS[number],
            LEADS[number],
            lines(CONTROLS[number], "• "),
            f"1. {ACTIONS[number]}\n2. Report step {number + 1} to the board",
            f"1. {OWNERS[number]}\n2. {OWNERS[number - 1]}",
            f"1. {DUE[number]:%d/%m/%Y}\n2. {DUE[number - 1]:%d/%m/%Y}",
        )
        for number in range(4)
    ]
    return Framework(
        "numbered lists of actions, owners and dates side by side in cells",
        excel(Page("BAF", rows)),
        4,
        {"control": 8, "action": 8},
        {
            "action": (
                {"title": ACTIONS[0], "owner": "Ann Lee", "due_date": "2026-09-30"},
                {"title": "Report step 2 to the board", "owner": "Ann Lee", "due_date": "2026-09-30"},
            )
        },
        said(RISKS, CONTROLS, ACTIONS),
    )


FRAMEWORKS: tuple[Framework, ...] = (
    _bands(),
    _three_lines(),
    _quarters(),
    _quarters_of_three(),
    _sheet_each(),
    _summary_and_sheets(),
    _above(),
    _block_of_actions(),
    _merged_controls(),
    _gaps_together(),
    _plus_minus(),
    _document(),
    _paired_lists(),
)
