"""What a field can hold: each kind reads, shows, stores, loads and orders its values.

Nobody outside switches on a kind's type except the three places that dress it: `ui/editors.py`,
`exchange/columns.py` and `reports/tables.py`.
A stored value is what SQLite holds: text, a whole number, a decimal number or null.
"""

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, ClassVar, Generic, TypeVar

from workbench.domain.directory import NOBODY, Directory
from workbench.domain.errors import UnreadableError
from workbench.domain.text import clean, fold, joined, squeeze

Stored = str | int | float | None
T = TypeVar("T")

SEPARATOR = "; "
"""Between several names, keys or references held in one text."""


@dataclass(frozen=True)
class Kind(Generic[T]):
    """A kind of value; the plain one behaves as text."""

    sql: ClassVar[str] = "TEXT"
    width: ClassVar[int] = 18
    prose: ClassVar[bool] = False
    """Whether values run to sentences, so that a form gives them the width and a page their own block."""
    gathers: ClassVar[bool] = False
    """Whether what counts is the stored words together with other records, which `whole` gathers and `parted` parts."""

    def read(self, value: object) -> Stored:
        """Return the stored form of what a person or a cell says; nothing at all is None.

        Raises:
            UnreadableError: the value is not of this kind; the text says what would be.
        """
        return clean(words(value)) or None

    def show(self, stored: Stored) -> str:
        """Return the words a person reads."""
        return "" if stored is None else str(stored)

    def load(self, stored: Stored) -> T | None:
        """Return the value in Python's own type."""
        raise NotImplementedError

    def store(self, value: T | None) -> Stored:
        """Return the stored form of a value in Python's own type."""
        raise NotImplementedError

    def order(self, stored: Stored) -> tuple[bool, str | float]:
        """Return what to sort by; nothing sorts last."""
        return (stored is None, squeeze(self.show(stored)))

    def same(self, one: Stored, other: Stored) -> bool:
        """Whether two stored values say the same: for text, but for case, quotes and leading space."""
        return one == other or (isinstance(one, str) and isinstance(other, str) and fold(one) == fold(other))

    def plain(self, stored: Stored) -> object:
        """Return the value as JSON gives it."""
        return stored

    def bound(self, directory: Directory) -> "Kind[T]":
        """Return this kind knowing the rest of one file."""
        del directory
        return self

    def whole(self, uid: str, stored: Stored) -> Stored:
        """Return what counts for a record: the stored words and, of a kind that gathers, the records that belong to them."""
        del uid
        return stored

    def parted(self, uid: str, wanted: Stored) -> "Parted":
        """Return what `wanted` means for a record: words to store, records to link, lines to change or to add."""
        del uid
        return Parted(wanted)

    def taken_in(self, uid: str, base: Stored, ours: Stored, theirs: Stored, *, known: bool) -> "Taken":
        """Return what would count for a record once a gathering field's words came in from a workbook.

        Args:
            uid: the record.
            base: what the workbook was sent with.
            ours: what counts here.
            theirs: what the workbook says.
            known: whether the base is known; if not, nothing that stands here gives way.
        """
        del uid, base, ours, known
        return Taken(theirs)

    def read_column(self, values: Sequence[object]) -> tuple[list[Stored], dict[int, str]]:
        """Read a whole column; return the stored values and, by position, what could not be read and why."""
        seen: dict[tuple[type, object], Stored | UnreadableError] = {}
        stored: list[Stored] = []
        problems: dict[int, str] = {}
        for position, value in enumerate(values):
            if value is None or value == "":
                stored.append(None)
                continue
            key = (value.__class__, value)
            try:
                answer = seen[key]
            except KeyError:
                answer = seen[key] = self._tried(value)
            if answer.__class__ is UnreadableError:
                problems[position] = str(answer)
                answer = None
            stored.append(answer)  # type: ignore[arg-type]  # an error was replaced above
        return stored, problems

    def _tried(self, value: object) -> Stored | UnreadableError:
        try:
            return self.read(value)
        except UnreadableError as error:
            return error


_PRINTABLE = bytes(range(32, 127))


def _plain(texts: list[Any]) -> bool:
    """Whether texts hold nothing but printable ASCII; told of all at once, which is much faster than of each."""
    whole = "".join(texts)
    return whole.isascii() and not whole.encode().translate(None, _PRINTABLE)


def words(value: object) -> str:
    """Return the words of a typed cell value as a person would read them: 4.0 is "4", a date is 2026-07-23."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)  # noqa: PLR2004 - beyond it floats skip whole numbers
    if isinstance(value, datetime):
        return value.date().isoformat() if (value.hour, value.minute, value.second) == (0, 0, 0) else value.isoformat(" ", "minutes")
    return str(value)


@dataclass(frozen=True)
class Parted:
    """What the words of a gathering field come to.

    `words` are stored in the field itself; `targets` are the uids of records to be linked, all there should be;
    `texts` are the new texts of records that belong here, by uid; `fresh` are texts of records that are to be made.
    """

    words: Stored = None
    targets: tuple[str, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)
    fresh: tuple[str, ...] = ()


@dataclass(frozen=True)
class Taken:
    """What would count once a workbook's words came in; `clash` says that both sides changed the same thing differently."""

    value: Stored
    clash: bool = False


@dataclass(frozen=True)
class Text(Kind[str]):
    """One line of words; `of` is the register whose record it names, if any, so that renaming that rewrites it."""

    width: ClassVar[int] = 24
    of: str = ""

    def parts(self, stored: Stored) -> list[str]:
        """Return the single names in it."""
        return [str(stored)] if stored else []

    def read_column(self, values: Sequence[object]) -> tuple[list[Stored], dict[int, str]]:
        """Read a whole column; words are never refused, and where all are plain, as most are, only their ends matter."""
        read = self.read
        if _plain([value for value in values if value.__class__ is str]):
            # The check above says that no text needs more than its trailing spaces cut.
            return [(value.rstrip(" ") or None) if value.__class__ is str else read(value) for value in values], {}
        return [read(value) for value in values], {}

    def load(self, stored: Stored) -> str | None:
        """Return the words."""
        return None if stored is None else str(stored)

    def store(self, value: str | None) -> Stored:
        """Return the words in stored form."""
        return clean(value) or None if value is not None else None


@dataclass(frozen=True)
class Prose(Text):
    """Words that run to sentences and several lines."""

    width: ClassVar[int] = 40
    prose: ClassVar[bool] = True


@dataclass(frozen=True)
class Names(Text):
    """Several names or references in one text, `; ` between them; initials of people become their names."""

    directory: Directory = field(default=NOBODY, compare=False, repr=False)

    def read(self, value: object) -> Stored:
        """Return the names with one separator; semicolons and line breaks part them, commas do not."""
        parts = [clean(part).strip() for part in re.split(r"[;\n]", clean(words(value)))]
        if self.of == "person":
            parts = [self.directory.person(part) for part in parts]
        return SEPARATOR.join(part for part in parts if part) or None

    def read_column(self, values: Sequence[object]) -> tuple[list[Stored], dict[int, str]]:
        """Read a whole column; names repeat, so each text is taken apart once."""
        return Kind.read_column(self, values)

    def parts(self, stored: Stored) -> list[str]:
        """Return the single names."""
        return str(stored).split(SEPARATOR) if stored else []

    def bound(self, directory: Directory) -> "Names":
        """Return this kind knowing the people of one file."""
        return replace(self, directory=directory) if self.of == "person" or self.gathers else self


@dataclass(frozen=True)
class FieldNames(Names):
    """Fields of the record's own register: kept by key, which stays what it is, and shown by label; either is read."""

    called: tuple[tuple[str, str], ...] = field(default=(), compare=False, repr=False)

    def read(self, value: object) -> Stored:
        """Return the keys; what is neither key nor label stays as it is, for whoever checks to find."""
        stored = super().read(value)
        known = {fold(label): key for key, label in reversed(self.called)} | {fold(key): key for key, _ in self.called}
        return SEPARATOR.join(dict.fromkeys(known.get(fold(part), part) for part in self.parts(stored))) or None

    def show(self, stored: Stored) -> str:
        """Return the labels."""
        labels = dict(self.called)
        return SEPARATOR.join(labels.get(part, part) for part in self.parts(stored))

    def among(self, called: tuple[tuple[str, str], ...]) -> "FieldNames":
        """Return this kind knowing what the fields are called."""
        return replace(self, called=called)


@dataclass(frozen=True)
class Whole(Kind[int]):
    """A whole number between two limits, both included."""

    low: int = 0
    high: int = 1_000_000_000
    sql: ClassVar[str] = "INTEGER"
    width: ClassVar[int] = 8

    def read(self, value: object) -> Stored:
        """Return the number; "4", 4.0 and " 4 " are 4."""
        text = clean(words(value)).strip()
        if not text:
            return None
        if not re.fullmatch(r"[+-]?\d{1,12}(\.0*)?", text):
            raise UnreadableError(self.sentence(text))
        return self.within(int(float(text)), text)

    def within(self, number: int, text: str) -> int:
        """Return a number inside the limits or say what the limits are."""
        if not self.low <= number <= self.high:
            raise UnreadableError(self.sentence(text))
        return number

    def sentence(self, text: str) -> str:
        """Return what is wrong with a text that is no such number."""
        return f"“{_quoted(text)}” is not a whole number from {self.low} to {self.high}."

    def load(self, stored: Stored) -> int | None:
        """Return the number."""
        return None if stored is None else int(stored)

    def store(self, value: int | None) -> Stored:
        """Return the number."""
        return value

    def order(self, stored: Stored) -> tuple[bool, str | float]:
        """Return the number itself to sort by."""
        return (stored is None, 0 if stored is None else float(stored))


@dataclass(frozen=True)
class Decimal(Kind[float]):
    """A number that may have a fraction, such as a voting weight."""

    sql: ClassVar[str] = "REAL"
    width: ClassVar[int] = 8

    def read(self, value: object) -> Stored:
        """Return the number; separators for thousands are allowed."""
        text = clean(words(value)).strip().replace(",", "")
        if not text:
            return None
        try:
            number = float(text)
        except ValueError:
            raise UnreadableError(f"“{_quoted(text)}” is not a number.") from None
        if not math.isfinite(number):
            raise UnreadableError(f"“{_quoted(text)}” is not a number.")
        return number

    def show(self, stored: Stored) -> str:
        """Return the number without a needless fraction."""
        return "" if stored is None else words(float(stored))

    def load(self, stored: Stored) -> float | None:
        """Return the number."""
        return None if stored is None else float(stored)

    def store(self, value: float | None) -> Stored:
        """Return the number."""
        return value

    def order(self, stored: Stored) -> tuple[bool, str | float]:
        """Return the number itself to sort by."""
        return (stored is None, 0 if stored is None else float(stored))


_ORDER_WORDS = re.compile(r"[^\w]+")
_OF_FIVE = re.compile(r"(?<![\w.,])([1-5])\s*(?:/|of|out of)\s*5(?![\w.,%])")
"""A level said with the number of steps: "4/5"."""
_OF_ALL = re.compile(r"(?<![\w.,])(\d{1,2})\s*(?:/|of|out of)\s*25(?![\w.,%])")
_TIMES = re.compile(r"(?<!\d)([1-5])\s*[x×*·⋅✕х]\s*([1-5])(?!\d)")  # noqa: RUF001 - people type the Cyrillic letter, too


@dataclass(frozen=True)
class Level(Whole):
    """One of five levels of likelihood or consequence, as a number 1 to 5 or the word for it.

    `letters` are those that may stand before the number ("L4", "C=5"); `labels` are the words, lowest first, and
    `synonyms` other words for a level (sources in `scoring.py`). `others` are words of other scales, each with the number
    it may stand beside, 0 for any: "High (4)" says 4, while "High" alone, which may be the top of three steps, says
    nothing here, and neither does a Roman numeral, of which I may be the best or the worst.
    """

    low: int = 1
    high: int = 5
    labels: tuple[str, ...] = ()
    letters: str = ""
    synonyms: tuple[tuple[str, int], ...] = ()
    others: tuple[tuple[str, int], ...] = ()

    def read(self, value: object) -> Stored:
        """Return the level from "4", "Likely", "Likely (4)", "4 - Likely", "4/5" or "L=4"; words and number must agree."""
        if isinstance(value, int | float) and not isinstance(value, bool):
            return super().read(value)
        text = _OF_FIVE.sub(r"\1", squeeze(words(value)))
        if not text:
            return None
        numbers = re.findall(rf"(?<![\w.,])(?:[{self.letters}]\s*[=:]?\s*)?(\d+(?:\.0+)?)(?![\w.,%])", text) if self.letters else []
        rest = re.sub(rf"(?<![\w.,])(?:[{self.letters}]\s*[=:]?\s*)?\d+(?:\.0+)?(?![\w.,%])", " ", text) if self.letters else text
        name = " ".join(_ORDER_WORDS.sub(" ", rest).split())
        named = self._named(name)
        if numbers and named is None and name in (beside := dict(self.others)):
            named = beside[name] or int(float(numbers[0]))
        if len(numbers) > 1 or (rest.strip(" -–—:()[]=.,/") and named is None):
            raise UnreadableError(self.sentence(words(value)))
        if not numbers:
            if named is None:
                raise UnreadableError(self.sentence(words(value)))
            return named
        number = self.within(int(float(numbers[0])), words(value))
        if named is not None and named != number:
            raise UnreadableError(f"“{_quoted(words(value))}” names one level in words and another as a number.")
        return number

    def _named(self, text: str) -> int | None:
        for level, label in enumerate(self.labels, 1):
            if text == label.casefold():
                return level
        return dict(self.synonyms).get(text)

    def show(self, stored: Stored) -> str:
        """Return number and word."""
        if stored is None:
            return ""
        number = int(stored)
        return f"{number} {self.labels[number - 1]}" if 1 <= number <= len(self.labels) else str(number)

    def sentence(self, text: str) -> str:
        """Return what is wrong with a text that is no level."""
        return f"“{_quoted(text)}” is not a level from 1 to 5{f' ({self.labels[0]} to {self.labels[-1]})' if self.labels else ''}."


@dataclass(frozen=True)
class Score(Whole):
    """A risk score from 1 to 25; a stated one may come with its band or its factors ("16 – Extreme", "4x4=16").

    `likelihoods` are words that name a likelihood and no band, so that the number beside one is no score ("Likely (4)").
    """

    low: int = 1
    high: int = 25
    likelihoods: tuple[str, ...] = ()

    def read(self, value: object) -> Stored:
        """Return the score of "16", "16 (4x4)", "4 x 4 = 16", "16 - Extreme", "Red 16"; a product must be right."""
        text = _OF_ALL.sub(r"\1", squeeze(words(value)))
        if not text:
            return None
        factors = _TIMES.search(text)
        rest = text[: factors.start()] + " " + text[factors.end() :] if factors else text
        numbers = re.findall(r"(?<![\w.,])\d+(?:\.0+)?(?![\w.,%])", rest)
        if re.search(r"\d", re.sub(r"(?<![\w.,])\d+(?:\.0+)?(?![\w.,%])", "", rest)) or len(numbers) > 1 or not (numbers or factors):
            raise UnreadableError(self.sentence(words(value)))
        stated = self.within(int(float(numbers[0])), words(value)) if numbers else None
        if factors is None:
            if " ".join(re.sub(r"[\W\d]+", " ", rest).split()) in self.likelihoods:
                raise UnreadableError(self.sentence(words(value)))
            return stated
        product = int(factors[1]) * int(factors[2])
        if stated not in (None, product):
            raise UnreadableError(f"“{_quoted(words(value))}” does not add up: {factors[1]} × {factors[2]} is {product}.")
        return product

    def sentence(self, text: str) -> str:
        """Return what is wrong with a text that is no score."""
        return f"“{_quoted(text)}” is not a score from 1 to 25."


MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")
"""Names of the months in English, whatever the machine's language."""
_TIME = r"(?:,?[t ]\d{1,2}[:.]\d{2}(?:[:.]\d{2}(?:\.\d+)?)?(?: ?[ap]m)?(?: ?z|[+-]\d{2}:?\d{2})?)?"
"""The time of day that a system's export writes behind a date."""
_DAY = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th)?(?:\s+of\s+|[\s./-]+|(?=[a-z]))(\d{1,2}|[a-z]{3,9})\.?(?:[\s./,-]+|(?<=[a-z]))'?(\d{4}|\d{2})\.?" + _TIME,
    re.ASCII,
)
_ISO = re.compile(rf"(\d{{4}})[-/.](\d{{1,2}})[-/.](\d{{1,2}}){_TIME}", re.ASCII)
_AMERICAN = re.compile(rf"([a-z]{{3,9}})[\s.-]+(\d{{1,2}})(?:st|nd|rd|th)?(?:,\s*|[\s.-]+)(\d{{4}}|\d{{2}}){_TIME}", re.ASCII)
_CENTURY = 2000
_LAST_CENTURY = 70
"""Years of two digits from here on are of the last century: nobody plans that far, and registers began there."""
_LONGEST_DAY = 12


@dataclass(frozen=True)
class Day(Kind[date]):
    """A day of the calendar, stored as ISO text and written day before month."""

    width: ClassVar[int] = 12

    def read(self, value: object) -> Stored:
        """Return the day of a date or of text such as 23/07/2026, 23 July 2026 or 2026-07-23 (day before month)."""
        if isinstance(value, datetime):
            return value.date().isoformat()
        if isinstance(value, date):
            return value.isoformat()
        text = re.sub(r"^(mon|tues?|wed(nes)?|thu(rs)?|fri|sat(ur)?|sun)(day)?,?\s+", "", squeeze(words(value)))
        if not text:
            return None
        if isinstance(value, str):
            if found := _ISO.fullmatch(text):
                return self._day(int(found[1]), int(found[2]), int(found[3]), value)
            if found := _DAY.fullmatch(text):
                return self._day(_year(found[3]), _month(found[2], value), int(found[1]), value)
            if found := _AMERICAN.fullmatch(text):
                return self._day(_year(found[3]), _month(found[1], value), int(found[2]), value)
        raise UnreadableError(_no_day(words(value)))

    @staticmethod
    def _day(year: int, month: int, day: int, text: str) -> str:
        try:
            return date(year, month, day).isoformat()
        except ValueError:
            raise UnreadableError(_no_day(text)) from None

    def ambiguous(self, value: object) -> bool:
        """Whether a text could also be read month before day and would then be another day."""
        found = _DAY.fullmatch(squeeze(value)) if isinstance(value, str) else None
        return bool(
            found
            and found[2].isdigit()
            and int(found[1]) <= _LONGEST_DAY
            and int(found[2]) <= _LONGEST_DAY
            and int(found[1]) != int(found[2])
        )

    def show(self, stored: Stored) -> str:
        """Return the day as 23 July 2026."""
        day = self.load(stored)
        return f"{day.day} {MONTHS[day.month - 1]} {day.year}" if day else ""

    def load(self, stored: Stored) -> date | None:
        """Return the day."""
        return date.fromisoformat(str(stored)) if stored else None

    def store(self, value: date | None) -> Stored:
        """Return the day as ISO text."""
        return value.isoformat() if value else None

    def order(self, stored: Stored) -> tuple[bool, str | float]:
        """Return the ISO text to sort by."""
        return (stored is None, str(stored or ""))


def _year(text: str) -> int:
    if len(text) == 4:  # noqa: PLR2004 - digits of a full year
        return int(text)
    return _CENTURY + int(text) - (100 if int(text) >= _LAST_CENTURY else 0)


def _month(text: str, whole: str) -> int:
    if text.isdigit():
        return int(text)
    for number, name in enumerate(MONTHS, 1):
        if name.casefold().startswith(text) or (text == "sept" and name == "September"):
            return number
    raise UnreadableError(_no_day(whole))


def _no_day(text: str) -> str:
    return f"“{_quoted(text)}” is not a date such as 23/07/2026."


@dataclass(frozen=True)
class Option:
    """One value of a choice: its key in the file, its label on screen, other words members use for it."""

    key: str
    label: str
    synonyms: tuple[str, ...] = ()


@dataclass(frozen=True)
class Choice(Kind[str]):
    """One of a few keys, each with a label."""

    options: tuple[Option, ...] = ()
    width: ClassVar[int] = 14

    def read(self, value: object) -> Stored:
        """Return the key of a key, a label or a synonym in any case."""
        text = squeeze(words(value))
        if not text:
            return None
        for option in self.options:
            if text in (squeeze(option.key), squeeze(option.label), *map(squeeze, option.synonyms)):
                return option.key
        labels = joined([option.label for option in self.options], "or")
        raise UnreadableError(f"“{_quoted(words(value))}” is not one of {labels}.")

    def show(self, stored: Stored) -> str:
        """Return the label."""
        return next((option.label for option in self.options if option.key == stored), "" if stored is None else str(stored))

    def load(self, stored: Stored) -> str | None:
        """Return the key."""
        return None if stored is None else str(stored)

    def store(self, value: str | None) -> Stored:
        """Return the key."""
        return value

    def order(self, stored: Stored) -> tuple[bool, str | float]:
        """Return the place in the list of options."""
        keys = [option.key for option in self.options]
        return (stored is None, keys.index(str(stored)) if stored in keys else len(keys))


@dataclass(frozen=True)
class Member(Kind[str]):
    """One organisation, stored by uid and shown by name."""

    directory: Directory = field(default=NOBODY, compare=False)
    width: ClassVar[int] = 18

    def read(self, value: object) -> Stored:
        """Return the uid of an organisation named by name, short name or uid."""
        text = clean(words(value)).strip()
        if not text:
            return None
        uid = self.directory.find(text)
        if uid is None:
            raise UnreadableError(f"“{_quoted(text)}” is not an organisation of this collaborative.")
        return uid

    def show(self, stored: Stored) -> str:
        """Return the name."""
        return self.directory.name(str(stored)) if stored else ""

    def plain(self, stored: Stored) -> object:
        """Return the name as shown, or nothing."""
        return self.show(stored) or None

    def load(self, stored: Stored) -> str | None:
        """Return the uid."""
        return None if stored is None else str(stored)

    def store(self, value: str | None) -> Stored:
        """Return the uid."""
        return value

    def bound(self, directory: Directory) -> "Member":
        """Return this kind knowing the organisations of one file."""
        return Member(directory=directory)


@dataclass(frozen=True)
class Headed(Kind[Mapping[str, str]]):
    """Texts under headings, as a sheet had them: columns no field takes and words a field could not read."""

    width: ClassVar[int] = 40
    prose: ClassVar[bool] = True

    def read(self, value: object) -> Stored:
        """Return the stored form of a mapping, or of text with `Heading: words` a line, indented lines continuing."""
        if isinstance(value, Mapping):
            return self.store({str(heading): str(text) for heading, text in value.items()})
        text = clean(words(value))
        if not text:
            return None
        if text.startswith("{"):
            try:
                found = json.loads(text)
            except ValueError:
                found = None
            if isinstance(found, dict) and all(isinstance(item, str) for item in found.values()):
                return self.store(found)
        headed: dict[str, str] = {}
        heading = "Note"
        for line in text.split("\n"):
            head, colon, rest = line.partition(": ") if not line.startswith(" ") else ("", "", "")
            if colon:
                heading = head
                headed[heading] = rest
            else:
                headed[heading] = f"{headed[heading]}\n{line.removeprefix('  ')}" if heading in headed else line
        return self.store(headed)

    def show(self, stored: Stored) -> str:
        """Return a line for each heading; JSON where a heading or its text would not come back from a line."""
        if any(
            ": " in heading or "\n" in heading or heading[:1] in {" ", "{"} or heading.endswith(":") or text.startswith("\n")
            for heading, text in (self.load(stored) or {}).items()
        ):
            return str(stored)
        return "\n".join(f"{heading}: {text}".replace("\n", "\n  ") for heading, text in (self.load(stored) or {}).items())

    def load(self, stored: Stored) -> Mapping[str, str] | None:
        """Return the texts by heading."""
        return json.loads(str(stored)) if stored else None

    def store(self, value: Mapping[str, str] | None) -> Stored:
        """Return canonical JSON, headings in the order given; empty texts are left out."""
        kept = {clean(heading): clean(text) for heading, text in (value or {}).items() if clean(text)}
        return json.dumps(kept, ensure_ascii=False, separators=(",", ":")) if kept else None

    def same(self, one: Stored, other: Stored) -> bool:
        """Whether two say the same under each heading, in any order."""
        first, second = self.load(one) or {}, self.load(other) or {}
        return one == other or (first.keys() == second.keys() and all(fold(first[key]) == fold(second[key]) for key in first))

    def plain(self, stored: Stored) -> object:
        """Return the texts by heading as an object, empty where there are none."""
        return dict(self.load(stored) or {})


def _quoted(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 40 else line[:39] + "…"  # noqa: PLR2004 - enough to find the cell by
