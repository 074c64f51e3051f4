"""Lines that lead somewhere: a figure or a name to press, what more there is to say, and perhaps a next step."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QGridLayout, QLabel, QSizePolicy, QWidget

from workbench.domain.text import shorten
from workbench.ui.buttons import Button
from workbench.ui.theme import STEP

Act = Callable[[], object]
_LONGEST = 56
"""Characters of a link; what is longer is whole in its tooltip."""
_LEVEL = 5
"""What stands over and under the words of a button, so that words beside it are level with them."""


@dataclass(frozen=True)
class LeadLine:
    """One line.

    `words` lead to something where `go` is there, and are plain otherwise; `step` is the name of the next step beside them.
    """

    key: str
    words: str
    detail: str = ""
    go: Act | None = None
    step: str = ""
    take: Act | None = None


class LeadLines(QWidget):
    """Lines below each other; the keyboard stays on the line it is on when they are filled again."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(2 * STEP)
        self._grid.setVerticalSpacing(0)
        self._grid.setColumnStretch(1, 1)
        self.lines: Sequence[LeadLine] = ()
        self.links: dict[str, Button] = {}
        self.steps: dict[str, Button] = {}
        self._made: list[QWidget] = []

    def fill(self, lines: Sequence[LeadLine]) -> None:
        """Show these lines."""
        if [_seen(line) for line in lines] == [_seen(line) for line in self.lines] and self._made:
            self.lines = lines  # what they say is the same; what they do is asked of the new ones
            return
        place = self._place_of_keyboard()
        for widget in self._made:
            self._grid.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        self.lines, self.links, self.steps, self._made = lines, {}, {}, []
        for row, line in enumerate(lines):
            self._add(row, line)
        self._give_keyboard_back(place)

    @property
    def stops(self) -> list[QWidget]:
        """What the keyboard stops at, in reading order."""
        found = (buttons.get(line.key) for line in self.lines for buttons in (self.links, self.steps))
        return [button for button in found if button is not None]

    def enable_steps(self, *, enabled: bool) -> None:
        """Let the next steps be taken, or not."""
        for button in self.steps.values():
            button.setEnabled(enabled)

    def _add(self, row: int, line: LeadLine) -> None:
        first: QWidget
        if line.go is None:
            first = _words(line.words)
            self._put(first, row, 0, 1 if line.detail or line.step else 3)
        else:
            first = self._button(line.words, line.key, self._go)
            first.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            first.setAccessibleDescription(line.detail)
            self.links[line.key] = first
            self._put(first, row, 0, 1)
        if line.detail:
            detail = _words(line.detail)
            detail.setWordWrap(True)
            self._put(detail, row, 1, 1 if line.step else 2)
        if line.step:
            step = self._button(line.step, line.key, self._take)
            step.setAccessibleName(f"{line.step}: {line.detail or line.words}")
            self.steps[line.key] = step
            self._put(step, row, 2, 1)

    def _button(self, words: str, key: str, act: Callable[[str], None]) -> Button:
        made = Button(shorten(words, _LONGEST).replace("&", "&&"))
        made.setToolTip(words if len(words) > _LONGEST else "")
        made.setProperty("quiet", True)
        made.setAccessibleName(words)
        made.clicked.connect(lambda _checked=False, key=key: act(key))
        return made

    def _put(self, widget: QWidget, row: int, column: int, span: int) -> None:
        self._made.append(widget)
        top = Qt.AlignmentFlag.AlignTop
        self._grid.addWidget(widget, row, column, 1, span, top | Qt.AlignmentFlag.AlignLeft if column != 1 else top)
        widget.show()  # a layout would show it later, and until then the keyboard could not be put on it

    def _line(self, key: str) -> LeadLine | None:
        return next((line for line in self.lines if line.key == key), None)

    def _go(self, key: str) -> None:
        if (line := self._line(key)) and line.go:
            line.go()

    def _take(self, key: str) -> None:
        if (line := self._line(key)) and line.take:
            line.take()

    def _place_of_keyboard(self) -> tuple[str, int, str] | None:
        """Return which kind of button the keyboard is on, the how-manieth and of which line."""
        here = QApplication.focusWidget()
        for name, buttons in (("links", self.links), ("steps", self.steps)):
            for place, (key, button) in enumerate(buttons.items()):
                if button is here:
                    return name, place, key
        return None

    def _give_keyboard_back(self, place: tuple[str, int, str] | None) -> None:
        """Put the keyboard where it was, or on what took that place."""
        if place is None:
            return
        buttons = self.links if place[0] == "links" else self.steps
        found = buttons.get(place[2]) or next(iter(list(buttons.values())[min(place[1], len(buttons) - 1) :]), None) if buttons else None
        if found is not None:
            found.setFocus(Qt.FocusReason.OtherFocusReason)


def _seen(line: LeadLine) -> tuple[str, str, str, bool, str]:
    return line.key, line.words, line.detail, line.go is not None, line.step


def _words(text: str) -> QLabel:
    made = QLabel(text)
    made.setProperty("muted", True)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setContentsMargins(3, _LEVEL, 0, _LEVEL)
    made.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
    return made
