"""Tables found on sheets nobody warned the program about; every layout here is invented after one seen in the field."""

from dataclasses import dataclass, field
from datetime import date

import pytest

from workbench.domain.field import Field
from workbench.domain.kinds import Choice, Day, Names, Option, Prose
from workbench.domain.register import Register
from workbench.domain.registers.organisations import Members
from workbench.domain.registers.risks import Risks
from workbench.exchange.finding import find_tables
from workbench.exchange.sheets import Correction, Sheet, Table, Workbook, letter

RISKS = Risks()
WARDS = (
    "Beds close on the north ward",
    "Agency staff leave before winter",
    "The lift fails again in spring",
    "Roof leaks above the theatre",
)
DRUGS = ("Pharmacy stock runs out", "Cold store loses power overnight", "Labels are printed wrongly", "Orders are sent twice")


class Actions(Register):
    """Actions as a later declaration may have them."""

    key, label, noun, prefix = "action", "Actions", "action", "A"
    title = Field(Prose(), "Action")
    description = Field(Prose())
    owner = Field(Names())
    due_date = Field(Day())
    revised_due = Field(Day())
    status = Field(Choice((Option("open", "Open"), Option("complete", "Complete"))))
    progress = Field(Prose())


def workbook(*sheets: Sheet) -> Workbook:
    return Workbook("return.xlsx", "", list(sheets))


def sheet(rows, name="Sheet1", **more) -> Sheet:
    return Sheet(name, [list(row) for row in rows], **more)


def best(rows, *registers: Register, name="Sheet1", correction=None, **more) -> Table:
    tables = find_tables(workbook(sheet(rows, name, **more)), registers or (RISKS,), correction=correction)
    assert tables, "no table was found"
    return tables[0]


def fields(table: Table) -> dict[str, str]:
    return {letter(column.index): column.field for column in table.columns}


def headers(table: Table) -> list[int]:
    return [row + 1 for row in table.header_rows]


def starts(table: Table) -> list[int]:
    return [record[0] + 1 for record in table.records]


@dataclass
class Layout:
    """A sheet, and what a careful person would make of it."""

    name: str
    rows: list[list[object]]
    headers: list[int]
    starts: list[int]
    fields: dict[str, str]
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    formulas: set[tuple[int, int]] = field(default_factory=set)


N = None
LAYOUTS = [
    Layout(
        "two row headings with merged bands",
        [
            ["Risk No", "Description of risk", "Controls", "Initial", N, N, "Current", N, N, "Target", N, N, "Lead"],
            [N, N, N, "L", "C", "Score", "L", "C", "Score", "L", "C", "Score", N],
            ["CR1", WARDS[0], "Daily count", 4, 5, 20, 4, 4, 16, 2, 4, 8, "A Reed"],
            ["CR2", WARDS[1], "Bank shifts", 3, 5, 15, 3, 4, 12, 2, 3, 6, "B Moss"],
        ],
        [1, 2],
        [3, 4],
        {
            "A": "ref",
            "B": "description",
            "C": "controls",
            "D": "initial_likelihood",
            "E": "initial_consequence",
            "F": "initial_score",
            "G": "current_likelihood",
            "H": "current_consequence",
            "I": "current_score",
            "J": "target_likelihood",
            "K": "target_consequence",
            "L": "target_score",
            "M": "owner",
        },
        merged=[(0, 3, 0, 5), (0, 6, 0, 8), (0, 9, 0, 11), (0, 0, 1, 0), (0, 1, 1, 1), (0, 2, 1, 2), (0, 12, 1, 12)],
    ),
    Layout(
        "bands without merges, as a csv has them",
        [
            ["Ref", "Risk title", "Current rating", "", "", "Target rating", "", "", "Executive lead"],
            ["", "", "L", "I", "LxI", "L", "I", "LxI", ""],
            ["1", WARDS[0], "4", "4", "16", "2", "4", "8", "Chief nurse"],
            ["2", WARDS[1], "3", "4", "12", "2", "3", "6", "Chief nurse"],
        ],
        [1, 2],
        [3, 4],
        {
            "A": "ref",
            "B": "title",
            "C": "current_likelihood",
            "D": "current_consequence",
            "E": "current_score",
            "F": "target_likelihood",
            "G": "target_consequence",
            "H": "target_score",
            "I": "exec_lead",
        },
    ),
    Layout(
        "title block and particulars above",
        [
            ["Corporate risk register"],
            ["Trust:", "Northmoor"],
            ["Date of report:", date(2026, 7, 1), N, "Author:", "Head of governance"],
            [],
            [
                N,
                "Datix ID",
                "Risk title",
                "Directorate",
                "Consequence (current)",
                "Likelihood (current)",
                "Rating (current)",
                "Next review date",
            ],
            [N, 1042, WARDS[0], "Surgery", 4, 4, 16, date(2026, 9, 1)],
            [N, 1077, WARDS[1], "Medicine", 3, 4, 12, date(2026, 9, 1)],
        ],
        [5],
        [6, 7],
        {
            "B": "ref",
            "C": "title",
            "D": "unit",
            "E": "current_consequence",
            "F": "current_likelihood",
            "G": "current_score",
            "H": "next_review",
        },
    ),
    Layout(
        "quarters after the current score",
        [
            ["Risk ref", "Risk", "Q1 score", "Q2 score", "Q3 score", "Q4 score", "Owner"],
            ["A1", WARDS[0], 20, 16, 12, N, "A Reed"],
            ["A2", WARDS[1], 12, 12, 9, N, "B Moss"],
        ],
        [1],
        [2, 3],
        {"A": "ref", "B": "title", "C": "extra", "D": "previous_score", "E": "current_score", "F": "extra", "G": "owner"},
    ),
    Layout(
        "a month in the heading beside a current score",
        [
            ["No.", "Principal risk", "Previous risk rating Jan 26", "Current risk rating", "Movement"],
            [1, WARDS[0], 16, 12, "↓"],
            [2, WARDS[1], 12, 12, "↔"],
        ],
        [1],
        [2, 3],
        {"A": "ref", "B": "description", "C": "previous_score", "D": "current_score", "E": "trend"},
    ),
    Layout(
        "one risk over several rows",
        [
            ["Risk ID", "Risk description", "Key controls", "Actions", "Status"],
            ["S1", WARDS[0], "Daily count", "Open a ward", "Open"],
            [N, N, "Night round", "Hire two nurses", N],
            [N, N, "Weekly call", N, N],
            ["S2", WARDS[1], "Bank shifts", "Agree rates", "Open"],
        ],
        [1],
        [2, 5],
        {"A": "ref", "B": "description", "C": "controls", "D": "actions", "E": "status"},
    ),
    Layout(
        "one risk over rows merged down, without references",
        [
            ["Risk", "Cause", "Risk owner"],
            [WARDS[0], "Frost", "A Reed"],
            [N, N, "B Moss"],
            [WARDS[1], "Pay", "C Lane"],
        ],
        [1],
        [2, 4],
        {"A": "title", "B": "cause", "C": "owner"},
        merged=[(1, 0, 2, 0), (1, 1, 2, 1)],
    ),
    Layout(
        "guidance under the headings, totals and a key below",
        [
            ["Ref", "Date raised", "Risk description", "Likelihood (1-5)", "Impact (1-5)", "Owner"],
            [
                "Unique number",
                "dd/mm/yyyy",
                "Describe the risk: cause, event, effect",
                "How likely is it to happen?",
                "Choose from the list",
                "Name of the person",
            ],
            ["R1", date(2026, 4, 2), WARDS[0], 3, 4, "A Reed"],
            ["R2", date(2026, 4, 9), WARDS[1], 2, 5, "B Moss"],
            ["Total", N, N, 5, 9, N],
            [],
            [],
            ["Key", "1 = rare"],
            [N, "5 = almost certain"],
        ],
        [1],
        [3, 4],
        {
            "A": "ref",
            "B": "date_opened",
            "C": "description",
            "D": "current_likelihood",
            "E": "current_consequence",
            "F": "owner",
        },
    ),
    Layout(
        "snake case headings, residual beside current",
        [
            [
                "risk_id",
                "risk_title",
                "inherent_likelihood",
                "inherent_impact",
                "current_likelihood",
                "current_impact",
                "residual_likelihood",
                "residual_impact",
            ],
            ["x-1", WARDS[0], 5, 5, 4, 4, 2, 4],
            ["x-2", WARDS[1], 4, 5, 3, 4, 2, 3],
        ],
        [1],
        [2, 3],
        {
            "A": "ref",
            "B": "title",
            "C": "inherent_likelihood",
            "D": "inherent_consequence",
            "E": "current_likelihood",
            "F": "current_consequence",
            "G": "target_likelihood",
            "H": "target_consequence",
        },
    ),
    Layout(
        "residual alone is what is current",
        [
            ["ID", "Risk Name", "Inherent Risk Score", "Existing controls", "Residual Risk Score", "Comments"],
            ["1", WARDS[0], 20, "Daily count", 12, "Seen in May"],
            ["2", WARDS[1], 16, "Bank shifts", 9, N],
        ],
        [1],
        [2, 3],
        {"A": "ref", "B": "title", "C": "inherent_score", "D": "controls", "E": "current_score", "F": "extra"},
    ),
    Layout(
        "severity is the product of likelihood and impact",
        [
            ["ID", "Description", "Likelihood", "Impact", "Severity", "Contingency plan", "Mitigation plan"],
            ["1", WARDS[0], 4, 4, 16, "Divert", "Open a ward"],
            ["2", WARDS[1], 3, 5, 15, "Divert", "Agree rates"],
        ],
        [1],
        [2, 3],
        {
            "A": "ref",
            "B": "description",
            "C": "current_likelihood",
            "D": "current_consequence",
            "E": "current_score",
            "F": "extra",
            "G": "actions",
        },
    ),
    Layout(
        "impact is the product of likelihood and severity",
        [
            ["ID", "Description", "Likelihood", "Severity", "Impact"],
            ["1", WARDS[0], 4, 3, 12],
            ["2", WARDS[1], 3, 5, 15],
        ],
        [1],
        [2, 3],
        {"A": "ref", "B": "description", "C": "current_likelihood", "D": "current_consequence", "E": "current_score"},
    ),
    Layout(
        "a Roman numeral is a level, not a consequence",
        [
            ["ID", "Description", "Likelihood", "Severity", "Impact", "New likelihood", "New severity", "New impact"],
            ["1", WARDS[0], 4, 3, "II", 2, 3, "IV"],
            ["2", WARDS[1], 3, 5, "I", 2, 4, "III"],
        ],
        [1],
        [2, 3],
        {
            "C": "current_likelihood",
            "D": "current_consequence",
            "E": "current_score",
            "F": "target_likelihood",
            "G": "target_consequence",
            "H": "target_score",
        },
    ),
    Layout(
        "impact in prose is the effect",
        [
            ["Ref", "Risk", "Impact", "Likelihood", "Consequence", "Rating"],
            ["1", WARDS[0], "Patients wait longer and some are sent elsewhere", 4, 4, 16],
            ["2", WARDS[1], "Shifts go unfilled and costs rise over the winter", 3, 4, 12],
        ],
        [1],
        [2, 3],
        {"A": "ref", "B": "title", "C": "effect", "D": "current_likelihood", "E": "current_consequence", "F": "current_score"},
    ),
    Layout(
        "a set repeated after the actions is the target",
        [
            [
                "Failure mode",
                "Effect of failure",
                "S",
                "Causes",
                "O",
                "Current controls",
                "D",
                "RPN",
                "Recommended actions",
                "S",
                "O",
                "D",
                "RPN",
            ],
            [WARDS[0], "Patients wait", 4, "Frost", 3, "Daily count", 2, 24, "Open a ward", 3, 2, 2, 12],
            [WARDS[1], "Shifts unfilled", 3, "Pay", 4, "Bank shifts", 2, 24, "Agree rates", 2, 2, 2, 8],
        ],
        [1],
        [2, 3],
        {
            "A": "title",
            "B": "effect",
            "C": "current_consequence",
            "D": "cause",
            "E": "current_likelihood",
            "F": "controls",
            "G": "extra",
            "H": "current_score",
            "I": "actions",
            "J": "target_consequence",
            "K": "target_likelihood",
            "L": "extra",
            "M": "target_score",
        },
    ),
    Layout(
        "lookup lists to the right on the same rows",
        [
            ["ID", "Risk", "Likelihood", "Impact", "Status", N, N, "Status", "Likelihood"],
            ["1", WARDS[0], 4, 3, "Open", N, N, "Open", 1],
            ["2", WARDS[1], 3, 5, "Open", N, N, "Closed", 2],
            ["3", WARDS[2], 3, 5, "Open", N, N, N, N],
            ["4", WARDS[3], 3, 5, "Closed", N, N, N, N],
            ["5", DRUGS[0], 3, 5, "Open", N, N, N, N],
        ],
        [1],
        [2, 3, 4, 5, 6],
        {"A": "ref", "B": "title", "C": "current_likelihood", "D": "current_consequence", "E": "status", "H": "ignore", "I": "ignore"},
    ),
    Layout(
        "columns with gaps, the group named once",
        [
            [N, N, "Our risks"],
            [],
            ["Risk category", N, "Number of risk", N, "Risk", N, "Probability", N, "Impact"],
            [],
            ["Estates", N, 1.0, N, WARDS[2], N, 6, N, 7],
            [N, N, 2.0, N, WARDS[3], N, 5, N, 4],
            ["Supplies", N, 3.0, N, DRUGS[0], N, 5, N, 4],
            [N, N, 4.0, N, DRUGS[1], N, 5, N, 4],
        ],
        [3],
        [5, 6, 7, 8],
        {"A": "category", "C": "ref", "E": "title", "G": "current_likelihood", "I": "current_consequence"},
    ),
    Layout(
        "numbered rows with formulas are no records",
        [
            ["No", "Date", "Risk", "Probability", "Impact", "Score"],
            [1, date(2026, 5, 1), WARDS[0], 3, 4, 12],
            [2, N, N, N, N, 0],
            [3, N, N, N, N, 0],
            [4, N, N, N, N, 0],
        ],
        [1],
        [2],
        {"A": "ref", "B": "date_opened", "C": "title", "D": "current_likelihood", "E": "current_consequence", "F": "current_score"},
        formulas={(2, 0), (3, 0), (4, 0), (1, 5), (2, 5), (3, 5), (4, 5)},
    ),
    Layout(
        "numbered rows with one value filled down are no records",
        [
            ["No", "Risk", "Status", "Score"],
            [1, WARDS[0], "Open", 12],
            [2, N, "Open", 0],
            [3, N, "Open", 0],
            [4, N, "Open", 0],
        ],
        [1],
        [2],
        {"A": "ref", "B": "title", "C": "status", "D": "current_score"},
    ),
    Layout(
        "section rows between the records",
        [
            ["Risk ID", "Risk", "Cause", "Likelihood", "Consequence", "Owner"],
            ["Estates and facilities", N, N, N, N, N],
            ["E1", WARDS[2], "Age", 3, 4, "A Reed"],
            ["E2", WARDS[3], "Frost", 3, 4, "A Reed"],
            ["Medicines and supplies", N, N, N, N, N],
            ["M1", DRUGS[0], "Supply", 3, 4, "B Moss"],
        ],
        [1],
        [3, 4, 6],
        {"A": "ref", "B": "title", "C": "cause", "D": "current_likelihood", "E": "current_consequence", "F": "owner"},
        merged=[(1, 0, 1, 5), (4, 0, 4, 5)],
    ),
    Layout(
        "tiles of figures above look like a table",
        [
            [N, "Risk log"],
            [N, "TOTAL RISKS", "OPEN", "CLOSED", "HIGH"],
            [N, 2, 2, 0, 1],
            [],
            [N, "Risk ID", "Risk", "Impact", "Probability", "Status", "Mitigation"],
            [N, "R-1", WARDS[0], "HIGH", "LOW", "OPEN", "Open a ward"],
            [N, "R-2", WARDS[1], "LOW", "LOW", "OPEN", "Agree rates"],
        ],
        [5],
        [6, 7],
        {"B": "ref", "C": "title", "D": "current_consequence", "E": "current_likelihood", "F": "status", "G": "actions"},
    ),
    Layout(
        "a repeated reference for each action",
        [
            ["ID", "Title", "Rating (current)", "Action description", "Action owner", "Action due date"],
            [77, WARDS[0], 16, "Open a ward", "A Reed", date(2026, 9, 1)],
            [77, WARDS[0], 16, "Hire two nurses", "B Moss", date(2026, 10, 1)],
            [78, WARDS[1], 12, "Agree rates", "C Lane", date(2026, 10, 1)],
        ],
        [1],
        [2, 4],
        {"A": "ref", "B": "title", "C": "current_score", "D": "actions", "E": "action_owner", "F": "action_due"},
    ),
    Layout(
        "example rows marked as such",
        [
            ["Ref", "Risk", "Likelihood", "Consequence"],
            ["Example", "A worked example of a risk", 3, 3],
            ["1", "E.g. the boiler stops", 2, 2],
            ["2", WARDS[0], 4, 4],
        ],
        [1],
        [4],
        {"A": "ref", "B": "title", "C": "current_likelihood", "D": "current_consequence"},
    ),
    Layout(
        "headings printed again on a second page",
        [
            ["Ref", "Risk", "Likelihood", "Consequence"],
            ["1", WARDS[0], 4, 4],
            ["Ref", "Risk", "Likelihood", "Consequence"],
            ["2", WARDS[1], 3, 4],
        ],
        [1],
        [2, 4],
        {"A": "ref", "B": "title", "C": "current_likelihood", "D": "current_consequence"},
    ),
    Layout(
        "scales under the headings",
        [
            ["Ref", "Risk", "Likelihood", "Consequence", "Risk score"],
            [N, N, "1-5", "1-5", "1-25"],
            ["1", WARDS[0], 4, 4, 16],
        ],
        [1],
        [3],
        {"A": "ref", "B": "title", "C": "current_likelihood", "D": "current_consequence", "E": "current_score"},
    ),
    Layout(
        "misspelt headings",
        [
            ["Risk Refrence", "Risk Descripton", "Likelyhood", "Conseqence", "Mitigatng actions", "Next reveiw date"],
            ["1", WARDS[0], 4, 4, "Open a ward", date(2026, 9, 1)],
        ],
        [1],
        [2],
        {
            "A": "ref",
            "B": "description",
            "C": "current_likelihood",
            "D": "current_consequence",
            "E": "actions",
            "F": "next_review",
        },
    ),
    Layout(
        "no reference at all, a note below",
        [
            ["Risk", "Effect", "Likelihood", "Impact", "Response"],
            [WARDS[0], "Patients wait", "High", "Low", "Mitigate"],
            [WARDS[1], "Shifts unfilled", "Low", "Low", "Accept"],
            [],
            ["© Northmoor improvement team"],
        ],
        [1],
        [2, 3],
        {"A": "title", "B": "effect", "C": "current_likelihood", "D": "current_consequence", "E": "treatment"},
    ),
    Layout(
        "codes under a heading that does not say so",
        [
            ["Our numbering", "Risk", "Likelihood", "Impact"],
            ["NM-01", WARDS[0], 3, 4],
            ["NM-02", WARDS[1], 3, 4],
            ["NM-03", WARDS[2], 2, 4],
        ],
        [1],
        [2, 3, 4],
        {"A": "ref", "B": "title", "C": "current_likelihood", "D": "current_consequence"},
    ),
    Layout(
        "factors without a stage belong to the inherent score after them",
        [
            ["Risk ID", "Risk description", "Likelihood", "Impact", "Inherent risk rating", "Controls", "Residual risk rating"],
            ["1", WARDS[0], 4, 4, 16, "Daily count", 8],
            ["2", WARDS[1], 3, 4, 12, "Bank shifts", 6],
        ],
        [1],
        [2, 3],
        {
            "A": "ref",
            "B": "description",
            "C": "inherent_likelihood",
            "D": "inherent_consequence",
            "E": "inherent_score",
            "F": "controls",
            "G": "current_score",
        },
    ),
    Layout(
        "a form drawn on a grid of merged cells",
        [
            ["Risk register", *[N] * 7],
            ["Project name:", N, N, N, "Date:", N, N, N],
            ["ID #", N, "Risk description", N, N, "Probability", "Owner", N],
            [1, N, WARDS[0], N, N, 3, "A Reed", N],
            [],
            [*[N] * 7, "© 2020 Northmoor"],
        ],
        [3],
        [4],
        {"A": "ref", "C": "description", "F": "current_likelihood", "G": "owner"},
        merged=[(0, 0, 0, 7), (2, 0, 2, 1), (2, 2, 2, 4), (2, 6, 2, 7), (3, 0, 3, 1), (3, 2, 3, 4), (3, 6, 3, 7)],
    ),
    Layout(
        "Spanish",
        [
            ["N°", "Riesgo", "Tipo de riesgo", "Probabilidad", "Impacto", "Nivel de riesgo", "Plan de acción", "Responsable", "Estado"],
            [1, "Falta de camas", "Operativo", 3, 4, 12, "Abrir una sala", "A Reed", "Abierto"],
        ],
        [1],
        [2],
        {
            "A": "ref",
            "B": "title",
            "C": "category",
            "D": "current_likelihood",
            "E": "current_consequence",
            "F": "current_score",
            "G": "actions",
            "H": "owner",
            "I": "status",
        },
    ),
    Layout(
        "German",
        [
            [
                "Nr.",
                "Risiko",
                "Ursache",
                "Auswirkung",
                "Eintrittswahrscheinlichkeit",
                "Schadenshöhe",
                "Risikowert",
                "Maßnahmen",
                "Verantwortlich",
            ],
            [1, "Bettenmangel", "Frost", "Patienten warten länger als geplant", 3, 4, 12, "Station öffnen", "A Reed"],
        ],
        [1],
        [2],
        {
            "A": "ref",
            "B": "title",
            "C": "cause",
            "D": "effect",
            "E": "current_likelihood",
            "F": "current_consequence",
            "G": "current_score",
            "H": "actions",
            "I": "owner",
        },
    ),
]


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
def test_a_layout_is_read_as_a_careful_person_would(layout):
    table = best(layout.rows, merged=layout.merged, formulas=layout.formulas)
    found = fields(table)
    assert headers(table) == layout.headers
    assert starts(table) == layout.starts
    assert {column: found.get(column) for column in layout.fields} == layout.fields


HEAD = ["ID", "Risk", "Likelihood", "Impact", "Score", "Owner", "Status"]


def risk(ref, title) -> list[object]:
    return [ref, title, 3, 4, 12, "A Reed", "Open"]


ONE, TWO, THREE = risk(1, WARDS[0]), risk(2, WARDS[1]), risk(3, WARDS[2])
NOTED = [
    ("a blank row between the records", [HEAD, ONE, [], TWO, [], THREE], [1], [2, 4, 6]),
    ("particulars straight above", [["Project", "Northmoor", "Date", "12/03/2026", "Author", "A Reed"], HEAD, ONE], [2], [3]),
    ("particulars with gaps straight above", [["Project", N, "Northmoor", N, "Manager", N, "Dr Moss"], HEAD, ONE], [2], [3]),
    ("a title that names a stage", [["Current risks"], HEAD, ONE], [2], [3]),
    (
        "a history of versions above",
        [["Version", "Date", "Author", "Description"], ["1.0", "May", "A Reed", "Draft"], [], HEAD, ONE],
        [4],
        [5],
    ),
    ("a matrix below", [HEAD, ONE, TWO, [], [N, "Impact"], ["Likelihood", 1, 2, 3, 4, 5], [5, 5, 10, 15, 20, 25]], [1], [2, 3]),
    ("a numbered legend below", [HEAD, ONE, TWO, [], ["Likelihood scale"], [1, "Rare"], [2, "Unlikely"]], [1], [2, 3]),
    (
        "a table of levels below",
        [HEAD, ONE, TWO, [], ["Score", "Likelihood", "Impact"], [1, "Rare", "Minor"], [2, "Likely", "Major"]],
        [1],
        [2, 3],
    ),
    ("a new risk with little said about it yet", [HEAD, ONE, TWO, [], [3, WARDS[2]]], [1], [2, 3, 5]),
    ("titles alone", [HEAD, [1, WARDS[0]], [2, WARDS[1]]], [1], [2, 3]),
    ("letters under the headings", [HEAD, list("abcdefg"), ONE], [1], [3]),
    ("numbers under the headings", [HEAD, [1, 2, 3, 4, 5, 6, 7], ONE], [1], [3]),
    ("open and closed risks under headings of their own", [["Open"], HEAD, ONE, TWO, [], ["Closed"], HEAD, THREE], [2], [3, 4, 8]),
    ("a note straight below", [HEAD, ONE, TWO, ["Last updated: 3 May 2026"]], [1], [2, 3]),
    ("a last row of words under the references", [HEAD, ONE, TWO, ["Agreed by the executive group"]], [1], [2, 3]),
    (
        "groups named in the column of titles",
        [
            ["Risk", "Likelihood", "Impact", "Mitigation"],
            ["Technical"],
            ["Lift fails", 3, 4, "Repair"],
            ["People"],
            ["Staff leave", 3, 3, "Pay"],
        ],
        [1],
        [3, 5],
    ),
    (
        "a total in the column of titles",
        [["Risk", "Probability", "Impact", "Score"], [WARDS[0], 0.2, 1000, 200], [WARDS[1], 0.3, 1000, 300], ["Total exposure", N, N, 500]],
        [1],
        [2, 3],
    ),
    (
        "a legend below a small table",
        [["Risk", "Impact"], [WARDS[0], "High"], [WARDS[1], "Low"], [], [], ["Low"], ["High"]],
        [1],
        [2, 3],
    ),
    ("a lone line after a gap", [["Risk", "Cause", "Impact"], [WARDS[0], "Frost", "High"], [], [N, N, "seen in May"]], [1], [2]),
    (
        "a list beside the table that is longer than it",
        [[*HEAD, N, "Scale"], [*ONE, N, "Rare"], [*TWO, N, "Likely"], [*[N] * 8, "Certain"]],
        [1],
        [2, 3],
    ),
    (
        "three rows of headings without merges",
        [
            ["Risk details", N, "Assessment", N, N, N, N, N, "Management", N],
            [N, N, "Initial", N, N, "Residual", N, N, N, N],
            ["Ref", "Risk", "L", "I", "Score", "L", "I", "Score", "Owner", "Status"],
            ["1", WARDS[0], 4, 4, 16, 2, 4, 8, "A Reed", "Open"],
        ],
        [1, 2, 3],
        [4],
    ),
    (
        "months as dates in the headings",
        [["Ref", "Risk", "Owner", date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)], ["1", WARDS[0], "A Reed", 12, 12, 9]],
        [1],
        [2],
    ),
    (
        "a continued description without a reference",
        [["Ref", "Risk description", "Likelihood"], ["1", WARDS[0], 3], [N, "and more about it", N], ["2", WARDS[1], 3]],
        [1],
        [2, 4],
    ),
    (
        "a record whose reference was forgotten",
        [["Ref", "Risk description", "Likelihood"], ["1", WARDS[0], 3], [N, WARDS[1], 4], ["3", WARDS[2], 3]],
        [1],
        [2, 3, 4],
    ),
]


@pytest.mark.parametrize(("rows", "header_rows", "records"), [case[1:] for case in NOTED], ids=[case[0] for case in NOTED])
def test_rows_that_are_no_records_are_told_from_those_that_are(rows, header_rows, records):
    table = best(rows)
    assert headers(table) == header_rows
    assert starts(table) == records


def test_the_register_with_the_most_evidence_is_chosen():
    risks = [["Risk ID", "Risk", "Likelihood", "Consequence"], ["1", WARDS[0], 3, 4]]
    actions = [["Action no", "Action", "Owner", "Due date", "Progress to date"], ["1", "Open a ward", "A Reed", date(2026, 9, 1), "Begun"]]
    tables = find_tables(workbook(sheet(risks, "One"), sheet(actions, "Two")), [RISKS, Actions()])
    assert {table.sheet: table.register for table in tables} == {"One": "risk", "Two": "action"}


def test_a_single_register_is_used_whatever_the_sheet_would_fit():
    actions = [["Action no", "Action", "Owner", "Due date", "Status"], ["1", "Open a ward", "A Reed", date(2026, 9, 1), "Open"]]
    assert best(actions, RISKS).register == "risk"


def test_a_register_without_spellings_of_its_own_matches_by_labels():
    table = best([["Name", "Short name", "Joined on"], ["Northmoor", "NM", date(2022, 7, 1)]], Members())
    assert fields(table) == {"A": "name", "B": "short_name", "C": "joined_on"}


def test_a_renamed_label_and_an_own_field_match_exactly():
    renamed = Risks(
        Field(one.kind, "What keeps us awake", one.widest, key=one.key) if one.key == "title" else one for one in RISKS.fields
    ).plus(Field(Prose(), "Lessons for winter", key="own_lessons"))
    table = best([["Reference", "What keeps us awake", "Lessons for winter"], ["1", WARDS[0], "Count sooner"]], renamed)
    assert [(column.field, column.confidence) for column in table.columns] == [("ref", 1.0), ("title", 1.0), ("own_lessons", 1.0)]


def test_each_column_says_why():
    table = best(LAYOUTS[0].rows, merged=LAYOUTS[0].merged)
    assert table.columns[3].header == "Initial / L"
    assert table.columns[3].reason == "read as Initial likelihood because the heading says “L” under “Initial”"


def test_a_sheet_named_after_the_register_wins_among_equals():
    rows = [["ID", "Risk", "Likelihood", "Impact"], ["1", WARDS[0], 3, 4]]
    tables = find_tables(workbook(sheet(rows, "Old copy"), sheet(rows, "Risks")), [RISKS])
    assert [table.sheet for table in tables] == ["Risks", "Old copy"]


def test_a_history_of_changes_never_hides_an_empty_register():
    history = sheet([["Date", "Description", "Version", "Author"], ["May", "First draft", "1", "A Reed"]], "Record of changes")
    wide = sheet(
        [["Ref", "Risk", "Likelihood", "Impact", "Owner", "Status", *(f"Oddity {letter(place)}" for place in range(30))]], "Open items"
    )
    assert find_tables(workbook(history, wide), [RISKS])[0].sheet == "Open items"


def test_a_filled_sheet_wins_over_its_empty_template():
    head = ["ID", "Risk", "Likelihood", "Impact"]
    tables = find_tables(workbook(sheet([head], "Form"), sheet([head, ["1", WARDS[0], 3, 4]], "Return")), [RISKS])
    assert [(table.sheet, len(table.records)) for table in tables] == [("Return", 1), ("Form", 0)]


def test_hidden_sheets_count_only_where_there_is_nothing_else():
    rows = [["ID", "Risk", "Likelihood", "Impact"], ["1", WARDS[0], 3, 4]]
    assert len(find_tables(workbook(sheet(rows, "Seen"), sheet(rows, "Hidden", hidden=True)), [RISKS])) == 1
    assert find_tables(workbook(sheet([["Nothing here"]], "Seen"), sheet(rows, "Hidden", hidden=True)), [RISKS])[0].sheet == "Hidden"


def test_only_the_sheet_asked_for_is_looked_at():
    rows = [["ID", "Risk", "Likelihood", "Impact"], ["1", WARDS[0], 3, 4]]
    book = workbook(sheet(rows, "One"), sheet(rows, "Two"))
    assert [table.sheet for table in find_tables(book, [RISKS], sheet="two")] == ["Two"]
    assert find_tables(book, [RISKS], sheet="Three") == []


def test_a_good_heading_without_records_is_a_table():
    table = best([["Risk ID", "Risk", "Likelihood", "Impact"]])
    assert table.records == []
    assert headers(table) == [1]


@pytest.mark.parametrize("rows", [[], [[]], [[None, ""]], [["Just a title"]], [[1, 2, 3], [4, 5, 6]], [["Low", "High"], ["High", "Low"]]])
def test_a_sheet_without_headings_holds_no_table(rows):
    assert find_tables(workbook(sheet(rows)), [RISKS]) == []


def test_a_second_table_below_ends_the_first():
    table = best(
        [
            ["Risk ID", "Risk", "Likelihood", "Impact", "Owner"],
            ["1", WARDS[0], 3, 4, "A Reed"],
            ["2", WARDS[1], 3, 4, "A Reed"],
            [],
            ["Action", "Action owner", "Due date", "Progress", "Status"],
            ["Open a ward", "A Reed", date(2026, 9, 1), "Begun", "Open"],
        ]
    )
    assert starts(table) == [2, 3]


def test_rows_left_out_are_named_with_a_reason():
    table = best(
        [
            ["Risk register"],
            ["Ref", "Risk", "Likelihood", "Impact", "Owner"],
            ["1", WARDS[0], 3, 4, "A Reed"],
            ["2", None, None, None, None],
            ["3", None, None, None, None],
            ["Total", None, 3, 4, None],
        ]
    )
    assert [(one.rows, one.reason) for one in table.ignored] == [
        ("1", "above the headings"),
        ("4-5", "nothing was typed beside the number"),
        ("6", "totals"),
    ]


def test_a_correction_overrules_headings_and_columns():
    rows = [
        ["Title of nothing", "More", "Words"],
        ["First", "Second", "Third"],
        ["1", WARDS[0], "A Reed"],
        ["2", WARDS[1], "B Moss"],
    ]
    correction = Correction("Sheet1", (1,), {"First": "ref", "second": "title", "C": "ignore"})
    table = best(rows, correction=correction)
    assert headers(table) == [2]
    assert fields(table) == {"A": "ref", "B": "title", "C": "ignore"}
    assert starts(table) == [3, 4]


def test_a_correction_to_rows_that_are_not_there_finds_nothing():
    assert find_tables(workbook(sheet([["ID", "Risk"]])), [RISKS], correction=Correction("Sheet1", (7,))) == []


def test_a_correction_to_a_field_that_is_not_there_keeps_the_words():
    table = best([["ID", "Risk", "Likelihood"], ["1", WARDS[0], 3]], correction=Correction(columns={"Likelihood": "gone"}))
    assert fields(table)["C"] == "extra"


def test_a_sheet_of_sixteen_thousand_columns_is_read_in_bounded_time():
    wide = [None] * 16_384
    rows = [["Risk log", *wide[1:]], ["ID", "Risk", "Likelihood", "Impact", *wide[4:]]]
    rows += [[str(number), WARDS[number % 4], 3, 4, *wide[4:]] for number in range(60)]
    table = best(rows, merged=[(0, 0, 0, 16_383)])
    assert len(table.records) == 60
    assert len(table.columns) == 4


def test_a_very_long_sheet_of_nothing_is_read_in_bounded_time():
    rows = [["ID", "Risk", "Likelihood", "Impact"], ["1", WARDS[0], 3, 4], *[[]] * 300_000]
    assert len(best(rows).records) == 1


def test_rows_of_an_export_of_ours_are_records_even_when_emptied():
    rows = [["Reference", "Risk", "Workbench id"], ["R1", WARDS[0], "u1"], ["R2", None, "u2"]]
    table = best(rows)
    assert starts(table) == [2, 3]
    assert fields(table)["C"] == "ignore"


def test_tables_with_the_same_headings_side_by_side_are_two():
    head = ["Ref", "Risk title", "Likelihood", "Impact"]
    rows = [
        ["Braywater", None, None, None, None, "Dunmere"],
        [*head, None, *head],
        ["R1", WARDS[0], 3, 4, None, "L1", DRUGS[0], 3, 4],
        ["R2", WARDS[1], 3, 4, None, "L2", DRUGS[1], 1, 4],
        [None, None, None, None, None, "L3", DRUGS[2], 1, 5],
    ]
    first, second = find_tables(workbook(sheet(rows)), [RISKS])
    assert sorted((len(table.records), fields(table).get("A", ""), fields(table).get("F", "")) for table in (first, second)) == [
        (2, "ref", ""),
        (3, "", "ref"),
    ]
    assert {field for table in (first, second) for field in fields(table).values()} == {
        "ref",
        "title",
        "current_likelihood",
        "current_consequence",
    }
