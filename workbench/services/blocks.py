"""Blocks of cells as spreadsheets put them on the clipboard: a line a row, tabs between cells, quotes round line breaks."""

from collections.abc import Iterable, Sequence


def as_block(rows: Iterable[Sequence[str]]) -> str:
    """Return rows as text that Excel takes cell by cell."""
    return "\r\n".join("\t".join(_cell(words) for words in row) for row in rows)


def _cell(words: str) -> str:
    """Return the words of one cell; what would end the cell early needs quotes to stay in it."""
    needs = any(sign in words for sign in "\n\r\t") or words.startswith('"')
    return '"' + words.replace('"', '""') + '"' if needs else words


def from_block(text: str) -> list[list[str]]:
    """Return the rows of a block, as wide as its widest; a line end behind the last row is none of its own."""
    rows: list[list[str]] = [[]]
    place = 0
    while place <= len(text):
        words, place = _next(text, place)
        rows[-1].append(words)
        if place >= len(text):
            break
        if text[place] == "\t":
            place += 1
            continue
        place += 2 if text.startswith("\r\n", place) else 1
        if place >= len(text):
            break
        rows.append([])
    wide = max(len(row) for row in rows)
    return [row + [""] * (wide - len(row)) for row in rows]


def _next(text: str, place: int) -> tuple[str, int]:
    """Return the words of the cell that begins here, and where it ends."""
    if text.startswith('"', place) and (found := _quoted(text, place)):
        return found
    end = place
    while end < len(text) and text[end] not in "\t\r\n":
        end += 1
    return text[place:end], end


def _quoted(text: str, place: int) -> tuple[str, int] | None:
    """Return a cell in quotes; None where its quotes are words of the cell, as Excel copies those of a single line."""
    end = place + 1
    while (end := text.find('"', end)) >= 0 and text.startswith('"', end + 1):
        end += 2
    if end < 0 or (end + 1 < len(text) and text[end + 1] not in "\t\r\n"):
        return None
    inside = text[place + 1 : end]
    if not any(sign in inside for sign in '\n\r\t"'):
        return None
    return inside.replace('""', '"').replace("\r\n", "\n"), end + 1
