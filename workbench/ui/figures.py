"""What matters of a register in one line, counted record by record so that an edit counts one record again, not all."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from workbench.domain.kinds import Choice
from workbench.domain.register import Record, Register
from workbench.domain.text import counted
from workbench.ui.chips import SOON, choices_of, is_due_soon, is_open, is_overdue
from workbench.ui.nouns import many
from workbench.ui.pills import pill_of

_MOST_WORDS = 4


class Fact(NamedTuple):
    """What one record adds to the line."""

    is_open: bool
    is_overdue: bool
    is_soon: bool
    is_unsorted: bool
    worst: str
    """The word of the highest band, where the record is open and in it."""
    word: str
    """The value of the field that tells such records apart, where they have no score: a status still open, or a kind."""


class Figures:
    """Counts over the records of one register."""

    def __init__(self, register: Register) -> None:
        self._register = register
        self._score = register.find("current_score")
        self._told = next(iter(choices_of(register)), None)
        self._facts: dict[str, Fact] = {}
        self._counts: Counter[tuple[str, object]] = Counter()

    def fill(self, records: Iterable[Record], today: date) -> None:
        """Count all records."""
        self._facts, self._counts = {}, Counter()
        for record in records:
            self.take(record.uid, record, today)

    def take(self, uid: str, record: Record | None, today: date) -> None:
        """Count one record again, or no more."""
        if fact := self._facts.pop(uid, None):
            self._counts.subtract(_told(fact))
        if record is not None:
            fact = self._facts[uid] = self._fact(record, today)
            self._counts.update(_told(fact))

    @property
    def unsorted(self) -> int:
        """How many records nobody has said whose they are."""
        return self._counts["is_unsorted", True]

    @property
    def line(self) -> str:
        """What matters, in one line."""
        if not self._facts:
            return f"No {many(self._register, 0).removeprefix('0 ')} yet"
        has_status = "status" in self._register
        parts = [f"{self._counts['is_open', True]:,} open" if has_status else many(self._register, len(self._facts))]
        if self._score:
            worst = next(((word, number) for (name, word), number in self._counts.items() if name == "worst" and word and number > 0), None)
            parts.append(f"{worst[1]:,} {str(worst[0]).lower()}" if worst else "none extreme")
        else:
            parts += self._words()
        if late := self._counts["is_overdue", True]:
            parts.append(counted(late, "review overdue", "reviews overdue") if "next_review" in self._register else f"{late:,} overdue")
        if (soon := self._counts["is_soon", True]) and "due_date" in self._register:
            parts.append(f"{soon:,} due in {SOON} days")
        if self.unsorted:
            parts.append(f"{self.unsorted:,} unsorted")
        return " · ".join(parts)

    def _words(self) -> list[str]:
        """Return how many records hold each value of the field that tells them apart, in the order of its options."""
        kind = self._told.kind if self._told else None
        labels = [option.label for option in kind.options] if isinstance(kind, Choice) else []
        found = [(label, self._counts["word", label]) for label in labels]
        counts = [(label, number) for label, number in found if number > 0][:_MOST_WORDS]
        if self._told is not None and self._told.key == "status":
            return [f"{number:,} {label.lower()}" for label, number in counts]
        return [f"{label}: {number:,}" for label, number in counts]  # a kind is a noun, which has a plural of its own

    def _fact(self, record: Record, today: date) -> Fact:
        here = is_open(record)
        pill = pill_of(record, self._score) if self._score and here else None
        worst = pill.word if pill and pill.place == pill.bands - 1 else ""
        word = record.show(self._told.key) if self._told and not self._score and here else ""
        soon = here and "due_date" in self._register and is_due_soon(record, today)
        return Fact(here, here and is_overdue(record, today), soon, record.of("tier") == "unsorted", worst, word)


def _told(fact: Fact) -> list[tuple[str, object]]:
    return list(fact._asdict().items())
