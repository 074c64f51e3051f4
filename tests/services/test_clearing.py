"""A public document is read again before it goes out: what leaks refuses it, what may be a coincidence is asked."""

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from tests.making import FixedClock, make_book, risk
from workbench import cli
from workbench.domain.audience import PRIVATE, PUBLIC
from workbench.domain.change import Change, ChangeSet
from workbench.domain.kinds import Headed, Stored, Text
from workbench.domain.register import Record
from workbench.reports import principal, sections
from workbench.services.book import Book
from workbench.services.clearing import LeakError, Scan, clear, cleared
from workbench.services.haystack import Haystack, squash
from workbench.services.packs import print_pack

HIDDEN_OF_VISIBLE = {"notes", "extra"}


class Markers:
    """Words that stand nowhere else, and where each was put."""

    def __init__(self) -> None:
        self.put: dict[str, str] = {}

    def next(self, place: str) -> str:
        word = f"zq{len(self.put):04}x"
        self.put[word] = place
        return word


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    clock = FixedClock()
    with make_book(tmp_path / "made.workbench", clock) as made:
        for circulation in ("public", "private", "restricted"):
            for key, values in (
                ("risk", risk(1, tier="shared", title=f"Beds in winter, {circulation}")),
                ("assurance", {"title": f"Theatres stay closed, {circulation}", "tier": "shared"}),
                ("decision", {"title": f"One waiting list, {circulation}", "status": "awaiting_approval"}),
                ("action", {"title": f"Write terms, {circulation}", "status": "in_progress"}),
            ):
                made.add(key, {**values, "circulation": circulation})
        yield made


def mark(book: Book, places: list[tuple[str, str]], markers: Markers, *, only: set[str] | None = None) -> None:
    """Put markers into every text of some records."""
    book.apply(ChangeSet("Mark", tuple(_marked(book.by_uid(key)[uid], markers, only) for key, uid in places)))


def _marked(record: Record, markers: Markers, only: set[str] | None) -> Change:
    row = dict(record.row)
    for field in record.register:
        if field.key in {"ref", "withheld", "circulation"} or (only is not None and field.key not in only):
            continue
        place = f"{record.register.key} {record.ref} {field.key}"
        if isinstance(field.kind, Headed):
            row[field.key] = field.kind.store({markers.next(place): markers.next(place)})
        elif isinstance(field.kind, Text):
            row[field.key] = f"{markers.next(place)} and {markers.next(place)}"
    return Change(record.register.key, record.uid, record.row, row)


def fill(book: Book) -> Markers:
    """Hang a child of each kind on every record, and put markers into all that is not public."""
    markers = Markers()
    hidden = [
        record
        for key in ("risk", "assurance", "decision", "action")
        for record in book.records(key)
        if record.of("circulation") != "public"
    ]
    shown = [
        record
        for key in ("risk", "assurance", "decision", "action")
        for record in book.records(key)
        if record.of("circulation") == "public"
    ]
    changes: list[Change] = []
    kept_back: list[tuple[str, str]] = [(record.register.key, record.uid) for record in hidden]
    refs = {key: book.fresh_refs(key) for key in book.registers}

    def add(key: str, row: dict[str, Stored], *, marked: bool) -> None:
        changes.append(book.addition(key, row, refs[key]))
        if marked:
            kept_back.append((key, changes[-1].uid))

    for register in book.registers.values():
        for record in [*hidden, *shown] if register.ends == ("parent",) else ():
            if record.register.key in register.hangs_on_registers:
                add(register.key, {"parent": record.uid}, marked=record in hidden or register.key in {"vote", "declaration"})
    for record in hidden:
        add("link", {"source": record.uid, "target": shown[0].uid}, marked=True)
    for key in ("receipt", "layout", "setting", "person", "paper", "issue", "interest"):
        add(key, {}, marked=True)
    book.apply(ChangeSet("Fill", tuple(changes)))
    mark(book, kept_back, markers)
    for record in shown:
        mark(
            book,
            [(record.register.key, record.uid)],
            markers,
            only={field.key for field in record.register if not PUBLIC.sees_field(field)},
        )
    book.edit([book.find("risk", shown[0].ref)], {"withheld": "description; cause"})
    mark(book, [("risk", shown[0].uid)], markers, only={"description", "cause"})
    return markers


def everything_in(path: Path) -> str:
    """Return all that a curious reader gets out of a document: text, every stream unpacked, every string."""
    document = pypdfium2.PdfDocument(path)
    found = ["".join(page.get_textpage().get_text_range() for page in document)]
    document.close()
    with pikepdf.open(path) as opened:
        for item in opened.objects:
            if isinstance(item, pikepdf.Stream):
                content = item.read_bytes()
                found += [content.decode("latin-1"), content.decode("utf-16-be", "ignore")]
                found.append(str(dict(item.items())))
            else:
                found.append(_words(item, 0))
        found += [str(value) for value in opened.docinfo.values()]
        with opened.open_outline() as outline:
            waiting = list(outline.root)
            while waiting:
                one = waiting.pop()
                found.append(one.title)
                waiting.extend(one.children)
    return "".join("\n".join(found).casefold().split())


def _words(item: object, depth: int) -> str:
    if depth > 5:
        return ""
    if isinstance(item, pikepdf.String):
        return str(item)
    if isinstance(item, pikepdf.Dictionary):
        return " ".join(_words(item[key], depth + 1) for key in item.keys() if key not in {"/Parent", "/P", "/Pg"})  # noqa: SIM118
    if isinstance(item, pikepdf.Array):
        return " ".join(_words(one, depth + 1) for one in item)
    return ""


def describe(book: Book, words: str) -> None:
    """Put words into the public risk's description."""
    book.edit([book.find("risk", "R-001")], {"description": words})


def test_no_word_of_what_is_not_public_is_in_the_public_pack(book: Book, tmp_path: Path):
    markers = fill(book)
    assert len(markers.put) > 500
    done = print_pack(book, tmp_path / "public.pdf", PUBLIC)
    assert (done.records, done.to_clear) == (4, [])
    said = everything_in(done.path)
    assert "beds" in said
    assert [place for word, place in markers.put.items() if word in said] == []


def test_the_private_pack_has_what_is_private_and_nothing_that_is_restricted(book: Book, tmp_path: Path):
    markers = fill(book)
    said = everything_in(print_pack(book, tmp_path / "private.pdf", PRIVATE).path)
    restricted = [
        record.ref
        for key in ("risk", "assurance", "decision", "action")
        for record in book.records(key)
        if record.of("circulation") == "restricted"
    ]
    for word, place in markers.put.items():
        key, ref, name = place.split()
        if name in HIDDEN_OF_VISIBLE or (key in {"risk", "assurance", "decision", "action"} and ref in restricted):
            assert word not in said, place
    titled = [word for word, place in markers.put.items() if place == f"risk {book.records('risk')[1].ref} title"]
    assert all(word in said for word in titled)


@pytest.mark.parametrize("key", ["title", "description", "notes"])
def test_a_section_that_leaks_on_purpose_is_caught_and_leaves_no_file(
    book: Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, key: str
):
    hidden = book.find("risk", "R-003")
    book.edit([hidden], {key: "Two boards mean to merge before the autumn and have told nobody"})
    leaked = book.find("risk", "R-003").show(key)[:48]
    says = sections._says
    monkeypatch.setattr(sections, "_says", lambda register, records: f"{says(register, records)} {leaked}")
    with pytest.raises(
        LeakError, match=r"was not made, because it would show what the public version may not: page \d+ has .*R-003"
    ) as caught:
        print_pack(book, tmp_path / "public.pdf", PUBLIC)
    assert {(one.register, one.ref, one.field) for one in caught.value.findings} == {("risk", "R-003", key)}
    assert not (tmp_path / "public.pdf").exists()


def test_bookmarks_properties_and_file_names_are_read_too(book: Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    book.edit([book.find("assurance", "AF-003")], {"title": "Merger of two boards before the autumn"})
    shown = principal._title
    monkeypatch.setattr(principal, "_title", lambda record: f"{shown(record)} merger of TWO boards before the autumn")
    with pytest.raises(LeakError, match="bookmark"):
        print_pack(book, tmp_path / "public.pdf", PUBLIC)
    monkeypatch.undo()
    with pytest.raises(LeakError, match="the document’s file name has “Principal risk” of AF-003"):
        print_pack(book, tmp_path / "merger-of-two-boards-before-the-autumn.pdf", PUBLIC)
    print_pack(book, tmp_path / "winter.pdf", PUBLIC)


def test_a_hidden_reference_of_the_collaboratives_own_is_a_leak_and_a_members_is_asked(book: Book, tmp_path: Path):
    book.add("risk", risk(9, ref="DAT-77", title="Own", member="Royal Alderbrook NHS Trust", circulation="restricted"))
    describe(book, "See DAT-77 of the trust.")
    done = print_pack(book, tmp_path / "asked.pdf", PUBLIC)
    assert {(one.ref, one.field, one.text) for one in done.to_clear} == {("DAT-77", "ref", "DAT-77")}
    assert all(one.page and one.register == "risk" for one in done.to_clear)
    describe(book, "See R-003.")
    with pytest.raises(LeakError, match="the reference of R-003"):
        print_pack(book, tmp_path / "leak.pdf", PUBLIC)
    describe(book, "See R-0030 and AR-003.")
    assert not print_pack(book, tmp_path / "fine.pdf", PUBLIC).to_clear


def test_a_short_hidden_title_is_asked_until_somebody_lets_it_pass(book: Book, tmp_path: Path):
    book.edit([book.find("risk", "R-003")], {"title": "Ward seven"})
    book.edit([book.find("risk", "R-001")], {"description": "Moves from ward\nseven to ward eight."})
    done = print_pack(book, tmp_path / "one.pdf", PUBLIC)
    assert {(one.ref, one.field, one.text) for one in done.to_clear} == {("R-003", "title", "Ward seven")}
    clear(book, done.to_clear)
    assert print_pack(book, tmp_path / "two.pdf", PUBLIC).to_clear == []
    assert "ward" not in book.setting("cleared")
    clear(book, done.to_clear)
    assert len(cleared(book)) == 1
    book.edit([book.find("risk", "R-003")], {"title": "Ward eight"})
    assert [one.text for one in print_pack(book, tmp_path / "three.pdf", PUBLIC).to_clear] == ["Ward eight"]


def test_words_that_a_visible_record_has_too_are_no_leak(book: Book, tmp_path: Path):
    same = "Beds on the ward stay occupied because nobody is at home to care."
    book.edit([book.find("risk", "R-001")], {"description": same})
    book.edit([book.find("risk", "R-003")], {"description": same, "title": "Beds in winter, public"})
    assert print_pack(book, tmp_path / "one.pdf", PUBLIC).to_clear == []


def test_what_is_redacted_may_not_stand_anywhere_not_even_where_another_record_says_it(book: Book, tmp_path: Path):
    same = "Beds on the ward stay occupied because nobody is at home to care."
    book.edit([book.find("action", "A-001")], {"description": same})
    book.edit([book.find("risk", "R-001")], {"description": same, "withheld": "description"})
    with pytest.raises(LeakError, match="“Description” of R-001"):
        print_pack(book, tmp_path / "one.pdf", PUBLIC)


def test_a_past_day_is_searched_for_what_was_hidden_then(book: Book, tmp_path: Path):
    day = book.clock.today()
    book.edit([book.find("risk", "R-003")], {"description": "Two boards mean to merge before the autumn"})
    book.clock.pass_days(3)  # type: ignore[attr-defined]
    book.edit([book.find("risk", "R-003")], {"description": "Nothing"})
    scan = Scan(book, book.view(PUBLIC, day), day)
    assert any(needle.text.startswith("Two boards") for needle in scan._needles())
    assert print_pack(book, tmp_path / "then.pdf", PUBLIC, as_at=day).to_clear == []


def test_parts_of_a_text_are_found_however_lines_were_broken():
    stack = Haystack(["The joint bank\ncov-\ners THEATRES on all\xa0sites", "nothing here"], ["an explained sentence of the program"])
    assert stack.pieces_with(squash("joint bank")) == [0]
    assert stack.pieces_with(squash("oint bank")) == []
    assert stack.pieces_with_part(squash("We hear that the joint bank covers theatres on all sites.")) == [0]
    assert stack.pieces_with_part(squash("an explained sentence of the program")) == []


def test_two_thousand_hidden_records_are_searched_for_in_a_hundred_pages_in_a_moment():
    """No bar, only a guard against work that grows with pages times records."""
    pages = [" ".join(f"word{page}x{number} of the pack" for number in range(120)) for page in range(100)]
    stack = Haystack(pages)
    begun = time.perf_counter()
    for number in range(40_000):
        stack.pieces_with_part(squash(f"A hidden text with number {number} that stands in no page of it at all, and goes on for a while"))
    assert time.perf_counter() - begun < 5


def test_the_command_line_lists_what_is_to_be_looked_at(book: Book, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    book.edit([book.find("risk", "R-003")], {"title": "Ward seven"})
    describe(book, "Moves from ward seven to ward eight.")
    where = [str(book.path), str(tmp_path / "out.pdf"), "--audience", "public"]
    assert cli.run(["pack", *where, "--json"]) == 0
    (one,) = json.loads(capsys.readouterr().out)["to_clear"]
    assert one == {"page": one["page"], "register": "risk", "ref": "R-003", "field": "title", "text": "Ward seven"}
    assert cli.run(["pack", *where]) == 0
    said = capsys.readouterr().err
    assert f"Look at page {one['page']}: it has the hidden title “Ward seven” of R-003, perhaps by coincidence." in said
    describe(book, "See R-003.")
    assert cli.run(["pack", *where]) == 1
    assert "out.pdf was not made, because it would show what the public version may not: page" in capsys.readouterr().err


def test_a_hidden_text_made_of_parts_that_others_show_is_still_a_leak(book: Book, tmp_path: Path):
    book.edit([book.find("risk", "R-003")], {"title": "Theatre capacity falls across the organisations in winter"})
    book.edit([book.find("action", "A-001")], {"description": "Theatre capacity falls across the organisations"})
    book.edit([book.find("decision", "D-001")], {"recommendation": "Meet across the organisations in winter"})
    assert print_pack(book, tmp_path / "fine.pdf", PUBLIC).to_clear == []
    with pytest.raises(LeakError, match="file name"):
        print_pack(book, tmp_path / "Theatre capacity falls across the organisations in winter.pdf", PUBLIC)


def test_what_a_receipt_keeps_is_searched_text_by_text_and_its_keys_are_no_leak(book: Book, tmp_path: Path):
    shown = {
        "u": {"title": "Two boards mean to merge before the autumn"},
        "keys": ["organisation", "current_score", "target_score", "status"],
    }
    book.apply(ChangeSet("Import", (book.addition("receipt", {"title": "return.xlsx", "shown": json.dumps(shown)}),)))
    assert print_pack(book, tmp_path / "fine.pdf", PUBLIC).to_clear == []
    describe(book, "Why two boards mean to merge before the autumn is not said.")
    assert print_pack(book, tmp_path / "said.pdf", PUBLIC).to_clear == []  # a visible record says it
    describe(book, "Nothing.")
    with pytest.raises(LeakError, match="“Shown” of RC-001"):
        print_pack(book, tmp_path / "Two boards mean to merge before the autumn, once more.pdf", PUBLIC)
