"""Print a pack, or registers alone, as pages for an audience."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from workbench.domain.audience import Audience, Version
from workbench.domain.clock import Progress, unwatched
from workbench.services.book import Book, check_target
from workbench.services.clearing import Finding, Scan
from workbench.services.preferences import house_style
from workbench.services.summary import Summary


@dataclass(frozen=True)
class Printed:
    """What was printed, how many records its version leaves out, and what a person is to look at before it goes out."""

    path: Path
    records: int
    left_out: int
    left_out_line: str = ""
    to_clear: Sequence[Finding] = field(default_factory=list)


def print_pack(
    book: Book,
    path: Path,
    audience: Audience,
    *,
    keys: Sequence[str] = (),
    as_at: date | None = None,
    progress: Progress = unwatched,
) -> Printed:
    """Print a whole pack, or some registers alone, as a PDF.

    A public document is read again before it is put in its place, and is not where it says what it may not.

    Args:
        book: the open file.
        path: where to; an existing file is replaced once the new one is whole.
        audience: the version; it is never the office's.
        keys: the registers to print alone; none means the whole pack.
        as_at: the day to print it of; today where not given.
        progress: told while printing; may stop it, and then nothing is left.

    Raises:
        LeakError: a public document would have shown what it may not; nothing was written.
        FileTroubleError: it cannot be written there.
        WorkbenchError: the name is another kind of file's.
    """
    from workbench.reports.pack import IN_PACK, Edition, Pack, print_register  # noqa: PLC0415 - adapters load when needed

    check_target(path, ".pdf", "A pack")
    view = book.view(audience, as_at)
    day, now = as_at or book.clock.today(), book.clock.now()
    chosen = tuple(keys) or IN_PACK
    summary = Summary(view, day)
    found: list[Finding] = []

    def check(content: bytes) -> None:
        if audience.version is Version.PUBLIC:
            found.extend(Scan(book, view, day).read(content, path))

    if keys:
        records = print_register(
            path,
            view,
            keys,
            collaborative=book.name,
            day=day,
            created=now,
            scheme=summary.scheme,
            progress=progress,
            check=check,
            house=house_style(book),
        )
    else:
        edition = Edition(book.name, day, now, check, progress, house_style(book))
        records = Pack(view, edition, summary.figures()).print(path)
    return Printed(path, records, view.left_out_count(chosen), view.left_out_line(chosen), found)
