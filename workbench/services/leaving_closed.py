"""What a workbook says of closed quarters is left alone and said so: their positions stand."""

from collections.abc import Mapping, Sequence

from workbench.domain.change import Change
from workbench.domain.closed import POSITION, closed_in, quarters_of
from workbench.domain.quarters import Quarter
from workbench.domain.register import UID, Record
from workbench.exchange.sheets import Child, Problem, cell
from workbench.services.book import Book
from workbench.services.plan import Outcome, Part, Plan, PlanCell, PlannedChild, PlanRow
from workbench.services.quarters import closed


def leave_closed(book: Book, plan: Plan) -> None:
    """Take out of a plan what would change a position of a closed quarter, each told of with its cell."""
    shut = closed(book)
    if not shut:
        return
    for part in plan.parts:
        for index, row in enumerate(part.rows):
            if part.register == POSITION:
                _leave_row(part, row, shut)
            elif any(child.register == POSITION for child in row.children):
                said = part.source.reading.children.get(index, []) if part.source else []
                _leave_children(book, part, row, said, shut)


def _leave_row(part: Part, row: PlanRow, shut: Mapping[Quarter, Record]) -> None:
    """Leave a position's own row alone where its quarter is closed."""
    if not row.content or row.after is None:
        return
    quarter = closed_in(Change(POSITION, row.uid, row.before, row.after), shut)
    if quarter is None:
        return
    new = row.before is None
    told = (
        f"{quarter.name} is closed, so no position was added to it."
        if new
        else f"{row.ref} belongs to {quarter.name}, which is closed; it stays as it is."
    )
    column = part.source.reading.cells.get("score", part.source.reading.cells.get("ref", 0)) if part.source else 0
    part.problems.append(Problem(part.table.sheet, cell(row.row - 1, column), told))
    for each in row.cells:
        part.instead.setdefault(row.uid, {})[each.field] = each.stored[2]
    row.outcome, row.reason, row.cells, row.before, row.after = Outcome.SAME, "", (), None, None


def _leave_children(book: Book, part: Part, row: PlanRow, said: Sequence[Child], shut: Mapping[Quarter, Record]) -> None:
    """Leave positions alone that columns headed by a closed quarter state."""
    kept: list[PlannedChild] = []
    left: list[PlannedChild] = []
    cells = list(row.cells)
    for child in row.children:
        quarter = _closed_of(book, row, child, shut)
        if quarter is None:
            kept.append(child)
            continue
        left.append(child)
        _take_cell(row, child, cells)
        origin = next((one for one in said if one.register == POSITION and quarter in quarters_of(one.values)), None)
        where = cell(origin.row, origin.column) if origin else ""
        if part.table.drawn and origin:
            sheet, where = part.table.drawn.place(origin.row, origin.column)
        else:
            sheet = part.table.sheet
        told = f"{quarter.name} is closed, so the position of {row.ref} in it stays as it is and this one was not taken."
        part.problems.append(Problem(sheet, where, told))
    if left:
        row.children, row.cells = kept, tuple(cells)
        _outcome_again(row)


def _closed_of(book: Book, row: PlanRow, child: PlannedChild, shut: Mapping[Quarter, Record]) -> Quarter | None:
    if child.register != POSITION:
        return None
    here = book.record(POSITION, child.uid) if child.uid else None
    before = here.row if here else None
    after = {UID: child.uid, "parent": row.uid, **(before or {}), **child.values}
    return closed_in(Change(POSITION, child.uid, before, after), shut)


def _take_cell(row: PlanRow, child: PlannedChild, cells: list[PlanCell]) -> None:
    """Take out the cells that tell of a planned position: those of a known one, else the new one in its place."""
    if child.uid:
        cells[:] = [one for one in cells if one.place is None or one.place[0] != child.uid]
        return
    fresh = [one for one in row.children if one.register == POSITION and not one.uid]
    new = [
        one
        for one in row.cells
        if one.field == POSITION and one.place is None and one.stored[:2] == (None, None) and one.label.startswith("New ")
    ]
    place = next(number for number, one in enumerate(fresh) if one is child)
    if place < len(new):
        cells[:] = [one for one in cells if one is not new[place]]


def _outcome_again(row: PlanRow) -> None:
    """Give a row its outcome now that some of its cells are gone."""
    if row.outcome in (Outcome.CHANGED, Outcome.CONFLICTING):
        conflict = any(one.conflict for one in row.cells)
        row.outcome = Outcome.CONFLICTING if conflict else Outcome.CHANGED if row.cells else Outcome.SAME
