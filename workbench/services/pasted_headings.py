"""The headings that a block of cells from a spreadsheet may begin with, in whatever words a member uses for them."""

from collections.abc import Sequence
from dataclasses import dataclass

from workbench.domain.field import AnyField
from workbench.domain.kinds import Headed
from workbench.domain.register import Register
from workbench.domain.text import squeeze

_FEWEST = 2
_MANY = 3
"""Headings that are enough by themselves; fewer count where one of them names the record."""


@dataclass(frozen=True)
class PastedHeadings:
    """What each column of a block is for, and the headings that no field takes."""

    columns: list[AnyField | None]
    unknown: list[str]


def pasted_headings(register: Register, line: Sequence[str]) -> PastedHeadings | None:
    """Return the fields that a line of headings names, by labels and by the words people use; None where it is no such line."""
    words = [" ".join(each.split()) for each in line]
    filled = [each for each in words if each]
    if len(filled) < _FEWEST:
        return None
    by_label = {squeeze(one.label): one for one in register}
    columns: list[AnyField | None] = [by_label.get(squeeze(each)) if each else None for each in words]
    if sum(one is not None for one in columns) < len(filled):
        columns = _by_spelling(register, words, columns)
    named = list(dict.fromkeys(one.key for one in columns if one is not None))
    telling = {"ref", register.title_key, *register.match_keys} & set(named)
    is_line = len(named) >= (_FEWEST if telling or len(named) == len(filled) else _MANY) and len(named) * 5 >= len(filled) * 3
    return PastedHeadings(columns, [each for each, one in zip(words, columns, strict=True) if each and one is None]) if is_line else None


def _by_spelling(register: Register, words: Sequence[str], known: Sequence[AnyField | None]) -> list[AnyField | None]:
    """Return the fields of headings as an import reads them, no field twice; a likelihood of no stage is the current one."""
    from workbench.exchange.headings import SURE, Vocabulary  # noqa: PLC0415 - adapters load when needed

    vocabulary = Vocabulary(register)
    taken = {one.key for one in known if one is not None}
    found: list[AnyField | None] = []
    for each, one in zip(words, known, strict=True):
        match = next(iter(vocabulary.read((each,))), None) if each and one is None else None
        if match is not None and match.confidence >= SURE:
            key = match.field or (f"{match.stage or 'current'}_{match.part}" if match.part else "")
            field = register.find(key)
            if field is not None and key not in taken and not isinstance(field.kind, Headed) and not field.kind.gathers:
                taken.add(key)
                one = field  # noqa: PLW2901 - what stood there was nothing
        found.append(one)
    return found
