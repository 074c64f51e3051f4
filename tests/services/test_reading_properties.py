"""Any table that is brought in: the second time nothing is new, its export is the same, and every word of it is kept."""

import re
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.exchange.sheeted import Page, excel
from tests.making import MEMBERS, FixedClock, faults, make_book
from workbench.domain.audience import OFFICE
from workbench.domain.errors import UnreadableError
from workbench.domain.field import AnyField
from workbench.domain.kinds import Day, Score, Stored, words
from workbench.domain.text import clean, squeeze
from workbench.exchange.sheets import IGNORE, cell
from workbench.services.book import Book
from workbench.services.exporting import export_workbook
from workbench.services.importing import apply_plan, plan_import
from workbench.services.plan import Plan

pytestmark = pytest.mark.long

FEWER = settings(max_examples=max(6, settings.default.max_examples // 4) if settings.default else 6)
"""Each example makes files of its own, so there are fewer than elsewhere."""

TITLES = (
    "Beds on the north ward close at weekends",
    "Agency staff leave before the winter rota",
    "Theatre lift fails again in spring",
    "Rain above the pharmacy",
    "Discharge letters reach practices late",
    "Cold store loses power overnight",
    "Vans queue at the south gate",
    "Two suppliers of oxygen merge",
)
ODD = (
    "=1+1",
    "+44 is dialled",
    "@night",
    "007",
    "1e5",
    "3/4",
    "<b>bold</b>",
    "’quoted’",
    "a\tb",
    "“x”",
    "ß/ﬁ",
    "C-014: text",
    "0",
    "line one\nline two",
    "• first\n• second\n  goes on",
)
PHRASES = ("Seen by the board in May", "Ask estates, then finance", "Daily call at noon", "Nobody knows yet", "Write to Carrow Vale", *ODD)
LETTERS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn", "Co"]), max_size=12)

prose = st.none() | st.sampled_from(PHRASES) | LETTERS
levels = (
    st.none() | st.integers(0, 6) | st.sampled_from(["Likely", "4", "Possible (3)", "High", "n/a", "2 - Minor", 0.3, 7.5, "Major", "x"])
)
scores = st.none() | st.integers(0, 26) | st.sampled_from(["L=5, C=4", "4x4=16", "16 (4x4)", "12 – High", "Red 16", "?", "3 x 4"])
days = (
    st.none()
    | st.dates(date(2020, 1, 1), date(2030, 1, 1))
    | st.sampled_from(["12/05/2026", "25/12/2026", "05/25/2026", "TBC", "5 May 2026", "Spring", "31/02/2026"])
)
statuses = st.none() | st.sampled_from(["Open", "Closed", "Active", "CLOSED ", "On the watch list", "In progress", "Draft"])
people = st.none() | st.sampled_from(
    ["Ann Lee", "Ann Lee; Bob Kent", "Ann Lee / Cy Moss", "Kent, Bob", "Director of Finance and Estates", "AL/BK", "Dee Park\nEd Nash"]
)
refs = st.none() | st.sampled_from(["R-1", "r-1 ", "007", "7", "A/1", 12, 3.0, "X 2", "CRR.4"])

MENU: dict[str, dict[str, st.SearchStrategy[Any]]] = {
    "risk": {
        "Risk description": prose,
        "Current likelihood": levels,
        "Current consequence": levels,
        "Current score": scores,
        "Target score": scores,
        "Risk owner": people,
        "Next review date": days,
        "Controls": prose,
        "Actions": prose,
        "Action owner": people,
        "Action due": days,
        "Status": statuses,
        "Cost centre": prose,
        "Q1 2026/27 score": scores,
        "": prose,
    },
    "assurance": {
        "Strategic objective": prose,
        "Executive lead": people,
        "Controls": prose,
        "Assurances": prose,
        "First line assurance": prose,
        "Gaps in control": prose,
        "Gaps in assurance": prose,
        "Actions": prose,
        "Current likelihood": levels,
        "Current consequence": levels,
        "Q1 2026/27 score": scores,
        "Overall rating": prose,
        "Status": statuses,
        "Door colour": prose,
    },
    "action": {
        "Owner": people,
        "Due date": days,
        "Revised due date": days,
        "Status": statuses,
        "Progress": prose,
        "Date raised": days,
        "Priority": prose,
        "Door colour": prose,
    },
    "decision": {
        "Decision": prose,
        "Date of decision": days,
        "Forum": prose,
        "Rationale": prose,
        "Options considered": prose,
        "Status": statuses,
        "Owner": people,
        "Door colour": prose,
    },
}
IDENTITY = {"risk": "Risk title", "assurance": "Principal risk", "action": "Action", "decision": "Title"}
REF = {"risk": "Risk ID", "assurance": "BAF ref", "action": "Action no", "decision": "Decision no"}


Row = list[object]


def _nothing(row: Row, headings: list[str], key: str) -> list[Row]:
    """No row."""
    return []


def _blank(row: Row, headings: list[str], key: str) -> list[Row]:
    """A blank row."""
    return [[]]


def _section(row: Row, headings: list[str], key: str) -> list[Row]:
    """A row that heads the next ones."""
    return [["Directorate: Surgery" if key == "risk" else "Strategic objective 2: Sound buildings"]]


def _goes_on(row: Row, headings: list[str], key: str) -> list[Row]:
    """A row with more words for a column of words."""
    place = next((place for place, name in enumerate(headings) if name in {"Controls", "Progress", "Rationale"}), 0)
    further: Row = [None] * place
    return [[*further, "Ring the day unit"]] if place else []


def _again(row: Row, headings: list[str], key: str) -> list[Row]:
    """The same record again with another action, as exports of systems have it."""
    if "Actions" not in headings or row[0] is None or headings[0] != REF[key]:
        return []
    return [["Write to the supplier" if name == "Actions" else value for name, value in zip(headings, row, strict=True)]]


BELOW = (_nothing, _nothing, _nothing, _nothing, _blank, _section, _goes_on, _again)
"""What may stand below a record."""


@dataclass
class Made:
    """A made table: what stands above it, where it begins, its headings and its rows."""

    headings: list[str]
    rows: list[list[object]]
    above: list[list[object]] = field(default_factory=list)
    at: tuple[int, int] = (0, 0)

    def write(self, folder: Path) -> Path:
        """Write it as a workbook."""
        return excel(Page("Register", [*self.above, self.headings, *self.rows], at=self.at))(folder)


@st.composite
def made(draw: st.DrawFn, key: str) -> Made:
    """Draw a ragged table of a register with a few quirks."""
    names = draw(st.lists(st.sampled_from(list(MENU[key])), unique=True, min_size=2, max_size=7))
    headings = [*([REF[key]] if draw(st.booleans()) else []), IDENTITY[key], *names]
    titles = draw(st.lists(st.sampled_from(TITLES), unique=True, min_size=1, max_size=5))
    rows: list[list[object]] = []
    for title in titles:
        row = [draw(refs) if name == REF[key] else title if name == IDENTITY[key] else draw(MENU[key][name]) for name in headings]
        rows.append(row[: draw(st.integers(min(2, len(row)), len(row)))])
        rows += draw(st.sampled_from(BELOW))(row, headings, key)
    above: list[list[object]] = draw(
        st.sampled_from([[], [], [["Register of the quality team"], []], [["Owner of this log:", "Ann Lee"], []]])
    )
    return Made(headings, rows, above, draw(st.sampled_from([(0, 0), (0, 0), (2, 1)])))


@contextmanager
def fresh() -> Iterator[tuple[Book, Path]]:
    """Give an empty book and the folder it lies in."""
    memory = Path("/dev/shm")  # noqa: S108 - only made, used and removed here
    with (
        tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder,
        make_book(Path(folder) / "board.workbench", FixedClock()) as book,
    ):
        yield book, Path(folder)


def not_same(plan: Plan) -> list[object]:
    """Return what a plan would change."""
    return [
        (
            row.outcome.value,
            row.ref,
            row.title,
            row.reason,
            [(each.field, each.base, each.ours, each.theirs) for each in row.cells],
            row.children,
        )
        for row in plan.rows
        if row.outcome.value != "same" or row.writes
    ]


@pytest.mark.parametrize("key", sorted(MENU))
@pytest.mark.parametrize("member", ["", MEMBERS[0]])
def test_the_second_import_and_that_of_the_export_change_nothing(key: str, member: str) -> None:
    @FEWER
    @given(made(key))
    def holds(table: Made) -> None:
        with fresh() as (book, folder):
            returned = table.write(folder)
            first = plan_import(book, returned, register=key, member=member)
            apply_plan(book, first)
            refused = sum(first.counts[name] for name in ("asked", "invalid"))
            again = plan_import(book, returned, register=key, member=member)
            differing = not_same(again)
            assert len(differing) <= refused, ("imported again", differing)
            assert again.counts["new"] == again.counts["changed"] == again.counts["conflicting"] == 0, ("imported again", differing)
            export_workbook(book, folder / "export.xlsx", audience=OFFICE)
            back = plan_import(book, folder / "export.xlsx")
            assert not not_same(back), ("exported and imported", not_same(back))
            assert faults(book) == []

    holds()


def kept_words(book: Book, key: str, uid: str) -> str:
    """Return all words that stand in a record, what belongs to it, and what is linked with it."""
    record = book.record(key, uid)
    assert record is not None
    belonging = {uid}
    for _ in range(2):
        for link in book.records("link"):
            if link.row.get("target") in belonging:
                belonging.add(str(link.row["source"]))
        for other in book.registers:
            belonging |= {child.uid for child in book.records(other) if child.row.get("parent") in belonging}
    found = [found for other in book.registers for found in book.records(other) if found.uid in belonging]
    said = [words(value) for each in found for value in each.row.values()]
    said += [each.show(name.key) for each in found for name in each.register]
    said += [
        f"L={each.row['likelihood']}, C={each.row['consequence']}" for each in found if {"likelihood", "consequence"} <= each.row.keys()
    ]
    return squeeze(" ".join(said))


def lost(book: Book, key: str, plan: Plan, made_rows: Sequence[Sequence[object]]) -> list[str]:
    """Return the cells of records whose words stand nowhere."""
    part = plan.parts[0]
    gone = []
    for row, record in zip(part.rows, part.table.records, strict=True):
        if row.uid == "" or book.record(key, row.uid) is None:
            continue
        kept = kept_words(book, key, row.uid)
        for number in record:
            for column in part.table.columns:
                value = made_rows[number][column.index] if number < len(made_rows) and column.index < len(made_rows[number]) else None
                if column.field != IGNORE and not is_kept(value, book, key, row.uid, column.field, kept):
                    gone.append(f"{cell(number, column.index)} {value!r} under “{column.header}” ({column.field})")
    return gone


def is_kept(value: object, book: Book, key: str, uid: str, name: str, kept: str) -> bool:
    """Whether a cell's words stand in what is kept, or its field holds what they mean."""
    said = clean(words(value))
    if not any(sign.isalnum() for sign in said) or squeeze(said) in kept:
        return True
    record, target = book.record(key, uid), book.register(key).find(name)
    if record is not None and target is not None and (stored := record.of(name)) is not None and means(target, value, stored):
        return True
    pieces = [squeeze(part.strip(" •-\t")) for line in said.split("\n") for part in line.replace(" / ", ";").replace("/", ";").split(";")]
    return all(part in kept for part in pieces if part)


def means(target: AnyField, value: object, stored: Stored) -> bool:
    """Whether a stored value is what a cell says in the form of its field: a day in any order, factors as their product."""
    numbers = [int(number) for number in re.findall(r"\d+", words(value))]
    if isinstance(target.kind, Day) and len(numbers) > 2:
        return sorted(numbers) == sorted(map(int, str(stored).split("-")))
    if isinstance(target.kind, Score) and isinstance(value, str) and len(numbers) > 1:
        return stored in numbers or stored == numbers[0] * numbers[1]
    try:
        return not target.kind.prose and bool(target.kind.same(target.kind.read(value), stored))
    except UnreadableError:
        return False


@pytest.mark.parametrize("key", sorted(MENU))
def test_every_filled_cell_of_a_record_is_found_again(key: str) -> None:
    @FEWER
    @given(made(key))
    def holds(table: Made) -> None:
        with fresh() as (book, folder):
            plan = plan_import(book, table.write(folder), register=key)
            apply_plan(book, plan)
            if plan.parts:
                top, left = table.at
                blank: list[object] = [None] * left
                rows: list[list[object]] = [[] for _ in range(top)]
                lines: list[list[object]] = [*table.above, [*table.headings], *table.rows]
                rows += [[*blank, *row] for row in lines]
                gone = lost(book, key, plan, rows)
                assert not gone, gone

    holds()
