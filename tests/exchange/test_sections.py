"""Rows that head other rows: which records they speak for, and where their words go."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.domain.directory import Directory
from workbench.domain.field import Circulation, Field
from workbench.domain.kinds import Prose, Text
from workbench.domain.register import Register
from workbench.domain.registers.risks import Risks
from workbench.exchange.columns import read_table
from workbench.exchange.finding import find_tables
from workbench.exchange.sections import LEVELS, Section, groups_of, said_by
from workbench.exchange.sheets import Sheet, Workbook

RISKS = Risks()
N = None
HEAD = ["Ref", "Risk", "Cause", "Likelihood", "Consequence", "Owner"]


def record(ref, title):
    return [ref, title, "Frost", 3, 4, "A Reed"]


def read(rows, register=RISKS, **more):
    book = Workbook("return.xlsx", "", [Sheet("Risks", [list(row) for row in rows], **more)])
    table = find_tables(book, [register])[0]
    return table, read_table(book, table, register)


def across(*rows):
    return [(row, 0, row, 5) for row in rows]


def test_a_section_names_the_field_of_the_records_below_it_until_the_next():
    table, reading = read(
        [
            HEAD,
            ["Directorate – Surgery"],
            record("S1", "Beds close"),
            record("S2", "Lift fails"),
            ["Directorate – Medicine"],
            record("M1", "Roof leaks"),
        ],
        merged=across(1, 4),
    )
    assert table.groups == {2: "Directorate – Surgery", 3: "Directorate – Surgery", 5: "Directorate – Medicine"}
    assert reading.columns["unit"] == ["Surgery", "Surgery", "Medicine"]
    assert reading.extra == [{}, {}, {}]


def test_a_numbered_objective_keeps_its_number():
    _, reading = read([HEAD, ["Strategic objective 1: Grow together"], record("S1", "Beds close")], merged=across(1))
    assert reading.columns["objective"] == ["Strategic objective 1: Grow together"]


@pytest.mark.parametrize("column", [0, 1])
def test_an_unmerged_section_in_capitals_heads_the_rows_below(column):
    section = [N] * column + ["FINANCE"]
    rows = [HEAD, record("S1", "Beds close"), section, record("S2", "Lift fails"), record("S3", "Roof leaks")]
    table, reading = read(rows)
    assert table.records == [[1], [3], [4]]
    assert reading.extra == [{}, {"Section": "FINANCE"}, {"Section": "FINANCE"}]


def test_a_section_named_in_two_cells():
    table, reading = read([HEAD, ["Strategic objective 2", "Stay well"], record("S1", "Beds close"), record("S2", "Lift fails")])
    assert table.records == [[2], [3]]
    assert reading.columns["objective"] == ["Strategic objective 2: Stay well"] * 2


def test_the_name_of_a_group_on_a_row_of_its_own_in_the_column_of_groups():
    head = ["Directorate", "Ref", "Risk", "Likelihood", "Consequence"]
    rows = [head, ["Surgery"], [N, "S1", "Beds close", 3, 4], [N, "S2", "Lift fails", 3, 4], ["Medicine"], [N, "M1", "Roof leaks", 2, 4]]
    table, reading = read(rows)
    assert table.records == [[2], [3], [5]]
    assert reading.columns["unit"] == ["Surgery", "Surgery", "Medicine"]


def test_an_inner_section_stands_beside_the_outer_one():
    rows = [
        HEAD,
        ["Strategic objective 1: Grow"],
        ["Category: Workforce"],
        record("1", "Beds close"),
        ["Category: Estates"],
        record("2", "Roof leaks"),
        ["Strategic objective 2: Mend"],
        ["Category: Workforce"],
        record("3", "Rota gaps"),
    ]
    table, reading = read(rows, merged=across(1, 2, 4, 6, 7))
    assert table.groups[3] == f"Strategic objective 1: Grow{LEVELS}Category: Workforce"
    assert reading.columns["objective"] == ["Strategic objective 1: Grow"] * 2 + ["Strategic objective 2: Mend"]
    assert reading.columns["category"] == ["Workforce", "Estates", "Workforce"]


def test_sections_that_name_nothing_are_kept_outer_and_inner_in_one():
    rows = [HEAD, ["OUR PEOPLE"], ["Nurses and midwives:"], record("1", "Rota gaps"), ["Doctors:"], record("2", "Posts unfilled")]
    _, reading = read(rows)
    assert reading.extra == [{"Section": "OUR PEOPLE / Nurses and midwives:"}, {"Section": "OUR PEOPLE / Doctors:"}]


def test_what_a_records_own_cell_says_counts():
    head = [*HEAD, "Category"]
    rows = [
        head,
        ["Category: Workforce"],
        [*record("1", "Rota gaps"), "Staffing"],
        [*record("2", "Beds close"), "workforce"],
        [*record("3", "Roof leaks"), N],
    ]
    _, reading = read(rows, merged=[(1, 0, 1, 6)])
    assert reading.columns["category"] == ["Staffing", "workforce", "Workforce"]
    assert reading.extra == [{"Section": "Category: Workforce"}, {}, {}]


class Framework(Register):
    """An assurance framework, as far as sections matter."""

    key, label, noun = "assurance", "Assurance framework", "principal risk"
    title = Field(Prose(), "Principal risk", Circulation.PUBLIC, core=True)
    objective = Field(Text())
    category = Field(Text())
    effect = Field(Prose())
    exec_lead = Field(Text(), "Executive lead")


def test_sections_of_a_framework_are_its_objectives():
    rows = [
        ["Ref", "Principal risk", "Effect", "Executive lead"],
        ["To grow together"],
        ["AF1", "Beds close", "Harm", "A Reed"],
        ["AF2", "Lift fails", "Harm", "A Reed"],
        ["Category: Money"],
        ["AF3", "Costs rise", "Debt", "B Moss"],
    ]
    _, reading = read(rows, Framework(), merged=[(1, 0, 1, 3), (4, 0, 4, 3)])
    assert reading.columns["objective"][:2] == ["To grow together", "To grow together"]
    assert reading.columns["category"][2] == "Money"


class Places(Directory):
    """Knows one organisation."""

    def find(self, name):
        return "uid-1" if name == "Braywater" else None


def test_a_section_for_an_organisation_nobody_knows_is_kept_and_told_of_once():
    rows = [
        HEAD,
        ["Organisation: Braywater"],
        record("1", "Beds close"),
        ["Organisation: Elsewhere"],
        record("2", "Lift fails"),
        record("3", "Roof leaks"),
    ]
    _, reading = read(rows, RISKS.bound(Places()), merged=across(1, 3))
    assert reading.columns["member"] == ["uid-1", None, None]
    assert reading.extra == [{}, {"Section": "Organisation: Elsewhere"}, {"Section": "Organisation: Elsewhere"}]
    assert [problem.cell for problem in reading.problems] == ["A5"]


def test_notes_and_totals_head_nothing():
    rows = [
        HEAD,
        record("1", "Beds close"),
        ["Scores were agreed by the executive group in March after a long discussion of every single one of them."],
        record("2", "Lift fails"),
        ["Total"],
        record("3", "Roof leaks"),
    ]
    table, _ = read(rows, merged=across(2, 4))
    assert table.groups == {}


def test_a_thousand_headings_without_records_between_them_head_nothing():
    rows = [HEAD, *(record(str(number), f"Risk {number}") for number in range(1100)), *(["Category: Workforce"] for _ in range(1000))]
    table, _ = read(rows)
    assert table.groups == {}


def test_a_second_line_of_a_record_is_no_section():
    rows = [HEAD, record("1", "Beds close"), [N, "and patients wait"], record("2", "Lift fails")]
    table, _ = read(rows)
    assert table.records == [[1, 2], [3]]
    assert table.groups == {}


@pytest.mark.parametrize(
    ("words", "field", "value"),
    [
        ("SO1 – Grow", "objective", "SO1 – Grow"),
        ("Objective 2 Keep people safe", "objective", "Objective 2 Keep people safe"),
        ("Status: Closed", "status", "Closed"),
        ("Category:", "", "Category:"),
        ("Risk: beds", "", "Risk: beds"),
        ("Division of Surgery", "", "Division of Surgery"),
    ],
)
def test_the_first_words_of_a_section_name_its_field(words, field, value):
    [said] = said_by(words, RISKS)
    assert (said.field, said.words) == (field, value)


def test_a_section_of_another_look_ends_the_one_before():
    sections = [Section(1, "FINANCE", "", (0, True, False)), Section(3, "People", "", (0, False, False))]
    assert groups_of(sections, [[2], [4]]) == {2: "FINANCE", 4: "People"}


def test_an_outer_section_ends_the_inner_one():
    sections = [Section(1, "A", "objective"), Section(2, "B", "unit"), Section(4, "C", "objective")]
    assert groups_of(sections, [[3], [5]]) == {3: f"A{LEVELS}B", 5: "C"}


LINES = st.one_of(
    st.builds(lambda number: [f"R{number}", f"Risk number {number}", "Frost", 3, 4, "A Reed"], st.integers(1, 99)),
    st.sampled_from(
        [
            [],
            ["FINANCE"],
            [N, "OUR PEOPLE"],
            ["Category: Workforce"],
            ["Strategic objective 1", "Grow"],
            [N, "and patients wait"],
            [N, N, "Ice"],
            ["Total", N, N, 12],
            ["Note: scores are reviewed in March."],
            HEAD,
            ["R1"],
            [N, "Nobody gave it a number", "Frost", 2, 2, "B Moss"],
        ]
    ),
)


@settings(deadline=None, max_examples=25)
@given(st.lists(LINES, min_size=3, max_size=12))
def test_every_filled_row_below_the_headings_is_a_records_or_is_named_among_those_left_out(lines):
    book = Workbook("return.xlsx", "", [Sheet("Risks", [HEAD, *lines])])
    for table in find_tables(book, [RISKS]):
        named = {row for record in table.records for row in record} | set(table.header_rows)
        for ignored in table.ignored:
            first, _, last = ignored.rows.partition("-")
            named |= set(range(int(first) - 1, int(last or first)))
        assert {row for row, line in enumerate([HEAD, *lines]) if line} <= named
        assert set(table.groups) <= {record[0] for record in table.records}
