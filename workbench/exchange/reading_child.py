"""Formats that no guard can look into, read by a process of its own with little memory and little time.

The parsers of .xls, .xlsb and .ods trust what the file says of itself, and opening an encrypted workbook takes as long as the
file demands; here either can fail without harm.
The child is this file run by the same Python, not a fork of the program (threads and windows do not survive one) and not
`multiprocessing` (which imports the program's main module again and needs the caller's script to allow for it).
In a frozen program, which has no Python to run files with, the program starts itself with `FLAG`, and its main module
must call `main` of this module before anything else.
For the same reason nothing of this program is imported here.
"""

import json
import os
import re
import struct
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, timedelta
from datetime import time as clock_time
from io import BytesIO
from math import isfinite
from pathlib import Path
from threading import Thread
from typing import IO, TYPE_CHECKING, Any, BinaryIO

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

FLAG = "--read-workbook-apart"
"""First argument with which a frozen program starts itself as the child."""
SECONDS = 7.0
MEMORY = 768 * 1024 * 1024
CELLS = 1_500_000
"""Filled cells the child hands over at most."""

DONE, PASSWORD, TOO_MANY, DAMAGED = "done", "password", "too many", "damaged"
_EVERYBODYS = "VelvetSweatshop"
"""The password with which Excel encrypts workbooks that it then opens without asking."""
_PLAIN = frozenset({str, float, int, bool, date, datetime, type(None)})
_LOOK = 0.2
"""Seconds between looks at the child's memory."""


class ChildFailedError(Exception):
    """The child died, or was stopped for taking too much time or memory."""


def tidy(rows: list[list[Any]]) -> list[list[Any]]:
    """Return rows as the rest of the program knows them: nothing is None, trailing emptiness is cut, times are text."""
    tidied = []
    for row in rows:
        # A row without a blank or a zero needs no second look for blanks.
        values = row if all(row) else [None if value == "" else value for value in row]
        kinds = set(map(type, values))
        if not kinds <= _PLAIN:
            values = [_plain(value) for value in values]
        if float in kinds and not isfinite(sum([value for value in values if value.__class__ is float])):
            values = [str(value) if isinstance(value, float) and not isfinite(value) else value for value in values]
        while values and values[-1] is None:
            values.pop()
        tidied.append(values)
    while tidied and not tidied[-1]:
        tidied.pop()
    return tidied


def _plain(value: object) -> object:
    if isinstance(value, clock_time):
        return value.isoformat("seconds").removesuffix(":00")
    if isinstance(value, timedelta):
        minutes, seconds = divmod(round(value.total_seconds()), 60)
        hours, minutes = divmod(minutes, 60)
        return f"{hours:02}:{minutes:02}" + (f":{seconds:02}" if seconds else "")
    return value


def ask(
    task: str, content: bytes, password: str, watch: Callable[[], None], *, seconds: float = SECONDS, memory: int = MEMORY
) -> tuple[str, bytes]:
    """Return the outcome of a task (`read` or `unlock`) done by a child, and what it handed over.

    Args:
        task: what to do with the content.
        content: the file.
        password: for opening it, or nothing.
        watch: called now and then while the child works; what it raises stops the child.
        seconds: how long the child may take.
        memory: how many bytes it may use.

    Raises:
        ChildFailedError: the child died or was stopped.
    """
    head = json.dumps({"task": task, "password": password, "memory": memory}).encode()
    command = [sys.executable, FLAG] if getattr(sys, "frozen", False) else [sys.executable, "-P", str(Path(__file__))]
    child = subprocess.Popen(  # noqa: S603 - this very program
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )
    # `communicate` loses what it has not sent when its time runs out, so two threads serve the pipes.
    answers: list[bytes] = []
    sending = Thread(target=_send, args=(child.stdin, struct.pack("<I", len(head)) + head + content))
    hearing = Thread(target=_hear, args=(child.stdout, answers))
    sending.start()
    hearing.start()
    try:
        _await(child, hearing, watch, seconds, memory)
    finally:
        child.kill()
        child.wait()
        sending.join()
        hearing.join()
    outcome, _, handed = answers[0].partition(b"\n")
    if child.returncode or outcome.decode("ascii", errors="replace") not in {DONE, PASSWORD, TOO_MANY, DAMAGED}:
        raise ChildFailedError
    return outcome.decode(), handed


def _send(pipe: IO[bytes], sent: bytes) -> None:
    # A child that has died hears nothing, and closing says so again.
    with suppress(OSError), pipe:
        pipe.write(sent)


def _hear(pipe: IO[bytes], answers: list[bytes]) -> None:
    with pipe:
        answers.append(pipe.read())


def _await(child: "subprocess.Popen[bytes]", hearing: Thread, watch: Callable[[], None], seconds: float, memory: int) -> None:
    """Wait until the child has said everything and ended.

    Raises:
        ChildFailedError: it took too much time or memory.
    """
    last = time.monotonic() + seconds
    while hearing.is_alive():
        hearing.join(_LOOK)
        watch()
        if hearing.is_alive() and (time.monotonic() > last or _used(child.pid) > memory):
            raise ChildFailedError
    with suppress(subprocess.TimeoutExpired):
        child.wait(seconds)


def _used(pid: int) -> int:
    import psutil  # noqa: PLC0415 - costs the start of the program

    with suppress(psutil.Error):
        return int(psutil.Process(pid).memory_info().rss)
    return 0


def received(handed: bytes) -> list[dict[str, Any]]:
    """Return the sheets that a child handed over, each with name, hidden, merged and rows; days are days again."""
    sheets: list[dict[str, Any]] = json.loads(handed)
    for sheet in sheets:
        for row in sheet["rows"]:
            if list in map(type, row):
                row[:] = [_day(value[0]) if isinstance(value, list) else value for value in row]
    return sheets


def _day(text: str) -> date:
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


# --- in the child ---------------------------------------------------------------------------------------------------


def main() -> int:
    """Do the task on the standard input and write its outcome, a line, and what it yields to the standard output."""
    source: BinaryIO = sys.stdin.buffer if sys.stdin else os.fdopen(0, "rb")
    target: BinaryIO = sys.stdout.buffer if sys.stdout else os.fdopen(1, "wb")
    asked = json.loads(source.read(struct.unpack("<I", source.read(4))[0]))
    content = source.read()
    _confine(asked["memory"])
    outcome, handed = (_unlocked if asked["task"] == "unlock" else _read)(content, asked["password"])
    target.write(outcome.encode() + b"\n" + handed)
    target.flush()
    return 0


def _confine(memory: int) -> None:
    """Give this process little memory and no core file, where the system knows such limits; elsewhere the parent looks."""
    try:
        import resource  # noqa: PLC0415 - only some systems have it
    except ImportError:
        return
    for limit, value in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CORE, 0)):
        with suppress(ValueError, OSError):
            resource.setrlimit(limit, (value, value))


def _unlocked(content: bytes, password: str) -> tuple[str, bytes]:
    from msoffcrypto import OfficeFile  # noqa: PLC0415 - costs the start of the program
    from msoffcrypto.exceptions import DecryptionError, InvalidKeyError  # noqa: PLC0415

    opened = BytesIO()
    try:
        locked = OfficeFile(BytesIO(content))
        locked.load_key(password=password or _EVERYBODYS)
        locked.decrypt(opened)
    except (InvalidKeyError, DecryptionError):
        return PASSWORD, b""
    return DONE, opened.getvalue()


def _read(content: bytes, password: str) -> tuple[str, bytes]:
    from python_calamine import CalamineError, CalamineWorkbook  # noqa: PLC0415

    if _locked(content):
        outcome, content = _unlocked(content, password)
        if outcome != DONE:
            return outcome, b""
    try:
        return _sheets(CalamineWorkbook.from_filelike(BytesIO(content)))
    except CalamineError:
        return DAMAGED, b""


def _sheets(book: "CalamineWorkbook") -> tuple[str, bytes]:
    from python_calamine import SheetTypeEnum, SheetVisibleEnum  # noqa: PLC0415 - costs the start of the program

    sheets, cells = [], 0
    for place, found in enumerate(book.sheets_metadata):
        if found.typ != SheetTypeEnum.WorkSheet:
            continue
        sheet = book.get_sheet_by_index(place)
        rows = tidy(sheet.to_python(skip_empty_area=False))
        for row in rows:
            # OpenDocument keeps times as spans, which arrive as text.
            row[:] = [_span(value) if isinstance(value, str) and value[:2] == "PT" else value for value in row]
        cells += sum(map(len, rows))
        if cells > CELLS:
            return TOO_MANY, b""
        merged = [(*first, *last) for first, last in sheet.merged_cell_ranges or ()]
        sheets.append({"name": found.name, "hidden": found.visible != SheetVisibleEnum.Visible, "merged": merged, "rows": rows})
    return DONE, json.dumps(sheets, ensure_ascii=False, default=lambda day: [day.isoformat()]).encode("utf-8", errors="replace")


_FILEPASS = re.compile(rb"\x2f\0(\x06\0\0\0|.{2}\x01\0[\x01-\x04]\0)", re.DOTALL)
"""Start of the record with which an old workbook says that it is encrypted; the reader overlooks the oldest kind."""


def _locked(content: bytes) -> bool:
    """Whether an old workbook is protected by a password."""
    if not _FILEPASS.search(content) or content.startswith(b"PK"):
        return False
    from msoffcrypto import OfficeFile  # noqa: PLC0415 - costs the start of the program

    return bool(OfficeFile(BytesIO(content)).is_encrypted())


_SPAN = re.compile(r"PT(\d{1,8})H(\d\d)M(\d\d)(?:\.\d+)?S", re.ASCII)
_FIRST = datetime(1899, 12, 30)  # noqa: DTZ001 - days of a sheet belong to no time zone
_MOMENTS = 24 * 366


def _span(text: str) -> object:
    """Return a span of time as hours and minutes; one of years is a moment of which only the time was shown."""
    found = _SPAN.fullmatch(text)
    if found is None:
        return text
    span = timedelta(hours=int(found[1]), minutes=int(found[2]), seconds=int(found[3]))
    with suppress(OverflowError):
        return _plain(span) if span < timedelta(hours=_MOMENTS) else _FIRST + span
    return text


if __name__ == "__main__":
    sys.exit(main())
