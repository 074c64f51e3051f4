"""Settings of a collaborative: defaults, what is refused, undo, and the file's own words wherever people read them."""

from pathlib import Path

import openpyxl
import pypdfium2
import pytest

from tests.making import FixedClock, make_book
from workbench.domain.audience import PRIVATE, PUBLIC
from workbench.domain.errors import InvalidRecordError, UnknownNameError
from workbench.domain.house import HouseStyle
from workbench.domain.registers import declared
from workbench.services import preferences
from workbench.services.book import Book
from workbench.services.exporting import export_workbook
from workbench.services.importing import inspect, plan_import
from workbench.services.packs import print_pack
from workbench.services.preferences import COLOUR, FOOT, FRAMEWORK, HEAD, MONTHS, NAME, PREFERENCES, PRINCIPAL, SHARING_SCORE


def test_every_setting_has_a_default_that_its_own_reader_takes(book: Book):
    assert len({preference.name for preference in PREFERENCES}) == len(PREFERENCES)
    for preference in PREFERENCES:
        if preference is not NAME:
            assert preference.read(preference.default) == preference.default
        if preference.choices:
            assert preference.default in preference.choices
    assert preferences.number(book, SHARING_SCORE) == 15
    assert [preferences.months_of(book, line) for line in (1, 2, 3)] == [12, 12, 12]
    assert preferences.house_style(book) == HouseStyle("", "", "")


def test_a_setting_is_one_change_that_can_be_undone(book: Book):
    assert preferences.put(book, MONTHS[0], " 6 ") is not None
    assert preferences.months_of(book, 1) == 6
    assert preferences.months_of(book, 2) == 12
    assert book.undo_name == "Change setting “Months that first line assurance counts”"
    entry = preferences.last_set(book, MONTHS[0])
    assert entry is not None
    assert entry.author == "Asha Patel"
    book.undo()
    assert preferences.months_of(book, 1) == 12
    assert preferences.last_set(book, MONTHS[0]) is None
    book.redo()
    assert preferences.put(book, MONTHS[0], "6") is None
    preferences.put(book, MONTHS[0], "")
    assert preferences.months_of(book, 1) == 12


def test_the_default_said_aloud_is_no_change(book: Book):
    position = book.store.head().position
    assert preferences.put(book, SHARING_SCORE, "15") is None
    assert preferences.put(book, PRINCIPAL, "principal RISK") is None
    assert book.store.head().position == position


@pytest.mark.parametrize(
    ("preference", "words", "reason"),
    [
        (SHARING_SCORE, "26", "“26” is not a whole number from 1 to 25."),
        (SHARING_SCORE, "high", "“high” is not a whole number from 1 to 25."),
        (MONTHS[1], "0", "“0” is not a whole number from 1 to 60."),
        (MONTHS[1], "1.5", "“1.5” is not a whole number from 1 to 60."),
        (COLOUR, "blue", "“blue” is not a colour such as #005EB8."),
        (COLOUR, "#ffee00", "#FFEE00 is too light to be read on paper; choose a darker colour."),
        (PRINCIPAL, "Big risk", "“Big risk” is none of Principal risk, Strategic risk."),
        (HEAD, "x" * 61, "60 characters fit there, and this has 61."),
        (NAME, " ", "a collaborative keeps a name; give another one instead of none."),
    ],
)
def test_words_that_cannot_be_read_are_refused_in_a_sentence(book: Book, preference, words, reason):
    with pytest.raises(InvalidRecordError) as refused:
        preferences.put(book, preference, words)
    assert str(refused.value) == f"{preference.label}: {reason}"


def test_what_another_program_wrote_and_nobody_can_read_counts_as_the_default(book: Book):
    book.add("setting", {"name": SHARING_SCORE.name, "value": "rather high"})
    assert preferences.number(book, SHARING_SCORE) == 15


def test_the_collaborative_is_renamed(book: Book):
    preferences.put(book, NAME, "  Five   Rivers ")
    assert book.name == "Five Rivers"
    preferences.put(book, FOOT, "Office of the company secretary")
    assert preferences.house_style(book).foot == "Office of the company secretary"


def test_the_file_calls_its_framework_as_it_likes(book: Book, path: Path, clock: FixedClock):
    record = book.add("assurance", {"title": "Theatre capacity is lost"})
    before = book.registers["assurance"]
    preferences.put(book, PRINCIPAL, "strategic risk")
    preferences.put(book, FRAMEWORK, "Joint BAF")
    register = book.registers["assurance"]
    assert (register.label, register.noun, register.running) == ("Joint BAF", "strategic risk", "joint BAF")
    assert register.get("title").label == "Strategic risk"
    assert register.get("controls").label == before.get("controls").label
    assert book.find("assurance", record.ref).register is register
    view = book.view(PUBLIC)
    assert view.registers["assurance"].label == "Joint BAF"
    assert view.registers["assurance"].get("title").label == "Strategic risk"
    with pytest.raises(UnknownNameError, match="field of the joint BAF"):
        register.get("nonsense")
    book.undo()
    assert book.registers["assurance"].label == "Assurance framework"
    book.redo()
    book.close()
    with Book.open(path, clock) as again:
        assert again.registers["assurance"].label == "Joint BAF"
        assert again.registers["risk"].label == "Risk register"


def test_another_file_keeps_the_words_of_the_program(book: Book, tmp_path: Path):
    preferences.put(book, PRINCIPAL, "Strategic risk")
    with make_book(tmp_path / "other.workbench", FixedClock(first=7000)) as other:
        assert other.registers["assurance"].get("title").label == "Principal risk"
        assert other.registers["assurance"].noun == "principal risk"


@pytest.mark.parametrize(
    ("sent", "back"), [("Strategic risk", "Strategic risk"), ("Principal risk", "Strategic risk"), ("Strategic risk", "Principal risk")]
)
def test_an_export_in_either_words_comes_back_with_nothing_to_change(book: Book, tmp_path: Path, sent: str, back: str):
    book.add("assurance", {"title": "Theatre capacity is lost", "description": "Three sites share two lists", "controls": "Shared list"})
    book.add("assurance", {"title": "Money runs out", "description": "Savings are not found"})
    preferences.put(book, PRINCIPAL, sent)
    preferences.put(book, FRAMEWORK, "Joint BAF")
    path = tmp_path / "framework.xlsx"
    export_workbook(book, path, ["assurance"])
    sheet = openpyxl.load_workbook(path)["Joint BAF"]
    assert sent in [cell.value for cell in sheet[1]]
    preferences.put(book, PRINCIPAL, back)
    preferences.put(book, FRAMEWORK, "Joint assurance framework")
    plan = plan_import(book, path)
    assert [part.register for part in plan.parts] == ["assurance", "control"]
    assert plan.counts["same"] == 3
    assert not plan.writes
    assert plan.problems == []


@pytest.mark.parametrize("words", ["Principal risk", "Strategic risk"])
def test_an_export_that_lost_its_stamp_is_read_by_its_words(book: Book, tmp_path: Path, words: str):
    book.add(
        "assurance", {"title": "Theatre capacity is lost", "description": "Three sites share two lists", "exec_lead": "Medical director"}
    )
    book.add("assurance", {"title": "Money runs out", "description": "Savings are not found", "exec_lead": "Finance director"})
    preferences.put(book, PRINCIPAL, words)
    path = tmp_path / "framework.xlsx"
    export_workbook(book, path, ["assurance"])
    workbook = openpyxl.load_workbook(path)
    del workbook["workbench"]
    workbook.save(path)
    for registers in (book.registers, declared()):
        table = inspect(path, [register for register in registers.values() if register.sought]).table
        assert table is not None
        assert table.register == "assurance"
        assert {column.header: column.field for column in table.columns}[words] == "title"


def test_choices_and_labels_call_the_framework_what_the_file_does_and_read_it_either_way(book: Book):
    preferences.put(book, FRAMEWORK, "Joint BAF")
    made = book.add("action", {"title": "Write to everyone", "origin_kind": "assurance framework"})
    assert made.show("origin_kind") == "Joint BAF"
    assert book.edit([made], {"origin_kind": "Joint BAF"}) is None
    assert book.registers["risk"].get("baf_ref").label == "Joint BAF reference"
    preferences.put(book, FRAMEWORK, "Assurance framework")
    assert book.records("action")[0].show("origin_kind") == "Assurance framework"


def test_head_and_foot_stand_on_every_page_of_a_pack_the_first_included(book: Book, tmp_path: Path):
    preferences.put(book, HEAD, "Five Rivers, for members")
    preferences.put(book, FOOT, "Office of the company secretary")
    print_pack(book, tmp_path / "pack.pdf", PRIVATE)
    with pypdfium2.PdfDocument(tmp_path / "pack.pdf") as document:
        pages = [page.get_textpage().get_text_range() for page in document]
    assert len(pages) > 2
    assert all("Five Rivers, for members" in page and "Office of the company secretary" in page for page in pages)
