"""Maps of a Land by Kreis: rates in five classes of one hue, own region outlined."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path

from reports.charts.svg import ACCENT, INK, MUTED, SMALL, svg, text
from reports.model.region import RegionMap
from reports.pdf.characters import clean
from reports.pdf.typeface import cut, width, wrap
from reports.words.notation import number
from sources.reference.codes import REFERENCE

OUTLINES = REFERENCE / "kreise.geojson"
HUES = ("#0B4450", "#27717F", "#5F9FA9", "#A3C8CD", "#DCE9EB")  # dark = few unemployed per vacancy
NO_VALUE = "#F1EFEA"
KEY_NAME, KEY_LINE = 110.0, 9.0  # width of a name in the key, pitch of its lines
RIM = 14
LEAST = 3  # Kreise with a value

Ring = tuple[tuple[float, float], ...]


class UnknownKreis(LookupError):
    """A Kreis of the brief has no outline."""


@dataclass(frozen=True, slots=True)
class LandShape:
    """Outlines of some Kreise in map units: x to the right, y down, the box starts at 0, 0."""

    width: float
    height: float
    paths: tuple[tuple[str, str], ...]  # ags, path data
    rings: dict[str, tuple[Ring, ...]]


@cache
def _features(path: Path) -> dict[str, tuple[Ring, ...]]:
    found = {}
    for feature in json.loads(path.read_text(encoding="utf-8"))["features"]:
        shape = feature["geometry"]
        polygons = [shape["coordinates"]] if shape["type"] == "Polygon" else shape["coordinates"]
        found[feature["properties"]["ags"]] = tuple(
            tuple((p[0], p[1]) for p in ring) for polygon in polygons for ring in polygon
        )
    return found


def read_outlines() -> None:
    """Read the outlines of all Kreise, which every map takes its own from."""
    _features(OUTLINES)


@lru_cache(maxsize=32)
def land_shape(ags: tuple[str, ...], units: int = 1000, outlines: Path | None = None) -> LandShape:
    """Project the outlines of a Land once: longitude is shortened by the cosine of the middle latitude."""
    outlines = outlines or OUTLINES
    known = _features(outlines)
    if unknown := [a for a in ags if a not in known]:
        raise UnknownKreis(f"{outlines.name} has no outline for Kreis {', '.join(unknown)}: rebuild the file")
    points = [p for a in ags for ring in known[a] for p in ring]
    west, east = min(p[0] for p in points), max(p[0] for p in points)
    south, north = min(p[1] for p in points), max(p[1] for p in points)
    squeeze = math.cos(math.radians((south + north) / 2))
    scale = units / max((east - west) * squeeze, north - south)
    rings = {
        a: tuple(
            tuple((round((x - west) * squeeze * scale), round((north - y) * scale)) for x, y in ring)
            for ring in known[a]
        )
        for a in ags
    }
    paths = tuple((a, "".join(_closed(ring) for ring in rings[a])) for a in ags)
    return LandShape(math.ceil((east - west) * squeeze * scale), math.ceil((north - south) * scale), paths, rings)


def _closed(ring: Ring) -> str:
    (x, y), *rest = ring
    out, dropped = [f"M{x} {y}"], (x, y)
    for px, py in rest:
        if (px, py) != dropped:
            out.append(f"l{px - dropped[0]} {py - dropped[1]}")
            dropped = (px, py)
    return "".join(out) + "z"


def outer_border(rings: Iterable[Ring]) -> str:
    """Trace the border around several areas: an edge shared by two of them is no border."""
    seen: Counter[tuple] = Counter()
    rings = list(rings)
    for ring in rings:
        for a, b in pairwise(ring):
            if a != b:
                seen[min(a, b), max(a, b)] += 1
    out = []
    for ring in rings:
        pen = None
        for a, b in pairwise(ring):
            if a == b:
                continue
            if seen[min(a, b), max(a, b)] > 1:
                pen = None
                continue
            out.append(f"l{b[0] - a[0]} {b[1] - a[1]}" if pen == a else f"M{a[0]} {a[1]}l{b[0] - a[0]} {b[1] - a[1]}")
            pen = b
    return "".join(out)


def drawable(region_map: RegionMap | None) -> bool:
    """Say whether enough Kreise have a value for a map to show anything."""
    return region_map is not None and sum(a.value is not None for a in region_map.areas) >= LEAST


def class_bounds(values: Sequence[float], classes: int = 5) -> list[float]:
    """Choose class bounds near the quantiles, on round figures, strictly rising; no class is empty.

    Few values make fewer classes: half as many at most.
    """
    known = sorted(v for v in values if v is not None)
    if not known:
        return []
    classes = min(classes, math.ceil(len(known) / 2))
    bounds: list[float] = []
    for i in range(1, classes):
        at = (len(known) - 1) * i / classes
        low, high = known[math.floor(at)], known[math.ceil(at)]
        raw = low + (high - low) * (at - math.floor(at))
        before = bounds[-1] if bounds else known[0]
        for bound in (_round_figure(raw), _round_figure(raw, math.ceil)):
            if bound <= known[-1] and any(before <= value < bound for value in known):
                bounds.append(bound)
                break
    return bounds


def _round_figure(value: float, to: Callable[[float], int] = round) -> float:
    if value <= 0:
        return 0.0
    step = 0.1 if value < 5 else 0.5 if value < 10 else 10.0 ** (math.floor(math.log10(value)) - 1)
    return round(to(round(value / step, 6)) * step, 6)


def class_of(value: float, bounds: Sequence[float]) -> int:
    """Number the class of a value; a value on a bound belongs to the upper class."""
    return sum(value >= b for b in bounds)


def hues(classes: int) -> list[str]:
    """Spread the classes over the hue, darkest first."""
    if classes == 1:
        return [HUES[2]]
    return [HUES[round(i * (len(HUES) - 1) / (classes - 1))] for i in range(classes)]


def class_names(bounds: Sequence[float]) -> list[str]:
    """Word the classes: "unter 0,5", "0,5 bis unter 0,9", "2,0 und mehr"."""
    if not bounds:
        return ["alle Kreise"]
    shown = [number(b, 0 if min(bounds) >= 10 else 1) for b in bounds]
    middle = [f"{a} bis unter {b}" for a, b in pairwise(shown)]
    return [f"unter {shown[0]}", *middle, f"{shown[-1]} und mehr"]


@dataclass(frozen=True, slots=True)
class LandMap:
    """A drawn map and its key, with their sizes in points."""

    drawing: str
    key: str
    width: float
    height: float
    key_width: float


def map_size(region_map: RegionMap, height: float, widest: float, outlines: Path | None = None) -> tuple[float, float]:
    """Return width and height of a map in points: as high as asked unless it would be wider than allowed."""
    shape = land_shape(tuple(sorted(a.ags for a in region_map.areas)), outlines=outlines)
    across, down = shape.width + 2 * RIM, shape.height + 2 * RIM
    factor = min(height / down, widest / across)
    return across * factor, down * factor


def key_of(region_map: RegionMap, own_name: str) -> tuple[str, float, float]:
    """Draw the key of a map and return it with its width and height."""
    bounds = class_bounds([a.value for a in region_map.areas if a.value is not None])
    blank = any(a.value is None for a in region_map.areas)
    return _key(bounds, hues(len(bounds) + 1), blank, own_name if _outlined(region_map) else "")


def _outlined(region_map: RegionMap) -> bool:
    """Say whether the region is a part of the Land, and not the whole of it."""
    return any(a.own for a in region_map.areas) and not all(a.own for a in region_map.areas)


def land_map(
    region_map: RegionMap, height: float, widest: float, own_name: str, outlines: Path | None = None
) -> LandMap:
    """Draw the map, as high as asked unless it would be wider than allowed, and its key (all sizes in points)."""
    areas = sorted(region_map.areas, key=lambda a: a.ags)
    shape = land_shape(tuple(a.ags for a in areas), outlines=outlines)
    box_w, box_h = shape.width + 2 * RIM, shape.height + 2 * RIM
    w, h = map_size(region_map, height, widest, outlines)
    factor = h / box_h
    bounds = class_bounds([a.value for a in areas if a.value is not None])
    colours = hues(len(bounds) + 1)
    fill = {a.ags: NO_VALUE if a.value is None else colours[class_of(a.value, bounds)] for a in areas}
    thin, thick = 0.45 / factor, 1.9 / factor
    out = [f'<g transform="translate({RIM} {RIM})" stroke-linejoin="round">']
    out.append(f'<g stroke="#FFFFFF" stroke-width="{thin:.2f}">')
    out.extend(f'<path d="{d}" fill="{fill[a]}"/>' for a, d in shape.paths)
    out.append("</g>")
    blank = [ring for a in areas if a.value is None for ring in shape.rings[a.ags]]
    if hatching := hatch(blank, round(3.2 / factor)):
        out.append(f'<path d="{hatching}" fill="none" stroke="{MUTED}" stroke-width="{thin:.2f}"/>')
    mine = outer_border(ring for a in areas if a.own for ring in shape.rings[a.ags])
    if mine and _outlined(region_map):
        out.append(f'<path d="{mine}" fill="none" stroke="#FFFFFF" stroke-width="{thick * 1.9:.2f}"/>')
        out.append(f'<path d="{mine}" fill="none" stroke="{ACCENT}" stroke-width="{thick:.2f}"/>')
    out.append("</g>")
    title = f"Karte: Arbeitslose je gemeldete Stelle, {region_map.name}, {region_map.period}"
    key, key_width, _ = key_of(region_map, own_name)
    return LandMap(svg((w, h), title, "".join(out), (box_w, box_h)), key, w, h, key_width)


def hatch(rings: Sequence[Ring], step: int) -> str:
    """Fill areas with diagonal lines, for what has no value."""
    sums = [x + y for ring in rings for x, y in ring]
    out = []
    for c in range(min(sums, default=0) + step, max(sums, default=0), max(step, 1)):
        cuts = []
        for ring in rings:
            for (ax, ay), (bx, by) in pairwise(ring):
                a, b = ax + ay - c, bx + by - c
                if (a < 0) != (b < 0):
                    cuts.append(ax + (bx - ax) * a / (a - b))
        cuts.sort()
        out.extend(
            f"M{x1:.0f} {c - x1:.0f}L{x2:.0f} {c - x2:.0f}" for x1, x2 in zip(cuts[::2], cuts[1::2], strict=False)
        )
    return "".join(out)


def _key(bounds: Sequence[float], colours: Sequence[str], blank: bool, own_name: str) -> tuple[str, float, float]:
    rows = [(f'fill="{c}"', name) for c, name in zip(colours, class_names(bounds), strict=True)]
    if blank:
        rows.append((f'fill="{NO_VALUE}" stroke="{MUTED}" stroke-width="0.4"', "kein Wert (schraffiert)"))
    if own_name:
        rows.append((f'fill="#FFFFFF" stroke="{ACCENT}" stroke-width="1.5"', clean(own_name)))
    out, y = [], 0.0
    told = [wrap(cut(name, SMALL, KEY_NAME, lines=2), SMALL, KEY_NAME) for _, name in rows]
    for (look, name), lines in zip(rows, told, strict=True):
        out.append(f'<rect x="1" y="{y + 1.5:.1f}" width="13" height="8.5" {look}/>')
        if "schraffiert" in name:
            out.append(f'<path d="M4 {y + 10:.1f}l8.5 -8.5M1 {y + 6.5:.1f}l5 -5" stroke="{MUTED}" stroke-width="0.4"/>')
        out.extend(text(20, y + 8.4 + i * KEY_LINE, line, size=SMALL, fill=INK) for i, line in enumerate(lines))
        y += 12.5 + max(len(lines) - 1, 0) * KEY_LINE
    widest = max((width(line, SMALL) for lines in told for line in lines), default=0.0)
    across = math.ceil(widest) + 24
    return svg((across, y), "Klassen der Karte", "".join(out)), across, y
