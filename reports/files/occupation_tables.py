"""The tables of occupation groups: all that is known of each, the official rating, the estimate."""

from __future__ import annotations

from reports.files import periods
from reports.files.lookup import Lookup
from reports.files.rows import GERMANY, LAND, OUTSIDE
from reports.files.table import Band, Cell, Column, Style, Table, Word, cell, high, low
from reports.model.brief import Brief
from reports.model.market import LEVEL_NAMES, Occupation
from reports.model.measures import FOREIGN_SHARE
from reports.model.rounding import round_figure
from reports.words.estimate_notation import PEERS, estimated, reading
from reports.words.notation import CLASS_NAMES, FLAG_WORDS, NO_VALUE

CODE = Column("KldB", 6, meaning="Nummer der Berufsgruppe, Klassifikation der Berufe 2010 (überarbeitet 2020), Text")
NAME = Column("Berufsgruppe", 40, Style.WRAPPED, meaning="Name der Berufsgruppe (KldB-3-Steller)")
LEVEL = Column("Niveau", 11, meaning="Anforderungsniveau: Fachkraft, Spezialist, Experte")
MARKS = {"mint": "MINT", "handwerk": "Handwerk", "pflege": "Pflege"}
ESTIMATE_CLASSES = CLASS_NAMES | {"uneindeutig": "uneindeutig"}
OWN_FIGURES, FAMILY = "eigene Zahlen", "Hauptgruppe"
NOT_RATED = Word("nicht bewertet")

_OFFICIAL = "Bewertung der Bundesagentur für Arbeit; „nicht bewertet“ heißt nicht „kein Engpass“"
_EMPLOYED = "sozialversicherungspflichtig Beschäftigte am Arbeitsort, am Stichtag"
_BASIS = "eigenen Zahlen der Gruppe, oder der Hauptgruppe (2-Steller), weil die eigenen zu klein sind"
OCCUPATIONS = (
    CODE,
    NAME,
    Column("Im Alltag", 34, Style.WRAPPED, meaning="wie die Berufe im Alltag heißen"),
    Column("Kennzeichen", 16, meaning="MINT, Handwerk, Pflege"),
    Column("Platz im Bericht", 8.5, Style.COUNT, meaning="Zeile der Tabelle auf Seite 2; leer: dort nicht gezeigt"),
    Column("Amtlich: Fachkraft", 13, band=Band.OFFICIAL, meaning=_OFFICIAL),
    Column("Amtlich: Spezialist", 13, band=Band.OFFICIAL, meaning=_OFFICIAL),
    Column("Amtlich: Experte", 13, band=Band.OFFICIAL, meaning=_OFFICIAL),
    Column("Stellen", 8.5, Style.COUNT, Band.OBSERVED, "gemeldete Arbeitsstellen am Arbeitsort, Jahresmittel",
           "vacancies"),
    Column("Stellen im Vorjahr", 8.5, Style.COUNT, Band.OBSERVED, "Jahresmittel des Vorjahrs",
           "vacancies", years_ago=1),
    Column("Arbeitslose", 9.5, Style.COUNT, Band.OBSERVED, "arbeitslos Gemeldete am Wohnort nach gesuchtem Beruf, "
           "alle Niveaus, Jahresmittel", "unemployed"),
    Column("Arbeitslose im Vorjahr", 9.5, Style.COUNT, Band.OBSERVED, "Jahresmittel des Vorjahrs",
           "unemployed", years_ago=1),
    Column("Arbeitslose je Stelle", 9.5, Style.RATIO, Band.OBSERVED, "eigene Berechnung; kleiner Wert: schwer zu "
           "besetzen; „wenige“: zu wenige Fälle", "ratio"),
    Column("Je Stelle im Vorjahr", 9.5, Style.RATIO, Band.OBSERVED, "Arbeitslose je Stelle im Vorjahr",
           "ratio", years_ago=1),
    Column("Je Stelle im Land", 9.5, Style.RATIO, Band.OBSERVED, "Arbeitslose je Stelle im Land, dieselbe Gruppe",
           "ratio", LAND),
    Column("Je Stelle in Deutschland", 11, Style.RATIO, Band.OBSERVED, "dasselbe für Deutschland", "ratio", GERMANY),
    Column("Beschäftigte", 11, Style.COUNT, Band.OBSERVED, _EMPLOYED, "employees"),
    Column("Ausländische Beschäftigte", 12.5, Style.COUNT, Band.OBSERVED, f"mit ausländischer Staatsangehörigkeit: "
           f"{_EMPLOYED}", "foreign_employees"),
    Column(FOREIGN_SHARE.heading, 13, Style.PERCENT, Band.OBSERVED, FOREIGN_SHARE.meaning, FOREIGN_SHARE.name),
    Column("Arbeitslose Ausländer", 10, Style.COUNT, Band.OBSERVED, "Arbeitslose mit ausländischer "
           "Staatsangehörigkeit, Jahresmittel", "unemployed_foreigners"),
    Column("Vakanzzeit im Land, Tage", 13, Style.COUNT, Band.OBSERVED, "Tage vom gewünschten Beginn bis zur Abmeldung "
           "einer Stelle, gilt für das Land", "vacancy_days", LAND),
    Column("Geschätzt: je Stelle", 10, Style.RATIO, Band.ESTIMATED, "eigene Schätzung der Arbeitslosen je Stelle, zum "
           "Land hin gezogen; Spanne im Blatt „Schätzung“"),
    Column("Geschätzt: Engpass", 10, Style.CHANCE, Band.ESTIMATED, "eigene Schätzung: wie wahrscheinlich die Gruppe "
           "nach dem Verfahren der Bundesagentur ein Engpass wäre"),
    Column("Geschätzt aus", 17, band=Band.ESTIMATED, meaning=_BASIS),
    Column("Einordnung", 34, band=Band.ESTIMATED, meaning="Land und Schätzung zusammen gelesen"),
)  # fmt: skip
RATINGS = (
    CODE,
    NAME,
    LEVEL,
    Column("Punkte", 8.5, Style.POINTS, Band.OFFICIAL, "Mittel von bis zu sechs Punktwerten von 0 bis 3; Engpass ab "
           "2,0, Beobachtung ab 1,5"),
    Column("Einstufung", 15, band=Band.OFFICIAL, meaning="Engpass, Beobachtung oder kein Engpass"),
    Column("Hinweis", 52, band=Band.OFFICIAL, meaning="was zur Bewertung zu wissen ist"),
)  # fmt: skip
ESTIMATES = (
    CODE,
    NAME,
    Column("Einordnung", 34, band=Band.ESTIMATED, meaning="Land und Schätzung zusammen gelesen"),
    Column("Geschätzt aus", 17, band=Band.ESTIMATED, meaning=_BASIS),
    Column("Geschätzt: je Stelle", 10, Style.RATIO, Band.ESTIMATED, "geschätzte Arbeitslose je Stelle"),
    Column("Je Stelle, von", 9, Style.RATIO, Band.ESTIMATED, "Spanne, die den Wert mit 90 % Sicherheit enthält"),
    Column("Je Stelle, bis", 9, Style.RATIO, Band.ESTIMATED, "oberes Ende dieser Spanne"),
    Column("Geschätzt: Engpass", 10, Style.CHANCE, Band.ESTIMATED, "geschätzte Wahrscheinlichkeit eines Engpasses"),
    Column("Engpass, von", 9.5, Style.CHANCE, Band.ESTIMATED, "Spanne der Wahrscheinlichkeit, 90 % Sicherheit"),
    Column("Engpass, bis", 9.5, Style.CHANCE, Band.ESTIMATED, "oberes Ende dieser Spanne"),
    Column("Einschätzung", 14, band=Band.ESTIMATED, meaning="Engpass ab 80 %, kein Engpass bis 20 %, sonst "
           "uneindeutig"),
    Column("Rang, von", 7.5, Style.COUNT, Band.ESTIMATED, "mögliche Plätze unter Regionen derselben Art im Land; "
           "1: am knappsten"),
    Column("Rang, bis", 7.5, Style.COUNT, Band.ESTIMATED, "der schlechteste mögliche Platz"),
    Column("Rang unter", 7.5, Style.COUNT, Band.ESTIMATED, "Zahl der Regionen mit genug Fällen"),
    Column("Hinweis", 40, Style.WRAPPED, Band.ESTIMATED, "was zur Schätzung zu wissen ist"),
)  # fmt: skip


def occupations(brief: Brief, figures: Lookup) -> Table:
    """Make the table of all occupation groups."""
    shows = estimated(brief)
    counted, employed = (periods.words(brief, name) for name in ("unemployed", "employees"))
    rows = [_occupation(o, figures, shows) for o in as_shown(brief)]
    return Table(
        "Berufe",
        f"Berufe in der Region {brief.region.name}",
        "Alle Berufsgruppen (KldB-3-Steller), alle Niveaus zusammen, zuerst die Tabelle des Berichts. "
        f"Stellen und Arbeitslose: {counted}; "
        f"Beschäftigte: {employed}. Erklärungen im Blatt „Hinweise“.",
        OCCUPATIONS,
        rows,
        bands(brief),
        pages_wide=2,
    )


def as_shown(brief: Brief) -> list[Occupation]:
    """Return the groups in the order of the brief's table, the others after them by code."""
    return sorted(brief.occupations, key=lambda o: (o.position is None, o.position or 0, o.occupation))


def bands(brief: Brief) -> dict[Band, str]:
    """Say what the columns of a kind are, and for which area."""
    region, shown = brief.region, brief.region.name
    return {
        Band.OFFICIAL: f"Amtlich: {region.rated_area or region.land_name}",
        Band.OBSERVED: f"Beobachtet: {shown}, alle Niveaus",
        Band.ESTIMATED: f"Geschätzt: {shown}, eigene Berechnung, nicht amtlich",
    }


def _occupation(o: Occupation, figures: Lookup, shows: bool) -> tuple[Cell, ...]:
    classes = {r.level: ESTIMATE_CLASSES.get(r.klass or "", NOT_RATED) for r in o.official}
    guess = o.estimate if shows else None
    return (
        o.occupation,
        o.name,
        o.everyday,
        ", ".join(MARKS.get(mark, mark) for mark in o.marks),
        o.position,
        *(classes.get(level, NOT_RATED) for level in LEVEL_NAMES),
        *(
            _foreign_share(o, figures)
            if c.measure == FOREIGN_SHARE.name
            else figures.cell("occupations", o.occupation, c.measure, c.level, c.years_ago)
            for c in OCCUPATIONS
            if c.measure
        ),
        round_figure(guess.ratio, 2) if guess else None,
        round_figure(guess.probability, 2) if guess else None,
        basis(o) if guess else "",
        reading(o) if shows else "",
    )


def _foreign_share(o: Occupation, figures: Lookup) -> Cell:
    """Return the share in percent; it says nothing where one of its two counts is closed or not known."""
    counts = [figures.row("occupations", o.occupation, name) for name in ("foreign_employees", "employees")]
    for row in counts:
        if row is None or row.value is None:  # "unter 3" would be read as percent
            return cell(row._replace(flag="secret") if row and row.flag == "below_3" else row)
    return Word(FLAG_WORDS["not_applicable"]) if o.foreign_share is None else o.foreign_share


def basis(o: Occupation) -> str:
    """Say whose figures the estimate rests on."""
    return f"{FAMILY} {o.occupation[:2]}" if o.estimate and o.estimate.basis == "family" else OWN_FIGURES


def ratings(brief: Brief) -> Table:
    """Make the table of official ratings: one row for each rated level of a group."""
    area = brief.region.rated_area or brief.region.land_name
    year = next((s.period for s in brief.sources if s.id == "ba_engpassanalyse"), "")
    rows = [
        (o.occupation, o.name, LEVEL_NAMES.get(r.level, str(r.level)), round_figure(r.score),
         CLASS_NAMES.get(r.klass or "", NO_VALUE), r.note)
        for o in as_shown(brief) for r in o.official if r.score is not None
    ]  # fmt: skip
    return Table(
        "Amtlich",
        f"Amtliche Bewertung für {area}",
        f"Engpassanalyse der Bundesagentur für Arbeit {year}, nur bewertete Gruppen und Niveaus; Punkte aus den "
        "veröffentlichten Werten nachgerechnet. Unterhalb des Landes gibt es keine amtliche Bewertung.",
        RATINGS,
        rows,
        {Band.OFFICIAL: f"Amtlich: {area}"},
    )


def estimates(brief: Brief, figures: Lookup) -> Table | None:
    """Make the table of estimates; None for a Land, which the BA rates itself, and where there is none."""
    if not estimated(brief):
        return None
    rows = []
    for o in as_shown(brief):
        if not o.estimate:
            continue
        careful = OUTSIDE if o.estimate.outside else ""
        ratio, chance, rank = (
            figures.row("occupations", o.occupation, measure)
            for measure in ("estimated_ratio", "engpass_probability", "rank")
        )
        rows.append(
            (o.occupation, o.name, reading(o), basis(o), cell(ratio), low(ratio), high(ratio),
             cell(chance), low(chance), high(chance), ESTIMATE_CLASSES.get(o.estimate.klass, NO_VALUE),
             low(rank), high(rank), figures.cell("occupations", o.occupation, "rank_of"), careful)
        )  # fmt: skip
    peers = PEERS.get(brief.region.kind, "Regionen derselben Art")
    counted = periods.words(brief, "unemployed")
    return Table(
        "Schätzung",
        f"Eigene Schätzung für die Region {brief.region.name}",
        f"Arbeitslose je Stelle und Wahrscheinlichkeit eines Engpasses mit 90-%-Spannen, {counted}; Rang unter den "
        f"{peers} im Land. Nie amtlich; Gruppen mit zu wenigen Fällen fehlen.",
        ESTIMATES,
        rows,
        {Band.ESTIMATED: f"Geschätzt: {brief.region.name}, eigene Berechnung, nicht amtlich"},
    )
