"""Which stage the parts of a score are of, and which period, from what stands beside them."""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from math import isclose

from workbench.domain.kinds import Kind, Score
from workbench.domain.register import Register
from workbench.domain.scoring import STAGES
from workbench.exchange.candidate import Candidate
from workbench.exchange.evidence import is_blank
from workbench.exchange.headings import AFTER, PLAUSIBLE, SURE, Match, pieces
from workbench.exchange.listed import read_answers
from workbench.exchange.notations import read_house_notation
from workbench.exchange.periods import Period, in_order, months_of, period_of, without_period
from workbench.exchange.sheets import EXTRA, Correction
from workbench.exchange.spellings import spellings

_FEW = 2
_HALF = 0.5
_MOST = 0.75
_RESIDUAL = {"current": "current", "target": "target"}


def settle_scores(register: Register, candidates: Sequence[Candidate], correction: Correction | None = None) -> None:
    """Name the stage of every part of a score, and the period of scores by quarter or month."""
    _name_months(candidates)
    _read_bare_periods(register, candidates)
    _set_security_apart(candidates)
    scored = [candidate for candidate in candidates if candidate.options and candidate.options[0].part]
    if scored:
        _settle_scored(register, scored, correction)
    for candidate in candidates:
        named = [
            replace(match, field=f"{match.stage}_{match.part}") if match.part and not match.field else match for match in candidate.options
        ]
        candidate.options = [match for match in named if match.field in register or match.field == EXTRA]


def _settle_scored(register: Register, scored: list[Candidate], correction: Correction | None) -> None:
    """Name the stage of the columns that are parts of scores."""
    _drop_unread(register, scored)
    _tell_products(scored)
    _obey_initial(scored, correction)
    _date_scores(register, scored)
    _choose_targets(scored)
    if correction is not None and correction.residual:
        _settle_after(scored, {candidate.options[0].stage for candidate in scored}, correction)
    stages = {candidate.options[0].stage for candidate in scored}
    first, second = _sets([candidate for candidate in scored if not candidate.options[0].stage])
    if first:
        stage = _stage_of_bare(scored, first, stages)
        for candidate in first:
            _stage(candidate, stage, "" if stage == "current" else "another set is the current one")
        stages.add(stage)
    for candidate in second:
        _stage(candidate, "target" if "target" not in stages else "", "it repeats a set that stands before it")
    _settle_after(scored, stages, correction)


def _settle_after(scored: Sequence[Candidate], stages: set[str], correction: Correction | None) -> None:
    """Read what remains after treatment as current, or as target beside a current set; what a person said comes first."""
    said = _RESIDUAL.get(correction.residual, "") if correction else ""
    if said and (said == "target" or said not in stages):
        stage, why = said, f"the layout of this organisation says that it means {said}"
    elif "current" not in stages:
        stage, why = "current", "no current set stands beside it"
    else:
        stage, why = ("target" if "target" not in stages else ""), "a current set stands beside it"
    for candidate in scored:
        if candidate.options[0].stage == AFTER:
            _stage(candidate, stage, why)


def _stage(candidate: Candidate, stage: str, why: str = "") -> None:
    candidate.options = [
        replace(match, stage=stage, why=match.why or why) if match.part and match.stage in {"", AFTER} else match
        for match in candidate.options
    ]


def _obey_initial(scored: Sequence[Candidate], correction: Correction | None) -> None:
    """Take "initial" for "inherent" where a person said so and no other columns are inherent."""
    if correction is None or correction.initial != "inherent" or any(one.options[0].stage == "inherent" for one in scored):
        return
    why = "the layout of this organisation says that it means inherent"
    for candidate in scored:
        candidate.options = [
            replace(match, field="", stage="inherent", why=why) if match.part and match.stage == "initial" else match
            for match in candidate.options
        ]


# Sets that name no stage


def _sets(bare: Sequence[Candidate]) -> tuple[list[Candidate], list[Candidate]]:
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


def _stage_of_bare(scored: Sequence[Candidate], first: Sequence[Candidate], stages: set[str]) -> str:
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


def _set_security_apart(candidates: Sequence[Candidate]) -> None:
    """Keep columns side by side for confidentiality, integrity and availability: a C there is no consequence."""
    series = spellings()["scores"]["security"].values()
    names = [candidate.path[-1].strip().casefold() if candidate.path else "" for candidate in candidates]
    for headings in series:
        for start in range(len(names) - len(headings) + 1):
            if names[start : start + len(headings)] == headings:
                for candidate in candidates[start : start + len(headings)]:
                    candidate.options = [Match(EXTRA, SURE, candidate.path[-1], why="the three of information security stand side by side")]


def _drop_unread(register: Register, scored: list[Candidate]) -> None:
    """Where several columns would be one part of a stage, leave out those without a readable cell beside one that is all read."""
    groups: dict[tuple[str, str], list[Candidate]] = {}
    for candidate in scored:
        best = candidate.options[0]
        if period_of(candidate.header) is None:
            groups.setdefault((best.stage, best.part), []).append(candidate)
    for (stage, part), group in groups.items():
        field = register.find(f"{'current' if stage in {'', AFTER} else stage}_{part}")
        # Of sets that repeat without a stage each has its own columns, read or not.
        if len(group) < _FEW or field is None or (not stage and len(groups.get((stage, "likelihood"), ())) > 1):
            continue
        shares = [_share_read(field.kind, candidate.values) for candidate in group]
        if 1.0 not in shares:
            continue
        for candidate, share in zip(group, shares, strict=True):
            # Numbers and numerals that are no level may yet be the product of the others.
            if share == 0 and not candidate.look.numbers + candidate.look.roman:
                others = [match for match in candidate.options if match.part != part]
                # What it would have been stays, last and least, for saying which column is read as that instead.
                last = [Match(field.key, PLAUSIBLE, candidate.options[0].says)] if stage in STAGES else []
                candidate.options = [*others, *last]
                if not others or not others[0].part:
                    scored.remove(candidate)


def _share_read(kind: Kind[int] | Kind[str], values: Sequence[object]) -> float | None:
    """Return the share of filled cells that are levels or scores; None of none."""
    if not any(not is_blank(value) for value in values):
        return None
    if isinstance(kind, Score):
        return _readable(kind, values)
    found = [value for value in values if not is_blank(value)]
    return 1 - len(read_answers(kind, found)[1]) / len(found)


def are_scores(kind: Score, values: Sequence[object]) -> bool:
    """Whether most filled cells are scores, stated or by their factors."""
    return _readable(kind, values) >= _MOST


def _tell_products(scored: Sequence[Candidate]) -> None:
    """Where two columns of a stage could be the consequence, take the one that is the product for the score."""
    groups: dict[tuple[str, str], list[Candidate]] = {}
    for candidate in scored:
        period = period_of(candidate.header)
        groups.setdefault((candidate.options[0].stage, period.text if period else ""), []).append(candidate)
    for group in groups.values():
        likelihood = [candidate for candidate in group if candidate.options[0].part == "likelihood"]
        sizes = [candidate for candidate in group if candidate.options[0].part == "consequence"]
        if len(sizes) != _FEW or any(candidate.options[0].part == "score" and candidate.look.count for candidate in group):
            continue
        weaker = min(sizes, key=lambda candidate: (candidate.options[0].confidence, -candidate.index))
        chosen, why = None, ""
        for size, other in (sizes, sizes[::-1]):
            numeral = size.look.roman > _MOST > other.look.roman
            if numeral or (likelihood and _is_product(size.values, likelihood[0].values, other.values)):
                chosen, why = (
                    size,
                    "its cells are the class that follows from the others" if numeral else "its cells are the product of the others",
                )
        if chosen is None and weaker.options[0].confidence >= _MOST and sizes[0].path[-1:] != sizes[1].path[-1:]:
            chosen, why = weaker, "another column gives the consequence"
        if chosen is not None:
            best = chosen.options[0]
            chosen.options = [replace(best, part="score", confidence=best.confidence * 0.95, why=why), *chosen.options[1:]]


def _is_product(product: Sequence[object], one: Sequence[object], other: Sequence[object]) -> bool:
    """Whether a column is the product of two others in most rows where all three hold numbers."""
    rows = [
        (float(whole), float(first), float(second))
        for whole, first, second in zip(product, one, other, strict=False)
        if isinstance(whole, int | float) and isinstance(first, int | float) and isinstance(second, int | float)
    ]
    right = sum(isclose(whole, first * second) for whole, first, second in rows if max(first, second) > 1)
    return bool(rows) and right > len(rows) / 2


def _readable(kind: Score, values: Sequence[object]) -> float:
    """Return the share of filled cells that are scores or state both factors of one; all of none."""
    found = [value for value in values if not is_blank(value)]
    wrong = [found[place] for place in kind.read_column(found)[1]]
    stated = [value for value in wrong if isinstance(value, str) and read_house_notation(value)]
    return 1 - (len(wrong) - len(stated)) / len(found) if found else 1.0


# Periods


def _name_months(candidates: Sequence[Candidate]) -> None:
    """Read headings that are dates, each the first of a month, as the months they were typed as."""
    months = months_of([part for candidate in candidates for part in candidate.path])
    if months:
        for candidate in candidates:
            candidate.path = tuple(months.get(part, part) for part in candidate.path)


def _read_bare_periods(register: Register, candidates: Sequence[Candidate]) -> None:
    """Take columns headed by nothing but a quarter or month for scores, where there are several and their cells are scores."""
    target = register.find("current_score")
    if target is None or not isinstance(target.kind, Score):
        return
    kind = target.kind
    bare = [
        candidate
        for candidate in candidates
        if candidate.path and all(not pieces(without_period(part)) for part in candidate.path) and period_of(candidate.header)
    ]
    sound = [candidate for candidate in bare if candidate.look.count and _are_mostly_scores(kind, candidate.values)]
    together = [value for candidate in bare if candidate.look.prose <= _HALF for value in candidate.values]
    if len(bare) < _FEW or not sound or not _are_mostly_scores(kind, together):
        return
    for candidate in bare:
        if candidate in sound or not candidate.look.count:
            why = "its cells are scores"
        elif candidate.look.prose <= _HALF and _numbers_fit(kind, candidate.values):
            why = "the columns beside it are scores of other periods"
        else:
            continue
        candidate.options = [Match("", 0.85, candidate.path[-1], "score", "", why)]


def _are_mostly_scores(kind: Score, values: Sequence[object]) -> bool:
    """Whether more than half of the filled cells are scores; words between them are somebody's remark, other numbers are not."""
    return _readable(kind, values) > _HALF and _numbers_fit(kind, values)


def _numbers_fit(kind: Score, values: Sequence[object]) -> bool:
    """Whether most numbers among the cells are scores."""
    numbers = [value for value in values if isinstance(value, int | float) and not isinstance(value, bool)]
    return not numbers or len(kind.read_column(numbers)[1]) <= len(numbers) * (1 - _MOST)


def _date_scores(register: Register, scored: list[Candidate]) -> None:
    """Settle scores by quarter or month: the latest filled one is current where no current column stands beside them.

    The latest before it is the previous score, and the others are kept as what they say; each keeps its period.
    """
    dated = [
        (candidate, period)
        for candidate in scored
        if candidate.options[0].stage in {"", "current"} and (period := period_of(candidate.header)) is not None
    ]
    scores = _ordered([entry for entry in dated if entry[0].options[0].part == "score"])
    for candidate, period in dated:
        candidate.period = period.text
    if not scores:
        filled = _ordered([entry for entry in dated if entry[0].look.count] or dated)
        _keep_last_factors(scored, dated, filled[-1][1].text if filled else "")
        return
    among = [candidate for candidate in scored if candidate not in [one for one, _ in dated]]
    has_current = any(one.options[0].part == "score" and one.options[0].stage in {"", "current"} for one in among)
    target = register.find("current_score")
    kind = target.kind if target is not None and isinstance(target.kind, Score) else None
    filled = [entry for entry in scores if entry[0].look.count and (kind is None or _readable(kind, entry[0].values))]
    filled = filled or [entry for entry in scores if entry[0].look.count] or scores
    latest = None if has_current else filled[-1]
    earlier = [entry for entry in filled if entry is not latest]
    for entry in scores:
        candidate, best = entry[0], entry[0].options[0]
        if entry is latest:
            why = f"{best.why} and it is the latest that is filled".removeprefix(" and ") if len(scores) > 1 else best.why
            candidate.options = [replace(best, field="", stage="current", why=why), *candidate.options[1:]]
            continue
        rest: list[Match] = []
        if earlier and entry is earlier[-1] and "previous_score" in register:
            why = (
                "it is the latest that is filled beside the current score"
                if has_current
                else "it is the one before the latest that is filled"
            )
            rest = [Match("previous_score", best.confidence, best.says, why=why)]
        candidate.options = [*rest, Match(EXTRA, best.confidence * 0.9, best.says)]
        scored.remove(candidate)
    _keep_last_factors(scored, dated, (latest or filled[-1])[1].text)


def _ordered(dated: Sequence[tuple[Candidate, Period]]) -> list[tuple[Candidate, Period]]:
    return [dated[place] for place in in_order([period for _, period in dated])]


def _keep_last_factors(scored: list[Candidate], dated: Sequence[tuple[Candidate, Period]], last: str) -> None:
    """Keep the likelihoods and consequences of periods before the last under their headings."""
    for candidate, period in dated:
        best = candidate.options[0]
        if best.part in {"likelihood", "consequence"} and period.text != last:
            candidate.options = [Match(EXTRA, best.confidence * 0.9, best.says)]
            scored.remove(candidate)


def _choose_targets(scored: list[Candidate]) -> None:
    """Of several scores to be reached take the one called target, then the one of the last period; the others keep theirs."""
    targets = [one for one in scored if one.options[0].stage == "target" and one.options[0].part == "score"]
    if len(targets) < _FEW:
        return
    dated = [(candidate, period) for candidate in targets if (period := period_of(candidate.header)) is not None]
    for candidate, period in dated:
        candidate.period = period.text
    undated = [candidate for candidate in targets if not candidate.period]
    called = [one for one in undated if not is_forecast(one.header)] or [
        one for one, _ in _ordered([entry for entry in dated if not is_forecast(entry[0].header)])
    ][-1:]
    chosen = (called or undated or [_ordered(dated)[-1][0]])[0]
    for candidate in targets:
        if candidate is not chosen and (candidate.period or is_forecast(candidate.header)):
            best = candidate.options[0]
            candidate.options = [Match(EXTRA, best.confidence * 0.9, best.says)]
            scored.remove(candidate)


def is_forecast(heading: str) -> bool:
    """Whether a heading says that its scores are foreseen rather than aimed at."""
    return not _foreseen().isdisjoint(pieces(heading))


@lru_cache(maxsize=1)
def _foreseen() -> frozenset[str]:
    return frozenset(piece for word in spellings()["scores"]["foreseen"]["words"] for piece in pieces(word))
