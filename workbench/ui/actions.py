"""Everything a person can do, as actions with words and keys; menus, buttons and the page of keys read this list."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget


@dataclass(frozen=True)
class Act:
    """One thing to do; `menu` is where it stands, `changes` whether it needs a file that may be changed."""

    key: str
    menu: str
    text: str
    keys: tuple[str, ...] = ()
    needs_file: bool = True
    changes: bool = False
    separated: bool = False
    """Whether a line stands before it."""
    within_import: bool = False
    """Whether it means something while an import is shown."""


ACTS = (
    Act("new_file", "&File", "&New file…", ("Ctrl+Shift+N",), needs_file=False),
    Act("open_file", "&File", "&Open…", ("Ctrl+O",), needs_file=False),
    Act("close_file", "&File", "&Close file", ("Ctrl+W",)),
    Act("import", "&File", "&Import workbooks…", ("Ctrl+I",), changes=True, separated=True),
    Act("returns", "&File", "Re&turns…", ("Ctrl+R",)),
    Act("receipts", "&File", "I&mport receipts…", ("Ctrl+Shift+R",)),
    Act("export", "&File", "&Export to Excel…", ("Ctrl+E",)),
    Act("print", "&File", "&Print to PDF…", ("Ctrl+P",)),
    Act("save_copy", "&File", "Save a cop&y…", ("F12",), separated=True),
    Act("merge", "&File", "Mer&ge from a copy…", ("Ctrl+M",), changes=True),
    Act("backups", "&File", "&Restore from a backup…", ("Ctrl+Shift+B",), needs_file=False),
    Act("check_file", "&File", "C&heck this file…", ("Ctrl+Shift+K",)),
    Act("preferences", "&File", "&Settings…", ("Ctrl+,",), needs_file=False, separated=True),
    Act("rename_author", "&File", "Your na&me…", ("Ctrl+Shift+M",), needs_file=False),
    Act("quit", "&File", "&Quit", ("Ctrl+Q",), needs_file=False),
    Act("undo", "&Edit", "&Undo", ("Ctrl+Z",), changes=True),
    Act("redo", "&Edit", "&Redo", ("Ctrl+Y", "Ctrl+Shift+Z"), changes=True),
    Act("copy", "&Edit", "&Copy rows", ("Ctrl+C",), separated=True),
    Act("copy_cell", "&Edit", "Copy this c&ell", ("Ctrl+Shift+C",)),
    Act("paste", "&Edit", "&Paste…", ("Ctrl+V",), changes=True),
    Act("edit_cell", "&Edit", "E&dit this cell", ("F2",), changes=True),
    Act("find", "&Edit", "&Filter", ("Ctrl+F",), separated=True),
    Act("clear_filter", "&Edit", "&Show all again", ("Ctrl+Shift+F",)),
    Act("save_filter", "&Edit", "Save this f&ilter…", ("Ctrl+D",)),
    Act("saved_filters", "&Edit", "Saved fi&lters", ("Ctrl+Shift+D",)),
    Act("go_to_table", "&View", "Go to the &table", ("F6",)),
    Act("go_to_form", "&View", "Go to the &record", ("F7",)),
    Act("next", "&View", "&Next record", ("Alt+PgDown",)),
    Act("previous", "&View", "&Previous record", ("Alt+PgUp",)),
    Act("next_tab", "&View", "Next ta&b", ("Ctrl+PgDown", "Ctrl+Tab"), within_import=True),
    Act("back", "&View", "&Back to where you came from", ("Alt+Left",)),
    Act("sort", "&View", "&Sort by this column", ("Ctrl+Shift+S",), separated=True),
    Act("all_fields", "&View", "Show &all fields", ("Ctrl+Shift+A",)),
    Act("column_left", "&View", "Move this column &left", ("Ctrl+Shift+Left",), separated=True),
    Act("column_right", "&View", "Move this column &right", ("Ctrl+Shift+Right",)),
    Act("widen", "&View", "Make this column &wider", ("Alt+Shift+Right",)),
    Act("narrow", "&View", "Make this column narr&ower", ("Alt+Shift+Left",)),
    Act("add", "&Register", "&New risk", ("Ctrl+N",), changes=True),
    Act("remove", "&Register", "&Remove", ("Del",), changes=True),
    Act("add_line", "&Register", "Add a &line to this record", ("Ctrl+L",), changes=True, separated=True),
    Act("add_link", "&Register", "Lin&k this record…", ("Ctrl+K",), changes=True),
    Act("keys", "&Help", "&Keys", ("F1",), needs_file=False),
    Act("about", "&Help", "&About", ("Shift+F1",), needs_file=False),
)
WITHIN_TABLE = frozenset({"remove", "copy", "copy_cell", "paste", "edit_cell", "column_left", "column_right", "widen", "narrow"})
"""Actions whose key counts only in the table, because it means something else in a line of text."""
OF_REGISTER = (
    frozenset({"find", "clear_filter", "save_filter", "saved_filters", "go_to_form", "next", "previous", "sort", "all_fields"})
    | frozenset({"add_line", "add_link"})
    | WITHIN_TABLE
)
"""Actions that need a register in front, which the Overview is not."""


def make_actions(window: QWidget, slots: dict[str, Callable[[], object]]) -> dict[str, QAction]:
    """Return an action for each act, doing what the slot of its key does."""
    made: dict[str, QAction] = {}
    for act in ACTS:
        action = QAction(act.text, window)
        action.setShortcuts([QKeySequence(key) for key in act.keys])
        if act.key in WITHIN_TABLE:
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        if act.key == "quit":
            action.setMenuRole(QAction.MenuRole.QuitRole)
        action.triggered.connect(_calling(slots[act.key]))
        made[act.key] = action
    return made


def _calling(slot: Callable[[], object]) -> Callable[[bool], None]:
    def call(_checked: bool) -> None:  # noqa: FBT001 - Qt's own signal
        slot()

    return call
