"""The rows of a plan in a table: what becomes of each, whether it is written, and what a person decided."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QColor, QFont, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

from workbench.services.deciding import WHYS, Deciding
from workbench.services.plan import OUT, Outcome, Part, PlanCell, PlanRow
from workbench.ui.cells import CellDelegate
from workbench.ui.table import Index, Role, Weight
from workbench.ui.theme import STEP, Tones
from workbench.ui.ticks import TICK, TickedModel, paint_tick
from workbench.ui.whole import WholeRows

OUTCOMES = {
    "new": "New",
    "changed": "Changed",
    "conflicting": "Changed on both sides",
    "asked": "To decide",
    "invalid": "Needs correcting",
    "same": "The same",
    "absent": "Not in this return",
}
SHAPES = {"new": "+", "changed": "±", "conflicting": "≠", "asked": "?", "invalid": "!", "same": "=", "absent": "–"}
"""A sign before each outcome's word, so that colour is never needed."""
_WEIGHTS = {"conflicting": Weight.WRONG, "invalid": Weight.WRONG, "asked": Weight.WRONG, "same": Weight.MUTED, "absent": Weight.MUTED}
_OUTCOME, _ROW, _REF, _REGISTER, _TITLE, _CELLS = range(1, 7)
_HEADINGS = ("Use", "Outcome", "Row", "Reference", "Register", "What", "Changes")
_SHARES = {TICK: 7, _OUTCOME: 20, _ROW: 7, _REF: 13, _REGISTER: 16, _CELLS: 8}
_TICKED = {
    Qt.CheckState.Checked: "Will be written",
    Qt.CheckState.PartiallyChecked: "Will be written in part",
    Qt.CheckState.Unchecked: "Left out",
}
SECOND = int(Role.WEIGHT) + 20
"""The role of the smaller words under a title."""


@dataclass(frozen=True, eq=False)
class Missing:
    """A record that the workbook should have held and does not."""

    part: Part
    ref: str
    title: str


Entry = PlanRow | Missing


@dataclass(frozen=True)
class RowWords:
    """A row in words: outcome, row, reference, title, and what happens."""

    words: tuple[str, str, str, str, str]
    about: Entry


class RowsModel(TickedModel):
    """The rows of a plan that pass the filter, worked out in words only when they are seen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_HEADINGS, parent)
        self._deciding: Deciding | None = None
        self._all: list[Entry] = []
        self._shown: list[Entry] = []
        self._outcome = self._register = ""
        self._answers: dict[int, Callable[[Entry, int], object]] = {
            Qt.ItemDataRole.DisplayRole: self._cell,
            Qt.ItemDataRole.ToolTipRole: lambda entry, column: self._tip(entry, column) or None,
            Qt.ItemDataRole.AccessibleTextRole: self._spoken,
            Role.WEIGHT: self._weight,
            SECOND: lambda entry, column: _happens(entry, self._why(entry)) if column == _TITLE else None,
        }

    def fill(self, deciding: Deciding | None, *, outcome: str = "", register: str = "") -> None:
        """Show another plan, or none."""
        self._deciding = deciding
        self._all = []
        for part in deciding.plan.parts if deciding else ():
            self._all += part.rows
            self._all += [Missing(part, ref, title) for ref, title in part.absent]
        self.show_only(outcome, register)

    def show_only(self, outcome: str, register: str = "") -> None:
        """Show the rows of one outcome and one register; none means all."""
        self.beginResetModel()
        self._outcome, self._register = outcome, register
        self._shown = [entry for entry in self._all if self._passes(entry)] if outcome or register else list(self._all)
        self.endResetModel()

    def refresh(self) -> None:
        """Show again what may have been decided about; rows whose outcome changed stay where they are."""
        if self._shown:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._shown) - 1, len(_HEADINGS) - 1))

    def entry(self, place: int) -> Entry | None:
        """Return the row or missing record at a place."""
        return self._shown[place] if 0 <= place < len(self._shown) else None

    def line(self, place: int) -> RowWords | None:
        """Return the words of a place."""
        entry = self.entry(place)
        return RowWords(self._words(entry), entry) if entry is not None else None

    def place_of(self, wanted: Entry) -> int:
        """Return where a row stands, or -1."""
        return next((place for place, entry in enumerate(self._shown) if entry is wanted), -1)

    def next_open(self, after: int, by: int = 1) -> int:
        """Return the place of the next row with something to decide, beginning again at the other end, or -1."""
        count = len(self._shown)
        places = [(after + by * step) % count for step in range(1, count + 1)] if count else []
        for place in places:
            entry = self._shown[place]
            if isinstance(entry, PlanRow) and entry.is_open:
                return place
        return -1

    def first_of_interest(self) -> int:
        """Return the place of the first row to decide, else of the first that would change something, else of the first."""
        if (place := self.next_open(-1)) >= 0:
            return place
        rows = enumerate(self._shown)
        return next((place for place, entry in rows if isinstance(entry, PlanRow) and entry.content), 0)

    # Qt's own questions

    @property
    def count(self) -> int:
        """How many rows are shown."""
        return len(self._shown)

    def about(self, place: int) -> Entry:
        """Return the row or missing record at a place."""
        return self._shown[place]

    def tick(self, place: int) -> Qt.CheckState | None:
        """Return whether a row is written, in part or whole."""
        return self._tick(self._shown[place])

    def said(self, index: Index, role: int) -> object:
        """Return what a role says of a cell."""
        answer = self._answers.get(int(role))
        return answer(self._shown[index.row()], index.column()) if answer else None

    # Inside

    def _passes(self, entry: Entry) -> bool:
        outcome = "absent" if isinstance(entry, Missing) else entry.outcome.value
        if self._outcome and outcome != self._outcome:
            return False
        return not self._register or self._part(entry).register == self._register

    def _words(self, entry: Entry) -> tuple[str, str, str, str, str]:
        row = "" if isinstance(entry, Missing) else str(entry.row)
        return (OUTCOMES[_outcome(entry)], row, entry.ref, entry.title, _happens(entry, self._why(entry)))

    def _why(self, entry: Entry) -> str:
        if isinstance(entry, Missing) and self._deciding:
            why = self._deciding.absent.get((entry.part.register, entry.ref))
            return WHYS[why] if why else ""
        return ""

    def _cell(self, entry: Entry, column: int) -> str:
        if column == _OUTCOME:
            return f"{SHAPES[_outcome(entry)]} {OUTCOMES[_outcome(entry)]}"
        if column == _REGISTER:
            return self._part(entry).label
        if column in (_REF, _TITLE):
            return entry.ref if column == _REF else entry.title
        if isinstance(entry, Missing) or column == TICK:
            return ""
        return str(entry.row) if column == _ROW else str(_cell_count(entry) or "")

    def _part(self, entry: Entry) -> Part:
        if isinstance(entry, Missing) or self._deciding is None:
            return cast("Missing", entry).part
        return self._deciding.part_of(entry)

    @staticmethod
    def _tick(entry: Entry) -> Qt.CheckState | None:
        """Return whether a row is written, in part or whole; None where there is nothing to press."""
        if isinstance(entry, Missing):
            return None
        if not entry.content:
            return Qt.CheckState.Unchecked if any(cell.conflict or cell.stood for cell in entry.cells) else None
        if entry.refused:
            return Qt.CheckState.Unchecked
        return Qt.CheckState.PartiallyChecked if any(not cell.written for cell in entry.cells) else Qt.CheckState.Checked

    def _tip(self, entry: Entry, column: int) -> str:
        if column == _TITLE:
            return "\n".join(part for part in (entry.title, _happens(entry, self._why(entry))) if part)
        return _tick_words(self._tick(entry)) if column == TICK else self._cell(entry, column)

    def _spoken(self, entry: Entry, column: int) -> str:
        words = _tick_words(self._tick(entry)) if column == TICK else self._cell(entry, column).lstrip("+±≠?!=– ")
        if column == _TITLE:
            words = f"{words}. {_happens(entry, self._why(entry))}"
        return f"{_HEADINGS[column]}: {words or 'blank'}"

    @staticmethod
    def _weight(entry: Entry, column: int) -> Weight:
        if column == _OUTCOME:
            settled = isinstance(entry, PlanRow) and not entry.is_open
            weight = _WEIGHTS.get(_outcome(entry), Weight.PLAIN)
            return Weight.PLAIN if weight is Weight.WRONG and settled else weight
        return Weight.STRONG if column == _TITLE else Weight.MUTED


def _tick_words(state: Qt.CheckState | None) -> str:
    return _TICKED[state] if state is not None else "Nothing to write"


def _outcome(entry: Entry) -> str:
    return "absent" if isinstance(entry, Missing) else entry.outcome.value


def _cell_count(row: PlanRow) -> int:
    """Return how many cells a row brings or differs in."""
    if row.after is not None and row.before is None:
        return sum(value is not None for key, value in row.after.items() if key not in ("uid", "ref")) + len(row.joined) + len(row.children)
    return len(row.cells)


def _happens(entry: Entry, why: str) -> str:
    """Return what happens to a row, in words."""
    if isinstance(entry, Missing):
        return f"{why}. Left as it is here." if why else "Left as it is here."
    if entry.refused:
        return "Left out."
    if entry.moves:
        return "Will be removed." if entry.moves == OUT else "Will be brought back."
    if entry.reason:
        return entry.reason
    if entry.after is not None and entry.before is None:
        return "Will be added." if not entry.asked else f"Will be added as {entry.ref}."
    taken = [_cell_words(cell) for cell in entry.cells if cell.written]
    waiting = [cell.label for cell in entry.cells if cell.is_open]
    before = [cell.label for cell in entry.cells if cell.stood and cell.settled is None]
    kept = [cell.label for cell in entry.cells if not cell.written and not cell.is_open and cell.label not in before]
    parts = [", ".join(taken)] if taken else []
    parts += [f"to decide: {', '.join(waiting)}"] if waiting else []
    parts += [f"left as here: {', '.join(kept)}"] if kept else []
    parts += [f"left out last time: {', '.join(before)}"] if before else []
    line = "; ".join(parts)
    return f"{line[:1].upper()}{line[1:]}" or ("Nothing changes." if entry.outcome is Outcome.SAME else "")


def _cell_words(cell: PlanCell) -> str:
    return f"{cell.label}: {cell.ours or 'blank'} → {cell.theirs or 'blank'}"


class RowDelegate(CellDelegate):
    """Paints the rows of a plan: ticks, and titles with what happens under them."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint the tick of the first column; everything else as a register is painted."""
        super().paint(painter, option, index)
        state = index.data(Qt.ItemDataRole.CheckStateRole)
        if index.column() == TICK and state is not None:
            paint_tick(painter, option, Qt.CheckState(state))

    def _paint_words(self, painter: QPainter, area: QRect, index: Index, tones: Tones, font: QFont) -> None:
        second = index.data(SECOND)
        if second is None:
            super()._paint_words(painter, area, index, tones, font)
            return
        bold = QFont(font)
        bold.setWeight(QFont.Weight.DemiBold)
        half = area.height() // 2
        for top, words, colour, kind in (
            (area.top(), str(index.data() or ""), tones.text, bold),
            (area.top() + half, str(second), tones.muted, font),
        ):
            painter.setFont(kind)
            painter.setPen(QColor(colour))
            line = " ".join(words[:400].split())
            shown = painter.fontMetrics().elidedText(line, Qt.TextElideMode.ElideRight, area.width())
            painter.drawText(QRect(area.left(), top, area.width(), half), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)


class RowsTable(WholeRows):
    """The rows of a plan: several can be chosen, Space takes them or leaves them out.

    Signals:
        chosen: another row is current or others are selected.
        toggled: Space or a tick was pressed; carries the rows concerned.
        opened: Enter was pressed on a row, or it was double-clicked.
    """

    chosen = Signal()
    toggled = Signal(list)
    opened = Signal()

    def __init__(self, model: RowsModel, parent: QWidget | None = None) -> None:
        super().__init__(model, "Rows of the workbook", "Headings of the rows of the workbook", parent=parent)
        self._rows = model
        self.setItemDelegate(RowDelegate(self))
        self.clicked.connect(self._press)
        self.doubleClicked.connect(lambda _index: self.opened.emit())
        self.selectionModel().selectionChanged.connect(lambda *_: self.chosen.emit())
        model.toggle_asked.connect(lambda entry: self.toggled.emit([entry]))
        self.setColumnHidden(_REGISTER, True)

    @property
    def selected(self) -> list[Entry]:
        """The rows selected, in order."""
        return [entry for place in self.places if (entry := self._rows.entry(place)) is not None]

    @property
    def current(self) -> Entry | None:
        """The row the keyboard is in, where it is selected."""
        entry = self._rows.entry(self.currentIndex().row())
        return entry if self.selectionModel().hasSelection() else None

    def show_registers(self, *, several: bool) -> None:
        """Show or hide the column of registers."""
        self.setColumnHidden(_REGISTER, not several)
        self._fit()

    def show_numbers(self, *, are: bool) -> None:
        """Show or hide where each row stands in a sheet."""
        self.setColumnHidden(_ROW, not are)
        self._fit()

    def go_to(self, place: int) -> None:
        """Choose a row and bring it in sight."""
        flags = QItemSelectionModel.SelectionFlag
        index = self._rows.index(place, max(0, self.currentIndex().column()))
        self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
        self.scrollTo(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take or leave rows on Space, go to their cells on Enter."""
        if event.key() == Qt.Key.Key_Space and not event.modifiers():
            self.toggled.emit(self.selected)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.opened.emit()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the titles what the other columns leave."""
        super().resizeEvent(event)
        self._fit()

    def _press(self, index: QModelIndex) -> None:
        entry = self._rows.entry(index.row())
        if index.column() == TICK and entry is not None:
            self.toggled.emit([entry])

    def _fit(self) -> None:
        character = self.fontMetrics().averageCharWidth()
        rest = self.viewport().width()
        for column, share in _SHARES.items():
            if not self.isColumnHidden(column):
                width = max(share * character, self.fontMetrics().horizontalAdvance(_HEADINGS[column]) * 23 // 20 + 2 * STEP + 2)
                self.setColumnWidth(column, width)
                rest -= width
        self.setColumnWidth(_TITLE, max(rest, 20 * character))
