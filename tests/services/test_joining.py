"""Links and records that belong to others: made and changed through fields that show them, by hand and from workbooks."""

import io
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner

from tests.making import MEMBERS, FixedClock, bring_in, faults, plan_lines, rows_of_book, rows_of_journal, rows_of_store, unchanged
from workbench.cli import commands
from workbench.domain.audience import Audience
from workbench.domain.errors import InvalidRecordError
from workbench.domain.registers import declared
from workbench.services.book import Book
from workbench.services.exporting import export_workbook
from workbench.services.importing import Plan, apply_plan, plan_import

ALDERBROOK, VALLEY = MEMBERS
FILES = Path(__file__).parents[1] / "files"


def titles(book: Book, register: str) -> dict[str, str]:
    return {record.ref: record.title for record in book.records(register)}


def linked(book: Book) -> list[tuple[str, str, str]]:
    return [(link.show("source"), str(link.of("relation") or ""), link.show("target")) for link in book.records("link")]


def framework(book: Book) -> None:
    """Give the book a principal risk with children of every kind, and what hangs on risks and decisions."""
    book.add(
        "assurance",
        {
            "title": "Flow",
            "tier": "shared",
            "controls": "Weekly huddle\nEscalation policy",
            "assurance_1": "Daily count",
            "assurances": "Peer review",
            "gaps_in_control": "No night cover",
            "actions": "Recruit",
        },
    )
    book.add("assurance_source", {"parent": "C-001", "title": "Audit of huddles", "line": 3})
    book.add("control", {"parent": "R-001", "title": "Bed meeting"})
    book.add("position", {"parent": "R-001", "period": "Q1 2026/27", "likelihood": 4, "consequence": 3, "kind": "actual"})
    book.edit([book.find("risk", "R-001")], {"linked_risks": "AF-001; R-002; the log", "controls": "Local words\nC-003: Bed meeting"})
    book.add("decision", {"title": "Open ward", "decision": "Open it.", "forum": "Board", "meeting": "Board, 1 May 2026"})
    book.add("approval", {"parent": "D-001", "approver": ALDERBROOK})
    book.add("vote", {"parent": "D-001", "member": VALLEY, "person": "Ann Lee", "choice": "for"})
    book.add("action", {"title": "Hire", "origin": "D-001; R-001", "owner": "Ann Lee", "linked_risks": "R-003"})
    book.add("extension", {"parent": "A-002", "new_date": "1 September 2026", "reason": "Late"})


@pytest.fixture
def full(book: Book) -> Book:
    framework(book)
    return book


CHANGES: dict[str, Callable[[Book], Any]] = {
    "add with children": lambda book: book.add(
        "assurance", {"title": "New", "controls": "one\ntwo", "gaps": "none\nsuch", "actions": "Do"}
    ),
    "edit lines": lambda book: book.edit([book.find("assurance", "AF-001")], {"controls": "C-002: Policy\nC-001: Weekly huddle\nThird"}),
    "edit a child's line on a risk": lambda book: book.edit([book.find("risk", "R-001")], {"controls": "Other words\nC-003: Beds"}),
    "add links": lambda book: book.edit([book.find("risk", "R-002")], {"linked_risks": "R-003; AF-001; words"}),
    "take links away": lambda book: book.edit([book.find("risk", "R-001")], {"linked_risks": ""}),
    "origin of an action": lambda book: book.edit([book.find("action", "A-002")], {"origin": "R-002", "linked_risks": ""}),
    "actions of a decision": lambda book: book.edit([book.find("decision", "D-001")], {"linked_actions": "A-001"}),
    "several at once": lambda book: book.edit(book.records("risk"), {"linked_risks": "AF-001", "owner": "Ann Lee"}),
    "remove a parent": lambda book: book.remove([book.find("assurance", "AF-001")]),
    "remove a child": lambda book: book.remove([book.find("control", "C-001")]),
    "remove several": lambda book: book.remove(book.records("risk")),
    "move a child": lambda book: book.edit([book.find("control", "C-001")], {"parent": "R-002", "circulation": "restricted"}),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_is_one_set_that_undo_and_redo_restore_exactly(full: Book, name: str):
    before, sets = rows_of_book(full), len(full.history())
    CHANGES[name](full)
    after = rows_of_book(full)
    assert after != before
    assert len(full.history()) == sets + 1
    shown = {key: [record.plain() for record in full.records(key)] for key in full.registers}
    for _ in range(2):
        full.undo()
        assert rows_of_book(full) == rows_of_store(full) == before
        full.redo()
        assert rows_of_book(full) == rows_of_store(full) == rows_of_journal(full) == after
        assert {key: [record.plain() for record in full.records(key)] for key in full.registers} == shown
    assert faults(full) == []


def test_lines_become_records_and_show_in_both_places(full: Book):
    flow = full.find("assurance", "AF-001")
    assert flow.show("controls") == "C-001: Weekly huddle\nC-002: Escalation policy"
    assert flow.show("assurance_1") == "S-001: Daily count"
    assert flow.show("gaps_in_control") == "G-001: No night cover"
    assert flow.show("actions") == "A-001: Recruit"
    assert full.find("action", "A-001").show("origin") == "AF-001"
    assert full.find("gap", "G-001").of("kind") == "control"
    assert flow.row.get("controls") is None
    assert full.find("risk", "R-001").show("controls") == "Local words\nC-003: Bed meeting"
    assert full.find("risk", "R-001").row["controls"] == "Local words"
    assert full.find("risk", "R-001").show("linked_risks") == "AF-001; R-002; the log"
    assert full.find("decision", "D-001").show("linked_actions") == "A-002"
    assert sorted(linked(full)) == [
        ("A-001", "raised_by", "AF-001"),
        ("A-002", "mitigates", "R-003"),
        ("A-002", "raised_by", "D-001"),
        ("A-002", "raised_by", "R-001"),
        ("R-001", "", "AF-001"),
        ("R-001", "", "R-002"),
    ]


def test_writing_back_what_shows_writes_nothing(full: Book):
    head = full.store.head()
    for key in ("risk", "assurance", "decision", "action"):
        for record in full.records(key):
            said = {field.key: field.of(record.row) for field in record.register if field.kind.gathers and field.of(record.row)}
            assert full.edit([record], said) is None, (record.ref, said)
    assert full.store.head() == head


def test_capitals_put_right_in_a_line_are_put_right(full: Book):
    full.edit([full.find("assurance", "AF-001")], {"controls": "C-001: weekly HUDDLE\nC-002: Escalation policy"})
    assert full.find("control", "C-001").show("title") == "weekly HUDDLE"


def test_removing_a_record_takes_what_hangs_on_it_and_nothing_else(full: Book):
    full.remove([full.find("assurance", "AF-001")])
    assert titles(full, "control") == {"C-003": "Bed meeting"}
    assert full.records("assurance_source") == full.records("gap") == []
    assert titles(full, "action") == {"A-001": "Recruit", "A-002": "Hire"}
    assert full.find("risk", "R-001").show("linked_risks") == "R-002; the log"
    full.remove([full.find("risk", "R-001"), full.find("risk", "R-003")])
    assert full.records("control") == full.records("position") == []
    assert linked(full) == [("A-002", "raised_by", "D-001")]
    full.remove([full.find("action", "A-002")])
    assert full.records("extension") == full.records("link") == []
    full.remove([full.find("decision", "D-001")])
    assert full.records("approval") == full.records("vote") == []
    for _ in range(4):
        full.undo()
    assert sorted(titles(full, "control")) == ["C-001", "C-002", "C-003"]
    assert full.find("risk", "R-001").show("linked_risks") == "AF-001; R-002; the log"


def test_links_between_the_same_two_records_go_together(book: Book):
    book.add("link", {"source": "R-001", "target": "R-002", "relation": "contributes to", "why": "Agreed"})
    book.add("link", {"source": "R-002", "target": "R-001", "relation": "common cause"})
    assert book.find("risk", "R-001").show("linked_risks") == "R-002"
    book.edit([book.find("risk", "R-001")], {"linked_risks": "R-002; R-003"})
    assert len(book.records("link")) == 3
    book.edit([book.find("risk", "R-001")], {"linked_risks": "R-003"})
    assert linked(book) == [("R-001", "", "R-003")]


def test_a_link_that_both_ends_ask_for_is_made_once(book: Book):
    book.edit(book.records("risk"), {"linked_risks": "R-001; R-002; R-003"})
    assert sorted(linked(book)) == [("R-001", "", "R-002"), ("R-001", "", "R-003"), ("R-002", "", "R-003")]


def test_two_people_found_to_be_one_are_named_once(book: Book):
    for name in ("Ann Lee", "A Lee"):
        book.add("person", {"name": name})
    book.edit([book.find("risk", "R-001")], {"owner": "A Lee; Bo; Ann Lee"})
    book.edit([book.find("person", "A Lee")], {"name": "Ann Lee"})
    assert book.find("risk", "R-001").show("owner") == "Ann Lee; Bo"


def test_renaming_a_forum_renames_its_meetings_and_what_they_decided_in_one_set(book: Book):
    book.add("forum", {"name": "Board"})
    book.add("meeting", {"forum": "Board", "date": "1 May 2026"})
    book.add("decision", {"title": "One", "forum": "board", "meeting": "Board, 1 May 2026"})
    book.add("action", {"title": "Two", "verified_at": "Board, 1 May 2026"})
    book.edit([book.find("risk", "R-001")], {"committee": "Board"})
    sets, before = len(book.history()), rows_of_book(book)
    book.edit([book.find("forum", "Board")], {"name": "Partnership Board"})
    assert len(book.history()) == sets + 1
    assert book.find("meeting", "MT-001").show("forum") == "Partnership Board"
    assert [book.find("decision", "D-001").show(key) for key in ("forum", "meeting")] == [
        "Partnership Board",
        "Partnership Board, 1 May 2026",
    ]
    assert book.find("action", "A-001").show("verified_at") == "Partnership Board, 1 May 2026"
    assert book.find("risk", "R-001").show("committee") == "Partnership Board"
    book.undo()
    assert rows_of_book(book) == before
    book.edit([book.find("meeting", "MT-001")], {"date": "2 May 2026"})
    assert book.find("decision", "D-001").show("meeting") == "Board, 2 May 2026"


def test_renaming_a_person_rewrites_every_field_that_names_one(book: Book):
    book.add("person", {"name": "Ann Lee", "initials": "AL"})
    made = {"risk": {}, "assurance": {}, "control": {"parent": "R-001"}, "decision": {}, "action": {}, "interest": {}, "forum": {}}
    naming = {
        key: [field.key for field in book.register(key) if getattr(field.kind, "of", "") == "person"]
        for key in (*made, "gap", "vote", "declaration", "extension", "update", "link", "post", "paper")
    }
    parents = {"gap": "R-001", "vote": "D-001", "declaration": "D-001", "extension": "A-001", "update": "A-001", "post": "P-001"}
    for key, fields in naming.items():
        values = {**made.get(key, {}), **({"parent": parents[key]} if key in parents else {})}
        values |= {"source": "R-001", "target": "R-002"} if key == "link" else {}
        values |= {"deputy_for": "Ann Lee"} if key == "post" else {}
        book.add(key, {**values, **dict.fromkeys(fields, "Ann Lee"), "notes": "Ann Lee"})
    sets = len(book.history())
    book.edit([book.find("person", "Ann Lee")], {"name": "Ann Bray"})
    assert len(book.history()) == sets + 1
    for key, fields in naming.items():
        assert fields
        record = book.records(key)[-1]
        assert [record.show(field) for field in fields] == ["Ann Bray"] * len(fields)
        assert record.show("notes") == "Ann Lee"


@pytest.mark.parametrize(
    ("register", "values", "told"),
    [
        ("control", {"parent": "R-999", "title": "x"}, "Control of: “R-999” is not the reference of a record known here."),
        ("control", {"parent": "D-001"}, "Control of: “D-001” is not the reference of a record known here."),
        ("link", {"source": "R-001", "target": "L-001"}, "To: “L-001” is not the reference of a record known here."),
    ],
)
def test_what_hangs_on_nothing_known_is_refused_in_a_sentence(full: Book, register: str, values: dict[str, object], told: str):
    head = full.store.head()
    with pytest.raises(InvalidRecordError) as caught:
        full.add(register, values)
    assert str(caught.value) == told
    assert full.store.head() == head


# From workbooks


def export(book: Book, audience: Audience | None = None, name: str = "sent.xlsx") -> Path:
    path = book.path.with_name(name)
    export_workbook(book, path, audience=audience or book.audience())
    return path


def rewritten(path: Path, *changes: tuple[str, str, str, object]) -> Path:
    """Change cells of a workbook: sheet, reference of the row, heading, and what the cell is to hold; `+` adds a row."""
    workbook = openpyxl.load_workbook(path)
    for name, ref, heading, value in changes:
        sheet = workbook[name]
        head = next(row for row in range(1, 12) if "Reference" in [cell.value for cell in sheet[row]])
        headings = {cell.value: cell.column for cell in sheet[head]}
        row = next((at for at in range(head + 1, sheet.max_row + 1) if sheet.cell(at, headings["Reference"]).value == ref), 0)
        if value == "-":
            sheet.delete_rows(row)
            continue
        row = row or sheet.max_row + 1
        sheet.cell(row, headings["Reference"]).value = ref
        sheet.cell(row, headings[heading]).value = value
    content = io.BytesIO()
    workbook.save(content)
    path.write_bytes(content.getvalue())
    return path


def differing(plan: Plan) -> dict[str, list[tuple[str, str, bool]]]:
    return {row.ref: [(cell.field, cell.theirs, cell.taken) for cell in row.cells] for row in plan.rows if row.outcome.value != "same"}


@pytest.mark.parametrize("version", ["office", "private", "public", "member"])
def test_an_export_that_comes_back_untouched_changes_nothing(full: Book, version: str):
    full.edit([full.find("risk", "R-001"), full.find("risk", "R-002")], {"circulation": "public"})
    own = full.add("risk", {"member": ALDERBROOK, "title": "Own", "controls": "Kept words", "linked_risks": "R-002; nobody"})
    full.add("control", {"parent": own.ref, "title": "Their own\n\ncontrol: with a colon"})
    full.add("action", {"title": "Their own action", "member": ALDERBROOK, "origin": own.ref})
    full.add("position", {"parent": own.ref, "period": "Q2 2026/27", "score": 12, "member": ALDERBROOK})
    audience = full.audience(member=ALDERBROOK) if version == "member" else full.audience(version)
    plan = plan_import(full, export(full, audience))
    counts = plan.counts
    assert counts["same"] == len(plan.rows) > 3, differing(plan)
    assert counts["absent"] == 0
    assert plan.problems == []
    assert apply_plan(full, plan) is None


def test_a_childs_words_changed_on_its_own_sheet_or_in_its_parents_cell(full: Book):
    cell = "C-001: Daily huddle\nC-002: Escalation policy"
    for change in (("Controls", "C-001", "Control", "Daily huddle"), ("Assurance framework", "AF-001", "Controls", cell)):
        plan = plan_import(full, rewritten(export(full), change))
        assert plan.counts["changed"] == 1
        apply_plan(full, plan)
        assert titles(full, "control")["C-001"] == "Daily huddle"
        assert len(full.records("control")) == 3
        full.store.head()
        full.edit([full.find("control", "C-001")], {"title": "Weekly huddle"})


def test_a_new_line_is_a_new_child_and_a_missing_one_stays(full: Book):
    path = rewritten(export(full), ("Assurance framework", "AF-001", "Controls", "C-002: Escalation policy\nThird control"))
    plan = plan_import(full, path)
    assert plan.counts["changed"] == 1
    apply_plan(full, plan)
    assert titles(full, "control") == {
        "C-001": "Weekly huddle",
        "C-002": "Escalation policy",
        "C-003": "Bed meeting",
        "C-004": "Third control",
    }
    assert full.find("control", "C-004").show("parent") == "AF-001"
    assert plan_import(full, path).counts["changed"] == 0


def test_a_new_line_and_a_new_row_of_one_return_take_different_references(full: Book):
    path = rewritten(
        export(full),
        ("Assurance framework", "AF-001", "Controls", "C-001: Weekly huddle\nC-002: Escalation policy\nThird control"),
        ("Controls", "", "Control", "A control on its own row"),
    )
    workbook = openpyxl.load_workbook(path)
    sheet = workbook["Controls"]
    head = next(row for row in range(1, 12) if "Control of" in [cell.value for cell in sheet[row]])
    sheet.cell(sheet.max_row, [cell.value for cell in sheet[head]].index("Control of") + 1).value = "R-002"
    workbook.save(path)
    apply_plan(full, plan_import(full, path))
    made = titles(full, "control")
    assert sorted(made) == ["C-001", "C-002", "C-003", "C-004", "C-005"]
    assert {made["C-004"], made["C-005"]} == {"Third control", "A control on its own row"}
    assert faults(full) == []


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("AF-001; R-003; the log", "AF-001; R-003; the log"),
        ("the log", "the log"),
        ("AF-001; R-002", "AF-001; R-002"),
        (None, ""),
        ("AF-001; R-002; the log; R-999", "AF-001; R-002; the log; R-999"),
    ],
)
def test_a_changed_cell_of_links_adds_and_takes_away_links(full: Book, said: str | None, shown: str):
    path = rewritten(export(full), ("Risk register", "R-001", "Linked risks", said))
    plan = plan_import(full, path)
    apply_plan(full, plan)
    assert full.find("risk", "R-001").show("linked_risks") == shown
    wanted = {ref for ref in shown.split("; ") if ref in {"AF-001", "R-002", "R-003"}}
    assert {target for source, how, target in linked(full) if source == "R-001" and not how} == wanted


def test_a_return_meets_a_file_that_has_moved_on(full: Book):
    path = rewritten(
        export(full),
        ("Assurance framework", "AF-001", "Controls", "C-001: Weekly huddle\nC-002: Their policy\nTheir new one"),
        ("Risk register", "R-001", "Linked risks", "AF-001; R-003; the log"),
    )
    full.edit([full.find("assurance", "AF-001")], {"controls": "C-001: Our huddle\nOur new one"})
    full.edit([full.find("risk", "R-001")], {"linked_risks": "AF-001; R-002; the log; another log"})
    plan = plan_import(full, path)
    assert plan.counts["conflicting"] == 0, differing(plan)
    apply_plan(full, plan)
    assert list(titles(full, "control").values()) == ["Our huddle", "Their policy", "Bed meeting", "Our new one", "Their new one"]
    assert full.find("risk", "R-001").show("linked_risks") == "AF-001; R-003; the log; another log"


def test_a_line_changed_on_both_sides_is_a_conflict_and_nothing_of_the_cell_is_taken(full: Book):
    path = rewritten(export(full), ("Assurance framework", "AF-001", "Controls", "C-001: Their huddle\nC-002: Escalation policy"))
    full.edit([full.find("control", "C-001")], {"title": "Our huddle"})
    plan = plan_import(full, path)
    assert differing(plan)["AF-001"] == [("controls", "C-001: Their huddle\nC-002: Escalation policy", False)]
    apply_plan(full, plan)
    assert titles(full, "control")["C-001"] == "Our huddle"


def test_a_line_changed_there_of_a_record_removed_here_is_a_conflict(full: Book):
    path = rewritten(export(full), ("Assurance framework", "AF-001", "Controls", "C-001: Daily huddle\nC-002: Escalation policy"))
    full.remove([full.find("control", "C-001")])
    plan = plan_import(full, path)
    assert {row.ref: row.outcome for row in plan.rows if row.ref in {"AF-001", "C-001"}} == {"AF-001": "conflicting", "C-001": "asked"}
    apply_plan(full, plan)
    assert titles(full, "control") == {"C-002": "Escalation policy", "C-003": "Bed meeting"}


def test_a_reference_that_a_members_own_export_showed_goes_on_meaning_the_same_record(full: Book):
    full.add("risk", {"ref": "R-001", "member": ALDERBROOK, "title": "Their own with the same reference"})
    own = full.add("risk", {"ref": "K-2", "member": ALDERBROOK, "title": "Beds", "linked_risks": "R-001"})
    shared = full.find("risk", "R-001").uid
    path = rewritten(export(full, full.audience(member=ALDERBROOK)), ("Risk register", "K-2", "Linked risks", "R-001; R-002"))
    apply_plan(full, plan_import(full, path))
    assert full.find("risk", "K-2").show("linked_risks") == "R-001; R-002"
    assert {found.other for found in full.directory.linked(own.uid, ("risk",))} == {shared, full.find("risk", "R-002").uid}


def test_lines_of_a_stranger_are_children_once(book: Book):
    lines = [{"ref": "P1", "title": "Beds", "controls": "• Huddle\n• Policy", "gaps_in_control": "No cover"}]
    for _ in range(2):
        bring_in(book, lines, register="assurance", member=ALDERBROOK, keys=("ref", "title", "controls", "gaps_in_control"))
        assert list(titles(book, "control").values()) == ["Huddle", "Policy"]
    plan = plan_lines(book, lines, register="assurance", member=ALDERBROOK, name="again.xlsx")
    assert plan.counts["same"] == 1
    book.edit([book.find("control", "C-001")], {"title": "Morning huddle"})
    lines[0]["controls"] = "• Huddle\n• Policy\n• Third"
    bring_in(book, lines, register="assurance", member=ALDERBROOK, name="q2.xlsx")
    assert list(titles(book, "control").values()) == ["Morning huddle", "Policy", "Third"]


# The command line and an older file


def run(*arguments: object) -> Any:
    return CliRunner().invoke(commands, [str(argument) for argument in arguments])


def test_children_are_listed_with_their_parents_reference(full: Book):
    path = full.path
    full.close()
    listed = {
        key: json.loads(run("list", path, key, "--json").output) for key in ("control", "assurance_source", "position", "vote", "link")
    }
    assert [(one["ref"], one["parent"]) for one in listed["control"]] == [("C-001", "AF-001"), ("C-002", "AF-001"), ("C-003", "R-001")]
    assert listed["assurance_source"][-1]["parent"] == "C-001"
    assert listed["position"][0]["parent"] == "R-001"
    assert listed["vote"][0]["parent"] == "D-001"
    assert {"source", "target"} <= set(listed["link"][0])
    refused = run("add", path, "control", "parent=R-999", "title=x")
    assert refused.exit_code == 1 or isinstance(refused.exception, InvalidRecordError)
    assert run("add", path, "control", "parent=r-002", "title=x").output == "C-004\n"


def test_a_file_of_the_first_format_has_every_register_and_takes_its_first_control(path: Path):
    shutil.copy(FILES / "format-1.workbench", path)
    path.chmod(0o644)
    kept = ("risk", "member", "setting", "receipt", "layout")
    with unchanged(path), Book.open(path, FixedClock(), writable=False) as book:
        assert set(book.registers) == set(declared())
        for key in book.registers:
            if key not in kept:
                assert book.records(key) == book.view(book.audience("public")).records(key) == []
        assert [record.show("controls") for record in book.records("risk")] == [""] * len(book.records("risk"))
        assert faults(book) == []
    for key in declared():
        with unchanged(path):
            assert run("list", path, key, "--json").exit_code == 0
    with Book.open(path, FixedClock(first=70_000)) as book:
        made = book.add("control", {"parent": "R-001", "title": "The first control"})
        assert (made.ref, made.show("parent")) == ("C-001", "R-001")
        assert book.find("risk", "R-001").show("controls") == "C-001: The first control"
        book.undo()
        assert book.records("control") == []
        assert faults(book) == []
        assert rows_of_journal(book) == rows_of_store(book)
