"""The line at the foot: is it saved, where, when was it last copied, who else is in it, and how far long work is."""

from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QProgressBar, QStatusBar, QWidget

from workbench.domain.clock import Clock
from workbench.domain.kinds import MONTHS
from workbench.domain.text import counted
from workbench.services.book import Book
from workbench.ui.buttons import Button
from workbench.ui.theme import STEP

_PATH = 70
_PATIENCE = 250
"""Milliseconds before work is shown to be under way; shorter work would only flicker."""


class ElidedLabel(QLabel):
    """A label that takes what room there is; words that do not fit end in an ellipsis and stand in full in the tooltip."""

    def minimumSizeHint(self) -> QSize:
        """Return room for a few words, so that a small window need not grow for a long sentence."""
        return QSize(20 * STEP, super().minimumSizeHint().height())

    def setText(self, words: str) -> None:
        """Show words, and keep them whole for whoever points at them."""
        super().setText(words)
        self.setToolTip(words)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw as many of the words as fit."""
        painter = QPainter(self)
        room = self.contentsRect()
        words = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)


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
        self._checked = ""
        self.words = ElidedLabel()
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
        if self._checked:
            parts.insert(len(parts) - 1, self._checked)
        self.words.setText("   ·   ".join(parts))
        self.words.setToolTip("\n".join([str(book.path), *parts[1:]]))

    def tell_check(self, at: datetime | None, faults: int = 0) -> None:
        """Say with the rest when the file was checked and what came of it; None where it was not yet."""
        found = "sound" if not faults else counted(faults, "thing is wrong", "things are wrong")
        self._checked = f"Checked {self._time(at)}, {found}" if at else ""

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
