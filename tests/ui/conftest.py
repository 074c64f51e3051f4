"""Windows are drawn offscreen, settings lie in a folder of the test, and choosers are answered beforehand."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication, QWidget

from tests.making import FixedClock, make_book, plan_lines
from workbench.domain.clock import Progress, unwatched
from workbench.services.book import Book
from workbench.services.plan import Plan
from workbench.ui.prompts import Prompts
from workbench.ui.settings import AUTHOR, Settings
from workbench.ui.shell import Shell
from workbench.ui.theme import STYLE, Theme
from workbench.ui.work import Work


class Answers(Prompts):
    """Choosers answered beforehand; what was suggested is kept."""

    def __init__(self) -> None:
        self.path: Path | None = None
        self.paths: list[Path] = []
        self.suggested: list[Path] = []

    def open_file(self, parent: QWidget, folder: Path) -> Path | None:
        return self.path

    def new_file(self, parent: QWidget, suggested: Path) -> Path | None:
        self.suggested.append(suggested)
        return self.path

    def copy_to_merge(self, parent: QWidget, folder: Path) -> Path | None:
        return self.path

    def own_workbook(self, parent: QWidget, folder: Path) -> Path | None:
        return next(iter(self.paths), None)

    def workbooks(self, parent: QWidget, folder: Path) -> list[Path]:
        return self.paths

    def folder(self, parent: QWidget, title: str, folder: Path) -> Path | None:
        return self.path

    def save_workbook(self, parent: QWidget, suggested: Path) -> Path | None:
        self.suggested.append(suggested)
        return self.path

    def save_pdf(self, parent: QWidget, suggested: Path) -> Path | None:
        self.suggested.append(suggested)
        return self.path


class MadeWork(Work):
    """Plans lines as if they had been read from a workbook; everything else is the real thing."""

    def __init__(self) -> None:
        self.lines: list[dict[str, object]] = []
        self.asked: list[dict[str, object]] = []
        self.failure: Exception | None = None

    def plan(self, book: Book, path: Path, *, progress: Progress = unwatched, **said: object) -> Plan:
        self.asked.append(said)
        if self.failure:
            raise self.failure
        return plan_lines(book, self.lines, member=str(said.get("member") or ""), name=path.name)


@pytest.fixture(scope="session")
def qapp_args() -> list[str]:
    """The application is started as `app` starts it."""
    return ["workbench", *STYLE]


@pytest.fixture(scope="session")
def theme(qapp: QApplication) -> Theme:
    """The look of the program, put on once."""
    return Theme(qapp)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings of this test alone, with a name already given."""
    made = Settings(QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat))
    made.put(AUTHOR, "Asha Patel")
    return made


@pytest.fixture
def answers() -> Answers:
    """Choosers answered beforehand."""
    return Answers()


@pytest.fixture
def work() -> MadeWork:
    """Work whose plans are made from lines."""
    return MadeWork()


@pytest.fixture
def open_shell(
    theme: Theme, clock: FixedClock, settings: Settings, answers: Answers, work: MadeWork, qtbot
) -> Iterator[Callable[[Path | None], Shell]]:
    """A window with a file and its risk register in front, or without one."""
    made: list[Shell] = []

    def opened(path: Path | None) -> Shell:
        shell = Shell(clock, settings, prompts=answers, work=work, theme=theme)
        made.append(shell)
        shell.start(path)
        if shell.book is not None:
            shell.show_register("risk").table.setFocus()
        shell.show()
        qtbot.waitExposed(shell)
        return shell

    yield opened
    for shell in made:
        shell.close()
        shell.deleteLater()


@pytest.fixture
def shell(path: Path, clock: FixedClock, open_shell: Callable[[Path | None], Shell]) -> Shell:
    """A window with a book of three shared risks."""
    make_book(path, clock, risks=3).close()
    return open_shell(path)
