"""One column on its way to a field."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from workbench.exchange.evidence import Look
from workbench.exchange.headings import JOINT, Match


@dataclass(eq=False)
class Candidate:
    """One column, or several neighbours that are the steps of one scale, with what it may mean, the likeliest first."""

    index: int
    path: tuple[str, ...]
    values: Sequence[object]
    formulas: float = 0.0
    """Share of the filled cells that are worked out."""
    look: Look = field(default_factory=Look)
    options: list[Match] = field(default_factory=list)
    first: str = ""
    """What the heading alone says first, before cells and neighbours are asked."""
    period: str = ""
    """The quarter, month or day whose score the column holds."""
    steps: tuple[tuple[int, str, str], ...] = ()
    """Of a scale spread over columns, each column with its heading and what a mark in it says."""

    @property
    def header(self) -> str:
        """The stacked headings as one."""
        return JOINT.join(" ".join(part.split()) for part in self.path)
