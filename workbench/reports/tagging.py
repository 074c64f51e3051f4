"""The one place where tags are opened and closed, so that a screen reader can follow a page.

Sections describe the document as a tree of elements and draw each piece of it inside `Canvas.tagged(element)`;
what belongs to no element (lines, grounds, heads and feet of pages) is drawn inside `Canvas.tagged(None)` and is passed over by
readers.
The tree is written when the canvas is saved (ISO 32000-1, 14.7 and 14.8).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from reportlab.pdfbase.pdfdoc import LinkAnnotation, PDFDocument, PDFObject, PDFObjectReference
from reportlab.pdfgen.canvas import Canvas

_FIRST_LINK = 1_000_000
"""The number of the first link among the document's parents; pages are numbered from nothing and never get so far."""
_LINK_NAMES = "Annot."
"""What ReportLab puts before the name of an annotation."""


class _Link(LinkAnnotation):
    """A link that says which element of the document it belongs to."""

    permitted = (*LinkAnnotation.permitted, "StructParent")


class Element:
    """One node of the document's structure; `role` is a standard type such as H1, P, Table, TR, TH or TD."""

    __slots__ = ("attributes", "instead", "kids", "links", "parent", "role")

    def __init__(self, role: str, parent: "Element | None" = None, attributes: str = "", instead: str = "") -> None:
        self.role, self.parent, self.attributes = role, parent, attributes
        self.instead = instead
        """What is read out instead of a picture."""
        self.links: list[tuple[int, str]] = []
        """The places of links on pages (page, name of the link) that belong to this element."""
        self.kids: list[Element | tuple[int, int]] = []
        """Elements below this one, and the places (page, number of the mark on it) where its own words stand."""

    def add(self, role: str, attributes: str = "") -> "Element":
        """Return a new last element below this one."""
        below = Element(role, self, attributes)
        self.kids.append(below)
        return below

    def figure(self, instead: str) -> "Element":
        """Return a new picture, with the words that stand for it."""
        below = Element("Figure", self, instead=instead)
        self.kids.append(below)
        return below

    def heading_cell(self, scope: str) -> "Element":
        """Return a new heading cell that speaks for its column or its row."""
        return self.add("TH", f"/O /Table /Scope /{scope}")

    def wide_cell(self, columns: int) -> "Element":
        """Return a new cell across several columns."""
        return self.add("TD", f"/O /Table /ColSpan {columns}")


class TaggedCanvas(Canvas):
    """A canvas on which everything drawn is either part of the document's structure or marked as mere decoration.

    Args:
        root: the element of the whole document.
    """

    _doc: Any  # ReportLab's document is half typed
    _code: list[str]
    _bookmarkReference: Any  # noqa: N815 - ReportLab's name
    _absRect: Any  # noqa: N815 - ReportLab's name
    _addAnnotation: Any  # noqa: N815 - ReportLab's name
    _pagesize: tuple[float, float]

    def __init__(self, *args: Any, root: Element, **options: Any) -> None:
        super().__init__(*args, **options)
        self._root = root
        self.running = ""
        """What goes on from page to page, for their heads."""
        self._open = False
        self._marks: list[Element] = []
        self._pages: list[list[Element]] = []
        self._links: list[Element] = []

    def begin_tag(self, element: Element | None) -> None:
        """Begin what an element says, or with None what only decorates; marks never nest."""
        if self._open:
            raise RuntimeError("A tag was opened inside a tag.")
        self._open = True
        if element is None:
            self.addLiteral("/Artifact BMC")
            return
        self.addLiteral(f"/{element.role} <</MCID {len(self._marks)}>> BDC")
        element.kids.append((len(self._pages) + 1, len(self._marks)))
        self._marks.append(element)

    def end_tag(self) -> None:
        """End what was begun last."""
        if not self._open:
            raise RuntimeError("A tag was closed that nobody opened.")
        self._open = False
        self.addLiteral("EMC")

    @contextmanager
    def tagged(self, element: Element | None) -> Iterator[None]:
        """Draw as part of an element, or with None as decoration."""
        self.begin_tag(element)
        yield
        self.end_tag()

    @property
    def size(self) -> tuple[float, float]:
        """How wide and how high the page is."""
        width, height = self._pagesize
        return float(width), float(height)

    def boxed(self, element: Element, width: float, height: float) -> None:
        """Note where on the page a picture stands whose lower left corner is here."""
        (left, bottom), (right, top) = self.absolutePosition(0, 0), self.absolutePosition(width, height)
        element.attributes = f"/O /Layout /BBox [{left:.1f} {bottom:.1f} {right:.1f} {top:.1f}]"

    def link(self, element: Element, key: str, box: tuple[float, float, float, float], told: str) -> None:
        """Make a part of the page lead to a bookmark; `told` says where to."""
        name = f"link{len(self._links)}"
        destination = self._bookmarkReference(key)
        number = _FIRST_LINK + len(self._links)
        annotation = _Link(self._absRect(box, 1), told, destination, Border="[0 0 0]", F=4, StructParent=number)
        self._addAnnotation(annotation, name)
        self._links.append(element)
        element.links.append((len(self._pages) + 1, name))

    def showPage(self) -> None:  # noqa: N802 - ReportLab's name
        """Finish the page, and note which element each of its marks belongs to."""
        if self._open:
            raise RuntimeError("A page ended inside a tag.")
        super().showPage()
        page = self._doc.Pages.pages[-1]
        page.__NoDefault__ = [*page.__NoDefault__, "StructParents", "Tabs"]  # ReportLab writes only entries it lists
        page.StructParents, page.Tabs = len(self._pages), "/S"
        self._pages.append(self._marks)
        self._marks = []

    def save(self) -> None:
        """Write the structure beside the pages, then the file."""
        if self._code:
            self.showPage()
        self._write_structure()
        super().save()

    def _write_structure(self) -> None:
        _prune(self._root)
        names: dict[int, str] = {}
        elements: list[Element] = []
        waiting = [self._root]
        while waiting:
            element = waiting.pop()
            names[id(element)] = f"tag{len(elements)}"
            elements.append(element)
            waiting.extend(kid for kid in reversed(element.kids) if isinstance(kid, Element))
        document = self._doc
        rows = [f"{page} [{' '.join(f'{{{names[id(mark)]}}}' for mark in marks)}]" for page, marks in enumerate(self._pages)]
        rows += [f"{_FIRST_LINK + place} {{{names[id(element)]}}}" for place, element in enumerate(self._links)]
        parents = "\n".join(rows)
        following = _FIRST_LINK + len(self._links) if self._links else len(self._pages)
        document.Reference(_Written(f"<</Nums [{parents}]>>"), "tag-parents")
        root = document.Reference(
            _Written(f"<</Type /StructTreeRoot /K {{tag0}} /ParentTree {{tag-parents}} /ParentTreeNextKey {following}>>"),
            "tag-root",
        )
        for element in elements:
            document.Reference(_Written(_described(element, names)), names[id(element)])
        self.setCatalogEntry("StructTreeRoot", root)
        self.setCatalogEntry("MarkInfo", {"Marked": "true"})


def _prune(element: Element) -> bool:
    """Drop elements of which nothing was drawn in the end; return whether this one says anything."""
    element.kids = [kid for kid in element.kids if not isinstance(kid, Element) or _prune(kid)]
    return bool(element.kids)


def _described(element: Element, names: dict[int, str]) -> str:
    """Return an element's dictionary, other objects by their names in braces."""
    above = names[id(element.parent)] if element.parent else "tag-root"
    kids = " ".join(
        f"{{{names[id(kid)]}}}" if isinstance(kid, Element) else f"<</Type /MCR /Pg {{Page{kid[0]}}} /MCID {kid[1]}>>"
        for kid in element.kids
    )
    kids += "".join(f" <</Type /OBJR /Pg {{Page{page}}} /Obj {{{_LINK_NAMES}{name}}}>>" for page, name in element.links)
    attributes = f" /A <<{element.attributes}>>" if element.attributes else ""
    instead = f" /Alt <FEFF{element.instead.encode('utf-16-be', 'replace').hex().upper()}>" if element.instead else ""
    return f"<</Type /StructElem /S /{element.role} /P {{{above}}}{attributes}{instead} /K [{kids}]>>"


class _Written(PDFObject):
    """An object written as text, with the names of other objects in braces."""

    __RefOnly__ = 1

    def __init__(self, text: str) -> None:
        self.text = text

    def format(self, document: PDFDocument) -> bytes:
        """Return the text with references in place of names."""
        pieces = self.text.split("{")
        written = [pieces[0]]
        for piece in pieces[1:]:
            name, rest = piece.split("}", 1)
            written.append(PDFObjectReference(name).format(document).decode("ascii") + rest)
        return "".join(written).encode("ascii")


def on_tagged(canvas: Canvas) -> TaggedCanvas:
    """Return the canvas that a flowable was given as what it is; ours are drawn on no other."""
    if not isinstance(canvas, TaggedCanvas):
        raise TypeError(type(canvas).__name__)
    return canvas
