"""The page of a check: the result in words, each fault with what to do about it, ready to be copied to somebody."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QWidget

from workbench.domain.clock import Clock, Progress
from workbench.domain.errors import StoppedError, WorkbenchError
from workbench.services.checking import Checked, check_file
from workbench.ui.buttons import Button
from workbench.ui.lines import Line, LinesModel, LinesTable
from workbench.ui.table import Weight
from workbench.ui.tasks import Tasks
from workbench.ui.wholepage import WholePage


class CheckPage(WholePage):
    """Checks one file and shows what was found.

    Signals:
        checked: a check is over; carries its result.
        restore_asked: a person wants to see the backups.
    """

    checked = Signal(object)
    restore_asked = Signal()

    def __init__(self, tasks: Tasks, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__("Check of the file", parent)
        self._tasks, self._clock = tasks, clock
        self._path, self._labels = Path(), dict[str, str]()
        self._round = 0
        self.result: Checked | None = None
        self.findings = LinesModel(("What is wrong", "What to do"), self)
        self.table = LinesTable(self.findings, "What is wrong", (60, 70), 0)
        self.table.selectionModel().currentRowChanged.connect(self._show_whole)
        self.whole = QLabel()
        self.whole.setWordWrap(True)
        self.whole.setTextFormat(Qt.TextFormat.PlainText)
        self.whole.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.middle.addWidget(self.table, 1)
        self.middle.addWidget(self.whole)
        self.filler = QWidget()
        self.middle.addWidget(self.filler, 1)
        self.again = Button("Check again")
        self.again.clicked.connect(self._check)
        self.copy = Button("Copy the result")
        self.copy.clicked.connect(self._copy)
        self.restore = Button("Restore from a backup…")
        self.restore.clicked.connect(self.restore_asked)
        self.buttons(self.again, self.copy, self.restore)

    def start(self, path: Path, labels: dict[str, str]) -> None:
        """Check a file; `labels` are what people call its registers, by key."""
        self._path, self._labels = path, labels
        self.title.setText(f"Check of {path.name}")
        self.back.setFocus(Qt.FocusReason.OtherFocusReason)
        self._check()

    def show_result(self, path: Path, labels: dict[str, str], result: Checked) -> None:
        """Show what a check found that was made before."""
        self._path, self._labels = path, labels
        self._round += 1
        self.title.setText(f"Check of {path.name}")
        self._show(result)

    def forget(self) -> None:
        """Let go of the file."""
        self._round += 1
        self.result = None

    def _check(self) -> None:
        path, labels, clock = self._path, self._labels, self._clock
        self._round += 1
        round_ = self._round
        self.result = None
        self.findings.fill([])
        self._settle()
        self.tell("Checking the structure of the file, its history, and every record against its history …")

        def check(progress: Progress) -> Checked:
            return check_file(path, labels, clock, progress=progress)

        def done(result: Checked) -> None:
            if round_ == self._round:
                self._show(result)
                self.checked.emit(result)

        def failed(error: WorkbenchError) -> None:
            if round_ == self._round:
                self.tell("The check was stopped; nothing was found out." if isinstance(error, StoppedError) else str(error))
                self.again.setEnabled(True)

        self._tasks.run(f"Checking {path.name}", check, done, failed)

    def _show(self, result: Checked) -> None:
        self.result = result
        self.findings.fill([Line((one.sentence, one.advice), (Weight.STRONG, Weight.PLAIN), one) for one in result.findings])
        self._settle()
        self.tell(result.verdict, wrong=not result.is_sound)
        if result.findings:
            self.table.selectRow(0)
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_whole(self) -> None:
        """Say in full what the chosen line may have no room for."""
        line = self.findings.line(self.table.currentIndex().row())
        self.whole.setText("\n".join(line.words) if line else "")

    def _settle(self) -> None:
        result = self.result
        self.whole.clear()
        self.again.setEnabled(result is not None)
        self.copy.setEnabled(result is not None)
        self.restore.setVisible(result is not None and not result.is_sound)
        wrong = result is not None and not result.is_sound
        self.table.setVisible(wrong)
        self.whole.setVisible(wrong)
        self.filler.setVisible(not wrong)

    def _copy(self) -> None:
        if self.result is not None:
            QGuiApplication.clipboard().setText(self.result.text(self._path.name))
