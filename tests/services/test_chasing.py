"""What is chased, whom the letter goes to, and that it names what is missing."""

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.making import FixedClock
from tests.returning import ALDERBROOK, CARROW, returned, round_of, sent_to
from workbench.domain.errors import WorkbenchError
from workbench.domain.quarters import Quarter
from workbench.services.book import Book
from workbench.services.chasing import addressee, save_drafts, to_chase
from workbench.services.desk import desk
from workbench.services.receiving import apply_received, receive
from workbench.services.rounds import ASKED

Q2 = Quarter(2026, 2)


def opened(path: Path) -> EmailMessage:
    message = message_from_bytes(path.read_bytes(), policy=default)
    assert isinstance(message, EmailMessage)
    return message


def words_of(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


def test_a_draft_names_what_is_missing_and_carries_the_members_workbook(book: Book, tmp_path: Path, clock: FixedClock):
    round_of(book, tmp_path / "out", due=clock.today(), keys=ASKED)
    clock.pass_days(5)
    made = save_drafts(book, tmp_path / "drafts", Q2)
    assert [path.name for _, path in made.drafts] == [
        "Royal Alderbrook NHS Trust, return for Q2 2026-27, reminder.eml",
        "Carrow Valley ICB, return for Q2 2026-27, reminder.eml",
    ]
    message = opened(made.drafts[1][1])
    assert (message["X-Unsent"], message["To"], message["From"]) == ("1", "", None)
    assert message["Subject"] == "Alder Acute Provider Collaborative: your return for Q2 2026/27 (overdue)"
    text = words_of(message)
    assert "On 23 July 2026 we sent you the workbook for Q2 2026/27 and asked to have it back by 23 July 2026." in text
    assert "covers the risk register, assurance framework and actions" in text
    assert text.startswith("Dear colleague,")
    assert text.rstrip().endswith("Kind regards,\nAsha Patel\nAlder Acute Provider Collaborative")
    (attached,) = message.iter_attachments()
    assert attached.get_filename() == "Carrow Valley ICB, return for Q2 2026-27.xlsx"
    workbook = load_workbook(BytesIO(attached.get_content()))
    assert "return of Carrow Valley ICB" in str(workbook["Your return"]["A2"].value)
    assert [line.sending.show("chased_on") for line in desk(book, Q2) if line.sending] == ["28 July 2026"] * 2
    assert "No address is known for Royal Alderbrook NHS Trust and Carrow Valley ICB" in made.sentences[0]


def test_a_return_that_needs_its_sender_is_chased_with_what_it_needs(book: Book, tmp_path: Path):
    sent = round_of(book, tmp_path / "out")
    book.edit([book.find("risk", "R-001")], {"owner": "Cy"})
    paths = [
        returned(sent_to(sent, CARROW), tmp_path / "back" / "b.xlsx", {("R-001", "Owner"): "Bob"}, Completed_by="Bob Kent"),
        returned(sent_to(sent, ALDERBROOK), tmp_path / "back" / "a.xlsx", Nothing_to_change="Yes"),
    ]
    workbook = load_workbook(paths[0])
    workbook["Risk register"].delete_rows(4)
    workbook.save(paths[0])
    apply_received(book, receive(book, paths))
    made = save_drafts(book, tmp_path / "drafts", Q2)
    assert [letter.line.member.title for letter, _ in made.drafts] == [CARROW]
    text = words_of(opened(made.drafts[0][1]))
    assert "Thank you for your return for Q2 2026/27, which we received on 23 July 2026." in text
    assert "1 entry that we sent and did not get back: R-003." in text
    assert "1 entry that changed with us as well" in text
    assert "the name of whoever approved the return" in text


def test_nobody_is_chased_where_all_came_back(book: Book, tmp_path: Path):
    sent = round_of(book, tmp_path / "out")
    paths = [returned(sent_to(sent, one.member), tmp_path / "back" / f"{one.member}.xlsx", Nothing_to_change="Yes") for one in sent.sent]
    apply_received(book, receive(book, paths))
    assert to_chase(book, Q2) == []
    with pytest.raises(WorkbenchError, match="nobody to chase"):
        save_drafts(book, tmp_path / "drafts", Q2)
    assert not (tmp_path / "drafts").exists()


def person(book: Book, name: str, title: str, email: str = "", **post: str) -> None:
    made = book.add("person", {"name": name, **({"email": email} if email else {})})
    book.add("post", {"parent": made.ref, "member": CARROW, "job_title": title, **post})


def whom(book: Book) -> str:
    found = addressee(book, book.find("member", CARROW))
    return found.title if found else ""


def test_the_letter_goes_to_who_answers_for_returns_and_to_nobody_where_that_is_a_guess(book: Book):
    assert whom(book) == ""
    person(book, "Ann Lee", "Chief nurse")
    assert whom(book) == ""  # no address is known
    person(book, "Bob Kent", "Finance director", "bob@carrow.example")
    assert whom(book) == "Bob Kent"  # the only one with an address
    person(book, "Cy Moss", "Chief executive", "cy@carrow.example")
    assert whom(book) == ""
    person(book, "Dee Ford", "Company Secretary", "dee@carrow.example")
    assert whom(book) == "Dee Ford"
    person(book, "Eve Gray", "Head of governance", "eve@carrow.example", date_to="1 June 2026")
    assert whom(book) == "Dee Ford"  # that post has ended
    person(book, "Flo Hay", "Deputy company secretary", "flo@carrow.example")
    assert whom(book) == ""


def test_who_completed_the_last_return_is_asked_first(book: Book, tmp_path: Path):
    person(book, "Dee Ford", "Company secretary", "dee@carrow.example")
    person(book, "Bob Kent", "Risk lead", "bob@carrow.example")
    sent = round_of(book, tmp_path / "out")
    path = returned(sent_to(sent, CARROW), tmp_path / "b.xlsx", {("R-001", "Owner"): "Bob"}, Completed_by="bob kent")
    apply_received(book, receive(book, [path]))
    assert whom(book) == "Bob Kent"


def test_a_return_signed_with_the_name_of_somebody_elsewhere_is_not_chased_there(book: Book, tmp_path: Path):
    person(book, "Jo Bell", "Company Secretary", "jo@carrow.example")
    sent = round_of(book, tmp_path / "out")
    back = returned(sent_to(sent, ALDERBROOK), tmp_path / "back" / "a.xlsx", Completed_by="Jo Bell", Nothing_to_change="Yes")
    apply_received(book, receive(book, [back]))
    assert addressee(book, book.find("member", "M-001")) is None
    book.add("post", {"parent": book.find("person", "P-001").ref, "member": ALDERBROOK, "job_title": "Risk manager"})
    found = addressee(book, book.find("member", "M-001"))
    assert found is not None
    assert found.title == "Jo Bell"


def test_organisations_whose_names_give_one_file_name_have_a_draft_each(book: Book, tmp_path: Path):
    for name in ("East/West Trust", "East:West Trust"):
        book.add("member", {"name": name})
    round_of(book, tmp_path / "out")
    made = save_drafts(book, tmp_path / "drafts", Q2)
    assert {path for _, path in made.drafts} == set((tmp_path / "drafts").iterdir())
    assert [("East:West" in words_of(opened(path))) for _, path in made.drafts[-2:]] == [False, True]


def test_names_that_differ_in_capitals_alone_and_drafts_that_were_worked_on_are_not_written_over(book: Book, tmp_path: Path):
    for name in ("East/West Trust", "EAST:West Trust"):
        book.add("member", {"name": name})
    round_of(book, tmp_path / "out")
    assert len({path.name.casefold() for path in (tmp_path / "out").iterdir()}) == len(book.records("member"))
    first = save_drafts(book, tmp_path / "drafts", Q2)
    assert len({path.name.casefold() for _, path in first.drafts}) == len(first.drafts)
    worked_on = first.drafts[0][1]
    worked_on.write_text("My own words", encoding="utf-8")
    again = save_drafts(book, tmp_path / "drafts", Q2)
    assert worked_on.read_text(encoding="utf-8") == "My own words"
    assert len(list((tmp_path / "drafts").iterdir())) == len(first.drafts) + len(again.drafts)
