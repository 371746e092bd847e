"""What is read aloud where letters run from right to left.

A PDF holds the shapes of letters in the order they stand in, from the left; joined letters are one shape. Arabic read
back from them comes out backwards and with letters swapped. So each paragraph, heading and cell with Arabic bears its
text in the order it is read (ISO 32000-1, 14.9.4), which programs that read aloud take instead.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import pydyf

from reports.pdf.errors import RenderError
from reports.pdf.finish import finish

if TYPE_CHECKING:
    from weasyprint import Document

_TAGS = {"/H1": "h1", "/H2": "h2", "/P": "p", "/TH": "th", "/TD": "td"}
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff]")


def finisher(html: str) -> Callable[[Document, Any], None]:
    """Return the last step of painting a page: as every page's, and its Arabic told as it is read."""
    texts = list(_texts(ElementTree.fromstring(html)))

    def complete(document: Document, pdf: Any) -> None:
        elements = list(_elements(pdf))
        if [_TAGS[element["S"]] for element in elements] != [tag for tag, _ in texts]:
            raise RenderError("the tags of a sheet are not those of its page: WeasyPrint has changed")
        for element, (_, text) in zip(elements, texts, strict=True):
            if _RIGHT_TO_LEFT.search(text):
                element["ActualText"] = pydyf.String(text)
        finish(document, pdf)

    return complete


def _texts(page: ElementTree.Element) -> Iterator[tuple[str, str]]:
    for element in page.iter():
        if element.tag in _TAGS.values():
            lines = "".join(_inside(element)).split("\n")
            yield element.tag, "\n".join(" ".join(line.split()) for line in lines)


def _inside(element: ElementTree.Element) -> Iterator[str]:
    yield "\n" if element.tag == "br" else element.text or ""
    for child in element:
        yield from _inside(child)
        yield child.tail or ""


def _elements(pdf: Any) -> Iterator[dict[str, Any]]:
    """Walk over the tags that hold text, in the order they are read."""
    known = {
        thing.reference: thing
        for thing in pdf.objects
        if isinstance(thing, dict) and thing.get("Type") == "/StructElem"
    }
    root = pdf.objects[int(pdf.catalog["StructTreeRoot"].split()[0])]
    waiting = list(root["K"])
    while waiting:
        kid = waiting.pop(0)
        element = known.get(kid) if isinstance(kid, bytes) else None  # a number is a mark in the text of the page
        if element is not None:
            if element["S"] in _TAGS:
                yield element
            waiting[:0] = element["K"]
