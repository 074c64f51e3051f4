"""What a workbook says of itself in its properties: its title, subject, company and the like."""

import html
import re
from io import BytesIO
from zipfile import BadZipFile, ZipFile

_PLACES = (
    ("docProps/core.xml", re.compile(rb"<(?:\w+:)?(?:title|subject|description|keywords|category)(?:\s[^>]*)?>([^<]+)<")),
    ("docProps/app.xml", re.compile(rb"<(?:\w+:)?(?:Company|Manager)(?:\s[^>]*)?>([^<]+)<")),
    ("meta.xml", re.compile(rb"<(?:dc:title|dc:subject|dc:description|meta:keyword)(?:\s[^>]*)?>([^<]+)<")),
)
"""Part of the package and what tells in it: Excel's own formats, and OpenDocument. Who saved it is a person and says nothing."""
_LARGEST, _LONGEST = 1_000_000, 400


def described(content: bytes) -> list[str]:
    """Return the words in a workbook's properties; nothing where it has none or cannot be looked into."""
    found: list[str] = []
    try:
        with ZipFile(BytesIO(content)) as parts:
            for name, told in _PLACES:
                if name in parts.namelist():
                    with parts.open(name) as stream:
                        found += [html.unescape(words.decode("utf-8", "replace")) for words in told.findall(stream.read(_LARGEST))]
    except (BadZipFile, OSError, EOFError, RuntimeError, NotImplementedError, ValueError):
        return []
    return [words[:_LONGEST].strip() for words in found if words.strip()]
