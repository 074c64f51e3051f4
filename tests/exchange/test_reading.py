"""Whatever file a member sends is either read as it stands or refused in a sentence that says what to do."""

import hashlib
import io
import json
import os
import random
import struct
import subprocess
import sys
import time
import zipfile
from contextlib import suppress
from datetime import date, datetime, timedelta
from datetime import time as clock_time
from functools import partial
from pathlib import Path

import msoffcrypto
import openpyxl
import pytest
import python_calamine
import xlsxwriter
from odd_files import MAIN, OFFICE, RELATIONS, archive, inline, old_workbook, ole, open_cell, open_document, parts, rows, spreadsheet

from workbench.domain.errors import StoppedError, WorkbookRefusedError
from workbench.exchange import delimited, reading, reading_child
from workbench.exchange.guard import NEVER
from workbench.exchange.reading import read_workbook
from workbench.exchange.reading_child import DONE, ChildFailedError, ask, main, received, tidy
from workbench.exchange.sheets import Stamp
from workbench.exchange.stamp import MARKER, STAMP_SHEET, stamp_rows

TABLE = [["Ref", "Risk", "Score"], ["R-001", "Beds close\nat night", 12], ["R-002", None, 4.5]]
READ = [["Ref", "Risk", "Score"], ["R-001", "Beds close\nat night", 12], ["R-002", None, 4.5]]
EDGE = 1_048_576


def moment(*facts):
    return datetime(*facts)  # noqa: DTZ001 - cells belong to no time zone


@pytest.fixture
def read(tmp_path):
    """Return a function that writes content under a name and reads it."""

    def reads(content, name="Register.xlsx", **options):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_workbook(path, **options)

    return reads


@pytest.fixture
def refused(read):
    """Return a function that writes content under a name and returns the sentence that refuses it."""

    def refuses(content, name="Register.xlsx", **options):
        with pytest.raises(WorkbookRefusedError) as caught:
            read(content, name, **options)
        sentence = str(caught.value)
        assert sentence.startswith(f"{name} was not read: ")
        assert sentence.endswith(".")
        assert not sentence.endswith("..")
        assert not any(word in sentence for word in ("zip", "OLE", "Error", "Exception", "XML part", "None"))
        return sentence

    return refuses


def first(book):
    return book.sheets[0].rows


def test_a_workbook_is_read_as_typed_cells_from_a1_on(read):
    made = io.BytesIO()
    with xlsxwriter.Workbook(made) as book:
        sheet = book.add_worksheet("Risks ")
        day, hour, span = (book.add_format({"num_format": form}) for form in ("dd/mm/yyyy", "hh:mm", "[h]:mm"))
        sheet.write(1, 1, "Ref")
        sheet.write_string(1, 2, "=1+1")
        sheet.write_datetime(2, 1, moment(2026, 7, 1), day)
        sheet.write_datetime(2, 2, moment(2026, 7, 1, 9, 30), hour)
        sheet.write_number(2, 3, 0.5, hour)
        sheet.write_number(2, 4, 1.5, span)
        sheet.write_boolean(3, 1, False)
        sheet.write_number(3, 2, 0)
        sheet.write_blank(9, 9, None, day)
        sheet.merge_range("A6:XFD6", "A title over everything")
        book.add_worksheet("Lists").hide()
        book.add_worksheet("Deep").very_hidden()
        book.add_chartsheet("Picture")
    found = read(made.getvalue())
    assert [(sheet.name, sheet.hidden) for sheet in found.sheets] == [("Risks ", False), ("Lists", True), ("Deep", True)]
    assert first(found) == [
        [],
        [None, "Ref", "=1+1"],
        [None, date(2026, 7, 1), moment(2026, 7, 1, 9, 30), "12:00", "36:00"],
        [None, False, 0],
        [],
        ["A title over everything"],
    ]
    assert found.sheets[0].merged == [(5, 0, 5, 4)], "a merged box ends with the cells of its sheet"
    assert found.sheet("risks") is found.sheets[0]
    assert found.name == "Register.xlsx"
    assert found.digest == hashlib.sha256(made.getvalue()).hexdigest()
    assert found.content == made.getvalue()
    assert found.stamp is None


def test_formulas_and_errors_come_with_their_sheet(read):
    made = io.BytesIO()
    with xlsxwriter.Workbook(made) as book:
        book.add_worksheet("First").write(0, 0, "x")
        sheet = book.add_worksheet("Second")
        sheet.write_formula("B2", "=1/0", None, "#DIV/0!")
        sheet.write_formula("B3", "=2*3", None, 6)
        sheet.write_formula("B4", "=2*3", None, "")
    sheets = read(made.getvalue()).sheets
    assert (sheets[0].errors, sheets[0].formulas) == ({}, set())
    assert sheets[1].errors[1, 1] == "#DIV/0!"
    assert sheets[1].formulas == {(1, 1), (2, 1), (3, 1)}
    assert sheets[1].rows == [[], [], [None, 6]]


def test_a_formula_without_a_result_is_an_error_of_its_cell(read):
    book = openpyxl.Workbook()
    book.active.append(["Score", "=2*3"])
    made = io.BytesIO()
    book.save(made)
    (sheet,) = read(made.getvalue()).sheets
    assert sheet.errors == {(0, 1): NEVER}
    assert sheet.rows == [["Score"]]


def _odd(body, **others):
    return archive(parts(body, **others))


SHARED = '<c r="A1" t="s"><v>0</v></c>'
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
DATED = f'<styleSheet xmlns="{MAIN}"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>'
ODD = {
    "inline strings": (_odd(rows(inline("A1", "a") + inline("C1", "b"))), [["a", None, "b"]]),
    "no reference": (_odd("<sheetData><row><c><v>1</v></c><c><v>2</v></c></row></sheetData>"), [[1, 2]]),
    "escaped line end": (_odd(rows(SHARED), texts="<si><t>a_x000D_\nb</t></si>"), [["a\r\nb"]]),
    "phonetic runs": (_odd(rows(SHARED), texts="<si><t>漢</t><rPh sb='0' eb='1'><t>かん</t></rPh></si>"), [["漢"]]),
    "rich text": (_odd(rows(SHARED), texts="<si><r><t>bold</t></r><r><t xml:space='preserve'> plain</t></r></si>"), [["bold plain"]]),
    "strict": (archive(parts(rows(inline("A1", "a")), main=STRICT)), [["a"]]),
    "a prefix": (
        _odd(f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row r="1"><x:c r="B1"><x:v>7</x:v></x:c></x:row></x:sheetData></x:worksheet>'),
        [[None, 7]],
    ),
    "1904": (
        archive(
            parts(rows('<c r="A1" s="1"><v>1</v></c>'))
            | {
                "xl/styles.xml": DATED,
                "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><workbookPr date1904="1"/>'
                '<sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>',
            }
        ),
        [[date(1904, 1, 2)]],
    ),
    "whole-sheet dimension": (_odd('<dimension ref="A1:XFD1048576"/>' + rows('<c r="A1"><v>1</v></c>')), [[1]]),
    "not a number": (_odd(rows('<c r="A1"><v>NaN</v></c><c r="B1"><v>1</v></c>')), [["nan", 1]]),
    "a text that only looks like a formula": (_odd(rows(inline("A1", "=HYPERLINK(1)"))), [["=HYPERLINK(1)"]]),
    "a macro": (_odd(rows(inline("A1", "a")), **{"xl/vbaProject.bin": b"Sub AutoOpen()"}), [["a"]]),
    "a link to elsewhere": (
        _odd(rows(inline("A1", "a")), **{"xl/externalLinks/externalLink1.xml": '<externalLink><ddeLink ddeService="cmd"/></externalLink>'}),
        [["a"]],
    ),
    "an old workbook under a new name": (old_workbook(TABLE[:2]), READ[:2]),
    "text under another name": (b"Ref;Risk\nR-1;Beds\nR-2;Staff\n", [["Ref", "Risk"], ["R-1", "Beds"], ["R-2", "Staff"]]),
    "a table drawn with bars": (
        b"\n| Ref | Risk |\n|:---|---:|\n| R-1 |  |\n| R-2 | Staff |\n",
        [["Ref", "Risk"], ["R-1"], ["R-2", "Staff"]],
    ),
}


@pytest.mark.parametrize("quirk", ODD)
def test_an_odd_workbook_is_read_right(read, quirk):
    content, expected = ODD[quirk]
    assert first(read(content)) == expected


PLAIN = "Dear all, please find the register attached"
OTHERS = {
    "it is empty": b"",
    "nothing but zeros": bytes(900),
    "only a part of it": spreadsheet(TABLE)[:3000],
    "it is damaged": spreadsheet(TABLE).replace(b"xl/workbook.xml", b"xl/workbooks.xm", 1),
    "is a PDF": b"%PDF-1.7 ...",
    "is a picture": b"\x89PNG\r\n\x1a\n",
    "a Workbench file": b"SQLite format 3\0" + bytes(100),
    "is a program": b"MZ\x90\0",
    "only a shortcut": b"L\0\0\0\x01\x14\x02\0" + bytes(60),
    "very old Excel": b"\x09\x08\x10\0\0\0\x05\0",
    "an empty compressed folder": archive({}),
    "a web page": b"\xef\xbb\xbf\n<!-- saved --><html><table><tr><td>1</td></tr></table></html>",
    "it is a web page": b"MIME-Version: 1.0\nContent-Type: multipart/related",
    "an older XML form": b'<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?><Workbook/>',
    "flat OpenDocument": f'<?xml version="1.0"?><office:document xmlns:office="{OFFICE}:office:1.0"/>'.encode(),
    "is an XML file": b"<register><risk/></register>",
    "a link to a sheet kept online": b'{"url": "https://docs.example/1"}',
    "a JSON file": b'[{"ref": "R-1"}]',
    "only a link to a page": b"[InternetShortcut]\r\nURL=https://sheets.example/1",
    "(SYLK)": b"ID;PWXL;N;E\nC;Y1;X1;K1\n",
    "is plain text": PLAIN.encode(),
    "it is not a workbook, or it is damaged": b"\x01\x02\0\x03" * 30,
    "is a Word document of the old kind": ole("WordDocument"),
    "PowerPoint": ole("PowerPoint Document"),
    "an e-mail message": ole("__properties_version1.0"),
    "only half of one": ole("Contents"),
    "protected by a password": ole("EncryptionInfo", more=["EncryptedPackage"]),
    "a sensitivity label": ole("EncryptedPackage", more=["DRMEncryptedDataSpace"]),
    "written in a way": ole("Workbook", b"\x09\x08 no workbook"),
}


@pytest.mark.parametrize("words", OTHERS)
def test_a_file_that_is_no_workbook_is_said_to_be_what_it_is(monkeypatch, refused, words):
    if words == "protected by a password":
        monkeypatch.setattr(reading, "ask", lambda *_: (reading_child.PASSWORD, b""))
    assert words in refused(OTHERS[words])


def test_a_name_in_a_cell_is_not_taken_for_a_stream(read):
    assert first(read(old_workbook([["EncryptedPackage", "WordDocument"]]), "Old.xls")) == [["EncryptedPackage", "WordDocument"]]


@pytest.mark.parametrize("name", ["~$Register.xlsx", ".~lock.Register.xlsx#"])
def test_the_file_beside_an_open_workbook_leads_to_the_workbook(refused, name):
    assert "choose Register.xlsx instead" in refused(b"x", name)


def test_a_folder_and_a_missing_file_are_said_to_be_so(tmp_path):
    for path, words in ((tmp_path, "a folder"), (tmp_path / "gone.xlsx", "no such file"), (Path("/dev/null"), "not a file")):
        with pytest.raises(WorkbookRefusedError, match=words):
            read_workbook(path)
    (tmp_path / "file").touch()
    with pytest.raises(WorkbookRefusedError, match="no such file"):
        read_workbook(tmp_path / "file" / "below.xlsx")
    with pytest.raises(WorkbookRefusedError, match="name is not one"):
        read_workbook(tmp_path / "a\0b.xlsx")


@pytest.mark.parametrize(
    ("trouble", "words"), [(PermissionError(13, "denied"), "may not be opened"), (OSError(5, "Input/output error"), "your own disk")]
)
def test_a_file_the_computer_will_not_give_is_refused(monkeypatch, refused, trouble, words):
    def fails(self):
        raise trouble

    monkeypatch.setattr(Path, "read_bytes", fails)
    assert words in refused(b"x")


def test_a_file_of_unlikely_size_is_not_even_opened(tmp_path):
    path = tmp_path / "Register.xlsx"
    with path.open("wb") as opened:
        opened.truncate(reading.LARGEST + 1)
    with pytest.raises(WorkbookRefusedError, match="larger than 100 MB"):
        read_workbook(path)


# --- cells far apart -------------------------------------------------------------------------------------------------


def test_cells_far_apart_are_read_with_their_types(read):
    made = io.BytesIO()
    with xlsxwriter.Workbook(made) as book:
        sheet = book.add_worksheet("Far")
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_row(0, 0, ["Ref", "a\rb", 5, True])
        sheet.write_datetime(1, 0, moment(2026, 7, 1), day)
        sheet.write_datetime(1, 1, moment(2026, 7, 1, 9, 30), day)
        sheet.write_formula(1, 2, "=NA()", None, "#N/A")
        sheet.write_string(1, 3, "#N/A")
        sheet.merge_range("A3:C3", "Title")
        sheet.write(5, 16383, "right")
        sheet.write(700, 0, "below")
    (sheet,) = read(made.getvalue()).sheets
    assert sheet.rows[:4] == [
        ["Ref", "a\rb", 5, True],
        [date(2026, 7, 1), moment(2026, 7, 1, 9, 30), None, "#N/A"],
        ["Title"],
        [],
    ]
    assert (sheet.rows[5][16383], len(sheet.rows), sheet.rows[700]) == ("right", 701, ["below"])
    assert sheet.errors == {(1, 2): "#N/A"}
    assert sheet.merged == [(2, 0, 2, 2)]


def test_cells_far_apart_in_a_form_openpyxl_cannot_read_are_refused(refused):
    body = rows('<c r="A1"><v>1</v></c>', f'<c r="XFD{EDGE}"><v>1</v></c>')
    assert "damaged" in refused(archive(parts(body, main=STRICT)))


def test_too_many_cells_far_apart_are_refused(monkeypatch, refused):
    content = _odd(rows('<c r="A1"><v>1</v></c>', f'<c r="XFD{EDGE}"><v>1</v></c>'))
    monkeypatch.setattr(reading, "SPARSE", 1)
    assert "far to the right" in refused(content)
    monkeypatch.setattr(reading, "SPARSE", 2)
    monkeypatch.setattr(reading, "SLOTS", 16384)
    assert "far to the right" in refused(content)


# --- broken workbooks ------------------------------------------------------------------------------------------------


def test_a_sheet_that_is_listed_and_not_there_is_left_out(read):
    made = parts(rows('<c r="A1"><v>1</v></c>'))
    made["xl/workbook.xml"] = str(made["xl/workbook.xml"]).replace("</sheets>", '<sheet name="Gone" sheetId="2" r:id="rId1"/></sheets>')
    assert [sheet.name for sheet in read(archive(made)).sheets] == ["S1", "Gone"]
    made = parts(rows('<c r="A1"><v>1</v></c>'), rows('<c r="A1"><v>1</v></c>'))
    del made["xl/worksheets/sheet2.xml"]
    assert [sheet.name for sheet in read(archive(made)).sheets] == ["S1"]


def test_a_workbook_the_parser_cannot_read_is_refused(refused):
    assert "damaged" in refused(_odd(rows('<c r="A1" t="s"><v>0</v></c>') + "</wrong>"))


def _raising(trouble):
    class Broken:
        @staticmethod
        def from_filelike(content):
            raise trouble

    return Broken


def test_a_panic_of_the_parser_is_a_damaged_workbook(monkeypatch, refused):
    panic = type("PanicException", (BaseException,), {})
    monkeypatch.setattr(python_calamine, "CalamineWorkbook", _raising(panic("index out of bounds")))
    assert "damaged" in refused(spreadsheet(TABLE))


def test_whoever_stops_the_program_is_not_held_up_by_the_parser(monkeypatch, read):
    monkeypatch.setattr(python_calamine, "CalamineWorkbook", _raising(KeyboardInterrupt()))
    with pytest.raises(KeyboardInterrupt):
        read(spreadsheet(TABLE))


def _rewritten(content, changed):
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, changed(name, old.read(name)))
    return made.getvalue()


@pytest.mark.parametrize("seed", range(6))
def test_a_workbook_with_anything_wrong_in_it_is_read_or_refused(tmp_path, seed):
    chance = random.Random(seed)
    whole = spreadsheet(TABLE * 5)
    path = tmp_path / "Register.xlsx"

    def spoilt(name, content):
        broken = bytearray(content)
        for _ in range(chance.choice((0, 0, 1, 5))):
            place = chance.randrange(len(broken))
            broken[place : place + chance.randrange(3)] = chance.choice((b"<", b">", b'"', b"\xff", b"9", b"</c>", b'<c r="XFD1048576">'))
        return bytes(broken)

    for attempt in range(40):
        content = _rewritten(whole, spoilt) if attempt % 2 else bytearray(whole)
        if attempt % 4 == 0:
            content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
        elif attempt % 4 == 2:
            del content[chance.randrange(len(content)) :]
        path.write_bytes(content)
        with suppress(WorkbookRefusedError):
            read_workbook(path)


# --- text tables -----------------------------------------------------------------------------------------------------

TEXTS = {
    "commas": (b'Ref,Risk\r\nR-1,"Beds, and\r\nstaff"\r\n', [["Ref", "Risk"], ["R-1", "Beds, and\r\nstaff"]]),
    "semicolons": ("Réf;Risk\n1;2,5\n2;3,5\n".encode("cp1252"), [["Réf", "Risk"], ["1", "2,5"], ["2", "3,5"]]),
    "tabs": (b"Ref\tRisk, cause\nR-1\tBeds\n", [["Ref", "Risk, cause"], ["R-1", "Beds"]]),
    "bars": (b"Ref|Risk\nR-1|Beds\n", [["Ref", "Risk"], ["R-1", "Beds"]]),
    "a mark of order": ("\ufeffRef,Risk\nR-1,é\n".encode(), [["Ref", "Risk"], ["R-1", "é"]]),
    "two-byte characters": ("Ref\tRisk\nR-1\té\n".encode("utf-16"), [["Ref", "Risk"], ["R-1", "é"]]),
    "a stated delimiter": (b"sep=;\nRef;Risk\nR-1;a,b\n", [["Ref", "Risk"], ["R-1", "a,b"]]),
    "old line ends": (b"Ref,Risk\rR-1,Beds\r", [["Ref", "Risk"], ["R-1", "Beds"]]),
    "one column": (b"Risk\nBeds\n", [["Risk"], ["Beds"]]),
    "only headings": (b"Ref,Risk\n", [["Ref", "Risk"]]),
    "words behind a closing mark": (b'Ref,Risk\nR-1,"Beds" close\n', [["Ref", "Risk"], ["R-1", "Beds close"]]),
    "blank lines and cells": (b"Ref,Risk,\n,,\nR-1,,\n\n\n", [["Ref", "Risk"], [], ["R-1"]]),
    "numbers": (b"Ref,Score\n001,1.0\n", [["Ref", "Score"], ["001", "1.0"]]),
}


@pytest.mark.parametrize("form", TEXTS)
def test_a_text_table_is_read_as_text(read, form):
    content, expected = TEXTS[form]
    book = read(content, "Register.csv")
    assert first(book) == expected
    assert [(sheet.name, sheet.hidden) for sheet in book.sheets] == [("csv", False)]


def test_a_long_text_table_cut_inside_a_character_is_still_told(read):
    table = "Ref;Risk\n" + "R-1;" + "é" * 9000 + "\n"
    assert first(read(table))[1][1] == "é" * 9000


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b'Ref,Risk\nR-1,"Beds\nR-2,Staff\n', "never closed"),
        (b'Ref,Risk\nR-1,"Beds" x' + b"y" * 300 + b"\n", "never closed"),
        (b"Ref,Risk\n" + b"x" * 5000 + b",\0\n", "no text table"),
        (b"a,b\n" * 40, "more than 50 cells"),
    ],
)
def test_a_text_table_that_would_be_read_wrong_is_refused(monkeypatch, refused, content, words):
    monkeypatch.setattr(delimited, "CELLS", 50)
    monkeypatch.setattr(delimited, "_FIELD", 200)
    assert words in refused(content, "Register.csv")


# --- passwords and children ------------------------------------------------------------------------------------------


WORD = "Winter-2026"


def locked(password):
    made = io.BytesIO()
    msoffcrypto.OfficeFile(io.BytesIO(spreadsheet(TABLE))).encrypt(password, made)
    return made.getvalue()


def test_a_password_opens_a_workbook_and_its_bytes_stay_as_they_were(read, refused):
    content = locked(WORD)
    found = read(content, password=WORD)
    assert first(found) == READ
    assert found.content == content
    assert "remove the password under File > Info" in refused(content)
    assert "the password does not open it" in refused(content, password=WORD.lower())


def test_a_workbook_that_excel_opens_without_asking_is_read_without_asking(read):
    assert first(read(locked("VelvetSweatshop"))) == READ


def test_a_lock_within_a_lock_is_refused(monkeypatch, refused):
    content = ole("EncryptionInfo", more=["EncryptedPackage"])
    monkeypatch.setattr(reading, "ask", lambda *_: (DONE, content))
    assert "sensitivity label" in refused(content)


@pytest.mark.parametrize("lock", [struct.pack("<HHH", 0, 0x1234, 0x5678), struct.pack("<HHH", 1, 1, 1) + bytes(48)])
def test_an_old_workbook_with_a_password_is_said_to_have_one(monkeypatch, refused, lock):
    content = old_workbook(TABLE[:2], lock=lock)
    assert _inside(monkeypatch, "read", content)[0] == reading_child.PASSWORD
    monkeypatch.setattr(reading_child, "_unlocked", lambda *_: (DONE, old_workbook(TABLE[:2])))
    assert _inside(monkeypatch, "read", content, "right")[0] == DONE
    monkeypatch.undo()
    assert "remove the password" in refused(content, "Old.xls")


def test_bytes_that_only_look_like_a_lock_do_no_harm(monkeypatch):
    assert _inside(monkeypatch, "read", old_workbook([["\x2f\x06\0"]]))[0] == DONE


def test_an_open_document_is_read(read):
    row = f"<table:table-row>{open_cell('Ref')}{open_cell('Risk')}</table:table-row>"
    assert first(read(open_document(row, row), "Register.ods")) == [["Ref", "Risk"]] * 2


def test_an_open_document_of_endless_repetition_is_refused_in_time(monkeypatch, refused):
    monkeypatch.setattr(reading, "ask", partial(ask, memory=200 << 20))
    cell = open_cell("x", ' table:number-columns-repeated="1000"')
    row = f'<table:table-row table:number-rows-repeated="90000">{cell}</table:table-row>'
    begun = time.monotonic()
    assert "more time or memory" in refused(open_document(row), "Register.ods")
    assert time.monotonic() - begun < 9


def test_a_binary_workbook_that_is_none_is_refused(refused):
    assert "damaged" in refused(archive({"xl/workbook.bin": b"x"}), "Register.xlsb")


def test_too_many_cells_from_a_child_are_refused(monkeypatch, refused):
    monkeypatch.setattr(reading, "ask", lambda *_: (reading_child.TOO_MANY, b""))
    assert "more time or memory" in refused(old_workbook(TABLE[:1]), "Old.xls")


@pytest.mark.parametrize("limits", [{"seconds": 0.0}, {"memory": 1 << 20}])
def test_a_child_that_takes_too_much_is_stopped(monkeypatch, limits):
    monkeypatch.setattr(reading_child, "_LOOK", 0.0)
    with pytest.raises(ChildFailedError):
        ask("read", old_workbook(TABLE[:2]), "", lambda: None, **limits)


def test_a_child_that_grows_where_no_limit_holds_is_stopped(monkeypatch):
    monkeypatch.setattr(reading_child, "_used", lambda pid: 1 << 40)
    monkeypatch.setattr(reading_child, "_LOOK", 0.0)
    with pytest.raises(ChildFailedError):
        ask("read", old_workbook(TABLE[:2]), "", lambda: None)


def test_the_memory_of_a_process_is_known_and_of_none_is_nothing():
    assert reading_child._used(os.getpid()) > 1 << 20
    assert reading_child._used(2**30) == 0


def test_a_child_that_dies_is_a_refusal(monkeypatch, refused):
    def dies(*_):
        raise ChildFailedError

    monkeypatch.setattr(reading, "ask", dies)
    assert "more time or memory" in refused(old_workbook(TABLE[:1]), "Old.xls")


def test_somebody_watching_a_child_can_stop_it(monkeypatch):
    def stop():
        raise StoppedError

    monkeypatch.setattr(reading_child, "_LOOK", 0.0)
    with pytest.raises(StoppedError):
        ask("read", old_workbook(TABLE[:2]), "", stop)


def test_a_frozen_program_starts_itself_as_the_child(monkeypatch):
    begun = []

    class Recorded(subprocess.Popen):
        def __init__(self, command, **options):
            begun.append(command)
            super().__init__([sys.executable, "-c", "print('nonsense')"], **options)

    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(subprocess, "Popen", Recorded)
    with pytest.raises(ChildFailedError):
        ask("read", b"", "", lambda: None)
    assert begun == [[sys.executable, reading_child.FLAG]]


class _Pipe:
    def __init__(self, content=b""):
        self.buffer = io.BytesIO(content)


def _inside(monkeypatch, task, content, password=""):
    head = json.dumps({"task": task, "password": password, "memory": 1}).encode()
    out = _Pipe()
    monkeypatch.setattr(reading_child, "_confine", lambda memory: None)
    monkeypatch.setattr(sys, "stdin", _Pipe(len(head).to_bytes(4, "little") + head + content))
    monkeypatch.setattr(sys, "stdout", out)
    assert main() == 0
    outcome, _, handed = out.buffer.getvalue().partition(b"\n")
    return outcome.decode(), handed


def test_inside_the_child_a_workbook_becomes_cells_that_survive_the_way(monkeypatch):
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"default_date_format": "dd/mm/yyyy"}) as book:
        sheet = book.add_worksheet("S")
        sheet.write_row(0, 0, ["PT", "PT36H00M00S", "PT99999999H00M00S", "PT1108905H30M00.000000838S", True])
        sheet.write_datetime(1, 0, moment(2026, 7, 1))
        sheet.write_datetime(1, 1, moment(2026, 7, 1, 9, 30))
        sheet.merge_range("A3:B3", "x")
        book.add_chartsheet("Picture")
    outcome, handed = _inside(monkeypatch, "read", made.getvalue())
    (sheet,) = received(handed)
    assert outcome == DONE
    assert sheet == {
        "name": "S",
        "hidden": False,
        "merged": [[2, 0, 2, 1]],
        "rows": [
            ["PT", "36:00", "PT99999999H00M00S", moment(2026, 7, 1, 9, 30), True],
            [date(2026, 7, 1), moment(2026, 7, 1, 9, 30)],
            ["x"],
        ],
    }


def test_inside_the_child_passwords_damage_and_too_many_cells_are_answered(monkeypatch):
    assert _inside(monkeypatch, "unlock", locked("a"), "a")[0] == DONE
    assert _inside(monkeypatch, "unlock", locked("a"), "b")[0] == reading_child.PASSWORD
    assert _inside(monkeypatch, "read", b"nothing")[0] == reading_child.DAMAGED
    monkeypatch.setattr(reading_child, "CELLS", 3)
    assert _inside(monkeypatch, "read", spreadsheet(TABLE))[0] == reading_child.TOO_MANY


def test_a_child_confines_itself_where_the_system_can(monkeypatch):
    command = (
        "import resource, workbench.exchange.reading_child as c; c._confine(1 << 29); print(resource.getrlimit(resource.RLIMIT_AS)[1])"
    )
    assert subprocess.run([sys.executable, "-c", command], capture_output=True, check=True).stdout.strip() == str(1 << 29).encode()
    monkeypatch.setitem(sys.modules, "resource", None)
    reading_child._confine(1)


def test_a_program_without_a_console_still_hears_and_answers(monkeypatch):
    ends = [os.pipe(), os.pipe()]
    files = [os.fdopen(ends[0][0], "rb"), os.fdopen(ends[1][1], "wb")]
    opened = iter(files)
    head = json.dumps({"task": "read", "password": "", "memory": 1}).encode()
    with os.fdopen(ends[0][1], "wb") as asking:
        asking.write(len(head).to_bytes(4, "little") + head + spreadsheet([["a"]]))
    monkeypatch.setattr(reading_child, "_confine", lambda memory: None)
    monkeypatch.setattr(sys, "stdin", None)
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(os, "fdopen", lambda *_: next(opened))
    assert main() == 0
    monkeypatch.undo()
    with files[0], files[1], os.fdopen(ends[1][0], "rb") as answer:
        assert answer.readline() == b"done\n"


def test_reading_loads_no_spreadsheet_library_before_it_is_asked():
    heavy = ["openpyxl", "python_calamine", "msoffcrypto", "psutil"]
    command = f"import sys, workbench.exchange.reading; print([name for name in {heavy} if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", command], capture_output=True, check=True).stdout.strip() == b"[]"


def test_rows_are_tidied():
    assert tidy([["", "a", ""], [clock_time(9, 30), timedelta(hours=30, seconds=5)], [float("inf"), 1e308, 1e308], [""], []]) == [
        [None, "a"],
        ["09:30", "30:00:05"],
        ["inf", 1e308, 1e308],
    ]


# --- stamps ----------------------------------------------------------------------------------------------------------

STAMP = Stamp("0197", 7, "ab12", "office", "", {"Risks": ("risk", ("ref", "title"))})


def stamped(cells, name=STAMP_SHEET):
    made = io.BytesIO()
    with xlsxwriter.Workbook(made) as book:
        book.add_worksheet("Risks").write_row(0, 0, ["Ref", "Risk"])
        sheet = book.add_worksheet(name)
        sheet.hide()
        for number, row in enumerate(cells):
            for column, value in enumerate(row):
                (sheet.write_string if isinstance(value, str) else sheet.write_number)(number, column, value)
    return made.getvalue()


def test_the_stamp_is_read_and_is_no_sheet(read):
    for name in (STAMP_SHEET, STAMP_SHEET.title()):
        found = read(stamped(stamp_rows(STAMP), name))
        assert found.stamp == STAMP
        assert [sheet.name for sheet in found.sheets] == ["Risks"]


def test_a_stamp_of_a_newer_program_is_no_sheet_either(read):
    found = read(stamped([[MARKER + "9"]]))
    assert found.stamp is None
    assert len(found.sheets) == 1


def test_somebodys_own_sheet_of_that_name_stays_a_sheet(read):
    found = read(stamped([["Ref", "Risk"]]))
    assert found.stamp is None
    assert len(found.sheets) == 2


def test_progress_is_told_and_may_stop_the_reading(read):
    told = []
    read(spreadsheet(TABLE), progress=lambda done, total: told.append((done, total)))
    assert told[-1] == (1, 1)
    assert all(done <= total for done, total in told)

    def stop(done, total):
        raise StoppedError

    with pytest.raises(StoppedError):
        read(spreadsheet(TABLE), progress=stop)
