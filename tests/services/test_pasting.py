"""What a block of cells would change, told before, and done as one change."""

import pytest

from tests.making import make_book, risk
from workbench.services.pasted_headings import pasted_headings
from workbench.services.pasting import apply_paste, plan_paste


@pytest.fixture
def book(path, clock):
    with make_book(path, clock, risks=4) as made:
        yield made


def planned(book, block, keys=("owner", "status", "next_review"), first=0):
    return plan_paste(book, book.records("risk")[first:], keys, block, register=book.register("risk"))


def test_a_block_changes_cells_to_the_right_and_below_as_one_change(book):
    paste = planned(book, [["Sam Lee", "open", "1/9/26"], ["Jo Hart", "Closed", ""]])
    assert paste.line == "5 cells of 2 risks change."
    before = len(book.history())
    apply_paste(book, paste)
    assert len(book.history()) == before + 1
    assert book.undo_name == "Paste 5 cells of 2 risks"
    first, second = book.records("risk")[:2]
    assert (first.show("owner"), first.show("status"), first.row["next_review"]) == ("Sam Lee", "Open", "2026-09-01")
    assert (second.show("owner"), second.show("status")) == ("Jo Hart", "Closed")
    book.undo()
    assert book.records("risk")[0].show("owner") == "Jo Smith"


def test_what_cannot_be_read_is_told_and_the_rest_is_taken(book):
    paste = planned(book, [["Sam Lee", "nonsense", "32/1/26"]])
    assert paste.line == "1 cell of 1 risk changes; 2 cannot be taken."
    assert str(paste.unread[1]) == "Next review of R-001: “32/1/26” is not a date such as 23/07/2026."


def test_one_value_goes_into_every_record_chosen(book):
    chosen = book.records("risk")[:3]
    apply_paste(book, plan_paste(book, chosen, ("owner",), [["Sam Lee"]], register=book.register("risk"), chosen=chosen))
    assert [record.show("owner") for record in book.records("risk")] == ["Sam Lee"] * 3 + ["Jo Smith"]


def test_rows_below_the_last_record_are_offered_as_new_ones(book):
    paste = planned(book, [["One", "open", ""], ["Two", "open", ""], ["Three", "", ""]], first=3)
    assert (len(paste.added), paste.cells) == (2, 2)
    apply_paste(book, paste)
    assert len(book.records("risk")) == 4
    book.undo()
    apply_paste(book, planned(book, [["One", "open", ""], ["Two", "open", ""]], first=3), with_added=True)
    made = book.records("risk")[-1]
    assert (made.ref, made.show("owner"), made.show("tier")) == ("R-005", "Two", "Shared")
    assert book.undo_name == "Paste 2 cells of R-004 and 1 new risk"


def test_headings_say_which_columns_and_references_which_records(book):
    block = [["Status", "Reference", "Owner"], ["Open", "R-003", "Sam Lee"], ["Closed", "R-001", "Jo Hart"]]
    apply_paste(book, planned(book, block, first=2))
    assert [record.show("owner") for record in book.records("risk")] == ["Jo Hart", "Jo Smith", "Sam Lee", "Jo Smith"]


@pytest.mark.parametrize(
    ("line", "keys"),
    [
        (["Risk ID", "Risk title", "L", "I"], ["ref", "title", "current_likelihood", "current_consequence"]),
        (["Risk description", "Comments", "Risk owner"], ["description", None, "owner"]),
        (["Status", "Owner"], ["status", "owner"]),
        (["Sam Lee", "Open", "1/9/26"], None),
        (["Estates", "Closed", "Ann Lee"], None),
        (["K-1", "Pharmacy robot fails", "Director of estates"], None),
        (["Owner"], None),
    ],
)
def test_headings_are_known_by_the_words_people_use_and_data_is_not(book, line, keys):
    found = pasted_headings(book.register("risk"), line)
    assert (found and [one.key if one else None for one in found.columns]) == keys


def test_every_row_of_a_block_can_become_a_record_of_its_own(book):
    block = [["Risk ID", "Risk title", "What the cat says"], ["R-001", "Linen", "miaow"], ["K-9", "Doors", ""]]
    paste = plan_paste(book, [], [], block, register=book.register("risk"), anew=True)
    assert paste.line == "The column “What the cat says” has no place here and is left out."
    apply_paste(book, paste, with_added=True)
    assert [(record.ref, record.title) for record in book.records("risk")[-2:]] == [("R-005", "Linen"), ("K-9", "Doors")]


def test_references_and_scores_that_are_worked_out_say_why_they_stay(book):
    paste = planned(book, [["X-1", "25"]], keys=("ref", "current_score"))
    assert [one.why for one in paste.unread] == [
        "Each record keeps its own reference.",
        "it is worked out as 6 from likelihood and consequence; change those instead.",
    ]
    assert apply_paste(book, paste) is None


def test_what_a_table_shows_changes_nothing_when_it_comes_back(book):
    book.edit([book.records("risk")[0]], {"next_review": "1/9/26"})
    record = book.records("risk")[0]
    keys = [field.key for field in book.register("risk") if field.column]
    paste = planned(book, [[record.show(key) for key in keys]], keys=keys)
    assert (paste.line, paste.values) == ("Nothing would change.", {})


def test_references_pasted_into_a_field_of_links_become_links(book):
    apply_paste(book, planned(book, [["R-003; the estates log"]], keys=("linked_risks",)))
    assert book.records("risk")[0].show("linked_risks") == "R-003; the estates log"
    assert len(book.records("link")) == 1


def test_a_copied_row_pasted_below_gets_a_reference_of_its_own(book):
    block = [["Reference", "Risk"], ["R-001", "Risk 1 of late discharge from ward 1"], ["K-9", "Another"]]
    paste = planned(book, block)
    assert len(paste.added) == 1
    apply_paste(book, paste, with_added=True)
    assert book.records("risk")[-1].ref == "K-9"
    assert len(book.records("risk")) == 5


def test_columns_beyond_the_last_are_counted(book):
    assert planned(book, [["A", "open", "1/1/27", "more"]]).line.endswith("1 column beyond the last one is left out.")


def test_values_typed_by_hand_are_read_the_same(book):
    book.add("risk", risk(9))
    paste = planned(book, [["  Sam Lee  "]], keys=("owner",))
    assert next(iter(paste.values.values()))[1] == {"owner": "Sam Lee"}
