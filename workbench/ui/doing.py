"""What a person does within the register in front: cells, columns, filters, records, lines and links, by the keys of the actions."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget

from workbench.ui.theme import STEP

if TYPE_CHECKING:
    from workbench.ui.page import RegisterPage

_BY = 2 * STEP


def _copy(page: "RegisterPage") -> None:
    """Copy rows, or words where the menu was opened from a line of text."""
    focus: QWidget | None = QApplication.focusWidget()
    if isinstance(focus, QLineEdit | QPlainTextEdit):
        focus.copy()
    else:
        page.table.copy_selected()


def _paste(page: "RegisterPage") -> None:
    focus: QWidget | None = QApplication.focusWidget()
    if isinstance(focus, QLineEdit | QPlainTextEdit):
        focus.paste()
    else:
        page.paste()


def _edit(page: "RegisterPage") -> None:
    page.table.setFocus(Qt.FocusReason.ShortcutFocusReason)
    page.table.edit_asked.emit(page.table.currentIndex())


def _find(page: "RegisterPage") -> None:
    page.filter.input.setFocus(Qt.FocusReason.ShortcutFocusReason)
    page.filter.input.selectAll()


def _step(page: "RegisterPage", by: int) -> None:
    """Go so many records further down."""
    chosen = page.selected
    record = page.model.record_at(page.model.row_of(chosen[0].uid) + by if chosen else 0)
    if record is not None:
        page.table.select([record.uid])


_DOES: "dict[str, Callable[[RegisterPage], object]]" = {
    "copy": _copy,
    "copy_cell": lambda page: page.table.copy_cell(),
    "paste": _paste,
    "edit_cell": _edit,
    "find": _find,
    "clear_filter": lambda page: page.filter.clear(),
    "save_filter": lambda page: page.filter.saved.begin(),
    "saved_filters": lambda page: page.filter.saved.open_menu(),
    "column_left": lambda page: page.table.move_column(-1),
    "column_right": lambda page: page.table.move_column(1),
    "widen": lambda page: page.table.widen_column(_BY),
    "narrow": lambda page: page.table.widen_column(-_BY),
    "sort": lambda page: page.table.sort_by_current_column(),
    "all_fields": lambda page: page.toggle_fields(),
    "go_to_form": lambda page: page.enter_form(),
    "next": lambda page: _step(page, 1),
    "previous": lambda page: _step(page, -1),
    "add_line": lambda page: page.form.begin_line(),
    "add_link": lambda page: page.form.begin_link(),
}


def page_slots(page: "Callable[[], RegisterPage]") -> dict[str, Callable[[], object]]:
    """Return what each action of a register does, by its key.

    Args:
        page: gives the register in front.
    """
    return {key: partial(_on, page, does) for key, does in _DOES.items()}


def _on(page: "Callable[[], RegisterPage]", does: "Callable[[RegisterPage], object]") -> None:
    does(page())
