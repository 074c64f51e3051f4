"""Follow a round of six members with 300 risks each: sent, filled in with LibreOffice, received, settled, taken back, closed.

Run as `python -m tests.proofs.round [--keep FOLDER]`. Everything is done on the command line, as a person would, and every
figure it prints is compared with what was done. Without LibreOffice it says so and ends with 0, unless `CI` is set.
"""

import argparse
import contextlib
import io
import json
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from tests.proofs.office import Office, Page, missing, office
from workbench import cli
from workbench.domain.change import ChangeSet
from workbench.domain.clock import Clock
from workbench.domain.quarters import quarter_of
from workbench.services.book import Book

MEMBERS = ("Alder", "Birch", "Cedar", "Damson", "Elm", "Fir")
OWN, SHARED = 300, 40
ENDINGS = ("xlsx", "ods", "xls", "xlsx", "ods")
"""The formats that five of the six send back; the sixth sends nothing."""
WARDS = ("surgery", "theatres", "maternity", "pharmacy", "imaging", "stores")


class FailedError(Exception):
    """Something is not what it should be."""


class Round:
    """One round on the command line; `check` compares, and counts what it compared."""

    def __init__(self, folder: Path, hands: Office) -> None:
        self.folder, self.hands, self.checks = folder, hands, 0
        self.file = folder / "round.workbench"
        self.back = folder / "back"

    def run(self, *arguments: object, expect: int = 0) -> Any:
        """Run a command with --json and return what it printed; a refusal is its sentence."""
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            status = cli.run([str(argument) for argument in arguments])
        self.check(f"{arguments[0]} ends with", status, expect)
        if expect:
            return err.getvalue()
        return json.loads(out.getvalue()) if "--json" in arguments else out.getvalue()

    def check(self, what: str, found: object, wanted: object) -> None:
        """Fail where something is not what it should be."""
        self.checks += 1
        if found != wanted:
            raise FailedError(f"{what} {found!r}, not {wanted!r}")

    def make(self) -> None:
        """Make a file of six members with their own risks and shared ones."""
        with Book.create(self.file, "Six Trusts Collaborative", Clock(), [f"{name} NHS Trust" for name in MEMBERS]) as book:
            uids = [record.uid for record in book.records("member")]
            refs = book.fresh_refs("risk")
            rows: list[dict[str, Any]] = [
                {"title": f"Shared risk {number} of {_ward(number)}", "tier": "shared"} for number in range(SHARED)
            ]
            rows += [
                {"title": f"Own risk {number} of {_ward(number)} at {name}", "tier": "local", "member": uid}
                for name, uid in zip(MEMBERS, uids, strict=True)
                for number in range(OWN)
            ]
            levels = [
                {"current_likelihood": place % 5 + 1, "current_consequence": place % 4 + 1, "owner": "Jo Smith"}
                for place in range(len(rows))
            ]
            made = [book.addition("risk", {**row, **level}, refs) for row, level in zip(rows, levels, strict=True)]
            book.apply(ChangeSet("Registers of six members", tuple(made)))

    def send(self) -> None:
        """Send six workbooks, each with its own risks and the shared ones and nothing of another member."""
        sent = self.run("send", self.file, self.folder / "out", "--due", "1 January 2100", "--register", "risk", "--json")
        self.paths = [Path(one["path"]) for one in sent["sent"]]
        self.check("records sent", [one["records"] for one in sent["sent"]], [OWN + SHARED] * len(MEMBERS))
        for path, name in zip(self.paths, MEMBERS, strict=True):
            page = load_workbook(path, read_only=True)["Risk register"]
            words = " ".join(str(value) for row in page.iter_rows(values_only=True) for value in row if value)
            self.check(f"others named to {name}", [other for other in MEMBERS if other != name and f"at {other}" in words], [])

    def fill_in(self) -> None:
        """Have five of the six filled in with LibreOffice, sorted and saved in three formats."""
        self.back.mkdir()
        self.pages = [Page(path, "Risk register") for path in self.paths]
        for place, (path, page, ending) in enumerate(zip(self.paths, self.pages, ENDINGS, strict=False)):
            own = self.own(place)
            do: list[list[Any]] = [["text", page.name, page.cell(ref, "Owner"), f"{MEMBERS[place]} owner"] for ref in own[:20]]
            do += [["type", page.name, page.cell(own[20], "Current likelihood"), "5"]]
            if place < 3:
                do += [["text", page.name, page.cell("R-001", "Owner"), f"{MEMBERS[place]} says"]]
                do += [["text", page.name, page.cell("R-002", "Owner"), "All agree"]]
            do += [["sort", page.name, page.area, page.column("Risk"), False]] if place % 2 else []
            do += self.signed(path, {"Position date": "30/09/2026", "Completed by": f"{MEMBERS[place]} officer"})
            self.hands.do(path, do, [self.back / f"{place} came back.{ending}"])

    def own(self, place: int) -> list[str]:
        """Return the references of a member's own risks."""
        first = SHARED + place * OWN + 1
        return [f"R-{number:03}" for number in range(first, first + OWN)]

    @staticmethod
    def signed(path: Path, answers: dict[str, str]) -> list[list[Any]]:
        """Return what is typed on the sheet about the return."""
        sheet = load_workbook(path)["Your return"]
        rows = {row[0].value: row[0].row for row in sheet.iter_rows()}
        return [["text", sheet.title, f"B{rows[label]}", words] for label, words in answers.items()]

    def receive(self) -> None:
        """Plan the five together, then apply what is settled."""
        before = self.file.read_bytes()
        planned = self.run("receive", self.file, self.back, "--json")
        self.check("the file after planning is as before", self.file.read_bytes() == before, True)
        self.check("clashes", [(one["ref"], len(one["returns"])) for one in planned["clashes"]], [("R-001", 3)])
        done = self.run("receive", self.file, self.back, "--apply", "--json")
        returns = sorted(done["returns"], key=lambda one: str(one["path"]))
        self.check("members", [one["member"] for one in returns], [f"{name} NHS Trust" for name in MEMBERS[:5]])
        self.check("states", {one["state"] for one in returns}, {"applied"})
        self.check("changed", [one["changed"] for one in returns], [22, 21, 21, 21, 21])
        self.check("conflicting", [one["conflicting"] for one in returns], [1, 1, 1, 0, 0])
        rest = OWN + SHARED
        self.check("the same", [one["same"] for one in returns], [rest - 23, rest - 22, rest - 22, rest - 21, rest - 21])
        self.check("odd ones", [(one["new"], one["invalid"], one["asked"], one["absent"]) for one in returns], [(0, 0, 0, 0)] * 5)
        self.check("signed", next((one["position_date"], one["completed_by"]) for one in returns), ("2026-09-30", "Alder officer"))
        self.sets = [str(one["change_set"]) for one in returns]
        risks = self.risks()
        self.check("the shared risks", [risks[ref]["owner"] for ref in ("R-001", "R-002")], ["Jo Smith", "All agree"])

    def risks(self) -> dict[str, dict[str, Any]]:
        """Return every risk by reference."""
        return {one["ref"]: one for one in self.run("list", self.file, "risk", "--json")}

    def settle(self) -> None:
        """Settle the clash for one member, and take another's import back."""
        self.run("import", self.file, self.back / "1 came back.ods", "--apply", "--json")
        self.check("the clash settled", self.risks()["R-001"]["owner"], "Birch says")
        later = self.run("receive", self.file, self.back, "--json")
        self.check("what is left of it", sorted(one["conflicting"] for one in later["returns"]), [0, 0, 0, 1, 1])
        self.run("takeback", self.file, self.sets[3])
        risks = self.risks()
        self.check("taken back", {risks[ref]["owner"] for ref in self.own(3)}, {"Jo Smith"})
        self.check("kept", {risks[ref]["owner"] for ref in self.own(4)[:20]}, {"Elm owner"})

    def chase(self) -> None:
        """Chase the one that sent nothing; its draft holds its workbook."""
        desk = {one["member"]: one for one in self.run("returns", self.file, "--json")}
        self.check("outstanding", [name for name, one in desk.items() if one["outstanding"]], ["Fir NHS Trust"])
        self.check("taken back, but returned", desk["Damson NHS Trust"]["standing"], "returned, taken back")
        made = self.run("chase", self.file, self.folder / "drafts", "--json")
        path = next(one["path"] for one in made["drafts"] if one["member"] == "Fir NHS Trust")
        draft = message_from_bytes(Path(path).read_bytes(), policy=default)
        names = [part.get_filename() for part in draft.walk() if part.get_filename()]
        self.check("the draft", (draft["X-Unsent"], draft["To"], len(names)), ("1", "", 1))

    def close(self) -> None:
        """Close the quarter; the late return counts in the next one, and what was closed stays."""
        today = quarter_of(Clock().today())
        closed = self.run("close", self.file, today.name, "--json")
        self.check("positions kept", closed["kept"], SHARED + OWN * len(MEMBERS))
        before = self.run("list", self.file, "position", "--json")
        page, ref = self.pages[5], self.own(5)[0]
        self.hands.do(self.paths[5], [["type", page.name, page.cell(ref, "Current likelihood"), "5"]], [self.back / "late.ods"])
        late = [
            one for one in self.run("receive", self.file, self.back, "--apply", "--json")["returns"] if one["path"].endswith("late.ods")
        ]
        self.check("the late one", [(one["asked_for"], one["quarter"]) for one in late], [(today.name, today.after.name)])
        self.check("its score", self.risks()[ref]["current_likelihood"], 5)
        self.check("positions as they were", self.run("list", self.file, "position", "--json") == before, True)
        told = self.run("set", self.file, "position", before[0]["ref"], "likelihood=5", expect=1)
        self.check("a closed position is refused in a sentence", today.name in told, True)
        self.check("the file", self.run("check", self.file, "--json"), {"clean": True, "faults": []})


def _ward(number: int) -> str:
    return f"{WARDS[number % len(WARDS)]} on floor {number}"


def follow(folder: Path, hands: Office) -> int:
    """Follow a round; return how much was compared."""
    found = Round(folder, hands)
    steps: Sequence[Any] = (found.make, found.send, found.fill_in, found.receive, found.settle, found.chase, found.close)
    for step in steps:
        begun = time.perf_counter()
        step()
        print(f"{step.__name__.replace('_', ' ')}: {time.perf_counter() - begun:.1f} s", flush=True)
    return found.checks


def main() -> None:
    """Run the proof."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keep", type=Path, help="keep the files here")
    chosen = parser.parse_args()
    if lacking := missing():
        print(f"Not run: {lacking} is not installed here.")
        sys.exit(1 if os.environ.get("CI") else 0)
    with tempfile.TemporaryDirectory() as temporary:
        folder = chosen.keep or Path(temporary)
        folder.mkdir(exist_ok=True, parents=True)
        os.environ |= {"WORKBENCH_HOME": str(Path(temporary) / "home"), "WORKBENCH_AUTHOR": "Round proof"}
        try:
            with office(Path(temporary)) as hands:
                checks = follow(folder, hands)
        except FailedError as error:
            print(f"Failed: {error}")
            sys.exit(1)
    print(f"A round of {len(MEMBERS)} members with {OWN:,} risks each came round whole; {checks:,} figures were compared.")


if __name__ == "__main__":
    main()
