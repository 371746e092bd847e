"""How recognition is joined to short occupations: decisions, legal ways, the year before, and places of states."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reports.load.recognition import Statistics, rows
from reports.model.recognition import Before, Decisions, Ways

CARE = "Pflegefachmann/Pflegefachfrau (inkl. Vorgängerberufe)"
NAMES = {"262": {"name": "Energietechnik"}, "Pfl": {"name": "Pflegeberufe"}}


def official(code: str, level: int = 2, label: str = "") -> dict:
    return {"occupation_id": code, "rated_as": code, "level": level, "label": label, "class": "engpass"}


def reference(code: str, name: str, full: int, occupation: str = "262", level: int = 2, collective: bool = False):
    return {
        "year": 2024, "occupation_id": occupation, "level": level, "reference_code": code, "reference": name,
        "full_equivalence": full, "collective": collective,
    }  # fmt: skip


def group(code: str, decided, positive, cells, previous=None, previous_cells=None, level: int = 2):
    return {
        "year": 2024, "occupation_id": code, "level": level, "collective": False, "decided": decided,
        "positive": positive, "decided_cells": cells, "previous": previous, "previous_cells": previous_cells,
    }  # fmt: skip


def origin(name: str, count: int, country: str | None = None, group: str = "third", languages="", region=None):
    return {
        "year": 2024, "reference": name, "country_id": country, "country": country, "country_group": group,
        "languages": languages, "world_region": region, "count": count,
    }  # fmt: skip


FITTERS = Statistics(
    references=[reference("26252", "Monteur/in", 816), reference("26212", "Elektroniker/in", 60)],
    aggregates=[],
    members=[],
    origins=[
        origin("Monteur/in", 222, "BIH", languages="Bosnisch;Kroatisch;Serbisch"),
        origin("Monteur/in", 216, "TUR", languages="Türkisch"),
        origin("Monteur/in", 30, "POL", "eu", "Polnisch"),
        origin("Monteur/in", 27, "CHE", "ch"),
        origin("Monteur/in", 72, region="EWR/Schweiz"),
        origin("Monteur/in", 69, region="EU-Länder"),
        origin("Monteur/in", 744, region="Drittstaaten"),
        origin("Elektroniker/in", 6, region="EWR/Schweiz"),
        origin("Elektroniker/in", 54, region="Drittstaaten"),
    ],
    series=[],
    groups=[group("262", 1203, 1185, 3, previous=849, previous_cells=2), group("999", 3, 0, 1)],
)


def only(statistics: Statistics, *short: dict):
    (row,) = rows(statistics, short or [official("262")], NAMES, {})
    return row


def test_decisions_are_those_of_the_whole_group():
    assert only(FITTERS).decisions == Decisions(1203, 1185, 3, 1185 / 1203)


def test_where_a_figure_is_missing_there_is_no_sum():
    assert only(replace(FITTERS, groups=[group("262", None, None, 3)])).decisions is None
    assert only(replace(FITTERS, groups=[])).decisions is None
    assert only(replace(FITTERS, groups=[group("262", 30, 27, 3)])).decisions == Decisions(30, 27, 3, None)


def test_both_levels_are_added_where_the_score_covers_both():
    two = replace(FITTERS, groups=[group("262", 90, 60, 2, 30, 1), group("262", 33, 30, 1, 12, 1, level=3)])
    assert only(two).decisions == Decisions(90, 60, 2, 60 / 90)
    both = only(two, official("262", label="Energietechnik Fk+Sp"))
    assert both.decisions == Decisions(123, 90, 3, 90 / 123)
    assert both.before == Before(2023, 42, 2)
    half = replace(two, groups=[two.groups[0], group("262", 33, 30, 1, None, None, level=3)])
    assert only(half, official("262", label="Energietechnik Fk+Sp")).before is None


def test_an_aggregate_stands_for_its_members_with_one_cell():
    care = Statistics(
        references=[reference("81302", "Pfleger/in", 93, "Pfl"), reference("82102", "Altenpfleger/in", 6, "Pfl")],
        aggregates=[{"aggregate_name": CARE, "full_equivalence": 102, "decided": 303, "positive": 300, "previous": 81}],
        members=[
            {"aggregate_name": CARE, "reference_code": code, "reference": name}
            for code, name in (("81302", "Pfleger/in"), ("82102", "Altenpfleger/in"))
        ],
        origins=[
            origin("Pfleger/in", 87, region="Drittstaaten"),
            origin("Pfleger/in", 6, region="EWR/Schweiz"),
            origin("Altenpfleger/in", 6, region="Drittstaaten"),
        ],
        series=[],
        groups=[group("Pfl", 306, 303, 2, 84, 2)],
    )
    row = only(care, official("Pfl"))
    assert row.decisions == Decisions(303, 300, 1, 300 / 303)
    assert row.before == Before(2023, 81, 1)
    assert row.ways == Ways(6, 93, 2)
    older = replace(care, aggregates=[{"aggregate_name": CARE, "full_equivalence": 102}])  # handed over before
    assert only(older, official("Pfl")).decisions == Decisions(306, 303, 2, 303 / 306)
    assert only(older, official("Pfl")).before == Before(2023, 84, 2)


def test_ways_are_eu_eea_and_switzerland_against_third_countries():
    assert only(FITTERS).ways == Ways(72 + 6, 744 + 54, 2)


def test_ways_that_do_not_make_the_whole_are_not_given():
    """An edition handed over before holds states, but not the two columns."""
    states = replace(FITTERS, origins=[o for o in FITTERS.origins if o["world_region"] is None])
    assert only(states).ways is None
    assert [c.country for c in only(states).countries] == ["BIH", "TUR", "CHE", "POL"]


def test_the_year_before_is_that_of_the_group():
    assert only(FITTERS).before == Before(2023, 849, 2)
    assert only(replace(FITTERS, groups=[group("262", 1203, 1185, 3)])).before is None


def test_states_have_places_languages_and_a_way():
    found = only(FITTERS).countries
    assert [(c.country, c.place, c.eu_eea) for c in found] == [
        ("BIH", 1, False), ("TUR", 2, False), ("CHE", 3, True), ("POL", 3, True),
    ]  # fmt: skip
    assert found[0].languages == ("Bosnisch", "Kroatisch", "Serbisch")
    assert found[2].languages == ()


@pytest.mark.parametrize(("second", "places"), [(201, [1, 2]), (204, [1, 1])])
def test_sums_over_three_reference_occupations_must_be_further_apart(second, places):
    names = ("Monteur/in", "Elektroniker/in", "Industrieelektriker/in")
    three = replace(
        FITTERS,
        references=[*FITTERS.references, reference("26252", names[2], 30)],
        origins=[origin("Monteur/in", second, "TUR"), *(origin(name, 70, "BIH") for name in names)],
    )
    assert sorted(c.place for c in only(three).countries) == places


def test_a_collective_code_has_its_own_decisions():
    engineers = replace(
        FITTERS,
        references=[*FITTERS.references, reference("27103", "Ingenieur/in", 4350, "271", 3, collective=True)],
        groups=[*FITTERS.groups, group("27103", 4464, 4350, 1, level=3), group("271", 9, 9, 1, level=3)],
    )
    joined, alone = rows(engineers, [official("262")], NAMES, {})
    assert (joined.collective, alone.collective) == (False, True)
    assert alone.decisions == Decisions(4464, 4350, 1, 4350 / 4464)
