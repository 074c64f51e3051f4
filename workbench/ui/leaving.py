"""The lines before something leaves the file: for whom it is and what that leaves out, or that a copy leaves nothing out."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QWidget

from workbench.domain.audience import OFFICE, PRIVATE, PUBLIC, Audience, Version, View
from workbench.domain.text import counted
from workbench.services.book import Book
from workbench.ui.buttons import Button
from workbench.ui.theme import STEP

_LABELS = {
    Version.PUBLIC: "Public (Part 1)",
    Version.PRIVATE: "Private (Part 2)",
    Version.OFFICE: "Office (everything)",
}


FRESH, HEADINGS, OWN = "fresh", "headings", "own"
"""How a workbook for one organisation is laid out: as an export, as one under its own headings, or as its own workbook."""
_SHAPES = (
    (FRESH, "as a new workbook", "A new workbook with our headings, which comes back as a return."),
    (HEADINGS, "under its own headings", "A new workbook with the columns and headings that its own workbooks have."),
    (OWN, "into its own workbook", "A copy of a workbook of its own, in which only cells that say something else by now are written."),
)


class LeavingLine(QWidget):
    """Asks for whom an export or a print is, in place.

    Signals:
        agreed: a person wants it; carries the audience.
        cancelled: a person does not.
    """

    agreed = Signal(object)
    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._book: Book | None = None
        self._keys: list[str] = []
        self._only: frozenset[str] | None = None
        self._shapes = False
        self._answers: dict[bool, tuple[Audience, int]] = {}
        """What a person agreed to last for this file: for whom, and how it is laid out; by whether it was a workbook."""
        self.setProperty("panel", True)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(self)
        row.setContentsMargins(20, STEP, 20, STEP)
        row.setSpacing(STEP)
        self.what = QLabel()
        self.version = QComboBox()
        self.version.setAccessibleName("Version")
        self.version.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.version.currentIndexChanged.connect(self._tell)
        self.shape = QComboBox()
        self.shape.setAccessibleName("Layout")
        self.shape.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        for key, label, told in _SHAPES:
            self.shape.addItem(label, key)
            self.shape.setItemData(self.shape.count() - 1, told, Qt.ItemDataRole.ToolTipRole)
        self.shape.currentIndexChanged.connect(self._tell)
        self.sentence = QLabel()
        self.sentence.setProperty("muted", True)
        self.sentence.setWordWrap(True)
        self.go = Button("Save as…")
        self.go.setProperty("primary", True)
        self.go.clicked.connect(self._agree)
        self.no = Button("Cancel")
        self.no.clicked.connect(self._cancel)
        row.addWidget(self.what)
        row.addWidget(self.version)
        row.addWidget(self.shape)
        row.addWidget(self.sentence, 1)
        row.addWidget(self.go)
        row.addWidget(self.no)
        self.hide()

    @property
    def audience(self) -> Audience:
        """For whom it is to be."""
        chosen: Audience = self.version.currentData()
        return chosen

    @property
    def chosen_shape(self) -> str:
        """How it is to be laid out."""
        return str(self.shape.currentData()) if self._shapes and self.audience.member else FRESH

    @property
    def asks_pattern(self) -> bool:
        """Whether a workbook to go by has to be chosen, because nothing that came in tells the headings wanted."""
        if self._book is None or self.chosen_shape != HEADINGS:
            return False
        from workbench.services.own_headings import is_told  # noqa: PLC0415 - the window comes first

        return not is_told(self._book, self.audience.member, self._keys)

    def ask(self, book: Book, keys: list[str], what: str, *, with_office: bool, first: Audience) -> None:
        """Show the line for a book and the registers that are to leave it; with the office it is for a workbook."""
        if book is not self._book:
            self._answers = {}
        self._book, self._keys, self._only = book, keys, None
        self._shapes = with_office
        first, shape = self._answers.get(with_office, (first, 0))
        self.shape.setCurrentIndex(shape)
        self.what.setText(what)
        self.version.blockSignals(True)
        self.version.clear()
        for audience in (PUBLIC, PRIVATE, OFFICE) if with_office else (PUBLIC, PRIVATE):
            self.version.addItem(_LABELS[audience.version], audience)
        for member in book.records("member"):
            self.version.addItem(f"For {member.title}", Audience(Version.MEMBER, member.uid))
        chosen = next((place for place in range(self.version.count()) if self.version.itemData(place) == first), 0)
        self.version.setCurrentIndex(chosen)
        self.version.blockSignals(False)
        self._tell()
        self.show()
        self.version.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Agree on Enter, cancel on Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self._cancel()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._agree()
        else:
            super().keyPressEvent(event)

    def narrow(self, uids: frozenset[str] | None) -> None:
        """Say that only these records go in, because a filter hides the others; None for all."""
        self._only = uids
        self._tell()

    def _tell(self) -> None:
        if self._book is None or self.version.currentIndex() < 0:
            return
        self.shape.setVisible(self._shapes and bool(self.audience.member))
        own, untold = self.chosen_shape == OWN, self.asks_pattern
        self.go.setText("Choose it…" if own or untold else "Save as…")
        self.shape.setToolTip(str(self.shape.currentData(Qt.ItemDataRole.ToolTipRole)))
        if own:
            self.sentence.setText(
                "Only cells that say something else by now are written, into a copy; the workbook you choose stays as it is."
            )
            return
        if untold:
            name = self._book.directory.name(self.audience.member)
            self.sentence.setText(f"Nothing that came in from {name} tells its headings, so choose one of its workbooks to go by.")
            return
        view = self._book.view(self.audience)
        left_out: Callable[[list[str]], str] = view.left_out_line
        if self._shapes:
            self._tell_workbook(view)
            return
        noun = self._book.registers[self._keys[0]].noun if len(self._keys) == 1 else "record"
        found = [record for key in self._keys for record in view.records(key)]
        count = sum(1 for record in found if self._only is None or record.uid in self._only)
        hidden = f" The filter hides {counted(len(found) - count, f'more {noun}')}." if len(found) > count else ""
        self.sentence.setText(
            f"{counted(count, noun)} {'goes' if count == 1 else 'go'} in. {left_out(self._keys) or 'Nothing is left out.'}{hidden}"
        )

    def _tell_workbook(self, view: View) -> None:
        """Say what goes into a workbook, where each kind of record has a sheet, what belongs to the records asked for included."""
        from workbench.services.exporting import holding, with_children  # noqa: PLC0415 - the window comes first

        chosen = self._keys if self.chosen_shape == HEADINGS else with_children(view, self._keys)
        words = holding(view, self._keys, chosen)
        verb = "goes" if words.startswith("1 ") and " and " not in words else "go"
        self.sentence.setText(f"{words} {verb} in. {view.left_out_line(chosen) or 'Nothing is left out.'}")

    def _agree(self) -> None:
        self._answers[self._shapes] = (self.audience, max(0, self.shape.currentIndex()))
        self.hide()
        self.agreed.emit(self.audience)

    def _cancel(self) -> None:
        self.hide()
        self.cancelled.emit()


WHOLE = "Whoever holds the file can read all of it, what is private, restricted or redacted included."
"""Said wherever a person makes a file or a copy of one."""


class CopyLine(QWidget):
    """Says, before a copy of the whole file is made, what whoever gets it can read.

    Signals:
        agreed: a person wants it.
        cancelled: a person does not.
    """

    agreed = Signal()
    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("panel", True)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(self)
        row.setContentsMargins(20, STEP, 20, STEP)
        row.setSpacing(STEP)
        self.sentence = QLabel(f"{WHOLE} For members and boards make an export or a pack instead.")
        self.sentence.setWordWrap(True)
        self.go = Button("Save a copy…")
        self.go.setProperty("primary", True)
        self.go.setAccessibleDescription(self.sentence.text())
        self.go.clicked.connect(self._agree)
        self.no = Button("Cancel")
        self.no.clicked.connect(self._cancel)
        row.addWidget(self.sentence, 1)
        row.addWidget(self.go)
        row.addWidget(self.no)
        self.hide()

    def ask(self) -> None:
        """Show the line, with the keyboard on its button."""
        self.show()
        self.go.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Cancel on Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self._cancel()
        else:
            super().keyPressEvent(event)

    def _agree(self) -> None:
        self.hide()
        self.agreed.emit()

    def _cancel(self) -> None:
        self.hide()
        self.cancelled.emit()
