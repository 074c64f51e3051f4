"""Receive a round: any number of workbooks that came back, sorted to their organisations and planned together."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from workbench.domain.change import Applied
from workbench.domain.clock import Progress, unwatched
from workbench.domain.errors import StaleRecordError, WorkbenchError
from workbench.domain.kinds import Stored
from workbench.domain.quarters import Quarter
from workbench.domain.text import counted, joined
from workbench.exchange.sheets import Workbook
from workbench.services.agreeing import Clash, Place, clashes_between, drop_repeated, hold_back, prefer, settle_decided, written_by
from workbench.services.book import Book
from workbench.services.importing import apply_plan, plan_workbook
from workbench.services.plan import Plan
from workbench.services.returned import belongs
from workbench.services.sorting import whose

ENDINGS = frozenset({".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".csv", ".tsv", ".docx"})
"""What is looked at in a folder; other files in it are left lying."""


class State(StrEnum):
    """What became of one workbook of a folder."""

    PLANNED = "planned"
    APPLIED = "applied"
    SAME = "same"
    """It was received before or changes nothing that is not here already."""
    REPEATED = "repeated"
    UNSORTED = "unsorted"
    UNREADABLE = "unreadable"


@dataclass(frozen=True)
class Aside:
    """A workbook that is not planned: it could not be read or sorted, or came twice; the sentence says why and what to do."""

    path: Path
    state: State
    why: str


@dataclass
class Return:
    """One workbook that is planned: whose it is and how that is known, where it belongs, its plan, and what became of it."""

    path: Path
    member: str
    """The organisation's name."""
    why: str
    quarter: Quarter
    """The quarter it counts in."""
    asked: Quarter
    """The quarter it was asked for."""
    plan: Plan
    state: State = State.PLANNED
    applied: Applied | None = None
    written: int = 0


@dataclass
class Received:
    """Several returns planned together, in the order in which they are applied."""

    planned: list[Return] = field(default_factory=list)
    aside: list[Aside] = field(default_factory=list)
    clashes: list[Clash] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    decided: frozenset[Place] = frozenset()
    """The cells about which a person decided in one of them, which counts for all."""
    position: int = 0
    """Where the file's journal ended when they were planned."""


def workbooks_in(folder: Path) -> list[Path]:
    """Return the workbooks that lie in a folder, by name.

    Raises:
        WorkbenchError: there is no such folder, or no workbook in it.
    """
    if not folder.is_dir():
        raise WorkbenchError(f"{folder.name or folder} is not a folder; name the folder in which the returns lie.")
    hidden = ("~$", ".")
    found = sorted(path for path in folder.iterdir() if path.suffix.casefold() in ENDINGS and not path.name.startswith(hidden))
    if not found:
        raise WorkbenchError(f"No workbook lies in {folder.name or folder}; save the returns there and try again.")
    return found


def receive(
    book: Book,
    paths: Sequence[Path],
    *,
    members: Mapping[Path, str] | None = None,
    decided: Iterable[Place] = (),
    progress: Progress = unwatched,
) -> Received:
    """Say what receiving several workbooks would do; nothing is written.

    Args:
        book: the open file.
        paths: the workbooks.
        members: by path, the organisation's name a person gave for a workbook that could not be sorted.
        decided: cells about which a person decided in one of them that was applied since; they are left as they are by now.
        progress: told how many are read; may stop it.
    """
    found = Received(decided=frozenset(decided), position=book.store.head().position)
    said = members or {}
    first: dict[str, Path] = {}
    for number, path in enumerate(paths):
        progress(number, len(paths))
        try:
            workbook = _read(path)
            if workbook.digest in first:
                told = f"It is the very same workbook as {first[workbook.digest].name}, so it counts once."
                found.aside.append(Aside(path, State.REPEATED, told))
                continue
            first[workbook.digest] = path
            one = _sorted(book, path, workbook, said.get(path, ""))
        except WorkbenchError as error:
            found.aside.append(Aside(path, State.UNREADABLE, str(error)))
            continue
        if isinstance(one, Return):
            found.planned.append(one)
        else:
            found.aside.append(one)
    found.planned.sort(key=_age)
    found.clashes = plan_together(book, [one.plan for one in found.planned])
    for one in found.planned:
        settle_decided(book, one.plan, found.decided)
    found.notes = _several(found.planned)
    progress(len(paths), len(paths))
    return found


def plan_together(book: Book, plans: Sequence[Plan]) -> list[Clash]:
    """Compare plans with each other: what two members say differently is left to decide, what they say alike is taken once."""
    clashes = clashes_between(book, plans)
    hold_back(book, plans, clashes)
    drop_repeated(book, plans)
    return clashes


def apply_received(book: Book, received: Received, *, progress: Progress = unwatched) -> None:
    """Apply every settled cell of all returns, one change set for each, so that each can be taken back.

    Raises:
        StaleRecordError: the file was changed since the returns were planned.
        StoppedError: it was stopped between two returns; those before it were applied.
    """
    if book.store.head().position != received.position:
        raise StaleRecordError("The file")
    written: dict[str, dict[Place, Stored]] = {}
    planned = received.planned
    for number, one in enumerate(planned):
        progress(number, len(planned))
        if number:
            one.plan = _again(book, one, received.clashes, written.get(one.plan.member, {}))
            settle_decided(book, one.plan, received.decided)
        says = written_by(one.plan)
        one.written = one.plan.writes
        one.applied = apply_plan(book, one.plan)
        one.state = State.APPLIED if one.applied else State.SAME
        written.setdefault(one.plan.member, {}).update(says)
    progress(len(planned), len(planned))
    received.position = book.store.head().position


def _read(path: Path) -> Workbook:
    from workbench.exchange.reading import read_workbook  # noqa: PLC0415 - adapters load when needed

    return read_workbook(path)


def _sorted(book: Book, path: Path, workbook: Workbook, said: str) -> Return | Aside:
    """Plan a workbook for the organisation it is from, or say why nobody can tell which that is."""
    found = whose(book, workbook)
    uid, why = (book.audience(member=said).member, "somebody said so") if said else (found.member, found.why)
    if not uid:
        return Aside(path, State.UNSORTED, why)
    member = book.directory.name(uid)
    plan = plan_workbook(book, path, workbook, member=member)
    if not plan.parts and workbook.answers is None:
        nothing = f"No table of a register was found in it; import it by itself for {member} and show where the table is."
        return Aside(path, State.UNSORTED, nothing)
    place = belongs(book, plan)
    return Return(path, member, why, place.counts, place.asked, plan)


def _several(planned: Sequence[Return]) -> list[str]:
    """Return a sentence for each organisation that several returns came from."""
    by_member: dict[str, list[str]] = {}
    for one in planned:
        by_member.setdefault(one.member, []).append(one.path.name)
    return [
        f"{counted(len(names), 'return')} came from {member}: {joined(names)}. They are applied in this order, the older first; "
        "a cell that both change is taken from the last one, and a cell that only one of them changes from that one."
        for member, names in by_member.items()
        if len(names) > 1
    ]


def _age(one: Return) -> tuple[int, float, str]:
    """Return what tells an older return from a newer one: where its workbook was made, when it was saved, its name."""
    stamp = one.plan.workbook.stamp
    try:
        saved = one.path.stat().st_mtime
    except OSError:
        saved = 0.0
    return (stamp.position if stamp else 0, saved, one.path.name)


def _again(book: Book, one: Return, clashes: Iterable[Clash], written: Mapping[Place, Stored]) -> Plan:
    """Return the plan of a return made again, now that those before it were applied."""
    plan = plan_workbook(book, one.path, one.plan.workbook, member=one.member)
    hold_back(book, [plan], clashes)
    prefer(book, plan, written)
    return plan
