"""The directory of a real file, or of one version of it: answers are worked out when first asked for."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping

from workbench.domain.directory import Directory, Line, Linked
from workbench.domain.register import Record
from workbench.domain.text import fold

LINK = "link"
UNSORTED = "unsorted"
Records = Callable[[str], Mapping[str, Record]]
"""Gives the records of a register by uid; of an unknown register none."""


class Index(Directory):
    """Names, references, links and children among records.

    Args:
        keys: the registers there are.
        records: gives the records of one of them; whoever changes them says so with `forget`.
        first: the organisation whose own records a bare reference means first, as in its own return; none means
            that the shared ones come first.
    """

    def __init__(self, keys: Collection[str], records: Records, first: str = "") -> None:
        self._records, self._first = records, first
        self._keys = tuple(key for key in keys if key != LINK)  # a tie between two records is nothing others point at
        self._names: dict[str, str] | None = None
        self._found: dict[str, str] = {}
        self._people: dict[str, tuple[str, ...]] | None = None
        self._refs: dict[str, dict[str, list[str]]] = {}
        self._links: dict[str, list[tuple[str, str, bool, str]]] | None = None
        self._belonging: dict[str, dict[str, list[Record]]] = {}

    def forget(self, keys: Collection[str]) -> None:
        """Forget what was worked out from registers that have changed."""
        if "member" in keys:
            self._names = None
        if "person" in keys:
            self._people = None
        if LINK in keys:
            self._links = None
        for key in keys:
            self._refs.pop(key, None)
            self._belonging.pop(key, None)

    # Organisations and people

    def _organisations(self) -> dict[str, str]:
        if self._names is None:
            names: dict[str, str] = {}
            found: dict[str, str] = {}
            others: dict[str, str] = {}
            for uid, record in self._records("member").items():
                row = record.row
                names[uid] = str(row.get("name") or row.get("short_name") or row.get("ref") or "")
                for other in str(row.get("other_names") or "").split(";"):
                    others.setdefault(fold(other), uid)
                for key in ("ref", "short_name", "name"):
                    if row.get(key):
                        found[fold(str(row[key]))] = uid
                found[uid] = uid
            for other, uid in others.items():
                if other:
                    found.setdefault(other, uid)
            self._found, self._names = found, names
        return self._names

    def find(self, name: str) -> str | None:
        """Return the uid of the organisation called so."""
        self._organisations()
        return self._found.get(name) or self._found.get(fold(name))

    def name(self, uid: str) -> str:
        """Return an organisation's name."""
        return self._organisations().get(uid, "")

    def names(self) -> tuple[str, ...]:
        """Return all names."""
        return tuple(self._organisations().values())

    def person(self, words: str) -> str:
        """Return the name of the only person with these initials."""
        names = self.people(words)
        return names[0] if len(names) == 1 else words

    def people(self, words: str) -> tuple[str, ...]:
        """Return the names of everybody with these initials."""
        if self._people is None:
            several: dict[str, dict[str, None]] = {}
            for record in self._records("person").values():
                if record.row.get("initials") and record.row.get("name"):
                    several.setdefault(_initials(str(record.row["initials"])), {})[str(record.row["name"])] = None
            self._people = {initials: tuple(names) for initials, names in several.items()}
        return self._people.get(_initials(words), ()) if self._people else ()

    # References

    def pointed(self, words: str, to: tuple[str, ...]) -> str | None:
        """Return the record that a reference means: "R-014", "SHORT NAME/R-014" or "risk R-014".

        A bare reference means the shared record first; "Unsorted/R-014" the one of which nobody said whose it is.
        """
        keys = to or self._keys
        found = self._by_words(words, keys)
        lead, _, rest = words.partition(" ")
        if found is None and rest and fold(lead) in keys:
            found = self._by_words(rest, (fold(lead),))
        return found or next((words for key in keys if words in self._records(key)), None)

    def _by_words(self, words: str, keys: tuple[str, ...]) -> str | None:
        found = (self._owned(owner, ref, keys) for owner, ref in (*self._owners(words), ("", words)))
        return next((uid for uid in found if uid is not None), None)

    def _owned(self, owner: str, ref: str, keys: tuple[str, ...]) -> str | None:
        for key in keys:
            records = [self._records(key)[uid] for uid in self._by_ref(key).get(fold(ref), ())]
            if owner == UNSORTED:
                records = [record for record in records if record.of("tier") == UNSORTED and not record.row.get("member")]
            elif owner:
                # Beside its organisation's name a reference means the organisation's own record before a shared one.
                records = [record for record in records if record.row.get("member") == owner]
                records = sorted(records, key=lambda record: record.of("tier") == "shared")[:1]
            if records:
                return min(records, key=self._rank).uid
        return None

    def _owners(self, words: str) -> Iterator[tuple[str, str]]:
        """Return the organisation that may stand before a reference, or the word for records of nobody yet, and the rest."""
        for place in (place for place, sign in enumerate(words) if sign == "/"):
            lead, rest = words[:place].strip(), words[place + 1 :].strip()
            if owner := self.find(lead):  # a name may hold a slash itself
                yield owner, rest
            elif fold(lead) == UNSORTED:
                yield UNSORTED, rest

    def _rank(self, record: Record) -> tuple[bool, bool, bool]:
        owner = str(record.row.get("member") or "")
        return (bool(self._first) and owner != self._first, record.of("tier") != "shared", bool(owner))

    def called(self, uid: str, to: tuple[str, ...]) -> str:
        """Return the shortest reference that means this record, and that stays one among others in a cell."""
        record = self._record(uid, to)
        if record is None:
            return ""
        owner = self.name(str(record.row.get("member") or "")) or ("Unsorted" if record.of("tier") == UNSORTED else "")
        ways = [record.ref, f"{owner}/{record.ref}"] if owner else [record.ref]
        ways += [f"{record.register.key} {way}" for way in ways]
        one = record.ref and not re.search(r"[;\n]", ways[-1])
        return next((way for way in ways if one and self.pointed(way, to) == uid), uid)

    def title(self, uid: str, to: tuple[str, ...]) -> str:
        """Return what people call a record."""
        record = self._record(uid, to)
        return record.title if record else ""

    def circulation(self, uid: str, to: tuple[str, ...]) -> str:
        """Return who may see a record."""
        record = self._record(uid, to)
        return str(record.of("circulation") or "restricted") if record else ""

    def _record(self, uid: str, to: tuple[str, ...]) -> Record | None:
        if not uid:
            return None
        return next((found for key in to or self._keys if (found := self._records(key).get(uid)) is not None), None)

    def _by_ref(self, key: str) -> dict[str, list[str]]:
        if key not in self._refs:
            found: dict[str, list[str]] = {}
            for uid, record in self._records(key).items():
                if ref := record.row.get("ref"):
                    found.setdefault(fold(str(ref)), []).append(uid)
            self._refs[key] = found
        return self._refs[key]

    # Links and children

    def linked(self, uid: str, to: tuple[str, ...], relation: str = "", *, outward: bool | None = None) -> list[Linked]:
        """Return the records that a record is linked with."""
        if self._links is None:
            self._links = {}
            for link in self._records(LINK).values():
                ends, how = (str(link.row.get("source") or ""), str(link.row.get("target") or "")), str(link.row.get("relation") or "")
                for here, other, out in ((*ends, True), (*ends[::-1], False)):
                    self._links.setdefault(here, []).append((link.uid, other, out, how))
        found = self._links.get(uid) if uid else None
        if not found:
            return []
        return [
            Linked(link, other, self.called(other, to))
            for link, other, out, how in sorted(found)
            if relation in ("", how) and outward in (None, out) and self._record(other, to) is not None
        ]

    def lines(self, uid: str, register: str, fixed: Mapping[str, object], text: str, relation: str) -> list[Line]:
        """Return the records of a register that belong to a record."""
        if relation:
            others = dict.fromkeys(found.other for found in self.linked(uid, (register,), relation, outward=False))
            here = self._records(register) if others else {}
            records = [here[other] for other in others]
        else:
            if register not in self._belonging:
                found: dict[str, list[Record]] = {}
                for record in self._records(register).values():
                    found.setdefault(str(record.row.get("parent") or ""), []).append(record)
                self._belonging[register] = found
            records = self._belonging[register].get(uid, []) if uid else []
        if not records:
            return []
        # In the order they were made, also where the removal of one was undone.
        records = sorted(records, key=lambda record: record.uid)
        chosen = [record for record in records if all(record.of(key) == value for key, value in fixed.items())]
        return [
            Line(record.uid, record.ref and self.called(record.uid, (register,)), record.show(text) or record.title) for record in chosen
        ]


def _initials(words: str) -> str:
    return "".join(sign for sign in words if sign.isalnum()).casefold() if len(words) <= 8 else ""  # noqa: PLR2004 - nobody has more initials


class AsSent(Index):
    """The directory of a file for reading what comes back: names and references mean what they meant in the version that was sent.

    Args:
        now: the file's own directory.
        sent: that of the version.
    """

    def __init__(self, now: Index, sent: Directory) -> None:
        super().__init__(now._keys, now._records, now._first)  # noqa: SLF001 - of its own class
        self._sent = sent

    def find(self, name: str) -> str | None:
        """Return the organisation that was called so there, where it is still here, else the one called so by now."""
        then = self._sent.find(name)
        return then if then is not None and super().find(then) else super().find(name)

    def pointed(self, words: str, to: tuple[str, ...]) -> str | None:
        """Return the record that a reference meant there, else the one it means here."""
        return self._sent.pointed(words, to) or super().pointed(words, to)


def records_of(registers: Mapping[str, Mapping[str, Record]]) -> Records:
    """Return what an index asks, for records that are all there already."""
    return lambda key: registers.get(key, {})
