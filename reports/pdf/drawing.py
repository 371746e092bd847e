"""The drawings of a brief as images for WeasyPrint, painted with the few operators they need.

WeasyPrint paints any SVG: letter by letter, with a group for each centred text and a regular expression for each point
of a map. Ours are lines, dots, boxes, paths of straight lines and words set as they are; a drawing with anything else
is refused here (`Unknown`) and left to WeasyPrint. Left to it all, a brief takes 17 % more CPU (270 ms of 1530 on a
busy machine: medians of 4 runs, 8 briefs of NRW, each painted both ways in turn).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache, partial
from math import inf
from types import SimpleNamespace
from typing import Any
from xml.etree import ElementTree

from tinycss2.color5 import parse_color
from weasyprint.css.properties import INITIAL_VALUES
from weasyprint.draw.text import draw_first_line
from weasyprint.matrix import Matrix
from weasyprint.text.fonts import FontConfiguration
from weasyprint.text.line_break import Layout, line_size

PIXELS = 4 / 3  # of a point
ROUND = 0.5522847  # handles of a quarter of a circle, in radii
NAMESPACE = "{http://www.w3.org/2000/svg}"
_LENGTH = re.compile(r"(\d+(?:\.\d+)?)pt")
_SHIFT = re.compile(r"translate\((-?[\d.]+)[ ,]+(-?[\d.]+)\)")
_PATH = re.compile(r"[MLHVZmlhvz]|-?(?:\d+\.?\d*|\.\d+)")
_NO_PATH = re.compile(r"[^MLHVZmlhvz\d., -]")
_STYLE = {"fill", "stroke", "stroke-width", "stroke-linejoin", "stroke-linecap", "font-family"}
_TEXT_STYLE = {"font-size", "font-weight", "text-anchor"}
_CAPS = {"butt": 0, "round": 1, "square": 2}
_WEIGHTS = {"normal": 400, "400": 400, "600": 600, "bold": 700, "700": 700}
_JOINS = {"miter": 0, "round": 1, "bevel": 2}

Step = Callable[[Any], None]  # something done to the stream of a page
Font = Callable[[str, float, str], Any]  # from family, size and weight to a style


class Unknown(ValueError):
    """A drawing holds what is not painted here."""


class Drawing:
    """A drawing in the form in which WeasyPrint keeps images: it has a size and paints itself."""

    def __init__(self, root: ElementTree.Element, language: str, fonts: FontConfiguration) -> None:
        """Read the drawing. Raises Unknown where WeasyPrint must paint it."""
        self._width, self._height = (_points(root.get(name, "")) for name in ("width", "height"))
        try:
            left, top, self._inner_width, self._inner_height = map(float, root.get("viewBox", "").split())
        except ValueError:
            raise Unknown("a drawing without a view box") from None
        if left or top or min(self._width, self._height, self._inner_width, self._inner_height) <= 0:
            raise Unknown("a drawing that does not begin at 0 0, or is empty")
        inherited = _own(root, {"width", "height", "viewBox", "role"} | _STYLE, {})
        font = partial(_font, language, fonts)
        self._steps = [step for child in root for step in _steps(child, inherited, font)]

    def get_intrinsic_size(self, _resolution: float, _font_size: float) -> tuple[float, float, float]:
        return self._width * PIXELS, self._height * PIXELS, self._width / self._height

    def draw(self, stream: Any, width: float, height: float, _style: Any) -> None:
        scale = min(width / self._inner_width, height / self._inner_height)
        x, y = (width - scale * self._inner_width) / 2, (height - scale * self._inner_height) / 2
        stream.transform(a=scale, d=scale, e=x, f=y)
        stream.stream.append(b"4 M")
        for step in self._steps:
            step(stream)


@dataclass(frozen=True, slots=True)
class _Look:
    """How a shape is painted; colours are None where there is none."""

    fill: Any
    stroke: Any
    pen: bytes  # line width, caps and joins
    even_odd: bool

    def paint(self, stream: Any, outline: bytes) -> None:
        if self.fill:
            stream.set_color(self.fill)
        if self.stroke:
            stream.set_color(self.stroke, stroke=True)
            stream.stream.append(self.pen)
        star = b"*" if self.even_odd and self.fill else b""
        end = (b"B" if self.stroke else b"f") + star if self.fill else b"S" if self.stroke else b"n"
        stream.stream.append(outline + end)


@dataclass(frozen=True, slots=True)
class _Text:
    """A line of text on its baseline."""

    words: str
    x: float
    y: float
    anchor: float  # share of its width left of x
    color: Any
    style: _FontStyle

    def __call__(self, stream: Any) -> None:
        layout = Layout(self.style)
        layout.set_text(self.words)
        width, _ = line_size(layout.get_first_line()[0], self.style)
        stream.set_color(self.color)
        stream.begin_text()
        place = Matrix(d=-1, e=self.x - self.anchor * width, f=self.y)
        line = SimpleNamespace(pango_layout=layout, style=self.style, text=self.words)  # all that is asked of it
        draw_first_line(stream, line, "none", "none", place)
        stream.end_text()


class _FontStyle(dict):
    """The initial values of CSS with a font, in the form WeasyPrint looks them up."""

    font_config: FontConfiguration


def _steps(element: ElementTree.Element, inherited: dict[str, str], font: Font) -> Iterator[Step]:
    tag = element.tag.removeprefix(NAMESPACE)
    if tag == "g":
        own = _own(element, _STYLE | {"transform"}, inherited)
        inner = [step for child in element for step in _steps(child, own, font)]
        yield from _shifted(inner, element.get("transform")) if "transform" in element.attrib else inner
    elif tag == "text":
        yield _text(element, inherited, font)
    elif tag != "title":
        if tag not in _SHAPES or len(element):
            raise Unknown(f"<{tag}>")
        places, outline = _SHAPES[tag]
        look = _look(_own(element, _STYLE | {"fill-rule", *places}, inherited))
        shape = outline(*(element.get(name, "0") for name in places))
        yield lambda stream: look.paint(stream, shape)


def _shifted(steps: list[Step], transform: str) -> list[Step]:
    found = _SHIFT.fullmatch(transform)
    if not found:
        raise Unknown(f"transform {transform}")
    x, y = map(float, found.groups())
    return [lambda s: s.push_state(), lambda s: s.transform(e=x, f=y), *steps, lambda s: s.pop_state()]


def _own(element: ElementTree.Element, known: set[str], inherited: dict[str, str]) -> dict[str, str]:
    if strange := element.attrib.keys() - known:
        raise Unknown(f"{element.tag.removeprefix(NAMESPACE)}: {', '.join(sorted(strange))}")
    return inherited | element.attrib


def _look(style: dict[str, str]) -> _Look:
    thick = _number(style.get("stroke-width", "1"))
    try:
        joins = _JOINS[style.get("stroke-linejoin", "miter")]
        caps = _CAPS[style.get("stroke-linecap", "butt")]
    except KeyError as error:
        raise Unknown(str(error)) from None
    return _Look(
        fill=_color(style.get("fill", "black")),
        stroke=_color(style.get("stroke", "none")) if thick else None,
        pen=f"{_written(thick)} w {caps} J {joins} j".encode(),
        even_odd=style.get("fill-rule") == "evenodd",
    )


def _text(element: ElementTree.Element, inherited: dict[str, str], font: Font) -> _Text:
    style = _own(element, _STYLE | _TEXT_STYLE | {"x", "y"}, inherited)
    anchors = {"start": 0.0, "middle": 0.5, "end": 1.0}
    anchor, color = style.get("text-anchor", "start"), _color(style.get("fill", "black"))
    words = " ".join(re.split("[ \t\r\n]+", (element.text or "").strip(" \t\r\n")))
    if len(element) or anchor not in anchors or color is None or not words or style.get("stroke", "none") != "none":
        raise Unknown("a text that is not one line of words")
    family, weight = style.get("font-family", "sans-serif"), style.get("font-weight", "400")
    set_in = font(family, _number(style.get("font-size", "")), weight)
    return _Text(words, _number(style.get("x", "0")), _number(style.get("y", "0")), anchors[anchor], color, set_in)


@lru_cache(maxsize=64)
def _font(language: str, fonts: FontConfiguration, family: str, size: float, weight: str) -> _FontStyle:
    if weight not in _WEIGHTS or size <= 0:
        raise Unknown(f"font-weight {weight}, font-size {size}")
    families = tuple(name.strip(" \"'") for name in family.split(","))
    font = _FontStyle(INITIAL_VALUES)
    font.update(font_family=families, font_size=size, font_weight=_WEIGHTS[weight], lang=language)
    font.font_config = fonts
    return font


@lru_cache(maxsize=256)
def _color(text: str) -> Any:
    if text == "none":
        return None
    color = parse_color(text)
    if color is None or color == "currentcolor":
        raise Unknown(f"colour {text}")
    return color


def _points(text: str) -> float:
    if not (found := _LENGTH.fullmatch(text)):
        raise Unknown(f"length {text}")
    return float(found[1])


def _number(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        raise Unknown(f"number {text}") from None
    if not -inf < value < inf:
        raise Unknown(f"number {text}")
    return value


def _written(*values: float) -> str:
    return " ".join([f"{round(value, 3):.8g}" for value in values])


def _line(*places: str) -> bytes:
    x1, y1, x2, y2 = map(_number, places)
    return f"{_written(x1, y1)} m {_written(x2, y2)} l ".encode()


def _rect(*places: str) -> bytes:
    return f"{_written(*map(_number, places))} re ".encode()


def _circle(*places: str) -> bytes:
    x, y, r = map(_number, places)
    k = ROUND * r
    curves = (
        (x + r, y + k, x + k, y + r, x, y + r),
        (x - k, y + r, x - r, y + k, x - r, y),
        (x - r, y - k, x - k, y - r, x, y - r),
        (x + k, y - r, x + r, y - k, x + r, y),
    )
    return f"{_written(x + r, y)} m {' '.join(f'{_written(*curve)} c' for curve in curves)} h ".encode()


@lru_cache(maxsize=1024)  # the outlines of a Land stand in all its briefs
def _path(text: str) -> bytes:
    if _NO_PATH.search(text) or text[:1] not in ("M", "m"):
        raise Unknown(f"path {text[:40]}")
    try:
        return "".join(_pieces(iter(_PATH.findall(text)))).encode()
    except (ValueError, RuntimeError):  # a letter for a figure, a figure too few
        raise Unknown(f"path {text[:40]}") from None


def _pieces(parts: Iterator[str]) -> Iterator[str]:
    x = y = first_x = first_y = 0.0
    command = ""
    for part in parts:
        if part.isalpha():
            command = part
            if part in "zZ":
                yield "h "
                x, y = first_x, first_y
                continue
            part = next(parts)
        kind, relative = command.lower(), command.islower()
        if kind == "h":
            x = x + float(part) if relative else float(part)
        elif kind == "v":
            y = y + float(part) if relative else float(part)
        elif kind == "z":
            raise ValueError(part)
        else:
            dx, dy = float(part), float(next(parts))
            x, y = (x + dx, y + dy) if relative else (dx, dy)
        yield f"{_written(x, y)} {'m' if kind == 'm' else 'l'} "
        if kind == "m":
            first_x, first_y = x, y
            command = "l" if relative else "L"  # further points are joined by lines


_SHAPES: dict[str, tuple[tuple[str, ...], Callable[..., bytes]]] = {
    "line": (("x1", "y1", "x2", "y2"), _line),
    "rect": (("x", "y", "width", "height"), _rect),
    "circle": (("cx", "cy", "r"), _circle),
    "path": (("d",), _path),
}
