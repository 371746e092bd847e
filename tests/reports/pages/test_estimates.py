"""The estimate on the pages: apart from what is official and what is counted, with its interval, and how good it is."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import page
import pypdf
import pytest

from reports.model.brief import Brief
from reports.model.estimates import READINGS, Estimate
from reports.model.market import Occupation
from reports.pages import fit
from reports.pages.compose import render_html
from reports.pages.front.view import front
from reports.pages.method.validation import validation_view
from reports.pages.method.view import method_view
from reports.pages.table.view import KEY, ordered, table_page
from reports.words.estimate_notation import estimated
from tests.support import factory
from tests.support.complete import fullest, squeezed
from tests.support.page_layout import check_layout
from tests.support.printed import layout, render_pdf

LONGEST = (
    "Lehrtätigkeit für berufsbildende Fächer, betriebliche Ausbildung und Betriebspädagogik",
    "Gesundheits- und Krankenpflege, Rettungsdienst und Geburtshilfe",
    "Aus- und Trockenbau, Isolierung, Zimmerei, Glaserei, Rollladen- und Jalousiebau",
)


def page_texts(brief: Brief) -> list[str]:
    return [sheet.extract_text() for sheet in pypdf.PdfReader(io.BytesIO(render_pdf(brief))).pages]


def with_first(brief: Brief, **more) -> Brief:
    """Change the first row of the table."""
    code = ordered(brief)[0].occupation
    return replace(
        brief, occupations=tuple(replace(o, **more) if o.occupation == code else o for o in brief.occupations)
    )


def cells(brief: Brief) -> list[dict]:
    """Return the cells of the first row by the kind of their column."""
    found = table_page(brief)
    kinds = [column.kind for group in found.groups for column in group.columns]
    return dict(zip(kinds, found.rows[0]["cells"], strict=True))


def test_three_kinds_of_figures_have_heads_of_their_own():
    found = table_page(factory.bochum())
    assert [group.title for group in found.groups] == [
        "Amtlich: NRW", "Region, beobachtet", "Region, geschätzt (eigene Berechnung)",
    ]  # fmt: skip
    assert [c.kind for c in found.groups[2].columns] == ["estimate", "chance", "reading"]
    assert found.name + sum(c.width for g in found.groups for c in g.columns) == pytest.approx(fit.WIDTH)
    html = render_html(factory.bochum())
    assert "rowspan" not in html
    assert html.count("Region, geschätzt (eigene Berechnung)") == 1


def test_a_row_tells_interval_probability_rank_and_reading():
    estimate = Estimate("group", "", 0.626, 0.5, 0.8, 0.94, 0.9, 0.97, "engpass", (4, 35, 51))
    found = cells(with_first(factory.bochum(), estimate=estimate, reading="beide_eng"))
    assert [found["estimate"][k] for k in ("over", "beside", "under")] == ["0,63", "(0,50–0,80)", "Rang 4–35 von 51"]
    assert [found["chance"][k] for k in ("over", "under")] == ["94\u202f%", "90–97\u202f%"]
    assert found["reading"]["lines"] == ["Land und Region", "eng"]
    unclear = replace(estimate, probability=0.47, probability_low=0.31, probability_high=0.63, klass="uneindeutig")
    found = cells(with_first(factory.bochum(), estimate=unclear, reading="beobachten"))
    assert [found["chance"][k] for k in ("over", "under")] == ["uneindeutig", "31–63\u202f%"]


@pytest.mark.parametrize(
    "land", ["Thüringen", "Sachsen", "Hessen", "Bayern", "Saarland", "Brandenburg", "Sachsen-Anhalt"]
)
def test_the_head_of_the_official_columns_stays_on_one_line(land):
    brief = factory.bochum()
    brief = replace(brief, region=replace(brief.region, land_name=land, land_short=land))
    rows = [b for b in layout(brief).pages[1]._page_box.descendants() if type(b).__name__ == "TableRowBox"]
    assert rows[0].height * 0.75 == pytest.approx(14.2)


@pytest.mark.parametrize("reading", READINGS)
def test_every_reading_stands_whole_in_its_cell(reading):
    found = cells(with_first(factory.bochum(), reading=reading))["reading"]
    assert " ".join(found["lines"]) == READINGS[reading]


def test_a_row_of_the_two_digit_group_says_so_and_shows_none_of_its_counts():
    brief = factory.small_region()
    rows = [o for o in ordered(brief) if o.estimate and o.estimate.basis == "family"]
    found = table_page(brief)
    unders = [row["cells"][6]["under"] for row in found.rows]
    assert unders.count(f"Hauptgruppe {rows[0].occupation[:2]}") >= 1
    assert "„Hauptgruppe“: zu wenige eigene Fälle, darum Werte der ganzen Hauptgruppe" in found.notes
    assert "„Hauptgruppe“" not in table_page(factory.bochum()).notes


def test_few_cases_have_no_figure():
    found = cells(with_first(factory.bochum(), estimate=None, reading="zu_wenige"))
    assert (found["estimate"]["over"], found["chance"]["over"]) == ("wenige", "·")
    assert found["reading"]["lines"] == ["zu wenige Fälle"]


@pytest.mark.parametrize("make", [factory.unestimated, factory.few_cases, factory.land], ids=lambda f: f.__name__)
def test_without_estimates_the_table_shows_more_of_what_is_counted(make):
    brief = make()
    assert not estimated(brief)
    found = table_page(brief)
    assert [c.kind for c in found.groups[1].columns][-3:] == ["employees", "foreign", "trend"]
    assert len(found.groups) == 2
    assert validation_view(brief) is None
    text = "".join(page_texts(brief))
    assert "Geschätzt: nichts" in text
    assert "Region, geschätzt" not in text


def test_rows_stand_in_the_order_of_the_edition():
    brief = factory.bochum()
    turned = tuple(replace(o, position=None if o.position is None else 100 - o.position) for o in brief.occupations)
    codes = [o.occupation for o in ordered(brief)]
    assert [o.occupation for o in ordered(replace(brief, occupations=turned))] == codes[::-1]
    assert [o.position for o in ordered(brief)] == list(range(1, len(codes) + 1))


def test_long_names_are_whole_and_take_a_third_line():
    names = dict(zip((o.occupation for o in ordered(factory.bochum())[3:]), LONGEST, strict=False))
    brief = factory.bochum()
    brief = replace(
        brief, occupations=tuple(replace(o, name=names.get(o.occupation, o.name)) for o in brief.occupations)
    )
    document = layout(brief)
    assert check_layout(document) == []
    text = squeezed(page_texts(brief)[1])
    assert all(squeezed(name) in text for name in LONGEST)
    found = table_page(brief)
    assert len(found.rows) == 25
    assert max(len(row["name"]["lines"]) for row in found.rows) == 3


def test_a_name_without_room_loses_the_note_of_what_there_is_not_first():
    absent = "Eine Vakanzzeit nach Berufen liegt für diese Ausgabe nicht vor"
    assert absent in table_page(factory.bochum()).notes
    long = tuple(replace(o, name=LONGEST[0]) if o.shown else o for o in factory.bochum().occupations)
    found = table_page(replace(factory.bochum(), occupations=long))
    assert absent not in found.notes
    assert len(found.rows) == 25


def test_wide_intervals_stay_in_their_cells():
    brief = factory.bochum()
    wide = {"ratio": 88.8, "ratio_low": 0.33, "ratio_high": 155.1, "rank": (12, 47, 96)}
    occupations = tuple(
        replace(o, estimate=replace(o.estimate, **wide)) if o.estimate else o for o in brief.occupations
    )
    assert check_layout(layout(replace(brief, occupations=occupations))) == []


def test_the_key_is_measured_as_it_is_printed():
    html = render_html(factory.bochum())
    printed = re.search(r'<div class="key"><p>(.*?)</p>', html, re.S)[1]
    assert squeezed(re.sub("<[^>]+>", "", printed)) == squeezed(KEY)


def ranked_names(brief: Brief) -> list[Occupation]:
    drawing = front(brief)["ranking"]
    return sorted(
        (o for o in brief.occupations if f">{o.name}<" in drawing), key=lambda o: drawing.index(f">{o.name}<")
    )


def test_the_front_page_ranks_what_is_called_short_by_its_estimate():
    found = ranked_names(factory.bochum())
    assert len(found) >= 4
    assert all(o.estimate.klass == "engpass" for o in found)
    assert [o.estimate.ratio for o in found] == sorted(o.estimate.ratio for o in found)
    assert "Region (Spanne)" in front(factory.bochum())["ranking"]
    assert "Region (Spanne)" not in front(factory.unestimated())["ranking"]


def test_the_validation_stands_beside_the_estimate():
    text = " ".join(page_texts(factory.bochum())[4].split())
    assert "Schätzung dieses Berichts 91 0,11 2,1 Einstufung Deutschlands 75 0,16 1,2 Einstufung der" in text
    assert "lagen 90 von 100 in ihrer Spanne" in text
    assert "im Mittel 4,7, im ungünstigsten Fall 4,2" in text
    assert "<title>Vorhergesagter und amtlicher Anteil" in render_html(factory.bochum())
    assert validation_view(factory.bochum())["drawing"].count("<circle") == 10


def test_with_all_sources_the_panel_stays_and_licences_are_named_once():
    brief = fullest(factory.cut_region())
    view = method_view(brief)
    assert view["validation"]
    assert view["grouped"]
    assert view["sources"] == []
    assert [name for name, *_ in view["meanings"]][3] == "Schätzung, Rang, Einordnung"
    licences = [group["licence"] for group in view["grouped"]]
    assert len(licences) == len(set(licences)) < sum(len(group["parts"]) for group in view["grouped"])


@pytest.mark.parametrize("make", [factory.small_region, factory.unestimated], ids=lambda f: f.__name__)
def test_pages_with_and_without_estimates_are_accessible(make):
    report = page.validate_pdf_bytes(render_pdf(make()), profile=page.ValidationProfile.PDF_UA_1)
    assert report.is_compliant, sorted({f.message for f in report.failures})
