"""The two kinds of page a board turns to first: the summary in figures and sentences, and a heat map."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from reportlab.platypus import CondPageBreak, Flowable, PageBreak, Spacer

from workbench.domain.charts import Figure, HeatMap, heat_map
from workbench.domain.progress import Course
from workbench.domain.register import Register
from workbench.domain.scoring import Scheme
from workbench.domain.standing import Movement, Past, Standing
from workbench.domain.text import counted, shorten
from workbench.reports.actions import due_words
from workbench.reports.drawing import HeatPicture, heights, legend
from workbench.reports.fitting import Setting, best
from workbench.reports.flow import words
from workbench.reports.lettering import BOLD, markup
from workbench.reports.listing import Line, Named, Quiet, listing
from workbench.reports.sections import Figures, natural, none_of, onto, opening
from workbench.reports.style import GROUP, PROSE, UPRIGHT_WIDTH
from workbench.reports.tables import Shown, shown
from workbench.reports.tagging import Element

SUMMARY, HIGHEST, LATEST = "Summary", "Highest current scores", "Longest overdue actions"
STATED = "Scores stated without likelihood and consequence"
WHERE = "Where each stands"
FACTORS = "Likelihood × consequence"
_EACH_ROW, _FEW, _LONGEST = 4, 4, 200
_NO_MOVEMENT = "not known"


@dataclass(frozen=True)
class Foremost:
    """What the summary names beside its figures: the risks that score highest, and the actions that are longest overdue."""

    risks: Sequence[Standing]
    late: Sequence[Course]
    scheme: Scheme


def summary_page(figures: Sequence[Figure], foremost: Foremost, root: Element) -> list[Flowable]:
    """Return the one-page summary: the figures in rows, each in its sentence, and what is foremost."""
    story = [*opening("summary", SUMMARY, root), Spacer(0, 8)]
    for first in range(0, len(figures), _EACH_ROW):
        row = [(one.label[:1].upper() + one.label[1:], f"{one.figure:,}") for one in figures[first : first + _EACH_ROW]]
        story.append(Figures(row, root, UPRIGHT_WIDTH, _EACH_ROW))
    story.append(Spacer(0, 16))
    story += [words(markup(one.sentence), PROSE, root.add("P")) for one in figures]
    return [*story, *_highest(foremost, root), *_latest(foremost, root)]


def _highest(foremost: Foremost, root: Element) -> list[Flowable]:
    risks = [one for one in foremost.risks if one.score is not None][:_FEW]
    if not risks:
        return []
    columns = (("Risk", 4.6), ("Score", 1.5), ("Movement", 1.6))
    lines = [
        Line([Named(one.record.ref, _named(one)), Shown(pill=_pill(one, foremost.scheme).pill), one.moved or Quiet(_NO_MOVEMENT)])
        for one in risks
    ]
    return [listing(columns, lines, root, above=[words(markup(HIGHEST, BOLD), GROUP, root.add("H3"))], brief=True)]


def _latest(foremost: Foremost, root: Element) -> list[Flowable]:
    if not foremost.late:
        return []
    columns = (("Action", 4.6), ("Owner", 1.5), ("Due", 1.6))
    lines = [Line([Named(one.record.ref, one.record.title), one.record.show("owner"), due_words(one)]) for one in foremost.late[:_FEW]]
    return [listing(columns, lines, root, above=[words(markup(LATEST, BOLD), GROUP, root.add("H3"))], brief=True)]


def _pill(one: Standing, scheme: Scheme) -> Shown:
    return shown(one.record.register.get("current_score"), one.record, scheme)


def _named(one: Standing) -> str:
    return shorten(one.record.show("title"), _LONGEST) or one.record.title


def heat_key(register: Register) -> str:
    """Return the bookmark of a register's heat map."""
    return f"heat-{register.key}"


def heat_title(register: Register) -> str:
    """Return what a register's heat map is called."""
    return f"Heat map of {'shared ' if register.key == 'risk' else ''}{register.plural}"


def heat_page(register: Register, risks: Sequence[Standing], scheme: Scheme, past: Past, root: Element) -> list[Flowable]:
    """Return the heat map of a register's open shared records, and the same in a table."""
    story = opening(heat_key(register), heat_title(register), root, onto(risks))
    if not risks:
        return [*story, words(markup(none_of(f"open shared {register.plural}")), PROSE, root.add("P"))]
    placed = sorted((one for one in risks if one.factors), key=lambda one: (-(one.score or 0), natural(one.record.ref)))

    def table() -> list[Flowable]:
        heading = words(markup(WHERE, BOLD), GROUP, root.add("H3"))
        columns = [(register.noun.capitalize(), 5.5), (FACTORS, 1.7), ("Score", 1.6), (f"Since {past.last.name}", 1.9)]
        return [listing(columns, _lines(placed, scheme), root, above=[heading])]

    return [*story[:1], *best(heat_settings(register, risks, scheme, root, story[1:], table if placed else list))]


def heat_settings(
    register: Register, risks: Sequence[Standing], scheme: Scheme, root: Element, over: Sequence[Flowable], table: Setting
) -> Sequence[Setting]:
    """Return the ways to set a heat map under what stands over it, with a table below it or on the next page."""
    heat = heat_map(risks, scheme)
    on_map = len(risks) - len(heat.stated) - sum(one.score is None for one in risks)

    def setting(row: float, between: Sequence[Flowable]) -> list[Flowable]:
        return [
            *over,
            words(markup(_says(register, risks, on_map)), PROSE, root.add("P")),
            Spacer(0, 4),
            HeatPicture(heat, scheme, root, row),
            legend(scheme, root),
            *(_stated(heat, scheme, root) if heat.stated else []),
            *between,
            *table(),
        ]

    rows = heights(heat)
    return [partial(setting, row, ()) for row in rows] + [partial(setting, rows[0], [PageBreak()])]


def _says(register: Register, risks: Sequence[Standing], on_map: int) -> str:
    missing = sum(one.score is None for one in risks)
    rest = f" {counted(missing, register.noun)} {'has' if missing == 1 else 'have'} no current score." if missing else ""
    return f"{counted(on_map, register.noun)} stand{'s' if on_map == 1 else ''} on the map, by current likelihood and consequence.{rest}"


def _stated(heat: HeatMap, scheme: Scheme, root: Element) -> list[Flowable]:
    heading = words(markup(STATED, BOLD), GROUP, root.add("H3"))

    def lines() -> Iterator[Line]:
        for one in heat.stated:
            yield Line([Named(one.record.ref, _named(one)), _pill(one, scheme), one.moved or Quiet(_NO_MOVEMENT)])

    return [CondPageBreak(90), listing([("Risk", 4), ("Score", 1.6), ("Movement", 1.6)], lines(), root, above=[heading])]


def _lines(placed: Sequence[Standing], scheme: Scheme) -> Iterator[Line]:
    for one in placed:
        likelihood, consequence = one.factors or (1, 1)
        moved = one.moved if one.movement is not Movement.SAME else "unchanged"
        yield Line(
            [
                Named(one.record.ref, _named(one)),
                f"{likelihood}\xa0×\xa0{consequence}",
                Shown(pill=_pill(one, scheme).pill),
                f"{one.movement.value} {moved}" if moved else Quiet(_NO_MOVEMENT),
            ]
        )
