"""Rounds of returns in one window: the desk, and what a person does there."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from workbench.domain.change import Applied
from workbench.domain.clock import Progress
from workbench.domain.errors import StoppedError, WorkbenchError
from workbench.domain.kinds import Day
from workbench.domain.text import counted, joined
from workbench.services.book import Book
from workbench.ui.prompts import Prompts
from workbench.ui.tasks import Tasks

if TYPE_CHECKING:
    from workbench.services.agreeing import Place
    from workbench.services.chasing import Chased
    from workbench.services.plan import Plan
    from workbench.services.quarters import Closing
    from workbench.services.receiving import Received
    from workbench.services.rounds import Round
    from workbench.ui.desk import DeskPage

_FOLLOWED = frozenset({"sending", "return", "receipt", "quarter", "member", "person", "post"})
"""Registers whose changes show on the desk."""


class Rounds(QObject):
    """The desk of one window.

    Args:
        window: over which paths are asked for.
        stack: where the page is shown.
        tasks: runs what takes long.
        prompts: asks for paths.

    Signals:
        shown: the desk came to the front.
        left: what stood in front before should again.
        told: something was done; carries a sentence and whether undo takes it back.
        left_open: returns were applied and rows of them stay undecided; carries a sentence, the digest of the first such workbook
            and whether undo takes it back.
        decide_asked: a return is to be looked at row by row; carries its path, its organisation's uid, and what brings its plan in
            line with the other returns.
    """

    shown = Signal()
    left = Signal()
    told = Signal(str, bool)
    left_open = Signal(str, str, bool)
    decide_asked = Signal(object, str, object)

    def __init__(self, window: QWidget, stack: QStackedWidget, tasks: Tasks, prompts: Prompts) -> None:
        super().__init__(window)
        self._window, self._stack, self._tasks, self._prompts = window, stack, tasks, prompts
        self._book: Book | None = None
        self._received: Received | None = None
        self._looked_at: Plan | None = None
        """The plan of the return that is looked at row by row."""
        self._decided: set[Place] = set()
        """The cells about which a person decided in one of the returns received together."""
        self._folder = Path.home()
        self.page: DeskPage | None = None
        self.is_deciding = False
        """Whether a return of the desk is being looked at row by row."""

    @property
    def is_shown(self) -> bool:
        """Whether the desk stands in front."""
        return self.page is not None and self._stack.currentWidget() is self.page

    def show(self, book: Book, folder: Path) -> None:
        """Show the desk of a file; paths are asked for from a folder on."""
        self._book, self._folder = book, folder
        if self.page is None:
            self.page = self._made(book)
        self.page.fill()
        self._stack.setCurrentWidget(self.page)
        self.page.table.setFocus(Qt.FocusReason.OtherFocusReason)
        self.shown.emit()

    def take_back(self) -> None:
        """Show the desk again after a return was looked at, and look anew at those that are left."""
        self.is_deciding = False
        if self._book is None or self.page is None:
            return
        self.show(self._book, self._folder)
        if self._received is not None:
            if self._looked_at is not None and self._book.store.head().position > self._received.position:
                from workbench.services.agreeing import decided_places  # noqa: PLC0415 - it is loaded by now

                self._decided |= decided_places(self._book, self._looked_at, self._received.clashes)
            self._looked_at = None
            paths = [one.path for one in self._received.planned] + [one.path for one in self._received.aside]
            self._read(paths)

    def follow(self, applied: Applied) -> None:
        """Follow a change set that shows on the desk."""
        if self.page is not None and self.is_shown and not self._tasks.is_busy and not _FOLLOWED.isdisjoint(applied.registers()):
            self.page.fill()

    def forget(self) -> None:
        """Let go of the page, because its book is about to be closed."""
        self._book = self._received = self._looked_at = None
        self._decided.clear()
        self.is_deciding = False
        if self.page is not None:
            self._stack.removeWidget(self.page)
            self.page.deleteLater()
            self.page = None

    def receive(self, paths: list[Path]) -> None:
        """Read workbooks that came back, and show what they would change together."""
        if paths:
            self._decided.clear()
            self._read(paths)

    # Inside

    def _made(self, book: Book) -> "DeskPage":
        from workbench.ui.desk import DeskPage  # noqa: PLC0415 - most starts end without a round

        page = DeskPage(book)
        page.left.connect(self.left)
        page.send_asked.connect(self._ask_to_send)
        page.receive_asked.connect(lambda: self.receive(self._prompts.workbooks(self._window, self._folder)))
        page.chase_asked.connect(self._ask_to_chase)
        page.close_asked.connect(self._ask_to_close)
        page.reopen_asked.connect(self._ask_to_reopen)
        page.received.agreed.connect(self._apply)
        page.received.left.connect(self._put_aside)
        page.received.decide_asked.connect(self._decide)
        self._stack.addWidget(page)
        return page

    def _ask_to_send(self) -> None:
        page, book = self.page, self._book
        if page is None or book is None:
            return
        again = [line.member.title for line in page.lines if line.sending is not None]
        more = (
            f" {joined(again)} had one before; the new one replaces it, and a return on the earlier one is still understood."
            if again
            else ""
        )
        what = f"Make a workbook for each of {counted(len(page.lines), 'organisation')} for {page.quarter.name}"
        sentence = f"{what}, with its own entries and the shared ones.{more}"
        page.asking.ask(
            sentence, "Choose a folder…", self._send, typed="To be &back by", hint="for example 15/01/2027", check=self._is_no_day
        )

    def _is_no_day(self, typed: str) -> str:
        """Return what is wrong with a day to be back by, before anything else is asked; nothing where nothing is."""
        if not typed or self._book is None:
            return ""
        try:
            due = str(Day().read(typed))
        except WorkbenchError as error:
            return f"{error} Type it as 15/01/2027, or nothing."
        if due < self._book.clock.today().isoformat():
            return f"{Day().show(due)} has passed. Type a day to come, or nothing."
        return ""

    def _send(self, typed: str) -> None:
        page, book = self.page, self._book
        if page is None or book is None:
            return
        due = date.fromisoformat(str(Day().read(typed))) if typed else None
        folder = self._prompts.folder(self._window, "Where the workbooks are to be", self._folder)
        if folder is None:
            return
        quarter = page.quarter

        def send(progress: Progress) -> "Round":
            from workbench.services.rounds import send_round  # noqa: PLC0415 - adapters load when needed

            return send_round(book, folder, quarter=quarter, due=due, progress=progress)

        def done(made: "Round") -> None:
            self._done(
                f"{counted(len(made.sent), 'workbook')} for {made.quarter.name} lie in {folder}. {' '.join(made.sentences)}".rstrip()
            )

        self._tasks.run(f"Making workbooks for {quarter.name}", send, done, self._refuse)

    def _read(self, paths: list[Path]) -> None:
        book = self._book
        if book is None:
            return

        decided = frozenset(self._decided)

        def read(progress: Progress) -> "Received":
            from workbench.services.receiving import receive  # noqa: PLC0415 - adapters load when needed

            return receive(book, paths, decided=decided, progress=progress)

        def done(received: "Received") -> None:
            self._received = received
            if self.page is not None:
                self.page.show_received(received)

        self._tasks.run(f"Reading {counted(len(paths), 'return')}", read, done, self._refuse)

    def _apply(self) -> None:
        book, received = self._book, self._received
        if book is None or received is None:
            return

        def apply(progress: Progress) -> "Received":
            from workbench.services.receiving import apply_received  # noqa: PLC0415 - adapters load when needed

            apply_received(book, received, progress=progress)
            return received

        def done(received: "Received") -> None:
            applied = sum(one.applied is not None for one in received.planned)
            rows = sum(one.written for one in received.planned)
            still = sum(one.plan.standing[key] for one in received.planned for key in ("conflicting", "asked", "invalid"))
            waits = "waits" if still == 1 else "wait"
            more = f" {counted(still, 'row')} still {waits} for somebody to decide." if still else ""
            left = next((one.plan.workbook.digest for one in received.planned if any(row.is_open for row in one.plan.rows)), "")
            self._received = None
            if self.page is not None:
                self.page.show_received(None)
            told = f"{counted(applied, 'return')} applied, {counted(rows, 'record')} written.{more}"
            if left and self.page is not None:
                self.page.fill()
                self.left_open.emit(told, left, applied == 1)
            else:
                self._done(told, undone=applied == 1)

        self._tasks.run(f"Applying {counted(len(received.planned), 'return')}", apply, done, self._refuse)

    def _put_aside(self) -> None:
        self._received = None
        if self.page is not None:
            self.page.show_received(None)

    def _decide(self, path: Path, member: str) -> None:
        """Have one return looked at row by row, with what the others say of the same cells."""
        book, received = self._book, self._received
        if book is None or received is None:
            return
        clashes = received.clashes

        def agree(plan: "Plan") -> None:
            from workbench.services.agreeing import hold_back  # noqa: PLC0415 - it is loaded by now

            hold_back(book, [plan], clashes)
            self._looked_at = plan

        self.is_deciding = True
        self.decide_asked.emit(path, book.directory.find(member) or "" if member else "", agree)

    def _ask_to_chase(self) -> None:
        page, book = self.page, self._book
        if page is None or book is None:
            return
        from workbench.services.chasing import addressee, to_chase  # noqa: PLC0415 - most days nobody chases

        lines = to_chase(book, page.quarter)
        names = [line.member.title for line in lines]
        unknown = [line.member.title for line in lines if addressee(book, line.member) is None]
        if not names:
            page.tell(f"Nothing is outstanding for {page.quarter.name}, so there is nobody to chase.")
            return
        sentence = (
            f"Save an e-mail draft to {names[0]} with its workbook. You read and send it yourself."
            if len(names) == 1
            else f"Save an e-mail draft to {joined(names)}, each with its workbook. You read and send them yourself."
        )
        if unknown:
            sentence += f" No address is known for {joined(unknown)}; record one first, under People, with a person who has a post there."
        page.asking.ask(sentence, "Choose a folder…", lambda _typed: self._chase())

    def _chase(self) -> None:
        page, book = self.page, self._book
        folder = self._prompts.folder(self._window, "Where the drafts are to be", self._folder)
        if page is None or book is None or folder is None:
            return
        quarter = page.quarter

        def chase(progress: Progress) -> "Chased":
            from workbench.services.chasing import save_drafts  # noqa: PLC0415 - adapters load when needed

            return save_drafts(book, folder, quarter, progress=progress)

        def done(made: "Chased") -> None:
            self._done(f"{counted(len(made.drafts), 'draft')} saved in {folder}. {' '.join(made.sentences)}".rstrip())

        self._tasks.run("Writing reminders", chase, done, self._refuse)

    def _ask_to_close(self) -> None:
        page, book = self.page, self._book
        if page is None or book is None:
            return
        from workbench.services.quarters import plan_closing  # noqa: PLC0415 - done once a quarter

        try:
            closing = plan_closing(book, page.quarter)
        except WorkbenchError as error:
            page.tell(str(error), wrong=True)
            return
        waiting = [line.member.title for line in page.lines if line.is_outstanding]
        out = f" Still outstanding: {joined(waiting)}; what comes from there later counts in {page.quarter.after.name}." if waiting else ""
        gone = [line.member.title for line in page.lines if line.is_taken_back]
        back = f" Returned, but taken back and so not applied: {joined(gone)}." if gone else ""
        sentence = (
            f"{' '.join(closing.would)} They stay as they are from then on.{''.join(f' {told}' for told in closing.means)}{out}{back}"
        )
        page.asking.ask(sentence, f"Close {page.quarter.name}", lambda _typed: self._close(closing))

    def _close(self, closing: "Closing") -> None:
        book = self._book
        if book is None:
            return

        def close(progress: Progress) -> Applied:
            from workbench.services.quarters import close_quarter  # noqa: PLC0415 - see above

            return close_quarter(book, closing, progress=progress)

        self._tasks.run(
            f"Closing {closing.quarter.name}",
            close,
            lambda _applied: self._done(f"{closing.quarter.name} is closed. {' '.join(closing.sentences)}"),
            self._refuse,
        )

    def _ask_to_reopen(self) -> None:
        page = self.page
        if page is not None:
            sentence = (
                f"Boards have seen the positions of {page.quarter.name}. Open it again only to correct them, and close it again afterwards."
            )
            page.asking.ask(sentence, "Open it again", self._reopen, typed="&Why", hint="kept in the history")

    def _reopen(self, reason: str) -> None:
        page, book = self.page, self._book
        if page is None or book is None:
            return
        from workbench.services.quarters import reopen_quarter  # noqa: PLC0415 - done once in a long while

        self._at_once(lambda: reopen_quarter(book, page.quarter, reason), f"{page.quarter.name} is open again.")

    def _at_once(self, act: Callable[[], object], told: str) -> None:
        try:
            act()
        except WorkbenchError as error:
            self._refuse(error)
            return
        self._done(told)

    def _done(self, sentence: str, *, undone: bool = False) -> None:
        if self.page is not None:
            self.page.fill()
        self.told.emit(sentence, undone)

    def _refuse(self, error: WorkbenchError) -> None:
        if self.page is not None and not isinstance(error, StoppedError):
            self.page.tell(str(error), wrong=True)
