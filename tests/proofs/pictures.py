"""Draw the pictures of the README and of the guide: the real window, driven by keys through the guide's own steps.

Run as `python -m tests.proofs.pictures [FOLDER]`; without a folder they go where the documents look for them. The day on
which all of it happens stands still, so that only a change to the program changes a picture. Without Xvfb, xdotool and
pdftoppm it says so and ends with 0, unless `CI` is set.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

from PIL import Image, ImageChops

from tests.proofs.screen import FailedError, Program, Screen, missing, until
from workbench.domain.clock import Clock
from workbench.services.book import Book
from workbench.services.demo import FILE, make_demo

ROOT = Path(__file__).resolve().parents[2]
PICTURES = ROOT / "docs" / "pictures"
PERSON = "Priya Shah"
MOMENT = datetime(2026, 10, 21, 9, 30, tzinfo=UTC)
COLLABORATIVE = "Alderbray Provider Collaborative"
ORGANISATIONS = ("Royal Alderbrook NHS Trust", "Braywater Partnership NHS Trust", "Carrow Vale Community Trust", "Dunmere ICB")
EXAMPLE = "Example collaborative"
PAGES = (1, 2, 3)
"""The pages of the pack that are drawn."""
LARGEST = 200_000
"""Bytes of one picture."""
_COLOURS = 128
_STILL = 1.0
"""Seconds in which nothing moves before a picture is kept."""
_APPLY = (1338, 85)
"""Where the button that applies a plan has its right end."""
_CURSOR = 6 * 48
"""Pixels that a blinking cursor may change."""
_WINDOW = "--window"


class StandingClock(Clock):
    """A clock that stands still at the day of the guide, on a computer of no particular name."""

    def now(self) -> datetime:
        """Return the moment of the guide."""
        return MOMENT

    def today(self) -> date:
        """Return the day of the guide."""
        return MOMENT.date()

    def account(self) -> str:
        """Return the name that is offered before a person says another."""
        return PERSON

    def machine(self) -> str:
        """Return a computer's name."""
        return "office-laptop"


class Standing(Program):
    """The real program, with a clock that stands still."""

    def __init__(self, screen: Screen, home: Path, person: Path, *files: str) -> None:
        setting = {
            "DISPLAY": screen.name,
            "QT_QPA_PLATFORM": "xcb",
            "WORKBENCH_HOME": str(home),
            "HOME": str(person),
            "TZ": "Europe/London",
        }
        self.child = subprocess.Popen(
            [sys.executable, "-m", "tests.proofs.pictures", _WINDOW, *files],
            env={**os.environ, **setting},
            cwd=ROOT,
            stderr=subprocess.PIPE,
        )


class Tour:
    """The steps of the guide, one after the other, each with its picture."""

    def __init__(self, screen: Screen, folder: Path, target: Path) -> None:
        self.screen, self.folder, self.target = screen, folder, target
        self.papers = folder / "Board papers"
        self.papers.mkdir(exist_ok=True)
        self.file = self.papers / "Alderbray.workbench"
        self.example = self.papers / EXAMPLE / FILE

    def keep(self, name: str) -> None:
        """Keep the picture of a step, unless the program made a mistake on the way."""
        if reports := [path.read_text(encoding="utf-8") for path in self.folder.rglob("reports/*.txt")]:
            raise FailedError(f"Before {name} the program reported a mistake:\n{reports[0]}")
        save(self.settle(), self.target / f"{name}.png")

    def changing(self, *keys: str) -> None:
        """Press keys, each of which changes what is seen."""
        for key in keys:
            before = self.screen.picture()
            self.screen.press(key)
            self.screen.rest(before)

    def apply(self, path: Path) -> None:
        """Apply the plan that is shown, and wait until the file has it."""

        def is_applied() -> bool:
            with Book.open(path, Clock("The pictures"), writable=False) as book:
                return book.history()[-1].name.startswith("Import")

        until("The return was not applied.", is_applied, again=lambda: self.screen.press("ctrl+Return"))
        until("The register did not come back.", lambda: not self.is_plan_ready())
        self.settle()

    def settle(self) -> Image.Image:
        """Wait until nothing has moved for a good while; return what is there then."""
        last, since = self.screen.rest(), time.monotonic()
        while time.monotonic() - since < _STILL:
            time.sleep(0.2)
            now = self.screen.rest()
            if _differ(last, now):
                since = time.monotonic()
            last = now
        return last

    def bring_in(self, path: Path, window: str) -> None:
        """Choose a workbook, and wait until all that it would change is shown."""
        self.screen.press("ctrl+i")
        self.screen.answer("Import workbooks", path, window)
        until("The plan did not come.", self.is_plan_ready)
        self.settle()

    def is_plan_ready(self) -> bool:
        """Whether the button that applies a plan can be pressed, which its colour says."""
        left, top = _APPLY
        red, _, blue = self.screen.picture().crop((left, top, left + 1, top + 1)).tobytes()
        return red < blue // 2

    def start(self) -> None:
        """Say a name, and make a file with its organisations."""
        screen = self.screen
        screen.focus("Governance Workbench")
        screen.press("ctrl+a")
        screen.type(PERSON)
        self.changing("Return")
        self.keep("guide-start")
        self.changing("Return")
        screen.type(COLLABORATIVE)
        screen.press("Tab")
        for name in ORGANISATIONS:
            screen.type(name)
            screen.press("Return")
        screen.press("BackSpace")
        self.keep("guide-new-file")
        screen.press("Tab", "Return")
        screen.answer("New file", self.file, self.file.name)

    def bring_in_a_first_return(self) -> None:
        """Import a workbook into the new file, which it fills."""
        screen = self.screen
        self.bring_in(self.folder / "Returns" / "Return from Braywater.xlsx", self.file.name)
        screen.press("alt+o")
        screen.type("Bray")
        screen.press("Return")
        self.settle()
        until("The plan did not come again.", self.is_plan_ready)
        self.settle()
        self.keep("guide-first-return")
        self.apply(self.file)
        self.keep("guide-first-risks")

    def look_at_the_example(self) -> None:
        """Make the example, and look at what it says first."""
        screen = self.screen
        screen.focus("Governance Workbench")
        # From the new file on: opening one, then the example.
        screen.press("Tab", "Tab", "Return")
        screen.answer("New file", self.papers / f"{EXAMPLE}.workbench", "Governance Workbench")
        screen.focus(FILE)
        until("No backup was made.", partial(_has_backup, self.folder / "light"))
        # Opened again, so that the line about what the example is does not stand above everything.
        self.changing("ctrl+w")
        screen.press("ctrl+o")
        screen.answer("Open a file", self.example, FILE)
        screen.rest()
        self.keep("guide-overview")

    def settle_a_return(self) -> None:
        """Import a return that was changed on both sides, settle one row, and apply it."""
        self.bring_in(self.papers / EXAMPLE / "Return from Royal Alderbrook.xlsx", FILE)
        self.changing("Return", "Down", "space")
        self.keep("guide-plan")
        self.apply(self.example)

    def look_at_a_risk(self) -> None:
        """Look at a principal risk and what belongs to it."""
        self.changing("ctrl+Page_Down", "ctrl+l")
        self.screen.press("Escape", "Tab")
        self.keep("guide-risk")
        self.screen.press("F6")
        self.screen.rest()

    def change_several(self) -> None:
        """Choose four actions that are in progress, and say whose they are to be."""
        screen = self.screen
        self.changing("ctrl+Page_Down", "ctrl+Page_Down", "ctrl+f")
        screen.type("in progress")
        screen.rest()
        screen.press("F6")
        self.changing("shift+Down", "shift+Down", "shift+Down", "F7")
        screen.press("Tab")
        screen.type("Lorna Quillfeather")
        screen.press("Tab")
        self.keep("guide-several")
        screen.press("F6", "ctrl+shift+f")
        self.settle()

    def print_the_pack(self) -> None:
        """Print the private version of the pack, and draw its first pages."""
        screen = self.screen
        paper = self.papers / "Board pack.pdf"
        for key in (*["ctrl+Page_Down"] * 3, "ctrl+p"):
            screen.press(key)
            self.settle()
        self.keep("guide-print")
        screen.press("Return")
        screen.answer("Print to PDF", paper, FILE)
        until("The pack was not written.", paper.exists)
        screen.rest()
        for page in PAGES:
            draw_page(paper, page, self.target / f"guide-pack-{page}.png")

    def leave(self, program: Program) -> None:
        """Quit."""
        self.screen.press("ctrl+q")
        program.ended()


def _differ(one: Image.Image, other: Image.Image) -> bool:
    """Whether two pictures differ by more than a blinking cursor."""
    box = ImageChops.difference(one, other).getbbox()
    return box is not None and (box[2] - box[0]) * (box[3] - box[1]) > _CURSOR


def draw_page(paper: Path, page: int, target: Path) -> None:
    """Draw one page of a PDF."""
    with tempfile.TemporaryDirectory(prefix="page-") as folder:
        stem = Path(folder) / "page"
        subprocess.run(["pdftoppm", "-png", "-r", "72", "-f", str(page), "-l", str(page), "-singlefile", str(paper), str(stem)], check=True)
        with Image.open(stem.with_suffix(".png")) as image:
            save(image.convert("RGB"), target)


def save(picture: Image.Image, path: Path) -> None:
    """Keep a picture, small."""
    path.parent.mkdir(parents=True, exist_ok=True)
    picture.quantize(_COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
    if path.stat().st_size > LARGEST:
        raise FailedError(f"{path.name} has {path.stat().st_size} bytes, which is more than {LARGEST}.")
    print(f"Drawn: {path.name}", flush=True)


def draw(folder: Path, target: Path) -> None:
    """Draw every picture."""
    make_demo(folder / "Returns", StandingClock(PERSON))
    with Screen(folder / "screen") as screen:
        tour = Tour(screen, folder, target)
        with Standing(screen, folder / "home", folder) as program:
            tour.start()
            tour.bring_in_a_first_return()
            tour.leave(program)
        settle(folder / "light", "light")
        with Standing(screen, folder / "light", folder) as program:
            tour.look_at_the_example()
            tour.settle_a_return()
            tour.look_at_a_risk()
            tour.change_several()
            tour.print_the_pack()
            tour.leave(program)
    for look, name in (("light", "window"), ("dark", "window-dark")):
        home = folder / name
        settle(home, look)
        with Screen(folder / f"screen-{name}") as screen, Standing(screen, home, folder, str(tour.example)) as program:
            tour.screen = screen
            screen.focus(FILE)
            until("No backup was made.", partial(_has_backup, home))
            tour.changing("ctrl+Page_Down")
            tour.keep(name)
            tour.leave(program)


def _has_backup(home: Path) -> bool:
    """Whether a backup lies in a home."""
    return any(home.rglob("*.workbench"))


def settle(home: Path, look: str) -> None:
    """Give a home a name and a look, and no window remembered."""
    home.mkdir(parents=True, exist_ok=True)
    (home / "settings.ini").write_text(f"[person]\nname={PERSON}\n[window]\nlook={look}\n", encoding="utf-8")


def window(files: list[str]) -> int:
    """Be the program whose pictures are taken."""
    from workbench.app import run  # noqa: PLC0415 - only the child shows a window

    return run(Path(files[0]) if files else None, StandingClock())


def main() -> int:
    """Do what the command line asks for."""
    if sys.argv[1:2] == [_WINDOW]:
        return window(sys.argv[2:])
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", default=PICTURES, help="where to; where the documents look for them, if not given")
    asked = parser.parse_args()
    lacking = [*missing(), *(["pdftoppm"] if shutil.which("pdftoppm") is None else [])]
    if lacking:
        print(f"Not drawn: {' and '.join(lacking)} not installed.")
        return 1 if os.environ.get("CI") else 0
    try:
        with tempfile.TemporaryDirectory(prefix="pictures-") as folder:
            draw(Path(folder), asked.folder)
    except FailedError as error:
        print(f"Failed: {error}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
