"""The line at the foot: is it saved, where, when was it last copied, who else is in it, and how far long work is."""

from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QLabel, QProgressBar, QStatusBar, QWidget

from workbench.domain.clock import Clock
from workbench.domain.kinds import MONTHS
from workbench.services.book import Book
from workbench.ui.buttons import Button
from workbench.ui.theme import STEP

_PATH = 70
_PATIENCE = 250
"""Milliseconds before work is shown to be under way; shorter work would only flicker."""


class StatusLine(QStatusBar):
    """Says how the file stands, and shows progress with a way to stop.

    Signals:
        stopped: a person wants the work under way to stop.
    """

    stopped = Signal()

    def __init__(self, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._clock = clock
        self.setSizeGripEnabled(False)
        self.words = QLabel()
        self.words.setProperty("muted", True)
        self.words.setContentsMargins(2 * STEP, 0, 0, 0)
        self.addWidget(self.words, 1)
        self.work = QLabel()
        self.work.setProperty("muted", True)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedSize(20 * STEP, 6)
        self.bar.setAccessibleName("Progress")
        self.stop = Button("Stop")
        self.stop.setProperty("quiet", True)
        self.stop.setAccessibleName("Stop the work under way")
        self.stop.clicked.connect(self.stopped)
        for widget in (self.work, self.bar, self.stop):
            self.addPermanentWidget(widget)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_PATIENCE)
        self._soon.timeout.connect(self._show_work)
        self.rest()

    def tell(self, book: Book | None) -> None:
        """Say how a file stands."""
        if book is None:
            self.words.setText("")
            return
        parts = [_shortened(str(book.path))]
        if book.read_only:
            parts.append(f"Open for {book.holder}; you can read it but not change it" if book.holder else "Opened for reading only")
        else:
            parts.append(f"All changes saved {self._time(book.saved_at)}" if book.saved_at else "All changes saved")
            parts.append(f"Last backup {self._day(book.last_backup)}" if book.last_backup else "No backup yet")
            parts.append("You are the only one in this file")
        self.words.setText("   ·   ".join(parts))
        self.words.setToolTip(str(book.path))

    def begin(self, name: str) -> None:
        """Show that work is under way, unless it is over at once."""
        self.work.setText(f"{name} …")
        self.bar.setRange(0, 0)
        self._soon.start()

    def advance(self, done: int, total: int) -> None:
        """Show how far it is."""
        self.bar.setRange(0, max(1, total))
        self.bar.setValue(done)

    def rest(self) -> None:
        """Show that nothing is under way."""
        self._soon.stop()
        for widget in (self.work, self.bar, self.stop):
            widget.hide()

    def _show_work(self) -> None:
        for widget in (self.work, self.bar, self.stop):
            widget.show()

    @staticmethod
    def _time(moment: datetime) -> str:
        return f"{moment.astimezone():%H:%M}"

    def _day(self, moment: datetime) -> str:
        local = moment.astimezone()
        day = "today" if local.date() == self._clock.today() else f"{local.day} {MONTHS[local.month - 1]}"
        return f"{day} {local:%H:%M}"


def _shortened(path: str) -> str:
    """Return a path that fits the line, its end kept, since that is what people know it by."""
    home = str(Path.home())
    if path.startswith((home + "/", home + "\\")):
        path = "~" + path[len(home) :]
    return path if len(path) <= _PATH else f"…{path[-_PATH:]}"
