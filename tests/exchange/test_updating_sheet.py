"""Single cells of a sheet's XML: what is put comes back, and no other byte moves."""

import zipfile
from functools import cache
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.utils.escape import unescape

from workbench.exchange.updating_sheet import Put, SheetPart

SHEET = "xl/worksheets/sheet1.xml"
PLAIN = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    '<dimension ref="A1:C4"/><cols><col min="3" max="3" width="9" style="7"/></cols><sheetData>'
    '<row r="1" spans="1:3"><c r="A1" s="2" t="s"><v>0</v></c><c r="C1"/></row>'
    '<row r="2" s="5" customFormat="1"/>'
    '<row r="4"><c r="A4"><f>B4*2</f><v>8</v></c><c r="B4" t="str"><f t="shared" ref="B4:B5" si="0">A4&amp;"x"</f><v>y</v></c></row>'
    '<row r="5"><c r="B5" t="str"><f t="shared" si="0"/><v>y</v></c><c r="C5"><f t="array" ref="C5:C6">A1:A2</f><v>1</v></c></row>'
    '</sheetData><dataValidations><dataValidation type="list" sqref="A1:A4 C9"/></dataValidations></worksheet>'
)


def put(puts: dict[tuple[int, int], Put], content: str = PLAIN) -> str:
    return SheetPart(content.encode()).updated(puts).decode()


@pytest.mark.parametrize(
    ("place", "value", "written"),
    [
        ((0, 0), "Beds & <stairs>", '<c r="A1" s="2" t="inlineStr"><is><t xml:space="preserve">Beds &amp; &lt;stairs&gt;</t></is></c>'),
        ((0, 0), 4, '<c r="A1" s="2"><v>4</v></c>'),
        ((0, 0), None, '<c r="A1" s="2"/>'),
        ((0, 0), 2.5, '<c r="A1" s="2"><v>2.5</v></c>'),
        ((0, 1), 4, '<c r="B1"><v>4</v></c><c r="C1"/>'),
        ((0, 2), 4, '<c r="C1"><v>4</v></c></row>'),
        ((0, 3), 4, '<c r="C1"/><c r="D1"><v>4</v></c></row>'),
        ((1, 0), 4, '<row r="2" s="5" customFormat="1"><c r="A2" s="5"><v>4</v></c></row>'),
        ((2, 2), 4, '<row r="3"><c r="C3"><v>4</v></c></row><row r="4">'),
        ((6, 0), 4, '<row r="7"><c r="A7"><v>4</v></c></row></sheetData>'),
        ((3, 0), 6, '<c r="A4"><f>B4*2</f><v>6</v></c>'),
        ((0, 0), "_x0041_", "_x005F_x0041_"),
    ],
)
def test_a_cell_is_put_where_it_belongs_in_the_look_it_has(place: tuple[int, int], value: str | float | None, written: str) -> None:
    content = put({place: Put(value)})
    assert written in content
    outside = content.replace(written, "", 1)
    assert len(outside) < len(PLAIN) + 40


def test_cells_of_one_row_stand_in_order_and_the_rest_of_the_sheet_is_the_same_to_the_byte() -> None:
    content = put({(0, 4): Put(5), (0, 1): Put(2), (0, 3): Put(4)})
    cells = '<c r="B1"><v>2</v></c><c r="C1"/><c r="D1"><v>4</v></c><c r="E1"><v>5</v></c>'
    assert content == PLAIN.replace('<c r="C1"/>', cells).replace(' spans="1:3"', "").replace("A1:C4", "A1:E4")


def test_a_formula_gives_way_to_nothing_but_another_result() -> None:
    part = SheetPart(PLAIN.encode())
    assert part.formula_at((3, 0)) == "B4*2"
    assert part.formula_at((4, 1)) == 'A4&"x"'
    assert part.shared((4, 1))[0] == (3, 1)
    assert part.formula_at((4, 2)) == ""
    assert part.is_locked((5, 2))
    assert not part.is_locked((3, 0))
    assert part.updated({(3, 0): Put("words")}) == PLAIN.encode()


@pytest.mark.parametrize(
    "told",
    [
        PLAIN.replace("<", "<x:").replace("<x:/", "</x:").replace("<x:?", "<?").replace("xmlns=", "xmlns:x="),
        PLAIN.replace(' r="A1"', "").replace(' r="1"', ""),
        PLAIN.replace("<c ", "<c\n  ").replace('"A1"', "'A1'"),
    ],
    ids=["prefixed", "without references", "loosely set"],
)
def test_however_the_xml_is_set_the_same_cell_is_found(told: str) -> None:
    part = SheetPart(told.encode())
    again = SheetPart(part.updated({(0, 0): Put("Beds"), (2, 0): Put(3)}))
    assert again.lines[0].cells[0].attributes["t"] == "inlineStr"
    assert again.lines[2].cells[0].value is not None


def test_another_encoding_is_read_or_refused_but_never_miscounted() -> None:
    wide = PLAIN.replace('encoding="UTF-8"', 'encoding="UTF-16"').encode("utf-16")
    assert b"<v>9</v>" in SheetPart(wide).updated({(0, 0): Put(9)})
    with pytest.raises(ValueError, match="written in"):
        SheetPart(PLAIN.replace('encoding="UTF-8"', 'encoding="iso-8859-1"').encode())


def test_drop_downs_that_end_with_the_table_reach_over_rows_added_to_it() -> None:
    content = SheetPart(PLAIN.encode()).updated({(4, 0): Put(1), (5, 0): Put(1)}, like=3).decode()
    assert 'sqref="A1:A6 C9"' in content
    assert 'ref="A1:C6"' in content


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters="\ufffe\uffff"), min_size=1)


WAS = {(row, column): f"{row}/{column}" for row in range(5) for column in range(5)}


@cache
def saved() -> bytes:
    book, stream = Workbook(), BytesIO()
    for (row, column), text in WAS.items():
        book.worksheets[0].cell(row + 1, column + 1, text)
    book.save(stream)
    return stream.getvalue()


@given(st.dictionaries(st.tuples(st.integers(0, 7), st.integers(0, 7)), st.one_of(st.integers(-9, 10**9), TEXT, st.none()), max_size=12))
def test_whatever_is_put_is_read_back_by_another_program(puts: dict[tuple[int, int], str | int | None]) -> None:
    second = BytesIO()
    with zipfile.ZipFile(BytesIO(saved())) as source, zipfile.ZipFile(second, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            updated = SheetPart(content).updated({place: Put(value) for place, value in puts.items()}) if name == SHEET else content
            target.writestr(name, updated)
    read = load_workbook(second).worksheets[0]
    wanted = {**WAS, **puts}
    found = {place: read.cell(place[0] + 1, place[1] + 1).value for place in wanted}
    assert {place: unescape(value) if isinstance(value, str) else value for place, value in found.items()} == wanted
