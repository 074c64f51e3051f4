"""The only source of the time, the day, the author, new identifiers and the machine's name.

One is made in `app` or `cli` and handed down;
tests hand down one that stands still.
"""

import os
import threading
import time
from collections.abc import Callable
from datetime import UTC, date, datetime

Progress = Callable[[int, int], None]
"""Called with what is done and the total; may raise `StoppedError`."""


def unwatched(done: int, total: int) -> None:
    """Let work go on that nobody watches."""


class Clock:
    """The machine's own clock, names and random numbers."""

    def __init__(self, author: str = "") -> None:
        self._author = author
        self._lock = threading.Lock()
        self._last = 0

    def now(self) -> datetime:
        """Return the moment in UTC."""
        return datetime.now(UTC)

    def today(self) -> date:
        """Return the local day."""
        return datetime.now().astimezone().date()

    @property
    def author(self) -> str:
        """Return the name that changes are signed with: as set, else the account's name."""
        return self._author or os.environ.get("WORKBENCH_AUTHOR", "").strip() or self.account()

    @author.setter
    def author(self, name: str) -> None:
        self._author = name.strip()

    def account(self) -> str:
        """Return the name of the account this program runs under."""
        import getpass  # noqa: PLC0415 - asked once, for people who gave no name

        try:
            return getpass.getuser()
        except (KeyError, OSError, ImportError):
            return "unknown"

    def machine(self) -> str:
        """Return the machine's name, as shown to somebody who finds the file in use."""
        if hasattr(os, "uname"):
            return os.uname().nodename or "this computer"
        import platform  # noqa: PLC0415 - slow to load, and only Windows needs it

        return platform.node() or "this computer"

    def new_uid(self) -> str:
        """Return a new identifier (UUID version 7, RFC 9562): sorted by time, and increasing within this object."""
        with self._lock:
            moment = time.time_ns() // 1_000_000
            self._last = max(self._last + 1, (moment << 18))
            stamp, counter = self._last >> 18, self._last & 0x3FFFF
        noise = int.from_bytes(os.urandom(7), "big")
        value = (stamp << 80) | (0x7 << 76) | ((counter >> 6) << 64) | (0b10 << 62) | ((counter & 0x3F) << 56) | noise
        text = f"{value:032x}"
        return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
