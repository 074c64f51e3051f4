"""Columns that are the steps of one scale are read as one column, which says the step that is marked."""

from collections.abc import Sequence

from workbench.domain.kinds import words
from workbench.domain.text import joined
from workbench.exchange.headings import JOINT
from workbench.exchange.noting import Cells, Noting
from workbench.exchange.ticks import is_mark, is_unmarked


def one_column(several: Sequence[Cells], noting: Noting) -> list[Cells]:
    """Return the columns of one field, those that are steps of a scale as one; two marks in one row are kept and told of."""
    steps = [cells for cells in several if cells.column.ticked]
    if not steps:
        return list(several)
    heading = steps[0].column.header.rpartition(JOINT)[0] or steps[0].heading
    whole = Cells(steps[0].column, heading, [None] * len(noting.rows))
    for place in range(len(noting.rows)):
        marked = [cells for cells in steps if not is_unmarked(cells.first[place])]
        whole.first[place] = _step_of(place, marked, noting)
        if marked:
            whole.stands[place] = marked[0].index
    for cells in steps:
        for place, more in cells.more.items():
            further = [(row, value) for row, value in more if not is_unmarked(value)]
            for _, value in further:
                _keep_words(cells, place, value, noting)
            whole.more.setdefault(place, []).extend((row, cells.column.ticked) for row, _ in further)
    return [whole, *(cells for cells in several if not cells.column.ticked)]


def _step_of(place: int, marked: Sequence[Cells], noting: Noting) -> object:
    """Return the one step that is marked in a record; several are kept and told of."""
    if len(marked) == 1:
        _keep_words(marked[0], place, marked[0].first[place], noting)
        return marked[0].column.ticked
    for cells in marked:
        noting.keep(place, cells.heading, words(cells.first[place]))
    if marked:
        row = noting.rows[place]
        names = joined([noting.sheet.place(row, cells.index)[1] for cells in marked])
        said = joined([f"“{cells.column.ticked}”" for cells in marked], "or")
        message = f"The cells {names} are all marked, so it was not read as {said}. The marks are kept under their headings."
        noting.problem(row, marked[0].index, message)
    return None


def _keep_words(cells: Cells, place: int, value: object, noting: Noting) -> None:
    """Keep what stands in the place of a mark and says more than one."""
    if not is_mark(value):
        noting.keep(place, cells.heading, words(value))
