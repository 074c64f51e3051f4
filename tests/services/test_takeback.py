"""Taking an import back later: field by field what nobody touched since, everything else kept and named."""

import pytest
from click.testing import CliRunner

from tests.making import MEMBERS, bring_in, faults, plan_lines, rows_of_book, rows_of_journal, rows_of_store
from workbench.cli import commands
from workbench.domain.errors import WorkbenchError
from workbench.services.book import Book
from workbench.services.importing import apply_plan, last_receipt
from workbench.services.takeback import find_import, plan_takeback, take_back

ALDERBROOK = MEMBERS[0]
FIRST = [
    {"ref": "K-1", "title": "Linen contract ends", "description": "In March.", "owner": "Ann Lee"},
    {"ref": "K-2", "title": "Pharmacy robot fails", "description": "Past its life.", "owner": "Sam Lee"},
]


def imported(book: Book, lines, **how) -> str:
    bring_in(book, lines, member=ALDERBROOK, **how)
    return book.history()[-1].uid


def taken_back(book: Book, uid: str):
    found = plan_takeback(book, find_import(book, uid))
    take_back(book, found)
    return found


def sound(book: Book) -> None:
    assert rows_of_book(book) == rows_of_store(book) == rows_of_journal(book)
    assert faults(book) == []


def test_an_import_nobody_touched_goes_back_whole(book: Book):
    before = rows_of_book(book)
    found = taken_back(book, imported(book, FIRST))
    left = rows_of_book(book)
    assert [row["title"] for row in left.pop("return").values()] == ["return.xlsx"]  # the workbook did come
    assert left == before
    assert found.does == "2 records it added are removed."
    assert found.keeps == ""
    assert book.history()[-1].name == "Take back: Import return.xlsx (2 new)"
    assert last_receipt(book, "risk", book.directory.find(ALDERBROOK) or "") is None
    sound(book)


def test_undo_takes_the_taking_back_back(book: Book):
    uid = imported(book, FIRST)
    after = rows_of_book(book)
    taken_back(book, uid)
    book.undo()
    assert rows_of_book(book) == after


def test_a_field_changed_since_stays_and_the_others_go_back(book: Book, clock):
    imported(book, FIRST)
    clock.pass_days(3)
    second = imported(book, [{**FIRST[0], "owner": "New Owner", "description": "In May."}], name="second.xlsx")
    clock.pass_days(12)
    clock.author = "Sam Lee"
    record = book.find("risk", f"{ALDERBROOK}/K-1")
    book.edit([record], {"owner": "Third Owner"})
    found = taken_back(book, second)
    now = book.find("risk", f"{ALDERBROOK}/K-1")
    assert (now.show("owner"), now.show("description")) == ("Third Owner", "In March.")
    assert found.does == "1 value of 1 record is again what it was before."
    assert found.keeps == "Kept as it is now: K-1 Owner, changed by Sam Lee on 7 August 2026."
    assert book.history()[-1].reason == found.keeps
    sound(book)


def test_what_was_changed_and_undone_counts_as_untouched(book: Book):
    uid = imported(book, FIRST)
    book.edit([book.find("risk", f"{ALDERBROOK}/K-1")], {"owner": "Other"})
    book.undo()
    assert taken_back(book, uid).kept == []
    assert len(book.records("risk")) == 3


def test_what_was_changed_and_changed_back_by_hand_was_touched(book: Book):
    uid = imported(book, FIRST)
    for owner in ("Other", "Ann Lee"):
        book.edit([book.find("risk", f"{ALDERBROOK}/K-1")], {"owner": owner})
    found = taken_back(book, uid)
    assert [(kept.ref, kept.labels) for kept in found.kept] == [("K-1", ("Owner",))]
    assert [record.ref for record in book.records("risk")][3:] == ["K-1"]


def test_what_was_filled_and_emptied_again_was_touched(book: Book):
    uid = imported(book, FIRST)
    for words in ("Rang them", ""):
        book.edit([book.find("risk", f"{ALDERBROOK}/K-1")], {"progress": words})
    found = taken_back(book, uid)
    assert [(kept.ref, kept.labels) for kept in found.kept] == [("K-1", ("Progress",))]
    assert [record.ref for record in book.records("risk")][3:] == ["K-1"]


def test_links_and_lines_that_came_with_it_go_and_words_come_back(book: Book):
    before = rows_of_book(book)
    lines = [{"ref": "AF-001", "title": "Flow", "tier": "shared", "controls": "Weekly huddle\nEscalation policy", "gaps": "No night cover"}]
    bring_in(book, lines, register="assurance")
    risks = [{"ref": "R-001", "title": "Risk 1 of late discharge from ward 1", "tier": "shared", "linked_risks": "AF-001; R-002"}]
    uid = book.history()[-1].uid
    bring_in(book, risks)
    assert len(book.records("link")) == 2
    links = book.history()[-1].uid
    taken_back(book, links)
    assert book.records("link") == []
    taken_back(book, uid)
    assert rows_of_book(book) == before
    sound(book)


def test_an_added_record_stays_where_something_hangs_on_it_by_now(book: Book):
    uid = imported(book, FIRST)
    book.add("control", {"parent": f"{ALDERBROOK}/K-1", "title": "Second supplier"})
    found = taken_back(book, uid)
    assert [str(kept) for kept in found.kept] == ["K-1, because C-001 belongs to it by now"]
    assert [record.ref for record in book.records("risk")][3:] == ["K-1"]
    sound(book)


def test_an_added_child_that_was_changed_keeps_its_parent(book: Book):
    bring_in(
        book, [{"ref": "AF-001", "title": "Flow", "tier": "shared", "controls": "Weekly huddle\nEscalation policy"}], register="assurance"
    )
    uid = book.history()[-1].uid
    book.edit([book.find("control", "C-001")], {"owner": "Ann Lee"})
    found = taken_back(book, uid)
    assert {kept.ref for kept in found.kept} == {"C-001", "AF-001"}
    assert [record.ref for record in book.records("control")] == ["C-001"]
    sound(book)


def test_a_record_removed_since_is_named_and_does_not_come_back(book: Book, clock):
    imported(book, FIRST)
    uid = imported(book, [{**FIRST[0], "owner": "New Owner"}, {**FIRST[1], "owner": "New Owner"}], name="second.xlsx")
    book.remove([book.find("risk", f"{ALDERBROOK}/K-1")])
    found = taken_back(book, uid)
    assert found.keeps == "Kept as it is now: K-1, removed by Asha Patel on 23 July 2026."
    assert book.find("risk", f"{ALDERBROOK}/K-2").show("owner") == "Sam Lee"


def test_words_erased_since_do_not_come_back(book: Book):
    imported(book, FIRST)
    uid = imported(book, [{**FIRST[0], "owner": "New Owner", "description": "In May."}], name="second.xlsx")
    book.erase(book.find("risk", f"{ALDERBROOK}/K-1"), "owner", "Asked to.")
    taken_back(book, uid)
    now = book.find("risk", f"{ALDERBROOK}/K-1")
    assert (now.show("owner"), now.show("description")) == ("", "In March.")


def test_the_next_return_is_compared_with_the_one_before(book: Book):
    imported(book, FIRST)
    second = [{**FIRST[0], "owner": "New Owner"}]
    uid = imported(book, second, name="second.xlsx")
    taken_back(book, uid)
    again = plan_lines(book, second, member=ALDERBROOK, name="second.xlsx")
    assert again.counts["changed"] == 1
    apply_plan(book, again)
    assert book.find("risk", f"{ALDERBROOK}/K-1").show("owner") == "New Owner"


@pytest.mark.parametrize("step", ["undone", "twice", "all touched"])
def test_nothing_left_to_take_back_is_a_sentence(book: Book, step: str):
    uid = imported(book, FIRST[:1])
    if step == "undone":
        book.undo()
    elif step == "twice":
        taken_back(book, uid)
    else:
        book.edit([book.find("risk", f"{ALDERBROOK}/K-1")], {"owner": "Other"})
    head = book.store.head().position
    with pytest.raises(WorkbenchError, match=r"(taken|take) back"):
        taken_back(book, uid)
    assert book.store.head().position == head


def test_the_command_says_what_it_did_and_takes_a_beginning(book: Book):
    uid = imported(book, FIRST)
    edited = book.edit([book.find("risk", f"{ALDERBROOK}/K-1")], {"owner": "Other"})
    path = str(book.path)
    book.close()
    run = CliRunner().invoke
    for wrong, words in ((edited.entry.uid, "is neither import nor merge"), ("nothing like it", "There is no change set")):
        done = run(commands, ["takeback", path, wrong])
        assert done.exit_code == 1
        assert words in str(done.exception)
    done = run(commands, ["takeback", path, uid[:13]])
    assert done.exit_code == 0
    assert "1 record it added is removed." in done.output
    assert "Kept as it is now: K-1 Owner" in done.output
