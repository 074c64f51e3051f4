"""Kill a program that is writing, again and again, and look at what it left.

Run as `python -m tests.proofs.kill [--kills 50]`; it prints what it counted and ends with 1 if anything was lost.
A child imports and edits without pause and says on a pipe when SQLite begins and commits; the parent kills it (SIGKILL)
at random moments: in turns inside a transaction, as soon as it commits, and whenever. Then each change set must be
there whole or not at all, each that was reported done must be there, and the dead child's lock must not be in anybody's way.
"""

import argparse
import os
import random
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.making import bring_in, make_book
from workbench.domain.audience import OFFICE
from workbench.domain.change import ChangeSet
from workbench.domain.clock import Clock
from workbench.services.book import Book
from workbench.store.lock import lock_path, read_holder

EDITED, IMPORTED = 30, 80
_LONGEST = 0.03
"""Seconds after a transaction began up to which the kill may wait."""


def work(path: Path, marks: int) -> None:
    """Be the child: edit all shared risks to one word, import a return, and so on until killed."""
    clock = Clock("The child")
    with Book.open(path, clock, insist=True) as book:

        def tell(statement: str) -> None:
            if statement.startswith(("BEGIN", "COMMIT")):
                os.write(marks, statement[:1].encode() + b"\n")

        connection = book.store._connection
        connection.set_trace_callback(tell)
        # A small cache makes SQLite write pages of the file before it commits, which is when a hot journal matters.
        connection.execute("PRAGMA cache_size = 8")
        rounds = len(book.history())
        while True:
            rounds += 1
            shared = [record for record in book.records("risk") if record.of("tier") == "shared"]
            book.edit(shared, {"progress": f"round {rounds}", "controls": f"Controls of round {rounds}. " * 8})
            os.write(marks, f"D round {rounds}\n".encode())
            lines = [{"ref": f"X{rounds}-{number}", "title": f"Imported in round {rounds}, {number}"} for number in range(IMPORTED)]
            bring_in(book, lines, member="Royal Alderbrook NHS Trust", name=f"round {rounds}.xlsx")
            os.write(marks, f"D import {rounds}\n".encode())


def killed(path: Path, chance: random.Random, after: bytes) -> tuple[str, list[str]]:
    """Start a child, kill it, and return where it was (`inside` a transaction, `committing`, `outside`) and what it had reported done.

    Args:
        path: the file it writes to.
        chance: where random numbers come from.
        after: the mark that must be its last when it is killed; none means at any moment.
    """
    reading, writing = os.pipe()
    command = [sys.executable, "-m", "tests.proofs.kill", "--child", str(path), str(writing)]
    child = subprocess.Popen(command, pass_fds=[writing])
    os.close(writing)
    seen = b""
    begun = chance.randint(1, 5)
    while seen.count(b"B\n") < begun:
        seen += _more(reading, child)
    time.sleep(chance.uniform(0, _LONGEST))
    give_up = time.monotonic() + 10
    while after and time.monotonic() < give_up:
        # Stopped, the child cannot move on between our looking and the kill.
        child.send_signal(signal.SIGSTOP)
        os.waitpid(child.pid, os.WUNTRACED)
        while select.select([reading], [], [], 0)[0]:
            seen += _more(reading, child)
        if seen.endswith(after):
            break
        child.send_signal(signal.SIGCONT)
        time.sleep(chance.uniform(0, 0.004))
    child.send_signal(signal.SIGKILL)
    child.wait()
    while piece := os.read(reading, 65536):
        seen += piece
    os.close(reading)
    lines = seen.decode().splitlines()
    last = next((line for line in reversed(lines) if line in {"B", "C"}), "")
    told = lines[-1].startswith("D")
    where = "inside" if last == "B" else "outside" if told else "committing"
    return where, [line[2:] for line in lines if line.startswith("D ")]


def _more(reading: int, child: subprocess.Popen[bytes]) -> bytes:
    piece = os.read(reading, 65536)
    if not piece:
        raise SystemExit(f"The child ended by itself with {child.wait()}.")
    return piece


def faults_of(path: Path, done: list[str]) -> list[str]:
    """Return what is wrong with a file after a kill; first as a reader finds it, then as the next writer does."""
    found: list[str] = []
    lock = lock_path(path)
    if not lock.exists():
        found.append("The dead child's lock is not there, so this proves nothing about it.")
    with Book.open(path, Clock("A reader"), writable=False) as reader:
        # An empty journal, or one whose header was wiped, holds nothing to roll back.
        if Path(f"{path}-journal").exists() and Path(f"{path}-journal").read_bytes()[:1] not in (b"", b"\0"):
            found.append("A hot journal was not rolled back before reading.")
        found += whole(reader, done, "reader")
    holder = read_holder(path)
    with Book.open(path, Clock("The parent")) as writer:
        if writer.read_only:
            found.append(f"The lock of a dead holder ({holder}) blocks the next writer.")
            return found
        found += whole(writer, done, "writer")
        head = writer.store.head().position
        writer.apply(ChangeSet("After the kill", (writer.addition("setting", {"name": f"kill {head}", "value": "survived"}),)))
        found += whole(writer, done, "writer, having written")
    return found


def whole(book: Book, done: list[str], who: str) -> list[str]:
    """Return what a reader or writer finds wrong: faults, half a set, or a set that was reported done and is not there."""
    found = [f"{who}: {fault.message}" for fault in book.check()]
    view = book.view(OFFICE)
    edited = {record.show("progress") for record in view.records("risk") if record.of("tier") == "shared"}
    if len(edited) > 1:
        found.append(f"{who}: an edit is there by halves: {sorted(edited)}.")
    imported = Counter(record.ref.split("-")[0] for record in view.records("risk") if record.ref.startswith("X"))
    found += [
        f"{who}: {number} of {IMPORTED} records of import {name} are there." for name, number in imported.items() if number != IMPORTED
    ]
    receipts = {record.show("title") for record in book.records("receipt")}
    if receipts != {f"round {name[1:]}.xlsx" for name in imported}:
        found.append(f"{who}: receipts and imports are not the same.")
    for report in done:
        what, number = report.split()
        there = f"X{number}" in imported if what == "import" else any(int(text.split()[1]) >= int(number) for text in edited if text)
        if not there:
            found.append(f"{who}: {report} was reported done and is not there.")
    return found


def prove(kills: int, folder: Path, seed: int = 1) -> tuple[Counter[str], list[str]]:
    """Kill so many children; return what was counted and what was found wrong."""
    chance = random.Random(seed)
    counts: Counter[str] = Counter()
    found: list[str] = []
    path = folder / "kill.workbench"
    for number in range(kills):
        if number % 10 == 0:
            path = folder / f"kill {number}.workbench"
            with make_book(path, Clock("The parent"), risks=EDITED):
                pass
        where, done = killed(path, chance, (b"B\n", b"C\n", b"")[number % 3])
        counts[where] += 1
        journal = Path(f"{path}-journal")
        counts["hot journals"] += journal.exists() and journal.read_bytes()[:8] == bytes.fromhex("d9d505f920a163d7")
        counts["sets reported done"] += len(done)
        wrong = faults_of(path, done)
        found += [f"kill {number + 1} ({where}): {line}" for line in wrong]
    return counts, found


def main() -> int:
    """Do what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--child", nargs=2, metavar=("FILE", "MARKS"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.child:
        work(Path(asked.child[0]), int(asked.child[1]))
        return 0
    folder = Path(tempfile.mkdtemp(prefix="kill-"))
    os.environ["WORKBENCH_HOME"] = str(folder / "home")
    started = time.monotonic()
    try:
        counts, found = prove(asked.kills, folder, asked.seed)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(
        f"{asked.kills} kills in {time.monotonic() - started:.0f} s:",
        ", ".join(f"{number} {what}" for what, number in sorted(counts.items())),
    )
    for line in found:
        print(line)
    enough = counts["inside"] >= min(10, asked.kills // 5)
    if not enough:
        print("Too few kills fell between BEGIN and COMMIT.")
    return 1 if found or not enough else 0


if __name__ == "__main__":
    sys.exit(main())
