"""How a workbook was read, column by column, each to be corrected in place."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Protocol

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from workbench.domain.kinds import Headed
from workbench.domain.register import Register
from workbench.domain.text import shorten
from workbench.ui.editors import ComboInput
from workbench.ui.theme import STEP


class ReadColumn(Protocol):
    """What a plan says of one column of a workbook."""

    @property
    def index(self) -> int:
        """Its place, counted from 0."""

    @property
    def header(self) -> str:
        """What stands over it."""

    @property
    def field(self) -> str:
        """The field it goes into, `extra` or `ignore`."""

    @property
    def confidence(self) -> float:
        """How sure that is, from 0 to 1."""

    @property
    def reason(self) -> str:
        """Why, in words."""


EXTRA, IGNORE = "extra", "ignore"
_HEADINGS = ("Column", "Heading in the workbook", "For example", "Goes into", "Because")
_SHARES = (0, 3, 3, 3, 3)
_SURE = 0.8
_AT_ONCE = 8
"""Columns shown before the window may answer again."""


def letter(index: int) -> str:
    """Return the letters of a column counted from 0, as a spreadsheet shows them."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def names_of(columns: Sequence[ReadColumn]) -> list[str]:
    """Return what a correction calls each column: its heading, or its letter where that would not be certain."""
    headers = [column.header for column in columns]
    return [column.header if column.header and headers.count(column.header) == 1 else letter(column.index) for column in columns]


class ColumnsView(QScrollArea):
    """A line for each column of the table found.

    Signals:
        corrected: a person sent a column elsewhere; carries its name and the field key, `extra` or `ignore`.
    """

    corrected = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName("Columns of the workbook")
        self.combos: dict[str, ComboInput] = {}
        self._filled: dict[str, str] = {}

    def fill(self, columns: Sequence[ReadColumn], register: Register | None, examples: Mapping[int, str] | None = None) -> None:
        """Show other columns, values that stand in them, and the fields of the register they go into."""
        for _ in self.filling(columns, register, examples):
            pass

    def filling(
        self, columns: Sequence[ReadColumn], register: Register | None, examples: Mapping[int, str] | None = None
    ) -> Iterator[None]:
        """Do the same a few columns at a time, so that the window can answer in between."""
        self.combos, self._filled = {}, {}
        page = QWidget()
        page.setProperty("panel", True)
        outer = QVBoxLayout(page)
        outer.setContentsMargins(STEP, STEP, STEP, STEP)
        grid = QGridLayout()
        grid.setHorizontalSpacing(2 * STEP)
        grid.setVerticalSpacing(STEP)
        for place, share in enumerate(_SHARES):
            grid.setColumnStretch(place, share)
        outer.addLayout(grid)
        outer.addStretch(1)
        for place, heading in enumerate(_HEADINGS):
            label = QLabel(heading)
            label.setProperty("muted", True)
            grid.addWidget(label, 0, place)
        options = [(field.label, field.key) for field in register if not isinstance(field.kind, Headed)] if register else []
        for row, (column, name) in enumerate(zip(columns, names_of(columns), strict=True), 1):
            combo = ComboInput()
            for words, key in options:
                combo.addItem(words, key)
            combo.insertSeparator(combo.count())
            combo.addItem("Kept under its heading", EXTRA)
            combo.addItem("Left out", IGNORE)
            combo.setCurrentIndex(max(0, combo.findData(column.field)))
            combo.setAccessibleName(f"Field of column {letter(column.index)}, {shorten(column.header) or 'without a heading'}")
            combo.finished.connect(partial(self._take, name))
            self.combos[name], self._filled[name] = combo, column.field
            header = QLabel(shorten(column.header, 80) or "(no heading)")
            header.setWordWrap(True)
            doubtful = column.confidence < _SURE and column.field not in (EXTRA, IGNORE)
            example = QLabel((examples or {}).get(column.index, ""))
            example.setTextFormat(Qt.TextFormat.PlainText)
            example.setProperty("muted", True)
            example.setWordWrap(True)
            because = column.reason[:1].upper() + column.reason[1:]
            reason = QLabel(f"{because} (please check)" if doubtful else because)
            reason.setProperty("wrong" if doubtful else "muted", True)
            reason.setWordWrap(True)
            for place, widget in enumerate((QLabel(letter(column.index)), header, example, combo, reason)):
                grid.addWidget(widget, row, place)
            if row % _AT_ONCE == 0:
                yield
        self.setWidget(page)

    def go_to(self, name: str) -> bool:
        """Put the keyboard on a column and bring it in sight; return whether there is such a column."""
        combo = self.combos.get(name)
        if combo is None:
            return False
        combo.setFocus(Qt.FocusReason.OtherFocusReason)
        QTimer.singleShot(0, combo, lambda: self.ensureWidgetVisible(combo))
        return True

    def _take(self, name: str) -> None:
        chosen = str(self.combos[name].currentData() or "")
        if chosen and chosen != self._filled[name]:
            self._filled[name] = chosen
            self.corrected.emit(name, chosen)
