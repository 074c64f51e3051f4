"""How an action goes: until when it is due, by how much it is late, and whether anybody still has to do it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from workbench.domain.register import Record
from workbench.domain.text import counted

DONE = ("complete", "verified", "cancelled")
"""Statuses in which nobody has to do it any more; what is complete still waits for a meeting to agree that."""


@dataclass(frozen=True)
class Course:
    """Where an action stands on a day."""

    record: Record
    day: date
    extensions: Sequence[Record] = ()

    @property
    def is_open(self) -> bool:
        """Whether it is still to be done."""
        return self.record.of("status") not in DONE

    @property
    def due(self) -> date | None:
        """The date that counts: the one it was put off to last, else the first, which never changes."""
        if revised := day_of(self.record, "revised_due"):
            return revised
        put_off = [day for one in self.extensions if (day := day_of(one, "new_date"))]
        return max(put_off, default=None) or day_of(self.record, "due_date")

    @property
    def late(self) -> int:
        """By how many days it is overdue; nothing where it is not."""
        return max((self.day - self.due).days, 0) if self.is_open and self.due else 0

    @property
    def age(self) -> int | None:
        """How many days ago it was raised, while it is still to be done."""
        raised = day_of(self.record, "date_raised")
        return (self.day - raised).days if raised and self.is_open and raised <= self.day else None

    @property
    def standing(self) -> str:
        """Its timeliness in a few words; nothing where it has no date or is done."""
        if not self.is_open or self.due is None:
            return ""
        if self.late:
            return f"overdue by {counted(self.late, 'day')}"
        left = (self.due - self.day).days
        return "due today" if not left else f"due in {counted(left, 'day')}"


def day_of(record: Record, key: str) -> date | None:
    """Return a record's date under a key; None where there is none or it cannot be read."""
    try:
        return date.fromisoformat(str(record.of(key)))
    except ValueError:
        return None
