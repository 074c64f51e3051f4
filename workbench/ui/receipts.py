"""Import receipts: which workbooks came in, what is open of them, and taking one back."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSplitter, QVBoxLayout, QWidget

from workbench.domain.change import Applied
from workbench.domain.clock import Progress
from workbench.domain.errors import StoppedError, WorkbenchError
from workbench.domain.text import shorten
from workbench.services.book import Book
from workbench.ui.buttons import Button
from workbench.ui.editors import ComboInput
from workbench.ui.lines import Line, LinesModel, LinesTable
from workbench.ui.table import Weight
from workbench.ui.tasks import Tasks
from workbench.ui.theme import STEP, sized

if TYPE_CHECKING:
    from workbench.services.receipts import Import, Missed
    from workbench.services.takeback import Takeback

_HEADINGS = ("When", "Workbook", "Organisation", "What it brought", "Still open")
_NONE = "No workbook has been imported yet. Import one from the File menu, or drop it on the window."


class ReceiptsPage(QWidget):
    """The receipts of one file.

    Signals:
        left: a person goes back to where they came from.
        taken_back: an import was taken back; carries a sentence.
        decide_asked: what an import left open is to be decided; carries the digest of its workbook.
    """

    left = Signal()
    taken_back = Signal(str)
    decide_asked = Signal(str)

    def __init__(self, book: Book, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._book, self._tasks = book, tasks
        self._planned: Takeback | None = None
        self._round = 0
        outer = QVBoxLayout(self)
        outer.setContentsMargins(20, 2 * STEP, 20, STEP)
        outer.setSpacing(STEP)
        self._build_heading(outer)
        self.model = LinesModel(_HEADINGS, self)
        self.table = LinesTable(self.model, "Import receipts", (16, 20, 22, 22, 24), 1)
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._show_receipt())
        self.table.opened.connect(lambda _line: self._ask())
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setHandleWidth(1)
        split.setChildrenCollapsible(False)
        split.addWidget(self.table)
        split.addWidget(self._build_detail())
        split.setSizes([880, 446])
        split.setStretchFactor(0, 2)
        split.setStretchFactor(1, 1)
        outer.addWidget(split, 1)
        shortcut = QShortcut(QKeySequence("Esc"), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self._leave)

    def fill(self) -> None:
        """Show the receipts there are, the newest first."""
        from workbench.services.receipts import imports_of  # noqa: PLC0415 - most days nobody looks

        self.imports: list[Import] = imports_of(self._book)
        self.model.fill([_line(found) for found in self.imports])
        waiting = sum(bool(found.left_open) for found in self.imports)
        told = f"{len(self.imports):,} imports, {waiting:,} of them with something open." if len(self.imports) != 1 else "One import."
        self.summary.setText(told if self.imports else _NONE)
        if self.imports:
            self.table.selectRow(0)
        self._show_receipt()

    @property
    def chosen(self) -> "Import | None":
        """The import chosen."""
        line = self.model.line(self.table.currentIndex().row())
        return next((found for found in self.imports if line is not None and found is line.about), None)

    # Taking back

    def _ask(self) -> None:
        """Say what taking the import back would do, before anything is done."""
        found, book = self.chosen, self._book
        if found is None or found.is_gone or book.read_only or self._tasks.is_busy:
            return
        self._round += 1
        round_, entry = self._round, found.entry

        def plan(progress: Progress) -> "Takeback":
            from workbench.services.takeback import plan_takeback  # noqa: PLC0415 - most days nobody looks

            return plan_takeback(book, entry, progress=progress)

        def done(planned: "Takeback") -> None:
            if round_ == self._round:
                self._planned = planned
                would = f"If you take it back: {planned.does[:1].lower()}{planned.does[1:]}"
                self.question.setText(f"{would} {planned.keeps}".rstrip())
                self._settle()
                self.go.setFocus(Qt.FocusReason.OtherFocusReason)

        self._tasks.run(f"Looking at {found.workbook}", plan, done, self._refuse)

    def _decide(self) -> None:
        if (found := self.chosen) is not None and found.receipts and not self._tasks.is_busy:
            self.decide_asked.emit(str(found.receipts[0].row.get("digest") or ""))

    def _take_back(self) -> None:
        planned, book = self._planned, self._book
        if planned is None or self._tasks.is_busy:
            return

        def write(progress: Progress) -> Applied:
            from workbench.services.takeback import take_back  # noqa: PLC0415 - see above

            return take_back(book, planned, progress=progress)

        def done(applied: Applied) -> None:
            self.fill()
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
            self.taken_back.emit(f"{applied.entry.name}. {planned.does}")

        self._tasks.run(f"Taking back {planned.entry.name}", write, done, self._refuse)

    def _refuse(self, error: WorkbenchError) -> None:
        self._planned = None
        self._settle()
        if not isinstance(error, StoppedError):
            self.question.setText(str(error))
            self.question.setVisible(True)

    def _keep(self) -> None:
        """Leave the import as it is."""
        self._round += 1
        self._planned = None
        self.question.clear()
        self._settle()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _leave(self) -> None:
        """Leave the question where one stands, else the page."""
        if self._planned is not None:
            self._keep()
        else:
            self.left.emit()

    def _show_receipt(self) -> None:
        self._round += 1
        self._planned = None
        self.question.clear()
        found = self.chosen if hasattr(self, "imports") else None
        if found is None:
            self.name.setText("")
            self.words.setText("")
        else:
            labels = {key: register.label for key, register in self._book.registers.items()}
            self.name.setText(found.workbook)
            who = f"Imported by {found.entry.author} on {found.moment}."
            self.words.setText("\n\n".join([who, *found.told(labels)]))
        self._fill_missing(found)
        self._settle()

    def _fill_missing(self, found: "Import | None") -> None:
        """Name the records that were not in the return, so that somebody can say why."""
        self._missing[:] = found.missing if found is not None and not found.is_gone else []
        self.missed.clear()
        for one in self._missing:
            key = str(one.receipt.row.get("imported_into") or "")
            member = str(one.receipt.row.get("member") or "")
            here = [record for record in self._book.records(key) if record.ref == one.ref] if key in self._book.registers else []
            record = next((record for record in here if record.row.get("member") == member), here[0] if here else None)
            self.missed.addItem(f"{one.ref} {shorten(record.title, 50)}" if record else one.ref)
        self.absence.setVisible(bool(self._missing))
        self.why.setCurrentIndex(0)
        self._settle_reason()

    def _settle_reason(self) -> None:
        self.explain.setEnabled(not self._book.read_only and bool(self.why.currentData()))

    def _explain(self) -> None:
        """Keep why the record chosen was not in the return."""
        from workbench.services.receipts import explain  # noqa: PLC0415 - loaded by now

        place = self.missed.currentIndex()
        if not 0 <= place < len(self._missing) or self._book.read_only or not self.why.currentData():
            return
        row = self.table.currentIndex().row()
        try:
            explain(self._book, self._missing[place], self.why.currentText())
        except WorkbenchError as error:
            self._refuse(error)
            return
        self.fill()
        self.table.selectRow(row)
        (self.missed if self.absence.isVisible() else self.table).setFocus(Qt.FocusReason.OtherFocusReason)

    def _build_absence(self, column: QVBoxLayout) -> None:
        from workbench.services.deciding import WHYS  # noqa: PLC0415 - most days nobody looks

        self._missing: list[Missed] = []
        self.absence = QWidget()
        rows = QVBoxLayout(self.absence)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(STEP // 2)
        label = QLabel("&Not in this return")
        label.setProperty("muted", True)
        self.missed, self.why = ComboInput(), ComboInput()
        self.missed.setAccessibleName("Record that is not in this return")
        self.why.setAccessibleName("Why it is not in this return")
        for key, words in WHYS.items():
            self.why.addItem(words if key else "Choose why", key)
        self.why.currentIndexChanged.connect(lambda _place: self._settle_reason())
        label.setBuddy(self.missed)
        self.explain = Button("Keep the reason")
        self.explain.setToolTip("The record stays as it is here, and is open no more")
        self.explain.clicked.connect(self._explain)
        line = QHBoxLayout()
        line.setSpacing(STEP)
        line.addWidget(self.why, 1)
        line.addWidget(self.explain)
        rows.addWidget(label)
        rows.addWidget(self.missed)
        rows.addLayout(line)
        column.addWidget(self.absence)

    def _settle(self) -> None:
        found = self.chosen if hasattr(self, "imports") else None
        asking = self._planned is not None
        self.question.setVisible(bool(self.question.text()))
        self.take.setVisible(found is not None and not found.is_gone and not self._book.read_only and not asking)
        self.decide.setVisible(found is not None and found.is_to_decide and not self._book.read_only and not asking)
        self.go.setVisible(asking)
        self.keep.setVisible(asking)

    # Building

    def _build_heading(self, outer: QVBoxLayout) -> None:
        line = QHBoxLayout()
        words = QVBoxLayout()
        words.setSpacing(2)
        title = QLabel("Import receipts")
        title.setFont(sized(self.font(), 1.35, QFont.Weight.DemiBold))
        self.summary = QLabel()
        self.summary.setWordWrap(True)
        self.summary.setProperty("muted", True)
        words.addWidget(title)
        words.addWidget(self.summary)
        line.addLayout(words, 1)
        self.back = Button("Back")
        self.back.setToolTip("Back to where you were (Esc)")
        self.back.clicked.connect(self.left)
        line.addWidget(self.back, 0, Qt.AlignmentFlag.AlignTop)
        outer.addLayout(line)

    def _build_detail(self) -> QWidget:
        detail = QWidget()
        detail.setProperty("panel", True)
        detail.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        detail.setMinimumWidth(38 * STEP)
        column = QVBoxLayout(detail)
        column.setContentsMargins(2 * STEP, 2 * STEP, 2 * STEP, 2 * STEP)
        column.setSpacing(STEP)
        self.name, self.words, self.question = QLabel(), QLabel(), QLabel()
        font = self.name.font()
        font.setBold(True)
        self.name.setFont(font)
        for label in (self.name, self.words, self.question):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            label.setAccessibleName("About the import chosen")
            column.addWidget(label)
        self._build_absence(column)
        self.decide = Button("&Decide what is open…")
        self.decide.setToolTip("Look at the same workbook again, as the file keeps it, and decide what was left open")
        self.decide.clicked.connect(self._decide)
        self.take, self.go, self.keep = Button("&Take back…"), Button("&Take it back"), Button("Leave it")
        self.take.setToolTip("See what taking this import back would do (Enter in the list)")
        self.go.setProperty("primary", True)
        self.take.clicked.connect(self._ask)
        self.go.clicked.connect(self._take_back)
        self.keep.clicked.connect(self._keep)
        line = QHBoxLayout()
        line.setSpacing(STEP)
        for button in (self.decide, self.take, self.go, self.keep):
            line.addWidget(button)
        line.addStretch(1)
        column.addLayout(line)
        column.addStretch(1)
        return detail


def _line(found: "Import") -> Line:
    gone = found.is_gone
    words = (
        found.moment,
        found.workbook,
        found.organisation or ("" if gone else "No one organisation"),
        "Taken back or undone" if gone else found.brought or "Nothing new",
        found.left_open or ("" if gone else found.to_look_at or "Nothing"),
    )
    muted = Weight.MUTED
    weights: Sequence[Weight] = (muted, muted if gone else Weight.STRONG, muted, muted, Weight.WRONG if found.left_open else muted)
    return Line(words, tuple(weights), found)
