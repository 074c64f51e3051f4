"""What a person decides about a merge before it is applied: as about a return, and whether a removed record stays or goes."""

from collections.abc import Mapping
from datetime import datetime

from workbench.domain.kinds import Stored
from workbench.domain.register import Register
from workbench.services.book import Book
from workbench.services.deciding import Deciding
from workbench.services.merging_plan import MergePlan, MergeRow, filled
from workbench.services.merging_points import WHOLE
from workbench.services.newest import Newest
from workbench.services.plan import PlanCell, PlanRow


class NewestOfCopy(Newest):
    """Compares the cells of two copies by when each was written, by their own histories."""

    def __init__(self, book: Book, plan: MergePlan) -> None:
        self._book, self._plan = book, plan
        self._known: dict[str, dict[str, tuple[datetime, str]]] = {}
        self._there: dict[tuple[str, str], str] = {}
        for entry in plan.sets:
            for change in entry.changes:
                keys = [WHOLE] if change.before is None or change.after is None else change.keys
                for key in keys:
                    self._there[change.uid, key] = entry.made_at or entry.at

    @property
    def words(self) -> str:
        """Nothing: each cell counts from when it was changed, not the copy from when it was saved."""
        return ""

    def is_theirs(self, register: str, row: PlanRow, cell: PlanCell) -> bool | None:
        """Whether the copy's is the newer of two; None where nothing tells."""
        del register
        keys = [cell.field] if cell.field else [*self._times(row.uid), *(key for uid, key in self._there if uid == row.uid)]
        there = [datetime.fromisoformat(at) for key in keys if (at := self._there.get((row.uid, key)))]
        here = [self._times(row.uid)[key][0] for key in keys if key in self._times(row.uid)]
        return max(there) > max(here) if there and here else None


class MergeDeciding(Deciding):
    """The decisions about one merge."""

    def __init__(self, book: Book, plan: MergePlan) -> None:
        super().__init__(book, plan)
        self._newest = NewestOfCopy(book, plan)

    def _write_known(self, row: PlanRow, planned: PlanRow, register: Register) -> None:
        """Write the cells taken, of columns unknown to this program, too; or the record as a whole."""
        del planned
        if isinstance(row, MergeRow) and row.direction:
            row.moves = row.direction if row.cells[0].written else ""
            return
        taken = {cell.field: cell.stored[2] for cell in row.cells if cell.written}
        here = self._row_here(row)
        row.before = row.after = None
        if taken:
            row.before, row.after = here, register.settled(filled({**here, **taken}))

    def _shown_instead(self, row: PlanRow, planned: object, register: Register) -> Mapping[str, Stored] | None:
        """Return nothing: what is left open is kept by the merge itself."""
        del row, planned, register
        return None
