"""The returns desk: who was sent what, what came back, what is still open, and the words to ask for it."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLabel, QScrollArea, QSplitter, QStackedWidget, QWidget

from workbench.domain.kinds import Day
from workbench.domain.quarters import Quarter
from workbench.domain.text import counted
from workbench.services.book import Book
from workbench.ui.asking import AskingLine
from workbench.ui.buttons import Button
from workbench.ui.lines import Line, LinesModel, LinesTable
from workbench.ui.received import ReceivedPanel
from workbench.ui.table import Weight
from workbench.ui.theme import STEP
from workbench.ui.wholepage import WholePage

if TYPE_CHECKING:
    from workbench.services.desk import Line as DeskLine
    from workbench.services.receiving import Received

_HEADINGS = ("Organisation", "Sent", "To be back by", "Where it stands", "Still open", "Last chased")

_WORDS_BELOW, _RETURNS_BELOW = [260, 300], [120, 440]
"""How organisations and what stands under them share the height: words about one of them, or the returns that came in."""


class DeskPage(WholePage):
    """The returns of one quarter.

    Signals:
        send_asked, receive_asked, chase_asked, close_asked, reopen_asked: a person wants to; each for the quarter shown.
    """

    send_asked = Signal()
    receive_asked = Signal()
    chase_asked = Signal()
    close_asked = Signal()
    reopen_asked = Signal()

    def __init__(self, book: Book, parent: QWidget | None = None) -> None:
        super().__init__("Returns", parent)
        self._book = book
        self._lines: list[DeskLine] = []
        self._filling = False
        self._build_quarter()
        self.asking = AskingLine()
        self.middle.addWidget(self.asking)
        self.model = LinesModel(_HEADINGS, self)
        self.table = LinesTable(self.model, "Returns by organisation", (34, 20, 20, 40, 34, 20), 0)
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._show_words())
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard)
        self.words.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.words.setContentsMargins(STEP, STEP, 2 * STEP, STEP)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setAccessibleName("What is known of this return, and the words to ask for it")
        area.setWidget(self.words)
        self.received = ReceivedPanel()
        self.below = QStackedWidget()
        self.below.addWidget(area)
        self.below.addWidget(self.received)
        split = self._split = QSplitter(Qt.Orientation.Vertical)
        split.setChildrenCollapsible(False)
        split.addWidget(self.table)
        split.addWidget(self.below)
        split.setSizes(_WORDS_BELOW)
        self.middle.addWidget(split, 1)
        self._build_buttons()

    @property
    def quarter(self) -> Quarter:
        """The quarter shown."""
        chosen: Quarter = self.quarters.currentData()
        return chosen

    def fill(self, quarter: Quarter | None = None) -> None:
        """Show a quarter as it stands, or the one shown before."""
        from workbench.services.desk import current_quarter, desk, quarters_known, summary  # noqa: PLC0415 - most days nobody looks
        from workbench.services.quarters import closed  # noqa: PLC0415 - see above

        wanted = quarter or (self.quarter if self.quarters.count() else current_quarter(self._book))
        row = max(0, self.table.currentIndex().row())
        known = quarters_known(self._book)
        known += [wanted] if wanted not in known else []
        # The quarters before the oldest one known can be closed, too.
        known += [] if known[-1].before in known else [known[-1].before]
        self._filling = True
        self.quarters.clear()
        known.sort(key=lambda one: one.first, reverse=True)
        for one in known:
            self.quarters.addItem(one.name, one)
        self.quarters.setCurrentIndex(known.index(wanted))
        self._filling = False
        self._lines = desk(self._book, wanted)
        self.model.fill([_line(line) for line in self._lines])
        shut = closed(self._book).get(wanted)
        state = f" It was closed on {shut.show('closed_on')}; its positions stay as they are." if shut else ""
        self.tell(f"{wanted.name}: {summary(self._lines)}{state}")
        self._settle(is_closed=shut is not None)
        if self._lines:
            self.table.selectRow(min(row, len(self._lines) - 1))
        self._show_words()

    def show_received(self, received: "Received | None") -> None:
        """Show returns that were read, or the words again."""
        if received is not None:
            self.received.fill(self._book, received)
        self.below.setCurrentIndex(0 if received is None else 1)
        self._split.setSizes(_WORDS_BELOW if received is None else _RETURNS_BELOW)
        if received is None:
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def lines(self) -> "list[DeskLine]":
        """What is shown, line by line."""
        return self._lines

    def _settle(self, *, is_closed: bool) -> None:
        changing = not self._book.read_only
        waiting = any(line.is_outstanding or line.still_open.any for line in self._lines)
        self.send.setEnabled(changing and not is_closed and bool(self._lines))
        self.receive.setEnabled(changing)
        self.chase.setEnabled(changing and waiting)
        self.close_quarter.setVisible(not is_closed)
        self.close_quarter.setEnabled(changing)
        self.reopen.setVisible(is_closed)
        self.reopen.setEnabled(changing)

    def _turn(self) -> None:
        if not self._filling:
            self.fill(self.quarter)

    def _show_words(self) -> None:
        place = self.table.currentIndex().row()
        self.words.setText(_words(self._book, self._lines[place]) if 0 <= place < len(self._lines) else "")

    def _build_quarter(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(STEP)
        label = QLabel("&Quarter")
        self.quarters = QComboBox()
        self.quarters.setAccessibleName("Quarter")
        self.quarters.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.quarters.currentIndexChanged.connect(self._turn)
        label.setBuddy(self.quarters)
        row.addWidget(label)
        row.addWidget(self.quarters)
        row.addStretch(1)
        self.middle.addLayout(row)

    def _build_buttons(self) -> None:
        self.send, self.receive = Button("&Send workbooks…"), Button("&Receive returns…")
        self.chase, self.close_quarter, self.reopen = Button("&Chase…"), Button("C&lose this quarter…"), Button("&Open this quarter again…")
        self.send.setToolTip("Make a workbook for each organisation and note that it was sent")
        self.receive.setToolTip("Read any number of workbooks that came back; nothing is written before you agree")
        self.chase.setToolTip("Save an e-mail draft for each return that is outstanding or needs something")
        self.close_quarter.setToolTip("Keep the scores of all open entries as the positions of this quarter")
        for button, signal in (
            (self.send, self.send_asked),
            (self.receive, self.receive_asked),
            (self.chase, self.chase_asked),
            (self.close_quarter, self.close_asked),
            (self.reopen, self.reopen_asked),
        ):
            button.clicked.connect(signal)
        self.buttons(self.send, self.receive, self.chase, self.close_quarter, self.reopen)


def _line(line: "DeskLine") -> Line:
    def day(key: str) -> str:
        return line.sending.show(key) if line.sending else ""

    wrong = line.standing.value == "late"
    words = (line.member.title, day("sent_on"), day("due_date"), line.words, line.still_open.words, day("chased_on"))
    weights = (
        Weight.STRONG,
        Weight.MUTED,
        Weight.MUTED,
        Weight.WRONG if wrong else Weight.PLAIN,
        Weight.WRONG if line.still_open.any else Weight.MUTED,
        Weight.MUTED,
    )
    return Line(words, weights, line)


def _words(book: Book, line: "DeskLine") -> str:
    """Return what is known of one return and, where it is to be chased, the letter that would be written."""
    from workbench.services.chasing import letter, needs  # noqa: PLC0415 - most days nobody looks

    told: list[str] = []
    if line.sending is not None:
        count = len(line.sending.show("asks_for").split("; "))
        told.append(f"Sent on {line.sending.show('sent_on')}: {line.sending.title}, with {counted(count, 'sheet')}.")
    for record in line.returns:
        said = [f"{label} {record.show(key)}" for key, label in _SIGNED if record.show(key)]
        told.append(f"Came back on {record.show('received_on')}: {record.title}{'; ' + ', '.join(said) if said else ''}.")
    if line.applied_on:
        told.append(f"Applied last on {Day().show(line.applied_on)}.")
    if line.taken_back is not None:
        told.append(f"Its import was taken back on {Day().show(line.taken_back.day)}; import the workbook again to apply it.")
    if line.still_open.unread:
        told.append(f"Nobody could read: {', '.join(line.still_open.unread[:30])}. What stood there before stays.")
    if line.still_open.missing:
        told.append(f"Not in the return: {', '.join(line.still_open.missing[:30])}.")
    if line.is_outstanding or needs(line):
        written = letter(book, line)
        told.append(
            f"A reminder would go to {written.address or 'nobody yet, as no address is known'}:\n\n{written.subject}\n\n{written.text}"
        )
    return "\n\n".join(told) or "Nothing was sent to this organisation for this quarter, and nothing came from it."


_SIGNED = (("position_date", "as at"), ("completed_by", "completed by"), ("approved_by", "approved by"))
