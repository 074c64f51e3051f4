"""What went out to members and came back: workbooks sent, returns, import receipts, and how each member lays out its workbooks."""

from typing import ClassVar

from workbench.domain.field import Circulation, Field, circulation_field
from workbench.domain.kinds import Choice, Day, Member, Option, Prose, Text, Whole
from workbench.domain.register import Register
from workbench.domain.registers.answers import YES_NO

OFFICE = Circulation.OFFICE

DATES = Choice((Option("day", "Day first", ("day before month",)), Option("month", "Month first", ("month before day",))))
FACTORS = Choice((Option("likelihood", "Likelihood first"), Option("consequence", "Consequence first", ("impact first",))))
INITIAL = Choice((Option("initial", "Initial, with controls"), Option("inherent", "Inherent, without controls")))
RESIDUAL = Choice((Option("current", "Current"), Option("target", "Target")))


class Sendings(Register):
    """One workbook that a member was sent for a quarter; sent again, it stands for the newer one, and the history keeps both.

    `position` is the journal's when it was made and `digest` names its bytes, so that it is known again in its folder.
    """

    key, label, noun, prefix = "sending", "Workbooks sent", "workbook sent", "SN"
    visible: ClassVar[bool] = False

    title = Field(Text(), "Workbook", OFFICE, column=True)
    member = Field(Member(), "Organisation", OFFICE, column=True)
    period = Field(Text(), "Quarter", OFFICE, column=True)
    sent_on = Field(Day(), "", OFFICE, column=True)
    due_date = Field(Day(), "To be back by", OFFICE, column=True)
    asks_for = Field(Text(), "Registers", OFFICE)
    position = Field(Whole(), "Place in the history", OFFICE)
    digest = Field(Text(), "", OFFICE)
    chased_on = Field(Day(), "Last chased on", OFFICE, column=True)
    circulation = circulation_field(lambda _row: "restricted")


class Returns(Register):
    """One return of a member: when it came, for which quarter it was asked, in which it counts, and what it says of itself.

    It stays when its import is taken back: the workbook did come.
    """

    key, label, noun, prefix = "return", "Returns", "return", "RT"
    visible: ClassVar[bool] = False

    title = Field(Text(), "Workbook", OFFICE, column=True)
    member = Field(Member(), "Organisation", OFFICE, column=True)
    period = Field(Text(), "Counts in", OFFICE, column=True)
    asked_for = Field(Text(), "Asked for", OFFICE, column=True)
    received_on = Field(Day(), "", OFFICE, column=True)
    digest = Field(Text(), "", OFFICE)
    position_date = Field(Day(), "", OFFICE)
    completed_by = Field(Text(), "", OFFICE)
    approved_by = Field(Text(), "", OFFICE)
    nothing_to_change = Field(YES_NO, "", OFFICE)
    circulation = circulation_field(lambda _row: "restricted")


class Receipts(Register):
    """One import: which workbook, read how, with what result.

    `shown` holds, as JSON, which records the workbook showed and, where a cell was not taken, what it showed there:
    the base of the next import from the same member.
    `digest` names the workbook's bytes in the file's `blob` table.
    """

    key, label, noun, prefix = "receipt", "Import receipts", "import receipt", "RC"
    visible: ClassVar[bool] = False

    title = Field(Text(), "Workbook", OFFICE, column=True)
    imported_into = Field(Text(), "Register", OFFICE, column=True)
    member = Field(Member(), "Organisation", OFFICE, column=True)
    received_on = Field(Day(), "", OFFICE, column=True)
    sheet = Field(Text(), "", OFFICE)
    layout = Field(Text(), "", OFFICE)
    digest = Field(Text(), "", OFFICE)
    stamped = Field(Whole(0, 1), "Came from an export", OFFICE)
    records = Field(Whole(), "", OFFICE)
    new = Field(Whole(), "", OFFICE)
    changed = Field(Whole(), "", OFFICE)
    same = Field(Whole(), "", OFFICE)
    conflicting = Field(Whole(), "", OFFICE)
    invalid = Field(Whole(), "Needs correcting", OFFICE)
    asked = Field(Whole(), "", OFFICE)
    absent = Field(Whole(), "Not in this return", OFFICE)
    shown = Field(Prose(), "", OFFICE)
    problems = Field(Prose(), "", OFFICE)
    circulation = circulation_field(lambda _row: "restricted")


class Layouts(Register):
    """How one member lays out one register: the corrections a person made and what it means, kept for the next return."""

    key, label, noun, prefix = "layout", "Workbook layouts", "layout", "LY"
    visible: ClassVar[bool] = False

    title = Field(Text(), "", OFFICE, column=True)
    lays_out = Field(Text(), "Register", OFFICE, column=True)
    member = Field(Member(), "Organisation", OFFICE, column=True)
    sheet = Field(Text(), "", OFFICE)
    header_rows = Field(Text(), "Heading rows", OFFICE)
    columns = Field(Prose(), "", OFFICE, help="JSON: heading -> field key, extra or ignore.")
    dates = Field(DATES, "Dates that could be read two ways", OFFICE)
    factors = Field(FACTORS, "Order of likelihood and consequence", OFFICE)
    initial_means = Field(INITIAL, "What “initial” means", OFFICE)
    residual_means = Field(RESIDUAL, "What “residual” means", OFFICE)
    scheme = Field(Text(of="scheme"), "Scoring scheme", OFFICE)
    circulation = circulation_field(lambda _row: "restricted")
