"""A document replaces the old one whole or not at all."""

import errno
import os
from pathlib import Path

import pytest
from made_risks import printed, risk, view_of

from workbench.domain.errors import FileTroubleError, StoppedError
from workbench.domain.replacing import replacing


def test_progress_is_told_from_nothing_to_all(tmp_path):
    told = []
    printed(
        tmp_path / "x.pdf", view_of([risk(number) for number in range(5)]), ["risk", "member"], progress=lambda *done: told.append(done)
    )
    assert told == [(done, 7) for done in range(8)]


@pytest.mark.parametrize("moment", [0, 3, 5])
def test_stopping_leaves_nothing_and_keeps_the_old_file(tmp_path, moment):
    def stop(done, _total):
        if done == moment:
            raise StoppedError

    path = tmp_path / "x.pdf"
    path.write_bytes(b"old")
    with pytest.raises(StoppedError):
        printed(path, view_of([risk(number) for number in range(5)]), progress=stop)
    assert [file.name for file in tmp_path.iterdir()] == ["x.pdf"]
    assert path.read_bytes() == b"old"


def test_a_missing_folder_is_told_in_words(tmp_path):
    with pytest.raises(FileTroubleError, match="its folder does not exist"):
        printed(tmp_path / "missing" / "x.pdf", view_of([risk(1)]))


def test_a_folder_in_the_way_is_told_in_words_and_left_alone(tmp_path):
    (tmp_path / "x.pdf").mkdir()
    with pytest.raises(FileTroubleError, match=r"x\.pdf could not be used: a folder has that name"):
        printed(tmp_path / "x.pdf", view_of([risk(1)]))
    assert [file.name for file in tmp_path.iterdir()] == ["x.pdf"]


@pytest.mark.parametrize(
    ("number", "words"),
    [(errno.ENOSPC, "the disk is full"), (errno.EACCES, "its folder may only be read"), (errno.EIO, "the system said")],
)
def test_trouble_with_the_disk_leaves_nothing(tmp_path, monkeypatch, number, words):
    def fail(self, target):
        raise OSError(number, "no")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(FileTroubleError, match=words), replacing(tmp_path / "x.pdf") as file:
        file.write(b"new")
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_may_only_be_read_is_kept(tmp_path, monkeypatch):
    path = tmp_path / "x.pdf"
    path.write_bytes(b"old")
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(FileTroubleError, match="it may only be read"), replacing(path) as file:
        file.write(b"new")
    assert path.read_bytes() == b"old"
