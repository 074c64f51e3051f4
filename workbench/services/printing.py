"""Print a register as it is looked at: the records a filter lets through, under the columns chosen, for an audience."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.domain.audience import Audience, Version, View
from workbench.domain.clock import Progress, unwatched
from workbench.domain.field import AnyField
from workbench.domain.register import Record
from workbench.services.book import Book, check_target
from workbench.services.clearing import Finding, Scan
from workbench.services.preferences import house_style
from workbench.services.summary import Summary

if TYPE_CHECKING:
    from workbench.services.packs import Printed

_ROOM = 130
"""Characters that the columns of a page take side by side."""
_NEEDED = ("ref", "tier", "status", "current_score", "circulation")
"""Fields without which a printed register could not say whose a record is, in which order it stands and who may see it."""


@dataclass(frozen=True)
class Shown:
    """What of a register is looked at: its records, and the columns in their order."""

    uids: frozenset[str]
    columns: tuple[str, ...]


class Narrowed(View):
    """A version of a file in which one register holds only some of the records it may show, under columns somebody chose.

    Args:
        whole: the version; nothing it lacks comes in.
        key: the register that is narrowed.
        uids: the records of it to keep.
        columns: its columns, in their order; those this version may not show stay out.
    """

    def __init__(self, whole: View, key: str, uids: Collection[str], columns: Sequence[str]) -> None:
        vars(self).update(vars(whole))
        register = whole.registers[key]
        chosen = [register.get(name) for name in dict.fromkeys(("ref", *columns)) if name in register]
        needed = {register.title_key, *_NEEDED, *(factor for field in register if field.key in _NEEDED for factor in field.factors)}
        rest = [replace(field, column=False) for field in register if field.key in needed and field not in chosen]
        made = type(register)([*_placed(chosen, register.title_key), *rest])
        self.registers = {**whole.registers, key: made}
        kept = [Record(made, record.row) for record in whole.records(key) if record.uid in uids]
        self._narrowed = key, kept

    def records(self, key: str) -> list[Record]:
        """Return the records of a register that are to be seen."""
        return self._narrowed[1] if key == self._narrowed[0] else super().records(key)


def _placed(chosen: Sequence[AnyField], title: str) -> list[AnyField]:
    """Return fields as columns as far as a page is wide; long words, and what finds no room, stand under their record."""
    placed: list[AnyField] = []
    left = _ROOM
    for field in chosen:
        is_column = field.key == title or (not field.kind.prose and field.breadth <= left)
        left -= field.breadth if is_column else 0
        placed.append(replace(field, column=is_column))
    return placed


def print_shown(book: Book, path: Path, audience: Audience, key: str, shown: Shown, *, progress: Progress = unwatched) -> "Printed":
    """Print the records of one register that are looked at, as a PDF.

    Raises:
        LeakError: a public document would have shown what it may not; nothing was written.
        FileTroubleError: it cannot be written there.
        WorkbenchError: the name is another kind of file's.
    """
    from workbench.reports.pack import print_register  # noqa: PLC0415 - adapters load when needed
    from workbench.services.packs import Printed  # noqa: PLC0415 - it is told once there is something to tell

    check_target(path, ".pdf", "A printed register")
    whole, day = book.view(audience), book.clock.today()
    found: list[Finding] = []

    def check(content: bytes) -> None:
        if audience.version is Version.PUBLIC:
            found.extend(Scan(book, whole, day).read(content, path))

    records = print_register(
        path,
        Narrowed(whole, key, shown.uids, shown.columns),
        (key,),
        collaborative=book.name,
        day=day,
        created=book.clock.now(),
        scheme=Summary(whole, day).scheme,
        progress=progress,
        check=check,
        house=house_style(book),
    )
    return Printed(path, records, whole.left_out_count((key,)), whole.left_out_line((key,)), found)
