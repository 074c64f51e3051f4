"""Looking after a file: backups, restoring, checking, and where the user's own data lies."""

import os
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.domain.clock import Clock, Progress, unwatched

if TYPE_CHECKING:
    from workbench.store.backup import Backup
    from workbench.store.file import Store
    from workbench.store.verify import Fault


def home() -> Path:
    """Return the folder for this user's backups, reports and settings; `WORKBENCH_HOME` overrides the system's own place."""
    if chosen := os.environ.get("WORKBENCH_HOME"):
        return Path(chosen)
    from platformdirs import user_data_path  # noqa: PLC0415 - only when nobody chose

    return user_data_path("Governance Workbench", appauthor=False)


def back_up(store: "Store", reason: str, folder: Path | None = None) -> Path:
    """Copy an open file, into a folder or into the user's data folder, and thin the old copies there."""
    from workbench.store import backup  # noqa: PLC0415 - adapters load when needed

    kept = folder or backup.folder_of(home(), store.about("file_id"))
    made = backup.make(store, kept, reason)
    if folder is None:
        backup.thin(kept, store.clock.now())
    return made


def daily_backup(store: "Store") -> Path | None:
    """Copy an open file unless a copy of today is there already."""
    last = last_backup(store)
    if last is not None and last.astimezone().date() >= store.clock.today():
        return None
    return back_up(store, "daily")


def last_backup(store: "Store") -> datetime | None:
    """Return when the newest copy in the user's data folder was made."""
    from workbench.store import backup  # noqa: PLC0415 - adapters load when needed

    return backup.newest(backup.folder_of(home(), store.about("file_id")))


def backups(store: "Store") -> "list[Backup]":
    """Return the copies of a file in the user's data folder, newest first."""
    from workbench.store import backup  # noqa: PLC0415 - adapters load when needed

    return backup.listed(backup.folder_of(home(), store.about("file_id")))


def restore(path: Path, copy: Path, clock: Clock) -> Path | None:
    """Put a backup in a file's place; return the copy made of the file as it was."""
    from workbench.store import backup  # noqa: PLC0415 - adapters load when needed

    return backup.restore(path, copy, clock, home())


def check(store: "Store", labels: dict[str, str], progress: Progress = unwatched) -> "list[Fault]":
    """Return every fault of a file, each a sentence."""
    from workbench.store.verify import verify  # noqa: PLC0415 - adapters load when needed

    return verify(store, labels, progress)
