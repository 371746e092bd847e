"""The front page: as many rows as there is room for, figures beside the Land's, sentences that give way in order."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree

import pytest

from reports.model.brief import Brief
from reports.model.changes import Change
from reports.model.market import Figure
from reports.pages import fit
from reports.pages.front.month_strip import month_strip
from reports.pages.front.view import front
from reports.pdf.typeface import width
from reports.words import regions
from tests.support import drawn, factory, said
from tests.support.complete import fullest

SVG = "{http://www.w3.org/2000/svg}"


def rows(brief: Brief) -> int:
    """Count the rows of the ranking."""
    drawing = front(brief)["ranking"]
    drawn.check(drawing)
    names = {float(n.get("y")) for n in ElementTree.fromstring(drawing).iter(f"{SVG}text") if n.get("x") == "0"}
    return sum(not any(y - other < 10 for other in names if other < y) for y in names)


@pytest.mark.parametrize(
    ("make", "least"),
    [(factory.bochum, 11), (factory.land, 12), (factory.long_land, 11), (factory.everything, 8),
     (factory.no_shortage, 12)],
    ids=lambda value: getattr(value, "__name__", value),
)  # fmt: skip
def test_the_ranking_has_the_rows_a_reader_looks_for(make, least):
    assert rows(make()) >= least


def test_with_the_longest_names_changes_and_the_newest_month_there_are_still_some():
    changes = tuple(Change("real", f"Beruf {i}", "knapper: 0,61, zuvor 0,90", way="") for i in range(6))
    brief = replace(fullest(factory.cut_region()), changes=changes, changes_since="2025-11.r1")
    assert rows(brief) >= 4
    assert front(brief)["month"]["rows"]
    assert len(front(brief)["sentences"]) >= 2


def test_sentences_give_way_from_the_last_but_one():
    brief = factory.everything()
    texts = tuple(f"Satz {i} ist so lang, dass er {'sehr ' * 40}viele Zeilen braucht." for i in range(5))
    brief = replace(brief, texts=replace(brief.texts, in_brief=texts), changes_since="2025-11.r1")
    kept = front(brief)["sentences"]
    assert kept[0].startswith("Satz 0")
    assert kept[-1].startswith("Satz 4")
    assert len(kept) < 5


def tile(brief: Brief, key: str, **changed) -> dict:
    brief = replace(brief, headline={**brief.headline, key: replace(brief.headline[key], **changed)})
    return front(brief)["tiles"][["unemployed", "vacancies", "ratio", "employees"].index(key)]


def test_a_change_within_its_error_is_none_for_the_land_too():
    brief = factory.bochum()
    assert tile(brief, "vacancies", land=20875.0, land_previous=21190.0)["land"] == "NRW: 20\u202f875 (etwa gleich)"
    assert tile(brief, "vacancies", land=20875.0, land_previous=25000.0)["land"] == "NRW: 20\u202f875 (−16,5\u202f%)"
    assert tile(brief, "ratio", land=6.2, land_previous=5.5)["land"] == "NRW: 6,2 (Vorjahr 5,5)"
    assert tile(brief, "unemployed", land=None)["land"] == ""


def city(brief: Brief) -> Brief:
    land = {"land_id": "11", "land_name": "Land Berlin", "land_short": "Land Berlin"}
    return replace(brief, region=replace(brief.region, id="11000", name="Berlin", **land))


def test_a_city_state_is_compared_with_germany_and_not_with_itself():
    berlin = city(factory.everything())
    assert regions.is_land(berlin.region)
    assert not regions.is_land(factory.bochum().region)
    assert all(t["land"] == "" for t in front(berlin)["tiles"])
    assert [name for name, _ in month_strip(berlin)["rows"]] == ["Region"]
    for brief in (berlin, replace(factory.unestimated(), region=berlin.region)):
        assert "Land Berlin" not in front(brief)["ranking"]
        assert "Bund" in front(brief)["ranking"]


def test_figures_stay_in_their_tile():
    brief = factory.bochum()
    huge = Figure(9_999_999.0, "2025", 9.0, "ok", "ba_kreis_berufe", 99_999_999.0, 1.0)
    brief = replace(brief, headline=dict.fromkeys(brief.headline, huge))
    for shown in front(brief)["tiles"]:
        for words, size in ((shown["land"], fit.CELL), (shown["period"], fit.NOTE)):
            assert width(words, size) <= 114, words


def test_lines_of_the_finding_are_alike():
    text = "12 der 31 Berufsgruppen mit Engpass in NRW sind nach eigener Schätzung auch in Bochum eng, am knappsten:"
    room = fit.balanced(text, 12.0)
    assert fit.lines(text, 12.0, room) == fit.lines(text, 12.0) == 2
    assert room < 0.75 * fit.WIDTH
    assert fit.balanced("Bochum", 27.0, bold=True) == fit.WIDTH


def test_without_the_newest_month_the_page_says_so_once():
    shown = front(said.silent(factory.bochum()))
    assert shown["month"]["rows"] == []
    assert shown["tiles_note"].startswith("Monatszahlen der Arbeitsagentur enthält diese Ausgabe nicht")


def test_the_land_bears_one_name_in_all_figures():
    brief = factory.bochum()
    long = replace(brief, region=replace(brief.region, land_short="Mecklenburg-Vorpommern"))
    for region, name in ((brief, "NRW: "), (long, "Land: ")):
        assert all(tile["land"].startswith(name) for tile in front(region)["tiles"])


def test_a_plot_that_shows_some_of_the_short_groups_says_so():
    brief = fullest(factory.cut_region())
    called = sum(o.reading in ("beide_eng", "region_eng") for o in brief.occupations)
    assert rows(brief) < called
    assert f"Gezeigt: {rows(brief)} von {called} engen Gruppen" in front(brief)["plot_source"]
    assert "Gezeigt" not in front(factory.land())["plot_source"]


def test_the_day_of_the_newest_source_stands_above():
    brief = factory.bochum()
    sources = tuple(replace(s, issued=d) for s, d in zip(brief.sources, ("29.05.2026", "04.09.2025", ""), strict=False))
    assert front(replace(brief, sources=sources))["as_of"] == "29.05.2026"
    undated = tuple(replace(s, issued="") for s in brief.sources)
    assert front(replace(brief, sources=undated))["as_of"] == ""
