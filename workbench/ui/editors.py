"""One editor for each kind of value; form and import screen ask `editor` and never look at a kind themselves."""

from functools import singledispatch
from typing import Any, TypeGuard

from PySide6.QtCore import QDate, QEvent, QObject, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QAction, QFocusEvent, QHelpEvent, QIcon, QKeyEvent, QKeySequence, QResizeEvent, QTextCharFormat, QWheelEvent
from PySide6.QtWidgets import QCalendarWidget, QComboBox, QLabel, QLineEdit, QPlainTextEdit, QSizePolicy, QToolButton, QToolTip, QWidget

from workbench.domain.errors import UnreadableError
from workbench.domain.field import AnyField
from workbench.domain.joining import Pointer, Refs
from workbench.domain.kinds import Choice, Day, Decimal, Headed, Kind, Level, Member, Names, Prose, Score, Stored, Text, Whole
from workbench.ui.buttons import is_windows

_BLANK = "–"
_FEWEST_LINES = 2
_MOST_LINES = 9
_MARGINS = 14
"""Pixels of a line that are not for its words."""


def _is_override(event: QEvent) -> TypeGuard[QKeyEvent]:
    return event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent)


def _is_undo(event: QKeyEvent) -> bool:
    return event.matches(QKeySequence.StandardKey.Undo) or event.matches(QKeySequence.StandardKey.Redo)


class LineInput(QLineEdit):
    """A line whose undo is its own only while it holds something not yet saved; Escape takes that back.

    Signals:
        abandoned: Escape was pressed.
    """

    abandoned = Signal()

    def event(self, event: QEvent) -> bool:
        """Leave Ctrl+Z to the window once everything typed is saved; show all words in the tooltip where they do not fit."""
        if _is_override(event) and (is_windows(event) or (_is_undo(event) and not self.isModified())):
            event.ignore()
            return False
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent) and self._is_cut():
            QToolTip.showText(event.globalPos(), self.text(), self)
            return True
        return super().event(event)

    def _is_cut(self) -> bool:
        return self.fontMetrics().horizontalAdvance(self.text()) > self.width() - _MARGINS

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Escape where there is something to take back."""
        if event.key() == Qt.Key.Key_Escape and self.isModified():
            self.abandoned.emit()
        else:
            super().keyPressEvent(event)


class ProseInput(QPlainTextEdit):
    """Several lines of words; Tab goes on to the next field, Ctrl+Enter saves, and the height follows the words.

    Signals:
        finished: the field was left, or Ctrl+Enter pressed.
        abandoned: Escape was pressed.
    """

    finished = Signal()
    abandoned = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setTabChangesFocus(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.document().documentLayout().documentSizeChanged.connect(self._grow)
        self._grow()

    def event(self, event: QEvent) -> bool:
        """Leave Ctrl+Z to the window once everything typed is saved."""
        if _is_override(event) and (is_windows(event) or (_is_undo(event) and not self.document().isModified())):
            event.ignore()
            return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Ctrl+Enter and Escape for ourselves."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.finished.emit()
        elif event.key() == Qt.Key.Key_Escape and self.document().isModified():
            self.abandoned.emit()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Say that the field was left, but not when its own menu opens."""
        super().focusOutEvent(event)
        if event.reason() is not Qt.FocusReason.PopupFocusReason:
            self.finished.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll the words only while the field has the keyboard; otherwise the form scrolls."""
        if self.hasFocus() and self.verticalScrollBar().maximum() > 0:
            super().wheelEvent(event)
        else:
            event.ignore()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Follow the words, which break elsewhere now."""
        super().resizeEvent(event)
        self._grow()

    def _grow(self) -> None:
        lines = min(_MOST_LINES, max(_FEWEST_LINES, round(self.document().size().height())))
        margins = 2 * int(self.document().documentMargin()) + 8
        self.setFixedHeight(lines * self.fontMetrics().lineSpacing() + margins)


class ComboInput(QComboBox):
    """A few values to choose from; stepping through them with keys saves nothing until the field is left.

    Signals:
        finished: a value was picked from the open list, Enter pressed, or the field left.
        abandoned: Escape was pressed.
    """

    finished = Signal()
    abandoned = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._stepping = False
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(6)
        self.setMaxVisibleItems(16)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.activated.connect(self._picked)
        self.currentTextChanged.connect(self.setToolTip)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Step without saving; save on Enter, take back on Escape."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.finished.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.abandoned.emit()
            super().keyPressEvent(event)
        else:
            self._stepping = True
            super().keyPressEvent(event)
            self._stepping = False

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Say that the field was left, but not when its own list opens."""
        super().focusOutEvent(event)
        if event.reason() is not Qt.FocusReason.PopupFocusReason:
            self.finished.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Let the form scroll; a wheel that changed values would do so unseen."""
        event.ignore()

    def _picked(self) -> None:
        if not self._stepping:
            self.finished.emit()


class Editor(QObject):
    """The input of one field: filled with a stored value, and asked for what a person said.

    Signals:
        committed: a person has finished with the field; the value may or may not be another.
        abandoned: a person wants back what was there.
    """

    committed = Signal()
    abandoned = Signal()

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.widget = widget

    def fill(self, stored: Stored) -> None:
        """Show a stored value."""
        raise NotImplementedError

    def said(self) -> object:
        """Return what is in the input, for the field's kind to read."""
        raise NotImplementedError

    def is_altered(self) -> bool:
        """Whether a person changed it since it was filled."""
        raise NotImplementedError

    def lock(self, *, locked: bool) -> None:
        """Let the value be read but not changed."""
        self.widget.setEnabled(not locked)

    def is_editable(self) -> bool:
        """Whether a person can change it here at all."""
        return True


class LineEditor(Editor):
    """One line of words, read by the kind when the field is left."""

    def __init__(self, kind: Kind[Any]) -> None:
        self.line = LineInput()
        super().__init__(self.line)
        self._kind = kind
        self.line.editingFinished.connect(self.committed)
        self.line.abandoned.connect(self.abandoned)

    def fill(self, stored: Stored) -> None:
        """Show the value as its kind does."""
        self.line.setText(self._kind.show(stored))
        self.line.setCursorPosition(0)
        self.line.setModified(False)

    def said(self) -> object:
        """Return the words."""
        return self.line.text()

    def is_altered(self) -> bool:
        """Whether the words were changed."""
        return self.line.isModified()

    def lock(self, *, locked: bool) -> None:
        """Keep the words selectable for copying."""
        self.line.setReadOnly(locked)


class DayEditor(LineEditor):
    """A day typed in any usual British form, or picked from a calendar (Alt+Down)."""

    def __init__(self, kind: Day) -> None:
        super().__init__(kind)
        self._day = kind
        self.line.setPlaceholderText("dd/mm/yyyy")
        self._action = QAction("Calendar", self.line)
        self._action.setShortcut(QKeySequence("Alt+Down"))
        self._action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self._action.setToolTip("Pick from a calendar (Alt+Down)")
        self._action.triggered.connect(self.open_calendar)
        self.line.addAction(self._action, QLineEdit.ActionPosition.TrailingPosition)
        self._calendar: QCalendarWidget | None = None

    def dress(self, icon: QIcon) -> None:
        """Take the picture of the calendar in the colours of the day."""
        self._action.setIcon(icon)

    def open_calendar(self) -> None:
        """Open a calendar under the line."""
        if self.line.isReadOnly():
            return
        calendar = QCalendarWidget(self.line)
        calendar.setWindowFlag(Qt.WindowType.Popup)
        calendar.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        calendar.setAccessibleName("Calendar")
        calendar.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        calendar.setGridVisible(False)
        try:
            stored = self._day.read(self.line.text())
        except UnreadableError:
            stored = None
        if stored:
            calendar.setSelectedDate(QDate.fromString(str(stored), Qt.DateFormat.ISODate))
        calendar.activated.connect(self._pick)
        calendar.clicked.connect(self._pick)
        plain = QTextCharFormat()
        for day in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
            calendar.setWeekdayTextFormat(day, plain)
        for name, sign in (("qt_calendar_prevmonth", "<"), ("qt_calendar_nextmonth", ">")):
            if button := calendar.findChild(QToolButton, name):
                button.setIcon(QIcon())
                button.setText(sign)
        calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        calendar.move(self._place_for(calendar.sizeHint()))
        calendar.show()
        calendar.setFocus()
        self._calendar = calendar

    def _place_for(self, size: QSize) -> QPoint:
        """Return where a calendar fits on the screen: under the line, else over it."""
        below = self.line.mapToGlobal(QPoint(0, self.line.height()))
        room = self.line.screen().availableGeometry()
        top = below.y() if below.y() + size.height() <= room.bottom() else below.y() - self.line.height() - size.height()
        return QPoint(max(room.left(), min(below.x(), room.right() - size.width())), max(room.top(), top))

    def _pick(self, day: QDate) -> None:
        self.line.setText(self._day.show(day.toString(Qt.DateFormat.ISODate)))
        self.line.setModified(True)
        if self._calendar:
            self._calendar.close()
            self._calendar = None
        self.committed.emit()


class ProseEditor(Editor):
    """Sentences over several lines."""

    def __init__(self) -> None:
        self.input = ProseInput()
        super().__init__(self.input)
        self.input.finished.connect(self.committed)
        self.input.abandoned.connect(self.abandoned)

    def fill(self, stored: Stored) -> None:
        """Show the words."""
        self.input.setPlainText("" if stored is None else str(stored))
        self.input.document().setModified(False)

    def said(self) -> object:
        """Return the words."""
        return self.input.toPlainText()

    def is_altered(self) -> bool:
        """Whether the words were changed."""
        return self.input.document().isModified()

    def lock(self, *, locked: bool) -> None:
        """Keep the words selectable for copying."""
        self.input.setReadOnly(locked)


class ComboEditor(Editor):
    """One of a few values; the blank stands first. A stored value no longer offered stays, as it is shown."""

    def __init__(self, kind: Kind[Any]) -> None:
        self.combo = ComboInput()
        super().__init__(self.combo)
        self._kind = kind
        self._filled: object = None
        self.combo.finished.connect(self.committed)
        self.combo.abandoned.connect(self.abandoned)
        self._offer()

    def options(self) -> list[tuple[str, Stored]]:
        """Return what is offered: words, and the stored value."""
        raise NotImplementedError

    def fill(self, stored: Stored) -> None:
        """Choose the stored value."""
        self._offer()
        place = self.combo.findData(stored)
        if place < 0:
            self.combo.addItem(self._kind.show(stored) or str(stored), stored)
            place = self.combo.count() - 1
        self.combo.setCurrentIndex(place)
        self._filled = stored

    def said(self) -> object:
        """Return the stored value chosen, which every kind reads."""
        return self.combo.currentData()

    def is_altered(self) -> bool:
        """Whether another value is chosen."""
        return bool(self.combo.currentData() != self._filled)

    def offer_various(self, words: str, key: str) -> None:
        """Show that several records differ here; choosing anything else is an answer for all of them, also the blank."""
        self.combo.addItem(words, key)
        self.combo.setCurrentIndex(self.combo.count() - 1)
        self._filled = key

    def _offer(self) -> None:
        wanted = [(_BLANK, None), *self.options()]
        if [(self.combo.itemText(place), self.combo.itemData(place)) for place in range(self.combo.count())] != wanted:
            self.combo.clear()
            for words, stored in wanted:
                self.combo.addItem(words, stored)


class LevelEditor(ComboEditor):
    """A level from 1 to 5, each with number and word, so that typing the number picks it."""

    def __init__(self, kind: Level) -> None:
        self._level = kind
        super().__init__(kind)

    def options(self) -> list[tuple[str, Stored]]:
        """Return the levels, lowest first."""
        return [(self._level.show(number), number) for number in range(self._level.low, self._level.high + 1)]


class ChoiceEditor(ComboEditor):
    """One of the options of a choice."""

    def __init__(self, kind: Choice) -> None:
        self._choice = kind
        super().__init__(kind)

    def options(self) -> list[tuple[str, Stored]]:
        """Return the options in their order."""
        return [(option.label, option.key) for option in self._choice.options]


class MemberEditor(ComboEditor):
    """One of the organisations of the file, as many as there are now."""

    def __init__(self, kind: Member) -> None:
        self._member = kind
        super().__init__(kind)

    def options(self) -> list[tuple[str, Stored]]:
        """Return the organisations by name."""
        directory = self._member.directory
        return [(name, directory.find(name)) for name in directory.names()]


class HeadedView(Editor):
    """Texts under headings as a sheet had them, to be read; they change by import only."""

    def __init__(self) -> None:
        self.view = QLabel()
        self.view.setWordWrap(True)
        self.view.setTextFormat(Qt.TextFormat.PlainText)
        self.view.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard)
        self.view.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        super().__init__(self.view)
        self._stored: Stored = None

    def fill(self, stored: Stored) -> None:
        """Show each heading with its words under it."""
        self._stored = stored
        texts = Headed().load(stored) or {}
        self.view.setText("\n".join(f"{heading}: {words}" for heading, words in texts.items()))

    def said(self) -> object:
        """Return what was filled in."""
        return self._stored

    def is_altered(self) -> bool:
        """Return that nobody can change it."""
        return False

    def is_editable(self) -> bool:
        """Return that nobody can change it."""
        return False


@singledispatch
def editor(kind: Kind[Any]) -> Editor:
    """Return a new editor for a kind; each kind there is has a registration below."""
    raise NotImplementedError(type(kind).__name__)


@editor.register
def _(kind: Text) -> Editor:
    return LineEditor(kind)


@editor.register
def _(kind: Prose) -> Editor:
    del kind
    return ProseEditor()


@editor.register
def _(kind: Names) -> Editor:
    made = LineEditor(kind)
    made.line.setPlaceholderText("Names, with a semicolon between them")
    return made


@editor.register
def _(kind: Refs) -> Editor:
    made = LineEditor(kind)
    made.line.setPlaceholderText("References, such as R-004; R-011")
    return made


@editor.register
def _(kind: Pointer) -> Editor:
    made = LineEditor(kind)
    made.line.setPlaceholderText("A reference, such as R-004")
    return made


@editor.register(Whole)
@editor.register(Decimal)
def _(kind: Kind[Any]) -> Editor:
    return LineEditor(kind)


@editor.register
def _(kind: Score) -> Editor:
    made = LineEditor(kind)
    made.line.setPlaceholderText("1 to 25")
    return made


@editor.register
def _(kind: Level) -> Editor:
    return LevelEditor(kind)


@editor.register
def _(kind: Day) -> Editor:
    return DayEditor(kind)


@editor.register
def _(kind: Choice) -> Editor:
    return ChoiceEditor(kind)


@editor.register
def _(kind: Member) -> Editor:
    return MemberEditor(kind)


@editor.register
def _(kind: Headed) -> Editor:
    del kind
    return HeadedView()


def editor_of(field: AnyField) -> Editor:
    """Return a new editor for a field, named for those who hear the screen."""
    made = editor(field.kind)
    made.widget.setAccessibleName(field.label)
    if field.help:
        made.widget.setAccessibleDescription(field.help)
        made.widget.setToolTip(field.help)
    return made
