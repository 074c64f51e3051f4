"""Files of ours open with the program: for this person alone, and gone again when asked."""

import subprocess
import sys
from pathlib import Path

import pytest

from workbench import filetype
from workbench.filetype import FORGET, REGISTER, descriptions, registry

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Linux keeps this in files.")


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The person's data folder."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))
    return tmp_path / "share"


def files(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("governance-workbench*") if path.is_file()}


@linux
def test_it_is_registered_in_the_persons_own_folder_and_forgotten_again(data: Path, capsys: pytest.CaptureFixture[str]):
    assert filetype.main(REGISTER) == 0
    assert capsys.readouterr().out == ".workbench files open with Governance Workbench from now on.\n"
    assert {"applications/governance-workbench.desktop", "mime/packages/governance-workbench.xml"} <= files(data)
    entry = (data / "applications" / "governance-workbench.desktop").read_text(encoding="utf-8")
    assert f'Exec="{sys.executable}" "-m" "workbench" %f\n' in entry
    assert filetype.main(REGISTER) == 0
    assert filetype.main(FORGET) == 0
    assert files(data) == set()
    assert filetype.main(FORGET) == 0
    assert "no longer" in capsys.readouterr().out


@linux
def test_the_desktop_itself_knows_the_type_afterwards(data: Path, tmp_path: Path):
    assert filetype.main(REGISTER) == 0
    if not (data / "mime" / "globs2").exists():
        pytest.skip("This machine has no update-mime-database.")
    assert "application/x-governance-workbench:*.workbench" in (data / "mime" / "globs2").read_text(encoding="utf-8")


@linux
def test_a_folder_that_cannot_be_written_is_said_in_one_sentence(data: Path, capsys: pytest.CaptureFixture[str]):
    data.write_text("in the way", encoding="utf-8")
    assert filetype.main(REGISTER) == 1
    assert capsys.readouterr().err == "The file type could not be registered: Not a directory.\n"


def test_the_built_program_registers_itself(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "workbench"))
    assert filetype.program() == [str(tmp_path / "workbench")]
    (tmp_path / "Governance Workbench.exe").touch()
    assert filetype.program() == [str(tmp_path / "Governance Workbench.exe")]


def test_the_registry_of_windows_names_program_picture_and_file():
    values = registry([r"C:\Users\Asha Patel\Workbench\Governance Workbench.exe"], r"C:\w.exe")
    assert values[".workbench"][""] in values
    assert values[r"GovernanceWorkbench.File\shell\open\command"] == {"": r'"C:\Users\Asha Patel\Workbench\Governance Workbench.exe" "%1"'}
    assert values[r"GovernanceWorkbench.File\DefaultIcon"] == {"": r'"C:\w.exe",0'}


def test_a_path_with_odd_signs_stays_one_word_of_the_command():
    entry = descriptions(['/home/asha/100% $ours/it\'s "it"'])["applications/governance-workbench.desktop"]
    assert 'Exec="/home/asha/100%% \\\\$ours/it\'s \\\\"it\\\\"" %f\n' in entry


def test_macos_learns_of_it_from_the_application(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    monkeypatch.setattr(sys, "platform", "darwin")
    assert filetype.main(REGISTER) == 0
    assert "from the application itself" in capsys.readouterr().out


def test_the_command_line_takes_it(data: Path):
    done = subprocess.run([sys.executable, "-m", "workbench", FORGET], capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert "no longer" in done.stdout


MAC = """
from PySide6.QtCore import QUrl
from PySide6.QtGui import QFileOpenEvent
from workbench.app import MacApplication
app = MacApplication(["workbench"])
app.file_asked.connect(print)
app.sendEvent(app, QFileOpenEvent(QUrl.fromLocalFile("/boards/board.workbench")))
"""


def test_a_file_opened_on_macos_reaches_the_running_program(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    done = subprocess.run([sys.executable, "-c", MAC], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "/boards/board.workbench"
