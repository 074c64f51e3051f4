"""Names by which workbooks call organisations that a file knows under another: which they are, and keeping what they mean."""

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from workbench.domain.change import Applied
from workbench.domain.kinds import SEPARATOR, Member
from workbench.domain.text import clean, squeeze
from workbench.services.senders import Names

if TYPE_CHECKING:
    from workbench.services.book import Book
    from workbench.services.plan import Plan


class UnknownName(NamedTuple):
    """A name that is no organisation's of the file, and how many cells of a workbook say it."""

    name: str
    cells: int
    likely: str = ""
    """The organisation whose name is like it, or nothing."""


def unknown_names(book: "Book", plan: "Plan") -> list[UnknownName]:
    """Return the names in a plan's columns of organisations that nobody in the file is called by, the most frequent first."""
    found: Counter[str] = Counter()
    for part in plan.parts:
        register = book.register(part.register)
        for column in part.table.columns:
            field = register.find(column.field)
            sheet = part.table.drawn or plan.workbook.sheet(part.table.sheet)
            if field is None or not isinstance(field.kind, Member) or sheet is None:
                continue
            for rows in part.table.records:
                cells = (sheet.rows[row][column.index] for row in rows if row < len(sheet.rows) and column.index < len(sheet.rows[row]))
                found.update({" ".join(clean(value).split()) for value in cells if isinstance(value, str) and value.strip()})
    names = Names(book)
    return [UnknownName(name, cells, names.named_in(name)) for name, cells in found.most_common() if book.directory.find(name) is None]


def call_also(book: "Book", member: str, name: str) -> Applied | None:
    """Keep that an organisation is called by another name, too; every workbook that says so means it from now on.

    Raises:
        InvalidRecordError: the name cannot be one.
    """
    record = book.by_uid("member")[member]
    parts = [part for part in str(record.row.get("other_names") or "").split(SEPARATOR) if part]
    whole = [*parts, *([name] if squeeze(name) not in map(squeeze, parts) else [])]
    return book.edit([record], {"other_names": SEPARATOR.join(whole)}, reason=f"Workbooks call it “{name}”.")
