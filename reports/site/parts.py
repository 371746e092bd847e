"""A brief's page taken apart and put together for the screen: the same words and figures, without the paper.

The templates are those of the PDF. What only paper needs goes (widths in points, lines broken by hand), what a screen
and a screen reader need is added: scopes of headings, regions that scroll, names for them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

SVG = "{http://www.w3.org/2000/svg}"
POINT = 1.6  # CSS pixels a point of a drawing takes on a wide screen: its smallest words have 12 px
NARROW = 280.0  # points up to which a drawing stays legible on a phone
WORDED = 32  # letters in the mean cell of a column that is read, not compared: on a phone the rows are stacked
_FORBIDDEN = (
    "script", "style", "iframe", "frame", "object", "embed", "link", "meta", "base", "form", "input", "button",
    "textarea", "select", "audio", "video", "img", "template", "foreignObject", "use", "image", "animate", "set",
)  # fmt: skip
_HREF = re.compile(r"https?://[^\s\"'<>]+|mailto:[^\s\"'<>]+|#[a-z-]+")
_BLOCKS = ("p", "li", "td", "th", "div", "h1", "h2", "h3", "span", "b")


class UnsafePage(ValueError):
    """A page of a brief holds what no brief has: a script, a form, a link to elsewhere."""


@dataclass(frozen=True, slots=True)
class Parts:
    """A brief's page: the head of its front page, and its sections in their order."""

    masthead: str
    contents: tuple[tuple[str, str], ...]  # where its parts begin, and what they are called: ("#knapp", "Welche …")
    sections: tuple[str, ...]


def parts(html: str, whole: Iterable[str] = (), files: Mapping[str, str] = MappingProxyType({})) -> Parts:
    """Take the page of a brief apart.

    `whole` holds names that paper may have cut or broken over lines; `files` says how the page calls what lies beside
    it, and its file name. Raises UnsafePage for markup that no template writes.
    """
    body = ElementTree.fromstring(html).find("body")
    assert body is not None
    _checked(body)
    known = _Known(whole)
    for section in body:
        _unpaper(section)
        known.mend(section)
        _drawings(section)
        _tables(section)
        for called, name in files.items():
            _link(section, called, name)
    front = body[0]
    masthead = next((e for e in front if e.get("class") == "masthead"), None)
    if masthead is not None:
        front.remove(masthead)
    contents = _contents(body, masthead)
    head = "" if masthead is None else write_element(masthead)
    return Parts(head, contents, tuple(write_element(section) for section in body))


def _contents(body: Element, masthead: Element | None) -> tuple[tuple[str, str], ...]:
    """Say where the sections begin, in the words of the front page's guide, whose page numbers paper needs alone."""
    guide = None if masthead is None else next((p for p in masthead if p.get("class") == "guide"), None)
    found = {}
    if guide is not None:
        found = {a.get("href"): re.sub(r"^\d+ ", "", _text(a)) for a in guide.iter("a")}
        masthead.remove(guide)
    names = []
    for i, section in enumerate(body):
        here = section.get("id") or f"teil-{i + 1}"
        section.set("id", here)
        names.append((f"#{here}", "Überblick" if i == 0 else found.get(f"#{here}") or f"Teil {i + 1}"))
    return tuple(names)


def write_element(element: Element) -> str:
    """Write an element as HTML."""
    element.tail = None
    return ElementTree.tostring(element, encoding="unicode", method="html")


def _checked(body: Element) -> None:
    for element in body.iter():
        if isinstance(element.tag, str):
            element.tag = element.tag.removeprefix(SVG)
        if not isinstance(element.tag, str) or element.tag in _FORBIDDEN or "}" in element.tag:
            raise UnsafePage(f"a page of a brief holds <{str(element.tag)[:40]}>")
        for name in element.attrib:
            if name.startswith("on") or "}" in name or name in ("src", "srcdoc", "action", "formaction"):
                raise UnsafePage(f"a page of a brief holds the attribute {name[:40]}")
        href = element.get("href")
        if href is not None and not (element.tag == "a" and _HREF.fullmatch(href)):
            raise UnsafePage(f"a page of a brief links to {href[:80]!r}")


def _unpaper(section: Element) -> None:
    """Take away lengths in points, and paragraphs with nothing in them."""
    for parent in list(section.iter()):
        for child in list(parent):
            words = (child.text or "").strip(" \n")
            empty = child.tag in ("p", "span", "th", "h2", "h3") and not len(child) and not words
            if empty and child.tag == "span" and child.text:  # a blank in a box of its own
                child.tail = f" {child.tail or ''}"
            if child.tag == "colgroup" or (empty and child.tag != "th") or child.get("class") == "clear":
                _remove(parent, child)
            elif empty:
                child.tag = "td"
        if parent.tag != "svg":
            parent.attrib.pop("style", None)


def _remove(parent: Element, child: Element) -> None:
    """Remove an element and keep what follows it."""
    at = list(parent).index(child)
    if child.tail and at:
        parent[at - 1].tail = (parent[at - 1].tail or "") + child.tail
    elif child.tail:
        parent.text = (parent.text or "") + child.tail
    parent.remove(child)


class _Known:
    """Names as they are in full, found by what paper leaves of them."""

    def __init__(self, whole: Iterable[str]) -> None:
        self.names = {_plain(name): name for name in whole if name}

    def full(self, text: str) -> str:
        """Return the full name for one that was broken over lines or cut with "…"; else the text."""
        plain = _plain(text)
        head, dots, _ = plain.partition("…")
        found = [name for key, name in self.names.items() if dots and len(head) > 5 and key.startswith(head)]
        whole = self.names.get(plain) or (found[0] if len(set(found)) == 1 else text)
        return whole.replace(" -", " \u2011")  # no line ends after the hyphen before a suffix

    def mend(self, section: Element) -> None:
        """Put names together again that stand on several lines of a cell."""
        for cell in section.iter("td"):
            look = (cell.get("class") or "").split()
            if "lines" in look:
                _join_lines(cell)
            if "reading" in look:
                _without_breaks(cell)
        for element in section.iter():
            if element.tag in ("b", "span") and element.text and len(element.text) > 3:
                element.text = self.full(element.text)


def _plain(text: str) -> str:
    return re.sub(r"[\s\u00ad\u2011-]+", "", text).lower()


def _join_lines(cell: Element) -> None:
    """Join <b>…</b><br/><b>…</b> to one <b>."""
    kids = list(cell)
    bold = [kid for kid in kids if kid.tag == "b"]
    for last in bold[1:]:
        before = kids[kids.index(last) - 1]
        bold[0].text = f"{bold[0].text} {last.text or ''}"
        bold[0].tail = last.tail
        cell.remove(last)
        if before.tag == "br":
            cell.remove(before)


def _without_breaks(cell: Element) -> None:
    for child in list(cell):
        if child.tag == "br":
            child.tail = f" {child.tail or ''}"
            _remove(cell, child)


def _drawings(section: Element) -> None:
    """Let drawings grow to the size of the screen's type; one too wide for a phone gets a region that scrolls."""
    for parent in list(section.iter()):
        if parent.tag == "svg":
            continue
        for i, child in enumerate(list(parent)):
            if child.tag != "svg":
                continue
            wide = _points(child.get("width")) > NARROW and "weit" not in (parent.get("class") or "").split()
            for side in ("width", "height"):
                child.set(side, f"{_points(child.get(side)) * POINT:.0f}")
            if wide:
                title = child.findtext("title") or "Grafik"
                frame = Element("div", {"class": "rolle", "role": "region", "tabindex": "0", "aria-label": title})
                frame.tail, child.tail = child.tail, None
                frame.append(child)
                parent[i] = frame


def enlarged(drawing: str) -> str:
    """Let a drawing on a page of its own grow like those of a brief."""
    return re.sub(
        r'(?<= )(width|height)="([\d.]+)pt"', lambda m: f'{m[1]}="{float(m[2]) * POINT:.0f}"', drawing, count=2
    )


def _points(length: str | None) -> float:
    found = re.fullmatch(r"([\d.]+)(?:pt)?", length or "")
    return float(found[1]) if found else 0.0


def _tables(section: Element) -> None:
    """Give tables scopes, and each a frame that scrolls or, where it is read rather than compared, stacked rows."""
    title, used = "", Counter()
    parents: Mapping[Element, Element] = {child: parent for parent in section.iter() for child in parent}
    for element in list(section.iter()):
        if element.tag in ("h2", "h3"):
            title = _text(element)
        if element.tag != "table":
            continue
        heads = _scoped(element)
        rows = [row for body in element.iter("tbody") for row in body.iter("tr")]
        _name_rows(rows)
        if _worded(rows, len(heads)):
            _label(rows, heads)
            element.set("class", f"{element.get('class', '')} gestapelt".strip())
            continue
        parent = parents[element]
        summary = parent.find("summary")
        label = f"Tabelle: {title}" if summary is None else _text(summary)
        used[label] += 1
        label = f"{label} ({used[label]})" if used[label] > 1 else label
        frame = Element("div", {"class": "rolle", "role": "region", "tabindex": "0", "aria-label": label})
        frame.tail, element.tail = element.tail, None
        parent[list(parent).index(element)] = frame
        frame.append(element)


def _worded(rows: list[Element], columns: int) -> bool:
    """Say whether a column beside the names of the rows holds sentences."""
    full = [[0 if _numeric(cell) else len(_text(cell)) for cell in row] for row in rows if len(row) == columns]
    sizes = [sum(column) / len(column) for column in zip(*full, strict=False)]
    return max(sizes, default=0) > WORDED


def _numeric(cell: Element) -> bool:
    return cell.tag == "th" or "n" in (cell.get("class") or "").split()


def _scoped(table: Element) -> list[str]:
    """Say of each heading what it is for, and return those of the columns."""
    heads: list[str] = []
    for row in table.iterfind("thead/tr"):
        for head in row:
            if head.tag == "th":
                head.set("scope", "colgroup" if head.get("colspan") else "col")
        heads = [_text(head) for head in row]
    return heads


def _name_rows(rows: list[Element]) -> None:
    """Make the first cell that names its row a heading of the row."""
    for row in rows:
        named = next((c for c in row if c.tag == "td" and c.find("b") is not None), None)
        named = row[0] if named is None and len(row) and row[0].get("class") == "term" else named
        if named is not None and not named.get("colspan"):
            named.tag = "th"
            named.set("scope", "row")


def _label(rows: list[Element], heads: list[str]) -> None:
    for row in rows:
        if len(row) == len(heads):
            for cell, head in zip(row, heads, strict=True):
                if cell.tag == "td" and head:
                    cell.set("data-kopf", head)


def _text(element: Element) -> str:
    """Return the words of an element, on one line; hyphens that only break lines are left out."""
    return " ".join("".join(_words(element)).replace("\u00ad", "").split())


def _words(element: Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if child.tag == "br":
            yield " "
        if child.tag != "svg":
            yield from _words(child)
        yield child.tail or ""


def _link(section: Element, called: str, name: str) -> None:
    """Make a link of each mention of a file that lies beside the page."""
    for element in list(section.iter()):
        if element.tag not in _BLOCKS:
            continue
        for i in range(len(element), 0, -1):
            before, found, after = (element[i - 1].tail or "").partition(called)
            if found:
                element[i - 1].tail = before
                element.insert(i, _linked(called, name, after))
        before, found, after = (element.text or "").partition(called)
        if found:
            element.text = before
            element.insert(0, _linked(called, name, after))


def _linked(called: str, name: str, tail: str) -> Element:
    link = Element("a", href=name)
    link.text, link.tail = called, tail
    return link
