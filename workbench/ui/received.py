"""Returns that were read and not applied yet: what each would change, and where two organisations disagree."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from workbench.domain.text import counted
from workbench.services.book import Book
from workbench.ui.buttons import Button
from workbench.ui.lines import Line, LinesModel, LinesTable
from workbench.ui.table import Weight
from workbench.ui.theme import STEP, sized

if TYPE_CHECKING:
    from workbench.services.receiving import Aside, Received, Return

_HEADINGS = ("Workbook", "Organisation", "Counts in", "What it would change", "To look at")
_COUNTED = (("new", "new"), ("changed", "changed"), ("same", "the same"))
_OPEN = (("conflicting", "changed on both sides"), ("asked", "to decide"), ("invalid", "needing correction"), ("absent", "not in it"))


class ReceivedPanel(QWidget):
    """Such returns.

    Signals:
        agreed: what is settled is to be applied.
        decide_asked: one return is to be looked at row by row; carries its path and its organisation's name.
        left: the returns are put aside as they are.
    """

    agreed = Signal()
    decide_asked = Signal(object, str)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, STEP, 0, 0)
        column.setSpacing(STEP)
        self.title = QLabel("Returns that came in")
        self.title.setFont(sized(self.font(), 1.1, QFont.Weight.DemiBold))
        column.addWidget(self.title)
        self.model = LinesModel(_HEADINGS, self)
        self.table = LinesTable(self.model, "Returns that came in", (32, 30, 16, 30, 30), 4)
        self.table.opened.connect(lambda _line: self._decide())
        column.addWidget(self.table, 3)
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.words.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setAccessibleName("What is to be known of these returns")
        self.area.setWidget(self.words)
        column.addWidget(self.area, 2)
        line = QHBoxLayout()
        line.setSpacing(STEP)
        self.go, self.decide, self.no = Button("&Apply what is settled"), Button("&Decide row by row…"), Button("Put them aside")
        self.go.setProperty("primary", True)
        self.go.clicked.connect(self.agreed)
        self.decide.clicked.connect(self._decide)
        self.no.clicked.connect(self.left)
        for button in (self.go, self.decide, self.no):
            line.addWidget(button)
        line.addStretch(1)
        column.addLayout(line)

    def fill(self, book: Book, received: "Received") -> None:
        """Show other returns."""
        lines = [*(_line(one) for one in received.planned), *(_aside(one) for one in received.aside)]
        self.model.fill(lines)
        notes = [f"{one.path.name}: {note}" for one in received.planned for note in one.plan.notes]
        told = [*(clash.sentence(book) for clash in received.clashes), *received.notes, *notes]
        self.words.setText("\n\n".join(told))
        self.area.setVisible(bool(told))
        settled = sum(bool(one.plan.writes) for one in received.planned)
        self.title.setText(f"{counted(len(lines), 'workbook')} came in; {settled:,} of them would change something.")
        self.go.setEnabled(bool(received.planned))
        if lines:
            self.table.selectRow(0)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _decide(self) -> None:
        line = self.model.line(self.table.currentIndex().row())
        if line is not None and isinstance(line.about, tuple):
            path, member = line.about
            self.decide_asked.emit(path, member)


def _line(one: "Return") -> Line:
    counts = one.plan.standing
    changes = ", ".join(f"{counts[key]:,} {words}" for key, words in _COUNTED if counts[key]) or "Nothing"
    look = [f"{counts[key]:,} {words}" for key, words in _OPEN if counts[key]]
    problems = len(one.plan.problems)
    look += [counted(problems, "cell to look at", "cells to look at")] if problems else []
    weights = (Weight.STRONG, Weight.PLAIN, Weight.PLAIN, Weight.PLAIN, Weight.WRONG if look else Weight.MUTED)
    about: tuple[Path, str] = (one.path, one.member)
    return Line((one.path.name, one.member, one.quarter.name, changes, ", ".join(look) or "Nothing"), weights, about)


def _aside(one: "Aside") -> Line:
    weights = (Weight.STRONG, Weight.MUTED, Weight.MUTED, Weight.MUTED, Weight.WRONG)
    return Line((one.path.name, "Not sorted", "", "Nothing", one.why), weights, (one.path, ""))
