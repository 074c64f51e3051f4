"""An open file as it was: what a workbook was sent with, and what a return met."""

from workbench.domain.audience import OFFICE, Audience, View
from workbench.services.book import Book


class Past:
    """A book at positions of its journal, each looked up once for each audience."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self._views: dict[tuple[int, Audience], View] = {}

    def view(self, position: int, audience: Audience = OFFICE) -> View:
        """Return the file as an audience saw it after a position of the journal."""
        if (position, audience) not in self._views:
            rows = {key: found.values() for key, found in self.book.rows_at(position).items()}
            self._views[position, audience] = View(self.book.registers, rows, audience)
        return self._views[position, audience]
