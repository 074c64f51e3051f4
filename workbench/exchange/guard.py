"""What a zip-based workbook or document would become when unpacked, found before any parser sees it.

One pass reads every part a piece at a time and keeps none: its size, and of each sheet the filled cells, the box they
lie in, the formulas and the errors.
A sheet written as every spreadsheet writes one is skimmed with searches that run at the speed of C;
anything unusual in it, and any sheet that looks too large, is measured again by a real XML parser, cell by cell.
"""

import re
import struct
import zipfile
import zlib
from array import array
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from io import BytesIO
from operator import sub
from xml.parsers import expat

from workbench.domain.clock import Progress, unwatched
from workbench.domain.errors import WorkbookRefusedError
from workbench.exchange.diagnosis import FRESH, PASSWORD, SAVE_AS
from workbench.exchange.sheets import letter

UNPACKED = 300 * 1024 * 1024
"""Bytes a workbook may hold when unpacked, repeated texts counted each time a cell repeats them."""
RATIO = 200
"""How many times larger than the file that may be; small files are let off, as nothing can come of them."""
SMALL = 1024 * 1024
CELLS = 1_500_000
"""Filled cells a workbook may hold: more take longer and more memory than anybody should wait for and give."""
BOX = 10_000_000
"""Cells in the box around the filled cells of one sheet up to which it is read whole, at some 32 bytes for each of them."""
SLOTS = 20_000_000
"""Cells in all rows of all sheets, each row up to its last filled cell, that may be kept."""
MARKUP = 32 * 1024 * 1024
"""Bytes of XML that a Word document may hold, all of which its reader keeps at once."""
TAGS = 1_000_000
"""Opening and closing tags in it, each element being kept at some 200 bytes."""
MERGES = 50_000
"""Merged cells in all sheets; each is looked at again for every column it may speak for."""
SHEETS = 1000
LONGEST = 2 * 1024 * 1024
"""Bytes of one text; no cell of Excel's holds more than 32,767 characters."""
PARTS = 20_000
PIECE = 1024 * 1024
"""Bytes read at a time."""
NEVER = "never calculated"
"""What stands in `errors` for a formula whose result the file does not hold."""

_USUAL = 512
"""Bytes of a shared text that are nothing out of the way; each counts as at least so long until it is weighed exactly."""
_SMALL_PART = 16 * 1024 * 1024
"""Bytes of a part that is read as a whole: the list of sheets and where they are."""
_ENCRYPTED = 1
_PLAIN = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    struct.error,
    OverflowError,
    OSError,
    LookupError,
)
"""What the standard library raises for archives it cannot read."""

_TOO_MUCH = (
    "unpacked it would take far more room than a register does, as files made to do harm do; "
    "if you trust it, copy the register alone into a new workbook and try again"
)
_TOO_MANY = (
    f"it holds more than {CELLS:,} filled cells, far more than a register does; copy the register alone into a new workbook and try again"
)
TOO_WIDE = (
    "cells far to the right of or below its tables are filled, so that it cannot be read in reasonable room; "
    "delete the columns and rows beyond the tables, save it and try again"
)
_ENDLESS = (
    "one text in it is far longer than any cell can hold, as files made to do harm have; "
    "if you trust it, shorten that text, save it and try again"
)
_TOO_LONG = (
    "it is far longer than a document with a register is, as files made to do harm are; "
    "if you trust it, copy the table with the register alone into a new document and try again"
)
_DAMAGED = f"it is damaged; open it in Excel, which may offer to repair it, save it as .xlsx and try again, or {FRESH}"
_HALF = f"only a part of it is there, as after a copy or download that broke off; {FRESH}"
_ENTITIES = f"it holds definitions (a document type) that no workbook needs and that can do harm; {SAVE_AS}"


class Parts(StrEnum):
    """Which program's parts a collection of parts holds."""

    XLSX = "xlsx"
    XLSB = "xlsb"
    ODS = "ods"
    DOCX = "docx"


@dataclass
class Extent:
    """What a sheet holds, by its part of the file; `slots` counts each row up to its last filled cell where it was measured."""

    part: str = ""
    cells: int = 0
    rows: int = 0
    columns: int = 0
    slots: int = 0
    reach: int = 0
    """Cells in all rows, each up to the last one that is mentioned, filled or not, where it was measured."""
    texts: int = 0
    """Cells that show one of the shared texts."""
    room: int = 0
    """Bytes of the shared texts that those cells show; at most so many where it was not measured."""
    merges: int = 0
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    """Boxes of merged cells, where it was measured."""
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    formulas: set[tuple[int, int]] = field(default_factory=set)

    @property
    def box(self) -> int:
        """Return the number of cells in the box from A1 to the last row and column."""
        return self.rows * self.columns


@dataclass
class Survey:
    """What the guard found: the kind of workbook, and for Excel's own XML the extent of each sheet in order."""

    parts: Parts
    sheets: list[Extent] = field(default_factory=list)


def survey(name: str, content: bytes, progress: Progress = unwatched) -> Survey:
    """Return what a zip-based workbook holds.

    Raises:
        WorkbookRefusedError: it is no workbook, damaged, made to do harm, or larger than a register can be.
        StoppedError: the person watching stopped it.
    """
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            return _Guard(name, len(content), archive, progress).survey()
    except zipfile.BadZipFile as trouble:
        raise WorkbookRefusedError(name, f"{_HALF if 'not a zip file' in str(trouble) else _DAMAGED}.") from trouble
    except (*_BROKEN, expat.ExpatError) as trouble:
        raise WorkbookRefusedError(name, f"{_DAMAGED}.") from trouble


class _Guard:
    """One pass over one archive."""

    def __init__(self, name: str, size: int, archive: zipfile.ZipFile, progress: Progress) -> None:
        self.name = name
        self.archive = archive
        self.progress = progress
        self.allowed = min(UNPACKED, max(SMALL, size * RATIO))
        self.claimed = self.unpacked = 0
        self.members: dict[str, zipfile.ZipInfo] = {}
        self.longest = 0
        """Bytes of the longest shared text at most, its mark-up included."""

    def refuse(self, reason: str) -> WorkbookRefusedError:
        return WorkbookRefusedError(self.name, f"{reason}.")

    def survey(self) -> Survey:
        listed = self.archive.infolist()
        self.claimed = sum(member.file_size for member in listed)
        if len(listed) > PARTS or self.claimed > self.allowed:
            raise self.refuse(_TOO_MUCH)
        for member in listed:
            key = _key(member.filename)
            if member.flag_bits & _ENCRYPTED:
                raise self.refuse(PASSWORD)
            if key in self.members and not member.is_dir():
                # Two parts of one name: readers disagree about which counts, so what was checked may not be what is read.
                raise self.refuse(_DAMAGED)
            self.members[key] = member
        parts = _parts(self)
        if any(member.compress_type not in _PLAIN for member in listed):
            raise self.refuse(_DAMAGED)
        if parts is Parts.DOCX:
            self._weigh_markup()
            return Survey(parts)
        listing = _sheet_parts(self) if parts is Parts.XLSX else []
        extents = self._pass(set(listing))
        sheets = [extents.get(part) or Extent() for part in listing]
        self._weigh(sheets)
        return Survey(parts, sheets)

    def part(self, key: str) -> bytes:
        """Return a small part whole, or nothing where there is none."""
        member = self.members.get(key)
        if member is None:
            return b""
        if member.file_size > _SMALL_PART:
            raise self.refuse(_TOO_MUCH)
        return self.archive.read(member)

    def pieces(self, member: zipfile.ZipInfo, *, counted: bool) -> Iterator[bytes]:
        run, marked_up = 0, member.filename.casefold().endswith(".xml")
        with self.archive.open(member) as stream:
            while piece := stream.read(PIECE):
                first = piece.find(b"<") if marked_up else 0
                if run + (first if first >= 0 else len(piece)) > LONGEST:
                    raise self.refuse(_ENDLESS)
                run = 0 if not marked_up else run + len(piece) if first < 0 else len(piece) - piece.rfind(b"<")
                self.progress(self.unpacked, max(self.claimed, self.unpacked))
                if counted:
                    self.unpacked += len(piece)
                    if self.unpacked > self.allowed:
                        raise self.refuse(_TOO_MUCH)
                yield piece

    def _pass(self, sheets: set[str]) -> dict[str, Extent]:
        """Read every part once, whichever it is, and return the extents of the sheets among them."""
        extents: dict[str, Extent] = {}
        # The shared texts first, for a sheet is weighed by those it shows.
        for key, member in sorted(self.members.items(), key=lambda pair: not pair[0].endswith(_SHARED)):
            pieces = self.pieces(member, counted=True)
            if key in sheets:
                extent = Extent(key)
                extents[key] = extent if _skim(pieces, extent, self) else self._measured(key)
                _drain(pieces)
            elif key.endswith(_SHARED):
                self._shared(pieces)
            elif key.endswith((".xml", ".rels", ".vml")):
                _drain(self._checked(pieces))
            else:
                _drain(pieces)
        return extents

    def _weigh_markup(self) -> None:
        """Read every part of a document once; whatever is XML, under any name, is kept as a tree by its reader."""
        size = tags = 0
        for member in self.members.values():
            first = True
            markup = False
            for piece in self._checked(self.pieces(member, counted=True)):
                markup = piece.lstrip(_BEFORE_XML).startswith(b"<") if first else markup
                first = False
                size += len(piece) if markup else 0
                tags += piece.count(b"<") if markup else 0
                if size > MARKUP or tags > TAGS:
                    raise self.refuse(_TOO_LONG)

    def _checked(self, pieces: Iterator[bytes]) -> Iterator[bytes]:
        """Pass on the pieces of a part; it may hold no document type, in any of the encodings that XML knows."""
        before = b""
        for piece in pieces:
            around = before + piece
            # A single letter is found many times faster than a word.
            if b"!" in around and any(mark in around for mark in _DOCTYPES):
                raise self.refuse(_ENTITIES)
            before = around[-32:]
            yield piece

    def _shared(self, pieces: Iterator[bytes]) -> None:
        """Read the shared texts and note how long the longest can be."""
        self.longest = max(self.longest, _USUAL)
        before = 0
        for piece in self._checked(pieces):
            if b"\0" in piece:
                # In UTF-16 the texts could not be told apart, and no spreadsheet writes it.
                raise self.refuse(_DAMAGED)
            begun, last = -before, piece.rfind(b"<si>")
            while begun < last:
                # Where a text begins a usual way on, none between here and there is longer; only others are measured.
                found = piece.rfind(b"<si>", max(begun + 1, 0), begun + _USUAL)
                if found < 0:
                    found = piece.find(b"<si>", max(begun + 1, 0))
                    self.longest = max(self.longest, found - begun)
                begun = found
            before = len(piece) - begun
            self.longest = max(self.longest, before)

    @cached_property
    def lengths(self) -> "array[int]":  # Python 3.11 cannot run it unquoted
        """Bytes of each shared text, mark-up included, for weighing cells that may repeat long ones."""
        starts = array("Q")
        place, rest = 0, b""
        for key in self.members:
            for piece in self.pieces(self.members[key], counted=False) if key.endswith(_SHARED) else ():
                block = rest + piece
                cut = max(block.rfind(b"<"), 0)
                starts.extend([place + found.start() for found in _TEXT.finditer(block, 0, cut)])
                place, rest = place + cut, block[cut:]
        starts.append(place + len(rest))
        return array("Q", map(sub, starts[1:], starts))

    def _measured(self, key: str) -> Extent:
        measure = _Measure(self, key)
        for piece in self.pieces(self.members[key], counted=False):
            measure.parser.Parse(piece, False)
        measure.parser.Parse(b"", True)
        return measure.extent

    def _weigh(self, sheets: list[Extent]) -> None:
        """Refuse what is too large, having measured exactly each sheet that only looks so."""
        if sum(sheet.cells for sheet in sheets) > CELLS:
            raise self.refuse(_TOO_MANY)
        many = sum(sheet.box for sheet in sheets) > SLOTS
        heavy = sum(sheet.room for sheet in sheets) > UNPACKED
        measured: dict[str, Extent] = {}
        for place, sheet in enumerate(sheets):
            if sheet.part and not sheet.slots and (many or heavy or sheet.box > BOX):
                if sheet.part not in measured:
                    measured[sheet.part] = self._measured(sheet.part)
                sheets[place] = measured[sheet.part]
        if sum(sheet.slots or sheet.box for sheet in sheets) > SLOTS or sum(sheet.merges for sheet in sheets) > MERGES:
            raise self.refuse(TOO_WIDE)
        if sum(sheet.room for sheet in sheets) > UNPACKED:
            raise self.refuse(_TOO_MUCH)


def _drain(pieces: Iterator[bytes]) -> None:
    """Read a part to its end, where its checksum is compared."""
    for _ in pieces:
        pass


def _key(filename: str) -> str:
    return filename.replace("\\", "/").lstrip("/").casefold()


_DOCTYPES = (b"<!DOCTYPE", b"<!ENTITY", "<!DOCTYPE".encode("utf-16-le"), "<!DOCTYPE".encode("utf-16-be"))
_BEFORE_XML = b"\xef\xbb\xbf\xff\xfe\0 \t\r\n"
"""What may stand before the first tag: marks of the encoding and blanks."""
_TEXT = re.compile(rb"[<:]si[\s>/]")
_SHARED = "sharedstrings.xml"
_PART = re.compile(r"xl(?:/[\w-]+(?:\.[\w-]+)*)+")
"""What the name of a sheet's part looks like, wherever in the workbook it is."""
_KINDS = (
    ("ppt/", "it is a PowerPoint presentation, not a workbook; copy its table into Excel, save that and try again"),
    ("visio/", "it is a Visio drawing, not a workbook"),
    ("index/", "it is an Apple Numbers document; export it from Numbers to Excel and try again"),
    ("index.zip", "it is an Apple Numbers document; export it from Numbers to Excel and try again"),
)
_WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".csv", ".tsv", ".docx")


def _parts(guard: _Guard) -> Parts:
    """Return which program's workbook the parts make up."""
    names = guard.members.keys()
    kind = guard.part("mimetype")[:80].decode("ascii", errors="replace")
    if "opendocument" in kind:
        if "spreadsheet" not in kind:
            raise guard.refuse("it is a document of another kind, not a workbook; copy its table into a workbook, save that and try again")
        if b"encryption-data" in guard.part("meta-inf/manifest.xml"):
            raise guard.refuse("it is protected by a password; open it, save it without the password as .xlsx and try again")
        return Parts.ODS
    if "xl/workbook.bin" in names:
        return Parts.XLSB
    if "xl/workbook.xml" in names:
        return Parts.XLSX
    if "[content_types].xml" in names and any(name.startswith("word/") for name in names):
        return Parts.DOCX
    if "content.xml" in names and not any(name.startswith(start) for name in names for start, _ in _KINDS):
        return Parts.ODS
    raise guard.refuse(_what_else(names))


def _what_else(names: Iterable[str]) -> str:
    """Return what parts make up that are no workbook, and what to do."""
    for start, reason in _KINDS:
        if any(name.startswith(start) for name in names):
            return reason
    if any(name.endswith(_WORKBOOKS) for name in names):
        return "it is a compressed folder with workbooks in it; unpack it and choose the workbook inside"
    return f"it holds no sheets, or lacks the list of them; if Excel can open it, {SAVE_AS}; otherwise {FRESH}"


def _sheet_parts(guard: _Guard) -> list[str]:
    """Return the part of each sheet in the order of the workbook, nothing for a sheet whose part is not there."""
    targets: dict[str, str] = {}
    listing: list[str] = []
    gone = False
    for local, attributes in _elements(guard, "xl/_rels/workbook.xml.rels"):
        if local == "Relationship" and attributes.get("TargetMode", "Internal") != "External":
            target = attributes.get("Target", "").replace("\\", "/")
            whole = target[1:] if target.startswith("/") else target if target.startswith("xl/") else f"xl/{target}"
            targets[attributes.get("Id", "")] = _key(whole)
    for local, attributes in _elements(guard, "xl/workbook.xml"):
        if local == "sheet":
            found = next((value for key, value in attributes.items() if key == "id" or key.endswith(":id")), "")
            part = targets.get(found, "")
            gone = gone or (part not in guard.members and _PART.fullmatch(part) is not None)
            listing.append(part if part in guard.members else "")
    if len(listing) > SHEETS:
        raise guard.refuse(_TOO_MUCH)
    if not listing:
        raise guard.refuse(f"it lists no sheets; {SAVE_AS}")
    if gone and not any(listing):
        raise guard.refuse(_DAMAGED)
    return listing


def _elements(guard: _Guard, key: str) -> list[tuple[str, dict[str, str]]]:
    """Return the elements of a small part in order, each with its name without prefix and its attributes."""
    found: list[tuple[str, dict[str, str]]] = []
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _doctype(guard)
    parser.StartElementHandler = lambda tag, attributes: found.append((_local(tag), attributes))
    if content := guard.part(key):
        parser.Parse(content, True)
    return found


def _local(tag: str) -> str:
    return tag.rpartition(":")[2]


def _doctype(guard: _Guard) -> Callable[..., None]:
    def refuse(*_: object) -> None:
        raise guard.refuse(_ENTITIES)

    return refuse


_LAST = (1_048_576, 16_384)
"""The last row and column that a sheet has."""

# --- skimming -------------------------------------------------------------------------------------------------------

_ROOT = re.compile(rb"<(?:([A-Za-z_][\w.-]*):)?worksheet[\s>]")
_ENCODING = re.compile(rb"<\?xml[^>]*encoding=[\"']([^\"']*)")
_VALUE = re.compile(rb"<(?:[\w.-]+:)?v(?:\s[^>]*)?>([^<]*)")


class _Words:
    """What to search for where a sheet's elements bear a prefix, mostly none."""

    def __init__(self, prefix: bytes) -> None:
        before = prefix + b":" if prefix else b""
        safe = re.escape(before)
        self.prefixed = bool(prefix)
        self.opening = b"<" + before + b"c "
        self.beginning = b"<" + before + b"c"
        self.closing = b"</" + before + b"c>"
        self.merge = b"<" + before + b"mergeCell "
        self.formula = re.compile(b"<" + safe + rb"f[\s/>]")
        self.named = b"<" + before + b'c r="'
        self.rows = re.compile(b"<" + safe + rb'c r="[A-Z]{1,3}(\d{1,7})"')
        self.columns = re.compile(b"<" + safe + rb'c r="([A-Z]{1,3})\d')
        self.cell = re.compile(b"<" + safe + rb'c r="([A-Z]{1,3})(\d{1,7})"([^>]*)>')
        self.place = re.compile(rb't="s"[^>]*><' + safe + rb"v>(\d{1,9})<")
        self.stray = re.compile(rb"<(?!" + safe + rb")[^\s<>/:]+:c[\s/>]" if prefix else rb"<[^\s<>/:]+:c[\s/>]")
        self.bare = re.compile(b"<" + safe + rb"c[\s/>]")


def _skim(pieces: Iterator[bytes], extent: Extent, guard: _Guard) -> bool:
    """Add to an extent what a sheet's pieces hold; return False, the extent spoilt, where the sheet is unusually written."""
    words: _Words | None = None
    rest = b""
    for piece in pieces:
        block = rest + piece
        if words is None:
            root = _ROOT.search(block)
            encoding = _ENCODING.match(block.removeprefix(b"\xef\xbb\xbf"))
            if root is None or (encoding and encoding[1].lower() not in {b"utf-8", b"us-ascii", b"ascii"}):
                return False
            words = _Words(root[1] or b"")
        cut = block.rfind(words.closing) + len(words.closing)
        if cut < len(words.closing):
            # No cell ends here: cut where a tag begins, and not at all inside one long text.
            cut = block.rfind(b"<")
        if cut <= 0:
            cut = len(block)
        rest = block[cut:]
        if not _skimmed(block[:cut], words, extent, guard):
            return False
    return words is not None and _skimmed(rest, words, extent, guard)


def _beyond(words: _Words, row: int, column: int) -> re.Pattern[bytes]:
    """Return what finds a cell below a row, right of a column, or unusually named."""
    last = f'(?:{_up_to(letter(column - 1), "A", "A", "Z")})(?:{_up_to(str(row), "1", "0", "9")})"'
    return re.compile(re.escape(words.named) + b"(?!" + last.encode() + b")")


def _up_to(name: str, lead: str, least: str, most: str) -> str:
    """Return a pattern for the names up to one: "1" to "24", "A" to "CX".

    Args:
        name: the last of them.
        lead: the sign that may stand first and comes before all others there.
        least: the sign that comes before all others elsewhere.
        most: the sign that comes after all others.
    """
    found = [name]
    if len(name) > 1:
        found.append(f"[{lead}-{most}][{least}-{most}]{{0,{len(name) - 2}}}")
    for place, sign in enumerate(name):
        first = least if place else lead
        if sign > first:
            found.append(f"{name[:place]}[{first}-{chr(ord(sign) - 1)}][{least}-{most}]{{{len(name) - place - 1}}}")
    return "|".join(found)


def _skimmed(block: bytes, words: _Words, extent: Extent, guard: _Guard) -> bool:
    begun, named = block.count(words.beginning), block.count(words.named)
    if begun != named and len(words.bare.findall(block)) != named:
        return False
    # Each of these is sought by a single letter first, which most blocks lack and which takes no time to miss.
    if (
        (b"!" in block and b"<!" in block)
        or (b"'" in block and b" t='" in block)
        or (b":" in block and b":c" in block and words.stray.search(block))
        or (words.prefixed and b"<c " in block)
    ):
        return False
    if not _placed(block, named, words, extent):
        return False
    extent.cells += block.count(words.closing)
    texts = block.count(b't="s"')
    extent.texts += texts
    if guard.longest * extent.texts <= UNPACKED:
        extent.room += texts * guard.longest
    else:
        places = [int(place) for place in words.place.findall(block)]
        extent.room += sum([guard.lengths[place] for place in places if place < len(guard.lengths)])
        # Whatever is written otherwise counts as the longest, and is measured if that becomes too much.
        extent.room += (texts - len(places)) * guard.longest
    extent.merges += block.count(words.merge)
    if words.formula.search(block):
        for found in words.formula.finditer(block):
            _note_formula(block, found.start(), words, extent)
    place = block.find(b't="e"')
    while place >= 0:
        _note_error(block, place, words, extent)
        place = block.find(b't="e"', place + 1)
    return True


def _placed(block: bytes, named: int, words: _Words, extent: Extent) -> bool:
    """Note the last row and column of a block's cells; return False where one is unusually named."""
    last = words.cell.match(block, block.rfind(words.named)) if named and extent.columns else None
    row = max(extent.rows, int(last[2])) if last else 0
    # Most blocks hold the columns that the first one held, and rows up to their last cell: nothing need be listed.
    if 0 < row <= _LAST[0] and _beyond(words, row, extent.columns).search(block) is None:
        extent.rows = row
        return True
    rows = words.rows.findall(block)
    if len(rows) != named:
        return False
    if rows:
        extent.rows = max(extent.rows, *map(int, set(rows)))
        extent.columns = max(extent.columns, *map(_column, set(words.columns.findall(block))))
    # A place that no sheet has is measured, and refused there.
    return extent.rows <= _LAST[0] and extent.columns <= _LAST[1]


def _note_formula(block: bytes, place: int, words: _Words, extent: Extent) -> None:
    start = block.rfind(words.opening, 0, place)
    cell = words.cell.match(block, start) if start >= 0 else None
    if cell is None or cell.end() > place or block.find(words.closing, cell.end(), place) >= 0:
        return
    where = (int(cell[2]) - 1, _column(cell[1]) - 1)
    extent.formulas.add(where)
    value = _VALUE.search(block, place, block.find(words.closing, place))
    if b't="str"' not in cell[3] and not (value and value[1].strip()):
        extent.errors[where] = NEVER


def _note_error(block: bytes, place: int, words: _Words, extent: Extent) -> None:
    start = block.rfind(words.opening, 0, place)
    cell = words.cell.match(block, start) if start >= 0 else None
    if cell is None or cell.end() < place:
        return
    end = block.find(words.closing, place)
    value = _VALUE.search(block, place, end)
    if value:
        extent.errors[int(cell[2]) - 1, _column(cell[1]) - 1] = value[1].decode("utf-8", errors="replace").strip() or "an error"


def _column(letters: bytes) -> int:
    """Return the number of a column from its letters: A is 1."""
    number = 0
    for character in letters:
        number = number * 26 + character - 64
    return number


# --- measuring ------------------------------------------------------------------------------------------------------

_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})", re.IGNORECASE | re.ASCII)
_ROW = re.compile(r"[0-9]{1,7}")


def _place(found: re.Match[str]) -> tuple[int, int]:
    """Return the row and column that a reference names, from 0."""
    return int(found[2]) - 1, _column(found[1].upper().encode()) - 1


class _Measure:
    """A sheet read cell by cell: exact, and right for anything XML allows."""

    def __init__(self, guard: _Guard, key: str) -> None:
        self.guard = guard
        self.extent = Extent(key)
        self.row = self.column = self.width = self.reach = 0
        self.kind = ""
        self.filled = self.formula = self.open = False
        self.value: list[str] = []
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = _doctype(guard)
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.characters

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        local = _local(tag)
        if local == "c":
            name = attributes.get("r", "")
            found = _REFERENCE.fullmatch(name)
            if name and not found:
                # The parser would count any letters and figures, however many, and lay out all the room up to there.
                raise self.guard.refuse(_DAMAGED)
            row, column = _place(found) if found else (self.row - 1, self.column)
            self.turn(row + 1)
            self.column = column + 1
            if not (0 < self.row <= _LAST[0] and 0 < self.column <= _LAST[1]):
                raise self.guard.refuse(_DAMAGED)
            self.reach = max(self.reach, self.column)
            self.kind = attributes.get("t", "")
            self.filled = self.formula = False
            self.value = []
        elif local == "row":
            number = attributes.get("r", "")
            if number and not _ROW.fullmatch(number):
                raise self.guard.refuse(_DAMAGED)
            self.turn(int(number) if number else self.row + 1)
            self.column = 0
        elif local in {"v", "is"}:
            self.filled = True
            self.open = local == "v"
        elif local == "f":
            self.formula = True
        elif local == "mergeCell":
            self.extent.merges += 1
            corners = [_REFERENCE.fullmatch(corner) for corner in attributes.get("ref", "").split(":")]
            if len(corners) == len(_LAST) and corners[0] and corners[1]:
                self.extent.merged.append((*_place(corners[0]), *_place(corners[1])))

    def turn(self, row: int) -> None:
        """Go to another row, having counted the one left."""
        if row != self.row:
            self.extent.slots += self.width
            self.extent.reach += self.reach
            self.row, self.width, self.reach = row, 0, 0

    def characters(self, text: str) -> None:
        if self.open:
            self.value.append(text)

    def end(self, tag: str) -> None:
        local = _local(tag)
        if local == "v":
            self.open = False
        elif local == "c":
            self.cell()
        elif local == "sheetData":
            self.turn(0)

    def cell(self) -> None:
        extent, where, value = self.extent, (self.row - 1, self.column - 1), "".join(self.value).strip()
        if self.filled:
            extent.cells += 1
            extent.rows = max(extent.rows, self.row)
            extent.columns = max(extent.columns, self.column)
            self.width = max(self.width, self.column)
            if extent.cells > CELLS:
                raise self.guard.refuse(_TOO_MANY)
        if self.formula:
            extent.formulas.add(where)
            if not value and self.kind != "str":
                extent.errors[where] = NEVER
        if self.kind == "e":
            extent.errors[where] = value or "an error"
        elif self.kind == "s":
            extent.texts += 1
            place = int(value) if value.isdecimal() else -1
            lengths = self.guard.lengths
            extent.room += lengths[place] if 0 <= place < len(lengths) else 0
