"""Cells that could not be brought up to date, a line for each reason, because one reason often stands behind many cells."""

import re
from collections.abc import Sequence
from typing import Protocol

from workbench.domain.text import counted, joined

_QUOTED = re.compile("“[^”]*”")
_NAMED = 8
"""Cells a line names before it only counts."""


class Place(Protocol):
    """A cell and what is to be said of it."""

    @property
    def sheet(self) -> str:
        """The sheet it stands in."""

    @property
    def cell(self) -> str:
        """Its name, or nothing for the whole sheet."""

    @property
    def message(self) -> str:
        """What is to be said, as a sentence."""


def by_reason(found: Sequence[Place]) -> list[str]:
    """Return a line for each reason: how many cells it concerns, which they are, and the reason once."""
    alike: dict[str, list[Place]] = {}
    for place in found:
        alike.setdefault(_QUOTED.sub("“…”", place.message), []).append(place)
    return [
        f"{_where(places)}: {places[0].message if len({place.message for place in places}) == 1 else reason}"
        for reason, places in alike.items()
    ]


def _where(places: Sequence[Place]) -> str:
    sheets: dict[str, list[str]] = {}
    for place in places:
        sheets.setdefault(place.sheet, []).append(place.cell)
    lines = []
    for sheet, cells in sheets.items():
        named = [cell for cell in cells if cell]
        more = [f"{len(named) - _NAMED:,} more"] if len(named) > _NAMED else []
        lines.append(f"{sheet} {joined([*named[:_NAMED], *more])}".rstrip())
    return f"{counted(len(places), 'cell')} ({'; '.join(lines)})" if len(places) > 1 else lines[0]
