"""What a version may not show does not exist in it: records, fields, names, references, counts."""

import json
from datetime import date
from itertools import product
from pathlib import Path

import pytest

from tests.making import MEMBERS, FixedClock, make_book, uid_of
from workbench.domain.audience import OFFICE, PRIVATE, PUBLIC, Audience, Version, View, circulation_of
from workbench.domain.errors import InvalidRecordError, UnknownNameError
from workbench.domain.field import Circulation, own
from workbench.domain.kinds import Text
from workbench.domain.registers import declared
from workbench.services.book import Book

ALDERBROOK, VALLEY = MEMBERS
ALL = (PUBLIC, PRIVATE, Audience(Version.MEMBER), OFFICE)


@pytest.fixture
def full(path: Path, clock: FixedClock):
    """A book with a risk of every level, owner and circulation; each tells its own secret word in every field."""
    with make_book(path, clock, organisations=(*MEMBERS, "Quiet Charity")) as book:
        book.edit([book.find("member", "Quiet Charity")], {"circulation": "restricted", "short_name": "QC"})
        for tier, member, circulation in product(
            ("shared", "corporate", "local", "unsorted"), ("", *MEMBERS), ("", "public", "private", "restricted")
        ):
            if member and tier == "shared" and circulation == "restricted":
                continue
            values = {"tier": tier, "member": member, "circulation": circulation, "title": f"Title {tier} {member} {circulation}"}
            book.add("risk", {**values, "notes": "NOTES", "progress": "PROGRESS", "owner": "OWNER", "extra": {"Column": "EXTRA"}})
        yield book


def version(book: Book, audience: Audience) -> Audience:
    return Audience(Version.MEMBER, uid_of(book, ALDERBROOK)) if audience.version is Version.MEMBER else audience


@pytest.mark.parametrize("audience", ALL, ids=lambda audience: audience.version.value)
def test_a_version_holds_the_records_it_may_and_no_other(full: Book, audience: Audience):
    audience = version(full, audience)
    expected = set()
    for record in full.records("risk"):
        level = circulation_of(record)
        mine = record.row.get("member") == audience.member and audience.version is Version.MEMBER
        shared = record.of("tier") == "shared"
        allowed = {
            Version.OFFICE: True,
            Version.PUBLIC: level is Circulation.PUBLIC,
            Version.PRIVATE: level <= Circulation.PRIVATE,
            Version.MEMBER: mine or (shared and level <= Circulation.PRIVATE),
        }[audience.version]
        if allowed:
            expected.add(record.ref)
    view = full.view(audience)
    assert {record.ref for record in view.records("risk")} == expected
    assert view.left_out_count(["risk"]) == len(full.records("risk")) - len(expected)
    assert sum(view.left_out.get("risk", {}).values()) == view.left_out_count(["risk"])


@pytest.mark.parametrize("audience", ALL, ids=lambda audience: audience.version.value)
@pytest.mark.parametrize("key", sorted(declared()))
def test_a_version_shows_no_field_beyond_it(full: Book, audience: Audience, key: str):
    audience = version(full, audience)
    view = full.view(audience)
    reach = {Version.PUBLIC: 0, Version.PRIVATE: 1, Version.MEMBER: 2, Version.OFFICE: 3}[audience.version]
    assert [field.key for field in view.registers[key]] == [field.key for field in full.register(key) if field.widest <= reach]
    for record in view.records(key):
        assert set(record.row) - {"uid"} <= ({field.key for field in view.registers[key]} if audience != OFFICE else set(record.row))
        words = json.dumps(record.plain())
        mine = audience.version is Version.OFFICE or record.row.get("member") == audience.member
        assert ("NOTES" in words) == (audience == OFFICE and key == "risk")
        assert ("EXTRA" in words) == (mine and key == "risk" and audience.version in (Version.MEMBER, Version.OFFICE))
        assert ("OWNER" in words or "PROGRESS" in words) == (key == "risk" and audience != PUBLIC)


def test_what_nobody_said_is_the_narrower(full: Book):
    said = {(str(record.of("tier")), str(record.row.get("circulation") or "")): circulation_of(record) for record in full.records("risk")}
    assert said["shared", ""] is Circulation.PRIVATE
    assert said["corporate", ""] is said["local", ""] is said["unsorted", ""] is Circulation.RESTRICTED


def test_an_unknown_word_for_who_may_see_a_record_restricts_it():
    register = declared()["risk"]
    assert circulation_of(register.record({"uid": "1", "circulation": "everybody"})) is Circulation.RESTRICTED


def test_names_of_hidden_organisations_appear_nowhere(book: Book):
    book.edit([book.find("member", VALLEY)], {"circulation": "restricted", "short_name": "TVI"})
    risk = book.find("risk", "R-001")
    book.edit(
        [risk],
        {"circulation": "public", "lead_member": VALLEY, "members_affected": f"{ALDERBROOK}; carrow valley icb; TVI; M-002; Somebody else"},
    )
    for audience in (PUBLIC, PRIVATE):
        view = book.view(audience)
        shown = view.records("risk")[0]
        assert shown.show("lead_member") == ""
        assert shown.row.get("lead_member") is None
        assert shown.show("members_affected") == f"{ALDERBROOK}; Somebody else"
        assert [record.show("name") for record in view.records("member")] == [ALDERBROOK]
        assert view.directory.names() == (ALDERBROOK,)
        assert view.directory.find(VALLEY) is None
        assert view.directory.find(ALDERBROOK.upper()) == uid_of(book, ALDERBROOK)
        words = json.dumps([record.plain() for key in view.registers for record in view.records(key)])
        assert "Valley" not in words
        assert "TVI" not in words
    assert "Valley" in book.view(OFFICE).records("risk")[0].show("lead_member")


def test_a_name_that_is_redacted_is_not_shown_by_its_records(book: Book):
    book.edit([book.find("member", VALLEY)], {"withheld": "name"})
    book.edit([book.find("risk", "R-001")], {"lead_member": VALLEY})
    assert book.view(PRIVATE).records("risk")[0].show("lead_member") == "M-002"


@pytest.mark.parametrize("words", ["R-002", "r-002", "RKT/R-002", "R-002 (beds)", "see R-002, please", "(R-002)", "R-001/R-002", "R-002."])
def test_references_of_hidden_records_vanish_from_links(book: Book, words: str):
    book.edit([book.find("risk", "R-002")], {"circulation": "restricted"})
    book.edit([book.find("risk", "R-001")], {"linked_risks": f"R-003; {words}; R-0021; R-002-B"})
    shown = book.view(PRIVATE).records("risk")[0]
    assert shown.show("linked_risks") == "R-003; R-0021; R-002-B"
    assert words.casefold() in book.view(OFFICE).records("risk")[0].show("linked_risks").casefold()


def test_a_reference_with_spaces_or_strokes_vanishes_too(book: Book):
    book.edit([book.find("risk", "R-002")], {"circulation": "restricted", "ref": "CORP/12 b"})
    book.edit([book.find("risk", "R-001")], {"linked_risks": "see CORP/12 b now; CORP/12 bc"})
    assert book.view(PRIVATE).records("risk")[0].show("linked_risks") == "CORP/12 bc"


def test_links_that_name_only_hidden_records_are_blank(book: Book):
    book.edit([book.find("risk", "R-002")], {"circulation": "restricted"})
    book.edit([book.find("risk", "R-001")], {"linked_risks": "R-002"})
    assert book.view(PRIVATE).records("risk")[0].of("linked_risks") is None


def test_a_reference_that_a_visible_record_bears_too_stays(book: Book):
    book.add("risk", {"ref": "R-002", "member": ALDERBROOK, "title": "Their own"})
    book.edit([book.find("risk", "R-001")], {"linked_risks": "R-002"})
    assert book.view(PRIVATE).records("risk")[0].show("linked_risks") == "R-002"


@pytest.mark.parametrize("said", ["title; current_score", "Risk; Current score", "RISK;current_SCORE"])
def test_redacted_fields_go_by_key_or_label_and_a_score_takes_its_factors_along(book: Book, said: str):
    book.edit([book.find("risk", "R-001")], {"withheld": said, "circulation": "public"})
    for audience in (PUBLIC, PRIVATE):
        shown = book.view(audience).records("risk")[0]
        assert [shown.of(key) for key in ("title", "current_score", "current_likelihood", "current_consequence")] == [None] * 4
        assert shown.show("description")
        assert "withheld" not in shown.register
    assert book.view(OFFICE).records("risk")[0].show("title")


def test_redacting_what_is_no_field_is_refused_for_it_would_hide_nothing(book: Book):
    with pytest.raises(InvalidRecordError, match="There is no field “exec leed” to redact in the risk register"):
        book.edit([book.find("risk", "R-001")], {"withheld": "title; exec leed"})


def test_the_owning_member_sees_its_restricted_records_but_not_what_is_redacted_of_them(book: Book):
    book.add(
        "risk", {"member": ALDERBROOK, "title": "Own secret", "description": "Ours", "withheld": "description", "notes": "Office only"}
    )
    shown = book.view(book.audience(member=ALDERBROOK)).records("risk")[-1]
    assert (shown.show("title"), shown.show("description"), shown.show("notes")) == ("Own secret", "", "")
    assert "Own secret" not in [record.show("title") for record in book.view(book.audience(member=VALLEY)).records("risk")]


def test_as_at_a_day_a_record_shows_only_if_it_was_allowed_then_and_is_now(path: Path, clock: FixedClock):
    with make_book(path, clock) as book:
        for name in ("always", "widened", "narrowed", "removed"):
            circulation = "restricted" if name == "widened" else "public"
            book.add("risk", {"ref": name, "title": f"Title {name}", "circulation": circulation})
        clock.pass_days(1)
        book.edit([book.find("risk", "widened")], {"circulation": "public"})
        book.edit([book.find("risk", "narrowed")], {"circulation": "restricted"})
        book.remove([book.find("risk", "removed")])
        then = date(2026, 7, 23)
        assert [record.ref for record in book.view(PUBLIC, then).records("risk")] == ["always"]
        assert [record.ref for record in book.view(PUBLIC).records("risk")] == ["always", "widened"]
        assert [record.ref for record in book.view(OFFICE, then).records("risk")] == ["always", "widened", "narrowed", "removed"]
        clock.pass_days(1)
        book.edit([book.find("risk", "always")], {"withheld": "title", "linked_risks": "narrowed"})
        clock.pass_days(1)
        book.edit([book.find("risk", "always")], {"withheld": ""})
        book.edit([book.find("risk", "always")], {"withheld": "title"})
        assert book.view(PUBLIC, then).records("risk")[0].of("title") is None
        assert book.view(PRIVATE, date(2026, 7, 25)).records("risk")[0].of("linked_risks") is None
        book.edit([book.find("risk", "always")], {"withheld": ""})
        assert book.view(PUBLIC, date(2026, 7, 25)).records("risk")[0].of("title") is None
        assert book.view(PUBLIC, then).records("risk")[0].of("title") == "Title always"


def test_an_organisation_hidden_today_is_not_named_in_the_past(path: Path, clock: FixedClock):
    with make_book(path, clock) as book:
        book.add("risk", {"title": "One", "circulation": "public", "lead_member": VALLEY, "members_affected": VALLEY})
        clock.pass_days(1)
        book.edit([book.find("member", VALLEY)], {"circulation": "restricted"})
        shown = book.view(PUBLIC, date(2026, 7, 23)).records("risk")[0]
        assert (shown.show("lead_member"), shown.show("members_affected")) == ("", "")


def test_one_line_counts_what_is_left_out_and_why(full: Book):
    view = full.view(PUBLIC)
    line = view.left_out_line(["risk"])
    number = view.left_out_count(["risk"])
    assert line.startswith(f"{number} records are left out of the public version: ")
    assert "private" in line
    assert "restricted" in line
    assert line.endswith(".")
    assert full.view(OFFICE).left_out_line(["risk"]) == ""
    assert full.view(PUBLIC).left_out_line(["setting"]) == "1 record is left out of the public version: 1 private."


def test_the_line_says_whose_what_is_left_out_is_and_who_sees_it(book: Book):
    for values in (
        {"tier": "corporate", "member": ALDERBROOK},
        {"tier": "local", "member": VALLEY},
        {"tier": "unsorted"},
        {"tier": "shared", "circulation": "restricted"},
        {"tier": "shared", "circulation": "private"},
        {"tier": "local", "member": VALLEY, "circulation": "private"},
        {"tier": "local", "member": VALLEY, "circulation": "public"},
    ):
        book.add("risk", {"title": "One", **values})
    book.add("decision", {"title": "Two", "circulation": "restricted"})
    keys = ["risk", "decision"]
    see = "which only the governance office and the organisation itself see"
    unsorted = "1 unsorted and therefore restricted (1 risk)"
    assert book.view(PRIVATE).left_out_line(keys) == (
        "5 records are left out of the private version: "
        f"2 organisations’ own risks, {see}; {unsorted}; 2 restricted (1 risk and 1 decision)."
    )
    assert book.view(book.audience(member=ALDERBROOK)).left_out_line(keys) == (
        f"6 records are left out of the version for {ALDERBROOK}: "
        f"1 organisation’s own risk, {see}; 2 not shared and another organisation’s own (2 risks); {unsorted}; "
        "2 restricted (1 risk and 1 decision)."
    )
    assert "5 private (5 risks)" in book.view(PUBLIC).left_out_line(keys)


def test_what_was_seen_once_and_is_not_for_a_version_today_says_so(book: Book, clock: FixedClock):
    risk = book.add("risk", {"title": "One", "circulation": "public"})
    clock.pass_days(1)
    book.edit([risk], {"circulation": "private"})
    view = book.view(PUBLIC, date(2026, 7, 23))
    assert view.left_out_line(["risk"]) == ("4 records are left out of the public version: 3 private and 1 not for this version today.")


def test_a_books_own_fields_are_for_the_office(book: Book):
    field = own("colour_of_the_day", Text())
    assert (field.label, field.widest) == ("Colour of the day", Circulation.OFFICE)
    assert not any(Audience(each).sees_field(field) for each in (Version.PUBLIC, Version.PRIVATE, Version.MEMBER))


def test_a_view_lacks_registers_nobody_gave_it():
    view = View({}, {}, PUBLIC)
    assert view.records("risk") == []
    assert view.left_out_line(["risk"]) == ""


def test_a_version_for_nobody_known_is_refused(book: Book):
    with pytest.raises(UnknownNameError, match="There is no organisation “Nobody” here"):
        book.audience(member="Nobody")
