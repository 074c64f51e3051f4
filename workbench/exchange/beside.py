"""Lists that stand to the right of a table on the same rows: legends, answers to choose from, worked-out helpers."""

from collections.abc import Sequence
from datetime import date

from workbench.domain.kinds import words
from workbench.domain.text import squeeze
from workbench.exchange.grids import Grid
from workbench.exchange.sheets import EXTRA, Column

_MOSTLY = 0.8
_FEW = 2
_TERSE = 30
"""Letters of an answer that people choose from a list."""


def columns_aside(grid: Grid, rough: Sequence[Column]) -> set[int]:
    """Return the columns of another list that stands to the right of the table on the same rows.

    It is parted from the table by a column without heading or cell, fills rows from the top on but not those the
    table fills, and has no headings, or only such as the table has already or no register knows. A list to choose from,
    two blank columns or more away, is known by its cells.
    """
    fields = {column.index: column.field for column in rough}
    blocks: list[list[int]] = []
    for index in grid.headings:
        if blocks and index - blocks[-1][-1] == 1:
            blocks[-1].append(index)
        else:
            blocks.append([index])
    main = max(blocks, key=lambda block: (sum(bool(grid.headings[index]) for index in block), -block[0]))
    table = {index for block in blocks if block[0] <= main[0] for index in block}
    taken = {fields.get(index, EXTRA) for index in table}
    named = {squeeze(grid.headings[index][-1]) for index in table if grid.headings[index]}
    beside = set().union(*(grid.filled[index] for index in table))
    aside: set[int] = set()
    for block in blocks:
        own = set().union(*(grid.filled[index] for index in block))
        if block[0] <= main[0]:
            continue
        headed = [index for index in block if grid.headings[index]]
        new = [
            index
            for index in headed
            if fields.get(index, "") not in (taken - {EXTRA}) | {""} and squeeze(grid.headings[index][-1]) not in named
        ]
        apart = (
            bool(own)
            and min(own) <= 1
            and len(own) >= _MOSTLY * (max(own) + 1)
            and (len(own & beside) * 2 <= len(beside) or bool(own - beside))
        )
        far = block[0] - max(index for index in grid.headings if index < block[0]) > _FEW
        if (apart and not new) or (not headed and _worked(grid, block)) or (far and _is_list(grid, block, len(beside))):
            aside.update(block)
        else:
            taken.update(fields.get(index, EXTRA) for index in block)
    return aside


def _is_list(grid: Grid, block: Sequence[int], records: int) -> bool:
    """Whether columns list terse answers, each once and from the top on, fewer than there are records."""
    for index in block:
        there = grid.filled[index]
        said = [grid.values[index][place] for place in sorted(there)]
        if (
            len(said) < _FEW
            or len(said) >= records
            or max(there) >= len(there)
            or len({squeeze(words(value)) for value in said}) < len(said)
        ):
            return False
        if any(isinstance(value, date) or len(words(value)) > _TERSE for value in said):
            return False
    return True


def _worked(grid: Grid, block: Sequence[int]) -> bool:
    """Whether every cell of some columns is worked out."""
    return all(grid.filled[index] <= grid.formulas.get(index, set()) for index in block)
