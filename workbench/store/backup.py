"""Copies of a file, made with SQLite's backup API and thinned by age."""

import os
import sqlite3
from collections.abc import Iterable
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from workbench.domain.change import ChangeSet, SetKind
from workbench.domain.clock import Clock
from workbench.domain.errors import FileTroubleError, NotAWorkbenchError, WorkbenchError
from workbench.store.file import Store, recognise, roll_back
from workbench.store.lock import Lock
from workbench.store.trouble import told

SUFFIX = ".workbench"
"""What a file's name ends with; a file named so whose first bytes are not ours is a damaged one of ours."""

_STAMP = "%Y-%m-%d %H-%M-%S"
_ALL = timedelta(days=2)
_DAILY = timedelta(days=31)


@dataclass(frozen=True)
class Backup:
    """One copy: where it lies, when it was made (UTC), and what for."""

    path: Path
    made_at: datetime
    reason: str


def folder_of(home: Path, file_id: str) -> Path:
    """Return where the copies of one file lie, in the user's data folder."""
    return home / "backups" / file_id


def make(store: Store, folder: Path, reason: str) -> Path:
    """Copy an open file into a folder under a name with time and reason, and return the copy's path.

    Raises:
        FileTroubleError: the folder cannot be made or written to.
    """
    now = store.clock.now().astimezone(UTC)
    with told(folder):
        folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{store.path.stem} {now:{_STAMP}} {reason}.workbench"
    number = 2
    while target.exists():
        target = folder / f"{store.path.stem} {now:{_STAMP}} {reason} ({number}).workbench"
        number += 1
    aside = target.with_name(target.name + ".part")
    try:
        with told(target), store.reading() as connection, closing(sqlite3.connect(aside)) as copy:
            connection.backup(copy)
        with told(target):
            _flush(aside)
            aside.replace(target)
    finally:
        with suppress(OSError):
            aside.unlink(missing_ok=True)
    return target


def listed(folder: Path) -> list[Backup]:
    """Return the copies in a folder, newest first."""
    found = []
    for path in folder.glob("*.workbench") if folder.is_dir() else ():
        moment, reason = _named(path)
        if moment is not None:
            found.append(Backup(path, moment, reason))
    return sorted(found, key=lambda backup: backup.made_at, reverse=True)


def thin(folder: Path, now: datetime) -> list[Path]:
    """Remove copies by age: all of two days are kept, then one a day for a month, then one a week; return what went."""
    kept: set[tuple[str, str]] = set()
    gone = []
    for backup in listed(folder):
        age = now - backup.made_at
        if age <= _ALL:
            continue
        slot = ("day", f"{backup.made_at:%Y-%m-%d}") if age <= _DAILY else ("week", f"{backup.made_at:%G-%V}")
        if slot in kept:
            with suppress(OSError):
                backup.path.unlink()
                gone.append(backup.path)
        kept.add(slot)
    return gone


def newest(folder: Path) -> datetime | None:
    """Return when the newest copy was made."""
    found = listed(folder)
    return found[0].made_at if found else None


def restore(path: Path, backup: Path, clock: Clock, home: Path) -> Path | None:
    """Put a backup in a file's place; the file as it was is backed up first, and the restoring is journalled.

    Args:
        path: the file, which may be missing or damaged.
        backup: the copy.
        clock: for lock and journal.
        home: the user's data folder.

    Returns:
        The copy made of the file as it was; None where there was none to copy.

    Raises:
        WorkbenchError: the backup is of another file, or either cannot be read or written.
    """
    recognise(backup)
    with told(backup), closing(Store.open(backup, clock, writable=False)) as source:
        file_id = source.about("file_id")
    lock = Lock(path, clock)
    lock.take()
    try:
        before = _keep_present(path, clock, home, file_id)
        aside = path.with_name(path.name + ".part")
        try:
            with (
                told(path),
                closing(sqlite3.connect(f"{backup.resolve().as_uri()}?mode=ro", uri=True)) as source_db,
                closing(sqlite3.connect(aside)) as copy,
            ):
                source_db.backup(copy)
            with closing(_held(aside, clock)) as restored, restored.writing({}):
                restored.journalled(ChangeSet(f"Restored from the backup “{backup.name}”", (), kind=SetKind.RESTORE))
            with told(path):
                _flush(aside)
                # A journal of the old file must never be rolled back into the new one, so it goes first.
                path.with_name(path.name + "-journal").unlink(missing_ok=True)
                aside.replace(path)
        finally:
            with suppress(OSError):
                aside.unlink(missing_ok=True)
    finally:
        lock.release()
    return before


def _held(aside: Path, clock: Clock) -> Store:
    return Store.open(aside, clock, writable=True)


def _keep_present(path: Path, clock: Clock, home: Path, file_id: str) -> Path | None:
    """Copy the file that is about to be replaced; a damaged one is copied byte for byte."""
    if not path.exists():
        return None
    folder = folder_of(home, file_id)
    roll_back(path)
    try:
        with closing(Store.open(path, clock, writable=False)) as present:
            if present.about("file_id") != file_id:
                raise ForeignBackupError(path)
            return make(present, folder, "before restore")
    except (FileTroubleError, NotAWorkbenchError) as error:
        if isinstance(error, NotAWorkbenchError) and path.suffix != SUFFIX:
            raise
        with told(folder):
            folder.mkdir(parents=True, exist_ok=True)
            target = folder / f"{path.stem} {clock.now().astimezone(UTC):{_STAMP}} damaged.workbench"
            target.write_bytes(path.read_bytes())
        return target


class ForeignBackupError(WorkbenchError):
    """A backup that was made from another file."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"The backup was made from another file than {path.name}, so nothing was restored.")


def holding(folder: Path, register: str, uid: str, key: str, words: Iterable[str], clock: Clock) -> list[Path]:
    """Return the copies in which a record's field still holds one of these words, for naming them after an erasure."""
    wanted = {word for word in words if word}
    found = []
    for backup in listed(folder):
        with suppress(WorkbenchError), closing(Store.open(backup.path, clock, writable=False)) as copy:
            row = copy.rows(register).get(uid) or {}
            rows = [side or {} for entry in copy.entries(uid=uid) for change in entry.changes for side in (change.before, change.after)]
            if any(str(held.get(key)) in wanted for held in (row, *rows)):
                found.append(backup.path)
    return found


def _named(path: Path) -> tuple[datetime | None, str]:
    """Read time and reason back from a copy's name."""
    parts = path.stem.rsplit(" ")
    for at in range(len(parts) - 1):
        with suppress(ValueError):
            return datetime.strptime(f"{parts[at]} {parts[at + 1]}", _STAMP).replace(tzinfo=UTC), " ".join(parts[at + 2 :])
    return None, ""


def _flush(path: Path) -> None:
    """Make sure that a copy is on the disk before it takes a name people trust."""
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
