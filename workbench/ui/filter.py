"""The filter line over a register: any words, and the chips that answer most questions."""

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QWidget

from workbench.domain.register import Record, Register
from workbench.domain.text import fold
from workbench.ui.buttons import Button, is_windows
from workbench.ui.chips import Chip, chips_of, choices_of
from workbench.ui.choosing import ChoiceChip
from workbench.ui.memory import Memory, SavedFilter
from workbench.ui.only import OnlyChip
from workbench.ui.saved import SavedFilters
from workbench.ui.theme import STEP
from workbench.ui.words import Words

_HINTS = ("Filter by any word or reference   Ctrl+F", "Filter by any word or reference", "Filter by any word", "Filter")
_BATCH = 150
"""Records whose words are folded at a time; about five milliseconds."""
_BETWEEN = 1
"""Milliseconds between two batches; with none a key or a frame would wait for all of them."""
_AT_ONCE = 600
"""Records whose words a key may wait for."""


class FilterInput(QLineEdit):
    """A line to type in; Escape empties it, Down goes to the table.

    Signals:
        left_downwards: the Down key was pressed.
    """

    left_downwards = Signal()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Say as much of what it is for as there is room for."""
        super().resizeEvent(event)
        room, metrics = self.width() - 4 * STEP, self.fontMetrics()
        hint = next((hint for hint in _HINTS if metrics.horizontalAdvance(hint) <= room), _HINTS[-1])
        if hint != self.placeholderText():
            self.setPlaceholderText(hint)

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
        cold: the words of many records are wanted before anybody gave them to `warm`.
    """

    narrowed = Signal()
    cold = Signal()

    def __init__(
        self, register: Register, today: Callable[[], date], parent: QWidget | None = None, *, memory: Memory | None = None
    ) -> None:
        super().__init__(parent)
        self._today = today
        self.words = Words(register)
        self._query = ""
        self._due = False
        self._pressed: list[Chip] = []
        self._idle = QTimer(self)
        self._idle.setInterval(_BETWEEN)
        self._idle.timeout.connect(self._prepare)
        self.input = FilterInput()
        self.input.setAccessibleName(f"Filter the {register.running}")
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
        self.choices = {field.key: ChoiceChip(field) for field in choices_of(register)}
        for choice in self.choices.values():
            choice.chosen.connect(self.narrowed)
            row.addWidget(choice)
        self.saved = SavedFilters(memory)
        self.saved.restored.connect(self.restore)
        self.saved.asked.connect(lambda name: self.saved.keep(self.state(name)))
        self.narrowed.connect(lambda: self.saved.offer(narrow=self.is_narrow))
        row.addWidget(self.saved)
        row.addStretch(1)
        self.only = OnlyChip()
        """Keeps to the records that a figure counted; the page gives it a line of its own."""
        self.only.let_go.connect(self.let_go)
        self.count = QLabel()
        self.count.setProperty("muted", True)
        row.addWidget(self.count)

    @property
    def is_narrow(self) -> bool:
        """Whether anything is asked at all."""
        return bool(self._query or self._pressed or self.only.is_set or any(choice.keys for choice in self.choices.values()))

    @property
    def is_waited_for(self) -> bool:
        """Whether somebody typed words and the records that hold them are still being looked for."""
        return self._due

    def choose(self, records: Sequence[Record]) -> list[Record]:
        """Return the records that are to be shown, in the order given."""
        chosen, today = self.only.choose(list(records)), self._today()
        for chip in self._pressed:
            chosen = [record for record in chosen if chip.passes(record, today)]
        for choice in self.choices.values():
            chosen = choice.choose(chosen)
        return self.words.matching(self._query, chosen) if self._query else chosen

    def press(self, key: str, *, pressed: bool = True) -> None:
        """Press or let go a chip, as a click would."""
        if self.chips[key].isChecked() is not pressed:
            self.chips[key].click()

    def clear(self) -> None:
        """Show everything again."""
        self.only.forget()
        for button in self.chips.values():
            button.setChecked(False)
        self._pressed = []
        for choice in self.choices.values():
            choice.press([])
        if self.input.text():
            self.input.clear()
        else:
            self.narrowed.emit()

    def state(self, name: str = "") -> SavedFilter:
        """Return what is asked, to be kept under a name."""
        values = {key: list(choice.keys) for key, choice in self.choices.items() if choice.keys}
        return SavedFilter(name, self.input.text().strip(), tuple(chip.key for chip in self._pressed), values)

    def restore(self, kept: SavedFilter) -> None:
        """Ask what a kept filter asks, and nothing else."""
        self.only.forget()
        for key, button in self.chips.items():
            button.setChecked(key in kept.chips)
            button.setVisible(button.isChecked() or not button.isHidden())
        self._pressed = [chip for key, chip in self._chips.items() if key in kept.chips]
        for key, choice in self.choices.items():
            choice.press(kept.values.get(key, []))
        self._query = fold(kept.words)
        self.input.blockSignals(True)
        self.input.setText(kept.words)
        self.input.blockSignals(False)
        self.narrowed.emit()

    def show_only(self, uids: Sequence[str], words: str) -> None:
        """Show exactly these records, which a few words name, until that is let go."""
        self.clear()
        self.only.keep(uids, words)
        self.narrowed.emit()

    def let_go(self) -> None:
        """Keep to no records any more."""
        self.only.forget()
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
            if self._due:
                self._due = False
                self.narrowed.emit()

    def _take_words(self, text: str) -> None:
        query = fold(text)
        if query != self._query:
            self._query = query
            # just after a file was opened the words are still being gathered; waiting for all of them would stop the window
            self._due = self.words.left > _AT_ONCE
            if self._due:
                self.count.setText("Looking…")
                if not self._idle.isActive():
                    self.cold.emit()
            else:
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
