"""Make the demo: an invented collaborative with a year of history, three members' returns and two packs.

All of it is data in `resources/demo`, replayed under the dates and the names of those who recorded it.
"""

import shutil
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from workbench.domain.audience import PRIVATE, PUBLIC
from workbench.domain.clock import Clock, Progress, unwatched
from workbench.domain.errors import WorkbenchError
from workbench.domain.text import joined
from workbench.resources import resource
from workbench.services.book import Book
from workbench.services.replaying import Line, Replay, ReplayClock, table

FOLDER = "Governance Workbench demo"
FILE = "example.workbench"
PACKS = (("Public pack.pdf", PUBLIC), ("Private pack.pdf", PRIVATE))


@dataclass(frozen=True)
class Made:
    """What the demo consists of: its file, the workbooks that came back from members, and its packs."""

    folder: Path
    file: Path
    returns: tuple[Path, ...]
    packs: tuple[Path, ...]
    counts: Mapping[str, int] = field(default_factory=dict)
    """How many records of a register the file holds, by key."""

    @property
    def paths(self) -> tuple[Path, ...]:
        """Every file of it."""
        return (self.file, *self.returns, *self.packs)


def make_demo(folder: Path, clock: Clock, *, source: Path | None = None, progress: Progress = unwatched) -> Made:
    """Make the demo in a folder, which is made where there is none.

    Args:
        folder: where to; nothing in it is written over.
        clock: the machine's.
        source: the data; the program's own where not given.
        progress: told after each day that was replayed; may stop it, and then nothing is left.

    Raises:
        WorkbenchError: one of the files is there already, or it cannot be written there.
    """
    data = source or resource("demo")
    facts = tomllib.loads((data / "demo.toml").read_text(encoding="utf-8"))
    returns = {member: folder / name for member, name in facts["returns"].items()}
    made = Made(folder, folder / FILE, tuple(returns.values()), tuple(folder / name for name, _ in PACKS))
    _refuse_existing(made)
    fresh = not folder.exists()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WorkbenchError(f"The folder {folder} could not be made: {error.strerror or error}.") from error
    try:
        return replace(made, counts=_make(data, facts["collaborative"]["name"], made, returns, ReplayClock(clock), progress))
    except BaseException:
        for path in made.paths:
            path.unlink(missing_ok=True)
        if fresh:
            shutil.rmtree(folder, ignore_errors=True)
        raise


def _refuse_existing(made: Made) -> None:
    if made.folder.exists() and not made.folder.is_dir():
        raise WorkbenchError(f"{made.folder.name} is a file, so no demo was made; name a folder instead.")
    if there := [path.name for path in made.paths if path.exists()]:
        verb = "is" if len(there) == 1 else "are"
        raise WorkbenchError(
            f"{joined(there)} {verb} in {made.folder} already, so nothing was made there; name another folder, or move what is there."
        )


def _make(data: Path, name: str, made: Made, returns: Mapping[str, Path], clock: ReplayClock, progress: Progress) -> dict[str, int]:
    """Write all there is; return how many records of each register the file then holds."""
    days = table(data / "days.tsv")
    _stand(clock, days[0])
    with Book.create(made.file, name, clock) as book:
        replay = Replay(book, data, {member: path.stem for member, path in returns.items()})
        try:
            for done, day in enumerate(days, 1):
                _stand(clock, day)
                replay.record(day)
                if day.get("sends"):
                    replay.send(day["sends"], returns[day["sends"]])
                progress(done, len(days))
        finally:
            _forget_copies(book)
        for member, path in returns.items():
            replay.come_back(member, path)
        _print(book, made.packs)
        return {key: len(book.records(key)) for key, register in book.registers.items() if register.visible}


def _stand(clock: ReplayClock, day: Line) -> None:
    clock.turn_to(date.fromisoformat(day["date"]), day["author"])


def _print(book: Book, packs: Sequence[Path]) -> None:
    from workbench.services.packs import print_pack  # noqa: PLC0415 - adapters load when needed

    for path, (_, audience) in zip(packs, PACKS, strict=True):
        print_pack(book, path, audience)


def _forget_copies(book: Book) -> None:
    """Remove the copies made before each replayed import; nobody ever worked in them."""
    from workbench.services.keeping import home  # noqa: PLC0415 - adapters load when needed
    from workbench.store.backup import folder_of  # noqa: PLC0415 - adapters load when needed

    shutil.rmtree(folder_of(home(), book.store.about("file_id")), ignore_errors=True)
