"""What a workbook is to the rest of the program: its sheets, the tables found on them, and what was read from one.

Rows and columns are numbered from 0 inside and shown from 1 and A outside.
"""

from dataclasses import dataclass, field

from workbench.domain.kinds import Stored

EXTRA = "extra"
"""Answer for a column whose words are kept under its heading."""
IGNORE = "ignore"
"""Answer for a column that holds nothing of a record: lookup lists, helper formulas."""


@dataclass(frozen=True)
class Problem:
    """Something a person should look at, with the cell it is about; `cell` may be empty for a whole sheet."""

    sheet: str
    cell: str
    message: str


@dataclass
class Sheet:
    """One sheet as read: typed cell values from A1 on, ragged rows allowed.

    `merged` are boxes (first row, first column, last row, last column), all included;
    `errors` maps (row, column) to the error word in the cell (`#N/A`) or to "never calculated";
    `formulas` are the cells holding a formula, where the format tells.
    """

    name: str
    rows: list[list[object]]
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    formulas: set[tuple[int, int]] = field(default_factory=set)
    hidden: bool = False
    origin: dict[tuple[int, int], tuple[str, int, int]] = field(default_factory=dict)
    """Of a sheet drawn up from forms, where each of its cells really stands: sheet, row and column."""

    def place(self, row: int, column: int) -> tuple[str, str]:
        """Return the sheet and the cell ("I9") that a person finds something in."""
        name, row, column = self.origin.get((row, column), (self.name, row, column))
        return name, cell(row, column)


@dataclass(frozen=True)
class Stamp:
    """Where an exported workbook came from; plain cells on a hidden sheet, so that every format carries it.

    `sheets` maps a sheet's name to its register and the field keys of its columns from A on; `headings` a sheet's name to
    the headings of these columns, where they are the member's own.
    """

    file_id: str
    position: int
    head: str
    version: str
    member: str
    sheets: dict[str, tuple[str, tuple[str, ...]]]
    headings: dict[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass
class Answers:
    """What a return says of itself on its own sheet, in stored form by key, and what of it could not be read."""

    said: dict[str, Stored] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


@dataclass
class Workbook:
    """A whole workbook as read."""

    name: str
    digest: str
    sheets: list[Sheet]
    stamp: Stamp | None = None
    content: bytes = b""
    """The file's own bytes, kept with the receipt."""
    answers: Answers | None = None
    """What it says of itself as a return; None where it has no sheet for that."""

    def sheet(self, name: str) -> Sheet | None:
        """Return the sheet with this name in any case, or None."""
        return next((sheet for sheet in self.sheets if sheet.name == name), None) or next(
            (sheet for sheet in self.sheets if sheet.name.casefold().strip() == name.casefold().strip()), None
        )


@dataclass
class Column:
    """One column of a table: `field` is a key of the register, `extra` or `ignore`; confidence from 0 to 1.

    `period` is the quarter, month or day whose position the column states ("Q2 2026/27"), over and above its field.
    `ticked` is what a mark in this column says ("4"), where several columns are the steps of one scale.
    """

    index: int
    header: str
    field: str
    confidence: float
    reason: str
    period: str = ""
    ticked: str = ""


@dataclass(frozen=True)
class Ignored:
    """Rows of the sheet that are no records ("1-3"), and why, in a phrase."""

    rows: str
    reason: str


@dataclass
class Table:
    """A table found on a sheet; `records` lists, for each record, the rows it stands on, the row of its ref first."""

    sheet: str
    register: str
    header_rows: list[int]
    columns: list[Column]
    records: list[list[int]]
    ignored: list[Ignored] = field(default_factory=list)
    score: float = 0.0
    """How sure the finder is that this is the table meant; only for comparing tables."""
    groups: dict[int, str] = field(default_factory=dict)
    """The words of the section rows that each record stands under, by the record's first row; nested ones a line each."""
    drawn: Sheet | None = None
    """The sheet drawn up from forms, one row a form, that rows and columns are counted in; None for a table as it stands."""


@dataclass(frozen=True)
class Correction:
    """What a person said about a workbook, which overrules what is found.

    `header_rows` are the rows of the headings and `columns` the field of a heading or column letter.
    `dates` is "day" or "month", whichever stands first in a date of figures alone; `factors` is "likelihood" or
    "consequence", whichever stands first in "4x5".
    `initial` is the stage meant by "initial" (initial or inherent), `residual` that meant by "residual" (current or
    target); `scheme` is the reference of the member's scheme of bands.
    """

    sheet: str = ""
    header_rows: tuple[int, ...] = ()
    columns: dict[str, str] = field(default_factory=dict)
    dates: str = ""
    factors: str = ""
    initial: str = ""
    residual: str = ""
    scheme: str = ""


@dataclass
class Child:
    """A record of another register that a row also says something about: an action, a position.

    `register` is its register's key and `values` its fields in stored form, `parent` left out; `row` and `column` are
    where it stands.
    """

    register: str
    values: dict[str, Stored]
    row: int
    column: int


@dataclass
class Reading:
    """What was read from one table, a column at a time; every list has one place for each record.

    `columns` holds stored values by field key for the columns the table has; `extra` the words kept under their
    headings; `rows` the sheet row of each record; `uids` the hidden identity of an exported row, or None.
    """

    sheet: str
    register: str
    columns: dict[str, list[Stored]]
    extra: list[dict[str, str]]
    rows: list[int]
    uids: list[str | None]
    problems: list[Problem] = field(default_factory=list)
    cells: dict[str, int] = field(default_factory=dict)
    """The sheet column each field was read from, for naming a cell."""
    children: dict[int, list[Child]] = field(default_factory=dict)
    """By place of the record, what its row says of records that belong to it."""
    unread: dict[str, set[int]] = field(default_factory=dict)
    """By field, the places of records whose cell is filled, but not with anything that the field could read."""

    def __len__(self) -> int:
        """Return the number of records."""
        return len(self.rows)


def letter(index: int) -> str:
    """Return the letter of a column: 0 is A, 26 is AA."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name


def cell(row: int, column: int) -> str:
    """Return a cell's name: row 8, column 8 is I9."""
    return f"{letter(column)}{row + 1}"
