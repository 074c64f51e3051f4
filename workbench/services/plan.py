"""What an import would do, row by row, before it does it."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.domain.kinds import Stored
from workbench.domain.register import Row
from workbench.domain.text import counted, joined
from workbench.exchange.sheets import Column, Correction, Problem, Reading, Table, Workbook

if TYPE_CHECKING:
    from workbench.services.planning import Base
    from workbench.services.senders import Likely


OUT, BACK = "out", "back"


class Outcome(StrEnum):
    """What becomes of one record of a workbook; each has exactly one."""

    INVALID = "invalid"
    ASKED = "asked"
    CONFLICTING = "conflicting"
    NEW = "new"
    CHANGED = "changed"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class PlanCell:
    """One cell that differs: the words before, here and in the workbook; `taken` says that applying writes theirs."""

    field: str
    label: str
    base: str
    ours: str
    theirs: str
    taken: bool
    stored: tuple[Stored, Stored, Stored] = (None, None, None)
    """Base, ours and theirs in stored form."""
    settled: bool | None = None
    """What a person decided: whether theirs is written; None while nobody did."""
    place: tuple[str, str] | None = None
    """The record and field it stands for, where that is a record which belongs to the row's."""
    stood: bool = False
    """Whether a person left it out at the last import, where the workbook said the same; it is offered, and not asked about."""

    @property
    def conflict(self) -> bool:
        """Whether both sides changed it to different values."""
        return not self.taken and not self.stood

    @property
    def written(self) -> bool:
        """Whether applying writes theirs, a person's decision counting before the plan's."""
        return self.taken if self.settled is None else self.settled

    @property
    def is_open(self) -> bool:
        """Whether a person still has to choose between here and there."""
        return self.conflict and self.settled is None


@dataclass(frozen=True, slots=True)
class PlannedChild:
    """A record that belongs to a row's: new where `uid` is blank, else changed in `values`, which are in stored form."""

    register: str
    values: Mapping[str, Stored]
    uid: str = ""
    relation: str = ""


@dataclass(slots=True)
class PlanRow:
    """One record of the workbook: its outcome, where it stands, and the row before and after applying."""

    outcome: Outcome
    row: int
    """The sheet row, counted from 1."""
    ref: str
    title: str
    reason: str = ""
    cells: tuple[PlanCell, ...] = ()
    before: Row | None = None
    after: Row | None = None
    uid: str = ""
    joined: dict[str, Stored] = field(default_factory=dict)
    """What fields that gather are to say: links, lines of other records and words, not yet parted."""
    children: list[PlannedChild] = field(default_factory=list)
    """Records that belong to this one and are made or changed with it."""
    refused: bool = False
    """Whether a person left the whole row out."""
    asked: str = ""
    """The reason it was to decide or needed correcting, once a person has said what it is."""
    moves: str = ""
    """`OUT` where applying removes the whole record, `BACK` where it brings one back that was removed here."""

    @property
    def content(self) -> bool:
        """Whether it has anything to write, left out by a person or not."""
        return self.after is not None or bool(self.joined or self.children or self.moves)

    @property
    def writes(self) -> bool:
        """Whether applying writes anything for it."""
        return not self.refused and self.content

    @property
    def is_open(self) -> bool:
        """Whether a person still has something to decide about it."""
        if self.refused:
            return False
        return self.outcome in (Outcome.ASKED, Outcome.INVALID) or any(cell.is_open for cell in self.cells)

    @property
    def standing(self) -> Outcome:
        """What becomes of it once decisions count: a conflict that is settled is changed or the same."""
        if self.outcome not in (Outcome.CONFLICTING, Outcome.SAME) or any(cell.is_open for cell in self.cells):
            return self.outcome
        return Outcome.CHANGED if self.writes else Outcome.SAME


@dataclass(frozen=True)
class Question:
    """A word of a workbook that organisations use differently, how it was read, and what else it may mean.

    `word` is "initial" or "residual", as a correction is called; `read` is the key of the answer it was read as.
    """

    word: str
    heading: str
    answers: tuple[tuple[str, str], ...]
    read: str
    problem: Problem


@dataclass(frozen=True, eq=False)
class Source:
    """What the rows of a part were planned from, for planning one of them again as a person decides."""

    reading: Reading
    base: "Base"


@dataclass
class Part:
    """The plan for one register."""

    register: str
    label: str
    table: Table
    rows: list[PlanRow]
    absent: list[tuple[str, str]] = field(default_factory=list)
    """Reference and title of records the workbook should have held and does not."""
    problems: list[Problem] = field(default_factory=list)
    columns: tuple[str, ...] = ()
    """The keys of the fields the table answers."""
    instead: dict[str, dict[str, Stored]] = field(default_factory=dict)
    """By record and field, what the workbook showed where applying does not take it."""
    source: Source | None = field(default=None, repr=False)
    explained: frozenset[str] = frozenset()
    """The references of absent records of which a person said why."""


@dataclass
class Plan:
    """A whole import, shown before anything is written."""

    path: Path
    member: str
    workbook: Workbook
    parts: list[Part]
    others: list[Table] = field(default_factory=list)
    correction: Correction | None = None
    notes: list[str] = field(default_factory=list)
    """Sentences about the workbook as a whole, such as where its stamp comes from."""
    beside: dict[str, str] = field(default_factory=dict)
    """By the name of its sheet, a sentence on each other table that is not brought in with this one."""
    questions: list[Question] = field(default_factory=list)
    """What the sender's words mean, asked once."""
    likely: "Likely | None" = None
    """Whose workbook it seems to be, where nobody said so and it was not exported for anybody."""
    asks_sender: bool = False
    """Whether a person should say whose workbook it is, because nobody did and it does not tell for certain."""
    decided: list[str] = field(default_factory=list)
    """What a person decided, in sentences; kept as the reason of the change set."""

    @property
    def source(self) -> str:
        """What it came from, in a word."""
        return "workbook"

    @property
    def rows(self) -> list[PlanRow]:
        """All rows of all registers."""
        return [row for part in self.parts for row in part.rows]

    @property
    def counts(self) -> dict[str, int]:
        """How many records have each outcome; `absent` stands apart."""
        found = Counter(row.outcome.value for part in self.parts for row in part.rows)
        names = ("new", "changed", "same", "conflicting", "invalid", "asked")
        return {name: found.get(name, 0) for name in names} | {"absent": sum(len(part.absent) for part in self.parts)}

    @property
    def standing(self) -> dict[str, int]:
        """The same once decisions count: a settled conflict is changed or the same."""
        found = Counter(row.standing.value for part in self.parts for row in part.rows)
        return {name: found.get(name, 0) for name in self.counts} | {"absent": self.counts["absent"]}

    @property
    def problems(self) -> list[Problem]:
        """Everything a person should look at."""
        said = self.workbook.answers
        return [*(said.problems if said else ()), *(problem for part in self.parts for problem in part.problems)]

    @property
    def writes(self) -> int:
        """How many rows applying would write."""
        return sum(row.writes for part in self.parts for row in part.rows)

    @property
    def summary(self) -> str:
        """One sentence that says what this import would do."""
        counts = self.counts
        read = sum(counts[name] for name in counts if name != "absent")
        if not read:
            return f"No records were found in {self.workbook.name}."
        phrases = {
            "new": "new",
            "changed": "changed",
            "conflicting": "changed on both sides",
            "asked": "to decide",
            "invalid": "needing correction",
            "same": "the same as here",
        }
        parts = [f"{counts[name]:,} {words}" for name, words in phrases.items() if counts[name]]
        absent = (
            f" {counted(counts['absent'], 'record')} known here {_is(counts['absent'])} not in this return." if counts["absent"] else ""
        )
        return f"{counted(read, 'record')} read from {self.workbook.name}: {joined(parts)}.{absent}"

    @property
    def sheet(self) -> str:
        """The sheet the first table stands on."""
        return self.parts[0].table.sheet if self.parts else ""

    @property
    def header_rows(self) -> list[int]:
        """The heading rows of the first table, counted from 1."""
        return [row + 1 for row in self.parts[0].table.header_rows] if self.parts else []

    @property
    def columns(self) -> list[Column]:
        """The columns of the first table."""
        return self.parts[0].table.columns if self.parts else []

    @property
    def sheets(self) -> list[str]:
        """The names of the workbook's sheets."""
        return [sheet.name for sheet in self.workbook.sheets]


def told(problems: Sequence[Problem]) -> list[str]:
    """Return problems as lines to read: what is wrong with many cells of one column alike is said once, with the first cell."""
    alike: dict[tuple[str, str, str], list[Problem]] = {}
    for problem in problems:
        column = problem.cell.rstrip("0123456789")
        alike.setdefault((problem.sheet, column, _QUOTED.sub("“…”", problem.message)), []).append(problem)
    lines = []
    for same in alike.values():
        more = f" and {counted(len(same) - 1, 'more cell')} below it" if len(same) > 1 else ""
        lines.append(f"{same[0].sheet} {same[0].cell}{more}: {same[0].message}")
    return lines


_QUOTED = re.compile("“[^”]*”")


def _is(number: int) -> str:
    return "is" if number == 1 else "are"
