"""How each member lays out its workbooks: what a person corrected is kept and known again at the next return."""

import json
from collections.abc import Sequence
from dataclasses import replace

from workbench.domain.change import Change
from workbench.domain.kinds import Stored
from workbench.domain.register import Record, Register, Row
from workbench.domain.text import squeeze
from workbench.exchange.sheets import Correction, Problem, Sheet, Workbook, cell, letter
from workbench.services.book import Book
from workbench.services.plan import Part, Plan, Question

_LOOKED_AT = 60
"""Rows of a sheet in which headings are looked for."""
_PLAIN = ("dates", "factors", "scheme")
_DOUBTFUL = {
    "residual": (("current", "target"), "the other one of the two (the score now, or the one to be reached)"),
    "initial": (("initial",), "the score without any controls"),
}
"""Words for a stage that organisations use differently (domain notes 1.2): how they are read, and what else they may mean."""
_STAGES = {"initial": "initial_means", "residual": "residual_means"}


_ANSWERS: dict[str, tuple[tuple[str, str], ...]] = {
    "residual": (("current", "the score now"), ("target", "the score to be reached")),
    "initial": (("initial", "the score with the controls there were"), ("inherent", "the score without any controls")),
}
"""What a word for a stage may mean, as a person chooses it."""


def kept_layout(book: Book, member: str, wanted: Sequence[Register], workbook: Workbook, sheet: str = "") -> Correction | None:
    """Return what was kept for a member, as far as this workbook still is laid out so.

    Sheet, heading rows and columns count where a sheet has most of the headings, wherever its rows and columns went;
    how the member writes dates and scores counts for all its workbooks. Where somebody names a sheet, no other counts.
    """
    keys = {register.key for register in wanted}
    meant = Correction()
    for record in reversed(book.records("layout") if member else []):
        if record.row.get("member") != member or record.row.get("lays_out") not in keys:
            continue
        columns: dict[str, str] = json.loads(str(record.row.get("columns") or "{}"))
        rows = tuple(int(number) - 1 for number in str(record.row.get("header_rows") or "").split(", ") if number.strip().isdecimal())
        meant = meant if meant != Correction() else _meant(record)
        likely = [named] if (named := workbook.sheet(sheet) if sheet else None) else _likely(workbook, str(record.row.get("sheet") or ""))
        for one in likely:
            place = _headings_at(one, columns, rows)
            if place is not None:
                shift = place - rows[-1] if rows else 0
                at = tuple(row + shift for row in rows)
                return _with(_meant(record), one.name, at if at and min(at) >= 0 else (), columns)
    return meant if meant != Correction() else None


def laid_out_by(book: Book, workbook: Workbook) -> set[str]:
    """Return the organisations whose kept layout has all its headings in one row of a workbook."""
    found: set[str] = set()
    for record in book.records("layout"):
        leaves = _leaves(json.loads(str(record.row.get("columns") or "{}")))
        if len(leaves) > 2 and record.row.get("member") and any(_has_all(sheet, leaves) for sheet in workbook.sheets):  # noqa: PLR2004 - two are in any sheet
            found.add(str(record.row["member"]))
    return found


def _has_all(sheet: Sheet, leaves: set[str]) -> bool:
    return any(leaves <= {squeeze(str(value)) for value in row if isinstance(value, str)} for row in sheet.rows[:_LOOKED_AT])


def _leaves(columns: dict[str, str]) -> set[str]:
    """Return the lowest words of kept headings; a column that is known by its letter has none."""
    return {squeeze(heading.split(" / ")[-1]) for heading in columns if not heading.isupper() or len(heading) > 2}  # noqa: PLR2004 - a column letter


def _with(meant: Correction, sheet: str, rows: tuple[int, ...], columns: dict[str, str]) -> Correction:
    return replace(meant, sheet=sheet, header_rows=rows, columns=columns)


def _meant(record: Record) -> Correction:
    """Return what a layout says of all the member's workbooks."""
    said = {name: str(record.row.get(key) or "") for name, key in (*((name, name) for name in _PLAIN), *_STAGES.items())}
    return Correction(
        dates=said["dates"], factors=said["factors"], scheme=said["scheme"], initial=said["initial"], residual=said["residual"]
    )


def _likely(workbook: Workbook, name: str) -> list[Sheet]:
    """Return the sheets that may be the one a layout was kept for: the one of that name, then the others."""
    named = workbook.sheet(name) if name else None
    return [*([named] if named else []), *(sheet for sheet in workbook.sheets if sheet is not named and not sheet.hidden)]


def _headings_at(sheet: Sheet, columns: dict[str, str], rows: tuple[int, ...]) -> int | None:
    """Return the row that holds most of the headings, the one they stood in before all others; None where none does."""
    leaves = _leaves(columns)
    if not leaves:
        return rows[-1] if rows else None
    best, most = None, 0.0
    for place, row in enumerate(sheet.rows[:_LOOKED_AT]):
        here = {squeeze(str(value)) for value in row if isinstance(value, str)}
        found = len(leaves & here) + (0.5 if rows and place == rows[-1] else 0.0)
        if found > most:
            best, most = place, found
    return best if most * 2 >= len(leaves) else None


def open_questions(book: Book, member: str, part: Part, *, answered: bool) -> list[Question]:
    """Return, once for each member, how its words for stages of a score were read, for it may mean another.

    Args:
        book: the open file.
        member: the uid of the organisation the workbook came from.
        part: what was read.
        answered: whether it was imported from this organisation before, or its layout says.
    """
    name = book.directory.name(member) if member else ""
    if answered or not name:
        return []
    found: dict[str, Question] = {}
    for column in part.table.columns:
        for word, (stages, other) in _DOUBTFUL.items():
            if word in squeeze(column.header).split() and column.field.split("_")[0] in stages and word not in found:
                label = book.register(part.register).get(column.field).label
                heading = " ".join(column.header.split())
                told = f"“{heading}” was read as {label}. If {name} means {other}, say so before it is imported; this is asked once."
                row = part.table.header_rows[-1] if part.table.header_rows else 0
                problem = Problem(part.table.sheet, cell(row, column.index), told)
                found[word] = Question(word, heading, _ANSWERS[word], column.field.split("_")[0], problem)
    return list(found.values())


def layout_changes(book: Book, plan: Plan) -> list[Change]:
    """Return the change that keeps a person's corrections as the member's layout."""
    said = plan.correction
    if said is None or not plan.member or not plan.parts:
        return []
    part = plan.parts[0]
    columns = {column.header or letter(column.index): column.field for column in part.table.columns}
    values: dict[str, Stored] = {
        "title": f"{book.directory.name(plan.member)}: {part.label}",
        "lays_out": part.register,
        "member": plan.member,
        "sheet": part.table.sheet,
        "header_rows": ", ".join(str(row + 1) for row in part.table.header_rows) or None,
        "columns": json.dumps(columns, ensure_ascii=False),
    }
    values |= {name: said_ for name in _PLAIN if (said_ := getattr(said, name))}
    values |= {key: said_ for name, key in _STAGES.items() if (said_ := getattr(said, name))}
    for record in book.records("layout"):
        if record.row.get("member") == plan.member and record.row.get("lays_out") == part.register:
            after: Row = {key: value for key, value in {**record.row, **values}.items() if value is not None}
            change = Change("layout", record.uid, record.row, after)
            return [change] if change.keys else []
    return [book.addition("layout", values)]
