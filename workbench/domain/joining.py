"""Kinds that join a record to others: one it points at, those it is linked with, those that belong to it.

What counts is gathered from the file whenever it is asked for; only words that name no record are stored.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import ClassVar

from workbench.domain.directory import NOBODY, Directory, Line
from workbench.domain.errors import UnreadableError
from workbench.domain.kinds import SEPARATOR, Kind, Names, Parted, Prose, Stored, Taken, words
from workbench.domain.text import clean, fold, shorten

LEFT_OUT = "left out"
"""Under what a receipt names, for a record, new ones of its own that somebody left out; no field's key."""


@dataclass(frozen=True)
class Refs(Names):
    """References of other records: those known are links, other words stay words.

    `to` are the registers they point into; `relation` is how they are linked (none: in any way, and nobody says how);
    `outward` says that this record is the link's source, None that it may be either end.
    """

    gathers: ClassVar[bool] = True
    to: tuple[str, ...] = ()
    relation: str = ""
    outward: bool | None = None

    def whole(self, uid: str, stored: Stored) -> Stored:
        """Return the references of the linked records, then the words that are none."""
        linked = self.directory.linked(uid, self.to, self.relation, outward=self.outward)
        if not linked:
            return stored
        refs = list(dict.fromkeys(found.ref for found in linked))
        known = {fold(ref) for ref in refs}
        return SEPARATOR.join([*refs, *(part for part in self.parts(stored) if fold(part) not in known)])

    def parted(self, uid: str, wanted: Stored) -> Parted:
        """Return the records to be linked and the words that name none."""
        targets: list[str] = []
        others: list[str] = []
        for part in self.parts(wanted):
            found = self.directory.pointed(part, self.to)
            if found is None or found == uid:
                others.append(part)
            elif found not in targets:
                targets.append(found)
        return Parted(SEPARATOR.join(others) or None, tuple(targets))

    def taken_in(self, uid: str, base: Stored, ours: Stored, theirs: Stored, *, known: bool) -> Taken:
        """Return our references with those they added, without those they took out; sets never clash."""
        del uid
        here, said, shown = self.parts(ours), self.parts(theirs), self.parts(base) if known else []
        gone = {fold(part) for part in shown} - {fold(part) for part in said}
        met = {fold(part) for part in (*here, *shown)}
        kept = [part for part in here if fold(part) not in gone]
        return Taken(SEPARATOR.join([*kept, *(part for part in said if fold(part) not in met)]) or None)


@dataclass(frozen=True)
class Pointer(Kind[str]):
    """One other record; its uid is stored and its reference is shown. `to` are the registers it may be of."""

    width: ClassVar[int] = 12
    to: tuple[str, ...] = ()
    directory: Directory = field(default=NOBODY, compare=False, repr=False)

    def read(self, value: object) -> Stored:
        """Return the uid of the record that a reference means."""
        text = clean(words(value)).strip()
        if not text:
            return None
        found = self.directory.pointed(text, self.to)
        if found is None:
            raise UnreadableError(f"“{shorten(text, 40)}” is not the reference of a record known here.")
        return found

    def show(self, stored: Stored) -> str:
        """Return the reference; nothing where the record may not be seen here."""
        return self.directory.called(str(stored), self.to) if stored else ""

    def load(self, stored: Stored) -> str | None:
        """Return the uid."""
        return None if stored is None else str(stored)

    def store(self, value: str | None) -> Stored:
        """Return the uid."""
        return value

    def plain(self, stored: Stored) -> object:
        """Return the reference, as it is shown."""
        return self.show(stored) or None

    def bound(self, directory: Directory) -> "Pointer":
        """Return this kind knowing the records of one file."""
        return replace(self, directory=directory)


_BULLET = re.compile(r"\s*(?:[•●▪‣◦·*–—-]|o\t|\(?\d{1,2}[.)]|\(?[a-z]\))[\s\t]+", re.IGNORECASE)


@dataclass(frozen=True)
class Lines(Prose):
    """Records that belong to this one, a line each: "C-014: text", continuation indented.

    `register` is theirs and `text` the field a line shows; `fixed` is what their other fields hold, so that one
    register can fill several fields; `relation` is how they are linked, none meaning that this record is their parent.
    With `adopts`, a line without a known reference is a new record; otherwise it is words of this field itself.
    """

    gathers: ClassVar[bool] = True
    register: str = ""
    text: str = "title"
    fixed: tuple[tuple[str, Stored], ...] = ()
    relation: str = ""
    adopts: bool = False
    directory: Directory = field(default=NOBODY, compare=False, repr=False)

    def bound(self, directory: Directory) -> "Lines":
        """Return this kind knowing the records of one file."""
        return replace(self, directory=directory)

    def members(self, uid: str) -> list[Line]:
        """Return the records that belong to one."""
        return self.directory.lines(uid, self.register, dict(self.fixed), self.text, self.relation)

    def whole(self, uid: str, stored: Stored) -> Stored:
        """Return the field's own words, then a line for each record."""
        return _lined(stored, [(line.ref, line.text) for line in self.members(uid)])

    def parted(self, uid: str, wanted: Stored) -> Parted:
        """Return the field's own words, the changed texts of its records and the texts of new ones; none is removed.

        A line without reference that says what one of the records says is that record.
        """
        known = self.members(uid)
        if not known and not self.adopts:
            return Parted(self.own_words(wanted))
        own, led, loose = self._read_lines(wanted, known)
        was = {line.uid: line.text for line in known}
        texts = {one: said for one, said in led.items() if clean(said).strip() != clean(was[one]).strip()}
        said_already = {fold(text) for text in (*was.values(), *texts.values())}
        fresh = [text for text in dict.fromkeys(loose) if fold(text) not in said_already]
        return Parted("\n".join(own).strip("\n") or None, (), texts, tuple(fresh))

    def own_words(self, wanted: Stored) -> Stored:
        """Return the words of a field that makes no records of lines, where no record belongs to it: every line."""
        return str(wanted or "").strip("\n") or None

    def taken_in(self, uid: str, base: Stored, ours: Stored, theirs: Stored, *, known: bool) -> Taken:
        """Return the lines as they would be: those the workbook lacks stay, its new ones come last."""
        here = self.members(uid)
        own, led, loose = self._read_lines(theirs, here)
        own_then, led_then, loose_then = self._read_lines(base if known else None, here)
        was = {fold(text): one for one, text in led_then.items()}
        for text in loose:  # a line without its reference that says what a record said then is that record, whatever it says now
            for plain in (text, _unreferenced(text)):
                if (one := was.get(fold(plain))) is not None:
                    led.setdefault(one, plain)
        clash = False
        lines: list[tuple[str, str]] = []
        for line in here:
            said, shown = led.get(line.uid, line.text), led_then.get(line.uid)
            differs = fold(said) != fold(line.text) and (shown is None or fold(said) != fold(shown))
            clash = clash or (differs and (shown is None or fold(shown) != fold(line.text)))
            lines.append((line.ref, said if differs else line.text))
        met = {fold(text) for text in (*(line.text for line in here), *(text for _, text in lines), *led_then.values(), *loose_then)}
        fresh = [("", text) for text in dict.fromkeys(loose) if fold(text) not in met and fold(_unreferenced(text)) not in met]
        # A line of a record that is no more here, changed there, must not come in as a record called by its reference.
        gone = {lead for text in loose_then if (lead := _reference(text))}
        clash = clash or any(_reference(text) in gone for _, text in fresh)
        # Nor one of a record that belongs to another, whose line was moved here.
        moved = {text for _, text in fresh if known and (lead := _reference(text)) and self.directory.pointed(lead, (self.register,))}
        fresh = [("", _unreferenced(text) if text in moved else text) for _, text in fresh]
        clash = clash or bool(moved)
        words, split = _settled_words(own_then, self._read_lines(ours, here)[0], own, known=known)
        return Taken(_lined(words, [*lines, *fresh]), clash or split)

    def _read_lines(self, wanted: Stored, here: Sequence[Line]) -> tuple[list[str], dict[str, str], list[str]]:
        """Return the lines that are words of the field, texts by the uid their reference means, and other items."""
        known = {fold(line.ref): line.uid for line in here if line.ref}
        texts = {fold(line.text) for line in here}
        lines = str(wanted or "").split("\n")
        leads = [_led(line, known) for line in lines]
        begun = {lead[0] for lead in leads if lead}
        if lost := {fold(line.ref): line.uid for line in here if line.ref and line.text and line.uid not in begun}:
            leads = [lead or _led_loosely(line, lost) for line, lead in zip(lines, leads, strict=True)]
        # Of lines that begin alike the last is the record's, as its lines stand below the field's own words.
        last = {lead[0]: number for number, lead in enumerate(leads) if lead}
        bulleted = any(_BULLET.match(line) for line in lines)
        own: list[str] = []
        led: dict[str, str] = {}
        loose: list[str] = []
        current, blank = "", 0
        for number, (line, lead) in enumerate(zip(lines, leads, strict=True)):
            if current and not line.strip():
                blank += 1  # whether it parts two paragraphs of one text shows in the line after it
                continue
            if current and line.startswith("  "):
                led[current] += "\n" * (blank + 1) + line[2:]
                blank = 0
                continue
            own += [""] * blank
            blank = 0
            if lead and last[lead[0]] == number:
                current, led[lead[0]] = lead
            elif not self.adopts:
                current = ""
                if fold(line) not in texts or not line.strip():  # what a record says already is that record
                    own.append(line)
            elif loose and not current and self._goes_on(line, loose[-1], bulleted=bulleted):
                loose[-1] = f"{loose[-1]}\n{line.strip()}"
            else:
                current = ""
                loose.append(lead[1] if lead else _unbulleted(line))
        return own if not self.adopts else [], led, [text for text in loose if text]

    @staticmethod
    def _goes_on(line: str, before: str, *, bulleted: bool) -> bool:
        """Whether a line goes on with the item before: indented, without the bullet others have, or after a colon."""
        if _BULLET.match(line):
            return False
        return line.startswith("  ") or bulleted or before.endswith(":")


def _unbulleted(line: str) -> str:
    return _BULLET.sub("", line, count=1).strip() if _BULLET.match(line) else line.strip()


def _reference(text: str) -> str:
    """Return, folded, what looks like a reference before the colon of a line; nothing where nothing does."""
    lead, colon, _ = text.partition(":")
    return fold(lead) if colon and re.fullmatch(r"[\w./-]*\d[\w./-]*", lead) else ""


def _unreferenced(text: str) -> str:
    """Return a line's text without what looks like a reference before its colon."""
    return text.partition(":")[2].strip() if _reference(text) else text


def _led(line: str, known: Mapping[str, str]) -> tuple[str, str] | None:
    """Return the record whose folded reference a line begins with, and the rest of the line; a bullet may stand before it."""
    if ":" not in line or line.startswith("  "):
        return None
    for begun in (line, _unbulleted(line)):
        colons = [place for place, sign in enumerate(begun) if sign == ":"]
        # A reference may hold a colon itself, so one that ends a word counts before one within it.
        for colon in sorted(colons, key=lambda place: bool(begun[place + 1 : place + 2].strip())):
            if uid := known.get(fold(begun[:colon])):
                return uid, begun[colon + 1 :].lstrip()
    return None


def _led_loosely(line: str, known: Mapping[str, str]) -> tuple[str, str] | None:
    """Return what `_led` does for a line that lost its colon: a blank or a dash parts reference and text."""
    begun = "" if line.startswith("  ") else _unbulleted(line)
    for space in (place for place, sign in enumerate(begun) if sign.isspace()):
        if uid := known.get(fold(begun[:space])):
            return uid, begun[space:].strip().removeprefix("–").removeprefix("-").lstrip()
    return None


def _settled_words(base: Sequence[str], ours: Sequence[str], theirs: Sequence[str], *, known: bool) -> tuple[str, bool]:
    """Return a field's own words once theirs came in, and whether both sides changed them differently."""
    then, here, said = ("\n".join(lines).strip("\n") for lines in (base, ours, theirs))
    if fold(said) == fold(here) or (known and fold(said) == fold(then)) or (not said and not known):
        return here, False
    return said, fold(here) != fold(then) if known else bool(here)


def _lined(own: Stored, lines: Sequence[tuple[str, str]]) -> Stored:
    """Return words and lines as one text, a line's further lines indented."""
    shown = [(f"{ref}: {text}" if ref else text).replace("\n", "\n  ") for ref, text in lines if text]
    return "\n".join([str(own), *shown] if own else shown) or None
