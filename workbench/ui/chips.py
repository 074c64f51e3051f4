"""The few questions people put to a register all day, as chips beside its filter line."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from workbench.domain.field import AnyField
from workbench.domain.kinds import Choice
from workbench.domain.register import Record, Register

_SETTLED = ("agreed", "approved", "not_agreed", "withdrawn", "lapsed", "superseded")
_DONE = frozenset({"closed", "complete", "verified", "cancelled", *_SETTLED})
_DUE = ("next_review", "revised_due", "due_date", "action_due")
"""Fields that say when something falls due."""
_PUT_OFF = {"due_date": "revised_due"}
"""A first date does not count any more once there is a later one."""
_MOST_CHOICES = 2
SOON = 30
"""Days within which something is due soon."""


@dataclass(frozen=True)
class Chip:
    """A question a record passes or not; of the chips of one family at most one is pressed."""

    key: str
    label: str
    passes: Callable[[Record, date], bool]
    family: str = ""
    help: str = ""


def is_open(record: Record) -> bool:
    """Whether a record still asks for attention; one without a status does."""
    return record.of("status") not in _DONE


def overdue_days(record: Record, field: AnyField, today: date) -> int:
    """Return by how many days a due date of an open record has passed; 0 where it has not, or is none."""
    if field.key not in _DUE or record.row.get(_PUT_OFF.get(field.key, "")) is not None:
        return 0
    stored = field.of(record.row)
    return max(0, (today - date.fromisoformat(str(stored))).days) if stored and is_open(record) else 0


def due_day(record: Record) -> str:
    """Return the day that counts as the one something is due on, as it is stored; nothing where none is known."""
    return next((str(stored) for key in _DUE if (stored := record.row.get(key))), "")


def is_overdue(record: Record, today: date) -> bool:
    """Whether the first due date a record holds has passed."""
    for key in _DUE:
        if (field := record.register.find(key)) and field.of(record.row):
            return overdue_days(record, field, today) > 0
    return False


def is_due_soon(record: Record, today: date) -> bool:
    """Whether the first due date a record holds comes within the next days."""
    for key in _DUE:
        if stored := record.row.get(key):
            return is_open(record) and 0 <= (date.fromisoformat(str(stored)) - today).days <= SOON
    return False


def choices_of(register: Register) -> list[AnyField]:
    """Return the fields of a register whose few values people choose records by: what stands in the table, its status first."""
    told = {"circulation", "tier"}
    found = [field for field in register if isinstance(field.kind, Choice) and field.column and field.key not in told]
    return sorted(found, key=lambda field: field.key != "status")[:_MOST_CHOICES]


def chips_of(register: Register) -> list[Chip]:
    """Return the chips a register can answer."""
    found: list[Chip] = []
    if "tier" in register:
        found += [
            Chip("shared", "Shared", lambda record, _today: record.of("tier") == "shared", "tier", "The collaborative's own"),
            Chip(
                "own",
                "Organisations’ own",
                lambda record, _today: record.of("tier") in {"corporate", "local"},
                "tier",
                f"Corporate and local {register.plural} of one organisation",
            ),
            Chip("unsorted", "Unsorted", lambda record, _today: record.of("tier") == "unsorted", "tier", "Nobody said yet whose they are"),
        ]
    if "status" in register:
        found.append(Chip("open", "Open", lambda record, _today: is_open(record), help="Not closed"))
    if any(key in register for key in _DUE):
        found.append(Chip("overdue", "Overdue", is_overdue, help="Open, and the date has passed"))
    return found
