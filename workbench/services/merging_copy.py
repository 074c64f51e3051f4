"""A copy of the open file, looked at apart from it: recognised, checked, and never written to or beside."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.domain.clock import Progress, unwatched
from workbench.domain.errors import FileTroubleError, WorkbenchError
from workbench.services import keeping
from workbench.services.book import Book

if TYPE_CHECKING:
    from workbench.store.file import Store

FILE_ID = "file_id"


class RefusedCopyError(WorkbenchError):
    """A file that cannot be merged; the sentence says why and what to do."""

    def __init__(self, path: Path, reason: str) -> None:
        self.path = path
        super().__init__(f"{path.name} was not merged: {reason}")


@contextmanager
def copy_of(book: Book, path: Path, progress: Progress = unwatched) -> "Iterator[Store]":
    """Lend another copy of the open file, for reading; what is lent stays as it was whatever happens to the copy meanwhile.

    Raises:
        RefusedCopyError: it is this very file, another collaborative's, damaged, or was altered outside the program.
        WorkbenchError: it is no file of ours, too new, or cannot be read.
        StoppedError: `progress` stopped it.
    """
    from workbench.store.apart import set_apart  # noqa: PLC0415 - adapters load when needed
    from workbench.store.verify import altered  # noqa: PLC0415 - adapters load when needed

    check_kin(book, path)
    with set_apart(path, book.clock, keeping.home(), progress, mending=False) as store:
        if store.about(FILE_ID) != book.store.about(FILE_ID):
            raise RefusedCopyError(
                path, "it is another collaborative's file. Only a copy of this file can be merged; records of another come as a workbook."
            )
        labels = {key: register.label for key, register in book.registers.items()}
        if faults := altered(store, labels, progress):
            more = f" (and {len(faults) - 1:,} more)" if len(faults) > 1 else ""
            raise RefusedCopyError(
                path, f"its history or its records were altered outside the Workbench. {faults[0].message}{more} Ask for another copy."
            )
        yield store


def check_kin(book: Book, path: Path) -> None:
    """Refuse what cannot be a copy at a first look, without reading what it holds.

    Raises:
        RefusedCopyError, WorkbenchError: as `copy_of`.
    """
    from workbench.store.file import keeps_a_second_file, recognise  # noqa: PLC0415 - adapters load when needed

    if not path.exists():
        raise FileTroubleError(path, "it does not exist")
    if path.samefile(book.path):
        raise RefusedCopyError(path, "it is this very file; choose another copy of it.")
    recognise(path)
    if keeps_a_second_file(path):
        raise RefusedCopyError(path, "another program has made it keep a part of its words in a second file. Ask for another copy.")
