"""Marks, lines and scales all drawings are made of."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape

from reports.pdf.characters import clean

INK, MUTED, PETROL, ACCENT, RED = "#14212B", "#5B6B75", "#0B4F5C", "#D1495B", "#B32D42"
HAIR, TINT = "#C9D3D8", "#DCE9EB"
SMALL, LABEL, NAME_LINE = 7.5, 8.2, 9.4
PLOT_HEAD = 24.0  # axis and heads of columns above the rows of a plot


def coordinate(value: float) -> str:
    """Write a coordinate with at most one decimal."""
    text = f"{value:.1f}"
    return text[:-2] if text.endswith(".0") else text


def svg(size: tuple[float, float], title: str, body: str, units: tuple[float, float] | None = None) -> str:
    """Frame a drawing of a size in points; the title is its alternative text, `units` another inner scale."""
    w, h = map(coordinate, size)
    box = " ".join(map(coordinate, units or size))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{w}pt" height="{h}pt" viewBox="0 0 {box}" role="img" '
        f'font-family="IBM Plex Sans"><title>{escape(clean(title))}</title>{body}</svg>'
    )


def text(
    x: float, y: float, words: str, *, size: float = SMALL, fill: str = INK, anchor: str = "start", bold: bool = False
) -> str:
    """Place a line of text on its baseline."""
    weight = ' font-weight="600"' if bold else ""
    place = f' text-anchor="{anchor}"' if anchor != "start" else ""
    return (
        f'<text x="{coordinate(x)}" y="{coordinate(y)}" font-size="{size}" fill="{fill}"{place}{weight}>'
        f"{escape(words)}</text>"
    )


def line(x1: float, y1: float, x2: float, y2: float, stroke: str = HAIR, thick: float = 0.5) -> str:
    """Draw a straight line."""
    x1, y1, x2, y2 = map(coordinate, (x1, y1, x2, y2))
    return f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" stroke="{stroke}" stroke-width="{thick}"/>'


def dot(x: float, y: float, radius: float, fill: str, stroke: str = "#FFFFFF", thick: float = 0.7) -> str:
    """Draw a dot with a rim."""
    return (
        f'<circle cx="{coordinate(x)}" cy="{coordinate(y)}" r="{radius}" fill="{fill}" stroke="{stroke}" '
        f'stroke-width="{thick}"/>'
    )


def rect(x: float, y: float, w: float, h: float, fill: str) -> str:
    x, y, w, h = map(coordinate, (x, y, w, h))
    return f'<rect x="{x}" y="{y}" width="{w}" height="{h}" fill="{fill}"/>'


def region_mark(x: float, y: float) -> str:
    return dot(x, y, 3.6, ACCENT)


def land_mark(x: float, y: float) -> str:
    return dot(x, y, 2.9, PETROL)


def germany_mark(x: float, y: float) -> str:
    return dot(x, y, 2.6, "#FFFFFF", MUTED, 1.1)


def ticks(limit: float, most: int = 6) -> list[float]:
    """Choose round axis values from 0 to the first one not below `limit`."""
    if not math.isfinite(limit) or limit < 1e-6:
        return [0.0, 1.0]
    base = 10.0 ** math.floor(math.log10(limit))
    step = next(base * m for m in (0.1, 0.2, 0.25, 0.5, 1, 2, 2.5, 5, 10) if limit / (base * m) <= most - 1)
    return [i * step for i in range(math.ceil(limit / step - 1e-9) + 1)]


def axis_digits(values: Sequence[float]) -> int:
    """Count the decimals that axis values need."""
    return next((d for d in range(6) if all(abs(v - round(v, d)) < 1e-9 * max(1.0, abs(v)) for v in values)), 6)
