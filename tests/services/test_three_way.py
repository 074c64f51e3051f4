"""For any edits on both sides the outcome is what the definition of a three-way merge says, written here a second time."""

import tempfile
from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.making import MEMBERS, FixedClock, bring_in, faults, make_book, plan_lines
from workbench.domain.audience import OFFICE, PRIVATE, PUBLIC
from workbench.domain.errors import InvalidRecordError
from workbench.domain.kinds import Day, Text
from workbench.services.book import Book
from workbench.services.deciding import Deciding
from workbench.services.exporting import export_workbook
from workbench.services.importing import apply_plan, plan_import

ALDERBROOK = MEMBERS[0]
FEWER = settings(max_examples=max(8, settings.default.max_examples // 3) if settings.default else 8)

Values = dict[str, Any]
"""The cells of one record by field, as a person sees them; blank ones are left out."""


# --- the definition, independent of the planner ------------------------------------------------------------------------


def alike(one: Any, other: Any) -> bool:
    """Case and outer white space aside, as people compare."""
    return str(one or "").strip().casefold() == str(other or "").strip().casefold()


def settled(base: Any, ours: Any, theirs: Any) -> tuple[Any, bool]:
    """Return what a cell holds after a three-way merge, and whether both sides changed it differently."""
    if alike(theirs, base) or alike(theirs, ours):
        return ours, False
    return (theirs, False) if alike(ours, base) else (ours, True)


def merged(base: Values, ours: Values, theirs: Values) -> tuple[Values, str]:
    """Return a record after the merge, and its outcome."""
    cells = {key: settled(base.get(key), ours.get(key), theirs.get(key)) for key in {*base, *ours, *theirs}}
    after = {key: value for key, (value, _) in cells.items() if value not in (None, "")}
    if any(clash for _, clash in cells.values()):
        return after, "conflicting"
    return after, "same" if after == ours else "changed"


# --- an export that comes back -----------------------------------------------------------------------------------------

WORDS = st.sampled_from(["Ann Lee", "ann lee", "Bob Kent", "Ring 2", "007", "=1+1", "Ünïcødé"])
CHOICES = ["Treat", "Tolerate", "Transfer"]
DAYS = ["1 February 2026", "14 March 2026", "31 December 2026"]
FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "owner": WORDS.filter(lambda words: "=" not in words),
    "progress": WORDS,
    "category": WORDS,
    "treatment": st.sampled_from(CHOICES),
    "next_review": st.sampled_from(DAYS),
    "current_likelihood": st.sampled_from(["1 Rare", "3 Possible", "5 Almost certain"]),
    "current_consequence": st.sampled_from(["1 Negligible", "4 Major"]),
}
TITLES = ("Linen contract ends", "Pharmacy robot fails", "Roof above theatres leaks", "Lifts stop between floors")
records = st.fixed_dictionaries({}, optional=FIELDS)
edits = st.fixed_dictionaries({}, optional={key: st.none() | values for key, values in FIELDS.items()})


def shown(book: Book, uid: str) -> Values | None:
    record = book.record("risk", uid)
    return None if record is None else {key: record.show(key) for key in FIELDS if record.show(key)}


def typed(key: str, words: str | None) -> Any:
    """Return what Excel holds where somebody typed this."""
    if words and key == "next_review":
        day = date.fromisoformat(str(Day().read(words)))
        return datetime(day.year, day.month, day.day)  # noqa: DTZ001 - Excel knows no zones
    return int(words[0]) if words and key.startswith("current") else words


@st.composite
def rounds(draw: st.DrawFn) -> list[tuple[Values, Values, Values, str, str]]:
    """Draw records, and what becomes of each here and there: edits, or that one side removed it."""
    count = draw(st.integers(1, len(TITLES)))
    kept = st.sampled_from(["edited", "edited", "edited", "removed"])
    return [(draw(records), draw(edits), draw(edits), draw(kept), draw(kept)) for _ in range(count)]


@pytest.mark.long
@FEWER
@given(rounds(), st.booleans())
def test_an_export_edited_there_and_a_register_edited_here_meet_as_defined(
    made: list[tuple[Values, Values, Values, str, str]], turned: bool
):
    with tempfile.TemporaryDirectory() as folder, make_book(Path(folder) / "b.workbench", FixedClock()) as book:
        uids = [book.add("risk", {"title": title, **values}).uid for title, (values, *_) in zip(TITLES, made, strict=False)]
        base = {uid: shown(book, uid) or {} for uid in uids}
        path = export_workbook(book, Path(folder) / "sent.xlsx", ["risk"]).path
        back = openpyxl.load_workbook(path)
        sheet = back.worksheets[0]
        labels = {book.register("risk").get(key).label: key for key in FIELDS}
        at = {labels[cell.value]: cell.column for cell in sheet[1] if cell.value in labels}
        here, there = dict(base), dict(base)
        for number, (uid, (_, ours, theirs, kept_here, kept_there)) in enumerate(zip(uids, made, strict=True), 2):
            record = book.record("risk", uid)
            assert record is not None
            if kept_here == "removed":
                book.remove([record])
                del here[uid]
            elif ours:
                book.edit([record], ours)
                here[uid] = shown(book, uid) or {}
            told = {key: value for key, value in theirs.items() if key in at}
            there[uid] = {key: value for key, value in {**base[uid], **told}.items() if value}
            if kept_there == "removed":
                del there[uid]
            for key, words in told.items():
                cell = sheet.cell(number, at[key])
                cell.value = typed(key, words)
                if isinstance(cell.value, str):
                    cell.data_type = "s"  # typed with an apostrophe before it, else "=1+1" is a formula
        lines = [[(cell.value, cell.data_type) for cell in row] for row in sheet.iter_rows(min_row=2, max_row=1 + len(uids))]
        lines = [line for line, uid in zip(lines, uids, strict=True) if uid in there]
        sheet.delete_rows(2, len(uids))
        for number, line in enumerate(lines[::-1] if turned else lines, 2):
            for column, (value, kind) in enumerate(line, 1):
                sheet.cell(number, column).value = value
                sheet.cell(number, column).data_type = kind
        back.save(path)
        expected = {uid: merged(base[uid], here[uid], there[uid]) for uid in there if uid in here}
        plan = plan_import(book, path)
        if there:
            assert {row.uid: row.outcome.value for row in plan.rows} == {uid: expected[uid][1] if uid in here else "asked" for uid in there}
            assert plan.counts["absent"] == len({*here} - {*there})
        apply_plan(book, plan)
        assert {uid: shown(book, uid) for uid in uids} == {uid: (expected[uid][0] if uid in expected else here.get(uid)) for uid in uids}
        assert faults(book) == []
        assert plan_import(book, path).writes == 0


# --- a member's own workbook, return after return ----------------------------------------------------------------------

CELL = st.sampled_from(["", "A", "B", "C"])
OWN = ("owner", "progress", "category")
turns = st.lists(
    st.tuples(
        st.dictionaries(st.sampled_from(OWN), CELL),  # edited here
        st.dictionaries(st.sampled_from(OWN), CELL),  # edited in the member's workbook
        st.dictionaries(st.sampled_from(OWN), st.booleans()),  # conflicts settled for the workbook or for here
    ),
    min_size=1,
    max_size=5,
)


def after_return(base: Mapping[str, str], ours: Values, theirs: Values, said: Mapping[str, bool]) -> tuple[Values, dict[str, str]]:
    """Return the record and the next base: a blank says nothing, and what nobody settled keeps its base."""
    now, then = dict(ours), {}
    for key in OWN:
        was, here, there = base.get(key, ""), ours.get(key, ""), theirs.get(key, "")
        value, clash = settled(was, here, there) if there else (here, False)
        then[key] = was if clash and key not in said else there
        now[key] = there if clash and said.get(key) else value
    return now, then


@given(turns)
def test_return_after_return_is_compared_with_what_the_last_one_showed(made: list[tuple[dict[str, str], dict[str, str], dict[str, bool]]]):
    with tempfile.TemporaryDirectory() as folder, make_book(Path(folder) / "b.workbench", FixedClock()) as book:
        line = {"ref": "K-1", "title": TITLES[0], **dict.fromkeys(OWN, "A")}
        bring_in(book, [line], member=ALDERBROOK, name="first.xlsx")
        base = ours = dict.fromkeys(OWN, "A")
        for number, (here, there, said) in enumerate(made):
            record = book.find("risk", "K-1")
            book.edit([record], here)
            ours = {**ours, **here}
            line = {**line, **there}
            plan = plan_lines(book, [line], member=ALDERBROOK, name=f"{number}.xlsx")
            clashes = {cell.field for row in plan.rows for cell in row.cells if cell.conflict}
            assert clashes == {key for key in OWN if line[key] and settled(base[key], ours[key], line[key])[1]}
            deciding = Deciding(book, plan)
            for row in plan.rows:
                for key in clashes & {*said}:
                    deciding.take(row, [cell for cell in row.cells if cell.field == key], theirs=said[key])
            applied = apply_plan(book, plan)
            ours, then = after_return(base, ours, line, said)
            base = then if applied is not None else base
            assert {key: book.find("risk", "K-1").show(key) for key in OWN} == ours
        assert faults(book) == []


# --- what goes out comes back ------------------------------------------------------------------------------------------

TEXTS = st.text(min_size=1, max_size=20) | st.sampled_from(
    ["=1+1", "'x", "a\tb", "1e5", "007", "_x0041_", "R-001: x", "• a\n• b", "C-001: y"]
)


@pytest.mark.long
@settings(max_examples=max(3, settings.default.max_examples // 8) if settings.default else 3)
@given(st.data())
def test_every_register_and_version_comes_back_without_a_change(data: st.DataObject):
    with tempfile.TemporaryDirectory() as folder, make_book(Path(folder) / "b.workbench", FixedClock()) as book:
        above: dict[str, str] = {}
        for key, register in book.registers.items():
            if not register.visible or key in {"member", "receipt", "layout", "setting", "link"}:
                continue
            words = {
                field.key: data.draw(TEXTS, label=f"{key} {field.key}")
                for field in register
                if isinstance(field.kind, Text) and field.key not in {"ref", "withheld", "initials"} and data.draw(st.booleans())
            }
            values: Values = {
                **words,
                register.title_key: words.get(register.title_key) or f"Some {key}",
                "circulation": data.draw(st.sampled_from(["public", "private"])),
            }
            if register.ends:
                parents = [above[to] for to in register.hangs_on_registers if to in above]
                if register.ends != ("parent",) or not parents:
                    continue
                values["parent"] = parents[0]
            if "member" in register and data.draw(st.booleans()):
                values["member"] = ALDERBROOK
            with suppress(InvalidRecordError):  # what a register refuses by hand is no case
                above[key] = book.add(key, values).uid
        for number, audience in enumerate((OFFICE, PRIVATE, PUBLIC, book.audience(member=ALDERBROOK))):
            done = export_workbook(book, Path(folder) / f"{number}.xlsx", (), audience)
            plan = plan_import(book, done.path)
            assert [cell for row in plan.rows for cell in row.cells] == []
            assert (plan.counts["same"], plan.counts["absent"], plan.problems, plan.notes) == (done.records, 0, [], [])
