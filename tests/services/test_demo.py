"""The demo holds what is promised of it, tells a year that hangs together, and lays returns out that really change something."""

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import redirect_stdout
from dataclasses import replace
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path

import pytest

from tests.making import FixedClock, faults, unchanged
from workbench.cli import run
from workbench.domain.audience import PRIVATE, PUBLIC, Audience
from workbench.domain.errors import StoppedError, WorkbenchError
from workbench.domain.register import Record
from workbench.domain.registers.decisions import STATUS
from workbench.resources import resource
from workbench.services.book import Book
from workbench.services.demo import FILE, Made, make_demo
from workbench.services.importing import apply_plan, plan_import
from workbench.services.replaying import table

LATER = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
SHARED = ("risk", "assurance", "decision", "action", "meeting")
ORGANISATIONS = {
    "Royal Alderbrook NHS Trust", "Braywater Partnership NHS Trust", "Carrow Vale Community Trust", "Dunmere ICB", "Alderbrook Hospice",
    "Carrow Vale College", "Dunmere Borough Council", "Estuary Mental Health Collaborative", "Alderbray Provider Collaborative",
}  # fmt: skip
"""Every organisation that the demo names, all invented."""
AMERICAN = (
    "color", "center", "behavior", "favor", r"labor\b", "program", "license", "pediatric", "anesthe", "orthopedic", "gray", "enroll",
    "fulfill", "organiz", "recogniz", "analyz", "prioritiz", "minimiz", "utiliz", "catalog", "traveled", "canceled", "labeled", "aging",
)  # fmt: skip
DATA = {path: path.read_text(encoding="utf-8") for path in sorted(resource("demo").rglob("*")) if path.is_file()}


@pytest.fixture(scope="module")
def maker(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of the user who made the demo."""
    return tmp_path_factory.mktemp("maker")


@pytest.fixture(scope="module")
def told(maker: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Made, str]:
    """The demo, made once by its command, and what the command said."""
    kept: list[Made] = []

    def keeping(*arguments: object) -> Made:
        kept.append(make_demo(*arguments))
        return kept[0]

    with pytest.MonkeyPatch.context() as patch, redirect_stdout(StringIO()) as said:
        patch.setenv("WORKBENCH_HOME", str(maker))
        patch.setattr("workbench.services.demo.make_demo", keeping)
        patch.setattr("workbench.cli.Clock", lambda: FixedClock(LATER))
        patch.chdir(tmp_path_factory.mktemp("demo"))
        assert run(["demo"]) == 0
        made = kept[0]
        made = replace(
            made,
            folder=made.folder.resolve(),
            file=made.file.resolve(),
            returns=tuple(path.resolve() for path in made.returns),
            packs=tuple(path.resolve() for path in made.packs),
        )
    return made, said.getvalue()


@pytest.fixture
def made(told: tuple[Made, str]) -> Made:
    """What was made."""
    return told[0]


@pytest.fixture
def demo(made: Made) -> Iterator[Book]:
    """The demo's file, open for reading."""
    with Book.open(made.file, FixedClock(LATER), writable=False) as book:
        yield book


@pytest.fixture
def copy(made: Made, tmp_path: Path) -> Iterator[Book]:
    """A copy of the demo's file, open for writing."""
    path = tmp_path / "copy.workbench"
    path.write_bytes(made.file.read_bytes())
    with Book.open(path, FixedClock(LATER)) as book:
        yield book


def shared(book: Book, key: str) -> list[Record]:
    """Return a register's records that are the collaborative's own."""
    return [record for record in book.records(key) if "tier" not in record.register or record.of("tier") == "shared"]


def test_it_holds_what_is_promised(made: Made, demo: Book):
    owners = Counter(record.show("member") for record in demo.records("risk"))
    assert owners.pop("") == len(shared(demo, "risk")) == 30
    assert len(owners) == len(demo.records("member")) == 4
    assert min(owners.values()) >= 50
    assert sum(owners.values()) >= 200
    counts = {key: made.counts[key] for key in ("assurance", "decision", "action", "meeting")}
    assert counts == {"assurance": 12, "decision": 25, "action": 60, "meeting": 6}
    assert {record.show("legal_form") for record in demo.records("forum")} == {"Committees in common", "Joint committee", "Advisory group"}
    assert {str(record.row.get("member") or "") for record in demo.records("appetite")} == {
        "",
        *(record.uid for record in demo.records("member")),
    }
    assert demo.name == "Alderbray Provider Collaborative"


def test_every_assurance_entry_has_controls_three_lines_gaps_and_positions(demo: Book):
    for record in demo.records("assurance"):
        blank = [
            key for key in ("controls", "gaps_in_control", "gaps_in_assurance", "rating_rationale", "objective") if not record.show(key)
        ]
        assert blank == [], record.ref
        controls = {control.uid for control in demo.records("control") if control.row["parent"] == record.uid}
        lines = {source.row["line"] for source in demo.records("assurance_source") if source.row["parent"] in {record.uid, *controls}}
        assert lines == {"1", "2", "3"}, record.ref
        kinds = {position.row["kind"] for position in demo.records("position") if position.row["parent"] == record.uid}
        assert {"actual", "target"} <= kinds, record.ref


def test_decisions_have_votes_approvals_declarations_and_every_status(demo: Book):
    decisions = demo.records("decision")
    assert {record.row["status"] for record in decisions} == {option.key for option in STATUS.options}
    voted = {vote.row["parent"] for vote in demo.records("vote")}
    assert {record.ref for record in decisions if record.uid not in voted} == {"D-005", "D-025"}
    assert {vote.row["choice"] for vote in demo.records("vote")} == {"for", "against", "abstain", "absent", "recused"}
    outcomes = Counter(approval.row.get("outcome") for approval in demo.records("approval"))
    assert set(outcomes) == {None, "approved", "conditional", "not_approved", "deferred", "noted"}
    for record in decisions:
        steps = [step for step in demo.records("approval") if step.row["parent"] == record.uid and step.row["required"] == "yes"]
        if record.row["status"] == "approved" and steps:
            assert all(step.row.get("outcome") in {"approved", "conditional"} for step in steps), record.ref
            assert str(record.row["effective_date"]) >= max(str(record.row["date"]), "2025-10-22")
        if record.row["status"] in {"awaiting_approval", "part_approved"}:
            assert any(step.row.get("outcome") not in {"approved", "conditional"} for step in steps), record.ref
    assert {record.row["parent"] for record in demo.records("declaration")} <= {record.uid for record in decisions}


def test_actions_are_extended_reported_and_some_are_late(demo: Book):
    assert len(demo.records("extension")) >= 15
    assert len(demo.records("update")) >= 40
    latest = {action.uid: action.row.get("revised_due") for action in demo.records("action")}
    for extension in demo.records("extension"):
        assert all(extension.show(key) for key in ("reason", "approved_by", "approved_on"))
        assert str(latest[str(extension.row["parent"])]) >= str(extension.row["new_date"])
    last = demo.history()[-1].day
    late = [
        action.ref
        for action in demo.records("action")
        if action.row["status"] in {"not_started", "in_progress"} and str(action.row.get("revised_due") or action.row["due_date"]) < last
    ]
    assert 5 <= len(late) <= 12
    assert {action.row["status"] for action in demo.records("action")} == {
        "not_started", "in_progress", "complete", "verified", "cancelled",
    }  # fmt: skip


@pytest.mark.parametrize("key", SHARED)
def test_about_a_third_is_public_and_most_is_private(demo: Book, key: str):
    seen = Counter(str(record.of("circulation")) for record in shared(demo, key))
    assert 0.25 <= seen["public"] / seen.total() <= 0.4
    assert seen["private"] >= seen["public"]
    assert seen["restricted"] > 0


def test_no_section_of_the_public_pack_is_empty(demo: Book):
    view = demo.view(PUBLIC)
    for key in (
        *SHARED,
        "control",
        "assurance_source",
        "gap",
        "position",
        "approval",
        "extension",
        "objective",
        "forum",
        "appetite",
        "scheme",
    ):
        assert view.records(key), key
    assert any(record.row.get("withheld") for record in shared(demo, "risk") if record.of("circulation") == "public")


@pytest.mark.parametrize("audience", [PUBLIC, PRIVATE])
def test_no_visible_word_names_what_is_hidden(demo: Book, audience: Audience):
    view = demo.view(audience)
    said = "\n".join(record.show(field.key) for key in view.registers for record in view.records(key) for field in record.register)
    visible = {record.ref for key in view.registers for record in view.records(key)}
    hidden = {record.ref for key in demo.registers for record in demo.records(key)} - visible
    assert sorted(hidden & set(re.findall(r"[\w-]+", said)) - {"2"}) == []


def test_nothing_that_a_viewer_looks_at_is_blank(demo: Book):
    wanted = {
        "risk": ("title", "cause", "event", "effect", "owner", "exec_lead", "committee", "objective", "category", "status", "next_review",
                 "current_score", "target_score", "initial_score", "controls", "score_rationale", "members_affected", "appetite"),
        "assurance": ("title", "description", "exec_lead", "forum", "current_score", "rating", "commentary", "next_review"),
        "decision": ("title", "decision", "date", "forum", "right", "rule", "owner", "status", "rationale"),
        "action": ("title", "description", "owner", "member", "due_date", "origin", "status", "category"),
        "meeting": ("forum", "date", "start", "venue", "part", "minutes_status"),
    }  # fmt: skip
    for key, fields in wanted.items():
        for record in shared(demo, key):
            assert [name for name in fields if not record.show(name)] == [], record.ref
    for record in demo.records("risk"):
        assert all(record.show(name) for name in ("title", "owner", "status", "current_score")), record.ref
        assert record.show("description") or record.show("cause"), record.ref
    for record in demo.records("action"):
        assert record.show("progress") or record.row["status"] == "not_started", record.ref


def test_every_risk_is_told_in_words_of_its_own(demo: Book):
    told = [
        " ".join(record.show(key) for key in ("title", "description", "cause", "event", "effect")).strip()
        for record in demo.records("risk")
    ]
    assert len(set(told)) == len(told)
    assert len({record.show("title") for record in demo.records("risk")}) >= len(told) - 5
    first = Counter(" ".join(words.split()[:3]) for words in told)
    assert first.most_common(1)[0][1] <= 3


def test_the_file_is_sound_and_its_year_can_be_looked_back_on(demo: Book):
    assert faults(demo) == []
    days = [entry.day for entry in demo.history()]
    assert days == sorted(days)
    assert {entry.author for entry in demo.history()} == {"Lila Penhallick", "Edmund Farrowby"}
    assert sum(bool(entry.effective) for entry in demo.history()) >= 6
    seen = []
    for end in (date(2025, 12, 31), date(2026, 3, 31), date(2026, 6, 30), date(2026, 9, 30), None):
        view = demo.view(as_at=end)
        scores = sum(int(str(record.of("current_score"))) for record in view.records("risk") if record.of("tier") == "shared")
        seen.append((len(view.records("risk")), len(view.records("decision")), len(view.records("position")), scores))
    assert len(set(seen)) == len(seen)
    assert [numbers[:3] for numbers in seen] == sorted(numbers[:3] for numbers in seen)


def test_each_quarter_closes_with_the_scores_of_that_day(demo: Book):
    periods = Counter(
        position.row["period"]
        for position in demo.records("position")
        if position.row["kind"] == "actual" and not position.row.get("member")
    )
    assert list(periods) == ["Q3 2025/26", "Q4 2025/26", "Q1 2026/27", "Q2 2026/27"]
    then = demo.view(as_at=date(2026, 10, 8))
    scores = {record.uid: record.of("current_score") for key in ("risk", "assurance") for record in then.records(key)}
    last = [
        position for position in then.records("position") if position.row["period"] == "Q2 2026/27" and position.row["kind"] == "actual"
    ]
    joint = [position for position in last if not position.row.get("member")]
    assert [position.ref for position in joint if position.of("score") != scores[str(position.row["parent"])]] == []
    assert {position.row["date"] for position in joint} == {"2026-09-30"}
    moved = [
        uid
        for key in ("risk", "assurance")
        for record in shared(demo, key)
        if (uid := record.uid) and record.of("current_score") != scores[uid]
    ]
    assert len(moved) >= 4


def test_every_row_of_the_data_is_in_the_file(demo: Book):
    registers = {"votes": "vote", "approvals": "approval", "controls": "control", "sources": "assurance_source", "updates": "update"}
    for name, key in registers.items():
        path = next(path for path in DATA if path.stem == name)
        assert len(table(path)) == len(demo.records(key)), name
    days = {line["date"] for line in table(resource("demo") / "days.tsv") if not line.get("imports")}
    for path in (resource("demo") / "changes").glob("*.tsv"):
        lines = table(path)
        assert {line["recorded"] for line in lines} <= days
        assert len({(line["recorded"], line["ref"], line["field"]) for line in lines}) == len(lines), path.name


@pytest.mark.parametrize(
    ("name", "member", "expected"),
    [
        ("Return from Royal Alderbrook.xlsx", "", {"new": 3, "changed": 10, "conflicting": 3, "absent": 0}),
        ("Return from Braywater.xlsx", "Braywater", {"new": 3, "changed": 12, "same": 37, "conflicting": 1, "absent": 2}),
        ("Return from Carrow Vale.xlsx", "Carrow Vale", {"new": 4, "changed": 13, "same": 37, "conflicting": 1, "absent": 1}),
    ],
)
def test_a_return_changes_adds_and_conflicts(made: Made, copy: Book, name: str, member: str, expected: dict[str, int]):
    before = len(copy.records("risk"))
    plan = plan_import(copy, made.folder / name, member=member)
    assert {key: plan.counts[key] for key in expected} == expected
    assert plan.counts["invalid"] == plan.counts["asked"] == 0
    assert apply_plan(copy, plan) is not None
    assert len(copy.records("risk")) == before + expected["new"]
    assert faults(copy) == []


def test_the_risk_systems_export_brings_actions_of_its_risks(made: Made, copy: Book):
    before = len(copy.records("action"))
    apply_plan(copy, plan_import(copy, made.folder / "Return from Carrow Vale.xlsx", member="Carrow Vale"))
    fresh = copy.records("action")[before:]
    assert len(fresh) >= 9
    assert {str(record.of("circulation")) for record in fresh} == {"restricted"}


@pytest.mark.long
def test_the_same_data_make_the_same_registers(made: Made, demo: Book, tmp_path: Path):
    again = make_demo(tmp_path / "again", FixedClock(LATER))
    assert again.counts == made.counts
    with Book.open(again.file, FixedClock(LATER), writable=False) as book:
        for key, register in book.registers.items():
            if register.visible:
                one, other = ([{**record.plain(), "uid": ""} for record in found.records(key)] for found in (demo, book))
                assert one == other, key
        assert [(entry.at, entry.name, len(entry.changes)) for entry in book.history()] == [
            (entry.at, entry.name, len(entry.changes)) for entry in demo.history()
        ]
    assert {path.read_bytes()[:5] for path in (*made.packs, *again.packs)} == {b"%PDF-"}


@pytest.mark.long
def test_on_a_machine_that_lives_earlier_nothing_is_dated_ahead_of_it(tmp_path: Path):
    early = FixedClock(datetime(2026, 2, 1, 9, 0, tzinfo=UTC))
    with Book.open(make_demo(tmp_path / "early", early).file, early, writable=False) as book:
        assert max(entry.day for entry in book.history()) == "2026-02-01"
        assert faults(book) == []


def test_it_leaves_no_copies_in_the_users_folder(made: Made, maker: Path):
    assert made.file.exists()
    assert [path for path in maker.rglob("*") if path.is_file()] == []


def test_it_writes_over_nothing(tmp_path: Path):
    kept = tmp_path / "Public pack.pdf"
    kept.write_bytes(b"mine")
    with (
        unchanged(kept),
        pytest.raises(WorkbenchError, match=r"^Public pack\.pdf is in .* already, so nothing was made there; name another"),
    ):
        make_demo(tmp_path, FixedClock(LATER))
    (tmp_path / FILE).write_bytes(b"mine, too")
    with pytest.raises(WorkbenchError, match=r"^example\.workbench and Public pack\.pdf are in "):
        make_demo(tmp_path, FixedClock(LATER))
    with pytest.raises(WorkbenchError, match=r"^Public pack\.pdf is a file, so no demo was made; name a folder instead\.$"):
        make_demo(kept, FixedClock(LATER))


def test_stopped_it_leaves_nothing(tmp_path: Path):
    def stop(done: int, _total: int) -> None:
        if done > 8:
            raise StoppedError

    with pytest.raises(StoppedError):
        make_demo(tmp_path / "new", FixedClock(LATER), progress=stop)
    assert not (tmp_path / "new").exists()
    kept = tmp_path / "there" / "notes.txt"
    kept.parent.mkdir()
    kept.write_text("mine")
    with pytest.raises(StoppedError):
        make_demo(kept.parent, FixedClock(LATER), progress=stop)
    assert list(kept.parent.iterdir()) == [kept]


def test_data_that_name_nothing_known_are_refused(tmp_path: Path):
    for path, text in DATA.items():
        place = tmp_path / "data" / path.relative_to(resource("demo"))
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text.replace("\tR-003\t", "\tR-303\t") if place.name == "links.tsv" else text, encoding="utf-8")
    with pytest.raises(WorkbenchError, match=r"^The data of the demo names R-303, which is not recorded by then\.$"):
        make_demo(tmp_path / "out", FixedClock(LATER), source=tmp_path / "data")


def test_the_command_says_what_it_made_and_what_to_do_next(
    told: tuple[Made, str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    made, said = told
    folder = made.file.parent
    assert folder.name == "Governance Workbench demo"
    assert {path.name for path in folder.iterdir()} == {
        "example.workbench", "Return from Royal Alderbrook.xlsx", "Return from Braywater.xlsx", "Return from Carrow Vale.xlsx",
        "Public pack.pdf", "Private pack.pdf",
    }  # fmt: skip
    assert all(path.name in said for path in folder.iterdir())
    assert "25 decisions and 60 actions of 4 organisations" in said
    monkeypatch.chdir(folder.parent)
    assert run(["demo"]) == 1
    assert "already, so nothing was made there" in capsys.readouterr().err


@pytest.mark.parametrize("path", DATA, ids=lambda path: str(path.relative_to(resource("demo"))))
def test_the_data_are_in_the_english_of_this_country_and_name_nobody_real(path: Path):
    text = DATA[path]
    assert [word for word in AMERICAN if re.search(rf"\b{word}(?!me)", text, re.IGNORECASE)] == []
    named = re.findall(
        r"(?:[A-Z][\w'-]+ )+(?:NHS )?(?:Foundation )?(?:Trust|ICB|Hospital|University|Hospice|College|Council|Collaborative)\b", text
    )
    unknown = [name for name in named if not any(name.endswith(known) for known in ORGANISATIONS) and name != "The ICB"]
    assert unknown == []
    assert all(address.endswith(".example") for address in re.findall(r"\S+@\S+?(?=\s)", text))
    assert not re.search(r"lorem|ipsum|TODO|TBC|xxx", text, re.IGNORECASE)
