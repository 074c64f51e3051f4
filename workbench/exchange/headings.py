"""What a column's heading says: which field of a register it names, and how surely.

The words people use stand in `resources/headings.toml`; a field's own label and key always count.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from workbench.domain.register import Register
from workbench.domain.scoring import STAGES
from workbench.domain.text import squeeze
from workbench.exchange.periods import period_of, without_period
from workbench.exchange.sheets import EXTRA
from workbench.exchange.spellings import spellings

JOINT = " / "
"""Between the headings that stand above one another."""

PARTS = ("likelihood", "consequence", "score")
AFTER = "after"
"""What remains after treatment: current or target, depending on what stands beside it."""
PREVIOUS = "previous"

SECOND = 0.72
"""How much the second choice of a register counts beside a first."""
SURE = 0.9
PLAUSIBLE = 0.52
_NEAR = 82
"""Percent of the letters of two words that are in both, in one order, from which on one may be the other misspelt."""
_CHANGED = 1 - _NEAR / 100 + 1e-9

_HINT = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]|（([^（）]*)）")  # noqa: RUF001 - brackets as Japanese writes them
_BRACKETS = frozenset("([（")  # noqa: RUF001 - as above
_LISTED = re.compile(r"(?i)(?<=\s)(?:[^\s/]+(?:\s?/\s?[^\s/]+){2,}|y\s?/\s?n|yes\s?/\s?no)\s*\??$")
"""Answers listed after a heading: "Trend improving/unchanged/worse", "Accepted Y/N"."""
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_NUMBERED = re.compile(r"(?i)\bno(?=\.|\b)|[#№]|n[°º]")
_TOKEN = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
_STOP = frozenset(
    {"the", "a", "an", "of", "for", "this", "that", "its", "is", "are", "be", "been", "at", "in", "any", "and", "your", "our", "or", "on"}
    | {"el", "los", "las", "les", "den", "die", "der", "des", "del", "della", "dei", "du", "de", "da", "do", "dos", "das"}
)
_PREPOSITION = re.compile(
    r"(?i)\b(?:of|to|for|on|in|from|by|till|until|that|which|if|with|against|due|de|del|do|da|des|du|di|von|der|zur|zum|für|van|по|от|для|при)\b"
)
_VAGUE = frozenset(
    {
        "date",
        "no",
        "name",
        "type",
        "level",
        "id",
        "number",
        "item",
        "group",
        "part",
        "note",
        "key",
        "code",
        "data",
        "n",
        "дата",
        "datum",
        "area",
        "index",
        "link",
    }
)
_OFFICE = frozenset({"notes", "extra", "withheld", "circulation"})
"""Fields of the program's own: only their labels name them, for a member's "Notes" are not the office's."""
_NOUNS = frozenset({"risk", "riesgo", "risco", "risiko", "risque", "rischio", "risico", "риска", "риск", "リスク"})
"""Words that many headings of a risk register carry without meaning anything by them."""
_YEAR_END = re.compile(r"(?i)\byear[\s-]?end\b|\bend of year\b")
_ORDER = re.compile(
    r"(?i)\b(l(?:ikelihood)?|p(?:rob(?:ability)?)?|c(?:onsequence)?|i(?:mpact)?|s(?:everity)?)\W{0,2}\s*[x×*,]\s*(l(?:ikelihood)?|p(?:rob(?:ability)?)?|c(?:onsequence)?|i(?:mpact)?|s(?:everity)?)\b"
)


@dataclass(frozen=True)
class Match:
    """One thing a heading may mean.

    `field` is a key of the register or `extra`; a part of a score whose stage nobody named has none yet,
    only `part` and `stage` as the heading says them (nothing, a stage, `after`). `says` are the words of the heading
    that decided, and `why` is what else did, as the end of a sentence: "a current set stands beside it".
    """

    field: str
    confidence: float
    says: str
    part: str = ""
    stage: str = ""
    why: str = ""


def pieces(text: str) -> list[str]:
    """Return the words of a heading as they are compared: no case, punctuation, articles or plurals."""
    return list(_pieces(text))


@lru_cache(maxsize=8192)
def _pieces(text: str) -> tuple[str, ...]:
    plain = text.isascii() and text.isprintable()
    if not plain:
        text = unicodedata.normalize("NFKC", text)
        text = _NUMBERED.sub(" no ", text).replace("リスク", " リスク ")
    elif "#" in text or "'" in text:
        text = _NUMBERED.sub(" no ", text)
    if len(text) > 4 and not text[1:].islower():  # noqa: PLR2004 - "DoT" is one word
        text = _CAMEL.sub(" ", text)
    # Of plain letters and figures all that `squeeze` changes here is their case.
    text = text.casefold() if plain else squeeze(text)
    found = tuple([_singular(word) for word in _TOKEN.findall(text.replace("'", ""))])
    return tuple([word for word in found if word not in _STOP]) or found


def _letters(word: str) -> int:
    """Return which letters a word has as bits, for a first comparison; some letters share one."""
    found = 0
    for letter in word:
        found |= 1 << ord(letter) % 64
    return found


@lru_cache(maxsize=8192)
def _singular(word: str) -> str:
    if len(word) <= 3 or not word.isascii() or word.endswith(("ss", "us", "is", "as")):  # noqa: PLR2004 - "bus" and "yes" are no plurals
        return word
    return word[:-3] + "y" if word.endswith("ies") else word.removesuffix("s")


def without_hints(text: str) -> tuple[str, list[str]]:
    """Return a heading without what stands in brackets, and what stands there."""
    plain, hints = text, []
    if not _BRACKETS.isdisjoint(text):
        plain, hints = _HINT.sub(" ", text), [hint for found in _HINT.findall(text) for hint in found if hint.strip()]
    # Looking for listed answers takes far longer than a letter, and they all have a stroke.
    return (_LISTED.sub(" ", plain) if "/" in plain else plain).strip(), hints


@lru_cache(maxsize=2048)
def _bare(text: str) -> tuple[str, str]:
    """Return a heading as it is compared with labels, and without what stands in brackets."""
    return squeeze(text).strip(" :*?."), without_hints(text)[0]


@lru_cache(maxsize=2048)
def _without_period(text: str) -> tuple[tuple[str, ...], bool]:
    """Return the words of a heading without the month, quarter or year it names, a product as a score, and whether it names one."""
    dated = period_of(text) is not None
    rest = _YEAR_END.sub(" ", without_period(text) if dated else text)
    return _pieces(_ORDER.sub(" score ", rest) if _ORDER.search(text) else rest), dated


def factor_order(text: str, said: str = "") -> str:
    """Return "lc" or "cl" where a heading says in which order it multiplies likelihood and consequence, else nothing.

    `said` is what a person said stands first, "likelihood" or "consequence"; it counts where the heading is silent.
    """
    found = _ORDER.search(text)
    if found:
        first, second = ("l" if part[0] in "lpLP" else "c" for part in found.groups())
        if first != second:
            return first + second
    return {"likelihood": "lc", "consequence": "cl"}.get(said, "")


class Vocabulary:
    """The words of one register's headings, ready for looking up."""

    def __init__(self, register: Register) -> None:
        self.register = register
        self._labels: dict[str, str] = {}
        self._phrases: dict[str, list[tuple[str, float]]] = {}
        self._bags: dict[tuple[str, ...], str] = {}
        self._quick: dict[str, str] = {}
        self._seen: dict[tuple[str, ...], tuple[Match, ...]] = {}
        words = spellings()
        self.groups: frozenset[str] = frozenset(words["groups"]["fields"])
        self.lines: dict[str, list[str]] = {
            key: list(followers) for key, followers in words["lines"].get(register.key, {}).items() if key in register
        }
        for field in register:
            self._labels.setdefault(squeeze(field.label), field.key)
            if field.key not in _OFFICE:
                self._labels.setdefault(" ".join(pieces(field.key)), field.key)
        own = words.get(register.key, {})
        # The register's own words outrank those that count anywhere, and these the words of a register like it.
        self._learn({key: value for key, value in own.items() if key not in {"second", "like"}}, SURE + 0.05)
        self._learn(words["any"], SURE + 0.04)
        if "like" in own:
            self._learn({key: value for key, value in words[own["like"]].items() if key != "second"}, SURE + 0.03, others=EXTRA)
        self._learn(own.get("second", {}), (SURE + 0.05) * SECOND)
        scores = words["scores"]
        self._stages = Phrases(scores["stages"])
        self._parts = {part: Phrases({part: scores["parts"][part]}) for part in PARTS}
        self._second = Phrases(scores["second"])
        self._letters = {letter: part for part, letters in scores["letters"].items() for letter in letters}
        self._telling = {
            *self._letters,
            *self._stages.words,
            *self._second.words,
            *(word for part in self._parts.values() for word in part.words),
        }
        """Words without one of which no heading alone is a part of a score."""
        self._filler = frozenset(piece for word in scores["filler"]["words"] for piece in pieces(word))
        self._known = {
            *self._stages.words,
            *(word for part in self._parts.values() for word in part.words),
            *(word for phrase in self._phrases for word in phrase.split()),
        }
        self._long_words = {word: _letters(word) for word in self._known if len(word) > 4}  # noqa: PLR2004 - as in _corrected
        self.scored = any(f"{stage}_{part}" in register for stage in STAGES for part in PARTS)

    def of(self, register: Register) -> "Vocabulary":
        """Return the same words for another register with these fields, without what was looked up here."""
        made = copy(self)
        made.register = register
        made._quick, made._seen = {}, {}  # noqa: SLF001 - of its own class
        return made

    def _learn(self, words: Mapping[str, Any], weight: float, others: str = "") -> None:
        """Learn the spellings of fields; those of fields that are not here stand for `others`, if anything."""
        for field, found in words.items():
            known = field == EXTRA or field in self.register
            key = field if known else others
            sure = weight if known else weight * SECOND
            for spelling in found if key else ():
                tokens = pieces(spelling)
                phrase = " ".join(tokens)
                there = self._phrases.setdefault(phrase, [])
                if key not in {name for name, _ in there}:
                    there.append((key, sure))
                self._bags.setdefault(tuple(sorted(tokens)), phrase)

    def read(self, path: Iterable[str]) -> tuple[Match, ...]:
        """Return what stacked headings may mean, the likeliest first; the last one is the column's own."""
        key = tuple(part for part in path if part.strip())
        if key not in self._seen:
            self._seen[key] = tuple(self._read(key)) if key else ()
        return self._seen[key]

    def quick(self, text: str) -> str:
        """Return a key for what a cell would name as a heading by exact words alone, or nothing."""
        if text not in self._quick:
            self._quick[text] = self._quickly(text)
        return self._quick[text]

    def _quickly(self, text: str) -> str:
        whole, plain = _bare(text)
        if whole in self._labels:
            return self._labels[whole]
        tokens = pieces(plain)
        if not tokens or len(tokens) > 8:  # noqa: PLR2004 - longer ones are sentences
            return ""
        found = self._exact(tokens)
        if found:
            return found[0][0]
        composed = self._composed([plain])
        return f"{composed.stage} {composed.part}" if composed and composed.confidence >= SURE - 0.1 else ""

    def slow(self, text: str) -> str:
        """Return a key for what a cell would name as a heading, near spellings included, or nothing."""
        found = self.read((text,))
        return (found[0].field or f"{found[0].stage} {found[0].part}") if found and found[0].confidence > SECOND else ""

    def names_stage(self, text: str) -> bool:
        """Whether a band says which stage the scores below it are of, or that they are scores."""
        if not self.scored:
            return False
        tokens = pieces(without_hints(text)[0])
        stage, rest = self._take(tokens, self._stages)
        part, _, rest = self._part(rest)
        return bool(stage or part) and all(word in self._filler for word in rest)

    def could_be(self, text: str) -> bool:
        """Whether a short text could be a heading below another: a field's words, a part of a score, a letter, a month."""
        if self.quick(text) or period_of(text) or text.strip().casefold() in self._letters:
            return True
        return bool(self._stage_in(pieces(text)))

    def _exact(self, tokens: list[str]) -> list[tuple[str, float]]:
        phrase = " ".join(tokens)
        known = self._phrases.get(phrase, [])
        if phrase in self._labels:
            # Other fields that share the word come after, for cells that speak for them.
            return [(self._labels[phrase], 0.98), *((key, weight) for key, weight in known if key != self._labels[phrase])]
        if known:
            return known
        if len(tokens) > 1 and (other := self._bags.get(tuple(sorted(tokens)))):
            return [(key, weight * 0.96) for key, weight in self._phrases[other]]
        return []

    def _read(self, path: tuple[str, ...]) -> list[Match]:
        best: dict[tuple[str, str, str], Match] = {}

        def offer(match: Match) -> None:
            key = (match.field, match.part, match.stage)
            if key not in best or best[key].confidence < match.confidence:
                best[key] = match

        for match in self._proposed(path):
            offer(match)
        if not any(match.confidence >= PLAUSIBLE for match in best.values()):
            corrected = [self._corrected(part) for part in path]
            if corrected != list(path):
                return [replace(match, confidence=match.confidence * 0.9, says=path[-1]) for match in self.read(corrected)]
        return sorted((match for match in best.values() if match.confidence >= PLAUSIBLE), key=lambda match: -match.confidence)

    def _proposed(self, path: tuple[str, ...]) -> Iterable[Match]:
        leaf = path[-1]
        whole = squeeze(leaf).strip(" :*?.")
        if whole in self._labels:
            key = self._labels[whole]
            stage, _, part = key.rpartition("_")
            # A word that is only the key's, perhaps in the singular, is weighed against the cells like any other.
            sure = 1.0 if whole == squeeze(self.register.get(key).label) else 0.98
            yield Match(key, sure, leaf, part, stage) if stage in STAGES and part in PARTS else Match(key, sure, leaf)
        yield from self._words(leaf)
        for band in reversed(path[:-1]):
            tokens = pieces(without_hints(f"{band} {leaf}")[0])
            if tokens != pieces(leaf):
                yield from (Match(key, min(weight + 0.02, 0.99), f"{band}{JOINT}{leaf}") for key, weight in self._exact(tokens))
        if not self.scored:
            return
        if composed := self._composed([without_hints(part)[0] for part in path]):
            yield composed
        yield from (Match("", 0.94, leaf, part, stage) for part, stage in self._hinted(leaf))

    def _corrected(self, text: str) -> str:
        """Return a heading with each misspelt word as the word it is nearest to."""
        found = [
            self._nearest(word) if len(word) > 4 and word not in self._known else word  # noqa: PLR2004 - short words are near to anything
            for word in pieces(text)
        ]
        return " ".join(found) if found != pieces(text) else text

    def _nearest(self, word: str) -> str:
        """Return the known word that a word is a misspelling of, or itself."""
        length, letters, counts = len(word), _letters(word), Counter(word)
        # Near words are few changes apart, and each letter that only one of them has is a change.
        near = [
            other
            for other, others in self._long_words.items()
            if (letters ^ others).bit_count() <= (most := (length + len(other)) * _CHANGED)
            and length + len(other) - 2 * (counts & Counter(other)).total() <= most
        ]
        if not near:
            return word
        from rapidfuzz import fuzz, process  # noqa: PLC0415 - slow to load, and most headings are not misspelt

        best = process.extractOne(word, near, scorer=fuzz.ratio, score_cutoff=_NEAR)
        return best[0] if best else word

    def _hinted(self, leaf: str) -> Iterable[tuple[str, str]]:
        """Give score parts whose stage or whose factors stand in brackets: "Rating (current)", "Risk score (LxC)"."""
        plain, hints = without_hints(leaf)
        for hint in hints:
            if factor_order(hint) or (self._part(pieces(hint))[0] == "score" and len(pieces(hint)) > 1):
                # What stands in brackets says that this is a product: "Severity (impact x likelihood)".
                stage, _ = self._take(pieces(plain), self._stages)
                yield "score", stage
            composed = self._composed([hint, plain])
            if composed and composed.stage and composed.part and self._stage_in(pieces(hint)):
                yield composed.part, composed.stage

    def _stage_in(self, tokens: list[str]) -> bool:
        return self._stages.first(tokens) is not None

    def _words(self, text: str) -> Iterable[Match]:
        """Give what a single heading may mean by its words, brackets and strokes taken into account."""
        plain, hints = without_hints(text)
        tokens = pieces(plain)
        everything = pieces(text)
        if hints and everything != tokens:
            yield from (Match(key, weight, text) for key, weight in self._exact(everything))
        if not tokens:
            return
        exact = self._exact(tokens)
        yield from (Match(key, weight - (0.01 if hints else 0), text) for key, weight in exact)
        for hint in hints:
            yield from (Match(key, weight * 0.66, hint) for key, weight in self._exact(pieces(hint)) if len(hint) > 2)  # noqa: PLR2004 - letters are scales
        if exact:
            return
        head = _PREPOSITION.split(plain, maxsplit=1)[0]
        short = pieces(head)
        for variant in _alternatives(head if head.strip() else plain):
            yield from (Match(key, weight * 0.86, variant) for key, weight in self._exact(pieces(variant)))
        if head.strip() and short != tokens and not (len(short) == 1 and short[0] in _VAGUE):
            yield from (Match(key, weight * 0.78, head.strip()) for key, weight in self._exact(short))
            if self.scored and (composed := self._composed([head])):
                yield Match(composed.field, composed.confidence * 0.8, head.strip(), composed.part, composed.stage)
        bare = [word for word in tokens if word not in _NOUNS]
        if bare and bare != tokens and not (len(bare) == 1 and bare[0] in _VAGUE):
            yield from (Match(key, weight * 0.9, plain) for key, weight in self._exact(bare))
        yield from self._contained(bare if len(bare) > 1 else tokens)

    def _contained(self, tokens: list[str]) -> Iterable[Match]:
        """Give fields whose spelling ends or begins a longer heading: the last words of an English heading carry it."""
        count = len(tokens)
        # Headings in other languages often begin with what carries them.
        foreign = not "".join(tokens).isascii()
        for size in range(count - 1, 0, -1):
            for at_end in (True, False):
                part = tokens[-size:] if at_end else tokens[:size]
                found = self._phrases.get(" ".join(part), ())
                alone = size == 1 and part[0] in _VAGUE
                for key, weight in found:
                    sure = ((0.42 if at_end or foreign else 0.28) + 0.45 * size / count) * (weight / (SURE + 0.05)) - (0.1 if alone else 0)
                    if sure >= PLAUSIBLE or (key == EXTRA and at_end):
                        yield Match(key, max(sure, PLAUSIBLE), " ".join(part))

    def _composed(self, path: list[str]) -> Match | None:
        """Return the part of a score that stacked headings compose, with its stage as said; None where they do not."""
        leaf, dated = _without_period(path[-1])
        if len(path) == 1 and self._telling.isdisjoint(leaf):
            return None
        stage, rest = self._take(list(leaf), self._stages)
        part, second, rest = self._part(rest)
        says = path[-1]
        if not part and len(rest) == 1 and rest[0] in self._letters:
            part, rest = self._letters[rest[0]], []
        outside = [word for word in rest if word not in self._filler]
        above = part == ""
        for band in reversed(path[:-1]):
            words = pieces(band)
            from_band, others = self._take(words, self._stages)
            if not stage and from_band:
                stage, says = from_band, f"{path[-1]}” under “{band}"
            if not part and (stage or not leaf or dated):
                part, second, _ = self._part(others)
                says = f"{path[-1]}” under “{band}" if part else says
        if not part and stage and above and all(word in self._filler for word in rest):
            part = "score" if "risk" in rest or len(rest) == 0 else ""
            if not part or stage == PREVIOUS:
                return None
            return Match("", 0.86 if rest else 0.7 if len(pieces(path[-1])) > 1 or len(path) > 1 else 0.62, says, part, stage)
        if not part or len(outside) > (1 if stage else 0):
            return None
        sure = (0.92 if stage else 0.9) - 0.22 * len(outside) - (0.06 if second else 0)
        if stage == PREVIOUS:
            return Match(f"{PREVIOUS}_{part}", sure, says) if f"{PREVIOUS}_{part}" in self.register else None
        return Match("", sure, says, part, stage)

    def _part(self, tokens: list[str]) -> tuple[str, bool, list[str]]:
        """Take the part of a score out of words: factors before "score", both factors together are the score."""
        taken: list[str] = []
        rest = tokens
        for wanted in ("likelihood", "consequence"):
            found, left = self._take(rest, self._parts[wanted])
            if found:
                taken.append(wanted)
                rest = left
                again, left = self._take(rest, self._parts[wanted])
                rest = left if again else rest
        if len(taken) == 2:  # noqa: PLR2004 - likelihood and consequence
            _, rest = self._take(rest, self._parts["score"])
            return "score", False, rest
        scored, left = self._take(rest, self._parts["score"])
        again, further = self._take(left, self._parts["score"]) if scored else ("", left)
        left = further if again else left
        if taken:
            return taken[0], False, left if scored else rest
        weak, without = self._take(left, self._second)
        if weak:
            return weak, True, without
        return scored, False, left

    @staticmethod
    def _take(tokens: list[str], phrases: "Phrases") -> tuple[str, list[str]]:
        found = phrases.first(tokens)
        if found is None:
            return "", tokens
        name, place, size = found
        return name, tokens[:place] + tokens[place + size :]


_LEARNT: dict[tuple[str, tuple[tuple[str, str], ...]], Vocabulary] = {}
_MOST_LEARNT = 64


def vocabulary_of(register: Register) -> Vocabulary:
    """Return the words of a register's headings, learnt once for every register of the same key, fields and labels.

    Nothing of a file is kept: neither its register nor what was looked up in its workbooks.
    """
    key = (register.key, tuple((field.key, field.label) for field in register))
    learnt = _LEARNT.get(key)
    if learnt is not None:
        return learnt.of(register)
    if len(_LEARNT) >= _MOST_LEARNT:
        _LEARNT.clear()
    made = Vocabulary(register)
    kept = _LEARNT[key] = made.of(register)
    del kept.register
    return made


class Phrases:
    """Phrases with what they stand for: the longest in a heading counts, of equals the one named first in the list."""

    def __init__(self, words: Mapping[str, list[str]]) -> None:
        self._names: dict[tuple[str, ...], tuple[int, str]] = {}
        for rank, (name, spelled) in enumerate(words.items()):
            for spelling in spelled:
                self._names.setdefault(tuple(pieces(spelling)), (rank, name))
        self._longest = max((len(phrase) for phrase in self._names), default=0)
        self.words = {word for phrase in self._names for word in phrase}

    def first(self, tokens: list[str]) -> tuple[str, int, int] | None:
        """Return what the phrase in some words stands for, where it begins and how long it is; None where there is none."""
        if not any(word in self.words for word in tokens):
            return None
        for size in range(min(self._longest, len(tokens)), 0, -1):
            places = [
                (self._names[phrase], place)
                for place in range(len(tokens) - size + 1)
                if (phrase := tuple(tokens[place : place + size])) in self._names
            ]
            if places:
                (_, name), place = min(places)
                return name, place, size
        return None


def _alternatives(text: str) -> list[str]:
    """Return the readings of a heading with strokes: "Mitigation/Resolution owner" is two owners, "Action / Task" two words."""
    if "/" not in text and "&" not in text and " and " not in text.casefold():
        return []
    found = []
    sides = [side.strip() for side in re.split(r"/|&|\band\b", text, flags=re.IGNORECASE) if side.strip()]
    tail = sides[-1].split() if sides else []
    for side in sides:
        shares = side is not sides[-1] and len(tail) > 1 and len(side.split()) == 1
        found.append(" ".join([side, *tail[1:]]) if shares else side)
    return [side for side in found if len(side) > 2]  # noqa: PLR2004 - "Y/N" is a hint
