"""Bring a member's own workbook up to date: what the register now says goes into exactly the cells that say something else.

Every cell that was written is read back as an import would read it; whatever would not come back as it is in the
register, or would change how anything else is read, is left as it was and reported.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.domain.audience import Audience
from workbench.domain.clock import Progress, unwatched
from workbench.domain.errors import WorkbenchError
from workbench.domain.replacing import replacing
from workbench.domain.text import counted, joined
from workbench.exchange.sheets import Problem, Workbook, cell
from workbench.services.book import Book, check_target
from workbench.services.updating_moves import tell
from workbench.services.updating_proof import Settled, Told, Updating, blamed, came, settle
from workbench.services.updating_rows import Added, add_rows

if TYPE_CHECKING:
    from workbench.exchange.updating import OwnWorkbook
    from workbench.exchange.updating_sheet import Place, Put

_MOST_ROUNDS = 60
_OF_IMPORTS = ("very workbook", "so this return counts in")
"""Words of notes that only concern a workbook which comes in."""


@dataclass(frozen=True)
class Updated:
    """What bringing a member's workbook up to date did.

    `records` counts those of the workbook that the member may see, `cells` names what was written, `added` the references
    of records that are new to it; `before` is the copy of a workbook that was replaced.
    """

    path: Path
    records: int
    cells: list[str]
    left_out: int
    left_out_line: str = ""
    problems: list[Problem] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    before: Path | None = None

    @property
    def line(self) -> str:
        """What was done, in a sentence."""
        more = f" and {counted(len(self.added), 'record')} added" if self.added else ""
        kept = f" It was kept as it was before as {self.before.name}." if self.before else ""
        if not self.cells and not self.added and self.problems:
            return f"No cell of {self.path.name} was changed; what it says otherwise than the register is told cell by cell."
        if not self.cells and not self.added:
            return f"{self.path.name} says already what the register says; no cell was changed."
        return f"{self.path.name}: {counted(len(self.cells), 'cell')} changed{more}, and nothing else.{kept}"


def update_workbook(
    book: Book,
    own: Path,
    path: Path,
    audience: Audience,
    keys: Sequence[str] = (),
    *,
    with_new: bool = False,
    progress: Progress = unwatched,
) -> Updated:
    """Write a member's own workbook with what the register now says in its cells.

    Args:
        book: the open file.
        own: the member's workbook.
        path: where to; the same as `own` replaces it, after a copy of it was made beside it.
        audience: the member's version.
        keys: the registers to tell of; none means every one that was imported from this workbook, its best table's at least.
        with_new: whether records that the workbook never held are added below its tables.
        progress: told while working; may stop it, and then nothing is left.

    Raises:
        WorkbookRefusedError: it cannot be read.
        WorkbenchError: it is no workbook whose cells can be changed, came from another organisation, has no table of these
            registers, or the target is another kind of file's.
        FileTroubleError: it cannot be written there.
    """
    from workbench.exchange.reading import read_workbook  # noqa: PLC0415 - adapters load when needed
    from workbench.exchange.updating import OwnWorkbook, name_of  # noqa: PLC0415 - adapters load when needed

    for key in keys:
        book.register(key)
    read = read_workbook(own, progress=progress)
    _check_whose(book, read, audience)
    target = OwnWorkbook(read)
    check_target(path, own.suffix.casefold(), "An updated workbook")
    work = Updating(book, own, target.read, audience, keys)
    if not work.parts:
        raise WorkbenchError(f"No table of a register was found in {own.name}, so there is nothing in it to bring up to date.")
    progress(1, 4)
    telling = [tell(book, work.view, target, part, number) for number, part in enumerate(work.parts)]
    settled = settle(work, [move for told in telling for move in told.moves])
    progress(2, 4)
    added = add_rows(work, target, settled.option, telling) if with_new else Added()
    content = _written(work, target, settled, added)
    progress(3, 4)
    before = _put(book, own, path, content, same=content == read.content)
    shown = dict.fromkeys(dict.fromkeys(part.register for part in work.parts), work.view)
    problems = [*(problem for told in telling for problem in told.problems), *settled.problems, *added.problems]
    return Updated(
        path,
        sum(len(told.met) for told in telling) + len(added.refs),
        [
            name_of(spot)
            for spot in sorted(settled.option)
            if not any(spot[1:] in sheet.formulas for sheet in read.sheets if sheet.name == spot[0])
        ],
        work.view.left_out_count(list(shown)),
        work.view.left_out_line(list(shown)),
        _sorted(problems, target.read),
        added.refs,
        _notes(work, target.read, changed=content != read.content),
        before,
    )


def _check_whose(book: Book, read: Workbook, audience: Audience) -> None:
    """Refuse a workbook known as another organisation's: all that it holds would go to this one.

    Raises:
        WorkbenchError: it was made for another, or was imported from others alone.
    """
    stamp = read.stamp
    if stamp is not None and stamp.member:
        owners = {stamp.member}
    else:
        owners = {str(one.row.get("member") or "") for one in book.records("receipt") if one.row.get("digest") == read.digest} - {""}
    names = [name for uid in owners if (name := book.directory.name(uid))]
    if names and audience.member not in owners:
        member = book.directory.name(audience.member)
        raise WorkbenchError(f"{read.name} is a workbook of {joined(sorted(names))}, so it was not brought up to date for {member}.")


def _written(work: Updating, target: "OwnWorkbook", settled: Settled, added: Added) -> bytes:
    """Return the workbook's bytes with the settled cells; what does not come back from the bytes themselves is left out."""
    from workbench.exchange.reading import read_content  # noqa: PLC0415 - adapters load when needed
    from workbench.exchange.updating import differing  # noqa: PLC0415 - adapters load when needed

    while True:
        puts: dict[str, dict[Place, Put]] = {}
        for (sheet, row, column), value in settled.option.items():
            if (put := target.put(sheet, (row, column), value)) is not None:
                puts.setdefault(sheet, {})[row, column] = put
        for sheet, cells in added.puts.items():
            puts.setdefault(sheet, {}).update(cells)
        if not puts:
            return target.read.content
        content = target.updated(puts, added.like)
        again = read_content(target.read.name, content)
        meant = {(sheet, *place) for sheet, cells in puts.items() for place in cells}
        if strange := differing(target.read, again) - meant:
            where = min(strange)
            raise WorkbenchError(
                f"{work.own.name} cannot be brought up to date without changing {where[0]} {cell(*where[1:])}; nothing was written."
            )
        now = Told(work.planned(again))
        failed = [] if added.refs else blamed(work, work.before, now, settled.moves)
        failed = failed or [move for move in settled.moves if not came(work, now, move)]
        if not failed:
            return content
        for move in failed:
            settled.moves.remove(move)
            settled.problems.append(move.problem())


def _sorted(problems: Iterable[Problem], read: Workbook) -> list[Problem]:
    order = {sheet.name: place for place, sheet in enumerate(read.sheets)}
    return sorted(problems, key=lambda problem: (order.get(problem.sheet, len(order)), _row(problem.cell), problem.cell))


def _row(name: str) -> int:
    return int("".join(sign for sign in name if sign.isdigit()) or 0)


def _notes(work: Updating, read: Workbook, *, changed: bool) -> list[str]:
    notes = [note for plan in work.plans[:1] for note in plan.notes if not any(words in note for words in _OF_IMPORTS)]
    if changed and any(sheet.formulas for sheet in read.sheets):
        notes.append("Excel works out its formulas again when it opens the workbook.")
    return notes


def _put(book: Book, own: Path, path: Path, content: bytes, *, same: bool) -> Path | None:
    """Write the workbook; a copy of one that is replaced lies beside it first."""
    replaced = own.exists() and path.exists() and own.samefile(path)
    if replaced and same:
        return None
    before = None
    if replaced:
        before = _free(own, book.clock.today().isoformat())
        with replacing(before) as stream:
            stream.write(own.read_bytes())
    with replacing(path) as stream:
        stream.write(content)
    return before


def _free(own: Path, day: str) -> Path:
    """Return a name beside a workbook that no file has."""
    for number in range(1, 1000):
        more = f" ({number})" if number > 1 else ""
        found = own.with_name(f"{own.stem} before {day}{more}{own.suffix}")
        if not found.exists():
            return found
    raise WorkbenchError(f"There are too many copies of {own.name} beside it; move them elsewhere and try again.")
