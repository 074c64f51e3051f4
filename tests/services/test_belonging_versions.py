"""What belongs to others in versions for an audience: seen no more widely than what it hangs on, and never leaked by it."""

import itertools
import json
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.making import MEMBERS, FixedClock, make_book, uid_of
from workbench.domain.audience import Audience, View
from workbench.domain.field import Circulation
from workbench.domain.joining import Pointer
from workbench.domain.kinds import Headed, Member, Text
from workbench.domain.register import Register
from workbench.services.book import Book
from workbench.services.exporting import export_workbook

ALDERBROOK, VALLEY = MEMBERS
VERSIONS = ["public", "private", ALDERBROOK, VALLEY, "office"]


def audience(book: Book, version: str) -> Audience:
    return book.audience(member=version) if version in MEMBERS else book.audience(version)


def held(view: View, key: str) -> list[str]:
    return [record.ref for record in view.records(key)]


def told(view: View) -> str:
    """Return everything that a version says, as JSON."""
    return json.dumps({key: [record.plain() for record in view.records(key)] for key in view.registers}, ensure_ascii=False)


def exported(book: Book, who: Audience) -> str:
    """Return every part of the workbook of a version, unpacked, with every register asked for."""
    path = book.path.with_name("sent.xlsx")
    done = export_workbook(book, path, tuple(book.registers), who)
    with zipfile.ZipFile(path) as archive:
        parts = [name + archive.read(name).decode("utf-8", "replace") for name in archive.namelist()]
    path.unlink()
    return "\n".join([*parts, done.left_out_line])


def everything(book: Book, who: Audience) -> str:
    return (told(book.view(who)) + exported(book, who)).casefold()


class Marks:
    """Words that stand nowhere else, and whose they are."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1)
        self.words: dict[str, list[str]] = {}

    def new(self, whose: str) -> str:
        word = f"zq{next(self._numbers):04}x"
        self.words.setdefault(whose, []).append(word)
        return word

    def fill(self, register: Register, whose: str, **said: object) -> dict[str, Any]:
        """Return a value for every field that takes words, each with a word of its own."""
        values: dict[str, Any] = {}
        for field in register:
            if field.key in said or field.key in {"withheld", "circulation", "publish_as"}:
                continue
            if isinstance(field.kind, Headed):
                values[field.key] = {f"Column {self.new(whose)}": self.new(whose)}
            elif isinstance(field.kind, Text):
                values[field.key] = self.new(whose)
        return {**values, **said}


HIDDEN, OWN, OFFICE_ONLY, PRIVATE_ONLY = "hidden", "Carrow's own", "office", "private"
PARENT = {"risk": "risk", "assurance": "risk", "control": "risk", "decision": "decision", "action": "action", "person": "person"}


@pytest.fixture(scope="module")
def marked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Book, Marks]]:
    """A book with records that may be seen and records that may not in every register, marked in every word."""
    with make_book(tmp_path_factory.mktemp("marked") / "board.workbench", FixedClock()) as book:
        yield book, fill_book(book)


def fill_book(book: Book) -> Marks:
    """Fill a book with marked records, seen and hidden ones, and have the seen ones name the hidden."""
    marks = Marks()
    tops = [key for key, register in book.registers.items() if not register.ends and key not in {"setting", "receipt", "layout"}]
    children = [key for key, register in book.registers.items() if register.ends == ("parent",)]
    hidden, own, seen = {}, {}, {}
    for key in tops:
        register = book.register(key)
        hidden[key] = book.add(key, marks.fill(register, HIDDEN, circulation="restricted", **_tier(register, "unsorted"))).uid
        if "member" in register:
            own[key] = book.add(key, marks.fill(register, OWN, circulation="restricted", member=VALLEY, **_tier(register, "local"))).uid
        texts = {
            field.key
            for field in register
            if isinstance(field.kind, Text) and field.key not in {"ref", "withheld", "notes", register.title_key}
        }
        kept = {key: marks.new(OFFICE_ONLY) for key in sorted(texts)} | {"notes": marks.new(OFFICE_ONLY)}
        more = {"withheld": "; ".join(texts), "circulation": "public", register.title_key: f"Public {key}", **_tier(register, "shared")}
        seen[key] = book.add(key, {**kept, **more}).uid
        if register.get(register.title_key).widest == 0:
            private = {field.key: marks.new(PRIVATE_ONLY) for field in register if isinstance(field.kind, Text) and field.widest == 1}
            book.add(key, {**private, "circulation": "public", register.title_key: f"Public {key} 2", **_tier(register, "shared")})
    for key in children:
        register = book.register(key)
        for above in register.hangs_on_registers:
            if above in hidden:
                book.add(key, marks.fill(register, HIDDEN, parent=hidden[above], circulation="public"))
                book.add(key, marks.fill(register, HIDDEN, parent=seen[above], circulation="restricted"))
            if above in own:
                book.add(key, marks.fill(register, OWN, parent=own[above]))
    ends = [(hidden["risk"], seen["risk"]), (seen["decision"], hidden["action"]), (own["risk"], hidden["assurance"])]
    for source, target in ends:
        book.add("link", marks.fill(book.register("link"), HIDDEN, source=source, target=target, circulation="public"))
    book.add("link", marks.fill(book.register("link"), OWN, source=own["risk"], target=seen["assurance"]))
    # Visible records name hidden ones in words, wherever a name or a reference goes.
    refs = [book.record(key, uid).ref for key, uid in hidden.items()]  # type: ignore[union-attr]
    for key in tops:
        register = book.register(key)
        naming = {
            field.key: _name(book, field.kind.of, hidden)
            for field in register
            if isinstance(field.kind, Text) and field.kind.of in hidden and field.key != register.title_key
        }
        pointing = {field.key: "; ".join(refs) for field in register if field.kind.gathers and "to" in vars(field.kind)}
        members = {field.key: VALLEY for field in register if isinstance(field.kind, Member) and field.key == "lead_member"}
        book.add(
            key,
            {**naming, **pointing, **members, "circulation": "public", register.title_key: f"Naming {key}", **_tier(register, "shared")},
        )
    return marks


def _tier(register: Register, tier: str) -> dict[str, str]:
    return {"tier": tier} if "tier" in register else {}


def _name(book: Book, key: str, hidden: dict[str, str]) -> str:
    record = book.record(key, hidden[key])
    assert record is not None
    return record.register.called(record.row)


LEAKS = {
    "public": (HIDDEN, OWN, OFFICE_ONLY, PRIVATE_ONLY),
    "private": (HIDDEN, OWN, OFFICE_ONLY),
    ALDERBROOK: (HIDDEN, OWN, OFFICE_ONLY),
    VALLEY: (HIDDEN, OFFICE_ONLY),
}


@pytest.mark.parametrize("version", LEAKS)
def test_no_word_of_what_is_kept_back_is_in_a_list_or_a_workbook(marked: tuple[Book, Marks], version: str):
    book, marks = marked
    words = everything(book, audience(book, version))
    assert [word for whose in LEAKS[version] for word in marks.words[whose] if word in words] == []
    assert "naming risk" in words


def test_everything_is_in_the_offices_version_and_what_is_its_own_in_a_members(marked: tuple[Book, Marks]):
    book, marks = marked
    words = told(book.view())
    assert [word for whose in marks.words for word in marks.words[whose] if word not in words] == []
    own = told(book.view(book.audience(member=VALLEY)))
    records = [record for key in book.registers for record in book.records(key)]
    kept = [record.show(field.key) for record in records for field in record.register if field.widest is Circulation.OFFICE]
    office = json.dumps(kept)
    assert {word for word in marks.words[OWN] if word not in own} == {word for word in marks.words[OWN] if word in office}


@pytest.mark.parametrize("version", LEAKS)
def test_what_is_left_out_and_what_is_held_are_all_there_is(marked: tuple[Book, Marks], version: str):
    book, _ = marked
    view = book.view(audience(book, version))
    for key in book.registers:
        assert len(view.records(key)) + sum(view.left_out.get(key, {}).values()) == len(book.records(key))


@pytest.mark.parametrize("version", LEAKS)
def test_what_a_version_holds_hangs_on_what_it_holds(marked: tuple[Book, Marks], version: str):
    book, _ = marked
    view = book.view(audience(book, version))
    here = {record.uid for key in book.registers for record in view.records(key)}
    for key, register in book.registers.items():
        for record in view.records(key):
            assert set(register.hangs_on(record.row)) <= here
            for field in record.register:
                if isinstance(field.kind, Pointer) and record.row.get(field.key):
                    assert record.show(field.key)


# One idea each


@pytest.fixture
def nested(book: Book) -> Book:
    """A risk of each kind with a control, a source below one, an action, a position and a link."""
    for who in (ALDERBROOK, VALLEY):
        book.add("risk", {"ref": f"{who[0]}-1", "title": f"Own of {who}", "member": who})
    book.edit([book.find("risk", "R-001")], {"circulation": "public"})
    book.edit([book.find("risk", "R-003")], {"circulation": "restricted"})
    book.add("assurance", {"title": "Flow", "tier": "shared", "controls": "Huddle", "circulation": "public"})
    book.add("assurance_source", {"parent": "C-001", "title": "Audit"})
    for ref in ("R-001", "R-002", "R-003", "R-1", "C-1"):
        book.add("control", {"parent": ref, "title": f"Control of {ref}"})
        book.add("position", {"parent": ref, "period": "Q1", "score": 9})
        book.add("action", {"title": f"Action of {ref}", "origin": ref})
        book.add("link", {"source": ref, "target": "AF-001", "relation": "contributes to"})
    return book


HELD = {
    "public": ("R-001",),
    "private": ("R-001", "R-002"),
    ALDERBROOK: ("R-001", "R-002", "R-1"),
    VALLEY: ("R-001", "R-002", "C-1"),
    "office": ("R-001", "R-002", "R-003", "R-1", "C-1"),
}


@pytest.mark.parametrize("version", VERSIONS)
def test_children_and_links_go_where_what_they_hang_on_goes(nested: Book, version: str):
    view = nested.view(audience(nested, version))
    refs = HELD[version]
    assert held(view, "risk") == list(refs)
    assert [record.show("parent") for record in view.records("control")] == ["AF-001", *refs]
    assert [record.show("parent") for record in view.records("position")] == list(refs)
    links = [record for record in view.records("link") if record.of("relation") == "contributes_to"]
    assert [record.show("source") for record in links] == list(refs)
    assert held(view, "assurance_source") == ["S-001"]
    assert view.records("assurance")[0].show("controls") == "C-001: Huddle"


def test_actions_out_of_restricted_records_are_restricted_unless_somebody_says_otherwise(nested: Book):
    private = nested.view(nested.audience("private"))
    assert [record.show("origin") for record in private.records("action")] == ["R-001", "R-002"]
    assert held(nested.view(nested.audience("public")), "action") == []
    member = nested.view(nested.audience(member=ALDERBROOK))
    assert [record.show("origin") for record in member.records("action")] == ["R-001", "R-002"]
    nested.edit([nested.find("action", "A-004")], {"member": ALDERBROOK})
    member = nested.view(nested.audience(member=ALDERBROOK))
    assert [record.show("origin") for record in member.records("action")] == ["R-001", "R-002", "R-1"]
    nested.edit([nested.find("action", "A-003")], {"circulation": "private"})
    private = nested.view(nested.audience("private"))
    assert [record.show("origin") for record in private.records("action")] == ["R-001", "R-002", ""]


@pytest.mark.parametrize("version", ["public", "private", ALDERBROOK, VALLEY])
def test_redacting_the_field_that_shows_children_hides_them_and_what_hangs_on_them(nested: Book, version: str):
    nested.edit([nested.find("assurance", "AF-001")], {"withheld": "controls"})
    view = nested.view(audience(nested, version))
    assert "C-001" not in held(view, "control")
    assert held(view, "assurance_source") == []
    assert "Huddle" not in told(view)
    nested.edit([nested.find("risk", "R-001")], {"withheld": "Controls; actions"})
    view = nested.view(audience(nested, version))
    assert "R-001" not in [record.show("parent") for record in view.records("control")]
    assert "Action of R-001" not in told(view)
    assert held(nested.view(), "assurance_source") == ["S-001"]


@pytest.mark.parametrize("version", ["public", "private", ALDERBROOK])
def test_redacting_a_field_that_shows_links_hides_them_from_the_other_end(nested: Book, version: str):
    nested.edit([nested.find("risk", "R-001")], {"linked_risks": "R-002; AF-001", "withheld": "linked_risks"})
    nested.edit([nested.find("risk", "R-002")], {"circulation": "public"})
    view = nested.view(audience(nested, version))
    assert [record.show("linked_risks") for record in view.records("risk") if record.ref == "R-002"] in ([""], ["AF-001"])
    assert "R-001" not in [
        record.show(end) for record in view.records("link") for end in ("source", "target") if record.of("relation") != "raised_by"
    ]


def test_a_child_whose_parent_is_redacted_is_in_no_version_below_office(nested: Book):
    nested.edit([nested.find("control", "C-001")], {"withheld": "parent"})
    view = nested.view(nested.audience("private"))
    assert "C-001" not in held(view, "control")
    assert view.records("assurance")[0].show("controls") == ""


def test_a_redacted_child_says_nothing_in_its_parents_cell(nested: Book):
    nested.edit([nested.find("control", "C-001")], {"withheld": "title"})
    nested.edit([nested.find("control", "C-002")], {"withheld": "ref"})
    view = nested.view(nested.audience("private"))
    assert view.records("assurance")[0].show("controls") == ""
    assert "C-002" not in told(view)


FIELDS = [
    ("risk", {"title": "One", "tier": "shared"}),
    ("assurance", {"title": "One", "tier": "shared"}),
    ("decision", {"title": "One"}),
    ("action", {"title": "One"}),
    ("forum", {"name": "One"}),
]


@pytest.mark.parametrize(("key", "values"), FIELDS, ids=[key for key, _ in FIELDS])
def test_names_of_hidden_people_are_replaced_wherever_a_person_is_named(book: Book, key: str, values: dict[str, object]):
    book.add("person", {"name": "Ann Lee", "publish_as": "A director"})
    book.add("person", {"name": "Bo Bray"})
    register = book.register(key)
    naming = [field for field in register if isinstance(field.kind, Text) and field.kind.of == "person"]
    assert naming
    several = {field.key: "Ann Lee; Bo Bray" if "Names" in type(field.kind).__name__ else "Ann Lee" for field in naming}
    book.add(key, {**values, **several, "circulation": "public"})
    book.add(key, {**values, **{field.key: "bo bray" for field in naming}, register.title_key: "Two", "circulation": "public"})
    for version in ("public", "private"):
        if version == "private":
            book.edit(book.records("person"), {"circulation": "restricted"})
        view = book.view(book.audience(version))
        first, second = view.records(key)[-2:]
        seen = [field.key for field in naming if field.key in view.registers[key]]
        assert [first.show(one) for one in seen] == ["A director"] * len(seen)
        assert [second.show(one) for one in seen] == [""] * len(seen)
        assert "Ann Lee" not in told(view) + exported(book, book.audience(version))


def test_initials_and_meetings_that_may_not_be_named(book: Book):
    book.add("action", {"title": "Do", "owner": "JS; J.S.; Ann", "circulation": "public"})
    book.add("person", {"name": "Jo Smith", "initials": "JS", "publish_as": "A director"})
    book.edit([book.find("risk", "R-001")], {"exec_lead": "js", "circulation": "public"})
    view = book.view(book.audience("public"))
    assert view.records("action")[0].show("owner") == "A director; J.S.; Ann"
    assert view.records("risk")[0].show("exec_lead") == "A director"
    book.add("forum", {"name": "Board"})
    book.add("meeting", {"forum": "Board", "date": "1 May 2026", "circulation": "restricted"})
    for day in (1, 2):
        book.add("decision", {"title": f"Day {day}", "forum": "Board", "meeting": f"Board, {day} May 2026"})
    shown = [(each.show("forum"), each.show("meeting")) for each in book.view(book.audience("private")).records("decision")]
    assert shown == [("Board", ""), ("Board", "Board, 2 May 2026")]


def test_references_of_hidden_records_inside_words_vanish(book: Book):
    book.add("risk", {"ref": "SEC-7", "title": "Hidden", "circulation": "restricted"})
    book.add("paper", {"title": "Paper", "linked_risks": "SEC-7; see SEC-7 (beds); R-001; minute 4"})
    book.edit([book.find("risk", "R-001")], {"linked_risks": "risk SEC-7; sec-7/x; SEC-77"})
    for record in book.records("link"):
        book.edit([record], {"notes": "SEC-7"})
    view = book.view(book.audience("private"))
    assert view.records("paper")[0].show("linked_risks") == "R-001; minute 4"
    assert view.records("risk")[0].show("linked_risks") == "SEC-77"


# As at a day


@pytest.fixture
def moving(nested: Book, clock: FixedClock) -> tuple[Book, list[date]]:
    """A book in which, a day apart, a restricted parent becomes public and a public one restricted."""
    days = [clock.today()]
    clock.pass_days(1)
    nested.edit([nested.find("risk", "R-003")], {"circulation": "public"})
    nested.edit([nested.find("risk", "R-001")], {"circulation": "restricted"})
    days.append(clock.today())
    clock.pass_days(1)
    nested.edit([nested.find("control", "C-001")], {"parent": "R-001"})
    nested.remove([nested.find("risk", "R-002")])
    days.append(clock.today())
    return nested, days


@pytest.mark.parametrize("version", ["public", "private", ALDERBROOK, VALLEY])
def test_no_past_day_shows_a_child_that_was_not_allowed_then_and_now(moving: tuple[Book, list[date]], version: str):
    book, days = moving
    who = audience(book, version)
    today = {key: set(held(book.view(who), key)) for key in book.registers}
    own = {ALDERBROOK: ["R-1"], VALLEY: ["C-1"]}.get(version, [])
    for day, allowed in zip(days, ([], ["R-003"], ["R-003"]), strict=True):
        view = book.view(who, day)
        assert held(view, "risk") == [*allowed, *own]
        for key in ("control", "position"):
            assert [record.show("parent") for record in view.records(key)] == [*allowed, *own]
        assert all(set(held(view, key)) <= today[key] for key in book.registers)
        assert "Huddle" not in told(view)
        assert held(view, "assurance_source") == []
    office = book.view(as_at=days[0])
    assert office.records("assurance")[0].show("controls") == "C-001: Huddle"
    assert sorted(held(office, "risk")) == ["C-1", "R-001", "R-002", "R-003", "R-1"]


def test_what_is_redacted_today_is_redacted_in_every_past(nested: Book, clock: FixedClock):
    then = clock.today()
    clock.pass_days(1)
    nested.edit([nested.find("assurance", "AF-001")], {"withheld": "controls"})
    for day in (then, clock.today()):
        view = nested.view(nested.audience("private"), day)
        assert "Huddle" not in told(view)
        assert held(view, "assurance_source") == []


def test_a_person_kept_back_today_is_kept_back_in_every_past(book: Book, clock: FixedClock):
    book.add("action", {"title": "Do", "owner": "Ann Lee", "circulation": "public"})
    rows = {key: [record.row for record in book.records(key)] for key in book.registers}
    clock.pass_days(1)
    book.add("person", {"name": "Ann Lee", "publish_as": "A director"})
    who = book.audience("public")
    now = book.view(who)
    then = View(book.registers, rows, who, allowed={record.uid for record in now.records("action")}, today=now)
    assert [record.show("owner") for record in (*now.records("action"), *then.records("action"))] == ["A director"] * 2


def test_a_members_own_children_show_with_their_own_columns(nested: Book):
    nested.edit([nested.find("control", "C-005")], {"extra": {"Cost centre": "C7"}, "notes": "For us"})
    own = nested.view(nested.audience(member=ALDERBROOK))
    record = next(record for record in own.records("control") if record.ref == "C-005")
    assert record.show("extra") == "Cost centre: C7"
    assert "For us" not in told(own)
    assert uid_of(nested, ALDERBROOK) == own.audience.member
    shared = next(record for record in own.records("control") if record.ref == "C-002")
    nested.edit([nested.find("control", "C-002")], {"extra": {"Cost centre": "C8"}})
    assert shared.show("extra") == ""
    assert "C8" not in told(nested.view(nested.audience(member=ALDERBROOK)))


def test_the_workbook_of_a_version_counts_what_it_leaves_out(nested: Book, path: Path):
    for version, left in (("public", 4), ("private", 3), ("office", 0)):
        done = export_workbook(nested, path.with_name("out.xlsx"), ["control"], nested.audience(version))
        assert done.left_out == left
