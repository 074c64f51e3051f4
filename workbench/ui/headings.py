"""Headings over the groups of a form."""

from PySide6.QtGui import QFont, QPalette
from PySide6.QtWidgets import QLabel, QWidget

from workbench.ui.theme import sized


def group_heading(name: str, parent: QWidget) -> QLabel:
    """Return a heading over a group: small, strong, and in the words of the register."""
    made = QLabel(name.upper(), parent)
    font = sized(made.font(), 0.88, QFont.Weight.DemiBold)
    font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, 0.8)
    made.setFont(font)
    made.setForegroundRole(QPalette.ColorRole.WindowText)
    made.setAccessibleName(name)
    return made
