"""Ways people write a score and its two factors in one cell."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from workbench.domain.text import squeeze

_NUMBER = r"\s*[=:]?\s*([1-5])(?!\d)"
_TIMES = re.compile(r"(?<![\d.])([1-5])\s*[x×*]\s*([1-5])(?![\d.])")
_TOTAL = re.compile(r"(?<![\d.])(\d{1,2})(?![\d.%])")


@dataclass(frozen=True)
class Notation:
    """What a cell says: a factor that it does not settle is None, and so is a total it does not state."""

    likelihood: int | None
    consequence: int | None
    total: int | None
    rest: str = ""
    """Words beside the figures, such as the name of a band."""


@lru_cache(maxsize=64)
def _lettered(first: str, second: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![^\W\d_])(?:([{first}])[a-z]*{_NUMBER})\W*(?:x|×|\*|and)?\W*(?:([{second}])[a-z]*{_NUMBER})")


def read_notation(text: str, likelihood_letters: str, consequence_letters: str, order: str = "") -> Notation | None:
    """Return the factors a text gives, or None where it gives none.

    Args:
        text: such as "L=5, C=4", "C4 L4", "4x4=16" or "16 (4 x 4)".
        likelihood_letters: letters that stand for likelihood.
        consequence_letters: letters that stand for consequence.
        order: "lc" or "cl" where the heading says how it multiplies; without it two different factors are not told apart.
    """
    words = squeeze(text)
    for letters, swapped in (((likelihood_letters, consequence_letters), False), ((consequence_letters, likelihood_letters), True)):
        found = _lettered(*letters).search(words) if all(letters) else None
        if found:
            one, other = int(found[2]), int(found[4])
            rest = words[: found.start()] + " " + words[found.end() :]
            return _with_total(other if swapped else one, one if swapped else other, rest)
    found = _TIMES.search(words)
    if not found:
        return None
    one, other = int(found[1]), int(found[2])
    rest = words[: found.start()] + " " + words[found.end() :]
    if one == other or order == "lc":
        return _with_total(one, other, rest)
    return _with_total(other, one, rest) if order == "cl" else Notation(None, None, None, rest)


def _with_total(likelihood: int, consequence: int, rest: str) -> Notation:
    totals: Sequence[str] = _TOTAL.findall(rest)
    total = int(totals[0]) if len(totals) == 1 else None
    return Notation(likelihood, consequence, total, " ".join(_TOTAL.sub(" ", rest).split()).strip(" =()-–:,"))
