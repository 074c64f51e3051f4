"""Scores at a time: what a risk stood at when a quarter closed, was expected to reach, or should reach."""

from typing import ClassVar

from workbench.domain.children import inherited_circulation, pointer_field
from workbench.domain.field import Circulation, Field
from workbench.domain.kinds import Choice, Day, Member, Option, Prose, Text
from workbench.domain.register import Register
from workbench.domain.scoring import CONSEQUENCE, LIKELIHOOD, SCORE, STAGES, product_of

PUBLIC = Circulation.PUBLIC

KIND = Choice(
    (
        Option("actual", "Actual", ("current",)),
        Option("forecast", "Forecast", ("predicted", "expected", "trajectory")),
        Option("target", "Target", ("year-end target", "planned")),
    )
)


class Positions(Register):
    """One score of a risk or a principal risk at one date, joint or one organisation's own."""

    key, label, noun, prefix = "position", "Positions", "position", "PS"
    title_key: ClassVar[str] = "period"
    match_keys: ClassVar[tuple[str, ...]] = ("period", "date")
    ends: ClassVar[tuple[str, ...]] = ("parent",)
    reveals: ClassVar[frozenset[str]] = frozenset(f"{stage}_{part}" for stage in STAGES for part in ("likelihood", "consequence", "score"))

    parent = pointer_field("Position of", "risk", "assurance")
    date = Field(Day(), "", PUBLIC, column=True, core=True)
    period = Field(Text(), "", PUBLIC, column=True, core=True, help="The quarter or month, such as Q1 2026/27.")
    member = Field(Member(), "Organisation", PUBLIC, column=True, core=True, help="Blank for the joint score.")
    kind = Field(KIND, "", PUBLIC, column=True, core=True)
    likelihood = Field(LIKELIHOOD, "", PUBLIC, "Assessment", core=True)
    consequence = Field(CONSEQUENCE, "", PUBLIC, "Assessment", core=True)
    score = Field(
        SCORE,
        "",
        PUBLIC,
        "Assessment",
        column=True,
        core=True,
        compute=product_of("likelihood", "consequence"),
        factors=("likelihood", "consequence"),
        help="Likelihood × consequence where both are given, otherwise the score as stated.",
    )
    rationale = Field(Prose(), "", PUBLIC, "Assessment", core=True)
    source = Field(Text(), "", PUBLIC, help="Where the score comes from, such as a return or a meeting.")
    circulation = inherited_circulation("parent")
