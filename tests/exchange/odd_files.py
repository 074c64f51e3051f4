"""Makes the odd, old and hostile files that the tests of reading need, byte by byte where no library would."""

import io
import struct
import zipfile
from collections.abc import Mapping, Sequence

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
