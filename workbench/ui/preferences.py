"""The page of settings: those of the collaborative, kept in its file, and those of this computer."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from workbench.domain.errors import InvalidRecordError, WorkbenchError
from workbench.domain.kinds import Day
from workbench.domain.text import clean
from workbench.services import preferences
from workbench.services.book import Book
from workbench.services.preferences import PREFERENCES, Preference
from workbench.ui.editors import ComboInput, LineInput
from workbench.ui.settings import AUTHOR, LOOK, Settings
from workbench.ui.theme import STEP, sized, tones_of
from workbench.ui.wholepage import WholePage

LOOKS = (("As the system", ""), ("Light", "light"), ("Dark", "dark"))
_LABELS, _INPUTS = 38 * STEP, 40 * STEP
_SHORT = 12 * STEP
"""Width of an input for a number or a colour."""


class Swatch(QWidget):
    """A colour beside its words."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(3 * STEP, 3 * STEP)
        self._colour = QColor()

    def show_colour(self, colour: str) -> None:
        """Show a colour."""
        self._colour = QColor(colour)
        self.setVisible(bool(colour))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint it, with an edge that is seen on every ground."""
        painter = QPainter(self)
        painter.setPen(QColor(tones_of(self).edge))
        painter.setBrush(self._colour)
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))


class SettingBox(QWidget):
    """One setting: its input, a hint, who set it last, and what is wrong with what was typed."""

    said = Signal(str)

    def __init__(self, preference: Preference) -> None:
        super().__init__()
        self.preference = preference
        self.shown = ""
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(STEP)
        grid.setVerticalSpacing(2)
        self.label = QLabel(preference.label)
        self.label.setWordWrap(True)
        self.label.setFixedWidth(_LABELS)
        self.input: LineInput | ComboInput = self._combo() if preference.choices else self._line()
        self.input.setAccessibleName(preference.label)
        self.input.setAccessibleDescription(preference.help)
        self.label.setBuddy(self.input)
        self.swatch = Swatch() if preference.name == preferences.COLOUR.name else None
        self.input.setFixedWidth(_SHORT if self.swatch or preference.default.isdecimal() else _INPUTS)
        self.hint = QLabel()
        self.hint.setProperty("muted", True)
        self.hint.setWordWrap(True)
        self.problem = QLabel()
        self.problem.setProperty("wrong", True)
        self.problem.setWordWrap(True)
        self.problem.hide()
        grid.addWidget(self.label, 0, 0, Qt.AlignmentFlag.AlignVCenter)
        grid.addWidget(self.input, 0, 1)
        if self.swatch:
            grid.addWidget(self.swatch, 0, 2)
        grid.setColumnStretch(3, 1)
        grid.addWidget(self.hint, 1, 1, 1, 3)
        grid.addWidget(self.problem, 2, 1, 1, 3)

    def fill(self, words: str, since: str) -> None:
        """Show what counts, and who said so."""
        self.shown = words
        if isinstance(self.input, ComboInput):
            self.input.setCurrentText(words)
        else:
            self.input.setText(words)
            self.input.setModified(False)
        if self.swatch:
            self.swatch.show_colour(words)
        self.hint.setText(" ".join(part for part in (self.preference.help, since) if part))
        self.hint.setVisible(bool(self.hint.text()))
        self.complain("")

    def complain(self, sentence: str) -> None:
        """Say what is wrong with what was typed, beside it; nothing takes it back."""
        self.problem.setText(sentence)
        self.problem.setVisible(bool(sentence))
        self.input.setProperty("wrong", bool(sentence))
        self.input.style().unpolish(self.input)
        self.input.style().polish(self.input)

    def lock(self, *, locked: bool) -> None:
        """Let it be read but not changed."""
        if isinstance(self.input, LineInput):
            self.input.setReadOnly(locked)
        else:
            self.input.setEnabled(not locked)

    def _line(self) -> LineInput:
        line = LineInput()
        line.editingFinished.connect(self._say)
        line.abandoned.connect(self._take_back)
        return line

    def _combo(self) -> ComboInput:
        combo = ComboInput()
        combo.addItems(self.preference.choices)
        combo.finished.connect(self._say)
        combo.abandoned.connect(self._take_back)
        return combo

    def _words(self) -> str:
        return self.input.currentText() if isinstance(self.input, ComboInput) else self.input.text()

    def _say(self) -> None:
        if self._words() != self.shown or self.problem.text():
            self.said.emit(self._words())

    def _take_back(self) -> None:
        if isinstance(self.input, ComboInput):
            self.input.setCurrentText(self.shown)
        else:
            self.input.setText(self.shown)
            self.input.setModified(False)
        self.complain("")


class PreferencesPage(WholePage):
    """All settings, each saved when it is left.

    Signals:
        named: a person goes by another name; carries it.
        look_chosen: another look is wanted; carries its word.
        refused: something could not be done; carries a sentence.
    """

    named = Signal(str)
    look_chosen = Signal(str)
    refused = Signal(str)

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__("Settings", parent)
        self._settings = settings
        self._book: Book | None = None
        inner = QWidget()
        inner.setProperty("panel", True)
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(0, 0, STEP, 0)
        self._column.setSpacing(STEP)
        self.boxes: dict[str, SettingBox] = {}
        self._headings: dict[str, QLabel] = {}
        for preference in PREFERENCES:
            self._add(preference)
        self.person = self._add(Preference("person", "Your name", "On this computer", "", "Every change you make is signed with it."))
        self.look = self._add(
            Preference("look", "Look", "On this computer", "", "", choices=tuple(words for words, _ in LOOKS)),
        )
        self._column.addStretch(1)
        area = QScrollArea()
        area.setWidget(inner)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area = area
        self.middle.addWidget(area, 1)
        self.buttons()

    def start(self, book: Book | None) -> None:
        """Show the settings of a file, or without one those of this computer alone."""
        self._book = book
        self.refresh()
        for preference in PREFERENCES:
            self.boxes[preference.name].setVisible(book is not None)
            self.boxes[preference.name].lock(locked=book is None or book.read_only)
        for group, heading in self._headings.items():
            heading.setVisible(book is not None or group == self.person.preference.group)
        first = self.boxes[PREFERENCES[0].name] if book is not None else self.person
        first.input.setFocus(Qt.FocusReason.OtherFocusReason)
        if book is None:
            self.tell("Open a file to see the settings of its collaborative.")
        elif book.read_only:
            self.tell("This file is open for reading only, so its settings cannot be changed here.")
        else:
            self.tell("Each is saved when you leave it, stands in the history of the file and can be undone.")

    def refresh(self) -> None:
        """Show what counts now."""
        if self._book is not None:
            self._refresh_own(self._book)
        self.person.fill(self._settings.get(AUTHOR), "")
        remembered = self._settings.get(LOOK)
        self.look.fill(next((words for words, name in LOOKS if name == remembered), LOOKS[0][0]), "")

    def _refresh_own(self, book: Book) -> None:
        for preference in PREFERENCES:
            entry = preferences.last_set(book, preference)
            said = preferences.said(book, preference) or (book.name if preference is preferences.NAME else "")
            since = f"Set by {entry.author} on {Day().show(entry.day)}." if entry and entry.position > 1 else ""
            self.boxes[preference.name].fill(said, since)

    def forget(self) -> None:
        """Let go of the file."""
        self._book = None

    def _add(self, preference: Preference) -> SettingBox:
        if preference.group not in self._headings:
            heading = QLabel(preference.group)
            heading.setFont(sized(self.font(), 1.1, QFont.Weight.DemiBold))
            heading.setContentsMargins(0, 2 * STEP if self._headings else 0, 0, 0)
            self._headings[preference.group] = heading
            self._column.addWidget(heading)
        box = SettingBox(preference)
        box.said.connect(lambda words: self._take(box, words))
        self.boxes[preference.name] = box
        self._column.addWidget(box)
        return box

    def _take(self, box: SettingBox, words: str) -> None:
        """Save what was said, or say beside it why not."""
        if box is self.person:
            self._take_name(words)
        elif box is self.look:
            self.look.shown = words
            self.look_chosen.emit(dict(LOOKS)[words])
        elif self._book is not None and not self._book.read_only:
            try:
                if preferences.put(self._book, box.preference, words) is None:
                    self.refresh()
            except InvalidRecordError as error:
                reason = str(error).removeprefix(f"{box.preference.label}: ")
                box.complain(f"{reason[:1].upper()}{reason[1:]}")
            except WorkbenchError as error:
                self.refused.emit(str(error))

    def _take_name(self, words: str) -> None:
        name = clean(words).strip()
        if not name:
            self.person.complain("Every change is signed, so a name is needed.")
            return
        self.person.fill(name, "")
        self.named.emit(name)
