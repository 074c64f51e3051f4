"""Two copies of one record compared three ways, field by field."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from workbench.domain.kinds import Headed, Stored
from workbench.domain.register import UID, Register, Row
from workbench.services.merging_ground import UNKNOWN, Ground
from workbench.services.merging_points import OURS, THEIRS, Place
from workbench.services.merging_words import Words
from workbench.services.plan import PlanCell

if TYPE_CHECKING:
    from workbench.store.file import Store

REF, EXTRA = "ref", "extra"
HERE, THERE = "here", "there"
"""States beside the grounds in which names are known."""


@dataclass
class Settled:
    """What comparing one record gave: its differing cells, where each is kept open, and theirs as it would be taken."""

    cells: list[PlanCell] = field(default_factory=list)
    places: dict[str, Place] = field(default_factory=dict)
    theirs: Row = field(default_factory=dict)
    erased_here: list[str] = field(default_factory=list)
    """Fields erased here whose words there are not taken."""
    erased_there: list[str] = field(default_factory=list)


class Comparing:
    """Compares records that both copies have.

    Args:
        ground: what both knew.
        registers: the book's, for labels and words.
        words: the names in each state.
        ours, theirs: the two files, for what was erased in them.
    """

    def __init__(self, ground: Ground, registers: Mapping[str, Register], words: Words, ours: "Store", theirs: "Store") -> None:
        self._ground, self._registers, self._words = ground, registers, words
        names = ground.names
        self.erased_here = ours.erasures()
        self.erased_there = {(names.get(uid, uid), key): position for (uid, key), position in theirs.erasures().items()}
        self._twins = set(names.values())

    def record(self, key: str, ours: Row, theirs: Row) -> Settled:
        """Return how two copies of a record differ, and what of it is taken."""
        uid = str(ours[UID])
        here, there = self._words.translated(HERE, key, ours), self._words.translated(THERE, key, theirs)
        found = Settled(theirs=there)
        for name in {**here, **there} if here != there else ():
            if name == UID or here.get(name) == there.get(name) or (name == REF and uid in self._twins):
                continue
            two = (here.get(name), there.get(name))
            if (uid, name) in self.erased_here or (uid, name) in self.erased_there:
                self._erased(found, key, uid, name, two)
            elif name == EXTRA:
                self._headed(found, key, uid, *two)
            else:
                known = self._ground.cell(key, uid, name)
                seen_ours, seen_theirs = self._worded(key, name, known.ours), self._worded(key, name, known.theirs)
                news = (two[0] not in seen_ours, two[1] not in seen_theirs)
                self._decide(found, key, name, two, news, seen_theirs[0], known.place)
        return found

    def _decide(
        self, found: Settled, key: str, name: str, two: tuple[Stored, Stored], news: tuple[bool, bool], was: Any, place: Place
    ) -> None:
        """Take theirs where only it is news, leave ours where only that is, ask where both are or nobody can tell."""
        ours_is_news, theirs_is_news = news
        if ours_is_news and not theirs_is_news:
            return
        taken = theirs_is_news and not ours_is_news
        found.cells.append(self.cell(key, name, (None if was is UNKNOWN else was, *two), taken=taken))
        found.places[name] = place

    def _worded(self, key: str, name: str, values: tuple[tuple[int, Any], ...]) -> list[Any]:
        """Return known values with the names in them as they are to be."""
        return [value if value is UNKNOWN else self._words.translated(str(state), key, {name: value}).get(name) for state, value in values]

    def _headed(self, found: Settled, key: str, uid: str, ours: Stored, theirs: Stored) -> None:
        """Compare words under headings, heading by heading."""
        known = self._ground.cell(key, uid, EXTRA)
        load = Headed().load
        mine, other = dict(load(ours) or {}), dict(load(theirs) or {})
        seen_ours, seen_theirs = (
            [None if value is UNKNOWN else dict(load(value) or {}) for _, value in side] for side in (known.ours, known.theirs)
        )
        whole, clash = dict(mine), dict[str, str]()
        for heading in {**mine, **other}:
            one, two = mine.get(heading), other.get(heading)
            if one == two:
                continue
            theirs_is_news = all(seen is None or seen.get(heading) != two for seen in seen_theirs)
            ours_is_news = all(seen is None or seen.get(heading) != one for seen in seen_ours)
            if theirs_is_news or not ours_is_news:
                (whole if theirs_is_news and not ours_is_news else clash)[heading] = two or ""
        if whole == mine and not clash:
            return
        after = Headed().store({**whole, **clash})
        was = known.theirs[0][1]
        three = (None if was is UNKNOWN else was, ours, theirs if (load(after) or {}) == other else after)
        found.cells.append(self.cell(key, EXTRA, three, taken=not clash))
        found.places[EXTRA] = known.place

    def _erased(self, found: Settled, key: str, uid: str, name: str, two: tuple[Stored, Stored]) -> None:
        """Compare a cell whose words one side erased: what each knew is read from its own history, where it still stands."""
        ground = self._ground
        ours, theirs = two
        here, there = self.erased_here.get((uid, name), 0), self.erased_there.get((uid, name), 0)
        if theirs is not None and (here > ground.told_them or (here and ground.is_left(key, uid, name))):
            found.erased_here.append(name)
            return
        newly_erased = there > ground.told_us
        if newly_erased and ours is not None:
            found.erased_there.append(name)
        then_ours = (ground.row(OURS, key, uid, ground.ours_then) or {}).get(name)
        then_theirs = (ground.row(THEIRS, key, uid, ground.theirs_then) or {}).get(name)
        theirs_is_news = newly_erased or theirs != then_theirs
        place = ground.cell(key, uid, name).place
        self._decide(found, key, name, two, (ours != then_ours, theirs_is_news), then_ours, place)

    def cell(self, key: str, name: str, three: tuple[Stored, Stored, Stored], *, taken: bool) -> PlanCell:
        """Return a cell with its words."""
        register = self._registers.get(key)
        known = register.find(name) if register else None
        label, show = (known.label, known.kind.show) if known else (name, lambda stored: "" if stored is None else str(stored))
        return PlanCell(name, label, show(three[0]), show(three[1]), show(three[2]), taken, three)
