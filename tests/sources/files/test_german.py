"""Numbers, marks, dates and codes in German tables."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.errors import BadContent
from sources.files import german
from sources.files.german import DASH_IS_NOTHING, DOT_IS_SECRET, MARKS
from sources.records import Flag


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (12, 12.0),
        (1.5, 1.5),
        ("1.234,5", 1234.5),
        ("1.234.567", 1234567.0),
        ("1.234", 1234.0),
        ("12,50", 12.5),
        ("1 234 567", 1234567.0),
        ("1\u00a0234,5", 1234.5),
        ("1\u202f234", 1234.0),
        (" 77\u00a0", 77.0),
        ("-3,5", -3.5),
        ("\u22123,5", -3.5),
        ("+2", 2.0),
    ],
)
def test_numbers(cell, value):
    assert german.number(cell, "A1") == (value, Flag.OK)


@pytest.mark.parametrize(
    ("cell", "flag"),
    [
        ("*", Flag.SECRET),
        (" * ", Flag.SECRET),
        ("x", Flag.NOT_APPLICABLE),
        ("X", Flag.NOT_APPLICABLE),
        ("/", Flag.UNKNOWN),
        ("...", Flag.UNKNOWN),
        ("…\u00a0", Flag.UNKNOWN),
    ],
)
def test_marks_are_no_numbers(cell, flag):
    assert german.number(cell, "A1") == (None, flag)


def test_marks_that_differ_by_publisher():
    assert german.number("–", "A1", marks={**MARKS, **DASH_IS_NOTHING}) == (0.0, Flag.OK)
    assert german.number(".", "A1", marks={**MARKS, **DOT_IS_SECRET}) == (None, Flag.SECRET)
    for mark in ("-", "."):
        with pytest.raises(BadContent):
            german.number(mark, "A1")


def test_empty_cells_mean_what_the_source_says():
    assert german.number("", "A1", empty=(None, Flag.NOT_APPLICABLE)) == (None, Flag.NOT_APPLICABLE)
    with pytest.raises(BadContent, match="A1: empty"):
        german.number("\u00a0", "A1")


def test_percent_only_where_declared():
    assert german.number("12,5 %", "A1", percent=True) == (12.5, Flag.OK)
    with pytest.raises(BadContent):
        german.number("12,5 %", "A1")


@pytest.mark.parametrize(
    "cell",
    [
        "12.5",
        "1.23",
        "1,234.5",
        "1.2345",
        "12 34",
        "1e3",
        "0x1F",
        "12 Personen",
        "(12)",
        "ja",
        "nan",
        "inf",
        "1,2,3",
        "=1",
    ],
)
def test_everything_else_is_refused(cell):
    with pytest.raises(BadContent, match="sheet 'S', cell B7"):
        german.number(cell, "sheet 'S', cell B7")


@pytest.mark.parametrize(
    "cell", [True, float("nan"), float("inf"), dt.date(2025, 3, 1), dt.datetime(2025, 3, 1), dt.time(1)]
)
def test_values_that_are_no_numbers_are_refused(cell):
    with pytest.raises(BadContent, match="A1"):
        german.number(cell, "A1")


@given(st.integers(-(10**12), 10**12), st.integers(0, 99))
def test_every_german_number_reads_back(whole, hundredths):
    text = f"{whole:,}".replace(",", ".") + f",{hundredths:02d}"
    sign = -1 if text.startswith("-") else 1
    assert german.number(text, "A1")[0] == pytest.approx(whole + sign * hundredths / 100)


@given(st.text(max_size=12))
def test_no_text_is_read_as_a_wrong_number(text):
    try:
        value, flag = german.number(text, "A1")
    except BadContent:
        return
    assert (value is None) == (flag is not Flag.OK)
    assert value is None or any(letter.isdigit() for letter in text)


@pytest.mark.parametrize(("cell", "code"), [("0513", "0513"), (5131.0, "5131"), ("1110 ", "1110")])
def test_codes(cell, code):
    assert german.code(cell, 4, "A1") == code


@pytest.mark.parametrize("cell", [513, 513.0, "513", "51 13", "", dt.date(2025, 5, 13), 51.3])
def test_codes_are_never_padded(cell):
    with pytest.raises(BadContent, match="A1") as raised:
        german.code(cell, 4, "A1")
    if cell in (513, "513"):
        assert "'0513'" in str(raised.value)


def test_dates_and_months():
    assert german.date("Erschienen am\u00a04. September 2025", "A1") == dt.date(2025, 9, 4)
    assert german.date("29.05.2026", "A1") == dt.date(2026, 5, 29)
    assert german.date(dt.datetime(2026, 5, 29, 3), "A1") == dt.date(2026, 5, 29)
    assert german.month("Berichtsmonat: März 2026", "A1") == "2026-03"
    assert german.month("Dez. 2025", "A1") == "2025-12"
    for text in ("31. Februar 2025", "4. Monat 2025", "2025"):
        with pytest.raises(BadContent):
            german.date(text, "A1")
    with pytest.raises(BadContent):
        german.month("Lenz 2026", "A1")


@pytest.mark.parametrize("cell", [1989, "20255", "25", 2025.5, None])
def test_years(cell):
    assert german.year(2025.0, "A1") == 2025
    with pytest.raises(BadContent):
        german.year(cell, "A1")
