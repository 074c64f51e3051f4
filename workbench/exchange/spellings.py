"""The words people use in their workbooks, as shipped with the program in `resources/headings.toml`."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from workbench.resources import resource

_TABLE = re.compile(r"^\[(\w+)", re.MULTILINE)


class _Sections(Mapping[str, Any]):
    """The sections of a file of spellings by name, each parsed when it is first asked for: no register needs the words of all."""

    def __init__(self, text: str) -> None:
        self._texts: dict[str, str] = {}
        starts = list(_TABLE.finditer(text))
        ends = [*(start.start() for start in starts[1:]), len(text)]
        for start, end in zip(starts, ends, strict=True):
            self._texts[start[1]] = self._texts.get(start[1], "") + text[start.start() : end]
        self._parsed: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in self._parsed:
            self._parsed[name] = tomllib.loads(self._texts[name])[name]
        return self._parsed[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)


@lru_cache(maxsize=1)
def spellings() -> Mapping[str, Any]:
    """Return the spellings shipped with the program."""
    return _Sections(resource("headings.toml").read_text(encoding="utf-8"))
