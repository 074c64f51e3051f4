"""Objectives, the bodies that meet about them, and their meetings.

Legal forms and rules of deciding: domain notes 4.1 and 4.3; the name on the door says nothing about either.
"""

from typing import ClassVar

from workbench.domain.field import Circulation, Field, circulation_field
from workbench.domain.kinds import Choice, Day, Option, Prose, Text, Whole
from workbench.domain.register import Register, Row

PUBLIC = Circulation.PUBLIC

LEGAL_FORM = Choice(
    (
        Option("advisory", "Advisory group", ("advisory",)),
        Option("individual", "Group with individual decision-makers", ("individual decision-makers", "individual decision makers")),
        Option("committees_in_common", "Committees in common", ("committee in common", "cic")),
        Option("joint_committee", "Joint committee"),
        Option("contractual", "Contractual joint venture", ("contractual jv", "lead provider")),
        Option("corporate", "Corporate joint venture", ("corporate jv",)),
    )
)

RULE = Choice(
    (
        Option("consensus", "Consensus", ("by consensus",)),
        Option("unanimous", "Unanimous", ("unanimity", "unanimously")),
        Option("simple_majority", "Simple majority", ("majority",)),
        Option("special_majority", "Special majority", ("two thirds", "two-thirds", "two thirds majority", "two-thirds majority")),
        Option("weighted", "Weighted", ("weighted vote", "weighted voting")),
        Option("casting_vote", "Casting vote", ("chair's casting vote",)),
        Option("gated", "Gated", ("gates", "gateway")),
    )
)

BASE = Choice(
    (
        Option("voting", "Of those voting", ("votes cast",)),
        Option("present", "Of those present", ("members present",)),
        Option("all", "Of all", ("all members", "whole membership")),
    )
)

PART = Choice(
    (
        Option("public", "Public", ("part 1", "part i", "1", "in public", "open")),
        Option("private", "Private", ("part 2", "part ii", "2", "in private", "closed", "confidential")),
        Option("both", "Both", ("parts 1 and 2", "part 1 and part 2", "public and private")),
    )
)

MINUTES = Choice(
    (
        Option("draft", "Draft", ("drafted", "unconfirmed")),
        Option("agreed", "Agreed by the chair", ("chair agreed", "agreed by chair")),
        Option("approved", "Approved", ("confirmed", "approved at next meeting")),
        Option("published", "Published"),
    )
)


class Objectives(Register):
    """One aim that the collaborative has agreed and risks stand in the way of."""

    key, label, noun, prefix = "objective", "Objectives", "objective", "O"
    match_keys: ClassVar[tuple[str, ...]] = ("title", "description")

    title = Field(Prose(), "Objective", PUBLIC, column=True, core=True, required=True, width=40)
    description = Field(Prose(), "", PUBLIC, core=True)
    icb_aim = Field(Text(), "ICB aim", PUBLIC, column=True, core=True, help="The aim of the integrated care system it serves.")
    forward_plan = Field(Text(), "", PUBLIC, column=True, core=True, help="Where it stands in the joint forward plan.")
    category = Field(Text(), "", PUBLIC, column=True, core=True)
    circulation = circulation_field(lambda _row: "public")


class Forums(Register):
    """One body that meets: its legal form, who chairs it, how it decides and when it is quorate."""

    key, label, noun, prefix = "forum", "Forums", "forum", "F"
    title_key: ClassVar[str] = "name"
    match_keys: ClassVar[tuple[str, ...]] = ("name",)

    name = Field(Text(), "", PUBLIC, column=True, core=True, required=True, width=36)
    legal_form = Field(LEGAL_FORM, "", PUBLIC, column=True, core=True, help="What the law makes of it, whatever it is called.")
    purpose = Field(Prose(), "", PUBLIC, core=True)
    chair = Field(Text(of="person"), "", PUBLIC, column=True, core=True)
    rule = Field(RULE, "Decision rule", PUBLIC, "Deciding", column=True, core=True, help="Consensus unless its terms say otherwise.")
    threshold = Field(Text(), "", PUBLIC, "Deciding", core=True, help="Such as: at least 75%; more than 2/3.")
    base = Field(BASE, "Counted over", PUBLIC, "Deciding", core=True, help="What the threshold is a share of.")
    quorum_total = Field(Whole(), "Quorum in people", PUBLIC, "Quorum", column=True, core=True)
    quorum_members = Field(Whole(), "Quorum in organisations", PUBLIC, "Quorum", column=True, core=True)
    quorum_neds = Field(Whole(), "Quorum in non-executives", PUBLIC, "Quorum", column=True, core=True)
    clause = Field(Text(), "", PUBLIC, "Deciding", core=True, help="Where its terms of reference say so.")
    circulation = circulation_field(lambda _row: "public")


class Meetings(Register):
    """One sitting of a forum."""

    key, label, noun, prefix = "meeting", "Meetings", "meeting", "MT"
    title_key: ClassVar[str] = "forum"
    match_keys: ClassVar[tuple[str, ...]] = ("forum", "date")
    called_after: ClassVar[tuple[str, ...]] = ("forum",)

    forum = Field(Text(of="forum"), "", PUBLIC, column=True, core=True, required=True, width=30)
    date = Field(Day(), "", PUBLIC, column=True, core=True, required=True)
    start = Field(Text(), "", PUBLIC, column=True, core=True, help="The time it begins.")
    venue = Field(Text(), "", PUBLIC, column=True, core=True)
    part = Field(PART, "", PUBLIC, column=True, core=True, help="Whether it sits in public (Part 1), in private (Part 2) or both.")
    papers_due = Field(Day(), "", PUBLIC, column=True, core=True)
    issue_date = Field(Day(), "", PUBLIC, column=True, core=True, help="When the pack goes out.")
    minutes_status = Field(MINUTES, "Minutes", PUBLIC, column=True, core=True)
    circulation = circulation_field(lambda _row: "public")

    def called(self, row: Row) -> str:
        """Return forum and day, "Partnership Board, 23 July 2026"; whatever of the two there is."""
        return ", ".join(words for key in ("forum", "date") if (field := self.find(key)) and (words := field.kind.show(field.of(row))))
