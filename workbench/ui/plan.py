"""The import screen: what a workbook would change, row by row and cell by cell, before anything is written."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QItemSelection, Qt, Signal
from PySide6.QtGui import QFont, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from workbench.domain.change import Applied
from workbench.domain.clock import Progress
from workbench.domain.errors import StoppedError, WorkbenchError
from workbench.domain.text import counted
from workbench.services.book import Book
from workbench.ui.columns import ColumnsView, names_of
from workbench.ui.editors import ComboInput
from workbench.ui.lines import Line, LinesModel, LinesTable
from workbench.ui.table import Weight
from workbench.ui.tasks import Tasks
from workbench.ui.theme import STEP, sized
from workbench.ui.work import Work

if TYPE_CHECKING:
    from workbench.services.importing import Correction
    from workbench.services.plan import Plan, PlanCell, PlanRow

OUTCOMES = {
    "new": "New",
    "changed": "Changed",
    "conflicting": "Changed on both sides",
    "asked": "To decide",
    "invalid": "Needs correcting",
    "same": "Same as here",
    "absent": "Not in this return",
}
_WEIGHTS = {"conflicting": Weight.WRONG, "invalid": Weight.WRONG, "asked": Weight.WRONG, "same": Weight.MUTED}
ROWS, COLUMNS, PROBLEMS = range(3)


@dataclass(frozen=True)
class Said:
    """What a person has said about a workbook so far."""

    member: str = ""
    sheet: str = ""
    header_rows: tuple[int, ...] = ()
    columns: tuple[tuple[str, str], ...] = ()
    password: str = ""


class PlanScreen(QWidget):
    """Shows a plan, takes corrections, and applies it when told to.

    Signals:
        applied: the plan was applied; carries what it did, or None where there was nothing, and the plan.
        cancelled: a person leaves without applying.
        refused: something could not be done; carries a sentence.
    """

    applied = Signal(object, object)
    cancelled = Signal()
    refused = Signal(str)

    def __init__(self, book: Book, tasks: Tasks, work: Work, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._book, self._tasks, self._work = book, tasks, work
        self._path = Path()
        self._said = Said()
        self._plan: Plan | None = None
        self._corrected = False
        self._filling = False
        self._round = 0
        outer = QVBoxLayout(self)
        outer.setContentsMargins(20, 2 * STEP, 20, STEP)
        outer.setSpacing(STEP)
        self._build_heading(outer)
        self._build_corrections(outer)
        self._build_views(outer)
        for keys, slot in (("Ctrl+Return", self.apply_plan), ("Esc", self.cancel)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(slot)
        tasks.crashed.connect(self._tell_crash)
        self._settle_controls()

    @property
    def plan(self) -> "Plan | None":
        """The plan shown, or None while it is being made or could not be."""
        return self._plan

    def start(self, path: Path, *, place: int = 1, of: int = 1) -> None:
        """Plan a workbook; `place` of `of` where several wait."""
        self._path, self._said, self._corrected = path, Said(), False
        self.title.setText("What this import would change" + (f" ({place} of {of})" if of > 1 else ""))
        self._filling = True
        self.member.clear()
        self.member.addItem("Nobody said", "")
        for record in self._book.records("member"):
            self.member.addItem(record.title, record.uid)
        self.sheet.clear()
        self.header_rows.clear()
        self.password.clear()
        self._password_box.hide()
        self._filling = False
        self.views.setCurrentIndex(ROWS)
        self._make_plan()

    def apply_plan(self) -> None:
        """Write what the plan says, in the other thread."""
        plan = self._plan
        if plan is None or not plan.writes or self._tasks.is_busy:
            return
        book, work = self._book, self._work

        def write(progress: Progress) -> Applied | None:
            return work.apply(book, plan, progress=progress)

        def done(applied: Applied | None) -> None:
            self.applied.emit(applied, plan)

        def failed(error: WorkbenchError) -> None:
            self._settle_controls()
            self.refused.emit(str(error))

        self._tasks.run(f"Importing {plan.workbook.name}", write, done, failed)
        self._settle_controls()

    def cancel(self) -> None:
        """Leave everything as it is."""
        self._round += 1
        self._tasks.stop()
        self._plan = None
        self.cancelled.emit()

    # Making the plan

    def _make_plan(self) -> None:
        book, work, path, said = self._book, self._work, self._path, self._said
        member = self._book.organisations.name(said.member) if said.member else ""
        correction = self._correction()
        self._plan = None
        self._round += 1
        round_ = self._round
        self.summary.setText(f"Reading {path.name} …")
        self.advice.hide()

        def make(progress: Progress) -> "Plan":
            return work.plan(book, path, member=member, correction=correction, password=said.password, progress=progress)

        def done(plan: "Plan") -> None:
            if round_ == self._round:
                self._show(plan)

        def failed(error: WorkbenchError) -> None:
            if round_ == self._round:
                self._show_failure(error)

        self._tasks.run(f"Reading {path.name}", make, done, failed)
        self._settle_controls()

    def _correction(self) -> "Correction | None":
        if not self._corrected:
            return None
        said = self._said
        return self._work.correction(sheet=said.sheet, header_rows=said.header_rows, columns=dict(said.columns))

    def _show_failure(self, error: WorkbenchError) -> None:
        self.summary.setText(str(error))
        self._password_box.setVisible("password" in str(error).casefold())
        if isinstance(error, StoppedError):
            self.cancelled.emit()
            return
        self._fill_rows()
        self._settle_controls()
        if self._password_box.isVisible():
            self.password.setFocus(Qt.FocusReason.OtherFocusReason)

    def _tell_crash(self, _error: object) -> None:
        """Leave no sentence standing that says we are still reading."""
        if self._plan is None and self.isVisible():
            self.summary.setText(f"{self._path.name} could not be read, and the mistake is ours.")
        self._settle_controls()

    def _show(self, plan: "Plan") -> None:
        self._plan = plan
        self._filling = True
        self.summary.setText(plan.summary)
        if not plan.member and plan.workbook.stamp is None and plan.counts["new"]:
            plan_notes = [*plan.notes, "Say below which organisation it came from, or what is new stays unsorted."]
        else:
            plan_notes = plan.notes
        if plan.counts["conflicting"]:
            plan_notes = [*plan_notes, "Where both sides changed a cell, what is here stays."]
        self.advice.setText(" ".join(plan_notes))
        self.advice.setVisible(bool(plan_notes))
        self.member.setCurrentIndex(max(0, self.member.findData(plan.member)))
        if [self.sheet.itemText(place) for place in range(self.sheet.count())] != plan.sheets:
            self.sheet.clear()
            self.sheet.addItems(plan.sheets)
        self.sheet.setCurrentText(plan.sheet)
        self.header_rows.setText(", ".join(str(row) for row in plan.header_rows))
        self.header_rows.setModified(False)
        register = self._book.registers.get(plan.parts[0].register) if plan.parts else None
        self.columns.fill(plan.columns, register)
        self.problems_model.fill([Line((p.sheet, p.cell, p.message), (Weight.MUTED, Weight.STRONG, Weight.PLAIN)) for p in plan.problems])
        self.views.setTabText(PROBLEMS, f"Problems ({len(plan.problems):,})" if plan.problems else "Problems (none)")
        self.views.setTabText(COLUMNS, f"Columns ({len(plan.columns):,})")
        self._filling = False
        self._fill_chips()
        self._fill_rows()
        self._settle_controls()
        self.rows.setFocus(Qt.FocusReason.OtherFocusReason)

    # What is shown

    def _fill_chips(self) -> None:
        counts = self._plan.counts if self._plan else {}
        for outcome, chip in self.chips.items():
            number = counts.get(outcome, 0)
            chip.setText(f"{OUTCOMES[outcome]}  {number:,}" if outcome else "All")
            chip.setVisible(not outcome or number > 0)
        self.chips[""].setChecked(True)

    def _fill_rows(self) -> None:
        wanted = next((outcome for outcome, chip in self.chips.items() if chip.isChecked()), "")
        lines: list[Line] = []
        if self._plan and wanted != "absent":
            lines += [_row_line(row) for row in self._plan.rows if wanted in ("", row.outcome.value)]
        if self._plan and wanted in ("", "absent"):
            lines += [
                Line((OUTCOMES["absent"], "", ref, title, "Left as it is here."), (Weight.MUTED,) * 5)
                for part in self._plan.parts
                for ref, title in part.absent
            ]
        self.rows_model.fill(lines)
        if lines:
            self.rows.selectRow(0)
        self._show_row()

    def _show_row(self, _selected: QItemSelection | None = None, _deselected: QItemSelection | None = None) -> None:
        line = self.rows_model.line(self.rows.currentIndex().row())
        row = line.about if line else None
        self.detail.setText(self._row_words(cast("PlanRow", row)) if row else "")

    def _row_words(self, row: "PlanRow") -> str:
        parts = [f"<p><b>{_escaped(' '.join(part for part in (row.ref, row.title) if part))}</b></p>"]
        if row.reason:
            parts.append(f"<p>{_escaped(row.reason)}</p>")
        if row.cells:
            parts += [_cell_words(cell, row.outcome.value) for cell in row.cells]
        elif row.after is not None and row.before is None:
            register = next((part.register for part in self._plan.parts if row in part.rows), "") if self._plan else ""
            fields = self._book.registers[register] if register else ()
            shown = [(field.label, field.kind.show(row.after.get(field.key))) for field in fields if field.key in row.after]
            parts += [f"<p>{_label(label)}<br>{_escaped(words)}</p>" for label, words in shown if words]
        return "".join(parts)

    def _settle_controls(self) -> None:
        plan, busy = self._plan, self._tasks.is_busy
        for widget in (self.member, self.sheet, self.header_rows, self.columns):
            widget.setEnabled(not busy)
        self.go.setEnabled(bool(plan and plan.writes) and not busy)
        self.go.setText(f"Apply to {counted(plan.writes, 'record')}" if plan and plan.writes else "Nothing to apply")

    # What a person corrects

    def _take_member(self) -> None:
        if not self._filling and self.member.currentData() != self._said.member:
            self._say(member=str(self.member.currentData() or ""))

    def _take_sheet(self) -> None:
        if not self._filling and self._plan and self.sheet.currentText() != self._plan.sheet:
            self._corrected = True
            self._say(sheet=self.sheet.currentText(), header_rows=(), columns=())

    def _take_header_rows(self) -> None:
        if self._filling or not self.header_rows.isModified() or self._plan is None:
            return
        rows = tuple(int(number) - 1 for number in re.findall(r"\d+", self.header_rows.text()) if int(number) > 0)
        self.header_rows.setModified(False)
        self._corrected = True
        self._say(sheet=self._plan.sheet, header_rows=rows, columns=())

    def _take_column(self, name: str, field: str) -> None:
        if self._plan is None:
            return
        columns = dict(zip(names_of(self._plan.columns), [column.field for column in self._plan.columns], strict=True))
        columns[name] = field
        rows = tuple(row - 1 for row in self._plan.header_rows)
        self._corrected = True
        self._say(sheet=self._plan.sheet, header_rows=rows, columns=tuple(columns.items()))

    def _take_password(self) -> None:
        self._say(password=self.password.text())

    def _say(self, **changes: object) -> None:
        kept = {name: getattr(self._said, name) for name in ("member", "sheet", "header_rows", "columns", "password")}
        self._said = Said(**{**kept, **changes})
        self._make_plan()

    # Building

    def _build_heading(self, outer: QVBoxLayout) -> None:
        row = QHBoxLayout()
        row.setSpacing(STEP + STEP // 2)
        words = QVBoxLayout()
        words.setSpacing(2)
        self.title = QLabel("What this import would change")
        self.title.setFont(sized(self.font(), 1.35, QFont.Weight.DemiBold))
        self.summary = QLabel()
        self.summary.setWordWrap(True)
        self.advice = QLabel()
        self.advice.setProperty("muted", True)
        self.advice.setWordWrap(True)
        words.addWidget(self.title)
        words.addWidget(self.summary)
        words.addWidget(self.advice)
        row.addLayout(words, 1)
        self.no = QPushButton("Cancel")
        self.no.setToolTip("Leave everything as it is (Esc)")
        self.no.clicked.connect(self.cancel)
        self.go = QPushButton("Apply")
        self.go.setProperty("primary", True)
        self.go.setToolTip("Write this into the file as one change that can be undone (Ctrl+Enter)")
        self.go.clicked.connect(self.apply_plan)
        row.addWidget(self.no, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.go, 0, Qt.AlignmentFlag.AlignTop)
        outer.addLayout(row)

    def _build_corrections(self, outer: QVBoxLayout) -> None:
        row = QHBoxLayout()
        row.setSpacing(STEP)
        self.member, self.sheet, self.header_rows = ComboInput(), ComboInput(), QLineEdit()
        self.header_rows.setMaximumWidth(10 * STEP)
        self.header_rows.setPlaceholderText("5, 6")
        self.password = QLineEdit()
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.returnPressed.connect(self._take_password)
        self.member.setMinimumContentsLength(22)
        self.sheet.setMinimumContentsLength(16)
        self.member.finished.connect(self._take_member)
        self.sheet.finished.connect(self._take_sheet)
        self.header_rows.editingFinished.connect(self._take_header_rows)
        for words, widget in (("Organisation", self.member), ("Sheet", self.sheet), ("Heading rows", self.header_rows)):
            label = QLabel(words)
            label.setProperty("muted", True)
            label.setBuddy(widget)
            widget.setAccessibleName(words)
            row.addWidget(label)
            row.addWidget(widget)
            row.addSpacing(STEP)
        self._password_box = QWidget()
        inner = QHBoxLayout(self._password_box)
        inner.setContentsMargins(0, 0, 0, 0)
        label = QLabel("Password")
        label.setBuddy(self.password)
        self.password.setAccessibleName("Password of the workbook")
        inner.addWidget(label)
        inner.addWidget(self.password)
        self._password_box.hide()
        row.addWidget(self._password_box)
        row.addStretch(1)
        outer.addSpacing(STEP)
        outer.addLayout(row)

    def _build_views(self, outer: QVBoxLayout) -> None:
        self.views = QTabBar()
        self.views.setDrawBase(False)
        self.views.setExpanding(False)
        self.views.setAccessibleName("Rows, columns and problems")
        for words in ("Rows", "Columns", "Problems"):
            self.views.addTab(words)
        tabs = QVBoxLayout()
        tabs.setSpacing(0)
        tabs.addWidget(self.views)
        line = QFrame()
        line.setProperty("hairline", True)
        line.setFixedHeight(1)
        tabs.addWidget(line)
        outer.addLayout(tabs)
        self.stack = QStackedWidget()
        self.views.currentChanged.connect(self.stack.setCurrentIndex)
        outer.addWidget(self.stack, 1)

        self.stack.addWidget(self._build_rows())
        self.columns = ColumnsView()
        self.columns.corrected.connect(self._take_column)
        self.stack.addWidget(self.columns)
        self.problems_model = LinesModel(("Sheet", "Cell", "What is wrong"), self)
        self.problems = LinesTable(self.problems_model, "Problems", (24, 10, 60), 2)
        self.stack.addWidget(self.problems)

    def _build_rows(self) -> QWidget:
        rows = QWidget()
        column = QVBoxLayout(rows)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(STEP)
        chips = QHBoxLayout()
        chips.setSpacing(STEP)
        self.chips: dict[str, QPushButton] = {}
        group = QButtonGroup(self)
        for outcome in ("", *OUTCOMES):
            chip = QPushButton(OUTCOMES.get(outcome, "All"))
            chip.setCheckable(True)
            chip.setProperty("chip", True)
            chip.setAccessibleName(f"Only rows: {OUTCOMES[outcome].lower()}" if outcome else "All rows")
            chip.clicked.connect(self._fill_rows)
            group.addButton(chip)
            chips.addWidget(chip)
            self.chips[outcome] = chip
        self.chips[""].setChecked(True)
        chips.addStretch(1)
        column.addLayout(chips)
        self.rows_model = LinesModel(("Outcome", "Row", "Reference", "Risk", "What happens"), self)
        self.rows = LinesTable(self.rows_model, "Rows of the workbook", (20, 8, 14, 34, 46), 3)
        self.rows.selectionModel().selectionChanged.connect(self._show_row)
        scroll = self._build_detail()
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setHandleWidth(1)
        split.setChildrenCollapsible(False)
        split.addWidget(self.rows)
        split.addWidget(scroll)
        split.setSizes([906, 420])
        split.setStretchFactor(0, 1)
        column.addWidget(split, 1)
        return rows

    def _build_detail(self) -> QScrollArea:
        self.detail = QLabel()
        self.detail.setTextFormat(Qt.TextFormat.RichText)
        self.detail.setWordWrap(True)
        self.detail.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.detail.setContentsMargins(2 * STEP, STEP, 2 * STEP, STEP)
        self.detail.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.detail.setAccessibleName("The row chosen, cell by cell")
        self.detail.setProperty("panel", True)
        self.detail.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(self.detail)
        scroll.setAccessibleName("The row chosen")
        scroll.setMinimumWidth(36 * STEP)
        return scroll


def _row_line(row: "PlanRow") -> Line:
    what = row.reason or ", ".join(f"{cell.label}: {cell.ours or 'blank'} → {cell.theirs or 'blank'}" for cell in row.cells if cell.taken)
    if row.before is None and row.after is not None:
        what = row.reason or "Will be added."
    kept = [cell.label for cell in row.cells if cell.conflict]
    if kept and not row.reason:
        what = "; ".join(part for part in (what, f"kept as here: {', '.join(kept)}") if part)
    weight = _WEIGHTS.get(row.outcome.value, Weight.PLAIN)
    words = (OUTCOMES[row.outcome.value], str(row.row), row.ref, row.title, what)
    return Line(words, (weight, Weight.MUTED, Weight.MUTED, Weight.STRONG, Weight.MUTED), row)


def _cell_words(cell: "PlanCell", outcome: str) -> str:
    base, ours, theirs = (_escaped(words or "blank") for words in (cell.base, cell.ours, cell.theirs))
    label = _label(cell.label)
    if cell.conflict:
        known = f"was: {base}<br>" if cell.base else ""
        return f"<p>{label}<br>{known}here, and stays: <b>{ours}</b><br>in the workbook: {theirs}</p>"
    return f"<p>{label}<br>{theirs}</p>" if outcome == "new" else f"<p>{label}<br>{ours} → <b>{theirs}</b></p>"


def _label(words: str) -> str:
    return f"<span style='color: palette(placeholder-text)'>{_escaped(words)}</span>"


def _escaped(words: str) -> str:
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\n", "<br>")
