"""Take a picture of every tab and every screen, in every size and look, so that somebody can look at them.

Run as `python -m tests.proofs.looks [FOLDER] [--only light-1366]`. The real window with the demo stands on a screen of its
own (Xvfb) at 1366×768, 1920×1080 and 200 %, light and dark; beside each picture the program says what it found clipped.
It ends with 1 where something is, and with 0 without Xvfb, unless `CI` is set.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from tests.proofs.screen import FailedError, Screen, missing

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from workbench.ui.page import RegisterPage

ROOT = Path(__file__).resolve().parents[2]
SIZES = {"1366": (1366, 768, 1), "1920": (1920, 1080, 1), "200%": (2732, 1536, 2)}
"""Width and height of the screen, and how many of its pixels make one of the window's."""
LOOKS = ("light", "dark")
MOMENT = datetime(2026, 10, 21, 9, 30, tzinfo=UTC)
PERSON = "Priya Shah"
_CHILD = "--child"
_COUNT = "clipped.txt"
"""Where the child leaves how many words it found clipped."""
_PATIENCE = 60.0
_QUIET = 15
"""How often nothing may be under way before a window counts as at rest; what comes a little later has come then."""
RETURN = "Return from Royal Alderbrook.xlsx"
"""A return of the demo that was changed on both sides."""


def take(folder: Path, target: Path, size: str, look: str) -> int:
    """Take every picture of one size and look; return how many words were found clipped."""
    width, height, scale = SIZES[size]
    with Screen(folder / f"screen-{look}-{size}", width, height) as screen:
        home = folder / f"home-{look}-{size}"
        setting = {"DISPLAY": screen.name, "QT_QPA_PLATFORM": "xcb", "QT_SCALE_FACTOR": str(scale), "WORKBENCH_HOME": str(home)}
        work = folder / f"work-{look}-{size}"
        shutil.copytree(folder / "demo", work / "Example collaborative")
        command = [sys.executable, "-m", "tests.proofs.looks", _CHILD, str(work), str(target / f"{look}-{size}"), look]
        child = subprocess.run(command, env={**os.environ, **setting, "HOME": str(work)}, cwd=ROOT, check=False)
    if child.returncode:
        raise FailedError(f"The window at {size}, {look}, ended with {child.returncode}.")
    return int((work / _COUNT).read_text(encoding="utf-8"))


class Standing:
    """Made in the child: the window and its pictures, one after the other."""

    def __init__(self, work: Path, target: Path, look: str) -> None:
        from PySide6.QtCore import QSettings  # noqa: PLC0415 - only the child shows a window
        from PySide6.QtGui import QGuiApplication  # noqa: PLC0415 - see above

        from tests.proofs.pictures import StandingClock  # noqa: PLC0415 - see above
        from workbench.app import make_application  # noqa: PLC0415 - see above
        from workbench.ui.prompts import Prompts  # noqa: PLC0415 - see above
        from workbench.ui.settings import LOOK, Settings  # noqa: PLC0415 - see above
        from workbench.ui.shell import Shell  # noqa: PLC0415 - see above
        from workbench.ui.theme import Theme  # noqa: PLC0415 - see above

        self.work, self.target, self.look = work, target, look
        self.app = make_application()
        self.answer: Path | None = None
        outer = self

        class Answers(Prompts):
            """Choosers answered beforehand."""

            def open_file(self, parent: "QWidget", folder: Path) -> Path | None:
                return outer.answer

            new_file = save_workbook = save_pdf = open_file

            def folder(self, parent: "QWidget", title: str, folder: Path) -> Path | None:
                return outer.answer

        self.settings = Settings(QSettings(str(work / "settings.ini"), QSettings.Format.IniFormat))
        self.settings.put(LOOK, look)
        self.clock = StandingClock(PERSON)
        self.shell: Shell = Shell(self.clock, self.settings, prompts=Answers(), theme=Theme(self.app, look))
        self.screen = QGuiApplication.primaryScreen()
        self.number = self.found = 0
        target.mkdir(parents=True, exist_ok=True)

    # Looking

    def rest(self, until: Callable[[], object] | None = None) -> None:
        """Let the window do all it has to."""
        begun = time.monotonic()
        quiet = 0
        while quiet < _QUIET:
            self.app.processEvents()
            time.sleep(0.02)
            busy = self.shell.tasks.is_busy or self.shell.keeping.looking.is_busy or not (until is None or until())
            quiet = 0 if busy else quiet + 1
            if time.monotonic() - begun > _PATIENCE:
                raise FailedError(f"The window did not come to rest after picture {self.number}.")

    def keep(self, name: str) -> None:
        """Keep a picture of the screen, and say what on it is clipped."""
        from tests.proofs.clipped import clipped, cut_tabs  # noqa: PLC0415 - only the child shows a window

        self.rest()
        self.number += 1
        self.screen.grabWindow(0).save(str(self.target / f"{self.number:02}-{name}.png"))
        for one in (*clipped(self.shell), *(f"the tab “{words}” is cut" for words in cut_tabs(self.shell))):
            self.found += 1
            print(f"{self.target.name} {self.number:02}-{name}: {one}", flush=True)

    @contextmanager
    def popup(self, menu: "QWidget | None") -> Iterator[None]:
        """Have a menu open meanwhile."""
        self.rest()
        yield
        if menu is not None:
            menu.close()
        self.rest()

    def act(self, key: str) -> None:
        """Do what an action does."""
        self.shell.actions_[key].trigger()
        self.rest()

    def key(self, widget: "QWidget", key: object, modifier: object = None) -> None:
        """Press a key in a widget."""
        from PySide6.QtCore import Qt  # noqa: PLC0415 - only the child shows a window
        from PySide6.QtTest import QTest  # noqa: PLC0415 - see above

        QTest.keyClick(widget, key, modifier or Qt.KeyboardModifier.NoModifier)  # type: ignore[call-overload] # a key or its sign
        self.rest()

    def show(self, key: str) -> "RegisterPage":
        """Bring a register to the front."""
        page = self.shell.show_register(key)
        self.rest()
        if page.model.shown:
            page.table.select([page.model.shown[0].uid])
        page.table.setFocus()
        self.rest()
        return page

    # Screens, in the order a person comes to them

    def go(self) -> int:
        """Take all of them; return how many words were found clipped."""
        shell = self.shell
        shell.start(None)
        shell.setGeometry(self.screen.geometry())
        shell.show()
        shell.activateWindow()
        self.keep("first-start")
        self.first_hour()
        self.tabs()
        self.forms()
        self.filters()
        self.table()
        self.leaving()
        self.plan()
        self.returns()
        self.merge()
        self.whole_file()
        self.second_opener()
        shell.close()
        self.rest()
        return self.found

    def first_hour(self) -> None:
        """From a name to an empty file."""
        from tests.proofs.pictures import COLLABORATIVE, ORGANISATIONS  # noqa: PLC0415 - see above

        welcome = self.shell.welcome
        welcome.name.setText(PERSON)
        welcome.name_go.click()
        self.keep("offer")
        welcome.new_button.click()
        welcome.collaborative.setText(COLLABORATIVE)
        welcome.organisations.setPlainText("\n".join(ORGANISATIONS))
        self.keep("new-file")
        self.answer = self.work / "Alderbray.workbench"
        welcome.create_button.click()
        self.keep("empty-overview")
        self.shell.notice.forget()
        self.show("risk")
        self.keep("empty-register")
        self.shell.close_file()
        self.shell.open(self.demo)
        self.shell.close_file()
        self.settings.remember(self.work / "Gone" / "Somewhere with a long name, which is not there any more.workbench")
        self.shell.files.offer()
        self.keep("offer-with-recent")
        self.answer = self.work / "Made here.workbench"
        welcome.demo_button.click()
        self.rest()
        self.keep("example-made")
        self.shell.notice.forget()
        self.shell.open(self.demo)

    @property
    def demo(self) -> Path:
        """The file of the demo."""
        return self.work / "Example collaborative" / "example.workbench"

    def tabs(self) -> None:
        """Every tab, and every register within one."""
        from PySide6.QtWidgets import QScrollArea  # noqa: PLC0415 - only the child shows a window

        from workbench.ui.tabs import TABS  # noqa: PLC0415 - see above

        self.shell.show_overview()
        self.rest(lambda: self.shell.overview is not None and self.shell.overview.is_filled)
        self.keep("overview")
        overview = self.shell.overview
        if isinstance(overview, QScrollArea) and overview.verticalScrollBar().maximum():
            overview.verticalScrollBar().setValue(overview.verticalScrollBar().maximum())
            self.keep("overview-below")
        for tab in TABS:
            for key in tab.registers:
                self.show(key)
                self.keep(f"tab-{key}")

    def forms(self) -> None:
        """A record with all its fields, what belongs to it, its links and its history; several; a line begun."""
        for key in ("risk", "assurance", "decision", "action", "meeting"):
            page = self.show(key)
            if key != "risk":
                bar = page.form.verticalScrollBar()
                step = page.form.viewport().height() - 40
                for place in range(1, 6):
                    if bar.value() >= bar.maximum():
                        break
                    bar.setValue(place * step)
                    self.keep(f"form-{key}-{place}")
        page = self.show("risk")
        page.form.all_fields.setChecked(True)
        self.keep("form-risk-all-fields")
        page.form.verticalScrollBar().setValue(page.form.verticalScrollBar().maximum() // 2)
        self.keep("form-risk-all-fields-below")
        page.form.all_fields.setChecked(False)
        self.act("add_line")
        self.keep("line-begun")
        section = next(iter(page.form.children_.sections.values()))
        section.table.inplace.cancel()
        self.act("add_link")
        page.form.links.line.setText("bed")
        page.form.links.line.textEdited.emit("bed")
        self.keep("link-begun")
        page.form.links.line.clear()
        page.form.go_to("next_review")
        self.rest()
        box = page.form.boxes["next_review"]
        widget = box.editors["next_review"].widget
        self.write(widget, "32/13/26")
        page.form.save("next_review")
        self.keep("form-problem")
        widget.setFocus()
        page.form._take_back("next_review")
        self.rest()
        page.table.select([record.uid for record in page.model.shown[:4]])
        page.enter_form()
        self.keep("several")
        self.write(page.several.boxes["owner"].editors["owner"].widget, "Lorna Quillfeather")
        page.several._count()
        self.keep("several-about-to")
        page.several.take_back()
        page.table.select([page.model.shown[0].uid])

    @staticmethod
    def write(widget: "QWidget", words: str) -> None:
        """Write into a line as a person would."""
        from PySide6.QtWidgets import QLineEdit, QPlainTextEdit  # noqa: PLC0415 - only the child shows a window

        if isinstance(widget, QLineEdit):
            widget.setText(words)
            widget.setModified(True)
        elif isinstance(widget, QPlainTextEdit):
            widget.setPlainText(words)
            widget.document().setModified(True)

    def filters(self) -> None:
        """Filters, saved and being saved."""
        from PySide6.QtWidgets import QMenu  # noqa: PLC0415 - only the child shows a window

        page, shell = self.show("risk"), self.shell
        page.filter.input.setText("bed")
        self.keep("filtered")
        self.act("save_filter")
        page.filter.saved.name.setText("Beds")
        self.keep("filter-named")
        page.filter.saved.asked.emit("Beds")
        self.rest()
        page.filter.saved.open_menu()
        self.keep("saved-filters")
        for menu in page.filter.saved.findChildren(QMenu):
            menu.close()
        page.filter.input.setText("nothing says this")
        self.keep("filtered-to-nothing")
        page.filter.clear()
        self.rest()
        shell.overview and shell._show_asked("risk", [record.uid for record in page.model.shown[:3]], "past their review date")
        self.keep("led-from-overview")
        page.filter.clear()

    def table(self) -> None:
        """Menus; columns; a cell being edited; a paste; the page of keys; a mistake of ours."""
        from PySide6.QtCore import Qt  # noqa: PLC0415 - only the child shows a window
        from PySide6.QtWidgets import QApplication  # noqa: PLC0415 - see above

        page, shell = self.show("risk"), self.shell
        for place, name in enumerate(("file", "edit", "view", "register", "help")):
            menu = shell.menuBar().actions()[place].menu()
            menu.popup(shell.menuBar().mapToGlobal(shell.menuBar().actionGeometry(shell.menuBar().actions()[place]).bottomLeft()))
            with self.popup(menu):
                if name == "view":
                    shell._offer_columns()
                self.keep(f"menu-{name}")
        shell._offer_columns()
        shell.menus.columns.popup(shell.mapToGlobal(shell.rect().topLeft()))
        with self.popup(shell.menus.columns):
            self.keep("columns")
        page.table.setFocus()
        index = page.model.index(1, page.model.column_of("title"))
        page.table.setCurrentIndex(index)
        page.inplace.open(index)
        self.keep("cell-edited")
        page.inplace.cancel()
        QApplication.clipboard().setText("Lorna Quillfeather\nLorna Quillfeather")
        page.table.setCurrentIndex(page.model.index(0, page.model.column_of("owner")))
        page.paste()
        self.keep("paste")
        self.key(page.pasting._line, Qt.Key.Key_Escape)
        shell.actions_["keys"].trigger()
        self.keep("keys")
        bar = shell.keys_page.area.verticalScrollBar()
        if bar.maximum():
            bar.setValue(bar.maximum())
            self.keep("keys-below")
        shell.actions_["keys"].trigger()
        self.act("about")
        self.keep("about")
        shell.tell_crash(self.work / "reports" / "report-20261021-093000-000000.txt")
        self.keep("mistake-of-ours")
        shell.notice.forget()

    def leaving(self) -> None:
        """What leaves the file, and what may not."""
        shell = self.shell
        page = self.show("risk")
        self.act("export")
        self.keep("export-line")
        self.answer = self.work / "Risks.xlsx"
        shell.leaving._agree()
        self.rest()
        self.keep("exported")
        shell.notice.forget()
        self.act("print")
        self.keep("print-line")
        shell.leaving._cancel()
        self.act("save_copy")
        self.keep("copy-line")
        shell.keeping.line._cancel()
        book = shell.book
        if book is None:
            raise FailedError("No file is open.")
        hidden = next(record for record in book.records("decision") if record.of("circulation") != "public")
        public = next(record for record in book.records("risk") if record.of("circulation") == "public")
        book.edit([public], {"description": f"It was agreed with {hidden.ref}."})
        shell.show_overview()
        self.rest(lambda: shell.overview is not None and shell.overview.is_filled)
        self.act("print")
        self.keep("pack-line")
        shell.leaving.version.setCurrentIndex(0)
        self.keep("pack-line-public")
        self.answer = self.work / "Public pack.pdf"
        shell.leaving._agree()
        self.rest()
        self.keep("pack-refused")
        shell._leave_apart()
        self.rest()
        book.undo()
        shell.notice.forget()
        page.table.setFocus()

    def plan(self) -> None:
        """The import screen with everything it has, and the receipts."""
        from workbench.services.plan import PlanRow  # noqa: PLC0415 - see above

        shell = self.shell
        self.show("risk")
        shell.import_workbooks([self.demo.with_name(RETURN)])
        screen = shell.plan_screen
        if screen is None:
            raise FailedError("No import is shown.")
        self.rest(lambda: screen.plan is not None)
        self.keep("plan-rows")
        view = screen.rows_view
        for outcome, chip in list(view.chips.items()):
            if outcome and chip.isVisible():
                chip.click()
                view.table.go_to(0)
                self.keep(f"plan-{outcome}")
        view.chips[""].click()
        place = next((place for place, row in enumerate(view.model._shown) if isinstance(row, PlanRow) and row.cells), 0)
        view.table.go_to(place)
        view._open()
        self.keep("plan-cell-keyboard")
        view.panel.table.typing_asked.emit(view.panel.table.current)
        self.keep("plan-value-typed")
        view.panel._give_up_typing()
        view.all_theirs.click()
        self.keep("plan-all-theirs")
        screen.views.setCurrentIndex(1)
        self.keep("plan-read")
        screen.views.setCurrentIndex(2)
        self.keep("plan-problems")
        screen.views.setCurrentIndex(0)
        screen.apply_plan()
        self.rest(lambda: not shell.incoming.is_shown)
        self.keep("plan-applied")
        shell.notice.forget()
        for name in ("Return from Braywater.xlsx", "Return from Carrow Vale.xlsx"):
            shell.import_workbooks([self.demo.with_name(name)])
            self.rest(lambda: screen.plan is not None)
            self.keep(f"plan-{name.split()[2].casefold()}")
            screen.cancel()
            self.rest()
        self.act("receipts")
        self.keep("receipts")
        receipts = shell.incoming.receipts
        if receipts is not None:
            receipts._ask()
            self.rest()
            self.keep("receipt-take-back")
        shell._leave_apart()
        self.rest()

    def returns(self) -> None:
        """The desk: before anything was sent, sent, returns that came in, chased, closed."""
        from workbench.services.quarters import quarter_named  # noqa: PLC0415 - see above

        self.act("returns")
        page = self.shell.rounds.page
        if page is None:
            raise FailedError("No desk is shown.")
        self.keep("returns-nothing-sent")
        self.answer = self.work / "Sent"
        page.send.click()
        self.keep("returns-about-to-send")
        page.asking.typed.setText("1 December 2026")
        page.asking.go.click()
        self.keep("returns-sent")
        self.shell.notice.forget()
        names = ("Return from Braywater.xlsx", "Return from Carrow Vale.xlsx")
        sent = sorted((self.work / "Sent").glob("*.xlsx"))
        self.shell.rounds.receive([*(self.demo.with_name(name) for name in names), sent[-1]])
        self.keep("returns-received")
        page.received.go.click()
        self.keep("returns-applied")
        self.shell.notice.forget()
        page.chase.click()
        self.keep("returns-about-to-chase")
        page.asking.leave()
        page.fill(quarter_named("Q2 2026/27"))
        page.close_quarter.click()
        self.keep("returns-about-to-close")
        page.asking.go.click()
        self.keep("returns-closed")
        self.shell.notice.forget()
        page.reopen.click()
        self.keep("returns-about-to-open-again")
        page.asking.leave()
        page.back.click()
        self.rest()

    def merge(self) -> None:
        """Another copy of the file, in which somebody changed a title that was changed here, too."""
        from workbench.domain.clock import Clock  # noqa: PLC0415 - see above
        from workbench.services.book import Book  # noqa: PLC0415 - see above
        from workbench.services.copies import save_copy  # noqa: PLC0415 - see above

        shell, copy = self.shell, self.work / "Example on Tom’s laptop.workbench"
        book = shell.book
        if book is None:
            raise FailedError("No file is open.")
        save_copy(book.path, copy, self.clock)
        with Book.open(copy, Clock("Tom Ashworth")) as theirs:
            theirs.edit([theirs.records("risk")[0]], {"title": "Planned care waits differ by where people live"})
        book.edit([book.records("risk")[0]], {"title": "Planned care waits differ across the county"})
        shell.merge_copy(copy)
        self.rest(lambda: shell.incoming.is_shown)
        self.keep("merge")
        if shell.incoming.screen is not None:
            shell.incoming.screen.cancel()
        self.rest()

    def whole_file(self) -> None:
        """Settings, the check and the backups."""
        from workbench.services.preferences import COLOUR  # noqa: PLC0415 - see above

        shell = self.shell
        self.act("preferences")
        self.keep("settings")
        area = shell.keeping.preferences.area
        for place in (1, 2):
            if area.verticalScrollBar().value() < area.verticalScrollBar().maximum():
                area.verticalScrollBar().setValue(place * (area.viewport().height() - 40))
                self.keep(f"settings-{place}")
        box = shell.keeping.preferences.boxes[COLOUR.name]
        box.said.emit("blueish")
        area.ensureWidgetVisible(box)
        self.keep("settings-problem")
        shell._leave_apart()
        self.act("check_file")
        self.keep("check")
        shell._leave_apart()
        shell.files.back_up()
        self.rest()
        self.act("backups")
        self.rest()
        time.sleep(0.3)
        self.keep("backups")
        shell._leave_apart()
        self.rest()

    def second_opener(self) -> None:
        """Somebody else has the file."""
        from workbench.domain.clock import Clock  # noqa: PLC0415 - see above
        from workbench.services.book import Book  # noqa: PLC0415 - see above

        self.shell.close_file()
        with Book.open(self.demo, Clock("Tom Ashworth")):
            self.shell.open(self.demo)
            self.show("risk")
            self.keep("second-opener")
            self.shell.close_file()
        bad = self.work / "Broken.workbench"
        bad.write_bytes(self.demo.read_bytes()[:5000])
        self.shell.open(bad)
        self.keep("file-that-cannot-be-opened")


def main() -> int:
    """Do what the command line asks for."""
    if sys.argv[1:2] == [_CHILD]:
        work, target, look = sys.argv[2:5]
        found = Standing(Path(work), Path(target), look).go()
        (Path(work) / _COUNT).write_text(str(found), encoding="utf-8")
        return 0
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", default=Path("looks"), help="where to; a folder “looks” here, if not given")
    known = [f"{look}-{size}" for size in SIZES for look in LOOKS]
    parser.add_argument("--only", action="append", default=[], choices=known, metavar="LOOK-SIZE", help="only this, as light-1366")
    asked = parser.parse_args()
    if lacking := [name for name in missing() if name == "Xvfb"]:
        print(f"Not taken: {' and '.join(lacking)} not installed.")
        return 1 if os.environ.get("CI") else 0
    found = 0
    try:
        with tempfile.TemporaryDirectory(prefix="looks-") as made:
            _make_demo(Path(made) / "demo")
            for size in SIZES:
                for look in LOOKS:
                    if not asked.only or f"{look}-{size}" in asked.only:
                        found += take(Path(made), asked.folder, size, look)
    except FailedError as error:
        print(f"Failed: {error}")
        return 1
    print(f"Pictures are in {asked.folder}. Clipped: {found:,}.")
    return 1 if found else 0


def _make_demo(folder: Path) -> None:
    from tests.proofs.pictures import StandingClock  # noqa: PLC0415 - Xvfb is looked for first
    from workbench.services.demo import make_demo  # noqa: PLC0415 - see above

    make_demo(folder, StandingClock(PERSON))


if __name__ == "__main__":
    sys.exit(main())
