"""A chip that narrows a register to some values of one field, picked from a menu."""

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QMenu, QWidget

from workbench.domain.field import AnyField
from workbench.domain.kinds import Choice
from workbench.domain.register import Record
from workbench.domain.text import joined
from workbench.ui.buttons import Button

_NAMED = 2


class ChoiceChip(Button):
    """The values of one field that are to be shown; none of them chosen means all.

    Signals:
        chosen: other values are chosen.
    """

    chosen = Signal()

    def __init__(self, field: AnyField, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.field = field
        self.keys: list[str] = []
        self._menu: QMenu | None = None
        self.setProperty("chip", True)
        self.setCheckable(True)
        self.clicked.connect(self.open_menu)
        self._tell()

    def press(self, keys: list[str]) -> None:
        """Choose these values, without telling anybody."""
        self.keys = [key for key, _ in self._options() if key in keys]
        self._tell()

    def choose(self, records: list[Record]) -> list[Record]:
        """Return the records that hold one of the values."""
        if not self.keys:
            return records
        key, wanted = self.field.key, set(self.keys)
        return [record for record in records if record.of(key) in wanted]

    def open_menu(self) -> None:
        """Offer the values."""
        self._tell()
        menu = self._menu = QMenu(self)
        for key, words in self._options():
            action = menu.addAction(words)
            action.setCheckable(True)
            action.setChecked(key in self.keys)
            action.setData(key)
        menu.triggered.connect(self._take)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.mapToGlobal(QPoint(0, self.height())))

    def _take(self) -> None:
        if self._menu is not None:
            self.keys = [str(action.data()) for action in self._menu.actions() if action.isChecked()]
            self._tell()
            self.chosen.emit()

    def _options(self) -> list[tuple[str, str]]:
        kind = self.field.kind
        return [(option.key, option.label) for option in kind.options] if isinstance(kind, Choice) else []

    def _tell(self) -> None:
        labels = [words for key, words in self._options() if key in self.keys]
        said = joined(labels, "or") if len(labels) <= _NAMED else f"{len(labels)} values"
        self.setText(f"{self.field.label}: {said}" if labels else f"{self.field.label} ▾")
        label = self.field.label.lower()
        self.setAccessibleName(f"Only {label} {joined(labels, 'or')}" if labels else f"Choose by {label}")
        self.setToolTip(joined(labels, "or") if labels else f"Show only some values of {label}")
        self.setChecked(bool(labels))
