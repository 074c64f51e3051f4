"""Which field each column of a table is read as.

Headings propose, cells decide between proposals, and what stands beside a column settles the stage of its score.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from workbench.domain.field import AnyField
from workbench.domain.kinds import Choice, Prose, Score, Text
from workbench.domain.register import Register
from workbench.exchange.candidate import Candidate
from workbench.exchange.doers import settle_doers
from workbench.exchange.evidence import Look, fit, is_blank
from workbench.exchange.headings import PLAUSIBLE, Match, Vocabulary
from workbench.exchange.listed import read_answers
from workbench.exchange.reasons import because, unnamed
from workbench.exchange.sheets import EXTRA, IGNORE, Column, Correction, letter
from workbench.exchange.stages import are_scores, settle_scores
from workbench.exchange.ticks import with_scales

UID_HEADING = "Workbench id"
"""Heading of the hidden last column of an exported sheet, which holds the identity of each row."""

SAMPLE = 120
"""Cells of each column that are looked at."""
_FEW = 2
_MOST = 0.75
_HALF = 0.5
_LESS = 0.9
_LETTERS = 4
"""Letters of a step of a scale at most, where it has no word: "H", "Med"."""


def columns_of(
    vocabulary: Vocabulary,
    headings: Mapping[int, tuple[str, ...]],
    values: Mapping[int, Sequence[object]],
    formulas: Mapping[int, set[int]],
    looks: Mapping[int, Look],
    correction: Correction | None = None,
) -> list[Column]:
    """Return the columns of a table, each with its field, how surely and why.

    Args:
        vocabulary: the words of the register.
        headings: for each column the headings above it, outermost first; nothing for a column without.
        values: a sample of each column's cells in the rows below.
        formulas: for each column, the places in that sample that are worked out.
        looks: what the first `SAMPLE` of these cells look like.
        correction: what a person said about headings, which overrules.
    """
    candidates = []
    for index in sorted(headings):
        cells = values[index][:SAMPLE]
        worked = formulas.get(index, set())
        there = [place for place, value in enumerate(cells) if not is_blank(value)]
        share = sum(place in worked for place in there) / len(there) if there else 0.0
        candidates.append(Candidate(index, headings[index], cells, share, looks[index]))
    register = vocabulary.register
    said = _said(register, candidates, correction)
    # In a sheet of our own each heading is a field's label and says exactly what it means.
    ours = any(candidate.path[-1:] == (UID_HEADING,) for candidate in candidates)
    if not ours:
        candidates = with_scales(register, candidates, said)
    for candidate in candidates:
        options = vocabulary.read(candidate.path)
        candidate.first = _name_of(options[0]) if options else ""
        candidate.options = _weighed(register, candidate, options)
    settle_scores(register, candidates, None if ours else correction)
    _find_refs(register, candidates)
    if not ours:
        settle_doers(register, candidates)
    return _assigned(register, candidates, said)


def _name_of(match: Match) -> str:
    return match.field or match.part


def _weighed(register: Register, candidate: Candidate, options: Sequence[Match]) -> list[Match]:
    """Return the proposals with the cells taken into account."""
    found = []
    staged = candidate.look.numbers >= _MOST and any(match.part and match.stage for match in options)
    for match in options:
        key = match.field or next((f"{stage}_{match.part}" for stage in ("current", "target") if f"{stage}_{match.part}" in register), "")
        target = register.find(key)
        weight = (
            fit(candidate.look, target, naming=target.key in {register.title_key, *register.match_keys})
            if target is not None and match.confidence < 1
            else 1.0
        )
        if target is not None and isinstance(target.kind, Choice) and _readable(target, candidate.values) >= _HALF:
            weight = 1.0
        if target is not None and isinstance(target.kind, Score) and weight < 1 and are_scores(target.kind, candidate.values):
            weight = 1.0
        if target is not None and match.part == "consequence" and match.confidence < 1 and _is_told(target, candidate):
            continue
        if staged and not match.part and target is not None and isinstance(target.kind, Text):
            weight *= _LESS  # a stage in brackets says that these numbers are a score's
        if match.part and candidate.formulas > _MOST and match.part != "score":
            weight *= 0.85
        found.append(replace(match, confidence=match.confidence * weight))
    return sorted((match for match in found if match.confidence > 0), key=lambda match: -match.confidence)


def _readable(target: AnyField, values: Sequence[object]) -> float:
    """Return the share of filled cells that a field can read."""
    found = [value for value in values[:50] if not is_blank(value)]
    _, unreadable = read_answers(target.kind, found)
    return 1 - len(unreadable) / len(found) if found else 0.0


def _is_told(target: AnyField, candidate: Candidate) -> bool:
    """Whether cells tell in words what a consequence is, which a level only counts: none is a level, nor a word of any scale."""
    look = candidate.look
    scale = look.numbers + look.levels + look.dates + look.roman
    return bool(look.count) and not scale and look.distinct > _HALF and look.length > _LETTERS and not _readable(target, candidate.values)


def _find_refs(register: Register, candidates: list[Candidate]) -> None:
    """Take the first column of distinct codes for the references where no heading says so."""
    if any(match.field == "ref" and match.confidence >= PLAUSIBLE for candidate in candidates for match in candidate.options[:1]):
        return
    for candidate in candidates[:_FEW]:
        look = candidate.look
        if look.count >= _FEW and look.codes >= _MOST and look.distinct > 0.9 and look.numbers < _MOST and "ref" in register:  # noqa: PLR2004 - nearly all
            candidate.options = [Match("ref", 0.8, ""), *candidate.options]
            return


def _said(register: Register, candidates: list[Candidate], correction: Correction | None) -> dict[int, str]:
    """Return what a person said about columns, by column; words of a field that is not here are kept as extra."""
    if correction is None:
        return {}
    wanted = {" ".join(name.split()).casefold(): key for name, key in correction.columns.items()}
    found: dict[int, str] = {}
    for candidate in candidates:
        for name in (candidate.header, candidate.path[-1] if candidate.path else "", letter(candidate.index)):
            key = wanted.get(" ".join(name.split()).casefold())
            if key is not None and name:
                found[candidate.index] = key if key in register or key in {EXTRA, IGNORE} else EXTRA
                break
    return found


def _assigned(register: Register, candidates: list[Candidate], said: Mapping[int, str]) -> list[Column]:
    """Give each column its field: the surest first, one column a field."""
    columns: dict[int, Column] = {}
    taken: Counter[str] = Counter()
    for candidate in candidates:
        if candidate.path and candidate.path[-1].strip() == UID_HEADING:
            columns[candidate.index] = Column(candidate.index, UID_HEADING, IGNORE, 1.0, "says which exported row this is")
        elif candidate.index in said:
            key = said[candidate.index]
            columns[candidate.index] = Column(candidate.index, candidate.header, key, 1.0, "said by hand", _period(candidate, key))
            taken[key] += 1
    offers = sorted(
        (
            (match.confidence, -place, candidate.index, match, candidate)
            for candidate in candidates
            for place, match in enumerate(candidate.options)
        ),
        key=lambda offer: (-offer[0], -offer[1], offer[2]),
    )
    for confidence, _, index, match, candidate in offers:
        if index in columns or confidence < PLAUSIBLE:
            continue
        if match.field in {EXTRA, IGNORE}:
            reason = because("kept under its own heading", match, candidate)
            columns[index] = Column(index, candidate.header, EXTRA, round(confidence, 2), reason, _period(candidate, EXTRA))
            continue
        target = register.get(match.field)
        if taken[match.field] and not (isinstance(target.kind, Prose) and confidence >= _MOST and _best(candidate, match, taken)):
            continue
        taken[match.field] += 1
        reason = because(f"read as {target.label}", match, candidate)
        sure = round(min(confidence, 1.0), 2)
        columns[index] = Column(index, candidate.header, match.field, sure, reason, _period(candidate, match.field))
    for candidate in candidates:
        if candidate.index not in columns:
            reason = unnamed(register, candidate)
            columns[candidate.index] = Column(candidate.index, candidate.header, EXTRA, 0.5, reason, _period(candidate, EXTRA))
    return [column for candidate in candidates for column in _spread(columns[candidate.index], candidate)]


def _spread(column: Column, candidate: Candidate) -> list[Column]:
    """Return the columns that a candidate stands for: itself, or each step of its scale with what a mark there says."""
    if not candidate.steps:
        return [column]
    if column.field in {EXTRA, IGNORE}:
        reason = "kept under its own heading, for nothing says what the scale is of that it is a step of"
        return [Column(index, header, column.field, column.confidence, reason) for index, header, _ in candidate.steps]
    return [
        replace(column, index=index, header=header, ticked=step, reason=f"{column.reason}; a mark here says “{step}”")
        for index, header, step in candidate.steps
    ]


def _best(candidate: Candidate, match: Match, taken: Counter[str]) -> bool:
    """Whether a column has no other free field that suits it."""
    return not any(
        option.field not in {EXTRA, IGNORE} and not taken[option.field] and option.confidence >= PLAUSIBLE
        for option in candidate.options
        if option is not match
    )


def _period(candidate: Candidate, key: str) -> str:
    """Return the period whose position a column states, where it was read as part of a score or kept for what it says."""
    return candidate.period if key == EXTRA or key.endswith(("_likelihood", "_consequence", "_score")) else ""
