"""Plain lines in a table: words by column, for lists that are read and not edited."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from workbench.ui.cells import CellDelegate, row_height
from workbench.ui.table import Index, Role, Weight


@dataclass(frozen=True)
class Line:
    """One line: its words, how strongly each speaks, and what it stands for."""

    words: tuple[str, ...]
    weights: tuple[Weight, ...] = ()
    about: object = None


class LinesModel(QAbstractTableModel):
    """Lines under headings."""

    def __init__(self, headings: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.headings = tuple(headings)
        self._lines: list[Line] = []

    def fill(self, lines: Sequence[Line]) -> None:
        """Show other lines."""
        self.beginResetModel()
        self._lines = list(lines)
        self.endResetModel()

    def line(self, row: int) -> Line | None:
        """Return the line of a row."""
        return self._lines[row] if 0 <= row < len(self._lines) else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Return how many lines there are."""
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Return how many headings there are."""
        return 0 if parent.isValid() else len(self.headings)

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

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the heading of a column."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole and 0 <= section < len(self.headings):
            return self.headings[section]
        return None


class LinesTable(QTableView):
    """A table of lines: whole rows, two lines of words each, one column taking what the others leave.

    Signals:
        opened: Enter was pressed on a line, or it was double-clicked; carries the line.
    """

    opened = Signal(object)

    def __init__(self, model: LinesModel, name: str, shares: Sequence[int], wide: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shares, self._wide, self._lines = list(shares), wide, model
        self.doubleClicked.connect(self._open)
        self.setModel(model)
        self.setItemDelegate(CellDelegate(self))
        self.setAccessibleName(name)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(row_height(self.fontMetrics()))
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.horizontalHeader().setAccessibleName(f"Headings of {name.lower()}")

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
