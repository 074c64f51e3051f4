"""Every table model of the windows keeps Qt's rules, with something in it and empty, and none is forgotten here."""

import importlib
import pkgutil
from collections.abc import Callable

import pytest
from PySide6.QtCore import QAbstractItemModel

from tests.making import FixedClock, make_book, plan_lines
from workbench import ui
from workbench.exchange.sheets import Sheet
from workbench.services.book import Book
from workbench.services.deciding import Deciding
from workbench.ui.children import ChildModel
from workbench.ui.lines import Line, LinesModel
from workbench.ui.plan_cells import CellsModel
from workbench.ui.plan_rows import RowsModel
from workbench.ui.preview import SheetModel
from workbench.ui.table import RegisterModel

ABSTRACT = {"HeadedModel", "TickedModel"}


@pytest.fixture
def book(path, clock):
    with make_book(path, clock, risks=3) as made:
        made.add("gap", {"description": "No rota", "parent": made.records("risk")[0].uid})
        yield made


def register(book: Book, clock: FixedClock) -> RegisterModel:
    model = RegisterModel(book.registers["risk"], clock.today)
    model.fill(book.records("risk"))
    return model


def children(book: Book, clock: FixedClock) -> ChildModel:
    model = ChildModel(book.registers["gap"], clock.today)
    model.fill(book.records("gap"))
    return model


def rows(book: Book, clock: FixedClock) -> RowsModel:
    model = RowsModel()
    model.fill(Deciding(book, plan_lines(book, [{"ref": "R-001", "owner": "Jo"}, {"ref": "N-1", "title": "New"}])))
    return model


def cells(book: Book, clock: FixedClock) -> CellsModel:
    plan = plan_lines(book, [{"ref": "N-1", "title": "New", "owner": "Jo"}])
    model = CellsModel()
    model.fill(Deciding(book, plan).cells(plan.rows[0]), new=True)
    return model


def lines(book: Book, clock: FixedClock) -> LinesModel:
    model = LinesModel(("One", "Two"))
    model.fill([Line(("a", "b")), Line(("c", ""))])
    return model


def sheet(book: Book, clock: FixedClock) -> SheetModel:
    model = SheetModel()
    model.fill(Sheet("Risks", [["Ref", "Title"], ["R-1", "Beds", "more"]]), (0,), [(1, "Risk")])
    return model


FILLED: dict[type[QAbstractItemModel], Callable[[Book, FixedClock], QAbstractItemModel]] = {
    RegisterModel: register,
    ChildModel: children,
    RowsModel: rows,
    CellsModel: cells,
    LinesModel: lines,
    SheetModel: sheet,
}


@pytest.mark.parametrize("kind", FILLED, ids=lambda kind: kind.__name__)
def test_a_model_keeps_the_rules_of_qt(book, clock, qapp, qtmodeltester, kind):
    model = FILLED[kind](book, clock)
    assert model.rowCount() > 0
    assert isinstance(model, kind)
    qtmodeltester.check(model)


def test_no_model_of_the_windows_is_left_out():
    for found in pkgutil.iter_modules(ui.__path__):
        importlib.import_module(f"workbench.ui.{found.name}")
    waiting, known = [QAbstractItemModel], set()
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        if kind.__module__.startswith("workbench.ui"):
            known.add(kind)
    assert {kind for kind in known if kind.__name__ not in ABSTRACT} == set(FILLED)
