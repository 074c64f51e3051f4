"""Several returns side by side: what two members say differently of one shared record is a conflict between them."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from workbench.domain.joining import Lines
from workbench.domain.kinds import Stored
from workbench.domain.register import Register
from workbench.domain.text import joined, shorten
from workbench.services.book import Book
from workbench.services.deciding import Deciding
from workbench.services.plan import Outcome, Part, Plan, PlanCell, PlanRow

Place = tuple[str, str, str]
"""Register, record and field."""


@dataclass(frozen=True)
class Saying:
    """What one return says in one place, with what it was sent with and what is here, in stored form and in words."""

    plan: Plan
    part: Part
    row: PlanRow
    cell: PlanCell
    value: Stored
    words: str
    base: str
    ours: str


@dataclass
class Clash:
    """One cell that members' returns change to different values: what was there, what is, and what each says last."""

    place: Place
    ref: str
    label: str
    base: str
    ours: str
    sayings: list[Saying] = field(default_factory=list)

    def sentence(self, book: Book) -> str:
        """Return it in words."""
        said = joined([f"{book.directory.name(one.plan.member)} says “{shorten(one.words)}”" for one in self.sayings])
        here = f"“{shorten(self.ours)}”" if self.ours else "blank"
        return f"{self.label} of {self.ref}: {said}; here it is {here}. Nothing was taken until somebody decides."


def clashes_between(book: Book, plans: Sequence[Plan]) -> list[Clash]:
    """Return the cells that two members' returns change to different values, conflicts with what is here included."""
    said: dict[Place, list[Saying]] = {}
    for plan in plans:
        for place, saying in _sayings(book, plan):
            said.setdefault(place, []).append(saying)
    found: list[Clash] = []
    for place, sayings in said.items():
        key, uid, name = place
        last = list({saying.plan.member: saying for saying in sayings}.values())
        field_ = book.register(key).get(name)
        if len(last) > 1 and any(not field_.kind.same(one.value, last[0].value) for one in last):
            record = book.record(key, uid)
            found.append(Clash(place, record.ref if record else "", field_.label, last[0].base, last[0].ours, last))
    return found


def hold_back(book: Book, plans: Iterable[Plan], clashes: Iterable[Clash]) -> None:
    """Leave every clashing cell for a person to decide, in each of the returns, and say there what the others say."""
    by_place = {clash.place: clash for clash in clashes}
    for plan in plans:
        for place, saying in list(_sayings(book, plan)):
            clash = by_place.get(place)
            if clash is None:
                continue
            _leave(book, saying)
            others = [other for other in clash.sayings if other.plan.member != plan.member]
            told = joined([f"{book.directory.name(other.plan.member)} says “{shorten(other.words)}”" for other in others])
            saying.row.reason = " ".join(part for part in (saying.row.reason, f"{clash.label}: {told}.") if part)


def leave_open(book: Book, plan: Plan, places: Collection[Place]) -> None:
    """Leave cells for a person to decide that another return was found to say differently when both were received."""
    for place, saying in list(_sayings(book, plan)):
        if place in places:
            _leave(book, saying)
            label = book.register(place[0]).get(place[2]).label
            told = f"{label}: the return of another organisation says it differently."
            saying.row.reason = " ".join(part for part in (saying.row.reason, told) if part)


def decided_places(book: Book, plan: Plan, clashes: Iterable[Clash]) -> set[Place]:
    """Return the clashing cells about which a person decided in one of the returns."""
    clashing = {clash.place for clash in clashes}
    return {place for place, _, cell in _plain_cells(book, plan) if cell.settled is not None and place in clashing}


def settle_decided(book: Book, plan: Plan, decided: Collection[Place]) -> None:
    """Leave as they are here the cells of a return that a person decided about in another, received with it."""
    if not decided:
        return
    deciding = Deciding(book, plan)
    for place, row, cell in list(_plain_cells(book, plan)):
        if place in decided and cell.is_open:
            deciding.take(row, [cell], theirs=False)


def _plain_cells(book: Book, plan: Plan) -> Iterator[tuple[Place, PlanRow, PlanCell]]:
    """Go through the cells of records known here that stand for themselves alone."""
    for part in plan.parts:
        register = book.register(part.register)
        for row in part.rows:
            for cell in row.cells:
                if is_own_cell(register, cell) and not register.get(cell.field).kind.gathers:
                    yield (part.register, row.uid, cell.field), row, cell


def drop_repeated(book: Book, plans: Sequence[Plan]) -> None:
    """Take what several returns say alike once, in the first of them: in the others it is the same by then."""
    taken: dict[Place, Stored] = {}
    for plan in plans:
        for place, saying in list(_sayings(book, plan)):
            register, _, key = place
            cell = saying.cell
            if cell.field != key or not cell.taken:
                continue
            if place in taken and book.register(register).get(key).kind.same(taken[place], saying.value):
                _set_cells(book, saying.part, saying.row, [one for one in saying.row.cells if one is not _now(saying.row, cell)])
            else:
                taken[place] = saying.value


def prefer(book: Book, plan: Plan, written: Mapping[Place, Stored]) -> int:
    """Settle for a member's newer return where it conflicts only with what the same member's older one wrote just now."""
    settled = 0
    for part in plan.parts:
        for row in part.rows:
            for cell in row.cells:
                place = (part.register, row.uid, cell.field)
                if (
                    cell.conflict
                    and is_own_cell(book.register(part.register), cell)
                    and place in written
                    and written[place] == cell.stored[1]
                ):
                    cells = [replace(one, taken=True) if one is cell else one for one in row.cells]
                    part.instead.get(row.uid, {}).pop(cell.field, None)
                    _set_cells(book, part, row, cells)
                    settled += 1
    return settled


def written_by(plan: Plan) -> dict[Place, Stored]:
    """Return what applying a plan writes, cell by cell."""
    return {
        (part.register, row.uid, cell.field): cell.stored[2]
        for part in plan.parts
        for row in part.rows
        if row.writes
        for cell in row.cells
        if cell.written
    }


def _leave(book: Book, saying: Saying) -> None:
    """Make a conflict of a cell that would have been taken."""
    part, row, cell = saying.part, saying.row, saying.cell
    here = _now(row, cell)
    if here is not None and here.taken:
        part.instead.setdefault(row.uid, {})[cell.field] = cell.stored[2]
        _set_cells(book, part, row, [replace(one, taken=False) if one is here else one for one in row.cells])


def _now(row: PlanRow, cell: PlanCell) -> PlanCell | None:
    """Return the cell as the row has it now, since cells are replaced as they are settled."""
    return next((one for one in row.cells if one.field == cell.field and one.label == cell.label and one.stored == cell.stored), None)


def _set_cells(book: Book, part: Part, row: PlanRow, cells: Sequence[PlanCell]) -> None:
    """Give a row that is known here other cells, and what applying writes and its outcome with them."""
    register = book.register(part.register)
    record = book.record(part.register, row.uid)
    row.cells = tuple(cells)
    own = {cell.field: cell.stored[2] for cell in cells if cell.taken and is_own_cell(register, cell)}
    row.joined = {key: own.pop(key) for key in list(own) if register.get(key).kind.gathers}
    row.before = row.after = None
    if own and record is not None:
        row.before, row.after = record.row, register.settled({**record.row, **own})
    conflict = any(cell.conflict for cell in cells)
    row.outcome = Outcome.CONFLICTING if conflict else Outcome.CHANGED if cells else Outcome.SAME


def is_own_cell(register: Register, cell: PlanCell) -> bool:
    """Whether a cell is of the row's own record, not of one that belongs to it."""
    field_ = register.find(cell.field)
    return cell.place is None and field_ is not None and cell.label == field_.label


def _sayings(book: Book, plan: Plan) -> Iterator[tuple[Place, Saying]]:
    """Go through what a return says of records known here, a line of another record as that record's text."""
    for part in plan.parts:
        register = book.register(part.register)
        for row in part.rows:
            if row.outcome in (Outcome.ASKED, Outcome.INVALID) or book.record(part.register, row.uid) is None:
                continue
            for cell in row.cells:
                if not is_own_cell(register, cell):
                    continue
                kind = register.get(cell.field).kind
                if isinstance(kind, Lines):
                    yield from _of_lines(book, plan, part, row, cell)
                elif not kind.gathers:
                    place = (part.register, row.uid, cell.field)
                    yield place, Saying(plan, part, row, cell, cell.stored[2], cell.theirs, cell.base, cell.ours)


def _of_lines(book: Book, plan: Plan, part: Part, row: PlanRow, cell: PlanCell) -> Iterator[tuple[Place, Saying]]:
    """Go through the lines of other records that a cell says otherwise than here, and the field's own words."""
    kind = book.register(part.register).get(cell.field).kind
    if not isinstance(kind, Lines):
        return
    base, ours, theirs = (kind.parted(row.uid, stored) for stored in cell.stored)
    if theirs.words != ours.words:
        words = tuple(str(one.words or "") for one in (theirs, base, ours))
        yield (part.register, row.uid, cell.field), Saying(plan, part, row, cell, theirs.words, *words)
    for uid, text in theirs.texts.items():
        here = book.record(kind.register, uid)
        now = here.show(kind.text) if here else ""
        yield (kind.register, uid, kind.text), Saying(plan, part, row, cell, text, text, base.texts.get(uid, now), now)
