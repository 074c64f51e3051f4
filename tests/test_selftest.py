"""The program tries itself: every step on this machine, and a step that fails is named."""

import io
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.exchange.odd_files import old_workbook, open_cell, open_document
from workbench import selftest
from workbench.resources import resource
from workbench.selftest import ROWS, SelfTestError, Trial

pytestmark = pytest.mark.long

OFFLINE = """
import sys
REFUSED = {"socket.connect", "socket.bind", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto", "socket.sendmsg"}
def refuse(name, arguments):
    if name in REFUSED:
        raise ConnectionRefusedError(name)
sys.addaudithook(refuse)
sys.argv = ["workbench", "--self-test"]
from workbench.__main__ import main
main()
"""


def test_every_step_passes_without_a_network_and_leaves_nothing_behind(home: Path, tmp_path: Path):
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "TMPDIR": str(tmp_path), "TEMP": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", OFFLINE], env=environment, cwd=tmp_path, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, (done.stdout, done.stderr)
    lines = done.stdout.splitlines()
    assert [line.partition("..")[0] for line in lines[:-1]] == [name for name, _ in Trial(tmp_path).steps()]
    assert lines[-1].startswith("self-test passed in ")
    assert list(home.iterdir()) == []
    assert list(tmp_path.iterdir()) == []


def test_a_step_that_fails_is_named_and_leaves_a_report(home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    def fail(_trial: Trial) -> None:
        raise SelfTestError("the cupboard should be full and is bare")

    monkeypatch.setattr(Trial, "steps", lambda trial: [("Make a file", trial.make), ("Open the cupboard", lambda: fail(trial))])
    assert selftest.main() == 1
    printed = capsys.readouterr()
    (report,) = (home / "reports").iterdir()
    assert "Make a file" in printed.out
    assert "passed" not in printed.out
    assert "“Open the cupboard”: SelfTestError: the cupboard should be full and is bare" in printed.err
    assert str(report) in printed.err
    assert "cupboard" not in report.read_text(encoding="utf-8")


def test_a_finding_that_is_not_as_expected_stops_a_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    trial = Trial(tmp_path)
    trial.make()
    (tmp_path / "return .csv").write_text("Ref,Risk title\nK-1,Boilers\n", encoding="utf-8")
    with pytest.raises(SelfTestError, match="What the import found should be"):
        trial._import(tmp_path / "return .csv", lambda _path: None, "same")


def test_it_prints_nothing_where_there_is_nowhere_to_print_to(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(Trial, "steps", lambda _trial: [])
    monkeypatch.setattr(sys, "stdout", None)
    assert selftest.main() == 0


def test_the_kept_workbooks_hold_the_rows_of_the_others():
    assert resource("selftest/return.xls").read_bytes() == old_workbook(ROWS)
    rows = [f"<table:table-row>{''.join(map(open_cell, row))}</table:table-row>" for row in ROWS]
    assert _parts(resource("selftest/return.ods").read_bytes()) == _parts(open_document(*rows))


def _parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}
