"""How import, export and planning grow: their ratios at 1,000, 10,000 and 50,000 rows to the plain libraries.

These are ratios to look at, not to keep; the bars stand with 10,000 rows in `excel`. Each size is measured once.
"""

from dataclasses import replace

from benchmarks import excel, made, planning
from benchmarks.measure import Figure, Options, inside, workbench

SIZES = (1_000, 10_000, 50_000)
_PLANNED = 10_000
"""Rows up to which planning is measured: an export of more has more cells than a register may."""
CALAMINE = """
import sys, time
begun = time.perf_counter()
from python_calamine import CalamineWorkbook
book = CalamineWorkbook.from_path(sys.argv[1])
count = sum(len(row) for row in book.get_sheet_by_index(0).to_python())
print(time.perf_counter() - begun)
"""


def run(options: Options) -> list[Figure]:
    """Measure at each size that is not larger than what was asked for, where fewer rows than usual were."""
    wanted = [size for size in SIZES if options.rows >= min(SIZES[1], size)] or [options.rows]
    return [found for size in wanted for found in _at(replace(options, rows=size, times=1))]


def _at(options: Options) -> list[Figure]:
    """Measure at one size."""
    book, file, out = (options.folder / f"sized-{options.rows}.{ending}" for ending in ("xlsx", "workbench", "out.xlsx"))
    made.workbook(book, options.rows)
    workbench(options, "new", file, "--name", "Made collaborative")
    first = workbench(options, "import", file, book, "--apply")
    again = workbench(options, "import", file, book, "--apply")
    export = workbench(options, "export", file, out)
    read, fast = inside(excel.READ, book), inside(CALAMINE, book)
    write = inside(excel.WRITE, options.folder / "bare.xlsx", str(options.rows))
    rows = f"{options.rows:,} rows"
    beside = [
        _beside(f"import and apply {rows}", first, "openpyxl reads it", read),
        _beside(f"import and apply {rows}", first, "python-calamine reads it", fast),
        _beside(f"import {rows} again", again, "openpyxl reads it", read),
        _beside(f"import {rows} again", again, "python-calamine reads it", fast),
        _beside(f"export {rows}", export, "XlsxWriter, bare cells", write),
    ]
    planned = planning.figures(options, options.rows) if options.rows <= _PLANNED else []
    return beside + [_beside(each.name, each.value, each.baseline, each.against or 0.0) for each in planned]


def _beside(name: str, value: float, baseline: str, against: float) -> Figure:
    return Figure(name, value, "s", baseline, against, value / against, "", kept=True)
