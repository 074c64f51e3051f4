"""How a cell of a register is painted: up to two lines of words, or a score as a pill, over a hairline."""

from typing import cast

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QHelpEvent, QPainter, QPen, QTextLayout, QTextOption
from PySide6.QtWidgets import QAbstractItemView, QStyledItemDelegate, QStyleOptionViewItem, QToolTip

from workbench.domain.field import AnyField
from workbench.ui.pills import Pill, paint_pill
from workbench.ui.table import Role, Weight, late_words
from workbench.ui.theme import STEP, Tones, sized, tones_of

_LINES = 2
_SMALL, _LATE = 0.85, 0.9


def row_height(metrics: QFontMetrics) -> int:
    """Return the height of a row of two lines."""
    return max(44, _LINES * metrics.lineSpacing() + 12)


def late_font(font: QFont) -> QFont:
    """Return the font of how late something is, under its date."""
    return sized(font, _LATE)


class CellDelegate(QStyledItemDelegate):
    """Paints cells of registers; words that do not fit are elided and stand in full in the tooltip."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Return two lines of what the field likes to be wide."""
        field: AnyField | None = index.data(Role.FIELD)
        metrics = option.fontMetrics
        return QSize((field.breadth if field else 10) * metrics.averageCharWidth(), row_height(metrics))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        """Paint ground, words or pill, the line under the row, and where the keyboard is.

        The view is asked, not `option.state`, whose type alone would take a twentieth of the whole start.
        """
        area: QRect = option.rect
        view = cast("QAbstractItemView", option.widget)
        tones = tones_of(view)
        painter.save()
        if view.selectionModel().isSelected(index):
            painter.fillRect(area, QColor(tones.selected))
        painter.setPen(QColor(tones.line))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        self._paint_words(painter, area.adjusted(STEP, 2, -STEP // 2, -3), index, tones, option.font)
        if view.hasFocus() and view.currentIndex() == index:
            painter.setPen(QPen(QColor(tones.accent), 2))
            painter.drawRect(area.adjusted(1, 1, -1, -2))
        painter.restore()

    def _paint_words(self, painter: QPainter, area: QRect, index: QModelIndex | QPersistentModelIndex, tones: Tones, font: QFont) -> None:
        pill: Pill | None = index.data(Role.PILL)
        words = str(index.data(Qt.ItemDataRole.DisplayRole) or "")
        late: int = index.data(Role.OVERDUE) or 0
        painter.setFont(font)
        if pill:
            if pill.stated:
                upper = QRectF(area.left(), area.top(), area.width(), area.height() * 0.66)
                paint_pill(painter, upper, pill, tones)
                _paint_small(painter, QRectF(area).adjusted(10, upper.height(), 0, 0), "as stated", tones.muted)
            else:
                paint_pill(painter, QRectF(area), pill, tones)
            return
        weight: Weight = index.data(Role.WEIGHT) or Weight.MUTED
        colours = {Weight.MUTED: tones.muted, Weight.WRONG: tones.warning}
        painter.setPen(QColor(colours.get(weight, tones.text)))
        if weight is Weight.STRONG:
            bold = QFont(font)
            bold.setWeight(QFont.Weight.DemiBold)
            painter.setFont(bold)
        if late:
            half = area.height() // 2
            upper_half = QRect(area.left(), area.top() + 2, area.width(), half)
            shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, area.width())
            painter.drawText(upper_half, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
            painter.setPen(QColor(tones.warning))
            painter.setFont(late_font(font))
            shown = painter.fontMetrics().elidedText(late_words(late), Qt.TextElideMode.ElideRight, area.width())
            painter.drawText(upper_half.translated(0, half - 3), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
            return
        paint_lines(painter, area, words)

    def helpEvent(
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> bool:
        """Show the whole words where the cell could not."""
        words = str(index.data(Qt.ItemDataRole.DisplayRole) or "")
        room: QRect = option.rect
        metrics = QFontMetrics(view.font())
        fits = metrics.horizontalAdvance(words) <= room.width() * (_LINES - 0.5) - 2 * STEP and "\n" not in words
        if fits and not index.data(Role.PILL) and not index.data(Role.OVERDUE):
            QToolTip.hideText()
            return True
        return bool(super().helpEvent(event, view, option, index))


def paint_lines(painter: QPainter, area: QRect, words: str, lines: int = _LINES) -> None:
    """Paint words in an area, broken at words into a few lines, the last elided, in the middle of its height."""
    metrics = painter.fontMetrics()
    words = words.strip()
    if "\n" not in words and metrics.horizontalAdvance(words) <= area.width():
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)
        return
    text = " ".join(words[:600].split())
    layout = QTextLayout(text, painter.font())
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.beginLayout()
    found: list[tuple[int, int]] = []
    while len(found) < lines:
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(area.width())
        found.append((line.textStart(), line.textLength()))
    layout.endLayout()
    height = metrics.lineSpacing()
    top = area.top() + (area.height() - height * len(found)) / 2 + metrics.ascent()
    for number, (start, length) in enumerate(found):
        piece = text[start : start + length].rstrip()
        if number == len(found) - 1 and start + length < len(text):
            piece = metrics.elidedText(text[start:], Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(QPointF(area.left(), top + number * height), piece)


def _paint_small(painter: QPainter, area: QRectF, words: str, colour: str) -> None:
    painter.save()
    font = QFont(painter.font())
    font.setPointSizeF(font.pointSizeF() * _SMALL)
    painter.setFont(font)
    painter.setPen(QColor(colour))
    painter.drawText(area, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft, words)
    painter.restore()
