"""Pages are tried before they are drawn, and the trial says what ReportLab then does."""

from io import BytesIO

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from reportlab.platypus import BaseDocTemplate, CondPageBreak, Flowable, Frame, PageBreak, PageTemplate, Spacer

from workbench.reports.fitting import Begin, begun, best, fills, kept
from workbench.reports.flow import words
from workbench.reports.lettering import fonts
from workbench.reports.listing import Line, listing
from workbench.reports.pages import PagedCanvas
from workbench.reports.style import GROUP, PROSE, UPRIGHT_HEIGHT, UPRIGHT_WIDTH
from workbench.reports.tagging import Element

THIRD = UPRIGHT_HEIGHT / 3


def made(parts: list[tuple[str, int]], root: Element) -> list[Flowable]:
    fonts()

    def one(kind: str, size: int) -> Flowable:
        match kind:
            case "space":
                return Spacer(0, size * 7)
            case "words":
                return words("Lists are cancelled at short notice. " * size, PROSE, root.add("P"))
            case "heading":
                return words("Heading", GROUP, root.add("H4"))
            case "room":
                return CondPageBreak(size * 9)
            case "page":
                return PageBreak()
        lines = [Line([f"Row {number}", "Words of a row. " * (number % 5)]) for number in range(size)]
        return listing([("One", 1), ("Two", 2)], lines, root)

    return [one(*part) for part in parts]


def drawn(story: list[Flowable], root: Element) -> int:
    file = BytesIO()
    document = BaseDocTemplate(file)
    frame = Frame(40, 40, UPRIGHT_WIDTH, UPRIGHT_HEIGHT, leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0)
    document.addPageTemplates([PageTemplate("only", frame)])
    document.build(story, canvasmaker=lambda *args, **options: PagedCanvas(*args, root=root, **options))
    return len(pypdfium2.PdfDocument(file.getvalue()))


@given(
    st.lists(
        st.tuples(st.sampled_from(["space", "words", "heading", "room", "page", "table"]), st.integers(1, 60)), min_size=1, max_size=12
    )
)
def test_a_trial_takes_as_many_pages_as_the_document_does(parts):
    said = [part for one in parts for part in ([("words", 1), one] if one[0] == "page" else [one])]  # no page is turned that is empty
    parts = [("words", 1), *said, ("words", 1)]
    root = Element("Document")
    assert len(fills(made(parts, root))) == drawn(made(parts, root), root)


def test_fewest_pages_win_then_the_first_that_leaves_none_of_them_empty():
    spaces = {"roomy": [1.5, 1.6], "two": [2.0, 0.3], "fuller": [1.7, 1.6], "one": [1.0, 1.9]}

    def setting(*names: str) -> str:
        ways = [(lambda name=name: [Spacer(0, THIRD * high) for high in spaces[name]]) for name in names]
        found = best(ways)
        return next(name for name in names if [one.height for one in found] == [THIRD * high for high in spaces[name]])

    assert setting("roomy", "two", "one") == "two"
    assert setting("roomy", "fuller") == "roomy"
    assert setting("two", "one") == "two"


@pytest.mark.parametrize(
    ("parts", "room", "better"),
    [
        ([1.0, 1.0], 2.0, False),  # it fits
        ([1.0, 1.0], 1.5, False),  # a good part on either page
        ([1.0, 0.3], 1.1, True),  # too little would go over
        ([0.5, 1.0], 0.6, True),  # too little room to begin in
        ([1.5, 1.0], 1.2, True),  # its beginning does not fit
        ([1.0, 3.0], 1.2, False),  # higher than a page, so it is divided anyway
        ([1.0, 3.0], 0.9, True),  # but not in its first part
        ([4.0], 1.2, False),  # the same with a beginning that is higher than a page
        ([4.0], 0.6, True),  # but not begun at the foot of one
    ],
)
def test_what_is_divided_leaves_a_good_part_on_either_page(parts, room, better):
    assert Begin([THIRD * part for part in parts]).is_better_on_a_new_page(THIRD * room) == better


def test_what_comes_last_is_not_divided_so_that_no_page_holds_only_its_end():
    assert Begin([THIRD, THIRD], last=True).is_better_on_a_new_page(THIRD * 1.5)
    story = [Spacer(0, THIRD * 1.5), *begun(lambda: [[Spacer(0, THIRD)], [Spacer(0, THIRD)]], last=True)]
    assert fills(kept(lambda: [Spacer(0, THIRD)]))[0] == pytest.approx(THIRD)
    assert drawn([*story, *made([("words", 1)], root := Element("Document"))], root) == 2
