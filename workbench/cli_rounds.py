"""The commands of a round of returns: send, receive, returns, chase, close and reopen.

As everywhere on the command line, what each prints with `--json` is a promise.
"""

import json
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from workbench.domain.clock import Clock
from workbench.domain.kinds import Day
from workbench.domain.quarters import Quarter
from workbench.domain.text import counted, joined
from workbench.services.book import Book

if TYPE_CHECKING:
    from workbench.services.desk import Line
    from workbench.services.receiving import Received, Return

FILE = click.Path(path_type=Path)
_MOST_LINES = 20

Option = Callable[[Callable[..., None]], Callable[..., None]]


def _quarter_option(words: str) -> Option:
    return click.option("--quarter", default="", metavar="QUARTER", help=f"The quarter, such as “Q3 2026/27”; {words} where not said.")


def _json_option() -> Option:
    return click.option("--json", "as_json", is_flag=True, help="Print JSON.")


def _printed(value: object) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=1))


def _quarter(text: str) -> Quarter | None:
    from workbench.services.quarters import quarter_named  # noqa: PLC0415 - other commands do without

    return quarter_named(text) if text else None


def _day(text: str) -> date | None:
    return date.fromisoformat(str(Day().read(text))) if text else None


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


@click.command()
@click.argument("file", type=FILE)
@click.argument("folder", type=FILE)
@_quarter_option("that of today")
@click.option("--due", default="", metavar="DATE", help="The day the returns are to be back.")
@click.option(
    "--register",
    "keys",
    multiple=True,
    metavar="KEY",
    help="A register to ask about; may be given several times. Risks, framework and actions otherwise.",
)
@_json_option()
def send(file: Path, folder: Path, quarter: str, due: str, keys: tuple[str, ...], *, as_json: bool) -> None:
    """Write a workbook for each organisation into a folder, and note in the file what was sent."""
    from workbench.services.rounds import send_round  # noqa: PLC0415 - adapters load when needed

    with Book.open(file, Clock(), insist=True) as opened:
        made = send_round(opened, folder, quarter=_quarter(quarter), due=_day(due), keys=keys)
    if as_json:
        sent = [
            {"member": one.member, "path": str(one.path), "records": one.records, "sent_before": one.before or None} for one in made.sent
        ]
        _printed({"quarter": made.quarter.name, "due": _iso(made.due), "sent": sent, "notes": made.sentences})
        return
    for one in made.sent:
        click.echo(f"{one.path.name}: {counted(one.records, 'record')}.")
    for line in made.sentences:
        click.echo(line)
    back = f", to be back by {Day().show(made.due.isoformat())}" if made.due else ""
    click.echo(f"{counted(len(made.sent), 'workbook')} for {made.quarter.name}{back} lie in {folder}.")


@click.command()
@click.argument("file", type=FILE)
@click.argument("folder", type=FILE)
@click.option("--apply", "applying", is_flag=True, help="Write what is settled; without it nothing changes.")
@_json_option()
def receive(file: Path, folder: Path, *, applying: bool, as_json: bool) -> None:
    """Show what the workbooks in a folder would change together, and with --apply change it."""
    from workbench.services.receiving import apply_received, receive, workbooks_in  # noqa: PLC0415 - adapters load when needed

    paths = workbooks_in(folder)
    with Book.open(file, Clock(), writable=applying, insist=applying) as opened:
        received = receive(opened, paths)
        if applying:
            apply_received(opened, received)
        if as_json:
            _printed(_received(opened, received))
            return
        for one in received.planned:
            _echo_return(one)
        for left in received.aside:
            click.echo(f"{left.path.name}: {left.why}")
        for line in (*(clash.sentence(opened) for clash in received.clashes), *received.notes):
            click.echo(line)
        applied = sum(one.applied is not None for one in received.planned)
        if applying:
            click.echo(f"Applied: {counted(applied, 'return')} of {len(received.planned):,}.")
        else:
            click.echo("Nothing was changed; add --apply to write what is settled.")


def _echo_return(one: "Return") -> None:
    from workbench.services.plan import told  # noqa: PLC0415 - other commands do without

    plan = one.plan
    click.echo(f"{one.path.name}: {one.member}, {one.quarter.name}.")
    for line in (plan.summary, *plan.notes):
        click.echo(f"  {line}")
    for row in [row for row in plan.rows if row.reason or any(cell.conflict for cell in row.cells)][:_MOST_LINES]:
        words = [f"{cell.label}: “{cell.ours}” here, “{cell.theirs}” there" for cell in row.cells if cell.conflict]
        click.echo(f"  Row {row.row} {row.ref}: {row.reason or '; '.join(words)}")
    for line in told(plan.problems)[:_MOST_LINES]:
        click.echo(f"  {line}")


def _received(book: Book, received: "Received") -> dict[str, Any]:
    """Return several returns as the promised JSON."""
    from workbench.cli import planned  # noqa: PLC0415 - that file lists these commands

    returns = []
    for one in received.planned:
        said = one.plan.workbook.answers.said if one.plan.workbook.answers else {}
        returns.append(
            {
                "path": str(one.path),
                "member": one.member,
                "quarter": one.quarter.name,
                "asked_for": one.asked.name,
                "state": one.state.value,
                "registers": [part.register for part in one.plan.parts],
                "position_date": said.get("position_date"),
                "completed_by": said.get("completed_by"),
                "approved_by": said.get("approved_by"),
                "nothing_to_change": said.get("nothing_to_change") == "yes",
                "notes": one.plan.notes,
                **planned(one.plan, one.applied.entry.uid if one.applied else None, one.written),
            }
        )
    returns.extend(
        {"path": str(left.path), "member": None, "quarter": None, "state": left.state.value, "reason": left.why} for left in received.aside
    )
    clashes = [
        {
            "register": clash.place[0],
            "ref": clash.ref,
            "field": clash.place[2],
            "base": clash.base or None,
            "ours": clash.ours or None,
            "returns": [
                {"path": str(saying.plan.path), "member": book.directory.name(saying.plan.member), "theirs": saying.words or None}
                for saying in clash.sayings
            ],
        }
        for clash in received.clashes
    ]
    return {"returns": returns, "clashes": clashes, "notes": received.notes}


@click.command()
@click.argument("file", type=FILE)
@_quarter_option("the one that was asked about last")
@_json_option()
def returns(file: Path, quarter: str, *, as_json: bool) -> None:
    """Show what each organisation was sent and sent back for a quarter, and what is still open."""
    from workbench.services.desk import current_quarter, desk, summary  # noqa: PLC0415 - other commands do without

    with Book.open(file, Clock(), writable=False) as opened:
        wanted = _quarter(quarter) or current_quarter(opened)
        lines = desk(opened, wanted)
        if as_json:
            _printed([_desk_line(line) for line in lines])
            return
        click.echo(f"{wanted.name}: {summary(lines)}")
        width = max((len(line.member.title) for line in lines), default=0)
        for line in lines:
            still = f" ({line.still_open.words})" if line.still_open.words else ""
            click.echo(f"  {line.member.title:<{width}}  {line.words}{still}")


def _desk_line(line: "Line") -> dict[str, Any]:
    last, still = line.last, line.still_open
    row = last.row if last else {}
    return {
        "member": line.member.title,
        "quarter": line.quarter.name,
        "standing": line.standing.value,
        "sent": line.sending.row.get("sent_on") if line.sending else None,
        "due": _iso(line.due),
        "returned": line.returns[0].row.get("received_on") if line.returns else None,
        "applied": line.applied_on or None,
        "outstanding": line.is_outstanding,
        "days_late": line.days_late,
        "chased": line.sending.row.get("chased_on") if line.sending else None,
        "counts_in": row.get("period"),
        "nothing_to_change": row.get("nothing_to_change") == "yes",
        "position_date": row.get("position_date"),
        "completed_by": row.get("completed_by"),
        "approved_by": row.get("approved_by"),
        "open": {"asked": still.to_decide, "conflicting": still.conflicting, "invalid": still.invalid, "absent": still.absent},
        "missing": list(still.missing),
        "unread": list(still.unread),
        "taken_back": line.taken_back.day if line.taken_back else None,
    }


@click.command()
@click.argument("file", type=FILE)
@click.argument("folder", type=FILE)
@_quarter_option("the one that was asked about last")
@_json_option()
def chase(file: Path, folder: Path, quarter: str, *, as_json: bool) -> None:
    """Save an e-mail draft for each organisation whose return is outstanding or needs something, its workbook attached."""
    from workbench.services.chasing import save_drafts  # noqa: PLC0415 - adapters load when needed
    from workbench.services.desk import current_quarter  # noqa: PLC0415 - other commands do without

    with Book.open(file, Clock(), insist=True) as opened:
        made = save_drafts(opened, folder, _quarter(quarter) or current_quarter(opened))
    if as_json:
        drafts = [
            {"member": letter.line.member.title, "to": letter.address or None, "subject": letter.subject, "path": str(path)}
            for letter, path in made.drafts
        ]
        _printed({"quarter": made.quarter.name, "drafts": drafts})
        return
    for letter, path in made.drafts:
        click.echo(f"{path.name}: {letter.address or 'no address known'}.")
    for line in made.sentences:
        click.echo(line)
    click.echo(f"{counted(len(made.drafts), 'draft')} for {made.quarter.name} saved in {folder}; open each one, read it and send it.")


@click.command("close")
@click.argument("file", type=FILE)
@click.argument("quarter", default="")
@_json_option()
def close(file: Path, quarter: str, *, as_json: bool) -> None:
    """Close a quarter: the scores of all open entries are kept as its positions; the last one that ended where not said."""
    from workbench.services.desk import desk  # noqa: PLC0415 - other commands do without
    from workbench.services.quarters import close_quarter, plan_closing, to_close  # noqa: PLC0415 - other commands do without

    with Book.open(file, Clock(), insist=True) as opened:
        closing = plan_closing(opened, _quarter(quarter) or to_close(opened))
        waiting = [line.member.title for line in desk(opened, closing.quarter) if line.is_outstanding]
        applied = close_quarter(opened, closing)
    if as_json:
        _printed(
            {
                "quarter": closing.quarter.name,
                "kept": closing.frozen,
                "there_already": closing.there,
                "differing": closing.differing,
                "without_score": closing.without,
                "opened_later": closing.later,
                "outstanding": waiting,
                "change_set": applied.entry.uid,
            }
        )
        return
    _echo_closed(closing.sentences, closing.quarter, waiting)


def _echo_closed(sentences: Sequence[str], quarter: Quarter, waiting: Sequence[str]) -> None:
    click.echo(f"{quarter.name} is closed. {' '.join(sentences)}")
    if waiting:
        click.echo(f"Still outstanding: {joined(list(waiting))}; what comes from there now counts in {quarter.after.name}.")


@click.command()
@click.argument("file", type=FILE)
@click.argument("quarter")
@click.option("--reason", required=True, help="Why; kept in the history.")
def reopen(file: Path, quarter: str, reason: str) -> None:
    """Open a closed quarter again, so that its positions can be corrected; close it again afterwards."""
    from workbench.services.quarters import quarter_named, reopen_quarter  # noqa: PLC0415 - other commands do without

    with Book.open(file, Clock(), insist=True) as opened:
        found = quarter_named(quarter)
        reopen_quarter(opened, found, reason)
    click.echo(f"{found.name} is open again. Close it once its positions are right.")


COMMANDS = (send, receive, returns, chase, close, reopen)
"""All of them, for the command line to list."""
