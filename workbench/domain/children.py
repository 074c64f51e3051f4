"""What registers share whose records hang on other records: the parent they name, and who may see them."""

from collections.abc import Mapping

from workbench.domain.directory import Directory
from workbench.domain.field import Circulation, Field, asking_circulation, narrowest
from workbench.domain.joining import Pointer
from workbench.domain.kinds import Stored


def pointer_field(label: str, *to: str, required: bool = True) -> Field[str]:
    """Return the field that says which record of these registers (any, if none is named) a record hangs on."""
    return Field(Pointer(to=to), label, Circulation.PUBLIC, "Identity", column=True, core=True, required=required)


def inherited_circulation(*ends: str) -> Field[str]:
    """Return the field that says who may see a record that hangs on others: as they may be seen, and never wider.

    Args:
        ends: the fields that point at the records it hangs on.
    """

    def rule(row: Mapping[str, Stored], stored: Stored, directory: Directory) -> Stored:
        above = [directory.circulation(str(row.get(end) or ""), ()) or "restricted" for end in ends]
        return narrowest([*above, *([] if stored is None else [str(stored)])])

    return asking_circulation(rule)
