from __future__ import annotations

import json
from collections import Counter, defaultdict
from pathlib import Path

import pytest

PATH = Path(__file__).resolve().parents[4] / "data" / "reference" / "kreise.geojson"
GERMANY = (5.8, 47.2, 15.1, 55.1)


@pytest.fixture(scope="module")
def collection():
    return json.loads(PATH.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def rings(collection):
    """Rings by Kreis: outer rings and holes alike."""
    found = defaultdict(list)
    for feature in collection["features"]:
        shape = feature["geometry"]
        polygons = [shape["coordinates"]] if shape["type"] == "Polygon" else shape["coordinates"]
        found[feature["properties"]["ags"]] = [ring for polygon in polygons for ring in polygon]
    return found


def edges(ring):
    return zip(map(tuple, ring), map(tuple, ring[1:]), strict=False)


def area(ring):
    """Signed area: outer rings run counter-clockwise, holes clockwise."""
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in edges(ring)) / 2


def test_the_file_is_small_and_says_where_it_is_from(collection):
    assert PATH.stat().st_size < 350_000
    assert collection["attribution"] == "© GeoBasis-DE / BKG 2016, dl-de/by-2-0, Daten verändert"


def test_one_outline_for_every_kreis_of_today(collection, table):
    kreise = {r["region_id"]: r["name"] for r in table("region") if r["kind"] == "kreis" and not r["valid_to"]}
    outlines = [(feature["properties"]["ags"], feature["properties"]["name"]) for feature in collection["features"]]
    assert len(outlines) == 401
    assert dict(outlines) == kreise


def test_rings_are_closed_small_and_in_germany(rings):
    for ags, own in rings.items():
        assert 4 <= sum(map(len, own)) <= 200, ags
        for ring in own:
            assert ring[0] == ring[-1], ags
            assert len(ring) >= 4, ags
            assert all(a != b for a, b in edges(ring)), ags
            for x, y in ring:
                assert GERMANY[0] < x < GERMANY[2], ags
                assert GERMANY[1] < y < GERMANY[3], ags
                assert (x, y) == (round(x, 3), round(y, 3)), ags


def test_no_edge_crosses_another(rings):
    """Within a Kreis no two edges cross; they may touch at ends."""

    def side(a, b, c):
        return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])

    for ags, own in rings.items():
        lines = [line for ring in own for line in edges(ring)]
        for n, (a, b) in enumerate(lines):
            for c, d in lines[n + 1 :]:
                if {a, b} & {c, d}:
                    continue
                crossing = side(a, b, c) * side(a, b, d) < 0 and side(c, d, a) * side(c, d, b) < 0
                assert not crossing, (ags, a, b, c, d)


def test_neighbours_share_their_borders(rings):
    """Every edge belongs to one Kreis, or to two that run along it in opposite directions."""
    directed = Counter(edge for own in rings.values() for ring in own for edge in edges(ring))
    assert max(directed.values()) == 1
    shared = sum((b, a) in directed for a, b in directed)
    assert shared > 0.8 * len(directed)


def test_the_border_of_nrw_is_one_ring_around_the_sum_of_its_kreise(rings):
    """No gap and no overlap: what is left when shared edges cancel out encloses exactly the sum of the areas."""
    nrw = [ring for ags, own in rings.items() if ags[:2] == "05" for ring in own]
    all_edges = {edge for ring in nrw for edge in edges(ring)}
    outer = dict(edge for edge in all_edges if edge[::-1] not in all_edges)
    start = next(iter(outer))
    border = [start]
    while len(border) == 1 or border[-1] != start:
        border.append(outer.pop(border[-1]))
    assert not outer
    assert area(border) == pytest.approx(sum(map(area, nrw)))


def test_shapes_are_in_the_right_place(rings):
    """Bochum lies between Gelsenkirchen and Dortmund, Hanau between Frankfurt and the Main-Kinzig-Kreis."""

    def middle(ags):
        xs = [x for ring in rings[ags] for x, _ in ring]
        return (min(xs) + max(xs)) / 2

    assert middle("05513") < middle("05911") < middle("05913")
    assert middle("06412") < middle("06415") < middle("06435")
    assert "16056" not in rings


def test_a_city_inside_a_landkreis_is_a_hole_in_it(rings):
    whole, hole = sorted(rings["12071"], key=area, reverse=True)[0], rings["12052"][0]
    assert area(whole) > area(hole) > 0
    assert any(set(map(tuple, ring)) == set(map(tuple, hole)) for ring in rings["12071"] if area(ring) < 0)
