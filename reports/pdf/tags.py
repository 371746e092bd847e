"""The tags of a PDF: what is read aloud, in which order, and as what.

WeasyPrint tags every box, down to each run of letters: two tags in three say nothing and are left out. It tags running
heads and feet too, but hangs them nowhere: they become artifacts, which a page read aloud passes over.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from reports.pdf.errors import RenderError

if TYPE_CHECKING:
    from weasyprint import Document

Element = dict[str, Any]

_PLAIN = {"Type", "S", "K", "Pg", "P"}  # a tag with more than this says something of its own
_EMPTY = {"/Span", "/NonStruct"}
_BARE = {"/Div", *_EMPTY}  # such as clear floats
_HOLDERS = {"/P", "/H1", "/H2", "/H3", "/H4", "/H5", "/H6", "/TD", "/TH", "/LBody", "/Lbl", "/Caption", *_EMPTY}
_HEADINGS = {f"/H{level}": level for level in range(1, 7)}


def tidy(pdf: Any, document: Document) -> list[str]:
    """Leave out empty tags, make running heads artifacts, and say what in the tags would trip a reader up."""
    tree = _Tree(pdf)
    tree.walk()
    tree.take_running_heads_out(document)
    return tree.faults


class _Tree:
    def __init__(self, pdf: Any) -> None:
        self.elements: dict[bytes, Element] = {
            thing.reference: thing
            for thing in pdf.objects
            if isinstance(thing, dict) and thing.get("Type") == "/StructElem"
        }
        root = _at(pdf, pdf.catalog["StructTreeRoot"])
        (self.top,) = root["K"]
        self.pages = [_at(pdf, page) for page in pdf.page_references]
        self.streams = [_at(pdf, page["Contents"]).stream for page in self.pages]
        self.numbers = {page: number for number, page in enumerate(pdf.page_references)}
        # for each page: the element that each mark in its text belongs to
        self.marks: list[list[bytes]] = _at(pdf, root["ParentTree"])["Nums"][1::2][: len(self.pages)]
        self.faults: list[str] = []
        self._level = 0
        self._reached: set[bytes] = set()

    def walk(self) -> None:
        self._visit(self.top, self.elements[self.top])

    def _visit(self, reference: bytes, element: Element) -> None:
        self._reached.add(reference)
        self._look_at(element)
        kids: list[Any] = []
        for kid in element["K"]:
            inner = self.elements.get(kid) if isinstance(kid, bytes) else None
            if inner is None:  # a mark, or a link
                kids.append(kid)
                continue
            self._visit(kid, inner)
            if not inner["K"] and inner["S"] in _BARE:
                inner.free = "f"
            elif inner["S"] in _EMPTY and element["S"] in _HOLDERS and inner.keys() == _PLAIN:
                kids += inner["K"]
                self._adopt(reference, inner)
            else:
                kids.append(kid)
        element["K"][:] = kids

    def _adopt(self, reference: bytes, inner: Element) -> None:
        """Hang what an empty tag holds into the one around it."""
        marks = self.marks[self.numbers[inner["Pg"]]]
        for kid in inner["K"]:
            if isinstance(kid, int):
                marks[kid] = reference
            elif kid in self.elements:
                self.elements[kid]["P"] = reference
        inner.free = "f"

    def _look_at(self, element: Element) -> None:
        kind = element["S"]
        page = self.numbers.get(element.get("Pg"), 0) + 1
        if kind == "/Figure":
            if not ("Alt" in element and element["Alt"].string.strip()):
                self.faults.append(f"page {page}: a drawing has no title to be read aloud")
            _place(element["A"]["BBox"], self.pages[page - 1]["MediaBox"])
        if level := _HEADINGS.get(kind):
            if level > self._level + 1:
                before = f"one of level {self._level}" if self._level else "none"
                self.faults.append(f"page {page}: a heading of level {level} follows {before}")
            self._level = level

    def take_running_heads_out(self, document: Document) -> None:
        """Make artifacts of what hangs in no tree: the texts of margin boxes, painted last on their page."""
        for page, stream, marks in zip(document.pages, self.streams, self.marks, strict=True):
            kinds = [kind for box in page._page_box.children for kind in _running(box)]
            first = len(marks) - len(kinds)
            if [reference in self._reached for reference in marks] != [True] * first + [False] * len(kinds):
                raise RenderError("the running heads are not the last texts of a page: WeasyPrint has changed")
            _rename(stream, {first + i: kind for i, kind in enumerate(kinds)})
            del marks[first:]
        for reference, element in self.elements.items():
            if reference not in self._reached:
                element.free = "f"


def _at(pdf: Any, reference: bytes) -> Any:
    return pdf.objects[int(reference.split()[0])]


def _place(box: list[float], page: list[float]) -> None:
    """Give the place of a drawing in points from the foot of its page: WeasyPrint gives CSS pixels from the head."""
    left, top, right, bottom = (0.75 * edge for edge in box)
    box[:] = left, page[3] - bottom, right, page[3] - top


def _running(box: Any) -> Iterator[str]:
    """Say of each text in a margin box whether it is head or foot."""
    if type(box).__name__ == "MarginBox":
        kind = "Header" if box.at_keyword.startswith("@top") else "Footer"
        yield from (kind for text in box.descendants() if type(text).__name__ == "TextBox")


def _rename(stream: list[Any], kinds: dict[int, str]) -> None:
    """Turn marks of a page's text into artifacts of pagination: each is three items, tag, properties and BDC."""
    place = len(stream)
    wanted = set(kinds)
    while wanted:
        place -= 1
        if stream[place] == b"BDC" and (mark := stream[place - 1]["MCID"]) in wanted:
            stream[place - 2] = "/Artifact"
            stream[place - 1] = f"<</Type/Pagination/Subtype/{kinds[mark]}>>"
            wanted.remove(mark)
