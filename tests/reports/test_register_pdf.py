"""A printed register holds everything its version may show, says nothing else, and can be read by everybody."""

import re
from datetime import date
from itertools import pairwise

import pikepdf
import pytest
from made_risks import body_of, printed, risk, text_of, view_of
from reportlab.lib.colors import white

from workbench.domain.audience import PRIVATE, PUBLIC, Audience, Version
from workbench.domain.field import Circulation, Field
from workbench.domain.kinds import Kind, Prose, Text, Whole
from workbench.domain.register import kinds_in_use
from workbench.domain.registers import declared
from workbench.domain.scoring import NPSA, banded
from workbench.reports.style import ACCENT, MUTED, PLAIN, TEXT, TINTS
from workbench.reports.tables import dress

LONG = "\n".join(f"{number}. The joint staffing bank covers theatres on all sites, tested in May." for number in range(1, 280))


def whole_text(tmp_path, view, keys=("risk",), **options):
    path = tmp_path / "register.pdf"
    printed(path, view, keys, **options)
    return " ".join(text_of(path))


def test_every_kind_in_use_has_a_dress_of_its_own():
    default = dress.dispatch(object)
    assert [kind.__name__ for kind in kinds_in_use(declared().values()) if kind not in dress.registry] == []
    assert all(dress.dispatch(kind) is not default for kind in kinds_in_use(declared().values()))


def test_every_filled_field_of_a_record_is_printed_even_where_its_cell_has_no_room(tmp_path):
    register = declared()["risk"]
    values = {field.key: f"Words of {field.key}, and more" for field in register if type(field.kind) in {Text, Prose}}
    values |= {
        "ref": "R-7",
        "title": "Staff " * 90,
        "owner": "Wilhelmina Featherstonehaugh-Cholmondeley " * 12,
        "date_opened": "2026-03-01",
    }
    path = tmp_path / "register.pdf"
    printed(path, view_of([risk(7, **values)]))
    found = body_of(path)
    for key, value in values.items():
        shown = "1 Mar 2026" if key == "date_opened" else value
        assert "".join(shown.split()) in found, key


def test_a_field_added_while_running_is_printed_without_an_edit(tmp_path):
    registers = declared()
    registers["risk"] = registers["risk"].plus(
        Field(Text(), "Estates code", Circulation.PUBLIC, key="estates_code"),
        Field(Whole(), "Beds affected", Circulation.PUBLIC, column=True, key="beds"),
    )
    found = whole_text(tmp_path, view_of([risk(1, estates_code="EC-44", beds=31)], PUBLIC, registers))
    assert "Estates code: EC-44" in found
    assert "Beds affected" in found
    assert "31" in found


def test_a_public_document_holds_nothing_from_beyond_its_version_not_even_a_count(tmp_path):
    rows = [risk(1, owner="Dr Prys-Davies", notes="Office words"), risk(2, title="Secret merger", circulation="private")]
    path = tmp_path / "public.pdf"
    assert printed(path, view_of(rows, PUBLIC)) == 1
    found = " ".join(text_of(path))
    assert "Part 1 (public)" in found
    assert "left out" not in found
    for hidden in ("Secret merger", "Prys-Davies", "Office words", "Owner", "R-2"):
        assert hidden not in found
    with pikepdf.open(path) as document:
        assert "Secret" not in str(document.docinfo)
        assert "/Dests" not in document.Root, "a named destination would hold a uid, which tells when a record was made"


def test_a_private_document_holds_no_count_of_what_is_restricted(tmp_path):
    found = whole_text(tmp_path, view_of([risk(1), risk(2, circulation="restricted")], PRIVATE))
    assert "Part 2 (private)" in found
    assert "left out" not in found


def test_a_members_version_is_called_by_its_name(tmp_path):
    assert "For Carrow Vale NHS Trust" in whole_text(tmp_path, view_of([risk(1)], Audience(Version.MEMBER, "m2")))


def test_each_page_says_where_it_comes_from(tmp_path):
    path = tmp_path / "register.pdf"
    printed(path, view_of([risk(number, controls="Weekly report. " * 40) for number in range(12)], PRIVATE))
    pages = text_of(path)
    assert len(pages) > 2
    for number, page in enumerate(pages, 1):
        assert f"Page {number} of {len(pages)}" in page
        assert "Wendle Valley Collaborative · Risk register · Part 2 (private) · as at 23 July 2026 · file state 1,204" in page
    assert all("Reference Risk Owner" in page for page in pages[1:])


def test_a_document_as_at_a_day_speaks_of_that_day(tmp_path):
    found = whole_text(tmp_path, view_of([risk(1)], as_at=date(2026, 4, 1)))
    assert "as at 1 April 2026" in found
    assert "23 July" not in found


def test_shared_risks_come_first_then_the_highest_then_natural_order(tmp_path):
    low = {"current_likelihood": 1}
    rows = [
        risk(10, **low),
        risk(2, **low),
        risk(3),
        risk(4, tier="local", member="m1", current_likelihood=5),
        risk(5, current_likelihood=None),
    ]
    path = tmp_path / "register.pdf"
    printed(path, view_of(rows))
    found = " ".join(text_of(path)[1:])
    assert re.findall(r"R-\d+", found) == ["R-3", "R-2", "R-10", "R-5", "R-4"]
    assert (
        found.index("Shared risks (4)")
        < found.index("R-3")
        < found.index("Alderbrook Hospitals NHS Trust’s own risks (1)")
        < found.index("R-4")
    )


def test_a_score_without_factors_is_marked_as_stated_and_never_given_factors(tmp_path):
    rows = [
        risk(1, current_likelihood=None, current_consequence=None, current_score=16),
        risk(2, target_likelihood=2, target_consequence=4),
    ]
    found = whole_text(tmp_path, view_of(rows))
    assert "16 Extreme stated" in found
    assert "8 High 2 × 4" in found


def test_factors_that_a_score_says_are_not_said_twice_and_a_lone_one_is(tmp_path):
    found = whole_text(tmp_path, view_of([risk(1, inherent_likelihood=5, inherent_consequence=4, target_likelihood=3)]))
    assert "Inherent score: 20 Extreme (5 × 4)" in found
    assert "Inherent likelihood" not in found
    assert "Target likelihood: 3 Possible" in found


def test_bands_follow_the_scheme_and_a_score_of_two_bands_has_none(tmp_path):
    odd = banded(("Green", "Red"), (1, 20))
    found = whole_text(tmp_path, view_of([risk(1), risk(2, current_likelihood=5)]), scheme=odd)
    assert "16 Green" in found
    assert "20 Red" in found
    cells = [list(line) for line in NPSA.cells]
    cells[0][3] = 2  # four is moderate as 2 × 2 and high as 1 × 4
    split = type(NPSA)(NPSA.labels, tuple(map(tuple, cells)))
    stated = risk(3, current_likelihood=None, current_consequence=None, current_score=4)
    found = whole_text(tmp_path, view_of([stated]), scheme=split)
    assert "No band 1" in found
    assert "4 stated" in found


@pytest.mark.parametrize("key", ["description", "title", "owner", "ref"])
@pytest.mark.parametrize("text", [LONG, "W" * 20_000, "word " * 4_000], ids=["lines", "one word", "words"])
def test_a_text_of_20_000_characters_runs_over_pages_and_is_printed_whole(tmp_path, key, text):
    path = tmp_path / "long.pdf"
    printed(path, view_of([risk(1), risk(2, **{key: text}), risk(3)]))
    body = body_of(path)
    assert body.count("W") >= text.count("W")
    assert body.count("word") >= text.count("word")
    assert all(f"{number}.Thejoint" in body for number in range(1, text.count("\n") + 2 if "\n" in text else 1))


def test_what_looks_like_markup_is_printed_as_it_stands(tmp_path):
    awkward = 'risk <5% & <b>bold</b> </para> &amp; <font name="x">'
    found = whole_text(tmp_path, view_of([risk(1, title=awkward, owner=awkward, controls=awkward, category="a & b")]))
    assert found.count(awkward) >= 3
    assert "a & b" in found


def test_characters_take_a_font_that_has_them_and_others_a_visible_placeholder(tmp_path):
    found = whole_text(tmp_path, view_of([risk(1, controls="Łódź → ✓ ✗ ★ ≤ ½ “so” Αθήνα; 中文; 🦄; e\u0301\u200d")]))
    assert "Łódź → ✓ ✗ ★ ≤ ½ “so” Αθήνα; ▯▯; ▯;" in found


def test_control_characters_and_lone_surrogates_do_not_break_a_page(tmp_path):
    assert "left" in whole_text(tmp_path, view_of([risk(1, controls="left \x00\x07\ud800\u2028\ufffe right")]))


def test_a_shared_risk_has_its_lead_where_nobody_owns_it_and_no_column_says_shared(tmp_path):
    found = whole_text(tmp_path, view_of([risk(1, lead_member="m2"), risk(2)]))
    assert "Lead organisation" in found
    assert "R-1 Risk number 1 Carrow Vale NHS Trust" in found
    assert "Organisation" not in whole_text(tmp_path, view_of([risk(1)]))
    mixed = whole_text(tmp_path, view_of([risk(1, member="m1"), risk(2)]))
    assert "R-1 Risk number 1 Alderbrook Hospitals NHS Trust" in mixed
    assert "R-2 Risk number 2 Shared" in mixed


def test_risks_of_several_organisations_have_a_column_for_whose_they_are_and_those_of_one_a_heading(tmp_path):
    rows = [risk(1, tier="local", member="m1"), risk(2, tier="corporate", member="m2"), risk(3, tier="local", member="m1")]
    found = whole_text(tmp_path, view_of(rows))
    assert "Organisations’ own risks (3)" in found
    assert "R-2 Risk number 2 Carrow Vale NHS Trust" in found
    found = whole_text(tmp_path, view_of([rows[0], rows[2]]))
    assert "Alderbrook Hospitals NHS Trust’s own risks (2)" in found
    assert "Organisation:" not in found


def test_an_empty_register_says_so(tmp_path):
    path = tmp_path / "empty.pdf"
    assert printed(path, view_of([])) == 0
    assert "There are no risks in this version." in " ".join(text_of(path))


def test_a_register_the_view_does_not_have_is_passed_over(tmp_path):
    path = tmp_path / "register.pdf"
    assert printed(path, view_of([risk(1)]), ["nothing", "risk", "member"]) == 3
    assert "Risk register and organisations" in text_of(path)[0]


def test_the_same_arguments_give_the_same_bytes(tmp_path):
    view = view_of([risk(number, controls="Weekly report → ✓. " * number) for number in range(20)])
    for name in ("one.pdf", "two.pdf"):
        printed(tmp_path / name, view)
    assert (tmp_path / "one.pdf").read_bytes() == (tmp_path / "two.pdf").read_bytes()


def test_the_file_says_what_it_is_when_it_was_made_and_in_which_language(tmp_path):
    path = tmp_path / "register.pdf"
    printed(path, view_of([risk(1)], PRIVATE))
    with pikepdf.open(path) as document:
        told = document.docinfo
        assert str(told.Title) == "Wendle Valley Collaborative: Risk register, Part 2 (private), as at 23 July 2026"
        assert str(told.Author) == "Wendle Valley Collaborative"
        assert str(told.CreationDate) == "D:20260724093000Z"
        assert str(document.Root.Lang) == "en-GB"
        assert document.Root.ViewerPreferences.DisplayDocTitle
        with document.open_outline() as outline:
            titles = [
                (item.title, [(group.title, [leaf.title for leaf in group.children]) for group in item.children]) for item in outline.root
            ]
    assert titles == [("Risk register", []), ("Risk register", [("Shared risks", ["R-1 Risk number 1"])])]


def test_every_font_is_embedded(tmp_path):
    path = tmp_path / "register.pdf"
    printed(path, view_of([risk(1, controls="✓ 中")]))
    with pikepdf.open(path) as document:
        fonts = [font for page in document.pages for font in page.Resources.Font.values()]
        assert {str(font.Subtype) for font in fonts} == {"/TrueType"}
        assert all("/FontFile2" in font.FontDescriptor for font in fonts)


def test_no_type_is_smaller_than_nine_points(tmp_path):
    path = tmp_path / "register.pdf"
    printed(path, view_of([risk(1, controls="✓ Weekly report", owner="Chief Nurse")], PRIVATE))
    with pikepdf.open(path) as document:
        streams = list(document.pages) + [form for page in document.pages for form in page.Resources.XObject.values()]
        sizes = {float(operands[1]) for stream in streams for operands, name in pikepdf.parse_content_stream(stream) if str(name) == "Tf"}
    assert min(sizes) >= 9


def luminance(colour):
    parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour.rgb()]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


@pytest.mark.parametrize("pair", [*((one.text, one.ground) for one in (*TINTS, PLAIN)), *((one, white) for one in (TEXT, MUTED, ACCENT))])
def test_type_stands_out_from_its_ground(pair):
    text, ground = map(luminance, pair)
    assert (ground + 0.05) / (text + 0.05) >= 4.5


def test_each_band_is_darker_than_the_one_below_it_when_pages_are_copied_in_grey():
    greys = [luminance(one.ground) for one in TINTS]
    assert all(lower - higher > 0.04 for lower, higher in pairwise(greys))


def test_a_front_that_says_much_still_is_one_page(tmp_path):
    path = tmp_path / "register.pdf"
    rows = [risk(number, title="A title of several words. " * 6) for number in range(8)]
    printed(path, view_of(rows, PRIVATE), collaborative="Provider Collaborative of Many Names and Places " * 20)
    pages = text_of(path)
    assert "Shared risks (8)" in pages[1]
    assert "Open 8" in pages[0]


@pytest.mark.parametrize("labels", [1, 2, 7])
def test_any_number_of_bands_has_colours(tmp_path, labels):
    scheme = banded(tuple(f"Band {number}" for number in range(labels)), tuple(range(1, labels + 1)))
    assert f"Band {labels - 1}" in whole_text(tmp_path, view_of([risk(1)]), scheme=scheme)


def test_a_record_without_a_title_is_known_by_its_description_and_a_closed_one_is_not_open(tmp_path):
    path = tmp_path / "register.pdf"
    rows = [risk(1, title=None, description="Lifts in the east wing stop. " * 9), risk(2, title=None), risk(3, status="closed")]
    printed(path, view_of(rows))
    front, *pages = text_of(path)
    assert "Open 2" in front
    assert "Closed 1" in front
    assert "R-1 Lifts in the east wing stop" in pages[0]
    assert "Description: Lifts in the east wing stop" in pages[0]
    assert "R-2 not stated" in pages[0]


def test_a_kind_that_nobody_dressed_is_printed_as_the_words_it_shows(tmp_path):
    class Odd(Kind):
        def show(self, stored):
            return f"odd {stored}"

    registers = declared()
    registers["risk"] = registers["risk"].plus(Field(Odd(), "Oddness", Circulation.PUBLIC, key="oddness"))
    assert "Oddness: odd 7" in whole_text(tmp_path, view_of([risk(1, oddness=7)], registers=registers))
