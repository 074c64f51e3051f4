"""Start the program: a window for a file alone, the command line for everything else."""

import gc
import sys
from pathlib import Path


def main() -> None:
    """Run what the arguments ask for.

    The window starts without the command line's library, which would cost it time.
    A built program also is the child process that reads old workbook formats; it starts itself with a flag.
    """
    arguments = sys.argv[1:]
    if arguments[:1] == ["--read-workbook-apart"]:
        from workbench.exchange.reading_child import main as read_apart  # noqa: PLC0415 - the child loads nothing else

        sys.exit(read_apart())
    if arguments == ["--self-test"]:
        from workbench.selftest import main as try_all  # noqa: PLC0415 - nothing loads before it is known what is wanted

        sys.exit(try_all())
    if arguments in (["--register-file-type"], ["--forget-file-type"]):
        from workbench.filetype import main as settle_type  # noqa: PLC0415 - nothing loads before it is known what is wanted

        sys.exit(settle_type(arguments[0]))
    if not arguments or (len(arguments) == 1 and arguments[0].endswith(".workbench")):
        from workbench.domain.clock import Clock  # noqa: PLC0415 - nothing loads before it is known what is wanted

        _load_ours()
        from workbench.app import run as run_window  # noqa: PLC0415 - Qt loads only for the window

        sys.exit(run_window(Path(arguments[0]) if arguments else None, Clock()))
    from workbench.cli import run  # noqa: PLC0415 - nothing loads before it is known what is wanted

    gc.disable()  # a command is over before there are enough cycles to be worth looking for
    status = run(arguments)
    gc.freeze()  # nor are there when Python ends
    sys.exit(status)


def _load_ours() -> None:
    """Load what a window needs beside Qt, whose bindings look through the source of whatever is loaded after them."""
    from workbench.services import book, holding, kin, linking  # noqa: F401, PLC0415 - see above
    from workbench.store import file  # noqa: F401, PLC0415 - see above


if __name__ == "__main__":
    main()
