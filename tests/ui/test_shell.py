"""The window: files, undo by name, removing, importing, exporting, and what it says."""

import sys
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from tests.making import FixedClock, make_book
from workbench.app import ErrorHook
from workbench.domain.errors import WorkbookRefusedError
from workbench.services.book import Book
from workbench.store import lock
from workbench.ui.settings import AUTHOR, LOOK
from workbench.ui.shell import Shell


def test_the_first_start_asks_a_name_and_then_offers_files(open_shell, settings, clock, qtbot):
    settings.put(AUTHOR, "")
    shell = open_shell(None)
    assert shell.welcome.steps.currentWidget() is shell.welcome.name_step
    shell.welcome.name.setText("Jo Hill")
    shell.welcome.name_go.click()
    assert clock.author == "Jo Hill"
    assert settings.get(AUTHOR) == "Jo Hill"
    assert shell.welcome.steps.currentWidget() is shell.welcome.offer_step


def test_a_new_file_holds_its_name_and_its_organisations(open_shell, answers, tmp_path):
    shell = open_shell(None)
    answers.path = tmp_path / "five.workbench"
    shell.welcome.new_button.click()
    assert not shell.welcome.create_button.isEnabled()
    shell.welcome.collaborative.setText("Five Rivers")
    shell.welcome.organisations.setPlainText("Alderbrook\n\n Braywater \nAlderbrook")
    shell.welcome.create_button.click()
    assert shell.book.name == "Five Rivers"
    assert [member.title for member in shell.book.records("member")] == ["Alderbrook", "Braywater"]
    assert answers.suggested[0].name == "Five Rivers.workbench"
    assert shell.windowTitle().startswith("five.workbench")
    assert "Ctrl+I" in shell.page.nothing.text()


def test_a_file_that_is_none_of_ours_is_a_sentence_and_the_offer_stays(open_shell, tmp_path):
    wrong = tmp_path / "letter.workbench"
    wrong.write_text("Dear Jo")
    shell = open_shell(wrong)
    assert shell.book is None
    assert "letter.workbench" in shell.notice.sentence.text()
    assert shell.notice.isVisible()


def test_a_file_that_cannot_be_opened_leaves_the_one_here_open(shell: Shell, tmp_path, path):
    wrong = tmp_path / "letter.workbench"
    wrong.write_text("Dear Jo")
    assert not shell.open(wrong)
    assert shell.book.path == path
    assert shell.open(path)
    assert not shell.book.read_only


def test_another_file_takes_the_place_of_the_one_here(shell: Shell, tmp_path, path, clock):
    other = tmp_path / "other.workbench"
    make_book(other, clock, risks=1).close()
    assert shell.open(other)
    assert [record.ref for record in shell.page.model.shown] == ["R-001"]
    with Book.open(path, clock) as book:
        assert not book.read_only


def test_undo_and_redo_stand_in_the_menu_by_name(shell: Shell):
    undo, redo = shell.actions_["undo"], shell.actions_["redo"]
    record = shell.page.selected[0]
    shell.book.edit([record], {"owner": "Sam Lee"})
    assert undo.text() == f"&Undo change Owner of {record.ref}"
    assert not redo.isEnabled()
    undo.trigger()
    assert shell.book.record("risk", record.uid).show("owner") == "Jo Smith"
    assert redo.text() == f"&Redo change Owner of {record.ref}"
    redo.trigger()
    assert shell.book.record("risk", record.uid).show("owner") == "Sam Lee"


def test_undo_first_saves_what_is_being_typed_and_takes_that_back(shell: Shell, qtbot):
    uid = shell.page.selected[0].uid
    shell.page.form.go_to("owner")
    line = shell.page.form.boxes["owner"].editors["owner"].widget
    qtbot.keyClicks(line, " junior")
    shell.actions_["undo"].trigger()
    assert shell.book.record("risk", uid).show("owner") == "Jo Smith"
    assert line.text() == "Jo Smith"
    assert shell.book.redo_name.startswith("Change Owner of R-")


def test_a_new_risk_is_chosen_with_the_keyboard_in_its_title(shell: Shell, qtbot):
    shell.page.filter.input.setText("ward 1")
    shell.activateWindow()
    shell.actions_["add"].trigger()
    assert [record.ref for record in shell.page.selected] == ["R-004"]
    title = shell.page.form.boxes["title"].editors["title"].widget
    qtbot.waitUntil(title.hasFocus)
    assert shell.page.form.title.text() == "A new risk"


def test_removing_asks_nothing_and_offers_undo(shell: Shell):
    removed = shell.page.selected[0]
    assert shell.actions_["remove"].text() == f"&Remove {removed.ref}"
    shell.actions_["remove"].trigger()
    assert len(shell.book.records("risk")) == 2
    assert shell.notice.sentence.text().startswith(removed.ref)
    assert len(shell.page.selected) == 1
    shell.notice.step.click()
    assert shell.book.record("risk", removed.uid)
    assert [record.uid for record in shell.page.selected] == [removed.uid]


def test_delete_in_a_line_of_text_removes_no_record(shell: Shell, qtbot):
    shell.activateWindow()
    shell.page.form.go_to("owner")
    line = shell.page.form.boxes["owner"].editors["owner"].widget
    qtbot.waitUntil(line.hasFocus)
    qtbot.keyClick(line, Qt.Key.Key_Delete)
    assert len(shell.book.records("risk")) == 3


def test_a_file_somebody_has_is_read_only_and_says_who(path, clock: FixedClock, open_shell):
    other = FixedClock(author="Jo Hill", first=9000)
    other.machine_name = "LAPTOP-3"
    with make_book(path, other, risks=2):
        shell = open_shell(path)
        assert shell.book.read_only
        assert shell.book.holder in shell.notice.sentence.text()
        assert shell.book.holder in shell.status.words.text()
        for key in ("add", "remove", "import", "undo"):
            assert not shell.actions_[key].isEnabled()
        assert shell.page.form.boxes["owner"].editors["owner"].widget.isReadOnly()
        shell.close()


def test_the_status_line_says_where_and_that_all_is_saved(shell: Shell):
    shell.book.edit([shell.page.selected[0]], {"owner": "Sam Lee"})
    words = shell.status.words.text()
    assert "board.workbench" in words
    assert "All changes saved" in words
    assert "only one" in words


def test_the_summary_counts_what_matters(shell: Shell, clock):
    shell.book.edit([shell.book.records("risk")[0]], {"next_review": "1/1/2026", "status": "open"})
    assert "3 open" in shell.page.summary.text()
    assert "1 review overdue" in shell.page.summary.text()


def test_a_column_can_be_asked_for(shell: Shell):
    shell.menus.columns.aboutToShow.emit()
    action = next(action for action in shell.menus.columns.actions() if action.data() == "category")
    action.setChecked(True)
    assert "category" in shell.page.columns


def test_the_next_record_is_a_key_away_from_the_form(shell: Shell):
    first = shell.page.selected[0]
    shell.actions_["next"].trigger()
    assert shell.page.selected[0].uid != first.uid
    shell.actions_["previous"].trigger()
    assert shell.page.selected[0].uid == first.uid


def test_dropped_workbooks_are_planned_one_after_the_other(shell: Shell, work, qtbot):
    work.lines = [{"title": "A new thing", "ref": "N-1"}]
    shell.take_dropped([Path("one.xlsx"), Path("two.xlsx")])
    qtbot.waitUntil(lambda: shell.plan_screen.plan is not None)
    assert "(1 of 2)" in shell.plan_screen.title.text()
    shell.plan_screen.cancel()
    qtbot.waitUntil(lambda: shell.plan_screen.plan is not None and shell.plan_screen.plan.path.name == "two.xlsx")
    shell.plan_screen.cancel()
    assert shell.stack.currentWidget() is shell.page
    assert len(shell.book.records("risk")) == 3


def test_an_applied_import_is_one_change_that_the_notice_takes_back(shell: Shell, work, qtbot):
    work.lines = [{"title": "A new thing", "ref": "N-1"}, {"title": "Another quite unlike it", "ref": "N-2"}]
    shell.import_workbooks([Path("one.xlsx")])
    qtbot.waitUntil(lambda: shell.plan_screen.plan is not None)
    shell.plan_screen.go.click()
    qtbot.waitUntil(lambda: shell.stack.currentWidget() is shell.page)
    assert len(shell.book.records("risk")) == 5
    qtbot.waitUntil(lambda: len(shell.page.model.shown) == 5)
    shell.notice.step.click()
    assert len(shell.page.model.shown) == 3


def test_what_goes_into_a_workbook_is_said_alike_before_and_after(shell: Shell, answers, tmp_path, qtbot):
    risk = shell.book.records("risk")[0]
    shell.book.add("control", {"title": "Doors are checked each week", "parent": risk.uid})
    answers.path = tmp_path / "out.xlsx"
    shell.actions_["export"].trigger()
    told = "3 risks and 1 record that belongs to them"
    assert shell.leaving.sentence.text() == f"{told} go in. Nothing is left out."
    shell.leaving.go.click()
    qtbot.waitUntil(lambda: not shell.tasks.is_busy and answers.path.exists(), timeout=20000)
    qtbot.waitUntil(shell.notice.isVisible)
    assert shell.notice.sentence.text() == f"out.xlsx holds {told}. Nothing was left out."


def test_an_export_says_for_whom_and_what_is_left_out(shell: Shell, answers, tmp_path, qtbot):
    shell.book.edit([shell.book.records("risk")[0]], {"circulation": "restricted"})
    answers.path = tmp_path / "out.xlsx"
    shell.actions_["export"].trigger()
    assert shell.leaving.isVisible()
    shell.leaving.version.setCurrentIndex(1)
    assert "1 record is left out of the private version: 1 restricted." in shell.leaving.sentence.text()
    shell.leaving.go.click()
    qtbot.waitUntil(lambda: not shell.tasks.is_busy and answers.path.exists(), timeout=20000)
    qtbot.waitUntil(shell.notice.isVisible)
    assert shell.notice.sentence.text().startswith("out.xlsx holds 2 risks.")


def test_printing_offers_no_office_version(shell: Shell, qtbot):
    shell.actions_["print"].trigger()
    offered = [shell.leaving.version.itemText(place) for place in range(shell.leaving.version.count())]
    assert not any("Office" in words for words in offered)
    qtbot.keyClick(shell.leaving, Qt.Key.Key_Escape)
    assert not shell.leaving.isVisible()


def test_work_under_way_keeps_hands_off_the_file_and_can_be_stopped(shell: Shell, qtbot):
    begun = threading.Event()

    def work(progress):
        begun.set()
        while True:
            progress(1, 10)

    shell.tasks.run("Waiting", work, lambda _none: None)
    assert begun.wait(5)
    qtbot.waitUntil(shell.status.stop.isVisible)
    assert not shell.actions_["undo"].isEnabled()
    assert not shell.close_file()
    shell.status.stop.click()
    qtbot.waitUntil(lambda: not shell.tasks.is_busy)
    assert shell.notice.sentence.text() == "Stopped; nothing was changed."
    assert not shell.status.stop.isVisible()


def test_the_window_never_waits_for_a_book_that_is_being_written(shell: Shell, qtbot):
    begun, let_go = threading.Event(), threading.Event()
    book = shell.book

    def work(_progress):
        with book._lock:
            begun.set()
            let_go.wait(5)

    shell.tasks.run("Writing", work, lambda _none: None)
    assert begun.wait(5)
    shell.actions_["next"].trigger()
    shell.page.filter.input.setText("ward")
    shell._settle()
    assert not let_go.is_set()
    let_go.set()
    qtbot.waitUntil(lambda: not shell.tasks.is_busy)


def test_closing_saves_what_is_being_typed_and_gives_the_file_up(shell: Shell, path, clock, qtbot):
    uid = shell.page.selected[0].uid
    shell.page.form.go_to("owner")
    qtbot.keyClicks(shell.page.form.boxes["owner"].editors["owner"].widget, " junior")
    shell.close()
    with Book.open(path, clock) as book:
        assert not book.read_only
        assert book.record("risk", uid).show("owner").endswith("junior")


def test_a_window_with_words_that_cannot_be_saved_closes_when_asked_again(shell: Shell, qtbot):
    shell.page.form.go_to("next_review")
    qtbot.keyClicks(shell.page.form.boxes["next_review"].editors["next_review"].widget, "32/1/26")
    assert not shell.close()
    assert "“32/1/26” is not a date" in shell.notice.sentence.text()
    assert shell.book is not None
    assert shell.close()
    assert shell.book is None


def test_every_action_has_a_key_and_no_key_does_two_things(shell: Shell):
    keys = [sequence.toString() for action in shell.actions_.values() for sequence in action.shortcuts()]
    assert all(action.shortcuts() for action in shell.actions_.values())
    assert len(keys) == len(set(keys))


def test_the_page_of_keys_lists_them_all_and_goes_back(shell: Shell):
    shell.actions_["keys"].trigger()
    assert "Ctrl+N" in shell.keys_page.words.text()
    shell.actions_["keys"].trigger()
    assert shell.stack.currentWidget() is shell.page


def test_an_organisation_renamed_is_renamed_in_the_table_and_the_form(shell: Shell):
    member = shell.book.records("member")[0]
    record = shell.page.selected[0]
    shell.book.edit([record], {"member": member.title})
    shell.book.edit([member], {"name": "Alderbrook Hospitals"})
    cell = shell.page.model.index(shell.page.model.row_of(record.uid), shell.page.model.column_of("member"))
    assert cell.data() == "Alderbrook Hospitals"
    combo = shell.page.form.boxes["member"].editors["member"].widget
    assert combo.currentText() == "Alderbrook Hospitals"


def test_a_failure_leaves_a_report_without_a_word_of_the_register(tmp_path, clock):
    told: list[Path | None] = []
    hook = ErrorHook(tmp_path / "reports", clock, told.append)
    try:
        int("Theatre staffing is a secret")
    except ValueError:
        hook(*sys.exc_info())
    text = told[0].read_text(encoding="utf-8")
    assert "ValueError" in text
    assert "a secret'" not in text
    assert "test_shell.py" in text


def test_a_failure_is_told_in_place(shell: Shell, tmp_path):
    shell.tell_crash(tmp_path / "report.txt")
    assert "Your file is safe" in shell.notice.sentence.text()
    shell.notice.step.click()
    assert QApplication.clipboard().text() == str(tmp_path / "report.txt")


@pytest.mark.parametrize("look", ["light", "dark"])
def test_the_look_can_be_chosen_and_is_remembered(shell: Shell, settings, theme, look):
    action = next(action for action in shell.menus.looks.actions() if action.data() == look)
    action.trigger()
    assert theme.tones.name == look
    assert settings.get(LOOK) == look
    theme.choose("")


def test_a_workbook_that_is_refused_is_a_sentence_and_a_password_can_be_said(shell: Shell, work, qtbot):
    work.failure = WorkbookRefusedError("one.xlsx", "it has a password; say it and it will be read.")
    shell.import_workbooks([Path("one.xlsx")])
    screen = shell.plan_screen
    qtbot.waitUntil(lambda: "password" in screen.summary.text())
    assert screen.password.isVisible()
    assert not screen.go.isEnabled()
    work.failure, work.lines = None, [{"title": "A new thing", "ref": "N-1"}]
    screen.password.setText("open")
    qtbot.keyClick(screen.password, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: screen.plan is not None)
    assert work.asked[-1]["password"] == "open"  # noqa: S105 - a made one


def test_nothing_in_the_window_is_without_words(shell: Shell):
    labels = [label for label in shell.page.findChildren(QLabel) if label.isVisible() and label.text() == "" and label.pixmap().isNull()]
    assert [label for label in labels if label.width() > 40] == []
    assert all(button.text() for button in shell.findChildren(QPushButton) if button.isVisible())


def test_an_open_window_gives_signs_of_life_beside_its_file(shell: Shell, clock, monkeypatch: pytest.MonkeyPatch, qtbot):
    path = shell.book.path
    monkeypatch.setattr(lock, "BEAT", 0.01)
    assert shell.close_file()
    assert shell.open(path)
    clock.pass_minutes(5)
    qtbot.waitUntil(lambda: (holder := lock.read_holder(path)) is not None and holder.beat == clock.now().isoformat())
    assert shell.close_file()
    assert lock.read_holder(path) is None


def test_a_public_pack_that_would_leak_is_refused_with_each_place_that_leads_to_its_record(shell: Shell, answers, tmp_path, qtbot):
    told, hidden = shell.book.records("risk")[:2]
    shell.book.edit([hidden], {"circulation": "restricted"})
    shell.book.edit([told], {"circulation": "public", "title": f"It follows from {hidden.ref}"})
    answers.path = tmp_path / "public.pdf"
    shell.actions_["print"].trigger()
    shell.leaving.version.setCurrentIndex(0)
    shell.leaving._agree()
    qtbot.waitUntil(lambda: shell.keeping.is_shown, timeout=20000)
    page = shell.keeping.findings
    assert page.title.text() == "public.pdf was not made"
    assert not answers.path.exists()
    assert (page.chosen.uid, page.chosen.field, page.chosen.text) == (hidden.uid, "ref", hidden.ref)
    assert not page.all.isVisible()
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    assert shell.stack.currentWidget() is shell.page
    assert [record.uid for record in shell.page.selected] == [hidden.uid]


def test_what_may_be_a_coincidence_in_a_public_pack_is_looked_at_and_let_pass_once(shell: Shell, answers, tmp_path, qtbot):
    told, hidden = shell.book.records("risk")[:2]
    member = shell.book.records("member")[0].title
    shell.book.edit([hidden], {"circulation": "restricted", "tier": "local", "member": member, "ref": "RA-700"})
    shell.book.edit([told], {"circulation": "public", "title": "It follows from RA-700"})
    answers.path = tmp_path / "public.pdf"

    def printed() -> None:
        shell.notice.forget()
        shell.actions_["print"].trigger()
        shell.leaving.version.setCurrentIndex(0)
        shell.leaving._agree()
        qtbot.waitUntil(shell.notice.isVisible, timeout=20000)

    printed()
    assert "1 place to look at before it goes out." in shell.notice.sentence.text()
    shell.notice.step.click()
    page = shell.keeping.findings
    assert page.chosen.text == "RA-700"
    page.all.click()
    assert not shell.keeping.is_shown
    assert shell.notice.sentence.text() == "1 place let pass."
    printed()
    assert "to look at" not in shell.notice.sentence.text()
