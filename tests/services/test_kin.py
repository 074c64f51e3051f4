"""What belongs to a record, what a change concerns, and links as they read from either side."""

import pytest

from tests.making import make_book
from workbench.domain.change import Applied
from workbench.domain.errors import WorkbenchError
from workbench.services.kin import add_kin, belonging, concerned, kin_of
from workbench.services.linking import find_anywhere, home_of, relations, tie, ties, untie
from workbench.services.suggesting import suggest_names, suggest_records


@pytest.fixture
def book(path, clock):
    with make_book(path, clock, risks=3) as made:
        yield made


def kin(book, register, key):
    return next(one for one in kin_of(book.registers, book.register(register)) if one.register.key == key)


def keys(book, register):
    return [one.register.key for one in kin_of(book.registers, book.register(register))]


def test_the_registers_say_themselves_what_hangs_on_them(book):
    assert keys(book, "assurance") == ["control", "assurance_source", "gap", "position", "action"]
    assert keys(book, "risk") == ["control", "assurance_source", "gap", "position", "action"]
    assert keys(book, "decision") == ["approval", "vote", "declaration", "action"]
    assert keys(book, "action") == ["extension", "update"]
    assert keys(book, "person") == ["post"]


def test_sources_stand_below_the_controls_of_a_risk(book):
    risk = book.records("risk")[0]
    control = add_kin(book, kin(book, "risk", "control"), risk, {"title": "Weekly bed meeting"})
    source = add_kin(book, kin(book, "risk", "assurance_source"), risk, {"title": "Site visit"})
    assert source.row["parent"] == control.uid
    assert belonging(book, kin(book, "risk", "assurance_source"), risk.uid) == [source]


def test_an_action_raised_by_a_risk_is_one_change_and_a_link(book):
    risk = book.records("risk")[0]
    before = len(book.history())
    made = add_kin(book, kin(book, "risk", "action"), risk, {"title": "Call every ward"})
    assert len(book.history()) == before + 1
    assert made.show("origin") == "R-001"
    assert belonging(book, kin(book, "risk", "action"), risk.uid) == [made]


def test_a_change_concerns_what_it_hangs_on_at_any_height(book):
    risk = book.records("risk")[0]
    heard: list[Applied] = []
    book.subscribe(heard.append)
    control = add_kin(book, kin(book, "risk", "control"), risk, {"title": "Weekly bed meeting"})
    book.add("assurance_source", {"title": "Site visit", "parent": control.uid})
    assert concerned(book, heard[-1], "risk") == {risk.uid}
    assert concerned(book, heard[-1], "decision") == set()


def test_a_link_reads_from_both_ends_and_goes(book):
    one, other = book.records("risk")[:2]
    tie(book, one, "contributes_to", "R-002")
    assert [(found.words, found.other.ref) for found in ties(book, one)] == [("Contributes to", "R-002")]
    assert [(found.words, found.other.ref) for found in ties(book, other)] == [("Contributed to by", "R-001")]
    untie(book, ties(book, other)[0].link)
    assert ties(book, one) == []


@pytest.mark.parametrize("words", ["R-999", "R-001"])
def test_what_cannot_be_linked_is_a_sentence(book, words):
    with pytest.raises(WorkbenchError):
        tie(book, book.records("risk")[0], "same_as", words)


def test_the_same_link_is_not_made_twice(book):
    tie(book, book.records("risk")[0], "same_as", "R-002")
    with pytest.raises(WorkbenchError, match="linked so with R-002 already"):
        tie(book, book.records("risk")[0], "same_as", "R-002")


def test_every_relation_is_offered_with_its_words(book):
    assert ("contributes_to", "Contributes to") in relations(book)


def test_a_child_is_found_at_home_in_its_parents_form(book):
    risk = book.records("risk")[0]
    control = add_kin(book, kin(book, "risk", "control"), risk, {"title": "Weekly bed meeting"})
    assert find_anywhere(book, control.uid) == book.record("control", control.uid)
    assert home_of(book, control).uid == risk.uid


def test_a_few_words_of_a_title_bring_its_reference(book):
    found = suggest_records(book, "ward 2", ("risk",))
    assert [(one.written, one.uid) for one in found] == [("R-002", book.records("risk")[1].uid)]
    assert suggest_records(book, "r-00", ("risk",), but={book.records("risk")[0].uid})[0].written == "R-002"
    assert suggest_records(book, " ", ()) == []


def test_names_are_completed_from_their_register(book):
    book.add("person", {"name": "Sam Lee"})
    book.add("person", {"name": "Lee Samson"})
    assert [one.written for one in suggest_names(book, "sam", "person")] == ["Sam Lee", "Lee Samson"]
    assert suggest_names(book, "royal", "member")[0].written == "Royal Alderbrook NHS Trust"
    assert suggest_names(book, "sam", "nothing") == []


def test_what_a_record_is_called_concerns_those_linked_with_it(book):
    one, other = book.records("risk")[:2]
    tie(book, one, "same_as", "R-002")
    action = book.add("action", {"title": "Call every ward", "origin": "R-002"})
    heard: list[Applied] = []
    book.subscribe(heard.append)
    book.edit([other], {"ref": "R-200"})
    assert concerned(book, heard[-1], "action") == {action.uid}
