"""The cells of a register's table as they are edited in place: found, read and saved through the book."""

from PySide6.QtCore import QModelIndex

from workbench.domain.field import AnyField
from workbench.domain.kinds import Stored
from workbench.services.book import Book
from workbench.services.kin import written
from workbench.ui.inplace import Kept
from workbench.ui.saving import saved
from workbench.ui.table import Index, RegisterModel


class GridCells:
    """The cells of one register's model."""

    def __init__(self, book: Book, model: RegisterModel) -> None:
        self._book, self._model = book, model

    def name_at(self, index: Index) -> tuple[str, AnyField] | None:
        """Return the record and the field of a cell."""
        record = self._model.record_at(index.row()) if index.isValid() else None
        return (record.uid, self._model.fields[index.column()]) if record else None

    def index_of(self, uid: str, key: str) -> QModelIndex:
        """Return where a cell stands now."""
        row, column = self._model.row_of(uid), self._model.column_of(key)
        return self._model.index(row, column) if min(row, column) >= 0 else QModelIndex()

    def stored(self, uid: str, field: AnyField) -> Stored:
        """Return what a cell holds."""
        record = self._model.records.get(uid)
        return written(field, record.row) if record else None

    def keep(self, uid: str, field: AnyField, said: object) -> Kept:
        """Save a cell."""
        record = self._model.records.get(uid)
        return Kept(uid, saved(self._book, [record], field, said) if record else "The record is no longer here.")
