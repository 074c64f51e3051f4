"""The actions: who is to do what by when, how old each is, how often it was put off and by how much it is late."""

from collections.abc import Collection, Iterator, Sequence

from reportlab.platypus import Flowable

from workbench.domain.clock import Progress
from workbench.domain.progress import Course
from workbench.domain.register import Record, Register
from workbench.domain.scoring import Scheme
from workbench.domain.text import counted, shorten
from workbench.reports.details import short
from workbench.reports.flow import words
from workbench.reports.kin import Kin
from workbench.reports.lettering import BOLD, markup
from workbench.reports.listing import CellWords, Line, Named, Quiet, listing
from workbench.reports.sections import Bookmark, is_long, natural, none_of, onto, opened, unsaid
from workbench.reports.style import GROUP, WIDTH
from workbench.reports.tagging import Element

KEY = "action"
STILL, DONE = "Open actions", "Complete, verified and cancelled actions"
_COLUMNS = (("Action", 3.9), ("Comes from", 1.4), ("Owner", 2.1), ("Organisation", 2.4), ("Due", 2.4), ("Age", 1.9), ("Status", 1.3))
_TOLD = frozenset(("ref", "title", "origin", "owner", "member", "due_date", "revised_due", "status", "completed", "date_raised"))
_DATES = "The first due date never changes; what it was put off to stands under it."
_TIMES = {1: "once", 2: "twice"}


def times(number: int) -> str:
    """Return how often: once, twice, 3 times."""
    return _TIMES.get(number, f"{number} times")


def due_words(course: Course) -> CellWords:
    """Return when an action is due: the first date, which stays, the one it was put off to, and how late it is."""
    record = course.record
    first = short(record, "due_date")
    said: list[str | Named] = [first] if first else []
    put_off = len(course.extensions)
    if course.due and (put_off or record.of("revised_due")):
        often = f"extended {times(put_off)}, " if put_off else ""
        revised = _day(record, course)
        said.append(Quiet(f"{often}now {revised}") if revised != first else Quiet(often.removesuffix(", ")))
    if course.late:
        said.append(Named(f"Overdue by {counted(course.late, 'day')}", ""))
    elif course.standing:
        said.append(Quiet(course.standing))
    if record.show("completed"):
        said.append(Quiet(f"completed {short(record, 'completed')}"))
    return said or ""


def _day(record: Record, course: Course) -> str:
    """Return the date that counts, as a table has room for it."""
    day = course.due.isoformat() if course.due else None
    return short(record.register.record({**record.row, "due_date": day}), "due_date")


def action_section(
    register: Register, courses: Sequence[Course], kin: Kin, scheme: Scheme, root: Element, progress: Progress, said: Collection[str]
) -> list[Flowable]:
    """Return the section: what is open, the longest overdue first, then what is done; `said` are fields that need no saying."""
    story = opened(KEY, register.label, _says(register, courses), root, onto(courses))
    still = sorted((one for one in courses if one.is_open), key=_urgency)
    done = sorted((one for one in courses if not one.is_open), key=lambda one: natural(one.record.ref))
    told = _TOLD.union(said)
    before = 0
    for name, label, found in (("open", STILL, still), ("done", DONE, done)):
        if found:
            above: list[Flowable] = [
                Bookmark(f"{KEY}-{name}", label, 1),
                words(markup(f"{label} ({len(found):,})", BOLD), GROUP, root.add("H3")),
            ]
            lines = _lines(found, kin, scheme, told, progress, (before, len(courses)))
            story.append(listing(_COLUMNS, lines, root, width=WIDTH, above=above))
            before += len(found)
    return story


def _says(register: Register, courses: Sequence[Course]) -> str:
    if not courses:
        return none_of(register.plural)
    still = [one for one in courses if one.is_open]
    late = sum(bool(one.late) for one in still)
    overdue = f", {late:,} of them overdue" if late else ", none of them overdue" if still else ""
    return f"{counted(len(courses), register.noun, register.plural)}: {len(still):,} open{overdue}. {_DATES}"


def _urgency(course: Course) -> tuple[int, bool, str, list[tuple[int, str]]]:
    return (-course.late, course.due is None, str(course.due or ""), natural(course.record.ref))


def _lines(
    courses: Sequence[Course], kin: Kin, scheme: Scheme, told: frozenset[str], progress: Progress, done: tuple[int, int]
) -> Iterator[Line]:
    before, total = done
    for place, course in enumerate(courses):
        progress(before + place, total)
        record = course.record
        long, brief = _rest(record, scheme, told)
        raised, age = short(record, "date_raised"), course.age
        yield Line(
            [
                Named(record.ref, record.show("title") or record.title),
                record.show("origin"),
                record.show("owner"),
                record.show("member"),
                due_words(course),
                [counted(age, "day"), Quiet(f"since {raised}")] if age is not None else Quiet(f"raised {raised}" if raised else ""),
                record.show("status"),
            ],
            [*_extensions(course), *_updates(kin, record), *long],
            brief,
            record.ref,
            (f"{KEY}-{before + place}", shorten(f"{record.ref} {record.title}", 120) or record.register.noun, 2),
        )


def _extensions(course: Course) -> Iterator[tuple[str, str]]:
    for one in sorted(course.extensions, key=lambda one: str(one.of("new_date") or "")):
        by = " ".join(part for part in (one.show("approved_by"), one.show("approved_on") and f"on {short(one, 'approved_on')}") if part)
        reason = one.show("reason")
        said = [
            f"to {short(one, 'new_date')}" if one.show("new_date") else "",
            reason,
            f"approved by {by}" if one.show("approved_by") else f"approved {by}" if by else "",
        ]
        yield "Extended", "; ".join(part for part in said if part)


def _updates(kin: Kin, record: Record) -> Iterator[tuple[str, str]]:
    for one in kin.children("update", record.uid):
        when = " ".join(part for part in (short(one, "date"), one.show("by") and f"({one.show('by')})") if part)
        yield f"Update {when}".rstrip(), one.show("text")


def _rest(record: Record, scheme: Scheme, told: frozenset[str]) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Return what else is filled, behind its labels: long texts, and short values."""
    found = unsaid(record, told, scheme)
    long = [(field.label, value.line) for field, value in found if is_long(field, value)]
    return long, [(field.label, value.line) for field, value in found if not is_long(field, value)]
