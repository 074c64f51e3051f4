"""Levels and choices written as the items of a numbered list: "4. Likely", "2) Closed"."""

import re
from collections.abc import Sequence

from workbench.domain.kinds import Choice, Kind, Level, Stored

_ITEM = re.compile(r"\s*\(?(\d{1,2})[.)](?:\s*[:–-])?\s*(?=[^\W\d_])")


def read_answers(kind: Kind[int] | Kind[str], said: Sequence[object]) -> tuple[list[Stored], dict[int, str]]:
    """Return stored values and what is wrong with the others; a number before a word is a level or only counts the answers."""
    stored, unreadable = kind.read_column(said)
    if not unreadable or not isinstance(kind, Level | Choice):
        return stored, unreadable
    again = {place: text for place in unreadable if isinstance(value := said[place], str) and (text := _plain(kind, value)) != value}
    values, wrong = kind.read_column(list(again.values()))
    for at, place in enumerate(again):
        if at not in wrong:
            stored[place] = values[at]
            del unreadable[place]
    return stored, unreadable


def _plain(kind: Level | Choice, text: str) -> str:
    """Return an answer as its field reads it: of a level the number counts, too, and must agree with the word."""
    return _ITEM.sub(r"\1 " if isinstance(kind, Level) else "", text, count=1)
