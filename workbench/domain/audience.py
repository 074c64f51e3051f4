"""Versions of a file for an audience: what lies beyond one does not exist in it, counts included.

Reports and exports never touch the book; they get a `View`.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from workbench.domain.directory import Directory
from workbench.domain.field import AnyField, Circulation, Redacted
from workbench.domain.index import Index, records_of
from workbench.domain.joining import Lines, Pointer, Refs
from workbench.domain.kinds import SEPARATOR, Member, Stored, Text
from workbench.domain.left_out import Reason, sentence
from workbench.domain.register import UID, Record, Register, Row
from workbench.domain.text import fold, squeeze


class Version(StrEnum):
    """The four versions there are."""

    PUBLIC = "public"
    PRIVATE = "private"
    MEMBER = "member"
    OFFICE = "office"


_REACH = {
    Version.PUBLIC: Circulation.PUBLIC,
    Version.PRIVATE: Circulation.PRIVATE,
    Version.MEMBER: Circulation.PRIVATE,
    Version.OFFICE: Circulation.OFFICE,
}


@dataclass(frozen=True)
class Audience:
    """Who a version is for; `member` is the uid of the organisation a member's version is for."""

    version: Version
    member: str = ""

    def sees_field(self, field: AnyField) -> bool:
        """Whether any record of this version can show the field."""
        if self.version is Version.MEMBER and field.widest is Circulation.RESTRICTED:
            return True
        return field.widest <= _REACH[self.version]

    def owns(self, record: Record) -> bool:
        """Whether a record is the member's own."""
        if self.version is not Version.MEMBER:
            return False
        return self.member in (record.row.get("member"), record.uid)

    def sees(self, record: Record) -> bool:
        """Whether this version holds the record at all."""
        if self.version is Version.OFFICE or self.owns(record):
            return True
        reach = circulation_of(record) <= _REACH[self.version]
        if self.version is Version.MEMBER and "tier" in record.register:
            return reach and record.of("tier") == "shared"
        return reach

    def row(self, record: Record, *, owned: bool = False) -> Row:
        """Return a record's row without the fields this version may not show of it; `owned` says it is the member's own."""
        if self.version is Version.OFFICE:
            return record.row
        held = set(withheld(record))
        for field in record.register:
            if field.key in held:
                held.update(field.factors)
            if not self.sees_field(field) or (field.widest is Circulation.RESTRICTED and not (owned or self.owns(record))):
                held.add(field.key)
        row = Redacted({key: value for key, value in record.row.items() if key not in held and (key == UID or key in record.register)})
        row.held = frozenset(held)
        return row


OFFICE = Audience(Version.OFFICE)
PUBLIC = Audience(Version.PUBLIC)
PRIVATE = Audience(Version.PRIVATE)


def circulation_of(record: Record) -> Circulation:
    """Return who may see a record, as said or as counts while nobody has said; an unknown word is restricted."""
    said = str(record.of("circulation") or "restricted")
    return {"public": Circulation.PUBLIC, "private": Circulation.PRIVATE}.get(said, Circulation.RESTRICTED)


def withheld(record: Record) -> list[str]:
    """Return the keys of the fields redacted in a record; a person may have written a label instead."""
    said = [fold(part) for part in str(record.row.get("withheld") or "").split(SEPARATOR.strip())]
    return [field.key for field in record.register if field.key in said or fold(field.label) in said] if any(said) else []


class _Sight:
    """Which records an audience sees, decided on whole records: first those that stand alone, then what hangs on them."""

    def __init__(self, records: Mapping[str, Mapping[str, Record]], audience: Audience, allowed: Collection[str] | None) -> None:
        self.audience, self.allowed = audience, allowed
        self.seen: dict[str, list[Record]] = {}
        self.hidden: dict[str, list[Record]] = {}
        self.owned: set[str] = set()
        self._uids: set[str] = set()
        self._kept_back: set[str] = set()
        self._telling: dict[str, bool] = {}
        self._redacted: dict[str, set[str]] = {}
        for key in _ends_first({key: next(iter(found.values())).register for key, found in records.items() if found}):
            for record in records[key].values():
                if self._sees(record):
                    self.seen.setdefault(key, []).append(record)
                    self._uids.add(record.uid)
                    self._keep_back(record)
                else:
                    self.hidden.setdefault(key, []).append(record)

    def _sees(self, record: Record) -> bool:
        if self.audience.version is Version.OFFICE:
            return self.allowed is None or record.uid in self.allowed
        if record.uid in self._kept_back or (self.allowed is not None and record.uid not in self.allowed):
            return False
        if not record.register.ends:
            return self.audience.sees(record)
        ends = record.register.hangs_on(record.row)
        if not all(end in self._uids for end in ends) or self._is_kept_with(record, ends):
            return False
        if self.audience.owns(record) or any(end in self.owned for end in ends):
            self.owned.add(record.uid)
            return True
        return circulation_of(record) <= _REACH[self.audience.version]

    def reason(self, record: Record) -> Reason:
        """Return why a record is not seen."""
        level, reach = circulation_of(record), _REACH[self.audience.version]
        if not self.audience.owns(record):
            unshared = "tier" in record.register and record.of("tier") != "shared"
            if unshared and level is Circulation.RESTRICTED and level > reach:
                return Reason.OWN if record.row.get("member") else Reason.UNSORTED
            if unshared and self.audience.version is Version.MEMBER:
                return Reason.OTHERS
            if level > reach:
                return Reason.PRIVATE if level is Circulation.PRIVATE else Reason.RESTRICTED
        return Reason.TODAY if self.allowed is not None and record.uid not in self.allowed else Reason.BELONGING

    def _is_kept_with(self, record: Record, ends: Sequence[str]) -> bool:
        """Whether a record stays back with something redacted: which records it hangs on, or a field of theirs that it tells."""
        register = record.register
        if not self._tells(register) or not set(register.ends).isdisjoint(withheld(record)):
            return True
        return any(not register.reveals.isdisjoint(self._redacted.get(end, ())) for end in ends)

    def _tells(self, register: Register) -> bool:
        """Whether this version may show anything of such records; where it may not, not even how many there are."""
        if register.key not in self._telling:
            bare = {"ref", "circulation", *register.ends}
            self._telling[register.key] = any(self.audience.sees_field(field) for field in register if field.key not in bare)
        return self._telling[register.key]

    def _keep_back(self, record: Record) -> None:
        """Note what is the member's own, and what a redacted field would have shown of other records."""
        if self.audience.owns(record):
            self.owned.add(record.uid)
        kept_back = withheld(record) if self.audience.version is not Version.OFFICE else []
        if kept_back:
            self._redacted[record.uid] = set(kept_back)
        for key in kept_back:
            kind = record.register.get(key).kind
            if isinstance(kind, Lines):
                self._kept_back.update(line.uid for line in kind.members(record.uid))
            elif isinstance(kind, Refs):
                links = kind.directory.linked(record.uid, kind.to, kind.relation, outward=kind.outward)
                self._kept_back.update(found.link for found in links)


def _ends_first(registers: Mapping[str, Register]) -> list[str]:
    """Return register keys so that what records hang on comes before them; links, which hang on any, come last."""

    def depth(key: str, met: tuple[str, ...] = ()) -> int:
        register = registers[key]
        if not register.ends:
            return 0
        above = register.hangs_on_registers
        return 1 + max(
            (depth(other, (*met, key)) for other in above if other in registers and other not in met), default=0 if above else 99
        )

    return sorted(registers, key=depth)


class _Hidden:
    """The references and names of what lies beyond a version, which no word of it may give away."""

    def __init__(self, sight: _Sight, registers: Iterable[Register], today: "_Hidden | None" = None) -> None:
        """Work them out; `today`, beside a past day, gives those of today, as who is kept back now is so in every past."""
        everyone = (*sight.seen.get("member", ()), *sight.hidden.get("member", ()))
        owners = {member.uid: _called(member) - {""} for member in everyone}
        self.refs: dict[str, set[str]] = {}
        self.names: dict[str, dict[str, str]] = {}
        for key in dict.fromkeys((*sight.hidden, *(today.refs if today else ()))):
            records, seen = sight.hidden.get(key, []), sight.seen.get(key, ())
            refs = {fold(record.ref) for record in records} | (today.refs.get(key, set()) if today else set())
            refs -= {fold(record.ref) for record in seen} | {""}
            for record in records:
                # "RKT/R-002" names a hidden record even where a visible one bears the same bare reference.
                refs.update(f"{name}/{fold(record.ref)}" for name in owners.get(str(record.row.get("member") or ""), ()) if record.ref)
            self.refs[key] = refs
            published = dict(today.names.get(key, {})) if today else {}
            published |= {name: record.show("publish_as") for record in records for name in _called(record)}
            for name in ("", *(name for record in seen for name in _called(record))):
                published.pop(name, None)
            self.names[key] = published
        for register in registers:
            for other in register.called_after:
                self.names.setdefault(register.key, {}).update(dict.fromkeys(self.names.get(other, ()), ""))
        people = sight.hidden.get("person", ())
        self._initials = {fold(record.show("initials")): record.show("publish_as") for record in people}
        for record in sight.seen.get("person", ()):
            self._initials.pop(fold(record.show("initials")), None)
        self._borne = {fold(record.ref) for records in sight.seen.values() for record in records}
        self._gone: dict[tuple[str, ...], tuple[_References, set[str]]] = {}
        self._said: dict[tuple[str, Stored], Stored] = {}

    def naming(self, register: Register) -> list[AnyField]:
        """Return the fields of a register that could name what is hidden."""
        return [
            field
            for field in register
            if isinstance(field.kind, Member | Pointer | Refs) or (isinstance(field.kind, Text) and self.names.get(field.kind.of))
        ]

    def cleared(self, row: Row, naming: Sequence[AnyField], directory: Directory) -> Row:
        """Return a row whose references, names and organisations do not name what is beyond this version."""
        changed: dict[str, Stored] = {}
        for field in naming:
            stored, kind = row.get(field.key), field.kind
            after = stored
            if stored is None:
                continue
            if isinstance(kind, Member):
                after = stored if directory.name(str(stored)) else None
            elif isinstance(kind, Pointer):
                after = stored if directory.called(str(stored), kind.to) else None
            elif isinstance(kind, Refs):
                after = self._without_refs(kind, stored)
            elif isinstance(kind, Text):
                after = self._without_names(kind, stored)
            if after != stored:
                changed[field.key] = after
        if not changed:
            return row
        other = Redacted({**row, **changed})
        other.held = row.held if isinstance(row, Redacted) else frozenset()
        return other

    def _without_refs(self, kind: Refs, stored: Stored) -> Stored:
        refs, titles = self._beyond(kind.to)
        parts = kind.parts(stored)
        kept = [part for part in parts if not refs.told_by(part) and squeeze(part) not in titles]
        return SEPARATOR.join(kept) or None if len(kept) < len(parts) else stored

    def _beyond(self, to: tuple[str, ...]) -> "tuple[_References, set[str]]":
        """Return the references and titles that words beside links to these registers may not tell.

        Words may name a record of any other register, too, but there its reference must be nobody else's.
        """
        if to not in self._gone:
            registers = [key for key in self.refs if not to or key in to]
            elsewhere = {ref for found in self.refs.values() for ref in found} - self._borne
            refs = _References({ref for key in registers for ref in self.refs[key]} | elsewhere)
            self._gone[to] = refs, {name for key in registers for name in self.names[key]}
        return self._gone[to]

    def _without_names(self, kind: Text, stored: Stored) -> Stored:
        known = (kind.of, stored)
        if known not in self._said:
            self._said[known] = self._published(kind, stored)
        return self._said[known]

    def _published(self, kind: Text, stored: Stored) -> Stored:
        lost, short = self.names[kind.of], self._initials if kind.of == "person" else {}
        said = [
            (part, short.get(fold(part)) or lost.get(squeeze(part), "") if fold(part) in short or _names_one(part, lost) else part)
            for part in kind.parts(stored)
        ]
        return stored if all(before == after for before, after in said) else SEPARATOR.join(after for _, after in said if after) or None


class View:
    """A file as one audience may see it, today or as at a day.

    Args:
        registers: the book's own registers.
        rows: for each register its records' rows, as at the day asked for.
        audience: whom it is for.
        allowed: when as at a past day, the uids that the audience may see today; a record shows only if it was
            allowed then and is allowed now.
        today: when as at a past day, what the audience may see today; names it may not show stay out of that day, too.
    """

    def __init__(
        self,
        registers: Mapping[str, Register],
        rows: Mapping[str, Iterable[Row]],
        audience: Audience,
        *,
        name: str = "",
        as_at: date | None = None,
        position: int = 0,
        allowed: Collection[str] | None = None,
        today: "View | None" = None,
    ) -> None:
        self.audience, self.name, self.as_at, self.position = audience, name, as_at, position
        whole: dict[str, dict[str, Record]] = {}
        # Who may see a record may hang on others as they were then, so everything is asked of these rows alone.
        knows_all = Index(registers, records_of(whole))
        for key, register in registers.items():
            bound = register.bound(knows_all)
            whole[key] = {str(row[UID]): Record(bound, row) for row in rows.get(key, ())}
        sight = _Sight(whole, audience, allowed)
        self.left_out = {key: Counter(map(sight.reason, hidden)) for key, hidden in sight.hidden.items()}
        shown: dict[str, dict[str, Record]] = {}
        self.directory = Index(registers, records_of(shown))
        self.registers: dict[str, Register] = {
            key: register.only(audience.sees_field).bound(self.directory) for key, register in registers.items()
        }
        for key, records in sight.seen.items():
            shown[key] = {
                record.uid: Record(self.registers[key], audience.row(record, owned=record.uid in sight.owned)) for record in records
            }
        self.beyond: _Hidden | None = _Hidden(sight, registers.values(), today.beyond if today else None) if sight.hidden or today else None
        if self.beyond is not None:
            for key, found in list(shown.items()):
                naming = self.beyond.naming(self.registers[key])
                shown[key] = {
                    uid: Record(record.register, self.beyond.cleared(record.row, naming, self.directory)) for uid, record in found.items()
                }
            self.directory.forget(registers)
        self._records = {key: list(found.values()) for key, found in shown.items()}

    def records(self, key: str) -> list[Record]:
        """Return the records of a register that this version holds, as it may show them."""
        return self._records.get(key, [])

    def left_out_count(self, keys: Collection[str]) -> int:
        """Return how many records of these registers this version does not hold."""
        return sum(sum(counts.values()) for key, counts in self.left_out.items() if key in keys)

    def left_out_line(self, keys: Collection[str]) -> str:
        """Return one sentence that counts what is left out and why, for the person who makes a version; nothing where nothing is."""
        found = {key: counts for key, counts in self.left_out.items() if key in keys}
        whose = self.directory.name(self.audience.member) if self.audience.member else ""
        return sentence(found, self.registers, f"version for {whose}" if whose else f"{self.audience.version} version")


def _called(record: Record) -> set[str]:
    """Return, squeezed, what other records may call a record by."""
    names = (record.register.called(record.row), *record.register.also_called(record.row))
    return {squeeze(name) for name in (*names, record.show("short_name"), record.show("ref"))}


def _names_one(text: str, names: Collection[str]) -> bool:
    """Whether a text has one of these squeezed names as whole words, such as "Alder Trust / Bray Trust (lead)"."""
    folded = squeeze(text)
    return folded in names or any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", folded) for name in names)


class _References:
    """Folded references that no text may tell."""

    def __init__(self, refs: Collection[str]) -> None:
        self._refs = frozenset(refs)
        odd = sorted((ref for ref in refs if not re.fullmatch(r"[\w-]+", ref)), key=len, reverse=True)
        self._odd = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, odd))})(?![\w-])") if odd else None

    def told_by(self, text: str) -> bool:
        """Whether a text has one of them as a whole word, such as "R-014", "RKT/R-014" or "R-014 (beds)"."""
        folded = fold(text)
        if any(word in self._refs for word in (folded, *re.split(r"[^\w.-]+", folded), *re.split(r"[^\w-]+", folded))):
            return True
        return bool(self._odd and self._odd.search(folded))
