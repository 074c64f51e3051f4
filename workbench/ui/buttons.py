"""Keys that do what people expect wherever the keyboard is: Enter on a button, the window's own in a line of text."""

from PySide6.QtCore import QKeyCombination, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QWidget


class Button(QPushButton):
    """A button for windows that are no dialogs, where Qt would leave Enter without effect."""

    def __init__(self, words: str = "", parent: QWidget | None = None) -> None:
        super().__init__(words, parent)
        self.setAutoDefault(True)


def is_windows(event: QKeyEvent) -> bool:
    """Whether a key is one of the window's, although lines of text on some systems take it for the end of the line."""
    return event.keyCombination() == QKeyCombination(Qt.KeyboardModifier.ControlModifier, Qt.Key.Key_E)
