"""Replay what an invented collaborative recorded over a year into a book, day by day, through the services that windows use.

The data are tables of plain text; the README beside them says what each holds.
"""

import tempfile
import tomllib
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.domain.change import Change, ChangeSet
from workbench.domain.clock import Clock
from workbench.domain.errors import WorkbenchError
from workbench.domain.joining import Pointer
from workbench.domain.kinds import SEPARATOR, Stored, Text
from workbench.domain.register import Record
from workbench.domain.registers.quarters import CLOSED
from workbench.services.book import Book
from workbench.services.joining import Joiner, combined

if TYPE_CHECKING:
    from workbench.exchange.made_returns import Layout

_STAGES = ("inherent", "initial", "current", "target", "score")
"""Columns that hold two levels as "4x3", likelihood first."""
_TABLES = (
    "organisations", "people", "objectives", "forums", "meetings", "appetite", "schemes", "interests",
    "risks/alderbrook", "risks/dunmere", "risks/shared", "assurance/entries", "assurance/controls", "assurance/sources",
    "assurance/gaps", "decisions/decisions", "decisions/votes", "decisions/approvals", "decisions/declarations",
    "actions/actions", "actions/extensions", "actions/updates", "positions", "links",
)  # fmt: skip
"""The tables of records in the order they are added, parents before their children."""
_REGISTERS = {
    "organisations": "member", "people": "person", "objectives": "objective", "forums": "forum", "meetings": "meeting",
    "appetite": "appetite", "schemes": "scheme", "interests": "interest", "entries": "assurance", "controls": "control",
    "sources": "assurance_source", "gaps": "gap", "decisions": "decision", "votes": "vote", "approvals": "approval",
    "declarations": "declaration", "actions": "action", "extensions": "extension", "updates": "update", "positions": "position",
    "links": "link",
}  # fmt: skip
"""The register of each table, by its name; any other holds risks."""

_TYPED_IN = ("alderbrook", "dunmere")
"""The members whose first return was typed in; the others' are imported."""
_NEVER = "9999"
"""After every day of the data: a register as it stands when all that is to come has come."""
_POST = "post_"
"""What the headings of a person's post begin with in the table of people."""

Line = dict[str, str]
"""One row of a table: what is filled in, by heading."""


class ReplayClock(Clock):
    """A clock that stands where the day being replayed stands, and never ahead of the machine's own."""

    def __init__(self, real: Clock) -> None:
        super().__init__()
        self._real = real
        self._moment = real.now()

    def turn_to(self, day: date, author: str) -> None:
        """Stand at ten in the morning of a day, as somebody."""
        self._moment = datetime.combine(day, time(10), UTC)
        self.author = author

    def now(self) -> datetime:
        """Return the moment being replayed."""
        return min(self._moment, self._real.now())

    def today(self) -> date:
        """Return the day being replayed."""
        return min(self._moment.date(), self._real.today())


def table(path: Path) -> list[Line]:
    r"""Return the rows of a table: cells parted by tabs under one row of headings, `\n` for a new line in a cell.

    Blank cells at the end of a row may be left out.
    """
    lines = path.read_text(encoding="utf-8").split("\n")
    headings = lines[0].split("\t")
    rows = [line.split("\t") for line in lines[1:] if line.strip()]
    whole = (row + [""] * (len(headings) - len(row)) for row in rows)
    return [{key: cell.replace("\\n", "\n") for key, cell in zip(headings, row, strict=True) if cell} for row in whole]


class _Refs:
    """The fresh references of one day, register by register, so that all its records share them."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._fresh: dict[str, Iterator[str]] = {}

    def __call__(self, register: str) -> Iterator[str]:
        """Return the references that records of a register take one after another."""
        return self._fresh.setdefault(register, self._book.fresh_refs(register))


class Replay:
    """What was recorded on each day, brought into a book."""

    def __init__(self, book: Book, data: Path, workbooks: Mapping[str, str]) -> None:
        self._book, self._data, self._workbooks = book, data, workbooks
        self._tables = {name: table(data / f"{name}.tsv") for name in _TABLES}
        for member in _TYPED_IN:
            for line in self._tables[f"risks/{member}"]:
                line["member"] = _called(member)
        self._changes = [line for path in sorted((data / "changes").glob("*.tsv")) for line in table(path)]
        self._returned = {path.stem: table(path) for path in sorted((data / "returns").glob("*.tsv"))}
        self._uids: dict[str, str] = {}
        self._names: dict[str, dict[str, str]] = {"person": {}, "member": {}, "forum": {}, "meeting": {}, "objective": {}}
        self._days: dict[str, str] = {}

    def record(self, day: Line) -> None:
        """Bring in what was recorded on one day: as one set, or by importing the return that came."""
        on = day["date"]
        if day.get("imports"):
            self._import(day["imports"], on)
            return
        refs = _Refs(self._book)
        added = [made for name in _TABLES for made in self._added(name, on, refs)]
        joiner = Joiner(self._book, [change for change, _ in added])
        changes = {change.uid: joiner.parted(change, stored) for change, stored in added}
        for line in (line for line in self._changes if line["recorded"] == on):
            uid = self._uid(line["ref"])
            changes[uid] = self._edited(line, uid, joiner, changes.get(uid))
        closed = self._closing(day["closes"], on, changes, refs("position")) if day.get("closes") else []
        together = combined([*changes.values(), *closed, *joiner.changes()])
        self._book.apply(ChangeSet(day["name"], tuple(together), day.get("reason", ""), effective=day.get("effective", "")))

    def _added(self, name: str, on: str, refs: "_Refs") -> Iterator[tuple[Change, dict[str, Stored]]]:
        """Make the records of a table that were recorded on a day; children without a day of their own go with their parent."""
        register = _REGISTERS.get(name.rsplit("/", 1)[-1], "risk")
        for line in self._tables[name]:
            if (line.get("recorded") or self._days.get(line.get("parent", ""))) != on:
                continue
            own = {key: words for key, words in line.items() if key != "recorded" and not key.startswith(_POST)}
            stored = self._read(register, own)
            if "tier" in self._book.register(register) and not stored.get("tier") and not stored.get("member"):
                stored["tier"] = "shared"
            change = self._book.addition(register, stored, refs(register))
            self._note(register, change, on)
            yield change, stored
            if held := {key.removeprefix(_POST): words for key, words in line.items() if key.startswith(_POST)}:
                post = {**self._read("post", held), "parent": change.uid}
                yield self._book.addition("post", post, refs("post")), post

    def _note(self, register: str, change: Change, on: str) -> None:
        """Remember what the data calls a record by, and the day it was recorded on."""
        row = change.after or {}
        self._uids[str(row["ref"])] = change.uid
        self._days[str(row["ref"])] = on
        if register in self._names:
            short = {"person": "initials", "member": "short_name"}.get(register, "ref")
            self._names[register][str(row[short])] = self._book.register(register).called(row)

    def _read(self, register: str, line: Mapping[str, str]) -> dict[str, Stored]:
        """Return a row's words in stored form: levels apart, references as identities, initials as names."""
        pointers: dict[str, Stored] = {}
        values: dict[str, object] = {}
        for key, words in line.items():
            if key in _STAGES and "x" in words:
                lead = "" if key == "score" else f"{key}_"
                values |= zip((f"{lead}likelihood", f"{lead}consequence"), words.split("x"), strict=True)
                continue
            kind = self._book.register(register).get(key).kind
            if isinstance(kind, Pointer):
                pointers[key] = self._uid(words)
            elif isinstance(kind, Text) and kind.of in self._names:
                names = self._names[kind.of]
                parts = list(names) if words == "all" else [part.strip() for part in words.split(";")]
                values[key] = SEPARATOR.join(names.get(part, part) for part in parts)
            else:
                values[key] = words
        return {**self._book.read(register, values), **pointers}

    def _uid(self, ref: str) -> str:
        uid = self._uids.get(ref) or self._book.directory.pointed(ref, ())
        if uid is None:
            raise WorkbenchError(f"The data of the demo names {ref}, which is not recorded by then.")
        return uid

    def _edited(self, line: Line, uid: str, joiner: Joiner, change: Change | None) -> Change:
        """Return the change of one field of one record on top of what the same set does to it already."""
        record = self._record(uid)
        before = change.before if change else record.row if record else None
        now = (change.after if change else before) or {}
        register = self._book.register(change.register if change else record.register.key if record else "")
        stored = self._read(register.key, {line["field"]: line.get("value", "")})
        return joiner.parted(Change(register.key, uid, before, register.settled({**now, **stored})), stored)

    def _record(self, uid: str) -> Record | None:
        return next((found for key in self._book.registers if (found := self._book.record(key, uid)) is not None), None)

    def _closing(self, period: str, on: str, changes: Mapping[str, Change], refs: Iterator[str]) -> list[Change]:
        """Return the positions at which the shared risks and the joint framework close a quarter, as they stand that day."""
        made = []
        for key in ("risk", "assurance"):
            for record in self._book.records(key):
                row = (change.after if (change := changes.get(record.uid)) else record.row) or {}
                if record.of("tier") != "shared" or row.get("status") == "closed":
                    continue
                values: dict[str, Stored] = {
                    "parent": record.uid,
                    "date": _end_of(period).isoformat(),
                    "period": period,
                    "kind": "actual",
                    "likelihood": row.get("current_likelihood"),
                    "consequence": row.get("current_consequence"),
                    "rationale": row.get("score_rationale"),
                    "source": f"Quarter closed on {on[8:].lstrip('0')}/{on[5:7]}/{on[:4]}",
                }
                made.append(self._book.addition("position", {name: value for name, value in values.items() if value}, refs))
        shut: dict[str, Stored] = {"period": period, "status": CLOSED, "closed_on": on, "closed_by": self._book.clock.author}
        return [*made, self._book.addition("quarter", shut)]

    # Returns

    def _rows(self, member: str, on: str) -> list[Line]:
        """Return a member's own register as it stood on a day: rows opened by then, with what was changed by then."""
        rows = [dict(line) for line in table(self._data / "risks" / f"{member}.tsv") if line.get("recorded", "") <= on]
        by_ref = {row["ref"]: row for row in rows}
        for line in self._returned.get(f"{member}-changes", ()):
            if line["recorded"] <= on:
                by_ref[line["ref"]][line["field"]] = line.get("value", "")
        gone = {line["ref"] for line in self._returned.get(f"{member}-left-out", ()) if line["recorded"] <= on}
        return [row for row in rows if row["ref"] not in gone]

    def _layout(self, member: str, on: str) -> "Layout":
        from workbench.exchange.made_returns import Layout  # noqa: PLC0415 - adapters load when needed

        told = tomllib.loads((self._data / "returns" / f"{member}.toml").read_text(encoding="utf-8"))
        return Layout.told(max((one for one in told["layout"] if one["since"] <= on), key=lambda one: str(one["since"])))

    def _write(self, member: str, path: Path, on: str) -> None:
        from workbench.exchange.made_returns import write_return  # noqa: PLC0415 - adapters load when needed

        actions: dict[str, list[Line]] = {}
        for line in self._returned.get(f"{member}-actions", ()):
            actions.setdefault(line["parent"], []).append(line)
        write_return(path, self._layout(member, on), self._rows(member, on), actions)

    def _import(self, member: str, on: str) -> None:
        """Have a member's return of a day written as the member lays it out, and import it."""
        from workbench.services.importing import apply_plan, plan_import  # noqa: PLC0415 - adapters load when needed

        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"{self._workbooks[member]}, {on}.xlsx"
            self._write(member, path, on)
            plan = plan_import(self._book, path, register="risk", member=self._names["member"][_called(member)])
            apply_plan(self._book, plan)

    def send(self, member: str, path: Path) -> None:
        """Export a member's version, as it was sent out for the member to work in."""
        from workbench.services.exporting import export_workbook  # noqa: PLC0415 - adapters load when needed

        export_workbook(self._book, path, ("risk",), self._book.audience(member=_called(member)))

    def come_back(self, member: str, path: Path) -> None:
        """Write the return that came back for the coming quarter: an edited export, or the member's own layout."""
        from workbench.exchange.made_returns import edit_export  # noqa: PLC0415 - adapters load when needed

        if not path.exists():
            self._write(member, path, _NEVER)
            return
        risks = self._book.register("risk")
        changes = [(line["ref"], risks.get(line["field"]).label, line.get("value", "")) for line in self._returned[f"{member}-changes"]]
        added = [{risks.get(key).label: words for key, words in line.items()} for line in self._returned.get(f"{member}-new", ())]
        edit_export(path, risks.label, changes, added)


def _called(member: str) -> str:
    """Return the short name of the organisation that files are named after: "carrow-vale" is Carrow Vale."""
    return member.replace("-", " ").title()


def _end_of(period: str) -> date:
    """Return the last day of a quarter such as Q3 2025/26, which is that of the year's third three months from April on."""
    quarter, year = int(period[1]), int(period[3:7])
    return (date(year, 6, 30), date(year, 9, 30), date(year, 12, 31), date(year + 1, 3, 31))[quarter - 1]
