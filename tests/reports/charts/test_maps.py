"""Maps: projection, classes, borders, and areas without a value."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.charts import maps
from reports.charts.svg import ACCENT
from reports.model.region import MapArea, RegionMap
from reports.pages.origin.view import origin_view
from tests.support import factory
from tests.support.drawn import check, labels, ratios

SVG = "{http://www.w3.org/2000/svg}"


def square(west, south, size=1.0):
    return [[west, south], [west + size, south], [west + size, south + size], [west, south + size], [west, south]]


@pytest.fixture
def outlines(tmp_path):
    """Three Kreis side by side, 1 degree each, the third in two parts."""
    shapes = {
        "05001": {"type": "Polygon", "coordinates": [square(6, 51)]},
        "05002": {"type": "Polygon", "coordinates": [square(7, 51)]},
        "05003": {"type": "MultiPolygon", "coordinates": [[square(8, 51)], [square(9.5, 51.2, 0.2)]]},
    }
    features = [
        {"type": "Feature", "properties": {"ags": a, "name": a}, "geometry": shape} for a, shape in shapes.items()
    ]
    path = tmp_path / "kreise.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


def test_longitude_is_shortened_by_the_cosine_of_the_latitude(outlines):
    shape = maps.land_shape(("05001", "05002"), 1000, outlines)
    assert shape.width == 1000
    assert shape.height == pytest.approx(1000 / (2 * 0.6225), abs=3)  # cos 51.5° = 0.6225


def test_the_border_of_a_region_leaves_out_what_its_kreise_share(outlines):
    shape = maps.land_shape(("05001", "05002", "05003"), 1000, outlines)
    both = maps.outer_border([*shape.rings["05001"], *shape.rings["05002"]])
    assert both.count("l") == 6  # of eight edges two are the shared one
    assert maps.outer_border(shape.rings["05001"]).count("l") == 4


def test_an_unknown_kreis_is_named(outlines):
    with pytest.raises(maps.UnknownKreis, match="09999"):
        maps.land_shape(("05001", "09999"), 1000, outlines)


def test_no_value_is_hatched_and_named_in_the_key(outlines):
    areas = tuple(MapArea(a, a, v, a == "05002") for a, v in (("05001", 0.4), ("05002", 1.4), ("05003", None)))
    drawn = maps.land_map(RegionMap("262", "Energietechnik", "2025", areas), 100, 250, "Bochum", outlines)
    assert "kein Wert" in drawn.key
    assert "Bochum" in drawn.key
    assert drawn.drawing.count(f'stroke="{ACCENT}"') == 1
    assert maps.NO_VALUE in drawn.drawing
    assert maps.hatch([((0, 0), (100, 0), (100, 100), (0, 100), (0, 0))], 20).count("M") == 9


def test_the_map_of_a_land_has_every_kreis_inside_its_box():
    brief = factory.bochum()
    drawn = maps.land_map(brief.map, 160, 250, "Bochum")
    root = ElementTree.fromstring(drawn.drawing)
    assert sum(p.get("d").endswith("z") for p in root.iter(f"{SVG}path")) == 53
    assert drawn.height == pytest.approx(160)
    check(drawn.drawing, (drawn.width, drawn.height))
    check(drawn.key)


@settings(deadline=None, max_examples=20)
@given(st.lists(st.none() | ratios, min_size=3, max_size=3), labels, st.integers(0, 3))
def test_maps_and_keys_of_any_values(values, name, own):
    areas = tuple(
        MapArea(ags, name, value, i < own)
        for i, (ags, value) in enumerate(zip(("05911", "05913", "05916"), values, strict=True))
    )
    made = maps.land_map(RegionMap("262", name, "2025", areas), 94, 250, name)
    check(made.drawing, (made.width, made.height))
    check(made.key)
    assert made == maps.land_map(RegionMap("262", name, "2025", areas), 94, 250, name)


def test_a_whole_land_is_not_outlined():
    drawn = maps.land_map(factory.land().map, 160, 250, "Nordrhein-Westfalen")
    assert ACCENT not in drawn.drawing


@given(st.lists(st.floats(0, 500), min_size=1, max_size=60))
def test_class_bounds_rise_and_every_value_has_a_class_and_every_class_a_value(values):
    bounds = maps.class_bounds(values)
    assert all(a < b for a, b in pairwise(bounds))
    assert {maps.class_of(value, bounds) for value in values} == set(range(len(bounds) + 1))
    assert len(bounds) + 1 <= max(len(values) / 2 + 0.5, 1)
    names = maps.class_names(bounds)
    assert len(names) == len(set(names)) == len(bounds) + 1 <= 5
    assert len(set(maps.hues(len(names)))) == len(names)
    for value in values:
        place = maps.class_of(value, bounds)
        assert place == 0 or bounds[place - 1] <= value
        assert place == len(bounds) or value < bounds[place]


def test_few_values_make_few_classes_and_none_is_empty():
    """Saarland, Energietechnik 2025: one of six Kreise has no value."""
    values = [0.4830, 0.5184, 0.6566, 0.8060, 0.8207]
    bounds = maps.class_bounds(values)
    assert bounds == [0.6, 0.8]
    assert [maps.class_of(v, bounds) for v in values] == [0, 0, 1, 2, 2]
    assert maps.class_bounds([0.4, 0.4, 0.4]) == []
    nurses = [0.2678, 0.6671, 0.9423, 0.9531, 2.2568]
    assert maps.class_bounds(nurses) == [0.8, 1.0], "0,8 to 0,9 would be empty"


@pytest.mark.parametrize(("known", "drawn"), [(0, False), (2, False), (3, True)])
def test_a_map_of_fewer_than_three_values_is_not_drawn(known, drawn):
    brief = factory.bochum()
    areas = tuple(replace(a, value=0.5 + i if i < known else None) for i, a in enumerate(brief.map.areas))
    view = origin_view(replace(brief, map=replace(brief.map, areas=areas)))
    assert (view["map"] is not None) == drawn
    assert not maps.drawable(None)


def test_classes_are_worded():
    assert maps.class_names([0.5, 1.0]) == ["unter 0,5", "0,5 bis unter 1,0", "1,0 und mehr"]
    assert maps.class_of(0.5, [0.5, 1.0]) == 1
