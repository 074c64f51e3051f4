"""On every screen whatever takes the keyboard has a name and its turn, and all words and colours can be read."""

from collections.abc import Callable
from itertools import pairwise, product
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QColor
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QPushButton, QScrollArea, QScrollBar, QVBoxLayout, QWidget

from tests.proofs.clipped import clipped, cut_tabs
from workbench.services.clearing import Finding
from workbench.services.copies import save_copy
from workbench.ui.shell import Shell
from workbench.ui.tabs import TABS
from workbench.ui.theme import DARK, LIGHT, Tones


def nameless(root: QWidget) -> list[str]:
    found = []
    for widget in root.findChildren(QWidget):
        if widget.focusPolicy() is Qt.FocusPolicy.NoFocus or isinstance(widget, QScrollBar) or not widget.isVisibleTo(root):
            continue
        interface = QAccessible.queryAccessibleInterface(widget)
        name = interface.text(QAccessible.Text.Name) if interface else ""
        if not name and not (isinstance(widget, QAbstractButton) and widget.text()) and not widget.objectName().startswith("qt_"):
            found.append(f"{type(widget).__name__} in {type(widget.parent()).__name__}")
    return found


def jumps(root: QWidget) -> list[str]:
    """Return where Tab goes back up in what it has passed already; another column may begin at its top."""
    found, here = [], root
    stops: list[QWidget] = []
    while True:
        here = here.nextInFocusChain()
        if here is root or here is None:
            break
        takes = here.focusPolicy() & Qt.FocusPolicy.TabFocus and here.isVisibleTo(root) and here.isEnabled() and here.focusProxy() is None
        if takes and root.isAncestorOf(here) and not here.objectName().startswith("qt_"):
            stops.append(here)
    for before, after in pairwise(stops):
        one, other = (QRect(stop.mapTo(root, QPoint(0, 0)), stop.size()) for stop in (before, after))
        if other.bottom() <= one.top() and other.left() < one.right() and _area(before) is _area(after):
            found.append(f"{_called(before)} → {_called(after)}")
    return found


def _area(widget: QWidget) -> QWidget | None:
    """Return what a widget is scrolled in; what stands in one is elsewhere once it is scrolled."""
    above = widget.parentWidget()
    while above is not None and not isinstance(above, QScrollArea):
        above = above.parentWidget()
    return above


def _called(widget: QWidget) -> str:
    return f"{type(widget).__name__} {widget.accessibleName() or getattr(widget, 'text', str)()!r}"


Screen = Callable[[Shell, "Stage"], None]


class Stage:
    """What the screens need beside the window."""

    def __init__(self, work, answers, tmp_path, qtbot) -> None:
        self.work, self.answers, self.tmp_path, self.qtbot = work, answers, tmp_path, qtbot

    def rest(self, shell: Shell) -> None:
        self.qtbot.waitUntil(lambda: not shell.tasks.is_busy and not shell.keeping.looking.is_busy, timeout=20000)


def _register(key: str) -> Screen:
    def go(shell: Shell, stage: Stage) -> None:
        page = shell.show_register(key)
        if not page.model.shown:
            shell.actions_["add"].trigger()
        page.table.select([page.model.shown[0].uid])
        page.form.all_fields.setChecked(True)
        for kin in page.form.children_.kins:
            page.form.children_.begin(kin.register.key)
            page.form.children_.sections[kin.register.key].table.inplace.cancel()

    return go


def _overview(shell: Shell, stage: Stage) -> None:
    shell.book.add("assurance", {"title": "Beds run out", "tier": "shared"})
    shell.show_overview()
    stage.qtbot.waitUntil(lambda: shell.overview is not None and shell.overview.is_filled)


def _several(shell: Shell, stage: Stage) -> None:
    shell.page.table.select([record.uid for record in shell.page.model.shown])
    shell.page.several.all_fields.setChecked(True)


def _plan(view: int) -> Screen:
    def go(shell: Shell, stage: Stage) -> None:
        stage.work.lines = [{"title": "A new thing", "ref": "N-1"}]
        shell.import_workbooks([Path("one.xlsx")])
        stage.qtbot.waitUntil(lambda: shell.plan_screen.plan is not None)
        shell.plan_screen.views.setCurrentIndex(view)

    return go


def _act(key: str) -> Screen:
    def go(shell: Shell, stage: Stage) -> None:
        shell.actions_[key].trigger()
        stage.rest(shell)

    return go


def _paste(shell: Shell, stage: Stage) -> None:
    QApplication.clipboard().setText("Sam Lee")
    shell.page.table.setCurrentIndex(shell.page.model.index(0, shell.page.model.column_of("owner")))
    shell.page.paste()


def _saving_a_filter(shell: Shell, stage: Stage) -> None:
    shell.page.filter.input.setText("r")
    shell.actions_["save_filter"].trigger()


def _cell(shell: Shell, stage: Stage) -> None:
    shell.page.inplace.open(shell.page.model.index(0, shell.page.model.column_of("title")))


def _findings(shell: Shell, stage: Stage) -> None:
    risk = shell.book.records("risk")[0]
    shell.keeping.show_findings(shell.book, Path("public.pdf"), [Finding(3, "risk", risk.ref, "ref", risk.ref, risk.uid)], False)


def _notice(shell: Shell, stage: Stage) -> None:
    shell.notice.say("Something was done.", "Undo", lambda: None, also=("Show it", lambda: None))


def _merge(shell: Shell, stage: Stage) -> None:
    copy = stage.tmp_path / "copy.workbench"
    save_copy(shell.book.path, copy, shell.book.clock)
    shell.merge_copy(copy)
    stage.qtbot.waitUntil(lambda: shell.incoming.is_shown)
    stage.rest(shell)


def _welcome(step: str) -> Screen:
    def go(shell: Shell, stage: Stage) -> None:
        shell.close_file()
        shell.welcome.steps.setCurrentWidget(getattr(shell.welcome, step))

    return go


SCREENS: dict[str, Screen] = {
    "overview": _overview,
    **{key: _register(key) for tab in TABS for key in tab.registers},
    "several": _several,
    "rows of an import": _plan(0),
    "how it was read": _plan(1),
    "problems": _plan(2),
    "cell": _cell,
    "paste": _paste,
    "saving a filter": _saving_a_filter,
    "findings": _findings,
    "merge": _merge,
    "notice": _notice,
    **{
        key: _act(key)
        for key in ("receipts", "returns", "export", "print", "save_copy", "backups", "check_file", "preferences", "rename_author")
    },
    **{key: _act(key) for key in ("new_file", "keys")},
    **{step: _welcome(step) for step in ("name_step", "offer_step", "new_step")},
}


@pytest.mark.parametrize("name", SCREENS)
def test_every_control_has_a_name_its_turn_for_tab_and_room_for_its_words(shell: Shell, work, answers, tmp_path, qtbot, name):
    SCREENS[name](shell, Stage(work, answers, tmp_path, qtbot))
    QApplication.processEvents()
    assert nameless(shell) == []
    assert jumps(shell.stack.currentWidget()) == []
    assert [*clipped(shell), *cut_tabs(shell)] == []


def test_a_page_without_a_name_or_out_of_order_would_be_found(qtbot):
    page = QWidget()
    qtbot.addWidget(page)
    column = QVBoxLayout(page)
    column.addWidget(QLineEdit())
    column.addWidget(QLineEdit())
    page.show()
    assert len(nameless(page)) == 2
    assert jumps(page) == []
    late = QLineEdit()
    column.insertWidget(0, late)
    late.show()
    column.activate()
    assert len(jumps(page)) == 1


def lightness(colour: str) -> float:
    parts = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in QColor(colour).getRgbF()[:3]]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((lightness(one), lightness(other)))
    return (high + 0.05) / (low + 0.05)


def mixed(one: str, other: str) -> str:
    """Return a colour of which one is laid half through over another."""
    return QColor.fromRgbF(*((a + b) / 2 for a, b in zip(QColor(one).getRgbF()[:3], QColor(other).getRgbF()[:3], strict=True))).name()


@pytest.mark.parametrize("tones", [LIGHT, DARK], ids=lambda tones: tones.name)
def test_all_words_can_be_read_on_their_ground(tones: Tones):
    for ground, words in product((tones.ground, tones.panel, tones.selected), (tones.text, tones.muted, tones.accent, tones.warning)):
        assert contrast(ground, words) >= 4.5, (ground, words)
    for ground, words in tones.bands:
        assert contrast(ground, words) >= 4.5, (ground, words)
        for under in (tones.ground, tones.panel):  # an empty cell of the heat map is half as strong
            assert contrast(mixed(ground, under), words) >= 4.5, (ground, words, under)
    assert contrast(tones.accent, tones.on_accent) >= 4.5
    for ground in (tones.ground, tones.panel):
        assert contrast(ground, tones.edge) >= 3


def test_words_without_room_would_be_found(qtbot):
    page = QWidget()
    qtbot.addWidget(page)
    column = QVBoxLayout(page)
    button = QPushButton("Import the workbooks that organisations sent")
    column.addWidget(button)
    page.show()
    assert clipped(page) == []
    button.setFixedWidth(60)
    column.activate()
    assert len(clipped(page)) == 1
    button.setToolTip(button.text())
    assert clipped(page) == []
