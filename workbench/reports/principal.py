"""The assurance framework: a table of the principal risks, then a page for each.

A page says what could happen, how high it stands and how that went, what is in place and what tells that it works,
what is missing and who does what about it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from reportlab.platypus import Flowable, PageBreak, Spacer

from workbench.domain.audience import View
from workbench.domain.charts import trace
from workbench.domain.progress import Course
from workbench.domain.register import Record, Register
from workbench.domain.scoring import Scheme
from workbench.domain.standing import CLOSED, Past, Standing, open_shared, standings
from workbench.domain.text import counted, shorten
from workbench.domain.tolerance import Tolerances
from workbench.reports.actions import due_words
from workbench.reports.contents import Chapter
from workbench.reports.details import Fact, Facts, further, group, heading, prose, quietly, said_in, score_fact, short
from workbench.reports.drawing import TracePicture
from workbench.reports.fitting import best
from workbench.reports.flow import words
from workbench.reports.kin import Kin
from workbench.reports.lettering import BOLD, markup, strong
from workbench.reports.listing import NONE, Line, Named, Quiet, listing, together
from workbench.reports.overview import heat_key, heat_settings, heat_title
from workbench.reports.sections import Bookmark, Running, goes_without_saying, in_words, none_of, onto, opened, ordered
from workbench.reports.style import ALONE, NAME, NOTE, PROSE
from workbench.reports.tables import Shown, shown
from workbench.reports.tagging import Element

KEY = "assurance"
WHAT = "If, then, resulting in"
WHY = "Reasons for the score"
COURSE = "How the score went"
OWN = "Organisations’ own scores"
GLANCE = "All at a glance"
HOLDS = "Controls and what tells us they work"
MISSING = "Gaps and what closes them"
DOES = "Actions"
WHOLE = "The risk as a whole"
_LINES = (("1", "First line: management"), ("2", "Second line: oversight"), ("3", "Third line: independent"))
_NO_LINE = "Line not stated"
_LEADS = {"cause": "If", "event": "then", "effect": "resulting in"}
_SENTENCE = 700
"""Characters that cause, event and effect may have together to be one sentence."""
_LONGEST_NAME = 250
"""Characters of a title as large letters; a longer one is said in full below."""
_STAGES = (("inherent", "Inherent"), ("initial", "Initial"), ("current", "Current"), ("target", "Target"))


@dataclass(frozen=True)
class Framework:
    """What the pages of the assurance framework are made from."""

    view: View
    kin: Kin
    scheme: Scheme
    past: Past
    tolerances: Tolerances
    courses: dict[str, Course]

    def records(self) -> list[Record]:
        """Return the principal risks in their order: the shared first, then the highest."""
        return ordered(self.view.records(KEY))

    def chapters(self) -> list[Chapter]:
        """Return what the contents say about them."""
        register = self.view.registers[KEY]
        heat = [Chapter(heat_key(register), heat_title(register), 1)] if self._standings() else []
        pages = [Chapter(_key(place), _title(record), 1) for place, record in enumerate(self.records())]
        return [Chapter(KEY, register.label), *heat, *pages]

    def story(self, root: Element) -> list[Flowable]:
        """Return the section."""
        register, records = self.view.registers[KEY], self.records()
        says = f"{counted(len(records), register.noun, register.plural)}: all in a table, then each by itself."
        turn, *over = opened(KEY, register.label, says if records else none_of(register.plural), root, onto(records))
        story = [turn, *self._overview(records, over, root)]
        for place, record in enumerate(records):
            head = f"{register.label} · as at {in_words(self.past.day)}"
            turned = [Running(), PageBreak(), Running(shorten(_title(record), 70))]
            settings = [partial(self._page, record, root, _key(place), head, way) for way in _WAYS]
            story += [*turned, *best(settings)]
        return [*story, Running()]

    def _page(self, record: Record, root: Element, key: str, over: str, way: "_Way") -> list[Flowable]:
        return _Page(self, record, root, way).story(key, over)

    def _standings(self) -> Sequence[Standing]:
        return standings(open_shared(self.view.records(KEY)), self.past)

    def _overview(self, records: Sequence[Record], over: Sequence[Flowable], root: Element) -> list[Flowable]:
        """Return the map of the open ones, and all of them in a table."""
        register, risks = self.view.registers[KEY], self._standings()

        def table() -> list[Flowable]:
            return [listing(_glance(register), self._lines(records), root, above=[group(GLANCE, root, "H3")])]

        if not risks:
            return [*over, *(table() if records else [])]
        title = heat_title(register)
        above = [*over, Bookmark(heat_key(register), title, 1), group(title, root, "H3")]
        return best(heat_settings(register, risks, self.scheme, root, above, table))

    def _lines(self, records: Sequence[Record]) -> Iterator[Line]:
        for record in records:
            scores = [
                shown(field, record, self.scheme) for key in ("current_score", "target_score") if (field := record.register.find(key))
            ]
            moved = self.past.standing(record).moved
            yield Line(
                [
                    Named(record.ref, record.title),
                    record.show("exec_lead"),
                    [Shown(pill=scores[0].pill, note=moved or scores[0].note)] if scores and scores[0] else Quiet(NONE),
                    scores[1] if len(scores) > 1 and scores[1] else Quiet(NONE),
                    record.show("rating"),
                ]
            )


_GLANCE = (("exec_lead", 2.4), ("current_score", 2.0), ("target_score", 1.6), ("rating", 1.4))


def _glance(register: Register) -> list[tuple[str, float]]:
    """Return the columns of the table of all, under the labels of their fields."""
    return [(register.noun.capitalize(), 4.2), *((register.get(key).label, share) for key, share in _GLANCE)]


@dataclass(frozen=True)
class _Way:
    """A way to set the pages of a principal risk: with or without headings over short texts, and where a new page is turned to."""

    tight: bool = False
    turn: str = ""


_WAYS = (_Way(), _Way(tight=True), *(_Way(turn=turn) for turn in (HOLDS, MISSING, DOES)))


def _key(place: int) -> str:
    return f"{KEY}-{place}"


def _title(record: Record) -> str:
    return f"{record.ref} {record.title}".strip() or record.register.noun.capitalize()


@dataclass
class _Page:
    """The page of one principal risk; `told` are the fields it has said."""

    framework: Framework
    record: Record
    root: Element
    way: _Way

    def __post_init__(self) -> None:
        said = goes_without_saying(self.framework.view)
        self.told = {"ref", "tier", *said, *(["title"] if len(self.record.show("title")) <= _LONGEST_NAME else [])}
        self.kin, self.scheme = self.framework.kin, self.framework.scheme
        self.standing: Standing = self.framework.past.standing(self.record)
        self.controls = self.kin.children("control", self.record.uid)
        self.gaps = self.kin.children("gap", self.record.uid)

    def story(self, key: str, over: str) -> list[Flowable]:
        """Return the page."""
        breaks = {place: [PageBreak()] for place in ([self.way.turn] if self.way.turn else [])}
        return [
            Bookmark(key, shorten(_title(self.record), 120), 1),
            words(markup(over), NOTE, self.root.add("P")),
            words(markup(_name(self.record), BOLD), NAME, self.root.add("H3")),
            *self._whose(),
            Facts(self._facts(), self.root),
            Spacer(0, 8),
            *self._what(),
            *self._why(),
            *self._course(),
            *breaks.get(HOLDS, []),
            *self._controls(),
            *breaks.get(MISSING, []),
            *self._gaps(),
            *breaks.get(DOES, []),
            *self._actions(),
            *further(self.record, self.told, self.scheme, self.root),
        ]

    def _whose(self) -> list[Flowable]:
        said = said_in(self.record, ("objective", "exec_lead", "forum", "member", "lead_member"), self.told)
        return quietly([(field.label, text) for field, text in said], self.root, 2)

    def _facts(self) -> list[Fact]:
        found: list[Fact] = []
        for stage, label in _STAGES:
            field = self.record.register.find(f"{stage}_score")
            value = shown(field, self.record, self.scheme) if field else Shown()
            if field and value:
                self.told.update({field.key, *value.told})
                last = self.framework.past.last.name
                moved = f"{self.standing.moved} in {last}" if stage == "current" and self.standing.moved else ""
                found.append(score_fact(label, value, moved))
        return [*found, *self._appetite(), *self._rating()]

    def _appetite(self) -> list[Fact]:
        self.told.add("appetite")
        tolerance, said = self.framework.tolerances.of(self.record), self.record.show("appetite")
        if tolerance is None:
            return [Fact("Appetite", said)] if said else []
        outside = tolerance.is_outside(self.standing.score)
        level = tolerance.level or said
        limit = f"up to {tolerance.highest}" if tolerance.highest is not None else ""
        label = ", ".join(part for part in (f"Appetite: {level.lower()}" if level else "Appetite", limit) if part)
        fact = {True: "Outside", False: "Inside", None: level or "Not stated"}[outside]
        return [
            Fact(
                label,
                fact,
                None,
                [f"stated here as {said}"] if said and tolerance.level and said.lower() != tolerance.level.lower() else [],
            )
        ]

    def _rating(self) -> list[Fact]:
        self.told.add("rating")
        still = sum(gap.of("status") != CLOSED for gap in self.gaps)
        rating = self.record.show("rating")
        return [Fact("Assurance", rating or "Not rated", None, [counted(still, "open gap")] if still else [])]

    def _what(self) -> list[Flowable]:
        description = said_in(self.record, ("description",), self.told)
        story = [line for _, text in description for line in prose(text, self.root)]
        said = [(_LEADS[field.key], text) for field, text in said_in(self.record, tuple(_LEADS), self.told)]
        if not said:
            return story
        story += [] if self.way.tight else heading(WHAT, self.root)
        if len(said) > 1 and sum(len(text) for _, text in said) <= _SENTENCE and not any("\n" in text for _, text in said):
            return [*story, words(_in_one(said), PROSE, self.root.add("P"))]
        return [*story, *(line for lead, text in said for line in prose(text, self.root, PROSE, f"{lead[:1].upper()}{lead[1:]}:"))]

    def _why(self) -> list[Flowable]:
        said = said_in(self.record, ("score_rationale", "rating_rationale"), self.told)
        if not said:
            return []
        if self.way.tight:
            return [line for field, text in said for line in prose(text, self.root, PROSE, f"{field.label}:")]
        return [*heading(WHY, self.root), *(line for _, text in said for line in prose(text, self.root))]

    def _course(self) -> list[Flowable]:
        story: list[Flowable] = []
        if course := trace(self.standing, self.framework.past):
            story += [*heading(COURSE, self.root, room=150), TracePicture(course, self.root)]
        if own := self.framework.past.own(self.record.uid):
            lines = [
                Line(
                    [
                        one.show("member"),
                        shown(one.register.get("score"), one, self.scheme),
                        one.show("period") or one.show("date"),
                        one.show("rationale"),
                    ]
                )
                for one in own
            ]
            columns = (("Organisation", 2.5), ("Own score", 1.6), ("When", 1.5), ("Why", 4))
            story += together(columns, lines, self.root, above=[group(OWN, self.root)])
        return story

    def _controls(self) -> list[Flowable]:
        keys = ("controls", "assurances", "assurance_1", "assurance_2", "assurance_3")
        own = self._own_words(keys)
        rest = self.kin.children("assurance_source", self.record.uid)
        sources = [self.kin.children("assurance_source", control.uid) for control in self.controls]
        extra = any(one.of("line") is None for found in (*sources, rest) for one in found)
        if not self.controls and not rest and not own:
            return prose(f"{NONE}.", self.root, ALONE, f"{HOLDS}:")
        columns = [("Control", 3.2), *((label, 2.5) for _, label in _LINES), *([(_NO_LINE, 2.5)] if extra else [])]
        lines = [Line([_control(control), *_by_line(found, extra=extra)]) for control, found in zip(self.controls, sources, strict=True)]
        if rest:
            lines.append(Line([Quiet(WHOLE), *_by_line(rest, extra=extra)]))
        story = together(columns, lines, self.root, above=[group(HOLDS, self.root)]) if lines else heading(HOLDS, self.root)
        return [*story, *own]

    def _gaps(self) -> list[Flowable]:
        own = self._own_words(("gaps", "gaps_in_control", "gaps_in_assurance"))
        if not self.gaps and not own:
            return prose(f"{NONE}.", self.root, ALONE, f"{MISSING}:")
        lines = [self._gap(gap) for gap in self.gaps]
        columns = (("Gap", 4.4), ("In", 1.4), ("What closes it", 3.6), ("Status", 1.3))
        story = together(columns, lines, self.root, above=[group(MISSING, self.root)]) if lines else heading(MISSING, self.root)
        return [*story, *own]

    def _gap(self, gap: Record) -> Line:
        does: list[str | Named] = [Named(action.ref, action.title) for action in self.kin.actions(gap.uid)]
        if gap.show("action"):
            does.insert(0, gap.show("action"))
        said: list[str | Named] = [Named(gap.ref, gap.show("description"))]
        agreed = " ".join(part for part in (gap.show("accepted_by"), gap.show("accepted_on") and f"on {short(gap, 'accepted_on')}") if part)
        if agreed:
            said.append(Quiet(f"agreed as a gap by {agreed}" if gap.show("accepted_by") else f"agreed as a gap {agreed}"))
        return Line([said, gap.show("kind"), does or "", gap.show("status")])

    def _actions(self) -> list[Flowable]:
        own = self._own_words(("actions",))
        found = self.kin.actions(self.record.uid, *(gap.uid for gap in self.gaps))
        if not found:
            return [*heading(DOES, self.root), *own] if own else prose(f"{NONE}.", self.root, ALONE, f"{DOES}:")
        courses = self.framework.courses
        lines = [Line([Named(one.ref, one.title), one.show("owner"), due_words(courses[one.uid]), one.show("status")]) for one in found]
        columns = (("Action", 4.2), ("Owner", 2.2), ("Due", 2.8), ("Status", 1.5))
        return [*together(columns, lines, self.root, above=[group(DOES, self.root)]), *own]

    def _own_words(self, keys: Sequence[str]) -> list[Flowable]:
        """Return the words that fields of lines hold beside their records."""
        self.told.update(keys)
        fields = [field for key in keys if (field := self.record.register.find(key)) and self.record.row.get(key)]
        return [line for field in fields for line in prose(str(self.record.row[field.key]), self.root, PROSE, f"{field.label}:")]


def _name(record: Record) -> str:
    title = record.show("title")
    return f"{record.ref} {shorten(title, _LONGEST_NAME) if title else record.title}".strip()


def _in_one(said: Sequence[tuple[str, str]]) -> str:
    """Return cause, event and effect as the markup of one sentence, a lead that somebody typed not said twice."""
    parts = []
    for lead, text in said:
        bare = text.strip().rstrip(".,;")
        parts.append(markup(bare) if bare.lower().startswith(f"{lead.lower()} ") else f"{strong(f'{lead}:')} {markup(bare)}")
    return f"{', '.join(parts)}."


def _control(control: Record) -> list[str | Named]:
    facts = [
        f"{control.register.get(key).label}: {text}"
        for key in ("owner", "effectiveness", "last_tested")
        if key in control.register and (text := short(control, key))
    ]
    return [Named(control.ref, control.show("title")), *([Quiet(" · ".join(facts))] if facts else [])]


def _by_line(sources: Sequence[Record], *, extra: bool) -> list[list[str | Named]]:
    """Return what each line of assurance says, a piece for each source."""
    lines = [line for line, _ in _LINES] + ([None] if extra else [])
    return [[_source(one) for one in sources if one.of("line") == line] or [Quiet(NONE)] for line in lines]


def _source(one: Record) -> Named:
    said = ": ".join(part for part in (one.show("provider"), one.show("title")) if part)
    due = f"next due {short(one, 'next_due')}" if one.show("next_due") else ""
    facts = ", ".join(part for part in (one.show("finding").lower(), one.show("rating"), short(one, "date_received"), due) if part)
    return Named(one.ref, f"{said} ({facts})" if facts else said)
