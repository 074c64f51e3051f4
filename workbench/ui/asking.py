"""A line in place that asks before something is done: a sentence, perhaps something to type, and a way to leave it."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QSizePolicy, QWidget

from workbench.ui.buttons import Button
from workbench.ui.theme import STEP


class AskingLine(QWidget):
    """Such a line; hidden until something is asked."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._act: Callable[[str], object] | None = None
        self._check: Callable[[str], str] | None = None
        self._before: QWidget | None = None
        self.setProperty("notice", True)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(self)
        row.setContentsMargins(2 * STEP, STEP, STEP, STEP)
        row.setSpacing(STEP)
        self.sentence = QLabel()
        self.sentence.setWordWrap(True)
        self.sentence.setTextFormat(Qt.TextFormat.PlainText)
        self.sentence.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.MinimumExpanding)
        self.label = QLabel()
        self.typed = QLineEdit()
        self.label.setBuddy(self.typed)
        self.typed.setMinimumWidth(24 * STEP)
        self.go, self.no = Button(), Button("Leave it")
        self.go.setProperty("primary", True)
        self.go.clicked.connect(self._agree)
        self.no.clicked.connect(self.leave)
        row.addWidget(self.sentence, 1)
        row.addWidget(self.label)
        row.addWidget(self.typed)
        row.addWidget(self.go)
        row.addWidget(self.no)
        self.hide()

    def ask(
        self,
        sentence: str,
        go: str,
        act: Callable[[str], object],
        *,
        typed: str = "",
        hint: str = "",
        check: Callable[[str], str] | None = None,
    ) -> None:
        """Ask; `act` is called with what was typed, under the label `typed`, where there is one.

        `check` says what is wrong with it, and while it says anything the line stays with what was typed.
        """
        self._act, self._check = act, check
        self._before = self._before if self.isVisible() else self.window().focusWidget()
        self.sentence.setText(sentence)
        self.go.setText(go)
        self.label.setText(typed)
        self.typed.clear()
        self.typed.setAccessibleName(typed or "Answer")
        self.typed.setAccessibleDescription("")
        self.typed.setPlaceholderText(hint)
        for widget in (self.label, self.typed):
            widget.setVisible(bool(typed))
        self.show()
        (self.typed if typed else self.go).setFocus(Qt.FocusReason.OtherFocusReason)
        from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent  # noqa: PLC0415 - most starts ask nothing

        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, sentence))

    def leave(self) -> None:
        """Ask no more."""
        self._act = None
        self.hide()
        if self._before is not None:
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)
            self._before = None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Agree on Enter in what is typed, leave on Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._agree()
        else:
            super().keyPressEvent(event)

    def _agree(self) -> None:
        act, typed = self._act, self.typed.text().strip()
        if self._check is not None and (wrong := self._check(typed)):
            self.sentence.setText(wrong)
            self.typed.setAccessibleDescription(wrong)
            self.typed.selectAll()
            self.typed.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.leave()
        if act is not None:
            act(typed)
