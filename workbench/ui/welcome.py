"""The page before a file is open: your name, then a new file or one there is already. No dialogs."""

from pathlib import Path

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPlainTextEdit, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from workbench.domain.text import clean
from workbench.ui.buttons import Button
from workbench.ui.leaving import WHOLE
from workbench.ui.statusline import ElidedLabel
from workbench.ui.theme import STEP, sized, tones_of

_WIDTH = 60 * STEP
_NAME = 34 * STEP
"""How wide the name of a file opened lately may get; the whole of it is in its tooltip."""


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


class RecentFile(QWidget):
    """One of the files opened lately: a button with its name, and where it lies or that it is not there any more.

    Signals:
        chosen: a person wants it; carries its path.
        unwanted: a person wants it off the list; carries its path.
    """

    chosen = Signal(object)
    unwanted = Signal(object)

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path, self.is_there = path, path.is_file()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2 * STEP)
        self.button = Button(self.fontMetrics().elidedText(path.name, Qt.TextElideMode.ElideMiddle, _NAME))
        self.button.setProperty("quiet", True)
        where = f"in {path.parent}"
        gone = "is not there any more. Delete takes it off this list."
        said = where if self.is_there else gone
        self.button.setAccessibleName(f"Open {path.name}" if self.is_there else f"{path.name} {gone} It was {where}.")
        self.button.setToolTip(f"{path}\nDelete takes it off this list.")
        self.button.clicked.connect(lambda: self.chosen.emit(self.path))
        self.where = ElidedLabel()
        self.where.setProperty("muted", True)
        self.where.setText(said)
        row.addWidget(self.button)
        row.addWidget(self.where, 1)
        self._grey()

    def changeEvent(self, event: QEvent) -> None:
        """Grey it in the tones of another look."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            self._grey()

    def _grey(self) -> None:
        """Grey what is not there any more; it still takes the keyboard, so that it can be taken off the list."""
        if not self.is_there:
            self.button.setStyleSheet(f"color: {tones_of(self).muted}")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the file off the list on Delete, and go along the list with the arrows."""
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.unwanted.emit(self.path)
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.focusNextPrevChild(event.key() == Qt.Key.Key_Down)
        else:
            super().keyPressEvent(event)


class Welcome(QWidget):
    """Asks a name once, then offers a new file and those there are.

    Signals:
        named: a person said who they are; carries the name.
        open_asked: a person wants to choose a file.
        recent_asked: a person wants a file of the list; carries its path.
        recent_unwanted: a person wants a file off the list; carries its path.
        demo_asked: a person wants to look at a made-up collaborative first.
        new_asked: a person wants a new file; carries the collaborative's name and a list of organisations.
        abandoned: a person goes back to where the question was asked.
    """

    named = Signal(str)
    open_asked = Signal()
    recent_asked = Signal(object)
    recent_unwanted = Signal(object)
    demo_asked = Signal()
    new_asked = Signal(str, list)
    abandoned = Signal()

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
        """Offer a new file, the example, choosing one, and those opened lately, with those that are not there any more."""
        self._fill_recent(recent)
        self.steps.setCurrentWidget(self.offer_step)
        self.new_button.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def recent_files(self) -> list[RecentFile]:
        """The files opened lately, as they stand in the list."""
        items = [self._recent.itemAt(place) for place in range(self._recent.count())]
        return [widget for item in items if item is not None and isinstance(widget := item.widget(), RecentFile)]

    def _fill_recent(self, recent: list[Path]) -> None:
        while (item := self._recent.takeAt(0)) is not None:
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        self.recent_label.setVisible(bool(recent))
        for path in recent:
            file = RecentFile(path)
            file.chosen.connect(self._open_recent)
            file.unwanted.connect(self._drop_recent)
            self._recent.addWidget(file)

    def _open_recent(self, path: Path) -> None:
        self.recent_asked.emit(path)

    def _drop_recent(self, path: Path) -> None:
        """Take a file off the list and go on with the one that takes its place."""
        files = self.recent_files
        place = next((place for place, file in enumerate(files) if file.path == path), 0)
        self.recent_unwanted.emit(path)
        self._fill_recent([file.path for file in files if file.path != path])
        left = self.recent_files
        after = left[min(place, len(left) - 1)].button if left else self.open_button
        after.setFocus(Qt.FocusReason.OtherFocusReason)

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
            "One file holds one collaborative: its registers, its organisations, and the history of both. "
            "You can also drop a file here, or the workbooks your organisations sent.",
        )
        self.new_button = Button("New file…")
        self.new_button.setProperty("primary", True)
        self.open_button = Button("Open…")
        self.demo_button = Button("Look at an example…")
        self.demo_button.clicked.connect(self.demo_asked)
        self.new_button.clicked.connect(self.ask_new)
        self.open_button.clicked.connect(self.open_asked)
        self.offer_step.buttons(self.new_button, self.open_button, self.demo_button)
        self.recent_label = QLabel("Opened lately")
        self.recent_label.setProperty("muted", True)
        self.offer_step.column.addSpacing(2 * STEP)
        self.offer_step.column.addWidget(self.recent_label)
        self._recent = QVBoxLayout()
        self._recent.setSpacing(0)
        self.offer_step.column.addLayout(self._recent)
        self.offer_step.column.addStretch(1)
        self.steps.addWidget(self.offer_step)

    def _build_new(self) -> None:
        self.new_step = Step("A new file", "Both can be changed later. Next you choose where the file is to be, and then import workbooks.")
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
        whole = QLabel(f"{WHOLE} Keep it where only your office can open it.")
        whole.setProperty("muted", True)
        whole.setWordWrap(True)
        self.new_step.column.addSpacing(STEP)
        self.new_step.column.addWidget(whole)
        self.create_button.setAccessibleDescription(whole.text())
        back = Button("Back")
        self.new_step.buttons(self.create_button, back)
        self.new_step.column.addStretch(1)
        self.collaborative.textChanged.connect(self._check_new)
        self.create_button.clicked.connect(self._take_new)
        back.clicked.connect(self.abandoned)
        self.steps.addWidget(self.new_step)

    def _check_name(self) -> None:
        self.name_go.setEnabled(bool(self.name.text().strip()))

    def _take_name(self) -> None:
        if name := clean(self.name.text()).strip():
            self.named.emit(name)

    def _check_new(self) -> None:
        self.create_button.setEnabled(bool(self.collaborative.text().strip()))

    def _take_new(self) -> None:
        lines = [clean(line).strip() for line in self.organisations.toPlainText().splitlines()]
        names = list(dict.fromkeys(line for line in lines if line))
        self.new_asked.emit(clean(self.collaborative.text()).strip(), names)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go back on Escape."""
        if event.key() == Qt.Key.Key_Escape and self.steps.currentWidget() is not self.offer_step:
            self.abandoned.emit()
        else:
            super().keyPressEvent(event)
