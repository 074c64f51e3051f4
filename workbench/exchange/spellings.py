"""The words people use in their workbooks, as shipped with the program in `resources/headings.toml`."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from workbench.resources import resource

_TABLE = re.compile(r"^\[(\w+)", re.MULTILINE)
_PATH = re.compile(r"\[(\w+(?:\.\w+)*)\]\n")
_LIST = re.compile(r'(\w+) = \[((?:"[^"\\\n]*"|#[^\n]*\n|[\s,])*)\]\n')
_WORD = re.compile(r'(\w+) = "([^"\\\n]*)"\n')
_BETWEEN = re.compile(r"(?:\s+|#[^\n]*\n)*")
_ITEM = re.compile(r'"([^"]*)"|#[^\n]*')


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
            text = self._texts[name]
            self._parsed[name] = (lists_of(text) or tomllib.loads(text))[name]
        return self._parsed[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)


def lists_of(text: str) -> dict[str, Any] | None:
    """Return tables that hold nothing but plain texts and lists of them, as nearly all here do; None where something else stands.

    The general parser takes ten times as long, and every import waits for it.
    """
    found: dict[str, Any] = {}
    here = found
    place = _end(text, 0)
    while place < len(text):
        if line := _PATH.match(text, place):
            here = found
            for name in line[1].split("."):
                here = here.setdefault(name, {})
        elif line := _LIST.match(text, place):
            here[line[1]] = [item[1] for item in _ITEM.finditer(line[2]) if item[1] is not None]
        elif line := _WORD.match(text, place):
            here[line[1]] = line[2]
        else:
            return None
        place = _end(text, line.end())
    return found


def _end(text: str, place: int) -> int:
    """Return where blanks and comments end."""
    found = _BETWEEN.match(text, place)
    return found.end() if found else place


@lru_cache(maxsize=1)
def spellings() -> Mapping[str, Any]:
    """Return the spellings shipped with the program."""
    return _Sections(resource("headings.toml").read_text(encoding="utf-8"))
