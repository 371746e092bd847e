"""Drawings for a phone: the name of a row stands above its marks, and the marks take the whole width.

Lengths are points, as in reports.charts; at `WIDTH` the smallest words have 11 CSS pixels on a screen 390 wide.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from reports.charts import estimates
from reports.charts.estimates import INTERVAL, IntervalRow, ring
from reports.charts.plots import PlotRow, axis_limit, beyond
from reports.charts.svg import (
    ACCENT,
    HAIR,
    LABEL,
    MUTED,
    NAME_LINE,
    PETROL,
    RED,
    SMALL,
    axis_digits,
    dot,
    germany_mark,
    land_mark,
    line,
    region_mark,
    svg,
    text,
    ticks,
)
from reports.pdf.characters import clean
from reports.pdf.typeface import width, wrap
from reports.words.estimate_notation import EN_DASH, ratio
from reports.words.notation import number

WIDTH = 225.0
HEAD, GAP, MARKS = 24.0, 7.0, 13.0  # height of the heading, between rows, of the marks of a row
BETWEEN = 7.0  # the figures of a row
THICK = 5.0


Figures = tuple[tuple[str, str, bool], ...]  # words, colour, bold; from left to right
Row = tuple[str, Figures, Callable[[float], str]]  # label, figures, and what draws its marks at a height


def intervals(rows: Sequence[IntervalRow], land: str, title: str) -> str:
    """Draw estimates as dots on the bars of their intervals, the Land's figures as rings."""
    scale = ticks(estimates.axis_limit(rows), 4)

    def marks(row: IntervalRow, y: float) -> str:
        low, high = _at(row.low, scale), _at(row.high, scale)
        out = [_bar(low, max(high - low, 0.8), y)]
        if row.land is not None and row.land <= scale[-1]:
            out.append(ring(_at(row.land, scale), y))
        if row.value <= scale[-1]:
            out.append(dot(_at(row.value, scale), y, 3.4, ACCENT))
        else:
            out.append(beyond(_at(row.value, scale), y))
        return "".join(out)

    def figure(row: IntervalRow) -> Figures:
        there = "·" if row.land is None else number(row.land, 2)
        return (
            (ratio(row.value), RED, True),
            (f"({ratio(row.low)}{EN_DASH}{ratio(row.high)})", MUTED, False),
            (there, PETROL, False),
        )

    key = (("Region (Spanne)", RED, dot(3.4, 5.4, 3.4, ACCENT)), (_short(land), PETROL, ring(3.4, 5.4)))
    return _stacked([(r.label, figure(r), lambda y, r=r: marks(r, y)) for r in rows], scale, key, title)


def ranges(rows: Sequence[PlotRow], land: str, title: str, germany: str = "Bund") -> str:
    """Draw the values of region, Land and Germany on one axis; beyond it an arrow points to the figures."""
    scale = ticks(axis_limit(rows), 4)
    draw = (germany_mark, land_mark, region_mark)

    def marks(row: PlotRow, y: float) -> str:
        values = (row.germany, row.land, row.region)
        found = [_at(v, scale) for v in values if v is not None]
        out = [line(min(found), y, max(found), y, "#AEBCC3", 1.6)] if len(found) > 1 else []
        out += [
            m(_at(v, scale), y) if v <= scale[-1] else beyond(_at(v, scale), y)
            for m, v in zip(draw, values, strict=True)
            if v is not None
        ]
        return "".join(out)

    def figure(row: PlotRow) -> Figures:
        values = ((row.region, RED), (row.land, PETROL), (row.germany, MUTED))
        shown = [("·" if v is None else number(v, 2), colour) for v, colour in values]
        return tuple((t, colour, colour == RED) for t, colour in shown)

    key = (
        ("Region", RED, region_mark(3.4, 5.4)),
        (_short(land), PETROL, land_mark(3.4, 5.4)),
        (germany, MUTED, germany_mark(3.4, 5.4)),
    )
    return _stacked([(r.label, figure(r), lambda y, r=r: marks(r, y)) for r in rows], scale, key, title)


def bars(rows: Sequence[tuple[str, float]], title: str) -> str:
    """Draw counts as bars from zero, each below its name."""
    most = max((v for _, v in rows), default=0.0) or 1.0
    room = WIDTH - max((width(number(v), LABEL, bold=True) for _, v in rows), default=0.0) - 6
    out, y = [], 0.0
    for label, value in rows:
        for part in wrap(clean(label), LABEL, WIDTH):
            y += NAME_LINE
            out.append(text(0, y - 2, part, size=LABEL))
        length = max(room * value / most, 0.5)
        out.append(f'<rect x="0" y="{y + 1:.1f}" width="{length:.1f}" height="7" fill="{PETROL}"/>')
        out.append(text(length + 4, y + 7.4, number(value), size=LABEL, bold=True))
        y += 8 + GAP
    return svg((WIDTH, max(y - GAP + 2, 1)), title, "".join(out))


def _bar(x: float, wide: float, y: float) -> str:
    """Draw the bar of an interval."""
    return f'<rect x="{x:.1f}" y="{y - THICK / 2:.1f}" width="{wide:.1f}" height="{THICK}" fill="{INTERVAL}"/>'


def _at(value: float, scale: Sequence[float]) -> float:
    return 5 + (WIDTH - 10) * min(max(value, 0.0) / scale[-1], 1.0)


def _short(land: str) -> str:
    return clean(land) if width(clean(land), SMALL, bold=True) <= 70 else "Land"


def _stacked(rows: Sequence[Row], scale: Sequence[float], key: Sequence[tuple[str, str, str]], title: str) -> str:
    """Draw rows below a key (words, colour, mark) and an axis."""
    out, x = [], 0.0
    for words, colour, mark in key:
        out.append(f'<g transform="translate({x:.1f} 0)">{mark}</g>')
        out.append(text(x + 10, 8, words, fill=colour, bold=True))
        x += 10 + width(words, SMALL, bold=True) + 12
    body, y = [], HEAD + 4
    for i, (label, figures, marks) in enumerate(rows):
        if i:
            body.append(line(0, y, WIDTH, y, "#E6EBED", 0.4))
        y += 4
        wide = sum(width(t, LABEL, bold) + BETWEEN for t, _, bold in figures)
        parts = wrap(clean(label), LABEL, WIDTH)
        own = width(parts[-1], LABEL) + wide > WIDTH
        for part in parts:
            y += NAME_LINE
            body.append(text(0, y - 1.6, part, size=LABEL))
        y += NAME_LINE if own else 0
        right = WIDTH
        for words, colour, bold in reversed(figures):
            body.append(text(right, y - 1.6, words, size=LABEL, fill=colour, anchor="end", bold=bold))
            right -= width(words, LABEL, bold) + BETWEEN
        y += MARKS / 2 + 1
        body.append(marks(y))
        y += MARKS / 2 + GAP - 3
    digits = axis_digits(scale)
    for tick in scale:
        x = _at(tick, scale)
        one = tick == 1
        out.append(line(x, HEAD, x, y, PETROL if one else HAIR, 0.9 if one else 0.5))
        anchor = "start" if tick == scale[0] else "end" if tick == scale[-1] else "middle"
        at = x - 3 if anchor == "start" else x + 3 if anchor == "end" else x
        out.append(text(at, HEAD - 4, number(tick, digits), fill=MUTED, anchor=anchor))
    return svg((WIDTH, y), title, "".join([*out, *body]))
