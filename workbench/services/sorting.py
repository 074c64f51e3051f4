"""Whose return a workbook is: by its stamp, else by an organisation's name in it or a layout that only one has; nothing is guessed."""

from collections.abc import Iterator
from dataclasses import dataclass

from workbench.domain.text import joined
from workbench.exchange.sheets import Workbook
from workbench.services.book import Book
from workbench.services.layouts import laid_out_by
from workbench.services.returned import is_own
from workbench.services.senders import Names

_TITLE_ROWS = 12
"""Rows at the top of a sheet in which an organisation is named as whose workbook it is."""


@dataclass(frozen=True)
class Whose:
    """Whose return a workbook is: the organisation's uid, and how that is known; or a blank uid, and why it is not."""

    member: str
    why: str


def whose(book: Book, workbook: Workbook) -> Whose:
    """Return whose return a workbook is."""
    stamp = workbook.stamp
    if stamp is not None and stamp.member:
        if book.record("member", stamp.member) is not None:
            known = "it is the workbook that was sent there" if is_own(book, stamp) else "it was made for it from another copy of this file"
            return Whose(stamp.member, known)
        return Whose("", "It was made for an organisation that is not in this file.")
    if stamp is not None and is_own(book, stamp):
        return Whose("", "It is an export of this file that was made for no one organisation; import it by itself and say whose it is.")
    names = Names(book)
    evidence = [
        (names.wholly_named_in(workbook.name.rpartition(".")[0]), "its file name says so"),
        ({uid for words in _titles(workbook) for uid in names.wholly_named_in(words)}, "its heading says so"),
        (laid_out_by(book, workbook), "it is laid out as its workbooks are"),
    ]
    told = [(found, why) for found, why in evidence if found]
    if not told:
        return Whose("", "Neither its name nor its cells say which organisation it is from; import it by itself and say whose it is.")
    common = set.intersection(*(found for found, _ in told))
    if len(common) == 1:
        return Whose(common.pop(), told[0][1])
    either = sorted(book.directory.name(uid) for uid in set.union(*(found for found, _ in told)))
    return Whose("", f"It may be from {joined(either, 'or')}; import it by itself and say whose it is.")


def _titles(workbook: Workbook) -> Iterator[str]:
    """Return the words above the tables: rows that hold one text and nothing else, as titles do."""
    for sheet in workbook.sheets:
        for row in sheet.rows[:_TITLE_ROWS]:
            words = [value for value in row if value not in (None, "")]
            if len(words) == 1 and isinstance(words[0], str):
                yield words[0]
