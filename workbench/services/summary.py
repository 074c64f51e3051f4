"""What a board asks first, worked out from one version of a file on one day: counts by band, movement, what is late.

Each answer is a figure with its sentence. The same answers stand on the first page of a pack and in the window.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from workbench.domain.audience import View
from workbench.domain.charts import Figure
from workbench.domain.progress import Course, day_of
from workbench.domain.register import Record, Register
from workbench.domain.schemes import joint_scheme
from workbench.domain.scoring import Scheme
from workbench.domain.standing import Movement, Past, Standing, open_shared
from workbench.domain.text import counted, joined
from workbench.domain.tolerance import Tolerances

AWAITING = ("awaiting_approval", "part_approved")
SCORED = ("risk", "assurance")
"""The registers whose records have scores."""
_MOST_REFS = 8


@dataclass(frozen=True)
class Summary:
    """The answers about one version of a file, as at a day.

    Args:
        view: the version.
        day: the day that is today for it.
    """

    view: View
    day: date

    @cached_property
    def scheme(self) -> Scheme:
        """The bands scores stand in."""
        return joint_scheme(self.view.records("scheme"), self.day)

    @cached_property
    def past(self) -> Past:
        """The scores that risks had."""
        return Past(self.view, self.day)

    @cached_property
    def tolerances(self) -> Tolerances:
        """The appetite statements."""
        return Tolerances(self.view.records("appetite"))

    @cached_property
    def courses(self) -> list[Course]:
        """How every action goes."""
        put_off: dict[str, list[Record]] = {}
        for one in self.view.records("extension"):
            put_off.setdefault(str(one.row.get("parent") or ""), []).append(one)
        return [Course(record, self.day, put_off.get(record.uid, ())) for record in self.view.records("action")]

    def standings(self, key: str) -> list[Standing]:
        """Return where the open shared records of a register stand, the highest first."""
        found = [self.past.standing(record) for record in open_shared(self.view.records(key))]
        return sorted(found, key=lambda one: -(one.score or 0))

    def band(self, standing: Standing) -> int | None:
        """Return the band a risk's current score is in; None where it has none or nobody can tell."""
        if standing.factors:
            return self.scheme.band(*standing.factors)
        return self.scheme.band_of(standing.score) if standing.score is not None else None

    def by_band(self, key: str) -> list[tuple[str, int]]:
        """Return how many open shared records of a register stand in each band, the highest first, those in none last."""
        bands = [self.band(one) for one in self.standings(key)]
        found = [(label, bands.count(place)) for place, label in reversed(list(enumerate(self.scheme.labels)))]
        return [*found, ("no band", bands.count(None))] if None in bands else found

    def moved(self, movement: Movement) -> list[Standing]:
        """Return the open shared risks of both registers whose scores moved so since the last quarter closed."""
        return [one for key in SCORED for one in self.standings(key) if one.movement is movement]

    def outside(self) -> tuple[list[Standing], int]:
        """Return the open shared risks beyond the appetite for their category, and of how many that can be told."""
        told = [(one, self.tolerances.is_outside(one.record)) for key in SCORED for one in self.standings(key)]
        return [one for one, outside in told if outside], sum(outside is not None for _, outside in told)

    def overdue(self) -> list[Course]:
        """Return the actions that are overdue, the longest first."""
        return sorted((course for course in self.courses if course.late), key=lambda course: -course.late)

    def awaiting(self) -> list[Record]:
        """Return the decisions that wait for approval."""
        return [record for record in self.view.records("decision") if record.of("status") in AWAITING]

    def unanswered(self, decision: Record) -> list[Record]:
        """Return the approvals that a decision needs and that nobody has given or refused yet."""
        steps = [one for one in self.view.records("approval") if one.row.get("parent") == decision.uid]
        return [one for one in steps if one.of("required") != "no" and one.of("outcome") is None]

    def unreviewed(self) -> list[Standing]:
        """Return the open shared risks whose next review lies before the day."""
        found = [one for key in SCORED for one in self.standings(key)]
        return [one for one in found if (day := day_of(one.record, "next_review")) and day < self.day]

    def figures(self) -> list[Figure]:
        """Return every answer, in the order a board asks."""
        return [
            *(self._open(self.view.registers[key]) for key in SCORED),
            self._movement(),
            self._outside(),
            self._overdue(),
            self._awaiting(),
            self._unreviewed(),
        ]

    def _open(self, register: Register) -> Figure:
        found = self.standings(register.key)
        noun = f"shared {register.noun}" if register.key == "risk" else register.noun
        label = f"open {noun}{'' if len(found) == 1 else 's'}"
        if not found:
            return Figure(0, label, f"No {noun} is open.")
        parts = [f"{number:,} {name.lower()}" for name, number in self.by_band(register.key) if number]
        return Figure(len(found), label, f"{counted(len(found), noun)} {_is(len(found))} open: {joined(parts)}.", _refs(found))

    def _movement(self) -> Figure:
        up, down, same, unknown = (self.moved(way) for way in (Movement.UP, Movement.DOWN, Movement.SAME, Movement.UNKNOWN))
        last = self.past.last.name
        label = f"{'score' if len(up) == 1 else 'scores'} up since {last}"
        if not up and not down and not same:
            return Figure(0, label, f"No scores are recorded for the end of {last}, so movement since then is not known.")
        rest = [f"{len(down):,} fell{_named(_refs(down))}", f"{len(same):,} stayed the same"]
        sentence = f"Since the end of {last}, {counted(len(up), 'score')} rose{_named(_refs(up))}, {joined(rest)}"
        blank = f"; for {len(unknown):,} no earlier score is recorded" if unknown else ""
        return Figure(len(up), label, f"{sentence}{blank}.", _refs(up))

    def _outside(self) -> Figure:
        found, told = self.outside()
        if not told:
            return Figure(0, "outside appetite", "For no open risk is a highest tolerated score recorded, so none can be compared with it.")
        of = f"Of {counted(told, 'open risk')} whose category has a highest tolerated score"
        return Figure(
            len(found), "outside appetite", f"{of}, {len(found):,} {_is(len(found))} above it{_named(_refs(found))}.", _refs(found)
        )

    def _overdue(self) -> Figure:
        late, open_ones = self.overdue(), [course for course in self.courses if course.is_open]
        label = f"overdue action{'' if len(late) == 1 else 's'}"
        if not late:
            sentence = f"None of {counted(len(open_ones), 'open action')} is overdue." if open_ones else "No action is open."
            return Figure(0, label, sentence)
        longest = f"the longest, {late[0].record.ref}, by {counted(late[0].late, 'day')}"
        refs = [course.record.ref for course in late]
        return Figure(
            len(late), label, f"Of {counted(len(open_ones), 'open action')} {len(late):,} {_is(len(late))} overdue, {longest}.", refs
        )

    def _awaiting(self) -> Figure:
        found = self.awaiting()
        label = f"decision{'' if len(found) == 1 else 's'} awaiting approval"
        if not found:
            return Figure(0, label, "No decision awaits approval.")
        said = [
            f"{record.ref} ({counted(left, 'answer')} to come)" if (left := len(self.unanswered(record))) else record.ref
            for record in found
        ]
        verb = "awaits" if len(found) == 1 else "await"
        return Figure(len(found), label, f"{counted(len(found), 'decision')} {verb} approval: {_few(said)}.", [one.ref for one in found])

    def _unreviewed(self) -> Figure:
        found = self.unreviewed()
        label = f"review{'' if len(found) == 1 else 's'} overdue"
        if not found:
            return Figure(0, label, "No review of an open risk is overdue.")
        verb = "is" if len(found) == 1 else "are"
        return Figure(
            len(found), label, f"{counted(len(found), 'review')} of open risks {verb} overdue{_named(_refs(found))}.", _refs(found)
        )


def _is(number: int) -> str:
    return "is" if number == 1 else "are"


def _refs(found: Sequence[Standing]) -> list[str]:
    return [one.record.ref for one in found]


def _few(words: Sequence[str]) -> str:
    """Return an English list of the first few, and how many more there are."""
    more = len(words) - _MOST_REFS
    return joined([*words[:_MOST_REFS], *([f"{more:,} more"] if more > 0 else [])])


def _named(refs: Sequence[str]) -> str:
    return f" ({_few(refs)})" if refs else ""
