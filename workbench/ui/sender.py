"""Which organisation a workbook came from: chosen in place, or made in place where nobody knows it yet."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from workbench.domain.errors import WorkbenchError
from workbench.services.book import Book
from workbench.ui.buttons import Button
from workbench.ui.editors import ComboInput
from workbench.ui.plan_panel import TypedLine
from workbench.ui.theme import STEP

_NEW, NOBODY = "\x00new", "\x00nobody"
"""What the choice holds beside organisations: one that is to be added, and that there is no one organisation."""
_UNSAID = "Choose the organisation"
NO_ONE = "No one organisation"


class SenderBox(QWidget):
    """A choice of organisations with a line for the name of another.

    Args:
        book: the open file.
        parent: where it stands.

    Signals:
        said: an organisation was chosen; carries its uid, `NOBODY` where it is said to be nobody's, blank where it is open again.
        told: something is to be read; carries a sentence.
    """

    said = Signal(str)
    told = Signal(str)

    def __init__(self, book: Book, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._book = book
        self._filling = False
        self._member = self._made = ""
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(STEP)
        self.combo = ComboInput()
        self.combo.setAccessibleDescription("Where the workbook came from")
        self.combo.setMinimumContentsLength(22)
        self.combo.setSizeAdjustPolicy(ComboInput.SizeAdjustPolicy.AdjustToContents)
        self.combo.setMaximumWidth(48 * STEP)
        self.combo.finished.connect(self._take)
        self.name = TypedLine()
        self.name.setPlaceholderText("Name of the organisation")
        self.name.setMinimumWidth(26 * STEP)
        self.name.setAccessibleName("Name of the new organisation; Enter adds it, Escape leaves it")
        self.name.returnPressed.connect(self._make)
        self.name.abandoned.connect(self._give_up)
        self.add = Button("Add")
        self.add.setAccessibleName("Add the organisation")
        self.add.clicked.connect(self._make)
        self.undo = Button()
        self.undo.setProperty("quiet", True)
        self.undo.clicked.connect(self._unmake)
        for widget in (self.combo, self.name, self.add, self.undo):
            line.addWidget(widget)
        self._settle(naming=False)

    def fill(self, member: str = "") -> None:
        """Offer the organisations of the file, one of them chosen."""
        self._filling = True
        self._member = member
        self.combo.clear()
        self.combo.addItem(_UNSAID, "")
        for record in self._book.records("member"):
            self.combo.addItem(record.title, record.uid)
        self.combo.insertSeparator(self.combo.count())
        self.combo.addItem(NO_ONE, NOBODY)
        self.combo.addItem("A new organisation…", _NEW)
        self.combo.setCurrentIndex(max(0, self.combo.findData(member)))
        self._filling = False

    def start(self) -> None:
        """Begin with another workbook."""
        self._made = ""
        self.fill()
        self._settle(naming=False)

    def show_member(self, member: str) -> None:
        """Show which organisation a plan is for, or that it is nobody's."""
        self._filling = True
        self._member = member
        self.combo.setCurrentIndex(max(0, self.combo.findData(member)))
        self._filling = False

    def _settle(self, *, naming: bool) -> None:
        self.combo.setVisible(not naming)
        self.name.setVisible(naming)
        self.add.setVisible(naming)
        record = self._book.record("member", self._made) if self._made else None
        self.undo.setVisible(record is not None and not naming)
        self.undo.setText(f"Undo: add {record.title}".replace("&", "&&") if record else "")

    def _take(self) -> None:
        if self._filling:
            return
        chosen = str(self.combo.currentData() or "")
        if chosen == _NEW:
            self._settle(naming=True)
            self.name.clear()
            self.name.setFocus(Qt.FocusReason.OtherFocusReason)
        elif chosen != self._member:
            self._member = chosen
            self.said.emit(chosen)

    def _make(self) -> None:
        name = self.name.text().strip()
        if not name:
            self._give_up()
            return
        try:
            record = self._book.add("member", {"name": name})
        except WorkbenchError as error:
            self.told.emit(str(error))
            return
        self._made = record.uid
        self.fill(record.uid)
        self._settle(naming=False)
        self.combo.setFocus(Qt.FocusReason.OtherFocusReason)
        self.said.emit(record.uid)

    def _unmake(self) -> None:
        """Take the new organisation out again, which was the last thing done."""
        try:
            self._book.undo()
        except WorkbenchError as error:
            self.told.emit(str(error))
            return
        self._made = ""
        self.fill()
        self._settle(naming=False)
        self.combo.setFocus(Qt.FocusReason.OtherFocusReason)
        self.said.emit("")

    def _give_up(self) -> None:
        self.fill(self._member)
        self._settle(naming=False)
        self.combo.setFocus(Qt.FocusReason.OtherFocusReason)
