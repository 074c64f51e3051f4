"""Finds texts again in a document, however its lines were broken: white space, case and signs do not count."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

GRAM = 16
"""Letters of the shortest run by which a part of a longer text is sought."""
RUN = 28
"""Letters of a part of a hidden text that are no coincidence."""
_STEP = 8
_SIGNS = bytes(code for code in range(128) if not chr(code).isalnum())
_WORD = re.compile(r"[^\W_]+")


def plain(text: str) -> str:
    """Return a text without case and with one form for letters that look alike."""
    return text.lower() if text.isascii() else unicodedata.normalize("NFKC", text).casefold()


def squash(text: str) -> str:
    """Return a text's letters and digits alone."""
    if text.isascii():
        return text.encode().lower().translate(None, _SIGNS).decode()
    return "".join(_WORD.findall(plain(text)))


@dataclass
class Heap:
    """One text with nothing but its letters and digits, and where words begin and end in it."""

    letters: str
    starts: frozenset[int]
    ends: frozenset[int]

    @classmethod
    def of(cls, text: str) -> "Heap":
        """Return a text as a heap."""
        words = _WORD.findall(plain(text))
        starts, ends, place = [], [], 0
        for word in words:
            starts.append(place)
            place += len(word)
            ends.append(place)
        return cls("".join(words), frozenset(starts), frozenset(ends))

    def has_words(self, letters: str) -> bool:
        """Whether the letters stand here as whole words."""
        place = self.letters.find(letters)
        while place >= 0:
            if place in self.starts and place + len(letters) in self.ends:
                return True
            place = self.letters.find(letters, place + 1)
        return False


@dataclass
class Haystack:
    """The texts of a document, made ready for many searches.

    Args:
        texts: its pieces.
        explained: texts that may stand in it; parts of them are no find.
    """

    texts: Sequence[str]
    explained: Iterable[str] = ()
    heaps: list[Heap] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Take every piece apart."""
        self.heaps = [Heap.of(text) for text in self.texts]
        self._whole = "\0".join(heap.letters for heap in self.heaps)
        self._eights = {gram for heap in self.heaps for gram in _grams(heap.letters, _STEP)}
        self._grams = frozenset(gram for heap in self.heaps for gram in _grams(heap.letters, GRAM))
        self._unexplained = set(self._grams)
        for text in self.explained:
            self._unexplained.difference_update(_grams(squash(text), GRAM))

    def pieces_with(self, letters: str) -> list[int]:
        """Return the places of the pieces in which letters stand as whole words."""
        if len(letters) >= _STEP and letters[:_STEP] not in self._eights:
            return []
        last = len(letters) - GRAM
        if last >= 0 and not all(letters[place : place + GRAM] in self._grams for place in (last, *range(0, last, GRAM))):
            return []
        if letters not in self._whole:
            return []
        return [place for place, heap in enumerate(self.heaps) if heap.has_words(letters)]

    def pieces_with_part(self, letters: str) -> list[int]:
        """Return the places of the pieces that hold a long run of these letters which nothing explains."""
        last = len(letters) - GRAM
        if last < 0:
            return []
        found: set[int] = set()
        for place in (*range(0, last, _STEP), last):
            gram = letters[place : place + GRAM]
            if gram in self._unexplained:
                found.update(self._with_run(letters, place, gram))
        return sorted(found)

    def _with_run(self, letters: str, at: int, gram: str) -> Iterator[int]:
        enough = min(RUN, len(letters))
        for number, heap in enumerate(self.heaps):
            place = heap.letters.find(gram)
            while place >= 0:
                if _run(letters, at, heap.letters, place) >= enough:
                    yield number
                    break
                place = heap.letters.find(gram, place + 1)


def _grams(letters: str, size: int) -> Iterator[str]:
    return (letters[place : place + size] for place in range(len(letters) - size + 1))


def _run(letters: str, at: int, heap: str, place: int) -> int:
    """Return how long the run is that two texts share around a place in each."""
    before = 0
    while before < min(at, place) and letters[at - before - 1] == heap[place - before - 1]:
        before += 1
    after = 0
    while after < min(len(letters) - at, len(heap) - place) and letters[at + after] == heap[place + after]:
        after += 1
    return before + after
