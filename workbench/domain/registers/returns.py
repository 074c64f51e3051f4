"""What came back from members: import receipts, and how each member lays out its workbooks."""

from typing import ClassVar

from workbench.domain.field import Circulation, Field, circulation_field
from workbench.domain.kinds import Day, Member, Prose, Text, Whole
from workbench.domain.register import Register

OFFICE = Circulation.OFFICE


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
    """How one member lays out one register: the corrections a person made, kept for the next return."""

    key, label, noun, prefix = "layout", "Workbook layouts", "layout", "LY"
    visible: ClassVar[bool] = False

    title = Field(Text(), "", OFFICE, column=True)
    lays_out = Field(Text(), "Register", OFFICE, column=True)
    member = Field(Member(), "Organisation", OFFICE, column=True)
    sheet = Field(Text(), "", OFFICE)
    header_rows = Field(Text(), "Heading rows", OFFICE)
    columns = Field(Prose(), "", OFFICE, help="JSON: heading -> field key, extra or ignore.")
    circulation = circulation_field(lambda _row: "restricted")
