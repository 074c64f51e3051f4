"""Everything that can take the keyboard has a name, and every colour can be read."""

from itertools import product
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QColor
from PySide6.QtWidgets import QAbstractButton, QScrollBar, QWidget

from workbench.ui.shell import Shell
from workbench.ui.theme import DARK, LIGHT, Tones


def nameless(root: QWidget) -> list[str]:
    found = []
    for widget in root.findChildren(QWidget):
        if widget.focusPolicy() is Qt.FocusPolicy.NoFocus or isinstance(widget, QScrollBar) or not widget.isVisibleTo(root):
            continue
        interface = QAccessible.queryAccessibleInterface(widget)
        name = interface.text(QAccessible.Text.Name) if interface else ""
        if not name and not (isinstance(widget, QAbstractButton) and widget.text()) and not widget.objectName().startswith("qt_"):
            found.append(f"{type(widget).__name__} in {type(widget.parent()).__name__}")
    return found


def test_every_control_of_the_register_has_a_name(shell: Shell):
    shell.page.form.all_fields.setChecked(True)
    assert nameless(shell) == []


def test_every_control_of_the_other_pages_has_a_name(shell: Shell, work, qtbot):
    work.lines = [{"title": "A new thing", "ref": "N-1"}]
    shell.import_workbooks([Path("one.xlsx")])
    qtbot.waitUntil(lambda: shell.plan_screen.plan is not None)
    for view in range(3):
        shell.plan_screen.views.setCurrentIndex(view)
        assert nameless(shell) == []
    shell.plan_screen.cancel()
    shell.actions_["export"].trigger()
    assert nameless(shell) == []
    shell.close_file()
    for step in (shell.welcome.name_step, shell.welcome.offer_step, shell.welcome.new_step):
        shell.welcome.steps.setCurrentWidget(step)
        assert nameless(shell) == []


def lightness(colour: str) -> float:
    parts = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in QColor(colour).getRgbF()[:3]]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((lightness(one), lightness(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("tones", [LIGHT, DARK], ids=lambda tones: tones.name)
def test_all_words_can_be_read_on_their_ground(tones: Tones):
    for ground, words in product((tones.ground, tones.panel, tones.selected), (tones.text, tones.muted, tones.accent, tones.warning)):
        assert contrast(ground, words) >= 4.5, (ground, words)
    for ground, words in tones.bands:
        assert contrast(ground, words) >= 4.5, (ground, words)
    assert contrast(tones.accent, tones.on_accent) >= 4.5
    for ground in (tones.ground, tones.panel):
        assert contrast(ground, tones.edge) >= 3
