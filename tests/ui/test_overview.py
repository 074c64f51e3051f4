"""The first tab: what it shows, that each figure leads to exactly its records, accepting in place, and an empty file."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from tests.making import FixedClock, make_book
from tests.ui.test_access import nameless
from workbench.services.book import Book
from workbench.services.overview import TARGET
from workbench.ui.overview import OverviewPage
from workbench.ui.shell import Shell


def furnish(book: Book) -> None:
    """Put into a book what the Overview counts."""
    for title, due in (("Late", "1/7/2026"), ("Later", "1/5/2026"), ("Soon", "1/8/2026"), ("Far", "1/12/2026")):
        book.add("action", {"title": title, "due_date": due, "owner": "Jo Smith"})
    book.add("forum", {"name": "Partnership Board"})
    book.add("meeting", {"forum": "Partnership Board", "date": "1/9/2026"})
    book.add("decision", {"title": "One laboratory", "status": "awaiting_approval", "forum": "Partnership Board"})
    book.add("assurance", {"title": "Waits grow", "exec_lead": "Jo Smith", "next_review": "1/7/2026"})
    for number in range(5):
        book.add("control", {"title": f"Control {number}", "parent": "AF-001"})
    book.add("risk", {"title": "Stated & alone", "current_score": 20, "owner": "Jo Smith"})
    book.add("risk", {"title": "Own", "member": "Carrow Valley ICB", "current_likelihood": 5, "current_consequence": 5})


@pytest.fixture
def shell(path: Path, clock: FixedClock, open_shell: Callable[[Path | None], Shell], qtbot) -> Shell:
    """A window with the Overview of a furnished book in front."""
    book = make_book(path, clock, risks=3)
    furnish(book)
    book.close()
    made = open_shell(path)
    made.activateWindow()
    made.show_overview()
    qtbot.waitUntil(lambda: made.overview is not None and made.overview.is_filled)
    return made


def page(shell: Shell) -> OverviewPage:
    assert shell.overview is not None
    return shell.overview


def titles(shell: Shell) -> list[str]:
    return [record.title for record in shell.page.model.shown]


def chip(shell: Shell) -> str:
    return shell.page.filter.only.text()


def test_a_file_opens_on_its_overview_with_the_keyboard_on_the_map(path, clock, theme, settings, qtbot):
    make_book(path, clock, risks=3).close()
    shell = Shell(clock, settings, theme=theme)
    shell.start(path)
    shell.show()
    shell.activateWindow()
    qtbot.waitExposed(shell)
    assert shell.tabs.tabText(0) == "Overview"
    assert shell.stack.currentWidget() is shell.overview
    qtbot.waitUntil(lambda: page(shell).is_filled and page(shell).standing is not None)
    assert QApplication.focusWidget() is page(shell).standing.heat.stop
    assert shell.pages == {}
    shell.close()
    shell.deleteLater()


def test_it_says_whose_file_it_is_what_day_and_when_the_next_meeting_is(shell: Shell):
    words = page(shell).summary.text()
    assert words.startswith("Alder Acute Provider Collaborative on 23 July 2026")
    assert words.endswith("Next meeting: Partnership Board, 1 September 2026, in 40 days")


@pytest.mark.parametrize(
    ("key", "words", "register", "wanted"),
    [
        ("overdue", "2 overdue actions", "action", ["Late", "Later"]),
        ("due", "1 action due by the next meeting", "action", ["Soon"]),
        ("awaiting", "1 decision awaiting approval", "decision", ["One laboratory"]),
        ("unreviewed_assurance", "1 review of a principal risk overdue", "assurance", ["Waits grow"]),
    ],
)
def test_a_figure_leads_to_exactly_its_records_by_enter(shell: Shell, qtbot, key, words, register, wanted):
    button = page(shell).figures.links[key]
    assert button.text() == words
    button.setFocus()
    qtbot.keyClick(button, Qt.Key.Key_Return)
    assert shell.page.register.key == register
    assert sorted(titles(shell)) == wanted
    assert chip(shell) == f"From the overview: {words.split(' ', 1)[1]}  ×"
    assert shell.page.filter.only.isVisible()
    assert QApplication.focusWidget() is shell.page.table


def test_what_there_is_none_of_is_a_sentence_and_no_button(shell: Shell):
    figures = page(shell).figures
    assert "unreviewed_risk" not in figures.links
    assert "No review of a risk is overdue." in [label.text() for label in figures.findChildren(QLabel)]


@pytest.mark.parametrize("place", ["table", "chip", "line"])
def test_escape_shows_the_other_records_again(shell: Shell, qtbot, place):
    page(shell).figures.links["overdue"].click()
    places: dict[str, QWidget] = {"table": shell.page.table, "chip": shell.page.filter.only, "line": shell.page.filter.input}
    places[place].setFocus()
    qtbot.keyClick(places[place], Qt.Key.Key_Escape)
    assert len(titles(shell)) == 4
    assert not shell.page.filter.only.isVisible()
    assert QApplication.focusWidget() is shell.page.table


def test_a_pressed_chip_and_the_menu_show_all_again_too(shell: Shell):
    page(shell).figures.links["overdue"].click()
    shell.page.filter.only.click()
    assert len(titles(shell)) == 4
    shell.show_overview()
    page(shell).figures.links["overdue"].click()
    shell.actions_["clear_filter"].trigger()
    assert len(titles(shell)) == 4


def test_words_narrow_further_within_what_a_figure_led_to(shell: Shell):
    page(shell).figures.links["overdue"].click()
    shell.page.filter.input.setText("later")
    assert titles(shell) == ["Later"]
    assert shell.page.filter.count.text() == "1 of 4"


def test_a_cell_of_the_map_leads_to_its_risks(shell: Shell, qtbot):
    standing = page(shell).standing
    cell = next(cell for row in standing.heat.cells for cell in row if cell.cell.marks)
    refs = sorted(mark.ref for mark in cell.cell.marks)
    qtbot.mouseClick(cell, Qt.MouseButton.LeftButton)
    assert shell.page.register.key == "risk"
    assert sorted(record.ref for record in shell.page.model.shown) == refs
    assert chip(shell).startswith("From the overview: shared risks, ")


def test_a_pill_counts_a_band_in_words_and_leads_there(shell: Shell):
    pill = page(shell).standing.pills["risk", "Extreme"]
    number = int(pill.text().removeprefix("Extreme: "))
    pill.click()
    assert len(titles(shell)) == number
    assert "shared risks, extreme" in chip(shell)


def test_a_stated_score_is_listed_beside_the_map_and_leads_to_its_risk(shell: Shell):
    stated = page(shell).standing.stated
    assert [line.detail for line in stated.lines] == ["20 · Stated & alone"]
    next(iter(stated.links.values())).click()
    assert titles(shell) == ["Stated & alone"]


def test_whose_and_which_score_are_chosen_in_place_and_kept(shell: Shell, qtbot):
    standing = page(shell).standing
    own = standing.whose.findText("Carrow Valley ICB: its own")
    standing.whose.setCurrentIndex(own)
    assert [len(cell.cell.marks) for cell in standing.heat.cells[0]] == [0, 0, 0, 0, 1]
    assert not standing.stated.isVisible()
    shell.book.add("risk", {"title": "Second", "member": "Carrow Valley ICB", "current_likelihood": 5, "current_consequence": 5})
    qtbot.waitUntil(lambda: len(standing.heat.cells[0][4].cell.marks) == 2)
    assert standing.whose.currentIndex() == own
    standing.heat.cells[0][4].click()
    assert "Carrow Valley ICB: its own, 5 × 5 = 25 extreme" in chip(shell)
    shell.show_overview()
    standing.stage.setCurrentIndex(standing.stage.findData(TARGET))
    assert not any(cell.cell.marks for row in standing.heat.cells for cell in row)


def test_a_point_is_accepted_as_a_gap_in_place_and_undone_from_the_notice(shell: Shell, qtbot):
    overview = page(shell)
    assert overview.counts.links["NO_SOURCE_assurance"].text() == "5 controls without a source of assurance"
    first, second = list(overview.points.steps)[:2]
    step = overview.points.steps[first]
    assert step.accessibleName().startswith("Accept as a gap: C-001 “Control 0” has no source")
    step.setFocus()
    qtbot.keyClick(step, Qt.Key.Key_Return)
    assert "enters a gap in assurance under AF-001, in your name" in shell.notice.sentence.text()
    assert shell.book.records("gap") == []
    qtbot.keyClick(step, Qt.Key.Key_Return)
    assert [gap.show("description") for gap in shell.book.records("gap")] == ["C-001 “Control 0” has no source of assurance."]
    qtbot.waitUntil(lambda: first not in overview.points.steps)
    assert QApplication.focusWidget() is overview.points.steps[second]
    assert overview.counts.links["NO_SOURCE_assurance"].text().startswith("4 controls")
    assert "AF-001" in shell.notice.sentence.text()
    shell.notice.step.click()
    qtbot.waitUntil(lambda: first in overview.points.steps)
    assert shell.book.records("gap") == []
    assert shell.stack.currentWidget() is overview


def test_few_points_are_shown_until_all_are_wanted(shell: Shell):
    overview = page(shell)
    assert len(overview.points.steps) == 3
    overview.more.links["more"].click()
    assert len(overview.points.steps) == 5
    assert overview.more.links == {}


def test_the_last_changes_say_who_and_when_and_lead_to_the_record(shell: Shell):
    changes = page(shell).changes
    assert [line.words for line in changes.lines][:2] == ["Add R-005", "Add R-004"]
    assert changes.lines[0].detail.startswith("Asha Patel, 23 July 2026, ")
    assert len(changes.lines) == 5
    changes.links[changes.lines[1].key].click()
    assert titles(shell) == ["Stated & alone"]


def test_a_change_that_left_nothing_is_a_sentence(shell: Shell, qtbot):
    overview = page(shell)
    newest = overview.changes.lines[0].key
    shell.book.remove([shell.book.find("risk", "Carrow Valley ICB/R-005")])
    qtbot.waitUntil(lambda: overview.changes.lines[0].words == "Remove R-005")
    overview.changes.links[newest].click()
    assert shell.notice.sentence.text() == "What “Add R-005” changed is in none of the registers any more, so there is nothing to show."
    assert shell.stack.currentWidget() is overview


def test_it_follows_changes_only_while_it_is_seen(shell: Shell, qtbot):
    overview = page(shell)
    shell.show_register("action")
    shell.book.edit([shell.book.find("action", "A-001")], {"status": "complete"})
    assert overview.figures.links["overdue"].text() == "2 overdue actions"
    assert not overview.is_filled
    shell.show_overview()
    qtbot.waitUntil(lambda: overview.is_filled)
    assert overview.figures.links["overdue"].text() == "1 overdue action"
    shell.actions_["undo"].trigger()
    qtbot.waitUntil(lambda: overview.figures.links["overdue"].text() == "2 overdue actions")


def test_another_day_is_looked_at_anew(shell: Shell, clock: FixedClock, qtbot):
    clock.pass_days(10)
    shell.show_register("risk")
    shell.show_overview()
    qtbot.waitUntil(lambda: page(shell).figures.links["overdue"].text() == "3 overdue actions")


def test_what_needs_a_register_rests_while_the_overview_is_in_front(shell: Shell):
    for key in ("find", "clear_filter", "go_to_form", "next", "previous", "sort", "all_fields", "remove"):
        assert not shell.actions_[key].isEnabled(), key
    assert not shell.menus.columns.isEnabled()
    shell.show_register("risk")
    assert all(shell.actions_[key].isEnabled() for key in ("find", "sort", "remove"))


def test_a_new_record_goes_to_the_register_that_was_in_front_last(shell: Shell):
    shell.show_register("action")
    shell.show_overview()
    assert shell.actions_["add"].text() == "&New action"
    shell.actions_["add"].trigger()
    assert shell.page.register.key == "action"
    assert [record.ref for record in shell.page.selected] == ["A-005"]


def test_from_the_overview_every_register_goes_out(shell: Shell, answers, tmp_path, qtbot):
    answers.path = tmp_path / "out.xlsx"
    shell.actions_["export"].trigger()
    shell.leaving.go.click()
    qtbot.waitUntil(lambda: not shell.tasks.is_busy and shell.notice.isVisible(), timeout=20000)
    assert "registers" in answers.suggested[0].name
    import openpyxl  # noqa: PLC0415 - only this test looks inside

    assert {"Risk register", "Actions", "Decisions"} <= set(openpyxl.load_workbook(answers.path).sheetnames)


def test_from_the_overview_the_registers_with_records_are_printed(shell: Shell, answers, tmp_path, qtbot):
    answers.path = tmp_path / "out.pdf"
    shell.actions_["print"].trigger()
    shell.leaving.go.click()
    qtbot.waitUntil(lambda: not shell.tasks.is_busy and shell.notice.isVisible(), timeout=30000)
    assert shell.notice.sentence.text().startswith("out.pdf holds ")
    assert answers.path.read_bytes().startswith(b"%PDF")


def test_after_an_import_its_register_comes_to_the_front(shell: Shell, work, qtbot):
    work.lines = [{"title": "A new thing", "ref": "N-1"}]
    shell.import_workbooks([Path("one.xlsx")])
    qtbot.waitUntil(lambda: shell.plan_screen.plan is not None)
    shell.plan_screen.cancel()
    assert shell.stack.currentWidget() is page(shell)
    shell.import_workbooks([Path("one.xlsx")])
    qtbot.waitUntil(lambda: shell.plan_screen.plan is not None)
    shell.plan_screen.go.click()
    qtbot.waitUntil(lambda: shell.stack.currentWidget() is shell.page)
    assert shell.page.register.key == "risk"


def test_the_tabs_go_round_by_key_and_f6_comes_back_to_the_map(shell: Shell):
    for _ in range(shell.tabs.count()):
        shell.actions_["next_tab"].trigger()
    assert shell.stack.currentWidget() is page(shell)
    page(shell).points.steps[next(iter(page(shell).points.steps))].setFocus()
    shell.actions_["go_to_table"].trigger()
    assert QApplication.focusWidget() is page(shell).standing.heat.stop


def test_tab_goes_through_the_page_as_it_is_read_also_when_it_was_filled_again(shell: Shell, qtbot):
    overview = page(shell)
    shell.book.add("action", {"title": "One more", "due_date": "1/7/2026", "owner": "Jo Smith"})
    qtbot.waitUntil(lambda: overview.figures.links["overdue"].text() == "3 overdue actions")
    overview.standing.stage.setFocus()
    qtbot.waitUntil(overview.standing.stage.hasFocus)
    met: list[QWidget] = []
    while overview.changes.stops[-1] not in met:
        met.append(QApplication.focusWidget())
        qtbot.keyClick(met[-1], Qt.Key.Key_Tab)
    parts = (overview.figures, overview.counts, overview.points, overview.more, overview.changes)
    standing = overview.standing
    after_map = [*standing.stated.stops, *standing.pills.values(), *standing.movements.stops]
    assert met == [standing.stage, standing.heat.stop, *after_map, *(stop for part in parts for stop in part.stops)]


def test_everything_that_takes_the_keyboard_has_a_name(shell: Shell):
    assert nameless(shell) == []


def test_an_empty_file_says_what_to_do_first(path, clock, open_shell, qtbot):
    make_book(path, clock).close()
    shell = open_shell(path)
    shell.activateWindow()
    shell.show_overview()
    shell.actions_["go_to_table"].trigger()
    qtbot.waitUntil(lambda: page(shell).is_filled and page(shell).empty.isVisible())
    words = [label.text() for label in page(shell).empty.findChildren(QLabel)]
    assert words[0].startswith("There is nothing in this file yet. Import the workbooks that organisations sent (Ctrl+I)")
    assert QApplication.focusWidget().text() == "Import workbooks…"
    shell.book.add("risk", {"title": "The first", "current_likelihood": 2, "current_consequence": 2})
    qtbot.waitUntil(lambda: not page(shell).empty.isVisible())
    assert len(page(shell).standing.heat.stop.cell.marks) == 1


def test_a_file_without_organisations_asks_for_them_first(path, clock, open_shell, qtbot):
    make_book(path, clock, organisations=()).close()
    shell = open_shell(path)
    shell.show_overview()
    qtbot.waitUntil(lambda: page(shell).is_filled)
    assert "First add the organisations that work together here, under Collaborative." in page(shell).empty.findChild(QLabel).text()


def test_a_file_that_is_only_read_lets_nothing_be_accepted(path, clock, open_shell, qtbot):
    other = FixedClock(author="Jo Hill", first=9000)
    other.machine_name = "LAPTOP-3"
    with make_book(path, other) as book:
        furnish(book)
        shell = open_shell(path)
        shell.show_overview()
        qtbot.waitUntil(lambda: page(shell).is_filled)
        assert page(shell).points.steps
        assert not any(step.isEnabled() for step in page(shell).points.steps.values())
        shell.close()


@pytest.mark.parametrize(("width", "height"), [(800, 600), (1000, 700), (1100, 700), (1366, 768), (1920, 1080)])
def test_nothing_is_cut_off_sideways(shell: Shell, qtbot, width, height):
    shell.resize(width, height)
    overview = page(shell)
    qtbot.waitUntil(lambda: overview.widget().minimumSizeHint().width() <= overview.viewport().width() <= width)
    for button in (*overview.figures.stops, *overview.points.stops):
        left = button.mapTo(overview.widget(), button.rect().topLeft()).x()
        assert left >= 0
        assert left + button.width() <= overview.widget().width()
