"""The settings of a collaborative: which there are, what counts while nobody has said, and how they are read and written.

Each is a record of the `setting` register, so that it has a history, can be undone and travels with the file.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from workbench.domain.change import Applied, Change, ChangeSet, Entry
from workbench.domain.errors import InvalidRecordError, UnreadableError
from workbench.domain.house import UNSTYLED, HouseStyle
from workbench.domain.kinds import Choice, Kind
from workbench.domain.register import Record, Register
from workbench.domain.registers.settings import COLLABORATIVE
from workbench.domain.text import clean, fold

if TYPE_CHECKING:
    from workbench.services.book import Book

_LONGEST = 60
"""Characters that fit one line at the head or foot of a page."""
_READABLE = 4.5
"""The least contrast of words on white paper."""
_BREAK, _SLOPE = 0.03928, 2.4
_WEIGHTS = (0.2126, 0.7152, 0.0722)


def _words(text: str, *, most: int = 0) -> str:
    line = " ".join(clean(text).split())
    if most and len(line) > most:
        raise UnreadableError(f"{most} characters fit there, and this has {len(line)}.")
    return line


def _named(text: str) -> str:
    line = _words(text)
    if not line:
        raise UnreadableError("a collaborative keeps a name; give another one instead of none.")
    return line


def _chosen(text: str, *, choices: tuple[str, ...]) -> str:
    found = next((choice for choice in choices if fold(choice) == fold(text)), None)
    if found is None and text.strip():
        raise UnreadableError(f"“{text.strip()}” is none of {', '.join(choices)}.")
    return found or ""


def _whole(text: str, *, low: int, high: int) -> str:
    line = text.strip()
    if line and not (line.isascii() and line.isdecimal() and low <= int(line) <= high):
        raise UnreadableError(f"“{line}” is not a whole number from {low} to {high}.")
    return str(int(line)) if line else ""


def _colour(text: str) -> str:
    line = text.strip().lstrip("#").upper()
    if not line:
        return ""
    if not re.fullmatch(r"[0-9A-F]{6}", line):
        raise UnreadableError(f"“{text.strip()}” is not a colour such as #005EB8.")
    if _contrast_on_white(line) < _READABLE:
        raise UnreadableError(f"#{line} is too light to be read on paper; choose a darker colour.")
    return f"#{line}"


def _contrast_on_white(colour: str) -> float:
    """Return the contrast of a colour on white paper, as the accessibility guidelines (WCAG 2) work it out."""
    shares = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [share / 12.92 if share <= _BREAK else ((share + 0.055) / 1.055) ** _SLOPE for share in shares]
    return 1.05 / (sum(weight * share for weight, share in zip(_WEIGHTS, linear, strict=True)) + 0.05)


@dataclass(frozen=True)
class Preference:
    """One setting: the name it has in the file, what people call it, where it stands, and what counts while nobody has said.

    `read` brings words into the form that is kept and refuses others; `choices` are all the words there are to choose from.
    """

    name: str
    label: str
    group: str
    default: str
    help: str
    read: Callable[[str], str] = _words
    choices: tuple[str, ...] = ()


PRINCIPAL_WORDS = ("Principal risk", "Strategic risk")
FRAMEWORK_WORDS = ("Assurance framework", "Joint assurance framework", "Joint BAF")
_WHOSE, _CALLED, _LIMITS, _HOUSE = "The collaborative", "Words", "Limits", "Packs"

NAME = Preference(COLLABORATIVE, "Name of the collaborative", _WHOSE, "", "Stands on every pack and export.", _named)
PRINCIPAL = Preference(
    "principal_risk",
    "An entry of the framework is called",
    _CALLED,
    PRINCIPAL_WORDS[0],
    "Used in windows, workbooks and packs; workbooks that use the other word are read all the same.",
    partial(_chosen, choices=PRINCIPAL_WORDS),
    PRINCIPAL_WORDS,
)
FRAMEWORK = Preference(
    "framework",
    "The framework is called",
    _CALLED,
    FRAMEWORK_WORDS[0],
    "",
    partial(_chosen, choices=FRAMEWORK_WORDS),
    FRAMEWORK_WORDS,
)
SHARING_SCORE = Preference(
    "sharing_score",
    "Score from which an organisation’s risk is offered for sharing",
    _LIMITS,
    "15",
    "From 1 to 25; a risk at this current score or above is offered, and people decide.",
    partial(_whole, low=1, high=25),
)
MONTHS = tuple(
    Preference(
        f"assurance_months_{line}",
        f"Months that {words} line assurance counts",
        _LIMITS,
        "12",
        "From 1 to 60; on the last day it still counts.",
        partial(_whole, low=1, high=60),
    )
    for line, words in ((1, "first"), (2, "second"), (3, "third"))
)
HEAD = Preference("pack_head", "Words at the head of each page", _HOUSE, "", "", partial(_words, most=_LONGEST))
FOOT = Preference("pack_foot", "Words at the foot of each page", _HOUSE, "", "", partial(_words, most=_LONGEST))
COLOUR = Preference(
    "pack_colour",
    "Colour of these and of the rule at the foot",
    _HOUSE,
    UNSTYLED.colour,
    "Six signs after a hash, as in #005EB8 for a blue; dark enough to be read on white. Blank leaves them grey.",
    _colour,
)
PREFERENCES = (NAME, PRINCIPAL, FRAMEWORK, SHARING_SCORE, *MONTHS, HEAD, FOOT, COLOUR)


def said(book: "Book", preference: Preference) -> str:
    """Return what counts: the words of the file, or the default where nobody has said or the words cannot be read."""
    return _counting(preference, book.setting(preference.name))


def number(book: "Book", preference: Preference) -> int:
    """Return a setting that is a whole number."""
    return int(said(book, preference))


def months_of(book: "Book", line: int) -> int:
    """Return how many months a source of assurance of the first, second or third line counts."""
    return number(book, MONTHS[line - 1])


def house_style(book: "Book") -> HouseStyle:
    """Return how the collaborative's packs look."""
    return HouseStyle(said(book, COLOUR), said(book, HEAD), said(book, FOOT))


def put(book: "Book", preference: Preference, words: str) -> Applied | None:
    """Set a setting as a change of its own, back to the default where there are no words; None where nothing would change.

    Raises:
        InvalidRecordError: the words cannot be read.
    """
    try:
        read = preference.read(words)
    except UnreadableError as error:
        raise InvalidRecordError({preference.name: f"{preference.label}: {error}"}) from error
    if read == preference.default:
        read = ""
    here = _record(book, preference)
    if (here.show("value") if here else "") == read:
        return None
    if here is None:
        change = book.addition("setting", {"name": preference.name, "value": read})
    else:
        change = Change("setting", here.uid, here.row, here.register.settled({**here.row, "value": read}) if read else None)
    return book.apply(ChangeSet(f"Change setting “{preference.label}”", (change,)))


def last_set(book: "Book", preference: Preference) -> Entry | None:
    """Return when and by whom a setting was last changed; None where the default counts."""
    here = _record(book, preference)
    return book.history(here.uid)[-1] if here else None


def label_of(name: str) -> str:
    """Return what people call the setting of a name; the name itself where this program does not know it."""
    return next((preference.label for preference in PREFERENCES if preference.name == name), name)


def words_of(settings: Mapping[str, str]) -> tuple[str, str]:
    """Return what an entry of the framework and the framework itself are called, from settings by name."""
    return _counting(PRINCIPAL, settings.get(PRINCIPAL.name, "")), _counting(FRAMEWORK, settings.get(FRAMEWORK.name, ""))


def worded(registers: Mapping[str, Register], principal: str, framework: str) -> dict[str, Register]:
    """Return a file's registers in its own words."""
    found = dict(registers)
    if "assurance" in found:
        found["assurance"] = found["assurance"].worded(framework, principal.lower(), {"title": principal})
    if framework != FRAMEWORK.default:
        found |= {key: named for key, register in found.items() if (named := _naming_framework(register, framework)) is not register}
    return found


def _naming_framework(register: Register, framework: str) -> Register:
    """Return a register whose choices and labels call the framework what the file does; what it is called otherwise is still read."""
    plain = FRAMEWORK.default
    labels = {field.key: field.label.replace(plain, framework) for field in register if field.label.startswith(f"{plain} ")}
    kinds: dict[str, Kind[Any]] = {}
    for field in register:
        if isinstance(field.kind, Choice) and any(option.label == plain for option in field.kind.options):
            options = [
                replace(option, label=framework, synonyms=(*option.synonyms, plain.casefold())) if option.label == plain else option
                for option in field.kind.options
            ]
            kinds[field.key] = replace(field.kind, options=tuple(options))
    return register.worded(labels=labels, kinds=kinds) if labels or kinds else register


def _counting(preference: Preference, words: str) -> str:
    try:
        return preference.read(words) or preference.default
    except UnreadableError:
        return preference.default


def _record(book: "Book", preference: Preference) -> Record | None:
    return next((record for record in book.records("setting") if record.row.get("name") == preference.name), None)
