"""The system's own file choosers, and nothing else: the one seam that tests answer beforehand."""

from pathlib import Path

from PySide6.QtWidgets import QWidget

FILES = "Workbench files (*.workbench)"
WORKBOOKS = "Workbooks (*.xlsx *.xlsm *.xls *.xlsb *.ods *.csv *.tsv);;All files (*)"
OWN = "Excel workbooks (*.xlsx *.xlsm)"
EXCEL = "Excel workbooks (*.xlsx)"
PDF = "PDF documents (*.pdf)"


class Prompts:
    """Asks for paths."""

    def open_file(self, parent: QWidget, folder: Path) -> Path | None:
        """Return a file to open, or None."""
        from PySide6.QtWidgets import QFileDialog  # noqa: PLC0415 - the window comes first

        chosen, _ = QFileDialog.getOpenFileName(parent, "Open a file", str(folder), FILES)
        return Path(chosen) if chosen else None

    def new_file(self, parent: QWidget, suggested: Path) -> Path | None:
        """Return where a new file is to be, or None."""
        return self._save(parent, "New file", suggested, FILES)

    def copy_to_merge(self, parent: QWidget, folder: Path) -> Path | None:
        """Return another copy of the open file, or None."""
        from PySide6.QtWidgets import QFileDialog  # noqa: PLC0415 - the window comes first

        chosen, _ = QFileDialog.getOpenFileName(parent, "Merge from a copy of this file", str(folder), FILES)
        return Path(chosen) if chosen else None

    def workbooks(self, parent: QWidget, folder: Path) -> list[Path]:
        """Return the workbooks to import, perhaps none."""
        from PySide6.QtWidgets import QFileDialog  # noqa: PLC0415 - the window comes first

        chosen, _ = QFileDialog.getOpenFileNames(parent, "Import workbooks", str(folder), WORKBOOKS)
        return [Path(path) for path in chosen]

    def folder(self, parent: QWidget, title: str, folder: Path) -> Path | None:
        """Return a folder, or None."""
        from PySide6.QtWidgets import QFileDialog  # noqa: PLC0415 - the window comes first

        chosen = QFileDialog.getExistingDirectory(parent, title, str(folder))
        return Path(chosen) if chosen else None

    def own_workbook(self, parent: QWidget, folder: Path) -> Path | None:
        """Return an organisation's own workbook to bring up to date, or None."""
        from PySide6.QtWidgets import QFileDialog  # noqa: PLC0415 - the window comes first

        chosen, _ = QFileDialog.getOpenFileName(parent, "The organisation's own workbook", str(folder), OWN)
        return Path(chosen) if chosen else None

    def save_workbook(self, parent: QWidget, suggested: Path) -> Path | None:
        """Return where an exported workbook is to be, or None."""
        return self._save(parent, "Export to Excel", suggested, EXCEL)

    def save_pdf(self, parent: QWidget, suggested: Path) -> Path | None:
        """Return where a printed register is to be, or None."""
        return self._save(parent, "Print to PDF", suggested, PDF)

    @staticmethod
    def _save(parent: QWidget, title: str, suggested: Path, kinds: str) -> Path | None:
        from PySide6.QtWidgets import QFileDialog  # noqa: PLC0415 - the window comes first

        chosen, _ = QFileDialog.getSaveFileName(parent, title, str(suggested), kinds)
        if not chosen:
            return None
        path = Path(chosen)
        return path if path.suffix else path.with_suffix(suggested.suffix)
