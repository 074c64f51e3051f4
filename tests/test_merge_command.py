"""`workbench merge`: two copies of one file on the command line."""

import json
import shutil
from pathlib import Path

import pytest

from tests.making import FixedClock, unchanged
from workbench.cli import run as run_command
from workbench.services.book import Book


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    """Run a command and return what it prints; with a status, return what it says on standard error instead."""

    def call(*arguments: object, author: str = "Asha Patel", status: int = 0) -> str:
        monkeypatch.setenv("WORKBENCH_AUTHOR", author)
        assert run_command([str(argument) for argument in arguments]) == status
        out, err = capsys.readouterr()
        return err if status else out

    return call


@pytest.fixture
def copies(tmp_path: Path, run) -> tuple[Path, Path]:
    """Two copies: in ours R-001 has another owner, in theirs another owner and title, and there is a risk more."""
    ours, theirs = tmp_path / "ours.workbench", tmp_path / "theirs.workbench"
    run("new", ours, "--name", "Alder Acute Provider Collaborative")
    run("add", ours, "risk", "title=Late discharge", "owner=Jo Smith")
    shutil.copy(ours, theirs)
    run("set", ours, "risk", "R-001", "owner=Ann Lee")
    run("set", theirs, "risk", "R-001", "owner=Cy Moor", "title=Later discharge", author="Ben Ortiz")
    run("add", theirs, "risk", "title=New there", author="Ben Ortiz")
    return ours, theirs


def test_a_merge_is_shown_before_a_byte_of_either_file_changes(copies, run):
    ours, theirs = copies
    with unchanged(ours, theirs):
        found = json.loads(run("merge", ours, theirs, "--json"))
        words = run("merge", ours, theirs)
    assert found == {
        "new": 1, "changed": 0, "same": 0, "conflicting": 1, "invalid": 0, "asked": 0, "absent": 0, "applied": 0, "change_set": None,
        "problems": [],
        "conflicts": [
            {"register": "risk", "ref": "R-001", "field": "owner", "base": "Jo Smith", "theirs": "Cy Moor", "ours": "Ann Lee"}
        ],
    }  # fmt: skip
    assert "2 records read from theirs.workbench: 1 new and 1 changed on both sides." in words
    assert "R-001: Owner: “Ann Lee” here, “Cy Moor” there" in words
    assert "Nothing was changed; add --apply to write it." in words


def test_applying_writes_what_is_settled_and_leaves_the_copy_alone(copies, run):
    ours, theirs = copies
    with unchanged(theirs):
        done = json.loads(run("merge", ours, theirs, "--apply", "--json"))
    assert (done["applied"], len(done["conflicts"])) == (2, 1)
    listed = json.loads(run("list", ours, "risk", "--json"))
    assert [(one["ref"], one["title"], one["owner"]) for one in listed] == [
        ("R-001", "Later discharge", "Ann Lee"),
        ("R-002", "New there", None),
    ]
    sets = json.loads(run("history", ours, "--json"))
    head = next(one for one in sets if one["change_set"] == done["change_set"])
    assert head["name"] == "Merge theirs.workbench (1 new and 1 changed)"
    merged = sets[sets.index(head) + 1 :]
    assert [(one["by"], one["made_by"], one["name"]) for one in merged] == [
        ("Asha Patel", "Ben Ortiz", "Merged: change Owner and Risk of R-001"),
        ("Asha Patel", "Ben Ortiz", "Merged: add R-002"),
    ]
    assert [one["field"] for one in merged[0]["changes"]] == ["title"]
    made_there = json.loads(run("history", theirs, "--json"))[-1]["at"]
    assert merged[1]["made_at"] == made_there
    assert "made_by" not in head
    assert "(made by Ben Ortiz, " in run("history", ours)
    assert run("check", ours).startswith("ours.workbench is sound")


def test_merging_again_asks_only_about_what_was_left_open(copies, run):
    ours, theirs = copies
    assert "Applied: 2 records written." in run("merge", ours, theirs, "--apply")
    again = json.loads(run("merge", ours, theirs, "--apply", "--json"))
    assert (again["new"], again["changed"], again["conflicting"], again["applied"]) == (0, 0, 1, 0)
    other_way = json.loads(run("merge", theirs, ours, "--apply", "--json"))
    assert [one["field"] for one in other_way["conflicts"]] == ["owner"]
    run("set", ours, "risk", "R-001", "owner=Cy Moor")
    assert "holds nothing that is not here already." in run("merge", ours, theirs)
    assert "Nothing to apply." in run("merge", ours, theirs, "--apply")


def test_the_command_line_undoes_no_merge_but_takes_it_back(copies, run):
    ours, theirs = copies
    done = json.loads(run("merge", ours, theirs, "--apply", "--json"))
    assert "takeback" in run("undo", ours, status=1)
    assert "Take back: Merge theirs.workbench" in run("takeback", ours, done["change_set"])
    assert [one["title"] for one in json.loads(run("list", ours, "risk", "--json"))] == ["Late discharge"]
    assert run("check", ours).startswith("ours.workbench is sound")


def test_what_is_no_copy_of_the_file_is_refused_in_a_sentence(copies, tmp_path: Path, run):
    ours, _ = copies
    run("new", tmp_path / "other.workbench", "--name", "Another")
    with unchanged(ours, tmp_path / "other.workbench"):
        assert "it is another collaborative's file" in run("merge", ours, tmp_path / "other.workbench", "--apply", status=1)
    assert "it is this very file" in run("merge", ours, ours, status=1)
    assert "could not be used: it does not exist." in run("merge", ours, tmp_path / "gone.workbench", status=1)
    assert run("merge", ours, status=2)


def test_a_file_somebody_has_open_is_not_merged_into_but_may_be_merged_from(copies, run):
    ours, theirs = copies
    with Book.open(ours, FixedClock(author="Dee Park"), insist=True):
        assert "Dee Park" in run("merge", ours, theirs, "--apply", status=1)
        assert json.loads(run("merge", theirs, ours, "--apply", "--json"))["conflicting"] == 1
