"""Whether a risk stands inside the appetite agreed for its category."""

from collections.abc import Iterable
from dataclasses import dataclass

from workbench.domain.register import Record
from workbench.domain.text import fold


@dataclass(frozen=True)
class Tolerance:
    """What is accepted for one category: the word for it, and the highest score at which a risk is still inside."""

    level: str
    highest: int | None

    def is_outside(self, score: object) -> bool | None:
        """Whether a score lies beyond it; None where nobody can tell."""
        return score > self.highest if self.highest is not None and isinstance(score, int) else None


class Tolerances:
    """The appetite statements of a file or a version, to be asked about its risks.

    Args:
        records: the statements.
    """

    def __init__(self, records: Iterable[Record]) -> None:
        self._by_category: dict[tuple[str, str], Tolerance] = {}
        for record in sorted(records, key=lambda one: str(one.of("agreed_on") or "")):  # the one agreed last counts
            highest = record.of("tolerated")
            place = (str(record.row.get("member") or ""), fold(record.show("category")))
            self._by_category[place] = Tolerance(record.show("level"), highest if isinstance(highest, int) else None)

    def of(self, record: Record) -> Tolerance | None:
        """Return what is accepted of a risk: the collaborative's for a shared one, else its organisation's own."""
        category = fold(record.show("category"))
        owner = "" if record.of("tier") == "shared" else str(record.row.get("member") or "")
        return self._by_category.get((owner, category)) if category else None

    def is_outside(self, record: Record) -> bool | None:
        """Whether a risk's current score is beyond what is accepted; None where nobody can tell."""
        found = self.of(record)
        return found.is_outside(record.of("current_score")) if found else None
