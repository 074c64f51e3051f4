"""Send a round of workbooks out: one for each member, with its own entries and the shared ones, noted in the file."""

import hashlib
import re
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from workbench.domain.audience import Audience, Version
from workbench.domain.change import Change, ChangeSet
from workbench.domain.clock import Progress, unwatched
from workbench.domain.errors import FileTroubleError, WorkbenchError
from workbench.domain.kinds import Day, Stored
from workbench.domain.progress import day_of
from workbench.domain.quarters import Quarter, named, quarter_of
from workbench.domain.register import Record
from workbench.domain.text import counted, joined
from workbench.services.book import Book
from workbench.services.exporting import export_workbook, with_children
from workbench.services.quarters import closed
from workbench.services.returned import SENDING

ASKED = ("risk", "assurance", "action")
"""What members are asked about where nobody says otherwise: their risks, their framework and their actions."""

_UNFIT = re.compile(r'[\x00-\x1f<>:"/\\|?*]+')
_LONGEST = 80


@dataclass(frozen=True)
class SentWorkbook:
    """One workbook of a round: for whom, where it lies, how much it holds, and the day it was sent before, if it was."""

    member: str
    path: Path
    records: int
    before: str = ""
    replaced: bool = False


@dataclass
class Round:
    """What sending a round did."""

    quarter: Quarter
    due: date | None
    sent: list[SentWorkbook] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def sentences(self) -> list[str]:
        """What is to be said of the round as a whole."""
        again = [one for one in self.sent if one.before]
        told = list(self.notes)
        if again:
            names = joined([one.member for one in again])
            told.append(
                f"{names} had been sent a workbook for {self.quarter.name} before (last on {again[-1].before}); this one replaces it. "
                "A return on the earlier one is still understood."
            )
        return told


def members_asked(book: Book, day: date) -> list[Record]:
    """Return the organisations that are in the collaborative on a day."""
    return [record for record in book.records("member") if not _is_away(record, day)]


def _is_away(record: Record, day: date) -> bool:
    joined_on, left_on = day_of(record, "joined_on"), day_of(record, "left_on")
    return bool((left_on and left_on <= day) or (joined_on and joined_on > day))


def sending_of(book: Book, member: str, quarter: Quarter) -> Record | None:
    """Return what a member was sent for a quarter, or None."""
    found = (record for record in book.records(SENDING) if record.row.get("member") == member)
    return next((record for record in found if named(record.show("period")) == quarter), None)


def send_round(
    book: Book,
    folder: Path,
    *,
    quarter: Quarter | None = None,
    due: date | None = None,
    keys: Sequence[str] = (),
    members: Sequence[str] = (),
    progress: Progress = unwatched,
) -> Round:
    """Write one workbook for each member into a folder and note in the file, as one change set, what was sent.

    Args:
        book: the open file.
        folder: where to; made where there is none.
        quarter: the quarter asked about; that of today where nobody says.
        due: the day the returns are to be back.
        keys: the registers asked about; `ASKED` where nobody says. Those of the records that belong to theirs come with them.
        members: the uids of the only members to send to.
        progress: told how many are written; may stop it, and then nothing was sent.

    Raises:
        WorkbenchError: there is nobody to send to, the quarter is closed, or the day is past.
        UnknownNameError: there is no such register.
        FileTroubleError: the folder cannot be written to.
    """
    today = book.clock.today()
    quarter = quarter or quarter_of(today)
    _check(book, quarter, due)
    for key in keys:
        book.register(key)
    made = Round(quarter, due)
    asked = [record for record in members_asked(book, today) if not members or record.uid in members]
    if not asked:
        raise WorkbenchError("There is no organisation to send to; add the organisations of the collaborative first.")
    away = [record.title for record in book.records("member") if _is_away(record, today)]
    if away and not members:
        made.notes.append(f"{joined(away)} {'is' if len(away) == 1 else 'are'} not in the collaborative today, so nothing was sent there.")
    position = book.store.head().position
    changes: list[Change] = []
    placed: list[tuple[Path, Path]] = []
    refs = book.fresh_refs(SENDING)
    with made_apart(folder) as waiting:
        for number, record in enumerate(asked):
            progress(number, len(asked))
            earlier = sending_of(book, record.uid, quarter)
            path = waiting / f"{number}.xlsx"
            chosen, records = write_for(book, path, record, quarter, due, keys or ASKED)
            content = path.read_bytes()
            digest = hashlib.sha256(content).hexdigest()
            target = _place(folder, file_name(record.title, quarter), earlier, [to for _, to in placed])
            values: dict[str, Stored] = {
                "title": target.name,
                "member": record.uid,
                "period": quarter.name,
                "sent_on": today.isoformat(),
                "due_date": due.isoformat() if due else None,
                "asks_for": "; ".join(chosen),
                "position": position,
                "digest": digest,
            }
            changes.append(_noted(book, earlier, values, refs))
            placed.append((path, target))
            made.sent.append(SentWorkbook(record.title, target, records, earlier.show("sent_on") if earlier else "", target.exists()))
        progress(len(asked), len(asked))
        for path, target in placed:
            path.replace(target)
    name = f"Send workbooks for {quarter.name} to {counted(len(asked), 'organisation')}"
    book.apply(ChangeSet(name, tuple(changes)))
    return made


def write_for(book: Book, path: Path, member: Record, quarter: Quarter, due: date | None, keys: Sequence[str]) -> tuple[list[str], int]:
    """Write the workbook of one member: its own entries and the shared ones up to private; return its registers and records."""
    from workbench.exchange.return_sheet import Asked  # noqa: PLC0415 - adapters load when needed

    audience = Audience(Version.MEMBER, member.uid)
    chosen = with_children(book.view(audience), keys)
    asked = Asked(quarter.name, due.isoformat() if due else "", member.title)
    done = export_workbook(book, path, chosen, audience, asked=asked)
    return chosen, done.records


def file_name(member: str, quarter: Quarter) -> str:
    """Return the name of a member's workbook, which says at a glance whose it is and what for."""
    plain = " ".join(_UNFIT.sub(" ", member).split()).strip(". ")[:_LONGEST].strip() or "Organisation"
    return f"{plain}, return for {quarter.name.replace('/', '-')}.xlsx"


def _check(book: Book, quarter: Quarter, due: date | None) -> None:
    if (shut := closed(book).get(quarter)) is not None:
        raise WorkbenchError(
            f"{quarter.name} was closed on {shut.show('closed_on')}, so nothing more is asked for it; choose {quarter.after.name}."
        )
    if due is not None and due < book.clock.today():
        raise WorkbenchError(f"{Day().show(due.isoformat())} is past already; choose a later day for the returns to be back.")


@contextmanager
def made_apart(folder: Path) -> Iterator[Path]:
    """Lend a folder inside the target, in which workbooks are made before any of them is put in its place.

    Raises:
        FileTroubleError: nothing can be written there.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        waiting = Path(tempfile.mkdtemp(prefix=".sending-", dir=folder))
    except OSError as trouble:
        raise FileTroubleError(folder, f"it cannot be written to ({trouble.strerror})") from trouble
    try:
        yield waiting
    except OSError as trouble:
        raise FileTroubleError(folder, f"the workbooks could not be written there ({trouble.strerror})") from trouble
    finally:
        shutil.rmtree(waiting, ignore_errors=True)


def _place(folder: Path, name: str, earlier: Record | None, taken: Sequence[Path]) -> Path:
    """Return where a workbook goes: over the one that was sent before, never over anything else, such as a return saved there.

    Some disks do not tell capital letters from small ones.
    """
    target, number = folder / name, 1
    names = {other.name.casefold() for other in taken}
    while target.name.casefold() in names or (target.exists() and not _is_what_was_sent(target, earlier)):
        number += 1
        target = folder / f"{Path(name).stem} ({number}).xlsx"
    return target


def _is_what_was_sent(path: Path, earlier: Record | None) -> bool:
    if earlier is None or not path.is_file():
        return False
    return hashlib.sha256(path.read_bytes()).hexdigest() == earlier.row.get("digest")


def _noted(book: Book, earlier: Record | None, values: dict[str, Stored], refs: Iterator[str]) -> Change:
    if earlier is None:
        return book.addition(SENDING, {key: value for key, value in values.items() if value is not None}, refs)
    after = earlier.register.settled({**earlier.row, "chased_on": None, **values})
    return Change(SENDING, earlier.uid, earlier.row, after)
