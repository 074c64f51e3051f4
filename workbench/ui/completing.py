"""Completion in a line of text: a few words of a title bring its reference, the beginning of a name the whole of it."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QModelIndex, QObject, QStringListModel, Qt
from PySide6.QtWidgets import QCompleter, QLineEdit

from workbench.domain.field import AnyField
from workbench.domain.joining import Pointer, Refs
from workbench.domain.kinds import FieldNames, Names, Text
from workbench.domain.text import fold
from workbench.services.book import Book
from workbench.services.suggesting import MOST, Suggestion, suggest_names, suggest_records
from workbench.ui.editors import Editor, LineEditor

Suggest = Callable[[str], list[Suggestion]]
_SIGN = ";"


class Completion(QObject):
    """Offers what a line may mean while it is typed; where it takes several, only the last of them.

    Args:
        line: where it is typed.
        suggest: returns what some words may mean.
        several: whether the line holds several, a semicolon between them.
        only_suggests: whether words that are not offered are good, too, so that nothing is chosen beforehand.
    """

    def __init__(self, line: QLineEdit, suggest: Suggest, *, several: bool = False, only_suggests: bool = False) -> None:
        super().__init__(line)
        self._only_suggests = only_suggests
        self._line, self._suggest, self._several = line, suggest, several
        self._offered: list[Suggestion] = []
        self._completer: QCompleter | None = None
        line.textEdited.connect(self._offer)

    @property
    def offered(self) -> list[Suggestion]:
        """What is offered now."""
        return list(self._offered)

    def is_open(self) -> bool:
        """Whether the list is open, so that Enter and Escape are its own."""
        popup = self._completer.popup() if self._completer else None
        return popup is not None and popup.isVisible()

    def take(self, suggestion: Suggestion) -> None:
        """Write what was chosen in place of the words that brought it."""
        before, _, _ = self._line.text().rpartition(_SIGN) if self._several else ("", "", "")
        self._line.setText(f"{before}{_SIGN} {suggestion.written}".lstrip("; ") if before else suggestion.written)
        self._line.setModified(True)
        self._offered = []

    def _offer(self, text: str) -> None:
        words = (text.rpartition(_SIGN)[2] if self._several else text).strip()
        self._offered = self._suggest(words) if words and not self._line.isReadOnly() else []
        if not self._offered:
            if popup := self._completer.popup() if self._completer else None:
                popup.hide()
            return
        completer = self._completer or self._make()
        model = completer.model()
        if isinstance(model, QStringListModel):
            model.setStringList([found.words for found in self._offered])
        completer.complete()
        if self._only_suggests and (popup := completer.popup()) is not None:
            # Enter keeps what was typed; an arrow key takes what is offered
            popup.setCurrentIndex(QModelIndex())

    def _make(self) -> QCompleter:
        made = QCompleter(QStringListModel(self), self)
        made.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        made.setMaxVisibleItems(MOST)
        made.setWidget(self._line)
        if popup := made.popup():
            popup.setAccessibleName("Suggestions")
            popup.setTextElideMode(Qt.TextElideMode.ElideRight)
        made.activated.connect(self._take_words)
        self._completer = made
        return made

    def _take_words(self, words: str) -> None:
        found = next((found for found in self._offered if found.words == words), None)
        if found is not None:
            self.take(found)


def complete(editor: Editor, field: AnyField, book: Book) -> Completion | None:
    """Give the input of a field completion from its file; None for a field that names nothing there."""
    if not isinstance(editor, LineEditor):
        return None
    kind = field.kind
    if isinstance(kind, Pointer | Refs):
        to = kind.to
        return Completion(editor.line, lambda words: suggest_records(book, words, to), several=isinstance(kind, Refs))
    if isinstance(kind, FieldNames):
        labels = [label for _, label in kind.called]
        return Completion(editor.line, lambda words: _fields_like(labels, words), several=True)
    if isinstance(kind, Text) and kind.of:
        of = kind.of
        several = isinstance(kind, Names)
        return Completion(editor.line, lambda words: suggest_names(book, words, of), several=several, only_suggests=True)
    return None


def _fields_like(labels: Sequence[str], words: str) -> list[Suggestion]:
    """Return the fields whose labels hold some words."""
    return [Suggestion(label, label) for label in labels if fold(words) in fold(label)][:MOST]
