"""Words on screen that have less room than they need, without a tooltip that says them in full."""

from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QLineEdit, QPushButton, QTabBar, QWidget

from workbench.ui.statusline import ElidedLabel

_SLACK = 1
"""Pixels that rounding may take."""


def clipped(root: QWidget) -> list[str]:
    """Return what cannot be read in full within a widget, each with how much it lacks."""
    seen = (widget for widget in root.findChildren(QWidget) if widget.isVisible() and not widget.visibleRegion().isEmpty())
    return [
        *(f"the window is {root.width()} wide and its contents want {wide}" for wide in _too_wide(root)),
        *(f"{type(widget).__name__} “{_words(widget)[:60]}” {lack}" for widget in seen if (lack := _lack(widget))),
    ]


def _too_wide(root: QWidget) -> list[int]:
    least = root.minimumSizeHint().width()
    return [least] if least > root.width() else []


def _words(widget: QWidget) -> str:
    return str(getattr(widget, "text", lambda: "")() or getattr(widget, "currentText", lambda: "")())


def _lack(widget: QWidget) -> str:
    if isinstance(widget, ElidedLabel) or widget.toolTip() or not _words(widget).strip():
        return ""
    if isinstance(widget, QLabel) and widget.wordWrap():
        wanted = widget.heightForWidth(widget.width())
        return f"is {widget.height()} high and wants {wanted}" if wanted > widget.height() + _SLACK else ""
    if isinstance(widget, QLabel | QPushButton | QAbstractButton):
        wanted = widget.sizeHint().width() if not isinstance(widget, QLabel) else widget.minimumSizeHint().width()
        return f"is {widget.width()} wide and wants {wanted}" if wanted > widget.width() + _SLACK else ""
    if isinstance(widget, QComboBox):
        wanted = widget.fontMetrics().horizontalAdvance(widget.currentText())
        room = widget.width() - 40
        return f"has {room} for words of {wanted}" if wanted > room + 12 and not widget.toolTip() else ""
    if isinstance(widget, QLineEdit):
        hint = widget.placeholderText() if not widget.text() else ""
        wanted = widget.fontMetrics().horizontalAdvance(hint)
        return f"has {widget.width() - 14} for a hint of {wanted}" if wanted > widget.width() - 12 else ""
    return ""


def cut_tabs(root: QWidget) -> list[str]:
    """Return the tabs whose names are cut."""
    return [
        bar.tabText(place)
        for bar in root.findChildren(QTabBar)
        if bar.isVisible()
        for place in range(bar.count())
        if bar.tabRect(place).right() > bar.width() + _SLACK
    ]
