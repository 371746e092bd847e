"""White spots on page 4: where full equivalences exist and nobody is known to do anything."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reports.model.brief import Brief
from reports.model.evidence import Entry
from reports.pages import fit
from reports.pages.evidence.view import evidence_view
from reports.pages.evidence.white_spots import _spots, spots_section
from tests.support import drawn, factory

BRIEF = factory.everything()
ENTRY = Entry(
    "x", "Elektro-Lotsen", "initiative", "Bochum", ("262",), (), (), "", "", "12.11.2025", False, "", "", True
)


def spots(brief: Brief) -> dict:
    return {spot.name: spot for spot in _spots(brief)[0]}


def helped(*countries: str, **changed) -> Brief:
    """Let one initiative for Energietechnik be known, for people of some states."""
    gaps = tuple(
        replace(g, white_spot=False, covered_by="initiative", initiatives=("Elektro-Lotsen",), priority=0.0)
        if g.occupation == "262"
        else g
        for g in BRIEF.starting_points
    )
    return replace(
        BRIEF, starting_points=gaps, register=(*BRIEF.register, replace(ENTRY, countries=countries, **changed))
    )


def test_each_field_is_a_short_group_and_a_state_with_its_cases():
    found = spots(BRIEF)
    assert "Energietechnik" in found
    assert all(found["Energietechnik"].open.values())
    row = next(r for r in BRIEF.recognition if r.occupation == "262")
    assert {c: one.count for c, one in found["Energietechnik"].countries.items()} == {
        c.country: c.count for c in row.countries
    }


def test_care_is_one_row_and_covered_by_the_rule():
    care = spots(BRIEF)["Pflegeberufe"]
    assert not any(care.open.values())
    assert list(spots(BRIEF))[-1] == care.name, "covered rows stand last"


def test_an_initiative_covers_the_states_it_names_and_all_where_it_names_none():
    everywhere, turkey = spots(helped())["Energietechnik"], spots(helped("Türkei"))["Energietechnik"]
    assert not any(everywhere.open.values())
    assert {c for c, is_open in turkey.open.items() if not is_open} == {"TUR"}
    other = spots(helped(occupations=("261",)))["Energietechnik"]
    assert not any(other.open.values()), "an initiative that is counted but not listed leaves nothing white"


def test_without_a_register_nothing_is_called_white():
    brief = replace(BRIEF, network_missing=None, register=())
    assert set(spots(brief)["Energietechnik"].open.values()) == {None}
    content = spots_section(brief).arrange(1)
    assert content["finding"].startswith("Berufe nach Ausbildungsstaat")
    assert "weißer Fleck" not in content["drawing"]


@pytest.mark.parametrize("size", [1, 2, 5])
def test_the_drawing_is_in_order_and_names_what_it_leaves_out(size):
    section = spots_section(BRIEF)
    shown = section.arrange(min(size, section.most))
    drawn.check(shown["drawing"])
    assert "weißer Fleck: keine Initiative bekannt" in shown["drawing"]
    assert "<title>Weiße Flecken nach Ausbildungsstaat: " in shown["drawing"]
    assert "Kein Staat veröffentlicht: " in shown["below"][0]
    assert "Quelle: ©" in shown["below"][0]
    short = tuple(replace(s, attribution="© Destatis") for s in BRIEF.sources)
    roomy = spots_section(replace(BRIEF, register=(), sources=short)).arrange(min(size, section.most))
    assert "Kein Staat veröffentlicht (nur bei den 20 häufigsten Berufen): " in roomy["below"][0]


@pytest.mark.parametrize("make", [factory.bochum, factory.land, factory.everything, factory.crowded, factory.silent])
def test_where_figures_are_others_than_on_page_3_the_page_says_why(make):
    """Page 3 tells requirement levels and reference occupations apart, page 4 adds them up."""
    said = "Niveaus und Berufe stehen hier zusammen, auf Seite 3 einzeln"
    brief = make()
    without = replace(brief, recognition=tuple(replace(r, countries=()) for r in brief.recognition))
    for one, places in ((brief, ("gap", "spots")), (without, ("gap",))):
        view = evidence_view(one)
        shown = [view[name] for name in places if view[name] and view[name]["rows"]]
        told = " ".join(line for section in shown for line in section["below"])
        assert told.count(said) == bool(shown), told
        assert "…" not in told
    with fit.endless():
        view = evidence_view(brief)
    assert "weiter oben einzeln" in " ".join(view["spots"]["below"])


def test_without_states_or_short_groups_there_is_no_matrix():
    assert spots_section(replace(BRIEF, starting_points=())) is None
    bare = tuple(replace(r, countries=()) for r in BRIEF.recognition)
    assert spots_section(replace(BRIEF, recognition=bare)) is None
    assert evidence_view(replace(BRIEF, starting_points=()))["spots"] is None


def test_where_nothing_else_is_known_the_matrix_is_whole():
    view = evidence_view(factory.silent())
    assert len(view["spots"]["rows"]) >= 5
