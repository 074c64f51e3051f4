"""What two copies of a file both knew, row by row: the ground on which a difference between them is judged.

A value is news where the other side never accounted for it. On plain ground, one state that both sides passed through,
that is the usual three-way comparison. Where each merged the other's past and neither saw the other's merge, two states
are known, and a value is no news if it stood in either.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from workbench.domain.kinds import Stored
from workbench.domain.register import UID, Row
from workbench.domain.text import fold
from workbench.services.merging_points import OURS, THEIRS, WHOLE, History, Left, Place, flipped

if TYPE_CHECKING:
    from workbench.store.file import Store

Rows = Mapping[str, Mapping[str, Row]]
"""Rows by register and uid."""

UNKNOWN = object()
"""In the place of a value that nobody can tell; nothing equals it."""


@dataclass(frozen=True)
class State:
    """All rows as they were at one point, and what was left open when one side took the other in up to there."""

    place: tuple[str, int]
    rows: Rows
    left: Left = field(default_factory=dict)


@dataclass(frozen=True)
class Known:
    """What a side has accounted for of a cell of the other: `theirs` of theirs, `ours` of ours, each with its state's number.

    `place` is where to look for it again where the cell stays open.
    """

    theirs: tuple[tuple[int, Any], ...]
    ours: tuple[tuple[int, Any], ...]
    place: Place


class Ground:
    """What both copies knew.

    Args:
        ours, theirs: the two files.
        keys: the registers there are.
    """

    def __init__(self, ours: "Store", theirs: "Store", keys: Sequence[str]) -> None:
        self._stores = {OURS: ours, THEIRS: theirs}
        self.here, self.there = History(ours.chain()), History(theirs.chain())
        self.common = self.here.common_with(self.there)
        taken, given = self.here.met(self.there, self.common), self.there.met(self.here, self.common)
        if taken and given:
            if given.position >= taken.at:
                taken = None  # they have taken in what we had taken in from them
            elif taken.position >= given.at:
                given = None
        self.taken, self.given = taken, given
        self.ours_then = given.position if given else taken.ended if taken else self.common
        """After which of our sets both sides stood on the same."""
        self.theirs_then = taken.position if taken else given.ended if given else self.common
        self.told_them = max(self.common, self._newest(self.there, self.here))
        """Up to which of our sets the other copy has taken us in."""
        self.told_us = max(self.common, self._newest(self.here, self.there))
        self._rows_at: dict[tuple[str, str, tuple[str, int]], Row | None] = {}
        # The rows of their histories, by the uids they have there.
        then_ours = given.position if given else self.common
        raw_ours = ours.rows_at(then_ours, keys) if given or not taken else {}
        raw_theirs = theirs.rows_at(taken.position, keys) if taken else {}
        self.rows_ours: Rows = {key: ours.rows(key) for key in keys}
        now_theirs: Rows = {key: theirs.rows(key) for key in keys}
        self.names = twins([self.rows_ours, raw_ours], [now_theirs, raw_theirs], ours, theirs)
        """By the uid of a record of theirs, that of ours which says the same under another: a setting, a link, a position."""
        self._back = {here: there for there, here in self.names.items()}
        self.rows_theirs: Rows = renamed(now_theirs, self.names)
        self.states: list[State] = []
        if taken:
            self.states.append(State((THEIRS, taken.position), renamed(raw_theirs, self.names), taken.left))
        if given:
            self.states.append(State((OURS, given.position), raw_ours, flipped(given.left, self.names)))
        if not self.states:
            self.states.append(State((OURS, self.common), raw_ours))

    @staticmethod
    def _newest(history: History, other: History) -> int:
        met = history.met(other, 0)
        return met.position if met else 0

    @property
    def is_crossed(self) -> bool:
        """Whether each merged the other's past, neither having seen the other's merge."""
        return len(self.states) > 1

    def row(self, side: str, register: str, uid: str, position: int) -> Row | None:
        """Return a record as it was after a position of one side's history."""
        key = (register, uid, (side, position))
        if key not in self._rows_at:
            there = self._back.get(uid, uid) if side == THEIRS else uid
            found = self._stores[side].row_at(register, there, position)
            self._rows_at[key] = {**found, UID: uid} if found is not None else None
        return self._rows_at[key]

    def whole(self, register: str, uid: str) -> tuple[list[tuple[int, Row | None]], list[tuple[int, Row | None]], Place]:
        """Return the rows accounted for of theirs and of ours, each with its state's number, and where that stands.

        Nothing at all where nobody can tell.
        """
        found: list[list[tuple[int, Row | None]]] = []
        places: list[Place] = []
        for number, state in enumerate(self.states):
            fields = state.left.get(register, {}).get(uid, {})
            if WHOLE not in fields:
                found.append([(number, state.rows.get(register, {}).get(uid))])
                continue
            place = fields[WHOLE]
            places.append(place)
            found.append([(number, self.row(place[0], register, uid, place[1]))] if place else [])
        if not self.is_crossed:
            return found[0], found[0], places[0] if places else self.states[0].place
        plain = [(number, state.rows.get(register, {}).get(uid)) for number, state in enumerate(self.states)]
        return [*found[0], plain[1]], [*found[1], plain[0]], places[0] if places else None

    def cell(self, register: str, uid: str, key: str) -> Known:
        """Return what was accounted for of one cell."""
        values: list[tuple[int, Any]] = []
        places: list[Place] = []
        for number, state in enumerate(self.states):
            fields = state.left.get(register, {}).get(uid, {})
            if key in fields or WHOLE in fields:
                place = fields[key] if key in fields else fields[WHOLE]
                places.append(place)
                values.append((number, (self.row(place[0], register, uid, place[1]) or {}).get(key) if place else UNKNOWN))
            else:
                values.append((number, (state.rows.get(register, {}).get(uid) or {}).get(key)))
        if not self.is_crossed:
            return Known((values[0],), (values[0],), places[0] if places else self.states[0].place)
        plain = [(number, (state.rows.get(register, {}).get(uid) or {}).get(key)) for number, state in enumerate(self.states)]
        return Known((values[0], plain[1]), (values[1], plain[0]), places[0] if places else None)

    def is_left(self, register: str, uid: str, key: str) -> bool:
        """Whether a cell was left open when the two met last."""
        return any(key in (fields := state.left.get(register, {}).get(uid, {})) or WHOLE in fields for state in self.states)


def renamed(rows: Rows, names: Mapping[str, str]) -> Rows:
    """Return rows of the other copy with the uids that the same records have here, links between them included."""
    if not names:
        return rows
    return {
        register: {
            names.get(uid, uid): {**row, UID: names[uid]} if uid in names else row for uid, row in found.items()
        }
        for register, found in rows.items()
    }  # fmt: skip


def twins(ours: Sequence[Rows], theirs: Sequence[Rows], here: "Store", there: "Store") -> dict[str, str]:
    """Return, by the uid of a record there, that of the record here which was made apart and says the same.

    Two copies may each note the same setting, tie the same two records or close the same quarter: that is one thing, whoever did it.
    """
    found: dict[str, str] = {}
    for register, key_of in _SAME:
        mine, other = _by_key(ours, register, key_of), _by_key(theirs, register, key_of)
        if not mine.keys() & other.keys():
            continue
        known_here, known_there = here.ever(register), there.ever(register)
        for key in mine.keys() & other.keys():
            alone = [uid for uid in mine[key] if uid not in known_there]
            strange = [uid for uid in other[key] if uid not in known_here]
            if alone and strange:
                found[min(strange)] = min(alone)
    return found


def _by_key(states: Sequence[Rows], register: str, key_of: Mapping[str, bool]) -> dict[tuple[Stored, ...], list[str]]:
    found: dict[tuple[Stored, ...], list[str]] = {}
    for rows in states:
        for uid, row in rows.get(register, {}).items():
            key = tuple(fold(str(row.get(name) or "")) if folding else row.get(name) for name, folding in key_of.items())
            if all(key[:1]) and uid not in found.setdefault(key, []):
                found[key].append(uid)
    return found


_SAME: tuple[tuple[str, Mapping[str, bool]], ...] = (
    ("setting", {"name": True}),
    ("link", {"source": False, "target": False, "relation": False}),
    ("quarter", {"period": True}),
    ("position", {"parent": False, "date": False, "period": True, "member": False, "kind": False}),
)
"""What makes two records of a register the same thing, and which of it is compared without regard to case."""
