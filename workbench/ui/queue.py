"""The workbooks of one import that wait their turn, and what became of those that had it."""

from collections import deque
from dataclasses import dataclass, field
from pathlib import Path

from workbench.domain.text import counted, joined

_NAMED = 6
"""Workbooks named one by one in a sentence; of more, the number is told."""


@dataclass(frozen=True)
class Waiting:
    """A workbook that waits, or one sheet of it, with the organisation it is known to come from."""

    path: Path
    sheet: str = ""
    member: str = ""


@dataclass
class Queue:
    """Workbooks one after the other."""

    waiting: deque[Waiting] = field(default_factory=deque)
    asked: int = 0
    """How many were chosen."""
    imported: list[str] = field(default_factory=list)
    """What each workbook brought that was imported, as a phrase."""
    left: list[str] = field(default_factory=list)
    """Those that were not, each with the reason."""

    @property
    def place(self) -> int:
        """Which of those chosen is in front."""
        return self.asked - len(self.waiting)

    def add(self, paths: list[Path]) -> None:
        """Let further workbooks wait behind the others."""
        self.waiting.extend(Waiting(path) for path in paths)
        self.asked += len(paths)

    def add_next(self, one: Waiting) -> None:
        """Let one come before all that wait."""
        self.waiting.appendleft(one)
        self.asked += 1

    def next(self) -> Waiting | None:
        """Return the one whose turn it is."""
        return self.waiting.popleft() if self.waiting else None

    def stop(self) -> None:
        """Leave all that wait."""
        self.left += [f"{one.path.name} (not looked at)" for one in self.waiting]
        self.waiting.clear()

    def clear(self) -> None:
        """Begin again."""
        self.waiting.clear()
        self.asked, self.imported, self.left = 0, [], []

    @property
    def told(self) -> str:
        """What became of all of them, in sentences; nothing where there was one."""
        if self.asked < 2:  # noqa: PLR2004 - of one, its own notice tells
            return ""
        parts = [f"{len(self.imported):,} of {counted(self.asked, 'workbook')} imported"]
        parts[0] += f": {'; '.join(_some(self.imported))}." if self.imported else "."
        if self.left:
            parts.append(f"Not imported: {joined(_some(self.left))}.")
        return " ".join(parts)


def _some(words: list[str]) -> list[str]:
    more = len(words) - _NAMED
    return words if more <= 0 else [*words[:_NAMED], f"{more:,} more"]
