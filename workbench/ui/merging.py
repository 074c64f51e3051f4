"""The screen on which another copy of the file is merged: what differs, row by row and cell by cell, and what a person decides."""

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from PySide6.QtWidgets import QWidget

from workbench.domain.change import Applied
from workbench.domain.clock import Progress
from workbench.domain.text import counted, joined
from workbench.services.book import Book
from workbench.ui.lines import Line
from workbench.ui.plan import COLUMNS, ROWS, Planned, PlanScreen
from workbench.ui.plan_problems import problem_lines
from workbench.ui.tasks import Tasks
from workbench.ui.work import Work

if TYPE_CHECKING:
    from workbench.services.merging import MergePlan
    from workbench.services.plan import Plan

_HEADINGS = ("Use", "Field", "What both had", "Here now", "In the copy")


class MergeScreen(PlanScreen):
    """Shows what merging another copy of the file would change, takes decisions, and merges it when told to."""

    asks = "What merging this copy would change"
    writes = "Merging"

    def __init__(self, book: Book, tasks: Tasks, work: Work, parent: QWidget | None = None) -> None:
        super().__init__(book, tasks, work, parent)
        self.corrections.hide()
        self.origin_reason.hide()
        self.views.setTabVisible(COLUMNS, False)
        self.views.setAccessibleName("Records and problems")
        self.views.setTabText(ROWS, "Records")
        self.rows_view.speak_of("copy", _HEADINGS)
        problems = self.problems_view
        problems.model.headings = ("Register", "Reference", "What to look at")
        problems.sheet.hide()
        problems.table.setToolTip("Enter or a double click goes to the record")
        problems.row_asked.disconnect(self._go_to_row)
        problems.table.opened.connect(self._go_to_record)
        self.go.setToolTip("Write this into the file as one change that can be undone whole (Ctrl+Enter)")

    def _go_to_record(self, line: Line) -> None:
        """Show the record that a sentence is about."""
        parts = self.plan.parts if self.plan is not None else []
        rows = [(part.table.sheet, row) for part in parts for row in part.rows]
        found = next((row for sheet, row in rows if line.about == (sheet, row.ref)), None)
        if found is not None and isinstance(line.about, tuple):
            self._go_to_row(line.about[0], found.row)

    def _making(self) -> Callable[[Progress], Planned]:
        """Return what compares the two copies in the other thread."""
        book, work, path = self._book, self._work, self._path

        def make(progress: Progress) -> Planned:
            from workbench.services.merging_deciding import MergeDeciding  # noqa: PLC0415 - adapters load when needed

            plan = work.plan_merge(book, path, progress=progress)
            return Planned(plan, MergeDeciding(book, plan), problem_lines(plan.problems))

        return make

    def _writing(self, plan: "Plan") -> Callable[[Progress], Applied | None]:
        """Return what merges in the other thread."""
        book, work = self._book, self._work
        return lambda progress: work.merge(book, cast("MergePlan", plan), progress=progress)


def merged_line(plan: "Plan") -> str:
    """Return what merging a copy did, and what is still open, as sentences."""
    written = [row for row in plan.rows if row.writes]
    new = sum(row.after is not None and row.before is None for row in written)
    removed = sum(row.moves == "out" for row in written)
    numbers = ((new, "added"), (len(written) - new - removed, "changed"), (removed, "removed"))
    parts = [f"{counted(number, 'record')} {words}" for number, words in numbers if number]
    waiting = sum(row.is_open for row in plan.rows)
    left = f" {counted(waiting, 'record')} stayed as here and will be asked about again." if waiting else ""
    what = f"{joined(parts)} from {plan.workbook.name}" if parts else f"What you decided about {plan.workbook.name} is kept"
    return f"{what}.{left}"
