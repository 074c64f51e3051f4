"""Builds a document of one version, written beside the target and then put in its place: registers alone, or a whole pack."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from io import BytesIO
from pathlib import Path

from reportlab.platypus import CondPageBreak, Flowable, NextPageTemplate

from workbench.domain.audience import Version, View
from workbench.domain.charts import Figure
from workbench.domain.clock import Progress, unwatched
from workbench.domain.house import UNSTYLED, HouseStyle
from workbench.domain.progress import Course
from workbench.domain.replacing import replacing
from workbench.domain.schemes import joint_scheme
from workbench.domain.scoring import NPSA, Scheme
from workbench.domain.standing import SCORE, Past, Standing, open_shared, standings
from workbench.domain.text import joined
from workbench.domain.tolerance import Tolerances
from workbench.reports.actions import action_section
from workbench.reports.contents import Chapter, contents
from workbench.reports.cover import cover
from workbench.reports.decisions import Decided
from workbench.reports.kin import Kin
from workbench.reports.lettering import fonts
from workbench.reports.overview import SUMMARY, Foremost, heat_key, heat_page, heat_title, summary_page
from workbench.reports.pages import COVER, UPRIGHT, WIDE, PagedCanvas, Pages
from workbench.reports.principal import Framework
from workbench.reports.sections import Front, goes_without_saying, register_section, title_page, version_words
from workbench.reports.style import HEIGHT
from workbench.reports.tagging import Element

TITLE = "Governance pack"
IN_PACK = ("risk", "assurance", "decision", "action")
"""The registers that a pack prints, in its order."""
_SCORED = ("risk", "assurance")

Check = Callable[[bytes], None]
"""Looks at a document before it is put in its place; raises where it must not be there."""


def unchecked(_content: bytes) -> None:
    """Let a document be put in its place."""


@dataclass(frozen=True)
class Edition:
    """What a document is told beside its version: whose it is, the day it speaks of, and who looks on."""

    collaborative: str
    day: date
    created: datetime
    check: Check = unchecked
    progress: Progress = unwatched
    house: HouseStyle = UNSTYLED

    def front(self, view: View, title: str) -> Front:
        """Return what every page says."""
        position = None if view.audience.version is Version.PUBLIC else view.position
        return Front(self.collaborative, title, version_words(view), view.as_at or self.day, position, self.house)


def print_register(
    path: Path,
    view: View,
    keys: Sequence[str],
    *,
    collaborative: str,
    day: date,
    created: datetime,
    scheme: Scheme = NPSA,
    progress: Progress = unwatched,
    check: Check = unchecked,
    house: HouseStyle = UNSTYLED,
) -> int:
    """Print registers of a view as a tagged PDF; return how many records it holds.

    The same arguments give the same bytes. What fails or is stopped leaves neither a new file nor the old one changed.

    Args:
        path: where the document goes.
        view: all that it may show.
        keys: the registers to print, in this order; those of which the view has no field are passed over.
        collaborative: the name on the title page.
        day: the day the document speaks of, unless the view is as at another.
        created: the moment to note in the file.
        scheme: the bands of scores.
        progress: told after each record; may raise `StoppedError`.
        check: looks at the document before it is put in its place.
        house: the collaborative's own words at head and foot, and their colour.

    Raises:
        FileTroubleError: the file cannot be written.
    """
    registers = [view.registers[key] for key in keys if key in view.registers and any(True for _ in view.registers[key])]
    total = sum(len(view.records(register.key)) for register in registers)
    title = joined([register.label if not place else register.label.lower() for place, register in enumerate(registers)]) or "Registers"
    edition = Edition(collaborative, day, created, check, progress, house)
    front = edition.front(view, title)
    fonts()
    root = Element("Document")
    story = [NextPageTemplate(WIDE), *title_page(front, view, registers, scheme, root)]
    done, is_scored = 0, any(SCORE in register for register in registers)
    for number, register in enumerate(registers):
        turn = CondPageBreak(HEIGHT / 2) if number or not is_scored else None  # figures alone do not fill a page
        story += register_section(view, register, number, scheme, root, partial(_shifted, progress, done, total), turn)
        done += len(view.records(register.key))
    _write(path, edition, front, story, root, total)
    return total


def _shifted(progress: Progress, before: int, total: int, done: int, _of: int) -> None:
    progress(before + done, total)


def _write(
    path: Path,
    edition: Edition,
    front: Front,
    story: list[Flowable],
    root: Element,
    total: int,
    *,
    chapters: Sequence[Chapter] | None = None,
) -> None:
    """Lay out a document and write it; a pack has chapters, and is a draft."""
    listed = tuple(chapter.key for chapter in chapters or ())
    with replacing(path) as file:
        content = BytesIO()
        pages = Pages(content, front, edition.created, draft=chapters is not None)
        if chapters is not None:
            pages.pageTemplates.sort(key=lambda template: template.id != COVER)  # the first page is of the first kind
        pages.build(story, canvasmaker=partial(PagedCanvas, root=root, listed=listed))
        edition.progress(total, total)
        edition.check(content.getvalue())
        file.write(content.getvalue())


@dataclass
class Pack:
    """A whole pack: cover, contents, summary, heat maps, registers, a page for each principal risk, decisions and actions.

    Args:
        view: all that it may show.
        edition: whose it is, of which day, and who looks on.
        figures: the answers of the summary.
    """

    view: View
    edition: Edition
    figures: Sequence[Figure]
    root: Element = field(default_factory=lambda: Element("Document"))

    def __post_init__(self) -> None:
        """Look once at what several sections need."""
        view, day = self.view, self.view.as_at or self.edition.day
        self.scheme = joint_scheme(view.records("scheme"), day)
        self.past = Past(view, day)
        self.kin = Kin(view)
        self.courses = [Course(record, day, self.kin.children("extension", record.uid)) for record in view.records("action")]
        by_uid = {course.record.uid: course for course in self.courses}
        self.framework = Framework(view, self.kin, self.scheme, self.past, Tolerances(view.records("appetite")), by_uid)
        self.total = sum(len(view.records(key)) for key in IN_PACK)

    def print(self, path: Path) -> int:
        """Print it as a tagged PDF; return how many records it holds.

        Raises:
            FileTroubleError: the file cannot be written.
        """
        fonts()
        front = self.edition.front(self.view, TITLE)
        chapters = self.chapters()
        risk = self.view.registers["risk"]
        before_actions = self.total - len(self.courses)
        risks = partial(_shifted, self.edition.progress, 0, self.total)
        actions = partial(_shifted, self.edition.progress, before_actions, self.total)
        said = goes_without_saying(self.view)
        story = [
            NextPageTemplate(UPRIGHT),
            *cover(front, str(self.view.audience.version), self.root),
            *contents(chapters, self.root),
            *summary_page(self.figures, self._foremost(), self.root),
            *heat_page(risk, self._standings("risk"), self.scheme, self.past, self.root),
            NextPageTemplate(WIDE if self.view.records("risk") else UPRIGHT),
            *register_section(self.view, risk, 0, self.scheme, self.root, risks),
            NextPageTemplate(UPRIGHT),
            *self.framework.story(self.root),
            *Decided(self.view, self.kin, self.scheme).story(self.root),
            NextPageTemplate(WIDE if self.courses else UPRIGHT),
            *action_section(self.view.registers["action"], self.courses, self.kin, self.scheme, self.root, actions, said),
        ]
        _write(path, self.edition, front, story, self.root, self.total, chapters=chapters)
        return self.total

    def chapters(self) -> list[Chapter]:
        """Return what the contents list."""
        registers = self.view.registers
        return [
            Chapter("summary", SUMMARY),
            Chapter(heat_key(registers["risk"]), heat_title(registers["risk"])),
            Chapter("register-0", registers["risk"].label),
            *self.framework.chapters(),
            Chapter("decision", registers["decision"].label),
            Chapter("action", registers["action"].label),
        ]

    def _foremost(self) -> Foremost:
        risks = [one for key in _SCORED for one in self._standings(key)]
        late = sorted((course for course in self.courses if course.late), key=lambda course: -course.late)
        return Foremost(sorted(risks, key=lambda one: -(one.score or 0)), late, self.scheme)

    def _standings(self, key: str) -> Sequence[Standing]:
        return standings(open_shared(self.view.records(key)), self.past)
