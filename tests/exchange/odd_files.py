"""Makes the odd, old and hostile files that the tests of reading need, byte by byte where no library would."""

import io
import random
import struct
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import xlsxwriter

TYPES = "http://schemas.openxmlformats.org"
MAIN = f"{TYPES}/spreadsheetml/2006/main"
RELATIONS = f"{TYPES}/officeDocument/2006/relationships"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def archive(parts: Mapping[str, bytes | str], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", compression) as opened:
        for name, content in parts.items():
            opened.writestr(name, content)
    return made.getvalue()


def parts(*sheets: str, texts: str = "", main: str = MAIN, **others: bytes | str) -> dict[str, bytes | str]:
    """Return the parts of a workbook whose sheets have these XML bodies, named S1, S2 and so on."""
    listed = "".join(f'<sheet name="S{n}" sheetId="{n}" r:id="rId{n}"/>' for n in range(1, len(sheets) + 1))
    targets = "".join(
        f'<Relationship Id="rId{n}" Type="{RELATIONS}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n in range(1, len(sheets) + 1)
    )
    made: dict[str, bytes | str] = {
        "[Content_Types].xml": f'<Types xmlns="{TYPES}/package/2006/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{TYPES}/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{RELATIONS}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{TYPES}/package/2006/relationships">{targets}</Relationships>',
    }
    for number, sheet in enumerate(sheets, 1):
        made[f"xl/worksheets/sheet{number}.xml"] = (
            sheet if sheet.lstrip().startswith("<?xml") or "worksheet" in sheet else f'<worksheet xmlns="{main}">{sheet}</worksheet>'
        )
    if texts:
        made["xl/sharedStrings.xml"] = f'<sst xmlns="{main}">{texts}</sst>'
    return made | others


def rows(*cells: str) -> str:
    """Return the body of a sheet with one row for each text of cells."""
    return "<sheetData>" + "".join(f'<row r="{number}">{text}</row>' for number, text in enumerate(cells, 1)) + "</sheetData>"


def inline(reference: str, text: str) -> str:
    return f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>'


def spreadsheet(table: Sequence[Sequence[object]], name: str = "Risks") -> bytes:
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"default_date_format": "dd/mm/yyyy"}) as book:
        sheet = book.add_worksheet(name)
        for number, row in enumerate(table):
            sheet.write_row(number, 0, row)
    return made.getvalue()


def ole(stream: str, content: bytes = b"", *, more: Sequence[str] = ()) -> bytes:
    """Return a compound file with one stream, and the bare names of others in its directory."""
    content = content.ljust(4096, b"\0")
    content += b"\0" * (-len(content) % 512)
    count = len(content) // 512
    fat = [-3, -2, *range(3, count + 2), -2]
    fat += [-1] * (128 - len(fat))
    header = OLE + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIiIiI", 0, 1, 1, 0, 4096, -2, 0, -2, 0) + struct.pack("<109i", 0, *[-1] * 108)
    entries = [_entry("Root Entry", 5, child=1, start=-2), _entry(stream, 2, start=2, size=len(content))]
    entries += [_entry(name, 2, start=-2) for name in more]
    directory = b"".join(entries[:4]).ljust(512, b"\0")
    return header + struct.pack("<128i", *fat) + directory + content


def _entry(name: str, kind: int, *, child: int = -1, start: int = 0, size: int = 0) -> bytes:
    words = (name + "\0").encode("utf-16-le")
    return words.ljust(64, b"\0") + struct.pack("<HBBiii", len(words), kind, 1, -1, -1, child) + bytes(36) + struct.pack("<iQ", start, size)


def old_workbook(table: Sequence[Sequence[str | float]], *, lock: bytes = b"") -> bytes:
    """Return a workbook of Excel 97 with one sheet, and what it says of its encryption."""
    start = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0))
    if lock:
        start += _record(0x002F, lock)
    name = b"Risks"
    size = len(start) + 4 + 8 + len(name) + 4
    globals_ = start + _record(0x0085, struct.pack("<IBBBB", size, 0, 0, len(name), 0) + name) + _record(0x000A, b"")
    sheet = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0))
    for number, row in enumerate(table):
        for column, value in enumerate(row):
            if isinstance(value, str):
                words = value.encode("utf-16-le")
                sheet += _record(0x0204, struct.pack("<HHHHB", number, column, 0, len(value), 1) + words)
            else:
                sheet += _record(0x0203, struct.pack("<HHHd", number, column, 0, value))
    return ole("Workbook", globals_ + sheet + _record(0x000A, b""))


def _record(kind: int, content: bytes) -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


OFFICE = "urn:oasis:names:tc:opendocument:xmlns"


def open_document(*table_rows: str) -> bytes:
    """Return an OpenDocument spreadsheet with one sheet of these rows."""
    spaces = " ".join(f'xmlns:{name}="{OFFICE}:{name}:1.0"' for name in ("office", "table", "text"))
    body = f'<table:table table:name="Risks">{"".join(table_rows)}</table:table>'
    body = f"<office:body><office:spreadsheet>{body}</office:spreadsheet></office:body>"
    content = f"<office:document-content {spaces}>{body}</office:document-content>"
    return archive({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": content, "META-INF/manifest.xml": "<m/>"})


def open_cell(text: str, more: str = "") -> str:
    return f'<table:table-cell office:value-type="string"{more}><text:p>{text}</text:p></table:table-cell>'


# --- hostile --------------------------------------------------------------------------------------------------------

HEADINGS = inline("A1", "Ref") + inline("B1", "Risk") + inline("C1", "Likelihood") + inline("D1", "Impact")
RECORD = inline("A2", "R1") + inline("B2", "Beds are lost") + '<c r="C2"><v>3</v></c><c r="D2"><v>4</v></c>'


def padded(content: bytes) -> bytes:
    """Return a workbook with noise in it, so that what it unpacks to is not far out of proportion."""
    made = io.BytesIO(content)
    with zipfile.ZipFile(made, "a") as opened:
        opened.writestr("xl/media/noise.bin", random.Random(7).randbytes(1_600_000))
    return made.getvalue()


def _listing(many: int) -> bytes:
    made = parts(rows(HEADINGS, RECORD))
    listed = "".join(f'<sheet name="S{n}" sheetId="{n}" r:id="rId1"/>' for n in range(many))
    made["xl/workbook.xml"] = f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>{listed}</sheets></workbook>'
    return archive(made)


def _merges(*boxes: str) -> str:
    return "<mergeCells>" + "".join(f'<mergeCell ref="{box}"/>' for box in boxes) + "</mergeCells>"


def _zip64_lie(claimed: int) -> bytes:
    """Return a workbook whose list of parts says of the first that it is of another size, in the fields for large files."""
    content = archive(parts(rows(HEADINGS, RECORD)))
    place = content.index(b"PK\x01\x02")
    name, extra = struct.unpack("<HH", content[place + 28 : place + 32])
    assert extra == 0
    more = struct.pack("<HHQ", 1, 8, claimed)
    entry = bytearray(content[place : place + 46 + name])
    entry[24:28] = b"\xff" * 4
    entry[30:32] = struct.pack("<H", len(more))
    size, start = struct.unpack("<II", content[-10:-2])
    end = content[-22:-10] + struct.pack("<II", size + len(more), start) + content[-2:]
    return content[:place] + bytes(entry) + more + content[place + 46 + name : -22] + end


def _with(**more: bytes | str) -> bytes:
    return archive(parts(rows(HEADINGS, RECORD), **more))


def _register(many: int, merged: str = "") -> bytes:
    body = rows(HEADINGS, *(inline(f"A{n}", f"R{n}") + inline(f"B{n}", f"Beds {n} are lost") for n in range(2, many)))
    return archive(parts(body + merged))


REPEATED = ' table:number-columns-repeated="16384"'
DOWN = '<table:table-row table:number-rows-repeated="1048576">'
DDE = (
    f'<externalLink xmlns="{MAIN}"><ddeLink ddeService="cmd" ddeTopic="/c calc"><ddeItems><ddeItem name="A1"/></ddeItems></ddeLink>'
    "</externalLink>"
)
SPACES = '<text:s text:c="2000000000"/>'
FAR = struct.pack("<HHHd", 65535, 255, 0, 1.0)

HOSTILE: dict[str, tuple[str, Callable[[], bytes]]] = {
    "a box of the whole sheet": (
        "a.xlsx",
        lambda: archive(parts('<dimension ref="A1:XFD1048576"/>' + rows(HEADINGS, RECORD))),
    ),
    "a cell in the last place of all": (
        "a.xlsx",
        lambda: archive(parts(f'<sheetData><row r="1">{HEADINGS}</row><row r="1048576">{inline("XFD1048576", "end")}</row></sheetData>')),
    ),
    "a title merged over everything": ("a.xlsx", lambda: archive(parts(rows(HEADINGS, RECORD) + _merges("A1:XFD1048576")))),
    "merged cells over one another": (
        "a.xlsx",
        lambda: _register(3000, _merges(*(f"A{n}:D3000" for n in range(2, 3000)))),
    ),
    "more merged cells than a register has": (
        "a.xlsx",
        lambda: archive(parts(rows(HEADINGS, RECORD) + _merges(*(f"A{n}:B{n}" for n in range(9, 60_000))))),
    ),
    "names that lead out of the folder": (
        "a.xlsx",
        lambda: _with(**{"../../outside.xml": "<x/>", "/outside.xml": "<x/>", "C:\\x.xml": "<x/>"}),
    ),
    "an entity that grows": (
        "a.xlsx",
        lambda: _with(**{"xl/styles.xml": '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><styleSheet>&b;</styleSheet>'}),
    ),
    "an entity from outside": ("a.xlsx", lambda: _with(**{"xl/sharedStrings.xml": '<!DOCTYPE x SYSTEM "http://example.invalid/x"><sst/>'})),
    "a link to a command": ("a.xlsx", lambda: _with(**{"xl/externalLinks/externalLink1.xml": DDE})),
    "a macro": ("a.xlsm", lambda: _with(**{"xl/vbaProject.bin": ole("VBA")})),
    "an embedded object": ("a.xlsx", lambda: _with(**{"xl/embeddings/oleObject1.bin": ole("\x01Ole10Native")})),
    "a formula that fetches": (
        "a.xlsx",
        lambda: archive(parts(rows(HEADINGS, RECORD + '<c r="E2"><f>WEBSERVICE("http://example.invalid")</f><v>1</v></c>'))),
    ),
    "sheets without end": ("a.xlsx", lambda: _listing(20_000)),
    "one sheet listed very often": ("a.xlsx", lambda: _listing(900)),
    "styles without end": (
        "a.xlsx",
        lambda: padded(_with(**{"xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><cellXfs>{"<xf/>" * 200_000}</cellXfs></styleSheet>'})),
    ),
    "shared texts without end": (
        "a.xlsx",
        lambda: padded(archive(parts(rows(HEADINGS, RECORD), texts="<si><t>a</t></si>" * 200_000))),
    ),
    "one endless text": ("a.xlsx", lambda: padded(archive(parts(rows(HEADINGS, inline("A2", "x" * 3_000_000)))))),
    "one endless shared text": ("a.xlsx", lambda: padded(archive(parts(rows(HEADINGS), texts=f"<si><t>{'x' * 3_000_000}</t></si>")))),
    "tags within tags": ("a.xlsx", lambda: padded(archive(parts("<sheetData>" + "<a>" * 200_000 + "</a>" * 200_000 + "</sheetData>")))),
    "a tag of unlikely length": ("a.xlsx", lambda: padded(archive(parts(f"<sheetData><{'a' * 3_000_000}/></sheetData>")))),
    "attributes without end": (
        "a.xlsx",
        lambda: padded(archive(parts("<sheetData><row " + " ".join(f'a{n}="1"' for n in range(100_000)) + "/></sheetData>"))),
    ),
    "a size that is not true": ("a.xlsx", lambda: _zip64_lie(1 << 60)),
    "a size that is a little untrue": ("a.xlsx", lambda: _zip64_lie(9)),
    "zeros packed tightly": ("a.xlsx", lambda: _with(**{"xl/media/image1.png": bytes(40_000_000)})),
    "columns repeated to the last": ("a.ods", lambda: open_document(f"{DOWN}{open_cell('x', REPEATED)}</table:table-row>")),
    "rows repeated to the last": ("a.ods", lambda: open_document(f"{DOWN}{open_cell('x')}{open_cell('y')}</table:table-row>")),
    "blanks repeated to the last": (
        "a.ods",
        lambda: open_document(
            f"<table:table-row>{open_cell('Ref')}</table:table-row>{DOWN}<table:table-cell{REPEATED}/></table:table-row>"
        ),
    ),
    "spaces repeated": (
        "a.ods",
        lambda: open_document(f"<table:table-row>{open_cell(chr(97) + SPACES)}</table:table-row>"),
    ),
    "an old workbook that asks for gigabytes": (
        "a.xls",
        lambda: old_workbook([["Ref", "Risk"], ["R1", "Beds"]]).replace(
            _record(0x000A, b"") + bytes(64), _record(0x00FC, struct.pack("<II", 0xFFFFFFFF, 0xFFFFFFFF)) + bytes(56), 1
        ),
    ),
    "an old workbook with a cell in the last place": (
        "a.xls",
        lambda: old_workbook([["Ref", 1.0]]).replace(struct.pack("<HHHd", 0, 1, 0, 1.0), FAR),
    ),
    "half an old workbook": ("a.xls", lambda: old_workbook([["Ref", "Risk"]])[:1800]),
    "a binary workbook of nonsense": ("a.xlsb", lambda: archive({"xl/workbook.bin": b"\x83\x01\xff\xff\xff\xff\x7f" * 900})),
    "half a workbook": ("a.xlsx", lambda: _register(50)[:900]),
    "commas without end": ("a.csv", lambda: b"Ref,Risk" + b"," * 1_600_000 + b"\nR1,Beds\n"),
    "commas up to the most that is read": ("a.csv", lambda: b"Ref,Risk" + b"," * 1_400_000 + b"\nR1,Beds\n"),
    "a quotation mark without end": ("a.csv", lambda: b'Ref,Risk\nR1,"' + b"x\n" * 200_000),
    "nothing but zeros": ("a.xlsx", lambda: bytes(1_000_000)),
}
"""Files made to do harm: their names, and what makes them."""


@dataclass(frozen=True)
class Measured:
    """What a command of the program took and said."""

    seconds: float
    megabytes: float
    code: int
    output: str
    errors: str


_WATCHED = """
import resource, subprocess, sys
done = subprocess.run([sys.executable, "-m", "workbench", *sys.argv[1:]], check=False)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr)
sys.exit(done.returncode)
"""


def measured(*arguments: str | Path) -> Measured:
    """Run a command of the program and say how long it took and how much memory it or a child of it held at most (not on Windows)."""
    start = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", _WATCHED, *map(str, arguments)], capture_output=True, text=True, encoding="utf-8", timeout=120, check=False
    )
    errors, _, peak = done.stderr.rstrip().rpartition("\n")
    unit = 1024 * 1024 if sys.platform == "darwin" else 1024
    return Measured(time.monotonic() - start, int(peak) / unit, done.returncode, done.stdout, errors)
