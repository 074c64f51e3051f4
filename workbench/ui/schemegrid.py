"""A scoring scheme to look at: five by five cells on the colours of their bands, between the words of both axes."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from workbench.domain.scoring import CONSEQUENCE, LIKELIHOOD, Scheme
from workbench.ui.theme import STEP, sized, tones_of

_STEPS = 5
_SMALL = 0.85
_GAP = 2
_OVER = 8
"""How far a long word under a column may reach beyond it."""


class SchemeGrid(QWidget):
    """Shows the bands of a scheme, likelihood from the highest down and consequence from left to right; nothing can be done in it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scheme: Scheme | None = None
        self.setFont(sized(self.font(), _SMALL))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def fill(self, scheme: Scheme | None) -> None:
        """Show a scheme; nothing where there is none that is complete."""
        self._scheme = scheme
        self.setVisible(scheme is not None)
        if scheme is not None:
            self.setAccessibleName(f"Bands by likelihood, for consequence from {CONSEQUENCE.labels[0]} to {CONSEQUENCE.labels[-1]}")
            self.setAccessibleDescription(told(scheme))
            self.setToolTip(told(scheme).replace("; ", "\n"))
        self.update()

    def sizeHint(self) -> QSize:
        """Return room for five rows, the words of consequences and the names of both axes."""
        line = self.fontMetrics().lineSpacing()
        return QSize(40 * STEP, _STEPS * self._row + 3 * line + STEP)

    def minimumSizeHint(self) -> QSize:
        """Return the same height; words are elided where the form is narrow."""
        return QSize(20 * STEP, self.sizeHint().height())

    @property
    def _row(self) -> int:
        return self.fontMetrics().lineSpacing() + STEP

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint axes, cells and the words of their bands."""
        scheme, metrics, tones = self._scheme, self.fontMetrics(), tones_of(self)
        if scheme is None:
            return
        painter = QPainter(self)
        middle, muted = Qt.AlignmentFlag.AlignCenter, QColor(tones.muted)
        line = metrics.lineSpacing()
        beside = max(metrics.horizontalAdvance(word) for word in LIKELIHOOD.labels) + STEP
        across = (self.width() - beside - _OVER) // _STEPS

        def write(area: QRect, words: str, colour: QColor, align: Qt.AlignmentFlag) -> None:
            painter.setPen(colour)
            painter.drawText(area, align, metrics.elidedText(words, Qt.TextElideMode.ElideRight, area.width()))

        write(QRect(0, 0, self.width(), line), "Likelihood", muted, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for down in range(_STEPS):
            likelihood, top = _STEPS - down, line + down * self._row
            right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            write(QRect(0, top, beside - STEP, self._row), LIKELIHOOD.labels[likelihood - 1], muted, right)
            for place in range(_STEPS):
                area = QRect(beside + place * across, top, across - _GAP, self._row - _GAP)
                band = scheme.band(likelihood, place + 1)
                ground, words = tones.band(band, len(scheme.labels))
                painter.fillRect(area, ground)
                write(area.adjusted(2, 0, -2, 0), scheme.labels[band], words, middle)
        below = line + _STEPS * self._row
        for place, word in enumerate(CONSEQUENCE.labels):
            write(QRect(beside + place * across, below, across - _GAP, line).adjusted(-_OVER, 0, _OVER, 0), word, muted, middle)
        write(QRect(beside, below + line, _STEPS * across - _GAP, line), "Consequence", muted, middle)


def told(scheme: Scheme) -> str:
    """Return a scheme in words, the highest likelihood first: "Almost certain: Moderate, High, …"."""
    return "; ".join(
        f"{LIKELIHOOD.labels[likelihood - 1]}: "
        + ", ".join(scheme.labels[scheme.band(likelihood, consequence)] for consequence in range(1, _STEPS + 1))
        for likelihood in range(_STEPS, 0, -1)
    )
