"""The command line: what it prints with `--json`, its exit status, and one finished sentence where it refuses."""

import io
import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from tests.making import unchanged
from workbench import cli
from workbench.domain.registers import declared
from workbench.services import faults
from workbench.services.book import Book

RETURN = "Ref,Risk title,Risk description,Current likelihood,Current consequence,Risk owner,Review date,Cost centre\n"
ROWS = (
    "K-1,Boilers are old and fail,The boilers at the north site are old,4,4,Ann Lee,01/09/2026,red\n"
    "K-2,Staff leave for London,Vacancies in theatres stay open,3,4,Bob Kent,15/09/2026,blue\n"
    "K-3,Roof leaks on ward nine,Rain comes in on ward nine,2,3,Cy Moss,30/09/2026,\n"
)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]):
    """Run a command and return its exit status, what it printed and what it said on standard error."""

    def command(*arguments: object, expect: int = 0) -> str:
        status = cli.run([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        assert status == expect, (arguments, out, err)
        assert "Traceback" not in out + err
        if expect == 1 and arguments[0] != "check":
            assert out == ""
            assert err.strip().count("\n") == 0
            assert err.rstrip().endswith((".", ". Known: ")) or "Known:" in err
            return err
        if expect == 0:
            assert err == ""
        return out + err

    return command


@pytest.fixture
def file(path: Path, run, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file with two shared risks and an organisation, made on the command line."""
    monkeypatch.setenv("WORKBENCH_AUTHOR", "Asha Patel")
    run("new", path, "--name", "Carrow")
    run("add", path, "member", "name=Royal Alderbrook NHS Trust", "short_name=RKT")
    run("add", path, "risk", "title=Late discharge", "current_likelihood=4", "current_consequence=Major", "owner=Jo Smith; Ann Lee")
    run("add", path, "risk", "title=Cyber attack", "circulation=public")
    return path


@pytest.fixture
def returned(tmp_path: Path) -> Path:
    """A member's return as .csv."""
    found = tmp_path / "return.csv"
    found.write_text(RETURN + ROWS, encoding="utf-8")
    return found


def loads(text: str) -> Any:
    return json.loads(text)


def test_new_makes_a_file_and_refuses_to_make_it_again(path: Path, run):
    assert run("new", path, "--name", "Carrow") == f"Made {path}.\n"
    with unchanged(path):
        assert "choose another name" in run("new", path, "--name", "Again", expect=1)
    with Book.open(path, cli.Clock(), writable=False) as book:
        assert book.name == "Carrow"


def test_add_and_set_print_the_reference_and_are_one_change_set_each(file: Path, run):
    assert run("add", file, "risk", "title=Third", "tier=Corporate", "member=rkt", "status=IN PROGRESS") == "R-003\n"
    assert run("set", file, "risk", "rkt/r-003", "owner=Ann", "next_review=1 September 2026") == "R-003\n"
    assert run("set", file, "risk", "R-003", "ref=SYS-9") == "SYS-9\n"
    sets = loads(run("history", file, "--json"))
    assert [each["name"] for each in sets[-3:]] == ["Add R-003", "Change Owner and Next review of R-003", "Change Reference of R-003"]
    record = next(each for each in loads(run("list", file, "risk", "--json")) if each["ref"] == "SYS-9")
    assert (record["tier"], record["status"], record["member"], record["next_review"]) == (
        "corporate", "open", "Royal Alderbrook NHS Trust", "2026-09-01",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["add", "FILE", "rsik", "title=x"], "There is no register “rsik” here. Known: risk"),
        (["add", "FILE", "risk", "colour=red"], "There is no field of the risk register “colour” here."),
        (["set", "FILE", "risk", "R-099", "owner=x"], "There is no risk “R-099” here."),
        (
            ["set", "FILE", "risk", "R-001", "current_likelihood=6"],
            "Current likelihood: “6” is not a level from 1 to 5 (Rare to Almost certain).",
        ),
        (
            ["set", "FILE", "risk", "R-001", "current_score=3"],
            "Current score is worked out as 16 from likelihood and consequence; change those instead.",
        ),
        (["add", "FILE", "risk", "ref=R-001", "title=x"], "There is already a risk R-001 here; references are unique."),
        (["set", "FILE", "risk", "R-001", "withheld=nonsense"], "There is no field “nonsense” to redact in the risk register."),
        (["list", "FILE", "nothing"], "There is no register “nothing” here."),
        (["list", "FILE", "risk", "--as-at", "31/02/2026"], "is not a date such as 23/07/2026."),
        (["list", "FILE", "risk", "--member", "Nobody"], "There is no organisation “Nobody” here."),
        (["export", "FILE", "OUT.xlsx", "--register", "nothing"], "There is no register “nothing” here."),
        (["pack", "FILE", "OUT.pdf", "--member", "Nobody"], "There is no organisation “Nobody” here."),
        (["history", "FILE", "R-099"], "There is no record “R-099” here."),
        (["erase", "FILE", "risk", "R-001", "ref", "--reason", "x"], "“Reference” cannot be erased"),
        (["erase", "FILE", "risk", "R-001", "owner", "--reason", " "], "Say why the words are erased"),
        (["list", "MISSING", "risk"], "no such file or directory."),
        (["restore", "FILE", "MISSING"], "no such file or directory."),
        (["import", "FILE", "MISSING.csv"], "MISSING.csv"),
        (["inspect", "MISSING.csv"], "MISSING.csv"),
        (["inspect", "MISSING.csv", "--register", "nothing"], "There is no register “nothing” here."),
        (["import", "FILE", "MISSING.csv", "--member", "Nobody"], "There is no organisation “Nobody” here."),
        (["import", "FILE", "MISSING.csv", "--register", "nothing"], "There is no register “nothing” here."),
    ],
)
def test_what_cannot_be_done_exits_1_with_one_sentence_and_changes_nothing(file: Path, run, arguments: list[str], words: str):
    places = {"FILE": str(file), "MISSING": str(file.with_name("missing.workbench"))}
    with unchanged(file):
        said = run(
            *[places.get(each, str(file.with_name(each)) if each.startswith(("OUT", "MISSING.")) else each) for each in arguments], expect=1
        )
    assert words in said


@pytest.mark.parametrize(
    "arguments",
    [
        ["new", "FILE"],
        ["add", "FILE", "risk"],
        ["add", "FILE", "risk", "title"],
        ["list", "FILE", "risk", "--audience", "everybody"],
        ["list", "FILE", "risk", "--audience", "public", "--member", "RKT"],
        ["pack", "FILE", "OUT.pdf", "--audience", "office"],
        ["erase", "FILE", "risk", "R-001", "owner"],
        ["list", "FILE"],
        ["nonsense", "FILE"],
        ["--nonsense"],
        ["import", "FILE"],
    ],
)
def test_wrong_usage_exits_2(file: Path, run, arguments: list[str]):
    with unchanged(file):
        run(*[str(file) if each == "FILE" else each for each in arguments], expect=2)


def test_help_and_version_exit_0(run):
    assert "import" in run("--help")
    assert "FIELD=VALUE" in run("add", "-h")


def test_list_gives_every_field_by_key(file: Path, run):
    first, second = loads(run("list", file, "risk", "--json"))
    assert list(first) == [field.key for field in declared()["risk"]]
    assert (first["ref"], first["tier"], first["current_likelihood"], first["current_consequence"], first["current_score"]) == (
        "R-001",
        "shared",
        4,
        4,
        16,
    )
    assert (first["owner"], first["circulation"], first["extra"], first["next_review"]) == ("Jo Smith; Ann Lee", "private", {}, None)
    public = loads(run("list", file, "risk", "--audience", "public", "--json"))
    assert [each["ref"] for each in public] == [second["ref"]] == ["R-002"]
    assert not {"owner", "notes", "extra", "withheld", "progress"} & set(public[0])
    assert loads(run("list", file, "risk", "--as-at", "2020-01-01", "--json")) == []
    member = loads(run("list", file, "risk", "--member", "RKT", "--json"))
    assert [each["ref"] for each in member] == ["R-001", "R-002"]
    assert "notes" not in member[0]
    assert loads(run("list", file, "setting", "--json"))[0]["value"] == "Carrow"


def test_list_prints_a_table(file: Path, run):
    lines = run("list", file, "risk").splitlines()
    assert lines[0].split()[:2] == ["Reference", "Risk"]
    assert "Late discharge" in lines[1]
    assert "16" in lines[1]


def test_history_tells_each_set_oldest_first(file: Path, run):
    run("set", file, "risk", "R-001", "owner=Cy")
    run("set", file, "risk", "R-001", "notes=Office")
    sets = loads(run("history", file, "--json"))
    assert [set(each) for each in sets] == [{"change_set", "at", "by", "name", "reason", "changes"}] * 6
    assert {each["by"] for each in sets} == {"Asha Patel"}
    assert [each["at"] for each in sets] == sorted(each["at"] for each in sets)
    assert sets[-2]["changes"] == [{"register": "risk", "ref": "R-001", "field": "owner", "before": "Jo Smith; Ann Lee", "after": "Cy"}]
    added = sets[2]["changes"]
    assert {change["field"]: change["after"] for change in added} == {
        "ref": "R-001", "tier": "shared", "title": "Late discharge", "owner": "Jo Smith; Ann Lee",
        "current_likelihood": 4, "current_consequence": 4,
    }  # fmt: skip
    assert {change["before"] for change in added} == {None}
    own = loads(run("history", file, "r-001", "--json"))
    assert [each["name"] for each in own] == ["Add R-001", "Change Owner of R-001", "Change Office notes of R-001"]
    assert "Jo Smith; Ann Lee → Cy" in run("history", file, "R-001")
    assert "more value" in run("history", file)


def test_history_finds_a_removed_record(file: Path, run):
    with Book.open(file, cli.Clock()) as book:
        book.remove([book.find("risk", "R-002")])
    own = loads(run("history", file, "r-002", "--json"))
    assert [each["name"] for each in own] == ["Add R-002", "Remove R-002"]
    assert all(change["after"] is None and change["ref"] == "R-002" for change in own[-1]["changes"])


def test_undo_takes_back_the_newest_set_and_says_which(file: Path, run):
    assert run("undo", file) == "Undo: Add R-002\n"
    assert len(loads(run("list", file, "risk", "--json"))) == 1
    for _ in range(2):
        run("undo", file)
    assert "There is nothing to undo." in run("undo", file, expect=1)


def test_check_exits_0_clean_and_1_with_a_sentence_for_each_fault(file: Path, run):
    assert "is sound" in run("check", file)
    assert loads(run("check", file, "--json")) == {"clean": True, "faults": []}
    connection = sqlite3.connect(file)
    connection.execute("UPDATE risk SET owner = 'Other' WHERE ref = 'R-001'")
    connection.execute("UPDATE risk SET owner = 'Other' WHERE ref = 'R-002'")
    connection.commit()
    connection.close()
    said = run("check", file, expect=1)
    assert said.splitlines() == [f"{ref} in “Risk register” was changed outside the Workbench." for ref in ("R-001", "R-002")]
    told = loads(run("check", file, "--json", expect=1))
    assert told == {"clean": False, "faults": said.splitlines()}


def test_erase_takes_the_words_and_names_the_backups_that_hold_them(file: Path, run):
    copy = run("backup", file).strip()
    assert Path(copy).exists()
    said = run("erase", file, "risk", "R-001", "owner", "--reason", "Left")
    assert said.splitlines() == [
        "Erased owner of R-001.",
        f"This backup still holds the words; delete it if they must be gone there, too: {copy}",
    ]
    assert "Jo Smith" not in run("history", file, "--json")
    assert loads(run("check", file, "--json"))["clean"]


def test_backup_and_restore(file: Path, run, tmp_path: Path):
    copy = Path(run("backup", file, tmp_path / "copies").strip())
    assert copy.parent == tmp_path / "copies"
    run("add", file, "risk", "title=Third")
    assert "What it held before is kept in" in run("restore", file, copy)
    assert len(loads(run("list", file, "risk", "--json"))) == 2
    assert "restored from a backup after it" in run("undo", file, expect=1)
    file.unlink()
    assert run("restore", file, copy) == f"Restored {file.name} from {copy.name}.\n"


def test_a_writing_command_on_a_file_somebody_has_exits_1_with_the_name(file: Path, run, returned: Path):
    with Book.open(file, cli.Clock("Sam Jones")) as held, unchanged(file):
        machine = held.clock.machine()
        for command in (
            ["add", file, "risk", "title=x"],
            ["set", file, "risk", "R-001", "owner=x"],
            ["undo", file],
            ["erase", file, "risk", "R-001", "owner", "--reason", "x"],
            ["import", file, returned, "--apply"],
            ["restore", file, file],
        ):
            assert f"is open for Sam Jones on {machine}, so it can be read here but not changed." in run(*command, expect=1)
        assert len(loads(run("list", file, "risk", "--json"))) == 2
        assert loads(run("check", file, "--json"))["clean"]


def test_import_shows_and_with_apply_writes(file: Path, run, returned: Path):
    with unchanged(file):
        plan = loads(run("import", file, returned, "--register", "risk", "--member", "RKT", "--json"))
    assert list(plan) == [
        "new",
        "changed",
        "same",
        "conflicting",
        "invalid",
        "asked",
        "absent",
        "applied",
        "change_set",
        "problems",
        "conflicts",
    ]
    assert (plan["new"], plan["applied"], plan["change_set"], plan["conflicts"]) == (3, 0, None, [])
    with unchanged(file):
        said = run("import", file, returned, "--member", "RKT")
    assert said.startswith("3 records read from return.csv: 3 new.")
    assert said.rstrip().endswith("Nothing was changed; add --apply to write it.")
    done = loads(run("import", file, returned, "--register", "risk", "--member", "RKT", "--apply", "--json"))
    assert done["applied"] == 3
    assert done["change_set"] == loads(run("history", file, "--json"))[-1]["change_set"]
    again = loads(run("import", file, returned, "--member", "RKT", "--apply", "--json"))
    assert (again["same"], again["applied"], again["change_set"]) == (3, 0, None)
    assert "Nothing to apply." in run("import", file, returned, "--member", "RKT", "--apply")
    said = run("import", file, returned)
    assert "It seems to come from Royal Alderbrook NHS Trust. This very workbook was imported" in said
    assert "3 records read from return.csv: 3 new." in said, "an organisation counts only when it is said"
    own = next(each for each in loads(run("list", file, "risk", "--json")) if each["ref"] == "K-1")
    assert (own["member"], own["tier"], own["current_score"], own["next_review"]) == (
        "Royal Alderbrook NHS Trust",
        "local",
        16,
        "2026-09-01",
    )
    assert own["extra"] == {"Cost centre": "red"}


def test_import_tells_conflicts_with_base_theirs_and_ours(file: Path, run, returned: Path, tmp_path: Path):
    run("import", file, returned, "--member", "RKT", "--apply")
    run("set", file, "risk", "K-1", "owner=Ours")
    returned.write_text(RETURN + ROWS.replace("Ann Lee", "Theirs").replace("Bob Kent", "Bob Kent-Jones"), encoding="utf-8")
    plan = loads(run("import", file, returned, "--member", "RKT", "--apply", "--json"))
    assert (plan["conflicting"], plan["changed"], plan["same"], plan["applied"]) == (1, 1, 1, 1)
    assert plan["conflicts"] == [
        {"register": "risk", "ref": "K-1", "field": "owner", "base": "Ann Lee", "theirs": "Theirs", "ours": "Ours"}
    ]
    returned.write_text(RETURN + ROWS.replace("Ann Lee", "Yet another"), encoding="utf-8")
    said = run("import", file, returned, "--member", "RKT")
    assert "K-1: Owner: “Ours” here, “Yet another” there" in said


def test_import_lists_problems_and_cuts_long_lists_short(file: Path, run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    many = tmp_path / "many.csv"
    many.write_text(
        RETURN + "".join(f"K-{n},Risk of flood number {n},Water in ward {n},9,9,Ann,soon,\n" for n in range(15)), encoding="utf-8"
    )
    plan = loads(run("import", file, many, "--member", "RKT", "--json"))
    assert len(plan["problems"]) > 1
    monkeypatch.setattr(cli, "_MOST_LINES", 1)
    assert set(plan["problems"][0]) == {"register", "sheet", "cell", "message"}
    said = run("import", file, many, "--member", "RKT")
    assert "more; --json lists them all." in said


def test_inspect_needs_no_file_and_says_what_would_be_read(run, returned: Path, tmp_path: Path):
    told = loads(run("inspect", returned, "--json"))
    assert list(told) == [
        "register", "sheet", "header_rows", "first_record_row", "last_record_row", "records", "columns",
        "ignored", "sheets", "problems", "other_tables",
    ]  # fmt: skip
    assert (told["register"], told["header_rows"], told["first_record_row"], told["last_record_row"], told["records"]) == (
        "risk",
        [1],
        2,
        4,
        3,
    )
    assert [set(column) for column in told["columns"]] == [{"column", "header", "field", "confidence", "reason"}] * 8
    assert {column["column"]: column["field"] for column in told["columns"]} == {
        "A": "ref", "B": "title", "C": "description", "D": "current_likelihood", "E": "current_consequence",
        "F": "owner", "G": "next_review", "H": "extra",
    }  # fmt: skip
    assert "3 records under the headings in row 1" in run("inspect", returned)
    empty = tmp_path / "empty.csv"
    empty.write_text("Nothing here\n", encoding="utf-8")
    none = loads(run("inspect", empty, "--register", "risk", "--json"))
    assert (none["records"], none["columns"], none["register"]) == (0, [], "risk")
    assert "No table was found in empty.csv" in run("inspect", empty)
    assert "There is no sheet “Nowhere” here." in run("inspect", returned, "--sheet", "Nowhere", expect=1)


def test_export_and_pack_say_where_how_many_and_what_is_left_out(file: Path, run, tmp_path: Path):
    out = tmp_path / "out.xlsx"
    assert loads(run("export", file, out, "--json")) == {"path": str(out), "records": 3, "left_out": 0, "to_clear": []}
    assert loads(run("export", file, out, "--register", "risk", "--audience", "public", "--json"))["left_out"] == 1
    assert "1 record is left out of the public version: 1 private." in run(
        "export", file, out, "--register", "risk", "--audience", "public"
    )
    pdf = tmp_path / "out.pdf"
    assert loads(run("pack", file, pdf, "--audience", "public", "--json")) == {
        "path": str(pdf),
        "records": 1,
        "left_out": 1,
        "to_clear": [],
    }
    assert pdf.read_bytes().startswith(b"%PDF")
    assert "2 records" in run("pack", file, pdf)


def test_export_then_import_finds_nothing_to_change(file: Path, run, returned: Path, tmp_path: Path):
    run("import", file, returned, "--member", "RKT", "--apply")
    for arguments in ([], ["--audience", "private"], ["--audience", "public"], ["--member", "RKT"]):
        out = tmp_path / "out.xlsx"
        run("export", file, out, *arguments)
        before = len(loads(run("history", file, "--json")))
        plan = loads(run("import", file, out, "--apply", "--json"))
        assert (plan["new"], plan["changed"], plan["conflicting"], plan["invalid"], plan["asked"], plan["absent"], plan["applied"]) == (
            0,
        ) * 7
        assert plan["same"] > 0
        assert len(loads(run("history", file, "--json"))) == before


def test_a_password_is_read_from_standard_input(file: Path, run, returned: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("secret\n"))
    assert loads(run("inspect", returned, "--password-stdin", "--json"))["records"] == 3


def test_a_bug_leaves_a_report_without_a_word_of_a_register(file: Path, run, monkeypatch: pytest.MonkeyPatch, home: Path):
    def broken(_book: Book, _key: str) -> None:
        raise RuntimeError("Late discharge") from ValueError("Late discharge")

    monkeypatch.setattr(Book, "records", broken)
    said = run("list", file, "risk", expect=1)
    assert said.startswith("Something went wrong in the Workbench itself.")
    (report,) = (home / "reports").iterdir()
    text = report.read_text(encoding="utf-8")
    assert str(report) in said
    assert "RuntimeError" in text
    assert "ValueError" in text
    assert "Late discharge" not in text
    assert faults.report_text(OSError(), cli.Clock()).startswith("Governance Workbench")


def test_a_command_that_is_broken_off_says_so(file: Path, run, monkeypatch: pytest.MonkeyPatch):
    def broken(_book: Book, _key: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Book, "records", broken)
    assert run("list", file, "risk", expect=1).strip() == "Stopped; nothing was changed."


def test_without_a_command_the_window_opens_on_the_file(file: Path, monkeypatch: pytest.MonkeyPatch):
    seen: list[Path | None] = []
    app = pytest.importorskip("workbench.app")

    def window(path: Path | None, _clock: object) -> int:
        seen.append(path)
        return 0

    monkeypatch.setattr(app, "run", window)
    assert cli.run([]) == 0
    assert cli.run([str(file)]) == 0
    assert seen == [None, file]
