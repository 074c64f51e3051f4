"""What the window asks of services that bring adapters with them; each is loaded when it is first wanted, not at start."""

from pathlib import Path
from typing import TYPE_CHECKING

from workbench.domain.audience import Audience
from workbench.domain.change import Applied
from workbench.domain.clock import Clock, Progress, unwatched
from workbench.services.book import Book

if TYPE_CHECKING:
    from workbench.services.exporting import Exported
    from workbench.services.importing import Correction
    from workbench.services.merging import MergePlan
    from workbench.services.packs import Printed
    from workbench.services.plan import Plan
    from workbench.services.printing import Shown
    from workbench.services.updating import Updated


class Work:
    """Import, export, printing and backups of an open book; tests may put another in its place."""

    def correction(
        self,
        *,
        sheet: str = "",
        header_rows: tuple[int, ...] = (),
        columns: dict[str, str] | None = None,
        initial: str = "",
        residual: str = "",
    ) -> "Correction":
        """Return what a person says against how a workbook was read."""
        from workbench.services.importing import Correction  # noqa: PLC0415 - adapters load when needed

        return Correction(sheet=sheet, header_rows=header_rows, columns=columns or {}, initial=initial, residual=residual)

    def plan(
        self,
        book: Book,
        path: Path,
        *,
        register: str = "",
        sheet: str = "",
        member: str = "",
        correction: "Correction | None" = None,
        password: str = "",
        progress: Progress = unwatched,
    ) -> "Plan":
        """Return what importing a workbook would change."""
        from workbench.services.importing import plan_import  # noqa: PLC0415 - adapters load when needed

        return plan_import(
            book, path, register=register, sheet=sheet, member=member, correction=correction, password=password, progress=progress
        )

    def apply(self, book: Book, plan: "Plan", *, progress: Progress = unwatched) -> Applied | None:
        """Do what a plan says."""
        from workbench.services.importing import apply_plan  # noqa: PLC0415 - adapters load when needed

        return apply_plan(book, plan, progress=progress)

    def plan_merge(self, book: Book, path: Path, *, progress: Progress = unwatched) -> "MergePlan":
        """Return what merging another copy of the file would change."""
        from workbench.services.merging import plan_merge  # noqa: PLC0415 - adapters load when needed

        return plan_merge(book, path, progress=progress)

    def merge(self, book: Book, plan: "MergePlan", *, progress: Progress = unwatched) -> Applied | None:
        """Merge a copy as its plan says."""
        from workbench.services.merging_sets import apply_merge  # noqa: PLC0415 - adapters load when needed

        return apply_merge(book, plan, progress=progress)

    def news_beside(self, path: Path, clock: Clock, *, progress: Progress = unwatched) -> list[Path]:
        """Return copies of a file that a cloud drive left beside it, and that hold something new."""
        from workbench.services.merging_beside import news_beside  # noqa: PLC0415 - not before the window is up

        return news_beside(path, clock, progress=progress)

    def export(
        self,
        book: Book,
        path: Path,
        keys: list[str],
        audience: Audience,
        *,
        in_its_layout: bool = False,
        own: Path | None = None,
        progress: Progress = unwatched,
    ) -> "Exported":
        """Write registers to a workbook, perhaps under the headings of the organisation it is for, as a workbook of its own has them."""
        from workbench.services.exporting import export_workbook  # noqa: PLC0415 - adapters load when needed

        laid = None
        if in_its_layout:
            from workbench.services.own_headings import headings_of  # noqa: PLC0415 - as above

            laid = headings_of(book, audience.member, keys, own)
        return export_workbook(book, path, keys, audience, laid=laid, progress=progress)

    def update(
        self, book: Book, own: Path, path: Path, keys: list[str], audience: Audience, *, progress: Progress = unwatched
    ) -> "Updated":
        """Write an organisation's own workbook with what registers now say in its cells."""
        from workbench.services.updating import update_workbook  # noqa: PLC0415 - adapters load when needed

        return update_workbook(book, own, path, audience, keys, progress=progress)

    def print(
        self, book: Book, path: Path, keys: list[str], audience: Audience, *, shown: "Shown | None" = None, progress: Progress = unwatched
    ) -> "Printed":
        """Print one register to a PDF, or what is looked at of it; several of them are the whole pack."""
        if shown is not None:
            from workbench.services.printing import print_shown  # noqa: PLC0415 - adapters load when needed

            return print_shown(book, path, audience, keys[0], shown, progress=progress)
        from workbench.services.packs import print_pack  # noqa: PLC0415 - adapters load when needed

        return print_pack(book, path, audience, keys=tuple(keys) if len(keys) == 1 else (), progress=progress)

    def back_up(self, book: Book) -> Path | None:
        """Copy a file unless there is a copy of today."""
        from workbench.services.keeping import daily_backup  # noqa: PLC0415 - not before the window is up

        return daily_backup(book.store)
