"""The heat map as a grid to walk over with the arrow keys; a cell leads to the risks that stand in it."""

from collections.abc import Callable

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFont, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QWidget

from workbench.domain.charts import Cell, HeatMap
from workbench.domain.text import counted, joined
from workbench.ui.bands import BandButton
from workbench.ui.theme import STEP, sized

_STEPS = 5
_NAMED = 12
"""References a tooltip names before it only counts."""
_MOVES = {
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Home: (0, -_STEPS),
    Qt.Key.Key_End: (0, _STEPS),
}


class HeatCell(BandButton):
    """One cell: how many risks stand in it, its score and the word for its band.

    Args:
        move: goes so many rows and columns from here.
        entered: told when the keyboard is here.
    """

    def __init__(self, move: "Callable[[int, int], None]", entered: "Callable[[], None]", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._move, self._entered = move, entered
        self.cell: Cell | None = None
        self._lines = ("", "")
        self._small = sized(self.font(), 0.9)
        self._strong = sized(self.font(), 1.08, QFont.Weight.DemiBold)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def fill(self, cell: Cell, likelihood: str, consequence: str, noun: str, bands: int) -> None:
        """Show a cell under the names of its row and column."""
        self.cell = cell
        self.stand_in(cell.band, bands)
        band = f"{cell.likelihood * cell.consequence} {cell.label}"
        count = counted(len(cell.marks), noun)
        self._lines = (count if cell.marks else "", band)
        self.setAccessibleName(f"{likelihood} × {consequence}, {band}: {count if cell.marks else f'no {noun}s'}")
        refs = [mark.ref for mark in cell.marks]
        rest = [f"{len(refs) - _NAMED:,} more"] if len(refs) > _NAMED else []
        self.setToolTip(f"{likelihood} × {consequence}: {joined([*refs[:_NAMED], *rest]) or f'no {noun}s'}")
        self.setCursor(Qt.CursorShape.PointingHandCursor if refs else Qt.CursorShape.ArrowCursor)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk over the map with the arrow keys, Home and End."""
        step = _MOVES.get(Qt.Key(event.key()))
        if step and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self._move(*step)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Become the cell that Tab comes back to."""
        super().focusInEvent(event)
        self._entered()

    def sizeHint(self) -> QSize:
        """Return room for both lines."""
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance("10 Moderate") + 2 * STEP, 2 * metrics.lineSpacing() + 2 * STEP)

    def minimumSizeHint(self) -> QSize:
        """Return the same; words are never cut."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint how many on the band's colour; a cell in which nothing stands is paler."""
        painter = QPainter(self)
        count, band = self._lines
        painter.setPen(self.paint_ground(painter, 4, strong=bool(count)))
        if not count:
            painter.setFont(self._small)
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, band)
            return
        middle = self.rect().center().y()
        half = self.fontMetrics().lineSpacing() + 2
        painter.setFont(self._strong)
        painter.drawText(QRect(0, middle - half + 1, self.width(), half), Qt.AlignmentFlag.AlignCenter, count)
        painter.setFont(self._small)
        painter.drawText(QRect(0, middle + 1, self.width(), half), Qt.AlignmentFlag.AlignCenter, band)


class HeatGrid(QWidget):
    """Five by five cells with the names of their rows and columns; one of them can be tabbed to, arrows reach the others.

    Signals:
        asked: the risks of a cell are wanted; carries the cell.
    """

    asked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(STEP // 2)
        self._rows = [self._label(Qt.AlignmentFlag.AlignRight) for _ in range(_STEPS)]
        self._columns = [self._label(Qt.AlignmentFlag.AlignHCenter) for _ in range(_STEPS)]
        self.cells: list[list[HeatCell]] = []
        for row in range(_STEPS):
            self._grid.addWidget(self._rows[row], row, 0)
            made = [HeatCell(self._mover(row, column), self._keeper(row, column), self) for column in range(_STEPS)]
            for column, cell in enumerate(made):
                cell.clicked.connect(self._ask)
                self._grid.addWidget(cell, row, column + 1)
            self.cells.append(made)
        for column, label in enumerate(self._columns):
            self._grid.addWidget(label, _STEPS, column + 1)
            self._grid.setColumnStretch(column + 1, 1)
        self._stop_at(0, 0)
        self._is_fresh = True

    def fill(self, shown: HeatMap, noun: str, bands: int) -> None:
        """Show a map; Tab comes first to the highest cell in which something stands, then to the one it was left on."""
        for label, name in zip((*self._rows, *self._columns), (*shown.likelihoods, *shown.consequences), strict=True):
            label.setText(name)
        for row, (cells, likelihood) in enumerate(zip(shown.rows, shown.likelihoods, strict=True)):
            for column, (cell, consequence) in enumerate(zip(cells, shown.consequences, strict=True)):
                self.cells[row][column].fill(cell, likelihood, consequence, noun, bands)
        self.setAccessibleName(shown.told)
        if self._is_fresh and (worst := shown.filled[:1]):
            self._stop_at(_STEPS - worst[0].likelihood, worst[0].consequence - 1)
            self._is_fresh = False

    @property
    def stop(self) -> HeatCell:
        """The cell that Tab comes to."""
        return next(cell for row in self.cells for cell in row if cell.focusPolicy() is Qt.FocusPolicy.StrongFocus)

    def _label(self, align: Qt.AlignmentFlag) -> QLabel:
        made = QLabel(self)
        made.setProperty("muted", True)
        made.setAlignment(align | Qt.AlignmentFlag.AlignVCenter)
        made.setContentsMargins(0, 0, STEP // 2 if align is Qt.AlignmentFlag.AlignRight else 0, 0)
        return made

    def _mover(self, row: int, column: int) -> Callable[[int, int], None]:
        def move(down: int, right: int) -> None:
            place = [min(max(at + by, 0), _STEPS - 1) for at, by in ((row, down), (column, right))]
            self.cells[place[0]][place[1]].setFocus(Qt.FocusReason.OtherFocusReason)

        return move

    def _keeper(self, row: int, column: int) -> Callable[[], None]:
        def keep() -> None:
            self._stop_at(row, column)

        return keep

    def _stop_at(self, row: int, column: int) -> None:
        for at, cells in enumerate(self.cells):
            for across, cell in enumerate(cells):
                here = (at, across) == (row, column)
                cell.setFocusPolicy(Qt.FocusPolicy.StrongFocus if here else Qt.FocusPolicy.ClickFocus)

    def _ask(self) -> None:
        asked = self.sender()
        if isinstance(asked, HeatCell) and asked.cell is not None and asked.cell.marks:
            self.asked.emit(asked.cell)
