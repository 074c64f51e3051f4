"""Quarters that a person closed, and opened again where that was needed."""

from typing import ClassVar

from workbench.domain.field import Circulation, Field, circulation_field
from workbench.domain.kinds import Choice, Day, Option, Prose, Text
from workbench.domain.register import Register

CLOSED, REOPENED = "closed", "reopened"

STATUS = Choice((Option(CLOSED, "Closed"), Option(REOPENED, "Open again")))


class Quarters(Register):
    """One quarter that was closed: while it is, the positions in it stay as they are."""

    key, label, noun, prefix = "quarter", "Quarters", "quarter", "QU"
    title_key: ClassVar[str] = "period"
    match_keys: ClassVar[tuple[str, ...]] = ("period",)
    visible: ClassVar[bool] = False

    period = Field(Text(), "Quarter", Circulation.PRIVATE, column=True)
    status = Field(STATUS, "", Circulation.PRIVATE, column=True)
    closed_on = Field(Day(), "", Circulation.PRIVATE, column=True)
    closed_by = Field(Text(), "", Circulation.PRIVATE)
    reopened_on = Field(Day(), "Opened again on", Circulation.PRIVATE)
    reason = Field(Prose(), "Why it was opened again", Circulation.PRIVATE)
    circulation = circulation_field(lambda _row: "private")
