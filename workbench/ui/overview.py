"""The Overview: where risks stand, what needs doing and what changed last; everything counted leads to its records."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QFont, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from workbench.domain.change import Applied
from workbench.domain.errors import WorkbenchError
from workbench.domain.kinds import Day
from workbench.services.book import Book
from workbench.ui.buttons import ActionButton
from workbench.ui.headings import group_heading
from workbench.ui.leadlines import LeadLine, LeadLines
from workbench.ui.tabs import TABS
from workbench.ui.theme import STEP, sized

if TYPE_CHECKING:
    from workbench.services.overview import Lead, Overview
    from workbench.services.points import Point
    from workbench.ui.standing import StandingPanel

_MARGIN = 20
_WIDEST, _BETWEEN = 232 * STEP, 5 * STEP
"""How wide the page gets, and how far apart its halves stand beside each other."""
_FEW_POINTS = 3
MAIN = ("risk", "assurance", "decision", "action")
"""The registers of which one record is enough for an overview, and which are printed from it."""


class Sheet(QWidget):
    """What scrolls; tells when it is painted, and when what stands on it needs other room.

    Signals:
        painted: it was seen.
        laid: something on it is of another size.
    """

    painted = Signal()
    laid = Signal()

    def event(self, event: QEvent) -> bool:
        """Tell that something is of another size."""
        done = super().event(event)
        if event.type() is QEvent.Type.LayoutRequest:
            self.laid.emit()
        return done

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tell."""
        super().paintEvent(event)
        self.painted.emit()


class OverviewPage(QScrollArea):
    """The first tab of an open file. It is filled once it was seen, and again when something changed while it is.

    Args:
        book: the open file.
        actions: offered at the top.
        first: offered where the file holds nothing yet, the first as the main one.

    Signals:
        asked: records of a register are wanted; carries its key, their uids and a few words that say which they are.
        accepting: a point is about to be accepted as a gap; carries a sentence that says what that does, and what does it.
        accepted: a point was accepted as a gap; carries a sentence.
        refused: something could not be done; carries a sentence.
    """

    asked = Signal(str, list, str)
    accepting = Signal(str, object)
    accepted = Signal(str)
    refused = Signal(str)

    def __init__(self, book: Book, actions: Sequence[QAction], first: Sequence[QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._book = book
        self._stale, self._resting, self._locked = True, False, book.read_only
        self._day: date | None = None
        self._all_points = False
        self._asked = ""
        """The point that a person was told about before accepting it."""
        self._has_keyboard_waiting = False
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self.refresh)
        self.standing: StandingPanel | None = None
        self._build(actions, first)

    # What the window asks for

    @property
    def is_filled(self) -> bool:
        """Whether it shows how things stand now."""
        return not self._stale

    def take(self, applied: Applied) -> None:
        """Follow a change set: at once where the page is seen, else when it is next."""
        del applied
        self._stale = True
        if self.isVisible():
            self._soon.start()

    def lock(self, *, locked: bool) -> None:
        """Let everything be read and nothing accepted."""
        self._locked = locked
        self.points.enable_steps(enabled=not locked)

    def rest(self) -> None:
        """Ask the book for nothing more, because it is about to be closed."""
        self._resting = True
        self._soon.stop()

    def take_keyboard(self) -> None:
        """Put the keyboard on the heat map, or on the next step of an empty file, as soon as either is there."""
        self._has_keyboard_waiting = self._stale
        if self._stale:
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self.standing is not None and not self.empty.isVisibleTo(self):
            self.standing.heat.stop.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self._steps:
            self._steps[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self) -> None:
        """Work everything out again and show it."""
        if self._resting:
            return
        self._stale, self._day = False, self._book.clock.today()
        try:
            self._fill()
        except WorkbenchError as error:  # of a damaged file whatever can be read is shown
            self.summary.setText(str(error))
        if self._has_keyboard_waiting:
            self.take_keyboard()

    # Filling

    def _fill(self) -> None:
        from workbench.services.overview import overview  # noqa: PLC0415 - the window is to be seen first

        answers = overview(self._book)
        empty = not any(answers.view.records(key) for key in MAIN)
        self.empty.setVisible(empty)
        self._halves.setVisible(not empty)
        for button in self._offers:
            button.setVisible(not empty)
        meeting = answers.next_meeting_words
        today = Day().show(answers.day.isoformat())
        self.summary.setText(f"{self._book.name} on {today}" + (f" · Next meeting: {meeting}" if meeting else ""))
        if empty:
            self._tell_first_steps(bool(answers.view.records("member")))
            return
        self._panel().fill(answers)
        self.figures.fill([self._figure(lead) for lead in answers.figures()])
        self._fill_points(answers)
        self._fill_changes()
        self._order()
        self._arrange()

    def _order(self) -> None:
        """Let Tab go through the page as it is read, also through what was made anew."""
        standing = self.standing.stops if self.standing is not None else []
        parts = (self.figures, self.counts, self.points, self.more, self.changes)
        stops = [*self._offers, *standing, *(stop for part in parts for stop in part.stops)]
        for before, after in pairwise(stops):
            QWidget.setTabOrder(before, after)

    def _tell_first_steps(self, has_organisations: bool) -> None:  # noqa: FBT001 - two sentences to choose from
        organisations = "" if has_organisations else "First add the organisations that work together here, under Collaborative. "
        self._first_words.setText(
            f"There is nothing in this file yet. {organisations}Import the workbooks that organisations sent (Ctrl+I), or drop them on "
            "this window; or add the first risk by hand (Ctrl+N). From then on this page shows where risks stand, what is late "
            "and what waits for an answer."
        )
        # a layout asks words that are set while they are hidden only once how high they are
        self._first_words.setMinimumHeight(self._first_words.heightForWidth(self._first_words.width()))

    def _panel(self) -> "StandingPanel":
        """Return the heat map and what belongs to it; made when there is something to stand on it."""
        if self.standing is None:
            from workbench.ui.standing import StandingPanel  # noqa: PLC0415 - the window is to be seen first

            made = self.standing = StandingPanel()
            made.asked.connect(self.asked)
            self._left.insertWidget(0, made)
            made.shown.connect(self._order)
        return self.standing

    def _figure(self, lead: "Lead") -> LeadLine:
        return LeadLine(lead.key, lead.text, lead.detail, self._leading(lead))

    def _leading(self, lead: "Lead") -> Callable[[], object] | None:
        return partial(self._ask, lead.register, list(lead.uids), lead.words) if lead.uids else None

    def _ask(self, register: str, uids: list[str], words: str) -> None:
        self.asked.emit(register, uids, words)

    def _fill_points(self, answers: "Overview") -> None:
        points, counts = answers.acceptable(), answers.counted_points()
        nothing = LeadLine("none", "Nothing was found that somebody should look at.")
        self.counts.fill([self._figure(lead) for lead in counts] or [nothing])
        shown = points if self._all_points else points[:_FEW_POINTS]
        self.points.fill([self._point(point) for point in shown])
        self.points.enable_steps(enabled=not self._locked)
        hidden = len(points) - len(shown)
        self.more.fill([LeadLine("more", f"Show {hidden:,} more", "", self._show_all_points)] if hidden else [])

    def _point(self, point: "Point") -> LeadLine:
        record, control = point.record, point.control
        go = partial(self._ask, record.register.key, [record.uid], f"to check: {record.ref}")
        key = control.uid if control else record.uid
        return LeadLine(f"point {key}", record.ref, point.sentence, go, "Accept as a gap", partial(self._ask_to_accept, point))

    def _show_all_points(self) -> None:
        self._all_points = True
        self.refresh()

    def _ask_to_accept(self, point: "Point") -> None:
        """Say what accepting does before it is done, because the board reads it."""
        if self._asked == point.sentence:
            self._accept(point)
            return
        self._asked = point.sentence
        self.accepting.emit(
            f"This enters a gap in assurance under {point.record.ref}, in your name and with today’s date, and packs print it: "
            f"{point.sentence} Press “Accept as a gap” again to enter it.",
            partial(self._accept, point),
        )

    def _accept(self, point: "Point") -> None:
        from workbench.services.points import accept  # noqa: PLC0415 - see above

        self._asked = ""
        try:
            accept(self._book, point)
        except WorkbenchError as error:
            self.refused.emit(str(error))
            return
        self.accepted.emit(f"A gap in assurance of {point.record.ref} was accepted; it can be printed now.")

    def _fill_changes(self) -> None:
        from workbench.services.overview import recent  # noqa: PLC0415 - see above
        from workbench.ui.history import moment_words  # noqa: PLC0415 - see above

        self.changes.fill(
            [
                LeadLine(one.uid, one.name, f"{one.author}, {moment_words(one.at)}", partial(self._show_change, one.uid, one.name))
                for one in recent(self._book)
            ]
        )

    def _show_change(self, uid: str, name: str) -> None:
        from workbench.services.overview import touched  # noqa: PLC0415 - see above

        register, uids = touched(self._book, uid, [key for tab in TABS for key in tab.registers])
        if uids:
            self.asked.emit(register, uids, name)
        else:
            self.refused.emit(f"What “{name}” changed is in none of the registers any more, so there is nothing to show.")

    # Qt

    def showEvent(self, event: QShowEvent) -> None:
        """Look again when another day has begun."""
        super().showEvent(event)
        if self._day not in (None, self._book.clock.today()):
            self._stale = True

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Arrange the halves anew."""
        super().resizeEvent(event)
        self._arrange()

    def _take_paint(self) -> None:
        if self._stale:
            self._soon.start()

    def _arrange(self) -> None:
        """Put the halves beside each other where there is room, else below."""
        sides = [self._left.minimumSize().width(), self._right.minimumSize().width()]
        # Asking for the viewport itself would load every class of widgets there is.
        bar = self.verticalScrollBar()
        wide = self.width() - (bar.width() if bar.isVisible() else 0) >= sum(sides) + _BETWEEN + 2 * _MARGIN
        way = QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        if self._across.direction() is not way:
            self._across.setDirection(way)
            self._across.setSpacing(_BETWEEN if wide else 2 * STEP)

    # Building

    def _build(self, actions: Sequence[QAction], first: Sequence[QAction]) -> None:
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("Overview")
        self._sheet = sheet = Sheet()
        sheet.setAutoFillBackground(True)
        sheet.painted.connect(self._take_paint)
        sheet.laid.connect(self._arrange)
        outer = QHBoxLayout(sheet)
        outer.setContentsMargins(_MARGIN, 2 * STEP, _MARGIN, 2 * STEP)
        whole = QWidget()
        whole.setMaximumWidth(_WIDEST)
        outer.addWidget(whole, 1)
        outer.addStretch(0)
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * STEP)
        column.addLayout(self._heading(actions))
        column.addWidget(self._nothing_yet(first))
        column.addWidget(self._two_halves())
        column.addStretch(1)
        self.setWidget(sheet)

    def _heading(self, actions: Sequence[QAction]) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(STEP + STEP // 2)
        words = QVBoxLayout()
        words.setSpacing(2)
        title = QLabel("Overview")
        title.setFont(sized(self.font(), 1.35, QFont.Weight.DemiBold))
        self.summary = QLabel(self._book.path.stem)
        self.summary.setProperty("muted", True)
        self.summary.setWordWrap(True)
        words.addWidget(title)
        words.addWidget(self.summary)
        row.addLayout(words, 1)
        self._offers = [ActionButton(action) for action in actions]
        for button in self._offers:
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        return row

    def _nothing_yet(self, first: Sequence[QAction]) -> QWidget:
        """Build what an empty file shows."""
        self.empty = QWidget()
        column = QVBoxLayout(self.empty)
        column.setContentsMargins(0, STEP, 0, 0)
        column.setSpacing(2 * STEP)
        self._first_words = QLabel()
        self._first_words.setWordWrap(True)
        self._first_words.setFixedWidth(90 * STEP)
        column.addWidget(self._first_words)
        row = QHBoxLayout()
        row.setSpacing(STEP + STEP // 2)
        self._steps = [ActionButton(action, primary=place == 0) for place, action in enumerate(first)]
        for button in self._steps:
            row.addWidget(button)
        row.addStretch(1)
        column.addLayout(row)
        self.empty.hide()
        return self.empty

    def _two_halves(self) -> QWidget:
        self._halves = QWidget()
        self._across = QBoxLayout(QBoxLayout.Direction.LeftToRight, self._halves)
        self._across.setContentsMargins(0, 0, 0, 0)
        self._across.setSpacing(_BETWEEN)
        self._left, right = QVBoxLayout(), QVBoxLayout()
        self._right = right
        self._left.addStretch(1)
        right.setSpacing(STEP)
        self._across.addLayout(self._left, 6)
        self._across.addLayout(right, 5)
        self.figures, self.counts, self.points, self.more, self.changes = (LeadLines() for _ in range(5))
        for heading, parts in (
            ("What needs doing", (self.figures,)),
            ("Points to check", (self.counts, self.points, self.more)),
            ("Changed last", (self.changes,)),
        ):
            right.addWidget(group_heading(heading, self._halves))
            for part in parts:
                right.addWidget(part)
            right.addSpacing(2 * STEP)
        right.addStretch(1)
        self._halves.hide()
        return self._halves
