"""The page of keys: everything that can be done, and how."""

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea

from workbench.ui.theme import STEP

_MORE = (
    ("Edit the field under the keyboard in the table", "Enter or F2"),
    ("Save a field", "Enter, Ctrl+Enter in several lines, or leave it"),
    ("Take back what is typed; once more: back to the table", "Esc"),
    ("Calendar of a date", "Alt+Down"),
    ("Copy the records chosen, as Excel takes them", "Ctrl+C"),
    ("Go to the row of a problem of an import", "Enter"),
    ("Take a row or a cell of an import, or leave it out", "Space"),
    ("Go from a row of an import to its cells; type another value in a cell", "Enter, F2"),
    ("Next row of an import with something to decide", "F8"),
    ("Settle conflicts of an import: all theirs, all ours", "Ctrl+Shift+T, Ctrl+Shift+O"),
    ("Take or leave a field in every row of an import", "Ctrl+Shift+Right, Ctrl+Shift+Left"),
    ("Say that the headings of a workbook stand in this row", "H"),
    ("Apply an import", "Ctrl+Enter"),
    ("Walk over the heat map; see the risks of a cell", "Arrow keys; Enter"),
    ("After a figure of the Overview: show the other records again", "Esc"),
)


class KeysPage(QScrollArea):
    """A table of keys, read from the actions themselves."""

    def __init__(self) -> None:
        super().__init__()
        self.words = QLabel()
        self.words.setTextFormat(Qt.TextFormat.RichText)
        self.words.setContentsMargins(20, 2 * STEP, 20, 2 * STEP)
        self.words.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.setWidget(self.words)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName("Keys")

    def fill(self, actions: Iterable[QAction]) -> None:
        """Show the keys of these actions, and those that belong to single fields."""
        rows = [(action.text().replace("&", "").rstrip("…"), action.shortcut().toString()) for action in actions]
        lines = [
            f"<tr><td style='padding: 3px 24px 3px 0'>{words}</td><td style='padding: 3px 0'>{keys}</td></tr>"
            for words, keys in (*rows, *_MORE)
            if keys
        ]
        self.words.setText(f"<table>{''.join(lines)}</table>")
