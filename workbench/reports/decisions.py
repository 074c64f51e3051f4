"""The decisions: each in its exact words, with whose it was to take, the votes where they may be shown, and the approvals."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from reportlab.platypus import Flowable, Spacer

from workbench.domain.audience import View
from workbench.domain.register import Record
from workbench.domain.scoring import Scheme
from workbench.domain.text import counted, joined, shorten
from workbench.reports.details import further, group, prose, said_in, short
from workbench.reports.fitting import begun
from workbench.reports.flow import words
from workbench.reports.kin import Kin
from workbench.reports.lettering import BOLD, markup
from workbench.reports.listing import Bold, Line, Quiet, together
from workbench.reports.sections import Bookmark, Rule, Running, goes_without_saying, natural, none_of, onto, opened
from workbench.reports.style import CHAPTER, NOTE, UPRIGHT_WIDTH
from workbench.reports.tagging import Element

KEY = "decision"
APPROVALS, VOTES, DECLARED = "Approvals", "Votes", "Declarations of interest"
AWAITED, NOT_YET = "awaited", "not yet"
_GIVEN = ("approved", "conditional")


@dataclass(frozen=True)
class Decided:
    """What the section of decisions is made from."""

    view: View
    kin: Kin
    scheme: Scheme

    def records(self) -> list[Record]:
        """Return the decisions, the newest first; those without a date come last."""
        found = sorted(self.view.records(KEY), key=lambda one: natural(one.ref))
        return sorted(found, key=lambda one: str(one.of("date") or ""), reverse=True)

    def story(self, root: Element) -> list[Flowable]:
        """Return the section."""
        register, records = self.view.registers[KEY], self.records()
        says = f"{counted(len(records), register.noun, register.plural)}, the newest first." if records else none_of(register.plural)
        story = opened(KEY, register.label, says, root, onto(records))
        for place, record in enumerate(records):
            begin, *parts = begun(partial(self._one, record, place, root), last=place + 1 == len(records))
            story += [Running(), *([begin] if place else []), *parts]  # the heading of the section never stands alone
        return [*story, Running()]

    def _one(self, record: Record, place: int, root: Element) -> list[list[Flowable]]:
        """Return a decision in parts: its words with what comes first of the rest, then the rest."""
        told = {"ref", "title", *goes_without_saying(self.view)}
        name = f"{record.ref} {record.show('title') or record.title}".strip()
        when = _when([text for _, text in said_in(record, ("meeting", "date", "forum"), told)])
        facts = [f"{field.label}: {text}" for field, text in said_in(record, ("right", "rule", "status", "effective_date"), told)]
        exact = said_in(record, ("decision",), told)
        story: list[Flowable] = [
            Spacer(0, 10),
            Running(shorten(name, 70)),
            Rule(UPRIGHT_WIDTH),
            Spacer(0, 6),
            Bookmark(f"{KEY}-{place}", shorten(name, 120), 1),
            words(markup(name, BOLD), CHAPTER, root.add("H3")),
        ]
        if when or facts:
            story.append(words(markup(" · ".join([*when, *facts])), NOTE, root.add("P")))
            story.append(Spacer(0, 6))
        story += [line for _, text in exact for line in prose(text, root)]
        rest = (
            self._approvals(record, root),
            self._votes(record, root),
            self._declarations(record, root),
            further(record, told, self.scheme, root, headed=False),
        )
        first, *others = [part for part in rest if part] or [[]]
        return [[*story, *first], *others]

    def _approvals(self, record: Record, root: Element) -> list[Flowable]:
        found = self.kin.children("approval", record.uid)
        if not found:
            return []
        columns = (("Approver", 3.95), ("Required", 1.25), ("Outcome", 1.6), ("Date", 1.75), ("Conditions", 2.4), ("Minute", 1.4))
        above = [group(APPROVALS, root), words(markup(_approved(found)), NOTE, root.add("P"))]
        versions = len({one.of("text_version") for one in found}) > 1
        return together(columns, (_approval(one, versions=versions) for one in found), root, above=above)

    def _votes(self, record: Record, root: Element) -> list[Flowable]:
        found = self.kin.children("vote", record.uid)
        if not found:
            return []
        counts = Counter(one.show("choice") or "not stated" for one in found)
        said = joined([f"{number:,} {choice.lower()}" for choice, number in counts.items()])
        columns = (("Person", 2.6), ("Organisation", 3.2), ("Post", 2.6), ("Vote", 2.0))
        above = [group(VOTES, root), words(markup(f"{counted(len(found), 'vote')}: {said}."), NOTE, root.add("P"))]
        weights = len({one.of("weight") for one in found}) > 1
        return together(columns, (_vote(one, weights=weights) for one in found), root, above=above)

    def _declarations(self, record: Record, root: Element) -> list[Flowable]:
        found = self.kin.children("declaration", record.uid)
        if not found:
            return []
        columns = (("Person", 2), ("Kind", 1.6), ("Interest", 3.4), ("What was done", 3.4))
        lines = [Line([Bold(one.show("person")), one.show("kind"), one.show("detail"), one.show("handling")]) for one in found]
        return together(columns, lines, root, above=[group(DECLARED, root)])


def _when(said: Sequence[str]) -> list[str]:
    """Return meeting, day and forum without what the meeting's name says already."""
    return [text for place, text in enumerate(said) if not place or text not in said[0]]


def _approved(steps: Sequence[Record]) -> str:
    """Return how far the required approvals are."""
    needed = [one for one in steps if one.of("required") != "no"]
    given = sum(one.of("outcome") in _GIVEN for one in needed)
    waiting = sum(one.of("outcome") is None for one in needed)
    if not needed:
        return "No approval is required."
    answer = f"{given:,} of {counted(len(needed), 'required approval')} given"
    return f"{answer}, {waiting:,} awaited." if waiting else f"{answer}."


def _approval(one: Record, *, versions: bool) -> Line:
    version = one.show("text_version") if versions else ""
    named = [Bold(one.show("approver")), *([Quiet(one.show("step"))] if one.show("step") else [])]
    met = one.show("condition_met")
    conditions = [one.show("conditions"), *([Quiet(f"met: {met.lower()}")] if met else [])] if one.show("conditions") else Quiet("none")
    outcome = one.show("outcome") or Quiet(AWAITED)
    return Line(
        [
            named,
            one.show("required"),
            [outcome, *([Quiet(f"text {version}")] if version else [])],
            short(one, "date") or Quiet(NOT_YET),
            conditions,
            one.show("minute_ref") or Quiet(NOT_YET),
        ]
    )


def _vote(one: Record, *, weights: bool) -> Line:
    weight = f"weight {one.show('weight')}" if weights and one.show("weight") else ""
    casting = "casting vote" if one.of("casting") == "yes" else ""
    note = ", ".join(part for part in (weight, casting) if part)
    return Line([Bold(one.show("person")), one.show("member"), one.show("post"), [one.show("choice"), *([Quiet(note)] if note else [])]])
