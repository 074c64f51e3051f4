"""Workbooks as members send them back: opened, changed in named cells, filled in and saved."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from workbench.services.book import Book
from workbench.services.rounds import Round, send_round

ALDERBROOK, CARROW = "Royal Alderbrook NHS Trust", "Carrow Valley ICB"


def sent_to(made: Round, member: str) -> Path:
    """Return the workbook of a round that a member was sent."""
    return next(one.path for one in made.sent if one.member == member)


def returned(
    sent: Path, path: Path, cells: Mapping[tuple[str, str], Any] | None = None, *, sheet: str = "Risk register", **answers: Any
) -> Path:
    """Save a workbook that was sent as it comes back: cells by reference and label, answers by label with underscores."""
    workbook = load_workbook(sent)
    table = workbook[sheet]
    labels = [cell.value for cell in table[1]]
    refs = {row[0].value: row[0].row for row in table.iter_rows(min_row=2) if row[0].value}
    for (ref, label), value in (cells or {}).items():
        table.cell(refs[ref], labels.index(label) + 1).value = value
    said = {label.replace("_", " "): value for label, value in answers.items()}
    for row in workbook["Your return"].iter_rows():
        if row[0].value in said:
            row[1].value = said.pop(row[0].value)
    assert not said
    path.parent.mkdir(exist_ok=True)
    workbook.save(path)
    return path


def round_of(book: Book, folder: Path, **how: Any) -> Round:
    """Send a round of the quarter that the clock stands in, about risks alone where nobody says otherwise."""
    return send_round(book, folder, **{"keys": ["risk"], **how})
