"""A register as a tab: what matters in one sentence, the filter line, the table, and the record beside it."""

from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QFont, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from workbench.domain.change import Applied
from workbench.domain.joining import Pointer
from workbench.domain.kinds import Member
from workbench.domain.register import Record, Register
from workbench.services.book import Book
from workbench.services.kin import concerned, kin_of
from workbench.ui.buttons import ActionButton
from workbench.ui.figures import Figures
from workbench.ui.filter import FilterLine
from workbench.ui.grid import RegisterTable
from workbench.ui.headers import Headers
from workbench.ui.memory import Memory
from workbench.ui.table import RegisterModel, first_columns
from workbench.ui.theme import FORM_WIDTH, STEP, sized

if TYPE_CHECKING:
    from workbench.services.printing import Shown
    from workbench.ui.form import RecordForm
    from workbench.ui.inplace import InPlace
    from workbench.ui.pasting import Pasting
    from workbench.ui.several import SeveralForm

_TABLE, _FORM = 946, 420
"""How table and form share a window of 1366 pixels, and any other in proportion."""

_BETWEEN = 1
"""Milliseconds between two steps of what is made once the rows were seen."""
_ANSWERED = 30
"""Milliseconds between two looks whether a person who typed at once has been answered."""
_MANY = 500
"""Changes at once from which a page reads everything again instead of asking which of its records they concern."""


class RegisterPage(QWidget):
    """One register of the open book.

    Signals:
        refused: something could not be done; carries a sentence.
        chosen: other records are selected.
        done: something was done that a person may want to take back; carries the sentence that says so.
        followed: a person wants to go to another record; carries its register and uid.
    """

    refused = Signal(str)
    chosen = Signal()
    done = Signal(str)
    followed = Signal(str, str)

    def __init__(
        self, book: Book, register: Register, actions: list[QAction], parent: QWidget | None = None, *, memory: Memory | None = None
    ) -> None:
        super().__init__(parent)
        self._book, self.register = book, register
        today = book.clock.today
        records = book.records(register.key)
        self.model = RegisterModel(register, today, self)
        self.table = RegisterTable(self.model)
        self.filter = FilterLine(register, today, memory=memory)
        self._form: RecordForm | None = None
        self._several: SeveralForm | None = None
        self._inplace: InPlace | None = None
        self._pasting: Pasting | None = None
        self._placed = False
        self._locked, self._resting = book.read_only, False
        self._form_shown = False
        """Whether the form was made and told which record is chosen."""
        self._gathers = bool(kin_of(book.registers, register)) or any(
            isinstance(field.kind, Pointer) or field.kind.gathers for field in register
        )
        self.headers = Headers(self.table, first_columns(register, records), memory)
        self._build(actions)
        self.filter.narrowed.connect(self._narrow)
        self.filter.cold.connect(self._warm)
        self.filter.words.left = len(records)
        self.filter.input.left_downwards.connect(self._go_to_table)
        self.table.chosen.connect(self._show_chosen)
        self.table.edit_asked.connect(self._edit_cell)
        self.table.painted.connect(self._finish)
        if "current_score" in register:
            self.model.order_by("current_score", descending=True)
        self.model.fill(records, self.headers.keys)
        self.table.fit_columns()
        self.figures = Figures(register)
        self.figures.fill(records, today())
        self._tell_figures()
        if shown := self.model.shown:
            self.table.select([shown[0].uid])
        else:
            self._finish()

    # What the window asks for

    @property
    def form(self) -> "RecordForm":
        """The record beside the table; made when it is first wanted, which is right after the rows were first seen."""
        made = self._form or self._make_form()
        if not self._form_shown:
            self._show_chosen()
        return made

    def _make_form(self) -> "RecordForm":
        from workbench.ui.form import RecordForm  # noqa: PLC0415 - the rows are to be seen first

        made = self._form = RecordForm(self._book, self.register)
        made.lock(locked=self._locked)
        made.refused.connect(self.refused)
        made.closed.connect(self._go_to_table)
        made.removed.connect(self.done)
        made.followed.connect(self.followed)
        self.beside.addWidget(made)
        return made

    @property
    def several(self) -> "SeveralForm":
        """What is set on several records at once; made when several are first chosen."""
        if self._several is None:
            from workbench.ui.several import SeveralForm  # noqa: PLC0415 - most people choose one record at a time

            made = self._several = SeveralForm(self._book, self.register)
            made.lock(locked=self._locked)
            made.done.connect(self.done)
            made.closed.connect(self._go_to_table)
            self.beside.addWidget(made)
        return self._several

    @property
    def inplace(self) -> "InPlace":
        """The cell of the table that is being edited; made when one first is."""
        if self._inplace is None:
            from workbench.ui.gridcells import GridCells  # noqa: PLC0415 - the rows are to be seen first
            from workbench.ui.inplace import InPlace  # noqa: PLC0415 - see above

            made = self._inplace = InPlace(self.table, GridCells(self._book, self.model), self._book)
            made.locked = self._locked
            made.refused.connect(self.refused)
            made.elsewhere.connect(self._go_to_field)
        return self._inplace

    @property
    def pasting(self) -> "Pasting":
        """What the clipboard may do here; made when something is first pasted."""
        if self._pasting is None:
            from workbench.ui.pasteline import PasteLine  # noqa: PLC0415 - most people never paste
            from workbench.ui.pasting import Pasting  # noqa: PLC0415 - see above

            line = PasteLine()
            self._over_table.addWidget(line)
            self._put_before_table(line)
            made = self._pasting = Pasting(self._book, self.table, line)
            made.refused.connect(self.refused)
            made.done.connect(self.done)
        return self._pasting

    def _put_before_table(self, line: QWidget) -> None:
        """Let Tab come to a line over the table before it comes to the table."""
        stops = [stop for stop in line.findChildren(QWidget) if stop.focusPolicy() & Qt.FocusPolicy.TabFocus]
        for before, after in pairwise([*stops, self.table]):
            QWidget.setTabOrder(before, after)

    def paste(self) -> None:
        """Say what pasting the clipboard at the current cell would change."""
        if not self._locked and self.settle():
            self.pasting.begin()

    @property
    def selected(self) -> list[Record]:
        """The records selected."""
        return self.table.selected

    @property
    def columns(self) -> list[str]:
        """The keys of the columns shown."""
        return [field.key for field in self.model.fields]

    def shown(self) -> "Shown":
        """Return what is looked at, for printing it."""
        from workbench.services.printing import Shown  # noqa: PLC0415 - nothing is printed before it is asked for

        return Shown(frozenset(record.uid for record in self.model.shown), tuple(self.columns))

    def show_columns(self, keys: list[str]) -> None:
        """Show these columns; those that stood there already stay where they were."""
        self.headers.show_keys(keys)

    def _show_filled(self, applied: Applied) -> None:
        """Show a column that was left out because nothing stood in it, now that something does."""
        if self.headers.is_chosen:
            return
        filled = {key for change in applied.changes if change.register == self.register.key for key in change.after or ()}
        late = [field.key for field in self.register if isinstance(field.kind, Member) and field.column and field.key in filled]
        if set(late) - set(self.columns):
            self.headers.add(late)

    def take(self, applied: Applied) -> None:
        """Follow a change set: table, form, filter and figures."""
        if "member" in applied.registers() and self.register.key != "member":
            self.filter.words.forget()
            self.filter.warm(self._book.records(self.register.key))
        if not applied.changes:
            self.reload()
            return
        self._take_others(applied)
        if self.register.key not in applied.registers():
            return
        self.filter.words.forget(change.uid for change in applied.changes if change.register == self.register.key)
        self.model.take(applied, lambda uid: self._book.record(self.register.key, uid))
        self._show_filled(applied)
        shown = self._form.record if self._form else None
        if self._several is not None and self.beside.currentWidget() is self._several:
            self._several.show_records(self.table.selected)
        if shown is not None and any(change.uid == shown.uid for change in applied.changes):
            fresh = self._book.record(self.register.key, shown.uid)
            if fresh is not None:
                self.form.show_record(fresh)
        for change in applied.changes:
            if change.register == self.register.key:
                self.figures.take(change.uid, self._book.record(self.register.key, change.uid), self._book.clock.today())
        self._tell_figures()

    def _take_others(self, applied: Applied) -> None:
        """Follow what changed in other registers, where records of this one gather it, hang on it or name it."""
        others = applied.registers() - {self.register.key}
        if not others:
            return
        if self._gathers and len(applied.changes) > _MANY:
            self.reload()
            return
        touched = concerned(self._book, applied, self.register.key) if self._gathers else set()
        if touched:
            self.filter.words.forget(touched)
            self.model.touch(touched, lambda uid: self._book.record(self.register.key, uid))
        shown = self._form.record if self._form else None
        if shown is not None and (shown.uid in touched or "member" in others):
            self.form.show_record(self._book.record(self.register.key, shown.uid))

    def reload(self) -> None:
        """Read everything again."""
        self.filter.words.forget()
        records = self._book.records(self.register.key)
        self.filter.warm(records)
        self.model.fill(records)
        self.figures.fill(records, self._book.clock.today())
        self._show_chosen()
        self._tell_figures()

    def choose(self, record: Record, field: str = "") -> None:
        """Select a record, letting go of a filter that hides it, and perhaps go to a field of it."""
        if self.model.row_of(record.uid) < 0:
            self.filter.clear()
        self.table.select([record.uid])
        if field:
            self.form.go_to(field)

    def show_only(self, uids: list[str], words: str) -> None:
        """Show exactly these records, under a chip with these words that Escape lets go, and put the keyboard on the first."""
        self.filter.show_only(uids, words)
        if shown := self.model.shown:
            self.table.select([shown[0].uid])
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def enter_form(self) -> None:
        """Put the keyboard beside the table: into the record chosen, or what is set on several."""
        if self._several is not None and self.beside.currentWidget() is self._several:
            self._several.enter()
        elif keys := self.form.shown_keys:
            self.form.go_to(self.register.title_key if self.register.title_key in keys else keys[0])

    def toggle_fields(self) -> None:
        """Show all fields beside the table, or fewer again."""
        several = self._several is not None and self.beside.currentWidget() is self._several
        (self.several if several else self.form).all_fields.toggle()

    def neighbour(self, records: list[Record]) -> str:
        """Return the uid that is to be selected once these records are gone."""
        gone = {record.uid for record in records}
        rows = [self.model.row_of(uid) for uid in gone]
        after = [record.uid for record in self.model.shown[max(rows, default=-1) + 1 :] if record.uid not in gone]
        before = [record.uid for record in self.model.shown[: max(0, min(rows, default=0))] if record.uid not in gone]
        return after[0] if after else before[-1] if before else ""

    def take_back_typing(self) -> bool:
        """Take back what is typed for several records and not set yet; return whether there was anything."""
        several = self._several
        if several is None or self.beside.currentWidget() is not several or not several.altered():
            return False
        several.take_back()
        return True

    def settle(self) -> bool:
        """Save whatever is being typed."""
        cell = self._inplace is None or self._inplace.settle()
        return (self._form is None or self._form.settle()) and cell

    def rest(self) -> None:
        """Ask the book for nothing more, because it is about to be closed."""
        self.filter.rest()
        self._resting = True
        if self._form is not None:
            self._form.show_record(None)

    def lock(self, *, locked: bool) -> None:
        """Let the register be read but not changed."""
        self._locked = locked
        for part in (self._form, self._several):
            if part is not None:
                part.lock(locked=locked)
        if self._inplace is not None:
            self._inplace.locked = locked

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let go of the records a figure led to on Escape, where nothing else took it."""
        if event.key() == Qt.Key.Key_Escape and self.filter.only.is_set:
            self.filter.let_go()
            self._go_to_table()
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        """Share the window out between table and form, now that it is known how wide it is."""
        super().showEvent(event)
        if not self._placed:
            self.split.setSizes([_TABLE, _FORM])
        self._placed = True

    def place(self, split: QByteArray) -> None:
        """Share the window out as a person did last."""
        self._placed = self.split.restoreState(split)

    # Inside

    def _build(self, actions: list[QAction]) -> None:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(20, 2 * STEP, 20, STEP)
        column.setSpacing(0)
        heading = QHBoxLayout()
        heading.setSpacing(STEP + STEP // 2)
        words = QVBoxLayout()
        words.setSpacing(2)
        self.title = QLabel(self.register.label)
        self.title.setFont(sized(self.font(), 1.35, QFont.Weight.DemiBold))
        self.title.setWordWrap(True)
        self.summary = QLabel()
        self.summary.setProperty("muted", True)
        self.summary.setWordWrap(True)
        words.addWidget(self.title)
        words.addWidget(self.summary)
        heading.addLayout(words, 1)
        for action in actions:
            primary = action is actions[-1]
            heading.addWidget(ActionButton(action, primary=primary), 0, Qt.AlignmentFlag.AlignVCenter)
        column.addLayout(heading)
        column.addSpacing(2 * STEP)
        column.addWidget(self.filter)
        column.addSpacing(STEP // 2)
        column.addWidget(self.filter.only, 0, Qt.AlignmentFlag.AlignLeft)
        column.addSpacing(STEP)
        self.nothing = QLabel()
        self.nothing.setProperty("muted", True)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.nothing.setWordWrap(True)
        self._over_table = QVBoxLayout()
        column.addLayout(self._over_table)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.table)
        self.stack.addWidget(self.nothing)
        column.addWidget(self.stack, 1)
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.setHandleWidth(1)
        self.split.setChildrenCollapsible(False)
        self.split.addWidget(left)
        self.beside = _Beside()
        self.split.addWidget(self.beside)
        self.split.setStretchFactor(0, 7)
        self.split.setStretchFactor(1, 3)
        self.split.setSizes([_TABLE, _FORM])
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.split)

    def _finish(self) -> None:
        """Make what the first look at the rows does not need, a step at a time: a key may come between any two."""
        if self._resting:
            return
        if self.filter.is_waited_for:
            QTimer.singleShot(_ANSWERED, self, self._finish)  # who types already is answered first
            return
        if self._form is None:
            self._make_form()
        elif not self._form_shown:
            self._show_chosen()
        else:
            self._warm()
            return
        QTimer.singleShot(_BETWEEN, self, self._finish)

    def _warm(self) -> None:
        self.filter.warm(self._book.records(self.register.key))

    def _edit_cell(self, index: QModelIndex) -> None:
        if self._locked:
            self._go_to_field(self.model.fields[index.column()].key if index.isValid() else self.register.title_key)
        else:
            self.inplace.open(index)

    def _go_to_field(self, key: str) -> None:
        self.form.go_to(key)

    def _narrow(self) -> None:
        self.model.filter(self.filter.choose)
        self._tell()

    def _tell_figures(self) -> None:
        self.summary.setText(self.figures.line)
        self.filter.offer("unsorted", offered=self.figures.unsorted > 0)
        self._tell()

    def _go_to_table(self) -> None:
        if not self.table.currentIndex().isValid() and self.model.shown:
            self.table.select([self.model.shown[0].uid])
        self.table.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _show_chosen(self) -> None:
        chosen, self._form_shown = self.table.selected, self._form is not None
        if len(chosen) > 1 and self._form is not None:
            self._form.show_record(None)
            self.several.show_records(chosen)
            self.beside.setCurrentWidget(self.several)
        elif self._form is not None:
            if chosen:
                self._form.show_record(chosen[0])
            else:
                self._form.show_nothing()
            self.beside.setCurrentWidget(self._form)
        self.chosen.emit()

    def _tell(self) -> None:
        total, shown = len(self.model.records), self.model.rowCount()
        self.filter.show_count(shown, total)
        if shown:
            self.stack.setCurrentWidget(self.table)
        elif total:
            self.nothing.setText("No record holds these words. Escape in the filter line shows all again.")
            self.stack.setCurrentWidget(self.nothing)
        else:
            noun = self.register.noun
            self.nothing.setText(
                f"There are no {self.register.plural} here yet.\n\n"
                f"Drop workbooks on this window or import them (Ctrl+I), or add the first {noun} (Ctrl+N)."
            )
            self.stack.setCurrentWidget(self.nothing)


class _Beside(QStackedWidget):
    """The place beside the table: a panel that is empty until the form is made."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("panel", True)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setMinimumWidth(FORM_WIDTH)
