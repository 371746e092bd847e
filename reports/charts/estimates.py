"""Charts of the estimate, as pure functions from data to SVG text: values with intervals, and how far they hold."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from reports.charts.plots import beyond, plot_axis, plot_rows, within_reach
from reports.charts.svg import (
    ACCENT,
    HAIR,
    LABEL,
    MUTED,
    PETROL,
    PLOT_HEAD,
    RED,
    SMALL,
    coordinate,
    dot,
    line,
    svg,
    text,
    ticks,
)
from reports.pdf.characters import clean
from reports.pdf.typeface import cut, width
from reports.words.estimate_notation import EN_DASH, ratio
from reports.words.notation import number

INTERVAL = "#EDB9BF"
THICK = 5.0


@dataclass(frozen=True, slots=True)
class IntervalRow:
    """An estimate with its interval, and what was observed in the Land; None where there is no figure."""

    label: str
    value: float
    low: float
    high: float
    land: float | None


def interval_plot(
    rows: Sequence[IntervalRow], size: tuple[float, float], land: str, title: str, heights: Sequence[float] = ()
) -> str:
    """Draw for each occupation the estimate as a dot on the bar of its interval, and the Land's figure as a ring.

    `heights` are those of the rows where they differ. The axis ends at the largest dot or ring within reach; a bar that
    goes on beyond it ends in an arrow, a dot beyond it is an arrow at its end, a ring beyond it is left to the figures
    in the columns.
    """
    w, h = size
    spans = [f"({ratio(r.low)}{EN_DASH}{ratio(r.high)})" for r in rows]
    figures = max((width(ratio(r.value), LABEL, bold=True) for r in rows), default=0.0)
    span = max((width(s, SMALL) for s in spans), default=0.0)
    last = max((width(_figure(r.land), LABEL) for r in rows), default=0.0)
    last = min(max(last, width(clean(land), SMALL, bold=True) + 13), w * 0.15)
    right_edges = w - last - 12 - span - 4, w - last - 12, w
    labels = [clean(r.label) for r in rows]
    left = min(max((width(t, LABEL) for t in labels), default=0.0) + 10, w * 0.4)
    right = right_edges[0] - figures - 10
    scale = ticks(max(axis_limit(rows), 1.0), 5)
    start, reach = left + 6, right - left - 12

    def x_of(value: float) -> float:
        return start + reach * min(max(value, 0.0) / scale[-1], 1.0)

    out = plot_axis(scale, x_of, h)
    head = cut("Region (Spanne)", SMALL, right_edges[1] - right - 14, bold=True)
    out.append(text(right_edges[1], PLOT_HEAD - 8, head, fill=RED, anchor="end", bold=True))
    out.append(dot(right_edges[1] - width(head, SMALL, bold=True) - 6, PLOT_HEAD - 10.6, 3.4, ACCENT))
    name = clean(land) if width(clean(land), SMALL, bold=True) <= last - 12 else "Land"
    out.append(text(w, PLOT_HEAD - 8, name, fill=PETROL, anchor="end", bold=True))
    out.append(ring(w - width(name, SMALL, bold=True) - 6, PLOT_HEAD - 10.6))
    for row, shown, (y, base, drawn) in zip(rows, spans, plot_rows(labels, left - 6, size, heights), strict=True):
        out.extend(drawn)
        out.append(_bar(x_of(row.low), x_of(row.high), y))
        if row.high > scale[-1]:
            out.append(_arrow(x_of(row.high), y))
        if row.land is not None and row.land <= scale[-1]:
            out.append(ring(x_of(row.land), y))
        if row.value <= scale[-1]:
            out.append(dot(x_of(row.value), y, 3.4, ACCENT))
        else:
            out.append(beyond(x_of(row.value), y))
        out.append(text(right_edges[0], base, ratio(row.value), size=LABEL, fill=RED, anchor="end", bold=True))
        out.append(text(right_edges[1], base, shown, fill=MUTED, anchor="end"))
        out.append(text(w, base, _figure(row.land), size=LABEL, fill=PETROL, anchor="end"))
    return svg(size, title, "".join(out))


def _figure(value: float | None) -> str:
    return "·" if value is None else number(value, 2)


def axis_limit(rows: Sequence[IntervalRow]) -> float:
    """Reach to the largest estimate near the others and, within twice of it, to the Land's figures and ends of bars."""
    largest = within_reach(r.value for r in rows)
    others = [v for r in rows for v in (r.land, r.high) if v is not None and v <= 2 * largest]
    return max([largest, *others])


def ring(x: float, y: float) -> str:
    """Draw the mark of an observed figure: hollow."""
    return dot(x, y, 2.8, "#FFFFFF", PETROL, 1.3)


def _bar(x1: float, x2: float, y: float) -> str:
    x, wide = coordinate(x1), coordinate(max(x2 - x1, 0.8))
    return f'<rect x="{x}" y="{coordinate(y - THICK / 2)}" width="{wide}" height="{THICK}" fill="{INTERVAL}"/>'


def _arrow(x: float, y: float) -> str:
    a, b, c, d = map(coordinate, (x, y - THICK / 2, x + 4, y + THICK / 2))
    return f'<path d="M{a} {b}L{c} {coordinate(y)}L{a} {d}Z" fill="{INTERVAL}"/>'


def calibration_plot(
    bins: Sequence[tuple[float, float, int]], size: tuple[float, float], title: str, labels: tuple[str, str]
) -> str:
    """Draw the observed share over the predicted one, a dot per bin, with the line on which both are equal.

    `labels` name the upright and the level axis; both go from 0 to 100 %.
    """
    w, h = size
    upright, level = (cut(clean(label), SMALL, w) for label in labels)
    left, top, bottom = width("100", SMALL) + 7, 2 * SMALL + 4, h - 2 * SMALL - 6
    side = min(w - left - 8, bottom - top)
    right, bottom = left + side, top + side

    def place(predicted: float, observed: float) -> tuple[float, float]:
        return left + side * min(max(predicted, 0.0), 1.0), bottom - side * min(max(observed, 0.0), 1.0)

    out = [text(0, SMALL, upright, fill=MUTED)]
    for share in (0, 0.5, 1):
        x, y = place(share, share)
        out.append(line(left, y, right, y, HAIR, 0.5))
        out.append(text(left - 5, y + 2.6, number(100 * share), fill=MUTED, anchor="end"))
        anchor = {0: "start", 0.5: "middle", 1: "end"}[share]
        out.append(text(x, bottom + SMALL + 2, number(100 * share), fill=MUTED, anchor=anchor))
    out.append(text(left, bottom + 2 * SMALL + 4, cut(level, SMALL, w - left), fill=MUTED))
    out.append(line(*place(0, 0), *place(1, 1), MUTED, 0.8))
    largest = max((cells for _, _, cells in bins), default=1) or 1
    for predicted, observed, cells in bins:
        if math.isfinite(predicted) and math.isfinite(observed):
            out.append(dot(*place(predicted, observed), round(1.4 + 1.4 * math.sqrt(cells / largest), 2), ACCENT))
    return svg(size, title, "".join(out))
