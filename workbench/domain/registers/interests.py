"""The register of interests of people who decide."""

from typing import ClassVar

from workbench.domain.field import Field, circulation_field
from workbench.domain.kinds import Choice, Day, Option, Prose, Text
from workbench.domain.register import Register
from workbench.domain.registers.answers import YES_NO

INTEREST = Choice(
    (
        Option("financial", "Financial", ("financial interest",)),
        Option("non_financial_professional", "Non-financial professional", ("non financial professional", "professional")),
        Option("non_financial_personal", "Non-financial personal", ("non financial personal", "personal")),
        Option("indirect", "Indirect", ("indirect interest",)),
        Option("loyalty", "Loyalty", ("loyalty interest", "conflict of loyalty", "conflict of loyalties")),
    )
)
"""The four types of the NHS's guidance, and the loyalty to one's own organisation that every member's director brings."""


class Interests(Register):
    """One interest of one person: what it is, from when to when, and how it is handled."""

    key, label, noun, prefix = "interest", "Register of interests", "interest", "I"
    title_key: ClassVar[str] = "interest"
    match_keys: ClassVar[tuple[str, ...]] = ("interest",)

    person = Field(Text(of="person"), "", column=True, core=True, required=True)
    interest = Field(Prose(), "", column=True, core=True, required=True, width=40)
    kind = Field(INTEREST, "", column=True, core=True)
    date_from = Field(Day(), "From", column=True, core=True)
    date_to = Field(Day(), "To", column=True, core=True)
    declared_on = Field(Day(), "", column=True, core=True)
    handling = Field(Prose(), "", column=True, core=True)
    published = Field(YES_NO, "", core=True, help="Whether it stands in the published register.")
    circulation = circulation_field(lambda _row: "private")
