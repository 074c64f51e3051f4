"""Three-way planning, beside a bare keyed dictionary merge of the same cells, and beside daff.

One row in ten was changed there and another one in ten here since the workbook was sent, one in a hundred on both sides.
The workbook is read before the clock starts; looking up what it was sent with is part of planning. The bare merge
has the same 30 columns, those an export adds included. Seconds are those of the processor, as all of it is one thread.
"""

from benchmarks.measure import Figure, Options, figure, inside, median

SIDES = """
import gc, sys, time
from pathlib import Path
from benchmarks import made
from workbench.domain.clock import Clock
from workbench.services.book import Book
from workbench.services.exporting import export_workbook
file, out, count = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
keys = [key for _, key in made.COLUMNS]
gc.disable()  # as the Workbench's own commands do

def change(rows, number, word):
    for index, row in enumerate(rows):
        if index % 10 == number or index % 100 == 5:
            row["owner"] = word
"""
PLAN = (
    SIDES
    + """
made.file(file, count)
with Book.open(file, Clock("Benchmark")) as book:
    export_workbook(book, out, ["risk"])
    records = book.records("risk")
    book.edit([record for index, record in enumerate(records) if index % 10 == 2 or index % 100 == 5], {"owner": "Ours"})
    from workbench.exchange.columns import read_table
    from workbench.exchange.finding import find_tables
    from workbench.exchange.reading import read_workbook
    from workbench.services import importing, past, plan, planning
    workbook = read_workbook(out)
    table = find_tables(workbook, [book.register("risk")])[0]
    reading = read_table(workbook, table, book.register("risk"), correction=None, children=frozenset(book.registers))
    owners = reading.columns["owner"]
    for index in range(len(owners)):
        if index % 10 == 1 or index % 100 == 5:
            owners[index] = "Theirs"
    begun = time.process_time()
    base = importing._base(past.Past(book), "risk", "", workbook.stamp)
    found = planning.Planner(book, table, reading, "", base, lambda _text: False).plan()
    taken = time.process_time() - begun
    outcomes = [row.outcome.value for row in found.rows]
    assert (outcomes.count("changed"), outcomes.count("conflicting")) == (count // 10, count // 100), outcomes
print(taken)
"""
)
MERGE = (
    SIDES
    + """
more = {"tier": "shared", "circulation": "private", "member": None}
more |= {f"{stage}_score": 12 for stage in ("initial", "current", "target")}
base = {row["ref"]: row | more for row in (dict(zip(keys, cells)) for cells in made.rows(count))}
ours, theirs = ({ref: dict(row) for ref, row in base.items()} for _ in range(2))
change(ours.values(), 2, "Ours")
change(theirs.values(), 1, "Theirs")
begun = time.process_time()
taken, clashes = {}, {}
for ref, row in theirs.items():
    here, then = ours[ref], base[ref]
    for key, value in row.items():
        if value != here[key]:
            if here[key] == then[key]:
                taken[ref, key] = value
            elif value != then[key]:
                clashes[ref, key] = then[key], here[key], value
spent = time.process_time() - begun
assert (len(taken), len(clashes)) == (count // 10, count // 100)
print(spent)
"""
)
DAFF = (
    SIDES
    + """
import daff
base = [dict(zip(keys, map(str, cells))) for cells in made.rows(count)]
ours, theirs = ([dict(row) for row in base] for _ in range(2))
change(ours, 2, "Ours")
change(theirs, 1, "Theirs")
views = [daff.PythonTableView([keys, *([row[key] for key in keys] for row in rows)]) for rows in (base, ours, theirs)]
begun = time.process_time()
conflicts = daff.Merger(*views, daff.CompareFlags()).apply()
spent = time.process_time() - begun
assert conflicts == count // 100, conflicts
print(spent)
"""
)
MOST = 10.0
"""How many times a bare merge planning may take."""
_DAFF_ROWS = 10_000
"""Rows up to which daff is waited for."""


def figures(options: Options, rows: int) -> list[Figure]:
    """Measure at a number of rows."""
    out = options.folder / "planned.xlsx"

    def measured(script: str) -> float:
        turns = iter(range(options.times))
        return median(options.times, lambda: inside(script, options.folder / f"planned-{rows}-{next(turns)}.workbench", out, str(rows)))

    plan, merge = measured(PLAN), measured(MERGE)
    found = [figure(f"plan {rows:,} rows three ways", plan, baseline="bare keyed merge", against=merge, most=MOST)]
    if rows <= _DAFF_ROWS:
        found.append(figure(f"the same beside daff, {rows:,} rows", plan, baseline="daff", against=measured(DAFF), most=1.0))
    return found
