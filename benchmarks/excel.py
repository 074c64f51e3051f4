"""Import, import again and export, beside openpyxl merely reading and XlsxWriter merely writing the same cells."""

from pathlib import Path

from benchmarks import made, planning
from benchmarks.measure import Figure, Options, figure, inside, median, workbench

READ = """
import sys, time
begun = time.perf_counter()
import openpyxl
book = openpyxl.load_workbook(sys.argv[1], read_only=True)
count = sum(len(row) for row in book.active.iter_rows(values_only=True))
print(time.perf_counter() - begun)
"""
WRITE = """
import sys, time
from benchmarks import made
rows = list(made.rows(int(sys.argv[2])))
import xlsxwriter
begun = time.perf_counter()
book = xlsxwriter.Workbook(sys.argv[1], {"constant_memory": True, "default_date_format": "dd/mm/yyyy"})
sheet = book.add_worksheet()
sheet.write_row(0, 0, [heading for heading, _ in made.COLUMNS])
for number, row in enumerate(rows, 1):
    sheet.write_row(number, 0, row)
book.close()
print(time.perf_counter() - begun)
"""


def run(options: Options) -> list[Figure]:
    """Measure, at the full number of rows and at half of it."""
    halves, wholes = _commands(options, options.rows // 2), _commands(options, options.rows)
    book = options.folder / f"made-{options.rows}.xlsx"
    read = median(options.times, lambda: inside(READ, book))
    write = median(options.times, lambda: inside(WRITE, options.folder / "bare.xlsx", str(options.rows)))
    rows = f"{options.rows:,} rows"
    found = [
        figure(f"import and apply {rows}", wholes[0], baseline="openpyxl reads it", against=read, most=0.5),
        figure("the same again, nothing changed", wholes[1], baseline="first import", against=wholes[0], most=1.0),
        figure(f"export {rows}", wholes[2], baseline="XlsxWriter, bare cells", against=write, most=2.0),
    ]
    for name, half, double in zip(("import", "import again", "export"), halves, wholes, strict=True):
        found.append(figure(f"doubling the rows: {name}", double, baseline=f"{options.rows // 2:,} rows", against=half, most=2.2))
    return found + planning.figures(options, options.rows)


def _commands(options: Options, count: int) -> tuple[float, float, float]:
    """Return the seconds of import, import again and export, each the median over fresh files."""
    book = options.folder / f"made-{count}.xlsx"
    made.workbook(book, count)
    taken: list[tuple[float, float, float]] = []
    for turn in range(options.times):
        file = options.folder / f"made-{count}-{turn}.workbench"
        workbench(options, "new", file, "--name", "Made collaborative")
        first = workbench(options, "import", file, book, "--apply")
        again = workbench(options, "import", file, book, "--apply")
        taken.append((first, again, workbench(options, "export", file, _out(options, count))))
        file.unlink()
    one, other, third = zip(*taken, strict=True)
    return sorted(one)[len(one) // 2], sorted(other)[len(other) // 2], sorted(third)[len(third) // 2]


def _out(options: Options, count: int) -> Path:
    return options.folder / f"out-{count}.xlsx"
