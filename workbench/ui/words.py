"""The words of every record, folded once and kept, so that a filter answers within one key stroke."""

from collections.abc import Iterable, Iterator
from itertools import islice

from workbench.domain.field import AnyField
from workbench.domain.kinds import Stored, Text
from workbench.domain.register import UID, Record, Register
from workbench.domain.text import fold
from workbench.ui.pills import pill_of


class Words:
    """Folded text of the records of one register, made when first asked for and followed by change sets."""

    def __init__(self, register: Register) -> None:
        self._register = register
        self._computed = [field for field in register if field.compute]
        self._verbatim = {field.key for field in register if isinstance(field.kind, Text) and not field.compute}
        self._others = [field for field in register if field.key not in self._verbatim and not field.compute]
        self._texts: dict[object, str] = {}
        self._shown: dict[tuple[str, object], str] = {}
        self._waiting: Iterator[Record] = iter(())
        self.left = 0
        """How many records wait for their text to be made ahead of time."""

    def forget(self, uids: Iterable[str] | None = None) -> None:
        """Drop the text of records that changed, or of all."""
        if uids is None:
            self._texts.clear()
            self._shown.clear()
            return
        for uid in uids:
            self._texts.pop(uid, None)

    def warm(self, records: Iterable[Record]) -> None:
        """Name the records whose text `prepare` makes ahead of time."""
        waiting = list(records)
        self._waiting, self.left = iter(waiting), len(waiting)

    def prepare(self, count: int) -> bool:
        """Make the text of some records while nobody waits; return whether any are left."""
        batch = list(islice(self._waiting, count))
        for record in batch:
            self.text(record)
        self.left = self.left - len(batch) if len(batch) == count else 0
        return len(batch) == count

    def text(self, record: Record) -> str:
        """Return all words a person can see of a record, folded."""
        uid: object = record.row[UID]
        text = self._texts.get(uid)
        if text is None:
            text = self._texts[uid] = self._folded(record)
        return text

    def matching(self, query: str, records: list[Record]) -> list[Record]:
        """Return the records that hold every word of a folded query."""
        text, known = self.text, self._texts.get
        for word in query.split():
            # what is known already is not worth a call of its own ten thousand times
            records = [record for record in records if word in (known(record.row[UID]) or text(record))]
        return records

    def _folded(self, record: Record) -> str:
        row = record.row
        # Nearly all values are words that are shown as they are stored.
        parts: list[str] = [str(value) for key, value in row.items() if key in self._verbatim and value is not None]
        parts += [self._show(field, row[field.key]) for field in self._others if row.get(field.key) is not None]
        for field in self._computed:
            if field.factors and row.get(field.key) is None and row.get(field.factors[0]) is None:
                continue
            stored = field.of(row)
            if stored is not None:
                pill = pill_of(record, field)
                parts.append(pill.text if pill else self._show(field, stored))
        whole = "\n".join(parts)
        # What is stored is clean already, and most of it is plain.
        return whole.lower() if whole.isascii() else fold(whole)

    def _show(self, field: AnyField, stored: Stored) -> str:
        """Return the words of a value, remembered for kinds whose values recur."""
        if field.kind.prose:
            return field.kind.show(stored)
        key = (field.key, stored)
        words = self._shown.get(key)
        if words is None:
            words = self._shown[key] = field.kind.show(stored)
        return words
