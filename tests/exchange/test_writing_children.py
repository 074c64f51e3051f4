"""Records that hang on others go out in their parent's cell and on sheets of their own."""

from datetime import date

import openpyxl
import pytest

from workbench.domain.audience import OFFICE, PRIVATE, View
from workbench.domain.joining import Lines, Pointer
from workbench.domain.registers import declared
from workbench.exchange.finding import find_tables
from workbench.exchange.reading import read_workbook
from workbench.exchange.writing import write_workbook

RISK, OTHER = "0190-1", "0190-2"
REGISTERS = declared()
ROWS = {
    "risk": [
        {"uid": RISK, "ref": "R-001", "tier": "shared", "circulation": "private", "title": "Beds close", "controls": "Daily count"},
        {"uid": OTHER, "ref": "R-002", "tier": "shared", "circulation": "private", "title": "Lift fails", "withheld": "controls"},
    ],
    "control": [
        {"uid": "0190-3", "ref": "C-001", "parent": RISK, "title": "Night round\nevery hour"},
        {"uid": "0190-4", "ref": "C-002", "parent": OTHER, "title": "Yearly service"},
    ],
    "position": [{"uid": "0190-5", "ref": "PS-001", "parent": RISK, "period": "Q1 2026/27", "kind": "actual", "score": 12}],
}


def written(tmp_path, audience=OFFICE, keys=("risk", "control", "position"), rows=None):
    path = tmp_path / "out.xlsx"
    view = View(declared(), ROWS if rows is None else rows, audience)
    write_workbook(path, view, keys, file_id="f", head="h", collaborative="The Dales", day=date(2026, 7, 23))
    return path


def lines_of(path, name):
    rows = list(openpyxl.load_workbook(path)[name].values)
    return [dict(zip(rows[0], line, strict=True)) for line in rows[1:]]


def test_what_belongs_to_a_record_stands_in_its_cell_with_its_reference(tmp_path):
    path = written(tmp_path)
    first, second = lines_of(path, REGISTERS["risk"].label)
    label = REGISTERS["risk"].get("controls").label
    assert first[label] == "Daily count\nC-001: Night round\n  every hour"
    assert second[label] == "C-002: Yearly service"


def test_what_a_version_keeps_back_of_a_record_is_not_gathered_again(tmp_path):
    path = written(tmp_path, PRIVATE)
    label = REGISTERS["risk"].get("controls").label
    assert [line[label] for line in lines_of(path, REGISTERS["risk"].label)] == ["Daily count\nC-001: Night round\n  every hour", None]


def test_a_sheet_of_children_says_by_reference_what_they_hang_on(tmp_path):
    path = written(tmp_path)
    label = REGISTERS["control"].get("parent").label
    assert [line[label] for line in lines_of(path, REGISTERS["control"].label)] == ["R-001", "R-002"]
    [position] = lines_of(path, REGISTERS["position"].label)
    assert (position[REGISTERS["position"].get("parent").label], position["Score"]) == ("R-001", 12)


def test_cells_of_lines_wrap_and_are_as_tall_as_their_lines(tmp_path):
    sheet = openpyxl.load_workbook(written(tmp_path))[REGISTERS["risk"].label]
    assert sheet.row_dimensions[2].height >= 3 * 15
    column = next(cells[0].column_letter for cells in sheet.iter_cols() if cells[0].value == REGISTERS["risk"].get("controls").label)
    assert sheet[f"{column}2"].alignment.wrap_text


@pytest.mark.parametrize("key", REGISTERS)
def test_every_register_can_be_written_without_a_record(tmp_path, key):
    path = written(tmp_path, keys=[key], rows={})
    assert openpyxl.load_workbook(path).sheetnames[0] == REGISTERS[key].label[:31]


def test_all_registers_fit_in_one_workbook_and_are_found_again(tmp_path):
    rows = {
        key: [{"uid": f"0190-{place}", "ref": f"{register.prefix}-001", "circulation": "public", register.title_key: f"Words {place}"}]
        for place, (key, register) in enumerate(REGISTERS.items())
    }
    for key in rows:
        for field in REGISTERS[key]:
            if isinstance(field.kind, Pointer):
                rows[key][0][field.key] = rows["risk"][0]["uid"]
    path = written(tmp_path, keys=list(REGISTERS), rows=rows)
    names = openpyxl.load_workbook(path).sheetnames
    assert all(len(name) <= 31 for name in names)
    assert len({name.casefold() for name in names}) == len(names) > len(REGISTERS)
    book = read_workbook(path)
    for name, (key, keys) in book.stamp.sheets.items():
        [table] = find_tables(book, [REGISTERS[key]], sheet=name)
        assert (key, [len(table.records)]) == (key, [1])
        assert len(table.columns) == len(keys)


def test_fields_of_lines_are_prose():
    fields = [field for register in REGISTERS.values() for field in register if isinstance(field.kind, Lines)]
    assert fields
    assert all(field.kind.prose for field in fields)
