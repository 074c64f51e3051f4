"""Send workbooks through LibreOffice and back: nothing changes but what was changed there, in any of its formats.

Run as `python -m tests.proofs.office [--keep FOLDER]`. A headless LibreOffice, reached over a pipe, opens exports of the
demo, to which a record of odd texts is added, edits named cells, and saves as .xlsx, .ods and .xls; the import must find
exactly those edits, and none where there were none. Without LibreOffice it says so and ends with 0, unless `CI` is set.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl

from workbench.domain.audience import OFFICE, PRIVATE, PUBLIC, Audience
from workbench.domain.clock import Clock
from workbench.services.book import Book
from workbench.services.demo import make_demo
from workbench.services.exporting import export_workbook
from workbench.services.importing import apply_plan, plan_import
from workbench.services.plan import Outcome, Plan

HANDS = Path(__file__).with_name("office_hands.py")
PYTHON = "/usr/bin/python3"
"""The system's own, which has `uno`."""
ENDINGS = ("xlsx", "ods", "xls")

ODD: dict[str, str] = {
    "title": "=1+1",
    "description": "+44 is dialled",
    "cause": "'quoted",
    "effect": "a\tb\tc",
    "unit": "007",
    "source": "1e5",
    "controls": "• one\n• two\n  goes on",
    "progress": "lines\n\n  indented",
    "programme": "3/4",
    "category": "TRUE",
    "committee": "Ünïcødé — 漢字 🚑 ﬁ ß",
    "closure_reason": "x" * 32_767,
    "score_rationale": "y" * 40_000,
    "escalation": "<b>&amp;</b> _x0041_",
    "owner": "’Ann O'Lee",
    "indicators": "#N/A",
    "cqc_link": "-",
    "raised_by": "@night",
    "linked_incidents": "2026-07-23",
    "proximity": "  leading\xa0",
}
"""A record of texts that spreadsheets like to make something else of."""


@dataclass(frozen=True)
class Case:
    """What is done in LibreOffice, and what the import must find: cells as (reference, field, words), and outcomes."""

    name: str
    do: Callable[["Page"], list[list[Any]]]
    cells: tuple[tuple[str, str, str], ...] = ()
    new: int = 0
    asked: int = 0
    absent: int = 0
    noted: str = ""
    """Words of a note that must be there; else there must be none."""


class Page:
    """Where the records and fields of an exported sheet stand."""

    def __init__(self, path: Path, name: str) -> None:
        book = openpyxl.load_workbook(path, read_only=True)
        rows = list(book[name].iter_rows(values_only=True))
        book.close()
        self.name, self.count, self.width = name, len(rows), len(rows[0])
        self.headings = [str(value) for value in rows[0]]
        place = self.headings.index("Reference")
        self.rows = {str(row[place]): number for number, row in reversed(list(enumerate(rows, 1))) if row[place]}

    def cell(self, ref: str, heading: str) -> str:
        """Return the name of a cell."""
        return f"{openpyxl.utils.get_column_letter(self.column(heading) + 1)}{self.rows[ref]}"

    def column(self, heading: str) -> int:
        """Return a column, counted from 0."""
        return self.headings.index(heading)

    @property
    def area(self) -> str:
        """The whole table."""
        return f"A1:{openpyxl.utils.get_column_letter(self.width)}{self.count}"

    def owner(self, ref: str = "R-001") -> list[Any]:
        """Return the edit of one owner, which must be found whatever else is done."""
        return ["text", self.name, self.cell(ref, "Owner"), "Changed in LibreOffice"]


OWNER = ("R-001", "owner", "Changed in LibreOffice")
CASES = (
    Case("nothing", lambda _page: []),
    Case(
        "cells typed, cleared and corrected",
        lambda page: [
            page.owner(),
            ["type", page.name, page.cell("R-001", "Current likelihood"), "1"],
            ["type", page.name, page.cell("R-002", "Next review"), "2027-02-14"],
            ["text", page.name, page.cell("R-003", "Next review"), "15/02/2027"],
            ["clear", page.name, page.cell("R-002", "Owner")],
            ["text", page.name, page.cell("R-003", "Description"), "Zwei Zeilen\n=und “mehr” – 漢字"],
            ["type", page.name, page.cell("R-004", "Progress"), "4.50"],
            ["text", page.name, page.cell("R-004", "Owner"), "  Ann Lee\xa0"],
        ],
        (
            OWNER,
            ("R-001", "current_likelihood", "1 Rare"),
            ("R-002", "next_review", "14 February 2027"),
            ("R-003", "next_review", "15 February 2027"),
            ("R-002", "owner", ""),
            ("R-003", "description", "Zwei Zeilen\n=und “mehr” – 漢字"),
            ("R-004", "progress", "4.5"),
            ("R-004", "owner", "Ann Lee"),
        ),
    ),
    Case("rows sorted", lambda page: [page.owner(), ["sort", page.name, page.area, page.column("Risk"), False]], (OWNER,)),
    Case("a row copied", lambda page: [page.owner("R-002"), ["copy row", page.name, page.rows["R-001"], page.count + 1]],
         (("R-002", *OWNER[1:]),), asked=1),
    Case("rows deleted", lambda page: [page.owner(), ["delete rows", page.name, page.rows["R-003"] - 1, 2]], (OWNER,), absent=2),
    Case("a row added", lambda page: [["text", page.name, f"{page.cell('R-001', 'Risk')[:-1]}{page.count + 1}", "Doors stick"]], new=1),
    Case("a column inserted", lambda page: [page.owner(), ["insert column", page.name, 2, ""]], (OWNER,)),
    Case("a column moved", lambda page: [page.owner(), ["move column", page.name, page.column("Owner"), 2]], (OWNER,)),
    Case("columns hidden", lambda page: [page.owner(), ["hide column", page.name, 0], ["hide column", page.name, 3]], (OWNER,)),
    Case("the sheet renamed", lambda page: [page.owner(), ["rename sheet", page.name, "Q3 risks"]], (OWNER,)),
)  # fmt: skip


class Office:
    """A LibreOffice that does as it is told."""

    def __init__(self, hands: "subprocess.Popen[str]") -> None:
        self._hands = hands

    def do(self, path: Path, actions: Sequence[Sequence[Any]], save: Sequence[Path]) -> None:
        """Open a workbook, do some things to it and save it under some names, each in the format of its ending."""
        assert self._hands.stdin is not None
        assert self._hands.stdout is not None
        job = {"open": str(path), "do": actions, "save": [str(each) for each in save]}
        self._hands.stdin.write(json.dumps(job) + "\n")
        self._hands.stdin.flush()
        answer = self._hands.stdout.readline()
        if json.loads(answer or '"LibreOffice ended."') != "done":
            raise SystemExit(f"LibreOffice could not do {[each[0] for each in actions]} with {path.name}: {answer}")


@contextmanager
def office(folder: Path) -> Iterator[Office]:
    """Start a LibreOffice with a profile of its own, and end it."""
    pipe = f"workbench-{os.getpid()}"
    started = subprocess.Popen(
        [
            *("soffice", "--headless", "--norestore", "--nologo", "--nodefault", "--nolockcheck"),
            f"--accept=pipe,name={pipe};urp;",
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    hands = subprocess.Popen([PYTHON, str(HANDS), pipe], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8")
    try:
        yield Office(hands)
    finally:
        assert hands.stdin is not None
        hands.stdin.close()
        for each in (hands, started):
            try:
                each.wait(20)
            except subprocess.TimeoutExpired:
                each.terminate()
                each.wait(20)


def missing() -> str:
    """Return what is missing for the proof, or nothing."""
    if shutil.which("soffice") is None:
        return "LibreOffice Calc (soffice)"
    found = subprocess.run([PYTHON, "-c", "import uno"], capture_output=True, check=False) if Path(PYTHON).exists() else None
    return "" if found is not None and found.returncode == 0 else "the system's Python with uno (python3-uno)"


def found_cells(plan: Plan) -> Counter[tuple[str, str, str]]:
    """Return every cell that an import would change or ask about."""
    return Counter((row.ref, cell.field, cell.theirs) for row in plan.rows for cell in row.cells)


def wrong(plan: Plan, case: Case) -> list[str]:
    """Say what an import finds beyond what was done, or misses."""
    told = []
    if (cells := found_cells(plan)) != Counter(case.cells):
        told.append(
            f"cells too many {sorted((cells - Counter(case.cells)).elements())}, missed {sorted((Counter(case.cells) - cells).elements())}"
        )
    expected = {"new": case.new, "asked": case.asked, "absent": case.absent, "conflicting": 0, "invalid": 0}
    if (counts := {name: plan.counts[name] for name in expected}) != expected:
        told.append(f"outcomes {counts}, not {expected}")
    if [note for note in plan.notes if not case.noted or case.noted not in note]:
        told.append(f"notes {plan.notes}")
    told += [f"problem {problem.cell}: {problem.message}" for problem in plan.problems]
    told += [f"row {row.row} is {row.outcome.value}: {row.reason}" for row in plan.rows if row.outcome is Outcome.INVALID]
    return told


def unchanged(book: Book, folder: Path, hands: Office) -> Iterator[tuple[str, list[str]]]:
    """Send every register in every version through LibreOffice, without an edit."""
    first = book.records("member")[0].title
    versions: list[tuple[str, Audience]] = [
        ("office", OFFICE),
        ("private", PRIVATE),
        ("public", PUBLIC),
        ("member", book.audience(member=first)),
    ]
    for name, audience in versions:
        done = export_workbook(book, folder / f"{name}.xlsx", (), audience)
        saved = [folder / f"{name} saved.{ending}" for ending in ENDINGS]
        hands.do(done.path, [], saved)
        for path in saved:
            plan = plan_import(book, path)
            told = wrong(plan, Case(name, lambda _page: []))
            if plan.counts["same"] != done.records:
                told.append(f"{plan.counts['same']} records are the same, not {done.records}")
            yield path.name, told


def edited(book: Book, folder: Path, hands: Office) -> Iterator[tuple[str, list[str]]]:
    """Do each thing of the list to the risks in LibreOffice, and plan what comes back; at last apply one return."""
    sent = export_workbook(book, folder / "sent.xlsx", ["risk"]).path
    page = Page(sent, book.register("risk").label)
    for number, case in enumerate(CASES):
        saved = [folder / f"{number} {case.name}.{ending}" for ending in ENDINGS]
        hands.do(sent, case.do(page), saved)
        for path in saved:
            yield path.name, wrong(plan_import(book, path), case)
    before = {key: len(book.records(key)) for key in book.registers if key != "receipt"}
    apply_plan(book, plan_import(book, folder / f"1 {CASES[1].name}.ods"))
    told = [] if {key: len(book.records(key)) for key in before} == before else ["records were lost or doubled by applying"]
    told += [
        f"{ref} {key} is {book.find('risk', ref).show(key)!r}"
        for ref, key, words in CASES[1].cells
        if book.find("risk", ref).show(key) != words
    ]
    for ending in ENDINGS:
        plan = plan_import(book, folder / f"1 {CASES[1].name}.{ending}")
        told += [f"applied and read again as .{ending}: {cell}" for cell in found_cells(plan)]
    yield "applied", told


def main() -> None:
    """Run the proof."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keep", type=Path, help="keep the workbooks here")
    chosen = parser.parse_args()
    if lacking := missing():
        print(f"Not run: {lacking} is not installed here.")
        sys.exit(1 if os.environ.get("CI") else 0)
    begun, count, failed = time.perf_counter(), 0, 0
    with tempfile.TemporaryDirectory() as temporary:
        folder = chosen.keep or Path(temporary)
        folder.mkdir(exist_ok=True, parents=True)
        os.environ["WORKBENCH_HOME"] = str(Path(temporary) / "home")
        make_demo(Path(temporary) / "demo", Clock("Office proof"))
        with Book.open(Path(temporary) / "demo" / "example.workbench", Clock("Office proof")) as book, office(Path(temporary)) as hands:
            book.add("risk", ODD)
            for proof in (unchanged, edited):
                for name, told in proof(book, folder, hands):
                    count += 1
                    failed += bool(told)
                    for line in told:
                        print(f"{name}: {line[:600]}")
    print(f"{count} workbooks came back from LibreOffice in {time.perf_counter() - begun:.0f} s; {failed} of them with faults.")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
