"""A screen of our own, the real program on it, and the keys and pictures of a person in front of it."""

import os
import shutil
import struct
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

from PIL import Image, ImageChops

NEEDED = ("Xvfb", "xdotool")
PATIENCE = 20.0
"""Seconds any one thing may take on a slow machine."""
_CURSOR = 6 * 48
"""Pixels that may differ between two pictures of a window at rest: a blinking cursor."""


class FailedError(Exception):
    """Something did not come about; says what."""


def until(what: str, condition: Callable[[], object], again: Callable[[], object] | None = None) -> None:
    """Wait for something, doing something else again every two seconds that it has not come about.

    Raises:
        FailedError: it did not come about.
    """
    begun = last = time.monotonic()
    while not condition():
        now = time.monotonic()
        if now - begun > PATIENCE:
            raise FailedError(what)
        if again is not None and now - last > 2:
            last = now
            again()
        time.sleep(0.04)


class Screen:
    """An X server without a monitor; its picture lies in a file that is simply read."""

    def __init__(self, folder: Path, width: int = 1366, height: int = 768) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        reading, writing = os.pipe()
        size = f"{width}x{height}x24"
        self._server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(writing), "-screen", "0", size, "-nolisten", "tcp", "-noreset", "-fbdir", str(folder)],
            pass_fds=[writing],
            stderr=subprocess.DEVNULL,
        )
        os.close(writing)
        with os.fdopen(reading) as stream:
            number = stream.readline().strip()
        if not number:
            raise FailedError("Xvfb did not start.")
        self.name, self._memory = f":{number}", folder / "Xvfb_screen0"
        self.do("mousemove", str(width), str(height))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._server.terminate()
        self._server.wait()

    def picture(self) -> Image.Image:
        """Return what is on the screen now."""
        memory = self._memory.read_bytes()
        header = struct.unpack(">25I", memory[:100])
        skipped, width, height, stride, colours = header[0], header[4], header[5], header[12], header[19]
        pixels = memory[skipped + 12 * colours :]
        return Image.frombytes("RGB", (width, height), pixels[: stride * height], "raw", "BGRX", stride)

    def rest(self, before: Image.Image | None = None) -> Image.Image:
        """Wait until nothing moves any more, and where a picture is given until it is another one; return the last."""
        begun, last = time.monotonic(), self.picture()
        while time.monotonic() - begun < PATIENCE:
            time.sleep(0.12)
            now = self.picture()
            if not _differs(last, now) and (before is None or _differs(before, now)):
                return now
            last = now
        raise FailedError("The window never came to rest." if before is None else "Nothing changed on the screen.")

    def do(self, *arguments: str) -> str:
        """Let xdotool do something and return what it prints."""
        done = subprocess.run(
            ["xdotool", *arguments], env={**os.environ, "DISPLAY": self.name}, capture_output=True, text=True, check=False, timeout=PATIENCE
        )
        return done.stdout

    def press(self, *keys: str) -> None:
        """Press keys, one after the other, as xdotool names them."""
        for key in keys:
            self.do("key", "--clearmodifiers", key)

    def type(self, words: str) -> None:
        """Type a line of words."""
        self.do("type", "--delay", "6", words)

    def windows(self) -> dict[str, str]:
        """Return the windows to be seen, title to number."""
        found = {}
        for number in self.do("search", "--onlyvisible", "--name", ".").split():
            if title := self.do("getwindowname", number).strip():
                found[title] = number
        return found

    def focus(self, words: str) -> None:
        """Wait for a window whose title holds these words and give it the keyboard."""
        until(f"No window came up that is called “{words}”.", lambda: any(words in title for title in self.windows()))
        number = next(number for title, number in self.windows().items() if words in title)
        self.do("windowfocus", "--sync", number)
        self.rest()

    def answer(self, title: str, path: Path, window: str) -> None:
        """Answer a file chooser with a path and give the keyboard back to a window."""
        self.focus(title)
        self.press("ctrl+a")
        self.type(str(path))
        self.press("Return")
        until(f"“{title}” did not close.", lambda: title not in self.windows())
        self.focus(window)


class Program:
    """The real program, started as a person starts it."""

    def __init__(self, screen: Screen, home: Path, *arguments: str, scale: int = 1, person: Path | None = None) -> None:
        setting = {"DISPLAY": screen.name, "QT_QPA_PLATFORM": "xcb", "QT_SCALE_FACTOR": str(scale), "WORKBENCH_HOME": str(home)}
        if person is not None:
            setting["HOME"] = str(person)
        self.child = subprocess.Popen(
            [sys.executable, "-m", "workbench", *arguments], env={**os.environ, **setting}, stderr=subprocess.PIPE
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self.child.poll() is None:
            self.child.kill()
        self.child.communicate()

    def ended(self) -> int:
        """Wait until it ends by itself and return its exit status."""
        until("The program did not end.", lambda: self.child.poll() is not None)
        return int(self.child.returncode)


def missing() -> list[str]:
    """Return the tools that are not here."""
    return [name for name in NEEDED if shutil.which(name) is None]


def _differs(one: Image.Image, other: Image.Image) -> bool:
    box = ImageChops.difference(one, other).getbbox()
    return box is not None and (box[2] - box[0]) * (box[3] - box[1]) > _CURSOR
