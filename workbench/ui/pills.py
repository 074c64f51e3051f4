"""Scores as pills: the number and the word for its band, on the band's colour."""

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from workbench.domain.field import AnyField
from workbench.domain.kinds import Score
from workbench.domain.register import Record
from workbench.domain.scoring import NPSA, Scheme, is_stated, stage_of
from workbench.ui.theme import Tones, tones_of

_PAD = 10
_HEIGHT = 8


@dataclass(frozen=True)
class Pill:
    """A score with its band; `place` is the band's, lowest first, or None where no band is certain."""

    score: int
    word: str
    place: int | None
    bands: int
    stated: bool
    """Whether it stands without the factors it would be worked out from."""

    @property
    def text(self) -> str:
        """Number and word."""
        return f"{self.score} {self.word}" if self.word else str(self.score)

    @property
    def words(self) -> str:
        """All of it in words, for a tooltip or a screen reader."""
        return f"{self.text}, as stated" if self.stated else self.text


def pill_of(record: Record, field: AnyField, scheme: Scheme = NPSA) -> Pill | None:
    """Return the pill of a score field of a record; None where it is blank or no score."""
    if not isinstance(field.kind, Score):
        return None
    score = field.of(record.row)
    if score is None:
        return None
    stage = stage_of(field)
    likelihood, consequence = (record.row.get(key) for key in field.factors) if field.factors else (None, None)
    if isinstance(likelihood, int) and isinstance(consequence, int):
        place: int | None = scheme.band(likelihood, consequence)
    else:
        place = scheme.band_of(int(score))
    word = "" if place is None else scheme.labels[place]
    return Pill(int(score), word, place, len(scheme.labels), bool(stage) and is_stated(record.row, stage))


def pill_size(metrics: QFontMetrics, pill: Pill) -> QSize:
    """Return the room a pill takes."""
    return QSize(_width(metrics, pill) + 2 * _PAD, metrics.height() + _HEIGHT)


def paint_pill(painter: QPainter, area: QRectF, pill: Pill, tones: Tones) -> None:
    """Paint a pill at the left of an area, in the middle of its height."""
    metrics = painter.fontMetrics()
    size = pill_size(metrics, pill)
    width = min(float(size.width()), area.width())
    shape = QRectF(area.left(), area.center().y() - size.height() / 2, width, size.height())
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if pill.place is None:
        painter.setPen(tones.edge)
        text = QColor(tones.text)
    else:
        ground, text = tones.band(pill.place, pill.bands)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
    painter.drawRoundedRect(shape.adjusted(0.5, 0.5, -0.5, -0.5), shape.height() / 2, shape.height() / 2)
    painter.setPen(text)
    inner = shape.adjusted(_PAD, 0, -_PAD / 2, 0)
    painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, str(pill.score))
    if pill.word:
        inner.setLeft(inner.left() + metrics.horizontalAdvance(str(pill.score)) + _PAD / 2)
        word = metrics.elidedText(pill.word, Qt.TextElideMode.ElideRight, int(inner.width()))
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, word)
    painter.restore()


def _width(metrics: QFontMetrics, pill: Pill) -> int:
    number = metrics.horizontalAdvance(str(pill.score))
    return number + (metrics.horizontalAdvance(pill.word) + _PAD // 2 if pill.word else 0)


class PillLabel(QWidget):
    """A pill by itself, beside the levels it comes from; a dash where there is no score."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pill: Pill | None = None
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    @property
    def pill(self) -> Pill | None:
        """The pill shown."""
        return self._pill

    def fill(self, pill: Pill | None, name: str) -> None:
        """Show a pill under a name that a screen reader says."""
        self._pill = pill
        self.setAccessibleName(f"{name}: {pill.words if pill else 'not scored'}")
        self.setToolTip(pill.words if pill else "")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return the room of the pill."""
        return pill_size(self.fontMetrics(), self._pill or Pill(0, "", None, 4, stated=False))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the pill, or a dash."""
        painter = QPainter(self)
        tones = tones_of(self)
        if self._pill:
            paint_pill(painter, QRectF(self.rect()), self._pill, tones)
        else:
            painter.setPen(tones.muted)
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter, "–")
