"""How large a file grows: risks, each edited ten times in a change set of its own."""

from benchmarks import made
from benchmarks.measure import Figure, Options, limit

RISKS = 2000
EDITS = 10
MOST = 12.0


def run(options: Options) -> list[Figure]:
    """Measure the file in megabytes; with fewer rows asked for, fewer risks and a bar in proportion."""
    from workbench.domain.clock import Clock  # noqa: PLC0415 - the other benchmarks do not need it in process
    from workbench.services.book import Book  # noqa: PLC0415 - see above

    risks = min(RISKS, max(options.rows // 5, 10))
    path = options.folder / "growth.workbench"
    made.file(path, risks)
    begun = path.stat().st_size
    with Book.open(path, Clock("Benchmark")) as book:
        with book.store.reading() as connection:
            connection.execute("PRAGMA synchronous = OFF")  # the size is measured, not the disk
        uids = [record.uid for record in book.records("risk")]
        for turn in range(EDITS):
            for uid in uids:
                record = book.record("risk", uid)
                if record is not None:
                    book.edit([record], {"progress": f"Update {turn + 1}: agreed with the owner."})
    size = path.stat().st_size / 1e6
    name = f"{risks:,} risks, {EDITS} edits each in a set of its own"
    return [limit(name, size, "MB", MOST * risks / RISKS, baseline="before the edits", against=begun / 1e6)]
