"""Put values into single cells of a sheet's XML; every byte that is not of such a cell stays as it is."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from workbench.exchange.sheets import cell, letter

Typed = str | int | float | None
Place = tuple[int, int]
"""A row and a column, counted from 0."""

_ESCAPED = re.compile(r"_(?=x[0-9a-fA-F]{4}_)")
"""What Excel would read as one of its escapes: _x0041_ is A."""
_DECLARED = re.compile(r"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([^"']+)["']""")
_TAG = re.compile(rb"""<[^>"']*(?:(?:"[^"]*"|'[^']*')[^>"']*)*>""")
_NAME = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d{1,7})")
_RANGED = ("conditionalFormatting", "dataValidation")
"""Elements whose `sqref` says where they hold."""


@dataclass(frozen=True)
class Put:
    """What a cell is to hold: a value, or a formula with the value it has now.

    `style` is the number of the look it is to have; None keeps the cell's own.
    """

    value: Typed
    style: int | None = None
    formula: str = ""


@dataclass
class Spot:
    """Where a cell stands in the bytes, and what its tag says."""

    start: int
    end: int
    attributes: dict[str, str]
    formula: str | None = None
    """The words of its formula; None where it has none."""
    formula_tag: dict[str, str] = field(default_factory=dict)
    value: tuple[int, int] | None = None
    """The bytes of what its value says."""


@dataclass
class Line:
    """Where a row stands in the bytes, what its tag says, and its cells by column."""

    start: int
    opened: int
    """The end of its opening tag."""
    closed: int
    """The start of its closing tag."""
    end: int
    attributes: dict[str, str]
    cells: dict[int, Spot] = field(default_factory=dict)


class SheetPart:
    """The XML of one sheet, fit for being changed here and there.

    Raises:
        ValueError: it is written in a way that cannot be told apart byte by byte.
    """

    def __init__(self, content: bytes) -> None:
        self.content = _in_utf8(content)
        self.lines: dict[int, Line] = {}
        self.prefix = ""
        self.locked: list[tuple[int, int, int, int]] = []
        """Boxes whose values one formula gives together; no cell in them can be changed by itself."""
        self._columns: list[tuple[int, int, int]] = []
        self._data: tuple[int, int, int] | None = None
        """The start of the rows, their end, and the end of the tag that closes them."""
        self._ranges: list[tuple[int, int, str, str]] = []
        """Tags that say where something holds: start, end, the name of the attribute, and what it says."""
        _Reader(self).read()

    def style_of(self, place: Place) -> int:
        """Return the number of the look that a cell has, or would have if anybody typed into it."""
        line = self.lines.get(place[0])
        spot = line.cells.get(place[1]) if line else None
        if spot is not None:
            return _number(spot.attributes.get("s"))
        if line is not None and line.attributes.get("customFormat") in {"1", "true"}:
            return _number(line.attributes.get("s"))
        return next((style for first, last, style in self._columns if first <= place[1] <= last), 0)

    def is_locked(self, place: Place) -> bool:
        """Whether a formula gives a cell its value together with those of other cells."""
        return any(box[0] <= place[0] <= box[2] and box[1] <= place[1] <= box[3] for box in self.locked)

    def formula_at(self, place: Place) -> str:
        """Return the formula of a cell, without its equals sign, as it would stand there by itself; nothing where it has none."""
        spot = self._spot(place)
        if spot is None or spot.formula is None or spot.formula_tag.get("t") in {"array", "dataTable"}:
            return ""
        return spot.formula or self.shared(place)[1]

    def shared(self, place: Place) -> tuple[Place, str]:
        """Return the cell whose formula a cell shares, and that formula."""
        spot = self._spot(place)
        number = spot.formula_tag.get("si") if spot else None
        for row, line in self.lines.items():
            for column, other in line.cells.items():
                if other.formula and number is not None and other.formula_tag.get("si") == number:
                    return (row, column), other.formula
        return place, ""

    def _spot(self, place: Place) -> Spot | None:
        line = self.lines.get(place[0])
        return line.cells.get(place[1]) if line else None

    def updated(self, puts: Mapping[Place, Put], like: int | None = None) -> bytes:
        """Return the XML with these cells.

        Args:
            puts: what cells are to hold.
            like: the row that new rows are to look like, whose drop-downs and colours reach over them; None where
                there is none.
        """
        splices: list[tuple[int, int, str]] = []
        by_row: dict[int, dict[int, Put]] = {}
        for (row, column), put in puts.items():
            by_row.setdefault(row, {})[column] = put
        for row, cells in sorted(by_row.items()):
            line = self.lines.get(row)
            if line is None:
                splices.append(self._new_row(row, cells, like))
            else:
                splices += self._in_row(row, line, cells)
        if like is not None:
            splices += self._widened(like, max(by_row))
        else:
            splices += self._dimension(puts)
        return _spliced(self.content, splices)

    # Rows and cells

    def _new_row(self, row: int, cells: Mapping[int, Put], like: int | None) -> tuple[int, int, str]:
        model = self.lines.get(like) if like is not None else None
        kept = {
            name: value
            for name, value in (model.attributes if model else {}).items()
            if name in {"s", "customFormat", "ht", "customHeight"}
        }
        said = "".join(f" {name}={quoteattr(value)}" for name, value in kept.items())
        written = "".join(self._cell((row, column), put, put.style) for column, put in sorted(cells.items()))
        text = f'<{self.prefix}row r="{row + 1}"{said}>{written}</{self.prefix}row>'
        if self._data is None:
            raise ValueError("a sheet without a place for rows")
        later = min((line.start for number, line in self.lines.items() if number > row), default=self._data[1])
        if self._data[1] == self._data[2]:  # <sheetData/>
            return self._data[0], self._data[2], f"<{self.prefix}sheetData>{text}</{self.prefix}sheetData>"
        return later, later, text

    def _in_row(self, row: int, line: Line, cells: Mapping[int, Put]) -> list[tuple[int, int, str]]:
        splices: list[tuple[int, int, str]] = []
        added: dict[int, list[str]] = {}
        for column, put in sorted(cells.items()):
            spot = line.cells.get(column)
            if spot is None:
                look = put.style if put.style is not None else self.style_of((row, column))
                if put.value is None and not put.formula and put.style is None:
                    continue
                at = min((other.start for number, other in line.cells.items() if number > column), default=line.closed)
                added.setdefault(at, []).append(self._cell((row, column), put, look))
            elif spot.formula is not None and not put.formula:
                splices += self._cached(spot, put)
            else:
                look = put.style if put.style is not None else _number(spot.attributes.get("s"))
                splices.append((spot.start, spot.end, self._cell((row, column), put, look)))
        if line.opened == line.end and added:  # <row/>
            tag = self.content[line.start : line.end].decode().removesuffix("/>")
            text = "".join(one for _, several in sorted(added.items()) for one in several)
            return [(line.start, line.end, f"{_without_spans(tag)}>{text}</{self.prefix}row>")]
        if added:
            tag = self.content[line.start : line.opened].decode()
            splices.append((line.start, line.opened, _without_spans(tag)))
        splices += [(at, at, "".join(several)) for at, several in added.items()]
        return splices

    def _cached(self, spot: Spot, put: Put) -> list[tuple[int, int, str]]:
        """Let a formula's cell hold another result; the formula stays."""
        if spot.value is None or not isinstance(put.value, int | float):
            return []
        return [(*spot.value, _figure(put.value))]

    def _cell(self, place: Place, put: Put, style: int | None) -> str:
        said = f' r="{cell(*place)}"' + (f' s="{style}"' if style else "")
        prefix, value = self.prefix, put.value
        if put.formula:
            shown = "" if value is None else f"<{prefix}v>{_figure(value) if not isinstance(value, str) else escape(value)}</{prefix}v>"
            kind = ' t="str"' if isinstance(value, str) else ""
            return f"<{prefix}c{said}{kind}><{prefix}f>{escape(put.formula)}</{prefix}f>{shown}</{prefix}c>"
        if value is None:
            return f"<{prefix}c{said}/>"
        if isinstance(value, str):
            text = escape(_ESCAPED.sub("_x005F_", value))
            return f'<{prefix}c{said} t="inlineStr"><{prefix}is><{prefix}t xml:space="preserve">{text}</{prefix}t></{prefix}is></{prefix}c>'
        return f"<{prefix}c{said}><{prefix}v>{_figure(value)}</{prefix}v></{prefix}c>"

    # What holds for ranges

    def _dimension(self, puts: Mapping[Place, Put]) -> list[tuple[int, int, str]]:
        """Let the sheet's own word for its size reach over what was put."""
        last = (max(row for row, _ in puts), max(column for _, column in puts)) if puts else (0, 0)
        return [
            (start, end, _attribute(self.content[start:end].decode(), name, grown))
            for start, end, name, said in self._ranges
            if name == "ref" and self._is(start, "dimension") and (grown := _reaching(said, last)) != said
        ]

    def _widened(self, like: int, last: int) -> list[tuple[int, int, str]]:
        """Let what holds down to a row hold down to a later one, too: drop-downs, colours, the filter."""
        splices: list[tuple[int, int, str]] = []
        for start, end, name, said in self._ranges:
            boxes = said.split()
            grown = " ".join(_longer(box, like, last, always=self._is(start, "dimension")) for box in boxes)
            if grown != " ".join(boxes):
                splices.append((start, end, _attribute(self.content[start:end].decode(), name, grown)))
        return splices

    def _is(self, start: int, name: str) -> bool:
        return self.content[start : start + len(self.prefix) + len(name) + 1] == f"<{self.prefix}{name}".encode()


class _Reader:
    """Notes where everything stands while the XML is parsed."""

    def __init__(self, part: SheetPart) -> None:
        self.part = part
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.text
        self.row, self.column = -1, -1
        self.line: Line | None = None
        self.spot: Spot | None = None
        self.formula: list[str] | None = None
        self.value = -1
        self.starts: list[int] = []

    def read(self) -> None:
        try:
            self.parser.Parse(self.part.content, True)
        except expat.ExpatError as trouble:
            raise ValueError(str(trouble)) from trouble

    @property
    def at(self) -> int:
        return self.parser.CurrentByteIndex

    def tag_end(self, start: int) -> int:
        """Return where a tag ends; a > in an attribute is in quotes."""
        found = _TAG.match(self.part.content, start)
        return found.end() if found else len(self.part.content)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        prefix, _, name = tag.rpartition(":")
        start = self.at
        self.starts.append(start)
        if name == "worksheet":
            self.part.prefix = f"{prefix}:" if prefix else ""
        elif name == "row":
            self.row = int(attributes["r"]) - 1 if attributes.get("r", "").isdecimal() else self.row + 1
            self.column = -1
            opened = self.tag_end(start)
            self.line = self.part.lines[self.row] = Line(start, opened, opened, opened, attributes)
        elif name == "c" and self.line is not None:
            found = _NAME.fullmatch(attributes.get("r", ""))
            self.column = _index(found[1]) if found else self.column + 1
            self.spot = self.line.cells[self.column] = Spot(start, start, attributes)
        elif name == "f" and self.spot is not None:
            self.formula, self.spot.formula_tag = [], attributes
            if attributes.get("t") in {"array", "dataTable"}:
                self.part.locked.append(_box(attributes.get("ref", "")) or (self.row, self.column, self.row, self.column))
        elif name == "v" and self.spot is not None:
            self.value = self.tag_end(start)
        elif name == "sheetData":
            end = self.tag_end(start)
            self.part._data = (start, end, end)  # noqa: SLF001 - the reader is the part's other half
        elif name == "col":
            said = [_number(attributes.get(key)) for key in ("min", "max", "style")]
            self.part._columns.append((said[0] - 1, said[1] - 1, said[2]))  # noqa: SLF001 - see above
        else:
            self.ranged(name, start, attributes)

    def ranged(self, name: str, start: int, attributes: dict[str, str]) -> None:
        key = "sqref" if name in _RANGED else "ref" if name in {"dimension", "autoFilter"} else ""
        if key and attributes.get(key):
            self.part._ranges.append((start, self.tag_end(start), key, attributes[key]))  # noqa: SLF001 - see above

    def end(self, tag: str) -> None:
        name = tag.rpartition(":")[2]
        start, at = self.starts.pop(), self.at
        closes = self.part.content[at : at + 2] == b"</" and self.tag_end(start) <= at and not self.is_single(start)
        end = self.tag_end(at) if closes else self.tag_end(start)
        if name == "row" and self.line is not None:
            self.line.closed, self.line.end = (at, end) if closes else (self.line.opened, self.line.opened)
            self.line = None
        elif name == "c" and self.spot is not None:
            self.spot.end, self.spot = end, None
        elif name == "f" and self.spot is not None and self.formula is not None:
            self.spot.formula, self.formula = "".join(self.formula), None
        elif name == "v" and self.spot is not None:
            self.spot.value = (self.value, at) if closes else None
        elif name == "sheetData" and self.part._data is not None:  # noqa: SLF001 - see above
            self.part._data = (start, at, end) if closes else (start, end, end)  # noqa: SLF001 - see above

    def is_single(self, start: int) -> bool:
        """Whether the tag that begins here closes itself."""
        end = self.tag_end(start)
        return self.part.content[end - 2 : end] == b"/>"

    def text(self, words: str) -> None:
        if self.formula is not None:
            self.formula.append(words)


def _in_utf8(content: bytes) -> bytes:
    """Return XML in the one encoding whose bytes can be counted."""
    if content[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return re.sub(r"""(encoding\s*=\s*)["'][^"']+["']""", r'\1"UTF-8"', content.decode("utf-16"), count=1).encode()
    declared = _DECLARED.match(content[:200].decode("ascii", errors="replace").lstrip("\ufeff\ufffd"))
    if declared and declared[1].casefold() not in {"utf-8", "us-ascii"}:
        raise ValueError(f"written in {declared[1]}")
    return content


def _spliced(content: bytes, splices: list[tuple[int, int, str]]) -> bytes:
    pieces: list[bytes] = []
    done = 0
    for start, end, text in sorted(splices, key=lambda splice: splice[:2]):
        if start < done:
            raise ValueError("two changes of one place")
        pieces += [content[done:start], text.encode()]
        done = end
    return b"".join([*pieces, content[done:]])


def _number(said: str | None) -> int:
    return int(said) if said and said.isdecimal() else 0


def _figure(value: float) -> str:
    return str(int(value)) if float(value).is_integer() else repr(value)


def _index(letters: str) -> int:
    found = 0
    for sign in letters.upper():
        found = found * 26 + ord(sign) - 64
    return found - 1


def _box(said: str) -> tuple[int, int, int, int] | None:
    """Return the box that a range such as "A1:B9" names: first row and column, last row and column."""
    first, _, last = said.partition(":")
    one, other = _NAME.fullmatch(first), _NAME.fullmatch(last or first)
    return (int(one[2]) - 1, _index(one[1]), int(other[2]) - 1, _index(other[1])) if one and other else None


def _named(box: tuple[int, int, int, int]) -> str:
    first, last = cell(box[0], box[1]), f"{letter(box[3])}{box[2] + 1}"
    return first if first == last else f"{first}:{last}"


def _reaching(said: str, last: Place) -> str:
    box = _box(said)
    return (
        said if box is None or (box[2] >= last[0] and box[3] >= last[1]) else _named((*box[:2], max(box[2], last[0]), max(box[3], last[1])))
    )


def _longer(said: str, like: int, last: int, *, always: bool = False) -> str:
    """Return a range that ends in the row `like` as one that ends in the row `last`."""
    box = _box(said)
    if box is None or box[2] >= last or not (always or box[0] <= like == box[2]):
        return said
    return _named((box[0], box[1], last, box[3]))


def _attribute(tag: str, name: str, value: str) -> str:
    """Return a tag with another value of an attribute."""
    return re.sub(rf"""(\s{name}\s*=\s*)("[^"]*"|'[^']*')""", lambda found: found[1] + quoteattr(value), tag, count=1)


def _without_spans(tag: str) -> str:
    """Return the tag of a row without its word for where its cells begin and end, which is only a hint."""
    return re.sub(r"""\sspans\s*=\s*("[^"]*"|'[^']*')""", "", tag, count=1)
