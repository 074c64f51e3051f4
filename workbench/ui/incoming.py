"""Workbooks on their way in: each is planned on a screen of its own, one after the other."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QStackedWidget

from workbench.domain.change import Applied
from workbench.services.book import Book
from workbench.ui.tasks import Tasks
from workbench.ui.work import Work

if TYPE_CHECKING:
    from workbench.services.plan import Plan
    from workbench.ui.plan import PlanScreen


class Incoming(QObject):
    """The imports of one window.

    Args:
        stack: where the screen is shown.
        tasks: runs reading and applying.
        work: reads, plans and applies.
        parent: the window.

    Signals:
        begun: a workbook is shown.
        applied: one was brought in; carries what was written (None where nothing was) and its plan.
        finished: there is no further one; what stood in front before should again.
        refused: something could not be done; carries a sentence.
    """

    begun = Signal()
    applied = Signal(object, object)
    finished = Signal()
    refused = Signal(str)

    def __init__(self, stack: QStackedWidget, tasks: Tasks, work: Work, parent: QObject) -> None:
        super().__init__(parent)
        self._stack, self._tasks, self._work = stack, tasks, work
        self._book: Book | None = None
        self._waiting: list[Path] = []
        self._asked = 0
        self.screen: PlanScreen | None = None

    @property
    def is_shown(self) -> bool:
        """Whether a plan stands in front."""
        return self.screen is not None and self._stack.currentWidget() is self.screen

    def take(self, book: Book, paths: list[Path]) -> None:
        """Show what importing each of these workbooks would change, after those that are waiting."""
        self._book = book
        self._waiting += paths
        self._asked += len(paths)
        if not self.is_shown:
            self._next()

    def forget(self) -> None:
        """Let go of the screen, because its book is about to be closed."""
        self._waiting, self._asked, self._book = [], 0, None
        if self.screen is not None:
            self._stack.removeWidget(self.screen)
            self.screen.deleteLater()
            self.screen = None

    def _next(self) -> None:
        if self._book is None or not self._waiting:
            self._asked = 0
            self.finished.emit()
            return
        screen = self.screen or self._made(self._book)
        path = self._waiting.pop(0)
        self._stack.setCurrentWidget(screen)
        screen.start(path, place=self._asked - len(self._waiting), of=self._asked)
        self.begun.emit()

    def _made(self, book: Book) -> "PlanScreen":
        from workbench.ui.plan import PlanScreen  # noqa: PLC0415 - most starts end without an import

        self.screen = PlanScreen(book, self._tasks, self._work)
        self.screen.applied.connect(self._tell)
        self.screen.cancelled.connect(self._next)
        self.screen.refused.connect(self.refused)
        self._stack.addWidget(self.screen)
        return self.screen

    def _tell(self, applied: Applied | None, plan: "Plan") -> None:
        self._next()
        if not self.is_shown:
            self.applied.emit(applied, plan)
