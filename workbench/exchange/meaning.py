"""Which field each column of a table is read as.

Headings propose, cells decide between proposals, and what stands beside a column settles the stage of its score.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import isclose

from workbench.domain.field import AnyField
from workbench.domain.kinds import Choice, Prose
from workbench.domain.register import Register
from workbench.exchange.evidence import Look, fit, is_blank
from workbench.exchange.headings import AFTER, JOINT, PLAUSIBLE, Match, Vocabulary, period_of
from workbench.exchange.sheets import EXTRA, IGNORE, Column, Correction, letter

UID_HEADING = "Workbench id"
"""Heading of the hidden last column of an exported sheet, which holds the identity of each row."""

SAMPLE = 120
"""Cells of each column that are looked at."""
_FEW = 2
_MOST = 0.75
_HALF = 0.5


@dataclass
class Candidate:
    """One column on its way to a field."""

    index: int
    path: tuple[str, ...]
    values: Sequence[object]
    formulas: float = 0.0
    """Share of the filled cells that are worked out."""
    look: Look = field(default_factory=Look)
    options: list[Match] = field(default_factory=list)

    @property
    def header(self) -> str:
        """The stacked headings as one."""
        return JOINT.join(" ".join(part.split()) for part in self.path)


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
    for candidate in candidates:
        candidate.options = _weighed(vocabulary.register, candidate, vocabulary.read(candidate.path))
    _settle_scores(vocabulary.register, candidates)
    _find_refs(vocabulary.register, candidates)
    return _assigned(vocabulary.register, candidates, _said(vocabulary.register, candidates, correction))


def _weighed(register: Register, candidate: Candidate, options: Sequence[Match]) -> list[Match]:
    """Return the proposals with the cells taken into account."""
    found = []
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
        if match.part and candidate.formulas > _MOST and match.part != "score":
            weight *= 0.85
        found.append(replace(match, confidence=match.confidence * weight))
    return sorted((match for match in found if match.confidence > 0), key=lambda match: -match.confidence)


def _readable(target: AnyField, values: Sequence[object]) -> float:
    """Return the share of filled cells that a field can read."""
    found = [value for value in values[:50] if not is_blank(value)]
    _, unreadable = target.kind.read_column(found)
    return 1 - len(unreadable) / len(found) if found else 0.0


def _find_refs(register: Register, candidates: list[Candidate]) -> None:
    """Take the first column of distinct codes for the references where no heading says so."""
    if any(match.field == "ref" and match.confidence >= PLAUSIBLE for candidate in candidates for match in candidate.options[:1]):
        return
    for candidate in candidates[:_FEW]:
        look = candidate.look
        if look.count >= _FEW and look.codes >= _MOST and look.distinct > 0.9 and look.numbers < _MOST and "ref" in register:  # noqa: PLR2004 - nearly all
            candidate.options = [Match("ref", 0.8, ""), *candidate.options]
            return


def _settle_scores(register: Register, candidates: list[Candidate]) -> None:
    """Name the stage of every part of a score from what stands beside it."""
    scored = [candidate for candidate in candidates if candidate.options and candidate.options[0].part]
    if not scored:
        return
    _tell_products(scored)
    _date_scores(scored)
    stages = {candidate.options[0].stage for candidate in scored}
    bare = [candidate for candidate in scored if not candidate.options[0].stage]
    first, second = _sets(bare)
    if first:
        stage = _stage_of_bare(scored, first, stages)
        for candidate in first:
            _stage(candidate, stage)
        stages.add(stage)
    for candidate in second:
        _stage(candidate, "target" if "target" not in stages else "")
    for candidate in scored:
        if candidate.options[0].stage == AFTER:
            _stage(candidate, "target" if "current" in stages and "target" not in stages else "current" if "current" not in stages else "")
    for candidate in candidates:
        named = [
            replace(match, field=f"{match.stage}_{match.part}") if match.part and not match.field else match for match in candidate.options
        ]
        candidate.options = [match for match in named if match.field in register or match.field == EXTRA]


def _stage(candidate: Candidate, stage: str) -> None:
    candidate.options = [replace(match, stage=stage) if match.part and match.stage in {"", AFTER} else match for match in candidate.options]


def _sets(bare: list[Candidate]) -> tuple[list[Candidate], list[Candidate]]:
    """Return the first set of parts that name no stage, and a second one that repeats at least two of its parts."""
    first: dict[str, Candidate] = {}
    again: dict[str, Candidate] = {}
    for candidate in bare:
        part = candidate.options[0].part
        if part not in first:
            first[part] = candidate
        elif part not in again:
            again[part] = candidate
    if len(again) < _FEW:
        # One repeated heading is the same thing twice: the fuller column, typed rather than worked out, counts.
        for part, candidate in again.items():
            if candidate.options[0].confidence > first[part].options[0].confidence + 0.02:
                first[part] = candidate
        return list(first.values()), []
    return list(first.values()), list(again.values())


def _stage_of_bare(scored: list[Candidate], first: list[Candidate], stages: set[str]) -> str:
    """Return the stage of a set whose headings name none."""
    parts = {candidate.options[0].part for candidate in first}
    if "score" not in parts:
        # Factors without a score of their own belong to the score that follows them.
        last = max(candidate.index for candidate in first)
        following = [candidate for candidate in scored if candidate.index > last and candidate.options[0].part == "score"]
        if following:
            stage = following[0].options[0].stage
            own = {candidate.options[0].part for candidate in scored if candidate.options[0].stage == stage}
            if stage not in {"", AFTER, "target"} and own == {"score"}:
                return stage
    if "current" not in stages:
        return "current"
    return "initial" if not stages & {"initial", "inherent"} else ""


def _tell_products(scored: list[Candidate]) -> None:
    """Where two columns of a stage could be the consequence, take the one that is the product for the score."""
    for stage in {candidate.options[0].stage for candidate in scored}:
        group = [candidate for candidate in scored if candidate.options[0].stage == stage]
        likelihood = [candidate for candidate in group if candidate.options[0].part == "likelihood"]
        sizes = [candidate for candidate in group if candidate.options[0].part == "consequence"]
        if len(sizes) != _FEW or any(candidate.options[0].part == "score" and candidate.look.count for candidate in group):
            continue
        weaker = min(sizes, key=lambda candidate: (candidate.options[0].confidence, -candidate.index))
        chosen = None
        for size, other in (sizes, sizes[::-1]):
            numeral = size.look.roman > _MOST > other.look.roman
            if numeral or (likelihood and _is_product(size.values, likelihood[0].values, other.values)):
                chosen = size
        if chosen is None and weaker.options[0].confidence >= _MOST and sizes[0].path[-1:] != sizes[1].path[-1:]:
            chosen = weaker
        if chosen is not None:
            chosen.options = [replace(chosen.options[0], part="score", confidence=chosen.options[0].confidence * 0.95), *chosen.options[1:]]


def _is_product(product: Sequence[object], one: Sequence[object], other: Sequence[object]) -> bool:
    """Whether a column is the product of two others in most rows where all three hold numbers."""
    rows = [
        (float(whole), float(first), float(second))
        for whole, first, second in zip(product, one, other, strict=False)
        if isinstance(whole, int | float) and isinstance(first, int | float) and isinstance(second, int | float)
    ]
    right = sum(isclose(whole, first * second) for whole, first, second in rows if max(first, second) > 1)
    return bool(rows) and right > len(rows) / 2


def _date_scores(scored: list[Candidate]) -> None:
    """Of several scores headed by months or quarters, take the latest filled one for the current score."""
    dated = [
        (period.order, candidate.index, candidate)
        for candidate in scored
        if candidate.options[0].part == "score" and not candidate.options[0].stage and (period := period_of(candidate.header))
    ]
    if not dated:
        return
    has_current = any(candidate.options[0].stage == "current" for candidate in scored) or any(
        not candidate.options[0].stage and candidate.options[0].part == "score" and not period_of(candidate.header) for candidate in scored
    )
    filled = sorted((entry for entry in dated if entry[2].look.count), key=lambda entry: entry[:2]) or sorted(
        dated, key=lambda entry: entry[:2]
    )
    latest = filled[-1][2] if not has_current else None
    earlier = [entry[2] for entry in filled if entry[2] is not latest]
    for *_, candidate in dated:
        if candidate is latest:
            continue
        best = candidate.options[0]
        rest = [Match("previous_score", best.confidence, best.says)] if earlier and candidate is earlier[-1] else []
        candidate.options = [*rest, Match(EXTRA, best.confidence * 0.9, best.says)]
        scored.remove(candidate)


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
            columns[candidate.index] = Column(candidate.index, candidate.header, key, 1.0, "said by hand")
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
            columns[index] = Column(index, candidate.header, EXTRA, round(confidence, 2), _because("kept under its own heading", match))
            continue
        target = register.get(match.field)
        if taken[match.field] and not (isinstance(target.kind, Prose) and confidence >= _MOST and _best(candidate, match, taken)):
            continue
        taken[match.field] += 1
        columns[index] = Column(
            index, candidate.header, match.field, round(min(confidence, 1.0), 2), _because(f"read as {target.label}", match)
        )
    for candidate in candidates:
        if candidate.index not in columns:
            reason = (
                "kept under its own heading, which names no field"
                if candidate.path
                else "kept under its column letter, for it has no heading"
            )
            columns[candidate.index] = Column(candidate.index, candidate.header, EXTRA, 0.5, reason)
    return [columns[index] for index in sorted(columns)]


def _best(candidate: Candidate, match: Match, taken: Counter[str]) -> bool:
    """Whether a column has no other free field that suits it."""
    return not any(
        option.field not in {EXTRA, IGNORE} and not taken[option.field] and option.confidence >= PLAUSIBLE
        for option in candidate.options
        if option is not match
    )


def _because(what: str, match: Match) -> str:
    if not match.says:
        return f"{what} because its cells are distinct codes"
    return f"{what} because the heading says “{' '.join(match.says.split())}”"
