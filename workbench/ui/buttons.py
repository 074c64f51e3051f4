"""Keys that do what people expect wherever the keyboard is: Enter on a button, the window's own in a line of text."""

from PySide6.QtCore import QKeyCombination, Qt
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QPushButton, QWidget


class Button(QPushButton):
    """A button for windows that are no dialogs, where Qt would leave Enter without effect."""

    def __init__(self, words: str = "", parent: QWidget | None = None) -> None:
        super().__init__(words, parent)
        self.setAutoDefault(True)


class ActionButton(Button):
    """A button that does what an action of the menus does, and is enabled when it is."""

    def __init__(self, action: QAction, words: str = "", *, primary: bool = False) -> None:
        super().__init__()
        self._action, self._words = action, words
        self.setProperty("primary", primary)
        self.setToolTip(f"{action.toolTip()} ({action.shortcut().toString()})" if not action.shortcut().isEmpty() else action.toolTip())
        self.clicked.connect(action.trigger)
        action.changed.connect(self._follow)
        self._follow()

    def _follow(self) -> None:
        """Say what the action says."""
        words = (self._words or self._action.text()).replace("&", "")
        if words != self.text():
            self.setText(words)
            self.setAccessibleName(words.rstrip("…"))
        self.setEnabled(self._action.isEnabled())


def is_windows(event: QKeyEvent) -> bool:
    """Whether a key is one of the window's, although lines of text on some systems take it for the end of the line."""
    return event.keyCombination() == QKeyCombination(Qt.KeyboardModifier.ControlModifier, Qt.Key.Key_E)
