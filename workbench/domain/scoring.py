"""Scores: levels, products, bands, and the choices that go with them.

Levels and their words: NPSA, A risk matrix for risk managers, January 2008, as trusts print it;
the default bands are the NPSA's (1-3 low, 4-6 moderate, 8-12 high, 15-25 extreme).
It is guidance that each organisation may adapt, so a scheme is 25 cells that a file can replace.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from workbench.domain.field import AnyField, Circulation, Compute, Field
from workbench.domain.kinds import Level, Score, Stored

FIVE_STEPS = tuple(
    (word, step)
    for step, names in enumerate((("very low", "vl"), ("low",), ("medium", "med", "moderate"), ("high", "h"), ("very high", "vh")), 1)
    for word in names
)
"""Words of a scale from very low to very high, with the only number each may stand beside: "High (3)" is the top of three."""
LIKELIHOOD = Level(
    labels=("Rare", "Unlikely", "Possible", "Likely", "Almost certain"),
    letters="lp",
    synonyms=(("certain", 5),),
    others=(
        *FIVE_STEPS,
        *((word, 0) for word in ("remote", "improbable", "highly unlikely", "very unlikely", "occasional", "probable", "very likely")),
        *(
            (word, 0)
            for word in ("v unlikely", "v likely", "highly likely", "frequent", "regular", "even chance", "conceivable", "expected")
        ),
    ),
)
CONSEQUENCE = Level(
    labels=("Negligible", "Minor", "Moderate", "Major", "Catastrophic"),
    letters="cis",
    synonyms=(("insignificant", 1), ("severe", 5), ("extreme", 5)),
    others=(
        *FIVE_STEPS,
        *(
            (word, 0)
            for word in ("none", "trivial", "marginal", "slight", "significant", "serious", "substantial", "critical", "disastrous")
        ),
    ),
)
SCORE = Score(likelihoods=("rare", "unlikely", "possible", "likely", "almost certain", "certain"))

STAGES = ("inherent", "initial", "current", "target")
"""Inherent is without controls, initial the first assessment with them; the two are not the same (domain notes 1.2)."""


@dataclass(frozen=True)
class Scheme:
    """Names of the bands and, for each cell, which band it is: `cells[likelihood - 1][consequence - 1]`."""

    labels: tuple[str, ...]
    cells: tuple[tuple[int, ...], ...]

    def band(self, likelihood: int, consequence: int) -> int:
        """Return the place of a cell's band, the lowest being 0."""
        return self.cells[likelihood - 1][consequence - 1]

    def band_of(self, score: int) -> int | None:
        """Return the band that every cell with this product has; None where no or differing cells have it."""
        bands = {self.cells[x - 1][score // x - 1] for x in range(1, 6) if score % x == 0 and 1 <= score // x <= 5}  # noqa: PLR2004 - five levels
        return bands.pop() if len(bands) == 1 else None


def banded(labels: tuple[str, ...], lowest: tuple[int, ...]) -> Scheme:
    """Return a scheme whose bands begin at these products."""
    cells = tuple(tuple(sum(x * y >= limit for limit in lowest) - 1 for y in range(1, 6)) for x in range(1, 6))
    return Scheme(labels, cells)


NPSA = banded(("Low", "Moderate", "High", "Extreme"), (1, 4, 8, 15))


def product(stage: str) -> Compute:
    """Return the rule of one stage's score: likelihood × consequence, else the score as stated."""
    return product_of(f"{stage}_likelihood", f"{stage}_consequence")


def product_of(first: str, second: str) -> Compute:
    """Return the rule of a score whose factors have these keys: their product, else the score as stated."""

    def score(row: Mapping[str, Stored], stated: Stored) -> Stored:
        likelihood, consequence = row.get(first), row.get(second)
        if likelihood is None or consequence is None:
            return stated
        return cast("int", likelihood) * cast("int", consequence)

    return score


def is_stated(row: Mapping[str, Stored], stage: str) -> bool:
    """Whether a score stands without the factors it would be worked out from."""
    return row.get(f"{stage}_score") is not None and (row.get(f"{stage}_likelihood") is None or row.get(f"{stage}_consequence") is None)


def triple(stage: str) -> tuple[Field[int], Field[int], Field[int]]:
    """Return likelihood, consequence and score of one stage, keyed."""
    name = stage.capitalize()
    core = stage in {"current", "target"}
    keys = (f"{stage}_likelihood", f"{stage}_consequence", f"{stage}_score")
    return (
        Field(LIKELIHOOD, f"{name} likelihood", Circulation.PUBLIC, "Assessment", core=core, key=keys[0]),
        Field(CONSEQUENCE, f"{name} consequence", Circulation.PUBLIC, "Assessment", core=core, key=keys[1]),
        Field(
            SCORE,
            f"{name} score",
            Circulation.PUBLIC,
            "Assessment",
            column=core,
            core=core,
            compute=product(stage),
            factors=keys[:2],
            key=keys[2],
            help="Likelihood × consequence where both are given, otherwise the score as stated.",
        ),
    )


def stage_of(field: AnyField) -> str:
    """Return the stage a score field belongs to, or nothing."""
    return next((stage for stage in STAGES if field.key == f"{stage}_score"), "")
