"""What chambers, agencies, cities and the register say, and what is missing, on the pages of a brief."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import page
import pypdf
import pytest

from reports.model.brief import Brief
from reports.model.evidence import Entry
from reports.model.sources import SourceStatus
from reports.pages.compose import render_html
from reports.pages.evidence import reported
from reports.pages.evidence import view as page_evidence
from reports.pages.front.month_strip import month_strip
from reports.pages.method.view import method_view
from reports.pages.source_lines import source_line
from reports.pages.table.view import table_view
from reports.pdf.characters import SUBSTITUTE
from reports.words import evidence as words
from reports.words import sources as provenance
from tests.support import factory, said
from tests.support.page_layout import check_layout
from tests.support.printed import layout, render_pdf


def pages_of(brief) -> list[str]:
    """Return the text of each page on one line."""
    reader = pypdf.PdfReader(io.BytesIO(render_pdf(brief)))
    return [" ".join(sheet.extract_text().split(" ")).replace("\n", " ") for sheet in reader.pages]


@pytest.fixture(scope="module")
def full() -> list[str]:
    return pages_of(factory.everything())


@pytest.fixture(scope="module")
def empty() -> list[str]:
    return pages_of(factory.silent())


@pytest.mark.parametrize(
    ("number", "wanted"),
    [
        (1, "Der neueste Monat"),
        (1, "18\u202f402 +4,2\u202f%"),  # a count and its change to the same month a year before
        (1, "9,6\u202f% +0,3 Punkte"),  # a rate changes by points
        (1, "3\u202f011 etwa gleich"),  # within its error
        (1, "781\u202f204"),
        (1, "Juni 2025"),  # a figure of another month says so
        (2, "Vakanz"),
        (2, "NRW, Dezember 2025"),
        (2, "k. A."),
        (3, "NRW 2024: 21\u202f567 Verfahren; darunter Pflegefachkraft 7\u202f968"),
        (3, "ausgebildet in: Türkei 3\u202f285, Syrien 2\u202f088"),
        (3, "it.nrw/anerkennung-2024"),
        (4, "Kammern und Agenturen melden in Bochum 3 knappe Berufe, am dringendsten Energietechnik"),
        (4, "unter 3"),
        (4, "Umschulung mit der Agentur"),
        (4, "659"),
        (4, "26.07.2023"),
        (4, "insgesamt 17\u202f902 Personen (31.12.2023: 17\u202f488)"),
        (4, "www.govdata.de/dl-de/by-2-0"),
        (4, "Alle Einträge zuletzt geprüft 12.11.2019, bitte prüfen."),
        (4, words.NO_NETWORK),
        (4, "informieren, nicht anwerben"),
        (4, "Stand 01.06.2024 · geprüft 01.12.2025"),
        (4, "Danach: ankommen und bleiben"),
        (4, "weitere in der Excel-Datei"),
        (4, "Stand November 2025; seither nicht erreichbar"),
        (5, "53\u00a0Dateien"),
        (5, "Rückwirkend geändert: Eckwerte des Arbeitsmarktes nach Kreisen: 12 Werte"),
        (5, "Vakanzzeit"),
        (5, "Der neueste Monat"),
    ],
)
def test_what_is_said_stands_in_its_place(full, number, wanted):
    assert len(full) == 5
    assert wanted in full[number - 1]


@pytest.mark.parametrize("wanted", ["älter als ein Jahr", "Kammerbezirk Dortmund"])
def test_where_there_is_room_further_rows_are_told(wanted):
    assert wanted in pages_of(replace(factory.everything(), starting_points=()))[3]


@pytest.mark.parametrize(
    ("number", "wanted"),
    [
        (1, "Monatszahlen der Arbeitsagentur enthält diese Ausgabe nicht: Quelle nicht erreichbar."),
        (2, "Eine Vakanzzeit nach Berufen liegt für diese Ausgabe nicht vor: Quelle nicht erreichbar."),
        (3, "Eigene Anerkennungszahlen des Landes liegen nicht vor: Quelle nicht erreichbar."),
        (4, "Niemand hat für diese Region knappe Berufe gemeldet"),
        (4, "Quelle nicht erreichbar: offene Lehrstellen im Handwerk und Zahlen der Handwerkskammern."),
        (4, "Zahlen der Städte und Kreise liegen nicht vor"),
        (4, "nennt für diese Region niemanden"),
        (4, "Geprüfte Hinweise enthält diese Ausgabe nicht."),
        (4, "informieren, nicht anwerben"),
        (4, "brief form --region ra-emscher-lippe"),
        (5, "Ohne Daten in dieser Ausgabe – Quelle nicht erreichbar: Auszug aus dem Arbeitsmarktmonitor, Eckwerte"),
    ],
)
def test_what_is_missing_says_so_in_its_place(empty, number, wanted):
    assert len(empty) == 5
    assert wanted in empty[number - 1]


def test_sources_without_data_stand_in_no_licence_table(empty):
    brief = factory.silent()
    shown = {source.id for source in provenance.listed_sources(brief)}
    assert shown == {"ba_engpassanalyse", "ba_kreis_berufe", "destatis_anerkennung", "bkg_outlines"}
    assert "Vakanzzeit" not in empty[4]


def test_without_a_word_on_the_sources_a_section_still_says_that_it_is_empty():
    text = pages_of(factory.bochum())
    assert "Monatszahlen der Arbeitsagentur enthält diese Ausgabe nicht." in text[0]
    assert "Zahlen der Handwerkskammern liegen nicht vor." in text[3]
    assert words.NO_NETWORK not in text[3]  # without a register nobody can know


@pytest.mark.parametrize(
    ("status", "reason", "wanted"),
    [
        ("ok", "", "liegen nicht vor: Für diese Region nennt die Quelle keine."),
        ("off", "off", "liegen nicht vor: Abruf nicht freigegeben."),
        ("missing", "", "liegen nicht vor: bisher nicht eingegangen."),
        ("missing", "layout", "liegen nicht vor: Aufbau der Datei geändert, nicht übernommen."),
        ("stale", "unreachable", "liegen nicht vor: Stand November 2025, älter als vorgesehen; nicht erreichbar."),
    ],
)
def test_the_reason_of_an_absence(status, reason, wanted):
    state = SourceStatus("hwk_kammerzahlen", "Kammern", status, words.status_text(status, "2025-11", reason))
    brief = replace(factory.bochum(), status=(state,))
    assert words.say_absence(brief, "chamber") == f"Zahlen der Handwerkskammern {wanted}"


NOT_IN = "bisher nicht eingegangen"
GONE = "Quelle nicht erreichbar"


@pytest.mark.parametrize(
    ("reasons", "headed", "wanted"),
    [
        ((NOT_IN, NOT_IN, NOT_IN), False,
         "Nicht in dieser Ausgabe, weil bisher nicht eingegangen: Meldungen zu Berufen, offene Lehrstellen im Handwerk "
         "und Zahlen der Städte und Kreise."),
        ((NOT_IN, NOT_IN, GONE), False,
         "Nicht in dieser Ausgabe, weil bisher nicht eingegangen: Meldungen zu Berufen und offene Lehrstellen im "
         "Handwerk. Quelle nicht erreichbar: Zahlen der Städte und Kreise."),
        ((GONE, GONE, NOT_IN), False,
         "Nicht in dieser Ausgabe – Quelle nicht erreichbar: Meldungen zu Berufen und offene Lehrstellen im Handwerk. "
         "Bisher nicht eingegangen: Zahlen der Städte und Kreise."),
        ((NOT_IN, NOT_IN, NOT_IN), True,
         "Bisher nicht eingegangen: Meldungen zu Berufen, offene Lehrstellen im Handwerk und Zahlen der Städte und "
         "Kreise."),
        (("ok", NOT_IN, NOT_IN), False,
         "Nicht in dieser Ausgabe, weil bisher nicht eingegangen: offene Lehrstellen im Handwerk und Zahlen der Städte "
         "und Kreise. Niemand hat für diese Region knappe Berufe gemeldet."),
        (("ok", "ok", "ok"), False,
         "Nicht in dieser Ausgabe – Für diese Region nennt die Quelle keine: offene Lehrstellen im Handwerk und Zahlen "
         "der Städte und Kreise. Niemand hat für diese Region knappe Berufe gemeldet."),
        (("", "", ""), False,
         "Nicht in dieser Ausgabe: Niemand hat für diese Region knappe Berufe gemeldet. Offene Lehrstellen im Handwerk "
         "sind nicht gezählt. Zahlen der Städte und Kreise liegen nicht vor."),
    ],
    ids=range(7),
)  # fmt: skip
def test_what_is_missing_for_one_reason_is_said_once_with_it(reasons, headed, wanted):
    sources = ("bedarfsmeldung", "hwk_lehrstellen", "wifo_opendata")
    status = tuple(
        SourceStatus(source, source, "ok" if why == "ok" else "missing", "" if why == "ok" else why)
        for source, why in zip(sources, reasons, strict=True)
        if why
    )
    brief = replace(factory.bochum(), status=status)
    assert words.say_absences(brief, ("reports", "places", "context"), headed) == wanted


def test_the_page_says_a_reason_once():
    """As in the edition of all Germany: a register and figures of chambers, and nothing else of page 4."""
    brief = factory.everything()
    missing = tuple(SourceStatus(one, one, "missing", NOT_IN) for one in (
        "bedarfsmeldung", "hwk_lehrstellen", "wifo_opendata", "genesis", "amm_export"))  # fmt: skip
    brief = replace(brief, reports=(), places=(), context=(), status=missing)
    shown = page_evidence.evidence_view(brief)
    assert str(shown).lower().count(NOT_IN) == 1
    assert "Meldungen zu Berufen, offene Lehrstellen im Handwerk und Zahlen der Städte und Kreise." in str(shown)


def test_the_finding_of_page_4_follows_from_what_there_is():

    def shown_title(of: Brief) -> str:
        return page_evidence.evidence_view(said.titled(of))["title"]

    brief = replace(factory.everything(), starting_points=())
    one = replace(brief, reports=brief.reports[:1])
    assert words.evidence_title(one).fullest.endswith("einen knappen Beruf: Energietechnik")
    places = replace(brief, reports=tuple(r for r in brief.reports if r.stale))
    assert words.evidence_title(places).fullest == (
        "Die meisten offenen Lehrstellen im Handwerk gibt es in Bochum in Energietechnik"
    )
    alone = replace(brief, reports=(), places=())
    begin = replace(places, starting_points=factory.everything().starting_points)
    assert shown_title(begin) == "Im Schwerpunkt MINT kommen 3 Berufsgruppen zuerst in Frage"
    assert words.evidence_title(alone).fullest == "In Bochum ist kein Netzwerk für Fachkräftezuwanderung bekannt"
    network = replace(brief.register[-1], exact=True)
    helped = replace(alone, register=(network, *brief.register[:2]), network_missing=False)
    assert (
        words.evidence_title(helped).fullest
        == "3 Organisationen können in Bochum beim Ankommen helfen; Meldungen fehlen"
    )
    assert all(len(shown_title(b).split()) <= 15 for b in (brief, one, places, alone, helped))
    bare = replace(factory.bochum(), starting_points=())
    assert words.evidence_title(bare).fullest == "Kammern und Agenturen haben in Bochum noch nichts gemeldet"


def test_a_whole_land_names_fewer_entries_where_room_is_short():
    entry = replace(factory.everything().register[0], exact=True)
    many = {"register": (entry,) * 12}
    assert reported.count_named(replace(factory.bochum(), **many)) == 8
    assert reported.count_named(replace(factory.land(), **many)) == 5


def test_the_register_puts_the_region_first_and_dates_each_entry_where_dates_differ():
    brief = factory.everything()
    checked = replace(brief.register[0], checked="01.10.2025", stale=False)
    view = page_evidence.evidence_view(replace(brief, register=(checked, *brief.register[1:]), reports=(), context=()))
    section = next(s for column in view["columns"] for s in column if s["key"] == "register")
    assert [row["kind"] for row in section["rows"]] == [
        "Beratung", "Migrantenorganisationen", "", "", "", "Netzwerke, überregional",
    ]  # fmt: skip
    assert section["rows"][0]["checked"] == "zuletzt geprüft 01.10.2025"
    assert section["rows"][1]["checked"] == "zuletzt geprüft 12.11.2019, bitte prüfen"
    assert section["finding"] == words.NO_NETWORK


def test_an_entry_of_the_register_names_what_it_is_for():
    brief = factory.everything()
    names = {"813": "Pflege", "821": "Altenpflege"}
    row = reported._entry(brief.register[-1], "", names, "Bochum", False, False, whole=True)
    assert row["details"] == "Nordrhein-Westfalen · Pflege, Altenpflege"


@pytest.mark.parametrize(
    ("link", "clickable"),
    [
        ("https://www.make-it-in-germany.com/de/visum?x=1#a", True),
        ("http://www.make-it-in-germany.com/", False),
        ("javascript:alert(1)", False),
        ("https://a.de/\" onclick='x", False),
        ("https://user:pw@a.de/", False),
        ("https://a.de:8080/", False),
        ("https://a.de/ b", False),
        ("file:///etc/passwd", False),
        ("https://a.de/" + "x" * 700, False),
    ],
)
def test_only_a_plain_https_address_becomes_a_link(link, clickable):
    brief = factory.everything()
    step = replace(brief.steps[1], link=link)
    html = render_html(replace(brief, steps=(step,)))
    assert len(re.findall('<a href="(?!#)', html)) == clickable
    assert re.sub(r"^https?://(www\.)?", "", link)[:5] in html.replace("&#34;", '"')


def test_links_are_described_for_those_who_cannot_see_them():
    reader = pypdf.PdfReader(io.BytesIO(render_pdf(factory.everything())))
    links = [a.get_object() for a in reader.pages[3].get("/Annots", [])]  # one per line a link takes
    assert list(dict.fromkeys(a["/A"]["/URI"] for a in links)) == [s.link for s in said.STEPS if s.link]
    assert all(a.get("/Contents") for a in links)


def test_the_strip_of_the_month_has_a_row_for_the_region_and_one_for_the_land():
    strip = month_strip(factory.everything())
    assert [name for name, _ in strip["rows"]] == ["Region", "NRW"]
    assert strip["rows"][1][1][1] == {"value": "7,8\u202f%", "change": "+0,2 Punkte"}
    land = replace(factory.land(), month_figures=said.MONTH)
    assert [name for name, _ in month_strip(land)["rows"]] == ["NRW"]
    secret = replace(said.MONTH[2], value=None, flag="secret", land=None)
    row = month_strip(replace(land, month_figures=(secret,)))["rows"][0]
    assert row[1] == [{"value": "geheim", "change": ""}]


def test_one_to_four_monthly_figures_fit():
    brief = factory.everything()
    for count in range(1, 5):
        fewer = replace(brief, month_figures=said.MONTH[:count])
        assert check_layout(layout(fewer)) == []
    for count in (1, 4):
        fewer = replace(brief, month_figures=said.MONTH[:count])
        report = page.validate_pdf_bytes(render_pdf(fewer), profile=page.ValidationProfile.PDF_UA_1)
        assert report.is_compliant, (count, sorted({f.message for f in report.failures}))


def test_an_incomplete_month_says_what_it_does_without():
    figure = replace(said.MONTH[0], flag="incomplete", note=words.without_kreise(2))
    text = pages_of(replace(factory.everything(), month_figures=(figure,)))
    assert "Arbeitslose: ohne 2 Kreise der Region" in text[0]


def test_vacancy_times_stand_below_the_ratings_where_there_are_any():
    without, having = (table_view(make())["page"] for make in (factory.silent, factory.everything))
    assert not any(cell["kind"] == "officials" for row in without.rows for cell in row["cells"])
    assert [row["cells"][0]["kind"] for row in having.rows] == ["officials"] * len(having.rows)
    assert all(row["cells"][0]["under"].startswith("Vakanz ") for row in having.rows)
    assert having.rows[0]["cells"][0]["under"] == "Vakanz 181 Tage"
    assert any(row["cells"][0]["under"] == "Vakanz k. A." for row in having.rows)


def test_files_of_a_source_are_one_line():
    listed = {source.id: source for source in provenance.listed_sources(factory.everything())}
    assert len(listed) == 14
    assert listed["ba_eckwerte"].files == 53
    assert listed["ba_eckwerte"].title == said.TITLES["ba_eckwerte"]
    assert listed["ba_kreis_berufe"].period == "2012–2025"
    assert listed["hwk_lehrstellen"].status == "Stand November 2025; seither nicht erreichbar"
    assert listed["destatis_anerkennung"].status == "älter als vorgesehen"


def test_a_combined_checksum_does_not_depend_on_the_order():
    assert provenance.combined(["ab" * 32]) == "ab" * 32
    assert provenance.combined(["a" * 64, "b" * 64]) == provenance.combined(["b" * 64, "a" * 64])
    assert provenance.combined(["a" * 64, "b" * 64]).startswith("fa0dafbf43f1")


def test_the_newest_period_is_the_last_one():
    note = factory.SOURCES[0]
    periods = ("September 2026", "Oktober 2026", "Oktober 2025")
    brief = replace(factory.bochum(), sources=tuple(replace(note, period=p) for p in periods))
    assert provenance.listed_sources(brief)[0].period == "Oktober 2026"


def test_the_method_page_gives_way_to_the_sources_and_keeps_the_columns():
    roomy, full = method_view(factory.silent()), method_view(factory.everything())
    assert roomy["kinds"]
    assert not full["kinds"]
    assert len(full["meanings"]) == 9
    assert set(roomy["meanings"]) < set(full["meanings"])
    assert full["validation"]
    assert full["padding"] >= 0


def test_a_source_line_does_not_say_source_twice():
    note = replace(factory.SOURCES[0], id="hwk", attribution="Quelle: Handwerkskammern")
    assert source_line(replace(factory.bochum(), sources=(note,)), "hwk") == "Quelle: Handwerkskammern"


HOSTILE = {
    "markup": "<script>alert(1)</script><img src=x onerror=y>{{ brief.__class__ }}{% for x in y %}",
    "style": "</style></svg> body { display: none } url(http://127.0.0.1/x)",
    "bidi": "Bochum\u202egpj.exe\u2066\x00\x07",
    "long": "x" * 2_000,
    "words": "Wort und Satz " * 800,
    "emoji": "Wir 🚀 suchen 漢字 ไทย",
    "blanks": " \n\t\u2028 ",
    "none": "",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_words_are_shown_as_words_and_bounded(name):
    brief = said.crowded(factory.bochum(), HOSTILE[name], rows=30)
    html = render_html(brief)
    for markup in ("<script", "<img", "onerror=y>", "\u202e", "\x00", "🚀"):
        assert markup not in html
    assert check_layout(layout(brief)) == []
    if name == "emoji":
        assert SUBSTITUTE in html
        assert "steht für ein Zeichen" in html
        assert page.validate_pdf_bytes(render_pdf(brief), profile=page.ValidationProfile.PDF_UA_1).is_compliant


def test_every_number_of_rows_leaves_five_pages_in_order():
    for rows in (1, 2, 5, 17):
        brief = said.crowded(factory.cut_region(), "Sanitär-, Heizungs- und Klimatechnik", rows)
        assert check_layout(layout(brief)) == [], rows


@pytest.mark.parametrize(
    "kept",
    ["month_figures", "chamber_figures", "places", "reports", "context", "register", "steps", "land_recognition"],
)
def test_each_section_alone_and_missing_leaves_the_pages_in_order(kept):
    full, bare = factory.everything(), said.silent(factory.bochum())
    alone = replace(bare, sources=full.sources, **{kept: getattr(full, kept)})
    without = replace(full, **{kept: ()})
    assert check_layout(layout(said.titled(alone))) == []
    assert check_layout(layout(said.titled(without))) == []


def test_a_figure_of_a_source_that_is_not_listed_is_an_error():
    with pytest.raises(LookupError, match="hwk_kammerzahlen"):
        render_html(replace(factory.bochum(), chamber_figures=said.CHAMBER))


def test_uncovered_names_tight_occupations_without_an_entry():
    brief = replace(factory.everything(), starting_points=())
    assert words.uncovered(brief).startswith("Kein Eintrag nennt ausdrücklich: ")
    covering = replace(brief.register[0], occupations=brief.ranking)
    assert words.uncovered(replace(brief, register=(covering,))) == ""
    assert words.uncovered(replace(brief, register=())) == ""
    assert words.uncovered(factory.everything()) == "", "the list of priorities says so"
    assert isinstance(covering, Entry)
