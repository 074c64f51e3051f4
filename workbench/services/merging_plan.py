"""What merging another copy of the file would do, shown before anything is written."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from workbench.domain.change import Entry
from workbench.domain.kinds import Stored
from workbench.domain.register import Row
from workbench.services.merging_points import Left, Place
from workbench.services.plan import Plan, PlanRow

RECORD = "The whole record"
"""Label of the cell that stands for a record which one side removed."""


@dataclass(frozen=True)
class Carried:
    """A record that goes or comes with another: a control with its entry, a link with either of its ends."""

    register: str
    uid: str
    row: Row


@dataclass(slots=True)
class MergeRow(PlanRow):
    """One record of the other copy that differs, and where each of its cells is looked for again if it stays open."""

    theirs: Row = field(default_factory=dict)
    """Their row as it would be taken, names in it as they are to be."""
    place: Place = None
    places: dict[str, Place] = field(default_factory=dict)
    carried: tuple[Carried, ...] = ()
    keeps_ref: bool = False
    """Whether it keeps the reference it has here, because the one it has there stands for another record."""
    direction: str = ""
    """`OUT` or `BACK` where the record as a whole is the question."""


@dataclass
class MergePlan(Plan):
    """A whole merge; `workbook` has the copy's name and no sheets."""

    head: str = ""
    """The hash that ends the copy's history."""
    position: int = 0
    marks: list[str] = field(default_factory=list)
    left: Left = field(default_factory=dict)
    """What the copy's own merges of third copies left open."""
    names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """What records were to be called in words when theirs were compared."""
    sets: list[Entry] = field(default_factory=list)
    """What was done in the copy since the two histories parted."""
    known_until: int = 0
    """The position in the copy's history up to which it was merged before."""
    shape: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """The copy's tables and columns."""
    blobs: dict[str, bytes] = field(default_factory=dict)
    beyond: list[tuple[str, MergeRow]] = field(default_factory=list)
    """Records of registers that this program does not know; they are carried along."""

    @property
    def source(self) -> str:
        """What it came from, in a word."""
        return "copy"

    @property
    def is_empty(self) -> bool:
        """Whether the copy holds nothing that is not here already."""
        return not any(row.content or row.cells for row in self.rows) and not self.beyond and not self.settles_refs

    @property
    def settles_refs(self) -> bool:
        """Whether references that two records have are settled by it, which the other copy must learn."""
        return any(row.keeps_ref for row in self.rows if isinstance(row, MergeRow))

    @property
    def summary(self) -> str:
        """One sentence that says what this merge would do."""
        return f"{self.workbook.name} holds nothing that is not here already." if self.is_empty else Plan.summary.fget(self)  # type: ignore[attr-defined] # a property


def filled(row: Mapping[str, Stored]) -> dict[str, Stored]:
    """Return a row without its empty columns."""
    return {key: value for key, value in row.items() if value is not None}
