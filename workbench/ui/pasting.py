"""What the clipboard holds, onto a register's table: asked in a line in place, then done as one change."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication

from workbench.domain.errors import WorkbenchError
from workbench.domain.text import counted
from workbench.services.blocks import from_block
from workbench.services.book import Book
from workbench.services.pasting import Paste, apply_paste, plan_paste
from workbench.ui.grid import RegisterTable
from workbench.ui.pasteline import PasteLine


class Pasting(QObject):
    """Pastes onto one table.

    Signals:
        refused: something could not be done; carries a sentence.
        done: it was; carries the sentence that says so.
    """

    refused = Signal(str)
    done = Signal(str)

    def __init__(self, book: Book, table: RegisterTable, line: PasteLine) -> None:
        super().__init__(table)
        self._book, self._table, self._line = book, table, line
        line.agreed.connect(self._go_on)
        line.cancelled.connect(table.setFocus)

    def begin(self) -> None:
        """Say what pasting here would change."""
        text = QGuiApplication.clipboard().text()
        model, current = self._table.register_model, self._table.currentIndex()
        if not text.strip("\r\n"):
            self.refused.emit("There are no words on the clipboard to paste.")
            return
        block = from_block(text)
        rows = model.shown[max(0, current.row()) :]
        keys = [field.key for field in model.fields][max(0, current.column()) :]
        paste = plan_paste(self._book, rows, keys, block, register=model.register, chosen=self._table.selected)
        self._line.ask(paste, self._fresh(paste, keys, block))

    def _fresh(self, paste: Paste, keys: list[str], block: list[list[str]]) -> Paste | None:
        """Return the block with every row as a new record, where its columns say what a record is called."""
        if not (paste.headed or (len(block[0]) > 1 and paste.register.title_key in keys[: len(block[0])])):
            return None
        return plan_paste(self._book, [], keys, block, register=paste.register, anew=True)

    def _go_on(self, with_added: bool) -> None:  # noqa: FBT001 - Qt's own signal
        paste = self._line.paste
        self._line.put_away()
        self._table.setFocus()
        if paste is None:
            return
        try:
            applied = apply_paste(self._book, paste, with_added=with_added)
        except WorkbenchError as error:
            self.refused.emit(str(error))
            return
        if applied is not None:
            noun, parts = paste.register.noun, []
            if paste.cells:
                parts.append(f"{counted(paste.cells, 'cell')} of {counted(len(paste.values), noun)} changed")
            if with_added and paste.added:
                parts.append(f"{counted(len(paste.added), f'new {noun}')} added")
            self.done.emit(f"{' and '.join(parts)}, as one change.")
