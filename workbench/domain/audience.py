"""Versions of a file for an audience: what lies beyond one does not exist in it, counts included.

Reports and exports never touch the book; they get a `View`.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from workbench.domain.field import AnyField, Circulation, Redacted
from workbench.domain.kinds import SEPARATOR, Directory, Member, Names, Refs, Stored
from workbench.domain.register import UID, Record, Register, Row
from workbench.domain.text import counted, fold, joined


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

    def row(self, record: Record) -> Row:
        """Return a record's row without the fields this version may not show of it."""
        if self.version is Version.OFFICE:
            return record.row
        held = set(withheld(record))
        for field in record.register:
            if field.key in held:
                held.update(field.factors)
            if not self.sees_field(field) or (field.widest is Circulation.RESTRICTED and not self.owns(record)):
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


class VisibleNames(Directory):
    """The organisations that a version may name."""

    def __init__(self, members: Iterable[Record]) -> None:
        self._names = {member.uid: member.show("name") or member.ref for member in members}

    def name(self, uid: str) -> str:
        """Return the name, or nothing for an organisation beyond this version."""
        return self._names.get(uid, "")

    def find(self, name: str) -> str | None:
        """Return the uid of an organisation of this version."""
        return next((uid for uid, known in self._names.items() if name == uid or fold(known) == fold(name)), None)

    def names(self) -> tuple[str, ...]:
        """Return all names of this version."""
        return tuple(self._names.values())


class View:
    """A file as one audience may see it, today or as at a day.

    Args:
        registers: the book's own registers.
        rows: for each register its records' rows, as at the day asked for.
        audience: whom it is for.
        allowed: when as at a past day, the uids that the audience may see today; a record shows only if it was
            allowed then and is allowed now.
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
    ) -> None:
        self.audience, self.name, self.as_at, self.position = audience, name, as_at, position
        self.left_out: dict[str, dict[Circulation, int]] = {}
        seen: dict[str, list[Record]] = {}
        hidden: dict[str, set[str]] = {}
        unnamed: dict[str, set[str]] = {}
        owned: dict[str, set[str]] = {}
        owners = (
            {str(row[UID]): _called(Record(registers["member"], row)) for row in rows.get("member", ())} if "member" in registers else {}
        )
        for key, register in registers.items():
            seen[key] = []
            for row in rows.get(key, ()):
                record = Record(register, row)
                if audience.sees(record) and (allowed is None or record.uid in allowed):
                    seen[key].append(record)
                else:
                    hidden.setdefault(key, set()).add(fold(record.ref))
                    unnamed.setdefault(key, set()).update(_called(record))
                    whose = owners.get(str(row.get("member") or ""), ())
                    owned.setdefault(key, set()).update(f"{owner}/{fold(record.ref)}" for owner in whose if owner and record.ref)
                    counts = self.left_out.setdefault(key, {})
                    level = circulation_of(record)
                    counts[level] = counts.get(level, 0) + 1
        self.directory = VisibleNames(Record(record.register, audience.row(record)) for record in seen.get("member", ()))
        self.registers: dict[str, Register] = {
            key: register.only(audience.sees_field).bound(self.directory) for key, register in registers.items()
        }
        for key, records in seen.items():
            hidden[key] = hidden.get(key, set()) - {fold(record.ref) for record in records} - {""}
            if key in unnamed:
                unnamed[key] -= {name for record in records for name in _called(record)} | {""}
            # "RKT/R-002" names a hidden record even where a visible one bears the same bare reference.
            hidden[key] |= owned.get(key, set())
        self._records: dict[str, list[Record]] = {}
        for key, records in seen.items():
            naming = [field for field in registers[key] if isinstance(field.kind, Member | Names)]
            shown = self.registers[key]
            self._records[key] = [Record(shown, self._without(hidden, unnamed, audience.row(record), naming)) for record in records]

    def _without(self, hidden: Mapping[str, set[str]], unnamed: Mapping[str, set[str]], row: Row, naming: Sequence[AnyField]) -> Row:
        """Return a row whose references, names and organisations do not name what is beyond this version."""
        changed: dict[str, Stored] = {}
        for field in naming:
            if isinstance(field.kind, Member) and row.get(field.key) and not self.directory.name(str(row[field.key])):
                changed[field.key] = None
            if isinstance(field.kind, Refs) and row.get(field.key) and (gone := hidden.get(field.kind.register)):
                parts = Names().parts(row[field.key])
                titles = unnamed.get(field.kind.register, set())
                kept = [part for part in parts if not _tells(part, gone) and fold(part) not in titles]
                if len(kept) < len(parts):
                    changed[field.key] = SEPARATOR.join(kept) or None
            elif isinstance(field.kind, Names) and row.get(field.key) and (lost := unnamed.get(field.kind.of)):
                names = field.kind.parts(row[field.key])
                left = [name for name in names if not _names_one(name, lost)]
                if len(left) < len(names):
                    changed[field.key] = SEPARATOR.join(left) or None
        if not changed:
            return row
        other = Redacted({**row, **changed})
        other.held = row.held if isinstance(row, Redacted) else frozenset()
        return other

    def records(self, key: str) -> list[Record]:
        """Return the records of a register that this version holds, as it may show them."""
        return self._records.get(key, [])

    def left_out_count(self, keys: Collection[str]) -> int:
        """Return how many records of these registers this version does not hold."""
        return sum(sum(counts.values()) for key, counts in self.left_out.items() if key in keys)

    def left_out_line(self, keys: Collection[str]) -> str:
        """Return one sentence that counts what is left out and why; nothing where nothing is."""
        total: dict[Circulation, int] = {}
        for key, counts in self.left_out.items():
            for level, number in counts.items() if key in keys else ():
                total[level] = total.get(level, 0) + number
        if not total:
            return ""
        parts = [f"{number} {level.name.lower()}" for level, number in sorted(total.items())]
        left = sum(total.values())
        return f"{counted(left, 'record')} {'is' if left == 1 else 'are'} left out of the {self.audience.version} version: {joined(parts)}."


def _called(record: Record) -> set[str]:
    """Return, folded, what other records may call a record by."""
    return {fold(record.show(key)) for key in (record.register.title_key, "short_name", "ref")}


def _names_one(text: str, names: Collection[str]) -> bool:
    """Whether a text has one of these folded names as whole words, such as "Alder Trust / Bray Trust (lead)"."""
    folded = fold(text)
    return folded in names or any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", folded) for name in names)


def _tells(text: str, refs: Collection[str]) -> bool:
    """Whether a text has one of these references as a whole word, such as "R-014", "RKT/R-014" or "R-014 (beds)"."""
    folded = fold(text)
    if any(word in refs for word in (folded, *re.split(r"[^\w.-]+", folded), *re.split(r"[^\w-]+", folded))):
        return True
    return any(re.search(rf"(?<![\w-]){re.escape(ref)}(?![\w-])", folded) for ref in refs if not re.fullmatch(r"[\w-]+", ref))
