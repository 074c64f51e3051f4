"""Copies of a file: where a person wants one, and the backups, what each holds and what has changed since."""

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from workbench.domain.clock import Clock, Progress, unwatched
from workbench.domain.errors import FileTroubleError, NotAWorkbenchError, WorkbenchError
from workbench.domain.kinds import Day
from workbench.domain.register import UID, Register, Row
from workbench.domain.text import counted, joined
from workbench.services import keeping, preferences

_REASONS = {
    "daily": "Daily backup",
    "by hand": "Made by hand",
    "before import": "Before an import",
    "before merge": "Before a copy was merged",
    "before restore": "Before a backup was restored",
    "before migration": "Before the file’s form was renewed",
    "damaged": "The file as it was, damaged",
}
_FEW = 3
"""So many fields are named; of more, the rest is counted."""


@dataclass(frozen=True)
class Copy:
    """One backup: where it lies, when and what for it was made, how many records it holds by register, and what cannot be read."""

    path: Path
    made_at: datetime
    reason: str
    counts: Mapping[str, int]
    steps_since: int | None = None
    """How many steps the file's history has gone since; None where it went another way or cannot be read."""
    trouble: str = ""

    @property
    def why(self) -> str:
        """What it was made for, in words."""
        return _REASONS.get(self.reason) or self.reason[:1].upper() + self.reason[1:] or "Backup"

    @property
    def when(self) -> str:
        """When it was made, in words."""
        local = self.made_at.astimezone()
        return f"{Day().show(local.date().isoformat())} at {local:%H:%M}"

    def holds(self, registers: Mapping[str, Register]) -> str:
        """Return how many records of each register it holds, as words."""
        if self.trouble:
            return self.trouble
        found = [
            counted(count, registers[key].noun, registers[key].plural)
            for key, count in self.counts.items()
            if count and registers[key].visible
        ]
        return ", ".join(found) or "No records"


@dataclass(frozen=True)
class Lost:
    """One record that restoring would bring back to what it was, or take away: what happened to it since."""

    register: str
    ref: str
    title: str
    what: str


def folder_of(path: Path, clock: Clock) -> Path | None:
    """Return where the backups of a file lie; of a damaged one the folder whose newest backup bears its name, None without any."""
    from workbench.store.backup import folder_of as place_of  # noqa: PLC0415 - adapters load when needed
    from workbench.store.backup import listed  # noqa: PLC0415 - adapters load when needed
    from workbench.store.file import Store  # noqa: PLC0415 - adapters load when needed

    try:
        with closing(Store.open(path, clock, writable=False)) as store:
            return place_of(keeping.home(), store.about("file_id"))
    except WorkbenchError:
        root = keeping.home() / "backups"
        found = [
            (backup.made_at, folder)
            for folder in (root.iterdir() if root.is_dir() else ())
            for backup in listed(folder)
            if backup.path.name.startswith(f"{path.stem} {backup.made_at:%Y-%m-%d}")
        ]
        return max(found)[1] if found else None


def copies_of(path: Path, registers: Mapping[str, Register], clock: Clock, progress: Progress = unwatched) -> list[Copy]:
    """Return the backups of a file, newest first, each with what it holds.

    Raises:
        StoppedError: `progress` stopped it.
    """
    from workbench.store.apart import held  # noqa: PLC0415 - adapters load when needed
    from workbench.store.backup import listed  # noqa: PLC0415 - adapters load when needed

    folder = folder_of(path, clock)
    backups = listed(folder) if folder else []
    found: list[Copy] = []
    for number, backup in enumerate(backups):
        progress(number, len(backups))
        try:
            holds = held(backup.path, clock, list(registers))
        except WorkbenchError:
            found.append(Copy(backup.path, backup.made_at, backup.reason, {}, trouble="Cannot be read"))
            continue
        found.append(Copy(backup.path, backup.made_at, backup.reason, holds.counts, _steps_since(path, clock, holds.position, holds.head)))
    progress(len(backups), len(backups))
    return found


def _steps_since(path: Path, clock: Clock, position: int, head: str) -> int | None:
    from workbench.store.file import Store  # noqa: PLC0415 - adapters load when needed

    try:
        with closing(Store.open(path, clock, writable=False)) as store:
            return store.head().position - position if store.hash_at(position) == head else None
    except WorkbenchError:
        return None


def lost_since(
    path: Path, copy: Copy, registers: Mapping[str, Register], clock: Clock, progress: Progress = unwatched
) -> list[Lost] | None:
    """Return what has changed in a file since a backup was made, record by record, so that restoring it would lose it.

    None where the file as it is now cannot be read.

    Raises:
        WorkbenchError: the backup cannot be read.
    """
    from workbench.store.file import Store  # noqa: PLC0415 - adapters load when needed

    found: list[Lost] = []
    with closing(Store.open(copy.path, clock, writable=False)) as before:
        try:
            with closing(Store.open(path, clock, writable=False)) as present:
                for number, (key, register) in enumerate(registers.items()):
                    progress(number, len(registers))
                    then, now = before.rows(key), present.rows(key)
                    found += [lost for uid in {**now, **then} if (lost := _lost(register, then.get(uid), now.get(uid)))]
        except (FileTroubleError, NotAWorkbenchError):
            return None
    progress(len(registers), len(registers))
    return found


def _lost(register: Register, then: Row | None, now: Row | None) -> Lost | None:
    if now is None:
        what = "Removed since; it would be there again"
    elif then is None:
        what = "Added since; it would be gone"
    else:
        keys = [key for key in {**then, **now} if then.get(key) != now.get(key) and key != UID]
        if not keys:
            return None
        labels = [field.label for key in keys if (field := register.find(key))] or ["something"]
        more = [f"{len(labels) - _FEW} more"] if len(labels) > _FEW else []
        what = f"Changed since: {joined([*labels[:_FEW], *more])}"
    record = register.record(now if now is not None else then or {})
    if register.visible:
        return Lost(register.key, record.ref, record.title or f"{register.noun[:1].upper()}{register.noun[1:]}", what)
    name = preferences.label_of(record.title) if register.key == "setting" else record.title
    return Lost(register.key, "", f"{register.noun[:1].upper()}{register.noun[1:]} “{name}”", what)


def preview(copy: Copy, lost: Sequence[Lost] | None) -> str:
    """Return in sentences what restoring a backup would do; `lost` is None where the file as it is cannot be read."""
    kept = "Before that the file as it is now is kept as a backup, too."
    if lost is None:
        unknown = "What is there now cannot be read, so nobody can say what would be lost."
        return f"Restoring brings the file back to how it was on {copy.when}. {unknown} {kept}"
    if not lost:
        return f"Nothing has changed since this backup of {copy.when}, so restoring it would change nothing."
    counts = [sum(one.what.startswith(verb) for one in lost) for verb in ("Added", "Changed", "Removed")]
    parts = [f"{count:,} {verb}" for count, verb in zip(counts, ("added", "changed", "removed"), strict=True) if count]
    what = f"What happened since to {counted(len(lost), 'record')} would be lost ({joined(parts)})."
    return f"Restoring brings the file back to how it was on {copy.when}. {what} {kept}"


def save_copy(path: Path, target: Path, clock: Clock, progress: Progress = unwatched) -> Path:
    """Copy a whole file, as it is now, to where a person wants it, and return where that is.

    Raises:
        WorkbenchError: it cannot be written there, or somebody has the file open that lies there.
    """
    from workbench.store.apart import copy_to  # noqa: PLC0415 - adapters load when needed

    copy_to(path, target, clock, progress)
    return target


def taken_back(before: Path) -> Copy:
    """Return the copy that was made before a backup was restored as one that can be restored itself."""
    from workbench.store.backup import listed  # noqa: PLC0415 - adapters load when needed

    backup = next(backup for backup in listed(before.parent) if backup.path == before)
    return Copy(backup.path, backup.made_at, backup.reason, {})


def restored(copy: Copy, path: Path, before: Path | None) -> str:
    """Return a sentence on what was done."""
    kept = f" What it was before is kept as the backup “{before.name}”." if before else ""
    return f"{path.name} is again as it was on {copy.when}.{kept}"
