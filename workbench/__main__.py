"""Start the program: a window for a file alone, the command line for everything else."""

import sys


def main() -> None:
    """Run what the command line asks for.

    A built program also is the child process that reads old workbook formats; it starts itself with a flag.
    """
    if sys.argv[1:2] == ["--read-workbook-apart"]:
        from workbench.exchange.reading_child import main as read_apart  # noqa: PLC0415 - the child loads nothing else

        sys.exit(read_apart())
    arguments = sys.argv[1:]
    if not arguments or (len(arguments) == 1 and arguments[0].endswith(".workbench") and not arguments[0].startswith("-")):
        from workbench.app import start  # noqa: PLC0415 - the window needs no command line

        sys.exit(start(arguments[0] if arguments else ""))
    from workbench.cli import run  # noqa: PLC0415 - nothing loads before it is known what is wanted

    sys.exit(run(arguments))


if __name__ == "__main__":
    main()
