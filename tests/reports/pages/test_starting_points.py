"""Where to begin: possible places, every factor on the page, what is covered, and what nobody does anything about."""

from __future__ import annotations

import io
from dataclasses import replace

import pypdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.load.starting_points import ranked
from reports.model.starting_points import StartingPoint, counts
from reports.pages import fit
from reports.pages.evidence.starting_points import COLUMNS, MOST, starting_points_section
from reports.pages.evidence.view import evidence_view
from reports.pages.evidence.white_spots import spots_section
from reports.pages.fit import WIDTH
from reports.words import starting_points as words
from reports.words.evidence import NO_NETWORK, evidence_title, say_absence
from tests.support import factory, starting_points
from tests.support.page_layout import check_layout
from tests.support.printed import layout, render_pdf

ONE = next(gap for gap in factory.bochum().starting_points if gap.rank)


def gap(low: float, value: float, high: float, **more: object) -> StartingPoint:
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
    found = ranked([gap(0.9 / 3, 0.95 / 3, 2 / 3, shortage=0.95, shortage_low=0.9, shortage_high=1.0, step=1,
                        step_open=True, full_equivalence=102, cells=5, name="Energietechnik")])  # fmt: skip
    brief = replace(factory.bochum(), starting_points=found, network_missing=False)
    (row,) = starting_points_section(brief).arrange(1)["rows"]
    assert {name: row[name] for name in row if name != "height"} == {
        "rank": "1", "name": "Energietechnik", "shortage": "95\u202f%", "interval": "(90–99)", "potential": "1/3",
        "cases": "(102 Fälle*)", "open": "1", "initiative": "(keine Initiative)", "value": "0,32",
    }  # fmt: skip
    assert "*\u00a0gerundet, evtl. höher" in starting_points_section(brief).arrange(1)["below"][0]
    part = replace(
        brief, starting_points=(replace(brief.starting_points[0], initiatives=("Werkstatt (nur Bottrop)",)),)
    )
    assert starting_points_section(part).arrange(1)["rows"][0]["initiative"] == "(nur zum Teil)"
    unknown = replace(brief, network_missing=None)
    assert starting_points_section(unknown).arrange(1)["rows"][0]["initiative"] == "", "without a register nobody knows"
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
    assert words.covered(replace(factory.bochum(), starting_points=())) == ""


def test_groups_without_a_place_say_why_and_those_outside_are_counted():
    none = gap(0.0, 0.0, 0.2, name="Metallbau", covered_by="")
    few = gap(None, None, None, name="Physik", reason="few_cases", covered_by="")
    out = gap(0.5, 0.61, 0.7, name="Therapie", in_focus=False, covered_by="")
    brief = replace(factory.bochum(), starting_points=(none, few, out, replace(out, name="Handel", priority=0.0)))
    assert words.unranked(brief) == (
        "Ohne Rang: Metallbau (keine volle Gleichwertigkeit gezählt); Physik (zu wenige Fälle)."
    )
    assert words.outside(brief, 4) == "Außerhalb des Schwerpunkts: 2 weitere, mit dem höchsten Wert Therapie 0,61."
    assert words.outside(replace(brief, starting_points=(few,)), 4) == ""


def test_white_spots_are_counted_and_a_missing_network_is_a_finding():
    brief = factory.everything()
    focused = [one for one in brief.starting_points if one.in_focus]
    assert words.white_spots(brief) == (
        f"Weiße Flecken: Für {len(focused)} von {len(focused)} knappen oder möglicherweise knappen Berufsgruppen im "
        "Schwerpunkt ist keine Initiative bekannt, auch kein Netzwerk."
    )
    helped = replace(
        brief, network_missing=False, starting_points=tuple(replace(g, white_spot=False) for g in brief.starting_points)
    )
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
    assert "nennt für diese Region niemanden" in say_absence(here, "register")
    assert say_absence(there, "register").startswith(
        "Das Register der Initiativen und Netzwerke hat bisher nur Einträge aus Nordrhein-Westfalen"
    )
    several = replace(there, register_lands=("Land Berlin", "Nordrhein-Westfalen"))
    assert words.collected_in(several) == "Berlin und Nordrhein-Westfalen"
    assert words.collected_in(replace(there, register_lands=("A", "B", "C", "D"))) == "4 anderen Ländern"
    assert words.collected_in(replace(there, register_lands=())) == ""


def test_the_finding_names_what_comes_first_where_that_is_known():
    first = gap(0.9, 0.92, 0.95, name="Energietechnik", white_spot=True)
    others = [gap(0.5, 0.6, 0.7, name="Mechatronik"), gap(0.4, 0.5, 0.6, name="Elektrotechnik")]
    brief = replace(factory.bochum(), starting_points=ranked([first, *others]))
    whole = "Im Schwerpunkt MINT zuerst Energietechnik: knapp, anerkannt, ohne bekannte Initiative"
    assert (words.findings(brief)[0], words.findings(brief)[-1]) == (whole, whole)
    several = replace(brief, starting_points=ranked(others))
    assert words.findings(several)[0] == (
        "Im Schwerpunkt MINT kommen 2 Berufsgruppen zuerst in Frage, eine ist Mechatronik"
    )
    assert words.findings(replace(brief, starting_points=())) == []
    every = replace(brief, focus="alle", focus_name="alle Berufe")
    assert words.findings(every)[0] == "In Bochum zuerst Energietechnik: knapp, anerkannt, ohne bekannte Initiative"
    assert words.findings(every)[-1] == "Zuerst Energietechnik: knapp, anerkannt, ohne bekannte Initiative"
    assert words.findings(replace(several, focus="alle"))[0].startswith("In Bochum kommen 2 Berufsgruppen zuerst")


def test_a_title_on_one_line_says_that_the_first_is_the_first_of_the_focus():
    first = gap(0.9, 0.92, 0.95, name="Energietechnik", white_spot=True)
    brief = replace(factory.bochum(), starting_points=ranked([first]))
    title = fit.on_one_line(evidence_title(brief))
    assert title == "Im Schwerpunkt MINT zuerst Energietechnik: knapp, ohne bekannte Initiative"
    assert fit.lines(title, fit.H2, bold=True) == 1


@pytest.mark.parametrize("name", ["Fahrzeug-, Luft-, Raumfahrt- und Schiffbautechnik", "a b c d e f g", "a " * 20])
@pytest.mark.parametrize("focus", ["MINT", "Gesundheit und Pflege"])
def test_a_title_has_fifteen_words_at_most_where_a_name_leaves_them(name, focus):
    first = gap(0.9, 0.92, 0.95, name=name, white_spot=True, occupation="000")
    brief = replace(factory.bochum(), starting_points=ranked([first]), focus_name=focus)
    found = words.findings(brief)
    assert all(len(text.split()) <= 15 for text in found) or found == [f"Im Schwerpunkt {focus} zuerst {name}"]
    assert all(text.startswith(f"Im Schwerpunkt {focus} zuerst {name}") for text in found)


def short_and_open() -> tuple[StartingPoint, StartingPoint, StartingPoint]:
    """A group the estimate calls short, one it leaves open, and one without an estimate."""
    known = {o.occupation: o.estimate.klass if o.estimate else "" for o in factory.bochum().occupations}
    codes = [next(code for code, klass in known.items() if klass == wanted) for wanted in ("engpass", "uneindeutig")]
    return tuple(gap(0.9, 0.92, 0.95, occupation=code) for code in (*codes, "000"))


def test_a_group_that_the_estimate_leaves_open_is_not_called_short():
    brief = factory.bochum()
    short, unclear, unknown = short_and_open()
    assert words.short(brief, [short]) == "knapp"
    assert words.short(brief, [unclear, unknown], "en") == "möglicherweise knappen"
    assert words.short(brief, [unclear, short], "e") == "knappe oder möglicherweise knappe"
    assert words.short(factory.land(), [short, unclear, unknown]) == "knapp", "a Land is rated for itself"
    for gaps, said in (([short], "knapp, anerkannt"), ([unclear], "möglicherweise knapp, anerkannt")):
        assert f": {said}" in words.findings(replace(brief, starting_points=ranked(gaps)))[0]


def test_line_rule_and_matrix_call_the_same_groups_short():
    brief = factory.everything()
    of = {one.occupation: words.short(brief, [one]) for one in brief.starting_points}
    for kept in (["knapp"], ["möglicherweise knapp"], ["knapp", "möglicherweise knapp"]):
        some = replace(brief, starting_points=tuple(one for one in brief.starting_points if of[one.occupation] in kept))
        said = words.short(some, some.starting_points)
        assert said == " oder ".join(kept)
        assert (
            f"{words.short(some, [g for g in some.starting_points if g.in_focus], 'en')} Berufsgruppen"
            in words.white_spots(some)
        )
        finding = spots_section(some).arrange(1)["finding"]
        assert f"hier {said}" in finding
        calculation = words.calculation(some, False, whole=True).fullest
        assert ("Möglicherweise knapp: " in calculation) == ("möglicherweise" in said)


LONG = "Gesundheits- und Krankenpflege, Rettungsdienst und Geburtshilfe in Krankenhäusern und Heimen"


@pytest.mark.parametrize("value", [0.99, 0.2])
@pytest.mark.parametrize("covering", ["Arbeitgeber werben selbst an", "Ein sehr langer Grund für alles dies " * 12])
def test_what_lies_outside_the_focus_is_named_in_every_size(value, covering):
    brief = factory.bochum()
    cared = tuple(replace(one, covered_reason=covering) if one.covered_by else one for one in brief.starting_points)
    higher = gap(value, value, value, name=LONG, in_focus=False, covered_by="", white_spot=True, occupation="999")
    section = starting_points_section(replace(brief, starting_points=ranked((*cared, higher))))
    for size in range(section.most + 1):
        told = " ".join(section.arrange(size)["below"]).replace("\u00a0", " ")
        assert "Außerhalb des Schwerpunkts: " in told
        assert ", mit de" in told
        assert "…" not in told.split("Abgedeckt")[0]
    assert max(fit.lines(t, fit.NOTE) for t in section.arrange(2)["below"]) <= 4


def test_the_page_shows_the_list_with_its_calculation():
    brief = factory.bochum()
    text = page(brief)
    assert "Wo anfangen: Schwerpunkt MINT" in text
    assert "Engpass × Anerkennung" in text
    assert "Arbeitgeber werben selbst an" in text
    for one in [g for g in brief.starting_points if counts(g)][:3]:
        assert words.span(*one.rank[:2]) in text
    rows = evidence_view(brief)["gap"]["rows"]
    assert len(rows) == min(sum(map(counts, brief.starting_points)), MOST)
    assert [row["value"] for row in rows] == sorted((row["value"] for row in rows), reverse=True)


def test_a_land_shows_its_own_rating_instead_of_a_probability():
    brief = factory.land()
    (row, *_) = starting_points_section(brief).arrange(1)["rows"]
    assert (row["shortage"], row["interval"]) == ("ja", "amtlich")
    assert "amtlich für das Land" in words.calculation(brief, False, whole=True).fullest


def test_another_focus_counts_other_groups():
    brief = factory.bochum()
    other = replace(
        brief, focus="alle", focus_name="alle Berufe", starting_points=starting_points.gaps(brief.occupations, "alle")
    )
    assert words.title(other) == "Wo anfangen: Schwerpunkt alle Berufe"
    assert words.outside(other, 4) == ""
    assert len([g for g in other.starting_points if g.rank]) > len([g for g in brief.starting_points if g.rank])
    assert check_layout(layout(other)) == []


@pytest.mark.parametrize("kept", ["nothing counted", "one", "forty", "none"])
def test_few_and_many_rows_leave_the_page_in_order(kept):
    brief = factory.everything()
    long = "Technischer Betrieb des Eisenbahn-, Luft- und Schiffsverkehrs und Güterumschlag in Häfen"
    gaps = {
        "nothing counted": tuple(replace(g, in_focus=False, rank=None) for g in brief.starting_points),
        "one": brief.starting_points[:1],
        "forty": ranked(
            [replace(brief.starting_points[0], name=f"{long} {i}", covered_by="", initiatives=()) for i in range(40)]
        ),
        "none": (),
    }[kept]
    made = replace(brief, starting_points=gaps)
    assert check_layout(layout(made)) == []
    shown = evidence_view(made)["gap"]
    assert (shown is None) == (kept == "none")
    if kept == "forty":
        assert shown["more"].endswith("weitere in der Excel-Datei")
    if kept == "nothing counted":
        assert shown["rows"] == ()
        assert any("Außerhalb des Schwerpunkts" in line for line in shown["above"])
