"""Prove that cells of a member's workbook come back as they should, and that nothing else is read otherwise because of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.domain.audience import Audience, View
from workbench.domain.kinds import Stored
from workbench.exchange.sheets import Problem, Workbook
from workbench.services.book import Book
from workbench.services.importing import last_receipt, plan_workbook
from workbench.services.plan import Outcome, Part, Plan, PlanRow
from workbench.services.updating_moves import Move, says_same
from workbench.services.updating_places import Spot

if TYPE_CHECKING:
    from workbench.exchange.updating import Filled

_MOST_ROUNDS = 60


class Updating:
    """A workbook that is being brought up to date, as often as it is read again on the way."""

    def __init__(self, book: Book, own: Path, read: Workbook, audience: Audience, keys: Sequence[str]) -> None:
        from workbench.exchange.headings import vocabulary_of  # noqa: PLC0415 - adapters load when needed

        self.book, self.own, self.audience, self.read = book, own, audience, read
        self._member = book.directory.name(audience.member)
        self._words = [vocabulary_of(register) for register in book.registers.values() if register.sought or register.key in keys]
        # One register that somebody named is looked for in whatever table there is, as an import does.
        self._chosen: list[tuple[str, str]] = [(keys[0] if len(keys) == 1 else "", "")]
        self._only = frozenset(keys)
        first = self._plan(read, *self._chosen[0])
        if len(keys) != 1 and read.stamp is None:
            self._chosen += self._further(first)
        self.plans = self.planned(read)

    def _further(self, first: Plan) -> list[tuple[str, str]]:
        """Return the registers that came in from other sheets of this workbook, each with its sheet."""
        others = {table.register: table.sheet for table in reversed(first.others)}
        taken, found = {first.sheet}, []
        for key in self.book.registers:
            receipt = last_receipt(self.book, key, self.audience.member)
            if receipt is None or any(part.register == key for part in first.parts):
                continue
            known = self.read.sheet(receipt.show("sheet"))
            sheet = known.name if known is not None else others.get(key, "")
            if sheet and sheet not in taken:
                taken.add(sheet)
                found.append((key, sheet))
        return found

    def _plan(self, workbook: Workbook, register: str, sheet: str) -> Plan:
        words = [known for known in self._words if not register or known.register.key == register]
        return plan_workbook(self.book, self.own, workbook, register=register, sheet=sheet, member=self._member, words=words)

    def planned(self, workbook: Workbook) -> list[Plan]:
        """Return what importing a workbook would do, table by table."""
        plans = [self._plan(workbook, *one) for one in self._chosen]
        for plan in plans:
            plan.parts = [part for part in plan.parts if not self._only or part.register in self._only]
        return plans

    @property
    def parts(self) -> list[Part]:
        """The tables."""
        return [part for plan in self.plans for part in plan.parts]

    @cached_property
    def before(self) -> "Told":
        """What the workbook says as it is, read like one that was never seen before."""
        from workbench.exchange.updating import with_cells  # noqa: PLC0415 - adapters load when needed

        return Told(self.planned(with_cells(self.read, {})))

    @cached_property
    def view(self) -> View:
        """What the member may see."""
        return self.book.view(self.audience)


@dataclass
class Settled:
    """The cells to write, and what could not be put into any."""

    moves: list[Move]
    problems: list[Problem] = field(default_factory=list)

    @property
    def option(self) -> "dict[Spot, Filled]":
        """The cells with what they are to say."""
        return {spot: value for move in self.moves for spot, value in move.option.items()}


def settle(work: Updating, moves: Sequence[Move]) -> Settled:
    """Try moves until all that are left read back as they should and nothing else is read otherwise."""
    from workbench.exchange.updating import with_cells  # noqa: PLC0415 - adapters load when needed

    left = list(moves)
    problems: list[Problem] = []
    for _ in range(_MOST_ROUNDS):
        if not left:
            break
        now = with_cells(work.read, {spot: value for move in left for spot, value in move.option.items()})
        failed = blamed(work, work.before, Told(work.planned(now)), left)
        if not failed:
            return Settled(left, problems)
        for move in failed:
            move.chosen += 1
            if move.chosen >= len(move.options):
                left.remove(move)
                problems.append(move.problem())
    return Settled([], [*problems, *(move.problem() for move in left)])


class Told:
    """What a workbook says, record by record, as an import would take it."""

    def __init__(self, plans: Sequence[Plan]) -> None:
        self.rows: dict[tuple[int, str], tuple[PlanRow, dict[str, Stored], dict[str, str], list[object]]] = {}
        self.problems: set[Problem] = set()
        self.bases = []
        parts = [part for plan in plans for part in plan.parts]
        for number, part in enumerate(parts):
            if part.source is None:
                continue
            reading = part.source.reading
            self.bases.append(part.source.base)
            self.problems.update(part.problems)
            for place, row in enumerate(part.rows):
                known = row.uid and row.outcome is not Outcome.NEW and (number, row.uid) not in self.rows
                said = {key: values[place] for key, values in reading.columns.items()}
                children: list[object] = [(child.register, child.values) for child in reading.children.get(place, ())]
                self.rows[number, row.uid if known else f"row {row.row}"] = (row, said, reading.extra[place], children)


def blamed(work: Updating, before: Told, now: Told, moves: Sequence[Move]) -> list[Move]:
    """Return the moves that do not come back, or for which something else would be read otherwise."""
    by_row: dict[tuple[int, str], list[Move]] = {}
    for move in moves:
        by_row.setdefault((move.part, move.uid), []).append(move)
    failed: list[Move] = [move for move in moves if not came(work, now, move)]
    if failed:
        return failed
    strange: dict[tuple[int, str], set[str]] = {}
    for key, (_, said, extra, children) in before.rows.items():
        there = now.rows.get(key)
        settled = {name for move in by_row.get(key, ()) for name in move.settles}
        if there is None or not as_before((said, extra, children), there[1:], settled):
            says = there[1] if there else {}
            strange[key] = {name for name in said.keys() | says.keys() if said.get(name) != says.get(name)} - settled
    strange |= {key: set() for key in now.rows.keys() - before.rows.keys()}
    rows = {key: there[0].row for key, there in (*now.rows.items(), *before.rows.items())}
    failed = [move for key, names in strange.items() for move in _near(moves, key, names, rows) or by_row.get(key, [])]
    new = now.problems - before.problems
    for problem in new:
        failed += [move for move in moves if problem.cell in move.names(problem.sheet)] or [move for move in moves if _about(problem, move)]
    if failed or not (strange or new):
        return [move for move in moves if move in failed]
    return list(moves)  # something moved that nobody can be blamed for, so each is tried another way


def _near(moves: Sequence[Move], key: tuple[int, str], names: set[str], rows: Mapping[tuple[int, str], int]) -> list[Move]:
    """Return the move that speaks for a row, too: the nearest above it, or else below, of the fields that it says otherwise."""
    likely = [move for move in moves if move.part == key[0] and move.uid != key[1] and not names.isdisjoint(move.settles)]
    return sorted(likely, key=lambda move: (move.where[1] + 1 > rows[key], abs(move.where[1] + 1 - rows[key])))[:1]


def came(work: Updating, now: Told, move: Move) -> bool:
    """Whether a record says what it was to say, so that an import would find nothing to change in it."""
    there = now.rows.get((move.part, move.uid))
    if there is None:
        return False
    row, said, _, _ = there
    register = work.book.register(work.parts[move.part].register)
    same = all(key in said and says_same(register.get(key), move.uid, said[key], wanted) for key, wanted in move.wants.items())
    same = same and row.outcome not in {Outcome.ASKED, Outcome.INVALID}
    return same and not any(cell_.field in move.wants for cell_ in row.cells)


def as_before(was: tuple[object, ...], now: tuple[object, ...], wanted: set[str]) -> bool:
    """Whether a record says all else as it did; words kept beside a field go when the field says something else."""
    (said, extra, children), (says, beside, belonging) = was, now
    if not (isinstance(said, dict) and isinstance(says, dict) and isinstance(extra, dict) and isinstance(beside, dict)):
        return False
    kept = all(extra.get(heading) == text for heading, text in beside.items())
    gone = extra.keys() - beside.keys()
    others = {*said, *says} - wanted
    return kept and (not gone or bool(wanted)) and children == belonging and all(said.get(key) == says.get(key) for key in others)


def _about(problem: Problem, move: Move) -> bool:
    """Whether a problem is about a row that a move touches."""
    digits = "".join(sign for sign in problem.cell if sign.isdigit())
    return any(problem.sheet == sheet and digits == str(row + 1) for sheet, row, _ in move.columns | {move.where})
