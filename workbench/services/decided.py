"""Decisions about a plan in words, as the reason its change set is kept with: references and fields, never what stands in them."""

from collections.abc import Callable, Sequence

from workbench.domain.text import joined
from workbench.services.plan import Outcome, PlanCell, PlanRow

_NAMED = 12
"""Records named one by one; of more, the number of the others is told."""
_EVERYWHERE = 4
"""Rows from which a field is told for all of them together."""


def words_of(rows: Sequence[PlanRow], absent: Sequence[tuple[str, str]], source: str = "workbench") -> list[str]:
    """Return what was decided about rows, and about records that are not in the return, in sentences.

    Args:
        rows: those about which something was decided.
        absent: reference and reason of records that are not in the return.
        source: what the rows came from.
    """
    kept = [row for row in rows if not row.refused]
    groups = [
        ("Left out", [_called(row) for row in rows if row.refused]),
        ("Said to be known here", [f"row {row.row} as {row.ref}" for row in kept if row.asked and row.outcome is not Outcome.NEW]),
        ("Said to be new", [f"row {row.row} as {row.ref}" for row in kept if row.asked and row.outcome is Outcome.NEW]),
        (f"Taken from the {source}", _cells(kept, lambda cell: cell.settled is True)),
        ("Left as it was here", _cells(kept, lambda cell: cell.settled is False)),
    ]
    whys = dict.fromkeys(why for _, why in absent)
    groups += [(f"Not in this return ({why[:1].lower()}{why[1:]})", [ref for ref, said in absent if said == why]) for why in whys]
    return [f"{what}: {_some(named)}." for what, named in groups if named]


def fields_of(rows: Sequence[PlanRow]) -> str:
    """Return the cells of some rows in words: their fields and references."""
    return _some(_cells(rows, lambda _cell: True))


def _cells(rows: Sequence[PlanRow], is_meant: Callable[[PlanCell], bool]) -> list[str]:
    """Return the fields decided about, with their rows, or with their number where there are many."""
    by_label: dict[str, list[PlanRow]] = {}
    for row in rows:
        for cell in row.cells:
            if is_meant(cell):
                by_label.setdefault(cell.label, []).append(row)
    told = [f"{label} in {len(found):,} rows" for label, found in by_label.items() if len(found) >= _EVERYWHERE]
    single: dict[str, list[str]] = {}
    for label, found in by_label.items():
        for row in found if len(found) < _EVERYWHERE else ():
            single.setdefault(_called(row), []).append(label)
    return [*told, *(f"{joined(labels)} of {called}" for called, labels in single.items())]


def _called(row: PlanRow) -> str:
    return row.ref or f"row {row.row}"


def _some(named: Sequence[str]) -> str:
    more = len(named) - _NAMED
    shown = list(named[:_NAMED]) + ([f"{more:,} more"] if more > 0 else [])
    return "; ".join(shown) if any(" and " in name or ", " in name for name in shown) else joined(shown)
