"""What a block of cells from a spreadsheet would change, counted before it does, and then done as one change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from workbench.domain.change import Applied, Change, ChangeSet
from workbench.domain.errors import InvalidRecordError
from workbench.domain.field import AnyField
from workbench.domain.kinds import Headed, Stored
from workbench.domain.register import Record, Register
from workbench.domain.text import counted, fold, joined, shorten, squeeze
from workbench.services.joining import Joiner, combined
from workbench.services.kin import written
from workbench.services.pasted_headings import pasted_headings

if TYPE_CHECKING:
    from workbench.services.book import Book


@dataclass(frozen=True)
class Unread:
    """One cell that cannot be taken: whose, under which heading, and why as a sentence."""

    whose: str
    label: str
    why: str

    def __str__(self) -> str:
        """Return it as one sentence."""
        return f"{self.label} of {self.whose}: {self.why}"


@dataclass
class Paste:
    """What a block would change; `values` holds stored values by record, `added` those of rows below the last record."""

    register: Register
    values: dict[str, tuple[Record, dict[str, Stored]]] = field(default_factory=dict)
    added: list[dict[str, Stored]] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    beyond: int = 0
    """Columns of the block for which the table has none to its right."""
    headed: bool = False
    """Whether the block begins with headings, which say what its columns are for."""
    unknown: list[str] = field(default_factory=list)
    """Headings of columns that no field takes."""

    @property
    def cells(self) -> int:
        """How many cells of records change."""
        return sum(len(values) for _, values in self.values.values())

    @property
    def replaced(self) -> int:
        """How many cells hold other words now, which the block would replace."""
        return sum(record.row.get(key) is not None for record, values in self.values.values() for key in values)

    @property
    def first(self) -> str:
        """The reference of the first record that changes."""
        return next((record.ref for record, _ in self.values.values()), "")

    @property
    def line(self) -> str:
        """What it would change, in one line."""
        noun = self.register.noun
        parts = []
        if self.cells:
            parts.append(f"{counted(self.cells, 'cell')} of {counted(len(self.values), noun)} {'changes' if self.cells == 1 else 'change'}")
        if self.unread:
            parts.append(f"{len(self.unread)} cannot be taken")
        if self.beyond:
            parts.append(f"{counted(self.beyond, 'column')} beyond the last one {'is' if self.beyond == 1 else 'are'} left out")
        if self.unknown:
            columns = "the column" if len(self.unknown) == 1 else "the columns"
            left = "has no place here and is left out" if len(self.unknown) == 1 else "have no place here and are left out"
            parts.append(f"{columns} {joined([f'“{shorten(one, 30)}”' for one in self.unknown])} {left}")
        line = "; ".join(parts)
        return f"{line[:1].upper()}{line[1:]}." if line else "Nothing would change."


def plan_paste(
    book: "Book",
    rows: Sequence[Record],
    keys: Sequence[str],
    block: Sequence[Sequence[str]],
    *,
    register: Register,
    chosen: Sequence[Record] = (),
    anew: bool = False,
) -> Paste:
    """Return what a block would change, put onto records from its first row on and columns from its first on.

    A block of one cell goes into every record chosen; a first line that holds headings, in the register's words or in
    others that people use, says itself which columns its cells are for, and a reference under one of them which record its
    row is for.

    Args:
        book: the open file.
        rows: the records from the current one down.
        keys: the fields from the current column to the right.
        block: rows of cells.
        register: the records'.
        chosen: the records chosen, where they are several.
        anew: whether every row becomes a record of its own, and none changes one that is there.
    """
    made = Paste(register)
    lines = [list(line) for line in block]
    columns: list[AnyField | None] = [register.find(key) for key in keys]
    if headed := pasted_headings(register, lines[0]) if len(lines) > 1 else None:
        columns, lines = headed.columns, lines[1:]
        made.headed, made.unknown = True, headed.unknown
    elif anew:
        pass
    elif len(lines) == 1 and len(lines[0]) == 1 and len(chosen) > 1:
        lines, rows = lines * len(chosen), chosen
    width = max((len(line) for line in lines), default=0)
    made.beyond = max(0, width - len(columns))
    targets: list[Record | None] = []
    if not anew:
        targets = _targets(rows, book.records(register.key), columns, lines) if headed else list(rows[: len(lines)])
    for place, line in enumerate(lines):
        record = targets[place] if place < len(targets) else None
        _take_line(book, made, record, list(zip(columns, line, strict=False)))
    return made


def _targets(
    rows: Sequence[Record], everywhere: Sequence[Record], columns: Sequence[AnyField | None], lines: Sequence[Sequence[str]]
) -> list[Record | None]:
    """Return the record of each line: the one its reference names, else the next from the current one down."""
    place = next((number for number, one in enumerate(columns) if one is not None and one.key == "ref"), -1)
    if place < 0:
        return list(rows[: len(lines)])
    known: dict[str, Record] = {}
    for record in (*rows, *everywhere):
        known.setdefault(fold(record.ref), record)
    return [known.get(fold(line[place])) if place < len(line) else None for line in lines]


def _take_line(book: "Book", made: Paste, record: Record | None, cells: Sequence[tuple[AnyField | None, str]]) -> None:
    """Read the cells of one line for a record, or for one that is to be made."""
    whose = record.ref if record else f"a new {made.register.noun}"
    found: dict[str, Stored] = {}
    for one, words in cells:
        if one is None or (record is not None and squeeze(words) == squeeze(record.show(one.key))):
            continue
        stored, why = _read(book, made.register, one, words, new=record is None)
        if why:
            made.unread.append(Unread(whose, one.label, why))
        elif stored is not None if record is None else stored != written(one, record.row):
            found[one.key] = stored
    if record is None:
        if _is_taken(book, made.register, found.get("ref")):  # rows that were copied from here become records of their own
            del found["ref"]
        if found:
            made.added.append(found)
        return
    for key, why in contradicted(record, found).items():
        made.unread.append(Unread(whose, made.register.get(key).label, why))
        del found[key]
    if found:
        made.values.setdefault(record.uid, (record, {}))[1].update(found)


def _read(book: "Book", register: Register, one: AnyField, words: str, *, new: bool) -> tuple[Stored, str]:
    """Return what the words of a cell are stored as, or why they cannot be; a blank for a field that is only read says nothing."""
    if why := fixed(one, new=new):
        return None, why if words.strip() else ""
    try:
        return book.read(register.key, {one.key: words})[one.key], ""
    except InvalidRecordError as error:
        return None, error.problems.get(one.key, str(error)).removeprefix(f"{one.label}: ")


def _is_taken(book: "Book", register: Register, ref: Stored) -> bool:
    return ref is not None and any(fold(record.ref) == fold(str(ref)) for record in book.records(register.key))


def fixed(one: AnyField, *, new: bool = False) -> str:
    """Return why a field cannot be set for several records at once; nothing where it can."""
    if isinstance(one.kind, Headed):
        return "This column is only read."
    if one.key == "ref" and not new:
        return "Each record keeps its own reference."
    return ""


def contradicted(record: Record, values: Mapping[str, Stored]) -> dict[str, str]:
    """Return the scores among values that likelihood and consequence contradict, each with the sentence that says so."""
    row = {**record.row, **values}
    return {
        one.key: f"it is worked out as {one.kind.show(one.of(row))} from likelihood and consequence; change those instead."
        for one in record.register
        if one.factors and values.get(one.key) is not None and one.of(row) != values[one.key]
    }


def apply_paste(book: "Book", made: Paste, *, with_added: bool = False) -> Applied | None:
    """Do what a paste would change, as one change; None where that is nothing.

    Raises:
        StaleRecordError: a record was changed since.
        InvalidRecordError: a rule of the register forbids it.
    """
    register, joiner = made.register, Joiner(book)
    changes: list[Change] = []
    for record, values in made.values.values():
        change = Change(register.key, record.uid, record.row, register.settled({**record.row, **values}))
        changes.append(joiner.parted(change, values))
    refs = book.fresh_refs(register.key, [str(values["ref"]) for values in made.added if values.get("ref")])
    for values in made.added if with_added else ():
        whole = {"tier": "shared", **values} if "tier" in register and not values.get("member") else values
        changes.append(joiner.parted(book.addition(register.key, whole, refs), whole))
    whole_set = combined([*[change for change in changes if change.keys], *joiner.changes()])
    whole_set = combined([*whole_set, *book.renamed(whole_set)])
    if not whole_set:
        return None
    return book.apply(ChangeSet(_name(made, with_added=with_added), tuple(whole_set)))


def _name(made: Paste, *, with_added: bool) -> str:
    noun, parts = made.register.noun, []
    if made.cells:
        whose = counted(len(made.values), noun) if len(made.values) > 1 else next(record.ref for record, _ in made.values.values())
        parts.append(f"{counted(made.cells, 'cell')} of {whose}")
    if with_added and made.added:
        parts.append(counted(len(made.added), f"new {noun}"))
    return shorten(f"Paste {' and '.join(parts)}", 120)
