"""Where the files beside the code lie, in a checkout, in an installed wheel and in a built program."""

from pathlib import Path


def resource(name: str) -> Path:
    """Return the path of a file or folder of `resources/`.

    Raises:
        FileNotFoundError: the program was installed without it.
    """
    here = Path(__file__).resolve().parent
    for folder in (here.parent / "resources", here / "_resources"):
        if (folder / name).exists():
            return folder / name
    raise FileNotFoundError(name)
