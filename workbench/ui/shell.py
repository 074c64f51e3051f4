"""The main window: menus, tabs, and everything that concerns the file as a whole."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction, QCloseEvent, QDragEnterEvent, QDropEvent, QFont, QGuiApplication
from PySide6.QtWidgets import QFrame, QMainWindow, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from workbench import __version__
from workbench.domain.change import Applied
from workbench.domain.clock import Clock
from workbench.services.book import Book
from workbench.ui.actions import make_actions
from workbench.ui.adding import Adding
from workbench.ui.allowing import Allowing
from workbench.ui.apart import Apart
from workbench.ui.arriving import Arriving
from workbench.ui.beside import Beside
from workbench.ui.doing import page_slots
from workbench.ui.files import Files
from workbench.ui.fronts import Fronts
from workbench.ui.incoming import Incoming
from workbench.ui.keeping import Keeping
from workbench.ui.menus import Menus
from workbench.ui.notice import Notice
from workbench.ui.outgoing import Outgoing
from workbench.ui.prompts import Prompts
from workbench.ui.rounds import Rounds
from workbench.ui.settings import Settings
from workbench.ui.statusline import StatusLine
from workbench.ui.tasks import Tasks
from workbench.ui.theme import STEP, Theme, sized
from workbench.ui.trail import Trail
from workbench.ui.walking import Walking
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
        self.actions_: dict[str, QAction] = {}
        self._asked_twice = False
        self._problem_report: Path | None = None
        self.tasks = Tasks(self)
        self.setAcceptDrops(True)
        self.setMinimumSize(100 * STEP, 60 * STEP)
        self.resize(1366, 768)
        self._build()
        self.actions_.update(make_actions(self, self._slots()))
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
        window, self.fronts.split = settings.geometry()
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
        self.arriving.take_dropped(paths)

    def _may_leave(self) -> bool:
        """Save what is being typed, unless an import is shown, which would be lost."""
        if self.incoming.is_shown and not self._asked_twice:
            self.complain("Apply or cancel the import first; what waits to be imported after it would be forgotten, too.")
            return False
        return self.fronts.settle()

    def _let_go(self) -> None:
        """Let go of everything that shows the file, because it is about to be closed."""
        self.incoming.forget()
        self.rounds.forget()
        self.beside.forget()
        self.keeping.forget()
        self.status.tell_check(None)
        self.fronts.drop()

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
        self.fronts.take(book)
        self.fronts.show_tab(0)
        self._settle()
        self.keeping.take(book)
        self.beside.take(book)
        self.trail.forget()
        self.fronts.take_keyboard()

    def _make_room(self) -> None:
        """Put away what stands over the tabs, because another is shown."""
        self.outgoing.put_away()
        self.keeping.put_away()

    def _resume(self) -> None:
        self.fronts.show_tab(self.tabs.currentIndex())
        self.fronts.take_keyboard()

    def _follow_offer(self) -> None:
        self._make_room()
        self._settle()

    def _tell_made(self) -> None:
        words = "Your file is ready. Next, import the workbooks your organisations sent, or drop them here."
        self.notice.say(words, "Import…", self.arriving.ask_workbooks)

    def _restore(self, path: Path, copy: "Copy") -> None:
        if not self.files.holds(path) or self.files.leave():
            self.keeping.restore(path, copy)

    # What is shown

    @property
    def tabs(self) -> QTabBar:
        """The tabs of the registers."""
        return self.fronts.tabs

    @property
    def pages(self) -> "dict[str, RegisterPage]":
        """The registers' pages that were made, by key."""
        return self.fronts.pages

    @property
    def overview(self) -> "OverviewPage | None":
        """The Overview, once it was shown."""
        return self.fronts.overview

    @property
    def keys_page(self) -> "KeysPage":
        """The page of keys."""
        return self.apart.keys_page

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
        return self.fronts.page

    def show_overview(self) -> None:
        """Bring the Overview to the front."""
        self.fronts.show_overview()

    def show_register(self, key: str) -> "RegisterPage":
        """Bring a register to the front and return its page."""
        return self.fronts.show_register(key)

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

    def _show_asked(self, register: str, uids: list[str], words: str) -> None:
        """Show the records that a figure of the Overview counts."""
        self.trail.leave_overview()
        self.show_register(register).show_only(uids, f"From the overview: {words}")

    def _go_home(self) -> None:
        self.fronts.show_overview()
        self.fronts.take_keyboard()

    def _ask_to_accept(self, sentence: str, accept: Callable[[], object]) -> None:
        self.notice.say(sentence, "Enter this gap", accept)

    def _take(self, applied: Applied) -> None:
        """Follow a change set, whichever thread applied it."""
        self._asked_twice = False  # what was to be lost then is not what would be lost now
        self.fronts.follow(applied)
        if "setting" in applied.registers():
            self.keeping.follow(applied)
        self.incoming.follow(applied)
        self.rounds.follow(applied)
        self._settle()

    def _settle(self) -> None:
        """Bring title, menus and status line up to date."""
        book, busy = self.book, self.tasks.is_busy
        self.allowing.settle(book, busy=busy)
        if book is None:
            self.status.tell(None)
            self.setWindowTitle("Governance Workbench")
        elif not busy:
            # the book answers only once long work is over, and waiting for it would stop the window
            self.status.tell(book)
            kept = " (reading only)" if book.read_only else ""
            self.setWindowTitle(f"{book.path.name}{kept} – {book.name} – Governance Workbench")
        self.menus.open_file = book.path if book is not None else None
        self.menus.columns.setEnabled(book is not None and not self.fronts.is_overview)
        shown = book is not None and not self.files.is_offering
        self.tabs.setVisible(shown)
        self._rule.setVisible(shown)
        self.tabs.setEnabled(not self.apart.is_importing)

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
            "import": self.arriving.ask_workbooks,
            "returns": self.apart.show_returns,
            "receipts": self.apart.show_receipts,
            "export": self._export,
            "print": self._print,
            "save_copy": self.keeping.save_copy,
            "merge": self.arriving.ask_copy,
            "backups": self.apart.show_backups,
            "check_file": self.apart.show_check,
            "preferences": self.apart.show_preferences,
            "rename_author": self.files.ask_name,
            "quit": self.close,
            "undo": self.walking.undo,
            "redo": self.walking.redo,
            "go_to_table": self.fronts.take_keyboard,
            "next_tab": self._next_tab,
            "add": self.adding.add,
            "remove": self.adding.remove,
            "back": self._go_back,
            **page_slots(lambda: self.page),
            "keys": lambda: self.apart.show_keys(self.actions_.values()),
            "about": self._about,
        }

    # The file as a whole

    def _leave_apart(self) -> None:
        """Go back from a page about the whole file."""
        if self.book is None:
            self.files.offer()
        else:
            self.fronts.show()
            self.fronts.take_keyboard()
        self._settle()

    def _go_to_clicked(self, _place: int) -> None:
        """Leave such a page also for the tab that was in front before."""
        if self.apart.are_keys_shown:
            self.apart.leave_keys()
        elif self.apart.is_shown:
            self._leave_apart()

    def _tell_check(self, result: "Checked") -> None:
        self.status.tell_check(result.at, len(result.findings))
        if not self.tasks.is_busy:
            self.status.tell(self.book)
        if not result.is_sound and not self.keeping.is_shown:
            self.notice.say(result.verdict, "See what to do", lambda: self.keeping.show_check(result), picture="warning")

    def _choose_look(self, name: str) -> None:
        next(action for action in self.menus.looks.actions() if action.data() == name).trigger()

    def _next_tab(self) -> None:
        """Go to the next register, or the next view of an import."""
        screen = self.plan_screen if self.incoming.is_shown else None
        tabs = screen.views if screen is not None else self.tabs
        tabs.setCurrentIndex((tabs.currentIndex() + 1) % max(1, tabs.count()))
        if screen is None:
            self.fronts.take_keyboard()

    def _tell(self, sentence: str, undone: bool = True) -> None:  # noqa: FBT001, FBT002 - Qt's own signal
        self.notice.say(sentence, "Undo" if undone else "", self.walking.undo if undone else None)

    def _tell_open(self, sentence: str, digest: str, undone: bool) -> None:  # noqa: FBT001 - Qt's own signal
        also = ("Decide what is open", lambda: self._decide_open(digest))
        self.notice.say(sentence, "Undo" if undone else "", self.walking.undo if undone else None, also=also)

    def _decide_open(self, digest: str) -> None:
        """Look again at a workbook that was imported, to decide what stayed open."""
        if self.book is not None and not self.book.read_only and self.fronts.settle():
            self.rounds.is_deciding = self.rounds.is_shown
            self.incoming.decide_again(self.book, digest)

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

    def _about(self) -> None:
        self.notice.say(f"Governance Workbench {__version__}. Free software under the MIT licence; it never connects to a network.")

    def _offer_columns(self) -> None:
        if self.book is not None:
            self.menus.offer_columns(self.page.register, self.page.columns)

    def _choose_columns(self, keys: list[str]) -> None:
        self.page.show_columns(keys or [self.page.register.title_key])

    # Import, export, print

    def import_workbooks(self, paths: list[Path]) -> None:
        """Show what importing each of these workbooks would change, one after the other."""
        self.arriving.take(paths)

    def merge_copy(self, path: Path) -> None:
        """Show what merging another copy of the file would change."""
        self.arriving.take_copy(path)

    def _look_at_return(self, path: Path, member: str, agree: Callable[["Plan"], object]) -> None:
        if self.book is not None:
            self.incoming.look_at(self.book, path, member, agree)

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
        self.fronts.show()
        self._settle()
        self.fronts.take_keyboard()

    def _export(self) -> None:
        if self.book is not None and self.fronts.is_overview:
            keys = [key for key, register in self.book.registers.items() if register.visible and self.book.records(key)]
            self.outgoing.export(self.book, keys or [self.fronts.register], "registers")
        elif self.book is not None and self.page.settle():
            self.outgoing.export(self.book, [self.page.register.key], self.page.register.running)

    def _print(self) -> None:
        if self.book is not None and self.fronts.is_overview:
            from workbench.ui.overview import MAIN  # noqa: PLC0415 - it is loaded by now

            keys = [key for key in MAIN if self.book.records(key)]
            self.outgoing.print(self.book, keys or [self.fronts.register], "registers")
        elif self.book is not None and self.page.settle():
            self.outgoing.print(self.book, [self.page.register.key], self.page.register.running, self.page.shown())

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
        if self.book is not None and not self._asked_twice and not self.fronts.settle():
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
        self.fronts.rest()
        self.tasks.close()
        self.keeping.close()
        self.files.leave(whatever=True)
        self._settings.keep_geometry(self.saveGeometry(), self.fronts.split)
        super().closeEvent(event)

    # Building

    def _build(self) -> None:
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.stack = QStackedWidget()
        self._build_fronts()
        column.addWidget(self.tabs)
        self._rule = QFrame()
        self._rule.setProperty("hairline", True)
        self._rule.setFixedHeight(1)
        column.addWidget(self._rule)
        self.notice = Notice()
        column.addWidget(self.notice)
        self._over = QVBoxLayout()
        column.addLayout(self._over)
        column.addWidget(self.stack, 1)
        self.setCentralWidget(middle)
        self.status = StatusLine(self._clock)
        self.setStatusBar(self.status)
        self.incoming = Incoming(self.stack, self.tasks, self._work, self)
        self.incoming.begun.connect(self._begin_import)
        self.incoming.finished.connect(self._end_import)
        self.incoming.refused.connect(self.complain)
        self.incoming.receipts_shown.connect(self._settle)
        self.incoming.receipts_left.connect(self._leave_apart)
        self.incoming.taken_back.connect(self._tell)
        self.rounds = Rounds(self, self.stack, self.tasks, self._prompts)
        self.rounds.shown.connect(self._settle)
        self.rounds.left.connect(self._leave_apart)
        self.rounds.told.connect(self._tell)
        self.rounds.left_open.connect(self._tell_open)
        self.rounds.decide_asked.connect(self._look_at_return)
        self.trail = Trail(self.show_register, lambda: self.page, self._go_home, self)
        self.trail.lost.connect(self.complain)
        self._build_files()
        self.outgoing = Outgoing(self, self._over, self.notice, self.tasks, self._prompts, self._work)
        self.outgoing.settled.connect(self.fronts.take_keyboard)
        self._build_keeping()
        self._build_doing()

    def _build_doing(self) -> None:
        self.apart = Apart(self.stack, self.files, self.incoming, self.rounds, self.keeping, settle=self.fronts.settle, parent=self)
        self.apart.changed.connect(self._settle)
        self.apart.resumed.connect(self.fronts.take_keyboard)
        self.apart.refused.connect(self.complain)
        self.incoming.summed.connect(lambda told: self.notice.say(told, "Import receipts", self.apart.show_receipts))
        self.arriving = Arriving(self, self._prompts, self.files, self.fronts, self.incoming, self.rounds, self.apart)
        self.arriving.told.connect(self._tell)
        self.arriving.left_open.connect(self._tell_open)
        self.incoming.applied.connect(self.arriving.tell)
        self.walking = Walking(lambda: self.book, self.fronts, self.apart, self.notice, self)
        self.walking.refused.connect(self.complain)
        self.adding = Adding(lambda: self.book, self.fronts, self)
        self.adding.removed.connect(self._tell)
        self.adding.refused.connect(self.complain)
        self.allowing = Allowing(self.actions_, self.fronts, self.apart, self)
        self.fronts.chosen.connect(self.allowing.settle_chosen)

    def _build_fronts(self) -> None:
        made = self.fronts = Fronts(self.stack, lambda: self.book, self.actions_, self._settings, self)
        made.tabs.setFont(sized(self.font(), 1.0, QFont.Weight.Medium))
        made.tabs.tabBarClicked.connect(self._go_to_clicked)
        made.turning.connect(self._make_room)
        made.turned.connect(self._settle)
        made.done.connect(self._tell)
        made.followed.connect(self._follow)
        made.menu_asked.connect(lambda: self.menus.show_for_rows(self))
        made.counted_asked.connect(self._show_asked)
        made.accepting.connect(self._ask_to_accept)
        made.accepted.connect(self._tell)
        made.refused.connect(self.complain)

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
        made.backed_up.connect(lambda: self.status.tell(self.book))
        made.workbooks_waited.connect(self.import_workbooks)
        made.made.connect(self._tell_made)
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
        made.settled.connect(self.fronts.take_keyboard)
        made.restore_asked.connect(self._restore)
        made.reopen_asked.connect(self.open)
        made.checked.connect(self._tell_check)
        made.followed.connect(self._follow_found)
        made.cleared.connect(self._tell)
        self.outgoing.looked_at.connect(made.show_findings)
        self.files.backups_asked.connect(made.show_backups)
        made.named.connect(self.files.go_by)
        made.look_chosen.connect(self._choose_look)
        made.refused.connect(self.complain)
        self.beside = Beside(self.notice, made.looking, self._work, self)
        self.beside.wanted.connect(self.merge_copy)
