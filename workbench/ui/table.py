"""A register as a table model: a plain list of records and an order of its own.

A proxy over Python rows takes seconds where sorting and filtering lists takes hundredths of one,
so there is none; the model is reset when the order changes, and only the rows concerned are told otherwise.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from enum import IntEnum
from typing import Any, cast

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from workbench.domain.change import Applied
from workbench.domain.field import AnyField
from workbench.domain.joining import Pointer
from workbench.domain.kinds import Day, Level, Member, Score, Stored
from workbench.domain.register import UID, Record, Register
from workbench.ui.chips import chips_of, is_open, overdue_days
from workbench.ui.pills import pill_of
from workbench.ui.urgency import is_urgent, urgency

Index = QModelIndex | QPersistentModelIndex
Key = tuple[bool, tuple[bool, str | float], tuple[str, int, str]]
FIRST_COLUMNS = 9
"""More would not be read; others appear when a person asks."""


class Role(IntEnum):
    """What the model says of a cell beyond Qt's own roles."""

    RECORD = Qt.ItemDataRole.UserRole + 1
    FIELD = Qt.ItemDataRole.UserRole + 2
    PILL = Qt.ItemDataRole.UserRole + 3
    OVERDUE = Qt.ItemDataRole.UserRole + 4
    WEIGHT = Qt.ItemDataRole.UserRole + 5


class Weight(IntEnum):
    """How strongly a cell speaks."""

    MUTED = 0
    PLAIN = 1
    STRONG = 2
    WRONG = 3


def first_columns(register: Register, records: Iterable[Record]) -> list[str]:
    """Return the keys a table begins with: those declared for it, then short ones that a record holds and no chip tells apart."""
    records = list(records)
    told = {chip.family for chip in chips_of(register)}
    held = {key for record in records for key, value in record.row.items() if value is not None}
    # What is to be done is read before what is finished, so that a day which only the latter have would take the room of the titles.
    open_ = [record for record in records if is_open(record)] if is_urgent(register) else []
    finished = {
        field.key
        for field in register
        if open_ and isinstance(field.kind, Day) and field.key in held and not any(record.row.get(field.key) for record in open_)
    }
    # While every record is shared, a column of organisations would only take the room of the titles.
    declared = [field.key for field in register if field.column and not (held and isinstance(field.kind, Member) and field.key not in held)]
    shown = [key for key in declared if key not in finished]
    spare = [field.key for field in register if field.key in held and not field.column and field.key not in told and _may_be_column(field)]
    return (shown + spare)[: max(FIRST_COLUMNS - len(declared) + len(shown), len(shown))]


def _may_be_column(field: AnyField) -> bool:
    return field.core and not field.kind.prose and not isinstance(field.kind, Level)


class RegisterModel(QAbstractTableModel):
    """The records of one register that pass the filter, in order.

    Signals:
        reordered: the rows are others or stand elsewhere; emitted after the reset.
    """

    reordered = Signal()

    def __init__(self, register: Register, today: Callable[[], date], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.register = register
        self._today = today
        self._records: dict[str, Record] = {}
        self._sorted: list[Record] = []
        self._order: list[Record] = []
        self._place: dict[str, int] = {}
        self._sorted_place: dict[str, int] = {}
        """Where a record stands among all; worked out when an edit first asks after a sort."""
        self._fields: list[AnyField] = [field for field in register if field.column]
        self._choose: Callable[[Sequence[Record]], list[Record]] = list
        self._sort_key = ""
        self._descending = False
        self._held: set[str] = set()
        self._keys: dict[str, Key] = {}
        self._refs: dict[Stored, tuple[str, int, str]] = {}
        self._orders: dict[str, dict[Stored, tuple[bool, str | float]]] = {}
        self._by_ref: list[str] = []
        """All records by reference, the order among equals, until one of them changes."""
        self._answers: dict[int, Callable[[Record, AnyField], object]] = {
            Qt.ItemDataRole.DisplayRole: self._words,
            Qt.ItemDataRole.ToolTipRole: lambda record, field: self._full(record, field) or None,
            Qt.ItemDataRole.AccessibleTextRole: lambda record, field: f"{field.label}: {self._full(record, field) or 'blank'}",
            Role.RECORD: lambda record, _field: record,
            Role.FIELD: lambda _record, field: field,
            Role.PILL: pill_of,
            Role.OVERDUE: lambda record, field: overdue_days(record, field, self._today()),
            Role.WEIGHT: lambda _record, field: Weight.STRONG if field.key == register.title_key else Weight.MUTED,
        }

    # What is in it

    def fill(self, records: Iterable[Record], columns: Iterable[str] | None = None) -> None:
        """Take all records of a register, when a file opens."""
        self._records = {record.uid: record for record in records}
        self._orders.clear()  # what is shown for an organisation may be another name now
        self._by_ref = []
        if columns is not None:
            self._fields = [field for key in columns if (field := self.register.find(key))]
        self._held = set()
        self._arrange()

    def take(self, applied: Applied, find: Callable[[str], Record | None]) -> None:
        """Follow a change set; records edited here stay in sight until the filter is next touched."""
        self.touch([change.uid for change in applied.changes if change.register == self.register.key], find)

    def touch(self, uids: Iterable[str], find: Callable[[str], Record | None]) -> None:
        """Look at records again that changed, or that show something of others that did."""
        touched = list(uids)
        if not touched:
            return
        self._by_ref = []
        for uid in touched:
            if record := find(uid):
                if uid not in self._records or uid in self._place:
                    self._held.add(uid)
                self._records[uid] = record
            else:
                self._records.pop(uid, None)
        key = self._keyed()
        keys = {uid: key(self._records[uid]) if uid in self._records else None for uid in touched}
        if any(key != self._keys.get(uid) or uid not in self._place for uid, key in keys.items()):
            self._arrange()
            return
        if not self._sorted_place:
            self._sorted_place = {str(record.row[UID]): place for place, record in enumerate(self._sorted)}
        for uid in touched:
            self._sorted[self._sorted_place[uid]] = self._order[self._place[uid]] = self._records[uid]
        last = len(self._fields) - 1
        for uid in touched:
            if uid in self._place:
                self.dataChanged.emit(self.index(self._place[uid], 0), self.index(self._place[uid], last))

    def show_columns(self, keys: Iterable[str]) -> None:
        """Show these fields, in the register's order but for the reference and the rest asked for last."""
        self.beginResetModel()
        self._fields = [field for key in keys if (field := self.register.find(key))]
        self.endResetModel()
        self.reordered.emit()

    def filter(self, choose: Callable[[Sequence[Record]], list[Record]]) -> None:
        """Show only the records chosen of all; what was held in sight is let go."""
        self._choose = choose
        self._held = set()
        order = choose(self._sorted)
        if len(order) != len(self._order) or any(one is not other for one, other in zip(order, self._order, strict=True)):
            self._reset(self._sorted, order)

    def order_by(self, key: str, *, descending: bool = False) -> None:
        """Sort by a field; blanks stand last either way."""
        self._sort_key, self._descending = key, descending
        self._arrange()

    # What can be asked

    @property
    def fields(self) -> list[AnyField]:
        """The fields shown, by column."""
        return list(self._fields)

    @property
    def records(self) -> Mapping[str, Record]:
        """All records by uid, shown or not."""
        return self._records

    @property
    def shown(self) -> list[Record]:
        """The records shown, in order."""
        return list(self._order)

    @property
    def sort_key(self) -> str:
        """The field sorted by, or nothing."""
        return self._sort_key

    @property
    def descending(self) -> bool:
        """Whether the highest stands first."""
        return self._descending

    def record_at(self, row: int) -> Record | None:
        """Return the record of a row."""
        return self._order[row] if 0 <= row < len(self._order) else None

    def row_of(self, uid: str) -> int:
        """Return the row of a record, or -1 where it is not shown."""
        return self._place.get(uid, -1)

    def column_of(self, key: str) -> int:
        """Return the column of a field, or -1 where it is not shown."""
        return next((place for place, field in enumerate(self._fields) if field.key == key), -1)

    # Qt's own questions

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Return how many records are shown."""
        return 0 if parent.isValid() else len(self._order)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Return how many fields are shown."""
        return 0 if parent.isValid() else len(self._fields)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what a role says of a cell."""
        if not index.isValid():
            return None
        answer = self._answers.get(role)
        return answer(self._order[index.row()], self._fields[index.column()]) if answer else None

    def ask(self, record: Record, field: AnyField, role: int) -> Any:
        """Return what a role says of a field of a record, without the way through an index."""
        return self._answers[role](record, field)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the label over a column; rows have none, their reference is a cell."""
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(self._fields):
            return None
        field = self._fields[section]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return field.label
        if role == Qt.ItemDataRole.ToolTipRole:
            return field.help or field.label
        return None

    # Inside

    def _words(self, record: Record, field: AnyField) -> str:
        pill = pill_of(record, field) if isinstance(field.kind, Score) else None
        if pill:
            return pill.text
        if isinstance(field.kind, Day) and (stored := field.of(record.row)):
            year, month, day = str(stored).split("-")
            return f"{day}/{month}/{year}"
        return self._shown(record, field)

    def _shown(self, record: Record, field: AnyField) -> str:
        """Return a field's words; a record without a title is known by the beginning of what describes it."""
        words = record.show(field.key)
        if words and isinstance(field.kind, Pointer):
            # a reference alone says nothing to whoever reads along a row
            return f"{words} {field.kind.directory.title(str(field.of(record.row)), field.kind.to)}".rstrip()
        return words if words or field.key != self.register.title_key else record.title

    def _full(self, record: Record, field: AnyField) -> str:
        pill = pill_of(record, field)
        words = pill.words if pill else self._shown(record, field)
        late = overdue_days(record, field, self._today()) if isinstance(field.kind, Day) else 0
        return f"{words}, {late_words(late)}" if late else words

    def _keyed(self) -> Callable[[Record], Key]:
        """Return what gives what a record is sorted by: whether the field is blank, its order there, and the reference.

        It is asked of every record at every sort, so that all it needs lies at hand.
        """
        field, refs = self.register.find(self._sort_key), self._refs
        if field is None and is_urgent(self.register):
            return lambda record: (False, (False, urgency(record)), ref_order(record.ref))
        of = field.of if field is not None else _nothing
        order = field.kind.order if field is not None else _unordered
        orders = self._orders.setdefault(self._sort_key, {})

        def key(record: Record) -> Key:
            row = record.row
            stored, ref = of(row), row.get("ref") or ""
            place = refs.get(ref)
            if place is None:
                place = refs[ref] = ref_order(str(ref))
            if stored is None:
                return (True, _LAST, place)
            known = orders.get(stored)
            if known is None:
                known = orders[stored] = order(stored)
            return (False, known, place)

        return key

    def _arrange(self) -> None:
        key = self._keyed()
        keys = self._keys = {uid: key(record) for uid, record in self._records.items()}
        if not self._by_ref:
            self._by_ref = sorted(keys, key=lambda uid: keys[uid][2])
        filled = [uid for uid in self._by_ref if not keys[uid][0]]
        blank = [uid for uid in self._by_ref if keys[uid][0]]
        filled.sort(key=lambda uid: keys[uid][1], reverse=self._descending)
        sorted_ = [self._records[uid] for uid in (*filled, *blank)]
        order = self._choose(sorted_)
        if self._held:
            chosen = {record.uid for record in order}
            order = [record for record in sorted_ if record.uid in chosen or record.uid in self._held]
        self._reset(sorted_, order)

    def _reset(self, sorted_: list[Record], order: list[Record]) -> None:
        self.beginResetModel()
        # an edit changes these lists in place, so that neither may be the other or somebody else's
        self._sorted, self._order, self._sorted_place = list(sorted_), list(order), {}
        uids = cast("list[str]", [record.row[UID] for record in order])
        self._place = dict(zip(uids, range(len(uids)), strict=True))
        self.endResetModel()
        self.reordered.emit()


_LAST = (False, 0)
"""The order of a blank, which is never compared with that of a value."""


def _nothing(_row: Mapping[str, Stored]) -> Stored:
    return None


def _unordered(_stored: Stored) -> tuple[bool, str | float]:
    return _LAST


def ref_order(ref: str) -> tuple[str, int, str]:
    """Return what to sort a reference by, so that R-9 stands before R-10."""
    letters = ref.rstrip("0123456789")
    digits = ref[len(letters) :]
    return (letters, int(digits) if digits else -1, ref)


def late_words(days: int) -> str:
    """Return how late something is, in words."""
    return f"{days} {'day' if days == 1 else 'days'} overdue"
