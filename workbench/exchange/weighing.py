"""How much speaks for taking what stands below some headings for a table of one register."""

from collections.abc import Sequence

from workbench.domain.kinds import Prose, words
from workbench.domain.register import Register
from workbench.domain.text import squeeze
from workbench.exchange.evidence import filled
from workbench.exchange.headings import Vocabulary, pieces
from workbench.exchange.meaning import UID_HEADING
from workbench.exchange.sheets import EXTRA, IGNORE, Column, Sheet
from workbench.exchange.spellings import spellings
from workbench.exchange.stacks import Stack

_WIDEST = 600
_SAID_SO = 2.5
"""What it counts that a table says which of two like registers it is."""
_UNSAID = 1.0
_NOUN = 0.3
_TITLES = 20
"""Rows above the headings whose titles are looked at."""
_TITLE = 10
"""Words of a title."""


def evidence_of(columns: Sequence[Column], register: Register) -> tuple[float, int]:
    """Return how much the headings speak for a register, what tells records apart counting double, and how many say nothing to it."""
    seen: set[str] = set()
    total = 0.0
    unknown = 0
    for column in columns:
        if column.header == UID_HEADING:
            total += 1
        if column.field in {EXTRA, IGNORE}:
            unknown += column.field == EXTRA and bool(column.header)
            continue
        if column.field in seen:
            continue
        seen.add(column.field)
        target = register.get(column.field)
        weight = 2.0 if column.field == register.title_key or column.field in register.match_keys else 0.7 if column.field == "ref" else 1.0
        total += column.confidence * weight * (0.8 if isinstance(target.kind, Prose) and weight == 1 else 1)
    if not seen or (len(seen) == 1 and len(columns) > 1):
        return 0.0, unknown
    return total, unknown


def sheet_speaks(sheet: Sheet, register: Register) -> float:
    """Return what the sheet's name adds: "Risks" and "Risk log" speak for a register of risks, "Risk matrix" against it."""
    name = squeeze(sheet.name)
    known = spellings()["sheets"]
    spoken = (squeeze(register.noun), *(squeeze(word) for word in known.get(register.key, ())))
    against = any(squeeze(word) in name for word in known["against"])
    return (0.8 if any(word in name for word in spoken) else 0.0) - (0.9 if against else 0.0)


def headings_speak(sheet: Sheet, stack: Stack, vocabulary: Vocabulary) -> float:
    """Return what the headings of what tells records apart add: "Risk title" speaks for risks, whoever else has titles.

    A register whose headings are much like another's, such as an assurance framework's like a risk register's, is told by
    signs: they or a title above say so ("Principal risk"), or it is the plainer one.
    """
    register = vocabulary.register
    named = [(vocabulary.quick(path[-1]), " ".join(pieces(path[-1]))) for path in stack.headings.values()]
    telling = [text for key, text in named if key in {register.title_key, *register.match_keys}]
    signs = [" ".join(pieces(sign)) for sign in spellings()["signs"].get(register.key, ())]
    if not signs:
        noun = " ".join(pieces(register.noun))
        return _NOUN if any(noun in text.split() for text in telling) else 0.0
    title = [text for key, text in named if key == register.title_key]
    said = any(_says(text, signs) for text in telling) and all(_says(text, signs) for text in title)
    against = [" ".join(pieces(sign)) for sign in spellings()["signs"]["against"]]
    titled = any(_says(text, signs) and not _says(text, against) for text in _titles(sheet, stack))
    return _SAID_SO if said or titled else -_UNSAID


def _titles(sheet: Sheet, stack: Stack) -> list[str]:
    """Return the words of titles above some headings: short texts with a row to themselves."""
    rows = sheet.rows[: min(stack.rows[0], _TITLES)]
    alone = [pieces(words(row[used[0]])) for row in rows if len(used := filled(row[:_WIDEST])) == 1]
    return [" ".join(said) for said in alone if len(said) <= _TITLE]


def _says(text: str, signs: Sequence[str]) -> bool:
    return any(f" {sign} " in f" {text} " for sign in signs)
