"""How one register of one file is looked at on this machine: its columns, their widths, and the filters kept by name."""

import json
from dataclasses import asdict, dataclass, field
from typing import Any

from workbench.ui.settings import Setting, Settings


@dataclass(frozen=True)
class SavedFilter:
    """A filter under a name: its words, the chips pressed, and the values chosen by field key."""

    name: str
    words: str = ""
    chips: tuple[str, ...] = ()
    values: dict[str, list[str]] = field(default_factory=dict)


class Memory:
    """What is remembered of a register.

    Nobody on a board would care which columns somebody hides, so that this lies beside the window's size and not in the file.

    Args:
        settings: of this machine.
        file: the identity of the file.
        register: the key of the register.
    """

    def __init__(self, settings: Settings, file: str, register: str) -> None:
        self._settings, self._place = settings, f"views/{file}/{register}"

    @property
    def columns(self) -> list[str]:
        """The columns shown, in their order; none where nobody chose any."""
        found = self._read("columns")
        return [str(key) for key in found] if isinstance(found, list) else []

    def keep_columns(self, keys: list[str]) -> None:
        """Remember which columns are shown, in which order."""
        self._write("columns", keys)

    @property
    def widths(self) -> dict[str, int]:
        """The widths of columns that a person gave one, by key."""
        found = self._read("widths")
        return {str(key): int(width) for key, width in found.items() if isinstance(width, int)} if isinstance(found, dict) else {}

    def keep_widths(self, widths: dict[str, int]) -> None:
        """Remember widths."""
        self._write("widths", widths)

    @property
    def filters(self) -> list[SavedFilter]:
        """The filters kept, by name."""
        found = self._read("filters")
        made = [_filter(one) for one in found if isinstance(one, dict)] if isinstance(found, list) else []
        return sorted((one for one in made if one.name), key=lambda one: one.name.casefold())

    def keep_filter(self, kept: SavedFilter) -> None:
        """Remember a filter, in place of one of the same name."""
        others = [one for one in self.filters if one.name.casefold() != kept.name.casefold()]
        self._write("filters", [asdict(one) for one in (*others, kept)])

    def drop_filter(self, name: str) -> None:
        """Forget a filter."""
        self._write("filters", [asdict(one) for one in self.filters if one.name != name])

    def _read(self, what: str) -> Any:
        try:
            return json.loads(self._settings.get(Setting(f"{self._place}/{what}", "")) or "null")
        except ValueError:  # a person may have edited the file
            return None

    def _write(self, what: str, value: object) -> None:
        self._settings.put(Setting(f"{self._place}/{what}", ""), json.dumps(value, ensure_ascii=True))


def _filter(found: dict[str, Any]) -> SavedFilter:
    values = found.get("values")
    return SavedFilter(
        str(found.get("name") or ""),
        str(found.get("words") or ""),
        tuple(str(key) for key in found.get("chips") or ()),
        {str(key): [str(one) for one in chosen] for key, chosen in values.items()} if isinstance(values, dict) else {},
    )
