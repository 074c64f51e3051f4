"""Pictures as data and layout: what stands where, in which band and under which words.

`reports` draws them on pages and windows paint them; neither works anything out.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from workbench.domain.scoring import CONSEQUENCE, LIKELIHOOD, Scheme
from workbench.domain.standing import Movement, Past, Standing
from workbench.domain.text import counted, joined

HIGHEST_SCORE = 25
_MOST_POINTS = 8


@dataclass(frozen=True)
class Figure:
    """A figure with a few words that say what it counts, and the whole sentence it stands in."""

    figure: int
    label: str
    sentence: str
    refs: Sequence[str] = ()


@dataclass(frozen=True)
class Mark:
    """One risk on a picture."""

    uid: str
    ref: str
    title: str
    movement: Movement

    @property
    def label(self) -> str:
        """Reference and sign of movement."""
        return f"{self.ref}\xa0{self.movement.value}" if self.movement.value else self.ref


@dataclass(frozen=True)
class Cell:
    """One cell of a heat map, and the risks that stand in it."""

    likelihood: int
    consequence: int
    band: int
    label: str
    """What its band is called."""
    marks: Sequence[Mark]


@dataclass(frozen=True)
class HeatMap:
    """Five by five cells, the highest likelihood first, and the risks that stand in none because their score is only stated."""

    rows: Sequence[Sequence[Cell]]
    likelihoods: Sequence[str]
    """Names of the rows, the highest first."""
    consequences: Sequence[str]
    stated: Sequence[Standing]

    @property
    def filled(self) -> list[Cell]:
        """The cells in which risks stand, the highest product first."""
        cells = [cell for row in self.rows for cell in row if cell.marks]
        return sorted(cells, key=lambda cell: (-cell.likelihood * cell.consequence, -cell.consequence))

    @property
    def told(self) -> str:
        """The map in words, for those who do not see it."""
        said = [
            f"{LIKELIHOOD.show(cell.likelihood)} likelihood, {CONSEQUENCE.show(cell.consequence).lower()} consequence, "
            f"{cell.label.lower()}: {joined([mark.ref for mark in cell.marks])}"
            for cell in self.filled
        ]
        return f"Heat map of likelihood and consequence. {'; '.join(said) or 'Nothing stands on it'}."


def heat_map(risks: Iterable[Standing], scheme: Scheme) -> HeatMap:
    """Return where risks stand by their current likelihood and consequence.

    A score that was stated without them has no place on the map and is listed beside it.
    """
    places: dict[tuple[int, int], list[Mark]] = {}
    stated: list[Standing] = []
    for risk in risks:
        record = risk.record
        if risk.factors is not None:
            places.setdefault(risk.factors, []).append(Mark(record.uid, record.ref, record.title, risk.movement))
        elif risk.score is not None:
            stated.append(risk)
    levels = range(1, len(LIKELIHOOD.labels) + 1)
    rows = [
        [_cell(likelihood, consequence, scheme, places.get((likelihood, consequence), ())) for consequence in levels]
        for likelihood in reversed(levels)
    ]
    return HeatMap(rows, LIKELIHOOD.labels[::-1], CONSEQUENCE.labels, stated)


def _cell(likelihood: int, consequence: int, scheme: Scheme, marks: Sequence[Mark]) -> Cell:
    band = scheme.band(likelihood, consequence)
    return Cell(likelihood, consequence, band, scheme.labels[band], marks)


@dataclass(frozen=True)
class Point:
    """One score of a trace: how far across and how far up it stands, each from 0 to 1."""

    label: str
    score: int
    across: float
    up: float


@dataclass(frozen=True)
class Trace:
    """How one risk's score went from quarter to quarter, up to now."""

    points: Sequence[Point]
    target: int | None

    @property
    def told(self) -> str:
        """The trace in words, for those who do not see it."""
        said = joined([f"{point.label} {point.score}" for point in self.points])
        aim = f" The target is {self.target}." if self.target is not None else ""
        return f"{counted(len(self.points), 'score')} over time: {said}.{aim}"


def trace(risk: Standing, past: Past) -> Trace | None:
    """Return how a risk's joint score went; None where there is nothing before now to compare with."""
    record = risk.record
    known = [
        (one.show("period") or f"{when.day}/{when.month}/{when.year}", score)
        for when, one in past.joint(record.uid)
        if isinstance(score := one.of("score"), int)
    ]
    known = known[-(_MOST_POINTS - 1) :]
    if not known:
        return None
    if risk.score is not None:
        known.append(("Now", risk.score))
    target = record.of("target_score")
    steps = max(len(known) - 1, 1)
    points = [Point(label, score, place / steps, min(score / HIGHEST_SCORE, 1.0)) for place, (label, score) in enumerate(known)]
    return Trace(points, target if isinstance(target, int) else None)
