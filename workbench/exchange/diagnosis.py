"""What a file is, by its first bytes and never by its name, and in plain words where it is no workbook."""

import re
import struct
from enum import StrEnum

from workbench.domain.errors import WorkbookRefusedError


class Format(StrEnum):
    """A kind of file that may hold sheets."""

    ZIP = "zip"
    """Excel's .xlsx, .xlsm and .xlsb, OpenDocument's .ods, Word's .docx, or some other collection of parts."""
    XLS = "xls"
    LOCKED = "locked"
    """An Excel workbook wrapped in encryption."""
    TEXT = "text"


SAVE_AS = "open it in Excel, save it as an Excel workbook (.xlsx) and try again"
FRESH = "ask whoever sent it for a fresh copy"
PASSWORD = "it is protected by a password; open it in Excel, remove the password under File > Info, save it and try again"  # noqa: S105 - a sentence
LABEL = (
    "it is encrypted by a sensitivity label or rights management, which only its own organisation can open; "
    "ask whoever sent it to save a copy without that protection"
)

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENTRY = 128
"""Bytes of an entry in the directory of an OLE file; the length of its name stands behind the name's 64 bytes."""
_SEEN = 4096
"""How much of a file is looked at for telling a kind of text."""

_BINARY = (
    (b"%PDF", "it is a PDF; ask for the workbook the PDF was made from"),
    (b"SQLite format 3\0", "it is a Workbench file or another database, not a workbook; open it with File > Open instead"),
    (b"\x89PNG", "it is a picture, not a workbook"),
    (b"\xff\xd8\xff", "it is a picture, not a workbook"),
    (b"GIF8", "it is a picture, not a workbook"),
    (b"7z\xbc\xaf\x27\x1c", "it is a compressed folder; unpack it and choose the workbook inside"),
    (b"Rar!", "it is a compressed folder; unpack it and choose the workbook inside"),
    (b"\x1f\x8b", "it is a compressed file; unpack it and choose the workbook inside"),
    (b"MZ", "it is a program, not a workbook; do not open it"),
    (b"L\0\0\0\x01\x14\x02\0", f"it is only a shortcut to a file; choose the file itself, or {FRESH}"),
    (b"{\\rtf", "it is a text document, not a workbook; copy its table into Excel, save that and try again"),
    (b"\x09\x00\x04\x00", f"it was saved by a very old Excel; {SAVE_AS}"),
    (b"\x09\x02\x06\x00", f"it was saved by a very old Excel; {SAVE_AS}"),
    (b"\x09\x04\x06\x00", f"it was saved by a very old Excel; {SAVE_AS}"),
    (b"\x09\x08", f"it was saved by a very old Excel; {SAVE_AS}"),
    (b"PK\x05\x06", f"it is an empty compressed folder; {FRESH}"),
    (b"PK\x07\x08", f"it is one part of a compressed folder in several parts; {FRESH}"),
)
_TEXTUAL = (
    (r"<\?xml[^>]*\?>\s*(<\?mso-application[^>]*Excel|<(\w+:)?Workbook\b)", f"it is saved in an older XML form; {SAVE_AS}"),
    (r"(<\?xml[^>]*\?>\s*)?<office:document", "it is saved in a flat OpenDocument form; open it, save it as .xlsx and try again"),
    (
        r"(<\?xml[^>]*\?>\s*)?(<!--.*?-->\s*)*<(!doctype\s+html|html|head|body|table|meta|script)\b",
        f"it is a web page, not a workbook; {SAVE_AS}",
    ),
    (r"mime-version:", f"it is a web page, not a workbook; {SAVE_AS}"),
    (r"<\?xml|<[a-z]+[\s>]", "it is an XML file, not a workbook; export the register as .xlsx or .csv and try again"),
    (r"\{\s*\"(url|doc_id|resource_id)\"", "it is only a link to a sheet kept online; download that as .xlsx and try again"),
    (r"\[internetshortcut\]", "it is only a link to a page; download the workbook itself and try again"),
    (r"\{\s*[\"}]|\[\s*\{", "it is a JSON file, not a workbook; export the register as .xlsx or .csv and try again"),
    (r"id;p", f"it is saved in an older form (SYLK); {SAVE_AS}"),
)
_STREAMS = (
    (("DRMEncryptedDataSpace", "DRMEncryptedTransform", "\tDRMContent"), LABEL),
    (("EncryptedPackage",), Format.LOCKED),
    (("Workbook", "Book"), Format.XLS),
    (("WordDocument",), "it is a Word document of the old kind (.doc); open it in Word, save it as a Word document (.docx) and try again"),
    (("PowerPoint Document",), "it is a PowerPoint presentation, not a workbook; copy its table into Excel, save that and try again"),
    (("__properties_version1.0",), "it is an e-mail message; open it in Outlook, save the attached workbook and choose that"),
)


def lock_file(name: str) -> str:
    """Return why a file with this name is no workbook where Office or LibreOffice keep it beside an open one, else nothing."""
    kept = name[2:] if name.startswith("~$") else name[7:].rstrip("#") if name.startswith(".~lock.") else ""
    return f"it is the small file that is kept beside an open workbook; choose {kept} instead" if kept else ""


def identify(name: str, content: bytes) -> Format:
    """Return the format of a file's content.

    Raises:
        WorkbookRefusedError: it holds no sheets; the sentence says what it is instead and what to do.
    """
    if not content.strip(b"\0"):
        reason = "it is empty" if not content else "it holds nothing but zeros, as after a copy that failed"
        raise WorkbookRefusedError(name, f"{reason}; {FRESH}.")
    if content.startswith(b"PK\x03\x04"):
        return Format.ZIP
    if content.startswith(_OLE):
        return _ole(name, content)
    if reason := next((words for first, words in _BINARY if content.startswith(first)), ""):
        raise WorkbookRefusedError(name, f"{reason}.")
    if not content.startswith((b"\xff\xfe", b"\xfe\xff")) and b"\0" in content[:_SEEN]:
        raise WorkbookRefusedError(name, f"it is not a workbook, or it is damaged; if Excel can open it, {SAVE_AS}; otherwise {FRESH}.")
    start = decoded(content[:_SEEN]).strip().casefold()
    if reason := next((words for first, words in _TEXTUAL if re.match(first, start, re.IGNORECASE | re.DOTALL)), ""):
        raise WorkbookRefusedError(name, f"{reason}.")
    return Format.TEXT


def decoded(content: bytes) -> str:
    """Return a text file's words: UTF-8 or UTF-16 as Excel writes them, else the Western European of older programs."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as broken:
        if broken.end >= len(content) - 3 and broken.reason == "unexpected end of data":
            return content[: broken.start].decode("utf-8-sig")
        return content.decode("cp1252", errors="replace")


def _ole(name: str, content: bytes) -> Format:
    for streams, answer in _STREAMS:
        if any(_holds(content, stream) for stream in streams):
            if isinstance(answer, Format):
                return answer
            raise WorkbookRefusedError(name, f"{answer}.")
    raise WorkbookRefusedError(name, f"it is not a workbook, or only half of one; if Excel can open it, {SAVE_AS}; otherwise {FRESH}.")


def _holds(content: bytes, stream: str) -> bool:
    """Whether the directory of an OLE file names a stream; entries are aligned, so words in a cell are not taken for one."""
    words = (stream + "\0").encode("utf-16-le")
    length = struct.pack("<H", len(words))
    place = content.find(words)
    while place >= 0:
        if place % _ENTRY == 0 and content[place + 64 : place + 66] == length:
            return True
        place = content.find(words, place + 1)
    return False
