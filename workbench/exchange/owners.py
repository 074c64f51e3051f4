"""Several people in one cell, told apart only where each part surely is a person."""

import re
from functools import lru_cache

from workbench.domain.kinds import SEPARATOR
from workbench.domain.text import clean
from workbench.exchange.spellings import spellings

_LINES = re.compile(r"[;\n]")
_BULLET = re.compile(r"^\s*(?:[-•–*·]|\d{1,2}[.)])\s+")
_BETWEEN = (re.compile(r"\s*(?:/|&|\+|,|\b(?:and|And|AND|und|et|y|e|en)\b)\s*"), re.compile(r"\s*/\s*"))
"""What may stand between two names, tried together and then the stroke alone."""
_BRACKETS = re.compile(r"\s*\([^()]*\)")
_WORD = re.compile(r"[^\W\d_]+(?:['’.-][^\W\d_]+)*\.?")
_INITIALS = re.compile(r"[A-Z]{2,3}")
_MOST = 4


@lru_cache(maxsize=2)
def _words(kind: str) -> frozenset[str]:
    return frozenset(word.casefold() for word in spellings()["owners"][kind])


@lru_cache(maxsize=4096)
def parted(text: str) -> str:
    """Return the names in a cell with `; ` between them.

    Semicolons and line breaks always part names. A stroke, an ampersand, "and" or a comma do so only where every part is a
    personal name or initials: "J Smith / A Brown" are two people; "Smith, John" is one, and "Director of Finance, Estates
    and Facilities" is a post.
    """
    lines = (_BULLET.sub("", line).strip().strip(",/&").strip() for line in _LINES.split(clean(text)))
    return SEPARATOR.join(dict.fromkeys(name for line in lines if line for name in _people(line)))


def _people(line: str) -> list[str]:
    for between in _BETWEEN:
        parts = [part for part in _outside_brackets(between, line) if part]
        if len(parts) > 1 and (all(map(is_person, parts)) or all(_INITIALS.fullmatch(part) for part in parts)):
            return parts
    return [line]


def _outside_brackets(between: re.Pattern[str], line: str) -> list[str]:
    """Return the parts of a line; what stands in brackets stays with the name before it."""
    closed = [found.span() for found in _BRACKETS.finditer(line)]
    parts, start = [], 0
    for found in between.finditer(line):
        if not any(left <= found.start() < right for left, right in closed):
            parts.append(line[start : found.start()].strip())
            start = found.end()
    return [*parts, line[start:].strip()]


def is_person(text: str) -> bool:
    """Whether words surely are one person's name: two or three capitalised words or initials, none of them a post's or a team's."""
    name = _BRACKETS.sub("", text).strip()
    said = name.split()
    while said and said[0].casefold().strip(".") in _words("titles"):
        said = said[1:]
    small = [word for word in said if word.islower()]
    large = [word for word in said if not word.islower()]
    if not 1 < len(large) < _MOST or any(word not in _words("particles") for word in small) or said[-1] in small:
        return False
    if any(word.casefold().strip(".") in _words("posts") for word in large) or not all(map(_WORD.fullmatch, large)):
        return False
    # Initials alone ("IT HR") are no full name, and neither are words in capitals only.
    return all(word[0].isupper() for word in large) and any(len(word.strip(".")) > 1 and not word.isupper() for word in large)
