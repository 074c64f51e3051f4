"""Scales that are spread over several columns, with a mark in the column of the step that holds."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from workbench.domain.kinds import Choice, Level, words
from workbench.domain.register import Register
from workbench.domain.text import squeeze
from workbench.exchange.candidate import Candidate
from workbench.exchange.evidence import is_blank, look_at
from workbench.exchange.headings import without_hints
from workbench.exchange.spellings import spellings

_FEW = 2
_SCALE = 3
"""Steps of a scale of figures: two columns headed 1 and 2 may be anything."""


@lru_cache(maxsize=1)
def _marks() -> frozenset[str]:
    return frozenset(squeeze(mark) for mark in spellings()["ticks"]["marks"])


@lru_cache(maxsize=1)
def _refusals() -> frozenset[str]:
    return frozenset(squeeze(word) for word in spellings()["ticks"]["unmarked"])


@lru_cache(maxsize=1)
def _scales() -> tuple[frozenset[str], ...]:
    return tuple(frozenset(squeeze(step) for step in scale) for scale in spellings()["ticks"]["scales"])


def is_mark(value: object) -> bool:
    """Whether a cell holds nothing but a mark that says "this one"."""
    return value is True or squeeze(words(value)) in _marks()


def is_unmarked(value: object) -> bool:
    """Whether a cell marks nothing: blank, a word for no, or a box nobody ticked."""
    return is_blank(value) or squeeze(words(value)) in _refusals()


def with_scales(register: Register, candidates: Sequence[Candidate], said: Mapping[int, str]) -> list[Candidate]:
    """Return columns with each run of neighbours that are the steps of one scale as a single candidate.

    It is a run whose cells hold only marks, at most one a row. The heading above them, or else the steps themselves, say
    which field the scale is of; where neither does, the marks are kept under their headings. Columns that a person gave
    different fields are none.
    """
    found: list[Candidate] = []
    place = 0
    while place < len(candidates):
        run = _run(register, candidates[place:])
        fields = {said.get(one.index) for one in run}
        if len(run) >= _FEW and len(fields) == 1 and _one_a_row(run):
            found.append(_joined(register, run))
            place += len(run)
        else:
            found.append(candidates[place])
            place += 1
    return found


def _run(register: Register, candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return the longest run of steps at the beginning of some columns."""
    first = candidates[0]
    if not first.path:
        return []
    run: list[Candidate] = []
    for candidate in candidates:
        if not candidate.path or candidate.path[:-1] != first.path[:-1] or candidate.index != first.index + len(run):
            break
        if not all(is_unmarked(value) or is_mark(value) for value in candidate.values):
            break
        if run and not _is_scale(register, [*(one.path[-1] for one in run), candidate.path[-1]]):
            break
        run.append(candidate)
    steps = [candidate.path[-1] for candidate in run]
    if all(step.strip().isdecimal() for step in steps) and len(run) < _SCALE:
        return []
    return run


def _is_scale(register: Register, steps: Sequence[str]) -> bool:
    plain = [squeeze(without_hints(step)[0] or step).strip(" .:") for step in steps]
    if len(set(plain)) < len(plain):
        return False
    return any(scale.issuperset(plain) for scale in _scales()) or bool(_named_by(register, steps))


def _named_by(register: Register, steps: Sequence[str]) -> str:
    """Return the field whose own words steps are: levels by word, or the values of a choice; figures alone name none."""
    if all(step.strip().isdecimal() for step in steps):
        return ""
    for field in register:
        if isinstance(field.kind, Level | Choice) and field.key.startswith(("current_", "status")):
            read, unreadable = field.kind.read_column(list(steps))
            if not unreadable and len(set(read)) == len(steps):
                return field.key
    return ""


def _one_a_row(run: Sequence[Candidate]) -> bool:
    """Whether columns of marks hold at most one a row and at least one in all."""
    rows = zip(*(candidate.values for candidate in run), strict=False)
    return max((sum(not is_unmarked(value) for value in row) for row in rows), default=0) == 1


def _joined(register: Register, run: Sequence[Candidate]) -> Candidate:
    """Return a run as one column that holds the step marked in each row."""
    steps = tuple((candidate.index, candidate.header, _step(candidate.path[-1])) for candidate in run)
    values: list[object] = [_marked(row, steps) for row in zip(*(candidate.values for candidate in run), strict=False)]
    first = run[0]
    path = first.path[:-1]
    if not path:
        key = _named_by(register, [candidate.path[-1] for candidate in run])
        path = (register.get(key).label,) if key else ()
    return Candidate(first.index, path, values, 0.0, look_at(values), steps=steps)


def _step(heading: str) -> str:
    return " ".join(heading.split())


def _marked(row: Iterable[object], steps: Sequence[tuple[int, str, str]]) -> object:
    return next((step for value, (_, _, step) in zip(row, steps, strict=True) if not is_unmarked(value)), None)
