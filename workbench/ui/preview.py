"""A sheet of a workbook as it stands, with its heading rows marked and the field that each column goes into."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Protocol, cast

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QColor, QFont, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QStyledItemDelegate, QStyleOptionViewItem, QTableView, QWidget

from workbench.ui.columns import letter
from workbench.ui.table import Index, Role, Weight
from workbench.ui.theme import STEP, tones_of

_WIDEST, _USUAL = 24, 20
"""Characters a column of the preview is wide at most for its field, and for what stands in it."""
_CELL = re.compile(r"([A-Z]+)([0-9]+)")


class Sheet(Protocol):
    """What is looked at of a sheet of a workbook."""

    @property
    def name(self) -> str:
        """What it is called."""

    @property
    def rows(self) -> list[list[object]]:
        """Its cells from A1 on, rows ragged."""


def shown(value: object) -> str:
    """Return a cell as a person saw it in the workbook."""
    if value is None:
        return ""
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def place_of(cell: str) -> tuple[int, int]:
    """Return row and column of a cell by its name, counted from 0; -1 for what the name does not say."""
    found = _CELL.fullmatch(cell.strip().upper())
    if found is None:
        return (-1, -1)
    column = 0
    for sign in found[1]:
        column = column * 26 + ord(sign) - ord("A") + 1
    return (int(found[2]) - 1, column - 1)


class SheetModel(QAbstractTableModel):
    """The cells of a sheet, in its own rows and columns."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: list[list[object]] = []
        self._width = 0
        self.name = ""
        self._headings: frozenset[int] = frozenset()
        self._fields: dict[int, str] = {}

    def fill(self, sheet: Sheet | None, headings: Sequence[int] = (), fields: Sequence[tuple[int, str]] = ()) -> None:
        """Show a sheet; `headings` are its heading rows from 0, `fields` the words of the field of each column read."""
        self.beginResetModel()
        self.name = sheet.name if sheet else ""
        self._rows = sheet.rows if sheet else []
        self._width = max((len(row) for row in self._rows), default=0)
        self._headings, self._fields = frozenset(headings), dict(fields)
        self.endResetModel()

    @property
    def headings(self) -> frozenset[int]:
        """The heading rows, counted from 0."""
        return self._headings

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Return how many rows the sheet has."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Return how many columns the sheet has."""
        return 0 if parent.isValid() else self._width

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what stands in a cell, headings speaking strongly and columns that go nowhere faintly."""
        if not index.isValid():
            return None
        row, column = self._rows[index.row()], index.column()
        words = shown(row[column]) if column < len(row) else ""
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return words or None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            heading = "heading, " if index.row() in self._headings else ""
            return f"{letter(column)}{index.row() + 1}: {heading}{words or 'blank'}"
        if role == Role.WEIGHT:
            return Weight.STRONG if index.row() in self._headings else Weight.PLAIN if column in self._fields else Weight.MUTED
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the letter of a column with its field, or the number of a row, heading rows marked."""
        if role == Qt.ItemDataRole.DisplayRole:
            if orientation is Qt.Orientation.Vertical:
                return f"{'▸ ' if section in self._headings else ''}{section + 1}"
            return f"{letter(section)}\n{self._fields.get(section, '')}"
        if role == Qt.ItemDataRole.ToolTipRole and orientation is Qt.Orientation.Vertical:
            return "Headings stand here; click to say they do not" if section in self._headings else "Click if the headings stand here"
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._fields.get(section) or "Not read into a field"
        return None


class SheetDelegate(QStyledItemDelegate):
    """Paints cells of a sheet on one line each, headings bold on a ground of their own."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint ground, words and lines of a cell, and where the keyboard is."""
        area: QRect = option.rect
        view = cast("SheetTable", option.widget)
        tones, here = tones_of(view), view.currentIndex() == index
        weight = index.data(Role.WEIGHT)
        painter.save()
        if here or weight is Weight.STRONG:
            painter.fillRect(area, QColor(tones.selected if here else tones.ground))
        painter.setPen(QColor(tones.line))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        painter.drawLine(area.topRight(), area.bottomRight())
        font = QFont(option.font)
        font.setWeight(QFont.Weight.DemiBold if weight is Weight.STRONG else QFont.Weight.Normal)
        painter.setFont(font)
        painter.setPen(QColor(tones.muted if weight is Weight.MUTED else tones.text))
        words = " ".join(str(index.data() or "")[:200].split())
        room = area.adjusted(STEP // 2 + 2, 0, -STEP // 2, 0)
        shown_ = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown_)
        if here:
            painter.setPen(QPen(QColor(tones.accent if view.hasFocus() else tones.edge), 2))
            painter.drawRect(area.adjusted(1, 1, -1, -2))
        painter.restore()


class SheetTable(QTableView):
    """A sheet to look at and to say of where its headings stand.

    Signals:
        heading_asked: a row is to be one of the heading rows, or no more; carries it, counted from 0.
    """

    heading_asked = Signal(int)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sheet = SheetModel(self)
        self.setModel(self.sheet)
        self.setItemDelegate(SheetDelegate(self))
        self.setAccessibleName(name)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setCornerButtonEnabled(False)
        self.setStyleSheet("QTableCornerButton::section { background: transparent; border: none; }")
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        rows, columns = self.verticalHeader(), self.horizontalHeader()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(self.fontMetrics().lineSpacing() + STEP)
        rows.setSectionsClickable(True)
        rows.setStyleSheet(f"QHeaderView::section {{ padding: 0 {STEP}px; }}")
        rows.setDefaultAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        rows.setAccessibleName(f"Rows of {name.lower()}")
        rows.sectionClicked.connect(self.heading_asked)
        rows.setHighlightSections(False)
        columns.setHighlightSections(False)
        columns.setTextElideMode(Qt.TextElideMode.ElideRight)
        columns.setStyleSheet(f"QHeaderView::section {{ padding: {STEP // 2}px {STEP}px; }}")
        columns.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        columns.setAccessibleName(f"Columns of {name.lower()}")

    def fill(self, sheet: Sheet | None, headings: Sequence[int] = (), fields: Sequence[tuple[int, str]] = ()) -> None:
        """Show another sheet, or the same one read otherwise; the keyboard stays where it was."""
        current, same = self.currentIndex(), sheet is not None and sheet.name == self.sheet.name
        row, column = current.row(), current.column()
        self.sheet.fill(sheet, headings, fields)
        character = self.fontMetrics().averageCharWidth()
        for place in range(self.sheet.columnCount()):
            longest = max((len(shown(row[place])) for row in (sheet.rows[:40] if sheet else ()) if place < len(row)), default=0)
            label = len(str(self.sheet.headerData(place, Qt.Orientation.Horizontal) or ""))
            self.setColumnWidth(place, max(6, min(_USUAL, longest), min(_WIDEST, label)) * character + 3 * STEP)
        first = max(headings, default=0)
        wanted = self.sheet.index(row, column) if same and row >= 0 else self.sheet.index(first, 0)
        if wanted.isValid():
            self.setCurrentIndex(wanted)
            self.scrollTo(wanted)

    def go_to(self, row: int, column: int) -> None:
        """Bring a cell in sight and put the keyboard on it."""
        index = self.sheet.index(max(0, row), max(0, column))
        if index.isValid():
            self.setCurrentIndex(index)
            self.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Say on H or Space that headings stand in this row, or do not."""
        if event.key() in (Qt.Key.Key_H, Qt.Key.Key_Space) and not event.modifiers() and self.currentIndex().isValid():
            self.heading_asked.emit(self.currentIndex().row())
        else:
            super().keyPressEvent(event)


def heading_rows(known: Sequence[int], row: int) -> tuple[int, ...]:
    """Return the heading rows once a person pointed at a row: one more beside them, one less, or that one alone."""
    if row in known:
        rest = tuple(one for one in known if one != row)
        return rest or (row,)
    if known and row in (min(known) - 1, max(known) + 1):
        return tuple(sorted((*known, row)))
    return (row,)
