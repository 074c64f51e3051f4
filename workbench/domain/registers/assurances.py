"""The assurance framework: principal risks and the controls, sources of assurance and gaps that hang on them.

The chain is the field's own (domain notes 2.1): objective, principal risk, controls, assurances in three lines, gaps,
actions, rating. Scales of rating and effectiveness differ from one organisation to the next, so they are words.
"""

from typing import ClassVar

from workbench.domain.children import inherited_circulation, pointer_field
from workbench.domain.field import Circulation, Field, circulation_field, unsaid
from workbench.domain.joining import Lines
from workbench.domain.kinds import Choice, Day, Member, Names, Option, Prose, Text
from workbench.domain.register import Register
from workbench.domain.registers.risks import STATUS, TIER, TREATMENT, circulation_of, tier_of
from workbench.domain.scoring import triple

PUBLIC = Circulation.PUBLIC

LINE = Choice(
    (
        Option(
            "1",
            "First line",
            ("first", "1st", "1st line", "line 1", "level 1", "level 1 assurance", "management", "operational", "operational management"),
        ),
        Option(
            "2",
            "Second line",
            ("second", "2nd", "2nd line", "line 2", "level 2", "level 2 assurance", "oversight", "corporate oversight"),
        ),
        Option(
            "3",
            "Third line",
            ("third", "3rd", "3rd line", "line 3", "level 3", "level 3 assurance", "independent", "independent assurance", "external"),
        ),
    )
)

FINDING = Choice(
    (
        Option("positive", "Positive", ("+", "+ve", "positive assurance")),
        Option("negative", "Negative", ("-", "-ve", "negative assurance")),
        Option("mixed", "Mixed", ("+/-", "positive and negative")),
    )
)

GAP_KIND = Choice(
    (
        Option("control", "Control", ("in control", "gap in control", "control gap")),
        Option("assurance", "Assurance", ("in assurance", "gap in assurance", "assurance gap")),
    )
)

GAP_STATUS = Choice(
    (
        Option("proposed", "Proposed", ("draft", "new")),
        Option("open", "Open", ("active", "in progress", "ongoing", "outstanding")),
        Option("closed", "Closed", ("complete", "completed", "resolved")),
    )
)


def _line(number: str | None) -> Lines:
    """Return the sources of assurance of one line; without a number those of which nobody said the line."""
    return Lines(register="assurance_source", fixed=(("line", number),), adopts=True)


def _gap(kind: str | None) -> Lines:
    """Return the gaps of one kind; without a kind those of which nobody said it."""
    return Lines(register="gap", text="description", fixed=(("kind", kind),), adopts=True)


class Assurances(Register):
    """One principal risk of the framework: what could stop an objective, how it is held and how sure the board may be.

    What is in place, its assurances and its gaps are records of their own and are read and written here a line each.
    """

    key, label, noun, prefix = "assurance", "Assurance framework", "principal risk", "AF"
    sought: ClassVar[bool] = True
    match_keys: ClassVar[tuple[str, ...]] = ("title", "description")

    tier = Field(
        TIER,
        "Level",
        PUBLIC,
        "Identity",
        core=True,
        compute=unsaid(tier_of),
        help="Shared entries are the joint framework's; corporate and local ones are a member's own.",
    )
    title = Field(Prose(), "Principal risk", PUBLIC, "Description", column=True, core=True, required=True, width=36)
    description = Field(Prose(), "", PUBLIC, "Description")
    cause = Field(Prose(), "", PUBLIC, "Description", help="If …")
    event = Field(Prose(), "", PUBLIC, "Description", help="then …")
    effect = Field(Prose(), "", PUBLIC, "Description", help="resulting in …")
    category = Field(Text(), "", PUBLIC, "Identity")
    objective = Field(Text(of="objective"), "", PUBLIC, "Identity", column=True, core=True)
    member = Field(Member(), "Organisation", PUBLIC, "Identity")
    lead_member = Field(Member(), "Lead organisation", PUBLIC, "Identity")
    members_affected = Field(Names(of="member"), "Organisations affected", PUBLIC, "Identity")
    exec_lead = Field(Text(of="person"), "Executive lead", PUBLIC, "Identity", column=True, core=True, required=True)
    forum = Field(Text(of="forum"), "", PUBLIC, "Identity", help="The committee or other body that looks after this entry.")
    inherent_likelihood, inherent_consequence, inherent_score = triple("inherent")
    initial_likelihood, initial_consequence, initial_score = triple("initial")
    current_likelihood, current_consequence, current_score = triple("current")
    target_likelihood, target_consequence, target_score = triple("target")
    appetite = Field(Text(), "", PUBLIC, "Assessment")
    controls = Field(Lines(register="control", adopts=True), "", PUBLIC, "Response", core=True, help="One control a line.")
    assurance_1 = Field(_line("1"), "First line assurance", PUBLIC, "Response", help="From those who manage the work.")
    assurance_2 = Field(_line("2"), "Second line assurance", PUBLIC, "Response", help="From those who oversee it.")
    assurance_3 = Field(_line("3"), "Third line assurance", PUBLIC, "Response", help="From somebody independent, such as internal audit.")
    assurances = Field(_line(None), "", PUBLIC, "Response", core=True, help="Sources of assurance of which nobody said the line.")
    gaps_in_control = Field(_gap("control"), "", PUBLIC, "Response", core=True)
    gaps_in_assurance = Field(_gap("assurance"), "", PUBLIC, "Response")
    gaps = Field(_gap(None), "Gaps in control and assurance", PUBLIC, "Response", help="Gaps of which nobody said the kind.")
    actions = Field(Lines(register="action", relation="raised_by", adopts=True), "", PUBLIC, "Response")
    rating = Field(Text(), "", PUBLIC, "Assessment", column=True, core=True, help="How much assurance there is, in your own scale.")
    rating_rationale = Field(Prose(), "", PUBLIC, "Assessment")
    score_rationale = Field(Prose(), "", PUBLIC, "Assessment")
    commentary = Field(Prose(), "", group="Review")
    treatment = Field(TREATMENT, "", PUBLIC, "Response")
    status = Field(STATUS, "", PUBLIC, "Review", column=True, core=True)
    date_opened = Field(Day(), "", PUBLIC, "Identity")
    last_reviewed = Field(Day(), "", PUBLIC, "Review")
    next_review = Field(Day(), "", PUBLIC, "Review")
    date_closed = Field(Day(), "", PUBLIC, "Review")
    circulation = circulation_field(circulation_of)


class Controls(Register):
    """One thing that is in place against a risk or a principal risk."""

    key, label, noun, prefix = "control", "Controls", "control", "C"
    ends: ClassVar[tuple[str, ...]] = ("parent",)

    parent = pointer_field("Control of", "assurance", "risk")
    title = Field(Prose(), "Control", PUBLIC, column=True, core=True, required=True, width=40)
    owner = Field(Names(of="person"), "", PUBLIC, column=True, core=True)
    effectiveness = Field(Text(), "", PUBLIC, column=True, core=True, help="How well it works, in your own scale.")
    last_tested = Field(Day(), "", PUBLIC, column=True, core=True)
    circulation = inherited_circulation("parent")


class Sources(Register):
    """One source of assurance: who says what about a control or a principal risk, and since when."""

    key, label, noun, prefix = "assurance_source", "Sources of assurance", "source of assurance", "S"
    match_keys: ClassVar[tuple[str, ...]] = ("title", "provider")
    ends: ClassVar[tuple[str, ...]] = ("parent",)

    parent = pointer_field("Assurance of", "assurance", "control")
    line = Field(LINE, "Line", PUBLIC, column=True, core=True, help="First: those who manage it; second: oversight; third: independent.")
    provider = Field(Text(), "", PUBLIC, column=True, core=True, help="Who gives the assurance.")
    title = Field(Prose(), "Assurance", PUBLIC, column=True, core=True, required=True, width=40)
    finding = Field(FINDING, "", PUBLIC, column=True, core=True)
    date_received = Field(Day(), "", PUBLIC, column=True, core=True)
    rating = Field(Text(), "", PUBLIC, column=True, core=True, help="The opinion in the words of whoever gave it.")
    next_due = Field(Day(), "", PUBLIC, column=True, core=True)
    circulation = inherited_circulation("parent")


class Gaps(Register):
    """One gap in control or in assurance of a risk or a principal risk, and what is done about it."""

    key, label, noun, prefix = "gap", "Gaps", "gap", "G"
    title_key: ClassVar[str] = "description"
    match_keys: ClassVar[tuple[str, ...]] = ("description",)
    ends: ClassVar[tuple[str, ...]] = ("parent",)

    parent = pointer_field("Gap of", "assurance", "risk")
    kind = Field(GAP_KIND, "", PUBLIC, column=True, core=True, help="Whether a control is missing or weak, or nobody knows if it works.")
    description = Field(Prose(), "Gap", PUBLIC, column=True, core=True, required=True, width=40)
    action = Field(Prose(), "", PUBLIC, column=True, core=True)
    accepted_by = Field(Text(of="person"), "", PUBLIC, column=True, core=True, help="Who agreed that this is a gap.")
    accepted_on = Field(Day(), "", PUBLIC, core=True)
    status = Field(GAP_STATUS, "", PUBLIC, column=True, core=True)
    circulation = inherited_circulation("parent")
