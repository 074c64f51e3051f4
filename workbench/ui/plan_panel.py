"""The row of a plan that is chosen: which record it is, its cells before and after, and what a person decides about them."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from workbench.domain.errors import WorkbenchError
from workbench.services.deciding import WHYS, Deciding
from workbench.services.plan import Outcome, PlanCell, PlanRow
from workbench.ui.buttons import Button
from workbench.ui.editors import ComboInput
from workbench.ui.plan_cells import CellsTable
from workbench.ui.plan_rows import Entry, Missing
from workbench.ui.theme import STEP


class TypedLine(QLineEdit):
    """A line for one value, taken on Enter and given up on Escape.

    Signals:
        abandoned: Escape was pressed.
    """

    abandoned = Signal()

    def event(self, event: QEvent) -> bool:
        """Keep Escape, which would otherwise leave the whole import."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Give up on Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.abandoned.emit()
        else:
            super().keyPressEvent(event)


class RowPanel(QWidget):
    """Shows a row of a plan and takes decisions about it.

    Signals:
        deciding: something is about to be decided.
        refused: it could not be.
        decided: something was decided; rows and counts are others now.
        column_asked: a field is to be taken or left everywhere; carries the row, the field's key and whether it is taken.
    """

    deciding = Signal()
    refused = Signal()
    decided = Signal()
    column_asked = Signal(object, str, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.source = "workbook"
        """What the rows came from, in a word."""
        self._deciding: Deciding | None = None
        self._entry: Entry | None = None
        self._alike: list[Missing] = []
        self._filling = False
        self._typed: PlanCell | None = None
        self.setProperty("panel", True)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * STEP, STEP, STEP, STEP)
        column.setSpacing(STEP)
        self.name = QLabel()
        self.name.setTextFormat(Qt.TextFormat.PlainText)
        self.name.setWordWrap(True)
        font = self.name.font()
        font.setBold(True)
        self.name.setFont(font)
        self.reason = QLabel()
        self.reason.setTextFormat(Qt.TextFormat.PlainText)
        self.reason.setWordWrap(True)
        self.reason.setProperty("muted", True)
        self.problem = QLabel()
        self.problem.setWordWrap(True)
        self.problem.setProperty("wrong", True)
        for label in (self.name, self.reason, self.problem):
            column.addWidget(label)
        self._build_identity(column)
        self._build_absence(column)
        self.table = CellsTable()
        self.table.toggled.connect(self._toggle)
        self.table.typing_asked.connect(self._ask_to_type)
        self.table.moved.connect(self._name_column)
        column.addWidget(self.table, 1)
        self._build_typing(column)
        self._build_column_line(column)
        column.addStretch(0)
        self.show_entry(None, None)

    @property
    def row(self) -> PlanRow | None:
        """The row shown, or None where it is a missing record or nothing."""
        return self._entry if isinstance(self._entry, PlanRow) else None

    def show_entry(self, deciding: Deciding | None, entry: Entry | None, chosen: Sequence[Entry] = ()) -> None:
        """Show another row, a missing record, or nothing; `chosen` are all that are chosen, of which one is shown."""
        self._alike = [other for other in chosen if isinstance(other, Missing)]
        if entry is not self._entry:
            self._give_up_typing()
            self.problem.clear()
        self._deciding, self._entry = deciding, entry
        row = self.row
        self._filling = True
        title = " ".join(part for part in (entry.ref, entry.title) if part) if entry else ""
        self.name.setText(title or ("No row is chosen." if entry is None else "A row without words"))
        when = deciding.when(row) if deciding is not None and row is not None and self.source == "workbook" else ""
        self.reason.setText("\n".join(part for part in (self._reason(), when) if part))
        self.reason.setVisible(bool(self.reason.text()))
        self.problem.setVisible(bool(self.problem.text()))
        undecided = row is not None and row.outcome in (Outcome.ASKED, Outcome.INVALID)
        self.identity.setVisible(undecided or bool(row and row.asked))
        self.back.setVisible(bool(row and row.asked))
        if undecided and row is not None and deciding is not None:
            self.ref.setText(self._likely(deciding, row))
        elif row is not None and row.asked:
            self.ref.setText(row.ref)
        self.absence.setVisible(isinstance(entry, Missing))
        if isinstance(entry, Missing) and deciding is not None:
            self.why.setCurrentIndex(self.why.findData(deciding.absent.get((entry.part.register, entry.ref), "")))
        self._fill_cells(undecided=undecided)
        self._filling = False

    def _fill_cells(self, *, undecided: bool) -> None:
        """Show the row's cells; those of a row to decide beside the record it is like."""
        row, deciding = self.row, self._deciding
        cells: list[PlanCell] = []
        new = False
        if row is not None and deciding is not None:
            cells = deciding.compared(row) if undecided else deciding.cells(row)
            new = deciding.record_like(row) is None if undecided else row.before is None and row.after is not None
        self.table.fill(cells, refused=bool(row and row.refused), new=new, only_shown=undecided)
        self.table.setVisible(bool(cells))
        self.column_line.setVisible(bool(cells) and not undecided)

    def refresh(self) -> None:
        """Show the same row again, after something was decided."""
        self.show_entry(self._deciding, self._entry, self._alike)

    # Which record it is

    def _build_identity(self, column: QVBoxLayout) -> None:
        self.identity = QWidget()
        line = QHBoxLayout(self.identity)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(STEP)
        label = QLabel("It &is")
        self.ref = TypedLine()
        self.ref.setPlaceholderText("Reference")
        self.ref.setMaximumWidth(14 * STEP)
        self.ref.setAccessibleName("Reference of the record this row is")
        self.ref.returnPressed.connect(self._same)
        self.ref.abandoned.connect(lambda: self.table.setFocus(Qt.FocusReason.OtherFocusReason))
        label.setBuddy(self.ref)
        self.same = Button("The sa&me record")
        self.same.setToolTip("This row is the record with that reference (Enter in the reference)")
        self.same.clicked.connect(self._same)
        self.new = Button("A &new one")
        self.new.setToolTip("This row is a record that is not known here yet")
        self.new.clicked.connect(self._new)
        self.back = Button("Undecided again")
        self.back.setProperty("quiet", True)
        self.back.clicked.connect(self._undecided)
        for widget in (label, self.ref, self.same, self.new, self.back):
            line.addWidget(widget)
        line.addStretch(1)
        column.addWidget(self.identity)

    def _likely(self, deciding: Deciding, row: PlanRow) -> str:
        """Return the reference of the record a row was found to be like."""
        record = deciding.record_like(row)
        return record.ref if record else ""

    def _same(self) -> None:
        self._decide(lambda deciding, row: deciding.same_as(row, self.ref.text()))

    def _new(self) -> None:
        self._decide(lambda deciding, row: deciding.as_new(row))

    def _undecided(self) -> None:
        self._decide(lambda deciding, row: deciding.as_planned(row))

    def _decide(self, decide: "Callable[[Deciding, PlanRow], object]") -> None:
        """Take a decision about the row, or say why it cannot be."""
        if self._deciding is None or self.row is None:
            return
        self.deciding.emit()
        try:
            decide(self._deciding, self.row)
        except WorkbenchError as error:
            self.refused.emit()
            self.problem.setText(str(error))
            self.problem.show()
            return
        self.problem.clear()
        self.refresh()
        self.decided.emit()
        if not self.identity.isVisibleTo(self) and self.table.isVisibleTo(self) and not self.typed.hasFocus():
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    # Records that are not in the return

    def _build_absence(self, column: QVBoxLayout) -> None:
        self.absence = QWidget()
        line = QHBoxLayout(self.absence)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(STEP)
        label = QLabel("Wh&y")
        self.why = ComboInput()
        self.why.setAccessibleName("Why the record is not in this return")
        for key, words in WHYS.items():
            self.why.addItem(words, key)
        self.why.finished.connect(self._note)
        label.setBuddy(self.why)
        line.addWidget(label)
        line.addWidget(self.why, 1)
        column.addWidget(self.absence)

    def _note(self) -> None:
        if not self._filling and self._deciding is not None and isinstance(self._entry, Missing):
            why, known = str(self.why.currentData() or ""), (self._entry.part.register, self._entry.ref)
            if why != self._deciding.absent.get(known, ""):
                self.deciding.emit()
                for entry in self._alike or [self._entry]:
                    self._deciding.note_absent(entry.part, [entry.ref], why)
                self.decided.emit()

    # Cells

    def _toggle(self, cells: Sequence[PlanCell]) -> None:
        if cells:
            theirs = not all(cell.written for cell in cells) or bool(self.row and self.row.refused)
            self._decide(lambda deciding, row: deciding.take(row, cells, theirs=theirs))

    def _build_typing(self, column: QVBoxLayout) -> None:
        self.typing = QWidget()
        line = QHBoxLayout(self.typing)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(STEP)
        self.typed_label = QLabel()
        self.typed = TypedLine()
        self.typed.returnPressed.connect(self._take_typed)
        self.typed.abandoned.connect(self._give_up_typing)
        self.typed_label.setBuddy(self.typed)
        line.addWidget(self.typed_label)
        line.addWidget(self.typed, 1)
        self.typing.hide()
        column.addWidget(self.typing)

    def _ask_to_type(self, cell: PlanCell) -> None:
        """Offer a line in which a value can be typed in the place of the workbook's."""
        row = self.row
        field = self._deciding.register_of(row).find(cell.field) if self._deciding is not None and row is not None else None
        if field is None or field.label != cell.label:
            return
        self._typed = cell
        self.typed_label.setText(f"{cell.label} instead")
        self.typed.setAccessibleName(f"{cell.label}, typed in the place of what the {self.source} says; Enter takes it, Escape leaves it")
        self.typed.setText(" ".join(cell.theirs.split()))
        self.typing.show()
        self.typed.selectAll()
        self.typed.setFocus(Qt.FocusReason.OtherFocusReason)

    def _take_typed(self) -> None:
        cell, words = self._typed, self.typed.text()
        if cell is not None:
            self._decide(lambda deciding, row: deciding.correct(row, cell.field, words))
            if not self.problem.text():
                self._give_up_typing()

    def _give_up_typing(self) -> None:
        had = self.typed.hasFocus()
        self._typed = None
        self.typing.hide()
        if had:
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    # A field everywhere

    def _build_column_line(self, column: QVBoxLayout) -> None:
        self.column_line = QWidget()
        line = QHBoxLayout(self.column_line)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(STEP)
        self.column_name = QLabel()
        self.column_name.setProperty("muted", True)
        self.take_all = Button("Use theirs")
        self.leave_all = Button("Keep ours")
        for button, theirs, keys in ((self.take_all, True, "Ctrl+Shift+Right"), (self.leave_all, False, "Ctrl+Shift+Left")):
            button.setProperty("quiet", True)
            button.clicked.connect(lambda _checked=False, theirs=theirs: self._ask_for_column(theirs=theirs))
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(button.click)
        line.addWidget(self.column_name)
        line.addWidget(self.take_all)
        line.addWidget(self.leave_all)
        line.addStretch(1)
        column.addWidget(self.column_line)

    def _name_column(self) -> None:
        cell = self.table.current
        label = cell.label if cell else ""
        self.column_name.setText(f"{label} in every row:")
        self.take_all.setAccessibleName(f"Use {label} from the {self.source} in every row")
        self.leave_all.setAccessibleName(f"Keep {label} in every row as it is here")
        self.take_all.setToolTip(f"Use {label} from the {self.source} in every row (Ctrl+Shift+Right)")
        self.leave_all.setToolTip(f"Keep {label} in every row as it is here (Ctrl+Shift+Left)")

    def _ask_for_column(self, *, theirs: bool) -> None:
        cell, row = self.table.current, self.row
        if cell is not None and row is not None:
            self.column_asked.emit(row, cell.field, theirs)

    def _reason(self) -> str:
        entry = self._entry
        if entry is None:
            return ""
        if isinstance(entry, Missing):
            if len(self._alike) > 1:
                return f"{len(self._alike):,} records chosen are known here, but not in this return. They stay as they are."
            return "It is known here, but not in this return. Whatever you say, it stays as it is here."
        if entry.refused:
            return "The whole row is left out; Space takes it in again."
        new = entry.before is None and entry.after is not None
        added = "; it is not known here and will be added" if new else ""
        where = f"Row {entry.row} of the workbook{added}." if self.source == "workbook" else _of_copy(entry, new=new)
        return entry.reason or entry.asked or where


def _of_copy(row: PlanRow, *, new: bool) -> str:
    """Return how a record stands in another copy of the file."""
    if new:
        return "It is new in the copy and will be added."
    whole = next((cell for cell in row.cells if not cell.field), None)
    if whole is None:
        return "It is in both copies."
    where = "in the copy" if whole.theirs == "Removed" else "here"
    return f"It was removed {where} and changed on the other side." if whole.conflict else f"It was removed {where}."
