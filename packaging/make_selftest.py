"""Make the workbooks of `resources/selftest/` that no library here writes: an old Excel one and an OpenDocument one.

They hold the rows that `workbench --self-test` makes itself in every other format. Every risk is invented.

Run it with the project's own Python: `.venv/bin/python packaging/make_selftest.py`.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "resources" / "selftest"


def make(target: Path = TARGET) -> None:
    """Write both."""
    sys.path.insert(0, str(ROOT))
    from tests.exchange.odd_files import old_workbook, open_cell, open_document  # noqa: PLC0415 - the tests make odd files already
    from workbench.selftest import ROWS  # noqa: PLC0415 - see above

    target.mkdir(parents=True, exist_ok=True)
    (target / "return.xls").write_bytes(old_workbook(ROWS))
    rows = [f"<table:table-row>{''.join(map(open_cell, row))}</table:table-row>" for row in ROWS]
    (target / "return.ods").write_bytes(open_document(*rows))


if __name__ == "__main__":
    make()
