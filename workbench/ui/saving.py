"""Save one value of some records, and say in one sentence why it could not be."""

from collections.abc import Mapping, Sequence

from workbench.domain.errors import InvalidRecordError, WorkbenchError
from workbench.domain.field import AnyField
from workbench.domain.register import Record
from workbench.services.book import Book


def reason(error: WorkbenchError, field: AnyField) -> str:
    """Return what is wrong with a value as a sentence beside its field, whose name it need not repeat."""
    if isinstance(error, InvalidRecordError):
        return error.problems.get(field.key, str(error)).removeprefix(f"{field.label}: ")
    return str(error)


def saved(book: Book, records: Sequence[Record], field: AnyField, said: object) -> str:
    """Save a value; return nothing where it was, else why it was not."""
    values: Mapping[str, object] = {field.key: said}
    try:
        book.edit(records, values)
    except WorkbenchError as error:
        return reason(error, field)
    return ""
