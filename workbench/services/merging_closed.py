"""What another copy says of a quarter that is closed here, and is not closed there: nobody takes that unasked.

A copy in which the quarter was closed as well, or was opened again by somebody, had its own reasons; those changes come like others.
"""

from collections.abc import Mapping
from dataclasses import replace

from workbench.domain.change import Change
from workbench.domain.closed import POSITION, closed_in
from workbench.domain.quarters import Quarter, named
from workbench.domain.register import Record, Row
from workbench.exchange.sheets import Problem
from workbench.services.merging_plan import MergeRow
from workbench.services.plan import BACK, OUT, Outcome, Part


def ask_about_closed(part: Part, shut: Mapping[Quarter, Record], ours: Mapping[str, Row], theirs: Mapping[str, Row]) -> None:
    """Ask about what would change a position of a closed quarter; a position that is new in one is told of.

    Args:
        part: what is planned for the positions.
        shut: the quarters closed here.
        ours: the positions as they are here.
        theirs: the copy's records of closed quarters.
    """
    known = {named(str(row.get("period") or "")) for row in theirs.values()}
    shut = {quarter: record for quarter, record in shut.items() if quarter not in known}
    for row in part.rows if shut and part.register == POSITION else ():
        if not isinstance(row, MergeRow) or row.outcome is Outcome.SAME or row.direction == BACK:
            continue
        after = None if row.direction == OUT else row.after if row.outcome is Outcome.NEW else row.theirs
        quarter = closed_in(Change(POSITION, row.uid, ours.get(row.uid), after), shut)
        if quarter is None:
            continue
        if row.outcome is Outcome.NEW:
            told = f"{row.ref} is a position in {quarter.name}, which is closed here; it comes in, so look whether a board must be told."
        else:
            told = f"{row.ref} belongs to {quarter.name}, which is closed here; it stays as it is unless you say otherwise."
            row.cells = tuple(replace(cell, taken=False) for cell in row.cells)
            row.outcome, row.before, row.after, row.moves = Outcome.CONFLICTING, None, None, ""
        part.problems.append(Problem(part.table.sheet, row.ref, told))
