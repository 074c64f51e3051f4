"""What a meeting has before it: the papers of its agenda, and the packs that went out.

Their bytes are in the file's table of contents addressed by digest; front sheets: domain notes 6.1.
"""

from typing import ClassVar

from workbench.domain.field import Circulation, Field, circulation_field
from workbench.domain.joining import Refs
from workbench.domain.kinds import Choice, Day, Member, Names, Option, Prose, Text, Whole
from workbench.domain.register import Register

PUBLIC, OFFICE = Circulation.PUBLIC, Circulation.OFFICE

PURPOSE = Choice(
    (
        Option("decision", "Decision", ("for decision", "approval", "for approval", "decision/approval", "to approve")),
        Option("discussion", "Discussion", ("for discussion", "review", "discussion/review", "to discuss")),
        Option("assurance", "Assurance", ("for assurance",)),
        Option("information", "Information", ("for information", "noting", "to note", "for noting", "information/noting")),
    )
)

VERSION = Choice(
    (
        Option("public", "Public", ("part 1", "part i")),
        Option("private", "Private", ("part 2", "part ii")),
        Option("member", "Organisation"),
    )
)


class Papers(Register):
    """One item of a meeting's agenda: what its front sheet says, and the document itself where there is one."""

    key, label, noun, prefix = "paper", "Papers", "paper", "PA"
    visible: ClassVar[bool] = False

    title = Field(Prose(), "Paper", PUBLIC, "Agenda", column=True, core=True, required=True, width=36)
    meeting = Field(Text(of="meeting"), "", PUBLIC, "Agenda", column=True, core=True, required=True)
    item = Field(Text(), "Agenda item", PUBLIC, "Agenda", column=True, core=True)
    purpose = Field(PURPOSE, "", PUBLIC, "Agenda", column=True, core=True)
    minutes = Field(Whole(), "Time in minutes", PUBLIC, "Agenda")
    presenter = Field(Text(of="person"), "", PUBLIC, "Agenda", column=True, core=True)
    exec_lead = Field(Text(of="person"), "Executive lead", PUBLIC, "Front sheet", core=True)
    author = Field(Names(of="person"), "", group="Front sheet")
    summary = Field(Prose(), "", PUBLIC, "Front sheet", core=True)
    recommendation = Field(Prose(), "", PUBLIC, "Front sheet", core=True)
    considered_by = Field(Text(of="forum"), "Previously considered by", PUBLIC, "Front sheet")
    linked_risks = Field(Refs(to=("risk", "assurance")), "", group="Front sheet")
    linked_decisions = Field(Refs(to=("decision",)), "", group="Front sheet")
    received_on = Field(Day(), "", group="Document", column=True, core=True)
    file_name = Field(Text(), "", group="Document", core=True)
    pages = Field(Whole(), "", PUBLIC, "Document")
    digest = Field(Text(), "", OFFICE, "Document")
    circulation = circulation_field(lambda _row: "private")


class Issues(Register):
    """One pack that went out: for which meeting and version, when, and its number and pages.

    `cleared` says what the check of a public pack asked about and a person let pass.
    """

    key, label, noun, prefix = "issue", "Issued packs", "issued pack", "IS"
    visible: ClassVar[bool] = False

    title = Field(Text(), "Pack", column=True, core=True, width=36)
    meeting = Field(Text(of="meeting"), "", column=True, core=True)
    version = Field(VERSION, "", column=True, core=True)
    member = Field(Member(), "Organisation", column=True, core=True, help="The organisation whose version it is.")
    number = Field(Whole(1), "", column=True, core=True, help="The first issue is 1; a supplement takes the next number.")
    since = Field(Day(), "Changes since", core=True)
    issued_on = Field(Day(), "", column=True, core=True)
    issued_by = Field(Text(of="person"), "", column=True, core=True)
    first_page = Field(Whole(1), "", help="Later papers are numbered on from the pack before.")
    pages = Field(Whole(), "", column=True, core=True)
    file_name = Field(Text(), "", core=True)
    digest = Field(Text(), "", OFFICE)
    cleared = Field(Prose(), "", OFFICE)
    circulation = circulation_field(lambda _row: "private")
