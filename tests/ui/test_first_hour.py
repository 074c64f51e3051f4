"""The first hour: a name, an example, recent files, a copy, backups, a check and the settings, all by keyboard."""

import json
import sqlite3
from contextlib import closing
from dataclasses import asdict
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from tests.making import FixedClock, make_book
from tests.ui.test_access import nameless
from workbench.domain.errors import StoppedError
from workbench.services import checking, demo, keeping, preferences
from workbench.services.book import Book
from workbench.store.lock import Holder, lock_path, read_holder
from workbench.ui import keeping as ui_keeping
from workbench.ui.leaving import WHOLE
from workbench.ui.settings import AUTHOR, LOOK
from workbench.ui.shell import Shell


def quiet(shell: Shell, qtbot) -> None:
    qtbot.waitUntil(lambda: not shell.tasks.is_busy and not shell.keeping.looking.is_busy, timeout=20000)


@pytest.fixture
def seen(shell: Shell, qtbot) -> Shell:
    """A window with a register in front that has the keyboard."""
    shell.show_register("risk")
    shell.activateWindow()
    shell.page.table.setFocus()
    qtbot.waitUntil(shell.page.table.hasFocus)
    return shell


# The welcome page


def test_a_person_comes_from_first_start_to_an_import_with_the_keyboard_alone(open_shell, settings, answers, work, tmp_path, qtbot):
    settings.put(AUTHOR, "")
    work.lines = [{"title": "A new thing", "ref": "N-1"}]
    shell = open_shell(None)
    shell.activateWindow()
    welcome = shell.welcome
    qtbot.waitUntil(welcome.name.hasFocus)
    qtbot.keyClicks(welcome.name, "Jo Hill")
    qtbot.keyClick(welcome.name, Qt.Key.Key_Return)
    qtbot.waitUntil(welcome.new_button.hasFocus)
    qtbot.keyClick(welcome.new_button, Qt.Key.Key_Return)
    qtbot.keyClicks(welcome.collaborative, "Five Rivers")
    welcome.organisations.setPlainText("Braywater\nCarrow Vale\nDunmere")
    assert WHOLE in welcome.create_button.accessibleDescription()
    answers.path = tmp_path / "five.workbench"
    qtbot.keyClick(welcome.create_button, Qt.Key.Key_Return)
    assert [member.title for member in shell.book.records("member")] == ["Braywater", "Carrow Vale", "Dunmere"]
    answers.paths = [Path("one.xlsx"), Path("two.xlsx"), Path("three.xlsx")]
    qtbot.keyClick(shell.notice.step, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: shell.plan_screen is not None and shell.plan_screen.plan is not None)
    assert "(1 of 3)" in shell.plan_screen.title.text()


def test_workbooks_dropped_before_there_is_a_file_wait_for_one(open_shell, answers, work, tmp_path, qtbot):
    work.lines = [{"title": "A new thing", "ref": "N-1"}]
    shell = open_shell(None)
    shell.take_dropped([Path("one.xlsx"), Path("two.xlsx")])
    assert "2 workbooks" in shell.notice.sentence.text()
    answers.path = tmp_path / "five.workbench"
    shell.create_file("Five Rivers", ["Braywater"])
    qtbot.waitUntil(lambda: shell.plan_screen is not None and shell.plan_screen.plan is not None)
    assert "(1 of 2)" in shell.plan_screen.title.text()


def test_the_example_is_made_in_a_folder_of_its_own_and_opened(open_shell, answers, clock, tmp_path, monkeypatch, qtbot):
    def make(folder, _clock, *, progress):
        folder.mkdir()
        make_book(folder / "example.workbench", clock, risks=1).close()
        progress(1, 1)
        return demo.Made(folder, folder / "example.workbench", (folder / "one.xlsx", folder / "two.xlsx"), (folder / "public.pdf",))

    monkeypatch.setattr(demo, "make_demo", make)
    shell = open_shell(None)
    answers.path = tmp_path / "Example collaborative.workbench"
    shell.activateWindow()
    shell.welcome.demo_button.setFocus()
    qtbot.keyClick(shell.welcome.demo_button, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: shell.book is not None, timeout=20000)
    assert shell.book.path == tmp_path / "Example collaborative" / "example.workbench"
    assert "invented organisations" in shell.notice.sentence.text()
    assert "2 workbooks to import and 1 pack to look at" in shell.notice.sentence.text()


def test_a_recent_file_that_is_gone_says_so_and_goes_with_a_key(shell: Shell, settings, path, tmp_path, qtbot):
    settings.remember(tmp_path / "gone.workbench")
    assert shell.close_file()
    shell.activateWindow()
    gone, there = shell.welcome.recent_files
    assert not gone.is_there
    assert there.is_there
    assert gone.button.isEnabled()
    assert "is not there any more" in gone.button.accessibleName()
    assert nameless(shell) == []
    gone.button.setFocus()
    qtbot.keyClick(gone.button, Qt.Key.Key_Down)
    qtbot.waitUntil(there.button.hasFocus)
    qtbot.keyClick(there.button, Qt.Key.Key_Up)
    qtbot.keyClick(gone.button, Qt.Key.Key_Delete)
    assert [file.path for file in shell.welcome.recent_files] == [path.resolve()]
    assert settings.remembered == [path.resolve()]
    qtbot.waitUntil(shell.welcome.recent_files[0].button.hasFocus)
    qtbot.keyClick(shell.welcome.recent_files[0].button, Qt.Key.Key_Delete)
    assert shell.welcome.recent_files == []
    assert path.is_file()
    qtbot.waitUntil(shell.welcome.open_button.hasFocus)


def test_opening_a_file_that_is_gone_is_a_sentence(shell: Shell, settings, tmp_path):
    settings.remember(tmp_path / "gone.workbench")
    shell.close_file()
    shell.welcome.recent_files[0].button.click()
    assert "gone.workbench" in shell.notice.sentence.text()
    assert shell.book is None


# Who has it, and who had it


def test_a_window_that_ended_without_closing_is_told_when_the_file_is_opened_again(shell: Shell, path, clock: FixedClock):
    shell.close_file()
    lock_path(path).write_text(json.dumps(asdict(Holder("Jo Hill", clock.machine(), 2_000_000, 1.0, clock.now().isoformat()))))
    assert shell.open(path)
    assert not shell.book.read_only
    assert "Jo Hill on office-laptop had this file open" in shell.notice.sentence.text()
    assert "Every change that was saved is here." in shell.notice.sentence.text()


def test_a_silent_holder_elsewhere_can_be_said_to_be_gone(shell: Shell, path, clock: FixedClock):
    shell.close_file()
    lock_path(path).write_text(json.dumps(asdict(Holder("Jo Hill", "LAPTOP-3", 4, 1.0, clock.now().isoformat()))))
    shell.open(path)
    assert shell.notice.step.text() == "Try again"
    clock.pass_minutes(9)
    shell.notice.step.click()
    assert shell.book.read_only
    assert "no sign of life for 9 minutes" in shell.notice.sentence.text()
    shell.notice.step.click()
    assert not shell.book.read_only
    holder = read_holder(path)
    assert holder is not None
    assert holder.machine == clock.machine()


# A copy


def test_a_copy_says_first_what_whoever_holds_it_can_read(shell: Shell, answers, clock, tmp_path, qtbot):
    answers.path = tmp_path / "copy.workbench"
    shell.activateWindow()
    shell.actions_["save_copy"].trigger()
    line = shell.keeping.line
    assert WHOLE in line.sentence.text()
    qtbot.waitUntil(line.go.hasFocus)
    assert nameless(shell) == []
    qtbot.keyClick(line.go, Qt.Key.Key_Escape)
    assert not line.isVisible()
    shell.actions_["save_copy"].trigger()
    qtbot.keyClick(line.go, Qt.Key.Key_Return)
    quiet(shell, qtbot)
    assert shell.notice.sentence.text() == "copy.workbench holds the whole file as it is now, and whoever has it can read all of it."
    assert answers.suggested[-1].name == "board copy 2026-07-23.workbench"
    with Book.open(tmp_path / "copy.workbench", clock) as copy:
        assert len(copy.records("risk")) == 3


def test_a_copy_over_the_file_itself_is_refused(shell: Shell, answers, path, qtbot):
    answers.path = path
    shell.actions_["save_copy"].trigger()
    shell.keeping.line.go.click()
    quiet(shell, qtbot)
    assert "it is the file itself" in shell.notice.sentence.text()


# Backups


def test_a_backup_is_looked_at_and_restored_with_the_keyboard(seen: Shell, clock: FixedClock, qtbot):
    shell = seen
    book = shell.book
    keeping.back_up(book.store, "daily")
    clock.pass_days(1)
    book.edit([book.find("risk", "R-001")], {"owner": "Sam Lee"})
    keeping.back_up(book.store, "before import")
    clock.pass_minutes(5)
    book.add("risk", {"title": "A new thing"})
    shell.actions_["backups"].trigger()
    page = shell.keeping.backups
    qtbot.waitUntil(page.go.isEnabled, timeout=20000)
    assert [page.copies.line(row).words[1] for row in range(2)] == ["Before an import", "Daily backup"]
    assert page.copies.line(0).words[2:] == ("3 risks, 2 organisations", "1 change")
    assert nameless(shell) == []
    assert not shell.actions_["add"].isEnabled()
    qtbot.waitUntil(page.table.hasFocus)
    qtbot.keyClick(page.table, Qt.Key.Key_Down)
    assert not page.go.isEnabled()
    qtbot.waitUntil(page.go.isEnabled, timeout=20000)
    assert "What happened since to 2 records would be lost (1 added and 1 changed)." in page.words.text()
    assert {page.lost.line(row).words[0] for row in range(2)} == {"R-001", "R-004"}
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    qtbot.waitUntil(page.go.hasFocus)
    qtbot.keyClick(page.go, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: shell.book is not None and shell.book is not book, timeout=20000)
    quiet(shell, qtbot)
    assert [record.ref for record in shell.book.records("risk")] == ["R-001", "R-002", "R-003"]
    assert shell.book.find("risk", "R-001").show("owner") == "Jo Smith"
    assert "board.workbench is again as it was on 23 July 2026" in shell.notice.sentence.text()
    assert not shell.book.read_only
    clock.pass_minutes(1)
    shell.notice.step.click()
    qtbot.waitUntil(lambda: shell.book is not None and len(shell.book.records("risk")) == 4, timeout=20000)
    assert shell.book.find("risk", "R-001").show("owner") == "Sam Lee"
    assert shell.book.check() == []


def test_no_backup_yet_is_a_sentence_and_escape_goes_back(seen: Shell, qtbot):
    shell = seen
    shell.actions_["backups"].trigger()
    page = shell.keeping.backups
    qtbot.waitUntil(lambda: "no backup" in page.sentence.text(), timeout=20000)
    qtbot.waitUntil(page.back.hasFocus)
    qtbot.keyClick(page.back, Qt.Key.Key_Escape)
    assert not shell.keeping.is_shown
    assert shell.actions_["backups"].isEnabled()


def test_a_damaged_file_offers_its_backups_and_is_restored(shell: Shell, path, clock: FixedClock, qtbot):
    keeping.back_up(shell.book.store, "daily")
    shell.close_file()
    path.write_bytes(path.read_bytes()[:200] + b"\xff" * 9000)
    clock.pass_minutes(1)
    assert not shell.open(path)
    assert shell.notice.step.text() == "See its backups"
    shell.notice.step.click()
    page = shell.keeping.backups
    qtbot.waitUntil(page.go.isEnabled, timeout=20000)
    assert "nobody can say what would be lost" in page.words.text()
    page.go.click()
    qtbot.waitUntil(lambda: shell.book is not None, timeout=20000)
    assert len(shell.book.records("risk")) == 3


def test_the_backups_of_a_file_somebody_has_cannot_be_restored(path, clock: FixedClock, open_shell, qtbot):
    other = FixedClock(author="Jo Hill", first=9000)
    other.machine_name = "LAPTOP-3"
    with make_book(path, other, risks=2) as book:
        keeping.back_up(book.store, "daily")
        book.add("risk", {"title": "A new thing"})
        shell = open_shell(path)
        shell.actions_["backups"].trigger()
        page = shell.keeping.backups
        qtbot.waitUntil(lambda: bool(page.words.text()), timeout=20000)
        assert not page.go.isEnabled()
        shell.close()


# The check


def test_a_check_says_sound_and_can_be_copied(shell: Shell, qtbot):
    shell.activateWindow()
    shell.actions_["check_file"].trigger()
    page = shell.keeping.check
    qtbot.waitUntil(lambda: page.result is not None, timeout=20000)
    assert page.sentence.text().startswith("The file is sound.")
    assert "Checked" in shell.status.words.text()
    assert "sound" in shell.status.words.text()
    assert nameless(shell) == []
    page.copy.click()
    assert QApplication.clipboard().text().startswith("Check of board.workbench on 23 July 2026")
    qtbot.keyClick(page.copy, Qt.Key.Key_Escape)
    assert not shell.keeping.is_shown


def test_the_file_is_looked_at_by_itself_and_faults_are_told(shell: Shell, path, monkeypatch, qtbot):
    shell.close_file()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE risk SET owner = 'Nobody' WHERE ref = 'R-002'")
        connection.commit()
    monkeypatch.setattr(ui_keeping, "_CHECK_AFTER", 10)
    shell.open(path)
    qtbot.waitUntil(lambda: "wrong" in shell.notice.sentence.text(), timeout=20000)
    assert "1 thing is wrong" in shell.status.words.text()
    shell.notice.step.click()
    page = shell.keeping.check
    assert page.table.isVisible()
    assert "R-002 in “Risk register” was changed outside the Workbench." in page.whole.text()
    assert page.restore.isVisible()
    assert nameless(shell) == []
    page.restore.click()
    assert shell.stack.currentWidget() is shell.keeping.backups


def test_looking_delays_no_closing_and_no_writing(shell: Shell, path, monkeypatch, qtbot):
    held = []

    def endless(*_arguments, progress, **_named):
        while True:
            try:
                progress(0, 0)
            except StoppedError:
                held.append("stopped")
                raise

    monkeypatch.setattr(checking, "check_file", endless)
    shell.keeping.look()
    shell.book.edit([shell.book.find("risk", "R-001")], {"owner": "Sam Lee"})
    assert shell.actions_["add"].isEnabled()
    assert shell.close_file()
    assert shell.open(path)
    shell.keeping.look()
    shell.close()
    assert held
    assert shell.book is None


def test_a_check_that_is_stopped_says_so(shell: Shell, monkeypatch, qtbot):
    def endless(*_arguments, progress, **_named):
        while True:
            progress(0, 0)

    monkeypatch.setattr("workbench.ui.checking.check_file", endless)
    shell.actions_["check_file"].trigger()
    qtbot.waitUntil(shell.status.stop.isVisible)
    shell.status.stop.click()
    page = shell.keeping.check
    qtbot.waitUntil(lambda: "stopped" in page.sentence.text())
    assert page.again.isEnabled()


# The settings


def test_settings_are_saved_as_they_are_left_and_undone_by_name(shell: Shell, qtbot):
    shell.activateWindow()
    shell.actions_["preferences"].trigger()
    page = shell.keeping.preferences
    assert nameless(shell) == []
    name = page.boxes[preferences.NAME.name].input
    qtbot.waitUntil(name.hasFocus)
    box = page.boxes[preferences.SHARING_SCORE.name]
    box.input.setFocus()
    box.input.selectAll()
    qtbot.keyClicks(box.input, "12")
    qtbot.keyClick(box.input, Qt.Key.Key_Return)
    assert preferences.number(shell.book, preferences.SHARING_SCORE) == 12
    assert "Set by Asha Patel on 23 July 2026." in box.hint.text()
    assert shell.actions_["undo"].text().startswith("&Undo change setting “Score")
    shell.actions_["undo"].trigger()
    assert box.input.text() == "15"
    qtbot.keyClick(box.input, Qt.Key.Key_Escape)
    assert not shell.keeping.is_shown


def test_what_cannot_be_read_is_said_beside_it_and_escape_takes_it_back(shell: Shell, qtbot):
    shell.actions_["preferences"].trigger()
    box = shell.keeping.preferences.boxes[preferences.COLOUR.name]
    box.input.setFocus()
    box.input.selectAll()
    qtbot.keyClicks(box.input, "#FFEE00")
    qtbot.keyClick(box.input, Qt.Key.Key_Return)
    assert "too light to be read on paper" in box.problem.text()
    assert box.problem.isVisible()
    qtbot.keyClick(box.input, Qt.Key.Key_Escape)
    assert box.input.text() == ""
    assert not box.problem.isVisible()
    assert shell.keeping.is_shown


def test_the_window_uses_the_files_own_words_at_once(shell: Shell, qtbot):
    shell.show_register("assurance")
    shell.actions_["preferences"].trigger()
    page = shell.keeping.preferences
    for preference, words in ((preferences.PRINCIPAL, "Strategic risk"), (preferences.FRAMEWORK, "Joint BAF")):
        combo = page.boxes[preference.name].input
        combo.setCurrentText(words)
        combo.finished.emit()
    assert shell.keeping.is_shown
    assert "Joint BAF" in [shell.tabs.tabText(place) for place in range(shell.tabs.count())]
    qtbot.keyClick(page, Qt.Key.Key_Escape)
    front = shell.show_register("assurance")
    assert front.title.text() == "Joint BAF"
    assert shell.actions_["add"].text() == "&New strategic risk"
    headings = [front.model.headerData(column, Qt.Orientation.Horizontal) for column in range(front.model.columnCount())]
    assert "Strategic risk" in headings
    shell.actions_["undo"].trigger()
    shell.actions_["undo"].trigger()
    assert shell.page.title.text() == "Assurance framework"
    assert shell.stack.currentWidget() is shell.page


def test_name_and_look_are_this_computers(shell: Shell, settings, clock, theme, qtbot):
    shell.actions_["preferences"].trigger()
    page = shell.keeping.preferences
    page.person.input.setText("Sam Lee")
    page.person.input.editingFinished.emit()
    assert settings.get(AUTHOR) == clock.author == "Sam Lee"
    page.person.input.setText(" ")
    page.person.input.editingFinished.emit()
    assert page.person.problem.isVisible()
    assert clock.author == "Sam Lee"
    page.look.input.setCurrentText("Dark")
    page.look.input.finished.emit()
    assert theme.tones.name == "dark"
    assert settings.get(LOOK) == "dark"
    page.look.input.setCurrentText("As the system")
    page.look.input.finished.emit()
    assert settings.get(LOOK) == ""


def test_a_file_open_for_reading_shows_its_settings_and_changes_none(path, clock: FixedClock, open_shell):
    other = FixedClock(author="Jo Hill", first=9000)
    other.machine_name = "LAPTOP-3"
    with make_book(path, other, risks=1):
        shell = open_shell(path)
        shell.actions_["preferences"].trigger()
        page = shell.keeping.preferences
        assert page.boxes[preferences.NAME.name].input.isReadOnly()
        assert not page.boxes[preferences.PRINCIPAL.name].input.isEnabled()
        assert not page.person.input.isReadOnly()
        shell.close()


def test_without_a_file_only_this_computers_settings_are_shown(open_shell, qtbot):
    shell = open_shell(None)
    shell.actions_["preferences"].trigger()
    page = shell.keeping.preferences
    assert not page.boxes[preferences.NAME.name].isVisible()
    assert page.person.isVisible()
    qtbot.keyClick(page, Qt.Key.Key_Escape)
    assert shell.stack.currentWidget() is shell.welcome


@pytest.mark.parametrize("key", ["backups", "preferences"])
def test_pages_about_the_whole_file_wait_for_an_import_to_end(shell: Shell, work, key, qtbot):
    work.lines = [{"title": "A new thing", "ref": "N-1"}]
    shell.import_workbooks([Path("one.xlsx")])
    qtbot.waitUntil(lambda: shell.plan_screen is not None and shell.plan_screen.plan is not None)
    shell.actions_[key].trigger()
    assert shell.stack.currentWidget() is shell.plan_screen
    assert shell.notice.sentence.text() == "Apply or cancel the import first."


def test_the_status_line_fits_a_small_window_and_keeps_its_words(shell: Shell):
    words = shell.status.words
    assert words.minimumSizeHint().width() < 200
    assert "All changes saved" in words.toolTip()
