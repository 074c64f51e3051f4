"""Workbooks of strangers, one quirk each, are read as a careful person would read them."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.exchange.quirks import QUIRKS, Quirk
from tests.making import FixedClock, faults, make_book
from workbench.domain.register import Record
from workbench.domain.registers import declared
from workbench.exchange.sheets import letter
from workbench.services.book import Book
from workbench.services.importing import Inspection, apply_plan, inspect, plan_import
from workbench.services.plan import Plan


def wrongly_inspected(quirk: Quirk, found: Inspection) -> Iterator[str]:
    """Say what was found otherwise than meant."""
    table, reading = found.table, found.reading
    if table is None or reading is None:
        yield "no table was found"
        return
    if table.register != quirk.register:
        yield f"taken for a {table.register} register, not {quirk.register}"
    sheet = next(iter(table.drawn.origin.values()))[0] if table.drawn else table.sheet
    if sheet != quirk.sheet:
        yield f"read from the sheet “{sheet}”, not “{quirk.sheet}”"
    headings = tuple(row + 1 for row in table.header_rows)
    if headings != quirk.headings:
        yield f"headings in rows {headings}, not {quirk.headings}"
    if len(reading) != quirk.records:
        yield f"{len(reading)} records, not {quirk.records}"
    fields = {letter(column.index): column.field for column in table.columns}
    for column, field in quirk.fields.items():
        if fields.get(column, "ignore") != field:
            yield f"column {column} is {fields.get(column, 'not in the table')}, not {field}"
    reasons = " · ".join(ignored.reason for ignored in table.ignored)
    for words in quirk.ignored:
        if words not in reasons:
            yield f"no rows left out for “{words}”: {reasons or 'none left out'}"


def wrongly_applied(quirk: Quirk, book: Book, plan: Plan) -> Iterator[str]:
    """Say what stands in the file otherwise than meant."""
    records = [book.record(quirk.register, row.uid) for row in plan.rows]
    for place in {*quirk.values, *quirk.extra}:
        record = records[place] if place < len(records) else None
        if record is None:
            yield f"there is no record {place}"
        else:
            yield from wrong_values(record, quirk.values.get(place, {}), place)
            yield from wrongly_kept(record, quirk.extra.get(place, {}), place)
    yield from wrong_problems(quirk, plan)
    yield from wrong_children(quirk, book)


def wrong_values(record: Record, wanted: Mapping[str, object], place: int) -> Iterator[str]:
    """Say which fields of a record hold something else."""
    for key, value in wanted.items():
        said = record.of(key)
        if key in GATHERED:
            said = "\n".join(line.partition(": ")[2] if line[:3] in PREFIXES else line for line in str(said or "").split("\n"))
        if said != value:
            yield f"{key} of record {place} is {said!r}, not {value!r}"


def wrongly_kept(record: Record, wanted: Mapping[str, str], place: int) -> Iterator[str]:
    """Say which words are not kept under their heading."""
    loaded = record.register.get("extra").kind.load(record.of("extra"))
    extra: dict[str, str] = loaded if isinstance(loaded, dict) else {}
    for heading, words in wanted.items():
        if extra.get(heading) != words:
            yield f"under “{heading}” of record {place} stands {extra.get(heading)!r}, not {words!r}; kept are {extra!r}"


def wrong_problems(quirk: Quirk, plan: Plan) -> Iterator[str]:
    """Say which problems are not told, or not in a finished sentence."""
    problems: dict[str, str] = {}
    for problem in plan.problems:
        problems[problem.cell] = f"{problems.get(problem.cell, '')} {problem.message}"
        if not problem.message.rstrip().endswith((".", "?", "!")):
            yield f"the problem at {problem.cell} is no finished sentence: {problem.message!r}"
    for cell, words in quirk.problems.items():
        if words not in problems.get(cell, "\0"):
            yield f"no problem at {cell} says “{words}”; problems are {problems!r}"


def wrong_children(quirk: Quirk, book: Book) -> Iterator[str]:
    """Say which records of other registers did not come with the rows."""
    for key, number in quirk.children.items():
        if len(book.records(key)) != number:
            yield f"{len(book.records(key))} records of {key}, not {number}: {[record.title for record in book.records(key)]}"
    for key, several in quirk.held.items():
        for wanted in several:
            shown = [{name: record.of(name) for name in wanted} for record in book.records(key)]
            if dict(wanted) not in shown:
                yield f"no {key} says {dict(wanted)!r}; there are {shown!r}"


GATHERED = {field.key for register in declared().values() for field in register if field.kind.gathers}
PREFIXES = ("C-0", "G-0", "A-0", "S-0")


@pytest.mark.parametrize("quirk", QUIRKS, ids=lambda quirk: quirk.name)
def test_a_quirk_is_read_as_a_careful_person_would(quirk: Quirk, tmp_path: Path, path: Path) -> None:
    registers = declared()
    sought = [registers[quirk.asked]] if quirk.asked else [register for register in registers.values() if register.sought]
    returned = quirk.make(tmp_path)
    wrong = list(wrongly_inspected(quirk, inspect(returned, sought)))
    with make_book(path, FixedClock()) as book:
        plan = plan_import(book, returned, register=quirk.asked or quirk.register)
        apply_plan(book, plan)
        wrong += wrongly_applied(quirk, book, plan)
        again = plan_import(book, returned, register=quirk.asked or quirk.register)
        differing = {name: number for name, number in again.counts.items() if number and name != "same"}
        if differing:
            cells = [(row.ref, cell.field, cell.ours, cell.theirs) for row in again.rows for cell in row.cells][:3]
            wrong.append(f"imported again, not everything is the same: {differing} {cells}")
        assert faults(book) == []
    assert not wrong, f"{quirk.name}:\n  " + "\n  ".join(wrong)


def test_there_are_quirks_enough_and_each_has_a_name_of_its_own() -> None:
    assert len(QUIRKS) >= 40
    assert len({quirk.name for quirk in QUIRKS}) == len(QUIRKS)
