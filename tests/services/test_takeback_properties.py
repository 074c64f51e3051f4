# ruff: noqa: E501 - one step a line
"""An import, any later work, and the import taken back: what nobody touched is as before, what somebody touched is kept and named."""

import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.making import MEMBERS, FixedClock, bring_in, faults, make_book, rows_of_book, rows_of_journal, rows_of_store
from workbench.domain.change import SetKind
from workbench.domain.errors import WorkbenchError
from workbench.services.book import Book
from workbench.services.takeback import find_import, plan_takeback, take_back

ALDERBROOK = MEMBERS[0]
SILENT = {"receipt", "layout", "return"}
Rows = Mapping[str, Mapping[str, Mapping[str, Any]]]


def flat(rows: Rows) -> dict[str, dict[str, Any]]:
    """Return all rows by uid, those about imports left out."""
    return {uid: {**row, "register": key} for key, found in rows.items() if key not in SILENT for uid, row in found.items()}


def touched_since(book: Book, position: int) -> set[tuple[str, str]]:
    """Return the records and fields changed after a position of the journal, what was undone aside."""
    entries = book.store.entries(after=position)
    undone = {entry.names for entry in entries if entry.kind is SetKind.UNDO}
    standing = [entry for entry in entries if entry.kind is not SetKind.UNDO and entry.uid not in undone]
    return {(change.uid, key) for entry in standing for change in entry.changes for key in change.keys}


def expected(before: Rows, after: Rows, now: Rows, touched: set[tuple[str, str]], book: Book) -> dict[str, dict[str, Any]]:
    """Return what there must be: the definition, from the rows before and after the import and those of now."""
    was, then, here = flat(before), flat(after), flat(now)
    kept = {uid: dict(row) for uid, row in here.items()}
    for uid in {*was} & {*then} & {*here}:
        for key in {*was[uid], *then[uid]}:
            if was[uid].get(key) != then[uid].get(key) and (uid, key) not in touched:
                kept[uid][key] = was[uid].get(key)
    gone = {uid for uid in {*then} - {*was} if uid in here and not any(one == uid for one, _ in touched)}

    def names(row: Mapping[str, Any]) -> set[str]:
        register = book.registers[str(row["register"])]
        return {*register.hangs_on(row), str(row.get("member") or "")}

    while held := {uid for uid in gone if any(uid in names(row) for other, row in here.items() if other not in gone)}:
        gone -= held
    left = {uid: {key: value for key, value in row.items() if value is not None} for uid, row in kept.items() if uid not in gone}
    ties = {(row.get("source"), row.get("target"), row.get("relation")) for row in left.values() if row["register"] == "link"}
    for uid in {*was} - {*then} - {*here}:  # what the import took out is there again, where what it hangs on still is
        row = was[uid]
        if (
            row["register"] == "link"
            and {row["source"], row["target"]} <= {*left}
            and (row["source"], row["target"], row.get("relation")) not in ties
        ):
            left[uid] = dict(row)
    return left


# --- what may happen afterwards ----------------------------------------------------------------------------------------

WORDS = ("Later words", "Other words", "")
Step = Callable[[Book], Any]


def picked(book: Book, register: str, place: int) -> Any:
    records = book.records(register)
    return records[place % len(records)] if records else None


def edit(register: str, place: int, key: str, words: str) -> Step:
    def do(book: Book) -> None:
        if (record := picked(book, register, place)) is not None:
            book.edit([record], {key: words})

    return do


def add(register: str, above: str, place: int, **values: str) -> Step:
    def do(book: Book) -> None:
        if (record := picked(book, above, place)) is not None:
            book.add(register, {"parent": record.uid, **values})

    return do


def remove(register: str, place: int) -> Step:
    def do(book: Book) -> None:
        if (record := picked(book, register, place)) is not None:
            book.remove([record])

    return do


def undone(step: Step) -> Step:
    def do(book: Book) -> None:
        head = book.store.head().position
        step(book)
        if book.store.head().position > head:
            book.undo()

    return do


def renamed(words: str) -> Step:
    return lambda book: book.edit([book.find("person", "P-001")], {"name": words})


def returned(place: int, words: str) -> Step:
    return lambda book: bring_in(book, [{**RISKS[place], "progress": words}], member=ALDERBROOK, name=f"later {place} {words}.xlsx")


PLACE = st.integers(0, 9)
STEP = st.one_of(
    st.builds(
        edit, st.just("risk"), PLACE, st.sampled_from(["owner", "progress", "linked_risks"]), st.sampled_from(["", "R-001", "Zoe Hart"])
    ),
    st.builds(edit, st.just("assurance"), PLACE, st.sampled_from(["commentary", "controls"]), st.sampled_from(["", "A new line"])),
    st.builds(edit, st.just("control"), PLACE, st.sampled_from(["title", "owner"]), st.sampled_from(["Reworded", "Zoe Hart"])),
    st.builds(lambda place: add("control", "risk", place, title="Added on top"), PLACE),
    st.builds(lambda place: add("assurance_source", "control", place, title="A later audit"), PLACE),
    st.builds(remove, st.sampled_from(["risk", "control", "assurance", "link"]), PLACE),
    st.builds(renamed, st.sampled_from(["Ann Leigh", "Ann Lee-Smith"])),
    st.builds(returned, st.integers(0, 2), st.sampled_from(WORDS[:2])),
)
STEPS = st.lists(STEP | STEP.map(undone), max_size=6)

RISKS = [
    {"ref": "K-1", "title": "Linen contract ends", "owner": "Ann Lee", "progress": "P", "linked_risks": "R-001; the log"},
    {"ref": "K-2", "title": "Pharmacy robot fails", "owner": "Bob Kent", "progress": "Q", "linked_risks": "K-1"},
    {"ref": "K-3", "title": "Roof above theatres leaks", "owner": "Ann Lee; Bob Kent", "progress": ""},
]
FRAMEWORK = [
    {"ref": "AF-001", "title": "Flow", "tier": "shared", "controls": "Weekly huddle\nWinter plan\nBed meeting", "gaps": "No night cover"}
]
IMPORTS: dict[str, Callable[[Book], Any]] = {
    "new risks": lambda book: bring_in(book, RISKS[1:], member=ALDERBROOK, name="second.xlsx"),
    "changed risks": lambda book: bring_in(
        book,
        [{**RISKS[0], "owner": "New Owner", "progress": "New", "linked_risks": "R-002"}, {**RISKS[2], "ref": "K-1x"}],
        member=ALDERBROOK,
        name="second.xlsx",
    ),
    "a framework": lambda book: bring_in(
        book, [{**FRAMEWORK[0], "controls": "Daily huddle\nNight round", "commentary": "Said"}, {"ref": "AF-002", "title": "Buildings", "tier": "shared", "controls": "Survey\nFire doors"}],
        register="assurance", name="second.xlsx",
    ),
}  # fmt: skip


@pytest.mark.long
@pytest.mark.parametrize("what", IMPORTS)
@settings(max_examples=max(10, settings.default.max_examples // 2) if settings.default else 10, phases=[Phase.generate])
@given(STEPS)
def test_what_nobody_touched_goes_back_and_what_somebody_touched_stays(what: str, steps: list[Step]):
    with tempfile.TemporaryDirectory() as folder, make_book(Path(folder) / "b.workbench", FixedClock(), risks=2) as book:
        book.add("person", {"name": "Ann Lee"})
        bring_in(book, RISKS[:1], member=ALDERBROOK, name="first.xlsx")
        bring_in(book, FRAMEWORK, register="assurance", name="framework.xlsx")
        before = rows_of_book(book)
        IMPORTS[what](book)
        entry, after = book.history()[-1], rows_of_book(book)
        assert after != before
        for step in steps:
            step(book)
        now, touched = rows_of_book(book), touched_since(book, entry.position)
        wanted = expected(before, after, now, touched, book)
        try:
            found = plan_takeback(book, find_import(book, entry.uid))
        except WorkbenchError:
            assert wanted == flat(now)
            return
        take_back(book, found)
        assert flat(rows_of_book(book)) == wanted
        # Whatever the import brought and is not as before is named.
        was, then = flat(before), flat(after)
        left = {uid for uid in then if was.get(uid) != then[uid] and uid in wanted and wanted[uid] != was.get(uid)}
        mine = {
            uid
            for uid in left
            if uid not in was or any(was[uid].get(key) != then[uid].get(key) and (uid, key) in touched for key in then[uid])
        }
        told = found.keeps
        assert [wanted[uid]["ref"] for uid in mine if str(wanted[uid]["ref"]) not in told] == []
        assert rows_of_book(book) == rows_of_store(book) == rows_of_journal(book)
        assert faults(book) == []
