"""Long work beside the window: one thread, one signal back, progress to be seen, and a way to stop.

The work is a plain function that takes `progress(done, total)`;
it may call it as often as it likes, and stopping makes the next call raise.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from PySide6.QtCore import QObject, Qt, Signal

from workbench.domain.clock import Progress
from workbench.domain.errors import StoppedError, WorkbenchError

if TYPE_CHECKING:
    from concurrent.futures import Future, ThreadPoolExecutor

T = TypeVar("T")
_BETWEEN = 0.04
"""Seconds between two reports of progress; more would only be painted over."""


@dataclass(eq=False)
class Task(Generic[T]):
    """One piece of work under way; `name` says what, in the present tense."""

    name: str
    done: Callable[[T], None]
    failed: Callable[[WorkbenchError], None] | None
    stop: threading.Event = field(default_factory=threading.Event)


class Tasks(QObject):
    """Runs one piece of work at a time and hands back what came of it on the main thread.

    Signals:
        started: work began; carries its name.
        progressed: carries what is done and the total.
        finished: no work is left.
        refused: work ended with a sentence for a person; carries it.
        crashed: work ended with a fault of ours; carries the exception.
    """

    started = Signal(str)
    progressed = Signal(int, int)
    finished = Signal()
    refused = Signal(str)
    crashed = Signal(object)
    _returned = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool: ThreadPoolExecutor | None = None
        self._tasks: list[Task[Any]] = []
        # queued even from this thread: work may be over before its callback is set, and progress comes first
        self._returned.connect(self._hand_back, Qt.ConnectionType.QueuedConnection)

    @property
    def is_busy(self) -> bool:
        """Whether anything is under way or waits its turn."""
        return bool(self._tasks)

    def run(
        self,
        name: str,
        work: Callable[[Progress], T],
        done: Callable[[T], None],
        failed: Callable[[WorkbenchError], None] | None = None,
    ) -> None:
        """Do work in the other thread, then call `done` with its result here, or `failed` with the reason.

        Without `failed` the reason goes to whoever listens to `refused`.
        """
        if self._pool is None:
            from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415 - no work is done before the window is up

            self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="work")
        task = Task(name, done, failed)
        self._tasks.append(task)
        self.started.emit(name)
        future = self._pool.submit(work, self._progress_of(task))
        future.add_done_callback(lambda ended: self._returned.emit(task, ended))

    def stop(self) -> None:
        """Ask all work to stop; it does so at its next report of progress, and nothing of it is kept."""
        for task in self._tasks:
            task.stop.set()

    def close(self) -> None:
        """Stop what is under way and wait for its thread."""
        self.stop()
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
        self._tasks.clear()

    def _progress_of(self, task: Task[Any]) -> Progress:
        last = 0.0

        def progress(done: int, total: int) -> None:
            nonlocal last
            if task.stop.is_set():
                raise StoppedError
            now = time.monotonic()
            if now - last >= _BETWEEN or done >= total:
                last = now
                self.progressed.emit(done, total)

        return progress

    def _hand_back(self, task: Task[Any], future: "Future[Any]") -> None:
        if task not in self._tasks:
            return
        self._tasks.remove(task)
        if not self._tasks:
            self.finished.emit()
        error = future.exception() if not future.cancelled() else StoppedError()
        if error is None:
            task.done(future.result())
        elif isinstance(error, WorkbenchError):
            if task.failed:
                task.failed(error)
            else:
                self.refused.emit(str(error))
        else:
            self.crashed.emit(error)
