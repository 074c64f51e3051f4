"""Find the rows of a sheet that hold headings, and join headings that stand above one another."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from workbench.domain.kinds import words
from workbench.domain.text import squeeze
from workbench.exchange.evidence import filled, is_blank
from workbench.exchange.headings import Vocabulary
from workbench.exchange.sheets import Sheet
from workbench.exchange.spellings import spellings

_LOOKED = 250
"""Rows looked at closely from the top; further down only those below a blank row."""
_DEEPEST = 4
_PLENTY = 3
"""So many headings known by exact words, and nobody looks for misspelt ones."""
_PATIENCE = 40
_TWO = 2
"""A band stands over two headings or more, and a heading row holds as many."""
_UNHURRIED = 20
_FIRST = 3
_SENTENCE = 90
"""Letters from which a text is a sentence and no heading."""
_FARTHEST = 20_000
_WIDEST = 400
_SCALE = re.compile(r"(?i)[([]?\s*(?:von\s+|from\s+|de\s+)?\d{1,3}\s*(?:-|–|to|bis|a|à|до|\uff5e)\s*\d{1,3}\s*[)\]]?")


@dataclass
class Stack:
    """Rows of headings, with the headings above each column, outermost first.

    `covered` are columns that a heading merged across them hides; they count where they hold cells of their own.
    `beside` are the columns of other tables, which stand on the same rows.
    """

    rows: tuple[int, ...]
    headings: dict[int, tuple[str, ...]]
    covered: dict[int, tuple[str, ...]] = field(default_factory=dict)
    evidence: float = 0.0
    beside: frozenset[int] = frozenset()


def side_by_side(sheet: Sheet, stack: Stack, vocabularies: Sequence[Vocabulary]) -> list[Stack]:
    """Return the headings of each table where a blank column parts tables on the same rows.

    They have the same headings, or each begins with references of its own and goes on to rows of its own: risks on the
    left, actions on the right.
    """
    blocks: list[list[int]] = []
    for index in sorted(stack.headings):
        if blocks and index - blocks[-1][-1] == 1:
            blocks[-1].append(index)
        else:
            blocks.append([index])
    names = [{squeeze(stack.headings[index][-1]) for index in block} for block in blocks]
    if len(blocks) < _TWO or min(map(len, names)) < _PLENTY:
        return [stack]
    if any(found != names[0] for found in names) and not _are_apart(sheet, stack, blocks, vocabularies):
        return [stack]
    every = frozenset(stack.headings)
    return [
        Stack(
            stack.rows,
            {index: stack.headings[index] for index in block},
            {index: path for index, path in stack.covered.items() if block[0] <= index <= block[-1]},
            stack.evidence / len(blocks),
            every - set(block),
        )
        for block in blocks
    ]


def _are_apart(sheet: Sheet, stack: Stack, blocks: Sequence[Sequence[int]], vocabularies: Sequence[Vocabulary]) -> bool:
    """Whether blocks of columns are tables of their own: each has references, and each fills other rows, from the top on."""
    if not all(any(vocabulary.quick(stack.headings[block[0]][-1]) == "ref" for vocabulary in vocabularies) for block in blocks):
        return False
    below = sheet.rows[stack.rows[-1] + 1 :]
    ends = []
    for block in blocks:
        used = [place for place, cells in enumerate(below) if any(not is_blank(value) for value in cells[block[0] : block[-1] + 1])]
        if used != list(range(len(used))):
            return False
        ends.append(len(used))
    return len(set(ends)) == len(ends)


def stacks_on(sheet: Sheet, vocabularies: Sequence[Vocabulary], stated: Sequence[int] = ()) -> list[Stack]:
    """Return the headings found on a sheet, the likeliest first; only those a person stated, where somebody did."""
    merges = _Merges(sheet)
    if stated:
        rows = tuple(sorted(row for row in stated if 0 <= row < len(sheet.rows)))
        return [_joined(sheet, rows, merges)] if rows and any(filled(sheet.rows[row]) for row in rows) else []
    found: list[Stack] = []
    taken: set[int] = set()
    for evidence, row in sorted(_anchors(sheet, vocabularies), key=lambda anchor: (-anchor[0], anchor[1])):
        if row in taken or evidence <= 0:
            continue
        stack = _best_stack(sheet, row, merges, vocabularies)
        if taken & set(stack.rows):
            continue
        taken.update(stack.rows)
        found.append(stack)
    return sorted(found, key=lambda stack: -stack.evidence)


class _Merges:
    """Merged boxes of a sheet by the rows they begin in."""

    def __init__(self, sheet: Sheet) -> None:
        self.by_row: dict[int, list[tuple[int, int, int, int]]] = {}
        for box in sheet.merged:
            self.by_row.setdefault(box[0], []).append(box)

    def wide(self, row: int) -> list[tuple[int, int, int, int]]:
        """Return the boxes that begin in a row and span columns."""
        return [box for box in self.by_row.get(row, ()) if box[3] > box[1]]

    def tall(self, row: int) -> list[tuple[int, int, int, int]]:
        """Return the boxes that begin in a row and span rows."""
        return [box for box in self.by_row.get(row, ()) if box[2] > box[0]]


def _anchors(sheet: Sheet, vocabularies: Sequence[Vocabulary]) -> list[tuple[float, int]]:
    """Return rows with the words of headings, and how many."""
    found: list[tuple[float, int]] = []
    blank_above = True
    for row, cells in enumerate(sheet.rows[:_FARTHEST]):
        if row >= _LOOKED and not blank_above:
            blank_above = not (cells and cells[0]) and not any(value is not None and value != "" for value in cells[:_WIDEST])
            continue
        used = filled(cells[:_WIDEST])
        blank_above = not used
        if used:
            evidence = _heading_words(cells, used, vocabularies, hurried=row > _UNHURRIED)
            if evidence:
                found.append((evidence, row))
    if not found or max(found)[0] < _PLENTY:
        known = {row for _, row in found}
        found += [
            (evidence, row)
            for row, cells in enumerate(sheet.rows[:_PATIENCE])
            if row not in known and (evidence := _heading_words(cells, filled(cells[:_WIDEST]), vocabularies, patient=True))
        ]
    return sorted(found, key=lambda anchor: (-anchor[0], anchor[1]))[:12]


def _heading_words(
    cells: Sequence[object], used: Sequence[int], vocabularies: Sequence[Vocabulary], *, patient: bool = False, hurried: bool = False
) -> float:
    """Return how many different fields a row's cells name, for the register it names most of.

    A patient look also takes misspelt words and words within longer headings; a hurried one stops where the first
    cells are no headings.
    """
    texts = [str(cells[index]) for index in used if isinstance(cells[index], str)]
    dated = sum(isinstance(cells[index], date) for index in used)
    dated += len(_steps_among(cells, used)) if len(texts) + dated < len(used) else 0
    if len(texts) < 2 or len(texts) < 0.6 * (len(used) - dated):  # noqa: PLR2004 - a heading row has two headings
        return 0.0
    first = [text for text in texts[:_FIRST] if len(text) <= _SENTENCE]
    if hurried and not any(vocabulary.quick(text) for text in first for vocabulary in vocabularies):
        return 0.0
    best = 0.0
    for vocabulary in vocabularies:
        look = vocabulary.slow if patient else vocabulary.quick
        known = [look(text) for text in texts if len(text) <= _SENTENCE]
        named = {key for key in known if key}
        if len(named) >= 2 or (len(named) == 1 and any(part.strip(" :").casefold() == "workbench id" for part in texts)):  # noqa: PLR2004 - as above
            best = max(best, len(named) - 0.15 * (len(texts) - sum(bool(key) for key in known)) + 0.001 * len(texts))
    labels = sum(text.rstrip().endswith(":") for text in texts)
    return best - 0.6 * labels if labels * 3 > len(texts) and labels < len(texts) else best


def _best_stack(sheet: Sheet, row: int, merges: _Merges, vocabularies: Sequence[Vocabulary]) -> Stack:
    """Return the headings around a row: with the bands above it and the sub-headings below it that belong to it."""
    rows = [row]
    while len(rows) < _DEEPEST and _is_stacked(sheet, rows[-1], rows[-1] + 1, merges, vocabularies):
        rows.append(rows[-1] + 1)
    if rows == [row] and row + 1 < len(sheet.rows) and _are_steps(sheet.rows[row], sheet.rows[row + 1]):
        rows.append(row + 1)
    while len(rows) < _DEEPEST and rows[0] > 0 and _is_stacked(sheet, rows[0] - 1, rows[0], merges, vocabularies, beneath=rows):
        rows.insert(0, rows[0] - 1)
    stack = _joined(sheet, tuple(rows), merges)
    stack.evidence = _weight(stack, vocabularies)
    return stack


def _weight(stack: Stack, vocabularies: Sequence[Vocabulary]) -> float:
    best = 0.0
    for vocabulary in vocabularies:
        fields: dict[str, float] = {}
        for path in stack.headings.values():
            for match in vocabulary.read(path)[:1]:
                key = match.field or f"{match.stage} {match.part}"
                fields[key] = max(fields.get(key, 0), match.confidence)
        best = max(best, sum(fields.values()))
    return best


def _is_stacked(  # noqa: C901, PLR0911 - one sign after another
    sheet: Sheet, upper: int, lower: int, merges: _Merges, vocabularies: Sequence[Vocabulary], beneath: Sequence[int] = ()
) -> bool:
    """Whether two neighbouring rows are headings above headings; `beneath` are rows already known for headings, upper one first."""
    downwards = not beneath
    if lower >= len(sheet.rows):
        return False
    above, below = sheet.rows[upper], sheet.rows[lower]
    top, sub = filled(above[:_WIDEST]), filled(below[:_WIDEST])
    if not top or not sub or not _all_short(above, top):
        return False
    steps = _steps_among(below, sub)
    others = [index for index in sub if index not in steps]
    if not _all_short(below, others, dated=True):
        return False
    if downwards and steps and set(top) <= steps:
        return bool(others) and _are_headings(below, others, vocabularies)
    if not downwards and any(str(above[index]).rstrip().endswith(":") for index in top):
        return False  # a label with its value beside it: "Project name: …"
    tall = [box for box in merges.tall(upper) if box[2] >= lower and not is_blank(_cell(sheet, upper, box[1]))]
    if any(box[1] <= index <= box[3] for box in tall for index in sub):
        return False
    sub = sorted({*sub, *(index for row in beneath for index in filled(sheet.rows[row][:_WIDEST]))})
    wide = [box for box in merges.wide(upper) if box[2] == upper and not is_blank(_cell(sheet, upper, box[1]))]
    bands = [box for box in wide if sum(box[1] <= index <= box[3] for index in sub) >= _TWO]
    if tall and bands:
        return True
    if downwards and not _are_headings(below, sub, vocabularies):
        return False
    if tall and (len(sub) >= _TWO or not set(sub) & set(top)):
        return True
    staged = sum(_names_stage(str(above[index]), vocabularies) for index in top)
    if wide:
        # One band over everything is a title, and a single band is one unless it names a stage.
        whole = any(box[1] <= min(sub) and box[3] >= max(sub) for box in wide)
        return bool(bands) and not whole and (len(top) >= _TWO or bool(staged))
    return _loosely_stacked(above, top, sub, staged=staged, downwards=downwards)


def _are_steps(above: Sequence[object], below: Sequence[object]) -> bool:
    """Whether a row holds only the steps of scales, each 1 to 5 or 5 to 1 beneath the first cell of its heading: "Likelihood"."""
    runs: list[list[int]] = []
    before = -1
    for index in filled(below[:_WIDEST]):
        step = _whole(below[index])
        headed = index < len(above) and not is_blank(above[index])
        if step is None or not (headed or (runs and index == before + 1)):
            return False
        runs += [[]] if headed else []
        runs[-1].append(step)
        before = index
    return bool(runs) and all(len(run) >= _PLENTY and sorted(run) == list(range(1, len(run) + 1)) for run in runs)


def _steps_among(cells: Sequence[object], used: Sequence[int]) -> set[int]:
    """Return which cells beside one another count the steps of a scale from 1 on, or down to 1: "1 | 2 | 3 | 4 | 5"."""
    found: set[int] = set()
    run: list[int] = []
    for index in [*used, -1]:
        step = _whole(cells[index]) if index >= 0 else None
        follows = bool(run) and step is not None and index == run[-1] + 1 and abs(step - (_whole(cells[run[-1]]) or 0)) == 1
        if not follows:
            if len(run) >= _PLENTY and sorted(_whole(cells[place]) or 0 for place in run) == list(range(1, len(run) + 1)):
                found.update(run)
            run = []
        if step is not None:
            run.append(index)
    return found


def _whole(value: object) -> int | None:
    """Return the whole number that a cell holds, typed as text or not, or None."""
    text = words(value).strip()
    return int(text) if text.isdecimal() and value.__class__ is not bool else None


def _loosely_stacked(above: Sequence[object], top: Sequence[int], sub: Sequence[int], *, staged: int, downwards: bool) -> bool:
    """Whether headings without merges are stacked: bands whose words stand only in the first of their columns."""
    particulars = spellings()["rows"]["particulars"]
    labels = [squeeze(str(above[index])).strip(" :") in particulars for index in top]
    if not downwards and labels[0] and sum(labels) * 2 >= len(labels):
        return False
    if any(_SCALE.fullmatch(squeeze(str(above[index]))) for index in top):
        return False
    inside = [index for index in top if index in sub]
    edges = [*top[1:], max(sub) + 1]
    spans = [sum(start <= index < end for index in sub) for start, end in zip(top, edges, strict=True)]
    if downwards:
        # Sub-headings stand under the last of the headings or under blanks between them.
        free = [index for index in sub if index not in top]
        return len(top) >= _TWO and len(sub) >= _TWO and (not inside or (staged > 0 and len(free) * 2 >= len(sub)))
    if staged:
        # "Current risks" in the first column alone is a title.
        return top[0] >= min(sub) and (len(top) > 1 or top[0] > min(sub))
    return len(top) >= _TWO and len(inside) == len(top) and sum(span >= _TWO for span in spans) * 2 > len(top)


def _names_stage(text: str, vocabularies: Sequence[Vocabulary]) -> bool:
    return any(vocabulary.names_stage(text) for vocabulary in vocabularies)


def _are_headings(cells: Sequence[object], used: Sequence[int], vocabularies: Sequence[Vocabulary]) -> bool:
    texts = [str(cells[index]) for index in used]
    return any(sum(vocabulary.could_be(text) for text in texts) * 2 >= len(texts) for vocabulary in vocabularies)


def _all_short(cells: Sequence[object], used: Sequence[int], *, dated: bool = False) -> bool:
    return all(
        (isinstance(cells[index], str) and len(str(cells[index])) <= 120)  # noqa: PLR2004 - longer ones are sentences
        or (dated and isinstance(cells[index], date))
        for index in used
    )


def _cell(sheet: Sheet, row: int, column: int) -> object:
    cells = sheet.rows[row]
    return cells[column] if column < len(cells) else None


def _joined(sheet: Sheet, rows: tuple[int, ...], merges: _Merges) -> Stack:
    """Return stacked rows with the headings above each column."""
    own = sorted({index for row in rows for index in filled(sheet.rows[row])})
    last = max((index for index in filled(sheet.rows[rows[-1]])), default=max(own))
    levels: list[dict[int, str]] = []
    covered: dict[int, tuple[str, ...]] = {}
    tall: set[tuple[int, int]] = set()
    for depth, row in enumerate(rows):
        cells = sheet.rows[row]
        level = {index: words(cells[index]).strip() for index in filled(cells)}
        bottom = depth + 1 == len(rows)
        boxes = {box[1]: box for box in merges.by_row.get(row, ()) if box[1] in level}
        for index, box in boxes.items():
            for column in range(index + 1, min(box[3], index + _WIDEST) + 1):
                if bottom or box[2] >= rows[-1]:
                    covered[column] = (level[index],)
                else:
                    level.setdefault(column, level[index])
            tall.update((lower, index) for lower in range(row + 1, box[2] + 1))
        if not bottom and not boxes:
            _spread(level, filled(cells), sheet.rows[rows[depth + 1]], max(last, *own))
        elif not bottom:
            free = [index for index in filled(cells) if index not in boxes]
            _spread(level, free, sheet.rows[rows[depth + 1]], last, stops=filled(cells)) if free and not tall else None
        levels.append(level)
    headings: dict[int, tuple[str, ...]] = {}
    for index in own:
        path = tuple(level[index] for level in levels if index in level)
        if path and (index in levels[-1] or any(row_index in filled(sheet.rows[row]) for row, row_index in ((row, index) for row in rows))):
            headings[index] = _without_repeats(path)
    for index, path in covered.items():
        covered[index] = _without_repeats((*(level[index] for level in levels[:-1] if index in level), *path))
    return Stack(rows, headings, {index: path for index, path in covered.items() if index not in headings})


def _spread(level: dict[int, str], starts: Sequence[int], below: Sequence[object], last: int, stops: Sequence[int] = ()) -> None:
    """Let a band reach over the columns to its right up to the next one, where headings stand below it."""
    marks = sorted({*starts, *stops})
    steps = _steps_among(below, filled(below[:_WIDEST]))
    for place, start in enumerate(marks):
        if start not in starts or start >= len(below) or is_blank(below[start]):
            continue
        end = marks[place + 1] if place + 1 < len(marks) else last + 1
        for column in range(start + 1, end):
            if start in steps and column not in steps:
                break
            if column < len(below) and not is_blank(below[column]):
                level.setdefault(column, level[start])


def _without_repeats(path: tuple[str, ...]) -> tuple[str, ...]:
    kept: list[str] = []
    for text in path:
        if text and (not kept or squeeze(kept[-1]) != squeeze(text) or len(path) == 2):  # noqa: PLR2004 - "Status / Status" says it twice
            kept.append(text)
    return tuple(kept)
