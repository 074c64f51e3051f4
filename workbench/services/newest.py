"""Which of two differing cells was written last: the workbook's, by when it was saved, or ours, by the journal."""

from collections.abc import Iterator
from datetime import UTC, datetime

from workbench.domain.change import Entry, SetKind
from workbench.domain.joining import Lines
from workbench.domain.kinds import Day, Stored
from workbench.services.book import Book
from workbench.services.plan import Plan, PlanCell, PlanRow


class Newest:
    """Compares the cells of one plan by when they were written.

    A workbook counts as written when it was last saved: it says so itself, else its file does. One that was saved by a
    program which leaves that as it was, and so seems older than the day it was sent, tells by its file alone.
    """

    def __init__(self, book: Book, plan: Plan) -> None:
        self._book, self._plan = book, plan
        self._known: dict[str, dict[str, tuple[datetime, str]]] = {}
        self.saved = self._saved()
        """When the workbook was last saved; None where nothing tells."""

    @property
    def words(self) -> str:
        """When the workbook was last saved: "23 July 2026 at 14:32"; nothing where nothing tells."""
        return "" if self.saved is None else _shown(self.saved)

    def told(self, register: str, row: PlanRow, cell: PlanCell) -> str:
        """Return when and by whom what is here was written, as a sentence; nothing where nothing tells."""
        written = max(self._changed(register, row, cell), default=None)
        return f"{cell.label} was written here on {_shown(written[0])} by {written[1]}." if written else ""

    def is_theirs(self, register: str, row: PlanRow, cell: PlanCell) -> bool | None:
        """Whether the workbook's is the newer of two; None where nothing tells."""
        ours = max(self._changed(register, row, cell), default=None)
        return None if self.saved is None or ours is None else self.saved > ours[0]

    def _saved(self) -> datetime | None:
        from workbench.exchange.saved import saved_at  # noqa: PLC0415 - adapters load when needed

        told, stamp = saved_at(self._plan.workbook.content), self._plan.workbook.stamp
        sent = None
        if stamp is not None and stamp.file_id == self._book.store.about("file_id"):
            sent = _moment(self._book.store.entry_at(min(stamp.position, self._book.store.head().position)).at)
        if told is not None and (sent is None or told >= sent):
            return told
        try:
            return datetime.fromtimestamp(self._plan.path.stat().st_mtime, UTC)
        except OSError:
            return told or sent

    def _changed(self, register: str, row: PlanRow, cell: PlanCell) -> Iterator[tuple[datetime, str]]:
        """Return when and by whom what stands in a cell was changed here."""
        for uid, keys in self._places(register, row, cell):
            times = self._times(uid)
            yield from (times[key] for key in keys if key in times)

    def _times(self, uid: str) -> dict[str, tuple[datetime, str]]:
        """Return when and by whom each field of a record was last changed."""
        if uid not in self._known:
            self._known[uid] = dict(self._written(uid))
        return self._known[uid]

    def _written(self, uid: str) -> Iterator[tuple[str, tuple[datetime, str]]]:
        """Go through when each field of a record was written; what was only put back counts from when it was written first."""
        first: dict[tuple[str, Stored], tuple[datetime, str]] = {}
        created: tuple[datetime, str] | None = None
        for entry in self._book.history(uid):
            moment = _moment(entry.made_at or entry.at), entry.made_by or entry.author
            created = created or moment
            for change in entry.changes:
                after = change.after or {}
                for key in change.keys if change.uid == uid else ():
                    place = (key, after.get(key))
                    if not _puts_back(entry):
                        first[place] = moment
                    yield key, first.get(place, created if place[1] is None else moment)

    def _places(self, register: str, row: PlanRow, cell: PlanCell) -> Iterator[tuple[str, set[str]]]:
        """Return the records and fields that a cell shows."""
        if cell.place is not None:
            yield cell.place[0], {cell.place[1]}
            return
        field = self._book.register(register).find(cell.field)
        if field is None:
            return
        yield row.uid, {cell.field, *field.factors}
        kind = field.kind
        if isinstance(kind, Lines):
            for line in kind.members(row.uid):
                yield line.uid, {kind.text}


def _shown(moment: datetime) -> str:
    """Return a moment by the clock on the wall."""
    local = moment.astimezone()
    return f"{Day().show(local.date().isoformat())} at {local:%H:%M}"


def _puts_back(entry: Entry) -> bool:
    """Whether a set only puts back what stood there before: an undo, a redo, or an import taken back."""
    return entry.kind in (SetKind.UNDO, SetKind.REDO) or (entry.kind is SetKind.EDIT and bool(entry.names))


def _moment(text: str) -> datetime:
    """Return a moment of the journal."""
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)
