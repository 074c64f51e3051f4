"""Tables of Word documents; every document here is made by the test."""

import io
import zipfile

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from odd_files import archive, ole

from workbench.domain.errors import WorkbookRefusedError
from workbench.domain.registers.risks import Risks
from workbench.exchange import documents, guard
from workbench.exchange.documents import read_document
from workbench.exchange.finding import find_tables
from workbench.exchange.reading import read_workbook
from workbench.exchange.sheets import Workbook

RISKS = Risks()
HEAD = ("Ref", "Risk title", "Likelihood", "Impact", "Controls")


def saved(document) -> bytes:
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def table(document, rows):
    made = document.add_table(rows=0, cols=max(map(len, rows)))
    for row in rows:
        for cell, text in zip(made.add_row().cells, row, strict=False):
            cell.text = text
    return made


def sheets(document, name="Return.docx"):
    return read_document(name, saved(document))


def changed(document, part: str, old: str, new: str) -> bytes:
    """Return a document with words of one of its parts replaced."""
    with zipfile.ZipFile(io.BytesIO(saved(document))) as opened:
        made = {name: opened.read(name) for name in opened.namelist()}
    text = made[part].decode()
    assert old in text
    return archive(made | {part: text.replace(old, new)})


def refused(path, content, name="Return.docx") -> str:
    file = path / name
    file.write_bytes(content)
    with pytest.raises(WorkbookRefusedError) as caught:
        read_workbook(file)
    assert str(caught.value).startswith(f"{name} was not read: ")
    assert file.read_bytes() == content
    return str(caught.value)


def test_tables_are_sheets_named_by_the_heading_or_caption_above_them():
    document = Document()
    table(document, [("a", "b"), ("c", "d")])
    document.add_heading("Strategic risks", 1)
    document.add_paragraph("Agreed by the board.")
    table(document, [HEAD, ("R1", "Beds close", "3", "4", "Plan")])
    document.add_paragraph("Table 2: Strategic risks", style="Caption")
    table(document, [("x", "y", "z"), ("1", "2", "3")])
    document.add_heading("Strategic risks", 1)
    table(document, [("one", "two"), ("three", "four")])
    assert [sheet.name for sheet in sheets(document)] == ["Table 1", "Strategic risks", "Table 2: Strategic risks", "Strategic risks (2)"]
    assert sheets(document)[1].rows == [list(HEAD), ["R1", "Beds close", "3", "4", "Plan"]]


def test_a_register_in_a_document_is_found_and_read(tmp_path):
    document = Document()
    document.add_heading("Risks", 1)
    table(document, [HEAD, ("R1", "Beds close", "3", "4", "Plan"), ("R2", "Roof leaks", "2", "5", "Watch")])
    path = tmp_path / "Return.docx"
    document.save(path)
    book = read_workbook(path)
    found = find_tables(book, [RISKS])[0]
    assert (found.sheet, found.header_rows, len(found.records)) == ("Risks", [0], 2)


def test_merged_cells_give_one_value_and_a_box():
    document = Document()
    made = table(document, [("Ref", "Score", "Score", "Note"), ("R1", "4", "5", "a"), ("", "6", "7", "b"), ("R2", "", "8", "c")])
    made.cell(0, 1).merge(made.cell(0, 2)).text = "Score"
    made.cell(1, 0).merge(made.cell(2, 0)).text = "R1"
    made.cell(1, 1).merge(made.cell(2, 2)).text = "wide"
    (sheet,) = sheets(document)
    assert sheet.rows == [["Ref", "Score", None, "Note"], ["R1", "wide", None, "a"], [None, None, None, "b"], ["R2", None, "8", "c"]]
    assert sorted(sheet.merged) == [(0, 1, 0, 2), (1, 0, 2, 0), (1, 1, 2, 2)]


def test_paragraphs_bullets_and_tables_inside_a_cell_are_lines():
    document = Document()
    made = table(document, [("Ref", "Controls"), ("R1", "first"), ("R2", "outer")])
    cell = made.cell(1, 1)
    cell.add_paragraph("second", style="List Bullet")
    cell.add_paragraph("third", style="List Bullet")
    inner = made.cell(2, 1).add_table(1, 2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "inner one", "inner two"
    (sheet,) = sheets(document)
    assert sheet.rows[1][1] == "first\n• second\n• third"
    assert sheet.rows[2][1] == "outer\ninner one\ninner two"


def test_numbers_that_word_counts_are_part_of_the_words():
    document = Document()
    made = table(document, [("Ref", "Action"), ("", "go"), ("", "stay")])
    for number in (1, 2):
        made.cell(number, 0).paragraphs[0].style = "List Number"
        made.cell(number, 1).paragraphs[0].style = "List Number 2"
    (sheet,) = sheets(document)
    assert [row[0] for row in sheet.rows[1:]] == ["1", "2"]
    assert [row[1] for row in sheet.rows[1:]] == ["1. go", "2. stay"]


def test_inserted_words_are_kept_and_deleted_ones_are_not():
    document = Document()
    made = table(document, [("Ref", "Risk"), ("R1", "Beds"), ("R2", "gone"), ("R3", "new")])
    paragraph = made.cell(1, 1).paragraphs[0]._p
    run = "<w:r><w:t xml:space='preserve'> close</w:t></w:r>"
    gone = "<w:r><w:delText> stay</w:delText></w:r>"
    paragraph.append(parse_xml(f'<w:ins {nsdecls("w")} w:id="1" w:author="A" w:date="2026-01-01T00:00:00Z">{run}</w:ins>'))
    paragraph.append(parse_xml(f'<w:del {nsdecls("w")} w:id="2" w:author="A" w:date="2026-01-01T00:00:00Z">{gone}</w:del>'))
    for number, name in ((2, "del"), (3, "ins")):
        properties = made.rows[number]._tr.get_or_add_trPr()
        properties.append(parse_xml(f'<w:{name} {nsdecls("w")} w:id="{number + 5}" w:author="A" w:date="2026-01-01T00:00:00Z"/>'))
    (sheet,) = sheets(document)
    assert sheet.rows == [["Ref", "Risk"], ["R1", "Beds close"], ["R3", "new"]]


def test_content_controls_and_chosen_entries_are_read():
    document = Document()
    made = table(document, [("Ref", "Status", "Level"), ("R1", "", "")])
    run = "<w:r><w:t>Open</w:t></w:r>"
    made.cell(1, 1).paragraphs[0]._p.append(parse_xml(f"<w:sdt {nsdecls('w')}><w:sdtContent>{run}</w:sdtContent></w:sdt>"))
    entries = '<w:result w:val="1"/><w:listEntry w:val="Low"/><w:listEntry w:val="High"/>'
    field = f"<w:r {nsdecls('w')}><w:fldChar w:fldCharType='begin'><w:ffData><w:ddList>{entries}</w:ddList></w:ffData></w:fldChar></w:r>"
    made.cell(1, 2).paragraphs[0]._p.append(parse_xml(field))
    assert sheets(document)[0].rows[1] == ["R1", "Open", "High"]


def test_a_table_that_goes_on_after_a_page_break_is_one():
    document = Document()
    document.add_heading("Risks", 1)
    table(document, [HEAD, ("R1", "Beds close", "3", "4", "Plan")])
    document.add_page_break()
    table(document, [HEAD, ("R2", "Roof leaks", "2", "5", "Watch")])
    document.add_paragraph("")
    table(document, [("R3", "Stock runs out", "2", "2", "")])
    (sheet,) = sheets(document)
    assert [row[0] for row in sheet.rows] == ["Ref", "R1", "R2", "R3"]


def test_another_table_is_not_taken_for_the_rest_of_one():
    document = Document()
    table(document, [HEAD, ("R1", "Beds close", "3", "4", "Plan")])
    table(document, [("Action", "Owner", "Due date", "Status", "Progress"), ("Call", "A. Lead", "1 May 2026", "Open", "")])
    document.add_heading("Closed risks", 1)
    table(document, [HEAD, ("R9", "Old", "1", "1", "")])
    assert [len(sheet.rows) for sheet in sheets(document)] == [2, 2, 2]


def test_forms_of_two_columns_are_records():
    document = Document()
    for number in (1, 2, 3):
        document.add_heading(f"Risk {number}", 2)
        said = [
            ("Risk title:", f"Fire {number}"),
            ("Risk description:", "Smoke"),
            ("Owner:", "Estates"),
            ("Likelihood:", "3"),
            ("Impact:", "4"),
        ]
        table(document, said)
    found = find_tables(Workbook("Return.docx", "", sheets(document)), [RISKS])[0]
    assert (found.sheet, found.header_rows, len(found.records)) == ("Risk 1", [], 3)


def test_a_frame_of_one_cell_around_a_table_is_looked_through():
    document = Document()
    frame = document.add_table(1, 1)
    inner = frame.cell(0, 0).add_table(2, 2)
    for number, text in enumerate(("Ref", "Risk", "R1", "Beds")):
        inner.cell(number // 2, number % 2).text = text
    (sheet,) = sheets(document)
    assert sheet.rows == [["Ref", "Risk"], ["R1", "Beds"]]


def test_a_document_without_a_table_says_so(tmp_path):
    document = Document()
    document.add_paragraph("Minutes of a meeting")
    assert "a Word document without a table" in refused(tmp_path, saved(document))


def test_an_old_document_says_what_to_do(tmp_path):
    assert "save it as a Word document (.docx)" in refused(tmp_path, ole("WordDocument"), "Return.doc")


@pytest.mark.parametrize("part", ["word/document.xml", "word/styles.xml", "docProps/core.xml"])
def test_entities_are_refused_in_any_part(tmp_path, part):
    document = Document()
    table(document, [HEAD])
    content = changed(document, part, "?>", '?><!DOCTYPE x [<!ENTITY a "aaaa">]>')
    assert "document type" in refused(tmp_path, content)


def test_a_document_far_too_long_is_refused_before_it_is_parsed(tmp_path, monkeypatch):
    document = Document()
    table(document, [HEAD] * 20)
    content = saved(document)
    monkeypatch.setattr(guard, "TAGS", 100)
    assert "far longer" in refused(tmp_path, content)
    monkeypatch.undo()
    monkeypatch.setattr(guard, "MARKUP", 1000)
    assert "far longer" in refused(tmp_path, content)


def test_tables_of_too_many_cells_are_refused(tmp_path, monkeypatch):
    document = Document()
    table(document, [HEAD] * 3)
    monkeypatch.setattr(documents, "CELLS", 10)
    assert "more than" in refused(tmp_path, saved(document))


def test_a_cell_that_says_it_spans_millions_of_columns_is_cut():
    document = Document()
    table(document, [("a", "b"), ("c", "d")])
    content = changed(document, "word/document.xml", "<w:tcPr>", '<w:tcPr><w:gridSpan w:val="99999999"/>')
    assert all(len(row) <= documents._WIDEST * 2 for row in read_document("Return.docx", content)[0].rows)


def test_endless_nesting_is_refused(tmp_path):
    document = Document()
    table(document, [("a", "b")])
    nest = "<w:tbl><w:tr><w:tc>"
    content = changed(document, "word/document.xml", "<w:tbl>", nest * 500 + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * 500 + "<w:tbl>")
    assert "damaged" in refused(tmp_path, content)


def test_a_damaged_or_empty_document_is_refused(tmp_path):
    document = Document()
    table(document, [HEAD])
    assert "damaged" in refused(tmp_path, changed(document, "word/document.xml", "</w:body>", ""))
    assert refused(tmp_path, archive({"[Content_Types].xml": "<Types/>", "word/document.xml": "<w/>"}))


def test_links_outside_the_document_are_not_followed(tmp_path):
    document = Document()
    table(document, [HEAD, ("R1", "Beds", "1", "2", "")])
    document.part.relate_to(
        "file:///nowhere/at/all.dotm",
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate",
        is_external=True,
    )
    assert len(sheets(document)[0].rows) == 2
