"""The map of a Land whose Kreise lead to their briefs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from reports.charts import maps
from reports.charts.svg import MUTED
from reports.pdf.characters import clean

BLANK, NO_BRIEF = "kein Wert", "kein Bericht in dieser Ausgabe"
RIM, HATCH, THIN = 12, 22, 2.4


@dataclass(frozen=True, slots=True)
class Place:
    """A Kreis on the map. `href` is "" where the edition has no brief of it."""

    ags: str
    name: str
    value: float | None
    said: str  # "Bochum: 5,7 Arbeitslose je Stelle"
    href: str


@dataclass(frozen=True, slots=True)
class Key:
    """An entry of the key."""

    fill: str
    name: str
    hatched: bool = False


def draw(places: Sequence[Place], title: str) -> tuple[str, list[Key]]:
    """Draw the map and return it with its key; darker means fewer unemployed per vacancy."""
    places = sorted(places, key=lambda p: p.ags)
    shape = maps.land_shape(tuple(p.ags for p in places))
    bounds = maps.class_bounds([p.value for p in places if p.value is not None])
    colours = maps.hues(len(bounds) + 1)
    paths: Mapping[str, str] = dict(shape.paths)
    out = []
    for place in places:
        fill = maps.NO_VALUE if place.value is None else colours[maps.class_of(place.value, bounds)]
        inner = f'<title>{escape(clean(place.said))}</title><path d="{paths[place.ags]}" fill="{fill}"/>'
        if place.value is None:
            lines = maps.hatch(shape.rings[place.ags], HATCH)
            inner += f'<path d="{lines}" fill="none" stroke="{MUTED}" stroke-width="{THIN}"/>' if lines else ""
        if place.href:
            inner = (
                f'<a href="{escape(place.href)}" aria-label="{escape(clean(place.said))}" '
                f'data-region="{escape(place.ags)}">{inner}</a>'
            )
        out.append(inner if place.href else f"<g>{inner}</g>")
    w, h = shape.width + 2 * RIM, shape.height + 2 * RIM
    drawing = (
        f'<svg class="landkarte" viewBox="0 0 {w} {h}" width="{w}" height="{h}" role="group" '
        f'aria-label="{escape(clean(title))}"><g transform="translate({RIM} {RIM})" stroke="#FFFFFF" '
        f'stroke-width="{THIN}" stroke-linejoin="round">{"".join(out)}</g></svg>'
    )
    key = [Key(c, n) for c, n in zip(colours, maps.class_names(bounds), strict=True)]
    blank = {bool(p.href) for p in places if p.value is None}
    if len(blank) == 0:
        return drawing, key
    name = BLANK if blank == {True} else NO_BRIEF if blank == {False} else f"{BLANK} oder {NO_BRIEF}"
    return drawing, [*(key if any(p.value is not None for p in places) else []), Key(maps.NO_VALUE, name, True)]
