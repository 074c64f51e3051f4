"""The imports of a file as its receipts tell of them: what came, from whom, when, what is open, and what was taken back."""

from dataclasses import dataclass, field

from workbench.domain.change import Entry, SetKind
from workbench.domain.register import Record
from workbench.domain.text import counted, joined
from workbench.services.book import Book

_BROUGHT = (("new", "new"), ("changed", "changed"), ("same", "the same"))
_OPEN = (("asked", "to decide"), ("invalid", "needing correction"), ("conflicting", "changed on both sides"))


@dataclass
class Import:
    """One import: its change set and the receipts it left, none where it was undone or taken back."""

    entry: Entry
    receipts: list[Record] = field(default_factory=list)

    @property
    def is_gone(self) -> bool:
        """Whether it was undone or taken back."""
        return not self.receipts

    @property
    def workbook(self) -> str:
        """The name of the workbook."""
        if self.receipts:
            return self.receipts[0].title
        return self.entry.name.removeprefix("Import ").rpartition(" (")[0] or self.entry.name

    @property
    def organisation(self) -> str:
        """Whose workbook it was; nothing where nobody said."""
        return self.receipts[0].show("member") if self.receipts else ""

    @property
    def brought(self) -> str:
        """What it held, counted, as a phrase."""
        return self._counted(_BROUGHT) if self.receipts else ""

    @property
    def left_open(self) -> str:
        """What nobody decided or corrected, counted, as a phrase; records missing from it included."""
        if not self.receipts:
            return ""
        absent = sum(int(str(receipt.of("absent") or 0)) for receipt in self.receipts)
        missing = f"{absent:,} not in this return" if absent else ""
        return ", ".join(part for part in (self._counted(_OPEN), missing) if part)

    def _counted(self, phrases: tuple[tuple[str, str], ...]) -> str:
        sums = {key: sum(int(str(receipt.of(key) or 0)) for receipt in self.receipts) for key, _ in phrases}
        return ", ".join(f"{sums[key]:,} {words}" for key, words in phrases if sums[key])

    def told(self, labels: dict[str, str]) -> list[str]:
        """Return all of it in sentences.

        Args:
            labels: the registers' labels by key.
        """
        sentences = []
        for receipt in self.receipts:
            register = labels.get(str(receipt.row.get("imported_into") or ""), "")
            read = counted(int(str(receipt.of("records") or 0)), "record")
            sentences.append(f"{read} of the {register.lower()} came from the sheet “{receipt.show('sheet')}”. {receipt.show('layout')}.")
            if cells := [line for line in receipt.show("problems").split("\n") if line]:
                more = f" and {len(cells) - 8:,} more" if len(cells) > 8 else ""  # noqa: PLR2004 - enough to look them up
                sentences.append(f"To be looked at: {joined(cells[:8]) if not more else ', '.join(cells[:8])}{more}.")
        if self.is_gone:
            sentences.append("It was undone or taken back, so nothing of it is left but this line.")
        if self.entry.reason:
            sentences.append(self.entry.reason)
        return sentences


def imports_of(book: Book) -> list[Import]:
    """Return the imports of a file, the newest first."""
    found: dict[str, Import] = {}
    for entry in book.store.sets_newest_first():
        if entry.kind is SetKind.IMPORT:
            found[entry.uid] = Import(entry)
    for receipt in book.records("receipt"):
        made = next((entry for entry in book.history(receipt.uid) if entry.uid in found), None)
        if made is not None:
            found[made.uid].receipts.append(receipt)
    return list(found.values())
