"""What must hold of every drawing of a brief, whatever it shows; and data that try it."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from itertools import combinations
from xml.etree import ElementTree

from hypothesis import strategies as st

from reports.pdf.characters import missing
from reports.pdf.typeface import width

SVG = "{http://www.w3.org/2000/svg}"
ELEMENTS = {"svg", "title", "g", "text", "circle", "rect", "line", "path"}
SMALLEST = 7.5  # pt
CONTRAST = 4.5  # of text on white
SLACK = 0.3

LONGEST = (
    "Aus- und Trockenbau, Isolierung, Zimmerei, Glaserei, Rollladen- und Jalousiebau",
    "Lehrtätigkeit für berufsbildende Fächer, betriebliche Ausbildung und Betriebspädagogik",
    "Technischer Betrieb des Eisenbahn-, Luft- und Schiffsverkehrs",
)
HOSTILE = (
    "</text><script>alert(1)</script>", '"><image href="file:///etc/passwd"/>', "<![CDATA[", "]]>&amp;&lt;<!--",
    "Bochum\u202egpj.exe\x00", "x" * 300, " ", "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbau" * 3,
)  # fmt: skip
labels = st.sampled_from([*LONGEST, *HOSTILE]) | st.text(alphabet="abc ABCDEFG-äöü,ß<&", min_size=1, max_size=70)
ratios = st.sampled_from([0.0, 1e-9, 0.01, 1.0, 999.99, 1e9]) | st.floats(0, 999)
counts = st.sampled_from([0, 1, 3, 999, 1_000_000_000]) | st.integers(0, 20_000)
Box = tuple[str, float, float, float, float]  # what it is, left, top, right, bottom


def check(drawing: str, size: tuple[float, float] | None = None) -> None:
    """Fail where a drawing has faults."""
    assert faults(drawing, size) == []


def faults(drawing: str, size: tuple[float, float] | None = None) -> list[str]:
    """List what is wrong with a drawing; `size` is what it was asked for, in points."""
    root = ElementTree.fromstring(drawing)
    found = [f"element {n.tag}" for n in root.iter() if n.tag.removeprefix(SVG) not in ELEMENTS]
    found += [f"attribute {k}={v}" for n in root.iter() for k, v in n.attrib.items() if _unfit(k, v)]
    if root[0].tag != f"{SVG}title" or not (root[0].text or "").strip():
        found.append("no title")
    across, down = (float(root.get(side).removesuffix("pt")) for side in ("width", "height"))
    if size and (abs(across - size[0]) > SLACK or abs(down - size[1]) > SLACK):
        found.append(f"{across} x {down} instead of {size}")
    box = [float(n) for n in root.get("viewBox").split()]
    slack = SLACK * max(box[2] / across, 1.0)
    boxes = list(_boxes(root, 0.0, 0.0))
    found += [
        f"outside the view box: {b}"
        for b in boxes
        if b[1] < -slack or b[2] < -slack or b[3] > box[2] + slack or b[4] > box[3] + slack
    ]
    texts = [b for b in boxes if b[0].startswith("text ")]
    for (one, l1, t1, r1, b1), (other, l2, t2, r2, b2) in combinations(texts, 2):
        if r1 > l2 + 0.2 and r2 > l1 + 0.2 and b1 > t2 + 0.2 and b2 > t1 + 0.2:
            found.append(f"labels overlap: {one!r}, {other!r}")
    for node in root.iter(f"{SVG}text"):
        if float(node.get("font-size")) < SMALLEST:
            found.append(f"too small: {node.text!r}")
        if contrast(node.get("fill")) < CONTRAST:
            found.append(f"too pale: {node.text!r}")
    if unknown := missing("".join(root.itertext())):
        found.append(f"no glyph: {unknown!r}")
    return found


def contrast(colour: str, ground: str = "#FFFFFF") -> float:
    """Return the contrast of two colours as WCAG 2 counts it."""
    one, two = sorted((_luminance(colour), _luminance(ground)))
    return (two + 0.05) / (one + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    parts = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def _unfit(name: str, value: str) -> bool:
    return name.startswith("on") or "href" in name or name == "style" or bool(re.search(r"\b(nan|inf)\b|url\(", value))


def _boxes(node: ElementTree.Element, x: float, y: float) -> Iterator[Box]:
    """Measure every mark below a node, moved by the groups around it."""
    if move := re.fullmatch(r"translate\((-?[\d.]+) (-?[\d.]+)\)", node.get("transform", "")):
        x, y = x + float(move[1]), y + float(move[2])
    if box := _box(node):
        kind, left, top, right, bottom = box
        yield kind, left + x, top + y, right + x, bottom + y
    for child in node:
        yield from _boxes(child, x, y)


def _box(node: ElementTree.Element) -> Box | None:
    kind = node.tag.removeprefix(SVG)
    at = {k: float(v) for k, v in node.attrib.items() if re.fullmatch(r"-?[\d.]+", v)}
    rim = at.get("stroke-width", 0.0) / 2 if node.get("stroke") else 0.0
    if kind == "text":
        size = at["font-size"]
        long = width(node.text or "", size, node.get("font-weight") == "600")
        left = at["x"] - {"end": long, "middle": long / 2}.get(node.get("text-anchor", ""), 0)
        return f"text {node.text}", left, at["y"] - size * 0.75, left + long, at["y"] + size * 0.22
    if kind == "circle":
        r = at["r"] + rim
        return kind, at["cx"] - r, at["cy"] - r, at["cx"] + r, at["cy"] + r
    if kind == "rect":
        return kind, at["x"] - rim, at["y"] - rim, at["x"] + at["width"] + rim, at["y"] + at["height"] + rim
    if kind == "line":
        (x1, x2), (y1, y2) = sorted((at["x1"], at["x2"])), sorted((at["y1"], at["y2"]))
        return kind, x1, y1, x2, y2
    if kind == "path" and (points := list(_points(node.get("d", "")))):
        xs, ys = zip(*points, strict=True)
        return kind, min(xs), min(ys), max(xs), max(ys)
    return None


def _points(path: str) -> Iterator[tuple[float, float]]:
    """Follow a path of M, L, l and z."""
    x = y = 0.0
    for op, said in re.findall(r"([MLlZz])([^MLlZz]*)", path):
        numbers = [float(n) for n in re.findall(r"-?[\d.]+", said)]
        for a, b in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = (x + a, y + b) if op == "l" else (a, b)
            assert math.isfinite(x + y)
            yield x, y
