"""What stands behind the tabs of an open file: the Overview and a page for each register, made when it is first wanted."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QObject, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QStackedWidget, QTabBar

from workbench.domain.change import Applied
from workbench.domain.register import Register
from workbench.services.book import Book
from workbench.ui.actions import WITHIN_TABLE
from workbench.ui.memory import Memory
from workbench.ui.settings import Settings
from workbench.ui.tabs import TABS, SubjectPage, Tab

if TYPE_CHECKING:
    from workbench.ui.overview import OverviewPage
    from workbench.ui.page import RegisterPage

_FIRST = "risk"
"""The register that is meant while none was in front."""


class Fronts(QObject):
    """The tabs of one window and what each shows.

    Args:
        stack: where it is shown.
        book: gives the file that is open.
        actions: what a page offers as buttons and keys, by key.
        settings: what is remembered on this machine.
        parent: the window.

    Signals:
        turning: a person goes to another tab, which is shown next.
        turned: another tab, or another register of its subject, is shown.
        chosen: other records are chosen in a register.
        done: a page did something that can be undone; carries a sentence.
        followed: a link is followed; carries the register and the uid.
        menu_asked: the menu of the rows is wanted.
        counted_asked: the records that a figure of the Overview counts are wanted; carries register, uids and words.
        accepting: a gap is about to be accepted; carries the question and what accepts it.
        accepted: it was; carries a sentence.
        refused: something could not be done; carries a sentence.
    """

    turning = Signal()
    turned = Signal()
    chosen = Signal()
    done = Signal(str)
    followed = Signal(str, str)
    menu_asked = Signal()
    counted_asked = Signal(str, list, str)
    accepting = Signal(str, object)
    accepted = Signal(str)
    refused = Signal(str)

    def __init__(
        self, stack: QStackedWidget, book: Callable[[], Book | None], actions: dict[str, QAction], settings: Settings, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._stack, self._book, self._actions, self._settings = stack, book, actions, settings
        self.pages: dict[str, RegisterPage] = {}
        self.subjects: dict[str, SubjectPage] = {}
        self.overview: OverviewPage | None = None
        self.split = QByteArray()
        """How register and form share the width, as Qt keeps it."""
        self._last = _FIRST
        """The register that was in front last, which is meant while the Overview is."""
        self._called: dict[str, Register] = {}
        """The registers as the file called them when the pages were made."""
        self.tabs = QTabBar()
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setAccessibleName("Registers")
        self.tabs.currentChanged.connect(self.show_tab)

    def take(self, book: Book) -> None:
        """Name the tabs as a file that was opened calls its registers; nothing is shown yet."""
        self._called = book.registers
        self.tabs.blockSignals(True)
        while self.tabs.count():
            self.tabs.removeTab(0)
        for tab in TABS:
            self.tabs.addTab(tab.label or book.registers[tab.registers[0]].label)
            self.tabs.setTabData(self.tabs.count() - 1, tab)
        self.tabs.blockSignals(False)
        self.tabs.show()

    def follow(self, applied: Applied) -> None:
        """Show what a change set did, whichever thread applied it."""
        for page in self.pages.values():
            page.take(applied)
        if self.overview is not None:
            self.overview.take(applied)
        if "setting" in applied.registers():
            self._use_new_words()

    def drop(self) -> None:
        """Let go of everything that shows the file, because it is about to be closed."""
        self._drop_pages()
        self._drop_overview()

    def rest(self) -> None:
        """Do nothing more later, because the window is being closed."""
        for page in self.pages.values():
            page.rest()

    def settle(self) -> bool:
        """Save what is being typed, on whichever page; return whether all of it could be."""
        return all(page.settle() for page in self.pages.values())

    # Which is in front

    @property
    def page(self) -> "RegisterPage":
        """The page of the register in front."""
        return self._made_page(self.register)

    @property
    def made(self) -> "RegisterPage | None":
        """The same, where it was made already."""
        return self.pages.get(self.register)

    @property
    def register(self) -> str:
        """The key of the register in front, or that was last while the Overview is."""
        if not self._tab.registers:
            return self._last
        subject = self.subjects.get(self._tab.key)
        return subject.register if subject else self._tab.registers[0]

    @property
    def is_overview(self) -> bool:
        """Whether the Overview is in front and no register."""
        return self._book() is not None and not self._tab.registers

    @staticmethod
    def has(register: str) -> bool:
        """Whether a register can be brought to the front."""
        return any(register in tab.registers for tab in TABS)

    @property
    def _tab(self) -> Tab:
        found = self.tabs.tabData(max(0, self.tabs.currentIndex()))
        return found if isinstance(found, Tab) else TABS[0]

    def show_overview(self) -> None:
        """Bring the Overview to the front."""
        self.tabs.setCurrentIndex(next(place for place, tab in enumerate(TABS) if not tab.registers))

    def show_register(self, key: str) -> "RegisterPage":
        """Bring a register to the front and return its page."""
        place = next(place for place, tab in enumerate(TABS) if key in tab.registers)
        self.tabs.setCurrentIndex(place)
        if self._tab.key in self.subjects:
            self.subjects[self._tab.key].turn_to(key)
        return self.page

    def show_tab(self, place: int) -> None:
        """Show what a tab stands for."""
        if self._book() is None or place < 0:
            return
        self.turning.emit()
        if len(self._tab.registers) > 1:
            self._made_subject(self._tab)
        self._turn()

    def show(self) -> None:
        """Show the page of the register in front, or the Overview."""
        if self.is_overview:
            self._stack.setCurrentWidget(self._made_overview())
            return
        tab, page = self._tab, self.page
        self._last = page.register.key
        if len(tab.registers) > 1:
            subject = self._made_subject(tab)
            subject.show_page(page)
            self._stack.setCurrentWidget(subject)
        else:
            if self._stack.indexOf(page) < 0:
                self._stack.addWidget(page)
            self._stack.setCurrentWidget(page)

    def take_keyboard(self) -> None:
        """Put the keyboard into what is in front."""
        if self.is_overview and self.overview is not None:
            self.overview.take_keyboard()
        elif self._book() is not None:
            self.page.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _turn(self) -> None:
        self.show()
        self.turned.emit()

    # Making and letting go

    def _made_page(self, key: str) -> "RegisterPage":
        if key not in self.pages:
            book = self._book()
            if book is None:
                raise KeyError(key)
            from workbench.ui.page import RegisterPage  # noqa: PLC0415 - a file opens on its overview

            actions = [self._actions[name] for name in ("import", "export", "add")]
            memory = Memory(self._settings, str(book.store.about("file_id")), key)
            page = RegisterPage(book, book.registers[key], actions, memory=memory)
            page.refused.connect(self.refused)
            page.chosen.connect(self.chosen)
            page.done.connect(self.done)
            page.followed.connect(self.followed)
            page.table.addActions([self._actions[name] for name in sorted(WITHIN_TABLE)])
            page.table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
            page.table.customContextMenuRequested.connect(lambda _place: self.menu_asked.emit())
            if not self.split.isEmpty():
                page.place(self.split)
            page.lock(locked=book.read_only)
            self.pages[key] = page
        return self.pages[key]

    def _made_subject(self, tab: Tab) -> SubjectPage:
        if tab.key not in self.subjects:
            book = self._book()
            if book is None:
                raise KeyError(tab.key)
            made = SubjectPage(tab.label, {key: book.registers[key].label for key in tab.registers})
            made.turned.connect(self._turn)
            self.subjects[tab.key] = made
            self._stack.addWidget(made)
        return self.subjects[tab.key]

    def _made_overview(self) -> "OverviewPage":
        if self.overview is None:
            book = self._book()
            if book is None:
                raise KeyError("overview")
            from workbench.ui.overview import OverviewPage  # noqa: PLC0415 - a file may be opened on a register

            actions = [self._actions[key] for key in ("import", "returns", "export", "print")]
            made = self.overview = OverviewPage(book, actions, [self._actions["import"], self._actions["add"]])
            made.asked.connect(self.counted_asked)
            made.accepting.connect(self.accepting)
            made.accepted.connect(self.accepted)
            made.refused.connect(self.refused)
            self._stack.addWidget(made)
        return self.overview

    def _drop_pages(self) -> None:
        """Let go of the registers' pages; they are made again when they are shown."""
        if self.pages:
            self.split = next(iter(self.pages.values())).split.saveState()
        for page in self.pages.values():
            page.rest()
            self._stack.removeWidget(page)
            page.deleteLater()
        for subject in self.subjects.values():
            self._stack.removeWidget(subject)
            subject.deleteLater()
        self.pages, self.subjects = {}, {}

    def _drop_overview(self) -> None:
        if self.overview is not None:
            self.overview.rest()
            self._stack.removeWidget(self.overview)
            self.overview.deleteLater()
        self.overview, self._last = None, _FIRST

    def _use_new_words(self) -> None:
        """Make the pages anew where the file calls its registers otherwise now."""
        book = self._book()
        if book is None or self._called is book.registers:
            return
        self._called, last = book.registers, self._last
        in_front = self._stack.currentWidget() in (*self.pages.values(), *self.subjects.values(), self.overview)
        self.drop()
        self._last = last
        for place, tab in enumerate(TABS):
            self.tabs.setTabText(place, tab.label or book.registers[tab.registers[0]].label)
        if in_front:
            self.show()
