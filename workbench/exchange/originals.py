"""Of two columns for the same date, the one first agreed on and the one it was moved to."""

from collections.abc import Sequence

from workbench.domain.register import Register
from workbench.exchange.headings import pieces
from workbench.exchange.sheets import EXTRA, Column
from workbench.exchange.spellings import spellings

_SURE = 0.9
_SAID = "said by hand"
"""Why a column has the field that a person gave it."""


def part_originals(columns: Sequence[Column], register: Register) -> None:
    """Give a date that its heading calls the original one to its field, and the other date of that field to what it was revised to.

    "Due date" beside "Original due date" is the revised one, unless another column says that it is; what a person said
    about either column stays.
    """
    words = spellings()["rows"]["originals"]
    original = frozenset(piece for word in words["words"] for piece in pieces(word))
    fields = {column.field: column for column in columns}
    for key, moved in words["fields"].items():
        if key not in register or moved not in register:
            continue
        first = [column for column in columns if _names_original(column, original, words["dates"]) and column.field in {EXTRA, key}]
        now = fields.get(key)
        if len(first) != 1 or now is None or now is first[0] or _SAID in {first[0].reason, now.reason}:
            continue
        now.field, now.reason = (
            (EXTRA, "kept under its own heading, for another column is the revised date")
            if moved in fields
            else (
                moved,
                f"read as {register.get(moved).label}, for the original date stands beside it",
            )
        )
        first[0].field, first[0].confidence = key, _SURE
        first[0].reason = f"read as {register.get(key).label}, for it is the original date"


def _names_original(column: Column, original: frozenset[str], dates: Sequence[str]) -> bool:
    """Whether a heading names a date to be done by, and calls it the original one."""
    said = pieces(column.header)
    rest = [word for word in said if word not in original]
    return len(rest) < len(said) and " ".join(rest) in {" ".join(pieces(date)) for date in dates}
