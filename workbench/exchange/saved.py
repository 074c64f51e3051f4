"""When a workbook was last saved, as the program that saved it wrote into it."""

import re
from datetime import datetime
from io import BytesIO
from zipfile import BadZipFile, ZipFile

_PLACES = (
    ("docProps/core.xml", re.compile(rb"<(?:\w+:)?modified(?:\s[^>]*)?>\s*([^<\s]+)\s*<")),
    ("meta.xml", re.compile(rb"<dc:date>\s*([^<\s]+)\s*<")),
)
"""Part of the package and where it tells: Excel's own formats, and OpenDocument."""
_LARGEST = 1_000_000


def saved_at(content: bytes) -> datetime | None:
    """Return when a workbook was last saved, with its zone, or None where it does not say."""
    try:
        with ZipFile(BytesIO(content)) as parts:
            for name, told in _PLACES:
                if name in parts.namelist() and (found := told.search(_part(parts, name))):
                    return datetime.fromisoformat(found[1].decode()).astimezone()
    except (BadZipFile, OSError, EOFError, RuntimeError, NotImplementedError, ValueError, OverflowError):
        return None
    return None


def _part(parts: ZipFile, name: str) -> bytes:
    with parts.open(name) as stream:
        return stream.read(_LARGEST)
