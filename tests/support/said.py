"""What chambers, agencies, cities and the register say in the tests: invented, in the shape of the real."""

from __future__ import annotations

from dataclasses import replace

from reports.model.brief import Brief
from reports.model.evidence import ChamberFigure, ContextFigure, Entry, Places, Report, Step
from reports.model.market import MonthFigure
from reports.model.recognition import LandRecognition
from reports.model.sources import Revision, SourceNote, SourceStatus
from reports.words.evidence import EVIDENCE_SUBTITLE, evidence_title, status_text

TITLES = {
    "amm_export": "Auszug aus dem Arbeitsmarktmonitor",
    "ba_eckwerte": "Eckwerte des Arbeitsmarktes nach Kreisen",
    "ba_engpassanalyse": "Fachkräfteengpassanalyse",
    "ba_kreis_berufe": "Arbeitsmarkt nach Kreis und Berufsgruppe",
    "ba_stellen_berufe": "Gemeldete Arbeitsstellen nach Berufen",
    "bedarfsmeldung": "Meldebogen der Kammern und Agenturen",
    "destatis_anerkennung": "Statistik der Anerkennung (EVAS 21231)",
    "genesis": "Amtliche Statistik (GENESIS)",
    "hwk_kammerzahlen": "Zahlen der Handwerkskammern",
    "hwk_lehrstellen": "Lehrstellenbörse der Handwerkskammern",
    "itnrw_anerkennung": "Anerkennungsverfahren in NRW",
    "register": "Register der Initiativen und Netzwerke",
    "wifo_opendata": "Offene Daten der Städte und Kreise",
}
LINES = {
    "amm_export": "© Statistik der Bundesagentur für Arbeit; eigene Berechnungen",
    "ba_eckwerte": "© Statistik der Bundesagentur für Arbeit",
    "ba_stellen_berufe": "© Statistik der Bundesagentur für Arbeit",
    "bedarfsmeldung": "Angaben der genannten Organisationen",
    "genesis": "© Statistische Ämter des Bundes und der Länder, 2026, dl-de/by-2-0",
    "hwk_kammerzahlen": "Handwerkskammern, wie jeweils angegeben",
    "hwk_lehrstellen": "Lehrstellenbörse der Handwerkskammern",
    "itnrw_anerkennung": "Information und Technik Nordrhein-Westfalen (IT.NRW)",
    "register": "Eigene Zusammenstellung",
    "wifo_opendata": "Wie bei den Zahlen genannt",
}
PERIODS = {"ba_eckwerte": "Dezember 2025", "ba_stellen_berufe": "Dezember 2025", "itnrw_anerkennung": "2012–2024"}


def sources() -> tuple[SourceNote, ...]:
    """One snapshot per source, and of the monthly figures one per Kreis."""
    found = []
    for number, (id, line) in enumerate(LINES.items()):
        files = 53 if id == "ba_eckwerte" else 1
        for file in range(files):
            found.append(
                SourceNote(
                    id, TITLES[id] if files == 1 else f"Eckwerte, Kreis {file}", "", PERIODS.get(id, "02.12.2025"),
                    "05.01.2026", "", line, "https://example.org", f"{number:02x}{file:02x}" * 16, f"{file}.csv", False,
                )
            )  # fmt: skip
    return tuple(found)


def states(status: str = "ok", reason: str = "") -> tuple[SourceStatus, ...]:
    return tuple(SourceStatus(id, TITLES[id], status, status_text(status, "2025-11", reason)) for id in TITLES)


MONTH = (
    MonthFigure("unemployed", "Arbeitslose", "persons", 18402, "Dezember 2025", 17655, "ok", "ba_eckwerte",
                781204, 760119),
    MonthFigure("unemployment_rate", "Arbeitslosenquote", "pct", 9.6, "Dezember 2025", 9.3, "ok", "ba_eckwerte",
                7.8, 7.6),
    MonthFigure("vacancies", "gemeldete Stellen", "vacancies", 3011, "Dezember 2025", 3020, "ok", "ba_eckwerte",
                121093, 134008),
    MonthFigure("employees", "Beschäftigte am Arbeitsort", "persons", 138960, "Juni 2025", 138441, "ok", "ba_eckwerte",
                7401120, 7390552),
)  # fmt: skip
PLACES = tuple(
    Places(code, name, count, "08.12.2025", "hwk_lehrstellen")
    for code, name, count in (
        ("262", "Energietechnik", 41), ("342", "Klempnerei, Sanitär-, Heizungs- und Klimatechnik", 38),
        ("252", "Fahrzeug-, Luft-, Raumfahrt- und Schiffbautechnik", 22), ("623", "Verkauf von Lebensmitteln", 17),
        ("823", "Körperpflege", 12), ("321", "Hochbau", 9), ("825", "Medizin-, Orthopädie- und Rehatechnik", 7),
        ("292", "Lebensmittel- und Genussmittelherstellung", 4), ("244", "Metallbau und Schweißtechnik", 3),
    )
)  # fmt: skip
CHAMBER = (
    ChamberFigure("neue Lehrverträge", "Bochum", 659, "30.07.2025", 632, "26.07.2023",
                  "Pressemitteilung der Handwerkskammer, 30.07.2025", "hwk_kammerzahlen"),
    ChamberFigure("offene Lehrstellen (Börse)", "Kammerbezirk Dortmund", 352, "30.07.2025", 361, "26.07.2023",
                  "Pressemitteilung der Handwerkskammer, 30.07.2025", "hwk_kammerzahlen"),
    ChamberFigure("Betriebe", "Bochum", 2956, "31.12.2022", None, "", "Zeitungsbericht 30.01.2023",
                  "hwk_kammerzahlen"),
    ChamberFigure("Betriebe", "Kammerbezirk Dortmund", 20227, "31.12.2022", None, "", "hwk-do.de", "hwk_kammerzahlen"),
)  # fmt: skip
REPORTS = (
    Report("262", "Energietechnik", 3, 25, "ok", "2023", "Umschulung mit der Agentur, zwei Betriebe werben in Spanien",
           "Handwerkskammer Dortmund", "hwk", "Bochum", "14.11.2025", False, "bedarfsmeldung"),
    Report("342", "Klempnerei, Sanitär-, Heizungs- und Klimatechnik", 3, None, "below_3", "Frühjahr 2024", "",
           "Kreishandwerkerschaft Ruhr", "verband", "Bochum", "02.12.2025", False, "bedarfsmeldung"),
    Report("813", "Gesundheits- und Krankenpflege, Rettungsdienst und Geburtshilfe", 2, None, "unknown", "",
           "Kliniken werben selbst in Rumänien und auf den Philippinen", "Agentur für Arbeit Bochum", "agentur",
           "Bochum", "20.10.2025", False, "bedarfsmeldung"),
    Report("431", "Informatik", 1, 4, "ok", "2019", "", "IHK Mittleres Ruhrgebiet", "ihk", "Mittleres Ruhrgebiet",
           "11.03.2024", True, "bedarfsmeldung"),
)  # fmt: skip
WIFO = (
    "Stadt Bochum, Datenlizenz Deutschland Namensnennung 2.0, www.govdata.de/dl-de/by-2-0, opendata.ruhr/{}, verändert"
)


def _series(title: str, series: str, value: float | None, previous: float | None, **more) -> ContextFigure:
    found = ContextFigure(
        title, series, "Bochum", value, "Personen", "31.12.2024", previous, "31.12.2023" if previous else "",
        "ok" if value is not None else "secret", "https://opendata.ruhr/dataset/" + title.lower().replace(" ", "-"),
        WIFO.format(title.lower().replace(" ", "-")), "12.03.2025", False, "wifo_opendata",
    )  # fmt: skip
    return replace(found, **more)


CONTEXT = (
    _series("Arbeitslose nach Merkmalen", "insgesamt", 17902, 17488),
    _series("Arbeitslose nach Merkmalen", "Ausländer", 6903, 6544),
    _series("Arbeitslose nach Merkmalen", "unter 25 Jahren", None, None),
    _series("Arbeitslose nach Merkmalen", "über 55 Jahren", 4210, 4133),
    _series("Beschäftigte nach Wirtschaftszweig", "Verarbeitendes Gewerbe", 15911, 16233),
    _series("Gewerbeanmeldungen", "insgesamt", 2710, None, unit="Anmeldungen", date="2021", stale=True,
            modified="12.03.2021"),
    _series("Bevölkerung am Jahresende", "insgesamt", 366385, 365742, source="genesis", attribution=""),
)  # fmt: skip


def _entry(id: str, name: str, kind: str, area: str = "Bochum", **more) -> Entry:
    found = Entry(id, name, kind, area, (), (), (), "", "", "12.11.2019", True, "Bericht vom 12.11.2019", "", True)
    return replace(found, **more)


REGISTER = (
    _entry("kim", "Kommunales Integrationszentrum", "advice", link="https://www.example.org/integration"),
    _entry("bildung", "Bildung für alle e. V.", "migrant_organisation", languages=("Englisch", "Französisch")),
    _entry("forum", "Afrika-Forum Ruhr", "migrant_organisation", countries=("Ghana", "Kamerun"), since="2009"),
    _entry("gemeinde", "Griechische Gemeinde", "migrant_organisation", countries=("Griechenland",)),
    _entry("kultur", "Kulturverein Schwarzes Meer", "migrant_organisation", countries=("Türkei",)),
    _entry(
        "netz", "Netzwerk Anerkennung NRW", "network", "Nordrhein-Westfalen", exact=False, occupations=("813", "821")
    ),
)
STEPS = (
    Step("inform", "Erzählen Sie, welche Berufe fehlen und wo man sich beraten lassen kann. Versprechen Sie nichts.",
         "", "", "", "01.12.2025", False),
    Step("law", "Wer einen anerkannten Abschluss oder mindestens zwei Jahre Erfahrung hat, kann unter Bedingungen "
         "einreisen. Ob es passt, sagt der Quick-Check.", "https://www.make-it-in-germany.com/de/visum/quick-check",
         "Make it in Germany", "Stand 01.06.2024", "01.12.2025", False),
    Step("help", "Welche Stelle einen Abschluss prüft, nennt der Anerkennungs-Finder in elf Sprachen.",
         "https://www.anerkennung-in-deutschland.de/de/interest/finder", "Anerkennungs-Finder", "Stand 01.03.2025",
         "01.12.2025", False),
    Step("help", "Die Hotline Arbeiten und Leben in Deutschland berät auf Deutsch und Englisch.",
         "https://www.make-it-in-germany.com/de/service/kontakt/hotline", "Hotline", "Stand 01.01.2022", "05.01.2023",
         True),
    Step("stay", "Gehen Sie beim ersten Termin mit: Ausländerbehörde, Anmeldung, Bank, Arzt.", "", "", "", "01.12.2025",
         False),
    Step("stay", "Laden Sie in Vereine ein. Wer Freunde hat, bleibt.", "", "", "", "01.12.2025", False),
)  # fmt: skip
QUOTED = "https://www.it.nrw/anerkennung-2024"
LAND = (
    LandRecognition(2024, "total", "bearbeitete Verfahren", 21567, "cases", QUOTED),
    LandRecognition(2024, "occupation", "Pflegefachkraft", 7968, "cases", QUOTED),
    LandRecognition(2024, "occupation", "Arzt/Ärztin", 3357, "cases", QUOTED),
    LandRecognition(2024, "occupation", "Ingenieur/in", 1404, "cases", QUOTED),
    LandRecognition(2024, "state", "Türkei", 3285, "cases", QUOTED),
    LandRecognition(2024, "state", "Syrien", 2088, "cases", QUOTED),
    LandRecognition(2024, "outcome", "Anteil Türkei in der Pflege", 11.7, "pct", QUOTED, "share_pct"),
)
REVISIONS = (Revision(TITLES["ba_eckwerte"], "12 Werte für Oktober 2025 und November 2025, höchstens um 3,2\u202f%"),)


def with_days(brief: Brief) -> Brief:
    """Give each occupation a vacancy time, one of them none."""
    occupations = tuple(
        replace(o, vacancy_days=None if o.occupation == "814" else 90.0 + int(o.occupation) % 170,
                vacancy_days_flag="unknown" if o.occupation == "814" else "")
        for o in brief.occupations
    )  # fmt: skip
    return replace(brief, occupations=occupations, vacancy_days_month="Dezember 2025")


def said(brief: Brief) -> Brief:
    """Let everybody speak."""
    full = replace(
        with_days(brief),
        sources=(*brief.sources, *sources()),
        status=tuple(
            replace(s, status="late", text=status_text("late", "2025-11", "unreachable")) if s.id == "hwk_lehrstellen"
            else s for s in states()
        ),
        month_figures=MONTH, chamber_figures=CHAMBER, places=PLACES, reports=REPORTS, context=CONTEXT,
        register=REGISTER, steps=STEPS, land_recognition=LAND, revisions=REVISIONS,
        network_missing=True,
    )  # fmt: skip
    return titled(full)


def silent(brief: Brief, status: str = "missing", reason: str = "unreachable") -> Brief:
    """Leave only what the yearly sources hold."""
    held = {s.id for s in brief.sources}
    all_ok = {s.id: s for s in states()}
    return titled(replace(brief, status=tuple(all_ok[s.id] if s.id in held else s for s in states(status, reason))))


CODES = {
    "flag",
    "places_flag",
    "source",
    "kind",
    "id",
    "measure",
    "status",
    "dimension",
    "occupation",
    "levels",
    "reason",
    "covered_by",
    "rank",
}  # never free text


def crowded(brief: Brief, text: str, rows: int = 40) -> Brief:
    """Fill every field with a text and every list with many rows."""
    full = said(brief)

    def spoil(item, **kept):
        codes = CODES if isinstance(item, ContextFigure) else {*CODES, "unit"}
        changes = {
            f: (text,) * 9 if isinstance(getattr(item, f), tuple) else text
            for f in item.__dataclass_fields__
            if isinstance(getattr(item, f), str | tuple) and f not in codes
        }
        return replace(item, **changes, **kept)

    def many(items, **kept):
        return tuple(spoil(items[i % len(items)], **kept) for i in range(rows))

    return titled(
        replace(
            full,
            month_figures=tuple(map(spoil, full.month_figures)),
            chamber_figures=many(full.chamber_figures),
            places=many(full.places),
            reports=many(full.reports),
            context=tuple(replace(c, title=f"{c.title}{i}") for i, c in enumerate(many(full.context))),
            register=tuple(replace(e, checked=f"{text}{i}") for i, e in enumerate(many(full.register))),
            steps=many(full.steps),
            land_recognition=many(full.land_recognition),
            revisions=many(full.revisions),
            starting_points=many(full.starting_points),
            status=tuple(map(spoil, full.status)),
        )
    )


def titled(brief: Brief) -> Brief:
    return replace(
        brief,
        texts=replace(brief.texts, evidence_title=evidence_title(brief), evidence_subtitle=EVIDENCE_SUBTITLE),
    )
