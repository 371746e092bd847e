"""Nothing leaves the view box, no labels overlap, no NaN, whatever the data."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.charts.plots import PlotRow, axis_limit, bar_chart, class_bar, range_plot, series_chart, sparkline
from reports.charts.svg import ACCENT, MUTED, PETROL, ticks
from reports.words.notation import number
from tests.support import drawn
from tests.support.drawn import HOSTILE, LONGEST, SVG, check, counts, labels, ratios

ratio = st.none() | ratios
rows = st.lists(st.builds(PlotRow, labels, ratio, ratio, ratio), min_size=1, max_size=14)
series = st.lists(st.none() | st.floats(0, 2e6) | st.sampled_from([0.0, 1e-9, 1e9]), min_size=1, max_size=16).map(
    lambda values: list(zip(range(2012, 2030), values, strict=False))
)


@settings(deadline=None, max_examples=60)
@given(rows, st.sampled_from(["NRW", "Mecklenburg-Vorpommern", ""]), st.floats(14, 30))
def test_range_plot(data, land, pitch):
    size = (498.9, 24 + pitch * len(data))
    drawing = range_plot(data, size, land, "Titel")
    check(drawing, size)
    assert drawing == range_plot(data, size, land, "Titel")


@pytest.mark.parametrize("many", [1, 25])
@pytest.mark.parametrize("value", [0.0, 1.0, 1e9, None])
def test_plots_of_one_and_many_rows_that_are_all_alike(many, value):
    data = [PlotRow(LONGEST[i % 3], value, value, value) for i in range(many)]
    size = (498.9, 24 + 20.5 * many)
    check(range_plot(data, size, "NRW", "Titel", heights=[20.5] * many), size)


def test_rows_are_as_high_as_their_names():
    data = [PlotRow(name, 1.0, 2.0, 3.0) for name in ("Hochbau", LONGEST[0], "Tiefbau")]
    size = (498.9, 24 + 15 + 20.5 + 15)
    drawing = range_plot(data, size, "NRW", "Titel", heights=(15, 20.5, 15))
    check(drawing, size)
    texts = {n.text: float(n.get("y")) for n in ElementTree.fromstring(drawing).iter(f"{SVG}text")}
    assert texts["Tiefbau"] - texts["Hochbau"] == pytest.approx(35.5, abs=0.1)
    assert sum(text in LONGEST[0] for text in texts if len(text) > 10) == 2, "the long name takes two lines"


def test_where_both_sides_are_even_is_marked_on_every_axis():
    for largest in (0.4, 1.0, 5.0, 11.0):
        drawing = range_plot([PlotRow("Hochbau", largest, 0.2, 0.3)], (498.9, 60), "NRW", "Titel")
        root = ElementTree.fromstring(drawing)
        (one,) = [n for n in root.iter(f"{SVG}line") if n.get("stroke") == PETROL]
        labelled = [n for n in root.iter(f"{SVG}text") if n.get("x") == one.get("x1")]
        assert {n.text for n in labelled} <= {"1", "1,0", "1,00"}
        assert labelled


def test_a_region_that_is_the_land_is_not_compared_with_it():
    row = PlotRow("Energietechnik", 0.61, 0.61, 0.54)
    assert "NRW" in range_plot([row], (498.9, 60), "NRW", "Titel")
    assert range_plot([row], (498.9, 60), "", "Titel").count("<circle") == 4  # two in the head, two in the row


def test_range_plot_places_the_region_left_of_a_larger_value():
    drawing = range_plot([PlotRow("Energietechnik", 0.61, 1.2, 1.1)], (498.9, 60), "NRW", "Titel")
    dots = [n for n in ElementTree.fromstring(drawing).iter(f"{SVG}circle") if float(n.get("cy")) > 30]
    places = {n.get("fill"): float(n.get("cx")) for n in dots}
    assert places[ACCENT] < places["#FFFFFF"] < places[PETROL]
    assert "0,61" in drawing


def test_a_value_beyond_the_axis_is_an_arrow_with_its_figure():
    drawing = range_plot([PlotRow("Informatik", 0.5, 0.6, 80.0)], (498.9, 60), "NRW", "Titel")
    check(drawing, (498.9, 60))
    assert "80,00" in drawing
    assert sum(float(n.get("cy")) > 30 for n in ElementTree.fromstring(drawing).iter(f"{SVG}circle")) == 2


@settings(deadline=None, max_examples=25)
@given(st.lists(st.floats(0.2, 2), min_size=3, max_size=11), st.floats(1e3, 1e11), st.integers(0, 10))
def test_a_value_far_from_all_others_does_not_press_them_together(values, far, at):
    """It stands at the edge with its figure; the others take up the axis as they do without it."""
    rows = [PlotRow(f"Beruf {i}", v, None, None) for i, v in enumerate(values)]
    with_far = [*rows[:at], PlotRow("Informatik", far, None, None), *rows[at:]]
    drawing = range_plot(with_far, (498.9, 24 + 24 * len(with_far)), "NRW", "Titel")
    check(drawing, (498.9, 24 + 24 * len(with_far)))
    assert number(far, 2) in drawing
    assert axis_limit(with_far) == axis_limit(rows) == max(values)
    root = ElementTree.fromstring(drawing)
    assert sum(n.get("fill") == ACCENT for n in root.iter(f"{SVG}circle")) == len(rows) + 1, "one in the head"
    (arrow,) = root.iter(f"{SVG}path")
    assert arrow.get("stroke") == MUTED


@settings(deadline=None, max_examples=60)
@given(series, st.sampled_from([(196.0, 62.0), (156.6, 84.0), (156.6, 150.0)]), st.sampled_from([0, 2]))
def test_series_chart(data, size, digits):
    drawing = series_chart(data, size, "Titel", digits)
    if any(v is not None for _, v in data):
        check(drawing, size)
    else:
        assert drawing == ""


def start_label(drawing: str, text: str) -> float:
    return next(float(n.get("y")) for n in ElementTree.fromstring(drawing).iter(f"{SVG}text") if n.text == text)


def first_dot(drawing: str) -> float:
    return float(next(ElementTree.fromstring(drawing).iter(f"{SVG}circle")).get("cy"))


def test_the_first_label_of_a_series_stands_beside_its_line():
    rising = series_chart(((2012, 0.74), (2013, 1.1), (2014, 0.9), (2025, 0.62)), (156.6, 84.0), "Titel", 2)
    assert start_label(rising, "0,74") > first_dot(rising) + 3
    falling = series_chart(((2012, 1.1), (2013, 0.74), (2014, 0.7), (2025, 0.62)), (156.6, 84.0), "Titel", 2)
    assert start_label(falling, "1,10") < first_dot(falling)


@given(series)
def test_sparkline(data):
    drawing = sparkline(data)
    if sum(v is not None for _, v in data) < 2:
        assert drawing == ""
    else:
        check(drawing, (46, 13))
        assert drawing.count("<circle") == (data[-1][1] is not None)


@given(*[st.integers(0, 400) | st.just(10**9)] * 3)
def test_class_bar(engpass, beobachtung, kein):
    check(class_bar(engpass, beobachtung, kein, (122, 66), "Titel"), (122, 66))


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(labels, counts), min_size=1, max_size=25), st.sampled_from([1, 2]))
def test_bar_chart(data, lines):
    size = (498.9, 20.5 * len(data))
    check(bar_chart(data, size, "Titel", lines=lines), size)


@given(st.floats(1e-6, 1e9))
def test_ticks_are_few_round_and_reach_the_limit(limit):
    found = ticks(limit)
    assert 2 <= len(found) <= 7
    assert found[0] == 0
    assert found[-1] >= limit * (1 - 1e-6)
    assert found[-2] < limit


def test_titles_and_labels_are_escaped():
    for hostile in HOSTILE:
        row = PlotRow(hostile, 1.0, 1.0, 1.0)
        drawing = range_plot([row], (498.9, 60), hostile, f"<b>&{hostile}")
        check(drawing, (498.9, 60))
        assert "<script>" not in drawing
        assert "&lt;b&gt;&amp;" in drawing


@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        ("<title>Titel</title>", "<title> </title>", "no title"),
        ('x="0"', 'x="-9"', "outside the view box"),
        ("<text ", "<script/><text ", "element"),
        ("<text ", '<text onload="x" ', "attribute"),
        (f'fill="{MUTED}"', 'fill="#C9D3D8"', "too pale"),
        ('font-size="7.5"', 'font-size="6"', "too small"),
        (">Hochbau<", ">漢<", "no glyph"),
    ],
)
def test_the_check_of_drawings_finds_what_is_wrong(old, new, wanted):
    drawing = range_plot([PlotRow("Hochbau", 0.5, 0.6, 0.7)], (498.9, 60), "NRW", "Titel")
    assert drawn.faults(drawing, (498.9, 60)) == []
    assert old in drawing
    assert any(fault.startswith(wanted) for fault in drawn.faults(drawing.replace(old, new), (498.9, 60)))
    name = next(n for n in drawing.split("<text") if "Hochbau" in n)
    twice = drawing.replace(f"<text{name}", f"<text{name}<text{name}") if name.endswith("</text>") else drawing
    assert twice == drawing or any(f.startswith("labels overlap") for f in drawn.faults(twice))
    assert any("instead of" in fault for fault in drawn.faults(drawing, (400, 60)))
