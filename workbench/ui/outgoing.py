"""What leaves the file: a register as a workbook or as pages, for whom a person says, with a line that counts what stays."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from workbench.domain.audience import OFFICE, PRIVATE, Audience
from workbench.domain.clock import Progress
from workbench.domain.errors import WorkbenchError
from workbench.domain.text import counted
from workbench.services.book import Book
from workbench.ui.notice import Notice
from workbench.ui.places import by_reason
from workbench.ui.prompts import Prompts
from workbench.ui.tasks import Tasks
from workbench.ui.work import Work

if TYPE_CHECKING:
    from workbench.services.exporting import Exported
    from workbench.services.packs import Printed
    from workbench.services.printing import Shown
    from workbench.services.updating import Updated
    from workbench.ui.leaving import LeavingLine

_LINES = 8
"""Lines about what could not be brought up to date that stand over the page at once."""


class Outgoing(QObject):
    """Exports and prints of one window.

    Args:
        window: over which paths are asked for.
        over: where the line before something leaves is put.
        notice: where the result is told.
        tasks: runs the writing.
        prompts: asks for paths.
        work: writes.

    Signals:
        settled: the line went away; the keyboard belongs to the page again.
        looked_at: a public document has words that are hidden elsewhere; carries the book, its path, the places, and whether it
            was refused because of them.
    """

    settled = Signal()
    looked_at = Signal(object, object, list, bool)

    def __init__(self, window: QWidget, over: QVBoxLayout, notice: Notice, tasks: Tasks, prompts: Prompts, work: Work) -> None:
        super().__init__(window)
        self._window, self._over, self._notice = window, over, notice
        self._tasks, self._prompts, self._work = tasks, prompts, work
        self._line: LeavingLine | None = None
        self._then: Callable[[Audience], None] = lambda _audience: None
        self._stem = "register"

    @property
    def line(self) -> "LeavingLine":
        """The line before something leaves the file; made when it is first wanted."""
        if self._line is None:
            from workbench.ui.leaving import LeavingLine  # noqa: PLC0415 - the window comes first

            made = self._line = LeavingLine()
            made.agreed.connect(self._go_on)
            made.cancelled.connect(self.settled)
            self._over.addWidget(made)
        return self._line

    def put_away(self) -> None:
        """Let go of the line."""
        if self._line is not None:
            self._line.hide()

    def export(self, book: Book, keys: list[str], stem: str) -> None:
        """Ask for whom registers are to be written as a workbook, then where, and write it."""
        self._stem = stem
        self._then = lambda audience: self._export(book, keys, audience)
        self.line.ask(book, keys, "Export to Excel for", with_office=True, first=OFFICE)

    def print(self, book: Book, keys: list[str], stem: str, shown: "Shown | None" = None) -> None:
        """Ask for whom registers, or what is looked at of one, are to be printed, then where, and print them."""
        self._stem = stem
        self._then = lambda audience: self._print(book, keys, audience, shown)
        self.line.ask(book, keys, "Print for", with_office=False, first=PRIVATE)
        self.line.narrow(shown.uids if shown else None)

    def _go_on(self, audience: Audience) -> None:
        self.settled.emit()
        self._then(audience)

    def _export(self, book: Book, keys: list[str], audience: Audience) -> None:
        shape = self.line.chosen_shape
        if shape == "own":
            self._update(book, keys, audience)
            return
        own = None
        if self.line.asks_pattern and (own := self._prompts.own_workbook(self._window, book.path.parent)) is None:
            return
        path = self._prompts.save_workbook(self._window, self._suggested(book, audience, ".xlsx"))
        if path is None:
            return
        work = self._work

        def write(progress: Progress) -> "Exported":
            return work.export(book, path, keys, audience, in_its_layout=shape == "headings", own=own, progress=progress)

        self._tasks.run(f"Writing {path.name}", write, self._tell, lambda error: self._ask_again(book, keys, error))

    def _ask_again(self, book: Book, keys: list[str], error: WorkbenchError) -> None:
        """Say why nothing was written, over the line as it was answered."""
        self._tasks.refused.emit(str(error))
        self.export(book, keys, self._stem)

    def _update(self, book: Book, keys: list[str], audience: Audience) -> None:
        """Ask for an organisation's own workbook and where to, and write it with what the registers now say."""
        own = self._prompts.own_workbook(self._window, book.path.parent)
        if own is None:
            return
        path = self._prompts.save_workbook(self._window, own.with_name(f"{own.stem} {book.clock.today().isoformat()}{own.suffix}"))
        if path is None:
            return
        work = self._work

        def write(progress: Progress) -> "Updated":
            return work.update(book, own, path, keys, audience, progress=progress)

        self._tasks.run(f"Writing {path.name}", write, self._tell_updated, lambda error: self._ask_again(book, keys, error))

    def _tell_updated(self, done: "Updated") -> None:
        lines = by_reason(done.problems)
        more = [f"and {len(lines) - _LINES} more of the kind."] if len(lines) > _LINES else []
        left = f" {counted(len(done.problems), 'place')} could not be brought up to date." if lines else ""
        sentence = " ".join([done.line, *done.notes]) + left
        if lines:
            self._notice.say(sentence, "Say which", lambda: self._notice.say("\n".join([*lines[:_LINES], *more])))
        else:
            self._notice.say(sentence, "Show it", self._showing(done.path))

    def _print(self, book: Book, keys: list[str], audience: Audience, shown: "Shown | None") -> None:
        path = self._prompts.save_pdf(self._window, self._suggested(book, audience, ".pdf"))
        if path is None:
            return
        work = self._work

        def write(progress: Progress) -> "Printed":
            return work.print(book, path, keys, audience, shown=shown, progress=progress)

        def failed(error: WorkbenchError) -> None:
            from workbench.services.clearing import LeakError  # noqa: PLC0415 - loaded by the scan already

            if isinstance(error, LeakError):
                self.looked_at.emit(book, path, error.findings, True)
            else:
                self._tasks.refused.emit(str(error))

        def done(printed: "Printed") -> None:
            self._tell(printed)
            if printed.to_clear:
                places = counted(len(printed.to_clear), "place")
                look = lambda: self.looked_at.emit(book, path, list(printed.to_clear), False)  # noqa: E731 - a step of the notice
                self._notice.say(f"{self._notice.sentence.text()} {places} to look at before it goes out.", "Look at them", look)

        self._tasks.run(f"Writing {path.name}", write, done, failed)

    def _suggested(self, book: Book, audience: Audience, ending: str) -> Path:
        whom = book.directory.name(audience.member) if audience.member else str(audience.version)
        stem = as_file_name(f"{book.path.stem} {self._stem} {whom} {book.clock.today().isoformat()}")
        return book.path.parent / f"{stem}{ending}"

    def _tell(self, written: "Exported | Printed") -> None:
        out = f" {written.left_out_line}" if written.left_out_line else " Nothing was left out."
        long = getattr(written, "too_long", [])
        cut = f" {counted(len(long), 'cell')} held more than Excel can and says so." if long else ""
        path = written.path
        holds = getattr(written, "holds", "") or counted(written.records, "record")
        self._notice.say(f"{path.name} holds {holds}.{out}{cut}", "Show it", self._showing(path))

    @staticmethod
    def _showing(path: Path) -> Callable[[], None]:
        """Return what opens a written file in its own program."""

        def show() -> None:
            from PySide6.QtCore import QUrl  # noqa: PLC0415 - the window comes first
            from PySide6.QtGui import QDesktopServices  # noqa: PLC0415 - see above

            QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))

        return show


def as_file_name(words: str) -> str:
    """Return words as part of a file's name that every system takes."""
    return "".join(sign if sign.isalnum() or sign in " -_." else "-" for sign in words).strip() or "collaborative"
