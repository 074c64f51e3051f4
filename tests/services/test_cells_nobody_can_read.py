"""A cell that comes back with something its field cannot read clears nothing; names mean what they meant when they were sent."""

import json
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.returning import ALDERBROOK, returned, round_of, sent_to
from workbench.domain.quarters import Quarter
from workbench.services.book import Book
from workbench.services.chasing import letter
from workbench.services.desk import Standing, desk
from workbench.services.importing import apply_plan, plan_import
from workbench.services.plan import Plan
from workbench.services.receipts import imports_of
from workbench.services.receiving import apply_received, receive


def taken(book: Book, path: Path) -> Plan:
    plan = plan_import(book, path)
    apply_plan(book, plan)
    return plan


@pytest.fixture
def sent(book: Book, tmp_path: Path) -> Path:
    """The workbook that an organisation with a risk of its own was sent."""
    book.add("risk", {"title": "A risk of its own", "member": ALDERBROOK, "tier": "local"})
    book.edit([book.find("risk", "R-001")], {"next_review": "1 December 2026", "status": "open"})
    return sent_to(round_of(book, tmp_path / "out"), ALDERBROOK)


def test_words_that_a_field_cannot_read_stand_beside_what_is_here(book: Book, sent: Path, tmp_path: Path):
    said = {"Status": "wobbly", "Next review": "soon", "Level": "Ours", "Who may see this": "everyone"}
    path = returned(sent, tmp_path / "back.xlsx", {("R-001", label): words for label, words in said.items()})
    before = book.find("risk", "R-001").row
    done = taken(book, path)
    after = book.find("risk", "R-001")
    assert len(done.problems) == len(said)
    assert json.loads(str(after.row["extra"])) == said
    assert {**after.row, "extra": None} == {**before, "extra": None}


def test_a_cell_with_an_error_or_a_formula_that_was_never_calculated_clears_nothing(book: Book, sent: Path, tmp_path: Path):
    workbook = load_workbook(sent)
    sheet = workbook["Risk register"]
    labels = [cell.value for cell in sheet[1]]
    for label, value, kind in (("Risk", "=Z1", "f"), ("Owner", "#REF!", "e"), ("Next review", "#N/A", "e")):
        cell = sheet.cell(2, labels.index(label) + 1)
        cell.value, cell.data_type = value, kind
    workbook.save(tmp_path / "back.xlsx")
    before = book.find("risk", "R-001").row
    done = taken(book, tmp_path / "back.xlsx")
    assert len(done.problems) == 3
    assert done.counts["changed"] == 0
    assert book.find("risk", "R-001").row == before


def test_an_organisation_renamed_after_the_workbook_was_sent_keeps_its_records(book: Book, sent: Path, tmp_path: Path):
    member = book.find("member", "M-001")
    book.edit([member], {"name": "Alderbrook Foundation Trust", "short_name": "AFT"})
    book.add("member", {"name": ALDERBROOK})
    path = returned(sent, tmp_path / "back.xlsx", {("R-001", "Owner"): "Ann"})
    done = taken(book, path)
    assert (done.counts["changed"], done.problems) == (1, [])
    own = next(record for record in book.records("risk") if record.title == "A risk of its own")
    assert own.row["member"] == member.uid


@pytest.mark.parametrize("is_stamped", [True, False])
@pytest.mark.parametrize("is_round", [True, False])
def test_a_cell_nobody_could_read_stays_open_at_the_desk_until_it_is_seen_to(book: Book, sent: Path, tmp_path: Path, is_stamped, is_round):
    before = book.edit([book.find("risk", "R-001")], {"current_likelihood": 3, "current_consequence": 4})
    assert before is not None
    path = returned(
        sent, tmp_path / "back" / "back.xlsx", {("R-001", "Current likelihood"): "high", ("R-001", "Next review"): "next spring"}
    )
    if not is_stamped:
        workbook = load_workbook(path)
        for name in [sheet.title for sheet in workbook if sheet.sheet_state != "visible"]:
            del workbook[name]
        workbook.save(path)
    if is_round:
        apply_received(book, receive(book, [path], members={path: ALDERBROOK}))
    else:
        apply_plan(book, plan_import(book, path, member=ALDERBROOK, register="" if is_stamped else "risk"))
    record = book.find("risk", "R-001")
    assert (record.row["current_likelihood"], record.show("next_review")) == (3, "1 December 2026")
    assert {"high", "next spring"} <= set(json.loads(str(record.row["extra"])).values())
    told = " ".join(imports_of(book)[0].told({}))
    assert "A word that is no level from 1 to 5" in told
    assert "“…” is" not in told
    line = next(line for line in desk(book, Quarter(2026, 2)) if line.member.title == ALDERBROOK)
    assert line.standing is Standing.OPEN
    assert set(line.still_open.unread) == {"Current likelihood of R-001", "Next review of R-001"}
    assert "2 cells nobody could read" in line.still_open.words
    assert "- 2 cells that we could not read (Next review of R-001 and Current likelihood of R-001)" in letter(book, line).text.replace(
        "(Current likelihood of R-001 and Next review of R-001)", "(Next review of R-001 and Current likelihood of R-001)"
    )
    book.edit([book.find("risk", "R-001")], {"current_likelihood": 4})
    assert imports_of(book)[0].unread == ["Next review of R-001"]
    book.edit([book.find("risk", "R-001")], {"extra": None})
    assert imports_of(book)[0].unread == []
