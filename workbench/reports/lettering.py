"""The letters on a page: three embedded fonts, and for each character the first of them that has it.

Text from people may hold anything.
A character that no font has is printed as a placeholder, so that a reader sees that something stands there.
"""

import re
import unicodedata
from functools import cache
from xml.sax.saxutils import escape

from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfbase.ttfonts import TTFont

from workbench.resources import resource

REGULAR, BOLD, SYMBOLS = "Inter", "Inter-SemiBold", "DejaVu-Symbols"
PLACEHOLDER = "\u25af"
"""An upright empty box, as readers know it from missing characters everywhere."""

_FILES = {REGULAR: "Inter-Regular.ttf", BOLD: "Inter-SemiBold.ttf", SYMBOLS: "DejaVuSans-Symbols.ttf"}
_SPACE = re.compile(r"[\t\u2000-\u200a\u3000]")
_INDENT = re.compile("^ +", re.MULTILINE)
_DEEPEST_INDENT = 8
_PLAIN = frozenset(map(chr, range(32, 127))) | {"\n"}


@cache
def fonts() -> dict[str, frozenset[str]]:
    """Hand the fonts to ReportLab, once a program; return the characters each has."""
    found = {}
    for name, file in _FILES.items():
        font = TTFont(name, str(resource("fonts") / file))
        registerFont(font)
        found[name] = frozenset(map(chr, font.face.charToGlyph))
    return found


def markup(text: str, font: str = REGULAR) -> str:
    """Return plain text as a ReportLab paragraph reads it: escaped, lines broken, each character in a font that has it."""
    if text.isascii() and text.isprintable():
        return escape(text)
    text = _INDENT.sub(lambda found: "\xa0" * min(len(found[0]), _DEEPEST_INDENT), _SPACE.sub(" ", text))
    here, symbols = _PLAIN | fonts()[font], fonts()[SYMBOLS]
    parts: list[str] = []
    strange = ""
    for character in text:
        if character in here:
            if strange:
                parts.append(_in_symbols(strange))
                strange = ""
            parts.append(character)
        elif character in symbols:
            strange += character
        elif unicodedata.category(character) not in {"Cf", "Mn", "Me"}:  # joiners and marks are nothing by themselves
            strange += PLACEHOLDER
    if strange:
        parts.append(_in_symbols(strange))
    return _escaped(parts).replace("\n", "<br/>")


def _escaped(parts: list[str]) -> str:
    return "".join(part if len(part) > 1 else escape(part) for part in parts)


def _in_symbols(characters: str) -> str:
    return f'<font name="{SYMBOLS}">{characters}</font>'


def strong(text: str) -> str:
    """Return plain text as markup in the bold font."""
    return f'<font name="{BOLD}">{markup(text, BOLD)}</font>'
