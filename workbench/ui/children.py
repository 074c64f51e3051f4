"""What belongs to a record, inside its form: a small table for each register whose records hang on it, edited in place."""

from collections.abc import Callable, Iterable
from datetime import date
from math import ceil

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from workbench.domain.errors import WorkbenchError
from workbench.domain.field import AnyField
from workbench.domain.joining import Refs
from workbench.domain.kinds import Score, Stored
from workbench.domain.register import Record, Register
from workbench.domain.text import joined
from workbench.services.blocks import as_block
from workbench.services.book import Book
from workbench.services.kin import Kin, add_kin, belonging, first_parent, kin_of, written
from workbench.ui.buttons import Button
from workbench.ui.cells import CellDelegate, row_height
from workbench.ui.flowing import Flow
from workbench.ui.headings import group_heading
from workbench.ui.inplace import InPlace, Kept
from workbench.ui.nouns import many, one
from workbench.ui.pills import pill_size
from workbench.ui.saving import reason, saved
from workbench.ui.table import Index, RegisterModel, Role, Weight, late_words
from workbench.ui.theme import STEP

_MOST_ROWS = 7
"""Rows seen at once; more are scrolled to."""
_BOLD = (23, 20)
"""How much wider words are in the weight of headings."""
_TITLE = 22
_WIDEST = 16
_TIGHT, _TIGHT_TITLE = 4, 12
"""Characters that a column keeps where there is too little room, and the one that is read first."""


class ChildModel(RegisterModel):
    """The records of one kin that belong to a record, and a line behind them for the next."""

    def __init__(self, register: Register, today: Callable[[], date], parent: QWidget | None = None) -> None:
        super().__init__(register, today, parent)
        self.has_blank = True

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Return how many records there are, and the line for the next."""
        return 0 if parent.isValid() else super().rowCount() + int(self.has_blank)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what a role says of a cell; the last line says what it is for."""
        if not index.isValid():
            return None
        if index.row() < super().rowCount():
            return super().data(index, role)
        field = self.fields[index.column()]
        blank: dict[int, object] = {
            Qt.ItemDataRole.DisplayRole: f"Add {one(self.register)}" if index.column() == self.first else "",
            Qt.ItemDataRole.AccessibleTextRole: f"{field.label}: blank line for another {self.register.noun}",
            Role.FIELD: field,
            Role.WEIGHT: Weight.MUTED,
        }
        return blank.get(role)

    @property
    def first(self) -> int:
        """The column a new line begins in: what its record is called by."""
        return max(0, self.column_of(self.register.title_key))

    def offer_blank(self, *, offered: bool) -> None:
        """Show the line for the next record, or not where nothing may be changed."""
        if offered is not self.has_blank:
            self.beginResetModel()
            self.has_blank = offered
            self.endResetModel()


class ChildTable(QTableView):
    """The records of one kin under a record, each cell edited where it stands.

    Signals:
        removed: records were removed; carries the sentence that says so.
        refused: something could not be done; carries a sentence.
        followed: a person wants to go to one of them; carries its register and uid.
    """

    removed = Signal(str)
    refused = Signal(str)
    followed = Signal(str, str)

    def __init__(self, book: Book, kin: Kin, *, with_ref: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._book, self.kin = book, kin
        self._above: Record | None = None
        self._fresh = ""
        """The record that was begun here last; its cells are still being filled in."""
        self.child_model = ChildModel(kin.register, book.clock.today, self)
        self.child_model.fill([], [field.key for field in columns_of(kin, with_ref=with_ref)])
        self.child_model.order_by("date" if "date" in kin.register and not with_ref else "ref")
        self.setModel(self.child_model)
        self.setItemDelegate(CellDelegate(self))
        self.setAccessibleName(kin.register.label)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(row_height(self.fontMetrics()))
        heading = self.horizontalHeader()
        heading.setHighlightSections(False)
        two_lines = any(" " in field.label for field in self.child_model.fields)
        heading.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap)
        heading.setFixedHeight(2 * self.fontMetrics().lineSpacing() + 2 * STEP + 4 if two_lines else heading.sizeHint().height())
        heading.setTextElideMode(Qt.TextElideMode.ElideRight)
        heading.setAccessibleName(f"Headings of {kin.register.running}")
        self.inplace = InPlace(self, self, book)
        self.inplace.refused.connect(self.refused)
        self.doubleClicked.connect(self.inplace.open)

    # What is shown

    @property
    def records(self) -> list[Record]:
        """The records in it."""
        return self.child_model.shown

    def fill(self, above: Record, records: Iterable[Record]) -> None:
        """Show what belongs to a record."""
        if self._above is None or self._above.uid != above.uid:
            self.inplace.cancel()
            self._fresh = ""
        self._above = above
        found = list(records)
        if [one.row for one in found] != [one.row for one in self.child_model.shown] or not found:
            current = self.currentIndex()
            self.child_model.fill(found)
            if current.isValid():
                self.setCurrentIndex(self.child_model.index(min(current.row(), self.child_model.rowCount() - 1), current.column()))
        self._fit()

    def begin(self) -> None:
        """Put the keyboard into the line for the next record."""
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        index = self.child_model.index(self.child_model.rowCount() - 1, self.child_model.first)
        self.setCurrentIndex(index)
        self.inplace.open(index)

    def lock(self, *, locked: bool) -> None:
        """Let records be read but not changed."""
        self.inplace.locked = locked
        self.child_model.offer_blank(offered=not locked)
        self._fit()

    # What the cells say

    def name_at(self, index: Index) -> tuple[str, AnyField] | None:
        """Return the record and the field of a cell."""
        if not index.isValid():
            return None
        record = self.child_model.record_at(index.row())
        return record.uid if record else "", self.child_model.fields[index.column()]

    def index_of(self, uid: str, key: str) -> QModelIndex:
        """Return where a cell stands."""
        row = self.child_model.row_of(uid) if uid else self.child_model.rowCount() - 1
        column = self.child_model.column_of(key)
        return self.child_model.index(row, column) if min(row, column) >= 0 else QModelIndex()

    def stored(self, uid: str, field: AnyField) -> Stored:
        """Return what a cell holds."""
        record = self.child_model.records.get(uid)
        if record is None and self._above is not None and field.key == self.kin.parent_key:
            return first_parent(self._book, self.kin, self._above.uid) or None
        return written(field, record.row) if record else None

    def keep(self, uid: str, field: AnyField, said: object) -> Kept:
        """Save a cell; the first of a new line makes its record."""
        record = self.child_model.records.get(uid)
        if record is not None:
            return Kept(uid, saved(self._book, [record], field, said))
        if self._above is None or said is None or said == "":
            return Kept(uid)
        try:
            made = add_kin(self._book, self.kin, self._above, {**self._signed(), field.key: said})
        except WorkbenchError as error:
            return Kept(uid, reason(error, field))
        self._fresh = made.uid
        return Kept(made.uid)

    def _signed(self) -> dict[str, object]:
        """Return the day and the author that a new report begins with; either can be typed over."""
        if not ("date" in self.kin.register and "by" in self.kin.register):
            return {}
        clock = self._book.clock
        return {"date": clock.today().isoformat(), "by": clock.author}

    # Inside

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Edit on F2 or Enter, go to a record with Ctrl+Enter, begin a line with Insert, remove with Delete."""
        if event.key() in (Qt.Key.Key_F2, Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.inplace.open(self.currentIndex())
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._follow()
        elif event.key() == Qt.Key.Key_Insert:
            self.begin()
        elif event.key() == Qt.Key.Key_Delete:
            self._remove()
        elif event.matches(QKeySequence.StandardKey.Copy):
            fields = self.child_model.fields
            QGuiApplication.clipboard().setText(as_block([record.show(field.key) for field in fields] for record in self._chosen()))
        elif _types(event) and (index := self.currentIndex()).isValid() and self._is_begun(index):
            self.inplace.open(index)
            if self.inplace.editor is not None:
                _type_into(self.inplace.editor.widget, event.text())
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: FBT001 - Qt's own
        """Go on to the next cell of a record that was only just begun; elsewhere Tab leaves the table."""
        index = self.currentIndex()
        if forward and index.isValid() and self._fresh and self._is_begun(index):
            beside = index.siblingAtColumn(index.column() + 1)
            if beside.isValid() and self.child_model.record_at(index.row()) is not None:
                self.setCurrentIndex(beside)
                return self.inplace.open(beside) or super().focusNextPrevChild(forward)
        return super().focusNextPrevChild(forward)

    def _is_begun(self, index: Index) -> bool:
        """Whether a cell is of the line for the next record, or of the one begun here last."""
        record = self.child_model.record_at(index.row())
        return record is None or record.uid == self._fresh

    def menu(self) -> QMenu:
        """Return the menu of a line."""
        made, chosen = QMenu(self), self._chosen()
        record = self.child_model.record_at(self.currentIndex().row())
        if record is not None and self.kin.relation:
            made.addAction(f"Go to {record.ref}\tCtrl+Enter").triggered.connect(self._follow)
        if not self.inplace.locked:
            made.addAction("Edit this cell\tF2").triggered.connect(lambda: self.inplace.open(self.currentIndex()))
            made.addAction(f"Add {one(self.kin.register)}\tIns").triggered.connect(self.begin)
            if chosen:
                what = chosen[0].ref if len(chosen) == 1 else many(self.kin.register, len(chosen))
                made.addAction(f"Remove {what}\tDel").triggered.connect(self._remove)
        return made

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Open the menu of the line."""
        menu = self.menu()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(event.globalPos())

    def _follow(self) -> None:
        """Go to the record that the keyboard is on, where it has a page of its own."""
        record = self.child_model.record_at(self.currentIndex().row())
        if self.kin.relation and record is not None:
            self.followed.emit(self.kin.register.key, record.uid)

    def _chosen(self) -> list[Record]:
        rows = sorted({index.row() for index in self.selectionModel().selectedRows()})
        return [record for row in rows if (record := self.child_model.record_at(row)) is not None]

    def _remove(self) -> None:
        records = self._chosen()
        if not records or self.inplace.locked:
            return
        try:
            self._book.remove(records)
        except WorkbenchError as error:
            self.refused.emit(str(error))
            return
        self.removed.emit(f"{joined([record.ref or record.title for record in records[:4]])} removed.")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width out again; where that brings a bar or takes it away, the height follows."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll the rows only while the table has the keyboard and more rows than are seen; otherwise the form scrolls."""
        if self.hasFocus() and self.verticalScrollBar().maximum() > 0 and not event.angleDelta().x():
            super().wheelEvent(event)
        else:
            event.ignore()

    def _fit(self) -> None:
        """Give the words the room that short columns leave, and show as many rows as there are."""
        fields, metrics, sample = self.child_model.fields, self.fontMetrics(), self.child_model.shown[:20]
        widths = [self._least(field, sample) for field in fields]
        spare = self.viewport().width() - sum(widths)
        if spare < 0:  # every column is seen, and words that do not fit stand in the tooltip
            least = [min(width, self._tightest(field, sample)) for width, field in zip(widths, fields, strict=True)]
            give = sum(widths) - sum(least)
            part = min(1.0, -spare / give) if give else 0.0
            widths = [width - ceil((width - low) * part) for width, low in zip(widths, least, strict=True)]
        wide = [place for place, field in enumerate(fields) if field.kind.prose] or [0]
        for place in wide if spare > 0 else ():
            widths[place] += spare // len(wide)
        for place, width in enumerate(widths):
            self.setColumnWidth(place, width)
        rows = min(_MOST_ROWS, self.child_model.rowCount())
        bar = self.horizontalScrollBar().sizeHint().height() if sum(widths) > self.viewport().width() else 0
        self.setFixedHeight(self.horizontalHeader().height() + rows * row_height(metrics) + bar + 2)

    def _least(self, field: AnyField, sample: list[Record]) -> int:
        """Return the width that a column needs for its heading and for what is in it."""
        metrics = self.fontMetrics()
        heading = max(map(metrics.horizontalAdvance, field.label.split())) * _BOLD[0] // _BOLD[1] + 2 * STEP + 2
        title = _TITLE * metrics.averageCharWidth() if self._is_wide(field) else 0
        return max(self._needed(field, sample), heading, title)

    def _tightest(self, field: AnyField, sample: list[Record]) -> int:
        """Return the width that a column keeps where there is too little room: its words stay whole, its heading need not."""
        kept = _TIGHT_TITLE if self._is_wide(field) else _TIGHT
        return max(self._needed(field, sample), kept * self.fontMetrics().averageCharWidth() + 2 * STEP)

    def _needed(self, field: AnyField, sample: list[Record]) -> int:
        """Return the width below which what is in a column would be broken: its longest word, or what is drawn."""
        metrics, ask = self.fontMetrics(), self.child_model.ask
        words = [word for one in sample for word in str(ask(one, field, Qt.ItemDataRole.DisplayRole) or "")[: 2 * _WIDEST].split()]
        pills = [pill_size(metrics, pill).width() for one in sample if (pill := ask(one, field, Role.PILL))]
        late = [metrics.horizontalAdvance(late_words(days)) for one in sample if (days := ask(one, field, Role.OVERDUE))]
        longest = min(max(map(metrics.horizontalAdvance, words), default=0), _WIDEST * metrics.averageCharWidth())
        return max(longest, *pills, *late, 0) + 2 * STEP

    def _is_wide(self, field: AnyField) -> bool:
        """Whether a field is what is read first, or holds sentences."""
        return field.key == self.kin.register.title_key or field.kind.prose


class ChildSection(QWidget):
    """One kin under its own heading, with how many there are."""

    def __init__(self, book: Book, kin: Kin, *, with_ref: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.kin = kin
        column = QVBoxLayout(self)
        column.setContentsMargins(0, STEP, 0, 0)
        column.setSpacing(STEP // 2)
        top = QHBoxLayout()
        self.heading = group_heading(kin.register.label, self)
        top.addWidget(self.heading, 1)
        self.count = QLabel()
        self.count.setProperty("muted", True)
        top.addWidget(self.count)
        column.addLayout(top)
        self.table = ChildTable(book, kin, with_ref=with_ref)
        column.addWidget(self.table)

    def fill(self, above: Record, records: list[Record]) -> None:
        """Show what belongs to a record."""
        self.count.setText(f"{len(records)}" if records else "")
        self.table.fill(above, records)


class ChildrenPanel(QWidget):
    """All that belongs to a record: a section for each kin it has, and one line that offers the others.

    Signals:
        removed: records were removed; carries the sentence that says so.
        refused: something could not be done; carries a sentence.
        followed: a person wants to go to a record that has a page of its own; carries its register and uid.
        begun: a line was begun; carries the table it stands in, which is to be brought in sight.
    """

    removed = Signal(str)
    refused = Signal(str)
    followed = Signal(str, str)
    begun = Signal(object)

    def __init__(self, book: Book, register: Register, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._book = book
        self.kins = kin_of(book.registers, register)
        self.sections: dict[str, ChildSection] = {}
        self.offers: dict[str, Button] = {}
        self._above: Record | None = None
        self._begun: set[str] = set()
        self._locked = False
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(STEP)
        self._offer = QWidget()
        self._row = Flow(self._offer, STEP)
        self._row.setContentsMargins(0, STEP, 0, 0)
        add = QLabel("Add")
        add.setContentsMargins(0, STEP // 2, 0, STEP // 2)
        self._row.addWidget(add)
        for kin in self.kins:
            button = Button(one(kin.register))
            button.setProperty("quiet", True)
            button.setAccessibleName(f"Add {one(kin.register)}")
            button.clicked.connect(self._begin_clicked)
            self.offers[kin.register.key] = button
            self._row.addWidget(button)
        self._column.addWidget(self._offer)

    def show_record(self, record: Record | None) -> None:
        """Show what belongs to another record, or to the same one again."""
        if record is None or self._above is None or record.uid != self._above.uid:
            self._begun.clear()
        self._above = record
        if record is None:
            return
        for kin in self.kins:
            self._fill(kin, record)
        offered = [key for key, button in self.offers.items() if not button.isHidden()]
        self._offer.setVisible(bool(offered) and not self._locked)

    def _fill(self, kin: Kin, record: Record) -> None:
        key = kin.register.key
        records = belonging(self._book, kin, record.uid)
        shown = bool(records) or key in self._begun
        if shown:
            section = self.sections.get(key) or self._make(kin)
            section.fill(record, records)
        if key in self.sections:
            self.sections[key].setVisible(shown)
        possible = kin.direct or bool(kin.relation) or bool(first_parent(self._book, kin, record.uid))
        self.offers[key].setVisible(not shown and possible)

    def begin(self, key: str) -> None:
        """Begin a line of one kin."""
        kin = next((kin for kin in self.kins if kin.register.key == key), None)
        if kin is None or self._above is None or self._locked:
            return
        self._begun.add(key)
        self.show_record(self._above)
        self.begun.emit(self.sections[key])
        self.sections[key].table.begin()

    def begin_next(self) -> None:
        """Begin a line of the kin behind the one that has the keyboard, the first one to begin with."""
        keys = [kin.register.key for kin in self.kins if kin.register.key in self.sections or not self.offers[kin.register.key].isHidden()]
        focus: QWidget | None = self.window().focusWidget()
        here = next((key for key, section in self.sections.items() if focus is not None and section.isAncestorOf(focus)), "")
        if keys:
            self.begin(keys[(keys.index(here) + 1) % len(keys)] if here in keys else keys[0])

    def stops(self) -> list[QWidget]:
        """Return what takes the keyboard, in reading order."""
        return [*(self.sections[kin.register.key].table for kin in self.kins if kin.register.key in self.sections), *self.offers.values()]

    def settle(self) -> bool:
        """Save the cell that is being edited, if one is."""
        return all(section.table.inplace.settle() for section in self.sections.values())

    def lock(self, *, locked: bool) -> None:
        """Let records be read but not changed."""
        self._locked = locked
        for section in self.sections.values():
            section.table.lock(locked=locked)
        if self._above is not None:
            self.show_record(self._above)

    def _begin_clicked(self) -> None:
        pressed = self.sender()
        self.begin(next(key for key, button in self.offers.items() if button is pressed))

    def _make(self, kin: Kin) -> ChildSection:
        named = any(kin.register.key in other.via for other in self.kins)
        made = ChildSection(self._book, kin, with_ref=named or bool(kin.relation))
        made.table.removed.connect(self.removed)
        made.table.refused.connect(self.refused)
        made.table.followed.connect(self.followed)
        made.table.lock(locked=self._locked)
        place = sum(1 for other in self.kins[: self.kins.index(kin)] if other.register.key in self.sections)
        self.sections[kin.register.key] = made
        self._column.insertWidget(place, made)
        return made


def columns_of(kin: Kin, *, with_ref: bool = False) -> list[AnyField]:
    """Return the fields a kin is shown by: what it is called first, then its score and what is declared for a table.

    What is told already is left out.

    Args:
        kin: the register and how it belongs.
        with_ref: whether others name its records by reference, so that it must be seen.
    """
    told = set() if with_ref else {"ref"}
    told |= set() if kin.names_parent or not kin.parent_key else {kin.parent_key}
    told |= {field.key for field in kin.register if kin.relation and isinstance(field.kind, Refs) and field.kind.relation == kin.relation}
    fields = [field for field in kin.register if field.column and field.core and field.key not in told]
    first = [key for key in ("ref", kin.register.title_key, kin.parent_key) if key]

    def place(field: AnyField) -> int:
        return first.index(field.key) if field.key in first else len(first) + (not isinstance(field.kind, Score))

    return sorted(fields, key=place)


def _type_into(widget: QWidget, words: str) -> None:
    """Begin a value with what was typed to begin it."""
    if isinstance(widget, QLineEdit):
        widget.insert(words)
    elif isinstance(widget, QPlainTextEdit):
        widget.insertPlainText(words)


def _types(event: QKeyEvent) -> bool:
    plain = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier
    return event.modifiers() in plain and event.text().isprintable() and bool(event.text().strip())
