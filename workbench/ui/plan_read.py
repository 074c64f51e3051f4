"""How a workbook was read: the sheet with its headings marked over the columns, each to be corrected in place."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QSplitter, QVBoxLayout, QWidget

from workbench.domain.text import shorten
from workbench.services.book import Book
from workbench.ui.columns import ColumnsView, ReadColumn
from workbench.ui.preview import SheetTable, heading_rows, shown
from workbench.ui.theme import STEP

if TYPE_CHECKING:
    from workbench.services.plan import Part, Plan

_LOOKED_AT, _EXAMPLES, _EXAMPLE = 40, 3, 28
"""Records looked at for examples of a column's values, how many are shown, and how long each may be."""
_HINT = "Heading rows are marked ▸. Click the number of a row, or press H in it, where the headings stand."
_OWN = "This workbook was sent from this file, so each of its sheets is read by its own headings."


class ReadView(QWidget):
    """The sheet of one part of a plan, and what each of its columns goes into.

    Signals:
        headings_asked: the headings stand in other rows; carries them, counted from 0.
    """

    headings_asked = Signal(tuple)

    def __init__(self, book: Book, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._book = book
        self._locked = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(STEP // 2)
        self.hint = QLabel(_HINT)
        self.hint.setProperty("muted", True)
        self.hint.setWordWrap(True)
        self.sheet = SheetTable("The sheet")
        self.sheet.heading_asked.connect(self._point)
        self.columns = ColumnsView()
        split = QSplitter(Qt.Orientation.Vertical)
        split.setHandleWidth(1)
        split.setChildrenCollapsible(False)
        split.addWidget(self.sheet)
        split.addWidget(self.columns)
        split.setSizes([220, 260])
        split.setStretchFactor(0, 1)
        split.setStretchFactor(1, 1)
        self.sheet.setMinimumHeight(16 * STEP)
        column.addWidget(self.hint)
        column.addWidget(split, 1)

    def fill(self, plan: "Plan | None", part: "Part | None", columns: "list[ReadColumn]") -> None:
        """Show how a part was read; several parts are read by their own headings and cannot be corrected here."""
        for _ in self.filling(plan, part, columns):
            pass

    def filling(self, plan: "Plan | None", part: "Part | None", columns: "list[ReadColumn]") -> Iterator[None]:
        """Do the same in steps, so that the window can answer in between."""
        if plan is None or part is None:
            self.sheet.fill(None)
            self.columns.fill([], None)
            return
        register = self._book.registers.get(part.register)
        self._locked = len(plan.parts) > 1
        self.hint.setText(_OWN if self._locked else _HINT)
        words = {"extra": "Kept under its heading"}
        fields = [
            (column.index, words.get(column.field) or (field.label if register and (field := register.find(column.field)) else ""))
            for column in part.table.columns
        ]
        drawn = part.table.drawn or plan.workbook.sheet(part.table.sheet)
        self.sheet.fill(drawn, part.table.header_rows, [(index, label) for index, label in fields if label])
        yield
        yield from self.columns.filling(columns, register, examples_of(plan, part))
        for combo in self.columns.combos.values():
            combo.setEnabled(not self._locked)

    def _point(self, row: int) -> None:
        if not self._locked:
            self.headings_asked.emit(heading_rows(sorted(self.sheet.sheet.headings), row))


def examples_of(plan: "Plan", part: "Part") -> dict[int, str]:
    """Return by column the first few different values in it, by which a person knows what it is."""
    found: dict[int, str] = {}
    sheet = part.table.drawn or plan.workbook.sheet(part.table.sheet)
    if sheet is None:
        return found
    rows = [row for record in part.table.records[:_LOOKED_AT] for row in record]
    for column in part.table.columns:
        values = [sheet.rows[row][column.index] for row in rows if row < len(sheet.rows) and column.index < len(sheet.rows[row])]
        words = dict.fromkeys(shorten(shown(value), _EXAMPLE) for value in values if value not in (None, ""))
        found[column.index] = " · ".join(list(words)[:_EXAMPLES])
    return found
