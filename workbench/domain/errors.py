"""Failures a person can act on: each takes facts and writes one finished sentence.

Whatever else escapes is a bug and goes to the error report.
"""

from pathlib import Path


class WorkbenchError(Exception):
    """Something the user can act on; its text is shown as it stands."""


class UnreadableError(WorkbenchError):
    """A value that its field cannot read; the text says what would be read."""


class UnknownNameError(WorkbenchError):
    """A register, field or reference that does not exist here."""

    def __init__(self, what: str, name: str, known: tuple[str, ...] = ()) -> None:
        hint = f" Known: {', '.join(known)}." if known else ""
        super().__init__(f"There is no {what} “{name}” here.{hint}")


class InvalidRecordError(WorkbenchError):
    """Values that cannot be stored, each with its own sentence, keyed by field."""

    def __init__(self, problems: dict[str, str]) -> None:
        self.problems = problems
        super().__init__(" ".join(problems.values()))


class StaleRecordError(WorkbenchError):
    """A record that somebody changed since it was read."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} has been changed since you opened it, so nothing was saved; look at it again and repeat your change.")


class CannotUndoError(WorkbenchError):
    """An undo or redo that would lose later work, or for which there is nothing left."""


class ClosedQuarterError(WorkbenchError):
    """A change to what stood when a quarter was closed."""


class FileTroubleError(WorkbenchError):
    """The world's fault: a full disk, a missing folder, a file in use or damaged."""

    def __init__(self, path: Path, reason: str) -> None:
        self.path = path
        super().__init__(f"{path.name} could not be used: {reason}.")


class NotAWorkbenchError(WorkbenchError):
    """A file that is not one of ours."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path.name} is not a Workbench file, so it was not opened.")


class UnwritableFolderError(FileTroubleError):
    """A folder, such as a colleague's share, from which a file can be read but beside which no lock can lie."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, "its folder may not be written to")


class DamagedHistoryError(WorkbenchError):
    """A part of a file's history that cannot be read."""

    def __init__(self) -> None:
        super().__init__("A part of the file's history cannot be read, because the file is damaged; restore it from a backup.")


class NewerFileError(WorkbenchError):
    """A file whose format this program does not know yet."""

    def __init__(self, path: Path, found: int, known: int) -> None:
        super().__init__(
            f"{path.name} was made by a newer Workbench (file format {found}; this one knows {known}). "
            "Install the newer version to open it; nothing was changed."
        )


class FileInUseError(WorkbenchError):
    """A file that somebody else has open for writing."""

    def __init__(self, path: Path, holder: str) -> None:
        self.holder = holder
        super().__init__(f"{path.name} is open for {holder}, so it can be read here but not changed.")


class WorkbookRefusedError(WorkbenchError):
    """A workbook that cannot or must not be read; the sentence says why and what to do."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name} was not read: {reason}")


class StoppedError(WorkbenchError):
    """Long work that a person stopped; nothing of it was kept."""

    def __init__(self) -> None:
        super().__init__("Stopped; nothing was changed.")
