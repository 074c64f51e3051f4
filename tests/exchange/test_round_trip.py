"""What goes out comes back: any record of any register, written to a workbook and read again, holds the same values."""

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workbench.domain.audience import OFFICE, PRIVATE, PUBLIC, Audience, Version, View
from workbench.domain.field import Circulation, Field
from workbench.domain.joining import Pointer, Refs
from workbench.domain.kinds import Choice, Day, Decimal, Headed, Member, Names, Prose, Text, Whole
from workbench.domain.register import Register
from workbench.domain.registers import declared
from workbench.exchange.columns import read_table
from workbench.exchange.finding import find_tables
from workbench.exchange.reading import read_workbook
from workbench.exchange.writing import write_workbook

pytestmark = pytest.mark.long

PUBLIC_FIELD = Circulation.PUBLIC


class Leftovers(Register):
    """The kinds that no declared register has in a field which every version may show."""

    key, label, noun, prefix = "leftover", "Leftovers", "leftover", "LO"

    title = Field(Prose(), "", PUBLIC_FIELD, core=True)
    number = Field(Whole(-5, 99), "", PUBLIC_FIELD)
    weight = Field(Decimal(), "", PUBLIC_FIELD)
    names = Field(Names(), "", PUBLIC_FIELD)
    links = Field(Refs(to=("risk",)), "", PUBLIC_FIELD)
    kept = Field(Headed(), "", PUBLIC_FIELD)


MEMBERS = [
    {"uid": f"01900000-0000-7000-8000-00000000000{letter}", "ref": f"M-{letter}", "name": f"{letter.upper()} & Co, NHS Trust"}
    for letter in "abc"
]
REGISTERS = declared() | {"leftover": Leftovers()}
ODD = [
    "=1+1",
    "+1",
    "@x",
    "-2",
    "007",
    "1e5",
    "TRUE",
    "3/4",
    "_x0041_",
    "_x0041_x0042_",
    "<r>x</r>",
    "’",
    "a\tb",
    " a",
    "#N/A",
    "C-014: text",
    "0",
    "-",
    "– –",
]
WORDS = st.text(max_size=30) | st.sampled_from(ODD)


PARENTS = {
    key: {"uid": f"parent-{key}", "ref": f"{register.prefix}-900", "circulation": "public", "tier": "shared", register.title_key: "Above"}
    for key, register in declared().items()
}
"""One record of each register, for others to hang on."""


STRATEGIES = {
    Pointer: lambda kind: st.sampled_from([PARENTS[key]["uid"] for key in kind.to or ("risk", "decision")]),
    Whole: lambda kind: st.integers(kind.low, kind.high),
    Decimal: lambda kind: st.floats(allow_nan=False, allow_infinity=False, allow_subnormal=False),
    Day: lambda kind: st.dates().map(date.isoformat),
    Choice: lambda kind: st.sampled_from([option.key for option in kind.options]),
    Member: lambda kind: st.sampled_from([member["uid"] for member in MEMBERS]),
    Headed: lambda kind: st.dictionaries(WORDS, WORDS, max_size=3).map(kind.read),
    Text: lambda kind: WORDS.map(kind.read),
}
"""Stored values of each kind, as they come from a person through `read`."""


def values_of(kind):
    return next(strategy(kind) for known, strategy in STRATEGIES.items() if isinstance(kind, known))


@st.composite
def rows_of(draw, register):
    """Return some rows of a register as the store would hold them, each with at least words to be known by."""
    rows = []
    for number in range(draw(st.integers(1, 4))):
        values = {
            field.key: draw(st.none() | values_of(field.kind)) for field in register if field.key not in {"ref", "circulation", "withheld"}
        }
        title = register.get(register.title_key).kind
        values[register.title_key] = values.get(register.title_key) or (
            f"Something {number}" if isinstance(title, Text) else draw(values_of(title))
        )
        rows.append({"uid": f"uid-{number}", "ref": f"{register.prefix}-{number:03}", "circulation": "public"} | register.settled(values))
    return rows


AUDIENCES = [OFFICE, PRIVATE, PUBLIC, Audience(Version.MEMBER, MEMBERS[0]["uid"])]
EXAMPLES = settings(deadline=None, max_examples=6, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
KEYS = [key for key in REGISTERS if key != "member"]


@st.composite
def views_of(draw, key):
    """Return a view, for some audience, of a file with a few records of one register."""
    above = {to: [PARENTS[to]] for to in ("risk", "decision", *(to for field in REGISTERS[key] for to in getattr(field.kind, "to", ())))}
    rows = above | {"member": [member | {"circulation": "public"} for member in MEMBERS], key: draw(rows_of(REGISTERS[key]))}
    return View(REGISTERS, rows, draw(st.sampled_from(AUDIENCES)))


def sent_and_back(view, key):
    """Return what is read from the workbook that a register of a view makes."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "out.xlsx"
        write_workbook(path, view, [key], file_id="f", head="h", collaborative="The Dales", day=date(2026, 7, 23))
        return read_workbook(path)


@pytest.mark.parametrize("key", KEYS)
@EXAMPLES
@given(picked=st.data())
def test_every_cell_is_read_by_its_kind_as_what_was_stored(key, picked):
    view = picked.draw(views_of(key))
    register, records = view.registers[key], view.records(key)
    book = sent_and_back(view, key)
    ((sheet, (_, keys)),) = book.stamp.sheets.items()
    rows = [[*row, *[None] * (len(keys) - len(row))] for row in book.sheet(sheet).rows[1:]]
    columns = dict(zip(keys, zip(*rows, strict=True), strict=True)) if rows else {}
    assert list(columns.get("uid", ())) == [record.uid for record in records]
    for field in register:
        stored = [record.of(field.key) for record in records]
        if field.key in columns:
            found, problems = field.kind.read_column(columns[field.key])
            assert (field.key, found, problems) == (field.key, stored, {})
        else:
            assert not any(value is not None for value in stored)


@pytest.mark.parametrize("key", KEYS)
@EXAMPLES
@given(picked=st.data())
def test_every_value_of_a_view_comes_back_as_it_is_stored(key, picked):
    view = picked.draw(views_of(key))
    register, records = view.registers[key], view.records(key)
    book = sent_and_back(view, key)
    if not records:
        return
    [table] = [table for table in find_tables(book, [register]) if table.sheet == register.label]
    reading = read_table(book, table, register)
    assert reading.uids == [record.uid for record in records]
    assert not reading.problems
    for place, record in enumerate(records):
        read = {key: values[place] for key, values in reading.columns.items()}
        read["extra"] = Headed().store(reading.extra[place])
        # What is worked out from other fields is not read again, so what counts is compared.
        assert register.record(read).plain() == record.plain()
