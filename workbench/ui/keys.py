"""The page of keys: everything that can be done, and how."""

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea

from workbench.ui.actions import ACTS
from workbench.ui.marking import escaped
from workbench.ui.wholepage import WholePage

_TABLE, _IMPORT, _OVERVIEW = "In a table or a form", "In an import", "On the Overview"
_MORE = {
    _TABLE: (
        ("Edit the field under the keyboard", "Enter or F2"),
        ("Save a field", "Enter, Ctrl+Enter in several lines, or leave it"),
        ("Set what is typed on all records chosen", "Ctrl+Enter"),
        ("Take back what is typed; once more: back to the table", "Esc"),
        ("Calendar of a date", "Alt+Down"),
        ("Another line under a record; remove one", "Ins; Del"),
        ("Go to the record of a line", "Ctrl+Enter"),
    ),
    _IMPORT: (
        ("Take a row or a cell, or leave it out", "Space"),
        ("From a row to its cells; type another value", "Enter; F2"),
        ("Next row with something to decide", "F8"),
        ("Settle conflicts: all theirs, all ours", "Ctrl+Shift+T, Ctrl+Shift+O"),
        ("Take or leave a field in every row", "Ctrl+Shift+Right, Ctrl+Shift+Left"),
        ("From a problem to its row", "Enter"),
        ("The headings of the workbook stand in this row", "H"),
        ("Apply", "Ctrl+Enter"),
    ),
    _OVERVIEW: (
        ("Walk over the heat map; see the risks of a cell", "Arrow keys; Enter"),
        ("After a figure: show the other records again", "Esc"),
    ),
}
_GENERAL = {"add": "New record of the register in front", "remove": "Remove the records chosen"}
"""What actions are called that say in the menu what they concern just now."""
_SIDES = (("File", "Edit", "Register", "Help", _OVERVIEW), ("View", _TABLE, _IMPORT))
"""What stands in the left column and what in the right one."""


class KeysPage(WholePage):
    """A page of keys, read from the actions themselves; F1 or Escape leaves it."""

    def __init__(self) -> None:
        super().__init__("Keys")
        self.tell("Everything can be done with these keys. F1 or Escape goes back.")
        self.words = QLabel()
        self.words.setTextFormat(Qt.TextFormat.RichText)
        self.words.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.area = QScrollArea()
        self.area.setWidget(self.words)
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setAccessibleName("Keys")
        self.middle.addWidget(self.area, 1)
        self.buttons()

    def fill(self, actions: Iterable[QAction]) -> None:
        """Show the keys of these actions, which stand in the order of the menus, and those that belong to single fields."""
        groups: dict[str, list[tuple[str, str]]] = {name: list(rows) for name, rows in _MORE.items()}
        for act, action in zip(ACTS, actions, strict=True):
            keys = " or ".join(key.toString() for key in action.shortcuts())
            groups.setdefault(act.menu.replace("&", ""), []).append((_GENERAL.get(act.key, act.text).replace("&", "").rstrip("…"), keys))
        sides = ("".join(_group(name, groups[name]) for name in side if name in groups) for side in _SIDES)
        cells = "".join(f"<td style='padding-right: 48px'><table>{side}</table></td>" for side in sides)
        self.words.setText(f"<table><tr>{cells}</tr></table>")


def _group(name: str, rows: Iterable[tuple[str, str]]) -> str:
    """Return rows of keys under a heading, as rich text."""
    lines = [
        f"<tr><td style='padding: 2px 24px 2px 0'>{escaped(words)}</td><td style='padding: 2px 0'>{escaped(keys)}</td></tr>"
        for words, keys in rows
        if keys
    ]
    return f"<tr><td colspan='2' style='padding: 10px 0 4px 0'><b>{name}</b></td></tr>{''.join(lines)}"
