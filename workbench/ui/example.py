"""The example that a person may look at before making a file: a made-up collaborative, with returns to import."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.domain.clock import Clock, Progress
from workbench.domain.text import counted
from workbench.ui.notice import Notice
from workbench.ui.prompts import Prompts
from workbench.ui.tasks import Tasks

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from workbench.services.demo import Made


def make_example(
    open_file: Callable[[Path], bool], notice: Notice, over: "QWidget", folder: Path, prompts: Prompts, tasks: Tasks, clock: Clock
) -> None:
    """Ask where the example is to be, make it there in a folder of its own, and open it."""
    target = prompts.new_file(over, folder / "Example collaborative.workbench")
    if target is None:
        return
    place = target.with_suffix("")

    def make(progress: Progress) -> "Made":
        from workbench.services.demo import make_demo  # noqa: PLC0415 - few ask for it

        return make_demo(place, clock, progress=progress)

    def done(made: "Made") -> None:
        if open_file(made.file):
            returns = counted(len(made.returns), "workbook")
            notice.say(
                f"This is an example with invented organisations and people. Beside it, in the folder {made.folder.name}, lie {returns} "
                f"to import and {counted(len(made.packs), 'pack')} to look at. Change whatever you like."
            )

    tasks.run("Making the example", make, done)
