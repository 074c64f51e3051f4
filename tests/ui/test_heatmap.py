"""The heat map as a grid: its names, the walk with arrow keys, and what a cell leads to."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication

from workbench.domain.charts import heat_map
from workbench.domain.register import UID
from workbench.domain.registers.risks import Risks
from workbench.domain.scoring import NPSA
from workbench.domain.standing import Standing
from workbench.ui.heatmap import HeatCell, HeatGrid

PLACES = ((4, 4), (4, 4), (1, 2))


@pytest.fixture
def grid(qtbot, theme) -> HeatGrid:
    register = Risks()
    rows = [
        {UID: str(place), "ref": f"R-{place:03}", "current_likelihood": one, "current_consequence": two}
        for place, (one, two) in enumerate(PLACES, 1)
    ]
    made = HeatGrid()
    qtbot.addWidget(made)
    made.fill(heat_map([Standing(register.record(row), None) for row in rows], NPSA), "risk", 4)
    made.show()
    made.activateWindow()
    return made


def cell(grid: HeatGrid, likelihood: int, consequence: int) -> HeatCell:
    return grid.cells[5 - likelihood][consequence - 1]


def test_a_cell_says_its_row_its_column_its_band_and_how_many(grid: HeatGrid):
    assert cell(grid, 4, 4).accessibleName() == "Likely × Major, 16 Extreme: 2 risks"
    assert cell(grid, 1, 2).accessibleName() == "Rare × Minor, 2 Low: 1 risk"
    assert cell(grid, 5, 1).accessibleName() == "Almost certain × Negligible, 5 Moderate: no risks"
    assert cell(grid, 4, 4).toolTip() == "Likely × Major: R-001 and R-002"
    spoken = QAccessible.queryAccessibleInterface(cell(grid, 4, 4))
    assert spoken.role() == QAccessible.Role.Button
    assert spoken.text(QAccessible.Text.Name) == "Likely × Major, 16 Extreme: 2 risks"


def test_tab_comes_to_one_cell_alone_first_the_highest_filled(grid: HeatGrid):
    stops = [each for row in grid.cells for each in row if each.focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert stops == [cell(grid, 4, 4)] == [grid.stop]


@pytest.mark.parametrize(
    ("keys", "place"),
    [
        ([Qt.Key.Key_Up], (5, 4)),
        ([Qt.Key.Key_Up, Qt.Key.Key_Up], (5, 4)),
        ([Qt.Key.Key_Down, Qt.Key.Key_Left], (3, 3)),
        ([Qt.Key.Key_Right, Qt.Key.Key_Right], (4, 5)),
        ([Qt.Key.Key_Home], (4, 1)),
        ([Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_Down], (3, 5)),
    ],
)
def test_arrow_keys_walk_over_the_map_and_stop_at_its_edges(grid: HeatGrid, qtbot, keys, place):
    grid.stop.setFocus()
    for key in keys:
        qtbot.keyClick(QApplication.focusWidget(), key)
    assert QApplication.focusWidget() is cell(grid, *place) is grid.stop


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_a_filled_cell_leads_to_its_risks_by_key(grid: HeatGrid, qtbot, key):
    with qtbot.waitSignal(grid.asked) as asked:
        qtbot.keyClick(cell(grid, 4, 4), key)
    assert [mark.ref for mark in asked.args[0].marks] == ["R-001", "R-002"]


def test_a_click_leads_there_too_and_an_empty_cell_nowhere(grid: HeatGrid, qtbot):
    with qtbot.waitSignal(grid.asked):
        qtbot.mouseClick(cell(grid, 1, 2), Qt.MouseButton.LeftButton)
    with qtbot.assertNotEmitted(grid.asked):
        qtbot.mouseClick(cell(grid, 3, 3), Qt.MouseButton.LeftButton)


def test_filled_again_the_keyboard_stays_on_its_cell(grid: HeatGrid):
    cell(grid, 2, 2).setFocus()
    grid.fill(heat_map([], NPSA), "risk", 4)
    assert QApplication.focusWidget() is cell(grid, 2, 2) is grid.stop
    assert cell(grid, 4, 4).accessibleName().endswith("no risks")


@pytest.mark.long
def test_every_cell_can_be_painted_light_and_dark(grid: HeatGrid, theme):
    pictures = []
    for look in ("light", "dark"):
        theme.choose(look)
        cell(grid, 4, 4).setFocus()
        pictures.append(grid.grab().toImage())
    theme.choose("")
    assert pictures[0] != pictures[1]
