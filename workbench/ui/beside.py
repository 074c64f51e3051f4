"""Copies that a cloud drive left beside the open file: looked for once the window is up, and offered in a line in place."""

from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from workbench.domain.clock import Progress
from workbench.domain.errors import WorkbenchError
from workbench.domain.text import counted
from workbench.services.book import Book
from workbench.ui.notice import Notice
from workbench.ui.tasks import Tasks
from workbench.ui.work import Work

_LOOK_AFTER = 7000
"""Milliseconds after a file opened; the window, the daily backup and the quiet check come first."""
_AGAIN_AFTER = 4000
"""Milliseconds after which an offer is made that something else stood in the way of."""


class Beside(QObject):
    """Looks beside one window's file.

    Args:
        notice: where a copy is offered.
        looking: runs what only looks.
        work: finds copies.
        parent: the window.

    Signals:
        wanted: a person wants to see what a copy holds; carries its path.
    """

    wanted = Signal(object)

    def __init__(self, notice: Notice, looking: Tasks, work: Work, parent: QObject) -> None:
        super().__init__(parent)
        self._notice, self._looking, self._work = notice, looking, work
        self._book: Book | None = None
        self._found: list[Path] = []
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self.look)
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.timeout.connect(self._offer)

    def take(self, book: Book) -> None:
        """Look beside a file that was opened, a while later."""
        self._book, self._found = book, []
        if not book.read_only:
            self._later.start(_LOOK_AFTER)

    def forget(self) -> None:
        """Let go of the file."""
        self._later.stop()
        self._again.stop()
        self._book, self._found = None, []

    def look(self) -> None:
        """Look for copies beside the file, quietly."""
        book, work = self._book, self._work
        if book is None:
            return

        path, clock = book.path, book.clock

        def find(progress: Progress) -> list[Path]:
            return work.news_beside(path, clock, progress=progress)

        def done(found: list[Path]) -> None:
            if self._book is book and found:
                self._found = found
                self._offer()

        def stopped(_error: WorkbenchError) -> None:
            """Nothing was asked for, so nothing is said."""

        self._looking.run("Looking beside the file", find, done, stopped)

    def _offer(self) -> None:
        """Offer the first copy found, once nothing else is being said."""
        if not self._found:
            return
        if self._notice.isVisible():
            self._again.start(_AGAIN_AFTER)
            return
        first, more = self._found[0], len(self._found) - 1
        beside = f" (and {counted(more, 'more copy', 'more copies')})" if more else ""
        words = f"Beside this file lies {first.name}{beside}, a copy of it with changes that are not here; a cloud drive may have made it."
        self._found = []
        self._notice.say(words, "See what it would change", lambda: self.wanted.emit(first))
