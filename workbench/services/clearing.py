"""Looks through a finished public document for words that it may not show, and keeps what a person let pass.

The document is read as a stranger would read it. What stands in it is compared with everything the file holds and
the version does not: a leak refuses the document; what may be a coincidence is for a person to look at.
"""

import hashlib
import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from workbench.domain.audience import View, withheld
from workbench.domain.errors import WorkbenchError
from workbench.domain.field import AnyField
from workbench.domain.kinds import MONTHS, Headed, Text
from workbench.domain.quarters import quarter_of
from workbench.domain.register import UID, Record, Register, Row
from workbench.domain.text import counted, fold, joined
from workbench.services.book import Book
from workbench.services.haystack import Haystack, Heap, squash
from workbench.services.preferences import house_style

CLEARED = "cleared"
"""The name of the setting that holds what was let pass."""
LONG = 20
"""Characters from which on a hidden text in a document is a leak and no coincidence."""
_SHORTEST = 3
"""Letters of a title that is looked for."""
_FEW_DIGITS = 4
"""Digits of a reference of digits alone that is looked for; shorter ones are scores, days and pages."""
_MOST_NAMED = 5
_NEVER_SAID = frozenset((UID, "ref", "circulation", "withheld"))
"""Keys of a row that hold no words of people; references are looked for by themselves."""


@dataclass(frozen=True)
class Finding:
    """Words of a hidden record or field that stand in a document, and on which page; none is said of its properties."""

    page: int | None
    register: str
    ref: str
    field: str
    text: str
    uid: str = ""
    part: str = "page"

    def plain(self) -> dict[str, object]:
        """Return it as JSON gives it."""
        return {"page": self.page, "register": self.register, "ref": self.ref, "field": self.field, "text": self.text}

    @property
    def where(self) -> str:
        """Where it stands, as a part of a sentence."""
        if self.page is None:
            return f"the document’s {self.part}"
        return f"page {self.page}" if self.part == "page" else f"page {self.page} ({self.part})"

    @property
    def sentence(self) -> str:
        """What a person is asked to look at, in a sentence."""
        what = "the hidden reference" if self.field == "ref" else "the hidden title"
        whose = "" if self.field == "ref" else f" of {self.ref}" if self.ref else ""
        return f"Look at {self.where}: it has {what} “{self.text}”{whose}, perhaps by coincidence."

    @property
    def digest(self) -> str:
        """What a clearing of it is kept under: it says nothing itself, and lapses when the words change."""
        said = "\0".join((self.register, self.uid, self.field, squash(self.text)))
        return hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()[:32]


class LeakError(WorkbenchError):
    """A public document that would have shown what it may not."""

    def __init__(self, path: Path, found: Sequence[tuple[Finding, str]]) -> None:
        self.findings = [finding for finding, _ in found]
        named = [f"{finding.where} has {what}" for finding, what in found[:_MOST_NAMED]]
        more = len(found) - len(named)
        rest = [f"{counted(more, 'more place')}"] if more > 0 else []
        super().__init__(f"{path.name} was not made, because it would show what the public version may not: {joined([*named, *rest])}.")


@dataclass(frozen=True)
class _Needle:
    """A hidden text."""

    register: str
    uid: str
    ref: str
    field: str
    label: str
    text: str
    is_title: bool
    is_withheld: bool
    is_name: bool
    """Whether it is what another record is called by, which other records may show, too."""


class Scan:
    """A search for what one version of a file may not show.

    Args:
        book: the open file.
        view: the version.
        day: the day the document speaks of.
    """

    def __init__(self, book: Book, view: View, day: date) -> None:
        self._book, self._view, self._day = book, view, day
        self._seen = {key: {record.uid: record for record in view.records(key)} for key in view.registers}

    def read(self, content: bytes, path: Path) -> list[Finding]:
        """Return what a person is to look at in a document that goes to a path.

        Raises:
            LeakError: it shows what it may not.
        """
        from workbench.reports.reading import Passage, passages  # noqa: PLC0415 - adapters load when needed

        read = [*passages(content), Passage(None, "file name", path.stem)]
        stack = Haystack([passage.text for passage in read], [*self._fixed, *self._shown])
        refused: dict[tuple[object, ...], tuple[Finding, str]] = {}
        asked: dict[tuple[object, ...], Finding] = {}

        def find(places: Iterable[int], needle: _Needle, *, leak: bool) -> None:
            for place in places:
                passage = read[place]
                finding = Finding(passage.page, needle.register, needle.ref, needle.field, needle.text, needle.uid, passage.part)
                one = (passage.page, needle.register, needle.uid, needle.field)
                if leak:
                    refused.setdefault(one, (finding, f"{needle.label} of {needle.ref or 'a record without a reference'}"))
                else:
                    asked.setdefault((*one, needle.text), finding)

        for needle in self._needles():
            places, leak = self._places(stack, needle)
            find(places, needle, leak=leak)
        for needle, places, leak in self._refs_in([passage.text for passage in read]):
            find(places, needle, leak=leak)
        if refused:
            raise LeakError(path, sorted(refused.values(), key=lambda one: one[0].page or 0))
        kept = cleared(self._book)
        return sorted((one for one in asked.values() if one.digest not in kept), key=lambda one: (one.page or 0, one.register, one.ref))

    # What may stand in the document

    @cached_property
    def _shown(self) -> list[str]:
        """Every text that some visible record shows."""
        return [
            value for found in self._seen.values() for record in found.values() for value in record.row.values() if isinstance(value, str)
        ]

    @cached_property
    def _values(self) -> set[str]:
        """Every text that is the whole of a visible field, or one of several names in it, without case and signs."""
        found = {squash(text) for text in self._shown}
        for records in self._seen.values():
            for record in records.values():
                for field in record.register:
                    stored = record.row.get(field.key)
                    if isinstance(field.kind, Text) and isinstance(stored, str) and "; " in stored:
                        found.update(squash(part) for part in field.kind.parts(stored))
        return found

    @cached_property
    def _fixed(self) -> list[str]:
        """The document's fixed words: what the program itself calls things, and the collaborative's name."""
        from workbench.reports.wording import WORDS  # noqa: PLC0415 - adapters load when needed

        quarter = quarter_of(self._day)
        house = house_style(self._book)
        words = [*WORDS, self._book.name, house.head, house.foot, *MONTHS, quarter.name, quarter.before.name]
        for register in self._book.registers.values():
            words += [
                register.label,
                register.noun,
                register.plural,
                f"{register.noun}s",
                " ".join(field.label for field in register if field.column),
            ]
            for field in register:
                words += [field.label, field.help, *(option.label for option in getattr(field.kind, "options", ()))]
                words += getattr(field.kind, "labels", ())
        words += [record.show("publish_as") for record in self._book.records("person")]  # it stands in public for a name
        return [*words, *(record.show("name") for record in self._book.records("setting"))]

    @cached_property
    def _fixed_heap(self) -> Heap:
        return Heap.of(" | ".join(self._fixed))

    # What may not

    def _rows(self, key: str) -> Iterator[Row]:
        """Return every row of a register as it is today and, of a past day, as it was then."""
        yield from (record.row for record in self._book.records(key))
        if self._view.as_at is not None:
            yield from self._past.get(key, {}).values()

    @cached_property
    def _past(self) -> Mapping[str, Mapping[str, Row]]:
        return self._book.rows_at(self._view.position)

    def _needles(self) -> Iterator[_Needle]:
        """Return every text that the version does not show."""
        for key, register in self._book.registers.items():
            for row in self._rows(key):
                seen = self._seen[key].get(str(row[UID]))
                held = set(withheld(Record(register, row))) if seen else set()
                for name, stored in row.items():
                    if name in _NEVER_SAID or not isinstance(stored, str) or (seen is not None and seen.row.get(name) == stored):
                        continue
                    field = register.find(name)
                    if field is None or isinstance(field.kind, Text | Headed):
                        shown = str(seen.row.get(name) or "") if seen else ""
                        yield from _of_field(
                            register, row, name, field, [part for part in _parts(field, stored) if part not in _parts(field, shown)], held
                        )

    def _places(self, stack: Haystack, needle: _Needle) -> tuple[list[int], bool]:
        """Return in which pieces a hidden text stands, and whether that is a leak rather than for a person to look at."""
        letters, length = squash(needle.text), len(needle.text.strip())
        if len(letters) < _SHORTEST:
            return [], False
        if needle.is_withheld and (not needle.is_name or letters not in self._values):
            if length >= LONG or not (letters in self._values or self._fixed_heap.has_words(letters)):
                return stack.pieces_with(letters) or stack.pieces_with_part(letters), True
            return [], False
        if length >= LONG:
            return self._long(stack, letters), True
        if needle.is_title and letters not in self._values and not self._fixed_heap.has_words(letters):
            return stack.pieces_with(letters), False
        return [], False

    def _long(self, stack: Haystack, letters: str) -> list[int]:
        """Return in which pieces a text of some length stands that no visible record and no fixed words explain."""
        if found := stack.pieces_with_part(letters):
            return found
        found = stack.pieces_with(letters)
        return found if found and not any(letters in shown for shown in self._squashed) else []

    @cached_property
    def _squashed(self) -> list[str]:
        return [squash(text) for text in (*self._shown, *self._fixed)]

    # References

    def _refs_in(self, texts: Sequence[str]) -> Iterator[tuple[_Needle, list[int], bool]]:
        """Return the hidden references that stand in some texts as whole words, where, and whether that is a leak."""
        borne = {fold(record.ref) for found in self._seen.values() for record in found.values() if record.ref}
        hidden: dict[str, tuple[_Needle, bool]] = {}
        for key, register in self._book.registers.items():
            for row in self._rows(key):
                ref = str(row.get("ref") or "")
                folded = fold(ref)
                if ref and row[UID] not in self._seen[key] and folded not in borne and not _few_digits(folded):
                    own = _is_own(Record(register, row)) and not folded.isdecimal()
                    if own or folded not in hidden:
                        needle = _Needle(key, str(row[UID]), ref, "ref", "the reference", ref, True, False, False)
                        hidden[folded] = (needle, own)
        found = _whole_words(hidden, texts)
        for folded, places in found.items():
            needle, own = hidden[folded]
            yield needle, places, own


def _of_field(
    register: Register, row: Row, name: str, field: AnyField | None, parts: Sequence[str], held: Collection[str]
) -> Iterator[_Needle]:
    label = f"“{field.label}”" if field else "a column this program does not know"
    is_name = field is not None and isinstance(field.kind, Text) and bool(field.kind.of)
    for text in parts:
        yield _Needle(
            register.key, str(row[UID]), str(row.get("ref") or ""), name, label, text, name == register.title_key, name in held, is_name
        )


def _parts(field: AnyField | None, stored: str) -> list[str]:
    """Return the texts in a field that could stand in a document one by one."""
    if not stored:
        return []
    if field is not None and isinstance(field.kind, Headed):
        return [text for heading, text in (field.kind.load(stored) or {}).items() for text in (text, heading)]
    if stored[0] in "{[" and (leaves := _leaves(stored)):
        return leaves
    parts = field.kind.parts(stored) if field is not None and isinstance(field.kind, Text) else [stored]
    return [line for part in parts for line in ([part, *part.split("\n")] if "\n" in part else [part])]


def _leaves(stored: str) -> list[str]:
    """Return every text in what is kept as JSON; nothing where it is none after all."""
    try:
        waiting = [json.loads(stored)]
    except ValueError:
        return []
    found: list[str] = []
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            found.append(one)
        elif isinstance(one, dict):
            waiting += [*one, *one.values()]
        elif isinstance(one, list):
            waiting += one
    return found


def _is_own(record: Record) -> bool:
    """Whether a record's reference is one of the collaborative's own."""
    return "tier" not in record.register or record.of("tier") == "shared"


def _few_digits(ref: str) -> bool:
    return ref.isdecimal() and len(ref) < _FEW_DIGITS


def _whole_words(refs: Collection[str], texts: Sequence[str]) -> dict[str, list[int]]:
    """Return which of some folded references stand in which texts as whole words."""
    odd = sorted((ref for ref in refs if not re.fullmatch(r"[\w.-]+", ref)), key=len, reverse=True)
    pattern = "|".join(r"\s*".join(re.escape(part) for part in ref.split()) for ref in odd)
    sought = re.compile(rf"(?<![\w-])(?:{pattern})(?![\w-])") if odd else None
    told = {re.sub(r"\s", "", ref): ref for ref in odd}
    found: dict[str, list[int]] = {}
    for place, text in enumerate(texts):
        folded = fold(text.replace("\xad", ""))
        words = {*re.split(r"[^\w.-]+", folded), *re.split(r"[^\w-]+", folded)}
        words |= {first + second for first, second in re.findall(r"([\w-]+-)\s*\n\s*([\w-]+)", folded)}
        here = {ref for ref in words if ref in refs}
        if sought is not None:
            here |= {told[re.sub(r"\s", "", one)] for one in sought.findall(folded)}
        for ref in here:
            found.setdefault(ref, []).append(place)
    return found


def cleared(book: Book) -> frozenset[str]:
    """Return what was let pass in a file."""
    kept = book.setting(CLEARED)
    return frozenset(json.loads(kept)) if kept else frozenset()


def clear(book: Book, findings: Iterable[Finding]) -> None:
    """Keep that a person looked at findings and let them pass; they are asked about again when their words change."""
    kept = sorted({*cleared(book), *(finding.digest for finding in findings)})
    words = json.dumps(kept, separators=(",", ":"))
    here = [record for record in book.records("setting") if record.row.get("name") == CLEARED]
    if here:
        book.edit(here, {"value": words}, reason="Looked at for a public pack and let pass.")
    else:
        book.add("setting", {"name": CLEARED, "value": words, "circulation": "restricted"})
