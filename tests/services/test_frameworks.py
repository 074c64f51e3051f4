"""Assurance frameworks in every layout become principal risks with their controls, assurances, gaps, positions and actions."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.making import MEMBERS, FixedClock, faults, make_book
from tests.proofs.frameworks import FRAMEWORKS, Framework
from workbench.domain.registers import declared
from workbench.domain.text import squeeze
from workbench.services.book import Book
from workbench.services.importing import apply_plan, inspect, plan_import

SEEN = ("assurance", "control", "assurance_source", "gap", "position", "action")


def wrong(framework: Framework, book: Book) -> Iterator[str]:
    """Say what stands in the file otherwise than meant."""
    counts = {"assurance": framework.records, **framework.children}
    for key, number in counts.items():
        found = book.records(key)
        if len(found) != number:
            yield f"{len(found)} records of {key}, not {number}: {[record.title for record in found][:12]}"
    for key, several in framework.held.items():
        for wanted in several:
            if not any(all(record.of(name) == value for name, value in wanted.items()) for record in book.records(key)):
                near = [{name: record.of(name) for name in wanted} for record in book.records(key)]
                yield f"no {key} says {dict(wanted)!r}; they say {near[:6]!r}"
    kept = squeeze(" ".join(str(value) for key in SEEN for record in book.records(key) for value in record.row.values()))
    for words in framework.words:
        if squeeze(words) not in kept:
            yield f"lost: “{words}”"


def parents_missing(book: Book) -> Iterator[str]:
    """Say which records belong to no principal risk of the file."""
    uids = {record.uid for record in book.records("assurance")} | {record.uid for record in book.records("control")}
    for key in ("control", "assurance_source", "gap", "position"):
        for record in book.records(key):
            if record.row.get("parent") not in uids:
                yield f"the {key} “{record.title}” belongs to nothing"


@pytest.mark.parametrize("framework", FRAMEWORKS, ids=lambda framework: framework.name)
def test_a_framework_becomes_principal_risks_with_all_that_belongs_to_them(framework: Framework, tmp_path: Path, path: Path) -> None:
    returned = framework.make(tmp_path)
    with make_book(path, FixedClock()) as book:
        plan = plan_import(book, returned, register="assurance", member=MEMBERS[0])
        apply_plan(book, plan)
        found = [*wrong(framework, book), *parents_missing(book)]
        again = plan_import(book, returned, register="assurance", member=MEMBERS[0])
        if again.writes:
            cells = [
                (row.ref, [(cell.field, cell.ours, cell.theirs) for cell in row.cells], row.children) for row in again.rows if row.writes
            ]
            found.append(f"imported again, {again.writes} rows would be written: {cells[:2]!r}")
        assert faults(book) == []
    problems = [f"{problem.cell} {problem.message}" for problem in plan.problems]
    assert not found, f"{framework.name}:\n  " + "\n  ".join([*found, f"problems: {problems[:5]}", *plan.notes])


@pytest.mark.parametrize("framework", FRAMEWORKS, ids=lambda framework: framework.name)
def test_a_framework_is_known_for_one_though_nobody_says_so(framework: Framework, tmp_path: Path) -> None:
    found = inspect(framework.make(tmp_path), [register for register in declared().values() if register.sought])
    assert found.table is not None
    assert found.table.register == "assurance"
