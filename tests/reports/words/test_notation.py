"""German notation, and words in place of what may not be shown."""

from __future__ import annotations

import pytest

from reports.pages.source_lines import source_line
from reports.words import notation


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (5244, 0, "5\u202f244"),
        (1234567.5, 1, "1\u202f234\u202f567,5"),
        (0.61, 2, "0,61"),
        (-3.25, 1, "\u22123,3"),
        (-0.04, 1, "0,0"),
        (249.5, 0, "250"),
        (2.675, 2, "2,68"),
        (0, 0, "0"),
    ],
)
def test_numbers(value, digits, text):
    assert notation.number(value, digits) == text


@pytest.mark.parametrize(
    ("value", "previous", "text"),
    [
        (103, 100, "+3,0\u202f%"),
        (97, 100, "\u22123,0\u202f%"),
        (100.01, 100, "±0\u202f%"),
        (5, 0, None),
        (5, None, None),
        (None, 5, None),
    ],
)
def test_changes(value, previous, text):
    assert notation.change(value, previous) == text


@pytest.mark.parametrize(
    ("value", "flag", "text"),
    [
        (None, "below_3", "unter 3"),
        (None, "secret", "geheim"),
        (None, "unknown", "k. A."),
        (None, "few_cases", "wenige"),
        (None, "ok", "·"),
        (0, "ok", "0"),
        (0, "rounded_to_zero", "0"),
        (12, "uncertain", "(12)"),
    ],
)
def test_a_missing_value_is_a_word_and_never_zero(value, flag, text):
    assert notation.cell(value, flag) == text


def test_flags_months_and_lists():
    flags = ("vacancies:below_3", "ratio:few_cases")
    assert notation.flag_of(flags, "ratio") == "few_cases"
    assert notation.flag_of(flags, "employees") == "ok"
    assert notation.month_name("2025-12") == "Dezember 2025"
    assert notation.listed(["Bottrop", "Gelsenkirchen", "Herne"]) == "Bottrop, Gelsenkirchen und Herne"
    assert notation.listed(["Bottrop"]) == "Bottrop"


def test_source_lines_name_each_line_once_and_mark_calculations():
    from tests.support import factory

    brief = factory.bochum()
    line = "Quelle: © Statistik der Bundesagentur für Arbeit"
    assert source_line(brief, "ba_engpassanalyse", "ba_kreis_berufe") == line
    assert source_line(brief, "ba_engpassanalyse", computed=True) == f"{line}; eigene Berechnungen"
    assert source_line(brief, "destatis_anerkennung", computed=True).count("eigene Berechnung") == 1
    assert "BKG" in source_line(brief, "ba_kreis_berufe", "bkg_outlines")


def test_a_figure_without_a_listed_source_fails():
    from tests.support import factory

    with pytest.raises(LookupError, match=r"05911.*nirgendwo"):
        source_line(factory.bochum(), "nirgendwo")
