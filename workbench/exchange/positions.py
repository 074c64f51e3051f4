"""Columns headed by a quarter, a month or a day become positions: what a score was, is to be or is expected to be then."""

import re
from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from workbench.domain.errors import UnreadableError
from workbench.domain.kinds import MONTHS, Choice, Kind, Stored, words
from workbench.domain.registers import declared
from workbench.domain.scoring import CONSEQUENCE, LIKELIHOOD, SCORE
from workbench.exchange.factors import says_more
from workbench.exchange.headings import PARTS, Phrases, factor_order, pieces
from workbench.exchange.notations import read_house_notation
from workbench.exchange.noting import Cells, Noting
from workbench.exchange.sheets import EXTRA, Child
from workbench.exchange.spellings import spellings

POSITION = "position"
"""Key of the register of positions."""
ACTUAL, TARGET = "actual", "target"

_FISCAL = r"(\d{4})/(\d{2})"
_QUARTER = re.compile(rf"Q([1-4]) {_FISCAL}")
_MONTH = re.compile(rf"({'|'.join(MONTHS)}) (\d{{4}})")
_MARCH = 3


@dataclass(frozen=True)
class _Said:
    """What a cell says of a position; `loose` where its words say more than was read, and `why` what is wrong with them."""

    values: Mapping[str, Stored]
    loose: bool = False
    why: str = ""


def ends_on(period: str) -> Stored:
    """Return the last day of a period as ISO text; None where no year is named, or not which kind of year.

    Quarters are those of years from April to March, as "Q1 2026/27".
    """
    if found := _QUARTER.fullmatch(period):
        months = _MARCH + 3 * int(found[1])
        return _month_end(int(found[2]) + (months - 1) // 12, (months - 1) % 12 + 1)
    if found := _MONTH.fullmatch(period):
        return _month_end(int(found[2]), MONTHS.index(found[1]) + 1)
    if found := re.fullmatch(_FISCAL, period):
        return _month_end(int(found[1]) + 1, _MARCH)
    try:
        return date.fromisoformat(period).isoformat()
    except ValueError:
        return None


def _month_end(year: int, month: int) -> str:
    return date(year, month, monthrange(year, month)[1]).isoformat()


def take_positions(columns: Sequence[Cells], noting: Noting, first: str = "") -> None:
    """Make a position of each readable cell below a period; what no field takes is kept under its heading only where unread.

    Likelihood and consequence of one period in columns side by side are one position. `first` is "likelihood" or
    "consequence" where a person said which of two factors comes first.
    """
    groups: dict[tuple[str, str], list[tuple[str, Cells]]] = {}
    for cells in columns:
        if cells.column.period:
            groups.setdefault((cells.column.period, kind_of(cells.column.header)), []).append((_part_of(cells.column.header), cells))
    for (period, kind), parts in groups.items():
        stated: dict[str, Stored] = {"period": period, "kind": kind, "date": ends_on(period)}
        for place, row in enumerate(noting.rows):
            said = [(cells, _read(cells, place, part, first)) for part, cells in parts if cells.first[place] is not None]
            values = _together([one for _, one in said])
            for cells, one in said:
                _settle(cells, place, one, values, noting)
            if values:
                told: dict[str, Stored] = {key: value for key, value in (*stated.items(), *values.items()) if value is not None}
                noting.reading.children.setdefault(place, []).append(Child(POSITION, told, row, said[0][0].index))


def _read(cells: Cells, place: int, part: str, first: str) -> _Said:
    value = cells.first[place]
    return _score(value, factor_order(cells.column.header, first)) if part == "score" else _level(value, part)


def _together(said: Sequence[_Said]) -> Mapping[str, Stored]:
    """Return both factors where some cells give them, else the score; nothing where they give neither."""
    known: dict[str, Stored] = {}
    for one in said:
        known = {**one.values, **known}
    if "likelihood" in known and "consequence" in known:
        return {part: known[part] for part in PARTS[:2]}
    return {"score": known["score"]} if "score" in known else {}


def _settle(cells: Cells, place: int, said: _Said, values: Mapping[str, Stored], noting: Noting) -> None:
    """Take a cell that no field has but the position; what it says otherwise is kept and told of."""
    if cells.column.field != EXTRA:
        return
    likelihood, consequence = values.get("likelihood"), values.get("consequence")
    product = int(likelihood) * int(consequence) if likelihood is not None and consequence is not None else values.get("score")
    agrees = all(value == (product if part == "score" else values.get(part)) for part, value in said.values.items())
    why = said.why
    if values and not why and not agrees:
        shown = " ".join(words(cells.first[place]).split())
        why = f"“{shown}” disagrees with what the other cells of {cells.column.period} say, and they count."
    if why:
        noting.problem(noting.rows[place], cells.index, f"{why} The words are kept under “{cells.heading}”.")
    elif values and not said.loose:
        cells.first[place] = None


def _level(value: object, part: str) -> _Said:
    kind: Kind[int] = LIKELIHOOD if part == "likelihood" else CONSEQUENCE
    try:
        return _Said({part: kind.read(value)})
    except UnreadableError as error:
        return _Said({}, why=str(error))


def _score(value: object, order: str) -> _Said:
    said = read_house_notation(value, order) if isinstance(value, str) else None
    if said is not None and said.likelihood is not None and said.consequence is not None:
        product = said.likelihood * said.consequence
        wrong = said.total not in (None, product)
        shown = " ".join(words(value).split())
        why = f"“{shown}” disagrees with likelihood × consequence, which is {product}; the product counts." if wrong else ""
        return _Said({"likelihood": said.likelihood, "consequence": said.consequence}, loose=wrong or says_more(said.rest), why=why)
    try:
        # Of two factors that nobody named the product is read; which is which stays in the words.
        return _Said({"score": SCORE.read(value)}, loose=said is not None or (isinstance(value, str) and says_more(value)))
    except UnreadableError as error:
        return _Said({}, why=str(error))


@lru_cache(maxsize=256)
def _part_of(header: str) -> str:
    """Return the part of a score that a heading names: one factor, or the score where it names neither or both."""
    tokens = pieces(header)
    spelled = spellings()["scores"]["parts"]
    named = [part for part in PARTS[:2] if Phrases({part: spelled[part]}).first(tokens)]
    if not named and tokens:
        letters = spellings()["scores"]["letters"]
        named = [part for part in PARTS[:2] if tokens[-1] in letters.get(part, ())]
    return named[0] if len(named) == 1 else "score"


@lru_cache(maxsize=256)
def kind_of(header: str) -> str:
    """Return whether a heading speaks of what a score is, of what it is to be or of what it is expected to be."""
    register = declared().get(POSITION)
    field = register.find("kind") if register else None
    tokens = pieces(header)
    if field is not None and isinstance(field.kind, Choice):
        spelled = {option.key: [option.key, option.label, *option.synonyms] for option in field.kind.options}
        if found := Phrases(spelled).first(tokens):
            return found[0]
    return TARGET if Phrases({TARGET: spellings()["scores"]["stages"][TARGET]}).first(tokens) else ACTUAL
