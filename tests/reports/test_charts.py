"""Nothing leaves the view box, no labels overlap, no NaN, whatever the data."""

from __future__ import annotations

import re
from itertools import combinations
from xml.etree import ElementTree

from hypothesis import given, settings
from hypothesis import strategies as st

from reports import charts
from reports.typeface import width

SVG = "{http://www.w3.org/2000/svg}"
ratio = st.none() | st.floats(0, 999)
label = st.text(alphabet="abc ABCDEFG-äöü,ß<&", min_size=1, max_size=70)
rows = st.lists(st.builds(charts.PlotRow, label, ratio, ratio, ratio), min_size=1, max_size=14)
series = st.lists(st.none() | st.floats(0, 2e6), min_size=1, max_size=16).map(
    lambda values: list(zip(range(2012, 2030), values, strict=False))
)


def boxes(drawing: str) -> list[tuple[str, float, float, float, float]]:
    """Measure every mark of a drawing: name, left, top, right, bottom."""
    found = []
    for node in ElementTree.fromstring(drawing).iter():
        at = {k: float(v) for k, v in node.attrib.items() if re.fullmatch(r"-?[\d.]+", v)}
        kind = node.tag.removeprefix(SVG)
        if kind == "text":
            size, bold = at["font-size"], node.get("font-weight") == "600"
            long = width(node.text or "", size, bold)
            left = at["x"] - {"end": long, "middle": long / 2}.get(node.get("text-anchor", ""), 0)
            found.append(("text", left, at["y"] - size * 0.75, left + long, at["y"] + size * 0.22))
        elif kind == "circle":
            r = at["r"] + at["stroke-width"] / 2
            found.append((kind, at["cx"] - r, at["cy"] - r, at["cx"] + r, at["cy"] + r))
        elif kind == "rect":
            found.append((kind, at["x"], at["y"], at["x"] + at["width"], at["y"] + at["height"]))
        elif kind == "line":
            xs, ys = sorted((at["x1"], at["x2"])), sorted((at["y1"], at["y2"]))
            found.append((kind, xs[0], ys[0], xs[1], ys[1]))
        elif kind == "path" and not re.search("[lz]", node.get("d", "")):
            numbers = [float(n) for n in re.findall(r"-?[\d.]+", node.get("d", ""))]
            found.append((kind, min(numbers[::2]), min(numbers[1::2]), max(numbers[::2]), max(numbers[1::2])))
    return found


def check(drawing: str, size: tuple[float, float]) -> None:
    assert "nan" not in drawing.lower().split("<title>")[0]
    assert not re.search(r'="(nan|inf|-inf)"', drawing)
    root = ElementTree.fromstring(drawing)
    assert root[0].tag == f"{SVG}title"
    assert root[0].text
    found = boxes(drawing)
    for kind, left, top, right, bottom in found:
        where = (kind, left, top, right, bottom)
        assert left >= -0.3, where
        assert top >= -0.3, where
        assert right <= size[0] + 0.3, where
        assert bottom <= size[1] + 0.3, where
    texts = [b for b in found if b[0] == "text"]
    for (_, l1, t1, r1, b1), (_, l2, t2, r2, b2) in combinations(texts, 2):
        assert r1 <= l2 + 0.2 or r2 <= l1 + 0.2 or b1 <= t2 + 0.2 or b2 <= t1 + 0.2, "labels overlap"


@settings(deadline=None, max_examples=60)
@given(rows, st.sampled_from(["NRW", "Mecklenburg-Vorpommern"]), st.floats(14, 30))
def test_range_plot(data, land, pitch):
    size = (498.9, 24 + pitch * len(data))
    check(charts.range_plot(data, size, land, "Titel"), size)


def test_range_plot_places_the_region_left_of_a_larger_value():
    drawing = charts.range_plot([charts.PlotRow("Energietechnik", 0.61, 1.2, 1.1)], (498.9, 60), "NRW", "Titel")
    dots = [n for n in ElementTree.fromstring(drawing).iter(f"{SVG}circle") if float(n.get("cy")) > 30]
    places = {n.get("fill"): float(n.get("cx")) for n in dots}
    assert places[charts.ACCENT] < places["#FFFFFF"] < places[charts.PETROL]
    assert "0,61" in drawing


def test_a_value_beyond_the_axis_is_an_arrow_with_its_figure():
    drawing = charts.range_plot([charts.PlotRow("Informatik", 0.5, 0.6, 80.0)], (498.9, 60), "NRW", "Titel")
    check(drawing, (498.9, 60))
    assert "80,00" in drawing
    assert sum(float(n.get("cy")) > 30 for n in ElementTree.fromstring(drawing).iter(f"{SVG}circle")) == 2


@settings(deadline=None, max_examples=60)
@given(series, st.sampled_from([(196.0, 62.0), (156.6, 84.0), (156.6, 150.0)]), st.sampled_from([0, 2]))
def test_series_chart(data, size, digits):
    drawing = charts.series_chart(data, size, "Titel", digits)
    if any(v is not None for _, v in data):
        check(drawing, size)
    else:
        assert drawing == ""


@given(series)
def test_sparkline(data):
    drawing = charts.sparkline(data)
    if sum(v is not None for _, v in data) < 2:
        assert drawing == ""
    else:
        check(drawing, (46, 13))
        assert drawing.count("<circle") == (data[-1][1] is not None)


@given(*[st.integers(0, 400)] * 3)
def test_class_bar(engpass, beobachtung, kein):
    check(charts.class_bar(engpass, beobachtung, kein, (122, 66), "Titel"), (122, 66))


@given(st.lists(st.tuples(label, st.floats(0, 1e6)), min_size=1, max_size=12))
def test_bar_chart(data):
    size = (498.9, 15.5 * len(data))
    check(charts.bar_chart(data, size, "Titel"), size)


@given(st.floats(1e-6, 1e9))
def test_ticks_are_few_round_and_reach_the_limit(limit):
    found = charts.ticks(limit)
    assert 2 <= len(found) <= 7
    assert found[0] == 0
    assert found[-1] >= limit * (1 - 1e-6)
    assert found[-2] < limit


def test_titles_and_labels_are_escaped():
    row = charts.PlotRow("</text><script>alert(1)</script>", 1.0, 1.0, 1.0)
    drawing = charts.range_plot([row], (498.9, 60), "NRW", "<b>&")
    assert "<script>" not in drawing
    assert "&lt;b&gt;&amp;" in drawing
