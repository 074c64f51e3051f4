"""Long work: its result comes back on the main thread, it shows progress, it can be stopped, and it fails in the open."""

import threading

import pytest
from PySide6.QtCore import QObject, Slot

from workbench.domain.errors import FileTroubleError, StoppedError
from workbench.ui.tasks import Tasks


class Watcher(QObject):
    """Lives on the main thread, as every listener in the window does."""

    def __init__(self):
        super().__init__()
        self.told: list[tuple[int, int]] = []

    @Slot(int, int)
    def take(self, done, total):
        self.told.append((done, total))


@pytest.fixture
def tasks(qapp):
    made = Tasks()
    yield made
    made.close()


def test_the_result_comes_back_on_the_main_thread(tasks, qtbot):
    seen: list[tuple[object, threading.Thread]] = []
    tasks.run("Counting", lambda _progress: threading.current_thread(), lambda thread: seen.append((thread, threading.current_thread())))
    qtbot.waitUntil(lambda: bool(seen))
    worker, here = seen[0]
    assert worker is not threading.main_thread()
    assert here is threading.main_thread()


def test_progress_is_told_and_the_last_of_it_never_left_out(tasks, qtbot):
    watcher = Watcher()
    tasks.progressed.connect(watcher.take)

    def work(progress):
        for done in range(1, 1001):
            progress(done, 1000)

    with qtbot.waitSignal(tasks.finished):
        tasks.run("Counting", work, lambda _none: None)
    assert watcher.told[-1] == (1000, 1000)
    assert len(watcher.told) < 100


def test_stopping_raises_at_the_next_report(tasks, qtbot):
    begun, stopped = threading.Event(), threading.Event()
    failed: list[Exception] = []

    def work(progress):
        begun.set()
        stopped.wait(5)
        progress(1, 2)
        raise AssertionError

    tasks.run("Waiting", work, lambda _none: None, failed.append)
    assert begun.wait(5)
    tasks.stop()
    stopped.set()
    qtbot.waitUntil(lambda: bool(failed))
    assert isinstance(failed[0], StoppedError)


def test_a_failure_for_a_person_is_a_sentence(tasks, qtbot, tmp_path):
    def work(_progress):
        raise FileTroubleError(tmp_path / "a.xlsx", "the disk is full")

    with qtbot.waitSignal(tasks.refused) as refused:
        tasks.run("Writing", work, lambda _none: None)
    assert refused.args == ["a.xlsx could not be used: the disk is full."]
    assert not tasks.is_busy


def test_a_fault_of_ours_is_handed_on_and_the_next_work_still_runs(tasks, qtbot):
    with qtbot.waitSignal(tasks.crashed) as crashed:
        tasks.run("Failing", lambda _progress: 1 // 0, lambda _none: None)
    assert isinstance(crashed.args[0], ZeroDivisionError)
    done: list[int] = []
    tasks.run("Counting", lambda _progress: 7, done.append)
    qtbot.waitUntil(lambda: done == [7])


def test_work_is_done_in_the_order_it_was_asked_for(tasks, qtbot):
    done: list[int] = []
    for number in range(5):
        tasks.run("Counting", lambda _progress, number=number: number, done.append)
    qtbot.waitUntil(lambda: len(done) == 5)
    assert done == [0, 1, 2, 3, 4]
