"""A tagged register section of about a hundred pages, beside a bare untagged LongTable of the same cells."""

from pathlib import Path

from benchmarks import made
from benchmarks.measure import Figure, Options, figure, inside, median

PRINT = """
import sys, time
from pathlib import Path
from workbench.domain.clock import Clock
from workbench.services.book import Book
from workbench.services.packs import print_pack
with Book.open(Path(sys.argv[1]), Clock("Benchmark"), writable=False) as book:
    book.records("risk")
    begun = time.perf_counter()
    print_pack(book, Path(sys.argv[2]), book.audience("private"))
    print(time.perf_counter() - begun)
"""
BARE = """
import sys, time
from pathlib import Path
from xml.sax.saxutils import escape
from workbench.domain.audience import PRIVATE
from workbench.domain.clock import Clock
from workbench.services.book import Book
with Book.open(Path(sys.argv[1]), Clock("Benchmark"), writable=False) as book:
    view = book.view(PRIVATE)
    fields = list(view.registers["risk"])
    short = [field for field in fields if not field.kind.prose and any(record.show(field.key) for record in view.records("risk"))]
    prose = [field for field in fields if field.kind.prose]
    rows = [
        ([record.show(field.key) for field in short], [(field.label, record.show(field.key)) for field in prose if record.show(field.key)])
        for record in view.records("risk")
    ]
begun = time.perf_counter()
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import LongTable, Paragraph, SimpleDocTemplate
style = ParagraphStyle("cell", fontName="Helvetica", fontSize=9, leading=11)
table = [["Facts", "Words"]]
for line, block in rows:
    facts = [Paragraph(f"{field.label}: {escape(text)}", style) for field, text in zip(short, line) if text]
    table.append([facts, [Paragraph(f"<b>{label}</b> {escape(text)}", style) for label, text in block]])
flow = LongTable(table, colWidths=[190, 570], repeatRows=1)
SimpleDocTemplate(sys.argv[2], pagesize=landscape(A4), leftMargin=36, rightMargin=36, topMargin=36, bottomMargin=36).build([flow])
print(time.perf_counter() - begun)
"""
RISKS = 190


def run(options: Options) -> list[Figure]:
    """Measure the section of as many risks as fill a hundred pages, and of half of them."""
    risks = min(RISKS, max(options.rows // 40, 10))
    taken = [_print(options, count) for count in (risks // 2, risks)]
    file, pages = _file(options, risks), options.folder / f"pages-{risks}.pdf"
    bare = median(options.times, lambda: inside(BARE, file, options.folder / "bare.pdf"))
    name = f"print {risks} risks, tagged, {pages_of(pages)} pages"
    baseline = f"bare LongTable, {pages_of(options.folder / 'bare.pdf')} pages"
    return [
        figure(name, taken[1], baseline=baseline, against=bare, most=1.5),
        figure("doubling the rows: print", taken[1], baseline=f"{risks // 2} risks", against=taken[0], most=2.2),
    ]


def _file(options: Options, count: int) -> Path:
    path = options.folder / f"pages-{count}.workbench"
    if not path.exists():
        made.file(path, count)
    return path


def _print(options: Options, count: int) -> float:
    file, pages = _file(options, count), options.folder / f"pages-{count}.pdf"
    return median(options.times, lambda: inside(PRINT, file, pages))


def pages_of(path: Path) -> int:
    """Return how many pages a PDF has."""
    import pikepdf  # noqa: PLC0415 - only here

    with pikepdf.open(path) as pdf:
        return len(pdf.pages)
