"""Every test has a home of its own, a clock that stands still, and leaves no lock behind."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.making import FixedClock, make_book
from workbench.services.book import Book

_CHECKS = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.data_too_large]
settings.register_profile("quick", deadline=None, max_examples=25, stateful_step_count=12, suppress_health_check=_CHECKS, database=None)
settings.register_profile("ci", settings.get_profile("quick"), derandomize=True)
settings.register_profile("thorough", settings.get_profile("quick"), max_examples=1000, stateful_step_count=40)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or "ci")


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's data folder, of this test alone."""
    folder = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("WORKBENCH_HOME", str(folder))
    monkeypatch.delenv("WORKBENCH_AUTHOR", raising=False)
    return folder


@pytest.fixture
def clock() -> FixedClock:
    """A clock that moves only when it is told to."""
    return FixedClock()


@pytest.fixture
def path() -> Iterator[Path]:
    """Where the book of a test lies, alone in its folder; in memory where possible, for every change waits for the disk."""
    memory = Path("/dev/shm")  # noqa: S108 - only made, used and removed here
    folder = Path(tempfile.mkdtemp(prefix="board-", dir=memory if memory.is_dir() else None))
    yield folder / "board.workbench"
    shutil.rmtree(folder)


@pytest.fixture
def book(path: Path, clock: FixedClock) -> Iterator[Book]:
    """A book with two organisations and three shared risks, open for writing."""
    with make_book(path, clock, risks=3) as made:
        yield made
