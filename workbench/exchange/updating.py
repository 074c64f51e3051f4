"""Bring single cells of somebody's own workbook up to date; all else in it stays, byte by byte.

Only the XML of the sheets that hold such a cell is touched, and in it only those cells.
Pictures, charts, pivot tables, macros, comments, formulas and what Excel worked out last are never read, and so never lost.
"""

import re
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from functools import cached_property
from io import BytesIO
from itertools import zip_longest
from xml.etree.ElementTree import Element, ParseError

from workbench.domain.errors import WorkbenchError
from workbench.exchange.diagnosis import Format, identify
from workbench.exchange.sheets import Sheet, Workbook, cell
from workbench.exchange.updating_sheet import Place, Put, SheetPart

_UNSAVED = "Nothing was written."
_DAYS = frozenset([*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)])
"""Numbers of the looks that show a number as a day or a time."""
_NO_DAY = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.|General', re.IGNORECASE)
_DAY_SIGNS = re.compile(r"[dmyhs]", re.IGNORECASE)
_EPOCH, _EPOCH_1904 = date(1899, 12, 30).toordinal(), date(1904, 1, 1).toordinal()
_FIRST = date(1900, 3, 1)
_BEFORE_CALCULATION = ("definedNames", "externalReferences", "functionGroups", "sheets")
"""What comes before the part of a workbook that says how it is calculated, nearest first."""

Filled = str | int | float | date | None
"""What a person would type into a cell."""


class OwnWorkbook:
    """Somebody's workbook, fit for changing single cells of it.

    Args:
        read: as read; it is left as it is.

    Raises:
        WorkbenchError: cells of such a workbook cannot be changed one by one; the sentence says what to do instead.
    """

    def __init__(self, read: Workbook) -> None:
        self.read = read
        form = identify(read.name, read.content)
        if form is Format.LOCKED:
            raise self._refusal("it is protected by a password; save it without one and try again")
        if form is not Format.ZIP:
            raise self._refusal(
                "only workbooks saved as .xlsx or .xlsm can be, so save it as .xlsx first, or make a fresh workbook under its headings"
            )
        try:
            self.archive = zipfile.ZipFile(BytesIO(read.content))
            self.names = {name.replace("\\", "/").lstrip("/").casefold(): name for name in self.archive.namelist()}
        except zipfile.BadZipFile as trouble:
            raise self._refusal("it is damaged; open it in Excel, save it and try again") from trouble
        if "xl/workbook.xml" not in self.names:
            raise self._refusal(
                "only workbooks saved as .xlsx or .xlsm can be, so save it as .xlsx first, or make a fresh workbook under its headings"
            )
        if any(name.startswith("_xmlsignatures/") for name in self.names):
            raise self._refusal("it is signed, and a change would break the signature; save a copy without it and try again")
        self._sheets: dict[str, SheetPart] = {}

    def _refusal(self, reason: str) -> WorkbenchError:
        return WorkbenchError(f"{self.read.name} cannot be brought up to date: {reason}. {_UNSAVED}")

    # What there is

    def sheet(self, name: str) -> SheetPart:
        """Return the XML of a sheet.

        Raises:
            WorkbenchError: it is written in a way that cannot be changed cell by cell.
        """
        if name not in self._sheets:
            try:
                self._sheets[name] = SheetPart(self._content(self._places[name]))
            except (KeyError, ValueError, zipfile.BadZipFile) as trouble:
                said = f"the sheet “{name}” is written in a way of its own; open it in Excel, save it as .xlsx and try again"
                raise self._refusal(said) from trouble
        return self._sheets[name]

    def _content(self, part: str) -> bytes:
        return self.archive.read(self.names[part])

    def _tree(self, part: str) -> Element | None:
        if part not in self.names:
            return None
        from defusedxml.ElementTree import fromstring  # noqa: PLC0415 - only updating needs it

        try:
            found: Element = fromstring(self._content(part))
        except (ParseError, ValueError) as trouble:
            raise self._refusal("it is damaged; open it in Excel, save it and try again") from trouble
        return found

    @cached_property
    def _places(self) -> dict[str, str]:
        """The part of each sheet by its name."""
        targets = self._targets("xl/workbook.xml")
        listed = {
            element.get("name", ""): next((said for key, said in element.attrib.items() if key.endswith("}id")), "")
            for element in self._all("xl/workbook.xml", "sheet")
        }
        return {name: targets[target] for name, target in listed.items() if target in targets}

    def _all(self, part: str, name: str) -> list[Element]:
        tree = self._tree(part)
        return [element for element in tree.iter() if _local(element.tag) == name] if tree is not None else []

    def _targets(self, part: str) -> dict[str, str]:
        """Return the parts that a part points at, by the name it gives them."""
        folder, _, file = part.rpartition("/")
        found: dict[str, str] = {}
        for element in self._all(f"{folder}/_rels/{file}.rels", "Relationship"):
            target = element.get("Target", "").replace("\\", "/")
            if element.get("TargetMode", "Internal") == "External":
                continue
            steps = [] if target.startswith("/") else folder.split("/")
            for step in target.lstrip("/").split("/"):
                if step == "..":
                    steps = steps[:-1]
                elif step != ".":
                    steps.append(step)
            found[element.get("Id", "")] = "/".join(steps).casefold()
        return found

    # Looks

    @cached_property
    def _dated(self) -> list[bool]:
        """Whether each look shows a number as a day."""
        part = next((part for part in self._targets("xl/workbook.xml").values() if part.endswith("styles.xml")), "xl/styles.xml")
        tree = self._tree(part)
        if tree is None:
            return []
        forms = {element.get("numFmtId"): element.get("formatCode", "") for element in tree.iter() if _local(element.tag) == "numFmt"}
        looks = next((list(element) for element in tree.iter() if _local(element.tag) == "cellXfs"), [])
        return [_shows_day(look.get("numFmtId", "0"), forms) for look in looks]

    def shows_day(self, name: str, place: Place) -> bool:
        """Whether a number in a cell would be shown as a day."""
        style = self.sheet(name).style_of(place)
        return style < len(self._dated) and self._dated[style]

    @cached_property
    def _from_1904(self) -> bool:
        """Whether days are counted from 1904, as old Macs did."""
        return any(element.get("date1904") in {"1", "true"} for element in self._all("xl/workbook.xml", "workbookPr"))

    def serial(self, day: date) -> int | None:
        """Return a day as this workbook counts it, or None where every spreadsheet would count it otherwise."""
        if self._from_1904:
            return day.toordinal() - _EPOCH_1904 if day.toordinal() >= _EPOCH_1904 else None
        return day.toordinal() - _EPOCH if day >= _FIRST else None

    # Writing

    def put(self, sheet: str, place: Place, value: Filled, *, alike: Place | None = None) -> Put | None:
        """Return how a value is put into a cell, in the look it has; None where it cannot be.

        Args:
            sheet: the sheet's name.
            place: the cell.
            value: what it is to say.
            alike: a cell whose look is taken where this one's would not show a day as one.
        """
        if not isinstance(value, date):
            return Put(value)
        alike = alike or self._dated_near(sheet, place)
        counted = self.serial(value.date() if isinstance(value, datetime) else value)
        if counted is None:
            return None
        if self.shows_day(sheet, place):
            return Put(counted)
        return Put(counted, self.sheet(sheet).style_of(alike)) if alike is not None and self.shows_day(sheet, alike) else None

    def _dated_near(self, name: str, place: Place) -> Place | None:
        """Return the nearest cell of a column that shows a day as one."""
        sheet = self.read.sheet(name)
        rows = sheet.rows if sheet else []
        held = [row for row, cells in enumerate(rows) if place[1] < len(cells) and isinstance(cells[place[1]], date)]
        return min(((row, place[1]) for row in held), key=lambda at: abs(at[0] - place[0]), default=None)

    def moved_formula(self, name: str, place: Place, to: Place) -> str:
        """Return the formula of a cell as it would be copied into another one; nothing where it has none."""
        from openpyxl.formula.translate import Translator  # noqa: PLC0415 - slow to load

        sheet = self.sheet(name)
        own = sheet.formula_at(place)
        if not own:
            return ""
        spot = sheet.lines[place[0]].cells[place[1]]
        origin, formula = (place, own) if spot.formula else sheet.shared(place)
        return str(Translator(f"={formula}", origin=cell(*origin)).translate_formula(cell(*to))).removeprefix("=")

    def updated(self, puts: Mapping[str, Mapping[Place, Put]], like: Mapping[str, int] | None = None) -> bytes:
        """Return the workbook with these cells, by sheet.

        Args:
            puts: what cells are to hold.
            like: by sheet, the row that rows below it are to look like.
        """
        changed: dict[str, bytes] = {}
        for name, cells in puts.items():
            row = (like or {}).get(name)
            changed[self._places[name]] = self.sheet(name).updated(cells, row)
            if row is not None:
                changed |= self._longer_tables(self._places[name], row, max(place[0] for place in cells))
        if any(sheet.formulas for sheet in self.read.sheets):
            changed["xl/workbook.xml"] = _to_calculate(self._content("xl/workbook.xml"))
        return self._zipped({self.names[part]: content for part, content in changed.items()})

    def _longer_tables(self, part: str, like: int, last: int) -> dict[str, bytes]:
        """Return the parts of Excel's own tables that end in a row, made to end in a later one."""
        found: dict[str, bytes] = {}
        for target in self._targets(part).values():
            if not target.rpartition("/")[0].endswith("tables") or target not in self.names:
                continue
            content = self._content(target)
            end = str(like + 1).encode()
            grown = re.sub(rb'(\sref="[A-Z]+\d+:[A-Z]+)' + end + rb'"', rb"\g<1>" + str(last + 1).encode() + b'"', content)
            if grown != content:
                found[target] = grown
        return found

    def _zipped(self, changed: Mapping[str, bytes]) -> bytes:
        """Return the workbook with some of its parts changed, and all others as they were, in their order."""
        stream = BytesIO()
        with zipfile.ZipFile(stream, "w") as target:
            target.comment = self.archive.comment
            for member in self.archive.infolist():
                content = changed.get(member.filename)
                written = zipfile.ZipInfo(member.filename, member.date_time)
                written.compress_type, written.external_attr = member.compress_type, member.external_attr
                written.create_system, written.comment = member.create_system, member.comment
                try:
                    target.writestr(written, self.archive.read(member) if content is None else content)
                except (zipfile.BadZipFile, NotImplementedError) as trouble:
                    raise self._refusal("it is damaged; open it in Excel, which may offer to repair it, save it and try again") from trouble
        return stream.getvalue()


def with_cells(read: Workbook, values: Mapping[tuple[str, int, int], Filled]) -> Workbook:
    """Return a workbook as it would be read with these cells."""
    by_sheet: dict[str, dict[Place, Filled]] = {}
    for (name, row, column), value in values.items():
        by_sheet.setdefault(name, {})[row, column] = value
    sheets = [_with(sheet, by_sheet[sheet.name]) if sheet.name in by_sheet else sheet for sheet in read.sheets]
    return replace(read, digest="", sheets=sheets)


def _with(sheet: Sheet, cells: Mapping[Place, Filled]) -> Sheet:
    rows: list[list[object]] = list(sheet.rows)
    own: set[int] = set()
    for (row, column), value in cells.items():
        while len(rows) <= row:
            rows.append([])
        if row not in own:
            rows[row] = list(rows[row])
            own.add(row)
        rows[row] += [None] * (column + 1 - len(rows[row]))
        rows[row][column] = value
    return Sheet(
        sheet.name, rows, list(sheet.merged), dict(sheet.errors), set(sheet.formulas), hidden=sheet.hidden, origin=dict(sheet.origin)
    )


def differing(one: Workbook, other: Workbook) -> set[tuple[str, int, int]]:
    """Return the cells of two readings that do not say the same, whole sheets by their first cell."""
    found: set[tuple[str, int, int]] = set()
    for sheet, again in zip_longest(one.sheets, other.sheets):
        if (
            sheet is None
            or again is None
            or sheet.name != again.name
            or (len(sheet.rows) == len(again.rows) and sheet.merged != again.merged)
        ):
            found.add(((sheet or again).name, 0, 0))
            continue
        for row, (cells, others) in enumerate(zip_longest(sheet.rows, again.rows, fillvalue=())):
            if cells == others:
                continue
            pairs = enumerate(zip_longest(cells, others))
            found.update((sheet.name, row, column) for column, (value, now) in pairs if value != now)
        found.update((sheet.name, *place) for place in sheet.formulas ^ again.formulas)
        found.update((sheet.name, *place) for place in sheet.errors.keys() ^ again.errors.keys())
    return found


def in_merged(sheet: Sheet, place: Place) -> tuple[int, int, int, int] | None:
    """Return the box of merged cells that a cell is in; None where it is in none."""
    return next((box for box in sheet.merged if box[0] <= place[0] <= box[2] and box[1] <= place[1] <= box[3]), None)


def name_of(place: tuple[str, int, int]) -> str:
    """Return how people call a cell of a workbook."""
    return f"{place[0]} {cell(place[1], place[2])}"


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def _shows_day(number: str, forms: Mapping[str | None, str]) -> bool:
    if number in forms:
        return bool(_DAY_SIGNS.search(_NO_DAY.sub("", forms[number])))
    return number.isdecimal() and int(number) in _DAYS


def _to_calculate(content: bytes) -> bytes:
    """Return the list of sheets with the word that everything is to be worked out when the workbook is opened."""
    tag = re.search(rb"<((?:[\w.-]+:)?)calcPr\b[^>]*>", content)
    if tag is not None:
        said = re.sub(rb"""\sfullCalcOnLoad\s*=\s*("[^"]*"|'[^']*')""", b"", tag[0])
        end = -2 if said.endswith(b"/>") else -1
        return content[: tag.start()] + said[:end].rstrip() + b' fullCalcOnLoad="1"' + said[end:] + content[tag.end() :]
    for name in _BEFORE_CALCULATION:
        found = list(re.finditer(rb"</((?:[\w.-]+:)?)" + name.encode() + rb">|<((?:[\w.-]+:)?)" + name.encode() + rb"\b[^>]*/>", content))
        if found:
            prefix = found[-1][1] or found[-1][2] or b""
            return content[: found[-1].end()] + b"<" + prefix + b'calcPr fullCalcOnLoad="1"/>' + content[found[-1].end() :]
    return content
