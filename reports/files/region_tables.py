"""The tables of the region: its totals, what was recognised in Germany, where to begin, what others report."""

from __future__ import annotations

from collections.abc import Iterator

from reports.files import periods
from reports.files.lookup import Lookup
from reports.files.occupation_tables import CODE, LEVEL, NAME
from reports.files.rows import LAND
from reports.files.table import Band, Cell, Column, Style, Table, Word
from reports.model.brief import Brief
from reports.model.market import LEVEL_NAMES
from reports.model.measures import COUNTS, RATIO, SECTIONS
from reports.model.recognition import RecognitionRow
from reports.model.rounding import round_figure
from reports.model.starting_points import REASONS_FOR_NONE, StartingPoint
from reports.words.evidence import KINDS, SEVERITIES, UNITS
from reports.words.notation import FLAG_WORDS, NO_VALUE

TOTALS = ("unemployed", "vacancies", "ratio", "employees", "foreign_employees", "unemployed_foreigners")
_TOTAL_UNITS = {"persons": "Personen", "vacancies": "Stellen", RATIO.unit: RATIO.heading}
RECOGNISED = "Volle Gleichwertigkeiten"
REGION = (
    Column("Kennzahl", 52, Style.WRAPPED, meaning="was gezählt ist, alle Berufe zusammen"),
    Column("In der Region", 14, Style.FIGURE, Band.OBSERVED, "Zahl der Region"),
    Column("In der Region im Vorjahr", 14, Style.FIGURE, Band.OBSERVED, "derselbe Zeitraum ein Jahr zuvor"),
    Column("Im Land", 14, Style.FIGURE, Band.OBSERVED, "Zahl des Landes zum Vergleich"),
    Column("Im Land im Vorjahr", 14, Style.FIGURE, Band.OBSERVED, "derselbe Zeitraum ein Jahr zuvor"),
    Column("In Deutschland", 14, Style.FIGURE, Band.OBSERVED, "Zahl für Deutschland"),
    Column("Einheit", 22, meaning="Einheit der Zahlen dieser Zeile"),
    Column("Zeitraum", 20, meaning="Jahresmittel, Stichtag oder Monat"),
    Column("Art", 12, meaning="amtlich: Bewertung der Bundesagentur; beobachtet: gezählt oder daraus gerechnet"),
    Column("Hinweis", 54, Style.WRAPPED, meaning="was zu den Zahlen zu wissen ist"),
)
CELLS = Column("Gerundete Zellen", 10, Style.COUNT, Band.OBSERVED, "um so viel kann die Summe höchstens abweichen")
_CASES = "Bescheide in Deutschland; Summe von Zahlen, die je Zelle auf ein Vielfaches von 3 gerundet sind"
RECOGNITION = (
    CODE,
    NAME,
    LEVEL,
    Column(RECOGNISED, 16, Style.COUNT, Band.OBSERVED, _CASES),
    CELLS,
    Column("Davon EU, EWR, Schweiz", 12, Style.COUNT, Band.OBSERVED, "dort ausgebildet"),
    Column("Davon aus Drittstaaten", 12, Style.COUNT, Band.OBSERVED, "dort ausgebildet"),
    Column("Entschieden", 12, Style.COUNT, Band.OBSERVED, "Verfahren mit positivem oder negativem Bescheid"),
    Column("Positiv", 12, Style.COUNT, Band.OBSERVED, "auch mit Auflage oder teilweise; keine volle Gleichwertigkeit"),
    Column("Positiv, Anteil", 10, Style.SHARE, Band.OBSERVED, "leer, wo das Runden ihn um mehr als 5 Punkte "
           "verschieben könnte"),
    Column("Ein Jahr zuvor", 12, Style.COUNT, Band.OBSERVED, "volle Gleichwertigkeiten"),
    Column("Beschäftigte hier", 12, Style.COUNT, Band.OBSERVED, "in der Region, alle Niveaus der Gruppe"),
    Column("Ausländische Beschäftigte hier", 13, Style.COUNT, Band.OBSERVED, "wer schon hier arbeitet; die "
           "Staatsangehörigkeit sagt nicht, wo jemand ausgebildet wurde"),
    Column("Arbeitslose Ausländer hier", 12, Style.COUNT, Band.OBSERVED, "in der Region, Jahresmittel"),
    Column("Referenzberufe", 60, Style.WRAPPED, meaning="Berufe der Anerkennungsstatistik in dieser Zeile"),
    Column("Hinweis", 40, Style.WRAPPED, meaning="was zu den Zahlen zu wissen ist"),
)  # fmt: skip
STATES = (
    CODE,
    NAME,
    LEVEL,
    Column("Staat oder Weltregion", 34, meaning="wo ausgebildet; Weltregionen, wo keine Staaten veröffentlicht sind"),
    Column(RECOGNISED, 16, Style.COUNT, Band.OBSERVED, _CASES),
    Column("Rechtsweg", 20, meaning="EU, EWR, Schweiz oder Drittstaat; leer bei Weltregionen"),
)
STARTING_POINTS = (
    CODE,
    NAME,
    Column("Im Schwerpunkt", 12, meaning="ob die Gruppe zum Schwerpunkt des Berichts gehört"),
    Column("Rang, von", 7.5, Style.COUNT, Band.ESTIMATED, "mögliche Plätze unter den Gruppen im Schwerpunkt"),
    Column("Rang, bis", 7.5, Style.COUNT, Band.ESTIMATED, "der schlechteste mögliche Platz"),
    Column("Wert", 14, Style.POINTS, Band.ESTIMATED, "Engpass × Anerkennung × offen, von 0 bis 1, eigene Berechnung"),
    Column("Wert, von", 9, Style.POINTS, Band.ESTIMATED, "90-%-Spanne"),
    Column("Wert, bis", 9, Style.POINTS, Band.ESTIMATED, "oberes Ende dieser Spanne"),
    Column("Engpass", 14, Style.CHANCE, Band.ESTIMATED, "geschätzte Wahrscheinlichkeit; für ein Land amtlich"),
    Column("Engpass, von", 9.5, Style.CHANCE, Band.ESTIMATED, "90-%-Spanne"),
    Column("Engpass, bis", 9.5, Style.CHANCE, Band.ESTIMATED, "oberes Ende dieser Spanne"),
    Column("Anerkennung", 12, Style.POINTS, Band.ESTIMATED, "Stufe der vollen Gleichwertigkeiten, von 0 bis 1"),
    Column(RECOGNISED, 16, Style.COUNT, Band.OBSERVED, "in Deutschland auf den knappen Niveaus, Summe gerundeter "
           "Zellen"),
    CELLS,
    Column("Offen", 8, band=Band.STATED, meaning="nein: eine Regel oder Initiative deckt die Gruppe ab"),
    Column("Weißer Fleck", 8, band=Band.STATED, meaning="ja: Es ist niemand bekannt, der etwas tut"),
    Column("Abgedeckt durch", 40, Style.WRAPPED, Band.STATED, "welche Regel oder Initiative, woher bekannt"),
    Column("Initiativen", 32, Style.WRAPPED, Band.STATED, "Namen aus dem Register"),
)  # fmt: skip
STATED = (
    Column("Art", 20, meaning="Bedarfsmeldung, offene Lehrstellen, Zahl einer Kammer, Eintrag im Register und andere"),
    Column("Von wem", 30, Style.WRAPPED, Band.STATED, "wer es angibt"),
    Column("Gebiet", 23, Style.WRAPPED, Band.STATED, "wofür es gilt; Kammerbezirke sind nicht die Region"),
    CODE,
    Column("Berufsgruppe", 30, Style.WRAPPED, meaning="Name der Berufsgruppe (KldB-3-Steller)"),
    Column("Angabe", 40, Style.WRAPPED, Band.STATED, "was angegeben ist"),
    Column("Zahl", 11, Style.FIGURE, Band.STATED, "wie angegeben"),
    Column("Einheit", 11, Style.WRAPPED, Band.STATED, "Einheit der Zahlen dieser Zeile"),
    Column("Stand", 16, Style.WRAPPED, Band.STATED, "Tag, Monat oder Jahr der Angabe"),
    Column("Frühere Zahl", 11, Style.FIGURE, Band.STATED, "dieselbe Angabe zuvor"),
    Column("Früherer Stand", 13, Style.WRAPPED, Band.STATED, "deren Tag, Monat oder Jahr"),
    Column("Woher, Hinweis", 60, Style.WRAPPED, Band.STATED, "wo es veröffentlicht ist, was dazu zu wissen ist"),
)
SOURCES = (
    Column("Kennung", 22, meaning="so heißt die Quelle in den anderen Dateien (source_id)"),
    Column("Titel", 48, Style.WRAPPED, meaning="Name der Quelle"),
    Column("Herausgeber", 30, Style.WRAPPED, meaning="wer die Zahlen veröffentlicht"),
    Column("Zeitraum", 16, meaning="wovon die Datei handelt"),
    Column("Ausgegeben", 12, meaning="Tag, an dem die Datei erschien"),
    Column("Quellenvermerk", 52, Style.WRAPPED, meaning="so ist die Quelle zu nennen"),
    Column("Lizenz", 44, Style.WRAPPED, meaning="unter welcher Lizenz die Zahlen stehen"),
    Column("Seite", 44, Style.WRAPPED, meaning="Seite des Herausgebers"),
    Column("Datei", 32, Style.WRAPPED, meaning="Name der Datei"),
    Column("Zustand", 22, Style.WRAPPED, meaning="älter als vorgesehen oder nicht erreichbar; leer: wie vorgesehen"),
    Column("SHA-256 der Datei", 68, meaning="Prüfsumme, mit der sich die Datei wiedererkennen lässt"),
)


def region(brief: Brief, figures: Lookup) -> Table:
    """Make the table of the region's totals, of its newest month, and of the counts of the Land and Germany."""
    return Table(
        "Region",
        f"Die Region {brief.region.name} im Überblick",
        f"Land: {brief.region.land_name}. {_kreise(brief)}",
        REGION,
        [*_totals(brief, figures), *_month(brief), *_counts(brief), *_recognised(brief)],
        {Band.OBSERVED: "Zahlen; die Art steht in jeder Zeile"},
        fixed=1,
    )


def _kreise(brief: Brief) -> str:
    kreise = brief.region.kreise
    if len(kreise) == 1:
        return f"Kreisschlüssel {kreise[0].ags}."
    return f"{len(kreise)} Kreise und kreisfreie Städte, genannt im Blatt „Hinweise“."


def _totals(brief: Brief, figures: Lookup) -> Iterator[tuple[Cell, ...]]:
    for key in (k for k in TOTALS if k in brief.headline):
        figure, measure = brief.headline[key], SECTIONS["headline"][key]
        land = f"Land: {figure.land_note}" if figure.land_note else ""
        yield (
            measure.heading, figures.cell("headline", "", key), figures.cell("headline", "", key, years_ago=1),
            figures.cell("headline", "", key, LAND), figures.cell("headline", "", key, LAND, 1), None,
            _TOTAL_UNITS[measure.unit], periods.words(brief, key), "beobachtet",
            "; ".join(t for t in (figure.note, land) if t),
        )  # fmt: skip


def _month(brief: Brief) -> Iterator[tuple[Cell, ...]]:
    for f in brief.month_figures:
        own = Word(FLAG_WORDS.get(f.flag, NO_VALUE)) if f.value is None else round_figure(f.value)
        yield (
            f"{f.name}, {f.month}", own, round_figure(f.previous), round_figure(f.land), round_figure(f.land_previous),
            None,
            UNITS.get(f.unit, f.unit), f.month, "beobachtet", f.note,
        )  # fmt: skip


def _counts(brief: Brief) -> Iterator[tuple[Cell, ...]]:
    rated = next((s.period for s in brief.sources if s.id == "ba_engpassanalyse"), "")
    for key, value in brief.counts.items():
        germany = key.startswith("germany_") or key == "recognition_all_full"
        recognised = key.startswith("recognition_")
        full = key in ("recognition_cells_full", "recognition_all_full")
        name = COUNTS.get(key, key)
        if germany and name.startswith("davon"):
            name = f"Deutschland, 4-Steller: {name}"
        yield (
            name[:1].upper() + name[1:], None, None, None if germany else value, None, value if germany else None,
            "Fälle" if full else "Berufsgruppen", brief.recognition_total.period if recognised else rated,
            "beobachtet" if recognised else "amtlich", "",
        )  # fmt: skip


def _recognised(brief: Brief) -> Iterator[tuple[Cell, ...]]:
    for year, count in brief.recognition_series:
        yield f"{RECOGNISED}, alle Berufe, {year}", *[None] * 4, count, "Fälle", str(year), "beobachtet", ""


def recognition(brief: Brief) -> Table | None:
    """Make the table of recognition; None where there is none."""
    rows = [_recognition(r) for r in brief.recognition]
    year = brief.recognition_total.period
    return Table(
        "Anerkennung",
        f"Volle Gleichwertigkeiten in Deutschland {year}",
        f"Engpassberufe in {brief.region.rated_area or brief.region.land_name} und ihr Niveau; Fälle, nicht Menschen. "
        f"Wo Anerkannte wohnen, ist nicht bekannt. „hier“: {brief.region.name}, {periods.words(brief, 'employees')}.",
        RECOGNITION,
        rows,
        {Band.OBSERVED: f"Beobachtet: Deutschland {year}; „hier“: Region"},
        pages_wide=2,
    ) if rows else None  # fmt: skip


def _recognition(r: RecognitionRow) -> tuple[Cell, ...]:
    d, w = r.decisions, r.ways
    return (
        r.occupation, r.name, _level(r),
        Word("keine") if r.full_equivalence is None else r.full_equivalence, r.cells,
        w.eu_eea if w else None, w.third if w else None,
        d.decided if d else None, d.positive if d else None, round_figure(d.positive_share) if d else None,
        r.before.full_equivalence if r.before else None,
        round_figure(r.employees), round_figure(r.foreign_employees), round_figure(r.unemployed_foreigners),
        "; ".join(reference.name for reference in r.references), r.note,
    )  # fmt: skip


def _level(r: RecognitionRow) -> str:
    return LEVEL_NAMES.get(r.level or 0, "")


def states(brief: Brief) -> Table | None:
    """Make the table of the states of training; None where there is none."""
    rows: list[tuple[Cell, ...]] = []
    for r in brief.recognition:
        head = (r.occupation, r.name, _level(r))
        for c in r.countries:
            way = "EU, EWR, Schweiz" if c.eu_eea else "Drittstaat"
            rows.append((*head, c.name, c.count, way))
        rows += [(*head, w.name, w.count, "") for w in r.regions]
    year = brief.recognition_total.period
    return Table(
        "Staaten",
        f"Volle Gleichwertigkeiten nach Staat der Ausbildung, Deutschland {year}",
        "Staaten veröffentlicht das Statistische Bundesamt nur für die 20 häufigsten Berufe, sonst Weltregionen. "
        "Zahlen, die sich um 3 oder weniger unterscheiden, haben keine Rangfolge.",
        STATES,
        rows,
        {Band.OBSERVED: f"Beobachtet: Deutschland {year}"},
    ) if rows else None  # fmt: skip


def starting_points(brief: Brief) -> Table | None:
    """Make the table of where to begin; None where nothing is short."""
    rows = [_starting_point(g) for g in brief.starting_points]
    return Table(
        "Wo anfangen",
        f"Wo anfangen: Schwerpunkt {brief.focus_name}",
        f"Knappe Berufsgruppen in der Region {brief.region.name}: Wert = Engpass × Anerkennung × offen. Eigene "
        "Berechnung, nicht amtlich.",
        STARTING_POINTS,
        rows,
        {Band.ESTIMATED: "Eigene Berechnung", Band.OBSERVED: "Beobachtet: Deutschland", Band.STATED: "Register"},
        pages_wide=2,
    ) if rows else None  # fmt: skip


def _starting_point(g: StartingPoint) -> tuple[Cell, ...]:
    why = Word(REASONS_FOR_NONE[g.reason]) if g.reason in REASONS_FOR_NONE else None
    covered = "; ".join(t for t in (g.covered_reason, g.covered_quoted, g.covered_checked) if t)
    low, high = g.rank[:2] if g.rank else (None, None)

    def fine(value: float | None) -> Cell:
        return round_figure(value, 2)

    return (
        g.occupation, g.name, _yes(g.in_focus), low, high,
        why if g.priority is None else fine(g.priority), fine(g.priority_low), fine(g.priority_high),
        why if g.shortage is None else fine(g.shortage), fine(g.shortage_low), fine(g.shortage_high),
        round_figure(g.potential), Word("keine") if g.full_equivalence is None else g.full_equivalence, g.cells,
        _yes(not g.covered_by), _yes(g.white_spot), covered, "; ".join(g.initiatives),
    )  # fmt: skip


def _yes(true: bool) -> str:
    return "ja" if true else "nein"


def stated(brief: Brief) -> Table | None:
    """Make the table of what others report and of who already helps; None where nobody says anything."""
    rows = [*_reports(brief), *_crafts(brief), *_context(brief), *_register(brief)]
    return Table(
        "Meldungen und Umfeld",
        f"Was Kammern, Agenturen und Städte angeben: {brief.region.name}",
        "Auszüge mit Gebiet und Stand, keine Zählung, keine amtliche Bewertung; Kammerbezirke sind nicht die Region.",
        STATED,
        rows,
        {Band.STATED: "Wie angegeben"},
        pages_wide=2,
        fixed=1,
    ) if rows else None  # fmt: skip


def _reports(brief: Brief) -> Iterator[tuple[Cell, ...]]:
    for r in brief.reports:
        said = [f"Wie knapp: {SEVERITIES.get(r.severity, NO_VALUE)}", f"seit {r.since}" if r.since else "", r.doing]
        yield (
            "Bedarfsmeldung", f"{r.organisation} ({r.organisation_kind})", r.area, r.occupation, r.name,
            "; ".join(t for t in said if t),
            Word(FLAG_WORDS.get(r.places_flag, NO_VALUE)) if r.places is None else round_figure(r.places), "Stellen",
            r.date, None, "", "älter als vorgesehen" if r.stale else "",
        )  # fmt: skip


def _crafts(brief: Brief) -> Iterator[tuple[Cell, ...]]:
    for p in brief.places:
        yield (
            "Offene Lehrstellen", "Börse der Handwerkskammern", brief.region.name, p.occupation, p.name,
            "offene Lehrstellen im Handwerk", p.places, "Plätze", p.date, None, "", p.note,
        )  # fmt: skip
    for c in brief.chamber_figures:
        yield (
            "Zahl einer Kammer", "", c.area, "", "", c.name, round_figure(c.value), "Anzahl", c.date,
            round_figure(c.previous), c.previous_date, c.quoted,
        )  # fmt: skip


def _context(brief: Brief) -> Iterator[tuple[Cell, ...]]:
    for c in brief.context:
        yield (
            "Zahl aus dem Umfeld", "", c.area, "", "", f"{c.title}: {c.series}" if c.series else c.title,
            Word(FLAG_WORDS.get(c.flag, NO_VALUE)) if c.value is None else round_figure(c.value), c.unit, c.date,
            round_figure(c.previous), c.previous_date, "; ".join(t for t in (c.attribution, c.uri) if t),
        )  # fmt: skip
    for n in brief.land_recognition:
        yield (
            "Anerkennung im Land", "", brief.region.land_name, "", "", n.name, round_figure(n.count),
            UNITS.get(n.unit, n.unit), str(n.year), None, "", n.quoted,
        )  # fmt: skip


def _register(brief: Brief) -> Iterator[tuple[Cell, ...]]:
    for e in brief.register:
        told = [e.note, ", ".join(e.countries), ", ".join(e.languages), e.link, e.quoted]
        yield (
            KINDS.get(e.kind, e.kind), e.name, e.area, "", ", ".join(e.occupations), "", None, "",
            f"geprüft {e.checked}" + (", bitte neu prüfen" if e.stale else ""), None, "",
            "; ".join(t for t in told if t),
        )  # fmt: skip


def sources(brief: Brief) -> Table:
    """Make the table of sources, one row for each file."""
    states_ = {s.id: s.text for s in brief.status}
    rows = [
        (s.id, s.title, s.publisher, s.period, s.issued, s.attribution, s.licence, s.page, s.file,
         states_.get(s.id) or ("älter als vorgesehen" if s.stale else ""), s.sha256)
        for s in brief.sources
    ]  # fmt: skip
    return Table(
        "Quellen",
        "Quellen dieser Ausgabe",
        f"Ausgabe {brief.edition}; jede Datei mit Stand, Quellenvermerk und Prüfsumme.",
        SOURCES,
        rows,
        {},
        pages_wide=2,
        fixed=1,
    )
