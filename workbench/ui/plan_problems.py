"""What is wrong in a workbook, as a list beside the sheet it stands in."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QWidget

from workbench.ui.lines import Line, LinesModel, LinesTable
from workbench.ui.preview import SheetTable, place_of
from workbench.ui.table import Weight

if TYPE_CHECKING:
    from workbench.services.importing import Problem
    from workbench.services.plan import Plan


class ProblemsView(QWidget):
    """A list of problems; the one chosen shows its cell.

    Signals:
        row_asked: Enter was pressed on a problem; carries the sheet and the row it stands in, counted from 1.
    """

    row_asked = Signal(str, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._plan: Plan | None = None
        self.model = LinesModel(("Sheet", "Cell", "What is wrong"), self)
        self.table = LinesTable(self.model, "Problems", (14, 16, 40), 2)
        self.table.setToolTip("The cell is shown beside it; Enter or a double click goes to the row")
        self.table.opened.connect(self._open)
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._show_cell())
        self.sheet = SheetTable("The sheet of the problem")
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setHandleWidth(1)
        split.setChildrenCollapsible(False)
        split.addWidget(self.table)
        split.addWidget(self.sheet)
        split.setSizes([620, 700])
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(split)

    def fill(self, plan: "Plan | None", lines: Sequence[Line]) -> None:
        """Show the problems of another plan."""
        self._plan = plan
        self.model.fill(lines)
        self.sheet.fill(None)
        if lines:
            self.table.selectRow(0)

    def _show_cell(self) -> None:
        """Show the sheet and the cell of the problem chosen."""
        line = self.model.line(self.table.currentIndex().row())
        if line is None or self._plan is None or not isinstance(line.about, tuple):
            return
        name, cell = line.about
        sheet = self._plan.workbook.sheet(name)
        if sheet is None:
            self.sheet.fill(None)
            return
        if self.sheet.sheet.name != sheet.name:
            tables = [part.table for part in self._plan.parts if part.table.sheet == sheet.name and part.table.drawn is None]
            self.sheet.fill(sheet, tables[0].header_rows if tables else ())
        row, column = place_of(cell)
        if row >= 0:
            self.sheet.go_to(row, column)

    def _open(self, line: Line) -> None:
        if isinstance(line.about, tuple):
            name, cell = line.about
            self.row_asked.emit(name, place_of(cell)[0] + 1)


def references(plan: "Plan") -> dict[tuple[str, int], str]:
    """Return the references of a workbook's records by sheet and row, counted from 1."""
    return {(part.table.sheet, row.row): row.ref for part in plan.parts for row in part.rows if row.ref}


def problem_lines(problems: "Sequence[Problem]", refs: "Mapping[tuple[str, int], str] | None" = None) -> list[Line]:
    """Return problems to read, what is wrong with a whole column said once; each line knows its first sheet and cell.

    Args:
        problems: what is wrong.
        refs: the references of records by sheet and row, so that a problem says whose it is.
    """
    from workbench.services.plan import told  # noqa: PLC0415 - loaded by the plan already

    lines: list[Line] = []
    waiting = iter(problems)
    for words in told(problems):
        for problem in waiting:
            start = f"{problem.sheet} {problem.cell}"
            if words.startswith((f"{start}: ", f"{start} and ")) and words.endswith(problem.message):
                cells = words.removeprefix(f"{problem.sheet} ").removesuffix(f": {problem.message}")
                weights = (Weight.MUTED, Weight.STRONG, Weight.PLAIN)
                row = problem.cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
                ref = (refs or {}).get((problem.sheet, int(row)), "") if row.isdecimal() else ""
                message = f"{ref}: {problem.message}" if ref and ref not in problem.message else problem.message
                lines.append(Line((problem.sheet, cells, message), weights, (problem.sheet, problem.cell)))
                break
    return lines
