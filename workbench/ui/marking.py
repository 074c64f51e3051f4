"""Two texts side by side with the words marked that differ: by weight and line as well as by colour."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from workbench.ui.theme import Tones

_WORD = re.compile(r"\n|[^\s]+")
_MOST = 500
"""Words on a side that are compared one by one; of longer texts all that lies between the common ends is marked."""
_AROUND = 14
"""Words shown around a change in a long text; the rest is left out."""
_LONG = 90
"""Words from which a text that did not change is shortened."""


@dataclass(frozen=True)
class Run:
    """Words that follow each other, and whether the other side lacks them."""

    words: tuple[str, ...]
    changed: bool


def runs(before: str, after: str) -> tuple[list[Run], list[Run]]:
    """Return two texts as runs of words that both have and of words that only one has."""
    one, other = _WORD.findall(before), _WORD.findall(after)
    start = _alike(one, other)
    end = _alike(one[start:][::-1], other[start:][::-1])
    middle, opposite = one[start : len(one) - end], other[start : len(other) - end]
    left, right = [Run(tuple(one[:start]), changed=False)], [Run(tuple(other[:start]), changed=False)]
    if len(middle) > _MOST or len(opposite) > _MOST:
        left.append(Run(tuple(middle), changed=True))
        right.append(Run(tuple(opposite), changed=True))
    else:
        for what, first, last, from_, to in SequenceMatcher(None, middle, opposite, autojunk=False).get_opcodes():
            left.append(Run(tuple(middle[first:last]), changed=what != "equal"))
            right.append(Run(tuple(opposite[from_:to]), changed=what != "equal"))
    left.append(Run(tuple(one[len(one) - end :]), changed=False))
    right.append(Run(tuple(other[len(other) - end :]), changed=False))
    return [run for run in left if run.words], [run for run in right if run.words]


def marked(before: str, after: str, tones: Tones, *, goes: bool = True) -> tuple[str, str]:
    """Return both texts as rich text: what only the first has struck through where it goes, else bold; what is new bold and underlined."""
    left, right = runs(before, after)
    return (
        _rich(left, f"color: {tones.warning}; text-decoration: line-through" if goes else "font-weight: 600"),
        _rich(right, f"color: {tones.accent}; font-weight: 600; text-decoration: underline"),
    )


def plain(text: str) -> str:
    """Return a text as rich text that looks the same, shortened where it is very long."""
    return _rich([Run(tuple(_WORD.findall(text)), changed=False)], "")


def escaped(words: str) -> str:
    """Return words as rich text shows them as they stand."""
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\n", "<br>")


def _alike(one: Sequence[str], other: Sequence[str]) -> int:
    """Return with how many words two texts begin alike."""
    return next((place for place, (left, right) in enumerate(zip(one, other, strict=False)) if left != right), min(len(one), len(other)))


def _rich(found: Sequence[Run], style: str) -> str:
    long = sum(len(run.words) for run in found) > _LONG
    parts = []
    for place, run in enumerate(found):
        words = run.words
        if long and not run.changed and len(words) > 2 * _AROUND:
            first, last = place == 0, place == len(found) - 1
            if first and last:
                words = (*words[:_LONG], "…")
            else:
                words = (*(() if first else words[:_AROUND]), "…", *(() if last else words[-_AROUND:]))
        text = escaped(_spaced(words))
        parts.append(f'<span style="{style}">{text}</span>' if run.changed else text)
    return " ".join(parts).replace(" <br>", "<br>").replace("<br> ", "<br>")


def _spaced(words: Iterable[str]) -> str:
    return " ".join(words).replace(" \n", "\n").replace("\n ", "\n")
