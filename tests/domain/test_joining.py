"""Fields that gather: what they show of other records, and what becomes of what people write into them."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.errors import UnreadableError
from workbench.domain.index import Index, records_of
from workbench.domain.joining import Lines, Pointer, Refs
from workbench.domain.register import Record
from workbench.domain.registers import declared
from workbench.domain.text import clean, fold

Row = dict[str, Any]


def directory(rows: Mapping[str, Sequence[Row]], first: str = "") -> Index:
    """Return the index of a made file."""
    registers = declared()
    made: dict[str, dict[str, Record]] = {}
    index = Index(registers, records_of(made), first)
    for key, found in rows.items():
        bound = registers[key].bound(index)
        made[key] = {row["uid"]: Record(bound, row) for row in found}
    return index


def risks(*refs: str) -> list[Row]:
    return [{"uid": f"u{number}", "ref": ref, "title": f"Risk {ref}", "tier": "shared"} for number, ref in enumerate(refs, 1)]


def links(*ends: tuple[str, str]) -> list[Row]:
    return [{"uid": f"l{number}", "ref": f"L-{number}", "source": one, "target": other} for number, (one, other) in enumerate(ends, 1)]


def refs_of(*refs: str, linked: Sequence[tuple[str, str]] = (), **how: Any) -> Refs:
    kind = Refs(to=("risk",), **how).bound(directory({"risk": risks(*refs), "link": links(*linked)}))
    assert isinstance(kind, Refs)
    return kind


def controls(*texts: str | None, refs: Sequence[str] = ()) -> list[Row]:
    named = [*refs, *(f"C-{number:03}" for number in range(len(refs) + 1, len(texts) + 1))]
    return [{"uid": f"c{n}", "ref": ref, "parent": "u1", "title": text} for n, (ref, text) in enumerate(zip(named, texts, strict=True), 1)]


def lines_of(*texts: str | None, refs: Sequence[str] = (), adopts: bool = True) -> Lines:
    """Return the field of a record u1 that has so many controls."""
    made = directory({"assurance": risks("AF-1"), "control": controls(*texts, refs=refs)})
    return Lines(register="control", adopts=adopts).bound(made)


# References


def test_what_shows_is_parted_into_the_same_links_and_words():
    kind = refs_of("R-1", "R-2", "R-3", linked=[("u1", "u3"), ("u2", "u1")])
    shown = kind.whole("u1", "the estates log; SI/22")
    assert shown == "R-3; R-2; the estates log; SI/22"
    parted = kind.parted("u1", shown)
    assert (parted.words, parted.targets) == ("the estates log; SI/22", ("u3", "u2"))
    assert kind.whole("u1", "r-3; the log") == "R-3; R-2; the log"
    assert kind.whole("u9", "only words") == "only words"


@pytest.mark.parametrize(
    ("wanted", "targets", "words"),
    [
        ("R-2", ("u2",), None),
        ("r-2; R-2 ; R-3", ("u2", "u3"), None),
        ("risk R-2", ("u2",), None),
        ("u2", ("u2",), None),
        ("R-1", (), "R-1"),
        ("R-9; R-2 (beds)", (), "R-9; R-2 (beds)"),
        (None, (), None),
    ],
)
def test_a_reference_that_is_known_is_a_link_and_anything_else_stays_words(wanted: str | None, targets: tuple[str, ...], words: str | None):
    kind = refs_of("R-1", "R-2", "R-3")
    parted = kind.parted("u1", kind.read(wanted))
    assert (parted.targets, parted.words) == (targets, words)


def test_two_links_with_one_record_are_one_reference():
    kind = refs_of("R-1", "R-2", linked=[("u1", "u2"), ("u2", "u1")])
    assert kind.whole("u1", None) == "R-2"
    outward = refs_of("R-1", "R-2", linked=[("u2", "u1")], outward=True)
    assert outward.whole("u1", None) is None
    assert outward.whole("u2", None) == "R-1"


def test_a_reference_that_would_fall_apart_in_a_cell_is_given_by_what_never_does():
    kind = refs_of("R-1", "12; 14", linked=[("u1", "u2")])
    assert kind.parted("u1", kind.read(kind.whole("u1", None))).targets == ("u2",)


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "known", "after"),
    [
        ("R-1; R-2", "R-1; R-2", "R-1; R-2; R-3", True, "R-1; R-2; R-3"),
        ("R-1; R-2", "R-1; R-2", "R-1", True, "R-1"),
        ("R-1; R-2", "R-1; R-2", "r-2; R-1", True, "R-1; R-2"),
        ("R-1; R-2", "R-1; R-2; R-4", "R-1; R-3", True, "R-1; R-4; R-3"),
        ("R-1; R-2", "R-2", "R-1; R-2", True, "R-2"),
        ("R-1", None, "R-1", True, None),
        ("R-1", "R-1", None, True, None),
        (None, "R-1", "R-2", False, "R-1; R-2"),
        (None, "R-1", None, False, "R-1"),
        ("R-9", "R-1", "R-2", False, "R-1; R-2"),
    ],
)
def test_references_added_and_taken_out_on_both_sides(
    base: str | None, ours: str | None, theirs: str | None, known: bool, after: str | None
):
    taken = Refs().taken_in("u1", base, ours, theirs, known=known)
    assert (taken.value, taken.clash) == (after, False)


SOME = st.lists(st.sampled_from(["R-1", "R-2", "R-3", "r-4", "the log"]), unique=True).map(lambda parts: "; ".join(parts) or None)


@given(SOME, SOME, SOME)
def test_sets_of_references_never_lose_what_neither_side_took_out(base: str | None, ours: str | None, theirs: str | None):
    then, here, said = (set(Refs().parts(side)) for side in (base, ours, theirs))
    found = set(Refs().parts(Refs().taken_in("u1", base, ours, theirs, known=True).value))
    assert found == (here - (then - said)) | (said - then)


# One other record


def test_a_pointer_keeps_the_record_and_shows_its_reference():
    kind = Pointer(to=("risk",)).bound(directory({"risk": risks("R-1", "12 b")}))
    assert kind.read(" 12 B ") == "u2"
    assert kind.read("") is None
    assert (kind.show("u2"), kind.plain("u2"), kind.plain("gone"), kind.plain(None)) == ("12 b", "12 b", None, None)
    with pytest.raises(UnreadableError, match=r"^“R-9” is not the reference of a record known here\.$"):
        kind.read("R-9")


# Lines


TEXTS = [
    "Weekly huddle",
    "Policy: reviewed each year: see 12.3",
    "C-014: x",
    "C-002: what another one is called",
    "two\nlines",
    "a paragraph\n\nand another",
    "a list:\n- one\n- two\n  - deeper",
    "- begins with a bullet",
    "1) numbered",
    "  begins with spaces",
    "\nbegins with a line",
    "naïve £5m – „quoted“ 😀",
    "ﬁ ligature, soft\u00adhyphen",
    "ends with a colon:",
    "12:30 each Monday",
    "=SUM(A1)",
    "00000000-0000-7000-8000-000000000001: a uid",
]
REFS = ["C-001", "12", "Control ref 12 b", "C:4", "Ω-1", "a/b", "0190e0c0-1111-7000-8000-000000000001", "- 5", "7."]


@pytest.mark.parametrize("adopts", [True, False])
@pytest.mark.parametrize("ref", REFS)
@pytest.mark.parametrize("text", TEXTS)
def test_lines_as_they_show_change_nothing(text: str, ref: str, adopts: bool):
    kind = lines_of(clean(text), "the next one", refs=[ref], adopts=adopts)
    own = None if adopts else "Words of its own\n  indented\n\nand more"
    shown = kind.whole("u1", own)
    for said in (shown, kind.read(shown)):
        parted = kind.parted("u1", said)
        assert (parted.words, parted.targets, dict(parted.texts), parted.fresh) == (own, (), {}, ())
        taken = kind.taken_in("u1", shown, shown, said, known=True)
        assert kind.same(taken.value, shown)
        assert not taken.clash


WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12) | st.sampled_from([*TEXTS, "", " "])
PROSE = st.lists(WORDS, min_size=1, max_size=4).map("\n".join).map(clean)


@given(st.lists(PROSE, max_size=4), st.booleans(), st.data())
def test_any_lines_as_they_show_change_nothing(texts: list[str], adopts: bool, data: st.DataObject):
    kind = lines_of(*[text or None for text in texts], adopts=adopts)
    own = None if adopts else data.draw(PROSE.filter(lambda text: not _meant(text, texts)))
    own = own.strip("\n") or None if own else None
    shown = kind.whole("u1", own)
    parted = kind.parted("u1", kind.read(shown))
    assert (dict(parted.texts), parted.fresh) == ({}, ())
    assert fold(str(parted.words or "")) == fold(str(own or ""))


def _meant(own: str, texts: Sequence[str]) -> bool:
    """Whether words of the field itself say what a record says, or begin with the reference of one."""
    said = {fold(text) for text in texts}
    return any(fold(line) in said or fold(line).lstrip("-*– ").startswith("c-00") for line in own.split("\n"))


@given(st.lists(PROSE.filter(lambda text: fold(text) != ""), min_size=1, max_size=4, unique_by=fold), st.data())
def test_a_changed_line_changes_its_record_and_no_other(texts: list[str], data: st.DataObject):
    kind = lines_of(*texts)
    shown = {line.uid: line for line in kind.members("u1")}
    changed = data.draw(st.sampled_from(sorted(shown)))
    cell = "\n".join(f"{line.ref}: {'Another text' if uid == changed else line.text}".replace("\n", "\n  ") for uid, line in shown.items())
    parted = kind.parted("u1", kind.read(cell))
    assert (dict(parted.texts), parted.fresh) == ({changed: "Another text"}, ())


@pytest.mark.parametrize(
    ("said", "texts", "fresh"),
    [
        ("C-002: two\nC-001: one", {}, ()),
        ("C-001: one", {}, ()),
        ("", {}, ()),
        ("c-001:  ONE\nC-002: two", {"c1": "ONE"}, ()),
        ("C-001: One\n  more of it\nC-002: two", {"c1": "One\nmore of it"}, ()),
        ("C-001: one\nC-002: two\nthree\nfour", {}, ("three", "four")),
        ("C-001: one\n\n• three\n• four\n  goes on", {}, ("three", "four\ngoes on")),
        ("• C-001: one\n• C-002: 2\n• three", {"c2": "2"}, ("three",)),
        ("C-009: nine", {}, ("C-009: nine",)),
        ("one\ntwo\nthree", {}, ("three",)),
        ("C-001: two", {"c1": "two"}, ()),
        ("C-001:", {"c1": ""}, ()),
        ("C-001: a\nC-001: b", {"c1": "b"}, ("a",)),
        ("C-001: one\nC-001: one", {}, ()),
        ("three\nthree", {}, ("three",)),
    ],
)
def test_what_a_person_writes_among_the_lines(said: str, texts: dict[str, str], fresh: tuple[str, ...]):
    parted = lines_of("one", "two").parted("u1", said)
    assert (dict(parted.texts), parted.fresh, parted.words) == (texts, fresh, None)


def test_words_of_the_field_itself_stay_words_where_it_adopts_none():
    kind = lines_of("one", adopts=False)
    parted = kind.parted("u1", "Words\n\n• more: C-001: not this\nC-001: uno\nC-009: nine\none")
    assert dict(parted.texts) == {"c1": "uno"}
    assert parted.words == "Words\n\n• more: C-001: not this\nC-009: nine"
    assert parted.fresh == ()


def test_words_that_begin_like_a_record_made_later_stay():
    kind = lines_of("real", adopts=False)
    shown = kind.whole("u1", "C-001: old words\nmore")
    parted = kind.parted("u1", shown)
    assert (parted.words, dict(parted.texts)) == ("C-001: old words\nmore", {})


BOTH = "C-001: one\nC-002: two"


@pytest.mark.parametrize(
    ("base", "theirs", "after", "clash"),
    [
        (BOTH, BOTH, BOTH, False),
        (BOTH, "C-002: two\nC-001: one", BOTH, False),
        (BOTH, "C-001: one", BOTH, False),
        (BOTH, None, BOTH, False),
        (BOTH, "C-001: uno\nC-002: two", "C-001: uno\nC-002: two", False),
        (BOTH, f"{BOTH}\nthree", f"{BOTH}\nthree", False),
        ("C-001: was\nC-002: two", "C-001: was\nC-002: zwei", "C-001: one\nC-002: zwei", False),
        ("C-001: was\nC-002: two", "C-001: uno\nC-002: two", "C-001: uno\nC-002: two", True),
        ("C-001: was\nC-002: two", "C-001: one\nC-002: two", BOTH, False),
        (f"{BOTH}\nC-003: gone", f"{BOTH}\nC-003: gone", BOTH, False),
        ("C-001: one", BOTH, BOTH, False),
        ("C-001: one", "C-001: one\nC-002: zwei", "C-001: one\nC-002: zwei", True),
    ],
)
def test_lines_changed_on_both_sides(base: str, theirs: str | None, after: str, clash: bool):
    taken = lines_of("one", "two").taken_in("u1", base, BOTH, theirs, known=True)
    assert (taken.value, taken.clash) == (after, clash)


@pytest.mark.parametrize(
    ("theirs", "after", "clash"),
    [
        ("one\ntwo", BOTH, False),
        ("one\nthree", f"{BOTH}\nthree", False),
        ("C-001: uno", "C-001: uno\nC-002: two", True),
        (None, BOTH, False),
    ],
)
def test_lines_of_a_workbook_that_nobody_was_shown(theirs: str | None, after: str, clash: bool):
    taken = lines_of("one", "two").taken_in("u1", None, BOTH, theirs, known=False)
    assert (taken.value, taken.clash) == (after, clash)


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "known", "after", "clash"),
    [
        ("a", "a", "b", True, "b", False),
        ("a", "b", "a", True, "b", False),
        ("a", "b", "c", True, "c", True),
        ("a", "b", "b", True, "b", False),
        ("a", "a", None, True, None, False),
        (None, "a", None, False, "a", False),
        (None, "a", "b", False, "b", True),
        (None, None, "b", False, "b", False),
    ],
)
def test_a_fields_own_words_are_settled_as_any_cell(
    base: str | None, ours: str | None, theirs: str | None, known: bool, after: str | None, clash: bool
):
    kind = lines_of("one", adopts=False)
    cells = ["\n".join(part for part in (words, "C-001: one") if part) for words in (base, ours, theirs, after)]
    taken = kind.taken_in("u1", cells[0], cells[1], cells[2], known=known)
    assert (taken.value, taken.clash) == (cells[3], clash)


@given(st.lists(PROSE, max_size=3), st.lists(PROSE, max_size=3), st.booleans())
def test_taking_in_what_there_is_changes_nothing(texts: list[str], more: list[str], known: bool):
    kind = lines_of(*[text or None for text in texts])
    shown = kind.whole("u1", None)
    taken = kind.taken_in("u1", kind.whole("u1", "\n".join(more) or None) if known else None, shown, shown, known=known)
    assert kind.same(taken.value, shown), json.dumps([shown, taken.value])


def test_records_of_two_organisations_with_one_reference_are_told_apart():
    rows = {
        "member": [{"uid": "m1", "ref": "M-1", "name": "Braywater"}, {"uid": "m2", "ref": "M-2", "name": "Carrow Vale"}],
        "risk": risks("R-1"),
        "action": [{"uid": f"a{n}", "ref": "A-1", "member": f"m{n}", "title": f"Do {n}"} for n in (1, 2)],
        "link": [{"uid": f"l{n}", "ref": f"L-{n}", "source": f"a{n}", "target": "u1", "relation": "raised_by"} for n in (1, 2)],
    }
    kind = Lines(register="action", relation="raised_by").bound(directory(rows))
    shown = str(kind.whole("u1", None))
    assert shown == "A-1: Do 1\nCarrow Vale/A-1: Do 2"
    assert dict(kind.parted("u1", shown).texts) == {}
    assert dict(kind.parted("u1", shown.replace("Do 2", "Done")).texts) == {"a2": "Done"}
