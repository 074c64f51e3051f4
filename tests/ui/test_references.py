"""PySide6 6.12.0 drops a reference to `None` on each call that returns nothing; ours must not."""

import sys

from PySide6.QtWidgets import QLabel


def test_calls_that_return_nothing_keep_none_alive(qtbot):
    label = QLabel()
    qtbot.addWidget(label)
    before = sys.getrefcount(None)
    for number in range(7000):
        label.setText(str(number))
    assert before - sys.getrefcount(None) < 1000
