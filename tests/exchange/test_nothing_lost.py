"""Whatever stands in a row of a record is found again: in a field, in a record that belongs to it, or under its heading."""

import copy
import json
import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.domain.kinds import Day, Score, Stored, words
from workbench.domain.registers import declared
from workbench.domain.text import clean
from workbench.exchange.columns import read_table
from workbench.exchange.dates import read_days
from workbench.exchange.evidence import is_blank
from workbench.exchange.notations import read_notation
from workbench.exchange.sheets import EXTRA, IGNORE, Column, Sheet, Table, Workbook
from workbench.exchange.ticks import is_unmarked

REGISTERS = declared()
CHILDREN = frozenset({"action", "control", "gap", "position", "assurance_source"})
OFTEN = ["current_likelihood", "current_consequence", "current_score", "previous_score", "target_score", "status", "owner", "progress"]
OFTEN += ["actions", "action_owner", "action_due", "controls", "next_review", "category", "unit", "objective", "title", "ref", EXTRA, EXTRA]
HEADINGS = ["Risk", "Action owner", "Due date", "Q1", "Score (L x C)", "L", "C", "Action status", "", "Comments", "Section"]
NUMBER = st.integers(0, 999)
TEXTS = st.one_of(
    st.builds("w{}".format, NUMBER),
    st.builds("w{}\nw{}".format, NUMBER, NUMBER),
    st.builds("• w{}\n• w{}".format, NUMBER, NUMBER),
    st.builds("1. w{}\ngoes on w{}\n2. w{}".format, NUMBER, NUMBER, NUMBER),
    st.builds("16 w{}".format, NUMBER),
    st.builds("L4 C{} w{}".format, st.integers(1, 5), NUMBER),
    st.builds("{} (w{})".format, st.integers(1, 5), NUMBER),
    st.builds("w{}; w{}".format, NUMBER, NUMBER),
    st.sampled_from(
        ["4x4=16", "16 (4x4)", "5x3", "L5 C4 = 25", "Likely", "Likely (4)", "16 - Extreme", "open", "Archived", "no", "x", "-", " ", "0"]
    ),
    st.sampled_from(
        ["03/04/2026", "23/04/2026", "04/23/2026", "after Easter", "2026-02-31", "March 2027", "Sam Reed, Jo Moss", "AB/CD", "{}"]
    ),
)
VALUES = st.one_of(
    st.none(),
    TEXTS,
    TEXTS,
    st.integers(0, 30),
    st.sampled_from([2.5, 4.0, True, False]),
    st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    st.datetimes(),
)


@st.composite
def tables(draw):
    """Return a workbook with one ragged table, and the table as it was found."""
    register = REGISTERS[draw(st.sampled_from(["risk", "risk", "assurance", "action"]))]
    fields = st.sampled_from([key for key in OFTEN if key in register or key == EXTRA]) | st.sampled_from([field.key for field in register])
    columns = []
    for index in range(draw(st.integers(2, 9))):
        field = draw(fields.filter(lambda key: key not in {"withheld", "extra", "notes"}) | st.sampled_from([EXTRA, IGNORE]))
        heading = draw(st.sampled_from(HEADINGS) | st.just(field))
        period = draw(st.sampled_from(["", "", "", "Q1 2026/27", "Q2 2026/27"]))
        ticked = draw(st.sampled_from(["", "", "", "1", "4"])) if field not in {EXTRA, IGNORE} else ""
        columns.append(Column(index, heading, field, 1.0, "", period, ticked))
    rows = [["Heading"], *draw(st.lists(st.lists(VALUES, max_size=len(columns) + 1), min_size=1, max_size=7))]
    records: list[list[int]] = []
    for row in range(1, len(rows)):
        if records and draw(st.booleans()):
            records[-1].append(row)
        else:
            records.append([row])
    groups = {
        record[0]: draw(st.sampled_from(["Category: w1", "OUR PEOPLE w2", "Strategic objective 1: w3\nw4"])) for record in records[::2]
    }
    merged = draw(st.sampled_from([[], [(1, 0, 2, 0)], [(1, 1, 3, 1)]]))
    sheet = Sheet("Risks", rows, merged)
    return register, Workbook("return.xlsx", "", [sheet]), Table("Risks", register.key, [0], columns, records, groups=groups)


def tokens(text: str) -> set[str]:
    """Return the words of a text without the numbers of its list."""
    return set(re.findall(r"\w+", re.sub(r"(?m)^\d\. ", "", text.casefold())))


def texts_in(stored: Stored) -> str:
    text = str(stored)
    try:
        found = json.loads(text)
    except ValueError:
        found = None
    return " ".join([text, *(found.values() if isinstance(found, dict) else [])])


def is_typed(value: object, column: Column, register, reading, place) -> bool:
    """Whether the field of a column, or a record that belongs to the row, holds the typed form of a value."""
    known = [values[place] for values in reading.columns.values()]
    children = [child.values for child in reading.children.get(place, [])]
    known += [stored for child in children for stored in child.values()]
    said = tokens(" ".join(map(str, [*known, *reading.extra[place].values()])))
    if column.ticked and (is_unmarked(value) or column.ticked in said):
        return True
    days = {day for first in ("day", "month") for day in read_days(Day(), [value], first).stored if day}
    if any(str(stored) in days or Day().show(day) in str(stored) for stored in known for day in days):
        return True
    target = register.find(column.field)
    # A zero is what a formula gives for a row without factors.
    if target is not None and target.kind.read_column([value])[0][0] in known and target.kind.read_column([value])[0][0] is not None:
        return True
    if words(value) == "0" and target is not None and hasattr(target.kind, "low"):
        return True
    said = read_notation(words(value), "lp", "cis", "lc" if "L x C" in column.header else "") if isinstance(value, str) else None
    factors = {value for value in known if isinstance(value, int)}
    if said and said.likelihood in factors and said.consequence in factors and not tokens(said.rest):
        return True
    score = Score().read_column([value])[0][0]
    products = {one * other for one in factors for other in factors}
    return score is not None and (score in known or score in products) and not re.search(r"w\d", words(value))


def lost(register, book, table, reading) -> list[object]:
    rows = book.sheets[0].rows
    found = []
    for place, record in enumerate(table.records):
        pool = [texts_in(values[place]) for values in reading.columns.values() if values[place] is not None]
        pool += [texts_in(stored) for child in reading.children.get(place, []) for stored in child.values.values()]
        pool += reading.extra[place].values()
        kept = tokens(" ".join(pool))
        for row in record:
            for column in table.columns:
                value = rows[row][column.index] if column.index < len(rows[row]) else None
                if column.field == IGNORE or is_blank(value) or not clean(words(value)).strip():
                    continue
                if not tokens(words(value)) <= kept and not is_typed(value, column, register, reading, place):
                    found.append((value, column.index, column.field, column.header, record))
    return found


@pytest.mark.long
@settings(deadline=None, max_examples=60)
@given(tables(), st.sampled_from([frozenset(), CHILDREN]))
def test_every_cell_of_every_record_is_found_again(drawn, children):
    register, book, table = drawn
    assert lost(register, book, table, read_table(book, table, register, children=children)) == []


@settings(deadline=None, max_examples=25)
@given(tables())
def test_reading_twice_says_the_same_and_changes_nothing(drawn):
    register, book, table = drawn
    before = copy.deepcopy((book, table))
    first = read_table(book, table, register, children=CHILDREN)
    assert read_table(book, table, register, children=CHILDREN) == first
    assert (book, table) == before


@settings(deadline=None, max_examples=25)
@given(tables())
def test_every_problem_is_a_sentence_about_a_cell_of_the_sheet(drawn):
    register, book, table = drawn
    for problem in read_table(book, table, register, children=CHILDREN).problems:
        assert problem.sheet == "Risks"
        assert re.fullmatch(r"[A-Z]\d+", problem.cell)
        assert problem.message.endswith(".")
