"""The organisations of the collaborative, the people in them and the posts they hold."""

from typing import ClassVar

from workbench.domain.children import inherited_circulation, pointer_field
from workbench.domain.field import Circulation, Field, circulation_field
from workbench.domain.kinds import Choice, Day, Decimal, Member, Names, Option, Text
from workbench.domain.register import Register, Row
from workbench.domain.registers.answers import YES_NO

PUBLIC = Circulation.PUBLIC

KIND = Choice(
    (
        Option("trust", "Trust", ("nhs trust", "foundation trust", "provider")),
        Option("icb", "ICB", ("integrated care board",)),
        Option("council", "Council", ("local authority",)),
        Option("charity", "Charity", ("voluntary organisation",)),
        Option("practice", "Practice", ("gp practice", "primary care")),
        Option("company", "Company"),
    )
)

LEVEL = Choice((Option("place", "Place"), Option("system", "System"), Option("cross-system", "Cross-system")))

BOARD_ROLE = Choice(
    (
        Option("chair", "Chair", ("chairman", "chairwoman", "chairperson")),
        Option("non_executive", "Non-executive", ("non-executive director", "non executive", "non executive director", "ned")),
        Option("chief_executive", "Chief executive", ("chief executive officer", "ceo")),
        Option("executive", "Executive", ("executive director", "exec")),
        Option("other", "Other", ("none", "not a director")),
    )
)
"""What a quorum asks about a post: whether it is a non-executive's."""


class Members(Register):
    """Who is in the collaborative, since when, and with what weight where votes are weighted."""

    key, label, noun, prefix = "member", "Organisations", "organisation", "M"
    sought: ClassVar[bool] = True
    title_key: ClassVar[str] = "name"
    match_keys: ClassVar[tuple[str, ...]] = ("name",)

    name = Field(Text(), "", PUBLIC, column=True, core=True, required=True, width=30)
    short_name = Field(Text(), "", PUBLIC, column=True, core=True)
    kind = Field(KIND, "", PUBLIC, column=True, core=True)
    level = Field(LEVEL, "", PUBLIC)
    place = Field(Text(), "", PUBLIC)
    joined_on = Field(Day(), "", PUBLIC)
    left_on = Field(Day(), "", PUBLIC)
    weight = Field(Decimal(), "", PUBLIC)
    other_collaboratives = Field(Names(), "", PUBLIC)
    other_names = Field(Names(), "", PUBLIC, help="Other names its workbooks use, a semicolon between them.")
    circulation = circulation_field(lambda _row: "public")


class People(Register):
    """One person who owns, decides or attends; other records name people in words."""

    key, label, noun, prefix = "person", "People", "person", "P"
    title_key: ClassVar[str] = "name"
    match_keys: ClassVar[tuple[str, ...]] = ("name",)

    name = Field(Text(), "", column=True, core=True, required=True, width=30)
    initials = Field(Text(), "", column=True, core=True, help="As trackers write them; they are read as the name.")
    email = Field(Text(), "", column=True, core=True, width=30)
    publish_as = Field(Text(), "", column=True, core=True, help="What stands for the name in versions that may not name them.")
    circulation = circulation_field(lambda _row: "private")

    def also_called(self, row: Row) -> list[str]:
        """Return "Lee, Ann" for Ann Lee, as risk systems write names."""
        *first, last = str(row.get("name") or "").split() or [""]
        return [f"{last}, {' '.join(first)}", f"{last} {' '.join(first)}"] if first else []


class Posts(Register):
    """One post that a person holds or held in one organisation."""

    key, label, noun, prefix = "post", "Posts", "post", "PO"
    title_key: ClassVar[str] = "job_title"
    match_keys: ClassVar[tuple[str, ...]] = ("job_title",)
    ends: ClassVar[tuple[str, ...]] = ("parent",)

    parent = pointer_field("Post of", "person")
    member = Field(Member(), "Organisation", column=True, core=True, required=True)
    job_title = Field(Text(), "", column=True, core=True, required=True, width=30)
    board_role = Field(BOARD_ROLE, "", column=True, core=True)
    voting = Field(YES_NO, "", column=True, core=True, help="Whether the post has a vote.")
    date_from = Field(Day(), "From", column=True, core=True)
    date_to = Field(Day(), "To", column=True, core=True)
    deputy_for = Field(Text(of="person"), "", column=True, core=True)
    circulation = inherited_circulation("parent")
