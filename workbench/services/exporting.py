"""Send registers out as a workbook for an audience."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.domain.audience import OFFICE, Audience, View
from workbench.domain.clock import Progress, unwatched
from workbench.domain.text import counted
from workbench.exchange.sheets import Problem
from workbench.services.book import Book, check_target

if TYPE_CHECKING:
    from workbench.exchange.return_sheet import Asked
    from workbench.services.own_headings import LaidOut


@dataclass(frozen=True)
class Exported:
    """What an export wrote, how many records its version leaves out, and which cells held more than Excel can."""

    path: Path
    records: int
    left_out: int
    left_out_line: str = ""
    too_long: list[Problem] = field(default_factory=list)
    holds: str = ""
    """What it holds, in the words said before it was written."""


def export_workbook(
    book: Book,
    path: Path,
    keys: Sequence[str] = (),
    audience: Audience = OFFICE,
    *,
    asked: "Asked | None" = None,
    laid: "LaidOut | None" = None,
    progress: Progress = unwatched,
) -> Exported:
    """Write registers as a workbook that can come back.

    Args:
        book: the open file.
        path: where to; an existing file is replaced once the new one is whole.
        keys: the registers; none means every one with a record in view.
        audience: the version.
        asked: what a member is asked for, where the workbook is to be a return.
        laid: registers whose columns are laid out as a member does; no others are written then.
        progress: told while writing; may stop it, and then nothing is left.

    Raises:
        UnknownNameError: there is no such register.
        FileTroubleError: it cannot be written there.
        WorkbenchError: the name is another kind of file's.
    """
    from workbench.exchange.writing import write_workbook  # noqa: PLC0415 - adapters load when needed

    check_target(path, ".xlsx", "An export")
    for key in keys:
        book.register(key)
    view = book.view(audience)
    chosen = with_children(view, keys) if keys else [key for key in view.registers if book.register(key).visible and view.records(key)]
    chosen = list(laid) if laid else chosen or ["risk"]
    written = write_workbook(
        path,
        view,
        chosen,
        file_id=book.store.about("file_id"),
        head=book.store.head().hash.hex(),
        collaborative=book.name,
        day=book.clock.today(),
        asked=asked,
        laid=laid,
        progress=progress,
    )
    return Exported(
        path, written.records, view.left_out_count(chosen), view.left_out_line(chosen), written.too_long, holding(view, keys, chosen)
    )


def with_children(view: View, keys: Sequence[str]) -> list[str]:
    """Return registers with those of the records that belong to theirs, and to these in turn, parents first."""
    return _gathered(view, keys)[0]


def holding(view: View, keys: Sequence[str], chosen: Sequence[str]) -> str:
    """Return what a workbook of registers, and of what belongs to them, holds: "2 risks and 3 records that belong to them"."""
    asked = sum(len(view.records(key)) for key in chosen if not keys or key in keys)
    register = view.registers.get(keys[0]) if len(keys) == 1 else None
    words = counted(asked, register.noun, register.plural) if register else counted(asked, "record")
    beside = [record for key in chosen if keys and key not in keys for record in view.records(key)]
    if not beside:
        return words
    uids = _gathered(view, keys)[1]
    # a sheet is written whole, with what belongs to records of registers that are not
    theirs = f"belong{'s' if len(beside) == 1 else ''} to {'it' if asked == 1 else 'them'}"
    others = "" if all(record.uid in uids for record in beside) else " or to other records"
    return f"{words} and {counted(len(beside), 'record')} that {theirs}{others}"


def _gathered(view: View, keys: Sequence[str]) -> tuple[list[str], set[str]]:
    """Return registers with those of the records that belong to theirs, and the uids of all these records."""
    chosen = set(keys)
    uids = {record.uid for key in keys for record in view.records(key)}
    for key, register in view.registers.items():
        belonging = [record for record in view.records(key) if not uids.isdisjoint(register.hangs_on(record.row))]
        if belonging and not chosen.isdisjoint(register.hangs_on_registers):
            chosen.add(key)
            uids.update(record.uid for record in belonging)
    return [*keys, *(key for key in view.registers if key in chosen and key not in keys)], uids
