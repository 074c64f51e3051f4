"""A whole pack: every section in both versions, read back as a stranger would, and its contents, links and tags."""

import re
import subprocess
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pdfua
import pikepdf
import pytest
from made_risks import text_of
from rich_book import TITLES, TRUSTS, rich_book

from tests.making import FixedClock, make_book
from workbench.domain.audience import PRIVATE, PUBLIC, Audience
from workbench.reports.reading import passages
from workbench.services.book import Book
from workbench.services.packs import print_pack

DRAWING = {"Tj", "TJ", "'", '"', "f", "f*", "S", "s", "B", "b", "Do", "sh"}
LONG = " ".join(f"Sentence {number} says that the bank covers theatres on all sites." for number in range(280))


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Book]:
    with rich_book(tmp_path_factory.mktemp("pack") / "made.workbench") as made:
        yield made


@pytest.fixture(scope="module")
def private(book: Book) -> Path:
    return print_pack(book, book.path.with_name("private.pdf"), PRIVATE).path


@pytest.fixture(scope="module")
def public(book: Book) -> Path:
    return print_pack(book, book.path.with_name("public.pdf"), PUBLIC).path


def whole(path: Path) -> str:
    return " ".join(text_of(path))


def between(path: Path, first: str, last: str) -> str:
    """Return the words from one text on to the next time another stands."""
    said = whole(path)
    begin = said.index(first)
    return said[begin : said.index(last, begin)]


def test_the_cover_says_whose_it_is_which_version_of_which_day_and_that_it_is_a_draft(private: Path, public: Path):
    first = text_of(private)[0]
    for words in ("Alder Acute Provider Collaborative", "Governance pack", "Part 2 (private)", "As at 23 July 2026", "has not been issued"):
        assert words in first
    assert "File state" in first
    assert "What is restricted is not in it" in first
    assert "Part 1 (public)" in text_of(public)[0]
    assert "ile state" not in whole(public)


def test_no_pack_counts_what_it_leaves_out_but_who_makes_it_is_told(book: Book, private: Path, public: Path, tmp_path: Path):
    done = print_pack(book, tmp_path / "again.pdf", PRIVATE)
    assert done.left_out_line == (
        "1 record is left out of the private version: "
        "1 organisation’s own risk, which only the governance office and the organisation itself see."
    )
    assert all("left out" not in whole(path) for path in (private, public))


def test_the_contents_name_every_section_with_its_page_and_lead_there(private: Path):
    pages = text_of(private)
    with pikepdf.open(private) as document:
        numbers = {page.obj.objgen: number for number, page in enumerate(document.pages, 1)}
        links = [(str(one.Contents), numbers[one.Dest[0].objgen]) for page in document.pages for one in page.get("/Annots", [])]
        assert all(int(one.F) == 4 for page in document.pages for one in page.get("/Annots", []))
    assert [told.removeprefix("Go to ")[:12] for told, _ in links] == [
        "Summary",
        "Heat map of ",
        "Risk registe",
        "Assurance fr",
        "Heat map of ",
        "AF-001 Theat",
        "AF-002 Share",
        "AF-003 Digit",
        "Decisions",
        "Actions",
    ]
    for told, page in links:
        name = told.removeprefix("Go to ").rstrip("…")
        assert re.search(rf"{re.escape(name[:40])}.*? {page}\b", pages[1]), told
        assert name[:40] in pages[page - 1]


def test_bookmarks_lead_to_sections_records_and_principal_risks(private: Path):
    with pikepdf.open(private) as document, document.open_outline() as outline:
        sections = {item.title: [child.title for child in item.children] for item in outline.root}
    assert list(sections) == [
        "Governance pack",
        "Contents",
        "Summary",
        "Heat map of shared risks",
        "Risk register",
        "Assurance framework",
        "Decisions",
        "Actions",
    ]
    assert len(sections["Assurance framework"]) == 4
    assert sections["Assurance framework"][0] == "Heat map of principal risks"
    assert sections["Decisions"] == ["D-002 Buy one pathology system", "D-001 Form a joint committee"]
    assert sections["Actions"] == ["Open actions", "Complete, verified and cancelled actions"]


def test_the_summary_is_one_page_of_figures_with_their_sentences(private: Path):
    pages = text_of(private)
    summary = pages[2]
    assert "Open shared risks 4" in summary
    assert "4 shared risks are open: 2 extreme and 2 high." in summary
    assert "Overdue actions 3" in summary
    assert "2 decisions await approval: D-001 (3 answers to come) and D-002 (3 answers to come)." in summary
    assert pages[3].count("Heat map of shared risks") == 1


def test_each_cell_of_a_heat_map_says_its_band_and_its_score(private: Path):
    page = text_of(private)[3]
    for words in ("Extreme 25", "Extreme 15", "High 12", "High 8", "Moderate 6", "Low 1"):
        assert words in page, words


def test_what_all_records_of_a_version_have_alike_is_not_said_of_each(private: Path, public: Path):
    assert "Who may see this: Public" in whole(private)
    assert "Who may see this" not in whole(public)


def test_a_score_that_is_only_stated_is_beside_the_map_and_never_on_it(private: Path):
    page = text_of(private)[3]
    on_map, beside = page.split("Scores stated without likelihood and consequence")
    assert "3 risks stand on the map" in on_map
    assert "R-004" not in on_map
    assert "R-004" in beside
    assert "R-001 ↓" in on_map
    assert "R-002 ↑" in on_map


def test_pictures_say_the_same_in_words(private: Path):
    told = [passage.text for passage in passages(private.read_bytes()) if passage.part == "alternative text"]
    assert len(told) == 5
    assert "4 Likely likelihood, 4 major consequence, extreme: R-003" in told[0]
    assert any(
        text.startswith("4 scores over time: Q3 2025/26 8, Q4 2025/26 12, Q1 2026/27 12 and Now 16. The target is 8.") for text in told
    )


def test_a_principal_risk_has_a_page_with_all_that_hangs_on_it(private: Path):
    page = between(private, "AF-001 Theatre capacity does not recover across the four organisations Executive lead", "AF-002 Shared")
    for words in (
        "Executive lead: Asha Patel",
        "Inherent 20 Extreme 4 × 5",
        "up from 12 in Q1 2026/27",
        "Appetite: cautious, up to 9 Outside",
        "Assurance Partial 1 open gap",
        "If: vacancies stay above 14 %, then: lists are cancelled, resulting in: patients wait longer.",
        "C-001 Joint theatre staffing bank Owner: Jo Smith",
        "Internal audit: Review of the bank (negative, Limited, 10 Jul 2026)",
        "Line not stated",
        "The risk as a whole",
        "Mutual aid excludes day cases",
        "Amend the mutual aid agreement",
        "Overdue by 23 days",
        "Royal Alderbrook NHS Trust 20 Extreme stated",
        "Commentary: For the boards alone.",
    ):
        assert words in page, words
    bare = between(private, "AF-002 Shared staffing bank fails to fill weekend shifts Executive lead", "AF-003 Digital")
    for words in ("Controls and what tells us they work: none stated.", "Gaps and what closes them: none stated.", "Actions: none stated."):
        assert words in bare


def test_votes_and_names_are_in_the_private_version_alone(private: Path, public: Path):
    assert "4 votes: 1 against and 3 for." in whole(private)
    assert "Holds shares." in whole(private)
    assert "1 of 4 required approvals given, 3 awaited." in whole(public)
    said = whole(public)
    for hidden in ("Votes", "Holds shares", "Jo Smith", "Asha Patel", "For the boards alone", TITLES[2], "Lifts stop", "pathology"):
        assert hidden not in said, hidden
    assert "Chief nurse" in said


def test_actions_say_how_late_they_are_how_old_and_how_often_put_off(private: Path):
    said = whole(private)
    for words in (
        "Overdue by 69 days",
        "15 May 2026 extended once, now 1 Aug 2026",
        "due in 9 days",
        "144 days since 1 Mar 2026",
        "Extended: to 1 Aug 2026; The officers asked for a month.; approved on 5 May 2026",
        "Update 1 Jun 2026: Three boards have answered.",
        "5 actions: 4 open, 3 of them overdue.",
    ):
        assert words in said, words
    assert said.index("Overdue by 69 days", said.index("Open actions (4)")) < said.index("Complete, verified and cancelled actions (1)")


def test_sections_without_records_say_so(tmp_path: Path):
    with make_book(tmp_path / "empty.workbench", FixedClock()) as empty:
        path = print_pack(empty, tmp_path / "empty.pdf", PUBLIC).path
        said = whole(path)
    assert len(text_of(path)) == 3, "no page is turned only to say that there is nothing"
    for words in (
        "No shared risk is open.",
        "There are no open shared risks in this version.",
        "There are no risks in this version.",
        "There are no principal risks in this version.",
        "There are no decisions in this version.",
        "There are no actions in this version.",
        "No decision awaits approval.",
        "No scores are recorded for the end of Q1 2026/27",
    ):
        assert words in said, words


def test_a_first_decision_of_several_pages_begins_under_the_heading_of_its_section(tmp_path: Path):
    with make_book(tmp_path / "long.workbench", FixedClock()) as book:
        book.add("decision", {"title": "Form a bank", "decision": LONG})
        pages = text_of(print_pack(book, tmp_path / "long.pdf", PRIVATE).path)
    assert any("Decisions 1 decision, the newest first. D-001 Form a bank Sentence 0" in page for page in pages)


@pytest.mark.parametrize("audience", [PUBLIC, PRIVATE])
def test_the_same_file_gives_the_same_bytes(book: Book, tmp_path: Path, audience: Audience):
    print_pack(book, tmp_path / "one.pdf", audience)
    print_pack(book, tmp_path / "two.pdf", audience)
    assert (tmp_path / "one.pdf").read_bytes() == (tmp_path / "two.pdf").read_bytes()


def test_a_past_day_is_as_it_was(book: Book, tmp_path: Path):
    said = whole(print_pack(book, tmp_path / "then.pdf", PRIVATE, as_at=date(2026, 7, 22)).path)
    assert "As at 22 July 2026" in said
    assert "There are no risks in this version." in said


def test_qpdf_finds_nothing_wrong_and_every_font_is_embedded(private: Path, public: Path):
    for path in (private, public):
        done = subprocess.run(["qpdf", "--check", str(path)], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        with pikepdf.open(path) as document:
            fonts = [item for item in document.objects if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/Font"]
            assert all("/FontFile2" in font.FontDescriptor for font in fonts)
            assert str(document.Root.Lang) == "en-GB"


def test_everything_drawn_stands_in_exactly_one_mark_and_sizes_are_legible(private: Path):
    sizes: set[float] = set()
    with pikepdf.open(private) as document:
        for page in document.pages:
            open_marks = 0
            for operands, operator in pikepdf.parse_content_stream(page):
                name = str(operator)
                if name in {"BDC", "BMC"}:
                    open_marks += 1
                    assert open_marks == 1
                elif name == "EMC":
                    open_marks -= 1
                elif name in DRAWING:
                    assert open_marks == 1, name
                elif name == "Tf":
                    sizes.add(float(operands[1]))
    assert min(sizes) >= 9


def test_links_and_pictures_belong_to_the_structure(private: Path):
    with pikepdf.open(private) as document:
        numbers = document.Root.StructTreeRoot.ParentTree.Nums
        parents = {int(numbers[at]): numbers[at + 1] for at in range(0, len(numbers), 2)}
        assert sorted(parents) == list(parents)
        assert max(parents) < int(document.Root.StructTreeRoot.ParentTreeNextKey)
        for page in document.pages:
            for link in page.get("/Annots", []):
                element = parents[int(link.StructParent)]
                assert element.S == "/Link"
                assert [kid.Obj.objgen for kid in element.K if kid.Type == "/OBJR"] == [link.objgen]
        roles: list[str] = []
        waiting = [document.Root.StructTreeRoot.K]
        while waiting:
            node = waiting.pop()
            roles.append(str(node.S))
            if node.S == "/Figure":
                assert "/Alt" in node
                assert len(node.A.BBox) == 4
            waiting.extend(kid for kid in node.K if kid.get("/Type") == "/StructElem")
    assert roles.count("/H1") == 1
    assert {"/TOC", "/TOCI", "/Link", "/Figure", "/H2", "/H3", "/Table"} <= set(roles)


@pytest.mark.long
@pytest.mark.parametrize(
    "text", [LONG, "W" * 3_000, "🦄 Łódź → ✓ 中文 " * 200, "<b>bold</b> & </para> " * 40], ids=["words", "word", "signs", "markup"]
)
def test_texts_of_any_length_are_printed_whole_in_every_table(tmp_path: Path, text: str):
    with make_book(tmp_path / "long.workbench", FixedClock()) as book:
        entry = book.add("assurance", {"tier": "shared", "title": text, "cause": text, "rating": "Partial"})
        control = book.add("control", {"parent": entry.ref, "title": text})
        book.add("assurance_source", {"parent": control.ref, "line": "1", "title": text})
        gap = book.add("gap", {"parent": entry.ref, "description": text, "action": text})
        action = book.add("action", {"title": text, "origin": gap.ref, "progress": text, "owner": text})
        book.add("extension", {"parent": action.ref, "reason": text, "new_date": "2026-08-01"})
        decision = book.add("decision", {"title": "Decide", "decision": text, "rationale": text})
        book.add("approval", {"parent": decision.ref, "approver": text, "conditions": text})
        book.add("vote", {"parent": decision.ref, "person": text, "choice": "for"})
        book.add("risk", {"title": text, "current_likelihood": 4, "current_consequence": 4})
        path = print_pack(book, tmp_path / "long.pdf", PRIVATE).path
    said = "".join("".join(re.sub(r"Governance pack · .*?Page \d+ of \d+", "", page) for page in text_of(path)).split())
    if text is LONG:
        assert said.count("Sentence279says") >= 12
    elif text.startswith("W"):
        assert said.count("W") >= 13 * 3_000
    elif text.startswith("<b>"):
        assert said.count("<b>bold</b>&</para>") >= 12 * 40


def test_very_many_risks_in_one_cell_are_counted_there_and_named_below(tmp_path: Path):
    with make_book(tmp_path / "many.workbench", FixedClock()) as book:
        for number in range(40):
            book.add("risk", {"title": f"Risk {number}", "current_likelihood": 4, "current_consequence": 4})
        pages = text_of(print_pack(book, tmp_path / "many.pdf", PRIVATE).path)
    assert "40 risks" in pages[3]
    assert sum(page.count("R-040 Risk 39") for page in pages[3:6]) >= 1


def test_a_members_version_has_its_own_entries(book: Book, tmp_path: Path):
    said = whole(print_pack(book, tmp_path / "member.pdf", book.audience(member=TRUSTS[3])).path)
    assert f"For {TRUSTS[3]}" in said
    assert "Lifts stop" in said


def test_a_reader_of_tags_finds_no_fault_in_any_version(private: Path, public: Path):
    reports = [pdfua.validate(str(path)) for path in (private, public)]
    faults = [str(finding) for report in reports for finding in report.findings if finding.severity is pdfua.Severity.ERROR]
    assert faults == []
