"""The action tracker: what was agreed to be done, how often it was put off, and how it goes.

The first due date stays; each extension is dated, reasoned and approved. What is complete waits until a meeting agrees
the closure (domain notes 5.2).
"""

from collections.abc import Mapping
from typing import ClassVar

from workbench.domain.children import inherited_circulation, pointer_field
from workbench.domain.directory import Directory
from workbench.domain.field import Circulation, Field, asking_circulation
from workbench.domain.joining import Refs
from workbench.domain.kinds import Choice, Day, Member, Names, Option, Prose, Stored, Text
from workbench.domain.register import Register
from workbench.domain.registers.foreign import ACTION

PUBLIC = Circulation.PUBLIC

ORIGIN_KIND = Choice(
    (
        Option("meeting", "Meeting", ("minutes", "matter arising", "matters arising")),
        Option("decision", "Decision", ("resolution",)),
        Option("risk", "Risk", ("risk register",)),
        Option("assurance", "Assurance framework", ("baf", "board assurance framework", "joint baf", "joint assurance framework")),
        Option("gap", "Gap", ("gap in control", "gap in assurance")),
        Option("audit", "Audit", ("internal audit", "external audit", "audit recommendation")),
        Option("other", "Other"),
    )
)

STATUS = Choice(
    (
        Option(
            "not_started", "Not started", ("not yet started", "not yet due", "not due", "new", "planned", "to do", *ACTION["not_started"])
        ),
        Option(
            "in_progress",
            "In progress",
            (
                "open",
                "ongoing",
                "on-going",
                "on track",
                "outstanding",
                "overdue",
                "at risk",
                "delayed",
                "slipped",
                "active",
                "started",
                "underway",
                "under way",
                "on hold",
                "paused",
                "carried over",
                *ACTION["in_progress"],
            ),
        ),
        Option(
            "complete",
            "Complete",
            ("completed", "done", "blue", "proposed for closure", "for closure", "pending review", "awaiting closure", *ACTION["complete"]),
        ),
        Option("verified", "Verified", ("closed", "signed off", "closure agreed", "complete and closed", *ACTION["verified"])),
        Option(
            "cancelled",
            "Cancelled",
            ("canceled", "withdrawn", "no longer required", "not required", "abandoned", "superseded", *ACTION["cancelled"]),
        ),
    )
)


def circulation_of(row: Mapping[str, Stored], stored: Stored, directory: Directory) -> Stored:
    """Return who may see an action: as said, else as narrow as any restricted record that it is linked with."""
    if stored is not None:
        return stored
    linked = directory.linked(str(row.get("uid") or ""), ("risk", "assurance", "gap", "decision"), "")
    return "restricted" if any(directory.circulation(found.other, ()) == "restricted" for found in linked) else "private"


class Actions(Register):
    """One thing that somebody is to do by a date, where it came from and how it stands."""

    key, label, noun, prefix = "action", "Actions", "action", "A"
    sought: ClassVar[bool] = True
    match_keys: ClassVar[tuple[str, ...]] = ("title", "description")

    title = Field(Prose(), "Action", PUBLIC, "Action", column=True, core=True, required=True, width=36)
    description = Field(Prose(), "", PUBLIC, "Action")
    origin_kind = Field(ORIGIN_KIND, "Kind of origin", PUBLIC, "Origin")
    origin = Field(
        Refs(to=("risk", "assurance", "gap", "decision", "meeting"), relation="raised_by", outward=True),
        "",
        PUBLIC,
        "Origin",
        column=True,
        core=True,
        help="The risks, decisions or meetings that it came out of.",
    )
    date_raised = Field(Day(), "", PUBLIC, "Origin", core=True)
    raised_by = Field(Text(of="person"), "", group="Origin")
    owner = Field(Names(of="person"), "", PUBLIC, "Action", column=True, core=True, required=True)
    member = Field(Member(), "Organisation", PUBLIC, "Action", column=True, core=True)
    due_date = Field(Day(), "", PUBLIC, "Action", column=True, core=True, required=True, help="The first date agreed; it never changes.")
    revised_due = Field(Day(), "", PUBLIC, "Action", column=True, core=True, help="The latest date that was approved.")
    priority = Field(Text(), "", group="Action")
    category = Field(Text(), "", PUBLIC, "Action")
    status = Field(STATUS, "", PUBLIC, "Progress", column=True, core=True)
    progress = Field(Prose(), "", group="Progress", core=True)
    completed = Field(Day(), "", PUBLIC, "Progress", column=True, core=True)
    verified_at = Field(Text(of="meeting"), "", group="Progress", help="The meeting that agreed the closure.")
    verified_by = Field(Text(of="person"), "", group="Progress")
    evidence = Field(Prose(), "", group="Progress")
    linked_risks = Field(Refs(to=("risk", "assurance"), relation="mitigates", outward=True), "", group="Origin", core=True)
    circulation = asking_circulation(circulation_of)


class Extensions(Register):
    """One time an action was given longer: to when, why, and who approved it."""

    key, label, noun, prefix = "extension", "Extensions", "extension", "EX"
    title_key: ClassVar[str] = "reason"
    match_keys: ClassVar[tuple[str, ...]] = ("reason", "new_date")
    ends: ClassVar[tuple[str, ...]] = ("parent",)

    parent = pointer_field("Extension of", "action")
    new_date = Field(Day(), "", PUBLIC, column=True, core=True, required=True)
    reason = Field(Prose(), "", column=True, core=True, required=True, width=40)
    approved_by = Field(Text(of="person"), "", column=True, core=True)
    approved_on = Field(Day(), "", PUBLIC, column=True, core=True)
    circulation = inherited_circulation("parent")


class Updates(Register):
    """One report of how an action goes."""

    key, label, noun, prefix = "update", "Updates", "update", "U"
    title_key: ClassVar[str] = "text"
    match_keys: ClassVar[tuple[str, ...]] = ("text",)
    ends: ClassVar[tuple[str, ...]] = ("parent",)

    parent = pointer_field("Update of", "action")
    date = Field(Day(), "", column=True, core=True)
    text = Field(Prose(), "Update", column=True, core=True, required=True, width=40)
    by = Field(Text(of="person"), "", column=True, core=True)
    circulation = inherited_circulation("parent")
