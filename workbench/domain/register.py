"""Registers and their records.

The class body of a register is a template;
an instance is one open file's own register, with that file's own fields and labels and knowing the rest of the file.
Tables, forms, exchange and reports receive the instance and ask it for everything.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, ClassVar, TypeVar

from workbench.domain.directory import Directory
from workbench.domain.errors import UnknownNameError
from workbench.domain.field import AnyField, Circulation, Field, circulation_field
from workbench.domain.joining import Pointer
from workbench.domain.kinds import FieldNames, Headed, Kind, Prose, Stored, Text
from workbench.domain.text import plural, shorten

T = TypeVar("T")
Row = Mapping[str, Stored]
"""A record as SQLite holds it, columns this program does not know included."""

UID = "uid"
"""The column that identifies a record for ever; never on screen."""


class Register:
    """A register of one open file.

    Subclasses declare: their body lists the fields, `key` names the table, `label` the tab, `noun` one record of it,
    `prefix` begins its references and `title_key` is the field people call a record by.
    """

    key: ClassVar[str] = ""
    label: str = ""
    noun: str = "record"
    prefix: ClassVar[str] = ""
    title_key: ClassVar[str] = "title"
    match_keys: ClassVar[tuple[str, ...]] = ("title",)
    """What makes two records without a common reference alike."""
    visible: ClassVar[bool] = True
    """Whether people open it as a register; receipts, layouts and settings have places of their own."""
    sought: ClassVar[bool] = False
    """Whether a stranger's sheet is taken for this register without anybody saying so."""
    ends: ClassVar[tuple[str, ...]] = ()
    """The fields whose records this one hangs on: it is seen only with all of them and goes when one of them goes.

    A control hangs on its parent, a link on both its ends.
    """

    ref = Field(Text(), "Reference", Circulation.PUBLIC, group="Identity", column=True, core=True, width=9)
    circulation = circulation_field(lambda _row: "private")
    withheld = Field(
        FieldNames(),
        "Redacted",
        Circulation.OFFICE,
        group="Sharing",
        help="Fields of this record that are kept back from every version below office.",
    )
    extra = Field(
        Headed(),
        "Other columns",
        Circulation.RESTRICTED,
        group="Notes",
        help="Columns of an imported sheet that no field takes, and words a field could not read.",
    )
    notes = Field(Prose(), "Office notes", Circulation.OFFICE, group="Notes", help="Never leaves the governance office.")

    called_after: ClassVar[tuple[str, ...]] = ()
    """The registers whose names are part of its own records' names."""
    reveals: ClassVar[frozenset[str]] = frozenset()
    """Fields of the record this one hangs on that it would give away: redacting one of them keeps it back, too."""

    def __init__(self, fields: Iterable[AnyField] | None = None, directory: Directory | None = None) -> None:
        chosen = tuple(fields) if fields is not None else declared_fields(type(self))
        if directory is not None:
            chosen = tuple(field.bound(directory) for field in chosen)
        chosen = _naming(chosen)
        self.fields: tuple[AnyField, ...] = chosen
        self._by_key = {field.key: field for field in chosen}
        self._worked_out = tuple(field for field in chosen if field.factors)

    def bound(self, directory: Directory) -> "Register":
        """Return this register knowing the rest of one file."""
        return self._with(self.fields, directory)

    def plus(self, *fields: AnyField) -> "Register":
        """Return this register with further fields, before the notes every register ends with."""
        return self._with((*self.fields, *fields))

    def only(self, keep: Callable[[AnyField], bool]) -> "Register":
        """Return this register with the fields that a test lets through."""
        return self._with(field for field in self.fields if keep(field))

    def worded(
        self,
        label: str = "",
        noun: str = "",
        labels: Mapping[str, str] | None = None,
        kinds: Mapping[str, Kind[Any]] | None = None,
    ) -> "Register":
        """Return this register in one file's own words: for itself, one of its records, and fields and their choices by key."""
        said, chosen = labels or {}, kinds or {}
        made = self._with(
            replace(field, label=said.get(field.key, field.label), kind=chosen.get(field.key, field.kind))
            if field.key in said or field.key in chosen
            else field
            for field in self.fields
        )
        made.label, made.noun = label or self.label, noun or self.noun
        return made

    def _with(self, fields: Iterable[AnyField], directory: Directory | None = None) -> "Register":
        """Return this register with other fields, its words as they are."""
        made = type(self)(fields, directory)
        made.label, made.noun = self.label, self.noun
        return made

    def __iter__(self) -> Iterator[AnyField]:
        """Go through the fields in their order."""
        return iter(self.fields)

    def __contains__(self, key: object) -> bool:
        """Whether a field has this key."""
        return key in self._by_key

    def find(self, key: str) -> AnyField | None:
        """Return the field with this key, or None."""
        return self._by_key.get(key)

    def get(self, key: str) -> AnyField:
        """Return the field with this key.

        Raises:
            UnknownNameError: no field has it.
        """
        if key not in self._by_key:
            raise UnknownNameError(f"field of the {self.running}", key)
        return self._by_key[key]

    def record(self, row: Row) -> "Record":
        """Return a row as a record of this register."""
        return Record(self, row)

    def called(self, row: Row) -> str:
        """Return the name that other records call a row's record by in words; renaming it rewrites them."""
        return str(row.get(self.title_key) or "")

    def also_called(self, row: Row) -> list[str]:
        """Return further spellings of that name which people use, and which must not give a hidden record away."""
        del row
        return []

    def hangs_on(self, row: Row) -> list[str]:
        """Return the uids of the records that a row's record hangs on; a blank for each end nobody has said."""
        return [str(row.get(key) or "") for key in self.ends]

    @property
    def hangs_on_registers(self) -> tuple[str, ...]:
        """The registers of the records it hangs on; none for one that hangs on nothing."""
        kinds = [field.kind for key in self.ends if (field := self.find(key)) is not None]
        return tuple(dict.fromkeys(key for kind in kinds if isinstance(kind, Pointer) for key in kind.to))

    def settled(self, row: Row) -> dict[str, Stored]:
        """Return a row as it is stored: nothing empty, nothing that is worked out from other fields."""
        kept: dict[str, Stored] = {key: value for key, value in row.items() if value is not None and value != ""}
        self.leave_out_worked_out(kept)
        return kept

    def leave_out_worked_out(self, row: dict[str, Stored]) -> None:
        """Take out of a row what follows from its other fields."""
        for field in self._worked_out:
            if field.key in row and all(row.get(factor) is not None for factor in field.factors):
                del row[field.key]

    @property
    def plural(self) -> str:
        """What several of its records are called; a label of one word says so: "people"."""
        return self.label.lower() if self.label.isalpha() else plural(self.noun)

    @property
    def running(self) -> str:
        """The label within a sentence, where abbreviations keep their capitals: "joint BAF"."""
        return " ".join(word if word.isupper() else word.lower() for word in self.label.split())

    def groups(self) -> dict[str, list[AnyField]]:
        """Return the fields by their group, in declared order, the shared ones last."""
        first: dict[str, list[AnyField]] = {}
        last: dict[str, list[AnyField]] = {}
        for field in self.fields:
            (last if field.group in {"Sharing", "Notes"} else first).setdefault(field.group, []).append(field)
        return first | last


class Record:
    """One row of a register: values by field, and the row itself untouched."""

    __slots__ = ("register", "row")

    def __init__(self, register: Register, row: Row) -> None:
        self.register = register
        self.row = row

    def __getitem__(self, field: Field[T]) -> T | None:
        """Return what counts for a declared field, in Python's own type; None where this version lacks the field."""
        here = self.register.find(field.key)
        return here.value(self.row) if here else None

    def __repr__(self) -> str:
        """Name the record without a word of its contents."""
        return f"<{self.register.key} {self.ref or self.uid}>"

    @property
    def uid(self) -> str:
        """The identifier, for ever the same."""
        return str(self.row[UID])

    @property
    def ref(self) -> str:
        """What people call it."""
        return str(self.row.get("ref") or "")

    @property
    def title(self) -> str:
        """The field people know it by, on one line; its description where the title is blank."""
        for key in (self.register.title_key, "description", "event", "cause"):
            if text := self.show(key):
                return shorten(text, 80)
        return ""

    @property
    def name(self) -> str:
        """Reference and title, for messages."""
        return " ".join(part for part in (self.ref, shorten(self.title, 40)) if part)

    def of(self, key: str) -> Stored:
        """Return the stored form of what counts under a key; None where there is no such field."""
        field = self.register.find(key)
        return field.of(self.row) if field else None

    def show(self, key: str) -> str:
        """Return the words a person reads under a key; nothing where there is no such field."""
        field = self.register.find(key)
        return field.kind.show(field.of(self.row)) if field else ""

    def plain(self) -> dict[str, object]:
        """Return every field by key as JSON gives it, names as shown."""
        return {field.key: field.kind.plain(field.of(self.row)) for field in self.register}

    def missing(self) -> list[AnyField]:
        """Return the required fields that are blank; no field is required for a record to exist."""
        return [field for field in self.register if field.required and field.of(self.row) is None]

    def same(self, other: Row, field: AnyField) -> bool:
        """Whether another row says the same in a field."""
        return field.kind.same(field.of(self.row), field.of(other))


def declared_fields(register: type[Register]) -> tuple[AnyField, ...]:
    """Return the fields of a declaration and of what it inherits, what every record has put first and last."""
    found: dict[str, AnyField] = {
        name: value for place in reversed(register.__mro__) for name, value in vars(place).items() if isinstance(value, Field)
    }
    ending = [key for key in ("circulation", "withheld", "extra", "notes") if key in found]
    return (*(field for key, field in found.items() if key not in ending), *(found[key] for key in ending))


def kinds_in_use(registers: Iterable[Register]) -> list[type[Kind[Any]]]:
    """Return each kind that any field of these registers has, once."""
    return list(dict.fromkeys(type(field.kind) for register in registers for field in register))


def _naming(fields: tuple[AnyField, ...]) -> tuple[AnyField, ...]:
    """Return fields of which those that name others know what these are called."""
    if not any(isinstance(field.kind, FieldNames) for field in fields):
        return fields
    labels = tuple((field.key, field.label) for field in fields)
    return tuple(replace(field, kind=field.kind.among(labels)) if isinstance(field.kind, FieldNames) else field for field in fields)
