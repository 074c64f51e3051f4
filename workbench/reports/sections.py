"""The sections of a document: a title page, and one for each register.

Each returns flowables and adds its elements to the document's structure; none knows about files or pages.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import CondPageBreak, Flowable, PageBreak, Spacer

from workbench.domain.audience import Version, View
from workbench.domain.clock import Progress
from workbench.domain.field import AnyField
from workbench.domain.house import UNSTYLED, HouseStyle
from workbench.domain.kinds import MONTHS
from workbench.domain.register import Record, Register
from workbench.domain.scoring import Scheme
from workbench.domain.standing import CLOSED, SCORE, is_shared
from workbench.domain.text import counted, shorten
from workbench.reports.flow import TALL, Flowed, Words, words
from workbench.reports.grid import Cell, Columns, Entry, Grid, PillBox
from workbench.reports.lettering import BOLD, markup, strong
from workbench.reports.pairs import pairs_of
from workbench.reports.style import (
    BODY,
    CELL,
    CELL_BOLD,
    CELL_MUTED,
    FIGURE,
    FIGURE_LABEL,
    GROUP,
    GUTTER,
    HAIRLINE,
    HEADING,
    LINE,
    NOTE,
    OVERLINE,
    PARAGRAPH,
    RULE,
    TITLE,
    WIDTH,
)
from workbench.reports.tables import Shown, band_of, column_widths, shown
from workbench.reports.tagging import Element, on_tagged

MISSING = "not stated"
"""Said in a cell that has nothing; "none" would be a claim, for a version may lack what the file has."""
_MOST_LINES = 12
"""Of a cell in a row; what is longer stands in full below the row."""
_SHORT = 60
"""Characters of a value that may share a line with others."""
_BRIEF = 130
"""Characters of a description that stands under its title."""
_LONGEST = 20_000
"""Characters of a paragraph."""
_NOTHING = 100.0
"""What a heading takes with the sentence that there is nothing."""
_AVERAGE = 4.7
"""Points a character takes on average at the size of a cell."""


@dataclass(frozen=True)
class Front:
    """What every page says about the document it belongs to."""

    collaborative: str
    title: str
    version: str
    day: date
    position: int | None
    """The journal's position, for tracing a page back; a public page counts nothing from outside, so it has none."""
    house: HouseStyle = UNSTYLED

    @property
    def trace(self) -> str:
        """What follows the day wherever the document names itself."""
        return "" if self.position is None else f" · file state {self.position:,}"

    @property
    def explained(self) -> str:
        """What the file's state means; nothing where it is not told."""
        return (
            "" if self.position is None else f"File state {self.position:,}: as the file was after entry {self.position:,} of its history."
        )

    @property
    def as_at(self) -> str:
        """The day in English."""
        return f"as at {in_words(self.day)}"


def in_words(day: date) -> str:
    """Return a day as 23 July 2026, whatever the machine's language."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def version_words(view: View) -> str:
    """Return what a version is called on paper."""
    match view.audience.version:
        case Version.PUBLIC:
            return "Part 1 (public)"
        case Version.PRIVATE:
            return "Part 2 (private)"
        case Version.MEMBER:
            return f"For {view.directory.name(view.audience.member) or view.name or 'one organisation'}"
        case Version.OFFICE:
            return "Governance office"


def natural(text: str) -> list[tuple[int, str]]:
    """Return what to sort references by, so that R-2 comes before R-10."""
    return [(int(part), "") if part.isdecimal() else (0, part.casefold()) for part in re.split(r"(\d+)", text)]


def ordered(records: Sequence[Record]) -> list[Record]:
    """Return records with the shared first, then the highest scores, then by reference."""

    def place(record: Record) -> tuple[bool, int, list[tuple[int, str]], str]:
        score = record.of(SCORE)
        return (not is_shared(record), -score if isinstance(score, int) else 1, natural(record.ref), record.uid)

    return sorted(records, key=place)


class Band(Flowable):
    """Cells of one width side by side between two rules, `inset` points from either; room for at least `columns` of them."""

    def __init__(self, cells: Sequence[Cell], width: float, columns: int, inset: float) -> None:
        super().__init__()
        self.cells, self.inset = cells, inset
        self.each = width / max(len(cells), columns)
        self.width, self.height = width, max(cell.height(self.each - GUTTER) for cell in cells) + 2 * inset

    def wrap(self, availWidth: float, availHeight: float) -> tuple[float, float]:  # noqa: ARG002, N803 - ReportLab's names
        """Return its size."""
        return self.width, self.height

    def draw(self) -> None:
        """Draw the rules, then the cells."""
        canvas = on_tagged(self.canv)
        with canvas.tagged(None):
            canvas.setLineWidth(1)
            canvas.setStrokeColor(RULE)
            canvas.line(0, self.height, self.width, self.height)
            canvas.setLineWidth(0.4)
            canvas.setStrokeColor(HAIRLINE)
            canvas.line(0, 0, self.width, 0)
        for place, cell in enumerate(self.cells):
            cell.draw(canvas, place * self.each, self.height - self.inset)


class Figures(Band):
    """Figures in a row between two rules, each with what it counts."""

    def __init__(self, figures: Sequence[tuple[str, str]], parent: Element, width: float = WIDTH, columns: int = 6) -> None:
        cells = [
            Cell([words(markup(label), FIGURE_LABEL, (one := parent.add("P"))), words(markup(figure, BOLD), FIGURE, one)])
            for label, figure in figures
        ]
        super().__init__(cells, width, columns, 12)


class Rule(Flowable):
    """A hairline across the page."""

    def __init__(self, width: float) -> None:
        super().__init__()
        self.width, self.height = width, 1.0

    def wrap(self, availWidth: float, availHeight: float) -> tuple[float, float]:  # noqa: ARG002, N803 - ReportLab's names
        """Return its size."""
        return self.width, self.height

    def draw(self) -> None:
        """Draw it as decoration."""
        canvas = on_tagged(self.canv)
        with canvas.tagged(None):
            canvas.setLineWidth(0.4)
            canvas.setStrokeColor(HAIRLINE)
            canvas.line(0, 0, self.width, 0)


class Running(Flowable):
    """Says from here on in the head of every further page what goes on there; with nothing to say it stops that."""

    width = height = 0
    _ZEROSIZE = 1

    def __init__(self, text: str = "") -> None:
        super().__init__()
        self.text = text

    def draw(self) -> None:
        """Say it."""
        on_tagged(self.canv).running = self.text


class Bookmark(Flowable):
    """An entry of the outline, pointing at the line it stands on."""

    width = height = 0
    _ZEROSIZE = 1

    def __init__(self, key: str, title: str, level: int) -> None:
        super().__init__()
        self.key, self.title, self.level = key, title, level

    def draw(self) -> None:
        """Enter it."""
        self.canv.bookmarkHorizontal(self.key, 0, 30)
        self.canv.addOutlineEntry(self.title, self.key, self.level, closed=self.level > 0)


def figures_of(register: Register, records: Sequence[Record], scheme: Scheme) -> list[tuple[str, str]]:
    """Return label and figure of what a board asks first: how many are open, and how many of those in each band."""
    if SCORE not in register:
        return [("Records", f"{len(records):,}")]
    still_open = [record for record in records if record.of("status") != CLOSED]
    bands = [band_of(record, SCORE, scheme) for record in still_open]
    figures = [("Open", f"{len(still_open):,}")]
    figures += [(scheme.labels[band], f"{bands.count(band):,}") for band in reversed(range(len(scheme.labels)))]
    if None in bands:
        figures.append(("No band", f"{bands.count(None):,}"))
    if len(still_open) < len(records):
        figures.append(("Closed", f"{len(records) - len(still_open):,}"))
    return figures


def title_page(front: Front, view: View, registers: Sequence[Register], scheme: Scheme, root: Element) -> list[Flowable]:
    """Return the first page: what this is, its figures, and what is highest."""
    story: list[Flowable] = [
        Bookmark("title", front.title, 0),
        words(markup(front.collaborative), OVERLINE, root.add("P")),
        words(markup(front.title, BOLD), TITLE, root.add("H1")),
        words(markup(f"{front.version} · {front.as_at}"), BODY, root.add("P")),
        Spacer(0, 8),
    ]
    for register in registers:
        if len(registers) > 1:
            story.append(words(markup(register.label, BOLD), GROUP, root.add("H2")))
        records = ordered(view.records(register.key))
        story += [Figures(figures_of(register, records, scheme), root), Spacer(0, 12)]
    first = next((found for register in registers if (found := highest(view, register))), [])
    if len(first) > 1:
        heading = words(markup("Highest current scores", BOLD), GROUP, root.add("H2"))
        columns, rows = summary(first, scheme, root)
        story.append(Grid(columns, rows, above=[heading], brief=True))
    return story


_SUMMARY = ("ref", "member", SCORE, "target_score", "next_review")
_HIGHEST = 7


def highest(view: View, register: Register) -> list[Record]:
    """Return the few open records that score highest, shared and own together."""
    scored = [record for record in ordered(view.records(register.key)) if record.of("status") != CLOSED and record.of(SCORE) is not None]
    return sorted(scored, key=lambda record: -int(record.of(SCORE) or 0))[:_HIGHEST]


def summary(records: Sequence[Record], scheme: Scheme, root: Element) -> tuple[Columns, Iterator[Entry]]:
    """Return the columns and entries of a short table that only points at records."""
    register = records[0].register
    chosen = [field for field in register if field.key in _SUMMARY or field.key == register.title_key]
    fields = _led(chosen, register, records) if all(map(is_shared, records)) else chosen
    columns = columns_of(register, fields, scheme, root)
    without = register.only(lambda field: field.key != "description")
    # A record without a title is known by its description, and keeps it.
    brief = (without.record(record.row) if record.show(register.title_key) else record for record in records)
    return columns, (Entry(row(record, fields, columns, scheme)[0]) for record in brief)


def opening(key: str, title: str, root: Element, turn: Flowable | None = None) -> list[Flowable]:
    """Return how a section begins: on a page of its own unless told otherwise, with its bookmark and its heading."""
    return [turn or PageBreak(), Bookmark(key, title, 0), words(markup(title, BOLD), HEADING, root.add("H2"))]


def opened(key: str, title: str, says: str, root: Element, turn: Flowable | None = None) -> list[Flowable]:
    """Return how a section with a line under its heading begins."""
    return [*opening(key, title, root, turn), words(markup(says), NOTE, root.add("P"))]


def onto(records: Sequence[object]) -> Flowable:
    """Return what a section begins with: a new page, but not only to say that there is nothing."""
    return PageBreak() if records else CondPageBreak(_NOTHING)


def none_of(what: str) -> str:
    """Return the sentence of a section that has none of something to show."""
    return f"There are no {what} in this version."


def register_section(
    view: View, register: Register, number: int, scheme: Scheme, root: Element, progress: Progress, turn: Flowable | None = None
) -> list[Flowable]:
    """Return the pages of one register: its heading, then a table for the shared records and one for the organisations' own.

    `turn` is what it begins with; a new page where not given.
    """
    records = ordered(view.records(register.key))
    key = f"register-{number}"
    story = opened(key, register.label, _says(register, records), root, turn or onto(records))
    tiers = {shared: list(group) for shared, group in groupby(records, is_shared)}
    said = goes_without_saying(view)
    done = 0
    for shared, group in tiers.items():
        above: list[Flowable] = [Spacer(0, 8)]
        if "tier" in register:
            label = f"Shared {register.plural}" if shared else f"{_whose(group)} own {register.plural}"
            above += [Bookmark(f"{key}-{shared}", label, 1), words(markup(f"{label} ({len(group):,})", BOLD), GROUP, root.add("H3"))]
        headed = {"tier"} if shared else {"member"} if "tier" in register and _only(group) else set()
        fields = [field for field in register if field.column]
        if "tier" in register:
            fields = _led(fields, register, group) if shared else [field for field in fields if field.key not in headed]
        columns = columns_of(register, fields, scheme, root)
        watched = _Watched(progress, done, len(records))
        level = 2 if "tier" in register else 1
        story.append(Grid(columns, entries(group, fields, columns, scheme, level, watched, said | headed), above=above))
        done += len(group)
    return story


def _only(records: Sequence[Record]) -> str:
    """Return the name of the one organisation whose records these are; nothing where they are of several, or of nobody."""
    owners = {record.row.get("member") for record in records}
    return records[0].show("member") if len(owners) == 1 else ""


def _whose(records: Sequence[Record]) -> str:
    name = _only(records)
    return f"{name}’{'' if name.endswith('s') else 's'}" if name else "Organisations’"


def _led(fields: Sequence[AnyField], register: Register, records: Sequence[Record]) -> list[AnyField]:
    """Return the columns of shared records: where none is of one organisation, who leads stands in that column's place."""
    if any(record.row.get("member") for record in records):
        return list(fields)
    lead = register.find("lead_member")
    leads = lead is not None and any(record.row.get(lead.key) for record in records)
    return [lead if leads and lead and field.key == "member" else field for field in fields if leads or field.key != "member"]


@dataclass
class _Watched:
    """Tells how many records are set."""

    progress: Progress
    done: int
    total: int

    def one(self) -> None:
        self.progress(self.done, self.total)
        self.done += 1


def _says(register: Register, records: Sequence[Record]) -> str:
    """Return the line under a register's heading: how much there is, and how to read the scores."""
    if not records:
        return none_of(register.plural)
    parts = [counted(len(records), register.noun)]
    if "tier" in register:
        shared = sum(map(is_shared, records))
        own = len(records) - shared
        parts.append(f"{shared:,} shared, {own:,} of the organisations’ own" if own else "all of them shared")
    scored = " A score is likelihood × consequence, highest first; “stated” marks one given without them." if SCORE in register else ""
    return f"{': '.join(parts)}.{scored}"


def columns_of(register: Register, fields: Sequence[AnyField], scheme: Scheme, root: Element) -> Columns:
    """Return the columns of a new table for some fields."""
    widths = column_widths(fields, WIDTH, register.title_key, scheme)
    return Columns([field.label for field in fields], widths, root.add("Table"))


def entries(
    records: Sequence[Record], fields: Sequence[AnyField], columns: Columns, scheme: Scheme, level: int, watched: _Watched, said: set[str]
) -> Iterator[Entry]:
    """Return each record when it is asked for: a row of its columns, and below it everything else it has."""
    for record in records:
        watched.one()
        cells, told = row(record, fields, columns, scheme)
        title = shorten(f"{record.ref} {record.title}", 120) or record.register.noun
        bookmark = (f"{record.register.key}-{watched.done}", title, level)  # no uid: it tells when a record was made
        yield Entry(cells, block(record, told | said, columns, scheme), shorten(record.ref, 20), bookmark)


def row(record: Record, fields: Sequence[AnyField], columns: Columns, scheme: Scheme) -> tuple[list[Cell], set[str]]:
    """Return a record's cells, and the keys of the fields that they say in full."""
    element = columns.element.add("TR")
    cells: list[Cell] = []
    told: set[str] = set()
    for field, width in zip(fields, columns.widths, strict=True):
        one = element.heading_cell("Row") if field.key == "ref" else element.add("TD")
        value = shown(field, record, scheme)
        room = width - GUTTER
        if field.key == record.register.title_key:
            cells.append(_title(record, value, room, one, told))
        elif value.pill:
            note = [words(markup(value.note), CELL_MUTED, one)] if value.note else []
            cells.append(Cell([PillBox(value.pill, one), *note]))
            told.update({field.key, *value.told})
        elif value:
            style = CELL_BOLD if field.key == "ref" else CELL
            cells.append(Cell([_cut(value.words, style, room, one, field, told)]))
        elif field.key == "member" and "tier" in record.register and is_shared(record):
            cells.append(Cell([words(markup(record.show("tier")), CELL_MUTED, one)]))
            told.add("tier")
        else:
            cells.append(Cell([words(markup(MISSING), CELL_MUTED, one)]))
    return cells, told


def _title(record: Record, value: Shown, room: float, element: Element, told: set[str]) -> Cell:
    """Return the cell people look at first: the title in bold, and a description short enough under it."""
    title = record.register.get(record.register.title_key)
    if not value:  # a record without a title is known by the beginning of what describes it
        if record.title == record.show("description"):
            told.add("description")
        return Cell([words(markup(record.title or MISSING), CELL if record.title else CELL_MUTED, element)])
    pieces = [_cut(value.words, CELL_BOLD, room, element, title, told)]
    field = record.register.find("description")
    description = record.show("description") if field and not field.column else ""
    if description and len(description) <= _BRIEF and description.count("\n") <= 1:
        pieces.append(words(markup(description), CELL, element))
        told.add("description")
    return Cell(pieces)


def _cut(text: str, style: ParagraphStyle, room: float, element: Element, field: AnyField, told: set[str]) -> Words:
    """Return text as a cell holds it: all of it, or its beginning where it would make a row too high."""
    made = words(markup(text, style.fontName), style, element)
    if len(text) <= _SHORT // 3 or made.wrap(room, TALL)[1] <= _MOST_LINES * style.leading:
        told.add(field.key)
        return made
    return words(markup(shorten(text, int(room / _AVERAGE * (_MOST_LINES - 2))), style.fontName), style, element)


def block(record: Record, told: set[str], columns: Columns, scheme: Scheme) -> list[Flowed]:
    """Return what a record says beyond its row: a paragraph for each long field, then the short ones in columns."""
    found = unsaid(record, told, scheme)
    if not found:
        return []
    cell = columns.element.add("TR").wide_cell(len(columns.labels))
    made = [line for field, value in found if is_long(field, value) for line in paragraphs(field.label, value.line, cell)]
    brief = [(field.label, value.line) for field, value in found if not is_long(field, value)]
    return [*made, *pairs_of(brief, columns.half, 2, cell)]


def goes_without_saying(view: View) -> set[str]:
    """Return the fields that every record of a version has alike."""
    return {"circulation"} if view.audience.version is Version.PUBLIC else set()


def unsaid(record: Record, told: Collection[str], scheme: Scheme) -> list[tuple[AnyField, Shown]]:
    """Return every filled field that was not said yet, nor is by another of them."""
    values = [(field, shown(field, record, scheme)) for field in record.register if field.key not in told]
    also = {key for _, value in values for key in value.told}
    return [(field, value) for field, value in values if value and field.key not in also]


def paragraphs(label: str, text: str, element: Element) -> list[Words]:
    """Return a long value behind its label, a paragraph for each of its lines; only the last has space below."""
    lines = [part for line in text.split("\n") if line.strip() for part in parts_of(line)]
    starts = [f"{strong(label + ':')} ", *[""] * len(lines)]
    styles = [*[LINE] * (len(lines) - 1), PARAGRAPH]
    return [words(start + markup(line), style, element.add("P")) for start, line, style in zip(starts, lines, styles, strict=False)]


def parts_of(line: str) -> Iterator[str]:
    """Divide a line of very many words, for ReportLab takes four times as long over twice as many."""
    while len(line) > _LONGEST:
        cut = line.rfind(" ", 0, _LONGEST) + 1 or _LONGEST
        yield line[:cut]
        line = line[cut:]
    yield line


def is_long(field: AnyField, value: Shown) -> bool:
    """Whether a value wants a paragraph of its own."""
    return field.kind.prose or len(value.line) > _SHORT or "\n" in value.line
