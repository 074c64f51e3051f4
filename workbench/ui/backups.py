"""The page of backups: what each holds, what has changed since, and putting one in the file's place."""

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QLabel, QSplitter, QVBoxLayout, QWidget

from workbench.domain.clock import Clock, Progress
from workbench.domain.errors import StoppedError, WorkbenchError
from workbench.domain.register import Register
from workbench.domain.text import counted
from workbench.services.book import Book
from workbench.services.copies import Copy, Lost, copies_of, lost_since, preview
from workbench.ui.buttons import Button
from workbench.ui.lines import Line, LinesModel, LinesTable
from workbench.ui.table import Weight
from workbench.ui.tasks import Tasks
from workbench.ui.theme import STEP
from workbench.ui.wholepage import WholePage

_HEADINGS = ("Made on", "Why", "What it holds", "Changed since")
_LOST = ("Reference", "Title", "What would be lost")
_PATIENCE = 120
"""Milliseconds the keyboard rests on a backup before it is compared with the file."""


class BackupsPage(WholePage):
    """The backups of one file, newest first.

    Signals:
        restore_asked: a backup is to take the file's place; carries the file's path and the backup.
    """

    restore_asked = Signal(object, object)

    def __init__(self, tasks: Tasks, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__("Backups", parent)
        self._tasks, self._clock = tasks, clock
        self._book: Book | None = None
        self._path = Path()
        self._registers: Mapping[str, Register] = {}
        self._round = 0
        self.copies = LinesModel(_HEADINGS, self)
        self.table = LinesTable(self.copies, "Backups", (30, 28, 50, 22), 2)
        self.table.selectionModel().currentRowChanged.connect(self._choose)
        self.table.opened.connect(self._go_to_restore)
        self.lost = LinesModel(_LOST, self)
        self.lost_table = LinesTable(self.lost, "What would be lost", (14, 50, 50), 1)
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        below = QWidget()
        column = QVBoxLayout(below)
        column.setContentsMargins(0, STEP, 0, 0)
        column.setSpacing(STEP)
        column.addWidget(self.words)
        column.addWidget(self.lost_table, 1)
        self.split = QSplitter(Qt.Orientation.Vertical)
        self.split.addWidget(self.table)
        self.split.addWidget(below)
        self.split.setChildrenCollapsible(False)
        self.split.setSizes([300, 260])
        self.middle.addWidget(self.split, 1)
        self.go = Button("Restore this backup")
        self.go.setProperty("primary", True)
        self.go.clicked.connect(self._restore)
        self.buttons(self.go)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_PATIENCE)
        self._soon.timeout.connect(self._compare)

    @property
    def chosen(self) -> Copy | None:
        """The backup the keyboard is on."""
        line = self.copies.line(self.table.currentIndex().row())
        return line.about if line is not None and isinstance(line.about, Copy) else None

    def start(self, path: Path, registers: Mapping[str, Register], book: Book | None) -> None:
        """List the backups of a file; `book` is None where it cannot be opened."""
        self._path, self._registers, self._book = path, registers, book
        self._round += 1
        round_ = self._round
        self.title.setText(f"Backups of {path.name}")
        self.copies.fill([])
        self._say_nothing()
        self.tell("Looking for backups …")
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        clock = self._clock

        def look(progress: Progress) -> list[Copy]:
            return copies_of(path, registers, clock, progress)

        def done(found: list[Copy]) -> None:
            if round_ == self._round:
                self._show(found)

        self._tasks.run("Looking at the backups", look, done, self._fail)

    def forget(self) -> None:
        """Let go of the file."""
        self._round += 1
        self._soon.stop()
        self._book = None

    def _show(self, found: list[Copy]) -> None:
        lines = []
        for copy in found:
            since = (
                "Cannot be told" if copy.steps_since is None else "Nothing" if not copy.steps_since else counted(copy.steps_since, "change")
            )
            weights = (Weight.STRONG, Weight.PLAIN, Weight.WRONG if copy.trouble else Weight.PLAIN, Weight.MUTED)
            lines.append(Line((copy.when, copy.why, copy.holds(self._registers), since), weights, copy))
        self.copies.fill(lines)
        if not found:
            self.tell("There is no backup of this file yet. One is made each day you work in it, and before every import.")
            self.back.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.tell(f"{counted(len(found), 'backup')}, the newest first. They lie on this computer, in {found[0].path.parent.parent}.")
        self.table.selectRow(0)

    def _fail(self, error: WorkbenchError) -> None:
        if not isinstance(error, StoppedError):
            self.tell(str(error), wrong=True)

    def _say_nothing(self) -> None:
        self.words.clear()
        self.lost.fill([])
        self.lost_table.hide()
        self.go.setEnabled(False)

    def _choose(self) -> None:
        self._say_nothing()
        self._soon.start()

    def _compare(self) -> None:
        """Say what restoring the chosen backup would do."""
        copy, path, registers, clock = self.chosen, self._path, self._registers, self._clock
        if copy is None or copy.trouble:
            return
        round_ = self._round

        def look(progress: Progress) -> list[Lost] | None:
            return lost_since(path, copy, registers, clock, progress)

        def done(lost: list[Lost] | None) -> None:
            if round_ == self._round and self.chosen is copy:
                self._tell_lost(copy, lost)

        self._tasks.run("Comparing with the backup", look, done, self._fail)

    def _tell_lost(self, copy: Copy, lost: list[Lost] | None) -> None:
        self.words.setText(preview(copy, lost))
        self.lost.fill([Line((one.ref, one.title, one.what), (Weight.MUTED, Weight.PLAIN, Weight.PLAIN)) for one in lost or ()])
        self.lost_table.setVisible(bool(lost))
        self.go.setEnabled((lost is None or bool(lost)) and not (self._book is not None and self._book.read_only))

    def _go_to_restore(self) -> None:
        if self.go.isEnabled():
            self.go.setFocus(Qt.FocusReason.OtherFocusReason)

    def _restore(self) -> None:
        copy = self.chosen
        if copy is not None:
            self.restore_asked.emit(self._path, copy)
