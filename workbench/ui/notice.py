"""A line in place that says what happened or what went wrong, with the next step beside it."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from workbench.ui.buttons import Button
from workbench.ui.icons import icon
from workbench.ui.theme import STEP, tones_of


class Notice(QWidget):
    """A sentence over the page until it is read, replaced or no longer true."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("notice", True)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName("Notice")
        self._act: Callable[[], object] | None = None
        self._other: Callable[[], object] | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(20, STEP, STEP, STEP)
        row.setSpacing(STEP)
        self.picture = QLabel()
        self.sentence = QLabel()
        self.sentence.setWordWrap(True)
        self.sentence.setTextFormat(Qt.TextFormat.PlainText)
        self.sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.step = Button()
        self.step.clicked.connect(self._take_step)
        self.other = Button()
        self.other.clicked.connect(self._take_other)
        self.dismiss = Button("Dismiss")
        self.dismiss.setProperty("quiet", True)
        self.dismiss.setAccessibleName("Dismiss this notice")
        self.dismiss.clicked.connect(self.forget)
        row.addWidget(self.picture)
        row.addWidget(self.sentence, 1)
        row.addWidget(self.step)
        row.addWidget(self.other)
        row.addWidget(self.dismiss)
        self.hide()

    def say(
        self,
        sentence: str,
        step: str = "",
        act: Callable[[], object] | None = None,
        *,
        also: tuple[str, Callable[[], object]] | None = None,
        picture: str = "",
    ) -> None:
        """Show a sentence, perhaps with a picture before it and a button or two that do the next thing after it."""
        self._act, self._other = act, also[1] if also else None
        self.other.setText(also[0] if also else "")
        self.other.setAccessibleName(self.other.text())
        self.other.setVisible(also is not None)
        self.picture.setVisible(bool(picture))
        if picture:
            self.picture.setPixmap(icon(picture, tones_of(self).bands[1][1]).pixmap(16, 16))
        self.sentence.setText(sentence)
        self.step.setText(step)
        self.step.setAccessibleName(step)
        self.step.setVisible(act is not None)
        self.show()
        from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent  # noqa: PLC0415 - most starts say nothing

        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, sentence))

    def forget(self) -> None:
        """Say nothing any more."""
        self.hide()
        self._act = self._other = None

    def _take_other(self) -> None:
        act = self._other
        self.forget()
        if act:
            act()

    def _take_step(self) -> None:
        act = self._act
        self.forget()
        if act:
            act()
