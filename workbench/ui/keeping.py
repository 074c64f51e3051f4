"""Looking after the open file as a whole: a copy of it, and pages for backups, check, settings and what a pack gives away."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from workbench.domain.change import Applied
from workbench.domain.clock import Clock, Progress
from workbench.domain.errors import WorkbenchError
from workbench.domain.registers import declared
from workbench.services.book import Book
from workbench.ui.notice import Notice
from workbench.ui.prompts import Prompts
from workbench.ui.settings import Settings
from workbench.ui.tasks import Tasks

if TYPE_CHECKING:
    from workbench.services.checking import Checked
    from workbench.services.clearing import Finding
    from workbench.services.copies import Copy
    from workbench.ui.backups import BackupsPage
    from workbench.ui.checking import CheckPage
    from workbench.ui.findings import FindingsPage
    from workbench.ui.leaving import CopyLine
    from workbench.ui.preferences import PreferencesPage
    from workbench.ui.wholepage import WholePage

_CHECK_AFTER = 5000
"""Milliseconds after a file opened before it is looked at; the window and the daily backup come first."""
ALLOWED = frozenset({"save_copy", "backups", "check_file", "preferences", "undo", "redo"})
"""What can be done while one of the pages stands in front."""


class Keeping(QObject):
    """What one window does for its file as a whole.

    Args:
        window: over which paths are asked for.
        stack: where the pages are shown.
        over: where the line before a copy is put.
        notice: where results are told.
        tasks: runs what writes.
        prompts: asks for paths.
        settings: what is remembered on this machine.
        clock: the time.

    Signals:
        shown: a page came to the front.
        left: the registers are wanted in front again.
        settled: the line before a copy went away.
        restore_asked: a backup is to take a file's place; carries the file's path and the backup. Whoever hears gives the
            file up and calls `restore`.
        reopen_asked: the file at a path is to be opened again.
        checked: the file was looked at; carries the result.
        named: a person goes by another name; carries it.
        look_chosen: another look is wanted; carries its word.
        followed: a person wants to go to a record; carries its register and uid.
        cleared: places of a public document were let pass; carries a sentence.
        refused: something could not be done; carries a sentence.
    """

    shown = Signal()
    left = Signal()
    settled = Signal()
    restore_asked = Signal(object, object)
    reopen_asked = Signal(object)
    checked = Signal(object)
    named = Signal(str)
    look_chosen = Signal(str)
    followed = Signal(str, str)
    cleared = Signal(str)
    refused = Signal(str)

    def __init__(
        self,
        window: QWidget,
        stack: QStackedWidget,
        over: QVBoxLayout,
        notice: Notice,
        tasks: Tasks,
        prompts: Prompts,
        settings: Settings,
        clock: Clock,
    ) -> None:
        super().__init__(window)
        self._window, self._stack, self._over, self._notice = window, stack, over, notice
        self._tasks, self._prompts, self._settings, self._clock = tasks, prompts, settings, clock
        self.looking = Tasks(self)
        """What only looks, and on copies: a file may be closed meanwhile."""
        self._book: Book | None = None
        self._path = Path()
        self._line: CopyLine | None = None
        self._backups: BackupsPage | None = None
        self._check: CheckPage | None = None
        self._preferences: PreferencesPage | None = None
        self._findings: FindingsPage | None = None
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self.look)

    # Pages, each made when it is first wanted

    @property
    def line(self) -> "CopyLine":
        """The line before a copy is made."""
        if self._line is None:
            from workbench.ui.leaving import CopyLine  # noqa: PLC0415 - the window comes first

            made = self._line = CopyLine()
            made.agreed.connect(self._copy)
            made.cancelled.connect(self.settled)
            self._over.addWidget(made)
        return self._line

    @property
    def backups(self) -> "BackupsPage":
        """The page of backups."""
        if self._backups is None:
            from workbench.ui.backups import BackupsPage  # noqa: PLC0415 - the window comes first

            made = self._backups = BackupsPage(self.looking, self._clock)
            made.restore_asked.connect(self.restore_asked)
            self._take_in(made)
        return self._backups

    @property
    def check(self) -> "CheckPage":
        """The page of a check."""
        if self._check is None:
            from workbench.ui.checking import CheckPage  # noqa: PLC0415 - the window comes first

            made = self._check = CheckPage(self.looking, self._clock)
            made.checked.connect(self.checked)
            made.restore_asked.connect(self._show_own_backups)
            self._take_in(made)
        return self._check

    @property
    def preferences(self) -> "PreferencesPage":
        """The page of settings."""
        if self._preferences is None:
            from workbench.ui.preferences import PreferencesPage  # noqa: PLC0415 - the window comes first

            made = self._preferences = PreferencesPage(self._settings)
            made.named.connect(self.named)
            made.look_chosen.connect(self.look_chosen)
            made.refused.connect(self.refused)
            self._take_in(made)
        return self._preferences

    @property
    def findings(self) -> "FindingsPage":
        """The page of what a public document has and should perhaps not."""
        if self._findings is None:
            from workbench.ui.findings import FindingsPage  # noqa: PLC0415 - the window comes first

            made = self._findings = FindingsPage()
            made.followed.connect(self.followed)
            made.refused.connect(self.refused)
            made.cleared.connect(self.cleared)
            self._take_in(made)
        return self._findings

    @property
    def is_shown(self) -> bool:
        """Whether one of the pages stands in front."""
        front = self._stack.currentWidget()
        return front is not None and front in (self._backups, self._check, self._preferences, self._findings)

    def _take_in(self, page: "WholePage") -> None:
        page.left.connect(self.left)
        self._stack.addWidget(page)

    def _show(self, page: "WholePage") -> None:
        self.put_away()
        self._stack.setCurrentWidget(page)
        self.shown.emit()

    # What a person asks for

    def save_copy(self) -> None:
        """Say what a copy holds, then ask where it is to be."""
        if self._book is not None:
            self.line.ask()

    def show_backups(self, path: Path | None = None) -> None:
        """List the backups of the open file, or of one that could not be opened."""
        book = self._book if path is None else None
        if book is None and path is None:
            return
        page = self.backups
        self._show(page)
        page.start(path or self._path, book.registers if book is not None else declared(), book)

    def _show_own_backups(self) -> None:
        self.show_backups()

    def check_file(self) -> None:
        """Check the open file and show the result."""
        if self._book is not None:
            page = self.check
            self._show(page)
            page.start(self._book.path, self._labels(self._book))

    def show_check(self, result: "Checked") -> None:
        """Show what was found when the file was looked at."""
        if self._book is not None:
            page = self.check
            self._show(page)
            page.show_result(self._book.path, self._labels(self._book), result)

    def show_preferences(self) -> None:
        """Show the settings."""
        page = self.preferences
        self._show(page)
        page.start(self._book)

    def show_findings(self, book: Book, path: Path, found: "list[Finding]", is_refused: bool) -> None:  # noqa: FBT001 - a signal's own
        """Show what a public document has and should perhaps not."""
        page = self.findings
        self._show(page)
        page.start(book, path, found, is_refused=is_refused)

    def put_away(self) -> None:
        """Let go of the line."""
        if self._line is not None:
            self._line.hide()

    # The file

    def take(self, book: Book) -> None:
        """Look after a file that was opened; a while later look whether it is sound."""
        self._book, self._path = book, book.path
        self._later.start(_CHECK_AFTER)

    def forget(self) -> None:
        """Let go of the file, because it is about to be closed; what is looking at it stops."""
        self._later.stop()
        self.looking.stop()
        self._book = None
        self.put_away()
        for page in (self._backups, self._check, self._preferences, self._findings):
            if page is not None:
                page.forget()

    def close(self) -> None:
        """Stop looking, and wait until nothing looks any more."""
        self.forget()
        self.looking.close()

    def follow(self, applied: Applied) -> None:
        """Show the settings as they are now."""
        if self._preferences is not None and self._book is not None and "setting" in applied.registers():
            self._preferences.refresh()

    def look(self) -> None:
        """Look quietly, and on a copy, whether the file is sound; nothing has to wait for it."""
        book = self._book
        if book is None:
            return
        path, labels, clock = book.path, self._labels(book), self._clock

        def check(progress: Progress) -> "Checked":
            from workbench.services.checking import check_file  # noqa: PLC0415 - not before the window is up

            return check_file(path, labels, clock, thorough=False, progress=progress)

        def done(result: "Checked") -> None:
            if self._book is book:
                self.checked.emit(result)

        def stopped(_error: WorkbenchError) -> None:
            """Nothing was asked for, so nothing is said."""

        self.looking.run("Looking at the file", check, done, stopped)

    def _copy(self) -> None:
        book = self._book
        self.settled.emit()
        if book is None:
            return
        suggested = book.path.with_name(f"{book.path.stem} copy {book.clock.today().isoformat()}{book.path.suffix}")
        target = self._prompts.new_file(self._window, suggested)
        if target is None:
            return
        path, clock = book.path, self._clock

        def copy(progress: Progress) -> Path:
            from workbench.services.copies import save_copy  # noqa: PLC0415 - not before the window is up

            return save_copy(path, target, clock, progress)

        self._tasks.run(f"Writing {target.name}", copy, self._tell_copy)

    def _tell_copy(self, target: Path) -> None:
        self._notice.say(f"{target.name} holds the whole file as it is now, and whoever has it can read all of it.")

    def restore(self, path: Path, copy: "Copy") -> None:
        """Put a backup in the place of a file nobody has open, and open it again whatever came of it."""
        clock = self._clock

        def put(_progress: Progress) -> Path | None:
            from workbench.services.keeping import restore  # noqa: PLC0415 - not before the window is up

            return restore(path, copy.path, clock)

        def done(before: Path | None) -> None:
            from workbench.services.copies import restored, taken_back  # noqa: PLC0415 - as above

            self.reopen_asked.emit(path)
            back = taken_back(before) if before else None
            act = (lambda: self.restore_asked.emit(path, back)) if back else None
            self._notice.say(restored(copy, path, before), "Take it back" if back else "", act)

        def failed(error: WorkbenchError) -> None:
            self.reopen_asked.emit(path)
            self.refused.emit(str(error))

        self._tasks.run("Restoring the backup", put, done, failed)

    @staticmethod
    def _labels(book: Book) -> dict[str, str]:
        return {key: register.label for key, register in book.registers.items()}
