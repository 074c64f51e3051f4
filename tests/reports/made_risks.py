"""Made-up risks, views of them, and documents read back."""

import re
from datetime import UTC, date, datetime

import pypdfium2

from workbench.domain.audience import OFFICE, View
from workbench.domain.registers import declared
from workbench.reports.pack import print_register

MEMBERS = [
    {"uid": "m1", "ref": "M-1", "name": "Alderbrook Hospitals NHS Trust", "circulation": "public"},
    {"uid": "m2", "ref": "M-2", "name": "Carrow Vale NHS Trust", "circulation": "public"},
]


def risk(number, **values):
    return {
        "uid": f"u{number}",
        "ref": f"R-{number}",
        "tier": "shared",
        "title": f"Risk number {number}",
        "current_likelihood": 4,
        "current_consequence": 4,
        "status": "open",
        "circulation": "public",
        **values,
    }


def view_of(rows, audience=OFFICE, registers=None, **options):
    return View(registers or declared(), {"risk": rows, "member": MEMBERS}, audience, position=1204, **options)


def printed(path, view, keys=("risk",), **options):
    arguments = {
        "collaborative": "Wendle Valley Collaborative",
        "day": date(2026, 7, 23),
        "created": datetime(2026, 7, 24, 9, 30, tzinfo=UTC),
        **options,
    }
    return print_register(path, view, keys, **arguments)


def text_of(path):
    document = pypdfium2.PdfDocument(path)
    try:
        pages = [page.get_textpage().get_text_bounded() for page in document]
    finally:
        document.close()
    return [" ".join(page.replace("\xa0", " ").split()) for page in pages]


def body_of(path):
    """All words of the pages in order, without heads, feet, repeated headings and white space."""
    foot, head = r"Wendle Valley Collaborative · .*? Page \d+ of \d+", r"^Risk register · [^·]*?(?=Wendle)"
    furniture = rf"{foot}|{head}|Reference Risk .*? Next review|R-\d+ continued"
    return "".join("".join(re.sub(furniture, "", page) for page in text_of(path)).split())
