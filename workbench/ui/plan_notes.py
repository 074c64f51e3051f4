"""What a person should know about a workbook or may answer, a line each, with the answer beside it."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from workbench.domain.text import counted
from workbench.services.aliases import UnknownName
from workbench.services.book import Book
from workbench.services.plan import Question
from workbench.ui.buttons import Button
from workbench.ui.editors import ComboInput
from workbench.ui.theme import STEP

_MOST = 4
"""Lines seen at once; more are scrolled to."""
_NAMES = 5
"""Names nobody knows that are asked about at once, the most frequent first."""


class PlanNotes(QScrollArea):
    """Lines about a workbook.

    Signals:
        meant: a word of a heading means something; carries the word and the key of the answer.
        called: an organisation is called by another name; carries its uid and the name.
        sheet_asked: a sheet is to be imported by itself, right after this one; carries its name.
    """

    meant = Signal(str, str)
    called = Signal(str, str)
    sheet_asked = Signal(str)

    def __init__(self, book: Book, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._book = book
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("What to know or answer about the workbook")
        self.answers: dict[str, ComboInput] = {}
        """By the word or the name that is asked about, the choice of what it means."""
        self.sheets: dict[str, Button] = {}
        self.sentences: list[str] = []
        self._shown: object = None
        self.setStyleSheet("PlanNotes, PlanNotes > QWidget > QWidget { background: transparent; }")
        self.hide()

    def fill(
        self,
        notes: Sequence[str],
        questions: Sequence[Question] = (),
        unknown: Sequence[UnknownName] = (),
        beside: Mapping[str, str] | None = None,
        *,
        member: str = "",
    ) -> None:
        """Show other lines.

        Args:
            notes: sentences to be read.
            questions: what words of the sender may mean.
            unknown: names that no organisation has.
            beside: by sheet, a sentence on another table that is not brought in.
            member: the organisation the workbook came from, which an unknown name is likely to mean.
        """
        beside = beside or {}
        told = (tuple(notes), tuple(questions), tuple(unknown), tuple(beside.items()), member, len(self._book.records("member")))
        if told == self._shown:
            return
        self._shown = told
        self.answers, self.sheets, self.sentences = {}, {}, []
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(STEP // 2)
        for question in questions:
            self._ask_meaning(column, question)
        for name in unknown[:_NAMES]:
            self._ask_name(column, name, member)
        if len(unknown) > _NAMES:
            self._line(column, f"{counted(len(unknown) - _NAMES, 'further name')} of organisations are not known here; see the problems.")
        for sheet, sentence in beside.items():
            self._offer_sheet(column, sheet, sentence)
        for note in notes:
            self._line(column, note)
        self.setWidget(inner)
        self.setVisible(bool(self.sentences))
        self._fit()

    def _fit(self) -> None:
        inner = self.widget()
        if inner is not None:
            line = self.fontMetrics().lineSpacing() + 2 * STEP
            self.setFixedHeight(min(inner.sizeHint().height(), _MOST * line))

    def _line(self, column: QVBoxLayout, sentence: str, *widgets: QWidget) -> None:
        self.sentences.append(sentence)
        label = QLabel(sentence)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setProperty("muted", not widgets)
        label.setToolTip(sentence)
        row = QHBoxLayout()
        row.setSpacing(STEP)
        row.addWidget(label)
        for widget in widgets:
            row.addWidget(widget)
        row.addStretch(1)
        if not widgets:
            label.setWordWrap(True)
            row.setStretch(0, 1)
        column.addLayout(row)

    def _ask_meaning(self, column: QVBoxLayout, question: Question) -> None:
        combo = _choice(f"What “{question.heading}” means")
        for key, words in question.answers:
            combo.addItem(words, key)
        combo.setCurrentIndex(combo.findData(question.read))
        combo.finished.connect(lambda: self._mean(question, combo))
        self.answers[question.word] = combo
        self._line(column, f"“{question.heading}” means here:", combo)

    def _mean(self, question: Question, combo: ComboInput) -> None:
        answer = str(combo.currentData() or "")
        if answer != question.read:
            self.meant.emit(question.word, answer)

    def _ask_name(self, column: QVBoxLayout, unknown: UnknownName, member: str) -> None:
        combo = _choice(f"The organisation that “{unknown.name}” means")
        combo.addItem("Choose", "")
        for record in self._book.records("member"):
            combo.addItem(record.title, record.uid)
        combo.setCurrentIndex(max(0, combo.findData(unknown.likely or member)))
        keep = Button("Remember that")
        keep.setAccessibleName(f"Remember what “{unknown.name}” means")
        keep.clicked.connect(lambda: self._call(unknown.name, str(combo.currentData() or "")))
        self.answers[unknown.name] = combo
        cells = counted(unknown.cells, "row")
        self._line(column, f"“{unknown.name}” is no organisation known here ({cells}). It means:", combo, keep)

    def _call(self, name: str, member: str) -> None:
        if member:
            self.called.emit(member, name)

    def _offer_sheet(self, column: QVBoxLayout, sheet: str, sentence: str) -> None:
        button = Button("Import it right after this one")
        button.setAccessibleName(f"Import the sheet “{sheet}” right after this one")
        button.clicked.connect(lambda: self._take_sheet(sheet, button))
        self.sheets[sheet] = button
        self._line(column, sentence.partition(";")[0] + ".", button)

    def _take_sheet(self, sheet: str, button: Button) -> None:
        button.setEnabled(False)
        button.setText("It comes right after this one")
        self.sheet_asked.emit(sheet)


def _choice(name: str) -> ComboInput:
    combo = ComboInput()
    combo.setAccessibleName(name)
    combo.setSizeAdjustPolicy(ComboInput.SizeAdjustPolicy.AdjustToContents)
    combo.setMinimumContentsLength(16)
    return combo
