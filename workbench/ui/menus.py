"""The menus: what a person can do, recent files, the columns of the table, and the look."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from workbench.domain.register import Register
from workbench.ui.actions import ACTS
from workbench.ui.icons import icon
from workbench.ui.settings import LOOK, Settings
from workbench.ui.theme import Theme

_LOOKS = (("As the &system", ""), ("&Light", "light"), ("&Dark", "dark"))
_MOST_FOLDERS = 3
"""Folders that a recent file is named by; its whole path stands in the tooltip."""
_PICTURES = {"import": "import", "export": "export", "print": "print", "add": "add", "undo": "undo", "remove": "bin", "find": "search"}


class Menus(QObject):
    """The menu bar of one window.

    Signals:
        recent_asked: a recent file is wanted; carries its path.
        columns_asked: the menu of columns opens and wants to be told of them (`offer_columns`).
        columns_chosen: these columns are wanted; carries their keys.
    """

    recent_asked = Signal(object)
    columns_asked = Signal()
    columns_chosen = Signal(list)

    def __init__(self, bar: QMenuBar, actions: dict[str, QAction], settings: Settings, theme: Theme | None) -> None:
        super().__init__(bar)
        self._bar, self._actions, self._settings, self._theme = bar, actions, settings, theme
        self._dressed = False
        self.open_file: Path | None = None
        """The file that is open, which nobody needs to be offered."""
        menus: dict[str, QMenu] = {}
        for act in ACTS:
            if act.menu not in menus:
                menus[act.menu] = bar.addMenu(act.menu)
            if act.separated:
                menus[act.menu].addSeparator()
            menus[act.menu].addAction(actions[act.key])
        file, view = menus["&File"], menus["&View"]
        self.recent = QMenu("&Recent files", bar)
        for menu in (file, self.recent):  # a grey menu never opens, so it is filled before it is seen
            menu.aboutToShow.connect(self._fill_recent)
        file.insertMenu(actions["close_file"], self.recent)
        file.insertSeparator(actions["quit"])
        self.columns = QMenu("&Columns", bar)
        self.columns.aboutToShow.connect(self.columns_asked)
        view.addMenu(self.columns)
        look = view.addMenu("&Look")
        self.looks = QActionGroup(bar)
        remembered = settings.get(LOOK)
        for words, name in _LOOKS:
            action = look.addAction(words)
            action.setCheckable(True)
            action.setData(name)
            action.setChecked(name == remembered)
            self.looks.addAction(action)
        self.looks.triggered.connect(self._choose_look)
        for menu in menus.values():
            menu.aboutToShow.connect(self._dress)
        if theme is not None:
            theme.switched.connect(self._undress)

    def offer_columns(self, register: Register, shown: list[str]) -> None:
        """Fill the menu of columns."""
        self.columns.clear()
        for field in register:
            action = self.columns.addAction(field.label)
            action.setCheckable(True)
            action.setChecked(field.key in shown)
            action.setData(field.key)
            action.toggled.connect(self._choose_columns)

    def show_for_rows(self, window: QWidget) -> None:
        """Open the menu of a register's rows where the pointer is."""
        menu = QMenu(window)
        menu.addActions([self._actions[name] for name in ("edit_cell", "copy", "copy_cell", "paste")])
        menu.addSeparator()
        menu.addAction(self._actions["go_to_form"])
        menu.addAction(self._actions["sort"])
        menu.addSeparator()
        menu.addAction(self._actions["remove"])
        menu.popup(window.cursor().pos())
        menu.aboutToHide.connect(menu.deleteLater)

    def _choose_columns(self) -> None:
        self.columns_chosen.emit([str(action.data()) for action in self.columns.actions() if action.isChecked()])

    def _choose_look(self) -> None:
        action = self.looks.checkedAction()
        if self._theme is not None and action is not None:
            look = str(action.data())
            self._theme.choose(look)
            self._settings.put(LOOK, look)

    def _fill_recent(self) -> None:
        self.recent.clear()
        for path in self._settings.recent:
            if path == self.open_file:
                continue
            action = self.recent.addAction(f"{path.name} – {_folder(path)}".replace("&", "&&"))
            action.setToolTip(str(path))
            action.setData(str(path))
            action.triggered.connect(self._open_recent)
        self.recent.setEnabled(not self.recent.isEmpty())

    def _open_recent(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self.recent_asked.emit(Path(str(action.data())))

    def _undress(self) -> None:
        self._dressed = False

    def _dress(self) -> None:
        """Draw the pictures of the menus in the colours of the look, once a menu is opened."""
        if self._dressed:
            return
        self._dressed = True
        colour = self._bar.palette().placeholderText().color().name()
        for key, name in _PICTURES.items():
            self._actions[key].setIcon(icon(name, colour))


def _folder(path: Path) -> str:
    """Return the folder of a file as far as it tells files of one name apart."""
    parts = path.parent.parts
    return str(path.parent) if len(parts) <= _MOST_FOLDERS + 1 else str(Path("…", *parts[-_MOST_FOLDERS:]))
