"""A round of returns on the command line: sent, received, chased and closed, with the JSON that is promised."""

import json
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import pytest

from tests.making import FixedClock, make_book, unchanged
from tests.returning import ALDERBROOK, CARROW, returned
from workbench import cli, cli_rounds
from workbench.services.book import Book


@pytest.fixture
def file(path: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file with two organisations and three shared risks, on a day that stands still."""
    monkeypatch.setattr(cli_rounds, "Clock", lambda: clock)
    monkeypatch.setattr(cli, "Clock", lambda: clock)
    make_book(path, clock, risks=3).close()
    return path


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]):
    """Run a command and return what it printed; a refusal is one sentence on standard error."""

    def command(*arguments: object, expect: int = 0) -> str:
        status = cli.run([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        assert status == expect, (out, err)
        if expect:
            assert out == ""
            assert err.strip().count("\n") == 0
            assert err.rstrip().endswith(".")
        return out + err

    return command


def test_a_round_from_sending_to_closing(file: Path, run, tmp_path: Path, clock: FixedClock):
    out, back = tmp_path / "out", tmp_path / "back"
    sent = json.loads(run("send", file, out, "--quarter", "Q2 2026/27", "--due", "31/07/2026", "--json"))
    assert (sent["quarter"], sent["due"]) == ("Q2 2026/27", "2026-07-31")
    assert [(one["member"], one["records"], one["sent_before"]) for one in sent["sent"]] == [(ALDERBROOK, 3, None), (CARROW, 3, None)]
    paths = {one["member"]: Path(one["path"]) for one in sent["sent"]}
    returned(paths[ALDERBROOK], back / "a.xlsx", {("R-001", "Owner"): "Ann", ("R-002", "Owner"): "Ann"}, Position_date="soon")
    (back / "odd.csv").write_text("Ref,Risk title\nX-1,Something else altogether\n", encoding="utf-8")
    with unchanged(file):
        planned = json.loads(run("receive", file, back, "--json"))
    one = planned["returns"][0]
    assert set(one) == {
        "path", "member", "quarter", "asked_for", "state", "registers", "position_date", "completed_by", "approved_by",
        "nothing_to_change", "notes", "new", "changed", "same", "conflicting", "invalid", "asked", "absent", "applied", "change_set",
        "problems", "conflicts",
    }  # fmt: skip
    assert (one["member"], one["quarter"], one["state"], one["changed"], one["applied"]) == (ALDERBROOK, "Q2 2026/27", "planned", 2, 0)
    assert [(problem["register"], problem["sheet"], problem["cell"]) for problem in one["problems"]] == [("return", "Your return", "B5")]
    assert planned["returns"][1]["state"] == "unsorted"
    returned(paths[CARROW], back / "b.xlsx", {("R-001", "Owner"): "Bob"}, Nothing_to_change="No")
    done = json.loads(run("receive", file, back, "--apply", "--json"))
    assert [(clash["ref"], clash["field"], clash["base"], clash["ours"]) for clash in done["clashes"]] == [
        ("R-001", "owner", "Jo Smith", "Jo Smith")
    ]
    assert [(saying["member"], saying["theirs"]) for saying in done["clashes"][0]["returns"]] == [(ALDERBROOK, "Ann"), (CARROW, "Bob")]
    assert [(one["state"], one["applied"], one["conflicting"]) for one in done["returns"][:2]] == [("applied", 1, 1), ("applied", 0, 1)]
    assert done["returns"][0]["conflicts"] == [
        {"register": "risk", "ref": "R-001", "field": "owner", "base": "Jo Smith", "theirs": "Ann", "ours": "Jo Smith"}
    ]
    lines = {line["member"]: line for line in json.loads(run("returns", file, "--json"))}
    assert lines[ALDERBROOK]["open"] == {"asked": 0, "conflicting": 1, "invalid": 0, "absent": 0}
    assert (lines[CARROW]["sent"], lines[CARROW]["returned"], lines[CARROW]["outstanding"]) == ("2026-07-23", "2026-07-23", False)
    assert run("takeback", file, done["returns"][0]["change_set"]).startswith("Take back: Import a.xlsx")
    clock.pass_days(80)
    closed = json.loads(run("close", file, "--json"))
    assert (closed["quarter"], closed["kept"], closed["outstanding"]) == ("Q2 2026/27", 3, [])
    assert "is closed" in run("set", file, "position", "PS-001", "likelihood=5", expect=1)
    assert run("reopen", file, "Q2 2026/27", "--reason", "A board asked").startswith("Q2 2026/27 is open again.")
    assert run("set", file, "position", "PS-001", "likelihood=5") == "PS-001\n"
    assert run("check", file).endswith("every record is as it was last saved.\n")


def test_every_command_says_in_words_what_it_did(file: Path, run, tmp_path: Path, clock: FixedClock):
    assert run("returns", file) == (
        "Q2 2026/27: Nothing was sent for this quarter yet.\n"
        "  Royal Alderbrook NHS Trust  Nothing sent\n  Carrow Valley ICB           Nothing sent\n"
    )
    said = run("send", file, tmp_path / "out", "--due", "30 July 2026")
    assert said.endswith(f"2 workbooks for Q2 2026/27, to be back by 30 July 2026 lie in {tmp_path / 'out'}.\n")
    clock.pass_days(10)
    for member, owner in ((ALDERBROOK, "Ann"), (CARROW, "Bob")):
        returned(next((tmp_path / "out").glob(f"{member}*")), tmp_path / "back" / f"{owner}.xlsx", {("R-001", "Owner"): owner})
    clash = (
        f"Owner of R-001: {ALDERBROOK} says “Ann” and {CARROW} says “Bob”; here it is “Jo Smith”. Nothing was taken until somebody decides."
    )
    (tmp_path / "back" / "odd.csv").write_text("Ref,Risk title\nX-1,Something else\n", encoding="utf-8")
    assert run("receive", file, tmp_path / "back").splitlines() == [
        "Ann.xlsx: Royal Alderbrook NHS Trust, Q2 2026/27.",
        "  3 records read from Ann.xlsx: 1 changed on both sides and 2 the same as here.",
        "  Row 2 R-001: Owner: Carrow Valley ICB says “Bob”.",
        "Bob.xlsx: Carrow Valley ICB, Q2 2026/27.",
        "  3 records read from Bob.xlsx: 1 changed on both sides and 2 the same as here.",
        "  Row 2 R-001: Owner: Royal Alderbrook NHS Trust says “Ann”.",
        "odd.csv: Neither its name nor its cells say which organisation it is from; import it by itself and say whose it is.",
        clash,
        "Nothing was changed; add --apply to write what is settled.",
    ]
    assert "Q2 2026/27: 2 workbooks sent, 0 returned, 2 outstanding (2 late)." in run("returns", file)
    assert "Outstanding, 3 days late" in run("returns", file)
    said = run("chase", file, tmp_path / "drafts")
    assert said.endswith(f"2 drafts for Q2 2026/27 saved in {tmp_path / 'drafts'}; open each one, read it and send it.\n")
    draft = message_from_bytes(next((tmp_path / "drafts").glob("Carrow*.eml")).read_bytes(), policy=default)
    assert draft["X-Unsent"] == "1"
    said = run("close", file, "Q2 2026/27")
    assert said.splitlines() == [
        "Q2 2026/27 is closed. 3 positions were kept for Q2 2026/27.",
        f"Still outstanding: {ALDERBROOK} and {CARROW}; what comes from there now counts in Q3 2026/27.",
    ]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("send", "FILE", "OUT", "--quarter", "autumn"), "is not a quarter; write it like Q3 2026/27"),
        (("send", "FILE", "OUT", "--due", "soon"), "is not a date"),
        (("receive", "FILE", "OUT"), "is not a folder"),
        (("chase", "FILE", "OUT"), "nobody to chase"),
        (("close", "FILE", "Q4 2030/31"), "has not begun yet"),
        (("reopen", "FILE", "Q1 2026/27", "--reason", "x"), "is not closed"),
    ],
)
def test_a_refusal_is_one_sentence_and_changes_nothing(file: Path, run, tmp_path: Path, arguments: tuple[str, ...], told: str):
    given: list[Any] = [{"FILE": file, "OUT": tmp_path / "out"}.get(word, word) for word in arguments]
    with unchanged(file):
        assert told in run(*given, expect=1)


def test_a_file_that_somebody_has_open_is_not_written_to(file: Path, run, tmp_path: Path, clock: FixedClock):
    with Book.open(file, clock):
        assert "is open for" in run("send", file, tmp_path / "out", expect=1)
        assert "Nothing was sent" in run("returns", file)
    assert not (tmp_path / "out").exists()
