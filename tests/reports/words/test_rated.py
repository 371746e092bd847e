"""Sentences on what is rated, what an estimate rests on, and what is not known of a region."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reports.files.document import to_document
from reports.model.brief import Brief
from reports.model.measures import COUNTS
from reports.pages import fit
from reports.pages.front.view import _classes, _no_ranking
from reports.pages.method.view import method_view
from reports.pages.table import view as page_table
from reports.words import estimate_notation, starting_points
from reports.words import estimates as told
from reports.words.market import write_texts
from reports.words.regions import in_rated
from tests.reports.words.test_estimates import SURE, every, read
from tests.support import factory

PAIR = "Rheinland-Pfalz/Saarland"


def paired(brief: Brief) -> Brief:
    return replace(brief, region=replace(brief.region, rated_area=PAIR))


def test_a_pair_of_laender_is_named_where_the_official_rating_is_spoken_of():
    brief = paired(read("beide_eng", "land_eng", "region_eng", "beobachten"))
    text = every(brief)
    assert f"mit Engpass in {PAIR}" in told.finding(brief)
    assert f"Amtlich eng ({PAIR}), hier entspannt" in text
    assert f"Hier eng, amtlich ({PAIR}) nicht" in text
    assert not any(said in text for said in ("Im Land", "im Land", "in NRW"))
    assert page_table.groups(brief)[0].title == "Amtlich: 2 Länder"
    assert PAIR in _classes(replace(brief, counts={"engpass": 1}))["caption"]
    assert to_document(brief)["region"]["rated_area"] == PAIR
    assert method_view(brief)["meanings"][0][2].startswith(PAIR)


def test_a_land_rated_alone_is_named_as_before():
    brief = factory.bochum()
    assert in_rated(brief.region) == "in NRW"
    assert to_document(brief)["region"]["rated_area"] == "Nordrhein-Westfalen"
    assert page_table.groups(brief)[0].title == "Amtlich: NRW"


def test_the_article_of_a_city_state_is_right():
    brief = factory.bochum()
    city = replace(brief.region, land_id="11", land_name="Land Berlin", land_short="Land Berlin")
    caption = _classes(replace(brief, region=city))["caption"]
    assert caption.startswith("Amtliche Bewertung im Land Berlin")


def rests_on_family(brief: Brief, own: int) -> Brief:
    """Let all shared shortages but the first few rest on the figures of their 2-digit group."""
    codes = [o.occupation for o in told.read_as(brief, "beide_eng")][own:]
    changed = (
        replace(o, estimate=replace(o.estimate, basis="family")) if o.occupation in codes else o
        for o in brief.occupations
    )
    return replace(brief, occupations=tuple(changed))


@pytest.mark.parametrize(
    ("own", "said", "not_said"),
    [
        (0, "(geschätzt aus der Hauptgruppe)", "am knappsten"),
        (1, "4 davon aus der Hauptgruppe geschätzt; aus eigenen Zahlen", "am knappsten"),
        (2, "3 davon aus der Hauptgruppe geschätzt; zu den knappsten der übrigen gehört", "am knappsten"),
        (3, "; zu den knappsten gehört", "Hauptgruppe"),
    ],
)
def test_the_tightest_is_named_from_its_own_counts_only(own, said, not_said):
    finding = told.finding(rests_on_family(read(*["beide_eng"] * 5), own))
    assert said in finding
    assert not_said not in finding


def unknown(brief: Brief) -> Brief:
    none = replace(brief.headline["unemployed"], value=None, flag="unknown")
    return replace(brief, headline={**brief.headline, "unemployed": none})


def test_where_unemployed_are_not_known_nothing_is_called_tight():
    brief = unknown(factory.bochum())
    without = replace(brief, occupations=tuple(replace(o, estimate=None) for o in brief.occupations))
    assert "nicht bekannt" in _no_ranking(brief)
    assert "nicht bekannt" not in _no_ranking(factory.bochum())
    assert "am engsten" not in " ".join(write_texts(replace(without, counts=dict.fromkeys(COUNTS, 4))).table_notes)
    spots = starting_points.white_spots(
        replace(brief, starting_points=tuple(replace(g, white_spot=True) for g in brief.starting_points))
    )
    assert "knappen" not in spots
    assert "nicht bekannt" in spots


def test_a_sentence_too_long_loses_brackets_whole():
    text = "Eng ist es in der Energietechnik (0,90; Spanne 0,80–1,00) und im Tiefbau (1,00; Spanne 0,90–1,10)."
    assert fit.without_brackets(text, fit.BODY, 4) == text
    for room in (400, 330, 270, 200, 120):
        short = fit.without_brackets(text, fit.BODY, 1, room)
        assert short.count("(") == short.count(")"), short


@pytest.mark.parametrize(
    ("p", "low", "high", "written"),
    [
        (0.995, 0.98, 0.999, ("über 99\u202f%", "ab 98\u202f%")),
        (0.98, 0.97, 0.989, ("98\u202f%", "97–99\u202f%")),
        (0.004, 0.001, 0.03, ("unter 1\u202f%", "bis 3\u202f%")),
    ],
)
def test_the_printed_interval_holds_the_printed_probability(p, low, high, written):
    e = replace(SURE, probability=p, probability_low=low, probability_high=high)
    assert (estimate_notation.chance(p), estimate_notation.chance_interval(e)) == written


def test_few_unemployed_per_vacancy_keep_a_decimal():
    brief = read("beide_eng")
    crowded = (
        replace(o, estimate=replace(o.estimate, ratio=3.56, ratio_low=3.1)) if o.estimate else o
        for o in brief.occupations
    )
    assert "3,6 Arbeitslose je Stelle" in " ".join(told.readings(replace(brief, occupations=tuple(crowded))))
