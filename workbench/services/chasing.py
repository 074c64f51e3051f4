"""Chase what has not come back: for each member a letter that names what is missing, as an e-mail draft with its workbook."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

from workbench.domain.change import Change, ChangeSet
from workbench.domain.clock import Progress, unwatched
from workbench.domain.errors import WorkbenchError
from workbench.domain.kinds import Day
from workbench.domain.progress import day_of
from workbench.domain.quarters import Quarter
from workbench.domain.register import Record
from workbench.domain.replacing import replacing
from workbench.domain.text import counted, fold, joined, shorten
from workbench.services.book import Book
from workbench.services.desk import Line, desk
from workbench.services.returned import RETURN
from workbench.services.rounds import ASKED, file_name, made_apart, write_for

_GOVERNANCE = ("secretary", "governance")
"""Words of the job titles whose holders answer for a return."""
_DRAFT = SMTP.clone(max_line_length=998)
"""Headers in one line each, for a folded subject gains a space in some programs."""
_EXCEL = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")
_MOST = 12
"""What is named one by one up to here."""


@dataclass(frozen=True)
class Letter:
    """What is written to one member: to whom (nobody where no address is known), about what, in which words."""

    line: Line
    name: str
    address: str
    subject: str
    text: str


@dataclass
class Chased:
    """The drafts that were saved, and what is to be said of them."""

    quarter: Quarter
    drafts: list[tuple[Letter, Path]] = field(default_factory=list)

    @property
    def sentences(self) -> list[str]:
        """What a person should know before sending them."""
        unaddressed = [letter.line.member.title for letter, _ in self.drafts if not letter.address]
        if not unaddressed:
            return []
        return [f"No address is known for {joined(unaddressed)}, so “To” is blank; record one with a person who has a post there."]


def to_chase(book: Book, quarter: Quarter, members: Sequence[str] = ()) -> list[Line]:
    """Return the members to chase: those whose return is outstanding, and those whose return needs something from them."""
    lines = [line for line in desk(book, quarter) if not members or line.member.uid in members]
    return [line for line in lines if line.is_outstanding or needs(line)]


def needs(line: Line) -> bool:
    """Whether a return that came needs something from its sender: rows or cells to correct, or records that were not in it."""
    return bool(
        line.returns and (line.still_open.invalid or line.still_open.absent or line.still_open.conflicting or line.still_open.unread)
    )


def letter(book: Book, line: Line) -> Letter:
    """Return what to write to one member."""
    person = addressee(book, line.member)
    name, address = (person.title, person.show("email")) if person else ("", "")
    late = " (overdue)" if line.days_late and line.is_outstanding else ""
    subject = f"{book.name}: {'your return' if line.is_outstanding else 'a question on your return'} for {line.quarter.name}{late}"
    paragraphs = [f"Dear {name or 'colleague'},", *(_outstanding(line, book.clock.today()) if line.is_outstanding else _unsettled(line))]
    paragraphs += [
        "If anything stands in the way, please let me know. Thank you for your help.",
        f"Kind regards,\n{book.clock.author}\n{book.name}",
    ]
    return Letter(line, name, address, subject, "\n\n".join(paragraphs) + "\n")


def save_drafts(book: Book, folder: Path, quarter: Quarter, members: Sequence[str] = (), *, progress: Progress = unwatched) -> Chased:
    """Save a draft for each member to chase, its workbook attached, and note in the file that it was chased today.

    Args:
        book: the open file, held for writing.
        folder: where to; made where there is none.
        quarter: the quarter asked about.
        members: the uids of the only members to chase.
        progress: told how many are written; may stop it.

    Raises:
        WorkbenchError: nobody is to be chased.
        FileTroubleError: the folder cannot be written to.
    """
    lines = to_chase(book, quarter, members)
    if not lines:
        raise WorkbenchError(f"Nothing is outstanding for {quarter.name}, so there is nobody to chase.")
    made = Chased(quarter)
    with made_apart(folder) as apart:
        for number, line in enumerate(lines):
            progress(number, len(lines))
            written = letter(book, line)
            path = _place(folder, f"{Path(file_name(line.member.title, quarter)).stem}, reminder", [to for _, to in made.drafts])
            with replacing(path) as stream:
                stream.write(_draft(book, written, apart).as_bytes())
            made.drafts.append((written, path))
    progress(len(lines), len(lines))
    today = book.clock.today().isoformat()
    changes = [_noted(line.sending, today) for line in lines if line.sending is not None]
    changes = [change for change in changes if change.keys]
    if changes:
        book.apply(ChangeSet(f"Chase {counted(len(lines), 'return')} for {quarter.name}", tuple(changes)))
    return made


def addressee(book: Book, member: Record) -> Record | None:
    """Return the person to write to: who completed the last return, else who holds a governance post there, else who alone is known.

    Only somebody with an address counts; where several might be meant, nobody is chosen, and nobody who has posts only in
    other organisations, whatever they are called: the workbook holds what these must not see.
    """
    today = book.clock.today()
    current = [post for post in book.records("post") if not ((left := day_of(post, "date_to")) and left < today)]
    posts = [post for post in current if post.row.get("member") == member.uid]
    elsewhere = {str(post.row.get("parent") or "") for post in current} - {str(post.row.get("parent") or "") for post in posts}
    people = {record.uid: record for record in book.records("person") if record.show("email") and record.uid not in elsewhere}
    returns = [record for record in book.records(RETURN) if record.row.get("member") == member.uid]
    signed = fold(max(returns, key=lambda record: record.uid).show("completed_by")) if returns else ""
    if signed and (found := [person for person in people.values() if fold(person.title) == signed]) and len(found) == 1:
        return found[0]
    holders = {str(post.row.get("parent") or ""): post for post in posts if str(post.row.get("parent") or "") in people}
    governing = {uid for uid, post in holders.items() if any(word in fold(post.show("job_title")) for word in _GOVERNANCE)}
    chosen = governing or set(holders)
    return people[chosen.pop()] if len(chosen) == 1 else None


def _place(folder: Path, stem: str, taken: Sequence[Path]) -> Path:
    """Return where a draft goes: never over one that somebody may have worked on, nor that of an organisation called alike.

    Some disks do not tell capital letters from small ones.
    """
    path, number = folder / f"{stem}.eml", 1
    names = {other.name.casefold() for other in taken}
    while path.name.casefold() in names or path.exists():
        number += 1
        path = folder / f"{stem} ({number}).eml"
    return path


def _noted(sending: Record, today: str) -> Change:
    return Change("sending", sending.uid, sending.row, sending.register.settled({**sending.row, "chased_on": today}))


def _outstanding(line: Line, today: date) -> list[str]:
    """Return the paragraphs to somebody whose return has not come."""
    sent = line.sending.show("sent_on") if line.sending else ""
    due = Day().show(line.due.isoformat()) if line.due else ""
    asked = f"On {sent} we sent you the workbook for {line.quarter.name}" + (f" and asked to have it back by {due}." if due else ".")
    missing = "We do not seem to have had it back from you yet. It may have crossed with this message; if so, please forgive the reminder."
    if line.due is not None and today <= line.due:
        missing = "It has not reached us yet, so this is only a friendly reminder of that date."
    what = (
        f"The return for {line.member.title} covers the {_registers(line)}. The workbook is attached again. If nothing has changed, it is "
        "enough to say so on the sheet “Your return” and to send the workbook back."
    )
    return [f"{asked} {missing}", what]


def _registers(line: Line) -> str:
    names = {"risk": "risk register", "assurance": "assurance framework", "action": "actions", "decision": "decisions"}
    keys = line.sending.show("asks_for").split("; ") if line.sending else []
    return joined([names[key] for key in keys if key in names]) or "registers on its sheets"


def _unsettled(line: Line) -> list[str]:
    """Return the paragraphs to somebody whose return needs something more."""
    last, still = line.last, line.still_open
    came = last.show("received_on") if last else ""
    wanted: list[str] = []
    if still.invalid:
        where = f" (see {_few(still.cells)})" if still.cells else ""
        wanted.append(f"- {counted(still.invalid, 'row')} that we could not place{where}: please correct {_them(still.invalid)}.")
    if still.unread:
        number, which = len(still.unread), "it" if len(still.unread) == 1 else "they"
        wanted.append(f"- {counted(number, 'cell')} that we could not read ({_few(still.unread)}): please tell us what {which} should say.")
    if still.absent:
        which = f": {_few(still.missing)}" if still.missing else ""
        wanted.append(
            f"- {counted(still.absent, 'entry', 'entries')} that we sent and did not get back{which}. Please tell us whether "
            f"{'it is' if still.absent == 1 else 'they are'} closed, no longer on your register, or left out by mistake."
        )
    if still.between:
        wanted.append(
            f"- {_few(still.between)}, which the return of another organisation says differently from yours. We should like to agree "
            "the wording or the score with both of you; I shall be in touch."
        )
    if changed := still.conflicting - still.between_records:
        wanted.append(
            f"- {counted(changed, 'entry', 'entries')} that changed with us as well since we wrote. We should like to agree the "
            "wording or the score with you; I shall be in touch with the detail."
        )
    if last is not None and last.row.get("completed_by") and not last.row.get("approved_by"):
        wanted.append("- the name of whoever approved the return, which the sheet “Your return” asks for.")
    thanks = f"Thank you for your return for {line.quarter.name}, which we received on {came}."
    return [
        f"{thanks} Before we can finish it we need your help with:",
        "\n".join(wanted),
        f"An up-to-date workbook for {line.member.title} is attached.",
    ]


def _few(names: Sequence[str]) -> str:
    shown = [shorten(name, 60) for name in names[:_MOST]]
    return joined(shown) if len(names) <= _MOST else f"{', '.join(shown)} and {len(names) - _MOST:,} more"


def _them(number: int) -> str:
    return "it" if number == 1 else "them"


def _draft(book: Book, written: Letter, apart: Path) -> EmailMessage:
    """Return a draft that opens unsent in a mail program, the member's workbook as it would be sent today attached."""
    line = written.line
    message = EmailMessage(policy=_DRAFT)
    message["X-Unsent"] = "1"
    message["To"] = " ".join(written.address.split())
    message["Subject"] = written.subject
    message.set_content(written.text, cte="quoted-printable")
    keys = line.sending.show("asks_for").split("; ") if line.sending else []
    keys = [key for key in keys if key in book.registers]
    name = file_name(line.member.title, line.quarter)
    path = apart / "attached.xlsx"
    write_for(book, path, line.member, line.quarter, line.due, keys or ASKED)
    message.add_attachment(path.read_bytes(), maintype=_EXCEL[0], subtype=_EXCEL[1], filename=name)
    return message
