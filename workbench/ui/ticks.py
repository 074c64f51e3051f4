"""Ticks in a table: pressed, they ask; what they show is decided elsewhere."""

from PySide6.QtCore import QModelIndex, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QStyleOptionViewItem

from workbench.ui.headed import HeadedModel
from workbench.ui.table import Index
from workbench.ui.theme import STEP, tones_of

TICK = 0
"""The column of ticks."""


class TickedModel(HeadedModel):
    """Rows whose first column holds a tick.

    Signals:
        toggle_asked: a tick was pressed; carries what its row stands for.
    """

    toggle_asked = Signal(object)

    def tick(self, place: int) -> Qt.CheckState | None:
        """Return how the tick of a row stands; None where there is nothing to press."""
        raise NotImplementedError

    def about(self, place: int) -> object:
        """Return what a row stands for."""
        raise NotImplementedError

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let ticks be pressed."""
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsUserCheckable if self._is_pressed(index) else flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return how a tick stands, or what a role says of a cell."""
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.CheckStateRole:
            return self.tick(index.row()) if index.column() == TICK else None
        return self.said(index, role)

    def said(self, index: Index, role: int) -> object:
        """Return what a role says of a cell."""
        raise NotImplementedError

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Ask for a tick to be pressed."""
        if role != Qt.ItemDataRole.CheckStateRole or value is None or not self._is_pressed(index):
            return False
        self.toggle_asked.emit(self.about(index.row()))
        return True

    def _is_pressed(self, index: QModelIndex | Index) -> bool:
        return index.isValid() and index.column() == TICK and self.tick(index.row()) is not None


def paint_tick(painter: QPainter, option: QStyleOptionViewItem, state: Qt.CheckState, height: int = 0) -> None:
    """Paint a tick box in the middle of a cell, or of a line so high at its top: a tick for all of it, a dash for some."""
    tones, area = tones_of(option.widget), QRectF(option.rect)
    side = 2.0 * STEP
    middle = area.top() + height / 2 if height else area.center().y()
    box = QRectF(area.center().x() - side / 2, middle - side / 2, side, side)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(tones.edge if state is Qt.CheckState.Unchecked else tones.accent), 1.5))
    painter.setBrush(QColor(tones.panel if state is Qt.CheckState.Unchecked else tones.accent))
    painter.drawRoundedRect(box, 3, 3)
    painter.setPen(QPen(QColor(tones.on_accent), 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
    if state is Qt.CheckState.Checked:
        points = [QPointF(box.left() + x * side, box.top() + y * side) for x, y in ((0.22, 0.52), (0.42, 0.72), (0.78, 0.3))]
        painter.drawPolyline(points)
    elif state is Qt.CheckState.PartiallyChecked:
        painter.drawLine(QPointF(box.left() + 0.25 * side, box.center().y()), QPointF(box.right() - 0.25 * side, box.center().y()))
    painter.restore()
