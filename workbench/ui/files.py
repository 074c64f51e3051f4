"""The file of one window: opened, made, read while somebody else has it, backed up daily, given up."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from workbench.domain.clock import Clock, Progress
from workbench.domain.errors import FileTroubleError, WorkbenchError
from workbench.domain.text import counted
from workbench.services.book import Book
from workbench.services.holding import left_behind, silence
from workbench.ui.notice import Notice
from workbench.ui.outgoing import as_file_name
from workbench.ui.prompts import Prompts
from workbench.ui.settings import AUTHOR, Settings
from workbench.ui.tasks import Tasks
from workbench.ui.work import Work

if TYPE_CHECKING:
    from workbench.ui.welcome import Welcome

_SUFFIX = ".workbench"
_BACKUP_AFTER = 2000
"""Milliseconds after a file opened; the window comes first."""


class Files(QObject):
    """One file, or none yet, and the page that offers one.

    Args:
        window: over which paths are asked for.
        stack: where the offer is shown.
        notice: where it is told what became of the file.
        tasks: runs what writes.
        prompts: asks for paths.
        work: makes the daily backup.
        settings: what is remembered on this machine.
        clock: the time, the author and the machine.
        settle: saves what is being typed; returns whether all of it could be.

    Signals:
        changed: a change set was applied, on whatever thread; carries it.
        opened: another file is here.
        made: a new file was made and opened.
        leaving: the file is about to be closed, so let go of what shows it.
        closed: no file is here any more.
        offered: the offer of a file came to the front.
        resumed: the file is wanted in front again.
        backed_up: the daily backup was made.
        workbooks_waited: workbooks that waited for a file may come in; carries their paths.
        backups_asked: the backups of a file that cannot be opened are wanted; carries its path.
        refused: something could not be done; carries a sentence.
    """

    changed = Signal(object)
    opened = Signal()
    made = Signal()
    leaving = Signal()
    closed = Signal()
    offered = Signal()
    resumed = Signal()
    backed_up = Signal()
    workbooks_waited = Signal(list)
    backups_asked = Signal(object)
    refused = Signal(str)

    def __init__(
        self,
        window: QWidget,
        stack: QStackedWidget,
        notice: Notice,
        tasks: Tasks,
        prompts: Prompts,
        work: Work,
        settings: Settings,
        clock: Clock,
        *,
        settle: Callable[[], bool],
    ) -> None:
        super().__init__(window)
        self._window, self._stack, self._notice, self._tasks = window, stack, notice, tasks
        self._prompts, self._work, self._settings, self._clock, self._settle = prompts, work, settings, clock, settle
        self.book: Book | None = None
        self._welcome: Welcome | None = None
        self._waiting_file: Path | None = None
        self._waiting_workbooks: list[Path] = []
        self._unsubscribe: Callable[[], None] = lambda: None

    @property
    def welcome(self) -> "Welcome":
        """The page without a file; made when it is first wanted, because most starts end on a file's table."""
        if self._welcome is None:
            from workbench.ui.welcome import Welcome  # noqa: PLC0415 - see above

            made = self._welcome = Welcome()
            made.named.connect(self._take_name)
            made.open_asked.connect(self.ask_open)
            made.recent_asked.connect(self._open_recent)
            made.recent_unwanted.connect(self._settings.forget)
            made.demo_asked.connect(self._make_example)
            made.new_asked.connect(self.create_file)
            made.abandoned.connect(self._go_back)
            self._stack.addWidget(made)
        return self._welcome

    @property
    def folder(self) -> Path:
        """Where a person keeps files, as far as is known."""
        if self.book is not None:
            return self.book.path.parent
        recent = self._settings.recent
        return recent[0].parent if recent else Path.home()

    # Opening

    def start(self, file: Path | None) -> None:
        """Begin: with a file, with a name to ask for, or with the offer of a file."""
        if not self._settings.get(AUTHOR):
            self._waiting_file = file
            self.ask_name()
            return
        self._clock.author = self._settings.get(AUTHOR)
        if file is None or not self.open(file):
            self.offer()

    def open(self, path: Path, *, confirmed: bool = False) -> bool:
        """Open a file in place of the one here; return whether it could be.

        `confirmed` means that a person said that a silent holder on another computer is gone.
        """
        if self.book is not None and not self.book.read_only and self.holds(path):
            return True
        left = left_behind(path, self._clock)
        try:
            book = Book.open(path, self._clock, confirmed=confirmed)
        except WorkbenchError as error:
            self.refused.emit(str(error))
            if isinstance(error, FileTroubleError) and path.is_file():
                self._notice.say(str(error), "See its backups", lambda: self.backups_asked.emit(path), picture="warning")
            return False
        if not self.leave():
            book.close()
            return False
        self._take(book)
        if left and not book.read_only:
            self._notice.say(left)
        return True

    def ask_open(self) -> None:
        """Ask which file is to be opened, and open it."""
        path = self._prompts.open_file(self._window, self.folder)
        if path is not None:
            self.open(path)

    def holds(self, path: Path) -> bool:
        """Return whether the file here is the one at a path."""
        return self.book is not None and self.book.path.resolve() == path.resolve()

    def take_dropped(self, paths: list[Path]) -> list[Path]:
        """Open the first file of ours among these, or have workbooks wait for a file; return those that may come in now."""
        ours = [path for path in paths if path.suffix.casefold() == _SUFFIX]
        if ours:
            self.open(ours[0])
            return []
        if self.book is None and paths:
            self._waiting_workbooks += paths
            many = counted(len(self._waiting_workbooks), "workbook")
            self.refused.emit(f"Open or make a file first; then what you dropped is shown, one after the other: {many}.")
            return []
        return paths

    def _open_recent(self, path: Path) -> None:
        if not self.open(path):
            self.offer()

    def _take(self, book: Book) -> None:
        self.book = book
        self._unsubscribe = book.subscribe(self.changed.emit)
        self._settings.remember(book.path)
        self.opened.emit()
        if book.read_only:
            self._tell_holder(book)
            return
        # Without signs of life, another computer would take this window for gone.
        book.keep_alive()
        QTimer.singleShot(_BACKUP_AFTER, self, self.back_up)
        if self._waiting_workbooks:
            QTimer.singleShot(0, self, self._let_in)

    def _let_in(self) -> None:
        paths, self._waiting_workbooks = self._waiting_workbooks, []
        self.workbooks_waited.emit(paths)

    def _tell_holder(self, book: Book) -> None:
        """Say who has the file, and offer to take it over from somebody on another computer who is silent."""
        if quiet := silence(book.path, self._clock):
            self._notice.say(quiet.sentence, "Take it over", lambda: self.open(book.path, confirmed=True), picture="lock")
            return
        who = f"{book.holder} has this file open" if book.holder else "This file is open for reading only"
        self._notice.say(f"{who}; you can read everything here and change nothing.", "Try again", self._try_again, picture="lock")

    def _try_again(self) -> None:
        if self.book is not None:
            self.open(self.book.path)

    def back_up(self) -> None:
        """Make the daily backup, unless something else is under way."""
        book, work = self.book, self._work
        if book is None or book.read_only or self._tasks.is_busy:
            return

        def copy(_progress: Progress) -> Path | None:
            return work.back_up(book)

        def done(_path: Path | None) -> None:
            self.backed_up.emit()

        self._tasks.run("Making the daily backup", copy, done)

    # Making

    def ask_new(self) -> None:
        """Ask for the name of a new file; the one here stays open until that is made."""
        if self.book is None or self._settle():
            self._show(self.welcome.ask_new)

    def create_file(self, name: str, organisations: list[str]) -> None:
        """Make a new file for a collaborative, where a person says."""
        suggested = self.folder / f"{as_file_name(name)}{_SUFFIX}"
        path = self._prompts.new_file(self._window, suggested)
        if path is None or not self.leave():
            return
        try:
            book = Book.create(path, name, self._clock, organisations)
        except WorkbenchError as error:
            self.refused.emit(str(error))
            return
        self._take(book)
        self.made.emit()

    def _make_example(self) -> None:
        from workbench.ui.example import make_example  # noqa: PLC0415 - few ask for it

        make_example(self.open, self._notice, self._window, self.folder, self._prompts, self._tasks, self._clock)

    # Giving up

    def close_file(self) -> bool:
        """Close the file and offer others; return whether nothing stood in the way."""
        if not self.leave():
            return False
        self.offer()
        return True

    def leave(self, *, whatever: bool = False) -> bool:
        """Save what is being typed and give up the file; return whether nothing stood in the way.

        `whatever` means that a person leaves without what cannot be saved.
        """
        if self.book is None:
            return True
        if self._tasks.is_busy:
            self.refused.emit("Something is still under way; stop it first or wait for it.")
            return False
        if not self._settle() and not whatever:
            return False
        self._unsubscribe()
        self.leaving.emit()
        self.book.close()
        self.book = None
        self.closed.emit()
        return True

    @property
    def is_offering(self) -> bool:
        """Whether a name or a file is asked for, over the file that is open or without one."""
        return self._welcome is not None and self._stack.currentWidget() is self._welcome

    def offer(self) -> None:
        """Offer a new file, the example and those that were open before."""
        self._show(lambda: self.welcome.offer(self._settings.remembered))

    def _show(self, ask: Callable[[], object]) -> None:
        self._stack.setCurrentWidget(self.welcome)
        self.offered.emit()
        ask()

    def _go_back(self) -> None:
        """Go back from a question to the file it was asked over, or to the offer of one."""
        if self.book is not None:
            self.resumed.emit()
        elif self._settings.get(AUTHOR):
            self.offer()

    # The person

    def ask_name(self) -> None:
        """Ask what a person is called in the history of every file."""
        known = self._settings.get(AUTHOR)
        self._show(lambda: self.welcome.ask_name(known or _likely_name(self._clock.author)))

    def go_by(self, name: str) -> None:
        """Call a person by a name from now on."""
        self._settings.put(AUTHOR, name)
        self._clock.author = name

    def _take_name(self, name: str) -> None:
        self.go_by(name)
        file, self._waiting_file = self._waiting_file, None
        if self.book is not None:
            self.resumed.emit()
        elif file is None or not self.open(file):
            self.offer()


def _likely_name(account: str) -> str:
    """Return an account's name where it may be a person's, which a log-in such as "jhill" is not."""
    return account if len(account.split()) > 1 and any(sign.isupper() for sign in account) else ""
