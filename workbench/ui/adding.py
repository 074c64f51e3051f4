"""A new record in the register in front, and records taken out of it."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from workbench.domain.errors import WorkbenchError
from workbench.domain.text import counted
from workbench.services.book import Book
from workbench.ui.fronts import Fronts


class Adding(QObject):
    """Adds and removes records.

    Args:
        book: gives the file that is open.
        fronts: knows the register in front.
        parent: the window.

    Signals:
        removed: records were removed; carries a sentence.
        refused: something could not be done; carries a sentence.
    """

    removed = Signal(str)
    refused = Signal(str)

    def __init__(self, book: Callable[[], Book | None], fronts: Fronts, parent: QObject) -> None:
        super().__init__(parent)
        self._book, self._fronts = book, fronts

    def add(self) -> None:
        """Add a record to the register in front and begin to type its title."""
        fronts, book = self._fronts, self._book()
        page = fronts.show_register(fronts.register) if fronts.is_overview else fronts.page
        if book is None or not page.settle():
            return
        try:
            record = book.add(page.register.key, {})
        except WorkbenchError as error:
            self.refused.emit(str(error))
            return
        page.choose(record, page.register.title_key)

    def remove(self) -> None:
        """Remove the records chosen."""
        page, book = self._fronts.page, self._book()
        records = page.selected
        if book is None or not records:
            return
        after = page.neighbour(records)
        try:
            book.remove(records)
        except WorkbenchError as error:
            self.refused.emit(str(error))
            return
        if after:
            page.table.select([after])
        what = records[0].name if len(records) == 1 else counted(len(records), page.register.noun, page.register.plural)
        self.removed.emit(f"{what} removed.")
