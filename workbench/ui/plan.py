"""The import screen: what a workbook would change, row by row and cell by cell, before anything is written."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QItemSelection, Qt, Signal
from PySide6.QtGui import QFont, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication,
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
from workbench.domain.register import Register
from workbench.domain.text import counted, joined, shorten
from workbench.services.book import Book
from workbench.ui.buttons import Button
from workbench.ui.columns import ColumnsView, ReadColumn, names_of
from workbench.ui.editors import ComboInput
from workbench.ui.lines import Line, LinesModel, LinesTable
from workbench.ui.table import Weight
from workbench.ui.tasks import Tasks
from workbench.ui.theme import STEP, sized
from workbench.ui.work import Work

if TYPE_CHECKING:
    from workbench.services.importing import Correction, Problem
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
_LOOKED_AT, _EXAMPLES, _EXAMPLE = 40, 3, 28
"""Records looked at for examples of a column's values, how many are shown, and how long each may be."""


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
        self._asked_sender = False
        self._filling = False
        self._round = 0
        self._column_left = ""
        self._left: QWidget | None = None
        self._read: dict[str, ReadColumn] = {}
        self._by_hand: set[str] = set()
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
        self._path, self._said, self._corrected, self._asked_sender = path, Said(), False, False
        self.title.setText("What this import would change" + (f" ({place} of {of})" if of > 1 else ""))
        self._filling = True
        self.member.clear()
        self.member.addItem("Not said", "")
        for record in self._book.records("member"):
            self.member.addItem(record.title, record.uid)
        self.sheet.clear()
        self.header_rows.clear()
        self.password.clear()
        self._password_box.hide()
        self._filling = False
        self._plan = None
        self._empty()
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
        member = self._book.directory.name(said.member) if said.member else ""
        correction = self._correction()
        self._plan = None
        self._round += 1
        round_ = self._round
        self._tell(f"Reading {path.name} …")
        self._leave_focus()

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
        if isinstance(error, StoppedError):
            self.cancelled.emit()
            return
        protected = "password" in str(error).casefold()
        if protected and not self._said.password:
            self._tell(f"{self._path.name} is protected by a password. Type it below and press Enter.")
        elif protected:
            self._tell(f"That is not the password of {self._path.name}. Type it again and press Enter.", wrong=True)
        else:
            self._tell(str(error), wrong=True)
        self._password_box.setVisible(protected)
        self._empty()
        self._settle_controls()
        if protected:
            self.password.selectAll()
            self.password.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.no.setFocus(Qt.FocusReason.OtherFocusReason)

    def _empty(self) -> None:
        """Show nothing of the workbook before."""
        self.columns.fill([], None)
        self.problems_model.fill([])
        self.views.setTabText(PROBLEMS, "Problems")
        self.views.setTabText(COLUMNS, "Columns")
        self._fill_chips()
        self._fill_rows()

    def _tell(self, sentence: str, advice: str = "", *, wrong: bool = False) -> None:
        """Say where the import stands, in the line that is always in sight."""
        self.summary.setText(sentence)
        self.advice.setText(advice)
        if bool(self.summary.property("wrong")) is not wrong:
            self.summary.setProperty("wrong", wrong)
            self.summary.style().unpolish(self.summary)
            self.summary.style().polish(self.summary)

    def _tell_crash(self, _error: object) -> None:
        """Leave no sentence standing that says we are still reading."""
        if self._plan is None and self.isVisible():
            self._tell(f"{self._path.name} could not be read, and the mistake is ours.", wrong=True)
        self._settle_controls()

    def _show(self, plan: "Plan") -> None:
        if (member := self._known_sender(plan)) and not self._asked_sender:
            self._asked_sender = True
            self._say(member=member)
            return
        self._plan = plan
        self._filling = True
        if not plan.member and plan.workbook.stamp is None and plan.counts["new"]:
            plan_notes = [*plan.notes, "Say below which organisation it came from, or what is new stays unsorted."]
        else:
            plan_notes = plan.notes
        if plan.counts["conflicting"]:
            plan_notes = [*plan_notes, "Where both sides changed a cell, what is here stays."]
        self._password_box.hide()
        self._tell(plan.summary, " ".join(plan_notes))
        self.member.setCurrentIndex(max(0, self.member.findData(plan.member)))
        if [self.sheet.itemText(place) for place in range(self.sheet.count())] != plan.sheets:
            self.sheet.clear()
            self.sheet.addItems(plan.sheets)
        self.sheet.setCurrentText(plan.sheet)
        self.header_rows.setText(", ".join(str(row) for row in plan.header_rows))
        self.header_rows.setModified(False)
        register = self._book.registers.get(plan.parts[0].register) if plan.parts else None
        self.columns.fill(self._as_read(plan.columns), register, _examples(plan))
        problems = _problem_lines(plan.problems)
        self.problems_model.fill(problems)
        self.views.setTabText(PROBLEMS, f"Problems ({len(problems):,})" if problems else "Problems (none)")
        self.views.setTabText(COLUMNS, f"Columns ({len(plan.columns):,})")
        self._filling = False
        self._fill_chips()
        self._fill_rows()
        self._settle_controls()
        self._return_focus()

    def _as_read(self, columns: "Sequence[ReadColumn]") -> "list[ReadColumn]":
        """Return columns with the reason each was read for; only those a person sent elsewhere were said by hand."""
        names = names_of(columns)
        if not self._said.columns:
            self._read, self._by_hand = dict(zip(names, columns, strict=True)), set()
        return [self._read.get(name, column) if name not in self._by_hand else column for name, column in zip(names, columns, strict=True)]

    def _known_sender(self, plan: "Plan") -> str:
        """Return whose this very workbook was when it was imported before; without it, all its rows would be new again."""
        if plan.member or self._said.member or plan.workbook.stamp is not None:
            return ""
        known = [record for record in self._book.records("receipt") if record.row.get("digest") == plan.workbook.digest]
        return str(known[-1].row.get("member") or "") if known else ""

    def _leave_focus(self) -> None:
        """Remember where the keyboard is, before everything is disabled while the workbook is read again."""
        focus = QApplication.focusWidget()
        self._column_left = next((name for name, combo in self.columns.combos.items() if combo is focus), "")
        self._left = focus if focus in (self.member, self.sheet, self.header_rows, self.views) else None

    def _return_focus(self) -> None:
        """Put the keyboard back where it was, or else into the rows."""
        if self._column_left and self.columns.go_to(self._column_left):
            return
        if self._left is not None:
            self._left.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._views[self.views.currentIndex()].setFocus(Qt.FocusReason.OtherFocusReason)

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
        noun = self._book.registers[plan.parts[0].register].noun if plan and len(plan.parts) == 1 else "record"
        self.go.setText(f"&{_deed(plan, noun)}" if plan and plan.writes else "Nothing to apply")
        self.no.setText("Cancel" if plan or busy else "Close")

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
        self._by_hand.add(name)
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
        self.advice.setMinimumHeight(self.fontMetrics().lineSpacing())
        words.addWidget(self.title)
        words.addWidget(self.summary)
        words.addWidget(self.advice)
        row.addLayout(words, 1)
        self.no = Button("Cancel")
        self.no.setToolTip("Leave everything as it is (Esc)")
        self.no.clicked.connect(self.cancel)
        self.go = Button("Apply")
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
        self.header_rows.setToolTip("The rows the headings stand in, counted as Excel does; press Enter to read again")
        self.member.setAccessibleDescription("Where the workbook came from")
        self.sheet.setAccessibleDescription("Where the table stands")
        self.password = QLineEdit()
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.returnPressed.connect(self._take_password)
        self.member.setMinimumContentsLength(22)
        self.sheet.setMinimumContentsLength(16)
        self.member.finished.connect(self._take_member)
        self.sheet.finished.connect(self._take_sheet)
        self.header_rows.editingFinished.connect(self._take_header_rows)
        for words, widget in (("&Organisation", self.member), ("&Sheet", self.sheet), ("Headin&g rows", self.header_rows)):
            label = QLabel(words)
            label.setProperty("muted", True)
            label.setBuddy(widget)
            widget.setAccessibleName(words.replace("&", ""))
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
        self.views.currentChanged.connect(self._show_view)
        outer.addWidget(self.stack, 1)

        self.stack.addWidget(self._build_rows())
        self.columns = ColumnsView()
        self.columns.corrected.connect(self._take_column)
        self.stack.addWidget(self.columns)
        self.problems_model = LinesModel(("Sheet", "Cell", "What is wrong"), self)
        self.problems = LinesTable(self.problems_model, "Problems", (24, 26, 60), 2)
        self.problems.setToolTip("Enter or a double click goes to the row")
        self.problems.opened.connect(self._go_to_problem)
        self.stack.addWidget(self.problems)
        self._views: tuple[QWidget, ...] = (self.rows, self.columns, self.problems)

    def _show_view(self, place: int) -> None:
        """Show rows, columns or problems, with the keyboard in them unless it is on their names."""
        self.stack.setCurrentIndex(place)
        if self._filling or self.views.hasFocus():
            return
        if place == COLUMNS and self.columns.combos:
            self.columns.go_to(next(iter(self.columns.combos)))
        else:
            self._views[place].setFocus(Qt.FocusReason.OtherFocusReason)

    def _go_to_problem(self, line: Line) -> None:
        """Show the row a problem stands in; one of the headings is told by its column."""
        row = cast("int", line.about)
        self.chips[""].setChecked(True)
        self._fill_rows()
        for place in range(self.rows_model.rowCount()):
            found = self.rows_model.line(place)
            if found is not None and found.words[1] == str(row):
                self.views.setCurrentIndex(ROWS)
                self.rows.selectRow(place)
                self.rows.scrollTo(self.rows_model.index(place, 0))
                self.rows.setFocus(Qt.FocusReason.OtherFocusReason)
                return
        self.views.setCurrentIndex(COLUMNS)

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
            chip = Button(OUTCOMES.get(outcome, "All"))
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
        scroll.setProperty("framed", True)
        scroll.setMinimumWidth(36 * STEP)
        return scroll


def _deed(plan: "Plan", noun: str) -> str:
    """Return what applying a plan does, in words for a button."""
    new = sum(row.after is not None and row.before is None for row in plan.rows)
    changed = plan.writes - new
    if new and changed:
        return f"Add {new:,} and change {counted(changed, noun)}"
    return f"Add {counted(new, noun)}" if new else f"Change {counted(changed, noun)}"


def written_line(plan: "Plan", register: Register) -> str:
    """Return what was written by applying a plan, and what was left out, as sentences."""
    from workbench.services.importing import refused_line  # noqa: PLC0415 - loaded by the plan already

    new = sum(row.after is not None and row.before is None for row in plan.rows)
    changed = plan.writes - new
    noun = register.noun
    parts = [f"{counted(new, noun)} added"] if new else []
    parts += [f"{counted(changed, noun)} changed"] if changed else []
    return f"{joined(parts)} from {plan.workbook.name}, as one change. {refused_line(plan)}".rstrip()


def _problem_lines(problems: "Sequence[Problem]") -> list[Line]:
    """Return problems to read, what is wrong with a whole column said once; each line leads to the first row concerned."""
    from workbench.services.plan import told  # noqa: PLC0415 - loaded by the plan already

    lines: list[Line] = []
    waiting = iter(problems)
    for words in told(problems):
        for problem in waiting:
            start = f"{problem.sheet} {problem.cell}"
            if words.startswith((f"{start}: ", f"{start} and ")) and words.endswith(problem.message):
                cells = words.removeprefix(f"{problem.sheet} ").removesuffix(f": {problem.message}")
                digits = problem.cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
                row = int(digits) if digits.isdecimal() else 0
                lines.append(Line((problem.sheet, cells, problem.message), (Weight.MUTED, Weight.STRONG, Weight.PLAIN), row))
                break
    return lines


def _examples(plan: "Plan") -> dict[int, str]:
    """Return by column the first few different values in it, by which a person knows what it is."""
    found: dict[int, str] = {}
    sheet = plan.workbook.sheet(plan.sheet)
    if sheet is None:
        return found
    rows = [row for record in plan.parts[0].table.records[:_LOOKED_AT] for row in record] if plan.parts else []
    for column in plan.columns:
        values = [sheet.rows[row][column.index] for row in rows if row < len(sheet.rows) and column.index < len(sheet.rows[row])]
        words = dict.fromkeys(shorten(_shown(value), _EXAMPLE) for value in values if value not in (None, ""))
        found[column.index] = " · ".join(list(words)[:_EXAMPLES])
    return found


def _shown(value: object) -> str:
    """Return a cell as a person saw it in the workbook."""
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _row_line(row: "PlanRow") -> Line:
    what = row.reason or ", ".join(f"{cell.label}: {cell.ours or 'blank'} → {cell.theirs or 'blank'}" for cell in row.cells if cell.taken)
    if row.before is None and row.after is not None:
        what = row.reason or "Will be added."
    if row.outcome.value == "same":
        what = what or "Nothing changes."
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
