"""Edit a cell of a table where it stands, with the editor of its kind; a refused value stays with its sentence beside it."""

from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QEvent, QModelIndex, QObject, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLabel, QTableView, QVBoxLayout, QWidget

from workbench.domain.field import AnyField
from workbench.domain.joining import Lines
from workbench.domain.kinds import Headed, Stored
from workbench.services.book import Book
from workbench.ui.completing import Completion, complete
from workbench.ui.editors import Editor, ProseEditor, editor_of
from workbench.ui.table import Index

_NARROWEST = 150
_WORDS_WIDTH = 260
_LINE = 32
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_TABS = (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)


@dataclass(frozen=True)
class Kept:
    """What came of keeping a value: why it could not be, else whose it is now (a new record has only just become one)."""

    uid: str
    problem: str = ""


class Cells(Protocol):
    """What a table says of its cells, each known by record and field, wherever it stands after the next change."""

    def name_at(self, index: Index) -> tuple[str, AnyField] | None:
        """Return the record's uid (nothing for a line that is none yet) and the field of a cell."""

    def index_of(self, uid: str, key: str) -> QModelIndex:
        """Return where a cell stands now; an invalid index where it is not shown."""

    def stored(self, uid: str, field: AnyField) -> Stored:
        """Return what a person may change of it."""

    def keep(self, uid: str, field: AnyField, said: object) -> Kept:
        """Save what a person said."""


def is_editable(field: AnyField) -> bool:
    """Whether a field can be edited in a cell: not what is only read, nor lines that are records of their own."""
    return not isinstance(field.kind, Headed | Lines)


class InPlace(QObject):
    """The one cell of a table that is being edited.

    Args:
        table: the table.
        cells: what it says of its cells.
        book: the open file, whose names and references complete what is typed.

    Signals:
        refused: a value could not be kept and nobody sees why any more; carries a sentence.
        elsewhere: a cell is asked for that can only be edited in the form; carries the field key.
    """

    refused = Signal(str)
    elsewhere = Signal(str)

    def __init__(self, table: QTableView, cells: Cells, book: Book) -> None:
        super().__init__(table)
        self._table, self._cells, self._book = table, cells, book
        self._uid = ""
        self._field: AnyField | None = None
        self._frame: QFrame | None = None
        self._keeping = False
        self.editor: Editor | None = None
        self._completion: Completion | None = None
        self.problem = QLabel()
        self.locked = False
        for bar in (table.verticalScrollBar(), table.horizontalScrollBar()):
            bar.valueChanged.connect(self._place)
        table.horizontalHeader().sectionResized.connect(self._place)
        table.model().modelReset.connect(self._place_later)
        table.model().dataChanged.connect(self._place_later)

    @property
    def is_open(self) -> bool:
        """Whether a cell is being edited."""
        return self.editor is not None

    def open(self, index: Index) -> bool:
        """Edit a cell; return whether it can be edited here."""
        named = self._cells.name_at(index)
        if named is None or self.locked:
            return False
        uid, field = named
        if not is_editable(field):
            self.elsewhere.emit(field.key)
            return False
        if self.is_open and not self.settle():
            return False
        self._uid, self._field = uid, field
        self._table.scrollTo(self._cells.index_of(uid, field.key))
        self._build(field)
        return True

    def settle(self) -> bool:
        """Save what is being typed; return whether it could be."""
        if not self.is_open or self._finish():
            return True
        if self._field is not None:
            self.refused.emit(f"{self._field.label} was not saved: {self.problem.text()}")
        return False

    def cancel(self) -> None:
        """Take back what was typed."""
        self._close()

    # Inside

    def _build(self, field: AnyField) -> None:
        frame = self._frame = QFrame(self._table.viewport())
        frame.setAutoFillBackground(True)
        column = QVBoxLayout(frame)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        editor = self.editor = editor_of(field)
        self._completion = complete(editor, field, self._book)
        editor.fill(self._cells.stored(self._uid, field))
        column.addWidget(editor.widget)
        self.problem = QLabel()
        self.problem.setProperty("wrong", True)
        self.problem.setWordWrap(True)
        self.problem.setMargin(4)
        self.problem.hide()
        column.addWidget(self.problem)
        editor.widget.installEventFilter(self)
        editor.committed.connect(self._commit)
        editor.abandoned.connect(self.cancel)
        if isinstance(editor, ProseEditor):
            editor.input.document().documentLayout().documentSizeChanged.connect(self._place)
        frame.show()
        self._place()
        editor.widget.setFocus(Qt.FocusReason.OtherFocusReason)
        if select := getattr(editor.widget, "selectAll", None):
            select()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take Enter, Tab and Escape before the input does."""
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and self.editor and watched is self.editor.widget:
            if self._completion is not None and self._completion.is_open():
                return False
            return self._take_key(event)
        return False

    def _take_key(self, event: QKeyEvent) -> bool:
        key, held = event.key(), event.modifiers()
        if key == Qt.Key.Key_Escape:
            self.cancel()
        elif key in _TABS:
            self._move(-1 if key == Qt.Key.Key_Backtab or held & Qt.KeyboardModifier.ShiftModifier else 1)
        elif key in _ENTER and held & (Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ShiftModifier):
            if not isinstance(self.editor, ProseEditor):
                return False
            self.editor.input.insertPlainText("\n")
        elif key in _ENTER:
            self._finish(down=True)
        else:
            return False
        return True

    def _commit(self) -> None:
        """Save when the input is left or a value picked from its list."""
        if self.is_open and not self._keeping and (self._completion is None or not self._completion.is_open()):
            self._finish()

    def _finish(self, *, down: bool = False) -> bool:
        """Keep the value and close; a refused one stays open. Return whether it was kept."""
        editor, field = self.editor, self._field
        if editor is None or field is None or self._keeping:
            return True
        below = self._cells.name_at(self._index().siblingAtRow(self._index().row() + 1)) if down else None
        if editor.is_altered():
            self._keeping = True
            try:
                kept = self._cells.keep(self._uid, field, editor.said())
            finally:
                self._keeping = False
            if kept.problem:
                self._say(kept.problem)
                return False
            self._uid = kept.uid
        self._close()
        if below is not None:
            self._go(self._cells.index_of(below[0], field.key))
        elif down:  # a record that is new may stand elsewhere than the line it was begun in
            self._go(self._cells.index_of(self._uid, field.key))
        return True

    def _move(self, by: int) -> None:
        """Keep the value and go on to the next cell of the row that can be edited."""
        if not self._finish() or self._field is None:
            return
        index = self._cells.index_of(self._uid, self._field.key)
        while index.isValid():
            index = index.siblingAtColumn(index.column() + by)
            named = self._cells.name_at(index) if index.isValid() else None
            if named is not None and is_editable(named[1]):
                self._go(index)
                self.open(index)
                return

    def _go(self, index: QModelIndex) -> None:
        if index.isValid():
            self._table.setCurrentIndex(index)

    def _say(self, problem: str) -> None:
        self.problem.setText(problem)
        self.problem.show()
        if self.editor is not None:
            widget = self.editor.widget
            widget.setAccessibleDescription(problem)
            widget.setProperty("wrong", True)
            widget.style().unpolish(widget)
            widget.style().polish(widget)
        self._place()

    def _index(self) -> QModelIndex:
        return self._cells.index_of(self._uid, self._field.key) if self._field else QModelIndex()

    def _place_later(self) -> None:
        if self.is_open:
            QTimer.singleShot(0, self, self._place)

    def _place(self) -> None:
        """Put the input over its cell, wherever that is now, as wide and high as its words need."""
        frame, editor, index = self._frame, self.editor, self._index()
        if frame is None or editor is None:
            return
        if not index.isValid():
            if not self._keeping:
                self._close()
            return
        cell = self._table.visualRect(index)
        is_prose = isinstance(editor, ProseEditor)
        width = max(cell.width(), _WORDS_WIDTH if is_prose else 0, _NARROWEST)
        room = self._table.viewport().rect()
        said = self.problem.text()
        if said:
            width = max(width, _WORDS_WIDTH)
        width = min(width, room.width())
        # words grow line by line, and their input knows how high that is
        height = editor.widget.height() if is_prose else max(editor.widget.sizeHint().height(), min(cell.height(), _LINE))
        if said:
            height += self.problem.heightForWidth(width) + 6
        left = max(0, min(cell.left(), room.right() - width))
        top = cell.top() if is_prose or said else cell.top() + max(0, (cell.height() - height) // 2)
        frame.setGeometry(QRect(left, max(0, min(top, room.bottom() - height)) if cell.intersects(room) else top, width, height))
        frame.raise_()

    def _close(self) -> None:
        frame, editor = self._frame, self.editor
        self._frame = self.editor = None
        self._completion = None
        if frame is None or editor is None:
            return
        had = _holds_focus(frame)
        editor.widget.removeEventFilter(self)
        frame.hide()
        frame.deleteLater()
        if had:
            self._table.setFocus(Qt.FocusReason.OtherFocusReason)


def _holds_focus(frame: QWidget) -> bool:
    focus: QWidget | None = frame.window().focusWidget()
    return focus is not None and frame.isAncestorOf(focus)
