"""Why a version leaves records out, and the one sentence that counts them for the person who makes it."""

from collections import Counter
from collections.abc import Mapping
from enum import Enum

from workbench.domain.register import Register
from workbench.domain.text import counted, joined

_MOST_NOUNS = 4
"""Kinds of record that a reason names; of more it gives the number alone."""


class Reason(Enum):
    """Why one record is left out; the value is what is said of such records behind their number."""

    OWN = "own"
    """An organisation's own and restricted: for the governance office and that organisation."""
    OTHERS = "not shared and another organisation’s own"
    UNSORTED = "unsorted and therefore restricted"
    PRIVATE = "private"
    RESTRICTED = "restricted"
    TODAY = "not for this version today"
    """Could be seen on the day in question, and may not be any more."""
    BELONGING = "belonging to something left out"


LeftOut = Mapping[str, Counter[Reason]]
"""For the key of each register how many of its records are left out for which reason."""


def sentence(left_out: LeftOut, registers: Mapping[str, Register], version: str) -> str:
    """Return the sentence; nothing where nothing is left out."""
    whole = sum(sum(counts.values()) for counts in left_out.values())
    if not whole:
        return ""
    parts = [_part(reason, left_out, registers) for reason in Reason if any(counts[reason] for counts in left_out.values())]
    said = "; ".join(parts) if any("," in part for part in parts) else joined(parts)
    return f"{counted(whole, 'record')} {'is' if whole == 1 else 'are'} left out of the {version}: {said}."


def _part(reason: Reason, left_out: LeftOut, registers: Mapping[str, Register]) -> str:
    found = {key: counts[reason] for key, counts in left_out.items() if counts[reason]}
    number = sum(found.values())
    nouns = [counted(count, registers[key].noun, registers[key].plural) for key, count in found.items()]
    if reason is Reason.OWN:
        whose = "organisation’s own" if number == 1 else "organisations’ own"
        what = joined([f"{count:,} {whose} {noun.split(' ', 1)[1]}" for count, noun in zip(found.values(), nouns, strict=True)])
        return f"{what}, which only the governance office and the organisation itself see"
    several = sum(1 for counts in left_out.values() if counts) > 1 and len(nouns) <= _MOST_NOUNS
    return f"{number:,} {reason.value}" + (f" ({joined(nouns)})" if several else "")
