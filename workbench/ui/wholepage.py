"""A page about the file as a whole, in place of its registers: a heading, a sentence, what it is about, and its buttons."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from workbench.ui.buttons import Button
from workbench.ui.theme import STEP, sized


class WholePage(QWidget):
    """Such a page; Escape leaves it.

    Signals:
        left: a person wants back to the registers.
    """

    left = Signal()

    def __init__(self, heading: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("panel", True)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(20, 2 * STEP, 20, STEP)
        outer.setSpacing(STEP)
        self.title = QLabel(heading)
        self.title.setFont(sized(self.font(), 1.4, QFont.Weight.DemiBold))
        self.sentence = QLabel()
        self.sentence.setWordWrap(True)
        self.sentence.setTextFormat(Qt.TextFormat.PlainText)
        self.sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        outer.addWidget(self.title)
        outer.addWidget(self.sentence)
        self.middle = QVBoxLayout()
        self.middle.setSpacing(STEP)
        outer.addLayout(self.middle, 1)
        self._foot = QHBoxLayout()
        self._foot.setSpacing(STEP)
        outer.addLayout(self._foot)
        self.back = Button("Back")
        self.back.clicked.connect(self.left)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave on Escape, where nothing inside had a use for it."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def buttons(self, *buttons: Button) -> None:
        """Put buttons at the foot, and the way back after them."""
        for button in (*buttons, self.back):
            self._foot.addWidget(button)
        self._foot.addStretch(1)

    def tell(self, sentence: str, *, wrong: bool = False) -> None:
        """Say something under the heading, and to a screen reader."""
        self.sentence.setText(sentence)
        if self.sentence.property("wrong") != wrong:
            self.sentence.setProperty("wrong", wrong)
            self.sentence.style().unpolish(self.sentence)
            self.sentence.style().polish(self.sentence)
        from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent  # noqa: PLC0415 - most starts say nothing

        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, sentence))
