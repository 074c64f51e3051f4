"""Returns are sorted, planned together and applied one by one; what two members say differently waits for a person."""

import shutil
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from tests.making import FixedClock, uid_of
from tests.returning import ALDERBROOK, CARROW, returned, round_of, sent_to
from workbench.domain.errors import StaleRecordError, WorkbenchError
from workbench.domain.quarters import Quarter
from workbench.services.agreeing import decided_places, hold_back
from workbench.services.book import Book
from workbench.services.chasing import letter
from workbench.services.deciding import Deciding
from workbench.services.desk import Standing, desk, summary
from workbench.services.importing import apply_plan, plan_import
from workbench.services.quarters import close_quarter, plan_closing
from workbench.services.receiving import Received, State, apply_received, receive, workbooks_in
from workbench.services.takeback import find_import, plan_takeback, take_back

Q2, Q3 = Quarter(2026, 2), Quarter(2026, 3)


@pytest.fixture
def back(tmp_path: Path) -> Path:
    """The folder in which returns lie."""
    return tmp_path / "back"


@pytest.fixture
def sent(book: Book, tmp_path: Path):
    """A round that went out."""
    return round_of(book, tmp_path / "out")


def taken(book: Book, back: Path) -> Received:
    found = receive(book, workbooks_in(back))
    apply_received(book, found)
    return found


def standing(book: Book, quarter: Quarter = Q2) -> dict[str, Standing]:
    return {line.member.title: line.standing for line in desk(book, quarter)}


def test_two_members_who_say_otherwise_wait_and_what_they_say_alike_is_taken_once(book: Book, sent, back: Path):
    returned(sent_to(sent, ALDERBROOK), back / "a.xlsx", {("R-001", "Owner"): "Ann", ("R-002", "Owner"): "Both", ("R-003", "Owner"): "Ann"})
    returned(sent_to(sent, CARROW), back / "b.xlsx", {("R-001", "Owner"): "Bob", ("R-002", "Owner"): "both", ("R-003", "Risk"): "B"})
    found = receive(book, workbooks_in(back))
    assert [(clash.ref, clash.label, clash.base, clash.ours) for clash in found.clashes] == [("R-001", "Owner", "Jo Smith", "Jo Smith")]
    assert [one.plan.counts["conflicting"] for one in found.planned] == [1, 1]
    assert [one.plan.counts["changed"] for one in found.planned] == [2, 1]
    assert found.clashes[0].sentence(book) == (
        "Owner of R-001: Royal Alderbrook NHS Trust says “Ann” and Carrow Valley ICB says “Bob”; here it is “Jo Smith”. "
        "Nothing was taken until somebody decides."
    )
    apply_received(book, found)
    assert [book.find("risk", ref).show("owner") for ref in ("R-001", "R-002", "R-003")] == ["Jo Smith", "Both", "Ann"]
    assert book.find("risk", "R-003").title == "B"
    assert [one.state for one in found.planned] == [State.APPLIED, State.APPLIED]
    assert [(one.plan.counts["conflicting"], one.plan.counts["changed"]) for one in found.planned] == [(1, 2), (1, 1)]


def test_the_order_in_which_returns_lie_makes_no_difference(book: Book, sent, back: Path):
    for name, member, owner in (("1.xlsx", CARROW, "Bob"), ("2.xlsx", ALDERBROOK, "Ann")):
        returned(sent_to(sent, member), back / name, {("R-001", "Owner"): owner})
    found = receive(book, list(reversed(workbooks_in(back))))
    assert len(found.clashes) == 1
    apply_received(book, found)
    assert book.find("risk", "R-001").show("owner") == "Jo Smith"


def test_each_return_is_one_set_that_can_be_taken_back_and_still_counts_as_returned(book: Book, sent, back: Path):
    returned(sent_to(sent, ALDERBROOK), back / "a.xlsx", {("R-001", "Owner"): "Ann"})
    returned(sent_to(sent, CARROW), back / "b.xlsx", {("R-002", "Owner"): "Bob"})
    found = taken(book, back)
    first, second = (one.applied for one in found.planned)
    assert first is not None
    assert second is not None
    take_back(book, plan_takeback(book, find_import(book, first.entry.uid)))
    assert [book.find("risk", ref).show("owner") for ref in ("R-001", "R-002")] == ["Jo Smith", "Bob"]
    assert standing(book) == {ALDERBROOK: Standing.TAKEN_BACK, CARROW: Standing.APPLIED}


def test_what_two_members_say_differently_is_told_by_reference_and_settled_once(book: Book, sent, back: Path):
    book.edit([book.find("risk", "R-002")], {"owner": "Office"})
    returned(sent_to(sent, ALDERBROOK), back / "a.xlsx", {("R-001", "Owner"): "Ann Zq", ("R-002", "Owner"): "Ann"})
    returned(sent_to(sent, CARROW), back / "b.xlsx", {("R-001", "Owner"): "Bob Zq"})
    taken(book, back)
    first, second = desk(book, Q2)
    assert first.still_open.words == "1 changed on both sides, 1 said differently by two organisations"
    assert second.still_open.words == "1 said differently by two organisations"
    told = letter(book, second).text
    assert "- Owner of R-001, which the return of another organisation says differently from yours." in told
    assert "Zq" not in told
    assert "changed with us" not in told
    plan = plan_import(book, back / "a.xlsx")
    deciding = Deciding(book, plan)
    deciding.settle_conflicts(plan.rows, theirs=True)
    apply_plan(book, plan)
    assert [line.still_open.any for line in desk(book, Q2)] == [False, False]


def test_what_is_decided_in_one_return_counts_in_the_others_received_with_it(book: Book, sent, back: Path):
    returned(sent_to(sent, ALDERBROOK), back / "a.xlsx", {("R-001", "Owner"): "Ann", ("R-002", "Owner"): "Ann"})
    returned(sent_to(sent, CARROW), back / "b.xlsx", {("R-001", "Owner"): "Bob", ("R-003", "Owner"): "Bob"})
    clashes = receive(book, workbooks_in(back)).clashes
    plan = plan_import(book, back / "a.xlsx")
    hold_back(book, [plan], clashes)
    Deciding(book, plan).settle_conflicts(plan.rows, theirs=True)
    apply_plan(book, plan)
    found = receive(book, workbooks_in(back), decided=decided_places(book, plan, clashes))
    assert [one.plan.standing["conflicting"] for one in found.planned] == [0, 0]
    apply_received(book, found)
    assert [book.find("risk", ref).show("owner") for ref in ("R-001", "R-002", "R-003")] == ["Ann", "Ann", "Bob"]
    assert [line.standing for line in desk(book, Q2)] == [Standing.APPLIED, Standing.APPLIED]
    assert book.history()[-1].reason == "Left as it was here: Owner of R-001."


def test_an_import_that_was_taken_back_is_not_applied_until_it_is_imported_again(book: Book, sent, back: Path, clock: FixedClock):
    path = returned(sent_to(sent, ALDERBROOK), back / "a.xlsx", {("R-001", "Owner"): "Ann"})

    def line():
        return next(found for found in desk(book, Q2) if found.member.title == ALDERBROOK)

    first = apply_plan(book, plan_import(book, path))
    second = apply_plan(book, plan_import(book, returned(sent_to(sent, ALDERBROOK), back / "b.xlsx", {("R-001", "Owner"): "Bo"})))
    assert first is not None
    assert second is not None
    clock.pass_days(2)
    take_back(book, plan_takeback(book, find_import(book, second.entry.uid)))
    assert (line().standing, line().words) == (Standing.TAKEN_BACK, "Returned; partly taken back on 25 July 2026")
    assert (line().applied_on, summary([line()])) == (
        "",
        "1 workbook sent, 1 returned, 0 outstanding; 1 return taken back and not applied.",
    )
    book.undo()
    assert line().standing is not Standing.TAKEN_BACK
    book.redo()
    take_back(book, plan_takeback(book, find_import(book, first.entry.uid)))
    assert line().words == "Returned; taken back on 25 July 2026"
    apply_plan(book, plan_import(book, path))
    assert (line().standing, line().words) == (Standing.APPLIED, "Returned")


def test_a_line_of_one_control_that_two_members_change_waits_too(book: Book, tmp_path: Path, back: Path):
    book.add("control", {"parent": "R-001", "title": "Daily count"})
    sent = round_of(book, tmp_path / "out")
    returned(sent_to(sent, ALDERBROOK), back / "a.xlsx", {("R-001", "Controls"): "C-001: Count at noon"})
    returned(sent_to(sent, CARROW), back / "b.xlsx", {("C-001", "Control"): "Count at night"}, sheet="Controls")
    found = taken(book, back)
    assert [(clash.place[0], clash.ref, clash.label) for clash in found.clashes] == [("control", "C-001", "Control")]
    assert book.find("control", "C-001").title == "Daily count"


def test_words_that_two_members_write_into_a_field_of_lines_wait_and_new_lines_are_all_taken(book: Book, tmp_path: Path, back: Path):
    book.add("assurance", {"title": "Workforce", "circulation": "private", "tier": "shared"})
    sent = round_of(book, tmp_path / "out", keys=["risk", "assurance"])
    for member, lines, words in ((ALDERBROOK, "Noon count", "Walk"), (CARROW, "Noon count\nNight count", "Ask")):
        path = returned(sent_to(sent, member), back / f"{member}.xlsx", {("R-001", "Controls"): words})
        returned(path, path, {("AF-001", "Controls"): lines}, sheet="Assurance framework")
    found = taken(book, back)
    assert [(clash.ref, clash.label) for clash in found.clashes] == [("R-001", "Controls")]
    assert book.find("risk", "R-001").show("controls") == ""
    assert sorted(record.title for record in book.records("control")) == ["Night count", "Noon count"]


def test_of_two_returns_of_one_member_the_newer_counts_and_that_is_said(book: Book, sent, back: Path, clock: FixedClock, tmp_path: Path):
    returned(sent_to(sent, ALDERBROOK), back / "z older.xlsx", {("R-001", "Owner"): "Ann", ("R-002", "Owner"): "Kept"})
    again = round_of(book, tmp_path / "again")
    returned(sent_to(again, ALDERBROOK), back / "a newer.xlsx", {("R-001", "Owner"): "Bea"})
    found = taken(book, back)
    assert [one.path.name for one in found.planned] == ["z older.xlsx", "a newer.xlsx"]
    assert found.notes[0].startswith("2 returns came from Royal Alderbrook NHS Trust: z older.xlsx and a newer.xlsx.")
    assert found.notes[0].endswith("from the last one, and a cell that only one of them changes from that one.")
    assert [book.find("risk", ref).show("owner") for ref in ("R-001", "R-002")] == ["Bea", "Kept"]
    assert "It answers the workbook sent on 23 July 2026, which was sent again on 23 July 2026." in found.planned[0].plan.notes


def test_the_same_return_counts_once_in_a_folder_and_is_told_with_its_date_later(book: Book, sent, back: Path, clock: FixedClock):
    path = returned(sent_to(sent, CARROW), back / "b.xlsx", {("R-001", "Owner"): "Bob"})
    shutil.copy(path, back / "copy of b.xlsx")
    found = taken(book, back)
    assert [(one.path.name, one.state) for one in found.aside] == [("copy of b.xlsx", State.REPEATED)]
    assert found.aside[0].why == "It is the very same workbook as b.xlsx, so it counts once."
    clock.pass_days(2)
    again = receive(book, [path])
    assert again.planned[0].plan.notes[0] == "This very workbook was imported on 23 July 2026."
    assert again.planned[0].plan.counts["same"] == 3
    apply_received(book, again)
    assert again.planned[0].state is State.SAME
    assert len(book.records("return")) == 1


def test_nothing_to_change_counts_as_returned(book: Book, sent, back: Path):
    returned(sent_to(sent, CARROW), back / "b.xlsx", Nothing_to_change="Yes", Completed_by="Bob Kent", Position_date="30/06/2026")
    found = taken(book, back)
    assert found.planned[0].plan.notes == ["The organisation says that there is nothing to change, which counts as its return."]
    line = next(line for line in desk(book, Q2) if line.member.title == CARROW)
    assert (line.standing, line.words) == (Standing.APPLIED, "Returned, nothing to change")
    assert line.last is not None
    assert [line.last.show(key) for key in ("completed_by", "position_date")] == ["Bob Kent", "30 June 2026"]


def test_an_unchanged_workbook_without_its_sheet_about_the_return_is_a_return(book: Book, sent, back: Path):
    workbook = load_workbook(sent_to(sent, CARROW))
    del workbook["Your return"]
    back.mkdir()
    workbook.save(back / "b.xlsx")
    taken(book, back)
    assert standing(book) == {ALDERBROOK: Standing.OUTSTANDING, CARROW: Standing.APPLIED}


def test_nothing_to_change_beside_changes_is_said_and_the_changes_count(book: Book, sent, back: Path):
    returned(sent_to(sent, CARROW), back / "b.xlsx", {("R-001", "Owner"): "Bob"}, Nothing_to_change="yes")
    found = taken(book, back)
    assert "says that there is nothing to change, but 1 row differs from here; the rows count." in found.planned[0].plan.notes[0]
    assert book.find("risk", "R-001").show("owner") == "Bob"


def table(path: Path, *rows: list[object], title: str = "") -> Path:
    """Save a stranger's sheet."""
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    for row in ([[title], []] if title else []) + [["Ref", "Risk title", "Risk owner", "Likelihood", "Consequence"], *rows]:
        sheet.append(row)
    path.parent.mkdir(exist_ok=True)
    workbook.save(path)
    return path


def test_a_members_own_layout_is_sorted_by_name_or_heading_and_never_guessed(book: Book, back: Path):
    book.edit([book.find("member", CARROW)], {"short_name": "CVICB"})
    titles = {
        "CVICB_risks July.xlsx": "",
        "register.xlsx": "Risk register of Royal Alderbrook NHS Trust",
        "Royal Alderbrook NHS Trust and CVICB.xlsx": "",
        "unsaid.xlsx": "",
        "cvicb.xlsx": "Royal Alderbrook NHS Trust risks",
    }
    for number, (name, title) in enumerate(titles.items(), 1):
        table(back / name, [f"K-{number}", "Boilers fail", "Ann Lee", 4, 4], title=title)
    (back / "broken.xlsx").write_bytes(b"PK\x03\x04 broken")
    (back / "letter.pdf").write_bytes(b"%PDF")
    found = receive(book, workbooks_in(back))
    assert [(one.path.name, one.member, one.why) for one in found.planned] == [
        ("CVICB_risks July.xlsx", CARROW, "its file name says so"),
        ("register.xlsx", ALDERBROOK, "its heading says so"),
    ]
    either = "It may be from Carrow Valley ICB or Royal Alderbrook NHS Trust; import it by itself and say whose it is."
    assert {one.path.name: (one.state, one.why) for one in found.aside if one.path.name != "broken.xlsx"} == {
        "Royal Alderbrook NHS Trust and CVICB.xlsx": (State.UNSORTED, either),
        "cvicb.xlsx": (State.UNSORTED, either),
        "unsaid.xlsx": (
            State.UNSORTED,
            "Neither its name nor its cells say which organisation it is from; import it by itself and say whose it is.",
        ),
    }
    assert [one.state for one in found.aside if one.path.name == "broken.xlsx"] == [State.UNREADABLE]
    sorted_by_hand = receive(book, [back / "unsaid.xlsx"], members={back / "unsaid.xlsx": CARROW})
    assert [one.member for one in sorted_by_hand.planned] == [CARROW]


def test_a_name_that_is_only_part_of_anothers_is_not_meant(book: Book, back: Path):
    book.add("member", {"name": "Carrow"})
    table(back / "Carrow Valley ICB.xlsx", ["K-1", "Boilers fail", "Ann Lee", 4, 4])
    assert [one.member for one in receive(book, workbooks_in(back)).planned] == [CARROW]


def test_a_return_after_its_quarter_was_closed_counts_in_the_next_and_says_so(book: Book, sent, back: Path, clock: FixedClock):
    returned(sent_to(sent, CARROW), back / "b.xlsx", {("R-001", "Current likelihood"): 5})
    before = book.find("risk", "R-001").of("current_score")
    clock.pass_days(90)
    close_quarter(book, plan_closing(book, Q2))
    found = taken(book, back)
    late = "Q2 2026/27 was closed on 21 October 2026, so this return counts in Q3 2026/27."
    assert late in found.planned[0].plan.notes
    assert (found.planned[0].asked, found.planned[0].quarter) == (Q2, Q3)
    position = next(record for record in book.records("position") if record.row["parent"] == book.find("risk", "R-001").uid)
    assert position.of("score") == before
    assert book.find("risk", "R-001").of("current_likelihood") == 5
    line = next(line for line in desk(book, Q2) if line.member.title == CARROW)
    assert line.words == "Returned; it counts in Q3 2026/27"
    assert next(line for line in desk(book, Q3) if line.member.title == CARROW).returns == line.returns


def test_the_desk_counts_days_late_and_what_is_still_open(book: Book, tmp_path: Path, back: Path, clock: FixedClock):
    sent = round_of(book, tmp_path / "out", due=clock.today())
    clock.pass_days(4)
    returned(sent_to(sent, CARROW), back / "b.xlsx", {("R-001", "Owner"): "Bob", ("R-002", "Owner"): "Bob"})
    book.edit([book.find("risk", "R-001")], {"owner": "Cy"})
    workbook = load_workbook(back / "b.xlsx")
    workbook["Risk register"].delete_rows(4)
    workbook.save(back / "b.xlsx")
    taken(book, back)
    lines = {line.member.title: line for line in desk(book, Q2)}
    assert (lines[ALDERBROOK].words, lines[ALDERBROOK].days_late) == ("Outstanding, 4 days late", 4)
    assert lines[CARROW].words == "Returned, 4 days late, not settled"
    assert lines[CARROW].still_open.words == "1 changed on both sides, 1 not in the return"
    assert lines[CARROW].still_open.missing == ("R-003",)
    assert summary(list(lines.values())) == "2 workbooks sent, 1 returned, 1 outstanding (1 late); 1 return has something open."
    assert "Nothing was sent" in summary(desk(book, Q3))


def test_a_record_of_which_a_person_said_why_it_is_missing_is_open_no_more(book: Book, sent, back: Path):
    path = returned(sent_to(sent, CARROW), back / "b.xlsx")
    workbook = load_workbook(path)
    workbook["Risk register"].delete_rows(3, 2)
    workbook.save(path)
    plan = plan_import(book, path)
    Deciding(book, plan).note_absent(plan.parts[0], ["R-003"], "closed")
    apply_plan(book, plan)
    line = next(line for line in desk(book, Q2) if line.member.title == CARROW)
    assert (line.still_open.words, line.still_open.missing) == ("1 not in the return", ("R-002",))


def test_a_file_that_moved_on_is_planned_again_and_an_empty_folder_is_refused(book: Book, sent, back: Path):
    returned(sent_to(sent, CARROW), back / "b.xlsx", {("R-001", "Owner"): "Bob"})
    found = receive(book, workbooks_in(back))
    book.edit([book.find("risk", "R-002")], {"owner": "Cy"})
    with pytest.raises(StaleRecordError):
        apply_received(book, found)
    (back / "b.xlsx").unlink()
    for folder in (back, back / "nowhere"):
        with pytest.raises(WorkbenchError):
            workbooks_in(folder)


def test_both_kinds_of_new_entries_get_references_of_their_own(book: Book, sent, back: Path):
    for name, member in (("a.xlsx", ALDERBROOK), ("b.xlsx", CARROW)):
        path = returned(sent_to(sent, member), back / name)
        workbook = load_workbook(path)
        sheet = workbook["Risk register"]
        labels = [cell.value for cell in sheet[1]]
        sheet.cell(5, labels.index("Risk") + 1).value = f"A new risk that only {member} sees"
        workbook.save(path)
    taken(book, back)
    made = {record.row["member"]: record.ref for record in book.records("risk") if record.title.startswith("A new risk")}
    assert set(made) == {uid_of(book, ALDERBROOK), uid_of(book, CARROW)}
    assert len(set(made.values())) == 2


def test_a_sheet_that_was_taken_out_of_a_return_is_still_open(book: Book, tmp_path: Path, back: Path):
    book.add("assurance", {"title": "Flow", "tier": "shared"})
    sent = round_of(book, tmp_path / "out", keys=["risk", "assurance"])
    back.mkdir()
    for member, kept in ((ALDERBROOK, {"Your return", "workbench"}), (CARROW, {"Your return", "workbench", "Risk register"})):
        workbook = load_workbook(sent_to(sent, member))
        for name in set(workbook.sheetnames) - kept:
            del workbook[name]
        workbook.save(back / f"{member}.xlsx")
    taken(book, back)
    assert standing(book) == {ALDERBROOK: Standing.OPEN, CARROW: Standing.OPEN}
    assert [line.still_open.missing for line in desk(book, Q2)] == [("R-001", "R-002", "R-003", "AF-001"), ("AF-001",)]
    whole = [returned(sent_to(sent, member), tmp_path / f"{member}.xlsx", Approved_by="Di") for member in (ALDERBROOK, CARROW)]
    apply_received(book, receive(book, whole))
    assert standing(book) == {ALDERBROOK: Standing.APPLIED, CARROW: Standing.APPLIED}


def test_a_position_date_that_is_still_to_come_is_told(book: Book, sent, back: Path):
    returned(sent_to(sent, CARROW), back / "b.xlsx", Position_date="1 January 2099")
    told = "The sheet “Your return” gives 1 January 2099 as its position date, which is still to come."
    assert told in receive(book, workbooks_in(back)).planned[0].plan.notes
