"""What is done to a file: changes, and the named sets they are applied in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import chain

from workbench.domain.kinds import Stored

Row = Mapping[str, Stored]


class SetKind(StrEnum):
    """Where a change set came from, which decides what undo may do with it."""

    EDIT = "edit"
    IMPORT = "import"
    UNDO = "undo"
    REDO = "redo"
    ERASURE = "erasure"
    MERGE = "merge"
    RESTORE = "restore"
    OUTSIDE = "outside"
    """Found in the file, made by another program."""


@dataclass(frozen=True, slots=True)
class Change:
    """One record before and after; whole rows, None where it did not exist."""

    register: str
    uid: str
    before: Row | None
    after: Row | None

    @property
    def keys(self) -> list[str]:
        """The columns that differ, nothing and absent being the same."""
        before, after = self.before or {}, self.after or {}
        return [key for key in {**before, **after} if before.get(key) != after.get(key)]

    @property
    def is_empty(self) -> bool:
        """Whether nothing differs."""
        before, after = self.before or {}, self.after or {}
        return not any(before.get(key) != after.get(key) for key in chain(after, before))

    @property
    def ref(self) -> str:
        """The reference people know the record by."""
        return str((self.after or self.before or {}).get("ref") or "")

    def inverse(self) -> "Change":
        """Return the change that takes this one back."""
        return Change(self.register, self.uid, self.after, self.before)


@dataclass(frozen=True)
class ChangeSet:
    """Changes applied together or not at all, under a name that undo can say."""

    name: str
    changes: tuple[Change, ...]
    reason: str = ""
    kind: SetKind = SetKind.EDIT
    names: str = ""
    """The uid of the set that an undo or redo names."""
    effective: str = ""
    """The ISO day it took effect, such as a meeting's, where that is not the day it was recorded."""
    blobs: Mapping[str, bytes] = field(default_factory=dict)
    """Bytes to keep with the set, by their SHA-256 in hexadecimal."""
    made_by: str = ""
    made_at: str = ""
    """For a merged set, who made it in the other copy, and the ISO moment it was made there."""
    detail: str | None = None
    """What an erasure or a merge keeps of itself, as JSON without a word of any record."""


@dataclass(frozen=True)
class Entry:
    """A change set as the journal holds it."""

    position: int
    uid: str
    name: str
    reason: str
    kind: SetKind
    author: str
    at: str
    day: str
    names: str = ""
    effective: str = ""
    made_by: str = ""
    made_at: str = ""
    changes: tuple[Change, ...] = ()
    """For an edit, only the columns that differ, with both values."""


@dataclass(frozen=True)
class Applied:
    """What a change set did, told to everyone who listens; windows redraw from it."""

    entry: Entry
    changes: tuple[Change, ...]

    def registers(self) -> set[str]:
        """Return the keys of the registers it touched."""
        return {change.register for change in self.changes}
