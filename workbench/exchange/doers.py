"""Whose a column of people is: the record's, or its action's beside it."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from workbench.domain.kinds import Names, Prose, words
from workbench.domain.register import Register
from workbench.domain.text import squeeze
from workbench.exchange.candidate import Candidate
from workbench.exchange.evidence import is_blank
from workbench.exchange.headings import PLAUSIBLE
from workbench.exchange.sheets import EXTRA
from workbench.exchange.spellings import spellings


def settle_doers(register: Register, candidates: Sequence[Candidate]) -> None:
    """Give a column of people that stands among those of an action to the action, where something says that it is its own.

    That is so where the record has people in another column, or where the rows of one reference agree in all but these.
    """
    for key, followers in spellings()["lines"].get(register.key, {}).items():
        people = next((name for name in followers if (field := register.find(name)) and isinstance(field.kind, Names)), "")
        if not people or any(_best(candidate) == people for candidate in candidates):
            continue
        doer = _doer(register, candidates, key, followers)
        if doer is None:
            continue
        own = _best(doer)
        if any(_best(candidate) == own for candidate in candidates if candidate is not doer):
            why = "another column says whose the record is"
        elif _differ(register, candidates, doer, {key, people, *followers}):
            why = "it changes with the action where a reference is repeated"
        else:
            continue
        doer.options = [replace(doer.options[0], field=people, why=why)]


def _best(candidate: Candidate) -> str:
    """Return the field that a column would first be read as, or nothing."""
    return next((match.field for match in candidate.options[:1] if match.confidence >= PLAUSIBLE), "")


def _doer(register: Register, candidates: Sequence[Candidate], key: str, followers: Sequence[str]) -> Candidate | None:
    """Return the column of people among those right behind the text of an action, or None."""
    start = next((place for place, candidate in enumerate(candidates) if _best(candidate) == key), None)
    for candidate in candidates[start + 1 :] if start is not None else ():
        best = _best(candidate)
        field = register.find(best)
        if field is not None and isinstance(field.kind, Names) and field.kind.of == "person":
            return candidate
        if best not in {key, *followers}:
            return None
    return None


def _differ(register: Register, candidates: Sequence[Candidate], doer: Candidate, lines: set[str]) -> bool:
    """Whether the people of a column differ among rows of one reference whose own columns agree."""
    ref = next((candidate for candidate in candidates if _best(candidate) == "ref"), None)
    if ref is None:
        return False
    own = [candidate for candidate in candidates if candidate not in (ref, doer) and _is_own(register, _best(candidate), lines)]
    rows: dict[str, list[int]] = defaultdict(list)
    for place, value in enumerate(ref.values):
        if not is_blank(value):
            rows[squeeze(words(value))].append(place)
    repeated = [places for places in rows.values() if len(places) > 1 and all(_said(candidate, places) <= 1 for candidate in own)]
    return bool(own) and any(_said(doer, places) > 1 for places in repeated)


def _is_own(register: Register, best: str, lines: set[str]) -> bool:
    """Whether a field is a record's own: what tells it apart, and all that is neither prose nor a line's."""
    field = register.find(best)
    if field is None or best in lines or best == EXTRA:
        return False
    return best in {register.title_key, *register.match_keys} or not isinstance(field.kind, Prose)


def _said(candidate: Candidate, places: Sequence[int]) -> int:
    """Return how many different things a column says in some rows."""
    return len(set(_texts(candidate, places)))


def _texts(candidate: Candidate, places: Sequence[int]) -> Iterator[str]:
    for place in places:
        value = candidate.values[place] if place < len(candidate.values) else None
        if not is_blank(value):
            yield squeeze(words(value))
