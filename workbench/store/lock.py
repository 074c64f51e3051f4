"""Who has a file open for writing: a small file beside it, made exclusively.

A holder is dead when its process is gone on this machine, or when another machine has been silent for three minutes
and a person confirms.
"""

import json
import os
import threading
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

from workbench.domain.clock import Clock
from workbench.domain.errors import FileInUseError, UnwritableFolderError

SILENCE = timedelta(minutes=3)
BEAT = 60.0
"""Seconds between two signs of life."""
_STARTED = 19
"""Where /proc/self/stat says, after the program's name, how many ticks after the computer it was started."""


@dataclass(frozen=True)
class Holder:
    """Who holds a file, as its lock says."""

    user: str
    machine: str
    pid: int
    started: float
    beat: str

    @property
    def words(self) -> str:
        """Return who it is, for a sentence."""
        return f"{self.user} on {self.machine}"

    def is_same(self, other: "Holder") -> bool:
        """Whether both are one process, whenever it last gave a sign of life."""
        return (self.machine, self.pid, self.started) == (other.machine, other.pid, other.started)


_NAMELESS = Holder("somebody", "another computer", 0, 0.0, "")


def lock_path(path: Path) -> Path:
    """Return where a file's lock lies."""
    return path.with_name(path.name + ".lock")


def turn_path(path: Path) -> Path:
    """Return where it is said that somebody is just removing a dead holder's lock."""
    return path.with_name(path.name + ".lock.turn")


def read_holder(path: Path) -> Holder | None:
    """Return who holds a file, or None; a lock that cannot be read is somebody's."""
    try:
        text = lock_path(path).read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError):
        return _NAMELESS
    return _named(text)


def _named(text: str) -> Holder:
    """Return who a lock's text names; one that names nobody in particular is still somebody's."""
    try:
        found = json.loads(text)
        holder = Holder(str(found["user"]), str(found["machine"]), int(found["pid"]), float(found["started"]), str(found["beat"]))
    except (ValueError, KeyError, TypeError, OverflowError):
        return _NAMELESS
    return holder if holder.pid > 0 else _NAMELESS


def is_dead(holder: Holder, clock: Clock, *, confirmed: bool = False) -> bool:
    """Whether a holder is gone: its process here, or another machine silent for three minutes once confirmed."""
    import psutil  # noqa: PLC0415 - needed only when somebody holds the file

    if holder.machine == clock.machine() and holder.pid:
        try:
            process = psutil.Process(holder.pid)
            return abs(process.create_time() - holder.started) > 1 or process.status() == psutil.STATUS_ZOMBIE
        except (psutil.NoSuchProcess, OverflowError):
            return True
        except psutil.AccessDenied:
            return False
    return confirmed and is_silent(holder, clock)


def is_silent(holder: Holder, clock: Clock) -> bool:
    """Whether a holder has given no sign of life for three minutes; one that cannot be read counts as silent."""
    try:
        return clock.now() - datetime.fromisoformat(holder.beat) > SILENCE
    except (ValueError, TypeError):
        return True


def started() -> float:
    """Return when this program was started, as psutil says it of any; Linux itself answers long before psutil has loaded."""
    try:
        told = Path("/proc/self/stat").read_bytes().rpartition(b")")[2].split()
        boot = next(line for line in Path("/proc/stat").read_bytes().splitlines() if line.startswith(b"btime "))
        return float(boot.split()[1]) + int(told[_STARTED]) / os.sysconf("SC_CLK_TCK")
    except (OSError, LookupError, ValueError, StopIteration):
        import psutil  # noqa: PLC0415 - see above

        return psutil.Process().create_time()


class Lock:
    """The right to write to one file, held from `take` to `release`."""

    def __init__(self, path: Path, clock: Clock) -> None:
        self.path, self._clock = path, clock
        self._stopped = threading.Event()
        self._beating: threading.Thread | None = None
        self._mine: Holder | None = None

    def take(self, *, confirmed: bool = False) -> None:
        """Take the lock.

        Args:
            confirmed: a person said that the silent holder on another machine is gone.

        Raises:
            FileInUseError: somebody has it.
            UnwritableFolderError: the folder may not be written to.
        """
        mine = Holder(self._clock.author, self._clock.machine(), os.getpid(), started(), self._clock.now().isoformat())
        for _ in range(3):
            try:
                self._make(json.dumps(asdict(mine)))
            except FileExistsError:
                self._clear_away(confirmed=confirmed)
                continue
            except OSError as error:
                raise UnwritableFolderError(self.path) from error
            self._mine = mine
            return
        raise FileInUseError(self.path, "somebody who opened it at the same moment")

    def _make(self, text: str) -> None:
        """Make the lock with its text in one step, or fail because there is one.

        A hard link appears whole or not at all; a process killed between making and writing would leave a nameless
        lock behind. Drives that know no links get the exclusive file instead.
        """
        target = lock_path(self.path)
        aside = target.with_name(f"{target.name}.{os.getpid()}.{threading.get_ident()}")
        aside.write_text(text, encoding="utf-8")
        try:
            os.link(aside, target)
        except FileExistsError:
            raise
        except OSError:
            with os.fdopen(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666), "w", encoding="utf-8") as stream:
                stream.write(text)
        finally:
            aside.unlink()

    def _clear_away(self, *, confirmed: bool) -> None:
        """Remove a dead holder's lock, unless somebody else is just doing so.

        One at a time looks again and removes; else the second of two would remove the lock that the first made since.
        """
        holder = read_holder(self.path)
        if holder is None:
            return
        if not is_dead(holder, self._clock, confirmed=confirmed):
            raise FileInUseError(self.path, holder.words)
        turn = turn_path(self.path)
        try:
            os.close(os.open(turn, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
        except FileExistsError:
            self._pass_over(turn)
            return
        try:
            if read_holder(self.path) == holder:
                lock_path(self.path).unlink(missing_ok=True)
        finally:
            turn.unlink(missing_ok=True)

    def _pass_over(self, turn: Path) -> None:
        """Remove the turn of one that was killed in it: nobody needs it for as much as a moment."""
        with suppress(OSError):
            if self._clock.now().timestamp() - turn.stat().st_mtime > SILENCE.total_seconds():
                turn.unlink()

    def beat(self) -> None:
        """Give signs of life until released, for a program that stays open."""
        if self._beating is None:
            self._beating = threading.Thread(target=self._keep_beating, name="lock", daemon=True)
            self._beating.start()

    def _keep_beating(self) -> None:
        while not self._stopped.wait(BEAT):
            self.sign()

    def sign(self) -> None:
        """Write one sign of life."""
        if self._mine is None or not self.is_mine():
            return
        alive = asdict(self._mine) | {"beat": self._clock.now().isoformat()}
        aside = lock_path(self.path).with_name(f"{self.path.name}.lock.beat")
        with suppress(OSError):
            aside.write_text(json.dumps(alive), encoding="utf-8")
            aside.replace(lock_path(self.path))

    def release(self) -> None:
        """Give the lock up, if it is still ours."""
        self._stopped.set()
        if self._beating is not None:
            self._beating.join()
        mine, self._mine = self._mine, None
        if mine is None:
            return
        now = read_holder(self.path)
        if now is not None and now.is_same(mine):
            with suppress(OSError):
                lock_path(self.path).unlink()

    def is_mine(self) -> bool:
        """Whether nobody else took the lock, as they may after a long silence (a laptop asleep)."""
        holder = read_holder(self.path)
        return holder is None or (self._mine is not None and holder.is_same(self._mine))
