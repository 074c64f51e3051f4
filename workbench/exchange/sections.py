"""Rows that head the rows below them: what they say, of which records, and for which field."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from workbench.domain.field import AnyField
from workbench.domain.kinds import Choice, Member, Stored, Text
from workbench.domain.register import Register
from workbench.exchange.headings import Vocabulary, vocabulary_of
from workbench.exchange.noting import Cells, Noting

HEADING = "Section"
"""What the words of a section are kept under where no field takes them."""
LEVELS = "\n"
"""Between the words of an outer section and those of an inner one."""

_HEADED = re.compile(r"(?P<lead>[^:–—]{2,60}?)\s*(?::|[–—](?=\s)|(?<=\s)-(?=\s))\s*(?P<rest>.*)", re.DOTALL)
_COUNTED = re.compile(r"(?P<lead>[^\W\d_][^:–—\d]{1,60}?)\s*(?P<number>\d{1,2}(?:\.\d{1,2})?[a-z]?)[.)]?(?:\s+(?P<rest>.*))?", re.DOTALL)
_OUTER = " / "
"""Between them where they are one text."""
_LONGEST = 14
"""Words of a heading that names no field; longer ones are notes."""


@dataclass(frozen=True)
class Section:
    """A row that heads others: where it is, what it says, the field it names, and how it looks beside other such rows."""

    row: int
    words: str
    field: str
    look: tuple[int, bool, bool] = (0, False, False)

    @property
    def kind(self) -> object:
        """What sections of one level have in common."""
        return self.field or self.look


@dataclass(frozen=True)
class Said:
    """One level of a section: the field it names, or nothing, the words that belong there, and all it says."""

    field: str
    words: str
    whole: str


@lru_cache(maxsize=8)
def _vocabulary(register: Register) -> Vocabulary:
    return vocabulary_of(register)


def said_by(text: str, register: Register) -> list[Said]:
    """Return what the words of a section say, the outermost level first.

    "Directorate: Surgery" names a field and its value; "Strategic objective 1: Grow" is kept whole, for its number is
    part of the name; a heading whose first words name no field of the register names none.
    """
    return [_said(level, register) for level in text.split(LEVELS) if level]


def _said(words: str, register: Register) -> Said:
    if found := _HEADED.fullmatch(words):
        lead, rest = found["lead"].strip(), found["rest"].strip()
        counted = _COUNTED.fullmatch(lead)
        if (rest or counted) and (key := _field_of(counted["lead"] if counted else lead, register)):
            return Said(key, words if counted else rest, words)
    if (found := _COUNTED.fullmatch(words)) and (key := _field_of(found["lead"], register)):
        return Said(key, words, words)
    return Said("", words, words)


def field_named(words: str, register: Register) -> str:
    """Return the key of the field that the first words of a heading name, or nothing."""
    return _said(words, register).field


def _field_of(lead: str, register: Register) -> str:
    key = _vocabulary(register).quick(lead.strip(" -–—:"))
    target = register.find(key)
    return key if target is not None and _is_shared(target) else ""


def _is_shared(target: AnyField) -> bool:
    """Whether several records may well hold the same in a field."""
    if target.key in {"ref", "circulation", "withheld"}:
        return False
    return isinstance(target.kind, Choice | Member) or (isinstance(target.kind, Text) and not target.kind.prose)


def is_heading(words: str) -> bool:
    """Whether words that name no field could be a heading rather than a note."""
    return len(words.split()) <= _LONGEST and not words.endswith(".")


def joined_words(texts: Sequence[str]) -> str:
    """Return the cells of a section's row as one heading on one line."""
    plain = [" ".join(text.split()) for text in texts]
    first, rest = plain[0], " ".join(plain[1:])
    return f"{first} {rest}" if not rest or first.endswith((":", "–", "-")) else f"{first}: {rest}"


def groups_of(sections: Sequence[Section], records: Sequence[Sequence[int]]) -> dict[int, str]:
    """Return for the first row of each record below a section the section's words, level by level.

    A section ends at the next of its kind. One that stands right below another of a different kind, with no record
    between them, is the inner of the two, and so are later ones of that kind.
    """
    if not sections:
        return {}
    firsts = [rows[0] for rows in records]
    inside = _nested(sections, firsts)
    events: list[tuple[int, Section | None]] = sorted(
        [*((section.row, section) for section in sections), *((first, None) for first in firsts)], key=lambda event: event[0]
    )
    levels: list[Section] = []
    found: dict[int, str] = {}
    for row, section in events:
        if section is None:
            if levels:
                found[row] = LEVELS.join(level.words.strip() for level in levels)
            continue
        same = next((place for place, level in enumerate(levels) if level.kind == section.kind), None)
        del levels[same if same is not None else len(levels) :]
        while same is None and levels and not _holds(levels[-1], section, inside):
            levels.pop()
        levels.append(section)
    return found


def _nested(sections: Sequence[Section], firsts: Sequence[int]) -> set[tuple[object, object]]:
    """Return which kinds of section stand right below which others."""
    return {(one.kind, other.kind) for one, other in pairwise(sections) if not any(one.row < first < other.row for first in firsts)}


def _holds(outer: Section, inner: Section, inside: set[tuple[object, object]]) -> bool:
    """Whether one section stands within another."""
    if (inner.kind, outer.kind) in inside:
        return False
    return (outer.kind, inner.kind) in inside or bool(outer.field and inner.field)


def take_sections(groups: Mapping[int, str], register: Register, by_field: Mapping[str, list[Cells]], noting: Noting) -> None:
    """Give each record the words of its section: to the field they name, else under a heading of their own.

    What a record's own cell says counts; in an assurance framework, sections that name nothing are its objectives.
    """
    known: dict[str, list[Said]] = {}
    refused: set[str] = set()
    for place, row in enumerate(noting.rows):
        if text := groups.get(row):
            levels = known.setdefault(text, said_by(text, register))
            left = [said for said in levels if not (said.field and _give(said, register, by_field, noting, place, refused))]
            plain = Said("objective", joined, joined) if (joined := _OUTER.join(said.whole for said in left if not said.field)) else None
            if plain and register.key == "assurance" and _give(plain, register, by_field, noting, place, refused):
                left = [said for said in left if said.field]
            noting.keep(place, HEADING, _OUTER.join(said.whole for said in left))


def _give(said: Said, register: Register, by_field: Mapping[str, list[Cells]], noting: Noting, place: int, refused: set[str]) -> bool:
    """Let a section speak for a field of a record that is blank; whether the field now says what the section says."""
    target = register.find(said.field)
    if target is None:
        return False
    stored, unreadable = target.kind.read_column([said.words])
    if unreadable:
        if said.whole not in refused:
            refused.add(said.whole)
            message = f"The heading above this row says “{said.whole}”. {unreadable[0]} The words are kept under “{HEADING}”."
            noting.problem(noting.rows[place], by_field["ref"][0].index if "ref" in by_field else 0, message)
        return False
    values: list[Stored] = noting.reading.columns.setdefault(target.key, [None] * len(noting.rows))
    if values[place] is None and all(cells.first[place] is None for cells in by_field.get(target.key, ())):
        values[place] = stored[0]
    return values[place] is not None and target.kind.same(values[place], stored[0])
