"""Columns that differ by the name of one organisation each: "Trust A | Trust B" name several, and none of them the record's own."""

from collections.abc import Sequence

from workbench.domain.kinds import Member
from workbench.domain.text import squeeze
from workbench.exchange.headings import Vocabulary
from workbench.exchange.sheets import EXTRA, Column

_BODIES = frozenset({"forum", "committee"})


def part_alike(columns: Sequence[Column], vocabulary: Vocabulary) -> None:
    """Keep a column under its heading where others beside it say the same of other organisations: "Trust A board | Trust B board"."""
    register = vocabulary.register
    for column in columns:
        target = register.find(column.field)
        if target is None or not (target.key in _BODIES or isinstance(target.kind, Member)):
            continue
        for other in columns:
            shared = _shared(column.header, other.header) if other.field == EXTRA and other is not column else ""
            if shared and column.field in {match.field for match in vocabulary.read((shared,))}:
                column.field, column.reason = EXTRA, "kept under its own heading, for the columns beside it say the same of others"
                break


def _shared(one: str, other: str) -> str:
    """Return the words of two headings that differ in a single one, which is neither's only one."""
    first, second = squeeze(one).split(), squeeze(other).split()
    unlike = [place for place, (a, b) in enumerate(zip(first, second, strict=False)) if a != b]
    if len(first) != len(second) or len(unlike) != 1:
        return ""
    return " ".join(first[: unlike[0]] + first[unlike[0] + 1 :])
