"""References that two copies gave to two different records: the incoming one takes the next free, and keeps the old words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from workbench.domain.kinds import Headed
from workbench.domain.register import Record, Register, Row
from workbench.domain.text import shorten
from workbench.exchange.sheets import Problem
from workbench.services.book import place_of
from workbench.services.merging_cells import EXTRA, REF
from workbench.services.merging_plan import MergeRow
from workbench.services.plan import Outcome, PlanCell

GIVEN_THERE = "Reference in the copy"
"""Heading in `extra` of the reference that an incoming record had."""


def settle_refs(register: Register, ours: Mapping[str, Row], rows: Sequence[MergeRow], refs: Iterator[str], label: str) -> list[Problem]:
    """Give each incoming record whose reference stands for another here one of its own; return a sentence about each.

    Args:
        register: the register.
        ours: its rows as they are here.
        rows: what is planned for it.
        refs: references that neither copy ever gave.
        label: what the register is called.
    """
    planned = {row.uid: row for row in rows if not row.direction and row.after is not None}
    gone = {row.uid for row in rows if row.direction and row.moves}
    final = {uid: row for uid, row in ours.items() if uid not in gone} | {uid: row.after or {} for uid, row in planned.items()}
    claims: dict[tuple[str, str, str], list[str]] = {}
    for uid, one in final.items():
        if one.get(REF):
            claims.setdefault(place_of(Record(register, one)), []).append(uid)
    problems: list[Problem] = []
    for place, uids in list(claims.items()):
        # What stands here stays, then what was known here, then what was made first.
        uids.sort(key=lambda uid: (uid in planned, uid not in ours, uid))
        for uid in [uid for uid in uids[1:] if uid in planned]:
            row, before = planned[uid], str(final[uid][REF])
            kept = {**final[uid], REF: row.before[REF]} if row.before is not None else final[uid]
            was = place_of(Record(register, kept))
            if was != place and not claims.get(was):
                _keep_ours(row)
                claims[was] = [uid]
                told = f"{row.ref} is called {before} in the copy, which stands for another record here; it stays {row.ref}."
                problems.append(Problem(label, row.ref, told))
                continue
            _renumber(register, row, next(refs))
            if register.visible:
                problems.append(_told(register, label, (before, row), final[uids[0]]))
    return problems


def _keep_ours(row: MergeRow) -> None:
    """Leave the reference a record has here, because the one it has there stands for another."""
    row.keeps_ref = True
    row.cells = tuple(cell for cell in row.cells if cell.field != REF)
    row.places.pop(REF, None)
    if row.after is not None and row.before is not None:
        row.after = {**row.after, REF: row.before[REF]}
        if row.after == row.before:
            row.after = row.before = None
            row.outcome = Outcome.CONFLICTING if row.cells else Outcome.SAME


def renumbered(row: Row, ref: str, heading: str = GIVEN_THERE) -> Row:
    """Return a row under another reference, with the one it came with among its other words."""
    extra = Headed().store({**(Headed().load(row.get(EXTRA)) or {}), heading: str(row[REF])})
    return {**row, REF: ref, EXTRA: extra}


def with_own_refs(
    register: Register, ours: Mapping[str, Row], changed: Mapping[str, Row], refs: Iterator[str], heading: str = GIVEN_THERE
) -> dict[str, Row]:
    """Return those changed records whose reference another one has by now, each under one of its own.

    Args:
        register: the register.
        ours: its rows as they are here, without those that go.
        changed: rows that are added, brought back, or were decided about.
        refs: references that neither copy ever gave.
        heading: what the old reference is kept under.
    """
    moved = {uid: row for uid, row in changed.items() if row.get(REF) and _place(register, row) != _place(register, ours.get(uid, {}))}
    taken = {_place(register, row) for uid, row in {**ours, **changed}.items() if row.get(REF) and uid not in moved}
    found: dict[str, Row] = {}
    for uid, row in sorted(moved.items()):
        if (place := _place(register, row)) in taken:
            found[uid] = renumbered(row, next(refs), heading)
        taken.add(place)
    return found


def _place(register: Register, row: Row) -> tuple[str, str, str]:
    return place_of(Record(register, row))


def _renumber(register: Register, row: MergeRow, ref: str) -> None:
    row.ref, row.after = ref, renumbered(row.after or {}, ref)
    if row.before is None:
        return
    kept = {cell.field: cell for cell in row.cells}
    for key, value in ((REF, ref), (EXTRA, row.after[EXTRA])):
        known = register.get(key)
        ours = row.before.get(key)
        made = kept.get(key) or PlanCell(key, known.label, "", known.kind.show(ours), "", taken=True, stored=(None, ours, None))
        kept[key] = replace(made, theirs=known.kind.show(value), stored=(*made.stored[:2], value), taken=True)
    row.cells = tuple(kept.values())


def _told(register: Register, label: str, incoming: tuple[str, MergeRow], keeper: Row) -> Problem:
    ref, row = incoming
    here, there = Record(register, keeper).title, row.title
    two = f"“{shorten(here, 50)}” here and “{shorten(there, 50)}” in the copy"
    return Problem(label, row.ref, f"{ref} stands for two different records, {two}; both are kept, the copy's as {row.ref}.")
