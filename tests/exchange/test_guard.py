"""Nothing large or malicious reaches a parser, and what a sheet holds is known before."""

import io
import warnings
import zipfile

import openpyxl
import pytest
import xlsxwriter
from odd_files import MAIN, archive, inline, parts, rows, spreadsheet

from workbench.domain.errors import StoppedError, WorkbookRefusedError
from workbench.exchange import guard
from workbench.exchange.guard import NEVER, Parts, survey


def refused(content, name="Register.xlsx"):
    with pytest.raises(WorkbookRefusedError) as caught:
        survey(name, content)
    sentence = str(caught.value)
    assert sentence.startswith(f"{name} was not read: ")
    assert sentence.endswith(".")
    return sentence


def only(content):
    (extent,) = survey("Register.xlsx", content).sheets
    return extent


def measured(monkeypatch, content):
    monkeypatch.setattr(guard, "_skim", lambda *_: False)
    return only(content)


FORMULAS = rows(
    inline("A1", 'Heading with t=&quot;e&quot; and t="e" in it') + inline("B1", "x"),
    '<c r="A2"><f>SUM(B1:B9)</f><v>3</v></c><c r="C2" t="e"><f>1/0</f><v>#DIV/0!</v></c>',
    '<c r="A3"><f>B1</f></c><c r="B3"><f>B2</f><v></v></c><c r="C3" t="str"><f>""</f><v></v></c><c r="D3"><f>B4</f><v/></c>',
    '<c r="A4" s="1"/><c r="B4"><f t="shared" si="0"/><v>4</v></c><c r="C4" t="e"><v>#N/A</v></c><c r="AB4"><v>1</v></c>',
)


@pytest.mark.parametrize("how", ["skimmed", "measured"])
def test_formulas_and_errors_are_found_where_they_stand(monkeypatch, how):
    content = archive(parts(FORMULAS))
    extent = only(content) if how == "skimmed" else measured(monkeypatch, content)
    assert extent.formulas == {(1, 0), (1, 2), (2, 0), (2, 1), (2, 2), (2, 3), (3, 1)}
    assert extent.errors == {(1, 2): "#DIV/0!", (2, 0): NEVER, (2, 1): NEVER, (2, 3): NEVER, (3, 2): "#N/A"}
    assert (extent.rows, extent.columns) == (4, 28)
    assert extent.cells == (11 if how == "skimmed" else 10), "a skimmed formula without a value counts as filled"


def test_what_the_usual_libraries_write_is_skimmed_and_measured_alike(monkeypatch):
    made = io.BytesIO()
    with xlsxwriter.Workbook(made) as book:
        sheet, bold = book.add_worksheet(), book.add_format({"bold": True})
        for number in range(300):
            sheet.write_row(number, 0, [f"R-{number}", number, "same text", None])
            sheet.write_formula(number, 5, "=B1*2", None, 8)
            sheet.write_blank(number, 9, None, bold)
        sheet.write_formula(300, 1, "=NA()", None, "#N/A")
        sheet.merge_range("A303:C304", "End")
    book = openpyxl.Workbook()
    book.active.append(["Ref", "Score"])
    book.active.append(["R-1", "=1+1"])
    saved = io.BytesIO()
    book.save(saved)
    for content in (made.getvalue(), saved.getvalue()):
        quick = only(content)
        with monkeypatch.context() as patch:
            exact = measured(patch, content)
        assert (quick.formulas, quick.errors, quick.merges, quick.texts) == (exact.formulas, exact.errors, exact.merges, exact.texts)
        assert quick.columns >= exact.columns
        assert quick.room >= exact.room


def test_a_sheet_is_the_same_however_its_pieces_fall(monkeypatch):
    content = archive(parts(FORMULAS))
    whole = only(content)
    for size in (1, 7, 64, 333):
        monkeypatch.setattr(guard, "PIECE", size)
        again = only(content)
        assert (again.rows, again.columns) == (4, 28)
        if size > 300:
            assert (again.formulas, again.errors) == (whole.formulas, whole.errors)


PREFIXED = f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row r="1"><x:c r="B1"><x:f>1</x:f></x:c></x:row></x:sheetData></x:worksheet>'
NEVER_DONE = '<c r="B1"><f>1</f></c>'
UNUSUAL = {
    "a prefix": PREFIXED,
    "a prefix after the root": rows('<c r="A1"><v>1</v></c></row><row r="7"><z:c xmlns:z="' + MAIN + '" r="B7"><z:f>1</z:f></z:c>'),
    "prefixed root, bare cells": f'<x:worksheet xmlns:x="{MAIN}" xmlns="{MAIN}">{rows(NEVER_DONE)}</x:worksheet>',
    "other quotation marks": rows("<c r='B1'><f>1</f></c>"),
    "another order": rows('<c s="0" r="B1"><f>1</f></c>'),
    "no references": rows("<c><v>1</v></c><c><f>1</f></c>"),
    "small letters": rows('<c r="b1"><f>1</f></c>'),
    "line breaks": rows('<c\n r="B1"><f>1</f></c>'),
    "a comment": rows('<!-- <c r="XFD9"> --><c r="B1"><f>1</f></c>'),
    "UTF-16": f'<?xml version="1.0" encoding="UTF-16"?><worksheet xmlns="{MAIN}">{rows(NEVER_DONE)}</worksheet>',
    "an encoding of long ago": f'<?xml version="1.0" encoding="iso-8859-1"?><worksheet xmlns="{MAIN}">{rows(NEVER_DONE)}</worksheet>',
}


@pytest.mark.parametrize("how", UNUSUAL)
def test_a_sheet_that_is_written_unusually_is_read_all_the_same(how):
    made = parts(UNUSUAL[how])
    if how == "UTF-16":
        made["xl/worksheets/sheet1.xml"] = UNUSUAL[how].encode("utf-16")
    extent = only(archive(made))
    assert len(extent.formulas) == 1
    assert list(extent.errors.values()) == [NEVER]
    assert next(iter(extent.formulas))[1] == 1


def test_cells_without_reference_stand_behind_each_other_and_in_the_next_row():
    made = parts(
        '<sheetData><row><c><v>1</v></c><c t="e"><v>#REF!</v></c></row><row><c r="C2"><v>1</v></c><c><f>A1</f></c></row></sheetData>'
    )
    extent = only(archive(made))
    assert extent.errors == {(0, 1): "#REF!", (1, 3): NEVER}
    assert (extent.rows, extent.columns, extent.cells) == (2, 3, 3)


@pytest.mark.parametrize("reference", ["XFE1", "A1048577", "ZZZ9999999", "A0"])
def test_a_cell_beyond_the_last_one_is_refused(reference):
    assert "damaged" in refused(archive(parts(rows(f"<c r='{reference}'><v>1</v></c>"))))


def test_merged_cells_are_counted_and_their_boxes_known_where_measured(monkeypatch):
    content = archive(parts(rows('<c r="A1"><v>1</v></c>') + '<mergeCells><mergeCell ref="A1:XFD2"/><mergeCell ref="A9"/></mergeCells>'))
    assert only(content).merges == 2
    assert measured(monkeypatch, content).merged == [(0, 0, 1, 16383)]


@pytest.mark.parametrize(
    ("document", "part"),
    [
        ('<!DOCTYPE worksheet [<!ENTITY a "aaaa">]>', "xl/worksheets/sheet1.xml"),
        ('<!DOCTYPE workbook SYSTEM "file:///etc/hosts">', "xl/workbook.xml"),
        ("<!DOCTYPE x>", "xl/_rels/workbook.xml.rels"),
        ("<!DOCTYPE x>", "xl/sharedStrings.xml"),
        ("<!DOCTYPE x>", "xl/styles.xml"),
        ("<!DOCTYPE x>", "docProps/core.xml"),
    ],
)
def test_a_document_type_is_refused_wherever_it_stands(document, part):
    made = parts(rows('<c r="A1"><v>1</v></c>'), texts="<si><t>a</t></si>")
    made[part] = document + str(made.get(part, "<x/>"))
    assert "definitions" in refused(archive(made))


def test_a_document_type_does_not_hide_in_another_encoding_or_between_two_pieces(monkeypatch):
    made = parts(rows('<c r="A1"><v>1</v></c>'))
    for encoding in ("utf-16-le", "utf-16-be"):
        assert "definitions" in refused(archive(made | {"xl/styles.xml": "<!DOCTYPE x><x/>".encode(encoding)}))
    monkeypatch.setattr(guard, "PIECE", 5)
    assert "definitions" in refused(archive(made | {"xl/styles.xml": "   <!DOCTYPE x><x/>"}))


def test_shared_texts_in_two_byte_characters_are_refused_as_they_cannot_be_weighed():
    made = parts(rows('<c r="A1" t="s"><v>0</v></c>'))
    assert "damaged" in refused(archive(made | {"xl/sharedStrings.xml": "<sst><si><t>a</t></si></sst>".encode("utf-16")}))


def test_a_workbook_that_unpacks_to_far_more_than_its_size_is_refused():
    assert "far more room" in refused(archive(parts(rows('<c r="A1"><v>1</v></c>'), **{"xl/media/a.bin": bytes(3_000_000)})))


def test_a_small_workbook_may_be_packed_as_tightly_as_it_likes():
    assert only(archive(parts(rows('<c r="A1"><v>1</v></c>'), **{"xl/media/a.bin": bytes(900_000)}))).cells == 1


def test_a_workbook_that_lies_about_its_size_is_refused(monkeypatch):
    content = archive(parts(rows('<c r="A1"><v>1</v></c>')))
    monkeypatch.setattr(guard._Guard, "claimed", property(lambda self: 0, lambda self, value: None), raising=False)
    monkeypatch.setattr(guard, "SMALL", 100)
    monkeypatch.setattr(guard, "RATIO", 0)
    assert "far more room" in refused(content)


def test_too_many_filled_cells_are_refused(monkeypatch):
    content = spreadsheet([["a"] * 30] * 30)
    monkeypatch.setattr(guard, "CELLS", 899)
    assert "filled cells" in refused(content)
    monkeypatch.setattr(guard, "_skim", lambda *_: False)
    assert "filled cells" in refused(content)


def test_one_sheet_listed_many_times_counts_many_times(monkeypatch):
    made = parts(rows('<c r="A1"><v>1</v></c>'))
    listed = "".join(f'<sheet name="S{n}" sheetId="{n}" r:id="rId1"/>' for n in range(900))
    made["xl/workbook.xml"] = str(made["xl/workbook.xml"]).replace("<sheets>", f"<sheets>{listed}")
    assert len(survey("a", archive(made)).sheets) == 901
    monkeypatch.setattr(guard, "CELLS", 900)
    assert "filled cells" in refused(archive(made))
    monkeypatch.setattr(guard, "SHEETS", 900)
    assert "far more room" in refused(archive(made))


def test_cells_that_only_look_far_off_are_measured_and_allowed():
    extent = only(archive(parts(rows('<c r="A1"><v>1</v></c><c r="XFD1" s="1"/>', '<c r="A1048576" s="1"/>'))))
    assert (extent.rows, extent.columns, extent.slots, extent.reach) == (1, 1, 1, 16385)


def test_two_far_corners_are_one_vast_box_and_few_cells():
    extent = only(archive(parts(rows('<c r="A1"><v>1</v></c>', '<c r="XFD1048576"><v>1</v></c>'))))
    assert extent.box > guard.BOX
    assert extent.slots == 16385


def test_many_rows_that_reach_far_to_the_right_are_refused(monkeypatch):
    content = archive(parts(rows(*(f'<c r="XFD{n}"><v>1</v></c>' for n in range(1, 101)))))
    monkeypatch.setattr(guard, "SLOTS", 100 * 16384)
    assert only(content).box == 100 * 16384
    monkeypatch.setattr(guard, "SLOTS", 100 * 16384 - 1)
    assert "far to the right" in refused(content)


def test_cells_that_repeat_long_texts_are_weighed_by_what_they_show(monkeypatch):
    long = f"<si><t>{'x' * 5000}</t></si>"
    short = "<si><t>y</t></si>"
    many_short = rows(*(f'<c r="A{n}" t="s"><v>0</v></c>' for n in range(1, 401)), '<c r="A401" t="s"><v>1</v></c>')
    many_long = rows(*(f'<c r="A{n}" t="s"><v>1</v></c>' for n in range(1, 401)))
    monkeypatch.setattr(guard, "UNPACKED", 200_000)
    fine = archive(parts(many_short, texts=short + long))
    assert only(fine).room < 20_000
    assert "far more room" in refused(archive(parts(many_long, texts=short + long)))
    monkeypatch.setattr(guard, "PIECE", 100)
    assert only(fine).room < 20_000
    assert "far more room" in refused(archive(parts(many_long, texts=short + long)))


def test_cells_that_hide_that_they_repeat_long_texts_are_measured(monkeypatch):
    texts = f"<si ><t>y</t></si><si><t>{'x' * 5000}</t></si>"
    monkeypatch.setattr(guard, "UNPACKED", 200_000)
    hidden = rows(*(f'<c r="A{n}" t="s"><v a="">1</v></c>' for n in range(1, 101)))
    assert "far more room" in refused(archive(parts(hidden, texts=texts)))
    harmless = rows(*(f'<c r="A{n}" t="s"><v a="">0</v></c>' for n in range(1, 101)), '<c r="A101" t="s"><v a="">99</v></c>')
    assert only(archive(parts(harmless, texts=texts))).room < 5000


def test_one_endless_text_is_read_in_pieces(monkeypatch):
    content = archive(parts(rows(inline("A1", "x" * 5000) + '<c r="B1"><f>1</f></c>')))
    monkeypatch.setattr(guard, "PIECE", 1000)
    extent = only(content)
    assert (extent.columns, extent.formulas) == (2, {(0, 1)})


def _parted(name, content=b"x"):
    return archive({name: content})


NO_WORKBOOKS = {
    "PowerPoint": _parted("ppt/presentation.xml"),
    "Visio": _parted("visio/document.xml"),
    "Numbers": _parted("Index/Document.iwa"),
    "compressed folder": _parted("July/Register.xlsx"),
    "no sheets": _parted("readme.txt"),
    "another kind": archive({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<x/>"}),
    "protected by a password": archive(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": "<m><encryption-data/></m>",
            "content.xml": b"\x01\x02",
        }
    ),
    "lists no sheets": archive({"xl/workbook.xml": f'<workbook xmlns="{MAIN}"><sheets/></workbook>'}),
    "damaged": archive({"xl/workbook.xml": "<workbook><sheets>"}),
    "only a part": spreadsheet([["a", "b"]])[:2000],
}


@pytest.mark.parametrize("words", NO_WORKBOOKS)
def test_a_collection_of_parts_that_is_no_workbook_is_said_to_be_what_it_is(words):
    assert words in refused(NO_WORKBOOKS[words])


def test_workbooks_of_other_programs_are_told_apart():
    assert survey("a", archive({"xl/workbook.bin": b"x"})).parts is Parts.XLSB
    assert survey("a", archive({"content.xml": "<x/>"})).parts is Parts.ODS
    assert survey("a", archive({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<x/>"})).parts is Parts.ODS
    assert survey("a", spreadsheet([["a"]])).parts is Parts.XLSX


@pytest.mark.parametrize("target", ["/xl/worksheets/sheet1.xml", "xl/worksheets/sheet1.xml", "worksheets\\Sheet1.xml"])
def test_the_part_of_a_sheet_is_found_however_it_is_named(target):
    made = parts(rows('<c r="A1"><v>1</v></c>'))
    made["xl/_rels/workbook.xml.rels"] = str(made["xl/_rels/workbook.xml.rels"]).replace("worksheets/sheet1.xml", target)
    assert only(archive(made)).cells == 1


@pytest.mark.parametrize("target", ["../../../etc/passwd", "http://example.invalid/sheet.xml", ""])
def test_a_part_outside_the_workbook_is_not_followed(target):
    made = parts(rows('<c r="A1"><v>1</v></c>'))
    made["xl/_rels/workbook.xml.rels"] = str(made["xl/_rels/workbook.xml.rels"]).replace("worksheets/sheet1.xml", target)
    assert only(archive(made)).part == ""


def test_an_external_part_is_not_followed():
    made = parts(rows('<c r="A1"><v>1</v></c>'))
    made["xl/_rels/workbook.xml.rels"] = str(made["xl/_rels/workbook.xml.rels"]).replace("Target=", 'TargetMode="External" Target=')
    assert only(archive(made)).part == ""


def test_two_parts_of_one_name_are_refused():
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as opened, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name, content in parts(rows('<c r="A1"><v>1</v></c>')).items():
            opened.writestr(name, content)
        opened.writestr("XL\\worksheets\\sheet1.xml", "<worksheet/>")
    assert "damaged" in refused(made.getvalue())


def test_another_compression_than_excel_knows_is_refused():
    assert "damaged" in refused(archive(parts(rows("")), zipfile.ZIP_BZIP2))


def test_a_zip_with_a_password_is_said_to_have_one():
    content = bytearray(archive(parts(rows(""))))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = content.find(mark)
        while place >= 0:
            content[place + offset] |= 1
            place = content.find(mark, place + 4)
    assert "password" in refused(bytes(content))


def test_a_part_that_does_not_match_its_checksum_is_refused():
    content = archive(parts(rows(inline("A1", "stored as it is"))), zipfile.ZIP_STORED)
    assert "damaged" in refused(content.replace(b"stored as it is", b"changed afterw."))


def test_an_encoding_nobody_knows_is_refused():
    made = parts(rows('<c r="A1"><v>1</v></c>'))
    made["xl/workbook.xml"] = '<?xml version="1.0" encoding="utfz8"?>' + str(made["xl/workbook.xml"])
    assert "damaged" in refused(archive(made))


def test_a_list_of_sheets_of_unlikely_size_is_refused(monkeypatch):
    monkeypatch.setattr(guard, "_SMALL_PART", 10)
    assert "far more room" in refused(archive(parts(rows(""))))


def test_more_parts_than_any_workbook_has_are_refused(monkeypatch):
    monkeypatch.setattr(guard, "PARTS", 2)
    assert "far more room" in refused(archive(parts(rows(""))))


def test_folders_and_names_that_lead_out_are_no_harm():
    made = parts(rows('<c r="A1"><v>1</v></c>')) | {"xl/": "", "../../outside.txt": "x", "/absolute.xml": "<x/>"}
    assert only(archive(made)).cells == 1


def test_somebody_watching_can_stop_it():
    def stop(done, total):
        raise StoppedError

    with pytest.raises(StoppedError):
        survey("a", spreadsheet([["a"]]), stop)
