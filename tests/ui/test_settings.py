"""Settings come back as what they were put in as, from a file that knows only text."""

from pathlib import Path

from PySide6.QtCore import QSettings

from workbench.ui.settings import AUTHOR, RECENT, Settings


def again(tmp_path: Path) -> Settings:
    return Settings(QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat))


def test_one_recent_file_is_still_a_list(tmp_path, settings):
    file = tmp_path / "a.workbench"
    file.touch()
    settings.remember(file)
    assert again(tmp_path).recent == [file.resolve()]


def test_the_newest_file_stands_first_once_and_lost_ones_are_left_out(tmp_path, settings):
    files = [tmp_path / f"{number}.workbench" for number in range(10)]
    for file in (*files, files[3]):
        file.touch()
        settings.remember(file)
    files[9].unlink()
    assert settings.recent[:2] == [files[3].resolve(), files[8].resolve()]
    assert len(again(tmp_path).get(RECENT)) == 8


def test_nothing_remembered_is_the_default(tmp_path):
    assert again(tmp_path / "other").get(AUTHOR) == ""
    assert again(tmp_path / "other").recent == []
