"""Reads a finished document as a stranger would: every text that can be got out of it, and where it stands."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any, NamedTuple


class Passage(NamedTuple):
    """Some words of a document: on which page they stand (none: on no page), and as what."""

    page: int | None
    part: str
    text: str


def passages(content: bytes) -> list[Passage]:
    """Return all words of a document: of its pages, bookmarks, properties, annotations and alternative texts."""
    return [*_pages(content), *_rest(content)]


def _pages(content: bytes) -> Iterator[Passage]:
    import pypdfium2  # type: ignore[import-untyped]  # noqa: PLC0415 - loaded only where a document is read

    document = pypdfium2.PdfDocument(content)
    try:
        for number in range(len(document)):
            page = document[number]
            words = page.get_textpage()
            yield Passage(number + 1, "page", words.get_text_range())
            words.close()
            page.close()
    finally:
        document.close()


def _rest(content: bytes) -> Iterator[Passage]:
    import pikepdf  # noqa: PLC0415 - loaded only where a document is read

    with pikepdf.open(BytesIO(content)) as document:
        numbers = {page.obj.objgen: number for number, page in enumerate(document.pages, 1)}
        for key, value in document.docinfo.items():
            yield Passage(None, "property", f"{str(key).lstrip('/')}: {value}")
        if "/Metadata" in document.Root:
            yield Passage(None, "property", document.Root.Metadata.read_bytes().decode("utf-8", "replace"))
        with document.open_outline() as outline:
            yield from _bookmarks(outline.root, numbers)
        for number, page in enumerate(document.pages, 1):
            yield from _annotations(page, number)
        for key in ("/Names", "/Dests"):
            if key in document.Root:
                yield from (Passage(None, "name", text) for text in _strings(document.Root[key], 0))
        if "/StructTreeRoot" in document.Root:
            yield from _alternatives(document.Root.StructTreeRoot, numbers)


def _bookmarks(items: Any, numbers: dict[Any, int]) -> Iterator[Passage]:
    for item in items:
        destination = item.destination
        target = destination[0] if destination is not None and len(destination) else None
        yield Passage(numbers.get(getattr(target, "objgen", None)), "bookmark", str(item.title))
        yield from _bookmarks(item.children, numbers)


def _annotations(page: Any, number: int) -> Iterator[Passage]:
    for annotation in page.get("/Annots", []):
        for text in _strings({key: value for key, value in annotation.items() if key not in ("/P", "/Dest", "/Parent")}, 0):
            yield Passage(number, "annotation", text)


def _strings(value: Any, depth: int) -> Iterator[str]:
    """Return every string in an object, but for those of objects it leads to far away."""
    import pikepdf  # noqa: PLC0415 - loaded only where a document is read

    if depth > 6:  # noqa: PLR2004 - what hangs on an annotation is never so deep
        return
    if isinstance(value, pikepdf.String):
        yield str(value)
    elif isinstance(value, dict | pikepdf.Dictionary):
        for key in value.keys():  # noqa: SIM118 - a dictionary of a document is not one of Python's
            yield from _strings(value[key], depth + 1)
    elif isinstance(value, pikepdf.Array):
        for item in value:
            yield from _strings(item, depth + 1)


def _alternatives(root: Any, numbers: dict[Any, int]) -> Iterator[Passage]:
    """Return what the structure says instead of pictures, and any other words in it."""
    import pikepdf  # noqa: PLC0415 - loaded only where a document is read

    waiting = [root]
    while waiting:
        node = waiting.pop()
        said = [str(node[key]) for key in ("/Alt", "/ActualText", "/E", "/T", "/ID") if key in node]
        if said:
            yield Passage(_page_of(node, numbers), "alternative text", "\n".join(said))
        kids = node.get("/K", [])
        children = list(kids) if isinstance(kids, pikepdf.Array) else [kids]
        waiting.extend(kid for kid in reversed(children) if isinstance(kid, pikepdf.Dictionary) and kid.get("/Type") == "/StructElem")


def _page_of(node: Any, numbers: dict[Any, int]) -> int | None:
    """Return the page on which the first mark of an element stands."""
    import pikepdf  # noqa: PLC0415 - loaded only where a document is read

    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/Pg" in kid:
            return numbers.get(kid.Pg.objgen)
    return None
