"""Check a file and say what was found in words a person can act on."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.domain.clock import Clock, Progress, unwatched
from workbench.domain.errors import WorkbenchError
from workbench.domain.kinds import Day
from workbench.domain.text import counted
from workbench.services import keeping

if TYPE_CHECKING:
    from workbench.store.file import Store
    from workbench.store.verify import Fault

_POSITION = re.compile(r"[Cc]hange set (\d+)")
_DAMAGED = (
    "Do not go on working in this file. Restore the newest backup from before the damage, and have the drive looked at on which it lies."
)
_UNREAD = "Nothing could be looked at. Check again when the drive it lies on answers."
_GUARD_GONE = "A guard that keeps the history from being altered is missing."
_GUARD = "Nothing is lost; your next change puts it back."
_HISTORY = (
    "The entries are as they are shown, but from there on the history proves nothing. "
    "Compare with a backup of an earlier day, and ask who else had the file."
)
_OUTSIDE = "Look at the entry. Your next change notes in the history what was altered; a backup holds what it was before."


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong, and what to do about it; each is finished sentences."""

    sentence: str
    advice: str


@dataclass(frozen=True)
class Checked:
    """What a check found, when, and how much it looked at; `thorough` is whether it looked at every record and all of the history."""

    at: datetime
    findings: tuple[Finding, ...]
    thorough: bool
    records: int = 0
    steps: int = 0

    @property
    def is_sound(self) -> bool:
        """Whether nothing is wrong."""
        return not self.findings

    @property
    def verdict(self) -> str:
        """The result in a sentence or two."""
        if self.findings:
            return f"{counted(len(self.findings), 'thing is', 'things are')} wrong with this file."
        looked = f"{counted(self.records, 'record')} and {counted(self.steps, 'step')} of its history were looked at, and they agree."
        return f"The file is sound. {looked}"

    def text(self, name: str) -> str:
        """Return all of it as plain words, to be sent to somebody."""
        when = self.at.astimezone()
        lines = [f"Check of {name} on {Day().show(when.date().isoformat())} at {when:%H:%M}", self.verdict]
        lines += [f"{number}. {found.sentence} {found.advice}" for number, found in enumerate(self.findings, 1)]
        return "\n".join(lines) + "\n"


def check_file(path: Path, labels: Mapping[str, str], clock: Clock, *, thorough: bool = True, progress: Progress = unwatched) -> Checked:
    """Check a file as it is now, without keeping anybody from working in it.

    Args:
        path: the file.
        labels: what people call its registers, by key.
        clock: for the time of the check.
        thorough: look at every record and all of the history; otherwise only where a quick look finds something.
        progress: told how far it is; may stop it.

    Raises:
        StoppedError: it was stopped.
    """
    from workbench.store.apart import is_plainly_sound, set_apart  # noqa: PLC0415 - adapters load when needed
    from workbench.store.verify import verify  # noqa: PLC0415 - adapters load when needed

    looked = _Watched(progress)
    try:
        with set_apart(path, clock, keeping.home(), looked.ask) as store:
            if not thorough and is_plainly_sound(store):
                return Checked(clock.now(), (), thorough=False)
            findings = tuple(dict.fromkeys(found(fault, store) for fault in verify(store, dict(labels), looked)))
            records = 0 if any(fault.advice == _DAMAGED for fault in findings) else sum(len(store.rows(key)) for key in labels)
            steps = 0 if any(fault.advice == _DAMAGED for fault in findings) else store.head().position
            return Checked(clock.now(), findings, thorough=True, records=records, steps=steps)
    except WorkbenchError as error:
        if looked.is_stopped:
            raise
        advice = _DAMAGED if "damaged" in str(error) else _UNREAD
        return Checked(clock.now(), (Finding(str(error), advice),), thorough=True)


def found(fault: "Fault", store: "Store") -> Finding:
    """Return a fault in a person's words: steps of the history by name and day, and what to do."""
    sentence = _POSITION.sub(lambda said: _step(store, int(said[1]), at_start=said[0][0] == "C"), fault.message)
    sentence = sentence.replace("change sets", "steps")
    if fault.register == "sqlite" or "could not be compared" in fault.message:
        return Finding(sentence, _DAMAGED)
    if fault.message.startswith("The guard"):
        return Finding(_GUARD_GONE, _GUARD)
    return Finding(sentence, _HISTORY if fault.position or not fault.register else _OUTSIDE)


def _step(store: "Store", position: int, *, at_start: bool) -> str:
    """Return a step of the history as people know it."""
    article = "The" if at_start else "the"
    try:
        entry = store.entry_at(position)
    except (WorkbenchError, IndexError, ValueError):
        return f"{article} step number {position}"
    if entry.position != position:
        return f"{article} step number {position}"
    return f"{article} step “{entry.name}” of {Day().show(entry.day)}"


class _Watched:
    """Passes progress on and remembers whether it stopped the work, so that a damaged file is not taken for a stopped check."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._last = (0, 4)
        self.is_stopped = False

    def __call__(self, done: int, total: int) -> None:
        """Tell how far it is."""
        self._last = (done, total)
        self.ask(done, total)

    def ask(self, _done: int, _total: int) -> None:
        """Ask whether to go on, without getting any further."""
        try:
            self._progress(*self._last)
        except WorkbenchError:
            self.is_stopped = True
            raise
