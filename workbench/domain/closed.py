"""What stays as it is once a person has closed a quarter: the positions in it, and that it is closed.

The rule is asked where changes are written, so that no edit, import, paste, undo or taking back goes round it.
"""

from collections.abc import Iterable, Mapping
from datetime import date

from workbench.domain.change import Change, ChangeSet, SetKind
from workbench.domain.errors import ClosedQuarterError
from workbench.domain.quarters import Quarter, named, quarter_of
from workbench.domain.register import Record, Row
from workbench.domain.registers.quarters import CLOSED, REOPENED

POSITION, QUARTER = "position", "quarter"
_BESIDE = frozenset({"circulation", "withheld", "extra", "notes"})
"""What may still be said of a closed position: who may see it, and words beside it."""
_WHOLE = frozenset({SetKind.MERGE, SetKind.RESTORE})
"""Sets that bring a history from elsewhere, in which quarters were closed in their turn."""


def closed_quarters(records: Iterable[Record]) -> dict[Quarter, Record]:
    """Return the quarters that are closed now, with the record that says so."""
    found = ((named(record.show("period")), record) for record in records if record.row.get("status") == CLOSED)
    return {quarter: record for quarter, record in found if quarter is not None}


def quarters_of(position: Row) -> set[Quarter]:
    """Return the quarters that a position speaks of: the one it names, and the one its date lies in; none for a plan."""
    if position.get("kind") not in (None, "actual"):
        return set()
    spoken = named(str(position.get("period") or ""))
    day = str(position.get("date") or "")
    return {quarter for quarter in (spoken, quarter_of_day(day)) if quarter is not None}


def quarter_of_day(day: str) -> Quarter | None:
    """Return the quarter of an ISO day; None for anything else."""
    try:
        return quarter_of(date.fromisoformat(day))
    except ValueError:
        return None


def check_closed(change_set: ChangeSet, closed: Mapping[Quarter, Record]) -> None:
    """Refuse a set that would change what stood when a quarter was closed.

    Raises:
        ClosedQuarterError: it would; the sentence names the record and what to do.
    """
    if not closed or change_set.kind in _WHOLE:
        return
    changes = change_set.changes
    held = {record.uid: quarter for quarter, record in closed.items()}
    for change in changes:
        if change.register == QUARTER and change.uid in held and _opens(change) and not _is_reopening(change, change_set):
            raise ClosedQuarterError(f"{held[change.uid].name} is closed; open it again with a reason before anything in it is changed.")
    gone = {change.uid: change.ref for change in changes if change.after is None}
    for change in changes:
        if (quarter := closed_in(change, closed)) is not None:
            raise ClosedQuarterError(_told(change, quarter, gone))


def closed_in(change: Change, closed: Mapping[Quarter, Record]) -> Quarter | None:
    """Return the closed quarter whose positions a change would alter, or None."""
    if change.register != POSITION or not set(change.keys) - _BESIDE:
        return None
    spoken = quarters_of(change.before or {}) if change.before is not None else set()
    spoken |= quarters_of(change.after or {}) if change.after is not None else set()
    return min((quarter for quarter in spoken if quarter in closed), key=lambda quarter: quarter.first, default=None)


def _opens(change: Change) -> bool:
    return bool(set(change.keys) - _BESIDE)


def _is_reopening(change: Change, change_set: ChangeSet) -> bool:
    """Whether a change is the named act of opening a quarter again, with its reason."""
    after = change.after or {}
    return (
        bool(change_set.reason.strip()) and after.get("status") == REOPENED and after.get("period") == (change.before or {}).get("period")
    )


def _told(change: Change, quarter: Quarter, gone: Mapping[str, str]) -> str:
    parent = str((change.before or {}).get("parent") or "")
    if change.after is None and parent in gone:
        return (
            f"{gone[parent] or 'The record'} has a position in {quarter.name}, which is closed, so it cannot be removed; "
            "set its status to closed instead."
        )
    ref = change.ref or "A position"
    return (
        f"{ref} belongs to {quarter.name}, which is closed, so nothing was changed; open the quarter again first if it must be corrected."
    )
