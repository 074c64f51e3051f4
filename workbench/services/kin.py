"""Which registers' records belong to those of another, which belong to one record, and which a change concerns.

Nothing here is a list: the registers say what they hang on and how their fields gather.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.domain.change import Applied, Change
from workbench.domain.field import AnyField
from workbench.domain.joining import Lines, Pointer, Refs
from workbench.domain.kinds import Stored
from workbench.domain.register import Record, Register

if TYPE_CHECKING:
    from workbench.services.book import Book


@dataclass(frozen=True)
class Kin:
    """One register whose records belong to those of another.

    `direct` says that they hang on it themselves, `via` names registers in between (sources of a risk's controls), and
    `relation` is how they are linked to it where they do not hang on it at all (actions raised by a risk).
    """

    register: Register
    direct: bool = True
    via: tuple[str, ...] = ()
    relation: str = ""

    @property
    def parent_key(self) -> str:
        """The field that says which record one hangs on; nothing for linked records."""
        return "" if self.relation else self.register.ends[0]

    @property
    def names_parent(self) -> bool:
        """Whether two of them may hang on different records, so that each must say on which."""
        return bool(self.via)


def kin_of(registers: Mapping[str, Register], register: Register) -> list[Kin]:
    """Return what belongs to the records of a register, in the order in which the registers are declared."""
    single = [other for other in registers.values() if len(other.ends) == 1 and other.visible]
    direct = [other.key for other in single if register.key in other.hangs_on_registers]
    found: list[Kin] = []
    for other in single:
        via = tuple(key for key in direct if key in other.hangs_on_registers)
        if other.key in direct or via:
            found.append(Kin(other, other.key in direct, via))
    for field in register:
        gathered = gathers(field)
        if gathered is not None and gathered[1] and gathered[0] in registers:
            found.append(Kin(registers[gathered[0]], direct=False, relation=gathered[1]))
    return found


def gathers(field: AnyField) -> tuple[str, str] | None:
    """Return the one register a field gathers records of, and by which relation (none: they hang on it); None for other fields."""
    kind = field.kind
    if isinstance(kind, Lines):
        return kind.register, kind.relation
    if isinstance(kind, Refs) and kind.relation and kind.outward is False and len(kind.to) == 1:
        return kind.to[0], kind.relation
    return None


def belonging(book: "Book", kin: Kin, uid: str) -> list[Record]:
    """Return the records of one kin that belong to a record, those that hang on another of its records after their own."""
    key, title = kin.register.key, kin.register.title_key
    above = [uid] if kin.direct or kin.relation else []
    for other in kin.via:
        above += [line.uid for line in book.directory.lines(uid, other, {}, book.register(other).title_key, "")]
    lines = [line for one in above for line in book.directory.lines(one, key, {}, title, kin.relation)]
    return [record for line in lines if (record := book.record(key, line.uid)) is not None]


def first_parent(book: "Book", kin: Kin, uid: str) -> str:
    """Return the record that a new one hangs on while nobody said: the record itself, else the newest that hangs on it."""
    if kin.direct:
        return uid
    lines = [line for other in kin.via for line in book.directory.lines(uid, other, {}, book.register(other).title_key, "")]
    return lines[-1].uid if lines else ""


def add_kin(book: "Book", kin: Kin, above: Record, values: Mapping[str, object]) -> Record:
    """Add a record that belongs to another, as one change.

    Raises:
        UnknownNameError, InvalidRecordError: as `Book.add`.
    """
    whole = dict(values)
    if kin.relation:
        for field in kin.register:
            kind = field.kind
            if isinstance(kind, Refs) and kind.relation == kin.relation and kind.outward and above.register.key in kind.to:
                whole.setdefault(field.key, above.uid)
        if "member" in kin.register and (owner := above.row.get("member")):
            whole.setdefault("member", owner)
    else:
        whole.setdefault(kin.parent_key, first_parent(book, kin, above.uid))
    return book.add(kin.register.key, whole)


def concerned(book: "Book", applied: Applied, key: str) -> set[str]:
    """Return the records of a register that look otherwise because records of other registers changed."""
    here = book.by_uid(key)
    found: set[str] = set()
    pointers = {
        key: [field.key for field in book.register(key) if isinstance(field.kind, Pointer)]
        for key in applied.registers()
        if key in book.registers
    }
    waiting = [uid for change in applied.changes if pointers.get(change.register) for uid in _named_by(change, pointers[change.register])]
    for change in applied.changes:
        both = change.before is not None and change.after is not None
        if both and {"ref", "member", "tier"}.intersection(change.keys):  # what others call it
            waiting += [linked.other for linked in book.directory.linked(change.uid, (key,))]
    met: set[str] = set()
    while waiting:
        uid = waiting.pop()
        if uid in met:
            continue
        met.add(uid)
        if uid in here:
            found.add(uid)
        else:
            waiting += _above(book, uid)
    return found


def _named_by(change: Change, pointers: Iterable[str]) -> Iterable[str]:
    return {str(row[key]) for row in (change.before, change.after) if row for key in pointers if row.get(key)}


def _above(book: "Book", uid: str) -> list[str]:
    """Return what a record hangs on."""
    for register in book.registers.values():
        if register.ends and (record := book.by_uid(register.key).get(uid)) is not None:
            return [one for one in register.hangs_on(record.row) if one]
    return []


def written(field: AnyField, row: Mapping[str, Stored]) -> Stored:
    """Return what a person may write into a field of a record: of lines that are records of their own, only its own words."""
    return row.get(field.key) if isinstance(field.kind, Lines) else field.of(row)
