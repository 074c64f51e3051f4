"""The line before cells are pasted: what would change, counted, and what else could be done with the rows, until a person chooses."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from workbench.domain.text import counted
from workbench.services.pasting import Paste, Unread
from workbench.ui.buttons import Button
from workbench.ui.theme import STEP

_TOLD = 3
"""Cells that cannot be taken and are named in the sentence; all of them are listed below it when asked for."""
_LINES = 6


class PasteLine(QWidget):
    """Says what a paste would change, and offers to add its rows as new records instead.

    The keyboard is on what does no harm: where words that are there would be replaced, that is to leave everything as it is.

    Signals:
        agreed: a person wants it; carries whether rows below the last record become records, too.
        cancelled: a person does not.
    """

    agreed = Signal(bool)
    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("notice", True)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName("What pasting would change")
        column = QVBoxLayout(self)
        column.setContentsMargins(STEP, STEP // 2, STEP, STEP // 2)
        column.setSpacing(STEP // 2)
        self.sentence = QLabel()
        self.sentence.setWordWrap(True)
        self.sentence.setTextFormat(Qt.TextFormat.PlainText)
        column.addWidget(self.sentence)
        row = QHBoxLayout()
        row.setSpacing(STEP)
        self.more, self.go, self.anew, self.all, self.no = Button(), Button(), Button(), Button(), Button("Cancel")
        self.more.setCheckable(True)
        self.more.setProperty("chip", True)
        self.more.toggled.connect(self._tell)
        self.go.clicked.connect(self._agree)
        self.anew.clicked.connect(self._agree_anew)
        self.all.setCheckable(True)
        self.all.setProperty("quiet", True)
        self.all.toggled.connect(self._show_all)
        self.no.setToolTip("Leave everything as it is (Esc)")
        self.no.clicked.connect(self._cancel)
        for button in (self.go, self.more, self.anew, self.no, self.all):
            row.addWidget(button)
        row.addStretch(1)
        column.addLayout(row)
        self.list = QPlainTextEdit()
        self.list.setReadOnly(True)
        self.list.setTabChangesFocus(True)
        self.list.setAccessibleName("Cells that cannot be taken")
        self.list.setFixedHeight(_LINES * self.fontMetrics().lineSpacing() + 2 * STEP)
        column.addWidget(self.list)
        self._paste: Paste | None = None
        self._fresh: Paste | None = None
        self.hide()

    @property
    def paste(self) -> Paste | None:
        """What would be pasted."""
        return self._paste

    def ask(self, paste: Paste, fresh: Paste | None = None) -> None:
        """Show what a paste would change; `fresh` is the same block with every row as a new record, where that can be meant."""
        self._paste = paste
        added, noun = len(paste.added), paste.register.noun
        self._fresh = fresh if fresh is not None and fresh.added and (paste.cells or paste.unread) else None
        self.more.setText(f"Add {counted(added, f'new {noun}')} too")
        self.more.setAccessibleName(self.more.text())
        self.more.setVisible(added > 0 and paste.cells > 0)
        self.more.setChecked(added > 0 and not paste.cells)
        self.anew.setVisible(self._fresh is not None)
        if self._fresh is not None:
            self.anew.setText(f"Add as {counted(len(self._fresh.added), f'new {noun}')}")
            self.anew.setAccessibleName(self.anew.text())
        self.all.setChecked(False)
        self.all.setText(f"Show all {len(paste.unread):,} that cannot be taken")
        self.all.setVisible(len(paste.unread) > _TOLD)
        self.list.setPlainText("\n".join(str(one) for one in paste.unread))
        self._show_all(shown=False)
        self._tell()
        self.show()
        harmless = self.no if paste.replaced or not self.go.isEnabled() else self.go
        for button in (self.go, self.no):
            button.setProperty("primary", button is harmless)
            button.style().unpolish(button)
            button.style().polish(button)
        harmless.setFocus(Qt.FocusReason.OtherFocusReason)

    def put_away(self) -> None:
        """Forget the paste."""
        self._paste = self._fresh = None
        self.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Cancel on Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self._cancel()
        else:
            super().keyPressEvent(event)

    def _tell(self) -> None:
        paste = self._paste
        if paste is None:
            return
        added, noun = len(paste.added), paste.register.noun
        parts = [] if not paste.cells and not paste.unread and added else [paste.line]
        if paste.headed:
            parts.insert(0, "The first row holds headings.")
        if added and self.more.isChecked():
            parts.append(f"{counted(added, f'new {noun}')} {'comes' if added == 1 else 'come'} in.")
        elif added:
            parts.append(f"{counted(added, 'row')} below the last {noun} {'is' if added == 1 else 'are'} left out.")
        if paste.replaced:
            words = (
                "Words that are there are replaced"
                if paste.replaced == paste.cells
                else f"{paste.replaced:,} of these hold other words now"
            )
            parts.append(f"{words}.")
        parts.append(_some(paste.unread))
        self.sentence.setText(" ".join(part for part in parts if part))
        self.sentence.setToolTip("\n".join(str(one) for one in paste.unread[:40]))
        changes = f"Change {counted(paste.cells, 'cell')} from {paste.first} on" if len(paste.values) > 1 else f"Change {paste.first}"
        self.go.setText(changes if paste.cells else f"Add {counted(added, f'new {noun}')}" if added else "Paste")
        self.go.setAccessibleName(self.go.text())
        self.go.setEnabled(bool(paste.cells or (added and self.more.isChecked())))

    def _show_all(self, shown: bool) -> None:  # noqa: FBT001 - Qt's own signal
        self.list.setVisible(shown)

    def _agree(self) -> None:
        with_added = self.more.isChecked()
        self.hide()
        self.agreed.emit(with_added)

    def _agree_anew(self) -> None:
        self._paste = self._fresh
        self.hide()
        self.agreed.emit(True)

    def _cancel(self) -> None:
        self.put_away()
        self.cancelled.emit()


def _some(unread: list[Unread]) -> str:
    """Return the first cells that cannot be taken, and how many more there are."""
    more = len(unread) - _TOLD
    return " ".join([*(str(one) for one in unread[:_TOLD]), *([f"And {more:,} more."] if more > 0 else [])])
