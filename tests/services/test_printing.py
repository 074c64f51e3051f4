"""What is looked at of a register, printed: the records a filter lets through under the columns chosen."""

import pypdfium2
import pytest

from tests.making import make_book, risk
from workbench.domain.audience import PRIVATE, PUBLIC
from workbench.services.printing import Narrowed, Shown, print_shown


@pytest.fixture
def book(path, clock):
    with make_book(path, clock, risks=4) as made:
        yield made


def words_of(path):
    document = pypdfium2.PdfDocument(path)
    try:
        return "\n".join(document[page].get_textpage().get_text_range() for page in range(len(document)))
    finally:
        document.close()


def test_only_what_is_looked_at_is_printed(book, tmp_path):
    kept = book.records("risk")[1:3]
    book.edit([kept[0]], {"category": "Workforce"})
    shown = Shown(frozenset(record.uid for record in kept), ("ref", "title", "category"))
    printed = print_shown(book, tmp_path / "view.pdf", PRIVATE, "risk", shown)
    text = words_of(tmp_path / "view.pdf")
    assert printed.records == 2
    assert "R-002" in text
    assert "R-001" not in text
    assert "Category" in text
    assert "Beds on ward" not in text


def test_a_version_shows_no_more_for_being_narrowed(book):
    own = book.add("risk", risk(9, member="Royal Alderbrook NHS Trust"))
    whole = book.view(PUBLIC)
    narrowed = Narrowed(whole, "risk", {own.uid, book.records("risk")[0].uid}, ("title", "owner"))
    assert narrowed.records("risk") == []
    assert "owner" not in narrowed.registers["risk"]
    assert [field.key for field in narrowed.registers["risk"] if field.column] == ["ref", "title"]
    assert len(narrowed.records("member")) == len(whole.records("member"))


def test_all_columns_at_once_still_fit_their_pages(book, tmp_path):
    record = book.records("risk")[0]
    values = {field.key: "Words " * 60 for field in book.register("risk") if field.kind.prose and not field.kind.gathers}
    book.edit([record], {key: value for key, value in values.items() if key != "extra"})
    shown = Shown(frozenset({record.uid}), tuple(field.key for field in book.register("risk")))
    assert print_shown(book, tmp_path / "all.pdf", PRIVATE, "risk", shown).records == 1
    assert "Score rationale" in words_of(tmp_path / "all.pdf")
