"""Who has a file, and whether whoever had it last ended without closing it: said in sentences before the file is opened."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from workbench.domain.clock import Clock
from workbench.domain.text import counted


@dataclass(frozen=True)
class Silence:
    """A holder on another computer who has given no sign of life for minutes, and may be taken for gone if a person says so."""

    words: str
    minutes: int

    @property
    def sentence(self) -> str:
        """Who it is and how a person may decide."""
        since = f"has given no sign of life for {counted(self.minutes, 'minute')}" if self.minutes else "gives no sign of life"
        return (
            f"{self.words} has this file open but {since}. You can read everything here. "
            "If you know that the program is closed there, you can take the file over and change it."
        )


def left_behind(path: Path, clock: Clock) -> str:
    """Return a sentence where the program ended without closing a file the last time; nothing where it did not."""
    from workbench.store.lock import is_dead, read_holder  # noqa: PLC0415 - adapters load when needed

    holder = read_holder(path)
    if holder is not None and not is_dead(holder, clock):
        return ""
    journal = path.with_name(path.name + "-journal")
    half = journal.exists() and journal.stat().st_size > 0
    if holder is None and not half:
        return ""
    who = f"{holder.words} had this file open when the program or the computer ended" if holder else "The program ended while it was saving"
    taken = "A change that was only half written was taken back." if half else "Nothing was lost."
    return f"{who}, without closing it. Every change that was saved is here. {taken}"


def silence(path: Path, clock: Clock) -> Silence | None:
    """Return who has a file and has been silent for so long that a person may say they are gone; None otherwise."""
    from workbench.store.lock import is_silent, read_holder  # noqa: PLC0415 - adapters load when needed

    holder = read_holder(path)
    if holder is None or holder.machine == clock.machine() or not is_silent(holder, clock):
        return None
    try:
        minutes = int((clock.now() - datetime.fromisoformat(holder.beat)).total_seconds() // 60)
    except (ValueError, TypeError):
        minutes = 0
    return Silence(holder.words, minutes)
