"""What hangs on a record in one version: its children by register, and the actions that come out of it."""

from workbench.domain.audience import View
from workbench.domain.register import Record


class Kin:
    """Asked once for each record of a document, so children are put in order once.

    Args:
        view: the version.
    """

    def __init__(self, view: View) -> None:
        self._view = view
        self._children: dict[str, dict[str, list[Record]]] = {}
        self._actions = {record.uid: record for record in view.records("action")}

    def children(self, key: str, uid: str) -> list[Record]:
        """Return the records of a register that hang on a record, in the order they were made."""
        if key not in self._children:
            found: dict[str, list[Record]] = {}
            for record in sorted(self._view.records(key), key=lambda one: one.uid):
                found.setdefault(str(record.row.get("parent") or ""), []).append(record)
            self._children[key] = found
        return self._children[key].get(uid, [])

    def actions(self, *uids: str) -> list[Record]:
        """Return the actions linked with any of some records, each once."""
        linked = (found.other for uid in uids for found in self._view.directory.linked(uid, ("action",)))
        return [self._actions[other] for other in dict.fromkeys(linked) if other in self._actions]
