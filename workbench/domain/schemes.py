"""Reads a scoring scheme from the record that a file keeps of it."""

import re
from collections.abc import Iterable
from datetime import date

from workbench.domain.register import Record
from workbench.domain.scoring import NPSA, Scheme

_STEPS = 5


def joint_scheme(records: Iterable[Record], day: date) -> Scheme:
    """Return the collaborative's own scheme as it holds on a day; the default bands where the file has none.

    Args:
        records: the scoring schemes of a file or a version.
        day: of several, the one that took effect last by then counts.
    """
    found: list[tuple[str, Scheme]] = []
    for record in records:
        since = str(record.of("effective_from") or "")
        scheme = scheme_of(record) if not record.row.get("member") and since <= day.isoformat() else None
        if scheme is not None:
            found.append((since, scheme))
    return max(found, key=lambda one: one[0])[1] if found else NPSA


def scheme_of(record: Record) -> Scheme | None:
    """Return the scheme that a record holds; None where its cells or names are not complete."""
    lines = [re.findall(r"\d+", line) for line in record.show("cells").split("\n") if line.strip()]
    labels = tuple(part for part in record.show("labels").split("; ") if part)
    if len(lines) != _STEPS or any(len(line) != _STEPS for line in lines):
        return None
    cells = tuple(tuple(int(cell) - 1 for cell in line) for line in lines)
    return Scheme(labels, cells) if all(0 <= cell < len(labels) for line in cells for cell in line) else None
