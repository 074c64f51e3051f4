"""A step back or forth through the history of the file: what it did is said, with the way there again."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from workbench.domain.change import Applied
from workbench.domain.errors import WorkbenchError
from workbench.services.book import Book
from workbench.ui.apart import Apart
from workbench.ui.fronts import Fronts
from workbench.ui.notice import Notice


class Walking(QObject):
    """Undoes and does again.

    Args:
        book: gives the file that is open.
        fronts: where records are shown.
        apart: knows whether something else stands over them.
        notice: where it is said what a step did.
        parent: the window.

    Signals:
        refused: a step cannot be taken; carries a sentence.
    """

    refused = Signal(str)

    def __init__(self, book: Callable[[], Book | None], fronts: Fronts, apart: Apart, notice: Notice, parent: QObject) -> None:
        super().__init__(parent)
        self._book, self._fronts, self._apart, self._notice = book, fronts, apart, notice

    def undo(self) -> None:
        """Take back what is being typed for several records, or else the newest change."""
        book, page = self._book(), self._fronts.made
        if not self._fronts.is_overview and not self._apart.is_shown and page is not None and page.take_back_typing():
            self._notice.say("What you typed for the records chosen is taken back; nothing in the file was changed.")
        elif book is not None and (question := book.undo_question):
            self._notice.say(question, "Undo the whole merge", lambda: self._undo(asked=True))
        else:
            self._undo(asked=False)

    def redo(self) -> None:
        """Do again what was undone last."""
        if (book := self._book()) is not None:
            self._walk("Redone", book.redo_name, lambda book: book.redo(), "Undo", self.undo)

    def _undo(self, *, asked: bool) -> None:
        if (book := self._book()) is not None:
            self._walk("Undone", book.undo_name, lambda book: book.undo(asked=asked), "Redo", self.redo)

    def _walk(self, verb: str, name: str, step: Callable[[Book], Applied], back: str, go_back: Callable[[], None]) -> None:
        """Take a step, say what it did, and offer to go back and to see it."""
        book, fronts = self._book(), self._fronts
        if book is None or not fronts.settle():
            return
        try:
            applied = step(book)
        except WorkbenchError as error:
            self.refused.emit(str(error))
            return
        from workbench.ui.undone import belonging, seen_in, told  # noqa: PLC0415 - nothing is undone before the window is up

        register, uids = seen_in(applied, book)
        there = fronts.has(register)
        here = there and not fronts.is_overview and not self._apart.is_shown and register == fronts.register
        if here and len(uids) == 1 and (record := fronts.page.model.records.get(uids[0])) is not None:
            fronts.page.choose(record)
        also = (lambda: self._show(register, uids)) if there and not here and not self._apart.is_shown else None
        sentence = told(applied, verb, name, book.registers) + belonging(applied, book, register, uids)
        self._notice.say(sentence, back, go_back, also=("Show it", also) if also else None)

    def _show(self, register: str, uids: list[str]) -> None:
        """Show the records that a step concerned, or what is left of their register."""
        page = self._fronts.show_register(register)
        left = [uid for uid in uids if uid in page.model.records]
        if left:
            page.show_only(left, "what was just undone or redone")
        else:
            self._fronts.take_keyboard()
