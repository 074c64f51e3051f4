"""Where headings end and what stands beside and above them: steps of scales, tables side by side, sections before the first row."""

from datetime import date

from workbench.domain.registers import declared
from workbench.exchange.columns import read_table
from workbench.exchange.finding import find_tables
from workbench.exchange.sheets import IGNORE, Sheet, Table, Workbook, letter
from workbench.exchange.spellings import spellings
from workbench.resources import resource

N = None
SOUGHT = [register for register in declared().values() if register.sought]
WARDS = ("Beds close at weekends", "Agency staff leave early", "The lift fails again", "Rain comes through the roof", "Letters go out late")
OWNERS = ("Ann Lee", "Bob Kent", "Cy Moss", "Dee Park", "Ed Nash")


def tables(rows, name="Sheet1", **more) -> list[Table]:
    return find_tables(book_of(rows, name, **more), SOUGHT)


def book_of(rows, name="Sheet1", **more) -> Workbook:
    return Workbook("return.xlsx", "", [Sheet(name, [list(row) for row in rows], **more)])


def fields(table: Table) -> dict[str, str]:
    return {letter(column.index): column.field for column in table.columns}


def test_figures_below_a_heading_are_the_steps_of_its_scale():
    rows = [
        ["Ref", "Risk title", "Likelihood", N, N, N, N, "Owner"],
        [N, N, 5, 4, 3, 2, 1, N],
        ["K1", WARDS[0], N, N, "x", N, N, OWNERS[0]],
        ["K2", WARDS[1], N, "x", N, N, "no", OWNERS[1]],
    ]
    table = tables(rows)[0]
    assert (table.header_rows, len(table.records)) == ([0, 1], 2)
    assert [column.ticked for column in table.columns] == ["", "", "5", "4", "3", "2", "1", ""]
    assert read_table(book_of(rows), table, declared()["risk"]).columns["current_likelihood"] == [3, 4]


def test_a_record_that_holds_figures_alone_is_no_heading():
    rows = [
        ["Ref", "Risk title", "Likelihood", "Consequence", "Score"],
        [N, N, 1, 2, 3],
        ["K1", WARDS[0], 3, 4, 12],
        ["K2", WARDS[1], 2, 2, 4],
    ]
    assert tables(rows)[0].header_rows == [0]


def test_risks_and_actions_side_by_side_are_two_tables():
    rows = [["Risk ID", "Risk", "Likelihood", "Impact", "Owner", N, "Action ID", "Action", "Owner", "Due date"]]
    for place in range(5):
        action = [f"A{place}", f"Write to supplier {place}", OWNERS[place], date(2026, 7, place + 1)] if place < 3 else [N] * 4
        rows.append([f"R{place}", WARDS[place], 2, 3, OWNERS[place], N, *action])
    found = {table.register: table for table in tables(rows)}
    assert {key: len(table.records) for key, table in found.items()} == {"risk": 5, "action": 3}
    assert fields(found["action"]) == {"G": "ref", "H": "title", "I": "owner", "J": "due_date"}


def test_the_action_of_each_risk_beside_it_is_no_table_of_its_own():
    rows = [["Risk ID", "Risk", "Likelihood", "Impact", "Owner", N, "Action ID", "Action", "Action owner", "Due date"]]
    rows += [[f"R{n}", WARDS[n], 2, 3, OWNERS[n], N, f"A{n}", f"Write to supplier {n}", OWNERS[n], date(2026, 7, n + 1)] for n in range(5)]
    [table] = tables(rows)
    assert table.register == "risk"
    assert fields(table)["H"] == "actions"


def test_a_section_above_the_headings_is_the_first_of_its_kind():
    rows = [
        ["Directorate: Surgery"],
        ["Risk ID", "Risk", "Likelihood", "Impact", "Owner"],
        ["R1", WARDS[0], 2, 3, OWNERS[0]],
        ["Directorate: Medicine"],
        ["R2", WARDS[1], 2, 3, OWNERS[1]],
    ]
    assert tables(rows)[0].groups == {2: "Directorate: Surgery", 4: "Directorate: Medicine"}
    assert tables([["Owner: Ann Lee"], *rows[1:]])[0].groups == {4: "Directorate: Medicine"}


def test_quarters_whose_cells_state_factors_are_scores():
    rows = [
        ["Risk ID", "Risk", "Owner", "Q1 2026/27", "Q2 2026/27"],
        ["R1", WARDS[0], OWNERS[0], "L4 C5", "L4 C3"],
        ["R2", WARDS[1], OWNERS[1], "4x4", "Likely (4) x Major (4)"],
    ]
    table = tables(rows)[0]
    assert [(column.field, column.period) for column in table.columns[3:]] == [
        ("previous_score", "Q1 2026/27"),
        ("current_score", "Q2 2026/27"),
    ]


def test_answers_to_choose_from_far_to_the_right_are_no_columns_of_the_records():
    rows = [["Risk ID", "Risk", "Owner", N, N, N, "Treatment"]]
    rows += [[f"R{n}", WARDS[n], OWNERS[n], N, N, N, ("Treat", "Tolerate", N, N, N)[n]] for n in range(5)]
    assert fields(tables(rows)[0])["G"] == IGNORE
    near = [[*row[:3], *row[4:5], row[6]] for row in rows]
    assert fields(tables(near)[0])["E"] == "treatment"
    often = [*rows[:1], *([*row[:6], "Treat"] for row in rows[1:])]
    assert fields(tables(often)[0])["G"] == "treatment"


def test_headings_again_further_down_make_no_second_table():
    head = ["Risk ID", "Risk", "Likelihood", "Impact", "Owner"]
    rows = [[f"R{n}", WARDS[n], 2, 3, OWNERS[n]] for n in range(4)]
    [table] = tables([head, *rows[:1], head, *rows[1:2], head, *rows[2:]])
    assert (table.header_rows, len(table.records)) == ([0], 4)


def test_a_framework_is_told_from_a_risk_register_by_what_it_says_of_itself():
    plain = [["Ref", "Risk title", "Comment", "Owner", "Current score"], ["B1", WARDS[0], "Seen in May", OWNERS[0], 12]]
    said = [["Ref", "Principal risk", *plain[0][2:]], plain[1]]
    assert tables(plain)[0].register == "risk"
    assert tables(said)[0].register == "assurance"
    assert tables([["Joint assurance framework 2026/27"], [], *plain])[0].register == "assurance"
    assert tables([["Corporate risk register and BAF"], [], *plain])[0].register == "risk"
    # A risk register may name the principal risk that each risk belongs to.
    assert (
        tables([["Ref", "Risk title", "Principal risk", "Owner", "Likelihood", "Impact"], ["B1", WARDS[0], "PR1", "A Lee", 3, 4]])[
            0
        ].register
        == "risk"
    )


def test_levels_and_choices_may_be_numbered_like_a_list():
    rows = [["Ref", "Risk", "Likelihood", "Consequence", "Status"]]
    rows += [["1", WARDS[0], "1. Rare", "2) Minor", "1. Open"], ["2", WARDS[1], "4. Rare", "5. Catastrophic", "(2) Closed"]]
    reading = read_table(book_of(rows), tables(rows)[0], declared()["risk"])
    assert reading.columns["current_consequence"] == [2, 5]
    assert reading.columns["current_likelihood"] == [1, N], "number and word must agree"
    assert reading.columns["status"] == ["open", "closed"]


def test_spellings_are_the_same_whether_parsed_a_section_at_a_time_or_all_at_once():
    import tomllib  # noqa: PLC0415

    assert dict(spellings()) == tomllib.loads(resource("headings.toml").read_text(encoding="utf-8"))
