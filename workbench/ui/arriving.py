"""Workbooks and copies that a person chooses or drops: to be imported, received as returns, or merged; then what came of it."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from workbench.domain.change import Applied
from workbench.domain.text import counted
from workbench.services.book import Book
from workbench.ui.apart import Apart
from workbench.ui.files import Files
from workbench.ui.fronts import Fronts
from workbench.ui.incoming import Incoming
from workbench.ui.prompts import Prompts
from workbench.ui.rounds import Rounds

if TYPE_CHECKING:
    from workbench.services.plan import Plan


class Arriving(QObject):
    """Brings what arrives to the screen that knows what to do with it.

    Args:
        window: where a person is asked for paths.
        prompts: asks.
        files: the file that is open, or opens one that was dropped.
        fronts: where what was imported is seen.
        incoming: shows imports and merges.
        rounds: receives returns.
        apart: shows the returns.

    Signals:
        told: something was imported, or held nothing new; carries a sentence and whether it can be undone.
        left_open: something was imported and rows of it stay undecided; carries a sentence, the workbook's digest and the same.
    """

    told = Signal(str, bool)
    left_open = Signal(str, str, bool)

    def __init__(
        self, window: QWidget, prompts: Prompts, files: Files, fronts: Fronts, incoming: Incoming, rounds: Rounds, apart: Apart
    ) -> None:
        super().__init__(window)
        self._window, self._prompts, self._files, self._fronts = window, prompts, files, fronts
        self._incoming, self._rounds, self._apart = incoming, rounds, apart

    def take_dropped(self, paths: list[Path]) -> None:
        """Open the first file of ours among these, or import the workbooks."""
        workbooks, book = self._files.take_dropped(paths), self._files.book
        if book is not None and workbooks and (self._rounds.is_shown or self._is_round(book, workbooks)):
            if not self._rounds.is_shown:
                self._apart.show_returns()
            self._rounds.receive(workbooks)
        else:
            self.take(workbooks)

    def ask_workbooks(self) -> None:
        """Ask for workbooks, and show what importing them would change."""
        self.take(self._prompts.workbooks(self._window, self._files.folder))

    def take(self, paths: list[Path]) -> None:
        """Show what importing each of these workbooks would change, one after the other."""
        book = self._files.book
        if book is None or book.read_only or not paths:
            return
        if not self._fronts.settle():
            return
        self._incoming.take(book, paths)

    def ask_copy(self) -> None:
        """Ask for another copy of the file, and show what merging it would change."""
        path = self._prompts.copy_to_merge(self._window, self._files.folder)
        if path is not None:
            self.take_copy(path)

    def take_copy(self, path: Path) -> None:
        """Show what merging another copy of the file would change."""
        book = self._files.book
        if book is not None and not book.read_only and self._fronts.settle():
            self._incoming.take_copy(book, path)

    def tell(self, applied: Applied | None, plan: "Plan") -> None:
        """Show a register that an import or a merge brought something to, and say what."""
        fronts = self._fronts
        if fronts.is_overview and applied is not None and not self._rounds.is_shown:
            keys = [part.register for part in plan.parts if fronts.has(part.register)]
            fronts.show_register(keys[0] if keys else fronts.register)
            fronts.take_keyboard()
        page = fronts.page
        if not page.selected and page.model.shown:
            page.table.select([page.model.shown[0].uid])
        if applied is None:
            self.told.emit(f"{plan.workbook.name} held nothing new.", False)
        elif plan.source == "copy":
            from workbench.ui.merging import merged_line  # noqa: PLC0415 - the screen is loaded by now

            self.told.emit(merged_line(plan), True)
        else:
            from workbench.services.unread import unread_of  # noqa: PLC0415 - loaded by the plan already
            from workbench.ui.plan import written_line  # noqa: PLC0415 - the screen is loaded by now

            waiting, unread = sum(row.is_open for row in plan.rows), sum(len(unread_of(part)) for part in plan.parts)
            written = written_line(plan, page.register)
            if unread:
                written += f" {counted(unread, 'cell')} could not be read, so nothing was taken from {'it' if unread == 1 else 'them'}."
            if not waiting and not unread:
                self.told.emit(written, True)
                return
            stay = f"{counted(waiting, 'row')} {'stays' if waiting == 1 else 'stay'} undecided."
            self.left_open.emit(f"{written} {stay}" if waiting else written, plan.workbook.digest, True)

    @staticmethod
    def _is_round(book: Book, workbooks: list[Path]) -> bool:
        """Whether several workbooks are the returns of a round, which are planned together."""
        return len(workbooks) > 1 and bool(book.records("sending")) and not book.read_only
