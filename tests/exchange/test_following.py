"""Actions that a row speaks of become records of their own, with their owner and date."""

import json
from datetime import date

import pytest

from workbench.domain.registers import declared
from workbench.exchange.columns import read_table
from workbench.exchange.sheets import EXTRA, Column, Sheet, Table, Workbook

N = None
REGISTERS = declared()
CHILDREN = frozenset({"action", "control", "gap", "position"})
FIELDS = ["ref", "title", "actions", "action_owner", "action_due"]
HEADINGS = ["ID", "Risk", "Action", "Action owner", "Action due"]


def read(rows, records, register="risk", fields=FIELDS, headings=HEADINGS, children=CHILDREN, **more):
    known = REGISTERS[register]
    columns = [
        Column(index, heading, field if field in known else EXTRA, 1.0, "")
        for index, (heading, field) in enumerate(zip(headings, fields, strict=True))
    ]
    book = Workbook("return.xlsx", "", [Sheet("Risks", [headings, *[list(row) for row in rows]], **more)])
    return read_table(book, Table("Risks", register, [0], columns, records), known, children=children)


def children_of(reading, place=0):
    return [child.values for child in reading.children.get(place, [])]


def cells_of(reading):
    return [problem.cell for problem in reading.problems]


REPEATED = [
    [77, "Beds close", "Open a ward", "A Reed", date(2026, 9, 1)],
    [77, "Beds close", "Hire two nurses", "B Moss", "1/10/2026"],
    [78, "Lift fails", "Repair", "C Lane", date(2026, 10, 1)],
]


def test_a_repeated_risk_gives_its_actions():
    reading = read(REPEATED, [[1, 2], [3]])
    assert [(child.register, child.row, child.column) for child in reading.children[0]] == [("action", 1, 2), ("action", 2, 2)]
    assert children_of(reading) == [
        {"title": "Open a ward", "owner": "A Reed", "due_date": "2026-09-01"},
        {"title": "Hire two nurses", "owner": "B Moss", "due_date": "2026-10-01"},
    ]
    assert reading.columns["actions"] == [None, "Repair"]
    assert list(reading.children) == [0]


def test_without_a_register_of_actions_they_stay_lines():
    reading = read(REPEATED, [[1, 2], [3]], children=frozenset())
    assert reading.children == {}
    assert reading.columns["actions"][0].startswith("Open a ward (A Reed, 1 September 2026)\nHire two nurses (B Moss, ")


def test_blank_cells_below_the_reference():
    rows = [[1, "Beds close", "Open a ward", "A Reed", N], [N, N, "Hire\ntwo nurses", N, date(2026, 9, 1)], [N, N, N, "B Moss", N]]
    reading = read(rows, [[1, 2, 3]])
    assert children_of(reading) == [
        {"title": "Open a ward", "owner": "A Reed"},
        {"title": "Hire", "description": "Hire\ntwo nurses", "due_date": "2026-09-01", "owner": "B Moss"},
    ]


def test_a_second_owner_below_joins_the_first():
    rows = [[1, "Beds close", "Open a ward", "A Reed", N], [N, N, N, "B Moss", N], [N, N, "Hire", "C Lane", N]]
    assert children_of(read(rows, [[1, 2, 3]]))[0] == {"title": "Open a ward", "owner": "A Reed; B Moss"}


def test_a_date_that_is_none_keeps_its_words_with_the_action():
    rows = [REPEATED[0], [77, "Beds close", "Hire two nurses", "B Moss", "after Easter"]]
    reading = read(rows, [[1, 2]])
    second = children_of(reading)[1]
    assert "due_date" not in second
    assert json.loads(second["extra"]) == {"Action due": "after Easter"}
    assert cells_of(reading) == ["E3"]


def test_dates_of_actions_and_of_other_rows_settle_one_another():
    rows = [
        [77, "Beds close", "Open", N, "1/9/2026"],
        [77, "Beds close", "Hire", N, "30/9/2026"],
        [78, "Lift fails", "Repair", N, "2/10/2026"],
    ]
    reading = read(rows, [[1, 2], [3]])
    assert [child["due_date"] for child in children_of(reading)] == ["2026-09-01", "2026-09-30"]
    assert reading.columns["action_due"] == [None, "2026-10-02"]
    assert reading.problems == []


def test_the_same_action_twice_is_one():
    reading = read([REPEATED[0], REPEATED[0], REPEATED[1]], [[1, 2, 3]])
    assert len(children_of(reading)) == 2


def test_one_action_of_a_risk_that_spans_rows_stays_in_its_cell():
    reading = read([REPEATED[0], REPEATED[0]], [[1, 2]])
    assert reading.children == {}
    assert reading.columns["actions"] == ["Open a ward"]
    assert reading.columns["action_owner"] == ["A Reed"]


def test_several_lines_in_one_cell_of_a_risk_stay_text():
    reading = read([[1, "Beds close", "1. Open a ward\n2. Hire", "A Reed\nB Moss", N]], [[1]])
    assert reading.children == {}
    assert reading.columns["actions"] == ["1. Open a ward\n2. Hire"]


def test_controls_of_a_risk_that_spans_rows_stay_lines():
    rows = [[1, "Beds close", "Daily count"], [N, N, "Night round"]]
    reading = read(rows, [[1, 2]], fields=["ref", "title", "controls"], headings=["ID", "Risk", "Controls"])
    assert reading.columns["controls"] == ["Daily count\nNight round"]


def test_status_and_progress_of_the_actions_beside_them():
    headings = [*HEADINGS[:3], "Action status", "Progress", "Action no"]
    rows = [
        [77, "Beds close", "Open a ward", "Complete", "Opened", 1],
        [77, "Beds close", "Hire", "stalled", "Advert out", 2],
        [78, "Lift fails", "Repair", "Complete", "Fixed", 3],
    ]
    reading = read(rows, [[1, 2], [3]], fields=["ref", "title", "actions", EXTRA, "progress", EXTRA], headings=headings)
    first, second = children_of(reading)
    assert (first["status"], first["progress"]) == ("complete", "Opened")
    assert (json.loads(second["extra"]), second["progress"]) == ({"Action status": "stalled"}, "Advert out")
    assert reading.columns["progress"] == [None, "Fixed"]
    assert reading.extra == [{"Action no": "1\n2"}, {"Action status": "Complete", "Action no": "3"}]
    assert cells_of(reading) == ["D3"]


def test_a_column_of_progress_headed_as_the_status_of_actions_is_their_status():
    headings = [*HEADINGS[:3], "Action status"]
    rows = [[77, "Beds close", "Open a ward", "Complete"], [N, N, "Hire", "In progress"], [78, "Lift fails", "Repair", "Complete"]]
    reading = read(rows, [[1, 2], [3]], fields=["ref", "title", "actions", "progress"], headings=headings)
    assert [child["status"] for child in children_of(reading)] == ["complete", "in_progress"]
    assert reading.columns["progress"] == [None, "Complete"]


# A register whose lines are all records


def framework(action, owner=N, due=N):
    headings = ["Ref", "Principal risk", "Action", "Action owner", "Due date"]
    return read([["AF1", "Beds close", action, owner, due]], [[1]], "assurance", FIELDS, headings)


@pytest.mark.parametrize(
    "action",
    [
        "Open a ward\nHire two nurses",
        "• Open a ward\n• Hire two nurses",
        "1. Open a ward\n2) Hire two nurses",
        "- Open a ward\n\n- Hire two nurses",
    ],
)
def test_lines_pair_with_their_owners_and_dates(action):
    reading = framework(action, "A Reed\nB Moss", "1/9/2026\n13/10/2026")
    assert children_of(reading) == [
        {"title": "Open a ward", "owner": "A Reed", "due_date": "2026-09-01"},
        {"title": "Hire two nurses", "owner": "B Moss", "due_date": "2026-10-13"},
    ]
    assert reading.extra == [{}]


def test_a_bulleted_action_runs_over_lines_and_pairs_as_one():
    reading = framework("• Open a ward\nby the winter\n• Hire", "A Reed\nB Moss")
    assert [child["title"] for child in children_of(reading)] == ["Open a ward", "Hire"]
    assert children_of(reading)[0]["description"] == "Open a ward\nby the winter"


def test_one_action_takes_all_its_owners():
    assert children_of(framework("Open a ward", "A Reed\nB Moss")) == [{"title": "Open a ward", "owner": "A Reed; B Moss"}]


def test_words_that_do_not_pair_stay_under_their_headings():
    reading = framework("Open a ward\nHire two nurses\nPaint", "A Reed\nB Moss", "1/9/2026\n1/10/2026\n1/11/2026")
    assert [child.get("owner") for child in children_of(reading)] == [None, None, None]
    assert [child["due_date"] for child in children_of(reading)] == ["2026-09-01", "2026-10-01", "2026-11-01"]
    assert reading.extra == [{"Action owner": "A Reed\nB Moss"}]
    [problem] = [problem for problem in reading.problems if problem.cell == "D2"]
    assert problem.message.endswith(".")


def test_lines_with_nothing_beside_them_are_left_to_their_field():
    reading = framework("Open a ward\nHire two nurses")
    assert reading.children == {}
    assert reading.columns["actions"] == ["Open a ward\nHire two nurses"]


def test_a_number_that_begins_a_line_is_no_bullet():
    assert [child["title"] for child in children_of(framework("1.5 posts more\n-5% cost", "A Reed\nB Moss"))] == [
        "1.5 posts more",
        "-5% cost",
    ]


def test_two_columns_of_one_kind_of_lines_are_joined_without_their_headings():
    headings = ["Ref", "Principal risk", "Key controls", "Other controls"]
    rows = [["AF1", "Beds close", "Daily count", "Night round"], ["AF2", "Lift fails", N, "Service"]]
    reading = read(rows, [[1], [2]], "assurance", ["ref", "title", "controls", "controls"], headings)
    assert reading.columns["controls"] == ["Daily count\nNight round", "Service"]
