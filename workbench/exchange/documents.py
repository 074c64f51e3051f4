"""The tables of a Word document as sheets.

Each table is named by the heading or caption above it. A table that goes on as another one, as after a page break, is one
sheet again. Inserted words count and deleted ones do not; nothing outside the document is followed, and no macro is run.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from workbench.domain.errors import WorkbookRefusedError
from workbench.domain.text import squeeze
from workbench.exchange.diagnosis import FRESH
from workbench.exchange.sheets import Sheet

CELLS = 500_000
"""Places of all tables of a document that are read; merged cells count for each place they cover."""

_WIDEST = 1000
_SHORT = 40
_LONGEST_NAME = 80
_BULLET, _DEEPER = "• ", "- "
_DAMAGED = (
    f"it is damaged, or written in a way the Workbench cannot read; open it in Word, save it again as .docx and try again, or {FRESH}"
)
_NO_TABLE = "it is a Word document without a table in it; if the register is kept as plain text, copy it into a table and try again"
_TOO_MANY = (
    f"its tables have more than {CELLS:,} cells, far more than a register does; copy the register alone into a new document and try again"
)

_MAIN = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SKIPPED = frozenset(
    {
        *(f"{_MAIN}{name}" for name in ("del", "moveFrom", "instrText", "delText", "pPr", "tblPr", "trPr", "tcPr")),
        "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
    }
)
"""What holds no words that stand in the document: deleted ones, codes of fields, properties, second versions of drawings."""
_SIGNS = {f"{_MAIN}tab": "\t", f"{_MAIN}br": "\n", f"{_MAIN}cr": "\n", f"{_MAIN}noBreakHyphen": "-"}
_BLOCKS = frozenset(f"{_MAIN}{name}" for name in ("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag"))
_NUMERALS = {"upperLetter": "A", "lowerLetter": "a"}


@dataclass
class _Grid:
    """One table: its cells with what is merged, how many rows are marked as headings, and the words above it."""

    above: str
    rows: list[list[object]] = field(default_factory=list)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    headings: int = 0
    apart: bool = False
    """Whether words stand between it and the table before."""

    @property
    def width(self) -> int:
        """Return the number of columns."""
        return max(map(len, self.rows), default=0)


def read_document(name: str, content: bytes) -> list[Sheet]:
    """Return the tables of a Word document that the guard has let through.

    Raises:
        WorkbookRefusedError: it is damaged, has no table, or far too large ones.
    """
    from docx import Document  # noqa: PLC0415 - costs the start of the program
    from docx.opc.exceptions import OpcError  # noqa: PLC0415
    from lxml.etree import LxmlError  # noqa: PLC0415

    try:
        document = Document(BytesIO(content))
        grids = _Document(name, document).grids()
    except (OpcError, LxmlError, KeyError, ValueError, TypeError, AttributeError, IndexError, OSError, RecursionError) as trouble:
        raise WorkbookRefusedError(name, f"{_DAMAGED}.") from trouble
    if not grids:
        raise WorkbookRefusedError(name, f"{_NO_TABLE}.")
    return _named(_joined(grids))


def _tag(name: str) -> str:
    return f"{_MAIN}{name}"


def _attribute(element: Any, *path: str) -> str:
    """Return the value of the element at a path below another one, or nothing."""
    for name in path:
        element = None if element is None else element.find(_tag(name))
    return "" if element is None else str(element.get(_tag("val")) or "")


class _Document:
    """Walks through a document's blocks in order."""

    def __init__(self, name: str, document: Any) -> None:
        self.name = name
        self.body = document.element.body
        self.styles: dict[str, Any] = {style.get(_tag("styleId")): style for style in document.styles.element.iter(_tag("style"))}
        self.numbering = _Numbering(document)
        self.cells = 0

    def grids(self) -> list[_Grid]:
        """Return the tables with what stands above them."""
        found: list[_Grid] = []
        above, words, apart = "", "", False
        for block in _blocks(self.body):
            if block.tag == _tag("tbl"):
                grid = _Grid(above or words, apart=apart)
                self._fill(grid, block)
                if any(any(value is not None for value in row) for row in grid.rows):
                    found.append(grid)
                    apart = False
                continue
            text = self._paragraph(block).strip()
            if not text:
                continue
            apart = True
            if self._heads(block):
                above, words = text, ""
            elif len(text) <= _LONGEST_NAME:
                words = text
        return found

    def _heads(self, paragraph: Any) -> bool:
        """Whether a paragraph is a heading or a caption."""
        key = _attribute(paragraph, "pPr", "pStyle")
        name = _attribute(self.styles.get(key), "name").casefold() if key in self.styles else key.casefold()
        return name.startswith(("heading", "title", "caption", "subtitle")) or bool(_attribute(paragraph, "pPr", "outlineLvl"))

    def _fill(self, grid: _Grid, table: Any) -> None:
        """Add the rows of a table to a grid; a merged cell's words stand once, at its first place."""
        open_boxes: dict[int, tuple[int, int]] = {}
        for row in _within(table, _tag("tr")):
            properties = row.find(_tag("trPr"))
            if properties is not None and properties.find(_tag("del")) is not None:
                continue
            if properties is not None and properties.find(_tag("tblHeader")) is not None and grid.headings == len(grid.rows):
                grid.headings += 1
            number = len(grid.rows)
            cells: list[object] = [None] * min(_count(_attribute(properties, "gridBefore"), 0), _WIDEST)
            still: dict[int, tuple[int, int]] = {}
            for cell in _within(row, _tag("tc")):
                column, span = len(cells), min(_count(_attribute(cell, "tcPr", "gridSpan"), 1), _WIDEST)
                self._count(span)
                merge = cell.find(_tag("tcPr") + "/" + _tag("vMerge"))
                going_on = merge is not None and merge.get(_tag("val")) != "restart" and column in open_boxes
                cells += [None if going_on else self._cell(cell) or None, *[None] * (span - 1)]
                if merge is not None:
                    still[column] = open_boxes[column] if going_on else (number, span)
                elif span > 1:
                    grid.merged.append((number, column, number, column + span - 1))
            self._close(grid, {column: box for column, box in open_boxes.items() if still.get(column) != box})
            open_boxes = still
            grid.rows.append(cells)
        self._close(grid, open_boxes)

    @staticmethod
    def _close(grid: _Grid, boxes: dict[int, tuple[int, int]]) -> None:
        for column, (top, span) in boxes.items():
            box = (top, column, len(grid.rows) - 1, column + span - 1)
            if box[:2] != box[2:]:
                grid.merged.append(box)

    def _count(self, cells: int) -> None:
        self.cells += cells
        if self.cells > CELLS:
            raise WorkbookRefusedError(self.name, f"{_TOO_MANY}.")

    def _cell(self, cell: Any) -> str:
        """Return a cell's paragraphs as lines, those of tables inside it, too."""
        lines = [self._paragraph(paragraph) for paragraph in _paragraphs(cell)]
        return "\n".join(line for line in lines if line.strip()).strip()

    def _paragraph(self, paragraph: Any) -> str:
        text = "".join(_words(paragraph)).strip()
        mark = self.numbering.mark(paragraph, self.styles)
        if not text:
            # A number of its own is what an empty cell shows; a bullet there is nothing.
            return mark.strip().rstrip(".)") if mark not in {"", _BULLET, _DEEPER} else ""
        return f"{mark}{text}"


def _count(text: str, otherwise: int) -> int:
    return int(text) if text.isdecimal() and len(text) <= len(str(CELLS)) else otherwise


def _blocks(parent: Any) -> Iterator[Any]:
    """Give the paragraphs and tables of a body in order, those in content controls, too.

    A table of a single cell is a frame around what stands in it.
    """
    waiting = [parent]
    while waiting:
        block = waiting.pop()
        if block.tag == _tag("p"):
            yield block
        elif block.tag == _tag("tbl"):
            cells = list(block.iter(_tag("tc")))[:2] if block.find(f".//{_tag('tbl')}") is not None else []
            alone = [cell for row in _within(block, _tag("tr")) for cell in _within(row, _tag("tc"))] if cells else []
            if len(alone) == 1:
                waiting.extend(reversed(alone[0]))
            else:
                yield block
        elif block is parent or block.tag in _BLOCKS:
            waiting.extend(reversed(block))


def _within(parent: Any, tag: str) -> Iterator[Any]:
    """Give the rows of a table or the cells of a row, those in content controls, too."""
    waiting = list(reversed(parent))
    while waiting:
        child = waiting.pop()
        if child.tag == tag:
            yield child
        elif child.tag in _BLOCKS:
            waiting.extend(reversed(child))


def _paragraphs(cell: Any) -> Iterator[Any]:
    """Give the paragraphs of a cell in order, but not those in drawings of a paragraph, whose words are its own."""
    waiting = list(reversed(cell))
    while waiting:
        child = waiting.pop()
        if child.tag == _tag("p"):
            yield child
        elif child.tag not in _SKIPPED:
            waiting.extend(reversed(child))


def _words(paragraph: Any) -> Iterator[str]:
    """Give the words of a paragraph as it stands once every tracked change is accepted."""
    waiting = list(reversed(paragraph))
    while waiting:
        part = waiting.pop()
        if part.tag in _SKIPPED:
            continue
        if part.tag == _tag("t"):
            yield part.text or ""
        elif part.tag in _SIGNS:
            yield _SIGNS[part.tag]
        elif part.tag == _tag("ddList"):
            entries = [entry.get(_tag("val")) or "" for entry in part.iter(_tag("listEntry"))]
            place = _count(_attribute(part, "result"), 0)
            yield entries[place] if place < len(entries) else ""
        else:
            waiting.extend(reversed(part))


class _Numbering:
    """The bullets and numbers that Word puts before paragraphs, which are no words of theirs."""

    def __init__(self, document: Any) -> None:
        self.levels: dict[str, dict[str, Any]] = {}
        self.counts: dict[str, list[int]] = {}
        try:
            element = document.part.numbering_part.element
        except (KeyError, NotImplementedError):
            return
        abstract = {one.get(_tag("abstractNumId")): one for one in element.iter(_tag("abstractNum"))}
        for number in element.iter(_tag("num")):
            base = abstract.get(_attribute(number, "abstractNumId"))
            found = {level.get(_tag("ilvl")): level for level in base.iter(_tag("lvl"))} if base is not None else {}
            self.levels[number.get(_tag("numId"))] = found

    def mark(self, paragraph: Any, styles: dict[str, Any]) -> str:
        """Return what stands before a paragraph, or nothing."""
        number, depth = self._place(paragraph, styles)
        if not number or number == "0":
            return ""
        level = self.levels.get(number, {}).get(str(depth))
        kind = _attribute(level, "numFmt")
        if level is None or kind in {"bullet", ""}:
            return _DEEPER if depth else _BULLET
        if kind == "none":
            return ""
        counts = self.counts.setdefault(number, [])
        counts[depth + 1 :] = []
        while len(counts) <= depth:
            counts.append(self._start(number, len(counts)) - (len(counts) == depth))
        counts[depth] += 1
        shown = _attribute(level, "lvlText")
        for place, count in enumerate(counts):
            shown = shown.replace(f"%{place + 1}", _numeral(count, _attribute(self.levels[number].get(str(place)), "numFmt")))
        return f"{shown} " if shown.strip() else ""

    def _start(self, number: str, depth: int) -> int:
        return _count(_attribute(self.levels[number].get(str(depth)), "start"), 1)

    @staticmethod
    def _place(paragraph: Any, styles: dict[str, Any]) -> tuple[str, int]:
        """Return which list a paragraph is part of, by itself or by its style, and how deep."""
        own = paragraph.find(f"{_tag('pPr')}/{_tag('numPr')}")
        style = styles.get(_attribute(paragraph, "pPr", "pStyle"))
        for _ in range(len(_NUMERALS) * 5):
            if own is not None or style is None:
                break
            own = style.find(f"{_tag('pPr')}/{_tag('numPr')}")
            style = styles.get(_attribute(style, "basedOn"))
        return (_attribute(own, "numId"), min(_count(_attribute(own, "ilvl"), 0), 8)) if own is not None else ("", 0)


def _numeral(count: int, kind: str) -> str:
    """Return a number as a list shows it: figures, letters or Roman."""
    if kind in _NUMERALS:
        return chr(ord(_NUMERALS[kind]) + (count - 1) % 26)
    if kind in {"upperRoman", "lowerRoman"}:
        shown = ""
        for value, sign in ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
            shown += sign * min(count // value, 9)
            count %= value
        return shown if kind == "upperRoman" else shown.lower()
    return f"{count:02}" if kind == "decimalZero" else str(count)


# --- several tables -------------------------------------------------------------------------------------------------


def _joined(grids: Iterable[_Grid]) -> list[_Grid]:
    """Return tables with what goes on in the next one put together again."""
    found: list[_Grid] = []
    for grid in grids:
        before = found[-1] if found else None
        if before is None or (skipped := _goes_on(before, grid)) is None:
            found.append(grid)
            continue
        shift = len(before.rows) - skipped
        before.rows += grid.rows[skipped:]
        before.merged += [(top + shift, left, bottom + shift, right) for top, left, bottom, right in grid.merged if top >= skipped]
    return found


def _goes_on(before: _Grid, grid: _Grid) -> int | None:
    """Return how many heading rows a table repeats that goes on with the one before, or None where it is another one.

    The same headings say so wherever it stands under the same words; without headings it must follow at once, be as wide,
    and begin with what no heading is: a number, a sentence, a blank.
    """
    if before.width != grid.width or grid.width < 2:  # noqa: PLR2004 - one column is no register
        return None
    repeated = 0
    for one, other in zip(before.rows, grid.rows, strict=False):
        if [squeeze(str(value or "")) for value in one] != [squeeze(str(value or "")) for value in other]:
            break
        repeated += 1
    if repeated and grid.width > 2 and not _is_form(grid):  # noqa: PLR2004 - two columns may be a form
        return repeated if not grid.apart or grid.above == before.above else None
    if repeated or grid.apart or grid.headings or _is_form(grid):
        return None
    first = [str(value or "") for value in grid.rows[0]]
    data = any(not text or len(text) > _SHORT or any(map(str.isdigit, text)) for text in first)
    return 0 if data else None


def _is_form(grid: _Grid) -> bool:
    """Whether labels stand in the first column: most of its cells end with a colon, or there is only one more."""
    first = [str(row[0]) for row in grid.rows if row and row[0]]
    return grid.width == 2 or sum(text.rstrip().endswith(":") for text in first) * 2 > len(first)  # noqa: PLR2004 - a label and its value


def _named(grids: Iterable[_Grid]) -> list[Sheet]:
    """Return tables as sheets of different names."""
    sheets: list[Sheet] = []
    taken: set[str] = set()
    for number, grid in enumerate(grids, 1):
        stem = " ".join(grid.above.split())[:_LONGEST_NAME].strip(" :.") or f"Table {number}"
        name, times = stem, 1
        while name.casefold() in taken:
            times += 1
            name = f"{stem} ({times})"
        taken.add(name.casefold())
        rows: list[list[object]] = [_cut(row) for row in grid.rows]
        sheets.append(Sheet(name, rows, grid.merged))
    return sheets


def _cut(row: list[object]) -> list[object]:
    while row and row[-1] is None:
        row.pop()
    return row
