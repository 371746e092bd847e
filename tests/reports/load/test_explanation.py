"""An explanation names every step, adds up, and tells no closed cell."""

from __future__ import annotations

import json
from dataclasses import replace
from math import exp, log

import pytest

from reports.files.explanation import to_json
from reports.load.explanation import load
from reports.model.explanation import DEVIATION, SCORE, Explanation, flips, logit_for, points, probability_for, roundly
from reports.model.region import RegionInfo
from reports.words.explanation import to_text
from reports.words.notation import THIN
from reports.words.paragraphs import WIDTH
from reports.words.regions import in_region
from sources.reference.occupations import groups
from tests.support import explain_world as world


@pytest.fixture(scope="module")
def connection():
    with world.warehouse() as open_world:
        yield open_world


@pytest.fixture(scope="module")
def own(connection) -> Explanation:
    return load(connection, world.KREIS, groups()[world.GROUP], "2025-12.r1")


def said(e: Explanation) -> str:
    """The text on one line, its narrow blanks as blanks."""
    return " ".join(to_text(e).replace(THIN, " ").split())


def test_counts_name_their_cell(own):
    assert (own.observed.vacancies.value, own.observed.unemployed.value) == (world.VACANCIES, world.UNEMPLOYED)
    place = own.observed.unemployed.place
    assert (place.source, place.file, place.sheet, place.row, place.column) == (
        "ba_kreis_berufe", "people.rda", "people", 2620, "total",
    )  # fmt: skip
    assert "Arbeitslose 250,00 people.rda, Tabelle people, Zeile 2620, Spalte total" in said(own)
    assert "Arbeitslose je Stelle 2,50 Nordrhein-Westfalen 0,80; Deutschland 0,60" in said(own)


def test_official_scores_name_their_cell(own):
    assert [(s.area, s.level, s.score) for s in own.official] == [
        ("Nordrhein-Westfalen", 2, 2.2), ("Nordrhein-Westfalen", 3, None), ("Nordrhein-Westfalen", 4, None),
    ]  # fmt: skip
    assert "Nordrhein-Westfalen Fachkraft 2,20 Engpass laender.xlsx, Blatt Blatt2, Zelle G40" in said(own)
    assert "Nordrhein-Westfalen Experte nicht bewertet" in said(own)


def test_the_scores_told_to_the_model_have_the_mean_it_was_told(own):
    assert [s.area_id for s in own.elsewhere] == ["DE", "06", "05"]
    assert sum(s.score for s in own.elsewhere) / own.areas_elsewhere == pytest.approx(own.score_elsewhere)


def test_shrinkage_in_words(own):
    s = own.shrinkage
    assert s.weight * s.land_log_ratio + (1 - s.weight) * s.log_ratio == pytest.approx(log(s.ratio))
    assert "Der Wert der Region zählt zu 91 %, der des Landes zu 9 %." in said(own)


def test_contributions_add_up(own):
    e = own.estimate
    assert e.start + sum(t.log_odds for t in e.terms) == pytest.approx(e.logit)
    assert e.start_probability + sum(t.points for t in e.terms) == pytest.approx(e.probability)
    assert e.term(SCORE).log_odds > 0 > e.term(DEVIATION).log_odds


@pytest.mark.parametrize("name", [DEVIATION, SCORE])
def test_a_flip_put_back_into_the_formula_gives_its_probability(own, name):
    e = own.estimate
    for flip in own.flips:
        new = {DEVIATION: log(flip.ratio) - log(world.GERMANY_RATIO), SCORE: flip.score}[name]
        changed = e.term(name).slope * (new - e.term(name).value)
        assert probability_for(e.logit + changed, e.variance) == pytest.approx(flip.probability)


def test_a_flip_is_a_count_that_is_drawn_there(own):
    s = own.shrinkage
    for flip in own.flips:
        raw = log((flip.unemployed + 0.5) / (world.VACANCIES + 0.5))
        assert s.weight * s.land_log_ratio + (1 - s.weight) * raw == pytest.approx(log(flip.ratio))


def test_what_would_flip_in_words(own):
    sure, half, sure_not = own.flips
    assert sure.ratio < own.shrinkage.ratio < sure_not.ratio
    assert (sure.ratio_plausible, half.ratio_plausible, sure_not.ratio_plausible) == (True, True, False)
    assert "Engpass, ab 80 %: bei höchstens" in said(own)
    assert "bei gleich vielen Stellen rund" in said(own)
    assert "statt 250 Arbeitslose" in said(own)
    assert "Kein Engpass, bis 20 %: Kein Verhältnis, das in den Ländern vorkommt, würde dafür reichen" in said(own)


def test_the_reason_is_readable(own):
    text = said(own)
    assert own.estimate.klass == "uneindeutig"
    assert "Dafür spricht: In 3 von 3 Gebieten" in text
    assert "Dagegen spricht: Gezählt sind in Bochum 2,50 Arbeitslose je Stelle (Nordrhein-Westfalen 0,80)" in text
    assert "Warum das nicht für „kein Engpass“ reicht:" in text
    assert "nur eines von sechs Merkmalen der amtlichen Bewertung" in text
    assert (
        "Lesart „beobachten“: Das Land gilt amtlich als Engpass; die Schätzung für die Region ist uneindeutig." in text
    )
    assert "Rang 40 bis 51 von 51" in text
    assert "Sicher enger sind 39, sicher entspannter keine; gegenüber den übrigen 11 kann" in text
    assert "eigene Berechnung" in text


def test_the_quality_is_one_sentence_beside_the_next_best(own):
    text = said(own)
    assert "Geprüft an 888 amtlichen Bewertungen, wobei jede der 12 Ländergruppen einmal verdeckt blieb" in text
    assert "in 91 von 100 Vergleichen" in text
    assert "nächstbestes Verfahren, „nur Arbeitslose je Stelle“" in text


def test_a_closed_cell_is_told_nowhere(connection):
    e = load(connection, world.REGION, groups()[world.GROUP], "2025-12.r1")
    text, document = said(e), json.dumps(to_json(e), ensure_ascii=False)
    closed = next(k for k in e.observed.kreise if k.id == world.CLOSED)
    assert (closed.unemployed.value, closed.unemployed.flag, closed.unemployed.place) == (None, "below_3", None)
    assert e.observed.unemployed.value is None
    assert "unter 3" in text
    assert "geheim" in text
    assert "127" not in text + document
    assert '"value": 2.0' not in document


def test_shares_and_rows_of_the_kreise(connection):
    text = said(load(connection, world.REGION, groups()[world.GROUP], "2025-12.r1"))
    assert "Bochum 50,0 % 100,00 2620 250,00 2620" in text
    assert "Herne 100 % 20,00 2621 unter 3" in text
    assert "Stellen: jobs.rda, Tabelle jobs, Spalte total" in text


def test_too_few_cases_say_so(connection):
    e = load(connection, world.REGION, groups()[world.GROUP], "2025-12.r1")
    assert (e.shrinkage, e.estimate, e.flips, e.reason) == (None, None, (), "few_cases")
    assert "Kein Urteil. Weder die Gruppe noch ihre Berufshauptgruppe hat hier 10 Stellen" in said(e)
    assert "Lesart „zu wenige Fälle“" in said(e)
    assert to_json(e)["estimate"]["probability"] is None


def test_a_group_rated_nowhere_has_a_ratio_and_no_judgement(connection):
    e = load(connection, world.KREIS, groups()[world.STRANGE], "2025-12.r1")
    assert "Kein Urteil. Die BA bewertet die Gruppe in keinem Gebiet" in said(e)
    assert "Diese Gruppe bewertet die BA hier nicht" in said(e)
    assert e.reading == ""


def test_counts_of_the_family_are_not_told(connection, own):
    e = load(connection, world.KREIS, groups()[world.SMALL], "2025-12.r1")
    text, found = said(e), to_json(e)["estimate"]["shrinkage"]
    assert "Gerechnet mit der Berufshauptgruppe 26" in text
    assert "denn die Gruppe selbst hat hier unter 10 Stellen" in text
    assert {name for name, value in found.items() if value is None} == {
        "own_ratio", "log_ratio", "variance", "land_ratio", "land_log_ratio",
    }  # fmt: skip
    assert found["ratio"] == round(own.shrinkage.ratio, 2)
    assert "In Logarithmen" not in text
    assert all(flip.unemployed is None for flip in e.flips)


def test_json_is_the_same_with_keys_of_its_own(own):
    document = json.loads(json.dumps(to_json(own)))
    assert list(document) == [
        "edition", "handed_over", "region", "occupation", "observed", "official", "estimate", "reading", "validation",
        "sources",
    ]  # fmt: skip
    assert document["observed"]["vacancies"]["place"]["row"] == 2620
    assert document["estimate"]["note"] == "eigene Berechnung"
    assert document["estimate"]["class"] == "uneindeutig"
    assert [flip["probability"] for flip in document["estimate"]["flips"]] == [0.8, 0.5, 0.2]
    assert [c["input"] for c in document["estimate"]["model"]["contributions"]] == [SCORE, DEVIATION]
    assert document["estimate"]["rank"] == {"from": 40, "to": 51, "of": 51}
    assert document["reading"] == {"key": "beobachten", "words": "beobachten", "land_class": "engpass"}


def test_only_quoted_sources_are_named(own):
    assert [(s.id, s.attribution) for s in own.sources] == [
        ("ba_engpassanalyse", "© BA 2026"), ("ba_kreis_berufe", "© BA"), ("ba_kreis_berufe", "© BA"),
    ]  # fmt: skip


def test_an_edition_without_estimates_explains_the_counts(connection):
    cursor = connection.cursor()
    cursor.execute("begin")
    for table in ("region_estimate", "model_term", "between_variance", "validation"):
        cursor.execute(f"delete from {table}")
    e = load(cursor, world.KREIS, groups()[world.GROUP], "2025-12.pilot", handed_over=True)
    cursor.execute("rollback")
    assert e.reason == "not_handed_over"
    assert "Diese Ausgabe wurde ohne Schätzungen weitergegeben." in said(e)
    assert "Arbeitslose 250,00" in said(e)


def test_an_area_without_figures_is_a_clean_miss(connection):
    for region, group in (("99999", world.GROUP), (world.KREIS, "811")):
        with pytest.raises(LookupError):
            load(connection, region, groups()[group], "2025-12.r1")


def test_sentences_fit_the_screen(own):
    prose = [line for line in to_text(own).splitlines() if "   " not in line.strip()]
    assert max(map(len, prose)) <= WIDTH


@pytest.mark.parametrize(("value", "about"), [(3.4, 3), (19.6, 20), (43, 45), (97.4, 95), (612, 610), (2349, 2300)])
def test_a_rough_count_is_said_roughly(value, about):
    assert roundly(value) == about


def test_points_of_opposite_inputs_add_up():
    parts = points(-0.8, (4.0, -3.0), 0.3)
    assert sum(parts) == pytest.approx(probability_for(0.2, 0.3) - probability_for(-0.8, 0.3))
    assert parts[0] > 0 > parts[1]
    assert logit_for(probability_for(1.7, 0.3), 0.3) == pytest.approx(1.7)


def test_without_a_pull_the_count_is_the_ratio_times_the_vacancies(own):
    free = replace(own.shrinkage, weight=0.0, land_log_ratio=None)
    (sure, *_) = flips(own.estimate, free, 99.5)
    assert sure.unemployed == pytest.approx(100 * exp(sure.deviation) * world.GERMANY_RATIO - 0.5)


@pytest.mark.parametrize(("name", "where"), [("Land Berlin", "im Land Berlin"), ("Saarland", "im Saarland"),
                                             ("Bayern", "in Bayern")])  # fmt: skip
def test_a_land_in_a_sentence(name, where):
    assert in_region(RegionInfo("00", name, "land", (), "00", name, name)) == where


@pytest.mark.parametrize(
    ("name", "kind", "where"),
    [
        ("Region Hannover", "kreis", "in der Region Hannover"),
        ("Städteregion Aachen", "kreis", "in der Städteregion Aachen"),
        ("Regionalverband Saarbrücken", "kreis", "im Regionalverband Saarbrücken"),
        ("Märkische Region", "ra", "in der Märkischen Region"),
        ("Münsterland", "ra", "in der Region Münsterland"),
    ],
)
def test_a_region_in_a_sentence(name, kind, where):
    assert in_region(RegionInfo("00", name, kind, (), "00", "Land", "Land")) == where


def test_a_kreis_that_is_a_land_is_compared_with_germany_only(own):
    alone = replace(own, shrinkage=replace(own.shrinkage, land_log_ratio=None, weight=0.0))
    text = said(alone)
    assert "Die Region ist ein ganzes Land: Ihr Wert bleibt, wie er gezählt ist." in text
    assert "Arbeitslose je Stelle 2,50 Deutschland 0,60" in text


def test_a_class_that_closed_cells_keep_open_says_so(own):
    e = replace(own, estimate=replace(own.estimate, probability=0.83))
    text = said(e)
    assert "Offen bleibt das Urteil, weil Zellen mit 1 oder 2 Personen geschlossen sind" in text
    assert "Engpass, ab 80 %" not in text
