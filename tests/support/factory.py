"""Briefs with invented figures, in the size and shape of real ones."""

from __future__ import annotations

import math
import random
from dataclasses import replace

from reports.model.brief import Brief, Texts, Wordings
from reports.model.estimates import Estimate, Quality, Validation
from reports.model.market import Figure, Occupation, Official
from reports.model.recognition import CountryCount, Decisions, RecognitionRow, Reference, Ways, WorldRegion
from reports.model.region import Kreis, MapArea, RegionInfo, RegionMap
from reports.model.rounding import ranked, share
from reports.model.sources import SourceNote
from reports.words.market import write_texts
from tests.support import said, starting_points

NRW = {
    "05111": "Düsseldorf", "05112": "Duisburg", "05113": "Essen", "05114": "Krefeld", "05116": "Mönchengladbach",
    "05117": "Mülheim an der Ruhr", "05119": "Oberhausen", "05120": "Remscheid", "05122": "Solingen",
    "05124": "Wuppertal", "05154": "Kreis Kleve", "05158": "Kreis Mettmann", "05162": "Rhein-Kreis Neuss",
    "05166": "Kreis Viersen", "05170": "Kreis Wesel", "05314": "Bonn", "05315": "Köln", "05316": "Leverkusen",
    "05334": "Städteregion Aachen", "05358": "Kreis Düren", "05362": "Rhein-Erft-Kreis", "05366": "Kreis Euskirchen",
    "05370": "Kreis Heinsberg", "05374": "Oberbergischer Kreis", "05378": "Rheinisch-Bergischer Kreis",
    "05382": "Rhein-Sieg-Kreis", "05512": "Bottrop", "05513": "Gelsenkirchen", "05515": "Münster",
    "05554": "Kreis Borken", "05558": "Kreis Coesfeld", "05562": "Kreis Recklinghausen", "05566": "Kreis Steinfurt",
    "05570": "Kreis Warendorf", "05711": "Bielefeld", "05754": "Kreis Gütersloh", "05758": "Kreis Herford",
    "05762": "Kreis Höxter", "05766": "Kreis Lippe", "05770": "Kreis Minden-Lübbecke", "05774": "Kreis Paderborn",
    "05911": "Bochum", "05913": "Dortmund", "05914": "Hagen", "05915": "Hamm", "05916": "Herne",
    "05954": "Ennepe-Ruhr-Kreis", "05958": "Hochsauerlandkreis", "05962": "Märkischer Kreis", "05966": "Kreis Olpe",
    "05970": "Kreis Siegen-Wittgenstein", "05974": "Kreis Soest", "05978": "Kreis Unna",
}  # fmt: skip

# code, name, everyday, scores of levels 2-4 (None = not rated), employees, share of foreigners, ratio, marks
GROUPS = (
    ("111", "Landwirtschaft", "Landwirtinnen und Landwirte", (2.2, None, None), 900, 0.31, 1.9, ()),
    ("121", "Gartenbau", "Gärtnerinnen und Gärtner", (2.0, 1.6, None), 3100, 0.18, 6.2, ()),
    ("212", "Naturstein- und Mineralaufbereitung und -verarbeitung und Baustoffherstellung",
     "Steinmetzbetriebe, Beton- und Baustoffwerke", (1.5, None, None), 800, 0.17, 2.6, ("handwerk",)),
    ("244", "Metallbau und Schweißtechnik", "Metallbau, Schlosserei, Schweißen", (1.83, 2.25, None),
     3900, 0.2, 1.7, ("mint", "handwerk")),
    ("252", "Fahrzeug-, Luft-, Raumfahrt- und Schiffbautechnik",
     "Kfz-, Zweirad- und Landmaschinentechnik, Flugzeugbau", (2.0, 2.2, 1.6), 4800, 0.14, 2.2, ("mint", "handwerk")),
    ("261", "Mechatronik und Automatisierungstechnik", "Mechatronik, Automatisierungstechnik",
     (2.17, 1.83, 1.4), 3600, 0.11, 0.68, ("mint",)),
    ("262", "Energietechnik", "Elektrikerinnen und Elektriker", (2.17, 1.8, 1.67),
     5244, 0.108, 0.61, ("mint", "handwerk")),
    ("263", "Elektrotechnik", "Elektronik, Telekommunikationstechnik", (1.67, 2.33, 1.83),
     4100, 0.09, 1.4, ("mint", "handwerk")),
    ("292", "Lebensmittel- und Genussmittelherstellung", "Bäckereien, Metzgereien, Lebensmittelherstellung",
     (2.17, None, None), 3000, 0.38, 2.3, ("handwerk",)),
    ("293", "Speisenzubereitung", "Köchinnen und Köche", (1.83, 2.75, None), 5700, 0.41, 4.4, ()),
    ("311", "Bauplanung und -überwachung, Architektur", "Architektur, Bauplanung, Bauleitung",
     (None, 2.0, 1.83), 3200, 0.1, 1.6, ("mint",)),
    ("321", "Hochbau", "Maurerei, Betonbau, Dachdeckerei, Gerüstbau", (1.83, 2.2, None),
     4300, 0.35, 2.4, ("handwerk",)),
    ("322", "Tiefbau", "Straßenbau, Gleisbau, Kanalbau", (2.33, 1.8, 2.0), 2100, 0.23, 1.1, ("handwerk",)),
    ("333", "Aus- und Trockenbau, Isolierung, Zimmerei, Glaserei, Rollladen- und Jalousiebau",
     "Trockenbau, Zimmerei, Glaserei, Rollladenbau", (1.67, 1.5, None), 1900, 0.34, 2.9, ("handwerk",)),
    ("342", "Klempnerei, Sanitär-, Heizungs- und Klimatechnik", "Sanitär, Heizung, Klima, Klempnerei",
     (2.33, 2.6, None), 3700, 0.19, 0.82, ("handwerk",)),
    ("431", "Informatik", "Informatikerinnen und Informatiker", (1.2, 1.6, 2.0), 3900, 0.16, 4.26, ("mint",)),
    ("612", "Handel", "Kaufleute im Groß-, Außen- und Einzelhandel", (1.0, 2.0, 1.2), 5600, 0.1, 3.4, ()),
    ("621", "Verkauf (ohne Produktspezialisierung)", "Verkaufskräfte, Kassenkräfte (ohne festes Sortiment)",
     (1.33, 1.2, 2.33), 16800, 0.19, 9.1, ()),
    ("623", "Verkauf von Lebensmitteln", "Verkauf in Bäckerei, Metzgerei und Lebensmittelladen",
     (2.33, None, None), 4900, 0.29, 3.6, ("handwerk",)),
    ("632", "Hotellerie", "Hotelfachleute", (2.33, 2.25, None), 1400, 0.33, 4.1, ()),
    ("633", "Gastronomie", "Kellnerinnen und Kellner, Gastronomieservice", (2.17, 1.4, None), 5200, 0.37, 4.9, ()),
    ("634", "Veranstaltungsservice und -management", "Veranstaltungskaufleute, Eventplanung",
     (2.0, 2.5, None), 700, 0.12, 3.8, ()),
    ("713", "Unternehmensorganisation und -strategie", "Betriebsorganisation, Unternehmensberatung",
     (2.0, 1.4, 1.0), 19800, 0.09, 3.1, ()),
    ("723", "Steuerberatung", "Steuerberatung, Steuerfachangestellte", (2.5, 1.67, 2.5), 2600, 0.06, 0.71, ()),
    ("731", "Rechtsberatung, -sprechung und -ordnung", "Juristinnen und Juristen, Anwalts- und Notarfachkräfte",
     (2.17, None, 1.0), 3000, 0.07, 1.8, ()),
    ("811", "Arzt- und Praxishilfe", "Medizinische und zahnmedizinische Fachangestellte",
     (2.5, 2.4, None), 9800, 0.12, 1.2, ()),
    ("813", "Gesundheits- und Krankenpflege, Rettungsdienst und Geburtshilfe",
     "Krankenpflege, OP-Assistenz, Rettungsdienst, Geburtshilfe", (2.5, 1.83, 2.33), 17600, 0.13, 0.66, ("pflege",)),
    ("814", "Human- und Zahnmedizin", "Ärztinnen und Ärzte, Zahnärztinnen und Zahnärzte",
     (None, None, 2.0), 4700, 0.24, 1.0, ()),
    ("817", "Nicht ärztliche Therapie und Heilkunde", "Physiotherapie, Ergotherapie, Logopädie, Podologie",
     (None, 2.83, 1.2), 5200, 0.08, 0.54, ()),
    ("821", "Altenpflege", "Altenpflegerinnen und Altenpfleger", (2.5, 1.6, None), 11900, 0.21, 1.5, ("pflege",)),
    ("823", "Körperpflege", "Friseurinnen und Friseure, Kosmetik", (1.5, 2.0, None), 2400, 0.34, 5.3, ("handwerk",)),
    ("825", "Medizin-, Orthopädie- und Rehatechnik", "Augenoptik, Hörakustik, Zahn- und Orthopädietechnik",
     (2.17, 2.0, None), 2000, 0.11, 0.77, ("handwerk",)),
    ("831", "Erziehung, Sozialarbeit, Heilerziehungspflege", "Erziehung, Kita, Sozialarbeit, Heilerziehungspflege",
     (1.67, 1.5, 2.17), 21400, 0.09, 1.35, ()),
    ("511", "Technischer Betrieb des Eisenbahn-, Luft- und Schiffsverkehrs", "Bahn-, Flug- und Schiffstechnik",
     (1.2, None, None), 300, 0.2, 2.0, ()),
    ("513", "Lagerwirtschaft, Post und Zustellung, Güterumschlag", "Lager, Paketdienst, Briefzustellung",
     (0.83, 1.0, None), 24800, 0.38, 12.4, ()),
    ("521", "Fahrzeugführung im Straßenverkehr", "Lkw-, Bus- und Taxifahrende", (1.67, None, None),
     12100, 0.31, 4.0, ()),
    ("541", "Reinigung", "Reinigungskräfte", (1.0, None, None), 11800, 0.47, 11.3, ()),
    ("714", "Büro und Sekretariat", "Büro- und Verwaltungskräfte", (0.83, 0.8, 0.6), 27900, 0.08, 7.7, ()),
    ("732", "Verwaltung", "Verwaltungsangestellte", (1.17, 1.0, 1.0), 15100, 0.05, 1.6, ()),
    ("841", "Lehrtätigkeit an allgemeinbildenden Schulen", "Lehrkräfte", (None, None, 1.6), 8200, 0.06, 2.2, ()),
    ("913", "Gesellschaftswissenschaften", "Politik- und Sozialwissenschaften", (None, None, 0.6), 160, 0.12, 14.0, ()),
)  # fmt: skip

# code, name, level, reference occupations, full equivalences, countries, world regions
RECOGNISED = (
    ("Pfl", "Pflegeberufe", 2,
     (("Pflegefachmann/-frau", 10836), ("Gesundheits- und Krankenpfleger/in", 993), ("Altenpfleger/in", 120)), 12027,
     (("PHL", "Philippinen", 1734), ("TUN", "Tunesien", 1473), ("IND", "Indien", 1041),
      ("BIH", "Bosnien und Herzegowina", 876), ("TUR", "Türkei", 828)), ()),
    ("814", "Human- und Zahnmedizin", 4, (("Arzt/Ärztin", 6993), ("Zahnarzt/-ärztin", 1101)), 8094,
     (("SYR", "Syrien", 669), ("TUR", "Türkei", 612), ("TUN", "Tunesien", 396), ("UKR", "Ukraine", 357)), ()),
    ("262", "Energietechnik", 2,
     (("Elektroanlagenmonteur/in", 816), ("Elektroniker/in Fachrichtung Energie- und Gebäudetechnik", 393),
      ("Elektroniker/in für Betriebstechnik", 255)), 1464,
     (("BIH", "Bosnien und Herzegowina", 222), ("TUR", "Türkei", 216), ("SRB", "Serbien", 93)), ()),
    ("831", "Erziehung, Sozialarbeit, Heilerziehungspflege", 4,
     (("Sozialarbeiter/in, Sozialpädagoge/-pädagogin", 612), ("Kindheitspädagoge/-pädagogin", 33)), 645,
     (("TUR", "Türkei", 81), ("UKR", "Ukraine", 66), ("ESP", "Spanien", 57)), ()),
    ("811", "Arzt- und Praxishilfe", 2,
     (("Zahnmedizinische/r Fachangestellte/r", 324), ("Medizinische/r Fachangestellte/r", 285)), 609,
     (), (("Westbalkan", 201), ("Naher und Mittlerer Osten", 138), ("Europäische Union", 84))),
    ("252", "Fahrzeug-, Luft-, Raumfahrt- und Schiffbautechnik", 2, (("Kraftfahrzeugmechatroniker/in", 348),), 348,
     (("TUR", "Türkei", 69), ("BIH", "Bosnien und Herzegowina", 54), ("MAR", "Marokko", 42)), ()),
    ("817", "Nicht ärztliche Therapie und Heilkunde", 3,
     (("Physiotherapeut/in", 1233), ("Logopäde/Logopädin", 48), ("Ergotherapeut/in", 36)), 1317,
     (("NLD", "Niederlande", 306), ("POL", "Polen", 129), ("ESP", "Spanien", 111)), ()),
    ("261", "Mechatronik und Automatisierungstechnik", 2, (("Mechatroniker/in", 294),), 294,
     (("TUR", "Türkei", 60), ("IRN", "Iran", 39), ("BIH", "Bosnien und Herzegowina", 33)), ()),
    ("342", "Klempnerei, Sanitär-, Heizungs- und Klimatechnik", 2,
     (("Anlagenmechaniker/in für Sanitär-, Heizungs- und Klimatechnik", 261),), 261,
     (), (("Westbalkan", 138), ("Europäische Union", 39), ("Naher und Mittlerer Osten", 27))),
    ("293", "Speisenzubereitung", 2, (("Koch/Köchin", 216),), 216,
     (("BIH", "Bosnien und Herzegowina", 39), ("TUR", "Türkei", 33), ("IND", "Indien", 21)), ()),
    ("322", "Tiefbau", 2, (("Straßenbauer/in", 60), ("Tiefbaufacharbeiter/in", 42), ("Kanalbauer/in", 9)), 111,
     (), (("Westbalkan", 84), ("Europäische Union", 12))),
    ("321", "Hochbau", 3, (("Maurer- und Betonbauermeister/in", 3),), 3, (), (("Westbalkan", 3),)),
    ("825", "Medizin-, Orthopädie- und Rehatechnik", 2,
     (("Zahntechniker/in", 144), ("Augenoptiker/in", 63), ("Orthopädietechnik-Mechaniker/in", 21)), 228,
     (("SYR", "Syrien", 66), ("TUR", "Türkei", 36), ("UKR", "Ukraine", 24)), ()),
    ("244", "Metallbau und Schweißtechnik", 3, (), None, (), ()),
    ("633", "Gastronomie", 2, (("Restaurantfachmann/-frau", 90), ("Fachkraft im Gastgewerbe", 24)), 114,
     (), (("Westbalkan", 33), ("Südosteuropa", 30))),
    ("632", "Hotellerie", 2, (("Hotelfachmann/-frau", 129),), 129, (), (("Nordafrika", 36), ("Südasien", 33))),
    ("723", "Steuerberatung", 2, (("Steuerfachangestellte/r", 30),), 30, (), (("Osteuropa", 18),)),
    ("311", "Bauplanung und -überwachung, Architektur", 3, (("Architekt/in", 198),), 198,
     (("SYR", "Syrien", 39), ("TUR", "Türkei", 30), ("IRN", "Iran", 27)), ()),
)  # fmt: skip

EU = {"ESP", "NLD", "POL", "ROU", "GRC"}
LANGUAGES = {
    "PHL": ("Englisch", "Filipino"), "TUN": ("Arabisch",), "IND": ("Englisch", "Hindi"), "TUR": ("Türkisch",),
    "BIH": ("Bosnisch", "Kroatisch", "Serbisch"), "SYR": ("Arabisch",), "UKR": ("Ukrainisch",), "POL": ("Polnisch",),
    "ESP": ("Spanisch",), "NLD": ("Niederländisch",), "IRN": ("Persisch",), "SRB": ("Serbisch",),
    "MAR": ("Arabisch", "Tamazight"),
}  # fmt: skip
SERIES = tuple(zip(range(2016, 2025), (17136, 19029, 20211, 22692, 24858, 25467, 26301, 31659, 37017), strict=True))

BA_LINE = "© Statistik der Bundesagentur für Arbeit"


def source(
    id: str, title: str, period: str, issued: str, attribution: str, file: str, digit: str, **more
) -> SourceNote:
    publisher = "Statistisches Bundesamt" if "destatis" in id else "Statistik der Bundesagentur für Arbeit"
    page = "https://statistik.arbeitsagentur.de"
    return SourceNote(id, title, publisher, period, issued, "", attribution, page, digit * 16, file, **more)


SOURCES = (
    source("ba_engpassanalyse", "Fachkräfteengpassanalyse 2025, Deutschland", "2025", "", BA_LINE, "a.xlsx", "b91c",
           stale=False),
    source("ba_engpassanalyse", "Fachkräfteengpassanalyse 2025, Länderergebnisse", "2025", "29.05.2026", BA_LINE,
           "2025_Laenderergebnisse.xlsx", "a91c", stale=False),
    *(
        source("ba_kreis_berufe", f"{what} nach Kreis und Berufsgruppe 2012–2025", "2012–2025", "", BA_LINE,
               f"{digit}.rda", digit, stale=False)
        for what, digit in (("Beschäftigte am Arbeitsort", "5f2b"), ("Arbeitslose", "5f2c"),
                            ("Arbeitslose Ausländer", "5f2d"), ("Gemeldete Arbeitsstellen", "5f2e"))
    ),
    source("destatis_anerkennung", "Statistik der Anerkennung ausländischer Berufsqualifikationen (EVAS 21231)",
           "2016–2024", "28.08.2025", "© Statistisches Bundesamt (Destatis), 2025; eigene Berechnung",
           "destatis-21231-2024.xlsx", "07de", stale=True, note="Die Angaben für 2025 erscheinen im August 2026."),
    source("bkg_outlines", "Verwaltungsgrenzen (Karte), vereinfacht", "", "",
           "© GeoBasis-DE / BKG 2016, dl-de/by-2-0, Daten verändert", "kreise.geojson", "31ff", stale=False),
)  # fmt: skip


def official(scores: tuple[float | None, ...]) -> tuple[Official, ...]:
    def klass(score: float | None) -> str | None:
        if score is None:
            return None
        return "engpass" if score >= 2 else "beobachtung" if score >= 1.5 else "kein_engpass"

    return tuple(Official(level, s, klass(s)) for level, s in zip((2, 3, 4), scores, strict=True))


def occupation(group: tuple, size: float, rng: random.Random) -> Occupation:
    code, name, everyday, scores, employees, foreign, ratio, marks = group
    rated = official(scores)
    employed = round(employees * size * rng.uniform(0.6, 1.4))
    vacancies = max(employed * 0.03 * rng.uniform(0.5, 1.6), 0.1)
    own = ratio * rng.uniform(0.5, 1.8)
    trend = tuple((y, round(own * (1 + 0.9 * (2025 - y) / 13 * rng.uniform(0.2, 1.6)), 3)) for y in range(2012, 2026))
    shown = any(o.klass == "engpass" for o in rated)
    flags: list[str] = []
    secret = employed < 60
    if secret:
        flags.append("foreign_employees:secret")
    if vacancies < 3:
        flags += ["vacancies:below_3", "ratio:few_cases"]
    few = vacancies < 3
    made = Occupation(
        occupation=code,
        name=name,
        everyday=everyday,
        vacancies=None if few else vacancies,
        unemployed=vacancies * own,
        ratio=None if few else own,
        employees=float(employed),
        foreign_employees=None if secret else round(employed * foreign),
        unemployed_foreigners=vacancies * own * foreign * 1.6,
        vacancies_previous=None if few else vacancies * rng.uniform(0.8, 1.2),
        unemployed_previous=vacancies * own * 0.96,
        ratio_previous=None if few else trend[-2][1],
        land_ratio=ratio,
        germany_ratio=ratio * rng.uniform(0.7, 1.1),
        flags=tuple(flags),
        official=rated,
        marks=marks,
        shown=shown,
        trend=trend if shown else (),
    )
    told = few and code in ("634", "731")  # not even its 2-digit group has enough cases
    made = replace(made, estimate=None if told or max(scores, key=lambda s: s or 0) is None else estimate(made, own))
    return replace(made, reading=read(made))


def estimate(o: Occupation, ratio: float) -> Estimate:
    """Estimate from the region's own counts, or from those of its 2-digit group where these are few."""
    few = o.vacancies is None or min(o.vacancies, o.unemployed) < 10
    spread = 1.645 * math.sqrt(0.02 if few else 1 / (o.unemployed + 0.5) + 1 / (o.vacancies + 0.5))
    score = max((r.score for r in o.official if r.score is not None), default=1.0)

    def probability(log_ratio: float) -> float:
        return 1 / (1 + math.exp(-(3 * (score - 1.9) - 4 * (log_ratio - math.log(o.land_ratio)))))

    centre, shares = math.log(ratio), [probability(math.log(ratio) + spread * k) for k in (0, 1, -1)]
    first = 1 + int(45 * (1 - shares[0]))
    rank = None if few else (first, min(53, first + 1 + int(40 * spread)), 53)
    return Estimate(
        "family" if few else "group", "Mechatronik-, Energie- und Elektroberufe" if few else "",
        *(math.exp(centre + spread * k) for k in (0, -1, 1)), *shares,
        "engpass" if shares[0] >= 0.8 else "kein_engpass" if shares[0] <= 0.2 else "uneindeutig", rank,
    )  # fmt: skip


def read(o: Occupation) -> str:
    """Read class of the Land and estimate together."""
    if all(r.score is None for r in o.official):
        return ""
    if o.estimate is None:
        return "zu_wenige"
    short = any(r.klass == "engpass" for r in o.official)
    return {
        (True, "engpass"): "beide_eng", (True, "kein_engpass"): "land_eng", (False, "engpass"): "region_eng",
        (False, "kein_engpass"): "kein_zeichen",
    }.get((short, o.estimate.klass), "beobachten")  # fmt: skip


VALIDATION = Validation(
    cells=861, areas=12,
    qualities=(
        Quality("model", "Schätzung dieses Berichts", 0.913, 0.111, 0.021),
        Quality("national_label", "Einstufung Deutschlands übernehmen", 0.752, 0.161, 0.012),
        Quality("neighbour_label", "Einstufung der Nachbarländer übernehmen", 0.842, 0.15, 0.034),
        Quality("raw_ratio", "nur Arbeitslose je Stelle", 0.731, 0.198, 0.03),
    ),
    bins=tuple(zip((0.02, 0.05, 0.1, 0.16, 0.25, 0.35, 0.47, 0.6, 0.76, 0.92),
                   (0.0, 0.07, 0.08, 0.19, 0.26, 0.31, 0.5, 0.58, 0.79, 0.93), (86,) * 9 + (87,), strict=True)),
    coverage_year=2025, coverage_cells=6204, coverage=0.902, kept=0.93, kept_lowest=0.84,
)  # fmt: skip


def states_of(countries: tuple, cells: int = 1) -> tuple[CountryCount, ...]:
    made = [CountryCount(c, n, k, c in EU, LANGUAGES.get(c, ())) for c, n, k in countries]
    placed: list[CountryCount] = []
    for group in ranked(made, cells):
        placed += [replace(c, place=len(placed) + 1) for c in group]
    return tuple(placed)


def decisions(full: int | None, cells: int) -> Decisions | None:
    if full is None:
        return None
    decided = 3 * round(full * 2.4 / 3) + 3
    positive = decided - 3 * (decided // 60)
    return Decisions(decided, positive, cells, share(positive, decided, cells))


def ways(full: int | None, cells: int) -> Ways | None:
    return Ways(3 * (full // 12), full - 3 * (full // 12), cells) if full else None


def recognition(occupations: dict[str, Occupation]) -> tuple[RecognitionRow, ...]:
    rows = []
    for code, name, level, references, full, countries, regions in RECOGNISED:
        states = states_of(countries)
        own = occupations.get("813" if code == "Pfl" else code)
        rows.append(
            RecognitionRow(
                occupation=code,
                name=name,
                level=level,
                references=tuple(Reference(n, "", k, () if i else states) for i, (n, k) in enumerate(references)),
                full_equivalence=full,
                year=2024,
                countries=states,
                countries_cover=tuple(r for r, _ in references[:1]) if countries else (),
                regions=tuple(WorldRegion(n, k) for n, k in regions),
                cells=len(references),
                foreign_employees=own.foreign_employees if own else None,
                employees=own.employees if own else None,
                unemployed_foreigners=own.unemployed_foreigners if own else None,
                decisions=decisions(full, max(len(references), 1)),
                ways=ways(full, max(len(references), 1)),
            )
        )
    for code, name, full, countries in (
        ("27103", "Ingenieur/in", 4350, (("UKR", "Ukraine", 1434), ("TUR", "Türkei", 390), ("IRN", "Iran", 321))),
        ("84124", "Lehrer/in", 2136, (("UKR", "Ukraine", 288), ("POL", "Polen", 213), ("ESP", "Spanien", 180))),
    ):
        states = states_of(countries)
        rows.append(
            RecognitionRow(
                occupation=code,
                name=name,
                level=4,
                references=(Reference(name, code, full, states),),
                full_equivalence=full,
                year=2024,
                countries=states,
                countries_cover=(name,),
                regions=(),
                cells=1,
                collective=True,
                note="Sammelangabe ohne Fachrichtung; deshalb keinem Engpassberuf zugeordnet.",
                decisions=decisions(full, 1),
                ways=ways(full, 1),
            )
        )
    return tuple(rows)


def texts(name: str, top: Occupation | None) -> Texts:
    leader = top.name if top else "keiner Berufsgruppe"
    return Texts(
        finding=f"In {name} kommen auf eine gemeldete Stelle 5,7 Arbeitslose. In sieben Engpassberufen gibt es dennoch "
        f"weniger Arbeitslose als Stellen, am deutlichsten in {leader}.",
        in_brief=(
            "In 7 von 33 Engpassberufen des Landes kommt in der Region weniger als eine arbeitslose Person auf eine "
            "gemeldete Stelle; im Vorjahr waren es 8.",
            f"Am knappsten ist {leader}: Auf 114 gemeldete Stellen kommen 70 Arbeitslose. Im Land sind es doppelt so "
            "viele je Stelle.",
            "Die Informatik gilt im Land bei Experten als Engpass, in der Region aber kommen 4,3 Arbeitslose auf eine "
            "Stelle: ein Engpass ist hier nicht zu sehen.",
            "Deutschlandweit wurden 2024 in Pflegeberufen 12\u202f027 Abschlüsse als voll gleichwertig anerkannt, "
            "die meisten davon ausgebildet in den Philippinen, in Tunesien und in Indien.",
            "In der Pflege arbeiten in der Region schon 2\u202f288 ausländische Beschäftigte, 13 von 100.",
        ),
        ranking_title=Wordings((f"{leader} ist in {name} am knappsten",)),
        ranking_subtitle="Arbeitslose je gemeldeter Stelle in Engpassberufen des Landes, Region, NRW und Deutschland, "
        "Jahresdurchschnitt 2025; kleiner Wert = knapper",
        table_title="33 Berufsgruppen sind im Land knapp, 7 davon auch in der Region",
        table_subtitle="Engpassberufe in NRW 2025 und ihre Lage in der Region, Jahresdurchschnitt 2025, "
        "Beschäftigte am 30.06.2025",
        table_notes=(
            "Die Rangfolge gilt nur für Gruppen mit mindestens 10 Stellen und 10 Arbeitslosen im Jahresdurchschnitt.",
        ),
        map_title=Wordings((f"{leader}: Im Ruhrgebiet sind Fachkräfte leichter zu finden als im Sauerland",)),
        map_subtitle=f"Arbeitslose je gemeldeter Stelle, {leader}, Kreise und kreisfreie Städte in NRW, 2025",
        map_text=(
            f"{name} liegt mit 0,61 Arbeitslosen je Stelle unter dem Landeswert von 1,15. Von den 53 Kreisen und "
            "kreisfreien Städten haben 11 einen kleineren Wert.",
            "Arbeitslose werden am Wohnort gezählt, Stellen am Arbeitsort. Wer pendelt, gleicht Unterschiede zwischen "
            "Nachbarkreisen zum Teil aus.",
        ),
        recognition_title="Die meisten anerkannten Pflegekräfte wurden in den Philippinen ausgebildet",
        recognition_subtitle="Volle Gleichwertigkeit in Deutschland 2024, Engpassberufe in NRW, nach Staat",
        recognition_notes=(
            "Für kleinere Berufe veröffentlicht das Statistische Bundesamt keine einzelnen Staaten, nur Weltregionen.",
            "Wo anerkannte Fachkräfte wohnen und arbeiten, steht nicht in dieser Statistik.",
        ),
    )


def headline(size: float) -> dict[str, Figure]:
    return {
        "unemployed": Figure(18079 * size, "2025", 17544 * size, "ok", "ba_kreis_berufe", 773997, 752310),
        "vacancies": Figure(3196 * size, "2025", 3390 * size, "ok", "ba_kreis_berufe", 127047, 139871),
        "ratio": Figure(18079 / 3196, "2025", 17544 / 3390, "ok", "ba_kreis_berufe", 773997 / 127047, 752310 / 139871),
        "employees": Figure(138412 * size, "30.06.2025", 138001 * size, "ok", "ba_kreis_berufe", 7398211, 7381004),
        "foreign_employees": Figure(
            20343 * size, "30.06.2025", 19102 * size, "ok", "ba_kreis_berufe", 1198211, 1150004
        ),
    }


def _tightest(o: Occupation) -> tuple:
    return (o.ratio is None, o.ratio or 0.0, o.occupation)


def make(
    region_id: str,
    name: str,
    kreise: tuple[Kreis, ...],
    *,
    kind: str = "kreis",
    size: float = 1.0,
    coverage_note: str = "",
    seed: int = 7,
) -> Brief:
    """Build a brief of a region of NRW; `size` is its labour market against Bochum's."""
    rng = random.Random(f"{region_id}{seed}")
    occupations = tuple(sorted((occupation(g, size, rng) for g in GROUPS), key=lambda o: o.occupation))
    by_code = {o.occupation: o for o in occupations}
    ranked = sorted((o for o in occupations if o.shown and o.ratio is not None), key=lambda o: (o.ratio, o.occupation))
    places = {o.occupation: i for i, o in enumerate(sorted((o for o in occupations if o.shown), key=_tightest), 1)}
    occupations = tuple(replace(o, position=places.get(o.occupation)) for o in occupations)
    own = {k.ags for k in kreise}
    lead = ranked[0] if ranked else None
    areas = tuple(
        MapArea(a, n, None if a == "05966" else round(0.4 + rng.random() ** 2 * 3, 3), a in own) for a, n in NRW.items()
    )
    return Brief(
        edition="2025-12.r1",
        month="2025-12",
        region=RegionInfo(region_id, name, kind, kreise, "05", "Nordrhein-Westfalen", "NRW", coverage_note),
        headline=headline(size),
        counts={
            "engpass": 39, "beobachtung": 50, "kein_engpass": 86,
        },
        occupations=occupations,
        ranking=tuple(o.occupation for o in ranked[:20]),
        recognition=recognition(by_code),
        recognition_total=Figure(37017, "2024", 31659, "ok", "destatis_anerkennung"),
        recognition_series=SERIES,
        map=RegionMap(lead.occupation, lead.name, "2025", areas) if lead else None,
        sources=SOURCES,
        texts=texts(name, lead),
        validation=VALIDATION,
        focus="mint",
        focus_name="MINT",
        starting_points=starting_points.gaps(occupations),
        potential_from=starting_points.POTENTIAL_FROM,
    )  # fmt: skip


def kreise(*ags: str) -> tuple[Kreis, ...]:
    return tuple(Kreis(a, NRW[a], 1.0) for a in ags)


def bochum() -> Brief:
    return make("05911", "Bochum", kreise("05911"))


def emscher_lippe() -> Brief:
    return make("ra-emscher-lippe", "Emscher-Lippe", kreise("05512", "05513", "05562"), kind="ra", size=2.2)


def land() -> Brief:
    return make("05", "Nordrhein-Westfalen", kreise(*NRW), kind="land", size=30)


def cut_region() -> Brief:
    """A region with a part of a Kreis, the longest names, and texts as long as they may be."""
    sentence = (
        "Auf eine gemeldete Stelle kommen in der Klempnerei, Sanitär-, Heizungs- und Klimatechnik 0,82 Arbeitslose, in "
        "der Gesundheits- und Krankenpflege, im Rettungsdienst und in der Geburtshilfe 0,66; im Vorjahr waren es mehr."
    )
    brief = make(
        "ra-mittleres-ruhrgebiet",
        "Mülheim-Essen-Oberhausen (MEO)",
        (*kreise("05117", "05113", "05119", "05911", "05916"), Kreis("05954", "Ennepe-Ruhr-Kreis", 0.46)),
        kind="ra",
        size=1.8,
        coverage_note="Die Region umfasst vom Ennepe-Ruhr-Kreis nur die Städte Witten und Hattingen. Die Zahlen gelten "
        "für den ganzen Ennepe-Ruhr-Kreis, denn unterhalb der Kreise werden sie nicht veröffentlicht.",
    )
    long = replace(
        brief.texts,
        finding=sentence,
        in_brief=(sentence,) * 5,
        map_text=(sentence,) * 4,
        table_notes=(sentence,) * 2,
        recognition_notes=(sentence,) * 4,
        ranking_title=Wordings(
            ("Klempnerei, Sanitär-, Heizungs- und Klimatechnik sind in Mülheim-Essen-Oberhausen knapp",)
        ),
        map_title=Wordings(
            ("Klempnerei, Sanitär-, Heizungs- und Klimatechnik: Im Ruhrgebiet fehlen weniger Fachkräfte",)
        ),
        recognition_title="Die meisten gleichwertigen Abschlüsse in Pflegeberufen stammen aus Bosnien und Herzegowina",
    )
    return replace(brief, texts=long, warnings=("Die Zuordnung der Region ist nicht bestätigt (Stand 2026).",))


def small_region() -> Brief:
    """A small Kreis: few vacancies, many marks in place of figures."""
    return make("05966", "Kreis Olpe", kreise("05966"), size=0.06)


def few_short(number: int = 12) -> Brief:
    """A Land with few shortage occupations."""
    brief = make("05970", "Kreis Siegen-Wittgenstein", kreise("05970"), size=0.5)
    kept = [o.occupation for o in brief.occupations if o.shown][:number]
    occupations = tuple(
        replace(o, shown=o.occupation in kept, position=o.position if o.occupation in kept else None)
        for o in brief.occupations
    )
    rows = tuple(r for r in brief.recognition if r.collective or r.occupation in kept)
    return replace(
        brief, occupations=occupations, ranking=tuple(c for c in brief.ranking if c in kept), recognition=rows,
        starting_points=tuple(gap for gap in brief.starting_points if gap.occupation in kept),
    )  # fmt: skip


def long_land() -> Brief:
    """A region of the Land with the longest name."""
    brief = bochum()
    land = "Mecklenburg-Vorpommern"
    return replace(brief, region=replace(brief.region, land_id="13", land_name=land, land_short=land))


def no_shortage() -> Brief:
    """A region without a shortage in a Land without one; its sentences are the real ones."""
    brief = make("05970", "Kreis Siegen-Wittgenstein", kreise("05970"), size=0.5)

    def relaxed(o: Occupation) -> Occupation:
        official = tuple(replace(r, score=r.score and 1.2, klass=r.score and "kein_engpass") for r in o.official)
        calm = {"probability": 0.05, "probability_low": 0.01, "probability_high": 0.12, "klass": "kein_engpass"}
        estimate = o.estimate and replace(o.estimate, **calm)
        return replace(
            o, official=official, estimate=estimate, reading="kein_zeichen" if estimate else "", shown=False,
            position=None, trend=(),
        )  # fmt: skip

    counts = {"engpass": 0, "beobachtung": 0, "kein_engpass": 170}
    counts |= dict.fromkeys(("recognition_cells", "recognition_cells_with_full", "recognition_cells_full"), 0)
    counts["recognition_all_full"] = 36951
    calm = replace(
        brief, occupations=tuple(map(relaxed, brief.occupations)), ranking=(), map=None, starting_points=(),
        recognition=tuple(r for r in brief.recognition if r.collective), counts={**brief.counts, **counts},
    )  # fmt: skip
    return replace(calm, texts=write_texts(calm))


def emptiest() -> Brief:
    """A region in which nothing may be shown: no short occupation, no figure, no map."""
    brief = make("07320", "Zweibrücken", (Kreis("07320", "Zweibrücken", 1.0),), size=0.01)
    gone = ("vacancies", "unemployed", "employees", "foreign_employees")
    occupations = tuple(
        replace(
            o,
            vacancies=None,
            unemployed=None,
            ratio=None,
            employees=None,
            foreign_employees=None,
            unemployed_foreigners=None,
            vacancies_previous=None,
            unemployed_previous=None,
            ratio_previous=None,
            land_ratio=None,
            germany_ratio=None,
            flags=(*(f"{g}:below_3" for g in gone), "ratio:few_cases"),
            official=tuple(Official(level, None, None) for level in (2, 3, 4)),
            shown=False,
            position=None,
            trend=(),
            estimate=None,
            reading="",
        )
        for o in brief.occupations
    )
    none = {k: Figure(None, f.period, None, "below_3", f.source) for k, f in brief.headline.items()}
    return replace(
        brief,
        region=replace(brief.region, land_id="07", land_name="Rheinland-Pfalz", land_short="Rheinland-Pfalz"),
        headline=none,
        counts={"engpass": 0, "beobachtung": 0, "kein_engpass": 0},
        occupations=occupations,
        ranking=(),
        recognition=(),
        recognition_total=Figure(None, "2024", None, "unknown", "destatis_anerkennung"),
        recognition_series=(),
        map=None,
        starting_points=(),
        texts=replace(
            brief.texts,
            finding="In Zweibrücken lässt sich für keine Berufsgruppe sagen, ob Fachkräfte knapp sind.",
            in_brief=("Die Zahlen der Region sind so klein, dass sie geheim gehalten werden.",),
            ranking_title=Wordings(("Keine Rangfolge möglich",)),
            ranking_subtitle="Zu wenige Fälle in der Region",
            table_title="Keine Berufsgruppe erfüllt die Bedingungen",
            table_subtitle="Engpassberufe im Land und ihre Lage in der Region, 2025",
            table_notes=(),
            map_title=Wordings(),
            map_subtitle="",
            map_text=(),
            recognition_title="Keine Zuordnung von Anerkennungen möglich",
            recognition_subtitle="Volle Gleichwertigkeit in Deutschland 2024",
            recognition_notes=(),
        ),
    )


def unestimated() -> Brief:
    """An edition that was handed over without estimates."""
    brief = bochum()
    plain = tuple(replace(o, estimate=None, reading="") for o in brief.occupations)
    return replace(brief, occupations=plain, validation=None, starting_points=starting_points.gaps(plain))


def few_cases() -> Brief:
    """A region whose counts allow no estimate anywhere."""
    brief = small_region()
    plain = tuple(replace(o, estimate=None, reading="zu_wenige" if o.reading else "") for o in brief.occupations)
    return replace(brief, occupations=plain, starting_points=starting_points.gaps(plain))


def everything() -> Brief:
    """A region of which everybody speaks."""
    return said.said(bochum())


def crowded() -> Brief:
    """The longest names, and more rows of everything than a page can hold."""
    return said.crowded(cut_region(), "Klempnerei, Sanitär-, Heizungs- und Klimatechnik in Mülheim-Essen-Oberhausen")


def silent() -> Brief:
    """A region of which nobody speaks, with the reasons."""
    return said.silent(emscher_lippe())


def nothing() -> Brief:
    """No figure and no word."""
    return said.silent(emptiest(), "off", "off")


ALL = (
    bochum, emscher_lippe, land, cut_region, small_region, few_short, long_land, emptiest, everything, crowded, silent,
    nothing, unestimated, few_cases, no_shortage,
)  # fmt: skip
