"""When a workbook was saved is read from what the saving program wrote into it, and nothing is made of anything else."""

import zipfile
from datetime import UTC, datetime
from io import BytesIO

import openpyxl
import pytest

from workbench.exchange.saved import saved_at


def packed(**parts: str) -> bytes:
    with zipfile.ZipFile(content := BytesIO(), "w") as archive:
        for name, text in parts.items():
            archive.writestr({"core": "docProps/core.xml", "meta": "meta.xml"}[name], text)
    return content.getvalue()


def test_a_workbook_of_excels_own_format_tells_when_it_was_saved():
    openpyxl.Workbook().save(content := BytesIO())
    found = saved_at(content.getvalue())
    assert found is not None
    assert abs((datetime.now(UTC) - found).total_seconds()) < 60


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (packed(core="<dcterms:modified>2026-07-23T09:00:00Z</dcterms:modified>"), datetime(2026, 7, 23, 9, tzinfo=UTC)),
        (packed(meta="<dc:date>2026-07-23T09:00:00+01:00</dc:date>"), datetime(2026, 7, 23, 8, tzinfo=UTC)),
        (packed(meta="<dc:date>2026-07-23T09:00:00.123456789</dc:date>"), datetime(2026, 7, 23, 9, 0, 0, 123456).astimezone()),
        (packed(core="<dcterms:modified>yesterday</dcterms:modified>"), None),
        (packed(core="<dcterms:created>2026-07-23T09:00:00Z</dcterms:created>"), None),
        (packed(), None),
        (b"Ref,Risk title", None),
        (b"", None),
    ],
)
def test_other_workbooks_tell_theirs_or_nothing(content: bytes, found: datetime | None):
    assert saved_at(content) == found
