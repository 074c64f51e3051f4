"""Drive the real program on a screen of its own, with keys alone, and look at what it did.

Run as `python -m tests.proofs.drive [--pictures FOLDER]`; it makes a small workbook and a file of its own, prints a line
a step and ends with 1 if anything came out otherwise. `--picture FILE` instead draws the window with an invented
collaborative, light, and beside it a dark one. Without Xvfb and xdotool it says so and ends with 0, unless `CI` is set.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pypdfium2
import xlsxwriter

from tests.proofs.made import COLLABORATIVE, ORGANISATIONS, fill
from tests.proofs.screen import FailedError, Program, Screen, missing, until
from workbench.domain.clock import Clock
from workbench.services.book import Book

PERSON = "Priya Shah"
HEADINGS = ("No.", "Risk title", "Risk owner", "Likelihood", "Consequence", "What holds it already")
RISKS = (
    ("A-1", "Pharmacy robot past its planned life", "Chief pharmacist", 4, 4, "Service contract; manual dispensing rehearsed"),
    ("A-2", "Linen contract ends in March", "Director of estates", 2, 3, "Extension offered for six months"),
    ("A-3", "Two theatres share one ventilation plant", "Director of estates", 3, 5, "Quarterly verification; mutual aid agreed"),
    ("A-4", "Ward rota depends on agency nurses", "Chief nurse", 4, 3, "Bank rates aligned with neighbours"),
)
_ROWS, _WORK = (300, 300, 680, 360), (1020, 746, 1350, 764)
"""Where the first rows of a plan are in the picture of the window, and what is said of long work."""
_READ = 0.6
"""Seconds after which long work is said to be under way."""
_MANY = 64
EDITED = "Linen contract ends in March, agreed with partners"


def workbook(path: Path) -> None:
    """Make a member's workbook: a title block, headings in two rows, and one column nobody would head so."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Corporate risks")
        sheet.write(0, 0, "Alderbrook NHS Foundation Trust")
        sheet.write(1, 0, "Corporate risk register, quarter 2")
        sheet.merge_range(3, 0, 3, 2, "The risk")
        sheet.merge_range(3, 3, 3, 4, "Current score")
        sheet.write_row(4, 0, HEADINGS)
        for place, risk in enumerate(RISKS):
            sheet.write_row(5 + place, 0, risk)


class Proof:
    """The steps, one after the other, on one file in one folder."""

    def __init__(self, screen: Screen, folder: Path, pictures: Path | None) -> None:
        self.screen, self.folder, self.pictures = screen, folder, pictures
        self.file, self.home = folder / "Five Rivers.workbench", folder / "home"
        self.begun = time.monotonic()
        self.number = 0

    def done(self, words: str) -> None:
        """Say that a step came out, and keep its picture."""
        self.number += 1
        print(f"{time.monotonic() - self.begun:5.1f} s  {words}", flush=True)
        if self.pictures is not None:
            name = "-".join("".join(sign if sign.isalnum() else " " for sign in words.casefold()).split()[:6])
            self.screen.rest().save(self.pictures / f"{self.number:02}-{name}.png")

    def ask(self, question: Callable[[Book], object]) -> object:
        """Ask the file as any other program would."""
        with Book.open(self.file, Clock("The proof"), writable=False) as book:
            return question(book)

    def title_of(self, ref: str) -> str:
        """Return the title of a risk as the file has it."""
        return str(self.ask(lambda book: next((risk.title for risk in book.records("risk") if risk.ref == ref), "")))

    def last(self) -> str:
        """Return the name of the last change."""
        return str(self.ask(lambda book: book.history()[-1].name))

    def expect(self, what: str, found: object, wanted: object) -> None:
        """Compare what came out with what should have."""
        if found != wanted:
            raise FailedError(f"{what}: {found!r} instead of {wanted!r}.")

    def make_file(self) -> None:
        """Say a name, and make a file with two organisations."""
        screen = self.screen
        screen.focus("Governance Workbench")
        screen.press("ctrl+a")
        screen.type(PERSON)
        self.done("First start asks a name")
        before = screen.picture()
        screen.press("Return")
        before = screen.rest(before)
        screen.press("Return")
        screen.rest(before)
        screen.type(COLLABORATIVE)
        screen.press("Tab")
        for name in ORGANISATIONS[:2]:
            screen.type(name)
            screen.press("Return")
        self.done("A new file asks a name and organisations")
        screen.press("Tab", "Return")
        screen.answer("New file", self.file, self.file.name)
        self.expect("Organisations", self.ask(lambda book: [each.title for each in book.records("member")]), list(ORGANISATIONS[:2]))
        self.done("The file is there with its organisations")

    def wait_for_plan(self) -> None:
        """Wait until rows are shown and nothing is being read any more, which the right end of the status line says."""

        def is_shown() -> bool:
            time.sleep(_READ)
            picture = self.screen.rest()
            rows, work = picture.crop(_ROWS).getcolors(_MANY), picture.crop(_WORK).getcolors(_MANY)
            return (rows is None or len(rows) > 2) and work is not None and len(work) < 3

        until("The plan did not come.", is_shown)

    def bring_in(self, path: Path) -> None:
        """Import a workbook, say whose it is, send a column elsewhere, and apply."""
        screen = self.screen
        before = screen.picture()
        screen.press("ctrl+i")
        screen.answer("Import workbooks", path, self.file.name)
        screen.rest(before)
        self.wait_for_plan()
        self.done("The plan shows what would change")
        screen.press("alt+o")
        screen.type(ORGANISATIONS[0][:6])
        screen.press("Return")
        self.wait_for_plan()
        before = screen.picture()
        screen.press("ctrl+Page_Down")
        before = screen.rest(before)
        self.done("The columns show how each was read")
        # From the heading rows on: the views, the picture of the sheet, then a field for each column.
        screen.press("alt+g", *["Tab"] * (2 + len(HEADINGS)))
        screen.type("Controls")
        screen.press("Return")
        screen.rest(before)
        self.done("A column goes into another field")
        until(
            "The import was not applied.",
            lambda: self.last().startswith("Import return.xlsx (4 new"),
            again=lambda: screen.press("ctrl+Return"),
        )
        screen.rest()
        rows = self.ask(
            lambda book: [
                tuple(risk.of(key) for key in ("ref", "title", "current_score", "controls", "tier")) for risk in book.records("risk")
            ]
        )
        self.expect("Imported", rows, [(ref, title, one * two, held, "local") for ref, title, _, one, two, held in RISKS])
        self.done("The import is applied, the corrected column with it")

    def edit(self) -> None:
        """Change a title in the form, undo it, redo it."""
        screen = self.screen
        before = screen.picture()
        screen.press("ctrl+f")
        screen.type("linen")
        screen.rest(before)
        self.done("The filter finds one risk")
        screen.press("Down", "F7", "ctrl+End")
        screen.type(EDITED.removeprefix(RISKS[1][1]))
        screen.press("ctrl+Return")
        until("The edit was not saved.", lambda: self.title_of("A-2") == EDITED)
        self.done("A title is changed in the form")
        screen.press("ctrl+z")
        until("The edit was not undone.", lambda: self.title_of("A-2") == RISKS[1][1])
        screen.press("ctrl+y")
        until("The edit was not redone.", lambda: self.title_of("A-2") == EDITED)
        names = self.ask(lambda book: [entry.name for entry in book.history()])
        self.expect("History", names, [*_NAMES])
        screen.press("F6", "ctrl+shift+f")
        self.done("Undone and redone, each with its name in the history")

    def send_out(self) -> None:
        """Export to Excel for the office, and print for the member."""
        screen = self.screen
        out, paper = self.folder / "out.xlsx", self.folder / "out.pdf"
        screen.press("ctrl+e")
        screen.rest()
        screen.press("Return")
        screen.answer("Export to Excel", out, self.file.name)
        until("The workbook was not written.", out.exists)
        cells = [value for sheet in openpyxl.load_workbook(out).worksheets for row in sheet.iter_rows(values_only=True) for value in row]
        self.expect("Exported titles", {EDITED, RISKS[0][1]} <= set(cells), True)
        self.done("Exported to Excel")
        before = screen.picture()
        screen.press("ctrl+p")
        screen.rest(before)
        screen.press("Down")
        screen.rest()
        self.done("Printing says first what is left out")
        screen.press("Return")
        screen.answer("Print to PDF", paper, self.file.name)
        until("The PDF was not written.", paper.exists)
        with pypdfium2.PdfDocument(paper) as document:
            words = " ".join("".join(page.get_textpage().get_text_range() for page in document).split())
        self.expect("Printed", RISKS[2][1] in words, True)
        self.done("Printed for the member, its risks inside")

    def look_from_elsewhere(self) -> None:
        """Open the file a second time; the second says who has it and reads only."""
        before = self.screen.picture()
        with Program(self.screen, self.home, str(self.file)) as second:
            self.screen.focus("(reading only)")
            self.screen.rest(before)
            self.done("A second window reads only and says who has the file")
            self.screen.press("ctrl+q")
            self.expect("The second ended", second.ended(), 0)
        self.screen.focus(self.file.name)

    def close(self, program: Program) -> None:
        """Quit by keyboard; nothing is left behind."""
        self.screen.press("ctrl+q")
        self.expect("Ended", program.ended(), 0)
        self.expect("Locks left", [path.name for path in self.folder.glob("*.lock")], [])
        self.expect("Faults", self.ask(lambda book: [fault.message for fault in book.check()]), [])
        self.expect("Reports of mistakes", list(self.home.glob("reports/*")), [])
        self.done("Closed; the file is whole and nobody's")


_NAMES = (
    "New file",
    "Import return.xlsx (4 new)",
    "Change Risk of A-2",
    "Undo: Change Risk of A-2",
    "Redo: Change Risk of A-2",
)


def prove(folder: Path, pictures: Path | None) -> None:
    """Do every step."""
    path = folder / "return.xlsx"
    workbook(path)
    with Screen(folder / "screen") as screen:
        proof = Proof(screen, folder, pictures)
        with Program(screen, proof.home) as program:
            proof.make_file()
            proof.bring_in(path)
            proof.edit()
            proof.send_out()
            proof.look_from_elsewhere()
            proof.close(program)
    with Screen(folder / "large", 2732, 1536) as screen:
        proof.screen = screen
        settle(proof.home, "dark")
        with Program(screen, proof.home, str(proof.file), scale=2) as program:
            screen.focus(proof.file.name)
            proof.done("Opened again at 200 %, dark")
            before = screen.picture()
            screen.press("ctrl+i")
            screen.answer("Import workbooks", path, proof.file.name)
            screen.rest(before)
            proof.done("The same workbook again at 200 %: nothing new")
            screen.press("ctrl+Return", "Escape")
            screen.rest()
            proof.expect("Risks", len(RISKS), proof.ask(lambda book: len(book.records("risk"))))
            proof.close(program)


def settle(home: Path, look: str) -> None:
    """Give a home a name and a look, and no window remembered."""
    home.mkdir(parents=True, exist_ok=True)
    (home / "settings.ini").write_text(f"[person]\nname={PERSON}\n[window]\nlook={look}\n", encoding="utf-8")


def draw(target: Path) -> None:
    """Draw the window with an invented collaborative, light and dark."""
    with tempfile.TemporaryDirectory(prefix="drive-") as made:
        folder = Path(made)
        file = folder / "Board papers" / "Five Rivers.workbench"
        file.parent.mkdir()
        fill(file, PERSON)
        for look, path in (("light", target), ("dark", target.with_stem(f"{target.stem}-dark"))):
            settle(folder / look, look)
            # The status line shows a person's own folder as “~”.
            with (
                Screen(folder / f"screen-{look}") as screen,
                Program(screen, folder / look, str(file), person=folder) as program,
            ):
                screen.focus(file.name)
                until("No backup was made.", lambda look=look: any((folder / look).rglob("*.workbench")))
                path.parent.mkdir(parents=True, exist_ok=True)
                screen.rest().save(path, optimize=True)
                screen.press("ctrl+q")
                program.ended()
            print(f"Drawn: {path}")


def main() -> int:
    """Do what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pictures", type=Path, metavar="FOLDER", help="keep a picture of every step here")
    parser.add_argument("--picture", type=Path, metavar="FILE", help="draw the window, light here and dark beside it, and nothing else")
    asked = parser.parse_args()
    if lacking := missing():
        print(f"Not driven: {' and '.join(lacking)} not installed.")
        return 1 if os.environ.get("CI") else 0
    if asked.pictures:
        asked.pictures.mkdir(parents=True, exist_ok=True)
    try:
        if asked.picture:
            draw(asked.picture)
            return 0
        with tempfile.TemporaryDirectory(prefix="drive-") as folder:
            prove(Path(folder), asked.pictures)
    except FailedError as error:
        print(f"Failed: {error}")
        return 1
    print("All of it came out.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
