"""Changes workbooks at random: their bytes, the members of their archives, their XML, their cells."""

import contextlib
import csv
import io
import random
import re
import warnings
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True)
class Seed:
    """A workbook as it was before anything was changed."""

    name: str
    content: bytes
    sheets: Sequence[tuple[str, list[list[object]]]] = ()


ODD = (
    *(
        "",
        " ",
        "\n",
        "-",
        "=1+1",
        "=cmd|' /C calc'!A0",
        "#N/A",
        "0" * 400,
        "x" * 33_000,
        "http://localhost/",
        "<b>",
        "&amp;",
        "<!DOCTYPE x>",
    ),
    *("\u202eright to left", "a\u0300" * 40, "\U0001f9ff", "\x00", "\x0b", "_x000D_", "_xD800_", "\ufeff", "\uff11\uff12", "\t\t"),
    *("NaN", "inf", "-inf", "1e999", "99999999999999999999", "31/02/2026", "00/00/0000", "29/02/1900", "²", "٣", "Ⅳ", "½", "ß", "İ", "ﬁ"),
    *("R-001", "Total", "Example", "Risk ID", "Likelihood", "Impact", "Status", "L=5, C=4", "5x", "x5", "25 (5x5)", "C-001: x", "A;B;C;;"),
    *("Q1", "Q4 2026/27"),
)
NUMBERS = (0, -1, 1, 3, 25, 1e308, -1e308, 5e-324, 0.1, 2**31, 2**63, 46_266, 2_958_466, 60, float("nan"), True, False)
DAYS = (date(1900, 1, 1), date(2026, 2, 28), date(9999, 12, 31), datetime(2026, 1, 1, 23, 59, 59), datetime(2026, 1, 1, 0, 0, 0, 1))  # noqa: DTZ001


def bytes_changed(seed: Seed, chance: random.Random) -> bytes:
    """Change, cut out, repeat or cut off bytes."""
    content = bytearray(seed.content)
    for _ in range(chance.choice((1, 1, 2, 5, 20, 200))):
        place = chance.randrange(len(content) or 1)
        length = chance.choice((1, 2, 8, 64, 1024))
        match chance.randrange(6):
            case 0 | 1:
                content[place : place + 1] = bytes([chance.randrange(256)])
            case 2:
                del content[place : place + length]
            case 3:
                content[place:place] = content[place : place + length]
            case 4:
                content[place:place] = chance.randbytes(length)
            case _ if chance.randrange(8) == 0:
                del content[place:]
    return bytes(content)


def unzipped(content: bytes) -> dict[str, bytes]:
    """Return the members of an archive, or nothing where it is none."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return {name: archive.read(name) for name in archive.namelist()}
    except (zipfile.BadZipFile, OSError, KeyError):
        return {}


def zipped(members: Sequence[tuple[str, bytes]], chance: random.Random) -> bytes:
    """Return an archive of members, in which a name may come twice."""
    made = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with zipfile.ZipFile(made, "w", chance.choice((zipfile.ZIP_DEFLATED, zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED))) as archive:
            for name, content in members:
                archive.writestr(zipfile.ZipInfo(name or "x", (2026, 1, 1, 0, 0, 0)), content)
    return made.getvalue()


def members_changed(seed: Seed, chance: random.Random) -> bytes:
    """Drop, repeat, cut, rename or exchange members of an archive."""
    members = list(unzipped(seed.content).items())
    if not members:
        return bytes_changed(seed, chance)
    for _ in range(chance.choice((1, 1, 2, 4))):
        place = chance.randrange(len(members))
        name, content = members[place]
        match chance.randrange(8):
            case 0:
                members.pop(place)
            case 1:
                members.insert(chance.randrange(len(members)), (name, content))
            case 2:
                members[place] = (name, content[: chance.randrange(len(content) + 1)])
            case 3:
                members[place] = (
                    chance.choice((name.upper(), f"../{name}", f"/{name}", name.replace("/", "\\"), f"{name}\x00", "xl", "")),
                    content,
                )
            case 4:
                other = chance.randrange(len(members))
                members[place], members[other] = (name, members[other][1]), (members[other][0], content)
            case 5:
                members[place] = (name, b"")
            case 6:
                members[place] = (name, chance.randbytes(chance.choice((1, 100, 5000))))
            case _:
                members.append((f"xl/worksheets/sheet{chance.randrange(1, 99)}.xml", content))
        members = members or [("x", b"x")]
    return zipped(members, chance)


ELEMENT = re.compile(rb"<([A-Za-z][\w:.-]*)((?:\s[^<>]*)?)/?>")
ATTRIBUTE = re.compile(rb'([\w:.-]+)="([^"]*)"')
REFERENCES = (
    b"A1",
    b"XFD1048576",
    b"A0",
    b"1",
    b"AAAA1",
    b"A1048577",
    b"XFE1",
    b"",
    b"a1",
    b"A1:XFD1048576",
    b"C3:A1",
    b"$A$1",
    b"A-1",
    b"ZZZ9999999",
)
VALUES = (
    b"",
    b"0",
    b"-1",
    b"1",
    b"s",
    b"n",
    b"e",
    b"b",
    b"d",
    b"str",
    b"inlineStr",
    b"4294967296",
    b"99999999999999999999",
    b"1e309",
    b"NaN",
    b"&#0;",
    b"&amp;",
    b"\xff\xfe",
    b"x" * 4000,
    b"true",
    *REFERENCES,
)
TEXTS = (*(b"1e309", b"-0", b"99999999999", "\u202e\U0001f9ff".encode(), b"&#x1;", b"&unknown;", b"<![CDATA[x]]>", b"<!-- -- -->", b"]]>"),)
ENCODINGS = ("utf-8-sig", "utf-16", "utf-16-be", "latin-1", "utf-7", "cp037")


def xml_changed(seed: Seed, chance: random.Random) -> bytes:
    """Change elements, attributes and numbers of the XML in an archive."""
    members = unzipped(seed.content)
    names = [name for name in members if name.endswith((".xml", ".rels"))]
    if not names:
        return bytes_changed(seed, chance)
    heavy = [
        name
        for name in names
        if "sheet" in name or "workbook" in name or "sharedStrings" in name or "document" in name or "content" in name
    ]
    for _ in range(chance.choice((1, 1, 2, 4, 8))):
        name = chance.choice(heavy if heavy and chance.random() < 0.8 else names)
        members[name] = markup_changed(members[name], chance)
    return zipped(list(members.items()), chance)


def markup_changed(markup: bytes, chance: random.Random) -> bytes:
    """Change one thing in a piece of XML."""
    elements = list(ELEMENT.finditer(markup))
    return chance.choice(MARKUP)(markup, chance.choice(elements), chance) if elements else markup


def _whole(markup: bytes, found: re.Match[bytes]) -> bytes:
    """Return an element up to its closing tag, or its opening tag where it has none."""
    closing = b"</" + found[1] + b">"
    stop = markup.find(closing, found.end())
    return markup[found.start() : stop + len(closing)] if stop > 0 else found[0]


def _tag_dropped(markup: bytes, found: re.Match[bytes], chance: random.Random) -> bytes:
    return markup[: found.start()] + markup[found.end() :]


def _tag_repeated(markup: bytes, found: re.Match[bytes], chance: random.Random) -> bytes:
    return markup[: found.start()] + found[0] * chance.choice((2, 3, 500)) + markup[found.end() :]


def _element_dropped(markup: bytes, found: re.Match[bytes], chance: random.Random) -> bytes:
    return markup[: found.start()] + markup[found.start() + len(_whole(markup, found)) :]


def _element_repeated(markup: bytes, found: re.Match[bytes], chance: random.Random) -> bytes:
    whole = _whole(markup, found)
    return markup[: found.start()] + whole * chance.choice((2, 3, 200)) + markup[found.start() + len(whole) :]


def _attribute_changed(markup: bytes, found: re.Match[bytes], chance: random.Random) -> bytes:
    said = list(ATTRIBUTE.finditer(found[0]))
    if not said:
        return markup[: found.end() - 1] + b' r="' + chance.choice(REFERENCES) + b'"' + markup[found.end() - 1 :]
    one = chance.choice(said)
    if chance.random() < 0.2:
        return markup[: found.start() + one.start()] + markup[found.start() + one.end() :]
    return markup[: found.start() + one.start(2)] + chance.choice(VALUES) + markup[found.start() + one.end(2) :]


def _extent_changed(markup: bytes, found: re.Match[bytes], chance: random.Random) -> bytes:
    if b"<dimension" not in markup:
        return markup[: found.start()] + found[0].replace(b"<", b"<x:", 1) + markup[found.end() :]
    return re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="' + chance.choice(REFERENCES) + b'"', markup)


def _text_put_in(markup: bytes, found: re.Match[bytes], chance: random.Random) -> bytes:
    return markup[: found.end()] + chance.choice(TEXTS) + markup[found.end() :]


def _encoded_otherwise(markup: bytes, found: re.Match[bytes], chance: random.Random) -> bytes:
    with contextlib.suppress(UnicodeError):
        return markup.decode().encode(chance.choice(ENCODINGS))
    return markup


def _encoding_misstated(markup: bytes, found: re.Match[bytes], chance: random.Random) -> bytes:
    said = b'encoding="' + chance.choice((b"utf-16", b"latin-1", b"x", b"utf-32", b"")) + b'"'
    return re.sub(rb'encoding="[^"]*"', said, markup, count=1)


def _entities_defined(markup: bytes, found: re.Match[bytes], chance: random.Random) -> bytes:
    doctype = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    return re.sub(rb"(<\?xml[^>]*\?>)", rb"\1" + doctype, markup, count=1)


def _bracket_put_in(markup: bytes, found: re.Match[bytes], chance: random.Random) -> bytes:
    return markup[: found.end()] + b"<" * chance.choice((1, 2)) + markup[found.end() :]


MARKUP = (
    *(_tag_dropped, _tag_repeated, _element_dropped, _element_repeated, _attribute_changed, _attribute_changed, _attribute_changed),
    *(_attribute_changed, _extent_changed, _text_put_in, _encoded_otherwise, _encoding_misstated, _entities_defined, _bracket_put_in),
)


def cells_changed(seed: Seed, chance: random.Random) -> bytes:
    """Write the cells again with some of them, some rows and some merges otherwise."""
    sheets = [(name, [list(row) for row in rows]) for name, rows in seed.sheets]
    for _, rows in sheets:
        for _ in range(chance.choice((1, 3, 10, 40))):
            disturb(rows, chance)
    if chance.random() < 0.15:
        return delimited(sheets[0][1], chance)
    made = io.BytesIO()
    import xlsxwriter  # noqa: PLC0415

    options = {"default_date_format": "dd/mm/yyyy", "strings_to_formulas": False, "nan_inf_to_errors": True, "strings_to_urls": False}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with xlsxwriter.Workbook(made, options) as book:
            for number, (_, rows) in enumerate(sheets):
                sheet = book.add_worksheet(
                    None if chance.random() < 0.5 else f"Sheet {number} {chance.choice(('Risks', 'BAF', 'Lists', 'Ⅳ', '.'))}"
                )
                for _ in range(chance.choice((0, 0, 0, 1, 4))):
                    top, left = chance.randrange(30), chance.randrange(12)
                    with contextlib.suppress(Exception):  # boxes that overlap
                        sheet.merge_range(top, left, top + chance.randrange(4), left + chance.randrange(1, 30), "")
                for row, cells in enumerate(rows):
                    for column, value in enumerate(cells):
                        write(sheet, row, column, value, chance)
    return made.getvalue()


def write(sheet: Any, row: int, column: int, value: object, chance: random.Random) -> None:
    """Write one cell, now and then as a formula."""
    if value is None:
        return
    if chance.random() < 0.02:
        sheet.write_formula(row, column, "=A1", None, chance.choice(("", 0, "#REF!", "x")))
    elif isinstance(value, str):
        sheet.write_string(row, column, value[:32_767].encode("utf-8", "replace").decode())
    else:
        with contextlib.suppress(Exception):  # days that Excel does not know
            sheet.write(row, column, value)


def disturb(rows: list[list[object]], chance: random.Random) -> None:
    """Change one cell, row or column."""
    if not rows:
        rows.append([chance.choice(ODD)])
        return
    chance.choice(SHEETS)(rows, chance.randrange(len(rows)), chance)


Rows = list[list[object]]


def _cell_changed(rows: Rows, place: int, chance: random.Random) -> None:
    if rows[place]:
        value = chance.choice((chance.choice(ODD), chance.choice(ODD), chance.choice(NUMBERS), chance.choice(DAYS), None))
        rows[place][chance.randrange(len(rows[place]))] = value


def _row_dropped(rows: Rows, place: int, chance: random.Random) -> None:
    rows.pop(place)


def _row_repeated(rows: Rows, place: int, chance: random.Random) -> None:
    rows.insert(chance.randrange(len(rows)), list(rows[place]))


def _row_put_in(rows: Rows, place: int, chance: random.Random) -> None:
    rows.insert(place, [chance.choice(ODD)])


def _rows_exchanged(rows: Rows, place: int, chance: random.Random) -> None:
    other = chance.randrange(len(rows))
    rows[place], rows[other] = rows[other], rows[place]


def _column_mixed_up(rows: Rows, place: int, chance: random.Random) -> None:
    column = chance.randrange(max(map(len, rows)) or 1)
    for each in rows:
        if column < len(each):
            each.insert(chance.randrange(len(each)), each.pop(column))


def _row_made_long(rows: Rows, place: int, chance: random.Random) -> None:
    rows[place].extend([*[None] * chance.choice((1, 20, 300)), chance.choice(ODD)])


def _gap_made(rows: Rows, place: int, chance: random.Random) -> None:
    rows[place:place] = [[] for _ in range(chance.choice((1, 5, 400)))]


def _holes_made(rows: Rows, place: int, chance: random.Random) -> None:
    for each in rows[:40]:
        if each:
            each[chance.randrange(len(each))] = None


SHEETS = (
    *(_cell_changed, _cell_changed, _cell_changed, _cell_changed, _row_dropped, _row_repeated, _row_put_in),
    *(_rows_exchanged, _column_mixed_up, _row_made_long, _gap_made, _holes_made),
)


def delimited(rows: Sequence[Sequence[object]], chance: random.Random) -> bytes:
    """Return rows as text between separators, in some encoding, now and then with broken quotes."""
    made = io.StringIO()
    csv.writer(
        made,
        delimiter=chance.choice(",;\t|"),
        quoting=chance.choice((csv.QUOTE_MINIMAL, csv.QUOTE_ALL)),
        lineterminator=chance.choice(("\n", "\r\n", "\r")),
    ).writerows(rows)
    said = made.getvalue()
    if chance.random() < 0.3 and said:
        place = chance.randrange(len(said))
        said = said[:place] + chance.choice(('"', '""', "\x00", ";", "\t", "\r")) + said[place:]
    return said.encode(chance.choice(("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "latin-1", "utf-32")), "replace")
