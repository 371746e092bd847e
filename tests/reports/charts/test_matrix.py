"""The matrix of white spots: dots by count, hollow where nobody is known, and heads that are never cut."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.charts.matrix import SOFT, Field, Matrix, MatrixRow, State, coded, head, height, matrix
from reports.charts.svg import PETROL
from tests.support.drawn import LONGEST, SVG, check, counts, labels

WIDTH = 498.9
KEY = ((True, "weißer Fleck: keine Initiative bekannt"), (False, "dafür ist jemand bekannt"))
fields = st.builds(Field, st.none() | counts, st.sampled_from([True, False, None]))
states = st.builds(State, labels, st.text(alphabet="ABC", min_size=3, max_size=3))


@st.composite
def matrices(draw) -> Matrix:
    columns = draw(st.lists(states, min_size=1, max_size=10))
    row = st.builds(MatrixRow, labels, st.tuples(*[fields] * len(columns)))
    return Matrix(tuple(draw(st.lists(row, min_size=1, max_size=25))), tuple(columns), draw(st.sampled_from([KEY, ()])))


@settings(deadline=None, max_examples=40)
@given(matrices(), labels)
def test_any_matrix(drawn, title):
    drawing = matrix(drawn, WIDTH, f"Matrix {title}")
    check(drawing, (WIDTH, height(drawn, WIDTH)))
    assert drawing == matrix(drawn, WIDTH, f"Matrix {title}")


def small(*cells: Field, label: str = "Energietechnik", names: tuple[str, ...] = ("Türkei", "Polen", "Syrien")) -> str:
    heads = tuple(State(name, name[:3].upper()) for name in names)
    return matrix(Matrix((MatrixRow(label, cells),), heads, KEY), WIDTH, "Titel")


def marks(drawing: str) -> list[tuple[str, float]]:
    """Return fill and radius of the dots below the key."""
    return [(n.get("fill"), float(n.get("r"))) for n in ElementTree.fromstring(drawing).iter(f"{SVG}circle")][2:]


def test_dots_grow_with_the_count_and_a_white_spot_is_hollow():
    found = marks(small(Field(450, True), Field(45, True), Field(450, False)))
    assert [fill for fill, _ in found] == ["#FFFFFF", "#FFFFFF", PETROL]
    assert found[0][1] == found[2][1] > 2 * found[1][1]


def test_without_a_register_nothing_is_called_white_or_covered():
    (found,) = marks(small(Field(9, None), Field(None, None), Field(None, None)))
    assert found[0] not in ("#FFFFFF", PETROL)


def test_what_is_not_published_has_no_dot():
    drawing = small(Field(None, True), Field(3, True), Field(None, True))
    assert len(marks(drawing)) == 1
    assert drawing.count(">·<") == 2


@pytest.mark.parametrize(
    ("name", "room", "wanted"),
    [
        ("Türkei", 40, ["Türkei"]),
        ("Bosnien u. Herzeg.", 40, ["Bosnien u.", "Herzeg."]),
        (f"Nieder{SOFT}lande", 40, ["Nieder-", "lande"]),
        (f"Nieder{SOFT}lande", 80, ["Niederlande"]),
        ("Nordmazedonien", 40, ["MKD"]),
        ("", 40, ["MKD"]),
    ],
)
def test_a_head_is_broken_where_it_may_be_and_else_a_code(name, room, wanted):
    assert head(State(name, "MKD"), room) == wanted


def test_codes_are_told_so_that_a_note_can_spell_them_out():
    heads = (State("Türkei", "TUR"), State("Demokratische Volksrepublik Laotien", "LAO"), *[State("Polen", "POL")] * 6)
    drawn = Matrix((MatrixRow(LONGEST[0], (Field(1, True),) * 8),), heads, KEY)
    assert [s.code for s in coded(drawn, WIDTH)] == ["LAO"]
