"""Sentences of the estimate: what they count, and that a change within its error is none."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reports.model.brief import Brief
from reports.model.estimates import READINGS, Estimate
from reports.model.market import Occupation
from reports.model.measures import COUNTS
from reports.words import estimate_notation as words
from reports.words import estimates as told
from reports.words.market import write_texts
from tests.support import factory

SURE = Estimate("group", "", 0.626, 0.5, 0.8, 0.94, 0.9, 0.97, "engpass", (4, 35, 51))


def read(*readings: str, brief: Brief | None = None) -> Brief:
    """Give the shown occupations of a brief these readings, the others none."""
    brief = brief or factory.bochum()
    shown = {o.occupation: r for o, r in zip((o for o in brief.occupations if o.shown), readings, strict=False)}
    occupations = []
    for o in brief.occupations:
        reading = shown.get(o.occupation, "")
        estimate = replace(SURE, ratio=0.5 + 0.01 * len(occupations)) if reading not in ("", "zu_wenige") else None
        short = tuple(replace(r, klass="engpass" if r.score and r.score >= 2 else None) for r in o.official)
        official = short if reading not in ("", "region_eng") else tuple(replace(r, klass=None) for r in short)
        occupations.append(replace(o, reading=reading, estimate=estimate, official=official, shown=bool(reading)))
    return replace(brief, occupations=tuple(occupations))


def every(brief: Brief) -> str:
    texts = write_texts(replace(brief, counts=dict.fromkeys(COUNTS, 4)))
    return " ".join((texts.finding, *texts.in_brief, texts.ranking_title.fullest, texts.table_title))


def test_the_finding_counts_what_land_and_region_share():
    brief = read("beide_eng", "beide_eng", "land_eng", "beobachten")
    assert told.finding(brief) == (
        "2 der 4 Berufsgruppen mit Engpass in NRW sind nach eigener Schätzung auch in Bochum eng; zu den knappsten "
        "gehört Landwirtschaft: etwa 50 Arbeitslose auf 100 gemeldete Stellen."
    )
    assert told.table_title(brief) == "In 2 Berufsgruppen sind Land und Region eng, in 1 nur das Land"


@pytest.mark.parametrize(
    ("readings", "wanted"),
    [
        (("beide_eng", "land_eng"), "Eine der 2 Berufsgruppen mit Engpass in NRW ist nach eigener Schätzung auch in"),
        (("land_eng", "beobachten", "zu_wenige"), "Keine der 3 Berufsgruppen mit Engpass in NRW ist nach eigener "),
        (("land_eng", "beobachten"), "sicher eng; bei 1 bleibt es offen und bei 1 ist es entspannt."),
        (("beobachten", "region_eng"), "In der Region eng, im Land nicht: "),
        (("region_eng",), "in NRW ist keine Berufsgruppe amtlich als Engpass ausgewiesen."),
    ],
)  # fmt: skip
def test_the_finding_is_right_where_little_is_short(readings, wanted):
    assert wanted.lower() in told.finding(read(*readings)).lower()


def spread(first: float, second: float, error: float, basis: str = "group") -> Brief:
    """Give two short groups these ratios, each with this factor of error; the second may rest on its family."""
    brief = read("beide_eng", "beide_eng", "beide_eng")
    ratios = iter((first, second, 9.0))
    return replace(brief, occupations=tuple(
        o if not o.reading else replace(o, estimate=replace(
            SURE, ratio=(ratio := next(ratios)), ratio_low=ratio / error, ratio_high=ratio * error,
            basis=basis if ratio == second else "group",
        )) for o in brief.occupations
    ))  # fmt: skip


@pytest.mark.parametrize(
    ("brief", "alone"),
    [
        (spread(0.5, 1.0, 1.1), True),
        (spread(0.5, 0.55, 1.1), False),  # 10 % apart, each 10 % unsure
        (spread(0.5, 1.0, 2.0), False),
        (spread(0.5, 1.0, 1.1, basis="family"), False),  # nobody counted the second
    ],
)
def test_first_is_only_what_is_apart_from_all_others(brief, alone):
    first = min((o for o in brief.occupations if o.reading), key=lambda o: o.estimate.ratio).name
    words = (f", am knappsten {first}:", f"{first} ist in Bochum am knappsten", f"Am knappsten: {first}")
    shared = (f"; zu den knappsten gehört {first}:", f"{first} gehört in Bochum zu", f"Unter den knappsten: {first}")
    text = told.finding(brief) + told.ranking_title(brief).fullest
    assert [any(w in text for w in said) for said in (words, shared)] == [alone, not alone]


def test_of_a_land_first_is_only_what_its_counts_set_apart():
    land = factory.land()
    tight = [next(o for o in land.occupations if o.occupation == code) for code in land.ranking][:2]
    for times, alone in ((1.02, False), (3.0, True)):
        pair = {tight[0].occupation: (50.0, 100.0), tight[1].occupation: (50.0 * times, 100.0)}
        occupations = tuple(
            replace(o, unemployed=pair[o.occupation][0], vacancies=100.0, ratio=pair[o.occupation][0] / 100)
            if o.occupation in pair else o for o in land.occupations
        )  # fmt: skip
        texts = write_texts(
            replace(land, ranking=tuple(pair), occupations=occupations, counts=dict.fromkeys(COUNTS, 4))
        )
        assert ("am knappsten" in texts.finding, "zu den knappsten" in texts.finding) == (alone, not alone)


def test_few_cases_everywhere_are_said():
    brief = read("zu_wenige", "zu_wenige")
    assert told.finding(brief).startswith("In Bochum reichen die Fallzahlen in keiner der 2 Berufsgruppen")
    assert told.plotted(brief) == []
    assert told.ranking_title(brief).fullest == "Für eine Rangfolge reichen die Zahlen nicht"


def test_every_kind_of_brief_gets_its_sentences():
    for make in factory.ALL:
        brief = make()
        text = every(brief)
        assert "None" not in text
        assert "{" not in text
        if brief.region.kind == "land" or not any(o.estimate for o in brief.occupations):
            assert "Schätzung" not in text


def test_readings_name_every_class_with_its_count():
    text = " ".join(told.readings(read("beide_eng", "beide_eng", "beide_eng", "land_eng", "region_eng", "beobachten")))
    assert "Land und Region eng in 3 Berufsgruppen" in text
    assert "Im Land eng, in der Region entspannt ist es in einer Berufsgruppe" in text
    assert "In der Region eng, im Land nicht ist es in einer Berufsgruppe" in text
    assert "eine uneindeutig („beobachten“)" in text


def test_many_unemployed_in_a_short_group_are_not_passed_over():
    brief = read("beide_eng", "beide_eng", "beide_eng")
    crowded = next(o for o in brief.occupations if o.reading == "beide_eng")
    wide = replace(crowded, estimate=replace(SURE, ratio=14.3, ratio_low=11.5, ratio_high=17.6))
    brief = replace(brief, occupations=tuple(wide if o is crowded else o for o in brief.occupations))
    assert f"{crowded.name} hat geschätzt 14 Arbeitslose je Stelle" in " ".join(told.readings(brief))
    assert "Eng heißt nicht" not in " ".join(told.readings(read("beide_eng", "beide_eng")))


def counted(unemployed: float, vacancies: float, before: tuple[float, float]) -> Occupation:
    o = next(o for o in factory.bochum().occupations if o.shown)
    return replace(
        o, unemployed=unemployed, vacancies=vacancies, ratio=unemployed / vacancies, unemployed_previous=before[0],
        vacancies_previous=before[1], ratio_previous=before[0] / before[1],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("now", "before", "direction"),
    [
        ((40, 20), (30, 20), 0),  # a third more, but of few cases
        ((400, 200), (300, 200), 1),  # the same of ten times as many
        ((300, 200), (400, 200), -1),
        ((300, 200), (300, 200), 0),
        ((4000, 2000), (3980, 2000), 0),
    ],
)
def test_a_change_is_one_beyond_its_error(now, before, direction):
    assert told.ratio_changed(counted(*now, before)) == direction


def test_a_change_of_unknown_counts_is_none():
    o = counted(400, 200, (300, 200))
    assert told.ratio_changed(replace(o, vacancies_previous=None)) == 0
    assert told.ratio_changed(replace(o, ratio_previous=None)) == 0


def test_changes_are_told_with_what_may_be_chance():
    brief = factory.bochum()
    shown = [o for o in brief.occupations if o.shown]
    moved = replace(counted(400, 200, (300, 200)), occupation=shown[0].occupation, name="Landwirtschaft", position=1)
    still = [replace(counted(30, 20, (30, 20)), occupation=o.occupation, name=o.name) for o in shown[1:4]]
    text = told.changes(replace(brief, occupations=(moved, *still)))
    assert text == (
        "Arbeitslose je Stelle, verglichen mit dem Vorjahr: mehr in Landwirtschaft (1,50, jetzt 2,00). In 3 weiteren "
        "kann die Änderung Zufall sein."
    )
    none = told.changes(replace(brief, occupations=tuple(still)))
    assert "in keiner Berufsgruppe der Tabelle" in none
    assert "steigt" not in none + text
    assert told.changes(replace(brief, occupations=())) == ""


def test_no_sentence_says_more_than_the_class():
    for make in (factory.bochum, factory.emscher_lippe, factory.small_region):
        brief = make()
        short = {o.occupation for o in told.called_short(brief)}
        read_short = [o for o in brief.occupations if o.reading in ("beide_eng", "region_eng")]
        assert short == {o.occupation for o in read_short if o.estimate.basis == "group"}
        ratios = [o.estimate.ratio for o in told.plotted(brief)]
        assert ratios == sorted(ratios)
        assert all(o.estimate.klass == "engpass" for o in told.called_short(brief))


@pytest.mark.parametrize(
    ("value", "wanted"), [(0.626, "0,63"), (9.994, "9,99"), (14.26, "14,3"), (155.09, "155"), (0.0, "0,00")]
)
def test_a_ratio_has_as_many_digits_as_it_bears(value, wanted):
    assert words.ratio(value) == wanted


def test_nothing_is_certain():
    sure = replace(SURE, probability=0.997, probability_low=0.993, probability_high=1.0)
    assert (words.chance(0.997), words.chance_interval(sure)) == ("über 99\u202f%", "ab 99\u202f%")
    unlikely = replace(SURE, probability=0.003, probability_low=0.0, probability_high=0.006)
    assert (words.chance(0.003), words.chance_interval(unlikely)) == ("unter 1\u202f%", "bis 1\u202f%")
    assert (words.chance(0.94), words.chance_interval(SURE)) == ("94\u202f%", "90–97\u202f%")


def test_a_rank_is_a_set_and_a_two_digit_group_has_none():
    assert words.rank(SURE) == "Rang 4–35 von 51"
    assert words.rank(replace(SURE, rank=(1, 1, 3))) == "Rang 1 von 3"
    assert words.rank(replace(SURE, rank=None)) == ""
    o = replace(factory.bochum().occupations[0], occupation="262", estimate=replace(SURE, basis="family"))
    assert words.family(o) == "Hauptgruppe 26"
    assert words.family(replace(o, estimate=SURE)) == ""
    assert all(words.reading(replace(o, reading=key)) == text for key, text in READINGS.items())
