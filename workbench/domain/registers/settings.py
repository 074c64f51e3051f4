"""Settings of one collaborative, kept in its file because a board would care about them."""

from typing import ClassVar

from workbench.domain.field import Circulation, Field, circulation_field
from workbench.domain.kinds import Prose, Text
from workbench.domain.register import Register

COLLABORATIVE = "collaborative"
"""The name of the setting that holds the collaborative's name."""


class Settings(Register):
    """One setting a record, by name."""

    key, label, noun, prefix = "setting", "Settings", "setting", "SE"
    title_key: ClassVar[str] = "name"
    match_keys: ClassVar[tuple[str, ...]] = ("name",)
    visible: ClassVar[bool] = False

    name = Field(Text(), "", Circulation.PRIVATE, column=True)
    value = Field(Prose(), "", Circulation.PRIVATE, column=True)
    circulation = circulation_field(lambda _row: "private")
