"""Where to begin: possible places, every factor on the page, what is covered, and what nobody does anything about."""

from __future__ import annotations

import io
from dataclasses import replace

import factory
import priorities
import pypdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from printed import layout, render_pdf

from reports import text_gap as words
from reports.check import check_layout
from reports.fit import WIDTH
from reports.marts.gap import counts, ranked
from reports.model import Gap
from reports.pages.evidence import evidence_view
from reports.pages.evidence_gap import COLUMNS, MOST, gap_section
from reports.text_evidence import NO_NETWORK, absence

ONE = next(gap for gap in factory.bochum().gap if gap.rank)


def gap(low: float, value: float, high: float, **more: object) -> Gap:
    return replace(ONE, priority_low=low, priority=value, priority_high=high, **{"in_focus": True, **more})


def page(brief) -> str:
    text = pypdf.PdfReader(io.BytesIO(render_pdf(brief))).pages[3].extract_text()
    return " ".join(text.split(" ")).replace("\n", " ")


def test_places_are_those_the_intervals_allow():
    found = ranked([gap(0.9, 0.92, 0.95), gap(0.5, 0.6, 0.7), gap(0.4, 0.5, 0.55), gap(0.1, 0.2, 0.3)])
    assert [one.rank for one in found] == [(1, 1, 4), (2, 3, 4), (2, 3, 4), (4, 4, 4)]


def test_only_groups_in_focus_with_a_priority_have_a_place():
    found = ranked([gap(0.5, 0.6, 0.7), gap(0.0, 0.0, 0.2), gap(0.5, 0.6, 0.7, in_focus=False),
                    gap(None, None, None, reason="few_cases")])  # fmt: skip
    assert [one.rank for one in found] == [(1, 1, 1), None, None, None]


@given(st.lists(st.lists(st.floats(0.01, 1), min_size=3, max_size=3), max_size=12))
def test_the_place_by_value_is_among_the_possible_ones_and_order_does_not_matter(values):
    made = [gap(*sorted(three)) for three in values]
    found = sorted(ranked(made), key=lambda one: -one.priority)
    for place, one in enumerate(found, 1):
        low, high, of = one.rank
        ties = sum(other.priority == one.priority for other in found) - 1
        assert 1 <= low <= place + ties
        assert place - ties <= high <= of == len(values)
    again = sorted(ranked(made[::-1]), key=lambda one: -one.priority)
    assert sorted(one.rank for one in found) == sorted(one.rank for one in again)


def test_every_factor_stands_in_the_row():
    brief = replace(factory.bochum(), gap=ranked([gap(0.9 / 3, 0.95 / 3, 2 / 3, shortage=0.95, shortage_low=0.9,
                    shortage_high=1.0, step=1, step_open=True, full_equivalence=102, cells=5, name="Energietechnik")]),
                    network_missing=False)  # fmt: skip
    (row,) = gap_section(brief).shown(1)["rows"]
    assert {name: row[name] for name in row if name != "height"} == {
        "rank": "1", "name": "Energietechnik", "shortage": "95\u202f%", "interval": "(90–99)", "potential": "1/3",
        "cases": "(102 Fälle*)", "open": "1", "initiative": "(keine Initiative)", "value": "0,32",
    }  # fmt: skip
    assert "*\u00a0gerundet, evtl. höher" in gap_section(brief).shown(1)["below"][0]
    part = replace(brief, gap=(replace(brief.gap[0], initiatives=("Werkstatt (nur Bottrop)",)),))
    assert gap_section(part).shown(1)["rows"][0]["initiative"] == "(nur zum Teil)"
    unknown = replace(brief, network_missing=None)
    assert gap_section(unknown).shown(1)["rows"][0]["initiative"] == "", "without a register nobody knows"
    assert sum(COLUMNS) == pytest.approx(WIDTH, abs=0.1)


@pytest.mark.parametrize(
    ("step", "steps", "wanted"), [(0, 3, "0"), (1, 3, "1/3"), (3, 3, "1"), (1, 1, "1"), (1, 2, "1/2")]
)
def test_a_step_is_written_as_its_share(step, steps, wanted):
    assert words.share(step, steps) == wanted


def test_the_rule_is_told_with_the_bounds_of_the_file():
    brief = factory.bochum()
    assert words.potential_rule(brief) == "0: 0, 1–99: 1/3, 100–499: 2/3, ab 500: 1"
    assert words.potential_rule(replace(brief, potential_from=(1000,))) == "0–999: 0, ab 1\u202f000: 1"


def test_covered_groups_are_named_with_reason_source_and_day():
    told = words.covered(factory.bochum())
    assert told.startswith("Abgedeckt (zählt 0): ")
    assert "Altenpflege – Arbeitgeber werben selbst an (Bericht über das Treffen" in told
    assert told.endswith("geprüft 12.11.2019, bitte neu prüfen).")
    assert words.covered(replace(factory.bochum(), gap=())) == ""


def test_groups_without_a_place_say_why_and_those_outside_are_counted():
    none = gap(0.0, 0.0, 0.2, name="Metallbau", covered_by="")
    few = gap(None, None, None, name="Physik", reason="few_cases", covered_by="")
    out = gap(0.5, 0.61, 0.7, name="Therapie", in_focus=False, covered_by="")
    brief = replace(factory.bochum(), gap=(none, few, out, replace(out, name="Handel", priority=0.0)))
    assert words.unranked(brief) == (
        "Ohne Rang: Metallbau (keine volle Gleichwertigkeit gezählt); Physik (zu wenige Fälle)."
    )
    assert words.outside(brief, 4) == "Außerhalb des Schwerpunkts: 2 weitere, mit den höchsten Werten Therapie 0,61."
    assert words.outside(replace(brief, gap=(few,)), 4) == ""


def test_white_spots_are_counted_and_a_missing_network_is_a_finding():
    brief = factory.everything()
    focused = [one for one in brief.gap if one.in_focus]
    assert words.white_spots(brief) == (
        f"Weiße Flecken: Für {len(focused)} von {len(focused)} knappen Berufsgruppen im Schwerpunkt ist keine "
        "Initiative bekannt, auch kein Netzwerk."
    )
    helped = replace(brief, network_missing=False, gap=tuple(replace(g, white_spot=False) for g in brief.gap))
    assert words.white_spots(helped) == ""
    text = page(brief)
    assert NO_NETWORK in text
    assert NO_NETWORK not in page(helped)


def test_where_the_register_has_no_entries_of_the_land_it_says_so():
    here = replace(factory.everything(), register=(), register_lands=("Nordrhein-Westfalen",))
    land = replace(here.region, land_id="09", land_name="Bayern", land_short="Bayern")
    there = replace(here, region=land)
    assert words.white_spots(here).endswith("ist keine Initiative bekannt, auch kein Netzwerk.")
    assert words.white_spots(there).endswith(
        "ist keine Initiative bekannt, auch kein Netzwerk; Einträge sammelt das Register bisher nur in "
        "Nordrhein-Westfalen."
    )
    assert "nennt für diese Region niemanden" in absence(here, "register")
    assert absence(there, "register").startswith(
        "Das Register der Initiativen und Netzwerke hat bisher nur Einträge aus Nordrhein-Westfalen"
    )
    several = replace(there, register_lands=("Land Berlin", "Nordrhein-Westfalen"))
    assert words.collected_in(several) == "Berlin und Nordrhein-Westfalen"
    assert words.collected_in(replace(there, register_lands=("A", "B", "C", "D"))) == "4 anderen Ländern"
    assert words.collected_in(replace(there, register_lands=())) == ""


def test_the_finding_names_what_comes_first_where_that_is_known():
    first = gap(0.9, 0.92, 0.95, name="Energietechnik", white_spot=True)
    others = [gap(0.5, 0.6, 0.7, name="Mechatronik"), gap(0.4, 0.5, 0.6, name="Elektrotechnik")]
    brief = replace(factory.bochum(), gap=ranked([first, *others]))
    assert words.findings(brief)[0] == "In Bochum zuerst Energietechnik: knapp, anerkannt, ohne bekannte Initiative"
    several = replace(brief, gap=ranked(others))
    assert words.findings(brief)[-1] == "Zuerst Energietechnik: knapp, anerkannt, ohne bekannte Initiative"
    assert words.findings(several)[0] == "In Bochum kommen 2 Berufsgruppen zuerst in Frage, eine ist Mechatronik"
    assert words.findings(replace(brief, gap=())) == []


def test_the_page_shows_the_list_with_its_calculation():
    brief = factory.bochum()
    text = page(brief)
    assert "Wo anfangen: Schwerpunkt MINT" in text
    assert "Engpass × Anerkennung" in text
    assert "Arbeitgeber werben selbst an" in text
    for one in [g for g in brief.gap if counts(g)][:3]:
        assert words.span(*one.rank[:2]) in text
    rows = evidence_view(brief)["gap"]["rows"]
    assert len(rows) == min(sum(map(counts, brief.gap)), MOST)
    assert [row["value"] for row in rows] == sorted((row["value"] for row in rows), reverse=True)


def test_a_land_shows_its_own_rating_instead_of_a_probability():
    brief = factory.land()
    (row, *_) = gap_section(brief).shown(1)["rows"]
    assert (row["shortage"], row["interval"]) == ("ja", "amtlich")
    assert "amtlich für das Land" in words.calculation(brief, False, whole=True)


def test_another_focus_counts_other_groups():
    brief = factory.bochum()
    other = replace(brief, focus="alle", focus_name="alle Berufe", gap=priorities.gaps(brief.occupations, "alle"))
    assert words.title(other) == "Wo anfangen: Schwerpunkt alle Berufe"
    assert words.outside(other, 4) == ""
    assert len([g for g in other.gap if g.rank]) > len([g for g in brief.gap if g.rank])
    assert check_layout(layout(other)) == []


@pytest.mark.parametrize("kept", ["nothing counted", "one", "forty", "none"])
def test_few_and_many_rows_leave_the_page_in_order(kept):
    brief = factory.everything()
    long = "Technischer Betrieb des Eisenbahn-, Luft- und Schiffsverkehrs und Güterumschlag in Häfen"
    gaps = {
        "nothing counted": tuple(replace(g, in_focus=False, rank=None) for g in brief.gap),
        "one": brief.gap[:1],
        "forty": ranked([replace(brief.gap[0], name=f"{long} {i}", covered_by="", initiatives=()) for i in range(40)]),
        "none": (),
    }[kept]
    made = replace(brief, gap=gaps)
    assert check_layout(layout(made)) == []
    shown = evidence_view(made)["gap"]
    assert (shown is None) == (kept == "none")
    if kept == "forty":
        assert shown["more"].endswith("weitere in brief.json")
    if kept == "nothing counted":
        assert shown["rows"] == ()
        assert any("Außerhalb des Schwerpunkts" in line for line in shown["above"])
