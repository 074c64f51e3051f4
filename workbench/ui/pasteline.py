"""The line before cells are pasted: what would change, counted, until Enter does it or Escape lets it be."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from workbench.domain.text import counted
from workbench.services.pasting import Paste
from workbench.ui.buttons import Button
from workbench.ui.theme import STEP

_TOLD = 3


class PasteLine(QWidget):
    """Says what a paste would change.

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
        row = QHBoxLayout(self)
        row.setContentsMargins(STEP, STEP // 2, STEP, STEP // 2)
        row.setSpacing(STEP)
        self.sentence = QLabel()
        self.sentence.setWordWrap(True)
        self.sentence.setTextFormat(Qt.TextFormat.PlainText)
        self.more = Button()
        self.more.setCheckable(True)
        self.more.setProperty("chip", True)
        self.more.toggled.connect(self._tell)
        self.go = Button("Paste")
        self.go.setProperty("primary", True)
        self.go.clicked.connect(self._agree)
        self.no = Button("Cancel")
        self.no.clicked.connect(self._cancel)
        row.addWidget(self.sentence, 1)
        for button in (self.more, self.go, self.no):
            row.addWidget(button)
        self._paste: Paste | None = None
        self.hide()

    @property
    def paste(self) -> Paste | None:
        """What would be pasted."""
        return self._paste

    def ask(self, paste: Paste) -> None:
        """Show what a paste would change."""
        self._paste = paste
        added = len(paste.added)
        self.more.setText(f"Add {counted(added, f'new {paste.register.noun}')} too")
        self.more.setAccessibleName(self.more.text())
        self.more.setVisible(added > 0)
        self.more.setChecked(added > 0 and not paste.cells)
        self._tell()
        self.show()
        (self.go if self.go.isEnabled() else self.no).setFocus(Qt.FocusReason.OtherFocusReason)

    def put_away(self) -> None:
        """Forget the paste."""
        self._paste = None
        self.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Agree on Enter, cancel on Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self._cancel()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.go.isEnabled():
            self._agree()
        else:
            super().keyPressEvent(event)

    def _tell(self) -> None:
        paste = self._paste
        if paste is None:
            return
        added = len(paste.added)
        parts = [] if not paste.cells and not paste.unread and added else [paste.line]
        if added and self.more.isChecked():
            parts.append(f"{counted(added, f'new {paste.register.noun}')} {'comes' if added == 1 else 'come'} in.")
        elif added:
            parts.append(f"{counted(added, 'row')} below the last {paste.register.noun} {'is' if added == 1 else 'are'} left out.")
        parts += [str(one) for one in paste.unread[:_TOLD]]
        self.sentence.setText(" ".join(parts))
        self.sentence.setToolTip("\n".join(str(one) for one in paste.unread[:40]))
        self.go.setEnabled(bool(paste.cells or (added and self.more.isChecked())))

    def _agree(self) -> None:
        with_added = self.more.isChecked() and not self.more.isHidden()
        self.hide()
        self.agreed.emit(with_added)

    def _cancel(self) -> None:
        self.put_away()
        self.cancelled.emit()
