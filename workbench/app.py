"""The desktop program put together: clock, settings, look, window, and what happens when we fail."""

import gc
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from PySide6 import __version__ as qt_version
from PySide6.QtCore import QEvent, QSettings, QTimer, Signal
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication

from workbench import __version__
from workbench.domain.clock import Clock
from workbench.services import keeping
from workbench.ui.icons import application_icon
from workbench.ui.settings import LOOK, Settings
from workbench.ui.shell import Shell
from workbench.ui.theme import STYLE, Theme

NAME = "Governance Workbench"
_ICON_AFTER = 100
"""Milliseconds after which the picture of the program is drawn; its rows come first."""
_SETTLED_AFTER = 1000
"""Milliseconds after which a window is up on any machine."""


def run(file: Path | None, clock: Clock) -> int:
    """Show the window, with a file or without, until it is closed; return the exit status."""
    gc.disable()  # what a start makes stays; looking through it for cycles only delays the window
    app = make_application()
    settings = Settings(QSettings(str(keeping.home() / "settings.ini"), QSettings.Format.IniFormat))
    shell = Shell(clock, settings, theme=Theme(app, settings.get(LOOK)))
    hook = ErrorHook(keeping.home() / "reports", clock, shell.tell_crash)
    sys.excepthook = hook
    threading.excepthook = hook.from_thread
    shell.start(file)
    shell.show()
    if isinstance(app, MacApplication):
        app.file_asked.connect(lambda path: shell.open(Path(path)))
    QTimer.singleShot(_ICON_AFTER, lambda: app.setWindowIcon(application_icon()))
    QTimer.singleShot(_SETTLED_AFTER, _settle)
    return app.exec()


def _settle() -> None:
    """Load what the first register to be shown needs, while the overview is read."""
    from workbench.ui import form, page  # noqa: F401, PLC0415 - the window is to be seen first

    gc.enable()


def make_application() -> QApplication:
    """Return the one application object, named as the system shows it."""
    running = QApplication.instance()
    kind = MacApplication if sys.platform == "darwin" else QApplication
    app = running if isinstance(running, QApplication) else kind([*sys.argv[:1], *STYLE])
    app.setApplicationName(NAME)
    app.setApplicationDisplayName("")
    app.setApplicationVersion(__version__)
    app.setDesktopFileName("governance-workbench")
    return app


class MacApplication(QApplication):
    """The application on macOS, which hands a file to be opened to the running program, not to one that it starts for it.

    Signals:
        file_asked: a person opened a file of ours; carries its path.
    """

    file_asked = Signal(str)

    def event(self, event: QEvent) -> bool:
        """Tell of a file to be opened."""
        if isinstance(event, QFileOpenEvent):
            self.file_asked.emit(event.file())
            return True
        return super().event(event)


class ErrorHook:
    """Writes down where we failed, without a word of any register, and tells the window."""

    def __init__(self, folder: Path, clock: Clock, tell: Callable[[Path | None], None]) -> None:
        self._folder, self._clock, self._tell = folder, clock, tell

    def __call__(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """Report one failure."""
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        try:
            path: Path | None = self._write(kind, trace)
        except OSError:
            path = None
        if not self._is_told(path) and sys.stderr:  # a program with a window on Windows may have nowhere to print to
            where = f" What is known of it is in {path}." if path else ""
            sys.stderr.write(f"{NAME} made a mistake and could not start.{where}\n")

    def _is_told(self, path: Path | None) -> bool:
        """Tell the window; a start that fails before there is one is told where it was started from."""
        try:
            self._tell(path)
        except Exception:  # noqa: BLE001 - a failing report must not fail again
            return False
        return any(window.isVisible() for window in QApplication.topLevelWidgets())

    def from_thread(self, args: threading.ExceptHookArgs) -> None:
        """Report a failure of another thread; only to a file, since the window is not that thread's."""
        try:
            self._write(args.exc_type, args.exc_traceback)
        except OSError:
            return

    def _write(self, kind: type[BaseException], trace: TracebackType | None) -> Path:
        """Write versions, system, and where it happened; never the error's own words, which may quote a register."""
        import platform  # noqa: PLC0415 - only a fault needs it
        import traceback  # noqa: PLC0415 - only a fault needs it

        now = self._clock.now()
        lines = [
            f"{NAME} {__version__}, Python {platform.python_version()}, PySide6 {qt_version}",
            f"{platform.system()} {platform.release()} {platform.machine()}",
            f"{now:%Y-%m-%d %H:%M:%S} UTC",
            f"{kind.__module__}.{kind.__qualname__}",
            *(line.rstrip() for line in traceback.format_tb(trace)),
        ]
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._folder / f"report-{now:%Y%m%d-%H%M%S-%f}.txt"
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path
