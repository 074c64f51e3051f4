"""Filters kept under a name, beside the filter line: taken again from a menu, kept in place, dropped from the same menu."""

from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from workbench.ui.buttons import Button
from workbench.ui.editors import LineInput
from workbench.ui.memory import Memory, SavedFilter
from workbench.ui.theme import STEP


class SavedFilters(QWidget):
    """The button that lists them, and the line that asks a new one's name.

    Signals:
        restored: a kept filter is wanted again; carries it.
        asked: what is filtered now is to be kept; carries the name.
    """

    restored = Signal(object)
    asked = Signal(str)

    def __init__(self, memory: Memory | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._memory = memory
        self._narrow = False
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        self.button = Button("Saved ▾")
        self.button.setProperty("chip", True)
        self.button.setAccessibleName("Saved filters")
        self.button.setToolTip("Filters kept under a name (Ctrl+Shift+D); keep this one with Ctrl+D")
        self.button.clicked.connect(self.open_menu)
        self.name = LineInput()
        self.name.setPlaceholderText("Name of this filter")
        self.name.setAccessibleName("Name of this filter")
        self.name.setMinimumWidth(12 * STEP)
        self.name.returnPressed.connect(self._take_name)
        self.name.abandoned.connect(self._rest)
        self.name.editingFinished.connect(self._rest)
        row.addWidget(self.button)
        row.addWidget(self.name)
        self.name.hide()
        self.offer(narrow=False)

    def offer(self, *, narrow: bool) -> None:
        """Be there where there is something to take or to keep."""
        self._narrow = narrow
        self.button.setVisible(self._memory is not None and self.name.isHidden() and (narrow or bool(self._memory.filters)))

    def begin(self) -> None:
        """Ask the name under which what is filtered now is kept."""
        if self._memory is None or not self._narrow:
            return
        self.button.hide()
        self.name.clear()
        self.name.show()
        self.name.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def keep(self, kept: SavedFilter) -> None:
        """Keep a filter."""
        if self._memory is not None:
            self._memory.keep_filter(kept)
        self._rest()

    def menu(self) -> QMenu:
        """Return the menu of what is kept."""
        made = QMenu(self)
        filters = self._memory.filters if self._memory else []
        for kept in filters:
            made.addAction(kept.name.replace("&", "&&")).triggered.connect(partial(self.restored.emit, kept))
        if filters:
            made.addSeparator()
        keep = made.addAction("Save this filter…")
        keep.setEnabled(self._narrow)
        keep.triggered.connect(self.begin)
        if filters:
            drop = made.addMenu("Remove")
            for kept in filters:
                drop.addAction(kept.name.replace("&", "&&")).triggered.connect(partial(self._drop, kept.name))
        return made

    def open_menu(self) -> None:
        """Offer what is kept."""
        menu = self.menu()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.mapToGlobal(QPoint(0, self.height())))

    def _drop(self, name: str) -> None:
        if self._memory is not None:
            self._memory.drop_filter(name)
        self.offer(narrow=self._narrow)

    def _take_name(self) -> None:
        if name := self.name.text().strip():
            self.asked.emit(name)

    def _rest(self) -> None:
        self.name.setModified(False)
        self.name.hide()
        self.offer(narrow=self._narrow)
