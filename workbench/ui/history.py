"""What happened to a record: who, when, and each value before and after, in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from workbench.domain.change import Change, Entry, SetKind
from workbench.domain.kinds import MONTHS, Headed
from workbench.domain.register import UID, Register
from workbench.domain.text import shorten
from workbench.ui.buttons import Button
from workbench.ui.theme import STEP

_SHOWN = 8
_WORDS = 90


@dataclass(frozen=True)
class Told:
    """One entry of a record's history in words."""

    heading: str
    lines: tuple[str, ...]


def moment_words(at: str | datetime) -> str:
    """Return a UTC moment as local time in words: 14 July 2026, 14:02."""
    moment = datetime.fromisoformat(at) if isinstance(at, str) else at
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    local = moment.astimezone()
    return f"{local.day} {MONTHS[local.month - 1]} {local.year}, {local:%H:%M}"


def value_lines(change: Change, register: Register) -> list[str]:
    """Return a line for each field a change touched, before → after."""
    before, after = change.before or {}, change.after or {}
    lines: list[str] = []
    for field in register:
        if field.key == UID or field.key not in change.keys:
            continue
        if isinstance(field.kind, Headed):
            lines.append(f"{field.label} changed")
            continue
        one, other = (shorten(field.kind.show(row.get(field.key)), _WORDS) for row in (before, after))
        lines.append(f"{field.label}: {one or 'blank'} → {other or 'blank'}")
    return lines


def told(entry: Entry, uid: str, register: Register) -> Told | None:
    """Return what an entry did to one record; None where it did nothing to it."""
    change = next((change for change in entry.changes if change.uid == uid and change.register == register.key), None)
    if change is None:
        return None
    who = f"{moment_words(entry.at)} · {entry.author}"
    if entry.made_by:
        who = f"{moment_words(entry.made_at)} · {entry.made_by}, in another copy; merged {moment_words(entry.at)} by {entry.author}"
    lines = value_lines(change, register)
    if change.before is None and change.after is not None:
        lines = ["Added", *(line.replace("blank → ", "", 1) for line in lines)]
    elif change.after is None:
        lines = ["Removed"]
    if entry.kind is not SetKind.EDIT:
        lines = [entry.name[:1].upper() + entry.name[1:], *lines]
    if entry.reason:
        lines.append(f"Reason: {entry.reason}")
    return Told(who, tuple(lines))


def stories(entries: Sequence[Entry], uid: str, register: Register) -> list[Told]:
    """Return a record's history, newest first."""
    return [story for entry in reversed(entries) if (story := told(entry, uid, register))]


class HistoryList(QWidget):
    """The history under a record's form, the newest entries first."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stories: list[Told] = []
        self._labels: list[QLabel] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(STEP)
        self.more = Button("Show all of it")
        self.more.setProperty("quiet", True)
        self.more.clicked.connect(self._show_all)
        self._column.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)

    @property
    def stories(self) -> list[Told]:
        """What is told, newest first."""
        return list(self._stories)

    def fill(self, told_: list[Told]) -> None:
        """Show a record's history."""
        self._stories = told_
        self._show(_SHOWN)

    def _show_all(self) -> None:
        self._show(len(self._stories))

    def _show(self, count: int) -> None:
        shown = self._stories[:count]
        while len(self._labels) < len(shown):
            label = QLabel()
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.RichText)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self._labels.append(label)
            self._column.insertWidget(self._column.count() - 1, label)
        for label, story in zip(self._labels, shown, strict=False):
            lines = "<br>".join(_escaped(line) for line in story.lines)
            label.setText(
                f'<span style="color:{label.palette().placeholderText().color().name()}">{_escaped(story.heading)}</span><br>{lines}'
            )
            label.setAccessibleName(" ".join((story.heading, *story.lines)))
            label.show()
        for label in self._labels[len(shown) :]:
            label.hide()
        self.more.setVisible(len(self._stories) > count)
        self.more.setText(f"Show all {len(self._stories)} entries")


def _escaped(words: str) -> str:
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\n", "<br>")
