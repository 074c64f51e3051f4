"""Turn what a person wrote into a field that gathers into what is kept: words, links and records of their own.

"R-002; R-003; the estates log" in Linked risks becomes two links and three words; a line in Controls becomes a control.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from workbench.domain.change import Change
from workbench.domain.directory import Directory
from workbench.domain.index import Index
from workbench.domain.joining import Lines, Refs
from workbench.domain.kinds import SEPARATOR, Kind, Stored
from workbench.domain.register import Record, Row
from workbench.domain.text import fold

if TYPE_CHECKING:
    from workbench.services.book import Book

LINK = "link"


class Joiner:
    """Parts the gathering fields of the records of one change set.

    Args:
        book: the open file.
        also: records the set is about to make, which references may mean already.
        member: the organisation whose own records a bare reference means first; none means the shared ones.
    """

    def __init__(self, book: "Book", also: Iterable[Change] = (), member: str = "") -> None:
        self._book = book
        self._directory: Directory = book.directory
        self._made: list[Change] = []
        self._tied: set[tuple[str, ...]] = set()
        self._refs: dict[str, Iterator[str]] = {}
        self._kinds: dict[str, dict[str, tuple[Kind[Any], Any, bool]]] = {}
        self._fresh: dict[str, dict[str, Record]] = {}
        fresh = self._fresh
        for change in also:
            if change.before is None and change.after is not None:
                fresh.setdefault(change.register, {})[change.uid] = Record(book.registers[change.register], change.after)
        if fresh or member:
            self._directory = Index(book.registers, cache(lambda key: {**book.by_uid(key), **fresh.get(key, {})}), member)

    def parted(self, change: Change, wanted: Mapping[str, Stored]) -> Change:
        """Return a change whose gathering fields hold words alone; what else they mean is in `changes`.

        Args:
            change: the record before and after.
            wanted: what was written into its fields, by key.
        """
        words: dict[str, Stored] = {}
        gathering = self._gathering(change.register)
        for key, value in wanted.items():
            if key not in gathering:
                continue
            plain, kind, alone = gathering[key]
            if alone and change.before is None:
                words[key] = kind.own_words(value)
                continue
            found = kind.parted(change.uid, self._as_shown(plain, change.uid, value))
            words[key] = found.words
            if isinstance(kind, Refs):
                self._link(change.uid, kind, found.targets)
            elif isinstance(kind, Lines):
                for uid, text in found.texts.items():
                    self._retext(kind, uid, text)
                for text in found.fresh:
                    self.child(kind.register, change.uid, {**dict(kind.fixed), kind.text: text}, change.after or {}, kind.relation)
        if not words:
            return change
        after = {**(change.after or {}), **words}
        for key in [key for key, said in words.items() if said is None]:
            del after[key]
        return Change(change.register, change.uid, change.before, after)

    def _gathering(self, register: str) -> dict[str, tuple[Kind[Any], Any, bool]]:
        """Return a register's kinds that gather by their field, as declared and knowing what this set makes.

        With them stands whether they say nothing but words for a new record, since no other record can belong to it yet.
        """
        if register not in self._kinds:
            made = self._fresh.keys()
            self._kinds[register] = {
                field.key: (
                    field.kind,
                    field.kind.bound(self._directory),
                    isinstance(field.kind, Lines) and not field.kind.adopts and made.isdisjoint({field.kind.register, LINK}),
                )
                for field in self._book.register(register)
                if field.kind.gathers
            }
        return self._kinds[register]

    def _as_shown(self, kind: Kind[Any], uid: str, wanted: Stored) -> Stored:
        """Return references with those that the cell showed told beyond doubt, whoever's come first among those it did not."""
        if not isinstance(kind, Refs) or self._directory is self._book.directory:
            return wanted
        shown = {fold(found.ref): found.other for found in kind.directory.linked(uid, kind.to, kind.relation, outward=kind.outward)}
        return SEPARATOR.join(shown.get(fold(part), part) for part in kind.parts(wanted)) or None

    def _link(self, uid: str, kind: Refs, targets: Iterable[str]) -> None:
        here = self._directory.linked(uid, kind.to, kind.relation, outward=kind.outward)
        wanted, linked = list(targets), {found.other for found in here}
        for target in wanted:
            ends = (target, uid) if kind.outward is False else (uid, target)
            tie = (kind.relation, *(sorted(ends) if kind.outward is None else ends))
            if target not in linked and tie not in self._tied:  # both ends may say so in one set
                self._tied.add(tie)
                self._add(LINK, {"source": ends[0], "target": ends[1], "relation": kind.relation or None})
        links = self._book.by_uid(LINK)
        gone = list(dict.fromkeys(found.link for found in here if found.other not in wanted))
        self._made += [Change(LINK, link, links[link].row, None) for link in gone]

    def _retext(self, kind: Lines, uid: str, text: str) -> None:
        record = self._book.record(kind.register, uid)
        if record is not None:
            self._made.append(Change(kind.register, uid, record.row, record.register.settled({**record.row, kind.text: text})))

    def child(self, register: str, uid: str, values: Mapping[str, Stored], above: Row, relation: str = "") -> Change:
        """Make a record that belongs to another: by a link where there is a relation, else as its child.

        Args:
            register: the new record's.
            uid: the record it belongs to.
            values: of the new record, in stored form.
            above: the row of the record it belongs to, whose organisation it takes.
            relation: how it is linked to it; none means that it is its child.
        """
        whole = dict(values)
        if relation and "member" in self._book.register(register) and above.get("member"):
            whole.setdefault("member", above["member"])
        if not relation:
            whole["parent"] = uid
        made = self._add(register, whole)
        if relation:
            self._add(LINK, {"source": made.uid, "target": uid, "relation": relation})
        return made

    def edited(self, record: Record, values: Mapping[str, Stored]) -> None:
        """Change a record that belongs to another."""
        self._made.append(Change(record.register.key, record.uid, record.row, record.register.settled({**record.row, **values})))

    def _add(self, register: str, values: Mapping[str, Stored]) -> Change:
        if register not in self._refs:
            taken = [record.ref for record in self._fresh.get(register, {}).values()]
            self._refs[register] = self._book.fresh_refs(register, taken)
        made = self._book.addition(register, values, self._refs[register])
        self._made.append(made)
        return made

    def changes(self) -> list[Change]:
        """Return the changes to other records that the parted fields come to."""
        return combined(change for change in self._made if not change.is_empty)


def combined(changes: Iterable[Change]) -> list[Change]:
    """Return changes with one for each record: where two touch the same record, what either changes counts."""
    found: dict[str, Change] = {}
    for change in changes:
        before = found.get(change.uid)
        if before is None:
            found[change.uid] = change
        elif before.after is None or change.after is None:
            found[change.uid] = Change(change.register, change.uid, before.before, None)
        else:
            differing = {key: change.after.get(key) for key in change.keys}
            after = {key: value for key, value in {**before.after, **differing}.items() if value is not None}
            found[change.uid] = Change(change.register, change.uid, before.before, after)
    return list(found.values())
