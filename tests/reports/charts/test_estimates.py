"""Charts of the estimate: nothing leaves the view box, no labels overlap, whatever the data."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.charts import phone
from reports.charts.estimates import INTERVAL, IntervalRow, axis_limit, calibration_plot, interval_plot
from reports.charts.svg import ACCENT, MUTED
from reports.words import estimate_notation
from tests.support.drawn import LONGEST, SVG, check, labels, ratios

share = st.floats(0, 1)
ratio = ratios.map(lambda value: max(value, 0.001))


@st.composite
def interval_rows(draw) -> IntervalRow:
    low, value, high = sorted(draw(st.tuples(ratio, ratio, ratio)))
    return IntervalRow(draw(labels), value, low, high, draw(st.none() | ratios))


@settings(deadline=None, max_examples=60)
@given(
    st.lists(interval_rows(), min_size=1, max_size=12),
    st.sampled_from(["NRW", "Rheinland-Pfalz", "Mecklenburg-Vorpommern"]),
    st.floats(15.5, 36),
)
def test_interval_plot(data, land, pitch):
    size = (498.9, 24 + pitch * len(data))
    check(interval_plot(data, size, land, "Titel"), size)


@pytest.mark.parametrize("many", [1, 25])
@pytest.mark.parametrize("value", [0.001, 1.0, 1e9])
def test_one_and_many_rows_that_are_all_alike(many, value):
    data = [IntervalRow(LONGEST[i % 3], value, value, value, value) for i in range(many)]
    size = (498.9, 24 + 20.5 * many)
    drawing = interval_plot(data, size, "NRW", "Titel", [20.5] * many)
    check(drawing, size)
    assert drawing == interval_plot(data, size, "NRW", "Titel", [20.5] * many)


def drawn(row: IntervalRow) -> tuple[dict[str, float], list[float], str]:
    """Return the places of the marks of a row by their fill, left and right end of its bar, and the drawing."""
    drawing = interval_plot([row], (498.9, 60), "NRW", "Titel")
    root = ElementTree.fromstring(drawing)
    marks = {n.get("fill"): float(n.get("cx")) for n in root.iter(f"{SVG}circle") if float(n.get("cy")) > 30}
    (bar,) = (n for n in root.iter(f"{SVG}rect"))
    return marks, [float(bar.get("x")), float(bar.get("x")) + float(bar.get("width"))], drawing


def test_the_dot_stands_on_the_bar_of_its_interval_and_the_lands_mark_is_hollow():
    marks, (low, high), drawing = drawn(IntervalRow("Energietechnik", 0.63, 0.5, 0.8, 0.76))
    assert low < marks[ACCENT] < marks["#FFFFFF"] < high
    assert all(figure in drawing for figure in ("0,63", "(0,50–0,80)", "0,76"))


def test_a_bar_beyond_the_axis_ends_in_an_arrow_and_its_figures_are_told():
    _, _, drawing = drawn(IntervalRow("Handel", 5.99, 0.33, 155.0, 3.4))
    assert f'Z" fill="{INTERVAL}"' in drawing
    assert "(0,33–155)" in drawing
    assert f'Z" fill="{INTERVAL}"' not in drawn(IntervalRow("Handel", 5.99, 4.1, 7.0, 3.4))[2]


@settings(deadline=None, max_examples=25)
@given(st.lists(st.floats(0.2, 2), min_size=3, max_size=11), st.floats(1e3, 1e11), st.integers(0, 10))
def test_an_estimate_far_from_all_others_stands_at_the_edge(values, far, at):
    rows = [IntervalRow(f"Beruf {i}", v, v, v, None) for i, v in enumerate(values)]
    with_far = [*rows[:at], IntervalRow("Informatik", far, 0.1, far, None), *rows[at:]]
    assert axis_limit(with_far) == axis_limit(rows) == max(values)
    size = (498.9, 24 + 24 * len(with_far))
    wide, small = interval_plot(with_far, size, "NRW", "Titel"), phone.intervals(with_far, "NRW", "Titel")
    check(wide, size)
    for drawing in (wide, small):
        assert estimate_notation.ratio(far) in drawing
        root = ElementTree.fromstring(drawing)
        assert sum(n.get("fill") == ACCENT for n in root.iter(f"{SVG}circle")) == len(rows) + 1
        assert sum(n.get("stroke") == MUTED for n in root.iter(f"{SVG}path")) == 1


def test_a_land_without_a_figure_has_no_mark():
    marks, _, drawing = drawn(IntervalRow("Handel", 2.0, 1.0, 3.0, None))
    assert set(marks) == {ACCENT}
    assert ">·<" in drawing


@settings(deadline=None)
@given(
    st.lists(st.tuples(share, share, st.integers(0, 500)), max_size=12),
    st.sampled_from([(86.0, 112.0), (86.0, 128.0), (140.0, 110.0)]),
)
def test_calibration_plot(bins, size):
    drawing = calibration_plot(bins, size, "Titel", ("amtlich Engpass, %", "vorhergesagt, %"))
    check(drawing, size)
    assert drawing.count("<circle") == len(bins)


def test_equal_shares_lie_on_the_diagonal_and_more_observed_lies_higher():
    drawing = calibration_plot([(0.2, 0.2, 50), (0.5, 0.8, 50)], (86, 112), "Titel", ("a", "b"))
    root = ElementTree.fromstring(drawing)
    on, above = ((float(n.get("cx")), float(n.get("cy"))) for n in root.iter(f"{SVG}circle"))
    diagonal = next(n for n in root.iter(f"{SVG}line") if n.get("y1") != n.get("y2"))
    x1, y1, x2, y2 = (float(diagonal.get(k)) for k in ("x1", "y1", "x2", "y2"))

    def height(x: float) -> float:
        return y1 + (y2 - y1) * (x - x1) / (x2 - x1)

    assert abs(on[1] - height(on[0])) < 0.2
    assert above[1] < height(above[0]) - 5
