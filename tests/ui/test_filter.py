"""The filter line: any word of a record, and chips."""

from datetime import date

import pytest

from tests.making import risk, uid_of
from workbench.domain.register import Record
from workbench.ui.filter import FilterLine
from workbench.ui.words import Words


@pytest.fixture
def line(book, clock, qtbot) -> FilterLine:
    made = FilterLine(book.registers["risk"], clock.today)
    qtbot.addWidget(made)
    return made


def found(line: FilterLine, book) -> list[str]:
    return [record.ref for record in line.choose(book.records("risk"))]


def test_every_word_must_be_there_in_any_case_and_any_field(line, book):
    line.input.setText("WARD jo r-002")
    assert found(line, book) == ["R-002"]


def test_the_words_of_choices_levels_and_bands_are_found_too(line, book):
    line.input.setText("3 possible")
    assert found(line, book) == ["R-002"]
    line.input.setText("moderate shared")
    assert "R-001" in found(line, book)


def test_the_name_of_an_organisation_is_found(line, book):
    book.add("risk", risk(4, member="Carrow Valley ICB", tier="local"))
    line.words.forget()
    line.input.setText("carrow valley")
    assert len(found(line, book)) == 1


def test_of_one_family_of_chips_only_one_is_pressed(line, book):
    line.press("shared")
    line.press("own")
    assert not line.chips["shared"].isChecked()
    assert found(line, book) == []


def test_members_own_risks_are_told_from_unsorted_ones(line, book):
    uid = uid_of(book, "Carrow Valley ICB")
    own = book.add("risk", risk(5, ref="T-5", member=uid, tier="corporate"))
    unsorted = book.add("risk", risk(6, ref="T-6", member=uid, tier="unsorted"))
    line.press("own")
    assert found(line, book) == [own.ref]
    line.press("unsorted")
    assert found(line, book) == [unsorted.ref]


def test_only_open_records_can_be_overdue(line, book, clock):
    clock.day = date(2026, 7, 23)
    first, second, _ = book.records("risk")
    book.edit([first], {"next_review": "22/7/2026"})
    book.edit([second], {"next_review": "22/7/2026", "status": "closed"})
    line.press("overdue")
    assert found(line, book) == ["R-001"]


def test_a_changed_record_is_found_by_its_new_words(line, book):
    line.input.setText("pharmacy")
    assert found(line, book) == []
    record = book.records("risk")[0]
    book.edit([record], {"title": "Pharmacy robot"})
    line.words.forget([record.uid])
    assert found(line, book) == ["R-001"]


def test_words_are_folded_ahead_of_time_a_few_records_at_a_time(book):
    words = Words(book.registers["risk"])
    words.warm(book.records("risk"))
    assert words.prepare(2)
    assert not words.prepare(2)


def test_clearing_shows_everything_again(line, book, qtbot):
    line.input.setText("nothing holds this")
    line.press("shared")
    line.clear()
    assert found(line, book) == ["R-001", "R-002", "R-003"]


def test_text_with_case_and_quotes_folded_is_found(book):
    words = Words(book.registers["risk"])
    record = Record(book.registers["risk"], {"uid": "1", "title": "Trust’s  Café"})
    assert words.matching("trust's café", [record]) == [record]
