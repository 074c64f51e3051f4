"""Scores with the factors they state, the words beside them, and what their own factors make of them."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from workbench.domain.field import AnyField
from workbench.domain.kinds import Level, Stored, words
from workbench.domain.register import Register
from workbench.domain.scoring import STAGES
from workbench.exchange.evidence import level_words
from workbench.exchange.headings import factor_order
from workbench.exchange.notations import Notation, read_notation
from workbench.exchange.noting import Cells, Noting

_WORD = re.compile(r"[^\W\d_]+")
_PLAIN = frozenset({"of", "out", "risk", "score", "rating", "rated"})


@lru_cache(maxsize=1)
def _bands() -> frozenset[str]:
    """Return the words that say no more of a score than its number does."""
    return frozenset(word for phrase in level_words() for word in phrase.split()) | _PLAIN


def says_more(text: str) -> bool:
    """Whether words beside a score are more than the name of a band."""
    return any(word not in _bands() for word in _WORD.findall(text.casefold()))


class Factors:
    """Reads the scores of one table; `first` is "likelihood" or "consequence" where a person said which comes first."""

    def __init__(self, register: Register, noting: Noting, first: str) -> None:
        self.register, self.noting, self.first = register, noting, first

    def read(self, target: AnyField, cells: Cells, stored: list[Stored], unreadable: Mapping[int, str]) -> set[int]:
        """Read what stands beside the number in the cells of a score; return the places whose refusal it answers."""
        placed = bool(target.factors) and all(key in self.register for key in target.factors)
        seen: dict[str, Notation | None] = {}
        answered: set[int] = set()
        for place, value in enumerate(cells.first):
            if not isinstance(value, str):
                continue
            if value not in seen:
                seen[value] = self._notation(target, value, cells.column.header)
            said = seen[value]
            if said is None:
                if place not in unreadable and says_more(value):
                    self.noting.keep(place, cells.heading, value)
            elif not placed or said.likelihood is None or said.consequence is None:
                # The product is read, but nobody said which factor is which, or they have no place: the words are kept.
                self.noting.keep(place, cells.heading, value)
            elif self._place(target, place, said):
                answered |= {place} & unreadable.keys()
                self._tell(cells, place, value, said)
                stored[place] = None
            elif place not in unreadable:
                self.noting.keep(place, cells.heading, value)
                message = (
                    f"“{_line(value)}” states other factors than the row's own, which count. The words are kept under “{cells.heading}”."
                )
                self.noting.problem(self.noting.rows[place], cells.index, message)
                stored[place] = None
        return answered

    def _notation(self, target: AnyField, text: str, header: str) -> Notation | None:
        kinds = [found.kind for key in target.factors if (found := self.register.find(key)) and isinstance(found.kind, Level)]
        if len(kinds) != len(("likelihood", "consequence")):
            return read_notation(text, "", "", "")
        likelihood, consequence = kinds
        labels = (likelihood.labels, consequence.labels)
        return read_notation(text, likelihood.letters, consequence.letters, factor_order(header, self.first), labels)

    def _tell(self, cells: Cells, place: int, text: str, said: Notation) -> None:
        """Keep what a cell says beside its factors: a total that is not theirs, words that are no band."""
        product = (said.likelihood or 0) * (said.consequence or 0)
        if said.total not in (None, product):
            self._disagree(cells, place, text, product)
        elif says_more(said.rest):
            self.noting.keep(place, cells.heading, text)

    def _place(self, target: AnyField, place: int, said: Notation) -> bool:
        """Store factors that a cell gives, where the record has none or the same; False where others stand there."""
        values = self.noting.reading.columns
        given = (said.likelihood, said.consequence)
        for key in target.factors:
            values.setdefault(key, [None] * len(self.noting.rows))
        here = tuple(values[key][place] for key in target.factors)
        if any(old is not None and old != new for old, new in zip(here, given, strict=True)):
            return False
        for key, new in zip(target.factors, given, strict=True):
            values[key][place] = new
        return True

    def settle(self, by_field: Mapping[str, Sequence[Cells]]) -> None:
        """Drop stated scores that their factors give; keep the words of those that disagree."""
        columns = self.noting.reading.columns
        for stage in STAGES:
            target = self.register.find(f"{stage}_score")
            if target is None or not target.factors or target.key not in columns:
                continue
            factors = [columns.get(key) for key in target.factors]
            if factors[0] is None or factors[1] is None:
                continue
            scores = columns[target.key]
            for place, (one, other, stated) in enumerate(zip(factors[0], factors[1], scores, strict=True)):
                if stated is None or one is None or other is None:
                    continue
                if (product := int(one) * int(other)) != stated:
                    cells = next(cells for cells in by_field[target.key] if cells.first[place] is not None)
                    self._disagree(cells, place, words(cells.first[place]), product)
                scores[place] = None

    def _disagree(self, cells: Cells, place: int, text: str, product: int) -> None:
        self.noting.keep(place, cells.heading, text)
        self.noting.problem(
            self.noting.rows[place],
            cells.index,
            f"“{_line(text)}” disagrees with likelihood × consequence, which is {product}; "
            f"the product counts and the words are kept under “{cells.heading}”.",
        )


def _line(text: str) -> str:
    return " ".join(text.split())
