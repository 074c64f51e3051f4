"""Compare what a row says of records that belong to its own, such as actions and positions, with those there are."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from workbench.domain.joining import LEFT_OUT, Lines
from workbench.domain.kinds import Stored
from workbench.domain.register import Record, Register, Row
from workbench.domain.text import fold, shorten
from workbench.exchange.sheets import Child, Problem
from workbench.services.plan import Outcome, Part, PlanCell, PlannedChild, PlanRow

if TYPE_CHECKING:
    from workbench.services.book import Book

_TELLING = {"position": ("period", "date", "kind", "member")}
"""What tells the records of one parent apart, where that is not their text."""


class Before(Protocol):
    """What the sender last saw."""

    @property
    def instead(self) -> Mapping[str, Mapping[str, Stored]]:
        """By record and field, what an earlier return showed where it was not taken."""
        ...

    @property
    def repeated(self) -> "Settled":
        """What this very workbook settled when it was applied before."""
        ...

    @property
    def belonging(self) -> Callable[[str], Mapping[str, Row]]:
        """Gives the rows of a register as they were then, by uid."""
        ...


class Settled(Protocol):
    """What a workbook settled before."""

    def settled(self, uid: str) -> bool:
        """Whether what it says of a record was settled."""
        ...


class Children:
    """Plans the records that belong to the records of one register.

    Args:
        book: the open file.
        register: that of the records they belong to.
        base: what the sender last saw.
        instead: takes, by record and field, what the workbook shows where that is not taken.
    """

    def __init__(self, book: "Book", register: Register, base: Before, instead: dict[str, dict[str, Stored]]) -> None:
        self._book, self._base, self._instead = book, base, instead
        self._relations = {field.kind.register: field.kind.relation for field in register if isinstance(field.kind, Lines)}
        self._telling = {
            field.kind.register: (field.kind.text,) for field in register if isinstance(field.kind, Lines) and field.kind.relation
        } | _TELLING
        self._were: dict[str, dict[str, list[str]]] = {}

    def plan(self, uid: str, said: Sequence[Child], *, new: bool = False) -> tuple[list[PlannedChild], list[PlanCell]]:
        """Return the records to make or to change, and a cell for each thing that differs.

        Args:
            uid: the record they belong to.
            said: what the workbook says of them.
            new: whether that record is new itself, so that nothing belongs to it yet.
        """
        planned: list[PlannedChild] = []
        cells: list[PlanCell] = []
        met: set[str] = set()
        left = str(self._base.instead.get(uid, {}).get(LEFT_OUT) or "").split("\n")
        repeated = self._base.repeated.settled(uid)
        for child in said:
            here = None if new else self._found(uid, child, met)
            then = self._then(uid, child, met) if here is None and not new else None
            if then is not None:
                met.add(then)
                here = self._book.record(child.register, then)
            if here is None:
                cell = self._new_cell(child)
                if then is not None or cell.theirs in left:
                    self._leave_out(uid, cell.theirs)
                elif not repeated:
                    relation = self._relations.get(child.register, "")
                    planned.append(PlannedChild(child.register, child.values, relation=relation))
                    cells.append(cell)
                continue
            met.add(here.uid)
            values, differing = self._compared(here, child, repeated=repeated)
            cells += differing
            if values:
                planned.append(PlannedChild(child.register, values, here.uid))
        return planned, cells

    def _found(self, uid: str, child: Child, met: set[str]) -> Record | None:
        """Return the record of those that belong here which a row means, or None."""
        register = self._book.register(child.register)
        telling = self._telling.get(child.register, (register.title_key,))
        wanted = tuple(_plain(child.values.get(key)) for key in telling)
        for line in self._book.directory.lines(uid, child.register, {}, telling[0], self._relations.get(child.register, "")):
            record = self._book.record(child.register, line.uid)
            if record is not None and record.uid not in met and tuple(_plain(record.row.get(key)) for key in telling) == wanted:
                return record
        return None

    def _then(self, uid: str, child: Child, met: set[str]) -> str | None:
        """Return the record that a row meant when the sender last saw it: reworded or removed here since."""
        rows = self._base.belonging(child.register)
        if not rows:
            return None
        register = self._book.register(child.register)
        telling = self._telling.get(child.register, (register.title_key,))
        wanted = tuple(_plain(child.values.get(key)) for key in telling)
        relation = self._relations.get(child.register, "")
        for one in self._belonged(child.register, relation).get(uid, ()):
            if one not in met and one in rows:
                shown = {**rows[one], **self._base.instead.get(one, {})}
                if tuple(_plain(shown.get(key)) for key in telling) == wanted:
                    return one
        return None

    def _belonged(self, register: str, relation: str) -> Mapping[str, list[str]]:
        """Return which records of a register belonged to which when the sender last saw them."""
        if register not in self._were:
            found: dict[str, list[str]] = {}
            if relation:
                for link in self._base.belonging("link").values():
                    if link.get("relation") == relation:
                        found.setdefault(str(link.get("target")), []).append(str(link.get("source")))
            else:
                for one, row in self._base.belonging(register).items():
                    found.setdefault(str(row.get("parent") or ""), []).append(one)
            self._were[register] = found
        return self._were[register]

    def _leave_out(self, uid: str, words: str) -> None:
        """Remember that a record was left out or removed before, so that it is not brought in again."""
        shown = self._instead.setdefault(uid, {})
        shown[LEFT_OUT] = "\n".join(dict.fromkeys([*str(shown.get(LEFT_OUT) or words).split("\n"), words]))

    def _compared(self, record: Record, child: Child, *, repeated: bool) -> tuple[dict[str, Stored], list[PlanCell]]:
        """Return the values to write, and a cell for each that differs: taken where only they changed it."""
        base = self._base.belonging(child.register).get(record.uid)
        instead = self._base.instead.get(record.uid, {})
        values: dict[str, Stored] = {}
        cells: list[PlanCell] = []
        for key, theirs in child.values.items():
            field = record.register.get(key)
            ours = field.of(record.row)
            if theirs is None or field.kind.same(theirs, ours):
                continue
            known = base is not None or key in instead or repeated
            before = instead[key] if key in instead else theirs if repeated else field.of(base) if base is not None else None
            if known and field.kind.same(theirs, before):
                self._instead.setdefault(record.uid, {})[key] = theirs
                continue
            taken = field.kind.same(ours, before) if known else ours is None
            show = field.kind.show
            label = f"{record.ref} {field.label}"
            shown = (show(before), show(ours), show(theirs))
            cells.append(PlanCell(child.register, label, *shown, taken, (before, ours, theirs), place=(record.uid, key)))
            if taken:
                values[key] = theirs
            else:
                self._instead.setdefault(record.uid, {})[key] = theirs
        return values, cells

    def _new_cell(self, child: Child) -> PlanCell:
        """Return the cell that says what is made."""
        register = self._book.register(child.register)
        shape = register.record({"uid": "", **child.values})
        shown = [field for field in register if field.key in child.values and field.key != "extra"]
        words = shorten("; ".join(field.kind.show(field.of(shape.row)) for field in shown), 120)
        return PlanCell(child.register, f"New {register.noun}", "", "", words, taken=True, stored=(None, None, words))


def settle_doubles(book: "Book", parts: Sequence[Part]) -> None:
    """Make a conflict of a line that was changed in its parent's cell, and differently on its own sheet."""
    own = {row.uid: row for part in parts for row in part.rows if row.after is not None and row.before is not None}
    for part in parts:
        register = book.register(part.register)
        for row in part.rows:
            for key in [key for key in row.joined if isinstance(register.get(key).kind, Lines)]:
                kind = register.get(key).kind
                if isinstance(kind, Lines) and _twice(kind, row, key, own):
                    del row.joined[key]
                    row.cells = tuple(replace(cell, taken=False) if cell.field == key else cell for cell in row.cells)
                    row.outcome = Outcome.CONFLICTING
                    label = register.get(key).label
                    told = f"A line of {label} of {row.ref} was changed here and differently on its own sheet; the cell is left as it was."
                    part.problems.append(Problem(part.table.sheet, "", told))


def _twice(kind: Lines, row: PlanRow, key: str, own: Mapping[str, PlanRow]) -> bool:
    """Whether a cell says something else of a record than that record's own row does."""
    for uid, text in kind.parted(row.uid, row.joined[key]).texts.items():
        other = own.get(uid)
        if other and other.before and other.after and other.before.get(kind.text) != other.after.get(kind.text) != text:
            return True
    return False


def _plain(value: Stored) -> str:
    return fold(str(value)) if value is not None else ""
