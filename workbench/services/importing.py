"""Bring a workbook in: read it, plan it against the file, and apply the plan as one change set with a receipt."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.domain.audience import Audience, Version, View
from workbench.domain.change import Applied, Change, ChangeSet, SetKind
from workbench.domain.clock import Progress, unwatched
from workbench.domain.errors import UnknownNameError
from workbench.domain.index import AsSent
from workbench.domain.kinds import Stored
from workbench.domain.register import Record, Register, Row
from workbench.domain.registers import declared
from workbench.domain.text import counted, joined, squeeze
from workbench.exchange.sheets import EXTRA, IGNORE, Column, Correction, Problem, Reading, Stamp, Table, Workbook
from workbench.services import keeping
from workbench.services.book import Book, place_of
from workbench.services.joining import Joiner, combined
from workbench.services.layouts import kept_layout, layout_changes, open_questions
from workbench.services.leaving_closed import leave_closed
from workbench.services.merging_refs import with_own_refs
from workbench.services.past import Past
from workbench.services.plan import Outcome, Part, Plan, PlanCell, PlanRow, Source
from workbench.services.planning import DOUBLED, Base, Planner, base_of_receipt, left_of_receipt, repeated_of, shown_as, shown_row
from workbench.services.planning_children import settle_doubles
from workbench.services.returned import is_first_seen, notes_on, return_changes
from workbench.services.senders import alike_refs, likely_sender

if TYPE_CHECKING:
    from workbench.exchange.headings import Vocabulary

__all__ = ["Correction", "Inspection", "Plan", "PlanCell", "PlanRow", "Problem", "apply_plan", "inspect", "plan_import"]


_MOVING = frozenset({"ref", "tier", "member"})
"""Fields that say where a record's reference must be its only one."""
_TOP = 20
"""Rows of a sheet among which its headings are."""


@dataclass(frozen=True)
class Inspection:
    """What an import would read of a workbook: the table, what was read from it, and the other tables found."""

    workbook: Workbook
    table: Table | None
    reading: Reading | None
    others: list[Table]


def inspect(
    path: Path,
    registers: Sequence[Register],
    *,
    sheet: str = "",
    correction: Correction | None = None,
    password: str = "",
    progress: Progress = unwatched,
) -> Inspection:
    """Read a workbook as an import would, without a file to import into.

    Args:
        path: the workbook.
        registers: what its tables may be.
        sheet: the only sheet to look at.
        correction: what a person said about sheet, heading rows and columns.
        password: of a protected workbook.
        progress: told while reading; may stop it.

    Raises:
        WorkbookRefusedError: it cannot or must not be read.
        UnknownNameError: it has no such sheet.
    """
    workbook, words = _workbook(path, password, progress, registers)
    tables = _tables(workbook, words, sheet, correction)
    if not tables:
        return Inspection(workbook, None, None, [])
    by_key = {register.key: register for register in registers}
    from workbench.exchange.columns import read_table  # noqa: PLC0415 - adapters load when needed

    reading = read_table(workbook, tables[0], by_key[tables[0].register], correction=correction, children=frozenset(declared()))
    return Inspection(workbook, tables[0], reading, tables[1:])


def _workbook(
    path: Path, password: str, progress: Progress, registers: Sequence[Register], book: Book | None = None
) -> "tuple[Workbook, Sequence[Register | Vocabulary]]":
    """Return a workbook as read, and the words of the headings of registers, gathered while it was being parsed."""
    from workbench.exchange.reading import read_workbook  # noqa: PLC0415 - adapters load when needed

    words: list[Vocabulary] = []

    def load_next() -> None:
        from workbench.exchange.columns import read_table  # noqa: F401, PLC0415 - loaded for later
        from workbench.exchange.finding import find_tables  # noqa: F401, PLC0415 - loaded for later
        from workbench.exchange.headings import vocabulary_of  # noqa: PLC0415 - adapters load when needed

        words.extend(vocabulary_of(register) for register in registers)
        if book is not None:
            book.store.expect_growth([book.register("receipt")])  # a first import brings tables with it

    workbook = read_workbook(path, password=password, progress=progress, meanwhile=load_next)
    return workbook, words or registers


def _tables(workbook: Workbook, registers: "Sequence[Register | Vocabulary]", sheet: str, correction: Correction | None) -> list[Table]:
    from workbench.exchange.finding import find_tables  # noqa: PLC0415 - adapters load when needed

    if sheet and workbook.sheet(sheet) is None:
        raise UnknownNameError("sheet", sheet, tuple(known.name for known in workbook.sheets))
    return find_tables(workbook, registers, sheet=sheet, correction=correction)


def plan_import(
    book: Book,
    path: Path,
    *,
    register: str = "",
    sheet: str = "",
    member: str = "",
    correction: Correction | None = None,
    password: str = "",
    progress: Progress = unwatched,
) -> Plan:
    """Say what bringing a workbook in would do; nothing is written.

    Args:
        book: the open file.
        path: the workbook.
        register: the only register to plan; without it a stamped workbook is planned for all of its own, another for
            its best table's.
        sheet: the only sheet to look at.
        member: the name of the organisation it came from; without one, risks are unsorted.
        correction: what a person said about sheet, heading rows and columns; else the member's kept layout is used.
            Naming a sheet says so, too, where the member is named.
        password: of a protected workbook.
        progress: told while reading; may stop it.

    Raises:
        WorkbookRefusedError, UnknownNameError: as `inspect`; there is no such register or organisation.
    """
    if member:
        book.audience(member=member)
    workbook, words = _workbook(path, password, progress, _wanted(book, register), book)
    return plan_workbook(book, path, workbook, register=register, sheet=sheet, member=member, correction=correction, words=words)


def plan_workbook(
    book: Book,
    path: Path,
    workbook: Workbook,
    *,
    register: str = "",
    sheet: str = "",
    member: str = "",
    correction: Correction | None = None,
    words: "Sequence[Register | Vocabulary]" = (),
) -> Plan:
    """Say what bringing in a workbook that was read already would do; nothing is written. All as `plan_import`.

    `words` are those of the registers' headings, where they were gathered already.
    """
    owner = book.audience(member=member).member if member else ""
    said = correction or (Correction(sheet=sheet) if sheet and owner else None)
    plan = Plan(path, owner, workbook, [], correction=said)
    _fill(book, plan, register, sheet, correction, words)
    leave_closed(book, plan)
    plan.notes += notes_on(book, plan)
    return plan


def _wanted(book: Book, register: str) -> list[Register]:
    return [book.register(register)] if register else [found for found in book.registers.values() if found.sought]


def _fill(
    book: Book, plan: Plan, register: str, sheet: str, correction: Correction | None, words: "Sequence[Register | Vocabulary]"
) -> None:
    """Plan the tables of a workbook: all that an export held, else the best of one that was laid out elsewhere."""
    workbook, wanted = plan.workbook, _wanted(book, register)
    plan.notes += _seen_before(book, workbook)
    past = Past(book)
    stamp = _own_stamp(book, plan)
    if stamp is not None:
        _of_stamp(book, plan, stamp)
        if not register and not sheet:
            plan.parts = _stamped_parts(past, plan, stamp)
            settle_doubles(book, plan.parts)
            if plan.parts:
                return
    kept = correction or kept_layout(book, plan.member, wanted, workbook, sheet)
    tables = _tables(workbook, words or wanted, sheet or (kept.sheet if kept else ""), kept)
    if tables:
        part = _part(past, plan, tables[0], stamp, kept)
        answered = stamp is not None or kept is not None or last_receipt(book, part.register, plan.member) is not None
        plan.questions = open_questions(book, plan.member, part, answered=answered)
        part.problems += [question.problem for question in plan.questions]
        plan.parts.append(part)
        plan.others = tables[1:]
        plan.beside = _left_lying(book, plan)
        plan.notes += alike_refs(book, plan) if stamp is None else []
    if not plan.member and stamp is None:
        plan.asks_sender, plan.likely = True, likely_sender(book, plan)


def _left_lying(book: Book, plan: Plan) -> dict[str, str]:
    """Return, by its name, a sentence for each other sheet whose records are not brought in."""
    found: dict[str, Table] = {}
    for table in plan.others:
        if table.records and table.sheet != plan.sheet:
            found.setdefault(table.sheet, table)
    return {
        name: f"The sheet “{name}” holds another table ({book.register(table.register).running}, "
        f"{counted(len(table.records), 'record')}); it is not brought in with this one, so import it by itself."
        for name, table in found.items()
    }


def _seen_before(book: Book, workbook: Workbook) -> list[str]:
    """Return a sentence where the very same workbook was imported before."""
    days = [record.show("received_on") for record in book.records("receipt") if record.row.get("digest") == workbook.digest]
    return [f"This very workbook was imported on {days[-1]}."] if days else []


def _own_stamp(book: Book, plan: Plan) -> Stamp | None:
    """Return the workbook's stamp if it is this file's; say so where it is another's."""
    stamp = plan.workbook.stamp
    if stamp is None:
        if _was_exported(plan.workbook):
            plan.notes.append(
                f"{plan.workbook.name} has lost the hidden sheet that tells when it was sent, so its rows are matched by reference."
            )
        return None
    if stamp.file_id != book.store.about("file_id"):
        plan.notes.append(f"{plan.workbook.name} was exported from another file, so its rows are matched by reference.")
        return None
    if book.store.hash_at(stamp.position) != stamp.head and stamp.position <= book.store.head().position:
        plan.notes.append(
            f"{plan.workbook.name} was exported from a copy of this file with another history, so its rows are matched by reference."
        )
        return None
    if stamp.position > book.store.head().position:
        plan.notes.append(f"{plan.workbook.name} was exported from a newer copy of this file, so its rows are matched by reference.")
        return None
    return stamp


def _was_exported(workbook: Workbook) -> bool:
    """Whether a sheet has the column in which our exports carry the identity of each row."""
    from workbench.exchange.meaning import UID_HEADING  # noqa: PLC0415 - adapters load when needed

    return any(UID_HEADING in row for sheet in workbook.sheets for row in sheet.rows[:_TOP])


def _of_stamp(book: Book, plan: Plan, stamp: Stamp) -> None:
    """Let a member's export speak for the member it was made for, and say so where somebody says otherwise."""
    if stamp.member and not plan.member:
        plan.member = stamp.member
    elif stamp.member and plan.member != stamp.member:
        made_for, said = book.directory.name(stamp.member), book.directory.name(plan.member)
        plan.notes.append(f"{plan.workbook.name} was made for {made_for or 'another organisation'}, not for {said}.")


def _stamped_parts(past: Past, plan: Plan, stamp: Stamp) -> list[Part]:
    """Plan every register of an export; a sheet that was renamed is found by the hidden identity of its rows."""
    book = past.book
    parts: list[Part] = []
    renamed = [sheet.name for sheet in plan.workbook.sheets if sheet.name not in stamp.sheets]
    for name, (key, keys) in stamp.sheets.items():
        if key not in book.registers:
            continue
        for candidate in [name] if plan.workbook.sheet(name) is not None else renamed:
            said = plan.correction or _as_laid(plan.workbook, candidate, stamp.headings.get(name, ()), keys)
            tables = _tables(plan.workbook, [book.register(key)], candidate, said)
            if tables and (candidate == name or _is_of(book, plan, tables[0])):
                _read_as_exported(book, plan, tables[0], keys)
                parts.append(_part(past, plan, tables[0], stamp, said))
                break
        else:
            plan.notes.append(f"The sheet “{name}” that was sent is not in {plan.workbook.name} any more, so nothing of it was compared.")
    return parts


def _as_laid(workbook: Workbook, name: str, headings: Sequence[str], keys: Sequence[str]) -> Correction | None:
    """Return what an export under a member's own headings said these headings are; None for one under ours."""
    from workbench.exchange.meaning import UID_HEADING  # noqa: PLC0415 - adapters load when needed

    sheet = workbook.sheet(name)
    if not headings or sheet is None:
        return None
    known = {*map(squeeze, headings), squeeze(UID_HEADING)}
    found = [sum(isinstance(value, str) and squeeze(value) in known for value in row) for row in sheet.rows[:_TOP]]
    best = max(range(len(found)), key=lambda row: found[row], default=None)
    if best is None or found[best] * 2 < len(headings):
        return None
    columns = {**dict(zip(headings, keys, strict=False)), UID_HEADING: IGNORE}
    return Correction(sheet=sheet.name, header_rows=(best,), columns=columns)


def _is_of(book: Book, plan: Plan, table: Table) -> bool:
    """Whether the rows of a table carry the identity of records of its register."""
    from workbench.exchange.meaning import UID_HEADING  # noqa: PLC0415 - adapters load when needed

    return any(column.header == UID_HEADING and _carries(book, plan, table, column) for column in table.columns)


def _carries(book: Book, plan: Plan, table: Table, column: Column) -> bool:
    """Whether a column holds the identity of records of the table's register."""
    sheet = plan.workbook.sheet(table.sheet)
    rows = [sheet.rows[rows[0]] for rows in table.records] if sheet is not None else []
    return any(column.index < len(row) and book.record(table.register, str(row[column.index])) is not None for row in rows)


def _read_as_exported(book: Book, plan: Plan, table: Table, keys: Sequence[str]) -> None:
    """Read a column under a heading nobody knows as the field that was exported there, where no column was moved.

    The column with the identity of the rows is known by what it holds, whatever became of its heading.
    """
    from workbench.exchange.meaning import UID_HEADING  # noqa: PLC0415 - adapters load when needed

    if not any(column.header == UID_HEADING for column in table.columns):
        for found in table.columns:
            if found.field in {EXTRA, IGNORE} and _carries(book, plan, table, found):
                found.header, found.field = UID_HEADING, IGNORE
                break
    by_index = {column.index: column for column in table.columns}
    taken = {column.field for column in table.columns}
    last = by_index.get(len(keys) - 1)
    if last is None or keys[-1] != "uid" or last.field not in {EXTRA, IGNORE}:
        return
    for index, key in enumerate(keys[:-1]):
        column = by_index.get(index)
        if column is not None and column.field == EXTRA and key not in taken and key in book.register(table.register):
            column.field, column.confidence = key, 0.9
            column.reason = f"{book.register(table.register).get(key).label} was sent in this column"


def _part(past: Past, plan: Plan, table: Table, stamp: Stamp | None, correction: Correction | None) -> Part:
    from workbench.exchange.cells import is_too_long_notice  # noqa: PLC0415 - adapters load when needed
    from workbench.exchange.columns import read_table  # noqa: PLC0415 - adapters load when needed

    book = past.book
    register = book.register(table.register)
    if stamp is not None:
        register = register.bound(AsSent(book.directory, _sent(past, stamp).directory))
    # What an export says of records that belong to others stands on their own sheets and in lines with references.
    belonging = frozenset(book.registers) if stamp is None else frozenset[str]()
    reading = read_table(plan.workbook, table, register, correction=correction, children=belonging)
    if stamp is None:
        reading.uids = [None] * len(reading)
    base = _base(past, table.register, plan.member, stamp)
    if correction is None or correction == Correction(sheet=correction.sheet) or correction is not plan.correction:
        base = _repeated(past, base, plan, reading)
    part = Planner(book, table, reading, plan.member, base, is_too_long_notice).plan()
    part.columns = tuple(reading.columns)
    part.source = Source(reading, base)
    return part


def _sent(past: Past, stamp: Stamp) -> View:
    """Return what a stamped workbook was sent with."""
    return past.view(stamp.position, Audience(Version(stamp.version), stamp.member))


def _base(past: Past, register: str, member: str, stamp: Stamp | None) -> Base:
    """Return what the sender last saw: as the stamped export showed it, else as the member's last receipt did."""
    book = past.book
    if stamp is not None:
        sent = _sent(past, stamp)
        rows = {record.uid: record.row for record in sent.records(register)}
        return Base(
            stamped=True,
            rows=rows,
            held=rows,
            position=stamp.position,
            belonging=_belonging(lambda: sent),
            sent=sent.registers.get(register),
        )
    held = {record.uid: record.row for record in book.records(register) if member and record.row.get("member") == member}
    receipt = last_receipt(book, register, member)
    if receipt is None:
        return Base(held=held)
    position = book.history(receipt.uid)[0].position
    kept = json.loads(str(receipt.row["shown"]))["columns"]
    beyond = any((field := book.register(register).find(key)) and (field.asks or field.kind.gathers) for key in kept)
    then = past.view(position).records(register)
    rows = {record.uid: shown_row(record) if beyond else record.row for record in then}
    shown_then, instead = base_of_receipt(str(receipt.row["shown"]), rows)
    gone = _gone(book, register, str(receipt.row["shown"]))
    left = left_of_receipt(str(receipt.row["shown"]))
    return Base(rows=shown_then, instead=instead, left=left, held=held, belonging=_belonging(lambda: past.view(position)), gone=gone)


def _repeated(past: Past, base: Base, plan: Plan, reading: Reading) -> Base:
    """Return the base of a workbook that may have been applied before: what was settled then is not asked about again."""
    found = [
        record
        for record in past.book.records("receipt")
        if record.row.get("digest") == plan.workbook.digest
        and record.row.get("imported_into") == reading.register
        and record.row.get("sheet") == reading.sheet
        and record.row.get("shown")
    ]
    receipt = max(found, key=lambda record: record.uid, default=None)
    if receipt is None:
        return base
    shown = str(receipt.row["shown"])
    position = past.book.history(receipt.uid)[0].position
    then = {record.uid: record.row for record in past.view(position).records(reading.register)}
    picked, instead = base_of_receipt(shown, then)
    rows = {**picked, **base.rows}
    repeated = repeated_of(shown, reading.cells)
    gone = {**base.gone, **_gone(past.book, reading.register, shown)}
    belonging = base.belonging if base.stamped else _belonging(lambda: past.view(position))
    left = left_of_receipt(shown)
    return replace(base, rows=rows, instead=instead, left=left, gone=gone, repeated=repeated, belonging=belonging)


def _gone(book: Book, register: str, shown: str) -> dict[tuple[str, str, str], str]:
    """Return the records that a receipt's workbook showed and that were removed since, by where their references stood."""
    here, told = book.by_uid(register), json.loads(shown)
    gone = [uid for uid in (*told["uids"], *told.get("asked", ())) if uid not in here]
    found = {}
    for uid in gone:
        last = next((change for entry in book.history(uid)[::-1] for change in entry.changes if change.uid == uid), None)
        if last is not None and last.after is None and last.before is not None and last.register == register:
            found[place_of(Record(book.register(register), last.before))] = uid
    return found


def _belonging(then: Callable[[], View]) -> Callable[[str], Mapping[str, Row]]:
    """Return what gives the rows of a register as they were then."""
    return cache(lambda register: {record.uid: record.row for record in then().records(register)})


def last_receipt(book: Book, register: str, member: str) -> Record | None:
    """Return the receipt of the last applied import of a register from a member, or None."""
    found = [
        record
        for record in book.records("receipt")
        if record.row.get("imported_into") == register and str(record.row.get("member") or "") == member and record.row.get("shown")
    ]
    return max(found, key=lambda record: record.uid, default=None)


def apply_plan(book: Book, plan: Plan, *, progress: Progress = unwatched) -> Applied | None:
    """Apply every settled cell of a plan as one change set with a receipt; None where there is nothing to write.

    A copy of the file is made first.

    Raises:
        StaleRecordError: a record was changed since the plan was made.
        StoppedError: it was stopped; nothing was written.
    """
    changes = _changes(book, plan)
    if not changes and not _is_news(book, plan):
        return None
    refs = book.fresh_refs("receipt")
    if changes and book.store.head().position > 1:
        keeping.back_up(book.store, "before import")
    changes += [book.addition("receipt", _receipt(book, plan, part), refs) for part in plan.parts]
    changes += [*layout_changes(book, plan), *return_changes(book, plan)]
    blobs = {plan.workbook.digest: plan.workbook.content} if plan.workbook.content else {}
    reason = " ".join(plan.decided)
    return book.apply(ChangeSet(_named(plan), tuple(changes), reason, kind=SetKind.IMPORT, blobs=blobs), progress)


def _named(plan: Plan) -> str:
    """Return what the change set of a plan is called: what the workbook held or, once a person decided, what is written of it."""
    counts = plan.counts
    if plan.decided:
        written = [row for row in plan.rows if row.writes]
        new = sum(row.before is None and row.after is not None for row in written)
        counts = {"new": new, "changed": len(written) - new, "conflicting": 0}
    what = joined([f"{counts[name]:,} {name}" for name in ("new", "changed", "conflicting") if counts[name]]) or "nothing to change"
    return f"Import {plan.workbook.name} ({what})"


def _changes(book: Book, plan: Plan) -> list[Change]:
    """Return what the rows of a plan change, the records that belong to theirs included."""
    rows = [(part.register, row) for part in plan.parts for row in part.rows if row.writes]
    changes = {row.uid: Change(key, row.uid, row.before, row.after) for key, row in rows if row.after is not None}
    busy = [(key, row) for key, row in rows if row.joined or row.children]
    if not busy:
        return _with_names(book, _with_own_refs(book, list(changes.values())))
    joiner = Joiner(book, changes.values(), plan.member)
    for key, row in busy:
        record = book.record(key, row.uid)
        here = record.row if record else None
        change = joiner.parted(changes.get(row.uid) or Change(key, row.uid, here, here), row.joined)
        if not change.is_empty:
            changes[row.uid] = change
        for child in row.children:
            if child.uid:
                if (belonging := book.record(child.register, child.uid)) is not None:
                    joiner.edited(belonging, child.values)
            else:
                joiner.child(child.register, row.uid, child.values, change.after or {}, child.relation)
    return _with_names(book, _with_own_refs(book, [*changes.values(), *joiner.changes()]))


def _with_own_refs(book: Book, changes: list[Change]) -> list[Change]:
    """Return changes with a reference of its own for each record that comes to stand where another has the same one."""
    moving = {change.register for change in changes if change.before is not None and change.after and _MOVING.intersection(change.keys)}
    if not moving:
        return changes  # new records were told apart when they were planned
    again: list[Change] = []
    for key in sorted(moving):
        after = {change.uid: change.after for change in combined(changes) if change.register == key and change.after is not None}
        here = {record.uid: record.row for record in book.records(key)}
        refs = book.fresh_refs(key, (str(row.get("ref") or "") for row in after.values()))
        for uid, row in with_own_refs(book.register(key), here, after, refs, DOUBLED).items():
            again.append(Change(key, uid, after[uid], row))
    return combined([*changes, *again])


def _with_names(book: Book, changes: list[Change]) -> list[Change]:
    """Return changes with those that rewrite the names of renamed records where others hold them as words."""
    whole = combined(changes)
    return combined([*whole, *book.renamed(whole)])


def _is_news(book: Book, plan: Plan) -> bool:
    """Whether a return that changes nothing must be remembered: its member's next one is compared with what it showed."""
    if plan.decided or is_first_seen(book, plan):
        return True
    if not plan.member or plan.workbook.stamp is not None:
        return False
    for part in plan.parts:
        last = last_receipt(book, part.register, plan.member)
        fresh = last is None or last.row.get("digest") != plan.workbook.digest
        if fresh and any(row.outcome is Outcome.SAME for row in part.rows):
            return True
    return False


def _receipt(book: Book, plan: Plan, part: Part) -> dict[str, Stored]:
    counts = replace(plan, parts=[part]).standing
    counts["absent"] = sum(ref not in part.explained for ref, _ in part.absent)
    problems = [f"{problem.sheet} {problem.cell}".strip() for problem in part.problems]
    return {
        "title": plan.workbook.name,
        "imported_into": part.register,
        "member": plan.member or None,
        "received_on": book.clock.today().isoformat(),
        "sheet": part.table.sheet,
        "layout": _headings_in(part.table.header_rows),
        "digest": plan.workbook.digest,
        "stamped": int(plan.workbook.stamp is not None),
        "records": len(part.rows),
        **counts,
        "shown": shown_as(part),
        "problems": "\n".join(problems) or None,
    }


def refused_line(plan: Plan) -> str:
    """Return a sentence on what applying leaves out, or nothing."""
    counts = plan.counts
    parts = [
        counted(counts[name], words, words) for name, words in (("asked", "to decide"), ("invalid", "needing correction")) if counts[name]
    ]
    return f"Left out: {joined(parts)}." if parts else ""


def _headings_in(rows: Sequence[int]) -> str:
    """Return where headings stand, as Excel counts: "Headings in rows 5 and 6"."""
    return f"Headings in {'rows' if len(rows) > 1 else 'row'} {joined([str(row + 1) for row in rows])}"
