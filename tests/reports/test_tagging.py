"""Everything drawn is part of the document's structure or marked as decoration, and the structure leads to every word."""

import pikepdf
import pytest
from made_risks import printed, risk, view_of

from workbench.reports.lettering import fonts
from workbench.reports.tagging import Element, TaggedCanvas

DRAWING = {"Tj", "TJ", "'", '"', "f", "f*", "S", "s", "B", "b", "Do", "sh"}


@pytest.fixture(scope="module")
def document(tmp_path_factory):
    path = tmp_path_factory.mktemp("tagged") / "register.pdf"
    rows = [risk(number, controls="Weekly report. " * 30 * (number % 3), owner="Chief Nurse") for number in range(14)]
    printed(path, view_of([*rows, risk(99, controls="The bank was tested in May.\n" * 150)]), ["risk", "member"])
    with pikepdf.open(path) as opened:
        yield opened


def elements(node):
    yield node
    for kid in node.get("/K", []):
        if kid.get("/Type") == "/StructElem":
            yield from elements(kid)


def test_everything_drawn_stands_in_exactly_one_mark(document):
    for page in document.pages:
        open_marks = 0
        for operands, operator in pikepdf.parse_content_stream(page):
            name = str(operator)
            if name in {"BDC", "BMC"}:
                open_marks += 1
                assert open_marks == 1
                assert name == "BDC" or str(operands[0]) == "/Artifact"
            elif name == "EMC":
                open_marks -= 1
            elif name in DRAWING:
                assert open_marks == 1, f"{name} outside a mark"
        assert open_marks == 0


def test_each_mark_leads_to_its_element_and_back(document):
    numbers = document.Root.StructTreeRoot.ParentTree.Nums
    parents = {int(numbers[at]): numbers[at + 1] for at in range(0, len(numbers), 2)}
    for place, page in enumerate(document.pages):
        marks = [int(operands[1].MCID) for operands, operator in pikepdf.parse_content_stream(page) if str(operator) == "BDC"]
        assert int(page.StructParents) == place
        assert str(page.Tabs) == "/S"
        assert marks == list(range(len(parents[place])))
        for mark, element in enumerate(parents[place]):
            said = [(kid.Pg.objgen, int(kid.MCID)) for kid in element.K if kid.get("/Type") == "/MCR"]
            assert (page.obj.objgen, mark) in said


def test_tables_have_headings_for_columns_and_rows_and_rows_of_one_width(document):
    root = document.Root.StructTreeRoot.K
    assert document.Root.MarkInfo.Marked
    found = list(elements(root))
    assert [str(element.S) for element in found].count("/H1") == 1
    tables = [element for element in found if element.S == "/Table"]
    assert len(tables) == 3
    for table in tables:
        first, *rows = table.K
        assert {str(cell.A.Scope) for cell in first.K} == {"/Column"}
        for row in rows:
            widths = [int(cell.get("/A", {}).get("/ColSpan", 1)) for cell in row.K]
            assert sum(widths) == len(first.K)
            assert len(widths) == 1 or str(row.K[0].A.Scope) == "/Row"


def test_a_paragraph_that_runs_over_pages_stays_one_element(tmp_path):
    path = tmp_path / "register.pdf"
    printed(path, view_of([risk(1, controls="The joint staffing bank was tested in May. " * 250)]))
    with pikepdf.open(path) as document:
        pages = [{mark.Pg.objgen for mark in element.K} for element in elements(document.Root.StructTreeRoot.K) if element.S == "/P"]
    assert max(map(len, pages)) > 1


def test_marks_never_nest_and_pages_never_end_inside_one(tmp_path):
    fonts()
    canvas = TaggedCanvas(str(tmp_path / "x.pdf"), root=Element("Document"))
    with pytest.raises(RuntimeError):
        canvas.end_tag()
    canvas.begin_tag(None)
    with pytest.raises(RuntimeError):
        canvas.begin_tag(None)
    with pytest.raises(RuntimeError):
        canvas.showPage()


def test_elements_of_which_nothing_was_drawn_are_not_in_the_file(tmp_path):
    root = Element("Document")
    said, _silent = root.add("P"), root.add("Table").add("TR").add("TD")
    canvas = TaggedCanvas(str(tmp_path / "x.pdf"), root=root)
    with canvas.tagged(said):
        canvas.drawString(10, 10, "Words")
    canvas.save()
    with pikepdf.open(tmp_path / "x.pdf") as document:
        assert [str(element.S) for element in elements(document.Root.StructTreeRoot.K)] == ["/Document", "/P"]
