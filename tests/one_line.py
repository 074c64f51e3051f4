"""The program of `test_one_line_field`, run in a fresh process: one more line in a register, and nothing else.

Prints, as JSON, what each part of the program made of the field.
"""

import json
import sys
from pathlib import Path

import openpyxl
import pypdfium2
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from workbench.domain.audience import OFFICE, PRIVATE
from workbench.domain.clock import Clock
from workbench.domain.field import Field
from workbench.domain.kinds import Text
from workbench.domain.registers import declared
from workbench.domain.registers.risks import Risks
from workbench.services.book import Book
from workbench.services.exporting import export_workbook
from workbench.services.importing import apply_plan, inspect, plan_import
from workbench.services.packs import print_pack
from workbench.ui.form import RecordForm
from workbench.ui.table import RegisterModel

LABEL, KEY = "Reviewer's comment", "reviewer_comment"


def main(folder: Path) -> dict[str, object]:
    """Take two files through everything; only one of them has the field."""
    clock, told = Clock("Asha Patel"), {}
    for name in ("one", "two"):
        with Book.create(folder / f"{name}.workbench", name, clock) as book:
            book.add("risk", {"title": "Late discharge", "current_likelihood": 4, "current_consequence": 4})

    registers = {**declared(), "risk": Risks().plus(Field(Text(), LABEL, key=KEY))}  # the one line

    with Book.open(folder / "one.workbench", clock, registers=registers) as one, Book.open(folder / "two.workbench", clock) as two:
        told["declared"] = KEY in declared()["risk"]
        told["second file"] = KEY in two.register("risk")
        one.edit([one.find("risk", "R-001")], {KEY: "Looks right"})
        one.undo()
        one.redo()
        told["shown"] = one.find("risk", "R-001").show(KEY)
        told["listed"] = one.view(OFFICE).records("risk")[0].plain()[KEY]
        told |= on_screen(one, two)
        out = folder / "out.xlsx"
        export_workbook(one, out, ["risk"])
        told["exported headings"] = headings(out)
        edit(out, "Looks right", "Looks wrong")
        with_field = inspect(out, [one.register("risk")])
        told["inspected"] = [column.field for column in with_field.table.columns if column.header == LABEL] if with_field.table else []
        plan = plan_import(one, out)
        told["planned"] = [(cell.field, cell.label, cell.ours, cell.theirs) for row in plan.rows for cell in row.cells]
        apply_plan(one, plan)
        told["imported"] = one.find("risk", "R-001").show(KEY)
        told["second export"] = plan_import(one, export_workbook(one, folder / "again.xlsx", ["risk"]).path).counts
        print_pack(one, folder / "one.pdf", PRIVATE)
        told["printed"] = printed(folder / "one.pdf")
        export_workbook(two, folder / "two.xlsx", ["risk"])
        told["second exported headings"] = headings(folder / "two.xlsx")
        print_pack(two, folder / "two.pdf", PRIVATE)
        told["second printed"] = printed(folder / "two.pdf")
        told["faults"] = [fault.message for book in (one, two) for fault in book.check()]

    with Book.open(folder / "one.workbench", clock) as older:  # an older program, which lacks the line
        told["older program"] = KEY in older.register("risk")
        older.edit([older.find("risk", "R-001")], {"title": "Edited by an older program"})
        older.remove([older.find("risk", "R-001")])
        older.undo()
        older.undo()
        told["older faults"] = [fault.message for fault in older.check()]
    with Book.open(folder / "one.workbench", clock, registers=registers, writable=False) as newer:
        told["afterwards"] = (newer.find("risk", "R-001").show(KEY), newer.find("risk", "R-001").show("title"))
    return told


def on_screen(one: Book, two: Book) -> dict[str, object]:
    """Return what table and form of both files show of the field, and write into the form of the first."""
    application = QApplication.instance() or QApplication([])
    found: dict[str, object] = {}
    for name, book in (("one", one), ("two", two)):
        register = book.register("risk")
        model = RegisterModel(register, book.clock.today)
        model.fill(book.records("risk"))
        model.show_columns([field.key for field in register])
        names = [model.headerData(column, Qt.Orientation.Horizontal) for column in range(model.columnCount())]
        found[f"table {name}"] = model.index(0, names.index(LABEL)).data() if LABEL in names else None
        form = RecordForm(book, register)
        form.show_record(book.find("risk", "R-001"))
        found[f"form {name}"] = KEY in form.shown_keys
        if KEY in form.boxes:
            line = form.boxes[KEY].editors[KEY].line
            line.setText("Typed into the form")
            line.setModified(True)
            found["saved"] = form.save(KEY)
            found["typed"] = book.find("risk", "R-001").show(KEY)
            book.undo()
        form.deleteLater()
    application.processEvents()
    return found


def headings(path: Path) -> bool:
    """Whether a workbook's first sheet has the field's heading."""
    workbook = openpyxl.load_workbook(path, read_only=True)
    found = any(LABEL in [cell.value for cell in row] for sheet in workbook.worksheets for row in sheet.iter_rows(max_row=12))
    workbook.close()
    return found


def edit(path: Path, before: str, after: str) -> None:
    """Change a cell of a workbook as a colleague would."""
    workbook = openpyxl.load_workbook(path)
    for row in workbook.worksheets[0].iter_rows():
        for cell in row:
            if cell.value == before:
                cell.value = after
    workbook.save(path)
    workbook.close()


def printed(path: Path) -> list[bool]:
    """Whether the field's label, and what it says, are printed in a PDF."""
    document = pypdfium2.PdfDocument(path)
    words = " ".join(" ".join(page.get_textpage().get_text_range().split()) for page in document)
    document.close()
    return [LABEL in words, "Looks wrong" in words]


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(Path(sys.argv[1]))))
