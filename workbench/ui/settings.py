"""What this program remembers on this machine: window, recent files, look and the author's name.

Anything a board would care about lies in the file instead.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from PySide6.QtCore import QByteArray, QSettings

T = TypeVar("T", str, list[str])
_MOST_RECENT = 8


@dataclass(frozen=True)
class Setting(Generic[T]):
    """One remembered thing; it is read as the type of its default, because an INI file knows only text."""

    key: str
    default: T


AUTHOR = Setting("person/name", "")
LOOK = Setting("window/look", "")
RECENT = Setting[list[str]]("files/recent", [])
_GEOMETRY = "window/geometry"
_SPLIT = "window/split"


class Settings:
    """Settings in an INI file that is handed in, so that tests never touch a person's own."""

    def __init__(self, store: QSettings) -> None:
        self._store = store

    def get(self, setting: Setting[T]) -> T:
        """Return what is remembered, as the type of the default."""
        found = self._store.value(setting.key)
        if isinstance(setting.default, list):
            if found is None or found == "":
                return setting.default
            return [str(item) for item in found] if isinstance(found, list) else [str(found)]
        return setting.default if found is None else str(found)

    def put(self, setting: Setting[T], value: T) -> None:
        """Remember a value; one that is remembered already costs no writing."""
        if self.get(setting) != value:
            self._store.setValue(setting.key, value)

    @property
    def recent(self) -> list[Path]:
        """The files last opened that are still there, newest first."""
        return [path for path in self.remembered if path.is_file()]

    @property
    def remembered(self) -> list[Path]:
        """The files last opened, newest first, whether they are still there or not."""
        return [Path(path) for path in self.get(RECENT)]

    def remember(self, path: Path) -> None:
        """Put a file first among the recent ones."""
        shown = str(path.resolve())
        rest = [known for known in self.get(RECENT) if known != shown]
        self.put(RECENT, [shown, *rest][:_MOST_RECENT])

    def forget(self, path: Path) -> None:
        """Take a file off the recent ones; the file itself stays where it is."""
        self.put(RECENT, [known for known in self.get(RECENT) if known != str(path)])

    def geometry(self) -> tuple[QByteArray, QByteArray]:
        """Return how the window and its parts stood."""
        return self._bytes(_GEOMETRY), self._bytes(_SPLIT)

    def keep_geometry(self, window: QByteArray, split: QByteArray) -> None:
        """Remember how the window and its parts stand."""
        self._store.setValue(_GEOMETRY, window)
        self._store.setValue(_SPLIT, split)
        self._store.sync()

    def _bytes(self, key: str) -> QByteArray:
        found = self._store.value(key)
        return found if isinstance(found, QByteArray) else QByteArray()
