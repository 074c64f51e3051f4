"""The hands of `tests.proofs.office`: drives a LibreOffice over its pipe, as one JSON job a line on standard input says.

It runs under the system's own Python, which has `uno`, and so imports nothing of the project. Each job is answered with
a line: "done", or what went wrong.
"""

import json
import sys
import time

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException
from com.sun.star.table import TableSortField

FILTERS = {"xlsx": "Calc MS Excel 2007 XML", "ods": "calc8", "xls": "MS Excel 97"}


def named(**values):
    """Return values as LibreOffice takes them."""
    return tuple(PropertyValue(Name=name, Value=value) for name, value in values.items())


def connected(pipe):
    """Return the desktop of the LibreOffice that listens at a pipe, once it does."""
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for _ in range(600):
        try:
            context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except NoConnectException:
            time.sleep(0.1)
        else:
            return context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
    raise SystemExit("LibreOffice did not begin to listen within a minute.")


def sort(page, area, column, ascending):
    """Sort a table by one of its columns."""
    fields = (TableSortField(Field=column, IsAscending=ascending),)
    wanted = named(ContainsHeader=True, SortFields=uno.Any("[]com.sun.star.table.TableSortField", fields))
    uno.invoke(page.getCellRangeByName(area), "sort", (wanted,))


def insert(page, column, heading):
    """Insert a column before another."""
    page.Columns.insertByIndex(column, 1)
    page.getCellByPosition(column, 0).String = heading


def copy(page, row, target):
    """Copy a whole row onto another."""
    area = page.getCellRangeByName(f"A{row}:AMJ{row}").RangeAddress
    page.copyRange(page.getCellByPosition(0, target - 1).CellAddress, area)


def move(page, source, target):
    """Move a column, as cutting it and inserting the cut cells does."""
    columns = page.Columns
    columns.insertByIndex(target, 1)
    source += source >= target
    last = page.Rows.Count - 1
    area = page.getCellRangeByPosition(source, 0, source, last).RangeAddress
    page.moveRange(page.getCellByPosition(target, 0).CellAddress, area)
    columns.removeByIndex(source, 1)


THINGS = {
    "text": lambda page, cell, words: setattr(page.getCellRangeByName(cell), "String", words),
    "type": lambda page, cell, words: setattr(page.getCellRangeByName(cell), "FormulaLocal", words),
    "clear": lambda page, cell: page.getCellRangeByName(cell).clearContents(1 | 2 | 4 | 16),
    "sort": sort,
    "insert column": insert,
    "move column": move,
    "copy row": copy,
    "hide column": lambda page, column: setattr(page.Columns.getByIndex(column), "IsVisible", False),
    "delete rows": lambda page, first, count: page.Rows.removeByIndex(first, count),
    "rename sheet": lambda page, name: setattr(page, "Name", name),
}
"""What can be done to a sheet."""


def main():
    """Answer every job."""
    desktop = connected(sys.argv[1])
    for line in sys.stdin:
        job = json.loads(line)
        try:
            book = desktop.loadComponentFromURL(uno.systemPathToFileUrl(job["open"]), "_blank", 0, named(Hidden=True))
            for one in job["do"]:
                THINGS[one[0]](book.Sheets.getByName(one[1]), *one[2:])
            for path in job["save"]:
                book.storeToURL(uno.systemPathToFileUrl(path), named(FilterName=FILTERS[path.rpartition(".")[2]]))
            book.close(True)
        except Exception as trouble:  # noqa: BLE001 - the parent is told and ends
            print(json.dumps(f"{type(trouble).__name__}: {trouble}"), flush=True)
        else:
            print(json.dumps("done"), flush=True)
    desktop.terminate()


main()
