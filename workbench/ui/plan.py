"""The import screen: what a workbook would change, row by row and cell by cell, and what a person decides before it is written."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QFont, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from workbench.domain.change import Applied
from workbench.domain.clock import Progress
from workbench.domain.errors import StoppedError, WorkbenchError
from workbench.domain.register import Register
from workbench.domain.text import counted, joined
from workbench.services.book import Book
from workbench.ui.buttons import Button
from workbench.ui.columns import ReadColumn, names_of
from workbench.ui.editors import ComboInput
from workbench.ui.lines import Line
from workbench.ui.plan_notes import PlanNotes
from workbench.ui.plan_problems import ProblemsView, problem_lines, references
from workbench.ui.plan_read import ReadView
from workbench.ui.plan_view import RowsView
from workbench.ui.sender import NO_ONE, NOBODY, SenderBox
from workbench.ui.tasks import Tasks
from workbench.ui.theme import STEP, sized
from workbench.ui.work import Work

if TYPE_CHECKING:
    from workbench.services.aliases import UnknownName
    from workbench.services.deciding import Deciding
    from workbench.services.importing import Correction
    from workbench.services.plan import Plan, Question
    from workbench.services.senders import Likely

ROWS, COLUMNS, PROBLEMS = range(3)


@dataclass(frozen=True)
class Said:
    """What a person has said about a workbook so far."""

    member: str = ""
    """An organisation's uid, `NOBODY` where it is said to be no one's, blank where nothing is said."""
    sheet: str = ""
    header_rows: tuple[int, ...] = ()
    columns: tuple[tuple[str, str], ...] = ()
    means: tuple[tuple[str, str], ...] = ()
    """What the sender means by a word of its headings."""
    password: str = ""


@dataclass(frozen=True)
class Planned:
    """A plan with what can be worked out for it beside the window."""

    plan: "Plan"
    deciding: "Deciding"
    problems: Sequence[Line]
    unknown: "Sequence[UnknownName]" = ()
    """Names in its columns of organisations that nobody in the file has."""
    unplaced: int = 0
    """New records that would belong to no organisation and to no level."""


class PlanScreen(QWidget):
    """Shows a plan, takes corrections and decisions, and applies it when told to.

    Signals:
        applied: the plan was applied; carries what it did, or None where there was nothing, and the plan.
        cancelled: a person leaves without applying.
        stopped: a person leaves this workbook and all that wait behind it.
        refused: something could not be done; carries a sentence.
        sheet_asked: another sheet is to be imported right after this one; carries its name.
    """

    asks = "What this import would change"
    """What stands above it."""
    writes = "Importing"
    """What is done when it is applied, for the status line."""

    applied = Signal(object, object)
    cancelled = Signal()
    stopped = Signal()
    refused = Signal(str)
    sheet_asked = Signal(str)

    def __init__(self, book: Book, tasks: Tasks, work: Work, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._book, self._tasks, self._work = book, tasks, work
        self._path = Path()
        self._said = Said()
        self._plan: Plan | None = None
        self._deciding: Deciding | None = None
        self._corrected = False
        self._proposed: Likely | None = None
        """Whose the workbook was taken to be, with the reason, before anybody said so."""
        self._filling = False
        self._unplaced = 0
        self._beside: dict[str, str] = {}
        self._questions: tuple[Question, ...] = ()
        """What was asked about the workbook before anything was answered; it stays in sight with its answer."""
        self._only_sheet = ""
        self._place = self._of = 1
        self.failure = ""
        """Why the workbook cannot be read, as a sentence; nothing while it can."""
        self._working = False
        """Whether the plan is being made, decided about at length, or applied; other work, such as a backup, is none of ours."""
        self._warned = False
        self._round = 0
        self._agree: Callable[[Plan], object] | None = None
        """Brings a plan in line with others that were made beside it."""
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
        for keys, slot in (("Ctrl+Return", self.apply_plan), ("Esc", self._escape)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(slot)
        tasks.crashed.connect(self._tell_crash)
        tasks.finished.connect(self._paint_again)
        self._settle_controls()

    def _paint_again(self) -> None:
        # A method, unlike a lambda, is let go of with the screen when its book is closed.
        self.rows_view.setUpdatesEnabled(True)

    @property
    def plan(self) -> "Plan | None":
        """The plan shown, or None while it is being made or could not be."""
        return self._plan

    @property
    def deciding(self) -> "Deciding | None":
        """What is decided about the plan shown."""
        return self._deciding if self._plan is not None else None

    def start(
        self,
        path: Path,
        *,
        place: int = 1,
        of: int = 1,
        sheet: str = "",
        member: str = "",
        before: str = "",
        agree: "Callable[[Plan], object] | None" = None,
    ) -> None:
        """Plan a workbook.

        Args:
            path: where it is.
            place: which one it is of those that were chosen.
            of: how many were chosen.
            sheet: the only sheet of it to look at.
            member: the organisation it is known to come from.
            before: what became of the one before, as a sentence.
            agree: brings its plan in line with others made beside it.
        """
        self._path, self._said, self._corrected, self._proposed = path, Said(member=member), False, None
        self._agree = agree
        self._only_sheet, self._beside, self._questions, self.failure = sheet, {}, (), ""
        self.show_place(place, of)
        self.before.setText(before)
        self.notes.fill(())
        self._filling = True
        self.origin.start()
        self.sheet.clear()
        self.header_rows.clear()
        self.password.clear()
        self._password_box.hide()
        self._filling = self._warned = False
        self._plan = self._deciding = None
        self._empty()
        self.views.setCurrentIndex(ROWS)
        self._make_plan()

    def show_place(self, place: int, of: int) -> None:
        """Say which one of several workbooks this is."""
        self._place, self._of = place, of
        self.title.setText(self.asks + (f" ({place} of {of})" if of > 1 else ""))
        self._settle_controls()

    def apply_plan(self) -> None:
        """Write what the plan says, as it was decided, in the other thread."""
        plan = self._plan
        if plan is None or not (plan.writes or plan.decided) or self._working:
            return
        if self._is_unsaid:
            self.member.setFocus(Qt.FocusReason.ShortcutFocusReason)
            return
        self._working = True

        def done(applied: Applied | None) -> None:
            self._working = False
            self.applied.emit(applied, plan)

        def failed(error: WorkbenchError) -> None:
            self._working = False
            self._settle_controls()
            self._return_focus()
            self.refused.emit(str(error))

        self._leave_focus()
        self._tasks.run(f"{self.writes} {plan.workbook.name}", self._writing(plan), done, failed)
        self._settle_controls()

    def _writing(self, plan: "Plan") -> Callable[[Progress], Applied | None]:
        """Return what writes a plan in the other thread."""
        book, work = self._book, self._work
        return lambda progress: work.apply(book, plan, progress=progress)

    def cancel(self) -> None:
        """Leave everything as it is; the next workbook comes where one waits."""
        self._give_up()
        self.cancelled.emit()

    def stop(self) -> None:
        """Leave everything as it is, and look at none of the workbooks that wait."""
        self._give_up()
        self.stopped.emit()

    def _give_up(self) -> None:
        self._round += 1
        self._tasks.stop()
        self._plan = self._deciding = None
        self._working = False

    def _escape(self) -> None:
        """Leave, but not with decisions on the first press."""
        if self.deciding is not None and self.deciding.is_any and not self._warned:
            self._warned = True
            self.advice.setText(f"What you decided here would be lost. Press Esc or “{self.no.text()}” again to leave without it.")
        else:
            self.cancel()

    def _take_decision(self) -> None:
        """Follow a decision: what would be written is another, and leaving would lose it."""
        self._warned = False
        if self._plan is not None:
            self.advice.setText(self._advice(self._plan))
        self._settle_controls()

    # Making the plan

    def _make_plan(self) -> None:
        make = self._making()
        self._plan, self._working = None, True
        self._round += 1
        round_ = self._round
        self.summary.setMinimumHeight(self.summary.height())  # what stands below it stays where it is
        self._tell(f"Reading {self._path.name} …", self.advice.text())
        self._leave_focus()

        def done(planned: Planned) -> None:
            if round_ == self._round:
                self._show(planned)

        def failed(error: WorkbenchError) -> None:
            if round_ == self._round:
                self._show_failure(error)

        self._tasks.run(f"Reading {self._path.name}", make, done, failed)
        self._settle_controls()

    def _making(self) -> Callable[[Progress], Planned]:
        """Return what makes the plan in the other thread, from what a person has said so far."""
        book, work, path, said = self._book, self._work, self._path, self._said
        member = self._book.directory.name(said.member)
        correction, before, agree, sheet = self._correction(), self._deciding, self._agree, self._only_sheet

        def make(progress: Progress) -> Planned:
            from workbench.services.aliases import unknown_names  # noqa: PLC0415 - adapters load when needed
            from workbench.services.deciding import Deciding  # noqa: PLC0415 - see above
            from workbench.services.senders import unplaced  # noqa: PLC0415 - see above

            plan = work.plan(book, path, sheet=sheet, member=member, correction=correction, password=said.password, progress=progress)
            if agree is not None:
                agree(plan)
            deciding = Deciding(book, plan)
            if before is not None:
                deciding.carry_over(before)
            nobodys = unplaced(book, plan) if plan.asks_sender else 0
            return Planned(plan, deciding, problem_lines(plan.problems, references(plan)), unknown_names(book, plan), nobodys)

        return make

    def _correction(self) -> "Correction | None":
        said = self._said
        if not self._corrected and not said.means:
            return None
        return self._work.correction(
            sheet=said.sheet or self._only_sheet, header_rows=said.header_rows, columns=dict(said.columns), **dict(said.means)
        )

    def _show_failure(self, error: WorkbenchError) -> None:
        self._working = False
        if isinstance(error, StoppedError):
            self.cancelled.emit()
            return
        self.failure = str(error)
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
        self.notes.fill(())
        self.read.fill(None, None, [])
        self.problems_view.fill(None, [])
        self.views.setTabText(PROBLEMS, "Problems")
        self.views.setTabText(COLUMNS, "How it was read")
        self.rows_view.fill(None)

    def _tell(self, sentence: str, advice: str = "", *, wrong: bool = False) -> None:
        """Say where the import stands, in the line that is always in sight."""
        self.summary.setText(sentence)
        self.advice.setText(advice)
        _mark(self.summary, wrong=wrong)

    def _tell_crash(self, _error: object) -> None:
        """Leave no sentence standing that says we are still reading."""
        self._working = False
        if self._plan is None and self.isVisible():
            self._tell(f"{self._path.name} could not be read, and the mistake is ours.", wrong=True)
        self._settle_controls()

    def _show(self, planned: Planned) -> None:
        plan = planned.plan
        if plan.likely is not None and self._proposed is None and not self._said.member:
            self._proposed = plan.likely
            self._say(member=plan.likely.member)
            return
        self._go_on(self._showing(planned), self._round)

    def _go_on(self, steps: Iterator[None], round_: int) -> None:
        """Take the next step of showing a plan, and the one after it once the window has answered."""
        if round_ == self._round and next(steps, True) is None:
            QTimer.singleShot(0, self, lambda: self._go_on(steps, round_))

    def _showing(self, planned: Planned) -> Iterator[None]:
        """Show a plan in steps; it counts as shown, and can be decided about, after the last."""
        plan = planned.plan
        self._filling = True
        self._password_box.hide()
        self.failure = ""
        self.summary.setMinimumHeight(self.fontMetrics().lineSpacing())
        self._tell(plan.summary, self._advice(plan))
        self._show_notes(planned)
        self.origin.show_member(plan.member or (NOBODY if self._said.member == NOBODY else ""))
        names = [part.table.sheet for part in plan.parts] if len(plan.parts) > 1 else plan.sheets
        if [self.sheet.itemText(place) for place in range(self.sheet.count())] != names:
            self.sheet.clear()
            self.sheet.addItems(names)
            self.sheet.setCurrentText(plan.sheet)
        elif len(plan.parts) <= 1:
            self.sheet.setCurrentText(plan.sheet)
        self._filling = False
        yield from self._showing_reading(plan)
        self.problems_view.fill(plan, planned.problems)
        self.views.setTabText(PROBLEMS, f"Problems ({len(planned.problems):,})" if planned.problems else "Problems (none)")
        yield
        self.rows_view.fill(planned.deciding)
        yield
        self._plan, self._deciding, self._working, self._unplaced = plan, planned.deciding, False, planned.unplaced
        self._settle_controls()
        self._return_focus()

    def _advice(self, plan: "Plan") -> str:
        """Return what a person should know or do about a plan."""
        return "Where both sides changed a cell, what is here stays unless you say otherwise." if plan.counts["conflicting"] else ""

    def _show_notes(self, planned: Planned) -> None:
        """Show what is to be known about the workbook and what may be answered, for as long as it is looked at."""
        plan, said = planned.plan, dict(self._said.means)
        self._beside = {**self._beside, **plan.beside}
        self._questions = self._questions or tuple(plan.questions)
        asked = [replace(one, read=said.get(one.word, one.read)) for one in self._questions]
        read = {part.table.sheet for part in plan.parts}
        beside = {sheet: words for sheet, words in self._beside.items() if sheet not in read}
        self.notes.fill(plan.notes, asked, planned.unknown, beside, member=plan.member)

    def _take_meaning(self, word: str, answer: str) -> None:
        self._say(means=tuple({**dict(self._said.means), word: answer}.items()))

    def _take_name(self, member: str, name: str) -> None:
        """Keep what an organisation is called, too, and read the workbook again."""
        from workbench.services.aliases import call_also  # noqa: PLC0415 - loaded by the plan already

        try:
            call_also(self._book, member, name)
        except WorkbenchError as error:
            self._tell(str(error), wrong=True)
            return
        self._make_plan()

    @property
    def _is_unsaid(self) -> bool:
        """Whether nothing may be written yet, because what is new would belong to nobody and nobody said that it does."""
        plan = self._plan
        return bool(plan and self._unplaced and not plan.member and self._said.member != NOBODY and self._book.records("member"))

    def _tell_origin(self) -> None:
        """Say beside the organisation why it was taken to be that, or that it must be said."""
        plan, words, wrong = self._plan, "", False
        if plan is not None and self._is_unsaid:
            noun = self._book.registers[plan.parts[0].register].noun if len(plan.parts) == 1 else "record"
            words = (
                f"Choose the organisation this workbook came from, because {counted(self._unplaced, f'new {noun}')} would belong to nobody."
            )
            words, wrong = f"{words} If it is nobody’s alone, choose “{NO_ONE}”.", True
        elif plan is not None and self._proposed is not None and plan.member == self._proposed.member:
            words = f"{self._proposed.told} Choose another organisation if that is wrong."
        elif plan is not None and self._said.member == NOBODY and self._unplaced:
            words = "What is new belongs to no one organisation until somebody gives it one in its form."
        self.origin_reason.setText(words)
        _mark(self.origin_reason, wrong=wrong)

    def _showing_reading(self, plan: "Plan") -> Iterator[None]:
        """Show how the part whose sheet is chosen was read, or the first."""
        part = next((part for part in plan.parts if part.table.sheet == self.sheet.currentText()), plan.parts[0] if plan.parts else None)
        self.header_rows.setText(", ".join(str(row + 1) for row in part.table.header_rows) if part else "")
        self.header_rows.setModified(False)
        columns = self._as_read(part.table.columns) if part else []
        yield from self.read.filling(plan, part, columns)
        self.views.setTabText(COLUMNS, f"How it was read ({counted(len(columns), 'column')})" if columns else "How it was read")

    def _as_read(self, columns: "Sequence[ReadColumn]") -> "list[ReadColumn]":
        """Return columns with the reason each was read for; only those a person sent elsewhere were said by hand."""
        names = names_of(columns)
        if not self._said.columns:
            self._read, self._by_hand = dict(zip(names, columns, strict=True)), set()
        return [self._read.get(name, column) if name not in self._by_hand else column for name, column in zip(names, columns, strict=True)]

    def _leave_focus(self) -> None:
        """Remember where the keyboard is, and put it where no key does anything while the workbook is read.

        What is disabled would hand it on to Cancel, and an early Enter would cancel the import.
        """
        focus = QApplication.focusWidget()
        if focus is self.summary:
            return
        self.summary.setFocus(Qt.FocusReason.OtherFocusReason)
        self._column_left = next((name for name, combo in self.columns.combos.items() if combo is focus), "")
        self._left = focus if focus in (self.member, self.sheet, self.header_rows, self.views, self.read.sheet) else None

    def _return_focus(self) -> None:
        """Put the keyboard back where it was, or else into the view in front."""
        if self._column_left and self.columns.go_to(self._column_left):
            return
        (self._left or self._views[self.views.currentIndex()]).setFocus(Qt.FocusReason.OtherFocusReason)

    def _settle_controls(self) -> None:
        plan, busy = self._plan, self._working
        several = plan is not None and len(plan.parts) > 1
        for widget in (self.origin, self.sheet, self.read, self.rows_view, self.notes):
            widget.setEnabled(not busy)
        self.header_rows.setEnabled(not busy and not several)
        self.go.setEnabled(bool(plan and (plan.writes or plan.decided)) and not busy)
        noun = self._book.registers[plan.parts[0].register].noun if plan and len(plan.parts) == 1 else "record"
        words = _deed(plan, noun) if plan and plan.writes else "Keep what I decided" if plan and plan.decided else ""
        words = "Choose the organisation first" if self._is_unsaid else words
        self.go.setText(f"&{words}" if words else "Nothing to apply")
        self._tell_origin()
        waiting = self._of - self._place
        self.no.setText(
            "Skip to the next workbook" if waiting else "Skip this one" if self._of > 1 else "Cancel" if plan or busy else "Close"
        )
        self.stop_here.setVisible(waiting > 0)

    # What a person corrects

    def _take_member(self, member: str) -> None:
        if not self._filling and member != self._said.member:
            self._say(member=member)

    def _take_sheet(self) -> None:
        if self._filling or self._plan is None:
            return
        if len(self._plan.parts) > 1:
            for _ in self._showing_reading(self._plan):
                pass
        elif self.sheet.currentText() != self._plan.sheet:
            self._corrected = True
            self._say(sheet=self.sheet.currentText(), header_rows=(), columns=())

    def _take_header_rows(self) -> None:
        if self._filling or not self.header_rows.isModified() or self._plan is None:
            return
        self._take_headings(tuple(int(number) - 1 for number in re.findall(r"\d+", self.header_rows.text()) if int(number) > 0))

    def _take_headings(self, rows: tuple[int, ...]) -> None:
        if self._plan is None:
            return
        drawn = self._plan.parts[0].table.drawn if self._plan.parts else None
        sheet = drawn or self._plan.workbook.sheet(self.sheet.currentText() or self._plan.sheet)
        blank = [
            row + 1 for row in rows if sheet is not None and sheet.rows and not (row < len(sheet.rows) and _has_words(sheet.rows[row]))
        ]
        if blank:
            # the reading there is stays, and what was typed stays to be corrected
            self._tell(f"Row {joined([str(row) for row in blank], 'or')} has no headings.", self.advice.text(), wrong=True)
        else:
            self.header_rows.setModified(False)
            self._corrected = True
            self._say(sheet=self._plan.sheet or self.sheet.currentText(), header_rows=rows, columns=())

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
        self._said = replace(self._said, **changes)  # type: ignore[arg-type] # the names are its own
        self._make_plan()

    def _decide_long(self, name: str, decide: Callable[[], object]) -> None:
        """Decide about many rows at once, beside the window."""

        def work(_progress: Progress) -> None:
            decide()

        def done(_nothing: None) -> None:
            self._working = False
            self.rows_view.setUpdatesEnabled(True)
            self._take_decision()
            self.rows_view.refresh()
            self.rows_view.go_back()

        # while another thread decides, painting its rows would wait for it at every cell
        self._working = True
        self.rows_view.setUpdatesEnabled(False)
        self._leave_focus()
        self._tasks.run(name, work, done)
        self._settle_controls()

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
        self.before = QLabel()
        self.before.setProperty("muted", True)
        self.before.setTextFormat(Qt.TextFormat.PlainText)
        top = QHBoxLayout()
        top.setSpacing(2 * STEP)
        top.addWidget(self.title)
        top.addWidget(self.before, 1, Qt.AlignmentFlag.AlignBottom)
        words.addLayout(top)
        words.addWidget(self.summary)
        words.addWidget(self.advice)
        row.addLayout(words, 1)
        self.no = Button("Cancel")
        self.no.setToolTip("Leave everything as it is (Esc)")
        self.no.clicked.connect(self._escape)
        self.go = Button("Apply")
        self.go.setProperty("primary", True)
        self.go.setToolTip("Write this into the file as one change that can be undone (Ctrl+Enter)")
        self.go.clicked.connect(self.apply_plan)
        self.stop_here = Button("S&top here")
        self.stop_here.setToolTip("Import none of the workbooks that are left; those that were imported stay (Alt+T)")
        self.stop_here.clicked.connect(self.stop)
        row.addWidget(self.stop_here, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.no, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.go, 0, Qt.AlignmentFlag.AlignTop)
        outer.addLayout(row)

    def _build_corrections(self, outer: QVBoxLayout) -> None:
        self.corrections = QWidget()
        row = QHBoxLayout(self.corrections)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(STEP)
        self.origin, self.sheet, self.header_rows = SenderBox(self._book), ComboInput(), QLineEdit()
        self.member = self.origin.combo
        self.header_rows.setMaximumWidth(10 * STEP)
        self.header_rows.setPlaceholderText("5, 6")
        self.header_rows.setToolTip("The rows the headings stand in, counted as Excel does; press Enter to read again")
        self.sheet.setAccessibleDescription("Where the table stands")
        self.password = QLineEdit()
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.returnPressed.connect(self._take_password)
        self.sheet.setMinimumContentsLength(16)
        self.origin.said.connect(self._take_member)
        self.origin.told.connect(lambda sentence: self._tell(sentence, wrong=True))
        self.sheet.finished.connect(self._take_sheet)
        self.header_rows.editingFinished.connect(self._take_header_rows)
        for words, box, widget in (
            ("&Organisation", self.origin, self.member),
            ("&Sheet", self.sheet, self.sheet),
            ("Headin&g rows", self.header_rows, self.header_rows),
        ):
            label = QLabel(words)
            label.setProperty("muted", True)
            label.setBuddy(widget)
            widget.setAccessibleName(words.replace("&", ""))
            row.addWidget(label)
            row.addWidget(box)
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
        outer.addSpacing(STEP // 2)
        outer.addWidget(self.corrections)
        self.origin_reason = QLabel()
        self.origin_reason.setProperty("muted", True)
        self.origin_reason.setProperty("quiet", True)
        self.origin_reason.setWordWrap(True)
        self.origin_reason.setMinimumHeight(self.fontMetrics().lineSpacing())
        self.origin_reason.setAccessibleName("Why the organisation was proposed")
        outer.addWidget(self.origin_reason)
        self.notes = PlanNotes(self._book)
        self.notes.meant.connect(self._take_meaning)
        self.notes.called.connect(self._take_name)
        self.notes.sheet_asked.connect(self.sheet_asked)
        outer.addWidget(self.notes)

    def _build_views(self, outer: QVBoxLayout) -> None:
        self.views = QTabBar()
        self.views.setDrawBase(False)
        self.views.setExpanding(False)
        self.views.setAccessibleName("Rows, how it was read, and problems")
        for words in ("Rows", "How it was read", "Problems"):
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

        self.rows_view = RowsView()
        self.rows_view.decided.connect(self._take_decision)
        self.rows_view.long_asked.connect(self._decide_long)
        self.rows, self.rows_model, self.chips = self.rows_view.table, self.rows_view.model, self.rows_view.chips
        self.read = ReadView(self._book)
        self.columns = self.read.columns
        self.columns.corrected.connect(self._take_column)
        self.read.headings_asked.connect(self._take_headings)
        self.problems_view = ProblemsView()
        self.problems, self.problems_model = self.problems_view.table, self.problems_view.model
        self.problems_view.row_asked.connect(self._go_to_row)
        for view in (self.rows_view, self.read, self.problems_view):
            self.stack.addWidget(view)
        self._views: tuple[QWidget, ...] = (self.rows, self.read.sheet, self.problems)

    def _show_view(self, place: int) -> None:
        """Show rows, how it was read, or problems, with the keyboard in them unless it is on their names."""
        self.stack.setCurrentIndex(place)
        if not self._filling and not self.views.hasFocus():
            self._views[place].setFocus(Qt.FocusReason.OtherFocusReason)

    def _go_to_row(self, sheet: str, row: int) -> None:
        """Show the row a problem stands in; one of the headings is seen where it was read."""
        if self.rows_view.go_to_row(sheet, row):
            self.views.setCurrentIndex(ROWS)
            self.rows.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.views.setCurrentIndex(COLUMNS)
        if self.read.sheet.sheet.name == sheet:
            self.read.sheet.go_to(row - 1, 0)


def _has_words(cells: Sequence[object]) -> bool:
    """Whether a row of a sheet has anything that can be a heading."""
    return any(value not in (None, "") and str(value).strip() for value in cells)


def _mark(label: QLabel, *, wrong: bool) -> None:
    """Let a line speak as one that says something is wrong, or as any other."""
    if bool(label.property("wrong")) is not wrong:
        label.setProperty("wrong", wrong)
        label.setProperty("muted", not wrong and label.property("quiet") is True)
        label.style().unpolish(label)
        label.style().polish(label)


def _deed(plan: "Plan", noun: str) -> str:
    """Return what applying a plan does, in words for a button."""
    new, changed = _written(plan)
    if new and changed:
        return f"Add {new:,} and change {counted(changed, noun)}"
    return f"Add {counted(new, noun)}" if new else f"Change {counted(changed, noun)}"


def _written(plan: "Plan") -> tuple[int, int]:
    """Return how many rows would be added and how many changed."""
    new = sum(row.writes and row.after is not None and row.before is None for row in plan.rows)
    return new, plan.writes - new


def brought(plan: "Plan", registers: Mapping[str, Register]) -> str:
    """Return what a plan that was applied brought, as a phrase: "2 risks added and 3 risks changed from a.xlsx"."""
    noun = registers[plan.parts[0].register].noun if len(plan.parts) == 1 and plan.parts[0].register in registers else "record"
    new, changed = _written(plan)
    parts = [f"{counted(new, noun)} added"] if new else []
    parts += [f"{counted(changed, noun)} changed"] if changed else []
    return f"{joined(parts) or 'what was decided kept'} from {plan.workbook.name}"


def written_line(plan: "Plan", register: Register) -> str:
    """Return what was written by applying a plan, and what was left out, as sentences."""
    from workbench.services.importing import refused_line  # noqa: PLC0415 - loaded by the plan already

    new, changed = _written(plan)
    noun = register.noun
    parts = [f"{counted(new, noun)} added"] if new else []
    parts += [f"{counted(changed, noun)} changed"] if changed else []
    if not parts:
        return f"What you decided about {plan.workbook.name} is kept. {refused_line(plan)}".rstrip()
    return f"{joined(parts)} from {plan.workbook.name}, as one change. {refused_line(plan)}".rstrip()
