"""The risk register: the collaborative's shared risks and each organisation's own.

What each field means, and the words members use for it: domain notes 1; the headings themselves are in `resources/`.
"""

from collections.abc import Mapping
from typing import ClassVar

from workbench.domain.field import Circulation, Field, circulation_field, unsaid
from workbench.domain.joining import Lines, Refs
from workbench.domain.kinds import Choice, Day, Member, Names, Option, Prose, Score, Stored, Text
from workbench.domain.register import Register
from workbench.domain.registers.foreign import RISK
from workbench.domain.scoring import triple

PUBLIC = Circulation.PUBLIC

TIER = Choice(
    (
        Option("shared", "Shared", ("system", "joint", "collaborative")),
        Option("corporate", "Corporate", ("trust wide", "trust-wide", "organisational")),
        Option("local", "Local", ("directorate", "service", "department")),
        Option("unsorted", "Unsorted"),
    )
)

STATUS = Choice(
    (
        Option("proposed", "Proposed", ("draft", "new", "awaiting review", "holding area", "for approval", *RISK["proposed"])),
        Option(
            "open",
            "Open",
            (
                "active",
                "live",
                "in progress",
                "ongoing",
                "on-going",
                "being managed",
                "finally approved",
                "current",
                "managed",
                *RISK["open"],
            ),
        ),
        Option("tolerated", "Tolerated", ("accepted", "tolerate", "accept", *RISK["tolerated"])),
        Option("closed", "Closed", ("archived", "complete", "completed", "resolved", "rejected", *RISK["closed"])),
    )
)

TREATMENT = Choice(
    (
        Option("treat", "Treat", ("reduce", "mitigate", "mitigation", "mitigated", "treated", "minimise", "control")),
        Option("tolerate", "Tolerate", ("accept", "accepted", "tolerated", "retain")),
        Option("transfer", "Transfer", ("share", "transferred", "transference")),
        Option("terminate", "Terminate", ("avoid", "avoidance", "eliminate", "terminated")),
    )
)


def tier_of(row: Mapping[str, Stored]) -> str:
    """Return whose risk it is: a member's is local without anyone saying so, any other is unsorted until somebody says."""
    return str(row.get("tier") or ("local" if row.get("member") else "unsorted"))


def circulation_of(row: Mapping[str, Stored]) -> str:
    """Return who may see a risk where nobody said: shared ones the boards of all members, others only their owner."""
    return "private" if tier_of(row) == "shared" else "restricted"


class Risks(Register):
    """Risks as boards know them: cause, event and effect, four stages of score, what is done and when it is looked at."""

    key, label, noun, prefix = "risk", "Risk register", "risk", "R"
    sought: ClassVar[bool] = True
    match_keys: ClassVar[tuple[str, ...]] = ("title", "description")

    tier = Field(
        TIER,
        "Level",
        PUBLIC,
        "Identity",
        core=True,
        compute=unsaid(tier_of),
        help="Shared risks are the collaborative's; corporate and local ones are a member's own.",
    )
    title = Field(Prose(), "Risk", PUBLIC, "Description", column=True, core=True, required=True, width=36)
    description = Field(Prose(), "", PUBLIC, "Description", core=True)
    cause = Field(Prose(), "", PUBLIC, "Description", help="If …")
    event = Field(Prose(), "", PUBLIC, "Description", help="then …")
    effect = Field(Prose(), "", PUBLIC, "Description", help="resulting in …")
    category = Field(Text(), "", PUBLIC, "Identity")
    programme = Field(Text(), "", PUBLIC, "Identity")
    objective = Field(Text(of="objective"), "", PUBLIC, "Identity")
    cqc_link = Field(Text(), "CQC link", group="Identity")
    source = Field(Text(), "", group="Identity")
    member = Field(Member(), "Organisation", PUBLIC, "Identity", column=True, core=True)
    lead_member = Field(Member(), "Lead organisation", PUBLIC, "Identity")
    members_affected = Field(Names(of="member"), "Organisations affected", PUBLIC, "Identity")
    unit = Field(Text(), "", group="Identity", help="Directorate, division, department or service.")
    raised_by = Field(Text(of="person"), "", group="Identity")
    date_opened = Field(Day(), "", PUBLIC, "Identity")
    owner = Field(Names(of="person"), "", group="Identity", column=True, core=True, required=True)
    exec_lead = Field(Text(of="person"), "Executive lead", PUBLIC, "Identity")
    committee = Field(Text(of="forum"), "", PUBLIC, "Identity")
    baf_ref = Field(Text(), "Assurance framework reference", group="Identity")
    inherent_likelihood, inherent_consequence, inherent_score = triple("inherent")
    initial_likelihood, initial_consequence, initial_score = triple("initial")
    current_likelihood, current_consequence, current_score = triple("current")
    target_likelihood, target_consequence, target_score = triple("target")
    previous_score = Field(Score(), "", PUBLIC, "Assessment")
    target_date = Field(Day(), "", PUBLIC, "Assessment")
    appetite = Field(Text(), "", PUBLIC, "Assessment")
    controls = Field(Lines(register="control"), "", PUBLIC, "Response", core=True)
    control_effectiveness = Field(Text(), "", group="Response")
    gaps_in_control = Field(Lines(register="gap", text="description", fixed=(("kind", "control"),)), "", PUBLIC, "Response")
    assurances = Field(Prose(), "", PUBLIC, "Response")
    gaps_in_assurance = Field(Lines(register="gap", text="description", fixed=(("kind", "assurance"),)), "", PUBLIC, "Response")
    actions = Field(Lines(register="action", relation="raised_by"), "", PUBLIC, "Response", core=True)
    action_owner = Field(Names(of="person"), "", group="Response")
    action_due = Field(Day(), "", PUBLIC, "Response")
    progress = Field(Prose(), "", group="Response")
    score_rationale = Field(Prose(), "", PUBLIC, "Assessment")
    treatment = Field(TREATMENT, "", PUBLIC, "Response")
    proximity = Field(Text(), "", group="Assessment")
    trend = Field(Text(), "", group="Assessment")
    status = Field(STATUS, "", PUBLIC, "Review", column=True, core=True)
    last_reviewed = Field(Day(), "", PUBLIC, "Review")
    next_review = Field(Day(), "", PUBLIC, "Review", column=True, core=True)
    date_closed = Field(Day(), "", PUBLIC, "Review")
    closure_reason = Field(Prose(), "", group="Review")
    escalation = Field(Text(), "", group="Review")
    indicators = Field(Prose(), "", group="Review")
    linked_risks = Field(Refs(to=("risk", "assurance")), "", group="Review")
    linked_incidents = Field(Names(), "", group="Review")
    circulation = circulation_field(circulation_of)
