"""A short run of the proof that a kill loses nothing; the long one is `python -m tests.proofs.kill`."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.proofs.kill import prove


@pytest.fixture
def quick_folder(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory where there is one: a killed program leaves the same there, without waiting for a disk."""
    memory = Path("/dev/shm")  # noqa: S108 - only made, used and removed here
    if not memory.is_dir():
        yield tmp_path
        return
    folder = Path(tempfile.mkdtemp(prefix="kill-", dir=memory))
    yield folder
    shutil.rmtree(folder)


@pytest.mark.skipif(os.name == "nt", reason="this system stops no program between two statements")
def test_a_killed_program_leaves_each_change_set_whole_or_not_at_all(quick_folder: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("WORKBENCH_HOME", str(quick_folder / "home"))
    counts, found = prove(6, quick_folder, seed=2)
    assert found == []
    assert counts["inside"] >= 2
    assert counts["sets reported done"] > 0
