"""The cells of one row of a plan: what is here, what is in the workbook, the words that differ marked, and each to be decided."""

from collections.abc import Sequence

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAbstractTextDocumentLayout, QColor, QKeyEvent, QPainter, QPalette, QPen, QResizeEvent, QTextDocument
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QWidget

from workbench.services.plan import PlanCell
from workbench.ui.marking import escaped, marked, plain
from workbench.ui.table import Index
from workbench.ui.theme import STEP, Tones, tones_of
from workbench.ui.ticks import TICK, TickedModel, paint_tick
from workbench.ui.whole import WholeRows

_FIELD, _SENT, _HERE, _THERE = range(1, 5)
_HEADINGS = ("Use", "Field", "When it was sent", "Here now", "In the workbook")
_MOST_LINES = 24
"""Lines of a cell that are shown; the rest is in its tooltip."""


class CellsModel(TickedModel):
    """The cells of one row."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_HEADINGS, parent)
        self._cells: list[PlanCell] = []
        self._refused = self._new = self._only_shown = False

    def fill(self, cells: Sequence[PlanCell], *, refused: bool = False, new: bool = False, only_shown: bool = False) -> None:
        """Show other cells.

        Args:
            cells: those of a row.
            refused: whether the row is left out.
            new: whether it is not known here.
            only_shown: whether they are to be looked at and not decided.
        """
        self.beginResetModel()
        self._cells, self._refused, self._new, self._only_shown = list(cells), refused, new, only_shown
        self.endResetModel()

    @property
    def is_only_shown(self) -> bool:
        """Whether the cells are to be looked at and not decided."""
        return self._only_shown

    @property
    def tells_base(self) -> bool:
        """Whether some cell was another when the workbook was sent, so that there are three to be seen beside each other."""
        return any(tells_base(cell) for cell in self._cells)

    @property
    def is_new(self) -> bool:
        """Whether the row is not known here."""
        return self._new

    def takes_away(self, cell: PlanCell) -> bool:
        """Whether applying would put what is in the workbook in the place of what is here."""
        return cell.written and not self._refused and not self._only_shown

    def cell(self, place: int) -> PlanCell | None:
        """Return the cell of a place."""
        return self._cells[place] if 0 <= place < len(self._cells) else None

    @property
    def count(self) -> int:
        """How many cells there are."""
        return len(self._cells)

    def about(self, place: int) -> PlanCell:
        """Return the cell of a place."""
        return self._cells[place]

    def tick(self, place: int) -> Qt.CheckState | None:
        """Return whether a cell is written; None where it is only to be looked at."""
        if self._only_shown:
            return None
        return Qt.CheckState.Checked if self._cells[place].written and not self._refused else Qt.CheckState.Unchecked

    def said(self, index: Index, role: int) -> object:
        """Return the words of a cell."""
        words = self._words(self._cells[index.row()], index.column())
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self.headings[index.column()]}: {words or 'blank'}"
        return words or None if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole) else None

    def _words(self, cell: PlanCell, column: int) -> str:
        if column == TICK and self._only_shown:
            return ""
        if column == TICK:
            return "Written" if cell.written and not self._refused else "Left as it is here"
        if column == _FIELD:
            return cell.label + (f", {standing_words(cell)}" if standing_words(cell) else "")
        if column == _THERE:
            return cell.theirs
        if column == _SENT:
            return cell.base if cell.stored[0] is not None else ""
        return cell.ours


def tells_base(cell: PlanCell) -> bool:
    """Whether what stood there when the workbook was sent is known and another than now."""
    return cell.stored[0] is not None and cell.base != cell.ours


def standing_words(cell: PlanCell) -> str:
    """Return what a person has to decide or decided about a cell."""
    if cell.is_open:
        return "to decide"
    if cell.settled is None:
        return "left out last time" if cell.stood else ""
    return "you took the workbook’s" if cell.settled else "you kept what is here"


class CellsDelegate(QStyledItemDelegate):
    """Paints the cells of a row as rich text, the words that differ marked."""

    def __init__(self, view: "CellsTable") -> None:
        super().__init__(view)
        self._view = view
        self._kept: dict[tuple[int, int, int, str], QTextDocument] = {}

    def forget(self) -> None:
        """Draw everything anew."""
        self._kept.clear()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the height of the words at the width of their column."""
        width = self._view.columnWidth(index.column())
        metrics = option.fontMetrics
        if index.column() == TICK:
            return QSize(width, metrics.lineSpacing() + 2 * STEP)
        document = self._document(index, width)
        return QSize(width, min(round(document.size().height()), _MOST_LINES * metrics.lineSpacing()) + STEP + 2)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint ground, tick or words, the line under the row, and where the keyboard is."""
        area, tones, view = option.rect, tones_of(self._view), self._view
        painter.save()
        if view.selectionModel().isSelected(index):
            painter.fillRect(area, QColor(tones.selected))
        painter.setPen(QColor(tones.line))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        if index.column() == TICK and view.cells.is_only_shown:
            pass
        elif index.column() == TICK:
            line = option.fontMetrics.lineSpacing() + STEP + 2
            paint_tick(painter, option, Qt.CheckState(index.data(Qt.ItemDataRole.CheckStateRole)), line)
        else:
            painter.translate(area.left() + STEP // 2, area.top() + STEP // 2)
            document = self._document(index, area.width())
            context = QAbstractTextDocumentLayout.PaintContext()
            context.palette.setColor(QPalette.ColorRole.Text, QColor(tones.text))
            context.clip = QRectF(0, 0, area.width() - STEP, area.height() - STEP)
            painter.setClipRect(context.clip)
            document.documentLayout().draw(painter, context)
            painter.setClipping(False)
            painter.translate(-area.left() - STEP // 2, -area.top() - STEP // 2)
        if view.hasFocus() and view.currentIndex() == index:
            painter.setPen(QPen(QColor(tones.accent), 2))
            painter.drawRect(area.adjusted(1, 1, -1, -2))
        painter.restore()

    def _document(self, index: Index, width: int) -> QTextDocument:
        tones = tones_of(self._view)
        key = (index.row(), index.column(), width, tones.name)
        if key not in self._kept:
            document = QTextDocument()
            document.setDocumentMargin(1)
            document.setDefaultFont(self._view.font())
            cell = self._view.cells.cell(index.row())
            cells = self._view.cells
            document.setHtml(_rich(cell, index.column(), tones, new=cells.is_new, goes=cells.takes_away(cell)) if cell else "")
            document.setTextWidth(max(20, width - STEP))
            self._kept[key] = document
        return self._kept[key]


def _rich(cell: PlanCell, column: int, tones: Tones, *, new: bool, goes: bool) -> str:
    """Return what stands in a cell as rich text; only what goes when the plan is applied is struck through."""
    muted = f'style="color: {tones.muted}"'
    if column == _FIELD:
        standing = standing_words(cell)
        colour = tones.warning if cell.is_open else tones.muted
        return f"<b>{escaped(cell.label)}</b>" + (f'<br><span style="color: {colour}">{standing}</span>' if standing else "")
    if new:
        return plain(cell.theirs) if column == _THERE else f"<span {muted}>–</span>"
    if column == _SENT:
        return f"<span {muted}>{plain(cell.base) or 'blank'}</span>" if cell.stored[0] is not None else ""
    left, right = marked(cell.ours, cell.theirs, tones, goes=goes)
    blank = f"<span {muted}>blank</span>"
    if column == _THERE:
        return right or blank
    return left or blank


class CellsTable(WholeRows):
    """The cells of a row in a table whose rows are as high as their words.

    Signals:
        toggled: Space or a tick was pressed; carries the cells concerned.
        typing_asked: F2 or Enter was pressed, or a cell was double-clicked; carries the cell.
        moved: another cell is current.
    """

    toggled = Signal(list)
    typing_asked = Signal(object)
    moved = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        cells = CellsModel()
        super().__init__(cells, "The row chosen, cell by cell", "Headings of the cells of a row", parent=parent)
        cells.setParent(self)
        self.cells = cells
        self._painter = CellsDelegate(self)
        self.setItemDelegate(self._painter)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.clicked.connect(self._press)
        self.doubleClicked.connect(self._ask_to_type)
        self.cells.toggle_asked.connect(lambda cell: self.toggled.emit([cell]))
        self.selectionModel().currentChanged.connect(lambda *_: self.moved.emit())

    def fill(self, cells: Sequence[PlanCell], *, refused: bool, new: bool, only_shown: bool = False) -> None:
        """Show other cells, as `CellsModel.fill` does, the keyboard staying on the field it was on."""
        current, column = self.current, max(0, self.currentIndex().column())
        self._painter.forget()
        self.cells.fill(cells, refused=refused, new=new, only_shown=only_shown)
        self._fit()
        place = next((place for place, cell in enumerate(cells) if current and cell.label == current.label), 0)
        if cells:
            self.go_to(place, column)
        self.moved.emit()

    def go_to(self, place: int, column: int = 1) -> None:
        """Choose one cell, whatever keys are held."""
        flags = QItemSelectionModel.SelectionFlag
        self.selectionModel().setCurrentIndex(self.cells.index(place, column), flags.ClearAndSelect | flags.Rows)

    @property
    def current(self) -> PlanCell | None:
        """The cell the keyboard is in."""
        return self.cells.cell(self.currentIndex().row())

    @property
    def selected(self) -> list[PlanCell]:
        """The cells selected."""
        return [cell for place in self.places if (cell := self.cells.cell(place)) is not None]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take or leave cells on Space, type a value on F2 or Enter."""
        if event.key() == Qt.Key.Key_Space and not event.modifiers():
            if not self.cells.is_only_shown:
                self.toggled.emit(self.selected or [cell for cell in [self.current] if cell is not None])
        elif event.key() in (Qt.Key.Key_F2, Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self._ask_to_type(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width out between here and there."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            QTimer.singleShot(0, self, self._fit)

    def _press(self, index: QModelIndex) -> None:
        if index.column() == TICK and not self.cells.is_only_shown and (cell := self.cells.cell(index.row())) is not None:
            self.toggled.emit([cell])

    def _ask_to_type(self, index: QModelIndex) -> None:
        if not self.cells.is_only_shown and (cell := self.cells.cell(index.row())) is not None:
            self.typing_asked.emit(cell)

    def _fit(self) -> None:
        metrics, width = self.fontMetrics(), self.viewport().width()
        tick = metrics.horizontalAdvance(_HEADINGS[TICK]) * 23 // 20 + 2 * STEP + 2
        field = min(16 * metrics.averageCharWidth() + STEP, width // 4)
        new, shown, three = self.cells.is_new, self.cells.is_only_shown, self.cells.tells_base
        hidden = {TICK: shown, _SENT: new or not three, _HERE: new}
        for column, is_hidden in hidden.items():
            self.setColumnHidden(column, is_hidden)
        beside = [column for column in (_SENT, _HERE, _THERE) if not hidden.get(column)]
        rest = max(0, width - (0 if shown else tick) - field)
        each = rest // len(beside)
        self.setColumnWidth(TICK, tick)
        self.setColumnWidth(_FIELD, field)
        for column in beside:
            self.setColumnWidth(column, each if column != _THERE else rest - each * (len(beside) - 1))
        self._painter.forget()
        self.resizeRowsToContents()
