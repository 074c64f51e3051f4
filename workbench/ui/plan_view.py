"""The rows of a plan with their filters, the row chosen beside them, and decisions about many rows at once."""

from collections import deque
from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QButtonGroup, QHBoxLayout, QLabel, QPushButton, QSplitter, QVBoxLayout, QWidget

from workbench.domain.text import counted
from workbench.services.deciding import Decided, Deciding
from workbench.services.plan import PlanRow
from workbench.ui.buttons import Button
from workbench.ui.editors import ComboInput
from workbench.ui.plan_panel import RowPanel
from workbench.ui.plan_rows import OUTCOMES, SHAPES, Entry, RowsModel, RowsTable
from workbench.ui.theme import STEP

_STEPS = 30
"""Decisions that can be taken back, the last one first."""
_LONG = 400
"""Rows from which a decision about all of them is taken beside the window."""


class RowsView(QWidget):
    """The rows of a plan.

    Signals:
        decided: something was decided; what would be written is another.
        long_asked: a decision about many rows is to be taken beside the window; carries its name and what takes it.
    """

    decided = Signal()
    long_asked = Signal(str, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._deciding: Deciding | None = None
        self._left: QWidget | None = None
        self._steps: deque[Decided] = deque(maxlen=_STEPS)
        """What was decided before each of the last decisions."""
        self.model = RowsModel(self)
        self.table = RowsTable(self.model)
        self.panel = RowPanel()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(STEP)
        self._build_filters(column)
        left = QWidget()
        stacked = QVBoxLayout(left)
        stacked.setContentsMargins(0, 0, 0, 0)
        stacked.setSpacing(0)
        stacked.addWidget(self.table, 1)
        self._build_footer(stacked)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setHandleWidth(1)
        split.setChildrenCollapsible(False)
        split.addWidget(left)
        split.addWidget(self.panel)
        split.setSizes([690, 636])
        split.setStretchFactor(0, 1)
        split.setStretchFactor(1, 1)
        column.addWidget(split, 1)
        self.table.chosen.connect(self._show_row)
        self.table.toggled.connect(self._toggle)
        self.table.opened.connect(self._open)
        self.panel.deciding.connect(self._remember)
        self.panel.refused.connect(self._steps.pop)
        self.panel.decided.connect(self._after_decision)
        self.panel.column_asked.connect(self._take_column)

    def speak_of(self, source: str, headings: Sequence[str]) -> None:
        """Say what the rows came from, and what the columns of their cells are called, where that is no workbook."""
        self.panel.source = source
        self.panel.table.cells.headings = tuple(headings)
        self.table.setAccessibleName(f"Records of the {source}")
        self.table.show_numbers(are=False)
        self.all_theirs.setToolTip(self.all_theirs.toolTip().replace("workbook", source))

    def fill(self, deciding: Deciding | None) -> None:
        """Show another plan, or none; row and filter stay where the same can be found again."""
        kept, outcome = self._kept(), self._outcome
        if deciding is not self._deciding:
            self._steps.clear()
        self._deciding = deciding
        counts = self._fill_chips()
        if not counts.get(outcome):
            outcome = ""
        self.chips[outcome].setChecked(True)
        parts = deciding.plan.parts if deciding else []
        several = len(parts) > 1
        self.register.blockSignals(True)
        self.register.clear()
        self.register.addItem("All registers", "")
        for part in parts:
            self.register.addItem(f"{part.label} ({len(part.rows):,})", part.register)
        self.register.blockSignals(False)
        self.register.setVisible(several)
        self.table.show_registers(several=several)
        self.model.fill(deciding, outcome=outcome)
        place = self._find(kept)
        if self.model.rowCount():
            self.table.go_to(place if place >= 0 else self.model.first_of_interest())
        else:
            self._show_row()
        self._count()

    def refresh(self) -> None:
        """Show again what was decided."""
        self._fill_chips()
        self.model.refresh()
        self.panel.refresh()
        self._count()

    def go_back(self) -> None:
        """Put the keyboard back where it was before something long."""
        (self._left or self.table).setFocus(Qt.FocusReason.OtherFocusReason)

    def go_to_row(self, sheet: str, row: int) -> bool:
        """Choose the row of a sheet, of whatever outcome; return whether there is one."""
        parts = self._deciding.plan.parts if self._deciding else []
        found = next((found for part in parts if part.table.sheet == sheet for found in part.rows if found.row == row), None)
        if found is None:
            return False
        self.chips[""].setChecked(True)
        self.register.setCurrentIndex(0)
        self._filter()
        self.table.go_to(self.model.place_of(found))
        return True

    # Filters

    def _build_filters(self, column: QVBoxLayout) -> None:
        line = QHBoxLayout()
        line.setSpacing(STEP)
        self.chips: dict[str, QPushButton] = {}
        group = QButtonGroup(self)
        for outcome in ("", *OUTCOMES):
            chip = Button(OUTCOMES.get(outcome, "All"))
            chip.setCheckable(True)
            chip.setProperty("chip", True)
            chip.setAccessibleName(f"Only rows: {OUTCOMES[outcome].lower()}" if outcome else "All rows")
            chip.clicked.connect(self._filter)
            group.addButton(chip)
            line.addWidget(chip)
            self.chips[outcome] = chip
        self.chips[""].setChecked(True)
        line.addStretch(1)
        self.register = ComboInput()
        self.register.setAccessibleName("Only rows of this register")
        self.register.setMinimumContentsLength(18)
        self.register.setMaximumWidth(30 * STEP)
        self.register.currentIndexChanged.connect(self._filter)
        line.addWidget(self.register)
        column.addLayout(line)

    def _fill_chips(self) -> dict[str, int]:
        """Say how many rows have each outcome by now; the filter that is on stays in sight."""
        counts = self._deciding.plan.counts if self._deciding else {}
        for key, chip in self.chips.items():
            number = counts.get(key, 0)
            chip.setText(f"{SHAPES[key]} {OUTCOMES[key]}  {number:,}" if key else "All")
            chip.setVisible(not key or number > 0 or (chip.isChecked() and self._deciding is not None))
        return counts

    @property
    def _outcome(self) -> str:
        return next((outcome for outcome, chip in self.chips.items() if chip.isChecked()), "")

    def _filter(self) -> None:
        self.model.show_only(self._outcome, str(self.register.currentData() or ""))
        if self.model.rowCount():
            self.table.go_to(0)
        else:
            self._show_row()

    def _kept(self) -> tuple[str, int]:
        """Return the register and row the keyboard is in."""
        entry = self.table.current
        if isinstance(entry, PlanRow) and self._deciding is not None:
            return self._deciding.part_of(entry).register, entry.row
        return "", 0

    def _find(self, kept: tuple[str, int]) -> int:
        parts = self._deciding.plan.parts if self._deciding else []
        row = next((row for part in parts if part.register == kept[0] for row in part.rows if row.row == kept[1]), None)
        return self.model.place_of(row) if row is not None else -1

    # The row chosen

    def _show_row(self) -> None:
        self.panel.show_entry(self._deciding, self.table.current, self.table.selected)

    def _open(self) -> None:
        """Go from the row to what can be decided about it."""
        for widget in (self.panel.ref, self.panel.why, self.panel.table):
            if widget.isVisible():
                widget.setFocus(Qt.FocusReason.OtherFocusReason)
                return

    def _after_decision(self) -> None:
        before = {key: chip.text() for key, chip in self.chips.items()}
        self._fill_chips()
        if before["absent"] != self.chips["absent"].text():
            self.fill(self._deciding)
        self.model.refresh()
        self._count()
        self.decided.emit()

    # Decisions about rows

    def _build_footer(self, column: QVBoxLayout) -> None:
        self.footer = QWidget()
        line = QHBoxLayout(self.footer)
        line.setContentsMargins(STEP, STEP // 2, STEP, 0)
        line.setSpacing(2 * STEP)
        self.left_open = QLabel()
        self.left_open.setProperty("muted", True)
        self.next = Button("Next to decide")
        self.all_theirs = Button("Take all theirs")
        self.all_ours = Button("Keep all ours")
        self.all_newest = Button("Take the newest")
        self.undo = Button("Undo")
        self.undo.setAccessibleName("Undo the last decision")
        line.addWidget(self.left_open, 1)
        settles = "Settle the conflicts of several rows chosen, else of all, as "
        for button, keys, tip, slot in (
            (self.next, "F8", "Go to the next row with something to decide", self._go_to_next),
            (
                self.all_theirs,
                "Ctrl+Shift+T",
                "Settle the conflicts of several rows chosen, else of all, as the workbook has it",
                self._take_theirs,
            ),
            (self.all_ours, "Ctrl+Shift+O", f"{settles}it is here", self._keep_ours),
            (self.all_newest, "Ctrl+Shift+L", f"{settles}whichever side was written last has it", self._take_newest),
            (self.undo, "Ctrl+Z", "Take the last decision back", self._take_back),
        ):
            button.setProperty("quiet", True)
            button.setToolTip(f"{tip} ({keys})")
            button.clicked.connect(slot)
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(slot)
            line.addWidget(button)
        column.addWidget(self.footer)

    def _count(self) -> None:
        """Say how much is still to be decided."""
        rows = self._deciding.plan.rows if self._deciding else []
        waiting = sum(row.is_open for row in rows)
        conflicts = any(cell.conflict for row in rows for cell in row.cells)
        self.undo.setVisible(bool(self._steps))
        self.footer.setVisible(bool(waiting) or conflicts or bool(self._steps))
        self.left_open.setText(f"{counted(waiting, 'row')} still to decide." if waiting else "Nothing is left to decide.")
        self.next.setEnabled(bool(waiting))
        self.next.setVisible(bool(waiting) or conflicts)
        for button in (self.all_theirs, self.all_ours, self.all_newest):
            button.setVisible(conflicts)

    def _toggle(self, entries: Sequence[Entry]) -> None:
        rows = [entry for entry in entries if isinstance(entry, PlanRow)]
        if self._deciding is None or not rows:
            return
        deciding = self._deciding
        self._do("Deciding", len(rows), lambda: deciding.toggle(rows))

    def _go_to_next(self) -> None:
        place = self.model.next_open(self.table.currentIndex().row())
        if place < 0 and self._outcome:
            self.chips[""].setChecked(True)
            self._filter()
            place = self.model.next_open(-1)
        if place >= 0:
            self.table.go_to(place)
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _take_theirs(self) -> None:
        self._settle(theirs=True)

    def _keep_ours(self) -> None:
        self._settle(theirs=False)

    def _take_newest(self) -> None:
        self._settle_by(lambda deciding, rows: deciding.settle_newest(rows))

    def _settle(self, *, theirs: bool) -> None:
        self._settle_by(lambda deciding, rows: deciding.settle_conflicts(rows, theirs=theirs))

    def _settle_by(self, settle: Callable[[Deciding, Sequence[PlanRow]], object]) -> None:
        """Settle the conflicts of the rows chosen where several are, else of all."""
        if self._deciding is None:
            return
        chosen = [entry for entry in self.table.selected if isinstance(entry, PlanRow)]
        rows = chosen if len(chosen) > 1 else self._deciding.plan.rows
        deciding = self._deciding
        self._do("Settling conflicts", sum(row.content or bool(row.cells) for row in rows), lambda: settle(deciding, rows))

    def _take_column(self, row: PlanRow, field: str, theirs: bool) -> None:  # noqa: FBT001 - Qt's own signal
        if self._deciding is None:
            return
        deciding, part = self._deciding, self._deciding.part_of(row)
        self._do("Deciding", len(part.rows), lambda: deciding.take_column(part, field, theirs=theirs))

    def _do(self, name: str, count: int, decide: Callable[[], object]) -> None:
        """Decide at once about a few rows, beside the window about many."""
        focus = QApplication.focusWidget()
        self._left = focus if focus is not None and self.isAncestorOf(focus) else None
        if count > _LONG:

            def remember_first() -> None:
                self._remember()
                decide()

            self.long_asked.emit(name, remember_first)
            return
        self._remember()
        decide()
        self.refresh()
        self.decided.emit()

    def _remember(self) -> None:
        """Remember what is decided, because another decision comes."""
        if self._deciding is not None:
            self._steps.append(self._deciding.now())

    def _take_back(self) -> None:
        """Take the last decision back."""
        if self._deciding is None or not self._steps or not self.isEnabled():
            return
        self._deciding.return_to(self._steps.pop())
        self.fill(self._deciding)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        self.decided.emit()
