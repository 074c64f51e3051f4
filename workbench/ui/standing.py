"""Where risks stand: whose and which score to choose, the heat map, what is not on it, and how many are in each band."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from workbench.domain.charts import Cell
from workbench.domain.text import counted
from workbench.services.overview import ALL, CURRENT, SHARED, TARGET, Band, Overview
from workbench.services.summary import SCORED
from workbench.ui.bands import BandPill
from workbench.ui.headings import group_heading
from workbench.ui.heatmap import HeatGrid
from workbench.ui.leadlines import LeadLine, LeadLines
from workbench.ui.theme import STEP

if TYPE_CHECKING:
    from workbench.domain.standing import Standing

_FEW_STATED = 5


class StandingPanel(QWidget):
    """The heat map of the risk register and the bands of both registers, for the risks a person chose.

    Signals:
        asked: records of a register are wanted; carries its key, their uids and a few words that say which they are.
        shown: other risks are shown, and what the keyboard stops at was made anew.
    """

    asked = Signal(str, list, str)
    shown = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._answers: Overview | None = None
        self._all_stated = False
        self.whose, self.stage = _choice("Whose risks"), _choice("Which score")
        self.stage.addItem("Current score", CURRENT)
        self.stage.addItem("Target score", TARGET)
        self.heat = HeatGrid()
        self.heat.asked.connect(self._ask_for_cell)
        self.stated, self.movements = LeadLines(), LeadLines()
        self.pills: dict[tuple[str, str], BandPill] = {}
        self._made: list[QWidget] = []
        self._build()
        self.whose.currentIndexChanged.connect(self._show)
        self.stage.currentIndexChanged.connect(self._show)

    def fill(self, answers: Overview) -> None:
        """Show these answers, what a person chose being kept."""
        self._answers = answers
        chosen = self.whose.currentData() or SHARED
        wanted = [("Shared risks", SHARED), *((f"{name}: its own", uid) for uid, name in answers.owners()), ("All risks", ALL)]
        if [(self.whose.itemText(place), self.whose.itemData(place)) for place in range(self.whose.count())] != wanted:
            self.whose.blockSignals(True)
            self.whose.clear()
            for words, data in wanted:
                self.whose.addItem(words, data)
            self.whose.setCurrentIndex(max(0, self.whose.findData(chosen)))
            self.whose.blockSignals(False)
        self._show()

    def _show(self) -> None:
        answers = self._answers
        if answers is None:
            return
        whose, stage = str(self.whose.currentData()), str(self.stage.currentData())
        shown = answers.heat(whose, stage)
        self.heat.fill(shown, answers.view.registers["risk"].noun, len(answers.scheme(whose).labels))
        self._show_stated(list(shown.stated))
        for pill in self._made:
            self._bands.removeWidget(pill)
            pill.hide()
            pill.deleteLater()
        self._made, self.pills = [], {}
        for row, key in enumerate(SCORED):
            bands = answers.bands(key, whose, stage)
            self._show_bands(row, key, bands, len(answers.scheme(whose).labels))
        self._show_movements(answers)
        self.shown.emit()

    @property
    def stops(self) -> list[QWidget]:
        """What the keyboard stops at, in reading order."""
        cells = [cell for row in self.heat.cells for cell in row]
        return [self.whose, self.stage, *cells, *self.stated.stops, *self.pills.values(), *self.movements.stops]

    def _show_movements(self, answers: Overview) -> None:
        """Show what changed about shared risks, where those are chosen by their current score."""
        chosen = (self.whose.currentData(), self.stage.currentData()) == (SHARED, CURRENT)
        leads = answers.movements() if chosen else []
        self.movements.fill(
            [LeadLine(lead.key, lead.text, lead.detail, partial(self._ask, lead.register, list(lead.uids), lead.words)) for lead in leads]
        )

    def _show_stated(self, stated: "list[Standing]") -> None:
        """List the risks that have no place on the map."""
        self.stated.setVisible(bool(stated))
        self._stated_words.setVisible(bool(stated))
        has = "is" if len(stated) == 1 else "are"
        self._stated_words.setText(
            f"{counted(len(stated), 'score')} {has} stated without likelihood and consequence, so {'it' if len(stated) == 1 else 'they'} "
            f"stand{'s' if len(stated) == 1 else ''} nowhere on the map:"
        )
        few = stated if self._all_stated else stated[:_FEW_STATED]
        lines = [
            LeadLine(one.record.uid, one.record.ref, f"{one.score} · {one.record.title}", self._leading(one.record.uid, one.record.ref))
            for one in few
        ]
        if hidden := len(stated) - len(few):
            lines.append(LeadLine("more", f"Show {hidden:,} more", "", self._show_all_stated))
        self.stated.fill(lines)

    def _show_all_stated(self) -> None:
        self._all_stated = True
        self._show()

    def _leading(self, uid: str, ref: str) -> "partial[None]":
        return partial(self._ask, "risk", [uid], f"stated score of {ref}")

    def _show_bands(self, row: int, key: str, bands: list[Band], of: int) -> None:
        """Show how many of a register stand in each band."""
        register = self._answers.view.registers[key] if self._answers else None
        name, running = (register.label, register.running) if register else ("", "")
        label = QLabel(name)
        label.setProperty("muted", True)
        pills = QWidget()
        line = QHBoxLayout(pills)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(STEP)
        for band in bands:
            pill = BandPill(pills)
            pill.setText(f"{band.label}: {len(band.uids):,}")
            pill.setAccessibleName(f"{name}, {band.label.lower()}: {len(band.uids):,}")
            pill.setToolTip(f"Show {'it' if len(band.uids) == 1 else 'them'} in the {running}")
            pill.stand_in(band.place, of)
            pill.clicked.connect(partial(self._ask, key, list(band.uids), f"{self._chosen_words()}, {band.label.lower()}"))
            self.pills[key, band.label] = pill
            line.addWidget(pill)
        if not bands:
            none = QLabel("none open")
            none.setProperty("muted", True)
            line.addWidget(none)
        line.addStretch(1)
        for column, widget in enumerate((label, pills)):
            self._bands.addWidget(widget, row, column)
            widget.show()  # a layout would show it later, and until then Tab would pass it by
            self._made.append(widget)

    def _chosen_words(self) -> str:
        words = self.whose.currentText().lower() if self.whose.currentData() in (SHARED, ALL) else self.whose.currentText()
        return words if self.stage.currentData() == CURRENT else f"{words}, target"

    def _ask(self, register: str, uids: list[str], words: str, *_checked: bool) -> None:
        self.asked.emit(register, uids, words)

    def _ask_for_cell(self, cell: Cell) -> None:
        score = f"{cell.likelihood} × {cell.consequence} = {cell.likelihood * cell.consequence} {cell.label.lower()}"
        self._ask("risk", [mark.uid for mark in cell.marks], f"{self._chosen_words()}, {score}")

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(STEP)
        column.addWidget(group_heading("Where risks stand", self))
        row = QHBoxLayout()
        row.setSpacing(STEP)
        row.addWidget(self.whose)
        row.addWidget(self.stage)
        row.addStretch(1)
        column.addLayout(row)
        axes = QLabel("Likelihood upwards, consequence to the right")
        axes.setProperty("muted", True)
        column.addWidget(axes)
        column.addWidget(self.heat)
        self._stated_words = QLabel()
        self._stated_words.setProperty("muted", True)
        self._stated_words.setWordWrap(True)
        self._stated_words.setContentsMargins(0, STEP, 0, 0)
        column.addWidget(self._stated_words)
        column.addWidget(self.stated)
        column.addSpacing(STEP)
        self._bands = QGridLayout()
        self._bands.setContentsMargins(0, 0, 0, 0)
        self._bands.setHorizontalSpacing(2 * STEP)
        self._bands.setVerticalSpacing(STEP)
        self._bands.setColumnStretch(1, 1)
        column.addLayout(self._bands)
        column.addSpacing(STEP)
        column.addWidget(self.movements)


def _choice(name: str) -> QComboBox:
    made = QComboBox()
    made.setAccessibleName(name)
    made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    made.setMinimumContentsLength(16)
    made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return made
