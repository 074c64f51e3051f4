"""Where two copies of one file met last: at the end of their common history, or where one of them merged the other.

A merge keeps in its set's `detail` how far it took the other copy in, and which cells it left open; see `docs/file-format.md`.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workbench.store.journal import Link

OURS, THEIRS = "ours", "theirs"
WHOLE = ""
"""Stands among the fields of a record for the record as a whole."""
MARK = 16
"""Hexadecimal digits of a set's hash by which a merge remembers it."""

Place = tuple[str, int] | None
"""Where a value stood that both sides knew: whose history, and after which of its sets; None where nobody can tell."""
Left = dict[str, dict[str, dict[str, Place]]]
"""What was left open, by register, record and field."""


@dataclass(frozen=True)
class Merged:
    """One merge that still stands: where it begins and ends in its own history, and what it took in."""

    at: int
    ended: int
    head: str
    marks: frozenset[str]
    left: Left


@dataclass(frozen=True)
class Met:
    """That one history took the other in, up to `position` of the other; `at` to `ended` is where, in its own."""

    position: int
    at: int
    ended: int
    left: Left = field(default_factory=dict)


class History:
    """The chain of one copy, with the merges in it that were not taken back."""

    def __init__(self, links: "Sequence[Link]") -> None:
        self.hashes = [link.hash.hex() for link in links]
        self.places = {ending: place for place, ending in enumerate(self.hashes, 1)}
        self.by_mark = {ending[:MARK]: place for place, ending in enumerate(self.hashes, 1)}
        self.merges: list[Merged] = []
        self._spells: list[tuple[int, int, Merged]] = []
        decided: dict[str, bool] = {}
        gone_at: dict[str, int] = {}
        for link in reversed(links):
            if link.kind in ("undo", "redo"):
                decided.setdefault(link.names, link.kind == "redo")
                if link.kind == "undo":
                    gone_at.setdefault(link.names, link.position)
            elif link.kind == "edit" and link.names and decided.get(link.uid, True):
                decided.setdefault(link.names, False)  # taken back later
                gone_at.setdefault(link.names, link.position)
        ends = {link.names: link.position for link in links if link.kind == "merge" and link.names}
        for link in links:
            if link.kind != "merge" or link.names:
                continue
            merged = _parsed(link.position, ends.get(link.uid, link.position), link.detail)
            if decided.get(link.uid, True):
                self.merges.append(merged)
            else:
                self._spells.append((link.position, gone_at[link.uid], merged))

    @property
    def head(self) -> int:
        """The position of the last set."""
        return len(self.hashes)

    def common_with(self, other: "History") -> int:
        """Return the last position that both histories have in common."""
        for place, (one, two) in enumerate(zip(self.hashes, other.hashes, strict=False)):
            if one != two:
                return place
        return min(self.head, other.head)

    def met(self, other: "History", after: int) -> Met | None:
        """Return how far this history took the other in, if beyond a position of it."""
        found: list[Met] = []
        for merged in self.merges:
            whole = other.places.get(merged.head, 0)
            position = whole or max((other.by_mark[mark] for mark in merged.marks if mark in other.by_mark), default=0)
            if position > after and not other.is_spoiled(position, self):
                found.append(Met(position, merged.at, merged.ended, merged.left if whole else _pruned(merged.left, position)))
        return max(found, key=lambda met: (met.position, met.at), default=None)

    def is_spoiled(self, position: int, by: "History") -> bool:
        """Whether a merge of a copy stood at a position that was taken back later: what it brought is no common ground any more."""
        return any(
            begun <= position < gone and (merged.head in by.places or not merged.marks.isdisjoint(by.by_mark))
            for begun, gone, merged in self._spells
        )

    def marks(self, after: int, own: "History") -> list[str]:
        """Return by their marks the sets after a position, and those of other copies that were merged in them."""
        found = [ending[:MARK] for ending in self.hashes[after:]]
        for merged in self._third(after, own):
            found += [merged.head[:MARK], *sorted(merged.marks)]
        return list(dict.fromkeys(found))

    def left_elsewhere(self, after: int, own: "History") -> Left:
        """Return what merges of third copies after a position left open; with what it was compared there cannot be told here."""
        found: Left = {}
        for merged in self._third(after, own):
            for register, records in merged.left.items():
                for uid, fields in records.items():
                    found.setdefault(register, {}).setdefault(uid, {}).update(dict.fromkeys(fields))
        return found

    def _third(self, after: int, own: "History") -> Iterable[Merged]:
        return (merged for merged in self.merges if merged.at > after and merged.head not in own.places)


def told(position: int, head: str, marks: Sequence[str], left: Left) -> str:
    """Return what a merge keeps of itself, as JSON without a word of any record."""
    kept = {register: {uid: fields for uid, fields in records.items() if fields} for register, records in left.items()}
    found = {"head": head, "position": position, "sets": "".join(marks)} | ({"left": kept} if any(kept.values()) else {})
    return json.dumps(found, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _parsed(at: int, ended: int, detail: str) -> Merged:
    try:
        found = json.loads(detail)
        sets = str(found.get("sets", ""))
        left: Left = {
            register: {uid: {key: _place(place) for key, place in fields.items()} for uid, fields in records.items()}
            for register, records in found.get("left", {}).items()
        }
        return Merged(at, ended, str(found["head"]), frozenset(sets[start : start + MARK] for start in range(0, len(sets), MARK)), left)
    except (ValueError, TypeError, LookupError, AttributeError):
        return Merged(at, ended, "", frozenset(), {})


def _place(found: object) -> Place:
    if isinstance(found, list) and len(found) == 2 and found[0] in (OURS, THEIRS) and isinstance(found[1], int):  # noqa: PLR2004 - a pair
        return (found[0], found[1])
    return None


def _pruned(left: Left, position: int) -> Left:
    """Return what was left open for a copy that shares the other's history only up to a position."""
    return {
        register: {
            uid: {key: None if place and place[0] == THEIRS and place[1] > position else place for key, place in fields.items()}
            for uid, fields in records.items()
        }
        for register, records in left.items()
    }


def flipped(left: Left, names: Mapping[str, str]) -> Left:
    """Return what the other copy left open as this one sees it, its records by the uids they have here."""
    turned = {OURS: THEIRS, THEIRS: OURS}
    return {
        register: {
            names.get(uid, uid): {key: (turned[place[0]], place[1]) if place else None for key, place in fields.items()}
            for uid, fields in records.items()
        }
        for register, records in left.items()
    }
