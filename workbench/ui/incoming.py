"""Workbooks and copies of the file on their way in, each planned on a screen; and the receipts of those workbooks that came."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QStackedWidget

from workbench.domain.change import Applied
from workbench.domain.errors import WorkbenchError
from workbench.services.book import Book
from workbench.ui.queue import Queue, Waiting
from workbench.ui.tasks import Tasks
from workbench.ui.work import Work

if TYPE_CHECKING:
    from workbench.services.plan import Plan
    from workbench.ui.plan import PlanScreen
    from workbench.ui.receipts import ReceiptsPage


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
        summed: several were chosen and there is no further one; carries what became of each, in sentences.
        refused: something could not be done; carries a sentence.
        receipts_shown: the receipts came to the front.
        receipts_left: what stood in front before the receipts should again.
        taken_back: an import was taken back; carries a sentence.
    """

    begun = Signal()
    applied = Signal(object, object)
    finished = Signal()
    summed = Signal(str)
    refused = Signal(str)
    receipts_shown = Signal()
    receipts_left = Signal()
    taken_back = Signal(str)

    def __init__(self, stack: QStackedWidget, tasks: Tasks, work: Work, parent: QObject) -> None:
        super().__init__(parent)
        self._stack, self._tasks, self._work = stack, tasks, work
        self._book: Book | None = None
        self._queue = Queue()
        self._last: Waiting | None = None
        self._screens: dict[type[PlanScreen], PlanScreen] = {}
        self.screen: PlanScreen | None = None
        """The one that was shown last."""
        self.receipts: ReceiptsPage | None = None
        self._kept: TemporaryDirectory[str] | None = None
        """Where workbooks lie that were taken out of the file again."""

    @property
    def is_shown(self) -> bool:
        """Whether a plan stands in front."""
        return self.screen is not None and self._stack.currentWidget() is self.screen

    @property
    def are_receipts_shown(self) -> bool:
        """Whether the receipts stand in front."""
        return self.receipts is not None and self._stack.currentWidget() is self.receipts

    def show_receipts(self, book: Book) -> None:
        """Show the receipts of a file."""
        if self.receipts is None:
            from workbench.ui.receipts import ReceiptsPage  # noqa: PLC0415 - most days nobody looks

            self.receipts = ReceiptsPage(book, self._tasks)
            self.receipts.left.connect(self.receipts_left)
            self.receipts.taken_back.connect(self.taken_back)
            self.receipts.decide_asked.connect(lambda digest: self.decide_again(book, digest))
            self._stack.addWidget(self.receipts)
        self.receipts.fill()
        self._stack.setCurrentWidget(self.receipts)
        self.receipts.table.setFocus(Qt.FocusReason.OtherFocusReason)
        self.receipts_shown.emit()

    def follow(self, applied: Applied) -> None:
        """Follow a change set that made or took away a receipt."""
        if self.receipts is not None and self.are_receipts_shown and "receipt" in applied.registers():
            self.receipts.fill()

    def take(self, book: Book, paths: list[Path]) -> None:
        """Show what importing each of these workbooks would change, after those that are waiting."""
        self._book = book
        self._queue.add(paths)
        if not self.is_shown:
            self._next()
        elif self.screen is not None:
            self.screen.show_place(self._queue.place, self._queue.asked)

    def look_at(self, book: Book, path: Path, member: str, agree: "Callable[[Plan], object]") -> None:
        """Show what one return would change, whose it is being known; `agree` brings its plan in line with the other returns."""
        from workbench.ui.plan import PlanScreen  # noqa: PLC0415 - most starts end without an import

        self._book = book
        self._queue.clear()
        self._begin(PlanScreen, Waiting(path, member=member), agree=agree)

    def decide_again(self, book: Book, digest: str) -> None:
        """Show a workbook that was imported once more, from the bytes the file keeps, so that what stayed open is decided."""
        from workbench.services.deciding_later import kept_workbook, leave_undecided  # noqa: PLC0415 - most imports leave nothing open
        from workbench.ui.plan import PlanScreen  # noqa: PLC0415 - most starts end without an import

        if self.is_shown:
            self.refused.emit("Apply or cancel what is shown first.")
            return
        self._kept = self._kept or TemporaryDirectory(prefix="workbench-")
        try:
            path, member = kept_workbook(book, digest, Path(self._kept.name))
        except WorkbenchError as error:
            self.refused.emit(str(error))
            return
        self._book = book
        self._queue.clear()
        self._begin(PlanScreen, Waiting(path, member=member), agree=lambda plan: leave_undecided(book, plan))

    def take_copy(self, book: Book, path: Path) -> None:
        """Show what merging another copy of the file would change."""
        if self.is_shown:
            self.refused.emit("Apply or cancel what is shown first.")
            return
        from workbench.ui.merging import MergeScreen  # noqa: PLC0415 - few files are ever two

        self._book = book
        self._queue.clear()
        self._begin(MergeScreen, Waiting(path))

    def forget(self) -> None:
        """Let go of the screen, because its book is about to be closed."""
        self._queue.clear()
        self._book = None
        for screen in self._screens.values():
            self._stack.removeWidget(screen)
            screen.deleteLater()
        self._screens, self.screen = {}, None
        if self.receipts is not None:
            self._stack.removeWidget(self.receipts)
            self.receipts.deleteLater()
            self.receipts = None
        if self._kept is not None:
            self._kept.cleanup()
            self._kept = None

    def _next(self, before: str = "") -> None:
        """Show the next workbook; `before` says what became of the one before."""
        one = self._queue.next() if self._book is not None else None
        if one is None or self._book is None:
            self.finished.emit()
            return
        from workbench.ui.plan import PlanScreen  # noqa: PLC0415 - most starts end without an import

        self._begin(PlanScreen, one, before=before)

    def _begin(self, kind: "type[PlanScreen]", one: Waiting, *, before: str = "", agree: "Callable[[Plan], object] | None" = None) -> None:
        """Bring the screen for something that comes in to the front."""
        if self._book is None:
            return
        if kind not in self._screens:
            made = self._screens[kind] = kind(self._book, self._tasks, self._work)
            made.applied.connect(self._tell)
            made.cancelled.connect(self._skip)
            made.stopped.connect(self._stop)
            made.sheet_asked.connect(self._take_sheet)
            made.refused.connect(self.refused)
            self._stack.addWidget(made)
        self._last, self.screen = one, self._screens[kind]
        self._stack.setCurrentWidget(self.screen)
        place, of = self._queue.place, self._queue.asked
        self.screen.start(one.path, place=place, of=of, sheet=one.sheet, member=one.member, before=before, agree=agree)
        self.begun.emit()

    def _tell(self, applied: Applied | None, plan: "Plan") -> None:
        from workbench.ui.plan import brought  # noqa: PLC0415 - the screen is loaded by now

        words = (
            brought(plan, self._book.registers if self._book else {}) if applied is not None else f"nothing new from {plan.workbook.name}"
        )
        self._queue.imported.append(words)
        self._next(f"{words[:1].upper()}{words[1:]}.")
        if not self.is_shown:
            self.applied.emit(applied, plan)
        self._sum_up()

    def _skip(self) -> None:
        """Go on to the next workbook without this one."""
        self._leave("skipped")
        self._next()
        self._sum_up()

    def _stop(self) -> None:
        """Look at none of the workbooks that wait."""
        self._leave("skipped")
        self._queue.stop()
        self._next()
        self._sum_up()

    def _sum_up(self) -> None:
        """Say what became of all of several workbooks once there is no further one."""
        if not self.is_shown:
            told = self._queue.told
            self._queue.clear()
            if told:
                self.summed.emit(told)

    def _leave(self, why: str) -> None:
        if self._last is not None and self.screen is not None:
            failure = self.screen.failure.rstrip(".")
            self._queue.left.append(f"{self._last.path.name} ({failure or why})")

    def _take_sheet(self, sheet: str) -> None:
        """Let another sheet of the workbook shown come right after it, from the organisation said by then."""
        if self._last is not None and self.screen is not None:
            member = self.screen.plan.member if self.screen.plan is not None else ""
            self._queue.add_next(Waiting(self._last.path, sheet, member))
            self.screen.show_place(self._queue.place, self._queue.asked)
