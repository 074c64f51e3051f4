"""The columns of a register's table: shown and hidden, in which order and how wide, and all of it remembered."""

from functools import partial

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtWidgets import QMenu

from workbench.ui.grid import RegisterTable
from workbench.ui.memory import Memory


class Headers(QObject):
    """Looks after the headings of one table.

    Args:
        table: the table.
        first: the columns a table of this register begins with.
        memory: where it is remembered; without one nothing is.
    """

    def __init__(self, table: RegisterTable, first: list[str], memory: Memory | None) -> None:
        super().__init__(table)
        self._table, self._first, self._memory = table, first, memory
        known = [key for key in (memory.columns if memory else []) if key in table.register_model.register]
        self.keys = known or first
        table.widths = dict(memory.widths) if memory else {}
        table.arranged.connect(self.arrange)
        table.widened.connect(self._keep_width)
        heading = table.horizontalHeader()
        heading.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        heading.customContextMenuRequested.connect(self._open_menu)

    @property
    def is_chosen(self) -> bool:
        """Whether a person has said which columns there are to be."""
        return bool(self._memory and self._memory.columns)

    def show_keys(self, keys: list[str]) -> None:
        """Show these columns: those shown already where they are, others at the register's place for them."""
        register = self._table.register_model.register
        order = [field.key for field in register]
        made = [key for key in self.keys if key in keys]
        for key in (key for key in order if key in keys and key not in made):
            before = [known for known in made if order.index(known) < order.index(key)]
            made.insert(made.index(before[-1]) + 1 if before else 0, key)
        self.arrange(made)

    def arrange(self, keys: list[str]) -> None:
        """Show these columns in this order, and remember them."""
        self._show(keys or [self._table.register_model.register.title_key])
        if self._memory:
            self._memory.keep_columns(self.keys)

    def add(self, keys: list[str]) -> None:
        """Show further columns without a person having asked for them, so that nothing is remembered."""
        memory, self._memory = self._memory, None
        self.show_keys([*self.keys, *keys])
        self._memory = memory

    def reset(self) -> None:
        """Show what a table of this register begins with, as wide as it fits."""
        self._table.widths.clear()
        self._show(self._first)
        if self._memory:
            self._memory.keep_columns([])
            self._memory.keep_widths({})

    def menu(self, column: int) -> QMenu:
        """Return the menu of a heading."""
        register = self._table.register_model.register
        made = QMenu(self._table)
        if 0 <= column < len(self.keys) and len(self.keys) > 1:
            label = register.get(self.keys[column]).label.replace("&", "&&")
            made.addAction(f"Hide {label}").triggered.connect(partial(self._hide, self.keys[column]))
        others = made.addMenu("Columns")
        for field in register:
            action = others.addAction(field.label.replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(field.key in self.keys)
            action.toggled.connect(partial(self._toggle, field.key))
        made.addSeparator()
        made.addAction("Columns as at first").triggered.connect(self.reset)
        return made

    def _show(self, keys: list[str]) -> None:
        self.keys = list(keys)
        self._table.register_model.show_columns(self.keys)
        self._table.fit_columns()

    def _hide(self, key: str) -> None:
        self.arrange([known for known in self.keys if known != key])

    def _toggle(self, key: str, shown: bool) -> None:  # noqa: FBT001 - Qt's own signal
        self.show_keys([*self.keys, key] if shown else [known for known in self.keys if known != key])

    def _keep_width(self) -> None:
        if self._memory:
            self._memory.keep_widths(self._table.widths)

    def _open_menu(self, place: QPoint) -> None:
        heading = self._table.horizontalHeader()
        menu = self.menu(heading.logicalIndexAt(place))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(heading.mapToGlobal(place))
