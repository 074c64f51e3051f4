"""Copies of a file that are no backups: one to be looked at while the file stays in use, or one where a person wants it."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from workbench.domain.clock import Clock, Progress, unwatched
from workbench.domain.errors import FileTroubleError, StoppedError
from workbench.store import schema
from workbench.store.backup import SUFFIX
from workbench.store.file import Store
from workbench.store.lock import Lock
from workbench.store.trouble import told
from workbench.store.verify import quick

_PAGES = 2048
"""Pages copied at a time, between which the work may be stopped."""
_IN_MEMORY = 200_000_000
"""Bytes of a file up to which its copy is kept in memory; a larger one lies beside the backups for a while."""
_STEPS = 20_000
"""Steps of SQLite's machine between two questions whether to go on."""
_COUNTER = slice(24, 28)
"""Where a file's header counts how often it was written."""


@dataclass(frozen=True)
class Held:
    """What a copy holds: where its history ends, and how many records by register."""

    position: int
    head: str
    counts: dict[str, int]


def held(path: Path, clock: Clock, keys: list[str]) -> Held:
    """Return what a file holds, without reading its records.

    Raises:
        WorkbenchError: it cannot be read.
    """
    with closing(Store.open(path, clock, writable=False)) as store:
        head = store.head()
        with store.reading() as connection:
            there = schema.tables(connection)
            counts = {
                key: int(connection.execute(f"SELECT count(*) FROM {schema.quoted(key)}").fetchone()[0])  # noqa: S608 - quoted name
                for key in keys
                if key in there
            }
    return Held(head.position, head.hash.hex(), counts)


@contextmanager
def set_apart(path: Path, clock: Clock, folder: Path, progress: Progress = unwatched, *, mending: bool = True) -> Iterator[Store]:
    """Lend a copy of a file, so that a long look at it keeps nobody from writing to the file meanwhile.

    Args:
        path: the file.
        clock: for opening it.
        folder: where the copy of a very large file may lie for a while.
        progress: asked now and then, and while SQLite works on the copy; may stop the whole.
        mending: as for `Store.open`; without it not a byte is written beside the file.

    Raises:
        StoppedError: `progress` stopped it.
        FileTroubleError: the file cannot be read.
    """
    aside = None
    if path.exists() and path.stat().st_size > _IN_MEMORY:
        folder.mkdir(parents=True, exist_ok=True)
        aside = folder / f"looked at {os.getpid()}.part"
    stopped = False

    def go_on() -> int:
        nonlocal stopped
        try:
            progress(0, 0)
        except StoppedError:
            stopped = True
        return int(stopped)

    try:
        with closing(sqlite3.connect(aside or ":memory:", isolation_level=None, check_same_thread=False)) as copy:
            with closing(Store.open(path, clock, writable=False, mending=mending)) as source, source.reading() as connection:
                connection.backup(copy, pages=_PAGES, progress=lambda *_: progress(0, 0))
            copy.set_progress_handler(go_on, _STEPS)
            try:
                yield Store(path, copy, clock, None)
            except (sqlite3.OperationalError, FileTroubleError) as error:
                if stopped:
                    raise StoppedError from error
                raise
    finally:
        if aside is not None:
            with suppress(OSError):
                aside.unlink(missing_ok=True)


def is_plainly_sound(store: Store) -> bool:
    """Whether nothing speaks against a file at a quick look: its structure, its guards, and nobody else having written to it."""
    if not quick(store):
        return False
    with store.reading() as connection:
        guarded = not schema.missing_guards(connection)
    with told(store.path), store.path.open("rb") as stream:
        header = stream.read(_COUNTER.stop)
    return guarded and store.about("counter") == str(int.from_bytes(header[_COUNTER], "big"))


def copy_to(path: Path, target: Path, clock: Clock, progress: Progress = unwatched) -> None:
    """Copy a file, as it is now, to where a person wants it; nothing is left there unless the copy is whole.

    Raises:
        FileTroubleError: it is the file itself, has another ending, or cannot be written.
        FileInUseError: somebody has the file open that would be replaced.
        StoppedError: `progress` stopped it.
    """
    if target.suffix.casefold() != SUFFIX:
        raise FileTroubleError(target, f"the name of a copy ends in {SUFFIX}")
    if target.exists() and path.exists() and target.samefile(path):
        raise FileTroubleError(target, "it is the file itself; choose another name or folder")
    lock = Lock(target, clock)
    lock.take()
    aside = target.with_name(target.name + ".part")
    try:
        with told(target), closing(Store.open(path, clock, writable=False)) as source, source.reading() as connection:
            with closing(sqlite3.connect(aside)) as copy:
                connection.backup(copy, pages=_PAGES, progress=lambda _status, left, total: progress(total - left, total))
            target.with_name(target.name + "-journal").unlink(missing_ok=True)
            aside.replace(target)
    finally:
        with suppress(OSError):
            aside.unlink(missing_ok=True)
        lock.release()
