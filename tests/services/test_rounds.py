"""A round goes out: one workbook for each member, noted in the file, holding nothing of anybody else."""

import zipfile
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.making import FixedClock, uid_of
from tests.returning import ALDERBROOK, CARROW, round_of, sent_to
from workbench.domain.errors import FileTroubleError, StoppedError, UnknownNameError, WorkbenchError
from workbench.domain.quarters import Quarter
from workbench.services.book import Book
from workbench.services.quarters import close_quarter, plan_closing
from workbench.services.returned import times_sent
from workbench.services.rounds import file_name, send_round, sending_of

Q2 = Quarter(2026, 2)


def test_each_member_gets_one_workbook_and_the_file_says_what_was_sent_when(book: Book, tmp_path: Path):
    before = book.store.head().position
    made = round_of(book, tmp_path / "out", due=date(2026, 8, 14))
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "Carrow Valley ICB, return for Q2 2026-27.xlsx",
        "Royal Alderbrook NHS Trust, return for Q2 2026-27.xlsx",
    ]
    assert [one.member for one in made.sent] == [ALDERBROOK, CARROW]
    record = sending_of(book, uid_of(book, ALDERBROOK), Q2)
    assert record is not None
    assert [record.show(key) for key in ("period", "sent_on", "due_date", "position")] == [
        "Q2 2026/27",
        "23 July 2026",
        "14 August 2026",
        str(before),
    ]
    assert book.history()[-1].name == "Send workbooks for Q2 2026/27 to 2 organisations"
    assert book.store.head().position == before + 1


def test_a_workbook_says_whose_it_is_and_asks_for_four_things(book: Book, tmp_path: Path):
    made = round_of(book, tmp_path, due=date(2026, 8, 14))
    sheet = load_workbook(sent_to(made, CARROW))["Your return"]
    words = [cell.value for row in sheet.iter_rows() for cell in row if cell.value]
    assert words[1] == "This is the return of Carrow Valley ICB for Q2 2026/27. Please send the whole workbook back by 14 August 2026."
    assert [row[0].value for row in sheet.iter_rows(min_row=5, max_row=8)] == [
        "Position date",
        "Completed by",
        "Approved by",
        "Nothing to change",
    ]


def test_sending_again_in_the_quarter_says_so_and_the_history_keeps_both(book: Book, tmp_path: Path, clock: FixedClock):
    round_of(book, tmp_path)
    clock.pass_days(3)
    made = round_of(book, tmp_path, due=date(2026, 9, 1))
    assert len(list(tmp_path.iterdir())) == 2
    assert all(one.before == "23 July 2026" and one.replaced for one in made.sent)
    assert "had been sent a workbook for Q2 2026/27 before (last on 23 July 2026)" in made.sentences[0]
    assert len(book.records("sending")) == 2
    assert [sent.sent_on for sent in times_sent(book, uid_of(book, CARROW))] == ["2026-07-23", "2026-07-26"]


def test_a_return_saved_in_the_folder_is_never_written_over(book: Book, tmp_path: Path):
    path = sent_to(round_of(book, tmp_path), CARROW)
    path.write_bytes(b"what Carrow typed")
    made = round_of(book, tmp_path)
    assert path.read_bytes() == b"what Carrow typed"
    assert sent_to(made, CARROW).name == "Carrow Valley ICB, return for Q2 2026-27 (2).xlsx"


def test_a_member_who_left_is_not_asked_and_that_is_said(book: Book, tmp_path: Path):
    book.edit([book.find("member", CARROW)], {"left_on": "30 June 2026"})
    made = round_of(book, tmp_path)
    assert [one.member for one in made.sent] == [ALDERBROOK]
    assert made.sentences == ["Carrow Valley ICB is not in the collaborative today, so nothing was sent there."]


def test_nothing_is_noted_or_left_lying_where_it_was_stopped(book: Book, tmp_path: Path):
    def stop(done: int, total: int) -> None:
        if done:
            raise StoppedError

    head = book.store.head().position
    with pytest.raises(StoppedError):
        send_round(book, tmp_path / "out", progress=stop)
    assert list((tmp_path / "out").iterdir()) == []
    assert book.store.head().position == head


def test_a_closed_quarter_a_past_day_an_unknown_register_and_a_file_for_a_folder_are_refused(book: Book, tmp_path: Path):
    with pytest.raises(WorkbenchError, match="past already"):
        send_round(book, tmp_path, due=date(2026, 7, 1))
    with pytest.raises(UnknownNameError):
        send_round(book, tmp_path, keys=["rsik"])
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(FileTroubleError):
        send_round(book, tmp_path / "taken")
    close_quarter(book, plan_closing(book, Q2))
    with pytest.raises(WorkbenchError, match=r"Q2 2026/27 was closed on 23 July 2026.*choose Q3 2026/27"):
        send_round(book, tmp_path)


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("Trust: North/South", "Trust North South, return for Q2 2026-27.xlsx"),
        ("…", "…, return for Q2 2026-27.xlsx"),
        ("../..", "Organisation, return for Q2 2026-27.xlsx"),
    ],
)
def test_any_name_of_an_organisation_makes_a_name_of_a_file(name: str, made: str):
    assert file_name(name, Q2) == made


def test_no_part_of_a_members_workbook_holds_a_word_of_anothers_or_of_the_office(book: Book, tmp_path: Path):
    words = {"title": "Zq1title", "description": "Zq2description", "controls": "Zq3controls", "owner": "Zq4owner", "notes": "Zq5notes"}
    book.add("risk", {**words, "member": ALDERBROOK, "tier": "local", "circulation": "restricted", "current_score": 12})
    book.add("risk", {"title": "Shared", "notes": "Zq6officenote", "circulation": "private"})
    book.add("risk", {"title": "Zq7sharedrestricted", "tier": "shared", "circulation": "restricted"})
    own = next(record for record in book.records("risk") if record.title == "Zq1title")
    book.add("control", {"parent": f"{ALDERBROOK}/{own.ref}", "title": "Zq8control"})
    book.add("action", {"title": "Zq9action", "member": ALDERBROOK, "circulation": "restricted"})
    made = round_of(book, tmp_path, keys=["risk", "assurance", "action", "decision"])
    parts = parts_of(sent_to(made, CARROW))
    assert [name for name, text in parts.items() if "zq" in text.casefold()] == []
    mine = " ".join(parts_of(sent_to(made, ALDERBROOK)).values())
    assert all(word in mine for word in ("Zq1title", "Zq2description", "Zq8control", "Zq9action"))
    assert "Zq5notes" not in mine
    assert "Zq6officenote" not in mine
    assert "Zq7sharedrestricted" not in mine


def parts_of(path: Path) -> dict[str, str]:
    """Return every part of a workbook as text."""
    with zipfile.ZipFile(path) as workbook:
        return {name: f"{name} {workbook.read(name).decode('utf-8', 'replace')}" for name in workbook.namelist()}
