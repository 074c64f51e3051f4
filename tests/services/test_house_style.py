"""The collaborative's own words stand at the head and the foot of each page, in its colour, and are nobody's secret."""

from pathlib import Path

import pytest
from pypdfium2 import PdfDocument

from tests.making import FixedClock
from workbench.domain.audience import PRIVATE, PUBLIC
from workbench.services import preferences
from workbench.services.book import Book
from workbench.services.packs import print_pack


@pytest.mark.parametrize("keys", [(), ("risk",)])
@pytest.mark.parametrize("audience", [PUBLIC, PRIVATE])
def test_a_pack_bears_the_collaboratives_own_words(book: Book, clock: FixedClock, tmp_path: Path, keys, audience):
    path = tmp_path / "pack.pdf"
    print_pack(book, path, audience, keys=keys)
    plain = path.read_bytes()
    preferences.put(book, preferences.HEAD, "Official: for the boards of all members")
    preferences.put(book, preferences.FOOT, "Office of the company secretary, Braywater House")
    preferences.put(book, preferences.COLOUR, "#7A0033")
    print_pack(book, path, audience, keys=keys)
    assert path.read_bytes() != plain
    with PdfDocument(path) as document:
        last = document[len(document) - 1].get_textpage().get_text_bounded()
    assert "Official: for the boards of all members" in last
    assert "Office of the company secretary, Braywater House" in last
