"""The links of a record in its form: read as lines, made by a few words, followed with Enter, taken away."""

from collections.abc import Collection
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from workbench.domain.errors import WorkbenchError
from workbench.domain.index import LINK
from workbench.domain.register import Record
from workbench.domain.text import shorten
from workbench.services.book import Book
from workbench.services.linking import Tie, relations, tie, ties, untie
from workbench.services.suggesting import Suggestion, suggest_records
from workbench.ui.buttons import Button
from workbench.ui.completing import Completion
from workbench.ui.editors import ComboInput, LineInput
from workbench.ui.headings import group_heading
from workbench.ui.theme import STEP

_TITLE = 46


class LinksPanel(QWidget):
    """The records that a record is linked with, one line each.

    Args:
        book: the open file.
        told: relations whose records, pointing here, stand in a table of their own.

    Signals:
        followed: a person wants to go to a record; carries its register and uid.
        removed: a link was taken away; carries the sentence that says so.
    """

    followed = Signal(str, str)
    removed = Signal(str)

    def __init__(self, book: Book, parent: QWidget | None = None, *, told: Collection[str] = ()) -> None:
        super().__init__(parent)
        self._book, self._told_above = book, frozenset(told)
        self._record: Record | None = None
        self._told: list[tuple[object, ...]] = []
        self._meant: dict[str, str] = {}
        """The records that were offered, by the words they were offered in."""
        self._locked = False
        self.ties: list[Tie] = []
        self.targets: list[Button] = []
        self.removers: list[Button] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, STEP, 0, 0)
        column.setSpacing(STEP)
        column.addWidget(group_heading("Links", self))
        self._lines = QWidget()
        self._grid = QGridLayout(self._lines)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(STEP)
        self._grid.setVerticalSpacing(0)
        self._grid.setColumnStretch(0, 1)
        column.addWidget(self._lines)
        self.adding = QWidget()
        rows = QVBoxLayout(self.adding)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(STEP // 2)
        row = QHBoxLayout()
        row.setSpacing(STEP)
        self.relation = ComboInput()
        self.relation.setAccessibleName("How the two are linked")
        for key, words in relations(book):
            self.relation.addItem(words, key)
        self.line = LineInput()
        self.line.setPlaceholderText("Reference or words of a title")
        self.line.setAccessibleName("Record to link with")
        self.line.abandoned.connect(self._clear)
        self.completion = Completion(self.line, self._suggest)
        self.line.installEventFilter(self)
        self.go = Button("Link")
        self.go.clicked.connect(self.make)
        rows.addWidget(self.relation)
        row.addWidget(self.line, 1)
        row.addWidget(self.go)
        rows.addLayout(row)
        column.addWidget(self.adding)
        self.problem = QLabel()
        self.problem.setProperty("wrong", True)
        self.problem.setWordWrap(True)
        self.problem.hide()
        column.addWidget(self.problem)

    def show_record(self, record: Record | None) -> None:
        """Show the links of another record, or of the same one again."""
        if record is None or self._record is None or record.uid != self._record.uid:
            self._clear()
        self._record = record
        if record is None:
            return
        found = ties(self._book, record)
        self.ties = [one for one in found if one.outward or one.link.row.get("relation") not in self._told_above]
        told: list[tuple[object, ...]] = [
            (one.link.uid, one.words, one.other.ref, one.other.title, one.link.row.get("agreed_on")) for one in self.ties
        ]
        if told != self._told:
            self._told = told
            self._rebuild()
        self._lines.setVisible(bool(self.ties))
        self.adding.setVisible(not self._locked)

    def lock(self, *, locked: bool) -> None:
        """Let links be followed but not changed."""
        self._locked = locked
        self.adding.setVisible(not locked)
        for button in self.removers:
            button.setVisible(not locked)

    def stops(self) -> list[QWidget]:
        """Return what takes the keyboard, in reading order."""
        lines = [button for pair in zip(self.targets, self.removers, strict=True) for button in pair]
        return [*lines, self.relation, self.line, self.go]

    def begin(self) -> None:
        """Put the keyboard where a link is made."""
        self.line.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def make(self) -> None:
        """Link the record with the one that was typed."""
        words = self.line.text().strip()
        if self._record is None or not words or self._locked:
            return
        offered = self.completion.offered
        chosen = self._meant.get(words) or (offered[0].uid if len(offered) == 1 else "")
        try:
            tie(self._book, self._record, str(self.relation.currentData() or ""), chosen or words)
        except WorkbenchError as error:
            self.problem.setText(str(error))
            self.problem.show()
            return
        self._clear()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Make the link on Enter, unless the list of suggestions is open."""
        if watched is self.line and event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers()
            if enter and not self.completion.is_open():
                self.make()
                return True
        return False

    # Inside

    def _suggest(self, words: str) -> list[Suggestion]:
        here = {self._record.uid} if self._record else set()
        found = suggest_records(self._book, words, (), but=here)
        # What is taken stands in the line as it was offered; it is known again by these words.
        read = [one._replace(words=" ".join(one.words.split()), written=" ".join(one.words.split())) for one in found]
        self._meant.update({one.written: one.uid for one in read})
        return read

    def _clear(self) -> None:
        self._meant.clear()
        self.line.clear()
        self.line.setModified(False)
        self.problem.hide()

    def _rebuild(self) -> None:
        while self._grid.count():
            item = self._grid.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.targets, self.removers = [], []
        for row, one in enumerate(self.ties):
            agreed = f" · agreed {one.link.show('agreed_on')}" if one.link.row.get("agreed_on") else ""
            words = QLabel(f"{one.words}{agreed}")
            words.setProperty("muted", True)
            target = Button(shorten(f"{one.other.ref}  {one.other.title}", _TITLE).replace("&", "&&"))
            target.setProperty("quiet", True)
            target.setToolTip(f"Go to {one.other.ref} {one.other.title}")
            target.setAccessibleName(f"{one.words} {one.other.ref} {one.other.title}")
            target.clicked.connect(partial(self.followed.emit, one.other.register.key, one.other.uid))
            remover = Button("Remove")
            remover.setProperty("quiet", True)
            remover.setAccessibleName(f"Remove the link with {one.other.ref}")
            remover.setVisible(not self._locked)
            remover.clicked.connect(partial(self._remove, one))
            self._grid.addWidget(words, 2 * row, 0)
            self._grid.addWidget(target, 2 * row + 1, 0, Qt.AlignmentFlag.AlignLeft)
            self._grid.addWidget(remover, 2 * row + 1, 1, Qt.AlignmentFlag.AlignRight)
            self.targets.append(target)
            self.removers.append(remover)

    def _remove(self, one: Tie) -> None:
        link = self._book.record(LINK, one.link.uid)
        if link is None:
            return
        try:
            untie(self._book, link)
        except WorkbenchError as error:
            self.problem.setText(str(error))
            self.problem.show()
            return
        self.removed.emit(f"The link with {one.other.ref} was removed.")
        self.begin()
