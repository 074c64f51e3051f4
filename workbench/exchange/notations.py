"""Ways people write a score and its two factors in one cell."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from workbench.domain.scoring import CONSEQUENCE, LIKELIHOOD
from workbench.domain.text import squeeze

_NUMBER = r"\s*[=:–-]?\s*([1-5])(?!\d)"
_BESIDE = r"(?:\s*\([^()\d]*\))?"
"""The word for a level in brackets behind its number."""
_TIMES = re.compile(r"(?<![\d.])([1-5])\s*[x×*·⋅✕х]\s*([1-5])(?![\d.])")  # noqa: RUF001 - people type the Cyrillic letter, too
_FURTHER = re.compile(r"\s*[x×*]\s*\d")
"""A third factor: three of them are no likelihood and consequence."""
_PAIR = re.compile(r"(?<![\d.])([1-5])\s*[,/;&-]\s*([1-5])(?![\d./-])")
_TOTAL = re.compile(r"(?<![\d.])(\d{1,2})(?![\d.%])")


Labels = tuple[tuple[str, ...], tuple[str, ...]]
"""Words for the levels of likelihood and of consequence."""


@dataclass(frozen=True)
class Notation:
    """What a cell says: a factor that it does not settle is None, and so is a total it does not state."""

    likelihood: int | None
    consequence: int | None
    total: int | None
    rest: str = ""
    """Words beside the figures, such as the name of a band."""


@lru_cache(maxsize=64)
def _lettered(first: str, second: str) -> tuple[re.Pattern[str], ...]:
    """Return how two factors are written with their letters: before the figures ("L4 C5") and behind them ("4L x 5C")."""
    between = r"\W*(?:x|×|\*|and)?\W*"
    before = rf"(?<![^\W\d_])[{first}][a-z]*{_NUMBER}{_BESIDE}{between}[{second}][a-z]*{_NUMBER}{_BESIDE}"
    behind = rf"(?<!\d)([1-5])\s*\(?[{first}](?![a-z])\)?{between}([1-5])\s*\(?[{second}](?![a-z])\)?"
    return re.compile(before), re.compile(behind)


@lru_cache(maxsize=16)
def _worded(first: tuple[str, ...], second: tuple[str, ...]) -> re.Pattern[str]:
    """Return how two factors are written in words: "Likely (4) x Major (4)"."""
    one, other = ("|".join(sorted(map(re.escape, names), key=len, reverse=True)) for names in (first, second))
    number = r"(?:\s*[(=:–-]?\s*[1-5]\)?(?!\d))?"
    return re.compile(rf"(?<!\w)({one})(?!\w){number}\s*(?:x|×|\*|/|,|and|&)\s*({other})(?!\w){number}")


def read_notation(
    text: str, likelihood_letters: str, consequence_letters: str, order: str = "", labels: Labels = ((), ())
) -> Notation | None:
    """Return the factors a text gives, or None where it gives none.

    Args:
        text: such as "L=5, C=4", "C4 L4", "4x4=16", "16 (4 x 4)" or "Likely (4) x Major (4)".
        likelihood_letters: letters that stand for likelihood.
        consequence_letters: letters that stand for consequence.
        order: "lc" or "cl" where the heading or a person says which factor comes first; without it two different
            factors are not told apart.
        labels: the words for the levels of likelihood and of consequence, lowest first.
    """
    words = squeeze(text)
    letters = (likelihood_letters, consequence_letters)
    for swapped in (False, True):
        for pattern in _lettered(*letters[::-1] if swapped else letters) if all(letters) else ():
            if found := pattern.search(words):
                one, other = int(found[1]), int(found[2])
                return _with_total(other if swapped else one, one if swapped else other, _around(words, found))
    if all(labels) and (worded := _in_words(words, labels)) is not None:
        return worded
    found = _TIMES.search(words) or (_PAIR.search(words) if order else None)
    if not found or _FURTHER.match(words, found.end()):
        return None
    one, other = int(found[1]), int(found[2])
    if one == other or order == "lc":
        return _with_total(one, other, _around(words, found))
    return _with_total(other, one, _around(words, found)) if order == "cl" else Notation(None, None, None, _around(words, found))


def read_house_notation(text: str, order: str = "") -> Notation | None:
    """Return the factors a text gives, in the letters and words of the house's own levels."""
    return read_notation(text, LIKELIHOOD.letters, CONSEQUENCE.letters, order, (LIKELIHOOD.labels, CONSEQUENCE.labels))


def _in_words(words: str, labels: Labels) -> Notation | None:
    """Return the factors that a text names by the words for their levels; a number beside a word must agree with it."""
    named = tuple(tuple(label.casefold() for label in some) for some in labels)
    for swapped in (False, True):
        found = _worded(*(named[::-1] if swapped else named)).search(words)
        if not found:
            continue
        first, second = (names.index(said) + 1 for names, said in zip(named[::-1] if swapped else named, found.groups(), strict=True))
        figures = [int(figure) for figure in re.findall(r"(?<!\d)[1-5](?!\d)", found[0])]
        if figures and figures != [first, second]:
            return None
        return _with_total(second if swapped else first, first if swapped else second, _around(words, found))
    return None


def _around(words: str, found: re.Match[str]) -> str:
    return f"{words[: found.start()]} {words[found.end() :]}"


def _with_total(likelihood: int, consequence: int, rest: str) -> Notation:
    totals: Sequence[str] = _TOTAL.findall(re.sub(r"(?:/|\bof|\bout of) ?25\b", " ", rest))
    total = int(totals[0]) if len(totals) == 1 else None
    return Notation(likelihood, consequence, total, " ".join(_TOTAL.sub(" ", rest).split()).strip(" =()-–:,"))
