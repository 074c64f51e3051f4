"""The way from record to linked record, and back."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from workbench.domain.register import Record
from workbench.services.book import Book
from workbench.services.linking import home_of

if TYPE_CHECKING:
    from workbench.ui.page import RegisterPage

_LONGEST = 50


class Trail(QObject):
    """Where a person came from.

    Args:
        show: brings a register to the front and returns its page.
        here: gives the page in front.
        home: brings the Overview to the front.
        parent: the window.

    Signals:
        lost: there is no way to a record; carries a sentence.
    """

    lost = Signal(str)

    def __init__(
        self,
        show: "Callable[[str], RegisterPage]",
        here: "Callable[[], RegisterPage]",
        home: Callable[[], object],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._show, self._here, self._home = show, here, home
        self._steps: list[tuple[str, str]] = []

    def follow(self, book: Book, register: str, uid: str) -> None:
        """Go to a record, and remember the one that is left."""
        record = book.by_uid(register).get(uid)
        if record is None:
            self.lost.emit("That record is no longer here.")
            return
        page = self._here()
        if not page.settle():
            return
        before = page.selected
        if self._go(book, record) and before:
            self._steps = [*self._steps, (page.register.key, before[0].uid)][-_LONGEST:]

    def leave_overview(self) -> None:
        """Remember that a person came from the Overview."""
        self._steps = [*self._steps, ("", "")][-_LONGEST:]

    def back(self, book: Book) -> None:
        """Go to the record that was left last and is still there, or to the Overview."""
        while self._steps:
            register, uid = self._steps.pop()
            if not register:
                self._home()
                return
            record = book.by_uid(register).get(uid)
            if record is not None and self._go(book, record):
                return
        self.lost.emit("There is no record to go back to.")

    def forget(self) -> None:
        """Forget the way, because the file is another one."""
        self._steps = []

    def _go(self, book: Book, record: Record) -> bool:
        home = home_of(book, record)
        try:
            page = self._show(home.register.key)
        except StopIteration:  # a register without a tab
            self.lost.emit(f"{record.name} has no page of its own.")
            return False
        page.choose(home)
        page.table.setFocus()
        return True
