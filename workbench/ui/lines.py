"""Plain lines in a table: words by column, for lists that are read and not edited."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from workbench.ui.cells import CellDelegate
from workbench.ui.headed import HeadedModel
from workbench.ui.table import Index, Role, Weight
from workbench.ui.whole import WholeRows


@dataclass(frozen=True)
class Line:
    """One line: its words, how strongly each speaks, and what it stands for."""

    words: tuple[str, ...]
    weights: tuple[Weight, ...] = ()
    about: object = None


class LinesModel(HeadedModel):
    """Lines under headings."""

    def __init__(self, headings: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(headings, parent)
        self._lines: list[Line] = []

    def fill(self, lines: Sequence[Line]) -> None:
        """Show other lines."""
        self.beginResetModel()
        self._lines = list(lines)
        self.endResetModel()

    def line(self, row: int) -> Line | None:
        """Return the line of a row."""
        return self._lines[row] if 0 <= row < len(self._lines) else None

    @property
    def count(self) -> int:
        """How many lines there are."""
        return len(self._lines)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return words, and how strongly they speak."""
        if not index.isValid():
            return None
        line, column = self._lines[index.row()], index.column()
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return line.words[column]
            case Qt.ItemDataRole.ToolTipRole:
                return line.words[column] or None
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{self.headings[column]}: {line.words[column] or 'blank'}"
            case Role.WEIGHT:
                return line.weights[column] if line.weights else Weight.PLAIN
            case _:
                return None


class LinesTable(WholeRows):
    """A table of lines: whole rows, two lines of words each, one column taking what the others leave.

    Signals:
        opened: Enter was pressed on a line, or it was double-clicked; carries the line.
    """

    opened = Signal(object)

    def __init__(self, model: LinesModel, name: str, shares: Sequence[int], wide: int, parent: QWidget | None = None) -> None:
        super().__init__(model, name, f"Headings of {name.lower()}", several=False, parent=parent)
        self._shares, self._wide, self._lines = list(shares), wide, model
        self.setItemDelegate(CellDelegate(self))
        self.doubleClicked.connect(self._open)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open the line on Enter."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self._open(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def _open(self, index: QModelIndex) -> None:
        line = self._lines.line(index.row())
        if line is not None:
            self.opened.emit(line)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width out."""
        super().resizeEvent(event)
        character = self.fontMetrics().averageCharWidth()
        widths = [share * character for share in self._shares]
        widths[self._wide] = max(widths[self._wide], self.viewport().width() - sum(widths) + widths[self._wide])
        for column, width in enumerate(widths):
            self.setColumnWidth(column, width)
