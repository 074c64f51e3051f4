"""Records that stand in one copy and not in the other: added on one side, or removed on the other.

A record goes and comes back with what hangs on it. A removal is taken where nothing of that was touched on the other side;
otherwise a person is asked about the record itself.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from workbench.domain.kinds import Member
from workbench.domain.register import UID, Register, Row
from workbench.services.merging_ground import Ground
from workbench.services.merging_plan import Carried
from workbench.services.merging_points import Place


@dataclass(frozen=True)
class Found:
    """A record of one side that the other lacks; `touched` says that it is not as the other side last saw it."""

    register: str
    uid: str
    row: Row
    touched: bool
    place: Place


@dataclass(frozen=True)
class Bundle:
    """A removed record with what goes or comes with it; `asked` where the other side touched any of it."""

    root: Found
    carried: tuple[Carried, ...]
    asked: bool


@dataclass
class Wholes:
    """What is new there, what was removed here and kept there, and what was removed there and kept here."""

    fresh: list[Found] = field(default_factory=list)
    back: list[Bundle] = field(default_factory=list)
    out: list[Bundle] = field(default_factory=list)
    gone_here: set[str] = field(default_factory=set)


Worded = Callable[[str, str, Row], Row]
"""Gives a row of a state and register with its names as they are to be."""


class Sorting:
    """Tells records that only one side has apart.

    Args:
        ground: what both knew.
        registers: the book's.
        worded: gives rows with names as they are to be.
        passed_over: fields of a record that were erased on either side, which tell nothing.
    """

    def __init__(
        self, ground: Ground, registers: Mapping[str, Register], worded: Worded, passed_over: Mapping[str, frozenset[str]]
    ) -> None:
        self._ground, self._registers, self._worded, self._passed_over = ground, registers, worded, passed_over

    def sorted(self, final: Callable[[str, Row], Row], here: str, there: str) -> Wholes:
        """Return what only one side has.

        Args:
            final: gives our row of a record that both have, as it would be.
            here: the name of our state.
            there: the name of theirs.
        """
        ground, found = self._ground, Wholes()
        gone_here: dict[str, Found] = {}
        fresh: dict[str, Found] = {}
        gone_there: dict[str, Found] = {}
        for key in ground.rows_ours:
            ours, theirs = ground.rows_ours[key], ground.rows_theirs.get(key, {})
            for uid in theirs.keys() - ours.keys():
                known_theirs, known_ours, place = ground.whole(key, uid)
                touched, removed = self._is_news(there, key, theirs[uid], known_theirs), _was_there(known_ours)
                one = Found(key, uid, theirs[uid], touched or not removed, place)
                (fresh if touched and not removed else gone_here)[uid] = one
            for uid in ours.keys() - theirs.keys():
                known_theirs, known_ours, place = ground.whole(key, uid)
                touched, removed = self._is_news(here, key, ours[uid], known_ours), _was_there(known_theirs)
                if removed or not touched:
                    gone_there[uid] = Found(key, uid, ours[uid], touched or not removed, place)
        found.gone_here = set(gone_here)
        self._bundle_back(found, fresh, gone_here)
        if gone_there:
            self._bundle_out(found, gone_there, final)
        return found

    def _is_news(self, state: str, key: str, row: Row, known: list[tuple[int, Row | None]]) -> bool:
        """Whether a row is none that the other side has accounted for."""
        there = [(number, seen) for number, seen in known if seen is not None]
        if not there:
            return True
        now = self._worded(state, key, row)
        seen = [self._worded(str(number), key, one) for number, one in there]
        names = {name for one in (now, *seen) for name in one} - self._passed_over.get(str(row[UID]), frozenset())
        return any(all(now.get(name) != one.get(name) for one in seen) for name in names)

    def _bundle_back(self, found: Wholes, fresh: dict[str, Found], gone: dict[str, Found]) -> None:
        members = {**fresh, **gone}
        wanted = self._leant_on(gone)
        leaning = _reversed({uid: self.leans(one.register, one.row) for uid, one in members.items()}, members)
        taken: set[str] = set()
        for uid, one in sorted(gone.items()):
            if any(target in gone for target in self.leans(one.register, one.row)):
                continue
            bundle = [members[other] for other in _closure(uid, leaning)]
            taken |= {other.uid for other in bundle}
            if one.touched or uid in wanted or any(other.touched or other.uid in wanted for other in bundle):
                carried = tuple(Carried(other.register, other.uid, other.row) for other in bundle)
                found.back.append(Bundle(one, carried, asked=True))
        found.fresh = [one for uid, one in sorted(fresh.items()) if uid not in taken]

    def _leant_on(self, gone: Mapping[str, Found]) -> set[str]:
        """Return those removed here on which the other side hung a record that both have."""
        ground = self._ground
        return {
            target
            for key, theirs in ground.rows_theirs.items()
            if gone and self._may_lean(key)
            for uid in theirs.keys() & ground.rows_ours.get(key, {}).keys()
            for target in self.leans(key, theirs[uid])
            if target in gone
        }

    def _bundle_out(self, found: Wholes, gone: dict[str, Found], final: Callable[[str, Row], Row]) -> None:
        """Gather what was removed there with what hangs on it here; an organisation takes no record with it that names it."""
        rows = {
            uid: (key, final(key, row) if uid in self._ground.rows_theirs.get(key, {}) else row)
            for key, here in self._ground.rows_ours.items()
            if self._may_lean(key)
            for uid, row in here.items()
        }
        hanging = _reversed({uid: self._hangs_on(*one) for uid, one in rows.items()}, gone.keys() | rows.keys())
        naming = _reversed({uid: self.leans(*one) for uid, one in rows.items()}, gone)
        quiet: set[str] = set()
        bundles: list[tuple[Found, list[str], bool]] = []
        for uid, one in sorted(gone.items(), key=lambda found: (found[1].register == "member", found[0])):
            if any(target in gone for target in self._hangs_on(one.register, one.row)):
                continue
            bundle = _closure(uid, hanging)
            touched = one.touched or any(other not in gone or gone[other].touched for other in bundle)
            touched = touched or any(other not in quiet and other not in bundle for other in naming.get(uid, ()))
            quiet |= set() if touched else {uid, *bundle}
            bundles.append((one, bundle, touched))
        for one, bundle, touched in bundles:
            carried = tuple(Carried(rows[other][0], other, self._ground.rows_ours[rows[other][0]][other]) for other in bundle)
            found.out.append(Bundle(one, carried, asked=touched))

    def _may_lean(self, key: str) -> bool:
        register = self._registers.get(key)
        return register is not None and bool(register.ends or any(isinstance(field.kind, Member) for field in register))

    def leans(self, key: str, row: Row) -> list[str]:
        """Return the records that a row's record cannot do without: what it hangs on, and the organisations it names."""
        register = self._registers.get(key)
        if register is None:
            return []
        named = [str(row[field.key]) for field in register if isinstance(field.kind, Member) and row.get(field.key)]
        return [*self._hangs_on(key, row), *(named if register.visible else ())]

    def _hangs_on(self, key: str, row: Row) -> list[str]:
        register = self._registers.get(key)
        return [uid for uid in register.hangs_on(row) if uid] if register else []


def _was_there(known: list[tuple[int, Row | None]]) -> bool:
    """Whether the other side had the record at every point accounted for; True where nobody can tell."""
    return all(row is not None for _, row in known)


def _reversed(leans: Mapping[str, Iterable[str]], on: Iterable[str]) -> dict[str, list[str]]:
    wanted = set(on)
    found: dict[str, list[str]] = {}
    for uid, targets in leans.items():
        for target in targets:
            if target in wanted:
                found.setdefault(target, []).append(uid)
    return found


def _closure(uid: str, leaning: Mapping[str, Iterable[str]]) -> list[str]:
    """Return what hangs on a record, and on that in turn."""
    found: dict[str, None] = {}
    waiting = list(leaning.get(uid, ()))
    while waiting:
        one = waiting.pop()
        if one not in found and one != uid:
            found[one] = None
            waiting += leaning.get(one, ())
    return sorted(found)
