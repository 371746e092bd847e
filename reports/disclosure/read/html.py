"""Read a page of the site back: its tables cell by cell, its drawings row by row, its sentences, also unseen ones.

What a style sheet hides is read like the rest, and so are comments and the attributes that carry words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)  # fmt: skip
_INLINE = frozenset(
    {"a", "abbr", "b", "bdi", "bdo", "cite", "code", "em", "i", "kbd", "mark", "q", "s", "small", "span", "strong"}
    | {"sub", "sup", "time", "u", "button", "label", "tspan", "textPath"}
)
_CELLS = ("td", "th")
_HEADINGS = re.compile(r"h[1-6]")
_WORDS = ("alt", "aria-label", "aria-description", "content", "placeholder", "summary", "title", "value")
GROUP = "data-berufsgruppe"  # of a table all of whose figures are of one group
_WORD = re.compile(r"[^\W\d_]{4}")
_UNSEEN = ("!", "desc", "metadata", "style", "script")  # inside a drawing
_ROW = 2.0  # words of a drawing within this height stand on one line


@dataclass(frozen=True, slots=True)
class Table:
    number: int
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading or attribute; of a drawing one line of it. `about` is the heading above and its text."""

    place: str
    text: str
    about: str
    drawn: bool = False


@dataclass(slots=True)
class _Node:
    tag: str
    attributes: dict[str, str]
    children: list[_Node | str] = field(default_factory=list)


def read_html(content: bytes) -> list[Table | Block]:
    """Return what stands in a page, in its order."""
    builder = _Builder()
    builder.feed(content.decode("utf-8"))
    builder.close()
    return list(_Reader().read(builder.root))


class _Builder(HTMLParser):
    """Builds the tree; an end without a beginning is passed over, a beginning without an end ends with its parent."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = _Node("", {})
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = _Node(tag, {name: value or "" for name, value in attrs})
        self._open[-1].children.append(node)
        if tag not in _VOID:
            self._open.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open[-1].children.append(_Node(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        for i in range(len(self._open) - 1, 0, -1):
            if self._open[i].tag == tag:
                del self._open[i:]
                return

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data)

    def handle_comment(self, data: str) -> None:
        self._open[-1].children.append(_Node("!", {}, [data]))

    def handle_decl(self, decl: str) -> None:
        if decl.lower() != "doctype html":
            self.handle_comment(decl)

    handle_pi = unknown_decl = handle_comment


class _Reader:
    def __init__(self) -> None:
        self.heading = self.about = ""
        self.tables = self.lines = 0
        self.pending: list[str] = []

    def read(self, root: _Node) -> Iterator[Table | Block]:
        yield from self._inside(root)
        yield from self._flush()

    def _inside(self, node: _Node) -> Iterator[Table | Block]:
        for child in node.children:
            if isinstance(child, str):
                self.pending.append(child)
                continue
            yield from self._attributes(child)
            if child.tag == "br":
                self.pending.append(" ")
            elif child.tag in _INLINE:
                yield from self._inside(child)
            else:
                yield from self._flush()
                yield from self._block(child)

    def _attributes(self, node: _Node) -> Iterator[Block]:
        for name, value in node.attributes.items():
            if re.search(r"\d", value) if name in _WORDS or name.startswith("data-") else _tells(value):
                yield Block(f"attribute {name}", _plain(value), f"{self.about} {_plain(value)}")

    def _between(self, table: _Node) -> Iterator[Block]:
        """Yield the words of a table outside its cells and caption, and all attributes inside it."""
        for child in table.children:
            if isinstance(child, str):
                if text := _plain(child):
                    yield Block("table, outside its cells", text, f"{self.about} {text}")
                continue
            yield from self._attributes(child)
            if child.tag in (*_CELLS, "caption"):
                for inner in _all(child):
                    yield from self._attributes(inner)
            else:
                yield from self._between(child)

    def _block(self, node: _Node) -> Iterator[Table | Block]:
        if node.tag == "table":
            self.tables += 1
            number, drawings = self.tables, []
            rows = tuple(_row(row, drawings) for row in _find(node, "tr"))
            group = node.attributes.get(GROUP)
            yield Table(number, _with_group(rows, group) if group else rows)
            yield from self._between(node)
            for drawing in drawings:
                yield from self._drawing(drawing)
            for caption in _find(node, "caption"):
                yield from self._inside(caption)
                yield from self._flush()
        elif node.tag == "svg":
            yield from self._drawing(node)
        else:
            yield from self._inside(node)
            text = _plain("".join(self.pending))
            if _HEADINGS.fullmatch(node.tag):
                self.heading = self.about = text
            yield from self._flush()

    def _flush(self) -> Iterator[Block]:
        text = _plain("".join(self.pending))
        self.pending.clear()
        if text:
            self.lines += 1
            self.about = f"{self.heading} {text}".strip()
            yield Block(f"paragraph {self.lines}", text, self.about)

    def _drawing(self, svg: _Node) -> Iterator[Block]:
        titles = [_plain(_text(t)) for t in _find(svg, "title")]
        titles += [_plain(v) for n in _all(svg) for k, v in n.attributes.items() if k in _WORDS]
        about = " ".join([self.about, *titles[:1]]).strip()
        titles += [_plain(_text(n)) for n in _all(svg) if n.tag in _UNSEEN]
        titles += [_plain(v) for n in _all(svg) for k, v in n.attributes.items() if k not in _WORDS and _tells(v)]
        for title in titles:
            yield Block("drawing", title, about)
        words = []
        for text in _find(svg, "text"):
            parts = [child for child in text.children if isinstance(child, _Node) and "y" in child.attributes]
            for part in parts or [text]:
                words.append((_number(part, "y"), _number(part, "x"), _plain(_text(part))))
        line: list[tuple[float, float, str]] = []
        for word in sorted(words):
            if line and word[0] - line[0][0] > _ROW:
                yield Block("drawing", _set(line), about, True)
                line = []
            line.append(word)
        if line:
            yield Block("drawing", _set(line), about, True)


def _tells(value: str) -> bool:
    """Say whether an attribute holds a number and a word, as those that place and style an element do not."""
    return _WORD.search(value) is not None and re.search(r"\d", value) is not None


def _with_group(rows: tuple[tuple[str, ...], ...], group: str) -> tuple[tuple[str, ...], ...]:
    """Set the group that all figures of a table are of beside them."""
    return tuple((*row, group if i else "Berufsgruppe") for i, row in enumerate(rows))


def _set(line: list[tuple[float, float, str]]) -> str:
    return " ".join(text for _, _, text in sorted(line, key=lambda word: word[1]))


def _row(row: _Node, drawings: list[_Node]) -> tuple[str, ...]:
    cells: list[str] = []
    for cell in row.children:
        if isinstance(cell, _Node) and cell.tag in _CELLS:
            drawings += _find(cell, "svg")
            lines = [_plain(line) for line in _text(cell, "svg").split("\n")]
            wide = cell.attributes.get("colspan", "1")
            cells += ["\n".join(filter(None, lines)), *[""] * (int(wide) - 1 if wide.isdigit() else 0)]
    return tuple(cells)


def _text(node: _Node, without: str = "") -> str:
    """Join the words below an element; a line break is a new line, other white space is a blank."""
    out = []
    for child in node.children:
        if isinstance(child, str):
            out.append(re.sub(r"[ \t\r\n]+", " ", child))
        elif child.tag == "br":
            out.append("\n")
        elif child.tag != without:
            out.append(_text(child, without))
    return "".join(out)


def _plain(text: str) -> str:
    """Put a text on one line; thin and other blanks inside figures stay what they are."""
    return re.sub(r"[ \t\r\n]+", " ", text.replace("\u00ad", "")).strip(" ")


def _all(node: _Node) -> Iterator[_Node]:
    for child in node.children:
        if isinstance(child, _Node):
            yield child
            yield from _all(child)


def _find(node: _Node, tag: str) -> list[_Node]:
    return [found for found in _all(node) if found.tag == tag]


def _number(node: _Node, name: str) -> float:
    found = re.match(r"-?[\d.]+", node.attributes.get(name, ""))
    return float(found[0]) if found else 0.0
