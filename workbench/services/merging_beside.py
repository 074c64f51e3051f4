"""Copies that a cloud drive left beside the file, because it was changed on two computers before the drive could tell them apart."""

import re
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.domain.clock import Clock, Progress, unwatched
from workbench.domain.errors import StoppedError, WorkbenchError
from workbench.services.book import Book
from workbench.services.merging import plan_merge

if TYPE_CHECKING:
    from collections.abc import Iterator

_MARKS = (
    r"-[^\s-][^/\\]*",  # OneDrive: the computer's name
    r" \([^()]*conflict[^()]*\)",  # Dropbox, Nextcloud, ownCloud: whose conflicted copy, and of when
    r" ?\(\d+\)",  # Google Drive, iCloud, OneDrive for uploads: a number in brackets
    r" \d+",  # iCloud Drive: a number
    r"\.sync-conflict-\d{8}-\d{6}(?:-\w+)?",  # Syncthing: day, time and device
    r"[ _-]?conflict(?:ed)?[^/\\]*",  # Sync, Seafile and others: the word
    r"_[^/\\]*_[A-Z][a-z]{2}-\d{2}-\d{4}-\d{4}_[^/\\]*",  # Synology Drive: device, time and reason
    r" ?-? ?[Cc]opy(?: ?\(\d+\))?",  # Windows and macOS: copied in the folder
)
_MARKED = re.compile("|".join(_MARKS))


def copies_beside(path: Path) -> list[Path]:
    """Return the files beside a file whose names a cloud drive would give to copies of it, by name."""
    return sorted(_named_alike(path))


def _named_alike(path: Path) -> "Iterator[Path]":
    try:
        for other in path.parent.iterdir():
            rest = other.stem.removeprefix(path.stem)
            if other.suffix == path.suffix and other.name.startswith(path.stem) and rest and _MARKED.fullmatch(rest) and other.is_file():
                yield other
    except OSError:
        return


def news_beside(path: Path, clock: Clock, *, progress: Progress = unwatched) -> list[Path]:
    """Return those copies beside a file that really are of it and hold something that is not in it.

    The file is read by itself, so that whoever has it open may change and close it meanwhile.

    Raises:
        StoppedError: `progress` stopped it.
        WorkbenchError: the file cannot be read just now.
    """
    copies = copies_beside(path)
    if not copies:
        return []
    found: list[Path] = []
    with Book.open(path, clock, writable=False) as book:
        for copy in copies:
            try:
                plan = plan_merge(book, copy, progress=progress)
            except StoppedError:
                raise
            except WorkbenchError:
                continue  # not asked for, so nothing is said
            if not plan.is_empty:
                found.append(copy)
    return found
