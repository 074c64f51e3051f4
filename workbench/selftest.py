"""Try on this machine, in a folder of its own, what the program is for: `workbench --self-test`.

It works on the built program, too, and is how somebody who built or received one knows that nothing was left out of it:
every format is read, a file is changed, printed and checked, and every tab is drawn. It touches no file of anybody's.
"""

import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from functools import partial
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from workbench.domain.audience import PRIVATE, PUBLIC, Audience
from workbench.domain.clock import Clock
from workbench.services.book import Book
from workbench.services.plan import Plan

if TYPE_CHECKING:
    from workbench.ui.shell import Shell

MEMBER = "Royal Alderbrook NHS Trust"
PASSWORD = "braywater"  # noqa: S105 - it protects a workbook made here and thrown away
ROWS = (
    ("Ref", "Risk title", "Description", "Likelihood", "Consequence", "Risk owner", "Next review"),
    ("K-1", "Boilers past their life", "If a boiler fails, then wards are cold.", "4", "3", "Head of estates", "15/10/2026"),
    ("K-2", "Too few midwives – nights", "If shifts stay open, then births are delayed.", "3", "5", "Director of midwifery", "30/11/2026"),
    ("K-3", "Paper records at Dunmere", "If records are lost, then care is delayed.", "2", "4", "Records manager", "17/12/2026"),
)
"""A member's return; the same in every format."""

_WIDTH = 44
_COLOURS = 8
"""A drawn window has at least so many colours."""
_STEP = 5
"""Every so many dots across and down, one is looked at."""


class SelfTestError(Exception):
    """Something was not as it should be; says what."""


def main() -> int:
    """Do every step, a line each; return 0 if all went well, else 1 after naming the step and where a report of it lies."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    begun = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="workbench-", ignore_cleanup_errors=True) as folder:
        trial = Trial(Path(folder))
        for name, step in trial.steps():
            if not _went_well(name, step, Path(folder)):
                return 1
    _say(f"self-test passed in {time.perf_counter() - begun:.1f} s\n")
    return 0


def _went_well(name: str, step: Callable[[], None], folder: Path) -> bool:
    """Do one step; its name is shown first, so that a step which ends the whole program is known, too."""
    _say(f"{name:.<{_WIDTH}} ")
    begun = time.perf_counter()
    try:
        with _home(folder / "home"):
            step()
    except Exception as error:  # noqa: BLE001 - whatever it is, it is reported
        from workbench.services.faults import leave_report  # noqa: PLC0415 - only a fault needs it

        _say("failed\n")
        where = leave_report(error, Clock())
        _say(f"self-test failed at “{name}”: {type(error).__name__}: {error}\nA report was left in {where}.\n", sys.stderr)
        return False
    _say(f"{time.perf_counter() - begun:6.2f} s\n")
    return True


@contextmanager
def _home(folder: Path) -> Iterator[None]:
    """Keep backups and settings in a folder for a while, so that a person's own stay as they are."""
    chosen = {"WORKBENCH_HOME": str(folder), "WORKBENCH_AUTHOR": "Self-test"}
    before = {name: os.environ.get(name) for name in chosen}
    os.environ.update(chosen)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _say(words: str, stream: TextIO | None = None) -> None:
    """Print at once; a program with a window on Windows may have nowhere to print to."""
    if target := stream or sys.stdout:
        print(words, end="", file=target, flush=True)


def _expect(what: str, found: object, wanted: object) -> None:
    """Go on only if two things are equal.

    Raises:
        SelfTestError: they are not.
    """
    if found != wanted:
        raise SelfTestError(f"{what} should be {wanted} and is {found}")


class Trial:
    """One run through the program's work.

    Args:
        folder: an empty folder that is thrown away afterwards.
    """

    def __init__(self, folder: Path) -> None:
        self._folder, self._clock = folder, Clock()
        self._path = folder / "self-test.workbench"
        self._sent = folder / "sent.xlsx"

    def steps(self) -> list[tuple[str, Callable[[], None]]]:
        """Return what is done, in order, each with its name."""
        return [
            ("Load every part", self.load),
            ("Make a file", self.make),
            *((f"Import a return as {name}", step) for name, step in self._imports()),
            ("Edit, undo, redo", self.edit),
            ("Export and import again", self.export),
            ("Import an edited export", self.bring_back),
            ("Print for the public", lambda: self.print(PUBLIC, 1)),
            ("Print in private", lambda: self.print(PRIVATE, 2)),
            ("Back up and restore", self.restore),
            ("Merge a copy", self.merge),
            ("Check the file", self.check),
            ("Use the command line", self.command),
            ("Open the window and every tab", self.show),
        ]

    def load(self) -> None:
        """Import every module of the program, also those that are only loaded when somebody wants them."""
        from importlib import import_module  # noqa: PLC0415 - the program itself imports by name nowhere
        from pkgutil import walk_packages  # noqa: PLC0415 - see above

        import workbench  # noqa: PLC0415 - see above

        found = [module.name for module in walk_packages(workbench.__path__, "workbench.")]
        _expect("Whether this module is among those found", __name__ in found, wanted=True)
        for name in found:
            import_module(name)

    def make(self) -> None:
        """Make a file with two organisations and two shared risks, one of them public."""
        with Book.create(self._path, "Braywater Provider Collaborative", self._clock, [MEMBER, "Carrow Vale NHS Trust"]) as book:
            book.add("risk", {"title": "Shared laboratory system late", "circulation": "public"})
            book.add("risk", {"title": "Joint theatre lists", "current_likelihood": "3", "current_consequence": "4"})

    def _imports(self) -> Iterator[tuple[str, Callable[[], None]]]:
        """Yield a step for each format; the first brings the records, the others must show the same ones."""
        for place, (name, write) in enumerate(_FORMATS.items()):
            yield name, partial(self._import, self._folder / f"return {name}", write, "same" if place else "new")

    def _import(self, returned: Path, write: Callable[[Path], None], outcome: str) -> None:
        from workbench.services.importing import apply_plan, plan_import  # noqa: PLC0415 - loaded when it is wanted, as everywhere

        write(returned)
        password = PASSWORD if write is _write_protected else ""
        with Book.open(self._path, self._clock, insist=True) as book:
            plan = plan_import(book, returned, member=MEMBER, password=password)
            _expect("What the import found", _outcomes(plan), {outcome: len(ROWS) - 1})
            apply_plan(book, plan)
            _expect("The score of K-2", book.find("risk", "K-2").show("current_score"), "15")

    def edit(self) -> None:
        """Change a record, take it back and do it again."""
        with Book.open(self._path, self._clock, insist=True) as book:
            before = book.find("risk", "K-1")
            book.edit([before], {"owner": "Estates director", "current_likelihood": "5"})
            for step, wanted in ((book.undo, before.show("owner")), (book.redo, "Estates director")):
                step()
                _expect("The owner", book.find("risk", "K-1").show("owner"), wanted)
            _expect("The score", book.find("risk", "K-1").show("current_score"), "15")

    def export(self) -> None:
        """Send the file out as a workbook that shows, brought back, nothing new."""
        from workbench.services.exporting import export_workbook  # noqa: PLC0415 - loaded when it is wanted, as everywhere
        from workbench.services.importing import plan_import  # noqa: PLC0415 - see above

        with Book.open(self._path, self._clock, writable=False) as book:
            done = export_workbook(book, self._sent)
            _expect("What came back", _outcomes(plan_import(book, self._sent)), {"same": done.records})

    def bring_back(self) -> None:
        """Edit a cell of what was sent as a person would, and import it."""
        from openpyxl import load_workbook  # noqa: PLC0415 - loaded when it is wanted, as everywhere

        from workbench.services.importing import apply_plan, plan_import  # noqa: PLC0415 - see above

        edited = load_workbook(self._sent)
        cells = [cell for sheet in edited for row in sheet.iter_rows() for cell in row if cell.value == ROWS[3][1]]
        _expect("How often the title was sent", len(cells), 1)
        cells[0].value = "Paper records at two sites"
        edited.save(self._sent)
        with Book.open(self._path, self._clock, insist=True) as book:
            plan = plan_import(book, self._sent)
            _expect("How many records changed", plan.counts["changed"], 1)
            apply_plan(book, plan)
            _expect("The title", book.find("risk", "K-3").title, "Paper records at two sites")

    def print(self, audience: Audience, risks: int) -> None:
        """Print a pack that holds only what its audience may see, with its letters in it."""
        from workbench.services.packs import print_pack  # noqa: PLC0415 - loaded when it is wanted, as everywhere

        with Book.open(self._path, self._clock, writable=False) as book:
            done = print_pack(book, self._folder / f"{audience.version}.pdf", audience)
        _expect("How many risks were printed", done.records, risks)
        pages = done.path.read_bytes()
        _expect("The beginning of the pages", pages[:5], b"%PDF-")
        _expect("Whether the letters are in the file", b"/FontFile2" in pages, wanted=True)

    def restore(self) -> None:
        """Copy the file, spoil it, and put the copy in its place."""
        from workbench.services import keeping  # noqa: PLC0415 - loaded when it is wanted, as everywhere

        with Book.open(self._path, self._clock, insist=True) as book:
            copy = keeping.back_up(book.store, "by hand")
            book.remove([book.find("risk", "K-1")])
        keeping.restore(self._path, copy, self._clock)
        with Book.open(self._path, self._clock, writable=False) as book:
            _expect("The owner", book.find("risk", "K-1").show("owner"), "Estates director")

    def merge(self) -> None:
        """Change two copies of the file, and bring what was done in one into the other."""
        import shutil  # noqa: PLC0415 - loaded when it is wanted, as everywhere

        from workbench.services.merging import plan_merge  # noqa: PLC0415 - see above
        from workbench.services.merging_sets import apply_merge  # noqa: PLC0415 - see above

        copy = self._folder / "copy.workbench"
        shutil.copy(self._path, copy)
        for path, values in ((self._path, {"cause": "The system is old"}), (copy, {"effect": "Results come late"})):
            with Book.open(path, self._clock, insist=True) as book:
                book.edit([book.find("risk", "R-001")], values)
        with Book.open(self._path, self._clock, insist=True) as book:
            plan = plan_merge(book, copy)
            _expect("How many records changed", plan.counts["changed"], 1)
            apply_merge(book, plan)
            both = book.find("risk", "R-001")
            _expect("What both wrote", (both.show("cause"), both.show("effect")), ("The system is old", "Results come late"))

    def check(self) -> None:
        """Verify structure, history and every record."""
        with Book.open(self._path, self._clock, writable=False) as book:
            _expect("What is wrong with the file", [fault.message for fault in book.check()], [])

    def command(self) -> None:
        """Ask the command line for its version and for the risks."""
        from workbench import __version__, cli  # noqa: PLC0415 - loaded when it is wanted, as everywhere

        printed = StringIO()
        with redirect_stdout(printed):
            statuses = [cli.run(["--version"]), cli.run(["list", str(self._path), "risk", "--json"])]
        _expect("How the commands ended", statuses, [0, 0])
        _expect("Whether version and risks were printed", [words in printed.getvalue() for words in (__version__, "K-2")], [True, True])

    def show(self) -> None:
        """Open the window without showing it, and draw every register of every tab with a record chosen."""
        if sys.platform.startswith("linux") and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
            os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        from PySide6.QtCore import QSettings, Qt  # noqa: PLC0415 - Qt loads only for the window

        from workbench.app import make_application  # noqa: PLC0415 - see above
        from workbench.services import keeping  # noqa: PLC0415 - see above
        from workbench.ui.icons import application_icon  # noqa: PLC0415 - see above
        from workbench.ui.settings import AUTHOR, Settings  # noqa: PLC0415 - see above
        from workbench.ui.shell import Shell  # noqa: PLC0415 - see above
        from workbench.ui.theme import Theme  # noqa: PLC0415 - see above

        app = make_application()
        _expect("Whether the program has a picture", application_icon().pixmap(32).isNull(), wanted=False)
        settings = Settings(QSettings(str(keeping.home() / "settings.ini"), QSettings.Format.IniFormat))
        settings.put(AUTHOR, self._clock.author)
        with _faults_of_slots():
            shell = Shell(self._clock, settings, theme=Theme(app, "light"))
            shell.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
            shell.start(self._path)
            shell.show()
            _expect("Whether there are tabs", shell.tabs.count() > 0, wanted=True)
            for place in range(shell.tabs.count()):
                shell.tabs.setCurrentIndex(place)
                _draw(shell)
                for key in shell.tabs.tabData(place).registers:
                    page = shell.show_register(key)
                    page.table.select([record.uid for record in page.model.shown[:1]])
                    _draw(shell)
            shell.close()
            app.processEvents()


def _draw(shell: "Shell") -> None:
    """Draw the window as it is now.

    Raises:
        SelfTestError: nothing is to be seen.
    """
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415 - Qt loads only for the window

    QApplication.processEvents()
    picture = shell.grab().toImage()
    colours = {picture.pixel(x, y) for x in range(0, picture.width(), _STEP) for y in range(0, picture.height(), _STEP)}
    if len(colours) < _COLOURS:
        raise SelfTestError(f"the tab {shell.tabs.tabText(shell.tabs.currentIndex())} was not drawn")


@contextmanager
def _faults_of_slots() -> Iterator[None]:
    """Raise in the end what went wrong where Qt called us, which no caller sees."""
    faults: list[BaseException] = []
    before = sys.excepthook
    sys.excepthook = lambda _kind, error, _trace: faults.append(error)
    try:
        yield
    finally:
        sys.excepthook = before
    if faults:
        raise faults[0]


def _outcomes(plan: Plan) -> dict[str, int]:
    """Return the outcomes that any record had, records that the return lacks aside."""
    return {name: number for name, number in plan.counts.items() if number and name != "absent"}


# The same return in every format


def _write_xlsx(path: Path) -> None:
    import xlsxwriter  # noqa: PLC0415 - loaded when it is wanted, as everywhere

    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Risks")
        for number, row in enumerate(ROWS):
            sheet.write_row(number, 0, row)


def _write_protected(path: Path) -> None:
    from msoffcrypto.format.ooxml import OOXMLFile  # noqa: PLC0415 - loaded when it is wanted, as everywhere

    _write_xlsx(path)
    with path.open("rb") as plain:
        locked = path.with_name("locked.xlsx")
        with locked.open("wb") as target:
            OOXMLFile(plain).encrypt(PASSWORD, target)
    locked.replace(path)


def _write_docx(path: Path) -> None:
    from docx import Document  # noqa: PLC0415 - loaded when it is wanted, as everywhere

    document = Document()
    table = document.add_table(len(ROWS), len(ROWS[0]))
    for number, row in enumerate(ROWS):
        for cell, words in zip(table.rows[number].cells, row, strict=True):
            cell.text = words
    document.save(str(path))


def _write_text(sign: str) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        import csv  # noqa: PLC0415 - loaded when it is wanted, as everywhere

        with path.open("w", encoding="utf-8", newline="") as target:
            csv.writer(target, delimiter=sign).writerows(ROWS)

    return write


def _kept(suffix: str) -> Callable[[Path], None]:
    """Return what copies a workbook of a format that nothing here writes."""

    def write(path: Path) -> None:
        from workbench.resources import resource  # noqa: PLC0415 - loaded when it is wanted, as everywhere

        path.write_bytes(resource(f"selftest/return{suffix}").read_bytes())

    return write


_FORMATS: dict[str, Callable[[Path], None]] = {
    ".xlsx": _write_xlsx,
    "protected.xlsx": _write_protected,
    ".xls": _kept(".xls"),
    ".ods": _kept(".ods"),
    ".csv": _write_text(","),
    ".tsv": _write_text("\t"),
    ".docx": _write_docx,
}
"""How the return is made in each format that the program reads and something can write."""
