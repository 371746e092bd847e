"""Charts as pure functions from data to SVG text. Lengths are points; the view box is the size on paper."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from reports.charts.svg import (
    ACCENT,
    HAIR,
    LABEL,
    MUTED,
    NAME_LINE,
    PETROL,
    PLOT_HEAD,
    RED,
    SMALL,
    TINT,
    axis_digits,
    coordinate,
    dot,
    germany_mark,
    land_mark,
    line,
    rect,
    region_mark,
    svg,
    text,
    ticks,
)
from reports.pdf.characters import clean
from reports.pdf.typeface import cut, width, wrap
from reports.words.notation import number

FAR = 12.0  # times the middle value: one beyond it stands at the edge, or the others could not be told apart
Points = Sequence[tuple[int, float | None]]


@dataclass(frozen=True, slots=True)
class PlotRow:
    """One occupation in three places; None where there is no figure."""

    label: str
    region: float | None
    land: float | None
    germany: float | None


def within_reach(values: Iterable[float | None]) -> float:
    """Return the largest of the values that are at most `FAR` times the middle one; 0 without any."""
    known = [v for v in values if v is not None]
    reach = FAR * statistics.median_low(known) if known else 0.0
    return max((v for v in known if v <= reach), default=0.0)


def axis_limit(rows: Sequence[PlotRow]) -> float:
    """Reach to the largest figure of region and Land within reach, and at most twice as far for that of Germany."""
    own = within_reach(v for r in rows for v in (r.region, r.land))
    germany = max((r.germany for r in rows if r.germany is not None), default=0.0)
    return min(max(own, germany), 2 * own) if own > 0 else germany


def range_plot(
    rows: Sequence[PlotRow],
    size: tuple[float, float],
    land: str,
    title: str,
    germany: str = "Bund",
    heights: Sequence[float] = (),
) -> str:
    """Draw for each occupation the values of region, Land and Germany on one axis, with the figures in columns.

    A value beyond the axis stands at its right end as a small arrow; its figure is in the column. Without a name for
    it the Land is left out; `heights` are those of the rows where they differ.
    """
    w, h = size
    labels = [clean(r.label) for r in rows]
    places = [("Region", RED, region_mark, [r.region for r in rows])]
    places += [(land, PETROL, land_mark, [r.land for r in rows])] if land else []
    places += [(germany, MUTED, germany_mark, [r.germany for r in rows])]
    figures = [v for *_, values in places for v in values if v is not None]
    column = max((width(number(v, 2), LABEL, bold=True) + 9 for v in figures), default=0.0)
    column = min(max(column, 38.0), w * 0.14)
    left = min(max((width(t, LABEL) for t in labels), default=0.0) + 10, w * 0.42)
    right = w - len(places) * column - 8
    scale = ticks(max(axis_limit(rows), 1.0))
    start, span = left + 6, right - left - 12

    def x_of(value: float) -> float:
        return start + span * min(value / scale[-1], 1.0)

    out = plot_axis(scale, x_of, h)
    edges = [w - (len(places) - 1 - i) * column for i in range(len(places))]
    for (name, colour, mark, _), edge in zip(places, edges, strict=True):
        name = cut(clean(name), SMALL, column - 10, bold=True)
        out.append(text(edge, PLOT_HEAD - 8, name, fill=colour, anchor="end", bold=True))
        out.append(mark(edge - width(name, SMALL, bold=True) - 6, PLOT_HEAD - 10.6))
    for i, (y, base, drawn) in enumerate(plot_rows(labels, left - 6, size, heights)):
        out.extend(drawn)
        found = [x_of(values[i]) for *_, values in places if values[i] is not None]
        if len(found) > 1:
            out.append(line(min(found), y, max(found), y, "#AEBCC3", 1.6))
        for *_, mark, values in reversed(places):
            if (value := values[i]) is not None:
                out.append(mark(x_of(value), y) if value <= scale[-1] else beyond(x_of(value), y))
        for (_, colour, _, values), edge in zip(places, edges, strict=True):
            shown = "·" if values[i] is None else number(values[i], 2)
            out.append(text(edge, base, shown, size=LABEL, fill=colour, anchor="end", bold=colour == RED))
    return svg(size, title, "".join(out))


def plot_axis(scale: Sequence[float], x_of: Callable[[float], float], bottom: float) -> list[str]:
    """Draw the lines of an axis with their figures, and a strong one at 1, where both sides are even."""
    digits = axis_digits(scale)
    out = [line(x_of(t), PLOT_HEAD - 4, x_of(t), bottom) for t in scale if t != 1]
    out.append(line(x_of(1.0), PLOT_HEAD - 4, x_of(1.0), bottom, PETROL, 0.9))
    taken: list[tuple[float, float]] = []
    for tick in dict.fromkeys([*scale, 1.0]):
        name = number(tick, axis_digits([*scale, tick]) if tick == 1 else digits)
        x, half = x_of(tick), width(name, SMALL) / 2
        if all(x + half + 3 <= left or x - half - 3 >= right for left, right in taken):
            out.append(text(x, PLOT_HEAD - 8, name, fill=PETROL if tick == 1 else MUTED, anchor="middle"))
            taken.append((x - half, x + half))
    return out


def plot_rows(
    labels: Sequence[str], room: float, size: tuple[float, float], heights: Sequence[float] = ()
) -> Iterator[tuple[float, float, list[str]]]:
    """Set the names of a plot's rows: middle and baseline of each, its hairline and its name in one or two lines."""
    w, h = size
    heights = heights or [(h - PLOT_HEAD) / max(len(labels), 1)] * len(labels)
    top = PLOT_HEAD
    for i, (label, height) in enumerate(zip(labels, heights, strict=True)):
        y = top + height / 2
        base = y + LABEL * 0.34
        (name,) = bar_names([label], room, 2 if height >= 2 * NAME_LINE else 1)
        highest = base - (len(name) - 1) * NAME_LINE / 2
        drawn = [line(0, top, w, top, "#E6EBED", 0.4)] if i else []
        drawn += [text(0, highest + j * NAME_LINE, part, size=LABEL) for j, part in enumerate(name)]
        yield y, base, drawn
        top += height


def beyond(x: float, y: float) -> str:
    """Draw the mark of a value beyond the axis, whose figure stands in a column."""
    a, b, c, d = map(coordinate, (x - 3, y - 3, x + 3, y + 3))
    return f'<path d="M{a} {b}L{c} {coordinate(y)}L{a} {d}" fill="none" stroke="{MUTED}" stroke-width="1.1"/>'


def _polyline(points: Sequence[tuple[float, float] | None], stroke: str, thick: float) -> str:
    """Draw a line with gaps where a point is None; a lone point becomes a short dash."""
    pieces: list[list[tuple[float, float]]] = [[]]
    for point in points:
        if point is None:
            pieces.append([])
        else:
            pieces[-1].append(point)
    path = "".join(
        "M" + "L".join(f"{coordinate(x)} {coordinate(y)}" for x, y in (piece if len(piece) > 1 else piece * 2))
        for piece in pieces
        if piece
    )
    if not path:
        return ""
    return (
        f'<path d="{path}" fill="none" stroke="{stroke}" stroke-width="{thick}" stroke-linejoin="round" '
        'stroke-linecap="round"/>'
    )


def _placed(points: Points, box: tuple[float, float, float, float], low: float, high: float):
    x0, y0, x1, y1 = box
    first, last = points[0][0], points[-1][0]
    years, reach = max(last - first, 1), high - low
    return [
        None if v is None else (x0 + (x1 - x0) * (t - first) / years, y1 - (y1 - y0) * ((v - low) / reach))
        for t, v in points
    ]


def sparkline(points: Points, size: tuple[float, float] = (46.0, 13.0)) -> str:
    """Draw the course of one figure without axes, from its lowest to its highest value; the last year has a dot."""
    values = [v for _, v in points if v is not None]
    if len(values) < 2:
        return ""
    w, h = size
    low, high = min(values), max(values)
    if high - low < 1e-9 * max(1.0, abs(high)):
        low, high = low - 1, high + 1
    placed = _placed(points, (2, 2.4, w - 3, h - 2.4), low, high)
    end = dot(*placed[-1], 1.7, ACCENT, ACCENT, 0) if placed[-1] else ""
    known = [(t, v) for t, v in points if v is not None]
    title = f"{known[0][0]}: {number(known[0][1], 2)}, {known[-1][0]}: {number(known[-1][1], 2)}"
    return svg(size, title, _polyline(placed, PETROL, 0.9) + end)


def series_chart(points: Points, size: tuple[float, float], title: str, digits: int = 0) -> str:
    """Draw a yearly series as a line from zero, both ends labelled with their figures."""
    known = [(t, v) for t, v in points if v is not None]
    if not known:
        return ""
    w, h = size
    scale = ticks(max(v for _, v in known), 4)
    names = [number(t, axis_digits(scale)) for t in scale]
    left = max(width(n, SMALL) for n in names) + 8
    last = number(known[-1][1], digits)
    right = w - max(width(last, LABEL, bold=True) + 8, 14)
    top, bottom = 14.0, h - 14
    out = []
    for tick, name in zip(scale, names, strict=True):
        y = bottom - (bottom - top) * tick / scale[-1]
        out.append(line(left, y, right, y, HAIR, 0.5))
        out.append(text(left - 6, y + 2.6, name, fill=MUTED, anchor="end"))
    placed = _placed(points, (left + 4, top, right - 4, bottom), 0.0, scale[-1])
    out.append(_polyline(placed, PETROL, 1.5))
    ends = [p for p in placed if p]
    out.extend(dot(x, y, 1.6, PETROL, PETROL, 0) for x, y in ends[:-1])
    out.append(dot(*ends[-1], 3.0, ACCENT))
    out.append(text(ends[-1][0] + 7, ends[-1][1] + 2.9, last, size=LABEL, fill=RED, bold=True))
    start = number(known[0][1], digits)
    if len(ends) > 1 and ends[0][0] + width(start, LABEL, bold=True) < ends[-1][0]:
        y = _beside_line(placed, width(start, LABEL, bold=True), bottom)
        out.append(text(ends[0][0] - 4, y, start, size=LABEL, fill=PETROL, bold=True))
    out.extend(_year_labels(points, placed_x=[left + 4, right - 4], y=h - 3, room=(left - 10, w)))
    return svg(size, title, "".join(out))


def _beside_line(placed: Sequence[tuple[float, float] | None], wide: float, bottom: float) -> float:
    """Return the base line of the first point's label: above it, or below it where the line rises through there."""
    first = next(i for i, p in enumerate(placed) if p)
    x, y = placed[first]
    passed = [p[1] for p in _unbroken(placed[first:]) if p[0] < x + wide]
    ahead = next((p for p in _unbroken(placed[first:]) if p[0] >= x + wide), None)
    if ahead:  # where the line leaves the label's width
        before = _unbroken(placed[first:])[len(passed) - 1]
        passed.append(before[1] + (ahead[1] - before[1]) * (x + wide - before[0]) / (ahead[0] - before[0]))
    above, below = y - 6, y + LABEL + 3
    if min(passed) > above + 3:
        return max(above, LABEL)
    return below if max(passed) < y + 3 and below < bottom - 1 else max(min(passed) - 6, LABEL)


def _unbroken(placed: Sequence[tuple[float, float] | None]) -> list[tuple[float, float]]:
    return [p for p in placed if p]


def _year_labels(points: Points, placed_x: list[float], y: float, room: tuple[float, float]) -> list[str]:
    """Label as many years as fit without touching, always the first and, where it fits, the last."""
    first, last = points[0][0], points[-1][0]
    x0, x1 = placed_x
    half = width("0000", SMALL) / 2
    span = max(last - first, 1)
    step = next((s for s in (1, 2, 4, 5, 10, 20) if (x1 - x0) * s / span > 2 * half + 8), max(last - first, 1))
    years = list(range(last, first - 1, -step))
    if first not in years and (years[-1] - first) * (x1 - x0) / span > 2 * half + 4:
        years.append(first)
    spots = [(t, min(max(x0 + (x1 - x0) * (t - first) / span, room[0] + half), room[1] - half)) for t in years]
    return [text(x, y, str(t), fill=MUTED, anchor="middle") for t, x in sorted(spots)]


def class_bar(engpass: int, beobachtung: int, kein: int, size: tuple[float, float], title: str) -> str:
    """Draw how many rated occupation groups fall into each official class, with counts and names below."""
    w, h = size
    parts = ((engpass, PETROL, "Engpass"), (beobachtung, "#7FB0B7", "unter Beobachtung"), (kein, TINT, "kein Engpass"))
    total = sum(n for n, _, _ in parts) or 1
    x, out = 0.0, []
    for n, fill, _ in parts:
        share = w * n / total
        if share > 0:
            out.append(rect(x, 0, max(share - 1, 0.3), 11, fill))
        x += share
    widest = max(width(number(n), LABEL, bold=True) for n, _, _ in parts)
    for i, (n, fill, name) in enumerate(parts):
        y = 26 + i * (h - 28) / 3
        out.append(rect(0, y - 6.2, 6.5, 6.5, fill))
        out.append(text(12 + widest, y, number(n), size=LABEL, bold=True, anchor="end"))
        out.append(text(17 + widest, y, cut(name, LABEL, w - 17 - widest), size=LABEL, fill=MUTED))
    return svg(size, title, "".join(out))


def bar_names(names: Sequence[str], room: float, most: int = 1) -> list[list[str]]:
    """Break the names of bars into at most so many lines."""
    return [wrap(cut(clean(name), LABEL, room, lines=most), LABEL, room) for name in names]


def bar_chart(
    rows: Sequence[tuple[str, float]],
    size: tuple[float, float],
    title: str,
    labelled: float = 0.42,
    lines: int = 1,
    heights: Sequence[float] = (),
) -> str:
    """Draw a ranking of counts as bars from zero, each with its figure at the end.

    Names take at most the share `labelled` of the width and so many lines; `heights` are those of the rows where they
    differ.
    """
    w, h = size
    left = min(max((width(clean(name), LABEL) for name, _ in rows), default=0.0) + 10, w * labelled)
    most = max((v for _, v in rows), default=0.0)
    room = w - left - max((width(number(v), LABEL, bold=True) for _, v in rows), default=0.0) - 8
    heights = heights or [h / max(len(rows), 1)] * len(rows)
    thick = 0.64 * min(heights, default=0.0)
    out, top = [], 0.0
    names = bar_names([name for name, _ in rows], left - 8, lines)
    for name, (_, value), height in zip(names, rows, heights, strict=True):
        y = top + height / 2
        length = max(room * value / most, 0.5) if most > 0 else 0.5
        first = y + LABEL * 0.34 - (len(name) - 1) * NAME_LINE / 2
        out.extend(text(0, first + i * NAME_LINE, part, size=LABEL) for i, part in enumerate(name))
        out.append(rect(left, y - thick / 2, length, thick, PETROL))
        out.append(text(left + length + 5, y + LABEL * 0.34, number(value), size=LABEL, bold=True))
        top += height
    return svg(size, title, "".join(out))
