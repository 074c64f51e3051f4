"""The order in which things to be done are first seen: what is open before what is finished, the most overdue first."""

from workbench.domain.register import Record, Register
from workbench.ui.chips import due_day, is_open

_NEVER = "9999-12-31"


def is_urgent(register: Register) -> bool:
    """Whether the records of a register are things to be done by a date."""
    return "due_date" in register and "status" in register


def urgency(record: Record) -> str:
    """Return what to sort a thing to be done by: open ones by when they are due, then those whose closure is still to be agreed."""
    if is_open(record):
        return f"0 {due_day(record) or _NEVER}"
    return "1" if record.of("status") == "complete" else "2"
