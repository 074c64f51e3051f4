"""Tell the world's fault from ours when SQLite complains."""

import json
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from workbench.domain.errors import FileTroubleError

_REASONS = {
    sqlite3.SQLITE_BUSY: "another program is using it; close it there and try again",
    sqlite3.SQLITE_LOCKED: "another program is using it; close it there and try again",
    sqlite3.SQLITE_READONLY: "it or its folder may not be written to",
    sqlite3.SQLITE_READONLY_ROLLBACK: "a change to it was broken off on another computer; "
    "open it there, or once its holder there is known to be gone",
    sqlite3.SQLITE_IOERR: "the disk or network drive did not answer",
    sqlite3.SQLITE_CORRUPT: "it is damaged; restore it from a backup (File menu, or: workbench restore)",
    sqlite3.SQLITE_FULL: "the disk is full",
    sqlite3.SQLITE_CANTOPEN: "it could not be opened; it may have been moved, or its folder may not be written to",
    sqlite3.SQLITE_NOTADB: "it is damaged or is no Workbench file; restore it from a backup",
}


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Turn a failure of disk, network or lock into a sentence; let every other error through."""
    try:
        yield
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", None)
        reason = _REASONS.get(code, _REASONS.get(code & 0xFF)) if code is not None else None
        if code is None and isinstance(error, sqlite3.OperationalError):
            # Without a code it is Python that could not decode what SQLite handed over.
            reason = _REASONS[sqlite3.SQLITE_CORRUPT]
        if reason is None:
            raise
        raise FileTroubleError(path, reason) from error
    except (UnicodeDecodeError, json.JSONDecodeError, zlib.error) as error:
        raise FileTroubleError(path, _REASONS[sqlite3.SQLITE_CORRUPT]) from error
    except OSError as error:
        raise FileTroubleError(path, (error.strerror or "the disk did not answer").lower()) from error
