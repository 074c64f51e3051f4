"""Buttons on the colour of a band, whose words say which band it is."""

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QEnterEvent, QFont, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from workbench.ui.theme import sized, tones_of

_PAD, _HEIGHT = 12, 8
_RING = 2.0


class BandButton(QAbstractButton):
    """A button painted on the colour of a band; Enter presses it as well as Space."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._place: int | None = None
        self._bands = 1
        self._over = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def stand_in(self, place: int | None, of: int) -> None:
        """Take a band's colour, the lowest being 0, of so many; None is no band's."""
        self._place, self._bands = place, of
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Press on Enter, too."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Show that it can be pressed."""
        self._over = True
        self.update()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Show no more that it can be pressed."""
        self._over = False
        self.update()
        super().leaveEvent(event)

    def paint_ground(self, painter: QPainter, radius: float, *, strong: bool = True) -> QColor:
        """Paint the ground and the ring of the keyboard or the mouse; return the colour of words on it."""
        tones = tones_of(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shape = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        if self._place is None:
            ground, words = QColor(tones.panel), QColor(tones.text)
        else:
            ground, words = tones.band(self._place, self._bands)
        if not strong:
            ground.setAlphaF(0.5)
        painter.setBrush(ground)
        painter.setPen(QPen(QColor(tones.edge), 1) if self._place is None else Qt.PenStyle.NoPen)
        painter.drawRoundedRect(shape, radius, radius)
        if self.hasFocus() or (self._over and strong):
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(tones.accent if self.hasFocus() else tones.edge), _RING if self.hasFocus() else 1.0))
            painter.drawRoundedRect(shape, radius, radius)
        return words


class BandPill(BandButton):
    """A pill that says how many stand in a band."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFont(sized(self.font(), 1.0, QFont.Weight.Medium))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Return the room of its words."""
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(self.text()) + 2 * _PAD, metrics.height() + _HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the pill."""
        painter = QPainter(self)
        painter.setPen(self.paint_ground(painter, self.height() / 2))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text())
