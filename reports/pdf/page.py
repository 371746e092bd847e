"""A page on its way to WeasyPrint: read by a fast parser, its drawings taken out, its line breaks made characters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree import ElementTree

import weasyprint
from cssselect2 import ElementWrapper
from weasyprint.urls import URLFetcher

SVG = "{http://www.w3.org/2000/svg}svg"
LINED = "lined"  # class of what holds line breaks as characters: brief.css says that they are kept
_BLANKS = re.compile(r"[ \t\r\n]+")


class Page(weasyprint.HTML):
    """A page that is parsed already: `HTML` itself would read it with a parser many times slower."""

    def __init__(self, tree: ElementTree.Element, sheet: weasyprint.CSS, fetcher: URLFetcher) -> None:
        self.base_url = None
        self.url_fetcher = fetcher
        self.media_type = "print"
        self.wrapper_element = _Wrapper.from_html_root(tree, content_language=None)
        self.etree_element = tree
        self._sheet = sheet

    def _ua_stylesheets(self, forms: bool = False) -> list[weasyprint.CSS]:
        return [self._sheet]


class _Wrapper(ElementWrapper):
    """WeasyPrint asks the root for `style`, `link`, `meta` and `title`: they stand in the head, not on five pages."""

    def query_all(self, *selectors: str) -> Iterator[ElementWrapper]:
        if self.parent is None:
            return next(self.iter_children()).query_all(*selectors)
        return super().query_all(*selectors)


def take_out_drawings(tree: ElementTree.Element) -> dict[str, ElementTree.Element]:
    """Put an image in the place of every inline drawing; its title becomes the alternative text."""
    found: dict[str, ElementTree.Element] = {}
    for parent in tree.iter():
        for i, child in enumerate(parent):
            if child.tag == SVG:
                name = f"drawing:{len(found)}"
                image = ElementTree.Element("img", src=name, alt=child.findtext("{*}title") or "")
                image.tail, child.tail = child.tail, None
                parent[i] = image
                found[name] = child
    return found


def break_lines_by_characters(tree: ElementTree.Element) -> None:
    """Put a line feed in the place of each `<br/>`, which would cost three boxes."""
    for parent in tree.iter():
        if parent.find("br") is not None:
            _join(parent)


def _join(parent: ElementTree.Element) -> None:
    for element in parent.iter():  # other line feeds in the source are blanks
        element.text = element.text and _BLANKS.sub(" ", element.text)
        if element is not parent:
            element.tail = element.tail and _BLANKS.sub(" ", element.tail)
    before = None
    for child in list(parent):
        if child.tag == "br":
            parent.remove(child)
            text = "\n" + (child.tail or "").removeprefix(" ")
            if before is None:
                parent.text = (parent.text or "").removesuffix(" ") + text
            else:
                before.tail = (before.tail or "").removesuffix(" ") + text
        elif before is not None and before.tail == "\n" and _is_more_of(before, child):
            parent.remove(child)
            _continue(before, child)
        else:
            before = child
    parent.set("class", f"{parent.get('class', '')} {LINED}".strip())


def _is_more_of(one: ElementTree.Element, next_one: ElementTree.Element) -> bool:
    """Say whether two lines of a text are set alike, without a rim around each."""
    alike = one.tag == next_one.tag and one.attrib == next_one.attrib
    return alike and (one.tag, one.get("class", "")) in (("b", ""), ("span", "small"))


def _continue(one: ElementTree.Element, next_one: ElementTree.Element) -> None:
    """Append what a second line holds to the element of the first."""
    more = "\n" + (next_one.text or "")
    if len(one):
        one[-1].tail = (one[-1].tail or "") + more
    else:
        one.text = (one.text or "") + more
    one.extend(next_one)
    one.tail = next_one.tail
