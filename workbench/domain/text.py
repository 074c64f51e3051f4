"""Bring every piece of text into one form, however it arrived.

Text from a keyboard, a workbook, the command line or another file goes through `clean` once and only once matters:
the function is idempotent.
`fold` is for comparing two texts, never for storing one.
"""

import re
import unicodedata

_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_DROPPED = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_TRAILING = re.compile(r"[^\S\n]+(?=\n|\Z)|\s+\Z")
_QUOTES = str.maketrans({"‘": "'", "’": "'", "‚": "'", "‛": "'", "“": '"', "”": '"', "„": '"', "‟": '"', "\xa0": " ", "\u202f": " "})


def clean(text: str) -> str:
    """Return text in the one stored form: composed (NFC), lines ending in a newline, no trailing white space.

    Control characters other than newline and tab, lone surrogates, U+FFFE and U+FFFF are removed;
    `dropped` names them, so that a caller can report what it removed.
    A vertical tab or form feed, as word processors use for a line break, becomes a newline.
    """
    if text.isascii() and text.isprintable():
        return text.rstrip(" ")
    text = _DROPPED.sub("", _LINE_ENDS.sub("\n", text))
    if not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    return _TRAILING.sub("", text)


def dropped(text: str) -> tuple[str, ...]:
    """Return the names of the characters that `clean` removes from a text, as code points, each once ("U+0007")."""
    if text.isascii() and text.isprintable():
        return ()
    found = _DROPPED.findall(_LINE_ENDS.sub("\n", text))
    return tuple(f"U+{ord(character):04X}" for character in dict.fromkeys(found))


def fold(text: str) -> str:
    """Return a text as it is compared: clean, without case, leading white space, hard spaces or curly quotes."""
    if text.isascii() and text.isprintable():
        return text.lower().strip()
    return clean(clean(text).translate(_QUOTES).casefold()).strip()


def squeeze(text: str) -> str:
    """Return a folded text with every run of white space as one space, for matching names and headings."""
    return " ".join(fold(text).split())


def shorten(text: str, length: int = 60) -> str:
    """Return a text as one line of at most the given length, ending in an ellipsis where it was cut."""
    line = " ".join(text.split())
    return line if len(line) <= length else line[: length - 1].rstrip() + "…"


def joined(words: list[str] | tuple[str, ...], last: str = "and") -> str:
    """Return words as an English list: "a", "a and b", "a, b and c"."""
    if len(words) < 2:  # noqa: PLR2004 - one word needs no comma
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def counted(number: int, one: str, many: str = "") -> str:
    """Return a number with its noun: "1 risk", "1,204 risks"."""
    return f"{number:,} {one if number == 1 else many or plural(one)}"


def plural(one: str) -> str:
    """Return several of something: "risks", "sources of assurance"."""
    what, of, rest = one.partition(" of ")
    return f"{what}s{of}{rest}"
