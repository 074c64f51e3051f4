"""One form a record: labels with values beside or below them, on a sheet each or below one another; all words are invented."""

import pytest

from workbench.domain.registers.risks import Risks
from workbench.exchange.columns import read_table
from workbench.exchange.finding import find_tables
from workbench.exchange.sheets import Correction, Sheet, Table, Workbook

RISKS = Risks()
NOTHING = None


def workbook(*sheets: Sheet) -> Workbook:
    return Workbook("return.xlsx", "", list(sheets))


def found(*sheets: Sheet, correction=None, sheet="") -> list[Table]:
    return find_tables(workbook(*sheets), [RISKS], correction=correction, sheet=sheet)


def values(table: Table, place: int = 0) -> dict[str, object]:
    """Return the first row of a form's record by field, or by heading where no field takes it."""
    assert table.drawn is not None
    row = table.drawn.rows[table.records[place][0]]
    return {column.header if column.field == "extra" else column.field: row[column.index] for column in table.columns}


def framework(number: int, *, name: str = "") -> Sheet:
    """Return a sheet of a framework: pairs in two groups, lists, a grid of scores, a small table of actions."""
    rows = [
        ["Braywater board assurance framework"],
        ["Principal risk:", f"Beds on ward {number} close", NOTHING, NOTHING, "Strategic objective:", "Timely care"],
        ["Executive lead", "Chief Nurse", NOTHING, NOTHING, "Committee", "Quality"],
        ["Zone of the estate", f"North {number}", NOTHING, NOTHING, "Date opened", "01/04/2025"],
        ["Controls", NOTHING, NOTHING, "Gaps in control"],
        [f"Bed plan {number}", NOTHING, NOTHING, "No plan at night"],
        ["Daily call"],
        ["Assurances"],
        ["Report of the bed team"],
        [],
        [NOTHING, "L", "C", "Score"],
        ["Initial", 5, 4, 20],
        ["Current", 4, 4, 16],
        ["Target", 2, 4, 8],
        ["Action", "Owner", "Due date"],
        ["Open a ward", "A. Lead", "01/05/2025"],
        ["Hire nurses", NOTHING, "01/06/2025"],
    ]
    return Sheet(name or f"R{number}", [list(row) for row in rows])


def test_a_sheet_for_each_risk_becomes_one_table_with_a_row_for_each():
    tables = found(framework(1), framework(2), framework(3))
    assert len(tables) == 1, "the small tables inside the forms are none of their own"
    table = tables[0]
    assert (table.sheet, table.header_rows, len(table.records)) == ("R1", [], 3)
    assert values(table, 1) == {
        "ref": "R2",
        "description": "Beds on ward 2 close",
        "objective": "Timely care",
        "exec_lead": "Chief Nurse",
        "committee": "Quality",
        "Zone of the estate": "North 2",
        "date_opened": "01/04/2025",
        "controls": "Bed plan 2\nDaily call",
        "gaps_in_control": "No plan at night",
        "assurances": "Report of the bed team",
        "initial_likelihood": 5,
        "initial_consequence": 4,
        "initial_score": 20,
        "current_likelihood": 4,
        "current_consequence": 4,
        "current_score": 16,
        "target_likelihood": 2,
        "target_consequence": 4,
        "target_score": 8,
        "actions": "Open a ward",
        "action_owner": "A. Lead",
        "action_due": "01/05/2025",
    }
    assert table.records == [[1, 2], [3, 4], [5, 6]], "a further row for each further action, its own owner and date beside it"


def test_every_cell_of_the_drawn_sheet_knows_where_it_stands():
    table = found(framework(1), framework(2))[0]
    where = {column.field: table.drawn.place(table.records[1][0], column.index) for column in table.columns}
    assert where["exec_lead"] == ("R2", "B3")
    assert where["controls"] == ("R2", "A6")
    assert where["current_consequence"] == ("R2", "C13")
    due = next(column.index for column in table.columns if column.field == "action_due")
    assert table.drawn.place(table.records[1][1], due) == ("R2", "C17")


def test_nothing_that_stands_in_a_form_is_lost():
    sheet = framework(4)
    sheet.rows[7] += [NOTHING, NOTHING, NOTHING, NOTHING, NOTHING, "a note far right"]
    sheet.rows += [[], ["words at the very end"]]
    table = found(sheet)[0]
    kept = "\n".join(str(value) for row in table.drawn.rows[1:] for value in row if value is not None)
    labels = {*map(str, table.drawn.rows[0]), "Initial", "Current", "Target", "L", "C", "Score", "Owner", "Due date"}
    for row in sheet.rows:
        for value in row:
            assert value is None or str(value).rstrip(":") in labels or str(value) in kept, value


def plain(number: int, **more: object) -> list[list[object]]:
    said = {"Risk title": f"Fire {number}", "Risk description": "Sprinklers are old", "Owner": "Estates", "Status": "Open"} | more
    return [[label, value] for label, value in said.items()] + [
        ["Likelihood", 3, "Impact", number],
        ["Controls", "Watch"],
        [NOTHING, "Drill"],
    ]


def test_one_form_alone_is_one_record_and_a_value_of_several_cells_is_kept_whole():
    (table,) = found(Sheet("Fire", plain(2)))
    assert (table.sheet, len(table.records)) == ("Fire", 1)
    said = values(table)
    assert (said["title"], said["current_likelihood"], said["current_consequence"]) == ("Fire 2", 3, 2)
    assert said["controls"] == "Watch\nDrill"


def test_forms_below_one_another_are_told_apart():
    rows = [row for number in (1, 2, 3) for row in ([f"Form {number}"], *plain(number, **{"Risk ID": f"F-{number}"}), [])]
    (table,) = found(Sheet("Forms", rows))
    assert [values(table, place)["ref"] for place in range(3)] == ["F-1", "F-2", "F-3"]
    assert [values(table, place)[""] for place in range(3)] == ["Form 1", "Form 2", "Form 3"]
    assert table.drawn.place(table.records[2][0], [column.field for column in table.columns].index("title")) == ("Forms", "B22")


def test_labels_may_stand_above_their_values():
    def above(number: int) -> Sheet:
        rows = [
            ["Risk title", "Strategic objective", "Executive lead"],
            [f"Flood {number}", "Safe sites", "Estates"],
            ["Lead committee", "Date opened", "Review date"],
            ["Finance", "01/04/2025", "01/07/2025"],
            ["Initial", NOTHING, NOTHING, "Current"],
            ["L", "C", "Score", "L", "C", "Score"],
            [4, 5, 20, 3, 4, 12],
            ["Controls"],
            ["1", "Pumps"],
            ["2", "Sandbags"],
        ]
        return Sheet(f"SR{number}", rows)

    (table,) = found(above(1), above(2))
    said = values(table, 1)
    assert (said["ref"], said["title"], said["committee"], said["initial_score"], said["current_likelihood"]) == (
        "SR2", "Flood 2", "Finance", 20, 3,
    )  # fmt: skip
    assert said["controls"] == "1 Pumps\n2 Sandbags"


def test_labels_and_values_may_share_a_cell():
    rows = [["Risk title: Theft"], ["Owner: Security"], ["Risk description: Doors are open"], ["Likelihood: 4"], ["Impact: 2"]]
    (table,) = found(Sheet("Theft", rows))
    assert values(table)["title"] == "Theft"
    assert values(table)["current_likelihood"] == "4"


def test_a_grid_may_have_its_stages_across():
    rows = [*plain(1)[:4], [NOTHING, "Initial", "Current"], ["Likelihood", 5, 3], ["Consequence", 4, 2]]
    (table,) = found(Sheet("Fire", rows))
    said = values(table)
    assert [said[key] for key in ("initial_likelihood", "initial_consequence", "current_likelihood", "current_consequence")] == [5, 4, 3, 2]


def test_a_label_merged_down_speaks_for_all_rows_beside_it():
    rows = [*plain(1)[:4], ["Assurances", "Audit"], [NOTHING, "Visit"], [NOTHING, "Report"]]
    (table,) = found(Sheet("Fire", rows, [(4, 0, 6, 0)]))
    assert values(table)["assurances"] == "Audit\nVisit\nReport"


def test_a_form_that_nobody_filled_in_is_no_record():
    empty = framework(9, name="Template")
    for row in empty.rows[1:]:
        row[1:2] = [NOTHING] if row and row[0] not in (NOTHING, "Action") else row[1:2]
        row[5:6] = []
    empty.rows = [row if number in (0, 1, 2, 3, 4, 7, 10, 14) else [] for number, row in enumerate(empty.rows)]
    table = found(framework(1), framework(2), empty)[0]
    assert len(table.records) == 2
    assert [(ignored.rows, ignored.reason) for ignored in table.ignored] == [("Template", "a form that nobody filled in")]


def test_instructions_for_a_form_are_no_record():
    told = [
        ["Risk title", "Enter a short title of the risk"],
        ["Risk description", "Describe cause, event and effect"],
        ["Owner", "Name of the person who owns the risk"],
        ["Status", "Select from the list"],
        ["Likelihood", "How likely it is that this happens"],
    ]
    table = found(Sheet("How to", told), Sheet("A", plain(1)), Sheet("B", plain(2)))[0]
    assert len(table.records) == 2
    assert found(Sheet("How to", told)) == [] or not found(Sheet("How to", told))[0].records


def register(count: int) -> list[list[object]]:
    head: list[object] = ["Ref", "Risk title", "Likelihood", "Impact", "Owner", "Controls", "Status"]
    return [head, *([f"R{number}", f"Beds {number}", 3, 4, "Nurse", "Plan", "Open"] for number in range(1, count + 1))]


@pytest.mark.parametrize("count", [1, 2, 12])
def test_particulars_above_a_table_are_no_form(count):
    above = [
        ["Project name", "Harbour"],
        ["Owner", "Trust office"],
        ["Date raised", "01/01/2025"],
        ["Status", "Live"],
        ["Risk title", "All"],
        [],
    ]
    table = found(Sheet("Register", [*above, *register(count)]))[0]
    assert (table.header_rows, len(table.records), table.drawn) == ([6], count, None)


def test_forms_that_hold_more_win_over_a_summary_of_them_and_it_is_offered():
    summary = Sheet("Summary", [["Ref", "Risk title", "Status"], ["R1", "Beds 1", "Open"], ["R2", "Beds 2", "Open"]])
    tables = found(summary, framework(1), framework(2))
    assert tables[0].drawn is not None
    assert [table.sheet for table in tables] == ["R1", "Summary"]


def test_a_register_wins_over_one_form_beside_it():
    tables = found(Sheet("Cover", plain(1)), Sheet("Register", register(30)))
    assert [table.sheet for table in tables] == ["Register", "Cover"]


def test_a_kept_layout_that_names_the_first_form_reads_them_all_but_one_asked_sheet_alone():
    sheets = (framework(1), framework(2), framework(3))
    assert len(found(*sheets, correction=Correction(sheet="R1"))[0].records) == 3
    assert len(found(*sheets, sheet="R2")[0].records) == 1


def test_forms_are_read_into_fields_and_their_own_labels():
    book = workbook(framework(1), framework(2))
    table = find_tables(book, [RISKS])[0]
    reading = read_table(book, table, RISKS)
    assert len(reading) == 2
    assert reading.columns["current_likelihood"] == [4, 4]
    assert reading.extra[1]["Zone of the estate"] == "North 2"


def test_a_word_that_could_be_a_label_is_the_value_beside_one():
    rows = [
        ["Risk title", "Fire"],
        ["Category", "Impact"],
        ["Owner", "Manager"],
        ["Status", "Open"],
        ["Likelihood", 2],
        ["Risk description", "Smoke"],
    ]
    said = values(found(Sheet("Fire", rows))[0])
    assert (said["category"], said["owner"]) == ("Impact", "Manager")


def test_the_title_of_each_form_on_a_sheet_belongs_to_it_though_a_blank_row_follows():
    rows = []
    for number in range(3):
        rows += [[f"Form {number + 1}"], [], ["Risk ID:", f"F{number}"], ["Risk title:", f"Ward {number} floods"], ["Risk owner:", "A Lee"]]
        rows += [["Cause:", f"Rain in spring {number}"], ["Next review date:", "01/11/2026"], []]
    table = found(Sheet("Forms", rows))[0]
    last = next(column.index for column in table.columns if column.field == "next_review")
    assert [table.drawn.rows[record[0]][last] for record in table.records] == ["01/11/2026"] * 3
