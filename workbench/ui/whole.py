"""A table of whole rows, of which whichever column has the keyboard: how those of an import, its cells and plain lines are set up."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from workbench.ui.cells import row_height
from workbench.ui.headed import HeadedModel


class WholeRows(QTableView):
    """A table without frame or grid, in which nothing is edited by Qt and Tab goes on to what stands after it.

    Args:
        model: its rows.
        name: what it holds, as it is read out.
        headings: what its headings are, as they are read out.
        several: whether several rows may be chosen.
    """

    def __init__(self, model: HeadedModel, name: str, headings: str, *, several: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModel(model)
        self.setAccessibleName(name)
        self.setFrameShape(QTableView.Shape.NoFrame)
        mode = QAbstractItemView.SelectionMode
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(mode.ExtendedSelection if several else mode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        rows, columns = self.verticalHeader(), self.horizontalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(row_height(self.fontMetrics()))
        columns.setHighlightSections(False)
        columns.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        columns.setTextElideMode(Qt.TextElideMode.ElideRight)
        columns.setAccessibleName(headings)

    @property
    def places(self) -> list[int]:
        """The rows chosen, from the top."""
        return sorted({index.row() for index in self.selectionModel().selectedRows()})
