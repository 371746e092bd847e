"""What changed since the edition before, in words and on the front page."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reports.files.document import to_document
from reports.model.brief import Brief
from reports.model.changes import Change
from reports.pages import fit
from reports.pages.front.changes import GAP, MOST, changes_view
from reports.words.changes import KIND_NAMES, Compared, find_changes, sentence, title
from tests.support import factory
from tests.support.page_layout import check_layout
from tests.support.printed import layout
from transforms.edition.diff import KINDS, Comparison, Difference

HERE, SINCE = "05911", "2025-12.r1"
NAMES = {"262": "Energietechnik", "431": "Informatik", "342": "Klempnerei, Sanitär-, Heizungs- und Klimatechnik"}
PLACES = {HERE: "Bochum", "05358": "Kreis Düren", "05916": "Herne", "05": "Nordrhein-Westfalen"}
YEARS = {"period_before": "2024", "period_now": "2025"}

OFFICIAL = Difference("class", "05", "official", "class", "262", 3, "2025", "2025", 1.6, 2.0,
                      word_before="beobachtung", word_now="engpass")  # fmt: skip
MONTH = Difference("real", HERE, "month", "month_unemployed_persons", "total", None, "2026-09", "2026-10", 18000, 18400)
TOTAL = Difference("real", HERE, "count", "vacancies", "total", before=3395.2, now=3196.4, **YEARS)
TIGHTER = Difference("real", HERE, "estimate", "ratio", "262", before=0.9, now=0.61, sureness=1.4, **YEARS)
RELAXED = replace(TIGHTER, occupation="342", before=0.8, now=1.1, sureness=1.9)
WITHIN = Difference("within_error", HERE, "estimate", "ratio", "431", before=4.0, now=4.3, sureness=0.3, **YEARS)
FLIP = Difference("class", HERE, "estimate", "class", "431", before=0.3, now=0.85, sureness=1.2, **YEARS,
                  word_before="uneindeutig", word_now="engpass")  # fmt: skip
UNSURE = replace(FLIP, occupation="342", before=0.79, now=0.81, sureness=0.1)
REVISED = Difference("revision", HERE, "month", "month_unemployed_persons", "total", None, "2026-09", "2026-09",
                     17950, 18000)  # fmt: skip
RESTATED = Difference("revision", HERE, "count", "vacancies", "262", None, "2025", "2025", 114, 116)
ROUNDED = Difference("rounding", "DE", "recognition", "recognition_full", "262", 2, "2024", "2024", 816, 819)
WITHOUT = Difference("border", HERE, "coverage", "unemployed_persons", **YEARS, word_now="05358")
MEMBER = Difference("border", HERE, "membership", "05916", now=1.0)
RENAMED = Difference("classification", "DE", "occupation", "occupation", "431", word_before="IT", word_now="Informatik")
CLOSED = Difference("closed", HERE, "count", "unemployed_persons", "431")
ALL = (OFFICIAL, FLIP, UNSURE, MONTH, TOTAL, RELAXED, TIGHTER, REVISED, RESTATED, ROUNDED, WITHOUT, MEMBER, RENAMED,
       WITHIN, CLOSED)  # fmt: skip


def changed(brief: Brief, found: Comparison) -> Brief:
    changes, note = find_changes(brief, Compared(SINCE, found))
    return replace(brief, changes=changes, changes_since=SINCE, changes_note=note)


def compared(*differences: Difference, brief: Brief | None = None) -> Brief:
    found = Comparison(tuple(differences), NAMES, PLACES)
    return changed(brief or factory.bochum(), found)


def told(*differences: Difference) -> list[tuple[str, str]]:
    return [(c.title, c.text.replace("\u202f", " ")) for c in compared(*differences).changes]


@pytest.mark.parametrize(
    ("difference", "name", "text"),
    [
        (OFFICIAL, "Energietechnik, Spezialist", "jetzt Engpass, zuvor unter Beobachtung (amtlich, NRW, 2025)"),
        (replace(OFFICIAL, word_now=""), "Energietechnik, Spezialist",
         "jetzt nicht bewertet, zuvor unter Beobachtung (amtlich, NRW, 2025)"),
        (FLIP, "Informatik", "nach der Schätzung jetzt Engpass, zuvor uneindeutig: zu 85 % Engpass, zuvor zu 30 % "
         "(eigene Berechnung)"),
        (MONTH, "Arbeitslose", "18 400 im Oktober 2026, 2,2 % mehr als im September 2026; nicht saisonbereinigt"),
        (TOTAL, "Gemeldete Stellen", "3 196 im Jahresmittel 2025, 5,9 % weniger als im Jahresmittel 2024"),
        (TIGHTER, "Energietechnik", "knapper: 0,61 Arbeitslose je Stelle nach 0,90 (eigene Schätzung, 2025 nach 2024)"),
        (REVISED, "Nachträglich geändert", "Arbeitslose September 2026: 18 000 statt 17 950"),
        (RESTATED, "Nachträglich geändert", "Werte zu Energietechnik"),
        (ROUNDED, "Nur Rundung", "1 Anerkennungszahl weicht um nicht mehr als die Rundung ab"),
        (WITHOUT, "Gebiet", "ohne Kreis Düren (Arbeitslose)"),
        (replace(WITHOUT, word_before="05358", word_now=""), "Gebiet", "wieder mit Kreis Düren (Arbeitslose)"),
        (MEMBER, "Gebiet", "Herne gehört jetzt dazu"),
        (replace(MEMBER, before=0.4, now=0.5), "Gebiet", "Herne Anteil 50 % statt 40 %"),
        (RENAMED, "Berufsklassifikation", "Informatik: hieß IT"),
    ],
)  # fmt: skip
def test_each_kind_is_said_in_one_line(difference, name, text):
    brief = factory.bochum()
    row = replace(brief.recognition[0], occupation="262", level=2)
    found = compared(difference, brief=replace(brief, recognition=(row,))).changes
    assert [(c.title, c.text.replace("\u202f", " ")) for c in found] == [(name, text)]


@pytest.mark.parametrize(
    ("difference", "text"),
    [
        (RESTATED, "gemeldete Stellen 2025: 116 statt 114"),
        (replace(RESTATED, kind="gone", now=None), "gemeldete Stellen 2025: 114, jetzt keine Angabe"),
        (ROUNDED, "volle Gleichwertigkeiten 2024: 819 statt 816"),
        (replace(ROUNDED, kind="real", now=900, **YEARS),
         "volle Gleichwertigkeiten: 900 im Jahr 2025, 10,3 % mehr als im Jahr 2024"),
        (replace(TIGHTER, kind="revision", period_before="2025"), "Arbeitslose je Stelle 2025: 0,61 statt 0,90"),
        (replace(TIGHTER, kind="gone", now=None), "jetzt zu wenige Fälle"),
        (replace(MONTH, kind="new", before=None, period_before=""),
         "Oktober 2026: 18 400, zuvor keine Angabe"),
        (Difference("new", HERE, "region", "region"), "Region ist neu"),
    ],
)  # fmt: skip
def test_in_the_table_a_figure_is_named(difference, text):
    assert sentence(difference, Comparison((), NAMES, PLACES)).replace("\u202f", " ") == text


def test_classes_and_real_changes_come_first_and_what_is_none_has_one_line_each():
    kinds = [c.kind for c in compared(*ALL).changes]
    assert kinds[:7] == ["class", "real", "real", "real", "real", "class", "class"]
    assert kinds[7:] == ["revision", "rounding", "border", "classification"]
    assert [c.title for c in compared(*ALL).changes][:5] == [
        "Energietechnik, Spezialist", "Arbeitslose", "Gemeldete Stellen", "Energietechnik", NAMES["342"],
    ]  # fmt: skip


def test_a_class_that_crossed_its_bound_within_the_error_is_no_news():
    ((name, text),) = told(UNSURE)
    assert name == "Nur die Schwelle"
    assert "ohne Änderung über den Fehler hinaus" in text


def test_within_the_error_nothing_is_more_or_less():
    assert told(WITHIN) == []
    month = replace(MONTH, kind="within_error", now=18020)
    total = replace(TOTAL, kind="within_error")
    names = Comparison((), NAMES, PLACES)
    for difference in (WITHIN, month, total):
        words = sentence(difference, names).replace(",", " ").split()
        assert not {"mehr", "weniger", "knapper:", "entspannter:", "steigt", "fällt"} & set(words)
    assert compared(WITHIN).changes_note == "Nichts hat sich um mehr als seinen Fehler geändert."
    assert compared().changes_note == "Die Zahlen dieses Berichts haben sich nicht geändert."


def test_how_many_changes_chance_alone_would_make_is_said():
    within = [replace(WITHIN, occupation=o.occupation) for o in factory.bochum().occupations[:18]]
    note = compared(TIGHTER, *within).changes_note
    assert note == (
        "1 von 19 vergleichbaren Berufsgruppen über den Fehler hinaus verändert (1 knapper, 0 entspannter); bis zu 2 "
        "wären Zufall."
    )


def test_a_closed_cell_is_not_in_the_brief_and_only_closed_in_the_table():
    assert compared(CLOSED).changes == ()
    assert compared(CLOSED).changes_note == compared().changes_note
    assert sentence(CLOSED, Comparison((), NAMES, PLACES)) == "gesperrt"


def test_other_regions_and_groups_are_not_told():
    elsewhere = (replace(MONTH, region="05916"), replace(OFFICIAL, region="09"), replace(TIGHTER, occupation="999"))
    assert told(*elsewhere) == []


def test_a_land_is_not_told_an_estimated_class_since_the_agency_rates_it():
    flip = replace(FLIP, region="05")
    assert compared(flip, brief=factory.land()).changes == ()
    assert len(compared(replace(TIGHTER, region="05"), brief=factory.land()).changes) == 1


def test_every_kind_has_a_name_and_every_difference_a_title():
    assert tuple(KIND_NAMES) == KINDS
    for difference in ALL:
        assert title(difference, Comparison((), NAMES, PLACES))


def many(brief: Brief) -> Brief:
    """Return a brief in which every group changed, and every kind is there."""
    codes = [o.occupation for o in brief.occupations]
    region = brief.region.id
    changes = [replace(d, region=region if d.region == HERE else d.region) for d in ALL]
    changes += [replace(d, occupation=c, region=region) for c in codes for d in (TIGHTER, FLIP, UNSURE, RESTATED)]
    changes += [replace(OFFICIAL, occupation=code, level=level) for code in codes for level in (2, 3, 4)]
    names = {o.occupation: o.name for o in brief.occupations}
    found = Comparison(tuple(changes), NAMES | names, PLACES)
    return changed(brief, found)


def test_the_block_is_bounded_and_loses_no_kind():
    for make in (factory.bochum, factory.cut_region):
        view = changes_view(many(make()))
        assert view["height"] <= MOST + GAP
        titles = [row["title"] for row in view["rows"]]
        assert titles[-4:] == ["Nachträglich geändert", "Nur Rundung", "Gebiet", "Berufsklassifikation"]
        assert "Außerdem" in titles
        assert "NRW jetzt Engpass" in titles[0]
        assert all(row["lines"] == 1 for row in view["rows"])


def test_what_has_room_is_told_in_full():
    view = changes_view(compared(MONTH, REVISED))
    assert [row["title"] for row in view["rows"]] == ["Arbeitslose", "Nachträglich geändert"]
    assert view["since"] == "gegenüber der Ausgabe 2025-12.r1 (Dezember 2025)."


def test_changes_that_go_the_same_way_share_a_row():
    other = replace(TIGHTER, occupation="431", now=0.5)
    (row,) = changes_view(compared(TIGHTER, other))["rows"]
    assert row["title"] == "Knapper als 2024 (eigene Schätzung)"
    assert row["text"] == " Energietechnik 0,61 nach 0,90; Informatik 0,50 nach 0,90"


def test_without_an_edition_before_one_line_says_why():
    none, why = find_changes(factory.bochum(), Compared(why_not="Erste Ausgabe, noch kein Vergleich."))
    view = changes_view(replace(factory.bochum(), changes=none, changes_since="", changes_note=why))
    assert (view["since"], view["rows"]) == ("Erste Ausgabe, noch kein Vergleich.", [])
    assert view["height"] <= GAP + fit.H2_LINE


@pytest.mark.parametrize("make", [factory.bochum, factory.cut_region, factory.crowded], ids=lambda f: f.__name__)
def test_the_page_stays_in_shape(make):
    brief = many(make())
    document = to_document(brief)
    assert document["changes_since"] == SINCE
    assert {change["kind"] for change in document["changes"]} >= {"class", "real", "revision", "border"}
    assert check_layout(layout(brief)) == []


def test_a_huge_or_hostile_text_is_cut():
    text = "<b>Wort</b> " * 5000
    brief = replace(factory.bochum(), changes=(Change("real", text, text),) * 9, changes_since=SINCE, changes_note=text)
    assert changes_view(brief)["height"] <= MOST + GAP
    assert check_layout(layout(brief)) == []
