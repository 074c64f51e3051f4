"""A chip that keeps a register to the records a figure counted, until it is let go."""

from collections.abc import Sequence

from PySide6.QtCore import Signal

from workbench.domain.register import UID, Record
from workbench.ui.buttons import Button


class OnlyChip(Button):
    """Says where the choice came from; pressing it, like Escape, shows the other records again.

    Signals:
        let_go: the other records are wanted again.
    """

    let_go = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._uids: frozenset[object] = frozenset()
        self.is_set = False
        self.setProperty("chip", True)
        self.setCheckable(True)
        self.setToolTip("Shows exactly these records; press it or Escape to see the others again.")
        self.clicked.connect(self.let_go)
        self.hide()

    def keep(self, uids: Sequence[str], words: str) -> None:
        """Keep to these records, and say in a few words which they are."""
        self._uids, self.is_set = frozenset(uids), True
        self.setText(f"{words.replace('&', '&&')}  ×")
        self.setAccessibleName(f"Only {words}; press to see all again")
        self.setChecked(True)
        self.show()

    def forget(self) -> None:
        """Keep to nothing any more."""
        self._uids, self.is_set = frozenset(), False
        self.hide()

    def choose(self, records: list[Record]) -> list[Record]:
        """Return the records kept to, in the order given; all where nothing is chosen."""
        return [record for record in records if record.row[UID] in self._uids] if self.is_set else records
