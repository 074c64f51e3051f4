"""Plan one row of a workbook again, now that a person has said which record it is."""

from workbench.domain.errors import WorkbenchError
from workbench.domain.kinds import Stored
from workbench.domain.register import UID, Record
from workbench.exchange.sheets import Problem
from workbench.services.book import Book, place_of
from workbench.services.plan import Outcome, Part, PlanRow
from workbench.services.planning import Planner
from workbench.services.planning_children import Children


class Again(Planner):
    """Plans single rows of a part again, now that a person has said which record they are."""

    def __init__(self, book: Book, part: Part, member: str) -> None:
        from workbench.exchange.cells import is_too_long_notice  # noqa: PLC0415 - adapters load when needed

        if part.source is None:
            raise WorkbenchError("The workbook is not at hand any more; read it again to decide about this row.")
        super().__init__(book, part.table, part.source.reading, member, part.source.base, is_too_long_notice)
        self._instead = part.instead
        self._children = Children(book, self.register, self.base, part.instead)
        self._refs = book.fresh_refs(part.register, (row.ref for row in part.rows if row.ref))
        self._met: list[PlanRow] = part.rows

    def same_as(self, index: int, record: Record) -> tuple[PlanRow, list[Problem]]:
        """Return a row settled against a record, and what is to be looked at."""
        row, says, extra = self._said_at(index)
        self._settle(row, record, says, extra, index)
        return row, self._handed_over()

    def anew(self, index: int) -> tuple[PlanRow, list[Problem]]:
        """Return a row as a record of its own, under another reference where its own stands for something else."""
        row, says, extra = self._said_at(index)
        if self.member and "member" in self.register and says.get("member") is None:
            says["member"] = self.member
        if row.ref:
            made = (self.register.record(other.after) for other in self._met if other.after is not None and other.before is None)
            self._places = {place_of(record): 0 for record in made}
            place = place_of(self.register.record({UID: "", **says, "ref": row.ref}))
            if place in self._by_place or place in self._places:
                self._doubled_ref(row, place, extra, index)
        self._make_new(row, says, extra, index)
        return row, self._handed_over()

    def _said_at(self, index: int) -> tuple[PlanRow, dict[str, Stored], dict[str, str]]:
        says = {key: values[index] for key, _, values in self._fields if values[index] is not None}
        ref = str(self.reading.columns["ref"][index] or "") if "ref" in self.reading.columns else ""
        title = str(says.get(self.register.title_key) or says.get("description") or "")
        return PlanRow(Outcome.NEW, self.reading.rows[index] + 1, ref, title), says, dict(self.reading.extra[index])

    def _handed_over(self) -> list[Problem]:
        told, self._problems = self._problems, []
        return told
