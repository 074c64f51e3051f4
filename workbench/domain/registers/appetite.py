"""How much risk is accepted, and in which bands scores stand.

Words for levels of appetite and what score each tolerates are every board's own (domain notes 3).
"""

from typing import ClassVar

from workbench.domain.field import Circulation, Field, circulation_field
from workbench.domain.kinds import Day, Member, Names, Prose, Text
from workbench.domain.register import Register
from workbench.domain.scoring import SCORE

PUBLIC = Circulation.PUBLIC


class Appetites(Register):
    """How much risk of one category is accepted, jointly or by one organisation, and the highest score tolerated."""

    key, label, noun, prefix = "appetite", "Risk appetite", "appetite statement", "AT"
    title_key: ClassVar[str] = "category"
    match_keys: ClassVar[tuple[str, ...]] = ("category", "statement")

    category = Field(Text(), "", PUBLIC, column=True, core=True, required=True, width=30)
    member = Field(Member(), "Organisation", PUBLIC, column=True, core=True, help="Blank for the collaborative's own.")
    level = Field(Text(), "Appetite", PUBLIC, column=True, core=True, help="In your own words, such as cautious or open.")
    tolerated = Field(SCORE, "Highest score tolerated", PUBLIC, column=True, core=True, help="At this score a risk is still inside.")
    statement = Field(Prose(), "", PUBLIC, column=True, core=True)
    agreed_on = Field(Day(), "", PUBLIC, column=True, core=True)
    circulation = circulation_field(lambda _row: "public")


class Schemes(Register):
    """One set of bands for scores, the collaborative's or one organisation's own."""

    key, label, noun, prefix = "scheme", "Scoring schemes", "scoring scheme", "SC"
    title_key: ClassVar[str] = "name"
    match_keys: ClassVar[tuple[str, ...]] = ("name",)

    name = Field(Text(), "", PUBLIC, column=True, core=True, required=True, width=30)
    member = Field(Member(), "Organisation", PUBLIC, column=True, core=True, help="Blank for the collaborative's own.")
    cells = Field(
        Prose(),
        "",
        PUBLIC,
        core=True,
        help="The number of the band of each of the 25 cells, the lowest band being 1: "
        "a line for each likelihood from 1 to 5, in it consequence 1 to 5.",
    )
    labels = Field(Names(), "Bands", PUBLIC, column=True, core=True, help="Names of the bands, lowest first.")
    effective_from = Field(Day(), "", PUBLIC, column=True, core=True)
    circulation = circulation_field(lambda _row: "public")
