"""Tables kept as text: .csv, .tsv and the same under another name; every value stays text."""

import csv
import io
import re
from collections import Counter

from workbench.domain.errors import WorkbookRefusedError
from workbench.exchange.diagnosis import SAVE_AS, decoded
from workbench.exchange.reading_child import tidy
from workbench.exchange.sheets import Sheet

SHEET = "csv"
"""Name of the only sheet of a text table."""

CELLS = 1_500_000
_DELIMITERS = ",;\t|"
_SAMPLE = 200
"""Lines looked at for telling the delimiter."""
_RULE = re.compile(r"\|?(\s*:?-+:?\s*\|)+(\s*:?-+:?\s*)?")
_FIELD = 10_000_000
"""Characters in one cell before the text is taken to have lost a quotation mark."""


def read_delimited(name: str, content: bytes) -> Sheet:
    """Return the rows of a text table, its delimiter told from its first lines.

    A file whose name does not say that it is one must look like one: two lines that a delimiter divides alike.

    Raises:
        WorkbookRefusedError: it is plain text, too large, or a quotation mark in it is never closed.
    """
    text = decoded(content)
    stated = re.match(r"sep=(.)\r?\n", text)
    delimiter, table = (stated[1], True) if stated else _delimiter(text)
    text = text[stated.end() :] if stated else text
    if "\0" in text:
        raise WorkbookRefusedError(name, f"it holds characters that no text table holds; {SAVE_AS}.")
    if not table and not name.casefold().endswith((".csv", ".tsv", ".tab", ".txt")):
        raise WorkbookRefusedError(name, "it is plain text, not a workbook; ask whoever sent it for the workbook itself.")
    delimiter = delimiter or ","
    if text.count(delimiter) + text.count("\n") > CELLS:
        raise WorkbookRefusedError(
            name, f"it holds more than {CELLS:,} cells, far more than a register does; keep the register alone in it."
        )
    if delimiter == "|" and text.lstrip().startswith("|"):
        return Sheet(SHEET, tidy(_marked_down(text)))
    return Sheet(SHEET, tidy(_rows(name, text, delimiter)))


def _rows(name: str, text: str, delimiter: str) -> list[list[str]]:
    before = csv.field_size_limit(_FIELD)
    try:
        try:
            return _split(text, delimiter, strict=True)
        except csv.Error as trouble:
            if "unexpected end" in str(trouble):
                raise
            # A strict reader also stumbles over words behind a closing mark, which a lenient one reads as Excel does.
            return _split(text, delimiter, strict=False)
    except csv.Error as trouble:
        raise WorkbookRefusedError(
            name, f"a quotation mark in it is opened and never closed, so its rows cannot be told apart; {SAVE_AS}."
        ) from trouble
    finally:
        csv.field_size_limit(before)


def _split(text: str, delimiter: str, *, strict: bool) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=strict))


def _delimiter(text: str) -> tuple[str, bool]:
    """Return the character that divides most of the first lines alike, into most cells, and whether into a table.

    A table has two such lines, and they are at least half of all.
    """
    lines = [line for line in re.sub(r'"[^"]*"', "", text[:_FIELD]).split("\n", _SAMPLE)[:_SAMPLE] if line.strip()]
    best = (0, 0, "")
    for delimiter in _DELIMITERS:
        for count, alike in Counter(line.count(delimiter) for line in lines if delimiter in line).most_common(1):
            best = max(best, (alike, count, delimiter))
    return best[2], best[0] > 1 and best[0] * 2 >= len(lines)


def _marked_down(text: str) -> list[list[str]]:
    """Return the rows of a table drawn with bars, without its rule; a line without bars is a row of one cell."""
    drawn = [line.strip() for line in text.splitlines() if not _RULE.fullmatch(line.strip())]
    return [[part.strip() for part in line.removeprefix("|").removesuffix("|").split("|")] for line in drawn if line]
