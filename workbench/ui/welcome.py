"""The page before a file is open: your name, then a new file or one there is already. No dialogs."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPlainTextEdit, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from workbench.domain.text import clean
from workbench.ui.buttons import Button
from workbench.ui.theme import STEP, sized

_WIDTH = 60 * STEP


class Step(QWidget):
    """One step of the page: a heading, a sentence, and what is to be filled in."""

    def __init__(self, heading: str, sentence: str) -> None:
        super().__init__()
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(STEP)
        self.title = QLabel(heading)
        self.title.setFont(sized(self.font(), 1.6, QFont.Weight.DemiBold))
        self.sentence = QLabel(sentence)
        self.sentence.setProperty("muted", True)
        self.sentence.setWordWrap(True)
        self.column.addWidget(self.title)
        self.column.addWidget(self.sentence)
        self.column.addSpacing(STEP)

    def field(self, label: str, widget: QLineEdit | QPlainTextEdit) -> None:
        """Add an input under its label."""
        words = QLabel(label)
        words.setBuddy(widget)
        widget.setAccessibleName(label)
        self.column.addWidget(words)
        self.column.addWidget(widget)

    def buttons(self, *buttons: QPushButton) -> None:
        """Add a row of buttons."""
        row = QHBoxLayout()
        row.setSpacing(STEP)
        for button in buttons:
            row.addWidget(button)
        row.addStretch(1)
        self.column.addSpacing(STEP)
        self.column.addLayout(row)


class Welcome(QWidget):
    """Asks a name once, then offers a new file and those there are.

    Signals:
        named: a person said who they are; carries the name.
        open_asked: a person wants to choose a file.
        recent_asked: a person wants a file of the list; carries its path.
        new_asked: a person wants a new file; carries the collaborative's name and a list of organisations.
    """

    named = Signal(str)
    open_asked = Signal()
    recent_asked = Signal(object)
    new_asked = Signal(str, list)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("panel", True)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        outer = QHBoxLayout(self)
        outer.addStretch(1)
        middle = QVBoxLayout()
        middle.addSpacing(10 * STEP)
        self.steps = QStackedWidget()
        self.steps.setFixedWidth(_WIDTH)
        middle.addWidget(self.steps)
        middle.addStretch(1)
        outer.addLayout(middle)
        outer.addStretch(1)
        self._build_name()
        self._build_offer()
        self._build_new()

    def ask_name(self, suggested: str) -> None:
        """Show the first step."""
        self.name.setText(suggested)
        self.name.selectAll()
        self.steps.setCurrentWidget(self.name_step)
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)

    def offer(self, recent: list[Path]) -> None:
        """Offer a new file, choosing one, and those opened lately."""
        while (item := self._recent.takeAt(0)) is not None:
            if widget := item.widget():
                widget.deleteLater()
        self.recent_label.setVisible(bool(recent))
        for path in recent:
            button = Button(f"{path.name}   in {path.parent}")
            button.setProperty("quiet", True)
            button.setAccessibleName(f"Open {path.name}")
            button.setProperty("path", str(path))
            button.clicked.connect(self._open_recent)
            self._recent.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        self.steps.setCurrentWidget(self.offer_step)
        self.new_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def ask_new(self) -> None:
        """Ask what a new file needs."""
        self.collaborative.clear()
        self.organisations.clear()
        self._check_new()
        self.steps.setCurrentWidget(self.new_step)
        self.collaborative.setFocus(Qt.FocusReason.OtherFocusReason)

    def _build_name(self) -> None:
        self.name_step = Step(
            "What is your name?", "Every change you make is signed with it. It stays on this computer and in the files you change."
        )
        self.name = QLineEdit()
        self.name.setPlaceholderText("Jo Hill")
        self.name_step.field("Your name", self.name)
        self.name_go = Button("Continue")
        self.name_go.setProperty("primary", True)
        self.name_step.buttons(self.name_go)
        self.name_step.column.addStretch(1)
        self.name.textChanged.connect(self._check_name)
        self.name.returnPressed.connect(self._take_name)
        self.name_go.clicked.connect(self._take_name)
        self.steps.addWidget(self.name_step)

    def _build_offer(self) -> None:
        self.offer_step = Step(
            "Governance Workbench",
            "One file holds one collaborative: its risks, its organisations, and the history of both. You can also drop a file here.",
        )
        self.new_button = Button("New file…")
        self.new_button.setProperty("primary", True)
        self.open_button = Button("Open…")
        self.new_button.clicked.connect(self.ask_new)
        self.open_button.clicked.connect(self.open_asked)
        self.offer_step.buttons(self.new_button, self.open_button)
        self.recent_label = QLabel("Opened lately")
        self.recent_label.setProperty("muted", True)
        self.offer_step.column.addSpacing(2 * STEP)
        self.offer_step.column.addWidget(self.recent_label)
        self._recent = QVBoxLayout()
        self._recent.setSpacing(2)
        self.offer_step.column.addLayout(self._recent)
        self.offer_step.column.addStretch(1)
        self.steps.addWidget(self.offer_step)

    def _build_new(self) -> None:
        self.new_step = Step("A new file", "Both can be changed later. Next you choose where the file is to be.")
        self.collaborative = QLineEdit()
        self.collaborative.setPlaceholderText("Five Rivers Provider Collaborative")
        self.organisations = QPlainTextEdit()
        self.organisations.setTabChangesFocus(True)
        self.organisations.setPlaceholderText("Alderbrook NHS Foundation Trust\nBraywater Hospitals NHS Trust")
        self.organisations.setFixedHeight(18 * STEP)
        self.new_step.field("Name of the collaborative", self.collaborative)
        self.new_step.column.addSpacing(STEP)
        self.new_step.field("Its organisations, one a line", self.organisations)
        self.create_button = Button("Create file…")
        self.create_button.setProperty("primary", True)
        back = Button("Back")
        self.new_step.buttons(self.create_button, back)
        self.new_step.column.addStretch(1)
        self.collaborative.textChanged.connect(self._check_new)
        self.create_button.clicked.connect(self._take_new)
        back.clicked.connect(self._go_back)
        self.steps.addWidget(self.new_step)

    def _check_name(self) -> None:
        self.name_go.setEnabled(bool(self.name.text().strip()))

    def _take_name(self) -> None:
        if name := clean(self.name.text()).strip():
            self.named.emit(name)

    def _open_recent(self) -> None:
        self.recent_asked.emit(Path(str(self.sender().property("path"))))

    def _check_new(self) -> None:
        self.create_button.setEnabled(bool(self.collaborative.text().strip()))

    def _take_new(self) -> None:
        lines = [clean(line).strip() for line in self.organisations.toPlainText().splitlines()]
        names = list(dict.fromkeys(line for line in lines if line))
        self.new_asked.emit(clean(self.collaborative.text()).strip(), names)

    def _go_back(self) -> None:
        self.steps.setCurrentWidget(self.offer_step)
        self.new_button.setFocus(Qt.FocusReason.OtherFocusReason)
