"""Read thousands of broken, odd and hostile workbooks, and look at what the program says and leaves behind.

Run as `python -m tests.proofs.fuzz [--workbooks 2000] [--seed N] [--minutes M] [--only N]`; it prints one line of figures
and ends with 1 if anything went wrong. Workbooks of strangers (the quirks and frameworks of the tests) are changed at
random: their bytes, the members of their archives, their XML, their cells. Each is read, its tables are found and read,
and its import is planned against a file, in a worker process. Whatever comes of it, there is no error but a finished
sentence for a person, it takes less than ten seconds and less than a gigabyte, and neither the workbook nor the file
changes by a byte. Workbook number N of a seed is the same each time, as long as the quirks are (and where it was
an export, nearly so): `--seed S --only N` makes it again, alone, and keeps it.
"""

import argparse
import contextlib
import hashlib
import json
import logging
import multiprocessing
import os
import random
import re
import resource
import shutil
import sys
import tempfile
import time
import traceback
import warnings
import zipfile
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

import psutil

from tests.exchange.odd_files import HOSTILE, old_workbook, open_cell, open_document
from tests.exchange.quirks import QUIRKS
from tests.making import MEMBERS, FixedClock, make_book
from tests.proofs.frameworks import FRAMEWORKS, RISKS
from tests.proofs.mutating import Seed, bytes_changed, cells_changed, members_changed, unzipped, xml_changed, zipped
from workbench.domain.audience import OFFICE, PRIVATE
from workbench.domain.errors import WorkbenchError
from workbench.services.book import Book
from workbench.services.exporting import export_workbook
from workbench.services.importing import plan_import

BOARD = "board.workbench"
SMALL = 50_000
"""Bytes of a hostile file that is changed further."""
SECONDS = 10
"""A workbook that takes longer hangs; counted in time of a processor, for others may be at work on this machine."""
WAITING = 60
"""Seconds by the clock after which it hangs, whatever it does."""
MEMORY = 1024 * 1024 * 1024
TOO_LARGE = "took more than a gigabyte"
REGISTERS = ("", "risk", "assurance", "action", "decision")
NOT_FOR_PEOPLE = re.compile(r"Traceback|[a-z]Error\b|Exception|[Ee]rrno|0x[0-9a-f]{6}|<class|<built-in|NoneType|\.py\b|line \d+, in ")
"""What no sentence for a person holds."""
ENDINGS = (".", "?", "!", "”.", ".”")


# --- what is changed ---------------------------------------------------------------------------------------------------


def seeds(folder: Path) -> list[Seed]:
    """Return the workbooks that are changed: all quirks and frameworks, old formats, and exports of the file they are planned against."""
    found = []
    makers = [*(quirk.make for quirk in QUIRKS), *(framework.make for framework in FRAMEWORKS)]
    for number, make in enumerate(makers):
        place = folder / str(number)
        place.mkdir()
        path = make(place)
        # An archive is packed anew, so that it does not tell when it was made.
        content = zipped(list(unzipped(path.read_bytes()).items()), random.Random(number)) if path.suffix == ".docx" else path.read_bytes()
        found.append(Seed(path.name, content, cells_of(path) if zipfile.is_zipfile(path) and path.suffix == ".xlsx" else ()))
    return [*found, *in_old_forms(), *exports(folder / BOARD)]


def cells_of(path: Path) -> list[tuple[str, list[list[object]]]]:
    """Return the values of a workbook's cells."""
    from openpyxl import load_workbook  # noqa: PLC0415

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = load_workbook(path, read_only=True, data_only=True)
        found = [(sheet.title, [list[object](row[:60]) for row in sheet.iter_rows(values_only=True)]) for sheet in book.worksheets]
        book.close()
    return found


def in_old_forms() -> list[Seed]:
    """Return a small register as .xls and .ods, and files made to do harm."""
    table: list[list[str | float]] = [["Ref", "Risk title", "Likelihood", "Impact", "Owner", "Next review"]]
    table += [[f"R{number}", title, 3.0, 4.0, "Ann Lee", 46_266.0 + number] for number, title in enumerate(RISKS)]
    rows = ["<table:table-row>" + "".join(open_cell(str(cell)) for cell in row) + "</table:table-row>" for row in table]
    spreadsheets = [Seed("return.xls", old_workbook(table)), Seed("return.ods", open_document(*rows))]
    # Only small ones: what large ones cost is measured elsewhere, and changing them costs more than reading them.
    hostile = [Seed(name, content) for name, make in HOSTILE.values() if len(content := make()) < SMALL]
    return [*spreadsheets * 4, *hostile]


def exports(path: Path) -> list[Seed]:
    """Return what a file sends out, which comes back with the identity of its rows; the file is made at a place."""
    with make_book(path, FixedClock(), risks=8) as book:
        for number, title in enumerate(RISKS):
            book.add("assurance", {"title": title, "controls": "Bed call at noon\nJoint bank", "current_score": 12, "ref": f"B{number}"})
        ways = {"whole.xlsx": OFFICE, "private.xlsx": PRIVATE, "member.xlsx": book.audience(member=MEMBERS[0])}
        made = [export_workbook(book, path.with_name(name), audience=audience).path for name, audience in ways.items()]
    return [Seed(place.name, place.read_bytes(), cells_of(place)) for place in made] * 2


HOW: tuple[Callable[[Seed, random.Random], bytes], ...] = (
    bytes_changed,
    members_changed,
    xml_changed,
    xml_changed,
    cells_changed,
    cells_changed,
)


def workbook(number: int, seed: int, sources: Sequence[Seed]) -> tuple[str, bytes, str, str]:
    """Return the name, the bytes, the register asked for and how it was made, of one workbook; always the same ones."""
    chance = random.Random(f"{seed}/{number}")
    source = chance.choice(sources)
    how = chance.choice(HOW)
    if how is cells_changed and not source.sheets:
        how = bytes_changed
    content = how(source, chance)
    suffix = (
        Path(source.name).suffix
        if chance.random() < 0.95
        else chance.choice((".xlsx", ".csv", ".xls", ".docx", ".ods", ".xlsm", ".xlsb", ".txt", ""))
    )
    if how is cells_changed and not content.startswith(b"PK"):
        suffix = ".csv"
    return f"workbook-{number}{suffix}", content, chance.choice(REGISTERS), f"{how.__name__} of {source.name}"


# --- what must hold ----------------------------------------------------------------------------------------------------


def said_well(sentence: str) -> bool:
    """Whether a sentence is finished and for a person."""
    return sentence.rstrip().endswith(ENDINGS) and not NOT_FOR_PEOPLE.search(sentence)


def digest(path: Path) -> str:
    """Return what tells a file's bytes from others."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def try_out(path: Path, register: str, book: Any) -> tuple[str, str]:
    """Read, find and plan one workbook; return what came of it and, where it was wrong, why."""
    before = digest(path), digest(book.path)
    try:
        plan = plan_import(book, path, register=register)
        bad = [
            sentence for sentence in [*(problem.message for problem in plan.problems), *plan.notes, plan.summary] if not said_well(sentence)
        ]
        outcome, fault = ("planned" if plan.parts else "no table"), f"no finished sentence: {bad[0]!r}" if bad else ""
    except WorkbenchError as refusal:
        outcome, fault = "refused", "" if said_well(str(refusal)) else f"no finished sentence: {str(refusal)!r}"
    except BaseException:  # noqa: BLE001 - this is what is looked for
        outcome, fault = "failed", traceback.format_exc()
    if (digest(path), digest(book.path)) != before:
        fault = f"{fault}\na file changed".strip()
    return outcome, fault


def work(tasks: Connection, folder: Path, seed: int, sources: Sequence[Seed]) -> None:
    """Be a worker: take numbers, answer what came of each workbook, until there are no more."""
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    os.environ["WORKBENCH_HOME"] = str(folder / "home")
    with contextlib.suppress(ValueError, OSError):
        # Room for the program itself comes on top of what one workbook may take.
        resource.setrlimit(resource.RLIMIT_AS, (4 * MEMORY, 4 * MEMORY))
    shutil.copy(folder.parent / BOARD, folder / BOARD)
    with Book.open(folder / BOARD, FixedClock(first=100_000), insist=True) as book:
        while (number := tasks.recv()) is not None:
            name, content, register, how = workbook(number, seed, sources)
            path = folder / name
            path.write_bytes(content)
            tasks.send(("begun", number, "", how))
            outcome, fault = try_out(path, register, book)
            if peak() > MEMORY:
                fault = f"{fault}\n{TOO_LARGE} ({peak() / MEMORY:.1f})".strip()
            path.unlink()
            tasks.send((outcome, number, fault, how))


def peak() -> int:
    """Return the most memory this process has had, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


@dataclass
class Worker:
    """A process that tries out workbooks, and what it is at."""

    process: Any
    pipe: Connection
    number: int | None = None
    since: float = 0.0
    worked: float = 0.0

    def begins(self) -> None:
        """Note that it begins with a workbook now."""
        self.since, self.worked = time.monotonic(), self._work()

    def took(self) -> float:
        """Return the seconds of a processor its workbook has taken so far."""
        return self._work() - self.worked

    def hangs(self) -> bool:
        """Whether its workbook takes too long."""
        return self.took() > SECONDS or time.monotonic() - self.since > WAITING

    def _work(self) -> float:
        with contextlib.suppress(psutil.Error):
            said = psutil.Process(self.process.pid).cpu_times()
            return float(said.user + said.system + said.children_user + said.children_system)
        return self.worked

    def stop(self) -> None:
        """End it, whatever it is at."""
        self.process.kill()
        self.process.join()
        self.pipe.close()


class Fuzz:
    """Gives numbers to workers and gathers what came of them."""

    def __init__(self, folder: Path, seed: int, sources: Sequence[Seed]) -> None:
        self.folder, self.seed, self.sources = folder, seed, sources
        self.context = multiprocessing.get_context("fork")
        self.outcomes: Counter[str] = Counter()
        self.faults: dict[int, str] = {}
        self.slowest = (0.0, 0)
        self._made = 0

    def worker(self) -> Worker:
        """Start a worker with a file of its own."""
        self._made += 1
        folder = self.folder / f"worker{self._made}"
        folder.mkdir()
        here, there = self.context.Pipe()
        process = self.context.Process(target=work, args=(there, folder, self.seed, self.sources), daemon=False)
        process.start()
        there.close()
        return Worker(process, here)

    def run(self, numbers: Sequence[int], until: float, workers: int) -> None:
        """Try out workbooks until all are done or time is up."""
        waiting = list(reversed(numbers))
        crew = [self.worker() for _ in range(min(workers, len(numbers)))]
        try:
            for place in range(len(crew)):
                self._give(crew, place, waiting, until)
            while any(one.number is not None for one in crew):
                self._look(crew, waiting, until)
        finally:
            for one in crew:
                one.stop()

    def _give(self, crew: list[Worker], place: int, waiting: list[int], until: float) -> None:
        one = crew[place]
        one.number = waiting.pop() if waiting and time.monotonic() < until else None
        one.begins()
        with contextlib.suppress(OSError):
            one.pipe.send(one.number)

    def _look(self, crew: list[Worker], waiting: list[int], until: float) -> None:
        """Take in what workers say, and replace those that hang or died."""
        wait([one.pipe for one in crew if one.number is not None], timeout=0.5)
        for place, one in enumerate(crew):
            if one.number is None:
                continue
            fault = ""
            try:
                if one.pipe.poll():
                    outcome, number, said, _ = one.pipe.recv()
                    if outcome == "begun":
                        one.begins()
                        continue
                    self._note(number, outcome, said, one.took())
                    if TOO_LARGE in said:
                        one.stop()
                        crew[place] = self.worker()
                    self._give(crew, place, waiting, until)
                elif one.hangs():
                    fault = f"took more than {SECONDS} seconds of work or {WAITING} by the clock"
            except (EOFError, OSError):
                fault = f"the process died ({one.process.exitcode})"
            if fault:
                self._note(one.number, "failed", fault, one.took())
                one.stop()
                crew[place] = self.worker()
                self._give(crew, place, waiting, until)

    def _note(self, number: int, outcome: str, fault: str, seconds: float) -> None:
        self.outcomes[outcome] += 1
        self.slowest = max(self.slowest, (seconds, number))
        if fault:
            self.faults[number] = fault


def main() -> int:
    """Run it, and say what was found."""
    arguments = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    arguments.add_argument("--workbooks", type=int, default=2000)
    arguments.add_argument("--seed", type=int, default=20260723)
    arguments.add_argument("--minutes", type=float, default=6)
    arguments.add_argument("--workers", type=int, default=max(2, os.cpu_count() or 2))
    arguments.add_argument("--only", type=int, help="the number of one workbook, which is kept")
    arguments.add_argument("--keep", type=Path, default=Path(tempfile.gettempdir()) / "fuzz-failures", help="where faults are written")
    said = arguments.parse_args()
    began = time.monotonic()
    memory = Path("/dev/shm")  # noqa: S108 - only made, used and removed here
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as name:
        folder = Path(name)
        sources = seeds(folder)
        fuzz = Fuzz(folder, said.seed, sources)
        numbers = [said.only] if said.only is not None else list(range(said.workbooks))
        fuzz.run(numbers, began + said.minutes * 60, said.workers)
        kept = sorted({*fuzz.faults, *([said.only] if said.only is not None else [])})
        if kept:
            said.keep.mkdir(parents=True, exist_ok=True)
        for number in kept:
            file, content, register, how = workbook(number, said.seed, sources)
            (said.keep / file).write_bytes(content)
            fault = fuzz.faults.get(number, "nothing wrong")
            print(f"{number}: {how}, register {register or 'any'}, kept as {said.keep / file}\n{fault}\n", file=sys.stderr)
        if fuzz.faults:
            listed = {str(number): fault for number, fault in sorted(fuzz.faults.items())}
            (said.keep / f"seed-{said.seed}.json").write_text(json.dumps(listed, indent=1), encoding="utf-8")
    done = sum(fuzz.outcomes.values())
    outcomes = ", ".join(f"{number:,} {outcome}" for outcome, number in sorted(fuzz.outcomes.items()))
    seconds, number = fuzz.slowest
    print(
        f"{done:,} broken workbooks of {len(sources)} kinds (seed {said.seed}) in {time.monotonic() - began:.0f} s: {outcomes}; "
        f"{len(fuzz.faults)} wrong; slowest {seconds:.1f} s (number {number})."
    )
    short = said.only is None and done < said.workbooks
    if short:
        print(f"Only {done:,} of {said.workbooks:,} were tried before the time was up.", file=sys.stderr)
    return 1 if fuzz.faults or short else 0


if __name__ == "__main__":
    sys.exit(main())
