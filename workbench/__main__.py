"""Start the program: a window for a file alone, the command line for everything else."""

import sys


def main() -> None:
    """Run what the command line asks for."""
    from workbench.cli import run  # noqa: PLC0415 - nothing loads before it is known what is wanted

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
