"""The page of what a public document has and should perhaps not: each place, to be looked at and mended or let pass."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal

from workbench.domain.errors import WorkbenchError
from workbench.domain.text import counted, shorten
from workbench.services.book import Book
from workbench.services.clearing import Finding, clear
from workbench.ui.buttons import Button
from workbench.ui.lines import Line, LinesModel, LinesTable
from workbench.ui.table import Weight
from workbench.ui.wholepage import WholePage

_HEADINGS = ("Where", "Record", "What of it", "Words that are hidden")
_WORDS = 160


class FindingsPage(WholePage):
    """The places of one document, of a document that was refused because of them or of one that was made.

    Signals:
        followed: a person wants to go to a record; carries its register and uid.
        refused: something could not be done; carries a sentence.
        cleared: places were let pass; carries a sentence.
    """

    followed = Signal(str, str)
    refused = Signal(str)
    cleared = Signal(str)

    def __init__(self) -> None:
        super().__init__("What is to be looked at")
        self._book: Book | None = None
        self._found: list[Finding] = []
        self.model = LinesModel(_HEADINGS, self)
        self.table = LinesTable(self.model, "Places in the document", (18, 14, 22, 50), 3)
        self.table.opened.connect(self._go)
        self.middle.addWidget(self.table, 1)
        self.go = Button("&Go to the record")
        self.go.clicked.connect(self._go)
        self.one = Button("Let this &one pass")
        self.one.clicked.connect(self._clear_one)
        self.all = Button("Let &all pass")
        self.all.clicked.connect(self._clear_all)
        self.buttons(self.go, self.one, self.all)

    def start(self, book: Book, path: Path, found: Sequence[Finding], *, is_refused: bool) -> None:
        """Show the places of a document; one that was refused has leaks, which nobody can let pass."""
        self._book, self._found = book, list(found)
        self.title.setText(f"{path.name} was not made" if is_refused else f"To look at before {path.name} goes out")
        many = counted(len(found), "place")
        if is_refused:
            self.tell(
                f"It would show in {many} what the public version may not. Change the words there, or who may see the record, "
                "and print it again.",
                wrong=True,
            )
        else:
            self.tell(
                f"It has in {many} words that are hidden elsewhere, perhaps by coincidence. What you let pass is not asked about "
                "again until its words change."
            )
        for button in (self.one, self.all):
            button.setVisible(not is_refused and not book.read_only)
        self._fill()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def forget(self) -> None:
        """Let go of the file."""
        self._book, self._found = None, []
        self.model.fill([])

    @property
    def chosen(self) -> Finding | None:
        """The place the keyboard is on."""
        line = self.model.line(self.table.currentIndex().row())
        return line.about if line is not None and isinstance(line.about, Finding) else None

    def _fill(self) -> None:
        book = self._book
        if book is None:
            return
        lines = []
        for one in self._found:
            register = book.registers.get(one.register)
            field = register.find(one.field) if register is not None else None
            ref = one.ref or (register.noun if register is not None else "")
            what = field.label if field is not None else "Reference"
            words = (one.where[:1].upper() + one.where[1:], ref, what, shorten(one.text, _WORDS))
            lines.append(Line(words, (Weight.STRONG, Weight.PLAIN, Weight.PLAIN, Weight.MUTED), one))
        self.model.fill(lines)
        if lines:
            self.table.selectRow(0)
        for button in (self.go, self.one, self.all):
            button.setEnabled(bool(lines))

    def _go(self) -> None:
        if (one := self.chosen) is not None and one.uid:
            self.followed.emit(one.register, one.uid)

    def _clear_one(self) -> None:
        if (one := self.chosen) is not None:
            self._clear([one])

    def _clear_all(self) -> None:
        self._clear(self._found)

    def _clear(self, found: Sequence[Finding]) -> None:
        book = self._book
        if book is None:
            return
        try:
            clear(book, found)
        except WorkbenchError as error:
            self.refused.emit(str(error))
            return
        passed = {one.digest for one in found}
        self._found = [one for one in self._found if one.digest not in passed]
        self._fill()
        self.cleared.emit(f"{counted(len(found), 'place')} let pass.")
        if not self._found:
            self.left.emit()
