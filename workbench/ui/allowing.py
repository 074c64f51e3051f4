"""Which actions there are now, in the words of what they would do."""

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction

from workbench.domain.text import counted
from workbench.services.book import Book
from workbench.ui.actions import ACTS, OF_REGISTER
from workbench.ui.apart import Apart
from workbench.ui.fronts import Fronts
from workbench.ui.keeping import ALLOWED


class Allowing(QObject):
    """Allows and words the actions of one window.

    Args:
        actions: all of them, by key.
        fronts: what stands behind the tabs.
        apart: what stands over them.
        parent: the window.
    """

    def __init__(self, actions: dict[str, QAction], fronts: Fronts, apart: Apart, parent: QObject) -> None:
        super().__init__(parent)
        self._actions, self._fronts, self._apart = actions, fronts, apart

    def settle(self, book: Book | None, *, busy: bool) -> None:
        """Allow what can be done with a file, or without one, while other work goes on or not."""
        changing = book is not None and not book.read_only and not busy
        importing, apart, overview = self._apart.is_importing, self._apart.is_shown, self._fronts.is_overview
        for act in ACTS:
            here = (act.within_import or not importing) and (not apart or act.key in ALLOWED)
            here = here and not (overview and act.key in OF_REGISTER)
            enabled = not act.needs_file or (book is not None and here)
            self._actions[act.key].setEnabled(enabled and (changing or not act.changes) and not (busy and act.key == "close_file"))
        if book is None:
            self._actions["undo"].setText("&Undo")
            self._actions["redo"].setText("&Redo")
        elif not busy:
            # the book answers only once long work is over, and waiting for it would stop the window
            for key, words, name in (("undo", "&Undo", book.undo_name), ("redo", "&Redo", book.redo_name)):
                action = self._actions[key]
                action.setText(_named(words, name))
                action.setEnabled(action.isEnabled() and bool(name))
        self.settle_chosen()

    def settle_chosen(self) -> None:
        """Say what would be added or removed here."""
        page = self._fronts.made
        if page is None:
            return
        noun, chosen = page.register.noun, page.selected
        self._actions["add"].setText(f"&New {noun}")
        what = chosen[0].ref if len(chosen) == 1 else counted(len(chosen), noun, page.register.plural) if chosen else ""
        self._actions["remove"].setText(_named("&Remove", what))
        changing = self._actions["add"].isEnabled() and not self._fronts.is_overview
        self._actions["remove"].setEnabled(changing and bool(chosen))
        for key in ("add_line", "add_link"):
            self._actions[key].setEnabled(changing and len(chosen) == 1)


def _named(verb: str, name: str) -> str:
    """Return a menu's words for an action with the name of what it concerns."""
    return f"{verb} {(name[:1].lower() + name[1:] if name[1:2].islower() else name).replace('&', '&&')}" if name else verb
