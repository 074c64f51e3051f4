"""The table of a register on screen: whole rows, sorted by a heading, what is selected kept through every change."""

from collections.abc import Iterable
from typing import cast

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QItemSelectionRange, QModelIndex, QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics, QGuiApplication, QKeyEvent, QKeySequence, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from workbench.domain.field import AnyField
from workbench.domain.kinds import Day, Score
from workbench.domain.register import Record
from workbench.services.blocks import as_block
from workbench.ui.cells import CellDelegate, late_font, row_height
from workbench.ui.pills import pill_size
from workbench.ui.table import RegisterModel, Role, late_words
from workbench.ui.theme import STEP

_HEADING = 40
_NARROWEST_TITLE, _TIGHTEST_TITLE = 24, 16
"""Characters a title gets at least, and where the window would otherwise have to be scrolled sideways."""
_SAMPLE = 80
"""Records looked at to see how long words are."""
_MEASURED = 6
"""The longest words of a column, which alone are measured; few enough that a window with many columns starts at once."""
_LONGEST = 14
_ARROW = 10


class RegisterTable(QTableView):
    """A table over a register model.

    Signals:
        chosen: other records are selected; carries nothing, ask `selected`.
        painted: its rows were seen for the first time; what nobody sees yet can be made now.
        arranged: a person put the columns in another order; carries the keys in that order.
        widened: a person gave a column another width; carries its key and the width.
        edit_asked: a person wants to edit the current cell; carries its index.
    """

    chosen = Signal()
    painted = Signal()
    arranged = Signal(list)
    widened = Signal(str, int)
    edit_asked = Signal(QModelIndex)

    def __init__(self, model: RegisterModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._uids: list[str] = []
        self._current = ""
        self._restoring = False
        self._unseen = True
        self._width = 0
        """The width of the viewport, which Python would first have to find a class for."""
        self._measured: tuple[list[str], list[int]] = ([], [])
        self._fitting = False
        self.widths: dict[str, int] = {}
        """The widths a person gave to columns, by key; they are kept whatever the window's is."""
        self.setModel(model)
        self.setItemDelegate(CellDelegate(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setWordWrap(True)
        self.setTabKeyNavigation(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAccessibleName(model.register.label)
        self.setFrameShape(QTableView.Shape.NoFrame)
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(row_height(self.fontMetrics()))
        heading = self.horizontalHeader()
        heading.setHighlightSections(False)
        heading.setSectionsClickable(True)
        heading.setSectionsMovable(True)
        heading.setFixedHeight(max(_HEADING, 2 * self.fontMetrics().lineSpacing() + STEP))
        heading.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap)
        heading.setSortIndicatorShown(True)
        heading.setSortIndicatorClearable(False)
        heading.sectionClicked.connect(self._sort_by_column)
        heading.setAccessibleName(f"Headings of the {model.register.running}")
        heading.sectionMoved.connect(self._take_order)
        heading.sectionResized.connect(self._take_width)
        self.doubleClicked.connect(self.edit_asked)
        model.reordered.connect(self._restore)

    @property
    def register_model(self) -> RegisterModel:
        """The model under the table."""
        return self._model

    @property
    def selected(self) -> list[Record]:
        """The records selected, in their order on screen."""
        # by ranges: ten thousand single indexes would take half a second
        spans = cast("Iterable[QItemSelectionRange]", self.selectionModel().selection())
        rows = sorted({row for span in spans for row in range(span.top(), span.bottom() + 1)})
        return [record for row in rows if (record := self._model.record_at(row))]

    def select(self, uids: list[str]) -> None:
        """Select records and bring the first in sight."""
        self._uids, self._current = list(uids), uids[0] if uids else ""
        self._restore(reveal=True)
        self.chosen.emit()

    def sort_by(self, key: str, *, descending: bool) -> None:
        """Sort by a field and show so in its heading."""
        self._model.order_by(key, descending=descending)
        self._show_sorting()
        self.fit_columns()

    def sort_by_current_column(self) -> None:
        """Sort by the column the keyboard is in, the other way round if it is already."""
        self._sort_by_column(max(0, self.currentIndex().column()))

    def copy_selected(self) -> None:
        """Copy the selected records with their headings, as Excel takes them."""
        fields = self._model.fields
        lines = [[field.label for field in fields], *([record.show(field.key) for field in fields] for record in self.selected)]
        QGuiApplication.clipboard().setText(as_block(lines))

    def copy_cell(self) -> None:
        """Copy the words of the current cell alone."""
        record, column = self._model.record_at(self.currentIndex().row()), self.currentIndex().column()
        if record is not None:
            QGuiApplication.clipboard().setText(as_block([[record.show(self._model.fields[column].key)]]))

    def move_column(self, by: int) -> None:
        """Move the current column to the left or the right."""
        here = self.currentIndex().column()
        keys = [field.key for field in self._model.fields]
        if 0 <= here < len(keys) and 0 <= here + by < len(keys):
            keys.insert(here + by, keys.pop(here))
            row = self.currentIndex().row()
            self.arranged.emit(keys)
            self.setCurrentIndex(self._model.index(row, here + by))

    def widen_column(self, by: int) -> None:
        """Make the current column wider or narrower."""
        here = self.currentIndex().column()
        if here >= 0:
            self.setColumnWidth(here, max(3 * STEP, self.columnWidth(here) + by))

    def fit_columns(self) -> None:
        """Give each column what its field likes, and the title what is left; how wide that is shows once the table does."""
        if not self.isVisible():
            return
        fields, width = self._model.fields, self._width
        metrics = self.fontMetrics()
        sample = str(min(_SAMPLE, self._model.rowCount()))
        if self._measured[0] != (wanted := [field.key for field in fields] + [self._model.sort_key, sample]):
            self._measured = (wanted, [self._least(column, metrics) for column in range(len(fields))])
        least = list(self._measured[1])
        liked = [max(low, _liked(field, metrics)) for field, low in zip(fields, least, strict=True)]
        prose = [
            place
            for place, field in enumerate(fields)
            if (field.kind.prose or field.key == self._model.register.title_key) and field.key not in self.widths
        ]
        for place, field in enumerate(fields):
            if field.key in self.widths:
                least[place] = liked[place] = self.widths[field.key]
        for place in prose:
            least[place] = liked[place] = max(_NARROWEST_TITLE * metrics.averageCharWidth(), width * 2 // 9)
        over = sum(least) - width
        for place in prose:
            spared = min(max(0, over) // len(prose) + 1, max(0, least[place] - _TIGHTEST_TITLE * metrics.averageCharWidth()))
            least[place] -= spared if over > 0 else 0
            liked[place] = least[place]
        room = width - sum(least)
        wish = sum(liked) - sum(least)
        share = min(1.0, max(0.0, room / wish)) if wish else 1.0
        widths = [low + int((high - low) * share) for low, high in zip(least, liked, strict=True)]
        spare = width - sum(widths)
        for place in prose:
            widths[place] += max(0, spare) // len(prose)
        self._fitting = True
        for place, width in enumerate(widths):
            self.setColumnWidth(place, width)
        self._fitting = False

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the title taking what is left, and the current row in sight if it was."""
        current = self.currentIndex()
        seen = current.isValid() and QRect(QPoint(0, 0), event.oldSize()).contains(self.visualRect(current).center())
        super().resizeEvent(event)
        self._width = event.size().width()
        self.fit_columns()
        if seen:
            self.scrollTo(current)

    def showEvent(self, event: QShowEvent) -> None:
        """Share the width out, now that it is known."""
        super().showEvent(event)
        self.fit_columns()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Say so when the rows are seen for the first time."""
        super().paintEvent(event)
        if self._unseen:
            self._unseen = False
            QTimer.singleShot(0, self, self.painted.emit)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Choose the first record where none is, so that what has the keyboard is also what stands beside the table."""
        super().focusInEvent(event)
        if not self._uids and (first := self._model.record_at(0)) is not None:
            self.select([first.uid])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy rows, and edit the cell on Enter or F2."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_selected()
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2) and not event.modifiers():
            self.edit_asked.emit(self.currentIndex())
            return
        super().keyPressEvent(event)

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        """Tell who listens, unless the same records are only being selected again."""
        super().selectionChanged(selected, deselected)
        if self._restoring:
            return
        records = self.selected
        uids = [record.uid for record in records]
        current = self._model.record_at(self.currentIndex().row())
        self._current = current.uid if current else ""
        if uids != self._uids:
            self._uids = uids
            self.chosen.emit()

    def _restore(self, *, reveal: bool = False) -> None:
        """Select again what was selected, after the rows were put in another order."""
        self._show_sorting()
        column = max(0, self.currentIndex().column())
        selection = QItemSelection()
        last = self._model.columnCount() - 1
        kept = [uid for uid in self._uids if self._model.row_of(uid) >= 0]
        for uid in kept:
            row = self._model.row_of(uid)
            selection.select(self._model.index(row, 0), self._model.index(row, last))
        self._restoring = True
        try:
            flags = QItemSelectionModel.SelectionFlag
            self.selectionModel().select(selection, flags.ClearAndSelect | flags.Rows)
            row = self._model.row_of(self._current if self._current in kept else kept[0] if kept else "")
            if row >= 0:
                self.selectionModel().setCurrentIndex(self._model.index(row, column), flags.NoUpdate)
                if reveal:
                    self.scrollTo(self._model.index(row, 0))
        finally:
            self._restoring = False
        if kept != self._uids:
            self._uids = kept
            self.chosen.emit()

    def _least(self, column: int, metrics: QFontMetrics) -> int:
        """Return the width below which a column would break within words, by its heading and the first records."""
        label = self._model.fields[column].label
        # a heading has room for two lines, but the arrow of the column sorted by stands beside the first
        arrow = _ARROW + STEP if self._model.fields[column].key == self._model.sort_key else 0
        heading = [_bold(metrics.horizontalAdvance(word)) for word in ([label] if arrow and len(label) <= _LONGEST else label.split())]
        widths = [max(heading, default=0) + arrow]
        field, ask = self._model.fields[column], self._model.ask
        sample = self._model.shown[:_SAMPLE]
        if isinstance(field.kind, Score):
            pills = {pill for record in sample if (pill := ask(record, field, Role.PILL))}
            widths += [pill_size(metrics, pill).width() + STEP // 2 for pill in pills]
            return max(widths) + 2 * STEP
        if isinstance(field.kind, Day):
            late = {late for record in sample if (late := ask(record, field, Role.OVERDUE))}
            small = QFontMetrics(late_font(self.font())) if late else metrics
            widths += [small.horizontalAdvance(late_words(days)) + 2 for days in late]
        words = {word[:_LONGEST] for record in sample for word in str(ask(record, field, Qt.ItemDataRole.DisplayRole) or "").split()[:6]}
        widths += [metrics.horizontalAdvance(word) for word in sorted(words, key=len)[-_MEASURED:]]
        return max(widths) + 2 * STEP

    def _show_sorting(self) -> None:
        # Fusion draws its arrow the other way round than the systems people know
        order = Qt.SortOrder.AscendingOrder if self._model.descending else Qt.SortOrder.DescendingOrder
        self.horizontalHeader().setSortIndicator(self._model.column_of(self._model.sort_key), order)

    def _sort_by_column(self, column: int) -> None:
        fields = self._model.fields
        if not 0 <= column < len(fields):
            return
        key = fields[column].key
        again = key == self._model.sort_key
        highest_first = isinstance(fields[column].kind, Score)
        self.sort_by(key, descending=not self._model.descending if again else highest_first)

    def _take_order(self) -> None:
        """Follow a heading that was dragged elsewhere; the columns themselves are put so, and the headings back."""
        heading = self.horizontalHeader()
        keys = [self._model.fields[heading.logicalIndex(place)].key for place in range(heading.count())]
        heading.blockSignals(True)
        for place in range(heading.count()):
            heading.moveSection(heading.visualIndex(place), place)
        heading.blockSignals(False)
        self.arranged.emit(keys)

    def _take_width(self, column: int, before: int, after: int) -> None:
        """Remember a width that a person gave; those we gave ourselves are worked out again each time."""
        fields = self._model.fields
        if not self._fitting and before and after and 0 <= column < len(fields):
            self.widths[fields[column].key] = after
            self.widened.emit(fields[column].key, after)


def _bold(width: int) -> int:
    """Return how wide words of a width are in the weight of headings."""
    return width * 23 // 20


def _liked(field: AnyField, metrics: QFontMetrics) -> int:
    return metrics.averageCharWidth() * min(field.breadth, 20) + 2 * STEP
