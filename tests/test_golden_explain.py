"""`brief explain` on the publishers' real files: the example of the method, and what may not be told."""

from __future__ import annotations

import json
from dataclasses import replace
from math import exp, log

import pytest

from flows.steps.briefs import explain_group
from flows.steps.build import name_warehouse
from flows.steps.edition import open_edition
from flows.steps.hand_over import export_edition, import_edition
from flows.steps.regions import resolve_region
from reports.files.explanation import to_json
from reports.model.estimates import READINGS
from reports.model.explanation import DEVIATION, SCORE, Explanation, logit_for, probability_for
from reports.words.explanation import to_text
from reports.words.notation import THIN
from sources.reference.occupations import groups
from tests.support.cli import ROOT, brief
from transforms.warehouse.layers import open_marts

EDITION = "2025-12.r1"


def explained(world, region: str, group: str, edition: str = EDITION) -> Explanation:
    return explain_group(open_edition(world, edition), resolve_region(region), groups()[group])


def said(e: Explanation) -> str:
    return " ".join(to_text(e).replace(THIN, " ").split())


@pytest.fixture(scope="module")
def bochum(real_world) -> Explanation:
    return explained(real_world, "bochum", "262")


def test_bochum_is_short_as_its_land_is(bochum):
    o = bochum.observed
    assert (round(o.vacancies.value, 2), round(o.unemployed.value, 2), round(o.ratio, 2)) == (114.17, 69.75, 0.61)
    assert (o.vacancies.place.file, o.vacancies.place.row) == ("jobs.rda", 211526)
    assert (o.unemployed.place.file, o.unemployed.place.row) == ("unemployed_total.rda", 211526)
    assert bochum.estimate.klass == "engpass"
    assert READINGS[bochum.reading] == "Land und Region eng"
    for words in ("114,17", "69,75", "0,61", "Lesart im Bericht: „Land und Region eng“."):
        assert words in said(bochum)


def test_official_scores_are_those_of_the_file(bochum):
    assert [(s.level, round(s.score, 2), s.klass) for s in bochum.official] == [
        (2, 2.17, "engpass"), (3, 1.2, "kein_engpass"), (4, 1.5, "beobachtung"),
    ]  # fmt: skip
    assert (
        "Nordrhein-Westfalen Fachkraft 2,17 Engpass 2025_Laenderergebnisse.xlsx, Blatt Fachkräfte, Zelle G40"
        in said(bochum)
    )


def test_gelsenkirchen_is_open_for_a_reason_one_can_read(real_world):
    e = explained(real_world, "gelsenkirchen", "262")
    assert round(e.observed.ratio, 1) == 3.0
    assert (e.estimate.klass, e.reading) == ("uneindeutig", "beobachten")
    text = said(e)
    assert "Dafür spricht: In 13 von 13 Gebieten" in text
    assert (
        "Dagegen spricht: Gezählt sind in Gelsenkirchen 3,00 Arbeitslose je Stelle (Nordrhein-Westfalen 0,76)" in text
    )
    assert "Warum das nicht für „kein Engpass“ reicht:" in text
    assert "nur eines von sechs Merkmalen" in text


@pytest.mark.parametrize(("region", "group"), [("bochum", "262"), ("gelsenkirchen", "262"), ("emscher-lippe", "431"),
                                               ("05114", "221"), ("05", "262")])  # fmt: skip
def test_the_steps_add_up(real_world, region, group):
    e = explained(real_world, region, group)
    s, model = e.shrinkage, e.estimate
    pulled = s.log_ratio if s.land_log_ratio is None else (
        s.weight * s.land_log_ratio + (1 - s.weight) * s.log_ratio
    )  # fmt: skip
    if s.basis == "group":  # a folded group is as far from its value in Germany as its 2-digit group
        assert exp(pulled) == pytest.approx(s.ratio, rel=1e-6)
    assert log(s.ratio) - s.germany_log_ratio == pytest.approx(model.term(DEVIATION).value, abs=1e-6)
    assert model.start + sum(t.log_odds for t in model.terms) == pytest.approx(model.logit, abs=1e-6)
    assert model.start_probability + sum(t.points for t in model.terms) == pytest.approx(model.probability, abs=1e-6)
    assert model.logit == pytest.approx(logit_for(model.probability, model.variance), abs=1e-6)
    assert len(e.elsewhere) == e.areas_elsewhere
    assert sum(a.score for a in e.elsewhere) / len(e.elsewhere) == pytest.approx(model.term(SCORE).value, abs=1e-6)


def test_the_flip_put_back_into_the_model_gives_the_bound(real_world, bochum):
    with open_marts(name_warehouse(real_world, EDITION)) as connection:
        terms = {row[0]: row[1:] for row in connection.execute("select input, per_unit from model_term").fetchall()}
    for flip in bochum.flips:
        deviation = log(flip.ratio) - bochum.shrinkage.germany_log_ratio
        logit = terms["intercept"][0] + terms[SCORE][0] * bochum.score_elsewhere + terms[DEVIATION][0] * deviation
        assert probability_for(logit, bochum.estimate.variance) == pytest.approx(flip.probability, abs=1e-6)


def test_no_closed_cell_is_told(real_world):
    """Every group of two regions: what the mart closes is neither in the text nor in the JSON."""
    with open_marts(name_warehouse(real_world, EDITION)) as connection:
        closed = connection.execute(
            "select m.region_id, m.occupation_id, m.measure from region_measure m join dim_occupation o "
            "on o.occupation_id = m.occupation_id and o.level = 3 where m.value is null and m.flag <> 'unknown' "
            "and m.region_id in ('05911', '05916', '05954') and m.measure in ('vacancies', 'unemployed_persons')"
        ).fetchall()
    assert len(closed) > 50
    names = {"vacancies": "vacancies", "unemployed_persons": "unemployed"}
    for group in sorted({group for _, group, _ in closed})[:20]:
        e = explained(real_world, "mittleres ruhrgebiet", group)
        document = json.loads(json.dumps(to_json(e)))
        by_kreis = {k["id"]: k for k in document["observed"]["kreise"]}
        for region, other, measure in closed:
            if other == group:
                count = by_kreis[region][names[measure]]
                assert (count["value"], count["place"]) == (None, None), (region, group)
                assert count["flag"] in ("below_3", "secret")
        assert "unter 3" in said(e) or "geheim" in said(e)


def test_a_kreis_without_figures_says_what_is_missing(real_world):
    e = explained(real_world, "düren", "262")
    assert e.reason == "unknown"
    assert "Arbeitslose k. A." in said(e)
    region = explained(real_world, "ra-aachen", "262")
    assert region.observed.without == ("Kreis Düren",)
    assert all(flip.unemployed is None for flip in region.flips)


def test_a_handed_over_edition_says_the_same_as_far_as_it_reaches(real_world, bochum, tmp_path):
    export_edition(open_edition(real_world, EDITION), ["05911", "emscher-lippe"], tmp_path / "out", "agency")
    there = replace(real_world, data=tmp_path / "there")
    import_edition(there, tmp_path / "out")
    e = explained(there, "bochum", "262", "2025-12.agency")
    assert e.handed_over
    assert e.observed.vacancies.value == pytest.approx(bochum.observed.vacancies.value, abs=1e-3)
    assert e.estimate.probability == pytest.approx(bochum.estimate.probability, abs=1e-3)
    assert [f.ratio for f in e.flips] == pytest.approx([f.ratio for f in bochum.flips], rel=1e-3)
    assert "Die Werte der anderen Länder enthält die weitergegebene Ausgabe nicht." in said(e)
    whole = explained(there, "emscher-lippe", "262", "2025-12.agency")
    assert whole.observed.vacancies.place.column == "total, Summe"
    assert "Spalte total, Summe" in said(whole)


def test_the_command_prints_text_and_json(real_world):
    text = brief(real_world.data, "explain", "bochum", "elektriker")
    assert text.returncode == 0, text.stderr
    assert text.stdout.startswith("Energietechnik (262) in Bochum\n")
    found = brief(real_world.data, "explain", "05911", "262", "--edition", EDITION, "--json")
    assert json.loads(found.stdout)["observed"]["unemployed"]["value"] == 69.75


def test_the_guide_shows_a_real_answer(real_world):
    answer = to_text(explained(real_world, "gelsenkirchen", "262"))
    guide = (ROOT / "docs" / "anleitung.md").read_text(encoding="utf-8")
    quoted = guide.split("## Ein Urteil erklären lassen")[1].split("```text\n")[1].split("\n```")[0]
    parts = quoted.split("\n\n…\n\n")
    assert len(parts) == 2
    assert all(part in answer for part in parts)
