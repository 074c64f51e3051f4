"""Whose a workbook seems to be is worked out with its reason, proposed, and never taken for granted."""

from pathlib import Path

import openpyxl
import pytest

from tests.making import FixedClock, make_book, uid_of
from workbench.exchange.sheets import Correction
from workbench.services.book import Book
from workbench.services.importing import apply_plan, plan_import
from workbench.services.senders import Names, unplaced

BRAY, ALDER, THIRD = "Braywater Hospitals NHS Trust", "Royal Alderbrook NHS Foundation Trust", "Carrow Valley ICB"
HEADINGS = ["Ref", "Risk", "Description", "Owner"]
ROWS = [[f"R-{number}", f"Lift {number} fails", f"The lift of ward {number} is old.", "Ann Lee"] for number in range(1, 6)]
OTHERS = [[f"R-{number}", f"Contract {number} ends", f"Nobody buys the goods of ward {number}.", "Jo May"] for number in range(1, 6)]


def sheet(
    path: Path, rows: list[list[str]], *, above: str = "", name: str = "Log", title: str = "", headings: list[str] = HEADINGS
) -> Path:
    book = openpyxl.Workbook()
    book.properties.title = title or None
    made = book.active
    made.title = name
    for row in ([[above], [], headings] if above else [headings]) + rows:
        made.append(row)
    book.save(path)
    return path


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    """A file that has had one return of Braywater."""
    folder = tmp_path_factory.mktemp("senders")
    made = make_book(folder / "file.workbench", FixedClock(), organisations=(BRAY, ALDER, THIRD))
    said = Correction("Log", (0,), {"Ref": "ref", "Risk": "title", "Description": "description", "Owner": "owner"})
    apply_plan(made, plan_import(made, sheet(folder / "Lifts and doors Q1.xlsx", ROWS), member=BRAY, correction=said))
    yield made
    made.close()


@pytest.mark.parametrize(
    ("name", "rows", "how", "member", "reason"),
    [
        ("anything.xlsx", [*ROWS[1:], OTHERS[0]], {}, BRAY, "4 of these references already belong to Braywater Hospitals NHS Trust."),
        ("anything.xlsx", ROWS[:1], {}, BRAY, "One of these references already belongs to Braywater Hospitals NHS Trust."),
        ("Return from Alderbrook.xlsx", OTHERS, {"headings": [*HEADINGS[:3], "Who"]}, ALDER, "The workbook's name says Royal"),
        ("carrow_valley.xlsx", OTHERS, {"headings": [*HEADINGS[:3], "Who"]}, THIRD, "The workbook's name says Carrow Valley ICB."),
        ("a.xlsx", OTHERS, {"above": "Carrow Valley ICB: risks in Q2"}, THIRD, "The words above the table name Carrow Valley ICB."),
        ("a.xlsx", OTHERS, {"name": "Alderbrook"}, ALDER, "The sheet's name says Royal Alderbrook"),
        ("a.xlsx", OTHERS, {"title": "Braywater risks"}, BRAY, "The workbook's properties name Braywater"),
        ("Lifts and doors Q2.xlsx", OTHERS, {"headings": [*HEADINGS[:3], "Who"]}, BRAY, "“Lifts and doors Q1.xlsx” came from Braywater"),
        ("a.xlsx", OTHERS, {}, BRAY, "It is laid out as Braywater Hospitals NHS Trust lays out its workbooks."),
    ],
)
def test_a_workbook_tells_whose_it_is(book: Book, tmp_path: Path, name, rows, how, member, reason):
    plan = plan_import(book, sheet(tmp_path / name, rows, **how))
    assert plan.likely is not None
    assert (plan.likely.member, plan.likely.reason[: len(reason)]) == (uid_of(book, member), reason)
    assert not plan.member, "nobody is taken for granted"


def test_a_column_of_one_organisation_tells(book: Book, tmp_path: Path):
    rows = [[*row, THIRD] for row in OTHERS]
    plan = plan_import(book, sheet(tmp_path / "a.xlsx", rows, headings=[*HEADINGS[:3], "Who", "Organisation"]))
    assert plan.likely is not None
    assert plan.likely.reason == "A column names Carrow Valley ICB in 5 rows."
    assert unplaced(book, plan) == 0, "each says whose it is"


def test_a_column_of_one_name_that_is_like_an_organisations_tells(book: Book, tmp_path: Path):
    rows = [[*row, "Alderbrook Hospital"] for row in OTHERS]
    plan = plan_import(book, sheet(tmp_path / "a.xlsx", rows, headings=[*HEADINGS[:3], "Who", "Organisation"]))
    assert plan.likely is not None
    assert plan.likely.reason == f"A column says “Alderbrook Hospital”, which is like {ALDER}."


def test_the_very_workbook_is_known_by_its_bytes(book: Book):
    content = next(record for record in book.records("receipt"))
    plan = plan_import(book, _kept(book, str(content.row["digest"])))
    assert plan.likely is not None
    assert plan.likely.reason.startswith("This very workbook was imported as one of Braywater")


def test_references_that_others_have_already_are_told(book: Book, tmp_path: Path):
    plan = plan_import(book, sheet(tmp_path / "a.xlsx", OTHERS), member=ALDER)
    assert plan.notes == [f"R-1, R-2, R-3, R-4 and 1 more also stand for risks of {BRAY}; look whose is meant."]
    assert plan_import(book, sheet(tmp_path / "b.xlsx", ROWS[:2]), member=BRAY).notes == []


def test_what_speaks_for_another_is_said(book: Book, tmp_path: Path):
    plan = plan_import(book, sheet(tmp_path / "Alderbrook.xlsx", ROWS))
    assert plan.likely is not None
    assert plan.likely.member == uid_of(book, BRAY)
    assert plan.likely.doubt == "But look: the workbook's name says Royal Alderbrook NHS Foundation Trust."


def test_references_that_everybody_uses_tell_nothing(book: Book, tmp_path: Path):
    plan = plan_import(book, sheet(tmp_path / "Risk register Q3.xlsx", OTHERS, headings=[*HEADINGS[:3], "Who"]))
    assert plan.likely is None
    assert plan.asks_sender
    assert unplaced(book, plan) == 5


@pytest.mark.parametrize("text", ["", "NHS Trust", "Hospitals", "Alderbrook and Braywater", "brayw", "Royal"])
def test_everyday_words_and_two_names_name_nobody(book: Book, text: str):
    assert Names(book).named_in(text) == ""


def test_a_sender_who_was_said_is_not_asked_for(book: Book, tmp_path: Path):
    plan = plan_import(book, sheet(tmp_path / "a.xlsx", ROWS), member=ALDER)
    assert (plan.likely, plan.asks_sender) == (None, False)


def _kept(book: Book, digest: str) -> Path:
    path = book.path.parent / "kept again.xlsx"
    path.write_bytes(book.store.blob(digest) or b"")
    return path
