"""Page 3: what a row says, which states it names, and the notes that say how to read it."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace

import pypdf
import pytest

from reports.model.recognition import Before, CountryCount, Decisions, Reference, Ways, WorldRegion
from reports.pages import fit
from reports.pages.origin import notes
from reports.pages.origin.row import LINES, LINES_LATER, ORIGIN_TEXT, origin_row
from reports.pages.origin.view import MAP_LEAST, MAP_WIDE, origin_view
from reports.pdf.characters import missing
from reports.words.market import write_texts
from sources.reference.codes import COUNTRY_FILE
from tests.support import factory
from tests.support.complete import fullest, left_out, squeezed, steps
from tests.support.printed import render_pdf

FITTERS = next(r for r in factory.bochum().recognition if r.occupation == "262")
THIN = "\u202f"


def with_states(*counts: tuple[str, int], full: int = 816):
    """Return a row of one reference occupation with these states."""
    codes = [c[:3].upper() for c, _ in counts]
    states = factory.states_of(tuple((code, name, n) for code, (name, n) in zip(codes, counts, strict=True)))
    references = (Reference("Elektroniker/in", "26212", full, states),)
    return replace(FITTERS, references=references, countries=states, full_equivalence=full, cells=1)


def said(row, position: int = 0) -> str:
    return origin_row(row, position)["origin"].replace("\u00a0", " ")


def test_states_in_their_order_with_their_counts():
    row = with_states(("Bosnien", 222), ("Türkei", 216))
    assert said(row) == "Elektroniker/in: Bosnien 222, Türkei 216"
    assert [c.name for c in origin_row(row, 0)["states"]] == ["Bosnien", "Türkei"]


def test_states_that_are_not_ranked_are_tied():
    row = with_states(("Polen", 30), ("Albanien", 27), ("Türkei", 216))
    assert said(row) == "Elektroniker/in: Türkei 216, Albanien 27 / Polen 30"


def test_a_group_without_a_rank_is_named_whole_or_not_at_all():
    many = [(f"Staat {n}", 30 - n % 3) for n in range(20)]
    row = with_states(("Türkei", 216), *many)
    assert said(row) == "Elektroniker/in: Türkei 216 u. a."
    assert said(with_states(*many)) == "Elektroniker/in: 20 Staaten mit je 28 bis 30, ohne Rangfolge u. a."
    assert origin_row(with_states(*many), 0)["states"] == ()


def test_later_rows_are_shorter():
    states = [(f"Bosnien und Herzegowina {n}", 900 - 30 * n) for n in range(8)]
    lines = [fit.lines(said(with_states(*states), n), fit.NOTE, ORIGIN_TEXT) for n in range(5)]
    assert [a <= b for a, b in zip(lines, [*LINES, LINES_LATER, LINES_LATER], strict=True)] == [True] * 5
    assert lines[0] > lines[3]


def test_a_reference_occupation_of_any_length_leaves_room_for_its_first_state():
    row = with_states(("Bosnien und Herzegowina", 222), ("Türkei", 216))
    long = replace(row, references=(replace(row.references[0], name="Fachkraft für vieles und noch mehr " * 6),))
    assert "… (" not in said(long)
    assert "…: Bosnien und Herzegowina 222" in said(long, 0)
    assert fit.lines(said(long), fit.NOTE, ORIGIN_TEXT) <= LINES[0]


def test_world_regions_are_not_ranked_either():
    regions = (WorldRegion("Asien", 33), WorldRegion("Afrika", 30), WorldRegion("Übriges Europa", 78))
    row = replace(FITTERS, references=(Reference("Koch", "29302", 141, ()),), countries=(), regions=regions, cells=1,
                  full_equivalence=141)  # fmt: skip
    assert "Übriges Europa 78" in said(row)
    assert "Asien 33, " not in said(row)


@pytest.mark.parametrize(
    ("decisions", "printed"),
    [(Decisions(1152, 1131, 1, 1131 / 1152), f"98{THIN}%"), (Decisions(33, 15, 8, None), "·"), (None, "·")],
)
def test_a_share_or_none(decisions, printed):
    assert origin_row(replace(FITTERS, decisions=decisions), 0)["positive"] == printed


@pytest.mark.parametrize(
    ("before", "printed"),
    [
        (None, ""),
        (Before(2023, 816, 1), "wie 2023"),
        (Before(2023, 814, 1), "wie 2023"),
        (Before(2023, 600, 1), f"+36{THIN}%"),
        (Before(2023, 1200, 1), f"\u221232{THIN}%"),
        (Before(2023, 90, 1), "+726"),
        (Before(2023, 0, 0), "+816"),
    ],
)
def test_the_change_since_the_year_before(before, printed):
    row = replace(with_states(("Türkei", 216)), before=before)
    assert origin_row(row, 0)["moved"] == printed


def test_third_countries():
    assert origin_row(replace(FITTERS, ways=Ways(78, 1635, 6)), 0)["third"] == f"1{THIN}635"
    assert origin_row(replace(FITTERS, ways=None), 0)["third"] == "·"


# The notes


def test_notes_say_what_stands_in_the_table_and_nothing_else():
    plain = origin_row(replace(with_states(("Türkei", 216)), ways=Ways(3, 813, 1)), 0)
    assert "Positiv: Anteil an den beschiedenen Verfahren" in notes.measures([plain])
    assert "keine Anerkennung" in notes.measures([plain])
    for words in ("alphabetisch", "5 Punkte", "Vorjahr"):
        assert words not in notes.measures([plain])
    tied = origin_row(with_states(("Polen", 30), ("Albanien", 27)), 0)
    assert "alphabetisch" in notes.measures([plain, tied])
    assert "5 Punkte" in notes.measures([plain | {"positive": "·"}])
    assert "Vorjahr" in notes.measures([plain | {"moved": "+3"}])


def test_languages_stand_once_each_with_their_states():
    def state(name: str, *languages: str) -> CountryCount:
        return CountryCount("AAA", name, 3, False, languages)

    found = [state("Tunesien", "Arabisch"), state("Bosnien", "Bosnisch", "Serbisch"), state("Ägypten", "Arabisch"),
             state("Bosnien", "Bosnisch", "Serbisch"), state("Atlantis"), state("Südafrika", *"ABCDE")]  # fmt: skip
    assert notes.languages(found).replace("\u00a0", " ") == (
        "Amtssprachen (überwiegend nach Unicode CLDR): A, B, C u. a. (Südafrika); Arabisch (Ägypten, Tunesien); "
        "Bosnisch, Serbisch (Bosnien)."
    )
    assert notes.languages([state("Atlantis")]) == ""
    many = [state(f"Land {n}", f"Sprache {n}") for n in range(60)]
    text = notes.languages(many)
    assert fit.lines(text, fit.NOTE) == 3
    assert text.endswith("; weitere in brief.json.")
    assert "…" not in text
    assert "Land 0" in text
    assert "Land 59" not in text


def test_rows_without_room_name_their_level():
    def row(name: str, level: str, full: int = 12) -> dict:
        return {"name": name, "level": level, "full": full}

    of = [row("Tiefbau", "Fachkraft"), row("Informatik", "Experte"), row("Physik", "Experte", 0)]
    head = "Weitere volle Gleichwertigkeiten auf dem knappen Niveau"
    assert notes.left_out(of).replace("\u00a0", " ") == (
        f"{head} (ohne Angabe: Fachkraft): Tiefbau 12, Informatik (Experte) 12."
    )
    assert notes.left_out(of[1:]).replace("\u00a0", " ") == f"{head}: Informatik (Experte) 12."
    assert notes.left_out(of[2:]) == ""
    assert notes.left_out(of * 30).endswith(" weitere in der Excel-Datei.")


def test_the_head_says_that_figures_of_the_region_are_of_all_levels():
    text = pypdf.PdfReader(io.BytesIO(render_pdf(factory.bochum()))).pages[2].extract_text()
    assert "Region: schon hier, alle Niveaus" in " ".join(text.split())


def test_every_language_can_be_printed():
    with COUNTRY_FILE.open(encoding="utf-8", newline="") as file:
        assert missing("".join(row["languages"] for row in csv.DictReader(file))) == ""


def test_a_legal_way_says_when_it_was_looked_up_and_when_it_expires():
    european, third = steps(ways=True)
    assert (european.kind, third.kind) == ("way_eu", "way_third")
    brief = replace(factory.bochum(), ways=(european, replace(third, expired=True, checked="01.10.2026")))
    first, second = notes.legal_ways(brief)
    assert first["dated"] == "Stand 20.02.2026, zu prüfen bis 20.02.2028"
    assert second["dated"] == "Stand 12.03.2025, geprüft 01.10.2026, abgelaufen 12.03.2027: bitte prüfen"
    assert (first["expired"], second["expired"]) == (False, True)
    assert all(notes.way_lines(way) <= 3 for way in (first, second))
    assert "2005/36/EG" in first["text"]
    assert "Fachkräfteeinwanderungsgesetz" in second["text"]


def test_page_3_names_ways_languages_and_shares():
    brief = replace(factory.bochum(), ways=steps(ways=True))
    page = squeezed(pypdf.PdfReader(io.BytesIO(render_pdf(brief))).pages[2].extract_text())
    for words in (
        "Amtssprachen(überwiegendnachUnicodeCLDR)",
        "Englisch,Filipino(Philippinen)",
        "Stand20.02.2026",
        "Anteilpositiv",
    ):
        assert words in page, words


def test_ways_stand_there_though_no_occupation_was_joined():
    brief = fullest(factory.emptiest())
    assert brief.recognition == ()
    pages = [sheet.extract_text() for sheet in pypdf.PdfReader(io.BytesIO(render_pdf(brief))).pages]
    assert left_out(brief, pages) == []
    without = [*pages[:2], pages[2].replace("2005/36/EG", ""), *pages[3:]]
    assert left_out(brief, without) != []


def test_a_map_of_another_group_than_the_first_says_why():
    brief = factory.bochum()
    counts = {"recognition_cells_with_full": 27, "recognition_cells": 39, "recognition_cells_full": 90}
    brief = replace(brief, counts=brief.counts | counts | {"recognition_all_full": 120})
    assert brief.map.occupation == brief.ranking[0]
    assert not any("an erster Stelle" in text for text in write_texts(brief).map_text)
    second = replace(brief.map, occupation=brief.ranking[1], name="Zweite")
    view = origin_view(replace(brief, map=second, texts=write_texts(replace(brief, map=second))))["map"]
    first = next(o.name for o in brief.occupations if o.occupation == brief.ranking[0])
    assert view["texts"][0] == (
        f"{first} steht hier an erster Stelle, hat aber in weniger als der Hälfte der Kreise genug Fälle. Die Karte "
        "zeigt die nächste Gruppe, die sie hat."
    )


def test_the_map_is_large_enough_to_tell_kreise_apart():
    drawn = origin_view(factory.bochum())["map"]
    across, down = (float(x) for x in re.search(r'width="([\d.]+)pt" height="([\d.]+)pt"', drawn["drawing"]).groups())
    assert down >= MAP_LEAST or across == MAP_WIDE
    assert drawn["left"] + across <= fit.WIDTH
    assert origin_view(factory.cut_region())["map"]["texts"]


def test_more_rows_where_there_is_more_room():
    brief = factory.bochum()
    assert len(origin_view(brief)["rows"]) >= 4
    assert len(origin_view(replace(brief, map=None))["rows"]) > len(origin_view(brief)["rows"])
    view = origin_view(brief)
    left = [r.name for r in brief.recognition if r.full_equivalence and not r.collective][len(view["rows"]) :]
    told = view["left_out"].replace("\u2011", "-").replace("\u00a0", " ")
    named = [name for name in left if re.search(rf"(: |, ){re.escape(name)} ", told)]
    more = re.search(r"und (\d+) weitere", view["left_out"])
    assert len(left) == len(named) + (int(more[1]) if more else 0)


def test_the_sentence_on_the_front_page_names_no_states_that_cannot_be_ranked():
    brief = factory.bochum()
    care, *others = brief.recognition
    tied = tuple(replace(c, count=900, place=1) for c in care.countries)
    counts = brief.counts | {"recognition_cells_with_full": 27, "recognition_cells": 39, "recognition_cells_full": 90}
    counts |= {"recognition_all_full": 120}
    sentence = write_texts(replace(brief, counts=counts)).in_brief[-1]
    assert "Philippinen" in sentence
    brief = replace(brief, counts=counts, recognition=(replace(care, countries=tied), *others))
    sentence = write_texts(brief).in_brief[-1]
    assert "Philippinen" not in sentence
    assert "Pflegeberufe" in sentence
