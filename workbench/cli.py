"""The command line: the same services as the windows, for scripts, checks and people who like to type.

Exit status 0 says done, 1 refused with one finished sentence on standard error, 2 wrong usage.
What each command prints with `--json` is a promise.
"""

import json
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import click

from workbench.cli_rounds import COMMANDS as ROUND_COMMANDS
from workbench.domain.change import Change, Entry
from workbench.domain.clock import Clock
from workbench.domain.errors import UnknownNameError, WorkbenchError
from workbench.domain.kinds import Day, Stored
from workbench.domain.register import Record, Register
from workbench.domain.registers import declared
from workbench.domain.text import counted, joined, shorten
from workbench.services.book import Book
from workbench.services.plan import Plan, told

FILE = click.Path(path_type=Path)
_MOST_LINES = 20


def run(arguments: Sequence[str]) -> int:
    """Do what the arguments ask for and return the exit status."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    if not arguments or (arguments[0] not in commands.commands and not arguments[0].startswith("-")):
        return _window(arguments)
    try:
        return int(commands.main(args=list(arguments), prog_name="workbench", standalone_mode=False) or 0)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (WorkbenchError, KeyboardInterrupt, click.Abort) as error:
        click.echo(str(error) if isinstance(error, WorkbenchError) else "Stopped; nothing was changed.", err=True)
    except Exception as error:  # noqa: BLE001 - the last resort: a bug leaves a report, not a traceback
        from workbench.services.faults import leave_report  # noqa: PLC0415 - only a bug needs it

        where = leave_report(error, Clock())
        click.echo(f"Something went wrong in the Workbench itself. A report without any of your words was left in {where}.", err=True)
    return 1


def _window(arguments: Sequence[str]) -> int:
    """Start the desktop program, on a file where one is named."""
    if len(arguments) > 1 or (arguments and not (arguments[0].endswith(".workbench") or Path(arguments[0]).exists())):
        click.echo(f"Usage: workbench [FILE]\n\nThere is no command and no file “{arguments[0]}”. Try: workbench --help", err=True)
        return 2
    from workbench.app import run as run_window  # noqa: PLC0415 - Qt loads only for the window

    return run_window(Path(arguments[0]) if arguments else None, Clock())


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="governance-workbench", prog_name="workbench")
def commands() -> None:
    """Registers of a provider collaborative, in one file, offline.

    Without a command, `workbench [FILE]` opens the desktop program. `workbench --self-test` tries everything once in a
    folder of its own; `workbench --register-file-type` makes a double click on a file open the program.
    """


def _json_option(function: Callable[..., None]) -> Callable[..., None]:
    return click.option("--json", "as_json", is_flag=True, help="Print JSON.")(function)


def _audience_options(default: str, *versions: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    def add(function: Callable[..., None]) -> Callable[..., None]:
        function = click.option("--member", default="", metavar="NAME", help="The version for one organisation.")(function)
        return click.option("--audience", type=click.Choice(versions), help=f"The version; {default} where not said.")(function)

    return add


def _version(audience: str | None, member: str, default: str) -> str:
    if audience and member:
        raise click.UsageError("Give either --audience or --member, not both.")
    return audience or default


def _printed(value: object) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=1))


@commands.command()
@click.argument("file", type=FILE)
@click.option("--name", required=True, help="The collaborative's name.")
def new(file: Path, name: str) -> None:
    """Make a new file for a collaborative."""
    with Book.create(file, name, Clock()):
        click.echo(f"Made {file}.")


@commands.command()
@click.argument("folder", type=FILE, required=False)
def demo(folder: Path | None) -> None:
    """Make an example to try things on: a file with a year of history, three members' returns and two packs."""
    from workbench.services.demo import FOLDER, make_demo  # noqa: PLC0415 - a long story that other commands need not load

    made = make_demo(folder or Path(FOLDER), Clock())
    of, public, private = made.counts, *made.packs
    click.echo(f"Made a demo in {made.folder}. Its organisations, people and events are all invented.")
    click.echo(
        f"{made.file.name} holds a year of {of['risk']} risks, {of['assurance']} assurance entries, "
        f"{of['decision']} decisions and {of['action']} actions of {of['member']} organisations."
    )
    click.echo(f"{joined([path.name for path in made.returns])} came back for the coming quarter and are not imported yet.")
    click.echo(f"{public.name} is what anybody may read, {private.name} what the boards of all organisations get.")
    click.echo(f'To look round, open the file in the window:  workbench "{made.file}"')
    click.echo("Then drop one of the returns on the window to see what it would change.")


@commands.command()
@click.argument("book", type=FILE)
@click.option("--register", "key", default="", metavar="KEY", help="The register to look for.")
@click.option("--sheet", default="", metavar="NAME", help="The only sheet to look at.")
@click.option("--password-stdin", is_flag=True, help="Read the workbook's password from standard input.")
@_json_option
def inspect(book: Path, key: str, sheet: str, *, password_stdin: bool, as_json: bool) -> None:
    """Say what an import would read of a workbook; needs no file."""
    from workbench.services.importing import inspect as look  # noqa: PLC0415 - adapters load when needed

    registers = declared()
    if key and key not in registers:
        raise UnknownNameError("register", key, tuple(registers))
    wanted = [registers[key]] if key else [register for register in registers.values() if register.sought]
    found = look(book, wanted, sheet=sheet, password=_password(asked=password_stdin))
    facts = _inspected(found, key)
    if as_json:
        _printed(facts)
        return
    if found.table is None:
        click.echo(f"No table was found in {book.name}. Its sheets: {', '.join(facts['sheets'])}.")
        return
    rows = ", ".join(str(row) for row in facts["header_rows"])
    what = counted(facts["records"], "record")
    where = f"{what} under the headings in row {rows}" if rows else f"{what}, each a form with its labels beside their values"
    click.echo(f"{book.name}, sheet “{facts['sheet']}” ({registers[facts['register']].label}): {where}.")
    for column in facts["columns"]:
        header = shorten(column["header"] or "(no heading)", 44)
        click.echo(f"  {column['column']:>3} {header:<46}{column['field']:<22}{_how_sure(column['confidence']):<9}{column['reason']}")
    for ignored in facts["ignored"]:
        click.echo(f"  Rows {ignored['rows']} left out: {ignored['reason']}")
    for line in told(found.reading.problems if found.reading else [])[:_MOST_LINES]:
        click.echo(f"  {line}")
    for table in facts["other_tables"]:
        click.echo(f"  Also: sheet “{table['sheet']}”, {counted(table['records'], 'record')} ({table['register']})")


def _how_sure(confidence: float) -> str:
    return "sure" if confidence >= 0.85 else "likely" if confidence >= 0.65 else "perhaps"  # noqa: PLR2004 - words for shares


def _inspected(found: Any, key: str) -> dict[str, Any]:
    """Return an inspection as the promised JSON."""
    from workbench.exchange.sheets import letter  # noqa: PLC0415 - adapters load when needed

    table, reading = found.table, found.reading
    sheets = [sheet.name for sheet in found.workbook.sheets]
    if table is None:
        return {
            "register": key, "sheet": sheets[0] if sheets else "", "header_rows": [], "first_record_row": None, "last_record_row": None,
            "records": 0, "columns": [], "ignored": [], "sheets": sheets, "problems": [], "other_tables": [],
        }  # fmt: skip
    rows = [row for record in table.records for row in record]
    return {
        "register": table.register,
        "sheet": table.sheet,
        "header_rows": [row + 1 for row in table.header_rows],
        "first_record_row": min(rows) + 1 if rows else None,
        "last_record_row": max(rows) + 1 if rows else None,
        "records": len(table.records),
        "columns": [
            {
                "column": letter(column.index),
                "header": column.header,
                "field": column.field,
                "confidence": round(column.confidence, 2),
                "reason": column.reason,
            }
            for column in table.columns
        ],
        "ignored": [{"rows": ignored.rows, "reason": ignored.reason} for ignored in table.ignored],
        "sheets": sheets,
        "problems": [{"sheet": problem.sheet, "cell": problem.cell, "message": problem.message} for problem in reading.problems],
        "other_tables": [
            {
                "sheet": other.sheet,
                "register": other.register,
                "header_rows": [row + 1 for row in other.header_rows],
                "records": len(other.records),
            }
            for other in found.others
        ],
    }


def _password(*, asked: bool) -> str:
    return sys.stdin.readline().rstrip("\r\n") if asked else ""


@commands.command("import")
@click.argument("file", type=FILE)
@click.argument("book", type=FILE)
@click.option("--register", "key", default="", metavar="KEY", help="The register to import into.")
@click.option("--sheet", default="", metavar="NAME", help="The only sheet to look at.")
@click.option("--member", default="", metavar="NAME", help="The organisation it came from.")
@click.option("--apply", "applying", is_flag=True, help="Write what is settled; without it nothing changes.")
@click.option("--password-stdin", is_flag=True, help="Read the workbook's password from standard input.")
@_json_option
def import_(file: Path, book: Path, key: str, sheet: str, member: str, *, applying: bool, password_stdin: bool, as_json: bool) -> None:
    """Show what a workbook would change, and with --apply change it."""
    from workbench.services.importing import apply_plan, plan_import  # noqa: PLC0415 - adapters load when needed

    with Book.open(file, Clock(), writable=applying, insist=applying) as opened:
        plan = plan_import(opened, book, register=key, sheet=sheet, member=member, password=_password(asked=password_stdin))
        applied = apply_plan(opened, plan) if applying else None
        if as_json:
            _printed(planned(plan, applied.entry.uid if applied else None, plan.writes if applied else 0))
            return
        for line in _sender(opened, plan):
            click.echo(line)
        _tell_plan(plan, applying=applying, applied=applied is not None)


def _tell_plan(plan: Plan, *, applying: bool, applied: bool) -> None:
    """Print what a plan would do or did, and what a person should look at."""
    from workbench.services.importing import refused_line  # noqa: PLC0415 - loaded by the plan already

    for line in (*plan.notes, *plan.beside.values(), plan.summary):
        click.echo(line)
    for row in [row for row in plan.rows if row.reason or any(cell.conflict for cell in row.cells)][:_MOST_LINES]:
        words = [
            f"{cell.label}: “{shorten(cell.ours, 40)}” here, “{shorten(cell.theirs, 40)}” there" for cell in row.cells if cell.conflict
        ]
        click.echo(f"  {f'Row {row.row} ' if plan.source == 'workbook' else ''}{row.ref}: {row.reason or '; '.join(words)}")
    problems = told(plan.problems)
    for line in problems[:_MOST_LINES]:
        click.echo(f"  {line}")
    if len(problems) > _MOST_LINES:
        click.echo(f"  and {len(problems) - _MOST_LINES} more; --json lists them all.")
    if applied:
        click.echo(f"Applied: {counted(plan.writes, 'record')} written. {refused_line(plan)}".rstrip())
    elif applying:
        click.echo(f"Nothing to apply. {refused_line(plan)}".rstrip())
    else:
        click.echo("Nothing was changed; add --apply to write it.")


def _sender(book: Book, plan: Plan) -> list[str]:
    """Return a sentence where a workbook seems to be an organisation's and nobody said so; the organisation counts only when it is said."""
    if plan.likely is None:
        return []
    name = book.directory.name(plan.likely.member)
    return [f'It seems to come from {name}. {plan.likely.told} Without --member "{name}" its new records belong to no organisation.']


def planned(plan: Plan, change_set: str | None, applied: int) -> dict[str, Any]:
    """Return a plan as the promised JSON."""
    return {
        **plan.counts,
        "applied": applied,
        "change_set": change_set,
        "problems": [
            {"register": key, "sheet": problem.sheet, "cell": problem.cell, "message": problem.message}
            for key, problem in (
                *(("return", problem) for problem in (plan.workbook.answers.problems if plan.workbook.answers else ())),
                *((part.register, problem) for part in plan.parts for problem in part.problems),
            )
        ],
        "conflicts": [
            {
                "register": part.register,
                "ref": row.ref,
                "field": cell.field,
                "base": cell.stored[0],
                "theirs": cell.stored[2],
                "ours": cell.stored[1],
            }
            for part in plan.parts
            for row in part.rows
            for cell in row.cells
            if cell.conflict
        ],
    }


@commands.command()
@click.argument("file", type=FILE)
@click.argument("copy", type=FILE)
@click.option("--apply", "applying", is_flag=True, help="Write what is settled; without it nothing changes.")
@_json_option
def merge(file: Path, copy: Path, *, applying: bool, as_json: bool) -> None:
    """Show what merging another copy of the same file would change, and with --apply change it.

    What both copies changed to different values stays as it is in FILE, is listed, and is asked again next time.
    """
    from workbench.services.merging import plan_merge  # noqa: PLC0415 - adapters load when needed
    from workbench.services.merging_sets import apply_merge  # noqa: PLC0415 - as above

    with Book.open(file, Clock(), writable=applying, insist=applying) as opened:
        plan = plan_merge(opened, copy)
        applied = apply_merge(opened, plan) if applying else None
        if as_json:
            _printed(planned(plan, applied.entry.uid if applied else None, plan.writes if applied else 0))
            return
        _tell_plan(plan, applying=applying, applied=applied is not None)


@commands.command()
@click.argument("file", type=FILE)
@click.argument("book", type=FILE)
@click.option("--register", "keys", multiple=True, metavar="KEY", help="A register to write; may be given several times.")
@_audience_options("office", "public", "private", "office")
@click.option("--like", type=FILE, metavar="OWN", help="The organisation's own workbook, to be brought up to date.")
@click.option("--with-new", is_flag=True, help="With --like, add the records that it never held below its table.")
@click.option("--layout", is_flag=True, help="A fresh workbook under the organisation's own headings: those of its last return, or of OWN.")
@_json_option
def export(
    file: Path,
    book: Path,
    keys: tuple[str, ...],
    audience: str | None,
    member: str,
    like: Path | None,
    *,
    with_new: bool,
    layout: bool,
    as_json: bool,
) -> None:
    """Write registers as an Excel workbook that can come back.

    With --like, BOOK is the organisation's own workbook with what the registers now say in exactly the cells that say
    something else; its look, formulas, other sheets and all else stay. Where BOOK is OWN itself, a copy of it as it was
    is kept beside it first. With --layout, BOOK is a fresh workbook under the organisation's own headings, in their order.
    """
    from workbench.services.exporting import export_workbook  # noqa: PLC0415 - adapters load when needed

    if with_new and (like is None or layout):
        raise click.UsageError("--with-new goes with --like, and not with --layout.")
    if (like or layout) and (audience or not member):
        raise click.UsageError("--like and --layout go with --member, the organisation whose workbook it is.")
    if like is not None and not layout:
        _update(file, book, like, keys, member, with_new=with_new, as_json=as_json)
        return
    with Book.open(file, Clock(), writable=False) as opened:
        version = opened.audience(_version(audience, member, "office"), member)
        laid = None
        if layout:
            from workbench.services.own_headings import headings_of  # noqa: PLC0415 - as above

            laid = headings_of(opened, version.member, keys, like)
        done = export_workbook(opened, book, keys, version, laid=laid)
    _reported(book, done.records, done.left_out, done.left_out_line, as_json=as_json)
    for problem in done.too_long:
        click.echo(f"{problem.sheet} {problem.cell}: {problem.message}", err=True)


def _update(file: Path, book: Path, like: Path, keys: tuple[str, ...], member: str, *, with_new: bool, as_json: bool) -> None:
    """Bring an organisation's own workbook up to date."""
    from workbench.services.updating import update_workbook  # noqa: PLC0415 - adapters load when needed

    with Book.open(file, Clock(), writable=False) as opened:
        done = update_workbook(opened, like, book, opened.audience(member=member), keys, with_new=with_new)
    problems = [{"sheet": problem.sheet, "cell": problem.cell, "message": problem.message} for problem in done.problems]
    if as_json:
        facts = {"path": str(book), "records": done.records, "left_out": done.left_out, "to_clear": []}
        _printed({**facts, "cells": done.cells, "added": done.added, "problems": problems, "before": str(done.before or "") or None})
        return
    for line in (done.line, done.left_out_line, *done.notes):
        if line:
            click.echo(line)
    for line in told(done.problems):
        click.echo(line, err=True)


@commands.command()
@click.argument("file", type=FILE)
@click.argument("pdf", type=FILE)
@_audience_options("private", "public", "private")
@_json_option
def pack(file: Path, pdf: Path, audience: str | None, member: str, *, as_json: bool) -> None:
    """Print the registers as a PDF for an audience."""
    from workbench.services.packs import print_pack  # noqa: PLC0415 - adapters load when needed

    with Book.open(file, Clock(), writable=False) as opened:
        version = opened.audience(_version(audience, member, "private"), member)
        done = print_pack(opened, pdf, version)
    to_clear = [finding.plain() for finding in done.to_clear]
    _reported(pdf, done.records, done.left_out, done.left_out_line, to_clear, as_json=as_json)
    for finding in done.to_clear if not as_json else ():
        click.echo(finding.sentence, err=True)


def _reported(path: Path, records: int, left_out: int, line: str, to_clear: Sequence[dict[str, object]] = (), *, as_json: bool) -> None:
    if as_json:
        _printed({"path": str(path), "records": records, "left_out": left_out, "to_clear": list(to_clear)})
        return
    click.echo(f"Wrote {path} with {counted(records, 'record')}. {line}".rstrip())


@commands.command("list")
@click.argument("file", type=FILE)
@click.argument("register")
@click.option("--as-at", default="", metavar="DATE", help="As it was at the end of this day (2026-07-23).")
@_audience_options("office", "public", "private", "office")
@_json_option
def list_(file: Path, register: str, as_at: str, audience: str | None, member: str, *, as_json: bool) -> None:
    """List a register's records."""
    with Book.open(file, Clock(), writable=False) as opened:
        opened.register(register)
        view = opened.view(opened.audience(_version(audience, member, "office"), member), _day(as_at))
        records = view.records(register)
        if as_json:
            _printed([record.plain() for record in records])
            return
        shown = [field for field in view.registers[register] if field.column]
        widths = [min(max([len(field.label), *(len(_short(record, field.key)) for record in records)]), 44) for field in shown]
        for line in ([field.label for field in shown], *([_short(record, field.key) for field in shown] for record in records)):
            click.echo("  ".join(f"{shorten(text, 44):<{width}}" for text, width in zip(line, widths, strict=True)).rstrip())


def _short(record: Record, key: str) -> str:
    words = " ".join(record.show(key).split())
    return words if words or key != record.register.title_key else record.title


def _day(text: str) -> date | None:
    if not text:
        return None
    return date.fromisoformat(str(Day().read(text)))


@commands.command()
@click.argument("file", type=FILE)
@click.argument("register")
@click.argument("values", nargs=-1, required=True, metavar="FIELD=VALUE...")
def add(file: Path, register: str, values: tuple[str, ...]) -> None:
    """Add one record and print its reference."""
    with Book.open(file, Clock(), insist=True) as opened:
        click.echo(opened.add(register, _values(values)).ref)


@commands.command("set")
@click.argument("file", type=FILE)
@click.argument("register")
@click.argument("ref")
@click.argument("values", nargs=-1, required=True, metavar="FIELD=VALUE...")
def set_(file: Path, register: str, ref: str, values: tuple[str, ...]) -> None:
    """Change fields of one record and print its reference."""
    with Book.open(file, Clock(), insist=True) as opened:
        record = opened.find(register, ref)
        opened.edit([record], _values(values))
        changed = opened.record(register, record.uid)
        click.echo(changed.ref if changed else ref)


def _values(pairs: Sequence[str]) -> dict[str, str]:
    found = {}
    for pair in pairs:
        key, equals, value = pair.partition("=")
        if not equals or not key.strip():
            raise click.UsageError(f"“{pair}” is not of the form FIELD=VALUE.")
        if key.strip() in found:
            raise click.UsageError(f"“{key.strip()}” is given twice.")
        found[key.strip()] = value
    return found


@commands.command()
@click.argument("file", type=FILE)
@click.argument("ref", default="")
@_json_option
def history(file: Path, ref: str, *, as_json: bool) -> None:
    """Show what was changed, when and by whom, oldest first."""
    with Book.open(file, Clock(), writable=False) as opened:
        uid = _uid_of(opened, ref) if ref else ""
        entries = opened.history(uid)
        names = _refs(opened, opened.history() if ref else entries)
        told = [_told(opened, entry, names, uid) for entry in entries]
    if as_json:
        _printed(told)
        return
    for entry in told:
        made = f" (made by {entry['made_by']}, {entry['made_at'][:16].replace('T', ' ')})" if "made_by" in entry else ""
        reason = f". {entry['reason']}" if entry["reason"] else ""
        click.echo(f"{entry['at'][:16].replace('T', ' ')}  {entry['by']}  {entry['name']}{made}{reason}")
        for change in entry["changes"][: None if ref else 3]:
            before, after = (shorten(str(change[side] if change[side] is not None else "–"), 50) for side in ("before", "after"))
            click.echo(f"    {change['ref']} {change['field']}: {before} → {after}")
        if not ref and len(entry["changes"]) > 3:  # noqa: PLR2004 - a taste of each set
            click.echo(f"    and {counted(len(entry['changes']) - 3, 'more value')}")


def _uid_of(book: Book, ref: str) -> str:
    """Return the record with a reference in any register, removed ones included."""
    for key, register in book.registers.items():
        if register.prefix and register.visible:
            try:
                return book.find(key, ref).uid
            except UnknownNameError:
                continue
    wanted = ref.casefold()
    for entry in reversed(book.history()):
        for change in entry.changes:
            if change.ref.casefold() == wanted:
                return change.uid
    raise UnknownNameError("record", ref)


def _refs(book: Book, entries: Sequence[Entry]) -> dict[str, str]:
    """Return the reference of every record these sets touched by uid, removed ones as they were last called."""
    found = {change.uid: change.ref for entry in entries for change in entry.changes if change.ref}
    return found | {record.uid: record.ref for key in book.registers for record in book.records(key)}


def _told(book: Book, entry: Entry, names: dict[str, str], uid: str) -> dict[str, Any]:
    """Return one set of the journal as the promised JSON."""
    lines = []
    for change in entry.changes:
        register = book.registers.get(change.register)
        if register is not None and (not uid or change.uid == uid):
            lines += _lines(register, change, names)
    made = {"made_by": entry.made_by, "made_at": entry.made_at} if entry.made_by else {}
    told = {"change_set": entry.uid, "at": entry.at, "by": entry.author, "name": entry.name, "reason": entry.reason}
    return told | made | {"changes": lines}


def _lines(register: Register, change: Change, names: dict[str, str]) -> list[dict[str, Any]]:
    lines = []
    ref = change.ref or names.get(change.uid, "")
    for key in change.keys:
        field = register.find(key)
        if key == "uid" or field is None:
            continue

        def plain(row: Any, key: str = key, kind: Any = field.kind) -> object:
            stored: Stored = (row or {}).get(key)
            # A record that is gone has no name any more, but the history knows what it was called.
            return None if stored is None else kind.plain(stored) or names.get(str(stored))

        lines.append({"register": register.key, "ref": ref, "field": key, "before": plain(change.before), "after": plain(change.after)})
    return lines


@commands.command()
@click.argument("file", type=FILE)
def undo(file: Path) -> None:
    """Take back the newest change set not yet taken back."""
    with Book.open(file, Clock(), insist=True) as opened:
        click.echo(opened.undo().entry.name)


@commands.command()
@click.argument("file", type=FILE)
@click.argument("change_set", metavar="CHANGE_SET")
def takeback(file: Path, change_set: str) -> None:
    """Take an import or a merge back later, all but what was changed since; `history --json` names its change set."""
    from workbench.services.takeback import find_import, plan_takeback, take_back  # noqa: PLC0415 - most commands do without

    with Book.open(file, Clock(), insist=True) as opened:
        found = plan_takeback(opened, find_import(opened, change_set))
        click.echo(f"{take_back(opened, found).entry.name}. {found.does}")
    if found.keeps:
        click.echo(found.keeps)


@commands.command()
@click.argument("file", type=FILE)
@_json_option
@click.pass_context
def check(context: click.Context, file: Path, *, as_json: bool) -> None:
    """Verify the file: its structure, its history and every record."""
    with Book.open(file, Clock(), writable=False) as opened:
        faults = [fault.message for fault in opened.check()]
    if as_json:
        _printed({"clean": not faults, "faults": faults})
    elif faults:
        for fault in faults:
            click.echo(fault, err=True)
    else:
        click.echo(f"{file.name} is sound: its history is whole and every record is as it was last saved.")
    context.exit(1 if faults else 0)


@commands.command()
@click.argument("file", type=FILE)
@click.argument("register")
@click.argument("ref")
@click.argument("field")
@click.option("--reason", required=True, help="Why; kept in the history.")
def erase(file: Path, register: str, ref: str, field: str, reason: str) -> None:
    """Erase the words of one field for good, from the file and its history."""
    with Book.open(file, Clock(), insist=True) as opened:
        holding = opened.erase(opened.find(register, ref), field, reason)
    click.echo(f"Erased {field} of {ref}.")
    for path in holding:
        click.echo(f"This backup still holds the words; delete it if they must be gone there, too: {path}")


@commands.command()
@click.argument("file", type=FILE)
@click.argument("folder", type=FILE, required=False)
def backup(file: Path, folder: Path | None) -> None:
    """Copy the file into a folder, or beside its other backups."""
    from workbench.services.keeping import back_up  # noqa: PLC0415 - adapters load when needed

    with Book.open(file, Clock(), writable=False) as opened:
        click.echo(str(back_up(opened.store, "by hand", folder)))


@commands.command()
@click.argument("file", type=FILE)
@click.argument("backup_file", type=FILE, metavar="BACKUP")
def restore(file: Path, backup_file: Path) -> None:
    """Put a backup in the file's place; the file as it was is backed up first."""
    from workbench.services.keeping import restore as put_back  # noqa: PLC0415 - adapters load when needed

    before = put_back(file, backup_file, Clock())
    click.echo(f"Restored {file.name} from {backup_file.name}.{f' What it held before is kept in {before}.' if before else ''}")


for _command in ROUND_COMMANDS:
    commands.add_command(_command)
