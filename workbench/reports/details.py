"""Running text of a record: a heading with its paragraphs, and whatever no other part of a page has said."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import partial

from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import CondPageBreak, Flowable, Spacer

from workbench.domain.field import AnyField
from workbench.domain.register import Record
from workbench.domain.scoring import NPSA, Scheme
from workbench.reports.fitting import kept
from workbench.reports.flow import Words, words
from workbench.reports.grid import Cell, PillBox
from workbench.reports.lettering import BOLD, markup, strong
from workbench.reports.pairs import pairs_of
from workbench.reports.sections import Band, is_long, parts_of, unsaid
from workbench.reports.style import CELL_MUTED, GROUP, NUMBER, PROSE, UPRIGHT_WIDTH, WORD
from workbench.reports.tables import Pill, Shown, shown
from workbench.reports.tagging import Element

FURTHER = "Further details"
_NAMES = 240
_ROOM = 64.0
"""What a heading wants below it, or it goes to the next page with what follows."""


def heading(text: str, root: Element, role: str = "H4", room: float = _ROOM) -> list[Flowable]:
    """Return a heading that never stands alone at the foot of a page."""
    return [CondPageBreak(room), group(text, root, role)]


def group(text: str, root: Element, role: str = "H4") -> Words:
    """Return a heading for the top of a table, which keeps it by itself."""
    return words(markup(text, BOLD), GROUP, root.add(role))


def prose(text: str, root: Element, style: ParagraphStyle = PROSE, lead: str = "") -> list[Flowable]:
    """Return text as paragraphs, one for each of its lines; `lead` is said in bold before the first."""
    lines = [part for line in text.split("\n") if line.strip() for part in parts_of(line)]
    starts = [f"{strong(lead)} " if lead else "", *[""] * len(lines)]
    return [words(start + markup(line, style.fontName), style, root.add("P")) for start, line in zip(starts, lines, strict=False)]


def said_in(record: Record, fields: Sequence[str], told: set[str]) -> list[tuple[AnyField, str]]:
    """Return the words of some fields that have any, and note that they were said."""
    told.update(fields)
    return [(field, text) for key in fields if (field := record.register.find(key)) and (text := record.show(key))]


def further(record: Record, told: Collection[str], scheme: Scheme, root: Element, *, headed: bool = True) -> list[Flowable]:
    """Return every filled field that was not said yet: long ones as paragraphs, the short ones in columns."""
    found = unsaid(record, told, scheme)
    return kept(partial(_further, found, root, headed=headed)) if found else []


def _further(found: Sequence[tuple[AnyField, Shown]], root: Element, *, headed: bool) -> list[Flowable]:
    story = heading(FURTHER, root) if headed else [Spacer(0, 8)]
    for field, value in found:
        if _is_text(field, value):
            story += prose(value.line, root, PROSE, f"{field.label}:")
    return [*story, *quietly([(field.label, value.line) for field, value in found if not _is_text(field, value)], root)]


def quietly(pairs: Sequence[tuple[str, str]], root: Element, columns: int = 3) -> list[Flowable]:
    """Return labels with short values in columns; very long ones as paragraphs."""
    brief = [pair for pair in pairs if len(pair[1]) <= _NAMES]
    long = [line for label, text in pairs if len(text) > _NAMES for line in prose(text, root, PROSE, f"{label}:")]
    return [*long, *pairs_of(brief, UPRIGHT_WIDTH, columns, root)]


def _is_text(field: AnyField, value: Shown) -> bool:
    """Whether a value reads as sentences; several names in a row do not."""
    return is_long(field, value) and (field.kind.prose or len(value.line) > _NAMES)


def short(record: Record, key: str) -> str:
    """Return a value as a table has room for it: the month of a day in three letters."""
    field = record.register.find(key)
    return shown(field, record, NPSA).words if field else ""


@dataclass(frozen=True)
class Fact:
    """One of a few facts in a row: its label, the fact in large letters, a pill and a few words below."""

    label: str
    fact: str
    pill: Pill | None = None
    notes: Sequence[str] = ()


class Facts(Band):
    """A few facts in a row between two rules."""

    def __init__(self, facts: Sequence[Fact], parent: Element, width: float = UPRIGHT_WIDTH) -> None:
        super().__init__([_fact(one, parent.add("P")) for one in facts], width, 4, 10)


def _fact(fact: Fact, element: Element) -> Cell:
    style = NUMBER if fact.fact.isdecimal() else WORD
    pieces: list[Flowable] = [words(markup(fact.label), CELL_MUTED, element), words(markup(fact.fact, BOLD), style, element)]
    if fact.pill:
        pieces.append(PillBox(fact.pill, element))
    return Cell([*pieces, *(words(markup(note), CELL_MUTED, element) for note in fact.notes if note)])


def score_fact(label: str, value: Shown, note: str = "") -> Fact:
    """Return a score as a fact: the number large, its band's word as the pill."""
    number, _, word = (value.pill.words if value.pill else "").partition("\xa0\xa0")
    return Fact(label, number, Pill(word, value.pill.tint) if word and value.pill else None, [value.note, note])
