"""What a book lets people do, and what it refuses in a sentence."""

from pathlib import Path

import pytest

from tests.making import MEMBERS, FixedClock, faults, make_book, uid_of
from workbench.domain.change import Applied, Change, ChangeSet, Entry, SetKind
from workbench.domain.errors import CannotUndoError, InvalidRecordError, StaleRecordError, UnknownNameError, WorkbenchError
from workbench.domain.register import Register
from workbench.services import history
from workbench.services.book import Book

ALDERBROOK, VALLEY = MEMBERS


def test_a_new_book_knows_its_collaborative_and_its_organisations_each_by_a_reference_of_its_own(book: Book):
    assert book.name == "Alder Acute Provider Collaborative"
    assert [(member.ref, member.show("name")) for member in book.records("member")] == [("M-001", ALDERBROOK), ("M-002", VALLEY)]
    assert [record.ref for record in book.records("risk")] == ["R-001", "R-002", "R-003"]
    assert book.undo_name == "Add R-003"


def test_a_book_without_a_name_goes_by_its_file(path: Path):
    with Book.create(path, "  ", FixedClock()) as book:
        assert book.name == "board"
        assert book.setting("nothing") == ""
        with pytest.raises(CannotUndoError, match="nothing to undo"):
            book.undo()


def test_references_of_removed_and_renamed_records_are_never_given_again(book: Book):
    book.remove([book.find("risk", "R-003")])
    assert book.add("risk", {"title": "Next"}).ref == "R-004"
    book.edit([book.find("risk", "R-004")], {"ref": "R-050"})
    book.edit([book.find("risk", "R-050")], {"ref": "SYS-1"})
    assert book.add("risk", {"title": "After"}).ref == "R-051"
    book.edit(
        [book.find("risk", "R-051")], {"ref": "R-090", "description": "Random words 8zq. " * 200, "controls": "More 7xk of them. " * 200}
    )
    book.edit([book.find("risk", "R-090")], {"ref": "Z", "description": "Other words 5pw. " * 200, "controls": "And more 3kd. " * 200})
    assert book.add("risk", {"title": "After a long edit"}).ref == "R-091"


def test_a_risk_without_an_organisation_is_shared_and_a_members_is_local(book: Book):
    assert book.add("risk", {"title": "Ours"}).of("tier") == "shared"
    own = book.add("risk", {"title": "Theirs", "member": ALDERBROOK.lower()})
    assert own.row.get("tier") is None
    assert own.of("tier") == "local"


def test_references_are_unique_within_member_and_group(book: Book):
    book.add("risk", {"ref": "R-001", "member": ALDERBROOK, "title": "Their own R-001"})
    book.add("risk", {"ref": "R-001", "member": VALLEY, "title": "Their own R-001, too"})
    book.add("risk", {"ref": "R-001", "tier": "unsorted", "title": "Nobody's yet"})
    for values in ({"ref": " r-001 "}, {"ref": "R-001", "member": ALDERBROOK, "tier": "corporate"}, {"ref": "R-001", "tier": "unsorted"}):
        with pytest.raises(InvalidRecordError, match=r"There is already a risk R-001 here; references are unique\."):
            book.add("risk", {"title": "Again", **values})
    with pytest.raises(InvalidRecordError):
        book.edit([book.find("risk", "R-002")], {"ref": "R-001"})
    with pytest.raises(InvalidRecordError):
        book.edit([book.find("risk", f"{ALDERBROOK}/R-001")], {"member": VALLEY})
    book.edit([book.find("risk", "R-002")], {"ref": "r-002"})


def test_a_bare_reference_means_the_shared_record_first_and_a_member_may_stand_before_it(book: Book):
    book.edit([book.find("member", ALDERBROOK)], {"short_name": "RKT"})
    own = book.add("risk", {"ref": "R-001", "member": ALDERBROOK, "title": "Their own"})
    alone = book.add("risk", {"ref": "A/B-7", "member": VALLEY, "title": "A stroke in its reference"})
    assert book.find("risk", "r-001").of("tier") == "shared"
    for name in ("RKT/R-001", f"{ALDERBROOK}/r-001", "rkt/ R-001", "M-001/R-001"):
        assert book.find("risk", name).uid == own.uid
    assert book.find("risk", "A/B-7").uid == alone.uid
    assert book.find("member", "RKT").uid == book.find("member", "m-001").uid == uid_of(book, ALDERBROOK)
    with pytest.raises(UnknownNameError, match="There is no risk “RKT/R-002” here"):
        book.find("risk", "RKT/R-002")
    with pytest.raises(UnknownNameError, match=r"There is no register “rsik” here. Known: risk, "):
        book.find("rsik", "R-001")


def test_every_problem_of_what_was_typed_is_told_at_once(book: Book):
    with pytest.raises(InvalidRecordError) as caught:
        book.add("risk", {"title": "x", "current_likelihood": "6", "next_review": "soon", "member": "Nobody", "status": "odd"})
    assert set(caught.value.problems) == {"current_likelihood", "next_review", "member", "status"}
    assert str(caught.value).count(".") >= 4
    with pytest.raises(UnknownNameError, match="There is no field of the risk register “colour” here"):
        book.add("risk", {"colour": "red"})


def test_a_typed_score_that_its_factors_contradict_is_refused(book: Book):
    risk = book.find("risk", "R-001")
    with pytest.raises(InvalidRecordError, match="Current score is worked out as 6 from likelihood and consequence; change those instead"):
        book.edit([risk], {"current_score": 20})
    assert book.edit([risk], {"current_score": 6}) is None
    book.edit([risk], {"target_score": 8})
    assert book.find("risk", "R-001").row["target_score"] == 8
    book.edit([book.find("risk", "R-001")], {"target_likelihood": 2, "target_consequence": 4})
    assert "target_score" not in book.find("risk", "R-001").row
    assert book.find("risk", "R-001").of("target_score") == 8


def test_nothing_to_change_writes_nothing(book: Book):
    before = book.store.head()
    risk = book.find("risk", "R-001")
    assert book.edit([], {"owner": "x"}) is None
    assert book.edit([risk], {"owner": "Jo Smith", "notes": ""}) is None
    assert book.store.head() == before


@pytest.mark.parametrize(
    ("refs", "values", "name"),
    [
        (["R-001"], {"owner": "Ann"}, "Change Owner of R-001"),
        (["R-001"], {"owner": "Ann", "notes": "x"}, "Change Owner and Office notes of R-001"),
        (["R-001"], {"owner": "Ann", "notes": "x", "title": "y"}, "Change 3 fields of R-001"),
        (["R-001", "R-002"], {"owner": "Ann"}, "Change Owner of 2 risks"),
        (["R-001"], {"current_likelihood": 4}, "Change Current likelihood of R-001"),
    ],
)
def test_a_change_is_named_by_what_it_did(book: Book, refs: list[str], values: dict[str, object], name: str):
    applied = book.edit([book.find("risk", ref) for ref in refs], values, reason="Agreed at the forum")
    assert applied is not None
    assert applied.entry.name == name
    assert applied.entry.reason == "Agreed at the forum"
    assert applied.registers() == {"risk"}
    book.undo()
    assert book.history()[-1].name == f"Undo: {name}"
    book.redo()
    assert book.history()[-1].name == f"Redo: {name}"
    assert book.undo_name == name


def test_renaming_an_organisation_rewrites_its_name_in_the_same_set(book: Book):
    book.edit([book.find("risk", "R-001")], {"members_affected": f"{VALLEY}; {ALDERBROOK.lower()}; Somebody else"})
    applied = book.edit([book.find("member", ALDERBROOK)], {"name": "Alder and Bray NHS FT"})
    assert applied is not None
    assert applied.registers() == {"member", "risk"}
    assert book.find("risk", "R-001").show("members_affected") == f"{VALLEY}; Alder and Bray NHS FT; Somebody else"
    assert book.directory.find(ALDERBROOK) is None
    book.undo()
    assert book.directory.find(ALDERBROOK)
    assert ALDERBROOK.lower() in book.find("risk", "R-001").show("members_affected")
    book.edit([book.find("member", VALLEY)], {"short_name": "TV"})
    assert faults(book) == []


def test_an_organisation_that_others_belong_to_is_not_removed(book: Book):
    book.add("risk", {"title": "Theirs", "member": ALDERBROOK})
    with pytest.raises(WorkbenchError, match="Royal Alderbrook NHS Trust cannot be removed while R-004 and perhaps others belong to it"):
        book.remove([book.find("member", ALDERBROOK)])
    book.remove([book.find("member", VALLEY)])
    assert book.directory.names() == (ALDERBROOK,)
    book.remove([book.find("risk", "R-001"), book.find("risk", "R-002")])
    assert book.history()[-1].name == "Remove 2 risks"


def test_who_listens_is_told_of_every_set_until_they_stop(book: Book):
    heard: list[Applied] = []
    stop = book.subscribe(heard.append)
    book.add("risk", {"title": "x"})
    book.undo()
    stop()
    stop()
    book.redo()
    assert [applied.entry.kind for applied in heard] == [SetKind.EDIT, SetKind.UNDO]
    assert heard[0].changes[0].ref == "R-004"
    assert book.saved_at == book.clock.now()


def test_undo_outlives_the_sitting(path: Path, clock: FixedClock):
    with make_book(path, clock, risks=2) as book:
        book.edit([book.find("risk", "R-001")], {"owner": "Ann"})
        book.undo()
    with Book.open(path, clock) as book:
        assert (book.undo_name, book.redo_name) == ("Add R-002", "Change Owner of R-001")
        book.redo()
        book.undo()
        book.undo()
        book.undo()
        assert book.records("risk") == []
        with pytest.raises(CannotUndoError, match="There is nothing to undo"):
            book.undo()
        for _ in range(3):
            book.redo()
        assert book.find("risk", "R-001").show("owner") == "Ann"
        with pytest.raises(CannotUndoError, match="There is nothing to redo"):
            book.redo()


def test_a_row_that_moved_since_is_a_sentence_and_not_a_loss(book: Book):
    entry = book.history()[-1]
    rows = {"risk": {record.uid: record.row for record in book.records("risk")}}
    changed = book.history()[2]
    for moved, row in ((entry, {"uid": "x", "ref": "R-003"}), (entry, None)):
        uid = moved.changes[0].uid
        now = {"risk": {**rows["risk"], uid: row} if row else {key: value for key, value in rows["risk"].items() if key != uid}}
        with pytest.raises(CannotUndoError, match="R-003 was changed after it"):
            history.reversed_on(moved, now, verb="undone")
    edit = Change("risk", changed.changes[0].uid, {"owner": "A"}, {"owner": "B"})
    moved_edit = type(changed)(1, "u", "Change Owner", "", SetKind.EDIT, "", "", "", changes=(edit,))
    with pytest.raises(CannotUndoError, match="“Change Owner” cannot be undone"):
        history.reversed_on(moved_edit, rows, verb="undone")
    removal = type(changed)(
        1, "u", "Remove R-001", "", SetKind.EDIT, "", "", "", changes=(Change("risk", edit.uid, {"uid": edit.uid}, None),)
    )
    with pytest.raises(CannotUndoError, match="was changed after it"):
        history.reversed_on(removal, rows, verb="redone")


def test_a_record_edited_from_an_old_view_is_refused(book: Book):
    old = book.find("risk", "R-001")
    book.remove([old])
    with pytest.raises(StaleRecordError):
        book.edit([old], {"owner": "x"})
    with pytest.raises(StaleRecordError):
        book.remove([old])


def test_a_change_of_a_register_no_table_holds_makes_it(book: Book):
    class Meetings(Register):
        """Sittings."""

        key, label, noun, prefix = "meeting", "Meetings", "meeting", "MT"

    book.registers["meeting"] = Meetings()
    assert book.records("meeting") == []
    made = book.add("meeting", {"ref": "MT-7"})
    assert book.find("meeting", "MT-7").uid == made.uid
    assert faults(book) == []


def test_the_history_of_one_record_is_only_its_own(book: Book):
    book.edit([book.find("risk", "R-002")], {"owner": "Ann"})
    own = book.history(book.find("risk", "R-002").uid)
    assert [entry.name for entry in own] == ["Add R-002", "Change Owner of R-002"]
    assert own[-1].changes[0].keys == ["owner"]
    assert book.store.entry("01900000-0000-7000-8000-0000000fffff") is None


def test_a_set_may_take_effect_on_another_day(book: Book):
    book.apply(ChangeSet("Agreed", (book.addition("risk", {"title": "x"}),), effective="2026-07-01"))
    assert book.history()[-1].effective == "2026-07-01"
    assert faults(book) == []


def test_going_back_over_a_long_history_is_done_a_page_at_a_time(book: Book):
    for number in range(60):
        book.edit([book.find("risk", "R-001")], {"notes": f"Note {number}"})
    names = [entry.name for entry in book.store.sets_newest_first()]
    assert len(names) == 64
    assert names[-1] == "New file"


def entry(number: int, kind: SetKind = SetKind.EDIT, names: str = "") -> Entry:
    """Return a set as the journal holds it, known by its number."""
    return Entry(number, str(number), f"Set {number}", "", kind, "", "", "", names)


UNDO, REDO, EDIT = SetKind.UNDO, SetKind.REDO, SetKind.EDIT


@pytest.mark.parametrize(
    ("sets", "undo", "redo"),
    [
        ([], "", ""),
        ([entry(1)], "1", ""),
        ([entry(1), entry(2, UNDO, "1")], "", "2"),
        ([entry(1), entry(2, UNDO, "1"), entry(3, REDO, "1")], "1", ""),
        ([entry(1), entry(2, UNDO, "1"), entry(3, REDO, "1"), entry(4, UNDO, "1")], "", "4"),
        ([entry(1), entry(2), entry(3, UNDO, "2"), entry(4, UNDO, "1")], "", "4"),
        ([entry(1), entry(2), entry(3, UNDO, "2"), entry(4, UNDO, "1"), entry(5, REDO, "1")], "1", "3"),
        ([entry(1), entry(2), entry(3, UNDO, "2"), entry(4)], "4", ""),
        ([entry(1), entry(2), entry(3, UNDO, "2"), entry(4), entry(5, UNDO, "4")], "1", "5"),
        ([entry(1, REDO, "0")], "", ""),
    ],
    ids=lambda each: "".join(f"{one.kind[0]}{one.names}" for one in each) or "nothing" if isinstance(each, list) else None,
)
def test_what_undo_and_redo_would_do_is_read_from_the_journal(sets: list[Entry], undo: str, redo: str):
    found = history.undoable(reversed(sets)), history.redoable(reversed(sets))
    assert tuple(each.uid if each else "" for each in found) == (undo, redo)
