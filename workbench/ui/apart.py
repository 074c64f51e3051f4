"""Which page about the whole file stands over the tabs: receipts, returns, backups, the check, settings or the keys."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QStackedWidget, QWidget

from workbench.ui.files import Files
from workbench.ui.incoming import Incoming
from workbench.ui.keeping import Keeping
from workbench.ui.rounds import Rounds

if TYPE_CHECKING:
    from workbench.ui.keys import KeysPage

_FIRST_THE_IMPORT = "Apply or cancel the import first."


class Apart(QObject):
    """Shows such a page, and knows whether one is shown.

    Args:
        stack: where pages are shown.
        files: the file that is open, or the page without one.
        incoming: shows imports and their receipts.
        rounds: shows the returns.
        keeping: shows backups, the check and the settings.
        settle: saves what is being typed; says whether it could be.
        parent: the window.

    Signals:
        changed: the page of keys came or went.
        resumed: it went, and the register that was in front is in front again.
        refused: a page cannot be shown; carries a sentence.
    """

    changed = Signal()
    resumed = Signal()
    refused = Signal(str)

    def __init__(
        self,
        stack: QStackedWidget,
        files: Files,
        incoming: Incoming,
        rounds: Rounds,
        keeping: Keeping,
        *,
        settle: Callable[[], bool],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._stack, self._files, self._settle = stack, files, settle
        self._incoming, self._rounds, self._keeping = incoming, rounds, keeping
        self._keys: KeysPage | None = None
        self._before_keys: QWidget | None = None

    @property
    def is_shown(self) -> bool:
        """Whether such a page stands in front."""
        kept = self._keeping.is_shown or self._rounds.is_shown or self._incoming.are_receipts_shown
        return kept or self.are_keys_shown or self._files.is_offering

    @property
    def is_importing(self) -> bool:
        """Whether an import is looked at, be it under the page of keys."""
        screen = self._incoming.screen
        return self._incoming.is_shown or (self.are_keys_shown and self._before_keys is screen is not None)

    # Pages about the file

    def show_receipts(self) -> None:
        """Show what was imported."""
        if (book := self._files.book) is not None and self._settle():
            self._incoming.show_receipts(book)

    def show_returns(self) -> None:
        """Show which returns are outstanding."""
        if (book := self._files.book) is not None and self._settle():
            self._rounds.show(book, self._files.folder)

    def show_check(self) -> None:
        """Check the file, and show what was found."""
        if self._files.book is not None and self._settle():
            self._keeping.check_file()

    def show_backups(self) -> None:
        """Show the backups of the file, unless an import is looked at."""
        if self._incoming.is_shown:
            self.refused.emit(_FIRST_THE_IMPORT)
        elif self._files.book is None:
            self.refused.emit("Open the file first; if it cannot be opened, its backups are offered beside the reason.")
        elif self._settle():
            self._keeping.show_backups()

    def show_preferences(self) -> None:
        """Show the settings, unless an import is looked at."""
        if self._incoming.is_shown:
            self.refused.emit(_FIRST_THE_IMPORT)
        else:
            self._keeping.show_preferences()

    # The keys

    @property
    def keys_page(self) -> "KeysPage":
        """The page of keys, made when it is first wanted."""
        if self._keys is None:
            from workbench.ui.keys import KeysPage  # noqa: PLC0415 - most starts never need it

            self._keys = KeysPage()
            self._keys.left.connect(self.leave_keys)
            self._stack.addWidget(self._keys)
        return self._keys

    @property
    def are_keys_shown(self) -> bool:
        """Whether the page of keys stands in front."""
        return self._keys is not None and self._stack.currentWidget() is self._keys

    def show_keys(self, actions: Iterable[QAction]) -> None:
        """Show the keys of these actions, or what was in front before where they are shown."""
        if self.are_keys_shown:
            self.leave_keys()
            return
        before = self._stack.currentWidget()
        self.keys_page.fill(actions)
        self._before_keys = before
        self._stack.setCurrentWidget(self.keys_page)
        self.keys_page.area.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    def leave_keys(self) -> None:
        """Go back from the keys to what was in front before."""
        if self.are_keys_shown:
            self._stack.setCurrentWidget(self._before_keys or self._files.welcome)
            self.changed.emit()
            if not self._incoming.is_shown and not self.is_shown and self._files.book is not None:
                self.resumed.emit()
