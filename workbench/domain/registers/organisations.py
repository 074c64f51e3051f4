"""The organisations of the collaborative."""

from typing import ClassVar

from workbench.domain.field import Circulation, Field, circulation_field
from workbench.domain.kinds import Choice, Day, Decimal, Names, Option, Text
from workbench.domain.register import Register

PUBLIC = Circulation.PUBLIC

KIND = Choice(
    (
        Option("trust", "Trust", ("nhs trust", "foundation trust", "provider")),
        Option("icb", "ICB", ("integrated care board",)),
        Option("council", "Council", ("local authority",)),
        Option("charity", "Charity", ("voluntary organisation",)),
        Option("practice", "Practice", ("gp practice", "primary care")),
        Option("company", "Company"),
    )
)

LEVEL = Choice((Option("place", "Place"), Option("system", "System"), Option("cross-system", "Cross-system")))


class Members(Register):
    """Who is in the collaborative, since when, and with what weight where votes are weighted."""

    key, label, noun, prefix = "member", "Organisations", "organisation", "M"
    title_key: ClassVar[str] = "name"
    match_keys: ClassVar[tuple[str, ...]] = ("name",)

    name = Field(Text(), "", PUBLIC, column=True, core=True, required=True, width=30)
    short_name = Field(Text(), "", PUBLIC, column=True, core=True)
    kind = Field(KIND, "", PUBLIC, column=True, core=True)
    level = Field(LEVEL, "", PUBLIC)
    place = Field(Text(), "", PUBLIC)
    joined_on = Field(Day(), "", PUBLIC)
    left_on = Field(Day(), "", PUBLIC)
    weight = Field(Decimal(), "", PUBLIC)
    other_collaboratives = Field(Names(), "", PUBLIC)
    circulation = circulation_field(lambda _row: "public")
