"""Quarters of the financial year, which for the NHS begins on 1 April."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

_NAME = re.compile(r"\s*Q([1-4])\s+(\d{4})(?:\s*/\s*\d{2,4})?\s*", re.IGNORECASE)


@dataclass(frozen=True)
class Quarter:
    """One quarter: `number` 1 to 4 of the year that begins in April of `year`."""

    year: int
    number: int

    @property
    def first(self) -> date:
        """Its first day."""
        year, month = divmod(self.year * 12 + 3 * self.number, 12)
        return date(year, month + 1, 1)

    @property
    def last(self) -> date:
        """Its last day."""
        return self.after.first - timedelta(days=1)

    @property
    def before(self) -> "Quarter":
        """The quarter before it."""
        return Quarter(self.year, self.number - 1) if self.number > 1 else Quarter(self.year - 1, 4)

    @property
    def after(self) -> "Quarter":
        """The quarter after it."""
        return Quarter(self.year, self.number + 1) if self.number < 4 else Quarter(self.year + 1, 1)  # noqa: PLR2004 - of four

    @property
    def name(self) -> str:
        """What boards call it: Q1 2026/27."""
        return f"Q{self.number} {self.year}/{(self.year + 1) % 100:02}"


def quarter_of(day: date) -> Quarter:
    """Return the quarter a day lies in."""
    months = day.year * 12 + day.month - 4
    return Quarter(months // 12, months % 12 // 3 + 1)


def named(text: str) -> Quarter | None:
    """Return the quarter that a text names, such as "Q1 2026/27"; None where it names none."""
    found = _NAME.fullmatch(text)
    return Quarter(int(found[2]), int(found[1])) if found else None
