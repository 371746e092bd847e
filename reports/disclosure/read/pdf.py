"""Read a finished brief back: its tables cell by cell, its drawings row by row, its sentences, its attachments.

Briefs are tagged PDF (PDF/UA). The tags say what is a table, a row, a cell, a drawing; the numbers on the marked text
of a page (MCID) say which words belong to a tag. Words come as glyph numbers, for which each font has a table.
"""

from __future__ import annotations

import io
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pypdf

_TOKEN = re.compile(
    rb"/MCID (?P<mcid>\d+)\s*>>\s*BDC|(?P<begin>B[DM]C)\b|(?P<end>EMC)\b|(?P<start>BT)\b|/(?P<font>\S+) [\d.]+ Tf\b"
    rb"|(?P<x>-?[\d.]+) (?P<y>-?[\d.]+) Tm\b|(?P<text>\[[^\]]*\]|<[0-9a-fA-F]*>)\s*T[Jj]\b|/(?P<form>\S+) Do\b"
)
_HEX = re.compile(rb"<([0-9a-fA-F]+)>")
_SINGLE = re.compile(rb"<([0-9a-fA-F]{4})> <([0-9a-fA-F]{4,})>\s*(?=<|end)")
_HEADINGS = ("/H1", "/H2", "/H3", "/H4", "/H5", "/H6")
_BLOCKS = (*_HEADINGS, "/P", "/LI", "/Caption", "/Figure")
_TOLD = re.compile(r"\d[^\n]*[^\W\d]{4}")  # a number and a word after it
_ELSEWHERE = ("/ActualText", "/Producer", "/ID", "/CheckSum")  # told in its place, or of the file alone
_ALWAYS = {"Part of ISO 14289 the file conforms to", "IEC 61966-2-1 Default RGB Colour Space - sRGB"}
_ROW = 2.0  # words of a drawing within this height stand on one line


@dataclass(slots=True)
class Word:
    """A run of text and where it begins; in drawings glyphs are set one by one and grow to a run."""

    x: float
    y: float
    text: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    page: int
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading or entry; of a drawing one line of it. `about` is the heading above and its text."""

    page: int
    text: str
    about: str
    drawn: bool


def read_pdf(content: bytes) -> tuple[list[Table | Block], dict[str, list[bytes]]]:
    """Return what stands in a PDF, in the order of its tags, and its attachments by name.

    What is not tagged comes as one block a page, what no page shows as blocks of page 0.
    """
    reader = pypdf.PdfReader(io.BytesIO(content))
    attachments = {name: list(files) for name, files in reader.attachments.items()}
    found: list[Table | Block] = []
    marked: list[dict[int | None, list[Word]]] = []
    for page in reader.pages:
        marked.append(_words(page))
    numbers = {page.indirect_reference.idnum: number for number, page in enumerate(reader.pages)}
    root = reader.root_object.get("/StructTreeRoot")
    if root is not None:
        found += _Tree(marked, numbers).read(root.get_object())
    for number, (page, words) in enumerate(zip(reader.pages, marked, strict=True), 1):
        loose = " ".join(w.text for w in words.pop(None, [])) if root is not None else page.extract_text()
        if loose.strip():
            found.append(Block(number, loose, "", False))
    known = {part.text for part in found if isinstance(part, Block)} | _ALWAYS
    unseen = [text for text in dict.fromkeys(_unseen(reader)) if text not in known]
    found += [Block(0, text, "", False) for text in unseen if _TOLD.search(text)]
    return found, attachments


def _unseen(reader: pypdf.PdfReader) -> Iterator[str]:
    """Yield what no page shows: metadata, bookmarks, notes, names and descriptions."""
    info = reader.trailer.get("/Info")
    yield from _strings(info.get_object() if info is not None else {})
    metadata = reader.root_object.get("/Metadata")
    if metadata is not None:
        yield from re.findall(r">([^<>]+)<", metadata.get_object().get_data().decode("utf-8", "replace"))
    for number in sorted({*reader.xref.get(0, {}), *reader.xref_objStm} - {0}):
        thing = reader.get_object(number)
        if isinstance(thing, Mapping):
            yield from _strings(thing)


def _strings(thing: Any) -> Iterator[str]:
    """Yield the texts of a dictionary and of those in it, without what other objects hold."""
    if isinstance(thing, pypdf.generic.TextStringObject):
        yield str(thing)
    elif isinstance(thing, Mapping):
        for key, value in thing.items():
            if key not in _ELSEWHERE:
                yield from _strings(value)
    elif isinstance(thing, list):
        for value in thing:
            yield from _strings(value)


def _words(page: Any) -> dict[int | None, list[Word]]:
    """Return the words of a page by the number of their mark; None: outside the tags, as foot lines are."""
    found: dict[int | None, list[Word]] = defaultdict(list)
    contents = page.get_contents()
    if contents is not None:
        _read_stream(contents.get_data(), page["/Resources"].get_object(), [], found)
    return found


def _read_stream(
    data: bytes, resources: Mapping[str, Any], marks: list[int | None], found: dict[int | None, list[Word]]
) -> None:
    fonts: dict[str, dict[int, str]] = {}
    glyphs: dict[int, str] = {}
    word: Word | None = None
    x = y = 0.0
    for token in _TOKEN.finditer(data):
        kind = token.lastgroup
        if kind == "mcid":
            marks.append(int(token["mcid"]))
        elif kind == "begin":
            marks.append(None)
        elif kind == "end":
            if marks:
                marks.pop()
        elif kind == "start":
            word = None
        elif kind == "font":
            name = "/" + token["font"].decode("latin-1")
            if name not in fonts:
                fonts[name] = _glyphs(resources["/Font"].get_object()[name].get_object())
            glyphs = fonts[name]
        elif kind == "y":
            x, y = float(token["x"]), float(token["y"])
        elif kind == "text":
            if word is None or word.y != y:
                word = Word(x, y)
                found[next((m for m in reversed(marks) if m is not None), None)].append(word)
            word.text += "".join(
                glyphs.get(int(run[i : i + 4], 16), "\ufffd")
                for run in _HEX.findall(token["text"])
                for i in range(0, len(run), 4)
            )
        elif kind == "form":
            form = resources["/XObject"].get_object()["/" + token["form"].decode("latin-1")].get_object()
            if form.get("/Subtype") == "/Form":
                _read_stream(form.get_data(), form.get("/Resources", resources).get_object(), list(marks), found)


def _glyphs(font: Mapping[str, Any]) -> dict[int, str]:
    """Return the characters of a font by glyph number."""
    if "/ToUnicode" not in font:
        return {}
    pairs = _SINGLE.findall(font["/ToUnicode"].get_object().get_data())
    return {int(glyph, 16): bytes.fromhex(text.decode()).decode("utf-16-be") for glyph, text in pairs}


class _Tree:
    def __init__(self, marked: list[dict[int | None, list[Word]]], numbers: Mapping[int, int]) -> None:
        self.marked, self.numbers = marked, numbers
        self.heading = self.about = ""

    def read(self, root: Mapping[str, Any]) -> Iterator[Table | Block]:
        yield from self._element(root, None)

    def _element(self, element: Mapping[str, Any], page: int | None) -> Iterator[Table | Block]:
        kind = element.get("/S")
        page = self._page(element, page)
        if kind == "/Table":
            rows = [self._row(row, page) for row in self._inside(element, "/TR")]
            page = self._first_page(element, page)
            yield Table(page + 1, tuple(rows))
        elif kind in _BLOCKS:
            yield from self._block(element, kind, page)
        else:
            for kid in _kids(element):
                if isinstance(kid, Mapping) and "/S" in kid:
                    yield from self._element(kid, page)
                else:
                    text = _joined(self._of(kid, page))
                    if text:
                        yield Block((page or 0) + 1, text, self.about, False)

    def _block(self, element: Mapping[str, Any], kind: str, page: int | None) -> Iterator[Block]:
        page = self._first_page(element, page)
        words = self._under(element, page)
        if kind == "/Figure":
            title = str(element.get("/Alt") or "")
            about = f"{self.about} {title}".strip()
            yield Block(page + 1, title, about, False)
            for line in _lines(words):
                yield Block(page + 1, line, about, True)
            return
        text = _told(element) or _joined(words)
        self.heading, self.about = (text, text) if kind in _HEADINGS else (self.heading, f"{self.heading} {text}")
        inner = [kid for kid in _kids(element) if isinstance(kid, Mapping) and kid.get("/S") == "/Figure"]
        if text:
            yield Block(page + 1, text, self.about, False)
        for figure in inner:
            yield from self._block(figure, "/Figure", page)

    def _row(self, row: Mapping[str, Any], page: int | None) -> tuple[str, ...]:
        cells = [kid for kid in _kids(row) if isinstance(kid, Mapping) and kid.get("/S") in ("/TD", "/TH")]
        texts = [[_told(c) or _stacked(self._under(c, self._page(c, page))), *[""] * (_columns(c) - 1)] for c in cells]
        return tuple(text for cell in texts for text in cell)

    def _inside(self, element: Mapping[str, Any], kind: str) -> Iterator[Mapping[str, Any]]:
        for kid in _kids(element):
            if isinstance(kid, Mapping) and "/S" in kid:
                if kid["/S"] == kind:
                    yield kid
                else:
                    yield from self._inside(kid, kind)

    def _under(self, element: Mapping[str, Any], page: int | None) -> list[Word]:
        page = self._page(element, page)
        found: list[Word] = []
        for kid in _kids(element):
            if isinstance(kid, Mapping) and "/S" in kid:
                if kid["/S"] != "/Figure" or element.get("/S") == "/Figure":
                    found += self._under(kid, page)
            else:
                found += self._of(kid, page)
        return found

    def _of(self, kid: Any, page: int | None) -> list[Word]:
        """Return the words of a mark, given by its number or with the page it is on."""
        if isinstance(kid, Mapping):
            page = self._page(kid, page)
            kid = kid.get("/MCID")
        return self.marked[page].get(int(kid), []) if kid is not None and page is not None else []

    def _page(self, element: Mapping[str, Any], page: int | None) -> int | None:
        reference = element.raw_get("/Pg") if "/Pg" in element else None
        return page if reference is None else self.numbers.get(reference.idnum, page)

    def _first_page(self, element: Mapping[str, Any], page: int | None) -> int:
        """Say on which page an element begins; tables and paragraphs name it at their marks only."""
        stack = [element]
        while stack:
            found = self._page(stack[0], None)
            if found is not None:
                return found
            stack[:1] = [kid for kid in _kids(stack[0]) if isinstance(kid, Mapping)]
        return page or 0


def _columns(cell: Mapping[str, Any]) -> int:
    """Say how many columns a cell is wide."""
    attributes = cell.get("/A", {})
    attributes = attributes.get_object() if hasattr(attributes, "get_object") else attributes
    found = [a.get_object() for a in attributes] if isinstance(attributes, list) else [attributes]
    return max([int(a.get("/ColSpan", 1)) for a in found if isinstance(a, Mapping)], default=1)


def _kids(element: Mapping[str, Any]) -> list[Any]:
    kids = element.get("/K")
    if kids is None:
        return []
    kids = kids.get_object()
    return [kid.get_object() for kid in kids] if isinstance(kids, list) else [kids]


def _told(element: Mapping[str, Any]) -> str:
    """Return the text an element is read aloud as, where it says so: letters that run to the left are turned around."""
    return str(element.get("/ActualText") or "")


def _joined(words: list[Word]) -> str:
    """Join words as they follow; what was broken at the end of a line is put together again."""
    text = " ".join(word.text for word in words)
    return " ".join(re.sub("[\u00ad\u2010] ?", "", text).split())


def _stacked(words: list[Word]) -> str:
    """Join the words of a cell; its lines stay apart, but for what was broken at the end of one."""
    lines: list[list[Word]] = []
    for word in words:
        if lines and abs(word.y - lines[-1][-1].y) < _ROW:
            lines[-1].append(word)
        else:
            lines.append([word])
    text = "\n".join(" ".join(word.text for word in line) for line in lines)
    return "\n".join(" ".join(line.split()) for line in re.sub("[\u00ad\u2010]\\s*", "", text).split("\n"))


def _lines(words: list[Word]) -> list[str]:
    """Put the words of a drawing on lines, from top to bottom and from left to right."""
    lines: list[list[Word]] = []
    for word in sorted(words, key=lambda w: (w.y, w.x)):
        if lines and word.y - lines[-1][0].y <= _ROW:
            lines[-1].append(word)
        else:
            lines.append([word])
    return [_joined(sorted(line, key=lambda w: w.x)) for line in lines]
