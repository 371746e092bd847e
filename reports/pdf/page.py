"""A page on its way to WeasyPrint: parsed by a fast parser, its drawings taken out."""

from __future__ import annotations

from xml.etree import ElementTree

import weasyprint
from cssselect2 import ElementWrapper
from weasyprint.urls import URLFetcher

SVG = "{http://www.w3.org/2000/svg}svg"


class Page(weasyprint.HTML):
    """A page that is parsed already: `HTML` itself would read it with a parser many times slower."""

    def __init__(self, tree: ElementTree.Element, fetcher: URLFetcher) -> None:
        self.base_url = None
        self.url_fetcher = fetcher
        self.media_type = "print"
        self.wrapper_element = ElementWrapper.from_html_root(tree, content_language=None)
        self.etree_element = tree


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
