"""Layouts of every kind brought up to date: ticks, several columns for one text, records over several rows, merged groups, forms."""

from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest

from tests.making import MEMBERS
from workbench.services.book import Book
from workbench.services.importing import apply_plan, plan_import
from workbench.services.updating import Updated, update_workbook

ALDERBROOK, _ = MEMBERS
Rows = Sequence[Sequence[object]]


def written(path: Path, rows: Rows, merged: Sequence[str] = ()) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    for box in merged:
        book.worksheets[0].merge_cells(box)
    book.save(path)
    return path


def brought_up(book: Book, own: Path, ref: str, **values: object) -> tuple[Updated, dict[str, object]]:
    """Import a workbook, edit one of its records, and return what was written."""
    apply_plan(book, plan_import(book, own, register="risk", member=ALDERBROOK))
    book.edit([book.find("risk", f"{ALDERBROOK}/{ref}")], values)
    done = update_workbook(book, own, own.with_name("out.xlsx"), book.audience(member=ALDERBROOK))
    sheets = [openpyxl.load_workbook(path).worksheets[0] for path in (own, done.path)]
    one, other = ({cell.coordinate: cell.value for row in sheet for cell in row if cell.value is not None} for sheet in sheets)
    again = plan_import(book, done.path, register="risk", member=ALDERBROOK)
    assert [row.cells for row in again.rows if row.cells] == []
    return done, {name: other.get(name) for name in sorted(one.keys() | other.keys()) if one.get(name) != other.get(name)}


TICKS: Rows = [
    ("Ref", "Risk title", "Likelihood", None, None, None, None, "Owner"),
    (None, None, 1, 2, 3, 4, 5, None),
    ("T-1", "Boilers fail", None, None, None, "x", None, "Ann"),
    ("T-2", "Lifts stop", None, "x", None, None, None, "Bo"),
    ("T-3", "Roof leaks", None, None, "x", None, None, "Cy"),
]


def test_the_mark_of_a_scale_moves_to_its_new_step(book: Book, tmp_path: Path):
    own = written(tmp_path / "own.xlsx", TICKS, ("C1:G1",))
    plan = plan_import(book, own, register="risk", member=ALDERBROOK)
    assert plan.parts[0].source.reading.columns["current_likelihood"] == [4, 2, 3]
    done, changed = brought_up(book, own, "T-1", current_likelihood=2)
    assert (done.problems, changed) == ([], {"F3": None, "D3": "x"})


STACKED: Rows = [
    ("Ref", "Risk title", "Description", "Progress"),
    ("T-1", "Boilers fail", "North site", "Ordered"),
    (None, None, None, "Delivered"),
    ("T-2", "Lifts stop", "Both", "Inspected"),
]


def test_lines_of_a_record_over_several_rows_stay_in_their_rows(book: Book, tmp_path: Path):
    done, changed = brought_up(book, written(tmp_path / "own.xlsx", STACKED), "T-1", progress="Ordered\nDelivered in May")
    assert (done.problems, changed) == ([], {"D3": "Delivered in May"})


def test_lines_that_have_no_row_of_their_own_are_reported(book: Book, tmp_path: Path):
    done, changed = brought_up(book, written(tmp_path / "own.xlsx", STACKED), "T-1", progress="Ordered\nDelivered\nFitted")
    assert (changed, [problem.cell for problem in done.problems]) == ({}, ["D2"])


GROUPED: Rows = [
    ("Category", "Ref", "Risk title", "Owner", "Description"),
    ("Estates", "T-1", "Boilers fail", "Ann", "North site"),
    (None, "T-2", "Lifts stop", "Bo", "Both"),
    ("Staff", "T-3", "Too few sisters", "Cy", "Rotas"),
]


@pytest.mark.parametrize("ref", ["T-1", "T-2"])
def test_a_merged_cell_that_speaks_for_others_stays(book: Book, tmp_path: Path, ref: str):
    done, changed = brought_up(book, written(tmp_path / "own.xlsx", GROUPED, ("A2:A3",)), ref, category="Buildings", owner="Di")
    assert changed == {f"D{2 if ref == 'T-1' else 3}": "Di"}
    assert ["merged" in problem.message for problem in done.problems] == [True]


TWO_COLUMNS: Rows = [
    ("Ref", "Risk title", "Existing controls", "Key controls", "Owner"),
    ("T-1", "Boilers fail", "Weekly test", "Spare boiler", "Ann"),
    ("T-2", "Lifts stop", "Contract", None, "Bo"),
]


def test_a_text_of_two_columns_is_parted_by_their_headings(book: Book, tmp_path: Path):
    own = written(tmp_path / "own.xlsx", TWO_COLUMNS)
    plan = plan_import(book, own, register="risk", member=ALDERBROOK)
    assert [column.field for column in plan.columns].count("controls") == 2
    text = str(plan.parts[0].source.reading.columns["controls"][0])
    done, changed = brought_up(book, own, "T-1", controls=text.replace("Spare boiler", "Two spare boilers"))
    assert (done.problems, changed) == ([], {"D2": "Two spare boilers"})


def test_a_form_is_changed_where_its_answer_stands(book: Book, tmp_path: Path):
    form = [
        ("Risk reference", "T-1"),
        ("Risk title", "Boilers fail"),
        ("Description", "North site"),
        ("Risk owner", "Ann Lee"),
        ("Likelihood", 4),
        ("Consequence", 3),
    ]
    done, changed = brought_up(book, written(tmp_path / "own.xlsx", form), "T-1", owner="Di Orr", current_likelihood=2)
    assert (done.problems, changed) == ([], {"B4": "Di Orr", "B5": 2})


def test_words_that_parts_of_a_cell_are_written_with_stay_where_it_says_the_same(book: Book, tmp_path: Path):
    rows = [
        ("Ref", "Risk title", "Risk owner", "Likelihood"),
        ("T-1", "Boilers fail", "Ann Lee / Bo Hart", "Likely (4)"),
        ("T-2", "Lifts stop", "Cy Moss", "Rare (1)"),
    ]
    done, changed = brought_up(book, written(tmp_path / "own.xlsx", rows), "T-1", current_likelihood=1)
    assert (done.problems, changed) == ([], {"D2": "Rare (1)"})
