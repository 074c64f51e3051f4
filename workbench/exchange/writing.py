"""Write a view as a workbook for colleagues who work in Excel, fit to be edited, printed and read in again.

Sheets are built in memory: as quick as XlsxWriter's `constant_memory` for registers of any size we know, and unlike it
leaves no parts of a restricted register behind in the machine's temporary folder when it is interrupted.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.domain.audience import Version, View
from workbench.domain.clock import Progress, unwatched
from workbench.domain.errors import UnknownNameError
from workbench.domain.field import AnyField
from workbench.domain.kinds import Day, Stored
from workbench.domain.register import UID, Record, Register, Row
from workbench.domain.replacing import replacing
from workbench.domain.scoring import NPSA, Scheme
from workbench.domain.text import counted, shorten
from workbench.exchange.cells import AS_TEXT, CELL_LIMIT, GENERAL, Cell, Dressing, dressing, too_long_notice, units
from workbench.exchange.guide import GUIDE, GUIDE_SHEET
from workbench.exchange.laid import LaidColumn, laid_out
from workbench.exchange.meaning import UID_HEADING
from workbench.exchange.return_sheet import LINES, RETURN_SHEET, Asked
from workbench.exchange.sheets import Problem, Stamp, cell, letter
from workbench.exchange.stamp import STAMP_SHEET, stamp_rows

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

LISTS_SHEET = "Lists"
"""Hidden sheet with the lists that are too long to stand in a drop-down itself."""

_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_SPARE_ROWS = 500
"""Empty rows under a table that already have its drop-downs and colours."""
_NARROW, _WIDE, _WIDEST = 10, 60, 80
"""Bounds of a column's width in characters; only long prose goes past the second."""
_ROOMY_LINES = 12
"""More lines than this and a column of prose grows wider."""
_LINE, _TALLEST = 15.0, 409.0
"""Points of one line, and of the tallest row there can be."""
_FROZEN_WIDTH = 75
"""Characters that may stand still at the left without filling a laptop's screen."""
_LIST_LIMIT, _TITLE_LIMIT, _MESSAGE_LIMIT = 255, 32, 255
"""Excel's own limits for a list inside a drop-down and for the words beside a cell."""
_SHEET_NAME_LIMIT = 31
_MARKED_LIMIT = 255
_PAPER_A4 = 9
_GUIDE_WIDTH = 110.0
_RETURN_WIDTHS = (22, 36, 60)
"""Columns of the sheet about the return: labels, the cells to fill in, hints."""

_INK, _MUTED, _ACCENT, _SELECTED = "#1D2530", "#5B6675", "#005EB8", "#E8F1FB"
_PILLS = (("#E5F3E8", "#1B6B36"), ("#FFF5D6", "#7A5600"), ("#FFE6D1", "#8F3D00"), ("#FBDFE0", "#8E1220"))
"""Ground and text of the bands, lowest first."""

_ESCAPE = re.compile(r"(?<=_)(?=x[0-9a-fA-F]{4}_)")
"""Inside what Excel would read as one of its escapes: _x0041_ is A."""
_ESCAPES_IN_A_ROW = re.compile(r"_x[0-9a-fA-F]{4}_x[0-9a-fA-F]{4}_")
"""Two escapes that share an underscore, of which XlsxWriter (3.3) escapes only the first."""


@dataclass(frozen=True)
class Written:
    """What an export wrote: how many records, and which cells hold a sentence because their text did not fit."""

    records: int
    too_long: list[Problem]


def write_workbook(
    path: Path,
    view: View,
    keys: Sequence[str],
    *,
    file_id: str,
    head: str,
    collaborative: str,
    day: date,
    scheme: Scheme = NPSA,
    asked: Asked | None = None,
    laid: Mapping[str, Sequence[LaidColumn]] | None = None,
    progress: Progress = unwatched,
) -> Written:
    """Write registers of a view to a workbook, which replaces the target only when it is complete.

    Args:
        path: the target.
        view: what may be written; nothing beyond it is.
        keys: the registers, in the order of their sheets.
        file_id: which file the view is of, for the stamp.
        head: hash of the file's journal at the view's position, for the stamp.
        collaborative: its name, for headers.
        day: the day of the export, for footers.
        scheme: the bands of the scores.
        asked: what a member is asked for, which adds a sheet to say so on; None for an export that nobody is to answer.
        laid: the columns of registers that are laid out as a member does.
        progress: told how many records are written, of how many; may raise `StoppedError`.

    Raises:
        FileTroubleError: the target cannot be written.
        UnknownNameError: the view has no such register.
    """
    for key in keys:
        if key not in view.registers:
            raise UnknownNameError("register", key)
    with replacing(path) as stream:
        from xlsxwriter import Workbook  # noqa: PLC0415 - takes longer to load than the window may take to start

        content = BytesIO()
        export = _Export(Workbook(content, _OPTIONS), view, collaborative, day, scheme, laid or {})
        written = export.write(keys, file_id, head, progress, asked)
        stream.write(content.getbuffer())
    return written


class _Export:
    """One workbook being written."""

    def __init__(
        self,
        book: "Workbook",
        view: View,
        collaborative: str,
        day: date,
        scheme: Scheme,
        laid: Mapping[str, Sequence[LaidColumn]],
    ) -> None:
        self._laid = laid
        self._headings: dict[str, tuple[str, ...]] = {}
        self._book, self._view, self._collaborative, self._scheme = book, view, collaborative, scheme
        self._version = version_words(view)
        self._sheet_class = _growing_sheet()
        self._day = Day().show(day.isoformat())
        book.set_properties({"title": f"{collaborative}: {self._version}", "author": "", "created": datetime(day.year, day.month, day.day)})  # noqa: DTZ001 - a day, whatever the zone
        self._plain = book.add_format()
        self._heading = book.add_format(
            {
                "bold": True,
                "text_wrap": True,
                "valign": "top",
                "bg_color": _SELECTED,
                "font_color": _INK,
                "bottom": 2,
                "bottom_color": _ACCENT,
            }
        )
        self._columns: dict[str, Format] = {}
        self._pills = [
            (book.add_format({"bg_color": ground, "font_color": ink, "num_format": _band_form(label)}), scores)
            for (ground, ink), label, scores in _bands(scheme)
        ]
        self._lists: dict[tuple[str, ...], str] = {}
        self._too_long: list[Problem] = []
        self._done = 0

    def write(self, keys: Sequence[str], file_id: str, head: str, progress: Progress, asked: Asked | None = None) -> Written:
        """Write all sheets and close the workbook."""
        view = self._view
        registers = [view.registers[key] for key in keys]
        names = _sheet_names(registers)
        sheets: dict[str, tuple[str, tuple[str, ...]]] = {}
        total = sum(len(view.records(key)) for key in keys)
        if asked is not None:
            self._return(self._book.add_worksheet(RETURN_SHEET, self._sheet_class), asked)
        made = [self._book.add_worksheet(name, self._sheet_class) for name in names]
        guide = self._book.add_worksheet(GUIDE_SHEET, self._sheet_class)
        for name, register, sheet in zip(names, registers, made, strict=True):
            sheets[name] = (register.key, self._register(sheet, register, progress, total))
            if register.key in self._laid:
                self._headings[name] = tuple(column.heading for column in self._laid[register.key])
        self._guide(guide, {name: len(view.records(register.key)) for name, register in zip(names, registers, strict=True)})
        self._stamp(Stamp(file_id, view.position, head, view.audience.version.value, view.audience.member, sheets, self._headings))
        if self._lists:
            self._lists_sheet()
        self._book.close()
        return Written(total, self._too_long)

    def _register(self, sheet: "Worksheet", register: Register, progress: Progress, total: int) -> tuple[str, ...]:
        """Fill one sheet with a register and return the keys of its columns."""
        records = self._view.records(register.key)
        keys: list[str] = []
        widths: list[float] = []
        lines = [1] * len(records)
        labels: list[str] = []
        for position, (field, column) in enumerate(self._columns_of(register, records), 1):
            if field.core or column.filled or register.key in self._laid:
                width = column.width(self._scheme)
                self._write_column(sheet, len(keys), column, width, records)
                column.stretch(lines, width)
                keys.append(field.key)
                labels.append(field.label)
                widths.append(width)
            if records:
                progress(self._done + len(records) * position // len(register.fields), total)
        self._done += len(records)
        for row, count in enumerate(lines, 1):
            if count > 1:
                sheet.set_row(row, min(count * _LINE, _TALLEST))
        sheet.set_column(len(keys), len(keys), _WIDE, None, {"hidden": True})
        self._text(sheet, 0, len(keys), UID_HEADING, self._heading)
        for row, record in enumerate(records, 1):
            sheet.write_string(row, len(keys), record.uid)
        self._page(sheet, register, labels, widths, len(records), keys.index(register.title_key) + 1 if register.title_key in keys else 1)
        return (*keys, UID)

    def _columns_of(self, register: Register, records: Sequence[Record]) -> "Iterator[tuple[AnyField, _Column]]":
        """Go through the fields of a register with their columns: the reference first, or as the member lays them out."""
        rows = [record.row for record in records]
        if register.key not in self._laid:
            for field in sorted(register, key=lambda field: field.key != "ref"):
                yield field, _column(field, rows)
            return
        for laid in laid_out(register, records, self._laid[register.key]):
            column = _column(laid.field, rows)
            yield laid.field, replace(column, cells=list(laid.texts)) if laid.texts else column

    def _write_column(self, sheet: "Worksheet", index: int, column: "_Column", width: float, records: Sequence[Record]) -> None:
        sheet.set_column(index, index, width, self._column_format(column.form))
        self._text(sheet, 0, index, column.field.label, self._heading)
        self._cells(sheet, index, column, records)
        self._rules(sheet, index, column, len(records) + _SPARE_ROWS)

    def _cells(self, sheet: "Worksheet", index: int, column: "_Column", records: Sequence[Record]) -> None:
        """Write the cells of one column below its heading; their look comes from the column's own format."""
        write_text, write_number = self._text, sheet.write_number
        for row, value in enumerate(column.cells, 1):
            if value is None:
                continue
            if value.__class__ is not str:
                write_number(row, index, value)
            elif notice := too_long_notice(value):
                sheet.write_string(row, index, notice)
                name = records[row - 1].ref or "A row without a reference"
                self._too_long.append(
                    Problem(
                        sheet.get_name(),
                        cell(row, index),
                        f"{name}: “{column.field.label}” has {len(value):,} characters, and an Excel cell holds {CELL_LIMIT:,}; "
                        "the cell says so instead, and the text stays in the file.",
                    )
                )
            else:
                write_text(sheet, row, index, value)

    def _text(self, sheet: "Worksheet", row: int, column: int, text: str, form: "Format | None" = None) -> None:
        """Write a text so that it comes back letter by letter."""
        if "_x" in text or text.startswith("<r>"):
            # XlsxWriter takes <r>…</r> for its own mark-up, and misses an escape that shares its underscore with the one
            # before. As pieces, none of which holds a whole escape or the whole tag, both are only letters.
            pieces = _ESCAPE.split(text) if _ESCAPES_IN_A_ROW.search(text) else [text]
            if len(pieces) == 1 and text.startswith("<r>"):
                pieces = [text[:1], *_ESCAPE.split(text[1:])]
            if len(pieces) > 1:
                sheet.write_rich_string(
                    row, column, *(part for piece in pieces for part in (self._plain, piece)), *((form,) if form else ())
                )
                return
        sheet.write_string(row, column, text, form)

    def _column_format(self, form: str) -> "Format":
        if form not in self._columns:
            centred = {} if form in {AS_TEXT, GENERAL} else {"align": "center"}
            self._columns[form] = self._book.add_format({"text_wrap": True, "valign": "top", "num_format": form, **centred})
        return self._columns[form]

    def _rules(self, sheet: "Worksheet", index: int, column: "_Column", last: int) -> None:
        """Give a column its drop-down or limits, its bands, and the words beside its heading."""
        field, dressed = column.field, column.dressing
        title = _fitted(shorten(field.label, _TITLE_LIMIT), _TITLE_LIMIT)
        rule: dict[str, object] = {}
        if dressed.choices:
            rule = {
                "validate": "list",
                "source": self._list(dressed.choices),
                "error_message": "Please choose from the list, or leave the cell empty.",
            }
        elif dressed.limits:
            low, high = dressed.limits
            rule = {
                "validate": "integer",
                "criteria": "between",
                "minimum": low,
                "maximum": high,
                "error_message": f"Please enter a whole number from {low} to {high}, or leave the cell empty.",
            }
        if rule:
            words = {"input_title": title, "input_message": _fitted(dressed.prompt, _MESSAGE_LIMIT)} if dressed.prompt else {}
            sheet.data_validation(1, index, last, index, {**rule, **words, "error_title": title})
        if field.help:
            words = {"input_title": title, "input_message": _fitted(shorten(field.help, _MESSAGE_LIMIT), _MESSAGE_LIMIT)}
            sheet.data_validation(0, index, 0, index, {"validate": "any", **words})
        if dressed.banded:
            for form, scores in self._pills:
                name = f"{letter(index)}2"
                sheet.conditional_format(
                    1,
                    index,
                    last,
                    index,
                    {"type": "formula", "criteria": f"=OR({','.join(f'{name}={score}' for score in scores)})", "format": form},
                )

    def _list(self, choices: tuple[str, ...]) -> list[str] | str:
        """Return the source of a drop-down: the words themselves where Excel takes them, else a place on the hidden sheet."""
        if units(",".join(choices)) <= _LIST_LIMIT and not any(
            '"' in choice or "," in choice or choice.strip() != choice for choice in choices
        ):
            return list(choices)
        if choices not in self._lists:
            column = letter(len(self._lists))
            self._lists[choices] = f"={LISTS_SHEET}!${column}$1:${column}${len(choices)}"
        return self._lists[choices]

    def _lists_sheet(self) -> None:
        sheet = self._book.add_worksheet(LISTS_SHEET)
        for column, choices in enumerate(self._lists):
            for row, choice in enumerate(choices):
                self._text(sheet, row, column, choice)
        sheet.hide()

    def _page(
        self, sheet: "Worksheet", register: Register, labels: Sequence[str], widths: Sequence[float], records: int, still: int
    ) -> None:
        """Set what stands still on screen, so many columns where they are not too wide, and how the sheet prints."""
        table = len(labels)
        lines = max(_lines(label, width - 3) for label, width in zip(labels, widths, strict=True))  # three for the filter's arrow
        sheet.set_row(0, _LINE * (lines + 0.5))
        sheet.freeze_panes(1, still if sum(widths[:still]) <= _FROZEN_WIDTH else 1)
        # The filter reaches over the hidden column, so that sorting moves each row's identity with it.
        sheet.autofilter(0, 0, max(1, records), table)
        sheet.ignore_errors({"number_stored_as_text": f"A1:{cell(records + _SPARE_ROWS, table)}"})
        self._print(sheet, register.label)
        sheet.repeat_rows(0)
        sheet.hide_gridlines(0)

    def _print(self, sheet: "Worksheet", label: str) -> None:
        sheet.set_landscape()
        sheet.set_paper(_PAPER_A4)
        sheet.set_margins(left=0.4, right=0.4, top=0.75, bottom=0.75)
        sheet.fit_to_pages(1, 0)
        sheet.set_header(f"&L{_on_paper(self._collaborative)}&R{_on_paper(label)}")
        sheet.set_footer(f"&L{_on_paper(self._version)}, {self._day}&RPage &P of &N")

    def _guide(self, sheet: "Worksheet", counts: Mapping[str, int]) -> None:
        """Write the instructions, one sentence a line."""
        title = self._book.add_format({"bold": True, "font_size": 16, "font_color": _INK, "text_wrap": True, "valign": "top"})
        muted = self._book.add_format({"font_color": _MUTED, "text_wrap": True, "valign": "top"})
        heading = self._book.add_format({"bold": True, "font_color": _ACCENT, "text_wrap": True, "valign": "bottom"})
        words = self._book.add_format({"font_color": _INK, "text_wrap": True, "valign": "top"})
        lines: list[tuple[str, Format]] = [
            (GUIDE_SHEET, title),
            (f"{self._collaborative}, {self._version[:1].lower()}{self._version[1:]}, {self._day}.", muted),
            *((f"Sheet “{name}” holds {counted(count, 'row')}.", muted) for name, count in counts.items()),
        ]
        for head, sentences in GUIDE:
            lines.append((head, heading))
            lines.extend((sentence, words) for sentence in sentences)
        sheet.set_column(0, 0, _GUIDE_WIDTH)
        for row, (text, form) in enumerate(lines):
            line = 1.5 * _LINE if form is title else _LINE
            sheet.set_row(row, line * _lines(text, _GUIDE_WIDTH) + (_LINE if form is heading else 0))
            self._text(sheet, row, 0, text, form)
        sheet.hide_gridlines(2)
        self._print(sheet, GUIDE_SHEET)

    def _return(self, sheet: "Worksheet", asked: Asked) -> None:
        """Write the sheet on which a member says what its return is: labels, empty cells and hints."""
        title = self._book.add_format({"bold": True, "font_size": 16, "font_color": _INK, "valign": "top"})
        words = self._book.add_format({"font_color": _INK, "text_wrap": True, "valign": "top"})
        label = self._book.add_format({"bold": True, "font_color": _INK, "valign": "vcenter"})
        muted = self._book.add_format({"font_color": _MUTED, "text_wrap": True, "valign": "vcenter"})
        box = {"border": 1, "border_color": _ACCENT, "bg_color": _SELECTED, "valign": "vcenter", "text_wrap": True}
        for column, width in enumerate(_RETURN_WIDTHS):
            sheet.set_column(column, column, width)
        self._text(sheet, 0, 0, RETURN_SHEET, title)
        sheet.set_row(0, 1.5 * _LINE)
        wide = sum(_RETURN_WIDTHS)
        for row, sentence in enumerate(asked.sentences, 1):
            sheet.merge_range(row, 0, row, len(_RETURN_WIDTHS) - 1, "", words)
            self._text(sheet, row, 0, sentence, words)
            sheet.set_row(row, _LINE * _lines(sentence, wide))
        first = len(asked.sentences) + 2
        for row, line in enumerate(LINES, first):
            dressed = dressing(line.kind)
            self._text(sheet, row, 0, line.label, label)
            sheet.write_blank(row, 1, None, self._book.add_format({**box, "num_format": dressed.form}))
            self._text(sheet, row, 2, line.hint, muted)
            sheet.set_row(row, 2 * _LINE)
            if dressed.choices:
                sheet.data_validation(row, 1, row, 1, {"validate": "list", "source": list(dressed.choices), "error_type": "warning"})
        sheet.set_selection(first, 1, first, 1)
        sheet.hide_gridlines(2)
        self._print(sheet, RETURN_SHEET)

    def _stamp(self, stamp: Stamp) -> None:
        sheet = self._book.add_worksheet(STAMP_SHEET)
        for row, values in enumerate(stamp_rows(stamp)):
            for column, value in enumerate(values):
                if isinstance(value, str):
                    self._text(sheet, row, column, value)
                else:
                    sheet.write_number(row, column, value)
        sheet.hide()


@dataclass(frozen=True)
class _Column:
    """A field of one sheet, how it is dressed, and its cells below the heading."""

    field: AnyField
    dressing: Dressing
    cells: list[Cell]

    @property
    def filled(self) -> bool:
        """Whether any record has a cell here."""
        return any(value is not None for value in self.cells)

    @property
    def form(self) -> str:
        """The number format of the cells; older spreadsheets show more than 255 characters marked as text as hashes."""
        long = self.dressing.form == AS_TEXT and any(isinstance(text, str) and len(text) > _MARKED_LIMIT for text in self.cells)
        return GENERAL if long else self.dressing.form

    def stretch(self, lines: list[int], width: float) -> None:
        """Raise the number of lines of each record to what its words need here."""
        for place, text in enumerate(self.cells):
            if text.__class__ is str and (len(text) > width or "\n" in text):
                lines[place] = max(lines[place], _lines(text, width))

    def width(self, scheme: Scheme) -> float:
        """Return the width in characters: what the field likes, room for the longest word of its heading, and more for long prose."""
        word = max(map(len, self.field.label.split()), default=0) + 3  # the arrow of the filter
        width = max(_NARROW, self.field.breadth, word)
        if self.dressing.banded:
            width = max(width, *(len(label) + 6 for label in scheme.labels))
        if self.field.kind.prose:
            longest = max((len(text) for text in self.cells if isinstance(text, str)), default=0)
            if longest > _ROOMY_LINES * width:
                return float(min(_WIDEST, max(width, longest // _ROOMY_LINES)))
        return float(min(_WIDE, width))


def _column(field: AnyField, rows: Sequence[Row]) -> _Column:
    """Return a field of these rows as a column."""
    key = field.key
    stored: list[Stored] = [field.of(row) for row in rows] if field.compute else [row.get(key) for row in rows]
    dressed = dressing(field.kind)
    put = dressed.put
    return _Column(field, dressed, [None if value is None else put(value) for value in stored])


def version_words(view: View) -> str:
    """Return which version a view is, as people call it."""
    words = {
        Version.PUBLIC: "Public version",
        Version.PRIVATE: "Private version",
        Version.MEMBER: f"Version for {view.directory.name(view.audience.member) or 'one organisation'}",
        Version.OFFICE: "Office version",
    }[view.audience.version]
    return f"{words} as at {Day().show(view.as_at.isoformat())}" if view.as_at else words


def _sheet_names(registers: Sequence[Register]) -> list[str]:
    """Return a name for each register's sheet: one Excel takes, and each once."""
    taken = {name.casefold() for name in (GUIDE_SHEET, LISTS_SHEET, STAMP_SHEET, "History")}  # Excel keeps the last for itself
    names: list[str] = []
    for register in registers:
        wanted = " ".join(re.sub(r"[\[\]:*?/\\\x00-\x1f]", " ", register.label).split()).strip("' ") or register.key
        name, number = _fitted(wanted, _SHEET_NAME_LIMIT), 1
        while name.casefold() in taken:
            number += 1
            name = _fitted(wanted, _SHEET_NAME_LIMIT, f" {number}")
        taken.add(name.casefold())
        names.append(name)
    return names


def _fitted(text: str, limit: int, ending: str = "") -> str:
    """Return a text with its ending, cut so that both fit as Excel counts."""
    while units(text + ending) > limit:
        text = text[:-1].rstrip("' ")
    return text + ending


def _bands(scheme: Scheme) -> Iterator[tuple[tuple[str, str], str, list[int]]]:
    """Go through the bands of a scheme that any score has: colours, word and scores."""
    steps = max(1, len(scheme.labels) - 1)
    for place, label in enumerate(scheme.labels):
        if scores := [score for score in range(1, 26) if scheme.band_of(score) == place]:
            yield _PILLS[round(place * (len(_PILLS) - 1) / steps)], label, scores


def _band_form(label: str) -> str:
    """Return the number format that shows a score with the word of its band, so that colour never stands alone."""
    return f'0 "{label.replace(chr(34), "")}"'


def _growing_sheet() -> "type[Worksheet]":
    """Return a kind of sheet whose rows have the height we guess and still grow with what is typed into them.

    Excel and LibreOffice grow a row unless it says that a person set its height, which XlsxWriter (3.3) says of every
    row with a height; without any height LibreOffice prints long words across the rows below.
    """
    from xlsxwriter.worksheet import Worksheet  # noqa: PLC0415 - as above

    class GrowingSheet(Worksheet):  # type: ignore[misc] # XlsxWriter publishes no types
        """A sheet that never calls a row's height the person's own."""

        def _xml_start_tag_unencoded(self, tag: str, attributes: Sequence[tuple[str, object]] = ()) -> None:
            super()._xml_start_tag_unencoded(tag, [pair for pair in attributes if pair[0] != "customHeight"])

    return GrowingSheet


def _lines(text: str, width: float) -> int:
    """Return how many lines words need in a column of a width, roughly."""
    return sum(1 + int(len(line) // width) for line in text.split("\n"))


def _on_paper(text: str) -> str:
    """Return a text for a header or footer, where & begins a code, &G and &[ even after another &."""
    return re.sub("&(?=[G[])", "& ", shorten(text, 60)).replace("&", "&&")
