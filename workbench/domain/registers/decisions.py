"""The decision log: what was decided by what right and rule, who voted and declared what, and what each board said.

What a log holds: domain notes 4; forms of forums and rules of deciding follow the terms of reference, never a guess.
"""

from typing import ClassVar

from workbench.domain.children import inherited_circulation, pointer_field
from workbench.domain.field import Circulation, Field, circulation_field
from workbench.domain.joining import Refs
from workbench.domain.kinds import Choice, Day, Decimal, Member, Names, Option, Prose, Text, Whole
from workbench.domain.register import Register
from workbench.domain.registers.answers import YES_NO
from workbench.domain.registers.foreign import DECISION
from workbench.domain.registers.forums import RULE
from workbench.domain.registers.interests import INTEREST

PUBLIC = Circulation.PUBLIC

ROUTE = Choice(
    (
        Option("meeting", "Meeting", ("at a meeting", "in a meeting")),
        Option("urgent", "Urgent", ("urgent decision", "chair's action", "chairs action")),
        Option("correspondence", "Correspondence", ("by correspondence", "by email", "email")),
    )
)

RIGHT = Choice(
    (
        Option("reserved", "Reserved", ("reserved matter", "reserved to the boards", "reserved to boards")),
        Option("delegated", "Delegated", ("delegated matter", "under delegation")),
        Option("advisory", "Advisory", ("recommendation", "for recommendation")),
    )
)

STATUS = Choice(
    (
        Option("draft", "Draft", ("proposed", *DECISION["draft"])),
        Option("recommended", "Recommended", ("recommended to boards",)),
        Option("agreed", "Agreed", ("resolved", "decided", "carried", *DECISION["agreed"])),
        Option(
            "awaiting_approval",
            "Awaiting approval",
            (
                "awaiting board approval",
                "awaiting ratification",
                "pending approval",
                "subject to approval",
                "subject to ratification",
                *DECISION["awaiting_approval"],
            ),
        ),
        Option("part_approved", "Part approved", ("partly approved", "partially approved", "part ratified", "part-ratified")),
        Option("approved", "Approved", ("ratified", *DECISION["approved"])),
        Option("not_agreed", "Not agreed", ("rejected", "not approved", "declined", "not carried", *DECISION["not_agreed"])),
        Option("deferred", "Deferred", ("postponed", *DECISION["deferred"])),
        Option("withdrawn", "Withdrawn", DECISION["withdrawn"]),
        Option("lapsed", "Lapsed", ("expired", *DECISION["lapsed"])),
        Option("superseded", "Superseded", ("replaced", *DECISION["superseded"])),
    )
)

VOTE = Choice(
    (
        Option("for", "For", ("in favour", "yes", "aye", "support")),
        Option("against", "Against", ("no", "opposed", "dissent")),
        Option("abstain", "Abstain", ("abstained", "abstention")),
        Option("absent", "Absent", ("not present", "apologies")),
        Option("recused", "Recused", ("withdrew", "withdrawn")),
    )
)

APPROVER_KIND = Choice(
    (
        Option("board", "Board", ("trust board", "board of directors", "member board")),
        Option("forum", "Forum", ("committee",)),
        Option("governors", "Governors", ("council of governors",)),
        Option("icb", "ICB", ("integrated care board",)),
        Option("other", "Other"),
    )
)

OUTCOME = Choice(
    (
        Option("approved", "Approved", ("agreed", "ratified", "endorsed", "resolved")),
        Option("conditional", "Approved with conditions", ("approved subject to conditions", "conditionally approved")),
        Option("not_approved", "Not approved", ("rejected", "declined", "not agreed")),
        Option("deferred", "Deferred", ("postponed",)),
        Option("noted", "Noted", ("received",)),
    )
)


class Decisions(Register):
    """One decision in its exact words, whose it was to take, and how far the boards are with it."""

    key, label, noun, prefix = "decision", "Decisions", "decision", "D"
    sought: ClassVar[bool] = True
    match_keys: ClassVar[tuple[str, ...]] = ("title", "decision")

    title = Field(Prose(), "Title", PUBLIC, "Decision", column=True, core=True, required=True, width=36)
    decision = Field(Prose(), "", PUBLIC, "Decision", core=True, required=True, help="The exact words that were agreed.")
    date = Field(Day(), "", PUBLIC, "Decision", column=True, core=True, required=True)
    forum = Field(Text(of="forum"), "", PUBLIC, "Decision", column=True, core=True, required=True)
    meeting = Field(Text(of="meeting"), "", PUBLIC, "Decision", core=True)
    route = Field(ROUTE, "", group="Authority", help="At a meeting, urgent between meetings, or by correspondence.")
    right = Field(
        RIGHT,
        "Decision right",
        PUBLIC,
        "Authority",
        column=True,
        core=True,
        help="Reserved to the boards, delegated to the forum, or advice to those who decide.",
    )
    right_clause = Field(Text(), "", group="Authority", help="Where the right is written down.")
    rule = Field(RULE, "", PUBLIC, "Authority", help="How the forum decides such a matter.")
    rationale = Field(Prose(), "", group="Reasons", core=True)
    options = Field(Prose(), "Options considered", group="Reasons")
    recommendation = Field(Prose(), "", PUBLIC, "Reasons")
    value = Field(Text(), "", group="Reasons", help="What it costs or is worth.")
    consulted = Field(Names(of="member"), "", group="Reasons")
    wider_effect = Field(Prose(), "", group="Reasons", help="What it means for others, such as patients, partners and the system.")
    impact_assessment = Field(Prose(), "", group="Reasons")
    proposed_by = Field(Names(of="person"), "", group="Decision")
    owner = Field(Names(of="person"), "", group="Follow-up", column=True, core=True)
    members_affected = Field(Names(of="member"), "Organisations affected", PUBLIC, "Decision")
    status = Field(STATUS, "", PUBLIC, "Follow-up", column=True, core=True)
    text_version = Field(Whole(1), "", group="Follow-up", help="Counts up when the words change; an approval is for one version.")
    effective_date = Field(Day(), "", PUBLIC, "Follow-up", column=True, core=True, help="Not before the last approval it needs.")
    review_date = Field(Day(), "", PUBLIC, "Follow-up", column=True, core=True)
    conditions = Field(Prose(), "", group="Follow-up")
    minute_ref = Field(Text(), "Minute reference", group="Decision")
    linked_actions = Field(Refs(to=("action",), relation="raised_by", outward=False), "", group="Follow-up")
    supersedes = Field(Refs(to=("decision",), relation="supersedes", outward=True), "", group="Follow-up")
    circulation = circulation_field(lambda _row: "private")


class Approvals(Register):
    """One step after the forum: whether a board or another body approved a decision, which words of it, and on what conditions."""

    key, label, noun, prefix = "approval", "Board approvals", "board approval", "AP"
    title_key: ClassVar[str] = "approver"
    match_keys: ClassVar[tuple[str, ...]] = ("approver", "step")
    ends: ClassVar[tuple[str, ...]] = ("parent",)

    parent = pointer_field("Approval of", "decision")
    step = Field(Text(), "", PUBLIC, core=True, help="Which gate this is, where approvals come one after another.")
    approver_kind = Field(APPROVER_KIND, "Kind of approver", PUBLIC, core=True)
    approver = Field(Text(of="member"), "", PUBLIC, column=True, core=True, required=True, help="Whose board, or which other body.")
    required = Field(YES_NO, "", PUBLIC, column=True, core=True, help="Whether the decision waits for it.")
    text_version = Field(Whole(1), "", PUBLIC, help="The version of the words that was put to it.")
    date = Field(Day(), "", PUBLIC, column=True, core=True)
    outcome = Field(OUTCOME, "", PUBLIC, column=True, core=True, help="Blank while it is awaited.")
    conditions = Field(Prose(), "", PUBLIC, column=True, core=True)
    condition_met = Field(YES_NO, "", PUBLIC, column=True, core=True)
    minute_ref = Field(Text(), "Minute reference", PUBLIC, column=True, core=True)
    circulation = inherited_circulation("parent")


class Votes(Register):
    """One vote on a decision: whose, by whom, and which way."""

    key, label, noun, prefix = "vote", "Votes", "vote", "V"
    title_key: ClassVar[str] = "person"
    match_keys: ClassVar[tuple[str, ...]] = ("person", "member")
    ends: ClassVar[tuple[str, ...]] = ("parent",)

    parent = pointer_field("Vote on", "decision")
    member = Field(Member(), "Organisation", column=True, core=True)
    person = Field(Text(of="person"), "", column=True, core=True)
    post = Field(Text(), "", column=True, core=True, help="The post the person voted from.")
    choice = Field(VOTE, "Vote", column=True, core=True, required=True)
    weight = Field(Decimal(), "", column=True, core=True, help="What the vote counts where votes are weighted.")
    casting = Field(YES_NO, "Casting vote", column=True, core=True)
    circulation = inherited_circulation("parent")


class Declarations(Register):
    """One interest that somebody declared in a decision, and what was done about it."""

    key, label, noun, prefix = "declaration", "Declarations of interest", "declaration of interest", "DI"
    title_key: ClassVar[str] = "person"
    match_keys: ClassVar[tuple[str, ...]] = ("detail",)
    ends: ClassVar[tuple[str, ...]] = ("parent",)

    parent = pointer_field("Declared in", "decision")
    person = Field(Text(of="person"), "", column=True, core=True, required=True)
    kind = Field(INTEREST, "", column=True, core=True)
    detail = Field(Prose(), "", column=True, core=True, width=40)
    handling = Field(Prose(), "", column=True, core=True, width=40, help="Such as: stayed and did not vote; left the room.")
    circulation = inherited_circulation("parent")
