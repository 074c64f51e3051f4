"""Names by which records are called in words, so that a rename on one side is no difference on the other."""

from collections.abc import Iterable, Mapping, Sequence

from workbench.domain.kinds import SEPARATOR, Text
from workbench.domain.register import Register, Row
from workbench.domain.text import fold

Renames = Mapping[str, Mapping[str, str]]
"""By register and folded old name, the name a record is called by now."""


def naming(registers: Mapping[str, Register]) -> list[str]:
    """Return the registers whose records others call in words, those first after which none of the others is called."""
    of = {field.kind.of for register in registers.values() for field in register if isinstance(field.kind, Text) and field.kind.of}
    return sorted((key for key in registers if key in of), key=lambda key: bool(registers[key].called_after))


class Words:
    """The names that records had in several states, and those they will have.

    Args:
        registers: the book's.
    """

    def __init__(self, registers: Mapping[str, Register]) -> None:
        self._registers = registers
        self._fields = {key: _fields(register) for key, register in registers.items()}
        self._called: dict[str, dict[str, dict[str, str]]] = {}
        self.final: dict[str, dict[str, str]] = {}
        """By register and uid, the name that each record is to have."""

    def learn(self, key: str, final: Mapping[str, str], states: Mapping[str, Mapping[str, Row]]) -> None:
        """Learn what the records of a register are to be called, and how they were in each state."""
        self.final[key] = dict(final)
        register = self._registers[key]
        for state, rows in states.items():
            old: dict[str, set[str]] = {}
            for uid, row in rows.items():
                if name := register.called(self.translated(state, key, row)):
                    old.setdefault(fold(name), set()).add(uid)
            found = {
                name: final[uid]
                for name, uids in old.items()
                if len(uids) == 1 and (uid := next(iter(uids))) in final and final[uid] and fold(final[uid]) != name
            }
            self._called.setdefault(state, {})[key] = found

    def translated(self, state: str, key: str, row: Row) -> Row:
        """Return a row of a state with every name as it is to be."""
        renames = self._called.get(state, {})
        return rewritten(row, self._fields.get(key, ()), renames) if any(renames.values()) else row


def rewritten(row: Row, fields: Iterable[tuple[str, Text]], renames: Renames) -> Row:
    """Return a row with the old names in its words replaced."""
    found: dict[str, str] = {}
    for key, kind in fields:
        if (new := renames.get(kind.of)) and row.get(key):
            parts = kind.parts(row[key])
            if any(fold(part) in new for part in parts):
                found[key] = SEPARATOR.join(dict.fromkeys(new.get(fold(part), part) for part in parts))
    return {**row, **found} if found else row


def _fields(register: Register) -> Sequence[tuple[str, Text]]:
    return [(field.key, field.kind) for field in register if isinstance(field.kind, Text) and field.kind.of]


def followed(
    registers: Mapping[str, Register],
    ours: Mapping[str, Mapping[str, Row]],
    changed: dict[str, dict[str, Row | None]],
    planned: Mapping[str, Mapping[str, str]],
) -> None:
    """Let words follow the names that records have once the changes are made.

    Words that stood here mean whoever was called so here, words that were taken mean whoever was to be called so.

    Args:
        registers: the book's.
        ours: the rows as they are here.
        changed: the rows as they will be, None where a record goes; what follows is added to it.
        planned: what the records were to be called when words from elsewhere were compared.
    """
    for key in naming(registers):  # what is called after others comes after them
        called = registers[key].called
        final = {uid: called(row) for uid, row in {**ours.get(key, {}), **changed.get(key, {})}.items() if row is not None}
        here = _renames({uid: called(row) for uid, row in ours.get(key, {}).items()}, final)
        taken = _renames(planned.get(key, {}), final)
        if here or taken:
            _follow(registers, ours, changed, {key: here}, {key: taken})


def _renames(before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, str]:
    """Return the new name of each old one, where an old one meant one record alone."""
    bearers: dict[str, list[str]] = {}
    for uid, name in before.items():
        if name:
            bearers.setdefault(fold(name), []).append(uid)
    return {
        old: after[uids[0]]
        for old, uids in bearers.items()
        if len(uids) == 1 and after.get(uids[0]) and after[uids[0]] != before[uids[0]]
    }  # fmt: skip


def _follow(
    registers: Mapping[str, Register],
    ours: Mapping[str, Mapping[str, Row]],
    changed: dict[str, dict[str, Row | None]],
    here: Renames,
    taken: Renames,
) -> None:
    for key, register in registers.items():
        fields = [(name, kind) for name, kind in _fields(register) if kind.of in here]
        if not fields:
            continue
        for uid, row in {**ours.get(key, {}), **changed.get(key, {})}.items():
            if row is None:
                continue
            before = ours.get(key, {}).get(uid, {})
            stood = [(name, kind) for name, kind in fields if row.get(name) == before.get(name)]
            came = [(name, kind) for name, kind in fields if row.get(name) != before.get(name)]
            after = rewritten(rewritten(row, stood, here), came, taken)
            if after is not row:
                changed.setdefault(key, {})[uid] = after
