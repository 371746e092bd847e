"""A brief as a document of Typst: its texts, tables and drawings, in the order and sizes of the pages.

It is made from the HTML of the brief, so that nothing is missing: elements become functions of Typst, what stands
side by side becomes a grid, drawings are embedded as they are.
"""

from __future__ import annotations

import re
from xml.etree import ElementTree

from reports.pdf.characters import FONTS

SVG = "{http://www.w3.org/2000/svg}svg"
MUTED, INK, PETROL, RED = "#5B6B75", "#14212B", "#0B4F5C", "#B32D42"
SPECIAL = re.compile(r"([\\#*_`$<>@=\-+/~\[\]\"'])")
WIDTH = re.compile(r"width:\s*([\d.]+)pt")
BESIDE = (
    "tile",
    "aside",
    "panel",
    "kind",
    "half",
    "part",
    "column",
    "drawing",
    "key-chart",
    "beside",
    "words",
    "series-chart",
)
SIZES = {
    "series": 8.5, "finding": 12, "area": 8.5, "coverage": 8.5, "guide": 8.2, "value": 22, "name": 8.2, "period": 7.5,
    "change": 8.2, "muted": 8.2, "caption": 7.5, "sub": 8.5, "source": 7.5, "note": 7.5, "line": 7.5, "big": 22,
    "said": 8.5, "row": 8.2, "since": 7.5, "step": 8.2, "kindname": 8.2, "rebuild": 8.2, "call": 8.2, "small": 7.5,
    "span": 7.5, "under": 7.5, "key": 7.5, "fine": 7.5, "word": 7.5, "from": 7.5, "reading": 7.5,
}  # fmt: skip
PILLS = {"oe": (PETROL, "#FFFFFF"), "ob": ("#CFE2E5", INK)}
HEAD = """
#set document(title: "{title}", author: "{author}", date: datetime(year: {year}, month: {month}, day: 1))
#set text(font: "IBM Plex Sans", size: 9pt, fill: rgb("{ink}"), lang: "de", hyphenate: false)
#set page(paper: "a4", margin: (x: 17mm, top: 16mm, bottom: 14mm),
  header: context if here().page() > 1 {{ set text(7.5pt); grid(columns: (1fr, auto), [*{name}*], [{series}]) }},
  footer: context {{ set text(7.5pt); grid(columns: (1fr, auto), [Quellen, Methode und Lizenzen: Seite 5],
    [*#counter(page).display() / #counter(page).final().first()*]) }})
#set par(leading: .42em, spacing: .5em)
#set table(stroke: none, inset: (x: 1.5pt, y: 1pt))
#show heading: set text(fill: rgb("{petrol}"), weight: 600)
#show heading: set block(above: .9em, below: .4em)
#show heading.where(level: 1): set text(27pt, fill: rgb("#FFFFFF"))
#show heading.where(level: 2): set text(13.5pt)
#show heading.where(level: 3): set text(9.5pt)
#show strong: set text(weight: 600)
#let s(size, body) = text(size, body)
#let c(colour, body) = text(fill: rgb(colour), body)
#let pill(ground, colour, body) = box(
  fill: rgb(ground), inset: (x: 3pt), outset: (y: 1.5pt), radius: 2pt, c(colour, body))
"""


def missing() -> str:
    """Say that Typst is not installed; "" where it is."""
    try:
        import typst  # noqa: F401
    except ImportError:
        return "the Python package typst is not installed"
    return ""


def to_pdf(source: str) -> bytes:
    """Compile a document, tagged."""
    import typst

    return typst.compile(
        source.encode(), format="pdf", font_paths=[str(FONTS)], ignore_system_fonts=True, pdf_tags=True
    )


def document(html: str) -> str:
    """Write the Typst source of a brief given as HTML."""
    tree = ElementTree.fromstring(html)
    meta = {m.get("name"): m.get("content") for m in tree.iter("meta")}
    year, month = meta["dcterms.created"][:7].split("-")
    head = HEAD.format(
        title=_string(tree.findtext(".//title")),
        author=_string(meta["author"]),
        year=int(year),
        month=int(month),
        ink=INK,
        petrol=PETROL,
        name=_words(tree.findtext(".//h1")),
        series=_words(tree.findtext(".//p[@class='series']")),
    )
    sections = ["".join(_blocks(section)) for section in tree.iter("section")]
    return head + "\n#pagebreak()\n".join(sections)


def _blocks(parent: ElementTree.Element) -> list[str]:
    """Write what stands below each other; neighbours that float stand in one grid."""
    out: list[str] = []
    row: list[ElementTree.Element] = []
    for child in [*parent, None]:
        beside = child is not None and (_is(child, *BESIDE) or (child.tag == "ul" and bool(row)))
        if row and not beside:
            out.append(_grid(row))
            row = []
        if beside:
            row.append(child)
        elif child is not None:
            out.append(_block(child))
    return out


def _grid(row: list[ElementTree.Element]) -> str:
    columns = ", ".join(map(_column, row))
    cells = ", ".join(f"[{''.join(_blocks(e)) if e.tag != 'ul' else _block(e)}]" for e in row)
    return f"#grid(columns: ({columns},), column-gutter: 10pt, {cells})\n"


def _column(element: ElementTree.Element) -> str:
    if width := WIDTH.search(element.get("style", "")):
        return f"{width[1]}pt"
    return "auto" if element.find(SVG) is not None else "1fr"


def _block(element: ElementTree.Element) -> str:
    tag = element.tag
    if tag == SVG:
        return f"#{_drawing(element)}\n"
    if tag in ("h1", "h2", "h3"):
        return f"\n{'=' * int(tag[1])} {_inline(element)}\n"
    if tag == "table":
        return _table(element)
    if tag == "ul":
        return "".join(f"\n- {_inline(item)}\n" for item in element)
    if tag == "header":
        inner = "".join(_blocks(element))
        return f'#block(fill: rgb("{PETROL}"), inset: 12pt, width: 100%, text(fill: rgb("#FFFFFF"), [{inner}]))\n'
    if tag == "p":
        return f"\n{_sized(element, _inline(element))}\n\n"
    return "".join(_blocks(element))


def _table(table: ElementTree.Element) -> str:
    widths = [WIDTH.search(col.get("style", ""))[1] for col in table.iter("col")]
    rows = {part: [_cells(row) for row in table.iterfind(f"{part}/tr")] for part in ("thead", "tbody")}
    head = "".join(f"{cell}, " for row in rows["thead"] for cell in row)
    body = "".join(
        f"{cell}, " for row in rows["tbody"] for cell in (*row, 'table.hline(stroke: .5pt + rgb("#C9D3D8"))')
    )
    columns = ", ".join(f"{width}pt" for width in widths)
    return f"#s(8.2pt, table(columns: ({columns},), table.header({head}), {body}))\n"


def _cells(row: ElementTree.Element) -> list[str]:
    out = []
    for cell in row:
        align = "right" if _is(cell, "n") else "center" if _is(cell, "c") else "left"
        text = _sized(cell, _inline(cell))
        content = f"*{text}*" if cell.tag == "th" and text.strip() else text
        span = f"colspan: {cell.get('colspan')}, " if cell.get("colspan") else ""
        out.append(f"table.cell({span}align: {align})[{content}]")
    return out


def _inline(element: ElementTree.Element) -> str:
    parts = [_words(element.text)]
    for child in element:
        inner = _inline(child) if child.tag != SVG else ""
        if child.tag == "br":
            inner = " \\\n"
        elif child.tag == SVG:
            inner = f"#box({_drawing(child)})"
        elif child.tag == "a":
            target = child.get("href")
            inner = inner if target.startswith("#") else f'#link("{_string(target)}")[{inner}]'
        elif child.tag in ("b", "strong"):
            inner = f"#strong[{inner}]"
        for name, (ground, colour) in PILLS.items():
            if _is(child, name):
                inner = f'#pill("{ground}", "{colour}")[{inner}]'
        parts += [_sized(child, inner), _words(child.tail)]
    return "".join(parts)


def _sized(element: ElementTree.Element, inner: str) -> str:
    names = element.get("class", "").split()
    size = next((SIZES[name] for name in names if name in SIZES), None)
    colour = MUTED if {"muted", "small", "sub", "source", "note", "period"} & {*names} else None
    colour = RED if {"old", "tight"} & {*names} else colour
    if colour:
        inner = f'#c("{colour}")[{inner}]'
    return f"#s({size}pt)[{inner}]" if size else inner


def _drawing(svg: ElementTree.Element) -> str:
    text = _string(ElementTree.tostring(svg, encoding="unicode"))
    title = _string(svg.findtext("{*}title") or "")
    return f'image(bytes("{text}"), format: "svg", width: {svg.get("width")}, alt: "{title}")'


def _is(element: ElementTree.Element, *names: str) -> bool:
    return bool({*names} & {*element.get("class", "").split()})


def _words(text: str | None) -> str:
    return SPECIAL.sub(r"\\\1", re.sub(r"[ \t\r\n]+", " ", text or "")).replace("\u00ad", "-?")


def _string(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
