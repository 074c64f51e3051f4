"""Links: how one record stands to another, when that was agreed, by whom and why."""

from typing import ClassVar

from workbench.domain.children import inherited_circulation, pointer_field
from workbench.domain.field import Circulation, Field
from workbench.domain.kinds import Choice, Day, Option, Prose, Text
from workbench.domain.register import Register

RELATION = Choice(
    (
        Option("contributes_to", "Contributes to", ("child of", "feeds")),
        Option("same_as", "Same as", ("duplicate of",)),
        Option("common_cause", "Common cause with", ("common cause",)),
        Option("consequence_of", "Consequence of"),
        Option("mitigates", "Mitigates", ("reduces",)),
        Option("raised_by", "Raised by", ("arises from",)),
        Option("supersedes", "Supersedes", ("replaces",)),
    )
)


class Links(Register):
    """One tie between two records; it is seen only where both may be seen, and goes when one of them goes."""

    key, label, noun, prefix = "link", "Links", "link", "L"
    title_key: ClassVar[str] = "relation"
    match_keys: ClassVar[tuple[str, ...]] = ("source", "target")
    ends: ClassVar[tuple[str, ...]] = ("source", "target")

    source = pointer_field("From")
    relation = Field(RELATION, "", Circulation.PUBLIC, "Identity", column=True, core=True)
    target = pointer_field("To")
    agreed_on = Field(Day(), "", Circulation.PUBLIC, column=True, core=True)
    agreed_by = Field(Text(of="person"), "", column=True, core=True)
    why = Field(Prose(), "", column=True, core=True, width=40)
    circulation = inherited_circulation("source", "target")
