"""The imports of a file as its receipts tell of them: what came, from whom, when, what is open, and what was taken back."""

import json
import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from workbench.domain.change import Applied, Entry, SetKind
from workbench.domain.kinds import Day
from workbench.domain.register import Record
from workbench.domain.text import counted, joined
from workbench.services.book import Book
from workbench.services.unread import still_unread

_BROUGHT = (("new", "new"), ("changed", "changed"), ("same", "the same"))
_WORD = re.compile("^“…” is not an? ")
_SHOWN = 8
"""Cells to be looked at that are told one by one."""
_OPEN = (("asked", "to decide"), ("invalid", "needing correction"), ("conflicting", "changed on both sides"))


class Missed(NamedTuple):
    """A record that a return should have held and did not, by its reference, and the receipt that says so."""

    receipt: Record
    ref: str


@dataclass
class Import:
    """One import: its change set and the receipts it left, none where it was undone or taken back."""

    entry: Entry
    receipts: list[Record] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    """The cells that nobody could read and nobody has seen to since, in words."""
    later: "Import | None" = None
    """A later import of the same return or of its organisation's next one, which asked again about what this one left open."""

    @property
    def is_gone(self) -> bool:
        """Whether it was undone or taken back."""
        return not self.receipts

    @property
    def workbook(self) -> str:
        """The name of the workbook."""
        if self.receipts:
            return self.receipts[0].title
        return self.entry.name.removeprefix("Import ").rpartition(" (")[0] or self.entry.name

    @property
    def organisation(self) -> str:
        """Whose workbook it was; nothing where nobody said."""
        return self.receipts[0].show("member") if self.receipts else ""

    @property
    def brought(self) -> str:
        """What it held, counted, as a phrase."""
        return self._counted(_BROUGHT) if self.receipts else ""

    @property
    def left_open(self) -> str:
        """What nobody decided or corrected, counted, as a phrase; records missing from it included."""
        if not self.receipts or self.later is not None:
            return ""
        absent = sum(int(str(receipt.of("absent") or 0)) for receipt in self.receipts)
        missing = f"{absent:,} not in this return" if absent else ""
        unread = f"{counted(len(self.unread), 'cell')} nobody could read" if self.unread else ""
        return ", ".join(part for part in (self._counted(_OPEN), missing, unread) if part)

    @property
    def to_look_at(self) -> str:
        """How many of its cells are to be looked at, as a phrase; nothing where none is."""
        number = sum(len(receipt.show("problems").split("\n")) for receipt in self.receipts if receipt.show("problems"))
        return counted(number, "cell to look at", "cells to look at") if number else ""

    @property
    def is_to_decide(self) -> bool:
        """Whether rows or cells of it are still to be decided or corrected."""
        return self.later is None and bool(self._counted(_OPEN) or self.unread)

    def _counted(self, phrases: tuple[tuple[str, str], ...]) -> str:
        sums = {key: sum(int(str(receipt.of(key) or 0)) for receipt in self.receipts) for key, _ in phrases}
        return ", ".join(f"{sums[key]:,} {words}" for key, words in phrases if sums[key])

    @property
    def moment(self) -> str:
        """When it was imported, by the clock on the wall: "23 July 2026, 14:32"."""
        return f"{Day().show(self.entry.day)}, {datetime.fromisoformat(self.entry.at).astimezone():%H:%M}"

    @property
    def missing(self) -> list[Missed]:
        """The records that it should have held and did not, and of which nobody has said why."""
        found = [(receipt, _shown(receipt)) for receipt in self.receipts]
        return [
            Missed(receipt, ref) for receipt, shown in found for ref in shown.get("absent", ()) if ref not in shown.get("explained", ())
        ]

    def told(self, labels: dict[str, str]) -> list[str]:
        """Return all of it in sentences.

        Args:
            labels: the registers' labels by key.
        """
        sentences = []
        for receipt in self.receipts:
            register = labels.get(str(receipt.row.get("imported_into") or ""), "")
            read = counted(int(str(receipt.of("records") or 0)), "record")
            sentences.append(f"{read} of the {register.lower()} came from the sheet “{receipt.show('sheet')}”. {receipt.show('layout')}.")
            sentences += _to_look_at(receipt)
        if self.is_gone:
            sentences.append("It was undone or taken back, so nothing of it is left but this line.")
        if self.later is not None:
            sentences.append(f"What it left open was asked about again when {self.later.workbook} was imported on {self.later.moment}.")
        if self.entry.reason:
            sentences.append(self.entry.reason)
        return sentences


def explain(book: Book, missed: Missed, why: str) -> Applied | None:
    """Say why a record was not in a return, after it was imported; it stays as it is, and is open no more.

    Args:
        book: the open file.
        missed: the record.
        why: the reason in words, as the history keeps it.
    """
    receipt = missed.receipt
    shown = _shown(receipt)
    explained = sorted({*shown.get("explained", ()), missed.ref})
    left = sum(ref not in explained for ref in shown.get("absent", ()))
    values = {"shown": json.dumps({**shown, "explained": explained}, ensure_ascii=False, separators=(",", ":")), "absent": left}
    reason = f"{missed.ref} is not in {receipt.title} ({why[:1].lower()}{why[1:]})."
    return book.edit([receipt], values, reason=reason)


def _shown(receipt: Record) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(str(receipt.row.get("shown") or "{}"))
    return found


def _to_look_at(receipt: Record) -> list[str]:
    """Return the cells to be looked at, each with the reason where it is kept."""
    cells = [line for line in receipt.show("problems").split("\n") if line]
    if not cells:
        return []
    reasons = _shown(receipt).get("reasons", ())
    if not reasons:
        more = f" and {len(cells) - _SHOWN:,} more" if len(cells) > _SHOWN else ""
        return [f"To be looked at: {joined(cells[:_SHOWN]) if not more else ', '.join(cells[:_SHOWN])}{more}."]
    alike: dict[str, list[str]] = {}
    for cell, why in reasons:
        alike.setdefault(_WORD.sub("A word that is no ", why), []).append(cell)
    lines = [f"{found[0]}{f' and {len(found) - 1:,} more' if len(found) > 1 else ''}: {why}" for why, found in alike.items()]
    further = [f"And {len(lines) - _SHOWN:,} further reasons."] if len(lines) > _SHOWN else []
    return ["\n".join(["To be looked at:", *lines[:_SHOWN], *further])]


def imports_of(book: Book) -> list[Import]:
    """Return the imports of a file, the newest first."""
    found: dict[str, Import] = {}
    for entry in book.store.sets_newest_first():
        if entry.kind is SetKind.IMPORT:
            found[entry.uid] = Import(entry)
    for receipt in book.records("receipt"):
        made = next((entry for entry in book.history(receipt.uid) if entry.uid in found), None)
        if made is not None:
            found[made.uid].receipts.append(receipt)
            found[made.uid].unread += still_unread(book, receipt)
    imports = list(found.values())
    for place, older in enumerate(imports):
        older.later = next((newer for newer in imports[:place] if _asks_again(newer, older)), None)
    return imports


def _asks_again(newer: Import, older: Import) -> bool:
    """Whether an import asked again about everything that an older one left open: the same workbook, or its organisation's next."""
    keys = ("imported_into", "member"), ("imported_into", "digest")
    answered = [{tuple(receipt.row.get(key) for key in pair) for receipt in newer.receipts} for pair in keys]
    return bool(older.receipts) and all(
        any(
            tuple(receipt.row.get(key) for key in pair) in there and receipt.row.get(pair[1])
            for pair, there in zip(keys, answered, strict=True)
        )
        for receipt in older.receipts
    )
