"""The main window: menus, tabs, and everything that concerns the file as a whole."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QFont, QGuiApplication
from PySide6.QtWidgets import QFrame, QMainWindow, QMenu, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from workbench import __version__
from workbench.domain.change import Applied
from workbench.domain.clock import Clock
from workbench.domain.errors import WorkbenchError
from workbench.domain.register import Record, Register
from workbench.domain.text import counted
from workbench.services.book import Book
from workbench.ui.actions import ACTS, OF_REGISTER, WITHIN_TABLE, make_actions
from workbench.ui.beside import Beside
from workbench.ui.doing import page_slots
from workbench.ui.files import Files
from workbench.ui.incoming import Incoming
from workbench.ui.keeping import ALLOWED, Keeping
from workbench.ui.memory import Memory
from workbench.ui.menus import Menus
from workbench.ui.notice import Notice
from workbench.ui.outgoing import Outgoing
from workbench.ui.prompts import Prompts
from workbench.ui.rounds import Rounds
from workbench.ui.settings import Settings
from workbench.ui.statusline import StatusLine
from workbench.ui.tabs import TABS, SubjectPage, Tab
from workbench.ui.tasks import Tasks
from workbench.ui.theme import STEP, Theme, sized
from workbench.ui.trail import Trail
from workbench.ui.work import Work

if TYPE_CHECKING:
    from workbench.services.checking import Checked
    from workbench.services.copies import Copy
    from workbench.services.plan import Plan
    from workbench.ui.keys import KeysPage
    from workbench.ui.leaving import LeavingLine
    from workbench.ui.overview import OverviewPage
    from workbench.ui.page import RegisterPage
    from workbench.ui.plan import PlanScreen
    from workbench.ui.welcome import Welcome


class Shell(QMainWindow):
    """One window with one file, or none yet.

    Args:
        clock: the time, the author and the machine.
        settings: what is remembered on this machine.
        prompts: asks for paths.
        work: import, export and printing.
        theme: the look, where a person may choose one.
    """

    def __init__(
        self,
        clock: Clock,
        settings: Settings,
        *,
        prompts: Prompts | None = None,
        work: Work | None = None,
        theme: Theme | None = None,
    ) -> None:
        super().__init__()
        self._clock, self._settings, self._theme = clock, settings, theme
        self._prompts, self._work = prompts or Prompts(), work or Work()
        self.pages: dict[str, RegisterPage] = {}
        self.subjects: dict[str, SubjectPage] = {}
        self.overview: OverviewPage | None = None
        self._last = "risk"
        """The register that was in front last, which is meant while the Overview is."""
        self._keys_page: KeysPage | None = None
        self._asked_twice = False
        self._called: dict[str, Register] = {}
        """The registers as the file called them when the pages were made."""
        self._before_keys: QWidget | None = None
        self._problem_report: Path | None = None
        self.tasks = Tasks(self)
        self.setAcceptDrops(True)
        self.setMinimumSize(100 * STEP, 60 * STEP)
        self.resize(1366, 768)
        self._build()
        self.actions_ = make_actions(self, self._slots())
        self.menus = Menus(self.menuBar(), self.actions_, settings, theme)
        self.menus.recent_asked.connect(self.open)
        self.menus.columns_asked.connect(self._offer_columns)
        self.menus.columns_chosen.connect(self._choose_columns)
        self.tasks.started.connect(self._begin_work)
        self.tasks.progressed.connect(self.status.advance)
        self.tasks.finished.connect(self._end_work)
        self.tasks.refused.connect(self.complain)
        self.tasks.crashed.connect(self._raise_again)
        self.status.stopped.connect(self.tasks.stop)
        window, self._split = settings.geometry()
        if not window.isEmpty():
            self.restoreGeometry(window)
        self._settle()

    # The file

    @property
    def book(self) -> Book | None:
        """The file that is open."""
        return self.files.book

    @property
    def welcome(self) -> "Welcome":
        """The page without a file."""
        return self.files.welcome

    def start(self, file: Path | None) -> None:
        """Begin: with a file, with a name to ask for, or with the offer of a file."""
        self.files.start(file)

    def open(self, path: Path, *, confirmed: bool = False) -> bool:
        """Open a file in place of the one here; return whether it could be."""
        return self.files.open(path, confirmed=confirmed)

    def create_file(self, name: str, organisations: list[str]) -> None:
        """Make a new file for a collaborative, where a person says."""
        self.files.create_file(name, organisations)

    def close_file(self) -> bool:
        """Close the file and offer others; return whether nothing stood in the way."""
        return self.files.close_file()

    def take_dropped(self, paths: list[Path]) -> None:
        """Open the first file of ours among these, or import the workbooks."""
        workbooks = self.files.take_dropped(paths)
        if self.book is not None and workbooks and (self.rounds.is_shown or self._is_round(self.book, workbooks)):
            if not self.rounds.is_shown:
                self._show_returns()
            self.rounds.receive(workbooks)
        else:
            self.import_workbooks(workbooks)

    @staticmethod
    def _is_round(book: Book, workbooks: list[Path]) -> bool:
        """Whether several workbooks are the returns of a round, which are planned together."""
        return len(workbooks) > 1 and bool(book.records("sending")) and not book.read_only

    def _may_leave(self) -> bool:
        """Save what is being typed, unless an import is shown, which would be lost."""
        if self.incoming.is_shown and not self._asked_twice:
            self.complain("Apply or cancel the import first; what waits to be imported after it would be forgotten, too.")
            return False
        return self.settle_pages()

    def settle_pages(self) -> bool:
        """Save what is being typed, on whichever page; return whether all of it could be."""
        return all(page.settle() for page in self.pages.values())

    def _let_go(self) -> None:
        """Let go of everything that shows the file, because it is about to be closed."""
        self.incoming.forget()
        self.rounds.forget()
        self.beside.forget()
        self.keeping.forget()
        self.status.tell_check(None)
        self._drop_pages()
        self._drop_overview()

    def _follow_closed(self) -> None:
        self._asked_twice = False
        self.outgoing.put_away()
        self.notice.forget()
        self._settle()

    def _show_book(self) -> None:
        """Show the file that was opened."""
        book = self.book
        if book is None:
            return
        self._called = book.registers
        self.tabs.blockSignals(True)
        while self.tabs.count():
            self.tabs.removeTab(0)
        for tab in TABS:
            self.tabs.addTab(tab.label or book.registers[tab.registers[0]].label)
            self.tabs.setTabData(self.tabs.count() - 1, tab)
        self.tabs.blockSignals(False)
        self.tabs.show()
        self._show_tab(0)
        self._settle()
        self.keeping.take(book)
        self.beside.take(book)
        self.trail.forget()
        self._stay()

    def _resume(self) -> None:
        self._show_tab(self.tabs.currentIndex())
        self._stay()

    def _follow_offer(self) -> None:
        self.outgoing.put_away()
        self.keeping.put_away()
        self._settle()

    def _tell_made(self) -> None:
        words = "Your file is ready. Next, import the workbooks your organisations sent, or drop them here."
        self.notice.say(words, "Import…", self._import)

    def _show_backups_of(self, path: Path) -> None:
        self.keeping.show_backups(path)

    def _tell_backup(self) -> None:
        self.status.tell(self.book)

    def _restore(self, path: Path, copy: "Copy") -> None:
        if not self.files.holds(path) or self.files.leave():
            self.keeping.restore(path, copy)

    def _drop_pages(self) -> None:
        """Let go of the registers' pages; they are made again when they are shown."""
        if self.pages:
            self._split = next(iter(self.pages.values())).split.saveState()
        for page in self.pages.values():
            page.rest()
            self.stack.removeWidget(page)
            page.deleteLater()
        for subject in self.subjects.values():
            self.stack.removeWidget(subject)
            subject.deleteLater()
        self.pages, self.subjects = {}, {}

    def _use_new_words(self) -> None:
        """Make the pages anew where the file calls its registers otherwise now."""
        book = self.book
        if book is None or self._called is book.registers:
            return
        self._called, last = book.registers, self._last
        in_front = self.stack.currentWidget() in (*self.pages.values(), *self.subjects.values(), self.overview)
        self._drop_pages()
        self._drop_overview()
        self._last = last
        for place, tab in enumerate(TABS):
            self.tabs.setTabText(place, tab.label or book.registers[tab.registers[0]].label)
        if in_front:
            self._show_front()

    # What is shown; each is made when it is first wanted, because most starts end on a file's table

    @property
    def keys_page(self) -> "KeysPage":
        """The page of keys."""
        if self._keys_page is None:
            from workbench.ui.keys import KeysPage  # noqa: PLC0415 - see above

            self._keys_page = KeysPage()
            self._keys_page.left.connect(self._leave_keys)
            self.stack.addWidget(self._keys_page)
        return self._keys_page

    @property
    def leaving(self) -> "LeavingLine":
        """The line before something leaves the file."""
        return self.outgoing.line

    @property
    def plan_screen(self) -> "PlanScreen | None":
        """The screen of the workbook that is coming in."""
        return self.incoming.screen

    @property
    def page(self) -> "RegisterPage":
        """The register in front."""
        return self._page(self._front)

    @property
    def _tab(self) -> Tab:
        found = self.tabs.tabData(max(0, self.tabs.currentIndex()))
        return found if isinstance(found, Tab) else TABS[0]

    @property
    def _front(self) -> str:
        """The key of the register in front, or that was last while the Overview is."""
        if not self._tab.registers:
            return self._last
        subject = self.subjects.get(self._tab.key)
        return subject.register if subject else self._tab.registers[0]

    @property
    def _is_overview(self) -> bool:
        """Whether the Overview is in front and no register."""
        return self.book is not None and not self._tab.registers

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

    def complain(self, sentence: str) -> None:
        """Say in place that something could not be done."""
        self.notice.say(sentence, picture="warning")

    def tell_crash(self, report: Path | None) -> None:
        """Say that we failed; the file is as it was, because every change is whole."""
        self._problem_report = report
        where = f" What is known of it, without a word of your registers, is in {report}." if report else ""
        self.notice.say(
            f"The program made a mistake. Your file is safe: every change is saved whole or not at all.{where}",
            "Copy the path" if report else "",
            self._copy_report if report else None,
            picture="warning",
        )

    def _copy_report(self) -> None:
        QGuiApplication.clipboard().setText(str(self._problem_report))

    def _page(self, key: str) -> "RegisterPage":
        if key not in self.pages:
            if self.book is None:
                raise KeyError(key)
            from workbench.ui.page import RegisterPage  # noqa: PLC0415 - a file opens on its overview

            actions = [self.actions_["import"], self.actions_["export"], self.actions_["add"]]
            memory = Memory(self._settings, str(self.book.store.about("file_id")), key)
            page = RegisterPage(self.book, self.book.registers[key], actions, memory=memory)
            page.refused.connect(self.complain)
            page.chosen.connect(self._settle_chosen)
            page.done.connect(self._tell_done)
            page.followed.connect(self._follow)
            page.table.addActions([self.actions_[name] for name in sorted(WITHIN_TABLE)])
            page.table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
            page.table.customContextMenuRequested.connect(self._show_row_menu)
            if not self._split.isEmpty():
                page.place(self._split)
            page.lock(locked=self.book.read_only)
            self.pages[key] = page
        return self.pages[key]

    def _subject(self, tab: Tab) -> SubjectPage:
        if tab.key not in self.subjects:
            book = self.book
            if book is None:
                raise KeyError(tab.key)
            made = SubjectPage(tab.label, {key: book.registers[key].label for key in tab.registers})
            made.turned.connect(self._turn)
            self.subjects[tab.key] = made
            self.stack.addWidget(made)
        return self.subjects[tab.key]

    def _turn(self) -> None:
        """Show another register of the subject in front, with its own words in menus and on buttons."""
        self._show_front()
        self._settle()

    def _show_front(self) -> None:
        """Show the page of the register in front, or the Overview."""
        if self._is_overview:
            self.stack.setCurrentWidget(self._made_overview())
            return
        tab, page = self._tab, self.page
        self._last = page.register.key
        if len(tab.registers) > 1:
            subject = self._subject(tab)
            subject.show_page(page)
            self.stack.setCurrentWidget(subject)
        else:
            if self.stack.indexOf(page) < 0:
                self.stack.addWidget(page)
            self.stack.setCurrentWidget(page)

    def _show_tab(self, place: int) -> None:
        if self.book is None or place < 0:
            return
        self.outgoing.put_away()
        self.keeping.put_away()
        if len(self._tab.registers) > 1:
            self._subject(self._tab)
        self._show_front()
        self._settle()

    def _made_overview(self) -> "OverviewPage":
        if self.overview is None:
            if self.book is None:
                raise KeyError("overview")
            from workbench.ui.overview import OverviewPage  # noqa: PLC0415 - a file may be opened on a register

            actions = [self.actions_[key] for key in ("import", "returns", "export", "print")]
            made = self.overview = OverviewPage(self.book, actions, [self.actions_["import"], self.actions_["add"]])
            made.asked.connect(self._show_asked)
            made.accepting.connect(self._ask_to_accept)
            made.accepted.connect(self._tell_accepted)
            made.refused.connect(self.complain)
            self.stack.addWidget(made)
        return self.overview

    def _drop_overview(self) -> None:
        if self.overview is not None:
            self.overview.rest()
            self.stack.removeWidget(self.overview)
            self.overview.deleteLater()
        self.overview, self._last = None, "risk"

    def _show_asked(self, register: str, uids: list[str], words: str) -> None:
        """Show the records that a figure of the Overview counts."""
        self.trail.leave_overview()
        self.show_register(register).show_only(uids, f"From the overview: {words}")

    def _go_home(self) -> None:
        self.show_overview()
        self._stay()

    def _ask_to_accept(self, sentence: str, accept: Callable[[], object]) -> None:
        self.notice.say(sentence, "Enter this gap", accept)

    def _tell_accepted(self, sentence: str) -> None:
        self.notice.say(sentence, "Undo", self._undo)

    def _take(self, applied: Applied) -> None:
        """Follow a change set, whichever thread applied it."""
        self._asked_twice = False  # what was to be lost then is not what would be lost now
        for page in self.pages.values():
            page.take(applied)
        if self.overview is not None:
            self.overview.take(applied)
        if "setting" in applied.registers():
            self._use_new_words()
            self.keeping.follow(applied)
        self.incoming.follow(applied)
        self.rounds.follow(applied)
        self._settle()

    def _settle(self) -> None:
        """Bring title, menus and status line up to date."""
        book, busy = self.book, self.tasks.is_busy
        changing = book is not None and not book.read_only and not busy
        importing = self.incoming.is_shown or (self._are_keys_shown and self._before_keys is self.plan_screen is not None)
        apart = self._is_apart
        for act in ACTS:
            here = (act.within_import or not importing) and (not apart or act.key in ALLOWED)
            here = here and not (self._is_overview and act.key in OF_REGISTER)
            enabled = not act.needs_file or (book is not None and here)
            self.actions_[act.key].setEnabled(enabled and (changing or not act.changes) and not (busy and act.key == "close_file"))
        if book is None:
            self._settle_without_file()
        elif not busy:
            # the book answers only once long work is over, and waiting for it would stop the window
            self._settle_names(book)
        self._settle_chosen()
        self.menus.columns.setEnabled(book is not None and not self._is_overview)
        shown = book is not None and not self._is_offering
        self.tabs.setVisible(shown)
        self._rule.setVisible(shown)
        self.tabs.setEnabled(not importing)

    def _settle_without_file(self) -> None:
        self.actions_["undo"].setText("&Undo")
        self.actions_["redo"].setText("&Redo")
        self.status.tell(None)
        self.setWindowTitle("Governance Workbench")

    def _settle_names(self, book: Book) -> None:
        """Say what undo and redo would do, how the file stands, and what it is called."""
        for key, words, name in (("undo", "&Undo", book.undo_name), ("redo", "&Redo", book.redo_name)):
            action = self.actions_[key]
            action.setText(_named(words, name))
            action.setEnabled(action.isEnabled() and bool(name))
        self.status.tell(book)
        kept = " (reading only)" if book.read_only else ""
        self.setWindowTitle(f"{book.path.name}{kept} – {book.name} – Governance Workbench")

    def _settle_chosen(self) -> None:
        """Say what would be added or removed here."""
        page = self.pages.get(self._front)
        if page is None:
            return
        noun, chosen = page.register.noun, page.selected
        self.actions_["add"].setText(f"&New {noun}")
        what = chosen[0].ref if len(chosen) == 1 else counted(len(chosen), noun, page.register.plural) if chosen else ""
        self.actions_["remove"].setText(_named("&Remove", what))
        changing = self.actions_["add"].isEnabled() and not self._is_overview
        self.actions_["remove"].setEnabled(changing and bool(chosen))
        for key in ("add_line", "add_link"):
            self.actions_[key].setEnabled(changing and len(chosen) == 1)

    def _begin_work(self, name: str) -> None:
        # the form stays open: work that writes has a screen of its own in front, and the rest only reads
        self.status.begin(name)
        self._settle()

    def _end_work(self) -> None:
        self.status.rest()
        self._settle()

    def _end_looking(self) -> None:
        if not self.tasks.is_busy:
            self.status.rest()

    @staticmethod
    def _raise_again(error: BaseException) -> None:
        """Let the error hook see what failed in the other thread."""
        raise error

    # What a person does

    def _slots(self) -> dict[str, Callable[[], object]]:
        return {
            "new_file": self.files.ask_new,
            "open_file": self.files.ask_open,
            "close_file": self.files.close_file,
            "import": self._import,
            "returns": self._show_returns,
            "receipts": self._show_receipts,
            "export": self._export,
            "print": self._print,
            "save_copy": self._save_copy,
            "merge": self._merge,
            "backups": self._show_backups,
            "check_file": self._check_file,
            "preferences": self._show_preferences,
            "rename_author": self.files.ask_name,
            "quit": self.close,
            "undo": self._undo,
            "redo": self._redo,
            "find": self._find,
            "clear_filter": self._show_everything,
            "go_to_table": self._stay,
            "go_to_form": self._go_to_form,
            "next": lambda: self._step(1),
            "previous": lambda: self._step(-1),
            "next_tab": self._next_tab,
            "sort": self._sort,
            "all_fields": self._toggle_all_fields,
            "add": self._add,
            "remove": self._remove,
            "back": self._go_back,
            **page_slots(lambda: self.page),
            "keys": self._show_keys,
            "about": self._about,
        }

    # The file as a whole

    def _save_copy(self) -> None:
        self.keeping.save_copy()

    def _check_file(self) -> None:
        if self.book is not None and self.settle_pages():
            self.keeping.check_file()

    def _show_backups(self) -> None:
        if self.incoming.is_shown:
            self.complain("Apply or cancel the import first.")
        elif self.book is None:
            self.complain("Open the file first; if it cannot be opened, its backups are offered beside the reason.")
        elif self.settle_pages():
            self.keeping.show_backups()

    def _show_preferences(self) -> None:
        if self.incoming.is_shown:
            self.complain("Apply or cancel the import first.")
        else:
            self.keeping.show_preferences()

    def _leave_apart(self) -> None:
        """Go back from a page about the whole file."""
        if self.book is None:
            self.files.offer()
        else:
            self._show_front()
            self._stay()
        self._settle()

    def _go_to_clicked(self, _place: int) -> None:
        """Leave such a page also for the tab that was in front before."""
        if self._are_keys_shown:
            self._leave_keys()
        elif self._is_apart:
            self._leave_apart()

    @property
    def _is_apart(self) -> bool:
        """Whether a page about the whole file stands in front."""
        return (
            self.keeping.is_shown or self.rounds.is_shown or self.incoming.are_receipts_shown or self._are_keys_shown or self._is_offering
        )

    def _tell_check(self, result: "Checked") -> None:
        self.status.tell_check(result.at, len(result.findings))
        if not self.tasks.is_busy:
            self.status.tell(self.book)
        if not result.is_sound and not self.keeping.is_shown:
            self.notice.say(result.verdict, "See what to do", lambda: self.keeping.show_check(result), picture="warning")

    def _choose_look(self, name: str) -> None:
        next(action for action in self.menus.looks.actions() if action.data() == name).trigger()

    def _undo(self) -> None:
        page = self.pages.get(self._front)
        if not self._is_overview and not self._is_apart and page is not None and page.take_back_typing():
            self.notice.say("What you typed for the records chosen is taken back; nothing in the file was changed.")
        elif self.book is not None and (question := self.book.undo_question):
            self.notice.say(question, "Undo the whole merge", lambda: self._undo_asked(asked=True))
        else:
            self._undo_asked(asked=False)

    def _undo_asked(self, *, asked: bool) -> None:
        if self.book is not None:
            self._walk("Undone", self.book.undo_name, lambda book: book.undo(asked=asked), "Redo", self._redo)

    def _redo(self) -> None:
        if self.book is not None:
            self._walk("Redone", self.book.redo_name, lambda book: book.redo(), "Undo", self._undo)

    def _walk(self, verb: str, name: str, step: Callable[[Book], Applied], back: str, go_back: Callable[[], None]) -> None:
        """Take a step through the history, say what it did, and offer to go back and to see it."""
        book = self.book
        if book is None or not self.settle_pages():
            return
        try:
            applied = step(book)
        except WorkbenchError as error:
            self.complain(str(error))
            return
        from workbench.ui.undone import seen_in, told  # noqa: PLC0415 - nothing is undone before the window is up

        register, uids = seen_in(applied, book.registers)
        there = any(register in tab.registers for tab in TABS)
        here = there and not self._is_overview and not self._is_apart and register == self._front
        if here and len(uids) == 1 and (record := self.page.model.records.get(uids[0])) is not None:
            self.page.choose(record)
        also = (lambda: self._show_walked(register, uids)) if there and not here and not self._is_apart else None
        self.notice.say(told(applied, verb, name, book.registers), back, go_back, also=("Show it", also) if also else None)

    def _show_walked(self, register: str, uids: list[str]) -> None:
        """Show the records that undo or redo concerned, or what is left of their register."""
        page = self.show_register(register)
        left = [uid for uid in uids if uid in page.model.records]
        if left:
            page.show_only(left, "what was just undone or redone")
        else:
            self._stay()

    def _find(self) -> None:
        self.page.filter.input.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.page.filter.input.selectAll()

    def _show_everything(self) -> None:
        self.page.filter.clear()

    def _next_tab(self) -> None:
        """Go to the next register, or the next view of an import."""
        screen = self.plan_screen if self.incoming.is_shown else None
        tabs = screen.views if screen is not None else self.tabs
        tabs.setCurrentIndex((tabs.currentIndex() + 1) % max(1, tabs.count()))
        if screen is None:
            self._stay()

    def _sort(self) -> None:
        self.page.table.sort_by_current_column()

    def _toggle_all_fields(self) -> None:
        self.page.toggle_fields()

    def _go_to_form(self) -> None:
        self.page.enter_form()

    def _step(self, by: int) -> None:
        page = self.page
        chosen = page.selected
        row = page.model.row_of(chosen[0].uid) + by if chosen else 0
        record = page.model.record_at(row)
        if record is not None:
            page.table.select([record.uid])

    def _add(self) -> None:
        page = self.show_register(self._front) if self._is_overview else self.page
        if self.book is None or not page.settle():
            return
        try:
            record = self.book.add(page.register.key, {})
        except WorkbenchError as error:
            self.complain(str(error))
            return
        page.choose(record, page.register.title_key)

    def _remove(self) -> None:
        page = self.page
        records: list[Record] = page.selected
        if self.book is None or not records:
            return
        after = page.neighbour(records)
        try:
            self.book.remove(records)
        except WorkbenchError as error:
            self.complain(str(error))
            return
        if after:
            page.table.select([after])
        what = records[0].name if len(records) == 1 else counted(len(records), page.register.noun, page.register.plural)
        self.notice.say(f"{what} removed.", "Undo", self._undo)

    def _tell_done(self, sentence: str) -> None:
        self.notice.say(sentence, "Undo", self._undo)

    def _follow(self, register: str, uid: str) -> None:
        if self.book is not None:
            self.trail.follow(self.book, register, uid)

    def _follow_found(self, register: str, uid: str) -> None:
        """Go to the record whose words a document has."""
        self._leave_apart()
        self._follow(register, uid)

    def _go_back(self) -> None:
        if self.book is not None:
            self.trail.back(self.book)

    def _show_row_menu(self) -> None:
        menu = QMenu(self)
        menu.addActions([self.actions_[name] for name in ("edit_cell", "copy", "copy_cell", "paste")])
        menu.addSeparator()
        menu.addAction(self.actions_["go_to_form"])
        menu.addAction(self.actions_["sort"])
        menu.addSeparator()
        menu.addAction(self.actions_["remove"])
        menu.popup(self.cursor().pos())
        menu.aboutToHide.connect(menu.deleteLater)

    def _show_keys(self) -> None:
        before = self.stack.currentWidget()
        if before is self._keys_page:
            self._leave_keys()
            return
        self.keys_page.fill(self.actions_.values())
        self._before_keys = before
        self.stack.setCurrentWidget(self.keys_page)
        self.keys_page.area.setFocus(Qt.FocusReason.OtherFocusReason)
        self._settle()

    def _leave_keys(self) -> None:
        if self._are_keys_shown:
            self.stack.setCurrentWidget(self._before_keys or self.welcome)
            self._settle()
            if not self.incoming.is_shown and not self._is_apart and self.book is not None:
                self._stay()

    @property
    def _are_keys_shown(self) -> bool:
        return self._keys_page is not None and self.stack.currentWidget() is self._keys_page

    @property
    def _is_offering(self) -> bool:
        """Whether a name or a new file is being asked for."""
        return self.files.is_offering

    def _about(self) -> None:
        self.notice.say(f"Governance Workbench {__version__}. Free software under the MIT licence; it never connects to a network.")

    def _offer_columns(self) -> None:
        if self.book is not None:
            self.menus.offer_columns(self.page.register, self.page.columns)

    def _choose_columns(self, keys: list[str]) -> None:
        self.page.show_columns(keys or [self.page.register.title_key])

    # Import, export, print

    def _import(self) -> None:
        self.import_workbooks(self._prompts.workbooks(self, self.files.folder))

    def import_workbooks(self, paths: list[Path]) -> None:
        """Show what importing each of these workbooks would change, one after the other."""
        if self.book is None or self.book.read_only or not paths:
            return
        if not self.settle_pages():
            return
        self.incoming.take(self.book, paths)

    def _merge(self) -> None:
        path = self._prompts.copy_to_merge(self, self.files.folder)
        if path is not None:
            self.merge_copy(path)

    def merge_copy(self, path: Path) -> None:
        """Show what merging another copy of the file would change."""
        if self.book is not None and not self.book.read_only and self.settle_pages():
            self.incoming.take_copy(self.book, path)

    def _show_receipts(self) -> None:
        if self.book is not None and self.settle_pages():
            self.incoming.show_receipts(self.book)

    def _show_returns(self) -> None:
        if self.book is not None and self.settle_pages():
            self.rounds.show(self.book, self.files.folder)

    def _tell_round(self, sentence: str, undone: bool) -> None:  # noqa: FBT001 - Qt's own signal
        self.notice.say(sentence, "Undo" if undone else "", self._undo if undone else None)

    def _look_at_return(self, path: Path, member: str, agree: Callable[["Plan"], object]) -> None:
        if self.book is not None:
            self.incoming.look_at(self.book, path, member, agree)

    def _tell_taken_back(self, sentence: str) -> None:
        self.notice.say(sentence, "Undo", self._undo)

    def _begin_import(self) -> None:
        self.notice.forget()
        self.outgoing.put_away()
        self._settle()

    def _end_import(self) -> None:
        if self.book is None:
            return
        if self.rounds.is_deciding:
            self.rounds.take_back()
            return
        self._show_front()
        self._settle()
        self._stay()

    def _tell_import(self, applied: Applied | None, plan: "Plan") -> None:
        if self._is_overview and applied is not None and not self.rounds.is_shown:
            keys = [part.register for part in plan.parts if any(part.register in tab.registers for tab in TABS)]
            self.show_register(keys[0] if keys else self._front)
            self._stay()
        if not self.page.selected and self.page.model.shown:
            self.page.table.select([self.page.model.shown[0].uid])
        if applied is None:
            self.notice.say(f"{plan.workbook.name} held nothing new.")
        elif plan.source == "copy":
            from workbench.ui.merging import merged_line  # noqa: PLC0415 - the screen is loaded by now

            self.notice.say(merged_line(plan), "Undo", self._undo)
        else:
            from workbench.ui.plan import written_line  # noqa: PLC0415 - the screen is loaded by now

            self.notice.say(written_line(plan, self.page.register), "Undo", self._undo)

    def _export(self) -> None:
        if self.book is not None and self._is_overview:
            keys = [key for key, register in self.book.registers.items() if register.visible and self.book.records(key)]
            self.outgoing.export(self.book, keys or [self._front], "registers")
        elif self.book is not None and self.page.settle():
            self.outgoing.export(self.book, [self.page.register.key], self.page.register.running)

    def _print(self) -> None:
        if self.book is not None and self._is_overview:
            from workbench.ui.overview import MAIN  # noqa: PLC0415 - it is loaded by now

            keys = [key for key in MAIN if self.book.records(key)]
            self.outgoing.print(self.book, keys or [self._front], "registers")
        elif self.book is not None and self.page.settle():
            self.outgoing.print(self.book, [self.page.register.key], self.page.register.running, self.page.shown())

    def _stay(self) -> None:
        if self._is_overview and self.overview is not None:
            self.overview.take_keyboard()
        elif self.book is not None:
            self.page.table.setFocus(Qt.FocusReason.OtherFocusReason)

    # Qt

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files."""
        if event.mimeData().hasUrls() and not self.tasks.is_busy:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open a file of ours, import anything else."""
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        event.acceptProposedAction()
        self.take_dropped(paths)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Save what is being typed, give up the file, and remember how the window stood."""
        self.tasks.stop()
        if self.book is not None and not self._asked_twice and not self.settle_pages():
            self._asked_twice = True
            self.complain(f"{self.notice.sentence.text()} Close again to leave without it.")
            event.ignore()
            return
        screen = self.plan_screen
        decided = self.incoming.is_shown and screen is not None and screen.deciding is not None and screen.deciding.is_any
        if decided and not self._asked_twice:
            self._asked_twice = True
            self.complain("What you decided about this import would be lost. Close again to leave without it.")
            event.ignore()
            return
        for page in self.pages.values():
            page.rest()
        self.tasks.close()
        self.keeping.close()
        self.files.leave(whatever=True)
        self._settings.keep_geometry(self.saveGeometry(), self._split)
        super().closeEvent(event)

    # Building

    def _build(self) -> None:
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.tabs = QTabBar()
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setAccessibleName("Registers")
        self.tabs.setFont(sized(self.font(), 1.0, QFont.Weight.Medium))
        self.tabs.currentChanged.connect(self._show_tab)
        self.tabs.tabBarClicked.connect(self._go_to_clicked)
        column.addWidget(self.tabs)
        self._rule = QFrame()
        self._rule.setProperty("hairline", True)
        self._rule.setFixedHeight(1)
        column.addWidget(self._rule)
        self.notice = Notice()
        column.addWidget(self.notice)
        self._over = QVBoxLayout()
        column.addLayout(self._over)
        self.stack = QStackedWidget()
        column.addWidget(self.stack, 1)
        self.setCentralWidget(middle)
        self.status = StatusLine(self._clock)
        self.setStatusBar(self.status)
        self.incoming = Incoming(self.stack, self.tasks, self._work, self)
        self.incoming.begun.connect(self._begin_import)
        self.incoming.finished.connect(self._end_import)
        self.incoming.summed.connect(lambda told: self.notice.say(told, "Import receipts", self._show_receipts))
        self.incoming.applied.connect(self._tell_import)
        self.incoming.refused.connect(self.complain)
        self.incoming.receipts_shown.connect(self._settle)
        self.incoming.receipts_left.connect(self._leave_apart)
        self.incoming.taken_back.connect(self._tell_taken_back)
        self.rounds = Rounds(self, self.stack, self.tasks, self._prompts)
        self.rounds.shown.connect(self._settle)
        self.rounds.left.connect(self._leave_apart)
        self.rounds.told.connect(self._tell_round)
        self.rounds.decide_asked.connect(self._look_at_return)
        self.trail = Trail(self.show_register, lambda: self.page, self._go_home, self)
        self.trail.lost.connect(self.complain)
        self._build_files()
        self.outgoing = Outgoing(self, self._over, self.notice, self.tasks, self._prompts, self._work)
        self.outgoing.settled.connect(self._stay)
        self._build_keeping()

    def _build_files(self) -> None:
        made = self.files = Files(
            self,
            self.stack,
            self.notice,
            self.tasks,
            self._prompts,
            self._work,
            self._settings,
            self._clock,
            settle=self._may_leave,
        )
        made.changed.connect(self._take)
        made.opened.connect(self._show_book)
        made.leaving.connect(self._let_go)
        made.closed.connect(self._follow_closed)
        made.offered.connect(self._follow_offer)
        made.resumed.connect(self._resume)
        made.backed_up.connect(self._tell_backup)
        made.workbooks_waited.connect(self.import_workbooks)
        made.made.connect(self._tell_made)
        made.backups_asked.connect(self._show_backups_of)
        made.refused.connect(self.complain)

    def _build_keeping(self) -> None:
        made = self.keeping = Keeping(self, self.stack, self._over, self.notice, self.tasks, self._prompts, self._settings, self._clock)
        made.looking.started.connect(self.status.begin)
        made.looking.progressed.connect(self.status.advance)
        made.looking.finished.connect(self._end_looking)
        made.looking.crashed.connect(self._raise_again)
        self.status.stopped.connect(made.looking.stop)
        made.shown.connect(self._settle)
        made.left.connect(self._leave_apart)
        made.settled.connect(self._stay)
        made.restore_asked.connect(self._restore)
        made.reopen_asked.connect(self.open)
        made.checked.connect(self._tell_check)
        made.followed.connect(self._follow_found)
        made.cleared.connect(self._tell_done)
        self.outgoing.looked_at.connect(made.show_findings)
        made.named.connect(self.files.go_by)
        made.look_chosen.connect(self._choose_look)
        made.refused.connect(self.complain)
        self.beside = Beside(self.notice, made.looking, self._work, self)
        self.beside.wanted.connect(self.merge_copy)


def _named(verb: str, name: str) -> str:
    """Return a menu's words for an action with the name of what it concerns."""
    return f"{verb} {(name[:1].lower() + name[1:] if name[1:2].islower() else name).replace('&', '&&')}" if name else verb
