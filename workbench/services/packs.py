"""Print registers as pages for an audience."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from workbench.domain.audience import Audience
from workbench.domain.clock import Progress, unwatched
from workbench.services.book import Book, check_target

PRINTED = ("risk",)
"""The registers a pack prints while there is no meeting to print for, in this order."""


@dataclass(frozen=True)
class Printed:
    """What was printed, and how many records its version leaves out."""

    path: Path
    records: int
    left_out: int
    left_out_line: str = ""


def print_pack(
    book: Book,
    path: Path,
    audience: Audience,
    *,
    keys: Sequence[str] = PRINTED,
    as_at: date | None = None,
    progress: Progress = unwatched,
) -> Printed:
    """Print registers as a PDF.

    Args:
        book: the open file.
        path: where to; an existing file is replaced once the new one is whole.
        audience: the version; it is never the office's.
        keys: the registers.
        as_at: the day to print it of; today where not given.
        progress: told while printing; may stop it, and then nothing is left.

    Raises:
        FileTroubleError: it cannot be written there.
        WorkbenchError: the name is another kind of file's.
    """
    from workbench.reports.pack import print_register  # noqa: PLC0415 - adapters load when needed

    check_target(path, ".pdf", "A pack")
    view = book.view(audience, as_at)
    records = print_register(
        path,
        view,
        keys,
        collaborative=book.name,
        day=as_at or book.clock.today(),
        created=book.clock.now(),
        progress=progress,
    )
    return Printed(path, records, view.left_out_count(keys), view.left_out_line(keys))
