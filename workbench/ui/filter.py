"""The filter line over a register: any words, and the chips that answer most questions."""

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QWidget

from workbench.domain.register import Record, Register
from workbench.domain.text import fold
from workbench.ui.buttons import Button, is_windows
from workbench.ui.chips import Chip, chips_of
from workbench.ui.theme import STEP
from workbench.ui.words import Words

_BATCH = 150
"""Records whose words are folded at a time; about five milliseconds."""


class FilterInput(QLineEdit):
    """A line to type in; Escape empties it, Down goes to the table.

    Signals:
        left_downwards: the Down key was pressed.
    """

    left_downwards = Signal()

    def event(self, event: QEvent) -> bool:
        """Leave the window its keys."""
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and is_windows(event):
            event.ignore()
            return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Escape and Down for ourselves."""
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        elif event.key() == Qt.Key.Key_Down:
            self.left_downwards.emit()
        else:
            super().keyPressEvent(event)


class FilterLine(QWidget):
    """Decides which records of a register are shown.

    Signals:
        narrowed: words or chips are others; ask `choose` for the records to show.
    """

    narrowed = Signal()

    def __init__(self, register: Register, today: Callable[[], date], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today = today
        self.words = Words(register)
        self._query = ""
        self._pressed: list[Chip] = []
        self._idle = QTimer(self)
        self._idle.setInterval(0)
        self._idle.timeout.connect(self._prepare)
        self.input = FilterInput()
        self.input.setPlaceholderText("Filter by any word, reference or name   Ctrl+F")
        self.input.setAccessibleName(f"Filter the {register.label.lower()}")
        self.input.setClearButtonEnabled(True)
        self.input.setMinimumWidth(15 * STEP)
        self.input.setMaximumWidth(46 * STEP)
        self.input.textChanged.connect(self._take_words)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(STEP)
        row.addWidget(self.input, 3)
        self.chips: dict[str, QPushButton] = {}
        self._chips = {chip.key: chip for chip in chips_of(register)}
        for chip in self._chips.values():
            button = Button(chip.label)
            button.setCheckable(True)
            button.setProperty("chip", True)
            button.setToolTip(chip.help)
            button.setAccessibleName(f"Only {chip.label.lower()}")
            button.clicked.connect(self._take_chips)
            self.chips[chip.key] = button
            row.addWidget(button)
        row.addStretch(1)
        self.count = QLabel()
        self.count.setProperty("muted", True)
        row.addWidget(self.count)

    @property
    def is_narrow(self) -> bool:
        """Whether anything is asked at all."""
        return bool(self._query or self._pressed)

    def choose(self, records: Sequence[Record]) -> list[Record]:
        """Return the records that are to be shown, in the order given."""
        chosen, today = list(records), self._today()
        for chip in self._pressed:
            chosen = [record for record in chosen if chip.passes(record, today)]
        return self.words.matching(self._query, chosen) if self._query else chosen

    def press(self, key: str, *, pressed: bool = True) -> None:
        """Press or let go a chip, as a click would."""
        if self.chips[key].isChecked() is not pressed:
            self.chips[key].click()

    def clear(self) -> None:
        """Show everything again."""
        for button in self.chips.values():
            button.setChecked(False)
        self._pressed = []
        if self.input.text():
            self.input.clear()
        else:
            self.narrowed.emit()

    def show_count(self, shown: int, total: int) -> None:
        """Say how many are shown of how many, where that differs."""
        self.count.setText(f"{shown:,} of {total:,}" if self.is_narrow else "")

    def rest(self) -> None:
        """Do nothing more ahead of time."""
        self._idle.stop()

    def warm(self, records: list[Record]) -> None:
        """Fold the words of these records while nobody waits."""
        self.words.warm(records)
        self._idle.start()

    def offer(self, key: str, *, offered: bool) -> None:
        """Show a chip only where it can find something."""
        if key in self.chips:
            self.chips[key].setVisible(offered or self.chips[key].isChecked())

    def _prepare(self) -> None:
        if not self.words.prepare(_BATCH):
            self._idle.stop()

    def _take_words(self, text: str) -> None:
        query = fold(text)
        if query != self._query:
            self._query = query
            self.narrowed.emit()

    def _take_chips(self) -> None:
        clicked = self.sender()
        pressed = [chip for key, chip in self._chips.items() if self.chips[key].isChecked()]
        mine = next((chip for key, chip in self._chips.items() if self.chips[key] is clicked), None)
        if mine and mine in pressed and mine.family:
            for other in [chip for chip in pressed if chip.family == mine.family and chip is not mine]:
                self.chips[other.key].setChecked(False)
                pressed.remove(other)
        self._pressed = pressed
        self.narrowed.emit()
