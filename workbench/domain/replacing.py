"""Write a file beside its target and put it in the target's place: whole or not at all."""

import errno
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from workbench.domain.errors import FileTroubleError

_REASONS = {
    errno.ENOENT: "its folder does not exist",
    errno.ENOTDIR: "its folder does not exist",
    errno.EACCES: "it is open in another program, or its folder may only be read",
    errno.EPERM: "it is open in another program, or its folder may only be read",
    errno.EROFS: "its folder may only be read",
    errno.ENOSPC: "the disk is full",
    errno.ENAMETOOLONG: "its name is too long",
}


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """Open a file beside the target that takes its place when all went well; otherwise nothing of it is left.

    Raises:
        FileTroubleError: the file cannot be written; the old one stays as it was.
    """
    if path.is_dir():
        raise FileTroubleError(path, "a folder has that name")
    if path.exists() and not os.access(path, os.W_OK):
        raise FileTroubleError(path, "it may only be read")
    part = path.with_name(f"~{secrets.token_hex(8)}.part")
    try:
        with part.open("xb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(path)
    except OSError as error:
        said = f"the system said “{error.strerror}”" if error.strerror else "the system refused to write it"
        raise FileTroubleError(path, _REASONS.get(error.errno or 0, said)) from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
